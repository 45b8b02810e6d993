"""Many scenarios between all hubs in one run, beside solving each graph again, on one core.

Usage: python benchmarks/scenarios.py [ROUNDS]
"""

import itertools
import os
import resource
import statistics
import subprocess
import sys
import time

import networkx as nx
import numpy as np
import scipy
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from khorgos.geo import Corridor
from khorgos.geo.resilience.batch import EdgeHours, edge_hours, hub_ids, hub_terminals, solve

ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
SCENARIOS = 1000
CLOSED = 0.02
GOAL = 9.0
SCIPY, OURS = "scipy, each graph again", "ours, one run"


def scenarios(base):
    """Every open edge takes half to twice as long, and some are closed."""
    draw = np.random.default_rng(0)
    factors = draw.uniform(0.5, 2.0, (SCENARIOS, len(base.edges)))
    factors[draw.random(factors.shape) < CLOSED] = np.inf
    return base.times(factors)


class Again:
    """The graph of scipy, made once; each scenario only changes its data.

    Closed edges are left out of the base, and of parallel edges the fastest counts.
    """

    def __init__(self, hours, terminals):
        usable = np.flatnonzero(np.isfinite(hours.hours).any(axis=0))
        names = {}
        for column in usable:
            for node in hours.edges[column][:2]:
                names.setdefault(node, len(names))
        for node in itertools.chain(*terminals):
            names.setdefault(node, len(names))
        ends = np.array([[names[node] for node in hours.edges[c][:2]] for c in usable])
        order = np.lexsort(ends.T[::-1])
        ends = ends[order]
        new = np.any(np.diff(ends, axis=0, prepend=-1) != 0, axis=1)
        self.read, self.starts = usable[order], np.flatnonzero(new)
        rows, columns = ends[new].T
        first = np.searchsorted(rows, np.arange(len(names) + 1))
        data = np.ones(len(rows))
        self.graph = csr_matrix((data, columns, first), shape=(len(names), len(names)))
        self.hours = hours.hours
        self.at = [names[node] for node in itertools.chain(*terminals)]
        self.groups = np.cumsum([0, *map(len, terminals)])[:-1]
        self.sources = np.array(self.at)
        self.names = names

    def one(self, scenario):
        """Hours between the hubs."""
        data = self.hours[scenario, self.read]
        self.graph.data[:] = np.minimum.reduceat(data, self.starts)
        found = dijkstra(self.graph, indices=self.sources)[:, self.sources]
        found = np.minimum.reduceat(found, self.groups, axis=0)
        return np.minimum.reduceat(found, self.groups, axis=1)

    def all(self):
        """The same for all scenarios."""
        return np.stack([self.one(scenario) for scenario in range(len(self.hours))])


def with_networkx(hours, scenario, terminals):
    """One scenario as a graph of its own."""
    graph = nx.DiGraph()
    graph.add_nodes_from(itertools.chain(*terminals))
    for (start, end, _), value in zip(hours.edges, hours.hours[scenario].tolist(), strict=True):
        if value < graph.get_edge_data(start, end, {"hours": np.inf})["hours"]:
            graph.add_edge(start, end, hours=value)
    found = {
        node: nx.single_source_dijkstra_path_length(graph, node, weight="hours")
        for node in itertools.chain(*terminals)
    }
    return np.array(
        [[min(found[x].get(y, np.inf) for x in a for y in b) for b in terminals] for a in terminals]
    )


def timed(task):
    start = time.perf_counter()
    task()
    return time.perf_counter() - start


def peak_mb():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    corridor = Corridor.load()
    hubs = hub_ids(corridor.infrastructure)
    terminals = hub_terminals(corridor.infrastructure, hubs)
    base = edge_hours(corridor.infrastructure)
    before = peak_mb()
    hours = scenarios(base)
    ready = peak_mb()
    ours = solve(corridor.infrastructure, hours, hubs)
    after = peak_mb()
    again = Again(hours, terminals)
    theirs = again.all()
    same = np.isfinite(ours)
    assert (same == np.isfinite(theirs)).all()
    apart = np.abs(ours[same] - theirs[same]).max()
    third = with_networkx(hours, 0, terminals)
    linked = np.isfinite(third)
    assert (linked == same[0]).all()
    apart = max(apart, np.abs(ours[0][linked] - third[linked]).max())

    edges = tuple(hours.edges)
    tasks = {
        SCIPY: again.all,
        "scipy, with making its graph": lambda: Again(hours, terminals).all(),
        OURS: lambda: solve(corridor.infrastructure, hours, hubs),
        "ours, with checking the array": lambda: solve(
            corridor.infrastructure, EdgeHours(edges, hours.hours), hubs
        ),
        "ours, with making the scenarios too": lambda: solve(
            corridor.infrastructure, scenarios(base), hubs
        ),
    }
    spent = {name: [] for name in tasks}
    one = []
    for _ in range(rounds):  # in turns, so that a busy machine slows all alike
        for name, task in tasks.items():
            spent[name].append(timed(task))
        one.append(timed(lambda: with_networkx(hours, 0, terminals)))
    medians = {name: statistics.median(times) for name, times in spent.items()}
    medians[f"networkx, one scenario times {SCENARIOS:,}"] = SCENARIOS * statistics.median(one)

    print(
        f"{SCENARIOS:,} scenarios by rail between {len(hubs)} hubs ({len(again.at)} terminals), "
        f"{len(again.names)} nodes, {len(again.read)} of {len(base.edges)} edges; "
        f"scipy {scipy.__version__}, one core, median of {rounds}"
    )
    reference = medians[SCIPY]
    for name, median in medians.items():
        print(f"{1000 * median:10.1f} ms  {reference / median:8.3f} x scipy  {name}")
    ratios = [a / b for a, b in zip(spent[SCIPY], spent[OURS], strict=True)]
    print(f"ratio by round: {', '.join(f'{ratio:.1f}' for ratio in ratios)} (to reach: {GOAL:g})")
    print(f"they differ by at most {apart:.1e} hours")
    print(
        f"peak memory: {before:.0f} MB with the network, {ready:.0f} with the scenarios, "
        f"{after:.0f} after our run"
    )


if __name__ == "__main__":
    if ONE_THREAD.items() <= os.environ.items():
        main()
    else:  # numpy reads them when it is loaded
        command = [sys.executable, *sys.argv]
        sys.exit(subprocess.run(command, env=os.environ | ONE_THREAD, check=False).returncode)
