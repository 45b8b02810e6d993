"""How the names of a question were read: which place each stands for, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from ..places.readings import Reading, Role
from .view import avoided

if TYPE_CHECKING:
    from ..graph.infrastructure import Infrastructure
    from ..places.gazetteer import Place
    from .request import Request

__all__ = ["read_end", "readings_of"]


def readings_of(infra: Infrastructure, request: Request, nodes: Sequence[str]) -> list[Reading]:
    """How the names of a request were read for the route along some nodes.

    Places that were given exactly are left out, and countries, carriers and passages.

    Examples
    --------
    >>> from khorgos.geo import Network
    >>> from khorgos.geo.routing.request import Request
    >>> network = Network.load()
    >>> route = network.route("Warszawa", network.places["KLN"])
    >>> request = Request("Warszawa", network.places["KLN"])
    >>> [found.text for found in readings_of(network.infrastructure, request, route.nodes)]
    ["'Warszawa' is read as Warsaw (rail hub, PL), another name of it"]
    """
    return [*_readings(infra, request, nodes)]


def _readings(infra: Infrastructure, request: Request, nodes: Sequence[str]) -> Iterator[Reading]:
    yield from read_end(infra, "origin", request.origin, nodes[:1])
    if request.destination:  # else it is asked how far one comes
        yield from read_end(infra, "destination", request.destination, nodes[-1:])
    for name in request.via:
        yield from read_end(infra, "via", name, nodes)
    for name in request.avoid:
        places = avoided(infra, name)[0]
        if places:
            others = tuple(("", place) for place in places[1:])
            why = "and with it all of that name are avoided" if others else ""
            yield from _reading(infra, "avoid", name, places[0], why, others)


def read_end(
    infra: Infrastructure, role: Role, name: str, nodes: Iterable[str] = ()
) -> Iterator[Reading]:
    """How a name was read for a route that calls at some nodes, or is to start at its place.

    Examples
    --------
    >>> from khorgos.geo import Network
    >>> [reading.how for reading in read_end(Network.load().infrastructure, "hub", "Lódz")]
    ['folded']
    """
    found = infra.find(name)
    known, ids = infra.topology.nodes, {place.id for place in found}
    here = [known[node] for node in nodes if known[node].place in ids]
    place = infra.places[here[0].place] if here else found[0]
    carriers = infra.by_carrier(found)
    carrier = here[0].carrier if here else ""
    others = [(by, other) for by, other in carriers.items() if other.id != place.id]
    shared = f"which bears this name for {carrier}" if carrier and others else ""
    others = others or [("", other) for other in found if other.id != place.id]
    yield from _reading(infra, role, name, place, shared, tuple(others))


def _reading(
    infra: Infrastructure,
    role: Role,
    name: str,
    place: Place,
    shared: str,
    others: tuple[tuple[str, Place], ...],
) -> Iterator[Reading]:
    """The reading of a name, unless there is nothing to read: the place itself was given."""
    how = infra.gazetteer.how(name, place)
    if how == "exact":
        return
    code = infra.gazetteer.codes.get(place.id)
    reasons = {
        "name": "",
        "alias": "another name of it",
        "id": f"its id here, not {code.airport} ({code.country})" if code else "its id here",
        "folded": "spelt differently",
    }
    why = shared or reasons[how]
    yield Reading(role, name, place, how, why, others if why else ())
