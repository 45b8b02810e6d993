"""Trade between Kazakhstan and China by year, as each of the two countries counts it.

The Chinese series is about a third higher (fact F183), so a figure never stands without the
name of its series, and the two are never mixed.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from ..tables.reading import DATA, is_lacking, read_records

__all__ = ["SERIES", "TradeYear", "read_trade"]

SERIES = {"kazakhstan": "Kazakhstan statistics", "china": "Chinese statistics"}
"""Series -> its words for people."""


class TradeYear(NamedTuple):
    """Trade of one year in one series.

    Parameters
    ----------
    year : int
        Calendar year.
    series : str
        Key of `SERIES`: whose statistics.
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

    @property
    def label(self) -> str:
        """Whose statistics, in words for people."""
        return SERIES[self.series]


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
    order = list(SERIES)
    rows = read_records(TradeYear, "trade", folder)
    return sorted(rows, key=lambda trade: (order.index(trade.series), trade.year))
