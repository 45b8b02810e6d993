"""How far a shipment has come, as layers: where it stands, what it has passed, and around it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import geopandas as gpd
import numpy as np
from pyproj import Geod
from shapely.geometry import LineString, Point

from ..geo.errors import RequestError
from ..geo.reach.reach import DAYS
from ..geo.routing.route import Leg
from ..geo.values import told_briefly
from .about import about
from .lines import read_lines
from .local_areas import local_areas
from .network import CRS, facts, point

if TYPE_CHECKING:
    from ..geo.graph.edge import Edge
    from ..geo.places.gazetteer import Place
    from ..geo.reach.reach import Reach

__all__ = ["isochrones"]

GEOD = Geod(ellps="WGS84")
HOURS_PER_DAY = 24
LEAST = 1e-9  # share of an edge that is no line

Frames = dict[str, gpd.GeoDataFrame]


def isochrones(
    reach: Reach,
    days: float | Sequence[float] = DAYS,
    quantiles: float | Sequence[float] | None = None,
) -> Frames:
    """Where shipments stand after so many days, as three layers.

    Parameters
    ----------
    reach : Reach
        From `Corridor.reach`.
    days : float or sequence of float
        Since the departure.
    quantiles : float or sequence of float, optional
        Of those that the reach has; all of them if left out.

    Returns
    -------
    dict of str to geopandas.GeoDataFrame
        ``fronts``: points where the front stands, by ``day`` and ``quantile``: on the move
        between ``from_name`` and ``to_name``, or at one place, where both are the same
        and ``waits_for`` says what for; ``since_hours`` and ``until_hours`` are those between
        which it is on this edge.
        ``reached``: lines, each part of an edge once for a quantile, with the first ``day`` by
        which it is reached; ``low`` and ``high`` are the shares of the edge between
        `from_name` and `to_name`, ``begin_hours`` and ``finish_hours`` the hours at which
        the front is at the two ends of the edge, of which the second is empty if it comes from
        both sides.
        ``areas``: around the terminals, one row for a day and a quantile, the largest first: each
        holds those of the days before.  They keep to the land, and to the customs territory of
        each terminal.  None without the figure ``road.local``, which tables of one's own may lack.
        All say on which sources and judgement they rest; ``edge_id`` is the ``id`` in
        `khorgos.layers.edges`.

    Raises
    ------
    RequestError
        If a day is negative or not finite, or the reach has no such quantile.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> frames = isochrones(Corridor.load().reach("Khorgos"), days=[1, 3])
    >>> list(frames), frames["areas"]["day"].tolist()[0]
    (['fronts', 'reached', 'areas'], 3.0)
    """
    asked = _several(days)
    if not asked:
        raise RequestError("no days; name one or more, such as 7")
    chosen = list(dict.fromkeys(reach.quantiles if quantiles is None else _several(quantiles)))
    for quantile in chosen:
        for day in asked:
            reach.within(day, quantile)  # complains of what makes no sense
    ordered = sorted({float(day) for day in asked})
    edges = _Edges(reach)
    frames = {
        "fronts": _frame(FRONTS, _fronts(reach, edges, ordered, chosen)),
        "reached": _frame(REACHED, _reached(reach, edges, ordered, chosen)),
        "areas": local_areas(reach, ordered, chosen),
    }
    infra = edges.infra
    borrowed = edges.lines.lend(edge.line for *_, edge in infra.topology)
    for name, frame in frames.items():
        title = f"{TITLES[name]}, from {reach.origin.name}"
        version = infra.data_version, infra.folder
        frame.attrs |= about(title, *version, infra.places.values(), borrowed=borrowed)
    return frames


TITLES = {
    "fronts": "Where shipments stand",
    "reached": "What they have passed",
    "areas": "Where trucks come from the terminals",
}
EDGE = (
    *("edge_id", "carrier", "gauge", "country", "label"),
    *("sources", "judgement", "judgement_range", "schematic"),
)
ENDS = ("day", "quantile", "from_id", "to_id", "from_name", "to_name")
FRONTS = (*ENDS, "waits_for", "since_hours", "until_hours", "share", *EDGE)
REACHED = (*ENDS, "low", "high", "length_km", "begin_hours", "finish_hours", *EDGE)


def _several(values: Any) -> list[Any]:
    return (
        list(values) if isinstance(values, Iterable) and not isinstance(values, str) else [values]
    )


def _frame(columns: Sequence[str], rows: Iterable[dict[str, Any]]) -> gpd.GeoDataFrame:
    frame = gpd.GeoDataFrame(
        list(rows), columns=[*columns, "geometry"], geometry="geometry", crs=CRS
    )
    numbers = {name: float for name in columns if name.endswith("_hours")}
    return frame.astype({"gauge": "Int64", **numbers})


@told_briefly
class DrawnEdge(NamedTuple):
    """A drawn edge, and how far along it each of its points lies."""

    coords: Any
    metres: Any

    def at(self, share: float) -> tuple[float, float]:
        """Longitude and latitude."""
        where = share * self.metres[-1]
        x, y = (float(np.interp(where, self.metres, self.coords[:, axis])) for axis in (0, 1))
        return x, y

    def cut(self, low: float, high: float) -> LineString:
        """The part between two shares."""
        within = (self.metres > low * self.metres[-1]) & (self.metres < high * self.metres[-1])
        return LineString([self.at(low), *self.coords[within].tolist(), self.at(high)])


class _Edges:
    """What there is to know of the edges that a front passes."""

    def __init__(self, reach: Reach):
        self.infra = reach.infrastructure
        self.variant = reach.request.variant
        self.lines = read_lines(reach.infrastructure.folder)
        self.facts = cache(self._facts)
        self.drawn = cache(self._drawn)

    def place(self, node: str) -> Place:
        """Of a node."""
        return self.infra.places[self.infra.topology.nodes[node].place]

    def edge(self, edge: str, start: str, end: str) -> Edge:
        """By its id; a front that comes from the far end may run against a one-way edge."""
        return self.infra.topology.onward[start][end][edge]

    def _facts(self, edge: str, start: str, end: str) -> dict[str, Any]:
        known = self.edge(edge, start, end)
        figure = self.infra.figure(known.figure, self.variant)
        hours = known.times.of(self.variant)
        told = facts(Leg(known, self.place(start), self.place(end), hours, figure), self.lines)
        return {"edge_id": edge, **told}

    def _drawn(self, edge: str, start: str, end: str) -> DrawnEdge:
        ends = point(self.place(start)), point(self.place(end))
        coords = np.asarray(self.lines.between(self.edge(edge, start, end).line, *ends).coords)
        steps = GEOD.inv(coords[:-1, 0], coords[:-1, 1], coords[1:, 0], coords[1:, 1])[2]
        return DrawnEdge(coords, np.concatenate([[0.0], np.cumsum(steps)]))


def _fronts(
    reach: Reach, edges: _Edges, days: Sequence[float], quantiles: Sequence[float]
) -> Iterator[dict[str, Any]]:
    for quantile in quantiles:
        number = reach.quantiles.index(quantile)
        for day in days:
            for span, share, moves in reach.fronts(day, quantile):
                key = (span.edge, span.start, span.end)
                facts = edges.facts(*key)
                place = edges.place(span.start)
                at = edges.drawn(*key).at(share) if moves else (place.lon, place.lat)
                yield facts | {
                    "day": day,
                    "quantile": quantile,
                    "waits_for": "" if moves else facts["label"],
                    "since_hours": span.begin[number],
                    "until_hours": span.finish[number],
                    "share": share,
                    "geometry": Point(at),
                }


def _reached(
    reach: Reach, edges: _Edges, days: Sequence[float], quantiles: Sequence[float]
) -> Iterator[dict[str, Any]]:
    for quantile in quantiles:
        number = reach.quantiles.index(quantile)
        known: dict[str, list[tuple[float, float]]] = {}
        for day in days:
            found: dict[tuple[str, str, str], list[tuple[float, float]]] = {}
            for edge, start, end, low, high in reach.cut(day, quantile):
                found.setdefault((edge, start, end), []).append((low, high))
            for key, parts in found.items():
                length = edges.edge(*key).length_km
                spans = reach.spans[key[0]]
                for low, high in _new(parts, known.get(key[0], [])):
                    yield edges.facts(*key) | {
                        "day": day,
                        "quantile": quantile,
                        "low": low,
                        "high": high,
                        "length_km": (high - low) * length,
                        "begin_hours": spans[0].begin[number],
                        "finish_hours": spans[0].finish[number] if len(spans) == 1 else None,
                        "geometry": edges.drawn(*key).cut(low, high),
                    }
                known[key[0]] = parts


def _new(
    parts: Sequence[tuple[float, float]], known: Sequence[tuple[float, float]]
) -> Iterator[tuple[float, float]]:
    """What of some parts is not in the known ones; neither overlap, both are in order."""
    for low, high in parts:
        cuts = [low, *(end for part in known for end in part if low <= end <= high), high]
        for start, end in pairwise(sorted(cuts)):
            middle = (start + end) / 2
            if end - start > LEAST and not any(a <= middle <= b for a, b in known):
                yield start, end
