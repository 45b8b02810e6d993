"""The ways that freight is offered between two places, as questions; and which answers make sense.

Who ships between two continents is offered trains by several corridors and gateways, the truck and
the ship.  Each of them is one question to the network, a row of ``ways.csv``.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, Self

from ..places.distances import great_circle_km
from ..routing.request import Request

if TYPE_CHECKING:
    from ..graph.infrastructure import Infrastructure
    from ..places.gazetteer import Place
    from ..places.geography import Geography, Question
    from ..routing.route import Route

__all__ = ["Answer", "Way", "sensible", "told_apart", "ways_between", "ways_of"]

SLOWEST, LONGEST = 2.5, 1.5
"""A way takes at most so many times the hours, and the km, of the best of its mode; judgement."""
SLOWEST_GATE = LONGEST_GATE = 1.2
"""Another gateway costs at most so many times those of the one left open; judgement."""
INLAND_KM = 2000.0
"""A container that came by ship goes at most so far over land abroad; judgement."""
FEEDER_KM = 500.0
"""Trucks go at most so far to an airport, and from one; judgement."""
AFLOAT = ("sea", "ferry")


class Way(NamedTuple):
    """One question.

    Parameters
    ----------
    mode : str
        As for `Network.route`.
    avoid : tuple of str
        As for `Network.route`.
    gate : str
        Gateway of ``gateways.csv`` to pass; empty to leave it open.
    ends : {'any', 'abroad', 'near', 'far'}
        ``abroad`` if it is asked only where one end lies at home, ``near`` or ``far`` if only
        where that end lies near to a place or far from it.
    shut : tuple of str
        What is avoided only because one would turn round there.
    place : str
        Id of the place of which an end is near or far.
    km : float or None
        How far near goes.
    loose : bool
        True if it is asked only where cargo may travel without its container.

    Examples
    --------
    >>> Way("rail", ("Russia",)).request("Xi'an", "Poti", "fast").avoid
    ('Russia',)
    """

    mode: str
    avoid: tuple[str, ...] = ()
    gate: str = ""
    ends: str = "any"
    shut: tuple[str, ...] = ()
    place: str = ""
    km: float | None = None
    loose: bool = False

    @classmethod
    def of(cls, row: Question) -> Self:
        """The way of a row of ``ways.csv``."""
        loose = row.cargo == "loose"
        return cls(row.mode, row.avoid, row.through, row.ends, row.shut, row.place, row.km, loose)

    def request(self, origin: str, destination: str, service: str) -> Request:
        """The question for two places."""
        via, avoid = (self.gate,) if self.gate else (), (*self.avoid, *self.shut)
        return Request(origin, destination, self.mode, service, via=via, avoid=avoid)


def ways_of(geography: Geography) -> tuple[Way, ...]:
    """All ways that people ask for, in the order of ``ways.csv``.

    Of those with the same answer the first counts.

    Examples
    --------
    >>> from khorgos.geo import Network
    >>> ways_of(Network.load().infrastructure.geography)[2].avoid
    ('Russia', 'Ukraine')
    """
    return tuple(Way.of(row) for row in geography.questions)


def ways_between(
    infra: Infrastructure, origin: Place, destination: Place, *, loose: bool = False
) -> list[Way]:
    """Ways that are asked for two places.

    Parameters
    ----------
    infra : Infrastructure
        Places, and the ways of ``ways.csv``.
    origin, destination : Place
        Two places.
    loose : bool
        Those too that are for cargo without its container: an explorer is of containers.

    Returns
    -------
    list of Way
        In the order of the table.

    Examples
    --------
    >>> from khorgos.geo import Network
    >>> infra = Network.load().infrastructure
    >>> almaty, tashkent = (infra.places[id_] for id_ in ("ALM1", "TAS"))
    >>> {way.mode for way in ways_between(infra, almaty, tashkent)} == {"rail", "road"}
    True
    """
    home = infra.geography.countries.home
    at_home = [place for place in (origin, destination) if place.country in home]
    abroad = len(at_home) == 1

    def asked(way: Way) -> bool:
        if way.ends in ("near", "far"):
            middle = infra.places.get(way.place)
            near = abroad and middle and great_circle_km(at_home[0], middle) <= (way.km or 0.0)
            return abroad and bool(near) == (way.ends == "near")
        return abroad or way.ends == "any"

    return [way for way in ways_of(infra.geography) if asked(way) and way.loose <= loose]


@dataclass(frozen=True)
class Answer:
    """A way between two places, and the route that it gives.

    Parameters
    ----------
    way : Way
        What was asked.
    request : Request
        The same with its ends.
    route : Route
        The fastest.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> way = Way("rail", (), "Zamyn-Uud")
    >>> request = way.request("Beijing", "Moscow", "fast")
    >>> route = Corridor.load().route("Beijing", "Moscow", service="fast", via=request.via)
    >>> Answer(way, request, route).gateway.name
    'Erenhot'
    """

    way: Way
    request: Request
    route: Route

    @property
    def corridor(self) -> str:
        """That of the route."""
        return self.route.corridor

    @property
    def carrier(self) -> str:
        """Carrier by which the corridor is told from others; mostly empty."""
        rule = self.route.geography.corridors.get(self.corridor)
        return rule.carrier if rule else ""

    @cached_property
    def places(self) -> list[Place]:
        """Places on the way, without points at which only a border is drawn."""
        return [place for place in self.route.places if place.kind != "border_point"]

    @cached_property
    def gates(self) -> list[Place]:
        """Places behind the border of home, one for each time that the route crosses it."""
        home = self.route.geography.countries.home
        return [
            end if start.country in home else start
            for start, end in itertools.pairwise(self.places)
            if (start.country in home) != (end.country in home)
        ]

    @property
    def gateway(self) -> Place | None:
        """Where it crosses the border of home by land, under the name that is in use."""
        if self.carrier in ("sea", "air") or not self.gates:
            return None
        gate = self.gates[0]
        row = self.route.geography.gateways.get(gate.id)
        name = row.known_as if row else ""
        return next((place for place in self.places if place.id == name), gate)

    @cached_property
    def straight(self) -> bool:
        """False if it does not do what was asked, or passes an end on the way."""
        places = [place.id for place in self.places]
        if places[0] in places[1:] or places[-1] in places[:-1] or len(self.gates) > 1:
            return False
        if self.way.mode == "any":
            return self.carrier == "sea" and self._inland_km <= INLAND_KM
        if self.way.mode == "air":
            return self._flights == 1 and max(self._feeders_km) <= FEEDER_KM
        known = self.route.geography.gateways.values()
        asked = {row.place for row in known if row.through == self.way.gate}
        return not asked or any(gate.id in asked for gate in self.gates)

    @property
    def _flights(self) -> int:
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


def sensible(answers: Sequence[Answer]) -> list[Answer]:
    """Answers for one pair of places and one service that a forwarder would offer.

    Left out is what passes an end on the way, crosses the border of home twice or elsewhere
    than asked, takes more than 2.5 times the typical hours of the quickest of its mode or more
    than 1.5 times the kilometres of the shortest, and another gateway that costs more than a
    fifth of either.  A ship may take its time, but has to end within 2,000 km of the
    destination; a flight is one, within 500 km of either end.  The limits are judgement.

    Parameters
    ----------
    answers : sequence of Answer
        No two with the same route.

    Returns
    -------
    list of Answer
        Some of them, in the same order.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> corridor = Corridor.load()
    >>> ways = [Way("rail", (), gate) for gate in ("Khorgos", "Dostyk", "Zabaikalsk")]
    >>> answers = [
    ...     Answer(way, way.request("Urumqi", "Moscow", "fast"),
    ...            corridor.route("Urumqi", "Moscow", service="fast", via=way.gate))
    ...     for way in ways
    ... ]
    >>> [answer.way.gate for answer in sensible(answers)]
    ['Khorgos', 'Dostyk']
    """
    straight = [answer for answer in answers if answer.straight]
    return [answer for answer in straight if _worth_it(answer, straight)]


def told_apart(answers: Sequence[Answer]) -> list[Answer]:
    """The quickest of each corridor and gateway: by these people tell ways apart.

    Parameters
    ----------
    answers : sequence of Answer
        For one pair of places and one service.

    Returns
    -------
    list of Answer
        By typical hours.
    """
    quickest: dict[tuple[str, Place | None], Answer] = {}
    for answer in sorted(answers, key=lambda answer: answer.route.hours):
        quickest.setdefault((answer.corridor, answer.gateway), answer)
    return list(quickest.values())


def _worth_it(answer: Answer, others: Sequence[Answer]) -> bool:
    """Whether none of the others makes this one pointless."""
    way = answer.way
    if way.mode in ("any", "air"):
        return True
    rivals = [other for other in others if other.way.mode == way.mode]
    if not _within(answer, rivals, SLOWEST, LONGEST):
        return False
    same = [other for other in rivals if not other.way.gate and other.way.avoid == way.avoid]
    return not way.gate or _within(answer, same, SLOWEST_GATE, LONGEST_GATE)


def _within(answer: Answer, others: Sequence[Answer], slowest: float, longest: float) -> bool:
    route = answer.route
    return all(
        route.hours <= slowest * other.route.hours
        and route.distance_km <= longest * other.route.distance_km
        for other in others
    )
