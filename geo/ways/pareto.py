"""Multi-criteria label setting: all paths that no other beats in everything.

A path counts if no other is as good in every criterion and better in one.  The criteria add up
over arcs, and every sum is exact: weights are whole numbers of grains, 2**-20 of an hour or a
dollar (about a millionth), so that the order in which they are added does not matter, a merged
chain weighs what its arcs do, and no lower bound lies above what it bounds.

Rests of drivers do not add up: they follow from the hours at the wheel.  Where they count, these
hours are kept beside the criteria, and a label beats another only if it has no more of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from ..errors import RequestError
from .bounds import MASK, Bounds, Fields, Pauses, Trees, bounds_of, from_starts, pauses_of
from .labels import Candidate, ParetoFront, Query, leader, search
from .merging import Merged

__all__ = ["Arc", "Found", "Graph", "Rests", "exact"]

GRAINS = 2**20
"""In a unit."""
HEAVIEST = 2.0**30
"""Units in a weight: a sum of thousands of them fits into its field."""
ONE = 2**80
"""Worth of the best by a criterion, in a sum of criteria as multiples of their best."""
LONG_DRIVE = 100.0
"""Hours at the wheel for which the rests that are still to come are bounded best."""
KEPT = 64
"""Destinations whose lower bounds are kept."""

Rests = tuple[tuple[float, float], ...]
"""From more than so many hours at the wheel on, so many hours of rest in all; both increase."""


def exact(weight: float) -> float:
    """A weight as sums take it: a multiple of 2**-20.

    Parameters
    ----------
    weight : float
        0 or more.

    Returns
    -------
    float
        At most half a millionth away.

    Raises
    ------
    RequestError
        If it is negative, no number, or beyond 2**30.

    Examples
    --------
    >>> exact(0.1) + exact(0.2) == exact(0.3), round(exact(0.1), 5)
    (True, 0.1)
    """
    return _grains(weight) / GRAINS


def _grains(weight: float) -> int:
    if not 0 <= weight <= HEAVIEST:
        raise RequestError(f"the weight of an edge is {weight!r}; use 0 to {HEAVIEST:.0f}")
    return round(weight * GRAINS)


class Arc(NamedTuple):
    """A step that can be taken.

    Parameters
    ----------
    tail, head : str
        From which node to which.
    weights : tuple of float
        The criteria, then hours at the wheel if a clock needs them.
    """

    tail: str
    head: str
    weights: tuple[float, ...]


class Found(NamedTuple):
    """A path.

    Parameters
    ----------
    values : tuple of float
        The criteria, rests included.
    path : tuple of int
        Positions of its arcs in the list that the graph was made of.
    """

    values: tuple[float, ...]
    path: tuple[int, ...]


class Graph:
    """Arcs, made ready for many searches.

    Parameters
    ----------
    arcs : sequence of Arc
        All with as many weights; arcs side by side count each.
    criteria : int
        How many of the weights are criteria.
    clocks : sequence of (int, int)
        Criterion to which rests are added, and position of the hours at the wheel from which
        they follow.

    Raises
    ------
    RequestError
        If a weight is not from 0 to 2**30.

    Examples
    --------
    >>> arcs = [Arc("a", "b", (1.0, 5.0)), Arc("b", "c", (1.0, 5.0)), Arc("a", "c", (4.0, 3.0)),
    ...         Arc("a", "c", (5.0, 3.0))]
    >>> [found.values for found in Graph(arcs, 2).firsts(["a"], ["c"])]
    [(2.0, 10.0), (4.0, 3.0)]
    """

    def __init__(
        self, arcs: Sequence[Arc], criteria: int, clocks: Sequence[tuple[int, int]] = ()
    ) -> None:
        self._fields = Fields(criteria, clocks)
        self._weights = [
            sum(_grains(w) << s for w, s in zip(arc.weights, self._fields.shifts, strict=True))
            for arc in arcs
        ]
        # Where one criterion counts, all ways stay: some may come to weigh more.
        self._merged = Merged(
            [(arc.tail, arc.head, weight) for arc, weight in zip(arcs, self._weights, strict=True)],
            self._fields.spare if criteria > 1 else 0,
        )
        self._trees: dict[Rests, Trees] = {}
        self._uses: dict[int, list[int]] = {}
        self._bounds: dict[tuple[tuple[str, ...], Rests], Bounds] = {}

    def __repr__(self) -> str:
        ways = sum(map(len, self._merged.out.values()))
        return f"<Graph: {len(self._weights)} arcs; {ways} between {len(self._merged.out)} nodes>"

    def firsts(self, starts: Iterable[str], ends: Iterable[str], rests: Rests = ()) -> list[Found]:
        """The best path by each criterion; of several, the best by the first of the others.

        Parameters
        ----------
        starts, ends : iterable of str
            From any of these nodes to any of those.
        rests : tuple of (float, float)
            From more than so many hours at the wheel on, so many hours of rest in all.

        Returns
        -------
        list of Found
            One for each criterion; empty if nothing connects the nodes.

        Examples
        --------
        >>> graph = Graph([Arc("a", "b", (1.0, 5.0)), Arc("a", "b", (2.0, 4.0))], 2)
        >>> [found.path for found in graph.firsts(["a"], ["b"])]
        [(0,), (1,)]
        """
        query = self._query(starts, ends, rests)
        best = [leader(query, number) for number in range(self._fields.criteria)]
        return [self._found(found) for found in best if found is not None]

    def others(
        self,
        starts: Iterable[str],
        ends: Iterable[str],
        firsts: Sequence[Found],
        tolerance: float = 0.0,
        rests: Rests = (),
    ) -> Iterator[Found]:
        """The rest of the paths that no other beats in all criteria, one after the other.

        Each is sought when it is asked for: the first come quickly.  Of several with the same
        criteria one stands for all: that with the least hours at the wheel, the fewest arcs, and
        then the least positions.

        Parameters
        ----------
        starts, ends, rests
            As for `firsts`.
        firsts : sequence of Found
            From `firsts`.
        tolerance : float
            0 gives all of them.  Otherwise fewer: each path that is left out has one that is
            known or comes and is at most by this share worse, in every criterion.

        Returns
        -------
        iterator of Found
            Those with the least sum of criteria first, each as a multiple of its best; a
            criterion whose best is 0 does not count.  Of those with the same sum the one with
            less of the first criterion comes first.

        Examples
        --------
        >>> weights = [(1.0, 9.0), (9.0, 1.0), (2.0, 5.0), (3.0, 3.0)]
        >>> graph = Graph([Arc("a", "b", row) for row in weights], 2)
        >>> firsts = graph.firsts(["a"], ["b"])
        >>> [found.values for found in graph.others(["a"], ["b"], firsts)]
        [(3.0, 3.0), (2.0, 5.0)]
        """
        front = ParetoFront(self._fields, tolerance)
        for found in dict.fromkeys(firsts):
            front.add(self._packed(found.values))
        best = [_grains(found.values[number]) for number, found in enumerate(firsts)]
        worth = [ONE // least if least else 0 for least in best]
        known = {found.values for found in firsts}
        for candidate in search(self._query(starts, ends, rests), front, worth):
            found = self._found(candidate)
            if found.values not in known:
                yield found

    def quickest(
        self,
        starts: Iterable[str],
        ends: Iterable[str],
        more: Mapping[int, float],
        rests: Rests = (),
    ) -> Found | None:
        """The path with the least of the first criterion, some arcs weighing more than usual.

        Parameters
        ----------
        starts, ends : iterable of str
            As for `firsts`.
        more : mapping of int to float
            Position of an arc -> what to add to its first weight.
        rests : tuple of (float, float)
            As for `firsts`.

        Returns
        -------
        Found or None
            Its values have the additions in them; None if nothing connects the nodes.

        Examples
        --------
        >>> graph = Graph([Arc("a", "b", (1.0,)), Arc("a", "b", (2.0,))], 1)
        >>> graph.quickest(["a"], ["b"], {0: 1.5}).path
        (1,)
        """
        if not self._uses:
            for number, path in enumerate(self._merged.paths):
                for position in path:
                    self._uses.setdefault(position, []).append(number)
        extra: dict[int, int] = {}
        for position, weight in more.items():
            heavier = _grains(weight) << self._fields.shifts[0]
            for number in self._uses.get(position, ()):
                extra[number] = extra.get(number, 0) + heavier
        query = self._query(starts, ends, rests, extra)
        found = leader(query, 0, extra)
        return None if found is None else self._found(found)

    def total(self, path: Iterable[int], rests: Rests = ()) -> tuple[float, ...]:
        """The criteria of a path, rests included.

        Parameters
        ----------
        path : iterable of int
            Positions of its arcs.
        rests : tuple of (float, float)
            As for `firsts`.

        Returns
        -------
        tuple of float
            0 everywhere for a path without arcs.
        """
        total = sum(self._weights[position] for position in path)
        return self._values(self._fields.rested(total, _in_grains(rests)))

    def _values(self, total: int) -> tuple[float, ...]:
        shifts = self._fields.shifts[: self._fields.criteria]
        return tuple((total >> shift & MASK) / GRAINS for shift in shifts)

    def _packed(self, values: Iterable[float]) -> int:
        return sum(
            round(value * GRAINS) << shift
            for value, shift in zip(values, self._fields.shifts, strict=False)
        )

    def _found(self, candidate: Candidate) -> Found:
        return Found(self._values(candidate.rested), candidate.path)

    def _query(
        self,
        starts: Iterable[str],
        ends: Iterable[str],
        rests: Rests,
        extra: Mapping[int, int] | None = None,
    ) -> Query:
        if rests not in self._trees:
            self._trees[rests] = Trees(self._merged, self._fields, _in_grains(rests))
        trees = self._trees[rests]
        starts, ends = tuple(starts), tuple(ends)
        key = (ends, rests)
        if key not in self._bounds:
            while len(self._bounds) >= KEPT:
                self._bounds.pop(next(iter(self._bounds)))
            self._bounds[key] = bounds_of(trees, ends)
        bounds = self._bounds[key]
        if extra:
            bounds = bounds_of(trees, ends, extra, bounds)
        bounds = from_starts(trees, starts, bounds, extra)
        return Query(self._merged, starts, ends, bounds, self._fields, trees.pauses)


@cache
def _in_grains(rests: Rests) -> Pauses:
    grains = [(_grains(driven), _grains(rest)) for driven, rest in rests]
    return pauses_of(grains, _grains(LONG_DRIVE))
