"""How old the figures behind an answer are, and which of them it hangs on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from ..graph.figures import Figure
from .dependence import ServiceFigures

if TYPE_CHECKING:
    from ..routing.route import Route

__all__ = ["Freshness", "figures_of"]


class Freshness(NamedTuple):
    """From when the figures behind an answer date.

    Parameters
    ----------
    newest, oldest : Figure
        By the year that they describe.
    key : Figure
        The figure to which the answer is most sensitive.
    swing_hours : float
        How much longer the route is at its P90 than at its P10, all else equal.
    """

    newest: Figure
    oldest: Figure
    key: Figure
    swing_hours: float


def figures_of(
    route: Route, figures: ServiceFigures, weights: Mapping[str, float]
) -> tuple[list[Figure], Freshness]:
    """All figures behind an answer, and how old they are.

    Parameters
    ----------
    route : Route
        From `Network.route`.
    figures : ServiceFigures
        Of its network and service.
    weights : mapping of str to float
        Of the regimes; those with weight 0 do not count.

    Returns
    -------
    list of Figure, Freshness
        The figures in order of use.

    Examples
    --------
    >>> from khorgos.geo import Network
    >>> network = Network.load()
    >>> figures = ServiceFigures(network.figures, "standard")
    >>> route = network.route("Zhetygen", "Altynkol")
    >>> used, fresh = figures_of(route, figures, {"quiet": 1.0})
    >>> [figure.id for figure in used], fresh.newest.as_of
    (['rail.kz.khorgos_line'], 2024)
    """
    swings: dict[str, float] = {}
    weighty: dict[str, tuple[float, Figure]] = {}
    used: dict[tuple[str, str], Figure] = {}
    counting = [(regime, weight) for regime, weight in weights.items() if weight]
    for leg in route.legs:
        id_, rows, hours = leg.figure.id, figures.of(leg), figures.hours(leg)
        for regime, weight in counting:
            figure, time = rows[regime], hours[regime]
            used[id_, figure.regime] = figure
            swing = weight * (time.high - time.low)
            swings[id_] = swings.get(id_, 0.0) + swing
            if swing >= weighty.get(id_, (0.0, figure))[0]:
                weighty[id_] = swing, figure
    key = max(swings, key=lambda id_: swings[id_])
    by_year = sorted(used.values(), key=lambda figure: figure.as_of)
    # Of its rows, the one that carries most of the swing.
    return [*used.values()], Freshness(by_year[-1], by_year[0], weighty[key][1], swings[key])
