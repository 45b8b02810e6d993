"""What the edges of a network cost: the rates that fit them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..graph.edge import Edge
from ..tables.reading import DATA
from ..values import NOTHING, Range
from .rates import Rate, read_rates

__all__ = ["Tariff"]


class Tariff:
    """What the edges of a network cost, in US dollars.

    Moves pay the haul; lifts, changes of gauge and border formalities pay their fees.  Waits,
    queues, rests of drivers and the door legs cost nothing extra: the hours of drivers and
    wagons are in the hauls, ports are in the crossings by ferry, and no source was found for
    collection and delivery.  A truck on a ferry pays as a container does.

    Parameters
    ----------
    folder : Path
        With ``costs.csv``.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> edge = Corridor.load().graph["ZHT:rail1520"]["SHL:rail1520"]["rail:ZHT-SHL"]["edge"]
    >>> round(Tariff().of_edge(edge).typical, 2)
    52.39
    """

    def __init__(self, folder: Path = DATA):
        self.rates = read_rates(folder)
        self._known: dict[tuple[Any, ...], Range] = {}
        self._fitting: dict[tuple[Any, ...], tuple[Rate, ...]] = {}
        self._by_kind: dict[str, list[Rate]] = {}
        self._named = frozenset[str]().union(*(rate.serves for rate in self.rates))
        for rate in self.rates:
            self._by_kind.setdefault(rate.kind, []).append(rate)

    def of_edge(self, edge: Edge) -> Range:
        """What an edge costs for a forty-foot container or a truck.

        Costs of edges add up to those of a route, corner by corner; `Cost.total_usd` knows which
        corners go together.

        Parameters
        ----------
        edge : Edge
            Of a graph, or of a leg.

        Returns
        -------
        Range
            In US dollars.
        """
        key = (edge.id, edge.length_km, edge.country, edge.figure)
        amount = self._known.get(key)
        if amount is None:
            amount = NOTHING
            for rate in self.fitting(edge):
                amount += rate.amount(edge.length_km)
            self._known[key] = amount
        return amount

    def fitting(self, edge: Edge) -> tuple[Rate, ...]:
        """The rates that an edge pays, one for each element.

        Parameters
        ----------
        edge : Edge
            As for `of_edge`.

        Returns
        -------
        tuple of Rate
            In the order of the table.
        """
        named = edge.id if edge.id in self._named else ""
        key = (named, edge.kind, edge.carriers, edge.country, edge.figure)
        if key not in self._fitting:
            best: dict[str, tuple[int, Rate]] = {}
            for rate in self._by_kind.get(edge.kind, ()):
                fit = rate.fits(edge)
                if fit > best.get(rate.element, (0, rate))[0]:
                    best[rate.element] = (fit, rate)
            self._fitting[key] = tuple(rate for _, rate in best.values())
        return self._fitting[key]
