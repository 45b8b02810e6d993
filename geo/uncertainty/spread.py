"""What nobody states in a question: one factor on the whole journey.

Who asks how long a train takes does not say which operator, timetable, terminal, priority and
month.  The tables time each leg as if these were known; what they add is shared along the route.
It is a log-normal factor ``exp(sd z - sd² / 2)`` with mean 1, independent of the times of the legs:
it widens the time of the whole and never moves its mean.  What a truck drives and its driver rests
stays as it is, for no priority makes a truck faster than its road.  ``parameters.csv`` has one by
kind of route, as ``unstated.rail``, whose low, mode and high are P10, P50 and P90 of the factor.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cached_property
from statistics import NormalDist
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ..graph.figures import Figure
from ..values import Range, told_briefly
from .dependence import ServiceFigures, TimePart, drives, law_of
from .distribution import PROBABILITIES, knots
from .law import Law

if TYPE_CHECKING:
    from ..routing.route import Route

__all__ = ["REACH", "BesideDriving", "SpreadLaw", "Unstated", "kind_of", "log_sd", "unstated_of"]
__all__ += ["widened_law"]

AFLOAT = ("ferry", "sea")
TENTH = NormalDist().inv_cdf(0.9)
"""Of the standard normal, what one in ten exceeds."""
LEAST_SD = 0.005
"""Factors that differ less are all 1."""
REACH = 5.0
"""Standard deviations to which the factor reaches: two in a million lie beyond."""
POINTS = 256
"""Of the grid of logarithms."""
ORDERS = np.arange(POINTS)
SQUARES = -0.5 * (2 * math.pi / POINTS * np.arange(POINTS // 2 + 1)) ** 2
NEAR_NONE = 1e-3
"""Share of the longest time below which all times are alike."""


@told_briefly
class Unstated(NamedTuple):
    """What nobody states in a question, and what it does to an answer.

    Parameters
    ----------
    figure : Figure
        Its factor, in ``times``.
    share : float
        Of the variance; with those of all drivers it sums to 1.

    Examples
    --------
    >>> from khorgos.geo import Network
    >>> network = Network.load()
    >>> unstated = network.outlook(network.route("Xi'an", "Duisburg")).unstated
    >>> unstated.figure.id, 0 < unstated.share < 1
    ('unstated.rail', True)
    """

    figure: Figure
    share: float

    def __str__(self) -> str:
        label = self.figure.label
        return f"{label[:1].upper()}{label[1:]}: {self.share:.0%} of the variance"

    def to_dict(self) -> dict[str, Any]:
        """As plain data, with low, mode and high of the factor."""
        figure = self.figure.to_dict()
        told = {name: figure[name] for name in ("low", "mode", "high", "judgement", "sources")}
        return {"figure": figure["id"], "share": self.share} | told


def kind_of(route: Route) -> str:
    """By what a route goes, as far as it matters for what its question leaves open.

    Parameters
    ----------
    route : Route
        From `Network.route`.

    Returns
    -------
    str
        ``air`` if part of it flies; else ``sea`` if it is afloat most of the way; else the carrier
        that takes it farthest, ``rail_ferry`` if trains go by ship on some of it.  Empty for a
        private car, whose driver knows all this, for a truck that only drives, and where nothing
        moves.

    Examples
    --------
    >>> from khorgos.geo import Network
    >>> network = Network.load()
    >>> kind_of(network.route("Xi'an", "Duisburg", avoid="Russia"))
    'rail_ferry'
    """
    km: dict[str, float] = {}
    only_drives = True
    for leg in route.legs if route.vehicle != "car" else ():
        edge = leg.edge  # many ways are compared
        only_drives &= drives(edge)
        if edge.kind == "move":
            km[edge.carrier] = km.get(edge.carrier, 0.0) + edge.length_km
    if only_drives:
        return ""
    if "air" in km:
        return "air"
    afloat = sum(km.get(carrier, 0.0) for carrier in AFLOAT)
    if 2 * afloat > sum(km.values()):
        return "sea"
    most = max(km, key=lambda carrier: km[carrier], default="")
    return "rail_ferry" if afloat and most != "road" else most


def unstated_of(route: Route, figures: ServiceFigures) -> Figure | None:
    """The factor on a route, if the tables have one.

    Parameters
    ----------
    route : Route
        From `Network.route`.
    figures : ServiceFigures
        Of its network and service.

    Returns
    -------
    Figure or None
        In ``times``.

    Examples
    --------
    >>> from khorgos.geo import Network
    >>> network = Network.load()
    >>> unstated_of(network.route("Zhetygen", "Altynkol"), network.appraiser.figures("standard")).id
    'unstated.rail'
    """
    kind = kind_of(route)
    return figures.named(f"unstated.{kind}") if kind else None


def log_sd(figure: Figure | None) -> float:
    """Standard deviation of the logarithm of a factor; 0 without one.

    Examples
    --------
    >>> log_sd(None)
    0.0
    >>> low, mode, high = 0.7363, 0.9761, 1.294
    >>> args = ("any", "any", "times", low, mode, high, "yes", (), 2026, "for an example")
    >>> round(log_sd(Figure("unstated.rail", "not stated", *args)), 3)
    0.22
    """
    sd = math.log(figure.high / figure.low) / (2 * TENTH) if figure else 0.0
    return sd if sd >= LEAST_SD else 0.0


def widened_law(
    parts: Sequence[TimePart], weights: Mapping[str, float], correlation: float, sd: float
) -> Law | SpreadLaw | BesideDriving:
    """The law of a sum of parts, all but driving by a factor.

    Parameters
    ----------
    parts : sequence of TimePart
        In order of travel.
    weights : mapping of str to float
        Of the regimes.
    correlation : float
        Rank correlation of neighbouring dwells, 0 for independent ones.
    sd : float
        From `log_sd`.

    Returns
    -------
    Law, SpreadLaw or BesideDriving
        Of the hours as they are asked for; that of `law_of` where the factor is always 1.

    Examples
    --------
    >>> from khorgos.geo import Network
    >>> network = Network.load()
    >>> outlook = network.outlook(network.route("Xi'an", "Duisburg"))
    >>> law = widened_law(outlook.parts, outlook.weights, 0.5, 0.3)
    >>> law.quantile(0.9) > outlook.quantile(0.9)
    True
    """
    free = [part for part in parts if not part.driving]
    if not sd or not free:
        return law_of(parts, weights, correlation)
    if len(free) == len(parts):
        return SpreadLaw(law_of(parts, weights, correlation), sd)
    (driving,) = (part.hours for part in parts if part.driving)
    alike: dict[Range, dict[str, float]] = {}
    for name, weight in weights.items():
        if weight:
            alike.setdefault(driving[name], {})[name] = weight
    mixture = []
    for hours, own in alike.items():
        share = math.fsum(own.values())
        of_group = {name: weight / share for name, weight in own.items()}
        mixture.append((share, SpreadLaw(law_of(free, of_group, correlation), sd), hours))
    return BesideDriving(mixture)


class _OnGrid:
    """A law that is known at points.

    Attributes
    ----------
    least, most : float
        Hours between which it lies, but for two cases in a million.
    grid : tuple of array
        Probabilities and the hours that go with them, both rising.
    """

    least: float
    most: float
    grid: Any

    @property
    def span(self) -> float:
        """Hours between the least and the most."""
        return self.most - self.least

    def cdf(self, hours: float) -> float:
        """Probability of at most so many hours."""
        chances, known = self.grid
        return float(np.interp(hours, known, chances))

    def quantile(self, probability: float) -> float:
        """Hours that are not exceeded with a probability from 0 to 1."""
        if probability <= 0 or probability >= 1:
            return self.most if probability >= 1 else self.least
        return float(np.interp(probability, *self.grid))


class SpreadLaw(_OnGrid):
    """Law of a time by an independent log-normal factor with mean 1.

    In logarithms a product is a sum: the distribution function is that of the time, convolved with
    the normal density.

    Parameters
    ----------
    base : Law
        Of the time.
    sd : float
        Standard deviation of the logarithm of the factor, above 0.

    Attributes
    ----------
    least, most : float
        Hours between which it lies, but for two cases in a million.
    left_out : float
        As that of the time.

    Examples
    --------
    >>> base = Law.of_sum([[[100.0, 100.0, 100.0]]], [False], [1.0])
    >>> law = SpreadLaw(base, 0.2)
    >>> round(law.quantile(0.5) / base.quantile(0.5), 2), round(law.cdf(law.quantile(0.9)), 6)
    (0.98, 0.9)
    """

    def __init__(self, base: Law, sd: float):
        self.base, self.sd = base, sd
        self.left_out = base.left_out
        self._median = math.exp(-sd * sd / 2)
        self.least = base.least * self._median * math.exp(-REACH * sd)
        self.most = base.most * self._median * math.exp(REACH * sd)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, SpreadLaw):
            return NotImplemented
        return self.sd == other.sd and self.base == other.base

    def __hash__(self) -> int:
        return hash((self.least, self.most, self.sd))

    @cached_property
    def grid(self) -> tuple[Any, Any]:
        """Probabilities on a grid that is even in logarithms, and the hours that go with them."""
        base, beyond = self.base, REACH * self.sd
        least = max(base.least, NEAR_NONE * base.most)
        first = math.log(least) - beyond
        step = (math.log(base.most) + beyond - first) / (POINTS - 1)
        hours = np.exp(first + step * ORDERS)
        steps = base.below(hours)
        steps[1:] -= steps[:-1].copy()
        normal = np.exp(SQUARES * (self.sd / step) ** 2)
        steps = np.fft.irfft(np.fft.rfft(steps) * normal, POINTS)
        # What is cut off lies beyond both ends; a probability never falls.
        below = np.maximum.accumulate(np.minimum(steps.cumsum(), 1.0))
        below[0], below[-1] = 0.0, 1.0
        hours *= self._median
        hours[0], hours[-1] = min(self.least, hours[0]), self.most
        return below, hours


class BesideDriving(_OnGrid):
    """Law of a time beside driving, which is independent of it.

    Parameters
    ----------
    mixture : sequence of (float, SpreadLaw, Range)
        Weight of some regimes, the law of the time in them, and the hours of driving.

    Attributes
    ----------
    least, most : float
        Hours between which it lies, but for two cases in a million.
    left_out : float
        As that of the times.

    Examples
    --------
    >>> wait = SpreadLaw(Law.of_sum([[[10.0, 10.0, 10.0]]], [False], [1.0]), 0.3)
    >>> law = BesideDriving([(1.0, wait, Range(100.0, 100.0, 100.0))])
    >>> round(law.quantile(0.5) - wait.quantile(0.5))
    100
    """

    def __init__(self, mixture: Sequence[tuple[float, SpreadLaw, Range]]):
        self.mixture = tuple(mixture)
        ends = [(knots(hours)[0], knots(hours)[-1]) for _, _, hours in self.mixture]
        laws = [law for _, law, _ in self.mixture]
        self.least = min(law.least + low for law, (low, _) in zip(laws, ends, strict=True))
        self.most = max(law.most + high for law, (_, high) in zip(laws, ends, strict=True))
        self.left_out = max(law.left_out for law in laws)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, BesideDriving):
            return NotImplemented
        return self.mixture == other.mixture

    def __hash__(self) -> int:
        return hash((self.least, self.most, len(self.mixture)))

    @cached_property
    def grid(self) -> tuple[Any, Any]:
        """Probabilities, and the hours that go with them: as even as those of the times."""
        far = max((law for _, law, _ in self.mixture), key=lambda law: law.most).grid[1]
        far = np.interp(np.arange(2 * POINTS) / 2, ORDERS, far)
        share = (far - far[0]) / (far[-1] - far[0])
        hours = self.least + (self.most - self.least) * share
        below = np.zeros(len(hours))
        for weight, law, driving in self.mixture:
            chances, known = law.grid
            middles, masses = (known[1:] + known[:-1]) / 2, np.diff(chances)
            left = hours[:, None] - middles
            below += weight * (np.interp(left, knots(driving), PROBABILITIES) @ masses)
        below[0], below[-1] = 0.0, 1.0
        return below, hours
