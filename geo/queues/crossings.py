"""Waits at crossings: from arrivals and capacity, in the steady state and over a closure.

With hundreds of trucks a day, chance alone makes a queue of minutes.  Days of waiting come from
days that differ by more than chance, from closures and from the backlog that they leave: so
variability here is that of daily counts, and `assess` puts the backlog beside the steady state.
Formalities, missing wagons and priority stay in the figure that a row of ``queues.csv`` names.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ..errors import RequestError, UnknownPlace, echo
from ..places.gazetteer import Gazetteer, Place, as_name, read_places
from ..tables.reading import DATA, read_records
from ..values import Range
from .formulas import DAY, LEAST, MOST, allen_cunneen, checked, erlang_c, wait_quantile

if TYPE_CHECKING:
    from ..frames import Frame
    from ..html import Table
    from ..routing.route import Route

__all__ = [
    "Course", "Queue", "QueueOutlook", "assess", "backlog_course", "find_queue", "find_queues",
    "queue_of", "read_queues",
]  # fmt: skip

WAYS = ".east", ".west", ".north", ".south"
MOST_HOURS = 87_600.0
SHARES, ROUNDING = (0.1, 0.5, 0.9), 1e-9


class Queue(NamedTuple):
    """One row of ``queues.csv``; ``queues.schema.csv`` says what the columns mean."""

    id: str
    place: str
    across: str
    label: str
    unit: str
    arrivals_per_day: float
    capacity_low_per_day: float | None
    capacity_per_day: float
    capacity_high_per_day: float | None
    servers: int
    arrivals_cv2: float
    service_cv2: float
    backlog: float | None
    figure: str
    judgement: str
    sources: tuple[str, ...]
    as_of: int
    note: str

    def __repr__(self) -> str:
        load = f"{self.arrivals_per_day:g} of {self.capacity_per_day:g} {self.unit} a day"
        return f"<Queue: {self.id}, {load}, {self.as_of}>"

    def _repr_html_(self) -> str:
        from ..html import record

        return record(self.label, self.to_dict())

    def to_dict(self) -> dict[str, Any]:
        """The row as plain data."""
        return self._asdict() | {"sources": list(self.sources)}


def read_queues(
    folder: Path = DATA, loads: Mapping[str, tuple[float, float]] | None = None
) -> dict[str, Queue]:
    """All crossings of ``queues.csv`` by id, with the arrivals and capacities of `loads`.

    Raises
    ------
    TableError
        If the table is broken.

    Examples
    --------
    >>> read_queues()["nurzholy.east"].capacity_per_day
    725.0
    """
    queues = {}
    for queue in read_records(Queue, "queues", folder):
        if loads and queue.id in loads:
            arrivals, capacity = loads[queue.id]
            queues[queue.id] = queue._replace(arrivals_per_day=arrivals, capacity_per_day=capacity)
        else:
            queues[queue.id] = queue
    return queues


def queue_of(queues: Mapping[str, Queue], figure: str, route: Route) -> Queue | None:
    """The queue that explains a figure on a route; that of its direction if there are two.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> corridor = Corridor.load()
    >>> route = corridor.route("Minsk", "Warsaw")
    >>> queue_of(corridor.queues, "customs.brest", route).id
    'brest.west'
    """
    start, end = route.origin, route.destination
    ways = (
        ".west" if end.lon < start.lon else ".east",
        ".south" if end.lat < start.lat else ".north",
    )
    fits = [queue for queue in queues.values() if queue.figure == figure]
    same = [queue for queue in fits if queue.id.endswith(ways)]
    return next(iter(same or fits), None)


def find_queue(
    queues: Mapping[str, Queue], name: str | Place, gazetteer: Gazetteer | None = None
) -> Queue:
    """The queue with this id, at this place, or at this place in a direction, in any script.

    Raises
    ------
    RequestError
        If no queue or more than one fits; the text names those that can be asked for.

    Examples
    --------
    >>> find_queue(read_queues(), "Нур жолы").id, find_queue(read_queues(), "Dostyk east").id
    ('nurzholy.east', 'dostyk.east')
    """
    fits = find_queues(queues, name, gazetteer)
    if len(fits) == 1:
        return fits[0]
    raise _not_one(fits, name)


def find_queues(
    queues: Mapping[str, Queue], name: str | Place, gazetteer: Gazetteer | None = None
) -> list[Queue]:
    """The queue with this id, or those at this place: in all directions, or in that named.

    Raises
    ------
    RequestError
        If no queue fits; the text names those that can be asked for.

    Examples
    --------
    >>> [queue.id for queue in find_queues(read_queues(), "Brest")]
    ['brest.west', 'brest.east']
    """
    name = as_name(name, "crossings")
    if name in queues:
        return [queues[name]]
    place, way = parted(name)
    try:
        ids = {found.id for found in (gazetteer or Gazetteer(read_places())).find(place)}
    except UnknownPlace:
        ids = set()
    here = [queue for queue in queues.values() if ids & {queue.place, queue.across}]
    fits = [queue for queue in here if queue.id.endswith(way)]
    if not fits:
        raise _not_one([], name, here or queues.values())
    return fits


def _not_one(
    fits: Sequence[Queue], name: str | Place, others: Iterable[Queue] = ()
) -> RequestError:
    names = ", ".join(queue.id for queue in fits or others)
    remedy = f"use one of {names}" if names else "queues.csv has none: add a row"
    asked = echo(as_name(name, "crossings"))
    return RequestError(f"{len(fits) or 'no'} queues at {asked}; {remedy}")


def parted(name: str) -> tuple[str, str]:
    """Name of a place, and the direction that follows it, if any.

    Examples
    --------
    >>> parted("Nur Zholy east"), parted("Nur Zholy")
    (('Nur Zholy', 'east'), ('Nur Zholy', ''))
    """
    place, _, way = name.strip().rpartition(" ")
    return (place, way) if f".{way}" in WAYS else (name, "")


@dataclass(frozen=True, repr=False)
class Course:
    """A queue through time: at each of `hours`, units waiting and hours that a new one waits.

    `cleared_hour` is when the queue is gone for good, None if not within the horizon;
    `growth_per_day` what a day with the crossing open adds, negative if it clears the queue.
    """

    hours: tuple[float, ...]
    queue: tuple[float, ...]
    waits: tuple[float, ...]
    peak: float
    peak_hour: float
    cleared_hour: float | None
    growth_per_day: float

    def __repr__(self) -> str:
        gone = "stays" if self.cleared_hour is None else f"is gone after {self.cleared_hour:,.0f} h"
        return f"<Course: {self.hours[-1]:,.0f} h, peak of {self.peak:,.0f} units, {gone}>"

    def _repr_html_(self) -> str:
        from ..html import card

        return card("A queue through time", [f"peak {self.peak:,.0f}"], [self._table()])

    def _table(self) -> Table:
        """Day by day."""
        from ..html import Table

        rows = (
            (f"{hour / DAY:g}", f"{queue:,.0f}", wait)
            for hour, queue, wait in zip(self.hours, self.queue, self.waits, strict=True)
            if not hour % DAY or hour == self.hours[-1]
        )
        return Table("Backlog", {"day": ">", "units": ">", "hours behind it": ">"}, rows)

    def to_dict(self) -> dict[str, Any]:
        """The course as plain data."""
        return {
            "peak": self.peak,
            "peak_hour": self.peak_hour,
            "cleared_hour": self.cleared_hour,
            "growth_per_day": self.growth_per_day,
            "course": self._rows(),
        }

    def _rows(self) -> list[dict[str, float]]:
        return [
            {"hour": hour, "queue": length, "wait_hours": wait}
            for hour, length, wait in zip(self.hours, self.queue, self.waits, strict=True)
        ]

    def to_frame(self) -> Frame:
        """Hour by hour.

        Returns
        -------
        pandas.DataFrame
            `hour`, units in the `queue`, and `wait_hours` of one that comes then.

        Examples
        --------
        >>> len(backlog_course(12, 24, closed=[(0, 72)]).to_frame())
        169
        """
        from ..frames import frame_of

        return frame_of(self._rows(), ["hour", "queue", "wait_hours"])


def backlog_course(
    arrivals: float,
    capacity: float,
    *,
    closed: Sequence[tuple[float, float]] = (),
    backlog: float = 0.0,
    horizon_hours: float = 168.0,
) -> Course:
    """The queue hour by hour, exact for a steady stream; first come, first served.

    Newell, *Applications of Queueing Theory*, 2nd ed. 1982, chapter 2.

    Parameters
    ----------
    arrivals, capacity : float
        Units per day; the capacity of an open crossing.
    closed : sequence of (float, float)
        Hours from and to which nothing passes; waits count those beyond the horizon too.
    backlog, horizon_hours : float
        Units that wait at hour 0, and how far to look.

    Raises
    ------
    RequestError
        If an argument is not a sensible number.

    Examples
    --------
    >>> course = backlog_course(12, 24, closed=[(0, 72)], horizon_hours=168)
    >>> course.peak, course.waits[0], course.waits[72], course.cleared_hour
    (36.0, 72.0, 36.0, 144.0)
    """
    came = checked("arrivals", arrivals) / DAY
    served = checked("capacity", capacity, LEAST) / DAY
    queue = peak = checked("backlog", backlog)
    end = checked("horizon_hours", horizon_hours, 1, MOST_HOURS)
    shut = sorted(
        (checked("closed", start, most=MOST_HOURS), checked("closed", stop, start, MOST_HOURS))
        for start, stop in closed
    )
    grid = {*map(float, range(int(end) + 1)), end}
    knots = sorted(grid | {hour for pair in shut for hour in pair if hour < end})
    peak_hour, cleared, lengths = 0.0, 0.0, [queue]
    for now, then in pairwise(knots):
        change = came - served * (not any(start <= now < stop for start, stop in shut))
        left = queue + change * (then - now)
        if change < 0 < queue and left < ROUNDING:
            cleared, left = now + queue / -change, 0.0
        queue = max(0.0, left)
        if queue > peak:
            peak, peak_hour = queue, then
        if then in grid:
            lengths.append(queue)
    hours = tuple(sorted(grid))
    waits = tuple(_wait(*at, served, shut) for at in zip(hours, lengths, strict=True))
    gone, growth = None if queue > 0 else cleared, (came - served) * DAY
    return Course(hours, tuple(lengths), waits, peak, peak_hour, gone, growth)


def _wait(hour: float, ahead: float, served: float, shut: list[tuple[float, float]]) -> float:
    """Hours until the capacity, closures left out, has served everybody ahead."""
    now = hour
    for start, end in shut:
        if end > now:
            if ahead / served < start - now:
                break
            ahead = max(0.0, ahead - served * max(0.0, start - now))
            now = end
    return now - hour + ahead / served


@dataclass(frozen=True, repr=False)
class QueueOutlook:
    """What a crossing's queue does under given arrivals and capacity.

    The closure starts at hour 0.  `growing` says that arrivals reach the capacity: then
    `settle_days`, `steady_mean_hours` and `steady` are None, as no steady state exists.
    `steady` has the P10, P50 and P90 of the wait without backlog or closure; `settle_days` is
    how long a queue needs to come within about 15 % of it, and `settles` whether the horizon
    is longer.  `wait` has P10, P50, P90 of the wait over the horizon, or, unsettled, at its end.
    """

    queue: Queue
    arrivals_per_day: float
    capacity_per_day: float
    backlog: float
    closed_hours: float
    horizon_hours: float
    utilisation: float
    growing: bool
    growth_per_day: float
    settles: bool
    settle_days: float | None
    steady_mean_hours: float | None
    steady: Range | None
    course: Course
    wait: Range

    def __repr__(self) -> str:
        low, typical, high = self.wait
        wait = f"wait {typical:,.1f} h ({low:,.1f} to {high:,.1f})"
        return f"<QueueOutlook: {self.queue.id}, {self.utilisation:.0%} of the capacity, {wait}>"

    def _repr_html_(self) -> str:
        from ..html import card, number, span

        wait, unit = self.wait, self.queue.unit
        facts = (
            f"wait {number(wait.typical)} h ({span(wait.low, wait.high)})",
            f"{self.arrivals_per_day:g} {unit} a day arrive, {self.capacity_per_day:g} can pass",
            f"grows by {self.growth_per_day:g} {unit} a day" if self.growing else "",
            f"backlog of {self.backlog:,.0f} {unit}" if self.backlog else "",
            f"shut for {self.closed_hours:g} h" if self.closed_hours else "",
        )
        tables = [self.course._table()] if self.course.peak else []  # noqa: SLF001
        return card(self.queue.label, facts, tables, f"State of {self.queue.as_of}.")

    def to_frame(self) -> Frame:
        """The backlog hour by hour; see `Course.to_frame`."""
        return self.course.to_frame()

    def to_dict(self) -> dict[str, Any]:
        """The outlook as plain data; all numbers are finite.

        Returns
        -------
        dict
            Hours unless the key says otherwise; None where no steady state exists.

        Examples
        --------
        >>> assess(read_queues()["brest.west"]).to_dict()["utilisation"]
        0.625
        """
        queue, course = self.queue, self.course
        return {
            "id": queue.id,
            "label": queue.label,
            "unit": queue.unit,
            "arrivals_per_day": self.arrivals_per_day,
            "capacity_per_day": self.capacity_per_day,
            "capacity_low_per_day": queue.capacity_low_per_day,
            "capacity_high_per_day": queue.capacity_high_per_day,
            "backlog": self.backlog,
            "closed_hours": self.closed_hours,
            "horizon_hours": self.horizon_hours,
            "utilisation": self.utilisation,
            "growing": self.growing,
            "settles": self.settles,
            "settle_days": self.settle_days,
            "wait_hours": _named(self.wait),
            "steady_mean_hours": self.steady_mean_hours,
            "steady_hours": _named(self.steady) if self.steady else None,
            **course.to_dict(),
            "growth_per_day": self.growth_per_day,  # not below 0, as that of the course is
            "figure": queue.figure,
            "judgement": queue.judgement,
            "sources": list(queue.sources),
            "as_of": queue.as_of,
            "note": queue.note,
        }


def _named(hours: Range) -> dict[str, float]:
    return dict(zip(("p10", "p50", "p90"), hours, strict=True))


def assess(
    queue: Queue,
    arrivals: float | None = None,
    capacity: float | None = None,
    closed_hours: float = 0.0,
    horizon_hours: float = 168.0,
    backlog: float | None = None,
) -> QueueOutlook:
    """How long units wait at a crossing; over capacity too, all hours are finite.

    A unit waits for the longer of backlog and steady state (`allen_cunneen`).  Where the queue
    does not settle, its length at the horizon's end is Brownian motion reflected at 0 (Harrison
    1985, section 3.6), with the variance of arrivals and service; the time scale of settling
    is variance/drift² (Abate and Whitt 1987).

    Parameters
    ----------
    queue : Queue
        From `read_queues`; gives what the other arguments leave out.
    arrivals, capacity : float, optional
        Units per day.
    closed_hours, horizon_hours : float
        For how long from now the crossing is shut, and how far to look.
    backlog : float, optional
        Units waiting now.

    Raises
    ------
    RequestError
        If an argument is not a sensible number, or one would wait for more than ten years.

    Examples
    --------
    >>> outlook = assess(read_queues()["nurzholy.east"], arrivals=725, capacity=700)
    >>> outlook.growing, outlook.growth_per_day
    (True, 25.0)
    """
    found = _assess(queue, arrivals, capacity, closed_hours, horizon_hours, backlog)
    if found.wait.typical > MOST_HOURS:
        load = f"{found.arrivals_per_day:g} a day arrive and {found.capacity_per_day:g} can pass"
        reason = f"at {queue.id} {load}, so that one waits {found.wait.typical / DAY:,.0f} days"
        raise RequestError(f"{reason}; give figures that make less than ten years")
    return found


def _assess(
    queue: Queue,
    arrivals: float | None,
    capacity: float | None,
    closed_hours: float,
    horizon_hours: float,
    backlog: float | None,
) -> QueueOutlook:
    came = queue.arrivals_per_day if arrivals is None else arrivals
    served = queue.capacity_per_day if capacity is None else capacity
    came, served = checked("arrivals", came, LEAST), checked("capacity", served, LEAST)
    start = checked("backlog", (queue.backlog or 0.0) if backlog is None else backlog)
    closed = checked("closed_hours", closed_hours, most=MOST_HOURS)
    shut = [(0.0, closed)] if closed else []
    course = backlog_course(came, served, closed=shut, backlog=start, horizon_hours=horizon_hours)
    spread_in, spread_out = queue.arrivals_cv2, queue.service_cv2
    load = came / DAY, served / DAY / queue.servers, queue.servers
    growing = came >= served or load[0] >= load[1] * queue.servers  # the product may round down
    mean, steady, settle, settles = None, None, None, False
    if not growing:
        waiting, mean = erlang_c(*load), allen_cunneen(*load, spread_in, spread_out)
        steady = Range(*(wait_quantile(share, waiting, mean) for share in SHARES))
        settle = (came * spread_in + served * spread_out) / (served - came) ** 2
        settles = settle * DAY <= horizon_hours
    if settles and steady and mean is not None:
        wait = _over_the_horizon(waiting, mean, course) if max(course.waits) else steady
    else:
        wait = _at_the_end(queue, came / DAY, served / DAY, start, closed, horizon_hours)
        # More load never shortens a wait: not below those of the loads that just settle, nor
        # below what closure and backlog alone make of the horizon.
        waits = sorted(course.waits)
        least = [waits[math.ceil(share * len(waits)) - 1] for share in SHARES]
        wait = Range(*map(max, wait, least))
        for came_then, served_then in _settling(came, served, queue, horizon_hours):
            just = _assess(queue, came_then, served_then, closed_hours, horizon_hours, backlog)
            if just.settles:
                wait = Range(*map(max, wait, just.wait))
        if closed:  # nor is it shorter than without the closure
            free = _assess(queue, came, served, 0.0, horizon_hours, backlog)
            wait = Range(*map(max, wait, free.wait))
    return QueueOutlook(
        queue, came, served, start, closed, float(horizon_hours), came / served, growing,
        max(0.0, came - served) if growing else 0.0, settles, settle, mean, steady, course, wait,
    )  # fmt: skip


def _settling(
    came: float, served: float, queue: Queue, horizon: float
) -> Iterator[tuple[float, float]]:
    """Loads that just settle within the horizon: fewer arrivals, or more capacity."""
    days = horizon / DAY
    spread_in, spread_out = queue.arrivals_cv2, queue.service_cv2
    # Where variance / drift² is the horizon: a quadratic in arrivals, and one in capacity.
    b, c = 2 * served + spread_in / days, served**2 - served * spread_out / days
    fewer = (b - math.sqrt(max(b * b - 4 * c, 0.0))) / 2 * (1 - 1e-9)
    if LEAST < fewer < came:
        yield fewer, served
    b, c = 2 * came + spread_out / days, came**2 - came * spread_in / days
    more = (b + math.sqrt(max(b * b - 4 * c, 0.0))) / 2 * (1 + 1e-9)
    if served < more <= MOST:
        yield came, more


def _over_the_horizon(waiting: float, mean: float, course: Course) -> Range:
    waits, scale = sorted(course.waits), waiting / max(mean, 1e-12)
    share: Callable[[float], float] = lambda hours: (
        (1.0 - waiting * math.exp(-hours * scale)) * bisect_right(waits, hours) / len(waits)
    )
    return _quantiles(share, waits[-1] + wait_quantile(0.999, waiting, mean))


def _at_the_end(
    queue: Queue, came: float, served: float, start: float, closed: float, horizon: float
) -> Range:
    """Of a unit that arrives when the horizon ends; rates here are per hour."""
    shut, open_ = min(closed, horizon), max(0.0, horizon - closed)
    before, drift = start + came * shut, (came - served) * open_
    middle = max(0.0, before + drift)
    variance = came * queue.arrivals_cv2 * horizon
    # The service time of those ahead of it varies too.
    variance += served * queue.service_cv2 * open_ + queue.service_cv2 * middle
    variance = max(variance, 1e-9 * (1.0 + middle) ** 2)
    spread = math.sqrt(variance)
    normal: Callable[[float], float] = lambda z: math.erfc(-z / math.sqrt(2)) / 2

    def share(hours: float) -> float:
        length = hours * served
        mirror = math.exp(min(700.0, 2 * drift * length / variance))  # of a vanishing tail if more
        mirror *= normal((-length - before - drift) / spread)
        return normal((length - before - drift) / spread) - mirror

    wait = _quantiles(share, (middle + 12 * spread + 1) / served)
    return Range(*(closed - shut + hours for hours in wait))


def _quantiles(share_within: Callable[[float], float], longest: float) -> Range:
    """P10, P50 and P90 of a distribution, by halving."""
    step = longest / 2**40
    within = lambda steps: share_within(steps * step)
    return Range(*(bisect_left(range(2**40), share, key=within) * step for share in SHARES))
