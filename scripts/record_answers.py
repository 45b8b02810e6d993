"""Record what khorgos answers to some two thousand questions, and ask them again.

``python scripts/record_answers.py -o tests/regression/answers.json.gz`` makes the record;
``tests/regression/test_answers.py`` replays it against the version at hand.  The questions are
drawn with fixed seeds, and the record has the same bytes each time.

Only what stands at the top of the package, and methods of the network, is used; what lay deeper
in 0.4.0 is looked up by `_public`.
"""

from __future__ import annotations

import argparse
import atexit
import contextlib
import csv
import gzip
import importlib
import io
import json
import math
import os
import random
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
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
def _today() -> Any:
    return khorgos.Corridor.load()


@cache
def _changed(under: tuple[str, ...], on: str | None, effects: tuple[tuple[Any, ...], ...]) -> Any:
    made: list[Any] = list(under)
    if effects:
        effect = _public("Effect")
        made.append(_public("Scenario")("asked", "Asked", tuple(effect(*row) for row in effects)))
    return _today().apply(*made, on=on) if made else _today()


def network(ask: Ask) -> Any:
    """The network that a question is put to."""
    effects = tuple(tuple(row) for row in ask.get("effects", ()))
    return _changed(tuple(ask.get("under", ())), ask.get("on"), effects)


def data_folder() -> Path:
    """Where the tables of the package lie."""
    folder = getattr(_today(), "folder", None)
    if folder is not None:
        return Path(folder)
    root = Path(khorgos.__file__).parent
    found = (path.parent for depth in ("", "*/", "*/*/") for path in root.glob(f"{depth}data"))
    return next(one / "data" for one in found if (one / "data" / "edges.csv").exists())


def _route(ask: Ask) -> Any:
    return network(ask).route(*ask["ends"], **ask.get("how", {}))


# Answers, kind by kind.


def route_of(ask: Ask) -> Any:
    return route_data(_route(ask))


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
    route = _route(ask)
    outlook = network(ask).outlook(route, ask.get("regimes"))
    typical_hours = route.to_dict()["hours"]
    return {
        **outlook_data(outlook),
        "within": [outlook.probability_within(typical_hours * by) for by in (0.8, 1.0, 1.5)],
        "more_quantiles": [outlook.quantile(p) for p in (0.01, 0.4, 0.6, 0.99)],
    }


def simulation_of(ask: Ask) -> Any:
    route = _route(ask)
    outlook = network(ask).simulate(
        route, ask["n"], ask["seed"], depart=ask.get("depart"), regimes=ask.get("regimes")
    )
    data = outlook_data(outlook)
    data["by"] = [outlook.probability_by(moment) for moment in ask.get("by", ())]
    return data


def cost_of(ask: Ask) -> Any:
    cost = network(ask).cost(_route(ask), **ask.get("more", {}))
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
    emissions = network(ask).emissions(_route(ask), **ask.get("more", {}))
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
    return _today().scenarios[ask["scenario"]].to_dict()


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
    return _compared(_public("compare")(_today(), network(ask), ask["pairs"], **ask["how"]))


def hubs_compared(ask: Ask) -> Any:
    compared = _public("compare_hubs")(_today(), network(ask), ask["hubs"], **ask["how"])
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
    today = _today()
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
        route = corridor.route(*way["ends"], **way["how"])
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
        corridor.emissions(corridor.route(*way["ends"], **way["how"]), **way.get("more", {}))
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
    return [place.id for place in _today().find(ask["name"])]


def facts_of(_: Ask) -> Any:
    corridor = _today()
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
    rail, road = corridor.route("XIA", "DUI"), corridor.route("ALM1", "URM", mode="road")
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
    data["out"] = text.splitlines()
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


def answer(kind: str, ask: Ask) -> Any:
    """The answer to a question as plain data; an error is one too."""
    try:
        found = ANSWERS[kind](ask)
    except Exception as error:  # noqa: BLE001  whatever it is, it is told
        found = _error(error)
    return plain(found)


# Questions.


def questions() -> Iterator[Question]:
    """Id, kind and question, of all."""
    places = _terminals()
    for number, part in enumerate((
        _routes, _routes_by_hand, _outlooks, _simulations, _money, _carbon, _queues, _loads,
        _what_ifs, _choosing, _plans, _facts, _errors, _tables_broken, _commands,
    )):  # fmt: skip
        yield from part(random.Random(20_260_401 + number), places)  # noqa: S311  no secrets


def _terminals() -> list[str]:
    corridor = _today()
    return sorted(id_ for id_ in corridor.places if corridor.terminals(id_))


Draw = random.Random


def _slug(*words: object) -> str:
    return re.sub(r"[^\w.:>=+-]+", "_", "/".join(str(word) for word in words if word != ""))


def _told(ask: Ask) -> str:
    parts = []
    for key, value in ask.items():
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        parts.append(text if key in ("ends", "under") else f"{key}={text}")
    return _slug(*(re.sub(r'[\[\]{}"]', "", part) for part in parts))[:110]


AVOID = (
    *("KZ", "Russia", "Poland", "Belarus", "Dostyk", "Khorgos", "Manzhouli", "ferry", "road"),
    *("Suez Canal", "Cape of Good Hope", "Bosporus", "Marmaray", "Turkmenistan", "Iran", "sea"),
)
VIA = ("Khorgos", "Dostyk", "Almaty", "Astana", "Moscow", "Manzhouli", "Brest", "Aktau", "Tashkent")


def _often(draw: Draw, share: float) -> bool:
    """Whether something happens that does so with this chance."""
    return draw.random() < share


def _how(draw: Draw) -> dict[str, Any]:
    """Options of a route, drawn."""
    modes = ["rail"] * 8 + ["road"] * 5 + ["any"] * 5 + ["sea"] * 2 + ["air"] * 2
    how: dict[str, Any] = {"mode": draw.choice(modes)}
    if _often(draw, 0.4):
        how["service"] = "fast"
    if how["mode"] in ("road", "any") and _often(draw, 0.12):
        how["vehicle"] = "car"
    elif how["mode"] in ("road", "any", "air") and _often(draw, 0.3):
        how["drivers"] = draw.choice([1, 2])
    if _often(draw, 0.13):
        how["via"] = draw.sample(VIA, draw.choice([1, 1, 2]))
    if _often(draw, 0.25):
        how["avoid"] = draw.sample(AVOID, draw.choice([1, 1, 2, 3]))
    if _often(draw, 0.12):
        how["include"] = draw.choice([["planned"], ["suspended"], ["planned", "suspended"]])
    if _often(draw, 0.12) and how["mode"] != "sea":
        how["door"] = True
    return how


def _routes(draw: Draw, places: list[str]) -> Iterator[Question]:
    for among, count, refused in ((HUBS, 550, 28), (places, 258, 14)):
        seen: set[str] = set()
        cut = 0
        while len(seen) < count:
            ask = {"ends": draw.sample(among, 2), "how": _how(draw)}
            word = _told(ask)
            none = not _exists(ask)
            if word in seen or (none and cut >= refused):
                continue
            cut += none
            seen.add(word)
            yield f"route/{word}", "route", ask
    for scenario in SCENARIOS:
        for _ in range(5):
            ask = {"ends": draw.sample(HUBS, 2), "how": _how(draw), "under": [scenario]}
            yield f"route/{_told(ask)}", "route", ask
    for _ in range(12):
        ask = {"ends": draw.sample(HUBS, 2), "under": sorted(draw.sample(SCENARIOS, 2))}
        yield f"route/{_told(ask)}", "route", ask


BY_HAND: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("Xi'an", "Duisburg", {}),
    ("Xi'an", "Duisburg", {"service": "fast"}),
    ("Xi'an", "Duisburg", {"avoid": "Russia"}),
    ("Xi'an", "Duisburg", {"avoid": ["Russia", "Kazakhstan"]}),
    ("Xi'an", "Duisburg", {"door": True}),
    ("Xi'an", "Duisburg", {"via": ["Khorgos"]}),
    ("Xi'an", "Duisburg", {"via": ["Manzhouli"]}),
    ("Xi'an", "Duisburg", {"via": "Erenhot"}),
    ("Xi'an", "Duisburg", {"via": "Aktau", "avoid": "Russia"}),
    ("Xi'an", "Duisburg", {"mode": "any"}),
    ("Xi'an", "Duisburg", {"mode": "air"}),
    ("Xi'an", "Duisburg", {"mode": "road"}),
    ("Xi'an", "Duisburg", {"mode": "road", "service": "fast", "door": True}),
    ("Duisburg", "Xi'an", {"service": "fast"}),
    ("西安", "Дуйсбург", {}),
    ("Xi'an", "Małaszewicze", {}),
    ("Chengdu", "Łódź", {"service": "fast"}),
    ("Chongqing", "Budapest", {}),
    ("Almaty", "Khorgos", {"mode": "road"}),
    ("Almaty", "Khorgos", {"mode": "road", "vehicle": "car"}),
    ("Almaty", "Khorgos", {}),
    ("Almaty", "Khorgos", {"mode": "road", "drivers": 1}),
    ("Almaty", "Khorgos", {"mode": "road", "drivers": 2}),
    ("Almaty", "Urumqi", {"mode": "road"}),
    ("Urumqi", "Almaty", {"mode": "road", "service": "fast"}),
    ("Алматы", "霍尔果斯", {"mode": "road"}),
    ("Zhetygen", "Altynkol", {}),
    ("Altynkol", "Zhetygen", {}),
    ("Zhetygen", "Shu", {"include": ["planned"]}),
    ("Altynkol", "Shu", {}),
    ("Xi'an", "Almaty", {"via": ["Khorgos"]}),
    ("Xi'an", "Almaty", {"via": ["Dostyk"]}),
    ("Xi'an", "Tehran", {}),
    ("Yiwu", "Tehran", {"service": "fast"}),
    ("Xi'an", "Baku", {"avoid": "Russia"}),
    ("Aktau", "Baku", {}),
    ("Kuryk", "Alat", {}),
    ("Kuryk", "Alat", {"mode": "road"}),
    ("Turkmenbashi", "Baku", {}),
    ("Poti", "Constanța", {"mode": "any"}),
    ("Xi'an", "Istanbul", {"avoid": "Russia"}),
    ("Xi'an", "Istanbul", {"avoid": ["Russia", "Marmaray"]}),
    ("Shanghai", "Hamburg", {"mode": "sea"}),
    ("Shanghai", "Hamburg", {"mode": "sea", "avoid": "Suez Canal"}),
    ("Shanghai", "Hamburg", {"mode": "sea", "avoid": ["Suez Canal", "Cape of Good Hope"]}),
    ("Hamburg", "Shanghai", {"mode": "sea"}),
    ("Shanghai", "Rotterdam", {"mode": "sea"}),
    ("Shanghai", "Rotterdam", {"mode": "any", "avoid": "sea"}),
    ("Shanghai", "Duisburg", {"mode": "any", "service": "fast"}),
    ("Chengdu", "Frankfurt", {"mode": "air"}),
    ("Shanghai", "Liège", {"mode": "air", "service": "fast"}),
    ("Urumqi", "Budapest", {"mode": "air", "door": True}),
    ("Almaty", "Istanbul", {"mode": "air"}),
    ("Minsk", "Warsaw", {}),
    ("Minsk", "Warsaw", {"mode": "road"}),
    ("Moscow", "Duisburg", {}),
    ("Moscow", "Vladivostok", {}),
    ("Beijing", "Ulaanbaatar", {}),
    ("Beijing", "Moscow", {"via": "Erenhot"}),
    ("Kashgar", "Tashkent", {"include": "planned"}),
    ("Lanzhou", "Tashkent", {}),
    ("Kaliningrad", "Berlin", {}),
    ("Xi'an", "Duisburg", {"avoid": "Brest"}),
    ("Xi'an", "Madrid", {}),
    ("Xi'an", "Milan", {"mode": "any"}),
    ("Xi'an", "London", {"mode": "any"}),
    ("Astana", "Almaty", {"mode": "road"}),
    ("Astana", "Almaty", {}),
    ("Xi'an", "Helsinki", {}),
    ("Khorgos Gateway", "Lianyungang", {}),
    ("Lianyungang", "Khorgos Gateway", {"door": True}),
)


def _routes_by_hand(_: Draw, __: list[str]) -> Iterator[Question]:
    for origin, destination, how in BY_HAND:
        ask = {"ends": [origin, destination], "how": how}
        yield f"route/by-hand/{_told(ask)}", "route", ask
        if how.get("mode") in (None, "road", "sea"):
            yield f"outlook/by-hand/{_told(ask)}", "outlook", ask


REGIMES: tuple[Any, ...] = (
    None, None, None, "quiet", "stressed", "disrupted", {"quiet": 0.6, "stressed": 0.4},
    {"quiet": 0.5, "stressed": 0.3, "disrupted": 0.2}, "quiet=0.6,stressed=0.4",
    {"stressed": 1, "disrupted": 1},
)  # fmt: skip


def _exists(ask: Ask) -> bool:
    """Whether there is such a route."""
    try:
        _route(ask)
    except khorgos.KhorgosError:
        return False
    return True


def _found(draw: Draw, places: list[str], more: Ask | None = None) -> Ask:
    """A question for a route that exists."""
    while True:
        among = HUBS if _often(draw, 0.75) else places
        ask = {"ends": draw.sample(among, 2), "how": _how(draw), **(more or {})}
        if _exists(ask):
            return ask


def _outlooks(draw: Draw, places: list[str]) -> Iterator[Question]:
    for _ in range(241):
        ask = _found(draw, places)
        regimes = draw.choice(REGIMES)
        if regimes is not None:
            ask["regimes"] = regimes
        yield f"outlook/{_told(ask)}", "outlook", ask
    for scenario in SCENARIOS:
        for _ in range(3):
            ask = _found(draw, places, {"under": [scenario]})
            yield f"outlook/{_told(ask)}", "outlook", ask


DEPARTURES = (
    *("2026-12-01T08:00+08:00", "2026-12-30 08:00 Asia/Shanghai", "2025-09-12T00:00+02:00"),
    *("2025-09-05T12:00Z", "2026-02-14T18:30+08:00", "2025-10-01T00:00+05:00"),
    *("2024-05-07T06:00+05:00", "2023-06-21T23:00+08:00", "2026-07-01T00:00Z"),
    *("2027-03-20 09:15 Asia/Almaty", "2026-12-24 10:00 Europe/Berlin", "2023-01-02T00:00Z"),
)


def _simulations(draw: Draw, places: list[str]) -> Iterator[Question]:
    for number in range(36):
        ask = _found(draw, places, {"n": draw.choice([500, 2000, 2000]), "seed": number % 7})
        ask["depart"] = DEPARTURES[number % len(DEPARTURES)]
        if _often(draw, 0.5):
            year, month = int(ask["depart"][:4]), int(ask["depart"][5:7])
            soon = f"{year + month // 12}-{month % 12 + 1:02d}-10"
            ask["by"] = [soon, f"{soon}T12:00Z"]
        if _often(draw, 0.3):
            ask["regimes"] = draw.choice(REGIMES[3:])
        yield f"simulate/timed/{_told(ask)}", "simulate", ask
    for number in range(18):
        ask = _found(draw, places, {"n": 2000, "seed": number % 5})
        yield f"simulate/{_told(ask)}", "simulate", ask
    for scenario in ("no-russia", "caspian-storms", "nurzholy-holiday", "red-sea-cape"):
        more = {"under": [scenario], "n": 1000, "seed": 3, "depart": DEPARTURES[0]}
        ask = _found(draw, places, more)
        yield f"simulate/{_told(ask)}", "simulate", ask


def _money(draw: Draw, places: list[str]) -> Iterator[Question]:
    for _ in range(122):
        ask = _found(draw, places)
        if _often(draw, 0.6):
            ask["more"] = {"unit": draw.choice(["FEU", "TEU", "truck"])}
        yield f"cost/{_told(ask)}", "cost", ask


def _carbon(draw: Draw, places: list[str]) -> Iterator[Question]:
    left = 125
    while left:
        ask = _found(draw, places)
        if _often(draw, 0.6):
            ask["more"] = {"payload": draw.choice([1, 6.5, 8, 10, 12, 12.5, 14, 20])}
        if ask["how"]["mode"] == "air" or _often(draw, 0.1):
            ask.setdefault("more", {})["radiative_forcing"] = _often(draw, 0.7)
        if "error" not in answer("emissions", ask):
            left -= 1
            yield f"emissions/{_told(ask)}", "emissions", ask


def _queues(draw: Draw, _: list[str]) -> Iterator[Question]:
    hows: list[dict[str, Any]] = [
        {}, {"closed_hours": 72}, {"closed_hours": 24.5, "horizon_hours": 100, "backlog": 40},
    ]  # fmt: skip
    asks: list[Ask] = [{"queue": id_, "how": how} for id_ in QUEUES for how in hows]
    for id_ in QUEUES:
        usual = _today().queues[id_]
        for by in (0.5, 0.97, 1.2):
            how = {"arrivals": round(usual.capacity_per_day * by, 2)}
            if _often(draw, 0.5):
                how["closed_hours"] = draw.choice([12, 48, 120])
            asks.append({"queue": id_, "how": how})
        asks.append({"queue": id_, "how": {"capacity": round(usual.arrivals_per_day * 0.9, 2)}})
    asks += [{"queue": "Nur Zholy", "how": {"arrivals": 725, "capacity": 700}}]
    asks += [{"queue": name, "how": {}} for name in ("Нур жолы", "Dostyk east", "Dostyk", "Paris")]
    bad = ({"arrivals": -1}, {"capacity": 0}, {"closed_hours": -2}, {"horizon_hours": 0})
    asks += [{"queue": "brest.west", "how": how} for how in bad]
    asks += [{"queue": "zhetygen.west", "how": {}, "under": ["zhetygen-altynkol-second-track"]}]
    for ask in asks:
        yield f"queue/{_told(ask)}", "queue", ask


def _loads(_: Draw, __: list[str]) -> Iterator[Question]:
    road, rail = ["--mode", "road"], ["--service", "fast"]
    cases = [
        (["Almaty", "Urumqi"], [*road, "--arrivals", "Nur Zholy=900"]),
        (["Almaty", "Urumqi"], [*road, "--arrivals", "Nur Zholy=500"]),
        (["Almaty", "Urumqi"], [*road, "--arrivals", "Nur Zholy=800"]),
        (["Almaty", "Urumqi"], [*road, "--capacity", "nurzholy.east=640"]),
        (["Xi'an", "Duisburg"], ["--arrivals", "brest.west=15"]),
        (["Xi'an", "Duisburg"], [*rail, "--arrivals", "brest.west=15.5"]),
        (["Xi'an", "Duisburg"], ["--capacity", "dostyk.west=11"]),
        (["Xi'an", "Almaty"], ["--via", "Khorgos", "--arrivals", "altynkol.west=17.5"]),
        (["Xi'an", "Almaty"], ["--via", "Khorgos", "--capacity", "zhetygen.west=13.5"]),
        (["Duisburg", "Xi'an"], ["--arrivals", "brest.east=14", "--capacity", "brest.east=13"]),
        (["Minsk", "Warsaw"], ["--capacity", "brest.west=9"]),
        (["Almaty", "Urumqi"], [*road, "--arrivals", "Nur Zholy=800", "--regime", "quiet"]),
        (["Xi'an", "Duisburg"], ["--arrivals", "Nur Zholy=700"]),
    ]
    for ends, args in cases:
        yield f"load/{_told({'ends': ends, 'args': args})}", "load", {"ends": ends, "args": args}
    road_how, khorgos_how = {"mode": "road"}, {"via": "Khorgos"}
    asked: list[tuple[list[str], dict[str, Any], list[list[Any]]]] = [
        (["ALM1", "URM"], road_how, [["arrivals", "queue:nurzholy.east", 720, "trucks/day"]]),
        (["ALM1", "URM"], road_how, [["capacity", "queue:nurzholy.east", 600, "trucks/day"]]),
        (["XIA", "DUI"], {}, [["capacity", "queue:brest.west", 9.5, "trains/day"]]),
        (["XIA", "ALM1"], khorgos_how, [["arrivals", "queue:altynkol.west", 19, "trains/day"]]),
        (["XIA", "DUI"], {}, [["delay", "place:BRE", 24, "h"]]),
        (["XIA", "DUI"], {}, [["close", "country:KZ"]]),
        (["XIA", "DUI"], {}, [["speed", "country:KZ", 0.5, "x"]]),
        (["XIA", "DUI"], {"mode": "any"}, [["close", "carrier:rail"]]),
        (["SHA", "HAM"], {"mode": "sea"}, [["close", "passage:Suez Canal"]]),
        (["AKP", "ALA"], {}, [["delay", "carrier:ferry", 30, "h"], ["close", "place:KUR"]]),
        (["XIA", "DUI"], {}, [["close", "place:BRE"], ["close", "place:KGW"]]),
        (["XIA", "DUI"], {}, [["fly", "place:BRE"]]),
        (["XIA", "DUI"], {}, [["close", "place:NOWHERE"]]),
        (["XIA", "DUI"], {}, [["delay", "place:BRE", -4, "h"]]),
        (["XIA", "DUI"], {}, [["delay", "place:BRE", 4, "km/h"]]),
    ]  # fmt: skip
    for ends, how, effects in asked:
        ask = {"ends": ends, "how": how, "effects": effects}
        yield f"load/route/{_told(ask)}", "route", ask
        yield f"load/outlook/{_told(ask)}", "outlook", ask


def _what_ifs(draw: Draw, _: list[str]) -> Iterator[Question]:
    for scenario in SCENARIOS:
        yield f"scenario/{scenario}", "scenario", {"scenario": scenario}
        ask: Ask = {"under": [scenario]}
        yield f"applied/{scenario}", "applied", ask
        pairs = [["XIA", "DUI"], ["SHA", "RTM"], draw.sample(HUBS, 2), draw.sample(HUBS, 2)]
        for mode in ("rail", "any"):
            ask = {"under": [scenario], "pairs": pairs, "how": {"mode": mode}}
            yield f"compare/{scenario}/{mode}", "compare", ask
        ask = {"under": [scenario], "pairs": [["Almaty", "Urumqi"], draw.sample(HUBS, 2)]}
        ask["how"] = {"mode": "road", "service": draw.choice(["fast", "standard"])}
        yield f"compare/{scenario}/road", "compare", ask
    days = (
        ("nurzholy-holiday", "2025-11-12"), ("nurzholy-holiday", "2025-10-02"),
        ("nurzholy-holiday", "2025-10-20"), ("poland-belarus-closure", "2025-09-24"),
        ("poland-belarus-closure", "2025-09-25"), ("caspian-storms", "2026-01-15"),
        ("caspian-storms", "2026-03-01"), ("almaty-bypass", "2026-12-30"),
        ("zhetygen-altynkol-second-track", "2027-01-01"), ("no-russia", "soon"),
    )  # fmt: skip
    pairs = [["XIA", "DUI"], ["Almaty", "Urumqi"], ["Aktau", "Baku"]]
    for scenario, day in days:
        mode = "road" if scenario == "nurzholy-holiday" else "rail"
        ask = {"under": [scenario], "on": day, "pairs": pairs, "how": {"mode": mode}}
        yield f"compare/{scenario}/on/{day}/{mode}", "compare", ask
    for _number in range(8):
        under = sorted(draw.sample(SCENARIOS, draw.choice([2, 3])))
        ask = {"under": under, "pairs": pairs, "how": {}}
        yield f"compare/{'+'.join(under)}", "compare", ask
    hubs = ["XIA", "URM", "ALM1", "TAS", "WAR", "DUI"]
    for scenario in ("no-russia", "khorgos-rail-ban", "bakhty-ayagoz", "caspian-storms"):
        for how in ({}, {"service": "fast"}):
            ask = {"under": [scenario], "hubs": hubs, "how": how}
            yield f"compare_hubs/{_told(ask)}", "compare_hubs", ask
    ask = {"under": ["red-sea-cape"], "hubs": ["SHA", "RTM", "XIA"], "how": {"mode": "sea"}}
    yield f"compare_hubs/{_told(ask)}", "compare_hubs", ask


def _choosing(draw: Draw, _: list[str]) -> Iterator[Question]:
    criteria = ("time", "cost", "co2e", "reliability")
    asks: list[Ask] = [
        {"ends": ["Xi'an", "Duisburg"], "how": how}
        for how in (
            {}, {"k": 3}, {"k": 12}, {"by": "gateway"}, {"by": "corridor"}, {"by": "time"},
            {"by": ["time", "cost"]}, {"by": ["co2e"]}, {"by": ["reliability", "time"]},
            {"share": 0.5}, {"share": 1.0, "k": 8}, {"share": 0.0}, {"service": "fast"},
            {"mode": "rail"}, {"mode": "road"}, {"mode": "rail", "by": "gateway"},
            {"mode": "road", "by": "gateway"}, {"avoid": "Russia"}, {"include": "planned"},
            {"tolerance": 0}, {"tolerance": 0.1}, {"k": 0}, {"k": 51}, {"by": "beauty"},
            {"share": 2}, {"by": ["time", "time"]}, {"by": []}, {"avoid": ["KZ", "RU"]},
        )
    ]  # fmt: skip
    for _number in range(30):
        how: dict[str, Any] = {"k": draw.choice([2, 3, 5])}
        if _often(draw, 0.6):
            how["by"] = draw.sample(criteria, draw.choice([1, 2, 3]))
        elif _often(draw, 0.6):
            how["by"] = draw.choice(["gateway", "corridor"])
        if _often(draw, 0.3):
            how["mode"] = draw.choice(["rail", "road"])
            how["by"] = "time"
        if _often(draw, 0.3):
            how["service"] = "fast"
        if _often(draw, 0.2):
            how["share"] = draw.choice([0.3, 0.6, 0.9])
        asks.append({"ends": draw.sample(HUBS, 2), "how": how})
    asks += [
        {"ends": ["Xi'an", "Duisburg"], "how": {"k": 4}, "under": [scenario]}
        for scenario in ("no-russia", "red-sea-cape", "khorgos-rail-ban")
    ]
    for ask in asks:
        yield f"alternatives/{_told(ask)}", "alternatives", ask
    for hubs, services in (
        (["XIA", "DUI", "ALM1"], ["fast", "standard"]), (["SHA", "HAM"], ["standard"]),
        (["TAS", "URM", "TEH"], ["fast"]), (["XIA"], ["fast"]), (["XIA", "DUI"], ["slow"]),
    ):  # fmt: skip
        ask = {"hubs": hubs, "services": services}
        yield f"choices/{_told(ask)}", "choices", ask


def _plans(draw: Draw, _: list[str]) -> Iterator[Question]:
    reaches: list[tuple[str, dict[str, Any]]] = [
        ("Khorgos", {}),
        ("Almaty", {"mode": "road"}),
        ("Xi'an", {"service": "fast"}),
        ("Almaty", {"mode": "any"}),
        ("Shanghai", {"mode": "sea"}),
        ("Duisburg", {"regimes": "quiet"}),
        ("Urumqi", {"quantiles": [0.25, 0.75], "avoid": "Russia"}),
        ("Khorgos", {"mode": "road", "drivers": 2, "regimes": {"quiet": 0.5, "stressed": 0.5}}),
        ("Almaty", {"mode": "road", "vehicle": "car"}),
        ("Zhetygen", {"include": "planned"}),
        ("Nowhere", {}),
        ("Khorgos", {"quantiles": [1.5]}),
    ]
    for origin, how in reaches:
        ask: Ask = {"origin": origin, "how": how, "days": [1, 3, 7, 14]}
        yield f"reach/{_told(ask)}", "reach", ask
    ask = {"origin": "Xi'an", "how": {}, "days": [7], "under": ["no-russia"]}
    yield f"reach/{_told(ask)}", "reach", ask
    losses: list[Ask] = [
        {"top": 175},
        {"how": {"service": "fast"}},
        {"how": {"by": "edge"}},
        {"how": {"mode": "sea"}},
        {"hubs": ["Xi'an", "Almaty-1", "Tashkent"]},
        {"hubs": ["XIA", "DUI", "WAR", "MOW"]},
        {"hubs": ["XIA", "DUI"], "under": ["no-russia"]},
        {"hubs": ["SHA", "HAM", "RTM"], "how": {"mode": "sea"}},
        {"hubs": ["XIA", "ALM1", "TEH", "POT"], "how": {"service": "fast", "by": "edge"}},
        {"hubs": ["XIA"]},
        {"hubs": ["XIA", "Nowhere"]},
        {"how": {"mode": "road"}},
        {"how": {"by": "country"}},
    ]
    for ask in losses:
        yield f"criticality/{_told(ask)}", "criticality", ask
    for what in (*POPULATIONS, "rows", "left out"):
        yield f"backtest/{_slug(what)}", "backtest", {"what": what}
    rail, sea, air, road = ({"mode": mode} for mode in ("rail", "sea", "air", "road"))
    pairs: list[tuple[list[str], dict[str, str], list[str], dict[str, str]]] = [
        (["Shanghai", "Hamburg"], sea, ["Xi'an", "Hamburg"], rail),
        (["Shanghai", "Rotterdam"], sea, ["Shanghai", "Rotterdam"], rail),
        (["Xi'an", "Duisburg"], rail, ["Xi'an", "Duisburg"], road),
        (["Xi'an", "Duisburg"], rail, ["Xi'an", "Duisburg"], air),
        (["Xi'an", "Duisburg"], rail, ["Xi'an", "Duisburg"], {"service": "fast"}),
        (["Xi'an", "Duisburg"], {"avoid": "Russia"}, ["Xi'an", "Duisburg"], rail),
        (["Almaty", "Urumqi"], rail, ["Almaty", "Urumqi"], road),
        (["Shanghai", "Hamburg"], sea, ["Chengdu", "Frankfurt"], air),
        (["Xi'an", "Duisburg"], rail, ["Xi'an", "Duisburg"], rail),
        (["Xi'an", "Hamburg"], rail, ["Shanghai", "Hamburg"], sea),
    ]
    for slow, slow_how, quick, quick_how in pairs:
        ways = [{"ends": slow, "how": slow_how}, {"ends": quick, "how": quick_how}]
        ask = {"ways": ways}
        yield f"break_even/{_told(ask)}", "break_even", ask
        yield f"compare_totals/{_told(ask)}", "compare_totals", ask
    for unit in ("TEU", "truck"):
        ask = {"ways": ways[::-1], "unit": unit}
        yield f"break_even/{_told(ask)}", "break_even", ask
    for _number in range(6):
        ends = draw.sample(HUBS, 2)
        ways = [{"ends": ends, "how": {"mode": "any"}}, {"ends": ends, "how": {"mode": "road"}}]
        yield f"compare_totals/{_told({'ways': ways})}", "compare_totals", {"ways": ways}
    ways = [{"ends": ["XIA", "DUI"], "how": rail, "more": {"payload": p}} for p in (8, 12)]
    yield f"compare_totals/{_told({'ways': ways})}", "compare_totals", {"ways": ways}


def _facts(_: Draw, __: list[str]) -> Iterator[Question]:
    yield "facts", "facts", {}
    yield "trade", "trade", {}
    yield "flows", "flows", {}
    yield "flows/under", "flows", {"under": ["no-russia"]}
    for name in (
        "Khorgos", "霍尔果斯", "қорғас", "Almaty", "Алматы", "Alma-Ata", "XIA", "xian", "XI’AN",
        "西安", "Malaszewicze", "Małaszewicze", "精河", "Duisburg", "Brest", "Dostyk", "ICBC",
        "Duisberg", "Qqqqqq", "", "   ", "x" * 80, "Nur Joly", "Ürümqi", "Alashankou", "Almty",
    ):  # fmt: skip
        yield f"places/{_slug(name)[:40]}", "places", {"name": name}


def _errors(_: Draw, __: list[str]) -> Iterator[Question]:
    ends = ["Xi'an", "Duisburg"]
    for origin, destination, how in (
        ("Xi'an", "Duisberg", {}), ("Qqqqqq", "Duisburg", {}), ("Xi'an", "Xian", {}),
        ("Khorgos", "Altynkol", {}), (*ends, {"mode": "warp"}), (*ends, {"service": "slow"}),
        (*ends, {"vehicle": "mule"}), (*ends, {"drivers": 3}), (*ends, {"drivers": 2}),
        (*ends, {"include": "closed"}), (*ends, {"avoid": "Atlantis"}), (*ends, {"via": "Atlan"}),
        (*ends, {"avoid": ["KZ", "RU"]}), ("Almaty", "Astana", {"avoid": "KZ"}),
        ("Urumqi", "Astana", {"avoid": ["Dostyk", "Khorgos"]}), (*ends, {"avoid": "rail"}),
        ("Xi'an", "Shanghai", {"mode": "sea"}), ("Zharkent", "Duisburg", {}),
        ("Khorgos Gateway", "Khorgos airport", {"mode": "road"}), (*ends, {"avoid": "Duisburg"}),
        (*ends, {"via": "Xi'an"}), (*ends, {"mode": "road", "via": "Małaszewicze"}),
        ("Kashgar", "Tashkent", {}), (*ends, {"mode": "sea", "door": True}),
        ("Almaty", "Almaty airport", {"mode": "any"}), ("Xi'an", "", {}),
        (*ends, {"mode": "any", "vehicle": "car"}), (*ends, {"vehicle": "car"}),
    ):  # fmt: skip
        ask: Ask = {"ends": [origin, destination], "how": how}
        yield f"error/{_told(ask)}", "route", ask
    for regimes in ("calm", {"quiet": -1}, {"quiet": 0}, {}, {"calm": 1}, "quiet=x", "quiet=2"):
        ask = {"ends": ends, "regimes": regimes}
        yield f"error/outlook/{_told(ask)}", "outlook", ask
    timed = (
        {"depart": "2026-12-01T08:00"}, {"depart": "2022-12-01T08:00Z"}, {"depart": "soon"},
        {"depart": "2027-12-30T08:00Z"}, {"depart": "2026-12-01T08:00Z", "by": ["soon"]},
        {"depart": "2026-12-01T08:00Z", "by": ["2026-12-20T08:00"]}, {"by": ["2026-12-20"]},
        {"n": 0}, {"n": 5_000_001}, {"seed": -1}, {"regimes": "calm"},
    )  # fmt: skip
    for more in timed:
        ask = {"ends": ends, "n": 100, "seed": 0, **more}
        yield f"error/simulate/{_told(ask)}", "simulate", ask
    for unit in ("barrel", ""):
        ask = {"ends": ends, "more": {"unit": unit}}
        yield f"error/cost/{_told(ask)}", "cost", ask
    for payload, mode in ((0, "rail"), (-1, "rail"), (40, "rail"), (20, "road"), (14, "road")):
        ask = {"ends": ends, "how": {"mode": mode}, "more": {"payload": payload}}
        yield f"error/emissions/{_told(ask)}", "emissions", ask
    ask = {"ends": ["ALM1", "KGW"], "how": {"mode": "road", "vehicle": "car"}}
    yield "error/emissions/car", "emissions", ask
    for under, on in (
        (["almaty-bypas"], None), (["no-russia", "no-russia"], None), (["x"], None),
        (["no-russia"], "2026-13-01"),
    ):  # fmt: skip
        yield f"error/applied/{_slug(*under, on or '')}", "applied", {"under": under, "on": on}
    for pairs, how in (
        ([["Xi'an", "Xi'an"]], {}), ([["Xi'an", "Atlantis"]], {}), ([ends], {"mode": "mule"}),
        ([ends], {"speed": 5}),
    ):  # fmt: skip
        ask = {"under": ["no-russia"], "pairs": pairs, "how": how}
        yield f"error/compare/{_told(ask)}", "compare", ask
    ask = {"under": ["no-russia"], "hubs": "XIA", "how": {}}
    yield "error/compare_hubs", "compare_hubs", ask


TABLES: dict[str, tuple[str, ...]] = {
    "places.csv": ("id", "country", "lat", "zone", "rank"),
    "edges.csv": ("kind", "from", "carrier", "gauge", "length_km", "figure"),
    "parameters.csv": ("variant", "regime", "unit", "low", "mode", "judgement"),
    "sources.csv": ("id", "year"),
    "regimes.csv": ("corridor", "quiet", "correlation"),
    "closures.csv": ("figures", "kind", "from", "opens"),
    "timetables.csv": ("origin", "weekdays", "time", "zone"),
    "headways.csv": ("figure", "low", "mode"),
    "queues.csv": ("id", "place", "arrivals_per_day", "servers", "figure", "sources"),
    "scenarios.csv": ("id", "effect", "target", "from", "unit", "sources"),
    "costs.csv": ("element", "unit", "mode", "currency", "year"),
    "emissions.csv": ("kind", "mode", "family", "sources"),
    "grids.csv": ("country", "grid", "electric", "truck"),
    "flows.csv": ("carrier", "from", "per_day", "sources"),
    "trade.csv": ("year", "series", "value"),
}
"""Table -> columns in which a cell is broken."""


def _tables_broken(_: Draw, __: list[str]) -> Iterator[Question]:
    for table, columns in TABLES.items():
        asks: list[Ask] = [{"how": "missing"}]
        if table not in ("closures.csv", "emissions.csv", "flows.csv", "timetables.csv"):
            asks.append({"how": "twice", "row": 1})
        asks += [{"how": "cell", "row": 2, "column": name, "value": "#?"} for name in columns]
        for ask in asks:
            yield f"table/{_told({'table': table, **ask})}", "table", {"table": table, **ask}
    more: list[Ask] = [
        {"table": "edges.csv", "how": "column", "column": "figure"},
        {"table": "trade.csv", "how": "column", "column": "value"},
        {"table": "queues.csv", "how": "cell", "row": 2, "column": "sources", "value": ""},
        {"table": "costs.csv", "how": "cell", "row": 2, "column": "sources", "value": ""},
        {"table": "edges.csv", "how": "more"},
        {"table": "edges.csv", "how": "short", "row": 3},
        {"table": "edges.csv", "how": "text", "text": ""},
        {"table": "edges.csv", "how": "cell", "row": 2, "column": "length_km", "value": "-5"},
        {"table": "parameters.csv", "how": "cell", "row": 2, "column": "low", "value": "9999"},
        {"table": "places.csv", "how": "cell", "row": 2, "column": "lat", "value": "95"},
        {"table": "version.txt", "how": "missing"},
        {"table": "version.txt", "how": "text", "text": ""},
        {"table": "validation.csv", "how": "missing"},
        {"table": "scenarios.csv", "how": "cell", "row": 2, "column": "target", "value": ""},
    ]
    for ask in more:
        yield f"table/{_told(ask)}", "table", ask


ROUTE = "route Xi'an Duisburg"
TIMED = "--service fast --depart 2026-12-01T08:00+08:00 --by 2026-12-20"
BOTH = (
    ROUTE,
    f"{ROUTE} --service fast",
    f"{ROUTE} --avoid Russia",
    f"{ROUTE} --costs",
    f"{ROUTE} --costs --unit TEU --payload 12",
    f"{ROUTE} --sources",
    f"{ROUTE} --regime stressed",
    f"{ROUTE} --regime quiet=0.6,stressed=0.4",
    f"{ROUTE} {TIMED}",
    f"{ROUTE} --mode air --costs",
    f"{ROUTE} --scenario no-russia --scenario caspian-storms",
    f"{ROUTE} --arrivals brest.west=15",
    "route Almaty Khorgos --mode road",
    "route Almaty Khorgos --mode road --vehicle car",
    "route Shanghai Hamburg --mode sea --costs",
    "route Zhetygen Shu --include planned",
    "route Almaty Urumqi --mode road --scenario nurzholy-holiday --on 2025-11-12",
    "route Almaty Urumqi --mode road --arrivals Nur_Zholy=800",
    "route 西安 Астана --data {data}",
    "simulate Xi'an Duisburg -n 2000",
    "simulate Xi'an Duisburg -n 2000 --seed 7 --regime stressed",
    "simulate Xi'an Baku --avoid Russia -n 2000 --depart 2026-12-30T08:00+08:00 --by 2027-01-20",
    "simulate Almaty Urumqi --mode road -n 1000 --depart 2025-10-01T00:00+05:00",
    "queue",
    "queue Nur_Zholy",
    "queue Nur_Zholy --closed-days 3",
    "queue Nur_Zholy --arrivals 725 --capacity 700",
    "queue dostyk.west --backlog 40 --days 14",
    "alternatives Xi'an Duisburg",
    "alternatives Xi'an Duisburg --by gateway",
    "alternatives Xi'an Duisburg --by corridor",
    "alternatives Chongqing Budapest -k 3 --by time,cost",
    "alternatives Xi'an Duisburg --mode rail --share 0.5 --service fast",
    "scenarios",
    "scenarios zhetygen-altynkol-second-track",
    "scenarios no-russia caspian-storms",
    "compare Xi'an Duisburg --scenario no-russia",
    "compare Xi'an Duisburg Almaty Urumqi --scenario poland-belarus-closure --on 2025-09-20",
    "compare Almaty Urumqi --mode road --scenario nurzholy-holiday",
    "compare --scenario khorgos-rail-ban",
    "compare Shanghai Rotterdam --mode sea --scenario red-sea-cape",
    "reach Khorgos",
    "reach Almaty --mode road --days 1,2",
    "resilience",
    "resilience --hub Xi'an --hub Almaty --hub Tashkent --top 5",
    "resilience --mode sea --service fast --top 3",
    "places",
    "places 霍尔果斯",
    "places Жаркент",
    "sources",
    "sources customs.altynkol.entry",
    "sources rail.kz.khorgos_line F001 rail:ALM1-ZHT",
)
"""Commands that are asked for text and for JSON; ``_`` stands for a space in a word."""
PICTURES = (
    "map Xi'an Duisburg Almaty Khorgos -o {tmp}/a.html",
    "map Xi'an Duisburg -o {tmp}/a.png",
    "map Xi'an Duisburg -o {tmp}/a.svg --language ru --theme dark",
    "map --hub XIA --hub DUI -o {tmp}/a.html",
    "chart staircase Xi'an Duisburg -o {tmp}/a.png",
    "chart split Xi'an Duisburg -o {tmp}/a.svg",
    "chart arrivals Xi'an Duisburg -o {tmp}/a.svg",
    "chart trade -o {tmp}/a.svg",
    "alternatives Xi'an Duisburg -k 2 -o {tmp}/a.html",
    "compare Xi'an Duisburg --scenario no-russia -o {tmp}/a.html",
    "reach Khorgos --days 3 -o {tmp}/a.html",
    "reach Zhetygen --days 1 -o {tmp}/a.csv",
    "resilience --hub Xi'an --hub Almaty -o {tmp}/a.html",
    "resilience --hub Xi'an --hub Almaty -o {tmp}/a.csv",
    "export {tmp}/a.gpkg",
    "export {tmp}/a.csv Almaty Khorgos",
    "export {tmp}/a.geojson Xi'an Duisburg --service fast",
    "export {tmp}/a.parquet Almaty Khorgos --mode road",
    "validate -o {tmp}",
    "validate --json",
)
FAULTS = (
    "--version",
    "--nonsense",
    "dance",
    "route Xi'an Duisberg",
    "route Xi'an",
    f"{ROUTE} --mode warp",
    "route Almaty Astana --avoid KZ",
    f"{ROUTE} --data /nowhere",
    f"{ROUTE} --depart 2026-12-01T08:00",
    f"{ROUTE} --depart 2022-12-01T08:00Z",
    f"{ROUTE} --by 2026-12-20",
    f"{ROUTE} --depart 2026-12-01T08:00+08:00 --by soon",
    f"{ROUTE} --regime calm",
    f"{ROUTE} --arrivals Nur_Zholy=700",
    f"{ROUTE} --on 2026-01-01",
    f"{ROUTE} --scenario no-rusia",
    f"{ROUTE} --payload -3",
    "simulate Xi'an Duisburg -n 0",
    "queue Brest",
    "queue Nur_Zholy --capacity 0",
    "queue --arrivals 5",
    "queue Nur_Zholy --days -1",
    "validate --rows {tmp}/no.csv",
    "validate -o {tmp}/no",
    "alternatives Xi'an Duisburg --by beauty",
    "alternatives Xi'an Duisburg --by corridor --mode rail",
    "alternatives Xi'an Duisburg -k 0",
    "compare Xi'an Duisburg",
    "compare Xi'an --scenario no-russia",
    "compare --scenario no-russia -o {tmp}/a.html",
    "reach Nowhere",
    "reach Khorgos --days soon",
    "resilience --top 0",
    "resilience --hub Xi'an",
    "map Xi'an -o {tmp}/x.html",
    "map -o {tmp}/no/x.html",
    "map Xi'an Duisburg -o {tmp}/x.doc",
    "map Xi'an Duisburg --hub XIA -o {tmp}/x.html",
    "chart trade Xi'an Duisburg -o {tmp}/x.png",
    "chart staircase Xi'an Duisburg -o {tmp}/x.doc",
    "places qqqqqqqq",
    "sources X999",
    "export {tmp}/x.shp",
    "export {tmp}/no/x.csv",
)


def _commands(_: Draw, __: list[str]) -> Iterator[Question]:
    for line in BOTH:
        yield f"command/{_slug(line)}", "command", {"argv": _words(line)}
        if line == "compare --scenario khorgos-rail-ban":
            continue  # long, and asked above
        argv = [*_words(line), "--json"]
        yield f"command/{_slug(line)}/json", "command", {"argv": argv}
    for line in (*PICTURES, *FAULTS):
        yield f"command/{_slug(line)}", "command", {"argv": _words(line)}


def _words(line: str) -> list[str]:
    """Words of a line; an option keeps its underscores, and so does an id."""
    return [re.sub(r"(?<=\w)_(?=[A-Za-z])", " ", word) for word in line.split()]


def record() -> list[dict[str, Any]]:
    """All questions with the answers of this version."""
    entries: dict[str, dict[str, Any]] = {}
    for id_, kind, ask in questions():
        name, number = id_, 2
        while name in entries:
            if entries[name]["ask"] == ask and entries[name]["kind"] == kind:
                break
            name, number = f"{id_}#{number}", number + 1
        if name not in entries:
            entries[name] = {"id": name, "kind": kind, "ask": ask, "answer": answer(kind, ask)}
    return list(entries.values())


def write(entries: Sequence[dict[str, Any]], path: Path) -> None:
    """Write the record: the same answers make the same bytes."""
    text = json.dumps(
        list(entries), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )
    data = text.replace(',{"answer":', ',\n{"answer":').encode()
    with path.open("wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=0) as packed:
        packed.write(data)


def read(path: Path) -> list[dict[str, Any]]:
    """Read a record."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        entries: list[dict[str, Any]] = json.load(file)
    return entries


def main() -> None:
    parser = argparse.ArgumentParser(description="Record what khorgos answers.")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="FILE")
    path = parser.parse_args().output
    entries = record()
    write(entries, path)
    for kind, count in sorted(Counter(entry["kind"] for entry in entries).items()):
        print(f"{kind:16} {count:5}")
    print(f"{path}: {len(entries)} answers, {path.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
