"""What the commands do: ask the model, and print or write the answer."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from ...geo import Corridor, RequestError
from ..look.words import clean
from ..report import outlook as outlook_report
from ..report import planning as planning_report
from ..report import text as report
from ..report import totals
from .loads import under_load
from .questions import find, find_pairs, network, print_json

if TYPE_CHECKING:
    from datetime import datetime

    from ...geo import Outlook, Route

__all__ = [
    "CHARTS", "chart", "export", "map_", "places", "queue", "route", "simulate", "sources",
    "validate", "version",
]  # fmt: skip

CHARTS = ("staircase", "split", "arrivals", "trade")
"""Kinds of charts: functions of `khorgos.maps.charts`."""


def version() -> None:
    """Print the versions."""
    from importlib.metadata import version as installed

    print(f"khorgos {installed('khorgos')}, data {Corridor.load().data_version}")


def _asked(args: Namespace) -> tuple[Corridor, Route, list[str]]:
    """The corridor under the loads asked for, the route, and what these loads mean."""
    corridor, found, notes = under_load(
        args, network(args), lambda asked: find(asked, args, args.origin, args.destination)
    )
    notes = [*planning_report.what_if(corridor), *notes]
    if args.scenario and args.depart and not args.on:
        notes.append("The scenario holds whatever the day of departure; --on DAY limits it.")
    if args.mode == "air" and not any(leg.carrier == "air" for leg in found.legs):
        notes.append("No flight is quicker: it goes by truck all the way.")
    return corridor, found, notes


def route(args: Namespace) -> None:
    """Print the fastest route and how sure it is."""
    corridor, found, notes = _asked(args)
    if args.depart is not None:
        outlook = corridor.simulate(found, depart=args.depart, regimes=args.regime)
    else:
        outlook = corridor.outlook(found, args.regime)
    by = _deadlines(outlook, args.by)
    cost = emissions = None
    if totals.has_totals(corridor, found):
        cost, emissions = corridor.cost(found, args.unit), corridor.emissions(found, args.payload)
    if args.json:
        both = {"cost": cost, "emissions": emissions}
        more = {name: one and one.to_dict() for name, one in both.items()}
        print_json(found.to_dict() | _outlook_dict(outlook, by) | more | {"what_if": notes})
        return
    sureness = outlook_report.describe_sureness(outlook, by)
    if cost and emissions:
        sureness = [*totals.describe_totals(cost, emissions, found), *sureness]
    sureness = [outlook_report.headline(outlook), *map(clean, notes), *sureness]
    cited = dict.fromkeys(
        id_ for part in (outlook, cost, emissions) if part for id_ in part.sources
    )
    print(report.describe_route(found, sureness, len(cited)))
    if args.costs and cost and emissions:
        from ..report.totals_text import describe_cost, describe_emissions

        print(f"\n{describe_cost(cost)}\n\n{describe_emissions(emissions)}")
    if args.sources:
        print()
        for id_ in cited:
            print(report.describe_source(corridor.sources[id_]))


def simulate(args: Namespace) -> None:
    """Print the distribution of a route from samples."""
    corridor, found, notes = _asked(args)
    outlook = corridor.simulate(
        found, args.samples, args.seed, depart=args.depart, regimes=args.regime
    )
    by = _deadlines(outlook, args.by)
    if args.json:
        more = {"seed": args.seed, "what_if": notes}
        print_json(found.to_dict() | _outlook_dict(outlook, by) | more)
    else:
        for line in notes:
            print(clean(line))
        print(outlook_report.describe_outlook(outlook, by))


def _deadlines(outlook: Outlook, asked: Iterable[str]) -> dict[str, datetime]:
    """Moments that people mean: a date alone is its end, at the destination."""
    moments: dict[str, datetime] = {}
    for text in asked:
        if outlook.depart is None:
            raise RequestError("a probability by a date needs the departure: add --depart")
        moments[text] = outlook.deadline(text)
    return moments


def _outlook_dict(outlook: Outlook, by: dict[str, datetime]) -> dict[str, object]:
    data = outlook.to_dict()
    if by:
        data["probability_by"] = {
            moment.isoformat(): outlook.probability_by(moment) for moment in by.values()
        }
    return data


def queue(args: Namespace) -> None:
    """Print the wait at a crossing."""
    from ...geo.queues.crossings import assess, find_queue
    from ..report import queue as queue_report

    corridor = network(args)
    if args.crossing is None and (args.arrivals, args.capacity, args.backlog) != (None,) * 3:
        raise RequestError("a queue needs its crossing; khorgos queue lists them")
    for name in ("closed_days", "days"):
        if getattr(args, name) < 0:
            option = f"--{name.replace('_', '-')}"
            raise RequestError(f"{option} is {getattr(args, name):g}; use 0 or more")
    if args.crossing is None:
        rows = [("crossing", "what", "arrive a day", "can pass a day", "explains")]
        rows += [
            (q.id, q.label, f"{q.arrivals_per_day:g}", f"{q.capacity_per_day:g}", q.figure)
            for q in corridor.queues.values()
        ]
        print(report.table(rows, "<<>><"))
        return
    outlook = assess(
        find_queue(corridor.queues, args.crossing, corridor.gazetteer),
        args.arrivals,
        args.capacity,
        args.closed_days * 24,
        args.days * 24,
        args.backlog or 0.0,
    )
    if args.json:
        print_json(queue_report.queue_dict(outlook))
    else:
        print(queue_report.describe_queue(outlook))


def validate(args: Namespace) -> None:
    """Run the model against published transit times."""
    from ...geo.evidence.backtest import POPULATIONS, run
    from ...geo.evidence.calibration import cross_validate, settings_of
    from ...geo.evidence.published import read_observations
    from ..report import validation

    if args.output and not Path(args.output).is_dir():
        raise RequestError(f"there is no folder {args.output!r}; make it first")
    corridor, rows = network(args), read_observations(args.rows)
    backtest = corridor.backtest(rows)
    if args.json:
        print_json(validation.backtest_dict(backtest))
    else:
        print(validation.describe_backtest(backtest))
        if args.calibrate:
            runs = {
                name: run(corridor.infrastructure, regimes, rows)
                for name, regimes in settings_of(corridor.regimes).items()
            }
            found = {name: cross_validate(runs, population=name) for name in POPULATIONS}
            print(f"\n{validation.describe_calibration(found)}")
    if args.output:
        for path in validation.write_backtest(backtest, args.output):
            print(path)
    elif not args.json:
        print("\n-o FOLDER writes a picture and a table of all rows.")


def map_(args: Namespace) -> None:
    """Write a map."""
    from ..look.formats import target_of
    from .writing import see_folder

    path, kind = target_of(args.output, args.format)
    see_folder(path)
    if kind == "html" and args.frame:
        raise RequestError("--frame is for pictures; leave it out, or add --format png")
    if args.pairs and args.hub:
        raise RequestError("--hub is for a map to choose from; leave it out, or name no routes")
    corridor = network(args)
    routes = find_pairs(corridor, args)
    if kind == "html":
        from .. import Explorer, Style, draw, save

        # Without routes of one's own, all between the hubs are there to choose from.
        layers = routes or Explorer(args.hub or None, progress=_tell_progress)
        save(draw(corridor, layers, style=Style(args.theme, args.language)), path)
    elif args.hub:
        raise RequestError("--hub is for a page to choose from; leave it out of a picture")
    else:
        from ..print.picture import write_picture

        theme = "light" if args.theme == "auto" else args.theme
        how = {"frame": args.frame, "language": args.language, "theme": theme}
        write_picture(path, corridor, routes, **how)
    what = f"routes: {len(routes)}" if routes or kind != "html" else "routes to choose from"
    print(f"{path}: {path.stat().st_size / 1e6:.2f} MB, {what}")


def _tell_progress(done: int, total: int) -> None:
    """One line that rewrites itself, for those who watch."""
    if sys.stderr is not None and sys.stderr.isatty():
        end = "\n" if done == total else ""
        print(f"\rfinding the ways between hubs: {done / total:.0%}", end=end, file=sys.stderr)


def chart(args: Namespace) -> None:
    """Write a chart."""
    from .. import charts
    from ..charts.figure import check_suffix

    check_suffix(args.output)
    if args.kind == "trade" and args.pairs:
        raise RequestError(f"the chart of trade has no route; leave out {args.pairs[0]!r}")
    corridor = network(args)
    if args.kind == "trade":
        figure = charts.trade(corridor)
    else:
        figure = getattr(charts, args.kind)(corridor, find_pairs(corridor, args))
    path = charts.save(figure, args.output)
    print(f"{path}: {path.stat().st_size / 1e3:.0f} kB")


def places(args: Namespace) -> None:
    """Print places by name."""
    corridor = network(args)
    everything = list(corridor.places.values())
    found = corridor.gazetteer.search(args.text, limit=20) if args.text else everything
    if args.text and not found:
        corridor.find(args.text)
    if args.json:
        fields = ("id", "name", "name_ru", "name_kk", "name_zh", "aliases", "country", "kind")
        rows = [{f: getattr(p, f) for f in (*fields, "lat", "lon", "status")} for p in found]
        print_json(rows)
    else:
        print(report.describe_places(found))


def sources(args: Namespace) -> None:
    """Print what figures rest on."""
    corridor = network(args)
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


def _source_rows(corridor: Corridor, id_: str) -> dict[str, object]:
    if id_ in corridor.sources:
        return corridor.sources[id_]._asdict()
    variants = corridor.figures[id_].values()
    return {"id": id_, "variants": [figure.to_dict() for figure in variants]}


def export(args: Namespace) -> None:
    """Write the network or routes for other programs."""
    from ...layers import write

    corridor = network(args)
    for path in write(args.output, corridor, find_pairs(corridor, args)):
        print(f"{path}: {path.stat().st_size / 1e6:.2f} MB")
