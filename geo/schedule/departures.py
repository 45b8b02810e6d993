"""Departures: trains with a timetable, and ships that leave every so often."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, NamedTuple, overload

from ..errors import RequestError
from ..tables.reading import DATA, read_records, read_table
from ..values import told_briefly
from .clock import DAY, epoch, local, zone_of

__all__ = [
    "Headway",
    "Timetable",
    "next_sailing",
    "next_timetable",
    "read_headways",
    "read_timetables",
]

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
WEEK = 7 * DAY


@overload
def next_sailing(ready: int, headway: int, phase: int) -> int: ...
@overload
def next_sailing(ready: Any, headway: Any, phase: Any) -> Any: ...
def next_sailing(ready: Any, headway: Any, phase: Any) -> Any:
    """First departure, not before `ready`, of a service without a timetable.

    Parameters
    ----------
    ready, headway, phase : int or array
        Seconds: when the freight is there; from one departure to the next; any one departure,
        which nobody knows, so that it is drawn between 0 and `headway`.

    Examples
    --------
    >>> next_sailing(1000, 300, 50), next_sailing(950, 300, 50)
    (1250, 950)
    """
    return ready + (phase - ready) % headway


@overload
def next_timetable(ready: int, departures: Sequence[int]) -> int: ...
@overload
def next_timetable(ready: Any, departures: Sequence[int]) -> Any: ...
def next_timetable(ready: Any, departures: Sequence[int]) -> Any:
    """First of some ascending departures that is not before `ready`, in seconds.

    Raises
    ------
    RequestError
        If none is left.

    Examples
    --------
    >>> next_timetable(11, [10, 20, 30])
    20
    """
    try:
        if isinstance(ready, int):
            return departures[bisect_left(departures, ready)]
        import numpy as np

        return np.asarray(departures)[np.searchsorted(departures, ready)]
    except IndexError:
        raise RequestError(
            f"no departure is known after {local(departures[-1], 'UTC'):%Y-%m-%d}; "
            "leave depart away"
        ) from None


@told_briefly
class Headway(NamedTuple):
    """Hours from one departure to the next (P10, P50, P90), whence, and of which year."""

    figure: str
    low: float
    typical: float
    high: float
    sources: tuple[str, ...]
    judgement: str
    note: str
    as_of: int


@told_briefly
class Timetable(NamedTuple):
    """Fixed departures of one service, as ascending seconds since 1970 UTC."""

    origin: str
    destination: str
    service: str
    corridor: str
    departures: tuple[int, ...]
    sources: tuple[str, ...]
    judgement: bool

    def runs(self, ready: int) -> bool:
        """Whether the service has started, or does within a week."""
        return ready >= self.departures[0] - WEEK


def read_headways(folder: Path = DATA) -> dict[str, Headway]:
    """All headways of ``headways.csv`` by the id of the figure.

    The figure of a departure holds the mean wait for the next ship, half a headway, and all that
    comes before it: so a calendar takes the figure less half a headway, and then the next sailing.

    Raises
    ------
    TableError
        If the table is broken.

    Examples
    --------
    >>> read_headways()["departure.aktau"].typical
    48.0
    """
    return {headway.figure: headway for headway in read_records(Headway, "headways", folder)}


def read_timetables(
    first: date, last: date, folder: Path = DATA
) -> dict[tuple[str, str, str], Timetable]:
    """All timetables of ``timetables.csv``, written out from day to day.

    Parameters
    ----------
    first, last : date
        Days that the calendars cover.
    folder : Path
        Where the table lies.

    Returns
    -------
    dict of (str, str, str) to Timetable
        By origin, destination and service; rows of one service follow one another.

    Raises
    ------
    TableError
        If the table is broken.

    Examples
    --------
    >>> timetable = read_timetables(date(2026, 1, 1), date(2026, 1, 8))["XIA", "DUI", "fast"]
    >>> [f"{local(x, 'Asia/Shanghai'):%a %d %b}" for x in timetable.departures]
    ['Sat 03 Jan', 'Wed 07 Jan']
    """
    found: dict[tuple[str, str, str], Timetable] = {}
    for row in read_table("timetables", folder):
        zone = zone_of(row["zone"])
        begin, end = max(first, row["from"] or first), min(last, row["to"] or last)
        days = (begin + timedelta(days=n) for n in range((end - begin).days + 1))
        departures = [
            epoch(datetime.combine(day, time(), zone) + timedelta(seconds=row["time"]))
            for day in days
            if WEEKDAYS[day.weekday()] in row["weekdays"]
        ]
        key = row["origin"], row["destination"], row["service"]
        sources, judgement = row["sources"], row["judgement"] == "yes"
        if key in found:
            before = found[key]
            departures = sorted({*before.departures, *departures})
            sources = tuple(dict.fromkeys((*before.sources, *sources)))
            judgement = judgement or before.judgement
        if departures:
            found[key] = Timetable(*key, row["corridor"], tuple(departures), sources, judgement)
    return found
