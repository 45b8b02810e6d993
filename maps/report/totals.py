"""Money and emissions of a route in one line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...geo.money.rates import priced

if TYPE_CHECKING:
    from ...geo import Corridor, Route
    from ...geo.carbon.emissions import Emissions
    from ...geo.money.cost import Cost
    from ...geo.values import Range

__all__ = ["describe_totals", "has_totals", "in_tonnes", "with_range"]

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
        f"Costs US$ {with_range(cost.total)} per {cost.unit}, prices of {years}; judgement: "
        f"{cost.judgement_share:.0%}."
    )
    if cost.subsidy is not None:
        low, _, high = cost.subsidy
        money += f" Not in it: a Chinese subsidy of {low:,.0f}-{high:,.0f}."
    if route.door:
        money += " Collection and delivery have no price here."
    if route.service == "fast":
        money += " Prices do not tell fast services from others."
    carbon = (
        f"Emits {in_tonnes(emissions.total)} t CO2e per FEU with {2 * emissions.payload:g} t, well "
        f"to wheel, {emissions.per_tonne_km.typical:.0f} g/tkm; judgement in "
        f"{emissions.judgement_share:.0%} of it."
    )
    return [money, carbon]
