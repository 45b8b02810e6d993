"""Money and emissions of a route in one line."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..geo import Route
    from ..geo.amounts import Amount
    from ..geo.emissions import Emissions
    from ..geo.money import Cost

__all__ = ["describe_totals", "in_dollars", "in_tonnes", "is_freight"]

KG_PER_TONNE = 1000


def is_freight(route: Route) -> bool:
    """Whether a route carries freight: private cars have no tariff."""
    return route.vehicle != "car" or not any(leg.carrier == "road" for leg in route.legs)


def in_dollars(amount: Amount) -> str:
    """US dollars with their range.

    Examples
    --------
    >>> from khorgos.geo.amounts import Amount
    >>> in_dollars(Amount(4900.0, 5840.0, 7100.0))
    '5,840 (4,900-7,100)'
    """
    low, mode, high = (f"{value:,.0f}" for value in amount)
    return mode if low == high else f"{mode} ({low}-{high})"


def in_tonnes(amount: Amount) -> str:
    """Tonnes, of an amount in kg, with their range.

    Examples
    --------
    >>> from khorgos.geo.amounts import Amount
    >>> in_tonnes(Amount(2900.0, 3700.0, 4800.0))
    '3.7 (2.9-4.8)'
    """
    # Short hauls emit some kilograms.
    digits = 1 if amount.mode >= KG_PER_TONNE else 2
    low, mode, high = (f"{value / KG_PER_TONNE:.{digits}f}" for value in amount)
    return mode if low == high else f"{mode} ({low}-{high})"


def describe_totals(cost: Cost, emissions: Emissions) -> list[str]:
    """What a route costs and emits, in a line each.

    Parameters
    ----------
    cost : Cost
        From `Corridor.cost`.
    emissions : Emissions
        From `Corridor.emissions`.

    Returns
    -------
    list of str
        For people.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> corridor = Corridor.load()
    >>> route = corridor.route("Xi'an", "Duisburg")
    >>> money, carbon = describe_totals(corridor.cost(route), corridor.emissions(route))
    >>> money.startswith("Costs US$ "), "CO2e" in carbon
    (True, True)
    """
    years = f"{cost.years[0]}-{cost.years[-1]}" if cost.years else "no year"
    money = (
        f"Costs US$ {in_dollars(cost.total)} per {cost.unit}, prices of {years}, without subsidy "
        f"and door; judgement: {cost.judgement_share:.0%}."
    )
    if cost.subsidy is not None:
        low, _, high = cost.subsidy
        money += f" China may have paid {low:,.0f}-{high:,.0f} more as a subsidy."
    carbon = (
        f"Emits {in_tonnes(emissions.total)} t CO2e per FEU with {2 * emissions.payload:g} t, well "
        f"to wheel, {emissions.per_tonne_km.mode:.0f} g/tkm; judgement in "
        f"{emissions.judgement_share:.0%} of it."
    )
    return [money, carbon]
