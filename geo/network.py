"""The corridor as a graph: places and edges become a networkx.MultiDiGraph.

A node is a place on one carrier network, written ``PLACE:network``: ``ALT:rail1520`` is
Altynkol on the broad gauge, ``KUR:road`` the road gate of Kuryk.  A suffix names a further
yard of the same place: ``ALT:rail1435@CN`` is the side of Altynkol that faces China, before
its border formalities.  An edge is either movement or handling, so that a route is a
shortest path and its breakdown is its list of edges.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import networkx as nx

from .checks import check_calendars, check_sources, read_version
from .graph import build
from .parameters import Figure, Source, read_figures, read_sources, variant_of
from .places import Gazetteer, Place, fold, read_places
from .regimes import Regimes, read_regimes
from .tables import DATA, read_table

if TYPE_CHECKING:
    from datetime import datetime

    from .calendars import Calendars
    from .outlook import Outlook
    from .queues import Queue
    from .route import Route

__all__ = ["Corridor"]


@dataclass(repr=False)
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
    regimes : dict of str to Regimes
        How often each corridor is in which state.
    data_version : str
        Version of the tables.
    folder : Path
        Where the tables came from.
    loads : dict of str to (float, float)
        Arrivals and capacity a day that somebody asked for, by the id of a queue.

    Examples
    --------
    >>> corridor = Corridor.load()
    >>> corridor.route("Zhetygen", "Altynkol").distance_km
    293.0
    """

    places: dict[str, Place]
    figures: dict[str, dict[str, Figure]]
    regimes: dict[str, Regimes]
    graph: nx.MultiDiGraph[str]
    data_version: str
    folder: Path
    loads: dict[str, tuple[float, float]] = field(default_factory=dict)

    @classmethod
    def load(cls, folder: str | Path | None = None) -> Corridor:
        """Read the tables and build the graph.

        Parameters
        ----------
        folder : str or Path, optional
            With tables as in ``geo/data`` and ``version.txt``; that of the package if left out.

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
        graph = build(read_table("edges", path), places, figures)
        corridor = cls(places, figures, read_regimes(path), graph, read_version(path), path)
        if folder is not None:
            # The tables that come with the package are tested; those of others are checked.
            corridor.check_sources()
        return corridor

    def check_sources(self) -> None:
        """See that every source that a table cites exists, and all that calendars name.

        Raises
        ------
        TableError
            Names the first id that is not known.

        Examples
        --------
        >>> Corridor.load().check_sources()
        """
        check_sources(self.folder, self.sources)
        check_calendars(self.folder, self.figures, self.places)

    def __repr__(self) -> str:
        edges = self.graph.number_of_edges()
        return f"<Corridor: {len(self.places)} places, {edges} edges, data {self.data_version}>"

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
        >>> [place.id for place in Corridor.load().find("精河")]
        ['JNG']
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

    def figure(self, figure_id: str, variant: str, regime: str = "quiet") -> Figure:
        """The figure that applies to a service in a regime.

        Parameters
        ----------
        figure_id : str
            Id in ``parameters.csv``.
        variant : {'fast', 'standard', 'car'}
            Falls back to the row for any.
        regime : {'quiet', 'stressed', 'disrupted'}
            Falls back to the row of a quiet month.

        Returns
        -------
        Figure
            One row of the table.

        Examples
        --------
        >>> Corridor.load().figure("rail.kz.khorgos_line", "fast").unit
        'km/h'
        """
        return variant_of(self.figures[figure_id], variant, regime)

    @cached_property
    def queues(self) -> dict[str, Queue]:
        """Queues at crossings by id, with the loads asked for; read when first asked for.

        Raises
        ------
        TableError
            If ``queues.csv`` is broken.
        """
        from .queues import read_queues

        return read_queues(self.folder, self.loads)

    @cached_property
    def calendars(self) -> Calendars:
        """Closures, timetables and headways; read when first asked for.

        Raises
        ------
        TableError
            If one of their tables is broken.
        """
        from .calendars import Calendars

        return Calendars.load(self.folder)

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
        via: str | Sequence[str] = (),
        avoid: str | Sequence[str] = (),
        include: str | Sequence[str] = (),
        door: bool = False,
        drivers: Literal[1, 2] | None = None,
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
        via : str or sequence of str
            Places to pass, in this order.
        avoid : str or sequence of str
            Places, countries (name or ISO code), carriers (such as ``ferry``) or passages
            (such as ``Suez Canal``).
        include : str or sequence of str
            ``planned`` or ``suspended``: use links of this status too.
        door : bool
            Add collection with export customs, and clearance with delivery.
        drivers : {1, 2}, optional
            Of a truck; two if the service is fast or it goes between China and Europe.

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
        from .request import Request
        from .routing import find_route

        request = Request(
            origin,
            destination,
            mode,
            service,
            vehicle,
            _words(via),
            _words(avoid),
            _words(include),
            door,
            drivers,
        )
        return find_route(self, request)

    def outlook(self, route: Route, regimes: str | Mapping[str, float] | None = None) -> Outlook:
        """How long a route takes and how sure that is, without sampling.

        Parameters
        ----------
        route : Route
            From `route`.
        regimes : str or mapping of str to float, optional
            ``quiet``, ``stressed`` or ``disrupted`` for certain, or weights of them; those of
            the corridor (``regimes.csv``) if left out.

        Returns
        -------
        Outlook
            Quantiles, mean, drivers of the variance, and how old the figures are.

        Raises
        ------
        RequestError
            If a regime does not exist or the weights make no sense.

        Examples
        --------
        >>> corridor = Corridor.load()
        >>> outlook = corridor.outlook(corridor.route("Xi'an", "Małaszewicze"), "quiet")
        >>> 13 < outlook.quantile(0.5) / 24 < 15
        True
        """
        from .outlook import exact_outlook

        return exact_outlook(self, route, regimes)

    def simulate(
        self,
        route: Route,
        n: int = 100_000,
        seed: int = 0,
        *,
        depart: datetime | str | None = None,
        regimes: str | Mapping[str, float] | None = None,
    ) -> Outlook:
        """Sample how long a route takes; with a departure, by the calendars.

        Parameters
        ----------
        route : Route
            From `route`.
        n : int
            Samples.
        seed : int
            The same seed gives the same answer on every platform.
        depart : datetime or str, optional
            When it is ready to leave, with a zone: closures of crossings, departure days of
            trains and sailings of ships then count.
        regimes : str or mapping of str to float, optional
            As for `outlook`.

        Returns
        -------
        Outlook
            As from `outlook`; with `depart`, also arrivals and probabilities by a date.

        Raises
        ------
        RequestError
            If `n` or `seed` is out of range, `depart` has no zone or lies outside the
            calendars, or a regime does not exist.

        Examples
        --------
        >>> corridor = Corridor.load()
        >>> route = corridor.route("Xi'an", "Duisburg", service="fast")
        >>> outlook = corridor.simulate(route, 10_000, depart="2026-12-01T08:00+08:00")
        >>> outlook.arrive(0.5).isoformat(timespec="minutes")[:7]
        '2026-12'
        """
        from .simulation import simulate

        return simulate(self, route, n, seed, depart=depart, regimes=regimes)


def _words(value: str | Sequence[str]) -> tuple[str, ...]:
    """One word is meant as a list of one, not as its letters."""
    return (value,) if isinstance(value, str) else tuple(value)
