"""Tables and graph are read-only; `Network.revised` gives a network with other data."""

from __future__ import annotations

import copy
import itertools
import pickle
from dataclasses import replace

import pytest
import shipped

from khorgos.geo import Corridor, RequestError
from khorgos.geo.graph.edge import edge_times
from khorgos.geo.graph.figures import read_figures
from khorgos.geo.tables.reading import DATA
from khorgos.geo.values import Range, ReadOnly, read_only

BASE = shipped.corridor()
INFRA = BASE.infrastructure
LINE = BASE.figures["rail.kz.khorgos_line"]["any"]
EDGE = INFRA.topology.get("ZHT:rail1520", "SHL:rail1520", "rail:ZHT-SHL")
PLACE = BASE.places["KGW"]
NORTH = BASE.regimes["northern"]

TABLES = {
    "places": lambda n: n.places,
    "figures": lambda n: n.figures,
    "rows of a figure": lambda n: n.figures[LINE.id],
    "regimes": lambda n: n.regimes,
    "loads": lambda n: n.loads,
    "sources": lambda n: n.sources,
    "queues": lambda n: n.queues,
    "scenarios": lambda n: n.scenarios,
    "flows": lambda n: n.flows,
    "closures": lambda n: n.calendars.closures,
    "headways": lambda n: n.calendars.headways,
    "timetables": lambda n: n.calendars.timetables,
    "hours": lambda n: n.calendars.hours,
    "weights": lambda n: n.outlook(n.route("Zhetygen", "Altynkol")).weights,
    "corridors": lambda n: n.infrastructure.geography.corridors,
    "gateways": lambda n: n.infrastructure.geography.gateways,
    "nodes": lambda n: n.infrastructure.topology.nodes,
    "onward": lambda n: n.infrastructure.topology.onward,
    "after a node": lambda n: n.infrastructure.topology.onward["ZHT:rail1520"],
    "edges": lambda n: n.infrastructure.topology.onward["ZHT:rail1520"]["SHL:rail1520"],
    "node of networkx": lambda n: n.graph.nodes["ZHT:rail1520"],
    "edge of networkx": lambda n: n.graph.edges["ZHT:rail1520", "SHL:rail1520", EDGE.id],
}
CHANGES = {
    "set": lambda table, key: table.__setitem__(key, None),
    "delete": lambda table, key: table.__delitem__(key),
    "update": lambda table, key: table.update({key: None}),
    "pop": lambda table, key: table.pop(key, None),
    "popitem": lambda table, _: table.popitem(),
    "clear": lambda table, _: table.clear(),
    "setdefault": lambda table, key: table.setdefault(key, None),
    "or": lambda table, key: table.__ior__({key: None}),
}
NETWORKS = {
    "ours": BASE,
    "under a scenario": BASE.apply("caspian-storms", "almaty-bypass"),
    "with a load": BASE.with_load("nurzholy.east", arrivals=600),
    "revised": BASE.revised(figures=[LINE._replace(typical=40.0)]),
    "pickled": pickle.loads(pickle.dumps(BASE)),
    "copied": copy.deepcopy(BASE),
    "replaced": replace(BASE, data_version="1"),
}


def quantiles(network: Corridor, route=None) -> list[float]:
    route = route or network.route("Zhetygen", "Altynkol")
    outlook = network.outlook(route, "quiet")
    return [outlook.quantile(p) for p in (0.1, 0.5, 0.9)]


# Read-only


@pytest.mark.parametrize("network", NETWORKS.values(), ids=NETWORKS)
@pytest.mark.parametrize("name", TABLES)
def test_no_table_can_be_changed_in_place(name, network):
    table = TABLES[name](network)
    before = dict(table)
    key = next(iter(table), "x")
    for change in CHANGES.values():
        with pytest.raises(TypeError, match=r"read-only; .*(gives|change a copy)"):
            change(table, key)
    assert dict(table) == before
    for changed in (table | {}, table.copy()):
        changed["new"] = 1
        assert dict(changed) == before | {"new": 1}
    assert "new" not in table


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("places", "network.places is read-only; network.revised(places=...) gives another one"),
        ("figures", "network.figures is read-only; network.revised(figures=...) gives another one"),
        ("regimes", "network.regimes is read-only; network.revised(regimes=...) gives another one"),
        ("loads", "network.loads is read-only; network.with_load(...) gives another one"),
        ("queues", "network.queues is read-only; network.with_load(...) gives another one"),
        ("scenarios", "network.scenarios is read-only; network.apply(Scenario(...)) gives another"),
        ("flows", "network.flows is read-only; Network.load(folder) gives another one"),
        ("weights", "outlook.weights is read-only; network.outlook(route, {...}) gives another"),
    ],
)
def test_who_tries_is_told_the_call(name, told):
    table = TABLES[name](BASE)
    for again in (table, pickle.loads(pickle.dumps(table)), copy.copy(table), copy.deepcopy(table)):
        assert again == table
        with pytest.raises(TypeError) as caught:
            again.clear()
        assert str(caught.value).startswith(told)


def test_a_table_is_wrapped_once():
    table = read_only({1: 2}, "it")
    assert read_only(table, "other") is table
    assert BASE.figures is INFRA.figures
    assert isinstance(BASE.figures[LINE.id], ReadOnly)
    assert {key: dict(rows) for key, rows in BASE.figures.items()} == read_figures(DATA)


# Figures


@pytest.mark.parametrize(
    "give",
    [
        lambda row: [row],
        lambda row: {row.id: row},
        lambda row: {row.id: {"any": row}},
    ],
)
def test_a_figure_moves_all_quantiles(give):
    slow = LINE._replace(low=LINE.low / 2, typical=LINE.typical / 2, high=LINE.high / 2)
    other = BASE.revised(figures=give(slow))
    assert quantiles(other) == pytest.approx([2 * hours for hours in quantiles(BASE)])
    # The old route, too, and the other way round.
    assert quantiles(other, BASE.route("Zhetygen", "Altynkol")) == quantiles(other)
    assert other.revised(figures=[LINE]) == BASE
    assert quantiles(BASE) == quantiles(Corridor.load())


def test_all_edges_of_a_figure_are_timed_by_it():
    other = BASE.revised(figures=[LINE._replace(low=1.0, typical=2.0, high=3.0)])
    changed = 0
    for (_, _, old), (_, _, new) in zip(INFRA.topology, other.infrastructure.topology, strict=True):
        if old.figure == LINE.id:
            assert new.times == edge_times(old.length_km, other.figures[LINE.id])
            changed += 1
        else:
            assert new is old
    assert changed == sum(edge.figure == LINE.id for *_, edge in INFRA.topology) > 2


def test_a_row_of_one_service_or_state_leaves_the_others():
    fast = LINE._replace(variant="fast", low=60.0, typical=70.0, high=80.0)
    other = BASE.revised(figures=[fast])
    hours = [
        [n.route("Zhetygen", "Altynkol", service=s).hours for s in ("fast", "standard")]
        for n in (BASE, other)
    ]
    assert hours[1][0] == pytest.approx(283.2 / 70)
    assert hours[1][1] == hours[0][1]
    stressed = LINE._replace(regime="stressed", low=1.0, typical=2.0, high=3.0)
    route = BASE.route("Zhetygen", "Altynkol")
    worse = BASE.revised(figures={LINE.id: {"any/stressed": stressed}})
    assert quantiles(worse, route) == quantiles(BASE, route)
    assert worse.outlook(route, "stressed").quantile(0.5) > 100


def test_it_is_as_if_the_table_had_said_so(edit):
    row = LINE._replace(low=20.0, typical=30.0, high=40.0)
    text = (DATA / "parameters.csv").read_text(encoding="utf-8")
    line = next(x for x in text.splitlines() if x.startswith(f"{LINE.id},"))
    old = ",".join(f"{value:g}" for value in LINE[5:8])
    assert line.count(f",{old},") == 1
    loaded = Corridor.load(edit("parameters.csv", line, line.replace(f",{old},", ",20,30,40,")))
    revised = BASE.revised(figures=[row])
    assert revised.figures == loaded.figures
    assert revised.infrastructure.topology == loaded.infrastructure.topology


# Edges, places, regimes


def test_a_length_changes_the_hours():
    other = BASE.revised(edges=[replace(EDGE, length_km=220.8)])
    for start, end in itertools.permutations(("ZHT:rail1520", "SHL:rail1520")):
        times = other.infrastructure.topology.get(start, end, EDGE.id).times
        assert times == edge_times(220.8, BASE.figures[LINE.id])
    assert quantiles(other) > quantiles(BASE)


def test_a_lift_stays_a_lift_both_ways():
    links = [x for x in INFRA.topology if x[2].kind == "lift"]
    (start, end, edge), back = next(
        (x, other)
        for x in links
        if (other := INFRA.topology.get(x[1], x[0], x[2].id)) and other.carrier != x[2].carrier
    )
    for given in (edge, back):
        other = BASE.revised(edges={edge.id: replace(given, status="closed")})
        topology = other.infrastructure.topology
        assert topology.get(start, end, edge.id) == replace(edge, status="closed")
        assert topology.get(end, start, edge.id) == replace(back, status="closed")
    assert BASE.revised(edges=[edge]) == BASE


def test_an_edge_of_another_figure():
    other = BASE.revised(edges=[replace(EDGE, figure="rail.kz")])
    topology = other.infrastructure.topology
    assert topology.get("ZHT:rail1520", "SHL:rail1520", EDGE.id).times == edge_times(
        EDGE.length_km, BASE.figures["rail.kz"]
    )


def test_a_place_takes_its_nodes_with_it():
    other = BASE.revised(places=[PLACE._replace(name="Dry port", lat=44.3)])
    nodes = [other.graph.nodes[name] for name in other.nodes_at("KGW")]
    assert {(node["name"], node["lat"], node["lon"]) for node in nodes} == {
        ("Dry port", 44.3, PLACE.lon)
    }
    assert other.find("Dry port")[0].id == "KGW"


def test_regimes():
    route = BASE.route("Xi'an", "Duisburg")
    worse = NORTH._replace(quiet=0.0, stressed=0.0, disrupted=1.0)
    for given in ([worse], {"northern": worse}):
        other = BASE.revised(regimes=given)
        assert other.outlook(route).quantile(0.5) == pytest.approx(
            BASE.outlook(route, "disrupted").quantile(0.5)
        )


def test_scenarios_and_loads_stay():
    slow = LINE._replace(low=10.0, typical=20.0, high=30.0)
    worse = NORTH._replace(quiet=0.0, stressed=0.0, disrupted=1.0)
    under = BASE.with_load("nurzholy.east", arrivals=600).apply("zhetygen-altynkol-second-track")
    one = under.revised(figures=[slow], regimes=[worse])
    other = (
        BASE.revised(figures=[slow], regimes=[worse])
        .with_load("nurzholy.east", arrivals=600)
        .apply("zhetygen-altynkol-second-track")
    )
    assert one == other
    assert one.applied == ("zhetygen-altynkol-second-track",)
    assert one.loads == under.loads
    assert one.apply("no-russia").regimes["northern"] == worse


def test_nothing_changed_is_the_same():
    assert BASE.revised() == BASE
    assert BASE.revised(figures=BASE.figures, places=BASE.places, regimes=BASE.regimes) == BASE


# What is refused


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"figures": [3]}, "3 is no Figure; change one of the network's with _replace"),
        ({"figures": [LINE._replace(typical=1e3)]}, "do not ascend; sort the three values"),
        ({"figures": [LINE._replace(unit="mph")]}, "unit: 'mph' is not allowed; use one of"),
        ({"figures": {"rail.kz": LINE}}, "the row is one of 'rail.kz.khorgos_line', 'any'; give"),
        ({"figures": {LINE.id: {"fast": LINE}}}, "give it under its own id and variant"),
        (
            {"figures": [LINE._replace(unit="h", variant="car")]},
            "is in h and km/h; it needs hours or a speed",
        ),
        ({"edges": [LINE]}, "is no Edge; change one"),
        ({"edges": {"x": EDGE}}, "'rail:ZHT-SHL' is given under 'x'; use its own id"),
        ({"edges": [replace(EDGE, id="rail:ZHT-SHX")]}, "no edge 'rail:ZHT-SHX'; did you mean"),
        ({"edges": [replace(EDGE, gauge=1435)]}, "its gauge is 1520, as its nodes have it, and"),
        ({"edges": [replace(EDGE, status="shut")]}, "status 'shut'; use one of open, planned"),
        ({"edges": [replace(EDGE, length_km=0.0)]}, "it has to be above 0 and finite"),
        ({"edges": [replace(EDGE, length_km=float("nan"))]}, "it has to be above 0 and finite"),
        ({"edges": [replace(EDGE, figure="rail.kzz")]}, "no figure 'rail.kzz'; did you mean"),
        (
            {"edges": [replace(EDGE, times=EDGE.times._replace(fast=Range(1.0, 1.0, 1.0)))]},
            "has hours that are not those of its figure 'rail.kz.khorgos_line'; change the figure",
        ),
        ({"places": [PLACE._replace(id="KGX")]}, "no place 'KGX'; did you mean KGW"),
        ({"places": [PLACE._replace(lat=144.0)]}, "lat: 144.0 is out of range"),
        ({"regimes": [NORTH._replace(quiet=0.1)]}, "do not sum to 1; correct them"),
    ],
    ids=lambda x: x if isinstance(x, str) else "",
)
def test_data_that_make_no_sense(given, told):
    with pytest.raises(RequestError) as caught:
        BASE.revised(**given)
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


def test_replace_does_not_work_by_half():
    """It would leave the hours of edges, or the positions of nodes, as they were."""
    call = r"change data with network\.revised\(\.\.\.\)"
    rows = {**BASE.figures, LINE.id: {"any": LINE._replace(typical=40.0)}}
    with pytest.raises(RequestError, match=rf"has hours that are not .* '{LINE.id}'; {call}"):
        replace(BASE, figures=rows)
    with pytest.raises(RequestError, match=rf"has another lat than its place; {call}"):
        replace(BASE, places={**BASE.places, "KGW": PLACE._replace(lat=44.0)})
    graph = BASE.graph.copy()
    edge = replace(EDGE, times=EDGE.times._replace(fast=Range(1.0, 1.0, 1.0)))
    graph.add_edge("ZHT:rail1520", "SHL:rail1520", EDGE.id, **edge.attributes())
    with pytest.raises(RequestError, match=rf"edge 'rail:ZHT-SHL' has hours .*; {call}"):
        replace(BASE, graph=graph)
    under = BASE.apply("no-russia")
    with pytest.raises(RequestError, match=r"change both: network\.revised\(regimes"):
        replace(under, regimes={**BASE.regimes, "northern": NORTH._replace(correlation=0.1)})
    again = replace(BASE, regimes={**BASE.regimes, "northern": NORTH._replace(correlation=0.1)})
    assert again.apply("no-russia").regimes["northern"].correlation == 0.1
