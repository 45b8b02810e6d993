"""One map on paper: the ground, the network, routes, places and their names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from ...layers.basemap import CLOSE_UP
from ..look import style
from .flows import draw_flows
from .ground import country_names, draw_ground, path_of
from .labels import Ground, Label, Room, Spot, place_spot, place_text
from .lines import draw_lines, draw_symbols
from .routes import (
    draw_marks,
    draw_traces,
    place_marks,
    take_traces,
    traces_of,
)
from .text import POINT, cut, width_of, write

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from ...geo import Corridor, Outlook, Place, Route
    from ..look.fonts import Typeface
    from .ground import Ink
    from .lines import DrawnNetwork
    from .projection import Box, Viewport

__all__ = ["Drawn", "Sheet", "draw_sheet", "name_of"]

END, STOP, PASSED, REST = range(4)
"""Levels of places: of routes the ends, the stops and the cities on the way, and all others."""
RANKS = 4
INSET_RANK = 2
"""Up to which places are also named outside of the inset that shows them."""
# Zoom from which places of rank 1 to 4 are shown; those of the corridor come sooner.
FROM_ZOOM = (0.0, 0.0, 3.6, 6.0, 8.5)
CORRIDOR_ZOOM = 6.3
SIZE = (0.0, 3.3, 2.7, 2.2, 2.0)
"""Of the symbols of rank 1 to 4, millimetres."""
FONT_SIZE = (0.0, 7.2, 6.4, 6.0, 6.0)
COUNTRY_SIZE = 6.4
ROOMY = 1.1
"""How much wider than its name a country has to be."""
READ_TOO = {"kk": "ru"}
"""Language -> another one that its readers can read."""
LONGEST_NAME = 70.0
"""Of a place, millimetres."""
HALO = 0.32
"""Millimetres of the paper's colour around a label."""
LINE_EVERY = 0.8


@dataclass(frozen=True)
class Sheet:
    """What all maps of a picture share.

    Parameters
    ----------
    corridor : Corridor
        The network.
    network : DrawnNetwork
        Its lines and symbols.
    outlooks : sequence of Outlook
        Of the asked routes.
    faces : Typeface
        Fonts.
    language : str
        Of the names of places.
    ink : Ink
        Colours.
    """

    corridor: Corridor
    network: DrawnNetwork
    outlooks: Sequence[Outlook]
    faces: Typeface
    language: str
    ink: Ink

    @property
    def routes(self) -> list[Route]:
        """Asked routes."""
        return [outlook.route for outlook in self.outlooks]


@dataclass(frozen=True)
class Drawn:
    """What can be seen on a map, for its legend."""

    lines: list[str]
    symbols: list[str]
    flows: list[str]
    marks: bool


def name_of(place: Place, language: str) -> str:
    """Name of a place; where it has none in the language, one that its readers can read.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> place = Corridor.load().places["KGW"]
    >>> name_of(place, "en"), name_of(place, "ru")
    ('Khorgos Gateway', 'Сухой порт «Хоргос»')
    """
    names = (place.translations.get(code) for code in (language, READ_TOO.get(language)) if code)
    return next((name for name in names if name), place.name)


def draw_sheet(
    axes: Axes,
    view: Viewport,
    sheet: Sheet,
    *,
    most: int = RANKS,
    inset: Viewport | None = None,
    covers: Sequence[Box] = (),
) -> Drawn:
    """Draw a map on axes in millimetres.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        As large as the view.
    view : Viewport
        What to show.
    sheet : Sheet
        What the maps of a picture share.
    most : int
        Places of higher ranks are left out, however close one looks.
    inset : Viewport, optional
        What an inset shows; lesser places there are left to it.
    covers : sequence of tuple
        Boxes to be left free of labels, millimetres.

    Returns
    -------
    Drawn
        What the legend has to explain.
    """
    ink = sheet.ink
    draw_ground(axes, view, ink)
    flows = draw_flows(axes, view, sheet.network, ink)
    lines = draw_lines(axes, view, sheet.network, ink)
    traces = traces_of(sheet.routes, view)
    draw_traces(axes, traces, ink)
    # Points along the network, so that labels can keep off it.
    crowd = shapely.get_coordinates(shapely.segmentize(list(lines.values()), LINE_EVERY))
    ground = Ground(view.size, Room(covers), Room(), crowd)
    take_traces(traces, ground)
    spots = _spots(view, sheet, most, inset)
    first = [spot for level, spot in spots if level < REST]
    placed = [spot for spot in first if place_spot(spot, ground)]
    marks = place_marks(sheet.outlooks, traces, view, sheet.faces, ground)
    placed += [spot for level, spot in spots if level == REST and place_spot(spot, ground)]
    draw_marks(axes, marks, ink)
    _draw_spots(axes, placed, ink)
    for number, spot in enumerate(placed):
        if spot.label:
            _draw_label(axes, spot.label, ink, f"label-{number}")
    for mark in marks:
        label = mark.label
        write(axes, label.text, label.x, label.y, label.font, ink["on-colour"], align=label.align)
    _name_countries(axes, view, sheet, ground)
    symbols = {spot.symbol for spot in placed}
    shown = [key for key in style.SYMBOLS if key in symbols]
    return Drawn(list(lines), shown, flows, marks=bool(marks))


def _name_countries(axes: Axes, view: Viewport, sheet: Sheet, ground: Ground) -> None:
    """Faint names of countries, only where there is room for them."""
    known = sheet.corridor.infrastructure.geography.countries.served
    for code, wide, points in country_names(view, known):
        text = cut(
            known.name(code, sheet.language).upper(), COUNTRY_SIZE, LONGEST_NAME, sheet.faces
        )
        font = sheet.faces.font(text, COUNTRY_SIZE)
        named = None
        if wide > width_of(text, font) * ROOMY:
            named = place_text(text, font, points, ground)
        if named:
            write(
                axes, named.text, named.x, named.y, font, sheet.ink["country"],
                align="center", zorder=1.9,
            )  # fmt: skip


def _levels(routes: Sequence[Route]) -> dict[str, int]:
    """Level of the places that routes touch: ends, borders and breaks of gauge, and cities."""
    levels: dict[str, int] = {}
    for route in routes:
        for leg in route.legs:
            stop = leg.activity in ("customs", "gauge")
            if stop or leg.origin.rank == 1:
                level = STOP if stop else PASSED
                levels[leg.origin.id] = min(levels.get(leg.origin.id, REST), level)
    ends = (place.id for route in routes for place in (route.origin, route.destination))
    return levels | dict.fromkeys(ends, END)


def _spots(
    view: Viewport, sheet: Sheet, most: int, inset: Viewport | None
) -> list[tuple[int, Spot]]:
    """Places in sight, the most important first, each with its level."""
    levels = _levels(sheet.routes)
    west, south, east, north = CLOSE_UP.bounds
    places = list(sheet.corridor.places.values())
    earth = np.array([(place.lon, place.lat) for place in places]).reshape(-1, 2)
    flat = view.to_paper(earth)
    apart = inset.sees(inset.to_paper(earth)) if inset else np.zeros(len(places), dtype=bool)
    wanted = []
    for place, point, seen, told in zip(places, flat, view.sees(flat, 0.8), apart, strict=True):
        rank = min(max(place.rank, 1), RANKS)
        near = west < place.lon < east and south < place.lat < north
        near = near and place.kind != "border_point"
        # Khorgos has room before the days of a route that passes near.
        own = PASSED if place.kind == "dry_port" and rank == 1 else REST
        level = levels.get(place.id, own)
        must = near and view.zoom >= CORRIDOR_ZOOM
        if not seen or (level == REST and (rank > most or (told and rank > INSET_RANK))):
            continue
        if not must and level == REST and view.zoom < FROM_ZOOM[rank]:
            continue
        size, bold = FONT_SIZE[1 if level == END else rank], rank == 1 or level == END
        name = name_of(place, sheet.language)
        text = cut(name, size, LONGEST_NAME, sheet.faces, bold=bold)
        font = sheet.faces.font(text, size, bold=bold)
        at = float(point[0]), float(point[1])
        symbol = sheet.network.symbol_of[place.id]
        spot = Spot(*at, symbol, SIZE[rank], text, font, must or level == END)
        # The home corridor first: Khorgos is named before its greater neighbours.
        home = near + (place.kind == "dry_port")
        wanted.append(((level, rank, -home), level, spot))
    wanted.sort(key=lambda row: row[0])
    return [(level, spot) for _, level, spot in wanted]


def _draw_spots(axes: Axes, spots: Sequence[Spot], ink: Ink) -> None:
    groups: dict[tuple[str, float], list[tuple[float, float]]] = {}
    for spot in spots:
        dx, dy = spot.shift
        groups.setdefault((spot.symbol, spot.size), []).append((spot.x + dx, spot.y + dy))
        if dx or dy:
            axes.plot(
                [spot.x, spot.x + dx], [spot.y, spot.y + dy], color=ink["ink"], linewidth=0.5,
                marker="o", markersize=1.6, markevery=[0], zorder=5.5,
            )  # fmt: skip
    for order, ((symbol, size), points) in enumerate(sorted(groups.items())):
        draw_symbols(axes, symbol, points, size, ink, 6 + order / 1000)


def _draw_label(axes: Axes, label: Label, ink: Ink, gid: str) -> None:
    _halo(axes, label, ink)
    write(axes, label.text, label.x, label.y, label.font, ink["ink"], align=label.align, gid=gid)


def _halo(axes: Axes, label: Label, ink: Ink) -> None:
    """A soft edge around a label.

    As a shape of its own, it lets the label stay text in SVG and PDF.
    """
    from matplotlib.patches import PathPatch
    from matplotlib.textpath import TextPath

    outline = TextPath((0, 0), label.text, prop=label.font)
    rings = [np.asarray(ring) * POINT for ring in outline.to_polygons(closed_only=False)]
    flat = shapely.MultiLineString([shapely.LineString(ring) for ring in rings if len(ring) > 1])
    blob = shapely.buffer(flat, HALO, quad_segs=2)
    # What is enclosed belongs to the halo too.
    parts = [shapely.Polygon(part.exterior) for part in shapely.get_parts(blob)]
    blob = shapely.simplify(shapely.union_all(parts), 0.07)
    width = width_of(label.text, label.font)
    start = {"left": 0.0, "right": width, "center": width / 2}[label.align]
    shift = np.array((label.x - start, label.y))
    blob = shapely.transform(blob, lambda points: points + shift)
    path = path_of(blob)
    if path is not None:
        axes.add_artist(
            PathPatch(path, facecolor=ink["land"], edgecolor="none", alpha=0.8, zorder=5)
        )
