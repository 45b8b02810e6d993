"""What is lost with a line, a crossing or a terminal, as a layer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import geopandas as gpd
from shapely.geometry import MultiLineString
from shapely.geometry.base import BaseGeometry

from .about import about
from .lines import Lines, read_lines
from .network import CRS, point

if TYPE_CHECKING:
    from ..geo import Corridor
    from ..geo.resilience.criticality import Loss

__all__ = ["resilience"]

COLUMNS = (
    *("rank", "label", "kind", "carrier", "lost_hours", "pairs_slower", "mean_hours"),
    *("slowest_from", "slowest_to", "slowest_hours", "pairs_cut", "cut"),
    *("flow", "flow_unit", "flow_per_day", "delay_per_day", "places", "borders", "edges"),
)


def resilience(corridor: Corridor, losses: Iterable[Loss]) -> gpd.GeoDataFrame:
    """Losses in their order: what moves as lines, what is done at a place as points.

    Parameters
    ----------
    corridor : Corridor
        The network in which they were found.
    losses : iterable of Loss
        From `khorgos.geo.resilience.criticality.criticality`.

    Returns
    -------
    geopandas.GeoDataFrame
        One row per loss: ``rank`` from 1, the columns of `Loss.to_dict` with ``cut`` in words,
        ids with blanks between them, and ``geometry``.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> from khorgos.geo import criticality
    >>> corridor = Corridor.load()
    >>> frame = resilience(corridor, criticality(corridor, ["Xi'an", "Almaty-1", "Tashkent"]))
    >>> frame["lost_hours"].is_monotonic_decreasing, sorted(set(frame.geom_type))
    (True, ['MultiLineString', 'Point'])
    """
    known = read_lines(corridor.folder)
    drawn = _drawn(corridor, known)
    rows: list[dict[str, Any]] = []
    shapes: list[BaseGeometry] = []
    for rank, loss in enumerate(losses, start=1):
        row = loss.to_dict()
        origin, destination, hours = loss.slowest or (None, None, None)
        row |= {"slowest_from": origin, "slowest_to": destination, "slowest_hours": hours}
        row |= {key: " ".join(row[key]) for key in ("places", "borders", "edges")}
        row |= {"rank": rank, "cut": loss.cut_words}
        rows.append({key: row[key] for key in COLUMNS})
        lines = {id_: drawn[id_] for id_ in loss.edges if id_ in drawn}
        place = corridor.places[loss.places[0]]
        # Tracks of two gauges, or in and out, are one line on the map.
        unique = {shape.wkb: shape for shape in lines.values()}
        shapes.append(MultiLineString([*unique.values()]) if unique else point(place))
    frame = gpd.GeoDataFrame(rows, columns=[*COLUMNS], geometry=shapes, crs=CRS)
    numbers = ("lost_hours", "mean_hours", "slowest_hours", "flow_per_day", "delay_per_day")
    title, places = "What the loss of each costs", corridor.places.values()
    borrowed = known.lend(edge.line for *_, edge in corridor.infrastructure.topology)
    version = corridor.data_version, corridor.folder
    frame.attrs |= about(title, *version, places, borrowed=borrowed)
    return frame.astype(dict.fromkeys(numbers, float))


def _drawn(corridor: Corridor, lines: Lines) -> dict[str, BaseGeometry]:
    """Line of each edge that moves, by id; the same whichever way it is read."""
    found: dict[str, BaseGeometry] = {}
    topology = corridor.infrastructure.topology
    for start, end, edge in topology:
        if edge.moves and edge.id not in found:
            ends = sorted(topology.nodes[node].place for node in (start, end))
            a, b = (corridor.places[id_] for id_ in ends)
            found[edge.id] = lines.between(edge.line, point(a), point(b))
    return found
