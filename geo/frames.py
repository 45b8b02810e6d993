"""Tables of results as data frames: the one place where `khorgos.geo` needs pandas."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    Frame = pd.DataFrame
    """What others name, so that this is the only module which names pandas."""

__all__ = ["frame_of"]


def frame_of(
    rows: Iterable[Mapping[str, Any]],
    columns: Sequence[str],
    types: Mapping[str, str] | None = None,
) -> Frame:
    """A data frame of plain rows.

    Parameters
    ----------
    rows : iterable of mapping
        What has several values in a row, such as ids of sources, is one text with blanks.
    columns : sequence of str
        Which of their keys to take, in this order; they stand there without rows, too.
    types : mapping of str to str, optional
        Column -> type, where pandas would take another one for lack of values.

    Returns
    -------
    pandas.DataFrame
        Numbered from 0.

    Examples
    --------
    >>> frame = frame_of([{"km": 293.0, "sources": ["F1", "F2"]}], ["sources", "km"])
    >>> frame["sources"].to_list(), frame["km"].to_list()
    (['F1 F2'], [293.0])
    """
    import pandas as pd

    cells = [[_cell(row[name]) for name in columns] for row in rows]
    return pd.DataFrame(cells, columns=[*columns]).astype(dict(types or {}))


def _cell(value: Any) -> Any:
    return " ".join(value) if isinstance(value, list | tuple) else value
