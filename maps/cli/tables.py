"""Commands that print or write what the model knows: places, sources, the network."""

from __future__ import annotations

from argparse import Namespace

from ...geo import Corridor, RequestError
from ...geo.errors import echo
from ...geo.places.gazetteer import Place
from ..report import text as report
from . import options
from .asked import ROUTING, find_pairs, network, print_json, refuse
from .files import describe_file

__all__ = ["add", "export", "places", "sources", "states", "version"]


def add(commands: options.Commands) -> None:
    """What the model knows."""
    command = options.declare(
        commands, "places", places, "search places by name, in Latin, Cyrillic or Chinese"
    )
    command.add_argument("text", nargs="?", default="", help="part of a name; all if left out")
    options.json_option(command, "print a JSON list")

    command = options.declare(commands, "sources", sources, "what a figure rests on")
    command.add_argument("ids", nargs="*", metavar="ID", help="source, figure or edge; or none")
    options.json_option(command, "print a JSON list")

    command = options.declare(
        commands, "states", states, "in which state gateways and corridors were, and who says so"
    )
    options.month_option(command, "such as 2024-06 (default: when each was last known)")
    command.add_argument(
        "--check", action="store_true", help="hold the forecast for the next month against history"
    )
    options.json_option(command)

    command = options.declare(commands, "export", export, "network or routes for other programs")
    command.add_argument(
        "output",
        type=options.file,
        metavar="FILE",
        help="ends in .gpkg .kml .geojson .parquet or .csv",
    )
    command.add_argument("pairs", nargs="*", metavar="ORIGIN DESTINATION", help="routes to write")
    options.route_options(command)


def places(args: Namespace) -> None:
    """Print places by name."""
    corridor = network(args)
    everything = list(corridor.places.values())
    found = corridor.gazetteer.containing(args.text, limit=20) if args.text else everything
    if not found:  # what only looks like it is suggested, not listed
        found = corridor.find(args.text)
    if args.json:
        first = Place._fields[: Place._fields.index("kind") + 1]  # names in all languages too
        rows = [{f: getattr(p, f) for f in (*first, "lat", "lon", "status")} for p in found]
        print_json(rows)
    else:
        print(report.describe_places(found))


def sources(args: Namespace) -> None:
    """Print what figures rest on."""
    corridor = network(args)
    figures = corridor.figures
    edges = {edge.id: edge for *_, edge in corridor.infrastructure.topology}
    wanted: list[str] = []
    for id_ in args.ids or figures:
        if id_ in edges:
            wanted += [edges[id_].figure, edges[id_].length_source]
        elif id_ in figures or id_ in corridor.sources:
            wanted.append(id_)
        else:
            raise RequestError(
                f"{echo(id_)} is no source, figure or edge; khorgos sources lists the figures"
            )
    wanted = [id_ for id_ in dict.fromkeys(wanted) if id_ in figures or id_ in corridor.sources]
    if args.json:
        print_json([_source_rows(corridor, id_) for id_ in wanted])
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


def states(args: Namespace) -> None:
    """Print what notices said, by month."""
    from ...geo.states.checking import check_forecast
    from ..report import states as told

    history = Corridor.load(args.data).states
    if not history.notices:
        remedy = "add them, or leave --data out"
        raise RequestError(f"these tables have no states.csv with watched.csv; {remedy}")
    check = check_forecast(history) if args.check else None
    if args.json:
        print_json(told.states_dict(history, args.month, check))
        return
    if args.month is not None or check is None:
        print(told.describe_states(history, args.month))
    if check is not None:
        print(f"{chr(10) * (args.month is not None)}{told.describe_check(check)}")


def _source_rows(corridor: Corridor, id_: str) -> dict[str, object]:
    if id_ in corridor.sources:
        return corridor.sources[id_]._asdict()
    variants = corridor.figures[id_].values()
    return {"id": id_, "variants": [figure.to_dict() for figure in variants]}


def export(args: Namespace) -> None:
    """Write the network or routes for other programs."""
    from ...layers import write
    from ...layers.export import NETWORK_LAYERS, ROUTE_LAYERS, see_layers

    if not args.pairs:
        refuse(args, ROUTING, "is for routes; name two places, or leave it out")
    see_layers(args.output, ROUTE_LAYERS if args.pairs else NETWORK_LAYERS)
    corridor = network(args)
    for path in write(args.output, corridor, find_pairs(corridor, args)):
        print(describe_file(path))


def version() -> None:
    """Print the versions."""
    from importlib.metadata import version as installed

    print(f"khorgos {installed('khorgos')}, data {Corridor.load().data_version}")
