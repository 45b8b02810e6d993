"""How long a shipment takes and how sure that is: quantiles, drivers, dates, freshness."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from ..errors import RequestError, echo
from ..graph.edge import CAUSES, Times
from ..graph.figures import Figure
from ..routing.route import see_route
from ..values import NOTHING, ReadOnly, number_of, read_only, told_briefly, unit_of
from .conditional import hours_given
from .dependence import ServiceFigures, TimePart, moments_of, parts_of
from .freshness import Freshness, figures_of
from .law import Law
from .regimes import Asked, Regimes, stated
from .spread import BesideDriving, SpreadLaw, Unstated, log_sd, unstated_of, widened_law

if TYPE_CHECKING:
    from datetime import datetime

    from ..frames import Frame
    from ..html import Table
    from ..routing.route import Leg, Route
    from ..states.asked import MonthState

__all__ = [
    "QUANTILES",
    "Driver",
    "LateLeg",
    "Outlook",
    "Step",
    "Timed",
    "exact_outlook",
    "outlook_of",
    "timed",
]

QUANTILES = {"p05": 0.05, "p10": 0.1, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p90": 0.9, "p95": 0.95}
"""The quantiles that outputs carry."""
TOLD = ("p10", "p50", "p90")
"""Those of the headline, at which the legs are told."""
LEAST_WAIT = 0.05
"""Hours below which a wait for an opening is no step of its own."""
ANOTHER = "network.outlook(route, {...})"
"""What somebody is told who would change an outlook."""


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
        Of the variance; all drivers, and what the question does not state, sum to 1.
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


class LateLeg(NamedTuple):
    """Where a late journey loses time.

    Parameters
    ----------
    label : str
        What takes the time.
    place : str
        Where; empty for moves.
    p50_hours, p90_hours : float
        Mean hours in a journey that takes P50 in all, and in one that takes P90.
    """

    label: str
    place: str
    p50_hours: float
    p90_hours: float


class Step(NamedTuple):
    """A leg as it is travelled, or the wait before it for a departure or an opening.

    Parameters
    ----------
    leg : Leg
        Of the route; of a wait, where it is: its activity is ``departure``.
    hours : tuple of float
        In journeys that take P10, P50 and P90 in all.
    """

    leg: Leg
    hours: tuple[float, ...]


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
    parts : tuple of TimePart
        What moves together.
    law : Distribution
        Exact or sampled.
    mean_hours, sd_hours : float
        Expected hours and their standard deviation.
    drivers : tuple of Driver
        What makes the shipment late, worst first.
    figures : tuple of Figure
        All that the answer rests on, those of worse months too, in order of use.
    freshness : Freshness
        How old they are.
    method : str
        ``exact`` or ``sampled``.
    samples : int
        How many; 0 if exact.
    depart : datetime or None
        When it leaves, with a zone.
    met : tuple of str
        Closures and timetables that the calendars put in the way.
    calendar_sources : tuple of str
        Ids of what stands behind these.
    legs_given : callable, optional
        Gives the hours of the legs at hours of the whole, where calendars leave no closed form:
        of each on the way, then of each those that it makes wait for a departure or an opening.
    unstated : Unstated or None
        What the question does not state; None where the tables have no spread for that.
    month : MonthState, optional
        What is known of the month that was asked, or in which it leaves.

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
    <Outlook: Xi'an → Duisburg, P10 9.7, P50 12.4, P90 16.5 days>
    """

    route: Route
    regimes: Regimes
    weights: Mapping[str, float] = field(hash=False)
    parts: Sequence[TimePart] = field(hash=False)
    law: Distribution
    mean_hours: float
    sd_hours: float
    drivers: Sequence[Driver] = field(hash=False)
    figures: Sequence[Figure] = field(hash=False)
    freshness: Freshness
    method: str = "exact"
    samples: int = 0
    depart: datetime | None = None
    met: Sequence[str] = field(default=(), hash=False)
    calendar_sources: Sequence[str] = field(default=(), hash=False)
    legs_given: Callable[[Sequence[float]], list[list[float]]] | None = field(
        default=None, compare=False
    )
    unstated: Unstated | None = None
    month: MonthState | None = None

    def __post_init__(self) -> None:
        # A network remembers its answers: who sorts or changes one may not change the next.
        vars(self)["weights"] = read_only(self.weights, "outlook.weights", ANOTHER)
        for name in ("parts", "drivers", "figures", "met", "calendar_sources"):
            vars(self)[name] = tuple(getattr(self, name))

    @property
    def sources(self) -> list[str]:
        """Ids of every source behind the outlook: of the route, of worse months, of weights."""
        ids = [*self.route.sources, *self.regimes.sources]
        ids += [id_ for figure in self.figures for id_ in figure.sources]
        ids += self.month.sources if self.month else []
        return list(dict.fromkeys((*ids, *self.calendar_sources)))

    def __repr__(self) -> str:
        (p10, p50, p90), unit = self._in_brief
        return f"<Outlook: {self.route.ends}, P10 {p10:.1f}, P50 {p50:.1f}, P90 {p90:.1f} {unit}>"

    @property
    def _in_brief(self) -> tuple[list[float], str]:
        """P10, P50 and P90 in the unit that people say, and its name."""
        size, unit = unit_of(self.quantile(0.5))
        return [self.quantile(p) / size for p in (0.1, 0.5, 0.9)], unit

    def _repr_html_(self) -> str:
        from ..html import Table, card

        (p10, p50, p90), unit = self._in_brief
        fresh = self.freshness
        states = ", ".join(f"{name} {weight:.0%}" for name, weight in self.weights.items())
        facts = (
            f"half within {p50:.1f} {unit}, 1 in 10 within {p10:.1f}, 9 in 10 within {p90:.1f}",
            f"leaves {self.depart.isoformat(timespec='minutes')}" if self.depart else "",
            f"{self.samples:,} samples" if self.samples else "",
            f"corridor {self.regimes.corridor}: {states}",
            str(self.unstated) if self.unstated else "",
            f"{self.month.month} is {self.month.basis}" if self.month else "",
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
        tables = [self._quantiles_table(), self._legs_table(), drivers]
        return card(self.route.ends, facts, tables, note)

    def _legs_table(self) -> Table:
        """The legs for people, with bars for their shares of a journey of P50."""
        from ..html import Table

        columns = {"where": "<", "what": "<", "carrier": "<", "km": ">"}
        columns |= {**dict.fromkeys(map(str.upper, TOLD), ">"), "share": "|"}
        longest = max((step.hours[1] for step in self.steps), default=0.0) or 1.0
        rows = (
            (
                leg.where.removeprefix("at "),
                leg.figure.label,
                leg.carrier,
                f"{leg.distance_km:,.0f}" if leg.distance_km else "",
                *(f"{part:.1f}" for part in hours),
                hours[1] / longest,
                "judgement" if leg.judgement else ", ".join(leg.sources),
            )
            for leg, hours in self.steps
        )
        title = f"{len(self.route.legs)} legs, hours in a journey of P10, P50 or P90 in all"
        return Table(title, columns | {"on what it rests": "<"}, rows)

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
        share = number_of(probability)
        if not 0 <= share <= 1:
            raise RequestError(f"probability is {echo(probability)}; use 0 to 1")
        return self.law.quantile(share)

    @cached_property
    def quantiles(self) -> ReadOnly[str, float]:
        """Hours at P05, P10, P25, P50, P75, P90 and P95."""
        hours = {name: self.quantile(p) for name, p in QUANTILES.items()}
        return read_only(hours, "outlook.quantiles", ANOTHER)

    @cached_property
    def leg_hours(self) -> ReadOnly[str, tuple[float, ...]]:
        """Hours of each leg in a journey that takes P10, P50 or P90 in all.

        They are the means of the legs at that total, and add up to it: they show where a late
        journey loses its time.  At its P50 a leg rarely takes its typical time, for typical
        hours are those of a quiet month.

        Returns
        -------
        dict of str to tuple of float
            ``p10``, ``p50`` and ``p90``, each with the hours of the legs in order of travel.
            Without calendars they are exact, as `khorgos.geo.uncertainty.conditional` describes;
            with them, from the samples within a hundredth of all on either side.

        Examples
        --------
        >>> from khorgos.geo import Corridor
        >>> corridor = Corridor.load()
        >>> outlook = corridor.outlook(corridor.route("Xi'an", "Duisburg"))
        >>> hours = outlook.leg_hours
        >>> all(abs(sum(hours[name]) - outlook.quantiles[name]) < 1e-9 for name in hours)
        True
        """
        hours = {
            name: tuple(map(math.fsum, zip(*parts, strict=True)))
            for name, parts in self._told.items()
        }
        return read_only(hours, "outlook.leg_hours", ANOTHER)

    @cached_property
    def leg_waits(self) -> ReadOnly[str, tuple[float, ...]]:
        """Of `leg_hours` those that calendars add: waits for a departure or an opening.

        Returns
        -------
        dict of str to tuple of float
            As `leg_hours`; nothing but 0 without a departure.

        Examples
        --------
        >>> from khorgos.geo import Corridor
        >>> corridor = Corridor.load()
        >>> route = corridor.route("Xi'an", "Duisburg", service="fast")
        >>> outlook = corridor.simulate(route, 1000, depart="2026-12-01T08:00+08:00")
        >>> round(outlook.leg_waits["p50"][0], 1)
        15.9
        """
        waits = {name: waits for name, (_, waits) in self._told.items()}
        return read_only(waits, "outlook.leg_waits", ANOTHER)

    @cached_property
    def _told(self) -> dict[str, tuple[tuple[float, ...], tuple[float, ...]]]:
        """Hours of each leg on the way, and those that it makes wait, by quantile."""
        totals, count = [self.quantiles[name] for name in TOLD], len(self.route.legs)
        if self.legs_given is not None:
            rows = self.legs_given(totals)
        else:
            sd = log_sd(self.unstated.figure if self.unstated else None)
            rows = hours_given(self.parts, self.weights, self.regimes.correlation, totals, sd)
            rows = [[*row, *[0.0] * count] for row in rows]
        return {
            name: (tuple(row[:count]), tuple(row[count:]))
            for name, row in zip(TOLD, rows, strict=True)
        }

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The legs with their hours at P10, P50 and P90 of the whole, waits told apart.

        Whatever says where the time goes goes by them.

        Examples
        --------
        >>> from khorgos.geo import Corridor
        >>> corridor = Corridor.load()
        >>> route = corridor.route("Xi'an", "Duisburg", service="fast")
        >>> outlook = corridor.simulate(route, 1000, depart="2026-12-01T08:00+08:00")
        >>> outlook.steps[0].leg
        <Leg: departure at Xi'an, rail, 0.0 h (0.0 to 0.0)>
        """
        steps: list[Step] = []
        each = zip(
            self.route.legs,
            zip(*self.leg_hours.values(), strict=True),
            zip(*self.leg_waits.values(), strict=True),
            strict=True,
        )
        for leg, hours, waits in each:
            if max(waits) < LEAST_WAIT:
                steps.append(Step(leg, hours))
                continue
            steps.append(Step(self._wait_before(leg), waits))
            on_the_way = (whole - wait for whole, wait in zip(hours, waits, strict=True))
            steps.append(Step(leg, tuple(on_the_way)))
        return tuple(steps)

    def _wait_before(self, leg: Leg) -> Leg:
        """What a leg makes wait: no edge of the network, and nothing without a departure."""
        year = self.depart.year if self.depart else 0
        label = "wait for the departure" if leg.kind == "move" else "wait for the opening"
        values = ("any", "any", "h", 0.0, 0.0, 0.0, "no", tuple(self.calendar_sources), year, "")
        figure = Figure("calendar", label, *values)
        edge = replace(
            leg.edge,
            id=f"departure:{leg.edge.id}",
            kind="departure",
            length_km=0.0,
            length_source="",
            figure=figure.id,
            times=Times(NOTHING, NOTHING, NOTHING),
            passage="",
            line="",
        )
        return replace(leg, edge=edge, destination=leg.origin, time=NOTHING, figure=figure)

    def shares(self) -> dict[str, float]:
        """Where the time goes in a journey that takes P50, by cause.

        Returns
        -------
        dict of str to float
            Shares of its hours: ``moving``, ``handling``, ``borders``, ``waiting``.

        Examples
        --------
        >>> from khorgos.geo import Corridor
        >>> corridor = Corridor.load()
        >>> shares = corridor.outlook(corridor.route("Xi'an", "Duisburg")).shares()
        >>> shares["borders"] > 0.2, round(sum(shares.values()), 9)
        (True, 1.0)
        """
        parts = [(step.leg.kind, step.hours[1]) for step in self.steps]
        total = math.fsum(hours for _, hours in parts) or 1.0
        return {
            word: math.fsum(hours for mine, hours in parts if mine == kind) / total
            for kind, word in CAUSES.items()
        }

    @cached_property
    def worst_loss(self) -> LateLeg | None:
        """Where a late journey loses most against one that takes P50; None if it loses nowhere.

        Examples
        --------
        >>> from khorgos.geo import Corridor
        >>> corridor = Corridor.load()
        >>> loss = corridor.outlook(corridor.route("Xi'an", "Duisburg")).worst_loss
        >>> loss.place, loss.p90_hours > 2 * loss.p50_hours
        ('Małaszewicze', True)
        """
        usual, late = (self.leg_hours[name] for name in ("p50", "p90"))
        losses = [
            LateLeg(
                part.label,
                part.place,
                math.fsum(usual[leg] for leg in part.legs),
                math.fsum(late[leg] for leg in part.legs),
            )
            for part in self.parts
        ]
        worst = max(losses, key=lambda loss: loss.p90_hours - loss.p50_hours, default=None)
        return worst if worst and worst.p90_hours > worst.p50_hours else None

    def route_dict(self) -> dict[str, Any]:
        """The route as plain data, its legs with their hours at P10, P50 and P90 of the whole.

        Returns
        -------
        dict
            `Route.to_dict`; each leg has ``hours_in_p10``, ``hours_in_p50`` and ``hours_in_p90``
            besides, with a departure ``waiting_in_p10`` and so on, the part of these that goes
            into waits for a departure or an opening, and the route ``shares_in_p50`` and
            ``worst_loss``.

        Examples
        --------
        >>> from khorgos.geo import Corridor
        >>> corridor = Corridor.load()
        >>> leg = corridor.outlook(corridor.route("Xi'an", "Almaty")).route_dict()["legs"][0]
        >>> leg["hours_in_p10"] < leg["hours_in_p50"] < leg["hours_in_p90"]
        True
        """
        data = self.route.to_dict()
        for name, hours in self.leg_hours.items():
            for leg, part in zip(data["legs"], hours, strict=True):
                leg[f"hours_in_{name}"] = part
        for name, waits in self.leg_waits.items() if self.depart else ():
            for leg, part in zip(data["legs"], waits, strict=True):
                leg[f"waiting_in_{name}"] = part
        loss = self.worst_loss
        return data | {
            "shares_in_p50": self.shares(),
            "worst_loss": None if loss is None else loss._asdict(),
        }

    def probability_within(self, hours: float) -> float:
        """Probability of arriving within so many hours.

        Raises
        ------
        RequestError
            If `hours` is no number.
        """
        within = number_of(hours)
        if math.isnan(within):
            raise RequestError(f"hours is {echo(hours)}; give a number of hours")
        return self.law.cdf(within)

    def probability_by(self, moment: datetime | str) -> float:
        """Probability of arriving by a moment.

        Parameters
        ----------
        moment : datetime or str
            By the clock of the destination if it has no zone; a date alone is its end.

        Returns
        -------
        float
            From 0 to 1.

        Raises
        ------
        RequestError
            If the outlook has no departure, or the moment cannot be read.
        """
        if self.depart is None:
            raise RequestError("a probability by a date needs the departure; give depart")
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
            raise RequestError("an arrival needs the departure; give depart")
        seconds = self.depart.timestamp() + self.quantile(probability) * 3600
        return local(round(seconds), self.route.destination.zone)

    def to_dict(self) -> dict[str, Any]:
        """The outlook as plain data; joins the keys of `Route.to_dict`."""
        fresh = self.freshness
        data: dict[str, Any] = {
            "quantiles": dict(self.quantiles),
            "mean_hours": self.mean_hours,
            "sd_hours": self.sd_hours,
            "drivers": [driver._asdict() for driver in self.drivers],
            "unstated": self.unstated and self.unstated.to_dict(),
            "corridor": self.regimes.corridor,
            "regimes": dict(self.weights),
            "month": self.month and self.month.to_dict(),
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
            "calendar": list(self.met),
            "sources": self.sources,
        }
        if self.depart is not None:
            data["depart"] = self.depart.isoformat()
            arrivals = {name: self.arrive(p) for name, p in QUANTILES.items()}
            data["arrive"] = {name: moment.isoformat() for name, moment in arrivals.items()}
        return data


def exact_outlook(
    route: Route,
    figures: ServiceFigures,
    regimes: Mapping[str, Regimes],
    asked: Asked = None,
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
    asked : str, mapping of str to float or InMonth, optional
        One regime, weights, or those of a month; those of the corridor if left out.

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
    return outlook_of(route, figures, *timed(route, figures, regimes, asked))


@told_briefly
class Timed(NamedTuple):
    """What an outlook is made of: all that its quantiles need.

    Parameters
    ----------
    regimes : Regimes
        Of the corridor.
    weights : dict of str to float
        Of its states, as used.
    parts : list of TimePart
        What moves together.
    law : Law, SpreadLaw or BesideDriving
        Of their sum, by what the question does not state.
    month : MonthState, optional
        What is known of the month, if one was asked.
    """

    regimes: Regimes
    weights: Mapping[str, float]
    parts: list[TimePart]
    law: Law | SpreadLaw | BesideDriving
    month: MonthState | None = None


def timed(
    route: Route,
    figures: ServiceFigures,
    regimes: Mapping[str, Regimes],
    asked: Asked = None,
) -> Timed:
    """The law of a route, for those who compare many and look at few; as `exact_outlook`."""
    see_route(route)
    row, weights, month = found = stated(regimes, route, asked)
    figures = figures.where(found.own)
    parts = parts_of(route, figures)
    sd = log_sd(unstated_of(route, figures))
    law = widened_law(parts, weights, row.correlation, sd)
    return Timed(row, weights, parts, law, month)


def outlook_of(
    route: Route,
    figures: ServiceFigures,
    regimes: Regimes,
    weights: Mapping[str, float],
    parts: list[TimePart],
    law: Distribution,
    month: MonthState | None = None,
) -> Outlook:
    """Put an outlook together: all but the law has a closed form."""
    expected, shares = moments_of(parts, weights, regimes.correlation)
    figures = figures.where(month.own if month else {})
    mean, alone = math.fsum(expected), math.fsum(shares)
    figure = unstated_of(route, figures)
    # A factor f with mean 1 on S, beside driving: the variance of both, and Var f times E S².
    square = alone + mean * mean
    if figure and any(part.driving for part in parts):
        free = [part for part in parts if not part.driving]
        hours, spread = moments_of(free, weights, regimes.correlation)
        square = math.fsum(spread) + math.fsum(hours) ** 2
    apart = math.expm1(log_sd(figure) ** 2) * square
    variance = alone + apart
    drivers = [
        Driver(part.label, part.place, part.figure.id, share / variance if variance else 0.0, hours)
        for part, share, hours in zip(parts, shares, expected, strict=True)
    ]
    # Rounded: equal ones stay in order of travel.
    drivers.sort(key=lambda driver: -round(driver.share, 9))
    used, fresh = figures_of(route, figures, weights)
    return Outlook(
        route,
        regimes,
        weights,
        parts,
        law,
        mean,
        math.sqrt(max(variance, 0.0)),
        drivers,
        [*used, *([figure] if figure else [])],
        fresh,
        unstated=Unstated(figure, apart / variance if variance else 0.0) if figure else None,
        month=month,
    )
