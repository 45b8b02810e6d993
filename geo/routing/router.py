"""Find the fastest route over gauges and borders."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ..errors import NoRoute
from ..graph.edge import Edge, Times
from ..graph.figures import RESTS
from ..places.gazetteer import Place
from .drivers import with_rests
from .naming import readings_of
from .request import CLOSED, Request
from .route import Leg, Route
from .search import crew, fastest, shortest
from .view import View

if TYPE_CHECKING:
    from ..graph.infrastructure import Infrastructure
    from ..graph.topology import Link

__all__ = ["find_route", "leg_of", "route_of", "whole"]


def find_route(infra: Infrastructure, request: Request) -> Route:
    """Fastest route for a request.

    The search is that of `khorgos.geo.routing.search.fastest`; edges that the request rules out are
    hidden from it.

    Parameters
    ----------
    infra : Infrastructure
        Places, edges and figures.
    request : Request
        The question.

    Returns
    -------
    Route
        With its legs.

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
    >>> from khorgos.geo import Corridor
    >>> request = Request("Xi'an", "Aktau", via=("Khorgos",))
    >>> route = find_route(Corridor.load().infrastructure, request)
    >>> "Khorgos Gateway" in [place.name for place in route.places]
    True
    """
    view = View(infra, request)
    view.ends(request)
    nodes = fastest(view, [request])[0]
    if nodes is None:
        cut_by, together = _cut_by(infra, request)
        origin, destination = (_name(infra, name) for name in (request.origin, request.destination))
        raise NoRoute(origin, destination, cut_by, request.mode, together=together)
    return route_of(view, request, nodes, request)


def route_of(view: View, request: Request, nodes: list[str], asked: Request | None = None) -> Route:
    """The route along a path that the search has found.

    Parameters
    ----------
    view : View
        In which it was found.
    request : Request
        The question.
    nodes : list of str
        The path.
    asked : Request, optional
        The question as it was put, of whose names the route says how they were read.

    Returns
    -------
    Route
        With its legs.
    """
    infra = view.infrastructure
    data = infra.topology.nodes
    origin, destination = (infra.places[data[node].place] for node in (nodes[0], nodes[-1]))
    legs = list(_legs(view, nodes))
    trucks = request.vehicle == "truck" and any(leg.carrier == "road" for leg in legs)
    bare = Route(
        origin,
        destination,
        request.mode,
        request.service,
        request.vehicle,
        (),
        infra.data_version,
        request.door,
        crew(view, request) if trucks else 0,
        readings=tuple(readings_of(infra, asked, nodes)) if asked else (),
    )
    return whole(infra, bare, legs, nodes)


def whole(infra: Infrastructure, route: Route, legs: list[Leg], nodes: Sequence[str]) -> Route:
    """A route over these legs, with the rests of its drivers, collection and delivery.

    Parameters
    ----------
    infra : Infrastructure
        Of which the legs are.
    route : Route
        Its ends, crew and what was asked stay.
    legs : list of Leg
        Edges of the network in order of travel.
    nodes : sequence of str
        Between them.

    Returns
    -------
    Route
        Of this network.
    """
    variant = route.variant
    origin, destination = (infra.places[place.id] for place in (route.origin, route.destination))
    if route.crew:
        legs = with_rests(legs, route.crew, infra.figure(RESTS, variant))
    if route.door:
        collection = _door(infra, variant, "door.collection", legs[0], origin)
        legs = [collection, *legs, _door(infra, variant, "door.delivery", legs[-1], destination)]
    return replace(
        route,
        origin=origin,
        destination=destination,
        legs=tuple(legs),
        data_version=infra.data_version,
        nodes=tuple(nodes),
        geography=infra.geography,
    )


def _door(infra: Infrastructure, variant: str, id_: str, beside: Leg, place: Place) -> Leg:
    """What happens between the door and the terminal."""
    figure = infra.figure(id_, variant)
    time = figure.hours(0.0)
    edge = Edge(
        id=id_,
        kind="door",
        carrier=beside.carrier,
        gauge=beside.gauge,
        carriers=frozenset((beside.carrier,)),
        country=place.country,
        status="open",
        length_km=0.0,
        length_source="",
        figure=id_,
        times=Times(time, time, time),
    )
    return Leg(edge, place, place, time, figure)


def _name(infra: Infrastructure, asked: str) -> str:
    """Name of the place; what was asked for where several places answer to it."""
    found = infra.find(asked)
    return found[0].name if len(found) == 1 else infra.said(asked)


def _legs(view: View, nodes: list[str]) -> Iterator[Leg]:
    known = view.legs
    for step in itertools.pairwise(nodes):
        if step not in known:
            edge: Any = view.edges[step]  # there is one: the search went here
            known[step] = leg_of(view.infrastructure, (*step, edge), view.variant)
        yield known[step]


def leg_of(infra: Infrastructure, link: Link, variant: str) -> Leg:
    """The leg that an edge is for a service.

    Parameters
    ----------
    infra : Infrastructure
        Places, edges and figures.
    link : (str, str, Edge)
        Nodes at both ends, and the edge.
    variant : str
        Of the service.

    Returns
    -------
    Leg
        With its places, hours and figure.

    Examples
    --------
    >>> from khorgos.geo import Network
    >>> infra = Network.load().infrastructure
    >>> leg_of(infra, next(iter(infra.topology)), "standard").kind
    'move'
    """
    *ends, edge = link
    start, end = (infra.places[infra.topology.nodes[node].place] for node in ends)
    return Leg(edge, start, end, edge.times.of(variant), infra.figure(edge.figure, variant))


def _cut_by(infra: Infrastructure, request: Request) -> tuple[list[str], bool]:
    """Conditions each of which cuts alone, or else those that cut only together (and True)."""
    relaxed: list[tuple[str, Request]] = [
        (
            f"avoid {infra.said(name)}",
            replace(request, avoid=tuple(a for a in request.avoid if a != name)),
        )
        for name in request.avoid
    ]
    relaxed += [
        (
            f"via {infra.said(name)}",
            replace(request, via=tuple(v for v in request.via if v != name)),
        )
        for name in request.via
    ]
    for status in CLOSED:
        if status not in request.include:
            more = replace(request, include=(*request.include, status))
            relaxed.append((f"links that are {status} (include {status} uses them)", more))
    if request.mode != "any":
        relaxed.append(
            (f"mode {request.mode} (mode any connects them)", replace(request, mode="any"))
        )
    alone = [text for text, other in relaxed if shortest(infra, other) is not None]
    return (alone, False) if alone else _together(infra, request)


def _together(infra: Infrastructure, request: Request) -> tuple[list[str], bool]:
    """Conditions that cut only together (and True), if there are any."""
    free = replace(request, avoid=(), via=())
    if shortest(infra, free) is None:
        return [], False
    # Put back what does no harm: the rest cuts together.
    together = []
    conditions = [("avoid", name) for name in request.avoid] + [("via", n) for n in request.via]
    for field, name in conditions:
        if field == "avoid":
            more = replace(free, avoid=(*free.avoid, name))
        else:
            more = replace(free, via=(*free.via, name))
        if shortest(infra, more) is None:
            together.append(f"{field} {infra.said(name)}")
        else:
            free = more
    return together, True
