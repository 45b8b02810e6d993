"""By what candidates for the set of ways are sought: sums over edges that stand for an answer.

Quantiles do not add up over legs, so that no search finds the least of them for certain.  What
adds up is near to them: typical hours of a quiet month, expected hours over all states and in the
worst one, and high hours.  The best path by each is a candidate, and the law of its sum decides.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from ..graph.edge import Edge
from ..graph.figures import REGIMES
from ..routing.drivers import elapsed
from ..routing.view import Weight
from ..uncertainty.distribution import mean

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..uncertainty.dependence import ServiceFigures
    from ..uncertainty.regimes import Regimes

__all__ = ["HOURS", "PRICED", "hours_weight", "remembered"]

HOURS = ("expected", "worst")
"""Weights of time, beside typical hours, with which the search knows the rests of drivers."""
PRICED = ("cost", "co2e")
"""Weights that need tables of prices and emissions."""
LONG_DRIVE = 100.0
"""Hours at the wheel over which rests are spread evenly: where each falls, only a route knows."""


def hours_weight(
    name: str, figures: ServiceFigures, regimes: Iterable[Regimes], drivers: int
) -> Weight:
    """The weight of an edge by one of `HOURS`.

    Parameters
    ----------
    name : {'expected', 'late', 'worst'}
        Expected hours over all states of a corridor, high ones, or expected ones in the worst.
    figures : ServiceFigures
        Of the network and the service.
    regimes : iterable of Regimes
        Of all corridors: on the way a search does not know its own, and takes the average.
    drivers : int
        Of a truck, whose rests make hours at the wheel longer; 0 for none that rest.

    Returns
    -------
    callable
        Edge -> hours.

    Examples
    --------
    >>> from khorgos.geo import Network
    >>> network = Network.load()
    >>> edge = network.graph["ZHT:rail1520"]["SHL:rail1520"]["rail:ZHT-SHL"]["edge"]
    >>> low, usual, high = edge.times.standard
    >>> parts = network.appraiser.figures("standard"), [*network.regimes.values()], 0
    >>> late, expected = (hours_weight(name, *parts)(edge) for name in ("late", "expected"))
    >>> low < expected < late == high
    True
    """
    pace = elapsed(LONG_DRIVE, drivers) / LONG_DRIVE if drivers else 1.0
    total: Counter[str] = Counter()
    for row in regimes:
        total.update(row.weights)
    states = {REGIMES[-1]: 1.0} if name == "worst" else {x: total[x] for x in REGIMES if total[x]}
    whole = sum(states.values())

    def hours(edge: Edge) -> float:
        of = figures.hours_of(edge)
        usual = of[REGIMES[0]]
        if usual is of[REGIMES[1]] is of[REGIMES[2]]:  # as of most: no state changes it
            return (usual.high if name == "late" else mean(usual)) * (pace if edge.driven else 1.0)
        if name == "late":
            sum_ = sum(share * of[state].high for state, share in states.items())
        else:
            sum_ = sum(share * mean(of[state]) for state, share in states.items())
        return sum_ / whole * (pace if edge.driven else 1.0)

    return hours


def remembered(weight: Weight) -> Weight:
    """The same, reckoned once for each edge.

    Examples
    --------
    >>> from khorgos.geo import Network
    >>> edge = Network.load().graph["ZHT:rail1520"]["SHL:rail1520"]["rail:ZHT-SHL"]["edge"]
    >>> remembered(lambda edge: edge.length_km)(edge)
    106.7
    """
    known: dict[int, float] = {}

    def looked_up(edge: Edge) -> float:
        key = id(edge)  # the network keeps it, and its hash would take longer
        found = known.get(key)
        if found is None:
            found = known[key] = weight(edge)
        return found

    return looked_up
