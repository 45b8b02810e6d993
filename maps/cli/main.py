"""The command line: what can be asked, and how errors end.  `khorgos.maps.cli.commands` answers."""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Callable, Sequence
from typing import NoReturn, TypeAlias

from ...geo import KhorgosError, NoRoute
from ..look.words import clean
from . import commands, options, planning

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


_Commands: TypeAlias = "argparse._SubParsersAction[_Parser]"  # noqa: SLF001 (no public name)


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
    _add_estimates(add)
    _add_plans(add)
    _add_pictures(add)
    _add_tables(add)
    return parser


def _add_estimates(add: _Commands) -> None:
    """How long it takes, and how right that is."""
    route = _command(add, "route", commands.route, "fastest route and transit time")
    options.ends(route)
    options.route_options(route)
    options.time_options(route)
    route.add_argument("--json", action="store_true", help="print one JSON object")
    route.add_argument("--sources", action="store_true", help="print the sources in full")
    route.add_argument("--costs", action="store_true", help="print money and CO2e leg by leg")
    options.cargo_options(route)

    simulate = _command(
        add, "simulate", commands.simulate, "sample a route: quantiles, chances, what makes it late"
    )
    options.ends(simulate)
    options.route_options(simulate)
    options.time_options(simulate)
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


def _add_plans(add: _Commands) -> None:
    """What to choose, and what if."""
    alternatives = _command(
        add,
        "alternatives",
        planning.alternatives,
        "ways that differ, in time, sureness, money and CO2e",
    )
    options.ends(alternatives)
    options.network_options(alternatives, mode="any")
    options.limit_options(alternatives)
    alternatives.add_argument("-k", type=int, default=5, metavar="N", help="how many (default: 5)")
    alternatives.add_argument(
        "--by",
        default=None,
        metavar="WORDS",
        help="what counts, out of time,cost,co2e,reliability (default: all four); or gateway: the "
        "quickest by Khorgos, Dostyk, Manzhouli, Erenhot; or corridor: by northern, Middle and "
        "southern corridor, sea, air, truck",
    )
    alternatives.add_argument(
        "--share",
        type=float,
        default=0.8,
        metavar="PART",
        help="of its length that a way may have in common with another (default: 0.8)",
    )
    _output(alternatives, ".html, .png, .svg or .pdf: a map of them")
    alternatives.add_argument("--json", action="store_true", help="print one JSON object")

    scenarios = _command(
        add,
        "scenarios",
        planning.scenarios,
        "what-ifs: closures, delays, new lines, with their dates",
    )
    scenarios.add_argument("ids", nargs="*", metavar="ID", help="what these say; all if left out")
    scenarios.add_argument("--json", action="store_true", help="print a JSON list")

    compare = _command(
        add, "compare", planning.compare, "today against scenarios: time, sureness, money, CO2e"
    )
    compare.add_argument(
        "pairs",
        nargs="*",
        metavar="ORIGIN DESTINATION",
        help="what to compare; if left out, all between the hubs",
    )
    options.route_options(compare)
    _output(compare, ".html: a map of both")
    compare.add_argument("--json", action="store_true", help="print one JSON object")

    reach = _command(
        add, "reach", planning.reach, "where a container stands after so many days, P50 and P90"
    )
    reach.add_argument("origin", help="place, in any script; see khorgos places")
    reach.add_argument(
        "--days", default="1,3,7,14,21", metavar="N,N", help="days (default: 1,3,7,14,21)"
    )
    options.network_options(reach)
    options.limit_options(reach)
    options.truck_options(reach)
    _output(reach, ".html: a map; .gpkg .geojson .parquet .csv: layers")
    reach.add_argument("--json", action="store_true", help="print one JSON object")

    resilience = _command(
        add, "resilience", planning.resilience, "which line or crossing costs the most when lost"
    )
    resilience.add_argument(
        "--hub",
        action="append",
        default=[],
        metavar="PLACE",
        help="of the places between which freight goes; repeatable (default: 29 hubs)",
    )
    resilience.add_argument("--top", type=int, default=20, metavar="N", help="rows (default: 20)")
    options.network_options(resilience, modes=("rail", "sea"))
    _output(resilience, ".html: a map; .gpkg .geojson .parquet .csv: layers")
    resilience.add_argument("--json", action="store_true", help="print one JSON object")


def _add_pictures(add: _Commands) -> None:
    """Maps and charts."""
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
    options.map_options(map_)
    options.route_options(map_)

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
    options.route_options(chart)


def _add_tables(add: _Commands) -> None:
    """What the model knows."""
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
    options.route_options(export)


def _output(command: argparse.ArgumentParser, endings: str) -> None:
    command.add_argument("-o", "--output", metavar="FILE", help=f"ends in {endings}")


def _command(
    add: _Commands,
    name: str,
    run: Callable[[argparse.Namespace], None],
    text: str,
) -> _Parser:
    command = add.add_parser(name, help=text, description=f"{text[0].upper()}{text[1:]}.")
    command.add_argument("--data", metavar="FOLDER", help="tables to use instead of the own ones")
    command.set_defaults(run=run)
    return command
