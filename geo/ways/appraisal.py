"""What a route takes, costs and emits in one network."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from threading import RLock
from typing import TYPE_CHECKING, Any

from ..carbon.emissions import Emissions, emissions_of
from ..carbon.intensity import Factors
from ..graph.infrastructure import Infrastructure
from ..money.cost import Cost, cost_of
from ..money.rates import priced
from ..money.tariff import Tariff
from ..routing.search import crew
from ..routing.view import View, Weight
from ..uncertainty.dependence import ServiceFigures
from ..uncertainty.outlook import Outlook, Timed, exact_outlook, timed
from ..uncertainty.regimes import Asked, Regimes
from ..values import Brief, number_of
from .weights import hours_weight, remembered

if TYPE_CHECKING:
    from ..routing.request import Request
    from ..routing.route import Route

__all__ = ["Appraiser"]

TRUCKED = ("road", "air", "any")
"""Modes that take trucks."""
KEPT = 128
"""Kinds of requests for which a network remembers how it looks."""


class Appraiser:
    """What a route takes, costs and emits; tables are read when first asked for.

    Parameters
    ----------
    infrastructure : Infrastructure
        Places, edges and figures; they may not change.
    regimes : mapping of str to Regimes
        By corridor.

    Examples
    --------
    >>> from khorgos.geo import Network
    >>> network = Network.load()
    >>> route = network.route("Xi'an", "Duisburg")
    >>> appraiser = Appraiser(network.infrastructure, network.regimes)
    >>> appraiser.outlook(route).quantile(0.5) == network.outlook(route).quantile(0.5)
    True
    """

    def __init__(self, infrastructure: Infrastructure, regimes: Mapping[str, Regimes]):
        self.infrastructure = infrastructure
        self.regimes = regimes
        self.answers: dict[object, Any] = Brief()
        """Sets of ways that were asked for, the last ones."""
        self.lock = RLock()
        """Held while a set of ways is sought: searches that are shared grow as they go."""
        self._views: dict[tuple[object, ...], View] = {}
        self._weights: dict[tuple[str, str, int], Weight] = {}
        self._figures: dict[str, ServiceFigures] = {}
        self._factors: dict[tuple[float, bool], Factors] = {}

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Appraiser):
            return NotImplemented
        mine, theirs = self.infrastructure, other.infrastructure
        return self is other or (self.regimes == other.regimes and mine == theirs)

    __hash__ = None  # type: ignore[assignment]  # as its infrastructure

    def __reduce__(self) -> tuple[Any, ...]:
        # What was looked up is found again; searches hold what cannot be pickled.
        return Appraiser, (self.infrastructure, self.regimes)

    @cached_property
    def priced(self) -> bool:
        """Whether there are tables of prices and emissions."""
        return priced(self.infrastructure.folder)

    @cached_property
    def tariff(self) -> Tariff:
        """What the edges cost.

        Raises
        ------
        TableError
            If ``costs.csv`` is missing or broken.
        """
        return Tariff(self.infrastructure.folder)

    def figures(self, variant: str) -> ServiceFigures:
        """The figures of one service in each regime."""
        if variant not in self._figures:
            self._figures[variant] = ServiceFigures(self.infrastructure.figures, variant)
        return self._figures[variant]

    def factors(self, payload: float = 10.0, *, radiative_forcing: bool = False) -> Factors:
        """What the edges emit; see `khorgos.geo.carbon.intensity.Factors`."""
        key = (number_of(payload), bool(radiative_forcing))
        known = self._factors.get(key)
        if known is None:
            folder = self.infrastructure.folder
            known = Factors(folder, payload, radiative_forcing=radiative_forcing)
            self._factors[key] = known
        return known

    def view(self, request: Request, weight: str = "") -> View:
        """The network as a kind of request sees it, kept for the next one of its kind.

        Parameters
        ----------
        request : Request
            What may be used.
        weight : str
            What its searches add up, of `khorgos.geo.ways.weights`; typical hours with the rests
            of drivers if left out.

        Returns
        -------
        View
            For requests with the same mode, service, vehicle, avoid and include.
        """
        with self.lock:
            return self._view(request, weight)

    def _view(self, request: Request, weight: str) -> View:
        drivers = 0
        if weight and request.vehicle == "truck" and request.mode in TRUCKED:
            drivers = crew(self.view(request), request)
        kind = request.mode, request.variant, request.vehicle, request.avoid, request.include
        key = (*kind, weight, drivers)
        view = self._views.get(key)
        if view is None:
            if len(self._views) >= KEPT:
                self._views.pop(next(iter(self._views)))
            if not weight:
                view = View(self.infrastructure, request)
            else:
                by = weight, request.variant, drivers
                if by not in self._weights:
                    self._weights[by] = remembered(self._weight(*by))
                view = View(self.infrastructure, request, self._weights[by], self.view(request))
            self._views[key] = view
        return view

    def outlook(self, route: Route, regimes: Asked = None) -> Outlook:
        """How long it takes and how sure that is."""
        figures = self.figures(getattr(route, "variant", "standard"))
        return exact_outlook(route, figures, self.regimes, regimes)

    def _weight(self, name: str, variant: str, drivers: int) -> Weight:
        if name == "cost":
            tariff = self.tariff
            return lambda edge: tariff.of_edge(edge).typical
        if name == "co2e":
            factors = self.factors()
            return lambda edge: factors.of_edge(edge).typical
        return hours_weight(name, self.figures(variant), self.regimes.values(), drivers)

    def timed(self, route: Route, regimes: Asked = None) -> Timed:
        """The law of how long it takes: no more of `outlook` than its quantiles need."""
        return timed(route, self.figures(route.variant), self.regimes, regimes)

    def cost(self, route: Route, unit: str = "FEU") -> Cost:
        """What it costs, line by line."""
        return cost_of(self.tariff, route, unit)

    def emissions(
        self, route: Route, payload: float = 10.0, *, radiative_forcing: bool = False
    ) -> Emissions:
        """CO2e by element of the transport chain."""
        return emissions_of(self.factors(payload, radiative_forcing=radiative_forcing), route)
