"""Two networks side by side: what a scenario does to time, cost and CO2e, and what moved."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ..errors import NoRoute, RequestError
from ..routing.request import Request
from ..routing.router import route_of
from ..routing.search import fastest
from ..routing.view import View
from ..ways.hubs import HUBS
from .comparison import Comparison, Option

if TYPE_CHECKING:
    from ..graph.infrastructure import Infrastructure
    from ..routing.route import Route
    from ..ways.appraisal import Appraiser

__all__ = ["compare_all", "compare_pairs"]


class _Side:
    """One of the two networks, asked the same way for all pairs."""

    def __init__(self, appraiser: Appraiser, sample: Request):
        self.appraiser = appraiser
        self.view = View(appraiser.infrastructure, sample)

    def routes(self, requests: Sequence[Request]) -> list[Option | None]:
        """For requests with one origin."""
        paths = fastest(self.view, requests) if self.view.terminals[requests[0].origin] else []
        found = [
            None if path is None else Option(route_of(self.view, request, path), self.appraiser)
            for request, path in zip(requests, paths or [None] * len(requests), strict=True)
        ]
        for node in self.view.terminals[requests[0].origin]:
            self.view.forget(node)
        return found


def compare_pairs(
    base: Appraiser,
    changed: Appraiser,
    pairs: Iterable[tuple[str, str]],
    find: Callable[[Request], Route],
    **options: Any,
) -> list[Comparison]:
    """The same questions to two networks; see `khorgos.geo.compare`.

    Parameters
    ----------
    base, changed : Appraiser
        Of the two networks.
    pairs : iterable of (str, str)
        Origins and destinations: names, aliases or ids.
    find : callable
        Finds a route in the changed network, or raises a NoRoute that says what cut it.
    **options
        Those of `Network.route`: mode, service, vehicle, via, avoid, include, door, drivers.

    Returns
    -------
    list of Comparison
        In the order of the pairs.

    Raises
    ------
    UnknownPlace
        If a name is not known.
    RequestError
        If origin and destination are the same place, or an option makes no sense.
    """
    asked = [_request(*pair, options) for pair in pairs]
    found = _compare(base, changed, asked)
    return [
        comparison
        if comparison.after is not None
        else replace(comparison, after=None, why=_why(find, request))
        for comparison, request in zip(found, asked, strict=True)
    ]


def _why(find: Callable[[Request], Route], request: Request) -> str:
    try:
        find(request)
    except NoRoute as error:
        return str(error)
    return ""


def _request(origin: str, destination: str, options: dict[str, Any]) -> Request:
    lists = {
        name: (value,) if isinstance(value, str) else tuple(value)
        for name, value in options.items()
        if name in ("via", "avoid", "include")
    }
    try:
        return Request(origin, destination, **{**options, **lists})
    except TypeError as error:
        raise RequestError(f"{error}; the options are those of Corridor.route") from None


def _compare(base: Appraiser, changed: Appraiser, asked: Sequence[Request]) -> list[Comparison]:
    if not asked:
        return []
    sides = [_Side(appraiser, asked[0]) for appraiser in (base, changed)]
    groups: dict[str, list[int]] = {}
    for number, request in enumerate(asked):
        sides[0].view.ends(request)
        groups.setdefault(request.origin, []).append(number)
    found: dict[int, Comparison] = {}
    for numbers in groups.values():
        requests = [asked[number] for number in numbers]
        answers = [side.routes(requests) for side in sides]
        for number, before, after in zip(numbers, *answers, strict=True):
            found[number] = _comparison(base.infrastructure, asked[number], before, after)
    return [found[number] for number in range(len(asked))]


def _comparison(
    base: Infrastructure, request: Request, before: Option | None, after: Option | None
) -> Comparison:
    if before is not None and after is not None and _alike(before, after):
        after = before
    option = before or after
    if option is not None:
        return Comparison(option.route.origin, option.route.destination, before, after)
    origin, destination = (base.find(name)[0] for name in (request.origin, request.destination))
    return Comparison(origin, destination, None, None)


def _alike(one: Option, other: Option) -> bool:
    """Whether two routes are the same, in worse months too."""
    if len(one.route.legs) != len(other.route.legs) or not math.isclose(
        one.route.hours, other.route.hours
    ):
        return False
    figures, others = (side.appraiser.infrastructure.figures for side in (one, other))
    return all(
        a.edge.id == b.edge.id
        and a.time == b.time
        and figures.get(a.figure.id) == others.get(b.figure.id)
        for a, b in zip(one.route.legs, other.route.legs, strict=True)
    )


def compare_all(
    base: Appraiser, changed: Appraiser, hubs: Sequence[str] | None = None, **options: Any
) -> list[Comparison]:
    """The same for all pairs of hubs, in both directions; see `khorgos.geo.compare_hubs`.

    Quantiles, costs and emissions are reckoned when they are asked for, those of pairs that have
    not changed once for both networks.

    Parameters
    ----------
    base, changed : Appraiser
        As for `compare_pairs`.
    hubs : sequence of str, optional
        Names, aliases or ids; those of `khorgos.geo.ways.hubs.HUBS` that the network has if left
        out.
    **options
        As for `compare_pairs`.

    Returns
    -------
    list of Comparison
        By origin, then destination; pairs that neither network connects are left out.

    Raises
    ------
    UnknownPlace
        If a hub is not known.
    RequestError
        If an option makes no sense.
    """
    if hubs is None:
        hubs = [id_ for id_ in HUBS if id_ in base.infrastructure.places]
    elif isinstance(hubs, str):
        raise RequestError(f"hubs is {hubs!r:.60}; give a list of places")
    view = View(base.infrastructure, _request("", "", options))
    asked = [
        _request(origin, destination, options)
        for origin in hubs
        for destination in hubs
        if set(view.terminals[origin]).isdisjoint(view.terminals[destination])
        and origin != destination
    ]
    found = _compare(base, changed, asked)
    return [comparison for comparison in found if comparison.before or comparison.after]
