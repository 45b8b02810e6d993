"""Driving bans and feasts, day by day."""

from __future__ import annotations

from datetime import date

import pytest

from khorgos.geo import TableError
from khorgos.geo.schedule.bans import read_bans
from khorgos.geo.schedule.calendars import Calendars
from khorgos.geo.schedule.clock import epoch, local, parse_time
from khorgos.geo.schedule.departures import read_timetables
from khorgos.geo.schedule.feasts import read_feasts
from khorgos.geo.tables.reading import read_table


def spans(country: str, first: date, last: date) -> list[str]:
    """When a country's bans begin and end, on its own clock."""
    return [
        f"{local(ban.start, ban.zone):%a %H:%M}-{local(ban.end, ban.zone):%a %H:%M}"
        for ban in read_bans(first, last)[country]
    ]


@pytest.mark.parametrize(
    ("country", "first", "last", "told"),
    [
        ("DE", date(2027, 1, 4), date(2027, 1, 10), ["Sun 00:00-Sun 22:00"]),
        # German Unity Day, a Saturday, then a Sunday
        (
            "DE",
            date(2026, 10, 3),
            date(2026, 10, 4),
            ["Sat 00:00-Sat 22:00", "Sun 00:00-Sun 22:00"],
        ),
        ("PL", date(2027, 1, 11), date(2027, 1, 24), []),  # no Sundays outside summer
        ("PL", date(2027, 5, 2), date(2027, 5, 3), ["Sun 18:00-Sun 22:00", "Mon 08:00-Mon 22:00"]),
        (
            "PL",
            date(2027, 7, 5),
            date(2027, 7, 11),
            ["Fri 18:00-Fri 22:00", "Sat 08:00-Sat 14:00", "Sun 08:00-Sun 22:00"],
        ),
        (
            "AT",
            date(2027, 1, 16),
            date(2027, 1, 17),
            ["Sat 15:00-Sun 00:00", "Sun 00:00-Sun 22:00"],
        ),
        ("HU", date(2027, 7, 3), date(2027, 7, 3), ["Sat 15:00-Sun 00:00", "Sat 22:00-Sun 00:00"]),
        ("CH", date(2027, 1, 5), date(2027, 1, 5), ["Tue 22:00-Wed 05:00"]),  # over midnight
    ],
)
def test_bans_by_the_clock_of_their_country(country, first, last, told):
    assert spans(country, first, last) == told


def test_a_season_may_run_over_new_year(edit):
    folder = edit("bans.csv", "Sun holiday,00:00,22:00,,", "Sun holiday,00:00,22:00,11-01,03-31")
    bans = {
        day.isoformat(): len(read_bans(day, day, folder).get("DE", ()))
        for day in (date(2026, 11, 1), date(2027, 1, 3), date(2027, 3, 28), date(2027, 4, 4))
    }
    assert list(bans.values()) == [1, 1, 1, 0]


def test_a_ban_that_is_not_used_says_why():
    rows = read_table("bans")
    idle = [row for row in rows if row["used"] == "no"]
    assert {row["country"] for row in idle} >= {"KZ", "RU", "BY", "RO"}
    assert all(row["note"] for row in idle)
    used = {row["country"] for row in rows if row["used"] == "yes"}
    assert set(read_bans(date(2026, 1, 1), date(2026, 12, 31))) == used


def test_feasts_lie_around_their_day_in_each_year():
    doors, trains, week = read_feasts(date(2023, 1, 1), date(2028, 12, 31))
    assert [str(x).partition(", ")[2] for x in doors.closures] == [
        "2023-01-19 to 2023-02-02",
        "2024-02-07 to 2024-02-21",
        "2025-01-26 to 2025-02-09",
        "2026-02-14 to 2026-02-28",
        "2027-02-03 to 2027-02-17",
        "2028-01-23 to 2028-02-06",
    ]
    assert (trains.work, trains.services, trains.share) == ("train", ("standard",), 0.5)
    assert all(x.judgement for x in trains.closures)
    assert str(week.closures[2]).endswith("2025-10-01 to 2025-10-07")


@pytest.mark.parametrize(
    ("table", "old", "new", "message"),
    [
        (
            "bans.csv",
            "Sun holiday,00:00",
            "Sunday,00:00",
            "'Sunday' is not allowed; use one of",
        ),
        ("bans.csv", "Sun holiday,00:00,22:00", "Sun,,22:00", "a ban that is used needs days and"),
        ("bans.csv", ",06-25,", ",June,", "'?June'? is no day of the year; write it as 07-31"),
        ("bans.csv", ",06-25,", ",06-31,", "'?06-31'? is no day of the year; write it as 07-31"),
        ("bans.csv", ",06-25,", ",02-30,", "'?02-30'? is no day of the year; write it as 07-31"),
        ("bans.csv", "not the whole country", "", "a ban that is not used needs a reason"),
        ("feasts.csv", ",National Day,", ",Nation Day,", "CN has no holiday 'Nation Day'; use an"),
        ("feasts.csv", ",CN,National", ",XZ,National", "the holidays of XZ are not known; name"),
        ("feasts.csv", ",3,11,door,,1,", ",3,11,door,,0.5,", "doors stand still altogether"),
    ],
)
def test_broken_bans_and_feasts(edit, table, old, new, message):
    with pytest.raises(TableError, match=message) as caught:
        Calendars.load(edit(table, old, new))
    assert caught.value.file == table
    assert "\n" not in str(caught.value)


def test_a_country_whose_holidays_nobody_knows(edit):
    """The one error that the package raises for it becomes a line that names the row."""
    with pytest.raises(
        TableError, match=r"closures\.csv, row \d+, column country: the holidays of"
    ):
        Calendars.load(edit("closures.csv", "holidays,PL", "holidays,XZ"))


def test_a_folder_of_its_own_may_lack_both(edit):
    folder = edit("bans.csv", "Sun", "Sun")
    for name in ("bans", "feasts"):
        (folder / f"{name}.csv").unlink()
    calendars = Calendars.load(folder)
    assert (calendars.bans, calendars.feasts) == ({}, ())


@pytest.mark.parametrize(
    ("ends", "day"),
    [
        (("CKG", "DUI"), "Sat"),
        (("DUI", "CKG"), "Sun"),
        (("YIW", "DUI"), "Sat"),
        (("DUI", "YIW"), "Fri"),
    ],
)
def test_trains_of_2024_leave_once_a_week_from_june_on(ends, day):
    timetable = read_timetables(date(2024, 1, 1), date(2024, 12, 31))[*ends, "fast"]
    zone = "Asia/Shanghai" if ends[0] != "DUI" else "Europe/Berlin"
    assert {f"{local(x, zone):%a}" for x in timetable.departures} == {day}
    assert not timetable.runs(epoch(parse_time("2024-06-01T00:00Z")))
    assert timetable.runs(epoch(parse_time("2024-06-20T00:00Z")))


def test_calendars_reach_to_the_end_of_2028():
    calendars = Calendars.load()
    moment = epoch(parse_time("2028-12-25T12:00+01:00"))
    known = [*calendars.closures["customs.brest"], *calendars.bans["DE"]]
    met = [str(x) for x in known if x.start <= moment < x.end]
    assert "Christmas Day (Poland), 2028-12-25" in met
    assert "driving ban on Sundays and holidays (Germany), 2028-12-25" in met
