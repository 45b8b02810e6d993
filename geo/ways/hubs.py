"""What a reader may choose from: the sensible ways between the hubs of the network."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from ..errors import NoRoute, RequestError
from ..places.gazetteer import Place, as_name, exactly, listed
from ..routing.request import SERVICES, Request
from ..uncertainty.outlook import Outlook
from ..values import unit_of
from .ways import Way, ways_of

if TYPE_CHECKING:
    from ..graph.infrastructure import Infrastructure
    from .appraisal import Appraiser

__all__ = ["Choice", "choices"]


class Choice(NamedTuple):
    """One way from a hub to another, of the set that `Network.ways` gives.

    Parameters
    ----------
    origin, destination : Place
        The hubs; of a name that several places share the one where trains end, whatever the way.
    corridor : str
        Id of ``corridors.csv``, or ``other``.
    gateway : Place or None
        Where it crosses the border of the home country by land, such as Khorgos Gateway or Dostyk;
        None if it does not.
    outlook : Outlook
        How long it takes; its route says the rest.
    request : Request
        The question behind it.
    way : Way
        Its id, name and labels; ``Network.route(…, way=choice.way.id)`` gives the same route.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> first = next(Corridor.load().choices(("Urumqi", "Astana"), "fast"))
    >>> first.gateway.name, first.corridor, first.request.service
    ('Dostyk', 'central_asia', 'fast')
    >>> first
    <Choice: Urumqi → Astana, central_asia by Dostyk, fast, P50 2.8, P90 3.8 days>
    """

    origin: Place
    destination: Place
    corridor: str
    gateway: Place | None
    outlook: Outlook
    request: Request
    way: Way

    def __repr__(self) -> str:
        size, unit = unit_of(self.outlook.quantile(0.5))
        p50, p90 = (self.outlook.quantile(p) / size for p in (0.5, 0.9))
        times = f"{self.request.service}, P50 {p50:.1f}, P90 {p90:.1f} {unit}"
        return f"<Choice: {self._ends}, {self._way}, {times}>"

    def _repr_html_(self) -> str:
        from ..html import card

        tables = (
            self.outlook._quantiles_table(),  # noqa: SLF001  of this package
            self.outlook._legs_table(),  # noqa: SLF001
        )
        facts = (self._way, self.request.service, f"{self.outlook.route.distance_km:,.0f} km")
        return card(self._ends, facts, tables)

    @property
    def _ends(self) -> str:
        return f"{self.origin.name} → {self.destination.name}"

    @property
    def _way(self) -> str:
        return f"{self.corridor} by {self.gateway.name}" if self.gateway else self.corridor

    def to_dict(self) -> dict[str, Any]:
        """The way as plain data, with its route and its outlook."""
        return {
            "id": self.way.id,
            "name": self.way.name,
            "why": list(self.way.why),
            "origin": self.origin.name,
            "destination": self.destination.name,
            "corridor": self.corridor,
            "gateway": self.gateway.name if self.gateway else None,
            "request": {
                name: list(value) if isinstance(value, tuple) else value
                for name, value in asdict(self.request).items()
            },
            "route": self.outlook.route_dict(),
            "outlook": self.outlook.to_dict(),
        }


def choices(
    appraiser: Appraiser,
    hubs: Sequence[str | Place] | None = None,
    services: Sequence[str] = SERVICES,
    progress: Callable[[int, int], object] | None = None,
) -> Iterator[Choice]:
    """All sensible ways between hubs, one after the other.

    Those of each pair are of the set that `Network.ways` gives, but for others of the same name
    that are the best at nothing.

    Parameters
    ----------
    appraiser : Appraiser
        Of the network.
    hubs : sequence of str or Place, optional
        Names, aliases or ids; those of ``hubs.csv`` that the network has if left out.
    services : sequence of str
        ``fast``, ``standard`` or both.
    progress : callable, optional
        Called with how many of how many steps are done.

    Returns
    -------
    iterator of Choice
        By pair in the order of the hubs, by service, then by P50.  Each can be dropped when
        the next one comes: all together take much room.

    Raises
    ------
    UnknownPlace
        If a hub is not known.
    RequestError
        If there are fewer than two hubs, or a service is not one of those that exist.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> found = list(Corridor.load().choices(("Almaty-1", "Tashkent"), "standard"))
    >>> [(choice.origin.name, choice.corridor) for choice in found]
    ... # doctest: +NORMALIZE_WHITESPACE
    [('Almaty-1', 'central_asia'), ('Almaty-1', 'road'),
     ('Tashkent', 'central_asia'), ('Tashkent', 'road')]
    """
    if hubs is None:
        hubs = [exactly(id_) for id_ in appraiser.infrastructure.hubs]
    services = (services,) if isinstance(services, str) else tuple(dict.fromkeys(services))
    places = _places(appraiser.infrastructure, listed(hubs, "hubs"))
    if len(places) < 2:  # noqa: PLR2004
        raise RequestError("fewer than two hubs; name two or more places")
    if not services:
        raise RequestError(f"no service; name one of {', '.join(SERVICES)}")
    for service in services:
        Request("", "", service=service)
    return _choices(appraiser, places, services, progress)


def _places(infra: Infrastructure, hubs: Sequence[str | Place]) -> dict[str, Place]:
    """What to ask for -> the hub, each once."""
    asked: dict[str, str] = {}  # id of the hub -> what to ask for
    for name in hubs:
        text = as_name(name, "hubs")
        found = infra.find(text)
        # Several places may share a name: then it depends on the mode where a way ends.  The hub
        # is one: that of trains, as `Network.route` takes them if nothing else is asked.
        nodes = [infra.topology.nodes[node] for node in infra.terminals(text)]
        ends = [node.place for node in nodes if node.carrier == "rail"] or [found[0].id]
        asked.setdefault(ends[0], text if len(found) > 1 else exactly(found[0].id))
    return {name: infra.places[id_] for id_, name in asked.items()}


def _choices(
    appraiser: Appraiser,
    places: dict[str, Place],
    services: Sequence[str],
    progress: Callable[[int, int], object] | None,
) -> Iterator[Choice]:
    pairs = [*itertools.product(places, places)]
    for number, (origin, destination) in enumerate(pairs):
        for service in services:
            for way in _ways(appraiser, Request(origin, destination, service=service)):
                ends = places[origin], places[destination]
                yield Choice(*ends, way.corridor, way.gateway, way.outlook, way.request, way)
        if progress is not None:
            progress(number + 1, len(pairs))


def _ways(appraiser: Appraiser, request: Request) -> list[Way]:
    """None between two names of one terminal, or where nothing goes."""
    terminals = appraiser.view(replace(request, mode="any")).terminals
    if not set(terminals[request.origin]).isdisjoint(terminals[request.destination]):
        return []
    try:
        found = ways_of(appraiser, request, None)
    except NoRoute:
        return []
    # Another way of the same name is of interest if it is the best at something.
    return [way for way in found if way.why or way.id == way.candidate.words.id]
