"""The time-distance diagram: the line rises gently where a shipment moves, steeply where it stands.

After the method of UNESCAP: distance along the way below, time since the start at the side, and
every stop a vertical step.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ...geo.values import unit_of
from ..look.style import CAUSE_COLOURS, INK, ROUTE_COLOURS
from .data import AIR, country_spans, split_hours, staircase_points
from .figure import (
    GRID,
    LONGEST_PLACE,
    SETTINGS,
    STEPS,
    amount,
    drawing,
    ends_of,
    footer_of,
    framed,
    route_names,
    shorten,
)
from .stop_labels import label_stops

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from ...geo import Corridor, Outlook, Route

__all__ = ["staircase"]

STAIRS, ROW = 4.3, 0.27
"""Inches of the stairs, and of a row of countries."""
BEHIND = {"facecolor": "white", "edgecolor": "none", "pad": 1.0, "alpha": 0.85}
"""Behind letters, over the grid."""
LINE = 124
"""Characters of a line of the key."""
LONGEST_KEY = 80
"""Characters of the names of a route in the legend."""
NEAR = 0.014
"""Share of the distance between a line's end and its arrivals, and between those of two routes."""
MARGIN = 1.16
"""Room for the arrivals, as a share of the distance."""
FILLS = ("#e3e7eb", "#cfd6dd")
OUTSIDE = {"XZ": ("at sea", "sea"), AIR: ("in the air", "air")}
"""What is no country: its words, and a shorter one."""


def staircase(corridor: Corridor, routes: Sequence[Route]) -> Figure:
    """Time-distance diagram, after UNESCAP: slopes where freight moves, steps where it stands.

    Parameters
    ----------
    corridor : Corridor
        Gives the range of arrival, P10 to P90, at the destination.
    routes : sequence of Route
        From `Corridor.route`; 1 to 6.

    Returns
    -------
    matplotlib.figure.Figure
        Kilometres from the origin and days or hours since the start, in a journey that takes
        P50.

    Raises
    ------
    RequestError
        If there is no route, or too many.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> corridor = Corridor.load()
    >>> figure = staircase(corridor, [corridor.route("Xi'an", "Duisburg")])
    >>> figure.axes[1].get_xlabel()
    'km from the origin'
    """
    outlooks = corridor.outlooks(routes)
    routes = [outlook.route for outlook in outlooks]
    footer = footer_of(routes)
    unit, name = unit_of(max(outlook.quantile(0.5) for outlook in outlooks))
    title = "Time and distance of each route"
    told = (
        "Lines: a journey that takes P50. "
        "Beside each end, and in the key: P10–P50–P90 of all months."
    )
    if len(routes) == 1:
        title = f"{ends_of(routes[0])}: time and distance"
        told = (
            f"A journey of P50, {outlooks[0].quantile(0.5) / unit:.1f} {name}; "
            "beside the end P10, P50 and P90 of all months."
        )
    with drawing(SETTINGS):
        key = _key(outlooks, unit, name)
        figure = framed(_height(key), title, told, footer)
        _draw(figure, outlooks, key, unit, name)
    return figure


def _draw(
    figure: Figure, outlooks: Sequence[Outlook], key: Sequence[str], unit: int, name: str
) -> None:
    routes = [outlook.route for outlook in outlooks]
    axes, strip = figure.subplots(2, 1, sharex=True, height_ratios=[STAIRS, ROW * len(routes)])
    longest = max(route.distance_km for route in routes)
    axes.set_xlim(0, MARGIN * longest)
    top = max(outlook.quantile(0.9) for outlook in outlooks)
    axes.set_ylim(0, 1.06 * top / unit)
    axes.set_ylabel(f"{name} since the start")
    axes.locator_params(axis="y", steps=STEPS)
    axes.grid(axis="y", **GRID)
    axes.set_axisbelow(True)
    axes.tick_params(axis="x", length=0, labelbottom=False)
    axes.spines["bottom"].set_visible(False)
    for number, (route, outlook) in enumerate(zip(routes, outlooks, strict=True)):
        colour = ROUTE_COLOURS[number] if len(routes) > 1 else None
        # Later ones are thinner, so that a stretch they share shows both.
        wider = min(1.7, 3 / max(1, len(routes) - 1)) * (len(routes) - 1 - number)
        _stairs(axes, outlook, unit, colour, wider)
        quantiles = [outlook.quantile(p) / unit for p in (0.1, 0.5, 0.9)]
        # Side by side where routes are equally long.
        same = sum(abs(r.distance_km - route.distance_km) < NEAR * longest for r in routes[:number])
        at = route.distance_km + longest * NEAR * (1 + same)
        _arrival(axes, at, quantiles, colour or INK, name, str(number + 1) if colour else "")
        if colour:
            axes.plot([], [], color=colour, linewidth=3, label=key[number])
    if len(routes) == 1:
        _causes(axes, outlooks[0], unit)
        axes.legend(loc="upper left", frameon=False, fontsize=9, borderaxespad=0.2)
    else:
        axes.legend(
            loc="lower left",
            bbox_to_anchor=(0.0, 1.0),
            ncols=_columns(key),
            frameon=False,
            fontsize=9,
            handlelength=1.4,
            borderaxespad=0.2,
        )
    _countries(figure, strip, axes, routes)
    figure.draw_without_rendering()  # the layout is settled: labels can be placed
    label_stops(axes, outlooks, unit)


def _key(outlooks: Sequence[Outlook], unit: int, name: str) -> list[str]:
    """Numbered names of several routes, with the quantiles of their arrival."""
    key = []
    names = route_names([outlook.route for outlook in outlooks])
    for number, (outlook, route) in enumerate(zip(outlooks, names, strict=True), start=1):
        days = "–".join(f"{outlook.quantile(p) / unit:.1f}" for p in (0.1, 0.5, 0.9))
        key.append(f"{number}  {shorten(route, LONGEST_KEY)}: {days} {name}")
    return key


def _columns(key: Sequence[str]) -> int:
    """Two columns where they fit beside each other."""
    half = math.ceil(len(key) / 2)
    return 2 if sum(max(map(len, part)) for part in (key[:half], key[half:])) <= LINE else 1


def _height(key: Sequence[str]) -> float:
    """Inches that the diagram needs."""
    lines = math.ceil(len(key) / _columns(key)) if len(key) > 1 else 0
    return STAIRS + ROW * len(key) + 0.22 * lines + 0.9


def _stairs(axes: Axes, outlook: Outlook, unit: int, colour: str | None, wider: float) -> None:
    for step in staircase_points(outlook):
        moves = step.cause == "moving"
        axes.plot(
            [step.km, step.km_after],
            [step.hours / unit, step.hours_after / unit],
            color=colour or CAUSE_COLOURS[step.cause],
            linewidth=wider + (2.0 if moves else 4.2),
            solid_capstyle="round" if moves else "butt",
            zorder=3 if moves else 4,
        )


def _causes(axes: Axes, outlook: Outlook, unit: int) -> None:
    """Legend of one route: causes with their share of the time."""
    for cause, hours in split_hours(outlook).items():
        if hours:
            label = f"{cause}, {amount(hours, unit)} ({hours / outlook.quantile(0.5):.0%})"
            width = 2.0 if cause == "moving" else 4.2
            axes.plot([], [], color=CAUSE_COLOURS[cause], linewidth=width, label=label)


def _arrival(
    axes: Axes, at: float, quantiles: list[float], colour: str, name: str, number: str
) -> None:
    """Whisker from P10 to P90 with a dot at P50, beside the end of the line."""
    low, middle, high = quantiles
    axes.plot(
        [at, at], [low, high], color=colour, linewidth=1.3, marker="_", markersize=8, zorder=4
    )
    axes.plot([at], [middle], "o", color=colour, markersize=6, markeredgecolor="white", zorder=5)
    texts = [
        (low, f"P10 {low:.1f}"),
        (middle, f"P50 {middle:.1f} {name}"),
        (high, f"P90 {high:.1f}"),
    ]
    for value, text in [(high, number)] if number else texts:
        main = number or value == middle
        axes.annotate(
            text,
            (at, value),
            xytext=(0, 3) if number else (9, 0),
            textcoords="offset points",
            ha="center" if number else "left",
            va="bottom" if number else "center",
            fontsize=9,
            fontweight="bold" if main else "normal",
            color=colour,
            bbox=BEHIND,
            zorder=6,
        )


def _countries(figure: Figure, strip: Axes, axes: Axes, routes: Sequence[Route]) -> None:
    """A row for each route: the countries it passes, with the borders between them."""
    strip.set_ylim(len(routes), 0)
    strip.set_xlabel("km from the origin")
    strip.locator_params(axis="x", steps=STEPS)
    strip.xaxis.set_major_formatter(lambda km, _: f"{km:,.0f}")
    strip.set_yticks(
        [row + 0.5 for row in range(len(routes))],
        [str(row + 1) if len(routes) > 1 else "" for row in range(len(routes))],
        fontweight="bold",
        fontsize=9,
    )
    strip.tick_params(axis="y", length=0)
    for side in ("left", "top", "right"):
        strip.spines[side].set_visible(False)
    boxes = []
    for row, route in enumerate(routes):
        spans = country_spans(route)
        for number, span in enumerate(spans):
            fill = FILLS[number % 2]
            width = span.km_after - span.km
            strip.barh(row + 0.5, width, 0.86, span.km, color=fill, linewidth=0)
            code = span.country
            country = OUTSIDE[code][0] if code in OUTSIDE else route.geography.countries.name(code)
            text = strip.text(
                (span.km + span.km_after) / 2,
                row + 0.5,
                shorten(country, LONGEST_PLACE),
                ha="center",
                va="center_baseline",
                fontsize=8,
                color=INK,
            )
            boxes.append((text, span))
            if number and len(routes) == 1:
                axes.axvline(span.km, color="#b9bfc6", linewidth=0.8, linestyle=(0, (2, 3)))
        if len(routes) > 1:
            strip.get_yticklabels()[row].set_color(ROUTE_COLOURS[row])
    figure.draw_without_rendering()
    for text, span in boxes:
        ends = strip.transData.transform([(span.km, 0), (span.km_after, 0)])
        room = ends[1][0] - ends[0][0] - 3
        if text.get_window_extent().width > room:
            text.set_text(OUTSIDE[span.country][1] if span.country in OUTSIDE else span.country)
            text.set_fontsize(7)
        if text.get_window_extent().width > room:
            text.set_text("")
