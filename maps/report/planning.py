"""What-ifs and reach as plain text for a terminal, and as data for programs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from ...geo.ways.names import words_of
from ..look.words import HOURS_PER_DAY, clean
from .text import describe_source, table
from .totals import in_tonnes, with_range

if TYPE_CHECKING:
    from ...geo import Corridor
    from ...geo.reach.reach import Reach
    from ...geo.scenario.comparison import Comparison, Option
    from ...geo.scenario.scenarios import Scenario

__all__ = [
    "describe_comparison", "describe_reach", "describe_scenario", "list_scenarios",
    "reach_dict", "what_if",
]  # fmt: skip

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
        From `khorgos.geo.scenario.comparison`.

    Returns
    -------
    str
        Several lines.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> from khorgos.geo import compare
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
        cost = f"{one.cost.typical:+,.0f}" if one.cost else ""
        co2e = f"{one.co2e.typical / 1000:+.2f}" if one.co2e else ""
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
    cost = with_range(option.cost) if option.cost else "–"
    co2e = in_tonnes(option.co2e) if option.co2e else "–"
    return (*days, cost, co2e, words_of(option.route).name)


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
    names = [reading.to_dict() for reading in reach.readings]
    return {
        "origin": reach.origin.name,
        "within": within,
        "terminals": terminals,
        "names": names,
    }
