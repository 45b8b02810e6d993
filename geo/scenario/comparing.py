"""Two networks side by side: what a scenario does to time, cost and CO2e, and what moved."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from ..errors import NoRoute, RequestError
from ..routing.request import Request
from ..routing.router import find_route, route_of
from ..routing.search import fastest
from ..routing.view import View
from ..uncertainty.dependence import Rows
from ..ways.hubs import HUBS
from .comparison import Comparison, Option

if TYPE_CHECKING:
    from ..network import Corridor

__all__ = ["compare", "compare_hubs"]


class _Side:
    """One of the two networks, asked the same way for all pairs."""

    def __init__(self, corridor: Corridor, sample: Request):
        self.corridor = corridor
        self.view = View(corridor, sample)
        self.rows = Rows(corridor, sample.variant)

    def routes(self, requests: Sequence[Request]) -> list[Option | None]:
        """For requests with one origin."""
        paths = fastest(self.view, requests) if self.view.terminals[requests[0].origin] else []
        found = [
            None
            if path is None
            else Option(route_of(self.view, request, path), self.corridor, self.rows)
            for request, path in zip(requests, paths or [None] * len(requests), strict=True)
        ]
        for node in self.view.terminals[requests[0].origin]:
            self.view.forget(node)
        return found


def compare(
    base: Corridor, changed: Corridor, pairs: Iterable[tuple[str, str]], **options: Any
) -> list[Comparison]:
    """The same questions to two networks.

    Parameters
    ----------
    base, changed : Corridor
        Such as that of today, and what `Corridor.apply` makes of it.
    pairs : iterable of (str, str)
        Origins and destinations: names, aliases or ids.
    **options
        Those of `Corridor.route`: mode, service, vehicle, via, avoid, include, door, drivers.

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

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> today = Corridor.load()
    >>> cape = today.apply("red-sea-cape")
    >>> (found,) = compare(today, cape, [("Shanghai", "Rotterdam")], mode="sea")
    >>> 240 < found.p50 < 400
    True
    """
    asked = [_request(*pair, options) for pair in pairs]
    found = _compare(base, changed, asked)
    return [
        comparison
        if comparison.after is not None
        else Comparison(comparison.origin, comparison.destination, comparison.before, None, why)
        for comparison, why in zip(found, _reasons(changed, asked, found), strict=True)
    ]


def _reasons(
    changed: Corridor, asked: Sequence[Request], found: Sequence[Comparison]
) -> Iterable[str]:
    for request, comparison in zip(asked, found, strict=True):
        try:
            if comparison.after is None:
                find_route(changed, request)
            yield ""
        except NoRoute as error:
            yield str(error)


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


def _compare(base: Corridor, changed: Corridor, asked: Sequence[Request]) -> list[Comparison]:
    if not asked:
        return []
    sides = [_Side(corridor, asked[0]) for corridor in (base, changed)]
    groups: dict[str, list[int]] = {}
    for number, request in enumerate(asked):
        terminals = sides[0].view.terminals
        if set(terminals[request.origin]) & set(terminals[request.destination]):
            ends = f"{request.origin!r} and {request.destination!r}"
            raise RequestError(f"{ends} are the same place; name two")
        groups.setdefault(request.origin, []).append(number)
    found: dict[int, Comparison] = {}
    for numbers in groups.values():
        requests = [asked[number] for number in numbers]
        answers = [side.routes(requests) for side in sides]
        for number, before, after in zip(numbers, *answers, strict=True):
            found[number] = _comparison(base, asked[number], before, after)
    return [found[number] for number in range(len(asked))]


def _comparison(
    base: Corridor, request: Request, before: Option | None, after: Option | None
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
    figures, others = one.corridor.figures, other.corridor.figures
    return all(
        a.edge == b.edge
        and a.time == b.time
        and figures.get(a.figure.id) == others.get(b.figure.id)
        for a, b in zip(one.route.legs, other.route.legs, strict=True)
    )


def compare_hubs(
    base: Corridor, changed: Corridor, hubs: Sequence[str] | None = None, **options: Any
) -> list[Comparison]:
    """The same for all pairs of hubs, in both directions.

    Quantiles, costs and emissions are reckoned when they are asked for, those of pairs that have
    not changed once for both networks.

    Parameters
    ----------
    base, changed : Corridor
        As for `compare`.
    hubs : sequence of str, optional
        Names, aliases or ids; those of `khorgos.geo.ways.hubs.HUBS` that the network has if left
        out.
    **options
        As for `compare`.

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

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> today = Corridor.load()
    >>> ban = today.apply("khorgos-rail-ban")
    >>> found = compare_hubs(today, ban, ["XIA", "ALM1", "TAS"])
    >>> [x.destination.name for x in found if not x.unchanged]
    ['Almaty-1']
    """
    if hubs is None:
        hubs = [id_ for id_ in HUBS if id_ in base.places]
    elif isinstance(hubs, str):
        raise RequestError(f"hubs is {hubs!r:.60}; give a list of places")
    view = View(base, _request("", "", options))
    asked = [
        _request(origin, destination, options)
        for origin in hubs
        for destination in hubs
        if set(view.terminals[origin]).isdisjoint(view.terminals[destination])
        and origin != destination
    ]
    found = _compare(base, changed, asked)
    return [comparison for comparison in found if comparison.before or comparison.after]
