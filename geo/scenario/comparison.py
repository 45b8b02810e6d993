"""Two networks side by side: the routes of pairs, what a scenario does to them, and what moved."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from ..errors import NoRoute, RequestError, echo
from ..places.gazetteer import Place, as_name, exactly, listed
from ..routing.request import Request
from ..routing.view import View
from ..uncertainty.outlook import Outlook
from ..uncertainty.spread import unstated_of
from ..values import Range, unit_of
from ..ways.names import gateway_of, stops_of
from ..ways.ways import pick, quickest, ways_of

if TYPE_CHECKING:
    from ..graph.infrastructure import Infrastructure
    from ..places.readings import Reading
    from ..routing.route import Route
    from ..ways.appraisal import Appraiser
    from ..ways.ways import Way

__all__ = ["Comparison", "Moved", "Option", "Slower", "compare_all", "compare_pairs"]

SAME_HOURS = 1e-6
"""Hours below which nothing has changed."""
NAMED = 3
"""Places that a notebook names."""


@dataclass(frozen=True, repr=False)
class Option:
    """The route of one pair in one network; what is asked of it is reckoned once.

    Parameters
    ----------
    route : Route
        The fastest.
    appraiser : Appraiser
        Of the network.

    Examples
    --------
    >>> from khorgos.geo import Network, compare
    >>> network = Network.load()
    >>> (found,) = compare(network, network, [("Zhetygen", "Altynkol")])
    >>> option = found.before
    >>> option.p50 < option.p90, option.gateway
    (True, None)
    """

    route: Route
    appraiser: Appraiser = field(hash=False)

    def __repr__(self) -> str:
        size, unit = unit_of(self.p50)
        times = f"P50 {self.p50 / size:.1f}, P90 {self.p90 / size:.1f} {unit}"
        return f"<Option: {self.route.ends}, {times}>"

    def _repr_html_(self) -> str:
        from ..html import record

        return record(self.route.ends, self.to_dict())

    @cached_property
    def outlook(self) -> Outlook:
        """How long it takes and how sure that is."""
        return self.appraiser.outlook(self.route)

    @cached_property
    def p50(self) -> float:
        """Hours that half of the shipments need at most."""
        return self.outlook.quantile(0.5)

    @cached_property
    def p90(self) -> float:
        """Hours that one in ten exceeds."""
        return self.outlook.quantile(0.9)

    @cached_property
    def cost(self) -> Range | None:
        """US$ per FEU; None for a car, and where the network has no prices."""
        return self._total("cost")

    @cached_property
    def co2e(self) -> Range | None:
        """Well-to-wheel kg CO2e per FEU; None likewise."""
        return self._total("emissions")

    def _total(self, name: str) -> Range | None:
        if self.route.vehicle == "car" or not self.appraiser.priced:
            return None
        ask: Callable[[Route], Any] = getattr(self.appraiser, name)
        return Range(*ask(self.route).total)

    @property
    def way(self) -> str:
        """Corridor of ``regimes.csv`` that the route belongs to."""
        return self.route.corridor

    @property
    def gateway(self) -> Place | None:
        """Where it crosses the border of home by land."""
        return gateway_of(self.route)

    @cached_property
    def hours_by_edge(self) -> dict[str, tuple[str, str, float]]:
        """Edge -> what it does there, where, and typical hours; rests are one of them."""
        found: dict[str, tuple[str, str, float]] = {}
        for leg in self.route.legs:
            key = leg.edge.id if leg.activity != "rest" else "rest"
            place = leg.origin.name
            if leg.kind == "move":
                place = f"{place} → {leg.destination.name}"
            label, where, hours = found.get(key, (leg.figure.label, place, 0.0))
            found[key] = label, where, hours + leg.hours
        return found

    def to_dict(self) -> dict[str, Any]:
        """The option as plain data."""
        return {
            "hours": self.route.hours,
            "p50_hours": self.p50,
            "p90_hours": self.p90,
            "cost_usd_per_feu": _spread(self.cost),
            "co2e_kg_per_feu": _spread(self.co2e),
            "distance_km": self.route.distance_km,
            "corridor": self.way,
            "gateway": self.gateway.name if self.gateway else None,
            "places": [place.name for place in self.route.places],
        }


class Slower(NamedTuple):
    """An edge of both routes whose hours differ.

    Parameters
    ----------
    edge : str
        Its id; ``rest`` for the rests of drivers.
    label, place : str
        What it is, and where.
    before, after : float
        Typical hours.
    """

    edge: str
    label: str
    place: str
    before: float
    after: float


@dataclass(frozen=True, repr=False)
class Moved:
    """What differs between two routes of one pair.

    Parameters
    ----------
    gateway, corridor : (str, str) or None
        Names before and after, if they differ; empty where there is none.
    left, entered : list of Place
        Places that only the old route, or only the new one passes, in order of travel.
    edges_left, edges_entered : list of str
        Likewise the ids of edges.
    slower : list of Slower
        Edges of both whose hours differ, quicker ones too; the greatest change first.
    """

    gateway: tuple[str, str] | None
    corridor: tuple[str, str] | None
    left: list[Place]
    entered: list[Place]
    edges_left: list[str]
    edges_entered: list[str]
    slower: list[Slower]

    def __repr__(self) -> str:
        ways = (self.gateway, self.corridor)
        words = [f"{old or 'none'} → {new or 'none'}" for old, new in filter(None, ways)]
        words.append(f"{len(self.left)} places left, {len(self.entered)} entered")
        return f"<Moved: {'; '.join(words)}; {len(self.slower)} edges take another time>"

    def _repr_html_(self) -> str:
        from ..html import record

        return record("What moved", self.to_dict())

    def to_dict(self) -> dict[str, Any]:
        """It as plain data."""
        return {
            "gateway": list(self.gateway) if self.gateway else None,
            "corridor": list(self.corridor) if self.corridor else None,
            "left": [place.name for place in self.left],
            "entered": [place.name for place in self.entered],
            "edges_left": self.edges_left,
            "edges_entered": self.edges_entered,
            "slower": [edge._asdict() for edge in self.slower],
        }


@dataclass(frozen=True, repr=False)
class Comparison:
    """One pair of places in two networks.

    Parameters
    ----------
    origin, destination : Place
        The terminals of the old route; of the new one if there was none; as asked if neither is.
    before, after : Option or None
        None if nothing connects the places.
    why : str
        What cut them, if it was looked up; of a way that was asked for, why another is shown.

    Examples
    --------
    >>> from khorgos.geo import Network, compare
    >>> today = Network.load()
    >>> closed = today.apply("khorgos-rail-ban")
    >>> (found,) = compare(today, closed, [("Xi'an", "Almaty")])
    >>> found.state, found.moved.gateway
    ('slower', ('Khorgos Gateway', 'Dostyk'))
    >>> found
    <Comparison: Xi'an → Almaty-1, slower, P50 +0.4, P90 +0.7 days>
    """

    origin: Place
    destination: Place
    before: Option | None
    after: Option | None
    why: str = ""

    def __repr__(self) -> str:
        more = ""
        if self.p50 is not None and self.p90 is not None:
            more = f", P50 {self.p50 / 24:+.1f}, P90 {self.p90 / 24:+.1f} days"
        ends = f"{self.origin.name} → {self.destination.name}"
        return f"<Comparison: {ends}, {self.state}{more}>"

    def _repr_html_(self) -> str:
        from ..html import Table, card

        moved, sides = self.moved, (self.before, self.after)
        asked: dict[str, Callable[[Option], object]] = {
            "days at P50": lambda option: option.p50 / 24,
            "days at P90": lambda option: option.p90 / 24,
            "US$/FEU": lambda option: _spread(option.cost),
            "kg CO2e/FEU": lambda option: _spread(option.co2e),
            "km": lambda option: option.route.distance_km,
            "corridor": lambda option: option.way,
            "gateway": lambda option: option.gateway.name if option.gateway else "",
        }
        rows = [
            (name, *(ask(side) if side else "no way" for side in sides))
            for name, ask in asked.items()
        ]
        slower = (
            (edge.label, edge.place, edge.before, edge.after, f"{edge.after - edge.before:+,.1f}")
            for edge in moved.slower
        )
        columns = {"what": "<", "where": "<", "before": ">", "after": ">", "more": ">"}
        tables = (
            Table("", {"": "<", "before": ">", "after": ">"}, rows),
            Table("Hours that changed where both go", columns, slower),
        )
        facts = (
            self.state,
            f"P50 {self.p50 / 24:+.1f} days" if self.p50 is not None else "",
            f"leaves {_named(moved.left)}" if moved.left else "",
            f"enters {_named(moved.entered)}" if moved.entered else "",
            self.why,
        )
        return card(f"{self.origin.name} → {self.destination.name}", facts, tables)

    @cached_property
    def unchanged(self) -> bool:
        """True if neither the way nor any of its times has changed."""
        return self.before is self.after

    @cached_property
    def state(self) -> str:
        """``cut off``, ``connected``, ``slower``, ``quicker`` or ``same``, by P50."""
        if self.before is None or self.after is None:
            if self.unchanged:
                return "same"
            return "cut off" if self.after is None else "connected"
        change = self.p50 or 0.0
        if abs(change) <= SAME_HOURS:
            change = self.p90 or 0.0
        return "same" if abs(change) <= SAME_HOURS else "slower" if change > 0 else "quicker"

    @cached_property
    def p50(self) -> float | None:
        """Hours more at P50; None if a side is missing."""
        return self._more(lambda option: option.p50)

    @cached_property
    def p90(self) -> float | None:
        """Hours more at P90."""
        return self._more(lambda option: option.p90)

    @cached_property
    def cost(self) -> Range | None:
        """US$ per FEU more; the two are low and high together, as they share their rates."""
        return self._difference(lambda option: option.cost)

    @cached_property
    def co2e(self) -> Range | None:
        """Kg CO2e per FEU more, likewise."""
        return self._difference(lambda option: option.co2e)

    def _more(self, of: Callable[[Option], float]) -> float | None:
        if self.before is None or self.after is None:
            return None
        return 0.0 if self.unchanged else of(self.after) - of(self.before)

    def _difference(self, of: Callable[[Option], Range | None]) -> Range | None:
        if self.before is None or self.after is None:
            return None
        a, b = of(self.before), of(self.after)
        if a is None or b is None:
            return None
        low, high = sorted((b.low - a.low, b.high - a.high))
        typical = b.typical - a.typical
        return Range(min(low, typical), typical, max(high, typical))

    @cached_property
    def moved(self) -> Moved:
        """What differs between the routes; all of it where a side is missing."""
        before, after = self.before, self.after
        if self.unchanged:
            return Moved(None, None, [], [], [], [], [])
        old = {} if before is None else before.hours_by_edge
        new = {} if after is None else after.hours_by_edge
        changed = [
            Slower(edge, label, place, hours, new[edge][2])
            for edge, (label, place, hours) in old.items()
            if edge in new and abs(new[edge][2] - hours) > SAME_HOURS
        ]
        old_places, new_places = (_places(option) for option in (before, after))
        return Moved(
            _differ(*(_gateway(option) for option in (before, after))),
            _differ(*("" if option is None else option.way for option in (before, after))),
            [place for id_, place in old_places.items() if id_ not in new_places],
            [place for id_, place in new_places.items() if id_ not in old_places],
            [edge for edge in old if edge not in new],
            [edge for edge in new if edge not in old],
            sorted(changed, key=lambda edge: -abs(edge.after - edge.before)),
        )

    @property
    def readings(self) -> tuple[Reading, ...]:
        """Which place each name of the question was taken for, and why."""
        option = self.before or self.after
        return option.route.readings if option else ()

    def to_dict(self) -> dict[str, Any]:
        """The comparison as plain data."""
        return {
            "origin": self.origin.name,
            "destination": self.destination.name,
            "state": self.state,
            "before": self.before.to_dict() if self.before else None,
            "after": self.after.to_dict() if self.after else None,
            "change": {
                "p50_hours": self.p50,
                "p90_hours": self.p90,
                "cost_usd_per_feu": _spread(self.cost),
                "co2e_kg_per_feu": _spread(self.co2e),
            },
            "moved": self.moved.to_dict(),
            "why": self.why,
            "names": [reading.to_dict() for reading in self.readings],
        }


def _named(places: list[Place]) -> str:
    names = ", ".join(place.name for place in places[:NAMED])
    return f"{names} and {len(places) - NAMED} more" if len(places) > NAMED else names


def _spread(amount: Range | None) -> dict[str, float] | None:
    return None if amount is None else amount.to_dict()


def _places(option: Option | None) -> dict[str, Place]:
    """Places on the way by id, without points at which only a border is drawn."""
    return {} if option is None else {place.id: place for place in stops_of(option.route)}


def _gateway(option: Option | None) -> str:
    return "" if option is None or option.gateway is None else option.gateway.name


def _differ(before: str, after: str) -> tuple[str, str] | None:
    return None if before == after else (before, after)


def _option(appraiser: Appraiser, request: Request) -> Option | None:
    """The answer of one of the two networks, if it has one."""
    try:
        return Option(quickest(appraiser, request).route, appraiser)
    except NoRoute:
        return None


def compare_pairs(
    base: Appraiser,
    changed: Appraiser,
    pairs: Iterable[tuple[str | Place, str | Place]],
    find: Callable[[Request], Route],
    retimed: Callable[[Route], Route],
    way: str = "",
    **options: Any,
) -> list[Comparison]:
    """The same questions to two networks; see `khorgos.geo.compare`.

    `find` finds a route in the changed one, or raises a NoRoute that says what cut it; `retimed`
    times one of the base anew there, or raises a RequestError that says what closes it.
    """
    asked = [_request(*_ends(pair), options) for pair in pairs]
    found = [
        _by_way(base, changed, request, way, retimed)
        if way
        else _compare_one(base, changed, request)
        for request in _seen(base, asked)
    ]
    return [
        comparison
        if comparison.after is not None
        else replace(comparison, after=None, why=_why(find, request))
        for comparison, request in zip(found, asked, strict=True)
    ]


def _why(find: Callable[[Request], Route], request: Request) -> str:
    try:
        find(request)
    except NoRoute as error:
        return str(error)
    return ""


def _ends(pair: Iterable[str | Place]) -> tuple[str, str]:
    try:
        origin, destination = [pair] if isinstance(pair, str | Place) else pair
    except (TypeError, ValueError):
        text = f"{pair!r:.60} is no pair; give a list of (origin, destination)"
        raise RequestError(text) from None
    return as_name(origin), as_name(destination)


def _request(origin: str, destination: str, options: dict[str, Any]) -> Request:
    lists = {
        name: listed(value)
        for name, value in options.items()
        if name in ("via", "avoid", "include")
    }
    known = [field.name for field in fields(Request)][2:]
    for name in options:
        if name not in known:
            raise RequestError(f"there is no option {echo(name)}; use {', '.join(known)}")
    return Request(origin, destination, **{**options, **lists})


def _seen(base: Appraiser, asked: Sequence[Request]) -> Sequence[Request]:
    """The questions, if their ends are known."""
    for request in asked:
        base.view(request).ends(request)
    return asked


def _compare_one(base: Appraiser, changed: Appraiser, request: Request) -> Comparison:
    sides = (_option(side, request) for side in (base, changed))
    return _comparison(base.infrastructure, request, *sides)


def _by_way(
    base: Appraiser,
    changed: Appraiser,
    request: Request,
    id_: str,
    retimed: Callable[[Route], Route],
) -> Comparison:
    """One way in both networks; where it cannot be run in one, the quickest there, and why."""
    sets = [_set(side, request, id_) for side in (base, changed)]
    if not any(sets):
        return _compare_one(base, changed, request)
    mine = [next((way for way in ways if way.id == id_), None) for ways in sets]
    before, after = mine
    known = (
        before or after or pick([*{way.id: way for ways in sets for way in ways}.values()], id_)
    )  # says that there is none
    quickest_by = [
        # Of the carriers of the way that was asked for, if there is any.
        min(ways, key=lambda way: (way.mode != known.mode, way.values["time"]), default=None)
        for ways in sets
    ]
    routes = [way.route if way else None for way in mine]
    why = ""
    if after is None:
        try:
            routes[1] = retimed(known.route)
        except RequestError as error:
            cut_by = str(error).partition(": ")[2].rpartition("; ")[0]  # without ends and remedy
            why = f"no {id_} in the what-if: {cut_by}{_instead(quickest_by[1])}"
    elif before is None:
        why = f"no {id_} without the what-if{_instead(quickest_by[0])}"
    shown = [
        route or (instead.route if instead else None)
        for route, instead in zip(routes, quickest_by, strict=True)
    ]
    options = [
        Option(route, side) if route else None
        for route, side in zip(shown, (base, changed), strict=True)
    ]
    return replace(_comparison(base.infrastructure, request, *options), why=why)


def _set(appraiser: Appraiser, request: Request, id_: str) -> list[Way]:
    try:
        # Loose cargo, which flies, has a set of its own.
        return ways_of(appraiser, request, "air" if id_.startswith("air") else None)
    except NoRoute:
        return []


def _instead(way: Way | None) -> str:
    if way is None:
        return ""
    name = f"{way.name[:1].lower()}{way.name[1:]}"
    return f"; shown is the quickest there, {name}, {way.values['time'] / 24:.1f} days at P50"


def _comparison(
    base: Infrastructure, request: Request, before: Option | None, after: Option | None
) -> Comparison:
    if before is not None and after is not None and _alike(before, after):
        after = before
    option = before or after
    if option is not None:
        return Comparison(option.route.origin, option.route.destination, before, after)
    origin, destination = (base.find(name)[0] for name in (request.origin, request.destination))
    return Comparison(origin, destination, None, None)


def _alike(one: Option, other: Option) -> bool:
    """Whether two routes are the same, in worse months too."""
    if len(one.route.legs) != len(other.route.legs) or not math.isclose(
        one.route.hours, other.route.hours
    ):
        return False
    figures, others = (side.appraiser.infrastructure.figures for side in (one, other))
    unstated = (
        unstated_of(side.route, side.appraiser.figures(side.route.variant)) for side in (one, other)
    )
    return next(unstated) == next(unstated) and all(
        a.edge.id == b.edge.id
        and a.time == b.time
        and figures.get(a.figure.id) == others.get(b.figure.id)
        for a, b in zip(one.route.legs, other.route.legs, strict=True)
    )


def compare_all(
    base: Appraiser, changed: Appraiser, hubs: Sequence[str | Place] | None = None, **options: Any
) -> list[Comparison]:
    """The same for all pairs of hubs, in both directions; see `khorgos.geo.compare_hubs`."""
    if hubs is None:
        hubs = [exactly(id_) for id_ in base.infrastructure.hubs]
        if not hubs:
            raise RequestError("the network has no hubs (hubs.csv); name two or more places")
    elif isinstance(hubs, str | Place):
        raise RequestError(f"hubs is {hubs!r:.60}; give a list of places")
    names = [as_name(hub, "hubs") for hub in listed(hubs, "hubs")]
    view = View(base.infrastructure, _request("", "", options))
    asked = [
        _request(origin, destination, options)
        for origin in names
        for destination in names
        if set(view.terminals[origin]).isdisjoint(view.terminals[destination])
        and origin != destination
    ]
    found = [_compare_one(base, changed, request) for request in _seen(base, asked)]
    return [comparison for comparison in found if comparison.before or comparison.after]
