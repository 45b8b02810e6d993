"""What the rows of the published record ask of the model.

A row says in free words where a shipment went and how long it took.  `resolve` turns it into
requests for routes, by the rules on words in `wording`: no row has a rule of its own,
and no rule looks at how long it took.  What cannot be asked has a reason.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from itertools import groupby, product
from typing import TYPE_CHECKING, Any

from ..errors import KhorgosError
from ..places.distances import great_circle_km
from ..places.gazetteer import fold
from ..routing.request import MODES, Request
from ..routing.router import find_route
from ..values import told_briefly
from .published import Observation
from .vocabulary import Asked, Vocabulary
from .wording import (
    ends_of,
    is_door,
    is_first,
    mode_of,
    regime_of,
    service_of,
    stops_of,
    vehicle_of,
)

if TYPE_CHECKING:
    from ..graph.infrastructure import Infrastructure
    from ..routing.route import Route

    Find = Callable[[Request], Sequence[Route]]

__all__ = ["Resolved", "Unresolved", "resolve"]

PLANS = ("scheduled", "claimed", "record")
"""Kinds of rows that speak of a month without trouble."""
UNKNOWN_END = re.compile(
    r"not in excerpt|not (given|stated|named)|unknown|ambiguous|\bor origin\b|\bkm \w+ of\b"
)
DETOUR = 2.2
"""Length by the straight line from which a way is a detour."""

Call = tuple[str, str, dict[str, Any]]


@told_briefly
@dataclass(frozen=True)
class Resolved:
    """A row as the model can be asked it.

    Parameters
    ----------
    row : Observation
        The row.
    requests : tuple of (str, str, dict)
        Origin, destination and options of `Network.route`; each stands for the row.
    routes : tuple of Route
        Their answers.
    service : str
        ``fast`` or ``standard``.
    regime : str or None
        ``quiet``, ``stressed`` or ``disrupted`` if the row says so.
    door : bool
        True if the time runs from door to door.
    areas : bool
        True if an end is a country or region, for which hubs stand.
    month : str
        In which it was measured, such as ``2024-06``; empty if the row does not say, or speaks
        of a plan.
    """

    row: Observation
    requests: tuple[tuple[str, str, dict[str, Any]], ...] = field(hash=False)
    routes: tuple[Route, ...]
    service: str
    regime: str | None
    door: bool
    areas: bool
    month: str = ""


@told_briefly
@dataclass(frozen=True)
class Unresolved:
    """A row that the model cannot be asked, and why; `circular` if its figures rest on it."""

    row: Observation
    reason: str
    circular: bool = False


class _Cannot(Exception):
    """Why a row cannot be asked."""


def resolve(
    row: Observation,
    infra: Infrastructure,
    words: Vocabulary | None = None,
    find: Find | None = None,
) -> Resolved | Unresolved:
    """What a row asks of the model.

    Parameters
    ----------
    row : Observation
        From `read_observations`.
    infra : Infrastructure
        Places, edges and figures.
    words : Vocabulary, optional
        Of the network; worth keeping for many rows.
    find : callable, optional
        What answers a request: routes, of which the first that the row describes is taken; the
        fastest in a quiet month alone if left out.

    Returns
    -------
    Resolved or Unresolved
        Requests with their routes, or the reason why there are none.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> from khorgos.geo.evidence.published import read_observations
    >>> asked = resolve(read_observations()[0], Corridor.load().infrastructure)
    >>> asked.requests[0][:2], asked.service
    (("Xi'an", 'Duisburg'), 'fast')
    """
    cited = {id_ for rows in infra.figures.values() for f in rows.values() for id_ in f.sources}
    for id_ in sorted(cited):
        source = infra.sources.get(id_)
        if source is not None and row.rests_in(source):
            return Unresolved(row, f"figures of the model rest on it ({id_})", circular=True)
    try:
        known = Vocabulary.of(infra) if words is None else words
        return _resolve(row, infra, known, find or (lambda asked: [find_route(infra, asked)]))
    except (KhorgosError, _Cannot) as reason:
        return Unresolved(row, str(reason))


def _resolve(row: Observation, infra: Infrastructure, words: Vocabulary, find: Find) -> Resolved:
    try:
        mode, carriers = mode_of(row.mode)
    except ValueError as reason:
        raise _Cannot(str(reason)) from None
    try:
        return _asked_by(mode, row, infra, words, find, carriers)
    except (KhorgosError, _Cannot):
        if mode != "rail" or "road" not in carriers:
            raise
        return _asked_by("any", row, infra, words, find, carriers)  # trucks go part of the way


def _asked_by(
    mode: str,
    row: Observation,
    infra: Infrastructure,
    words: Vocabulary,
    find: Find,
    carriers: AbstractSet[str],
) -> Resolved:
    if "sailing" in row.own or carriers == {"ferry"}:
        raise _Cannot("a sailing alone, not a transit time")
    if "bulk" in row.note.lower():
        raise _Cannot("bulk wagons, not containers")
    origins, whole = _ends(infra, row.origin, words, mode)
    destinations, whole_too = _ends(infra, row.destination, words, mode)
    named, road = not (whole and whole_too), mode == "road"
    said = row.service
    service = service_of(
        row.own, row.words, row.note.lower(), row.kind, named=named, road=road, said=said
    )
    if not road and not said and is_first(f"{row.title}; {row.note}", row.kind):
        service = "fast"  # it had the priority that defines the service
    door = is_door(row.words)
    found: list[tuple[Call, Route]] = []
    failed = []
    for (origin, destination), (stops, codes) in product(
        product(origins, destinations), list(stops_of(row.via, words))
    ):
        way = (origin, destination, stops, codes)
        options = _options(row, infra, words, mode, carriers, way)
        options |= {"service": service, "door": door, "vehicle": vehicle_of(row.mode)}
        try:
            found.append(_best(row, infra, (origin, destination, options), codes, find))
        except (KhorgosError, _Cannot) as error:
            failed.append(str(error))
    if not found:
        raise _Cannot(failed[0])
    requests, routes = zip(*found, strict=True)
    regime = regime_of(row.words)
    if regime is None and row.kind in PLANS:
        regime = "quiet"
    month = row.month if row.kind == "observed" else ""
    return Resolved(row, requests, routes, service, regime, door, whole or whole_too, month)


def _ends(infra: Infrastructure, text: str, words: Vocabulary, mode: str) -> tuple[list[str], bool]:
    """Places for one end, and whether they stand for a region."""
    if UNKNOWN_END.search(text.lower()):
        raise _Cannot(f"where it starts or ends is not certain: {text}")
    found, whole = ends_of(text, words, ports=mode == "sea")
    if not found:
        raise _Cannot(f"nothing in the network is called {text!r}")
    # What the mode does not reach drops out of a region; a place is kept for the error.
    reached = [name for name in found if not whole or _reached(infra, name, mode)]
    if not reached:
        raise _Cannot(f"no terminal of the network stands for {text!r} by {mode}")
    return reached, whole


def _reached(infra: Infrastructure, name: str, mode: str) -> bool:
    nodes = infra.topology.nodes
    return any(nodes[node].carrier in MODES[mode] for node in infra.terminals(name))


def _options(
    row: Observation,
    infra: Infrastructure,
    words: Vocabulary,
    mode: str,
    carriers: AbstractSet[str],
    way: tuple[str, str, Sequence[str], AbstractSet[str]],
) -> dict[str, Any]:
    """Options of `Network.route` for one way that the row allows."""
    *ends, stops, codes = way
    places = {place.id for name in ends for place in infra.find(name)}
    beyond = [_far_side(infra, name, mode) for name in stops]
    via = [
        far
        for name, far in zip(stops, beyond, strict=True)
        if places.isdisjoint(p.id for stop in (name, far) for p in infra.find(stop))
    ]
    countries = {infra.find(name)[0].country for name in ends} | codes
    inland = mode == "sea" and not all(_reached(infra, name, mode) for name in ends)
    topics = words.topics_of(f"{row.mode}; {row.quantity}; {row.via}")
    asked = Asked(topics, carriers, inland, countries, codes, {*stops, *ends}, _year(row))
    rules = list(words.rules_for(asked))
    around = {code for rule in rules for code in rule.avoid_countries} - countries
    avoid = [words.countries.name(code) for code in sorted(around)]
    avoid += [name for rule in rules for name in rule.avoid]
    return {
        "mode": "any" if inland else mode,
        "via": [*dict.fromkeys(via)],
        "avoid": tuple(avoid),
        "include": tuple(dict.fromkeys(rule.include for rule in rules if rule.include)),
    }


def _far_side(infra: Infrastructure, name: str, mode: str) -> str:
    """The place beyond a crossing, if the name is one: who goes by it goes over it."""
    for gateway in infra.geography.gateways.values():
        crossings = {fold(crossing) for crossing in gateway.crossings}
        if gateway.mode == mode and fold(name) in crossings and gateway.place in infra.places:
            return infra.places[gateway.place].name
    return name


def _year(row: Observation) -> float:
    """The row's year; infinity if it gives none."""
    return int(row.year[:4]) if re.match(r"\d{4}", row.year) else math.inf


def _best(
    row: Observation, infra: Infrastructure, request: Call, codes: Iterable[str], find: Find
) -> tuple[Call, Route]:
    """The request with its stops in the order that is fastest, and its route.

    Texts name the places in the order of travel, in that of the corridor, or in none.
    """
    origin, destination, options = request
    via, start = options["via"], infra.find(origin)[0]
    near = lambda name: great_circle_km(start, infra.find(name)[0])
    orders = dict.fromkeys((tuple(via), tuple(reversed(via)), tuple(sorted(via, key=near))))
    found = []
    failed = None
    for order in orders:
        asked = {**options, "via": order}
        try:
            routes = _routes(find, (origin, destination, asked))
            straight = great_circle_km(routes[0].origin, routes[0].destination)
            if "ferry" in asked["avoid"] and routes[0].distance_km > DETOUR * straight:
                # Nobody means that: the ferry is part of the line.
                asked["avoid"] = tuple(name for name in asked["avoid"] if name != "ferry")
                routes = _routes(find, (origin, destination, asked))
            found.append(((origin, destination, asked), _described(row, codes, routes)))
        except (KhorgosError, _Cannot) as error:
            failed = failed or error
    if failed and not found:
        raise failed
    return min(found, key=lambda pair: pair[1].hours)


def _routes(find: Find, call: Call) -> Sequence[Route]:
    origin, destination, asked = call
    lists = {name: tuple(asked[name]) for name in ("via", "avoid", "include")}
    return find(Request(origin, destination, **{**asked, **lists}))


def _described(row: Observation, codes: Iterable[str], routes: Sequence[Route]) -> Route:
    """The first route that a row describes."""
    failed: _Cannot | None = None
    for route in routes:
        try:
            _check(row, route, codes)
        except _Cannot as reason:
            failed = failed or reason
        else:
            return route
    raise failed or _Cannot("nothing goes there")


def _check(row: Observation, route: Route, codes: Iterable[str]) -> None:
    """See that a route takes the countries and the ships that the row names."""
    name = route.geography.countries.name
    missing = [name(code) for code in sorted(codes) if code not in route.countries]
    if missing:
        raise _Cannot(f"the network has no way by {' and '.join(missing)}")
    carriers = [leg.carrier for leg in route.legs if leg.kind == "move"]
    ships = sum(key for key, _ in groupby(carriers, lambda carrier: carrier in ("sea", "ferry")))
    asked = len(re.findall(r"sea|ferr", row.mode.lower())) + row.mode.count("2 ferr")
    if ships < asked:
        raise _Cannot(
            f"sea legs: the row names {asked}, the fastest way of the network has {ships}"
        )
