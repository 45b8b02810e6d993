"""Journeys by the calendar: order kept, clocks and the date line, timetables, and the range."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
import shipped
from hypothesis import HealthCheck, example, given
from hypothesis import strategies as st
from sizes import examples
from small import Handmade

from khorgos.geo import RequestError, Route
from khorgos.geo.graph.figures import Figure
from khorgos.geo.schedule.calendars import Calendar, Calendars
from khorgos.geo.schedule.clock import epoch, parse_time
from khorgos.geo.schedule.departures import Headway, Timetable
from khorgos.geo.uncertainty.outlook import QUANTILES
from khorgos.geo.uncertainty.regimes import Regimes
from khorgos.geo.uncertainty.sampling import PARTS, factors
from khorgos.geo.uncertainty.spread import log_sd
from khorgos.geo.values import Range
from khorgos.maps.charts.data import split_hours, staircase_points
from khorgos.maps.page.network_data import NetworkRows
from khorgos.maps.page.route_data import RouteRows

CORRIDOR = shipped.corridor()
QUESTIONS = {
    "north": ("Xi'an", "Duisburg", {}),
    "north, fast": ("Xi'an", "Duisburg", {"service": "fast"}),
    "middle": ("Xi'an", "Duisburg", {"avoid": "Russia"}),
    "road": ("Almaty", "Urumqi", {"mode": "road"}),
    "road west": ("Urumqi", "Almaty", {"mode": "road", "service": "fast"}),
}
ROUTES = {name: CORRIDOR.route(a, b, **options) for name, (a, b, options) in QUESTIONS.items()}
FAST = examples(15, suppress_health_check=list(HealthCheck))
HOUR = 3600
RANGE = "which cover 2023-01-01 to 2028-12-31; depart "

moments = st.datetimes(
    datetime(2023, 1, 2),  # noqa: DTZ001
    datetime(2027, 7, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)
every_route = pytest.mark.parametrize("name", ROUTES)


def at(text: str) -> int:
    return epoch(parse_time(text))


USUAL = {"quiet": 0.65, "stressed": 0.3, "disrupted": 0.05}


def arrivals(name: str, depart, n: int = 100, seed: int = 4):
    """Seconds since 1970, shipment by shipment."""
    outlook = CORRIDOR.simulate(ROUTES[name], n, seed, depart=depart, regimes=USUAL)
    return epoch(parse_time(depart)) + outlook.law.seconds


def wait(outlook, figure: str) -> float:
    return sum(driver.hours for driver in outlook.drivers if driver.figure == figure)


# Order


@every_route
@FAST
@given(moments, st.timedeltas(timedelta(0), timedelta(days=20)))
@example(datetime(2025, 9, 30, 15, tzinfo=UTC), timedelta(days=5))
@example(datetime(2025, 12, 30, tzinfo=UTC), timedelta(hours=30))
def test_leaving_later_never_arrives_earlier(name, depart, later):
    first, second = (arrivals(name, moment) for moment in (depart, depart + later))
    assert (second >= first).all()


@pytest.mark.parametrize("name", ["road", "road west"])
@pytest.mark.parametrize(
    ("begin", "hours"),
    [
        ("2025-09-28T00:00+08:00", 12 * 24),  # Golden Week: 1 to 3 and 6 October closed
        ("2025-12-29T00:00+08:00", 7 * 24),  # New Year on both sides
        ("2026-02-14T00:00+08:00", 6 * 24),  # Chinese New Year
        ("2024-02-29T00:00+08:00", 48),  # Almaty put its clocks back on 1 March 2024
    ],
)
def test_order_holds_over_holidays_at_nur_zholy(name, begin, hours):
    start = parse_time(begin)
    last = None
    for step in range(0, hours, 4):
        now = arrivals(name, start + timedelta(hours=step), n=64)
        if last is not None:
            assert (now >= last).all(), step
        last = now


def test_order_holds_over_every_kind_of_closure():
    """Made up to be hard: closed half the time, ships at random, a train twice a week."""
    corridor, route = strict()
    start = parse_time("2025-01-01T00:00Z")
    last = None
    for step in range(0, 15 * 24, 3):
        depart = start + timedelta(hours=step)
        now = epoch(depart) + corridor.simulate(route, 100, 2, depart=depart).law.seconds
        if last is not None:
            assert (now >= last).all(), step
        last = now


# Golden numbers on figures and calendars that no table changes


def strict() -> tuple[Handmade, Route]:
    """A line, a border that works by day, a ship every two days and a train on two days."""
    model = CORRIDOR.route("Zhetygen", "Altynkol")
    times = {
        "line": ("move", (20.0, 24.0, 40.0)),
        "border": ("customs", (6.0, 12.0, 48.0)),
        "ship": ("queue", (30.0, 36.0, 80.0)),
        "window": ("queue", (6.0, 6.0, 6.0)),
    }
    figures, legs = {}, []
    for id_, (kind, hours) in times.items():
        row = Figure(id_, id_, "any", "any", "h", *hours, "yes", (), 2025, "for a test")
        figures[id_] = {"any": row}
        time = Range(*hours)
        edge = replace(model.legs[0].edge, kind=kind)
        legs.append(replace(model.legs[0], edge=edge, time=time, figure=row))
    row = Regimes("other", "elsewhere", 0.7, 0.2, 0.1, 0.5, "yes", (), 2025, "for a test")
    first, last = at("2025-01-01T00:00Z"), at("2025-12-31T00:00Z")
    day = 24 * HOUR
    nights = tuple((x + 12 * HOUR, x + day) for x in range(first, last, day))
    trains = tuple(x for x in range(first, last, day) if x // day % 7 in (0, 3))
    calendars = Calendars(
        date(2025, 1, 1),
        date(2025, 12, 31),
        {},
        {
            "ship": Headway("ship", 24.0, 48.0, 72.0, (), "yes", "", 2025),
            "window": Headway("window", 6.0, 6.0, 6.0, (), "yes", "", 2025),
        },
        {
            (model.origin.id, model.destination.id, "standard"): Timetable(
                model.origin.id, model.destination.id, "standard", "central_asia", trains, (), True
            )
        },
        {
            "border": Calendar(nights, first, last),
            "window": Calendar(nights, first, last),
        },
        Calendar((), first, last),
    )
    return Handmade(figures, {"other": row}, calendars), replace(model, legs=tuple(legs))


def test_golden_numbers():
    """Pinned: any machine, any version of numpy and of Python gives these seconds."""
    corridor, route = strict()
    outlook = corridor.simulate(route, 1000, 7, depart="2025-03-01T08:00+05:00")
    sample = outlook.law.seconds
    assert sample[:4].tolist() == [360_566, 775_727, 352_459, 343_637]
    assert int(sample.sum()) == 481_108_024
    assert outlook.arrive(0.5).isoformat() == "2025-03-06T10:00:45+05:00"


def test_waits_worked_by_hand():
    corridor, route = strict()
    alone = {leg.figure.id: replace(route, legs=(leg,)) for leg in route.legs}
    # 1970 began on a Thursday, day 0: trains leave on Thursdays and Sundays at 00:00 UTC.
    outlook = corridor.simulate(alone["line"], 500, depart="2025-03-04T06:00Z")
    assert wait(outlook, "timetable") == 42  # Tuesday 06:00 to Thursday
    assert outlook.met == (f"{route.origin.name}: fixed timetable",)
    assert outlook.quantile(0.5) == pytest.approx(42 + 24, abs=1)
    corridor = replace(corridor, calendars=replace(corridor.calendars, timetables={}))
    # Whoever comes by day takes 2 w for w hours of work, whoever comes by night 6 + w: on average
    # 1.5 w + 3.  So twelve hours of the figure are six of work.  At 09:00 these are three today
    # and three tomorrow from midnight.
    twelve = replace(alone["border"].legs[0], time=Range(12.0, 12.0, 12.0))
    fixed = replace(alone["border"], legs=(twelve,))
    sample = corridor.simulate(fixed, 500, depart="2025-03-04T09:00Z", regimes="quiet").law
    middle = sample.seconds[(sample.seconds > 0)]
    assert np.quantile(middle, 0.5) == pytest.approx(18 * HOUR, abs=180)
    # The ship: work in port, then a wait of up to its headway, uniform.
    outlook = corridor.simulate(alone["ship"], 50_000, depart="2025-03-04T09:00Z")
    plain = corridor.simulate(alone["ship"], 50_000)
    assert outlook.mean_hours == pytest.approx(plain.mean_hours, rel=0.03)
    # The window opens at midnight and the wait in it is at most six hours.
    outlook = corridor.simulate(alone["window"], 5000, depart="2025-03-04T13:00Z")
    hours = outlook.law.seconds / 3600
    assert hours.min() >= 11
    assert hours.max() <= 11 + 1.25 * 6
    assert hours.mean() == pytest.approx(11 + 3, abs=0.2)


@pytest.mark.parametrize(
    ("name", "hours", "waits"),
    [
        ("line", (24.0, 24.0, 24.0), 42),  # Tuesday 06:00 to Thursday
        ("border", (12.0, 12.0, 12.0), 12),  # six of work: three today, three from midnight
        ("ship", None, 0),  # a wait all of it: nothing to tell apart
    ],
)
def test_waits_for_a_departure_or_an_opening_are_waiting(name, hours, waits):
    """They are told apart from the leg before which they stand, wherever the time is split."""
    corridor, route = strict()
    leg = next(leg for leg in route.legs if leg.figure.id == name)
    leg = replace(leg, time=Range(*hours)) if hours else leg
    if name != "line":
        corridor = replace(corridor, calendars=replace(corridor.calendars, timetables={}))
    depart = "2025-03-04T06:00Z" if name == "line" else "2025-03-04T09:00Z"
    outlook = corridor.simulate(replace(route, legs=(leg,)), 500, depart=depart, regimes="quiet")
    for p, (of_leg,) in outlook.leg_waits.items():
        assert of_leg == pytest.approx(waits, abs=0.5)
        assert outlook.route_dict()["legs"][0][f"waiting_in_{p}"] == of_leg
    first, last = outlook.steps[0], outlook.steps[-1]
    assert len(outlook.steps) == (2 if waits else 1)
    assert (first.leg.kind, last.leg) == ("wait", leg)
    for number, whole in enumerate(outlook.leg_hours.values()):
        assert sum(step.hours[number] for step in outlook.steps) == pytest.approx(whole[0])
    waiting = waits / outlook.quantile(0.5) if waits else 1.0
    assert outlook.shares()["waiting"] == pytest.approx(waiting, abs=0.02)
    assert split_hours(outlook)["waiting"] == pytest.approx(
        waiting * outlook.quantile(0.5), abs=0.5
    )


@every_route
def test_steps_add_up_and_wait_only_by_a_calendar(name):
    dated = CORRIDOR.simulate(ROUTES[name], 2000, depart="2026-10-01T08:00+08:00")
    for number, p in enumerate(dated.leg_hours):
        hours = [step.hours[number] for step in dated.steps]
        assert math.fsum(hours) == pytest.approx(dated.quantiles[p], abs=1e-6)
        assert min(hours) >= 0
    told = staircase_points(dated)
    assert math.fsum(step.duration for step in told if step.cause == "waiting") == pytest.approx(
        dated.shares()["waiting"] * dated.quantile(0.5)
    )
    rows = RouteRows(NetworkRows(CORRIDOR))
    rows.add(dated)
    asked = [rows.words.rows[rows.steps.rows[step][2]] for step in rows.paths[0]]
    assert asked == [step.leg.activity for step in dated.steps if step.leg.activity != "rest"]
    plain = CORRIDOR.outlook(ROUTES[name])
    assert [step.leg for step in plain.steps] == list(plain.route.legs)
    assert {wait for waits in plain.leg_waits.values() for wait in waits} == {0.0}


# Clocks


@pytest.mark.parametrize(
    ("depart", "change"),
    [
        ("2027-03-27T06:00+01:00", "2027-03-28T01:00Z"),
        ("2027-10-30T06:00+02:00", "2027-10-31T01:00Z"),
    ],
)
def test_clocks_change_while_the_train_is_on_its_way(depart, change):
    """Without a calendar on the way the hours are those of any other day."""
    route = CORRIDOR.route("Małaszewicze", "Duisburg")
    assert not {leg.figure.id for leg in route.legs} & calendar_figures()
    outlook = CORRIDOR.simulate(route, 2000, 1, depart=depart)
    usual = CORRIDOR.simulate(route, 2000, 1, depart="2026-06-01T06:00+02:00")
    assert (outlook.law.seconds == usual.law.seconds).all()
    berlin = ZoneInfo("Europe/Berlin")
    seen = set()
    for share in (0, 0.02, 0.1, 0.5, 0.9, 1):
        arrival = outlook.arrive(share)
        elapsed = (arrival - parse_time(depart)).total_seconds() / 3600
        assert elapsed == pytest.approx(outlook.quantile(share), abs=1e-3)
        assert arrival.utcoffset() == arrival.astimezone(berlin).utcoffset()
        assert arrival.replace(tzinfo=None) == arrival.astimezone(berlin).replace(tzinfo=None)
        seen.add(arrival > parse_time(change))
    assert True in seen


@pytest.mark.parametrize(
    ("depart", "before", "after", "change"),
    [
        ("2027-03-12T08:00+08:00", 1, 2, "2027-03-28T01:00Z"),
        ("2027-10-14T08:00+08:00", 2, 1, "2027-10-31T01:00Z"),
    ],
)
def test_arrivals_at_duisburg_on_both_sides_of_the_change(depart, before, after, change):
    outlook = CORRIDOR.simulate(ROUTES["north"], 5000, depart=depart)
    assert outlook.arrive(0) < parse_time(change) < outlook.arrive(1)
    for share in (0, 0.05, 0.25, 0.5, 0.75, 0.95, 1):
        arrival = outlook.arrive(share)
        offset = before if arrival < parse_time(change) else after
        assert arrival.utcoffset() == timedelta(hours=offset)
        elapsed = arrival - parse_time(depart)
        assert elapsed.total_seconds() == pytest.approx(outlook.quantile(share) * 3600, abs=1e-3)


@every_route
def test_date_line(name):
    """The same instant on 2 June and on 1 June: nothing but the clock differs."""
    east, west, middle = (
        CORRIDOR.simulate(ROUTES[name], 500, 9, depart=text)
        for text in (
            "2026-06-02T00:30[Pacific/Kiritimati]",
            "2026-05-31T23:30[Pacific/Pago_Pago]",
            datetime(2026, 6, 1, 10, 30, tzinfo=UTC),
        )
    )
    assert (east.law.seconds == west.law.seconds).all()
    assert (east.law.seconds == middle.law.seconds).all()
    assert east.met == west.met == middle.met
    assert east.drivers == west.drivers
    assert east.depart == west.depart
    assert [str(east.arrive(p)) for p in QUANTILES.values()] == [
        str(west.arrive(p)) for p in QUANTILES.values()
    ]
    assert east.to_dict()["depart"].startswith("2026-06-02T00:30:00+14:00")
    assert west.to_dict()["depart"].startswith("2026-05-31T23:30:00-11:00")


@pytest.mark.parametrize("depart", ["2026-06-01", "2026-06-01T00:00", datetime(2026, 6, 1)])  # noqa: DTZ001
@pytest.mark.parametrize("name", ["north", "road"])
def test_a_departure_without_a_zone_is_by_the_clock_of_the_origin(name, depart):
    route = ROUTES[name]
    outlook = CORRIDOR.simulate(route, 10, depart=depart)
    assert outlook.depart == parse_time(f"2026-06-01T00:00[{route.origin.zone}]")


# What is refused


@pytest.mark.parametrize(
    ("depart", "message"),
    [
        ("tomorrow", "cannot be read; write it as"),
        (1_780_000_000, "cannot be read; write it as"),
        ("2026-02-30T08:00Z", "cannot be read"),
        ("2027-03-28T02:30[Europe/Berlin]", "does not exist: clocks there go from"),
        ("2022-12-31T23:59+08:00", f"2022-12-31 is before the calendars, {RANGE}"),
        ("1999-01-01T00:00Z", f"1999-01-01 is before the calendars, {RANGE}"),
        ("2029-01-01T00:00+08:00", f"2029-01-01 is after the calendars, {RANGE}"),
        (datetime(2040, 1, 1, tzinfo=UTC), f"2040-01-01 is after the calendars, {RANGE}"),
        (datetime.max.replace(tzinfo=UTC), f"9999-12-31 is after the calendars, {RANGE}"),
    ],
)
@pytest.mark.parametrize("name", ["north", "road"])
def test_departures_that_are_refused(name, depart, message):
    with pytest.raises(RequestError, match=message):
        CORRIDOR.simulate(ROUTES[name], 10, depart=depart)


def test_the_first_and_the_last_day_count_by_their_own_clock():
    for depart in ("2023-01-01T00:00+14:00", "2023-01-01T00:00-11:00"):
        assert CORRIDOR.simulate(ROUTES["north"], 10, depart=depart).samples == 10
    short = CORRIDOR.route("Małaszewicze", "Duisburg")
    for depart in ("2028-12-31T23:59+14:00", "2028-12-31T23:59-11:00"):
        assert CORRIDOR.simulate(short, 10, depart=depart).arrive(0).year in (2028, 2029)


@pytest.mark.parametrize("name", ["north", "road", "north, fast"])
def test_a_journey_beyond_the_calendars_is_refused(name):
    """It leaves in time, but is at the border only when nobody knows the holidays."""
    with pytest.raises(
        RequestError, match=r"after the calendars, which cover|no departure is known"
    ):
        CORRIDOR.simulate(ROUTES[name], 500, depart="2028-12-31T20:00+05:00")


def test_work_that_ends_beyond_the_calendars_is_refused():
    """It begins in time, but closures after the end might stop it."""
    corridor, route = strict()
    corridor = replace(corridor, calendars=replace(corridor.calendars, timetables={}))
    border = replace(route, legs=(route.legs[1],))
    assert corridor.simulate(border, 100, depart="2025-12-01T06:00Z").samples == 100
    with pytest.raises(RequestError, match=r"2026-01-0\d is after the calendars, which cover"):
        corridor.simulate(border, 100, depart="2025-12-30T06:00Z")


# Timetables


@pytest.mark.parametrize(
    ("depart", "leaves"),
    [
        ("2026-06-01T08:00+08:00", "2026-06-03T00:00+08:00"),  # Monday to Wednesday
        ("2026-06-03T00:00+08:00", "2026-06-03T00:00+08:00"),
        ("2026-06-03T00:00:01+08:00", "2026-06-06T00:00+08:00"),  # missed: Saturday
        ("2026-06-05T23:00+08:00", "2026-06-06T00:00+08:00"),
        ("2026-06-06T12:00+08:00", "2026-06-10T00:00+08:00"),
        ("2026-06-05T16:00Z", "2026-06-06T00:00+08:00"),  # Friday in UTC
    ],
)
def test_the_fast_train_waits_for_wednesday_or_saturday(depart, leaves):
    assert parse_time(leaves).strftime("%a") in ("Wed", "Sat")
    hours = (at(leaves) - at(depart)) / 3600
    outlook = CORRIDOR.simulate(ROUTES["north, fast"], 500, 3, depart=depart)
    assert wait(outlook, "timetable") == pytest.approx(hours)
    assert "Xi'an: fixed timetable" in outlook.met
    # From then on it is the train of that day.
    assert (arrivals("north, fast", depart) == arrivals("north, fast", leaves)).all()
    plain = CORRIDOR.simulate(ROUTES["north"], 500, 3, depart=depart)
    assert wait(plain, "timetable") == 0


def rounding(outlook) -> float:
    """Seconds by which legs that are rounded one by one are off the sum of parts, at most."""
    legs, parts = len(outlook.route.legs), len(outlook.parts)
    sd = log_sd(outlook.unstated.figure) if outlook.unstated else 0.0
    most = factors(sd).max() / (1 << PARTS)
    return most * (legs + parts) / 2 + (legs + 1) / 2


def test_drivers_of_a_journey_by_the_calendar():
    for name, route in ROUTES.items():
        outlook = CORRIDOR.simulate(route, 2000, depart="2025-09-28T12:00+08:00")
        shares = [*(d.share for d in outlook.drivers), outlook.unstated.share]
        assert math.fsum(shares) == pytest.approx(1, abs=1e-7), name
        total = math.fsum(d.hours for d in outlook.drivers)
        assert total == pytest.approx(outlook.mean_hours), name
        hours = outlook.law.seconds / 3600
        assert outlook.mean_hours == pytest.approx(hours.mean())
        assert outlook.sd_hours == pytest.approx(hours.std())


# Closures


def test_golden_week_at_nur_zholy():
    busy = CORRIDOR.simulate(ROUTES["road"], 2000, depart="2025-10-01T00:00+05:00")
    usual = CORRIDOR.simulate(ROUTES["road"], 2000, depart="2025-09-10T00:00+05:00")
    assert busy.quantile(0.5) > usual.quantile(0.5) + 24
    assert any("Chinese National Day, 2025-10-01 to 2025-10-03" in text for text in busy.met)
    assert not usual.met
    # Nobody is through the customs before the crossing opens on the 4th.
    assert busy.arrive(0) > parse_time("2025-10-04T00:00+08:00")


def test_border_of_poland_closed_in_september_2025():
    busy = CORRIDOR.simulate(ROUTES["north"], 1000, depart="2025-09-03T00:00+08:00")
    assert any("Poland-Belarus border" in text for text in busy.met)


# Dates and probabilities


@every_route
def test_dates_and_probabilities_are_inverse(name):
    outlook = CORRIDOR.simulate(ROUTES[name], 999, 5, depart="2026-09-01T08:00+08:00")
    data = outlook.to_dict()
    for key, share in {"p00": 0.0, **QUANTILES, "p100": 1.0}.items():
        arrival = outlook.arrive(share)
        # With this probability by then, and with less a second before.
        assert outlook.probability_by(arrival) >= share
        if share:
            assert outlook.probability_by(arrival - timedelta(seconds=1)) < share
        if key in QUANTILES:
            assert data["arrive"][key] == arrival.isoformat()
    assert outlook.probability_by(outlook.depart) == 0
    assert outlook.probability_by(outlook.depart + timedelta(days=999)) == 1
    there = outlook.deadline(datetime(2026, 10, 1))  # noqa: DTZ001
    assert there == parse_time(f"2026-10-01T00:00[{outlook.route.destination.zone}]")
    for impossible in (-0.1, 1.1, math.nan):
        with pytest.raises(RequestError, match="use 0 to 1"):
            outlook.arrive(impossible)


@FAST
@given(st.integers(0, 2**32), st.floats(0.001, 1), st.sampled_from(["north", "road"]))
def test_any_date_and_probability_are_inverse(seed, share, name):
    outlook = CORRIDOR.simulate(ROUTES[name], 50, seed, depart="2026-09-01T08:00+08:00")
    assert outlook.probability_by(outlook.arrive(share)) >= share


# Without calendars


def calendar_figures() -> set[str]:
    known = CORRIDOR.calendars
    return set(known.hours) | set(known.headways) | set(known.closures)


@pytest.mark.parametrize(
    ("origin", "destination", "options"),
    [
        ("Zhetygen", "Altynkol", {}),
        ("Xi'an", "Almaty", {"via": "Khorgos", "service": "fast"}),
        ("Małaszewicze", "Duisburg", {}),
        ("Almaty", "Astana", {"mode": "road"}),
    ],
)
def test_without_a_calendar_on_the_way_the_date_makes_no_difference(origin, destination, options):
    route = CORRIDOR.route(origin, destination, **options)
    assert not {leg.figure.id for leg in route.legs} & calendar_figures()
    n = 20_000
    timed = CORRIDOR.simulate(route, n, 6, depart="2026-06-01T08:00Z")
    plain = CORRIDOR.simulate(route, n, 6)
    # Shipment by shipment, but for the rounding of each leg to seconds.
    apart = np.abs(timed.law.seconds - plain.law.seconds).max()
    assert apart <= rounding(timed)
    assert timed.met == ()
    assert timed.mean_hours == pytest.approx(plain.mean_hours, rel=0.02)
    assert timed.sd_hours == pytest.approx(plain.sd_hours, rel=0.05)
    for share in QUANTILES.values():
        assert timed.quantile(share) == pytest.approx(plain.quantile(share), abs=0.01)
    shares = {driver.figure: driver.share for driver in plain.drivers}
    for driver in timed.drivers:
        assert driver.share == pytest.approx(shares[driver.figure], abs=0.05)
    assert (timed.unstated is None) == (plain.unstated is None)
    if timed.unstated:
        assert timed.unstated.figure == plain.unstated.figure
        assert timed.unstated.share == pytest.approx(plain.unstated.share, abs=0.05)


def test_more_shipments_than_fit_a_batch():
    route = CORRIDOR.route("Zhetygen", "Altynkol")
    timed = CORRIDOR.simulate(route, 200_001, 6, depart="2026-06-01T08:00Z")
    plain = CORRIDOR.simulate(route, 200_001, 6)
    assert np.abs(timed.law.seconds - plain.law.seconds).max() <= rounding(timed)


def test_the_same_seed_gives_the_same_answer():
    one, other = (
        CORRIDOR.simulate(ROUTES["middle"], 500, 12, depart="2026-06-01T08:00Z") for _ in range(2)
    )
    assert (one.law.seconds == other.law.seconds).all()
    assert one.to_dict() == other.to_dict()
    another = CORRIDOR.simulate(ROUTES["middle"], 500, 13, depart="2026-06-01T08:00Z")
    assert (one.law.seconds != another.law.seconds).any()


def test_ships_wait_as_long_on_average_as_their_figures_say():
    """Half a headway is in the figure of a departure: a calendar must not count it twice."""
    route = ROUTES["middle"]
    ports = {leg.figure.id for leg in route.legs} & set(CORRIDOR.calendars.headways)
    assert ports
    timed = CORRIDOR.simulate(route, 20_000, depart="2026-06-01T08:00Z", regimes="quiet")
    plain = CORRIDOR.outlook(route, "quiet")
    assert timed.mean_hours == pytest.approx(plain.mean_hours, rel=0.05)


# Backlogs and trains


def test_closures_leave_a_backlog_that_clears():
    """Four days shut at Nur Zholy: the wait behind them is that of the queue, and shrinks."""
    from khorgos.geo.queues.crossings import read_queues
    from khorgos.geo.schedule.closures import Closure
    from khorgos.geo.uncertainty.passing import DAY, behind

    queue = read_queues()["nurzholy.east"]
    shut = Closure("for a test", 10 * DAY, 14 * DAY, "UTC", (), True)
    calendar = Calendar((), 0, 200 * DAY)
    days = np.array([5, 12, 14, 20, 14 + 30, 60]) * DAY
    waits = behind([shut], calendar, queue, days) / DAY
    came, served = queue.arrivals_per_day, queue.capacity_per_day
    assert waits[0] == 0
    assert waits[1] == pytest.approx(2 * came / served, abs=1e-3)
    assert waits[2] == pytest.approx(4 * came / served, abs=1e-3)
    assert waits[3] == pytest.approx((4 * came - 6 * (served - came)) / served, abs=1e-3)
    assert waits[4] == pytest.approx((4 * came - 30 * (served - came)) / served, abs=1e-3)
    assert waits[5] == 0  # gone after 4 x 650 / 75 = 34.7 days


def test_order_holds_behind_a_closure():
    """Chinese New Year 2027: the backlog at Nur Zholy is never a reason to leave later."""
    start = parse_time("2027-02-01T00:00+05:00")
    route = CORRIDOR.route("Almaty", "Urumqi", mode="road")
    last = None
    for step in range(0, 30 * 24, 6):
        depart = start + timedelta(hours=step)
        now = epoch(depart) + CORRIDOR.simulate(route, 64, 5, depart=depart).law.seconds
        if last is not None:
            assert (now >= last).all(), step
        last = now


@pytest.mark.parametrize(
    "options",
    [{"mode": "road"}, {"way": "rail-sea"}, {"avoid": "Russia"}],
    ids=["road", "ship", "Middle Corridor"],
)
def test_a_timetable_is_that_of_its_train(options):
    route = CORRIDOR.route("Xi'an", "Duisburg", service="fast", **options)
    outlook = CORRIDOR.simulate(route, 100, depart="2026-06-01T08:00+08:00")
    assert not [driver for driver in outlook.drivers if driver.figure == "timetable"]


def test_collection_comes_before_the_train():
    route = CORRIDOR.route("Xi'an", "Duisburg", service="fast", door=True)
    depart = parse_time("2026-06-02T20:00+08:00")  # Tuesday: two days later it is Thursday
    waits = []
    for asked in (route, CORRIDOR.route("Xi'an", "Duisburg", service="fast")):
        outlook = CORRIDOR.simulate(asked, 2000, depart=depart)
        waits.append(next(d.hours for d in outlook.drivers if d.figure == "timetable"))
    assert waits[1] == 4  # Wednesday 00:00
    assert waits[0] > 12  # collection takes until Friday: the train of Saturday
