"""CO2e of a route, cut into the elements of a transport chain as ISO 14083 has them.

An element is a transport operation (a move) or a hub operation (a lift, a gauge change, a port,
an airport).  The route is cut where the network has its nodes; rests, queues and formalities are
no elements, since nothing is reckoned for them.  A route without doors goes from terminal to
terminal, and the lifts at its two ends are not in it; with doors, each end has a truck between
door and terminal, for a distance that is judgement, and a lift.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from ..errors import RequestError
from ..places.gazetteer import Place
from ..routing.route import Leg, see_route
from ..values import NOTHING, Range, ReadOnly, add_up, read_only
from .intensity import EmissionPart, Factors

if TYPE_CHECKING:
    from ..frames import Frame
    from ..routing.route import Route

__all__ = ["Element", "Emissions", "Verdict", "compare_totals", "emissions_of", "in_tonnes"]


@dataclass(frozen=True, slots=True, repr=False)
class Element:
    """One element of a transport chain.

    Parameters
    ----------
    kind : {'transport', 'hub'}
        A move, or what happens at a terminal.
    activity : {'move', 'lift', 'gauge', 'door'}
        The same, finer.
    origin, destination : Place
        The same place at a hub, and where a truck comes from a door.
    carrier : str
        ``rail``, ``road``, ``ferry``, ``sea`` or ``air``; after a lift, the new one.
    country : str
        ISO code; ``XZ`` for international waters.
    distance_km : float
        0 at a hub.
    tonnes : float
        Cargo in t/FEU.
    parts : tuple of EmissionPart
        Emissions by cause.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> corridor = Corridor.load()
    >>> elements = corridor.emissions(corridor.route("Xi'an", "Almaty", via="Khorgos")).elements
    >>> hub = next(element for element in elements if element.kind == "hub")
    >>> hub.activity, hub.amount.typical, hub.year, hub.sources
    ('gauge', 7.0, 2009, ('E149',))
    >>> hub
    <Element: gauge at Khorgos Gateway, rail, 7.0 kg CO2e (4.0 to 12.0)>
    """

    kind: str
    activity: str
    origin: Place
    destination: Place
    carrier: str
    country: str
    distance_km: float
    tonnes: float
    parts: tuple[EmissionPart, ...]

    def __repr__(self) -> str:
        low, typical, high = self.amount
        kg = f"{typical:,.1f} kg CO2e ({low:,.1f} to {high:,.1f})"
        return f"<Element: {self.activity} {self.where}, {self.carrier}, {kg}>"

    def _repr_html_(self) -> str:
        from ..html import record

        return record(f"{self.activity} {self.where}", self.to_dict())

    @property
    def where(self) -> str:
        """In words: ``at`` a place, or from one ``→`` to the other."""
        if self.origin.id == self.destination.id:
            return f"at {self.origin.name}"
        return f"{self.origin.name} → {self.destination.name}"

    @property
    def amount(self) -> Range:
        """CO2e in kg per FEU, corner by corner."""
        return sum((part.amount for part in self.parts), NOTHING)

    @property
    def tkm(self) -> float:
        """Net tonne-kilometres per FEU."""
        return self.tonnes * self.distance_km

    @property
    def per_tonne_km(self) -> float | None:
        """Typical g CO2e/tkm; None at a hub."""
        return 1000 * self.amount.typical / self.tkm if self.tkm else None

    @property
    def sources(self) -> tuple[str, ...]:
        """Ids in ``sources.csv`` of the factors."""
        return tuple(dict.fromkeys(id_ for part in self.parts for id_ in part.sources))

    @property
    def judgement(self) -> bool:
        """True if a figure behind the typical value rests on judgement."""
        return any(part.judgement for part in self.parts)

    @property
    def year(self) -> int:
        """Year of the oldest figure behind it."""
        return min(year for part in self.parts for year in part.years)

    def to_dict(self) -> dict[str, Any]:
        """The element as plain data."""
        return {
            "kind": self.kind,
            "activity": self.activity,
            "from": self.origin.name,
            "to": self.destination.name,
            "carrier": self.carrier,
            "country": self.country,
            "distance_km": self.distance_km,
            "tkm": self.tkm,
            "g_per_tkm": self.per_tonne_km,
            "kg_co2e": self.amount.to_dict(),
            "sources": list(self.sources),
            "judgement": self.judgement,
            "year": self.year,
        }


@dataclass(frozen=True, repr=False)
class Emissions:
    """CO2e of one FEU on a route, well to wheel.

    Parameters
    ----------
    origin, destination, mode : str
        Of the route.
    elements : tuple of Element
        In order of travel.
    legs : tuple of Range
        kg per FEU of each leg of the route; nothing for rests and waits.
    payload : float
        Cargo in t/TEU.
    family : str
        Accounting family of the factors.
    radiative_forcing : bool
        Whether what aircraft do at height is counted.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> corridor = Corridor.load()
    >>> corridor.emissions(corridor.route("Shanghai", "Hamburg", mode="sea"))
    <Emissions: Shanghai → Hamburg, sea, 3.2 t CO2e per FEU (1.8 to 6.2), 8.0 g/tkm>
    """

    origin: str
    destination: str
    mode: str
    elements: tuple[Element, ...]
    legs: tuple[Range, ...]
    payload: float
    family: str
    radiative_forcing: bool = False

    def __repr__(self) -> str:
        return (
            f"<Emissions: {self.origin} → {self.destination}, {self.mode}, "
            f"{in_tonnes(self.total_kg)}, {self.per_tonne_km.typical:.1f} g/tkm>"
        )

    def _repr_html_(self) -> str:
        from ..html import Table, card, span

        largest = max((element.amount.typical for element in self.elements), default=0.0)
        columns = {"where": "<", "what": "<", "carrier": "<", "km": ">", "kg CO2e": ">"}
        columns |= {"P10 to P90": ">", "share": "|", "g/tkm": ">", "on what it rests": "<"}
        rows = (
            (
                element.where.removeprefix("at "),
                element.activity,
                element.carrier,
                f"{element.distance_km:,.0f}" if element.distance_km else "",
                element.amount.typical,
                span(element.amount.low, element.amount.high),
                element.amount.typical / largest if largest else 0.0,
                element.per_tonne_km,
                "judgement" if element.judgement else ", ".join(element.sources),
            )
            for element in self.elements
        )
        facts = (
            f"{self.origin} → {self.destination}, {self.mode}",
            f"{self.per_tonne_km.typical:.1f} g/tkm",
            f"{self.payload:g} t/TEU",
            f"judgement in {self.judgement_share:.0%} of it",
        )
        table = Table("Elements of the transport chain, per FEU, well to wheel", columns, rows)
        return card(in_tonnes(self.total_kg), facts, [table], f"Factors: {self.family}.")

    def to_frame(self) -> Frame:
        """The elements in order of travel.

        Returns
        -------
        pandas.DataFrame
            A row for each element, with the keys of `Element.to_dict` as columns; its amount per
            FEU as `low_kg_co2e`, `typical_kg_co2e` and `high_kg_co2e`.

        Examples
        --------
        >>> from khorgos.geo import Corridor
        >>> corridor = Corridor.load()
        >>> emissions = corridor.emissions(corridor.route("Xi'an", "Almaty"))
        >>> kg = emissions.to_frame()["typical_kg_co2e"].to_list()
        >>> abs(sum(kg) - emissions.total_kg.typical) < 1e-6
        True
        """
        from ..frames import frame_of

        kg = ("low_kg_co2e", "typical_kg_co2e", "high_kg_co2e")
        columns = (
            *("kind", "activity", "from", "to", "carrier", "country", "distance_km", "tkm"),
            *("g_per_tkm", *kg, "sources", "judgement", "year"),
        )
        rows = (one.to_dict() | dict(zip(kg, one.amount, strict=True)) for one in self.elements)
        return frame_of(rows, columns, {"g_per_tkm": "float"})

    @cached_property
    def groups(self) -> ReadOnly[str, Range]:
        """What is low and high together, such as ``electric rail``, in kg per FEU."""
        groups: dict[str, Range] = {}
        for element in self.elements:
            for part in element.parts:
                groups[part.group] = groups.get(part.group, NOTHING) + part.amount
        return read_only(groups, "emissions.groups", "network.emissions(route)")

    @cached_property
    def total_kg(self) -> Range:
        """Kilograms of CO2e per FEU; the groups are independent of one another."""
        return add_up(self.groups.items())

    @property
    def total(self) -> Range:
        """The name of `total_kg` in 0.4.0."""
        return self.total_kg

    @cached_property
    def tkm(self) -> float:
        """Net tonne-kilometres per FEU."""
        return math.fsum(element.tkm for element in self.elements)

    @property
    def per_tonne_km(self) -> Range:
        """Low, mode and high in g CO2e/tkm, hubs included."""
        return self.total_kg.times(1000 / self.tkm) if self.tkm else NOTHING

    @property
    def sources(self) -> list[str]:
        """Ids of every source behind the total, in order of use."""
        return list(dict.fromkeys(id_ for element in self.elements for id_ in element.sources))

    @property
    def years(self) -> tuple[int, int]:
        """Years of the oldest and of the newest figure; (0, 0) if nothing emits."""
        parts = [part for element in self.elements for part in element.parts]
        years = [year for part in parts for year in part.years]
        return (min(years), max(years)) if years else (0, 0)

    @property
    def judgement_share(self) -> float:
        """Share of the typical total in whose factor there is any judgement, from 0 to 1."""
        if not self.total_kg.typical:
            return 0.0
        parts = [part for element in self.elements for part in element.parts if part.judgement]
        return math.fsum(part.amount.typical for part in parts) / self.total_kg.typical

    def to_dict(self) -> dict[str, Any]:
        """The emissions as plain data.

        Examples
        --------
        >>> from khorgos.geo import Corridor
        >>> corridor = Corridor.load()
        >>> data = corridor.emissions(corridor.route("Xi'an", "Duisburg"), payload=12.0).to_dict()
        >>> data["functional_unit"], data["scope"], data["payload_t_per_teu"]
        ('FEU', 'well to wheel', 12.0)
        """
        oldest, newest = self.years
        return {
            "origin": self.origin,
            "destination": self.destination,
            "mode": self.mode,
            "functional_unit": "FEU",
            "scope": "well to wheel",
            "family": self.family,
            "radiative_forcing": self.radiative_forcing,
            "payload_t_per_teu": self.payload,
            "kg_co2e": self.total_kg.to_dict(),
            "g_per_tkm": self.per_tonne_km.to_dict(),
            "groups": {group: amount.to_dict() for group, amount in self.groups.items()},
            "elements": [element.to_dict() for element in self.elements],
            "judgement_share": self.judgement_share,
            "oldest_year": oldest,
            "newest_year": newest,
            "sources": self.sources,
        }


def emissions_of(factors: Factors, route: Route) -> Emissions:
    """CO2e of a route; see `khorgos.geo.Network.emissions`.

    Parameters
    ----------
    factors : Factors
        Of its network, for one payload.
    route : Route
        From `Network.route`.

    Returns
    -------
    Emissions
        With its elements.

    Raises
    ------
    RequestError
        If the route is that of a car, or a truck cannot carry the payload.

    Examples
    --------
    >>> from khorgos.geo import Network
    >>> network = Network.load()
    >>> routes = [network.route("Xi'an", "Duisburg", mode=mode) for mode in ("rail", "road")]
    >>> rail, road = (emissions_of(Factors(), route).total_kg.typical for route in routes)
    >>> 4 < road / rail < 5.1
    True
    """
    see_route(route)
    if route.vehicle == "car":
        raise RequestError("a car carries no container; ask for vehicle truck")
    by_leg = [_elements(factors, leg) for leg in route.legs]
    return Emissions(
        route.origin.name,
        route.destination.name,
        route.mode,
        tuple(element for elements in by_leg for element in elements),
        tuple(sum((element.amount for element in elements), NOTHING) for elements in by_leg),
        factors.payload,
        factors.family,
        factors.radiative_forcing,
    )


def _elements(factors: Factors, leg: Leg) -> tuple[Element, ...]:
    """The elements of a leg: two at a door, one where something emits, else none."""
    if leg.activity == "door":
        return _door(factors, leg)
    parts = factors.parts_of(leg.edge)
    kind = "transport" if leg.activity == "move" else "hub"
    return (_element(factors, leg, kind, parts, leg.carrier, leg.distance_km),) * bool(parts)


def _door(factors: Factors, leg: Leg) -> tuple[Element, ...]:
    truck, lift = factors.door(leg.carrier, leg.country)
    km = factors.factors["door.km"].typical
    way = _element(factors, leg, "transport", truck, "road", km)
    return (way, *(_element(factors, leg, "hub", lift, leg.carrier, 0.0),) * bool(lift))


def _element(
    factors: Factors, leg: Leg, kind: str, parts: tuple[EmissionPart, ...], carrier: str, km: float
) -> Element:
    ends = (leg.origin, leg.destination)
    return Element(kind, leg.activity, *ends, carrier, leg.country, km, factors.tonnes, parts)


def in_tonnes(total: Range) -> str:
    """A total in words.

    Examples
    --------
    >>> in_tonnes(Range(1810.0, 3218.0, 6235.0))
    '3.2 t CO2e per FEU (1.8 to 6.2)'
    """
    low, typical, high = (kg / 1000 for kg in total)
    digits = 1 if typical >= 1 else 2
    return f"{typical:.{digits}f} t CO2e per FEU ({low:.{digits}f} to {high:.{digits}f})"


class Verdict(NamedTuple):
    """Which of two totals is more, if one can say.

    Parameters
    ----------
    tie : bool
        Nobody can say which is more.
    ratio : Range
        First over second.
    text : str
        One sentence that says so.

    Examples
    --------
    >>> Verdict(False, Range(3.9, 4.9, 6.1), "road emits 4.9 times as much").ratio.typical
    4.9
    """

    tie: bool
    ratio: Range
    text: str

    def __repr__(self) -> str:
        return f"<Verdict: {self.text}>"

    def _repr_html_(self) -> str:
        from ..html import card

        low, typical, high = self.ratio
        return card(self.text, [f"ratio {typical:.2f} ({low:.2f} to {high:.2f})"])

    def to_dict(self) -> dict[str, Any]:
        """It as plain data."""
        return {"tie": self.tie, "ratio": self.ratio.to_dict(), "text": self.text}


def compare_totals(a: Emissions, b: Emissions, names: tuple[str, str] | None = None) -> Verdict:
    """Compare two totals: they tie when their ranges meet.

    What both share, such as the energy of electric trains, is high or low in both at once: if
    the ratio then lies wholly above or below 1, they do not tie, though their ranges meet.

    Parameters
    ----------
    a, b : Emissions
        Of two routes with the same payload.
    names : tuple of (str, str), optional
        How the text calls them; their modes if left out.

    Returns
    -------
    Verdict
        Flag, ratio with its range, and text.

    Raises
    ------
    RequestError
        If the payloads or the families differ, or one of the two emits nothing.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> corridor = Corridor.load()
    >>> sea = corridor.emissions(corridor.route("Shanghai", "Hamburg", mode="sea"))
    >>> rail = corridor.emissions(corridor.route("Xi'an", "Duisburg"))
    >>> compare_totals(rail, sea).tie
    True
    """
    for field in ("payload", "family", "radiative_forcing"):
        ours, theirs = getattr(a, field), getattr(b, field)
        if ours != theirs:
            raise RequestError(f"{field} is {ours} here and {theirs} there; compare like with like")
    if not (a.total_kg.typical and b.total_kg.typical):
        raise RequestError("one of the two emits nothing, so there is no ratio")
    first, second = names or (a.mode, b.mode)
    ratio = _ratio(a, b)
    shared = a.groups.keys() & b.groups.keys()
    tie = a.total_kg.overlaps(b.total_kg) and not (shared and not ratio.low <= 1 <= ratio.high)
    if tie:
        text = (
            f"{first} and {second} tie: {in_tonnes(a.total_kg)} and {in_tonnes(b.total_kg)}; "
            "nobody can say which emits more"
        )
    else:
        low, typical, high = ratio if ratio.typical >= 1 else (1 / x for x in reversed(ratio))
        more, less = (first, second) if ratio.typical >= 1 else (second, first)
        digits = 1 if typical >= 2 else 2  # noqa: PLR2004
        span = f"{low:.{digits}f} to {high:.{digits}f}"
        text = f"{more} emits {typical:.{digits}f} times as much as {less} ({span})"
    return Verdict(tie, ratio, text)


def _ratio(a: Emissions, b: Emissions) -> Range:
    """Ratio of two totals: each group moves it on its own; how far, adds in squares of logs."""
    typical = a.total_kg.typical / b.total_kg.typical
    down, up = [0.0], [0.0]
    for group in a.groups.keys() | b.groups.keys():
        ours, theirs = a.groups.get(group, NOTHING), b.groups.get(group, NOTHING)
        rest = a.total_kg.typical - ours.typical, b.total_kg.typical - theirs.typical
        ends = [
            math.log((rest[0] + x) / (rest[1] + y) / typical)
            for x, y in ((ours.low, theirs.low), (ours.high, theirs.high))
        ]
        down.append(min(0.0, *ends))
        up.append(max(0.0, *ends))
    low, high = math.exp(-math.hypot(*down)), math.exp(math.hypot(*up))
    return Range(low, 1.0, high).times(typical)
