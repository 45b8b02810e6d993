"""What a reader may choose from: the sensible ways between the hubs of the network."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, NamedTuple

from ..errors import RequestError, UnknownPlace
from ..places.gazetteer import Place
from ..routing.request import SERVICES, Request
from ..routing.router import route_of
from ..routing.search import fastest
from ..routing.view import View
from ..uncertainty.outlook import Outlook
from .candidates import Answer, Way, sensible, told_apart, ways_between, ways_of

if TYPE_CHECKING:
    from ..graph.infrastructure import Infrastructure
    from .appraisal import Appraiser

__all__ = ["Choice", "choices"]


class Choice(NamedTuple):
    """One way from a hub to another.

    Parameters
    ----------
    origin, destination : Place
        The hubs.
    corridor : str
        Id of ``corridors.csv``, or ``other``.
    gateway : Place or None
        Where it crosses the border of the home country by land, such as Khorgos Gateway or Dostyk;
        None if it does not.
    outlook : Outlook
        How long it takes; its route says the rest.
    request : Request
        What to ask `Corridor.route` for the same route.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> first = next(Corridor.load().choices(("Urumqi", "Astana"), "fast"))
    >>> first.gateway.name, first.corridor, first.request.service
    ('Dostyk', 'central_asia', 'fast')
    >>> first
    <Choice: Urumqi → Astana, central_asia by Dostyk, fast, P50 2.9, P90 3.7 days>
    """

    origin: Place
    destination: Place
    corridor: str
    gateway: Place | None
    outlook: Outlook
    request: Request

    def __repr__(self) -> str:
        p50, p90 = (self.outlook.quantile(p) / 24 for p in (0.5, 0.9))
        days = f"{self.request.service}, P50 {p50:.1f}, P90 {p90:.1f} days"
        return f"<Choice: {self._ends}, {self._way}, {days}>"

    def _repr_html_(self) -> str:
        from ..html import card

        tables = (
            self.outlook._quantiles_table(),  # noqa: SLF001  of this package
            self.outlook.route._legs_table(),  # noqa: SLF001
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
            "origin": self.origin.name,
            "destination": self.destination.name,
            "corridor": self.corridor,
            "gateway": self.gateway.name if self.gateway else None,
            "request": {
                name: list(value) if isinstance(value, tuple) else value
                for name, value in asdict(self.request).items()
            },
            "route": self.outlook.route.to_dict(),
            "outlook": self.outlook.to_dict(),
        }


def choices(
    appraiser: Appraiser,
    hubs: Sequence[str] | None = None,
    services: Sequence[str] = SERVICES,
    progress: Callable[[int, int], object] | None = None,
) -> Iterator[Choice]:
    """All sensible ways between hubs, one after the other.

    What is asked for each pair is in ``ways.csv``; what makes no sense is left out
    (`khorgos.geo.ways.candidates.sensible`), and of each corridor and gateway the quickest is kept.

    Parameters
    ----------
    appraiser : Appraiser
        Of the network.
    hubs : sequence of str, optional
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
        hubs = appraiser.infrastructure.hubs
    services = (services,) if isinstance(services, str) else tuple(dict.fromkeys(services))
    places = _places(appraiser.infrastructure, (hubs,) if isinstance(hubs, str) else hubs)
    if len(places) < 2:  # noqa: PLR2004
        raise RequestError("fewer than two hubs; name two or more places")
    if not services:
        raise RequestError(f"no service; name one of {', '.join(SERVICES)}")
    for service in services:
        Request("", "", service=service)
    return _choices(appraiser, places, services, progress)


def _places(infra: Infrastructure, hubs: Sequence[str]) -> dict[str, Place]:
    """What to ask for -> the hub, each once."""
    places: dict[str, Place] = {}
    for name in hubs:
        if not isinstance(name, str):
            raise RequestError(f"{name!r:.60} is no name; give hubs as text")
        found = infra.find(name)
        # Several places may share a name: then it depends on the mode which is meant.
        places.setdefault(found[0].id if len(found) == 1 else name, found[0])
    return places


def _choices(
    appraiser: Appraiser,
    places: dict[str, Place],
    services: Sequence[str],
    progress: Callable[[int, int], object] | None,
) -> Iterator[Choice]:
    finder = Finder(appraiser.infrastructure, places)
    steps = itertools.count(1)
    for name, origin in places.items():
        found = {}
        for service in services:
            found[service] = finder.paths(name, service)
            if progress is not None:
                progress(next(steps), len(places) * len(services))
        for other, destination in places.items():
            for service in services:
                paths = found[service][other]
                ways = [
                    Choice(
                        origin,
                        destination,
                        answer.corridor,
                        answer.gateway,
                        appraiser.outlook(answer.route),
                        answer.request,
                    )
                    for answer in told_apart(sensible([path.answer() for path in paths]))
                ]
                yield from sorted(ways, key=lambda choice: choice.outlook.quantile(0.5))


class HubPath(NamedTuple):
    """What the search has found for one way between two hubs."""

    way: Way
    request: Request
    view: View
    nodes: list[str]

    @property
    def edges(self) -> tuple[str, ...]:
        """Ids, by which two paths are the same."""
        found = (self.view.edges[step] for step in itertools.pairwise(self.nodes))
        return tuple(edge.id for edge in found if edge is not None)

    def answer(self) -> Answer:
        """The path with its route."""
        return Answer(self.way, self.request, route_of(self.view, self.request, self.nodes))


class Finder:
    """Asks the same questions from many hubs.

    Parameters
    ----------
    infrastructure : Infrastructure
        Places, edges and figures.
    places : dict of str to Place
        What to ask for -> the hub.
    """

    def __init__(self, infrastructure: Infrastructure, places: dict[str, Place]):
        self._infra = infrastructure
        self._places = places
        self._views: dict[tuple[str, str, tuple[str, ...]], View] = {}
        self._ways = ways_of(infrastructure.geography)
        # Own tables may lack a place that a way names.
        self._unknown = {way for way in self._ways if not self._knows(way)}

    def _knows(self, way: Way) -> bool:
        try:
            view = self._view(way.request("", "", SERVICES[0]))
            return not way.gate or bool(view.between[way.gate])
        except UnknownPlace:
            return False

    def _view(self, request: Request) -> View:
        key = (request.mode, request.service, request.avoid)
        if key not in self._views:
            self._views[key] = View(self._infra, request)
        return self._views[key]

    def paths(self, name: str, service: str) -> dict[str, list[HubPath]]:
        """Paths from a hub to each of the others, of which no two are the same."""
        asked: dict[Way, list[str]] = {}
        for other, place in self._places.items():
            for way in ways_between(self._infra, self._places[name], place):
                if other != name and way not in self._unknown:
                    asked.setdefault(way, []).append(other)
        found: dict[str, dict[tuple[str, ...], HubPath]] = {other: {} for other in self._places}
        for way in sorted(asked, key=self._ways.index):  # of two that are the same the first counts
            for path in self._answers(way, name, asked[way], service):
                found[path.request.destination].setdefault(path.edges, path)
        for view in self._views.values():
            for node in view.terminals[name]:
                view.forget(node)
        return {other: list(paths.values()) for other, paths in found.items()}

    def _answers(
        self, way: Way, name: str, others: Sequence[str], service: str
    ) -> Iterator[HubPath]:
        view = self._view(way.request(name, name, service))
        starts = set(view.terminals[name])
        requests = [
            way.request(name, other, service)
            for other in others
            if starts.isdisjoint(view.terminals[other])
        ]
        if starts and requests:
            for request, nodes in zip(requests, fastest(view, requests), strict=True):
                if nodes is not None:
                    yield HubPath(way, request, view, nodes)
