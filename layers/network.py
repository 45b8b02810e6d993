"""Places and edges of a corridor as layers."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
from shapely.geometry import LineString, Point

from ..geo.errors import TableError

if TYPE_CHECKING:
    from ..geo import Corridor

__all__ = ["edges", "line", "places"]

DATA = Path(__file__).parent / "data"
CRS = "EPSG:4326"


@cache
def _lines() -> dict[str, LineString]:
    found = {}
    for name in ("rail", "road", "sea", "air"):
        file = f"{name}.geojson"
        try:
            features = json.loads((DATA / file).read_text(encoding="utf-8"))["features"]
        except (ValueError, KeyError) as error:
            raise TableError(file, None, None, f"no GeoJSON ({error})", "restore it") from None
        for feature in features:
            found[feature["properties"]["line"]] = LineString(feature["geometry"]["coordinates"])
    return found


def line(line_id: str, start: Point, end: Point) -> LineString:
    """Drawn geometry of an edge, in the direction of travel.

    Parameters
    ----------
    line_id : str
        Id in ``layers/data``; a straight line is drawn if there is none.
    start, end : shapely.Point
        The two places.

    Returns
    -------
    shapely.LineString
        Longitude and latitude, from `start` to `end`.

    Examples
    --------
    >>> a, b = Point(80.29542, 44.16491), Point(77.1259, 43.6887)
    >>> line("no such line", a, b).coords[0]
    (80.29542, 44.16491)
    """
    drawn = _lines().get(line_id)
    if drawn is None:
        return LineString([start, end])
    first, last = Point(drawn.coords[0]), Point(drawn.coords[-1])
    forward = first.distance(start) + last.distance(end)
    backward = first.distance(end) + last.distance(start)
    return drawn if forward <= backward else LineString(drawn.coords[::-1])


def places(corridor: Corridor) -> gpd.GeoDataFrame:
    """Every place of the corridor.

    Parameters
    ----------
    corridor : Corridor
        The network.

    Returns
    -------
    geopandas.GeoDataFrame
        One row per place; the columns of ``places.csv`` and ``geometry`` (points).

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> frame = places(Corridor.load())
    >>> frame.loc[frame["id"] == "KGW", "kind"].item()
    'dry_port'
    """
    rows = []
    for place in corridor.places.values():
        row = place._asdict()
        row["aliases"] = "; ".join(place.aliases)
        rows.append(row)
    points = [Point(place.lon, place.lat) for place in corridor.places.values()]
    return gpd.GeoDataFrame(rows, geometry=points, crs=CRS)


def edges(corridor: Corridor) -> gpd.GeoDataFrame:
    """Every edge of the corridor: moves as lines, handling as points.

    Parameters
    ----------
    corridor : Corridor
        The network.

    Returns
    -------
    geopandas.GeoDataFrame
        One row per row of ``edges.csv``: the two nodes of the graph, ``both_ways``, hours of
        the standard service with a truck (``low_hours``, ``hours``, ``high_hours``), the
        figure's label, its ``sources`` and ``judgement``, and ``geometry``: a straight line, and
        ``schematic``, where none is drawn for a move.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> frame = edges(Corridor.load())
    >>> sorted(frame.loc[frame["carrier"] == "rail", "gauge"].unique().tolist())
    [1435, 1520, 1668, 1676]
    """
    rows: dict[str, dict[str, Any]] = {}
    topology = corridor.infrastructure.topology
    for start, end, edge in topology:
        if edge.id in rows:
            continue
        a, b = (corridor.places[topology.nodes[node].place] for node in (start, end))
        figure = corridor.figure(edge.figure, "standard")
        usual = edge.times.standard
        point_a, point_b = Point(a.lon, a.lat), Point(b.lon, b.lat)
        rows[edge.id] = {
            "id": edge.id,
            "kind": edge.kind,
            "from": a.id,
            "to": b.id,
            "from_name": a.name,
            "to_name": b.name,
            "from_node": start,
            "to_node": end,
            "both_ways": topology.get(end, start, edge.id) is not None,
            "carrier": edge.carrier,
            "gauge": edge.gauge,
            "country": edge.country,
            "status": edge.status,
            "tracks": edge.tracks,
            "length_km": edge.length_km,
            "length_source": edge.length_source,
            "low_hours": usual.low,
            "hours": usual.typical,
            "high_hours": usual.high,
            "figure": figure.id,
            "label": figure.label,
            "sources": " ".join(figure.sources),
            "judgement": figure.judgement,
            "passage": edge.passage,
            "line": edge.line,
            "schematic": edge.schematic or (edge.moves and edge.line not in _lines()),
            "note": edge.note,
            "geometry": line(edge.line, point_a, point_b) if edge.moves else point_a,
        }
    frame = gpd.GeoDataFrame(list(rows.values()), geometry="geometry", crs=CRS)
    return frame.astype({"gauge": "Int64", "tracks": "Int64"})
