"""Layers of one's own: a GeoDataFrame with a look, as plain data for the page.

A layer goes into the page as data and never through a template.  Coordinates are packed, and
a text that repeats in a column is written once.
"""

from __future__ import annotations

import math
import re
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from numbers import Integral, Real
from typing import Any

import geopandas
import numpy as np
import pandas as pd
import shapely

from ...geo.errors import RequestError
from ...geo.values import told_briefly
from ...layers.frames import check_frame, located, named, warn
from .compression import pack, steps_of

__all__ = ["COLOURS", "Layer", "encode_layer"]

COLOURS = tuple(f"var(--own-{number})" for number in range(1, 7))
"""Colours of layers that name none, in turn, each one for light and dark in ``own_layers.css``."""

WIDEST = 50.0
COARSEST = 100_000.0
DEGREE = 111_320.0
"""Metres of a degree of latitude."""
FINEST = 9
"""Digits of a degree, a tenth of a millimetre."""
MANY = 20_000
"""Parts of a layer from which on a page is slow."""
PARTS_A_SECOND = 12_500
"""That a page draws, measured in Chromium with lines of six points on a computer of two cores."""
LONGEST_ECHO = 60
_COLOUR = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})|[a-zA-Z]{3,24}")
_DASH = re.compile(r"\d+(?:\.\d+)?(?:[ ,]+\d+(?:\.\d+)?)*")
_POINT, _LINE, _RING, _POLYGON = 0, 1, 2, 3  # shapely's numbers
_DOUBLE = 8  # bytes
_EXACT = 2**53  # JavaScript keeps whole numbers below this


@told_briefly
@dataclass(frozen=True, eq=False)
class Layer:
    """Own data and how they look on the map.

    All features of a layer look alike; what is to look different goes into another layer.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        Points, lines and polygons in any coordinate reference system.  A row without a
        geometry stands only in the table.  An index that has a name or levels is columns, too.
    name : str, optional
        Its words in the legend, the layer control and the panel.
    colour : str, optional
        ``#rgb``, ``#rrggbb`` or the name of a colour in CSS.
    width : float
        Width of lines and outlines in pixels.
    dash : str
        Lengths of dashes and gaps in pixels, such as ``"6 4"``; empty for a solid line.
    radius : float
        Radius of points in pixels.
    fill : float
        Opacity of the inside of polygons, from 0 to 1.
    label : str, optional
        Column that names the features: points are labelled with it where there is room.
    popup : sequence of str, optional
        Columns that a click and the table show; all if None.  Only these and the label enter
        the page.
    show : bool
        Is the layer switched on when the map opens?
    simplify : float
        Metres that lines and outlines may be drawn beside where they run, 0 for all points.
    merge : bool
        Make one feature of all rows that say the same in `label` and `popup`, and one line of
        lines that meet: with ``popup=["class"]``, a feature for each class.  With `simplify`, a
        way out for layers of tens of thousands of rows, of which `draw` warns.

    Raises
    ------
    RequestError
        If the data are no GeoDataFrame, are empty, have no coordinate reference system or
        other geometries, or if a column or a look makes no sense.

    Examples
    --------
    >>> import geopandas, shapely
    >>> yards = geopandas.GeoDataFrame(
    ...     {"yard": ["Altynkol"], "tracks": [12]},
    ...     geometry=[shapely.Point(80.26, 44.18)],
    ...     crs=4326,
    ... )
    >>> layer = Layer(yards, name="Yards", label="yard", popup=["tracks"])
    >>> Layer(yards, label="town")
    Traceback (most recent call last):
        ...
    khorgos.geo.errors.RequestError: a layer has no column 'town'; it has 'yard', 'tracks'
    """

    frame: geopandas.GeoDataFrame
    name: str | None = None
    colour: str | None = None
    width: float = 2.5
    dash: str = ""
    radius: float = 5.0
    fill: float = 0.2
    label: Hashable | None = None
    popup: Sequence[Hashable] | None = None
    show: bool = True
    simplify: float = 0.0
    merge: bool = False

    def __post_init__(self) -> None:
        if self.name is not None:
            object.__setattr__(self, "name", str(self.name))
        _check_frame(self.frame, self._words)
        if self.popup is not None:
            object.__setattr__(self, "popup", self._listed(self.popup))
        known = _columns(named(self.frame))
        for column in (*(self.popup or ()), *([] if self.label is None else [self.label])):
            if not _hashable(column) or column not in known:
                has = ", ".join(repr(name) for name in known) or "none"
                raise RequestError(
                    f"{self._words} has no column {_short(column)!r}; it has {_short(has)}"
                )
        self._check_look()

    def _listed(self, popup: Any) -> tuple[Any, ...]:
        try:
            return (popup,) if isinstance(popup, str) else tuple(popup)
        except TypeError:
            raise RequestError(
                f"popup of {self._words} is {_short(popup)!r}; use a list of columns"
            ) from None

    @property
    def _words(self) -> str:
        return f"layer {_short(self.name)!r}" if self.name else "a layer"

    def _check_look(self) -> None:
        named_ = isinstance(self.colour, str) and _COLOUR.fullmatch(self.colour)
        if self.colour is not None and not named_:
            raise RequestError(
                f"colour of {self._words} is {_short(self.colour)!r}; use one such as '#3D348B'"
            )
        dash = "" if self.dash is None else str(self.dash)
        if dash and not _DASH.fullmatch(dash):
            raise RequestError(
                f"dash of {self._words} is {_short(self.dash)!r}; use lengths such as '6 4'"
            )
        for what, low, high in (
            ("width", 0.1, WIDEST),
            ("radius", 0.1, WIDEST),
            ("fill", 0, 1),
            ("simplify", 0, COARSEST),
        ):
            value = getattr(self, what)
            if (
                not isinstance(value, (int, float, np.integer, np.floating))
                or not low <= value <= high
            ):
                raise RequestError(
                    f"{what} of {self._words} is {_short(value)!r}; use a number from {low:g} "
                    f"to {high:g}"
                )
        for what in ("show", "merge"):
            value = getattr(self, what)
            if not isinstance(value, (int, np.bool_)):
                raise RequestError(
                    f"{what} of {self._words} is {_short(value)!r}; use True or False"
                )


def encode_layer(layer: Layer, name: str, colour: str) -> dict[str, Any]:
    """A layer as the page takes it.

    Parameters
    ----------
    layer : Layer
        The layer.
    name : str
        Its words, if it has none of its own or they are taken.
    colour : str
        Its colour, if it has none of its own.

    Returns
    -------
    dict
        ``points``, ``lines`` and ``areas`` with the row of each where they are not in the
        order of the rows, ``columns``, the looks, and ``bounds``: west, south, east, north.

    Raises
    ------
    RequestError
        If coordinates are not on Earth.

    Warns
    -----
    UserWarning
        If there are so many features that the page is slow.

    Examples
    --------
    >>> points = geopandas.GeoSeries.from_xy([80.26, 80.27], [44.18, 44.18], crs=4326)
    >>> data = encode_layer(Layer(points.to_frame("geometry")), "Yards", "teal")
    >>> data["points"]["at"]
    ['g57pPg90tI', 'w39pPg90tI']
    """
    frame = layer.frame
    parts, rows = _parts(frame, layer._words)  # noqa: SLF001 (its own module)
    facts = named(frame)
    columns = _columns(facts)
    shown = [*columns] if layer.popup is None else [*dict.fromkeys(layer.popup)]
    listed = [*dict.fromkeys([*([] if layer.label is None else [layer.label]), *shown])]
    told = [_values(facts.iloc[:, columns[key]]) for key in listed]
    size = len(frame)
    if layer.merge:
        parts, rows, told, size = _merged(parts, rows, told, size)
    if layer.simplify:
        # GEOS stumbles over what is next to nothing, such as 1e-320.
        parts = shapely.transform(parts, lambda at: at.round(FINEST))
        parts = shapely.simplify(parts, layer.simplify / DEGREE)
    if len(parts) > MANY:
        _warn_of_many(parts, layer)
    kinds = shapely.get_type_id(parts)
    data: dict[str, Any] = {
        "name": name,
        "size": size,
        "colour": layer.colour or colour,
        "width": float(layer.width),
        "dash": "" if layer.dash is None else str(layer.dash),
        "radius": float(layer.radius),
        "fill": float(layer.fill),
        "bounds": [round(float(value), 5) for value in _bounds(parts)],
        "columns": [_column(str(key), values) for key, values in zip(listed, told, strict=True)],
        "popup": [listed.index(key) for key in shown],
    }
    if layer.label is not None:
        data["label"] = listed.index(layer.label)
    points = kinds == _POINT
    if points.any():
        data["points"] = {"at": _paths(parts[points])} | _rows(rows[points], size)
    lines = (kinds == _LINE) | (kinds == _RING)
    if lines.any():
        data["lines"] = {"paths": _paths(parts[lines])} | _rows(rows[lines], size)
    areas = kinds == _POLYGON
    if areas.any():
        data["areas"] = {"rings": _rings(parts[areas])} | _rows(rows[areas], size)
    return data


def _check_frame(frame: Any, words: str) -> None:
    check_frame(frame, words)
    if frame.empty:
        raise RequestError(f"{words} has no rows; draw it once it has")
    if frame.crs is None:
        raise RequestError(
            f"{words} has no coordinate reference system; set the one that its numbers are in, "
            "such as frame.set_crs(4326) for longitude and latitude"
        )
    shapes = frame.geometry.to_numpy()
    if bool((shapely.is_missing(shapes) | shapely.is_empty(shapes)).all()):
        raise RequestError(f"{words} has rows, but no geometry in any of them; fill one in")


def _columns(frame: geopandas.GeoDataFrame) -> dict[Hashable, int]:
    """Names of the columns that hold facts, each with its number."""
    return {
        key: number
        for number, (key, kind) in enumerate(zip(frame.columns, frame.dtypes, strict=True))
        if not isinstance(kind, geopandas.array.GeometryDtype)
    }


def _parts(frame: geopandas.GeoDataFrame, words: str) -> tuple[Any, Any]:
    """Points, lines and polygons in longitude and latitude, each with its row."""
    parts, rows = shapely.get_parts(located(frame, words), return_index=True)
    while (shapely.get_type_id(parts) > _POLYGON).any():  # collections may hold more of them
        parts, inner = shapely.get_parts(parts, return_index=True)
        rows = rows[inner]
    there = ~shapely.is_empty(parts)
    parts, rows = parts[there], rows[there]
    if not len(parts):
        raise RequestError(f"{words} has rows, but no position in any of them; fill one in")
    return parts, rows


def _merged(parts: Any, rows: Any, told: list[list[Any]], size: int) -> tuple[Any, Any, Any, int]:
    """One row for all that say the same, and one line for lines that meet."""
    first: dict[tuple[Any, ...], int] = {}
    said = zip(*told, strict=True) if told else [()] * size
    numbers = np.array([first.setdefault(words, len(first)) for words in said])
    kinds, rows = shapely.get_type_id(parts), numbers[rows]
    # Of a line from a point to itself GEOS leaves nothing.
    lines = ((kinds == _LINE) | (kinds == _RING)) & (shapely.length(parts) > 0)
    merged, owners = [parts[~lines]], [rows[~lines]]
    order = np.argsort(rows[lines], kind="stable")
    sorted_, own = parts[lines][order], rows[lines][order]
    for same in np.split(np.arange(len(own)), np.flatnonzero(np.diff(own)) + 1) if len(own) else ():
        once = shapely.to_wkb(shapely.normalize(sorted_[same]))  # there and back are one line
        different = sorted_[same][np.unique(once, return_index=True)[1]]
        joined = shapely.get_parts(shapely.line_merge(shapely.multilinestrings(different)))
        merged.append(joined)
        owners.append(np.full(len(joined), own[same[0]]))
    columns = [list(column) for column in zip(*first, strict=True)]
    return np.concatenate(merged), np.concatenate(owners), columns, len(first)


def _warn_of_many(parts: Any, layer: Layer) -> None:
    words = layer._words  # noqa: SLF001 (its own module)
    count = shapely.get_num_coordinates(parts).sum()
    seconds = max(1, round(len(parts) / PARTS_A_SECOND))
    less = "" if layer.merge and layer.simplify else "simplify=… (metres) and merge=True, or with "
    warn(
        f"{words} draws {len(parts):,} shapes of {count:,} points, for which the page needs about "
        f"{seconds} s when it opens and when it zooms; draw it with {less}fewer rows"
    )


def _bounds(parts: Any) -> Any:
    return shapely.total_bounds(parts)


def _rows(rows: Any, size: int) -> dict[str, list[int]]:
    """Rows of the parts, unless each row has one part."""
    return {} if np.array_equal(rows, np.arange(size)) else {"rows": rows.tolist()}


def _paths(lines: Any) -> list[str]:
    points, index = shapely.get_coordinates(lines, return_index=True)
    return pack(*steps_of(points, index), len(lines))


def _rings(polygons: Any) -> list[list[str]]:
    """Rings of each polygon: the outer one against the clock, holes with it.

    One shape on the map holds all polygons of a layer.  Only the sense of the rings tells a
    hole from a polygon that lies over another.
    """
    rings, index = shapely.get_rings(polygons, return_index=True)
    outer = np.diff(index, prepend=-1) > 0
    turned = shapely.is_ccw(rings) != outer
    rings[turned] = shapely.reverse(rings[turned])
    paths = _paths(rings)
    ends = np.searchsorted(index, np.arange(len(polygons)), side="right").tolist()
    return [paths[start:end] for start, end in zip([0, *ends[:-1]], ends, strict=True)]


def _column(name: str, values: list[Any]) -> dict[str, Any]:
    """A column; texts that repeat are written once."""
    texts = [value for value in values if isinstance(value, str)]
    different = list(dict.fromkeys(texts))
    # Numbers would be taken for those of texts.
    if 2 * len(different) > len(texts) or len(texts) + values.count(None) < len(values):
        return {"name": name, "values": values}
    number = {text: i for i, text in enumerate(different)}
    return {
        "name": name,
        "texts": different,
        "values": [None if value is None else number[value] for value in values],
    }


def _values(column: pd.Series[Any]) -> list[Any]:
    missing = column.isna().to_numpy(dtype=bool)
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        days = bool((column.dropna().dt.normalize() == column.dropna()).all())
        known = column.astype(str) if not days else column.dt.strftime("%Y-%m-%d")
        plain = known.tolist()
    else:
        # As numpy has them: a number of 32 bits would get digits that it never had.
        plain = [_plain(value) for value in column.array]
    return [None if gone else value for value, gone in zip(plain, missing, strict=True)]


def _plain(value: Any) -> str | int | float | None:
    """A value that JSON has and JavaScript shows as it is."""
    if isinstance(value, str):
        return value
    if isinstance(value, (bool, np.bool_)):
        return "yes" if value else "no"
    if isinstance(value, Integral):
        return int(value) if abs(int(value)) < _EXACT else str(int(value))
    if isinstance(value, Real):
        short = isinstance(value, np.floating) and value.itemsize < _DOUBLE
        number = float(str(value)) if short else float(value)
        if not math.isfinite(number):
            return str(number)
        return int(number) if number.is_integer() and abs(number) < _EXACT else number
    return str(value)


def _hashable(value: Any) -> bool:
    try:
        hash(value)
    except TypeError:
        return False
    return True


def _short(value: Any) -> str:
    text = " ".join((value if isinstance(value, str) else repr(value)).split())
    return text if len(text) <= LONGEST_ECHO else f"{text[:LONGEST_ECHO]}…"
