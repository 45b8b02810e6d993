"""When borders work, trains leave and ships sail.

Work stands still while a crossing is closed, a truck while it must not drive; a train waits for its
day and a ship for the next departure.  Times are whole seconds since 1970 UTC;
`khorgos.geo.schedule.clock` turns them into clocks.  Every rule keeps the order: who comes later
never leaves earlier.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import Any, overload

from ..errors import RequestError
from ..tables.reading import DATA
from ..values import read_only, told_briefly
from .bans import read_bans
from .clock import DAY, HOUR, epoch, local
from .closures import Closure, read_closures
from .departures import Headway, Timetable, read_headways, read_timetables
from .feasts import Feast, read_feasts

__all__ = ["Calendar", "Calendars", "merge"]


def merge(times: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Join times that overlap or touch, in ascending order.

    Examples
    --------
    >>> merge([(5, 7), (1, 3), (3, 4), (6, 9)])
    ((1, 4), (5, 9))
    """
    joined: list[tuple[int, int]] = []
    for start, end in sorted(times):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(joined[-1][1], end)
        else:
            joined.append((start, end))
    return tuple(joined)


@told_briefly
@dataclass(frozen=True)
class Calendar:
    """When one crossing works.

    Parameters
    ----------
    closed : tuple of (int, int)
        From closing to reopening, in seconds since 1970 UTC: ascending and apart.
    first, last : int
        Between them the calendar is known.

    Examples
    --------
    >>> calendar = Calendar(((100, 200), (300, 400)), 0, 1000)
    >>> calendar.finish(50, 60), calendar.finish(150, 0), calendar.finish(50, 150)
    (210, 200, 300)
    """

    closed: tuple[tuple[int, int], ...]
    first: int
    last: int

    @cached_property
    def _marks(self) -> tuple[list[int], list[int], list[int], list[int]]:
        """Closings, reopenings, time closed before each, time open before each."""
        starts = [start for start, _ in self.closed]
        ends = [end for _, end in self.closed]
        shut = list(accumulate((end - start for start, end in self.closed), initial=0))
        worked = [start - gone for start, gone in zip(starts, shut, strict=False)]
        return starts, ends, shut, worked

    @cached_property
    def _arrays(self) -> tuple[Any, ...]:
        """The same as arrays; before the first closing, the calendar opens with its range."""
        import numpy as np

        starts, ends, shut, worked = self._marks
        marks = starts, [self.first, *ends], shut, worked
        return tuple(np.asarray(mark, dtype=np.int64) for mark in marks)

    @overload
    def finish(self, start: int, work: int) -> int: ...
    @overload
    def finish(self, start: Any, work: Any) -> Any: ...
    def finish(self, start: Any, work: Any) -> Any:
        """When work is done that stands still while the crossing is closed.

        Parameters
        ----------
        start : int or array of int64
            When it begins, in seconds since 1970 UTC.
        work : int or array of int64
            How long it takes, in seconds; 0 asks for the next time that is open.

        Returns
        -------
        int or array of int64
            Never earlier for a later start or for more work.

        Raises
        ------
        RequestError
            If the work begins or ends where the calendar is not known.
        """
        starts, ends, shut, worked = self._marks
        if isinstance(start, int) and isinstance(work, int):
            self._check(start, work)
            before = bisect_right(starts, start)
            opened = max(start, ends[before - 1]) if before else start
            worked_off = opened - shut[before] + work
            finished = max(opened, worked_off + shut[bisect_left(worked, worked_off)])
            self._check(finished)
            return finished
        import numpy as np

        begin, task = (np.asarray(x).astype(np.int64, casting="safe") for x in (start, work))
        self._check(begin, task)
        closings, reopenings, gone, spent = self._arrays
        passed = np.searchsorted(closings, begin, "right")
        begin = np.maximum(begin, reopenings[passed])
        done = begin - gone[passed] + task
        done = np.maximum(begin, done + gone[np.searchsorted(spent, done)])
        self._check(done)
        return done

    def _check(self, moments: Any, work: Any = 0) -> None:
        least = work if isinstance(work, int) else int(work.min(initial=0))
        if least < 0:
            raise RequestError(f"work takes {least} s; use 0 or more")
        if isinstance(moments, int):
            extremes = [moments]
        else:
            extremes = [int(moments.min(initial=self.last)), int(moments.max(initial=self.first))]
        for moment in extremes:
            if not self.first <= moment <= self.last:
                # Both ends are a half day wider than the days that are meant: zones differ.
                first, last = (local(x, "UTC").date() for x in (self.first + DAY, self.last - DAY))
                raise RequestError(_outside(local(moment, "UTC").date(), first, last))


def _outside(day: date, first: date, last: date) -> str:
    side = "before" if day < first else "after"
    way = "later" if side == "before" else "earlier"
    reach = f"which cover {first} to {last}"
    return f"{day} is {side} the calendars, {reach}; depart {way}, or leave depart away"


@told_briefly
@dataclass(frozen=True)
class Calendars:
    """All calendars: closures of crossings, bans, feasts, timetables of trains, headways of ships.

    Parameters
    ----------
    first, last : date
        Days that they cover.
    closures : dict of str to tuple of Closure
        Id of a figure -> when its work stands still, without the daily hours.
    headways : dict of str to Headway
        By the id of the figure.
    timetables : dict of (str, str, str) to Timetable
        By origin, destination and service.
    hours : dict of str to Calendar
        Id of a figure -> when it works; `calendar` looks up.
    always : Calendar
        Of what never closes.
    bans : dict of str to tuple of Closure
        Country -> when trucks must not drive in it.
    feasts : tuple of Feast
        When doors and trains stand still around a holiday.

    Examples
    --------
    >>> from khorgos.geo.schedule.clock import parse_time
    >>> calendars = Calendars.load()
    >>> eve = epoch(parse_time("2025-09-30T23:00+08:00"))
    >>> done = calendars.calendar("customs.nurzholy.cn_exit").finish(eve, 2 * 3600)
    >>> local(done, "Asia/Shanghai").isoformat(timespec="minutes")
    '2025-10-04T01:00+08:00'
    >>> [str(met) for met in calendars.closures_between("customs.nurzholy.cn_exit", eve, done)]
    ['Chinese National Day, 2025-10-01 to 2025-10-03']
    """

    first: date
    last: date
    closures: dict[str, tuple[Closure, ...]]
    headways: dict[str, Headway]
    timetables: dict[tuple[str, str, str], Timetable]
    hours: dict[str, Calendar]
    always: Calendar
    bans: dict[str, tuple[Closure, ...]] = field(default_factory=dict)
    feasts: tuple[Feast, ...] = ()

    def __post_init__(self) -> None:
        for name in ("closures", "headways", "timetables", "hours", "bans"):
            table = read_only(getattr(self, name), f"calendars.{name}")
            vars(self)[name] = table

    @classmethod
    def load(cls, folder: Path = DATA) -> Calendars:
        """Read closures, timetables, headways, driving bans and feasts, each from its table.

        Parameters
        ----------
        folder : Path
            Where they lie.

        Returns
        -------
        Calendars
            Checked and ready.

        Raises
        ------
        TableError
            If one of them is broken.
        """
        first, last, rows = read_closures(folder)
        # From where the first day begins on Earth to where the last one ends.
        start = epoch(datetime.combine(first, time(), UTC)) - 14 * HOUR
        end = epoch(datetime.combine(last, time(), UTC)) + 36 * HOUR
        named: dict[str, list[Closure]] = {}
        shut: dict[str, list[tuple[int, int]]] = {}
        for row, closures in rows:
            for figure in row["figures"]:
                known = named.setdefault(figure, [])
                fresh = [x for x in closures if not any(y.covers(x) for y in known)]
                shut.setdefault(figure, []).extend((x.start, x.end) for x in fresh)
                known.extend(fresh if row["kind"] != "hours" else ())
        return cls(
            first,
            last,
            {figure: tuple(sorted(x, key=lambda y: y.start)) for figure, x in named.items()},
            read_headways(folder),
            read_timetables(first, last, folder),
            {figure: Calendar(merge(x), start, end) for figure, x in shut.items()},
            Calendar((), start, end),
            read_bans(first, last, folder),
            read_feasts(first, last, folder),
        )

    def check(self, depart: datetime) -> None:
        """See that a departure lies in the range, by its own clock.

        Raises
        ------
        RequestError
            Names the day and the range.

        Examples
        --------
        >>> from khorgos.geo.schedule.clock import parse_time
        >>> Calendars.load().check(parse_time("2022-12-31T23:00Z"))
        Traceback (most recent call last):
        khorgos.geo.errors.RequestError: 2022-12-31 is before the calendars, which cover \
2023-01-01 to 2028-12-31; depart later, or leave depart away
        """
        if not self.first <= depart.date() <= self.last:
            raise RequestError(_outside(depart.date(), self.first, self.last))

    def calendar(self, figure: str) -> Calendar:
        """The calendar of a figure; one without closures if it always works."""
        return self.hours.get(figure, self.always)

    def closures_between(self, figure: str, start: int, end: int) -> list[Closure]:
        """Closures that an answer met, daily hours aside.

        Parameters
        ----------
        figure : str
            Id in ``parameters.csv``.
        start, end : int
            Seconds since 1970 UTC.

        Returns
        -------
        list of Closure
            Those that overlap the time, in order; `str` gives the name and the days.
        """
        return [x for x in self.closures.get(figure, ()) if x.start < end and start < x.end]
