"""The network that people hold: it passes each question to the room that answers it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Self

from .errors import NoRoute, RequestError
from .graph.figures import Figure, Source
from .graph.infrastructure import Infrastructure
from .graph.topology import Topology
from .places.gazetteer import Gazetteer, Place, as_name, listed
from .routing.request import Mode, Request, Service, Unit, Vehicle
from .tables.checks import check_tables
from .uncertainty.regimes import Regimes, read_regimes
from .values import read_only

if TYPE_CHECKING:
    from datetime import date, datetime

    import networkx as nx

    from .carbon.emissions import Emissions
    from .evidence.backtest import Backtest
    from .evidence.published import Observation
    from .graph.edge import Edge
    from .graph.revising import Figures, Rows
    from .graph.traffic import Flow
    from .money.cost import Cost
    from .money.tariff import Tariff
    from .queues.crossings import Queue
    from .reach.reach import Reach
    from .resilience.criticality import Loss
    from .routing.route import Route
    from .scenario.comparison import Comparison
    from .scenario.scenarios import Scenario
    from .schedule.calendars import Calendars
    from .states.history import History
    from .uncertainty.outlook import Outlook
    from .uncertainty.regimes import Asked
    from .ways.alternatives import Alternative
    from .ways.appraisal import Appraiser
    from .ways.hubs import Choice
    from .ways.ways import Way

__all__ = ["Changes", "Corridor", "Network", "compare", "compare_hubs", "criticality"]


class Changes(NamedTuple):
    """What a network remembers of the scenarios behind it.

    Parameters
    ----------
    base : Network
        Without them.
    scenarios : tuple of Scenario
        By id, each with no more than the effects that are in force.
    """

    base: Network
    scenarios: tuple[Scenario, ...]


class _Graph:
    """The field `Network.graph`: a networkx graph that is made when it is read."""

    def __get__(self, network: Network | None, _: type | None = None) -> nx.MultiDiGraph[str]:
        if network is None:
            raise AttributeError  # a field without a default
        return network.infrastructure.graph

    def __set__(self, network: Network, graph: Topology | nx.MultiDiGraph[str]) -> None:
        if isinstance(graph, Topology):
            topology = graph
        else:
            from .graph.revising import see_agreement

            topology = Topology.from_networkx(graph)
            see_agreement(topology, network.places, network.figures)  # both are set before
        vars(network)["topology"] = topology


@dataclass(frozen=True, repr=False, eq=False)
class Network:
    """Places, links and figures, ready to be asked.

    Parameters
    ----------
    places : dict of str to Place
        By id.
    figures : dict of str to dict of str to Figure
        Id -> variant -> figure.
    regimes : dict of str to Regimes
        How often each corridor is in which state.
    graph : networkx.MultiDiGraph
        Nodes carry ``place, name, network, carrier, gauge, country, lat, lon, terminal``.
        Edges are keyed by their id and carry the `Edge` as ``edge`` and, for use with networkx
        alone, ``id, kind, carrier, gauge, country, status, length_km, figure`` and ``hours,
        low_hours, high_hours`` of the standard service with a truck.  It is read-only, as the
        tables are: `revised` gives a network with other data, and
        ``dataclasses.replace(network, graph=...)`` one with a changed copy, if it fits them.
    data_version : str
        Version of the tables.
    folder : Path
        Where the tables came from.
    loads : dict of str to (float, float)
        Arrivals and capacity a day that somebody asked for, by the id of a queue.
    changes : Changes, optional
        Scenarios behind it, and the network without them.

    Attributes
    ----------
    infrastructure : Infrastructure
        Places, figures and the graph, which most functions take.

    Examples
    --------
    >>> network = Network.load()
    >>> network.route("Zhetygen", "Altynkol").distance_km
    283.2
    """

    places: dict[str, Place]
    figures: dict[str, dict[str, Figure]]
    regimes: dict[str, Regimes]
    graph: _Graph = _Graph()
    data_version: str  # type: ignore[misc]  # the descriptor is no default
    folder: Path  # type: ignore[misc]
    loads: dict[str, tuple[float, float]] = field(default_factory=dict)
    changes: Changes | None = field(default=None, compare=False)
    infrastructure: Infrastructure = field(init=False, compare=False)

    def __post_init__(self) -> None:
        if self.changes is not None and self.regimes != self.changes.base.regimes:
            reason = "a network under scenarios remembers the one without them"
            raise RequestError(f"{reason}; change both: network.revised(regimes=...)")
        topology = vars(self).pop("topology")
        parts = self.places, self.figures, topology, self.data_version, self.folder
        infra = vars(self)["infrastructure"] = Infrastructure(*parts)
        vars(self).update(places=infra.places, figures=infra.figures)
        vars(self)["regimes"] = read_only(
            self.regimes, "network.regimes", "network.revised(regimes=...)"
        )
        vars(self)["loads"] = read_only(self.loads, "network.loads", "network.with_load(...)")

    @classmethod
    def load(cls, folder: str | Path | None = None) -> Self:
        """Read the tables and build the graph.

        Parameters
        ----------
        folder : str or Path, optional
            With tables as in ``geo/data`` and ``version.txt``; that of the package if left out.

        Returns
        -------
        Network
            Checked and ready.

        Raises
        ------
        TableError
            If a table is broken: the text names file, row, column and remedy.

        Examples
        --------
        >>> Network.load().graph.number_of_nodes() > 500
        True
        """
        infra = Infrastructure.load(folder)
        network = cls._of(infra, read_regimes(infra.folder))
        if folder is not None:
            # The tables that come with the package are tested; those of others are checked.
            network.check_sources()
        return network

    @classmethod
    def _of(
        cls,
        infra: Infrastructure,
        regimes: dict[str, Regimes],
        loads: dict[str, tuple[float, float]] | None = None,
        changes: Changes | None = None,
    ) -> Self:
        tables, about = (infra.places, infra.figures, regimes), (infra.data_version, infra.folder)
        network = cls(*tables, infra.topology, *about, {} if loads is None else loads, changes)
        vars(network)["infrastructure"] = infra  # with what it has looked up
        return network

    def __repr__(self) -> str:
        name, edges = type(self).__name__, len(self.infrastructure.topology)
        under = f", under {' and '.join(self.applied)}" if self.applied else ""
        counts = f"{len(self.places)} places, {edges} edges"
        return f"<{name}: {counts}, data {self.data_version}{under}>"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Network):
            return NotImplemented
        mine, theirs = ((x.regimes, x.loads, x.infrastructure) for x in (self, other))
        return self is other or mine == theirs

    __hash__ = None  # type: ignore[assignment]

    def _repr_html_(self) -> str:
        from .html import Table, card

        lines: dict[str, dict[str, float]] = {}
        handling: Counter[str] = Counter()
        for _, _, edge in self.infrastructure.topology:
            if edge.moves:
                # Both directions, and both gauges of one track, are one line.
                lines.setdefault(edge.carrier, {})[edge.line or edge.id] = edge.length_km
            else:
                handling[edge.kind] += 1
        moves = [(name, str(len(of)), f"{sum(of.values()):,.0f}") for name, of in lines.items()]
        acts = [(name, str(count)) for name, count in handling.items()]
        tables = (
            Table("Lines between places", {"carrier": "<", "lines": ">", "km": ">"}, moves),
            Table("At places", {"activity": "<", "edges": ">"}, acts),
        )
        topology = self.infrastructure.topology
        countries = {place.country for place in self.places.values()}
        facts = (
            f"{len(self.places):,} places in {len(countries)} countries",
            f"{len(topology.nodes):,} nodes and {len(topology):,} edges",
            f"data {self.data_version}",
            f"under {' and '.join(self.applied)}" if self.applied else "",
        )
        return card("Network", facts, tables)

    def check_sources(self) -> None:
        """See that the tables hold to their rules, and that all that they name exists.

        What scenarios name is looked up when they are applied: who changes the network need not
        have all of them fit.

        Raises
        ------
        TableError
            Names the first row that does not.

        Examples
        --------
        >>> Network.load().check_sources()
        """
        check_tables(self.folder)
        # What is read when first asked for says what no schema knows: a section without a way.
        for name in ("queues", "calendars", "flows", "scenarios"):
            getattr(self, name)

    @property
    def sources(self) -> dict[str, Source]:
        """The sources by id; read when first asked for."""
        return self.infrastructure.sources

    @property
    def gazetteer(self) -> Gazetteer:
        """Index of all names."""
        return self.infrastructure.gazetteer

    @property
    def passages(self) -> frozenset[str]:
        """Canals and straits that can be avoided, in comparable form."""
        return self.infrastructure.passages

    def find(self, name: str | Place) -> list[Place]:
        """Places with this name, in any script.

        Parameters
        ----------
        name : str or Place
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
        >>> [place.id for place in Network.load().find("精河")]
        ['JNG']
        """
        return self.infrastructure.find(name)

    def terminals(self, name: str | Place) -> list[str]:
        """Nodes at which a shipment can start or end under this name.

        Parameters
        ----------
        name : str or Place
            Name, alias or id.

        Returns
        -------
        list of str
            Nodes of `graph`; see `khorgos.geo.graph.infrastructure.Infrastructure.terminals`.

        Raises
        ------
        UnknownPlace
            With the nearest names.

        Examples
        --------
        >>> Network.load().terminals("Duisburg")
        ['DUI:rail1435', 'DUI:road']
        """
        return self.infrastructure.terminals(name)

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

        Raises
        ------
        TableError
            If no figure has this id.
        RequestError
            If there is no such regime.

        Examples
        --------
        >>> Network.load().figure("rail.kz.khorgos_line", "fast").unit
        'km/h'
        """
        return self.infrastructure.figure(figure_id, variant, regime)

    def nodes_at(self, place_id: str) -> list[str]:
        """All nodes of a place, border yards included; empty if nothing calls there."""
        return self.infrastructure.nodes_at(place_id)

    @cached_property
    def queues(self) -> dict[str, Queue]:
        """Queues at crossings by id, with the loads asked for; read when first asked for.

        Raises
        ------
        TableError
            If ``queues.csv`` is broken.
        """
        from .queues.crossings import read_queues

        queues = read_queues(self.folder, self.loads)
        return read_only(queues, "network.queues", "network.with_load(...)")

    @cached_property
    def calendars(self) -> Calendars:
        """Closures, timetables and headways; read when first asked for.

        Raises
        ------
        TableError
            If one of their tables is broken.
        """
        from .schedule.calendars import Calendars

        # No scenario changes them: read once for all.
        return self.changes.base.calendars if self.changes else Calendars.load(self.folder)

    @cached_property
    def appraiser(self) -> Appraiser:
        """What a route takes, costs and emits."""
        from .ways.appraisal import Appraiser

        return Appraiser(self.infrastructure, self.regimes)

    def find_route(self, request: Request) -> Route:
        """The route for a request; see `route`.

        Raises
        ------
        UnknownPlace, RequestError, NoRoute
            As for `route`; what cut it may be a scenario.
        """
        return self._ways(request, request.mode)[0].route

    def find_routes(self, request: Request) -> list[Route]:
        """All routes for a request that `ways` offers, the quickest first."""
        return [way.route for way in self._ways(request, request.mode)]

    def _ways(
        self,
        request: Request,
        mode: str | None,
        regimes: Asked = None,
        month: str | None = None,
        depart: datetime | str | None = None,
    ) -> list[Way]:
        from .ways.ways import ways_of

        states = self._asked(regimes, month, depart, request.origin)
        try:
            return ways_of(self.appraiser, request, mode, states)
        except NoRoute as error:
            if self.changes is None:
                raise
            from .scenario.apply import cutting, explained

            base, scenarios = self.changes
            parts = base.infrastructure, base.queues, base.loads
            asked = replace(request, mode=error.mode)
            cut_by, together = cutting(*parts, scenarios, asked)
            raise explained(error, cut_by, together=together) from None

    def route(
        self,
        origin: str | Place,
        destination: str | Place,
        *,
        mode: Mode = "rail",
        service: Service = "standard",
        vehicle: Vehicle = "truck",
        via: str | Place | Sequence[str | Place] = (),
        avoid: str | Place | Sequence[str | Place] = (),
        include: str | Sequence[str] = (),
        door: bool = False,
        drivers: Literal[1, 2] | None = None,
        way: str = "",
        regimes: Asked = None,
        month: str | None = None,
        depart: datetime | str | None = None,
    ) -> Route:
        """Quickest route between two places: of all that `ways` offers, the one with the least P50.

        Parameters
        ----------
        origin, destination : str or Place
            Names, aliases or ids.
        mode : {'rail', 'road', 'sea', 'air', 'any'}
            ``rail`` and ``road`` take ferries where the line meets the sea; ``any`` may
            lift containers between all of them; ``air`` takes trucks to airports and flies.
        service : {'fast', 'standard'}
            ``fast`` is a train with a fixed timetable or priority, or a truck with two
            drivers under TIR.
        vehicle : {'truck', 'car'}
            On roads.
        via : str, Place or sequence of them
            Places to pass, in this order.
        avoid : str, Place or sequence of them
            Places, countries (name or ISO code), carriers (such as ``ferry``) or passages
            (such as ``Suez Canal``).
        include : str or sequence of str
            ``planned`` or ``suspended``: use links of this status too.
        door : bool
            Add collection with export customs, and clearance with delivery.
        drivers : {1, 2}, optional
            Of a truck; two if the service is fast or it goes between home and what is not near.
        way : str
            Id of one of `ways` to take instead of the quickest, such as ``rail-northern-khorgos``.
        regimes : str or mapping of str to float, optional
            States of the corridor by which P50 is reckoned, as for `outlook`.
        month : str, optional
            Instead of them the month, such as ``2024-06``, in whose state it is.
        depart : datetime or str, optional
            Instead of both when it is ready to leave, as for `simulate`: the state of that month.

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
        >>> route = Network.load().route("Almaty", "Khorgos", mode="road", vehicle="car")
        >>> 3 < route.hours < 4.5
        True
        """
        request = Request(
            as_name(origin),
            as_name(destination),
            mode,
            service,
            vehicle,
            listed(via),
            listed(avoid),
            listed(include),
            door,
            drivers,
        )
        if way:
            from .ways.ways import pick

            # Loose cargo, which flies, has a set of its own.
            mode_of_set = "air" if way.startswith("air") else None
            return pick(self._ways(request, mode_of_set, regimes, month, depart), way).route
        return self._ways(request, mode, regimes, month, depart)[0].route

    def ways(
        self,
        origin: str | Place,
        destination: str | Place,
        *,
        mode: Mode | None = None,
        service: Service = "standard",
        vehicle: Vehicle = "truck",
        via: str | Place | Sequence[str | Place] = (),
        avoid: str | Place | Sequence[str | Place] = (),
        include: str | Sequence[str] = (),
        door: bool = False,
        drivers: Literal[1, 2] | None = None,
        regimes: Asked = None,
        month: str | None = None,
        depart: datetime | str | None = None,
    ) -> list[Way]:
        """All sensible ways between two places: the set of which every surface shows rows.

        Parameters
        ----------
        origin, destination, service, vehicle, via, avoid, include, door, drivers
            As for `route`.
        regimes, month, depart
            As for `route`.
        mode : {'rail', 'road', 'sea', 'air', 'any'}, optional
            Only ways that this mode allows, by P50.  If left out, all ways of a container, those
            by rail first, as `route` takes rail if nothing else is asked, or those by road with
            a car or with `drivers`; loose cargo alone flies.

        Returns
        -------
        list of Way
            Each with `id`, `name`, `why`, `route`, `outlook`, `cost` and `emissions`.  The first
            is what `route` answers; with a car and no mode, what it answers by road.

        Raises
        ------
        UnknownPlace, RequestError, NoRoute
            As for `route`.

        Examples
        --------
        >>> for way in Network.load().ways("Almaty", "Khorgos"):
        ...     print(way.id, way.why, round(way.outlook.quantile(0.5), 1))
        rail ('cheapest', 'least CO2e') 8.4
        road ('quickest', 'surest') 6.2
        """
        names = listed(via), listed(avoid), listed(include)
        drives = vehicle == "car" or drivers is not None
        asked: Mode = mode or ("road" if drives else "rail")
        request = Request(
            as_name(origin), as_name(destination), asked, service, vehicle, *names, door, drivers
        )
        return self._ways(request, mode, regimes, month, depart)

    def emissions(
        self, route: Route, payload: float = 10.0, *, radiative_forcing: bool = False
    ) -> Emissions:
        """CO2e of one FEU on a route, well to wheel, by element of the transport chain.

        Parameters
        ----------
        route : Route
            From `route`; one of another network is timed anew, see `retimed`.
        payload : float
            Cargo in t/TEU; 10 where it is not known.
        radiative_forcing : bool
            Count what aircraft do to the climate at height too.

        Returns
        -------
        Emissions
            Elements, total in kg with its range, g/tkm, sources and years.

        Raises
        ------
        RequestError
            If the payload is out of range or more than a truck carries, or the route is that
            of a car.
        TableError
            If ``emissions.csv`` or ``grids.csv`` is missing or broken.

        Examples
        --------
        >>> network = Network.load()
        >>> emissions = network.emissions(network.route("Xi'an", "Duisburg"))
        >>> 17 < emissions.per_tonne_km.typical < 20
        True
        """
        here = self.retimed(route)
        return self.appraiser.emissions(here, payload, radiative_forcing=radiative_forcing)

    def _asked(
        self,
        regimes: Asked,
        month: str | None,
        depart: datetime | str | None = None,
        origin: str | Place = "",
    ) -> Asked:
        """What is asked of the states: looked up only where a month counts."""
        if month is None and (depart is None or regimes is not None):
            return regimes
        from .states.asked import asked_under

        zone = self.find(origin)[0].zone if depart is not None else "UTC"
        return asked_under(self.states, regimes, month, depart, zone)

    @cached_property
    def states(self) -> History:
        """What notices said of gateways and corridors by month; read when first asked for.

        Raises
        ------
        TableError
            If ``states.csv``, ``watched.csv``, ``seasons.csv`` or ``indices.csv`` is broken.
        """
        from .states.history import read_history

        return self.changes.base.states if self.changes else read_history(self.folder)

    def outlook(self, route: Route, regimes: Asked = None, *, month: str | None = None) -> Outlook:
        """How long a route takes and how sure that is, without sampling.

        Parameters
        ----------
        route : Route
            From `route`; one of another network is timed anew, see `retimed`.
        regimes : str or mapping of str to float, optional
            ``quiet``, ``stressed`` or ``disrupted`` for certain, or weights of them; those of
            the corridor (``regimes.csv``) if left out.
        month : str, optional
            Instead of them a month, such as ``2024-06``: its state if notices tell it
            (``states.csv``), else the usual weights, tilted by notices of months nearby.

        Returns
        -------
        Outlook
            Quantiles, mean, drivers of the variance, and how old the figures are.

        Raises
        ------
        RequestError
            If a regime does not exist, the weights make no sense, `month` is no month or both
            are given.

        Examples
        --------
        >>> network = Network.load()
        >>> outlook = network.outlook(network.route("Xi'an", "Małaszewicze"), "quiet")
        >>> 13 < outlook.quantile(0.5) / 24 < 15
        True
        """
        return self.appraiser.outlook(self.retimed(route), self._asked(regimes, month))

    def outlooks(self, asked: Route | Outlook | Iterable[Route | Outlook]) -> list[Outlook]:
        """Outlooks of what is to be drawn or written with this network.

        Parameters
        ----------
        asked : Route, Outlook or iterable of them
            Routes of another network are timed anew, see `retimed`.

        Returns
        -------
        list of Outlook
            One for each, in this order.

        Raises
        ------
        RequestError
            If a route is closed here, or an outlook is of another network: it is an answer, and
            its departure or weights may not be asked again.

        Examples
        --------
        >>> network = Network.load()
        >>> route = network.route("Zhetygen", "Altynkol")
        >>> network.outlooks([route, network.outlook(route, "quiet")])
        [<Outlook: ... → Altynkol, P10 ... hours>, <Outlook: ... → Altynkol, P10 ... hours>]
        """
        from .routing.route import Route
        from .uncertainty.outlook import Outlook

        listed = [asked] if isinstance(asked, Route | Outlook) else asked
        return [self._own(x) if isinstance(x, Outlook) else self.outlook(x) for x in listed]

    def _own(self, outlook: Outlook) -> Outlook:
        """The outlook, if it is what this network says."""
        from .uncertainty.dependence import parts_of
        from .uncertainty.regimes import regimes_of
        from .uncertainty.spread import unstated_of

        route = outlook.route
        figures = self.appraiser.figures(route.variant)
        figures = figures.where(outlook.month.own if outlook.month else {})
        if (
            self.retimed(route) is route
            and outlook.regimes == regimes_of(self.regimes, route)
            and outlook.parts == tuple(parts_of(route, figures))
            and (outlook.unstated and outlook.unstated.figure) == unstated_of(route, figures)
        ):
            return outlook
        remedy = "give its route, or ask this network for the outlook"
        raise RequestError(f"the outlook of {route.ends} is of another network; {remedy}")

    def retimed(self, route: Route) -> Route:
        """A route as it is in this network: of another one, the same way is timed anew.

        All that takes a route asks this first, so that a route of yesterday's network, of another
        scenario or another folder is answered by the figures that hold here.

        Parameters
        ----------
        route : Route
            From `route` of this network or of another one.

        Returns
        -------
        Route
            The same if it is of this network.  Else the same way over this network's edges:
            scenarios slow it down or put waits before edges, and its drivers, as many as before,
            rest anew.

        Raises
        ------
        RequestError
            If an edge of it does not exist here or is closed: names the first, and what closed
            it.  Planned and suspended links that the route was asked to include stay in use.

        Examples
        --------
        >>> today = Network.load()
        >>> route = today.route("Xi'an", "Duisburg")
        >>> today.apply("no-russia").outlook(route)
        Traceback (most recent call last):
            ...
        khorgos.geo.errors.RequestError: Xi'an → Duisburg cannot go this way here: ...
        """
        from .routing.retime import in_network

        return in_network(self.infrastructure, route, self._closed_by)

    def _closed_by(self, id_: str, edge: Edge | None) -> str:
        """What has to do with it that an edge is closed, or does not exist."""
        from .scenario.apply import closing, linking

        if edge is None:
            return linking(self.scenarios, id_)
        if self.changes is None:
            return ""
        base, scenarios = self.changes
        return closing(base.infrastructure, base.queues, scenarios, id_)

    def reach(
        self,
        origin: str | Place,
        *,
        mode: Mode = "rail",
        service: Service = "standard",
        vehicle: Vehicle = "truck",
        avoid: str | Place | Sequence[str | Place] = (),
        include: str | Sequence[str] = (),
        drivers: Literal[1, 2] | None = None,
        quantiles: Sequence[float] = (0.5, 0.9),
        regimes: Asked = None,
        month: str | None = None,
    ) -> Reach:
        """How far a shipment comes in so many days; see `khorgos.geo.reach.arrivals.reach_of`.

        Parameters
        ----------
        origin : str or Place
            Name, alias or id.
        mode, service, vehicle, avoid, include
            As for `route`.
        drivers : {1, 2}, optional
            Of a truck; two if the service is fast, else one.
        quantiles : sequence of float
            Between 0 and 1: half of the shipments have come so far, and nine in ten.
        regimes, month
            As for `outlook`.

        Returns
        -------
        Reach
            Hours at all places and on all edges, to be cut by day and quantile.

        Raises
        ------
        UnknownPlace
            If a name is not known.
        RequestError
            If an option is not one of those above.
        NoRoute
            If nothing leads away from the origin.

        Examples
        --------
        >>> week = Network.load().reach("Khorgos").within(7, 0.5)
        >>> week.stops > 20
        True
        """
        from .reach.arrivals import reach_of

        request = Request(
            as_name(origin),
            "",
            mode,
            service,
            vehicle,
            avoid=listed(avoid),
            include=listed(include),
            drivers=drivers,
        )
        asked = self._asked(regimes, month)
        reach = reach_of(self.infrastructure, self.regimes, request, quantiles, asked)
        return replace(reach, network=self)

    def subgraph(
        self,
        *,
        mode: Mode = "rail",
        service: Service = "standard",
        vehicle: Vehicle = "truck",
        avoid: str | Place | Sequence[str | Place] = (),
        include: str | Sequence[str] = (),
    ) -> nx.DiGraph[str]:
        """What a question may use, as a plain weighted graph for networkx.

        Of several edges from one node to another the quickest stands for all, so that shortest
        paths by ``hours`` are the fastest ones by typical hours.  What follows from a whole
        journey is not in it: rests of truck drivers, waits by the calendar, worse months, and
        that nobody sends freight by two flights.

        Parameters
        ----------
        mode, service, vehicle, avoid, include
            As for `route`.

        Returns
        -------
        networkx.DiGraph
            Free to change.  Nodes are those of `graph`, with ``place, name, network, carrier,
            country, lat, lon, terminal`` and ``gauge`` (mm) on rails.  Edges have ``hours``
            (typical), ``low_hours`` and ``high_hours`` of the service in a quiet month, ``km``,
            ``edge_id``, ``kind, carrier, country, status, figure, passage`` and ``gauge``.  All are
            texts, numbers or truths, which every format of networkx can write.

        Raises
        ------
        UnknownPlace
            If a name to avoid is not known.
        RequestError
            If an option is not one of those that exist.

        Examples
        --------
        >>> import networkx as nx
        >>> network = Network.load()
        >>> graph = network.subgraph(mode="rail", service="fast")
        >>> (start,), (end,) = (network.terminals(name)[:1] for name in ("Xi'an", "Duisburg"))
        >>> path = nx.shortest_path(graph, start, end, weight="hours")
        >>> round(nx.path_weight(graph, path, "hours") / 24, 1)
        11.0
        """
        from .routing.subgraph import subgraph

        names = listed(avoid), listed(include)
        request = Request("", "", mode, service, vehicle, avoid=names[0], include=names[1])
        return subgraph(self.infrastructure, request)

    @cached_property
    def scenarios(self) -> dict[str, Scenario]:
        """Scenarios of ``scenarios.csv`` by id; read when first asked for."""
        from .scenario.scenarios import read_scenarios

        if self.changes is not None:
            return self.changes.base.scenarios
        return read_only(
            read_scenarios(self.folder), "network.scenarios", "network.apply(Scenario(...))"
        )

    @property
    def applied(self) -> tuple[str, ...]:
        """Ids of the scenarios that the network is under, sorted."""
        return () if self.changes is None else tuple(x.id for x in self.changes.scenarios)

    def apply(self, *scenarios: str | Scenario, on: date | str | None = None) -> Network:
        """The network under scenarios; this one stays as it is.

        Several combine, in any order, and on top of those that it is under already.

        Parameters
        ----------
        *scenarios : str or Scenario
            Ids in ``scenarios.csv``, or scenarios made in code.
        on : date or str, optional
            No more than the effects in force on this day; all of them if left out.

        Returns
        -------
        Network
            A new one.

        Raises
        ------
        RequestError
            If a scenario is unknown, or applied twice, or `on` is no day.
        TableError
            If a scenario contradicts the network or another one: the text says where.

        Examples
        --------
        >>> today = Network.load()
        >>> bypass = today.apply("almaty-bypass")
        >>> hours = [c.route("Altynkol", "Shu").hours for c in (today, bypass)]
        >>> hours[0] > hours[1] + 10
        True
        """
        from .scenario.apply import chosen

        before = () if self.changes is None else self.changes.scenarios
        base = self if self.changes is None else self.changes.base
        picked = chosen(self.scenarios, before, scenarios, on)
        return base._under(picked)  # noqa: SLF001  of the same class

    def _under(self, scenarios: Sequence[Scenario]) -> Network:
        """The network under these scenarios and no others; this one is under none."""
        from .scenario.apply import revised

        infra, loads = revised(self.infrastructure, self.queues, self.loads, scenarios)
        by_id = tuple(sorted(scenarios, key=lambda scenario: scenario.id))
        network = self._of(infra, self.regimes, loads, Changes(self, by_id))
        if loads == self.loads:
            vars(network)["queues"] = self.queues
        return network

    def revised(
        self,
        *,
        figures: Figures = (),
        edges: Iterable[Edge] | Mapping[str, Edge] = (),
        places: Rows[Place] = (),
        regimes: Rows[Regimes] = (),
    ) -> Network:
        """The network with other data; this one stays as it is.

        Rows that are not named stay.  Hours of edges follow from figures and lengths as in the
        tables, so that all quantiles move together.  Scenarios that the network is under are
        applied to the changed one.

        Parameters
        ----------
        figures : iterable of Figure, or mapping, optional
            Rows that replace those of the same id, variant and regime, or new ones; or by id
            either one figure, or a mapping of variants (``any``, ``fast/stressed``) to figures.
        edges : iterable of Edge, or mapping of str to Edge, optional
            By id; both directions change.  They keep their nodes, carriers and gauge, and are
            timed by their figure: an `Edge` with other ``times`` is refused.
        places : iterable of Place, or mapping of str to Place, optional
            Known ones with another name, position, country or rank.
        regimes : iterable of Regimes, or mapping of str to Regimes, optional
            By corridor.

        Returns
        -------
        Network
            A new one.

        Raises
        ------
        RequestError
            If a row makes no sense, or nothing in the network has its id.
        TableError
            If a scenario that the network is under does not fit the new data.

        Examples
        --------
        >>> today = Network.load()
        >>> row = today.figure("rail.kz.khorgos_line", "standard")
        >>> slow = today.revised(figures=[row._replace(low=10.0, typical=20.0, high=30.0)])
        >>> outlooks = [n.outlook(n.route("Zhetygen", "Altynkol"), "quiet") for n in (today, slow)]
        >>> [[round(outlook.quantile(p), 1) for p in (0.5, 0.9)] for outlook in outlooks]
        [[7.2, 10.5], [14.8, 29.7]]
        >>> edge = today.infrastructure.topology.get("ZHT:rail1520", "SHL:rail1520", "rail:ZHT-SHL")
        >>> shut = today.revised(edges=[replace(edge, status="closed")])
        >>> shut == today
        False
        """
        if self.changes is not None:
            base, scenarios = self.changes
            given: dict[str, Any] = {"figures": figures, "edges": edges, "places": places}
            return base.revised(**given, regimes=regimes)._under(scenarios)  # noqa: SLF001
        from .graph.revising import changed, rows_of

        rows = rows_of("regimes", regimes, Regimes, "corridor")
        infra = changed(self.infrastructure, places, edges, figures)
        return self._of(infra, self.regimes | rows, self.loads)

    def with_load(
        self, crossing: str | Place, arrivals: float | None = None, capacity: float | None = None
    ) -> Network:
        """The network with another load at one crossing; this one stays as it is.

        The figure that the queue explains changes by as much as the wait of the queue does,
        corner by corner and never below 0: formalities and missing wagons in it stay.

        Parameters
        ----------
        crossing : str or Place
            Id of a queue, or its place, in any script.
        arrivals, capacity : float, optional
            Units per day; those of ``queues.csv`` if left out.

        Returns
        -------
        Network
            A new one, whose figure says that it is a what-if.

        Raises
        ------
        RequestError
            If the crossing is unknown, a number makes no sense, or a scenario that has been
            applied sets the load of this queue.

        Examples
        --------
        >>> today = Network.load()
        >>> busy = today.with_load("nurzholy.east", arrivals=900)
        >>> hours = [n.route("Almaty", "Urumqi", mode="road").hours for n in (today, busy)]
        >>> hours[0] < hours[1]
        True
        """
        from .queues.crossings import find_queue
        from .scenario.apply import revised
        from .scenario.scenarios import check_load, load_of

        queue = find_queue(self.queues, crossing, self.infrastructure.gazetteer)
        if self.changes is not None:
            # The load first, then the scenarios again: they change what is there.
            base, scenarios = self.changes
            check_load(scenarios, queue.id)
            busy = base.with_load(queue.id, arrivals, capacity)
            return busy._under(scenarios)  # noqa: SLF001  of the same class
        asked = [load_of(queue, arrivals, capacity)]
        infra, loads = revised(self.infrastructure, self.queues, self.loads, asked)
        return self._of(infra, self.regimes, loads)

    @property
    def tariff(self) -> Tariff:
        """What the edges cost; its table is read when first asked for.

        Raises
        ------
        TableError
            If ``costs.csv`` is missing or broken.
        """
        return self.appraiser.tariff

    def cost(self, route: Route, unit: Unit = "FEU") -> Cost:
        """What a shipment costs on a route, element by element; see `khorgos.geo.money.cost`.

        Parameters
        ----------
        route : Route
            From `route`; one of another network is timed anew, see `retimed`.
        unit : {'FEU', 'TEU', 'truck'}
            Forty-foot container, twenty-foot container, or truck, which counts as the first.

        Returns
        -------
        Cost
            Lines in US dollars with low, typical and high, year and sources; their total, which is
            what a shipper pays; and the subsidy, which is not in it.

        Raises
        ------
        RequestError
            If the unit is not one of those.
        TableError
            If ``costs.csv`` is missing or broken.

        Examples
        --------
        >>> network = Network.load()
        >>> cost = network.cost(network.route("Xi'an", "Duisburg"))
        >>> 5_250 < cost.total_usd.typical < 6_200
        True
        """
        return self.appraiser.cost(self.retimed(route), unit)

    def alternatives(
        self,
        origin: str | Place,
        destination: str | Place,
        k: int = 5,
        by: str | Sequence[str] = ("time", "cost", "co2e", "reliability"),
        *,
        share: float = 0.8,
        mode: Mode = "any",
        service: Service = "standard",
        via: str | Place | Sequence[str | Place] = (),
        avoid: str | Place | Sequence[str | Place] = (),
        include: str | Sequence[str] = (),
        door: bool = False,
        drivers: Literal[1, 2] | None = None,
        regimes: Asked = None,
        tolerance: float = 0.01,
        month: str | None = None,
    ) -> list[Alternative]:
        """Routes between two places that trade one thing for another, and differ.

        Parameters
        ----------
        origin, destination, mode, service, via, avoid, include, door, drivers, regimes, month
            As for `route`; ``any`` finds truck, train and ship beside one another.
        k, by, share, tolerance
            As for `khorgos.geo.ways.alternatives.alternatives_of`.  By ``gateway`` or
            ``corridor`` there is one row for each.

        Returns
        -------
        list of Alternative
            At most `k` of `ways`: the best by each criterion, then others that have at most
            `share` of their length in common with one before them.

        Raises
        ------
        UnknownPlace, RequestError, NoRoute
            As for `route`.

        Examples
        --------
        >>> found = Network.load().alternatives("Xi'an", "Duisburg", 3)
        >>> [one.why[0] for one in found]
        ['quickest', 'cheapest', 'least CO2e']
        """
        from .ways.alternatives import alternatives_of, by_corridor, by_gateway

        names = listed(via), listed(avoid), listed(include)
        ends = as_name(origin), as_name(destination)
        request = Request(*ends, mode, service, "truck", *names, door, drivers)
        asked = self._asked(regimes, month)
        if by == "gateway":
            return by_gateway(self.appraiser, request, asked)
        if by == "corridor":
            return by_corridor(self.appraiser, request, asked)
        return alternatives_of(self.appraiser, request, k, listed(by), share, tolerance, asked)

    def simulate(
        self,
        route: Route,
        n: int = 100_000,
        seed: int = 0,
        *,
        depart: datetime | str | None = None,
        regimes: Asked = None,
        month: str | None = None,
    ) -> Outlook:
        """Sample how long a route takes; with a departure, by the calendars.

        Parameters
        ----------
        route : Route
            From `route`; one of another network is timed anew, see `retimed`.
        n : int
            Samples.
        seed : int
            The same seed gives the same answer on every platform.
        depart : datetime or str, optional
            When it is ready to leave, by the clock of the origin if it has no zone: closures of
            crossings, departure days of trains and sailings of ships then count, and the state
            of its month, unless `regimes` or `month` is given.
        regimes, month
            As for `outlook`.

        Returns
        -------
        Outlook
            As from `outlook`; with `depart`, also arrivals and probabilities by a date.

        Raises
        ------
        RequestError
            If `n` or `seed` is out of range, `depart` lies outside the calendars, or a regime
            does not exist.

        Examples
        --------
        >>> network = Network.load()
        >>> route = network.route("Xi'an", "Duisburg", service="fast")
        >>> outlook = network.simulate(route, 10_000, depart="2026-12-01T08:00+08:00")
        >>> outlook.arrive(0.5).isoformat(timespec="minutes")[:7]
        '2026-12'
        """
        from .uncertainty.sampling import simulate

        here = self.retimed(route)
        parts = here, self.appraiser.figures(here.variant), self.regimes
        asked = self._asked(regimes, month, depart, here.origin)
        if depart is None:
            return simulate(*parts, n, seed, asked)
        from .uncertainty.dated import simulate_dated

        return simulate_dated(*parts, self.calendars, self.queues, depart, n, seed, asked)

    def choices(
        self,
        hubs: Sequence[str | Place] | None = None,
        services: Sequence[str] = ("fast", "standard"),
        progress: Callable[[int, int], object] | None = None,
    ) -> Iterator[Choice]:
        """All sensible ways between hubs; see `khorgos.geo.ways.hubs.choices`.

        Parameters
        ----------
        hubs : sequence of str or Place, optional
            Names, aliases or ids; the usual ones that the network has if left out.
        services : sequence of str
            ``fast``, ``standard`` or both.
        progress : callable, optional
            Called with how many of how many steps are done.

        Returns
        -------
        iterator of Choice
            By pair in the order of the hubs, by service, then by P50.

        Raises
        ------
        UnknownPlace
            If a hub is not known.
        RequestError
            If there are fewer than two hubs, or a service is not one of those that exist.

        Examples
        --------
        >>> len(list(Network.load().choices(["Almaty-1", "Tashkent"], ["fast"])))
        4
        """
        from .ways.hubs import choices

        return choices(self.appraiser, hubs, services, progress)

    @cached_property
    def flows(self) -> dict[str, Flow]:
        """Traffic by edge, of today whatever a scenario closes; read when first asked for.

        Raises
        ------
        TableError
            If ``flows.csv`` is broken.
        """
        from .graph.traffic import flows_of

        if self.changes is not None:
            return self.changes.base.flows
        return read_only(flows_of(self.infrastructure), "network.flows")

    def backtest(
        self,
        rows: Iterable[Observation] | None = None,
        *,
        progress: Callable[[int, int], object] | None = None,
    ) -> Backtest:
        """How the model meets published times.

        Parameters
        ----------
        rows : iterable of Observation, optional
            Those of ``validation.csv`` if left out: the network's own if its folder has it, else
            those of the package.
        progress : callable, optional
            Called with the number of rows that are done, and of all.

        Returns
        -------
        Backtest
            Outcomes with reasons, scores, and the rows left out.

        Raises
        ------
        RequestError
            If a row takes no time, or its month is none.
        TableError
            If ``validation.csv`` is broken.

        Examples
        --------
        >>> from khorgos.geo.evidence.published import read_observations
        >>> Network.load().backtest(read_observations()[:5]).score("all").rows
        5
        """
        from .evidence.backtest import run
        from .evidence.months import in_months
        from .evidence.published import record_of, see_row

        rows = list(record_of(self.folder) if rows is None else rows)
        for row in rows:
            see_row(row)
        under = in_months(self.states, self.sources)
        return run(self.infrastructure, self.regimes, rows, self.find_routes, progress, under)


Corridor = Network
"""The name of `Network` in 0.4.0."""


def compare(
    base: Network,
    changed: Network,
    pairs: Iterable[tuple[str | Place, str | Place]],
    *,
    way: str = "",
    **options: Any,
) -> list[Comparison]:
    """The same questions to two networks.

    Parameters
    ----------
    base, changed : Network
        Such as that of today, and what `Network.apply` makes of it.
    pairs : iterable of (str or Place, str or Place)
        Origins and destinations: names, aliases or ids.
    way : str
        Id of one of `Network.ways` to compare instead of the quickest.  Where one of the networks
        has none of this id the same way is timed anew; if it is closed, the quickest there by
        the same carriers is shown, and ``why`` says so.
    **options
        Those of `Network.route`: mode, service, vehicle, via, avoid, include, door, drivers.

    Returns
    -------
    list of Comparison
        In the order of the pairs.

    Raises
    ------
    UnknownPlace
        If a name is not known.
    RequestError
        If a pair is none, or names the same place twice, an option makes no sense, or neither
        network has the way.

    Examples
    --------
    >>> today = Network.load()
    >>> cape = today.apply("red-sea-cape")
    >>> (found,) = compare(today, cape, [("Shanghai", "Rotterdam")], mode="sea")
    >>> 240 < found.p50 < 400
    True
    """
    from .scenario.comparison import compare_pairs

    sides = base.appraiser, changed.appraiser
    ask = changed.find_route, changed.retimed
    return compare_pairs(*sides, pairs, *ask, way, **options)


def compare_hubs(
    base: Network, changed: Network, hubs: Sequence[str | Place] | None = None, **options: Any
) -> list[Comparison]:
    """The same questions for all pairs of hubs, in both directions.

    Quantiles, costs and emissions are reckoned when they are asked for, those of pairs that
    have not changed once for both networks.

    Parameters
    ----------
    base, changed : Network
        As for `compare`.
    hubs : sequence of str or Place, optional
        Names, aliases or ids; the usual ones that the network has if left out.
    **options
        As for `compare`.

    Returns
    -------
    list of Comparison
        By origin, then destination; pairs that neither network connects are left out.

    Raises
    ------
    UnknownPlace
        If a hub is not known.
    RequestError
        If an option makes no sense.

    Examples
    --------
    >>> today = Network.load()
    >>> ban = today.apply("khorgos-rail-ban")
    >>> found = compare_hubs(today, ban, ["XIA", "ALM1", "TAS"])
    >>> [x.destination.name for x in found if not x.unchanged]
    ['Almaty-1']
    """
    from .scenario.comparison import compare_all

    return compare_all(base.appraiser, changed.appraiser, hubs, **options)


def criticality(
    network: Network,
    hubs: Sequence[str | Place] | None = None,
    mode: str = "rail",
    service: str = "standard",
    *,
    vehicle: str = "truck",
    by: Literal["line", "edge"] = "line",
) -> list[Loss]:
    """What it costs to lose each line, crossing, passage and terminal.

    Parameters
    ----------
    network : Network
        Such as that of today.
    hubs : sequence of str or Place, optional
        Names, aliases or ids; the usual ones that the network has if left out.
    mode, service, vehicle : str
        As for `Network.route`; trucks on roads are refused, since their rests depend on the way.
    by : {'line', 'edge'}
        ``edge`` takes each edge on its own instead: one track, one gauge, one formality.

    Returns
    -------
    list of Loss
        Those that cost anything, the most hours first.

    Raises
    ------
    UnknownPlace
        If a hub is not known.
    RequestError
        If there are fewer than two hubs, or an option is not one of those that exist.

    Examples
    --------
    >>> losses = criticality(Network.load(), ["Xi'an", "Almaty-1", "Tashkent"])
    >>> losses[0].lost_hours >= losses[1].lost_hours > 0
    True
    """
    from .resilience.criticality import losses_of

    parts = network.infrastructure, network.flows
    return losses_of(*parts, hubs, mode, service, vehicle=vehicle, by=by)
