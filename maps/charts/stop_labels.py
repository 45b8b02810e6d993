"""Names of stops in the time-distance diagram, where they hide neither a line nor each other."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ..look.style import INK, ROUTE_COLOURS
from ..look.words import clean
from .data import ChartStop, staircase_stops
from .figure import MUTED, amount, shorten

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.text import Annotation

    from ...geo import Outlook

__all__ = ["label_stops"]

TOLD = {1: 6, 2: 3}
"""How many stops a diagram of so many routes names for each of them; one where more are drawn."""
LEAST = 0.025
"""Share of the time below which a stop has no name."""
LONGEST_PLACE, LONGEST_LABEL = 24, 38
DOTS = 200
"""Along each leg: a few pixels apart even where one leg is as long as the picture is wide."""
HEIGHTS = (0, 13, 26, 40, 55, 72, 90, 110)
PLACES_OF_LABELS = [
    *((side * 9.0, -side * height) for height in HEIGHTS for side in (-1, 1)),
    *((side * 9.0, side * height) for height in HEIGHTS[1:] for side in (1, -1)),
]
"""Points from a step, in order of preference: left and up or right and down is off the line."""


def label_stops(axes: Axes, outlooks: Sequence[Outlook], unit: int) -> None:
    """Write the names of the longest stops beside their steps.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        With the stairs, their limits and legend; the layout is settled.
    outlooks : sequence of Outlook
        In the order of their colours.
    unit : int
        Hours of a unit of the vertical axis.
    """
    taken = [text.get_window_extent() for text in axes.texts]
    legend = axes.get_legend()
    if legend:
        taken.append(legend.get_window_extent())
    pixels = _dots(axes)
    wanted: dict[tuple[str, float], tuple[ChartStop, str]] = {}
    for number, outlook in enumerate(outlooks):
        least = LEAST * outlook.quantile(0.5)
        stops = [stop for stop in staircase_stops(outlook) if stop.hours > least]
        stops.sort(key=lambda stop: -stop.hours)
        colour = ROUTE_COLOURS[number] if len(outlooks) > 1 else MUTED
        for stop in stops[: TOLD.get(len(outlooks), 1)]:
            # Routes that share their first part share its stops, each at a pace of its own.
            wanted.setdefault((stop.place, stop.km), (stop, colour))
    for stop, colour in sorted(wanted.values(), key=lambda item: -item[0].hours):
        _name(axes, stop, colour, unit, taken, pixels, alone=len(outlooks) == 1)


def _dots(axes: Axes) -> Any:
    """Pixels along all stairs and arrivals, so close together that no label fits between two."""
    import numpy as np

    lines = []
    for line in axes.lines:
        corners = np.asarray(line.get_xydata(), dtype=float)
        # Lines of the legend are empty; borders run over the whole height, and letters over them.
        if len(corners) and line.get_transform() == axes.transData:
            ends = axes.transData.transform(corners)
            along = np.linspace(0, len(ends) - 1, DOTS)
            numbers = np.arange(len(ends))
            lines.append(np.column_stack([np.interp(along, numbers, side) for side in ends.T]))
    return np.concatenate(lines)


def _name(
    axes: Axes,
    stop: ChartStop,
    colour: str,
    unit: int,
    taken: list[Any],
    pixels: Any,
    *,
    alone: bool,
) -> None:
    """Try the places of a label one after the other; a label that fits nowhere is left out."""
    text = f"{shorten(stop.place, LONGEST_PLACE)}, {amount(stop.hours, unit)}"
    if alone:
        text = "\n".join([text, *_wrapped(stop.longest.label)])
    middle = (stop.steps[0].hours + stop.hours / 2) / unit
    view = axes.get_window_extent()
    for right, up in PLACES_OF_LABELS:
        label: Annotation = axes.annotate(
            text,
            (stop.km, middle),
            xytext=(right, up),
            textcoords="offset points",
            ha="right" if right < 0 else "left",
            va="center",
            fontsize=8.5,
            linespacing=1.25,
            color=INK if alone else colour,
            zorder=6,
        )
        label.set_in_layout(False)
        box = label.get_window_extent().padded(2)
        inside = ((pixels >= box.min) & (pixels <= box.max)).all(axis=1).any()
        fits = view.x0 < box.x0 and box.x1 < view.x1 and view.y0 < box.y0 and box.y1 < view.y1
        if fits and not inside and not any(box.overlaps(other) for other in taken):
            taken.append(box)
            if up:
                _leader(axes, (stop.km, middle), label, colour)
            return
        label.remove()


def _wrapped(label: str) -> list[str]:
    """A label in at most two lines."""
    return textwrap.wrap(clean(label), LONGEST_LABEL, max_lines=2, placeholder="…")


def _leader(axes: Axes, at: tuple[float, float], label: Annotation, colour: str) -> None:
    """Thin line from a step to a label that stands off it."""
    right, up = label.get_position()
    leader = axes.annotate(
        "",
        at,
        xytext=(right * 0.8, up),
        textcoords="offset points",
        arrowprops={"arrowstyle": "-", "color": colour, "linewidth": 0.6, "shrinkA": 0},
        zorder=2,
    )
    leader.set_in_layout(False)
