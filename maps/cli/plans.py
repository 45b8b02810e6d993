"""What the commands for choices and what-ifs do: ask the model, and print or write the answer."""

from __future__ import annotations

from argparse import SUPPRESS, Namespace
from typing import TYPE_CHECKING

from ...geo import Corridor, RequestError, compare_hubs, criticality
from ...geo import compare as compared
from ...geo.errors import echo
from ...geo.routing.naming import read_end
from ..look.formats import target_of
from ..look.words import clean
from ..report import alternatives as ways
from ..report import planning as told
from . import options
from .asked import ROUTING, network, pairs, print_json, refuse, tell
from .files import describe_file, is_map, page_of, see_file, see_output, write_map

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

__all__ = ["add", "alternatives", "compare", "reach", "resilience", "scenarios"]


NOT_OF_ALTERNATIVES = {
    "vehicle": "is for routes, alternatives are those of a container; ask khorgos route",
    "depart": "is for routes, alternatives are those of all months; khorgos route --depart tells "
    "what the other ways take from the same departure",
    "way": "is one of them; ask khorgos route --way ID",
}
"""Options of routes -> why alternatives do not take them."""


def add(commands: options.Commands) -> None:
    """What to choose, and what if."""
    command = options.declare(
        commands,
        "alternatives",
        alternatives,
        "ways that differ, in time, sureness, money and CO2e",
    )
    options.ends(command)
    options.network_options(command, mode="any")
    options.limit_options(command)
    options.drivers_option(command)
    options.via_option(command)
    options.door_option(command)
    options.regime_option(command)
    for name in NOT_OF_ALTERNATIVES:
        command.add_argument(f"--{name}", help=SUPPRESS)
    command.add_argument("-k", type=int, default=5, metavar="N", help="how many (default: 5)")
    command.add_argument(
        "--by",
        default=None,
        metavar="WORDS",
        help="what counts, out of time,cost,co2e,reliability (default: all four); or gateway: the "
        "quickest by Khorgos, Dostyk, Manzhouli, Erenhot; or corridor: by northern, Middle and "
        "southern corridor, sea, air, truck",
    )
    command.add_argument(
        "--share",
        type=float,
        default=0.8,
        metavar="PART",
        help="of its length that a way may have in common with another (default: 0.8)",
    )
    options.output(command, ".html, .png, .svg or .pdf: a map of them")
    options.json_option(command)

    command = options.declare(
        commands,
        "scenarios",
        scenarios,
        "what-ifs: closures, delays, new lines, with their dates",
    )
    command.add_argument("ids", nargs="*", metavar="ID", help="what these say; all if left out")
    options.json_option(command, "print a JSON list")

    command = options.declare(
        commands, "compare", compare, "today against scenarios: time, sureness, money, CO2e"
    )
    command.add_argument(
        "pairs",
        nargs="*",
        metavar="ORIGIN DESTINATION",
        help="what to compare; if left out, all between the hubs",
    )
    options.route_options(command)
    options.output(command, ".html: a map of both")
    options.json_option(command)

    command = options.declare(
        commands, "reach", reach, "where a container stands after so many days, P50 and P90"
    )
    command.add_argument("origin", help="place, in any script; see khorgos places")
    command.add_argument(
        "--days", default="1,3,7,14,21", metavar="N,N", help="days (default: 1,3,7,14,21)"
    )
    options.network_options(command)
    options.limit_options(command)
    options.truck_options(command)
    options.output(command, ".html: a map; .gpkg .kml .geojson .parquet .csv: layers")
    options.json_option(command)

    command = options.declare(
        commands, "resilience", resilience, "which line or crossing costs the most when lost"
    )
    command.add_argument(
        "--hub",
        action="append",
        default=[],
        metavar="PLACE",
        help="of the places between which freight goes; repeatable (default: 29 hubs)",
    )
    command.add_argument("--top", type=int, default=20, metavar="N", help="rows (default: 20)")
    options.network_options(command, modes=("rail", "sea"))
    options.output(command, ".html: a map; .gpkg .kml .geojson .parquet .csv: layers")
    options.json_option(command)


def alternatives(args: Namespace) -> None:
    """Print ways that differ, and draw them."""
    if args.output:
        see_file(target_of(args.output)[0])
    for name, reason in NOT_OF_ALTERNATIVES.items():
        refuse(args, [name], reason)
    corridor = network(args)
    words = [word.strip().lower() for word in args.by.split(",")] if args.by else None
    by = words[0] if words and words[0] in ("gateway", "corridor") else words
    if by == "corridor" and args.mode != "any":
        raise RequestError("by corridor all modes are shown; leave --mode out")
    if by == "gateway" and args.mode not in ("any", "rail", "road"):
        raise RequestError("by gateway there are trains and trucks; use --mode rail or road")
    if isinstance(by, str):
        refuse(args, ["k", "share"], f"picks from all ways; leave it out by {by}")
    options: dict[str, Any] = {} if by is None else {"by": by}
    named = ("mode", "service", "via", "avoid", "include", "door", "drivers")
    options |= {name: getattr(args, name) for name in named}
    found = corridor.alternatives(
        args.origin,
        args.destination,
        args.k,
        share=args.share,
        regimes=args.regime,
        month=args.month,
        **options,
    )
    if args.json:
        print_json(ways.alternatives_dict(found))
    else:
        tell(args, (reading for one in found if not one.missing for reading in one.route.readings))
        mode = "any mode" if args.mode == "any" else args.mode
        door = ", door to door" if args.door else ""
        heads = [f"{args.origin} → {args.destination}, {mode}, {args.service} service{door}"]
        if args.month is not None:
            heads.append(f"each in its own state of {args.month}; khorgos states tells who says so")
        heads += told.what_if(corridor)
        print("\n".join(map(clean, heads)), end="\n\n")
        print(ways.describe_alternatives(found))
    if args.output:
        there = [one for one in found if not one.missing]
        _say(
            args,
            write_map(
                args.output,
                corridor,
                [one.outlook for one in there],
                title=f"{args.origin} to {args.destination}: ways that differ",
                captions=ways.captions(there),
            ),
        )


def scenarios(args: Namespace) -> None:
    """Print the scenarios, or all that some of them say."""
    from ...geo.scenario.scenarios import find_scenario

    corridor = Corridor.load(args.data)
    known = corridor.scenarios
    wanted = [find_scenario(known, id_) for id_ in args.ids] or list(known.values())
    if args.json:
        print_json([scenario.to_dict() for scenario in wanted])
    elif args.ids:
        for scenario in wanted:
            corridor.apply(scenario)  # so that targets that do not exist are told
        print("\n\n".join(told.describe_scenario(scenario, corridor) for scenario in wanted))
    else:
        print(told.list_scenarios(wanted))


def compare(args: Namespace) -> None:
    """Print today against scenarios, and draw both."""
    if not args.scenario:
        raise RequestError(
            "nothing to compare with; add --scenario ID: khorgos scenarios lists them"
        )
    asked = pairs(args)
    if args.output and not asked:
        raise RequestError("a map of all hubs shows nothing; name an origin and a destination")
    if args.output:
        see_file(page_of(args.output))  # a picture reckons with one network only
    base, changed = Corridor.load(args.data), network(args)
    options = {name: getattr(args, name) for name in ROUTING if name != "way"}
    if asked:
        found = compared(base, changed, asked, way=args.way, **options)
    else:
        refuse(args, ["way"], "is one of the ways of two places; name these, or leave it out")
        found = compare_hubs(base, changed, **options)
    if args.json:
        print_json({"scenarios": args.scenario, "pairs": [one.to_dict() for one in found]})
    else:
        tell(args, (reading for one in found for reading in one.readings))
        print(told.describe_comparison(changed, found))
    if args.output:
        from .. import Style, draw, save
        from ..overlay.changes import change_layers

        names = ", ".join(changed.scenarios[id_].name for id_ in changed.applied)
        sides = [
            (option, caption)
            for one in found
            for option, caption in ((one.before, "Today"), (one.after, names))
            if option and not (option is one.after and one.unchanged)
        ]
        layers = change_layers(base, changed)
        drawn = [option for option, _ in sides]
        captions = [caption for _, caption in sides]
        style = Style(title=f"What if: {names}", captions=captions)
        _say(args, save(draw(changed, drawn, layers, style=style), page_of(args.output)))


def reach(args: Namespace) -> None:
    """Print how far a container comes in so many days, and draw it."""
    days = _days(args.days)
    see_output(args.output)
    corridor = network(args)
    options = {name: getattr(args, name) for name in ("mode", "service", "avoid", "include")}
    found = corridor.reach(args.origin, drivers=args.drivers, vehicle=args.vehicle, **options)
    if args.json:
        print_json(told.reach_dict(found, days))
    else:
        tell(args, found.readings)
        print(told.describe_reach(found, days))
    if args.output and is_map(args.output):
        from .. import save
        from ..overlay.reach import reach_map

        _say(args, save(reach_map(found, days), page_of(args.output)))
    elif args.output:
        from ...layers import isochrones, write

        _say(args, *write(args.output, isochrones(found, days)))


def _days(text: str) -> list[float]:
    try:
        return sorted({float(part) for part in text.split(",")})
    except ValueError:
        raise RequestError(f"days is {echo(text)}; write them as 1,3,7") from None


def resilience(args: Namespace) -> None:
    """Print what the loss of each line and crossing costs, and draw it."""
    if args.top < 1:
        raise RequestError(f"--top is {args.top}; use 1 or more")
    see_output(args.output)
    corridor = network(args)
    losses = criticality(corridor, args.hub or None, mode=args.mode, service=args.service)
    for name in args.hub:
        tell(args, read_end(corridor.infrastructure, "hub", name))
    if args.json:
        print_json([loss.to_dict() for loss in losses[: args.top]])
    else:
        from ..report.losses import describe_losses

        for line in told.what_if(corridor):
            print(f"{line}\n")
        print(describe_losses(losses, args.top))
    if args.output and is_map(args.output):
        from ..overlay.losses import resilience_layers

        layers = resilience_layers(corridor, losses, args.hub or None)
        title = "Typical hours lost, over all pairs of hubs, if one line or crossing closes"
        _say(args, write_map(args.output, corridor, (), layers, title=title))
    elif args.output:
        from ...layers import resilience as layer
        from ...layers import write

        _say(args, *write(args.output, {"losses": layer(corridor, losses)}))


def _say(args: Namespace, *paths: Path) -> None:
    """Name the files that were written; with ``--json`` the output is for programs."""
    for path in paths:
        if not args.json:
            print(describe_file(path))
