"""Search the graph: the fastest path under a request, with the rests of drivers in mind."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING, Any

import networkx as nx

from .countries import country_code
from .drivers import elapsed
from .places import fold
from .request import CARRIERS, MODES

if TYPE_CHECKING:
    from .network import Corridor
    from .request import Request

__all__ = ["chooser", "crew", "shortest", "terminals"]

NEAR_CHINA = frozenset(
    ("CN", "MN", "KZ", "KG", "UZ", "TJ", "TM", "RU", "BY", "UA", "AZ", "AM", "GE", "IR", "PK")
)
"""China, and what one driver reaches from there in a fortnight or so."""

Edge = Mapping[str, Any]
Chooser = Callable[[str, str, Mapping[str, Edge]], Edge | None]
Path = tuple[str, "Path | None"]
"""A node and the path before it."""


def terminals(corridor: Corridor, name: str, mode: str) -> list[str]:
    """Nodes at which a shipment by this mode can start or end."""
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


def chooser(corridor: Corridor, request: Request) -> Chooser:
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


def shortest(corridor: Corridor, request: Request) -> list[str] | None:
    """Nodes of the fastest path through origin, via places and destination.

    Dijkstra's algorithm (networkx), one run for each place that has to be passed.  How long a
    truck rests depends on how long its drivers have been at the wheel before: there, labels of
    time and hours at the wheel are kept as long as none is worse in both.

    Parameters
    ----------
    corridor : Corridor
        The network.
    request : Request
        The question.

    Returns
    -------
    list of str or None
        None if nothing connects them.
    """
    stops = [
        terminals(corridor, request.origin, request.mode),
        *(_ashore(corridor, _anywhere(corridor, name), request.mode) for name in request.via),
        terminals(corridor, request.destination, request.mode),
    ]
    rests = request.vehicle == "truck" and request.mode in ("road", "any")
    search = _with_rests if rests else _without_rests
    # A name with several places, such as Khorgos, is a crossing: one goes through it.
    through = {
        number
        for number, name in enumerate(request.via, start=1)
        if len({place.id for place in corridor.find(name)}) > 1
    }
    found = search(corridor, request, stops, through)
    return search(corridor, request, stops, set()) if found is None and through else found


def _without_rests(
    corridor: Corridor, request: Request, stops: list[list[str]], through: AbstractSet[int]
) -> list[str] | None:
    choose = chooser(corridor, request)
    variant = request.variant

    back: tuple[str, str] | None = None

    def weight(start: str, end: str, edges: Mapping[str, Edge]) -> float | None:
        edge = None if (start, end) == back else choose(start, end, edges)
        return None if edge is None else edge["times"][variant].mode  # None hides it

    # Fastest way to each node of the stop reached so far.
    best: dict[str, tuple[float, list[str]]] = {node: (0.0, [node]) for node in stops[0]}
    for number, stop in enumerate(stops[1:]):
        reached: dict[str, tuple[float, list[str]]] = {}
        for start, (hours, path) in best.items():
            back = (start, path[-2]) if number in through and len(path) > 1 else None
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


def crew(corridor: Corridor, request: Request) -> int:
    """How many drivers share a truck: as asked, or as the trade does it.

    Trucks make 615 km a day between Khorgos and Poland or Germany, with all that happens on the
    way, but 785 between Germany and Shanghai (P176), for which one driver is not enough: two
    drive between China and Europe, and wherever the service is fast.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> from khorgos.geo.request import Request
    >>> corridor = Corridor.load()
    >>> [crew(corridor, Request(city, "Warsaw", "road")) for city in ("Khorgos", "Xi'an")]
    [1, 2]
    """
    if request.drivers is not None:
        return request.drivers
    ends = [
        {corridor.graph.nodes[node]["country"] for node in terminals(corridor, name, "road")}
        for name in (request.origin, request.destination)
    ]
    through = any(a == {"CN"} and b and not b & NEAR_CHINA for a, b in (ends, ends[::-1]))
    return 2 if request.service == "fast" or through else 1


def _with_rests(
    corridor: Corridor, request: Request, stops: list[list[str]], through: AbstractSet[int]
) -> list[str] | None:
    """The path that is fastest with its rests.

    Labels come in the order of their hours without rests, so that one is of use only if its
    drivers have been at the wheel for less than in any label before it at the same node.
    """
    choose = chooser(corridor, request)
    variant = request.variant
    graph = corridor.graph
    goals = [set(stop) for stop in stops[1:]]
    drivers = crew(corridor, request)
    order = itertools.count()
    labels: list[tuple[float, float, int, int, Path]] = [
        (0.0, 0.0, next(order), 0, (node, None)) for node in stops[0]
    ]
    least: dict[tuple[int, str], float] = {}
    steps: dict[str, list[tuple[str, float, float]]] = {}
    best, found = float("inf"), None
    while labels:
        hours, driven, _, stage, path = heapq.heappop(labels)
        if hours >= best:
            break
        node = path[0]
        if driven >= least.get((stage, node), float("inf")):
            continue
        least[stage, node] = driven
        if node in goals[stage]:
            if stage + 1 < len(goals):
                heapq.heappush(labels, (hours, driven, next(order), stage + 1, path))
            else:
                total = hours - driven + float(elapsed(driven, drivers))
                if total < best:
                    best, found = total, path
        if node not in steps:
            steps[node] = list(_steps(graph[node], node, choose, variant))
        turning = stage in through and path[1] is not None and node in goals[stage - 1]
        back = path[1][0] if turning and path[1] is not None else ""
        for end, time, wheel in steps[node]:
            if end != back and driven + wheel < least.get((stage, end), float("inf")):
                label = (hours + time, driven + wheel, next(order), stage, (end, path))
                heapq.heappush(labels, label)
    return _nodes(found)


def _steps(
    around: Mapping[str, Mapping[str, Edge]], node: str, choose: Chooser, variant: str
) -> Iterator[tuple[str, float, float]]:
    """Where one can go from a node: hours, and hours at the wheel."""
    for end, edges in around.items():
        edge = choose(node, end, edges)
        if edge is not None:
            hours = edge["times"][variant].mode
            road = edge["carrier"] == "road" and edge["kind"] == "move"
            yield end, hours, hours if road else 0.0


def _nodes(path: Path | None) -> list[str] | None:
    if path is None:
        return None
    nodes: list[str] = []
    step: Path | None = path
    while step is not None:
        nodes.append(step[0])
        step = step[1]
    return nodes[::-1]
