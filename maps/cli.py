"""The command line: what can be asked, and how errors end.  `khorgos.maps.commands` answers."""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Callable, Sequence
from typing import NoReturn

from ..geo import KhorgosError, NoRoute
from ..geo.request import CLOSED, MODES, SERVICES, VEHICLES
from . import commands
from .fonts import LANGUAGES
from .formats import FORMATS, FRAMES
from .report import clean

__all__ = ["main", "run"]

BAD_INPUT = 2
NO_ROUTE = 1
INTERRUPTED = 130


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        # One line: people read the usage with --help.
        self.exit(BAD_INPUT, f"{self.prog}: {message}; see {self.prog} --help\n")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line.

    Parameters
    ----------
    argv : sequence of str, optional
        Arguments; those of the process if left out.

    Returns
    -------
    int
        Exit status: 0 done, 1 no route, 2 bad input, 130 interrupted.

    Examples
    --------
    >>> main(["route", "Zhetygen", "Nowhere"])
    2
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    args = _parser().parse_args(argv)
    try:
        args.run(args)
        if sys.stdout is not None:  # None if the shell closed it
            sys.stdout.flush()
    except NoRoute as error:
        return _fail(error, NO_ROUTE)
    except KhorgosError as error:
        return _fail(error, BAD_INPUT)
    except BrokenPipeError:
        _give_up_on_output()  # the reader (head, less) has seen enough
    except OSError as error:
        _give_up_on_output()
        return _fail(f"cannot write the output: {error.strerror or error}", BAD_INPUT)
    except KeyboardInterrupt:
        return INTERRUPTED
    return 0


def run() -> NoReturn:
    """Run the command line as a program, and leave at once.

    Taking the graph apart object by object takes longer than building it; the system frees the
    memory of a program that ends anyway.
    """
    gc.disable()  # in so short a run it costs more than it frees
    status = main()
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()
    os._exit(status)


def _fail(error: KhorgosError | str, status: int) -> int:
    print(f"khorgos: {clean(str(error))}", file=sys.stderr)
    return status


def _give_up_on_output() -> None:
    """Keep Python from complaining at exit about what it could not write."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="khorgos",
        description="How long freight takes overland between China and Europe.",
    )
    parser.add_argument("--version", action="store_true", help="print the versions and end")
    parser.set_defaults(
        run=lambda args: commands.version() if args.version else parser.print_help()
    )
    add = parser.add_subparsers(title="commands", metavar="COMMAND")

    route = _command(add, "route", commands.route, "fastest route and transit time")
    _ends(route)
    _route_options(route)
    _time_options(route)
    route.add_argument("--json", action="store_true", help="print one JSON object")
    route.add_argument("--sources", action="store_true", help="print the sources in full")

    simulate = _command(
        add, "simulate", commands.simulate, "sample a route: quantiles, chances, what makes it late"
    )
    _ends(simulate)
    _route_options(simulate)
    _time_options(simulate)
    simulate.add_argument("-n", "--samples", type=int, default=100_000, metavar="N", help="samples")
    simulate.add_argument("--seed", type=int, default=0, help="same seed, same answer (default: 0)")
    simulate.add_argument("--json", action="store_true", help="print one JSON object")

    queue = _command(
        add, "queue", commands.queue, "wait at a crossing, from arrivals and capacity a day"
    )
    queue.add_argument("crossing", nargs="?", help="place or id; all crossings if left out")
    queue.add_argument("--arrivals", type=float, metavar="N", help="trucks or trains a day")
    queue.add_argument("--capacity", type=float, metavar="N", help="that can pass a day")
    queue.add_argument("--backlog", type=float, metavar="N", help="that wait already")
    queue.add_argument(
        "--closed-days", type=float, default=0.0, metavar="DAYS", help="shut for so long from now"
    )
    queue.add_argument(
        "--days", type=float, default=7.0, metavar="DAYS", help="how far to look (default: 7)"
    )
    queue.add_argument("--json", action="store_true", help="print one JSON object")

    validate = _command(
        add, "validate", commands.validate, "the model against published transit times"
    )
    validate.add_argument("--rows", metavar="FILE", help="other rows, with the same columns")
    validate.add_argument(
        "-o", "--output", metavar="FOLDER", help="write backtest.csv and backtest.svg there"
    )
    validate.add_argument(
        "--calibrate", action="store_true", help="show what fitting the regimes would bring"
    )
    validate.add_argument("--json", action="store_true", help="print one JSON object")

    map_ = _command(
        add, "map", commands.map_, "map as one HTML file that opens anywhere, or as a picture"
    )
    map_.add_argument(
        "pairs",
        nargs="*",
        metavar="ORIGIN DESTINATION",
        help="routes to draw; if left out, a page to choose among all between the hubs",
    )
    map_.add_argument(
        "-o", "--output", required=True, metavar="FILE", help="ends in .html .png .svg or .pdf"
    )
    _map_options(map_)
    _route_options(map_)

    chart = _command(add, "chart", commands.chart, "chart as a picture, for reports")
    chart.add_argument(
        "kind",
        choices=commands.CHARTS,
        help="staircase: time over distance; split: where the time goes; arrivals: how long it "
        "takes and how sure that is; trade: of Kazakhstan with China by year, without a route",
    )
    chart.add_argument("pairs", nargs="*", metavar="ORIGIN DESTINATION", help="routes to show")
    chart.add_argument(
        "-o", "--output", required=True, metavar="FILE", help="ends in .png .svg or .pdf"
    )
    _route_options(chart)

    places = _command(
        add, "places", commands.places, "search places by name, in Latin, Cyrillic or Chinese"
    )
    places.add_argument("text", nargs="?", default="", help="part of a name; all if left out")
    places.add_argument("--json", action="store_true", help="print a JSON list")

    sources = _command(add, "sources", commands.sources, "what a figure rests on")
    sources.add_argument("ids", nargs="*", metavar="ID", help="source, figure or edge; or none")
    sources.add_argument("--json", action="store_true", help="print a JSON list")

    export = _command(add, "export", commands.export, "network or routes for other programs")
    export.add_argument("output", metavar="FILE", help="ends in .gpkg .geojson .parquet or .csv")
    export.add_argument("pairs", nargs="*", metavar="ORIGIN DESTINATION", help="routes to write")
    _route_options(export)
    return parser


def _command(
    add: argparse._SubParsersAction[_Parser],
    name: str,
    run: Callable[[argparse.Namespace], None],
    text: str,
) -> _Parser:
    command = add.add_parser(name, help=text, description=f"{text[0].upper()}{text[1:]}.")
    command.add_argument("--data", metavar="FOLDER", help="tables to use instead of the own ones")
    command.set_defaults(run=run)
    return command


def _ends(command: argparse.ArgumentParser) -> None:
    command.add_argument("origin", help="place, in any script; see khorgos places")
    command.add_argument("destination")


def _time_options(command: argparse.ArgumentParser) -> None:
    add = command.add_argument
    add("--door", action="store_true", help="add collection and delivery")
    add(
        "--depart",
        metavar="TIME",
        help="when it is ready, with a zone, such as 2026-12-01T08:00+08:00: calendars then count",
    )
    add(
        "--by",
        action="append",
        default=[],
        metavar="TIME",
        help="probability of arriving by then; a date alone is its end at the destination",
    )
    add(
        "--regime",
        metavar="STATE",
        help="quiet, stressed or disrupted, or weights: quiet=0.6,stressed=0.4",
    )
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


def _map_options(command: argparse.ArgumentParser) -> None:
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


def _route_options(command: argparse.ArgumentParser) -> None:
    add = command.add_argument
    command.set_defaults(door=False)  # maps and files go from terminal to terminal
    add("--mode", choices=MODES, default="rail", help="rail and road take ferries (default: rail)")
    add("--service", choices=SERVICES, default="standard", help="fast: timetable or priority")
    add("--vehicle", choices=VEHICLES, default="truck", help="on roads (default: truck)")
    add("--drivers", type=int, choices=(1, 2), help="of a truck (default: as the trade does it)")
    add("--via", action="append", default=[], metavar="PLACE", help="pass it; repeatable, in order")
    add(
        "--avoid",
        action="append",
        default=[],
        metavar="NAME",
        help="place, country (English name or ISO code), carrier (rail, road, ferry, sea) or "
        "passage (Suez Canal, Cape of Good Hope, Bosporus, Marmaray); repeatable",
    )
    add("--include", action="append", default=[], choices=CLOSED, help="use such links too")
