"""Times with a zone, closures, timetables and headways, worked by hand."""

from __future__ import annotations

import pickle
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from khorgos.geo import RequestError, TableError
from khorgos.geo.graph.figures import read_figures, read_sources
from khorgos.geo.places.gazetteer import read_places
from khorgos.geo.schedule.calendars import Calendar, Calendars, merge
from khorgos.geo.schedule.clock import epoch, local, parse_time, zone_of
from khorgos.geo.schedule.departures import next_sailing, next_timetable, read_timetables
from khorgos.geo.tables.reading import read_table

ROAD = "customs.nurzholy.kz_exit"
HOUR = 3600


@pytest.fixture(scope="module")
def calendars() -> Calendars:
    return Calendars.load()


def at(text: str) -> int:
    return epoch(parse_time(text))


# Times


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-12-01T08:00+08:00", "2026-12-01T00:00"),
        ("2026-12-01T08:00Z", "2026-12-01T08:00"),
        ("2026-12-01T08:00:30-11:00", "2026-12-01T19:00:30"),
        ("2026-12-01T08:00[Asia/Shanghai]", "2026-12-01T00:00"),
        ("2026-12-01 08:00 Asia/Shanghai", "2026-12-01T00:00"),
        ("2026-12-01T08:00+05:00[Asia/Almaty]", "2026-12-01T03:00"),
        (" 2026-12-01 Asia/Almaty ", "2026-11-30T19:00"),
        ("2026-12-01[Europe/Warsaw]", "2026-11-30T23:00"),
        ("2026-12-01+08:00", "2026-11-30T16:00"),
        ("2026-12-01 08:00 UTC", "2026-12-01T08:00"),
        ("2026-12-01 08:00 Etc/GMT+12", "2026-12-01T20:00"),
        ("2026-12-01 08:00 Pacific/Kiritimati", "2026-11-30T18:00"),
    ],
)
def test_times_with_a_zone(text, utc):
    assert parse_time(text) == datetime.fromisoformat(utc).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("2026-12-01T08:00", r"'2026-12-01T08:00' has no zone; add it, as in 2026-12-01T08:00\+08"),
        ("2026-12-01", "has no zone"),
        (datetime(2026, 12, 1), "has no zone"),  # noqa: DTZ001
        ("2026-12-01T08:00[Mars/Base]", "zone 'Mars/Base' is unknown; use a name such as"),
        ("2026-12-01T08:00[../../etc/passwd]", "zone '../../etc/passwd' is unknown"),
        ("2026-12-01T08:00[Asia]", "zone 'Asia' is unknown"),
        ("2026-12-01T08:00[]", "zone '' is unknown"),
        ("2026-12-01T08:00+08:00[Asia/Almaty]", "its offset is not that of Asia/Almaty"),
        ("1 December", "cannot be read; write it as"),
        ("2026-02-30T08:00Z", "cannot be read"),
        ("", "cannot be read"),
        (None, "cannot be read"),
        (1_700_000_000, "cannot be read"),
        ("x" * 5000, "cannot be read"),
        ("9999-12-31T23:00-12:00", "cannot be read"),
    ],
)
def test_times_that_say_too_little(text, message):
    with pytest.raises(RequestError, match=message) as caught:
        parse_time(text)
    assert len(str(caught.value)) < 200


def test_a_time_that_the_clocks_skip():
    with pytest.raises(
        RequestError, match=r"does not exist: .* UTC\+01:00 to UTC\+02:00; use 03:30"
    ):
        parse_time("2027-03-28T02:30[Europe/Warsaw]")
    assert at("2027-03-28T03:00[Europe/Warsaw]") == at("2027-03-28T01:00Z")
    assert at("2027-03-28T01:59[Europe/Warsaw]") == at("2027-03-28T00:59Z")


def test_a_time_that_the_clocks_show_twice_is_the_earlier_one():
    assert at("2027-10-31T02:30[Europe/Warsaw]") == at("2027-10-31T00:30Z")
    # Kazakhstan put its clocks back from UTC+6 to UTC+5 on 1 March 2024.
    assert at("2024-02-29T23:30[Asia/Almaty]") == at("2024-02-29T17:30Z")
    assert at("2024-03-01T00:30[Asia/Almaty]") == at("2024-02-29T19:30Z")
    assert local(at("2024-02-29T18:30Z"), "Asia/Almaty").isoformat() == "2024-02-29T23:30:00+05:00"


def test_date_line():
    """The same moment is 1 December in Pago Pago and 2 December on Kiritimati."""
    assert at("2026-12-02T01:00[Pacific/Kiritimati]") == at("2026-12-01T00:00[Pacific/Pago_Pago]")
    leaves = at("2026-12-01T00:00[Pacific/Kiritimati]")
    arrives = local(leaves + 24 * HOUR, "Pacific/Pago_Pago")
    assert arrives.isoformat(timespec="minutes") == "2026-11-30T23:00-11:00"


def test_datetimes_with_any_zone():
    moment = datetime(2026, 7, 1, 12, tzinfo=ZoneInfo("Europe/Warsaw"))
    assert parse_time(moment).isoformat() == "2026-07-01T12:00:00+02:00"
    assert pickle.loads(pickle.dumps(parse_time("2026-07-01 12:00 Europe/Warsaw"))) == moment


@given(st.integers(0, 4 * 10**9), st.sampled_from(["Asia/Almaty", "Europe/Warsaw", "Asia/Tehran"]))
def test_epoch_undoes_local(seconds, zone):
    assert epoch(local(seconds, zone)) == seconds
    assert at(local(seconds, zone).isoformat()) == seconds


# Work that stands still


@st.composite
def closings(draw):
    """Closed times within 0..10,000, and the same as a set of seconds."""
    pairs = draw(st.lists(st.tuples(st.integers(0, 9000), st.integers(1, 800)), max_size=12))
    return Calendar(merge((start, start + length) for start, length in pairs), 0, 10**6)


seconds = st.integers(0, 12_000)


@given(closings(), seconds, seconds)
def test_finish_is_what_counting_gives(calendar, start, work):
    closed = {t for begin, end in calendar.closed for t in range(begin, end)}
    now = start
    while now in closed:
        now += 1
    left = work
    while left:
        left -= now not in closed
        now += 1
    assert calendar.finish(start, work) == now


@given(closings(), seconds, seconds, seconds, seconds)
def test_who_comes_later_never_leaves_earlier(calendar, start, later, work, more):
    done = calendar.finish(start, work)
    assert done <= calendar.finish(start + later, work)
    assert done <= calendar.finish(start, work + more)
    assert done >= start + work


@given(closings(), st.lists(st.tuples(seconds, seconds), max_size=30))
def test_array_and_scalar_agree(calendar, jobs):
    start, work = (np.array([job[n] for job in jobs], dtype=np.int64) for n in (0, 1))
    done = calendar.finish(start, work)
    assert done.dtype == np.int64
    assert done.tolist() == [calendar.finish(*job) for job in jobs]


@given(closings(), seconds, seconds, seconds)
def test_a_pause_between_two_parts_changes_nothing(calendar, start, work, more):
    assume(work)
    assert calendar.finish(calendar.finish(start, work), more) >= calendar.finish(
        start, work + more
    )
    if more:
        assert calendar.finish(calendar.finish(start, work), more) == calendar.finish(
            start, work + more
        )


def test_numbers_that_make_no_sense(calendars):
    now = at("2025-06-01T00:00Z")
    with pytest.raises(RequestError, match="work takes -1 s; use 0 or more"):
        calendars.always.finish(now, -1)
    with pytest.raises(RequestError, match="work takes -1 s"):
        calendars.always.finish(np.array([now]), np.array([-1]))
    with pytest.raises(TypeError):
        calendars.always.finish(np.array([now + 0.5]), np.array([0]))


# Sailings and timetables


@given(seconds, seconds, st.integers(1, 5000), st.integers(0, 4999))
def test_sailings_keep_the_order(ready, later, headway, phase):
    ship = next_sailing(ready, headway, phase)
    assert ready <= ship < ready + headway
    assert (ship - phase) % headway == 0
    assert ship <= next_sailing(ready + later, headway, phase)
    many = next_sailing(np.array([ready, ready + later]), headway, np.array([phase, phase]))
    assert many.tolist() == [ship, next_sailing(ready + later, headway, phase)]


@given(st.lists(seconds, min_size=1), seconds, seconds)
def test_timetables_keep_the_order(departures, ready, later):
    departures = sorted(departures)
    assume(ready + later <= departures[-1])
    train = next_timetable(ready, departures)
    assert train == min(x for x in departures if x >= ready)
    assert train <= next_timetable(ready + later, departures)
    assert next_timetable(np.array([ready]), departures).tolist() == [train]


def test_no_train_after_the_last():
    for ready in (86_401, np.array([1, 86_401])):
        with pytest.raises(RequestError, match="no departure is known after 1970-01-02; leave"):
            next_timetable(ready, [0, 86_400])


def test_the_train_to_duisburg_leaves_on_wednesdays_and_saturdays(calendars):
    timetable = calendars.timetables["XIA", "DUI", "fast"]
    ready = at("2026-11-24T09:00+08:00")  # a Tuesday
    leaves = local(next_timetable(ready, timetable.departures), "Asia/Shanghai")
    assert leaves.isoformat() == "2026-11-25T00:00:00+08:00"
    leaves = local(next_timetable(epoch(leaves) + 1, timetable.departures), "Asia/Shanghai")
    assert leaves.isoformat() == "2026-11-28T00:00:00+08:00"
    days = {local(x, "Asia/Shanghai").weekday() for x in timetable.departures}
    assert days == {2, 5}
    early = [x for x in timetable.departures if x < at("2023-07-01T00:00+08:00")]
    assert {local(x, "Asia/Shanghai").weekday() for x in early} == {2}


def test_a_train_keeps_its_hour_when_clocks_change():
    timetable = read_timetables(date(2026, 3, 20), date(2026, 4, 5))["LDZ", "CDU", "fast"]
    assert [local(x, "Europe/Warsaw").isoformat() for x in timetable.departures] == [
        "2026-03-26T00:00:00+01:00",
        "2026-04-02T00:00:00+02:00",
    ]


def test_a_service_that_has_not_begun(calendars):
    timetable = calendars.timetables["DUI", "XIA", "fast"]
    assert not timetable.runs(at("2023-06-01T00:00Z"))
    assert timetable.runs(at("2023-06-25T00:00Z"))


# Closures


def test_golden_week_2025(calendars):
    """Closed on 1-3 and on 6 October: 20 h of work from the evening before."""
    calendar = calendars.calendar(ROAD)
    eve = at("2025-09-30T20:00+08:00")
    assert calendar.finish(eve, 4 * HOUR) == at("2025-10-01T00:00+08:00")
    assert calendar.finish(eve, 5 * HOUR) == at("2025-10-04T01:00+08:00")
    assert calendar.finish(at("2025-10-02T12:00+08:00"), 0) == at("2025-10-04T00:00+08:00")
    assert calendar.finish(eve, 53 * HOUR) == at("2025-10-07T01:00+08:00")
    met = calendars.closures_between(ROAD, eve, at("2025-10-07T01:00+08:00"))
    assert [str(x) for x in met] == [
        "Chinese National Day, 2025-10-01 to 2025-10-03",
        "Mid-Autumn Festival, 2025-10-06",
    ]
    assert not any(x.judgement for x in met)
    # Rail works through it.
    assert not calendars.closures_between("customs.altynkol.exit", eve, eve + 10 * 86_400)


@pytest.mark.parametrize(
    ("days", "zone"),
    [
        ("2023-09-29", "Asia/Shanghai"),
        ("2023-10-01 2023-10-02 2023-10-03", "Asia/Shanghai"),
        ("2024-05-01 2024-05-07 2024-05-09", "Asia/Almaty"),
        ("2025-12-16 2025-12-17", "Asia/Almaty"),
        ("2026-02-16 2026-02-17 2026-02-18", "Asia/Shanghai"),
    ],
)
def test_notices(calendars, days, zone):
    calendar = calendars.calendar(ROAD)
    for day in days.split():
        noon = at(f"{day} 12:00 {zone}")
        assert calendar.finish(noon, 0) > noon, day


def test_days_off_beside_a_holiday_do_not_close(calendars):
    for day in ("2023-10-05", "2024-05-08", "2025-03-24", "2025-10-05", "2026-02-19"):
        noon = at(f"{day}T12:00+08:00")
        assert calendars.calendar(ROAD).finish(noon, 0) == noon, day


def test_the_rule_names_the_days_of_the_notices():
    """Without the notices, the rule would close nearly the same days: so it may stand for them."""
    from holidays import country_holidays

    rule = set()
    for country in ("CN", "KZ"):
        named = country_holidays(country, years=range(2023, 2027), observed=False, language="en_US")
        rule |= {day for day, name in named.items() if not name.startswith("Day off")}
    rows = [
        r for r in read_table("closures") if r["id"].startswith("kzcn") and r["kind"] == "closed"
    ]
    notices = set()
    for row in rows:
        if row["judgement"] == "no":
            length = (row["to"] - row["from"]).days + 1
            notices |= {row["from"] + timedelta(days=n) for n in range(length)}
    assert len(notices) == 23
    assert notices - rule == {date(2024, 12, 17), date(2025, 12, 17)}


def test_chinese_new_year_2027_is_a_rule(calendars):
    start = at("2027-02-04T00:00+08:00")
    met = calendars.closures_between(ROAD, start, start + 5 * 86_400)
    assert [str(x) for x in met] == [
        "Chinese New Year's Eve (China), 2027-02-05",
        "Chinese New Year (Spring Festival) (China), 2027-02-06 to 2027-02-08",
    ]
    assert all(x.judgement for x in met)
    done = calendars.calendar(ROAD).finish(at("2027-02-05T08:00+08:00"), HOUR)
    assert done == at("2027-02-09T01:00+08:00")


def test_corpus_christi_in_poland(calendars):
    """60 days after Easter Sunday: 5 April 2026, so 4 June."""
    calendar = calendars.calendar("customs.brest")
    assert calendar.finish(at("2026-06-04T10:00+02:00"), HOUR) == at("2026-06-05T01:00+02:00")
    met = calendars.closures_between(
        "customs.brest", at("2026-06-03T00:00Z"), at("2026-06-06T00:00Z")
    )
    assert [str(x) for x in met] == ["Corpus Christi (Poland), 2026-06-04"]
    # The road terminal works through it.
    noon = at("2026-06-04T12:00+02:00")
    assert calendars.calendar("customs.kozlovichi.west").finish(noon, 0) == noon


def test_closure_of_the_border_between_poland_and_belarus(calendars):
    for figure in ("customs.brest", "customs.kozlovichi.east"):
        done = calendars.calendar(figure).finish(at("2025-09-12T00:00+02:00"), HOUR)
        assert done == at("2025-09-25T01:00+02:00")


def test_the_tunnel_takes_freight_at_night(calendars):
    calendar = calendars.calendar("departure.marmaray")
    # Istanbul is at UTC+3 all year: 4 h from noon are done at 4:00, 6 h at 1:00 a night later.
    assert calendar.finish(at("2026-06-01T12:00+03:00"), 4 * HOUR) == at("2026-06-02T04:00+03:00")
    assert calendar.finish(at("2026-06-01T12:00+03:00"), 6 * HOUR) == at("2026-06-03T01:00+03:00")
    assert not calendars.closures.get("departure.marmaray")


def test_a_figure_without_closures_always_works(calendars):
    assert calendars.calendar("rail.cn").finish(at("2025-10-01T00:00Z"), 5) == at(
        "2025-10-01T00:00:05Z"
    )


# The range


@pytest.mark.parametrize(
    ("depart", "message"),
    [
        ("2022-12-31T23:59Z", "2022-12-31 is before the calendars, which cover 2023-01-01 to"),
        ("1999-01-01T00:00+08:00", "1999-01-01 is before"),
        (
            "2029-01-01T00:00+14:00",
            "2029-01-01 is after the calendars, .*; depart earlier, or leave",
        ),
    ],
)
def test_departure_out_of_range(calendars, depart, message):
    with pytest.raises(RequestError, match=message):
        calendars.check(parse_time(depart))


def test_the_first_and_the_last_day_count_everywhere(calendars):
    for depart in (
        "2023-01-01T00:00[Pacific/Kiritimati]",
        "2028-12-31T23:59[Pacific/Pago_Pago]",
        "2028-12-31T23:59-12:00",
    ):
        calendars.check(parse_time(depart))
        assert calendars.always.finish(at(depart), 0) == at(depart)
    # In China it is New Year by then.
    late = at("2028-12-31T08:00-11:00")
    with pytest.raises(RequestError, match=r"2029-01-0\d is after the calendars"):
        calendars.calendar(ROAD).finish(late, 24 * HOUR)


def test_work_that_ends_after_the_calendars(calendars):
    start = at("2028-12-30T00:00Z")
    message = (
        "2029-01-04 is after the calendars, which cover 2023-01-01 to 2028-12-31; depart earlier"
    )
    with pytest.raises(RequestError, match=message):
        calendars.always.finish(start, 5 * 86_400)
    with pytest.raises(RequestError, match=message):
        calendars.always.finish(np.array([start, start]), np.array([0, 5 * 86_400]))
    with pytest.raises(RequestError, match="2022-12-01 is before"):
        calendars.always.finish(at("2022-12-01T00:00Z"), 0)


# The tables


def test_every_figure_and_every_source_exists():
    figures, sources = set(read_figures()), set(read_sources())
    for table in ("closures", "timetables", "headways"):
        for row in read_table(table):
            cited = row.get("figures") or (row.get("figure") and [row["figure"]]) or ()
            assert set(cited) <= figures, row
            assert set(row["sources"]) <= sources, row
            assert row["sources"] or row["judgement"] == "yes", row
            assert row["note"] or row["judgement"] == "no", row


def test_every_departure_by_ship_has_a_headway(calendars):
    assert set(calendars.headways) == {x for x in read_figures() if x.startswith("departure.")}
    for headway in calendars.headways.values():
        assert headway.low <= headway.typical <= headway.high


def test_timetables_run_between_places():
    places = read_places()
    for row in read_table("timetables"):
        assert row["zone"] == places[row["origin"]].zone
        assert row["destination"] in places


def test_every_place_has_a_zone():
    for place in read_places().values():
        assert zone_of(place.zone).utcoffset(datetime(2026, 1, 1, tzinfo=UTC)) is not None
        if place.country == "CN":
            assert place.zone == "Asia/Shanghai"
        if place.country == "KZ":  # one time since March 2024
            assert local(at("2026-07-01T00:00Z"), place.zone).utcoffset() == timedelta(hours=5)


def test_holidays_reach_over_the_whole_range(calendars):
    """The package must know every year that a rule uses, the movable feasts too."""
    for figure, name in (
        (ROAD, "National Day"),
        (ROAD, "Eid al-Adha"),
        ("customs.brest", "Corpus"),
    ):
        years = {local(x.start, x.zone).year for x in calendars.closures[figure] if name in x.name}
        assert years >= set(range(calendars.first.year, calendars.last.year + 1)), name


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (",range,", ",closed,", "column kind: 0 rows of kind range; keep one"),
        (",2025-09-12,", ",12.9.2025,", r"row \d+, column from: '12.9.2025' is no date"),
        (",00:00,05:00,", ",00:00,5:00,", "column closes: '5:00' is no time of day"),
        (",00:00,05:00,", ",05:00,05:00,", "column closes: it is the same as opens"),
        (",00:00,05:00,", ",,05:00,", "column opens: a row of kind hours needs it"),
        (",2025-09-12,2025-09-24,", ",2025-09-12,2025-09-11,", "column to: it is before from"),
        ("Europe/Istanbul", "Europe/Byzantium", "column zone: zone 'Europe/Byzantium' is unknown"),
        ("holidays,PL", "holidays,", "column country: a row of kind holidays needs it"),
    ],
)
def test_broken_closures(edit, old, new, message):
    with pytest.raises(TableError, match=message):
        Calendars.load(edit("closures.csv", old, new))


def test_broken_timetable_and_headway(edit):
    folder = edit("timetables.csv", "Wed Sat,00:00,Asia/Shanghai", "Wed Sat,00:00,Asia/Chang'an")
    with pytest.raises(TableError, match=r"timetables\.csv, row 3, column zone: zone"):
        Calendars.load(folder)
    edit("timetables.csv", "Asia/Chang'an", "Asia/Shanghai")
    edit("headways.csv", "departure.aktau,33.6,48", "departure.aktau,50,48")
    with pytest.raises(TableError, match=r"headways\.csv, row 2, column mode: low, mode and high"):
        Calendars.load(folder)


def test_loads_without_holidays():
    code = (
        "import sys; from khorgos.geo.schedule import calendars, clock;"
        "from khorgos.geo.routing import drivers;"
        "clock.parse_time('2026-12-01T08:00Z'); drivers.elapsed(10.0);"
        "calendars.Calendar(((1, 2),), 0, 9).finish(0, 5);"
        "print(sorted({'holidays', 'zoneinfo'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
