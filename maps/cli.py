"""The command line: ``khorgos route``, ``map``, ``places``, ``sources`` and ``export``."""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NoReturn

from ..geo import Corridor, KhorgosError, NoRoute, RequestError
from ..geo.routing import CLOSED, MODES, SERVICES, VEHICLES
from . import report

if TYPE_CHECKING:
    from ..geo import Route

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
    print(f"khorgos: {report.clean(str(error))}", file=sys.stderr)
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
    parser.set_defaults(run=lambda args: _version() if args.version else parser.print_help())
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")

    route = _command(commands, "route", _route, "fastest route and transit time")
    route.add_argument("origin", help="place, in any script; see khorgos places")
    route.add_argument("destination")
    _route_options(route)
    route.add_argument("--json", action="store_true", help="print one JSON object")
    route.add_argument("--sources", action="store_true", help="print the sources in full")

    map_ = _command(commands, "map", _map, "map as one HTML file that opens anywhere")
    map_.add_argument("pairs", nargs="*", metavar="ORIGIN DESTINATION", help="routes to draw")
    map_.add_argument("-o", "--output", required=True, metavar="FILE", help="HTML file to write")
    _route_options(map_)

    places = _command(
        commands, "places", _places, "search places by name, in Latin, Cyrillic or Chinese"
    )
    places.add_argument("text", nargs="?", default="", help="part of a name; all if left out")
    places.add_argument("--json", action="store_true", help="print a JSON list")

    sources = _command(commands, "sources", _sources, "what a figure rests on")
    sources.add_argument("ids", nargs="*", metavar="ID", help="source, figure or edge; or none")
    sources.add_argument("--json", action="store_true", help="print a JSON list")

    export = _command(commands, "export", _export, "network or routes for other programs")
    export.add_argument("output", metavar="FILE", help="ends in .gpkg .geojson .parquet or .csv")
    export.add_argument("pairs", nargs="*", metavar="ORIGIN DESTINATION", help="routes to write")
    _route_options(export)
    return parser


def _command(
    commands: argparse._SubParsersAction[_Parser],
    name: str,
    run: Callable[[argparse.Namespace], None],
    text: str,
) -> _Parser:
    command = commands.add_parser(name, help=text, description=f"{text[0].upper()}{text[1:]}.")
    command.add_argument("--data", metavar="FOLDER", help="tables to use instead of the own ones")
    command.set_defaults(run=run)
    return command


def _route_options(command: argparse.ArgumentParser) -> None:
    add = command.add_argument
    add("--mode", choices=MODES, default="rail", help="rail and road take ferries (default: rail)")
    add("--service", choices=SERVICES, default="standard", help="fast: timetable or priority")
    add("--vehicle", choices=VEHICLES, default="truck", help="on roads (default: truck)")
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


def _version() -> None:
    from importlib.metadata import version

    print(f"khorgos {version('khorgos')}, data {Corridor.load().data_version}")


def _find(corridor: Corridor, args: argparse.Namespace, origin: str, destination: str) -> Route:
    return corridor.route(
        origin,
        destination,
        mode=args.mode,
        service=args.service,
        vehicle=args.vehicle,
        via=args.via,
        avoid=args.avoid,
        include=args.include,
    )


def _find_pairs(corridor: Corridor, args: argparse.Namespace) -> list[Route]:
    if len(args.pairs) % 2:
        raise RequestError(f"{args.pairs[-1]!r} has no destination; name places in pairs")
    pairs = zip(args.pairs[::2], args.pairs[1::2], strict=True)
    return [_find(corridor, args, origin, destination) for origin, destination in pairs]


def _route(args: argparse.Namespace) -> None:
    corridor = Corridor.load(args.data)
    route = _find(corridor, args, args.origin, args.destination)
    if args.json:
        _print_json(route.to_dict())
        return
    print(report.describe_route(route))
    if args.sources:
        print()
        for id_ in route.sources:
            print(report.describe_source(corridor.sources[id_]))


def _map(args: argparse.Namespace) -> None:
    from . import draw, save

    corridor = Corridor.load(args.data)
    routes = _find_pairs(corridor, args)
    path = save(draw(corridor, routes), args.output)
    print(f"{path}: {path.stat().st_size / 1e6:.2f} MB, routes: {len(routes)}")


def _places(args: argparse.Namespace) -> None:
    corridor = Corridor.load(args.data)
    everything = list(corridor.places.values())
    found = corridor.gazetteer.search(args.text, limit=20) if args.text else everything
    if args.text and not found:
        corridor.find(args.text)
    if args.json:
        fields = ("id", "name", "name_ru", "name_kk", "name_zh", "aliases", "country", "kind")
        rows = [{f: getattr(p, f) for f in (*fields, "lat", "lon", "status")} for p in found]
        _print_json(rows)
    else:
        print(report.describe_places(found))


def _sources(args: argparse.Namespace) -> None:
    corridor = Corridor.load(args.data)
    figures = corridor.figures
    edges = {data["id"]: data for _, _, data in corridor.graph.edges(data=True)}
    wanted: list[str] = []
    for id_ in args.ids or figures:
        if id_ in edges:
            wanted += [edges[id_]["figure"], edges[id_]["length_source"]]
        elif id_ in figures or id_ in corridor.sources:
            wanted.append(id_)
        else:
            raise RequestError(
                f"{id_!r} is no source, figure or edge; khorgos sources lists the figures"
            )
    wanted = [id_ for id_ in dict.fromkeys(wanted) if id_ in figures or id_ in corridor.sources]
    if args.json:
        _print_json([_source_rows(corridor, id_) for id_ in wanted])
    elif not args.ids:
        rows = [("figure", "what it measures", "sources")]
        for id_, variants in figures.items():
            cited = dict.fromkeys(s for figure in variants.values() for s in figure.sources)
            first = next(iter(variants.values()))
            rows.append((id_, first.label, " ".join(cited) or "judgement"))
        print(report.table(rows, "<<<"))
    else:
        texts = [
            report.describe_figure(figures[id_].values(), corridor.sources)
            if id_ in figures
            else report.describe_source(corridor.sources[id_])
            for id_ in wanted
        ]
        print("\n\n".join(texts))


def _source_rows(corridor: Corridor, id_: str) -> dict[str, object]:
    if id_ in corridor.sources:
        return corridor.sources[id_]._asdict()
    variants = corridor.figures[id_].values()
    return {"id": id_, "variants": [figure._asdict() for figure in variants]}


def _export(args: argparse.Namespace) -> None:
    from ..layers import write

    corridor = Corridor.load(args.data)
    for path in write(args.output, corridor, _find_pairs(corridor, args)):
        print(f"{path}: {path.stat().st_size / 1e6:.2f} MB")


def _print_json(data: object) -> None:
    import json

    # Escaped beyond ASCII: safe in any terminal and any locale.
    print(json.dumps(data, indent=2, allow_nan=False))
