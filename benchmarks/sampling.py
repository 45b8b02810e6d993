"""Sampling and the exact law against a naive sum in numpy, side by side in one run on one core.

Usage: python benchmarks/sampling.py [ROUNDS]
"""

import os
import statistics
import subprocess
import sys
import time
from dataclasses import replace

import numpy as np

from khorgos.geo import Corridor
from khorgos.geo.graph.figures import Figure
from khorgos.geo.uncertainty.dependence import ServiceFigures, law_of, parts_of
from khorgos.geo.uncertainty.distribution import PROBABILITIES, knots
from khorgos.geo.uncertainty.outlook import QUANTILES
from khorgos.geo.uncertainty.regimes import Regimes
from khorgos.geo.uncertainty.sampling import simulate
from khorgos.geo.values import Range

ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
SAMPLES = 1_000_000
LEGS = 30
LIMITS = {"sampled": 80.0, "exact": 1.0}
QUIET = {"quiet": 1.0}


def chain(corridor, correlation):
    """A route of 30 legs, each a part of its own, every other one a dwell; figures and regimes."""
    model = corridor.route("Zhetygen", "Altynkol")
    draw = np.random.default_rng(1)
    figures, legs = {}, []
    for number in range(LEGS):
        kind = "customs" if number % 2 else "move"
        hours = Range(*np.sort(draw.uniform(1, 60, 3)).tolist())
        row = Figure(f"leg{number}", "", "any", "any", "h", *hours, "yes", (), 2026, "benchmark")
        figures[row.id] = {"any": row}
        edge = replace(model.legs[0].edge, kind=kind, figure=row.id)
        legs.append(replace(model.legs[0], edge=edge, time=hours, figure=row))
    regimes = Regimes("other", "", 1.0, 0.0, 0.0, correlation, "yes", (), 2026, "benchmark")
    route = replace(model, legs=tuple(legs))
    return route, ServiceFigures(figures, route.variant), {"other": regimes}


def naive_triangular(times):
    """A matrix of all draws, summed."""
    low, mode, high = np.array(times).T
    draws = np.random.default_rng(0).triangular(low, mode, high, (SAMPLES, len(times)))
    return draws.sum(axis=1)


def naive_quantiles(times):
    """The same with the quantile function of this package."""
    draws = np.random.default_rng(0).random((len(times), SAMPLES))
    for row, hours in zip(draws, times, strict=True):
        row[:] = np.interp(row, PROBABILITIES, knots(hours))
    return draws.sum(axis=0)


def leg_by_leg(times):
    """Without the matrix."""
    draw = np.random.default_rng(0)
    total = np.zeros(SAMPLES)
    for hours in times:
        total += np.interp(draw.random(SAMPLES), PROBABILITIES, knots(hours))
    return total


def exact(parts, weights, correlation):
    law = law_of(parts, weights, correlation)
    return [law.quantile(share) for share in QUANTILES.values()]


def measure(rounds, tasks):
    times = {name: [] for name in tasks}
    for _ in range(rounds):  # in turns, so that a busy machine slows all alike
        for name, (_, task) in tasks.items():
            start = time.perf_counter()
            task()
            times[name].append((time.perf_counter() - start) * 1000)
    return {name: statistics.median(spent) for name, spent in times.items()}


def table(title, tasks, medians):
    base = next(iter(medians.values()))
    print(title)
    for name, median in medians.items():
        limit = LIMITS.get(tasks[name][0])
        reach = f"  (to reach: at most {limit:g} ms)" if limit else ""
        print(f"{median:9.2f} ms  {base / median:7.1f} x faster  {name}{reach}")


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    corridor = Corridor.load()
    route = corridor.route("Xi'an", "Duisburg")
    parts = parts_of(route, corridor.appraiser.figures(route.variant))
    row = corridor.regimes["northern"]
    alone, linked = (chain(corridor, correlation) for correlation in (0.0, 0.5))
    times = [leg.time for leg in alone[0].legs]
    pieces = parts_of(*alone[:2])
    real = f"{len(route.legs)} legs in {len(parts)} parts"

    tasks = {
        "naive sum, triangular, matrix": ("", lambda: naive_triangular(times)),
        "naive sum, quantile function, matrix": ("", lambda: naive_quantiles(times)),
        "quantile function, leg by leg": ("", lambda: leg_by_leg(times)),
        f"simulate, {LEGS} legs = parts, independent": (
            "sampled",
            lambda: simulate(*alone, SAMPLES).quantiles,
        ),
        f"simulate, {LEGS} legs = parts, {LEGS // 2} correlated dwells": (
            "sampled",
            lambda: simulate(*linked, SAMPLES).quantiles,
        ),
        f"simulate, Xi'an-Duisburg, {real}": (
            "sampled",
            lambda: corridor.simulate(route, SAMPLES).quantiles,
        ),
    }
    table(f"{SAMPLES:,} samples; ours with seven quantiles", tasks, measure(rounds, tasks))
    tasks = {
        f"exact, {LEGS} legs = parts, independent": ("exact", lambda: exact(pieces, QUIET, 0.0)),
        f"exact, {LEGS} legs = parts, independent within three regimes": (
            "",
            lambda: exact(pieces, row.weights, 0.0),
        ),
        f"exact, {LEGS} legs = parts, correlated": ("", lambda: exact(pieces, QUIET, 0.5)),
        f"exact, Xi'an-Duisburg, {real}, one regime": (
            "exact",
            lambda: exact(parts, QUIET, 0.0),
        ),
        f"exact, Xi'an-Duisburg, {real}, regimes, correlated": (
            "",
            lambda: exact(parts, row.weights, row.correlation),
        ),
        "the same, as a whole outlook": ("", lambda: corridor.outlook(route).quantiles),
    }
    table("the exact law, with seven quantiles", tasks, measure(rounds * 20, tasks))


if __name__ == "__main__":
    if ONE_THREAD.items() <= os.environ.items():
        main()
    else:  # numpy reads them when it is loaded
        command = [sys.executable, *sys.argv]
        sys.exit(subprocess.run(command, env=os.environ | ONE_THREAD, check=False).returncode)
