"""What a shipment costs, element by element: the rates of ``costs.csv`` on the edges of a route.

An edge costs what the rates say that fit it.  They are parts of the price (``element``): of the
rates for one element the one that says most about the edge counts, by its own id or figure, or
else by its country.  What no rate fits costs nothing.

The total is what a shipper pays.  Published prices of trains from the home country are after
subsidies, and the margin of the through train is what they leave once all else is paid: the
subsidy is a line of its own and never in the total.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from ..errors import RequestError
from ..routing.request import UNITS
from ..routing.route import see_route
from ..values import NOTHING, Range, ReadOnly, add_up, read_only
from .rates import WHOLE, Rate
from .tariff import Tariff

if TYPE_CHECKING:
    from ..frames import Frame
    from ..routing.route import Route

__all__ = ["Cost", "Line", "Tariff", "cost_of"]

CURRENCY = "USD"


class Line(NamedTuple):
    """One element of a price: what is paid where, and on what that rests.

    Parameters
    ----------
    rate, label : str
        Id in ``costs.csv``; the same in words for people.
    element : str
        Part of the price.
    place : str
        Where; ``from → to`` for a haul.
    country : str
        ISO 3166-1 alpha-2 code of the first leg.
    distance_km : float
        0 where nothing moves.
    amount : Range
        In US dollars.
    group : str
        Lines of one group are low and high together.
    judgement : str
        ``no``, ``range`` or ``yes``.
    year : int
        Year of the price.
    sources : tuple of str
        Ids in ``sources.csv``.
    """

    rate: str
    label: str
    element: str
    place: str
    country: str
    distance_km: float
    amount: Range
    group: str
    judgement: str
    year: int
    sources: tuple[str, ...]

    def __repr__(self) -> str:
        low, typical, high = self.amount
        return f"<Line: {self.rate}, {self.place}, {typical:,.0f} US$ ({low:,.0f} to {high:,.0f})>"

    def _repr_html_(self) -> str:
        from ..html import record

        return record(f"{self.label}: {self.place}", self.to_dict(), "Amount in US$")

    def to_dict(self) -> dict[str, Any]:
        """The line as plain data."""
        return {
            **self._asdict(),
            "amount": self.amount.to_dict(),
            "sources": list(self.sources),
        }


@dataclass(frozen=True, repr=False)
class Cost:
    """What a shipment costs on a route, element by element.

    Parameters
    ----------
    unit : str
        What is carried: ``FEU``, ``TEU`` or ``truck``.
    lines : tuple of Line
        In order of travel; legs that pay one rate one after the other are one line.
    subsidy_line : Line or None
        What the home country pays on top, for a train over its border; not in the total.
    data_version : str
        Version of the tables.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> corridor = Corridor.load()
    >>> cost = corridor.cost(corridor.route("Xi'an", "Duisburg"))
    >>> 5_250 < cost.total_usd.typical < 6_200
    True
    >>> cost.currency, cost.years
    ('USD', (2020, 2025))
    """

    unit: str
    lines: tuple[Line, ...]
    subsidy_line: Line | None
    data_version: str

    def __repr__(self) -> str:
        low, typical, high = self.total_usd
        years = "–".join(map(str, dict.fromkeys(self.years)))
        prices = f", prices of {years}" if years else ""
        return f"<Cost: {typical:,.0f} US$/{self.unit} ({low:,.0f} to {high:,.0f}){prices}>"

    def _repr_html_(self) -> str:
        from ..html import Table, card

        low, typical, high = self.total_usd
        largest = max((abs(line.amount.typical) for line in self.lines), default=0.0)
        columns = {"what": "<", "where": "<", "km": ">", "US$": ">", "P10 to P90": ">"}
        columns |= {"share": "|", "year": ">", "on what it rests": "<"}
        rows = (
            (
                line.label,
                line.place,
                f"{line.distance_km:,.0f}" if line.distance_km else "",
                f"{line.amount.typical:,.0f}",
                f"{line.amount.low:,.0f} to {line.amount.high:,.0f}",
                abs(line.amount.typical) / largest if largest else 0.0,
                str(line.year),
                "judgement" if line.judgement == "yes" else ", ".join(line.sources),
            )
            for line in self.lines
        )
        years = "–".join(map(str, dict.fromkeys(self.years)))
        facts = (
            f"{low:,.0f} to {high:,.0f}",
            f"prices of {years}" if years else "",
            f"{self.judgement_share:.0%} judgement",
        )
        note = f"Data {self.data_version}."
        if self.subsidy_line:
            low, _, high = self.subsidy_line.amount
            what = self.subsidy_line.label
            note = f"Not in the total: {what}, {low:,.0f} to {high:,.0f} US$. {note}"
        title = f"{typical:,.0f} US$/{self.unit}"
        return card(title, facts, [Table(f"US$ per {self.unit}", columns, rows)], note)

    def to_frame(self) -> Frame:
        """The lines in order of travel; the subsidy is not among them.

        Returns
        -------
        pandas.DataFrame
            A row for each line, with the fields of `Line` as columns, its amount as `low_usd`,
            `typical_usd` and `high_usd`.

        Examples
        --------
        >>> from khorgos.geo import Corridor
        >>> corridor = Corridor.load()
        >>> frame = corridor.cost(corridor.route("Zhetygen", "Altynkol")).to_frame()
        >>> frame["rate"].to_list(), f"{frame['typical_usd'].sum():.0f} US$"
        (['haul.rail.erai'], '139 US$')
        """
        from ..frames import frame_of

        usd = ("low_usd", "typical_usd", "high_usd")
        fields = list(Line._fields)
        fields[fields.index("amount") : fields.index("amount") + 1] = usd
        rows = (line._asdict() | dict(zip(usd, line.amount, strict=True)) for line in self.lines)
        return frame_of(rows, fields)

    @property
    def currency(self) -> str:
        """ISO 4217 code of all amounts."""
        return CURRENCY

    @cached_property
    def groups(self) -> ReadOnly[str, Range]:
        """Sum of the lines of each group, which are low and high together."""
        groups: dict[str, Range] = {}
        for line in self.lines:
            groups[line.group] = groups.get(line.group, NOTHING) + line.amount
        return read_only(groups, "cost.groups", "network.cost(route)")

    @cached_property
    def total_usd(self) -> Range:
        """What the shipper pays, in US dollars; groups are independent of one another."""
        return add_up(self.groups.items())

    @property
    def total(self) -> Range:
        """The name of `total_usd` in 0.4.0."""
        return self.total_usd

    @property
    def subsidy(self) -> Range | None:
        """What the home country pays on top; None without a train over its border."""
        return self.subsidy_line.amount if self.subsidy_line else None

    @property
    def years(self) -> tuple[int, ...]:
        """Years of the oldest and the newest price; empty if nothing is paid."""
        years = [line.year for line in self.lines]
        return (min(years), max(years)) if years else ()

    @property
    def sources(self) -> list[str]:
        """Ids of every source behind the total, in order of use."""
        return list(dict.fromkeys(id_ for line in self.lines for id_ in line.sources))

    @property
    def judgement_share(self) -> float:
        """Share of the total that rests on judgement, from 0 to 1."""
        whole = sum(abs(line.amount.typical) for line in self.lines)
        guessed = sum(abs(line.amount.typical) for line in self.lines if line.judgement == "yes")
        return guessed / whole if whole else 0.0

    def to_dict(self) -> dict[str, Any]:
        """The cost as plain data."""
        return {
            "unit": self.unit,
            "currency": self.currency,
            "total": self.total_usd.to_dict(),
            "subsidy": self.subsidy_line.to_dict() if self.subsidy_line else None,
            "years": list(self.years),
            "judgement_share": self.judgement_share,
            "sources": self.sources,
            "lines": [line.to_dict() for line in self.lines],
            "data_version": self.data_version,
        }


def cost_of(tariff: Tariff, route: Route, unit: str = "FEU") -> Cost:
    """What a shipment costs on a route.

    Parameters
    ----------
    tariff : Tariff
        Of the network that the route is on.
    route : Route
        For freight: a car on the road pays as a truck would.
    unit : {'FEU', 'TEU', 'truck'}
        A truck counts as a forty-foot container; a twenty-foot one is more than half of it.

    Returns
    -------
    Cost
        Line by line.

    Raises
    ------
    RequestError
        If the unit is not one of those.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> corridor = Corridor.load()
    >>> cost = cost_of(Tariff(), corridor.route("Zhetygen", "Altynkol"))
    >>> cost, [line.rate for line in cost.lines]
    (<Cost: 139 US$/FEU (105 to 146), prices of 2025>, ['haul.rail.erai'])
    """
    see_route(route)
    if unit not in UNITS:
        raise RequestError(f"unit is {unit!r:.60}; use one of {', '.join(UNITS)}")
    lines = tuple(_merged(_lines(tariff, route, unit)))
    cost = Cost(unit, lines, None, route.data_version)
    # The margin is that of a train over the border of the home country.
    if any(line.element == "margin" for line in lines):
        line = _subsidy(tariff, cost, route)
        cost = Cost(unit, lines, line, route.data_version)
    return cost


def _lines(tariff: Tariff, route: Route, unit: str) -> Iterator[Line]:
    for leg in route.legs:
        start, end = leg.origin.name, leg.destination.name
        for rate in tariff.fitting(leg.edge):
            amount = rate.amount(leg.distance_km, unit)
            place = f"{start} → {end}" if leg.distance_km else start
            yield _line(rate, place, leg.country, leg.distance_km, amount)


def _line(rate: Rate, place: str, country: str, distance_km: float, amount: Range) -> Line:
    return Line(
        rate.id,
        rate.label,
        rate.element,
        place,
        country,
        distance_km,
        amount,
        rate.group,
        rate.judgement,
        rate.year,
        rate.sources,
    )


def _merged(lines: Iterator[Line]) -> list[Line]:
    """Hauls at one rate as one line each, as long as no other haul comes between."""
    merged: list[Line] = []
    last = -1  # the last haul
    for line in lines:
        if line.element != "haul":
            merged.append(line)
        elif last >= 0 and merged[last].rate == line.rate:
            before = merged[last]
            start, end = before.place.partition(" → ")[0], line.place.rpartition(" → ")[2]
            merged[last] = before._replace(
                place=f"{start} → {end}",
                distance_km=before.distance_km + line.distance_km,
                amount=before.amount + line.amount,
            )
        else:
            last = len(merged)
            merged.append(line)
    return merged


def _subsidy(tariff: Tariff, cost: Cost, route: Route) -> Line | None:
    """The newest subsidy: a share of the full freight by rail; what is paid is the rest."""
    newest = max(
        (rate for rate in tariff.rates if rate.element == "subsidy"),
        key=lambda rate: rate.year,
        default=None,
    )
    if newest is None:
        return None
    place = f"{route.origin.name} → {route.destination.name}"
    if newest.unit == "%":
        by_rail = {rate.id for rate in tariff.rates if rate.carriers == {"rail"}}
        paid = math.fsum(line.amount.typical for line in cost.lines if line.rate in by_rail)
        amount = Range(
            *(paid * share / (WHOLE - share) for share in (newest.low, newest.typical, newest.high))
        )
    else:
        amount = newest.amount(unit=cost.unit)
    home = route.geography.countries.home
    country = next((code for code in route.countries if code in home), "")
    return _line(newest, place, country, 0.0, amount)
