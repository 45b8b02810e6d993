"""What a way is called: its carriers, the region of its corridor, and its gateway."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from ..places.gazetteer import fold

if TYPE_CHECKING:
    from ..places.gazetteer import Place
    from ..routing.route import Leg, Route

__all__ = ["Words", "carriers_of", "gates_of", "gateway_of", "slug", "stops_of", "words_of"]

CARRIERS = {"rail": "rail", "road": "truck", "ferry": "ferry", "sea": "sea", "air": "air"}
"""Carrier -> the word for it in the name of a way."""
FERRY = 0.1
"""Part of the length from which a ferry is named: most lines over the Caspian Sea have one."""


class Words(NamedTuple):
    """What tells ways apart; two with the same words have the same name.

    Parameters
    ----------
    carriers : tuple of str
        In the order of travel; air alone if anything flies.
    corridor : str
        Id of ``corridors.csv``; empty if the carriers say it or its region has no name.
    region : str
        Its name.
    gateway : str
        Name of the gateway of the home country; empty if there is none, or a way ends there.

    Examples
    --------
    >>> words = Words(("rail", "sea"), "", "", "")
    >>> words.id, words.name
    ('rail-sea', 'Rail and sea')
    """

    carriers: tuple[str, ...]
    corridor: str
    region: str
    gateway: str

    @property
    def id(self) -> str:
        """Lower-case words with hyphens between them."""
        words = (*self.carriers, self.corridor, self.gateway)
        return "-".join(filter(None, map(slug, words)))

    @property
    def name(self) -> str:
        """The same for people."""
        words = [CARRIERS[carrier] for carrier in self.carriers]
        chain = " and ".join([", ".join(words[:-1]), words[-1]] if words[1:] else words)
        region = f", {self.region}" if self.region else ""
        gateway = f" by {self.gateway}" if self.gateway else ""
        return f"{chain[:1].upper()}{chain[1:]}{region}{gateway}"


def words_of(route: Route) -> Words:
    """What a route is called as a way.

    Examples
    --------
    >>> from khorgos.geo import Network
    >>> network = Network.load()
    >>> words_of(network.route("Xi'an", "Duisburg", avoid="Russia")).name
    'Rail, Middle Corridor by Dostyk'
    """
    rule = route.geography.corridors.get(route.corridor)
    region = rule.region if rule and not rule.carrier else ""
    gates = gates_of(route)
    gate = gateway_of(route, gates)
    # Where it begins or ends tells no way from another.
    if gate and not {gate, gates[0]}.isdisjoint((route.origin, route.destination)):
        gate = None
    row = route.geography.gateways.get(gates[0].id) if gate else None
    return Words(
        carriers_of(route),
        route.corridor if region else "",
        region,
        "" if gate is None else row.name if row and row.name else gate.name,
    )


def carriers_of(route: Route) -> tuple[str, ...]:
    """Carriers of a route, each once; a ferry counts where it is a good part of the way."""
    moves = [leg for leg in route.legs if leg.kind == "move"]
    used = dict.fromkeys(leg.carrier for leg in moves)
    if "air" in used:
        return ("air",)
    if len(used) > 1 and _km(moves, "ferry") < FERRY * route.distance_km:
        used.pop("ferry", None)
    return tuple(used)


def _km(moves: Iterable[Leg], carrier: str) -> float:
    return sum(leg.distance_km for leg in moves if leg.carrier == carrier)


def stops_of(route: Route) -> list[Place]:
    """Places on the way, without points at which only a border is drawn."""
    return [place for place in route.places if place.kind != "border_point"]


def gates_of(route: Route) -> list[Place]:
    """Places behind the border of home, one for each time that a route crosses it."""
    home = route.geography.countries.home
    return [
        end if start.country in home else start
        for start, end in itertools.pairwise(stops_of(route))
        if (start.country in home) != (end.country in home)
    ]


def gateway_of(route: Route, gates: Sequence[Place] | None = None) -> Place | None:
    """Where a route crosses the border of home by land, under the name that is in use.

    Parameters
    ----------
    route : Route
        Of a way.
    gates : sequence of Place, optional
        From `gates_of`, where they are known.

    Examples
    --------
    >>> from khorgos.geo import Network
    >>> gateway_of(Network.load().route("Xi'an", "Almaty", via="Khorgos")).name
    'Khorgos Gateway'
    """
    rule = route.geography.corridors.get(route.corridor)
    gates = gates_of(route) if gates is None else gates
    if not gates or (rule and rule.carrier in ("sea", "air")):
        return None
    row = route.geography.gateways.get(gates[0].id)
    known = row.known_as if row else ""
    return next((place for place in stops_of(route) if place.id == known), gates[0])


def slug(text: str) -> str:
    """Lower-case letters and digits of any script, with a hyphen between words.

    Examples
    --------
    >>> slug("Małaszewicze"), slug("central_asia"), slug("Türkiye ")
    ('malaszewicze', 'central-asia', 'turkiye')
    """
    return re.sub(r"[\W_]+", "-", fold(text)).strip("-")
