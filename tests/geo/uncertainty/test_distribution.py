"""Distributions of times: closed forms and exact convolutions."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sizes import examples

from khorgos.geo.uncertainty.distribution import (
    BEYOND,
    PROBABILITIES,
    covariance,
    knots,
    mean,
    quantile,
)
from khorgos.geo.uncertainty.law import TERMS, Law, transforms_of
from khorgos.geo.values import Range

QUIET = examples(60)
SHARES = [0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99]
UNIFORM = PROBABILITIES
"""Knots of the uniform distribution from 0 to 1: its quantile function is the identity."""
BORDER = Range(24.0, 48.0, 120.0)
LINE = Range(60.0, 66.0, 80.0)
SHIP = Range(0.0, 30.0, 90.0)

triples = st.lists(st.floats(0, 2000), min_size=3, max_size=3).map(lambda x: Range(*sorted(x)))
# Times as a table may hold them: none of them almost fixed, none out of all proportion.
usual = st.tuples(st.floats(1, 100), st.floats(1.05, 3), st.floats(1.05, 3)).map(
    lambda x: Range(x[0], x[0] * x[1], x[0] * x[1] * x[2])
)


def law_of_sum(runs, *, least=None, span=None) -> Law:
    """Law of the sum of independent times, given by their knots."""
    least = sum(xs[0] for xs in runs) if least is None else least
    span = sum(xs[-1] for xs in runs) - least if span is None else span
    product = transforms_of(np.array(runs), span).prod(axis=0)
    return Law([1.0], product[None], [least], [span])


def lattice(runs, step: float):
    """Probability function of the sum, by convolution on a lattice: places and cumulated mass.

    A cell of the lattice holds the mass of a whole step around it, exactly.
    """
    mass = np.ones(1)
    for xs in runs:
        edges = (np.arange(round(xs[-1] / step) + 2) - 0.5) * step
        # A jump of the distribution function, where knots meet, falls into one cell.
        cumulated = np.array([share_below(xs, x) for x in edges])
        mass = np.convolve(mass, np.diff(cumulated))
    return np.arange(mass.size) * step, np.cumsum(mass)


def share_below(xs, x: float) -> float:
    share = 0.0
    for (a, b), (p, q) in zip(
        itertools.pairwise(xs), itertools.pairwise(PROBABILITIES), strict=True
    ):
        if x >= b:
            share = q
        elif x > a:
            share = p + (q - p) * (x - a) / (b - a)
    return share


# One time


@given(triples)
def test_low_mode_and_high_are_p10_p50_and_p90(hours):
    assert tuple(quantile(hours, p) for p in (0.1, 0.5, 0.9)) == hours
    assert quantile(hours, 0) == (1 - BEYOND) * hours.low
    assert quantile(hours, 1) == pytest.approx((1 + BEYOND) * hours.high, rel=1e-12)
    assert knots(hours) == pytest.approx([quantile(hours, p) for p in PROBABILITIES], rel=1e-12)


def test_quantiles_by_hand():
    # 0.75 x 24, then straight to 24 at 0.1, 48 at 0.5, 120 at 0.9 and 1.25 x 120.
    expected = {0: 18, 0.05: 21, 0.1: 24, 0.3: 36, 0.5: 48, 0.6: 66, 0.9: 120, 0.95: 135, 1: 150}
    assert {p: quantile(BORDER, p) for p in expected} == pytest.approx(expected)


@given(triples, st.floats(0, 1), st.floats(0, 1))
def test_quantiles_rise_with_the_probability(hours, one, other):
    less, more = sorted((one, other))
    assert quantile(hours, less) <= quantile(hours, more) + 1e-9


@given(triples, triples)
def test_mean_and_covariance_are_integrals_over_the_quantiles(one, other):
    count = 2000  # a multiple of ten: no interval has a bend inside
    middles = (np.arange(count) + 0.5) / count
    x, y = (np.interp(middles, PROBABILITIES, knots(hours)) for hours in (one, other))
    scale = 1 + one.high * other.high
    assert mean(one) == pytest.approx(x.mean(), abs=1e-9 * (1 + one.high))
    assert covariance(one, other) == pytest.approx(
        (x * y).mean() - x.mean() * y.mean(), abs=1e-6 * scale
    )
    assert covariance(one, other) == pytest.approx(covariance(other, one), abs=1e-9 * scale)
    # Times at the same percentile never work against each other.
    assert covariance(one, other) >= -1e-9 * scale


def test_mean_and_variance_by_hand():
    # 0.1 x 21 + 0.4 x 36 + 0.4 x 84 + 0.1 x 135
    assert mean(BORDER) == pytest.approx(63.6)
    # Second moment of a uniform time from a to b: (a² + ab + b²) / 3.
    ends = itertools.pairwise((18, 24, 48, 120, 150))
    moments = [(a * a + a * b + b * b) / 3 for a, b in ends]
    second = 0.1 * moments[0] + 0.4 * moments[1] + 0.4 * moments[2] + 0.1 * moments[3]
    assert covariance(BORDER, BORDER) == pytest.approx(second - 63.6**2)


@given(triples, triples)
def test_slow_together_adds_corner_by_corner(one, other):
    both = one + other
    for share in SHARES:
        parts = quantile(one, share) + quantile(other, share)
        assert quantile(both, share) == pytest.approx(parts, abs=1e-8)
    variance = covariance(one, one) + 2 * covariance(one, other) + covariance(other, other)
    assert covariance(both, both) == pytest.approx(variance, abs=1e-8 * (1 + both.high**2))


@given(triples, st.integers(0, 2), st.floats(0, 1000), st.floats(0, 1))
def test_no_quantile_falls_when_a_figure_rises(hours, corner, more, share):
    raised = list(hours)
    raised[corner] += more
    higher = Range(*(max(raised[: n + 1]) for n in range(3)))  # still ascending
    assert quantile(higher, share) >= quantile(hours, share) - 1e-9
    assert mean(higher) >= mean(hours) - 1e-9
    raised = list(hours)
    raised[corner] -= more
    lower = Range(*(max(0.0, min(raised[n:])) for n in range(3)))
    assert quantile(lower, share) <= quantile(hours, share) + 1e-9


# Sums against closed forms


def irwin_hall(n: int, x: float) -> float:
    """Probability that n uniform numbers sum to at most x; P. Hall 1927."""
    terms = ((-1) ** k * math.comb(n, k) * (x - k) ** n for k in range(math.floor(x) + 1))
    return math.fsum(terms) / math.factorial(n)


@pytest.mark.parametrize("n", [2, 3, 4, 8, 12])
def test_sum_of_uniform_times(n):
    law = law_of_sum([UNIFORM] * n)
    for x in np.linspace(0, n, 41).tolist():
        assert law.cdf(x) == pytest.approx(irwin_hall(n, x), abs=2e-5)


def test_quantiles_of_the_triangle():
    law = law_of_sum([UNIFORM, UNIFORM])
    for share in SHARES:
        exact = math.sqrt(2 * share) if share <= 0.5 else 2 - math.sqrt(2 - 2 * share)
        assert law.quantile(share) == pytest.approx(exact, abs=3e-3)


def test_one_uniform_time():
    law = law_of_sum([UNIFORM])
    for share in SHARES:
        assert law.cdf(share) == pytest.approx(share, abs=1e-3)
        assert law.quantile(share) == pytest.approx(share, abs=3e-3)


def test_a_fixed_time_shifts():
    law = law_of_sum([(5.0,) * 5, UNIFORM, UNIFORM])
    for x in (0.1, 0.4, 1.0, 1.7, 1.95):
        assert law.cdf(5 + x) == pytest.approx(irwin_hall(2, x), abs=2e-5)


def test_a_wider_span_changes_little():
    """The regimes of a route share a span: most of it lies above the quiet times."""
    law = law_of_sum([UNIFORM] * 4, least=-1.0, span=12.0)
    for x in np.linspace(0.2, 3.8, 19).tolist():
        assert law.cdf(x) == pytest.approx(irwin_hall(4, x), abs=2e-4)
    assert law.cdf(-1.0) == law.cdf(-5) == 0
    assert law.cdf(11.0) == law.cdf(99) == 1


def test_characteristic_function_of_a_uniform_time():
    span = 3.0
    (values,) = transforms_of(np.array([UNIFORM]), span)
    assert len(values) == TERMS
    for k, value in enumerate(values, start=1):
        turn = k * math.pi / span
        exact = complex(math.sin(turn), 1 - math.cos(turn)) / turn
        assert complex(value) == pytest.approx(exact, abs=1e-12)


@pytest.mark.parametrize(
    "times",
    [
        [BORDER, BORDER],
        [BORDER, LINE],
        [BORDER, LINE, SHIP],
        [LINE, SHIP, SHIP, Range(5.0, 5.0, 10.0)],
        [BORDER, Range(12.0, 12.0, 12.0), LINE],
    ],
)
def test_sums_equal_exact_convolution(times):
    runs = [knots(hours) for hours in times]
    law = law_of_sum(runs)
    places, cumulated = lattice(runs, 0.25)
    # The lattice holds all up to half a step above a place.
    for share in SHARES:
        n = int(np.searchsorted(cumulated, share))
        assert law.cdf(float(places[n]) + 0.125) == pytest.approx(cumulated[n], abs=1e-3)
        if n and cumulated[n] - cumulated[n - 1] < 0.01:
            within = law.span / 500
            assert law.quantile(share) == pytest.approx(places[n], abs=within)


def test_moments_of_a_sum():
    runs = [knots(hours) for hours in (BORDER, LINE, SHIP)]
    law = law_of_sum(runs)
    x = np.linspace(law.least, law.least + law.span, 4001)
    above = 1 - np.array([law.cdf(hours) for hours in x.tolist()])
    first = law.least + np.trapezoid(above, x)
    second = law.least**2 + np.trapezoid(2 * x * above, x)
    assert first == pytest.approx(sum(map(mean, (BORDER, LINE, SHIP))), rel=1e-4)
    variance = sum(covariance(hours, hours) for hours in (BORDER, LINE, SHIP))
    assert second - first**2 == pytest.approx(variance, rel=1e-3)


@QUIET
@given(st.lists(usual, min_size=2, max_size=6), st.integers(0, 5), st.integers(0, 2), st.data())
def test_no_quantile_of_a_sum_falls_when_a_figure_rises(times, which, corner, data):
    which %= len(times)
    raised = list(times[which])
    raised[corner] *= data.draw(st.floats(1.0, 3.0))
    higher = Range(*(max(raised[: n + 1]) for n in range(3)))
    before = law_of_sum([knots(hours) for hours in times])
    after = law_of_sum([knots(higher if n == which else x) for n, x in enumerate(times)])
    for share in SHARES:
        least = before.quantile(share) - before.span / 1000
        error = max(2e-3, after.left_out)
        assert after.quantile(share) >= least or after.cdf(least) <= share + error


# Times that hardly vary


@pytest.mark.parametrize("hours", [Range(7.0, 7.0, 7.0), Range(0.0, 0.0, 0.0), SHIP])
def test_degenerate_times(hours):
    assert [quantile(hours, p) for p in (0.1, 0.5, 0.9)] == list(hours)
    assert covariance(hours, hours) >= 0
    assert hours.low * 0.75 <= mean(hours) <= hours.high * 1.25


def test_no_time_at_all():
    law = law_of_sum([(0.0,) * 5] * 3, span=1e-6)
    assert 0 <= law.quantile(0.1) <= law.quantile(0.9) <= 1e-6
    assert law.cdf(-1) == 0
    assert law.cdf(1) == 1


def test_a_fixed_time_alone():
    hours = Range(7.0, 7.0, 7.0)
    law = law_of_sum([knots(hours)])
    for share in (0.2, 0.5, 0.8):
        assert law.quantile(share) == pytest.approx(7.0, abs=0.05)


@QUIET
@given(st.lists(triples | st.just(Range(0.0, 0.0, 0.0)), min_size=1, max_size=4))
def test_laws_of_any_times_stay_within_bounds(times):
    runs = [knots(hours) for hours in times]
    law = law_of_sum(runs, span=max(sum(xs[-1] - xs[0] for xs in runs), 1e-6))
    found = [law.quantile(share) for share in SHARES]
    most = law.least + law.span
    assert all(law.least <= hours <= most * (1 + 1e-12) for hours in found)
    assert found == sorted(found)
    for n in range(21):
        assert 0 <= law.cdf(law.least + n / 20 * law.span) <= 1
    assert law.cdf(law.least - 1) == 0
    assert law.cdf(most + 1) == 1
