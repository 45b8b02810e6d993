"""The network as a kind of request sees it: what may be used, and what has been looked up."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from copy import copy
from heapq import heapify, heappop, heappush
from itertools import count
from typing import TYPE_CHECKING, Any

from ..errors import RequestError, UnknownPlace, echo, nearest
from ..graph.edge import Edge
from ..places.gazetteer import ALIKE, Place, fold
from .request import CARRIERS, MODES

if TYPE_CHECKING:
    from ..graph.infrastructure import Infrastructure
    from .request import Request
    from .route import Leg

__all__ = ["INFINITY", "Step", "Tree", "View", "Weight", "avoided", "usable"]

INFINITY = float("inf")
KEPT = 96
"""Trees that a view remembers: from each hub and to it, with drivers' rests and without."""
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
        these, code, said = avoided(infra, name)
        places.update(place.id for place in these)
        codes.update({code} - {""})
        words |= said
    return places, codes, words


def avoided(infra: Infrastructure, name: str) -> tuple[list[Place], str, set[str]]:
    """What a name to avoid means: places, a country's code, or carriers or passages.

    Raises
    ------
    UnknownPlace
        If it means nothing.

    Examples
    --------
    >>> from khorgos.geo import Network
    >>> infra = Network.load().infrastructure
    >>> avoided(infra, "Ferry"), avoided(infra, "Ресей"), avoided(infra, "Lodz")
    (([], '', {'ferry'}), ([], 'RU', set()), ([<Place LDZ: Łódź, rail_hub, PL>], '', set()))
    """
    word = fold(name)
    passages = {p for p in infra.passages if word and f"{p} ".startswith(f"{word} ")}
    if word in CARRIERS or passages:
        return [], "", passages or {word}
    code = infra.country_code(name)
    return ([], code, set()) if code else (_find_any(infra, name), "", set())


def _find_any(infra: Infrastructure, name: str) -> list[Place]:
    """Places of this name; if there are none, countries, carriers and passages were meant, too."""
    try:
        return infra.find(name)
    except UnknownPlace as error:
        served = infra.geography.countries.served.values()
        known = {fold(word): word for country in served for word in country.names().values()}
        known |= {word: word for word in (*CARRIERS, *infra.passages)}
        known |= {fold(place): place for place in error.nearest}
        near = [known[word] for word in nearest(fold(name), known, 3, ALIKE)]
        rest = [place for place in error.nearest if place not in near]
        raise UnknownPlace(name, [*near, *rest][:3], error.reason) from None


Usable = Callable[[str, str, Iterable[Edge]], list[Edge]]


def usable(infra: Infrastructure, request: Request) -> Usable:
    """What keeps of the edges from one node to another those that a request may use."""
    carriers = MODES[request.mode]
    statuses = {"open", *request.include}
    places, codes, words = _avoided(infra, request)
    closed = {node for place_id in places for node in infra.nodes_at(place_id)}

    def keep(start: str, end: str, edges: Iterable[Edge]) -> list[Edge]:
        if start in closed or end in closed:
            return []
        return [
            edge
            for edge in edges
            if edge.status in statuses
            and edge.carriers <= carriers
            and edge.country not in codes
            and not (words and (words & edge.carriers or fold(edge.passage) in words))
        ]

    return keep


def typical_hours(request: Request) -> Weight:
    """The hours that an edge mostly takes."""
    variant = request.variant
    return lambda edge: edge.times.of(variant).typical


Step = tuple[str, float, float]
"""Where one can go from a node: its end, hours or what else is added up, hours at the wheel."""


class Tree:
    """Fastest paths from some nodes by Dijkstra's algorithm, as far as they were asked for.

    Parameters
    ----------
    steps : mapping of str to list of Step
        Node -> all ways on.
    starts : iterable of str, or mapping of str to float
        Where paths may begin, after how many hours.
    back : (str, str), optional
        A step that none takes.

    Examples
    --------
    >>> tree = Tree({"a": [("b", 2.0, 0.0), ("c", 5.0, 0.0)], "b": [("c", 1.0, 0.0)], "c": []}, "a")
    >>> tree.hours("c"), tree.path("c"), tree.hours("elsewhere")
    (3.0, ['a', 'b', 'c'], inf)
    """

    def __init__(
        self,
        steps: Mapping[str, list[Step]],
        starts: Iterable[str] | Mapping[str, float],
        back: tuple[str, str] | None = None,
    ) -> None:
        self._steps, self._back = steps, back
        self._least: dict[str, float] = (
            {**starts} if isinstance(starts, Mapping) else dict.fromkeys(starts, 0.0)
        )
        self._before: dict[str, str] = {}
        self._done: dict[str, float] = {}
        self._order = count()  # of two that are as far, the one found first
        self._heap = [(hours, next(self._order), start) for start, hours in self._least.items()]
        heapify(self._heap)

    def hours(self, end: str) -> float:
        """Hours to a node; infinity if no path leads there."""
        hours = self._done.get(end)
        if hours is None:
            self._grow(end)
            return self._done.get(end, INFINITY)
        return hours

    def _grow(self, end: str) -> None:
        done, least, before, back = self._done, self._least, self._before, self._back
        heap, order, steps, known = self._heap, self._order, self._steps, self._least.get
        while heap:
            so_far, _, node = heappop(heap)
            if node in done:
                continue
            done[node] = so_far
            for onward, more, _ in steps[node]:
                there = so_far + more
                if there < known(onward, INFINITY) and (node, onward) != back:
                    least[onward], before[onward] = there, node
                    heappush(heap, (there, next(order), onward))
            if node == end:
                return

    def path(self, end: str) -> list[str]:
        """Nodes from a start to one whose hours are known."""
        path = [end]
        while path[-1] in self._before:
            path.append(self._before[path[-1]])
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
    like : View, optional
        One for the same requests with another weight: what may be used is looked up once.

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
    >>> round(view.tree((start,)).hours(end), 1), view.edges["SHL:rail1520", "ZHT:rail1520"].id
    (7.2, 'rail:ZHT-SHL')
    """

    def __init__(
        self,
        infra: Infrastructure,
        request: Request,
        weight: Weight | None = None,
        like: View | None = None,
    ) -> None:
        mode, topology = request.mode, infra.topology
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
        self.legs: dict[tuple[str, str], Leg] = {}
        keep, onward = usable(infra, request), topology.onward
        self._open: Mapping[str, list[tuple[str, list[Edge]]]] = (
            like._open  # noqa: SLF001
            if like is not None
            else Lazy(
                lambda node: [
                    (end, kept)
                    for end, edges in onward[node].items()
                    if (kept := keep(node, end, edges.values()))
                ]
            )
        )
        self.steps: Mapping[str, list[Step]] = Lazy(self._steps)
        self.edges: Mapping[tuple[str, str], Edge | None] = Lazy(self._edge)
        self._backward: dict[float, Mapping[str, list[Step]]] = {}
        self._trees: dict[tuple[object, ...], Tree] = {}

    def _edge(self, step: tuple[str, str]) -> Edge | None:
        return next((self._best(kept) for end, kept in self._open[step[0]] if end == step[1]), None)

    def _best(self, edges: list[Edge]) -> Edge:
        return edges[0] if len(edges) == 1 else min(edges, key=self.weight)

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
            one, other = map(self.infrastructure.said, (origin, destination))
            raise RequestError(f"{echo(one)} and {echo(other)} are the same place; name two")
        return starts, ends

    def _steps(self, node: str) -> list[Step]:
        best, weight, rests = self._best, self.weight, self.rests
        found = []
        for end, kept in self._open[node]:
            edge = kept[0] if len(kept) == 1 else best(kept)
            hours = weight(edge)
            found.append((end, hours, hours if rests and edge.driven else 0.0))
        return found

    def shunning(self, steps: Iterable[tuple[str, str]], times: float = 2.0) -> View:
        """The same view, in which some steps weigh more, so that its best path is another way.

        Parameters
        ----------
        steps : iterable of tuple of str
            Pairs of nodes.
        times : float
            What they weigh of what they did.

        Examples
        --------
        >>> from itertools import pairwise
        >>> from khorgos.geo import Network
        >>> from khorgos.geo.routing.request import Request
        >>> from khorgos.geo.routing.search import fastest
        >>> request = Request("Urumqi", "Almaty")
        >>> view = View(Network.load().infrastructure, request)
        >>> (path,) = fastest(view, [request])
        >>> (other,) = fastest(view.shunning(pairwise(path)), [request])
        >>> path != other
        True
        """
        other = copy(self)
        other._trees, other._backward = {}, {}  # noqa: SLF001  of the same class
        other.steps = Lazy(self.steps.__getitem__)
        for start, end in steps:
            other.steps[start] = [
                (to, times * weight if to == end else weight, wheel)
                for to, weight, wheel in other.steps[start]
            ]
        return other

    def backward(self, rate: float) -> Mapping[str, list[Step]]:
        """Node -> all ways that lead to it; each hour at the wheel takes `rate` hours more."""
        if rate not in self._backward:
            found: dict[str, list[Step]] = {node: [] for node in self.infrastructure.topology.nodes}
            for node in found:
                for end, hours, wheel in self.steps[node]:
                    found[end].append((node, hours + rate * wheel, wheel))
            self._backward[rate] = found
        return self._backward[rate]

    def tree(self, starts: tuple[str, ...], back: tuple[str, str] | None = None) -> Tree:
        """Fastest paths to all nodes from any of some, none of which takes the step `back`."""
        return self._tree((starts, back), lambda: Tree(self.steps, starts, back))

    def tree_to(self, ends: tuple[str, ...], rate: float) -> Tree:
        """Fastest paths from all nodes to any of some; see `backward`."""
        return self._tree((ends, rate), lambda: Tree(self.backward(rate), ends))

    def _tree(self, key: tuple[object, ...], make: Callable[[], Tree]) -> Tree:
        if key not in self._trees:
            if len(self._trees) >= KEPT:
                self._trees.pop(next(iter(self._trees)))
            self._trees[key] = make()
        return self._trees[key]
