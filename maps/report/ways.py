"""The set of ways as rows for programs, and what it says beside one answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from ...geo.uncertainty.outlook import QUANTILES
from ...geo.values import unit_of

if TYPE_CHECKING:
    from ...geo import Outlook, Route, Way

__all__ = ["beside", "way_of", "ways_rows"]

SHOWN = ("p10", "p50", "p90")


def way_of(route: Route, ways: Sequence[Way]) -> Way | None:
    """The way that a route is, if the set has it.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> corridor = Corridor.load()
    >>> way_of(corridor.route("Almaty", "Tashkent"), corridor.ways("Almaty", "Tashkent")).id
    'rail'
    """
    return next((way for way in ways if way.route == route), None)


def ways_rows(
    ways: Sequence[Way], outlook: Callable[[Way], Outlook | None] | None = None
) -> list[dict[str, Any]]:
    """A row for each way: what it is called, how long it takes, costs and emits.

    With a departure, `outlook` gives that of a way; None where the calendars do not reach so far.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> rows = ways_rows(Corridor.load().ways("Almaty", "Tashkent"))
    >>> rows[0]["id"], [*rows[0]["quantiles"]]
    ('rail', ['p10', 'p50', 'p90'])
    """
    return [
        {
            "id": way.id,
            "name": way.name,
            "why": list(way.why),
            "mode": way.mode,
            "corridor": way.corridor,
            "gateway": way.gateway.name if way.gateway else None,
            "quantiles": _quantiles(way, outlook),
            "cost_usd_per_feu": way.values.get("cost"),
            "co2e_kg_per_feu": way.values.get("co2e"),
            "distance_km": way.route.distance_km,
        }
        for way in ways
    ]


def _quantiles(
    way: Way, outlook: Callable[[Way], Outlook | None] | None
) -> dict[str, float] | None:
    if outlook is None:  # no need to put outlooks together
        return {name: way.candidate.quantile(QUANTILES[name]) for name in SHOWN}
    found = outlook(way)
    return {name: found.quantiles[name] for name in SHOWN} if found else None


def beside(
    route: Route, ways: Sequence[Way], outlook: Callable[[Way], Outlook | None] | None = None
) -> list[str]:
    """What else carries it, and how quick that is: the quickest of each chain of carriers.

    With a departure, `outlook` gives that of a way, as for `ways_rows`.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> corridor = Corridor.load()
    >>> ways = corridor.ways("Xi'an", "Duisburg")
    >>> beside(ways[0].route, ways)[0]
    'Other ways (P50): truck by Khorgos 14.5 days; rail and ferry, Middle Corridor by Dostyk ...'
    """
    quickest: dict[tuple[str, ...], Way] = {}
    for way in sorted(ways, key=lambda way: way.values["time"]):
        quickest.setdefault(way.candidate.words.carriers, way)
    mine = way_of(route, ways)
    told = []
    for way in quickest.values():
        if mine is None or way.candidate.words.carriers != mine.candidate.words.carriers:
            quantiles = _quantiles(way, outlook)
            if quantiles is None:
                continue
            unit, word = unit_of(quantiles["p50"])
            name = f"{way.name[:1].lower()}{way.name[1:]}"
            told.append((name, f"{quantiles['p50'] / unit:.1f}", word))
    if not told:
        return []
    unit_once = len({word for *_, word in told}) == 1
    texts = [
        f"{name} {figure}{'' if unit_once and number else f' {word}'}"
        for number, (name, figure, word) in enumerate(told)
    ]
    when = ", ready at the same time" if outlook else ""
    return [f"Other ways (P50{when}): {'; '.join(texts)}."]
