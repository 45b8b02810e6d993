"""Checks of a folder of tables as a whole."""

from __future__ import annotations

from collections.abc import Container
from pathlib import Path

from ..errors import TableError
from ..values import JUDGEMENT
from .reading import Row, read_table

__all__ = ["check_names", "check_sources"]

CITING = {
    "parameters": "sources",
    "edges": "length_source",
    "places": "source",
    "regimes": "sources",
    "queues": "sources",
    "closures": "sources",
    "timetables": "sources",
    "headways": "sources",
    "flows": "sources",
    "trade": "sources",
    "scenarios": "sources",
    "emissions": "sources",
    "grids": "sources",
    "costs": "sources",
}
"""Table -> column with ids of ``sources.csv``."""

OPTIONAL = ("flows", "trade", "scenarios", "emissions", "grids", "costs")
"""Tables that a folder may lack."""


NAMES = ("id", "figure", "corridor", "country", "year")
"""Columns of which the first that a row has names it."""


def _rows(table: str, folder: Path) -> list[Row]:
    lacks = table in OPTIONAL and not (folder / f"{table}.csv").exists()
    return [] if lacks else read_table(table, folder)


def check_sources(folder: Path, known: Container[str]) -> None:
    """See that every source that a table cites is known.

    Raises
    ------
    TableError
        Names the first id that is not.
    """
    remedy = "add it to sources.csv, or correct the id"
    for table, column in CITING.items():
        for row in _rows(table, folder):
            cited = row[column] if isinstance(row[column], tuple) else (row[column],)
            for id_ in cited:
                if id_ and id_ != JUDGEMENT and id_ not in known:
                    name = next(str(row[key]) for key in NAMES if row.get(key))
                    reason = f"{name} cites {id_!r}, which is no source"
                    raise TableError(f"{table}.csv", row["row"], column, reason, remedy)


def check_names(folder: Path, figures: Container[str], places: Container[str]) -> None:
    """See that calendars, queues and flows speak of figures and places that exist.

    Raises
    ------
    TableError
        Names the first id that does not.
    """
    naming = {
        ("closures", "figures"): figures,
        ("headways", "figure"): figures,
        ("timetables", "origin"): places,
        ("timetables", "destination"): places,
        ("queues", "figure"): figures,
        ("queues", "place"): places,
        ("flows", "from"): places,
        ("flows", "via"): places,
        ("flows", "to"): places,
    }
    for (table, column), known in naming.items():
        for row in _rows(table, folder):
            ids = row[column] if isinstance(row[column], tuple) else (row[column],)
            for id_ in ids:
                if id_ not in known:
                    reason, remedy = f"no {id_!r} is known", "correct the id"
                    raise TableError(f"{table}.csv", row["row"], column, reason, remedy)
