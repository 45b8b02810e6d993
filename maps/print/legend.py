"""What explains a static map: its legend, its scale and captions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from shapely.geometry import LineString

from ..look import style
from .flows import UNITS, band_width, draw_band, samples_of
from .ground import path_of
from .lines import draw_crosses, draw_stroke, draw_symbols
from .routes import MARK_HEIGHT
from .text import POINT, width_of, write

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from .projection import Viewport
    from .sheet import Drawn, Sheet

__all__ = ["Legend", "caption_box", "draw_badge", "draw_caption", "draw_scale", "scale_box"]

TEXT = 7.0
ROWS = 5
"""Of a column, at least."""
LEGEND_ROW = 4.3
SAMPLE = 11.0
"""Width of a sample of a line in the legend, millimetres."""
SAMPLE_FACTOR = 0.62
"""Points of a stroke in the legend per pixel of the style."""
LEGEND_SYMBOL = 2.9
LONGEST_SCALE = 34.0


class Legend:
    """What the lines and symbols mean, in columns.

    Parameters
    ----------
    drawn : Drawn
        What can be seen on the maps.
    sheet : Sheet
        What the maps share.
    view : Viewport
        The map.
    width : float
        Of the legend, millimetres.
    """

    def __init__(self, drawn: Drawn, sheet: Sheet, view: Viewport, width: float) -> None:
        self.sheet = sheet
        self.view = view
        rows = ROWS
        routes = [("route", "days" if drawn.marks else "")] if sheet.routes else []
        lines = [("line", key) for key in style.LEGEND if key in drawn.lines]
        symbols = [("symbol", key) for key in drawn.symbols]
        flows = [
            ("flow", f"{value} {unit}")
            for unit in drawn.flows
            for value in samples_of(sheet.network.greatest[unit])
        ]
        self.entries = [*routes, *lines, *symbols, *flows]
        self.columns: list[list[tuple[str, str]]] = []
        self.widths: list[float] = []
        while True:
            self.columns = [self.entries[i : i + rows] for i in range(0, len(self.entries), rows)]
            self.widths = [self._width(column) for column in self.columns]
            if sum(self.widths) <= width or rows >= len(self.entries):
                break
            rows += 1
        self.rows = min(rows, len(self.entries))
        spare = (width - sum(self.widths)) / max(len(self.widths), 1)
        self.widths = [own + min(max(spare, 0), 9) for own in self.widths]

    @property
    def height(self) -> float:
        """Millimetres."""
        return self.rows * LEGEND_ROW

    def _width(self, column: Sequence[tuple[str, str]]) -> float:
        faces = self.sheet.faces
        words = [_words(*entry) for entry in column]
        texts = [width_of(text, faces.font(text, TEXT)) for text in words]
        return self._picture(column) + 2 + max(texts) + 3

    @staticmethod
    def _picture(column: Sequence[tuple[str, str]]) -> float:
        return LEGEND_SYMBOL if all(kind == "symbol" for kind, _ in column) else SAMPLE

    def draw(self, axes: Axes, left: float, top: float) -> None:
        """Draw with the upper left corner at a point of the page."""
        for column, width in zip(self.columns, self.widths, strict=True):
            picture = self._picture(column)
            for row, (kind, key) in enumerate(column):
                y = top - (row + 0.5) * LEGEND_ROW
                self._sample(axes, kind, key, left, y, picture)
                text = _words(kind, key)
                font = self.sheet.faces.font(text, TEXT)
                base = y - TEXT * POINT * 0.36
                write(axes, text, left + picture + 2, base, font, self.sheet.ink["ink"])
            left += width

    def _sample(self, axes: Axes, kind: str, key: str, left: float, y: float, width: float) -> None:
        ink = self.sheet.ink
        if kind == "symbol":
            draw_symbols(axes, key, [(left + width / 2, y)], LEGEND_SYMBOL, ink)
            return
        path = path_of(LineString([(left, y), (left + width, y)]))
        if kind == "flow":
            value, unit = key.split()
            wide = band_width(float(value) / self.sheet.network.greatest[unit], self.view)
            draw_band(axes, path, wide, ink[unit], 2)
            return
        if kind == "line" and path is not None:
            for order, stroke in enumerate(style.LINES[key]["strokes"]):
                draw_stroke(axes, path, stroke, SAMPLE_FACTOR, ink, 2 + order / 10)
            if style.LINES[key].get("cross"):
                draw_crosses(axes, np.array([(left + width / 2, y)]), ink)
            return
        colour = ink.of(style.ROUTE_COLOURS[0])
        axes.plot([left, left + width], [y, y], color=colour, linewidth=3.2, zorder=2)
        arrow = np.array([(left + 2.2, y + 0.5), (left + 3.1, y), (left + 2.2, y - 0.5)])
        axes.plot(*arrow.T, color=ink["paper"], linewidth=0.85, zorder=3)
        if key:
            draw_badge(axes, "4", left + 7.6, y, style.ROUTE_COLOURS[0], self.sheet)


def _words(kind: str, key: str) -> str:
    if kind == "route":
        return "Route, direction, end of a day at P50" if key else "Route and direction"
    if kind == "flow":
        value, unit = key.split()
        return f"{int(value):,} {UNITS[unit]}"
    return str((style.LINES if kind == "line" else style.SYMBOLS)[key]["label"])


def scale_of(view: Viewport) -> tuple[int, float]:
    """A round number of kilometres and how many millimetres it takes in the middle of a view.

    Examples
    --------
    >>> from khorgos.maps.print.projection import view_of
    >>> scale_of(view_of([(76, 43), (81, 45)], 100))[0]
    100
    """
    longest = min(LONGEST_SCALE, view.size[0] / 4)
    km = view.km_across(longest)
    power = 10 ** int(np.floor(np.log10(km)))
    length = next((step * power for step in (5, 2) if step * power <= km), power)
    return int(max(length, 1)), longest * max(length, 1) / km


def scale_box(view: Viewport) -> tuple[float, float, float, float]:
    """Room for the scale in the lower left corner."""
    return (0.0, 0.0, scale_of(view)[1] + 5, 7.0)


def draw_scale(axes: Axes, view: Viewport, sheet: Sheet) -> None:
    """Draw the scale into the lower left corner of a map."""
    from matplotlib.patches import Rectangle

    ink = sheet.ink
    km, length = scale_of(view)
    box = Rectangle((1.2, 1.2), length + 2.6, 5.2, facecolor=ink["land"], alpha=0.8, zorder=8)
    axes.add_artist(box)
    left, base = 2.5, 2.3
    right = left + length
    points = np.array([(left, base + 1), (left, base), (right, base), (right, base + 1)])
    axes.plot(*points.T, color=ink["ink"], linewidth=0.9, solid_joinstyle="miter", zorder=8.1)
    text = f"{km:,} km"
    font = sheet.faces.font(text, TEXT - 0.6)
    write(axes, text, left + length / 2, base + 1.3, font, ink["ink"], align="center")


def caption_box(text: str, view: Viewport, sheet: Sheet) -> tuple[float, float, float, float]:
    """Room for a caption in the upper left corner."""
    font = sheet.faces.font(text, TEXT, bold=True)
    top = view.size[1]
    return (0.0, top - 6.0, width_of(text, font) + 4.5, top)


def draw_caption(axes: Axes, text: str, view: Viewport, sheet: Sheet) -> None:
    """Write a caption into the upper left corner of a map."""
    from matplotlib.patches import Rectangle

    ink = sheet.ink
    left, bottom, right, top = caption_box(text, view, sheet)
    size = (right - left, top - bottom)
    axes.add_artist(Rectangle((left, bottom), *size, facecolor=ink["paper"], zorder=8))
    font = sheet.faces.font(text, TEXT, bold=True)
    write(axes, text, left + 2.2, bottom + 2.1, font, ink["ink"])


def draw_badge(axes: Axes, text: str, x: float, y: float, colour: str, sheet: Sheet) -> None:
    """Draw the number of a route in a disc of its colour."""
    from matplotlib.patches import Circle

    ink = sheet.ink
    axes.add_patch(Circle((x, y), MARK_HEIGHT / 2 + 0.35, facecolor=ink.of(colour), zorder=8))
    font = sheet.faces.font(text, TEXT, bold=True)
    write(axes, text, x, y - TEXT * POINT * 0.36, font, ink["paper"], align="center")
