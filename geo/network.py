"""The corridor as a graph: places and edges become a networkx.MultiDiGraph.

A node is a place on one carrier network, written ``PLACE:network``: ``ALT:rail1520`` is
Altynkol on the broad gauge, ``KUR:road`` the road gate of Kuryk.  A suffix names a further
yard of the same place: ``ALT:rail1435@CN`` is the side of Altynkol that faces China, before
its border formalities.  An edge is either movement or handling, so that a route is a
shortest path and its breakdown is its list of edges.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import networkx as nx

from .errors import TableError
from .parameters import Figure, Source, read_figures, read_sources, variant_of
from .places import Gazetteer, Place, fold, read_places
from .tables import DATA, Row, read_table
from .transit import edge_times

if TYPE_CHECKING:
    from .route import Route

__all__ = ["Corridor", "great_circle_km"]

GAUGES = (1435, 1520, 1668, 1676)
EARTH_RADIUS_KM = 6371.0088
# Positions are rounded and simplified; a length may fall short of the great circle by this much.
LENGTH_TOLERANCE = 0.01
LENGTH_SLACK_KM = 0.5


def great_circle_km(a: Place, b: Place) -> float:
    """Distance between two places along the great circle, in km.

    Parameters
    ----------
    a, b : Place
        Two places.

    Returns
    -------
    float
        Haversine formula on a sphere of 6,371.0088 km, the mean radius of the IUGG.

    Examples
    --------
    >>> corridor = Corridor.load()
    >>> round(great_circle_km(corridor.places["ZHT"], corridor.places["ALT"]))
    259
    """
    lat_a, lat_b = math.radians(a.lat), math.radians(b.lat)
    half_lat, half_lon = (lat_b - lat_a) / 2, math.radians(b.lon - a.lon) / 2
    h = math.sin(half_lat) ** 2 + math.cos(lat_a) * math.cos(lat_b) * math.sin(half_lon) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(h))


@dataclass
class Corridor:
    """The network with its figures, ready to be asked.

    Parameters
    ----------
    places : dict of str to Place
        By id.
    figures : dict of str to dict of str to Figure
        Id -> variant -> figure.
    graph : networkx.MultiDiGraph
        Nodes carry ``place, name, network, carrier, gauge, country, lat, lon, terminal``.
        Edges are keyed by their id and carry ``id, kind, carrier, gauge, country, status,
        length_km, figure, times`` and, for use with networkx alone, ``hours, low_hours,
        high_hours`` of the standard service with a truck.
    data_version : str
        Version of the tables.
    folder : Path
        Where the tables came from.

    Examples
    --------
    >>> corridor = Corridor.load()
    >>> corridor.route("Zhetygen", "Altynkol").distance_km
    293.0
    """

    places: dict[str, Place]
    figures: dict[str, dict[str, Figure]]
    graph: nx.MultiDiGraph[str]
    data_version: str
    folder: Path

    @classmethod
    def load(cls, folder: str | Path | None = None) -> Corridor:
        """Read the tables and build the graph.

        Parameters
        ----------
        folder : str or Path, optional
            A folder with ``places.csv``, ``edges.csv``, ``parameters.csv``, ``sources.csv``
            and ``version.txt``; the tables that come with the package if left out.

        Returns
        -------
        Corridor
            Checked and ready.

        Raises
        ------
        TableError
            If a table is broken: the text names file, row, column and remedy.

        Examples
        --------
        >>> Corridor.load().graph.number_of_nodes() > 500
        True
        """
        path = Path(folder) if folder is not None else DATA
        places = read_places(path)
        figures = read_figures(path)
        version = path / "version.txt"
        if not version.is_file():
            raise TableError("version.txt", None, None, "not found", "write the data version")
        graph = _build(read_table("edges", path), places, figures)
        return cls(places, figures, graph, version.read_text(encoding="utf-8").strip(), path)

    @cached_property
    def gazetteer(self) -> Gazetteer:
        """Index of all names."""
        return Gazetteer(self.places)

    @cached_property
    def sources(self) -> dict[str, Source]:
        """The sources by id; read when first asked for.

        Raises
        ------
        TableError
            If ``sources.csv`` is broken.
        """
        return read_sources(self.folder)

    @cached_property
    def passages(self) -> frozenset[str]:
        """Canals and straits that can be avoided, in comparable form."""
        names = {data["passage"] for _, _, data in self.graph.edges(data=True)}
        return frozenset(fold(name) for name in names if name)

    def find(self, name: str) -> list[Place]:
        """Places with this name, in any script; see `Gazetteer.find`.

        Parameters
        ----------
        name : str
            Name, alias or id.

        Returns
        -------
        list of Place
            One or more.

        Raises
        ------
        UnknownPlace
            With the nearest names.

        Examples
        --------
        >>> [place.id for place in Corridor.load().find("霍尔果斯")]
        ['HOR']
        """
        return self.gazetteer.find(name)

    def terminals(self, name: str) -> list[str]:
        """Nodes at which a shipment can start or end under this name.

        Where several places share the name, each carrier network takes the first of them:
        "Khorgos" is the road crossing for a truck and the dry port for a train.

        Parameters
        ----------
        name : str
            Name, alias or id.

        Returns
        -------
        list of str
            Nodes of `graph`.

        Raises
        ------
        UnknownPlace
            With the nearest names.

        Examples
        --------
        >>> Corridor.load().terminals("Duisburg")
        ['DUI:rail1435', 'DUI:road']
        """
        chosen: dict[str, str] = {}
        for place in self.find(name):
            taken = set(chosen)
            for node in self._nodes_by_place.get(place.id, ()):
                data = self.graph.nodes[node]
                carrier = data["carrier"]
                if data["terminal"] and carrier not in taken:
                    chosen[carrier] = place.id
        return [
            node
            for carrier, place_id in chosen.items()
            for node in self._nodes_by_place[place_id]
            if self.graph.nodes[node]["carrier"] == carrier and self.graph.nodes[node]["terminal"]
        ]

    @cached_property
    def _nodes_by_place(self) -> dict[str, list[str]]:
        nodes: dict[str, list[str]] = {}
        for node, data in self.graph.nodes(data=True):
            nodes.setdefault(data["place"], []).append(node)
        return nodes

    def figure(self, figure_id: str, variant: str) -> Figure:
        """The figure that applies to a service.

        Parameters
        ----------
        figure_id : str
            Id in ``parameters.csv``.
        variant : {'fast', 'standard', 'car'}
            Falls back to the row for any.

        Returns
        -------
        Figure
            One row of the table.

        Examples
        --------
        >>> Corridor.load().figure("rail.kz.khorgos_line", "fast").unit
        'km/h'
        """
        return variant_of(self.figures[figure_id], variant)

    def nodes_at(self, place_id: str) -> list[str]:
        """All nodes of a place, border yards included.

        Parameters
        ----------
        place_id : str
            Id of a place.

        Returns
        -------
        list of str
            Empty if nothing calls there.
        """
        return self._nodes_by_place.get(place_id, [])

    def route(
        self,
        origin: str,
        destination: str,
        *,
        mode: Literal["rail", "road", "sea", "any"] = "rail",
        service: Literal["fast", "standard"] = "standard",
        vehicle: Literal["truck", "car"] = "truck",
        via: Sequence[str] = (),
        avoid: Sequence[str] = (),
        include: Sequence[str] = (),
    ) -> Route:
        """Fastest route between two places; see `khorgos.geo.routing.find_route`.

        Parameters
        ----------
        origin, destination : str
            Names, aliases or ids.
        mode : {'rail', 'road', 'sea', 'any'}
            ``rail`` and ``road`` take ferries where the line meets the sea; ``any`` may
            lift containers between all of them.
        service : {'fast', 'standard'}
            ``fast`` is a train with a fixed timetable or priority, or a truck with two
            drivers under TIR.
        vehicle : {'truck', 'car'}
            On roads.
        via : sequence of str
            Places to pass, in this order.
        avoid : sequence of str
            Places, countries (name or ISO code), carriers (such as ``ferry``) or passages
            (such as ``Suez Canal``).
        include : sequence of str
            ``planned`` or ``suspended``: use links of this status too.

        Returns
        -------
        Route
            Legs with hours, kilometres and sources.

        Raises
        ------
        UnknownPlace
            If a name is not known.
        RequestError
            If an option is not one of those above.
        NoRoute
            If nothing connects the places; the text says what cut it.

        Examples
        --------
        >>> route = Corridor.load().route("Almaty", "Khorgos", mode="road", vehicle="car")
        >>> 3 < route.hours < 4.5
        True
        """
        from .routing import Request, find_route

        request = Request(
            origin, destination, mode, service, vehicle, tuple(via), tuple(avoid), tuple(include)
        )
        return find_route(self, request)


def _build(
    rows: Iterable[Row], places: dict[str, Place], figures: dict[str, dict[str, Figure]]
) -> nx.MultiDiGraph[str]:
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    known: dict[tuple[object, ...], str] = {}
    for row in rows:
        start = _node(graph, row, "from", places, known)
        end = _node(graph, row, "to", places, known)
        data = _edge(row, places, figures)
        for a, b in ((start, end), (end, start))[: 1 + row["both_ways"]]:
            # A lift back ends on the network where the lift began.
            carrier, gauge = graph.nodes[b]["carrier"], graph.nodes[b]["gauge"]
            graph.add_edge(a, b, key=row["id"], **data, carrier=carrier, gauge=gauge)
    return graph


def _node(
    graph: nx.MultiDiGraph[str],
    row: Row,
    end: str,
    places: dict[str, Place],
    known: dict[tuple[object, ...], str],
) -> str:
    """Add the node at one end of an edge, once, and return its name."""
    changes = end == "to" and row["to_carrier"]
    carrier = row["to_carrier"] if changes else row["carrier"]
    gauge = row["to_gauge"] if changes else row["gauge"]
    key = (row[end], carrier, gauge)
    if key in known:
        return known[key]
    place_id, _, side = row[end].partition("@")
    place = places.get(place_id)
    if place is None:
        remedy = "add the place to places.csv, or correct the id"
        raise TableError("edges.csv", row["row"], end, f"no place {place_id!r}", remedy)
    column = "to_gauge" if changes else "gauge"
    if (carrier == "rail") != (gauge is not None):
        reason = "rail without a gauge" if carrier == "rail" else f"a gauge on {carrier}"
        raise TableError("edges.csv", row["row"], column, reason, "gauge goes with rail, and only")
    if gauge is not None and gauge not in GAUGES:
        remedy = f"use one of {', '.join(map(str, GAUGES))}"
        raise TableError("edges.csv", row["row"], column, f"unknown gauge {gauge}", remedy)
    network = f"{carrier}{gauge or ''}"
    node = f"{place_id}:{network}{'@' + side if side else ''}"
    graph.add_node(
        node,
        place=place_id,
        name=place.name,
        network=network,
        carrier=carrier,
        gauge=gauge,
        country=place.country,
        lat=place.lat,
        lon=place.lon,
        # A border yard is named after the country that it faces, in capitals.
        terminal=not side or side.islower(),
    )
    known[key] = node
    return node


def _edge(
    row: Row, places: dict[str, Place], figures: dict[str, dict[str, Figure]]
) -> dict[str, Any]:
    """Attributes of an edge that hold in both directions, checked."""
    variants = figures.get(row["figure"])
    if variants is None:
        remedy = "add it to parameters.csv, or correct the id"
        raise TableError("edges.csv", row["row"], "figure", f"no figure {row['figure']!r}", remedy)
    length = row["length_km"] or 0.0
    if row["kind"] == "move":
        _check_move(row, length, places)
    elif length or any(figure.unit != "h" for figure in variants.values()):
        remedy = "handling takes hours at a place: leave length_km empty, use a figure in h"
        raise TableError("edges.csv", row["row"], "length_km", "handling has a length", remedy)
    times = edge_times(length, variants)
    hours = times["standard"]
    return {
        "id": row["id"],
        "kind": row["kind"],
        "carriers": frozenset((row["carrier"], row["to_carrier"] or row["carrier"])),
        "country": row["country"],
        "status": row["status"],
        "tracks": row["tracks"],
        "length_km": length,
        "length_source": row["length_source"],
        "figure": row["figure"],
        "passage": row["passage"],
        "line": row["line"],
        "schematic": row["schematic"],
        "note": row["note"],
        "times": times,
        "hours": hours.mode,
        "low_hours": hours.low,
        "high_hours": hours.high,
    }


def _check_move(row: Row, length: float, places: dict[str, Place]) -> None:
    line = row["row"]
    if row["to_carrier"]:
        remedy = "put the lift or gauge change into an edge of its own"
        raise TableError("edges.csv", line, "to_carrier", "a move changes the network", remedy)
    if not row["length_source"]:
        remedy = "name the source of the length"
        raise TableError("edges.csv", line, "length_source", "the cell is empty", remedy)
    a, b = (places[row[end].partition("@")[0]] for end in ("from", "to"))
    straight = great_circle_km(a, b)
    if length < straight * (1 - LENGTH_TOLERANCE) - LENGTH_SLACK_KM:
        raise TableError(
            "edges.csv",
            line,
            "length_km",
            f"{length:g} km is shorter than the great circle from {a.name} to {b.name}, "
            f"{straight:.1f} km",
            "correct the length, or the position of a place",
        )
