"""Find the fastest route over gauges and borders."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import networkx as nx

from .countries import country_code
from .drivers import elapsed
from .errors import NoRoute, RequestError
from .places import Place, fold
from .rests import with_rests
from .route import Leg, Route
from .transit import KINDS

if TYPE_CHECKING:
    from .network import Corridor

__all__ = ["MODES", "Request", "find_route"]

MODES = {
    "rail": frozenset({"rail", "ferry"}),
    "road": frozenset({"road", "ferry"}),
    "sea": frozenset({"sea", "ferry"}),
    "any": frozenset({"rail", "road", "ferry", "sea", "air"}),
}
"""Mode -> carriers that it may use."""
SERVICES = ("fast", "standard")
VEHICLES = ("truck", "car")
CARRIERS = ("rail", "road", "ferry", "sea", "air")
CLOSED = ("planned", "suspended")
LONG_WAY = 150.0
"""Hours at the wheel between China and Europe, for the share of rest on a long way."""

Edge = Mapping[str, Any]
Chooser = Callable[[str, str, Mapping[str, Edge]], Edge | None]


@dataclass(frozen=True)
class Request:
    """A question to the network; the fields are those of `Corridor.route`.

    Raises
    ------
    RequestError
        If a name is no text, or mode, service, vehicle or include is not one of the words that
        exist.
    """

    origin: str
    destination: str
    mode: str = "rail"
    service: str = "standard"
    vehicle: str = "truck"
    via: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    door: bool = False

    def __post_init__(self) -> None:
        for name in (self.origin, self.destination, *self.via, *self.avoid):
            if not isinstance(name, str):
                raise RequestError(f"{name!r} is no name; give places as text")
        _one_of("mode", self.mode, MODES)
        _one_of("service", self.service, SERVICES)
        _one_of("vehicle", self.vehicle, VEHICLES)
        for status in self.include:
            _one_of("include", status, CLOSED)

    @property
    def variant(self) -> str:
        """Which variant of the figures applies."""
        return "car" if self.vehicle == "car" else self.service

    @property
    def drivers(self) -> int:
        """How many share a truck."""
        return 2 if self.service == "fast" else 1


def _one_of(option: str, value: str, allowed: Iterable[str]) -> None:
    if value not in allowed:
        raise RequestError(f"{option} is {value!r}; use one of {', '.join(allowed)}")


def find_route(corridor: Corridor, request: Request) -> Route:
    """Fastest route for a request.

    Dijkstra's algorithm (networkx) on the graph of the corridor, one run for each place that
    has to be passed; edges that the request rules out are hidden from it.

    Parameters
    ----------
    corridor : Corridor
        The network.
    request : Request
        The question.

    Returns
    -------
    Route
        With its legs.

    Raises
    ------
    UnknownPlace
        If a name is not known.
    RequestError
        If origin and destination are the same place, or an option makes no sense.
    NoRoute
        If nothing connects the places; the text says what cut it.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> route = find_route(Corridor.load(), Request("Xi'an", "Aktau", via=("Khorgos",)))
    >>> "Khorgos Gateway" in [place.name for place in route.places]
    True
    """
    ends = (request.origin, request.destination)
    start, end = (_terminals(corridor, name, request.mode) for name in ends)
    if set(start) & set(end):
        raise RequestError(
            f"{request.origin!r} and {request.destination!r} are the same place; name two"
        )
    routes = list(_candidates(corridor, request))
    if not routes:
        cut_by, together = _cut_by(corridor, request)
        origin, destination = (_name(corridor, name) for name in ends)
        raise NoRoute(origin, destination, cut_by, request.mode, together=together)
    return min(routes, key=lambda route: route.hours)


def _candidates(corridor: Corridor, request: Request) -> Iterable[Route]:
    """Fastest route; for trucks, with and without the rests of a long way in mind.

    A search cannot know how long a driver has been at the wheel when it meets an edge.
    """
    paces = [1.0]
    if request.vehicle == "truck" and request.mode in ("road", "any"):
        paces.append(elapsed(LONG_WAY, request.drivers) / LONG_WAY)
    known: list[list[str]] = []
    for pace in paces:
        nodes = _shortest(corridor, request, pace)
        if nodes is not None and nodes not in known:
            known.append(nodes)
            yield _route(corridor, request, nodes)


def _route(corridor: Corridor, request: Request, nodes: list[str]) -> Route:
    data = corridor.graph.nodes
    origin, destination = (corridor.places[data[node]["place"]] for node in (nodes[0], nodes[-1]))
    legs = list(_legs(corridor, request, nodes))
    if request.vehicle == "truck":
        figure = corridor.figure("road.rest", request.variant)
        legs = with_rests(legs, request.drivers, figure)
    if request.door:
        legs.insert(0, _door(corridor, request, "door.collection", legs[0], origin))
        legs.append(_door(corridor, request, "door.delivery", legs[-1], destination))
    return Route(
        origin,
        destination,
        request.mode,
        request.service,
        request.vehicle,
        tuple(legs),
        corridor.data_version,
        request.door,
    )


def _door(corridor: Corridor, request: Request, id_: str, beside: Leg, place: Place) -> Leg:
    """What happens between the door and the terminal."""
    figure = corridor.figure(id_, request.variant)
    return replace(
        beside,
        kind=KINDS["door"],
        activity="door",
        origin=place,
        destination=place,
        country=place.country,
        distance_km=0.0,
        time=figure.hours(0.0),
        figure=figure,
        length_source="",
        edge=id_,
        line="",
        schematic=False,
        status="open",
        passage="",
    )


def _name(corridor: Corridor, asked: str) -> str:
    """Name of the place; what was asked for where several places answer to it."""
    found = corridor.find(asked)
    return found[0].name if len(found) == 1 else asked


def _avoided(corridor: Corridor, request: Request) -> tuple[set[str], set[str], set[str]]:
    """Split what to avoid into place ids, country codes, and carriers or passages."""
    places: set[str] = set()
    codes: set[str] = set()
    words: set[str] = set()
    for name in request.avoid:
        code = country_code(name)
        word = fold(name)
        passages = {p for p in corridor.passages if word and f"{p} ".startswith(f"{word} ")}
        if word in CARRIERS or passages:
            words |= passages or {word}
        elif code:
            codes.add(code)
        else:
            places.update(place.id for place in corridor.find(name))
    return places, codes, words


def _chooser(corridor: Corridor, request: Request) -> Chooser:
    """What picks the fastest edge between two nodes that a request may use, if there is one."""
    carriers = MODES[request.mode]
    statuses = {"open", *request.include}
    variant = request.variant
    places, codes, words = _avoided(corridor, request)
    closed = {node for place_id in places for node in corridor.nodes_at(place_id)}

    def usable(edge: Edge) -> bool:
        return (
            edge["status"] in statuses
            and edge["carriers"] <= carriers
            and edge["country"] not in codes
            and not (words and (words & edge["carriers"] or fold(edge["passage"]) in words))
        )

    def choose(start: str, end: str, edges: Mapping[str, Edge]) -> Edge | None:
        if start in closed or end in closed:
            return None
        return min(
            filter(usable, edges.values()),
            key=lambda edge: edge["times"][variant].mode,
            default=None,
        )

    return choose


def _shortest(corridor: Corridor, request: Request, pace: float = 1.0) -> list[str] | None:
    """Nodes of the fastest path through origin, via places and destination.

    `pace` is the time on the road for each hour at the wheel.
    """
    choose = _chooser(corridor, request)
    variant = request.variant
    mode = request.mode

    def weight(start: str, end: str, edges: Mapping[str, Edge]) -> float | None:
        edge = choose(start, end, edges)
        if edge is None:
            return None  # hides it
        hours: float = edge["times"][variant].mode
        return hours * pace if edge["carrier"] == "road" and edge["kind"] == "move" else hours

    stops = [
        _terminals(corridor, request.origin, mode),
        *(_ashore(corridor, _anywhere(corridor, name), mode) for name in request.via),
        _terminals(corridor, request.destination, mode),
    ]
    # Fastest way to each node of the stop reached so far.
    best: dict[str, tuple[float, list[str]]] = {node: (0.0, [node]) for node in stops[0]}
    for stop in stops[1:]:
        reached: dict[str, tuple[float, list[str]]] = {}
        for start, (hours, path) in best.items():
            # The stubs do not know the shape of the answer.
            found: Any = nx.single_source_dijkstra(corridor.graph, start, weight=weight)
            distances, paths = found
            for node in stop:
                if node in distances:
                    total = hours + distances[node]
                    if node not in reached or total < reached[node][0]:
                        reached[node] = (total, path + paths[node][1:])
        best = reached
    return min(best.values(), key=lambda found: found[0])[1] if best else None


def _terminals(corridor: Corridor, name: str, mode: str) -> list[str]:
    return _ashore(corridor, corridor.terminals(name), mode)


def _anywhere(corridor: Corridor, name: str) -> list[str]:
    """Nodes of every place of this name: any of them will do on the way."""
    nodes = [node for place in corridor.find(name) for node in corridor.nodes_at(place.id)]
    return [node for node in nodes if corridor.graph.nodes[node]["terminal"]]


def _ashore(corridor: Corridor, nodes: list[str], mode: str) -> list[str]:
    """Those nodes that a mode can stop at: a train to a port ends on the quay, not on the ship."""
    data = corridor.graph.nodes
    nodes = [node for node in nodes if data[node]["carrier"] in MODES[mode]]
    ashore = [node for node in nodes if data[node]["carrier"] not in ("ferry", "sea")]
    return nodes if mode == "sea" else ashore or nodes


def _legs(corridor: Corridor, request: Request, nodes: list[str]) -> Iterable[Leg]:
    choose = _chooser(corridor, request)
    variant = request.variant
    graph, places = corridor.graph, corridor.places
    for start, end in itertools.pairwise(nodes):
        edge: Any = choose(start, end, graph[start][end])  # there is one: the search went here
        yield Leg(
            kind=KINDS[edge["kind"]],
            activity=edge["kind"],
            origin=places[graph.nodes[start]["place"]],
            destination=places[graph.nodes[end]["place"]],
            carrier=edge["carrier"],
            gauge=edge["gauge"],
            country=edge["country"],
            distance_km=edge["length_km"],
            time=edge["times"][variant],
            figure=corridor.figure(edge["figure"], variant),
            length_source=edge["length_source"],
            edge=edge["id"],
            line=edge["line"],
            schematic=edge["schematic"],
            status=edge["status"],
            passage=edge["passage"],
        )


def _cut_by(corridor: Corridor, request: Request) -> tuple[list[str], bool]:
    """Conditions each of which cuts alone, or else those that cut only together (and True)."""
    relaxed: list[tuple[str, Request]] = [
        (f"avoid {name}", replace(request, avoid=tuple(a for a in request.avoid if a != name)))
        for name in request.avoid
    ]
    relaxed += [
        (f"via {name}", replace(request, via=tuple(v for v in request.via if v != name)))
        for name in request.via
    ]
    for status in CLOSED:
        if status not in request.include:
            more = replace(request, include=(*request.include, status))
            relaxed.append((f"links that are {status} (include {status} uses them)", more))
    if request.mode != "any":
        relaxed.append(
            (f"mode {request.mode} (mode any connects them)", replace(request, mode="any"))
        )
    alone = [text for text, other in relaxed if _shortest(corridor, other) is not None]
    if alone:
        return alone, False
    free = replace(request, avoid=(), via=())
    if _shortest(corridor, free) is None:
        return [], False
    # Put back what does no harm: the rest cuts together.
    together = []
    conditions = [("avoid", name) for name in request.avoid] + [("via", n) for n in request.via]
    for field, name in conditions:
        if field == "avoid":
            more = replace(free, avoid=(*free.avoid, name))
        else:
            more = replace(free, via=(*free.via, name))
        if _shortest(corridor, more) is None:
            together.append(f"{field} {name}")
        else:
            free = more
    return together, True
