"""What calendars do to the legs of a route: who comes at a known time is through when.

The figures of a network are means over the year: that a crossing shuts on holidays or at night,
that trucks rest on Sundays and that factories close at a feast is in them.  A calendar that made
shipments wait on top would count it twice.  So the work that a leg asks for is what its figure
leaves when the waits have had their part: `shares` lets shipments leave all over the years of the
calendars and finds, leg by leg, the share of the work with which they take as long on average as
the figures say.  It depends on the route alone, never on the day that is asked about.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from ..queues.crossings import Queue, queue_of
from ..schedule.calendars import Calendar, Calendars, merge
from ..schedule.clock import DAY
from ..schedule.closures import Closure
from ..schedule.departures import Headway, next_sailing
from ..schedule.feasts import Feast
from ..values import Range
from .sampling import BITS, Percentiles, table

if TYPE_CHECKING:
    from ..routing.route import Leg, Route

__all__ = ["STEPS", "WHOLE", "Passage", "behind", "passages_of", "shares"]

SPARE = 0.1
"""Share of its capacity that a crossing spares at least, as at Nur Zholy today; judgement."""
FEW = 0.1
"""Share of the shipments that must stand still before a ban or a feast is told."""
STEPS = 10
WHOLE = 1 << STEPS
"""Shares of work are counted in so many parts."""
ROUNDS = 8
"""In which they are found, at most."""
FOREVER = 1 << 60
"""Seconds; of calendars that are asked beyond their ends."""


@dataclass(frozen=True)
class Passage:
    """What the calendars do to one leg.

    Parameters
    ----------
    place : str
        Where it is, for people.
    closures : tuple of Closure
        Of its figure, daily hours aside.
    calendar : Calendar
        When its work goes on: the hours of its figure without bans on driving and closed doors.
    rests : tuple of Closure
        These bans and closed doors.
    holds : tuple of (Feast, Calendar)
        For which some of its trains do not leave.
    queue : Queue or None
        What gathers while it is closed.
    headway : Headway or None
        Of its ships.
    always : Calendar
        Its range is that of all calendars.
    """

    place: str
    closures: tuple[Closure, ...]
    calendar: Calendar
    rests: tuple[Closure, ...]
    holds: tuple[tuple[Feast, Calendar], ...]
    queue: Queue | None
    headway: Headway | None
    always: Calendar

    @property
    def stands(self) -> bool:
        """Whether it makes shipments wait beyond what its figure says of each."""
        return self.headway is None and bool(self.calendar.closed or self.holds)

    def ready(self, now: Any, phases: Percentiles) -> Any:
        """When they may begin: of trains that a feast holds, after it."""
        for feast, calendar in self.holds:
            held = phases.draw(now.size, dwell=False) < round(feast.share * (1 << BITS))
            now = np.where(held, calendar.finish(now, np.zeros_like(now)), now)
        return now

    def backlog(self, now: Any) -> Any:
        """Seconds of work on those whom closures have made wait; 0 where nothing gathers.

        The figure holds the usual queue: what closures have gathered counts where it is longer.
        """
        if self.queue is None or self.headway is not None:
            return 0
        return behind(self.closures, self.always, self.queue, now)

    def done(self, now: Any, work: Any, phases: Percentiles) -> Any:
        """When shipments are through that are ready at `now` and ask for so much work."""
        closes = bool(self.calendar.closed)
        if self.headway is None:
            return self.calendar.finish(now, work) if closes else now + work
        # The figure holds the average wait for a ship, half a headway: the rest is work in port.
        # Where the way opens only at certain hours, the figure is nothing but the wait.
        every = table(Range(self.headway.low, self.headway.typical, self.headway.high))
        every = every.astype(np.int64)[phases.draw(now.size, dwell=False)]
        share = phases.draw(now.size, dwell=False).astype(np.int64)
        if closes:
            opens = self.calendar.finish(now, np.zeros_like(now))
            leaves = next_sailing(opens, every, every * share >> BITS)
            return self.calendar.finish(leaves, np.zeros_like(leaves))
        in_port = np.maximum(work - every // 2, 0)
        return next_sailing(now + in_port, every, every * share >> BITS)

    def follow(self, now: Any, work: Any, phases: Percentiles) -> tuple[Any, Any]:
        """When shipments begin that come at `now`, and when they are through."""
        begin = self.ready(now, phases)
        return begin, self.done(begin, np.maximum(work, self.backlog(begin)), phases)

    def met(self, now: Any, ready: Any, done: Any) -> list[tuple[str, Closure]]:
        """What stood in the way of shipments between two moments: where, and until when.

        Of closures all between the quickest tenth that comes and the slowest that goes; of bans
        and feasts those that stop a tenth.
        """
        found = []
        if self.closures:
            rank = now.size // 10
            start = int(np.partition(now, rank)[rank])
            end = int(np.partition(done, -rank - 1)[-rank - 1])
            found = [(self.place, x) for x in self.closures if x.start < end and start < x.end]
        for closure in _near(self.rests, now, done):
            if np.mean((now < closure.end) & (closure.start < done)) >= FEW:
                found.append(("", closure))
        for feast, _ in self.holds:
            for closure in _near(feast.closures, now, ready):
                if np.mean((closure.start <= now) & (now < ready) & (now < closure.end)) >= FEW:
                    found.append((self.place, closure))
        return found


def _near(closures: Sequence[Closure], begin: Any, end: Any) -> list[Closure]:
    first, last = int(begin.min()), int(end.max())
    return [x for x in closures if x.start < last and first < x.end]


def passages_of(route: Route, calendars: Calendars, queues: Mapping[str, Queue]) -> list[Passage]:
    """What the calendars do to each leg of a route.

    Examples
    --------
    >>> from khorgos.geo import Network
    >>> network = Network.load()
    >>> route = network.route("Xi'an", "Duisburg", mode="road")
    >>> passages = passages_of(route, network.calendars, network.queues)
    >>> sorted({leg.country for leg, passage in zip(route.legs, passages) if passage.rests})
    ['DE', 'PL']
    """
    around: dict[tuple[tuple[Closure, ...], Calendar], Calendar] = {}
    boarded: set[str] = set()

    def calendar_of(times: tuple[Closure, ...], known: Calendar) -> Calendar:
        if times and (times, known) not in around:
            closed = merge([*known.closed, *((x.start, x.end) for x in times)])
            around[times, known] = replace(known, closed=closed)
        return around[times, known] if times else known

    passages = []
    for leg in route.legs:
        id_ = leg.figure.root
        rests: tuple[Closure, ...] = ()
        if leg.edge.driven and route.vehicle == "truck":
            rests = calendars.bans.get(leg.country, ())
        feasts = [x for x in calendars.feasts if _keeps(x, leg, route)]
        holds: tuple[tuple[Feast, Calendar], ...] = ()
        if leg.activity == "door":
            rests = tuple(closure for feast in feasts for closure in feast.closures)
        elif feasts and leg.country not in boarded:  # a train under way goes on
            boarded.add(leg.country)
            holds = tuple((x, calendar_of(x.closures, calendars.always)) for x in feasts)
        passages.append(
            Passage(
                leg.origin.name,
                calendars.closures.get(id_, ()),
                calendar_of(rests, calendars.calendar(id_)),
                rests,
                holds,
                queue_of(queues, id_, route),
                calendars.headways.get(id_),
                calendars.always,
            )
        )
    return passages


def _keeps(feast: Feast, leg: Leg, route: Route) -> bool:
    """Whether a feast is about a leg of a route."""
    if leg.activity == "door":
        work = "door"
    else:
        work = "train" if leg.kind == "move" and leg.carrier == "rail" else ""
    mine = feast.country == leg.country and feast.work == work
    return mine and (not feast.services or route.service in feast.services)


def shares(passages: Sequence[Passage], part_of: Sequence[int], works: Sequence[Any]) -> list[int]:
    """Of each leg the part of the work, in `WHOLE` parts, that waits by the calendar leave.

    Shipments leave all over the range of the calendars.  Legs that are slow together, one of which
    stands still, take as long together on average as their work: so a truck that waits for the
    end of a ban has its rest in it, wherever the ban falls.

    Parameters
    ----------
    passages : sequence of Passage
        Of a route.
    part_of : sequence of int
        Of each leg the number of its part, as `parts_of` tells them.
    works : sequence of array of int64
        Of each leg the seconds of work of some shipments.

    Returns
    -------
    list of int
        `WHOLE` where nothing ever stands still.
    """
    stand = {part for passage, part in zip(passages, part_of, strict=True) if passage.stands}
    left = dict.fromkeys(part_of, WHOLE)
    if not stand:
        return [left[part] for part in part_of]
    always, size = passages[0].always, works[0].size
    reach = always.last - always.first
    # Golden steps: shipments that follow one another leave far apart.
    steps = np.arange(size, dtype=np.int64) * int(reach * (5**0.5 - 1) / 2)
    endless = [_endless(passage) for passage in passages]
    asked = dict.fromkeys(stand, 0)
    for part, work in zip(part_of, works, strict=True):
        if part in stand:
            asked[part] += int(work.sum())
    for _ in range(ROUNDS):
        now = always.first + steps % reach
        phases = Percentiles(np.random.PCG64(0), 0.0)
        excess = {part: -total for part, total in asked.items()}
        for passage, part, work in zip(endless, part_of, works, strict=True):
            _, done = passage.follow(now, work * left[part] >> STEPS, phases)
            if part in stand:
                excess[part] += int((done - now).sum())
            now = done
        if all(abs(late) * WHOLE <= asked[part] for part, late in excess.items()):
            break
        # Hours grow nearly in proportion to the work: a few rounds are enough.
        for part, late in excess.items():
            less = late * WHOLE // asked[part] if asked[part] else 0
            left[part] = min(max(left[part] - less, 0), WHOLE)
    return [left[part] for part in part_of]


def _endless(passage: Passage) -> Passage:
    """The same, to be asked beyond the calendars' ends, where nothing is known to be closed."""
    holds = tuple((feast, _unbounded(calendar)) for feast, calendar in passage.holds)
    return replace(passage, calendar=_unbounded(passage.calendar), holds=holds)


def _unbounded(calendar: Calendar) -> Calendar:
    return replace(calendar, first=-FOREVER, last=FOREVER)


def behind(closures: Sequence[Closure], calendar: Calendar, queue: Queue, now: Any) -> Any:
    """Seconds of work of a crossing on those whom closures have made wait.

    A closed crossing gathers a backlog, an open one serves it at what its capacity leaves; who
    comes later finds less of it, but never passes anybody.  Daily hours count for nothing here:
    a capacity is that of a day.  A crossing near or over its capacity is taken to spare a tenth,
    so that closures of years ago are over: that its queue grows is in the figure already.

    Parameters
    ----------
    closures : sequence of Closure
        Of the crossing.
    calendar : Calendar
        Its range is that in which closures are known.
    queue : Queue
        What comes and what is served in a day.
    now : array of int64
        Seconds since 1970 UTC at which shipments come.

    Returns
    -------
    array of int64
        For each of them.
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
