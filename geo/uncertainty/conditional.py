"""Where the hours of a journey go, given how many it takes in all.

The mean of one time at a given sum is the density of the sum weighted by that time, over the
density itself.  In transforms, the factor ``E exp(it X)`` of the time becomes
``E X exp(it X)`` (E. Lukacs, *Characteristic Functions*, 2nd edition, 1970, on moments from
derivatives); both are inverted with the cosine series of F. Fang and C. W. Oosterlee, as in
`khorgos.geo.uncertainty.law`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from .distribution import PROBABILITIES, WEIGHTS
from .law import LEAST_SPAN, knots_of
from .spread import REACH

if TYPE_CHECKING:
    from .dependence import TimePart

__all__ = ["hours_given"]

SHARES = np.convolve(WEIGHTS, (0.5, 0.5))
"""Of each knot in the mean."""
TERMS = (64, 256, 1024)
"""Of the series: more where the times are so few that the density has corners."""
CORNERS = 1e-4
"""A density has corners if one of the last transforms is larger: legs are right to as much."""
LAST = 8
NEAR_0 = 0.02
"""Angle below which a closed form loses digits to its series."""
FACTORS = 2048
"""Times without the factor over which a mean is taken; no fewer than terms."""
STEPS = 16
"""Powers of a turn that are reckoned one by one."""
DRIVES = 32
"""Equally likely hours of driving, beside what a factor is on."""
_MIDDLES = (np.arange(DRIVES) + 0.5) / DRIVES
ALONG = np.stack([np.interp(_MIDDLES, PROBABILITIES, knot) for knot in np.eye(len(PROBABILITIES))])
"""Shape (knots, `DRIVES`): shares of the knots in each of these hours."""


def hours_given(
    parts: Sequence[TimePart],
    weights: Mapping[str, float],
    correlation: float,
    totals: Sequence[float],
    sd: float = 0.0,
) -> list[list[float]]:
    """Mean hours of each leg of a route in journeys that take so many hours in all.

    Parameters
    ----------
    parts : sequence of TimePart
        Of the route, in order of travel.
    weights : mapping of str to float
        Of the regimes.
    correlation : float
        Rank correlation of neighbouring dwells, 0 for independent ones.
    totals : sequence of float
        Hours of the whole.
    sd : float
        Of the logarithm of a factor on all but driving; see `khorgos.geo.uncertainty.spread`.

    Returns
    -------
    list of list of float
        For each total the hours of the legs in order of travel, which add up to it.

    Examples
    --------
    >>> from khorgos.geo import Network
    >>> network = Network.load()
    >>> outlook = network.outlook(network.route("Xi'an", "Duisburg"))
    >>> (hours,) = hours_given(outlook.parts, outlook.weights, 0.5, [480.0], sd=0.2)
    >>> len(hours) == len(outlook.route.legs), round(sum(hours), 6)
    (True, 480.0)
    """
    names = [name for name, weight in weights.items() if weight]
    xs = knots_of([[part.hours[name] for name in names] for part in parts])
    states = np.array([weights[name] for name in names])
    dwell = np.array([part.dwell for part in parts])
    asked = np.asarray(totals, dtype=float)
    driving = np.array([part.driving for part in parts])
    if sd and 0 < driving.sum() < len(parts):
        knot_weights, densities = _beside(xs, dwell, correlation, asked, sd, driving)
    else:
        knot_weights, densities = _given(xs, dwell, correlation, asked, sd)
    chances = (densities * states[:, None]).sum(axis=0)
    means = np.empty((sum(len(part.legs) for part in parts), len(asked)))
    for part, given in zip(parts, knot_weights, strict=True):
        hours = knots_of([[times[name] for name in names] for times in part.of_legs])
        of_knots = np.einsum("r,rqk,lrk->lq", states, given, hours)
        # A total that no journey takes, as by rounding: the legs in proportion to their means.
        expected = np.einsum("r,lrk,k->l", states, hours, SHARES)[:, None]
        means[list(part.legs)] = np.where(chances > 0, of_knots, expected)
    return added_up(means, asked)


def _beside(
    xs: Any, dwell: Any, correlation: float, totals: Any, sd: float, driving: Any
) -> tuple[Any, Any]:
    """As `_given`, with a factor on all but one time: the mean over the hours of that one.

    Parameters
    ----------
    xs, dwell, correlation, totals, sd
        As for `_given`.
    driving : array of bool
        Shape (times,): True for the one without the factor.

    Returns
    -------
    weights, densities : array
        As from `_given`.
    """
    count, (regimes, knots), asked = len(xs), xs.shape[1:], len(totals)
    hours = (xs[driving][0] @ ALONG)[:, None]
    left = totals[:, None] - hours
    free = xs[~driving]
    given, densities = _given(free, dwell[~driving], correlation, left.reshape(regimes, -1), sd)
    # All that has the factor adds up to what is left, times the density there.
    there = np.einsum("prqk,prk->rq", given, free).reshape(left.shape)
    there = np.divide(there, left, out=np.zeros(left.shape), where=left > LEAST_SPAN)
    weights = np.empty((count, regimes, asked, knots))
    weights[~driving] = given.reshape(len(free), regimes, asked, DRIVES, knots).mean(axis=3)
    weights[driving] = (there @ ALONG.T) / DRIVES
    return weights, densities.reshape(left.shape).mean(axis=2)


def added_up(means: Any, totals: Any) -> list[list[float]]:
    """Hours of legs, shape (legs, totals), scaled so that they add up to the totals."""
    means = np.maximum(means, 0.0)
    sums = means.sum(axis=0)
    scaled = means * np.divide(totals, sums, out=np.zeros(len(sums)), where=sums > 0)
    hours: list[list[float]] = scaled.T.tolist()
    return hours


def _given(xs: Any, dwell: Any, correlation: float, totals: Any, sd: float) -> tuple[Any, Any]:
    """Weights of the knots of each time at given sums, and densities of the sum.

    Parameters
    ----------
    xs : array
        Shape (times, regimes, 5): knots, in order of travel.
    dwell : array of bool
        Which of the times are dwells.
    correlation : float
        Rank correlation of neighbouring dwells.
    totals : array
        Shape (totals,) or (regimes, totals): hours.
    sd : float
        As for `hours_given`.

    Returns
    -------
    weights : array
        Shape (times, regimes, totals, 5): the product with the knots of a time that is always at
        the percentile of this one is its mean at the sum, times the density.
    densities : array
        Shape (regimes, totals): per hour; with a factor, what is above 0 where one can be.
    """
    least = xs[..., 0].sum(axis=0)[:, None]
    span = np.maximum(xs[..., -1].sum(axis=0)[:, None] - least, LEAST_SPAN)
    blocks, shares, members = _blocks(xs, dwell, correlation)
    for count in TERMS:
        rates = np.pi * np.arange(count + 1) / span
        knots = _knot_transforms(blocks, rates)
        others, whole = _others(knots.sum(axis=-2), dwell, shares)
        if np.abs(whole[:, -LAST:]).max() <= CORNERS:
            break
    else:
        # Jackson's kernel never ripples: means over totals within a hair of the one asked for.
        others, whole = others * _jackson(count), whole * _jackson(count)
    if sd:
        series = _averaged(least, span, totals, sd, count)
    else:
        inside = (totals >= least) & (totals <= least + span)
        series = np.cos(rates[:, None] * (totals - least)[..., None]) * inside[..., None]
    series = series * np.exp(-1j * rates * least)[:, None]
    series *= 2 / span[:, None]
    series[..., 0] /= 2
    densities = (whole[:, None] * series).sum(axis=-1).real
    weights = ((others[:, :, None] * series) @ knots.swapaxes(-1, -2)).real
    return np.stack([weights[mine].sum(axis=0) for mine in members]), densities


def _averaged(least: Any, span: Any, totals: Any, sd: float, count: int) -> Any:
    """Means of the cosines of the series at a total, over what it is without its factor.

    At a total t and a factor f the times of the legs add up to t / f, and f of them is asked for:
    the mean of the series at t / f, up to what adds the legs up to t.  On a grid that is even
    between the least and the most it is a cosine transform of the density of the factor.

    Parameters
    ----------
    least, span : array
        Shape (regimes, 1): hours, without the factor.
    totals, sd
        As for `_given`.
    count : int
        Terms after the first.

    Returns
    -------
    array
        Shape (regimes, totals, terms).
    """
    hours = (least + span * (np.arange(FACTORS) + 0.5) / FACTORS)[:, None]
    z = np.log(np.maximum(totals, LEAST_SPAN)[..., None] / hours) / sd + sd / 2
    weights = np.where(abs(z) <= REACH, np.exp(-z * z / 2) / hours, 0.0)
    turns = np.exp(-0.5j * np.pi / FACTORS * np.arange(count + 1))
    means = (np.fft.rfft(weights, 2 * FACTORS)[..., : count + 1] * turns).real
    return means * (span / (FACTORS * sd * math.sqrt(2 * math.pi)))[:, None]


def _blocks(xs: Any, dwell: Any, correlation: float) -> tuple[Any, list[Any], list[list[int]]]:
    """What is at one percentile: each move, and every run of dwells.

    Returns
    -------
    blocks : array
        Shape (blocks, regimes, 5): knots of the moves, then of the runs by their first dwell.
    shares : list of array
        For each first dwell, how often it begins a run of 1, 2, … dwells.
    members : list of list of int
        For each time the blocks that it is in.
    """
    moves, dwells = xs[~dwell], xs[dwell]
    blocks = list(moves)
    of_dwells: list[list[int]] = [[] for _ in dwells]
    shares = []
    for first in range(len(dwells)):
        longest = len(dwells) - first if correlation else 1
        for length in range(1, longest + 1):
            for member in range(first, first + length):
                of_dwells[member].append(len(blocks))
            blocks.append(dwells[first : first + length].sum(axis=0))
        shares.append((1 - correlation * bool(first)) * correlation ** np.arange(float(longest)))
    numbers = iter(of_dwells)
    order = iter(range(len(moves)))
    members = [next(numbers) if stands else [next(order)] for stands in dwell]
    return np.array(blocks), shares, members


def _knot_transforms(blocks: Any, rates: Any) -> Any:
    """For each knot what a time at the percentile of a block gives of ``E X exp(it block)``.

    Both are linear in the percentile between two knots, so that the integral has a closed form:
    the product with the knots of the time.  With 1 at each knot it is the transform itself.

    Parameters
    ----------
    blocks : array
        Shape (blocks, regimes, 5): knots.
    rates : array
        Shape (regimes, rates): per hour.

    Returns
    -------
    array of complex
        Shape (blocks, regimes, 5, rates).
    """
    turns = _powers(np.exp(1j * rates[:, 1, None] * blocks), rates.shape[1])
    angles = rates[:, None] * np.diff(blocks)[..., None]
    near = angles < NEAR_0
    inverse = 1 / np.where(near, np.inf, angles)
    ends = turns * 1j
    weights = np.array(WEIGHTS)[:, None]
    curved = (turns[..., 1:, :] - turns[..., :-1, :]) * (inverse * inverse * weights)
    inverse *= weights
    values = np.empty_like(turns)
    values[..., :-1, :] = ends[..., :-1, :] * inverse
    values[..., -1, :] = 0
    values[..., 1:, :] -= ends[..., 1:, :] * inverse
    values[..., :-1, :] -= curved
    values[..., 1:, :] += curved
    # Pieces so short that the closed form would lose digits: its series.
    small = angles[near]
    falling = 1 / 2 - small**2 / 24 + 1j * small / 6 * (1 - small**2 / 20)
    falling *= np.broadcast_to(weights, near.shape)[near]
    values[..., :-1, :][near] += turns[..., :-1, :][near] * falling
    values[..., 1:, :][near] += turns[..., 1:, :][near] * falling.conj()
    return values


def _powers(turns: Any, count: int) -> Any:
    """Powers 0, 1, … of turns as one more axis: small steps after giant ones."""
    small = np.ones((*turns.shape, STEPS + 1), dtype=complex)
    small[..., 1:] = turns[..., None]
    np.cumprod(small, axis=-1, out=small)
    giant = np.ones((*turns.shape, -(-count // STEPS)), dtype=complex)
    giant[..., 1:] = small[..., -1:]
    np.cumprod(giant, axis=-1, out=giant)
    powers = giant[..., None] * small[..., None, :-1]
    return powers.reshape(*turns.shape, -1)[..., :count]


def _others(values: Any, dwell: Any, shares: Sequence[Any]) -> tuple[Any, Any]:
    """Transform of all that is beside each block, and of the whole.

    Parameters
    ----------
    values : array of complex
        Shape (blocks, ...): transforms.
    dwell : array of bool
        As for `_given`.
    shares : list of array
        As from `_blocks`.

    Returns
    -------
    others, whole : array of complex
        Shape (blocks, ...), with how often a run is so long, and (...).
    """
    moves = values[: np.count_nonzero(~dwell)]
    ones = np.ones((1, *values.shape[1:]), dtype=complex)
    before = np.cumprod(np.concatenate([ones, moves]), axis=0)
    behind = np.cumprod(np.concatenate([ones, moves[::-1]]), axis=0)[::-1]
    # Of the dwells before the one of this number, and from it on, over all ways to cut them.
    count = len(shares)
    done = np.zeros((count + 1, *values.shape[1:]), dtype=complex)
    left = done.copy()
    done[0] = left[count] = 1.0
    starts = len(moves) + np.cumsum([0, *map(len, shares)])
    runs = [
        values[start : start + len(share)] * share.reshape(-1, *[1] * (values.ndim - 1))
        for start, share in zip(starts, shares, strict=False)
    ]
    for first, run in enumerate(runs):
        done[first + 1 : first + 1 + len(run)] += done[first] * run
    for first in reversed(range(count)):
        left[first] = (runs[first] * left[first + 1 : first + 1 + len(runs[first])]).sum(axis=0)
    others = [before[:-1] * behind[1:] * left[0]]
    others += [
        before[-1]
        * done[first]
        * left[first + 1 : first + 1 + len(share)]
        * share.reshape(-1, *[1] * (values.ndim - 1))
        for first, share in enumerate(shares)
    ]
    return np.concatenate(others), before[-1] * left[0]


def _jackson(count: int) -> Any:
    """Weights of Jackson's kernel for a series that is cut off after so many terms.

    A. Weiße, G. Wellein, A. Alvermann and H. Fehske, "The kernel polynomial method", Reviews of
    Modern Physics 78, 2006, equation 71.
    """
    orders = np.arange(count + 1)
    step = np.pi / (count + 2)
    return ((count + 2 - orders) * np.cos(step * orders) + np.sin(step * orders) / np.tan(step)) / (
        count + 2
    )
