"""The one set of ways between two places, of which every surface shows rows."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ..errors import NoRoute, RequestError, nearest
from ..places.geography import ELSEWHERE, Question
from ..routing.router import find_route
from ..states.asked import InMonth
from ..uncertainty.regimes import weights_of
from ..values import unit_of
from .candidates import GROUPS, Candidate, candidates_of, onward, sensible
from .names import Words, gateway_of, slug, stops_of

if TYPE_CHECKING:
    from ..carbon.emissions import Emissions
    from ..money.cost import Cost
    from ..places.gazetteer import Place
    from ..routing.request import Request
    from ..routing.route import Route
    from ..uncertainty.outlook import Outlook
    from .appraisal import Appraiser

__all__ = ["CRITERIA", "Way", "pick", "quickest", "ways_of"]

CRITERIA = {
    "time": ("quickest", "h"),
    "cost": ("cheapest", "US$/FEU"),
    "co2e": ("least CO2e", "kg/FEU"),
    "reliability": ("surest", "h"),
}
"""What ways are chosen by -> the label of the best, and the unit."""
BETTER = 9e-3
"""By how much another way has to be better at something to be in the set for it; judgement."""
FEW = 3
"""Ways that an error names."""
KEPT = 128
"""Questions whose answers a network remembers."""


@dataclass(frozen=True, repr=False, eq=False)
class Way:
    """One of the sensible ways between two places.

    Two are equal if they have the same id and the same labels, and go the same way.

    Parameters
    ----------
    id : str
        Words that name it among the ways of its question: ``rail-northern-dostyk``.
    name : str
        The same for people: ``Rail, northern by Dostyk``.
    why : tuple of str
        What it is the best at in the whole set: ``quickest`` and ``surest`` by P50 and P90,
        ``cheapest``, ``least CO2e``; mostly empty.
    candidate : Candidate
        What is behind it.

    Examples
    --------
    >>> from khorgos.geo import Network
    >>> first = Network.load().ways("Xi'an", "Duisburg")[0]
    >>> first.id, first.name, first.gateway.name
    ('rail-northern-dostyk', 'Rail, northern by Dostyk', 'Dostyk')
    >>> first
    <Way: rail-northern-dostyk, Xi'an → Duisburg, P50 19.2, P90 33.4 days>
    """

    id: str
    name: str
    why: tuple[str, ...]
    candidate: Candidate

    def __repr__(self) -> str:
        size, unit = unit_of(self.values["time"])
        p50, p90 = (self.values[name] / size for name in ("time", "reliability"))
        why = f"; {', '.join(self.why)}" if self.why else ""
        return f"<Way: {self.id}, {self.route.ends}, P50 {p50:.1f}, P90 {p90:.1f} {unit}{why}>"

    def _repr_html_(self) -> str:
        from ..html import card

        values = self.values
        size, unit = unit_of(values["time"])
        p50, p90 = (values[name] / size for name in ("time", "reliability"))
        facts = [
            f"half within {p50:.1f} {unit}, 9 in 10 within {p90:.1f}",
            f"US$ {values['cost']:,.0f} per FEU" if "cost" in values else "",
            f"{values['co2e']:,.0f} kg CO2e per FEU" if "co2e" in values else "",
            f"{self.route.distance_km:,.0f} km",
            ", ".join(self.why),
        ]
        tables = [self.outlook._legs_table()]  # noqa: SLF001  of this package
        return card(f"{self.route.ends}: {self.name}", facts, tables)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Way):
            return NotImplemented
        mine, theirs = ((one.id, one.name, one.why, one.route) for one in (self, other))
        return self is other or mine == theirs

    def __hash__(self) -> int:
        return hash((self.id, self.why))

    @property
    def route(self) -> Route:
        """Leg by leg."""
        return self.candidate.route

    @property
    def outlook(self) -> Outlook:
        """How long it takes and how sure that is."""
        return self.candidate.outlook

    @cached_property
    def cost(self) -> Cost:
        """What it costs, line by line."""
        return self.candidate.appraiser.cost(self.route)

    @cached_property
    def emissions(self) -> Emissions:
        """CO2e by element of the transport chain."""
        return self.candidate.appraiser.emissions(self.route)

    @property
    def values(self) -> Mapping[str, float]:
        """Figure by which ways are compared, by `CRITERIA`; cost and CO2e where they are known."""
        return self.candidate.values

    @property
    def corridor(self) -> str:
        """Id of ``corridors.csv``, or ``other``."""
        return self.route.corridor

    @property
    def gateway(self) -> Place | None:
        """Where it crosses the border of the home country by land; None if it does not."""
        return gateway_of(self.route)

    @property
    def mode(self) -> str:
        """The narrowest mode that allows it: ``any`` if it is lifted between carriers."""
        return self.candidate.question.mode

    @property
    def request(self) -> Request:
        """What was asked to find it."""
        return self.candidate.request

    def to_dict(self) -> dict[str, Any]:
        """The way as plain data, with its route and its outlook."""
        gateway = self.gateway
        priced = "cost" in self.values
        return {
            "id": self.id,
            "name": self.name,
            "why": list(self.why),
            "mode": self.mode,
            "corridor": self.corridor,
            "gateway": gateway.name if gateway else None,
            "quantiles": dict(self.outlook.quantiles),
            "month": self.outlook.month and self.outlook.month.to_dict(),
            "cost": self.cost.to_dict() if priced else None,
            "emissions": self.emissions.to_dict() if priced else None,
            "route": self.route.to_dict(),
        }


def ways_of(
    appraiser: Appraiser, request: Request, mode: str | None, regimes: object = None
) -> list[Way]:
    """The sensible ways between two places.

    Of each question (`khorgos.geo.ways.candidates`) the paths that are best by typical, expected
    and high hours, by those of the worst state, by cost and by CO2e are candidates.  Of those that
    make sense and bear one name, the quickest by P50 is a way; and so is whatever is better than
    these at P50, or by a hundredth at P90, cost or CO2e, with the place over which it goes in its
    name.

    Parameters
    ----------
    appraiser : Appraiser
        Of the network.
    request : Request
        What is asked; its mode tells which ways come first.
    mode : {'rail', 'road', 'sea', 'air', 'any'} or None
        Only ways that this mode allows; all ways of a container if left out.
    regimes : str or mapping of str to float, optional
        As for `Network.outlook`.

    Returns
    -------
    list of Way
        Those that the mode of the request allows first, each part by P50: the first is what
        `Network.route` answers.

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
    >>> from khorgos.geo import Network
    >>> from khorgos.geo.routing.request import Request
    >>> request = Request("Xi'an", "Duisburg")
    >>> found = ways_of(Network.load().appraiser, request, None)
    >>> sorted({way.mode for way in found})
    ['any', 'rail', 'road']
    """
    if not isinstance(regimes, InMonth):  # see that they make sense
        weights_of(appraiser.regimes[ELSEWHERE], regimes)  # type: ignore[arg-type]
    with appraiser.lock:
        return [*_remembered(appraiser, (request, mode, _frozen(regimes)), _ways, regimes)]


def _remembered(
    appraiser: Appraiser, key: tuple[Any, ...], make: Callable[..., Any], regimes: object
) -> Any:
    """An answer, made once."""
    known = appraiser.answers
    if key not in known:
        while len(known) >= KEPT:
            known.pop(next(iter(known)))
        known[key] = make(appraiser, *key[:2], regimes)
    return known[key]


def quickest(appraiser: Appraiser, request: Request, regimes: object = None) -> Way:
    """The way that `Network.route` answers: the quickest by P50 that the mode allows.

    Parameters
    ----------
    appraiser, request, regimes
        As for `ways_of`.

    Returns
    -------
    Way
        The first of `ways_of`.

    Raises
    ------
    UnknownPlace, RequestError, NoRoute
        As for `ways_of`.

    Examples
    --------
    >>> from khorgos.geo import Network
    >>> from khorgos.geo.routing.request import Request
    >>> quickest(Network.load().appraiser, Request("Xi'an", "Duisburg", "any")).mode
    'road'
    """
    return ways_of(appraiser, request, request.mode, regimes)[0]


def pick(ways: Sequence[Way], id_: str) -> Way:
    """The way of an id.

    Raises
    ------
    RequestError
        If there is none; it names some that there are.

    Examples
    --------
    >>> from khorgos.geo import Network
    >>> pick(Network.load().ways("Xi'an", "Duisburg"), "rail-northern-khorgos").gateway.name
    'Khorgos Gateway'
    """
    for way in ways:
        if way.id == id_:
            return way
    known = [way.id for way in ways]
    near = nearest(id_, known, 1, 60)
    some = ", ".join(known[:FEW])
    more = f" or others of {len(known)}, which khorgos route --json and network.ways(...) list"
    use = f"use {some}{more}" if len(known) > FEW else f"use one of {some}"
    hint = f"did you mean {near[0]}?" if near else use
    raise RequestError(f"there is no way {id_!r:.60} between these places; {hint}")


def _frozen(regimes: object) -> object:
    return tuple(sorted(regimes.items())) if isinstance(regimes, Mapping) else regimes


def _ways(appraiser: Appraiser, request: Request, mode: str | None, regimes: object) -> list[Way]:
    view = appraiser.view(request)
    for name in request.via:
        view.between[name]  # complains of a name that is not known
    groups = GROUPS[mode or "any"]
    for group in dict.fromkeys((request.mode, *groups)):
        # Trains have ends, too, where drivers are asked for.
        appraiser.view(replace(request, mode=group, drivers=None)).ends(request)
    if request.vehicle == "car":
        groups = tuple(group for group in groups if group in (*GROUPS[request.mode], "road"))
    # The mode that is asked for does not change what a group has.
    asked = replace(request, mode="any")
    found = [
        one
        for group in groups
        for one in _remembered(appraiser, (asked, (group,), _frozen(regimes)), _group, regimes)
    ]
    wanted = request.mode if mode in (None, request.mode) else ""
    chosen = _chosen(found, wanted)
    if not chosen or (wanted == "air" and all(one.question.mode != wanted for one in chosen)):
        # Where nothing flies, trucks drive, unless they need a ferry.
        only = _only(appraiser, request, mode, regimes)
        chosen = chosen or [only]
    ordered = sorted(chosen, key=lambda one: one.p50)
    first = GROUPS[request.mode]
    ordered.sort(key=lambda one: one.question.mode not in first)
    labels = _labels(ordered)
    # What is left out keeps its name: those of the others do not hang on the mode.
    names = {id(one): name for one, name in _named(found or chosen)}
    return [Way(*names[id(one)], why, one) for one, why in zip(ordered, labels, strict=True)]


def _group(
    appraiser: Appraiser, request: Request, group: tuple[str], regimes: object
) -> tuple[Candidate, ...]:
    """The ways of the questions of one mode; if none makes sense, the quickest that does not."""
    (mode,) = group
    narrower = onward(
        [
            one
            for other in (GROUPS["any"][:-1] if mode == "any" else ())
            for one in _remembered(
                appraiser, (request, (other,), _frozen(regimes)), _group, regimes
            )
        ]
    )
    found = candidates_of(appraiser, request, mode, regimes)
    kept = _kept(found, narrower)
    if kept or not found or any(one.straight for one in found):
        return kept
    if mode == "air":  # nobody changes planes, and trucks are none
        found = [one for one in found if one.flights == 1]
    return tuple(sorted(found, key=lambda one: one.p50)[:1])  # it makes little sense


def _chosen(found: Sequence[Candidate], wanted: str) -> list[Candidate]:
    """Ways, and of those that make little sense what is better than none, or than all ways.

    Parameters
    ----------
    found : sequence of Candidate
        Of the groups of the mode.
    wanted : str
        Mode that is asked for: it has a way if the network has one at all.
    """
    chosen = onward(found)
    contained = GROUPS["any"] if wanted == "any" else (wanted,)
    for one in sorted((one for one in found if one not in chosen), key=lambda one: one.p50):
        mode = one.question.mode
        asked = mode == wanted and all(x.question.mode not in contained for x in chosen)
        # No mode is quicker than the one that contains it; who wants to fly has trucks as they are.
        contains = mode not in ("any", "air") and wanted != "air"
        quicker = contains and all(one.p50 < x.p50 for x in chosen)
        if (asked or quicker) and all(one.route.nodes != x.route.nodes for x in chosen):
            chosen.append(one)
    return chosen


def _only(appraiser: Appraiser, request: Request, mode: str | None, regimes: object) -> Candidate:
    """The fastest in a quiet month; raises what says why there is none."""
    asked = replace(request, mode=mode or request.mode)
    try:
        route = find_route(appraiser.infrastructure, asked)
    except NoRoute as error:
        raise _hinted(error, appraiser, asked, regimes) from None
    return Candidate(Question.bare(asked.mode), asked, route, appraiser, regimes)


def _hinted(error: NoRoute, appraiser: Appraiser, asked: Request, regimes: object) -> NoRoute:
    """The same, with the way that comes nearest to the mode where the mode is what cuts."""
    by_mode = f"mode {asked.mode} ("
    if not any(text.startswith(by_mode) for text in error.cut_by):
        return error
    others = ways_of(appraiser, replace(asked, mode="any"), "any", regimes)
    near = [way for way in others if asked.mode in way.candidate.words.carriers] or others
    name = f"{near[0].name[:1].lower()}{near[0].name[1:]}"
    takes = f"{name} takes {near[0].values['time'] / 24:.1f} days"
    hint = f"{by_mode}{takes}; ask for it with --way {near[0].id}, way={near[0].id!r})"
    cut_by = [hint if text.startswith(by_mode) else text for text in error.cut_by]
    return NoRoute(error.origin, error.destination, cut_by, error.mode, together=error.together)


def _kept(candidates: Sequence[Candidate], narrower: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """Of the candidates of one mode, those that are ways beside those of narrower modes."""
    kept: dict[Words, Candidate] = {}
    for one in _usual_first(sensible(candidates, narrower)):
        # What is lifted between trains and trucks has to be better than both at something.
        if one.question.mode != "any" or one.carrier == "sea":
            kept.setdefault(one.words, one)
    chosen = [*kept.values()]
    straight = onward(candidates, narrower)
    for criterion in straight[0].values if straight else ():
        best = min(straight, key=lambda one: one.values[criterion])
        rivals = [*chosen, *narrower]
        least = min((one.values[criterion] for one in rivals), default=float("inf"))
        # No way that is left out is quicker than all that are not.
        if best.values[criterion] < least * (1 - (BETTER if criterion != "time" else 0.0)):
            chosen.append(best)
    # Whoever has to pass a place turns back there rather than lose time.
    turning = [one for one in candidates if one.request.via and not one.question.through]
    soonest = min(turning, key=lambda one: one.p50, default=None)
    if soonest and all(soonest.p50 < one.p50 for one in (*chosen, *narrower)):
        chosen.append(soonest)
    return tuple(chosen)


def _usual_first(candidates: Collection[Candidate]) -> list[Candidate]:
    """The quickest first.

    If the asker rules out something, then last what a row of ``ways.csv`` rules out for a way of
    its name: that bears the same name as if the asker had said nothing.
    """
    alike: dict[Words, list[Candidate]] = {}
    for one in candidates:
        alike.setdefault(one.words, []).append(one)
    unusual = {
        id(one)
        for group in alike.values()
        for request in {request for other in group for request in other.ruled}
        for one in group
        if one.restricted and not one.heeds(request)
    }
    return sorted(candidates, key=lambda one: (id(one) in unusual, one.p50))


def _labels(ways: Sequence[Candidate]) -> list[tuple[str, ...]]:
    """What each is the best at, by the figures that are shown."""
    why: list[list[str]] = [[] for _ in ways]
    for criterion, (label, _) in CRITERIA.items():
        if all(criterion in one.values for one in ways):
            least = min(one.values[criterion] for one in ways)
            for words, one in zip(why, ways, strict=True):
                if one.values[criterion] == least:
                    words.append(label)
    return [tuple(words) for words in why]


def _named(chosen: Collection[Candidate]) -> Iterator[tuple[Candidate, tuple[str, str]]]:
    """Each with its id and its name; the first of those that would share them has no more.

    Tables of one's own may call two corridors, or two gateways, alike.
    """
    taken: dict[str, Candidate] = {}
    # Those of one mode first: what it calls them may not hang on what is lifted beside them.
    usual = _usual_first(chosen)
    for one in sorted(usual, key=lambda one: one.question.mode in ("any", "air")):
        words = one.words
        id_, name = words.id, words.name
        first = taken.get(id_) or taken.get(name)
        if first is not None:
            for word in _apart(one.route, first.route):
                id_, name = f"{words.id}-{slug(word)}", f"{words.name} {word}"
                if id_ not in taken and name not in taken:
                    break
        taken[id_] = taken[name] = one
        yield one, (id_, name)


def _apart(one: Route, first: Route) -> Iterator[str]:
    """Words that tell a way from a quicker one of the same name."""
    passed = {place.id for place in first.places}
    yield from (f"via {place.name}" for place in stops_of(one) if place.id not in passed)
    edges = {leg.edge.id for leg in first.legs}
    yield from (f"with {leg.activity} {leg.where}" for leg in one.legs if leg.edge.id not in edges)
    yield from map(str, itertools.count(2))
