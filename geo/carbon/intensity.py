"""CO2e of what happens on an edge, well to wheel, in kg per FEU.

Trains and trucks are reckoned from energy and payload, ships and aircraft from a factor for each
tonne-kilometre, terminals from one for each container; `khorgos.geo.carbon.factors` has the
formulas and the accounting family that all of them share.  Waits, queues and formalities are
taken to emit nothing.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from ..errors import RequestError, TableError, echo
from ..graph.edge import Edge
from ..graph.figures import root_of
from ..tables.reading import DATA
from ..values import NOTHING, Range, number_of, told_briefly
from .factors import FILE, REST, Factor, Grid, read_factors, read_grids

__all__ = ["EmissionPart", "Factors"]

LEAST, MOST = 0.001, 14.0
"""Tonnes of cargo in a TEU: a kilogram, and what fits its weight."""
TEU = 2.0
"""In one FEU."""
SPECIAL = ("air", "sea", "ferry", "rail", "road")
"""A lift takes place at a terminal of the first of its carriers in this order."""


@told_briefly
class EmissionPart(NamedTuple):
    """Emissions of one cause, such as the diesel of a train.

    Parameters
    ----------
    group : str
        Parts of one group are low and high together.
    amount : Range
        In kg CO2e per FEU.
    sources : tuple of str
        Ids in ``sources.csv``.
    judgement : bool
        Whether a figure behind the typical value is judgement.
    years : tuple of int
        That the figures behind it describe.

    Examples
    --------
    >>> hub = EmissionPart("hub", Range(4.0, 7.0, 12.0), ("E149",), False, (2009,))
    >>> hub.times(2.0).amount.typical
    14.0
    """

    group: str
    amount: Range
    sources: tuple[str, ...]
    judgement: bool
    years: tuple[int, ...]

    def times(self, factor: float) -> EmissionPart:
        """So many times as much.

        Examples
        --------
        >>> EmissionPart("hub", Range(4.0, 7.0, 12.0), (), True, ()).times(0.5).amount.low
        2.0
        """
        return self._replace(amount=self.amount.times(factor))


class Factors:
    """What each edge of a network emits, for one payload.

    Parameters
    ----------
    folder : Path
        With ``emissions.csv`` and ``grids.csv``, which are read once.
    payload : float
        Cargo in t/TEU; a truck carries that of two TEU.
    radiative_forcing : bool
        Count what aircraft do to the climate at height too.

    Attributes
    ----------
    payload : float
        In t/TEU.
    tonnes : float
        In t/FEU.
    radiative_forcing : bool
        As asked.
    factors : dict of str to Factor
        By id.
    grids : dict of str to Grid
        By country.
    family : str
        Accounting family of all rows.

    Raises
    ------
    RequestError
        If the payload is not 0.001 to 14 t/TEU.
    TableError
        If a table is missing or broken.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> edge = Corridor.load().graph["ZHT:rail1520"]["SHL:rail1520"]["rail:ZHT-SHL"]["edge"]
    >>> round(Factors().of_edge(edge).typical / edge.length_km, 3)  # kg/FEU/km
    0.504
    """

    def __init__(
        self, folder: Path = DATA, payload: float = 10.0, *, radiative_forcing: bool = False
    ):
        self.payload = number_of(payload)
        if not LEAST <= self.payload <= MOST:
            raise RequestError(
                f"payload is {echo(payload)} t/TEU; use {LEAST:g} to {MOST:g} (10 if not known)"
            )
        self.tonnes = TEU * self.payload
        self.radiative_forcing = radiative_forcing
        self.factors = read_factors(folder)
        self.grids = read_grids(folder)
        self.family = self.factors["rail.energy"].family
        self._serving: dict[str, list[Factor]] = {}
        # Rows for short moves first: the first that holds counts.
        for factor in sorted(self.factors.values(), key=lambda row: row.up_to_km or math.inf):
            for word in factor.serves:
                self._serving.setdefault(word, []).append(factor)
        self._per_km: dict[tuple[str, str], tuple[EmissionPart, ...]] = {}
        self._amounts: dict[tuple[Any, ...], Range] = {}

    def of_edge(self, edge: Edge) -> Range:
        """CO2e of an edge in kg per FEU, corner by corner.

        Parameters
        ----------
        edge : Edge
            Moves, lifts, gauge changes and doors emit; waits and formalities do not.

        Returns
        -------
        Range
            The same each time; sums over edges are sums of these.

        Raises
        ------
        RequestError
            If a truck cannot carry the payload.
        TableError
            If no factor holds for the edge.

        Examples
        --------
        >>> from khorgos.geo import Corridor
        >>> leg = Corridor.load().route("Shanghai", "Hamburg", mode="sea").legs[0]
        >>> round(Factors().of_edge(leg.edge).typical / leg.distance_km, 3)  # kg/FEU/km
        0.16
        """
        if edge.kind not in ("move", "lift", "gauge", "door"):
            return NOTHING
        if edge.kind == "door":  # all of them have one id
            way, lift = self.door(edge.carrier, edge.country)
            return sum((part.amount for part in (*way, *lift)), NOTHING)
        key = (edge.id, edge.country, edge.length_km, edge.kind)
        amount = self._amounts.get(key)
        if amount is None:
            amount = self._amounts[key] = self._amount(edge)
        return amount

    def _amount(self, edge: Edge) -> Range:
        own = edge.id in self._serving or root_of(edge.figure) in self._serving
        if edge.kind == "move" and edge.carrier in ("rail", "road") and not own:
            # As most are: the same without the parts, whose sources nobody asks for here.
            km = edge.length_km
            each = (part.amount.times(km) for part in self.per_km(edge.carrier, edge.country))
            return sum(each, NOTHING)
        return sum((part.amount for part in self.parts_of(edge)), NOTHING)

    def parts_of(self, edge: Edge) -> tuple[EmissionPart, ...]:
        """The parts of `of_edge`, with groups and sources; empty if the edge emits nothing.

        Raises
        ------
        RequestError, TableError
            As `of_edge`.

        Examples
        --------
        >>> from khorgos.geo import Corridor
        >>> edge = Corridor.load().graph["ZHT:rail1520"]["SHL:rail1520"]["rail:ZHT-SHL"]["edge"]
        >>> [part.group for part in Factors().parts_of(edge)]
        ['electric rail', 'diesel rail', 'traction in KZ']
        """
        kind, carrier, country = edge.kind, edge.carrier, edge.country
        if kind in ("lift", "gauge"):
            terminal = next(name for name in SPECIAL if name in edge.carriers)
            return self._hub((edge.id, root_of(edge.figure), f"{kind}:{terminal}"))
        if kind != "move":
            return ()
        km = edge.length_km
        own = self._find((edge.id, root_of(edge.figure)), km)
        if own is None and carrier in ("rail", "road"):
            return tuple(part.times(km) for part in self.per_km(carrier, country))
        factor = own or self._find((f"move:{carrier}",), km)
        if factor is None:
            raise TableError(FILE, None, "serves", f"no row serves move:{carrier}", "add one")
        amount = factor.amount.times(self.tonnes * km / 1000)  # g to kg
        return (_part(factor.group, amount, [factor]),)

    def per_km(self, carrier: str, country: str) -> tuple[EmissionPart, ...]:
        """Parts of a kilometre by train or truck in a country, in kg CO2e per FEU.

        Parameters
        ----------
        carrier : {'rail', 'road'}
            Train or truck.
        country : str
            ISO code.

        Returns
        -------
        tuple of EmissionPart
            For rail, the last has a mode of 0: how far the share of electric trains may move it.

        Raises
        ------
        RequestError
            If a truck cannot carry the payload.

        Examples
        --------
        >>> (truck,) = Factors().per_km("road", "DE")
        >>> round(truck.amount.typical / 20 * 1000)  # g/tkm at 20 t
        75
        """
        key = (carrier, country)
        if key not in self._per_km:
            grid = self.grids.get(country, self.grids[REST])
            self._per_km[key] = self._train(grid) if carrier == "rail" else self._truck(grid)
        return self._per_km[key]

    def door(
        self, carrier: str, country: str
    ) -> tuple[tuple[EmissionPart, ...], tuple[EmissionPart, ...]]:
        """Way of a truck between a door and a terminal, and the lift there.

        Parameters
        ----------
        carrier : str
            What leaves from the terminal; a truck from door to door needs no lift.
        country : str
            ISO code.

        Returns
        -------
        tuple of EmissionPart, tuple of EmissionPart
            Of the truck, and of the lift.

        Raises
        ------
        RequestError
            If a truck cannot carry the payload.

        Examples
        --------
        >>> [len(parts) for parts in Factors().door("rail", "DE")]
        [1, 1]
        """
        km = self.factors["door.km"]
        way = []
        for part in self.per_km("road", country):
            amount = Range(*(a * b for a, b in zip(part.amount, km.amount, strict=True)))
            years = (*part.years, km.as_of)
            way.append(EmissionPart(km.group, amount, (*part.sources, *km.sources), True, years))
        return tuple(way), () if carrier == "road" else self._hub((f"lift:{carrier}",))

    def _hub(self, words: Iterable[str]) -> tuple[EmissionPart, ...]:
        words = tuple(words)
        factor = self._find(words, 0.0)
        if factor is None:
            raise TableError(FILE, None, "serves", f"no row serves {words[-1]}", "add one")
        loads = self.tonnes if factor.unit == "kg/t" else 1.0
        return (_part(factor.group, factor.amount.times(loads), [factor]),)

    def _find(self, words: Iterable[str], km: float) -> Factor | None:
        for word in words:
            for factor in self._serving.get(word, ()):
                if factor.up_to_km is None or km <= factor.up_to_km:
                    forced = self.factors.get(f"{factor.id}.rf")
                    return forced if forced and self.radiative_forcing else factor
        return None

    def _train(self, grid: Grid) -> tuple[EmissionPart, ...]:
        energy, loss, diesel = (self.factors[f"rail.{x}"] for x in ("energy", "loss", "diesel"))
        scale = self.tonnes / 1000  # g/tkm to kg/km
        burnt = diesel.amount.times(scale)
        share = grid.electric
        drawn = NOTHING
        if grid.grid is not None:
            corners = zip(energy.amount, loss.amount, grid.grid, strict=True)
            drawn = Range(*map(math.prod, corners)).times(scale)
        parts = [
            _part(energy.group, drawn.times(share.typical), [energy, loss], grid),
            _part(diesel.group, burnt.times(1 - share.typical), [diesel], grid),
        ]
        # How much more or less it is with the share at its ends.
        ends = [(end - share.typical) * (drawn.typical - burnt.typical) for end in share]
        swing = Range(min(ends), 0.0, max(ends))
        parts.append(_part(f"traction in {grid.country}", swing, [], grid))
        return tuple(part for part in parts if any(part.amount))

    def _truck(self, grid: Grid) -> tuple[EmissionPart, ...]:
        names = ("empty", "load", "upstream", "returns", grid.truck, "capacity")
        rows = [self.factors[f"truck.{name}"] for name in names]
        empty, load, upstream, returns, fleet, capacity = rows
        if self.tonnes > capacity.typical:
            raise RequestError(
                f"a truck carries {capacity.typical:g} t, but {self.payload:g} t/TEU make "
                f"{self.tonnes:g} t; use up to {capacity.typical / TEU:g} t/TEU on roads"
            )
        amount = Range(
            *(
                x * up * (none * (1 + back) + more * self.tonnes)
                for x, up, none, back, more in zip(
                    *(row.amount for row in (fleet, upstream, empty, returns, load)), strict=True
                )
            )
        )
        return (_part(fleet.group, amount, rows[:-1]),)


def _part(
    group: str, amount: Range, factors: Iterable[Factor], grid: Grid | None = None
) -> EmissionPart:
    """A part with all that its figures rest on."""
    rows = tuple(factors)
    sources = [id_ for row in rows for id_ in row.sources]
    years = [row.as_of for row in rows]
    judged = any(row.judgement == "yes" for row in rows)
    if grid is not None:
        sources += grid.sources
        years += grid.years
        judged = judged or grid.judgement
    return EmissionPart(group, amount, tuple(dict.fromkeys(sources)), judged, tuple(years))
