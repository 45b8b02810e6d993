"""Spread from one place over the whole network: hours at every node and on every edge.

The fastest paths to all nodes are found, and the law of `khorgos.geo.uncertainty.outlook` along
each gives its quantiles.  So the hours at a place are those of ``Corridor.outlook`` of its route.
The paths are those that are fastest at a typical pace, for all quantiles; an edge that none of them
takes is reached from both its ends.

A truck keeps its crew however far it goes: one driver, or two if the service is fast.
`Corridor.route` puts two on a truck between home and what is not near; here that has to be
asked for.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ..errors import NoRoute, RequestError, echo
from ..places.distances import great_circle_km
from ..places.gazetteer import exactly
from ..routing.request import MODES, Request
from ..routing.router import route_of
from ..routing.search import fastest
from ..routing.view import Lazy, View
from ..uncertainty.dependence import ServiceFigures
from ..uncertainty.outlook import timed
from ..uncertainty.regimes import Asked, Regimes
from ..values import number_of
from .fronts import Span
from .reach import Reach, Stop

if TYPE_CHECKING:
    from ..graph.infrastructure import Infrastructure
    from ..places.gazetteer import Place

__all__ = ["reach_of"]

BORDERS = ("border_point", "road_crossing")
"""Kinds of places that a truck only passes."""

Nodes = tuple[str, ...]
Quantiles = tuple[float, ...]


def reach_of(
    infra: Infrastructure,
    regimes: Mapping[str, Regimes],
    request: Request,
    quantiles: Sequence[float] = (0.5, 0.9),
    asked: Asked = None,
) -> Reach:
    """Find when a shipment from the origin of a request arrives everywhere.

    Parameters
    ----------
    infra : Infrastructure
        Places, edges and figures.
    regimes : mapping of str to Regimes
        By corridor.
    request : Request
        Its destination does not count.
    quantiles : sequence of float
        Between 0 and 1.
    asked : str or mapping of str to float, optional
        One regime, or weights, as for `Network.outlook`.

    Returns
    -------
    Reach
        To be asked by day and quantile.

    Raises
    ------
    UnknownPlace
        If a name is not known.
    RequestError
        If an option makes no sense.
    NoRoute
        If nothing leads away from the origin.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> network = Corridor.load()
    >>> request = Request("Khorgos", "", "road")
    >>> reach_of(network.infrastructure, network.regimes, request).origin.name
    'Nur Zholy'
    """
    levels = _quantiles(quantiles)
    truck = request.vehicle == "truck" and "road" in MODES[request.mode]
    if truck and request.drivers is None:
        request = replace(request, drivers=2 if request.service == "fast" else 1)
    return _Spread(infra, regimes, request, levels, asked).reach()


def _quantiles(quantiles: Sequence[float]) -> Quantiles:
    several = isinstance(quantiles, Iterable) and not isinstance(quantiles, str)
    given: list[Any] = list(quantiles) if several else [quantiles]
    for quantile in given:
        if not 0 < number_of(quantile) < 1:
            raise RequestError(f"quantile is {echo(quantile)}; use numbers between 0 and 1")
    if not given:
        raise RequestError("no quantile; name one, such as 0.5")
    return tuple(sorted({float(quantile) for quantile in given}))


class _NodeView(View):
    """A view in which nodes count as names too, so that one can ask for a path to each."""

    def __init__(self, infrastructure: Infrastructure, request: Request):
        super().__init__(infrastructure, request)
        named, nodes = self.terminals, infrastructure.topology.nodes
        self.terminals = Lazy(lambda name: [name] if name in nodes else named[name])


class _Spread:
    """Paths from one place to all nodes, and the laws along them."""

    def __init__(
        self,
        infra: Infrastructure,
        regimes: Mapping[str, Regimes],
        request: Request,
        quantiles: Quantiles,
        asked: Asked,
    ):
        self.infra = infra
        self.regimes = regimes
        self.request = request
        self.quantiles = quantiles
        self.asked = asked
        self.view = _NodeView(infra, request)
        self.figures = ServiceFigures(infra.figures, request.variant)
        self.starts = self.view.terminals[request.origin]
        self.paths = self._paths()
        self._hours: dict[Nodes, Quantiles] = {}
        self._typical: dict[str, float] = {}

    def _paths(self) -> dict[str, Nodes]:
        """Node -> fastest path to it, the origin's own nodes first."""
        request = self.request
        goals = [
            replace(request, destination=node)
            for node in self.infra.topology.nodes
            if node not in self.starts
        ]
        found = fastest(self.view, goals) if self.starts else []
        paths: dict[str, Nodes] = {node: (node,) for node in self.starts}
        for goal, path in zip(goals, found, strict=False):
            if path is not None:
                paths[goal.destination] = tuple(path)
        if len(paths) == len(self.starts):
            said = self.infra.said
            cut_by = [f"avoid {said(name)}" for name in request.avoid]
            raise NoRoute(
                said(request.origin),
                "anywhere else",
                cut_by,
                request.mode,
                together=len(cut_by) > 1,
            )
        return paths

    def reach(self) -> Reach:
        """All of it."""
        spans: dict[str, list[Span]] = {}
        for span in self._moves():
            spans.setdefault(span.edge, []).append(span)
        for pair in spans.values():
            pair.sort(key=lambda span: span.begin)
        hours = {node: self._at(path) for node, path in self.paths.items()}
        origin = self.infra.places[self._place(self.starts[0])]
        return Reach(
            self.infra,
            self.request,
            origin,
            self.quantiles,
            hours,
            {edge: tuple(pair) for edge, pair in spans.items()},
            tuple(self._dwells()),
            self._stops(),
            self._trucks(),
        )

    def _place(self, node: str) -> str:
        return self.infra.topology.nodes[node].place

    def _at(self, path: Nodes) -> Quantiles:
        """Hours at the end of a path."""
        if path not in self._hours:
            self._hours[path] = self._quantiles_of(self.view, path)
        return self._hours[path]

    def _towards(self, path: Nodes) -> Request:
        """The request for a route along a path; a lift to a truck is for its driver."""
        request = replace(self.request, destination=path[-1])
        truck = request.vehicle == "truck" and request.drivers is None
        return replace(request, mode="any", drivers=1) if truck else request

    def _quantiles_of(self, view: View, path: Nodes) -> Quantiles:
        if len(path) == 1:
            return (0.0,) * len(self.quantiles)
        route = route_of(view, self._towards(path), list(path))
        if path == self.paths.get(path[-1]):
            self._typical[path[-1]] = route.hours
        law = timed(route, self.figures, self.regimes, self.asked).law
        return tuple(law.quantile(quantile) for quantile in self.quantiles)

    def _wheel(self, path: Nodes) -> float:
        """Hours at the wheel along a path, at typical speed."""
        steps = itertools.pairwise(path)
        return math.fsum(self._drive(self.view.edges[step]) for step in steps)

    def _drive(self, edge: Any) -> float:
        return float(edge.times.of(self.view.variant).typical) if edge.driven else 0.0

    def _moves(self) -> Iterator[Span]:
        """Edges over which a front moves, each in the directions in which it does."""
        for start, own in self.paths.items():
            for end in self.infra.topology.onward[start]:
                edge = self.view.edges[start, end]
                if edge is None or edge.kind != "move" or end not in self.paths:
                    continue  # what flew does not fly on
                # A path that is fastest with its rests may not pass the fastest one on the way.
                last = self.paths[end][-2:] == (start, end)
                path = self.paths[end][:-1] if last else own
                if end in path:
                    continue  # it would go back to where it has been
                begin, finish = self._at(path), self._at((*path, end))
                drive = self._drive(edge)
                drivers = (self.request.drivers or 0) if drive and self.view.rests else 0
                wheel = self._wheel(path) if drivers else 0.0
                yield Span(edge.id, start, end, begin, finish, wheel, drive, drivers)

    def _dwells(self) -> Iterator[Span]:
        """Edges at places that a front waits on before it moves on."""
        onward: set[Nodes] = set()
        for path in self.paths.values():
            if len(path) > 1 and self._kind(path[-2:]) == "move":
                onward.update(itertools.pairwise(path[:-1]))
        for start, end in sorted(onward):
            if self._kind((start, end)) != "move" and self.paths[end][-2:] == (start, end):
                edge: Any = self.view.edges[start, end]
                path = self.paths[end]
                yield Span(edge.id, start, end, self._at(path[:-1]), self._at(path))

    def _kind(self, step: Nodes) -> str:
        edge: Any = self.view.edges[step[0], step[1]]
        return str(edge.kind)

    def _stops(self) -> tuple[Stop, ...]:
        """Each place once, where and when `Corridor.route` would end."""
        first: dict[str, Stop] = {}
        origin = self.infra.places[self._place(self.starts[0])]
        # As the route does: the terminal that is nearest at a typical pace.
        for node in sorted(self.paths, key=lambda node: self._typical.get(node, 0.0)):
            place = self.infra.places[self._place(node)]
            if place.id not in first and self._hands_over(node, place):
                hours = self._at(self.paths[node])
                first[place.id] = Stop(place, node, hours, great_circle_km(origin, place))
        return tuple(sorted(first.values(), key=lambda stop: (stop.hours, stop.node)))

    def _hands_over(self, node: str, place: Place) -> bool:
        """Whether a box can get off: there is a crane, or a street that leads to doors."""
        if place.kind in BORDERS or node not in self.view.terminals[exactly(place.id)]:
            return False
        topology = self.infra.topology
        return topology.nodes[node].carrier == "road" or any(
            edge.kind == "lift"
            for start in self.infra.nodes_at(place.id)
            for edges in topology.onward[start].values()
            for edge in edges.values()
        )

    def _trucks(self) -> dict[str, Quantiles]:
        """Hours at which a truck can leave each terminal: at once, or after the box is lifted."""
        topology = self.infra.topology
        view = _NodeView(self.infra, replace(self.request, mode="any"))
        found: dict[str, Quantiles] = {}
        for node, path in self.paths.items():
            place = self.infra.places[self._place(node)]
            if topology.nodes[node].carrier == "road" and self._hands_over(node, place):
                found[node] = self._at(path)
            for end in topology.onward[node]:
                if topology.nodes[end].carrier != "road" or end in self.paths:
                    continue
                edge = view.edges[node, end]
                if edge is not None and edge.kind == "lift":
                    hours = self._quantiles_of(view, (*path, end))
                    known = found.get(end)
                    found[end] = hours if known is None else min(hours, known)
        return found
