"""Hours of legs given the total: they add up to it, and are the means of what is sampled."""

from __future__ import annotations

import itertools
import math
import re

import numpy as np
import pytest

from khorgos.geo import RequestError
from khorgos.geo.resilience.batch import hub_ids
from khorgos.geo.uncertainty.conditional import added_up, hours_given
from khorgos.geo.uncertainty.outlook import LateLeg
from khorgos.geo.uncertainty.sampling import Percentiles, batches, table
from khorgos.layers import day_marks, legs
from khorgos.maps.report.outlook import loss_line
from khorgos.maps.report.text import describe_route

NAMES = {"p10": 0.1, "p50": 0.5, "p90": 0.9}
SAMPLES = 1_000_000
NEAR = 2_500
"""Samples on either side of a quantile."""
QUESTIONS = {
    "north": ("Xi'an", "Duisburg", {}, None),
    "stressed": ("Yiwu", "Madrid", {}, {"stressed": 0.7, "disrupted": 0.3}),
    "quiet": ("Chongqing", "Budapest", {"service": "fast"}, "quiet"),
    "middle": ("Xi'an", "Duisburg", {"avoid": ["Russia"]}, None),
    "road": ("Xi'an", "Duisburg", {"mode": "road"}, None),
    "door": ("Khorgos", "Warsaw", {"mode": "road", "door": True}, None),
    "short": ("Almaty", "Khorgos", {"mode": "road"}, None),
    "air": ("Shanghai", "Hamburg", {"mode": "air"}, None),
    "sea": ("Shanghai", "Hamburg", {"mode": "sea"}, None),
    "line": ("Zhetygen", "Altynkol", {}, None),
}
"""Origin, destination, options of the route, and regimes."""


@pytest.fixture(scope="module", params=QUESTIONS)
def outlook(request, corridor):
    origin, destination, options, regimes = QUESTIONS[request.param]
    return corridor.outlook(corridor.route(origin, destination, **options), regimes)


def sampled(outlook, correlation):
    """Hours of each leg in many journeys, shape (legs, samples): the percentiles of simulate."""
    percentiles = Percentiles(np.random.PCG64(7), correlation)
    hours = np.zeros((len(outlook.route.legs), SAMPLES), dtype=np.float32)
    for regime, batch in batches(outlook.weights, SAMPLES):
        percentiles.begin()
        for part in outlook.parts:
            numbers = percentiles.draw(batch.stop - batch.start, dwell=part.dwell)
            for leg, times in zip(part.legs, part.of_legs, strict=True):
                hours[leg, batch] = table(times[regime])[numbers] / 3600
    return hours


@pytest.mark.parametrize(
    ("question", "correlation"),
    [*((question, None) for question in QUESTIONS), ("north", 0.0), ("road", 0.9), ("north", 1.0)],
)
def test_legs_take_the_means_of_samples_near_each_quantile(corridor, question, correlation):
    origin, destination, options, regimes = QUESTIONS[question]
    outlook = corridor.outlook(corridor.route(origin, destination, **options), regimes)
    rho = outlook.regimes.correlation if correlation is None else correlation
    drawn = sampled(outlook, rho)
    total = drawn.sum(axis=0, dtype=float)
    order = np.argsort(total)
    for probability in NAMES.values():
        middle = round(probability * SAMPLES)
        near = order[middle - NEAR : middle + NEAR]
        at = float(total[near].mean())
        (hours,) = hours_given(outlook.parts, outlook.weights, rho, [at])
        means = drawn[:, near].mean(axis=1, dtype=float)
        errors = drawn[:, near].std(axis=1, dtype=float) / math.sqrt(2 * NEAR)
        # Many legs are looked at; where all move together nothing is left to chance, and a
        # tabled time is the middle of its interval, told in whole seconds.
        assert np.all(abs(hours - means) <= 4.5 * errors + 2e-4 * means + 2e-3)


def test_legs_add_up_to_the_headline(outlook):
    assert list(outlook.leg_hours) == list(NAMES)
    for name, probability in NAMES.items():
        hours = outlook.leg_hours[name]
        assert len(hours) == len(outlook.route.legs)
        assert min(hours) >= 0
        assert math.fsum(hours) == pytest.approx(outlook.quantile(probability), abs=1e-9)
    assert sum(outlook.shares().values()) == pytest.approx(1.0)


def see_sums(corridor, pairs):
    seen = 0
    for (origin, destination), service in itertools.product(pairs, ("standard", "fast")):
        try:
            route = corridor.route(origin, destination, mode="any", service=service)
        except RequestError:
            continue
        outlook = corridor.outlook(route)
        for name, probability in NAMES.items():
            total = math.fsum(outlook.leg_hours[name])
            assert total == pytest.approx(outlook.quantile(probability), abs=1e-6), route
        seen += 1
    assert seen > len(pairs)


def test_legs_add_up_between_some_hubs(corridor):
    see_sums(corridor, list(itertools.permutations(hub_ids(corridor.infrastructure), 2))[::29])


@pytest.mark.nightly
def test_legs_add_up_between_all_hubs(corridor):
    pairs = list(itertools.permutations(hub_ids(corridor.infrastructure), 2))
    assert len(pairs) == 812
    see_sums(corridor, pairs)


def test_a_sampled_outlook_goes_by_its_own_quantiles(corridor):
    route = corridor.route("Xi'an", "Duisburg")
    rough = corridor.simulate(route, 500, 3)
    for name, hours in rough.leg_hours.items():
        assert math.fsum(hours) == pytest.approx(rough.quantiles[name], abs=1e-9)


@pytest.mark.parametrize("mode", ["rail", "road"])
def test_a_dated_outlook_tells_legs_from_its_samples(corridor, mode):
    route = corridor.route("Xi'an", "Duisburg", mode=mode, service="fast")
    asked = {"depart": "2026-12-01T08:00+08:00"}
    dated, again = (corridor.simulate(route, 20_000, 5, **asked) for _ in range(2))
    for name, hours in dated.leg_hours.items():
        assert math.fsum(hours) == pytest.approx(dated.quantiles[name], abs=1e-9)
    assert dated.leg_hours == again.leg_hours
    # What waits for the day of departure counts with the first leg.
    exact = corridor.outlook(route)
    wait = dated.quantile(0.5) - exact.quantile(0.5)
    more = dated.leg_hours["p50"][0] - exact.leg_hours["p50"][0]
    assert more == pytest.approx(wait, abs=12)


def test_a_total_that_no_journey_takes_is_shared_out_all_the_same(outlook):
    much = 2 * outlook.law.most
    (hours,) = hours_given(outlook.parts, outlook.weights, outlook.regimes.correlation, [much])
    for part in outlook.parts:
        (driver,) = (d for d in outlook.drivers if (d.label, d.place) == (part.label, part.place))
        share = math.fsum(hours[leg] for leg in part.legs) / much
        assert share == pytest.approx(driver.hours / outlook.mean_hours)


def test_what_takes_no_time_adds_up_to_none():
    assert added_up(np.zeros((2, 1)), np.zeros(1)) == [[0.0, 0.0]]


def test_a_line_says_where_a_late_journey_loses_most(corridor):
    outlook = corridor.outlook(corridor.route("Xi'an", "Duisburg"))
    places = {leg.origin.name for leg in outlook.route.legs}
    losses = {
        place: sum(
            late - usual
            for leg, usual, late in zip(
                outlook.route.legs, outlook.leg_hours["p50"], outlook.leg_hours["p90"], strict=True
            )
            if leg.origin.name == place and leg.kind != "move"
        )
        for place in places
    }
    worst = outlook.worst_loss
    assert worst.place == max(losses, key=losses.get)
    assert f"{worst.p90_hours:.0f} h instead of {worst.p50_hours:.0f}" in loss_line(worst)
    assert loss_line(LateLeg("driving", "", 9.96, 12.0)).endswith(
        "(driving): 12.0 h instead of 10.0."
    )


def test_table_export_and_json_show_the_same_digits(outlook):
    told = outlook.route_dict()["legs"]
    frame = legs(outlook)
    for name, hours in outlook.leg_hours.items():
        assert [leg[f"hours_in_{name}"] for leg in told] == list(hours)
        assert frame[f"hours_in_{name}"].to_list() == list(hours)
    assert frame["day"].iloc[-1] * 24 == pytest.approx(outlook.quantile(0.5), abs=1e-9)
    table_ = describe_route(outlook).split("\n\n")[1].splitlines()
    header, *rows, total, _ = table_
    assert re.search(r"km +P10 +P50 +P90$", header.rstrip())
    digits = [f"{outlook.quantile(p):.1f}" for p in NAMES.values()]
    assert total.split()[-3:] == digits
    stands = [leg for leg in told if leg["kind"] != "move"]
    columns = [[f"{leg[f'hours_in_{name}']:.1f}" for name in NAMES] for leg in stands]
    shown = [re.findall(r"\d+\.\d", row.rstrip(" jJ"))[-3:] for row in rows]
    assert [row for row in columns if row not in shown] == []


def test_days_end_with_the_headline(outlook):
    marks = day_marks(outlook)
    whole = int(outlook.quantile(0.5) // 24)
    days = [day for row in marks.itertuples() for day in range(row.first_day, row.last_day + 1)]
    assert days == list(range(1, whole + 1))
