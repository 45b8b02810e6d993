"""Routes as the page knows them: steps that are written once, and rows that refer to them.

What the model decides stands in the rows.  The page adds up: kilometres, hours, shares and
sources of the legs, and where a shipment is at an hour.  Legs that rest on one figure share
their hours in proportion to their typical ones, so that their sum is all that it needs.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from ...geo.errors import RequestError
from ...geo.routing.drivers import stops
from ...geo.values import JUDGEMENT
from ...geo.ways.names import Words, words_of
from ...geo.ways.ways import CRITERIA
from ..report.outlook import loss_words, worst
from ..report.totals import KG_PER_TONNE
from .compression import Rows, chains_of, filled, pack

if TYPE_CHECKING:
    from ...geo import Leg, Outlook, Place, Route, Way
    from ...geo.ways.appraisal import Appraiser
    from .network_data import NetworkRows

__all__ = ["LEVELS", "ROUTE_FIELDS", "STEP_FIELDS", "RouteRows"]

STEP_FIELDS = (
    "from", "to", "activity", "carrier", "gauge", "km", "typical", "figure", "judgement",
    "status", "kmSource", "line", "reverse",
)  # fmt: skip
ROUTE_FIELDS = (
    "from", "to", "kind", "quantiles", "curve", "drivers", "loss", "rests", "hours", "totals",
    "unstated", "why", "chains",
)  # fmt: skip
LABELS = [label.replace("CO2", "CO₂") for label, _ in CRITERIA.values()]
"""What a way may be the best at; the field ``why`` has a bit for each, from the lowest."""
SHARED = ("move", "rest")
"""Activities whose legs share the hours of their figure."""
LEVELS = (0.01, 0.05, 0.2, 0.3, 0.4, 0.6, 0.7, 0.8, 0.95, 0.99)
"""Probabilities of the points of a route's curve, beside those of its quantiles."""
QUANTILES = (0.1, 0.5, 0.9)
HOUR_DIGITS = 4
QUANTILE_DIGITS = 3
"""As many as it takes for the page to round to the same tenth of a day as other answers."""
UNIT = 100
"""Parts of an hour: those of the legs of a route are whole numbers, and add up to its quantiles."""
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

    def add(
        self,
        outlook: Outlook,
        way: Way | None = None,
        appraiser: Appraiser | None = None,
        *,
        brief: bool = False,
    ) -> int:
        """Add a route with its outlook, and return its number.

        Parameters
        ----------
        outlook : Outlook
            Its route is added.
        way : Way, optional
            Of a set, which says what it is called there.
        appraiser : Appraiser, optional
            Of the network whose answer it is; that of the page if left out.
        brief : bool
            Money and CO2e without their ranges: many routes together take much room.

        Returns
        -------
        int
            From 0.

        Raises
        ------
        RequestError
            If it takes a line that the network of the page does not have.
        """
        route = outlook.route
        if appraiser is None and self.network.corridor is not None:
            appraiser = self.network.corridor.appraiser
        # Rests are told apart: those of each journey are its own.
        self.paths.append([self._step(leg) for leg, _ in outlook.steps if leg.activity != "rest"])
        unit = 1 if outlook.quantile(0.9) > LONG else 10
        points = [round(unit * outlook.quantile(level)) for level in LEVELS]
        row = {
            "from": self._place(route.origin),
            "to": self._place(route.destination),
            "kind": self._kind(outlook, way or words_of(route)),
            "quantiles": [round(outlook.quantile(p), QUANTILE_DIGITS) for p in QUANTILES],
            "curve": [unit, points[0], *(b - a for a, b in pairwise(points))],
            "drivers": [
                number
                for d in worst(outlook)
                for number in (self._word(d.label), self._word(d.place), round(100 * d.share))
            ],
            "loss": self._loss(outlook),
            "rests": self._rests([leg for leg, _ in outlook.steps], route.crew),
            "hours": self._hours(outlook),
            "totals": self._brief(way) if brief and way else self._totals(route, appraiser),
            "unstated": round(100 * outlook.unstated.share) if outlook.unstated else 0,
            "why": _mask(way.why if way else ()),
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
                "unit": UNIT,
                "labels": LABELS,
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

    def _brief(self, way: Way) -> list[int]:
        """US$ and kg CO2e of a forty-foot container, as other answers round them."""
        values = way.values
        return _rounded([values["cost"]], [values["co2e"]]) if "cost" in values else []

    def _totals(self, route: Route, appraiser: Appraiser | None) -> list[int]:
        """The same with their ranges."""
        if appraiser is None or route.vehicle == "car" or not appraiser.priced:
            return []
        return _rounded(appraiser.cost(route).total_usd, appraiser.emissions(route).total_kg)

    def _loss(self, outlook: Outlook) -> list[int]:
        """Words for where a late journey loses most: what, where, and hours."""
        loss = outlook.worst_loss
        if loss is None:
            return []
        return [self._word(text) for text in (loss.label, loss.place, loss_words(loss))]

    def _hours(self, outlook: Outlook) -> list[int]:
        """Hours at P50 of each group of legs, how much less at P10, and how much more at P90.

        Groups are the moves on one figure, all rests, and each other leg, in order of their first
        legs; if these do not share their hours as they do typical ones, each leg is a group.
        """
        legs = [leg for leg, _ in outlook.steps]
        hours = np.array([step.hours for step in outlook.steps])
        groups: dict[object, list[int]] = {}
        for number, leg in enumerate(legs):
            figure = self.network.figure_row(leg.figure) if leg.activity == "move" else -1
            key = (leg.activity, figure) if leg.activity in SHARED else number
            groups.setdefault(key, []).append(number)
        typical = np.array([leg.hours for leg in legs])
        for numbers in groups.values():
            whole = typical[numbers].sum()
            shares = typical[numbers] / whole if whole else np.ones(1)
            spread = np.outer(shares, hours[numbers].sum(axis=0))
            if spread.shape != (len(numbers), 3) or abs(spread - hours[numbers]).max() > 1 / UNIT:
                groups = {number: [number] for number in range(len(legs))}
                break
        sums = np.array([hours[numbers].sum(axis=0) for numbers in groups.values()])
        parts = np.floor(UNIT * sums).astype(int)
        for column, p in enumerate(QUANTILES):
            # Those with the largest remainders are rounded up, so that all add up.
            short = round(UNIT * outlook.quantile(p)) - parts[:, column].sum()
            rest = UNIT * sums[:, column] - parts[:, column]
            parts[np.argsort(-rest, kind="stable")[:short], column] += 1
        return [int(n) for p10, p50, p90 in parts for n in (p50, p50 - p10, p90 - p50)]

    def _rests(self, legs: Sequence[Leg], crew: int) -> int:
        """Number of the rests of a route: drivers, and where.

        For each rest there are two numbers: how many steps come before it since the last one,
        and how many of the stops fall into it, whose hours are the typical ones.
        """
        rests = [(number, leg) for number, leg in enumerate(legs) if leg.activity == "rest"]
        if not rests:
            return 0
        drives = (leg for leg in legs if leg.kind == "move" and leg.carrier == "road")
        wheel = math.fsum(leg.hours for leg in drives)
        self.wheel[crew] = max(wheel, self.wheel.get(crew, 0.0))
        pauses = iter([hours for _, hours in stops(wheel, crew)])
        placed = []
        before = 0
        for number, leg in ((number - earlier, leg) for earlier, (number, leg) in enumerate(rests)):
            left, count = leg.hours, 0
            while left > LEAST:
                left -= next(pauses)
                count += 1
            placed.append((number - before, count))
            before = number
        (text,) = pack(np.array(placed), np.zeros(len(placed), int), 1)
        return self.rests.add((crew, text), [crew, text])

    def _word(self, word: str) -> int:
        return self.words.add(word, word)

    def _place(self, place: Place) -> int:
        return self.network.places[place.id]

    def _kind(self, outlook: Outlook, way: Way | Words) -> int:
        """What many routes have in common."""
        route = outlook.route
        unstated = outlook.unstated
        rest = next((leg for leg in route.legs if leg.activity == "rest"), None)
        row = {
            "mode": route.mode,
            "service": route.service,
            "vehicle": route.vehicle,
            "door": route.door,
            "corridor": route.corridor,
            "id": way.id,
            "way": way.name,
            "rest": (self.network.figure_row(rest.figure), self._word(rest.basis)) if rest else (),
            "regimes": self._regimes(outlook),
            "left": self.network.figure_row(unstated.figure) if unstated else None,
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
            line = network.line_of_edge.get(leg.edge.id, -1)
            if line < 0:
                ends = f"{leg.origin.name} → {leg.destination.name} ({leg.edge.id})"
                raise RequestError(f"{ends} is not in this network; draw one that has it")
            reverse = int(network.lines.rows[line]["from"] != network.places.get(leg.origin.id))
        step = (
            self._place(leg.origin),
            self._place(leg.destination),
            self._word(leg.activity),
            self._word(leg.carrier),
            leg.gauge or 0,
            round(leg.distance_km, 1),
            round(leg.hours, HOUR_DIGITS),
            network.figure_row(leg.figure),
            self._word(leg.basis),
            self._word(leg.status),
            -1 if leg.length_source in ("", JUDGEMENT) else network.source(leg.length_source),
            line,
            reverse,
        )
        return self.steps.add(step, list(step))


def _rounded(dollars: Sequence[float], kilograms: Sequence[float]) -> list[int]:
    """US$, and kg of as many digits of a tonne as are shown: twice rounded is not once rounded."""
    short = kilograms[len(kilograms) // 2] < KG_PER_TONNE
    tonnes = (round(value / KG_PER_TONNE, 2 if short else 1) for value in kilograms)
    return [*map(round, dollars), *(round(KG_PER_TONNE * value) for value in tonnes)]


def _mask(why: Collection[str]) -> int:
    """Labels of a way as bits, in the order of `CRITERIA`."""
    return sum((label in why) << bit for bit, (label, _) in enumerate(CRITERIA.values()))
