"""What the arguments of a command ask for."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from ...geo import Corridor, RequestError

if TYPE_CHECKING:
    from ...geo import Route

__all__ = ["find", "find_pairs", "network", "pairs", "print_json"]


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
        raise RequestError(f"{args.pairs[-1]!r} has no destination; name places in pairs")
    return list(zip(args.pairs[::2], args.pairs[1::2], strict=True))


def find(corridor: Corridor, args: Namespace, origin: str, destination: str) -> Route:
    """The route that was asked for."""
    return corridor.route(
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
    )


def find_pairs(corridor: Corridor, args: Namespace) -> list[Route]:
    """The routes between pairs of places."""
    return [find(corridor, args, *pair) for pair in pairs(args)]


def print_json(data: object) -> None:
    """Print data for programs."""
    import json

    # Escaped beyond ASCII: safe in any terminal and any locale.
    print(json.dumps(data, indent=2, allow_nan=False))
