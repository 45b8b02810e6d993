"""How far a shipment has come after so many days: a place, an hour, and the whole network.

`khorgos.geo.reach.arrivals` finds the hours at all nodes; `khorgos.geo.reach.fronts` cuts the edges
in between.

Around a terminal, a truck takes over.  First the box is lifted, which counts in the law; then a
truck drives for what is left of the time, but for no more than half of a driver's 9 h a day
(P124), so that it is back the same day: that is judgement, as is the way of 1.25 times the
straight line, which nine in ten of the roads in ``edges.csv`` keep to.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from ..errors import RequestError, echo
from ..routing.drivers import DRIVING_DAY
from ..routing.naming import readings_of
from ..values import number_of
from .fronts import Front, Piece, Span, fronts_on, pieces_of

if TYPE_CHECKING:
    from ..frames import Frame
    from ..graph.infrastructure import Infrastructure
    from ..places.gazetteer import Place
    from ..places.readings import Reading
    from ..routing.request import Request

__all__ = ["DAYS", "DETOUR", "LOCAL_HOURS", "LOCAL_ROAD", "Reach", "Stop", "Within"]

DAYS = (1, 3, 7, 14, 21)
"""After which a front is drawn, if nothing else is asked for."""
LOCAL_HOURS = DRIVING_DAY / 2
"""Hours at the wheel between a terminal and a door, at most; judgement (3 to 9)."""
DETOUR = 1.25
"""Length of a local road by the straight line; judgement (1.1 to 1.4)."""
LOCAL_ROAD = "road.local"
"""Figure of its speed."""
HOURS_PER_DAY = 24


class Stop(NamedTuple):
    """A place at which the shipment can be handed over.

    Parameters
    ----------
    place : Place
        The place.
    node : str
        Of the graph.
    hours : tuple of float
        Of its arrival, for each quantile.
    km : float
        From the origin along the great circle.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> reach = Corridor.load().reach("Zhetygen")
    >>> "Almaty-1" in {stop.place.name for stop in reach.stops if stop.km < 100}
    True
    """

    place: Place
    node: str
    hours: tuple[float, ...]
    km: float

    def __repr__(self) -> str:
        hours = " and ".join(f"{hours:,.1f}" for hours in self.hours)
        return f"<Stop: {self.place.name}, after {hours} h, {self.km:,.0f} km away>"

    def to_dict(self) -> dict[str, Any]:
        """The stop as plain data."""
        place = {"place": self.place.name, "country": self.place.country, "node": self.node}
        return place | {"hours": list(self.hours), "km": self.km}


class Within(NamedTuple):
    """What is reached within so many days.

    Parameters
    ----------
    days, quantile : float
        As asked.
    stops : int
        How many.
    countries : int
        In how many countries.
    farthest : tuple of Stop
        Those farthest from the origin, one a country, farthest first.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> week = Corridor.load().reach("Khorgos").within(7, 0.5)
    >>> week.farthest[0].hours[0] < 7 * 24
    True
    """

    days: float
    quantile: float
    stops: int
    countries: int
    farthest: tuple[Stop, ...]

    def __repr__(self) -> str:
        far = f", farthest {self.farthest[0].place.name}" if self.farthest else ""
        where = f"{self.stops} places in {self.countries} countries{far}"
        return f"<Within: {self.days:g} days at P{100 * self.quantile:g}: {where}>"

    def to_dict(self) -> dict[str, Any]:
        """It as plain data, with the names of the farthest."""
        return self._asdict() | {"farthest": [stop.place.name for stop in self.farthest]}


@dataclass(frozen=True, repr=False)
class Reach:
    """When a shipment from one place arrives at all others, and what lies in between.

    Parameters
    ----------
    infrastructure : Infrastructure
        Places, edges and figures; they may not change.
    request : Request
        Mode, service, vehicle, avoid and include as asked; its destination is empty.
    origin : Place
        Where it starts.
    quantiles : tuple of float
        Ascending.
    hours : dict of str to tuple of float
        Node -> hours of arrival, for each quantile.
    spans : dict of str to tuple of Span
        Edge -> its fronts: one, or two that run against each other.
    dwells : tuple of Span
        Edges on which a front that goes on stands at a place.
    stops : tuple of Stop
        Where the shipment can be handed over, in order of arrival.
    trucks : dict of str to tuple of float
        Node -> hours at which a truck can leave it for a door.
    network : Network
        That was asked.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> reach = Corridor.load().reach("Khorgos")
    >>> reach
    <Reach: from Khorgos Gateway, rail, standard, P50 and P90>
    >>> len(reach.cut(7, 0.9)) < len(reach.cut(7, 0.5))
    True
    """

    infrastructure: Infrastructure = field(hash=False)
    request: Request
    origin: Place
    quantiles: tuple[float, ...]
    hours: dict[str, tuple[float, ...]] = field(hash=False)
    spans: dict[str, tuple[Span, ...]] = field(hash=False)
    dwells: tuple[Span, ...]
    stops: tuple[Stop, ...]
    trucks: dict[str, tuple[float, ...]] = field(hash=False)
    network: Any = field(default=None, compare=False)

    @property
    def corridor(self) -> Any:
        """The name of `network` in 0.4.0."""
        return self.network

    @property
    def readings(self) -> tuple[Reading, ...]:
        """Which place each name of the question was taken for, and why."""
        infra = self.infrastructure
        start = [node for node in infra.nodes_at(self.origin.id) if node in self.hours]
        found = readings_of(infra, self.request, sorted(start, key=self.hours.__getitem__)[:1])
        return tuple(found)

    @property
    def _avoided(self) -> list[str]:
        return [self.infrastructure.said(name) for name in self.request.avoid]

    def __repr__(self) -> str:
        asked = " and ".join(self._names)
        words = f"{self.request.mode}, {self.request.service}, {asked}"
        return f"<Reach: from {self.origin.name}, {words}>"

    def _repr_html_(self) -> str:
        from ..html import Table, card

        rows = (
            (
                f"{row.days:g}",
                f"P{100 * row.quantile:g}",
                str(row.stops),
                str(row.countries),
                ", ".join(stop.place.name for stop in row.farthest),
            )
            for row in (self.within(day, quantile) for quantile in self.quantiles for day in DAYS)
        )
        columns = {"days": ">", "at": "<", "places": ">", "countries": ">", "farthest": "<"}
        request = self.request
        facts = (
            f"{request.mode}, {request.service}",
            f"avoids {', '.join(self._avoided)}" if request.avoid else "",
            f"{len(self.stops)} places can be reached",
        )
        note = f"Data {self.infrastructure.data_version}. All places: to_frame()."
        return card(f"From {self.origin.name}", facts, [Table("", columns, rows)], note)

    def to_frame(self) -> Frame:
        """The places in order of arrival.

        Returns
        -------
        pandas.DataFrame
            A row for each of `stops`: `place`, `country`, `node`, `km` from the origin along the
            great circle, and its hours of arrival for each quantile: `p50_hours` and so on.

        Examples
        --------
        >>> from khorgos.geo import Corridor
        >>> [*Corridor.load().reach("Khorgos").to_frame().columns]
        ['place', 'country', 'node', 'km', 'p50_hours', 'p90_hours']
        """
        from ..frames import frame_of

        names = [f"{name.lower()}_hours" for name in self._names]
        rows = (stop.to_dict() | dict(zip(names, stop.hours, strict=True)) for stop in self.stops)
        return frame_of(rows, ["place", "country", "node", "km", *names])

    def cut(self, days: float, quantile: float) -> list[Piece]:
        """Parts of the edges that are reached within so many days.

        Parameters
        ----------
        days : float
            Since the departure.
        quantile : float
            One of those asked for.

        Returns
        -------
        list of Piece
            Edge, its two nodes, and the shares between which it is reached.

        Raises
        ------
        RequestError
            If `days` is negative or not finite, or `quantile` was not asked for.
        """
        hours, number = self._asked(days, quantile)
        return [piece for spans in self.spans.values() for piece in pieces_of(spans, hours, number)]

    def fronts(self, days: float, quantile: float) -> list[Front]:
        """Where the front stands after so many days: under way, or at a place.

        Parameters and errors are those of `cut`.

        Examples
        --------
        >>> from khorgos.geo import Corridor
        >>> reach = Corridor.load().reach("Zhetygen")
        >>> "rail:ZHT-SHL" in {front.span.edge for front in reach.fronts(0.1, 0.5)}
        True
        """
        hours, number = self._asked(days, quantile)
        moving = (
            front for spans in self.spans.values() for front in fronts_on(spans, hours, number)
        )
        return [
            *moving,
            *(
                Front(span, span.share(hours, number), moves=False)
                for span in self.dwells
                if span.begin[number] <= hours < span.finish[number]
            ),
        ]

    def local(self, days: float, quantile: float) -> list[tuple[Place, float]]:
        """Terminals and how far from each a truck has come, in km along the straight line.

        Parameters and errors are those of `cut`.

        Examples
        --------
        >>> from khorgos.geo import Corridor
        >>> reach = Corridor.load().reach("Khorgos", mode="road")
        >>> max(km for _, km in reach.local(3, 0.5))
        180.0
        """
        hours, number = self._asked(days, quantile)
        speed = self.infrastructure.figure(LOCAL_ROAD, self.request.variant).typical
        farthest: dict[str, float] = {}
        for node, begin in self.trucks.items():
            left = min(hours - begin[number], LOCAL_HOURS)
            if left > 0:
                place = self.infrastructure.topology.nodes[node].place
                farthest[place] = max(farthest.get(place, 0.0), left * speed / DETOUR)
        return [(self.infrastructure.places[place], km) for place, km in farthest.items()]

    def within(self, days: float, quantile: float, most: int = 3) -> Within:
        """How many terminals are reached within so many days, and the farthest.

        Parameters
        ----------
        days, quantile : float
            As for `cut`.
        most : int
            How many of the farthest to name.

        Returns
        -------
        Within
            A row of a table.

        Raises
        ------
        RequestError
            As for `cut`.
        """
        hours, number = self._asked(days, quantile)
        found = [stop for stop in self.stops if stop.hours[number] <= hours]
        best: dict[str, Stop] = {}
        for stop in sorted(found, key=lambda stop: -stop.km):
            best.setdefault(stop.place.country, stop)
        days, quantile = number_of(days), self.quantiles[number]
        return Within(days, quantile, len(found), len(best), tuple(best.values())[:most])

    def to_dict(self, days: Sequence[float] = DAYS) -> dict[str, Any]:
        """What is reached within so many days, as plain data.

        Parameters
        ----------
        days : sequence of float
            Since the departure.

        Returns
        -------
        dict
            The request, a row for each day and quantile, and all terminals with their hours.

        Raises
        ------
        RequestError
            As for `cut`.

        Examples
        --------
        >>> from khorgos.geo import Corridor
        >>> data = Corridor.load().reach("Khorgos").to_dict([7])
        >>> data["origin"], len(data["within"])
        ('Khorgos Gateway', 2)
        """
        rows = [self.within(day, quantile) for day in days for quantile in self.quantiles]
        return {
            "origin": self.origin.name,
            "mode": self.request.mode,
            "service": self.request.service,
            "vehicle": self.request.vehicle,
            "drivers": self.request.drivers,
            "avoid": self._avoided,
            "names": [reading.to_dict() for reading in self.readings],
            "include": list(self.request.include),
            "within": [row.to_dict() for row in rows],
            "stops": [
                {
                    "place": stop.place.name,
                    "country": stop.place.country,
                    "km": round(stop.km, 1),
                    "hours": dict(zip(self._names, stop.hours, strict=True)),
                }
                for stop in self.stops
            ],
            "data_version": self.infrastructure.data_version,
        }

    @property
    def _names(self) -> list[str]:
        return [f"P{100 * quantile:g}" for quantile in self.quantiles]

    def _asked(self, days: float, quantile: float) -> tuple[float, int]:
        """Hours and the number of the quantile, if they make sense."""
        if quantile not in self.quantiles:
            known = ", ".join(f"{known:g}" for known in self.quantiles)
            raise RequestError(f"quantile is {echo(quantile)}; use one of {known}")
        return _days(days) * HOURS_PER_DAY, self.quantiles.index(quantile)


def _days(days: object) -> float:
    number = number_of(days)
    if 0 <= number < math.inf:
        return number
    raise RequestError(f"days is {echo(days)}; use a number of days from 0")
