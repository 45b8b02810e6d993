"""Paths that may belong to the set of ways: the best by each weight, for each way that people ask.

Who ships between two continents is offered trains by several corridors and gateways, the truck and
the ship.  Each of them is one question to the network, a row of ``ways.csv``.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from ..errors import UnknownPlace
from ..places.distances import great_circle_km
from ..places.geography import Question
from ..routing.request import MODES, Request
from ..routing.route import NOT_IN_GRAPH
from ..routing.router import route_of
from ..routing.search import fastest
from ..routing.view import View
from ..uncertainty.outlook import Outlook, Timed, outlook_of
from ..values import ReadOnly, read_only, told_briefly
from .appraisal import TRUCKED
from .names import Words, gates_of, stops_of, words_of
from .weights import HOURS, PRICED

if TYPE_CHECKING:
    from ..places.gazetteer import Place
    from ..routing.route import Leg, Route
    from .appraisal import Appraiser

__all__ = ["GROUPS", "Candidate", "candidates_of", "onward", "sensible"]

GROUPS = {
    "rail": ("rail",),
    "road": ("road",),
    "sea": ("sea",),
    "air": ("road", "air"),
    "any": ("rail", "road", "sea", "any"),
}
"""Mode -> modes of the questions behind its ways; those of ``any`` are lifted on the way."""
SLOWEST, LONGEST = 2.5, 1.5
"""A way takes at most so many times the hours, and the km, of the best of its mode; judgement."""
SLOWEST_GATE = LONGEST_GATE = 1.2
"""Another gateway costs at most so many times those of the one left open; judgement."""
INLAND_KM = 2000.0
"""A container that came by ship goes at most so far over land abroad; judgement."""
FEEDER_KM = 500.0
"""Trucks go at most so far to an airport, and from one; judgement."""
AFLOAT = ("sea", "ferry")
BESIDE = ("expected",)
"""Weights by which a second path is sought: sums miss what is nearly as good."""
AGAIN, SHUT = 4, 1e6
"""How often a search goes on behind a senseless path, and what the steps that make it so weigh."""


@told_briefly
@dataclass(frozen=True, eq=False)
class Candidate:
    """A path that answers a question.

    Parameters
    ----------
    question : Question
        What was asked.
    request : Request
        The same with its ends, and with what the asker rules out.
    route : Route
        The answer.
    appraiser : Appraiser
        Of the network.
    regimes : object
        States of the corridor that were asked for, as for `Network.outlook`.
    ruled : list of Request
        What rows that rule something out ask, and that it answers.

    Examples
    --------
    >>> from khorgos.geo import Network
    >>> appraiser = Network.load().appraiser
    >>> found = candidates_of(appraiser, Request("Beijing", "Moscow", service="fast"), "rail")
    >>> sorted({x.words.gateway for x in found})
    ['Dostyk', 'Erenhot', 'Khorgos', 'Manzhouli']
    """

    question: Question
    request: Request
    route: Route
    appraiser: Appraiser
    regimes: object = None
    ruled: list[Request] = field(default_factory=list)

    @cached_property
    def _timed(self) -> Timed:
        return self.appraiser.timed(self.route, self.regimes)  # type: ignore[arg-type]

    @cached_property
    def outlook(self) -> Outlook:
        """How long it takes and how sure that is."""
        route = self.route
        return outlook_of(route, self.appraiser.figures(route.variant), *self._timed)

    @cached_property
    def values(self) -> ReadOnly[str, float]:
        """What ways are chosen by: hours at P50 and P90, US$ and kg CO2e for a container."""
        law, appraiser = self._timed.law, self.appraiser
        found = {"time": law.quantile(0.5), "reliability": law.quantile(0.9)}
        if appraiser.priced and self.route.vehicle != "car":
            edges, of = [leg.edge for leg in self.route.legs], appraiser.factors().of_edge
            cost = appraiser.tariff.of_edge
            found["cost"] = math.fsum(cost(edge).typical for edge in edges)
            found["co2e"] = math.fsum(of(edge).typical for edge in edges)
        return read_only(found, "way.values", "network.ways(...)")

    def quantile(self, probability: float) -> float:
        """Hours that are not exceeded with a probability, as from its outlook."""
        return self._timed.law.quantile(probability)

    @property
    def p50(self) -> float:
        """Hours that half of the shipments need at most."""
        return self.values["time"]

    @property
    def carrier(self) -> str:
        """Carrier by which the corridor is told from others; mostly empty."""
        rule = self.route.geography.corridors.get(self.route.corridor)
        return rule.carrier if rule else ""

    @cached_property
    def words(self) -> Words:
        """What it is called: no two modes call a ferry alike, so that ids hang on none of them."""
        words, mode = words_of(self.route), self.question.mode
        if mode == "sea":
            return words._replace(carriers=(mode,))
        if mode in ("rail", "road") and mode not in words.carriers:
            return words._replace(carriers=(mode, *words.carriers))
        return words

    @property
    def restricted(self) -> bool:
        """Whether the asker rules out something."""
        return len(self.request.avoid) > len(self.question.avoid) + len(self.question.shut)

    def heeds(self, request: Request) -> bool:
        """Whether it avoids what another request rules out."""
        edges = self.appraiser.view(request).edges
        return all(edges[step] is not None for step in itertools.pairwise(self.route.nodes))

    @cached_property
    def gates(self) -> list[Place]:
        """Places behind the border of home, one for each time that the route crosses it."""
        return gates_of(self.route)

    @cached_property
    def straight(self) -> bool:
        """False if it does not do what was asked, or passes an end on the way."""
        places = [place.id for place in stops_of(self.route)]
        if self.question.mode == "air" and not self.flights:
            return False  # trucks do without an airport
        if places[0] in places[1:] or places[-1] in places[:-1] or len(self.gates) > 1:
            return False
        if self.question.mode == "any" and (self._narrow or self._idle):
            return False  # a narrower mode has it, or it is lifted for nothing
        if self.question.mode in ("rail", "road") and not self._ashore:
            return False  # it would end on board
        if self.question.mode == "any" and self.carrier == "sea":
            return self._inland_km <= INLAND_KM
        if self.question.mode == "air":
            return self.flights == 1 and max(self._feeders_km) <= FEEDER_KM
        known = self.route.geography.gateways.values()
        asked = {row.place for row in known if row.through == self.question.through}
        return not asked or any(gate.id in asked for gate in self.gates)

    @property
    def _ashore(self) -> bool:
        """Whether the carrier of the question is there at either end."""
        nodes = self.appraiser.infrastructure.topology.nodes
        ends = self.route.nodes[0], self.route.nodes[-1]
        return all(nodes[end].carrier == self.question.mode for end in ends)

    @property
    def _narrow(self) -> bool:
        """Whether one mode alone could do it, lifts and all."""
        used = frozenset[str]().union(*(leg.edge.carriers for leg in self.route.legs))
        return any(used <= MODES[mode] for mode in GROUPS["any"][:-1])

    @property
    def _steps(self) -> list[tuple[tuple[str, str], Leg]]:
        """Pairs of nodes, each with its leg."""
        legs = (leg for leg in self.route.legs if leg.activity not in NOT_IN_GRAPH)
        return [*zip(itertools.pairwise(self.route.nodes), legs, strict=True)]

    @cached_property
    def _idle(self) -> list[tuple[str, str]]:
        """Steps of lifts to a carrier that takes it nowhere, and back to one as before."""
        nodes = self.appraiser.infrastructure.topology.nodes
        return [
            step
            for (before, one), (after, other) in itertools.pairwise(self._steps)
            if one.activity == other.activity == "lift"
            and nodes[before[0]].carrier == nodes[after[1]].carrier
            for step in (before, after)
        ]

    @property
    def astray(self) -> list[tuple[str, str]]:
        """Steps without which a path may be found that makes sense, if this one does not."""
        if self.question.mode != "any" or self._narrow:
            return []
        if self._idle or self.carrier != "sea" or self._inland_km <= INLAND_KM:
            return self._idle
        topology = self.appraiser.infrastructure.topology  # what is not too far ashore lacks a port
        afloat = {name for name, node in topology.nodes.items() if node.carrier == "sea"}
        return [(at, to) for at in afloat for to in topology.onward[at] if to not in afloat]

    @property
    def flights(self) -> int:
        """How many it takes."""
        return sum(leg.carrier == "air" and leg.kind == "move" for leg in self.route.legs)

    @property
    def _feeders_km(self) -> tuple[float, float]:
        """Kilometres by truck before the first flight and after it."""
        flown = [leg.carrier == "air" and leg.kind == "move" for leg in self.route.legs]
        first = flown.index(True) if True in flown else len(flown)
        before, after = self.route.legs[:first], self.route.legs[first + 1 :]
        return (
            sum(leg.distance_km for leg in before if leg.carrier == "road"),
            sum(leg.distance_km for leg in after if leg.carrier == "road"),
        )

    @property
    def _inland_km(self) -> float:
        """Kilometres over land abroad."""
        home = self.route.geography.countries.home
        return sum(
            leg.distance_km
            for leg in self.route.legs
            if leg.carrier not in AFLOAT and leg.country not in home
        )


def candidates_of(
    appraiser: Appraiser, request: Request, mode: str, regimes: object = None
) -> list[Candidate]:
    """Candidates of the questions of one mode.

    Parameters
    ----------
    appraiser : Appraiser
        Of the network.
    request : Request
        What is asked; its mode does not count.
    mode : str
        That of the questions, of `GROUPS`.
    regimes : str or mapping, optional
        As for `Network.outlook`.

    Returns
    -------
    list of Candidate
        No two by the same edges; the fastest in a quiet month first.

    Raises
    ------
    UnknownPlace, RequestError
        As for `Network.route`.
    """
    infra = appraiser.infrastructure
    ends = [infra.find(name)[0] for name in (request.origin, request.destination)]
    found: dict[tuple[str, ...], Candidate] = {}
    for question in _questions(appraiser, ends, mode):
        if question.through and request.via:
            continue  # where they would lie on the way is not known
        asked = _asked(request, question)
        for first in _paths(appraiser, question, asked):
            path, view = first
            for _ in range(AGAIN):
                edges = tuple(view.edges[step].id for step in itertools.pairwise(path))  # type: ignore[union-attr]
                if edges not in found:
                    route = route_of(view, asked, path, request)
                    found[edges] = Candidate(question, asked, route, appraiser, regimes)
                if question.avoid:
                    found[edges].ruled.append(asked)
                astray = found[edges].astray if question.is_bare else []
                if not astray:
                    break
                view = view.shunning(astray, SHUT)
                (other,) = fastest(view, [asked])
                path = other or path
    return list(found.values())


def _asked(request: Request, question: Question) -> Request:
    """The question of somebody who rules things out."""
    through = (question.through,) if question.through else ()
    return replace(
        request,
        mode=question.mode,
        via=(*through, *request.via),
        avoid=(*question.avoid, *question.shut, *request.avoid),
        drivers=request.drivers if question.mode in TRUCKED else None,
    )


def _questions(appraiser: Appraiser, ends: Sequence[Place], mode: str) -> Iterator[Question]:
    """What is asked between two places: the mode without more, then the rows of ``ways.csv``."""
    infra = appraiser.infrastructure
    yield Question.bare(mode)
    home = infra.geography.countries.home
    at_home = [place for place in ends if place.country in home]
    abroad = len(at_home) == 1
    for row in infra.geography.questions:
        if row.mode != mode or row.is_bare:
            continue
        if row.ends in ("near", "far"):
            middle = infra.places.get(row.place)
            near = abroad and middle and great_circle_km(at_home[0], middle) <= (row.km or 0.0)
            if abroad and bool(near) == (row.ends == "near"):
                yield row
        elif abroad or row.ends == "any":
            yield row


def _paths(
    appraiser: Appraiser, question: Question, asked: Request
) -> Iterator[tuple[list[str], View]]:
    """Paths that answer a question, each with the view in which it was found."""
    try:
        for name in _sought(appraiser, question, asked):
            view = appraiser.view(asked, name)
            if question.through and not view.between[question.through]:
                return
            (path,) = fastest(view, [asked])
            if path is None:
                return
            yield path, view
            if question.is_bare and name in BESIDE:
                (other,) = fastest(view.shunning(itertools.pairwise(path)), [asked])
                if other is not None:
                    yield other, view
    except UnknownPlace:
        if question.is_bare:  # own tables may lack what a row names
            raise


def _sought(appraiser: Appraiser, question: Question, asked: Request) -> Sequence[str]:
    """The weights by which a question is answered."""
    if not question.is_bare:
        # By a gateway one goes as whoever names it as a place to pass; rests take long to search.
        both = question.through and question.mode not in TRUCKED
        return ("", "expected") if both else ("expected",)
    priced = appraiser.priced and asked.vehicle != "car"
    return ("", *HOURS, *PRICED) if priced else ("", *HOURS)


def onward(candidates: Sequence[Candidate], others: Sequence[Candidate] = ()) -> list[Candidate]:
    """Those of one mode that are straight; all if places to pass make everybody turn back.

    Parameters
    ----------
    candidates : sequence of Candidate
        From `candidates_of`.
    others : sequence of Candidate
        Of other modes, which count as well if they need not turn back.

    Returns
    -------
    list of Candidate
        Some of the candidates, in the same order.

    Examples
    --------
    >>> from khorgos.geo import Network
    >>> appraiser = Network.load().appraiser
    >>> request = Request("Almaty", "Moscow", via=("Urumqi",))  # into China and out again
    >>> found = candidates_of(appraiser, request, "rail")
    >>> any(one.straight for one in found), onward(found) == found
    (False, True)
    """
    straight = [one for one in candidates if one.straight]
    if straight or any(one.straight for one in others):
        return straight
    return [one for one in candidates if one.request.via and not one.question.through]


def sensible(candidates: Sequence[Candidate], others: Sequence[Candidate] = ()) -> list[Candidate]:
    """Candidates of one mode that a forwarder would offer.

    Left out is what passes an end on the way, crosses the border of home twice or elsewhere
    than asked, takes more than 2.5 times the typical hours of the quickest or more than 1.5 times
    the kilometres of the shortest, and another gateway that costs more than a fifth of either.
    A ship may take its time, but has to end within 2,000 km of the destination; a flight is one,
    within 500 km of either end.  The limits are judgement.

    Parameters
    ----------
    candidates, others
        As for `onward`.

    Returns
    -------
    list of Candidate
        Some of the candidates, in the same order.

    Examples
    --------
    >>> from khorgos.geo import Network
    >>> request = Request("Urumqi", "Moscow", service="fast")
    >>> found = candidates_of(Network.load().appraiser, request, "rail")
    >>> sorted({x.words.gateway for x in sensible(found)})
    ['Dostyk', 'Khorgos']
    """
    straight = onward(candidates, others)
    names = {one.words for one in straight if _worth_it(one, straight)}
    # Of what goes by one name the quickest is offered, as if a place to pass had named it.
    return [one for one in straight if one.words in names]


def _worth_it(one: Candidate, others: Sequence[Candidate]) -> bool:
    """Whether none of the others makes this one pointless."""
    question = one.question
    if question.mode in ("any", "air"):
        return True
    if not _within(one, others, SLOWEST, LONGEST):
        return False
    same = [x for x in others if not x.question.through and x.question.avoid == question.avoid]
    usual = min(same, key=lambda x: x.route.hours, default=one)
    elsewhere = question.through or (question.is_bare and one.words.gateway != usual.words.gateway)
    return not elsewhere or _within(one, same, SLOWEST_GATE, LONGEST_GATE)


def _within(one: Candidate, others: Sequence[Candidate], slowest: float, longest: float) -> bool:
    route = one.route
    return all(
        route.hours <= slowest * other.route.hours
        and route.distance_km <= longest * other.route.distance_km
        for other in others
    )
