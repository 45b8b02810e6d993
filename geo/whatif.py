"""What if more trucks or trains came to a crossing, or fewer could pass."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from .parameters import Figure, Hours
from .queues import Queue, assess, find_queue
from .transit import edge_times

if TYPE_CHECKING:
    from .corridor import Corridor

__all__ = ["with_queue"]


def with_queue(
    corridor: Corridor,
    crossing: str,
    arrivals: float | None = None,
    capacity: float | None = None,
) -> Corridor:
    """The corridor with another load at one crossing; the old one stays as it is.

    The figure that the queue explains changes by as much as the wait of the queue does, corner
    by corner and never below 0: formalities and missing wagons in it stay.

    Parameters
    ----------
    corridor : Corridor
        With the load of today.
    crossing : str
        Id of a queue, or its place, as for `khorgos.geo.queues.find_queue`.
    arrivals, capacity : float, optional
        Units per day; those of ``queues.csv`` if left out.

    Returns
    -------
    Corridor
        A new one, whose figure says that it is a what-if.

    Raises
    ------
    RequestError
        If the crossing is unknown or a number makes no sense.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> today = Corridor.load()
    >>> busy = with_queue(today, "nurzholy.east", arrivals=900)
    >>> hours = [c.route("Almaty", "Urumqi", mode="road").hours for c in (today, busy)]
    >>> hours[0] < hours[1]
    True
    """
    queue = find_queue(corridor.queues, crossing, corridor.gazetteer)
    # Without the backlog of one bad week, which the figure of a quiet month does not hold.
    today, then = assess(queue, backlog=0.0), assess(queue, arrivals, capacity, backlog=0.0)
    change = Hours(*(b - a for a, b in zip(today.wait, then.wait, strict=True)))
    came, served = then.arrivals_per_day, then.capacity_per_day
    told = f"{came:g} {queue.unit} a day arrive, {served:g} can pass"
    variants = {
        key: figure if figure.variant == "car" else _changed(figure, change, queue, told)
        for key, figure in corridor.figures[queue.figure].items()
    }
    graph = corridor.graph.copy()
    for _, _, edge in graph.edges(data=True):
        if edge["figure"] == queue.figure:
            times = edge_times(edge["length_km"], variants)
            usual = times["standard"]
            edge |= {"times": times, "hours": usual.mode}
            edge |= {"low_hours": usual.low, "high_hours": usual.high}
    figures = {**corridor.figures, queue.figure: variants}
    loads = {**corridor.loads, queue.id: (came, served)}
    return replace(corridor, figures=figures, graph=graph, loads=loads)


def _changed(figure: Figure, change: Hours, queue: Queue, told: str) -> Figure:
    low = max(0.0, figure.low + change.low)
    mode = max(low, figure.mode + change.mode)
    high = max(mode, figure.high + change.high)
    sources = tuple(dict.fromkeys((*figure.sources, *queue.sources)))
    note = f"what if {told}"
    return figure._replace(
        low=low, mode=mode, high=high, judgement="yes", sources=sources, note=note
    )
