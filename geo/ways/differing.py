"""Of the paths that no other beats, and of others, take some that differ.

The rule is that of `khorgos.geo.ways.tradeoffs`, for any arcs with lines and kilometres.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from .pareto import Arc, Found, Graph, Rests, exact

__all__ = ["Arcs", "Selection", "overlap", "select"]

HEAVIER = 0.1
"""What each use of a line adds to its weight, as a share, when other ways are sought; judgement."""
ROUNDS = 2
"""Other ways are sought at most so many times for each one that is asked for."""
SLOWEST = 2.5
"""Another way takes at most so many times the best by the first criterion; judgement."""

Lines = dict[object, float]
"""Line -> kilometres on it."""


def overlap(one: Lines, other: Lines) -> float:
    """Share of length that two routes have in common.

    Parameters
    ----------
    one, other : dict of object to float
        Line -> kilometres on it.

    Returns
    -------
    float
        Common kilometres over those of the shorter route; 1 if that has none.

    Examples
    --------
    >>> overlap({"a": 100.0, "b": 300.0}, {"a": 100.0, "c": 100.0})
    0.5
    """
    shorter = min(math.fsum(one.values()), math.fsum(other.values()))
    common = math.fsum(min(km, other[line]) for line, km in one.items() if line in other)
    return min(common / shorter, 1.0) if shorter else 1.0


class Arcs:
    """Arcs with their weights, and the lines on which they lie.

    Parameters
    ----------
    arcs : sequence of Arc
        The criteria, then hours at the wheel if clocks need them.
    lines : sequence of (object, float) or None
        For each arc its line and its kilometres; None where nothing moves.
    criteria : int
        How many of the weights are criteria.
    clocks : sequence of (int, int)
        As for `khorgos.geo.ways.pareto.Graph`.

    Attributes
    ----------
    graph, alone : Graph
        For all criteria, and for the first of them.
    """

    def __init__(
        self,
        arcs: Sequence[Arc],
        lines: Sequence[tuple[object, float] | None],
        criteria: int,
        clocks: Sequence[tuple[int, int]] = (),
    ) -> None:
        self.graph = Graph(arcs, criteria, clocks)
        self._arcs = arcs
        self._lines = lines
        self._clocks = clocks
        self._using: dict[object, list[int]] = {}
        for position, line in enumerate(lines):
            if line is not None:
                self._using.setdefault(line[0], []).append(position)

    @cached_property
    def alone(self) -> Graph:
        """The first criterion alone."""
        wheel = next((position for number, position in self._clocks if number == 0), None)
        arcs = [
            Arc(tail, head, (row[0],) if wheel is None else (row[0], row[wheel]))
            for tail, head, row in self._arcs
        ]
        return Graph(arcs, 1, [] if wheel is None else [(0, 1)])

    def lines(self, path: Iterable[int]) -> Lines:
        """Kilometres on each line of a path."""
        lines: Lines = {}
        for position in path:
            line = self._lines[position]
            if line is not None:
                lines[line[0]] = lines.get(line[0], 0.0) + line[1]
        return lines

    def straight(self, path: Sequence[int]) -> bool:  # noqa: ARG002  there may be a reason
        """Whether a path makes sense."""
        return True

    def heavier(self, used: Mapping[object, int]) -> dict[int, float]:
        """What edges weigh more by the first criterion if their lines were used so many times."""
        return {
            position: exact(HEAVIER * times * self._arcs[position].weights[0])
            for line, times in used.items()
            for position in self._using[line]
        }


class Selection:
    """Paths that differ, as they are taken.

    Parameters
    ----------
    ground : Arcs
        In which they are found.
    k : int
        How many.
    share : float
        Of length that two may have in common.

    Attributes
    ----------
    firsts : list of Found
        The best by each criterion, taken or not; empty if nothing connects the nodes.
    taken : list of Found
        In order.
    shared : list of float
        For each, the largest share of length with one before it.
    best : int
        How many of them, the first ones, no other path beats.
    """

    def __init__(self, ground: Arcs, k: int, share: float) -> None:
        self.firsts: list[Found] = []
        self.taken: list[Found] = []
        self.shared: list[float] = []
        self.best = 0
        self._ground = ground
        self._k = k
        self._share = share
        self._lines: list[Lines] = []
        self._used: dict[object, int] = {}

    @property
    def full(self) -> bool:
        """Whether there are as many as asked for."""
        return len(self.taken) == self._k

    def take(self, found: Found) -> bool:
        """Take a path if it makes sense and differs enough from all taken before."""
        if any(found.path == other.path for other in self.taken):
            return False
        lines = self._ground.lines(found.path)
        shared = max((overlap(lines, other) for other in self._lines), default=0.0)
        if shared > self._share and self.taken:
            return False
        if not self._ground.straight(found.path):
            return False
        self.taken.append(found)
        self.shared.append(shared)
        self._lines.append(lines)
        self.use(found)
        return True

    def use(self, found: Found, times: int = 1) -> None:
        """Make the lines of a path heavier where other ways are sought."""
        for line in self._ground.lines(found.path):
            self._used[line] = self._used.get(line, 0) + times

    def heavier(self) -> dict[int, float]:
        """What arcs weigh more, by their positions."""
        return self._ground.heavier(self._used)


def select(
    ground: Arcs,
    starts: Sequence[str],
    ends: Sequence[str],
    k: int,
    share: float,
    tolerance: float = 0.0,
    rests: Rests = (),
) -> Selection:
    """Take paths that differ: of those that no other beats, then other ways.

    Parameters
    ----------
    ground : Arcs
        The arcs.
    starts, ends : sequence of str
        From any of these nodes to any of those.
    k : int
        How many at most.
    share : float
        Of length that two may have in common.
    tolerance, rests
        As for `khorgos.geo.ways.pareto.Graph.others`.

    Returns
    -------
    Selection
        What was taken.

    Examples
    --------
    >>> arcs = [Arc("a", "b", (1.0, 5.0)), Arc("a", "b", (2.0, 5.0)), Arc("a", "b", (4.0, 3.0))]
    >>> ground = Arcs(arcs, [("north", 10.0), ("south", 10.0), ("north", 10.0)], 2)
    >>> choice = select(ground, ["a"], ["b"], 3, 0.8)
    >>> [found.values for found in choice.taken], choice.best
    ([(1.0, 5.0), (2.0, 5.0)], 1)
    """
    choice = Selection(ground, k, share)
    choice.firsts = ground.graph.firsts(starts, ends, rests)
    if not choice.firsts:
        return choice
    others = ground.graph.others(starts, ends, choice.firsts, tolerance, rests)
    for found in itertools.chain(dict.fromkeys(choice.firsts), others):
        choice.take(found)
        if choice.full:
            break
    choice.best = len(choice.taken)
    limit, refused = SLOWEST * choice.firsts[0].values[0], 0
    for _ in range(ROUNDS * k):
        if choice.full:
            break
        sought = ground.alone.quickest(starts, ends, choice.heavier(), rests)
        if sought is None:
            break
        found = Found(ground.graph.total(sought.path, rests), sought.path)
        if found.values[0] <= limit and choice.take(found):
            refused = 0
        else:
            refused += 1
            choice.use(found, refused)
    if not choice.taken:  # better one that turns back than none
        choice.taken, choice.shared, choice.best = [choice.firsts[0]], [0.0], 1
    return choice
