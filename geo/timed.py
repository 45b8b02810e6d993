"""Sample a route that leaves at a known time: calendars decide how long it waits.

For the same seed every shipment is as quick in itself whenever it leaves, and every rule keeps
the order, so that leaving later never arrives earlier.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from .calendars import Calendars
from .clock import epoch, parse_time
from .departures import next_sailing, next_timetable
from .parameters import REGIMES, Hours
from .parts import Part, leg_hours
from .simulation import BITS, Percentiles, batches, table

if TYPE_CHECKING:
    from .network import Corridor
    from .route import Leg, Route

__all__ = ["Timed", "timed_sums"]


class Timed(NamedTuple):
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
        What the calendars put in the way of most shipments.
    """

    depart: datetime
    seconds: Any
    labels: list[tuple[str, str, str]]
    elapsed: Any
    met: list[str]


def timed_sums(
    corridor: Corridor,
    route: Route,
    parts: Sequence[Part],
    weights: Mapping[str, float],
    correlation: float,
    n: int,
    bits: np.random.PCG64,
    depart: datetime | str,
) -> Timed:
    """Follow every shipment from leg to leg.

    Raises
    ------
    RequestError
        If the departure has no zone or lies outside the calendars, or a shipment needs them
        after their end.
    """
    leaves = parse_time(depart)
    calendars = corridor.calendars
    calendars.check(leaves)
    ready = epoch(leaves)
    numbers = np.empty((len(parts), n), dtype=np.uint16)
    percentiles = Percentiles(bits, correlation)
    regimes: dict[str, slice] = {}
    for regime, batch in batches(weights, n):
        regimes[regime] = slice(regimes.get(regime, batch).start, batch.stop)
        percentiles.begin()
        for row, part in zip(numbers, parts, strict=True):
            row[batch] = percentiles.draw(batch.stop - batch.start, dwell=part.dwell)
    phases = Percentiles(bits, 0.0)

    labels = [(part.label, part.place, part.figure.id) for part in parts]
    elapsed = np.zeros((len(parts), n), dtype=np.int32)
    now = np.full(n, ready, dtype=np.int64)
    met: list[str] = []
    fixed = calendars.timetables.get((route.origin.id, route.destination.id, route.service))
    if fixed is not None and fixed.runs(ready):
        now[:] = next_timetable(ready, fixed.departures)
        labels.append(("wait for the day of departure", route.origin.name, "timetable"))
        elapsed = np.vstack([elapsed, (now - ready).astype(np.int32)])
        met.append(f"{route.origin.name}: fixed timetable")
    part_of = {leg: number for number, part in enumerate(parts) for leg in part.legs}
    work = np.empty(n, dtype=np.int64)
    for place, leg in enumerate(route.legs):
        mine = part_of[place]
        for regime in REGIMES:
            if regime in regimes:
                times = table(leg_hours(corridor, route, leg, regime))
                work[regimes[regime]] = times[numbers[mine, regimes[regime]]]
        done = _pass(calendars, leg, now, work, phases)
        elapsed[mine] += (done - now).astype(np.int32)
        met += _met(calendars, leg, now, done)
        now = done
    return Timed(leaves, now - ready, labels, elapsed, list(dict.fromkeys(met)))


def _pass(calendars: Calendars, leg: Leg, now: Any, work: Any, phases: Percentiles) -> Any:
    """When shipments are through a leg that asks so much work of it."""
    id_ = leg.figure.id
    closes = bool(calendars.calendar(id_).closed)
    headway = calendars.headways.get(id_)
    if headway is None:
        return calendars.calendar(id_).finish(now, work) if closes else now + work
    # The figure holds the average wait for a ship, half a headway: the rest is work in port.
    # Where the way opens only at certain hours, the figure is nothing but the wait.
    every = table(Hours(headway.low, headway.mode, headway.high)).astype(np.int64)
    every = every[phases.draw(now.size, dwell=False)]
    share = phases.draw(now.size, dwell=False).astype(np.int64)
    if closes:
        opens = calendars.calendar(id_).finish(now, np.zeros_like(now))
        done = next_sailing(opens, every, every * share >> BITS)
        return calendars.calendar(id_).finish(done, np.zeros_like(done))
    return next_sailing(now + np.maximum(work - every // 2, 0), every, every * share >> BITS)


def _met(calendars: Calendars, leg: Leg, now: Any, done: Any) -> list[str]:
    id_ = leg.figure.id
    if id_ not in calendars.closures:
        return []
    rank = now.size // 10
    start = int(np.partition(now, rank)[rank])
    end = int(np.partition(done, -rank - 1)[-rank - 1])
    return [f"{leg.origin.name}: {x}" for x in calendars.closures_between(id_, start, end)]
