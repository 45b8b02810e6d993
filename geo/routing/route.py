"""What comes out of a question: a route, leg by leg."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from ..errors import RequestError
from ..graph.edge import CAUSES, KINDS, Edge
from ..graph.figures import Figure
from ..places.gazetteer import Place
from ..places.geography import ELSEWHERE, OURS, CorridorRule, Geography
from ..places.readings import Reading, told
from ..values import JUDGEMENT, Range, unit_of

if TYPE_CHECKING:
    from ..frames import Frame
    from ..html import Table

__all__ = ["Leg", "Route", "corridor_of", "see_route"]

NOT_IN_GRAPH = ("rest", "door")
"""Activities that follow from the question: no edge of a network has them."""


@dataclass(frozen=True, slots=True, repr=False)
class Leg:
    """One edge of a route.

    Parameters
    ----------
    edge : Edge
        What lies between the two places: its id, carrier, country, line and so on.
    origin, destination : Place
        The same place where nothing moves.
    time : Range
        Low, typical and high hours.
    figure : Figure
        The speed or duration behind the time.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> legs = Corridor.load().route("Xi'an", "Almaty", via=["Khorgos"]).legs
    >>> change = next(leg for leg in legs if leg.activity == "gauge")
    >>> change.origin.name, change.gauge, change.hours, change.judgement
    ('Khorgos Gateway', 1520, 1.0, False)
    >>> change
    <Leg: gauge at Khorgos Gateway, rail, 1.0 h (0.8 to 2.0)>
    """

    edge: Edge
    origin: Place
    destination: Place
    time: Range
    figure: Figure

    def __repr__(self) -> str:
        low, typical, high = self.time
        far = f", {self.distance_km:,.0f} km" if self.distance_km else ""
        hours = f"{typical:.1f} h ({low:.1f} to {high:.1f})"
        return f"<Leg: {self.activity} {self.where}, {self.carrier}{far}, {hours}>"

    def _repr_html_(self) -> str:
        from ..html import record

        return record(f"{self.figure.label}: {self.where}", self.to_dict())

    @property
    def where(self) -> str:
        """In words: ``at`` a place, or from one ``→`` to the other."""
        if self.kind != "move":
            return f"at {self.origin.name}"
        return f"{self.origin.name} → {self.destination.name}"

    @property
    def kind(self) -> str:
        """``move``, ``handling``, ``border`` or ``wait``."""
        return KINDS[self.edge.kind]

    @property
    def activity(self) -> str:
        """Finer: ``move``, ``lift``, ``gauge``, ``customs``, ``queue``, ``departure``, ``rest``."""
        return self.edge.kind

    @property
    def carrier(self) -> str:
        """``rail``, ``road``, ``ferry``, ``sea`` or ``air``; after a lift, the new one."""
        return self.edge.carrier

    @property
    def gauge(self) -> int | None:
        """Track gauge in mm; after a gauge change, the new one."""
        return self.edge.gauge

    @property
    def country(self) -> str:
        """ISO 3166-1 alpha-2 code; ``XZ`` for international waters."""
        return self.edge.country

    @property
    def distance_km(self) -> float:
        """0 where nothing moves."""
        return self.edge.length_km

    @property
    def length_source(self) -> str:
        """Source of the length, or ``judgement``; empty where nothing moves."""
        return self.edge.length_source

    @property
    def line(self) -> str:
        """Id of the drawn geometry; empty where nothing moves."""
        return self.edge.line

    @property
    def schematic(self) -> bool:
        """True if the geometry is only a sketch."""
        return self.edge.schematic

    @property
    def status(self) -> str:
        """``open``, ``planned`` or ``suspended``."""
        return self.edge.status

    @property
    def passage(self) -> str:
        """Canal or strait on the way; mostly empty."""
        return self.edge.passage

    @property
    def hours(self) -> float:
        """Typical duration in hours: half take less."""
        return self.time.typical

    @property
    def low_hours(self) -> float:
        """Hours that one in ten stays below."""
        return self.time.low

    @property
    def high_hours(self) -> float:
        """Hours that one in ten exceeds."""
        return self.time.high

    @property
    def judgement(self) -> bool:
        """True if the most likely duration, or the length behind it, rests on judgement."""
        return self.figure.judgement == "yes" or self.length_source == JUDGEMENT

    @property
    def basis(self) -> str:
        """On what the hours rest: ``yes`` judgement, ``range`` a sourced mode, ``no`` sources."""
        return "yes" if self.judgement else self.figure.judgement

    @property
    def sources(self) -> tuple[str, ...]:
        """Ids in ``sources.csv`` of the time and the length."""
        ids = (*self.figure.sources, self.length_source)
        return tuple(dict.fromkeys(id_ for id_ in ids if id_ not in ("", JUDGEMENT)))

    def to_dict(self) -> dict[str, Any]:
        """The leg as plain data, as ``khorgos route --json`` prints it."""
        return {
            "kind": self.kind,
            "activity": self.activity,
            "from": self.origin.name,
            "to": self.destination.name,
            "carrier": self.carrier,
            "gauge": self.gauge,
            "country": self.country,
            "distance_km": self.distance_km,
            "hours": self.time.typical,
            "low_hours": self.time.low,
            "high_hours": self.time.high,
            "figure": self.figure.id,
            "sources": list(self.sources),
            "judgement": self.judgement,
            "judgement_range": self.basis,
            "schematic": self.schematic,
            "status": self.status,
            "passage": self.passage,
        }


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
    km: dict[str, float] = {}
    countries: set[str] = set()
    used: set[str] = set()
    for leg in legs:
        edge = leg.edge
        if edge.kind == "move":
            km[edge.carrier] = km.get(edge.carrier, 0.0) + edge.length_km
            countries.add(edge.country)
            used.update((leg.figure.root, edge.id))
    total = sum(km.values())

    def holds(rule: CorridorRule) -> bool:
        return (
            (not rule.carrier or km.get(rule.carrier, 0.0) > (rule.share or 0.0) * total)
            and (not rule.figures or not used.isdisjoint(rule.figures))
            and (not rule.any_of or not countries.isdisjoint(rule.any_of))
            and (not rule.only_of or countries.issubset(rule.only_of))
        )

    known = OURS.rules if rules is None else rules
    return next((rule.id for rule in known if holds(rule)), ELSEWHERE)


@dataclass(frozen=True, repr=False)
class Route:
    """The fastest way from one place to another, and its time.

    Hours add up leg by leg, for a quiet month: `hours` if every leg takes its typical time,
    `low_hours` and `high_hours` if every leg is at its low, or at its high.  These would be the
    quantiles of the sum if all legs were slow and fast together; how sure the time really is,
    worse months included, `Corridor.outlook` says.

    Parameters
    ----------
    origin, destination : Place
        The terminals that were chosen.
    mode, service, vehicle : str
        As asked.
    legs : tuple of Leg
        In order of travel.
    data_version : str
        Version of the tables.
    door : bool
        Collection and delivery included.
    crew : int
        Drivers of the truck; 0 if there is none.
    nodes : tuple of str
        Of `Network.graph`, in order of travel.
    geography : Geography
        Of its network: corridors, and names of countries.
    readings : tuple of Reading
        Which place each name of the question was taken for, and why.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> network = Corridor.load()
    >>> route = network.route("Xi'an", "Duisburg", service="fast")
    >>> route
    <Route: Xi'an → Duisburg, rail, fast, 11.0 days typical, 9,593 km>
    >>> 10 <= route.days <= 13
    True

    What networkx can do, it can do with a route:

    >>> network.graph.edge_subgraph(route.edges).number_of_nodes() == len(route.nodes)
    True
    >>> abs(sum(leg.distance_km for leg in route.legs) - route.distance_km) < 1e-9
    True
    """

    origin: Place
    destination: Place
    mode: str
    service: str
    vehicle: str
    legs: tuple[Leg, ...]
    data_version: str
    door: bool = False
    crew: int = 0
    nodes: tuple[str, ...] = ()
    geography: Geography = field(default=OURS, compare=False)
    readings: tuple[Reading, ...] = field(default=(), compare=False)

    def __repr__(self) -> str:
        size, unit = unit_of(self.hours)
        return (
            f"<Route: {self.ends}, {self.mode}, "
            f"{self.service}, {self.hours / size:.1f} {unit} typical, {self.distance_km:,.0f} km>"
        )

    def _repr_html_(self) -> str:
        from ..html import card

        size, unit = unit_of(self.hours)
        low, typical, high = (x / size for x in (self.low_hours, self.hours, self.high_hours))
        facts = (
            f"{typical:.1f} {unit} typical ({low:.1f} if all is fast, {high:.1f} if all is slow)",
            f"{self.distance_km:,.0f} km",
            f"{self.mode}, {'car' if self.vehicle == 'car' else self.service}",
            "with collection and delivery" if self.door else "",
            " ".join(self.countries),
            f"{self.judgement_share:.0%} of the hours judgement",
        )
        note = ". ".join([f"For a quiet month; data {self.data_version}", *told(self.readings), ""])
        return card(self.ends, facts, [self._legs_table()], note)

    def _legs_table(self) -> Table:
        """The legs for people, with bars for their shares of the time."""
        from ..html import Table, span

        columns = {"where": "<", "what": "<", "carrier": "<", "km": ">"}
        columns |= {"hours": ">", "P10 to P90": ">", "share": "|", "on what it rests": "<"}
        longest = max((leg.hours for leg in self.legs), default=0.0)
        rows = (
            (
                leg.where.removeprefix("at "),
                leg.figure.label,
                leg.carrier,
                f"{leg.distance_km:,.0f}" if leg.distance_km else "",
                leg.hours,
                span(leg.low_hours, leg.high_hours),
                leg.hours / longest if longest else 0.0,
                "judgement" if leg.judgement else ", ".join(leg.sources),
            )
            for leg in self.legs
        )
        return Table(f"{len(self.legs)} legs, typical hours", columns, rows)

    def to_frame(self) -> Frame:
        """The legs in order of travel.

        Returns
        -------
        pandas.DataFrame
            A row for each leg, with the keys of `Leg.to_dict` as columns: `gauge` is in mm, and
            `sources` has blanks between ids.

        Examples
        --------
        >>> from khorgos.geo import Corridor
        >>> frame = Corridor.load().route("Zhetygen", "Altynkol").to_frame()
        >>> float(frame["distance_km"].sum())
        283.2
        """
        from ..frames import frame_of

        rows = [leg.to_dict() for leg in self.legs]
        return frame_of(rows, [*rows[0]] if rows else [], {"gauge": "Int64"} if rows else {})

    @property
    def ends(self) -> str:
        """From where to where, in words."""
        return f"{self.origin.name} → {self.destination.name}"

    @property
    def edges(self) -> list[tuple[str, str, str]]:
        """Edges of `Network.graph` on the way, as networkx has them: both nodes, and the key.

        Rests of drivers, collection and delivery are no edges.
        """
        ids = (leg.edge.id for leg in self.legs if leg.activity not in NOT_IN_GRAPH)
        steps = zip(pairwise(self.nodes), ids, strict=True)
        return [(start, end, id_) for (start, end), id_ in steps]

    @cached_property
    def corridor(self) -> str:
        """Corridor that it belongs to: an id of ``corridors.csv``, or ``other``."""
        return corridor_of(self.legs, self.geography.rules)

    @property
    def variant(self) -> str:
        """Which variant of the figures applies."""
        return "car" if self.vehicle == "car" else self.service

    @cached_property
    def time(self) -> Range:
        """Sum of the legs in a quiet month, corner by corner."""
        return Range(
            math.fsum(leg.time.low for leg in self.legs),
            math.fsum(leg.time.typical for leg in self.legs),
            math.fsum(leg.time.high for leg in self.legs),
        )

    @property
    def hours(self) -> float:
        """Hours if every leg takes its typical time, in a quiet month."""
        return self.time.typical

    @property
    def low_hours(self) -> float:
        """Hours if every leg is at its low: P10 if all were slow and fast together."""
        return self.time.low

    @property
    def high_hours(self) -> float:
        """Hours if every leg is at its high: P90 if all were slow and fast together."""
        return self.time.high

    @property
    def days(self) -> float:
        """Days if every leg takes its typical time, in a quiet month."""
        return self.hours / 24

    @cached_property
    def distance_km(self) -> float:
        """Length in km."""
        return math.fsum(leg.distance_km for leg in self.legs)

    @property
    def places(self) -> list[Place]:
        """Places on the way, from origin to destination, each named once in a row."""
        return [*self._places]

    @cached_property
    def _places(self) -> tuple[Place, ...]:
        stops = [self.origin]
        last = self.origin.id
        for leg in self.legs:
            place = leg.destination
            if place.id != last:
                stops.append(place)
                last = place.id
        return tuple(stops)

    @property
    def countries(self) -> list[str]:
        """Countries on the way, in order, by code."""
        return list(dict.fromkeys(leg.country for leg in self.legs))

    @property
    def sources(self) -> list[str]:
        """Ids of every source behind the route, in order of use."""
        return list(dict.fromkeys(id_ for leg in self.legs for id_ in leg.sources))

    @property
    def judgement_share(self) -> float:
        """Share of the hours that rests on judgement, from 0 to 1."""
        return self._share(lambda leg: leg.judgement)

    def shares(self) -> dict[str, float]:
        """Where the time goes.

        Returns
        -------
        dict of str to float
            Shares of the hours by cause: ``moving``, ``handling``, ``borders``, ``waiting``.
        """
        return {
            word: self._share(lambda leg, kind=kind: leg.kind == kind)  # type: ignore[misc]
            for kind, word in CAUSES.items()
        }

    def _share(self, counts: Callable[[Leg], bool]) -> float:
        if not self.hours:
            return 0.0
        return sum(leg.hours for leg in self.legs if counts(leg)) / self.hours

    def to_dict(self) -> dict[str, Any]:
        """The route as plain data, as ``khorgos route --json`` prints it."""
        return {
            "origin": self.origin.name,
            "destination": self.destination.name,
            "mode": self.mode,
            "service": self.service,
            "vehicle": self.vehicle,
            "door": self.door,
            "crew": self.crew,
            "distance_km": self.distance_km,
            "hours": self.hours,
            "days": self.days,
            "low_hours": self.low_hours,
            "high_hours": self.high_hours,
            "shares": self.shares(),
            "judgement_share": self.judgement_share,
            "countries": self.countries,
            "legs": [leg.to_dict() for leg in self.legs],
            "data_version": self.data_version,
            "names": [reading.to_dict() for reading in self.readings],
        }


def see_route(route: object) -> None:
    """Refuse what is no route.

    Raises
    ------
    RequestError
        Says where to get one.
    """
    if not isinstance(route, Route):
        raise RequestError(f"{route!r:.60} is no route; ask Corridor.route for one")
