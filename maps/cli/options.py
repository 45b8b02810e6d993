"""How commands are declared, and the options that several of them share."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable
from typing import TypeAlias

from ...geo.places.gazetteer import LANGUAGES
from ...geo.routing.request import CLOSED, MODES, SERVICES, UNITS, VEHICLES
from ..look.formats import FORMATS, FRAMES

__all__ = [
    "Commands", "cargo_options", "declare", "door_option", "drivers_option", "ends", "file",
    "json_option", "limit_options", "map_options", "month_option", "network_options", "output",
    "regime_option", "route_options", "time_options", "truck_options", "via_option",
]  # fmt: skip

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001
"""What a parser of the whole command line adds commands to; it has no public name."""


def ends(command: argparse.ArgumentParser) -> None:
    """Where from and where to."""
    command.add_argument("origin", help="place, in any script; see khorgos places")
    command.add_argument("destination")


def time_options(command: argparse.ArgumentParser) -> None:
    """When, and in which state of the corridor."""
    add = command.add_argument
    door_option(command)
    add(
        "--depart",
        metavar="TIME",
        help="when it is ready, such as 2026-12-01T08:00+08:00, so that calendars count; a time "
        "without a zone, or a date alone, is by the clock of the origin",
    )
    add(
        "--by",
        action="append",
        default=[],
        metavar="TIME",
        help="probability of arriving by then; a date alone is its end at the destination",
    )
    regime_option(command)
    add(
        "--arrivals",
        action="append",
        default=[],
        metavar="CROSSING=N",
        help="what if so many trucks or trains a day came; see khorgos queue",
    )
    add(
        "--capacity",
        action="append",
        default=[],
        metavar="CROSSING=N",
        help="what if so many a day could pass",
    )


def map_options(command: argparse.ArgumentParser) -> None:
    """How a map or picture looks."""
    add = command.add_argument
    add("--format", choices=FORMATS, help="added to a FILE that does not end in it")
    add("--frame", choices=FRAMES, help="what a picture shows (default: the routes, or all)")
    add("--language", choices=LANGUAGES, default="en", help="of names of places (default: en)")
    add(
        "--theme",
        choices=("auto", "light", "dark"),
        default="auto",
        help="colours (default: of the reader's system; a picture is light)",
    )
    add(
        "--hub",
        action="append",
        default=[],
        metavar="PLACE",
        help="of the hubs to choose from; repeatable (default: 29 that people quote)",
    )


def route_options(command: argparse.ArgumentParser) -> None:
    """How to go."""
    add = command.add_argument
    command.set_defaults(door=False)  # maps and files go from terminal to terminal
    network_options(command)
    limit_options(command)
    truck_options(command)
    via_option(command)
    add("--way", default="", metavar="ID", help="not the quickest, but this one of --json's ways")


def via_option(command: argparse.ArgumentParser) -> None:
    """What to pass."""
    add = command.add_argument
    add("--via", action="append", default=[], metavar="PLACE", help="pass it; repeatable, in order")


def door_option(command: argparse.ArgumentParser) -> None:
    """From where to where."""
    command.add_argument("--door", action="store_true", help="add collection and delivery")


def truck_options(command: argparse.ArgumentParser) -> None:
    """What drives on roads."""
    add = command.add_argument
    add("--vehicle", choices=VEHICLES, default="truck", help="on roads (default: truck)")
    drivers_option(command)


def drivers_option(command: argparse.ArgumentParser) -> None:
    """Who drives on roads."""
    add = command.add_argument
    add("--drivers", type=int, choices=(1, 2), help="of a truck (default: as the trade does it)")


def regime_option(command: argparse.ArgumentParser) -> None:
    """In which state the corridor is."""
    command.add_argument(
        "--regime",
        metavar="STATE",
        help="quiet, stressed or disrupted, or weights: quiet=0.6,stressed=0.4",
    )
    month_option(command, "in whose state it is, instead of --regime, such as 2024-06")


def month_option(command: argparse.ArgumentParser, text: str) -> None:
    """Which month."""
    command.add_argument("--month", metavar="MONTH", help=text)


def cargo_options(command: argparse.ArgumentParser) -> None:
    """What is carried."""
    add = command.add_argument
    add("--unit", choices=UNITS, default="FEU", help="of the price (default: FEU)")
    add(
        "--payload",
        type=float,
        default=10.0,
        metavar="T",
        help="cargo in tonnes for each twenty feet, for CO2e (default: 10)",
    )


def limit_options(command: argparse.ArgumentParser) -> None:
    """What not to use, and what to use too."""
    add = command.add_argument
    add(
        "--avoid",
        action="append",
        default=[],
        metavar="NAME",
        help="place, country (English name or ISO code), carrier (rail, road, ferry, sea, air) or "
        "passage (Suez Canal, Cape of Good Hope, Bosporus, Marmaray); repeatable",
    )
    add("--include", action="append", default=[], choices=CLOSED, help="use such links too")


def network_options(
    command: argparse.ArgumentParser, mode: str = "rail", modes: Iterable[str] = tuple(MODES)
) -> None:
    """Which network, for which service, under which scenarios."""
    add = command.add_argument
    add(
        "--mode",
        choices=modes,
        default=mode,
        help=f"rail and road take ferries; any: rail, road and sea; air: truck and plane "
        f"(default: {mode})",
    )
    add("--service", choices=SERVICES, default="standard", help="fast: timetable or priority")
    add(
        "--scenario",
        action="append",
        default=[],
        metavar="ID",
        help="what if: an id of khorgos scenarios; repeatable, they combine",
    )
    add("--on", metavar="DATE", help="only what the scenarios say for this day (default: all)")


def json_option(
    command: argparse.ArgumentParser,
    text: str = "print one JSON object",
    *,
    printed: Iterable[str] = (),
) -> None:
    """Data for programs; options that add to what is `printed` for people are refused with it."""
    command.add_argument("--json", action="store_true", help=text)
    command.set_defaults(printed=tuple(printed))


def output(command: argparse.ArgumentParser, endings: str) -> None:
    """Where to write."""
    command.add_argument("-o", "--output", type=file, metavar="FILE", help=f"ends in {endings}")


def file(text: str) -> str:
    """A file's name, which is not empty.

    Examples
    --------
    >>> file("map.html")
    'map.html'
    """
    if not text:
        raise argparse.ArgumentTypeError("the name of the file is empty; give one")
    return text


def declare(
    commands: Commands,
    name: str,
    run: Callable[[argparse.Namespace], None],
    text: str,
) -> argparse.ArgumentParser:
    """A new command, and what runs it."""
    command = commands.add_parser(name, help=text, description=f"{text[0].upper()}{text[1:]}.")
    command.add_argument("--data", metavar="FOLDER", help="tables to use instead of the own ones")
    command.set_defaults(run=run, default=command.get_default)
    return command
