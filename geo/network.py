"""What one can ask: routes, how sure they are, what they cost, and what if."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from .graph.infrastructure import Network

if TYPE_CHECKING:
    from datetime import date, datetime

    from .carbon.emissions import Emissions
    from .money.cost import Cost
    from .money.tariff import Tariff
    from .reach.reach import Reach
    from .routing.route import Route
    from .scenario.scenarios import Scenario
    from .uncertainty.outlook import Outlook
    from .ways.tradeoffs import Alternative

__all__ = ["Corridor"]


class Corridor(Network):
    """The network with its figures, ready to be asked.

    `Network` has its parts: places, figures, the graph.

    Examples
    --------
    >>> corridor = Corridor.load()
    >>> corridor.route("Zhetygen", "Altynkol").distance_km
    293.0
    """

    def route(
        self,
        origin: str,
        destination: str,
        *,
        mode: Literal["rail", "road", "sea", "air", "any"] = "rail",
        service: Literal["fast", "standard"] = "standard",
        vehicle: Literal["truck", "car"] = "truck",
        via: str | Sequence[str] = (),
        avoid: str | Sequence[str] = (),
        include: str | Sequence[str] = (),
        door: bool = False,
        drivers: Literal[1, 2] | None = None,
    ) -> Route:
        """Fastest route between two places; see `khorgos.geo.routing.router.find_route`.

        Parameters
        ----------
        origin, destination : str
            Names, aliases or ids.
        mode : {'rail', 'road', 'sea', 'air', 'any'}
            ``rail`` and ``road`` take ferries where the line meets the sea; ``any`` may
            lift containers between all of them; ``air`` takes trucks to airports and flies.
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
        from .routing.request import Request
        from .routing.router import find_route

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

    def emissions(
        self, route: Route, payload: float = 10.0, *, radiative_forcing: bool = False
    ) -> Emissions:
        """CO2e of one FEU on a route, well to wheel, by element of the transport chain.

        Parameters
        ----------
        route : Route
            From `route`.
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
        >>> corridor = Corridor.load()
        >>> emissions = corridor.emissions(corridor.route("Xi'an", "Duisburg"))
        >>> 17 < emissions.per_tonne_km.mode < 20
        True
        """
        from .carbon.emissions import emissions_of

        return emissions_of(self, route, payload, radiative_forcing=radiative_forcing)

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
        from .uncertainty.outlook import exact_outlook

        return exact_outlook(self, route, regimes)

    def reach(
        self,
        origin: str,
        *,
        mode: Literal["rail", "road", "sea", "air", "any"] = "rail",
        service: Literal["fast", "standard"] = "standard",
        vehicle: Literal["truck", "car"] = "truck",
        avoid: str | Sequence[str] = (),
        include: str | Sequence[str] = (),
        drivers: Literal[1, 2] | None = None,
        quantiles: Sequence[float] = (0.5, 0.9),
        regimes: str | Mapping[str, float] | None = None,
    ) -> Reach:
        """How far a shipment comes in so many days; see `khorgos.geo.reach.arrivals.reach_of`.

        Parameters
        ----------
        origin : str
            Name, alias or id.
        mode, service, vehicle, avoid, include
            As for `route`.
        drivers : {1, 2}, optional
            Of a truck; two if the service is fast, else one.
        quantiles : sequence of float
            Between 0 and 1: half of the shipments have come so far, and nine in ten.
        regimes : str or mapping of str to float, optional
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
        >>> week = Corridor.load().reach("Khorgos").within(7, 0.5)
        >>> week.stops > 20
        True
        """
        from .reach.arrivals import reach_of
        from .routing.request import Request

        request = Request(
            origin,
            "",
            mode,
            service,
            vehicle,
            avoid=_words(avoid),
            include=_words(include),
            drivers=drivers,
        )
        return reach_of(self, request, quantiles, regimes)

    @cached_property
    def scenarios(self) -> dict[str, Scenario]:
        """Scenarios of ``scenarios.csv`` by id; read when first asked for."""
        from .scenario.scenarios import read_scenarios

        return read_scenarios(self.folder) if self.changes is None else self.changes.base.scenarios

    @property
    def applied(self) -> tuple[str, ...]:
        """Ids of the scenarios that the corridor is under, sorted."""
        return () if self.changes is None else tuple(x.id for x in self.changes.scenarios)

    def apply(self, *scenarios: str | Scenario, on: date | str | None = None) -> Corridor:
        """The corridor under scenarios; this one stays as it is.

        Several combine, in any order, and on top of those that it is under already.

        Parameters
        ----------
        *scenarios : str or Scenario
            Ids in ``scenarios.csv``, or scenarios made in code.
        on : date or str, optional
            No more than the effects in force on this day; all of them if left out.

        Returns
        -------
        Corridor
            A new one.

        Raises
        ------
        RequestError
            If a scenario is unknown, or applied twice, or `on` is no day.
        TableError
            If a scenario contradicts the network or another one: the text says where.

        Examples
        --------
        >>> today = Corridor.load()
        >>> bypass = today.apply("almaty-bypass")
        >>> hours = [c.route("Altynkol", "Shu").hours for c in (today, bypass)]
        >>> hours[0] > hours[1] + 10
        True
        """
        from .scenario.apply import applied

        return applied(self, scenarios, on)

    @cached_property
    def tariff(self) -> Tariff:
        """What the edges cost; its table is read when first asked for.

        Raises
        ------
        TableError
            If ``costs.csv`` is missing or broken.
        """
        from .money.tariff import Tariff

        return Tariff(self)

    def cost(self, route: Route, unit: Literal["FEU", "TEU", "truck"] = "FEU") -> Cost:
        """What a shipment costs on a route, element by element; see `khorgos.geo.money.cost`.

        Parameters
        ----------
        route : Route
            From `route`.
        unit : {'FEU', 'TEU', 'truck'}
            Forty-foot container, twenty-foot container, or truck, which counts as the first.

        Returns
        -------
        Cost
            Lines in US dollars with low, mode and high, year and sources; their total, which is
            what a shipper pays; and the Chinese subsidy, which is not in it.

        Raises
        ------
        RequestError
            If the unit is not one of those.
        TableError
            If ``costs.csv`` is missing or broken.

        Examples
        --------
        >>> corridor = Corridor.load()
        >>> cost = corridor.cost(corridor.route("Xi'an", "Duisburg"))
        >>> 5_250 < cost.total.mode < 6_200
        True
        """
        from .money.cost import cost_of

        return cost_of(self.tariff, route, unit)

    def alternatives(
        self,
        origin: str,
        destination: str,
        k: int = 5,
        by: str | Sequence[str] = ("time", "cost", "co2e", "reliability"),
        *,
        share: float = 0.8,
        mode: Literal["rail", "road", "sea", "air", "any"] = "any",
        service: Literal["fast", "standard"] = "standard",
        avoid: str | Sequence[str] = (),
        include: str | Sequence[str] = (),
        tolerance: float = 0.01,
    ) -> list[Alternative]:
        """Routes between two places that trade one thing for another, and differ.

        Parameters
        ----------
        origin, destination, mode, service, avoid, include
            As for `route`; ``any`` finds truck, train and ship beside one another.
        k, by, share, tolerance
            As for `khorgos.geo.ways.tradeoffs.find_alternatives`.  By ``gateway`` or ``corridor``
            there is one row for each: `khorgos.geo.ways.by_gateway.offers`.

        Returns
        -------
        list of Alternative
            At most `k`, no two of which have more than `share` of their length in common.

        Raises
        ------
        UnknownPlace, RequestError, NoRoute
            As for `route`.

        Examples
        --------
        >>> found = Corridor.load().alternatives("Xi'an", "Duisburg", 3)
        >>> [one.why[0] for one in found]
        ['quickest in a quiet month', 'cheapest', 'least CO2e']
        """
        from .routing.request import Request
        from .ways.by_gateway import offers
        from .ways.tradeoffs import find_alternatives

        avoid, include = _words(avoid), _words(include)
        request = Request(origin, destination, mode, service, avoid=avoid, include=include)
        if by in ("gateway", "corridor"):
            return offers(self, request, str(by))
        return find_alternatives(self, request, k, _words(by), share, tolerance)

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
        from .uncertainty.sampling import simulate

        return simulate(self, route, n, seed, depart=depart, regimes=regimes)


def _words(value: str | Sequence[str]) -> tuple[str, ...]:
    """One word is meant as a list of one, not as its letters."""
    return (value,) if isinstance(value, str) else tuple(value)
