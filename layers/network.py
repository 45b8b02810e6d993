"""Places, nodes and edges of a network as layers."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import shapely
from pyproj import Geod
from shapely.geometry import Point

from ..geo.places.geography import OURS
from ..geo.routing.route import Leg
from ..geo.tables.reading import DATA
from .about import about
from .basemap import countries
from .frames import warn
from .lines import Lines, read_lines

if TYPE_CHECKING:
    from ..geo import Corridor, Place

__all__ = ["CRS", "edges", "facts", "nodes", "places", "point"]

CRS = "EPSG:4326"
GEOD = Geod(ellps="WGS84")
BORDER_KM = 25
"""How far beyond a border of the base map, which is coarse, a place may lie."""


def point(place: Place) -> Point:
    """Position of a place.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> point(Corridor.load().places["KGW"]).y > 44
    True
    """
    return Point(place.lon, place.lat)


def facts(leg: Leg, lines: Lines) -> dict[str, Any]:
    """What there is to say of an edge, under names that all layers share.

    Parameters
    ----------
    leg : Leg
        The edge, its ends and the figure behind its time.
    lines : Lines
        What is drawn.

    Returns
    -------
    dict of str to object
        ``kind`` is what people see of the ``activity``; ``judgement`` is True if the typical hours
        or the length rest on it, and ``judgement_range`` says ``range`` where it is only the range.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> leg = Corridor.load().route("Zhetygen", "Altynkol").legs[0]
    >>> told = facts(leg, read_lines())
    >>> told["from_id"], told["to_id"], told["length_km"]
    ('ZHT', 'SHL', 106.7)
    """
    edge = leg.edge
    return {
        "kind": leg.kind,
        "activity": leg.activity,
        "from_id": leg.origin.id,
        "to_id": leg.destination.id,
        "from_name": leg.origin.name,
        "to_name": leg.destination.name,
        "carrier": edge.carrier,
        "gauge": edge.gauge,
        "country": edge.country,
        "status": edge.status,
        "length_km": edge.length_km,
        "low_hours": leg.low_hours,
        "hours": leg.hours,
        "high_hours": leg.high_hours,
        "figure": leg.figure.id,
        "label": leg.figure.label,
        "sources": " ".join(leg.sources),
        "judgement": leg.judgement,
        "judgement_range": leg.basis,
        "passage": edge.passage,
        "schematic": edge.schematic or (edge.moves and edge.line not in lines.drawn),
    }


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
    rows = [
        place._asdict() | {"aliases": "; ".join(place.aliases)}
        for place in corridor.places.values()
    ]
    return _points(rows, corridor, "Places")


def nodes(corridor: Corridor) -> gpd.GeoDataFrame:
    """Every node of the graph: a place on one carrier network, or a yard of it.

    Parameters
    ----------
    corridor : Corridor
        The network.

    Returns
    -------
    geopandas.GeoDataFrame
        One row per node: ``id``, as in ``from_node`` and ``to_node`` of edges, ``place_id``,
        ``name``, ``network``, ``carrier``, ``gauge`` in mm, ``country``, ``terminal`` (whether a
        shipment can start or end there), ``lat``, ``lon`` and ``geometry`` (points).

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> frame = nodes(Corridor.load()).set_index("id")
    >>> frame.loc["ALT:rail1520", "place_id"], int(frame.loc["ALT:rail1520", "gauge"])
    ('ALT', 1520)
    """
    rows = []
    for id_, node in corridor.infrastructure.topology.nodes.items():
        row = node._asdict()
        rows.append({"id": id_, "place_id": row.pop("place"), **row})
    return _points(rows, corridor, "Nodes of the graph").astype({"gauge": "Int64"})


def _points(rows: Sequence[dict[str, Any]], corridor: Corridor, title: str) -> gpd.GeoDataFrame:
    shapes = [Point(row["lon"], row["lat"]) for row in rows]
    frame = gpd.GeoDataFrame(rows, geometry=shapes, crs=CRS)
    known = corridor.places.values()
    frame.attrs |= about(title, corridor.data_version, corridor.folder, known)
    return frame


def edges(corridor: Corridor) -> gpd.GeoDataFrame:
    """Every edge of the corridor: moves as lines, handling as points.

    Parameters
    ----------
    corridor : Corridor
        The network.

    Returns
    -------
    geopandas.GeoDataFrame
        One row per row of ``edges.csv``: its ``id``, the columns that it shares with `legs`, of
        the standard service with a truck, the two nodes of the graph, ``both_ways``, and
        ``geometry``: a straight line, and ``schematic``, where none is drawn for a move.  A
        folder of one's own may have ``rail.geojson``, ``road.geojson``, ``sea.geojson`` and
        ``air.geojson``, whose lines have the property ``line``, as those of the package.

    Raises
    ------
    TableError
        If such a file is broken.

    Warns
    -----
    UserWarning
        If a place of a folder of one's own lies deep in another country than the table says.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> frame = edges(Corridor.load())
    >>> sorted(frame.loc[frame["carrier"] == "rail", "gauge"].unique().tolist())
    [1435, 1520, 1668, 1676]
    """
    rows: dict[str, dict[str, Any]] = {}
    infra = corridor.infrastructure
    if infra.folder != DATA:  # tests hold ours against the map
        _see_countries(corridor)
    topology, lines = infra.topology, read_lines(infra.folder)
    for start, end, edge in topology:
        if edge.id in rows:
            continue
        a, b = (corridor.places[topology.nodes[node].place] for node in (start, end))
        figure = corridor.figure(edge.figure, "standard")
        told = facts(Leg(edge, a, b, edge.times.standard, figure), lines)
        at = point(a)
        rows[edge.id] = {
            "id": edge.id,
            **told,
            "from_node": start,
            "to_node": end,
            "both_ways": topology.get(end, start, edge.id) is not None,
            "tracks": edge.tracks,
            "length_source": edge.length_source,
            "line": edge.line,
            "note": edge.note,
            "geometry": lines.between(edge.line, at, point(b)) if edge.moves else at,
        }
    frame = gpd.GeoDataFrame(list(rows.values()), geometry="geometry", crs=CRS)
    known, borrowed = corridor.places.values(), lines.lend(frame["line"])
    version = corridor.data_version, corridor.folder
    frame.attrs |= about("Edges of the network", *version, known, borrowed=borrowed)
    return frame.astype({"gauge": "Int64", "tracks": "Int64"})


def _see_countries(corridor: Corridor) -> None:
    """Warn of places that neither lie in their country nor near it, but in another one.

    Tables are held against a town of each time zone; only the base map knows that a neighbour
    with the same clocks is meant.
    """
    known = [*corridor.places.values()]
    points = shapely.points([place.lon for place in known], [place.lat for place in known])
    names, shapes, tree = _countries()
    wrong = []
    for number, shape in tree.query(points, predicate="within").T:
        place = known[number]
        if place.country in shapes and names[shape] != place.country:
            here, there = shapely.shortest_line(points[number], shapes[place.country]).coords
            away = GEOD.inv(*here, *there)[2] / 1000
            if away > BORDER_KM:
                wrong.append((away, place, OURS.countries.name(names[shape])))
    if wrong:
        away, place, where = max(wrong)
        more = f", and {len(wrong) - 1} more" if len(wrong) > 1 else ""
        warn(
            f"places.csv: {place.id} has the country {place.country}, but the base map has it in "
            f"{where}, {away:,.0f} km from there{more}; correct the country, or the position"
        )


@cache
def _countries() -> tuple[list[str], dict[str, Any], shapely.STRtree]:
    """Codes of the countries of the base map that we name, the shape of each, and where it is."""
    frame = countries()
    frame = frame.assign(code=frame["name"].map(OURS.countries.code)).dropna(subset="code")
    shapes = dict(zip(frame["code"], frame.geometry, strict=True))
    return [*shapes], shapes, shapely.STRtree([*shapes.values()])
