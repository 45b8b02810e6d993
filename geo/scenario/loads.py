"""What if more trucks or trains came to a crossing, or fewer could pass."""

from __future__ import annotations

from dataclasses import replace

from ..graph.building import edges_of, put
from ..graph.edge import edge_times
from ..graph.figures import Figure
from ..graph.infrastructure import Infrastructure
from ..queues.crossings import Queue, assess
from ..values import Range

__all__ = ["loaded", "shifted", "with_load"]


def with_load(
    base: Infrastructure,
    queue: Queue,
    arrivals: float | None = None,
    capacity: float | None = None,
) -> tuple[Infrastructure, tuple[float, float]]:
    """A network with another load at one crossing; the old one stays as it is.

    The figure that the queue explains changes by as much as the wait of the queue does, corner
    by corner and never below 0: formalities and missing wagons in it stay.

    Parameters
    ----------
    base : Infrastructure
        With the load of today.
    queue : Queue
        At the crossing.
    arrivals, capacity : float, optional
        Units per day; those of the queue if left out.

    Returns
    -------
    Infrastructure, (float, float)
        A new one, whose figure says that it is a what-if; arrivals and capacity a day.

    Raises
    ------
    RequestError
        If a number makes no sense.

    Examples
    --------
    >>> from khorgos.geo import Network
    >>> today = Network.load()
    >>> busy, load = with_load(today.infrastructure, today.queues["nurzholy.east"], arrivals=900)
    >>> load[0], busy.figures == today.figures
    (900.0, False)
    """
    change, load, told = loaded(queue, arrivals, capacity)
    variants = {
        key: figure if figure.variant == "car" else shifted(figure, change, queue.sources, told)
        for key, figure in base.figures[queue.figure].items()
    }
    graph = base.graph.copy()
    for start, end, edge in [*edges_of(graph)]:
        if edge.figure == queue.figure:
            put(graph, start, end, replace(edge, times=edge_times(edge.length_km, variants)))
    return replace(base, figures={**base.figures, queue.figure: variants}, graph=graph), load


def loaded(
    queue: Queue, arrivals: float | None = None, capacity: float | None = None
) -> tuple[Range, tuple[float, float], str]:
    """What another load does to the wait at a queue.

    Parameters
    ----------
    queue : Queue
        With the load of today.
    arrivals, capacity : float, optional
        Units per day; those of today if left out.

    Returns
    -------
    change : Range
        More or less hours, corner by corner, without the backlog of one bad week: the figure of
        a quiet month does not hold it.
    load : (float, float)
        Arrivals and capacity a day.
    told : str
        The load in words.

    Raises
    ------
    RequestError
        If a number makes no sense.

    Examples
    --------
    >>> from khorgos.geo.queues.crossings import read_queues
    >>> loaded(read_queues()["brest.west"])[0]
    Range(low=0.0, typical=0.0, high=0.0)
    """
    today, then = assess(queue, backlog=0.0), assess(queue, arrivals, capacity, backlog=0.0)
    change = Range(*(b - a for a, b in zip(today.wait, then.wait, strict=True)))
    came, served = then.arrivals_per_day, then.capacity_per_day
    return change, (came, served), f"{came:g} {queue.unit} a day arrive, {served:g} can pass"


def shifted(figure: Figure, change: Range, sources: tuple[str, ...], told: str) -> Figure:
    """A duration that is longer or shorter, corner by corner and never below 0.

    Parameters
    ----------
    figure : Figure
        In hours.
    change : Range
        More or less hours.
    sources : tuple of str
        Ids of what stands behind the change.
    told : str
        The change in words.

    Returns
    -------
    Figure
        Judgement, and its note says that it is a what-if.

    Examples
    --------
    >>> from khorgos.geo.graph.figures import read_figures
    >>> ferry = read_figures()["departure.ferry"]["any"]
    >>> slow = shifted(ferry, Range(0.0, 12.0, 24.0), (), "fog")
    >>> slow.typical - ferry.typical, slow.note
    (12.0, 'what if fog')
    """
    low = max(0.0, figure.low + change.low)
    typical = max(low, figure.typical + change.typical)
    high = max(typical, figure.high + change.high)
    return figure._replace(
        low=low,
        typical=typical,
        high=high,
        judgement="yes",
        sources=tuple(dict.fromkeys((*figure.sources, *sources))),
        note=f"what if {told}",
    )
