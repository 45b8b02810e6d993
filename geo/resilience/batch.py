"""Typical hours between all hubs for many scenarios at once, as arrays instead of graphs.

A scenario is one row of hours, a column for each edge and direction; infinity closes it.  The
network is contracted to the hubs once (`khorgos.geo.resilience.compact`), and the sums that remain
are done for all scenarios together.  That is exact: the hours are those of `Network.route`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ..errors import RequestError
from ..routing.request import MODES, Request
from ..routing.view import View
from ..ways.hubs import HUBS
from .compact import Plan, contract
from .edge_hours import EdgeHours, edge_hours

if TYPE_CHECKING:
    from ..graph.infrastructure import Infrastructure

__all__ = ["EdgeHours", "edge_hours", "hub_ids", "hub_terminals", "solve"]

BLOCK = 256
"""Scenarios at a time: their hours stay in the cache of a core."""


def hub_ids(infra: Infrastructure, hubs: Sequence[str] | None = None) -> list[str]:
    """The hubs that are meant, each once.

    Parameters
    ----------
    infra : Infrastructure
        Places, edges and figures.
    hubs : sequence of str, optional
        Names, aliases or ids; those of `khorgos.geo.ways.hubs.HUBS` that the network has if left
        out.

    Returns
    -------
    list of str
        What to ask for.

    Raises
    ------
    RequestError
        If there are fewer than two, or one is no text.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> len(hub_ids(Corridor.load().infrastructure))
    29
    """
    if hubs is None:
        hubs = [id_ for id_ in HUBS if id_ in infra.places]
    names = [*dict.fromkeys((hubs,) if isinstance(hubs, str) else hubs)]
    for name in names:
        if not isinstance(name, str):
            raise RequestError(f"{name!r:.60} is no name; give hubs as text")
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
    hubs: Sequence[str] | None = None,
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
    hubs : sequence of str, optional
        Names, aliases or ids; those of `khorgos.geo.ways.hubs.HUBS` that the network has if left
        out.  A hub with several terminals counts with the one that is fastest.
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
    (145, True)
    """
    import numpy as np

    names = hub_ids(infra, hubs)
    terminals = hub_terminals(infra, names, mode, vehicle=vehicle)
    if hours is None or not isinstance(hours, EdgeHours):
        base = edge_hours(infra, mode, service, vehicle=vehicle)
        hours = base if hours is None else EdgeHours(base.edges, hours)
    columns, pairs = _columns(infra, hours, mode)
    nodes: dict[str, int] = {}
    for node in [node for pair in pairs for node in pair] + [n for t in terminals for n in t]:
        nodes.setdefault(node, len(nodes))
    keep = {nodes[node] for ends in terminals for node in ends}
    plan = contract([(nodes[start], nodes[end]) for start, end in pairs], keep)
    runner = _Runner(plan, [columns[pair] for pair in pairs], nodes, pairs)
    answer = np.full((len(hours), len(names), len(names)), np.inf)
    ends = [[runner.place[nodes[node]] for node in group] for group in terminals]
    for start in range(0, len(hours), BLOCK):
        block = slice(start, start + BLOCK)
        _between(runner.run(hours.hours[block]), ends, answer[block])
    diagonal = np.arange(len(names))
    answer[:, diagonal, diagonal] = 0.0
    return answer


def _columns(
    infra: Infrastructure, hours: EdgeHours, mode: str
) -> tuple[dict[tuple[str, str], list[int]], list[tuple[str, str]]]:
    """Columns of the edges between each two nodes, which any scenario and the mode use."""
    import numpy as np

    ever = np.isfinite(hours.hours.min(axis=0, initial=np.inf)).tolist()
    carriers, graph = MODES[mode], infra.graph
    columns: dict[tuple[str, str], list[int]] = {}
    for number, (start, end, id_) in enumerate(hours.edges):
        # Edges that are new in a scenario are not in the graph: their hours say all.
        known = graph.get_edge_data(start, end, id_) if ever[number] else None
        if ever[number] and (known is None or known["carriers"] <= carriers):
            columns.setdefault((start, end), []).append(number)
    return columns, list(columns)


class _Runner:
    """Runs a plan over the hours of scenarios.

    Parameters
    ----------
    plan : Plan
        What to do.
    columns : sequence of list of int
        Of each pair of nodes.
    nodes : dict of str to int
        Numbers of the nodes.
    pairs : sequence of (str, str)
        Nodes at start and end of the edges.
    """

    def __init__(
        self,
        plan: Plan,
        columns: Sequence[list[int]],
        nodes: dict[str, int],
        pairs: Sequence[tuple[str, str]],
    ):
        import numpy as np

        self.size = plan.size
        read: list[int] = []
        starts: list[int] = []
        slots: list[int] = []
        for (start, end), group in zip(pairs, columns, strict=True):
            slot = plan.slots.get((nodes[start], nodes[end]))
            if slot is not None:
                slots.append(slot)
                starts.append(len(read))
                read += group
        self.read, self.starts = np.array(read, dtype=int), np.array(starts, dtype=int)
        self.parallel = len(read) > len(starts)
        self.slots = np.array(slots, dtype=int)
        self.sums = [[np.array(part, dtype=int) for part in step] for step in plan.sums]
        self.returns = [
            [np.array(ends, dtype=int).reshape(-1, 2).T for ends in (step.out, step.back)]
            for step in plan.returns
        ]
        self.place = {step.node: place for place, step in enumerate(plan.returns)}

    def run(self, hours: Any) -> Any:
        """Hours between all nodes that are kept, with the scenarios along the last axis."""
        import numpy as np

        width, count = len(hours), len(self.returns)
        work = np.full((self.size, width), np.inf)
        if len(self.read):
            edges = hours[:, self.read].T
            if self.parallel:  # the fastest of each scenario, not that of any other
                edges = np.minimum.reduceat(edges, self.starts, axis=0)
            work[self.slots] = edges
        for first, then, into in self.sums:
            ways = work[first]
            ways += work[then]
            work[into] = np.minimum(ways, work[into], out=ways)
        between = np.full((count, count, width), np.inf)
        for place, ((out, to), (back, come)) in enumerate(self.returns):
            between[place, place] = 0.0
            for slot, other in zip(out.tolist(), to.tolist(), strict=True):
                there = between[place, :place]
                np.minimum(there, work[slot] + between[other, :place], out=there)
            for slot, other in zip(back.tolist(), come.tolist(), strict=True):
                here = between[:place, place]
                np.minimum(here, between[:place, other] + work[slot], out=here)
        return between


def _between(between: Any, ends: Sequence[Sequence[int]], answer: Any) -> None:
    """Least hours between the terminals of each two hubs, into the answer."""
    import numpy as np

    known = [number for number, group in enumerate(ends) if group]
    if not known:
        return
    order = [place for number in known for place in ends[number]]
    starts = np.cumsum([0, *(len(ends[number]) for number in known)])[:-1]
    rows = np.minimum.reduceat(between[order], starts, axis=0)
    both = np.minimum.reduceat(rows[:, order], starts, axis=1)
    answer[np.ix_(range(len(answer)), known, known)] = np.moveaxis(both, -1, 0)
