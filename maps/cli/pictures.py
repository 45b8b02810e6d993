"""Commands that draw: maps and charts."""

from __future__ import annotations

from argparse import Namespace

from ...geo import RequestError
from ...geo.errors import echo
from . import options
from .asked import ROUTING, find_pairs, network, refuse
from .files import describe_file, see_file
from .progress import Progress

__all__ = ["CHARTS", "add", "chart", "map_"]

CHARTS = {
    "staircase": "time over distance",
    "split": "where the time goes",
    "arrivals": "how long it takes and how sure that is",
    "trade": "of Kazakhstan with China by year, without a route",
}
"""Kind of chart, a function of `khorgos.maps.charts` -> what it shows."""


def add(commands: options.Commands) -> None:
    """Maps and charts."""
    command = options.declare(
        commands, "map", map_, "map as one HTML file that opens anywhere, or as a picture"
    )
    command.add_argument(
        "pairs",
        nargs="*",
        metavar="ORIGIN DESTINATION",
        help="routes to draw; if left out, a page to choose among all between the hubs",
    )
    command.add_argument(
        "-o",
        "--output",
        required=True,
        type=options.file,
        metavar="FILE",
        help="ends in .html .png .svg or .pdf",
    )
    options.map_options(command)
    options.route_options(command)

    command = options.declare(commands, "chart", chart, "chart as a picture, for reports")
    command.add_argument(
        "kind",
        choices=CHARTS,
        help="; ".join(f"{kind}: {text}" for kind, text in CHARTS.items()),
    )
    command.add_argument("pairs", nargs="*", metavar="ORIGIN DESTINATION", help="routes to show")
    command.add_argument(
        "-o",
        "--output",
        required=True,
        type=options.file,
        metavar="FILE",
        help="ends in .png .svg or .pdf",
    )
    options.route_options(command)


def map_(args: Namespace) -> None:
    """Write a map."""
    from ..look.formats import target_of

    path, kind = target_of(args.output, args.format)
    see_file(path)
    if kind == "html" and args.frame:
        raise RequestError("--frame is for pictures; leave it out, or add --format png")
    if args.pairs and args.hub:
        raise RequestError("--hub is for a map to choose from; leave it out, or name no routes")
    if not args.pairs:
        what = "all ways are there to choose from" if kind == "html" else "no route is drawn"
        refuse(args, ROUTING, f"is for routes, and {what}; name two places, or leave it out")
    corridor = network(args)
    routes = find_pairs(corridor, args)
    if kind == "html":
        from .. import Explorer, Style, draw, save

        # Without routes of one's own, all between the hubs are there to choose from.
        layers = routes or Explorer(
            args.hub or None, progress=Progress("finding the ways between hubs")
        )
        save(draw(corridor, layers, style=Style(args.theme, args.language)), path)
    elif args.hub:
        raise RequestError("--hub is for a page to choose from; leave it out of a picture")
    else:
        from ..print.picture import write_picture

        theme = "light" if args.theme == "auto" else args.theme
        how = {"frame": args.frame, "language": args.language, "theme": theme}
        write_picture(path, corridor, routes, **how)
    what = f"routes: {len(routes)}" if routes or kind != "html" else "routes to choose from"
    print(f"{describe_file(path)}, {what}")


def chart(args: Namespace) -> None:
    """Write a chart."""
    from .. import charts
    from ..charts.figure import check_suffix

    check_suffix(args.output)
    if args.kind == "trade" and args.pairs:
        raise RequestError(f"the chart of trade has no route; leave out {echo(args.pairs[0])}")
    if args.kind == "trade":
        reason = "is for routes, and the chart of trade has none; leave it out"
        refuse(args, (*ROUTING, "scenario", "on"), reason)
    see_file(args.output)
    corridor = network(args)
    if args.kind == "trade":
        figure = charts.trade(corridor)
    else:
        figure = getattr(charts, args.kind)(corridor, find_pairs(corridor, args))
    path = charts.save(figure, args.output)
    print(f"{path}: {path.stat().st_size / 1e3:.0f} kB")
