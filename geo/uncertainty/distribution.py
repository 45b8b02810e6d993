"""The distribution of one time, and of sums of them.

**One definition.**  ``Hours(low, mode, high)`` are P10, P50 and P90.  The quantile function is
linear between them and ends a quarter below low and a quarter above high::

    probability   0            0.1   0.5    0.9    1
    hours         0.75 x low   low   mode   high   1.25 x high

No quantile falls when low, mode or high rises.  Times that are slow together add up corner by
corner and stay in the family, so that the sum of the lows is the low of their sum.

**Sums.**  The law of a sum of independent times is the convolution of theirs, a product of their
transforms (characteristic functions).  `Law` inverts it with the cosine series of F. Fang and
C. W. Oosterlee, "A novel pricing method for European options based on Fourier-cosine series
expansions", SIAM Journal on Scientific Computing 31(2), 2008: without sampling.
"""

from __future__ import annotations

import cmath
import math
import sys
from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from ..graph.figures import Hours

__all__ = ["PROBABILITIES", "Law", "Series", "covariance", "knots", "mean", "quantile"]
__all__ += ["transforms"]

PROBABILITIES = (0.0, 0.1, 0.5, 0.9, 1.0)
"""Where the quantile function bends."""
WEIGHTS = tuple(b - a for a, b in pairwise(PROBABILITIES))
BEYOND = 0.25
"""How far the tenth below low and the tenth above high reach; judgement."""
TERMS = 128
"""Of the cosine series: a thousandth of a probability for routes of two legs or more."""
ROUGH, LAST = 0.05, 8
"""A series is rough if one of its last values is larger than this."""
POINT = 1e-10
"""Share of the span below which a piece is a point."""
CELLS = 512
"""Of the grid on which numpy inverts the series."""


def knots(hours: Hours) -> tuple[float, ...]:
    """Hours at `PROBABILITIES`.

    Examples
    --------
    >>> knots(Hours(4.0, 8.0, 12.0))
    (3.0, 4.0, 8.0, 12.0, 15.0)
    """
    low, mode, high = hours
    return ((1 - BEYOND) * low, low, mode, high, (1 + BEYOND) * high)


def quantile(hours: Hours, probability: float) -> float:
    """Time that is not exceeded with a probability.

    Parameters
    ----------
    hours : Hours
        P10, P50 and P90.
    probability : float
        From 0 to 1.

    Returns
    -------
    float
        Hours.

    Examples
    --------
    >>> quantile(Hours(4.0, 8.0, 12.0), 0.3)
    6.0
    """
    xs = knots(hours)
    piece = min(bisect_right(PROBABILITIES, probability), len(WEIGHTS)) - 1
    share = (probability - PROBABILITIES[piece]) / WEIGHTS[piece]
    return xs[piece] + share * (xs[piece + 1] - xs[piece])


def mean(hours: Hours) -> float:
    """Expected hours.

    Examples
    --------
    >>> round(mean(Hours(4.0, 8.0, 12.0)), 6)
    8.1
    """
    a, b, c, d, e = knots(hours)
    w0, w1, w2, w3 = WEIGHTS
    return w0 * (a + b) / 2 + w1 * (b + c) / 2 + w2 * (c + d) / 2 + w3 * (d + e) / 2


def covariance(one: Hours, other: Hours) -> float:
    """Covariance, in square hours, of two times at the same percentile.

    With itself it is the variance.

    Examples
    --------
    >>> hours = Hours(4.0, 8.0, 12.0)
    >>> round(covariance(hours, hours), 3)
    9.39
    """
    xs, ys = knots(one), knots(other)
    product = 0.0
    for piece, weight in enumerate(WEIGHTS):
        a, b, c, d = xs[piece], xs[piece + 1], ys[piece], ys[piece + 1]
        product += weight * (2 * a * c + a * d + b * c + 2 * b * d) / 6
    return product - mean(one) * mean(other)


def transforms(runs: Sequence[tuple[float, ...]], span: float) -> list[Any]:
    """Characteristic functions of several times at the frequencies ``k pi / span``.

    Parameters
    ----------
    runs : sequence of tuple of float
        Knots of each, in hours.
    span : float
        Hours.

    Returns
    -------
    list
        For each run its values for k = 1 to `TERMS`: arrays if numpy is loaded, else lists.

    Examples
    --------
    >>> values = transforms([knots(Hours(4.0, 8.0, 12.0))], 1e6)
    >>> len(values[0]) == TERMS, round(float(abs(values[0][0])), 3)
    (True, 1.0)
    """
    np: Any = sys.modules.get("numpy")
    if np is None:  # importing it would take longer than this sum
        return [_transform(xs, span) for xs in runs]
    from .arrays import transforms_of

    return list(transforms_of(np.array(runs), span))


def _transform(xs: tuple[float, ...], span: float) -> list[complex]:
    # Each piece is uniform, or a point where its ends meet.
    turns = [cmath.exp(1j * math.pi / span * x) for x in xs]
    widths = [b - a if b - a > POINT * span else 0.0 for a, b in pairwise(xs)]
    r0, r1, r2, r3 = (w / d if d else 0.0 for w, d in zip(WEIGHTS, widths, strict=True))
    points = [(n, w) for n, (w, d) in enumerate(zip(WEIGHTS, widths, strict=True)) if not d]
    t0, t1, t2, t3, t4 = turns
    p0 = p1 = p2 = p3 = p4 = 1 + 0j
    unit = span / math.pi / 1j
    values = []
    for k in range(1, TERMS + 1):
        p0, p1, p2, p3, p4 = p0 * t0, p1 * t1, p2 * t2, p3 * t3, p4 * t4
        value = (r0 * (p1 - p0) + r1 * (p2 - p1) + r2 * (p3 - p2) + r3 * (p4 - p3)) * (unit / k)
        if points:
            powers = (p0, p1, p2, p3)
            value += sum(weight * powers[n] for n, weight in points)
        values.append(value)
    return values


class Series:
    """Distribution of one sum, from its characteristic function.

    Parameters
    ----------
    values : list of complex or array
        Characteristic function at ``k pi / span`` for k = 1 to `TERMS`.
    least, span : float
        The sum lies between `least` and `least` + `span` hours.

    Examples
    --------
    >>> xs = knots(Hours(4.0, 8.0, 12.0))
    >>> round(Series(transforms([xs], 12.0)[0], 3.0, 12.0).cdf(8.0), 2)
    0.5
    """

    def __init__(self, values: Any, least: float, span: float):
        self.least = least
        self.span = span
        angle = math.pi / span * least
        terms: list[float]
        if isinstance(values, list):
            turned = (v * cmath.exp(-1j * angle * k) for k, v in enumerate(values, start=1))
            terms = [2 / math.pi / k * value.real for k, value in enumerate(turned, start=1)]
        else:
            import numpy as np

            ks = np.arange(1, TERMS + 1)
            terms = (2 / math.pi / ks * (values * np.exp(-1j * angle * ks)).real).tolist()
        # Where the times are all but points, the series would ripple: Fejér's weights never do.
        if max(map(abs, values[-LAST:])) > ROUGH:
            terms = [(1 - k / (TERMS + 1)) * term for k, term in enumerate(terms, start=1)]
        self.terms = terms

    def cdf(self, hours: float) -> float:
        """Probability of at most so many hours."""
        share = (hours - self.least) / self.span
        if share <= 0 or share >= 1:
            return float(share >= 1)
        # Clenshaw's recurrence for the sine series.
        angle = math.pi * share
        twice, b1, b2 = 2 * math.cos(angle), 0.0, 0.0
        for term in reversed(self.terms):
            b1, b2 = term + twice * b1 - b2, b1
        return min(max(share + b1 * math.sin(angle), 0.0), 1.0)


class Law:
    """Mixture of the distributions of a sum in several regimes.

    Parameters
    ----------
    mixture : sequence of (float, Series)
        Weights, which sum to 1, and distributions.

    Examples
    --------
    One time alone, and two of it:

    >>> xs = knots(Hours(4.0, 8.0, 12.0))
    >>> law = Law([(1.0, Series(transforms([xs], 12.0)[0], 3.0, 12.0))])
    >>> round(law.quantile(0.1), 1)
    4.0
    >>> one = transforms([xs], 24.0)[0]
    >>> round(Law([(1.0, Series([a * a for a in one], 6.0, 24.0))]).quantile(0.5), 1)
    16.1
    """

    def __init__(self, mixture: Sequence[tuple[float, Series]]):
        self.mixture = mixture
        self.least = min(series.least for _, series in mixture)
        self.most = max(series.least + series.span for _, series in mixture)
        self._grid: Any = None

    @property
    def span(self) -> float:
        """Hours between the least and the most."""
        return self.most - self.least

    def cdf(self, hours: float) -> float:
        """Probability of at most so many hours."""
        return min(sum(weight * series.cdf(hours) for weight, series in self.mixture), 1.0)

    def quantile(self, probability: float) -> float:
        """Hours that are not exceeded with a probability from 0 to 1."""
        if probability <= 0 or probability >= 1:
            return self.most if probability >= 1 else self.least
        if "numpy" in sys.modules:
            return self._on_grid(probability)
        low, high = self.least, self.most
        while high - low > self.span / CELLS / 64:
            middle = (low + high) / 2
            if self.cdf(middle) < probability:
                low = middle
            else:
                high = middle
        return (low + high) / 2

    def _on_grid(self, probability: float) -> float:
        import numpy as np

        from .arrays import inverted

        if self._grid is None:
            self._grid = inverted([(w, x.least, x.span, x.terms) for w, x in self.mixture])
        return float(np.interp(probability, *self._grid))
