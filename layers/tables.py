"""Write tables as CSV: every table that khorgos writes goes through here.

A spreadsheet takes a text that begins like a formula for one, and runs it.  Such a text gets an
apostrophe first, as spreadsheets themselves write it.  Numbers stay numbers, negative ones too.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["as_text", "write_frame", "write_rows"]

STARTS = "=+-@−"
"""How a formula begins; wide and small forms of these letters are the same."""
NUMERIC = "biufcmM"
"""Kinds of columns that hold no text."""
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")


def as_text(cell: Any) -> Any:
    r"""A cell that no spreadsheet takes for a formula.

    Parameters
    ----------
    cell : object
        A text, or anything else, which stays as it is.

    Returns
    -------
    object
        With an apostrophe first if the text begins with ``=``, ``+``, ``-`` or ``@``, also behind
        blanks and what cannot be seen, and is no number.  Lines in it end with ``\n``: Python
        writes no quotes for others, and what follows would begin a row.

    Examples
    --------
    >>> as_text("=1+1"), as_text("\t@SUM(1)"), as_text("-5.5"), as_text(-5.5), as_text("Ürümqi")
    ("'=1+1", "'\t@SUM(1)", '-5.5', -5.5, 'Ürümqi')
    """
    if not isinstance(cell, str) or NUMBER.fullmatch(cell):
        return cell
    cell = cell.replace("\r\n", "\n").replace("\r", "\n") if "\r" in cell else cell
    seen = next((char for char in cell if unicodedata.category(char)[0] not in "ZC"), "")
    return f"'{cell}" if unicodedata.normalize("NFKC", seen)[:1] in tuple(STARTS) else cell


def write_rows(path: Path, rows: Iterable[Iterable[Any]]) -> None:
    r"""Write rows as CSV in UTF-8.

    Parameters
    ----------
    path : Path
        The file.
    rows : iterable of iterable
        Cells; the header comes first.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "rows.csv"
    ...     write_rows(file, [["name", "hours"], ["@home", -1]])
    ...     file.read_text()
    "name,hours\n'@home,-1\n"
    """
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(map(as_text, row) for row in rows)


def write_frame(path: Path, frame: pd.DataFrame) -> None:
    r"""Write a data frame as CSV in UTF-8, without its index.

    Parameters
    ----------
    path : Path
        The file.
    frame : pandas.DataFrame
        The table.

    Examples
    --------
    >>> import pandas as pd
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "rows.csv"
    ...     write_frame(file, pd.DataFrame({"name": ["=1+1"], "hours": [-1.5]}))
    ...     file.read_text()
    "name,hours\n'=1+1,-1.5\n"
    """
    told = frame.apply(lambda column: column if column.dtype.kind in NUMERIC else _texts(column))
    told.rename(columns=as_text).to_csv(path, index=False, lineterminator="\n")


def _texts(column: pd.Series[Any]) -> pd.Series[Any]:
    return column.astype(object).map(as_text)
