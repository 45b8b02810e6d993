"""How old the figures behind an answer are, and which of them it hangs on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from ..graph.figures import Figure
from .dependence import Rows

if TYPE_CHECKING:
    from ..network import Corridor
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
    corridor: Corridor,
    route: Route,
    weights: Mapping[str, float],
    rows: Rows | None = None,
) -> tuple[list[Figure], Freshness]:
    """All figures behind an answer, and how old they are.

    Parameters
    ----------
    corridor : Corridor
        Has the figures of all regimes.
    route : Route
        From `Corridor.route`.
    weights : mapping of str to float
        Of the regimes; those with weight 0 do not count.
    rows : Rows, optional
        Of the corridor and the service; may be shared among routes.

    Returns
    -------
    list of Figure, Freshness
        The figures in order of use.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> corridor = Corridor.load()
    >>> route = corridor.route("Zhetygen", "Altynkol")
    >>> figures, fresh = figures_of(corridor, route, {"quiet": 1.0})
    >>> [figure.id for figure in figures], fresh.newest.as_of
    (['rail.kz.khorgos_line'], 2026)
    """
    swings: dict[str, float] = {}
    weighty: dict[str, tuple[float, Figure]] = {}
    figures: dict[tuple[str, str], Figure] = {}
    rows = rows or Rows(corridor, route.variant)
    counting = [(regime, weight) for regime, weight in weights.items() if weight]
    for leg in route.legs:
        id_, rows_of_leg, hours = leg.figure.id, rows.figures(leg), rows.hours(leg)
        for regime, weight in counting:
            figure, time = rows_of_leg[regime], hours[regime]
            figures[id_, figure.regime] = figure
            swing = weight * (time.high - time.low)
            swings[id_] = swings.get(id_, 0.0) + swing
            if swing >= weighty.get(id_, (0.0, figure))[0]:
                weighty[id_] = swing, figure
    key = max(swings, key=lambda id_: swings[id_])
    by_year = sorted(figures.values(), key=lambda figure: figure.as_of)
    # Of its rows, the one that carries most of the swing.
    return [*figures.values()], Freshness(by_year[-1], by_year[0], weighty[key][1], swings[key])
