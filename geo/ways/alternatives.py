"""Ways that trade one thing for another, picked from the one set; and that set by gateway.

First come those that are the best at something that was named, in this order, then what
`Network.route` answers by rail, by road and by sea, whatever they share.  The others follow by
P50, each only if it shares at most the chosen part of its length with every one taken before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ..errors import NoRoute, RequestError, echo
from ..routing.request import Request
from ..values import number_of, whole_of
from .candidates import FEEDER_KM, GROUPS, SLOWEST_GATE
from .overlap import overlap
from .ways import CRITERIA, Way, ways_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..carbon.emissions import Emissions
    from ..money.cost import Cost
    from ..places.gazetteer import Place
    from ..routing.route import Route
    from ..uncertainty.outlook import Outlook
    from ..uncertainty.regimes import Asked
    from .appraisal import Appraiser

__all__ = ["Alternative", "alternatives_of", "by_corridor", "by_gateway"]

TRADE_OFF, OTHER = "trade-off", "another way"
MOST = 50
"""Alternatives that can be asked for."""


@dataclass(frozen=True, repr=False)
class Alternative:
    """One of several ways between two places.

    Parameters
    ----------
    why : tuple of str
        What it is the best at in the whole set of ways: ``quickest`` and ``surest`` by P50 and
        P90, ``cheapest``, ``least CO2e``; or else ``trade-off`` if no other is better in
        everything, and ``another way`` if one is.  By gateway or corridor, its name.
    criteria : dict of str to float
        ``time`` at P50 and ``reliability`` at P90 in hours, ``cost`` in US$ and ``co2e`` in kg for
        one forty-foot container or truck, as far as they were named.
    shared : float
        Largest share of length with one of those before it, from 0 to 1.
    request : Request
        What was asked.
    missing : str
        By gateway or corridor: why there is no way, in one line; empty if there is one.
    way : Way or None
        The way in the set; None if it is missing.

    Examples
    --------
    >>> from khorgos.geo import Network
    >>> first, second = Network.load().alternatives("Xi'an", "Duisburg", 2, by=("time", "cost"))
    >>> first.why, second.why, second.way.name
    (('quickest',), ('cheapest',), 'Rail and sea')
    """

    why: tuple[str, ...]
    criteria: dict[str, float]
    shared: float
    request: Request
    missing: str = ""
    way: Way | None = None

    def __hash__(self) -> int:
        return hash((self.why, self.shared, self.request, self.missing))

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
        title = f"{title[:1].upper()}{title[1:]}"
        if self.missing:
            return card(title, [self.missing])
        route, gateway = self.route, self.gateway
        facts = (
            self._way.name,
            f"{route.distance_km:,.0f} km",
            f"corridor {self.corridor}",
            f"by {gateway.name}" if gateway else "",
            f"shares {self.shared:.0%} with one before it" if self.shared else "",
        )
        rows = [(name, f"{x:,.0f}", CRITERIA[name][1]) for name, x in self.criteria.items()]
        figures = Table("By", {"criterion": "<", "figure": ">", "unit": "<"}, rows)
        tables = [figures, self.outlook._legs_table()]  # noqa: SLF001  of this package
        return card(f"{title}: {route.ends}", facts, tables)

    @property
    def _way(self) -> Way:
        if self.way is None:
            raise RequestError(self.missing)
        return self.way

    @property
    def route(self) -> Route:
        """The route.

        Raises
        ------
        RequestError
            If there is none.
        """
        return self._way.route

    @property
    def outlook(self) -> Outlook:
        """How long it takes and how sure that is."""
        return self._way.outlook

    @property
    def cost(self) -> Cost:
        """What it costs, line by line."""
        return self._way.cost

    @property
    def emissions(self) -> Emissions:
        """CO2e by element of the transport chain."""
        return self._way.emissions

    @property
    def gateway(self) -> Place | None:
        """Where it crosses the border of the home country by land."""
        return None if self.way is None else self.way.gateway

    @property
    def corridor(self) -> str:
        """``northern``, ``middle``, ``southern``, ``sea``…; empty if there is no way."""
        return "" if self.way is None else self.way.corridor

    def to_dict(self) -> dict[str, Any]:
        """The alternative as plain data, with its route."""
        gateway = self.gateway
        return {
            "id": self.way.id if self.way else None,
            "name": self.way.name if self.way else None,
            "why": list(self.why),
            "criteria": dict(self.criteria),
            "shared": self.shared,
            "gateway": gateway.name if gateway else None,
            "corridor": self.corridor,
            "missing": self.missing,
            "route": None if self.missing else self.route.to_dict(),
        }


def alternatives_of(
    appraiser: Appraiser,
    request: Request,
    k: int = 5,
    by: Sequence[str] = tuple(CRITERIA),
    share: float = 0.8,
    tolerance: float = 0.01,
    regimes: Asked = None,
) -> list[Alternative]:
    """Ways between two places that trade one thing for another, and differ.

    Parameters
    ----------
    appraiser : Appraiser
        Of the network.
    request : Request
        The question.
    k : int
        How many at most.
    by : sequence of str
        Of `CRITERIA`: the best by each comes first, in this order, then the quickest by each mode.
    share : float
        Of length that the others may have in common with one before them, from 0 to 1.
    tolerance : float
        Another that is worse than one before it in nothing, or by no more than this share, is
        left out; so is one that is better by less.
    regimes : str or mapping of str to float, optional
        As for `ways_of`.

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
    >>> from khorgos.geo import Network
    >>> appraiser = Network.load().appraiser
    >>> found = alternatives_of(appraiser, Request("Khorgos", "Hamburg", "any"))
    >>> [one.why[0] for one in found][:2]
    ['quickest', 'cheapest']
    """
    _check(k, by, share, tolerance)
    if {"cost", "co2e"} & {*by}:
        appraiser.tariff, appraiser.factors()
    ways = ways_of(appraiser, request, request.mode, regimes)
    labels = [CRITERIA[name][0] for name in by]
    best = [way for label in labels for way in ways if label in way.why]
    best += {way.mode: way for way in reversed(ways) if way.mode != "any"}.values()
    taken: list[Way] = []
    shared: list[float] = []
    for way in dict.fromkeys((*best, *ways)):
        most = max((overlap(way.route, other.route) for other in taken), default=0.0)
        if way not in best and (most > share or _tie(way, taken, by, tolerance)):
            continue
        taken.append(way)
        shared.append(most)
        if len(taken) == k:
            break
    return [
        Alternative(
            way.why or ((OTHER,) if _beaten(way, ways, by) else (TRADE_OFF,)),
            {name: way.values[name] for name in by},
            most,
            request,
            way=way,
        )
        for way, most in zip(taken, shared, strict=True)
    ]


def _beaten(way: Way, ways: Sequence[Way], by: Sequence[str]) -> bool:
    """Whether another is better in everything that counts."""
    return any(all(other.values[name] < way.values[name] for name in by) for other in ways)


def _tie(way: Way, taken: Sequence[Way], by: Sequence[str], tolerance: float) -> bool:
    """Whether one that is taken is as good in everything that counts, nearly."""
    return any(
        all(abs(one.values[name] - way.values[name]) < tolerance * one.values[name] for name in by)
        for one in taken
    )


def _check(k: object, by: Sequence[str], share: object, tolerance: object) -> None:
    if not 1 <= (whole_of(k) or 0) <= MOST:
        raise RequestError(f"k is {echo(k)}; use 1 to {MOST}")
    known = ", ".join(CRITERIA)
    for name in by:
        if not isinstance(name, str) or name not in CRITERIA:
            raise RequestError(f"by is {name!r:.40}; use gateway, corridor, or some of {known}")
    if not by or len(set(by)) < len(by):
        raise RequestError(f"by names no criterion, or one twice; use some of {known}")
    for option, value in (("share", share), ("tolerance", tolerance)):
        if not 0 <= number_of(value) <= 1:
            raise RequestError(f"{option} is {echo(value)}; use 0 to 1")


def by_gateway(appraiser: Appraiser, request: Request, regimes: Asked = None) -> list[Alternative]:
    """The quickest way by each gateway of ``gateways.csv`` that has a name, or why there is none.

    Parameters
    ----------
    appraiser : Appraiser
        Of the network.
    request : Request
        The question; rail unless its mode is road.
    regimes : str or mapping of str to float, optional
        As for `ways_of`.

    Returns
    -------
    list of Alternative
        Their criteria are time and reliability; nothing is said of what they share.

    Raises
    ------
    UnknownPlace, RequestError
        As for `ways_of`.

    Examples
    --------
    >>> from khorgos.geo import Network
    >>> found = by_gateway(Network.load().appraiser, Request("Xi'an", "Duisburg"))
    >>> [row.why[0] for row in found if not row.missing]
    ['Khorgos', 'Dostyk', 'Erenhot']
    """
    return [*_by_gateway(appraiser, request, regimes)]


def _by_gateway(appraiser: Appraiser, request: Request, regimes: object) -> Iterator[Alternative]:
    infra = appraiser.infrastructure
    countries = infra.geography.countries
    mode = "road" if request.mode == "road" else "rail"
    appraiser.view(request).ends(request)
    inside = sum(
        infra.find(name)[0].country in countries.home
        for name in (request.origin, request.destination)
    )
    origin, destination = map(infra.said, (request.origin, request.destination))
    ends = f"{origin} and {destination}"
    lie = "both lie" if inside else "neither lies"
    nowhere = f"{ends}: {lie} in {countries.home_name or 'a home country'}, so that no gateway"
    ways = _ways(appraiser, request, mode, regimes) if inside == 1 else []
    for name in dict.fromkeys(row.name for row in infra.geography.gateways.values() if row.name):
        gates = {row.place for row in infra.geography.gateways.values() if row.name == name}
        found = [way for way in ways if gates & {gate.id for gate in way.candidate.gates}]
        if inside != 1:
            yield _missing(name, request, f"{nowhere} is passed")
        elif found:
            yield _row(name, request, found[0])
        elif not gates & {*infra.places}:
            yield _missing(name, request, f"the network has no place {min(gates)}")
        else:
            reason = f"no {mode} way from {origin} to {destination} by {name}"
            reason += f" is within {SLOWEST_GATE:g} times the least hours and km by {mode}"
            yield _missing(name, request, reason)


def by_corridor(appraiser: Appraiser, request: Request, regimes: Asked = None) -> list[Alternative]:
    """The quickest way by each corridor that is offered, and by what others there are.

    Parameters
    ----------
    appraiser : Appraiser
        Of the network.
    request : Request
        The question; its mode does not count, since a corridor has its own.
    regimes : str or mapping of str to float, optional
        As for `ways_of`.

    Returns
    -------
    list of Alternative
        As for `by_gateway`.

    Raises
    ------
    UnknownPlace, RequestError
        As for `ways_of`.

    Examples
    --------
    >>> from khorgos.geo import Network
    >>> found = by_corridor(Network.load().appraiser, Request("Xi'an", "Duisburg"))
    >>> [row.why[0] for row in found]
    ['northern', 'middle', 'southern', 'sea', 'air', 'truck']
    """
    return [*_by_corridor(appraiser, request, regimes)]


def _by_corridor(appraiser: Appraiser, request: Request, regimes: object) -> Iterator[Alternative]:
    corridors = appraiser.infrastructure.geography.corridors
    appraiser.view(request).ends(request)
    ways = [way for mode in ("any", "air") for way in _ways(appraiser, request, mode, regimes)]
    quickest: dict[str, Way] = {}
    for way in sorted(ways, key=lambda way: way.values["time"]):
        quickest.setdefault(way.corridor, way)
    offered = (name for name, rule in corridors.items() if rule.offered)
    said = appraiser.infrastructure.said
    there = f"from {said(request.origin)} to {said(request.destination)}"
    for name in dict.fromkeys((*offered, *sorted(quickest))):
        rule = corridors.get(name)
        word = rule.name if rule else name
        if name in quickest:
            yield _row(word, request, quickest[name])
        elif rule is not None and rule.carrier == "air":
            reason = f"no flight within {FEEDER_KM:.0f} km by road at either end {there}"
            yield _missing(word, request, reason)
        else:
            yield _missing(word, request, f"no {word} way {there}")


def _ways(appraiser: Appraiser, request: Request, mode: str, regimes: object) -> list[Way]:
    """Ways of a mode; none if nothing connects the places by it."""
    try:
        found = ways_of(appraiser, replace(request, mode=mode), mode, regimes)
    except NoRoute:
        return []
    return [way for way in found if way.mode in GROUPS[mode] and way.candidate.straight]


def _row(word: str, request: Request, way: Way) -> Alternative:
    criteria = {name: way.values[name] for name in ("time", "reliability")}
    return Alternative((word,), criteria, 0.0, request, way=way)


def _missing(word: str, request: Request, reason: str) -> Alternative:
    return Alternative((word,), {}, 0.0, request, reason)
