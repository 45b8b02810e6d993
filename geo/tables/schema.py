"""What a schema says of a table: its columns, and the rules over several of them.

``NAME.schema.csv`` stands beside ``NAME.csv`` with the columns ``column, type, unit, required,
allowed, references, description`` and a row for each column of the table:

``type``
    ``id`` (text that stands there once), ``text``, ``code`` (two capitals), ``codes`` and ``list``
    (several, parted by spaces), ``names`` (by semicolons), ``number``, ``integer``, ``yesno``,
    ``date`` (2026-12-31), ``time`` (seconds after midnight, written 08:30; 24:00 ends the day),
    ``zone`` (IANA name).
``allowed``
    Words; or a range such as ``0..`` of a number, of a date's year.
``references``
    Where the ids of the column stand, such as ``places.id``, and words that may stand in their
    place, such as ``judgement``. After ``places.id@`` what follows an @ in the cell is no part
    of the id; for ``truck.+emissions.id`` the id is ``truck.`` and what is in the cell.
``description``
    For people; errors repeat it.

A row of type ``rule`` is about the columns named in ``column``. Its ``allowed`` says what must
hold, as a verb of `khorgos.geo.tables.rules` and what the verb needs, then ``for each COLUMN``,
then ``if`` and the rows that it holds for: ``kind = hours closed`` (one of them),
``judgement != yes``, ``share > 0``, ``country`` (the cell is given), ``no country``, several
joined by ``and``. Its ``description`` is the reason and the remedy that an error gives, parted by
a semicolon; ``{column}`` stands for a cell of the row.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import NamedTuple

from ..values import told_briefly

__all__ = ["DATA", "Column", "Condition", "Rule", "names_of_tables", "read_rules", "read_schema"]

DATA = Path(__file__).parents[1] / "data"
ENDING = ".schema.csv"


@told_briefly
class Column(NamedTuple):
    """What a schema says about one column."""

    name: str
    type: str
    unit: str
    required: bool
    allowed: str
    references: str
    description: str


class Condition(NamedTuple):
    """Rows in which a cell is given, or not (``no``), or is to words as the sign says."""

    column: str
    sign: str
    words: tuple[str, ...]


@told_briefly
class Rule(NamedTuple):
    """What a schema says about several cells of a row, or of a column.

    Parameters
    ----------
    columns : tuple of str
        What it is about.
    verb : str
        Name in `khorgos.geo.tables.rules`.
    words : tuple of str
        What the verb needs.
    group : str
        Column by whose values the rows are taken together; empty if all are.
    conditions : tuple of Condition
        Of the rows that it holds for.
    text : str
        Reason and remedy, with cells as ``{column}``; empty for those of the verb.

    Examples
    --------
    >>> rule = next(rule for rule in read_rules("closures") if rule.verb == "given")
    >>> rule.columns, rule.conditions[0].words
    (('opens', 'closes'), ('hours',))
    """

    columns: tuple[str, ...]
    verb: str
    words: tuple[str, ...]
    group: str
    conditions: tuple[Condition, ...]
    text: str


def names_of_tables() -> list[str]:
    """Names of all tables that have a schema.

    Examples
    --------
    >>> "places" in names_of_tables()
    True
    """
    return sorted(path.name.removesuffix(ENDING) for path in DATA.glob(f"*{ENDING}"))


def read_schema(name: str) -> list[Column]:
    """Columns of one of the project's tables.

    Parameters
    ----------
    name : str
        Table name without ending, such as ``"edges"``.

    Returns
    -------
    list of Column
        In the order of the file.

    Examples
    --------
    >>> [column.name for column in read_schema("places")][:2]
    ['id', 'name']
    """
    return [
        Column(name, type_, unit, required == "yes", allowed, references, description)
        for name, type_, unit, required, allowed, references, description in _rows(name)
        if type_ != "rule"
    ]


def read_rules(name: str) -> list[Rule]:
    """Rules of one of the project's tables.

    Parameters
    ----------
    name : str
        Table name without ending.

    Returns
    -------
    list of Rule
        In the order of the file, which is that in which they are checked.

    Examples
    --------
    >>> [rule.verb for rule in read_rules("headways")]
    ['ascending', 'sourced']
    """
    return [_rule(row[0], row[4], row[6]) for row in _rows(name) if row[1] == "rule"]


@cache
def _rows(name: str) -> list[list[str]]:
    with (DATA / f"{name}{ENDING}").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))[1:]


def _rule(columns: str, says: str, text: str) -> Rule:
    says, _, conditions = says.partition(" if ")
    says, _, group = says.partition(" for each ")
    verb, *words = says.split()
    where = tuple(_condition(part) for part in conditions.split(" and ") if part)
    return Rule(tuple(columns.split()), verb, tuple(words), group, where, text)


def _condition(text: str) -> Condition:
    match text.split():
        case ["no", column]:
            return Condition(column, "no", ())
        case [column]:
            return Condition(column, "", ())
        case [column, "=" | "!=" | ">" as sign, *words]:
            return Condition(column, sign, tuple(words))
    raise ValueError(f"{text!r} is no condition of a rule")
