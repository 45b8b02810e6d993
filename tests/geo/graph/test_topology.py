"""The topology, and the networkx graph that is made of it."""

from __future__ import annotations

import copy
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
    ],
)
def test_the_graph_of_a_network_is_read_only(corridor, write):
    before = corridor.graph.copy()
    with pytest.raises((TypeError, nx.NetworkXError), match=r"read-only|[Ff]rozen"):
        write(corridor.graph)
    assert nx.utils.graphs_equal(before, corridor.graph)
    write(corridor.graph.copy())


def test_read_only_survives_pickling_and_copies(corridor):
    for again in (pickle.loads(pickle.dumps(corridor.graph)), copy.deepcopy(corridor.graph)):
        assert nx.utils.graphs_equal(again, corridor.graph)
        with pytest.raises(TypeError, match="read-only"):
            again[START][END][ID]["hours"] = 1.0


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
