"""The published record: end-to-end times that others print, to hold the model against."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from pathlib import Path

from ..errors import RequestError
from ..graph.figures import Source
from ..states.notices import month_of
from ..tables.reading import Row, read_table
from ..values import told_briefly

__all__ = ["HOURS", "Observation", "read_observations", "record_of", "see_row"]

HOURS = {"hours": 1.0, "days": 24.0, "weeks": 168.0}
"""Unit -> hours."""
SAME = (
    "id", "origin", "destination", "mode", "quantity", "note", "year", "kind", "direction",
    "trust", "distance_km", "service", "month",
)  # fmt: skip
"""Columns that an `Observation` takes as they are."""


@told_briefly
@dataclass(frozen=True)
class Observation:
    """One published end-to-end time.

    Parameters
    ----------
    id, origin, destination, via, mode, quantity, title, url, note, year : str
        As in ``validation.csv``; `via` is the column ``route/via``.
    hours, low, high : float
        The published value, or the middle of its range, and the range, in hours.
    kind : str
        ``observed``, ``scheduled``, ``claimed`` or ``record``.
    direction : str
        ``westbound``, ``eastbound`` or ``both``.
    trust : str
        ``A`` to ``D``.
    distance_km : float or None
        As published.
    service, month : str
        As in ``validation.csv``; empty if the row does not say.
    """

    id: str
    origin: str
    destination: str
    via: str
    mode: str
    quantity: str
    title: str
    url: str
    note: str
    year: str
    hours: float
    low: float
    high: float
    kind: str
    direction: str
    trust: str
    distance_km: float | None
    service: str = ""
    month: str = ""

    @property
    def own(self) -> str:
        """What was measured and on which route, in small letters."""
        return f"{self.quantity.replace('_', ' ')}; {self.via}".lower()

    @property
    def words(self) -> str:
        """All that speaks of this row alone, in small letters.

        Title and page are left out: they speak of more than one row.  So is a clause of the
        note that gives days, for they may be those of another service.
        """
        clauses = re.split(r"[;,.](?!\d)", self.note)
        own = [clause for clause in clauses if not re.search(r"\d\+? ?d(ays?)?\b", clause)]
        said = [self.own, self.origin, self.destination, *filter(None, [self.service]), *own]
        return "; ".join(said).lower()

    def rests_in(self, source: Source) -> bool:
        """Whether a source of the model's figures is this row: the same page, the same time.

        Parameters
        ----------
        source : Source
            A fact that a figure cites.

        Returns
        -------
        bool
            True if its value, or the derivation in its note, is the row's time.
        """
        if source.url != self.url or not self.url:
            return False
        low, value, high = (
            f"{hours / HOURS['days']:g}" for hours in (self.low, self.hours, self.high)
        )
        said = rf"(?<![\d.-])({re.escape(value)}|{re.escape(f'{low}-{high}')}) d\b"
        try:
            same = float(source.value) * HOURS[source.unit] == self.hours
        except (ValueError, KeyError):
            same = False
        return same or source.id == self.id or re.search(said, source.note) is not None


def read_observations(path: str | Path | None = None) -> list[Observation]:
    """The rows of ``validation.csv``, or of another file with the same columns.

    Parameters
    ----------
    path : str or Path, optional
        The file; the one that comes with the package if left out.

    Returns
    -------
    list of Observation
        In the order of the file.

    Raises
    ------
    TableError
        If the file is broken.

    Examples
    --------
    >>> rows = read_observations()
    >>> rows[0].origin, rows[0].destination, rows[0].kind
    ("Xi'an", 'Duisburg', 'record')
    """
    file = None if path is None else Path(path)
    return [_observation(row) for row in read_table("validation", path=file)]


def record_of(folder: Path) -> list[Observation]:
    """The record in a folder of tables; that of the package if the folder has none.

    Raises
    ------
    TableError
        If the file is broken.
    """
    own = folder / "validation.csv"
    return read_observations(own if own.is_file() else None)


def see_row(row: Observation) -> None:
    """Refuse what the schema of ``validation.csv`` would, in a row that is made in code.

    Raises
    ------
    RequestError
        If it takes no time, or its month is none.
    """
    if not 0 < row.hours < math.inf:
        raise RequestError(f"row {row.id} takes {row.hours:g} hours; give more than 0")
    if row.month:
        try:
            month_of(row.month)
        except RequestError as error:
            raise RequestError(f"row {row.id}: {error}") from None


def _observation(row: Row) -> Observation:
    value, low, high = (row[column] for column in ("value", "low", "high"))
    if value is None:
        value = (low + high) / 2
    scale = HOURS[row["unit"]]
    return Observation(
        **{column: row[column] for column in SAME},
        via=row["route/via"],
        title=row["source_title"],
        url=row["source_url"],
        hours=value * scale,
        low=(value if low is None else low) * scale,
        high=(value if high is None else high) * scale,
    )
