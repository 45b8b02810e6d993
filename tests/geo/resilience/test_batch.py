"""Many scenarios in one run give what each gives alone, by other programs too."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace

import networkx as nx
import numpy as np
import pytest
import shipped
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra
from sizes import examples
from small import revise, small_corridor

from khorgos.geo import RequestError, UnknownPlace
from khorgos.geo.resilience.batch import (
    EdgeHours,
    edge_hours,
    hub_ids,
    hub_terminals,
    solve,
    take_out,
)
from khorgos.geo.routing.request import Request
from khorgos.geo.routing.router import find_route
from khorgos.geo.routing.search import shortest

CORRIDOR = shipped.corridor()
HUBS = hub_ids(CORRIDOR.infrastructure)
CLOSE = {"rtol": 0.0, "atol": 1e-9}
LINKS = [("A", "B", 4.0), ("B", "C", 3.0), ("A", "C", 9.0), ("C", "D", 1.0)]


def by_scipy(hours: EdgeHours, row: int, terminals) -> np.ndarray:
    """One scenario as a graph of its own; its dense matrix keeps the fastest parallel edge."""
    nodes = dict.fromkeys(node for edge in hours.edges for node in edge[:2])
    nodes |= dict.fromkeys(itertools.chain(*terminals))
    number = {node: place for place, node in enumerate(nodes)}
    least: dict[tuple[int, int], float] = {}
    for (start, end, _), value in zip(hours.edges, hours.hours[row].tolist(), strict=True):
        step = number[start], number[end]
        if math.isfinite(value):
            least[step] = min(value, least.get(step, math.inf))
    ends = np.array([*least]).reshape(-1, 2).T
    graph = csr_matrix(([*least.values()], ends), shape=(len(number), len(number)))
    groups = [[number[node] for node in group] for group in terminals]
    found = {node: dijkstra(graph, indices=node) for group in groups for node in group}
    return np.array(
        [
            [min((found[x][y] for x in a for y in b), default=math.inf) for b in groups]
            for a in groups
        ]
    )


def random_scenarios(mode: str, count: int) -> EdgeHours:
    base = edge_hours(CORRIDOR.infrastructure, mode)
    draw = np.random.default_rng(3)
    factors = draw.uniform(0.2, 3.0, (count, len(base.edges)))
    # Scenarios that differ in how much they close: from nothing to nearly all.
    share = np.linspace(0.0, 0.6, count)[:, None]
    factors[draw.random(factors.shape) < share] = np.inf
    return base.times(factors)


@pytest.mark.parametrize(
    ("mode", "service"), [("rail", "standard"), ("rail", "fast"), ("sea", "standard")]
)
def test_the_base_is_what_routes_say(mode, service):
    hubs = HUBS if mode == "sea" else HUBS[::3]
    found = solve(CORRIDOR.infrastructure, hubs=hubs, mode=mode, service=service)
    assert found.shape == (1, len(hubs), len(hubs))
    for (i, a), (j, b) in itertools.permutations(enumerate(hubs), 2):
        if math.isfinite(found[0, i, j]):
            hours = find_route(CORRIDOR.infrastructure, Request(a, b, mode, service)).hours
            assert found[0, i, j] == pytest.approx(hours, abs=1e-9, rel=0), (a, b)
        else:
            assert shortest(CORRIDOR.infrastructure, Request(a, b, mode, service)) is None
    assert np.isfinite(found).sum() > len(hubs)


def test_cars_have_no_rests():
    hubs = ["Almaty", "Khorgos", "Urumqi", "Astana", "Berlin"]
    found = solve(CORRIDOR.infrastructure, hubs=hubs, mode="road", vehicle="car")[0]
    for (i, a), (j, b) in itertools.permutations(enumerate(hubs), 2):
        hours = CORRIDOR.route(a, b, mode="road", vehicle="car").hours
        assert found[i, j] == pytest.approx(hours, abs=1e-9, rel=0)


@pytest.mark.parametrize("mode", ["rail", "sea"])
def test_random_scenarios_are_what_scipy_says(mode):
    hours = random_scenarios(mode, 12)
    terminals = hub_terminals(CORRIDOR.infrastructure, HUBS, mode)
    found = solve(CORRIDOR.infrastructure, hours, mode=mode)
    cut = np.isinf(found).sum(axis=(1, 2))
    assert cut[0] < cut[-1]
    for row in range(len(hours)):
        again = by_scipy(hours, row, terminals)
        np.fill_diagonal(again, 0.0)
        np.testing.assert_allclose(found[row], again, **CLOSE)


def test_blocks_do_not_show(monkeypatch):
    hours = random_scenarios("rail", 7)
    whole = solve(CORRIDOR.infrastructure, hours)
    monkeypatch.setattr("khorgos.geo.resilience.batch.BLOCK", 3)
    assert np.array_equal(solve(CORRIDOR.infrastructure, hours), whole)


@st.composite
def networks(draw):
    """Edges with parallels, loops, no time and no way back, and some nodes to keep."""
    node = st.integers(0, draw(st.integers(1, 8)))
    hour = st.sampled_from([0.0, 0.5, 1.0, 2.0, 7.25, math.inf])
    edges = draw(st.lists(st.tuples(node, node, hour, hour), max_size=28))
    groups = draw(st.lists(st.lists(node, min_size=1, max_size=3), min_size=2, max_size=5))
    return edges, groups


def _both(a, b):
    return ((a, b), (b, a))


@examples(200)
@given(networks())
def test_any_network_and_any_terminals(case):
    edges, groups = case
    links = [(f"N{a}", f"N{b}", 1.0) for a, b, *_ in edges]
    hubs = [f"H{number}" for number in range(len(groups))]
    # Each hub has a yard beside each of its nodes.
    yards = [
        (*step, f"{hub}-{yard}-{back}", {"hours": 0.0})
        for hub, group in zip(hubs, groups, strict=True)
        for yard, node in enumerate(group)
        for back, step in enumerate(_both(f"{hub}:rail1520@{'abc'[yard]}", f"N{node}:rail1520"))
    ]
    places = [*hubs, *(f"N{node}" for node in range(9))]
    corridor = small_corridor(CORRIDOR, links, both=False, places=places, edges=yards)
    base = edge_hours(corridor.infrastructure)
    hours = base.hours.repeat(2, axis=0)
    for column, (_, _, id_) in enumerate(base.edges):
        if id_.startswith("e"):
            hours[:, column] = edges[int(id_[1:])][2:]
    found = solve(corridor.infrastructure, hours, hubs)
    terminals = hub_terminals(corridor.infrastructure, hubs)
    for row in range(2):
        graph = nx.MultiDiGraph()
        graph.add_nodes_from(itertools.chain(*terminals))
        for (start, end, _), value in zip(base.edges, hours[row], strict=True):
            if math.isfinite(value):
                graph.add_edge(start, end, weight=value)
        spread = dict(nx.all_pairs_dijkstra_path_length(graph))
        for (i, a), (j, b) in itertools.permutations(enumerate(terminals), 2):
            want = min(spread[x].get(y, math.inf) for x in a for y in b)
            assert found[row, i, j] == pytest.approx(want, abs=1e-9, rel=0)


def test_of_parallel_edges_the_fastest_of_each_scenario_counts():
    corridor = small_corridor(CORRIDOR, [("A", "B", 4.0), ("A", "B", 5.0)])
    base = edge_hours(corridor.infrastructure)
    slow = [10.0 if edge[2] == "e0" else 1.0 for edge in base.edges]
    found = solve(
        corridor.infrastructure, base.times([np.ones(4), slow, np.full(4, np.inf)]), ["A", "B"]
    )
    assert found[:, 0, 1].tolist() == [4.0, 5.0, math.inf]


def test_directions_are_columns_of_their_own():
    corridor = small_corridor(CORRIDOR, LINKS)
    base = edge_hours(corridor.infrastructure)
    closed = [math.inf if (a, b) == ("A:rail1520", "B:rail1520") else 1.0 for a, b, _ in base.edges]
    found = solve(corridor.infrastructure, base.times([closed]), ["A", "B"])[0]
    assert found[0, 1] == 9.0 + 3.0
    assert found[1, 0] == 4.0


def test_closing_takes_both_directions_and_each_edge_in_turn():
    corridor = small_corridor(CORRIDOR, LINKS)
    base = edge_hours(corridor.infrastructure)
    found = solve(corridor.infrastructure, base.closing(), ["A", "D"])
    ids = list(dict.fromkeys(edge[2] for edge in base.edges))
    assert len(found) == len(LINKS)
    want = {"e0": 10.0, "e1": 10.0, "e2": 8.0, "e3": math.inf}
    assert {id_: row[0, 1] for id_, row in zip(ids, found, strict=True)} == want
    assert (found == found.swapaxes(1, 2)).all()
    both = solve(corridor.infrastructure, base.closing([("e0", "e2"), ()]), ["A", "D"])
    assert both[:, 0, 1].tolist() == [math.inf, 8.0]


def test_corridors_with_other_edges_are_solved_together():
    less = small_corridor(CORRIDOR, LINKS)
    more = small_corridor(CORRIDOR, [*LINKS, ("A", "E", 0.5), ("E", "D", 0.5)])
    hours = edge_hours([less.infrastructure, more.infrastructure])
    assert solve(less.infrastructure, hours, ["A", "D"])[:, 0, 1].tolist() == [8.0, 1.0]
    planned = revise(small_corridor(CORRIDOR, LINKS), status="planned")
    assert solve(planned.infrastructure, None, ["A", "D"])[0, 0, 1] == math.inf
    assert (
        solve(
            planned.infrastructure,
            edge_hours(planned.infrastructure, include="planned"),
            ["A", "D"],
        )[0, 0, 1]
        == 8.0
    )


def test_what_a_question_avoids_is_closed():
    hubs = ["Xi'an", "Duisburg", "Almaty-1"]
    found = solve(
        CORRIDOR.infrastructure, edge_hours(CORRIDOR.infrastructure, avoid=["Dostyk"]), hubs
    )[0]
    assert found[0, 1] == pytest.approx(CORRIDOR.route(*hubs[:2], avoid="Dostyk").hours, abs=1e-9)
    assert found[0, 1] > solve(CORRIDOR.infrastructure, hubs=hubs)[0, 0, 1]


def test_the_scenarios_that_come_with_the_package_in_one_run():
    names = ("poland-belarus-closure", "no-russia", "khorgos-rail-ban", "bakhty-ayagoz")
    corridors = [CORRIDOR, *(CORRIDOR.apply(name) for name in names)]
    found = solve(CORRIDOR.infrastructure, edge_hours([one.infrastructure for one in corridors]))
    assert len({row.tobytes() for row in found}) > 2
    for row, one in zip(found, corridors, strict=True):
        np.testing.assert_allclose(row, solve(one.infrastructure)[0], **CLOSE)


def test_a_hub_by_another_name_is_no_way_off():
    found = solve(CORRIDOR.infrastructure, hubs=["Almaty-1", "Алматы-1", "Xi'an"])[0]
    assert found[0, 1] == found[1, 0] == 0.0
    assert found[0, 2] == found[1, 2] > 0


def test_hubs_that_a_mode_does_not_reach():
    found = solve(CORRIDOR.infrastructure, hubs=["Shanghai", "Lanzhou"], mode="sea")[0]
    assert found.tolist() == [[0.0, math.inf], [math.inf, 0.0]]


@pytest.mark.parametrize("mode", ["road", "any"])
def test_trucks_are_refused(mode):
    with pytest.raises(RequestError, match=rf"mode {mode} with a truck: how long its drivers rest"):
        solve(CORRIDOR.infrastructure, hubs=["Almaty", "Urumqi"], mode=mode)


@pytest.mark.parametrize("bad", [-1.0, math.nan])
def test_hours_that_make_no_sense(bad):
    base = edge_hours(CORRIDOR.infrastructure)
    hours = base.hours.copy()
    hours[0, 5] = bad
    with pytest.raises(RequestError, match=f"scenario 0 has {bad:g} hours on {base.edges[5][2]} "):
        solve(CORRIDOR.infrastructure, hours)
    with pytest.raises(RequestError, match="hours on"):
        base.times(hours)


def test_requests_that_make_no_sense():
    base = edge_hours(CORRIDOR.infrastructure)
    with pytest.raises(RequestError, match=r"shape \(2, 3\); give one row for each"):
        solve(CORRIDOR.infrastructure, np.ones((2, 3)))
    with pytest.raises(RequestError, match="there is no edge 'x'"):
        base.closing(["x"])
    with pytest.raises(RequestError, match="fewer than two hubs"):
        solve(CORRIDOR.infrastructure, hubs=["Xi'an", "Xi'an"])
    with pytest.raises(RequestError, match="3 is no name"):
        solve(CORRIDOR.infrastructure, hubs=["Xi'an", 3])
    with pytest.raises(UnknownPlace, match="Atlantis"):
        solve(CORRIDOR.infrastructure, hubs=["Xi'an", "Atlantis"])
    with pytest.raises(RequestError, match="mode is 'boat'"):
        solve(CORRIDOR.infrastructure, mode="boat")
    with pytest.raises(RequestError, match="no network"):
        edge_hours([])


def test_no_scenario_gives_no_answer():
    base = edge_hours(CORRIDOR.infrastructure)
    assert solve(CORRIDOR.infrastructure, base.hours[:0]).shape == (0, len(HUBS), len(HUBS))


def test_factors_close_and_what_is_closed_stays_so():
    base = EdgeHours((("a", "b", "x"), ("b", "c", "y")), [[0.0, math.inf]])
    assert base.times([[math.inf, 0.0], [2.0, 1.0]]).hours.tolist() == [
        [math.inf, math.inf],
        [0.0, math.inf],
    ]


def test_the_corridor_stays_as_it_is():
    before = {key: dict(edge) for key, edge in edge_items()}
    solve(CORRIDOR.infrastructure, random_scenarios("rail", 2))
    assert {key: dict(edge) for key, edge in edge_items()} == before


def edge_items():
    return [((a, b, k), e) for a, b, k, e in CORRIDOR.graph.edges(keys=True, data=True)]


def test_dead_ends_and_chains_vanish():
    hour = np.ones(1)
    chain = [(f"{n:02}", f"{n + 1:02}") for n in range(50)]
    dead_ends = [("20", "x"), ("x", "20"), ("x", "y"), ("30", "z"), ("w", "40")]
    ways = {node: {} for step in (*chain, *dead_ends) for node in step}
    for start, end in (*chain, *dead_ends):
        ways[start][end] = hour
    take_out(ways, ["00", "50"])
    assert ways == {"00": {"50": 50 * hour}, "50": {}}


def test_copies_of_a_corridor_are_solved_alike():
    assert np.array_equal(solve(replace(CORRIDOR).infrastructure), solve(CORRIDOR.infrastructure))
