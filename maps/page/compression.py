"""Ways to write less: rows and runs of steps once, points as steps, whole numbers as short texts.

``assets/tools.js`` and ``assets/legs.js`` undo what is done here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

__all__ = ["DIGITS", "OWN_SCALE", "Rows", "chains_of", "encode", "filled", "pack", "steps_of"]

OWN_SCALE = 100_000
"""Steps of a degree: about a metre."""

DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
"""Characters for the numbers 0 to 63; none of them means anything to HTML or JavaScript."""

_BITS, _MORE = 5, 32
_DIGITS = np.frombuffer(DIGITS.encode("ascii"), dtype=np.uint8)

Paths = list[list[int]]

ROUNDS = 12
OFTEN = 6
"""Times that two chains follow each other for which a chain of both pays."""


class Rows:
    """A list in which each key has one row.

    Examples
    --------
    >>> rows = Rows()
    >>> rows.add("KZ", "Kazakhstan"), rows.add("CN", "China"), rows.add("KZ", "again")
    (0, 1, 0)
    >>> rows.rows
    ['Kazakhstan', 'China']
    """

    def __init__(self) -> None:
        self.rows: list[Any] = []
        self._numbers: dict[Hashable, int] = {}

    def number(self, key: Hashable) -> int | None:
        """Number of the row of a key, if it has one."""
        return self._numbers.get(key)

    def add(self, key: Hashable, row: Any) -> int:
        """Number of the row of a key, which is `row` if the key is new."""
        number = self._numbers.setdefault(key, len(self.rows))
        if number == len(self.rows):
            self.rows.append(row)
        return number


def filled(row: dict[str, Any]) -> dict[str, Any]:
    """The row without empty cells, which would cost a tenth of the page.

    Examples
    --------
    >>> filled({"km": 0, "note": "", "sources": [], "schematic": False})
    {'km': 0}
    """
    empty: tuple[Any, ...] = (None, "", [], (), {})
    return {key: value for key, value in row.items() if value is not False and value not in empty}


def encode(points: Iterable[Sequence[float]], scale: int) -> list[int]:
    """Points as one flat list: the first, then the step to each next one.

    Parameters
    ----------
    points : iterable of pairs
        Longitude and latitude.
    scale : int
        What a degree is multiplied with before rounding.

    Returns
    -------
    list of int
        Two numbers for each point that differs from the one before.

    Examples
    --------
    >>> encode([(76.95, 43.34), (76.96, 43.34), (76.96, 43.34)], 1000)
    [76950, 43340, 10, 0]
    """
    flat: list[int] = []
    x = y = 0
    for point in points:
        next_x, next_y = round(point[0] * scale), round(point[1] * scale)
        if not flat or (next_x, next_y) != (x, y):
            flat += [next_x - x, next_y - y]
            x, y = next_x, next_y
    return flat


def steps_of(points: Any, index: Any) -> tuple[Any, Any]:
    """Points of many lines as whole numbers: the first of each line, then the steps.

    Parameters
    ----------
    points : numpy.ndarray
        Longitude and latitude of each point.
    index : numpy.ndarray
        Number of the line that each point belongs to, in order.

    Returns
    -------
    steps : numpy.ndarray
        Two whole numbers for each point that differs from the one before on its line.
    index : numpy.ndarray
        Number of the line of each of them.

    Examples
    --------
    >>> points = np.array([(80, 44), (80.00001, 44), (80.00001, 44), (10, 50)])
    >>> steps, index = steps_of(points, np.array([0, 0, 0, 1]))
    >>> steps.tolist(), index.tolist()
    ([[8000000, 4400000], [1, 0], [1000000, 5000000]], [0, 0, 1])
    """
    whole = np.rint(points * OWN_SCALE).astype(np.int64)
    steps = np.diff(whole, axis=0, prepend=np.zeros((1, 2), np.int64))
    first = np.diff(index, prepend=-1) > 0
    steps[first] = whole[first]
    keep = first | steps.any(axis=1)
    return steps[keep], index[keep]


def pack(steps: Any, index: Any, count: int) -> list[str]:
    """Whole numbers of many lines as one text for each line.

    A number is doubled, and made odd if it is negative; then five bits at a time become a
    character, the lowest first, with a sixth bit that says whether more follow.

    Parameters
    ----------
    steps : numpy.ndarray
        Two whole numbers in each row.
    index : numpy.ndarray
        Number of the line of each row, in order.
    count : int
        Number of lines.

    Returns
    -------
    list of str
        The texts.

    Examples
    --------
    >>> pack(np.array([[0, -1], [16, 15]]), np.array([0, 1]), 2)
    ['AB', 'gBe']
    """
    numbers = steps.ravel()
    numbers = (numbers << 1) ^ (numbers >> 63)
    shifts = np.arange(0, max(1, int(numbers.max(initial=0)).bit_length()), _BITS)
    rests = numbers[:, None] >> shifts
    there = rests > 0
    there[:, 0] = True
    digits = _DIGITS[(rests & (_MORE - 1)) | np.where(rests >= _MORE, _MORE, 0)]
    text = digits[there].tobytes().decode("ascii")
    # Where each line ends: after how many rows, and so after how many characters.
    rows = np.searchsorted(index, np.arange(count), side="right")
    lengths = np.concatenate(([0], np.cumsum(there.sum(axis=1).reshape(-1, 2).sum(axis=1))))
    ends = lengths[rows].tolist()
    return [text[start:end] for start, end in zip([0, *ends[:-1]], ends, strict=True)]


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
