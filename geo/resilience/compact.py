"""A network contracted to some of its nodes: the sums that lead there, as a plan for arrays.

Nodes are taken out one after the other, those with few neighbours first.  For each way through
a node that goes, from one neighbour to another, the hours of the two parts are added, and the
less of this and of what goes there already stays: dead ends vanish, chains become one edge, and
no shortest path between the nodes that are left gets longer or shorter.  Which sums these are
depends on the shape of the network alone, so that one plan serves any number of scenarios.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

__all__ = ["Plan", "Return", "Sums", "contract"]

FEW = 4
"""Ways through a node, up to which it goes at once: four in a chain that goes both ways."""

Around = dict[int, dict[int, int]]
"""Node -> neighbour -> slot of the edge between them."""


class Sums(NamedTuple):
    """Sums that do not depend on one another: ``into = min(into, first + then)``.

    Parameters
    ----------
    first, then, into : list of int
        Slots; no slot is written twice, and none is written that is read.
    """

    first: list[int]
    then: list[int]
    into: list[int]


class Return(NamedTuple):
    """How a kept node that was taken out comes back.

    Parameters
    ----------
    node : int
        The node.
    out, back : list of (int, int)
        Slot of an edge from it, or to it, and the number of the other end in the order in which
        nodes return.
    """

    node: int
    out: list[tuple[int, int]]
    back: list[tuple[int, int]]


class Plan(NamedTuple):
    """What to do with the hours of the edges.

    Parameters
    ----------
    size : int
        How many slots there are.
    slots : dict of (int, int) to int
        Edge -> its slot, for the edges that matter; all other slots begin with infinity.
    sums : list of Sums
        In this order.
    returns : list of Return
        The nodes that are kept: each needs the ones before it.

    Examples
    --------
    >>> plan = contract([(0, 1), (1, 2), (2, 3), (1, 4)], keep=[0, 3])
    >>> sorted(plan.slots), len(plan.sums), [step.node for step in plan.returns]
    ([(0, 1), (1, 2), (2, 3)], 2, [3, 0])
    """

    size: int
    slots: dict[tuple[int, int], int]
    sums: list[Sums]
    returns: list[Return]


def contract(edges: Iterable[tuple[int, int]], keep: Iterable[int]) -> Plan:
    """How to contract a network.

    Parameters
    ----------
    edges : iterable of (int, int)
        From a node to a node, each once.
    keep : iterable of int
        Nodes between which hours are asked for.

    Returns
    -------
    Plan
        Sums that give the hours between all nodes that are kept.

    Examples
    --------
    >>> contract([(0, 1), (1, 2)], keep=[0, 2]).sums
    [Sums(first=[0], then=[1], into=[2])]
    """
    kept = dict.fromkeys(keep)
    network = _Network(edges, kept)
    network.prune()
    while todo := network.nodes() - kept.keys():
        network.take_out(todo)
    order: list[int] = []
    links: dict[int, tuple[dict[int, int], dict[int, int]]] = {}
    for node in kept:
        network.before.setdefault(node, {})
        network.after.setdefault(node, {})
    while todo := network.nodes():
        order += network.take_out(todo, links)
    return _tidy(network, order[::-1], links)


class _Network:
    """What is left of the network, and the sums so far."""

    def __init__(self, edges: Iterable[tuple[int, int]], kept: Iterable[int]):
        self.kept = set(kept)
        self.before: Around = {}
        self.after: Around = {}
        self.slots: dict[tuple[int, int], int] = {}
        self.size = 0
        self.sums: list[Sums] = []
        for start, end in edges:
            if start != end:
                self.slots[start, end] = self.add(start, end)

    def nodes(self) -> set[int]:
        return set(self.after)

    def add(self, start: int, end: int) -> int:
        """A slot for a new edge."""
        slot, self.size = self.size, self.size + 1
        for node in (start, end):
            self.before.setdefault(node, {})
            self.after.setdefault(node, {})
        self.after[start][end] = self.before[end][start] = slot
        return slot

    def cost(self, node: int) -> int:
        """Ways through a node; none turns round."""
        before, after = self.before[node], self.after[node]
        return len(before) * len(after) - len(before.keys() & after.keys())

    def drop(self, node: int) -> tuple[dict[int, int], dict[int, int]]:
        """Take a node out; returns its edges from and to others."""
        before, after = self.before.pop(node), self.after.pop(node)
        for other in before:
            del self.after[other][node]
        for other in after:
            del self.before[other][node]
        return after, before

    def prune(self) -> None:
        """Drop nodes that no way leads through, and those that are then such."""
        todo = [node for node in self.after if node not in self.kept]
        while todo:
            node = todo.pop()
            if node in self.after and not self.cost(node):
                after, before = self.drop(node)
                todo += [other for other in {**after, **before} if other not in self.kept]

    def take_out(
        self,
        todo: set[int],
        links: dict[int, tuple[dict[int, int], dict[int, int]]] | None = None,
    ) -> list[int]:
        """Take out some nodes of which no two are neighbours; their edges go into `links`."""
        costs = {node: self.cost(node) for node in sorted(todo)}
        limit = max(FEW, min(costs.values()))
        chosen: list[int] = []
        barred: set[int] = set()
        for node in sorted(costs, key=costs.__getitem__):
            if costs[node] > limit:
                break
            if node not in barred:
                chosen.append(node)
                barred.update(self.before[node], self.after[node])
        # Of two ways through different nodes to the same edge one is added after the other.
        layers: list[Sums] = []
        written: dict[int, int] = {}
        for node in chosen:
            after, before = self.drop(node)
            if links is not None:
                links[node] = (after, before)
            for first, then, into in self.ways(before, after):
                layer = written[into] = written.get(into, -1) + 1
                if layer == len(layers):
                    layers.append(Sums([], [], []))
                layers[layer].first.append(first)
                layers[layer].then.append(then)
                layers[layer].into.append(into)
        self.sums += layers
        return chosen

    def ways(self, before: dict[int, int], after: dict[int, int]) -> Iterator[tuple[int, int, int]]:
        """Slots of both parts of each way through a node, and of the edge that stands for it."""
        for start, first in before.items():
            for end, then in after.items():
                if start != end:
                    known = self.after[start].get(end)
                    yield first, then, self.add(start, end) if known is None else known


def _tidy(
    network: _Network,
    order: Sequence[int],
    links: dict[int, tuple[dict[int, int], dict[int, int]]],
) -> Plan:
    """The plan with numbers for only those slots that it uses."""
    slots: dict[int, int] = {}

    def number(slot: int) -> int:
        return slots.setdefault(slot, len(slots))

    used = {slot for step in network.sums for values in step for slot in values}
    used |= {slot for pair in links.values() for ends in pair for slot in ends.values()}
    edges = {edge: number(slot) for edge, slot in network.slots.items() if slot in used}
    sums = [Sums(*([number(slot) for slot in values] for values in step)) for step in network.sums]
    at = {node: place for place, node in enumerate(order)}
    returns = []
    for node in order:
        out, back = links[node]
        returns.append(Return(node, _ends(out, at, number), _ends(back, at, number)))
    return Plan(len(slots), edges, sums, returns)


def _ends(
    links: dict[int, int], at: dict[int, int], number: Callable[[int], int]
) -> list[tuple[int, int]]:
    return [(number(slot), at[end]) for end, slot in links.items()]
