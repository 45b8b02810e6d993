"""Alternatives that differ: the best trade-offs between two places, and other ways than those.

First come all routes that no other beats in time, cost, CO2e and reliability at once (the Pareto
set, `khorgos.geo.ways.pareto`).  Many of them are nearly the same, so that the answer takes them in
this order, each only if it shares at most the chosen part of its length with every one taken
before: the best by each criterion, in the order in which they were named; then the rest by the
sum of their criteria, each as a multiple of the best.  Of two that tie, the one with less of the
first criterion comes first, then of the second…  What goes into the home country and out again, or
the other way round, is never taken.

If fewer than asked come of that (by rail, where the quickest is mostly the cheapest, too), other
ways fill up.  They are sought with the first criterion alone, while each line weighs a tenth more
for every route that uses it, of those taken and of those sought and not taken.  One is
taken if it differs enough and takes at most 2.5 times the best by the first criterion; after some
rounds fewer come back than were asked for.

Time and reliability are sums of typical and of high hours in a quiet month (the P90 of the sum if
all legs are slow together), which is what label setting needs; `Alternative.outlook` has the true
quantiles, worse months included.  Over 1,036 alternatives between 99 pairs of hubs both put them
in nearly the same order (Spearman's rank correlation of the sum of high hours and the P90: 0.98;
among those between one pair, 0.92 in the median).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from ..errors import NoRoute, RequestError
from ..graph.edge import Edge
from ..places.gazetteer import Place
from ..routing.drivers import RULES, elapsed
from ..routing.request import Request
from ..routing.router import find_route, route_of
from ..routing.search import crew
from ..routing.view import View, chooser
from ..uncertainty.outlook import Outlook
from .candidates import Answer, Way
from .differing import Arcs, select
from .pareto import Arc, Found, Rests, exact

if TYPE_CHECKING:
    from ..carbon.emissions import Emissions
    from ..graph.infrastructure import Infrastructure
    from ..money.cost import Cost
    from ..routing.route import Route
    from .appraisal import Appraiser

__all__ = ["CRITERIA", "Alternative", "Space", "find_alternatives"]

CRITERIA = {
    "time": ("quickest in a quiet month", "h"),
    "cost": ("cheapest", "US$/FEU"),
    "co2e": ("least CO2e", "kg/FEU"),
    "reliability": ("surest in a quiet month", "h"),
}
"""Criterion -> what the best by it is called, and its unit."""
HOURS = ("time", "reliability")
TRADE_OFF, OTHER = "trade-off", "another way"
MOST = 50
"""Alternatives that can be asked for."""
KEPT = 16
"""Kinds of requests for which a corridor remembers its graphs."""
LONGEST_DRIVE = 20_000.0
"""Hours at the wheel: no truck needs as many, even at a tenth of its speed."""

Weight = Callable[[Edge], float]


@dataclass(frozen=True, repr=False, eq=False)
class Alternative:
    """One of several routes between two places.

    Two are equal if they say the same and go the same way.

    Parameters
    ----------
    why : tuple of str
        What it is the best at: ``quickest in a quiet month``, ``cheapest``, ``least CO2e``,
        ``surest in a quiet month``; or else
        ``trade-off`` if no route beats it in everything, and ``another way`` if one does, but
        goes elsewhere.  By gateway or corridor, its name.
    criteria : dict of str to float
        Sums over its legs: ``time`` of typical and ``reliability`` of high hours in a quiet
        month, ``cost`` in US$ and ``co2e`` in kg for one forty-foot container or truck.
    shared : float
        Largest share of length with one of those before it, from 0 to 1.
    request : Request
        What was asked.
    missing : str
        By gateway or corridor: why there is no route, in one line; empty if there is one.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> first, second = Corridor.load().alternatives("Xi'an", "Duisburg", 2, by="time", mode="rail")
    >>> first.why, second.why, second.shared <= 0.8
    (('quickest in a quiet month',), ('another way',), True)
    """

    why: tuple[str, ...]
    criteria: dict[str, float]
    shared: float
    request: Request
    missing: str = ""
    _appraiser: Appraiser | None = None
    _find: Callable[[], Route] | None = None

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Alternative):
            return NotImplemented
        return self is other or self._what == other._what

    def __hash__(self) -> int:
        return hash((self.why, self.shared, self.request, self.missing))

    @property
    def _what(self) -> tuple[object, ...]:
        route = None if self.missing else self.route
        return self.why, self.criteria, self.shared, self.request, self.missing, route

    def __getstate__(self) -> dict[str, Any]:
        """What is pickled and copied: the route, not how to find it."""
        found = {} if self.missing else {"route": self.route}
        return {**vars(self), **found, "_find": None}

    def __repr__(self) -> str:
        if self.missing:
            return f"<Alternative: {' and '.join(self.why)}; {self.missing}>"
        sums = ", ".join(
            f"{name} {value:,.0f} {CRITERIA[name][1]}" for name, value in self.criteria.items()
        )
        return f"<Alternative: {' and '.join(self.why)}; {sums}; shares {self.shared:.0%}>"

    def _repr_html_(self) -> str:
        from ..html import Table, card

        title = ", ".join(self.why)
        if self.missing:
            return card(f"{title[0].upper()}{title[1:]}", [self.missing])
        route, gateway = self.route, self.gateway
        facts = (
            f"{route.days:.1f} days typically",
            f"{route.distance_km:,.0f} km",
            f"corridor {self.corridor}",
            f"by {gateway.name}" if gateway else "",
            f"shares {self.shared:.0%} with one before it" if self.shared else "",
        )
        rows = [(name, f"{x:,.0f}", CRITERIA[name][1]) for name, x in self.criteria.items()]
        sums = Table("Sums over its legs", {"criterion": "<", "sum": ">", "unit": "<"}, rows)
        title = f"{title[0].upper()}{title[1:]}: {route.ends}"
        return card(title, facts, [sums, route._legs_table()])  # noqa: SLF001  of this package

    @cached_property
    def route(self) -> Route:
        """The route.

        Raises
        ------
        RequestError
            If there is none.
        """
        if self._find is None:
            raise RequestError(self.missing)
        return self._find()

    @property
    def _appraised(self) -> Appraiser:
        if self._appraiser is None:
            raise RequestError(self.missing)
        return self._appraiser

    @cached_property
    def outlook(self) -> Outlook:
        """How long it takes and how sure that is, worse months included."""
        return self._appraised.outlook(self.route)

    @cached_property
    def cost(self) -> Cost:
        """What it costs, line by line."""
        return self._appraised.cost(self.route)

    @cached_property
    def emissions(self) -> Emissions:
        """CO2e by element of the transport chain."""
        return self._appraised.emissions(self.route)

    @cached_property
    def _answer(self) -> Answer:
        way = Way(self.request.mode, self.request.avoid)
        return Answer(way, self.request, self.route)

    @property
    def gateway(self) -> Place | None:
        """Where it crosses the border of the home country by land; see `Answer`."""
        return None if self.missing else self._answer.gateway

    @property
    def corridor(self) -> str:
        """``northern``, ``middle``, ``southern``, ``sea``…; empty if there is no route."""
        return "" if self.missing else self._answer.corridor

    def to_dict(self) -> dict[str, Any]:
        """The alternative as plain data, with its route."""
        gateway = self.gateway
        return {
            "why": list(self.why),
            "criteria": dict(self.criteria),
            "shared": self.shared,
            "gateway": gateway.name if gateway else None,
            "corridor": self.corridor,
            "missing": self.missing,
            "route": None if self.missing else self.route.to_dict(),
        }


@cache
def rests_of(drivers: int) -> Rests:
    """Hours at the wheel after which the crew of a truck has rested more, and how long in all.

    Examples
    --------
    >>> rests_of(1)[:3]
    ((4.5, 0.75), (9.0, 11.75), (13.5, 12.5))
    """
    rules = RULES[drivers]
    step = math.gcd(*(round(4 * hours) for hours in (rules.stretch, rules.day, rules.week))) / 4
    rests: list[tuple[float, float]] = []
    before = 0.0
    for number in range(1, int(LONGEST_DRIVE / step)):
        driven = number * step
        rest = elapsed(driven + step / 2, drivers) - driven - step / 2
        if rest > before + step / 10:
            rests.append((driven, rest))
            before = rest
    return tuple(rests)


def line_of(start: str, end: str, edge: Edge) -> object:
    """What an edge and others share: parallel tracks, both directions, one and the same sea.

    Ships through the same canal, or round the same cape, sail the same way for the most part,
    whatever their ports; and one flight is like another.
    """
    if edge.carrier == "sea" and edge.passage:
        return ("sea", edge.passage)
    if edge.carrier == "air":
        return "air"
    places = frozenset(node.partition(":")[0].partition("@")[0] for node in (start, end))
    return edge.line or (edge.carrier, places)


class Space(Arcs):
    """The network as one kind of request sees it, with the weights of its criteria.

    Parameters
    ----------
    infrastructure : Infrastructure
        Places, edges and figures; they may not change while the space is in use.
    request : Request
        Its mode, service, avoid and include count.
    by : sequence of str
        The criteria.
    weights : mapping of str to callable
        Criterion -> weight of an edge.

    Attributes
    ----------
    view : View
        The same, for the search of routes.
    steps : list of (str, str, Edge)
        Ends of each edge that may be used, and the edge.
    """

    def __init__(
        self,
        infrastructure: Infrastructure,
        request: Request,
        by: Sequence[str],
        weights: Mapping[str, Weight],
    ) -> None:
        self.view = View(infrastructure, request)
        choose = chooser(infrastructure, request)
        self.steps: list[tuple[str, str, Edge]] = [
            (start, end, edge)
            for start, end, edge in infrastructure.topology
            if choose(start, end, {edge.id: edge}) is not None
        ]
        places = infrastructure.places
        # Without points at which only a border is drawn: they lie on either side.
        home = infrastructure.geography.countries.home
        self._at_home = {
            name: node.country in home
            for name, node in infrastructure.topology.nodes.items()
            if places[node.place].kind != "border_point"
        }
        clocks = [(n, name) for n, name in enumerate(by) if name in HOURS and self.view.rests]
        rows = [
            (
                *(exact(weights[name](edge)) for name in by),
                *(_wheel(edge, weights[name]) for _, name in clocks),
            )
            for _, _, edge in self.steps
        ]
        arcs = [Arc(start, end, row) for (start, end, _), row in zip(self.steps, rows, strict=True)]
        wheels = [(n, len(by) + number) for number, (n, _) in enumerate(clocks)]
        lines = [
            (line_of(*step), step[2].length_km) if step[2].length_km else None
            for step in self.steps
        ]
        super().__init__(arcs, lines, len(by), wheels)

    def straight(self, path: Sequence[int]) -> bool:
        """Whether a path crosses the border of the home country once at most."""
        inside = [self._at_home.get(self.steps[path[0]][0])]
        for position in path:
            there = self._at_home.get(self.steps[position][1])
            if there is not None and there != inside[-1]:
                inside.append(there)
        return len(inside) <= 2  # noqa: PLR2004  at home, abroad

    def route(self, request: Request, path: Sequence[int]) -> Route:
        """The route along a path."""
        steps = [self.steps[position] for position in path]
        view = self.view
        if any(view.edges[start, end] is not edge for start, end, edge in steps):
            # Not the fastest of several side by side.
            view = View(view.infrastructure, request)
            for start, end, edge in steps:
                view.edges[start, end] = edge  # type: ignore[index]
        return route_of(view, request, [steps[0][0], *(end for _, end, _ in steps)])


def _wheel(edge: Edge, weight: Weight) -> float:
    """Hours at the wheel."""
    return exact(weight(edge)) if edge.driven else 0.0


def find_alternatives(
    appraiser: Appraiser,
    request: Request,
    k: int = 5,
    by: Sequence[str] = tuple(CRITERIA),
    share: float = 0.8,
    tolerance: float = 0.01,
    weights: Mapping[str, Weight] | None = None,
) -> list[Alternative]:
    """Routes between two places that trade one thing for another, and differ.

    Parameters
    ----------
    appraiser : Appraiser
        Of the network.
    request : Request
        The question; without places on the way and doors.
    k : int
        How many at most.
    by : sequence of str
        Criteria, of `CRITERIA`; the first counts most.
    share : float
        Of length that two may have in common, from 0 to 1: common kilometres over those of the
        shorter one.  Both directions of a line and all its tracks are the same, and so are the
        ways of all ships through the same canal and of all flights.
    tolerance : float
        Differences below this share are none; 0 takes the smallest for one.
    weights : mapping of str to callable, optional
        Criterion -> weight of an edge, 0 or more, where it is not the usual one.

    Returns
    -------
    list of Alternative
        Fewer than `k` if not as many differ.

    Raises
    ------
    UnknownPlace
        If a name is not known.
    RequestError
        If an option makes no sense.
    NoRoute
        If nothing connects the places.
    TableError
        If a table behind a criterion is missing or broken.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> found = Corridor.load().alternatives("Khorgos", "Hamburg", by=("time", "cost"))
    >>> [one.why[0] for one in found][:2]
    ['quickest in a quiet month', 'cheapest']
    """
    _check(k, by, share, tolerance)
    if request.via or request.door:
        raise RequestError("alternatives go from terminal to terminal; leave via and door out")
    space = _space(appraiser, request, tuple(by), weights)
    view = space.view
    starts, ends = view.ends(request)
    rests = rests_of(crew(view, request)) if view.rests else ()
    choice = select(space, starts, ends, k, share, tolerance, rests)
    if not choice.firsts:
        find_route(appraiser.infrastructure, request)  # it knows why
        raise NoRoute(request.origin, request.destination, [], request.mode)
    least = [found.values[number] for number, found in enumerate(choice.firsts)]
    return [
        Alternative(
            _why(found, least, by) if number < choice.best else (OTHER,),
            dict(zip(by, found.values, strict=True)),
            shared,
            request,
            "",
            appraiser,
            lambda path=found.path: space.route(request, path),  # type: ignore[misc]
        )
        for number, (found, shared) in enumerate(zip(choice.taken, choice.shared, strict=True))
    ]


def _why(one: Found, best: Sequence[float], by: Sequence[str]) -> tuple[str, ...]:
    words = [
        CRITERIA[name][0]
        for name, value, least in zip(by, one.values, best, strict=True)
        if value == least
    ]
    return tuple(words) or (TRADE_OFF,)


def _check(k: object, by: Sequence[str], share: object, tolerance: object) -> None:
    if not isinstance(k, int) or isinstance(k, bool) or not 1 <= k <= MOST:
        raise RequestError(f"k is {k!r:.40}; use 1 to {MOST}")
    known = ", ".join(CRITERIA)
    for name in by:
        if not isinstance(name, str) or name not in CRITERIA:
            raise RequestError(f"by is {name!r:.40}; use gateway, corridor, or some of {known}")
    if not by or len(set(by)) < len(by):
        raise RequestError(f"by names no criterion, or one twice; use some of {known}")
    for option, value in (("share", share), ("tolerance", tolerance)):
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if not (number and 0 <= value <= 1):  # type: ignore[operator]
            raise RequestError(f"{option} is {value!r:.40}; use 0 to 1")


def _space(
    appraiser: Appraiser,
    request: Request,
    by: tuple[str, ...],
    weights: Mapping[str, Weight] | None,
) -> Space:
    """The space for a kind of request, kept for the next one."""
    infra = appraiser.infrastructure
    key = (request.mode, request.variant, request.vehicle, request.avoid, request.include, by)
    kept = appraiser.searches
    if weights is not None:
        usual = weights_of(appraiser, request, [name for name in by if name not in weights])
        return Space(infra, request, by, {**usual, **weights})
    if key not in kept:
        while len(kept) >= KEPT:
            kept.pop(next(iter(kept)))
        kept[key] = Space(infra, request, by, weights_of(appraiser, request, by))
    space: Space = kept[key]
    return space


def weights_of(appraiser: Appraiser, request: Request, by: Sequence[str]) -> dict[str, Weight]:
    """The usual weights of criteria."""
    variant = request.variant
    weights: dict[str, Weight] = {
        "time": lambda edge: edge.times.of(variant).typical,
        "reliability": lambda edge: edge.times.of(variant).high,
    }
    if "cost" in by:
        tariff = appraiser.tariff
        weights["cost"] = lambda edge: tariff.of_edge(edge).typical
    if "co2e" in by:
        factors = appraiser.factors()
        weights["co2e"] = lambda edge: factors.of_edge(edge).typical
    return weights
