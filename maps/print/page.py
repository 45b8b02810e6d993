"""What stands above and below a static map: its title, and where the data come from."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ...geo.ways.names import words_of
from ..look import style
from ..report.outlook import headline
from ..report.text import words_of_mode
from ..report.totals import has_totals, in_tonnes, with_range
from .legend import draw_badge
from .sheet import name_of
from .text import ASCENT, POINT, cut, lines_of, write

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from ...geo import Route
    from .projection import Viewport
    from .sheet import Sheet

__all__ = ["Head", "draw_foot", "foot_height", "head_of", "notes"]

TextRow = tuple[str, float, bool, str]
"""Text, size in points, bold or not, and colour."""

TITLE, SUBTITLE, ROUTE_TITLE, TEXT, NOTE = 13.0, 7.5, 9.5, 7.0, 5.6
LEADING = 1.35
"""Distance of lines of text, in sizes of the font."""
MOST_ROUTES = 6
COLUMNS_FROM = 190.0
"""Width from which two routes stand side by side, millimetres."""
INDENT = 6.0


class Head:
    """Title of the picture, or a card for each route.

    Parameters
    ----------
    cards : sequence of (int or None, list of TextRow)
        Number of the route, if it is one, and what is told of it.
    columns : int
        In which they stand.
    """

    def __init__(self, cards: Sequence[tuple[int | None, list[TextRow]]], columns: int) -> None:
        self.columns = columns
        self.ranks = [list(cards[i : i + columns]) for i in range(0, len(cards), columns)]

    @property
    def height(self) -> float:
        """Millimetres."""
        return sum(self._height(rank) for rank in self.ranks)

    @staticmethod
    def _height(rank: Sequence[tuple[int | None, list[TextRow]]]) -> float:
        rows = [sum(size for _, size, *_ in card) for _, card in rank]
        return max(rows) * POINT * LEADING + 1.2

    def draw(self, axes: Axes, left: float, top: float, width: float, sheet: Sheet) -> None:
        """Draw with the upper left corner at a point of the page."""
        for rank in self.ranks:
            for column, (number, rows) in enumerate(rank):
                x, y = left + column * width / self.columns, top
                if number is not None:
                    colour = style.ROUTE_COLOURS[number % len(style.ROUTE_COLOURS)]
                    middle = y - rows[0][1] * POINT * LEADING / 2
                    draw_badge(axes, str(number + 1), x + 2.1, middle, colour, sheet)
                    x += INDENT
                for text, size, bold, colour in rows:
                    y -= size * POINT * (LEADING + ASCENT) / 2
                    font = sheet.faces.font(text, size, bold=bold)
                    write(axes, text, x, y, font, colour)
                    y -= size * POINT * (LEADING - ASCENT) / 2
            top -= self._height(rank)


def head_of(sheet: Sheet, title: str, width: float) -> Head:
    """What the picture is headed with.

    Parameters
    ----------
    sheet : Sheet
        Has the routes.
    title : str
        Of a picture without routes.
    width : float
        Of the page without its margins, millimetres.
    """
    ink = sheet.ink
    if not sheet.routes:
        text = cut(title, TITLE, width, sheet.faces, bold=True)
        below = (
            "Railways by gauge, roads, sea links, and where goods change trains, trucks or hands"
        )
        rows = [(text, TITLE, True, ink["ink"])]
        rows += [
            (line, SUBTITLE, False, ink["quiet"])
            for line in lines_of(below, SUBTITLE, width, sheet.faces)
        ]
        return Head([(None, rows)], 1)
    columns = 2 if len(sheet.routes) > 1 and width >= COLUMNS_FROM else 1
    room = width / columns - INDENT - 3
    cards: list[tuple[int | None, list[TextRow]]] = []
    for number, route in enumerate(sheet.routes[:MOST_ROUTES]):
        ends = " → ".join(name_of(p, sheet.language) for p in (route.origin, route.destination))
        outlook = sheet.outlooks[number]
        way = words_of(route).name
        told = [f"{route.distance_km:,.0f} km · {way} · {_kind(route)}"]
        told += lines_of(headline(outlook), TEXT, room, sheet.faces)
        told += lines_of(_totals(sheet, route), TEXT, room, sheet.faces)
        rows = [
            (cut(ends, ROUTE_TITLE, room, sheet.faces, bold=True), ROUTE_TITLE, True, ink["ink"])
        ]
        rows += [
            (text, TEXT, False, ink["ink"] if at else ink["quiet"]) for at, text in enumerate(told)
        ]
        cards.append((number, rows))
    more = len(sheet.routes) - MOST_ROUTES
    if more > 0:
        cards.append((None, [(f"and {more} more", TEXT, False, ink["quiet"])]))
    return Head(cards, columns)


def _totals(sheet: Sheet, route: Route) -> str:
    """Money and CO2e of a container; empty where they are not known."""
    if not has_totals(sheet.corridor, route):
        return ""
    money = with_range(sheet.corridor.cost(route).total_usd)
    carbon = in_tonnes(sheet.corridor.emissions(route).total_kg)
    return f"US$ {money} and {carbon} t CO2e (well to wheel) for a forty-foot container with 20 t."


def _kind(route: Route) -> str:
    service = "car" if route.vehicle == "car" else f"{route.service} service"
    return ", ".join((words_of_mode(route), service, *(("door to door",) * route.door)))


def notes(view: Viewport, sheet: Sheet, width: float, *, flows: bool) -> list[str]:
    """Where the data come from and how they were drawn, in lines."""
    credit = html.unescape(re.sub(r"<[^>]+>", "", style.ATTRIBUTION))
    south, north = (f"{abs(p):.0f}°{'N' if p >= 0 else 'S'}" for p in sorted(view.parallels))
    drawn = (
        f"Albers equal-area conic projection, standard parallels {south} and {north}; the scale "
        "holds in the middle. Lines are for drawing; lengths come from their sources."
    )
    if flows:
        drawn += " Pale bands are traffic a day, both directions together, where a figure is known."
    version = f"Data version {sheet.corridor.data_version}."
    texts = (f"{credit}. {version}", drawn)
    return [line for text in texts for line in lines_of(text, NOTE, width, sheet.faces)]


def foot_height(lines: Sequence[str]) -> float:
    """Millimetres that the notes take."""
    return len(lines) * NOTE * POINT * LEADING


def draw_foot(axes: Axes, lines: Sequence[str], left: float, top: float, sheet: Sheet) -> None:
    """Write the notes with their upper left corner at a point of the page."""
    for number, text in enumerate(lines):
        base = top - (number * LEADING + ASCENT) * NOTE * POINT
        write(axes, text, left, base, sheet.faces.font(text, NOTE), sheet.ink["quiet"])
