"""Plain networkx on `Network.subgraph` gives what the search gives."""

from __future__ import annotations

import io
import itertools
import json
import random

import networkx as nx
import pytest
import shipped

from khorgos.geo import RequestError, UnknownPlace
from khorgos.geo.places.gazetteer import exactly
from khorgos.geo.routing.request import MODES, Request
from khorgos.geo.routing.search import fastest
from khorgos.geo.routing.view import View

BASE = shipped.corridor()
PAIRS = list(itertools.permutations(map(exactly, BASE.infrastructure.hubs), 2))
KINDS = [
    {"mode": "rail"},
    {"mode": "rail", "service": "fast"},
    {"mode": "rail", "avoid": "Russia"},
    {"mode": "rail", "avoid": ("Khorgos", "ferry")},
    {"mode": "rail", "include": "planned"},
    {"mode": "sea"},
    {"mode": "road", "vehicle": "car"},
    {"mode": "any", "vehicle": "car"},
]


def by_networkx(graph: nx.DiGraph, starts: list[str], ends: list[str]) -> float | None:
    if not starts:
        return None
    lengths, _ = nx.multi_source_dijkstra(graph, set(starts), weight="hours")
    return min((lengths[end] for end in ends if end in lengths), default=None)


def same_as_the_search(options: dict, pairs: list[tuple[str, str]]) -> int:
    """How many of the pairs are connected; all are as the search has them."""
    graph = BASE.subgraph(**options)
    asked = {key: (value,) if key in ("avoid", "include") and isinstance(value, str) else value
             for key, value in options.items()}  # fmt: skip
    connected = 0
    view = View(BASE.infrastructure, Request("", "", **asked))
    for a, b in pairs:
        request = Request(a, b, **asked)
        starts, ends = view.ends(request)
        hours = by_networkx(graph, starts, ends)
        (nodes,) = fastest(view, [request])
        if nodes is None:
            assert hours is None
            continue
        connected += 1
        assert hours == pytest.approx(nx.path_weight(graph, nodes, "hours"), abs=1e-9)
        legs = [view.edges[step] for step in itertools.pairwise(nodes)]
        assert hours == pytest.approx(sum(x.times.of(view.variant).typical for x in legs))
        assert [graph.edges[step]["edge_id"] for step in itertools.pairwise(nodes)] == [
            edge.id for edge in legs
        ]
    return connected


@pytest.mark.parametrize("options", KINDS, ids=str)
def test_shortest_paths_are_those_of_the_search(options):
    few = {"rail": 150, "sea": len(PAIRS)}.get(options["mode"], 40)
    assert same_as_the_search(options, random.Random(7).sample(PAIRS, few)) > 5


def test_plain_shortest_path_between_two_terminals():
    """As the README has it."""
    graph = BASE.subgraph(mode="rail", service="fast")
    (start, *_), (end, *_) = (BASE.terminals(name) for name in ("Xi'an", "Duisburg"))
    path = nx.shortest_path(graph, start, end, weight="hours")
    request = Request("Xi'an", "Duisburg", service="fast")
    assert path == fastest(View(BASE.infrastructure, request), [request])[0]


@pytest.mark.parametrize("mode", sorted(MODES))
@pytest.mark.parametrize("service", ["fast", "standard"])
def test_any_format_of_networkx_can_write_it(mode, service, tmp_path):
    graph = BASE.subgraph(mode=mode, service=service)
    values = [x for _, data in graph.nodes(data=True) for x in data.values()]
    values += [x for *_, data in graph.edges(data=True) for x in data.values()]
    assert {type(value) for value in values} <= {str, int, float, bool}
    file = io.BytesIO()
    nx.write_graphml(graph, file)
    file.seek(0)
    read = nx.read_graphml(file)
    assert (read.adj, read.nodes) == (graph.adj, graph.nodes)
    nx.write_gexf(graph, tmp_path / "network.gexf")
    again = nx.read_gexf(tmp_path / "network.gexf")
    assert again.number_of_edges() == graph.number_of_edges()
    ids = [data["id"] for *_, data in again.edges(data=True)]
    assert len(ids) == len(set(ids))
    data = json.loads(json.dumps(nx.node_link_data(graph, edges="edges")))
    assert nx.utils.graphs_equal(nx.node_link_graph(data, edges="edges"), graph)


def test_it_has_what_the_mode_allows_and_no_more():
    for mode, carriers in MODES.items():
        graph = BASE.subgraph(mode=mode)
        assert {data["carrier"] for *_, data in graph.edges(data=True)} <= carriers
        assert {data["status"] for *_, data in graph.edges(data=True)} == {"open"}
    more = BASE.subgraph(include=["planned", "suspended"])
    assert {data["status"] for *_, data in more.edges(data=True)} == {
        "open", "planned", "suspended",
    }  # fmt: skip
    without = BASE.subgraph(avoid="Russia")
    assert "RU" not in {data["country"] for *_, data in without.edges(data=True)}


def test_it_is_free_to_change():
    graph = BASE.subgraph()
    step = next(iter(graph.edges))
    hours = graph.edges[step]["hours"]
    graph.edges[step]["hours"] = -1.0
    graph.remove_node(step[1])
    assert BASE.subgraph().edges[step]["hours"] == hours


def test_scenarios_are_in_it():
    closed = BASE.apply("no-russia").subgraph()
    assert closed.number_of_edges() < BASE.subgraph().number_of_edges()


def test_options_that_make_no_sense():
    with pytest.raises(RequestError, match="mode is 'train'; use one of rail"):
        BASE.subgraph(mode="train")
    with pytest.raises(UnknownPlace, match="no place is called 'Atlantis'"):
        BASE.subgraph(avoid="Atlantis")
