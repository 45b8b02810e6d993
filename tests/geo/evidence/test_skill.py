"""How far services lie apart, fitted without looking at the page; simpler rules; groups."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import numpy as np
import pytest
import shipped

from khorgos.geo import RequestError, TableError
from khorgos.geo.evidence.backtest import Backtest, Score, again, laws_of, predict, run
from khorgos.geo.evidence.calibration import (
    FAMILIES,
    SHARES,
    family_of,
    fit_spread,
    page_of,
    widened,
)
from khorgos.geo.evidence.outcome import interval_score
from khorgos.geo.evidence.published import read_observations
from khorgos.geo.evidence.skill import (
    by_distance,
    by_lane,
    findings_of,
    gain_over,
    gains_of,
    holm,
    kilometres,
    read_earlier,
)
from khorgos.maps.charts.verification import save_verification
from khorgos.maps.report.skill import describe_findings, describe_gains, describe_spread

SOME = 40
"""Rows that are asked here: enough for all kinds, and quick."""


@pytest.fixture(scope="module")
def corridor():
    return shipped.corridor()


@pytest.fixture(scope="module")
def backtest():
    return shipped.backtest()


@pytest.fixture(scope="module")
def rows(backtest):
    return backtest.outcomes


def fitted_on(corridor, rows):
    return fit_spread(corridor.infrastructure, corridor.regimes, rows)


@pytest.fixture(scope="module")
def fitted(corridor, rows):
    return fitted_on(corridor, rows)


def published(outcome, hours, page=""):
    row = replace(outcome.row, hours=hours, low=hours, high=hours, url=page or outcome.row.url)
    return replace(outcome, asked=replace(outcome.asked, row=row))


# Scores


def test_the_interval_score_is_the_width_and_ten_times_the_miss():
    assert interval_score(100.0, 80.0, 130.0) == pytest.approx(0.5)
    assert interval_score(100.0, 110.0, 130.0) == pytest.approx((20 + 10 * 10) / 100)
    assert interval_score(100.0, 60.0, 90.0) == pytest.approx((30 + 10 * 10) / 100)


def test_the_right_quantiles_have_the_least_interval_score():
    hours = np.exp(0.3 * np.random.default_rng(1).standard_normal(20_000))
    scores = {
        z: np.mean(interval_score(hours, np.exp(-0.3 * z), np.exp(0.3 * z)) * hours)
        for z in (0.9, 1.2816, 1.7)
    }
    assert min(scores, key=scores.get) == 1.2816


def test_the_probability_of_the_published_time_goes_with_the_range(rows):
    for outcome in rows:
        assert 0 <= outcome.pit <= 1
        if len(outcome.asked.routes) == 1:
            assert (0.0995 <= outcome.pit <= 0.1005) or (0.8995 <= outcome.pit <= 0.9005) or (
                outcome.inside == (0.1 <= outcome.pit <= 0.9)
            )  # fmt: skip


def test_scores_are_told(rows, backtest):
    told = rows[0].to_dict()
    assert told["pit"] == rows[0].pit
    assert told["interval_score"] == rows[0].interval_score
    mean = math.fsum(outcome.interval_score for outcome in rows) / len(rows)
    assert backtest.score("all").interval_score == pytest.approx(mean)
    assert "interval_score" in backtest.to_frame().columns
    assert Score.of([]).to_dict()["interval_score"] is None


# Under the state of a month


def test_rows_that_are_silent_are_asked_under_what_somebody_gives(corridor, rows):
    infra, regimes = corridor.infrastructure, corridor.regimes
    calm = next(o.asked for o in rows if o.asked.regime == "quiet")
    silent = next(o.asked for o in rows if o.asked.regime is None and o.corridor == "northern")
    met = []

    def under(row, route):
        met.append((row.id, route.corridor))
        return {"stressed": 1.0}

    told = predict(infra, regimes, silent, under=under)
    stressed = predict(infra, regimes, replace(silent, regime="stressed"))
    assert (told.p10, told.p50, told.p90) == (stressed.p10, stressed.p50, stressed.p90)
    assert (silent.row.id, "northern") in met
    met.clear()
    predict(infra, regimes, calm, under=under)
    assert not met
    rows = [silent.row]
    slow, usual = (
        run(infra, regimes, rows, corridor.find_routes, under=how).outcomes[0].p50
        for how in (under, None)
    )
    assert slow > usual


def test_the_same_rows_again_are_as_asked_anew(corridor, backtest):
    few = replace(backtest, outcomes=backtest.outcomes[:8])
    same = again(few, corridor.infrastructure, corridor.regimes)
    assert [o.p50 for o in same.outcomes] == [o.p50 for o in few.outcomes]
    worse = {
        name: row._replace(quiet=0.0, stressed=1.0, disrupted=0.0)
        for name, row in corridor.regimes.items()
    }
    stressed = again(few, corridor.infrastructure, worse)
    assert sum(o.p50 for o in stressed.outcomes) > sum(o.p50 for o in few.outcomes)


# Widths


def test_a_factor_keeps_the_mean_and_widens():
    base = np.tile(np.linspace(200, 300, len(SHARES)), (2, 1))
    for sd in (0.0, 0.1, 0.4):
        hours = widened(base, sd)
        assert hours.mean() == pytest.approx(250.0)
        logs = np.log(hours).var() - np.log(base).var()
        assert logs == pytest.approx(sd * sd, rel=0.06, abs=1e-9)


def test_families_are_those_of_freight(rows):
    found = {family_of(outcome) for outcome in rows}
    assert set(FAMILIES) <= found <= {*FAMILIES, "sea", ""}
    # Private cars, and trucks that do nothing but drive.
    assert {o.row.id for o in rows if not family_of(o)} <= {"V901", "V902", "T089", "T090", "T091"}


def test_a_width_that_is_known_is_found(corridor, rows):
    standard = [o for o in rows if family_of(o) == "rail, standard"][:SOME]
    rng = np.random.default_rng(7)
    narrow = fitted_on(corridor, [published(o, o.p50, str(n)) for n, o in enumerate(standard)])
    spread = [
        published(o, o.p50 * math.exp(0.35 * rng.standard_normal()), str(n))
        for n, o in enumerate(standard * 5)
    ]
    (wide,) = fitted_on(corridor, spread).widths
    assert narrow.widths[0].log_sd < 0.05
    assert 0.2 < wide.log_sd < 0.45
    assert wide.score < wide.without


def test_no_row_is_told_with_a_width_that_its_page_chose(corridor, rows):
    own = [o for o in rows if family_of(o) == "road"]
    page = page_of(own[0])
    few = [*own, *(o for o in rows if family_of(o) == "rail, fast")]
    changed = [published(o, 3 * o.row.hours) if page_of(o) == page else o for o in few]
    before, after = (fitted_on(corridor, some).held_out for some in (few, changed))
    pairs = [(a, b) for a, b in zip(before, after, strict=True) if page_of(a) == page]
    assert pairs
    assert all((a.p10, a.p50, a.p90) == (b.p10, b.p50, b.p90) for a, b in pairs)


def test_held_out_is_no_better_than_fitted_by_more_than_chance(fitted, rows):
    assert [o.row.id for o in fitted.held_out] == [o.row.id for o in rows]
    best, honest = (Score.of(some).interval_score for some in (fitted.fitted, fitted.held_out))
    assert best <= honest + 0.005
    count = sum(width.rows for width in fitted.widths)
    without = sum(width.without * width.rows for width in fitted.widths) / count
    of_these = Score.of([o for o in fitted.held_out if family_of(o) in FAMILIES])
    assert of_these.rows == count
    assert of_these.interval_score < 0.95 * without
    assert 0.7 <= Score.of(fitted.held_out).inside <= 0.9


def test_widths_hang_on_no_single_page(fitted):
    for width in fitted.widths:
        assert 0.0 < width.log_sd < 0.6
        assert width.pages <= width.rows
        for page, other in width.moved.items():
            assert abs(other / width.log_sd - 1) > 0.1, page
    assert sum(len(width.moved) for width in fitted.widths) <= 6


def test_one_page_says_nothing_of_itself(corridor, rows):
    own = [o for o in rows if family_of(o) == "rail, standard"][:3]
    found = fitted_on(corridor, [published(o, o.row.hours, "the same page") for o in own])
    assert found.widths[0].pages == 1
    figures = corridor.infrastructure.figures.items()
    plain = {id_: rows for id_, rows in figures if not id_.startswith("unstated.")}
    for outcome, told in zip(own, found.held_out, strict=True):
        laws = laws_of(plain, corridor.regimes, outcome.asked, {})
        p10 = np.median([law.quantile(0.1) for law in laws])
        assert told.p10 == pytest.approx(p10, rel=0.02)


def test_nothing_to_fit(corridor):
    found = fitted_on(corridor, ())
    assert (found.widths, found.fitted, found.held_out) == ((), (), ())
    assert json.dumps(found.to_dict(), allow_nan=False)


# Rivals


def test_the_rule_of_distance_finds_a_line(rows):
    made = [published(o, 3 * kilometres(o) ** 0.5, str(n)) for n, o in enumerate(rows[:SOME])]
    for outcome in made:
        told = by_distance(made)[outcome.row.id]
        assert told == pytest.approx([outcome.row.hours] * 3)


@pytest.mark.parametrize("rule", [by_distance, by_lane])
def test_a_rule_does_not_see_the_page(rows, rule):
    page = next(page_of(o) for o in rows if o.row.id in by_lane(rows))
    changed = [published(o, 5 * o.row.hours) if page_of(o) == page else o for o in rows]
    ids = [o.row.id for o in rows if page_of(o) == page]
    before, after = rule(rows), rule(changed)
    assert [before.get(id_) for id_ in ids] == [after.get(id_) for id_ in ids]
    assert before != after


def test_a_lane_is_the_same_ends_by_the_same_mode(rows):
    one = next(o for o in rows if o.asked.routes[0].mode == "rail")
    made = [published(one, 24.0 * n, str(n)) for n in range(10, 17)]
    made = [
        replace(o, asked=replace(o.asked, row=replace(o.asked.row, id=str(n))))
        for n, o in enumerate(made)
    ]
    p10, p50, p90 = by_lane(made)["0"]
    assert p50 == pytest.approx(24.0 * 13.5)
    assert p10 < p50 < p90
    assert by_lane(made[:1]) == {}


def test_gains_have_the_sign_of_the_better(rows):
    ours = {o.row.id: (o.p10, o.p50, o.p90) for o in rows}
    worse = {id_: (p10, 3 * p50, 5 * p90) for id_, (p10, p50, p90) in ours.items()}
    same, better = gain_over("itself", rows, ours), gain_over("worse", rows, worse)
    assert (same.gain, same.low, same.high) == (0.0, 0.0, 0.0)
    assert 0 < better.low < better.gain < better.high < 1
    assert gain_over("worse", rows, worse) == better  # pages are drawn alike each time
    assert math.isnan(gain_over("nobody", rows, {}).gain)
    assert json.dumps(gain_over("nobody", rows, {}).to_dict(), allow_nan=False)


def test_the_model_beats_what_it_has_to_beat(fitted):
    found = {gain.rival: gain for gain in gains_of(fitted.held_out, read_earlier())}
    assert found["0.4.0"].low > 0
    assert found["distance rule"].low > 0
    # Where other pages tell of the same lane, their median is as good: told, not hidden.
    assert found["median of the lane"].high > 0
    # Those that 0.4.0 could be asked.
    assert found["0.4.0"].ours.rows > 0.85 * len(fitted.held_out)


def test_nothing_is_told_beside_a_rival_that_hits_exactly(rows):
    exact = {o.row.id: (o.row.hours,) * 3 for o in rows}
    gain = gain_over("oracle", rows, exact)
    assert gain.ours.rows == len(rows)
    assert math.isnan(gain.gain)
    some = exact | {rows[0].row.id: (1.0, 2.0, 3.0)}  # many draws have nothing to compare
    told = gain_over("nearly", rows, some)
    assert math.isfinite(told.gain)
    assert math.isnan(told.low)
    assert told.to_dict()["low"] is None
    assert json.dumps(told.to_dict(), allow_nan=False)
    text = describe_gains([gain, told])
    assert "nan" not in text
    assert "oracle" not in text
    assert text.splitlines()[-1].endswith("none told")


def test_earlier_answers_are_of_rows_that_exist():
    ids = {row.id for row in read_observations()}
    assert set(read_earlier()) <= ids


def test_a_folder_without_earlier_answers(tmp_path):
    assert read_earlier(tmp_path) == {}
    (tmp_path / "earlier.csv").write_text("id,p10,p50,p90\nV001,3,2,4\n", encoding="utf-8")
    with pytest.raises(TableError, match=r"earlier\.csv, row 2, column p50"):
        read_earlier(tmp_path)


# Groups


def test_holm_rejects_the_least_first():
    assert holm([0.01, 0.04, 0.03]) == [True, False, False]
    assert holm([0.01, 0.02, 0.03]) == [True, True, True]
    assert holm([]) == []


def test_a_group_that_is_off_is_found(rows):
    right = [published(o, math.sqrt(o.p10 * o.p90)) for o in rows]
    kinds = {o.row.kind for o in rows}
    assert {f.group for f in findings_of(right) if f.by == "kind"} <= kinds
    off = [published(o, 2 * o.p90) if o.row.kind == "observed" else o for o in right]
    found = {(f.by, f.group): f for f in findings_of(off)}
    assert found["kind", "observed"].rejected == ("bias", "coverage")
    assert found["kind", "observed"].inside == 0.0
    assert findings_of(rows[:5]) == ()


# What is told


def test_the_terminal_tells_all_of_it(fitted):
    text = describe_spread(fitted)
    for width in fitted.widths:
        assert width.family in text
        assert f"{width.log_sd:.3f}" in text
    gains = gains_of(fitted.held_out, read_earlier())
    text = describe_gains(gains)
    for gain in gains:
        assert gain.rival in text
        assert f"{gain.gain:+.0%}" in text
    found = findings_of(fitted.held_out)
    text = describe_findings(found)
    named = sum(len(finding.rejected) for finding in found)
    assert text.count("would change it") == named


def test_no_line_is_wider_than_a_terminal(fitted):
    parts = (
        describe_spread(fitted),
        describe_gains(gains_of(fitted.held_out, read_earlier())),
        describe_findings(findings_of(fitted.held_out)),
    )
    assert max(len(line) for part in parts for line in part.splitlines()) <= 110


@pytest.mark.parametrize("suffix", ["svg", "png"])
def test_the_picture_is_the_same_each_time(backtest, tmp_path, suffix):
    few = replace(backtest, outcomes=backtest.outcomes[:30])
    first, second = (save_verification(few, tmp_path / f"{n}.{suffix}").read_bytes() for n in "ab")
    assert first == second


def test_the_picture_has_all_that_errors_are_held_against(backtest, tmp_path):
    text = save_verification(backtest, tmp_path / "a.svg").read_text(encoding="utf-8")
    for words in ("year", "corridor", "service", "kind", "great circle, km", "probability of"):
        assert words in text
    assert backtest.data_version in text
    with pytest.raises(RequestError, match="nothing to draw"):
        save_verification(Backtest((), (), "none"), tmp_path / "b.svg")
