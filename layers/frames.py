"""Frames of one's own, made fit for a map or a file: where their rows lie, and what they say."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Hashable, Iterable
from functools import cache
from itertools import pairwise
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from ..geo.errors import RequestError
from .basemap import countries, far_land

__all__ = ["check_frame", "cut", "located", "named", "storable", "warn"]

_LARGEST = 2**63
DATE_LINE, POLE, TURN = 180.0, 90.0, 360.0
SAMPLE = 200
"""Rows that are looked at to tell whether all have their coordinates the wrong way round."""
_POINT, _LINE, _RING, _POLYGON = 0, 1, 2, 3  # shapely's numbers


def check_frame(frame: Any, words: str) -> None:
    """Refuse what is no frame with a column of geometries.

    Parameters
    ----------
    frame : object
        What was given.
    words : str
        What to call it.

    Raises
    ------
    RequestError
        If it is none.

    Examples
    --------
    >>> check_frame(pd.DataFrame({"lon": [80.3], "lat": [44.2]}), "layer 'yards'")
    Traceback (most recent call last):
        ...
    khorgos.geo.errors.RequestError: layer 'yards' is a DataFrame; make it a GeoDataFrame
    """
    if not isinstance(frame, gpd.GeoDataFrame):
        raise RequestError(f"{words} is a {type(frame).__name__}; make it a GeoDataFrame")
    if frame._geometry_column_name not in frame.columns:  # noqa: SLF001 (geopandas raises)
        raise RequestError(f"{words} has no column of geometries; name it with set_geometry")


def named(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The frame with an index that says something as columns, and each column by its own name.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        Any, such as edges of OSMnx, whose index is ``u, v, key``.

    Returns
    -------
    geopandas.GeoDataFrame
        Its rows are numbered.  Of columns with one name, the second has ``_2`` behind it.

    Examples
    --------
    >>> places = gpd.GeoSeries.from_xy([80.3, 82.6], [44.2, 45.2], index=["KHO", "DOS"])
    >>> named(places.rename_axis("code").to_frame("geometry")).columns.tolist()
    ['code', 'geometry']
    """
    index = frame.index
    counts = len(index) == 0 or pd.api.types.is_integer_dtype(index.dtype)
    names = _different(frame.columns, ())
    active = frame.columns.tolist().index(frame._geometry_column_name)  # noqa: SLF001
    plain = pd.DataFrame(frame).set_axis(pd.Index(names, dtype=object, tupleize_cols=False), axis=1)
    plain = plain.reset_index(drop=True)
    if isinstance(index, pd.MultiIndex) or index.name is not None or not counts:
        several = isinstance(index, pd.MultiIndex)
        given = [
            (f"level_{number}" if several else "index") if name is None else name
            for number, name in enumerate(index.names)
        ]
        every = [(name, index.get_level_values(number)) for number, name in enumerate(given)]
        # Not what a column of this name says, too.
        levels = [
            (name, values)
            for name, values in every
            if name not in names or not pd.Index(plain[name]).equals(values)
        ]
        for place, (name, (_, values)) in enumerate(
            zip(_different([name for name, _ in levels], names), levels, strict=True)
        ):
            plain.insert(place, name, values)
    return gpd.GeoDataFrame(plain, geometry=names[active])


def _different(
    names: Iterable[Hashable],
    taken: Iterable[Hashable],
    fold: Callable[[Any], Hashable] = lambda name: name,
) -> list[Hashable]:
    """Names of which no two are the same, even to whom some letters are."""
    known, different = set(taken), []
    names = list(names)
    for name in names:
        own, count = name, 1
        while fold(own) in known or (count > 1 and own in names):
            count += 1
            own = f"{name}_{count}"
        known.add(fold(own))
        different.append(own)
    return different


def located(frame: gpd.GeoDataFrame, words: str) -> Any:
    """Shapes of the rows in longitude and latitude, cut where they cross the 180th meridian.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        Any with a coordinate reference system.
    words : str
        What to call it.

    Returns
    -------
    numpy.ndarray
        A shape for each row, or None if the row has no position.

    Raises
    ------
    RequestError
        If there is no reference system, or a row does not lie on Earth; it names the first such
        row and the likely cause.

    Warns
    -----
    UserWarning
        If a position has gaps, or longitude and latitude seem to be swapped in all rows.

    Examples
    --------
    >>> swapped = gpd.GeoDataFrame(geometry=[shapely.Point(44.2, 80.3), shapely.Point(39.9, 116.4)])
    >>> located(swapped.set_crs(4326), "layer 'yards'")
    Traceback (most recent call last):
        ...
    khorgos.geo.errors.RequestError: layer 'yards': row 2 has a point at longitude 39.9, latitude \
116.4; longitude and latitude look swapped: longitude comes first, as in Point(80.3, 44.2)
    """
    if frame.crs is None:
        raise RequestError(
            f"{words} has no coordinate reference system; set the one that its numbers are in, "
            "such as frame.set_crs(4326) for longitude and latitude"
        )
    shapes = _without_gaps(frame, words)
    series = gpd.GeoSeries(shapes, crs=frame.crs)
    if frame.crs.is_projected:
        _check_metres(frame, shapes, words)
    if frame.crs != "EPSG:4326":
        try:
            series = series.to_crs(4326)
        except (RuntimeError, ValueError) as error:
            reason = str(error).splitlines()[0]
            raise RequestError(
                f"{words} cannot be turned into longitude and latitude: {reason}"
            ) from None
    degrees = series.to_numpy(copy=True)
    _check_earth(frame, degrees, words)
    if frame.crs.is_geographic:
        _warn_of_swapped(degrees, words)
    return cut(degrees)


def _without_gaps(frame: gpd.GeoDataFrame, words: str) -> Any:
    """Shapes, and None for those with a number that is none."""
    shapes = frame.geometry.to_numpy(copy=True)
    at, index = shapely.get_coordinates(shapes, return_index=True)
    rows = np.unique(index[~np.isfinite(at).all(axis=1)])
    if len(rows):
        shapes[rows] = None
        more = f" and {len(rows) - 1} more" if len(rows) > 1 else ""
        warn(
            f"{words}: {_row(frame, rows[0])}{more} of {len(frame):,} has no position, as a "
            "coordinate is no number; its row stays, without a shape: fill it in, or drop it"
        )
    return shapes


def _row(frame: gpd.GeoDataFrame, number: int) -> str:
    """A row by its number, as people count, and by its name if it has one."""
    index = frame.index
    plain = isinstance(index, pd.RangeIndex) and (index.start, index.step) == (0, 1)
    return f"row {number + 1}" + ("" if plain else f" ({index[number]!r:.60})")


def _check_metres(frame: gpd.GeoDataFrame, shapes: Any, words: str) -> None:
    """Refuse degrees that are said to be metres: they would all lie in one spot."""
    bounds = np.abs(shapely.bounds(shapes))
    tiny = (bounds[:, [0, 2]] <= DATE_LINE).all(axis=1) & (bounds[:, [1, 3]] <= POLE).all(axis=1)
    if tiny.any():
        number = int(np.argmax(tiny))
        x, y = shapely.get_coordinates(shapes[number])[0]
        raise RequestError(
            f"{words}: {_row(frame, number)} has a point at {x:g}, {y:g}, which looks like "
            f"degrees, but {frame.crs.name!r} has {frame.crs.axis_info[0].unit_name}s; set the "
            "coordinate reference system with frame.set_crs(4326, allow_override=True)"
        )


def _check_earth(frame: gpd.GeoDataFrame, shapes: Any, words: str) -> None:
    """Refuse what is not on Earth."""
    at, index = shapely.get_coordinates(shapes, return_index=True)
    wrong = ~((np.abs(at[:, 0]) <= TURN) & (np.abs(at[:, 1]) <= POLE))  # NaN too
    if not wrong.any():
        return
    (x, y), number = at[wrong][0], int(index[wrong][0])
    if not frame.crs.is_geographic:
        given_x, given_y = shapely.get_coordinates(frame.geometry.iloc[number])[0]
        cause = (
            f"{given_x:g}, {given_y:g} is none of {frame.crs.name!r}; set "
            "the system that it is in with frame.set_crs(…, allow_override=True)"
        )
    elif abs(x) <= POLE < abs(y) <= TURN:
        right = at[0][::-1]
        cause = (
            "longitude and latitude look swapped: longitude comes first, as in "
            f"Point({right[0]:g}, {right[1]:g})"
        )
    elif max(abs(x), abs(y)) > TURN:
        cause = (
            "these look like metres: is its coordinate reference system really "
            f"{frame.crs.name!r}? Set theirs with frame.set_crs(…, allow_override=True)"
        )
    else:
        cause = "latitudes end at 90 and longitudes at 180: correct the row"
    raise RequestError(
        f"{words}: {_row(frame, number)} has a point at longitude {x:g}, latitude {y:g}; {cause}"
    )


def _warn_of_swapped(shapes: Any, words: str) -> None:
    """Tell if nothing lies on land, and all would if latitude came first."""
    there = shapes[~(shapely.is_missing(shapes) | shapely.is_empty(shapes))]
    if not len(there):
        return
    few = there[:: -(-len(there) // SAMPLE)]
    # Inside: the first corner of an area may lie on the coast, or on a border.
    x, y = shapely.get_coordinates(shapely.point_on_surface(few)).T
    if _on_land(x, y).any() or not _on_land(y, x).all():
        return
    warn(
        f"{words}: no row lies on land, but all would with longitude and latitude swapped; "
        f"longitude comes first, as in Point({y[0]:g}, {x[0]:g})"
    )


def _on_land(x: Any, y: Any) -> Any:
    return np.any([shapely.contains_xy(shape, x, y) for shape in _land()], axis=0)


@cache
def _land() -> list[Any]:
    shapes = [*countries().geometry, *far_land().geometry]
    for shape in shapes:
        shapely.prepare(shape)
    return shapes


def cut(shapes: Any) -> Any:
    """Shapes the short way over the 180th meridian, and cut there, as RFC 7946 (3.1.9) asks.

    Parameters
    ----------
    shapes : numpy.ndarray
        In longitude and latitude; those that go beyond 180° are moved, too.

    Returns
    -------
    numpy.ndarray
        The shapes, new where they have to be.

    Examples
    --------
    >>> cut(np.array([shapely.LineString([(170, 0), (-170, 10)])]))[0].wkt
    'MULTILINESTRING ((170 0, 180 5), (-180 5, -170 10))'
    """
    bounds = shapely.bounds(shapes)
    west, east = bounds[:, 0], bounds[:, 2]
    crossing = np.flatnonzero((east - west > DATE_LINE) | (west < -DATE_LINE) | (east > DATE_LINE))
    if len(crossing):
        shapes = shapes.copy()
        for number in crossing:
            shapes[number] = _cut(shapes[number])
    return shapes


def _cut(shape: Any) -> Any:
    kind = shapely.get_type_id(shape)
    if kind > _POLYGON:
        whole = [_cut(part) for part in shape.geoms]
        pieces = [piece for part in whole for piece in shapely.get_parts(part)]
        if not any(new is not part for new, part in zip(whole, shape.geoms, strict=True)):
            return shape
    elif kind == _POLYGON:
        pieces = _cut_area(shape)
    else:
        points, turned = _short_way(shape)
        if not turned and np.abs(points[:, 0]).max() <= DATE_LINE:
            return shape
        pieces = _cut_line(points) if kind in (_LINE, _RING) else [_moved(shape)]
    if len(pieces) == 1:
        return pieces[0]
    kinds = {int(shapely.get_type_id(piece)) for piece in pieces}
    make: Any = {
        frozenset([_POINT]): shapely.multipoints,
        frozenset([_LINE]): shapely.multilinestrings,
        frozenset([_POLYGON]): shapely.multipolygons,
    }.get(frozenset(kinds), shapely.geometrycollections)
    return make(pieces)


def _short_way(line: Any) -> tuple[Any, bool]:
    """Points of a line with longitudes that run on over the meridian, and whether they do."""
    points = shapely.get_coordinates(line, include_z=shapely.has_z(line))
    steps = np.diff(points[:, 0])
    turns = -np.sign(steps) * (np.abs(steps) > DATE_LINE)
    points[1:, 0] += TURN * np.cumsum(turns)
    return points, bool(turns.any())


def _window(longitude: float) -> int:
    """Number of the turn of the Earth that a longitude lies in; 0 for the usual one."""
    return int(np.floor((longitude + DATE_LINE) / TURN))


def _moved(shape: Any) -> Any:
    """A shape that lies within one turn, in the usual one."""
    west, _, east, _ = shapely.bounds(shape)
    back = TURN * _window((west + east) / 2)
    if not back:
        return shape
    deep = bool(shapely.has_z(shape))
    away = np.array([back, 0.0, 0.0][: 3 if deep else 2])
    return shapely.transform(shape, lambda at: at - away, include_z=deep)


def _cut_line(points: Any) -> list[Any]:
    pieces: list[list[Any]] = []
    last: int | None = None
    for start, end in pairwise(points):
        low, high = sorted((start[0], end[0]))
        between = DATE_LINE + TURN * np.arange(_window(low), _window(high) + 1)
        stops = [at for at in between if low < at < high]
        shares = sorted((at - start[0]) / (end[0] - start[0]) for at in stops)
        way = [start, *(start + share * (end - start) for share in shares), end]
        for a, b in pairwise(way):
            middle = (a[0] + b[0]) / 2
            # What runs along the meridian stays on the side from which it came.
            along = last is not None and (middle + DATE_LINE) % TURN == 0
            window = last if along else _window(middle)
            if window != last:
                pieces.append([a])
            pieces[-1].append(b)
            last = window
    return [_moved(shapely.LineString(piece)) for piece in pieces]


def _cut_area(area: Any) -> list[Any]:
    shell, turned = _short_way(area.exterior)
    bounds = shapely.bounds(area)
    if not turned and bounds[0] >= -DATE_LINE and bounds[2] <= DATE_LINE:
        return [area]
    polar = abs(shell[-1, 0] - shell[0, 0]) > DATE_LINE
    if polar:  # it runs round a pole, and holds it
        ends = shell[[-1, 0]].copy()
        ends[:, 1] = np.copysign(POLE, shell[:, 1].mean())
        shell = np.vstack([shell, ends, shell[:1]])
    west, east = shell[:, 0].min(), shell[:, 0].max()
    holes = []
    for ring in area.interiors:
        points, _ = _short_way(ring)
        middle = (points[:, 0].min() + points[:, 0].max()) / 2
        points[:, 0] += TURN * np.rint(((west + east) / 2 - middle) / TURN)
        holes.append(points)
    whole = shapely.Polygon(shell, holes)
    if not whole.is_valid:
        whole = shapely.make_valid(whole)
    pieces: list[Any] = []
    for window in range(_window(west), _window(east) + 1):
        box = shapely.box(TURN * window - DATE_LINE, -POLE, TURN * window + DATE_LINE, POLE)
        parts = shapely.get_parts(shapely.intersection(whole, box))
        pieces += [_moved(part) for part in parts if shapely.get_type_id(part) == _POLYGON]
    return list(shapely.get_parts(shapely.union_all(pieces))) if polar else pieces


def storable(frame: gpd.GeoDataFrame, words: str, *, degrees: bool) -> gpd.GeoDataFrame:
    """The frame with nothing that a file cannot hold, and nothing left out.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        Any.
    words : str
        What to call it.
    degrees : bool
        In longitude and latitude, as GeoJSON asks.

    Returns
    -------
    geopandas.GeoDataFrame
        With columns as of `named`, which differ in more than capitals, and shapes cut at the
        180th meridian.  What a column mixes is text, and further geometries are well-known text.

    Raises
    ------
    RequestError
        If it is no frame with geometries, or a row does not lie on Earth.

    Examples
    --------
    >>> frame = gpd.GeoDataFrame({"n": [1, "two"]}, geometry=[None, shapely.Point(80, 44)])
    >>> storable(frame, "layer 'yards'", degrees=True)["n"].tolist()
    ['1', 'two']
    """
    check_frame(frame, words)
    table = named(frame)
    shapes = frame.geometry.to_numpy()
    if frame.crs is not None and degrees:
        shapes = located(frame, words)
    elif frame.crs is not None:
        shapes = _without_gaps(frame, words)
        if frame.crs.is_geographic:
            _check_earth(frame, shapes, words)
            shapes = cut(shapes)
        elif frame.crs.is_projected:
            _check_metres(frame, shapes, words)
    crs = 4326 if degrees and frame.crs is not None else frame.crs
    table = table.set_geometry(gpd.GeoSeries(_opened(shapes), crs=crs))
    active = table._geometry_column_name  # noqa: SLF001
    for name in table.columns:
        if name != active:
            table[name] = _column(table[name])
    number = table.columns.tolist().index(active)
    names = _different(map(_text, table.columns), (), fold=str.casefold)
    table.columns = names
    return table.set_geometry(names[number])


def _opened(shapes: Any) -> Any:
    """Closed lines as lines: no format has rings, and GDAL crashes on a GeoPackage of them."""
    rings = shapely.get_type_id(shapes) == _RING
    if rings.any():
        shapes = shapes.copy()
        shapes[rings] = [shapely.LineString(ring) for ring in shapes[rings]]
    return shapes


def _column(column: pd.Series[Any]) -> pd.Series[Any]:
    """A column of one type that every format has."""
    if isinstance(column.dtype, gpd.array.GeometryDtype):
        texts: pd.Series[Any] = gpd.GeoSeries(column).to_wkt()
        return texts
    if isinstance(column.dtype, pd.CategoricalDtype):
        column = column.astype(object).infer_objects()
    if isinstance(column.dtype, pd.SparseDtype):
        column = pd.Series(np.asarray(column), index=column.index)
    if column.dtype == np.float16:
        return column.astype(str).astype(np.float32)  # 0.1, and not the 0.09998 that is next to it
    if column.dtype == object and column.isna().all():
        return pd.Series(None, index=column.index, dtype=object)  # of no kind, such as NaT
    kind = pd.api.types.infer_dtype(column, skipna=True)
    if kind == "datetime" and column.dtype == object:
        return column.infer_objects()  # pyogrio stumbles over a NaT among objects
    if kind == "string" and column.dtype == object:
        return column.map(_text, na_action="ignore")
    if kind in _PLAIN and not (kind == "integer" and (abs(column.dropna()) >= _LARGEST).any()):
        return column
    texts = column.astype(object).map(_text, na_action="ignore")
    return texts.where(column.notna(), None)  # a NaT that is left would make it a column of times


def _text(value: Any) -> str:
    # Halves of a pair of surrogates are text in Python, and none in a file.
    return str(value).encode("utf-8", "replace").decode()


_PLAIN = frozenset(
    ("string", "boolean", "integer", "floating", "datetime64", "datetime", "date", "empty")
)
"""What all formats have, in the words of pandas."""


def warn(text: str) -> None:
    """Warn whoever called the package.

    Parameters
    ----------
    text : str
        One line with the reason and the way out.

    Examples
    --------
    >>> with warnings.catch_warnings(record=True) as told:
    ...     warnings.simplefilter("always")
    ...     warn("the frame is empty")
    >>> len(told)
    1
    """
    package = __name__.split(".", maxsplit=1)[0]
    level, frame = 1, sys._getframe()  # noqa: SLF001 (there is no other way to look at it)
    while frame.f_back and frame.f_globals.get("__name__", "").split(".")[0] == package:
        level, frame = level + 1, frame.f_back
    warnings.warn(text, stacklevel=level)
