"""Broken tables give one error that names file, row, column and remedy."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from khorgos.geo import Corridor, TableError
from khorgos.geo.evidence.published import read_observations


def change(folder: Path, table: str, row_id: str, column: str, value: str) -> int:
    """Set one cell; returns the row's number in the file."""
    path = folder / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    place = rows[0].index(column)
    number = next(i for i, row in enumerate(rows) if row[0] == row_id)
    rows[number][place] = value
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
    return number + 1


CELLS = [
    (
        "edges",
        "rail:ZHT-SHL",
        "gauge",
        "1345",
        "unknown gauge 1345",
        "1520, 1600, 1668 or 1676",
    ),
    ("edges", "rail:ZHT-SHL", "gauge", "", "rail without a gauge", "gauge goes with rail"),
    ("edges", "rail:ZHT-SHL", "to", "NOWHERE", "no place 'NOWHERE'", "add the place"),
    ("edges", "rail:ZHT-SHL", "figure", "warp", "no figure 'warp'", "parameters.csv"),
    ("edges", "rail:ZHT-SHL", "length_km", "NaN", "no finite number", "length of a move"),
    ("edges", "rail:ZHT-SHL", "length_km", "inf", "no finite number", "length of a move"),
    ("edges", "rail:ZHT-SHL", "length_km", "-5", "-5 is out of range", "0..40000 km"),
    ("edges", "rail:ZHT-SHL", "length_km", "1e300", "1e+300 is out of range", "0..40000 km"),
    ("edges", "rail:ZHT-SHL", "length_km", "1_500", "'1_500' is no number", "length of a move"),
    ("edges", "rail:ZHT-SHL", "country", "Kazakhstan", "no code of two capitals", "ISO 3166-1"),
    ("edges", "rail:ZHT-SHL", "length_km", "7", "shorter than the great circle", "correct the len"),
    ("edges", "rail:ZHT-SHL", "length_km", "ten", "'ten' is no number", "length of a move"),
    ("edges", "rail:ZHT-SHL", "length_source", "", "the cell is empty", "name the source"),
    ("edges", "rail:ZHT-SHL", "status", "closed", "'closed' is not allowed", "open, planned"),
    ("edges", "rail:ZHT-SHL", "both_ways", "maybe", "neither yes nor no", "yes or no"),
    ("edges", "rail:ZHT-SHL", "tracks", "1.5", "no whole number", "number of tracks"),
    ("edges", "rail:ZHT-SHL", "kind", "", "the cell is empty", "movement or what is handled"),
    ("edges", "rail:ZHT-SHL", "id", "rail:ALM1-ZHT", "stands already in row", "id of its own"),
    ("edges", "queue:ALM1#node", "length_km", "3", "handling has a length", "leave length_km"),
    ("places", "ZHK", "lat", "nan", "no finite number", "latitude"),
    ("places", "ZHK", "lat", "95", "95 is out of range", "-90..90 degrees"),
    ("places", "ZHK", "id", "ALC", "stands already in row", "id of its own"),
    ("places", "ZHK", "kind", "moon base", "'moon base' is not allowed", "use one of city"),
    ("parameters", "rail.cn", "low", "-1", "-1 is out of range", "0.."),
    ("parameters", "rail.cn", "mode", "99", "do not ascend", "sort the three values"),
    ("parameters", "rail.cn", "low", "0", "a speed of 0 never arrives", "more than 0"),
    ("parameters", "rail.cn", "sources", "", "no source", "set judgement to yes"),
    ("parameters", "rail.cn", "unit", "mph", "'mph' is not allowed", "h, km/h"),
    # What makes no sense, though it is a number, a code or a name.
    ("edges", "rail:ZHT-SHL", "length_km", "", "the cell is empty", "measure the length"),
    ("edges", "rail:ZHT-SHL", "length_km", "39999", "more than 5 times the great", "correct the"),
    ("edges", "rail:ZHT-SHL", "country", "BR", "country of neither end, KZ", "split the move"),
    ("edges", "rail:ZHT-SHL", "country", "ZQ", "ZQ is the code of no country", "ISO 3166-1"),
    ("edges", "rail:ZHT-SHL", "tracks", "1_0", "'1_0' is no whole number", "number of tracks"),
    ("places", "ZHK", "country", "BR", "80.0074 is no place in BR", "latitude first"),
    ("places", "ZHK", "zone", "Asia/Tokyo", "no clock in KZ shows the time of", "or the country"),
    ("places", "ZHK", "zone", "America/Lima", "more than 6 h off the sun", "correct the zone"),
    ("places", "ZHK", "name", " ", "nothing but blanks", "English name"),
    ("places", "ZHK", "lat", "4.9e-324", "'4.9e-324' is next to nothing", "latitude"),
    ("parameters", "rail.cn", "low", "1e-300", "'1e-300' is next to nothing", "one in ten"),
    ("parameters", "rail.cn", "low", "0.1", "0.1 km/h is out of range", "1 to 1,200 km/h"),
    ("parameters", "rail.cn", "high", "9999", "9999 km/h is out of range", "1 to 1,200 km/h"),
    ("parameters", "door.delivery", "high", "9999", "9999 h is out of range", "0 to 2,400 h"),
    ("headways", "departure.aktau", "mode", "20", "do not ascend", "sort the three values"),
    ("flows", "rail.altynkol-horgos", "per_day", "999", "do not ascend", "sort the three values"),
    ("queues", "nurzholy.east", "servers", "10000", "10000 is out of range", "1..200"),
    ("costs", "handling.rail", "low", "-5", "-5 is negative, as only a margin", "correct it"),
    ("costs", "handling.rail", "high", "90000", "90000 EUR is more than 50,000 US$", "correct the"),
    ("emissions", "rail.diesel", "high", "9999", "9999 g/tkm is out of range", "0 to 5000 g/tkm"),
]


@pytest.mark.parametrize(("table", "row_id", "column", "value", "reason", "remedy"), CELLS)
def test_broken_cell(tables, table, row_id, column, value, reason, remedy):
    row = change(tables, table, row_id, column, value)
    with pytest.raises(TableError) as caught:
        Corridor.load(tables)
    error = caught.value
    assert (error.file, error.row) == (f"{table}.csv", row)
    assert error.column == column
    assert reason in error.reason
    assert remedy in error.remedy
    assert "\n" not in str(error)


def test_missing_column(edit):
    folder = edit("edges.csv", ",gauge,", ",gage,")
    with pytest.raises(TableError, match=r"edges\.csv, row 1, column gauge: .* is missing; add"):
        Corridor.load(folder)


def test_column_that_stands_twice(edit):
    folder = edit("places.csv", "id,name,", "id,name,name,")
    with pytest.raises(TableError, match="column name: the column stands there twice; keep one"):
        Corridor.load(folder)


def test_unknown_column(edit):
    folder = edit("places.csv", "id,name,", "id,colour,name,")
    with pytest.raises(TableError, match="column colour: the column is unknown"):
        Corridor.load(folder)


@pytest.mark.parametrize("name", ["places.csv", "edges.csv", "parameters.csv", "version.txt"])
def test_missing_file(tables, name):
    (tables / name).unlink()
    with pytest.raises(TableError, match=f"{name}: not found"):
        Corridor.load(tables)


def test_missing_sources(tables):
    (tables / "sources.csv").unlink()
    with pytest.raises(TableError, match=r"sources\.csv: not found"):
        Corridor.load(tables)


@pytest.mark.parametrize(
    ("table", "row_id", "column"),
    [("parameters", "rail.cn", "sources"), ("edges", "rail:ZHT-SHL", "length_source"),
     ("places", "ZHK", "source")],
)  # fmt: skip
def test_unknown_source(tables, table, row_id, column):
    change(tables, table, row_id, column, "X999")
    with pytest.raises(
        TableError,
        match=rf"{table}\.csv, row \d+, column {column}: .*cites 'X999', which is no source; add",
    ):
        Corridor.load(tables)


def test_a_move_must_move(tables):
    change(tables, "edges", "rail:ZHT-SHL", "to", "ZHT")
    with pytest.raises(TableError, match="a move stays where it is"):
        Corridor.load(tables)


def test_version_that_is_no_text(tables):
    (tables / "version.txt").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(TableError, match=r"version\.txt: not found, empty, or not text"):
        Corridor.load(tables)


def test_wrong_encoding(tables):
    path = tables / "places.csv"
    path.write_bytes(path.read_text(encoding="utf-8").encode("utf-16"))
    with pytest.raises(TableError, match=r"places\.csv, row 1: the text is not UTF-8; save"):
        Corridor.load(tables)


def test_wrong_encoding_names_the_row(tables):
    path = tables / "places.csv"
    lines = path.read_bytes().split(b"\n")
    lines[4] = lines[4] + "é".encode("latin-1")
    path.write_bytes(b"\n".join(lines))
    with pytest.raises(TableError, match=r"places\.csv, row 5: the text is not UTF-8"):
        Corridor.load(tables)


def test_row_with_too_many_cells(edit):
    folder = edit("parameters.csv", "rail.cn,", "rail.cn,,")
    with pytest.raises(TableError, match="13 cells where the header has 12; check the commas"):
        Corridor.load(folder)


def test_open_quote(tables):
    path = tables / "edges.csv"
    path.write_text(path.read_text(encoding="utf-8") + '"no end', encoding="utf-8")
    with pytest.raises(TableError, match="not CSV"):
        Corridor.load(tables)


def test_empty_file(tables):
    (tables / "edges.csv").write_text("", encoding="utf-8")
    with pytest.raises(TableError, match=r"edges\.csv: the file is empty"):
        Corridor.load(tables)


def test_folder_in_place_of_a_file(tables):
    (tables / "edges.csv").unlink()
    (tables / "edges.csv").mkdir()
    with pytest.raises(TableError, match=r"edges\.csv: cannot be read"):
        Corridor.load(tables)


def test_figure_needs_both_services(tables):
    path = tables / "parameters.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith("rail.eu,") or ",fast," not in line]
    path.write_text("".join(kept), encoding="utf-8")
    with pytest.raises(TableError, match=r"rail\.eu does not cover both services"):
        Corridor.load(tables)


def test_a_name_may_hold_a_line_separator(edit):
    folder = edit("places.csv", "ZHK,Zharkent,", "ZHK,Zhar\u2028kent,")
    assert Corridor.load(folder).places["ZHK"].name == "Zhar\u2028kent"


def test_byte_order_mark_is_accepted(tables):
    path = tables / "places.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert Corridor.load(tables).places["ZHK"].name == "Zharkent"


@pytest.mark.parametrize("name", ["a\0b.csv", "\ud800.csv"])
def test_what_is_no_name_of_a_file_is_told(name):
    with pytest.raises(TableError, match=r"cannot be read .*; check the path"):
        read_observations(name)
