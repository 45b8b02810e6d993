"""The network as a kind of request sees it: what may be used, and what has been looked up."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator, Mapping
from itertools import count
from typing import TYPE_CHECKING, Any, NamedTuple

from ..errors import RequestError, UnknownPlace, nearest
from ..graph.edge import Edge
from ..places.gazetteer import SIMILAR, Place, fold
from .request import CARRIERS, MODES

if TYPE_CHECKING:
    from ..graph.infrastructure import Infrastructure
    from .request import Request
    from .route import Leg

__all__ = ["INFINITY", "Step", "Tree", "View", "Weight", "chooser"]

INFINITY = float("inf")
Chooser = Callable[[str, str, Mapping[str, Edge]], Edge | None]
Weight = Callable[[Edge], float]
"""What a search adds up: 0 or more for each edge."""


def _anywhere(infra: Infrastructure, name: str) -> list[str]:
    """Nodes of every place of this name: any of them will do on the way."""
    nodes = [node for place in infra.find(name) for node in infra.nodes_at(place.id)]
    return [node for node in nodes if infra.topology.nodes[node].terminal]


def _ashore(infra: Infrastructure, nodes: list[str], mode: str) -> list[str]:
    """Those nodes that a mode can stop at: a train to a port ends on the quay, not on the ship."""
    known = infra.topology.nodes
    nodes = [node for node in nodes if known[node].carrier in MODES[mode]]
    ashore = [node for node in nodes if known[node].carrier not in ("ferry", "sea")]
    return nodes if mode == "sea" else ashore or nodes


def _avoided(infra: Infrastructure, request: Request) -> tuple[set[str], set[str], set[str]]:
    """Split what to avoid into place ids, country codes, and carriers or passages."""
    places: set[str] = set()
    codes: set[str] = set()
    words: set[str] = set()
    for name in request.avoid:
        code = infra.country_code(name)
        word = fold(name)
        passages = {p for p in infra.passages if word and f"{p} ".startswith(f"{word} ")}
        if word in CARRIERS or passages:
            words |= passages or {word}
        elif code:
            codes.add(code)
        else:
            places.update(place.id for place in _find_any(infra, name))
    return places, codes, words


def _find_any(infra: Infrastructure, name: str) -> list[Place]:
    """Places of this name; if there are none, countries, carriers and passages were meant, too."""
    try:
        return infra.find(name)
    except UnknownPlace as error:
        served = infra.geography.countries.served.values()
        known = {fold(word): word for country in served for word in country.names().values()}
        known |= {word: word for word in (*CARRIERS, *infra.passages)}
        near = [known[word] for word in nearest(fold(name), known, 3, SIMILAR)]
        raise UnknownPlace(name, [*near, *error.nearest]) from None


def chooser(infra: Infrastructure, request: Request, weight: Weight | None = None) -> Chooser:
    """What picks the best edge between two nodes that a request may use, if there is one."""
    carriers = MODES[request.mode]
    statuses = {"open", *request.include}
    least = weight or typical_hours(request)
    places, codes, words = _avoided(infra, request)
    closed = {node for place_id in places for node in infra.nodes_at(place_id)}

    def usable(edge: Edge) -> bool:
        return (
            edge.status in statuses
            and edge.carriers <= carriers
            and edge.country not in codes
            and not (words and (words & edge.carriers or fold(edge.passage) in words))
        )

    def choose(start: str, end: str, edges: Mapping[str, Edge]) -> Edge | None:
        if start in closed or end in closed:
            return None
        if len(edges) == 1:  # as nearly everywhere
            (edge,) = edges.values()
            return edge if usable(edge) else None
        return min(filter(usable, edges.values()), key=least, default=None)

    return choose


def typical_hours(request: Request) -> Weight:
    """The hours that an edge mostly takes."""
    variant = request.variant
    return lambda edge: edge.times.of(variant).typical


class Step(NamedTuple):
    """Where one can go from a node: hours, or what else is added up, and hours at the wheel."""

    end: str
    hours: float
    wheel: float


class Tree(NamedTuple):
    """Hours to all nodes from one, and the node before each on the fastest path."""

    root: str
    hours: Mapping[str, float]
    before: Mapping[str, str]

    def path(self, end: str) -> list[str]:
        """Nodes from the root to `end`."""
        path = [end]
        while path[-1] != self.root:
            path.append(self.before[path[-1]])
        return path[::-1]


class Lazy(dict[Any, Any]):
    """A dict that makes what is missing; what makes it may not hold the dict."""

    def __init__(self, make: Callable[[Any], Any]):
        super().__init__()
        self.make = make

    def __missing__(self, key: Any) -> Any:
        value = self[key] = self.make(key)
        return value


class View:
    """The network as requests see it that differ in nothing but their ends and via places.

    What has been looked at once is kept, so that one view answers many requests.

    Parameters
    ----------
    infra : Infrastructure
        Places, edges and figures; they may not change while the view is in use.
    request : Request
        Its mode, service, vehicle, avoid and include count.
    weight : callable, optional
        What the search adds up instead of typical hours and the rests of drivers.

    Attributes
    ----------
    terminals : mapping of str to list of str
        Name -> nodes at which a shipment can start or end.
    countries : mapping of str to set of str
        Name -> codes of the countries of its road terminals.
    between : mapping of str to list of str
        Name -> nodes on the way, of every place of this name.
    edges : mapping of (str, str) to (Edge or None)
        Two nodes -> the edge to take, if there is one.
    steps : mapping of str to list of Step
        Node -> all ways on.
    legs : dict of (str, str) to Leg
        Legs that have been made of edges.
    flights : frozenset of (str, str)
        Steps through the air, if they may be used: nobody sends freight by two of them.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> from khorgos.geo.routing.request import Request
    >>> view = View(Corridor.load().infrastructure, Request("Zhetygen", "Altynkol"))
    >>> start, (end, *_) = "ZHT:rail1520", view.terminals["Altynkol"]
    >>> round(view.tree(start).hours[end], 1), view.edges["SHL:rail1520", "ZHT:rail1520"].id
    (7.7, 'rail:ZHT-SHL')
    """

    def __init__(self, infra: Infrastructure, request: Request, weight: Weight | None = None):
        mode, topology = request.mode, infra.topology
        choose, onward = chooser(infra, request, weight), topology.onward
        self.infrastructure = infra
        self.variant = request.variant
        self.weight = weight or typical_hours(request)
        self.flights = (
            frozenset(
                (start, end)
                for start, end, edge in topology
                if edge.carrier == "air" and edge.moves
            )
            if mode == "air"
            else frozenset()
        )
        trucks = request.vehicle == "truck" and mode in ("road", "air", "any")
        self.rests = trucks and weight is None
        self.terminals: Mapping[str, list[str]] = Lazy(
            lambda name: _ashore(infra, infra.terminals(name), mode)
        )
        self.countries: Mapping[str, set[str]] = Lazy(
            lambda name: {
                topology.nodes[node].country
                for node in _ashore(infra, infra.terminals(name), "road")
            }
        )
        self.between: Mapping[str, list[str]] = Lazy(
            lambda name: _ashore(infra, _anywhere(infra, name), mode)
        )
        self.edges: Mapping[tuple[str, str], Edge | None] = Lazy(
            lambda step: choose(step[0], step[1], onward[step[0]][step[1]])
        )
        self.steps: Mapping[str, list[Step]] = Lazy(lambda node: list(self._steps(node)))
        self.legs: dict[tuple[str, str], Leg] = {}
        self._trees: dict[tuple[str, tuple[str, str] | None], Tree] = {}

    def ends(self, request: Request) -> tuple[list[str], list[str]]:
        """Nodes at which a request can start and end.

        Raises
        ------
        UnknownPlace
            If a name is not known.
        RequestError
            If both are the same place.
        """
        origin, destination = request.origin, request.destination
        starts, ends = self.terminals[origin], self.terminals[destination]
        if not set(starts).isdisjoint(ends):
            raise RequestError(f"{origin!r} and {destination!r} are the same place; name two")
        return starts, ends

    def _steps(self, node: str) -> Iterator[Step]:
        for end in self.infrastructure.topology.onward[node]:
            edge = self.edges[node, end]
            if edge is not None:
                hours = self.weight(edge)
                yield Step(end, hours, hours if edge.driven else 0.0)

    def tree(self, start: str, back: tuple[str, str] | None = None) -> Tree:
        """Fastest paths from a node to all others, none of which takes the step `back`."""
        key = (start, back)
        if key not in self._trees:
            self._trees[key] = self._grown(start, back)
        return self._trees[key]

    def _grown(self, start: str, back: tuple[str, str] | None) -> Tree:
        """Dijkstra's algorithm."""
        hours: dict[str, float] = {}
        least, before = {start: 0.0}, dict[str, str]()
        order = count()  # of two that are as far, the one found first
        heap = [(0.0, next(order), start)]
        while heap:
            so_far, _, node = heapq.heappop(heap)
            if node in hours:
                continue
            hours[node] = so_far
            for end, more, _ in self.steps[node]:
                there = so_far + more
                if there < least.get(end, INFINITY) and (node, end) != back:
                    least[end], before[end] = there, node
                    heapq.heappush(heap, (there, next(order), end))
        return Tree(start, hours, before)

    def forget(self, start: str) -> None:
        """Free the room that the paths from a node take."""
        self._trees = {key: tree for key, tree in self._trees.items() if key[0] != start}
