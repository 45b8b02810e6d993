"""Random networks so small that all their paths can be listed."""

from __future__ import annotations

import itertools
import random

from khorgos.geo.ways.pareto import Arc, exact

NETWORKS = 200


def network(seed):
    """Arcs of a random network, with parallel ones and ties, and how many criteria it has."""
    draw = random.Random(seed)
    criteria = 1 + seed % 4
    nodes = [f"n{number}" for number in range(draw.randint(5, 8))]
    whole = seed % 3  # whole numbers, few of them (many ties), or any
    arcs = []
    chance = draw.uniform(0.25, 0.6)
    for tail, head in itertools.permutations(nodes, 2):
        for _ in range(3):
            if draw.random() < chance:
                row = [
                    draw.randint(0, 3)
                    if whole == 0
                    else draw.randint(1, 9)
                    if whole == 1
                    else exact(draw.uniform(0.0, 20.0))
                    for _ in range(criteria)
                ]
                arcs.append(Arc(tail, head, tuple(map(float, row))))
            chance_again = draw.random()
            if chance_again > 0.3:
                break
    return nodes, arcs, criteria


def simple_paths(arcs, starts, ends):
    """Positions of the arcs of every path that meets no node twice and stops at the first end."""
    out = {}
    for position, arc in enumerate(arcs):
        out.setdefault(arc.tail, []).append((arc.head, position))
    todo = [((start,), ()) for start in starts]
    while todo:
        nodes, path = todo.pop()
        if nodes[-1] in ends:
            yield path
            continue
        todo += [
            ((*nodes, head), (*path, position))
            for head, position in out.get(nodes[-1], ())
            if head not in nodes
        ]


def sums_of(arcs, path):
    return tuple(map(sum, zip(*(arcs[position].weights for position in path), strict=True)))


def all_found(arcs, starts, ends, criteria, clocks=(), rest=None):
    """Every path with its criteria; of those with the same ones only that which stands for all."""
    stand = {}
    for path in simple_paths(arcs, starts, ends):
        sums = sums_of(arcs, path)
        values = list(sums[:criteria])
        for criterion, wheel in clocks:
            values[criterion] += rest(sums[wheel])
        rank = (sums, len(path), path)
        values = tuple(values)
        if values not in stand or rank < stand[values]:
            stand[values] = rank
    return {values: path for values, (_, _, path) in stand.items()}


def undominated(values):
    def beats(one, other):
        return one != other and all(a <= b for a, b in zip(one, other, strict=True))

    return {v for v in values if not any(beats(other, v) for other in values)}


def ends_of(seed, nodes):
    """One start and one end, or two of each."""
    many = 1 + seed % 2
    return nodes[:many], nodes[-many:]
