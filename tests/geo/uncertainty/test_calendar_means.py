"""Feasts and bans on the way, and that no holiday is counted twice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
import shipped

from khorgos.geo.schedule.clock import epoch, parse_time

CORRIDOR = shipped.corridor()


@pytest.mark.parametrize(
    ("origin", "destination", "options"),
    [
        ("Xi'an", "Duisburg", {}),
        ("Xi'an", "Duisburg", {"service": "fast"}),
        ("Xi'an", "Duisburg", {"avoid": "Russia"}),
        ("Duisburg", "Xi'an", {}),
        ("Chongqing", "Duisburg", {"door": True}),
        ("Almaty", "Urumqi", {"mode": "road"}),
        ("Urumqi", "Almaty", {"mode": "road", "service": "fast"}),
        ("Urumqi", "Duisburg", {"mode": "road", "door": True}),
        ("Warsaw", "Rotterdam", {"mode": "road"}),
    ],
)
def test_over_the_calendars_a_departure_takes_as_long_as_no_departure(origin, destination, options):
    """Whatever the month is like; a wait for the day of a train is in no figure."""
    route = CORRIDOR.route(origin, destination, **options)
    usual = CORRIDOR.outlook(route)
    hours = []
    # At all hours and on all days of a week; oftener where a single holiday weighs more.
    often = 83 if route.hours > 10 * 24 else 251
    years = 5.7 * 8766
    for number in range(often):
        depart = datetime(2023, 1, 1, tzinfo=UTC) + timedelta(hours=int(number * years / often))
        dated = CORRIDOR.simulate(route, 200, number, depart=depart, regimes=usual.weights)
        waits = sum(x.hours for x in dated.drivers if x.figure == "timetable")
        hours.append(dated.mean_hours - waits)
    assert np.mean(hours) == pytest.approx(usual.mean_hours, rel=0.03)
    assert np.std(hours) > 0.5  # and yet the day matters


# Feasts


@pytest.mark.parametrize("door", [False, True])
def test_chinese_new_year_2027(door):
    """The day is 6 February: who is ready before it and runs into it comes latest."""
    route = CORRIDOR.route("Xi'an", "Duisburg", door=door)
    january, february, march = (
        CORRIDOR.simulate(route, 4000, depart=day)
        for day in ("2027-01-12", "2027-02-01", "2027-03-15")
    )
    assert february.mean_hours > january.mean_hours + 5 * 24
    # Easter is on the way of the third.
    assert january.mean_hours < march.mean_hours < january.mean_hours + 48
    assert any("Chinese New Year" in text for text in february.met)
    assert not any("Chinese New Year" in text for text in (*january.met, *march.met))
    assert "CA033" in february.sources
    assert february.to_dict()["calendar"] == list(february.met)


def test_half_of_the_ordinary_trains_stand_still():
    route = CORRIDOR.route("Xi'an", "Duisburg")
    before, during = (
        CORRIDOR.simulate(route, 4000, 5, depart=day).law.seconds / 86_400
        for day in ("2027-01-12", "2027-02-03")
    )
    # Those that stay come ten days later, when the week is over; the others are as ever.
    later = during - before
    assert np.mean(later > 5) == pytest.approx(0.5, abs=0.03)
    assert np.median(later[later > 5]) == pytest.approx(10, abs=0.5)
    assert np.median(later[later <= 5]) == pytest.approx(0, abs=0.1)
    fast = CORRIDOR.route("Xi'an", "Duisburg", service="fast")
    assert not any("New Year" in x for x in CORRIDOR.simulate(fast, 500, depart="2027-02-03").met)


def test_a_train_under_way_goes_on():
    """From the border into Europe no Chinese feast holds it."""
    route = CORRIDOR.route("Altynkol", "Duisburg")
    assert not CORRIDOR.simulate(route, 500, depart="2027-02-03").met


@pytest.mark.parametrize(
    ("origin", "destination", "options"),
    [
        ("Xi'an", "Duisburg", {"door": True}),
        ("Warsaw", "Duisburg", {"mode": "road"}),
    ],
)
def test_who_leaves_later_comes_no_earlier(origin, destination, options):
    route = CORRIDOR.route(origin, destination, **options)
    start, last = parse_time("2027-02-01T00:00Z"), None
    for step in range(0, 17 * 24, 8):
        depart = start + timedelta(hours=step)
        now = epoch(depart) + CORRIDOR.simulate(route, 64, 5, depart=depart).law.seconds
        if last is not None:
            assert (now >= last).all(), step
        last = now


# Bans


def test_a_truck_rests_while_germany_bans_it():
    """From Warsaw on Saturday it is at the border at night, and drives on on Sunday at 22:00."""
    route = CORRIDOR.route("Warsaw", "Duisburg", mode="road")
    outlook = CORRIDOR.simulate(route, 2000, depart="2027-01-09T08:00")
    ban = "driving ban on Sundays and holidays (Germany), 2027-01-10"
    assert outlook.met == (ban,)
    assert {"CA009", "HOL"} <= set(outlook.sources)
    arrivals = parse_time("2027-01-09T08:00", "Europe/Warsaw").timestamp() + outlook.law.seconds
    begins, ends = (
        epoch(parse_time(f"2027-01-{x}[Europe/Berlin]")) for x in ("10T00:00", "10T22:00")
    )
    assert not ((arrivals > begins) & (arrivals <= ends)).any()
    again = CORRIDOR.simulate(route, 2000, depart="2027-01-12T08:00")  # a Tuesday
    assert not again.met
    assert outlook.quantile(0.1) > again.quantile(0.1)


def test_a_car_and_an_undated_truck_know_no_ban():
    car = CORRIDOR.route("Warsaw", "Duisburg", mode="road", vehicle="car")
    assert not CORRIDOR.simulate(car, 200, depart="2027-01-09T08:00").met
    truck = CORRIDOR.route("Warsaw", "Duisburg", mode="road")
    assert not CORRIDOR.simulate(truck, 200).met


def test_bans_of_summer_in_poland():
    route = CORRIDOR.route("Brest", "Warsaw", mode="road")
    summer, winter = (
        CORRIDOR.simulate(route, 500, depart=day).met
        for day in ("2027-07-09T08:00", "2027-01-15T08:00")
    )
    assert any("driving ban at weekends in summer (Poland), 2027-07-" in text for text in summer)
    assert not any("ban" in text for text in winter)


def test_departures_of_2028_are_answered():
    route = CORRIDOR.route("Xi'an", "Duisburg")
    outlook = CORRIDOR.simulate(route, 500, depart="2028-01-22T08:00")
    assert any("Chinese New Year (China), 2028-01-19 to 2028-02-01" in x for x in outlook.met)


def test_trains_with_a_timetable_wait_for_their_day():
    route = CORRIDOR.route("Chongqing", "Duisburg", service="fast")
    outlook = CORRIDOR.simulate(route, 500, depart="2026-06-04T00:00+08:00")  # a Thursday
    assert next(x.hours for x in outlook.drivers if x.figure == "timetable") == 48
    assert "CA036" in outlook.sources
