"""Multi-criteria label setting against the enumeration of all paths, on small random networks."""

from __future__ import annotations

import itertools
import random

import pytest
from small_networks import NETWORKS, all_found, ends_of, network, sums_of, undominated

from khorgos.geo.errors import RequestError
from khorgos.geo.routing.drivers import elapsed
from khorgos.geo.ways import merging
from khorgos.geo.ways.pareto import Arc, Found, Graph, exact
from khorgos.geo.ways.tradeoffs import rests_of


def pareto(graph, starts, ends, tolerance=0.0, rests=()):
    """All paths that no other beats: the best by each criterion, and the others."""
    firsts = graph.firsts(starts, ends, rests)
    found = {*firsts, *graph.others(starts, ends, firsts, tolerance, rests)}
    return sorted(found, key=lambda one: one.values)


@pytest.fixture(params=["merged", "as it is"])
def size(request, monkeypatch):
    """Small networks lose most of their nodes when they are merged: search in all of it, too."""
    if request.param == "as it is":
        monkeypatch.setattr(merging, "CHAIN", -1)
        monkeypatch.setattr(merging, "CROSSING", -1)


@pytest.mark.usefixtures("size")
@pytest.mark.parametrize("seed", range(NETWORKS))
def test_the_pareto_set_is_that_of_all_paths(seed):
    nodes, arcs, criteria = network(seed)
    starts, ends = ends_of(seed, nodes)
    every = all_found(arcs, starts, ends, criteria)
    best = sorted(undominated(set(every)))
    found = pareto(Graph(arcs, criteria), starts, ends)
    assert [one.values for one in found] == best
    assert [one.path for one in found] == [every[values] for values in best]


@pytest.mark.usefixtures("size")
@pytest.mark.parametrize("seed", range(0, NETWORKS, 2))
def test_with_a_tolerance_nothing_better_is_left_out(seed):
    nodes, arcs, criteria = network(seed)
    starts, ends = ends_of(seed // 2, nodes)
    best = undominated(set(all_found(arcs, starts, ends, criteria)))
    tolerance = random.Random(seed).choice([0.01, 0.1, 0.5])
    found = [one.values for one in pareto(Graph(arcs, criteria), starts, ends, tolerance)]
    assert set(found) <= best
    for values in best:
        assert any(
            all(a <= (1 + tolerance) * b for a, b in zip(one, values, strict=True)) for one in found
        )


@pytest.mark.usefixtures("size")
@pytest.mark.parametrize("seed", range(NETWORKS))
@pytest.mark.parametrize("crew", [1, 2])
def test_rests_follow_from_the_hours_at_the_wheel(seed, crew):
    """Roads and rails: two clocks, of typical and of high hours."""
    draw = random.Random(seed)
    nodes, arcs, _ = network(seed)
    roads = []
    for arc in arcs:
        slow = exact(draw.choice([1.0, 4.0, 9.0, 30.0]) * draw.choice([0.5, 1.0, 1.5]))
        late = exact(slow * draw.choice([1.0, 1.3]))
        road = draw.random() < 0.7
        price = exact(slow * (3 if road else 1) * draw.choice([1.0, 1.1]))
        roads.append(Arc(arc.tail, arc.head, (slow, price, late, slow * road, late * road)))
    clocks = ((0, 3), (2, 4))
    starts, ends = ends_of(seed, nodes)

    def rest(driven):
        return float(elapsed(driven, crew)) - driven if driven else 0.0

    every = all_found(roads, starts, ends, 3, clocks, rest)
    best = sorted(undominated(set(every)))
    found = pareto(Graph(roads, 3, clocks), starts, ends, 0.0, rests_of(crew))
    assert [one.values for one in found] == best
    assert [one.path for one in found] == [every[values] for values in best]


@pytest.mark.usefixtures("size")
@pytest.mark.parametrize("seed", range(0, NETWORKS, 5))
def test_the_others_come_by_the_sum_of_multiples_of_the_best(seed):
    nodes, arcs, criteria = network(seed)
    starts, ends = ends_of(seed, nodes)
    graph = Graph(arcs, criteria)
    firsts = graph.firsts(starts, ends)
    every = undominated(set(all_found(arcs, starts, ends, criteria)))
    if not every:
        assert firsts == []
        return
    for number, first in enumerate(firsts):
        assert first.values == min(every, key=lambda v, n=number: (v[n], v))
    least = [first.values[number] for number, first in enumerate(firsts)]

    def rank(values):
        ratios = [v / best for v, best in zip(values, least, strict=True) if best]
        return round(sum(ratios), 9), values

    rest = sorted(every - {first.values for first in firsts}, key=rank)
    assert [one.values for one in graph.others(starts, ends, firsts)] == rest


@pytest.mark.usefixtures("size")
@pytest.mark.parametrize("seed", range(0, NETWORKS, 4))  # one criterion
def test_some_arcs_can_weigh_more(seed):
    nodes, arcs, criteria = network(seed)
    assert criteria == 1
    draw = random.Random(seed)
    more = {n: exact(draw.uniform(0, 9)) for n in range(len(arcs)) if draw.random() < 0.4}
    starts, ends = ends_of(seed // 4, nodes)
    heavy = [
        Arc(arc.tail, arc.head, (arc.weights[0] + more.get(n, 0.0),)) for n, arc in enumerate(arcs)
    ]
    every = all_found(heavy, starts, ends, 1)
    graph = Graph(arcs, 1)
    found = graph.quickest(starts, ends, more)
    if not every:
        assert found is None
        return
    assert found == Found(min(every), every[min(every)])
    assert graph.total(found.path) == sums_of(arcs, found.path)


@pytest.mark.usefixtures("size")
@pytest.mark.parametrize("seed", range(20))
def test_of_many_paths_that_weigh_the_same_the_least_one_stands_for_all(seed):
    draw = random.Random(seed)
    rows = [(1.0, 3.0), (3.0, 1.0), (2.0, 2.0), (2.0, 2.0)]
    arcs = []
    for tail, head in itertools.pairwise("abcde"):
        for row in draw.sample(rows, 4):
            if draw.random() < 0.5:
                arcs.append(Arc(tail, head, row))
            else:  # in two steps: a longer path
                between = f"{tail}{head}{len(arcs)}"
                first = (row[0] - 0.5, row[1] - 0.5)
                arcs += [Arc(tail, between, first), Arc(between, head, (0.5, 0.5))]
    draw.shuffle(arcs)
    every = all_found(arcs, ["a"], ["e"], 2)
    best = sorted(undominated(set(every)))
    found = pareto(Graph(arcs, 2), ["a"], ["e"])
    assert [one.values for one in found] == best
    assert [one.path for one in found] == [every[values] for values in best]


def test_one_graph_answers_between_any_nodes():
    """Nodes that were taken out, at either end or at both, in every order."""
    for seed in range(12):
        nodes, arcs, criteria = network(seed)
        graph = Graph(arcs, criteria)
        for start, end in itertools.permutations(nodes, 2):
            best = sorted(undominated(set(all_found(arcs, [start], [end], criteria))))
            assert [one.values for one in pareto(graph, [start], [end])] == best


def test_chains_and_dead_ends():
    def both(a, b, *weights):
        return [Arc(a, b, weights), Arc(b, a, weights)]

    arcs = [
        *both("a", "b", 1.0, 5.0),
        *both("b", "c", 1.0, 5.0),
        *both("c", "d", 1.0, 5.0),
        *both("c", "x", 1.0, 1.0),
        *both("x", "y", 1.0, 1.0),
        *both("y", "z", 1.0, 1.0),
        *both("b", "d", 3.0, 4.0),
    ]
    graph = Graph(arcs, 2)
    assert [one.values for one in pareto(graph, ["a"], ["d"])] == [(3.0, 15.0), (4.0, 9.0)]
    assert [one.values for one in pareto(graph, ["z"], ["x"])] == [(2.0, 2.0)]
    assert [one.values for one in pareto(graph, ["y"], ["a"])] == [(4.0, 12.0)]
    assert pareto(graph, ["a"], ["nowhere"]) == []
    assert pareto(graph, ["nowhere"], ["a"]) == []


@pytest.mark.parametrize("weight", [-1.0, float("nan"), float("inf"), 2.0**31])
def test_impossible_weights(weight):
    with pytest.raises(RequestError, match="the weight of an edge is"):
        Graph([Arc("a", "b", (weight,))], 1)


def test_sums_do_not_depend_on_their_order():
    draw = random.Random(3)
    weights = [exact(draw.uniform(0, 1e6)) for _ in range(200)]
    assert sum(weights) == sum(sorted(weights)) == sum(sorted(weights, reverse=True))
    assert all(abs(exact(w) - w) == 0 for w in weights)
