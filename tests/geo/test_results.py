"""What every result can do: plain data, a frame, a look in notebooks, a line, copies, equality."""

from __future__ import annotations

import contextlib
import copy
import json
import multiprocessing
import pickle
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from html.parser import HTMLParser
from itertools import islice, pairwise
from typing import Any

import pandas as pd
import pytest
import shipped

import khorgos
from khorgos.geo import Corridor, Range, errors
from khorgos.geo.evidence.published import read_observations
from khorgos.geo.html import LONGEST, Table, card

HOSTILE = '<img src=x onerror="alert(1)">&amp;'
PAIR = ("Xi'an", "Almaty")


def of_pair(network: Corridor) -> Any:
    return network.route(*PAIR)


def comparison(network: Corridor) -> Any:
    return khorgos.compare(network, network.apply("khorgos-rail-ban"), [PAIR])[0]


def queue(network: Corridor) -> Any:
    return khorgos.geo.assess(network.queues["nurzholy.east"], closed_hours=72)


def break_even(network: Corridor) -> Any:
    routes = [network.route("Shanghai", "Hamburg", mode=mode) for mode in ("sea", "rail")]
    return khorgos.break_even(*((network.outlook(r), network.cost(r)) for r in routes))


def verdict(network: Corridor) -> Any:
    routes = [network.route("Xi'an", "Duisburg", mode=mode) for mode in ("road", "rail")]
    return khorgos.compare_totals(*(network.emissions(route) for route in routes))


MADE: dict[str, Callable[[Corridor], Any]] = {
    "network": lambda network: network,
    "changed network": lambda network: network.apply("khorgos-rail-ban"),
    "route": of_pair,
    "leg": lambda network: of_pair(network).legs[0],
    "edge": lambda network: of_pair(network).legs[0].edge,
    "outlook": lambda network: network.outlook(of_pair(network)),
    "sampled": lambda network: network.simulate(of_pair(network), 1_000),
    "dated": lambda network: network.simulate(
        of_pair(network), 1_000, depart="2026-12-01T08:00+08:00"
    ),
    "driver": lambda network: network.outlook(of_pair(network)).drivers[0],
    "cost": lambda network: network.cost(of_pair(network)),
    "line": lambda network: network.cost(of_pair(network)).lines[0],
    "emissions": lambda network: network.emissions(of_pair(network)),
    "element": lambda network: network.emissions(of_pair(network)).elements[0],
    "alternative": lambda network: network.alternatives(*PAIR, 2)[-1],
    "offer": lambda network: network.alternatives(*PAIR, by="gateway")[0],
    "missing": lambda network: network.alternatives("Moscow", "Almaty", by="gateway")[0],
    "reach": lambda network: network.reach("Khorgos"),
    "stop": lambda network: network.reach("Khorgos").stops[-1],
    "within": lambda network: network.reach("Khorgos").within(7, 0.5),
    "comparison": comparison,
    "option": lambda network: comparison(network).after,
    "moved": lambda network: comparison(network).moved,
    "loss": lambda network: khorgos.criticality(network, ["Xi'an", "Almaty-1", "Tashkent"])[0],
    "choice": lambda network: next(network.choices(("Urumqi", "Astana"), "fast")),
    "queue": lambda network: network.queues["nurzholy.east"],
    "queue outlook": queue,
    "course": lambda network: queue(network).course,
    "backtest": lambda network: network.backtest(read_observations()[:8]),
    "outcome": lambda network: network.backtest(read_observations()[:1]).outcomes[0],
    "score": lambda network: network.backtest(read_observations()[:8]).headline,
    "break-even": break_even,
    "verdict": verdict,
    "flow": lambda network: network.flows["rail:ZHT-SHL"],
    "scenario": lambda network: network.scenarios["caspian-storms"],
    "effect": lambda network: network.scenarios["caspian-storms"].effects[0],
    "range": lambda network: of_pair(network).time,
    "place": lambda network: network.places["KGW"],
    "figure": lambda network: network.figure("rail.kz.khorgos_line", "fast"),
    "source": lambda network: network.sources["F001"],
}
"""Name -> how to get one of a network."""
TABLES = {
    "route": ("distance_km", "low_hours"),
    "outlook": ("probability", "days"),
    "sampled": ("hours",),
    "dated": ("arrive",),
    "cost": ("typical_usd", "year"),
    "emissions": ("typical_kg_co2e", "distance_km"),
    "reach": ("p50_hours", "p90_hours", "km"),
    "queue outlook": ("wait_hours",),
    "course": ("queue",),
    "backtest": ("published_hours", "p50_hours"),
}
"""Name -> some of the columns of its frame, which are numbers or dates."""
NO_DATA = {"network", "changed network", "edge", "driver", "place", "source"}
NO_LOOK = {"edge", "driver", "stop", "within", "score", "range", "place", "figure", "source"}
"""What notebooks show by its line: too little for a table."""
results: dict[str, Any] = {}


def made(name: str) -> Any:
    """One of each, kept: some take a while."""
    if name not in results:
        results[name] = MADE[name](shipped.corridor())
    return results[name]


@pytest.mark.parametrize("name", MADE)
def test_the_line_is_one_and_short(name):
    text = repr(made(name))
    assert "\n" not in text
    assert 10 < len(text) <= 160


def seen(value: Any, where: str, depth: int) -> Iterator[tuple[str, Any]]:
    """A value, and what can be reached from it by public names."""
    yield where, value
    ours = type(value).__module__.startswith("khorgos")
    if depth and isinstance(value, Mapping):
        for key, one in islice(value.items(), 2):
            yield from seen(one, f"{where}[{key!r}]", depth - 1)
    elif depth and isinstance(value, list | tuple) and not hasattr(value, "_fields"):
        for one in value[:2]:
            yield from seen(one, f"{where}[]", depth - 1)
    elif depth and ours and not isinstance(value, type):
        for name in dir(value):
            if not name.startswith("_") and name != "mode":
                with contextlib.suppress(khorgos.geo.KhorgosError):
                    one = getattr(value, name)
                    if not callable(one):
                        yield from seen(one, f"{where}.{name}", depth - 1)


@pytest.mark.parametrize("name", [*MADE, "ways"])
def test_nothing_of_ours_tells_more_than_a_few_lines(name):
    one = shipped.corridor().ways(*PAIR) if name == "ways" else made(name)
    long = {
        where: len(repr(value))
        for where, value in seen(one, name, 3)
        if type(value).__module__.startswith("khorgos") and len(repr(value)) > 500
    }
    assert not long


def ask_wrong(kind: str) -> None:
    """What raises each error, in a process of its own."""
    given, options = ARGUMENTS[kind]
    raise getattr(errors, kind)(*given, **options)


@pytest.mark.parametrize("start", ["fork", "spawn"])
def test_errors_come_back_from_other_processes(start):
    # The one hangs, and the other breaks, on an error that cannot be made again.
    context = multiprocessing.get_context(start)
    with context.Pool(1) as pool, ProcessPoolExecutor(1, mp_context=context) as executor:
        for kind, (given, options) in ARGUMENTS.items():
            told = str(getattr(errors, kind)(*given, **options))
            for ask in (
                lambda kind=kind: pool.apply_async(ask_wrong, [kind]).get(timeout=60),
                lambda kind=kind: executor.submit(ask_wrong, kind).result(timeout=60),
            ):
                with pytest.raises(getattr(errors, kind)) as caught:
                    ask()
                assert str(caught.value) == told


def test_lines_say_the_unit():
    units = {"route": "days", "leg": " h ", "cost": "US$/FEU", "emissions": "t CO2e", "loss": " h "}
    units |= {"edge": "km", "element": "kg CO2e", "line": "US$", "queue outlook": " h "}
    units |= {"comparison": "days", "alternative": "US$/FEU", "flow": "trains a day", "stop": " h,"}
    for name, unit in units.items():
        assert unit in repr(made(name)), name


@pytest.mark.parametrize("name", sorted(MADE.keys() - NO_DATA))
def test_plain_data_are_json(name):
    data = made(name).to_dict()
    assert data
    assert json.loads(json.dumps(data, allow_nan=False)) == data


def test_plain_data_of_nothing_are_json():
    empty = khorgos.geo.Backtest((), (), "none")
    json.dumps(empty.to_dict(), allow_nan=False)
    assert len(empty.to_frame()) == 0
    assert "error" in empty.to_frame()


@pytest.mark.parametrize("name", TABLES)
def test_frames_have_rows_and_typed_columns(name):
    frame = made(name).to_frame()
    assert len(frame)
    assert not frame.columns.has_duplicates
    for column in TABLES[name]:
        kind = frame[column].dtype
        assert pd.api.types.is_numeric_dtype(kind) or pd.api.types.is_datetime64_any_dtype(kind)
    for column in frame:
        assert not frame[column].map(lambda cell: isinstance(cell, list | tuple | dict)).any()


def test_frames_hold_what_the_results_say():
    route, cost, emissions = made("route"), made("cost"), made("emissions")
    assert route.to_frame()["hours"].sum() == pytest.approx(route.hours)
    assert [*route.to_frame().columns] == [*route.legs[0].to_dict()]
    assert cost.to_frame()["typical_usd"].sum() == pytest.approx(cost.total_usd.typical)
    kg = emissions.to_frame()["typical_kg_co2e"].sum()
    assert kg == pytest.approx(emissions.total_kg.typical)
    quantiles = made("outlook").to_frame().set_index("quantile")["hours"]
    assert quantiles.to_dict() == made("outlook").quantiles
    reach = made("reach")
    assert len(reach.to_frame()) == len(reach.stops)
    assert reach.to_frame()["p50_hours"].is_monotonic_increasing
    # Rows of lists: what pandas takes as they are.
    rows = pd.DataFrame([one.to_dict() for one in (made("loss"), made("loss"))])
    assert rows["lost_hours"].gt(0).all()


def test_frames_of_carriers_without_a_gauge():
    frame = shipped.corridor().route("Almaty", "Urumqi", mode="road").to_frame()
    assert frame["gauge"].isna().all()
    assert str(frame["gauge"].dtype) == "Int64"


def test_a_frame_over_the_change_of_clocks():
    network = shipped.corridor()
    route = network.route("Xi'an", "Duisburg", service="fast")
    outlook = network.simulate(route, 1_000, depart="2026-10-12T08:00+08:00")
    arrive = outlook.to_frame()["arrive"]
    assert [moment.isoformat() for moment in arrive] == [*outlook.to_dict()["arrive"].values()]


class Seen(HTMLParser):
    """Text and tags of a page."""

    def __init__(self, html: str):
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.text: list[str] = []
        self.open: list[str] = []
        self.feed(html)
        assert not self.open

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.open.append(tag)
        assert all(not name.startswith("on") for name, _ in attrs)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "style" not in self.open:
            self.text.append(data)


@pytest.mark.parametrize("name", sorted(MADE.keys() - NO_LOOK))
def test_notebooks_show_it(name):
    seen = Seen(made(name)._repr_html_())
    assert seen.text[0].strip()
    assert seen.tags.count("tr") <= 2 * (LONGEST + 2)
    assert set(seen.tags) <= {
        *("div", "style", "p", "table", "caption", "thead", "tbody", "tr", "th", "td", "i")
    }


def test_no_look_quotes_typical_hours_beside_p50_untold():
    """Their sum is shorter than P50: a route says which it is, all else goes by P10, P50, P90."""
    network = shipped.corridor()
    way = network.ways("Xi'an", "Duisburg")[0]
    assert f"{way.route.days:.1f} days typical" in repr(way.route)
    assert f"{way.route.days:.1f} days typical (" in way.route._repr_html_()
    choice = next(network.choices(("XIA", "DUI"), "standard"))
    alternative = network.alternatives("Xi'an", "Duisburg", 1)[0]
    for one in (way, way.outlook, choice, alternative):
        text = Seen(one._repr_html_()).text
        assert not any("typical" in part for part in text)
        assert {"P10", "P50", "P90"} <= {*text}


def hostile_network() -> Corridor:
    network = shipped.corridor()
    places = {id_: place._replace(name=HOSTILE) for id_, place in network.places.items()}
    figures = {
        id_: {key: figure._replace(label=HOSTILE) for key, figure in variants.items()}
        for id_, variants in network.figures.items()
    }
    return replace(network.revised(places=places, figures=figures), data_version=HOSTILE)


def test_hostile_names_are_escaped():
    network = hostile_network()
    route = network.route("XIA", "ALM1")
    today = shipped.corridor()
    scenario = replace(today.scenarios["caspian-storms"], name=HOSTILE)
    told = [
        *(network, route, route.legs[0], network.outlook(route), network.cost(route)),
        *(network.emissions(route), network.alternatives("XIA", "ALM1", 1)[0]),
        *(network.reach("XIA"), khorgos.compare(network, network, [("XIA", "ALM1")])[0]),
        *(replace(made("loss"), label=HOSTILE), made("flow")._replace(label=HOSTILE), scenario),
        made("queue")._replace(label=HOSTILE),
        made("verdict")._replace(text=HOSTILE),
        replace(made("missing"), missing=HOSTILE),
        next(network.choices(("XIA", "ALM1"), "fast")),
    ]
    for one in told:
        html = one._repr_html_()
        assert "<img" not in html, type(one)
        assert HOSTILE in "".join(Seen(html).text), type(one)


def test_long_tables_are_cut():
    rows = [(str(number),) for number in range(LONGEST + 7)]
    seen = Seen(card("long", tables=[Table("", {"n": ">"}, rows)]))
    assert seen.tags.count("tr") == LONGEST + 2
    assert seen.text[-1] == "… and 7 more"


@pytest.mark.parametrize("name", MADE)
def test_copies_are_equal(name):
    one = made(name)
    for other in (copy.copy(one), copy.deepcopy(one), pickle.loads(pickle.dumps(one))):
        assert type(other) is type(one)
        assert other == one
        assert repr(other) == repr(one)
    assert one != repr(one)


@pytest.fixture(scope="module")
def again() -> Corridor:
    """The same tables, read once more."""
    return shipped._load()


@pytest.mark.parametrize("name", MADE)
def test_equal_questions_have_equal_answers(name, again):
    one, other = made(name), MADE[name](again)
    assert one == other
    try:
        assert hash(one) == hash(other)
    except TypeError:
        assert name in ("network", "changed network", "moved"), name


def test_other_questions_have_other_answers():
    network = shipped.corridor()
    other = network.route("Almaty", "Xi'an")
    assert made("route") != other
    assert made("outlook") != network.outlook(other)
    assert made("outlook") != network.outlook(made("route"), "stressed")
    assert made("sampled") != network.simulate(made("route"), 1_000, seed=1)
    assert made("network") != made("changed network")
    assert made("alternative") != network.alternatives(*PAIR, 2)[0]
    assert made("reach") != network.reach("Khorgos", service="fast")


def test_pickled_answers_can_still_be_asked():
    for name in ("alternative", "offer", "choice"):
        one = pickle.loads(pickle.dumps(made(name)))
        assert one.outlook.quantiles == made(name).outlook.quantiles
    one = pickle.loads(pickle.dumps(made("alternative")))
    assert one.cost == made("alternative").cost
    network = pickle.loads(pickle.dumps(made("changed network")))
    assert network.route(*PAIR) == made("changed network").route(*PAIR)
    assert network.applied == ("khorgos-rail-ban",)


def kinds(kind: type[errors.KhorgosError]) -> list[type[errors.KhorgosError]]:
    return [kind, *(one for below in kind.__subclasses__() for one in kinds(below))]


ARGUMENTS: dict[str, tuple[tuple[Any, ...], dict[str, Any]]] = {
    "KhorgosError": (("what",), {}),
    "TableError": (("edges.csv", 7, "gauge", "1345 is no gauge", "use 1435"), {}),
    "RequestError": (("what",), {}),
    "UnknownPlace": (("a", ["b"]), {}),
    "NoRoute": (("a", "b", ["avoid c", "avoid d"], "rail"), {"together": True}),
}


@pytest.mark.parametrize("kind", kinds(errors.KhorgosError))
def test_errors_can_be_pickled_and_copied(kind):
    given, options = ARGUMENTS[kind.__name__]
    error = kind(*given, **options)
    error.add_note("while reading")
    for other in (copy.copy(error), copy.deepcopy(error), pickle.loads(pickle.dumps(error))):
        assert type(other) is kind
        assert (str(other), other.args, vars(other)) == (str(error), error.args, vars(error))


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"mode": "any", "door": True},
        {"mode": "road"},
        {"mode": "air", "via": "Almaty"},
        {"mode": "any", "avoid": "Kazakhstan"},
        {"service": "fast", "via": ["Khorgos", "Moscow"]},
    ],
)
def test_nodes_and_edges_are_those_of_the_graph(options):
    network = shipped.corridor()
    route = network.route("Xi'an", "Hamburg", **options)
    assert route.nodes[0] in network.terminals("Xi'an")
    assert route.nodes[-1] in network.terminals("Hamburg")
    assert [edge[:2] for edge in route.edges] == [*pairwise(route.nodes)]
    held = [leg.edge for leg in route.legs if leg.activity not in ("rest", "door")]
    assert [network.graph.edges[edge]["edge"] for edge in route.edges] == held


def test_totals_have_their_old_names():
    assert made("cost").total == made("cost").total_usd
    assert made("emissions").total == made("emissions").total_kg
    assert isinstance(made("cost").total_usd, Range)
