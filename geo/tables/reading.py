"""Read the data tables and refuse broken ones.

Each table ``NAME.csv`` has a schema ``NAME.schema.csv``, which `khorgos.geo.tables.schema`
describes: here the cells become values, and what the schema says of them is checked, column by
column, then rule by rule.
"""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import compress
from pathlib import Path
from typing import Any, TypeVar

from ..errors import TableError, echo, echo_path
from ..values import plain
from .rules import IN_A_ROW, OF_THE_WORLD, Fault, faults_in, is_empty
from .schema import DATA, Column, Rule, read_rules, read_schema
from .world import codes, zones

__all__ = [
    "COLUMNS",
    "DATA",
    "Column",
    "Row",
    "check_rules",
    "faults_of",
    "is_lacking",
    "read_columns",
    "read_records",
    "read_schema",
    "read_table",
]

TINY = 1e-9
"""Least number but 0: what is less is a slip, and divides others to infinity."""
MOST_BYTES = 64_000_000
"""Of a table: more than any network needs, and little enough to be read."""
LONGEST_HEADER = 10_000
DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs"}
"""What may stand between cells -> its name."""
Record = TypeVar("Record", bound=tuple[Any, ...])
Row = dict[str, Any]
"""One row: column -> value; ``row["row"]`` is its line in the file."""
COLUMNS = {"typical": "mode"}
"""Field of a record -> the column of tables and the key of JSON that have another name for it."""


def read_table(name: str, folder: Path = DATA, *, path: Path | None = None) -> list[Row]:
    """Rows of a table, with all that its schema says of them checked.

    Parameters
    ----------
    name : str
        Table name without ending; the schema always comes with the package.
    folder : Path
        Where ``NAME.csv`` lies.
    path : Path, optional
        The file itself, if it is called something else.

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
    columns = read_columns(name, folder, path)
    names = list(columns)
    return [dict(zip(names, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def read_records(kind: type[Record], name: str, folder: Path = DATA) -> list[Record]:
    """Rows of a table as named tuples, whose fields are columns of it.

    Parameters
    ----------
    kind : type
        A `typing.NamedTuple`; its field ``typical`` is the column ``mode``.
    name : str
        Table name without ending.
    folder : Path
        Where ``NAME.csv`` lies.

    Returns
    -------
    list of kind
        In the order of the file.

    Raises
    ------
    TableError
        As `read_table`.

    Examples
    --------
    >>> from typing import NamedTuple
    >>> class Headway(NamedTuple):
    ...     figure: str
    ...     typical: float
    >>> read_records(Headway, "headways")[0]
    Headway(figure='departure.aktau', typical=48.0)
    """
    columns = read_columns(name, folder)
    fields: Sequence[str] = kind._fields  # type: ignore[attr-defined]
    return list(map(kind, *(columns[COLUMNS.get(field, field)] for field in fields)))


def read_columns(
    name: str, folder: Path = DATA, path: Path | None = None
) -> dict[str, Sequence[Any]]:
    """Columns of a table by name, ``row`` with the lines in the file last; as `read_table`.

    Examples
    --------
    >>> read_columns("headways")["row"][:2]
    [2, 3]
    """
    file = f"{name}.csv" if path is None else path.name
    schema, rules = read_schema(name), read_rules(name)
    header, lines, rows, between = _read_csv(path or folder / file, file, named=path is not None)
    added = {column for rule in rules if rule.verb == "added" for column in rule.columns}
    wanted = [column.name for column in schema if column.name not in added - {*header}]
    _check_header(file, header, wanted, f"see {name}.schema.csv")
    odd = next((n for n, line in enumerate(lines) if len(line) != len(header)), None)
    if odd is not None:
        reason = f"{len(lines[odd])} cells where the header has {len(header)}"
        remedy = (
            f'check the {DELIMITERS[between]}, and quote cells that contain one: "a{between} b"'
        )
        raise TableError(file, rows[odd], None, reason, remedy)
    by_name = dict(zip(header, zip(*lines, strict=True), strict=True)) if lines else {}
    blank = ("",) * len(lines)
    columns: dict[str, Sequence[Any]] = {
        column.name: _read_column(file, column, by_name.get(column.name, blank), rows)
        for column in schema
    }
    check_rules(file, (rule for rule in rules if rule.verb not in OF_THE_WORLD), columns, rows)
    return columns | {"row": rows}


def check_rules(
    file: str, rules: Iterable[Rule], columns: Mapping[str, Sequence[Any]], rows: Sequence[int]
) -> None:
    """See that a table holds to rules.

    Parameters
    ----------
    file : str
        Its name.
    rules : iterable of Rule
        Of its schema.
    columns : mapping of str to sequence
        Column -> its values.
    rows : sequence of int
        Lines in the file.

    Raises
    ------
    TableError
        Names the first row that does not.

    Examples
    --------
    >>> columns = read_columns("places")
    >>> check_rules("places.csv", read_rules("places"), columns, columns["row"])
    """
    for fault in faults_in(rules, columns, len(rows)):
        row = None if fault.row is None else rows[fault.row]
        raise TableError(file, row, fault.column, fault.reason, fault.remedy)


def is_lacking(name: str, folder: Path) -> bool:
    """Whether a folder of one's own does without a table that its schema calls optional.

    Examples
    --------
    >>> is_lacking("flows", DATA), is_lacking("flows", Path()), is_lacking("edges", Path())
    (False, True, False)
    """
    optional = any(rule.verb == "optional" for rule in read_rules(name))
    return optional and folder != DATA and not (folder / f"{name}.csv").exists()


def faults_of(name: str, row: Mapping[str, Any], *, filled: bool = False) -> Iterator[Fault]:
    """All that is wrong with a row that code made instead of reading it.

    What rules ask of a row is needed here too.

    Parameters
    ----------
    name : str
        Table name without ending.
    row : mapping of str to value
        A value for each column of the schema.
    filled : bool
        Whether the columns that a file has to fill must be filled here too.

    Yields
    ------
    Fault
        Columns in the order of the schema, then rules.

    Examples
    --------
    >>> row = dict.fromkeys((column.name for column in read_schema("headways")), None)
    >>> row |= {"low": 2.0, "mode": 1.0, "judgement": "maybe", "sources": ("F001",)}
    >>> [fault.column for fault in faults_of("headways", row)]
    ['judgement', 'mode']
    """
    for column in read_schema(name):
        value = row[column.name]
        found = None
        if not is_empty(value):
            found = _fault_of(column, value)
        elif filled and column.required:
            found = Fault(0, column.name, "it is empty", column.description)
        if found:
            yield found
            if column.type in ("number", "integer", "zone"):
                return  # no rule could reckon with it
    rules = [rule for rule in read_rules(name) if rule.verb in IN_A_ROW]
    yield from faults_in(rules, {key: (value,) for key, value in row.items()}, 1)


def _fault_of(column: Column, value: Any) -> Fault | None:
    """What is wrong with a value that code made, if anything is."""
    if column.type in ("number", "integer"):
        number = plain(value)
        if isinstance(number, bool) or not isinstance(number, int | float):
            return Fault(0, column.name, f"{echo(value)} is no number", column.description)
        if not _fits(column)(number):
            return Fault(0, column.name, f"{echo(value)} is out of range", _limits(column))
        if 0 < abs(number) < TINY:
            reason = f"{echo(value)} is next to nothing, but not 0"
            return Fault(0, column.name, reason, column.description)
    elif column.type in ("code", "zone"):
        try:
            _CONVERTERS[column.type](str(value))
        except ValueError as error:
            return Fault(0, column.name, str(error), column.description)
    elif _words(column):
        words = value if isinstance(value, tuple) else (value,)
        wrong = next((word for word in words if word not in _words(column)), None)
        if wrong is not None:
            return Fault(0, column.name, f"{echo(wrong)} is not allowed", _choice(column))
    return None


def _check_header(file: str, header: list[str], columns: list[str], remedy: str) -> None:
    missing = [column for column in columns if column not in header]
    if missing:
        raise TableError(file, 1, missing[0], "the column is missing", "add it to the header")
    if len(set(header)) < len(header):
        twice = next(column for column in header if header.count(column) > 1)
        raise TableError(file, 1, twice, "the column stands there twice", "keep one")
    unknown = [column for column in header if column not in columns]
    if unknown:
        raise TableError(file, 1, unknown[0], "the column is unknown", remedy)


def _read_csv(
    path: Path, file: str, *, named: bool
) -> tuple[list[str], list[list[str]], list[int], str]:
    """Header, lines, the row number at which each line ends in the file, and what separates."""
    try:
        with path.open("rb") as source:
            # A device or a pipe may have no end.
            content = source.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            reason = f"it is larger than {MOST_BYTES / 1e6:.0f} MB"
            raise TableError(file, None, None, reason, "split it")
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content[: error.start].count(b"\n") + 1
        raise TableError(
            file, row, None, "the text is not UTF-8", "save the file as UTF-8"
        ) from None
    except (OSError, ValueError) as error:  # ValueError: NUL in the path, or half a letter
        if isinstance(error, FileNotFoundError) and not named:
            reason, remedy = f"not found in {echo_path(path.parent)}", "put the table there"
        else:
            reason = f"cannot be read ({getattr(error, 'strerror', None) or 'no name of a file'})"
            remedy = "check the path"
        raise TableError(file, None, None, reason, remedy) from None
    # io, not splitlines: a name may hold U+2028, which is no line end in CSV.
    between = _delimiter(text)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=between)
    try:
        lines = list(reader)
    except csv.Error as error:
        row = reader.line_num
        raise TableError(file, row, None, f"not CSV ({error})", "check the quotes") from None
    full = [any(map(str.strip, line)) for line in lines]
    if not any(full):
        raise TableError(file, None, None, "the file is empty", "add a header and rows")
    rows = list(range(1, len(lines) + 1))
    if reader.line_num > len(lines):  # some cells have lines of their own
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=between)
        rows = [reader.line_num for _ in reader]
    if not all(full):
        rows, lines = list(compress(rows, full)), list(compress(lines, full))
    return lines[0], lines[1:], rows[1:], between


def _delimiter(text: str) -> str:
    """What stands between the cells of the header: spreadsheets of many countries write ``;``."""
    header = text.lstrip("\r\n")[:LONGEST_HEADER].partition("\n")[0]
    return max(DELIMITERS, key=header.count)  # the comma, if nothing stands there


def _read_column(
    file: str, column: Column, cells: tuple[str, ...], rows: list[int]
) -> Sequence[Any]:
    """Convert a whole column at once, each text once: far cheaper than cell by cell."""

    def refuse(cell: str, reason: str, remedy: str) -> TableError:
        return TableError(file, rows[cells.index(cell)], column.name, reason, remedy)

    blank = next(filter(_is_blank, _required(column, cells)), None)
    if blank is not None:
        reason = "the cell has nothing but blanks" if blank else "the cell is empty"
        raise refuse(blank, reason, column.description)
    if column.type == "text" and not column.allowed:
        return cells
    texts = dict.fromkeys(cells)
    for cell, word in _not_allowed(column, texts):
        raise refuse(cell, f"{echo(word)} is not allowed", _choice(column))
    if column.type == "id" and len(texts) < len(cells):
        _check_unique(file, column, cells, rows)
    convert = _CONVERTERS.get(column.type)
    if convert is None:
        return cells
    values: dict[str, Any] = {}
    fits = _fits(column) if ".." in column.allowed else None
    for cell in texts:
        try:
            value = values[cell] = convert(cell)
        except ValueError as error:
            raise refuse(cell, str(error), column.description) from None
        if fits and value is not None and not fits(value):
            text = f"{value} is far off" if column.type == "date" else f"{value:g} is out of range"
            raise refuse(cell, text, _limits(column))
    return [values[cell] for cell in cells]


def _required(column: Column, cells: tuple[str, ...]) -> Iterable[str]:
    """Cells that must say something; where the text is not free, ``''`` alone can be a fault."""
    if not column.required:
        return ()
    free = column.type in ("id", "text", "names") and not column.allowed
    return dict.fromkeys(cells) if free else ("",) * ("" in cells)


def _is_blank(cell: str) -> bool:
    """Whether nothing can be seen in a cell: signs without a width count as blanks."""
    if cell.isprintable():
        return not cell.strip()
    return all(sign.isspace() or not sign.isprintable() for sign in cell)


def _words(column: Column) -> tuple[str, ...]:
    """Words that are allowed; none if any are."""
    return () if ".." in column.allowed else tuple(column.allowed.split())


def _not_allowed(column: Column, cells: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Cells with a word that is not among those of the schema, and the word."""
    words = _words(column)
    for cell in cells if words else ():
        for word in cell.split() if column.type == "list" else [cell]:
            if word and word not in words:
                yield cell, word


def _choice(column: Column) -> str:
    return f"use one of {', '.join(_words(column))}"


def _limits(column: Column) -> str:
    what = "year" if column.type == "date" else "value"
    return f"use a {what} in {column.allowed} {column.unit}".rstrip()


def _fits(column: Column) -> Callable[[Any], bool]:
    """Whether a value is in the range that is allowed, if one is."""
    least, _, most = column.allowed.partition("..")
    low, high = float(least or -math.inf), float(most or math.inf)
    if column.type == "date":
        return lambda value: low <= value.year <= high
    return lambda value: low <= value <= high


def _check_unique(file: str, column: Column, cells: tuple[str, ...], rows: list[int]) -> None:
    seen: dict[str, int] = {}
    for row, cell in zip(rows, cells, strict=True):
        if cell in seen:
            raise TableError(
                file,
                row,
                column.name,
                f"{echo(cell)} stands already in row {seen[cell]}",
                "give each row an id of its own",
            )
        seen[cell] = row


def _number(cell: str) -> float | None:
    if not cell:
        return None
    try:
        # Python reads 1_500 and digits of any script; other programs do not.
        value = float(cell if cell.isascii() and "_" not in cell else "no")
    except ValueError:
        raise ValueError(f"{echo(cell)} is no number") from None
    if not math.isfinite(value):
        raise ValueError(f"{echo(cell)} is no finite number")
    if 0 < abs(value) < TINY:
        raise ValueError(f"{echo(cell)} is next to nothing, but not 0")
    return value


def _integer(cell: str) -> int | None:
    if not cell:
        return None
    if not re.fullmatch(r"[+-]?[0-9]{1,15}", cell):
        raise ValueError(f"{echo(cell)} is no whole number")
    return int(cell)


def _yesno(cell: str) -> bool:
    if cell not in ("yes", "no"):
        raise ValueError(f"{echo(cell)} is neither yes nor no")
    return cell == "yes"


def _list(cell: str) -> tuple[str, ...]:
    return tuple(cell.split())


def _names(cell: str) -> tuple[str, ...]:
    return tuple(name for part in cell.split(";") if (name := part.strip()))


def _date(cell: str) -> date | None:
    if not cell:
        return None
    try:
        # Python also reads 20261231 and 2026-W53-4; other programs do not.
        return date.fromisoformat(cell if cell[4:5] == cell[7:8] == "-" else "no")
    except ValueError:
        raise ValueError(f"{echo(cell)} is no date; write it as 2026-12-31") from None


def _time(cell: str) -> int | None:
    if not cell:
        return None
    if not re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]|24:00", cell):
        raise ValueError(f"{echo(cell)} is no time of day; write it as 08:30")
    return 3600 * int(cell[:2]) + 60 * int(cell[3:])


def _code(cell: str) -> str:
    if not (len(cell) == 2 and cell.isascii() and cell.isalpha() and cell.isupper()):  # noqa: PLR2004
        raise ValueError(f"{echo(cell)} is no code of two capitals")
    if cell not in codes():
        raise ValueError(f"{cell} is the code of no country")
    return cell


def _codes(cell: str) -> tuple[str, ...]:
    return tuple(map(_code, cell.split()))


def _zone(cell: str) -> str:
    if cell and cell not in zones():
        raise ValueError(f"zone {echo(cell)} is unknown")
    return cell


_CONVERTERS: dict[str, Callable[[str], Any]] = {
    "code": _code,
    "codes": _codes,
    "number": _number,
    "integer": _integer,
    "yesno": _yesno,
    "list": _list,
    "names": _names,
    "date": _date,
    "time": _time,
    "zone": _zone,
}
