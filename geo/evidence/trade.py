"""Trade between Kazakhstan and China by year, as each of the two countries counts it.

The Chinese series is about a third higher (fact F183), so a figure never stands without the
name of its series, and the two are never mixed.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from ..errors import TableError
from ..tables.reading import DATA, read_table

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
        If the table is broken, or gives a year of a series twice.

    Examples
    --------
    >>> [row.value for row in read_trade() if row.series == "kazakhstan"]
    [18.0, 24.0, 31.5]
    """
    file = "trade.csv"
    if folder != DATA and not (folder / file).exists():
        return []
    found: dict[tuple[int, int], TradeYear] = {}
    order = list(SERIES)
    for row in read_table("trade", folder):
        line = row.pop("row")
        trade = TradeYear(**row)
        key = (order.index(trade.series), trade.year)
        if key in found:
            reason = f"{trade.year} of {trade.series} stands there twice"
            raise TableError(file, line, "year", reason, "keep one row")
        found[key] = trade
    return [found[key] for key in sorted(found)]
