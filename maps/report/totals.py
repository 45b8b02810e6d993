"""Money and emissions of a route: in one line, and line by line."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from ...geo.money.rates import priced
from ...geo.places.countries import WATERS, Countries
from ...geo.places.geography import OURS
from ...geo.values import add_up
from ..look.words import clean
from .text import BASIS, table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...geo import Corridor, Route
    from ...geo.carbon.emissions import Element, Emissions
    from ...geo.money.cost import Cost
    from ...geo.values import Range

__all__ = [
    "describe_cost",
    "describe_emissions",
    "describe_totals",
    "has_totals",
    "in_tonnes",
    "with_range",
]

HUBS = {"lift": "lift", "gauge": "change of gauge", "door": "door"}
KEY = "J: the typical value is judgement, at least in part.  j: only the range is."
KG_PER_TONNE = 1000


def has_totals(corridor: Corridor, route: Route) -> bool:
    """Whether a route has a price: private cars have none, and own tables may lack them."""
    return route.vehicle != "car" and priced(corridor.folder)


def with_range(amount: Range) -> str:
    """A whole number with its range.

    Examples
    --------
    >>> from khorgos.geo.values import Range
    >>> with_range(Range(4900.0, 5840.0, 7100.0))
    '5,840 (4,900-7,100)'
    """
    low, typical, high = (f"{value:,.0f}" for value in amount)
    return typical if low == high else f"{typical} ({low}-{high})"


def in_tonnes(amount: Range) -> str:
    """Tonnes, of an amount in kg, with their range.

    Examples
    --------
    >>> from khorgos.geo.values import Range
    >>> in_tonnes(Range(2900.0, 3700.0, 4800.0))
    '3.7 (2.9-4.8)'
    """
    # Short hauls emit some kilograms.
    digits = 1 if amount.typical >= KG_PER_TONNE else 2
    low, typical, high = (f"{value / KG_PER_TONNE:.{digits}f}" for value in amount)
    return typical if low == high else f"{typical} ({low}-{high})"


def describe_totals(cost: Cost, emissions: Emissions, route: Route) -> list[str]:
    """What a route costs and emits, in a line each.

    Parameters
    ----------
    cost : Cost
        From `Corridor.cost`.
    emissions : Emissions
        From `Corridor.emissions`.
    route : Route
        Both are of it.

    Returns
    -------
    list of str
        For people.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> corridor = Corridor.load()
    >>> route = corridor.route("Xi'an", "Duisburg")
    >>> money, carbon = describe_totals(corridor.cost(route), corridor.emissions(route), route)
    >>> money.startswith("Costs US$ "), "CO2e" in carbon
    (True, True)
    """
    first, *_, last = (cost.years * 2) if cost.years else (0, 0)
    years = f"{first}" if first == last else f"{first}-{last}"
    money = (
        f"Costs US$ {with_range(cost.total_usd)} per {cost.unit}, prices of {years}; judgement: "
        f"{cost.judgement_share:.0%}."
    )
    if cost.subsidy_line is not None:
        low, _, high = cost.subsidy_line.amount
        payer = route.geography.countries.get(cost.subsidy_line.country)
        whose = clean(f"{payer.adjective} ") if payer and payer.adjective else ""
        money += f" Not in it: a {whose}subsidy of {low:,.0f}-{high:,.0f}."
    if route.door:
        money += " Collection and delivery have no price here."
    if route.service == "fast":
        money += " Prices do not tell fast services from others."
    carbon = (
        f"Emits {in_tonnes(emissions.total_kg)} t CO2e per FEU with {2 * emissions.payload:g} t, "
        f"well to wheel, {emissions.per_tonne_km.typical:.0f} g/tkm; judgement in "
        f"{emissions.judgement_share:.0%} of it."
    )
    return [money, carbon]


def describe_cost(cost: Cost) -> str:
    """What is paid where.

    Parameters
    ----------
    cost : Cost
        From `Corridor.cost`.

    Returns
    -------
    str
        A table, and the subsidy below it.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> corridor = Corridor.load()
    >>> print(describe_cost(corridor.cost(corridor.route("Zhetygen", "Altynkol"))).splitlines()[-2])
    ... # doctest: +NORMALIZE_WHITESPACE
    total                                                             283  139 (105-146)
    """
    rows = [("where", "what", "km", f"US$/{cost.unit}", "year", "", "sources")]
    rows += [
        (
            line.place,
            line.label,
            f"{line.distance_km:,.0f}" if line.distance_km else "",
            with_range(line.amount),
            str(line.year),
            BASIS[line.judgement],
            " ".join(line.sources),
        )
        for line in cost.lines
    ]
    km = sum(line.distance_km for line in cost.lines)
    rows.append(("total", "", f"{km:,.0f}", with_range(cost.total_usd), "", "", ""))
    extra = cost.subsidy_line
    if extra is not None:
        words = ("beside it", extra.label, "", with_range(extra.amount), str(extra.year))
        rows.append((*words, BASIS[extra.judgement], " ".join(extra.sources)))
    return f"{table(rows, '<<>>><<')}\n{KEY}"


def describe_emissions(emissions: Emissions, countries: Countries | None = None) -> str:
    """What emits where: elements of the transport chain, moves of one kind as one.

    Parameters
    ----------
    emissions : Emissions
        From `Corridor.emissions`.
    countries : Countries, optional
        What countries are called; as in the tables of the package if left out.

    Returns
    -------
    str
        A table.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> corridor = Corridor.load()
    >>> text = describe_emissions(corridor.emissions(corridor.route("Zhetygen", "Altynkol")))
    >>> text.splitlines()[1].split()[:4]
    ['Zhetygen', '→', 'Altynkol', 'rail,']
    """
    rows: list[tuple[str, ...]] = [
        ("where", "what", "km", "kg CO2e/FEU", "g/tkm", "year", "", "sources")
    ]
    named = OURS.countries if countries is None else countries
    for _, group in groupby(enumerate(emissions.elements), key=lambda item: _same(*item)):
        rows.append(_element_row([element for _, element in group], named))
    grams = f"{emissions.per_tonne_km.typical:.1f}"
    km = emissions.tkm / (2 * emissions.payload)
    total = (f"{km:,.0f}", with_range(emissions.total_kg), grams)
    rows.append(("total", "", *total, "", "", ""))
    family = emissions.family.replace("_", " ")
    note = f"Well to wheel, {2 * emissions.payload:g} t in an FEU, factors by {family}. {KEY}"
    return f"{table(rows, '<<>>>><<')}\n{note}"


def _same(order: int, element: Element) -> tuple[object, ...]:
    moves = element.kind == "transport" and element.activity == "move"
    return (element.carrier, element.country) if moves else (order,)


def _element_row(run: Sequence[Element], countries: Countries) -> tuple[str, ...]:
    first, last = run[0], run[-1]
    # What one factor gives is low and high together.
    amount = add_up(("", element.amount) for element in run)
    km = sum(element.distance_km for element in run)
    tkm = sum(element.tkm for element in run)
    country = "" if first.country == WATERS else f", {countries.name(first.country)}"
    moves = first.activity == "move"
    sources = dict.fromkeys(id_ for element in run for id_ in element.sources)
    return (
        f"{first.origin.name} → {last.destination.name}" if moves else first.origin.name,
        f"{first.carrier}{country}" if moves else HUBS[first.activity],
        f"{km:,.0f}" if km else "",
        with_range(amount),
        f"{1000 * amount.typical / tkm:.1f}" if tkm else "",
        str(min(element.year for element in run)),
        "J" if any(element.judgement for element in run) else "",
        " ".join(sources),
    )
