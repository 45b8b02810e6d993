"""Warm routes and outlooks beside networkx, igraph and numpy, in one run on one core.

The peers get the same network ready in their own form.  They find the nodes of a path by typical
hours; legs, rests of drivers, sources and the choice among terminals come on top with us.

Usage: python benchmarks/routes.py [ROUNDS]
"""

import os
import subprocess
import sys

import networkx as nx
import numpy as np
from alternatives import ONE_THREAD, PAIRS, Peers, measure

from khorgos.geo import Corridor
from khorgos.geo.uncertainty.outlook import QUANTILES

MODES = ("rail", "road", "any")
SAMPLES = 10_000


def table(title, medians):
    ours = next(iter(medians.values()))
    print(title)
    for name, median in medians.items():
        print(f"{median:9.2f} ms  {median / ours:6.2f} x ours  {name}")


def routes(corridor, mode, rounds):
    peers = Peers(corridor, mode)
    ends = [peers.ends(*pair) for pair in PAIRS]
    names = [[peers.names[number] for number in pair] for pair in ends]
    graph = nx.relabel_nodes(peers.graph, dict(enumerate(peers.names)))
    tasks = {
        "khorgos": lambda: [corridor.route(*pair, mode=mode) for pair in PAIRS],
        "networkx dijkstra_path": lambda: [
            nx.dijkstra_path(graph, *pair, weight="weight") for pair in names
        ],
        "igraph get_shortest_path": lambda: [
            peers.igraph.get_shortest_path(*pair, weights="weight") for pair in ends
        ],
    }
    table(f"{len(PAIRS)} routes, mode {mode}", measure(rounds, tasks))


def sampled(times):
    """Quantiles of a sum of triangular distributions that know nothing of each other."""
    low, typical, high = np.array([tuple(time) for time in times if time.low < time.high]).T
    draws = np.random.default_rng(0).triangular(low, typical, high, (SAMPLES, len(low)))
    return np.quantile(draws.sum(axis=1), list(QUANTILES.values()))


def outlooks(corridor, rounds):
    found = [corridor.route(*pair) for pair in PAIRS]
    times = [[leg.time for leg in route.legs] for route in found]
    tasks = {
        "khorgos, the exact law": lambda: [corridor.outlook(route).quantiles for route in found],
        f"numpy, {SAMPLES:,} draws": lambda: [sampled(time) for time in times],
    }
    table(f"{len(PAIRS)} outlooks by rail", measure(rounds, tasks))


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    corridor = Corridor.load()
    for mode in MODES:
        routes(corridor, mode, rounds)
    outlooks(corridor, rounds)


if __name__ == "__main__":
    if ONE_THREAD.items() <= os.environ.items():
        main()
    else:  # numpy reads them when it is loaded
        command = [sys.executable, *sys.argv]
        sys.exit(subprocess.run(command, env=os.environ | ONE_THREAD, check=False).returncode)
