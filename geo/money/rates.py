"""The rates of ``costs.csv``: what each element of a price is, where it holds and from when."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from ..graph.edge import Edge
from ..graph.figures import root_of
from ..tables.reading import DATA, read_records
from ..values import Range, told_briefly

__all__ = ["Rate", "priced", "read_rates"]

FILE = "costs.csv"
WHOLE = 100
"""Per cent."""
PAYLOAD_KG = 20_000
"""Cargo of a forty-foot container or a truck, where prices go by weight."""


@told_briefly
class Rate(NamedTuple):
    """One row of ``costs.csv``.

    Parameters
    ----------
    id, label : str
        The element and what it is for; the same in words for people.
    element : str
        Part of the price: ``haul``, ``handling``, ``gauge``, ``border``, ``base``, ``carnet``,
        ``margin`` or ``subsidy``.
    kind : str
        Kind of edge; ``route`` for what is paid on the whole way.
    carriers : frozenset of str
        The networks of an edge are all among them.
    countries, serves : tuple of str
        Countries; ids of figures or edges.  Empty for any.
    unit : str
        ``FEU``, ``FEU-km``, ``kg-km`` or ``%``.
    low, typical, high : float
        In `currency`, as quoted.
    currency : str
        ISO 4217 code.
    usd : float
        US dollars for one unit of the currency.
    usd_judgement : bool
        The exchange rate rests on judgement.
    teu : float
        Price for a twenty-foot container, as a share of that for a forty-foot one.
    year : int
        Year of the price.
    judgement : str
        ``no``, ``range`` or ``yes``, as for figures.
    sources : tuple of str
        Ids in ``sources.csv``.
    group : str
        Rates of one group are low and high together.
    note : str
        How it was derived.

    Examples
    --------
    >>> rate = next(rate for rate in read_rates() if rate.id == "handling.rail")
    >>> rate.typical, rate.currency, rate.year
    (32.5, 'EUR', 2023)
    """

    id: str
    label: str
    element: str
    kind: str
    carriers: frozenset[str]
    countries: tuple[str, ...]
    serves: tuple[str, ...]
    unit: str
    low: float
    typical: float
    high: float
    currency: str
    usd: float
    usd_judgement: bool
    teu: float
    year: int
    judgement: str
    sources: tuple[str, ...]
    group: str
    note: str

    def amount(self, distance_km: float = 0.0, unit: str = "FEU") -> Range:
        """What it comes to on an edge, in US dollars.

        Parameters
        ----------
        distance_km : float
            Length of the edge.
        unit : {'FEU', 'TEU', 'truck'}
            What is carried.

        Returns
        -------
        Range
            Of a share, the share.

        Examples
        --------
        >>> rate = next(rate for rate in read_rates() if rate.id == "haul.rail.erai")
        >>> rate.amount(1000.0).typical
        491.0
        """
        factor = self.usd * (self.teu if unit == "TEU" else 1.0)
        if self.unit.endswith("km"):
            factor *= distance_km
        if self.unit.startswith("kg"):
            factor *= PAYLOAD_KG
        return Range(self.low, self.typical, self.high).times(factor)

    def fits(self, edge: Edge) -> int:
        """How much it says about an edge: 0 if it is for another one, up to 3."""
        if self.kind != edge.kind or not edge.carriers <= self.carriers:
            return 0
        if self.serves:
            return 3 * (edge.id in self.serves or root_of(edge.figure) in self.serves)
        return 2 * (edge.country in self.countries) if self.countries else 1


def priced(folder: Path) -> bool:
    """Whether a folder has what money and emissions need; tables of one's own may lack it.

    Examples
    --------
    >>> priced(DATA)
    True
    """
    return all((folder / f"{name}.csv").exists() for name in ("costs", "emissions", "grids"))


def read_rates(folder: Path = DATA) -> tuple[Rate, ...]:
    """The rates of a folder; its table is read again only if it has changed.

    Parameters
    ----------
    folder : Path
        With ``costs.csv``.

    Returns
    -------
    tuple of Rate
        In the order of the table.

    Raises
    ------
    TableError
        If the table is missing or broken.

    Examples
    --------
    >>> len({rate.element for rate in read_rates()})
    8
    """
    try:
        state = (folder / FILE).stat()
        stamp = (state.st_mtime_ns, state.st_size)
    except OSError:
        stamp = (0, 0)  # read_table says what is wrong
    return _read(folder, stamp)


@lru_cache(maxsize=8)
def _read(folder: Path, _stamp: tuple[int, int]) -> tuple[Rate, ...]:
    rates = read_records(Rate, "costs", folder)
    return tuple(rate._replace(carriers=frozenset(rate.carriers)) for rate in rates)
