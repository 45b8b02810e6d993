"""Read when trucks must not drive: on Sundays, holidays, and some hours of summer.

What holds on some roads only, or depends on the load, stands in the table with the reason why
nobody rests for it here.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from ..places.countries import read_countries
from ..tables.reading import DATA, Row, is_lacking, read_table
from .closures import DAY, Closure, between, moment, public_holidays
from .departures import WEEKDAYS

__all__ = ["read_bans"]

HOLIDAY, EVE = "holiday", "eve"


def read_bans(first: date, last: date, folder: Path = DATA) -> dict[str, tuple[Closure, ...]]:
    """All driving bans of ``bans.csv`` that are used, written out from day to day.

    Parameters
    ----------
    first, last : date
        Days that the calendars cover.
    folder : Path
        Where the table lies; one of one's own may lack it.

    Returns
    -------
    dict of str to tuple of Closure
        Country -> its bans by their beginning.

    Raises
    ------
    TableError
        If the table is broken.

    Examples
    --------
    >>> bans = read_bans(date(2027, 1, 9), date(2027, 1, 10))
    >>> [str(ban) for ban in bans["DE"]]
    ['driving ban on Sundays and holidays (Germany), 2027-01-10']
    """
    if is_lacking("bans", folder):
        return {}
    countries = read_countries(folder)
    found: dict[str, list[Closure]] = {}
    for row in read_table("bans", folder):
        if row["used"] == "yes":
            name = f"{row['name']} ({countries.name(row['country'])})"
            known = found.setdefault(row["country"], [])
            for day in _days(row, first, last):
                end = moment(day + DAY * (row["end"] < row["start"]), row["end"], row["zone"])
                times = moment(day, row["start"], row["zone"]), end, row["zone"]
                known.append(Closure(name, *times, row["sources"], row["judgement"] == "yes"))
    return {code: tuple(sorted(bans, key=lambda x: x.start)) for code, bans in found.items()}


def _days(row: Row, first: date, last: date) -> Iterator[date]:
    """Those on which a ban begins."""
    asked = row["days"]
    named = public_holidays("bans", row, first, last) if {HOLIDAY, EVE} & {*asked} else {}
    weekdays = [word in asked for word in WEEKDAYS]
    season = row["season_from"] or "01-01", row["season_to"] or "12-31"
    for day in between(first, last):
        begins = weekdays[day.weekday()] or (HOLIDAY in asked and day in named)
        begins = begins or (EVE in asked and day + DAY in named)
        since, until = season[0] <= f"{day:%m-%d}", f"{day:%m-%d}" <= season[1]
        # A season that ends before it begins runs over New Year.
        if begins and (since and until if season[0] <= season[1] else since or until):
            yield day
