"""Read when factories and trains stand still around the great holidays of a country."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from ..errors import TableError
from ..places.countries import read_countries
from ..tables.reading import DATA, is_lacking, read_table
from ..values import told_briefly
from .closures import DAY, Closure, moment, public_holidays

__all__ = ["Feast", "read_feasts"]


@told_briefly
class Feast(NamedTuple):
    """Work that stands still around a holiday, year by year.

    Parameters
    ----------
    country : str
        ISO 3166-1 alpha-2 code.
    work : {'door', 'train'}
        Collection and delivery, or departures of trains.
    services : tuple of str
        Of which it is true; empty for all.
    share : float
        Of the work; the rest goes on.
    closures : tuple of Closure
        One a year.
    """

    country: str
    work: str
    services: tuple[str, ...]
    share: float
    closures: tuple[Closure, ...]


def read_feasts(first: date, last: date, folder: Path = DATA) -> tuple[Feast, ...]:
    """All feasts of ``feasts.csv``.

    Parameters
    ----------
    first, last : date
        Days that the calendars cover.
    folder : Path
        Where the table lies; one of one's own may lack it.

    Returns
    -------
    tuple of Feast
        In the order of the table.

    Raises
    ------
    TableError
        If the table is broken, or names a holiday that the country does not have.

    Examples
    --------
    >>> feast = read_feasts(date(2027, 1, 1), date(2027, 12, 31))[0]
    >>> feast.work, str(feast.closures[0])
    ('door', 'factories closed around Chinese New Year (China), 2027-02-03 to 2027-02-17')
    """
    if is_lacking("feasts", folder):
        return ()
    countries, found = read_countries(folder), []
    for row in read_table("feasts", folder):
        named = public_holidays("feasts", row, first, last)
        firsts: dict[int, date] = {}
        for day in sorted(named):
            if row["holiday"] in named[day].split("; "):
                firsts.setdefault(day.year, day)
        if not firsts:
            reason = f"{row['country']} has no holiday {row['holiday']!r}"
            remedy = "use an English name of the package holidays"
            raise TableError("feasts.csv", row["row"], "holiday", reason, remedy)
        name, zone = f"{row['name']} ({countries.name(row['country'])})", row["zone"]
        closures = []
        for day in firsts.values():
            begin = moment(day - timedelta(row["before"]), 0, zone)
            end = moment(day + timedelta(row["after"]) + DAY, 0, zone)
            judgement = row["judgement"] == "yes"
            closures.append(Closure(name, begin, end, zone, row["sources"], judgement))
        what = row["country"], row["work"], row["services"], row["share"]
        found.append(Feast(*what, tuple(closures)))
    return tuple(found)
