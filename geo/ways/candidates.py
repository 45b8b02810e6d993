"""The ways that freight is offered between two places, as questions; and which answers make sense.

Who ships from China to Europe is offered the train over Kazakhstan or Mongolia, the Middle
Corridor, the truck and the ship.  Each of them is one question to the network.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from ..places.distances import great_circle_km
from ..routing.request import Request
from ..uncertainty.regimes import corridor_of

if TYPE_CHECKING:
    from ..places.gazetteer import Place
    from ..routing.route import Route

__all__ = ["BY_AIR", "WAYS", "Answer", "Way", "sensible", "told_apart", "ways_between"]

SLOWEST, LONGEST = 2.5, 1.5
"""A way takes at most so many times the hours, and the km, of the best of its mode; judgement."""
SLOWEST_GATE = LONGEST_GATE = 1.2
"""Another gateway costs at most so many times those of the one left open; judgement."""
INLAND_KM = 2000.0
"""A container that came by ship goes at most so far over land outside China; judgement."""
FEEDER_KM = 500.0
"""Trucks go at most so far to an airport, and from one; judgement."""
SOUTH, SOUTH_KM = "SZX", 800.0
"""Southern China is what lies so near to Shenzhen; judgement."""

AFLOAT = ("sea", "ferry")
NEITHER = ("Russia", "Ukraine")
MIDDLE = (*NEITHER, "Iran")
BLACK_SEA = (*MIDDLE, "Türkiye", "Bulgaria")
SOUTHERN = (*NEITHER, "Azerbaijan")
COAST = ("Kazakhstan", "Kyrgyzstan", "Mongolia", "Pakistan", "Russia")

GATES = {
    "Khorgos": ("ALT", "NZH"),
    "Dostyk": ("DOS",),
    "Alakol/Alashankou": ("AKL",),
    "Zabaikalsk": ("ZBK",),
    "Zamyn-Uud": ("ZMU",),
}
"""What to pass -> ids of the places behind the border of China there."""
RAIL_GATES = ("Khorgos", "Dostyk", "Zabaikalsk", "Zamyn-Uud")
ROAD_GATES = ("Khorgos", "Zabaikalsk", "Zamyn-Uud")
BUSIEST = "Nur Zholy"
"""So near to the next crossing that one may turn round there, unless this one is avoided."""
KNOWN_AS = {"ALT": "KGW", "AKL": "DOS", "ZBK": "MZL", "ZMU": "ERL"}
"""Place behind the border -> the one nearby whose name is in use, if a route calls there."""


class Way(NamedTuple):
    """One question.

    Parameters
    ----------
    mode : str
        As for `Corridor.route`.
    avoid : tuple of str
        As for `Corridor.route`.
    gate : str
        Of `GATES`, to pass; empty to leave it open.
    ends : str
        ``abroad`` if it is asked only where one end lies in China, ``north`` or ``south`` if
        only where that end lies in the north or south of it; empty if always.

    Examples
    --------
    >>> Way("rail", ("Russia",)).request("Xi'an", "Poti", "fast").avoid
    ('Russia',)
    """

    mode: str
    avoid: tuple[str, ...] = ()
    gate: str = ""
    ends: str = ""

    def request(self, origin: str, destination: str, service: str) -> Request:
        """The question for two places."""
        via = (self.gate,) if self.gate else ()
        return Request(origin, destination, self.mode, service, via=via, avoid=self.avoid)


WAYS = (
    Way("rail"),
    Way("rail", ("ferry",)),  # round the north of the Caspian Sea, if it gets there
    Way("rail", NEITHER),
    Way("rail", MIDDLE),  # over the Caspian Sea
    Way("rail", BLACK_SEA),  # and from Poti to Constanța
    Way("rail", SOUTHERN),  # round the south of the Caspian Sea
    *(Way("rail", (), gate, "abroad") for gate in RAIL_GATES),
    *(Way("rail", MIDDLE, gate, "abroad") for gate in RAIL_GATES[:2]),
    Way("road"),
    Way("road", NEITHER),
    *(Way("road", (), gate, "abroad") for gate in ROAD_GATES),
    Way("road", (BUSIEST,), "Alakol/Alashankou", "abroad"),
    Way("sea", (), "", "abroad"),  # from port to port
    # Without its neighbours, one leaves China by ship; Shenzhen is nearer to Suez than other
    # ports, but not to most of China.
    Way("any", COAST, "", "south"),
    Way("any", (*COAST, "Shenzhen"), "", "north"),
)
"""All questions; of those with the same answer the first counts."""

BY_AIR = (Way("air", (), "", "abroad"),)
"""What is asked beyond `WAYS` where loose cargo may fly: an explorer is of containers."""


def ways_between(places: Mapping[str, Place], origin: Place, destination: Place) -> list[Way]:
    """Those of `WAYS` that are asked for two places.

    Parameters
    ----------
    places : mapping of str to Place
        Of the network, by id.
    origin, destination : Place
        Two places.

    Returns
    -------
    list of Way
        In the order of `WAYS`.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> corridor = Corridor.load()
    >>> almaty, tashkent = (corridor.places[id_] for id_ in ("ALM1", "TAS"))
    >>> {way.mode for way in ways_between(corridor.places, almaty, tashkent)} == {"rail", "road"}
    True
    """
    kinds = {""}
    ends = [place for place in (origin, destination) if place.country == "CN"]
    if len(ends) == 1:
        south = places.get(SOUTH)
        near = south is not None and great_circle_km(ends[0], south) <= SOUTH_KM
        kinds |= {"abroad", "south" if near else "north"}
    return [way for way in WAYS if way.ends in kinds]


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

    @cached_property
    def corridor(self) -> str:
        """Corridor of ``regimes.csv``."""
        return corridor_of(self.route.legs)

    @cached_property
    def places(self) -> list[Place]:
        """Places on the way, without points at which only a border is drawn."""
        return [place for place in self.route.places if place.kind != "border_point"]

    @cached_property
    def gates(self) -> list[Place]:
        """Places behind the border of China, one for each time that the route crosses it."""
        return [
            end if start.country == "CN" else start
            for start, end in itertools.pairwise(self.places)
            if (start.country == "CN") != (end.country == "CN")
        ]

    @property
    def gateway(self) -> Place | None:
        """Where it crosses the border of China by land, under the name that is in use."""
        if self.corridor in ("sea", "air") or not self.gates:
            return None
        gate = self.gates[0]
        name = KNOWN_AS.get(gate.id)
        return next((place for place in self.places if place.id == name), gate)

    @cached_property
    def straight(self) -> bool:
        """False if it does not do what was asked, or passes an end on the way."""
        places = [place.id for place in self.places]
        if places[0] in places[1:] or places[-1] in places[:-1] or len(self.gates) > 1:
            return False
        if self.way.mode == "any":
            return self.corridor == "sea" and self._inland_km <= INLAND_KM
        if self.way.mode == "air":
            return self._flights == 1 and max(self._feeders_km) <= FEEDER_KM
        asked = GATES.get(self.way.gate)
        return asked is None or any(gate.id in asked for gate in self.gates)

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
        """Kilometres over land outside China."""
        return sum(
            leg.distance_km
            for leg in self.route.legs
            if leg.carrier not in AFLOAT and leg.country != "CN"
        )


def sensible(answers: Sequence[Answer]) -> list[Answer]:
    """Answers for one pair of places and one service that a forwarder would offer.

    Left out is what passes an end on the way, crosses the border of China twice or elsewhere
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
    open_to_all = tuple(name for name in way.avoid if name != BUSIEST)
    same = [other for other in rivals if not other.way.gate and other.way.avoid == open_to_all]
    return not way.gate or _within(answer, same, SLOWEST_GATE, LONGEST_GATE)


def _within(answer: Answer, others: Sequence[Answer], slowest: float, longest: float) -> bool:
    route = answer.route
    return all(
        route.hours <= slowest * other.route.hours
        and route.distance_km <= longest * other.route.distance_km
        for other in others
    )
