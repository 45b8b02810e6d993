"""Trade by year: two series, each with its sources."""

from __future__ import annotations

import pytest

from khorgos.geo import Corridor, TableError
from khorgos.geo.evidence.trade import read_trade
from khorgos.geo.tables.reading import read_table

ROWS = read_trade()


def value(series: str, year: int) -> float:
    return next(row.value for row in ROWS if (row.series, row.year) == (series, year))


def test_both_series_are_there_in_order():
    series = [row["id"] for row in read_table("trade_series")]
    assert {row.series for row in ROWS} == set(series)
    assert [(row.series, row.year) for row in ROWS] == sorted(
        ((row.series, row.year) for row in ROWS),
        key=lambda key: (series.index(key[0]), key[1]),
    )
    assert {row.label for row in ROWS} == {"Kazakhstan statistics", "Chinese statistics"}


def test_kazakhstan_counts_18_24_and_31_5():
    assert [value("kazakhstan", year) for year in (2021, 2022, 2023)] == [18, 24, 31.5]


def test_china_counts_more_in_every_year():
    years = {row.year for row in ROWS if row.series == "kazakhstan"}
    assert all(value("china", year) > 1.2 * value("kazakhstan", year) for year in years)


def test_computed_years_can_be_computed_again(corridor):
    computed = [row for row in ROWS if row.basis == "computed"]
    assert [(row.series, row.year) for row in computed] == [("china", 2021)]
    assert "+23.6%" in corridor.sources["F181"].note
    assert value("china", 2021) == pytest.approx(value("china", 2022) / 1.236, abs=0.05)
    # What two pages say of one year agrees.
    rise = float(corridor.sources["F206"].value)
    assert value("china", 2023) == pytest.approx(value("china", 2024) - rise, abs=0.05)
    assert value("kazakhstan", 2021) == pytest.approx(24.1 / 1.341, abs=0.05)


def test_every_row_has_sources_and_what_was_not_read_is_said(corridor):
    for row in ROWS:
        assert row.sources, row
        assert set(row.sources) <= set(corridor.sources), row
        assert row.as_of > row.year, row
        assert row.note or row.basis == "reported", row
    assert all("not read" in row.note for row in ROWS if row.year != 2022 and row.sources[0] < "T"
               and row.series == "kazakhstan")  # fmt: skip


def test_a_folder_of_ones_own_may_do_without(tables):
    (tables / "trade.csv").unlink()
    assert read_trade(tables) == []
    Corridor.load(tables)


def test_a_year_of_a_series_stands_there_once(edit):
    folder = edit("trade.csv", "2022,china", "2021,china")
    with pytest.raises(TableError, match=r"trade\.csv, row 6, column year: 2021 of china .* twice"):
        read_trade(folder)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (",43.82,", ",much,", "'much' is no number"),
        (",43.82,", ",-1,", "-1 is out of range"),
        ("reported,F182,", "reported,,", "the cell is empty"),
    ],
)
def test_broken_cells_are_refused(edit, old, new, said):
    with pytest.raises(TableError, match=said):
        read_trade(edit("trade.csv", old, new))


def test_series_are_known(edit):
    folder = edit("trade.csv", "2022,china", "2022,brazil")
    with pytest.raises(TableError, match=r"no 'brazil' is known in trade_series\.csv"):
        Corridor.load(folder)


def test_sources_are_known(edit):
    folder = edit("trade.csv", "reported,F182,", "reported,F000,")
    with pytest.raises(TableError, match=r"trade\.csv, row 8, column sources: 2024 cites 'F000'"):
        Corridor.load(folder)
