"""What scenarios do to figures: speeds first, then delays, then loads of queues.

Where an effect reaches only some of the edges of a figure, these get a figure of their own, called
``FIGURE@EDGE``; it keeps the calendars and the queue of the figure that it comes from.  A delay on
the way is a wait before the edge: nobody drives meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING, NamedTuple

from ..graph.figures import Figure, variant_of
from ..queues.crossings import assess
from ..values import Range, told_briefly
from .scenarios import FACTOR, SPEED
from .targets import Edges, Reached

if TYPE_CHECKING:
    from ..graph.infrastructure import Infrastructure
    from ..queues.crossings import Queue

__all__ = ["Revised", "figures_under"]

MOST = 10_000.0
"""Of any figure, as in ``parameters.csv``."""
STAGES = ("speed", "delay", "capacity", "arrivals")

Variants = dict[str, Figure]
Loads = dict[str, tuple[float, float]]

WAIT = "delay"
NO_WAIT = Figure(WAIT, "delay on the way", "any", "any", "h", 0.0, 0.0, 0.0, "yes", (), 0, "")


@told_briefly
class Revised(NamedTuple):
    """What effects make of the figures of a network.

    Parameters
    ----------
    figures : dict of str to dict of str to Figure
        All of them; those that nothing changes are the same objects.
    figure_of : dict of str to str
        Edge -> the figure that it gets for itself.
    waits : dict of str to str
        Edge -> the figure of a wait before it.
    loads : dict of str to (float, float)
        Arrivals and capacity a day, by queue.
    """

    figures: dict[str, Variants]
    figure_of: dict[str, str]
    waits: dict[str, str]
    loads: Loads


def figures_under(
    base: Infrastructure,
    queues: Mapping[str, Queue],
    loads: Loads,
    edges: Edges,
    reaches: Sequence[Reached],
) -> Revised:
    """The figures of a network under effects.

    Parameters
    ----------
    base : Infrastructure
        Without them.
    queues : mapping of str to Queue
        Without them, by id.
    loads : dict of str to (float, float)
        Arrivals and capacity a day that were asked for before, by queue.
    edges : Edges
        Of the network, with all new links.
    reaches : sequence of Reached
        What each effect reaches.

    Returns
    -------
    Revised
        And which edges they are for.

    Raises
    ------
    TableError
        If a figure would be out of range.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> infra = Corridor.load().infrastructure
    >>> figures_under(infra, {}, {}, Edges.of(infra.topology), []).figures == infra.figures
    True
    """
    ordered = sorted((r for r in reaches if r.effect.effect in STAGES), key=_order)
    whole, single, late = _parted(base, edges, ordered)
    figures = dict(base.figures)
    changes, loads = _loads(queues, loads, ordered)
    for figure, wide in whole.items():
        figures[figure] = _revised(base.figures[figure], wide, changes)
    figure_of: dict[str, str] = {}
    groups: dict[tuple[object, ...], str] = {}
    for id_, mine in sorted(single.items()):
        figure = edges.data[id_].figure
        effects = sorted((*whole.get(figure, ()), *mine), key=_order)
        key = (figure, *((r.scenario, r.number) for r in effects))
        if key not in groups:
            name = groups[key] = f"{figure}@{id_}"
            rows = _revised(base.figures[figure], effects, changes)
            figures[name] = {variant: row._replace(id=name) for variant, row in rows.items()}
        figure_of[id_] = groups[key]
    waits = {id_: f"{WAIT}@{id_}" for id_ in late}
    for id_, effects in late.items():
        nothing = NO_WAIT._replace(id=waits[id_], as_of=_year(base, edges, id_, effects))
        figures[waits[id_]] = _revised({"any": nothing}, effects, changes)
    return Revised(figures, figure_of, waits, loads)


def _year(base: Infrastructure, edges: Edges, id_: str, effects: Sequence[Reached]) -> int:
    years = [r.effect.as_of for r in effects if r.effect.as_of is not None]
    return max(years, default=base.figure(edges.data[id_].figure, "standard").as_of)


Groups = dict[str, list[Reached]]


def _parted(
    base: Infrastructure, edges: Edges, reaches: Sequence[Reached]
) -> tuple[Groups, Groups, Groups]:
    """Effects by figure, where they reach all of it; by edge where not; and waits by edge."""
    members: dict[str, set[str]] = {}
    for id_, edge in edges.data.items():
        members.setdefault(edge.figure, set()).add(id_)
    whole: Groups = {}
    single: Groups = {}
    late: Groups = {}
    for r in reaches:
        if r.figure:
            whole.setdefault(r.figure, []).append(r)
        for figure in {edges.data[id_].figure for id_ in r.edges}:
            mine: AbstractSet[str] = r.edges & members[figure]
            moving = base.figure(figure, "standard").unit != "h"
            if r.effect.effect == "delay" and moving:
                groups, keys = late, mine
            elif mine == members[figure]:
                groups, keys = whole, frozenset((figure,))
            else:
                groups, keys = single, mine
            for key in keys:
                groups.setdefault(key, []).append(r)
    return whole, single, late


def _order(r: Reached) -> tuple[int, bool, str, int]:
    """Speeds before factors, before delays, before loads."""
    stage = STAGES.index(r.effect.effect)
    return stage, r.effect.unit == FACTOR, r.scenario, r.number


def _loads(
    queues: Mapping[str, Queue], loads: Loads, reaches: Sequence[Reached]
) -> tuple[dict[str, tuple[Range, str]], Loads]:
    """By queue: hours and words of its new load; and the loads of all queues."""
    asked: dict[str, dict[str, float]] = {}
    for r in reaches:
        if r.effect.effect in ("capacity", "arrivals"):
            asked.setdefault(r.queue, {})[r.effect.effect] = r.effect.range[1]
    changes: dict[str, tuple[Range, str]] = {}
    loads = dict(loads)
    for queue, load in asked.items():
        # Without the backlog of one bad week, which the figure of a quiet month does not hold.
        today = assess(queues[queue], backlog=0.0)
        then = assess(queues[queue], **load, backlog=0.0)
        loads[queue] = came, served = then.arrivals_per_day, then.capacity_per_day
        told = f"{came:g} {queues[queue].unit} a day arrive, {served:g} can pass"
        more = Range(*(b - a for a, b in zip(today.wait, then.wait, strict=True)))
        changes[queue] = more, told
    return changes, loads


def _revised(
    variants: Variants,
    effects: Sequence[Reached],
    loads: Mapping[str, tuple[Range, str]],
) -> Variants:
    """The rows of a figure under effects that are in order."""
    revised = dict(variants)
    told: dict[str, list[str]] = {key: [] for key in variants}
    for r, first in zip(effects, _first_loads(effects), strict=True):
        for key, row in revised.items():
            if row.variant == "car" and r.queue:
                continue
            if r.queue and r.effect.effect != "delay":
                change, words = loads[r.queue]
                # Arrivals and capacity of one queue are one change.
                row = _longer(row, change) if first else row  # noqa: PLW2901
            else:
                row = _after(row, r, variants)  # noqa: PLW2901
                words = _words(r)
                _in_range(row, r)
            revised[key] = row._replace(
                judgement="yes",
                sources=tuple(dict.fromkeys((*row.sources, *r.effect.sources))),
            )
            told[key].append(f"{r.scenario}: {words}" if r.scenario else words)
    return {
        key: row._replace(note=f"what if {'; '.join(dict.fromkeys(told[key]))}")
        if told[key]
        else row
        for key, row in revised.items()
    }


def _first_loads(effects: Sequence[Reached]) -> Iterator[bool]:
    """For each effect: whether it is the first that loads its queue."""
    seen: set[str] = set()
    for r in effects:
        loads = r.effect.effect != "delay" and bool(r.queue)
        yield loads and r.queue not in seen
        if loads:
            seen.add(r.queue)


def _words(r: Reached) -> str:
    low, typical, high = r.effect.range
    spread = f"{typical:g}" if low == high else f"{low:g}-{typical:g}-{high:g}"
    if r.effect.unit == SPEED:
        return f"{spread} km/h"
    return f"{spread} times the speed" if r.effect.unit == FACTOR else f"{spread} h more"


def _after(row: Figure, r: Reached, variants: Variants) -> Figure:
    """One row after a speed or a delay."""
    change = r.effect.range
    if r.effect.effect == "delay":
        return _longer(row, change)
    if r.effect.unit == FACTOR:
        factors = change
    elif row.regime == "any":
        return _cornered(row, change)
    else:  # worse months stay as much worse as they are
        factor = change.typical / variant_of(variants, row.variant).typical
        factors = Range(factor, factor, factor)
    corners = zip((row.low, row.typical, row.high), factors, strict=True)
    return _cornered(row, [value * factor for value, factor in corners])


def _longer(row: Figure, change: Range) -> Figure:
    """A duration that is longer or shorter, corner by corner and never below 0."""
    low = max(0.0, row.low + change.low)
    typical = max(low, row.typical + change.typical)
    return _cornered(row, (low, typical, max(typical, row.high + change.high)))


def _cornered(row: Figure, corners: Sequence[float]) -> Figure:
    low, typical, high = corners
    return row._replace(low=low, typical=typical, high=high)


def _in_range(row: Figure, r: Reached) -> None:
    if row.high > MOST or (row.unit == "km/h" and row.low <= 0):
        reason = f"{row.id} would be {row.low:g}-{row.typical:g}-{row.high:g} {row.unit}"
        raise r.fault("mode", reason, f"stay above 0 and below {MOST:,.0f}")
