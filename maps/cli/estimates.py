"""Commands that estimate: how long it takes, and how right that is."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...geo import Corridor, RequestError
from ...geo.ways.candidates import GROUPS
from ..look.words import clean
from ..report import outlook as outlook_report
from ..report import planning as planning_report
from ..report import text as report
from ..report import totals
from ..report.ways import beside, way_of, ways_rows
from . import options
from .asked import find, network, print_json, read_crossing, refuse, tell, under_load, ways
from .progress import Progress

if TYPE_CHECKING:
    from datetime import datetime

    from ...geo import Outlook, Route, Way

__all__ = ["add", "queue", "route", "simulate", "validate"]

OF_ONE_DIRECTION = ("arrivals", "capacity", "backlog")
"""Options of a queue that are figures of the one way through a crossing."""


def add(commands: options.Commands) -> None:
    """How long it takes, and how right that is."""
    command = options.declare(commands, "route", route, "fastest route and transit time")
    options.ends(command)
    options.route_options(command)
    options.time_options(command)
    options.json_option(command)
    command.add_argument("--sources", action="store_true", help="print the sources in full")
    command.add_argument("--costs", action="store_true", help="print money and CO2e leg by leg")
    options.cargo_options(command)

    command = options.declare(
        commands, "simulate", simulate, "sample a route: quantiles, chances, what makes it late"
    )
    options.ends(command)
    options.route_options(command)
    options.time_options(command)
    command.add_argument("-n", "--samples", type=int, default=100_000, metavar="N", help="samples")
    command.add_argument("--seed", type=int, default=0, help="same seed, same answer (default: 0)")
    options.json_option(command)

    command = options.declare(
        commands, "queue", queue, "wait at a crossing, from arrivals and capacity a day"
    )
    command.add_argument("crossing", nargs="?", help="place or id; a list of all if left out")
    command.add_argument("--arrivals", type=float, metavar="N", help="trucks or trains a day")
    command.add_argument("--capacity", type=float, metavar="N", help="that can pass a day")
    command.add_argument("--backlog", type=float, metavar="N", help="that wait already")
    command.add_argument(
        "--closed-days", type=float, metavar="DAYS", help="shut for so long from now"
    )
    command.add_argument("--days", type=float, metavar="DAYS", help="how far to look (default: 7)")
    options.json_option(command, "print one JSON object; a list unless one queue is asked for")

    command = options.declare(
        commands, "validate", validate, "the model against published transit times"
    )
    command.add_argument("--rows", metavar="FILE", help="other rows, with the same columns")
    command.add_argument(
        "-o",
        "--output",
        type=options.file,
        metavar="FOLDER",
        help="write backtest.csv, backtest.svg and verification.svg there; a FILE that ends in "
        ".svg, .png or .pdf is the last alone",
    )
    command.add_argument(
        "--calibrate",
        action="store_true",
        help="show what fitting brings, and how simpler rules do",
    )
    options.json_option(command, printed=["calibrate"])


def route(args: Namespace) -> None:
    """Print the fastest route and how sure it is."""
    corridor, found, notes = _asked(args)
    if args.depart is not None:
        outlook = corridor.simulate(
            found, depart=args.depart, regimes=args.regime, month=args.month
        )
    else:
        outlook = corridor.outlook(found, args.regime, month=args.month)
    by = _deadlines(outlook, args.by)
    offered = ways(corridor, args, args.origin, args.destination)
    dated = None if args.depart is None else partial(_dated, corridor, args)
    cost = emissions = None
    if totals.has_totals(corridor, found):
        cost, emissions = corridor.cost(found, args.unit), corridor.emissions(found, args.payload)
    else:
        reason = "is for prices, which private cars and tables without costs.csv lack; leave it out"
        refuse(args, ("costs", "unit", "payload"), reason)
    if args.json:
        both = {"cost": cost, "emissions": emissions}
        more: dict[str, Any] = {name: one and one.to_dict() for name, one in both.items()}
        mine = way_of(found, offered)
        more |= {
            "what_if": notes,
            "way": mine.id if mine else None,
            "ways": ways_rows(offered, dated),
        }
        print_json(_outlook_dict(outlook, by) | more)
        return
    sureness = outlook_report.describe_sureness(outlook, by)
    if cost and emissions:
        sureness = [*totals.describe_totals(cost, emissions, found), *sureness]
    sureness = [*beside(found, offered, dated), *sureness]
    sureness = [outlook_report.headline(outlook), *map(clean, notes), *map(clean, sureness)]
    cited = dict.fromkeys(
        id_ for part in (outlook, cost, emissions) if part for id_ in part.sources
    )
    print(report.describe_route(outlook, sureness, len(cited)))
    if args.costs and cost and emissions:
        table = totals.describe_emissions(emissions, found.geography.countries)
        print(f"\n{totals.describe_cost(cost)}\n\n{table}")
    if args.sources:
        print()
        for id_ in cited:
            print(report.describe_source(corridor.sources[id_]))


def _asked(args: Namespace) -> tuple[Corridor, Route, list[str]]:
    """The corridor under the loads asked for, the route, and what these loads mean."""
    corridor, found, notes = under_load(
        args, network(args), lambda asked: find(asked, args, args.origin, args.destination)
    )
    notes = [*planning_report.what_if(corridor), *notes]
    if args.scenario and args.depart and not args.on:
        notes.append("The scenario holds whatever the day of departure; --on DAY limits it.")
    if args.way and args.mode != args.default("mode") and found.mode not in GROUPS[args.mode]:
        notes.append(f"--way {args.way} names one way: --mode {args.mode} does not count.")
    if args.mode == "air" and not any(leg.carrier == "air" for leg in found.legs):
        notes.append("No flight is quicker: it goes by truck all the way.")
    return corridor, found, notes


def _dated(corridor: Corridor, args: Namespace, way: Way) -> Outlook | None:
    """How long another way takes from the same departure."""
    try:
        return corridor.simulate(
            way.route, depart=args.depart, regimes=args.regime, month=args.month
        )
    except RequestError:  # it takes so long that the calendars end before
        return None


def simulate(args: Namespace) -> None:
    """Print the distribution of a route from samples."""
    corridor, found, notes = _asked(args)
    outlook = corridor.simulate(
        found,
        args.samples,
        args.seed,
        depart=args.depart,
        regimes=args.regime,
        month=args.month,
    )
    by = _deadlines(outlook, args.by)
    # The calendars have no law: with a departure there are samples alone.
    exact = None if args.depart else corridor.outlook(found, args.regime, month=args.month)
    if args.json:
        more = {"seed": args.seed, "what_if": notes, "exact": exact and exact.quantiles}
        print_json(_outlook_dict(outlook, by) | more)
    else:
        for line in notes:
            print(clean(line))
        print(outlook_report.describe_outlook(outlook, by, exact))


def _deadlines(outlook: Outlook, asked: Iterable[str]) -> dict[str, datetime]:
    """Moments that people mean: a date alone is its end, at the destination."""
    moments: dict[str, datetime] = {}
    for text in asked:
        if outlook.depart is None:
            raise RequestError("a probability by a date needs the departure; add --depart")
        moments[text] = outlook.deadline(text)
    return moments


def _outlook_dict(outlook: Outlook, by: dict[str, datetime]) -> dict[str, object]:
    data = outlook.route_dict() | outlook.to_dict()
    if by:
        data["probability_by"] = {
            moment.isoformat(): outlook.probability_by(moment) for moment in by.values()
        }
    return data


def queue(args: Namespace) -> None:
    """Print the wait at a crossing."""
    from ...geo.queues.crossings import assess, find_queues
    from ..report import queue as queue_report

    corridor = network(args)
    if args.crossing is None:
        given = ("arrivals", "capacity", "backlog", "closed_days", "days")
        refuse(args, given, "needs its crossing; khorgos queue lists them")
    for name in ("closed_days", "days"):
        if (getattr(args, name) or 0) < 0:
            option = f"--{name.replace('_', '-')}"
            raise RequestError(f"{option} is {getattr(args, name):g}; use 0 or more")
    if args.crossing is None and args.json:
        print_json([known.to_dict() for known in corridor.queues.values()])
        return
    if args.crossing is None:
        rows = [("crossing", "what", "arrive a day", "can pass a day", "explains")]
        rows += [
            (q.id, q.label, f"{q.arrivals_per_day:g}", f"{q.capacity_per_day:g}", q.figure)
            for q in corridor.queues.values()
        ]
        print(report.table(rows, "<<>><"))
        return
    found = find_queues(corridor.queues, args.crossing, corridor.gazetteer)
    readings = read_crossing(corridor, args.crossing, found)
    if len(found) > 1:
        names = ", ".join(queue.id for queue in found)
        refuse(args, OF_ONE_DIRECTION, f"is of one direction; use one of {names}, or leave it out")
    outlooks = [
        assess(
            queue,
            args.arrivals,
            args.capacity,
            (args.closed_days or 0.0) * 24,
            (7.0 if args.days is None else args.days) * 24,
            args.backlog or 0.0,
        )
        for queue in found
    ]
    if args.json:
        read = {"names": [reading.to_dict() for reading in readings]}
        queues = [queue_report.queue_dict(outlook) | read for outlook in outlooks]
        print_json(queues if len(queues) > 1 else queues[0])
    else:
        tell(args, readings)
        print("\n\n\n".join(map(queue_report.describe_queue, outlooks)))


def validate(args: Namespace) -> None:
    """Run the model against published transit times."""
    from ...geo.evidence.backtest import POPULATIONS, again
    from ...geo.evidence.calibration import cross_validate, fit_spread, settings_of
    from ...geo.evidence.months import in_months
    from ...geo.evidence.published import read_observations, record_of
    from ...geo.evidence.skill import findings_of, gains_of, read_earlier
    from ...layers.files import see_files
    from ..charts.figure import SUFFIXES
    from ..charts.verification import save_verification
    from ..report import skill, validation

    picture = Path(args.output or "").suffix.lower() in SUFFIXES
    if picture:
        see_files(args.output)
    elif args.output:
        see_files(*(Path(args.output) / name for name in validation.FILES))
    corridor = network(args)
    rows = record_of(corridor.folder) if args.rows is None else read_observations(args.rows)
    backtest = corridor.backtest(rows, progress=Progress("asking published times"))
    if args.json or args.calibrate:
        infra, under = corridor.infrastructure, in_months(corridor.states, corridor.sources)
        fitted = fit_spread(infra, corridor.regimes, backtest.outcomes, under)
        # Rows of another file may bear the same ids.
        earlier = read_earlier(corridor.folder) if args.rows is None else {}
        gains = gains_of(fitted.held_out, earlier)
        findings = findings_of(fitted.held_out)
    if args.json:
        told = {
            "calibration": fitted.to_dict(),
            "gains": [gain.to_dict() for gain in gains],
            "findings": [finding.to_dict() for finding in findings],
        }
        print_json(backtest.to_dict() | told)
    else:
        print(validation.describe_backtest(backtest))
        if args.calibrate:
            runs = {
                name: again(backtest, infra, regimes, under)
                for name, regimes in settings_of(corridor.regimes).items()
            }
            chosen = {name: cross_validate(runs, population=name) for name in POPULATIONS}
            print(f"\n{validation.describe_calibration(chosen)}")
            print(f"\n{skill.describe_spread(fitted)}\n\n{skill.describe_gains(gains)}")
            print(f"\n{skill.describe_findings(findings)}")
    if picture:
        print(save_verification(backtest, args.output))
    elif args.output:
        for path in validation.write_backtest(backtest, args.output):
            print(path)
    elif not args.json:
        print("\n-o FOLDER writes two pictures and a table of all rows.")
