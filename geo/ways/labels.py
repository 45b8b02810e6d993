"""Label setting over a merged network, with weights as fields of one integer."""

from __future__ import annotations

import heapq
import itertools
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from .bounds import FINE, MASK, Bounds, Fields, Pauses
from .merging import Merged

__all__ = ["Candidate", "ParetoFront", "Query", "leader", "search"]

MILLION = 10**6

Trail = tuple[int, "Trail | None"]
"""Number of the last way, and those before it."""
SearchLabel = tuple[int, int, int, int, str, int, "Trail | None"]
"""Weighted sum of the lower bound of the whole, that bound, when it came, paths known then, node,
sum, trail."""


class Candidate(NamedTuple):
    """A path to the ends: its sums with rests and without, and the positions of its arcs."""

    rested: int
    total: int
    path: tuple[int, ...]


class Query(NamedTuple):
    """Between which nodes paths are sought.

    Parameters
    ----------
    merged : Merged
        The network.
    starts, ends : sequence of str
        Nodes.
    bounds : Bounds
        From the starts to the ends.
    fields : Fields
        Which field is what.
    pauses : Pauses
        Rests of the crew.
    """

    merged: Merged
    starts: Sequence[str]
    ends: Sequence[str]
    bounds: Bounds
    fields: Fields
    pauses: Pauses


class ParetoFront:
    """The criteria of the paths found so far, and whether a label can still lead to a better one.

    Parameters
    ----------
    fields : Fields
        Which field is what.
    tolerance : float
        Share by which a label has to be better, in millionths.
    """

    def __init__(self, fields: Fields, tolerance: float = 0.0) -> None:
        self.shifts = fields.shifts[: fields.criteria]
        self.spare = fields.spare
        self.low = fields.low
        self.share = MILLION + int(tolerance * MILLION)
        self.loose = self.share > MILLION
        self.members: list[int] = []

    def add(self, total: int) -> None:
        """A path has been found."""
        self.members.append(
            sum(-(-(total >> s & MASK) * MILLION // self.share) << s for s in self.shifts)
        )

    def beats(self, bound: int) -> bool:
        """Whether a path is as good as this in all criteria, up to the tolerance.

        Without one, what is equal has a right to be seen.
        """
        spare = self.spare
        ready = bound | spare
        for member in self.members:
            if ready - member & spare == spare:
                return self.loose or member >> self.low != bound >> self.low
        return False


def search(  # noqa: C901, PLR0912, PLR0915  the inner loop, in one piece for speed
    query: Query, front: ParetoFront, worth: Sequence[int]
) -> Iterator[Candidate]:
    """Paths that no other dominates, those with the least weighted sum of criteria first.

    Labels come in the order of their lower bounds.  One goes if another at its node is as good
    in all fields, hours at the wheel included, or if a path already found is as good in all
    criteria as the best that it can lead to.  What is found later never dominates what was found
    before, as its sum is not less.

    Parameters
    ----------
    query : Query
        Between which nodes.
    front : ParetoFront
        Paths that are known; those found are added.
    worth : sequence of int
        What each criterion counts in the sum; of equal sums those with less of the first
        criterion come first, then of the second…

    Returns
    -------
    iterator of Candidate
        Of those with the same criteria the one with the least sums without rests, the fewest
        arcs, or the least positions.
    """
    merged, starts, ends, (least, _, slants, last), fields, pauses = query
    goals, out, spare, low = set(ends), merged.out, fields.spare, fields.low
    loose, beats = front.loose, front.beats
    values = [(shift, times) for shift, times in zip(fields.shifts, worth, strict=False) if times]
    clocks = [(c, w, slant) for (c, w), slant in zip(fields.clocks, slants, strict=False)]
    after, hours, slope, less = pauses
    order = itertools.count()
    queue: list[SearchLabel] = [
        (0, 0, next(order), len(front.members), start, 0, None)
        for start in dict.fromkeys(starts)
        if start in least
    ]
    known: dict[str, list[int]] = {}
    trails: dict[str, list[Trail | None]] = {}
    held: Candidate | None = None
    while queue:
        _, bound, _, since, node, total, trail = heapq.heappop(queue)
        if held is not None and bound >> low != held.rested >> low:
            yield held
            held = None
        if since != len(front.members) and beats(bound):
            continue
        sums = known.setdefault(node, [])
        ready = total | spare
        for number, other in enumerate(sums):
            if ready - other & spare == spare and (
                loose or other != total or not _before(merged, trail, trails[node][number])
            ):
                break
        else:
            sums.append(total)
            trails.setdefault(node, []).append(trail)
            if node in goals:
                found = Candidate(bound, total, _path(merged, trail))
                if held is None:
                    front.add(bound)
                held = found if held is None else min(held, found, key=_rank)
                continue
            ways = out.get(node, ())
            for head, weight, number in (*ways, *last[node]) if node in last else ways:
                ahead = least.get(head)
                if ahead is None:
                    continue
                there = total + weight
                if head in known:
                    ready = there | spare
                    for other in known[head]:
                        if ready - other & spare == spare and (loose or other != there):
                            break
                    else:
                        other = -1
                    if other >= 0:
                        continue
                bound = there + ahead
                for criterion, wheel, slant in clocks:  # as in _bound
                    rest = hours[bisect_left(after, bound >> wheel & MASK)]
                    flat = (there >> criterion & MASK) << FINE
                    flat += (there >> wheel & MASK) * slope + slant[head]
                    flat = (flat >> FINE) - less - (bound >> criterion & MASK)
                    bound += (max(flat, rest)) << criterion
                if not beats(bound):
                    key = 0
                    for shift, times in values:
                        key += (bound >> shift & MASK) * times
                    count = len(front.members)
                    label = (key, bound, next(order), count, head, there, (number, trail))
                    heapq.heappush(queue, label)
    if held is not None:
        yield held


def leader(query: Query, number: int, extra: Mapping[int, int] | None = None) -> Candidate | None:
    """The path with the least of one criterion; of several, that with least of the others.

    These count in their order.  A label goes if another at its node has less and no more hours
    at the wheel.

    Parameters
    ----------
    query : Query
        Between which nodes.
    number : int
        Of the criterion.
    extra : mapping of int to int, optional
        Number of a way -> what it weighs more than usual.

    Returns
    -------
    Candidate or None
        None if nothing connects the nodes.
    """
    merged, starts, ends, bounds, fields, pauses = query
    extra = extra or {}
    best, goals, out, last = bounds.best[number], set(ends), merged.out, bounds.last
    shift, low = fields.shifts[number], fields.low
    # Hours at the wheel that this criterion depends on.
    wheel = sum(MASK << w for c, w in fields.clocks if c == shift) if pauses.after else 0
    order = itertools.count()
    queue: list[tuple[int, int, str, int, Trail | None]] = [
        (0, next(order), start, 0, None) for start in dict.fromkeys(starts) if start in best
    ]
    known: dict[str, list[tuple[int, Trail | None]]] = {}
    held: Candidate | None = None
    while queue:
        key, _, node, total, trail = heapq.heappop(queue)
        if held is not None and key >> low != fields.leading(held.rested, number) >> low:
            break
        labels = known.setdefault(node, [])
        if any(
            _goes(total, other, shift, wheel, fields)
            and (other != total or not _before(merged, trail, before))
            for other, before in labels
        ):
            continue
        labels.append((total, trail))
        if node in goals:
            found = Candidate(fields.rested(total, pauses), total, _path(merged, trail))
            held = found if held is None else min(held, found, key=_rank)
            continue
        for head, weight, way in (*out.get(node, ()), *last.get(node, ())):
            if head not in best:
                continue
            there = total + weight + extra.get(way, 0)
            for other, _ in known.get(head, ()):
                if other != there and _goes(there, other, shift, wheel, fields):
                    break
            else:
                if pauses.after:
                    key = fields.leading(_bound(query, there, head), number)
                else:
                    key = fields.leading(there, number) + best[head]
                heapq.heappush(queue, (key, next(order), head, there, (way, trail)))
    return held


def _goes(total: int, other: int, shift: int, wheel: int, fields: Fields) -> bool:
    """Whether a label is of no use beside another, where one criterion leads."""
    own, less = total >> shift & MASK, other >> shift & MASK
    if less < own:
        return other & wheel <= total & wheel
    spare = fields.spare & fields.wheels
    ready = total & fields.wheels | spare
    return less == own and other <= total and ready - (other & fields.wheels) & spare == spare


def _bound(query: Query, total: int, node: str) -> int:
    """The least that can become of a label."""
    bounds, pauses = query.bounds, query.pauses
    bound = total + bounds.least[node]
    for (criterion, wheel), slant in zip(query.fields.clocks, bounds.slant, strict=True):
        rest = pauses.rest(bound >> wheel & MASK)
        flat = (total >> criterion & MASK) << FINE
        flat += (total >> wheel & MASK) * pauses.slope + slant[node]
        bound += max(rest, (flat >> FINE) - pauses.less - (bound >> criterion & MASK)) << criterion
    return bound


def _path(merged: Merged, trail: Trail | None) -> tuple[int, ...]:
    numbers: list[int] = []
    while trail is not None:
        numbers.append(trail[0])
        trail = trail[1]
    return tuple(step for number in reversed(numbers) for step in merged.paths[number])


def _rank(found: Candidate) -> tuple[int, int, tuple[int, ...]]:
    return found.total, len(found.path), found.path


def _before(merged: Merged, one: Trail | None, other: Trail | None) -> bool:
    """Which of two paths that weigh the same stands for both: the shorter one, or less."""
    a, b = _path(merged, one), _path(merged, other)
    return (len(a), a) < (len(b), b)
