"""Lines as short texts: a step of a hundred-thousandth of a degree takes one to six characters."""

from __future__ import annotations

from typing import Any

import numpy as np

__all__ = ["DIGITS", "OWN_SCALE", "pack", "steps_of"]

OWN_SCALE = 100_000
"""Steps of a degree: about a metre."""

DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
"""Characters for the numbers 0 to 63; none of them means anything to HTML or JavaScript."""

_BITS, _MORE = 5, 32
_DIGITS = np.frombuffer(DIGITS.encode("ascii"), dtype=np.uint8)


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
