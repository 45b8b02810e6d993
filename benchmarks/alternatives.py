"""The set of ways beside five shortest paths of networkx, igraph and scipy, on one core.

The peers get the same network, with the fastest of parallel edges, ready in their own form; they
have one criterion, typical hours, and know neither rests of drivers nor that ways should differ.

Usage: python benchmarks/alternatives.py [ROUNDS]
"""

import itertools
import os
import statistics
import subprocess
import sys
import time

import igraph
import networkx as nx
import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import yen

from khorgos.geo import Network, NoRoute
from khorgos.geo.places.gazetteer import exactly
from khorgos.geo.places.geography import OURS
from khorgos.geo.routing.request import Request
from khorgos.geo.routing.router import route_of
from khorgos.geo.routing.view import View
from khorgos.geo.ways.overlap import overlap

ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
K = 5
LIMIT, AGAIN = 30.0, 1.0
PAIRS = (("Xi'an", "Duisburg"), ("Khorgos", "Hamburg"), ("Chongqing", "Budapest"))
MODES = ("any", "rail")
LEAST = 1e-9
"""Hours: scipy takes a weight of 0 for no edge."""


class Peers:
    """The network as one mode sees it, in the forms of three libraries."""

    def __init__(self, network, mode):
        self.mode = mode
        self.view = View(network.infrastructure, Request("", "", mode))
        self.names = list(network.infrastructure.topology.nodes)
        self.number = {name: number for number, name in enumerate(self.names)}
        steps = [
            (self.number[start], self.number[end], max(hours, LEAST))
            for start in self.names
            for end, hours, _ in self.view.steps[start]
        ]
        self.graph = nx.DiGraph()
        self.graph.add_weighted_edges_from(steps)
        tails, heads, hours = zip(*steps, strict=True)
        self.igraph = igraph.Graph(len(self.names), list(zip(tails, heads, strict=True)), True)
        self.igraph.es["weight"] = hours
        size = len(self.names)
        self.matrix = csr_matrix((np.array(hours), (tails, heads)), (size, size))

    def ends(self, origin, destination):
        """One node at either end: that between which a train goes."""
        return [self.number[self.view.terminals[name][0]] for name in (origin, destination)]

    def by_networkx(self, start, end):
        """Yen's algorithm."""
        paths = nx.shortest_simple_paths(self.graph, start, end, weight="weight")
        return list(itertools.islice(paths, K))

    def by_igraph(self, start, end):
        """The same in C."""
        return self.igraph.get_k_shortest_paths(start, end, k=K, weights="weight")

    def by_scipy(self, start, end):
        """The same in C++; predecessors become paths."""
        _, before = yen(self.matrix, start, end, K, return_predecessors=True)
        paths = []
        for row in before:
            path = [end]
            while path[-1] != start:
                path.append(int(row[path[-1]]))
            paths.append(path[::-1])
        return paths

    def route(self, origin, destination, path):
        """The route along a path."""
        nodes = [self.names[number] for number in path]
        return route_of(self.view, Request(origin, destination, self.mode), nodes)


def shares(routes):
    """Mean and largest share of length of two of them."""
    pairs = [overlap(one, other) for one, other in itertools.combinations(routes, 2)]
    return statistics.mean(pairs), max(pairs)


def asked(network, *ends, again=False, **options):
    """All ways with their outlooks; unless asked again, as if for the first time.

    What the network looks like to each kind of question stays ready.
    """
    if not again:
        network.appraiser.answers.clear()
    return [way.outlook for way in network.ways(*ends, **options)]


def measure(rounds, tasks):
    times = {name: [] for name in tasks}
    for _ in range(rounds):  # in turns, so that a busy machine slows all alike
        for name, task in tasks.items():
            start = time.perf_counter()
            task()
            times[name].append((time.perf_counter() - start) * 1000)
    return {name: statistics.median(spent) for name, spent in times.items()}


def compare(network, peers, origin, destination, rounds):
    start, end = peers.ends(origin, destination)
    ends, mode = (origin, destination), peers.mode
    tasks = {
        "ways with outlooks": lambda: asked(network, *ends, mode=mode),
        "scipy yen": lambda: peers.by_scipy(start, end),
        "igraph get_k_shortest_paths": lambda: peers.by_igraph(start, end),
        "networkx shortest_simple_paths": lambda: peers.by_networkx(start, end),
    }
    ours = [outlook.route for outlook in asked(network, *ends, mode=mode)]
    routes = {
        name: [peers.route(*ends, path) for path in task()]
        for name, task in list(tasks.items())[1:]
    }
    routes["ways with outlooks"] = ours
    medians = measure(rounds, tasks)
    print(f"{origin} to {destination}, mode {mode}, {len(ours)} ways")
    for name, median in medians.items():
        mean, most = shares(routes[name])
        ratio = median / medians["ways with outlooks"]
        common = f"common length: mean {mean:.2%}, most {most:.2%}"
        print(f"{median:10.2f} ms  {ratio:7.1f} x ours  {name}  {common}")


def over_hubs(network):
    """All modes between each pair of hubs: for the first time, and once more."""
    asked(network, "Xi'an", "Chengdu")  # makes all ready
    first, again = [], []
    hubs = [exactly(id_) for id_ in OURS.hubs]
    for ends in itertools.product(hubs[::2], hubs[1::2]):
        for times, known in ((first, False), (again, True)):
            start = time.perf_counter()
            try:
                asked(network, *ends, again=known)
            except NoRoute:
                continue
            times.append((time.perf_counter() - start) * 1000)
    print(f"{len(first)} pairs of hubs, all modes")
    for name, times, limit in (("a new pair", first, LIMIT), ("asked again", again, AGAIN)):
        cuts = statistics.quantiles(times, n=20)
        print(
            f"{statistics.median(times):10.2f} ms in the median, P90 {cuts[17]:.2f} "
            f"(to reach: at most {limit:g}), most {max(times):.2f}  {name}"
        )


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    network = Network.load()
    for mode in MODES:
        peers = Peers(network, mode)
        for ends in PAIRS:
            compare(network, peers, *ends, rounds)
    over_hubs(network)


if __name__ == "__main__":
    if ONE_THREAD.items() <= os.environ.items():
        main()
    else:  # numpy reads them when it is loaded
        command = [sys.executable, *sys.argv]
        sys.exit(subprocess.run(command, env=os.environ | ONE_THREAD, check=False).returncode)
