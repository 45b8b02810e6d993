"""Text on paper, in millimetres: how wide it is, cut into lines, and written."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.font_manager import FontProperties

    from ..look.fonts import Typeface

__all__ = ["ASCENT", "DESCENT", "POINT", "cut", "lines_of", "width_of", "write"]

POINT = 25.4 / 72
"""Millimetres of a typographic point."""
ASCENT, DESCENT = 0.76, 0.24
"""Height of a line of text above and below its baseline, in sizes of the font."""
LONGEST = 1000
"""Letters of a line; no picture is wide enough for more."""


def width_of(text: str, font: FontProperties) -> float:
    """Width of a line of text, millimetres."""
    from matplotlib.textpath import text_to_path

    return float(text_to_path.get_text_width_height_descent(text, font, False)[0]) * POINT


def write(
    axes: Axes,
    text: str,
    x: float,
    y: float,
    font: FontProperties,
    colour: str,
    *,
    align: str = "left",
    zorder: float = 9,
    gid: str | None = None,
) -> None:
    """Write a text at its baseline."""
    axes.text(
        x, y, text, fontproperties=font, color=colour, ha=align, va="baseline", zorder=zorder,
        gid=gid, clip_on=True,
    )  # fmt: skip


def lines_of(text: str, size: float, width: float, faces: Typeface, *, most: int = 9) -> list[str]:
    """A text cut into lines that are no wider than so many millimetres."""
    text = faces.fit(text)
    font = faces.font(text, size)
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width_of(longer, font) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    if len(lines) > most:
        lines = [*lines[: most - 1], f"{lines[most - 1]}…"]
    return [cut(line, size, width, faces) for line in lines]


def cut(text: str, size: float, width: float, faces: Typeface, *, bold: bool = False) -> str:
    """A text that ends in a dot of omission if it is too wide."""
    text = faces.fit(text[: LONGEST + 1])
    font = faces.font(text, size, bold=bold)
    if len(text) <= LONGEST and width_of(text, font) <= width:
        return text
    room = range(min(len(text), LONGEST) + 1)
    most = bisect_right(room, width, key=lambda end: width_of(f"{text[:end]}…", font)) - 1
    return f"{text[: max(most, 0)]}…"
