"""Trade by year, as each of the countries counts it.

The series of two countries may differ by a third (fact F183), so a figure never stands without the
name of its series, and they are never mixed.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from ..tables.reading import DATA, is_lacking, read_records

__all__ = ["Series", "TradeYear", "labels_of_series", "read_trade"]


class Series(NamedTuple):
    """A row of ``trade_series.csv``: whose statistics, in words for people."""

    id: str
    label: str
    sources: tuple[str, ...]
    note: str


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

    Examples
    --------
    >>> row = next(row for row in read_trade() if row.year == 2023 and row.series == "china")
    >>> row.value, row.basis
    (41.0, 'reported')
    """

    year: int
    series: str
    value: float
    basis: str
    sources: tuple[str, ...]
    as_of: int
    note: str


def labels_of_series(rows: Iterable[TradeYear], folder: Path = DATA) -> dict[str, str]:
    """Whose statistics each series is, in the order in which they are shown.

    Parameters
    ----------
    rows : iterable of TradeYear
        Their series have a label too if ``trade_series.csv`` lacks them: their id.
    folder : Path
        Where the table lies.

    Raises
    ------
    TableError
        If the table is broken.

    Examples
    --------
    >>> labels_of_series([])["china"]
    'Chinese statistics'
    """
    lacking = is_lacking("trade_series", folder)
    known = [] if lacking else read_records(Series, "trade_series", folder)
    labels = {row.id: row.label for row in known}
    return labels | {row.series: row.series for row in rows if row.series not in labels}


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
    rows = read_records(TradeYear, "trade", folder)
    order = list(labels_of_series(rows, folder))
    return sorted(rows, key=lambda trade: (order.index(trade.series), trade.year))
