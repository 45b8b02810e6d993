"""What if more trucks or trains came to a crossing, or fewer could pass."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ..errors import RequestError
from ..graph.figures import Figure, Hours
from ..graph.times import edge_times
from ..queues.crossings import Queue, assess, find_queue

if TYPE_CHECKING:
    from ..network import Corridor

__all__ = ["loaded", "retime", "shifted", "with_queue"]


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
        Id of a queue, or its place, as for `khorgos.geo.queues.crossings.find_queue`.
    arrivals, capacity : float, optional
        Units per day; those of ``queues.csv`` if left out.

    Returns
    -------
    Corridor
        A new one, whose figure says that it is a what-if.

    Raises
    ------
    RequestError
        If the crossing is unknown, a number makes no sense, or a scenario that has been applied
        sets the load of this queue.

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
    if corridor.changes is not None:
        return _under_scenarios(corridor, queue, arrivals, capacity)
    change, load, told = loaded(queue, arrivals, capacity)
    variants = {
        key: figure if figure.variant == "car" else shifted(figure, change, queue.sources, told)
        for key, figure in corridor.figures[queue.figure].items()
    }
    graph = corridor.graph.copy()
    for _, _, edge in graph.edges(data=True):
        if edge["figure"] == queue.figure:
            retime(edge, variants)
    figures = {**corridor.figures, queue.figure: variants}
    loads = {**corridor.loads, queue.id: load}
    return replace(corridor, figures=figures, graph=graph, loads=loads)


def _under_scenarios(
    corridor: Corridor, queue: Queue, arrivals: float | None, capacity: float | None
) -> Corridor:
    """The load first, then the scenarios again: they are meant as changes of what is there."""
    from .apply import changed

    changes = corridor.changes
    assert changes is not None  # noqa: S101  the caller has looked
    for scenario in changes.scenarios:
        for effect in scenario.effects:
            if effect.target == f"queue:{queue.id}" and effect.effect != "delay":
                reason = f"scenario {scenario.id} sets the {effect.effect} of {queue.id}"
                raise RequestError(f"{reason}; leave one of the two out")
    return changed(with_queue(changes.base, queue.id, arrivals, capacity), changes.scenarios)


def loaded(
    queue: Queue, arrivals: float | None = None, capacity: float | None = None
) -> tuple[Hours, tuple[float, float], str]:
    """What another load does to the wait at a queue.

    Parameters
    ----------
    queue : Queue
        With the load of today.
    arrivals, capacity : float, optional
        Units per day; those of today if left out.

    Returns
    -------
    change : Hours
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
    Hours(low=0.0, mode=0.0, high=0.0)
    """
    today, then = assess(queue, backlog=0.0), assess(queue, arrivals, capacity, backlog=0.0)
    change = Hours(*(b - a for a, b in zip(today.wait, then.wait, strict=True)))
    came, served = then.arrivals_per_day, then.capacity_per_day
    return change, (came, served), f"{came:g} {queue.unit} a day arrive, {served:g} can pass"


def shifted(figure: Figure, change: Hours, sources: tuple[str, ...], told: str) -> Figure:
    """A duration that is longer or shorter, corner by corner and never below 0.

    Parameters
    ----------
    figure : Figure
        In hours.
    change : Hours
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
    >>> slow = shifted(ferry, Hours(0.0, 12.0, 24.0), (), "fog")
    >>> slow.mode - ferry.mode, slow.note
    (12.0, 'what if fog')
    """
    low = max(0.0, figure.low + change.low)
    mode = max(low, figure.mode + change.mode)
    high = max(mode, figure.high + change.high)
    return figure._replace(
        low=low,
        mode=mode,
        high=high,
        judgement="yes",
        sources=tuple(dict.fromkeys((*figure.sources, *sources))),
        note=f"what if {told}",
    )


def retime(edge: dict[str, Any], variants: Mapping[str, Figure]) -> None:
    """Give an edge the hours of another figure.

    Parameters
    ----------
    edge : dict
        Attributes of an edge of a graph; changed in place.
    variants : mapping of str to Figure
        By variant.

    Examples
    --------
    >>> from khorgos.geo.graph.figures import read_figures
    >>> edge = {"length_km": 76.0}
    >>> retime(edge, read_figures()["rail.kz.khorgos_line"])
    >>> edge["hours"]
    2.0
    """
    times = edge_times(edge["length_km"], dict(variants))
    usual = times["standard"]
    edge |= {"times": times, "hours": usual.mode, "low_hours": usual.low, "high_hours": usual.high}
