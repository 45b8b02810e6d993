"""A network with fewer nodes: chains, dead ends and small crossings are taken out.

Nodes go one after the other, those with few neighbours first.  When a node goes, each way over it
becomes one way between two of its neighbours, and its own ways are noted: a search that starts
or ends there takes them.  Every such way leads to a node that goes later or stays, so that only
few of them are needed for one search.

All weights of an arc are fields of one integer, each with a spare bit above it: one addition adds
them all, and one subtraction compares them all, as it borrows from the spare bit above a field
that is too small.
"""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Iterable, Sequence
from typing import NamedTuple

__all__ = ["Hop", "Merged", "smaller"]

CHAIN, CROSSING = 2, 4
"""Neighbours of a node that goes: if all ways stay, or if only the best do."""
PARALLEL = 4
"""Where all ways stay, a node in a chain does so, too, if more than so many would come of it."""

Plain = tuple[int, tuple[int, ...]]
"""Weight and positions of the arcs."""


class Hop(NamedTuple):
    """An arc, or several one after the other.

    Parameters
    ----------
    node : str
        Where it leads; for ways back, where it comes from.
    weight : int
        Sum of the weights.
    number : int
        Among all ways.
    """

    node: str
    weight: int
    number: int


def smaller(weight: int, other: int, spare: int) -> bool:
    """Whether no field of one weight is larger than that of another.

    Examples
    --------
    >>> spare = 0b1000_1000
    >>> smaller(0b0001_0010, 0b0001_0011, spare), smaller(0b0010_0010, 0b0001_0011, spare)
    (True, False)
    """
    return (other | spare) - weight & spare == spare


class Merged:
    """A network without the nodes that no search needs.

    Parameters
    ----------
    arcs : sequence of (str, str, int)
        Tail, head and weight of each.
    spare : int, optional
        The spare bits, to keep only ways of which no other is better in all fields; all ways
        stay if left out.

    Attributes
    ----------
    out, back : dict of str to list of Hop
        Of each node that stays.
    up, down : dict of str to list of Hop
        Of each node that went: from it, and to it.
    order : dict of str to int
        When a node went.
    paths : list of tuple of int
        Number of a way -> positions of its arcs.

    Examples
    --------
    >>> network = Merged([("a", "b", 1), ("b", "c", 2), ("c", "a", 4), ("d", "c", 8)])
    >>> network.up["d"]
    [Hop(node='c', weight=8, number=0)]
    """

    def __init__(self, arcs: Sequence[tuple[str, str, int]], spare: int = 0) -> None:
        self.paths: list[tuple[int, ...]] = []
        self.up: dict[str, list[Hop]] = {}
        self.down: dict[str, list[Hop]] = {}
        self.order: dict[str, int] = {}
        self._spare = spare
        self._ways: dict[str, dict[str, list[Plain]]] = {}
        self._tails: dict[str, set[str]] = {}
        for position, (tail, head, weight) in enumerate(arcs):
            for node in (tail, head):
                self._ways.setdefault(node, {})
                self._tails.setdefault(node, set())
            if tail != head:
                self._ways[tail].setdefault(head, []).append((weight, (position,)))
                self._tails[head].add(tail)
        self._take_out()
        self.out = {tail: self._numbered(heads.items()) for tail, heads in self._ways.items()}
        self.back: dict[str, list[Hop]] = {node: [] for node in self.out}
        for tail, ways in self.out.items():
            for head, weight, number in ways:
                self.back[head].append(Hop(tail, weight, number))

    def _numbered(self, ways: Iterable[tuple[str, Sequence[Plain]]]) -> list[Hop]:
        numbered = []
        for node, between in ways:
            for weight, path in between:
                numbered.append(Hop(node, weight, len(self.paths)))
                self.paths.append(path)
        return numbered

    def _take_out(self) -> None:
        most = CROSSING if self._spare else CHAIN
        queue = [(len(self._around(node)), node) for node in self._ways]
        heapq.heapify(queue)
        while queue:
            degree, node = heapq.heappop(queue)
            around = self._around(node) if node in self._ways else []
            if len(around) != degree or degree > most or node not in self._ways:
                continue  # it went, or is in the queue once more
            instead = self._instead(node, around)
            if instead is None:
                continue
            heads, tails = self._ways[node], self._tails[node]
            self.up[node] = self._numbered(heads.items())
            self.down[node] = self._numbered(
                (tail, self._ways[tail][node]) for tail in sorted(tails)
            )
            self.order[node] = len(self.order)
            for (tail, head), ways in instead.items():
                self._ways[tail][head] = ways
                self._tails[head].add(tail)
            del self._ways[node], self._tails[node]
            for other in around:
                self._ways[other].pop(node, None)
                self._tails[other].discard(node)
            for other in around:
                heapq.heappush(queue, (len(self._around(other)), other))

    def _around(self, node: str) -> list[str]:
        return sorted(self._ways[node].keys() | self._tails[node])

    def _instead(
        self, node: str, around: Sequence[str]
    ) -> dict[tuple[str, str], list[Plain]] | None:
        """The ways between its neighbours once a node is gone; None if it has to stay."""
        instead: dict[tuple[str, str], list[Plain]] = {}
        heads = self._ways[node]
        more = 0
        for tail, head in itertools.permutations(around, 2):
            before, after = self._ways[tail].get(node, []), heads.get(head, [])
            if not before or not after:
                continue
            if not self._spare and len(before) * len(after) > PARALLEL:
                return None
            old = self._ways[tail].get(head, [])
            both = [*old, *((a + b, x + y) for a, x in before for b, y in after)]
            instead[tail, head] = self._best(both) if self._spare else both
            more += len(instead[tail, head]) - len(old)
        less = sum(map(len, heads.values()))
        less += sum(len(self._ways[tail][node]) for tail in self._tails[node])
        return instead if len(around) <= CHAIN or more <= less else None

    def _best(self, ways: Sequence[Plain]) -> list[Plain]:
        best: list[Plain] = []
        # What is smaller comes first; of equal ones the shortest path.
        for way in sorted(ways, key=lambda way: (way[0], len(way[1]), way[1])):
            if not any(smaller(other[0], way[0], self._spare) for other in best):
                best.append(way)
        return best
