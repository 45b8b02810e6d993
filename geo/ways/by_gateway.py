"""The fastest way by each gateway of the home country, or by each corridor: one row for each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from ..errors import NoRoute, UnknownPlace
from ..places.gazetteer import Place
from ..routing.request import Request
from ..routing.router import find_route, route_of
from ..routing.search import fastest
from ..routing.view import View
from .candidates import FEEDER_KM, Answer, Way, ways_between
from .tradeoffs import Alternative

if TYPE_CHECKING:
    from ..places.geography import Geography
    from .appraisal import Appraiser

__all__ = ["gates_of", "offers"]

PATIENCE = 1.2
"""A box goes to its port by train, and on, if that takes at most so many times the hours with a
truck: nobody chooses the ship for its speed; judgement.
"""


def offers(appraiser: Appraiser, request: Request, by: str) -> list[Alternative]:
    """One row for each gateway or corridor, with the fastest way or why there is none.

    Parameters
    ----------
    appraiser : Appraiser
        Of the network.
    request : Request
        Origin, destination, service, avoid and include count.  By gateway the mode is rail
        unless it is road; by corridor it follows from the corridor.
    by : {'gateway', 'corridor'}
        What tells the rows apart: the gateways of ``gateways.csv`` that have a name; or the
        corridors of ``corridors.csv`` that are offered, and what else there is between the two
        places.  The ship has trains to and from its ports, if they take no more than a fifth
        longer than trucks.

    Returns
    -------
    list of Alternative
        Their criteria are time and reliability; nothing is said of what they share.

    Raises
    ------
    UnknownPlace
        If a name is not known.
    RequestError
        If the two places are the same.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> rows = Corridor.load().alternatives("Xi'an", "Duisburg", by="gateway")
    >>> [row.why[0] for row in rows if not row.missing]
    ['Khorgos', 'Dostyk', 'Manzhouli', 'Erenhot']
    """
    infra = appraiser.infrastructure
    View(infra, request).ends(request)
    ends = [infra.find(name)[0] for name in (request.origin, request.destination)]
    if by == "gateway":
        return list(_by_gateway(appraiser, request, ends))
    return list(_by_corridor(appraiser, request, ends))


def _row(appraiser: Appraiser, word: str, answer: Answer) -> Alternative:
    route = answer.route
    criteria = {"time": route.hours, "reliability": route.high_hours}
    return Alternative((word,), criteria, 0.0, answer.request, "", appraiser, lambda: route)


def _missing(word: str, request: Request, reason: str) -> Alternative:
    return Alternative((word,), {}, 0.0, request, reason)


def gates_of(geography: Geography) -> dict[str, str]:
    """Gateways that people ask for: their name, and what to pass there.

    Examples
    --------
    >>> from khorgos.geo.places.geography import OURS
    >>> gates_of(OURS)["Manzhouli"]
    'Zabaikalsk'
    """
    return {row.name: row.through for row in geography.gateways.values() if row.name}


def _by_gateway(
    appraiser: Appraiser, request: Request, both: Sequence[Place]
) -> Iterator[Alternative]:
    geography = appraiser.infrastructure.geography
    countries = geography.countries
    inside = sum(end.country in countries.home for end in both)
    mode = "road" if request.mode == "road" else "rail"
    for word, gate in gates_of(geography).items():
        asked = replace(request, mode=mode, via=(gate,))
        if inside != 1:
            lie = "both lie" if inside else "neither lies"
            ends = f"{request.origin} and {request.destination}"
            home = countries.home_name or "a home country"
            reason = f"{ends}: {lie} in {home}, so that no gateway is passed"
            yield _missing(word, asked, reason)
            continue
        try:
            answer = Answer(
                Way(mode, request.avoid, gate), asked, find_route(appraiser.infrastructure, asked)
            )
        except UnknownPlace:  # the ends are known: own tables lack the gateway
            yield _missing(word, asked, f"no place is called {gate!r}")
        except NoRoute as error:
            yield _missing(word, asked, str(error))
        else:
            if answer.straight and answer.gates:
                yield _row(appraiser, word, answer)
            else:
                ends = f"from {request.origin} to {request.destination}"
                reason = f"the way {ends} by {word} turns back, or crosses the border elsewhere"
                yield _missing(word, asked, reason)


def _by_corridor(
    appraiser: Appraiser, request: Request, ends: Sequence[Place]
) -> Iterator[Alternative]:
    corridors = appraiser.infrastructure.geography.corridors
    ways = ways_between(appraiser.infrastructure, *ends, loose=True)
    quickest = _quickest(appraiser, request, ways)
    for sea, ship in [*quickest.items()]:
        if ship.carrier != "sea":
            continue
        by_train = [way._replace(avoid=(*way.avoid, "road")) for way in ways if way.mode == "any"]
        train = _quickest(appraiser, request, by_train).get(sea)
        if train is not None and train.route.hours <= PATIENCE * ship.route.hours:
            quickest[sea] = train
    offered = (name for name, rule in corridors.items() if rule.offered)
    for name in dict.fromkeys((*offered, *sorted(quickest))):
        word = corridors[name].name if name in corridors else name
        if name in quickest:
            yield _row(appraiser, word, quickest[name])
        else:
            there = f"from {request.origin} to {request.destination}"
            reason = f"no {word} way {there}"
            if name in corridors and corridors[name].carrier == "air":
                reason = f"no flight within {FEEDER_KM:.0f} km by road at either end {there}"
            yield _missing(word, request, reason)


def _quickest(appraiser: Appraiser, request: Request, ways: Iterable[Way]) -> dict[str, Answer]:
    """Corridor -> the fastest answer that makes sense."""
    quickest: dict[str, Answer] = {}
    for way in ways:
        answer = _answer(appraiser, request, way)
        if answer is not None and answer.straight:
            best = quickest.get(answer.corridor)
            if best is None or answer.route.hours < best.route.hours:
                quickest[answer.corridor] = answer
    return quickest


def _answer(appraiser: Appraiser, request: Request, way: Way) -> Answer | None:
    """The way between the ends of a request, under what it rules out; None if there is none."""
    asked = way.request(request.origin, request.destination, request.service)
    asked = replace(asked, avoid=(*asked.avoid, *request.avoid), include=request.include)
    try:
        view = View(appraiser.infrastructure, asked)
        nodes = fastest(view, [asked])[0]
    except UnknownPlace:  # the ends are known: own tables lack what the way names
        return None
    return None if nodes is None else Answer(way, asked, route_of(view, asked, nodes))
