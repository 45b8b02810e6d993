"""Ways that differ as plain text for a terminal, and as data for programs."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from ..look.words import HOURS_PER_DAY, clean, way_words
from .text import table
from .totals import in_tonnes, with_range

if TYPE_CHECKING:
    from ...geo import Corridor
    from ...geo.ways.tradeoffs import Alternative

__all__ = ["alternatives_dict", "captions", "describe_alternatives", "left_out", "reasons"]

SEARCHED = ("quickest in a quiet month", "surest in a quiet month", "trade-off", "another way")
OTHERS = ("trade-off", "another way")
BEST: dict[str, Callable[[Alternative], float]] = {
    "quickest": lambda one: one.outlook.quantile(0.5),
    "cheapest": lambda one: one.cost.total_usd.typical,
    "least CO2e": lambda one: one.emissions.total_kg.typical,
    "surest": lambda one: one.outlook.quantile(0.9),
}
"""What a way can be the best at, and by which figure."""
LEFT_OUT = 0.01
"""How much better than all that is shown a way has to be to be named."""
SAME = 1e-6


def _way(alternative: Alternative) -> str:
    return way_words(alternative.route, alternative.corridor, alternative.gateway)


def reasons(one: Alternative, there: Sequence[Alternative]) -> list[str]:
    """What a way is the best at among those shown, by the figures that are shown.

    The search goes by typical hours in a quiet month; here P50 and P90 count.

    Parameters
    ----------
    one : Alternative
        The way.
    there : sequence of Alternative
        All of them.

    Returns
    -------
    list of str
        Such as ``quickest``; by gateway or corridor its name.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> ways = Corridor.load().alternatives("Xi'an", "Duisburg")
    >>> reasons(ways[3], ways)
    ['quickest', 'surest']
    """
    if not one.criteria.keys() - {"time", "reliability"} and set(one.why).isdisjoint(SEARCHED):
        return list(one.why)  # by gateway or corridor
    best = [word for word, of in BEST.items() if of(one) <= min(map(of, there)) + SAME]
    return best or [why if why in OTHERS else OTHERS[0] for why in one.why[:1]]


def describe_alternatives(found: Sequence[Alternative]) -> str:
    """Ways between two places as a table, and what the choice between them means.

    Parameters
    ----------
    found : sequence of Alternative
        From `Corridor.alternatives`.

    Returns
    -------
    str
        Several lines.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> found = Corridor.load().alternatives("Almaty", "Tashkent", 2)
    >>> describe_alternatives(found).splitlines()[0].split()[:3]
    ['why', 'way', 'P50']
    """
    rows = [("", "why", "way", "P50", "P90", "US$/FEU", "t CO2e/FEU", "km", "shared")]
    there = [one for one in found if not one.missing]
    for number, one in enumerate(there, start=1):
        p50, p90 = (one.outlook.quantile(p) / HOURS_PER_DAY for p in (0.5, 0.9))
        rows.append(
            (
                str(number),
                ", ".join(reasons(one, there)),
                _way(one),
                f"{p50:.1f}",
                f"{p90:.1f}",
                with_range(one.cost.total_usd),
                in_tonnes(one.emissions.total_kg),
                f"{one.route.distance_km:,.0f}",
                f"{one.shared:.0%}" if one.shared else "",
            )
        )
    parts = [table(rows, "><<>>>>>>")] if there else []
    missing = [f"{', '.join(one.why)}: {one.missing}" for one in found if one.missing]
    parts += ["\n".join(map(clean, missing))] if missing else []
    meaning = _meaning(there)
    parts += ["\n".join(map(clean, meaning))] if meaning else []
    parts.append(
        "Days from terminal to terminal (P50, P90). Money and CO2e (well to wheel) of one "
        "forty-foot container\nwith 20 t, with their ranges (P10-P90); prices without subsidy. "
        "Shared: of the length, with a way above."
    )
    return "\n\n".join(parts)


def _meaning(there: Sequence[Alternative]) -> list[str]:
    """What a day must be worth, and which emissions tie."""
    from ...geo.carbon.emissions import compare_totals
    from ...geo.ways.breakeven import break_even

    lines = []
    ordered = sorted(there, key=lambda one: one.outlook.quantile(0.5))
    # Each beside the next cheaper one that is slower; and what everybody asks.
    pairs = [*itertools.pairwise(_efficient(ordered))]
    first = {one.why[0]: one for one in there}  # by corridor
    pairs += [
        (first[quicker], first[slower])
        for quicker, slower in (("air", "northern"), ("northern", "sea"))
        if {quicker, slower} <= first.keys()
        and ordered.index(first[quicker]) < ordered.index(first[slower])
    ]

    def name(one: Alternative) -> str:
        return f"{_way(one)} ({there.index(one) + 1})"

    for quicker, slower in dict.fromkeys(pairs):
        found = break_even((slower.outlook, slower.cost), (quicker.outlook, quicker.cost))
        lines.append(f"{name(quicker)} pays beside {name(slower)} from {found}.")
    least = min(there, key=lambda one: one.emissions.total_kg.typical, default=None)
    if least is not None and least.emissions.total_kg.typical:
        told = (
            compare_totals(one.emissions, least.emissions, (name(one), name(least))).text
            for one in ordered
            if one.corridor != least.corridor
        )
        lines += [f"CO2e: {text}." for text in dict.fromkeys(told)]
    return lines


def _efficient(ordered: Sequence[Alternative]) -> list[Alternative]:
    """Those of ways by time than which no quicker one is cheaper."""
    kept: list[Alternative] = []
    for one in ordered:
        if not kept or one.cost.total_usd.typical < kept[-1].cost.total_usd.typical:
            kept.append(one)
    return kept


def captions(there: Sequence[Alternative]) -> list[str]:
    """Why each way is offered, and what it is, for a map.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> captions(Corridor.load().alternatives("Xi'an", "Duisburg"))[3]
    'Quickest, surest: truck by Nur Zholy'
    """
    told = []
    for one in there:
        why, way = ", ".join(reasons(one, there)), _way(one)
        told.append(f"{why[0].upper()}{why[1:]}: {way[0].lower()}{way[1:]}")
    return told


def left_out(
    corridor: Corridor, found: Sequence[Alternative], options: dict[str, Any]
) -> list[str]:
    """What is the best of all by a criterion, but shares too much with others to be shown.

    Parameters
    ----------
    corridor : Corridor
        The network.
    found : sequence of Alternative
        What is shown.
    options : dict
        Of `Corridor.alternatives`.

    Returns
    -------
    list of str
        A line for each criterion whose best is missing.
    """
    from ...geo.ways.tradeoffs import CRITERIA

    lines = []
    for name in found[0].criteria:
        request = found[0].request
        asked = {**options, "by": (name,)}
        (best,) = corridor.alternatives(request.origin, request.destination, 1, **asked)
        least = min(one.criteria[name] for one in found)
        if best.criteria[name] < least * (1 - LEFT_OUT):
            figure = {
                "cost": lambda one: f"US$ {with_range(one.cost.total_usd)}",
                "co2e": lambda one: f"{in_tonnes(one.emissions.total_kg)} t CO2e",
            }.get(name, lambda one: f"P50 {one.outlook.quantile(0.5) / HOURS_PER_DAY:.1f} days")(
                best
            )
            lines.append(
                f"Left out: the {CRITERIA[name][0]}, {figure}, {_way(best)}: it shares too much "
                "with others; --share 1 shows it."
            )
    return lines


def alternatives_dict(found: Sequence[Alternative]) -> dict[str, Any]:
    """Ways as plain data."""
    ways = []
    there = [one for one in found if not one.missing]
    for one in found:
        row = one.to_dict()
        if not one.missing:
            row["why"] = reasons(one, there)
            row["quantiles"] = one.outlook.quantiles
            row["cost"] = one.cost.to_dict()
            row["emissions"] = one.emissions.to_dict()
        ways.append(row)
    return {"ways": ways, "notes": _meaning(there)}
