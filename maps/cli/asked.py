"""What the arguments of a command ask for."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Literal

from ...geo import Corridor, RequestError
from ...geo.errors import echo
from ...geo.places.readings import told
from ...geo.routing.naming import read_end
from ...geo.ways.candidates import GROUPS

if TYPE_CHECKING:
    from ...geo import Route, Way
    from ...geo.places.readings import Reading
    from ...geo.queues.crossings import Queue

__all__ = [
    "ROUTING",
    "find",
    "find_pairs",
    "find_queue",
    "network",
    "pairs",
    "print_json",
    "read_crossing",
    "refuse",
    "tell",
    "under_load",
    "ways",
]

WAY_OPTIONS = ("service", "vehicle", "via", "avoid", "include", "door", "drivers")
"""Options of the command line that both `Corridor.route` and `Corridor.ways` take."""


STATED = {"regimes": "regime", "month": "month", "depart": "depart"}
"""Argument of the library that says in which state the corridor is -> option."""
ROUTING = ("mode", "service", "vehicle", "drivers", "via", "avoid", "include", "way")
"""Options that say how to go."""


def refuse(args: Namespace, names: Iterable[str], reason: str) -> None:
    """Complain of options that would change nothing.

    Parameters
    ----------
    args : Namespace
        Of a command.
    names : iterable of str
        Options, without hyphens before them.
    reason : str
        What they are for, and what to do: ``is for routes; name some, or leave it out``.

    Raises
    ------
    RequestError
        If one of them is not as it is by default.
    """
    for name in names:
        if getattr(args, name) != args.default(name):
            option = f"--{name.replace('_', '-')}" if name[1:] else f"-{name}"
            raise RequestError(f"{option} {reason}")


def network(args: Namespace) -> Corridor:
    """The network that a command asks for, under the scenarios that it names."""
    corridor = Corridor.load(args.data)
    scenarios = getattr(args, "scenario", ())
    on = getattr(args, "on", None)
    if on is not None and not scenarios:
        raise RequestError("--on is the day of scenarios; add --scenario ID, or leave it out")
    return corridor.apply(*scenarios, on=on) if scenarios else corridor


def pairs(args: Namespace) -> list[tuple[str, str]]:
    """Places in pairs, as they stand on the command line."""
    if len(args.pairs) % 2:
        raise RequestError(f"{echo(args.pairs[-1])} has no destination; name places in pairs")
    return list(zip(args.pairs[::2], args.pairs[1::2], strict=True))


def find(corridor: Corridor, args: Namespace, origin: str, destination: str) -> Route:
    """The route that was asked for."""
    route = corridor.route(
        origin,
        destination,
        mode=args.mode,
        service=args.service,
        vehicle=args.vehicle,
        via=args.via,
        avoid=args.avoid,
        include=args.include,
        door=args.door,
        drivers=args.drivers,
        way=args.way,
        **{name: getattr(args, of, None) for name, of in STATED.items()},
    )
    if not getattr(args, "json", False):  # which names them itself
        tell(args, route.readings)
    return route


def tell(args: Namespace, readings: Iterable[Reading]) -> None:
    """Keep which place a name was taken for: told at the end, if no error is."""
    vars(args).setdefault("told", {}).update(dict.fromkeys(told(readings)))


def find_queue(
    corridor: Corridor, name: str, among: Mapping[str, Queue] | None = None
) -> tuple[Queue, list[Reading]]:
    """The queue at a crossing, of some or of all, and how its name was read."""
    from ...geo.queues.crossings import find_queue as found

    queue = found(corridor.queues if among is None else among, name, corridor.gazetteer)
    return queue, read_crossing(corridor, name, [queue])


def read_crossing(corridor: Corridor, name: str, queues: Iterable[Queue]) -> list[Reading]:
    """How the name of the crossing of some queues was read."""
    from ...geo.queues.crossings import parted

    if name in corridor.queues:
        return []
    infra = corridor.infrastructure
    ids = dict.fromkeys(id_ for queue in queues for id_ in (queue.place, queue.across))
    nodes = [node for id_ in ids for node in infra.nodes_at(id_)]
    return [*read_end(infra, "via", parted(name)[0], nodes)]


def ways(corridor: Corridor, args: Namespace, origin: str, destination: str) -> list[Way]:
    """All ways under the same conditions, those of the mode that was asked for first."""
    options = {name: getattr(args, name) for name in WAY_OPTIONS}
    # Loose cargo has a set of its own.
    mode: Literal["air"] | None = "air" if args.mode == "air" else None
    options |= {name: getattr(args, of, None) for name, of in STATED.items()}
    found = corridor.ways(origin, destination, mode=mode, **options)
    first = GROUPS[args.mode]
    return sorted(found, key=lambda way: (way.mode not in first, way.values["time"]))


def find_pairs(corridor: Corridor, args: Namespace) -> list[Route]:
    """The routes between pairs of places."""
    return [find(corridor, args, *pair) for pair in pairs(args)]


def print_json(data: object) -> None:
    """Print data for programs."""
    import json

    # Escaped beyond ASCII: safe in any terminal and any locale.
    print(json.dumps(data, indent=2, allow_nan=False))


def under_load(
    args: Namespace, corridor: Corridor, find: Callable[[Corridor], Route]
) -> tuple[Corridor, Route, list[str]]:
    """The corridor under the loads that somebody asks for, and the route through it.

    Parameters
    ----------
    args : Namespace
        Its ``arrivals`` and ``capacity`` hold texts such as ``Nur Zholy=700``.
    corridor : Corridor
        As it is.
    find : callable
        Finds the route in a corridor.

    Returns
    -------
    Corridor, Route, list of str
        The last says what was asked and what becomes of the queues.

    Raises
    ------
    RequestError
        If a text cannot be read, a crossing is unknown or given twice, or the route does not
        wait there.
    """
    route = find(corridor)
    if not (args.arrivals or args.capacity):
        return corridor, route, []
    from ...geo.queues.crossings import assess, queue_of
    from ..report.queue import queue_sentence

    used = {queue_of(corridor.queues, leg.figure.root, route) for leg in route.legs}
    loads = _loads(args, corridor, {queue.id: queue for queue in used if queue})
    busy, notes = corridor, []
    for id_, load in loads.items():
        queue = corridor.queues[id_]
        if queue not in used:
            raise RequestError(f"the route does not wait at {id_}; leave it away")
        busy = busy.with_load(id_, **load)
        then = assess(queue, backlog=0.0, **load)
        told = f"{then.arrivals_per_day:g} a day come, {then.capacity_per_day:g} can pass"
        when = " The wait is that after a week." if then.growing else ""
        notes.append(f"What if, {queue.label}: {told}. {queue_sentence(then)}{when}")
    diverted = find(busy)
    if [leg.edge.id for leg in diverted.legs] != [leg.edge.id for leg in route.legs]:
        notes.append("With this load another way is faster: the answer takes it.")
    return busy, diverted, notes


def _loads(
    args: Namespace, corridor: Corridor, used: Mapping[str, Queue]
) -> dict[str, dict[str, float]]:
    """Crossing -> its loads; the route says in which direction a crossing is meant."""
    loads: dict[str, dict[str, float]] = {}
    for name in ("arrivals", "capacity"):
        for text in getattr(args, name):
            crossing, _, number = text.rpartition("=")
            try:
                value = float(number)
            except ValueError:
                remedy = "write it as 'Nur Zholy=700', a day"
                raise RequestError(f"{name} is {echo(text)}; {remedy}") from None
            try:
                queue, readings = find_queue(corridor, crossing, used)
            except RequestError:
                queue, readings = find_queue(corridor, crossing)
            tell(args, readings)
            load = loads.setdefault(queue.id, {})
            if name in load:
                raise RequestError(f"{name} at {echo(crossing)} stands there twice; keep one")
            load[name] = value
    return loads
