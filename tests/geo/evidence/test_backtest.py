"""The model against the published record, and what is written about it."""

from __future__ import annotations

import csv
import json
import math
from dataclasses import replace

import pytest
import shipped

from khorgos.geo import RequestError
from khorgos.geo.evidence.backtest import POPULATIONS, Backtest, Score
from khorgos.geo.evidence.calibration import cross_validate, folds_of
from khorgos.geo.evidence.published import read_observations
from khorgos.maps.charts.scatter import save_picture
from khorgos.maps.report.validation import (
    COLUMNS,
    describe_backtest,
    save_rows,
    write_backtest,
)

ROWS = read_observations()

# What the model reached with the spread between services, asked in months.  A change that falls
# below a floor, or above a ceiling, has made it worse: find out why before a number is changed.
FLOORS = {
    # population: rows at least, |median bias| at most, median error at most, inside at least
    "observed": (69, 0.06, 0.15, 0.80),
    "observed and scheduled": (132, 0.04, 0.17, 0.75),
    "all but trust D": (137, 0.04, 0.17, 0.75),
    "all": (192, 0.07, 0.18, 0.75),
}
CORRIDOR_FLOORS = {
    # corridor, all but trust D: rows at least, median error at most, inside at least
    "northern": (60, 0.16, 0.75),
    "middle": (14, 0.15, 0.70),
    "road": (11, 0.12, 0.8),
}


@pytest.fixture(scope="module")
def backtest():
    return shipped.backtest()


@pytest.fixture(scope="module")
def few(backtest):
    return replace(backtest, outcomes=backtest.outcomes[:12], unresolved=backtest.unresolved[:3])


@pytest.mark.parametrize("population", FLOORS)
def test_the_model_has_not_got_worse(backtest, population):
    rows, bias, error, inside = FLOORS[population]
    score = backtest.score(population)
    assert score.rows >= rows
    assert abs(score.median_bias) <= bias
    assert score.median_error <= error
    assert score.inside >= inside


@pytest.mark.parametrize("name", CORRIDOR_FLOORS)
def test_no_corridor_has_got_worse(backtest, name):
    rows, error, inside = CORRIDOR_FLOORS[name]
    score = backtest.groups()["corridor"][name]
    assert score.rows >= rows
    assert score.median_error <= error
    assert score.inside >= inside


def test_every_row_is_asked_or_left_out(backtest):
    asked = [outcome.row.id for outcome in backtest.outcomes]
    left = [missing.row.id for missing in backtest.unresolved]
    assert sorted(asked + left) == sorted(row.id for row in ROWS)
    assert 0 < backtest.circular < len(left)


def test_quantiles_ascend(backtest):
    for outcome in backtest.outcomes:
        assert 0 < outcome.p10 < outcome.p50 < outcome.p90


def test_rows_that_are_off_have_a_reason(backtest):
    for outcome in backtest.outcomes:
        off = not outcome.inside or abs(outcome.error) >= 0.25
        assert bool(outcome.reason) == off, outcome.row.id


def test_reasons_are_not_written_for_single_rows(backtest):
    kinds = {outcome.reason.split(";")[0].split(":")[0] for outcome in backtest.outcomes}
    assert len(kinds) < 20


def test_a_claim_is_no_reason_for_a_model_that_is_too_fast(backtest):
    for outcome in backtest.outcomes:
        if outcome.error < 0:
            assert "run short" not in outcome.reason


def test_headline_is_the_observed_rows(backtest):
    observed = [o for o in backtest.outcomes if o.row.kind == "observed"]
    assert backtest.headline == Score.of(observed)
    assert next(iter(POPULATIONS)) == "observed"


def test_groups_add_up(backtest):
    total = backtest.score("all but trust D").rows
    for groups in backtest.groups().values():
        assert sum(score.rows for score in groups.values()) == total


def test_worst_comes_first(backtest):
    off = [abs(math.log(o.p50 / o.row.hours)) for o in backtest.worst(20)]
    assert off == sorted(off, reverse=True)


def test_unknown_population(backtest):
    with pytest.raises(RequestError, match="population is 'best'"):
        backtest.score("best")


def test_nothing_to_score():
    score = Score.of([])
    assert score.rows == 0
    assert math.isnan(score.median_error)


def test_pages_stay_in_one_fold():
    fold = folds_of(ROWS, 5)
    assert set(fold) == {row.url for row in ROWS}
    sizes = [sum(fold[row.url] == k for row in ROWS) for k in range(5)]
    assert max(sizes) - min(sizes) <= 2
    assert folds_of(reversed(ROWS), 5) == fold


def scaled(backtest, factor):
    outcomes = [
        replace(o, p10=o.p10 * factor, p50=o.p50 * factor, p90=o.p90 * factor)
        for o in backtest.outcomes
    ]
    return replace(backtest, outcomes=tuple(outcomes))


def test_cross_validation_chooses_without_looking(backtest):
    runs = {str(factor): scaled(backtest, factor) for factor in (0.3, 0.9, 3.0)}
    found = cross_validate(runs)
    assert found.best == "0.9"
    assert set(found.chosen) == {"0.9"}
    assert found.fitted.median_error == pytest.approx(found.held_out.median_error)
    assert found.held_out.rows == backtest.headline.rows


def test_cross_validation_needs_comparable_runs(backtest, few):
    for runs, folds in (({}, 5), ({"a": backtest, "b": few}, 5), ({"a": backtest}, 1)):
        with pytest.raises(RequestError):
            cross_validate(runs, folds)


def test_report(backtest):
    text = describe_backtest(backtest)
    for word in (*POPULATIONS, "northern", "middle", "road", "fast", "eastbound", "record"):
        assert word in text
    for outcome in backtest.worst(10):
        assert outcome.row.id in text
        assert outcome.reason in text
    for left in backtest.unresolved:
        assert left.reason in text
    assert backtest.data_version in text


def test_report_of_nothing():
    assert "0 published times" in describe_backtest(Backtest((), (), "none"))


def test_json_is_plain(backtest):
    data = json.loads(json.dumps(backtest.to_dict(), allow_nan=False))
    assert len(data["rows"]) + len(data["left_out"]) == len(ROWS)
    empty = json.loads(json.dumps(Backtest((), (), "none").to_dict(), allow_nan=False))
    assert empty["scores"]["observed"]["median_error"] is None


def test_table_of_all_rows(backtest, tmp_path):
    path = save_rows(backtest, tmp_path / "rows.csv")
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(ROWS)
    assert tuple(rows[0]) == COLUMNS
    for row, outcome in zip(rows, backtest.outcomes, strict=False):
        assert row["id"] == outcome.row.id
        assert float(row["p50_days"]) == pytest.approx(outcome.p50 / 24, abs=0.01)
    assert all(row["reason"].startswith("left out: ") for row in rows[len(backtest.outcomes) :])


@pytest.mark.parametrize("suffix", ["svg", "png", "pdf"])
def test_picture_is_the_same_each_time(few, tmp_path, suffix):
    first, second = (save_picture(few, tmp_path / f"{n}.{suffix}").read_bytes() for n in "ab")
    assert first == second
    assert len(first) > 10_000


def test_picture_says_what_it_shows(few, tmp_path):
    text = save_picture(few, tmp_path / "a.svg").read_text(encoding="utf-8")
    for words in ("predicted", "published", "Northern route", few.data_version, "within 10%"):
        assert words in text


def test_only_pictures_are_pictures(few, tmp_path):
    with pytest.raises(RequestError, match="no picture"):
        save_picture(few, tmp_path / "a.docx")
    with pytest.raises(RequestError, match="nothing to draw"):
        save_picture(Backtest((), (), "none"), tmp_path / "a.svg")
    assert not list(tmp_path.iterdir())


def test_files_are_written_whole_or_not_at_all(few, tmp_path):
    paths = write_backtest(few, tmp_path)
    names = ["backtest.csv", "backtest.svg", "verification.svg"]
    assert [path.name for path in paths] == names
    assert sorted(path.name for path in tmp_path.iterdir()) == names
    assert [p.name for p in write_backtest(Backtest((), (), "none"), tmp_path)] == ["backtest.csv"]
    with pytest.raises(RequestError, match="there is no folder"):
        write_backtest(few, tmp_path / "none")


@pytest.mark.parametrize(
    "text", ["=1+1", "@cmd", "+cmd", "\x1b[2J", "<script>", "$\\frac{", "a\nb", "西安"]
)
def test_hostile_text_stays_text(few, tmp_path, text):
    def spoil(asked):
        return replace(asked, row=replace(asked.row, origin=text, kind="observed", id=text))

    outcomes = tuple(replace(o, asked=spoil(o.asked)) for o in few.outcomes)
    left = tuple(replace(m, row=replace(m.row, origin=text), reason=text) for m in few.unresolved)
    hostile = Backtest(outcomes, left, text)
    report = describe_backtest(hostile)
    assert "\x1b" not in report
    with save_rows(hostile, tmp_path / "rows.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(outcomes) + len(left)
    assert all(
        cell[:1] not in ("=", "@") and "\x1b" not in cell for r in rows for cell in r.values()
    )
    picture = save_picture(hostile, tmp_path / "a.svg").read_text(encoding="utf-8")
    assert "<script" not in picture
    assert "\x1b" not in picture


@pytest.mark.parametrize("hours", [0.0, -5.0, math.nan, math.inf])
def test_a_row_that_takes_no_time_is_refused(corridor, hours):
    row = replace(read_observations()[0], hours=hours)
    with pytest.raises(RequestError, match=rf"row {row.id} takes .* hours; give more than 0"):
        corridor.backtest([row])


@pytest.mark.parametrize("month", ["2024-13", "1024-06", "June 2024"])
@pytest.mark.parametrize("kind", ["observed", "claimed"])
def test_a_row_of_no_month_is_refused(corridor, month, kind):
    row = replace(read_observations()[0], month=month, kind=kind)
    with pytest.raises(RequestError, match=f"row {row.id}: month is '{month}'; write .* 2024-06"):
        corridor.backtest([row])
