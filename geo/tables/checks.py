"""Checks of a folder of tables as a whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ..errors import LONGEST_ECHO, TableError
from .reading import check_rules, is_lacking, read_columns
from .rules import OF_THE_WORLD
from .schema import Column, names_of_tables, read_rules, read_schema

__all__ = ["check_tables", "read_version"]

Columns = Mapping[str, Sequence[Any]]
Tables = Mapping[str, Columns]


def check_tables(folder: Path) -> None:
    """Read all tables of a folder, each by its schema, and see that what they name exists.

    What scenarios change is looked up when they are applied: who changes the network need not
    have all of them fit.

    Parameters
    ----------
    folder : Path
        With the tables; those that a schema calls optional may be left out.

    Raises
    ------
    TableError
        Names the first row that breaks a rule, or that names what no table has.

    Examples
    --------
    >>> from khorgos.geo.tables.reading import DATA
    >>> check_tables(DATA)
    """
    there = [name for name in names_of_tables() if not is_lacking(name, folder)]
    tables = {name: read_columns(name, folder) for name in there}
    for name, columns in tables.items():
        rules = [rule for rule in read_rules(name) if rule.verb in OF_THE_WORLD]
        check_rules(f"{name}.csv", rules, columns, columns["row"])
        for column in read_schema(name):
            if column.references:
                _check_references(f"{name}.csv", column, columns, tables)


def _check_references(file: str, column: Column, columns: Columns, tables: Tables) -> None:
    """See that each id of a column stands in one of the columns that it refers to."""
    known: set[str] = set()
    files = []
    prefix, _, references = column.references.rpartition("+")
    for word in references.split():
        table, dot, target = word.removesuffix("@").partition(".")
        if dot and table not in tables:  # a folder of one's own may lack it: nothing to look up
            return
        known.update(tables[table][target] if dot else (word,))
        files += [f"{table}.csv"] if dot else []
    cells = columns[column.name]
    for cell in dict.fromkeys(cells):
        for full in cell if isinstance(cell, tuple) else (cell,):
            id_ = prefix + (full.partition("@")[0] if references.endswith("@") else full)
            if full and id_ not in known:
                at = cells.index(cell)
                reason = f"no {id_[:LONGEST_ECHO]!r} is known in {' or '.join(files)}"
                if files == ["sources.csv"]:
                    name = " ".join(str(next(iter(columns.values()))[at]).split())[:LONGEST_ECHO]
                    reason = f"{name} cites {id_[:LONGEST_ECHO]!r}, which is no source"
                remedy = f"add it to {files[0]}, or correct the id"
                raise TableError(file, columns["row"][at], column.name, reason, remedy)


def read_version(folder: Path) -> str:
    """Version of the data, from ``version.txt``.

    Raises
    ------
    TableError
        If the file is missing, empty or no text.

    Examples
    --------
    >>> from khorgos.geo.tables.reading import DATA
    >>> read_version(DATA)[:2]
    '20'
    """
    file = "version.txt"
    try:
        version = (folder / file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        version = ""
    if not version:
        remedy = "write the data version into it"
        raise TableError(file, None, None, "not found, empty, or not text", remedy)
    return version
