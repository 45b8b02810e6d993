"""What the edges of a network cost: the rates that fit them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ..values import NOTHING, Amount
from .rates import Rate, read_rates

if TYPE_CHECKING:
    from ..graph.infrastructure import Network
    from ..routing.route import Leg

__all__ = ["Tariff"]


class Tariff:
    """What the edges of a network cost, in US dollars.

    Moves pay the haul; lifts, changes of gauge and border formalities pay their fees.  Waits,
    queues, rests of drivers and the door legs cost nothing extra: the hours of drivers and
    wagons are in the hauls, ports are in the crossings by ferry, and no source was found for
    collection and delivery.  A truck on a ferry pays as a container does.

    Parameters
    ----------
    network : Network
        With its folder; it may not change while the tariff is in use.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> corridor = Corridor.load()
    >>> edge = corridor.graph["ZHT:rail1520"]["SHL:rail1520"]["rail:ZHT-SHL"]
    >>> round(Tariff(corridor).of_edge(edge).mode, 2)
    54.21
    """

    def __init__(self, network: Network):
        self.rates = read_rates(network.folder)
        self._network = network
        self._known: dict[tuple[Any, ...], Amount] = {}
        self._fitting: dict[tuple[Any, ...], tuple[Rate, ...]] = {}
        self._by_kind: dict[str, list[Rate]] = {}
        for rate in self.rates:
            self._by_kind.setdefault(rate.kind, []).append(rate)

    def of_edge(self, edge: Mapping[str, Any]) -> Amount:
        """What an edge costs for a forty-foot container or a truck.

        Costs of edges add up to those of a route, corner by corner; `Cost.total` knows which
        corners go together.

        Parameters
        ----------
        edge : mapping
            With ``id, kind, carriers, country, length_km, figure`` as in the graph.

        Returns
        -------
        Amount
            In US dollars.
        """
        key = (edge["id"], edge["length_km"], edge["country"], edge["figure"])
        amount = self._known.get(key)
        if amount is None:
            amount = NOTHING
            for rate in self.fitting(edge):
                amount += rate.amount(edge["length_km"])
            self._known[key] = amount
        return amount

    def of_leg(self, leg: Leg) -> Amount:
        """What a leg of a route costs: the same as its edge.

        Parameters
        ----------
        leg : Leg
            Of a route over this network.

        Returns
        -------
        Amount
            In US dollars for a forty-foot container or a truck.

        Examples
        --------
        >>> from khorgos.geo import Corridor
        >>> corridor = Corridor.load()
        >>> (leg, *_) = corridor.route("Zhetygen", "Shelek").legs
        >>> round(Tariff(corridor).of_leg(leg).mode, 2)
        54.21
        """
        return self.of_edge(self.edge(leg))

    def fitting(self, edge: Mapping[str, Any]) -> tuple[Rate, ...]:
        """The rates that an edge pays, one for each element.

        Parameters
        ----------
        edge : mapping
            As for `of_edge`.

        Returns
        -------
        tuple of Rate
            In the order of the table.
        """
        key = (edge["id"], edge["country"], edge["figure"])
        if key not in self._fitting:
            best: dict[str, tuple[int, Rate]] = {}
            for rate in self._by_kind.get(edge["kind"], ()):
                fit = rate.fits(edge)
                if fit > best.get(rate.element, (0, rate))[0]:
                    best[rate.element] = (fit, rate)
            self._fitting[key] = tuple(rate for _, rate in best.values())
        return self._fitting[key]

    def edge(self, leg: Leg) -> Mapping[str, Any]:
        """A leg as the edge that it came from."""
        return {
            "id": leg.edge,
            "kind": leg.activity,
            "carriers": self._carriers.get(leg.edge, frozenset((leg.carrier,))),
            "country": leg.country,
            "length_km": leg.distance_km,
            "figure": leg.figure.id,
        }

    @cached_property
    def _carriers(self) -> dict[str, frozenset[str]]:
        edges = self._network.graph.edges(data=True)
        return {edge["id"]: edge["carriers"] for _, _, edge in edges}
