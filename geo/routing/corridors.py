"""To which corridor a route belongs, by the rules of ``corridors.csv``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from ..places.geography import ELSEWHERE, OURS, CorridorRule

if TYPE_CHECKING:
    from .route import Leg

__all__ = ["corridor_of"]


def corridor_of(legs: Iterable[Leg], rules: Sequence[CorridorRule] | None = None) -> str:
    """Corridor that a route belongs to, from the carriers and countries of its legs.

    Parameters
    ----------
    legs : iterable of Leg
        Of one route.
    rules : sequence of CorridorRule, optional
        In the order in which they count; those that come with the package if left out.

    Returns
    -------
    str
        An id of ``corridors.csv``, or ``other``.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> corridor = Corridor.load()
    >>> corridor_of(corridor.route("Xi'an", "Duisburg").legs)
    'northern'
    >>> corridor_of(corridor.route("Xi'an", "Duisburg", avoid="Russia").legs)
    'middle'
    >>> corridor_of(corridor.route("Xi'an", "Duisburg", mode="air").legs)
    'air'
    """
    moves = [leg for leg in legs if leg.kind == "move"]
    km: dict[str, float] = {}
    for leg in moves:
        km[leg.carrier] = km.get(leg.carrier, 0.0) + leg.distance_km
    total = sum(leg.distance_km for leg in moves)
    countries = {leg.country for leg in moves}
    figures = {leg.figure.root for leg in moves}

    def holds(rule: CorridorRule) -> bool:
        return (
            (not rule.carrier or km.get(rule.carrier, 0.0) > (rule.share or 0.0) * total)
            and (not rule.figures or not figures.isdisjoint(rule.figures))
            and (not rule.any_of or not countries.isdisjoint(rule.any_of))
            and (not rule.only_of or countries.issubset(rule.only_of))
        )

    known = OURS.rules if rules is None else rules
    return next((rule.id for rule in known if holds(rule)), ELSEWHERE)
