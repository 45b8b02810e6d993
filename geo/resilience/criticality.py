"""What is lost with a line, a crossing or a terminal: hours between hubs, and pairs cut off.

Each is closed in turn, alone and in both directions, and all pairs of hubs are solved anew, all
cases in one run (`khorgos.geo.resilience.batch`).  Only what lies on a fastest way can matter.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal

from ..errors import RequestError
from ..graph.traffic import Flow
from ..routing.request import Request
from ..routing.search import fastest
from ..routing.view import View
from .batch import edge_hours, hub_ids, hub_terminals, solve
from .closable import LEAST, Closable, merged, units_of

if TYPE_CHECKING:
    from ..graph.infrastructure import Infrastructure
    from ..places.gazetteer import Place

__all__ = ["Loss", "losses_of", "most_lost"]

HOURS_PER_DAY = 24
DIGITS = 9
"""Of hours lost: what ties has to be the same number, whatever the order of sums."""
SHOWN = 4
"""Pairs without a way that are told by name."""


@dataclass(frozen=True, repr=False)
class Loss:
    """What it costs to lose something.

    A pair is an origin and a destination: each direction counts by itself.

    Parameters
    ----------
    label : str
        What is lost, for people.
    kind : {'line', 'crossing', 'passage', 'handling', 'edge'}
        ``line``: all tracks between two places, or a chain of them that stands or falls
        together; ``crossing``: all that passes a border at one point, or such a chain over a
        border; ``passage``: a canal or strait; ``handling``: customs, change of gauge or loading
        at a place; ``edge``: one edge.
    carrier : str
        ``rail``, ``road``, ``ferry`` or ``sea``.
    edges : tuple of str
        Ids of the edges; to lose all of them costs this, a single one may cost less.
    places : tuple of str
        Ids: both ends of a line, the point of a crossing, the place of handling.
    borders : tuple of str
        Ids of the points at which it crosses a border.
    lost_hours : float
        Typical hours more, summed over all pairs that stay connected.
    slower : int
        How many pairs become slower.
    slowest : tuple of (str, str, float) or None
        The pair that loses the most hours: names, and hours.
    cut : tuple of (str, str)
        Names of the pairs that nothing connects any more.
    flow : Flow or None
        Traffic on it, if known: trains if the mode is rail.  Of a chain that is counted in
        several places the least, which is all that can go along the whole of it.

    Examples
    --------
    >>> most = ("A", "B", 20.0)
    >>> loss = Loss("A–B", "line", "rail", ("x",), ("A", "B"), (), 48.0, 4, most, (), None)
    >>> loss.mean_hours, loss.delay_per_day
    (12.0, None)
    >>> loss
    <Loss: line A–B, rail, 48 h over 4 pairs slower, 0 cut off>
    """

    label: str
    kind: str
    carrier: str
    edges: tuple[str, ...]
    places: tuple[str, ...]
    borders: tuple[str, ...]
    lost_hours: float
    slower: int
    slowest: tuple[str, str, float] | None
    cut: tuple[tuple[str, str], ...]
    flow: Flow | None

    def __repr__(self) -> str:
        lost = f"{self.lost_hours:,.0f} h over {self.slower} pairs slower"
        return f"<Loss: {self.kind} {self.label}, {self.carrier}, {lost}, {len(self.cut)} cut off>"

    def _repr_html_(self) -> str:
        from ..html import record

        rows = self.to_dict() | {"cut": self.cut_words}
        if self.slowest:
            start, end, hours = self.slowest
            rows["slowest"] = f"{start} → {end}, {hours:,.0f} h"
        return record(f"Without {self.label}", rows, "Typical hours, over pairs of hubs")

    @property
    def mean_hours(self) -> float | None:
        """Hours that a pair loses on average, of those that become slower; None without any."""
        return self.lost_hours / self.slower if self.slower else None

    @property
    def delay_per_day(self) -> float | None:
        """Days of delay that a day of closure brings on: train-days a day, or truck-days.

        Traffic a day times `mean_hours`: as if all of it went between the pairs that become
        slower, each alike.  None where no traffic or no delay is known.
        """
        if self.flow is None or self.mean_hours is None:
            return None
        return self.flow.per_day * self.mean_hours / HOURS_PER_DAY

    @property
    def cut_words(self) -> str:
        """Who is cut off, in short; empty if nobody is.

        Examples
        --------
        >>> cut = (("A", "B"), ("A", "C"), ("B", "A"))
        >>> Loss("x", "line", "rail", (), (), (), 0.0, 0, None, cut, None).cut_words
        'A from 2 others'
        """
        pairs = dict.fromkeys(tuple(sorted(pair)) for pair in self.cut)
        counts = Counter(name for pair in pairs for name in pair)
        alone = [name for name, count in counts.items() if count == len(pairs) > 1]
        if alone:
            return f"{alone[0]} from {len(pairs)} others"
        more = f" and {len(pairs) - SHOWN} more" if len(pairs) > SHOWN else ""
        return ", ".join("–".join(pair) for pair in [*pairs][:SHOWN]) + more

    def to_dict(self) -> dict[str, Any]:
        """The loss as plain data for JSON."""
        flow = self.flow
        return {
            "label": self.label,
            "kind": self.kind,
            "carrier": self.carrier,
            "edges": list(self.edges),
            "places": list(self.places),
            "borders": list(self.borders),
            "lost_hours": self.lost_hours,
            "pairs_slower": self.slower,
            "mean_hours": self.mean_hours,
            "slowest": list(self.slowest) if self.slowest else None,
            "pairs_cut": len(self.cut),
            "cut": [list(pair) for pair in self.cut],
            "flow": flow.id if flow else None,
            "flow_unit": flow.unit if flow else None,
            "flow_per_day": flow.per_day if flow else None,
            "delay_per_day": self.delay_per_day,
        }


def losses_of(
    infra: Infrastructure,
    flows: Mapping[str, Flow],
    hubs: Sequence[str | Place] | None = None,
    mode: str = "rail",
    service: str = "standard",
    *,
    vehicle: str = "truck",
    by: Literal["line", "edge"] = "line",
) -> list[Loss]:
    """What each loss costs; see `khorgos.geo.criticality`.

    Examples
    --------
    >>> from khorgos.geo import Network
    >>> network = Network.load()
    >>> losses = losses_of(network.infrastructure, network.flows, ["Xi'an", "Almaty-1", "Tashkent"])
    >>> losses[0].lost_hours >= losses[1].lost_hours > 0
    True
    """
    import numpy as np

    if by not in ("line", "edge"):
        raise RequestError(f"by is {by!r:.60}; use line or edge")
    names = hub_ids(infra, hubs)
    terminals = hub_terminals(infra, names, mode, vehicle=vehicle)
    used = _on_fastest(infra, names, terminals, (mode, service, vehicle))
    base = edge_hours(infra, mode, service, vehicle=vehicle)
    open_ids = {
        edge[2] for edge, hours in zip(base.edges, base.hours[0], strict=True) if hours < np.inf
    }
    units = [unit for unit in units_of(infra, open_ids, by) if not used.isdisjoint(unit.edges)]
    cases = base.closing([(), *(unit.edges for unit in units)])
    solved = solve(infra, cases, names, mode, vehicle=vehicle)
    if by == "line":
        units, solved = merged(units, solved, infra.places)
    titles = [infra.find(name)[0].name for name in names]
    counted = ("trains",) if mode == "rail" else ("trucks", "vehicles")
    losses = [
        _loss(unit, solved[0], hours, titles, flows, counted)
        for unit, hours in zip(units, solved[1:], strict=True)
    ]
    return most_lost(loss for loss in losses if loss.slower or loss.cut)


def most_lost(
    losses: Iterable[Loss], by: Literal["hours", "flow", "pairs"] = "hours"
) -> list[Loss]:
    """Losses, the greatest first; those that are equal keep their order.

    Parameters
    ----------
    losses : iterable of Loss
        From `losses_of`.
    by : {'hours', 'flow', 'pairs'}
        Hours lost between hubs, delay of the traffic a day, or pairs cut off.

    Returns
    -------
    list of Loss
        All of them.

    Raises
    ------
    RequestError
        If `by` is another word.

    Examples
    --------
    >>> most_lost([], by="pairs")
    []
    """
    keys = {
        "hours": lambda loss: -loss.lost_hours,
        "flow": lambda loss: -(loss.delay_per_day or 0.0),
        "pairs": lambda loss: -len(loss.cut),
    }
    if by not in keys:
        raise RequestError(f"by is {by!r:.60}; use one of {', '.join(keys)}")
    return sorted(losses, key=keys[by])


def _on_fastest(
    infra: Infrastructure,
    names: Sequence[str],
    terminals: Sequence[Sequence[str]],
    options: tuple[str, str, str],
) -> set[str]:
    """Ids of the edges on the fastest ways between the hubs."""
    view = View(infra, Request("", "", *options))
    used: set[str] = set()
    for name, starts in zip(names, terminals, strict=True):
        requests = [
            Request(name, other, *options)
            for other, ends in zip(names, terminals, strict=True)
            if starts and set(starts).isdisjoint(ends)
        ]
        for nodes in fastest(view, requests) if requests else []:
            edges = (view.edges[step] for step in pairwise(nodes or []))
            used.update(edge.id for edge in edges if edge is not None)
    return used


def _loss(
    unit: Closable,
    base: Any,
    hours: Any,
    titles: Sequence[str],
    flows: Mapping[str, Flow],
    counted: Collection[str],
) -> Loss:
    import numpy as np

    linked, still = np.isfinite(base), np.isfinite(hours)
    more = np.zeros(base.shape)
    np.subtract(hours, base, out=more, where=linked & still)
    more[more < LEAST] = 0.0
    slowest = None
    if more.any():
        a, b = divmod(int(more.round(DIGITS).argmax()), len(titles))
        slowest = (titles[a], titles[b], float(more[a, b]))
    # Trucks on a ferry lose nothing with its trains.
    known = [flows[id_] for id_ in unit.edges if id_ in flows and flows[id_].unit in counted]
    return Loss(
        unit.label,
        unit.kind,
        unit.carrier,
        unit.edges,
        unit.places,
        unit.borders,
        round(float(more.sum()), DIGITS),
        int(np.count_nonzero(more)),
        slowest,
        tuple((titles[a], titles[b]) for a, b in np.argwhere(linked & ~still).tolist()),
        min(known, key=lambda flow: flow.per_day, default=None),
    )
