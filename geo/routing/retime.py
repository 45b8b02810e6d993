"""A route in another network than its own: the same way, timed by the figures that hold there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from ..errors import RequestError
from ..graph.topology import Link, Topology, wait_before
from .route import NOT_IN_GRAPH, Leg, Route, see_route
from .router import leg_of, whole

if TYPE_CHECKING:
    from ..graph.edge import Edge
    from ..graph.infrastructure import Infrastructure

__all__ = ["Explain", "in_network"]

Explain = Callable[[str, "Edge | None"], str]
"""Says of an edge that is closed, or does not exist, what has to do with it: `` by ...``."""


def in_network(infra: Infrastructure, route: Route, explain: Explain | None = None) -> Route:
    """A route as it is in a network.

    Parameters
    ----------
    infra : Infrastructure
        Places, edges and figures of the network.
    route : Route
        Of this network or of another one.
    explain : callable, optional
        Knows why an edge is closed.

    Returns
    -------
    Route
        The route itself if it is of this network.  Else the same way through this network's edges
        and figures: waits that a scenario puts before an edge are taken in or left out, drivers
        rest anew, and as many of them drive.

    Raises
    ------
    RequestError
        If an edge of it does not exist there, or is neither open nor of the status that it was
        taken with; names the first.

    Examples
    --------
    >>> from khorgos.geo import Network
    >>> today = Network.load()
    >>> holiday = today.apply("nurzholy-holiday").infrastructure
    >>> route = today.route("Almaty", "Urumqi", mode="road")
    >>> in_network(today.infrastructure, route) is route
    True
    >>> in_network(holiday, route).hours > route.hours + 24
    True
    """
    see_route(route)
    links = _links(route)
    if _belongs(infra, route, links):
        return route
    nodes, edges = [route.nodes[0]], list[Link]()
    for start, end, old in _without_waits(links):
        found = _across(infra.topology, start, end, old)
        if not found:
            raise _closed(infra, route, (start, end, old), explain)
        nodes += [node for _, node, _ in found]
        edges += found
    legs = [leg_of(infra, link, route.variant) for link in edges]
    return whole(infra, route, legs, nodes)


def _links(route: Route) -> list[Link]:
    """Edges of the network that it takes, each with its nodes."""
    edges = [leg.edge for leg in route.legs if leg.activity not in NOT_IN_GRAPH]
    if len(edges) != len(route.nodes) - 1:
        remedy = "change both, or ask Network.route for a route"
        raise RequestError(f"{route!r:.80}: its legs are not those between its nodes; {remedy}")
    return list(zip(route.nodes, route.nodes[1:], edges, strict=False))


def _belongs(infra: Infrastructure, route: Route, links: list[Link]) -> bool:
    """Whether a route is of a network: has its edges, figures and version."""
    if route.data_version != infra.data_version:
        return False
    if route.geography is not infra.geography and route.geography.folder != infra.geography.folder:
        return False
    get = infra.topology.get
    for start, end, edge in links:
        known = get(start, end, edge.id)
        if known is not edge and known != edge:
            return False
    return all(_has(infra, leg, route.variant) for leg in route.legs)


def _has(infra: Infrastructure, leg: Leg, variant: str) -> bool:
    if leg.figure.id not in infra.figures:
        return False
    figure = infra.figure(leg.figure.id, variant)
    return figure is leg.figure or figure == leg.figure


def _without_waits(links: list[Link]) -> Iterator[Link]:
    """The same without the waits that scenarios put before edges."""
    ahead = ""
    for number, (start, end, edge) in enumerate(links):
        onward = links[number + 1][2].id if number + 1 < len(links) else ""
        if (end, edge.id) == wait_before(start, onward):
            ahead = start
        else:
            yield ahead or start, end, edge
            ahead = ""


def _across(topology: Topology, start: str, end: str, old: Edge) -> list[Link]:
    """The edge from one node to another, with the wait before it; empty if it is closed."""
    node, wait = wait_before(start, old.id)
    found = [(start, end, topology.get(start, end, old.id))]
    if found[0][2] is None:
        found = [
            (start, node, topology.get(start, node, wait)),
            (node, end, topology.get(node, end, old.id)),
        ]
    usable = ("open", old.status)
    links = [(a, b, edge) for a, b, edge in found if edge is not None and edge.status in usable]
    return links if len(links) == len(found) else []


def _closed(
    infra: Infrastructure, route: Route, link: Link, explain: Explain | None
) -> RequestError:
    start, end, old = link
    node, _ = wait_before(start, old.id)
    topology = infra.topology
    now = topology.get(start, end, old.id) or topology.get(node, end, old.id)
    why = explain(old.id, now) if explain else ""
    state = f"is {now.status}" if now else "does not exist"
    names = dict.fromkeys(
        place.name
        for leg in route.legs
        if leg.edge is old
        for place in (leg.origin, leg.destination)
    )
    where = " → ".join(names) if old.moves else f"{old.kind} at {next(iter(names))}"
    remedy = "ask this network for a route of its own"
    if now and now.status in ("planned", "suspended"):
        remedy += f", or with include={now.status!r}"
    return RequestError(
        f"{route.ends} cannot go this way here: {where} ({old.id}) {state}{why}; {remedy}"
    )
