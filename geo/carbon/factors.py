"""Factors of CO2e by mode, traction and country, from ``emissions.csv`` and ``grids.csv``.

All rows are of one accounting family, ``trade_lane``: CO2e well to wheel for each net tonne and
each kilometre of the network, with the empty way back in it; ocean ships by trade lane (as in
GLEC, the default for Asia-Europe), trains by energy, grid and traction, trucks by kilometre and
payload.  The British ship class (15.5 g/tkm) and train mix (34.7 g/tkm) are of another family and
only bound ranges.  Where a row departs from its family, ``exception`` says how: feeders and
ferries, for which there is no trade lane, terminals, and radiative forcing.

======  ============================================================================
rail    share electric × energy × losses × grid + (1 - share electric) × diesel
road    fleet × upstream × (empty × (1 + returns) + load × tonnes) for each kilometre
others  one row of the table
======  ============================================================================
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from ..errors import TableError
from ..tables.reading import DATA, Row, read_table
from ..values import Amount

__all__ = ["Factor", "Grid", "read_factors", "read_grids"]

FILE = "emissions.csv"
GRIDS = "grids.csv"
REST = "ZZ"
"""Stands in ``grids.csv`` for countries without a row."""
TERMS = (
    *("rail.energy", "rail.loss", "rail.diesel", "truck.empty", "truck.load", "truck.upstream"),
    *("truck.returns", "truck.europe", "truck.asia", "truck.capacity", "door.km"),
)


class Factor(NamedTuple):
    """A row of ``emissions.csv``.

    Parameters
    ----------
    id, label : str
        What emits, and the same in words for people.
    kind : {'transport', 'hub', 'term'}
        A move, a terminal, or a term of the formulas above.
    serves : tuple of str
        Edges, figures, or words such as ``move:sea`` for which it holds.
    up_to_km : float or None
        Only for moves up to this length.
    unit : str
        Such as ``g/tkm``, for each net tonne-kilometre.
    low, mode, high : float
        In `unit`; ascending.
    family, exception : str
        Accounting family, and where the row departs from it.
    group : str
        Factors of one group are low and high together.
    judgement : {'no', 'range', 'yes'}
        ``range``: low or high is judgement; ``yes``: the mode is.
    sources : tuple of str
        Ids in ``sources.csv``.
    as_of : int
        Year that it describes.
    note : str
        How it was derived.

    Examples
    --------
    >>> read_factors()["ship.ocean"].amount
    Amount(low=4.5, mode=8.0, high=15.5)
    """

    id: str
    label: str
    kind: str
    serves: tuple[str, ...]
    up_to_km: float | None
    unit: str
    low: float
    mode: float
    high: float
    family: str
    exception: str
    group: str
    judgement: str
    sources: tuple[str, ...]
    as_of: int
    note: str

    @property
    def amount(self) -> Amount:
        """Low, mode and high."""
        return Amount(self.low, self.mode, self.high)


class Grid(NamedTuple):
    """A row of ``grids.csv``: electricity, traction and trucks of a country.

    Parameters
    ----------
    country : str
        ISO 3166-1 alpha-2 code; ``ZZ`` for all others.
    grid : Amount or None
        g CO2e/kWh as generated; None where no train is electric.
    electric : Amount
        Share of rail freight that electric locomotives haul, from 0 to 1.
    truck : {'europe', 'asia'}
        Whose trucks run there.
    judgement : bool
        Whether grid or share is judgement.
    sources : tuple of str
        Ids in ``sources.csv``.
    years : tuple of int
        Of grid and share.
    note : str
        How they were derived.

    Examples
    --------
    >>> read_grids()["KZ"].grid.mode
    821.39
    """

    country: str
    grid: Amount | None
    electric: Amount
    truck: str
    judgement: bool
    sources: tuple[str, ...]
    years: tuple[int, ...]
    note: str


def read_factors(folder: Path = DATA) -> dict[str, Factor]:
    """Rows of ``emissions.csv`` by id.

    Raises
    ------
    TableError
        If the table is broken, lacks a term of the formulas, mixes two accounting families,
        or two rows hold for the same.

    Examples
    --------
    >>> {factor.family for factor in read_factors().values()}
    {'trade_lane'}
    """
    factors: dict[str, Factor] = {}
    served: dict[tuple[str, float | None], str] = {}
    for row in read_table("emissions", folder):
        line = row.pop("row")
        factor = Factor(**row)
        _check_ascends(FILE, line, "mode", factor.amount)
        if not factor.sources and factor.judgement != "yes":
            remedy = "name one, or set judgement to yes"
            raise TableError(FILE, line, "sources", "no source", remedy)
        first = next(iter(factors.values()), factor)
        if factor.family != first.family:
            reason = f"{factor.family}, but {first.id} is {first.family}: two families"
            raise TableError(FILE, line, "family", reason, "keep to one accounting family")
        for word in factor.serves:
            other = served.setdefault((word, factor.up_to_km), factor.id)
            if other != factor.id:
                raise TableError(FILE, line, "serves", f"{other} serves {word} too", "keep one")
        factors[factor.id] = factor
    lacking = next((id_ for id_ in TERMS if id_ not in factors), "")
    if lacking:
        raise TableError(FILE, None, "id", f"no row {lacking}", "add it back")
    return factors


def read_grids(folder: Path = DATA) -> dict[str, Grid]:
    """Rows of ``grids.csv`` by country.

    Raises
    ------
    TableError
        If the table is broken, has a country twice, or lacks the row ``ZZ``, or the grid of a
        country with electric trains.

    Examples
    --------
    >>> grids = read_grids()
    >>> grids["CN"].electric.mode > grids["KZ"].electric.mode
    True
    """
    grids: dict[str, Grid] = {}
    for row in read_table("grids", folder):
        line, country = row["row"], row["country"]
        if country in grids:
            reason = f"{country} stands there twice"
            raise TableError(GRIDS, line, "country", reason, "keep one row")
        grids[country] = _grid(row)
    if REST not in grids:
        remedy = "add one, for countries without a row"
        raise TableError(GRIDS, None, "country", f"no row {REST}", remedy)
    return grids


def _grid(row: Row) -> Grid:
    line, usual = row["row"], row["grid"]
    electric = Amount(row["electric_low"], row["electric"], row["electric_high"])
    _check_ascends(GRIDS, line, "electric", electric)
    grid = None
    if usual is not None:
        ends = (row["grid_low"], row["grid_high"])
        low, high = (usual if end is None else end for end in ends)
        grid = Amount(low, usual, high)
        _check_ascends(GRIDS, line, "grid", grid)
    elif electric.high:
        reason = "the cell is empty, but trains are electric"
        raise TableError(GRIDS, line, "grid", reason, "give g CO2e/kWh")
    judgements = (row["grid_judgement"], row["electric_judgement"])
    if not row["sources"] and "yes" not in judgements:
        remedy = "name one, or set judgement to yes"
        raise TableError(GRIDS, line, "sources", "no source", remedy)
    return Grid(
        row["country"],
        grid,
        electric,
        row["truck"],
        "yes" in judgements,
        row["sources"],
        (row["grid_as_of"], row["electric_as_of"]),
        row["note"],
    )


def _check_ascends(file: str, line: int, column: str, amount: Amount) -> None:
    if not amount.low <= amount.mode <= amount.high:
        remedy = "sort the three values"
        raise TableError(file, line, column, "low, mode and high do not ascend", remedy)
