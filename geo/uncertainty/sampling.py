"""Sample the transit time of a route.

Times are drawn in whole seconds, by tables, from the raw bits of PCG64: nothing is rounded on
the way, so that the same seed gives the same answer on every platform.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

import numpy as np

from ..errors import RequestError, echo
from ..graph.figures import REGIMES
from ..routing.route import see_route
from ..schedule.clock import HOUR
from ..values import Range, whole_of
from .dependence import ServiceFigures, TimePart, parts_of
from .distribution import PROBABILITIES, knots
from .outlook import Outlook, outlook_of
from .regimes import Asked, Regimes, stated
from .spread import log_sd, unstated_of

if TYPE_CHECKING:
    from ..routing.route import Route

__all__ = ["Sample", "simulate"]

BITS = 12
"""A time has 4,096 equally likely values."""
PARTS = 20
"""Factors are counted by 2 ** -PARTS."""
BATCH = 1 << 16
"""Samples at a time: they stay in the cache of a core."""
MOST = 5_000_000
BIN = 6
"""Samples are counted by 2 ** BIN seconds."""


class Sample:
    """Distribution of samples.

    Parameters
    ----------
    seconds : numpy.ndarray
        Shape (n,), whole seconds, in any order.

    Examples
    --------
    >>> import numpy as np
    >>> sample = Sample(np.array([7200, 3600]))
    >>> sample.quantile(0.5), sample.cdf(1.5)
    (1.0, 0.5)
    """

    def __init__(self, seconds: Any):
        self.seconds = seconds
        # Sorting would take longer than sampling: count by about a minute, then look into one.
        self._bins = (seconds >> BIN).astype(np.int32)
        self._counts = np.cumsum(np.bincount(self._bins))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sample):
            return NotImplemented
        return np.array_equal(self.seconds, other.seconds)

    def __hash__(self) -> int:
        return hash(tuple(self.seconds[:BITS].tolist()))

    def cdf(self, hours: float) -> float:
        """Share of the samples with at most so many hours."""
        # A whole second, told in hours, may fall short of itself by rounding.
        return float(np.count_nonzero(self.seconds <= hours * HOUR + 1e-3) / self.seconds.size)

    def quantile(self, probability: float) -> float:
        """Least sample, in hours, that at least such a share of the samples does not exceed."""
        rank = max(math.ceil(probability * self.seconds.size - 1e-9) - 1, 0)
        number = int(np.searchsorted(self._counts, rank, side="right"))
        inside = np.sort(self.seconds[self._bins == number])
        before = int(self._counts[number - 1]) if number else 0
        return int(inside[rank - before]) / HOUR


def simulate(
    route: Route,
    figures: ServiceFigures,
    regimes: Mapping[str, Regimes],
    n: int = 100_000,
    seed: int = 0,
    asked: Asked = None,
) -> Outlook:
    """Sample a route; see `khorgos.geo.Network.simulate`.

    Parameters
    ----------
    route, figures, regimes, asked
        As for `khorgos.geo.uncertainty.outlook.exact_outlook`.
    n, seed : int
        Samples, and where their random numbers start.

    Returns
    -------
    Outlook
        With `method` ``sampled``.

    Raises
    ------
    RequestError
        If `n` or `seed` is not a whole number in range, or a regime does not exist.

    Examples
    --------
    >>> from khorgos.geo import Network
    >>> network = Network.load()
    >>> route = network.route("Xi'an", "Duisburg")
    >>> figures = ServiceFigures(network.figures, "standard")
    >>> sampled = simulate(route, figures, network.regimes)
    >>> abs(sampled.quantile(0.5) - network.outlook(route).quantile(0.5)) < 3
    True
    """
    bits = generator(route, n, seed)
    n = int(n)  # of numpy, maybe: what is told of the outlook is plain
    row, weights, month = found = stated(regimes, route, asked)
    figures = figures.where(found.own)
    parts = parts_of(route, figures)
    # Mean, deviation and drivers have closed forms: samples would only blur them.
    sd = log_sd(unstated_of(route, figures))
    law = Sample(_sums(parts, weights, row.correlation, n, bits, sd))
    outlook = outlook_of(route, figures, row, weights, parts, law, month)
    return replace(outlook, method="sampled", samples=n)


def generator(route: Route, n: int, seed: int) -> np.random.PCG64:
    """Random bits, once it is clear that one can sample.

    Raises
    ------
    RequestError
        If `route` is no route, or `n` or `seed` is not a whole number in range.
    """
    see_route(route)
    checked("n", n, 1, MOST)
    return np.random.PCG64(checked("seed", seed, 0, 2**128 - 1))


def checked(name: str, value: object, least: int, most: int) -> int:
    """The value as Python's own whole number, if it is one in range."""
    whole = whole_of(value)
    if whole is None or not least <= whole <= most:
        raise RequestError(f"{name} is {echo(value)}; use a whole number from {least} to {most:,}")
    return whole


def batches(weights: Mapping[str, float], n: int) -> Iterator[tuple[str, slice]]:
    """Slices of the samples, each in one regime; every regime has its share, to one sample."""
    start = 0
    given = 0.0
    for name in REGIMES:
        given += weights[name]
        end = round(given * n)
        for first in range(start, end, BATCH):
            yield name, slice(first, min(first + BATCH, end))
        start = end


# The middles of equally likely intervals: in which piece they are, and how far along.
_MIDDLES = (np.arange(1 << BITS) + 0.5) / (1 << BITS)
_PIECE = np.searchsorted(PROBABILITIES, _MIDDLES, side="right") - 1
_ALONG = (_MIDDLES - np.array(PROBABILITIES)[_PIECE]) / np.diff(PROBABILITIES)[_PIECE]


def table(hours: Range) -> Any:
    """Seconds at the middles of equally likely intervals, shape (2 ** BITS,), int32."""
    xs = np.array(knots(hours)) * HOUR
    # Two steps, so that no platform fuses the multiplication with the addition.
    step = np.diff(xs)[_PIECE] * _ALONG
    return np.rint(xs[_PIECE] + step).astype(np.int32)


@lru_cache(maxsize=16)
def factors(sd: float) -> Any:
    """Log-normal factors with mean 1 at the same middles, in parts of 2 ** PARTS, int64."""
    found = np.exp(sd * np.array([NormalDist().inv_cdf(float(middle)) for middle in _MIDDLES]))
    return np.rint(found / found.mean() * (1 << PARTS)).astype(np.int64)


def multiplied(seconds: Any, sd: float, numbers: Any) -> Any:
    """Whole seconds by the factors of these numbers, in whole seconds."""
    return (seconds * factors(sd)[numbers] + (1 << PARTS - 1)) >> PARTS


class Percentiles:
    """Which of its equally likely values each part takes, batch by batch."""

    def __init__(self, bits: np.random.PCG64, correlation: float):
        self._bits = bits
        self._keep = round(correlation * (1 << 8))
        self._last: Any = None

    def begin(self) -> None:
        """A new batch of shipments."""
        self._last = None

    def draw(self, size: int, *, dwell: bool) -> Any:
        """Numbers of values, shape (size,); dwells remember the one before."""
        numbers = self._raw(size, 2) >> (16 - BITS)
        if dwell:
            if self._last is not None and self._keep:
                keeps = (self._raw(size, 1) < self._keep).astype(np.uint16)
                # Without branches: the last number where it keeps, the new one elsewhere.
                numbers ^= (numbers ^ self._last) & (-keeps)
            self._last = numbers
        return numbers

    def independent(self) -> Percentiles:
        """Others from the same random numbers, of which none remembers the one before."""
        return Percentiles(self._bits, 0.0)

    def _raw(self, size: int, width: int) -> Any:
        """Random integers of so many bytes."""
        words = self._bits.random_raw(-(-size * width // 8)).astype("<u8", copy=False)
        return words.view(f"<u{width}")[:size]


def _sums(
    parts: Sequence[TimePart],
    weights: Mapping[str, float],
    correlation: float,
    n: int,
    bits: np.random.PCG64,
    sd: float,
) -> Any:
    # Many times are the same in several regimes.
    every = {part.hours[name] for part in parts for name in REGIMES if weights[name]}
    tables = {hours: table(hours) for hours in every}
    percentiles = Percentiles(bits, correlation)
    sums = np.zeros(n, dtype=np.int32)
    scratch = np.empty(BATCH, dtype=np.int32)
    for regime, batch in batches(weights, n):
        total = sums[batch]
        times, driving = scratch[: total.size], None
        percentiles.begin()
        for part in parts:
            numbers = percentiles.draw(total.size, dwell=part.dwell)
            tables[part.hours[regime]].take(numbers, out=times, mode="clip")
            if part.driving and sd:
                driving = times.copy()
            else:
                total += times
        if sd:
            total[:] = multiplied(total, sd, percentiles.draw(total.size, dwell=False))
            if driving is not None:
                total += driving
    return sums
