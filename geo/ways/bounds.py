"""What is left to the destination at least: lower bounds for labels over a merged network.

All weights are fields of one integer (`khorgos.geo.ways.merging`).  Hours at the wheel are among
them: the rests that follow from them are bounded twice.  The least hours at the wheel that are
left make for so much rest at least; and as rests lie above a straight line over the hours at the
wheel, a path is at least as long as with every hour at the wheel stretched by its slope.
"""

from __future__ import annotations

import heapq
import itertools
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from .merging import Hop, Merged

__all__ = [
    "NO_PAUSES",
    "Bounds",
    "Fields",
    "Pauses",
    "Trees",
    "bounds_of",
    "from_starts",
    "pauses_of",
]

FIELD = 64
"""Bits, of which the uppermost is spare."""
MASK = (1 << FIELD) - 1
FINE = 10
"""Bits of the slope behind the point."""


class Pauses(NamedTuple):
    """How long a crew rests, in whole grains.

    Parameters
    ----------
    after : list of int
        Hours at the wheel after which there is more rest.
    hours : list of int
        All rest up to each of them, and after the last.
    slope, less : int
        So many times the hours at the wheel, in units of 2**-10, without so much, is never more
        than the rest.
    """

    after: list[int]
    hours: list[int]
    slope: int
    less: int

    def rest(self, driven: int) -> int:
        """All rest after so long at the wheel."""
        return self.hours[bisect_left(self.after, driven)]


NO_PAUSES = Pauses([], [0], 0, 0)


def pauses_of(rests: Sequence[tuple[int, int]], near: int) -> Pauses:
    """Rests, with the line below them that is best near so many hours at the wheel.

    Parameters
    ----------
    rests : sequence of (int, int)
        From more than so many grains at the wheel on, so many of rest; both increase.
    near : int
        Grains at the wheel.

    Returns
    -------
    Pauses
        Ready for bounds.

    Examples
    --------
    >>> pauses = pauses_of([(4, 1), (8, 3)], 6)
    >>> [pauses.rest(driven) for driven in (4, 5, 8, 9)]
    [0, 1, 1, 3]
    """
    if not rests:
        return NO_PAUSES
    after, hours = [driven for driven, _ in rests], [0, *(rest for _, rest in rests)]
    corners = list(zip(after, hours, strict=False))

    def less(slope: int) -> int:
        return max(0, *(-(-driven * slope >> FINE) - rest for driven, rest in corners))

    slopes = _chords(corners) | {0}
    slope = max(slopes, key=lambda slope: (near * slope >> FINE) - less(slope))
    return Pauses(after, hours, slope, less(slope))


def _chords(corners: Sequence[tuple[int, int]]) -> set[int]:
    """Slopes of the lower hull."""
    hull: list[tuple[int, int]] = []
    for x, y in corners:
        while len(hull) > 1:
            (xa, ya), (xb, yb) = hull[-2:]
            if (yb - ya) * (x - xa) < (y - ya) * (xb - xa):
                break
            hull.pop()
        hull.append((x, y))
    return {(yb - ya << FINE) // (xb - xa) for (xa, ya), (xb, yb) in itertools.pairwise(hull)}


class Fields:
    """Which field is what: the first criterion is uppermost, hours at the wheel are lowest.

    Parameters
    ----------
    criteria : int
        How many.
    clocks : sequence of (int, int)
        Number of a criterion to which rests are added, and of the hours at the wheel.

    Attributes
    ----------
    shifts : list of int
        Bits below each field.
    above, low : int
        Bits of all, and of the hours at the wheel.
    wheels, spare : int
        The bits of the hours at the wheel, and all spare bits.
    clocks : list of (int, int)
        Shifts of a criterion and its hours at the wheel.
    """

    def __init__(self, criteria: int, clocks: Sequence[tuple[int, int]]) -> None:
        width = max((criteria, *(wheel + 1 for _, wheel in clocks)))
        self.criteria = criteria
        self.shifts = [FIELD * (width - 1 - number) for number in range(width)]
        self.above, self.low = FIELD * width, FIELD * (width - criteria)
        self.wheels = (1 << self.low) - 1
        self.spare = sum(1 << shift + FIELD - 1 for shift in self.shifts)
        self.clocks = [(self.shifts[criterion], self.shifts[wheel]) for criterion, wheel in clocks]

    def rested(self, total: int, pauses: Pauses) -> int:
        """A sum with the rests that follow from its hours at the wheel."""
        if pauses.after:
            for criterion, wheel in self.clocks:
                total += pauses.rest(total >> wheel & MASK) << criterion
        return total

    def leading(self, total: int, number: int) -> int:
        """A sum with one of its fields first: of two, that with less of it is the lesser number."""
        if not number:  # it is first
            return total
        return ((total >> self.shifts[number] & MASK) << self.above) + total

    def led(self, total: int, number: int) -> int:
        """The field that comes first, of a number from `leading`."""
        return total >> (self.above if number else self.shifts[0])


class Bounds(NamedTuple):
    """What is left to some ends.

    Parameters
    ----------
    least : dict of str to int
        The least of each field, from each node.
    best : list of dict of str to int
        For each criterion, the sum of the path with the least of it, as `Fields.leading` has it.
    slant : list of dict of str to int
        For each clock, the least of its criterion with every hour at the wheel stretched, in
        units of 2**-10.
    last : dict of str to list of Hop
        Ways that the merged network does not have, to ends and from starts.
    """

    least: dict[str, int]
    best: list[dict[str, int]]
    slant: list[dict[str, int]]
    last: dict[str, list[Hop]]


Pick = Callable[[int], int]
"""What a tree takes of the weight of a way; of a sum it is the sum."""


class Trees:
    """A merged network in parts, for trees towards any ends.

    Parameters
    ----------
    merged : Merged
        The network.
    fields : Fields
        Which field is what.
    pauses : Pauses
        Rests of the crew.
    """

    def __init__(self, merged: Merged, fields: Fields, pauses: Pauses) -> None:
        def slanted(weight: int, criterion: int, wheel: int) -> int:
            return ((weight >> criterion & MASK) << FINE) + (weight >> wheel & MASK) * pauses.slope

        def one(weight: int, shift: int) -> int:
            return weight >> shift & MASK

        clocks = fields.clocks if pauses.after else []
        self.merged, self.fields, self.pauses = merged, fields, pauses
        self.best: list[Pick] = [
            partial(fields.leading, number=number) for number in range(fields.criteria)
        ]
        self.wheels: list[Pick] = [
            partial(one, shift=shift) for shift in fields.shifts[fields.criteria :]
        ]
        self.slant: list[Pick] = [
            partial(slanted, criterion=criterion, wheel=wheel) for criterion, wheel in clocks
        ]
        self._back = {
            part: {
                node: [(tail, part(weight), number) for tail, weight, number in ways]
                for node, ways in (*merged.back.items(), *merged.down.items())
            }
            for part in (*self.best, *self.wheels, *self.slant)
        }

    def tree(self, ends: Sequence[str], part: Pick, extra: Mapping[int, int]) -> dict[str, int]:
        """Least sum of a part of the weights from each node to the ends."""
        back = self._back[part]
        more = {number: part(weight) for number, weight in extra.items()}
        tree = dict.fromkeys(ends, 0)
        queue = [(0, end) for end in ends]
        while queue:
            there, node = heapq.heappop(queue)
            if there > tree[node]:
                continue
            for tail, weight, number in back.get(node, ()):
                total = there + weight
                if number in more:
                    total += more[number]
                if tail not in tree or total < tree[tail]:
                    tree[tail] = total
                    heapq.heappush(queue, (total, tail))
        return tree


def bounds_of(
    trees: Trees,
    ends: Sequence[str],
    extra: Mapping[int, int] | None = None,
    usual: Bounds | None = None,
) -> Bounds:
    """What is left to some ends from everywhere in the merged network.

    Parameters
    ----------
    trees : Trees
        The network.
    ends : sequence of str
        Nodes.
    extra : mapping of int to int, optional
        Number of a way -> what it weighs more than usual, but for hours at the wheel.
    usual : Bounds, optional
        Those without it.

    Returns
    -------
    Bounds
        Without nodes from which none of the ends can be reached.
    """
    merged, fields = trees.merged, trees.fields
    last: dict[str, list[Hop]] = {}
    todo = [end for end in dict.fromkeys(ends) if end in merged.down]
    seen = set(todo)
    while todo:
        node = todo.pop()
        for tail, weight, number in merged.down[node]:
            last.setdefault(tail, []).append(Hop(node, weight, number))
            if tail in merged.down and tail not in seen:
                seen.add(tail)
                todo.append(tail)
    best, slant = (
        [trees.tree(ends, part, extra or {}) for part in parts]
        for parts in (trees.best, trees.slant)
    )
    least = dict.fromkeys(best[0], 0)
    for number, tree in enumerate(best):
        for node, total in tree.items():
            least[node] += fields.led(total, number) << fields.shifts[number]
    if usual is not None:
        for node in least:
            least[node] += usual.least[node] & fields.wheels
    else:
        for shift, part in zip(fields.shifts[fields.criteria :], trees.wheels, strict=True):
            for node, total in trees.tree(ends, part, {}).items():
                least[node] += total << shift
    return Bounds(least, best, slant, last)


def from_starts(
    trees: Trees,
    starts: Sequence[str],
    bounds: Bounds,
    extra: Mapping[int, int] | None = None,
) -> Bounds:
    """The bounds at nodes around starts that are not in the merged network, too.

    Parameters
    ----------
    trees, extra
        As for `bounds_of`.
    starts : sequence of str
        Nodes.
    bounds : Bounds
        From `bounds_of`.

    Returns
    -------
    Bounds
        The same if all starts are in the merged network.
    """
    merged, fields = trees.merged, trees.fields
    todo = [start for start in dict.fromkeys(starts) if start in merged.up]
    near = set(todo)
    while todo:
        for way in merged.up[todo.pop()]:
            if way.node in merged.up and way.node not in near:
                near.add(way.node)
                todo.append(way.node)
    if not near:
        return bounds
    more = extra or {}
    # Those that went last come first: the ways from the others lead to them.
    up = {
        node: [way._replace(weight=way.weight + more.get(way.number, 0)) for way in merged.up[node]]
        for node in sorted(near, key=merged.order.__getitem__, reverse=True)
    }
    last = dict(bounds.last)
    for node in up:
        last[node] = [*last.get(node, ()), *merged.up[node]]
    least = dict(bounds.least)
    for node, ways in up.items():
        sums = [least[way.node] + way.weight for way in ways if way.node in least]
        if node in least:
            sums.append(least[node])
        if sums:
            least[node] = sum(min(x >> s & MASK for x in sums) << s for s in fields.shifts)
    return Bounds(
        least,
        [_spread(up, tree, part) for tree, part in zip(bounds.best, trees.best, strict=True)],
        [_spread(up, tree, part) for tree, part in zip(bounds.slant, trees.slant, strict=True)],
        last,
    )


def _spread(up: Mapping[str, Sequence[Hop]], tree: Mapping[str, int], part: Pick) -> dict[str, int]:
    """Add the nodes around starts to a tree."""
    tree = dict(tree)
    for node, ways in up.items():
        sums = [tree[way.node] + part(way.weight) for way in ways if way.node in tree]
        if node in tree:
            sums.append(tree[node])
        if sums:
            tree[node] = min(sums)
    return tree
