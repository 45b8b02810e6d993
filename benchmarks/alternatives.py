"""Five alternatives beside five shortest paths of networkx, igraph and scipy, on one core.

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

from khorgos.geo import Corridor
from khorgos.geo.places.geography import OURS
from khorgos.geo.routing.request import Request
from khorgos.geo.routing.view import View
from khorgos.geo.ways.differing import overlap
from khorgos.geo.ways.tradeoffs import line_of

ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
K = 5
LIMIT = 20.0
PAIRS = (("Xi'an", "Duisburg"), ("Khorgos", "Hamburg"), ("Chongqing", "Budapest"))
MODES = ("any", "rail")
LEAST = 1e-9
"""Hours: scipy takes a weight of 0 for no edge."""


class Peers:
    """The network as one mode sees it, in the forms of three libraries."""

    def __init__(self, corridor, mode):
        self.view = View(corridor.infrastructure, Request("", "", mode))
        self.names = list(corridor.graph)
        self.number = {name: number for number, name in enumerate(self.names)}
        steps = [
            (self.number[start], self.number[step.end], max(step.hours, LEAST))
            for start in self.names
            for step in self.view.steps[start]
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

    def lines(self, path):
        """Kilometres on each line."""
        lines = {}
        for start, end in itertools.pairwise(self.names[number] for number in path):
            edge = self.view.edges[start, end]
            if edge.length_km:
                line = line_of(start, end, edge)
                lines[line] = lines.get(line, 0.0) + edge.length_km
        return lines


def lines_of(alternative):
    lines = {}
    for leg in alternative.route.legs:
        if leg.distance_km:
            line = line_of(leg.origin.id, leg.destination.id, leg.edge)
            lines[line] = lines.get(line, 0.0) + leg.distance_km
    return lines


def shares(lines):
    """Mean and largest share of length of two of them."""
    pairs = [overlap(one, other) for one, other in itertools.combinations(lines, 2)]
    return statistics.mean(pairs), max(pairs)


def measure(rounds, tasks):
    times = {name: [] for name in tasks}
    for _ in range(rounds):  # in turns, so that a busy machine slows all alike
        for name, task in tasks.items():
            start = time.perf_counter()
            task()
            times[name].append((time.perf_counter() - start) * 1000)
    return {name: statistics.median(spent) for name, spent in times.items()}


def compare(corridor, peers, mode, origin, destination, rounds):
    start, end = peers.ends(origin, destination)
    ask = lambda: corridor.alternatives(origin, destination, K, mode=mode)

    def with_outlooks():
        return [one.outlook for one in ask()]

    tasks = {
        "alternatives": ask,
        "the same with routes and outlooks": with_outlooks,
        "scipy yen": lambda: peers.by_scipy(start, end),
        "igraph get_k_shortest_paths": lambda: peers.by_igraph(start, end),
        "networkx shortest_simple_paths": lambda: peers.by_networkx(start, end),
    }
    found = ask()
    lines = {name: [peers.lines(path) for path in tasks[name]()] for name in list(tasks)[2:]}
    lines["alternatives"] = [lines_of(one) for one in found]
    medians = measure(rounds, tasks)
    print(f"{origin} to {destination}, mode {mode}, {len(found)} alternatives")
    for name, median in medians.items():
        common = ""
        if name in lines:
            common = "  common length: mean {:.2%}, most {:.2%}".format(*shares(lines[name]))
        reach = f"  (to reach: at most {LIMIT:g} ms)" if name == "alternatives" else ""
        ratio = median / medians["alternatives"]
        print(f"{median:10.2f} ms  {ratio:7.1f} x ours  {name}{common}{reach}")


def over_hubs(corridor, mode):
    """Each pair of hubs for the first time, and once more."""
    corridor.alternatives("Xi'an", "Chengdu", K, mode=mode)  # makes all ready, other ways as well
    first, again = [], []
    for origin, destination in itertools.product(OURS.hubs[::2], OURS.hubs[1::2]):
        for times in (first, again):
            start = time.perf_counter()
            corridor.alternatives(origin, destination, K, mode=mode)
            times.append((time.perf_counter() - start) * 1000)
    print(f"{len(first)} pairs of hubs, mode {mode}")
    for name, times in (("a new pair", first), ("once more", again)):
        cuts = statistics.quantiles(times, n=20)
        inside = sum(value <= LIMIT for value in times) / len(times)
        print(
            f"{statistics.median(times):10.2f} ms in the median, P90 {cuts[17]:.1f}, most "
            f"{max(times):.1f}; {inside:.0%} within {LIMIT:g} ms  {name}"
        )


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    corridor = Corridor.load()
    for mode in MODES:
        peers = Peers(corridor, mode)
        for origin, destination in PAIRS:
            compare(corridor, peers, mode, origin, destination, rounds)
    for mode in MODES:
        over_hubs(corridor, mode)


if __name__ == "__main__":
    if ONE_THREAD.items() <= os.environ.items():
        main()
    else:  # numpy reads them when it is loaded
        command = [sys.executable, *sys.argv]
        sys.exit(subprocess.run(command, env=os.environ | ONE_THREAD, check=False).returncode)
