"""Routes as the page knows them: steps that are written once, and rows that refer to them.

What the model decides stands in the rows.  The page adds up: kilometres, hours, shares and
sources of the legs, and where a shipment is at an hour.
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from ...geo.errors import RequestError
from ...geo.routing.drivers import stops
from ...geo.values import JUDGEMENT
from ..look.words import way_words
from ..report.outlook import worst
from ..report.totals import has_totals
from .compression import Rows, chains_of, filled, pack

if TYPE_CHECKING:
    from ...geo import Leg, Outlook, Place, Route
    from .network_data import NetworkRows

__all__ = ["LEVELS", "ROUTE_FIELDS", "STEP_FIELDS", "RouteRows"]

STEP_FIELDS = (
    "from", "to", "activity", "carrier", "gauge", "km", "low", "typical", "high", "figure",
    "judgement", "status", "kmSource", "line", "reverse",
)  # fmt: skip
ROUTE_FIELDS = (
    "from", "to", "kind", "quantiles", "curve", "drivers", "rests", "totals", "chains",
)  # fmt: skip
LEVELS = (0.01, 0.05, 0.2, 0.3, 0.4, 0.6, 0.7, 0.8, 0.95, 0.99)
"""Probabilities of the points of a route's curve, beside those of its quantiles."""
QUANTILES = (0.1, 0.5, 0.9)
HOUR_DIGITS = 2
QUANTILE_DIGITS = 3
"""As many as it takes for the page to round to the same tenth of a day as other answers."""
TEN, HUNDRED = 10, 100
LONG = 100.0
"""Hours from which the curve of a route is written in whole hours, not in tenths."""
LEAST = 1e-6
"""Hours of rest that are none."""


class RouteRows:
    """Collects routes over one network.

    Parameters
    ----------
    network : NetworkRows
        Has the places, lines, figures and sources that rows refer to.
    """

    def __init__(self, network: NetworkRows) -> None:
        self.network = network
        self.steps = Rows()
        self.kinds = Rows()
        self.regimes = Rows()
        self.words = Rows()
        self.rests = Rows()
        self.rests.add((), [])  # of those who need none
        self.wheel: dict[int, float] = {}  # drivers -> most hours at the wheel
        self.rows: list[list[Any]] = []
        self.paths: list[list[int]] = []

    def add(self, outlook: Outlook, gateway: Place | None = None, *, brief: bool = False) -> int:
        """Add a route with its outlook, and return its number.

        Parameters
        ----------
        outlook : Outlook
            Its route is added.
        gateway : Place, optional
            Where it crosses the border of home by land.
        brief : bool
            Money and CO2e without their ranges: many routes together take much room.

        Returns
        -------
        int
            From 0.

        Raises
        ------
        RequestError
            If the route belongs to another corridor.
        """
        route = outlook.route
        # Rests are told apart: those of each journey are its own.
        self.paths.append([self._step(leg) for leg in route.legs if leg.activity != "rest"])
        unit = 1 if outlook.quantile(0.9) > LONG else 10
        points = [round(unit * outlook.quantile(level)) for level in LEVELS]
        row = {
            "from": self._place(route.origin),
            "to": self._place(route.destination),
            "kind": self._kind(outlook, gateway),
            "quantiles": [round(outlook.quantile(p), QUANTILE_DIGITS) for p in QUANTILES],
            "curve": [unit, points[0], *(b - a for a, b in pairwise(points))],
            "drivers": [
                number
                for d in worst(outlook)
                for number in (self._word(d.label), self._word(d.place), round(100 * d.share))
            ],
            "rests": self._rests(route),
            "totals": self._totals(route, ranges=not brief),
        }
        self.rows.append(list(row.values()))
        return len(self.rows) - 1

    def kind(self, number: int) -> dict[str, Any]:
        """What a route has in common with others."""
        found: dict[str, Any] = self.kinds.rows[self.rows[number][ROUTE_FIELDS.index("kind")]]
        return found

    def data(self) -> dict[str, Any]:
        """All routes, for the page."""
        chains, routes = chains_of(self.paths)
        return {
            "fields": {
                "step": STEP_FIELDS,
                "route": ROUTE_FIELDS,
                "levels": LEVELS,
                "quantiles": QUANTILES,
                "totals": {2: HUNDRED, 6: TEN},
            },
            "words": self.words.rows,
            "kinds": self.kinds.rows,
            "regimes": self.regimes.rows,
            "rests": self.rests.rows,
            "stops": {crew: stops(wheel, crew) for crew, wheel in sorted(self.wheel.items())},
            "steps": self.steps.rows,
            "chains": chains,
            "rows": [[*row, path] for row, path in zip(self.rows, routes, strict=True)],
        }

    def _totals(self, route: Route, *, ranges: bool) -> list[int]:
        """US$ and kg CO2e of a forty-foot container: in hundreds, or in tens with their ranges."""
        corridor = self.network.corridor
        if corridor is None or not has_totals(corridor, route):
            return []
        both = (corridor.cost(route).total_usd, corridor.emissions(route).total_kg)
        if not ranges:
            return [round(amount.typical / HUNDRED) for amount in both]
        return [round(value / TEN) for amount in both for value in amount]

    def _rests(self, route: Route) -> int:
        """Number of the rests of a route: drivers, low and high hours of all rests, and where.

        For each rest there are two numbers: how many steps come before it since the last one,
        and how many of the stops fall into it, whose hours are the typical ones.
        """
        rests = [(number, leg) for number, leg in enumerate(route.legs) if leg.activity == "rest"]
        if not rests:
            return 0
        drives = (leg for leg in route.legs if leg.kind == "move" and leg.carrier == "road")
        wheel = math.fsum(leg.hours for leg in drives)
        self.wheel[route.crew] = max(wheel, self.wheel.get(route.crew, 0.0))
        pauses = iter([hours for _, hours in stops(wheel, route.crew)])
        placed = []
        before = 0
        for number, leg in ((number - earlier, leg) for earlier, (number, leg) in enumerate(rests)):
            left, count = leg.hours, 0
            while left > LEAST:
                left -= next(pauses)
                count += 1
            placed.append((number - before, count))
            before = number
        low, _, high = map(sum, zip(*(leg.time for _, leg in rests), strict=True))
        (text,) = pack(np.array(placed), np.zeros(len(placed), int), 1)
        row = [route.crew, round(low, HOUR_DIGITS), round(high, HOUR_DIGITS), text]
        return self.rests.add(tuple(row), row)

    def _word(self, word: str) -> int:
        return self.words.add(word, word)

    def _place(self, place: Place) -> int:
        number = self.network.places.get(place.id)
        if number is None:
            raise RequestError(f"{place.name} of the route is not in this corridor")
        return number

    def _kind(self, outlook: Outlook, gateway: Place | None) -> int:
        """What many routes have in common."""
        route = outlook.route
        corridor = route.corridor
        # Of all modes together, the corridor alone does not say what carries it.
        mixed = route.mode == "any" and gateway is None
        rest = next((leg for leg in route.legs if leg.activity == "rest"), None)
        row = {
            "mode": route.mode,
            "service": route.service,
            "vehicle": route.vehicle,
            "door": route.door,
            "corridor": corridor,
            "way": way_words(route, corridor, None) if mixed else "",
            "gateway": self._place(gateway) if gateway else None,
            "rest": (self.network.figure_row(rest.figure), self._word(rest.basis)) if rest else (),
            "regimes": self._regimes(outlook),
        }
        return self.kinds.add(tuple(row.values()), filled(row))

    def _regimes(self, outlook: Outlook) -> int:
        regimes = outlook.regimes
        weights = {name: weight for name, weight in outlook.weights.items() if weight}
        sources = [self.network.source(id_) for id_ in regimes.sources]
        row = [regimes.label, weights, regimes.judgement, regimes.as_of, sources]
        return self.regimes.add((regimes.corridor, *weights.items()), row)

    def _step(self, leg: Leg) -> int:
        network = self.network
        line, reverse = -1, 0
        if leg.kind == "move":
            number = network.line_of_edge.get(leg.edge.id)
            if number is None:
                raise RequestError(f"edge {leg.edge.id!r} of the route is not in this corridor")
            line = number
            reverse = int(network.lines.rows[line]["from"] != network.places.get(leg.origin.id))
        step = (
            self._place(leg.origin),
            self._place(leg.destination),
            self._word(leg.activity),
            self._word(leg.carrier),
            leg.gauge or 0,
            round(leg.distance_km, 1),
            *(round(hours, HOUR_DIGITS) for hours in leg.time),
            network.figure_row(leg.figure),
            self._word(leg.basis),
            self._word(leg.status),
            -1 if leg.length_source in ("", JUDGEMENT) else network.source(leg.length_source),
            line,
            reverse,
        )
        return self.steps.add(step, list(step))
