"""Ways that differ as plain text for a terminal, and as data for programs."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ...geo.values import unit_of
from ..look.words import clean
from .text import table
from .totals import in_tonnes, with_range

if TYPE_CHECKING:
    from ...geo.ways.alternatives import Alternative

__all__ = ["alternatives_dict", "captions", "describe_alternatives"]


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
    # One unit for all, so that they can be compared: that of the slowest.
    unit, word = unit_of(max((one.outlook.quantile(0.5) for one in there), default=0.0))
    for number, one in enumerate(there, start=1):
        p50, p90 = (one.outlook.quantile(p) / unit for p in (0.5, 0.9))
        rows.append(
            (
                str(number),
                ", ".join(one.why),
                _name(one),
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
    ends = "door to door" if any(one.request.door for one in found) else "terminal to terminal"
    parts.append(
        f"{word.capitalize()} from {ends} (P50, P90). Money and CO2e (well to wheel) "
        "of one forty-foot container\nwith 20 t, with their ranges (P10-P90); prices without "
        "subsidy. Shared: of the length, with a way above."
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
        return f"{_name(one)} ({there.index(one) + 1})"

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
    >>> captions(Corridor.load().alternatives("Xi'an", "Duisburg"))[0]
    'Quickest: truck by Khorgos'
    """
    told = []
    for one in there:
        why, name = ", ".join(one.why), _name(one)
        told.append(f"{why[:1].upper()}{why[1:]}: {name[:1].lower()}{name[1:]}")
    return told


def _name(one: Alternative) -> str:
    return one.way.name if one.way else ""


def alternatives_dict(found: Sequence[Alternative]) -> dict[str, Any]:
    """Ways as plain data."""
    ways = []
    there = [one for one in found if not one.missing]
    for one in found:
        row = one.to_dict()
        if not one.missing:
            row["route"] = one.outlook.route_dict()
            row["quantiles"] = dict(one.outlook.quantiles)
            row["cost"] = one.cost.to_dict()
            row["emissions"] = one.emissions.to_dict()
        ways.append(row)
    return {"ways": ways, "notes": _meaning(there)}
