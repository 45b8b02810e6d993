"""The lines of the network and the symbols of places, on paper."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from ... import layers
from ..look import style
from .ground import path_of
from .text import POINT

if TYPE_CHECKING:
    import geopandas as gpd
    from matplotlib.axes import Axes
    from matplotlib.path import Path as Outline

    from ...geo import Corridor
    from .ground import Ink
    from .projection import Viewport

__all__ = ["DrawnNetwork", "draw_lines", "draw_stroke", "draw_symbols", "stroke_factor"]

PIXEL = 0.75
"""Points of a pixel of the screen."""
CASING = 2.0
"""Pixels of casing, both sides together."""
SHORTEST = 3.0
"""Millimetres of a style below which it is not worth a line in the legend."""
CROSS = 0.9
"""Half the size of the cross on a suspended line, in millimetres."""


class DrawnNetwork:
    """Lines and symbols of a corridor, ready to be drawn at any scale.

    Parameters
    ----------
    corridor : Corridor
        The network.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> network = DrawnNetwork(Corridor.load())
    >>> network.symbol_of["KGW"], sorted(network.lines)[:2]
    ('dry_port', ['dual', 'planned'])
    """

    def __init__(self, corridor: Corridor) -> None:
        edges = layers.edges(corridor)
        moves = edges[edges["kind"] == "move"]
        self.edges = frozenset(moves["id"])
        self.lines: dict[str, list[Any]] = {}
        """Style -> a line for each pair of neighbours, in degrees."""
        self.flows: list[tuple[str, float, Any]] = []
        """Unit, number a day and line of the traffic that a figure is known of."""
        flows = corridor.flows
        # Nobody can switch flights off on paper, and they cross all else; a route has its own.
        for group in _groups(moves[moves["carrier"] != "air"]):
            line = group[0]["geometry"]
            self.lines.setdefault(_style(group), []).append(line)
            flow = next((flows[edge["id"]] for edge in group if edge["id"] in flows), None)
            if flow:
                self.flows.append((flow.unit, flow.per_day, line))
        self.greatest = {
            unit: max(per_day for other, per_day, _ in self.flows if other == unit)
            for unit in {unit for unit, *_ in self.flows}
        }
        """Unit -> the greatest number a day."""
        self.land = moves.loc[moves["carrier"].isin(("rail", "road")), "geometry"].to_numpy()
        changing = edges[(edges["activity"] == "gauge") & (edges["status"] == "open")]
        gauge = set(changing["from_id"])
        self.symbol_of = {
            place.id: style.symbol(place.kind, breaks_gauge=place.id in gauge)
            for place in corridor.places.values()
        }


def _groups(moves: gpd.GeoDataFrame) -> list[list[dict[str, Any]]]:
    """Edges that share a line: both directions, both gauges."""
    groups: dict[tuple[str, frozenset[str]], list[dict[str, Any]]] = {}
    for edge in moves.to_dict("records"):
        ends = frozenset((edge["from_id"], edge["to_id"]))
        groups.setdefault((edge["line"], ends), []).append(edge)
    return list(groups.values())


def _style(group: list[dict[str, Any]]) -> str:
    networks = {_network(edge["carrier"], edge["gauge"]) for edge in group}
    return style.line_style(networks, {edge["status"] for edge in group})


def _network(carrier: str, gauge: Any) -> str:
    return f"{carrier}{gauge}" if carrier == "rail" else carrier


def stroke_factor(zoom: float) -> float:
    """Points of a stroke per pixel of the style, at a zoom."""
    return PIXEL * min(1.2, max(0.66, 0.66 + (zoom - 3.5) * 0.11))


def draw_lines(axes: Axes, view: Viewport, network: DrawnNetwork, ink: Ink) -> dict[str, Any]:
    """Draw the network; returns what can be seen of it: style -> lines on paper."""
    seen = {}
    factor = stroke_factor(view.zoom)
    for order, (name, how) in enumerate(style.LINES.items()):
        lines = network.lines.get(name)
        if not lines:
            continue
        # Segments that lines share are drawn once: dashes over dashes would fill the gaps.
        joined = shapely.line_merge(shapely.union_all(lines))
        shape = view.lay(joined)
        width, height = view.size
        if shapely.intersection(shape, shapely.box(0, 0, width, height)).length < SHORTEST:
            continue
        path = path_of(shapely.line_merge(shape) if shape.geom_type != "LineString" else shape)
        if path is None:
            continue
        seen[name] = shape
        strokes = how["strokes"]
        casing = {"colour": ink["casing"], "width": strokes[0]["width"] + CASING, "dash": ""}
        draw_stroke(axes, path, casing | {"cap": "butt"}, factor, ink, 2 + order / 100, 0.75)
        for stroke in strokes:
            draw_stroke(axes, path, stroke, factor, ink, 2.2 + order / 100)
        if how.get("cross"):
            middles = shapely.line_interpolate_point(np.array(lines), 0.5, normalized=True)
            points = view.to_paper(shapely.get_coordinates(middles))
            draw_crosses(axes, points[view.sees(points)], ink)
    return seen


def draw_crosses(axes: Axes, points: Any, ink: Ink) -> None:
    """Draw the crosses that mark suspended lines."""
    axes.plot(
        points[:, 0], points[:, 1], linestyle="none", marker="x", markersize=2 * CROSS / POINT,
        markeredgewidth=1.1, color=ink["ink"], zorder=2.6,
    )  # fmt: skip


def draw_stroke(
    axes: Axes,
    path: Outline,
    stroke: dict[str, Any],
    factor: float,
    ink: Ink,
    zorder: float,
    alpha: float | None = None,
) -> None:
    """Draw a path with a stroke of the style; `factor` is points per pixel."""
    from matplotlib.patches import PathPatch

    width = stroke["width"] * factor
    dash: Any = "-"
    if stroke["dash"]:
        # Matplotlib counts dashes in widths of the line.
        dash = (0, [float(d) / stroke["width"] for d in stroke["dash"].split()])
    axes.add_artist(
        PathPatch(
            path,
            fill=False,
            edgecolor=ink.of(stroke["colour"]),
            linewidth=width,
            linestyle=dash,
            capstyle=stroke["cap"],
            joinstyle="round",
            zorder=zorder,
            alpha=alpha,
        )
    )


def draw_symbols(
    axes: Axes, name: str, points: Any, size: float, ink: Ink, zorder: float = 6
) -> None:
    """Draw a symbol of the style at points on paper; `size` is in millimetres."""
    from matplotlib.markers import MarkerStyle
    from matplotlib.path import Path as Outline

    points = np.asarray(points, dtype=float).reshape(-1, 2)
    for order, (d, fill, stroke, width) in enumerate(style.SYMBOLS[name]["shapes"]):
        drawn = svg_path(d)
        outline = Outline((np.asarray(drawn.vertices) - 12) * (1, -1), drawn.codes)
        # Matplotlib scales a marker by what lies farthest from its middle.
        reach = float(np.abs(outline.vertices).max()) * 2
        axes.plot(
            points[:, 0], points[:, 1], linestyle="none",
            marker=MarkerStyle(outline, joinstyle="round", capstyle="round"),
            markersize=reach * size / 24 / POINT,
            markerfacecolor=ink.of(fill),
            markeredgecolor=ink.of(stroke) if stroke != "none" else "none",
            markeredgewidth=width * size / 24 / POINT, snap=False, zorder=zorder + order / 100,
        )  # fmt: skip


_TOKEN = re.compile(r"[A-Za-z]|[-+]?(?:\d+\.?\d*|\.\d+)")
_COUNTS = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "Q": 4, "A": 7, "Z": 0}


def svg_path(d: str) -> Outline:
    """Path of an SVG path of the style: straight lines, curves, and arcs of whole circles.

    Raises
    ------
    ValueError
        If there is another command in it.

    Examples
    --------
    >>> svg_path("M4 4h16v16h-16z").vertices.tolist()
    [[4.0, 4.0], [20.0, 4.0], [20.0, 20.0], [4.0, 20.0], [4.0, 4.0]]
    """
    from matplotlib.path import Path as Outline

    tokens = _TOKEN.findall(d)
    vertices: list[tuple[float, float]] = []
    codes: list[int] = []
    here = start = np.zeros(2)
    command, at = "", 0
    while at < len(tokens):
        if tokens[at].isalpha():
            command, at = tokens[at], at + 1
        kind = command.upper()
        if kind not in _COUNTS:
            raise ValueError(f"the symbols know no command {command!r} of SVG paths")
        numbers = np.array([float(token) for token in tokens[at : at + _COUNTS[kind]]])
        at += _COUNTS[kind]
        base = here if command.islower() else np.zeros(2)
        if kind == "Z":
            points, code, here = [start], Outline.CLOSEPOLY, start
        elif kind in "HV":
            axis = "HV".index(kind)
            here = here.copy()
            here[axis] = base[axis] + numbers[0]
            points, code = [here], Outline.LINETO
        elif kind == "A":
            end = base + numbers[5:]
            points, code = _circle(here, numbers[0]), Outline.CURVE4
            here = end
        else:
            points = list(numbers.reshape(-1, 2) + base)
            code = {
                "M": Outline.MOVETO,
                "L": Outline.LINETO,
                "C": Outline.CURVE4,
                "Q": Outline.CURVE3,
            }[kind]
            here = points[-1]
        if kind == "M":
            start, command = here, "l" if command == "m" else "L"
        vertices += [(float(x), float(y)) for x, y in points]
        codes += [int(code)] * len(points)
    return Outline(np.array(vertices), codes)


def _circle(top: Any, radius: float) -> list[Any]:
    """Control points of a circle that starts at its top, in four curves."""
    bend = 0.5523 * radius
    curve = np.array([(-bend, -radius), (-radius, -bend), (-radius, 0)])
    turn = np.array([[0, 1], [-1, 0]])
    middle = np.array((top[0], top[1] + radius))
    points: list[Any] = []
    for _ in range(4):
        points += list(curve + middle)
        curve = curve @ turn.T
    return points
