"""Hours of every edge in many scenarios, as an array."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..errors import RequestError
from ..places.gazetteer import listed
from ..routing.request import Request
from ..routing.view import usable
from ..values import told_briefly

if TYPE_CHECKING:
    from ..graph.infrastructure import Infrastructure

__all__ = ["EdgeHours", "edge_hours"]

EdgeKey = tuple[str, str, str]
"""Nodes at its start and end, and its id in ``edges.csv``."""


@told_briefly
@dataclass(frozen=True, eq=False)
class EdgeHours:
    """Hours of every edge in every scenario.

    Parameters
    ----------
    edges : tuple of (str, str, str)
        Of each column: nodes at start and end, and the id of the edge.  An edge that goes both
        ways has two columns.
    hours : numpy.ndarray
        Shape (scenarios, edges): typical hours; infinity where an edge is closed.

    Raises
    ------
    RequestError
        If the shape does not fit, or hours are negative or no numbers.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> base = edge_hours(Corridor.load().infrastructure)
    >>> base.closing([["rail:ZHT-SHL"], ["rail:MAL-WAR"]]).hours.shape == (2, len(base.edges))
    True
    """

    edges: tuple[EdgeKey, ...]
    hours: Any

    def __post_init__(self) -> None:
        import numpy as np

        hours = np.asarray(self.hours, dtype=float)
        object.__setattr__(self, "hours", hours)
        if hours.ndim != 2 or hours.shape[1] != len(self.edges):  # noqa: PLR2004
            raise RequestError(
                f"hours have the shape {hours.shape}; "
                f"give one row for each scenario and {len(self.edges)} columns"
            )
        if not (hours >= 0).all():  # NaN neither
            row, column = np.argwhere(~(hours >= 0))[0]
            start, end, id_ = self.edges[column]
            raise RequestError(
                f"scenario {row} has {hours[row, column]:g} hours on {id_} from {start} to {end}; "
                "give 0 or more, or infinity to close it"
            )

    def __len__(self) -> int:
        return len(self.hours)

    def times(self, factors: Any) -> EdgeHours:
        """Scenarios in which edges take so many times as long as in the first one.

        Parameters
        ----------
        factors : array
            Shape (scenarios, edges); infinity closes an edge.

        Returns
        -------
        EdgeHours
            One scenario for each row.

        Raises
        ------
        RequestError
            If the shape does not fit, or factors are negative or no numbers.

        Examples
        --------
        >>> base = EdgeHours((("a", "b", "x"), ("b", "a", "x")), [[2.0, 4.0]])
        >>> base.times([[1.0, 1.5], [2.0, float("inf")]]).hours.tolist()
        [[2.0, 6.0], [4.0, inf]]
        """
        import numpy as np

        factors = EdgeHours(self.edges, factors).hours
        # Infinity times 0 is no number, but here it closes, and what is closed stays so.
        with np.errstate(invalid="ignore"):
            hours = factors * self.hours[:1]
        hours[np.isnan(hours)] = np.inf
        return EdgeHours(self.edges, hours)

    def closing(self, groups: Sequence[str | Sequence[str]] | None = None) -> EdgeHours:
        """Scenarios in each of which some edges of the first one are closed.

        Parameters
        ----------
        groups : sequence of (str or sequence of str), optional
            Ids of the edges that are closed together, in both directions; each edge on its own
            if left out, in the order in which they first come in `edges`.

        Returns
        -------
        EdgeHours
            One scenario for each group.

        Raises
        ------
        RequestError
            If there is no edge of some id.

        Examples
        --------
        >>> base = EdgeHours((("a", "b", "x"), ("b", "a", "x"), ("b", "c", "y")), [[2, 4, 1]])
        >>> base.closing().hours.tolist()
        [[inf, inf, 1.0], [2.0, 4.0, inf]]
        """
        import numpy as np

        columns: dict[str, list[int]] = {}
        for number, (_, _, id_) in enumerate(self.edges):
            columns.setdefault(id_, []).append(number)
        closed = [*columns] if groups is None else groups
        hours = np.repeat(self.hours[:1], len(closed), axis=0)
        for row, group in zip(hours, closed, strict=True):
            for id_ in (group,) if isinstance(group, str) else group:
                if id_ not in columns:
                    raise RequestError(f"there is no edge {id_!r:.60}; use ids of edges.csv")
                row[columns[id_]] = np.inf
        return EdgeHours(self.edges, hours)


def edge_hours(
    networks: Infrastructure | Sequence[Infrastructure],
    mode: str = "rail",
    service: str = "standard",
    *,
    vehicle: str = "truck",
    avoid: Sequence[str] = (),
    include: Sequence[str] = (),
) -> EdgeHours:
    """Hours of the edges of one or more networks, such as scenarios make of one.

    Parameters
    ----------
    networks : Infrastructure or sequence of Infrastructure
        One for each scenario.  An edge that only some of them have is closed in the others.
    mode, service, vehicle, avoid, include : str or sequence of str
        As for `Corridor.route`: what they rule out is closed.

    Returns
    -------
    EdgeHours
        One scenario for each network.

    Raises
    ------
    RequestError
        If there is no network, or an option is not one of those that exist.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> hours = edge_hours(Corridor.load().infrastructure, service="fast")
    >>> len(hours), len(hours.edges) > 2000
    (1, True)
    """
    import numpy as np

    several: list[Infrastructure] = [*networks] if isinstance(networks, Sequence) else [networks]
    if not several:
        raise RequestError("no network; give one for each scenario")
    avoid, include = listed(avoid), listed(include)
    request = Request("", "", mode, service, vehicle, avoid=avoid, include=include)
    rows: list[dict[EdgeKey, float]] = []
    for infra in several:
        keep = usable(infra, request)
        row = {}
        for start, end, edge in infra.topology:
            hours = edge.times.of(request.variant).typical
            row[start, end, edge.id] = hours if keep(start, end, (edge,)) else np.inf
        rows.append(row)
    edges = tuple(dict.fromkeys(edge for row in rows for edge in row))
    return EdgeHours(edges, [[row.get(edge, np.inf) for edge in edges] for row in rows])
