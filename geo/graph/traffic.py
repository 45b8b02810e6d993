"""Traffic a day on sections of the network for which a figure was published.

A row of ``flows.csv`` names a section by places; its figure goes to every edge on the fastest
open way of the carrier between them, at a border to the tracks of both gauges, which share it.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from itertools import count, pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from ..errors import TableError, echo
from ..tables.reading import Row, is_lacking, read_table
from .edge import Edge

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from .infrastructure import Infrastructure

__all__ = ["Flow", "flows_of"]

FILE = "flows.csv"


class Flow(NamedTuple):
    """Traffic on a section, both directions together.

    Parameters
    ----------
    id : str
        Section and what is counted there.
    label : str
        The same in words for people.
    unit : {'trains', 'trucks', 'vehicles'}
        What is counted; vehicles are all of them, with cars among them.
    low, per_day, high : float
        Units a day: least, usual and greatest that sources report; equal if there is one figure.
    judgement : {'no', 'range', 'yes'}
        ``range``: low or high is judgement; ``yes``: the usual day is.
    sources : tuple of str
        Ids in ``sources.csv``.
    as_of : int
        Year that it describes.
    note : str
        How it was derived.

    Examples
    --------
    >>> Flow("x", "a line", "trains", 20.0, 22.4, 30.0, "no", ("F1",), 2025, "")
    <Flow: a line, 22.4 trains a day (20 to 30), 2025>
    """

    id: str
    label: str
    unit: str
    low: float
    per_day: float
    high: float
    judgement: str
    sources: tuple[str, ...]
    as_of: int
    note: str

    def __repr__(self) -> str:
        day = f"{self.per_day:g} {self.unit} a day ({self.low:g} to {self.high:g})"
        return f"<Flow: {self.label}, {day}, {self.as_of}>"

    def _repr_html_(self) -> str:
        from ..html import record

        return record(self.label, self.to_dict(), "Both directions together")

    def to_dict(self) -> dict[str, Any]:
        """The flow as plain data."""
        return self._asdict() | {"sources": list(self.sources)}


def flows_of(infra: Infrastructure) -> dict[str, Flow]:
    """Flows by the id of each edge that moves on a section.

    Parameters
    ----------
    infra : Infrastructure
        Its folder has the table; without ``flows.csv`` there are no flows.

    Returns
    -------
    dict of str to Flow
        Edge id -> flow; edges of one section, in both directions, share it.

    Raises
    ------
    TableError
        If the table is broken, names a place that is unknown, or places that the
        carrier does not connect, or two rows count on the same edge.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> flows = flows_of(Corridor.load().infrastructure)
    >>> flows["rail:ZHT-SHL"] is flows["rail:NRL-ALT"], flows["rail:ZHT-SHL"].unit
    (True, 'trains')
    """
    if is_lacking("flows", infra.folder):
        return {}
    flows: dict[str, Flow] = {}
    twins = _twins(infra)
    for row in read_table("flows", infra.folder):
        flow = _flow(row)
        for edge in _section(infra, row):
            for id_ in twins[row["carrier"], edge.line]:
                if flows.setdefault(id_, flow) is not flow:
                    reason = f"{id_} has the flow {flows[id_].id} already"
                    raise TableError(FILE, row["row"], "from", reason, "shorten one of the two")
    return flows


def _flow(row: Row) -> Flow:
    """The figure of a row."""
    usual = row["per_day"]
    low, high = row["low_per_day"] or usual, row["high_per_day"] or usual
    head, tail = (row["id"], row["label"], row["unit"]), (row["judgement"], row["sources"])
    return Flow(*head, low, usual, high, *tail, row["as_of"], row["note"])


def _twins(infra: Infrastructure) -> dict[tuple[str, str], set[str]]:
    """Carrier and drawn line -> ids of the moves on it: both directions and both gauges."""
    twins: dict[tuple[str, str], set[str]] = {}
    for _, _, edge in infra.topology:
        if edge.kind == "move":
            twins.setdefault((edge.carrier, edge.line), set()).add(edge.id)
    return twins


def _section(infra: Infrastructure, row: Row) -> list[Edge]:
    """Moves from the first place of a row over those to pass to the last."""
    stops = [("from", row["from"]), *(("via", id_) for id_ in row["via"]), ("to", row["to"])]
    for column, id_ in stops:
        if id_ not in infra.places:
            remedy = "add the place to places.csv, or correct the id"
            raise TableError(FILE, row["row"], column, f"no place {echo(id_)}", remedy)
    moves = []
    for (_, start), (column, end) in pairwise(stops):
        found = _fastest(infra, row["carrier"], start, end)
        if not found:
            reason = f"no open {row['carrier']} goes from {start} to {end}"
            raise TableError(FILE, row["row"], column, reason, "name two places that it connects")
        moves += found
    return moves


def _fastest(infra: Infrastructure, carrier: str, start: str, end: str) -> list[Edge]:
    """Moves on the fastest open way of one carrier; none if there is no way.

    Sections are short: this looks no further than their length, where a search for routes
    would look at the whole network.
    """
    nodes = infra.topology.nodes
    starts, goals = (
        {node for node in infra.nodes_at(id_) if nodes[node].carrier == carrier}
        for id_ in (start, end)
    )
    order = count()
    heap: list[tuple[float, int, str, tuple[Edge, Any] | None]] = [
        (0.0, next(order), node, None) for node in sorted(starts - goals)
    ]
    done: set[str] = set()
    while heap:
        hours, _, node, path = heapq.heappop(heap)
        if node in goals:
            return list(_moves(path))
        if node in done:
            continue
        done.add(node)
        for after, edge in _next(infra, carrier, node, done):
            heapq.heappush(
                heap, (hours + edge.times.standard.typical, next(order), after, (edge, path))
            )
    return []


def _next(
    infra: Infrastructure, carrier: str, node: str, done: AbstractSet[str]
) -> Iterator[tuple[str, Edge]]:
    for after, edges in infra.topology.onward[node].items():
        if after not in done:
            for edge in edges.values():
                if edge.status == "open" and edge.carriers == {carrier}:
                    yield after, edge


def _moves(path: tuple[Edge, Any] | None) -> Sequence[Edge]:
    moves = []
    while path is not None:
        edge, path = path
        if edge.kind == "move":
            moves.append(edge)
    return moves[::-1]
