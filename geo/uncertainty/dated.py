"""Sample a route that leaves at a known time: calendars decide how long it waits.

For the same seed every shipment is as quick in itself whenever it leaves, and every rule keeps
the order, so that in one state of the corridor leaving later never arrives earlier.  Where the next
month is known to be a better one, it may.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ..queues.crossings import Queue, queue_of
from ..schedule.calendars import Calendar, Calendars, merge
from ..schedule.clock import DAY, HOUR, epoch, parse_time
from ..schedule.closures import Closure
from ..schedule.departures import Timetable, next_sailing, next_timetable
from ..values import Range
from .conditional import added_up
from .dependence import ServiceFigures, TimePart, parts_of
from .outlook import Driver, Outlook, outlook_of
from .regimes import Asked, Regimes, stated
from .sampling import BITS, Percentiles, Sample, batches, generator, table

if TYPE_CHECKING:
    from ..routing.route import Leg, Route

__all__ = ["simulate_dated"]

DIGITS = 9
SPARE = 0.1
"""Share of its capacity that a crossing spares at least, as at Nur Zholy today; judgement."""
NEAR = 0.01
"""Share of the samples on either side of a total by which its legs are told."""


def simulate_dated(
    route: Route,
    figures: ServiceFigures,
    regimes: Mapping[str, Regimes],
    calendars: Calendars,
    queues: Mapping[str, Queue],
    depart: datetime | str,
    n: int = 100_000,
    seed: int = 0,
    asked: Asked = None,
) -> Outlook:
    """Sample a route that leaves at a known time; see `khorgos.geo.Network.simulate`.

    Parameters
    ----------
    route, figures, regimes, n, seed, asked
        As for `khorgos.geo.uncertainty.sampling.simulate`.
    calendars : Calendars
        Closures, timetables and headways.
    queues : mapping of str to Queue
        What gathers while a crossing is closed.
    depart : datetime or str
        With a zone, or on the clock of the origin.

    Returns
    -------
    Outlook
        With arrivals, and the closures that it met.

    Raises
    ------
    RequestError
        If the departure lies outside the calendars, a shipment needs them after
        their end, or as for `khorgos.geo.uncertainty.sampling.simulate`.

    Examples
    --------
    >>> from khorgos.geo import Network
    >>> network = Network.load()
    >>> route = network.route("Xi'an", "Duisburg", service="fast")
    >>> figures = ServiceFigures(network.figures, "fast")
    >>> tables = network.regimes, network.calendars, network.queues
    >>> simulate_dated(route, figures, *tables, "2026-12-01T08:00+08:00", 1000).met[0]
    "Xi'an: fixed timetable"
    """
    generator(route, n, seed)
    n = int(n)
    row, weights, month = found = stated(regimes, route, asked)
    figures = figures.where(found.own)
    parts = parts_of(route, figures)
    ways = calendars, queues
    follow = partial(
        _follow, route, figures, parts, weights, *ways, depart, n, seed, row.correlation
    )
    run = follow()
    return replace(
        outlook_of(route, figures, row, weights, parts, Sample(run.seconds), month),
        # Rounded, so that the last bit of a sum is the same everywhere.
        mean_hours=round(float(run.seconds.mean()) / HOUR, DIGITS),
        sd_hours=round(float(run.seconds.std()) / HOUR, DIGITS),
        drivers=_drivers(run.labels, run.elapsed, run.seconds),
        method="sampled",
        samples=n,
        depart=run.depart,
        met=run.met,
        calendar_sources=run.sources,
        legs_given=partial(_legs_given, follow, run.seconds),
    )


class _Run(NamedTuple):
    """What sampling with calendars gives.

    Parameters
    ----------
    depart : datetime
        When the freight is ready to leave.
    seconds : array of int64
        Shape (n,): from then to the arrival.
    labels : list of (str, str, str)
        What takes the time, where, and the id of the figure.
    elapsed : array of int32
        Shape (labels, n): seconds of each.
    met : list of str
        Closures between the quickest tenth that comes and the slowest that goes, and timetables.
    sources : list of str
        Ids of what stands behind these, and behind headways and backlogs.
    legs : array
        Shape (2, legs, samples told apart): mean seconds on the way, and those before it during
        which a shipment waits for its train or for an opening.
    """

    depart: datetime
    seconds: Any
    labels: list[tuple[str, str, str]]
    elapsed: Any
    met: list[str]
    sources: list[str]
    legs: Any


def _legs_given(
    follow: Callable[[Sequence[Any]], _Run], seconds: Any, totals: Sequence[float]
) -> list[list[float]]:
    """Mean hours of each leg in the samples near each total, then its waits; the same draws."""
    ranked = np.sort(seconds)
    last = seconds.size - 1
    near = round(NEAR * seconds.size)
    picks = []
    for total in totals:
        rank = int(np.searchsorted(ranked, round(total * HOUR)))
        # All that take equally long, as those who wait for one opening do.
        low, high = ranked[max(rank - near, 0)], ranked[min(rank + near, last)]
        picks.append(np.flatnonzero((seconds >= low) & (seconds <= high)))
    legs = follow(picks).legs
    return added_up(legs.reshape(-1, len(totals)), np.asarray(totals, dtype=float))


def _follow(
    route: Route,
    figures: ServiceFigures,
    parts: Sequence[TimePart],
    weights: Mapping[str, float],
    calendars: Calendars,
    queues: Mapping[str, Queue],
    depart: datetime | str,
    n: int,
    seed: int,
    correlation: float,
    picks: Sequence[Any] = (),
) -> _Run:
    """Follow every shipment from leg to leg; of those picked the legs are told apart."""
    percentiles = Percentiles(generator(route, n, seed), correlation)
    leaves = parse_time(depart, route.origin.zone)
    calendars.check(leaves)
    ready = epoch(leaves)
    numbers, regimes = _draw(parts, weights, n, percentiles)
    phases = percentiles.independent()

    labels = [(part.label, part.place, part.figure.id) for part in parts]
    elapsed = np.zeros((len(parts) + 1, n), dtype=np.int32)
    now = np.full(n, ready, dtype=np.int64)
    legs = np.zeros((2, len(route.legs), len(picks)))
    met: list[str] = []
    train = _train(calendars, route, ready)
    cited: list[str] = []
    part_of = {leg: number for number, part in enumerate(parts) for leg in part.legs}
    work = np.empty(n, dtype=np.int64)
    for place, leg in enumerate(route.legs):
        begin = waited = now
        if train is not None and leg.activity != "door":
            # Collection comes before the train, all else after it.
            leaves_at = next_timetable(now, train.departures)
            labels.append(("wait for the day of departure", leg.origin.name, "timetable"))
            elapsed[-1] = leaves_at - now
            now = waited = leaves_at
            met.append(f"{leg.origin.name}: fixed timetable")
            cited += train.sources
            train = None
        mine = part_of[place]
        for regime, shipments in regimes.items():
            times = table(figures.hours(leg)[regime])
            work[shipments] = times[numbers[mine, shipments]]
        queue = queue_of(queues, leg.figure.root, route)
        done = _pass(calendars, queue, leg, now, work, phases)
        elapsed[mine] += (done - now).astype(np.int32)
        closures = _met(calendars, leg, now, done)
        met += [f"{leg.origin.name}: {closure}" for closure in closures]
        cited += [id_ for closure in closures for id_ in closure.sources]
        if closures and queue is not None:
            cited += queue.sources
        if headway := calendars.headways.get(leg.figure.root):
            cited += headway.sources
        now = done
        if picks and leg.kind != "wait":
            # What is not the work that it asks for is a wait for it.
            waited = waited + np.maximum(now - waited - work, 0)
        for told, pick in enumerate(picks):
            legs[:, place, told] = [
                (end[pick] - start[pick]).mean() for start, end in ((waited, now), (begin, waited))
            ]
    met = list(dict.fromkeys(met))
    return _Run(leaves, now - ready, labels, elapsed[: len(labels)], met, cited, legs)


def _draw(
    parts: Sequence[TimePart], weights: Mapping[str, float], n: int, percentiles: Percentiles
) -> tuple[Any, dict[str, slice]]:
    """How quick each shipment is in each part, shape (parts, n), and which are in which regime."""
    numbers = np.empty((len(parts), n), dtype=np.uint16)
    regimes: dict[str, slice] = {}
    for regime, batch in batches(weights, n):
        regimes[regime] = slice(regimes.get(regime, batch).start, batch.stop)
        percentiles.begin()
        for row, part in zip(numbers, parts, strict=True):
            row[batch] = percentiles.draw(batch.stop - batch.start, dwell=part.dwell)
    return numbers, regimes


def _train(calendars: Calendars, route: Route, ready: int) -> Timetable | None:
    """The timetable that a route keeps: that of its ends, its service and its corridor."""
    train = calendars.timetables.get((route.origin.id, route.destination.id, route.service))
    rail = all(leg.carrier == "rail" for leg in route.legs if leg.kind == "move")
    if train is None or not rail or route.corridor != train.corridor:
        return None
    return train if train.runs(ready) else None


def _pass(
    calendars: Calendars,
    queue: Queue | None,
    leg: Leg,
    now: Any,
    work: Any,
    phases: Percentiles,
) -> Any:
    """When shipments are through a leg that asks so much work of it."""
    id_ = leg.figure.root
    calendar = calendars.calendar(id_)
    closes = bool(calendar.closed)
    headway = calendars.headways.get(id_)
    if headway is None and queue is not None:
        # The figure holds the usual queue: what closures have gathered counts where it is longer.
        work = np.maximum(work, _behind(calendars.closures.get(id_, ()), calendar, queue, now))
    if headway is None:
        return calendar.finish(now, work) if closes else now + work
    # The figure holds the average wait for a ship, half a headway: the rest is work in port.
    # Where the way opens only at certain hours, the figure is nothing but the wait.
    every = table(Range(headway.low, headway.typical, headway.high)).astype(np.int64)
    every = every[phases.draw(now.size, dwell=False)]
    share = phases.draw(now.size, dwell=False).astype(np.int64)
    if closes:
        opens = calendar.finish(now, np.zeros_like(now))
        done = next_sailing(opens, every, every * share >> BITS)
        return calendar.finish(done, np.zeros_like(done))
    return next_sailing(now + np.maximum(work - every // 2, 0), every, every * share >> BITS)


def _behind(closures: Sequence[Closure], calendar: Calendar, queue: Queue, now: Any) -> Any:
    """Seconds of work of a crossing on those whom closures have made wait.

    A closed crossing gathers a backlog, an open one serves it at what its capacity leaves; who
    comes later finds less of it, but never passes anybody.  Daily hours count for nothing here:
    a capacity is that of a day.  A crossing near or over its capacity is taken to spare a tenth,
    so that closures of years ago are over: that its queue grows is in the figure already.
    """
    served = queue.capacity_per_day / DAY
    came = min(queue.arrivals_per_day / DAY, (1 - SPARE) * served)
    moments, backlog = [calendar.first], [0.0]

    def go_to(moment: int, change: float) -> None:
        length = backlog[-1] + change * (moment - moments[-1])
        if length < 0:  # gone on the way
            moments.append(int(moments[-1] + backlog[-1] / -change))
            backlog.append(0.0)
        moments.append(moment)
        backlog.append(max(length, 0.0))

    for start, end in merge((x.start, x.end) for x in closures):
        if end > moments[-1]:
            go_to(max(start, moments[-1]), came - served)
            go_to(end, came)
    go_to(calendar.last + 400 * DAY, came - served)
    return np.rint(np.interp(now, moments, backlog) / served).astype(np.int64)


def _met(calendars: Calendars, leg: Leg, now: Any, done: Any) -> list[Closure]:
    id_ = leg.figure.root
    if id_ not in calendars.closures:
        return []
    rank = now.size // 10
    start = int(np.partition(now, rank)[rank])
    end = int(np.partition(done, -rank - 1)[-rank - 1])
    return calendars.closures_between(id_, start, end)


def _drivers(labels: Sequence[tuple[str, str, str]], elapsed: Any, total: Any) -> list[Driver]:
    """Shares of the variance, from the samples; `elapsed` has shape (parts, n)."""
    deviation = total - total.mean()
    variance = float(deviation @ deviation)
    drivers = [
        Driver(
            label,
            place,
            figure,
            round(float((row - row.mean()) @ deviation) / variance, DIGITS) if variance else 0.0,
            round(float(row.mean()) / HOUR, DIGITS),
        )
        for (label, place, figure), row in zip(labels, elapsed, strict=True)
    ]
    return sorted(drivers, key=lambda driver: -driver.share)
