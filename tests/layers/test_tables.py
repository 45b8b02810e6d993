"""Tables that spreadsheets open: no text is a formula there, whoever writes it."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import geopandas as gpd
import pytest
from shapely import Point

from khorgos.geo.evidence.asking import Unresolved
from khorgos.geo.evidence.backtest import Backtest
from khorgos.geo.evidence.published import read_observations
from khorgos.layers import write
from khorgos.layers.tables import as_text, write_rows
from khorgos.maps.look.words import clean
from khorgos.maps.report.validation import save_rows

FORMULAS = {
    "equals": "=1+1",
    "plus": "+1+1",
    "minus": "-2+3",
    "at": "@SUM(1)",
    "blank": "  =1+1",
    "no-break": "\u00a0=1+1",
    "tab": "\t=1+1",
    "return": "\r=1+1",
    "line": "\n=1+1",
    "wide": "\uff1d1+1",
    "wide at": "\uff20SUM(1)",
    "wide plus": "\uff0b1+1",
    "small": "\ufe661+1",
    "unseen": "\u200b=1+1",
    "mark": "\ufeff=1+1",
    "link": '=HYPERLINK("http://example.org","x")',
    "command": "=cmd|' /C calc'!A0",
    "minus sign": "\u22121+1",
}
NUMBERS = ["-5", "+5", "-0.5", "-1e-9", "-.5", "12."]
TEXTS = ["", "Xi'an", "'quoted", "a=b", "1+1", "北京", "\u200f"]


def rows_of(text):
    return list(csv.reader(io.StringIO(text, newline="")))


def by_rows(formula, folder):
    path = folder / "rows.csv"
    write_rows(path, [[formula, "n"], [formula, -1.5]])
    return path


def by_layer(formula, folder):
    frame = gpd.GeoDataFrame(
        {formula: [formula], "n": [-1.5]}, geometry=[Point(1, 2)], crs="EPSG:4326"
    )
    (path,) = write(folder / "own.csv", {"own": frame})
    return path


def by_backtest(formula, folder):
    row = replace(read_observations()[0], id=formula, origin=formula)
    left = Unresolved(row, formula, circular=False)
    return save_rows(Backtest((), (left,), "1"), folder / "backtest.csv")


WRITERS = {"rows": by_rows, "layer": by_layer, "backtest": by_backtest}


@pytest.mark.parametrize("formula", FORMULAS.values(), ids=FORMULAS)
@pytest.mark.parametrize("writer", WRITERS)
def test_no_table_holds_a_formula(writer, formula, tmp_path):
    path = WRITERS[writer](formula, tmp_path)
    found = [cell for row in rows_of(path.read_bytes().decode()) for cell in row]
    assert as_text(formula) == f"'{formula}".replace("\r", "\n")
    assert [cell for cell in found if as_text(cell) != cell] == []
    whole = formula if writer != "backtest" else clean(formula)
    assert as_text(whole) in found


@pytest.mark.parametrize("text", [*NUMBERS, *TEXTS, -5, -0.5, None, float("nan")])
def test_numbers_and_other_texts_stay(text):
    assert as_text(text) is text


def test_numbers_of_a_layer_stay_numbers(tmp_path):
    names, values = rows_of(by_layer("=1", tmp_path).read_text(encoding="utf-8"))
    assert dict(zip(names, values, strict=True)) == {
        "'=1": "'=1", "n": "-1.5", "geometry": "POINT (1 2)",
    }  # fmt: skip


def test_a_hostile_name_of_the_network_is_text_in_what_is_exported(edit, tmp_path):
    from khorgos.geo import Corridor

    model = Corridor.load(edit("places.csv", "ZHK,Zharkent,", "ZHK,=1+1,"))
    places, *_ = write(tmp_path / "net.csv", model)
    assert "ZHK,'=1+1," in places.read_text(encoding="utf-8")
