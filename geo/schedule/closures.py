"""Read when crossings do not work: notices, daily hours, and public holidays.

A public holiday closes a crossing on its own day; the days off that some countries put
beside it do not, as the notices of the border services show.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from ..errors import TableError
from ..places.countries import Countries, read_countries
from ..tables.reading import DATA, Row, read_table
from ..values import told_briefly
from .clock import epoch, local, zone_of

__all__ = ["Closure", "between", "moment", "public_holidays", "read_closures"]

DAY = timedelta(days=1)


@told_briefly
class Closure(NamedTuple):
    """A time at which a crossing does not work.

    Parameters
    ----------
    name : str
        What people call it.
    start, end : int
        Seconds since 1970 UTC; `end` is the reopening.
    zone : str
        Of its days.
    sources : tuple of str
        Ids in ``sources.csv``.
    judgement : bool
        True if no notice gives these days.
    """

    name: str
    start: int
    end: int
    zone: str
    sources: tuple[str, ...]
    judgement: bool

    def covers(self, other: Closure) -> bool:
        """Whether this one says all that the other does."""
        return self.start <= other.start and other.end <= self.end

    def __str__(self) -> str:
        first, last = local(self.start, self.zone), local(self.end - 1, self.zone)
        until = f" to {last:%Y-%m-%d}" if last.date() > first.date() else ""
        return f"{self.name}, {first:%Y-%m-%d}{until}"


def read_closures(folder: Path = DATA) -> tuple[date, date, list[tuple[Row, list[Closure]]]]:
    """All closures of ``closures.csv``.

    Returns
    -------
    first, last : date
        Days that the table covers.
    closures : list of (dict, list of Closure)
        Each row and the times that it closes, public holidays last: they only add to notices.

    Raises
    ------
    TableError
        If the table is broken.

    Examples
    --------
    >>> first, last, closures = read_closures()
    >>> first.isoformat(), last.isoformat()
    ('2023-01-01', '2028-12-31')
    """
    rows, countries = read_table("closures", folder), read_countries(folder)
    first, last = next((row["from"], row["to"]) for row in rows if row["kind"] == "range")
    found = []
    for row in sorted(rows, key=lambda row: row["kind"] == "holidays"):
        # One day more at both ends: elsewhere on Earth the first or last day is still on.
        days = (row["from"] - DAY * (row["from"] == first), row["to"] + DAY * (row["to"] == last))
        if row["kind"] == "closed":
            found.append((row, [_closure(row, row["name"], row["from"], row["to"])]))
        elif row["kind"] == "hours":
            found.append((row, list(_hours(row, *days))))
        elif row["kind"] == "holidays":
            found.append((row, list(_holidays(row, *days, countries))))
    return first, last, found


def _closure(row: Row, name: str, first: date, last: date) -> Closure:
    """Whole days on the clock of the row; a notice may give the hour of the reopening."""
    reopens = row["opens"] or 0 if row["kind"] == "closed" else 0
    start, end = moment(first, 0, row["zone"]), moment(last + DAY, reopens, row["zone"])
    return Closure(name, start, end, row["zone"], row["sources"], row["judgement"] == "yes")


def moment(day: date, seconds: int, zone: str) -> int:
    """Seconds since 1970 UTC at which the clock of a zone is so many seconds into a day.

    Examples
    --------
    >>> moment(date(1970, 1, 2), 8 * 3600, "Asia/Shanghai")
    86400
    """
    clock = datetime.combine(day, time()) + timedelta(seconds=seconds)
    return epoch(clock.replace(tzinfo=zone_of(zone)))


def between(first: date, last: date) -> Iterator[date]:
    """Days from the first to the last, both included."""
    return (first + n * DAY for n in range((last - first).days + 1))


def _hours(row: Row, first: date, last: date) -> Iterator[Closure]:
    if row["closes"] - row["opens"] == DAY.total_seconds():
        return  # round the clock: the row only says so
    for day in between(first, last):
        whole = _closure(row, row["name"], day, day)
        opens, closes = (moment(day, row[column], row["zone"]) for column in ("opens", "closes"))
        if closes < opens:  # open over midnight
            yield whole._replace(start=closes, end=opens)
            continue
        if whole.start < opens:
            yield whole._replace(end=opens)
        if closes < whole.end:
            yield whole._replace(start=closes)


def _holidays(row: Row, first: date, last: date, countries: Countries) -> Iterator[Closure]:
    code = row["country"]
    named = public_holidays("closures", row, first, last)
    days = ((day, named.get(day, "")) for day in between(first, last))
    for name, together in groupby(days, key=lambda day: day[1]):
        if name:
            off = [day for day, _ in together]
            yield _closure(row, f"{name} ({countries.name(code)})", off[0], off[-1])


def public_holidays(table: str, row: Row, first: date, last: date) -> dict[date, str]:
    """Public holidays of the country of a row, without days off that only stand beside them.

    Parameters
    ----------
    table : str
        The name of the table, for errors.
    row : dict
        With ``country``.
    first, last : date
        Holidays of all years from the one to the other.

    Returns
    -------
    dict of date to str
        Day -> English name where there is one; estimates where the feast follows the moon.

    Raises
    ------
    TableError
        If the country is not one whose holidays are known.

    Examples
    --------
    >>> days = date(2028, 1, 1), date(2028, 12, 31)
    >>> public_holidays("closures", {"country": "CN", "row": 2}, *days)[date(2028, 1, 26)]
    'Chinese New Year (Spring Festival)'
    """
    from holidays import country_holidays

    code, years = row["country"], range(first.year, last.year + 1)
    try:
        named = country_holidays(code, years=years, observed=False, language="en_US")
    except NotImplementedError:  # what the package raises, and only for a country that it lacks
        reason, remedy = f"the holidays of {code} are not known", "name each day in a row"
        raise TableError(f"{table}.csv", row["row"], "country", reason, remedy) from None
    return {day: name for day, name in named.items() if not name.startswith("Day off")}
