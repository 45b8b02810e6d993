"""How much of their length two routes have in common."""

from __future__ import annotations

import math
from collections.abc import Mapping

from ..routing.route import Leg, Route

__all__ = ["overlap"]


def overlap(one: Route, other: Route) -> float:
    """Share of length that two routes have in common.

    Both directions of a line and all its tracks are the same, and so are the ways of all ships
    through the same canal and of all flights.

    Parameters
    ----------
    one, other : Route
        Two routes.

    Returns
    -------
    float
        Common kilometres over those of the shorter route; 1 if that has none.

    Examples
    --------
    >>> from khorgos.geo import Network
    >>> network = Network.load()
    >>> rail = network.route("Zhetygen", "Altynkol")
    >>> overlap(rail, rail), overlap(rail, network.route("Almaty", "Khorgos", mode="road"))
    (1.0, 0.0)
    """
    a, b = _km(one), _km(other)
    shorter = min(math.fsum(a.values()), math.fsum(b.values()))
    common = math.fsum(min(km, b[line]) for line, km in a.items() if line in b)
    return min(common / shorter, 1.0) if shorter else 1.0


def _km(route: Route) -> Mapping[object, float]:
    """Line -> kilometres on it."""
    lines: dict[object, float] = {}
    for leg in route.legs:
        if leg.distance_km:
            line = _line(leg)
            lines[line] = lines.get(line, 0.0) + leg.distance_km
    return lines


def _line(leg: Leg) -> object:
    """What an edge and others share.

    Ships through the same canal, or round the same cape, sail the same way for the most part,
    whatever their ports; and one flight is like another.
    """
    if leg.carrier == "sea" and leg.passage:
        return ("sea", leg.passage)
    return "air" if leg.carrier == "air" else leg.line
