"""Search the graph: the fastest path under a request, with the rests of drivers in mind."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cache
from typing import TYPE_CHECKING

from .drivers import RULES, elapsed
from .view import INFINITY, Tree, View

if TYPE_CHECKING:
    from ..graph.infrastructure import Infrastructure
    from .request import Request

__all__ = ["crew", "fastest", "shortest"]


LEAST = 1e-6
"""Hours that are hardly any."""
DAYS = 200
"""At the wheel: no journey takes as many."""
Visited = tuple[str, "Visited | None"]
"""A node and the path before it."""


def shortest(infra: Infrastructure, request: Request) -> list[str] | None:
    """Nodes of the fastest path through origin, via places and destination.

    Parameters
    ----------
    infra : Infrastructure
        Places, edges and figures.
    request : Request
        The question.

    Returns
    -------
    list of str or None
        None if nothing connects them.
    """
    return fastest(View(infra, request), [request])[0]


def fastest(view: View, requests: Sequence[Request]) -> list[list[str] | None]:
    """Nodes of the fastest path for each of several requests with one origin.

    Dijkstra's algorithm, one run for each place that has to be passed.  How long a
    truck rests depends on how long its drivers have been at the wheel before: there, labels of
    time and hours at the wheel are kept as long as none is worse in both.

    Parameters
    ----------
    view : View
        The network as all of them see it.
    requests : sequence of Request
        They differ in their destinations only.

    Returns
    -------
    list of (list of str or None)
        For each request; None if nothing connects its places.
    """
    first = requests[0]
    stops = [view.terminals[first.origin], *(view.between[name] for name in first.via)]
    goals = [view.terminals[request.destination] for request in requests]
    # A name with several places, such as Khorgos, is a crossing: one goes through it.
    through = {
        number
        for number, name in enumerate(first.via, start=1)
        if len({place.id for place in view.infrastructure.find(name)}) > 1
    }

    def search(numbers: Sequence[int], through: AbstractSet[int]) -> list[list[str] | None]:
        ends = [goals[number] for number in numbers]
        if not view.rests:
            return _without_rests(view, stops, ends, through)
        crews = [crew(view, requests[number]) for number in numbers]
        return _with_rests(view, stops, ends, through, crews)

    found = search(range(len(goals)), through)
    cut = [number for number, path in enumerate(found) if path is None]
    if cut and through:
        for number, path in zip(cut, search(cut, set()), strict=True):
            found[number] = path
    return found


def _without_rests(
    view: View,
    stops: Sequence[Sequence[str]],
    goals: Sequence[Sequence[str]],
    through: AbstractSet[int],
) -> list[list[str] | None]:
    # Fastest way to each node of the stop reached so far.
    best: dict[str, tuple[float, list[str]]] = {node: (0.0, [node]) for node in stops[0]}
    for number, stop in enumerate(stops[1:]):
        best = _onwards(view, best, stop, turns=number not in through)
    found = []
    for goal in goals:
        last = _onwards(view, best, goal, turns=len(stops) - 1 not in through)
        found.append(min(last.values(), key=lambda end: end[0])[1] if last else None)
    return found


def _onwards(
    view: View, best: Mapping[str, tuple[float, list[str]]], stop: Sequence[str], *, turns: bool
) -> dict[str, tuple[float, list[str]]]:
    """Fastest way to each node of the next stop; it may turn round only if `turns`."""
    if all(len(path) == 1 for _, path in best.values()):  # at the origin
        tree = view.tree(tuple(best))
        return {
            node: (hours, tree.path(node))
            for node in stop
            if (hours := tree.hours(node)) < INFINITY
        }
    reached: dict[str, tuple[float, Tree, list[str]]] = {}
    for start, (hours, path) in best.items():
        tree = view.tree((start,), None if turns or len(path) == 1 else (start, path[-2]))
        for node in stop:
            total = hours + tree.hours(node)
            if total < (reached[node][0] if node in reached else INFINITY):
                reached[node] = (total, tree, path)
    return {
        node: (hours, path + tree.path(node)[1:]) for node, (hours, tree, path) in reached.items()
    }


def crew(view: View, request: Request) -> int:
    """How many drivers share a truck: as asked, or as the trade does it.

    Trucks make 615 km a day between Khorgos and Poland or Germany, with all that happens on the
    way, but 785 between Germany and Shanghai (P176), for which one driver is not enough: two
    drive between home and countries that are not near it (``countries.csv``), and wherever the
    service is fast.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> from khorgos.geo.routing.request import Request
    >>> corridor = Corridor.load()
    >>> requests = [Request(city, "Warsaw", "road") for city in ("Khorgos", "Xi'an")]
    >>> [crew(View(corridor.infrastructure, request), request) for request in requests]
    [1, 2]
    """
    if request.drivers is not None:
        return request.drivers
    a, b = (view.countries[name] for name in (request.origin, request.destination))
    known = view.infrastructure.geography.countries
    through = any(x and x <= known.home and y and not y & known.near for x, y in ((a, b), (b, a)))
    return 2 if request.service == "fast" or through else 1


class Arrivals:
    """The best arrival at each of several goals so far.

    Parameters
    ----------
    goals : sequence of sequence of str
        Nodes of each.
    crews : sequence of int
        Drivers on the way to each.
    """

    def __init__(self, goals: Sequence[Sequence[str]], crews: Sequence[int]):
        self.crews = crews
        self.numbers: dict[str, list[int]] = {}
        for number, goal in enumerate(goals):
            for node in goal:
                self.numbers.setdefault(node, []).append(number)
        self.hours = [INFINITY] * len(goals)
        self.paths: list[Visited | None] = [None] * len(goals)
        self.last = INFINITY
        """Hours after which none can get better."""

    def add(self, hours: float, driven: float, path: Visited) -> None:
        """Arrive after so many hours without rests, so many of them at the wheel."""
        for number in self.numbers[path[0]]:
            if hours < self.hours[number]:
                total = hours - driven + float(elapsed(driven, self.crews[number]))
                if total < self.hours[number]:
                    self.hours[number], self.paths[number] = total, path
                    self.last = max(self.hours)


def _with_rests(
    view: View,
    stops: Sequence[Sequence[str]],
    goals: Sequence[Sequence[str]],
    through: AbstractSet[int],
    crews: Sequence[int],
) -> list[list[str] | None]:
    """The paths that are fastest with their rests.

    Labels come in the order of their hours without rests, and of what is left at least to the
    goal (A*), so that one is of use only if its drivers have been at the wheel for less than in any
    label before it at the same node.  Those that have flown are kept apart, since they may not fly
    again.
    """
    passing = [set(stop) for stop in stops[1:]]
    arrivals = Arrivals(goals, crews)
    # Of each stage, before and after a flight: hours at the wheel of the last label at each node.
    least: list[tuple[dict[str, float], dict[str, float]]] = [({}, {}) for _ in stops]
    flights = view.flights
    order = itertools.count()
    ahead = Ahead(view, passing, goals, crews)
    labels: list[tuple[float, float, float, int, int, bool, Visited]] = [
        (ahead.least(0, node, 0.0), 0.0, 0.0, next(order), 0, False, (node, None))
        for node in stops[0]
    ]
    heapq.heapify(labels)
    while labels:
        least_in_all, hours, driven, _, stage, flown, path = heapq.heappop(labels)
        if least_in_all >= arrivals.last:
            break
        node, before = path
        known = least[stage][flown]
        if driven >= known.get(node, INFINITY):
            continue
        known[node] = driven
        if stage == len(passing):
            if node in arrivals.numbers:
                arrivals.add(hours, driven, path)
        elif node in passing[stage]:
            label = (least_in_all, hours, driven, next(order), stage + 1, flown, path)
            heapq.heappush(labels, label)
        turning = stage in through and node in passing[stage - 1]
        back = before[0] if before is not None and turning else ""
        for end, time, wheel in view.steps[node]:
            at_wheel = driven + wheel
            flies = bool(flights) and (node, end) in flights
            there = least[stage][flown or flies].get(end, INFINITY)
            if at_wheel < there and end != back and not (flies and flown):
                then = hours + time
                if ahead.resting(stage, end, then, at_wheel) < arrivals.last:
                    state = then, at_wheel, next(order), stage, flown or flies, (end, path)
                    heapq.heappush(labels, (ahead.least(stage, end, then), *state))
    return [_nodes(path) for path in arrivals.paths]


class Ahead:
    """Hours in all, at least, of the journeys that begin as a label does; for one goal.

    Drivers rest in all no less than `rate` times their hours at the wheel, but for `slack`.

    Parameters
    ----------
    view : View
        Of the search.
    passing : sequence of set of str
        Nodes of each place to pass.
    goals : sequence of sequence of str
        Of several, nothing is known.
    crews : sequence of int
        Drivers on the way to each.
    """

    def __init__(
        self,
        view: View,
        passing: Sequence[AbstractSet[str]],
        goals: Sequence[Sequence[str]],
        crews: Sequence[int],
    ) -> None:
        self.rate, self.slack = _resting(crews[0])
        self._stages: list[tuple[Tree, Tree]] = []
        if len(goals) > 1:
            return
        rates = 0.0, self.rate
        trees = [view.tree_to(tuple(goals[0]), rate) for rate in rates]
        self._stages.append((trees[0], trees[1]))
        for stop in reversed(passing):
            starts = [_reached(tree, stop) for tree in trees]
            trees = [Tree(view.backward(x), start) for x, start in zip(rates, starts, strict=True)]
            self._stages.insert(0, (trees[0], trees[1]))

    def least(self, stage: int, node: str, hours: float) -> float:
        """Without rests."""
        return hours + self._stages[stage][0].hours(node) if self._stages else hours

    def resting(self, stage: int, node: str, hours: float, driven: float) -> float:
        """With them."""
        if not self._stages:
            return hours
        ahead = self._stages[stage][1].hours(node)
        return hours + self.rate * driven + ahead - self.slack


def _reached(tree: Tree, nodes: Iterable[str]) -> dict[str, float]:
    return {node: hours for node in nodes if (hours := tree.hours(node)) < INFINITY}


@cache
def _resting(drivers: int) -> tuple[float, float]:
    """Rest for each hour at the wheel over whole days, and by how much it may lag behind."""
    rules = RULES[drivers]
    day = elapsed(2 * rules.day + LEAST, drivers) - elapsed(rules.day + LEAST, drivers)
    rate = day / rules.day - 1
    times = [number * rules.day for number in range(1, DAYS)]  # before each daily rest
    return rate, max(rate * hours - (elapsed(hours, drivers) - hours) for hours in times)


def _nodes(path: Visited | None) -> list[str] | None:
    if path is None:
        return None
    nodes: list[str] = []
    step: Visited | None = path
    while step is not None:
        nodes.append(step[0])
        step = step[1]
    return nodes[::-1]
