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

from ..tables.reading import DATA, Row, read_records, read_table
from ..values import Range, told_briefly

__all__ = ["Factor", "Grid", "read_factors", "read_grids"]

FILE = "emissions.csv"
REST = "ZZ"
"""Stands in ``grids.csv`` for countries without a row."""


@told_briefly
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
    low, typical, high : float
        In `unit`; ascending.
    family, exception : str
        Accounting family, and where the row departs from it.
    group : str
        Factors of one group are low and high together.
    judgement : {'no', 'range', 'yes'}
        ``range``: low or high is judgement; ``yes``: what is typical is.
    sources : tuple of str
        Ids in ``sources.csv``.
    as_of : int
        Year that it describes.
    note : str
        How it was derived.

    Examples
    --------
    >>> read_factors()["ship.ocean"].amount
    Range(low=4.5, typical=8.0, high=15.5)
    """

    id: str
    label: str
    kind: str
    serves: tuple[str, ...]
    up_to_km: float | None
    unit: str
    low: float
    typical: float
    high: float
    family: str
    exception: str
    group: str
    judgement: str
    sources: tuple[str, ...]
    as_of: int
    note: str

    @property
    def amount(self) -> Range:
        """Low, typical and high."""
        return Range(self.low, self.typical, self.high)


@told_briefly
class Grid(NamedTuple):
    """A row of ``grids.csv``: electricity, traction and trucks of a country.

    Parameters
    ----------
    country : str
        ISO 3166-1 alpha-2 code; ``ZZ`` for all others.
    grid : Range or None
        g CO2e/kWh as generated; None where no train is electric.
    electric : Range
        Share of rail freight that electric locomotives haul, from 0 to 1.
    truck : str
        Fleet that runs there: the row ``truck.`` and this word of ``emissions.csv``.
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
    >>> read_grids()["KZ"].grid.typical
    821.39
    """

    country: str
    grid: Range | None
    electric: Range
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
        If the table is broken.

    Examples
    --------
    >>> {factor.family for factor in read_factors().values()}
    {'trade_lane'}
    """
    return {factor.id: factor for factor in read_records(Factor, "emissions", folder)}


def read_grids(folder: Path = DATA) -> dict[str, Grid]:
    """Rows of ``grids.csv`` by country.

    Raises
    ------
    TableError
        If the table is broken.

    Examples
    --------
    >>> grids = read_grids()
    >>> grids["CN"].electric.typical > grids["KZ"].electric.typical
    True
    """
    return {row["country"]: _grid(row) for row in read_table("grids", folder)}


def _grid(row: Row) -> Grid:
    usual, grid = row["grid"], None
    if usual is not None:
        low, high = (row[column] for column in ("grid_low", "grid_high"))
        grid = Range(usual if low is None else low, usual, usual if high is None else high)
    return Grid(
        row["country"],
        grid,
        Range(row["electric_low"], row["electric"], row["electric_high"]),
        row["truck"],
        "yes" in (row["grid_judgement"], row["electric_judgement"]),
        row["sources"],
        (row["grid_as_of"], row["electric_as_of"]),
        row["note"],
    )
