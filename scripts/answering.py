"""Ask khorgos a recorded question, kind by kind, and tell the answer as plain data.

Only what stands at the top of the package, and methods of the network, is used; what lay deeper
in 0.4.0 is looked up by `_public`.
"""

from __future__ import annotations

import atexit
import contextlib
import csv
import importlib
import io
import json
import math
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np  # first: in 0.4.0 the last digits of quantiles depend on it

import khorgos

Ask = dict[str, Any]
Question = tuple[str, str, Ask]

DIGITS = 12
"""Significant digits of a recorded number."""
MODULES = (
    "khorgos.geo",
    "khorgos.geo.queues.crossings",
    "khorgos.geo.evidence.trade",
    "khorgos.geo.evidence.published",
    # Where 0.4.0 had them.
    *(f"khorgos.geo.{name}" for name in ("compare", "resilience", "scenarios", "queues")),
    *(f"khorgos.geo.{name}" for name in ("breakeven", "ties", "trade", "flows", "backtest")),
    *(f"khorgos.geo.{name}" for name in ("observations", "choices")),
)
"""Where names lie that are not at the top."""
HUBS = (
    *("XIA", "CDU", "CKG", "ZHZ", "WUH", "YIW", "SHA", "BJS", "LZH", "URM"),
    *("KGW", "ALM1", "AST", "TAS", "AKP", "ALA", "POT", "TEH", "HLK"),
    *("MOW", "MAL", "WAR", "DUI", "HAM", "RTM", "BUD", "MIL", "MAD", "CND"),
)
SCENARIOS = (
    *("poland-belarus-closure", "no-russia", "khorgos-rail-ban", "nurzholy-holiday"),
    *("zharkent-fire", "zhetygen-altynkol-second-track", "almaty-bypass"),
    *("dostyk-moiynty-second-track", "bakhty-ayagoz", "china-kyrgyzstan-uzbekistan"),
    *("caspian-storms", "red-sea-cape", "khorgos-airport"),
)
QUEUES = (
    *("nurzholy.east", "altynkol.west", "altynkol.east", "dostyk.west", "dostyk.east"),
    *("brest.west", "brest.east", "zhetygen.west"),
)
POPULATIONS = ("observed", "observed and scheduled", "all but trust D", "all")


def _public(*names: str) -> Any:
    """What has one of these names: at the top of khorgos, else where 0.4.0 had it."""
    for name in names:
        found = getattr(khorgos, name, None)
        if callable(found):
            return found
    for name in names:
        for module in MODULES:
            with contextlib.suppress(ImportError):
                found = getattr(importlib.import_module(module), name, None)
                if callable(found):
                    return found
    raise LookupError(f"khorgos has no {' or '.join(names)}")


def _command_line() -> Callable[[Sequence[str]], int]:
    """The entry of the command line."""
    main: Callable[[Sequence[str]], int] = importlib.import_module("khorgos.maps.cli").main
    return main


def _by_element(cost: Any) -> dict[str, list[float] | None]:
    """What each part of a price comes to: lines of one group are low and high together."""
    parts: dict[str, dict[str, list[Any]]] = {}
    for line in cost.lines:
        parts.setdefault(line.element, {}).setdefault(line.group, []).append(line.amount)
    found = {}
    for element, groups in parts.items():
        sums = [
            [math.fsum(column) for column in zip(*rows, strict=True)] for rows in groups.values()
        ]
        middle = math.fsum(row[1] for row in sums)
        below = math.hypot(*(row[1] - row[0] for row in sums))
        above = math.hypot(*(row[2] - row[1] for row in sums))
        found[element] = [middle - below, middle, middle + above]
    return found


def edge_id(leg: Any) -> str:
    """Id of the edge of a leg."""
    return getattr(leg.edge, "id", leg.edge)


def typical(range_: Any) -> float:
    """The middle one of low, typical and high."""
    return range_.typical if hasattr(range_, "typical") else range_.mode


def spread(range_: Any) -> list[float] | None:
    """Low, typical and high; None for none."""
    return None if range_ is None else [range_.low, typical(range_), range_.high]


def plain(value: Any) -> Any:
    """Data as JSON has it, with numbers cut to some digits."""
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    if isinstance(value, np.generic):
        return plain(value.item())
    if isinstance(value, float):
        return float(f"{value:.{DIGITS}g}") if math.isfinite(value) else str(value)
    if value is None or isinstance(value, bool | int | str):
        return value
    return str(value)


@cache
def shipped() -> Any:
    return khorgos.Corridor.load()


@cache
def _changed(under: tuple[str, ...], on: str | None, effects: tuple[tuple[Any, ...], ...]) -> Any:
    made: list[Any] = list(under)
    if effects:
        effect = _public("Effect")
        made.append(_public("Scenario")("asked", "Asked", tuple(effect(*row) for row in effects)))
    return shipped().apply(*made, on=on) if made else shipped()


def network(ask: Ask) -> Any:
    """The network that a question is put to."""
    effects = tuple(tuple(row) for row in ask.get("effects", ()))
    return _changed(tuple(ask.get("under", ())), ask.get("on"), effects)


def data_folder() -> Path:
    """Where the tables of the package lie."""
    folder = getattr(shipped(), "folder", None)
    if folder is not None:
        return Path(folder)
    root = Path(khorgos.__file__).parent
    found = (path.parent for depth in ("", "*/", "*/*/") for path in root.glob(f"{depth}data"))
    return next(one / "data" for one in found if (one / "data" / "edges.csv").exists())


def found_route(ask: Ask) -> Any:
    asked = meant(ask)
    return fastest(network(ask), *asked["ends"], **asked.get("how", {}))


def fastest(corridor: Any, *ends: str, **how: Any) -> Any:
    """The route of 0.4.0: the fastest in a quiet month.

    Today's goes by P50, so that the record holds what is said of a route, whichever it is; that
    none is slower at P50 than before is a test of its own.
    """
    if not hasattr(corridor, "ways"):
        return corridor.route(*ends, **how)
    from khorgos.geo.routing.request import Request
    from khorgos.geo.routing.router import find_route

    lists = {
        name: (value,) if isinstance(value, str) else tuple(value)
        for name, value in how.items()
        if name in ("via", "avoid", "include")
    }
    try:
        return find_route(corridor.infrastructure, Request(*ends, **{**how, **lists}))
    except khorgos.NoRoute:
        if corridor.changes is None:
            raise
        return corridor.route(*ends, **how)  # a scenario may be what cut it


# Answers, kind by kind.


def route_of(ask: Ask) -> Any:
    return route_data(found_route(ask))


def route_data(route: Any) -> Any:
    data = route.to_dict()
    legs = [
        [
            edge_id(leg),
            data_leg["kind"],
            leg.activity,
            data_leg["carrier"],
            data_leg["gauge"],
            data_leg["country"],
            data_leg["hours"],
            data_leg["low_hours"],
            data_leg["high_hours"],
            data_leg["distance_km"],
            data_leg["figure"],
            " ".join(data_leg["sources"]),
            data_leg["judgement_range"],
            data_leg["status"],
        ]
        for leg, data_leg in zip(route.legs, data["legs"], strict=True)
    ]
    left_out = ("legs", "data_version", "days")
    return {
        **{key: value for key, value in data.items() if key not in left_out},
        "legs": legs,
        "places": " ".join(place.id for place in route.places),
    }


def outlook_data(outlook: Any) -> Any:
    data = outlook.to_dict()
    keys = ("label", "place", "figure", "share", "hours")
    data["drivers"] = [[driver[key] for key in keys] for driver in data["drivers"]]
    data["sources"] = " ".join(data["sources"])
    return data


def outlook_of(ask: Ask) -> Any:
    route = found_route(ask)
    outlook = network(ask).outlook(route, ask.get("regimes"))
    typical_hours = route.to_dict()["hours"]
    return {
        **outlook_data(outlook),
        "within": [outlook.probability_within(typical_hours * by) for by in (0.8, 1.0, 1.5)],
        "more_quantiles": [outlook.quantile(p) for p in (0.01, 0.4, 0.6, 0.99)],
    }


def simulation_of(ask: Ask) -> Any:
    route = found_route(ask)
    outlook = network(ask).simulate(
        route, ask["n"], ask["seed"], depart=ask.get("depart"), regimes=ask.get("regimes")
    )
    data = outlook_data(outlook)
    data["by"] = [outlook.probability_by(moment) for moment in ask.get("by", ())]
    return data


def cost_of(ask: Ask) -> Any:
    cost = network(ask).cost(found_route(ask), **ask.get("more", {}))
    data = cost.to_dict()
    del data["data_version"]
    data["lines"] = [_line(line) for line in data["lines"]]
    data["subsidy"] = data["subsidy"] and _line(data["subsidy"])
    data["elements"] = _by_element(cost)
    data["sources"] = " ".join(data["sources"])
    return data


def _line(line: dict[str, Any]) -> list[Any]:
    keys = ("rate", "label", "element", "place", "country", "distance_km", "group", "judgement")
    amount = line["amount"]
    numbers = [amount["low"], amount["mode"], amount["high"], line["year"]]
    return [*(line[key] for key in keys), *numbers, " ".join(line["sources"])]


def emissions_of(ask: Ask) -> Any:
    emissions = network(ask).emissions(found_route(ask), **ask.get("more", {}))
    data = emissions.to_dict()
    data.pop("data_version", None)
    data["legs"] = [typical(amount) for amount in emissions.legs]
    keys = ("kind", "activity", "from", "to", "carrier", "country", "distance_km", "g_per_tkm")
    data["elements"] = [
        [
            *(element[key] for key in keys),
            *(element["kg_co2e"][key] for key in ("low", "mode", "high")),
            element["judgement"],
            element["year"],
            " ".join(element["sources"]),
        ]
        for element in data["elements"]
    ]
    if isinstance(data.get("sources"), list):
        data["sources"] = " ".join(data["sources"])
    return data


def _queue(ask: Ask) -> Any:
    corridor = network(ask)
    gazetteer = getattr(corridor, "gazetteer", None)
    more = (gazetteer,) if gazetteer is not None else ()
    return _public("find_queue")(corridor.queues, ask["queue"], *more)


def queue_of(ask: Ask) -> Any:
    outlook = _public("assess")(_queue(ask), **ask.get("how", {}))
    names = (
        *("arrivals_per_day", "capacity_per_day", "backlog", "closed_hours", "horizon_hours"),
        *("utilisation", "growing", "growth_per_day", "settles", "settle_days"),
        "steady_mean_hours",
    )
    course = outlook.course
    return {
        "id": outlook.queue.id,
        **{name: getattr(outlook, name) for name in names},
        "steady": spread(outlook.steady),
        "wait": spread(outlook.wait),
        "course": {
            **{name: getattr(course, name) for name in ("peak", "peak_hour", "cleared_hour")},
            "growth_per_day": course.growth_per_day,
            "hours": course.hours[::12],
            "queue": course.queue[::12],
            "waits": course.waits[::12],
        },
    }


def load_of(ask: Ask) -> Any:
    """Another load at a crossing: the route and its outlook, as the command line has them."""
    data = _run(["route", *ask["ends"], *ask["args"], "--json"])
    if data["exit"] == 0:
        data["out"]["legs"] = [
            [leg[key] for key in ("activity", "from", "to", "hours", "low_hours", "high_hours")]
            for leg in data["out"]["legs"]
        ]
        for name in ("cost", "emissions", "sources"):
            del data["out"][name]
    return data


def scenario_of(ask: Ask) -> Any:
    return shipped().scenarios[ask["scenario"]].to_dict()


def applied_of(ask: Ask) -> Any:
    corridor = network(ask)
    return {"applied": corridor.applied, "edges": corridor.graph.number_of_edges()}


def _compared(found: Iterable[Any]) -> list[Any]:
    answers = []
    for one in found:
        data = one.to_dict()
        for side in ("before", "after"):
            if data[side]:
                data[side]["places"] = ", ".join(data[side]["places"])
        answers.append(data)
    return answers


def comparison_of(ask: Ask) -> Any:
    return _compared(_public("compare")(shipped(), network(ask), ask["pairs"], **ask["how"]))


def hubs_compared(ask: Ask) -> Any:
    compared = _public("compare_hubs")(shipped(), network(ask), ask["hubs"], **ask["how"])
    return _compared(compared)


def alternatives_of(ask: Ask) -> Any:
    answers = []
    for one in network(ask).alternatives(*ask["ends"], **ask["how"]):
        data = one.to_dict()
        if not one.missing:
            legs = one.route.legs
            data["route"] = {
                "edges": " ".join(edge_id(leg) for leg in legs),
                "hours": data["route"]["hours"],
                "km": data["route"]["distance_km"],
            }
            data["quantiles"] = one.outlook.quantiles
            data["cost"] = spread(one.cost.total)
            data["emissions"] = spread(one.emissions.total)
        answers.append(data)
    return answers


def reach_of(ask: Ask) -> Any:
    reach = network(ask).reach(ask["origin"], **ask["how"])
    data = reach.to_dict(ask["days"])
    del data["data_version"]
    data["stops"] = [
        {"stop": f"{stop['place']}, {stop['country']}", "km": stop["km"], "hours": stop["hours"]}
        for stop in data["stops"]
    ]
    first = ask["how"].get("quantiles", (0.5, 0.9))[0]
    data["cut"] = [len(reach.cut(day, first)) for day in ask["days"]]
    data["fronts"] = [len(reach.fronts(day, first)) for day in ask["days"]]
    local = reach.local(ask["days"][-1], first)
    data["local"] = [[place.id, round(km, 3)] for place, km in local]
    return data


def losses_of(ask: Ask) -> Any:
    losses = _public("criticality")(network(ask), ask.get("hubs"), **ask.get("how", {}))
    answers = []
    for loss in losses:
        data = loss.to_dict()
        for name in ("edges", "places", "borders"):
            data[name] = " ".join(data[name])
        data["cut"] = ", ".join("–".join(pair) for pair in data["cut"])
        answers.append(data)
    top = ask.get("top", 40)
    return {"count": len(answers), "top": answers[:top]}


@cache
def _backtest() -> Any:
    today = shipped()
    if hasattr(today, "backtest"):
        return today.backtest()
    return _public("run")(today, _public("read_observations")())


def backtest_of(ask: Ask) -> Any:
    backtest = _backtest()
    if ask["what"] == "rows":
        return {
            outcome.row.id: [
                outcome.corridor,
                outcome.inside,
                outcome.reason,
                {"p10": outcome.p10, "p50": outcome.p50, "p90": outcome.p90},
            ]
            for outcome in backtest.outcomes
        }
    if ask["what"] == "left out":
        left = {one.row.id: one.reason for one in backtest.unresolved}
        return {"circular": backtest.circular, "left": left}
    population = ask["what"]
    groups = backtest.groups(population)
    return {
        "score": _score(backtest.score(population)),
        "noise": {"score": backtest.noise(population)},
        "groups": {
            name: {group: _score(score) for group, score in scores.items()}
            for name, scores in groups.items()
        },
        "worst": [outcome.row.id for outcome in backtest.worst(10, population)],
    }


def _score(score: Any) -> dict[str, Any]:
    names = ("mean_bias", "median_bias", "median_error", "inside")
    return {"rows": score.rows, "score": {name: getattr(score, name) for name in names}}


def break_even_of(ask: Ask) -> Any:
    corridor = network(ask)
    ways = []
    for way in ask["ways"]:
        route = fastest(corridor, *way["ends"], **way["how"])
        ways.append((corridor.outlook(route), corridor.cost(route, ask.get("unit", "FEU"))))
    found = _public("break_even")(*ways)
    return {
        "days_saved": found.days_saved,
        "extra": spread(found.extra),
        "per_day": spread(found.per_day),
        "verdict": found.verdict,
        "unit": found.unit,
        "text": str(found),
    }


def totals_of(ask: Ask) -> Any:
    corridor = network(ask)
    sides = [
        corridor.emissions(fastest(corridor, *way["ends"], **way["how"]), **way.get("more", {}))
        for way in ask["ways"]
    ]
    found = _public("compare_totals")(*sides)
    return {"tie": found.tie, "ratio": spread(found.ratio), "text": found.text}


def trade_of(_: Ask) -> Any:
    names = ("year", "series", "value", "basis", "sources", "as_of", "note", "label")
    return [{name: getattr(row, name) for name in names} for row in _public("read_trade")()]


def flows_of(ask: Ask) -> Any:
    asked = network(ask)
    flows = asked.flows if hasattr(asked, "flows") else _public("flows_of")(asked)
    rows = {flow.id: flow for flow in flows.values()}
    names = ("label", "unit", "low", "per_day", "high", "judgement", "sources", "as_of", "note")
    return {
        "flows": {id_: [getattr(flow, name) for name in names] for id_, flow in rows.items()},
        "edges": {edge: flow.id for edge, flow in flows.items()},
    }


def _choices(asked: Any, *how: Any) -> Any:
    return asked.choices(*how) if hasattr(asked, "choices") else _public("choices")(asked, *how)


def choices_of(ask: Ask) -> Any:
    return [
        {
            "from": choice.origin.id,
            "to": choice.destination.id,
            "corridor": choice.corridor,
            "gateway": choice.gateway.id if choice.gateway else None,
            "quantiles": choice.outlook.quantiles,
            "edges": " ".join(edge_id(leg) for leg in choice.outlook.route.legs),
        }
        for choice in _choices(network(ask), ask["hubs"], ask["services"])
    ]


def places_of(ask: Ask) -> Any:
    return [place.id for place in shipped().find(ask["name"])]


def facts_of(_: Ask) -> Any:
    corridor = shipped()
    return {
        "data_version": corridor.data_version,
        "places": len(corridor.places),
        "nodes": corridor.graph.number_of_nodes(),
        "edges": corridor.graph.number_of_edges(),
        "sources": len(corridor.sources),
        "scenarios": list(corridor.scenarios),
        "queues": list(corridor.queues),
    }


def broken_table(ask: Ask) -> Any:
    """What own tables say that are broken, or what can be asked of them all the same."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "tables"
        shutil.copytree(data_folder(), folder)
        _break(folder / ask["table"], ask)
        try:
            return _asked_of_all(folder)
        except khorgos.KhorgosError as error:
            return _error(error, scratch)


def _break(path: Path, ask: Ask) -> None:
    how = ask["how"]
    if how == "missing":
        path.unlink()
        return
    if how == "text":
        path.write_text(ask["text"], encoding="utf-8")
        return
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    if how == "cell":
        rows[ask["row"]][rows[0].index(ask["column"])] = ask["value"]
    elif how == "column":
        number = rows[0].index(ask["column"])
        rows = [[cell for n, cell in enumerate(row) if n != number] for row in rows]
    elif how == "more":
        rows = [[*row, "x"] for row in rows]
    elif how == "twice":
        rows.append(rows[ask["row"]])
    elif how == "short":
        rows[ask["row"]] = rows[ask["row"]][:2]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


def _asked_of_all(folder: Path) -> Any:
    """Ask so that every table is read."""
    corridor = khorgos.Corridor.load(folder)
    rail, road = fastest(corridor, "XIA", "DUI"), fastest(corridor, "ALM1", "URM", mode="road")
    known = len(corridor.sources), len(corridor.scenarios), len(corridor.queues)
    trade = len(_public("read_trade")(folder))
    losses = _public("criticality")(corridor, ["XIA", "ALM1", "TAS"])
    timed = corridor.simulate(road, 100, depart="2026-12-01T08:00+08:00")
    return {
        "known": [*known, trade],
        "hours": [rail.hours, road.hours],
        "losses": [[loss.label, loss.lost_hours] for loss in losses[:3]],
        "quantiles": [corridor.outlook(rail).quantile(0.5), timed.quantile(0.5)],
        "cost": spread(corridor.cost(rail).total),
        "co2e": spread(corridor.emissions(rail).total),
    }


def command_of(ask: Ask) -> Any:
    return _run(ask["argv"])


@cache
def _tables() -> str:
    """A folder of own tables that are sound."""
    scratch = tempfile.mkdtemp()
    atexit.register(shutil.rmtree, scratch, ignore_errors=True)
    folder = Path(scratch) / "tables"
    shutil.copytree(data_folder(), folder)
    return str(folder)


def _run(argv: Sequence[str]) -> dict[str, Any]:
    """Run the command line; ``{tmp}`` is a new folder, and ``{data}`` one with tables."""
    out, err = io.StringIO(), io.StringIO()
    with tempfile.TemporaryDirectory() as folder:
        known = {"{tmp}": folder}
        if any("{data}" in word for word in argv):
            known["{data}"] = _tables()
        words = [_filled(word, known) for word in argv]
        main = _command_line()
        with (
            mock.patch.dict(os.environ, COLUMNS="100"),
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
        ):
            try:
                status: Any = main(words)
            except SystemExit as end:
                status = end.code
        files = sorted(path.name for path in Path(folder).iterdir())
        tables = {
            path.name: [len(lines), lines[0]]
            for path in sorted(Path(folder).glob("*.csv"))
            if (lines := path.read_text(encoding="utf-8").splitlines())
        }
        text = _masked(out.getvalue(), known)
        data: dict[str, Any] = {"exit": status, "err": _masked(err.getvalue(), known).splitlines()}
    # What other ways there are is told since; lines below it would all differ.
    data["out"] = [line for line in text.splitlines() if not line.startswith("Other ways (P50)")]
    if "--json" in argv and status == 0:
        with contextlib.suppress(json.JSONDecodeError):  # the list of queues is text
            data["out"] = json.loads(text)
    if isinstance(data["out"], dict):
        data["out"].pop("data_version", None)
    return data | ({"files": files, "tables": tables} if files else {})


def _filled(word: str, known: dict[str, str]) -> str:
    for name, folder in known.items():
        word = word.replace(name, folder)
    return word


def _masked(text: str, known: dict[str, str]) -> str:
    """The text without folders, sizes of files and versions."""
    for name, folder in known.items():
        text = text.replace(folder, name)
    text = re.sub(r"\d[\d.,]*(?= ?(?:MB|kB|B)\b)", "#", text)
    text = re.sub(r"(?<=khorgos )\d+\.\d+[\w.+]*", "VERSION", text)
    return re.sub(r"((?:Data version|data) )\d{4}\.\d+(?:\.\d+)?", r"\1VERSION", text)


def _error(error: BaseException, folder: str = "") -> dict[str, str]:
    text = str(error).replace(folder, "{tmp}") if folder else str(error)
    return {"error": type(error).__name__, "text": text}


ANSWERS: dict[str, Callable[[Ask], Any]] = {
    "route": route_of,
    "outlook": outlook_of,
    "simulate": simulation_of,
    "cost": cost_of,
    "emissions": emissions_of,
    "queue": queue_of,
    "load": load_of,
    "scenario": scenario_of,
    "applied": applied_of,
    "compare": comparison_of,
    "compare_hubs": hubs_compared,
    "alternatives": alternatives_of,
    "reach": reach_of,
    "criticality": losses_of,
    "backtest": backtest_of,
    "break_even": break_even_of,
    "compare_totals": totals_of,
    "trade": trade_of,
    "flows": flows_of,
    "choices": choices_of,
    "places": places_of,
    "facts": facts_of,
    "table": broken_table,
    "command": command_of,
}


def meant(asked: Any) -> Any:
    """The question with ids that today are refused as codes of airports: written exactly."""
    if isinstance(asked, dict):
        return {key: meant(value) for key, value in asked.items()}
    if isinstance(asked, list):
        return [meant(value) for value in asked]
    codes = getattr(shipped().gazetteer, "codes", {})
    return f"place:{asked}" if isinstance(asked, str) and asked in codes else asked


def answer(kind: str, ask: Ask) -> Any:
    """The answer to a question as plain data; an error is one too."""
    try:
        found = ANSWERS[kind](meant(ask))
    except Exception as error:  # noqa: BLE001  whatever it is, it is told
        found = _error(error)
    return plain(found)
