"""What a question leaves open: a factor with mean 1 on all but driving, told apart."""

from __future__ import annotations

import json
import math
import pickle
import re
import shutil
from dataclasses import replace
from statistics import NormalDist

import numpy as np
import pytest
import shipped
from command import khorgos

from khorgos.geo import Corridor, RequestError, TableError, compare
from khorgos.geo.graph.figures import Figure
from khorgos.geo.scenario.scenarios import Effect, Scenario
from khorgos.geo.tables.schema import DATA
from khorgos.geo.uncertainty.conditional import hours_given
from khorgos.geo.uncertainty.law import Law
from khorgos.geo.uncertainty.outlook import QUANTILES
from khorgos.geo.uncertainty.sampling import PARTS, Percentiles, batches, factors, table
from khorgos.geo.uncertainty.spread import (
    LEAST_SD,
    BesideDriving,
    SpreadLaw,
    kind_of,
    log_sd,
    widened_law,
)
from khorgos.maps.report.outlook import describe_outlook, describe_sureness

CORRIDOR = shipped.corridor()
QUESTIONS = {
    "rail": ("Xi'an", "Duisburg", {}),
    "rail, fast": ("Xi'an", "Duisburg", {"service": "fast"}),
    "rail, door": ("Xi'an", "Małaszewicze", {"door": True}),
    "rail, line": ("Zhetygen", "Altynkol", {}),
    "rail_ferry": ("Xi'an", "Duisburg", {"avoid": "Russia"}),
    "road": ("Almaty", "Urumqi", {"mode": "road"}),
    "sea": ("Shanghai", "Rotterdam", {"mode": "sea"}),
    "air": ("Shanghai", "Hamburg", {"mode": "air"}),
}
"""By kind of route."""
ROUTES = {name: CORRIDOR.route(a, b, **options) for name, (a, b, options) in QUESTIONS.items()}
CAR = CORRIDOR.route("Almaty", "Khorgos", mode="road", vehicle="car")
DRIVE = CORRIDOR.route("Almaty", "Khorgos", mode="road")
SAMPLES = 1_000_000
NEAR = 2_500
"""Samples on either side of a quantile."""
SHARES = [0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99]
SDS = [0.01, 0.08, 0.22, 0.36, 0.6]

every_route = pytest.mark.parametrize("name", ROUTES)


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    """A folder of one's own, whose tables are ours without the factors."""
    folder = tmp_path_factory.mktemp("plain") / "tables"
    shutil.copytree(DATA, folder)
    rows = (folder / "parameters.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    rows = [row for row in rows if not row.startswith("unstated.")]
    (folder / "parameters.csv").write_text("".join(rows), encoding="utf-8")
    return Corridor.load(folder)


# The factor


@every_route
def test_a_route_has_the_factor_of_its_kind(name):
    kind = name.partition(",")[0]
    assert kind_of(ROUTES[name]) == kind
    figure = CORRIDOR.outlook(ROUTES[name]).unstated.figure
    assert figure == CORRIDOR.figure(f"unstated.{kind}", ROUTES[name].variant)


@pytest.mark.parametrize("route", [CAR, DRIVE], ids=["car", "truck"])
def test_who_only_drives_leaves_nothing_open(route):
    assert kind_of(route) == ""
    outlook = CORRIDOR.outlook(route)
    assert outlook.unstated is None
    assert isinstance(outlook.law, Law)
    assert math.fsum(driver.share for driver in outlook.drivers) == pytest.approx(1)


def test_rows_are_quantiles_of_factors_with_mean_1():
    rows = [
        row
        for id_, rows in CORRIDOR.figures.items()
        for row in rows.values()
        if id_.startswith("unstated.")
    ]
    assert len(rows) >= 6
    z = np.random.default_rng(1).standard_normal(SAMPLES)
    for row in rows:
        sd = log_sd(row)
        drawn = np.exp(sd * z - sd * sd / 2)
        assert drawn.mean() == pytest.approx(1, abs=5 * sd / math.sqrt(SAMPLES) + 1e-3)
        told = [row.low, row.typical, row.high]
        assert np.quantile(drawn, [0.1, 0.5, 0.9]) == pytest.approx(told, rel=5e-3)


@pytest.mark.parametrize("sd", SDS)
def test_sampled_factors_have_mean_1(sd):
    drawn = factors(sd) / (1 << PARTS)
    assert drawn.mean() == pytest.approx(1, abs=1e-6)
    assert np.log(drawn).std() == pytest.approx(sd, rel=2e-3)
    assert (np.diff(factors(sd)) >= 0).all()


def figure(low, typical, high):
    args = ("any", "any", "times", low, typical, high, "yes", (), 2026, "for a test")
    return Figure("unstated.rail", "not stated", *args)


def test_factors_that_hardly_differ_are_none():
    assert log_sd(None) == log_sd(figure(1.0, 1.0, 1.0)) == 0
    assert log_sd(figure(0.999, 1.0, 1.001)) == 0
    assert log_sd(figure(0.98, 1.0, 1.02)) > LEAST_SD


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (figure(0.8, 1.0, 1.3), "not P10, P50 and P90 of a log-normal factor with mean 1; .*use"),
        (figure(0.5, 1.0, 2.0), "0.5, 1 and 2 are not P10, P50 and P90"),
        (figure(0.05, 0.1, 0.2), "0.05 times is out of range; use 0.1 to 10 times"),
        (
            figure(0.7363, 0.9761, 1.294)._replace(regime="stressed"),
            "same in every regime; use any",
        ),
        (figure(0.7363, 0.9761, 1.294)._replace(unit="h"), "unstated.rail is a factor .* times"),
        (
            figure(0.7363, 0.9761, 1.294)._replace(id="unstated.bike"),
            "is of no kind of journey",
        ),
        (figure(1.0, 2.0, 3.0)._replace(id="unstated.bike", unit="h"), "is of no kind of journey"),
        (
            figure(0.7363, 0.9761, 1.294)._replace(id="dwell.cn"),
            "dwell.cn is no factor",
        ),
    ],
)
def test_rows_that_are_no_such_factor_are_refused(row, message):
    with pytest.raises(RequestError, match=message):
        CORRIDOR.revised(figures=[row])


def test_no_edge_is_timed_by_a_factor(tmp_path):
    edge = next(edge for _, _, edge in CORRIDOR.infrastructure.topology if edge.moves)
    with pytest.raises(RequestError, match=r"'unstated.rail' is in times; it needs hours or a"):
        CORRIDOR.revised(edges=[replace(edge, figure="unstated.rail")])
    folder = tmp_path / "tables"
    shutil.copytree(DATA, folder)
    text = (folder / "edges.csv").read_text(encoding="utf-8")
    text = text.replace(",rail.kz.khorgos_line,", ",unstated.rail,")
    (folder / "edges.csv").write_text(text, encoding="utf-8")
    with pytest.raises(TableError, match=r"unstated.rail is a factor on whole journeys; a move"):
        Corridor.load(folder)


@pytest.mark.parametrize(
    "effect", ["delay figure:unstated.rail 5 h", "speed figure:unstated.rail 2 x"]
)
def test_no_what_if_times_a_factor(effect):
    what, target, number, unit = effect.split()
    effects = (Effect(what, target, float(number), unit),)
    with pytest.raises(TableError, match=r"unstated.rail is a factor and times no edge"):
        CORRIDOR.apply(Scenario("test", "Test", effects))


# The law


def laws():
    point = Law.of_sum([[[100.0, 100.0, 100.0]]], [False], [1.0])
    uniform = Law.of_sum([[[24.0, 48.0, 96.0]]], [True], [1.0])
    return {"point": point, "one dwell": uniform, "rail": CORRIDOR.outlook(ROUTES["rail"]).law.base}


@pytest.mark.parametrize("sd", SDS[1:])
@pytest.mark.parametrize("name", ["point", "one dwell", "rail"])
def test_the_law_is_that_of_the_product(name, sd):
    """Beside a mean of the law over many equally likely factors, which samples nothing."""
    base = laws()[name]
    law = SpreadLaw(base, sd)
    z = np.array([NormalDist().inv_cdf((k + 0.5) / 4001) for k in range(4001)])
    drawn = np.exp(sd * z - sd * sd / 2)
    for share in SHARES:
        hours = law.quantile(share)
        assert law.cdf(hours) == pytest.approx(share, abs=1e-9)
        chance = float(np.mean(base.below(hours / drawn)))
        assert chance == pytest.approx(share, abs=0.01 if name == "point" else 1e-3)
    grid = np.linspace(law.least, law.most, 20_001)
    above = 1 - np.array([law.cdf(hours) for hours in grid.tolist()])
    mean = law.least + np.trapezoid(above, grid)
    alone = np.linspace(base.least, base.most, 20_001)
    first = base.least + np.trapezoid(1 - base.below(alone), alone)
    # A jump falls between two places of the grid.
    assert mean == pytest.approx(first, rel=5e-3 if name == "point" else 1e-3)


def test_no_truck_at_its_quickest_is_faster_without_a_timetable(plain):
    """What is left to a truck that stands nowhere is what its road and its rests are."""
    route = ROUTES["road"]
    ours, alone = CORRIDOR.outlook(route), plain.outlook(plain.retimed(route))
    driving = [part.driving for part in ours.parts]
    assert driving.count(True) == 1
    hours = next(part.hours for part in ours.parts if part.driving)
    assert ours.quantile(0) > 0.75 * min(hours[name].low for name in hours)
    told = [
        math.fsum(outlook.leg_hours["p10"][leg] for leg in outlook.parts[driving.index(True)].legs)
        for outlook in (ours, alone)
    ]
    assert told[0] == pytest.approx(told[1], rel=0.05)


def test_the_law_keeps_its_bounds():
    base = laws()["rail"]
    law = SpreadLaw(base, 0.2)
    rail = CORRIDOR.outlook(ROUTES["rail"])
    of = rail.parts, rail.weights, rail.regimes.correlation
    assert widened_law(*of, 0.0) == base
    assert law == widened_law(*of, 0.2) == pickle.loads(pickle.dumps(law))
    assert hash(law) == hash(SpreadLaw(base, 0.2))
    assert law != SpreadLaw(base, 0.21)
    assert law != base
    assert (law.quantile(0), law.quantile(1)) == (law.least, law.most)
    assert law.span == law.most - law.least
    assert law.cdf(law.least / 2) == law.cdf(-1) == 0
    assert law.cdf(2 * law.most) == 1
    assert law.left_out == base.left_out


def test_the_law_beside_driving_keeps_its_bounds():
    law = CORRIDOR.outlook(ROUTES["road"]).law
    assert isinstance(law, BesideDriving)
    assert law == pickle.loads(pickle.dumps(law))
    assert hash(law) == hash(BesideDriving(law.mixture))
    assert law != BesideDriving([(1.0, *law.mixture[0][1:])] * 2)
    assert (law.quantile(0), law.quantile(1)) == (law.least, law.most)
    assert law.cdf(law.least / 2) == law.cdf(-1) == 0
    assert law.cdf(2 * law.most) == 1


# Routes against a million samples


@every_route
def test_quantiles_and_moments_are_those_of_samples(name):
    exact = CORRIDOR.outlook(ROUTES[name])
    sampled = CORRIDOR.simulate(ROUTES[name], SAMPLES, 11)
    for share in SHARES:
        slack = 5 * math.sqrt(share * (1 - share) / SAMPLES) + 2e-3
        assert sampled.law.cdf(exact.quantile(share)) == pytest.approx(share, abs=slack)
    hours = sampled.law.seconds / 3600
    assert hours.mean() == pytest.approx(exact.mean_hours, abs=5 * hours.std() / 1000)
    assert hours.std() == pytest.approx(exact.sd_hours, rel=0.01)
    assert (sampled.mean_hours, sampled.sd_hours) == (exact.mean_hours, exact.sd_hours)
    assert sampled.unstated == exact.unstated


def drawn_of(outlook):
    """Hours of each leg and factors on it in many journeys, both of shape (legs, samples)."""
    percentiles = Percentiles(np.random.PCG64(7), outlook.regimes.correlation)
    hours = np.zeros((len(outlook.route.legs), SAMPLES), dtype=np.float32)
    numbers = np.zeros(SAMPLES, dtype=int)
    for regime, batch in batches(outlook.weights, SAMPLES):
        percentiles.begin()
        size = batch.stop - batch.start
        for part in outlook.parts:
            mine = percentiles.draw(size, dwell=part.dwell)
            for leg, times in zip(part.legs, part.of_legs, strict=True):
                hours[leg, batch] = table(times[regime])[mine] / 3600
        numbers[batch] = percentiles.draw(size, dwell=False)
    by = factors(log_sd(outlook.unstated.figure))[numbers] / (1 << PARTS)
    on = np.ones_like(hours) * by.astype(np.float32)
    for part in outlook.parts:
        on[list(part.legs)] = 1.0 if part.driving else on[list(part.legs)]
    return hours, on


@every_route
def test_legs_take_the_means_of_samples_near_each_quantile(name):
    outlook = CORRIDOR.outlook(ROUTES[name])
    hours, by = drawn_of(outlook)
    hours *= by
    total = hours.sum(axis=0, dtype=float)
    order = np.argsort(total)
    told = outlook.parts, outlook.weights, outlook.regimes.correlation
    for probability in (0.1, 0.5, 0.9):
        middle = round(probability * SAMPLES)
        near = order[middle - NEAR : middle + NEAR]
        (legs,) = hours_given(*told, [float(total[near].mean())], log_sd(outlook.unstated.figure))
        means = hours[:, near].mean(axis=1, dtype=float)
        errors = hours[:, near].std(axis=1, dtype=float) / math.sqrt(2 * NEAR)
        assert np.all(abs(legs - means) <= 4.5 * errors + 3e-4 * means + 2e-3)
    for quantile, each in outlook.leg_hours.items():
        assert math.fsum(each) == pytest.approx(outlook.quantiles[quantile], abs=1e-9)


@every_route
def test_shares_of_the_variance_are_those_of_samples(name):
    outlook = CORRIDOR.outlook(ROUTES[name])
    hours, by = drawn_of(outlook)
    stated = hours.sum(axis=0, dtype=float)
    total = (hours * by).sum(axis=0, dtype=float)
    apart = np.cov(total - stated, total)[0, 1] / total.var()
    assert outlook.unstated.share == pytest.approx(apart, abs=0.01)
    shares = [driver.share for driver in outlook.drivers]
    assert math.fsum([*shares, outlook.unstated.share]) == pytest.approx(1, abs=1e-9)


def test_a_departure_has_the_same_factor_and_no_longer_waits():
    route = ROUTES["rail, fast"]
    depart = "2026-12-01T08:00+08:00"
    dated, plain = CORRIDOR.simulate(route, 20_000, 5, depart=depart), CORRIDOR.outlook(route)
    assert dated.unstated.figure == plain.unstated.figure
    shares = [*(driver.share for driver in dated.drivers), dated.unstated.share]
    assert math.fsum(shares) == pytest.approx(1, abs=1e-7)
    assert dated.unstated.share == pytest.approx(plain.unstated.share, abs=0.03)
    (wait,) = (driver for driver in dated.drivers if driver.figure == "timetable")
    assert wait.hours == pytest.approx(16)
    assert wait.share == pytest.approx(0, abs=1e-6)
    assert dated.mean_hours == pytest.approx(plain.mean_hours + 16, rel=0.02)


# Tables without it


def of_regimes(outlook):
    return outlook.weights, outlook.regimes.correlation


@every_route
def test_tables_of_ones_own_without_rows_have_no_spread(plain, name):
    route = plain.retimed(ROUTES[name])
    outlook, ours = plain.outlook(route), CORRIDOR.outlook(ROUTES[name])
    assert outlook.unstated is None
    assert outlook.to_dict()["unstated"] is None
    widened = widened_law(outlook.parts, *of_regimes(ours), log_sd(ours.unstated.figure))
    assert ours.law == widened
    assert outlook.mean_hours == ours.mean_hours
    assert outlook.sd_hours < ours.sd_hours
    assert math.fsum(driver.share for driver in outlook.drivers) == pytest.approx(1)
    assert not [line for line in describe_sureness(outlook, {}) if "Not stated" in line]
    sampled = plain.simulate(route, 1000, 3)
    assert sampled.unstated is None
    assert sampled.law.seconds.max() <= math.ceil(outlook.law.most * 3600)


def test_another_factor_is_another_network(plain):
    route = ROUTES["rail"]
    (side,) = compare(CORRIDOR, plain, [("Xi'an", "Duisburg")])
    assert side.before.p90 > side.after.p90
    with pytest.raises(RequestError, match="is of another network"):
        plain.outlooks(CORRIDOR.outlook(plain.route("Xi'an", "Duisburg")))
    row = figure(0.5909, 0.9373, 1.4867)._replace(variant="standard")
    wide = CORRIDOR.revised(figures=[row])
    assert wide.outlook(wide.retimed(route)).sd_hours > CORRIDOR.outlook(route).sd_hours
    with pytest.raises(RequestError, match="is of another network"):
        wide.outlooks(CORRIDOR.outlook(wide.retimed(route)))


# One answer on every surface


@every_route
def test_it_is_told_apart_and_alike_everywhere(name):
    outlook = CORRIDOR.outlook(ROUTES[name])
    unstated = outlook.unstated
    assert outlook.figures[-1] == unstated.figure
    data = json.loads(json.dumps(outlook.to_dict()))["unstated"]
    assert data == {
        "figure": unstated.figure.id,
        "share": unstated.share,
        "low": unstated.figure.low,
        "mode": unstated.figure.typical,
        "high": unstated.figure.high,
        "judgement": "yes",
        "sources": [],
    }
    told = (
        "Not stated in the question (operator, timetable, terminal, priority): "
        f"{unstated.share:.0%} of the variance"
    )
    (line,) = (line for line in describe_sureness(outlook, {}) if line.startswith("Not stated"))
    assert line == f"{told} ({unstated.figure.id}, judgement)."
    assert line in describe_outlook(outlook, {}).splitlines()
    assert told in outlook._repr_html_()


def test_the_command_line_says_it_as_the_library_does():
    outlook = CORRIDOR.outlook(ROUTES["rail"])
    ends = "Xi'an", "Duisburg"
    data = json.loads(khorgos("route", *ends, "--json").stdout)
    assert data["unstated"] == outlook.unstated.to_dict()
    assert data["quantiles"] == {name: outlook.quantile(p) for name, p in QUANTILES.items()}
    assert str(outlook.unstated) in khorgos("route", *ends).stdout
    text = khorgos("sources", "unstated.rail").stdout
    assert re.search(r"standard +any +0\.7\d+ +0\.9\d+ +1\.3\d+ +times +yes", text)


def test_reach_goes_by_the_same_law():
    reach = CORRIDOR.reach("Xi'an", quantiles=(0.1, 0.5, 0.9))
    stop = next(stop for stop in reach.stops if stop.place.name == "Duisburg")
    route = CORRIDOR.route("Xi'an", "Duisburg")
    found = CORRIDOR.outlook(route)
    assert stop.hours[1] == pytest.approx(found.quantile(0.5), rel=0.03)
    wide = stop.hours[2] / stop.hours[0]
    assert wide == pytest.approx(found.quantile(0.9) / found.quantile(0.1), rel=0.05)
