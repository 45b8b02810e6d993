"""Sample a route that leaves at a known time: calendars decide how long it waits.

Over the years of the calendars these waits are in the figures already: what is left of each figure
`khorgos.geo.uncertainty.passing` says, so that no holiday counts twice.

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

from ..queues.crossings import Queue
from ..schedule.calendars import Calendars
from ..schedule.clock import HOUR, epoch, parse_time
from ..schedule.departures import Timetable, next_timetable
from .conditional import added_up
from .dependence import ServiceFigures, TimePart, parts_of
from .outlook import Driver, Outlook, outlook_of
from .passing import STEPS, Passage, passages_of, shares
from .regimes import Asked, Regimes, stated
from .sampling import Percentiles, Sample, batches, generator, multiplied, table
from .spread import Unstated, log_sd, unstated_of

if TYPE_CHECKING:
    from ..routing.route import Leg, Route

__all__ = ["simulate_dated"]

DIGITS = 9
TRIALS = 1 << 12
"""Shipments that leave all over the years, to see what calendars take in the mean."""
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
    passages = passages_of(route, calendars, queues)
    left = _left(route, figures, parts, weights, row.correlation, passages)
    ways = calendars, passages, left
    figure = unstated_of(route, figures)
    of = row.correlation, log_sd(figure)
    follow = partial(_follow, route, figures, parts, weights, *ways, depart, n, seed, *of)
    run = follow()
    drivers, apart = _drivers(run)
    return replace(
        outlook_of(route, figures, row, weights, parts, Sample(run.seconds), month),
        # Rounded, so that the last bit of a sum is the same everywhere.
        mean_hours=round(float(run.seconds.mean()) / HOUR, DIGITS),
        sd_hours=round(float(run.seconds.std()) / HOUR, DIGITS),
        drivers=drivers,
        unstated=Unstated(figure, apart) if figure else None,
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
        Shape (labels, n): seconds of each, without what the question does not state.
    added : array
        Shape (labels,): mean seconds that this adds to each.
    unstated : array of int64
        Shape (n,): seconds that it adds to all.
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
    added: Any
    unstated: Any
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
    passages: Sequence[Passage],
    left: Sequence[int],
    depart: datetime | str,
    n: int,
    seed: int,
    correlation: float,
    sd: float,
    picks: Sequence[Any] = (),
) -> _Run:
    """Follow every shipment from leg to leg; of those picked the legs are told apart."""
    percentiles = Percentiles(generator(route, n, seed), correlation)
    leaves = parse_time(depart, route.origin.zone)
    calendars.check(leaves)
    ready = epoch(leaves)
    numbers, regimes = _draw(parts, weights, n, percentiles, unstated=bool(sd))
    phases = percentiles.independent()

    labels = [(part.label, part.place, part.figure.id) for part in parts]
    elapsed = np.zeros((len(parts) + 1, n), dtype=np.int32)
    added, unstated = np.zeros(len(parts) + 1), np.zeros(n, dtype=np.int64)
    now = np.full(n, ready, dtype=np.int64)
    legs = np.zeros((2, len(route.legs), len(picks)))
    met: list[str] = []
    train = _train(calendars, route, ready)
    cited: list[str] = []
    part_of = _parts(parts)
    for place, (leg, passage) in enumerate(zip(route.legs, passages, strict=True)):
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
        work = _work(figures, leg, regimes, numbers[mine]) * left[place] >> STEPS
        # What is on the way or at work is slow together; calendars wait for nobody.
        more = multiplied(work, sd, numbers[-1]) - work if sd and not parts[mine].driving else 0
        work += more
        begun, done = passage.follow(now, work, phases)
        elapsed[mine] += (done - now - more).astype(np.int32)
        added[mine] += np.mean(more)
        unstated += more
        closures = passage.met(now, begun, done)
        met += [f"{where}: {closure}" if where else str(closure) for where, closure in closures]
        cited += [id_ for _, closure in closures for id_ in closure.sources]
        if passage.queue is not None and any(x in passage.closures for _, x in closures):
            cited += passage.queue.sources
        if passage.headway is not None:
            cited += passage.headway.sources
        now = done
        if picks and leg.kind != "wait":
            # What is not the work that it asks for is a wait for it.
            waited = waited + np.maximum(now - waited - work, 0)
        for told, pick in enumerate(picks):
            legs[:, place, told] = [
                (end[pick] - start[pick]).mean() for start, end in ((waited, now), (begin, waited))
            ]
    met = list(dict.fromkeys(met))
    each = elapsed[: len(labels)], added[: len(labels)], unstated
    return _Run(leaves, now - ready, labels, *each, met, cited, legs)


def _draw(
    parts: Sequence[TimePart],
    weights: Mapping[str, float],
    n: int,
    percentiles: Percentiles,
    *,
    unstated: bool,
) -> tuple[Any, dict[str, slice]]:
    """How quick each shipment is in each part, and which are in which regime.

    The numbers have shape (parts, n); the last row is of what the question does not state.
    """
    numbers = np.empty((len(parts) + unstated, n), dtype=np.uint16)
    regimes: dict[str, slice] = {}
    for regime, batch in batches(weights, n):
        regimes[regime] = slice(regimes.get(regime, batch).start, batch.stop)
        percentiles.begin()
        dwells = [*(part.dwell for part in parts), *([False] if unstated else [])]
        for row, dwell in zip(numbers, dwells, strict=True):
            row[batch] = percentiles.draw(batch.stop - batch.start, dwell=dwell)
    return numbers, regimes


def _parts(parts: Sequence[TimePart]) -> list[int]:
    """Of each leg the number of its part."""
    found = {leg: number for number, part in enumerate(parts) for leg in part.legs}
    return [found[leg] for leg in range(len(found))]


def _left(
    route: Route,
    figures: ServiceFigures,
    parts: Sequence[TimePart],
    weights: Mapping[str, float],
    correlation: float,
    passages: Sequence[Passage],
) -> list[int]:
    """What the waits by the calendar leave of the work of each leg, see `shares`."""
    percentiles = Percentiles(np.random.PCG64(0), correlation)
    numbers, regimes = _draw(parts, weights, TRIALS, percentiles, unstated=False)
    part_of = _parts(parts)
    works = [
        _work(figures, leg, regimes, numbers[part])
        for leg, part in zip(route.legs, part_of, strict=True)
    ]
    return shares(passages, part_of, works)


def _work(figures: ServiceFigures, leg: Leg, regimes: Mapping[str, slice], numbers: Any) -> Any:
    """Seconds that a leg takes of shipments, before the calendars."""
    work = np.empty(numbers.size, dtype=np.int64)
    for regime, shipments in regimes.items():
        times = table(figures.hours(leg)[regime])
        work[shipments] = times[numbers[shipments]]
    return work


def _train(calendars: Calendars, route: Route, ready: int) -> Timetable | None:
    """The timetable that a route keeps: that of its ends, its service and its corridor."""
    train = calendars.timetables.get((route.origin.id, route.destination.id, route.service))
    rail = all(leg.carrier == "rail" for leg in route.legs if leg.kind == "move")
    if train is None or not rail or route.corridor != train.corridor:
        return None
    return train if train.runs(ready) else None


def _drivers(run: _Run) -> tuple[list[Driver], float]:
    """Shares of the variance, from the samples; last that of what the question does not state."""
    deviation = run.seconds - run.seconds.mean()
    variance = float(deviation @ deviation)

    def share(seconds: Any) -> float:
        apart = float((seconds - seconds.mean()) @ deviation)
        return round(apart / variance, DIGITS) if variance else 0.0

    drivers = [
        Driver(label, place, figure, share(row), round(float(row.mean() + more) / HOUR, DIGITS))
        for (label, place, figure), row, more in zip(
            run.labels, run.elapsed, run.added, strict=True
        )
    ]
    return sorted(drivers, key=lambda driver: -driver.share), share(run.unstated)
