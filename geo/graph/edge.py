"""What lies between two nodes: a move, or handling at one place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from ..values import Range
from .figures import Figure, variant_of

__all__ = ["CAUSES", "KINDS", "Edge", "Times", "edge_times"]

KINDS = {
    "move": "move",
    "lift": "handling",
    "gauge": "handling",
    "customs": "border",
    "queue": "wait",
    "departure": "wait",
    "rest": "wait",
    "door": "handling",
}
"""What an edge does -> the kind of leg that it is.

``lift`` moves a container between carriers, ``gauge`` between wagons of two gauges;
``customs`` is everything that a border asks for; ``queue`` and ``departure`` are waits
before a gate and for the next train, ship or flight.  No edge of a network has a ``rest``, which
follows from the hours at the wheel, or a ``door``, the collection and delivery at either end.
"""

CAUSES = {"move": "moving", "handling": "handling", "border": "borders", "wait": "waiting"}
"""Kind of leg -> the word under which people see its share."""


class Times(NamedTuple):
    """Hours on an edge for each variant of its figure.

    Parameters
    ----------
    fast, standard : Range
        Of a service.
    car : Range
        Of a private car.

    Examples
    --------
    >>> Times(*[Range(1.0, 2.0, 3.0)] * 3).of("car").low
    1.0
    """

    fast: Range
    standard: Range
    car: Range

    def of(self, variant: str) -> Range:
        """Hours of one variant."""
        hours: Range = getattr(self, variant)
        return hours


def edge_times(length_km: float, variants: dict[str, Figure]) -> Times:
    """Hours for an edge under each variant of its figure.

    Parameters
    ----------
    length_km : float
        Length; 0 for handling.
    variants : dict of str to Figure
        From `khorgos.geo.graph.figures.read_figures`.

    Returns
    -------
    Times
        For each variant.

    Examples
    --------
    >>> from khorgos.geo.graph.figures import read_figures
    >>> edge_times(380.0, read_figures()["rail.kz.khorgos_line"]).standard.typical
    9.693877551020407
    """
    fast, standard, car = (variant_of(variants, name) for name in Times._fields)
    usual = standard.hours(length_km)
    return Times(  # mostly they are one row: reckon once
        usual if fast is standard else fast.hours(length_km),
        usual,
        usual if car is standard else car.hours(length_km),
    )


@dataclass(frozen=True, slots=True, repr=False)
class Edge:
    """A move between two places, or handling at one of them.

    Parameters
    ----------
    id : str
        As in ``edges.csv``; both directions share it.
    kind : str
        Key of `KINDS`.
    carrier : str
        ``rail``, ``road``, ``ferry``, ``sea`` or ``air``; after a lift, the new one.
    gauge : int or None
        Track gauge in mm; after a gauge change, the new one.
    carriers : frozenset of str
        Both carriers of a lift, else one.
    country : str
        ISO 3166-1 alpha-2 code; ``XZ`` for international waters.
    status : str
        ``open``, ``planned`` or ``suspended``; ``closed`` under a scenario.
    length_km : float
        0 where nothing moves.
    length_source : str
        Source of the length, or ``judgement``; empty where nothing moves.
    figure : str
        Id of the speed or duration behind the times.
    times : Times
        Hours by variant.
    passage : str
        Canal or strait on the way; mostly empty.
    line : str
        Id of the drawn geometry; empty where nothing moves.
    schematic : bool
        True if the geometry is only a sketch.
    tracks : int or None
        Of a railway, where it is known.
    note : str
        Caveats.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> edge = Corridor.load().graph["ZHT:rail1520"]["SHL:rail1520"]["rail:ZHT-SHL"]["edge"]
    >>> edge.moves, edge.length_km, edge.gauge
    (True, 106.7, 1520)
    >>> edge
    <Edge: rail:ZHT-SHL, move, rail, KZ, 106.7 km>
    """

    id: str
    kind: str
    carrier: str
    gauge: int | None
    carriers: frozenset[str]
    country: str
    status: str
    length_km: float
    length_source: str
    figure: str
    times: Times
    passage: str = ""
    line: str = ""
    schematic: bool = False
    tracks: int | None = None
    note: str = ""

    def __repr__(self) -> str:
        far = f", {self.length_km:,g} km" if self.length_km else ""
        return f"<Edge: {self.id}, {self.kind}, {self.carrier}, {self.country}{far}>"

    @property
    def moves(self) -> bool:
        """True unless it is handling or waiting at one place."""
        return self.kind == "move"

    @property
    def driven(self) -> bool:
        """True if a driver is at the wheel."""
        return self.kind == "move" and self.carrier == "road"

    def attributes(self) -> dict[str, Any]:
        """What an edge of the graph carries, for use with networkx alone.

        The edge itself, its fields as plain values, and hours of the standard service.
        """
        usual = self.times.standard
        return {
            "edge": self,
            "id": self.id,
            "kind": self.kind,
            "carrier": self.carrier,
            "gauge": self.gauge,
            "carriers": self.carriers,
            "country": self.country,
            "status": self.status,
            "tracks": self.tracks,
            "length_km": self.length_km,
            "length_source": self.length_source,
            "figure": self.figure,
            "passage": self.passage,
            "line": self.line,
            "schematic": self.schematic,
            "note": self.note,
            "times": self.times._asdict(),
            "hours": usual.typical,
            "low_hours": usual.low,
            "high_hours": usual.high,
        }
