"""Every table is broken in every way that its schema forbids, and the error says where.

The ways come from the schemas themselves: a column, rule or reference that is declared there is
tested here without a line more.
"""

from __future__ import annotations

import csv
import re
import shutil
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from khorgos.geo import TableError
from khorgos.geo.tables.checks import check_tables
from khorgos.geo.tables.reading import faults_of, read_table
from khorgos.geo.tables.rules import BETWEEN_ENDS, BETWEEN_ROWS, IN_A_ROW, OF_THE_WORLD
from khorgos.geo.tables.schema import (
    DATA,
    Column,
    Condition,
    Rule,
    names_of_tables,
    read_rules,
    read_schema,
)

NAMES = names_of_tables()
LENIENT = ("optional", "added")
"""Rules that forbid nothing."""
Rows = list[dict[str, str]]
COLUMNS = [pytest.param(n, c, id=f"{n}.{c.name}") for n in NAMES for c in read_schema(n)]
RULES = [
    pytest.param(name, rule, id=f"{name}-{number}-{rule.verb}")
    for name in NAMES
    for number, rule in enumerate(read_rules(name))
]


def rows_of(name: str) -> Rows:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(folder: Path, name: str, rows: Rows) -> None:
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [column.name for column in read_schema(name)])
        writer.writeheader()
        # One line a row, whatever stands in the notes: a row's number is that of its line.
        writer.writerows({key: " ".join(cell.split()) for key, cell in row.items()} for row in rows)


def error_of(folder: Path, name: str, rows: Rows) -> TableError | None:
    write(folder, name, rows)
    try:
        read_table(name, folder)
    except TableError as error:
        return error
    return None


def changed(rows: Rows, number: int, cells: dict[str, str]) -> Rows:
    return [*rows[:number], rows[number] | cells, *rows[number + 1 :]]


# Schemas


@pytest.mark.parametrize("name", NAMES)
def test_a_schema_describes_its_table(name):
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        header = next(csv.reader(file))
    schema = read_schema(name)
    assert [column.name for column in schema] == header
    assert all(column.description for column in schema)
    assert read_table(name)
    for rule in read_rules(name):
        assert rule.verb in {*IN_A_ROW, *BETWEEN_ROWS}
        about = {*rule.columns, *(condition.column for condition in rule.conditions)}
        assert about | ({rule.group} - {""}) <= set(header)
        assert not rule.text or rule.verb in LENIENT or "; " in rule.text


def test_every_table_has_a_schema():
    tables = {path.stem for path in DATA.glob("*.csv") if ".schema" not in path.name}
    assert tables == set(NAMES)


def test_our_tables_name_what_exists():
    check_tables(DATA)


# Columns


def bad_cells(column: Column, rows: Rows) -> Iterator[str]:
    """Texts that a column forbids."""
    if column.required:
        yield ""
    if column.type == "id":
        yield rows[0][column.name]
    yield from {
        "number": ("ten", "nan", "inf", "1_500"),
        "integer": ("ten", "1.5"),
        "yesno": ("maybe",),
        "code": ("Kazakhstan", "kz"),
        "codes": ("Kazakhstan",),
        "date": ("12.9.2025", "20251231"),
        "time": ("5:00", "25:00"),
        "zone": ("Europe/Byzantium", "../x"),
    }.get(column.type, ())
    if ".." in column.allowed:
        low, high = column.allowed.split("..")
        whole = [str(int(float(low) // 1) - 1)] * bool(low) + [str(int(float(high)) + 1)] * bool(
            high
        )
        yield from (f"{value}-01-01" if column.type == "date" else value for value in whole)
    elif column.allowed:
        yield "moonbase"


@pytest.mark.parametrize(("name", "column"), COLUMNS)
def test_a_broken_cell_is_named(tmp_path, name, column):
    rows = rows_of(name)[:3]  # columns come before rules, some of which need more
    for cell in bad_cells(column, rows):
        error = error_of(tmp_path, name, changed(rows, len(rows) - 1, {column.name: cell}))
        assert error, cell
        assert (error.file, error.column) == (f"{name}.csv", column.name), error
        assert error.row == len(rows) + 1
        assert error.reason
        assert error.remedy
        assert "\n" not in str(error)


ADDED = {(n, column) for n in NAMES for rule in read_rules(n) if rule.verb == "added"
         for column in rule.columns}  # fmt: skip


def write_without(folder: Path, name: str, column: str) -> Rows:
    rows = [{key: cell for key, cell in row.items() if key != column} for row in rows_of(name)[:3]]
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return rows


@pytest.mark.parametrize(("name", "column"), sorted(ADDED))
def test_a_column_that_was_added_later_may_lack(tmp_path, name, column):
    rows = write_without(tmp_path, name, column)
    found = read_table(name, tmp_path)
    assert [row[column] for row in found] == [""] * len(rows)
    assert found[0].keys() == read_table(name)[0].keys()


@pytest.mark.parametrize(
    ("name", "column"), [p for p in COLUMNS if (p.values[0], p.values[1].name) not in ADDED]
)
def test_a_column_that_lacks_is_named(tmp_path, name, column):
    write_without(tmp_path, name, column.name)
    with pytest.raises(TableError) as caught:
        read_table(name, tmp_path)
    assert (caught.value.file, caught.value.row) == (f"{name}.csv", 1)
    assert caught.value.column == column.name


# References


@pytest.mark.parametrize(("name", "column"), [p for p in COLUMNS if p.values[1].references])
def test_what_does_not_exist_is_named(tables, name, column):
    rows = rows_of(name)
    nowhere = "QQ" if column.type in ("code", "codes") else "NOWHERE"
    words = column.references.split()  # some may stand in the place of an id
    last = max(n for n, row in enumerate(rows) if row[column.name] not in words)
    write(tables, name, changed(rows, last, {column.name: nowhere}))
    id_ = column.references.rpartition("+")[0] + nowhere
    with pytest.raises(TableError, match=rf"'{re.escape(id_)}'.*; add it to \w+\.csv") as caught:
        check_tables(tables)
    assert (caught.value.file, caught.value.row) == (f"{name}.csv", last + 2)
    assert caught.value.column == column.name


# Rules: for each verb, the ways to break it, as a table and the row that the error names.

Way = tuple[Rows, int | None]


def holding(rows: Rows, number: int, conditions: tuple[Condition, ...], name: str) -> Rows:
    """The table with a row for which the conditions hold."""
    row, cells = rows[number], {}
    schema = {column.name: column for column in read_schema(name)}
    for column, sign, words in conditions:
        cell, others = row[column], schema[column].allowed.split()
        if sign == "=" and cell not in words:
            cells[column] = words[0]
        elif sign == "!=" and cell in words:
            cells[column] = next(word for word in others if word not in words)
        elif sign == ">" and not (cell and float(cell) > float(words[0])):
            cells[column] = "1"
        elif sign == "no":
            cells[column] = ""
        elif sign == "" and not cell:
            cells[column] = something(schema[column], rows)
    return changed(rows, number, cells)


def something(column: Column, rows: Rows) -> str:
    """A cell that a column allows."""
    there = (row[column.name] for row in rows if row[column.name])
    other = {"number": "1", "time": "08:00", "date": "2026-01-01"}.get(column.type, "x")
    return next(there, (*column.allowed.split(), other)[0] if ".." not in column.allowed else other)


Cells = dict[str, str]
Broken = Iterator[tuple[str, Cells]]
"""The column at fault, and cells that make it so."""


def lacking(rule: Rule, schema: dict[str, Column], rows: Rows, _: Cells) -> Broken:
    there = {column: something(schema[column], rows) for column in rule.columns}
    yield from ((column, there | {column: ""}) for column in rule.columns)


def too_many(rule: Rule, schema: dict[str, Column], rows: Rows, _: Cells) -> Broken:
    yield from ((column, {column: something(schema[column], rows)}) for column in rule.columns)


def other_words(rule: Rule, schema: dict[str, Column], _: Rows, __: Cells) -> Broken:
    (first,) = rule.columns
    words = [word for word in schema[first].allowed.split() if word not in rule.words]
    yield from ((first, {first: cell}) for cell in ("", *words))


def outside(rule: Rule, schema: dict[str, Column], _: Rows, __: Cells) -> Broken:
    low, dots, high = rule.words[0].partition("..")
    values = [float(low)]
    if dots:
        values = [float(low) - 1, float(low) / 2, float(high or 1e9) + 1]
    fixed = {condition.column for condition in rule.conditions}
    for column in rule.columns:
        # A range must go on ascending where one of its columns is moved.
        beside = [name for name in ("low", "mode", "value", "high") if name in schema]
        for edited in ({column}, {*beside} - fixed):
            for value in values:
                yield column, dict.fromkeys(edited, f"{value:.10g}")


def bad_text(rule: Rule, _: dict[str, Column], __: Rows, row: Cells) -> Broken:
    for column in rule.columns:
        word = rule.words[0] if rule.verb == "without" else " no good"
        yield column, {column: "1345" if rule.verb == "in" else row[column] + word}


def descending(rule: Rule, schema: dict[str, Column], _: Rows, __: Cells) -> Broken:
    numbers = [("0.9", "0.8"), ("19", "18"), ("2001", "2000")]
    pairs = {"date": [("2026-01-02", "2026-01-01")], "text": [("2024-02", "2024-01")]}
    for more, less in pairs.get(schema[rule.columns[0]].type, numbers):
        for at in range(1, len(rule.columns)):
            cells = {c: more if n < at else less for n, c in enumerate(rule.columns)}
            yield rule.columns[len(rule.columns) // 2], cells


def unsourced(rule: Rule, _: dict[str, Column], __: Rows, ___: Cells) -> Broken:
    yield rule.columns[0], dict.fromkeys(rule.columns, "no") | {rule.columns[0]: ""}


def alike(rule: Rule, schema: dict[str, Column], rows: Rows, _: Cells) -> Broken:
    yield rule.columns[0], dict.fromkeys(rule.columns, something(schema[rule.columns[0]], rows))


def skewed(rule: Rule, _: dict[str, Column], __: Rows, ___: Cells) -> Broken:
    for cells in (("1", "1", "2"), ("0.5", "1", "2")):  # no middle, and a mean above 1
        yield rule.columns[0], dict(zip(rule.columns, cells, strict=True))


def wrong_sum(rule: Rule, _: dict[str, Column], __: Rows, ___: Cells) -> Broken:
    yield rule.columns[0], {rule.columns[0]: "0.123"}


def too_much(rule: Rule, _: dict[str, Column], __: Rows, ___: Cells) -> Broken:
    yield rule.columns[0], {rule.columns[0]: "99999"}


IN_ROWS = {
    "given": lacking, "empty": too_many, "is": other_words, "in": bad_text, "within": outside,
    "above": outside, "below": outside, "like": bad_text, "ends": bad_text, "without": bad_text,
    "ascending": descending, "sourced": unsourced, "differ": alike, "alone": alike,
    "lognormal": skewed,
    "sum": wrong_sum, "product": too_much,
}  # fmt: skip


def rows_twice(name: str, rule: Rule, rows: Rows) -> Iterator[Way]:
    for number in range(len(rows)):
        same = holding(rows, number, rule.conditions, name)
        yield [*same, same[number] | fresh(name)], len(rows)


def rows_that_differ(name: str, rule: Rule, rows: Rows) -> Iterator[Way]:
    (first,) = rule.columns
    words = next(column.allowed.split() for column in read_schema(name) if column.name == first)
    for number in range(1, len(rows)):
        other = next((word for word in words if word != rows[number][first]), "Another")
        yield changed(rows, number, {first: other}), number


def words_that_lack(_: str, rule: Rule, rows: Rows) -> Iterator[Way]:
    (first,) = rule.columns
    for word in rule.words:
        for group in dict.fromkeys(row[rule.group] if rule.group else "" for row in rows):
            left = [r for r in rows if r[first] != word or group not in ("", r.get(rule.group))]
            there = [n for n, row in enumerate(left) if rule.group and row[rule.group] == group]
            if len(left) < len(rows) and (there or not rule.group):
                yield left, (there[0] if there else None)


def never_or_twice(name: str, rule: Rule, rows: Rows) -> Iterator[Way]:
    only = next(row for row in rows if row[rule.columns[0]] == rule.words[0])
    yield [row for row in rows if row is not only], None
    yield [*rows, only | fresh(name)], len(rows)


def no_rows(*_: object) -> Iterator[Way]:
    yield [], None


BETWEEN = {
    "unique": rows_twice, "same": rows_that_differ, "contains": words_that_lack,
    "once": never_or_twice, "some": no_rows,
}  # fmt: skip


def fresh(name: str) -> Cells:
    """An id that no row has."""
    return {column.name: "new.east" for column in read_schema(name) if column.type == "id"}


def ways_to_break(name: str, rule: Rule) -> Iterator[tuple[str, Way]]:
    rows = rows_of(name)
    if rule.verb in BETWEEN:
        yield from ((rule.columns[0], way) for way in BETWEEN[rule.verb](name, rule, rows))
        return
    schema = {column.name: column for column in read_schema(name)}
    for number in range(len(rows)):
        held = holding(rows, number, rule.conditions, name)
        for column, cells in IN_ROWS[rule.verb](rule, schema, rows, held[number]):
            yield column, (changed(held, number, cells), number)


def says(rule: Rule, error: TableError) -> bool:
    """Whether the text is that of the rule."""
    text = rule.text or {"ascending": "do not ascend", "sourced": "no source"}[rule.verb]
    reason = re.sub(r"\\\{[^}]*\\\}", ".*", re.escape(text.partition("; ")[0]))
    return re.search(reason, error.reason) is not None


@pytest.mark.parametrize(("name", "rule"), [
    p for p in RULES if p.values[1].verb not in (*LENIENT, *BETWEEN_ENDS, *OF_THE_WORLD)
])  # fmt: skip
def test_a_broken_rule_is_named(tmp_path, name, rule):
    about = set(rule.columns) if rule.verb in ("given", "empty", "in", "within") else {""}
    found = set()
    for column, (rows, number) in islice(ways_to_break(name, rule), 500):
        error = error_of(tmp_path, name, rows)
        row = None if number is None else number + 2
        if error and (error.column, error.row) == (column, row) and says(rule, error):
            assert error.file == f"{name}.csv"
            assert error.remedy
            assert "{" not in str(error)
            assert "\n" not in str(error)
            found.add(column if column in about else "")
        if found >= about:
            return
    pytest.fail(f"no error names {about - found} of {rule}")


@pytest.mark.parametrize(("name", "rule"), [p for p in RULES if p.values[1].verb == "optional"])
def test_a_folder_may_do_without(tables, name, rule):
    (tables / f"{name}.csv").unlink()
    check_tables(tables)


@pytest.mark.parametrize("name", [n for n in NAMES if not any(
    rule.verb == "optional" for rule in read_rules(n))])  # fmt: skip
def test_others_must_be_there(tables, name):
    (tables / f"{name}.csv").unlink()
    with pytest.raises(TableError, match=rf"{name}\.csv: not found"):
        check_tables(tables)


def test_a_file_of_another_name_is_named_by_it(tmp_path):
    path = tmp_path / "mine.csv"
    shutil.copy(DATA / "headways.csv", path)
    assert read_table("headways", path=path) == read_table("headways")
    path.write_text(path.read_text("utf-8").replace(",48,56", ",48,46"), encoding="utf-8")
    with pytest.raises(TableError, match=r"mine\.csv, row 2, column mode: low, mode and high"):
        read_table("headways", path=path)


def test_rows_are_numbered_by_their_last_line(tmp_path):
    text = (DATA / "headways.csv").read_text("utf-8").splitlines()
    text[1:1] = ['x,1,2,3,P024,no,"two', 'lines",2022', "", "y,1,2,1,P024,no,,2022"]
    (tmp_path / "headways.csv").write_text("\n".join(text), encoding="utf-8")
    with pytest.raises(TableError, match=r"row 5, column mode"):
        read_table("headways", tmp_path)


@pytest.mark.parametrize("name", NAMES)
def test_rows_made_by_code_are_checked_as_those_of_a_file(name):
    for row in islice(read_table(name), 50):
        assert not list(faults_of(name, row))
        for column in read_schema(name):
            if column.allowed:
                wrong = "moonbase" if ".." not in column.allowed else "ten"
                if column.type != "date":
                    faults = faults_of(name, row | {column.name: wrong})
                    assert next(faults).column == column.name
