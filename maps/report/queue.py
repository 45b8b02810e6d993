"""A queue at a crossing as plain text for a terminal, and as numbers for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..look.words import HOURS_PER_DAY, clean
from .text import table

if TYPE_CHECKING:
    from ...geo.queues.crossings import QueueOutlook

__all__ = ["describe_queue", "queue_dict", "queue_sentence"]

BASIS = {
    "no": "Arrivals, capacity and variability rest on sources.",
    "range": "Arrivals and capacity rest on sources; servers or variability are judgement.",
    "yes": "Judgement: arrivals or capacity, in part; the note says which.",
}


def describe_queue(outlook: QueueOutlook) -> str:
    """A queue for people: the wait, why, day by day, and on what it rests.

    Parameters
    ----------
    outlook : QueueOutlook
        From `khorgos.geo.queues.crossings.assess`.

    Returns
    -------
    str
        Several lines.

    Examples
    --------
    >>> from khorgos.geo.queues.crossings import assess, read_queues
    >>> queue = read_queues()["nurzholy.east"]
    >>> print(describe_queue(assess(queue, arrivals=725, capacity=700)).splitlines()[1])
    wait 2.4 days; 2.2 to 2.7 days for one truck that arrives after 7 days
    """
    queue, wait = outlook.queue, outlook.wait
    days = outlook.horizon_hours / HOURS_PER_DAY
    load = f"{outlook.capacity_per_day:g} can pass: {outlook.utilisation:.0%}"
    when = f"of those that arrive within {days:g} days"
    if not outlook.settles:
        when = f"for one {queue.unit[:-1]} that arrives after {days:g} days"
    stood = []
    if queue.backlog and not outlook.backlog:
        worst = f"{queue.backlog:,.0f} {queue.unit}"
        stood = [f"In {queue.as_of} {worst} stood there: --backlog {queue.backlog:g} adds them."]
    head = [
        f"{queue.label}, state of {queue.as_of}",
        f"wait {_time(wait.typical)}; {_span(wait.low, wait.high)} {when}",
        f"{outlook.arrivals_per_day:g} {queue.unit} a day arrive, {load} of the capacity",
        queue_sentence(outlook),
        *stood,
    ]
    low, high = queue.capacity_low_per_day, queue.capacity_high_per_day
    between = f" Reported capacity: {low:g} to {high:g} a day." if low and high else ""
    tail = [
        "Range: P10 to P90. Not in it: formalities, missing wagons, priority of other trains.",
        f"Explains a part of {queue.figure}.{between}",
        f"{BASIS[queue.judgement]} Sources: {' '.join(queue.sources) or 'none'}.",
        f"Note: {queue.note}",
    ]
    parts = ["\n".join(map(clean, head)), _days_table(outlook), "\n".join(map(clean, tail))]
    return "\n\n".join(parts)


def queue_sentence(outlook: QueueOutlook) -> str:
    """What happens to the queue, in words.

    Parameters
    ----------
    outlook : QueueOutlook
        From `khorgos.geo.queues.crossings.assess`.

    Returns
    -------
    str
        One or two sentences.

    Examples
    --------
    >>> from khorgos.geo.queues.crossings import assess, read_queues
    >>> queue_sentence(assess(read_queues()["brest.west"], arrivals=20))
    'Over capacity: the queue grows by 4 trains a day and never settles.'
    """
    unit, course = outlook.queue.unit, outlook.course
    if outlook.growing and outlook.growth_per_day:
        grows = f"{outlook.growth_per_day:.3g} {unit} a day"
        return f"Over capacity: the queue grows by {grows} and never settles."
    if outlook.growing:
        return "Arrivals equal the capacity: the queue grows with every bad day and never settles."
    quiet = f"Without backlog or closure the mean wait is {_time(outlook.steady_mean_hours or 0)}."
    if not outlook.settles:
        settle = f"{_number(outlook.settle_days or 0)} days"
        quiet = (
            f"So close to the capacity the queue needs {settle} to settle: longer than looked at."
        )
    if not course.peak:
        return quiet
    spare = -course.growth_per_day
    later = max(0.0, outlook.closed_hours - outlook.horizon_hours) / HOURS_PER_DAY
    left = course.queue[-1] + later * outlook.arrivals_per_day  # when the horizon or closure ends
    days = (course.cleared_hour or 0.0) / HOURS_PER_DAY
    if course.cleared_hour is None:
        days = outlook.horizon_hours / HOURS_PER_DAY + later + left / spare
    peak = max(course.peak, left)
    return f"A backlog of {peak:,.0f} {unit} at most is gone after {_number(days)} days. {quiet}"


def queue_dict(outlook: QueueOutlook) -> dict[str, Any]:
    """A queue as ``khorgos queue --json`` prints it: plain data, and one sentence.

    Examples
    --------
    >>> from khorgos.geo.queues.crossings import assess, read_queues
    >>> queue_dict(assess(read_queues()["brest.west"]))["utilisation"]
    0.625
    """
    return outlook.to_dict() | {"summary": queue_sentence(outlook)}


def _days_table(outlook: QueueOutlook) -> str:
    """The backlog at the start of each day, or of some 30, and at the end."""
    course = outlook.course
    if not any(course.waits):
        return "No backlog: the wait comes from chance alone."
    rows = [("day", "backlog", "wait behind it")]
    last = len(course.hours) - 1
    step = HOURS_PER_DAY * max(1, -(-last // (30 * HOURS_PER_DAY)))
    for index in dict.fromkeys([*range(0, last, step), last]):
        day, length = course.hours[index] / HOURS_PER_DAY, course.queue[index]
        rows.append((f"{day:.4g}", f"{length:,.0f}", _time(course.waits[index])))
    return table(rows, ">>>")


def _time(hours: float) -> str:
    if hours < 1:
        return f"{hours * 60:.0f} minutes"
    if hours < 2 * HOURS_PER_DAY:
        return f"{hours:.1f} hours"
    return f"{_number(hours / HOURS_PER_DAY)} days"


def _span(low: float, high: float) -> str:
    start, end = _time(low), _time(high)
    if start.split()[1] == end.split()[1]:
        start = start.split()[0]
    return f"{start} to {end}"


def _number(days: float) -> str:
    return f"{days:,.1f}" if days < 100 else f"{days:,.0f}"  # noqa: PLR2004
