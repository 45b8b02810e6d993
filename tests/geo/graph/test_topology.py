"""The topology, and the networkx graph that is made of it."""

from __future__ import annotations

import copy
import json
import pickle
import subprocess
import sys
from dataclasses import replace

import networkx as nx
import pytest

from khorgos.geo import RequestError
from khorgos.geo.graph.topology import Topology

START, END, ID = "ZHT:rail1520", "SHL:rail1520", "rail:ZHT-SHL"


def test_networkx_gets_all_and_gives_it_back(corridor):
    topology, graph = corridor.infrastructure.topology, corridor.graph
    assert graph.number_of_edges() == len(topology)
    assert graph.number_of_nodes() == len(topology.nodes)
    for start, end, edge in topology:
        for data in (graph[start][end][edge.id], graph.pred[end][start][edge.id]):
            assert data == edge.attributes()
    assert Topology.from_networkx(graph) == Topology.from_networkx(graph.copy()) == topology


@pytest.mark.parametrize(
    "write",
    [
        lambda graph: graph[START][END][ID].update(hours=1.0),
        lambda graph: graph.nodes[START].__setitem__("lat", 0.0),
        lambda graph: graph.edges[START, END, ID].pop("times"),
        lambda graph: graph.remove_edge(START, END, ID),
        lambda graph: graph.add_node("elsewhere"),
        lambda graph: graph.add_edge(START, "elsewhere"),
        lambda graph: graph.update(edges=[(START, "elsewhere")]),
        lambda graph: graph.clear(),
    ],
)
def test_the_graph_of_a_network_is_read_only(corridor, write):
    before = corridor.graph.copy()
    with pytest.raises(TypeError, match=r"read-only; network\.revised\(\.\.\.\) gives"):
        write(corridor.graph)
    assert nx.utils.graphs_equal(before, corridor.graph)
    write(corridor.graph.copy())


def test_read_only_survives_pickling_and_copies(corridor):
    for again in (pickle.loads(pickle.dumps(corridor.graph)), copy.deepcopy(corridor.graph)):
        assert nx.utils.graphs_equal(again, corridor.graph)
        with pytest.raises(TypeError, match="read-only"):
            again[START][END][ID]["hours"] = 1.0
        with pytest.raises(TypeError, match="read-only"):
            again.remove_edge(START, END, ID)


GRAPHS = {
    "graph": lambda network: network.graph,
    "changed": lambda network: network.apply("almaty-bypass").graph,
    "copy": lambda network: network.graph.copy(),
    "part": lambda network: network.graph.subgraph([*network.graph][:200]),
    "copy of a part": lambda network: network.graph.subgraph([*network.graph][:200]).copy(),
    "plain": lambda network: nx.MultiDiGraph(network.graph),
    "turned round": lambda network: network.graph.reverse(),
    "pickled": lambda network: pickle.loads(pickle.dumps(network.graph)),
    "subgraph": lambda network: network.subgraph(mode="any"),
}


def by_file(write, read):
    def again(graph, path):
        write(graph, path)
        return read(path, graph)

    return again


def by_json(write, read):
    return lambda graph, _: read(json.loads(json.dumps(write(graph), allow_nan=False)))


FORMATS = {
    "graphml": by_file(
        nx.write_graphml,
        lambda path, graph: nx.read_graphml(path, force_multigraph=graph.is_multigraph()),
    ),
    "gexf": by_file(nx.write_gexf, lambda path, _: nx.read_gexf(path)),
    "gml": by_file(nx.write_gml, lambda path, _: nx.read_gml(path)),
    "edge list": by_file(
        nx.write_edgelist,  # ids have the sign that begins comments
        lambda path, graph: nx.read_edgelist(
            path,
            comments=None,
            create_using=nx.MultiDiGraph if graph.is_multigraph() else nx.DiGraph,
        ),
    ),
    "node link": by_json(nx.node_link_data, nx.node_link_graph),
    "adjacency": by_json(nx.adjacency_data, nx.adjacency_graph),
    "cytoscape": by_json(nx.cytoscape_data, nx.cytoscape_graph),
}


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("name", GRAPHS)
def test_every_graph_is_written_and_read_back(corridor, tmp_path, name, form):
    graph = GRAPHS[name](corridor)
    again = FORMATS[form](graph, tmp_path / "graph")
    assert again.number_of_edges() == graph.number_of_edges()
    ends = {node for edge in graph.edges() for node in edge}
    assert set(again) == (ends if form == "edge list" else set(graph))
    hours = sorted(hours for *_, hours in graph.edges(data="hours"))
    assert sorted(hours for *_, hours in again.edges(data="hours")) == pytest.approx(hours)


def test_what_is_not_listed_is_looked_up(corridor):
    for graph in (corridor.graph, corridor.graph.copy(), copy.deepcopy(corridor.graph)):
        data = graph[START][END][ID]
        assert data["edge"] is data.get("edge")
        assert data["carriers"] == {"rail"}
        assert "edge" in data
        assert nx.get_edge_attributes(graph, "edge")[START, END, ID] == data["edge"]
        assert not {"edge", "carriers", "times"} & {*data, *data.keys(), *dict(data)}
    road = next(node for node in corridor.graph if node.endswith(":road"))
    assert corridor.graph.nodes[road]["gauge"] is None
    data = corridor.graph.copy().nodes[road]
    data["gauge"] = 1520
    assert dict(data)["gauge"] == 1520
    assert data.pop("gauge") == 1520
    assert data.setdefault("gauge") is None
    del data["gauge"]
    assert "gauge" not in data


def test_a_changed_copy_makes_a_new_network(corridor):
    graph = corridor.graph.copy()
    edge = graph[START][END][ID]["edge"]
    graph.add_edge(START, END, ID, **replace(edge, status="closed").attributes())
    other = replace(corridor, graph=graph)
    assert other.graph[START][END][ID]["status"] == "closed"
    assert corridor.graph[START][END][ID]["status"] == "open"
    assert other != corridor


def test_a_value_changed_beside_its_edge_is_refused(corridor):
    """It would be drawn and not counted."""
    graph = corridor.graph.copy()
    graph[START][END][ID]["hours"] = 1.0
    with pytest.raises(RequestError, match=rf"edge '{ID}' from '{START}'.* has hours 1\.0, its"):
        replace(corridor, graph=graph)
    del graph[START][END][ID]["edge"]
    with pytest.raises(RequestError, match="has no Edge of its id; add it with"):
        replace(corridor, graph=graph)
    graph.remove_edge(START, END, ID)
    del graph.nodes[START]["lat"]
    with pytest.raises(RequestError, match=f"node '{START}' has no lat; add it"):
        replace(corridor, graph=graph)


def test_a_route_needs_no_networkx():
    """Importing it takes longer than the answer."""
    code = (
        "import sys, khorgos\n"
        "network = khorgos.Network.load()\n"
        "network.outlook(network.route('Xi\\'an', 'Duisburg'))\n"
        "print('networkx' in sys.modules, len(network.graph), 'networkx' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    assert (done[0], done[2]) == ("False", "True")
