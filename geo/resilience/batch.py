"""Typical hours between all hubs for many scenarios at once, as arrays instead of graphs.

A scenario is one row of hours, a column for each edge and direction; infinity closes it.  Nodes
that are no hub are taken out one after the other, and what is left is solved, with each sum done
for all scenarios together.  That is exact: the hours are those of `Network.route`.
"""

from __future__ import annotations

import heapq
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

from ..errors import RequestError
from ..places.gazetteer import Place, as_name, exactly, listed
from ..routing.request import MODES, Request
from ..routing.view import View
from .edge_hours import EdgeHours, edge_hours

if TYPE_CHECKING:
    from ..graph.infrastructure import Infrastructure

__all__ = ["EdgeHours", "edge_hours", "hub_ids", "hub_terminals", "solve", "take_out"]

BLOCK = 500
"""Scenarios at a time: more take more room and hardly less time."""

Ways = dict[str, dict[str, Any]]
"""Node -> the next one -> hours, one for each scenario."""


def hub_ids(infra: Infrastructure, hubs: Sequence[str | Place] | None = None) -> list[str]:
    """The hubs that are meant, each once.

    Parameters
    ----------
    infra : Infrastructure
        Places, edges and figures.
    hubs : sequence of str or Place, optional
        Names, aliases or ids; those of ``hubs.csv`` that the network has if left out.

    Returns
    -------
    list of str
        What to ask for.

    Raises
    ------
    RequestError
        If there are fewer than two, or one is neither text nor a place.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> len(hub_ids(Corridor.load().infrastructure))
    29
    """
    if hubs is None:
        hubs = [exactly(id_) for id_ in infra.hubs]
    names = [*dict.fromkeys(as_name(name, "hubs") for name in listed(hubs, "hubs"))]
    if len(names) < 2:  # noqa: PLR2004
        raise RequestError("fewer than two hubs; name two or more places")
    return names


def hub_terminals(
    infra: Infrastructure, hubs: Sequence[str], mode: str = "rail", *, vehicle: str = "truck"
) -> list[list[str]]:
    """Nodes at which a shipment can start or end at each hub.

    Parameters
    ----------
    infra : Infrastructure
        Places, edges and figures.
    hubs : sequence of str
        Names, aliases or ids.
    mode, vehicle : str
        As for `Network.route`.

    Returns
    -------
    list of list of str
        For each hub; empty if the mode does not call there.

    Raises
    ------
    UnknownPlace
        If a hub is not known.
    RequestError
        If mode or vehicle is not one of those that exist, or it is a truck on roads: how long
        its drivers rest depends on the whole way.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> hub_terminals(Corridor.load().infrastructure, ["Khorgos Gateway", "Madrid"])
    [['KGW:rail1435', 'KGW:rail1520'], ['MAD:rail1668']]
    """
    view = View(infra, Request("", "", mode, vehicle=vehicle))
    if view.rests:
        raise RequestError(
            f"mode {mode} with a truck: how long its drivers rest depends on the whole way, which "
            "sums of edges do not know; use mode rail or sea, vehicle car, or Corridor.route"
        )
    return [view.terminals[name] for name in hubs]


def solve(
    infra: Infrastructure,
    hours: EdgeHours | Any = None,
    hubs: Sequence[str | Place] | None = None,
    mode: str = "rail",
    service: str = "standard",
    *,
    vehicle: str = "truck",
) -> Any:
    """Typical hours between all hubs, for each of many scenarios.

    Parameters
    ----------
    infra : Infrastructure
        The network in which the hubs lie.
    hours : EdgeHours or array, optional
        The scenarios; an array has the columns of ``edge_hours(infra)``.  The network as it
        is if left out.
    hubs : sequence of str or Place, optional
        Names, aliases or ids; those of ``hubs.csv`` that the network has if left out.  A hub
        with several terminals counts with the one that is fastest.
    mode, service, vehicle : str
        As for `Network.route`.  Carriers that the mode does not have are closed; trucks on
        roads are refused, because their rests depend on the whole way.  The service counts only
        where hours are left out.

    Returns
    -------
    numpy.ndarray
        Shape (scenarios, hubs, hubs): from the hub of the row to that of the column, infinity
        where nothing connects them, and 0 from each to itself.

    Raises
    ------
    UnknownPlace
        If a hub is not known.
    RequestError
        If hubs, hours or an option make no sense.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> infra = Corridor.load().infrastructure
    >>> base = edge_hours(infra)
    >>> usual, cut = solve(infra, base.closing([[], ["rail:ZHT-SHL"]]), ["Xi'an", "Almaty-1"])
    >>> round(usual[0, 1]), bool(cut[0, 1] > usual[0, 1])
    (144, True)
    """
    import numpy as np

    names = hub_ids(infra, hubs)
    terminals = hub_terminals(infra, names, mode, vehicle=vehicle)
    if hours is None or not isinstance(hours, EdgeHours):
        base = edge_hours(infra, mode, service, vehicle=vehicle)
        hours = base if hours is None else EdgeHours(base.edges, hours)
    columns = _columns(infra, hours, mode)
    ends = list(dict.fromkeys(node for group in terminals for node in group))
    answer = np.full((len(hours), len(names), len(names)), np.inf)
    for start in range(0, len(hours), BLOCK):
        block = slice(start, start + BLOCK)
        rows = np.ascontiguousarray(hours.hours[block].T)
        ways: Ways = {node: {} for node in ends}
        for (one, other), group in columns.items():
            ways.setdefault(other, {})
            # Of parallel edges the fastest of each scenario, not that of any other.
            ways.setdefault(one, {})[other] = rows[group].min(axis=0)
        take_out(ways, ends)
        _between(_solved(ways, ends, rows.shape[1]), terminals, ends, answer[block])
    diagonal = np.arange(len(names))
    answer[:, diagonal, diagonal] = 0.0
    return answer


def _columns(
    infra: Infrastructure, hours: EdgeHours, mode: str
) -> dict[tuple[str, str], list[int]]:
    """Columns of the edges between each two nodes, which any scenario and the mode use."""
    import numpy as np

    ever = np.isfinite(hours.hours.min(axis=0, initial=np.inf)).tolist()
    carriers, topology = MODES[mode], infra.topology
    columns: dict[tuple[str, str], list[int]] = {}
    for number, (start, end, id_) in enumerate(hours.edges):
        # Edges that are new in a scenario are not known: their hours say all.
        known = topology.get(start, end, id_) if ever[number] else None
        if start != end and ever[number] and (known is None or known.carriers <= carriers):
            columns.setdefault((start, end), []).append(number)
    return columns


def take_out(ways: Ways, keep: Collection[str]) -> None:
    """Take all other nodes out of a network; no shortest path between those kept changes.

    A node with few ways through it goes first.  For each, from one neighbour to another, the
    hours of both parts are added, and the less of this and of what goes there already stays:
    dead ends vanish, and chains become one way.

    Parameters
    ----------
    ways : dict of str to dict of str to array
        Changed in place; a key for every node.
    keep : collection of str
        The nodes that stay.

    Examples
    --------
    >>> import numpy as np
    >>> hour = np.ones(1)
    >>> ways = {"a": {"b": hour}, "b": {"c": hour, "dead end": hour}, "c": {}, "dead end": {}}
    >>> take_out(ways, ["a", "c"])
    >>> ways["a"]["c"].tolist(), sorted(ways)
    ([2.0], ['a', 'c'])
    """
    before: dict[str, set[str]] = {node: set() for node in ways}
    for start, ends in ways.items():
        for end in ends:
            before[end].add(start)
    kept = {*keep}

    def through(node: str) -> int:
        return len(before[node]) * len(ways[node])

    todo = [(through(node), node) for node in ways if node not in kept]
    heapq.heapify(todo)
    while todo:
        count, node = heapq.heappop(todo)
        if node not in ways or count != through(node):
            continue  # gone, or in the queue again with what it has now
        starts, ends = before.pop(node), ways.pop(node)
        for start in starts:
            _pass_on(ways[start], start, node, ends)
        for end in ends:
            before[end].remove(node)
            before[end].update(starts - {end})
        for near in (starts | ends.keys()) - kept:
            heapq.heappush(todo, (through(near), near))


def _pass_on(ways: dict[str, Any], start: str, node: str, ends: dict[str, Any]) -> None:
    """Let the way from a start to a node go on to where the node led."""
    import numpy as np

    first = ways.pop(node)
    for end, then in ends.items():
        if end != start:
            hours = first + then
            ways[end] = np.minimum(hours, ways[end], out=hours) if end in ways else hours


def _solved(ways: Ways, nodes: Sequence[str], width: int) -> Any:
    """Least hours between all nodes that are left, scenarios last (Floyd and Warshall)."""
    import numpy as np

    at = {node: place for place, node in enumerate(nodes)}
    hours = np.full((len(nodes), len(nodes), width), np.inf)
    hours[range(len(nodes)), range(len(nodes))] = 0.0
    for start, ends in ways.items():
        for end, value in ends.items():
            hours[at[start], at[end]] = value
    for middle in range(len(nodes)):
        np.minimum(hours, hours[:, middle, None] + hours[middle], out=hours)
    return hours


def _between(
    hours: Any, terminals: Sequence[Sequence[str]], nodes: Sequence[str], answer: Any
) -> None:
    """Least hours between the terminals of each two hubs, into the answer."""
    import numpy as np

    known = [number for number, group in enumerate(terminals) if group]
    if not known:
        return
    at = {node: place for place, node in enumerate(nodes)}
    order = [at[node] for number in known for node in terminals[number]]
    starts = np.cumsum([0, *(len(terminals[number]) for number in known)])[:-1]
    rows = np.minimum.reduceat(hours[order], starts, axis=0)
    both = np.minimum.reduceat(rows[:, order], starts, axis=1)
    answer[np.ix_(range(len(answer)), known, known)] = np.moveaxis(both, -1, 0)
