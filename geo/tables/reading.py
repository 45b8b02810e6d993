"""Read the data tables and refuse broken ones.

Each table ``NAME.csv`` has a schema ``NAME.schema.csv`` beside it with one row
per column: ``column, type, unit, required, allowed, description``.  The types are
``id`` (unique text), ``text``, ``code`` (two capitals), ``number``, ``integer``, ``yesno``,
``list`` (words separated by spaces), ``date`` (2026-12-31) and ``time`` (seconds after midnight,
written 08:30; 24:00 ends the day).  ``allowed`` is a list of words, or a range such as
``0..`` for numbers.
"""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from ..errors import TableError

__all__ = ["Column", "Row", "read_schema", "read_table", "read_version"]

DATA = Path(__file__).parents[1] / "data"

Row = dict[str, Any]
"""One row: column -> value; ``row["row"]`` is its line in the file."""


class Column(NamedTuple):
    """What a schema says about one column."""

    name: str
    type: str
    unit: str
    required: bool
    allowed: str
    description: str


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
    with (DATA / f"{name}.schema.csv").open(encoding="utf-8", newline="") as file:
        return [
            Column(
                row["column"],
                row["type"],
                row["unit"],
                row["required"] == "yes",
                row["allowed"],
                row["description"],
            )
            for row in csv.DictReader(file)
        ]


def read_table(name: str, folder: Path = DATA) -> list[Row]:
    """Rows of a table, with every value checked against the schema.

    Parameters
    ----------
    name : str
        Table name without ending.
    folder : Path
        Where ``NAME.csv`` lies; the schema always comes with the package.

    Returns
    -------
    list of dict
        Empty cells are ``""`` in text columns, ``()`` in lists and None elsewhere.

    Raises
    ------
    TableError
        If the file is missing, is not UTF-8 CSV, lacks a column, or has a value that the
        schema forbids.

    Examples
    --------
    >>> next(row for row in read_table("places") if row["id"] == "ZHK")["name"]
    'Zharkent'
    """
    file = f"{name}.csv"
    schema = read_schema(name)
    header, lines, rows = _read_csv(folder / file, file)
    missing = [column.name for column in schema if column.name not in header]
    if missing:
        raise TableError(file, 1, missing[0], "the column is missing", "add it to the header")
    if len(set(header)) < len(header):
        twice = next(column for column in header if header.count(column) > 1)
        raise TableError(file, 1, twice, "the column stands there twice", "keep one")
    unknown = [column for column in header if column not in {c.name for c in schema}]
    if unknown:
        raise TableError(file, 1, unknown[0], "the column is unknown", f"see {name}.schema.csv")
    for number, line in zip(rows, lines, strict=True):
        if len(line) != len(header):
            raise TableError(
                file,
                number,
                None,
                f"{len(line)} cells where the header has {len(header)}",
                'check the commas, and quote cells that contain one: "a, b"',
            )
    by_name = dict(zip(header, zip(*lines, strict=True), strict=True)) if lines else {}
    columns = {"row": rows}
    for column in schema:
        columns[column.name] = _read_column(file, column, by_name.get(column.name, ()), rows)
    names = list(columns)
    return [dict(zip(names, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def read_version(folder: Path) -> str:
    """Version of the data, from ``version.txt``.

    Raises
    ------
    TableError
        If the file is missing, empty or no text.

    Examples
    --------
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


def _read_csv(path: Path, file: str) -> tuple[list[str], list[list[str]], list[int]]:
    """Header, lines, and the row number at which each line ends in the file."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise TableError(
            file, None, None, f"not found in {path.parent}", "put the table there"
        ) from None
    except UnicodeDecodeError as error:
        row = path.read_bytes()[: error.start].count(b"\n") + 1
        raise TableError(
            file, row, None, "the text is not UTF-8", "save the file as UTF-8"
        ) from None
    except OSError as error:
        raise TableError(
            file, None, None, f"cannot be read ({error.strerror})", "check the path"
        ) from None
    # io, not splitlines: a name may hold U+2028, which is no line end in CSV.
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        lines = [(line, reader.line_num) for line in reader if line]
    except csv.Error as error:
        row = reader.line_num
        raise TableError(file, row, None, f"not CSV ({error})", "check the quotes") from None
    if not lines:
        raise TableError(file, None, None, "the file is empty", "add a header and rows")
    return lines[0][0], [line for line, _ in lines[1:]], [row for _, row in lines[1:]]


def _read_column(file: str, column: Column, cells: tuple[str, ...], rows: list[int]) -> list[Any]:
    """Convert a whole column at once: far cheaper than cell by cell."""
    if column.required and not all(cells):
        row = rows[cells.index("")]
        raise TableError(file, row, column.name, "the cell is empty", column.description)
    allowed = column.allowed.split() if column.allowed and ".." not in column.allowed else None
    if allowed:
        _check_words(file, column, cells, rows, allowed)
    if column.type == "id":
        _check_unique(file, column, cells, rows)
    convert = _CONVERTERS.get(column.type)
    if convert is None:
        return list(cells)
    values = []
    for row, cell in zip(rows, cells, strict=True):
        try:
            values.append(convert(cell))
        except ValueError as error:
            raise TableError(
                file, row, column.name, f"{cell!r} {error}", column.description
            ) from None
    if ".." in column.allowed:
        _check_range(file, column, values, rows)
    return values


def _check_words(
    file: str, column: Column, cells: tuple[str, ...], rows: list[int], allowed: list[str]
) -> None:
    for cell in sorted(set(cells) - {""}):
        words = cell.split() if column.type == "list" else [cell]
        wrong = [word for word in words if word not in allowed]
        if wrong:
            raise TableError(
                file,
                rows[cells.index(cell)],
                column.name,
                f"{wrong[0]!r} is not allowed",
                f"use one of {', '.join(allowed)}",
            )


def _check_unique(file: str, column: Column, cells: tuple[str, ...], rows: list[int]) -> None:
    if len(set(cells)) == len(cells):
        return
    seen: dict[str, int] = {}
    for row, cell in zip(rows, cells, strict=True):
        if cell in seen:
            raise TableError(
                file,
                row,
                column.name,
                f"{cell!r} stands already in row {seen[cell]}",
                "give each row an id of its own",
            )
        seen[cell] = row


def _check_range(file: str, column: Column, values: list[Any], rows: list[int]) -> None:
    low_text, high_text = column.allowed.split("..")
    low = float(low_text) if low_text else -math.inf
    high = float(high_text) if high_text else math.inf
    for row, value in zip(rows, values, strict=True):
        if value is not None and not low <= value <= high:
            raise TableError(
                file,
                row,
                column.name,
                f"{value:g} is out of range",
                f"use a value in {column.allowed} {column.unit}".rstrip(),
            )


def _number(cell: str) -> float | None:
    if not cell:
        return None
    try:
        # Python reads 1_500 and digits of any script; other programs do not.
        value = float(cell if cell.isascii() and "_" not in cell else "no")
    except ValueError:
        raise ValueError("is no number") from None
    if not math.isfinite(value):
        raise ValueError("is no finite number")
    return value


def _integer(cell: str) -> int | None:
    if not cell:
        return None
    try:
        return int(cell)
    except ValueError:
        raise ValueError("is no whole number") from None


def _yesno(cell: str) -> bool:
    if cell not in ("yes", "no"):
        raise ValueError("is neither yes nor no")
    return cell == "yes"


def _list(cell: str) -> tuple[str, ...]:
    return tuple(cell.split())


def _date(cell: str) -> date | None:
    if not cell:
        return None
    try:
        # Python also reads 20261231 and 2026-W53-4; other programs do not.
        return date.fromisoformat(cell if cell[4:5] == cell[7:8] == "-" else "no")
    except ValueError:
        raise ValueError("is no date; write it as 2026-12-31") from None


def _time(cell: str) -> int | None:
    if not cell:
        return None
    if not re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]|24:00", cell):
        raise ValueError("is no time of day; write it as 08:30")
    return 3600 * int(cell[:2]) + 60 * int(cell[3:])


def _code(cell: str) -> str:
    if not (len(cell) == 2 and cell.isascii() and cell.isalpha() and cell.isupper()):  # noqa: PLR2004
        raise ValueError("is no code of two capitals")
    return cell


_CONVERTERS: dict[str, Callable[[str], Any]] = {
    "code": _code,
    "number": _number,
    "integer": _integer,
    "yesno": _yesno,
    "list": _list,
    "date": _date,
    "time": _time,
}
