"""The law of a sum of times, in several regimes, without sampling.

The law of a sum of independent times is the convolution of theirs, a product of their transforms
(characteristic functions).  `Law` inverts it with the cosine series of F. Fang and C. W. Oosterlee,
"A novel pricing method for European options based on Fourier-cosine series expansions", SIAM
Journal on Scientific Computing 31(2), 2008.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cached_property
from typing import Any, Self

import numpy as np

from .distribution import BEYOND, WEIGHTS

__all__ = ["TERMS", "Law", "knots_of", "transforms_of"]

TERMS = 128
"""Of the cosine series: a thousandth of a probability for routes of two legs or more."""
ROUGH, LAST = 0.05, 8
"""A series is rough if one of its last values is larger than this."""
POINT = 1e-10
"""Share of the span below which a piece is a point."""
CELLS = 512
"""Of the grid on which the series is inverted."""
LEAST_SPAN = 1e-6
"""Hours, for a sum whose times are all 0."""
STEPS = 16
"""Powers of a turn that are reckoned one by one; a power of 2 that divides `TERMS`."""
BLOCK = 96
"""Times at a time: they stay in the cache of a core."""

ORDERS = np.arange(1, TERMS + 1)
SHARES = np.linspace(0.0, 1.0, CELLS + 1)


class Law:
    """Mixture of the distributions of a sum in several regimes.

    Parameters
    ----------
    weights : sequence of float
        Of the regimes; they sum to 1.
    values : array of complex
        Shape (regimes, `TERMS`): characteristic function of the sum in each regime at
        ``k pi / span`` for k = 1 to `TERMS`.
    least, span : array
        Shape (regimes,): the sum lies between `least` and `least` + `span` hours.

    Attributes
    ----------
    least, most : float
        Hours between which the sum lies.
    left_out : float
        Probability by which the terms that the series leaves out can be wrong, at most.

    Examples
    --------
    One time alone, and two of it:

    >>> hours = [[4.0, 8.0, 12.0]]
    >>> law = Law.of_sum([hours], [False], [1.0])
    >>> round(law.quantile(0.1), 1), round(law.cdf(8.0), 2)
    (4.0, 0.5)
    >>> round(Law.of_sum([hours, hours], [False, False], [1.0]).quantile(0.5), 1)
    16.1
    """

    def __init__(self, weights: Sequence[float], values: Any, least: Any, span: Any):
        self._weights = np.asarray(weights, dtype=float)
        self._least = np.asarray(least, dtype=float)
        self._span = np.asarray(span, dtype=float)
        turns = np.exp(-1j * math.pi * (self._least / self._span)[:, None] * ORDERS)
        terms = 2 / math.pi / ORDERS * (values * turns).real
        # Where the times are all but points, the series would ripple: Fejér's weights never do.
        last = np.abs(values[:, -LAST:]).max(axis=1)
        terms[last > ROUGH] *= 1 - ORDERS / (TERMS + 1)
        self._terms = terms
        self.least = float(self._least.min())
        self.most = float((self._least + self._span).max())
        # Transforms of these times fall with 1/k or faster, so that the sum of 2 / (pi k) times
        # them from here on is at most this.
        self.left_out = float(2 / math.pi * last.max())

    @classmethod
    def of_sum(
        cls, hours: Any, dwell: Any, weights: Sequence[float], correlation: float = 0.0
    ) -> Self:
        """Law of the sum of times of which the dwells form a chain.

        Within a regime the moves are independent: their transforms multiply.  The dwells form a
        chain in which each is at the percentile of the one before with probability
        `correlation`; runs at one percentile add corner by corner, and the recursion over where
        the last run begins sums over all ways to cut the chain into runs.  Exact, up to the
        cosine series.

        Parameters
        ----------
        hours : array
            Shape (times, regimes, 3): low, typical and high, in order of travel.
        dwell : array of bool
            Shape (times,): which of them are dwells.
        weights : sequence of float
            Of the regimes; they sum to 1.
        correlation : float
            Rank correlation of neighbouring dwells, 0 for independent ones.

        Returns
        -------
        Law
            Of the hours.
        """
        xs = knots_of(hours)
        total = xs.sum(axis=0)
        least = total[:, 0]
        span = np.maximum(total[:, -1] - least, LEAST_SPAN)
        values = _characteristic(xs, np.asarray(dwell, dtype=bool), correlation, span)
        return cls(weights, values, least, span)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Law):
            return NotImplemented
        return all(np.array_equal(a, b) for a, b in zip(self._what, other._what, strict=True))

    def __hash__(self) -> int:
        return hash((self.least, self.most))

    @property
    def _what(self) -> tuple[Any, ...]:
        return self._weights, self._least, self._span, self._terms

    @property
    def span(self) -> float:
        """Hours between the least and the most."""
        return self.most - self.least

    def cdf(self, hours: float) -> float:
        """Probability of at most so many hours."""
        shares = np.clip((hours - self._least) / self._span, 0.0, 1.0)
        series = (self._terms * np.sin(math.pi * shares[:, None] * ORDERS)).sum(axis=1)
        inside = (shares > 0) & (shares < 1)
        chances = np.where(inside, np.clip(shares + series, 0.0, 1.0), shares)
        return min(float(self._weights @ chances), 1.0)

    def quantile(self, probability: float) -> float:
        """Hours that are not exceeded with a probability from 0 to 1."""
        if probability <= 0 or probability >= 1:
            return self.most if probability >= 1 else self.least
        if len(self._weights) == 1:
            ((_, hours, chances),) = self._grids
            return float(np.interp(probability, chances, hours))
        return float(np.interp(probability, *self._mixed))

    def below(self, hours: Any) -> Any:
        """Probabilities of at most so many hours each, as `quantile` goes by them.

        Parameters
        ----------
        hours : array
            Of any shape.

        Returns
        -------
        array
            Of the same shape.
        """
        return sum(weight * np.interp(hours, x, y) for weight, x, y in self._grids)

    @cached_property
    def _mixed(self) -> tuple[Any, Any]:
        """Probabilities over all regimes, and the hours that go with them."""
        hours = np.sort([x for _, x, _ in self._grids], axis=None)
        return self.below(hours), hours

    @cached_property
    def _grids(self) -> list[tuple[float, Any, Any]]:
        """Weight of each regime, its hours on a grid, and probabilities by a Fourier transform."""
        # A sine series on a grid is the imaginary part of one.
        spectrum = np.zeros((len(self._terms), CELLS + 1), dtype=complex)
        spectrum.imag[:, 1 : TERMS + 1] = self._terms
        series = np.fft.irfft(spectrum * -CELLS, 2 * CELLS)[:, : CELLS + 1]
        # The series may ripple by less than a thousandth; a probability never falls.
        rising = np.maximum.accumulate(np.clip(SHARES + series, 0.0, 1.0), axis=1)
        xs = self._least[:, None] + self._span[:, None] * SHARES
        return list(zip(self._weights.tolist(), xs, rising, strict=True))


def knots_of(hours: Any) -> Any:
    """Knots of many times.

    Parameters
    ----------
    hours : array
        Shape (..., 3): low, mode and high.

    Returns
    -------
    array
        Shape (..., 5), as from `distribution.knots`.

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


def _runs_of(dwells: Any, correlation: float) -> list[Any]:
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


def _characteristic(xs: Any, dwell: Any, correlation: float, span: Any) -> Any:
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
        Shape (..., `TERMS`), as `Law.of_sum` describes it.
    """
    moves = xs[~dwell]
    runs = _runs_of(xs[dwell], correlation)
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
