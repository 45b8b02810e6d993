"""The distribution of one time.

``Range(low, mode, high)`` are P10, P50 and P90.  The quantile function is
linear between them and ends a quarter below low and a quarter above high::

    probability   0            0.1   0.5    0.9    1
    hours         0.75 x low   low   mode   high   1.25 x high

No quantile falls when low, mode or high rises.  Times that are slow together add up corner by
corner and stay in the family, so that the sum of the lows is the low of their sum.

`khorgos.geo.uncertainty.dependence` has the law of sums of such times.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import pairwise

from ..values import Range

__all__ = ["BEYOND", "PROBABILITIES", "WEIGHTS", "covariance", "knots", "mean", "quantile"]

PROBABILITIES = (0.0, 0.1, 0.5, 0.9, 1.0)
"""Where the quantile function bends."""
WEIGHTS = tuple(b - a for a, b in pairwise(PROBABILITIES))
BEYOND = 0.25
"""How far the tenth below low and the tenth above high reach; judgement."""


def knots(hours: Range) -> tuple[float, ...]:
    """Hours at `PROBABILITIES`.

    Examples
    --------
    >>> knots(Range(4.0, 8.0, 12.0))
    (3.0, 4.0, 8.0, 12.0, 15.0)
    """
    low, typical, high = hours
    return ((1 - BEYOND) * low, low, typical, high, (1 + BEYOND) * high)


def quantile(hours: Range, probability: float) -> float:
    """Time that is not exceeded with a probability.

    Parameters
    ----------
    hours : Range
        P10, P50 and P90.
    probability : float
        From 0 to 1.

    Returns
    -------
    float
        Hours.

    Examples
    --------
    >>> quantile(Range(4.0, 8.0, 12.0), 0.3)
    6.0
    """
    xs = knots(hours)
    piece = min(bisect_right(PROBABILITIES, probability), len(WEIGHTS)) - 1
    share = (probability - PROBABILITIES[piece]) / WEIGHTS[piece]
    return xs[piece] + share * (xs[piece + 1] - xs[piece])


def mean(hours: Range) -> float:
    """Expected hours.

    Examples
    --------
    >>> round(mean(Range(4.0, 8.0, 12.0)), 6)
    8.1
    """
    a, b, c, d, e = knots(hours)
    w0, w1, w2, w3 = WEIGHTS
    return w0 * (a + b) / 2 + w1 * (b + c) / 2 + w2 * (c + d) / 2 + w3 * (d + e) / 2


def covariance(one: Range, other: Range) -> float:
    """Covariance, in square hours, of two times at the same percentile.

    With itself it is the variance.

    Examples
    --------
    >>> hours = Range(4.0, 8.0, 12.0)
    >>> round(covariance(hours, hours), 3)
    9.39
    """
    xs, ys = knots(one), knots(other)
    product = 0.0
    for piece, weight in enumerate(WEIGHTS):
        a, b, c, d = xs[piece], xs[piece + 1], ys[piece], ys[piece + 1]
        product += weight * (2 * a * c + a * d + b * c + 2 * b * d) / 6
    return product - mean(one) * mean(other)
