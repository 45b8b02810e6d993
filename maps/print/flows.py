"""Traffic a day on paper: pale bands below the lines, as wide as the traffic is great."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING, Any

import shapely

from .ground import path_of
from .lines import stroke_factor
from .text import POINT

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from .ground import Ink
    from .lines import DrawnNetwork
    from .projection import Viewport

__all__ = ["UNITS", "band_width", "draw_band", "draw_flows", "samples_of"]

UNITS = {
    "trains": "trains a day",
    "trucks": "trucks a day",
    "vehicles": "vehicles a day",
}
"""Unit of a flow, which is also the role of its colour -> its words."""
NARROW = 5.0
"""Pixels of the style: a little less than the ticks of a line, which tell its gauge."""
WIDER = 2.4
"""Millimetres by which the greatest flow of a unit is wider than a trickle."""
CLASS = 0.8
"""Millimetres from one width to the next."""
SAMPLES = 2
ROUND = (1, 2, 5)


def band_width(share: float, view: Viewport) -> float:
    """Width of a band in millimetres; it grows with the square root of the flow.

    Parameters
    ----------
    share : float
        Of the greatest flow of its unit.
    view : Viewport
        The map that it is drawn on.
    """
    wider = CLASS * round(WIDER * sqrt(share) / CLASS)
    return NARROW * stroke_factor(view.zoom) * POINT + wider


def draw_flows(axes: Axes, view: Viewport, network: DrawnNetwork, ink: Ink) -> list[str]:
    """Draw the bands; returns the units of which something can be seen."""
    width, height = view.size
    sheet = shapely.box(0, 0, width, height)
    bands: dict[tuple[float, str], list[Any]] = {}
    for unit, per_day, line in network.flows:
        if unit in ink.roles:
            wide = band_width(per_day / network.greatest[unit], view)
            bands.setdefault((wide, unit), []).append(line)
    seen = set()
    # Narrow ones over broad ones.
    for order, (wide, unit) in enumerate(sorted(bands, reverse=True)):
        shape = view.lay(shapely.line_merge(shapely.union_all(bands[wide, unit])))
        path = path_of(shape)
        if path is not None and shapely.intersects(shape, sheet):
            draw_band(axes, path, wide, ink[unit], 1.6 + order / 1000)
            seen.add(unit)
    return [unit for unit in UNITS if unit in seen]


def draw_band(axes: Axes, path: Any, width: float, colour: str, zorder: float) -> None:
    """Draw one band."""
    from matplotlib.patches import PathPatch

    axes.add_artist(
        PathPatch(
            path,
            fill=False,
            edgecolor=colour,
            linewidth=width / POINT,
            capstyle="butt",
            joinstyle="round",
            zorder=zorder,
        )
    )


def samples_of(greatest: float) -> list[int]:
    """Round numbers for the legend, the greatest first.

    Examples
    --------
    >>> samples_of(60.0), samples_of(6710.0)
    ([50, 10], [5000, 1000])
    """
    steps = [step * 10**power for power in range(6) for step in ROUND]
    below = [step for step in steps if step <= greatest]
    return below[::-2][:SAMPLES] or [max(round(greatest), 1)]
