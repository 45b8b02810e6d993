"""Breaks and rests of drivers, worked by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from khorgos.geo import RequestError
from khorgos.geo.graph.figures import read_sources
from khorgos.geo.routing.drivers import RULES, elapsed, stops

ONE = {
    0: 0,
    4.5: 4.5,
    5: 5.75,  # one break
    9: 9.75,
    9.5: 21.25,  # 9.75 + 11 h of rest + 0.5
    13.5: 25.25,
    14: 26.5,  # the second day's break
    18: 30.5,  # 2 days of 9.75, one rest
    54: 6 * 9.75 + 5 * 11,
    56: 6 * 9.75 + 6 * 11 + 2,
    57: 126.5 + 45 + 1,
    112: 126.5 + 45 + 126.5,
    113: 2 * (126.5 + 45) + 1,
}
TWO = {
    0: 0,
    4.5: 4.5,
    5: 5,  # the break counts in the moving vehicle
    18: 18,
    18.5: 27.5,  # 9 h of rest, and no more than 30 h since the last one
    36: 45,
    99: 99 + 5 * 9,  # 144 h: six days of 24 h
    99.5: 144 + 45 + 0.5,
    198: 2 * 144 + 45,
}


@pytest.mark.parametrize(("drivers", "table"), [(1, ONE), (2, TWO)])
def test_by_hand(drivers, table):
    assert {hours: elapsed(float(hours), drivers) for hours in table} == table
    array = elapsed(np.array(list(table), dtype=float), drivers)
    assert array.tolist() == list(table.values())


def test_weekly_rest_begins_within_six_days():
    for drivers, rules in RULES.items():
        assert rules.week <= drivers * 56
        assert elapsed(rules.week, drivers) <= 6 * 24
    # Two drivers might drive 112 h, but by then more than six days would have passed.
    assert RULES[2].week == 99


hours = st.floats(0, 1000)


@given(hours, hours, st.sampled_from([1, 2]))
def test_longer_driving_takes_longer(one, other, drivers):
    less, more = sorted((one, other))
    assert elapsed(less, drivers) <= elapsed(more, drivers)
    if more - less > 1e-9:
        assert elapsed(more, drivers) - elapsed(less, drivers) >= (more - less) * (1 - 1e-9) - 1e-9


@given(st.lists(hours, min_size=1), st.sampled_from([1, 2]))
def test_array_and_scalar_agree(values, drivers):
    assert elapsed(np.array(values), drivers).tolist() == [elapsed(x, drivers) for x in values]


@given(hours, st.sampled_from([1, 2]))
def test_limits_hold(driving, drivers):
    """Nobody drives on without the rests: count them from the difference."""
    rules = RULES[drivers]
    standing = elapsed(driving, drivers) - driving
    rests = max(0, -(-driving // rules.day) - 1)
    assert standing >= rests * rules.rest - 1e-6 * driving


def test_a_second_driver_helps():
    values = np.linspace(0.1, 500, 2000)
    assert (elapsed(values, 2) <= elapsed(values, 1)).all()


@pytest.mark.parametrize("wrong", [-1.0, float("nan"), float("inf"), np.array([1.0, -0.1])])
def test_impossible_hours(wrong):
    with pytest.raises(RequestError, match="hours of driving are negative or not finite"):
        elapsed(wrong)


@pytest.mark.parametrize("drivers", [0, 3, None])
def test_impossible_crew(drivers):
    with pytest.raises(RequestError, match=r"drivers is .*; use 1 or 2"):
        elapsed(1.0, drivers)


def test_rules_are_sourced():
    from khorgos.geo.routing import drivers

    cited = {id_ for id_ in read_sources() if id_ in drivers.__doc__}
    assert {"P124", "P125", "P126", "P302", "P305"} <= cited


@given(hours, st.sampled_from([1, 2]))
def test_stops_are_what_is_added_to_the_hours_at_the_wheel(driving, drivers):
    found = stops(driving, drivers)
    assert driving + sum(pause for _, pause in found) == pytest.approx(elapsed(driving, drivers))
    at = [hour for hour, _ in found]
    assert at == sorted(set(at))
    # Nobody rests on arrival, and each stop comes where the hours on the road jump.
    assert all(0 < hour < driving for hour in at)
    for hour, pause in found:
        jump = elapsed(np.nextafter(hour, np.inf), drivers) - elapsed(hour, drivers)
        assert jump == pytest.approx(pause, abs=1e-6)


def test_stops_by_hand():
    assert stops(0.0) == stops(4.5) == []
    assert stops(28.0) == [(4.5, 0.75), (9, 11), (13.5, 0.75), (18, 11), (22.5, 0.75), (27, 11)]
    # The third day of driving after 54 h is cut short by the week of 56.
    assert stops(61.0)[-3:] == [(54.0, 11.0), (56.0, 45.0), (60.5, 0.75)]
    assert stops(120.0, 2)[-2:] == [(99.0, 45.0), (117.0, 9.0)]
    with pytest.raises(RequestError, match="drivers is 3; use 1 or 2"):
        stops(10.0, 3)
