"""Asked routes on paper: their lines side by side, arrows, and day marks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import hypot
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from shapely.geometry import LineString

from ... import layers
from ...layers.lines import Lines, read_lines
from ...layers.network import point
from ..look import style
from .ground import path_of
from .labels import CROWDED, Ground, Label, around, stalk
from .lines import stroke_factor
from .text import POINT, width_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from ...geo import Leg, Outlook, Route
    from ..look.fonts import Typeface
    from .ground import Ink
    from .projection import Viewport

__all__ = ["Mark", "Trace", "draw_marks", "draw_traces", "place_marks", "take_traces"]
__all__ += ["traces_of"]

WIDTH = 6.0
"""Of a route, in pixels of the style, as are the next two."""
HALO = 4.0
LANE = 7.2
ARROW_EVERY = 22.0
"""Millimetres."""
SHARPEST = 0.6
"""A bend widens the shift of a lane by no more than 1 / 0.6."""
MARK_SIZE = 6.2
"""Of the numbers of days, points."""
MARK_HEIGHT = 3.2
"""Of the field that a number stands on, millimetres."""


@dataclass
class Trace:
    """A route as it is drawn.

    Parameters
    ----------
    number : int
        Counted from 0.
    runs : list of array
        Pieces on paper, millimetres, in the direction of travel.
    pixel : float
        Millimetres that a pixel of the style takes.
    """

    number: int
    runs: list[Any]
    pixel: float

    @property
    def colour(self) -> str:
        """Colour of the style."""
        return style.ROUTE_COLOURS[self.number % len(style.ROUTE_COLOURS)]


@dataclass
class Mark:
    """Where days of a route end: the point, the field beside it and the number in it."""

    number: int
    x: float
    y: float
    shift: tuple[float, float]
    width: float
    label: Label


def traces_of(routes: Sequence[Route], view: Viewport) -> list[Trace]:
    """Lines of the routes on paper; those on the same line lie side by side."""
    users: dict[_Key, list[tuple[int, str]]] = {}
    moves = [[leg for leg in route.legs if leg.kind == "move"] for route in routes]
    for number, legs in enumerate(moves):
        for leg in legs:
            here = users.setdefault(_key(leg), [])
            if all(user != number for user, _ in here):
                here.append((number, leg.origin.id))
    traces = []
    pixel = stroke_factor(view.zoom) * POINT
    for number, legs in enumerate(moves):
        lines = read_lines(routes[number].geography.folder)
        pieces: list[tuple[float, list[Any]]] = []
        for leg in legs:
            here = users[_key(leg)]
            lane = [user for user, _ in here].index(number) - (len(here) - 1) / 2
            # Sides are those of the first user, or routes against each other would overlap.
            shift = LANE * pixel * lane * (1 if leg.origin.id == here[0][1] else -1)
            points = _bend(leg, lines, view)
            if pieces and pieces[-1][0] == shift:
                pieces[-1][1].append(points)
            else:
                pieces.append((shift, [points]))
        runs = [_beside(np.vstack(parts), shift) for shift, parts in pieces]
        traces.append(Trace(number, [run for run in runs if len(run) > 1], pixel))
    return traces


_Key = tuple[str, frozenset[str]]


def _key(leg: Leg) -> _Key:
    return leg.line, frozenset((leg.origin.id, leg.destination.id))


def _bend(leg: Leg, lines: Lines, view: Viewport) -> Any:
    drawn = lines.between(leg.line, point(leg.origin), point(leg.destination))
    bent = shapely.segmentize(drawn, min(1.0, max(view.scale / 4000, 0.02)))
    return view.to_paper(shapely.get_coordinates(bent))


def _beside(points: Any, shift: float) -> Any:
    """A line on paper, thinned and moved to its right."""
    finest = 0.15 if shift else 0.05
    thin = np.array(LineString(points).simplify(finest).coords)
    thin = thin[np.r_[True, (np.diff(thin, axis=0) != 0).any(axis=1)]]
    if not shift or len(thin) < 2:  # noqa: PLR2004 - one point is no line
        return thin
    steps = np.diff(thin, axis=0)
    steps /= np.hypot(*steps.T)[:, None]
    normals = np.column_stack((steps[:, 1], -steps[:, 0]))
    before, after = np.vstack((normals[:1], normals)), np.vstack((normals, normals[-1:]))
    middle = (before + after) / 2
    length = np.hypot(*middle.T)[:, None]
    turned = length < 0.05  # noqa: PLR2004 - it goes back where it came from
    length = np.where(turned, 1, length)
    moved = middle / (length * np.maximum(length, SHARPEST))
    return thin + shift * np.where(turned, before, moved)


def milestones(run: Any, every: float, first: float) -> Iterator[tuple[Any, Any]]:
    """Points at equal distances along a line, each with the direction of travel.

    Examples
    --------
    >>> [point.tolist() for point, _ in milestones(np.array([[0, 0], [5, 0]]), 2, 1)]
    [[1.0, 0.0], [3.0, 0.0], [5.0, 0.0]]
    """
    at = first
    for start, end in pairwise(run):
        length = hypot(*(end - start))
        if length:
            step = (end - start) / length
            while at <= length:
                yield start + step * at, step
                at += every
        at -= length


def draw_traces(axes: Axes, traces: Sequence[Trace], ink: Ink) -> None:
    """Draw routes with their arrows; the first asked lies on top."""
    from matplotlib.patches import PathPatch

    for trace in reversed(traces):
        path = path_of(shapely.MultiLineString([LineString(run) for run in trace.runs]))
        if path is None:
            continue
        arrows = []
        width = WIDTH * trace.pixel
        size = width * 0.8
        for run in trace.runs:
            first = ARROW_EVERY * (0.4 + 0.2 * (trace.number % 4))
            for tip, step in milestones(run, ARROW_EVERY, first):
                back = tip - step * size
                side = np.array([-step[1], step[0]]) * size / 2
                arrows.append(LineString([back + side, tip, back - side]))
        order = 3 - trace.number / 100
        strokes = (
            (path, ink["casing"], width + HALO * trace.pixel, order - 0.005),
            (path, trace.colour, width, order),
            (path_of(shapely.MultiLineString(arrows)), ink["on-colour"], width / 4, order + 0.002),
        )
        for shape, colour, wide, zorder in strokes:
            if shape is not None:
                axes.add_artist(
                    PathPatch(
                        shape,
                        fill=False,
                        edgecolor=ink.of(colour),
                        linewidth=wide / POINT,
                        capstyle="round",
                        joinstyle="round",
                        zorder=zorder,
                    )
                )


def take_traces(traces: Sequence[Trace], ground: Ground) -> None:
    """Keep labels off the routes."""
    for trace in traces:
        side = WIDTH * trace.pixel + 0.4
        for run in trace.runs:
            points = [point for point, _ in milestones(run, 1.5, 0)]
            ground.routes.take(*(around(x, y, side, side) for x, y in points))


def place_marks(
    outlooks: Sequence[Outlook],
    traces: Sequence[Trace],
    view: Viewport,
    faces: Typeface,
    ground: Ground,
) -> list[Mark]:
    """Find room for the days of each route at its P50, most of all for the first route."""
    marks = []
    for outlook, trace in zip(outlooks, traces, strict=True):
        rows = layers.day_marks(outlook)
        if not len(rows) or not trace.runs:
            continue
        drawn = shapely.MultiLineString([LineString(run) for run in trace.runs])
        flat = view.to_paper(shapely.get_coordinates(rows.geometry.to_numpy()))
        for first, last, at in zip(rows["first_day"], rows["last_day"], flat, strict=True):
            # On the lane, which may lie beside the line.
            run = _nearest(drawn, at)
            on = run.interpolate(run.project(shapely.Point(at)))
            text = f"{first}" if first == last else f"{first}–{last}"
            mark = _place_mark(trace.number, text, (on.x, on.y), faces, ground)
            if mark is not None and view.sees(np.array([[on.x, on.y]]))[0]:
                marks.append(mark)
    return marks


def _nearest(lines: Any, point: Any) -> Any:
    parts = shapely.get_parts(lines)
    return parts[int(np.argmin(shapely.distance(parts, shapely.Point(point))))]


def _place_mark(
    number: int, text: str, at: tuple[float, float], faces: Typeface, ground: Ground
) -> Mark | None:
    text = faces.fit(text)
    font = faces.font(text, MARK_SIZE, bold=True)
    width = max(MARK_HEIGHT, width_of(text, font) + 1.5)
    x, y = at
    # Even routes above their line, odd ones below, so that shared lines stay legible.
    up = -1 if number % 2 else 1
    near = 3.6 + 0.6 * (number % 4)
    for away in (near, near + 3.6):
        for dx, dy in ((0, up * away), (0, -up * away), (away, 0), (-away, 0)):
            field = around(x + dx, y + dy, width + 0.4, MARK_HEIGHT + 0.4)
            leader = stalk(x, y, dx, dy, CROWDED, MARK_HEIGHT / 2)
            if ground.inside(field) and ground.room.free(field, *leader):
                ground.room.take(field, around(x, y, 1.3, 1.3), *leader)
                base = y + dy - MARK_SIZE * POINT * 0.36
                return Mark(
                    number, x, y, (dx, dy), width, Label(text, font, x + dx, base, "center")
                )
    return None


def draw_marks(axes: Axes, marks: Sequence[Mark], ink: Ink) -> None:
    """Draw the points, stalks and fields of days; their numbers are labels."""
    from matplotlib.patches import FancyBboxPatch

    for mark in marks:
        colour = ink.of(style.ROUTE_COLOURS[mark.number % len(style.ROUTE_COLOURS)])
        dx, dy = mark.shift
        axes.plot(
            [mark.x, mark.x + dx], [mark.y, mark.y + dy], color=colour, linewidth=0.9, zorder=7
        )
        axes.plot(
            mark.x, mark.y, marker="o", markersize=3, markerfacecolor=colour,
            markeredgecolor=ink["casing"], markeredgewidth=0.9, zorder=7.1,
        )  # fmt: skip
        left, bottom, *_ = around(mark.x + dx, mark.y + dy, mark.width, MARK_HEIGHT)
        axes.add_artist(
            FancyBboxPatch(
                (left, bottom),
                mark.width,
                MARK_HEIGHT,
                facecolor=colour,
                edgecolor=ink["casing"],
                boxstyle=f"round,pad=0,rounding_size={MARK_HEIGHT / 2}",
                linewidth=0.8,
                zorder=7.2,
            )
        )
