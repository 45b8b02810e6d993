"""How long a shipment takes and how sure that is: quantiles, drivers, dates, freshness."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from ..errors import RequestError
from ..graph.figures import Figure
from ..routing.route import see_route
from .dependence import ServiceFigures, TimePart, law_of, moments_of, parts_of
from .freshness import Freshness, figures_of
from .regimes import Regimes, regimes_of, weights_of

if TYPE_CHECKING:
    from datetime import datetime

    from ..frames import Frame
    from ..html import Table
    from ..routing.route import Route

__all__ = ["QUANTILES", "Driver", "Outlook", "exact_outlook"]

QUANTILES = {"p05": 0.05, "p10": 0.1, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p90": 0.9, "p95": 0.95}
"""The quantiles that outputs carry."""


class Distribution(Protocol):
    """What an outlook asks of a distribution: exact or sampled."""

    def cdf(self, hours: float) -> float:
        """Probability of at most so many hours."""

    def quantile(self, probability: float) -> float:
        """Hours that are not exceeded with a probability."""


class Driver(NamedTuple):
    """What makes a shipment late.

    Parameters
    ----------
    label : str
        What takes the time.
    place : str
        Where; empty for moves.
    figure : str
        Id of the figure.
    share : float
        Of the variance; all drivers sum to 1.
    hours : float
        Its expected hours.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> corridor = Corridor.load()
    >>> worst = corridor.outlook(corridor.route("Xi'an", "Duisburg")).drivers[0]
    >>> worst.figure, worst.place
    ('customs.brest', 'Małaszewicze')
    """

    label: str
    place: str
    figure: str
    share: float
    hours: float


@dataclass(frozen=True, repr=False)
class Outlook:
    """Distribution of the transit time of one route.

    Parameters
    ----------
    route : Route
        What was asked.
    regimes : Regimes
        Of the corridor that the route belongs to.
    weights : dict of str to float
        Of the regimes, as used.
    parts : list of TimePart
        What moves together.
    law : Distribution
        Exact or sampled.
    mean_hours, sd_hours : float
        Expected hours and their standard deviation.
    drivers : list of Driver
        What makes the shipment late, worst first.
    figures : list of Figure
        All that the answer rests on, those of worse months too, in order of use.
    freshness : Freshness
        How old they are.
    method : str
        ``exact`` or ``sampled``.
    samples : int
        How many; 0 if exact.
    depart : datetime or None
        When it leaves, with a zone.
    met : list of str
        Closures and timetables that the calendars put in the way.
    calendar_sources : list of str
        Ids of what stands behind these.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> corridor = Corridor.load()
    >>> outlook = corridor.outlook(corridor.route("Xi'an", "Duisburg", service="fast"))
    >>> 10 < outlook.quantile(0.5) / 24 < 14
    True
    >>> outlook.quantile(0.1) < outlook.quantile(0.5) < outlook.quantile(0.9)
    True
    >>> outlook
    <Outlook: Xi'an → Duisburg, P10 11.1, P50 12.8, P90 15.4 days>
    """

    route: Route
    regimes: Regimes
    weights: dict[str, float] = field(hash=False)
    parts: list[TimePart] = field(hash=False)
    law: Distribution
    mean_hours: float
    sd_hours: float
    drivers: list[Driver] = field(hash=False)
    figures: list[Figure] = field(hash=False)
    freshness: Freshness
    method: str = "exact"
    samples: int = 0
    depart: datetime | None = None
    met: list[str] = field(default_factory=list, hash=False)
    calendar_sources: list[str] = field(default_factory=list, hash=False)

    @property
    def sources(self) -> list[str]:
        """Ids of every source behind the outlook: of the route, of worse months, of weights."""
        ids = [*self.route.sources, *self.regimes.sources]
        ids += [id_ for figure in self.figures for id_ in figure.sources]
        return list(dict.fromkeys((*ids, *self.calendar_sources)))

    def __repr__(self) -> str:
        p10, p50, p90 = (self.quantile(p) / 24 for p in (0.1, 0.5, 0.9))
        return f"<Outlook: {self.route.ends}, P10 {p10:.1f}, P50 {p50:.1f}, P90 {p90:.1f} days>"

    def _repr_html_(self) -> str:
        from ..html import Table, card

        p10, p50, p90 = (self.quantile(p) / 24 for p in (0.1, 0.5, 0.9))
        fresh = self.freshness
        states = ", ".join(f"{name} {weight:.0%}" for name, weight in self.weights.items())
        facts = (
            f"half within {p50:.1f} days, 1 in 10 within {p10:.1f}, 9 in 10 within {p90:.1f}",
            f"leaves {self.depart.isoformat(timespec='minutes')}" if self.depart else "",
            f"{self.samples:,} samples" if self.samples else "",
            f"corridor {self.regimes.corridor}: {states}",
        )
        rows = (
            # Sampled shares may fall below 0.
            (driver.label, driver.place, driver.hours, f"{share:.0%}", share)
            for driver, share in ((driver, max(driver.share, 0.0)) for driver in self.drivers)
        )
        columns = {"what makes it late": "<", "where": "<", "hours": ">", "of the variance": ">"}
        drivers = Table("Expected hours and share of the variance", columns | {"": "|"}, rows)
        note = f"Figures of {fresh.oldest.as_of} to {fresh.newest.as_of}; "
        note += f"data {self.route.data_version}."
        return card(self.route.ends, facts, [self._quantiles_table(), drivers], note)

    def _quantiles_table(self) -> Table:
        """Days that the quantiles are, side by side, and dates below them."""
        from ..html import Table

        rows = [["days", *(f"{hours / 24:.1f}" for hours in self.quantiles.values())]]
        if self.depart is not None:
            dates = (self.arrive(probability) for probability in QUANTILES.values())
            rows.append(["arrives", *(f"{moment:%Y-%m-%d %H:%M}" for moment in dates)])
        names = (name.upper() for name in QUANTILES)
        return Table("", {"probability": "<", **dict.fromkeys(names, ">")}, rows)

    def to_frame(self) -> Frame:
        """The quantiles; for what makes it late, ``pandas.DataFrame(outlook.drivers)``.

        Returns
        -------
        pandas.DataFrame
            A row for each of `quantiles`: `quantile`, `probability`, `hours`, `days` and, if it
            has a departure, local time at the destination as `arrive`.

        Examples
        --------
        >>> from khorgos.geo import Corridor
        >>> corridor = Corridor.load()
        >>> frame = corridor.outlook(corridor.route("Xi'an", "Duisburg")).to_frame()
        >>> frame["quantile"].to_list()
        ['p05', 'p10', 'p25', 'p50', 'p75', 'p90', 'p95']
        """
        from ..frames import frame_of

        rows: list[dict[str, Any]] = [
            {"quantile": name, "probability": p, "hours": hours, "days": hours / 24}
            for (name, p), hours in zip(QUANTILES.items(), self.quantiles.values(), strict=True)
        ]
        if self.depart is not None:
            rows = [row | {"arrive": self.arrive(row["probability"])} for row in rows]
        return frame_of(rows, [*rows[0]])

    def quantile(self, probability: float) -> float:
        """Hours that are not exceeded with a probability.

        Parameters
        ----------
        probability : float
            From 0 to 1.

        Returns
        -------
        float
            Hours from the departure.

        Raises
        ------
        RequestError
            If `probability` is not between 0 and 1.
        """
        if not _is_number(probability) or not 0 <= probability <= 1:
            raise RequestError(f"probability is {probability!r}; use 0 to 1")
        return self.law.quantile(probability)

    @cached_property
    def quantiles(self) -> dict[str, float]:
        """Hours at P05, P10, P25, P50, P75, P90 and P95."""
        return {name: self.quantile(p) for name, p in QUANTILES.items()}

    def probability_within(self, hours: float) -> float:
        """Probability of arriving within so many hours.

        Raises
        ------
        RequestError
            If `hours` is no number.
        """
        if not _is_number(hours) or math.isnan(hours):
            raise RequestError(f"hours is {hours!r}; give a number of hours")
        return self.law.cdf(hours)

    def probability_by(self, moment: datetime | str) -> float:
        """Probability of arriving by a moment.

        Parameters
        ----------
        moment : datetime or str
            With a zone; a date alone is its end at the destination.

        Returns
        -------
        float
            From 0 to 1.

        Raises
        ------
        RequestError
            If the outlook has no departure, or the moment cannot be read or has no zone.
        """
        if self.depart is None:
            raise RequestError("a probability by a date needs the departure: give depart")
        hours = (self.deadline(moment) - self.depart).total_seconds() / 3600
        return self.probability_within(hours)

    def deadline(self, moment: datetime | str) -> datetime:
        """What somebody means by a moment: a date alone is its end at the destination."""
        from ..schedule.clock import deadline

        return deadline(moment, self.route.destination.zone)

    def arrive(self, probability: float) -> datetime:
        """Local time at the destination by which it has arrived with a probability.

        Raises
        ------
        RequestError
            If the outlook has no departure, or `probability` is not between 0 and 1.
        """
        from ..schedule.clock import local

        if self.depart is None:
            raise RequestError("an arrival needs the departure: give depart")
        seconds = self.depart.timestamp() + self.quantile(probability) * 3600
        return local(round(seconds), self.route.destination.zone)

    def to_dict(self) -> dict[str, Any]:
        """The outlook as plain data; joins the keys of `Route.to_dict`."""
        fresh = self.freshness
        data: dict[str, Any] = {
            "quantiles": self.quantiles,
            "mean_hours": self.mean_hours,
            "sd_hours": self.sd_hours,
            "drivers": [driver._asdict() for driver in self.drivers],
            "corridor": self.regimes.corridor,
            "regimes": self.weights,
            "correlation": self.regimes.correlation,
            "method": self.method,
            "samples": self.samples,
            "newest_figure": {"id": fresh.newest.id, "as_of": fresh.newest.as_of},
            "oldest_figure": {"id": fresh.oldest.id, "as_of": fresh.oldest.as_of},
            "most_sensitive_to": {
                "id": fresh.key.id,
                "as_of": fresh.key.as_of,
                "swing_hours": fresh.swing_hours,
            },
            "depart": None,
            "arrive": None,
            "probability_by": None,
            "calendar": self.met,
            "sources": self.sources,
        }
        if self.depart is not None:
            data["depart"] = self.depart.isoformat()
            arrivals = {name: self.arrive(p) for name, p in QUANTILES.items()}
            data["arrive"] = {name: moment.isoformat() for name, moment in arrivals.items()}
        return data


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def exact_outlook(
    route: Route,
    figures: ServiceFigures,
    regimes: Mapping[str, Regimes],
    asked: str | Mapping[str, float] | None = None,
) -> Outlook:
    """Outlook without sampling: the law of the sum of the parts of a route.

    Parameters
    ----------
    route : Route
        From `Network.route`.
    figures : ServiceFigures
        Of its network and service.
    regimes : mapping of str to Regimes
        By corridor.
    asked : str or mapping of str to float, optional
        One regime, or weights; those of the corridor if left out.

    Returns
    -------
    Outlook
        With `method` ``exact``.

    Raises
    ------
    RequestError
        If a regime does not exist or the weights make no sense.

    Examples
    --------
    >>> from khorgos.geo import Network
    >>> network = Network.load()
    >>> figures = ServiceFigures(network.figures, "standard")
    >>> route = network.route("Xi'an", "Duisburg")
    >>> outlook = exact_outlook(route, figures, network.regimes, "stressed")
    >>> outlook.quantile(0.5) > network.outlook(route, "quiet").quantile(0.5)
    True
    """
    see_route(route)
    row = regimes_of(regimes, route)
    weights = weights_of(row, asked)
    parts = parts_of(route, figures)
    law = law_of(parts, weights, row.correlation)
    return outlook_of(route, figures, row, weights, parts, law)


def outlook_of(
    route: Route,
    figures: ServiceFigures,
    regimes: Regimes,
    weights: dict[str, float],
    parts: list[TimePart],
    law: Distribution,
) -> Outlook:
    """Put an outlook together: all but the law has a closed form."""
    expected, shares = moments_of(parts, weights, regimes.correlation)
    variance = math.fsum(shares)
    drivers = [
        Driver(part.label, part.place, part.figure.id, share / variance if variance else 0.0, hours)
        for part, share, hours in zip(parts, shares, expected, strict=True)
    ]
    # Rounded: equal ones stay in order of travel.
    drivers.sort(key=lambda driver: -round(driver.share, 9))
    return Outlook(
        route,
        regimes,
        weights,
        parts,
        law,
        math.fsum(expected),
        math.sqrt(max(variance, 0.0)),
        drivers,
        *figures_of(route, figures, weights),
    )
