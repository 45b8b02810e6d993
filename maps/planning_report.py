"""Choices and what-ifs as plain text for a terminal, and as data for programs."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from .report import HOURS_PER_DAY, clean, describe_source, table
from .totals import in_dollars, in_tonnes
from .words import way_words

if TYPE_CHECKING:
    from ..geo import Corridor
    from ..geo.alternatives import Alternative
    from ..geo.comparison import Comparison, Option
    from ..geo.reach import Reach
    from ..geo.scenarios import Scenario

__all__ = [
    "alternatives_dict", "captions", "describe_alternatives", "describe_comparison",
    "describe_reach", "describe_scenario", "left_out", "list_scenarios", "reach_dict",
    "reasons", "what_if",
]  # fmt: skip

OTHERS = ("trade-off", "another way")
BEST: dict[str, Callable[[Alternative], float]] = {
    "quickest": lambda one: one.outlook.quantile(0.5),
    "cheapest": lambda one: one.cost.total.mode,
    "least CO2e": lambda one: one.emissions.total.mode,
    "surest": lambda one: one.outlook.quantile(0.9),
}
"""What a way can be the best at, and by which figure."""
LEFT_OUT = 0.01
"""How much better than all that is shown a way has to be to be named."""
SAME = 1e-6
TENTH = 0.1
FINE = 0.005
"""Days below which a change is none."""
TOLD = 12
"""Pairs of a comparison that are printed; all of them with --json."""


def what_if(corridor: Corridor) -> list[str]:
    """Scenarios that a corridor is under, in a line each; those that do nothing say so.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> what_if(Corridor.load().apply("caspian-storms"))[0][:39]
    'What if: Storms on the Caspian (2025-12'
    """
    if corridor.changes is None:
        return []
    lines = []
    for held in corridor.changes.scenarios:
        whole = corridor.scenarios.get(held.id, held)
        nothing = "" if held.effects else ": nothing of it holds on that day"
        lines.append(f"What if: {clean(whole.name)} ({_period(whole)}){nothing}.")
    return lines


def _period(scenario: Scenario) -> str:
    start, end = scenario.start, scenario.end
    if start and end and start != end:
        return f"{start} to {end}"
    if start:
        return f"{start}" if end else f"from {start}"
    return f"until {end}" if end else "no dates"


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
    if not set(one.why) <= {*BEST, *OTHERS}:
        return list(one.why)
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
                in_dollars(one.cost.total),
                in_tonnes(one.emissions.total),
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
    from ..geo.breakeven import break_even
    from ..geo.ties import compare_totals

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
    least = min(there, key=lambda one: one.emissions.total.mode, default=None)
    if least is not None and least.emissions.total.mode:
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
        if not kept or one.cost.total.mode < kept[-1].cost.total.mode:
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
    from ..geo.alternatives import CRITERIA

    lines = []
    for name in found[0].criteria:
        request = found[0].request
        asked = {**options, "by": (name,)}
        (best,) = corridor.alternatives(request.origin, request.destination, 1, **asked)
        least = min(one.criteria[name] for one in found)
        if best.criteria[name] < least * (1 - LEFT_OUT):
            figure = {
                "cost": lambda one: f"US$ {in_dollars(one.cost.total)}",
                "co2e": lambda one: f"{in_tonnes(one.emissions.total)} t CO2e",
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


def list_scenarios(scenarios: Iterable[Scenario]) -> str:
    """Scenarios as a table.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> "caspian-storms" in list_scenarios(Corridor.load().scenarios.values())
    True
    """
    rows = [("scenario", "what", "from", "to", "effects")]
    for scenario in scenarios:
        effects = ", ".join(dict.fromkeys(effect.effect for effect in scenario.effects))
        start, end = (str(day) if day else "" for day in (scenario.start, scenario.end))
        rows.append((scenario.id, scenario.name, start, end, effects))
    note = "khorgos compare ORIGIN DESTINATION --scenario ID shows what it does."
    return f"{table(rows, '<<<<<')}\n\n{note}"


def describe_scenario(scenario: Scenario, corridor: Corridor) -> str:
    """One scenario: what it does, when, and on what that rests.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> corridor = Corridor.load()
    >>> text = describe_scenario(corridor.scenarios["caspian-storms"], corridor)
    >>> text.splitlines()[0]
    'caspian-storms: Storms on the Caspian'
    """
    rows: list[tuple[str, ...]] = [("effect", "from", "to", "judgement", "sources")]
    for effect in scenario.effects:
        days = (str(day) if day else "" for day in (effect.start, effect.end))
        rows.append((str(effect), *days, effect.judgement, " ".join(effect.sources)))
    notes = dict.fromkeys(effect.note for effect in scenario.effects if effect.note)
    facts = [
        describe_source(corridor.sources[id_])
        for id_ in scenario.sources
        if id_ in corridor.sources
    ]
    title = clean(f"{scenario.id}: {scenario.name}")
    return "\n".join([title, table(rows, "<<<<<"), *(clean(f"Note: {n}") for n in notes), *facts])


def describe_comparison(changed: Corridor, found: Sequence[Comparison]) -> str:
    """Today and the scenarios side by side, and what moved.

    Parameters
    ----------
    changed : Corridor
        Under the scenarios.
    found : sequence of Comparison
        From `khorgos.geo.compare`.

    Returns
    -------
    str
        Several lines.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> from khorgos.geo.compare import compare
    >>> today = Corridor.load()
    >>> storm = today.apply("caspian-storms")
    >>> found = compare(today, storm, [("Aktau", "Baku")])
    >>> "slower" in describe_comparison(storm, found)
    True
    """
    parts = ["\n".join(what_if(changed))]
    moved = sorted((one for one in found if one.state != "same"), key=_weight)
    if len(found) > TOLD:
        parts.append(_summary(found))
        moved = moved[:TOLD]
    else:
        moved = list(found)
    if any(_against(one) for one in moved):
        parts.append(
            "Ways are chosen by typical hours in a quiet month, P50 and P90 count worse months "
            "too: what is slower by the one may be quicker by the other."
        )
    if moved:
        rows: list[tuple[str, ...]] = [
            ("", "", "P50 days", "P90 days", "US$/FEU", "t CO2e/FEU", "way")
        ]
        for one in moved:
            rows += _comparison_rows(one)
        parts.append(table(rows, "<<>>>><"))
        told = [line for one in moved for line in _moved(one)]
        parts += ["\n".join(map(clean, told))] if told else []
    return "\n\n".join(parts)


def _against(one: Comparison) -> bool:
    """Whether P50 falls though the typical hours rise, or the other way round."""
    if one.before is None or one.after is None or one.unchanged:
        return False
    return (one.p50 or 0.0) * (one.after.route.hours - one.before.route.hours) < 0


def _weight(one: Comparison) -> tuple[int, float]:
    """Cut off first, then by the change."""
    return (0 if one.after is None else 1, -abs(one.p50 or 0.0))


def _summary(found: Sequence[Comparison]) -> str:
    states = ("cut off", "connected", "slower", "quicker", "same")
    counts = [(state, sum(one.state == state for one in found)) for state in states]
    told = ", ".join(f"{count} {state}" for state, count in counts if count)
    more = [one.p50 for one in found if one.p50 and one.state in ("slower", "quicker")]
    mean = sum(more) / len(more) / HOURS_PER_DAY if more else 0.0
    tail = f"; {mean:+.1f} days a changed pair at P50. Those that change the most:"
    return f"Of {len(found)} pairs: {told}{tail if more else '. No pair of hubs needs it.'}"


def _comparison_rows(one: Comparison) -> list[tuple[str, ...]]:
    ends = f"{one.origin.name} → {one.destination.name}"
    rows = [(ends, "base", *_cells(one.before)), ("", "what if", *_cells(one.after))]
    if one.before is not None and one.after is not None:
        days = (_change(hours or 0.0) for hours in (one.p50, one.p90))
        cost = f"{one.cost.mode:+,.0f}" if one.cost else ""
        co2e = f"{one.co2e.mode / 1000:+.2f}" if one.co2e else ""
        rows.append(("", one.state, *days, cost, co2e, ""))
    else:
        rows.append(("", one.state, "", "", "", "", ""))
    return rows


def _change(hours: float) -> str:
    """Days more, as fine as it takes to see them."""
    days = hours / HOURS_PER_DAY
    digits = 1 if abs(days) >= 1 or abs(days) < FINE else 2
    return f"{round(days, digits) + 0.0:+.{digits}f}"  # no "-0.0"


def _cells(option: Option | None) -> tuple[str, ...]:
    if option is None:
        return ("–", "–", "–", "–", "no way")
    days = (f"{hours / HOURS_PER_DAY:.1f}" for hours in (option.p50, option.p90))
    cost = in_dollars(option.cost) if option.cost else "–"
    co2e = in_tonnes(option.co2e) if option.co2e else "–"
    return (*days, cost, co2e, way_words(option.route, option.way, option.gateway))


def _moved(one: Comparison) -> list[str]:
    ends = f"{one.origin.name} → {one.destination.name}"
    if one.why:
        return [f"{ends}: {one.why}."]
    moved = one.moved
    told = []
    if moved.left or moved.entered:
        for word, places in (("leaves", moved.left), ("takes", moved.entered)):
            if places:
                told.append(f"{word} {_some([place.name for place in places])}")
    told += [
        f"{slower.label}{f' ({slower.place})' if slower.place else ''} "
        f"{slower.after - slower.before:+.1f} h"
        for slower in moved.slower[:3]
        if abs(slower.after - slower.before) >= TENTH / 2
    ]
    return [f"{ends}: {'; '.join(told)}."] if told else []


def _some(names: Sequence[str]) -> str:
    """The first and the last few of many names."""
    few = 6
    return ", ".join(names if len(names) <= few else [*names[:3], "…", *names[-2:]])


def describe_reach(reach: Reach, days: Sequence[float]) -> str:
    """How far a shipment comes in so many days.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> print(describe_reach(Corridor.load().reach("Khorgos"), [7]).splitlines()[1].split()[0])
    day
    """
    rows = [("day", "", "terminals", "countries", "farthest (days)")]
    for day in days:
        for number, quantile in enumerate(reach.quantiles):
            found = reach.within(day, quantile)
            far = ", ".join(
                f"{stop.place.name} ({stop.hours[number] / HOURS_PER_DAY:.1f})"
                for stop in found.farthest
            )
            label = f"{day:g}" if number == 0 else ""
            chance = f"P{100 * quantile:g}"
            rows.append((label, chance, str(found.stops), str(found.countries), far))
    head = f"From {reach.origin.name}, {reach.request.mode}, {reach.request.service} service"
    note = (
        "Terminals reached within so many days: by half of the shipments (P50), and by nine in "
        "ten (P90).\nFarthest: by the great circle, one a country. -o FILE writes a map or layers."
    )
    head = "\n".join([clean(head), *what_if(reach.corridor)])
    return "\n".join([head, table(rows, "><>><"), "", note])


def reach_dict(reach: Reach, days: Sequence[float]) -> dict[str, Any]:
    """How far a shipment comes, as plain data."""
    within = [
        {
            "day": day,
            "quantile": quantile,
            "terminals": found.stops,
            "countries": found.countries,
            "farthest": [stop.place.name for stop in found.farthest],
        }
        for day in days
        for quantile in reach.quantiles
        for found in (reach.within(day, quantile),)
    ]
    terminals = [
        {
            "place": stop.place.name,
            "node": stop.node,
            "hours": dict(zip([f"p{100 * q:g}" for q in reach.quantiles], stop.hours, strict=True)),
        }
        for stop in reach.stops
    ]
    return {"origin": reach.origin.name, "within": within, "terminals": terminals}
