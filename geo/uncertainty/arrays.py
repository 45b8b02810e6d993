"""The sums of `khorgos.geo.uncertainty.law` with numpy: many times, and all regimes, at once."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from .distribution import BEYOND, CELLS, POINT, TERMS, WEIGHTS

__all__ = ["characteristic", "inverted", "knots_of", "runs_of", "transforms_of"]

STEPS = 16
"""Powers of a turn that are reckoned one by one; a power of 2 that divides `TERMS`."""
BLOCK = 96
"""Times at a time: they stay in the cache of a core."""

SHARES = np.linspace(0.0, 1.0, CELLS + 1)


def knots_of(hours: Any) -> Any:
    """Knots of many times.

    Parameters
    ----------
    hours : array
        Shape (..., 3): low, mode and high.

    Returns
    -------
    array
        Shape (..., 5), as from `khorgos.geo.uncertainty.distribution.knots`.

    Examples
    --------
    >>> knots_of([4.0, 8.0, 12.0]).tolist()
    [3.0, 4.0, 8.0, 12.0, 15.0]
    """
    return np.asarray(hours)[..., [0, 0, 1, 2, 2]] * (1 - BEYOND, 1.0, 1.0, 1.0, 1 + BEYOND)


def transforms_of(xs: Any, span: Any) -> Any:
    """Characteristic functions of many times at the frequencies ``k pi / span``.

    Parameters
    ----------
    xs : array
        Shape (..., 5): knots of each, in hours.
    span : float or array
        Hours; of a shape that fits that of the times.

    Returns
    -------
    array
        Shape (..., `TERMS`): for k = 1 to `TERMS`.

    Examples
    --------
    >>> values = transforms_of(knots_of([4.0, 8.0, 12.0]), 1e6)
    >>> values.shape, round(float(abs(values[0])), 3)
    ((128,), 1.0)
    """
    shape = xs.shape[:-1]
    spans = np.broadcast_to(np.asarray(span, dtype=float), shape).reshape(-1, 1)
    flat = xs.reshape(-1, xs.shape[-1])
    values = np.empty((len(flat), TERMS), dtype=complex)
    for start in range(0, len(flat), BLOCK):
        block = slice(start, start + BLOCK)
        values[block] = _transforms(flat[block], spans[block])
    return values.reshape(*shape, TERMS)


def _transforms(flat: Any, spans: Any) -> Any:
    """Of a list of times; spans as a column."""
    width = np.diff(flat, axis=1)
    wide = width > POINT * spans
    rates = np.divide(WEIGHTS, width, out=np.zeros(width.shape), where=wide)
    # Of each knot: the piece that ends there less the one that begins.
    factors = np.zeros(flat.shape)
    factors[:, 1:] += rates
    factors[:, :-1] -= rates
    # A power is a small step after some giant ones, so that a product of matrices sums up.
    small = np.empty((STEPS, *flat.shape), dtype=complex)
    small[0] = np.exp(1j * math.pi / spans * flat)
    known = 1
    while known < STEPS:  # twice as many at a time
        np.multiply(small[:known], small[known - 1], out=small[known : 2 * known])
        known *= 2
    giant = np.empty((TERMS // STEPS, *flat.shape), dtype=complex)
    giant[0] = 1.0
    for step in range(1, len(giant)):
        np.multiply(giant[step - 1], small[-1], out=giant[step])
    values = _summed(giant * (factors * spans * (-1j / math.pi)), small)
    values *= 1.0 / np.arange(1, TERMS + 1)
    if not wide.all():
        some = ~wide.all(axis=1)
        points = np.where(wide[some], 0.0, WEIGHTS)
        values[some] += _summed(giant[:, some, :-1] * points, small[:, some, :-1])
    return values


def _summed(giant: Any, small: Any) -> Any:
    """Sum over the knots of all products of giant and small steps, by time."""
    return (giant.transpose(1, 0, 2) @ small.transpose(1, 2, 0)).reshape(-1, TERMS)


def runs_of(dwells: Any, correlation: float) -> list[Any]:
    """Knots of the runs of dwells that end at each dwell, shortest first.

    Parameters
    ----------
    dwells : array
        Shape (dwells, ...): knots, in order of travel.
    correlation : float
        If 0, the shortest run is all that counts.

    Returns
    -------
    list of array
        For each dwell, shape (runs, ...).
    """
    if not correlation:
        return [dwells[end : end + 1] for end in range(len(dwells))]
    return [np.cumsum(dwells[end::-1], axis=0) for end in range(len(dwells))]


def characteristic(xs: Any, dwell: Any, correlation: float, span: Any) -> Any:
    """Characteristic function of a sum of moves and a chain of dwells.

    Parameters
    ----------
    xs : array
        Shape (times, ..., 5): knots, in order of travel.
    dwell : array of bool
        Which of the times are dwells.
    correlation : float
        Rank correlation of neighbouring dwells.
    span : array
        Shape (...): hours.

    Returns
    -------
    array
        Shape (..., `TERMS`), as `khorgos.geo.uncertainty.law.law_of` describes it.
    """
    moves = xs[~dwell]
    runs = runs_of(xs[dwell], correlation)
    values = transforms_of(np.concatenate([moves, *runs]), span)
    product = values[: len(moves)].prod(axis=0)
    if not runs:
        return product
    # Of the dwells before the one of this number.
    done = np.ones((len(runs) + 1, *product.shape), dtype=complex)
    # How often a run is so long, beginning with the first dwell or with a later one.
    long = correlation ** np.arange(len(runs), dtype=float)
    later = (1 - correlation) * long
    start = len(moves)
    for end, run in enumerate(runs):
        weights = np.append(later[:end], long[end])[: len(run)]
        terms = done[end::-1][: len(run)] * values[start : start + len(run)]
        done[end + 1] = (terms * weights.reshape(-1, *[1] * product.ndim)).sum(axis=0)
        start += len(run)
    return product * done[-1]


def inverted(laws: Sequence[tuple[float, float, float, Sequence[float]]]) -> tuple[Any, Any]:
    """Distribution of a mixture of sums on a grid, by a Fourier transform.

    Parameters
    ----------
    laws : sequence of (float, float, float, sequence of float)
        Weight, least hours, span in hours and terms of the sine series of each.

    Returns
    -------
    array, array
        Probabilities, and the hours that are not exceeded with them.
    """
    weights, least, span, terms = zip(*laws, strict=True)
    # A sine series on a grid is the imaginary part of one.
    spectrum = np.zeros((len(laws), CELLS + 1), dtype=complex)
    spectrum.imag[:, 1 : TERMS + 1] = terms
    series = np.fft.irfft(spectrum * -CELLS, 2 * CELLS)[:, : CELLS + 1]
    # The series may ripple by less than a thousandth; a probability never falls.
    rising = np.maximum.accumulate(np.minimum(np.maximum(SHARES + series, 0.0), 1.0), axis=1)
    xs = np.array(least)[:, None] + np.array(span)[:, None] * SHARES
    if len(laws) == 1:
        return rising[0] * weights[0], xs[0]
    hours = np.sort(xs, axis=None)
    total = sum(
        weight * np.interp(hours, x, y) for weight, x, y in zip(weights, xs, rising, strict=True)
    )
    return total, hours
