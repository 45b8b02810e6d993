"""Sampling: the same numbers everywhere, the right shares, and errors that say what to do."""

from __future__ import annotations

import hashlib
import math
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sizes import examples
from small import Handmade

from khorgos.geo import Corridor, RequestError
from khorgos.geo.graph.figures import Figure
from khorgos.geo.uncertainty.distribution import PROBABILITIES, knots, quantile
from khorgos.geo.uncertainty.regimes import Regimes
from khorgos.geo.uncertainty.sampling import (
    BATCH,
    BITS,
    MOST,
    Percentiles,
    Sample,
    batches,
    table,
)
from khorgos.geo.values import Range

FAST = examples(40)
TIMES = {
    # kind, hours in a quiet month, hours under stress
    "line.one": ("move", (20.0, 24.0, 40.0), None),
    "border.one": ("border", (6.0, 12.0, 48.0), (24.0, 72.0, 240.0)),
    "line.two": ("move", (100.0, 110.0, 150.0), None),
    "border.two": ("border", (3.0, 4.0, 9.0), (12.0, 16.0, 36.0)),
}
SHARES = [0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99]


@pytest.fixture(scope="module")
def small(corridor):
    """A corridor and a route of four legs, whose figures do not change with the tables."""
    model = corridor.route("Zhetygen", "Altynkol")
    figures, legs = {}, []
    for id_, (kind, quiet, stressed) in TIMES.items():
        rows = {"any": ("any", quiet)}
        if stressed:
            rows["any/stressed"] = ("stressed", stressed)
        figures[id_] = {
            key: Figure(id_, id_, "any", regime, "h", *hours, "yes", (), 2025, "for a test")
            for key, (regime, hours) in rows.items()
        }
        own = figures[id_]["any"]
        edge = replace(model.legs[0].edge, kind="customs" if kind == "border" else kind)
        legs.append(replace(model.legs[0], edge=edge, time=Range(*quiet), figure=own))
    row = Regimes("other", "elsewhere", 0.7, 0.2, 0.1, 0.5, "yes", (), 2025, "for a test")
    return Handmade(figures, {"other": row}), replace(model, legs=tuple(legs))


def digest(values) -> str:
    return hashlib.sha256(np.asarray(values).astype("<i8").tobytes()).hexdigest()[:16]


# The same seed, the same answer


def test_golden_numbers(small):
    """Pinned: any machine, any version of numpy and of Python gives these seconds."""
    sample = small[0].simulate(small[1], 1000, 7).law.seconds
    assert sample[:4].tolist() == [630_245, 767_342, 504_441, 534_579]
    assert sample[-4:].tolist() == [798_004, 1_239_449, 1_543_895, 1_605_481]
    assert int(sample.sum()) == 738_001_285
    assert digest(sample) == "282f5aa5a8166b4d"
    assert (
        digest(small[0].simulate(small[1], 200_001, 2**128 - 1).law.seconds) == "bd533058aaf72555"
    )


def test_golden_bits():
    """What the golden numbers rest on: the raw bits of PCG64, read low byte first."""
    raw = np.random.PCG64(7).random_raw(2).tolist()
    assert raw == [0xA00641A9F1E54A8B, 0xE5AFCDBCAF266A95]
    numbers = Percentiles(np.random.PCG64(7), 0.5).draw(5, dwell=False)
    shorts = [word >> shift & 0xFFFF for word in raw for shift in (0, 16, 32, 48)]
    assert numbers.tolist() == [short >> (16 - BITS) for short in shorts[:5]]


def test_by_hand(small):
    """The recipe in plain Python: bits, percentiles, tables, sums."""
    corridor, route = small
    n, seed, regimes = 10, 3, {"quiet": 1, "stressed": 1}
    bits = np.random.PCG64(seed)

    def pieces(size, width):
        words = bits.random_raw(-(-size * width // 8)).tolist()
        raw = b"".join(word.to_bytes(8, "little") for word in words)
        return [int.from_bytes(raw[k * width : (k + 1) * width], "little") for k in range(size)]

    expected = []
    for regime in ("quiet", "stressed"):
        totals, last = [0] * 5, None
        for kind, quiet, stressed in TIMES.values():
            hours = Range(*(stressed if regime == "stressed" and stressed else quiet))
            numbers = [value >> 4 for value in pieces(5, 2)]
            if kind == "border":
                if last is not None:
                    keeps = [value < 128 for value in pieces(5, 1)]
                    both = zip(keeps, last, numbers, strict=True)
                    numbers = [old if keep else new for keep, old, new in both]
                last = numbers
            for k, number in enumerate(numbers):
                totals[k] += round(quantile(hours, (number + 0.5) / 4096) * 3600)
        expected += totals
    sample = corridor.simulate(route, n, seed, regimes=regimes).law.seconds
    assert sample.tolist() == pytest.approx(expected, abs=2)
    assert sum(a == b for a, b in zip(sample.tolist(), expected, strict=True)) >= n - 1


def test_the_same_seed_gives_the_same_answer(small):
    one, other = (small[0].simulate(small[1], 5000, 11) for _ in range(2))
    assert (one.law.seconds == other.law.seconds).all()
    assert one.quantiles == other.quantiles
    fresh = Corridor.load()
    question = ("Xi'an", "Duisburg")
    answers = [c.simulate(c.route(*question), 5000, 11) for c in (fresh, Corridor.load())]
    assert answers[0].to_dict() == answers[1].to_dict()


def test_other_seeds_differ_within_their_error(small):
    n = 50_000
    runs = [small[0].simulate(small[1], n, seed) for seed in range(4)]
    assert len({digest(run.law.seconds) for run in runs}) == 4
    for share in SHARES:
        # Five standard deviations of the share of samples below, seen from another run.
        slack = 5 * math.sqrt(2 * share * (1 - share) / n)
        for run in runs[1:]:
            assert runs[0].law.cdf(run.quantile(share)) == pytest.approx(share, abs=slack)


@pytest.mark.parametrize("n", [1, 2, 3, 7, 9, 1001, BATCH - 1, BATCH, BATCH + 1, 2 * BATCH + 3])
def test_any_number_of_samples(small, n):
    outlook = small[0].simulate(small[1], n)
    sample = outlook.law.seconds
    assert outlook.samples == sample.size == n
    assert outlook.method == "sampled"
    hours = [(knots(Range(*q)), knots(Range(*(s or q)))) for _, q, s in TIMES.values()]
    assert sample.min() >= sum(quiet[0] for quiet, _ in hours) * 3600
    assert sample.max() <= sum(stressed[-1] for _, stressed in hours) * 3600
    assert outlook.quantile(0) * 3600 == pytest.approx(int(sample.min()))
    assert outlook.quantile(1) * 3600 == pytest.approx(int(sample.max()))


def test_numbers_of_samples_are_independent_of_the_batch(small):
    """No batch repeats another."""
    sample = (
        small[0].simulate(small[1], 3 * BATCH, 5, regimes="quiet").law.seconds.reshape(3, BATCH)
    )
    matrix = np.corrcoef(sample)
    assert np.abs(matrix - np.eye(3)).max() < 5 / math.sqrt(BATCH)


# Regimes and correlation


@pytest.mark.parametrize("n", [1, 3, 10, 999, BATCH + 7, 200_000])
def test_every_regime_has_its_share(n):
    weights = {"quiet": 0.65, "stressed": 0.3, "disrupted": 0.05}
    seen = list(batches(weights, n))
    taken = np.zeros(n, dtype=int)
    counts = dict.fromkeys(weights, 0)
    for regime, batch in seen:
        taken[batch] += 1
        counts[regime] += batch.stop - batch.start
        assert 0 < batch.stop - batch.start <= BATCH
    assert (taken == 1).all()
    for regime, weight in weights.items():
        assert abs(counts[regime] - weight * n) <= 1


def test_regimes_reach_the_samples(small):
    """Make the regimes so different that a sample tells its own."""
    corridor, route = small
    apart = {"line.one": {}, "border.one": {}}
    for id_, rows in apart.items():
        model = corridor.figures["border.one"]["any"]
        for key, regime, hours in (
            ("any", "any", 1.0),
            ("any/stressed", "stressed", 100.0),
            ("any/disrupted", "disrupted", 1000.0),
        ):
            rows[key] = model._replace(id=id_, regime=regime, low=hours, typical=hours, high=hours)
    other = replace(corridor, figures=apart)
    leg = replace(route.legs[1], time=Range(1.0, 1.0, 1.0), figure=apart["border.one"]["any"])
    sample = other.simulate(replace(route, legs=(leg,)), 1000).law.seconds
    counts = [int(((sample > a * 3600) & (sample <= b * 3600)).sum()) for a, b in
              ((0, 2), (50, 200), (500, 2000))]  # fmt: skip
    assert counts == [700, 200, 100]


@pytest.mark.parametrize("correlation", [0.0, 0.25, 0.5, 0.75, 1.0])
def test_neighbouring_dwells_have_the_rank_correlation(correlation):
    n = 40_000
    percentiles = Percentiles(np.random.PCG64(1), correlation)
    percentiles.begin()
    drawn = [percentiles.draw(n, dwell=kind) for kind in (True, False, True, False, True)]
    first, move, second, other, third = (row.astype(float) for row in drawn)
    error = 5 / math.sqrt(n)
    # The numbers are ranks: uniform from 0 to 4095.
    assert np.corrcoef(first, second)[0, 1] == pytest.approx(correlation, abs=error)
    assert np.corrcoef(second, third)[0, 1] == pytest.approx(correlation, abs=error)
    assert np.corrcoef(first, third)[0, 1] == pytest.approx(correlation**2, abs=error)
    for one in (first, second, third, other):
        assert abs(np.corrcoef(one, move)[0, 1]) < error
    percentiles.begin()
    again = percentiles.draw(n, dwell=True).astype(float)
    assert abs(np.corrcoef(again, third)[0, 1]) < error


@pytest.mark.parametrize("correlation", [0.0, 0.5, 1.0])
def test_percentiles_stay_uniform(correlation):
    percentiles = Percentiles(np.random.PCG64(2), correlation)
    rows = [percentiles.draw(100_000, dwell=True) for _ in range(4)]
    for row in rows:
        assert row.max() < 1 << BITS
        counts = np.bincount(row >> (BITS - 4), minlength=16)
        assert np.abs(counts - 100_000 / 16).max() < 5 * math.sqrt(100_000 / 16)


triples = st.lists(st.floats(0, 2000), min_size=3, max_size=3).map(lambda x: Range(*sorted(x)))


@FAST
@given(triples)
def test_table_is_the_quantile_function_in_seconds(hours):
    values = table(hours)
    assert values.dtype == np.int32
    assert values.shape == (1 << BITS,)
    assert (np.diff(values) >= 0).all()
    for n in range(0, 1 << BITS, 37):
        share = Fraction(2 * n + 1, 2 << BITS)
        exact = quantile(hours, float(share)) * 3600
        assert abs(int(values[n]) - exact) <= 0.5 + 1e-6


@FAST
@given(triples, st.integers(0, 2), st.floats(0, 500))
def test_no_value_falls_when_a_figure_rises(hours, corner, more):
    raised = list(hours)
    raised[corner] += more
    higher = Range(*(max(raised[: n + 1]) for n in range(3)))
    # A second of slack: the two are rounded apart.
    assert (table(higher) >= table(hours) - 1).all()
    assert int(table(higher).sum()) >= int(table(hours).sum()) - 1


def test_every_sample_rises_with_every_figure(small):
    corridor, route = small
    before = corridor.simulate(route, 20_000, 9).law.seconds
    for id_, rows in corridor.figures.items():
        for key, row in rows.items():
            for corner in ("low", "typical", "high"):
                order = ("low", "typical", "high")
                value = getattr(row, corner) * 1.3 + 1
                changes = {name: max(getattr(row, name), value) for name in order if
                           order.index(name) >= order.index(corner)}  # fmt: skip
                slower = replace(
                    corridor,
                    figures=corridor.figures | {id_: rows | {key: row._replace(**changes)}},
                )
                legs = [
                    replace(leg, time=slower.figures[leg.figure.id]["any"].hours(0.0))
                    for leg in route.legs
                ]
                after = slower.simulate(replace(route, legs=tuple(legs)), 20_000, 9).law.seconds
                assert (after >= before).all()
                assert (after > before).any()


# Quantiles of samples


@FAST
@given(st.lists(st.integers(0, 100_000), min_size=1, max_size=60), st.floats(0, 1))
def test_quantile_is_an_order_statistic(values, share):
    sample = Sample(np.array(values))
    rank = max(math.ceil(share * len(values)), 1)
    assert sample.quantile(share) * 3600 == pytest.approx(sorted(values)[rank - 1])


def test_quantiles_of_four_samples():
    sample = Sample(np.array([7200, 3600, 14_400, 10_800]))
    shares = (0, 0.25, 0.26, 0.5, 0.51, 0.75, 0.76, 1)
    assert [sample.quantile(share) for share in shares] == [1, 1, 2, 2, 3, 3, 4, 4]
    assert [sample.cdf(hours) for hours in (0.99, 1, 2.5, 4, 9)] == [0, 0.25, 0.5, 1, 1]


@FAST
@given(st.lists(st.integers(0, 10_000_000), min_size=1, max_size=60), st.floats(0, 1))
def test_a_quantile_is_reached_with_its_probability(values, share):
    sample = Sample(np.array(values))
    assert sample.cdf(sample.quantile(share)) >= min(share, 1.0) - 1e-12


def test_a_second_is_a_second():
    """115 s are 0.0319… hours, which times 3600 is a little less than 115."""
    for value in (115, 119, 123, 1_234_567):
        sample = Sample(np.array([value]))
        assert sample.cdf(value / 3600) == 1.0
        assert sample.cdf((value - 1) / 3600) == 0.0


def test_outlook_of_samples_has_the_closed_forms(small):
    """Mean, deviation and drivers do not depend on the seed; the samples agree with them."""
    outlook = small[0].simulate(small[1], 400_000, 1)
    hours = outlook.law.seconds / 3600
    error = outlook.sd_hours / math.sqrt(hours.size)
    assert hours.mean() == pytest.approx(outlook.mean_hours, abs=5 * error)
    assert hours.std() == pytest.approx(outlook.sd_hours, rel=0.02)
    assert [d.share for d in outlook.drivers] == [
        d.share for d in small[0].simulate(small[1], 10, 2).drivers
    ]
    assert outlook.depart is None


# Errors


@pytest.mark.parametrize("n", [0, -1, 1.5, 10.0, True, "5", None, MOST + 1])
def test_impossible_numbers_of_samples(small, n):
    with pytest.raises(RequestError, match=r"n is .*; use a whole number from 1 to 5,000,000"):
        small[0].simulate(small[1], n)


@pytest.mark.parametrize("seed", [-1, 0.5, True, "7", None, 2**128])
def test_impossible_seeds(small, seed):
    with pytest.raises(RequestError, match=r"seed is .*; use a whole number from 0 to"):
        small[0].simulate(small[1], 10, seed)


def test_impossible_regimes(small):
    with pytest.raises(RequestError, match="regime is 'busy'; use one of quiet, stressed"):
        small[0].simulate(small[1], 10, regimes="busy")


def test_knots_and_probabilities_belong_together():
    assert len(PROBABILITIES) == len(knots(Range(1.0, 2.0, 3.0)))
