"""Trade by year, as each of the countries counts it.

The series of two countries may differ by a third (fact F183), so a figure never stands without the
name of its series, and they are never mixed.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from ..places.countries import read_countries
from ..tables.reading import DATA, is_lacking, read_records, read_table
from ..values import told_briefly

__all__ = ["Series", "TradeYear", "read_trade", "traders"]


@told_briefly
class Series(NamedTuple):
    """A row of ``trade_series.csv``: whose statistics, in words for people."""

    id: str
    label: str
    countries: tuple[str, ...]
    sources: tuple[str, ...]
    note: str


@told_briefly
class TradeYear(NamedTuple):
    """Trade of one year in one series.

    Parameters
    ----------
    year : int
        Calendar year.
    series : str
        Id in ``trade_series.csv``: whose statistics.
    value : float
        Exports and imports together, in US$ bn.
    basis : str
        ``reported``: a page gives it. ``computed``: reckoned from another year.
    sources : tuple of str
        Ids in ``sources.csv``.
    as_of : int
        Year in which the figure was published.
    note : str
        How it was derived, and what was not read.
    label : str
        Whose statistics, in words for people: that of ``trade_series.csv``, else the series.

    Examples
    --------
    >>> row = next(row for row in read_trade() if row.year == 2023 and row.series == "china")
    >>> row.value, row.label
    (41.0, 'Chinese statistics')
    """

    year: int
    series: str
    value: float
    basis: str
    sources: tuple[str, ...]
    as_of: int
    note: str
    label: str


def read_trade(folder: Path = DATA) -> list[TradeYear]:
    """Rows of ``trade.csv``, series by series and year by year.

    Parameters
    ----------
    folder : Path
        Where the table lies.  A folder of one's own may do without it.

    Returns
    -------
    list of TradeYear
        Empty if a folder of one's own has no such table.

    Raises
    ------
    TableError
        If the table is broken.

    Examples
    --------
    >>> [row.value for row in read_trade() if row.series == "kazakhstan"]
    [18.0, 24.0, 31.5]
    """
    if is_lacking("trade", folder):
        return []
    labels = {series.id: series.label for series in _series(folder)}
    columns = TradeYear._fields[:-1]
    rows = [
        TradeYear._make((*map(row.get, columns), labels.get(row["series"], row["series"])))
        for row in read_table("trade", folder)
    ]
    order = list(dict.fromkeys((*labels, *(trade.series for trade in rows))))
    return sorted(rows, key=lambda trade: (order.index(trade.series), trade.year))


def traders(folder: Path = DATA) -> list[str]:
    """Names of the countries that count the trade, in the order of ``trade_series.csv``.

    Examples
    --------
    >>> traders()
    ['Kazakhstan', 'China']
    """
    countries = read_countries(folder)
    codes = dict.fromkeys(code for series in _series(folder) for code in series.countries)
    return [countries.name(code) for code in codes]


def _series(folder: Path) -> list[Series]:
    lacking = is_lacking("trade_series", folder)
    return [] if lacking else read_records(Series, "trade_series", folder)
