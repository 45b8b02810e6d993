"""Charts of routes: the split of time, and the distribution of arrivals.

Each function returns a matplotlib figure, drawn without pyplot and with settings of its own.
The numbers behind them are those of `khorgos.maps.charts.data`.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...geo.values import unit_of
from ..look.style import CAUSE_COLOURS, INK
from .data import bin_width, density, split_hours
from .figure import (
    GRID,
    MUTED,
    SETTINGS,
    STEPS,
    amount,
    drawing,
    ends_of,
    footer_of,
    framed,
    legend_above,
    route_names,
    write_figure,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from ...geo import Corridor, Outlook, Route

__all__ = ["arrivals", "save", "split"]

LEAST = 0.005
"""Share of the time that is less than a percent."""
NAME = 30
"""Characters of a line of a route's name."""
UNITS = ((24, "day"), (1, "hour"), (1 / 60, "minute"))
SHOWN = (0.002, 0.985)
"""Quantiles between which a distribution is drawn."""
DARK_TEXT = {"handling", "waiting"}
"""Causes whose colour needs dark letters."""


def split(corridor: Corridor, routes: Sequence[Route]) -> Figure:
    """Where the time goes, by cause: a bar for each route, as long as its P50.

    Parameters
    ----------
    corridor : Corridor
        Of the routes; gives their outlooks.
    routes : sequence of Route
        From `Corridor.route`; 1 to 6.

    Returns
    -------
    matplotlib.figure.Figure
        Days or hours in a journey that takes P50.

    Raises
    ------
    RequestError
        If there is no route, or too many.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> corridor = Corridor.load()
    >>> figure = split(corridor, [corridor.route("Xi'an", "Duisburg")])
    >>> figure.axes[0].get_xlabel()
    'days'
    """
    outlooks = corridor.outlooks(routes)
    routes = [outlook.route for outlook in outlooks]
    title = "Where the time goes"
    if len(routes) == 1:
        title = f"{ends_of(routes[0])}: where the time goes"
    told = "Hours of a journey that takes P50, which half arrive within; all months."
    footer = footer_of(routes)
    longest = max(outlook.quantile(0.5) for outlook in outlooks)
    with drawing(SETTINGS):
        figure = framed(0.9 + 0.85 * len(routes), title, told, footer)
        axes = figure.subplots()
        unit, name = unit_of(longest)
        axes.set_xlabel(name)
        axes.locator_params(axis="x", steps=STEPS)
        axes.set_xlim(0, 1.1 * longest / unit)
        axes.set_ylim(len(routes) - 0.42, -0.42)
        names = route_names(routes) if len(routes) > 1 else [""]
        axes.set_yticks(range(len(routes)), ["\n".join(textwrap.wrap(n, NAME)) for n in names])
        axes.tick_params(axis="y", length=0, labelsize=10, labelcolor=INK)
        axes.spines["left"].set_visible(False)
        axes.grid(axis="x", **GRID)
        axes.set_axisbelow(True)
        for cause, colour in CAUSE_COLOURS.items():
            if any(split_hours(outlook)[cause] for outlook in outlooks):
                axes.barh([0], [0], color=colour, label=cause)
        legend_above(axes)
        figure.draw_without_rendering()  # the layout is settled: labels can be measured
        for row, outlook in enumerate(outlooks):
            _bar(axes, row, outlook, unit, name)
    return figure


def _bar(axes: Axes, row: int, outlook: Outlook, unit: int, name: str) -> None:
    """One stacked bar; causes too short for their label are told below it."""
    left = 0.0
    below = []
    whole = outlook.quantile(0.5)
    parts = split_hours(outlook)
    for cause, hours in parts.items():
        if not hours:
            continue
        length = hours / unit
        axes.barh(row, length, 0.5, left, color=CAUSE_COLOURS[cause], linewidth=0)
        share = f"{hours / whole:.0%}" if hours > LEAST * whole else "<1%"
        label = axes.text(
            left + length / 2,
            row,
            "",
            ha="center",
            va="center",
            fontsize=9,
            color=INK if cause in DARK_TEXT else "white",
        )
        ends = axes.transData.transform([(left, row), (left + length, row)])
        for text in (f"{length:.1f} {name}\n{share}", f"{length:.1f}\n{share}", ""):
            label.set_text(text)
            if label.get_window_extent().width < ends[1][0] - ends[0][0] - 4:
                break
        if not text:
            below.append(f"{cause} {amount(hours, unit)} ({share})")
        left += length
    axes.annotate(
        f"{left:.1f} {name}",
        (left, row),
        xytext=(6, 0),
        textcoords="offset points",
        va="center",
        fontweight="bold",
    )
    if below:
        also = "also " if len(below) < sum(map(bool, parts.values())) else ""
        axes.annotate(
            also + ", ".join(below),
            (0, row + 0.25),
            xytext=(1, -4),
            textcoords="offset points",
            va="top",
            fontsize=8.5,
            color=MUTED,
        )


def arrivals(corridor: Corridor, routes: Sequence[Route]) -> Figure:
    """How long a shipment takes: the whole distribution, with P10, P50 and P90.

    Parameters
    ----------
    corridor : Corridor
        Gives the distribution, worse months included.
    routes : sequence of Route
        From `Corridor.route`; 1 to 6, one below the other.

    Returns
    -------
    matplotlib.figure.Figure
        Days or hours, and the probability of each.

    Raises
    ------
    RequestError
        If there is no route, or too many.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> corridor = Corridor.load()
    >>> figure = arrivals(corridor, [corridor.route("Xi'an", "Duisburg")])
    >>> figure.axes[0].get_xlabel()
    'days from the start'
    """
    outlooks = corridor.outlooks(routes)
    routes = [outlook.route for outlook in outlooks]
    title = "When it arrives"
    if len(routes) == 1:
        title = f"{ends_of(routes[0])}: when it arrives"
    told = "1 in 10 arrives by P10, half by P50, 9 in 10 by P90: all months, the worse ones too."
    with drawing(SETTINGS):
        figure = framed(0.6 + max(2.1 * len(routes), 3.6), title, told, footer_of(routes))
        unit, name = unit_of(max(outlook.quantile(0.5) for outlook in outlooks))
        width = max(bin_width(outlook) for outlook in outlooks)
        panels = figure.subplots(len(routes), 1, sharex=True, squeeze=False)[:, 0]
        for axes, outlook, label in zip(panels, outlooks, route_names(routes), strict=True):
            _panel(axes, outlook, width, unit, name)
            if len(routes) > 1:
                axes.set_title(label, loc="left", fontsize=10.5, pad=28)
        panels[-1].set_xlabel(f"{name} from the start")
        low, high = (
            chosen(outlook.quantile(p) for outlook in outlooks)
            for chosen, p in ((min, SHOWN[0]), (max, SHOWN[1]))
        )
        margin = 0.04 * (high - low) + width
        panels[-1].set_xlim(max(0.0, low - margin) / unit, (high + margin) / unit)
        figure.align_ylabels(panels)
        figure.draw_without_rendering()
    return figure


def _panel(axes: Axes, outlook: Outlook, width: float, unit: int, name: str) -> None:
    """One distribution, its middle eight tenths darker, and its three quantiles."""
    bins = density(outlook, width)
    edges = [bins[0].start / unit, *(b.end / unit for b in bins)]
    chances = [100 * b.density * width for b in bins]
    low, middle, high = (outlook.quantile(p) / unit for p in (0.1, 0.5, 0.9))
    axes.stairs(chances, edges, fill=True, color="#c9d6e2", linewidth=0)
    inner = axes.stairs(chances, edges, fill=True, color=CAUSE_COLOURS["moving"], linewidth=0)
    _clip(axes, inner, low, high)
    axes.set_ylim(0, 1.08 * max(chances))
    axes.locator_params(axis="y", steps=STEPS)
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:g}%")
    axes.set_ylabel(f"probability per {_each(width)}")
    axes.grid(axis="y", **GRID)
    axes.set_axisbelow(True)
    texts = [
        (low, "right", 3, f"P10 {low:.1f} {name}"),
        (middle, "center", 15, f"P50 {middle:.1f} {name}"),
        (high, "left", 3, f"P90 {high:.1f} {name}"),
    ]
    for value, side, up, text in texts:
        main = value == middle
        axes.axvline(value, color=INK, linewidth=1.6 if main else 1.0, zorder=4)
        axes.annotate(
            text,
            (value, 1.0),
            xycoords=("data", "axes fraction"),
            xytext=(0, up),
            textcoords="offset points",
            ha=side,
            fontsize=9.5,
            fontweight="bold" if main else "normal",
        )


def _clip(axes: Axes, patch: Any, low: float, high: float) -> None:
    from matplotlib.patches import Rectangle

    # So tall that any height of the axes lies inside.
    patch.set_clip_path(Rectangle((low, 0), high - low, 1e4, transform=axes.transData))


def _each(hours: float) -> str:
    unit, name = next(pair for pair in UNITS if pair[0] <= hours)
    count = hours / unit
    return name if count == 1 else f"{count:g} {name}s"


def save(figure: Figure, path: str | Path) -> Path:
    """Write a chart as a file, whole or not at all; the same chart gives the same bytes.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        From one of the functions above.
    path : str or Path
        Ends in ``.svg``, ``.png`` or ``.pdf``.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    RequestError
        If the ending is another one, or the file cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> from khorgos.geo import Corridor
    >>> from khorgos.maps.charts import trade
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = save(trade(Corridor.load()), Path(folder) / "trade.svg")
    ...     path.stat().st_size > 5_000
    True
    """
    return write_figure(lambda: figure, path, SETTINGS)
