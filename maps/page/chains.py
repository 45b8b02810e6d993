"""Runs of steps that several routes share, each written once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

__all__ = ["chains_of"]

Paths = list[list[int]]

ROUNDS = 12
OFTEN = 6
"""Times that two chains follow each other for which a chain of both pays."""


def chains_of(paths: Sequence[Sequence[int]]) -> tuple[Paths, Paths]:
    """Cut paths where they part or meet, and join again what often stands together.

    Two steps stay in one chain if each only ever stands beside the other.  Chains that follow
    each other often become a chain of chains, as in byte-pair encoding (Gage, 1994), many pairs
    in a round.  Thousands of routes over one network then need a few numbers each.

    Parameters
    ----------
    paths : sequence of sequences of int
        Steps of each route, in order; none is negative.

    Returns
    -------
    chains : list of list of int
        Steps of each chain; a negative number -1 - n stands for all of chain n.
    routes : list of list of int
        Numbers of the chains of each path; their steps in a row are the path.

    Examples
    --------
    >>> chains_of([[1, 2, 3, 4], [1, 2, 5], [5]])
    ([[1, 2], [3, 4], [5]], [[0, 1], [0, 2], [2]])
    """
    chains, routes = _cut(paths)
    for _ in range(ROUNDS):
        pairs = _frequent(routes)
        if not pairs:
            break
        numbers = {pair: len(chains) + n for n, pair in enumerate(pairs)}
        chains += [[-1 - a, -1 - b] for a, b in pairs]
        routes = [_joined(route, numbers) for route in routes]
    return chains, routes


def _cut(paths: Sequence[Sequence[int]]) -> tuple[Paths, Paths]:
    after: dict[int | None, set[int | None]] = {}
    before: dict[int | None, set[int | None]] = {}
    for path in paths:
        for step, following in _links(path):
            after.setdefault(step, set()).add(following)
            before.setdefault(following, set()).add(step)
    numbers: dict[tuple[int, ...], int] = {}
    routes: Paths = []
    for path in paths:
        chains: list[list[int]] = []
        for step, following in _links(path):
            if following is None:
                break
            if step is None or len(after[step]) > 1 or len(before[following]) > 1:
                chains.append([])
            chains[-1].append(following)
        routes.append([numbers.setdefault(tuple(chain), len(numbers)) for chain in chains])
    return [list(chain) for chain in numbers], routes


def _links(path: Sequence[int]) -> Iterable[tuple[int | None, int | None]]:
    """Neighbours on a path; None stands before its first step and after its last."""
    return pairwise((None, *path, None))


def _frequent(routes: Paths) -> list[tuple[int, int]]:
    """Pairs of neighbours that are common; each chain is in one of them at most."""
    counts = Counter(pair for route in routes for pair in pairwise(route))
    taken: set[int] = set()
    found = []
    for (a, b), count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        if count < OFTEN:
            break
        if a not in taken and b not in taken and a != b:
            taken |= {a, b}
            found.append((a, b))
    return found


def _joined(route: list[int], numbers: dict[tuple[int, int], int]) -> list[int]:
    joined: list[int] = []
    for chain in route:
        both = numbers.get((joined[-1], chain)) if joined else None
        if both is None:
            joined.append(chain)
        else:
            joined[-1] = both
    return joined
