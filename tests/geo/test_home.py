"""The home corridor: what its hours, positions and lengths rest on."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from khorgos.geo.evidence.asking import Resolved, resolve
from khorgos.geo.evidence.published import read_observations
from khorgos.geo.places.distances import great_circle_km
from khorgos.geo.tables.reading import read_table

PAGE = (Path(__file__).parents[2] / "docs" / "home.md").read_text(encoding="utf-8")
HOME = {"ALM1", "ZHT", "SHL", "NRL", "ALT", "KGW", "ALHO", "HOR",
        "ALC", "APL", "SHT", "ZHK", "USH", "NZH"}  # fmt: skip


@pytest.mark.parametrize("mode", ["rail", "road"])
@pytest.mark.parametrize("ends", [("Almaty", "Khorgos"), ("Khorgos", "Almaty")])
def test_most_hours_rest_on_sources(corridor, ends, mode):
    assert corridor.route(*ends, mode=mode).judgement_share <= 0.4


def test_the_dry_port_lies_where_its_source_says(corridor):
    place = corridor.places["KGW"]
    source = corridor.sources[place.source]
    assert source.quantity == "position"
    lat, lon = map(float, source.value.split())
    metres = float(re.search(r"within (\d+) m", source.note)[1])
    assert great_circle_km(place, place._replace(lat=lat, lon=lon)) * 1000 <= metres


@pytest.mark.parametrize("id_", ["KGW", "NZH"])
def test_positions_say_how_good_they_are(corridor, id_):
    metres = re.search(r"within (\d+) m", corridor.places[id_].note)[0]
    row = next(
        line for line in PAGE.splitlines() if corridor.places[id_].name in line and "44.1" in line
    )
    assert metres in row, "docs/home.md and places.csv tell of different accuracies"


def test_the_dry_port_is_beside_its_station_and_on_the_way_to_the_border(corridor):
    dry_port, station, border = (corridor.places[id_] for id_ in ("KGW", "ALT", "ALHO"))
    assert great_circle_km(dry_port, station) < 1
    assert great_circle_km(dry_port, border) < great_circle_km(station, border)


def test_the_line_is_as_long_as_its_chainage(corridor):
    route = corridor.route("Zhetygen", "Altynkol", mode="rail")
    assert route.distance_km == pytest.approx(float(corridor.sources["HM003"].value))


def test_the_motorway_does_not_pass_koktal(corridor):
    by_motorway = corridor.route("Almaty", "Nur Zholy", mode="road")
    assert "Koktal" not in {place.name for place in by_motorway.places}
    by_old_road = corridor.route("Kokpek", "Zharkent", mode="road", via=["Koktal"])
    assert by_old_road.hours / by_old_road.distance_km > by_motorway.hours / by_motorway.distance_km


def figures_at_home():
    """Figures of the edges between places of the corridor."""
    rows = read_table("edges")
    ends = [{row["from"].partition("@")[0], row["to"].partition("@")[0]} for row in rows]
    return {row["figure"] for row, places in zip(rows, ends, strict=True) if places <= HOME}


def test_what_is_judgement_at_home_is_listed(corridor):
    missing = PAGE.partition("## Sought and not found")[2].partition("\n## ")[0]
    for id_ in figures_at_home():
        for figure in corridor.figures[id_].values():
            if figure.variant == "car" or figure.regime != "any":
                continue
            assert figure.sources or f"`{id_}`" in missing, id_
            assert figure.judgement != "yes" or f"`{id_}`" in missing, id_


def test_the_page_has_the_figures_of_the_table(corridor):
    rows = re.findall(r"\| `(\S+)` \| (\w+) \| ([^|]+) \| (\S+) \| (\w+) \|([^|]*)\|", PAGE)
    assert len(rows) > 20, "the pattern above reads the table no more"
    for id_, variant, values, unit, judgement, sources in rows:
        figure = corridor.figures[id_][variant]
        assert values == " / ".join(f"{x:g}" for x in (figure.low, figure.typical, figure.high))
        assert (unit, judgement) == (figure.unit, figure.judgement), id_
        assert sources.split() == list(figure.sources), id_
    assert {row[0] for row in rows} >= figures_at_home() - {"road.local"}


def test_the_page_names_sources_that_exist(corridor):
    rows = {row.id for row in read_observations()}
    named = set(re.findall(r"\b(?:HM|FR|F|L|P)\d{3}\b", PAGE))
    assert named <= set(corridor.sources)
    assert set(re.findall(r"\bV\d{3}\b", PAGE)) <= rows


def test_rows_of_the_backtest_at_home_can_be_asked(corridor):
    rows = [row for row in read_observations() if "V901" <= row.id <= "V906"]
    asked = [resolve(row, corridor.infrastructure) for row in rows]
    assert len(rows) == 6
    assert sum(isinstance(answer, Resolved) for answer in asked) == 5  # one is a passenger train
    cited = {corridor.sources[id_].url for f in corridor.figures.values() for r in f.values()
             for id_ in r.sources}  # fmt: skip
    assert cited.isdisjoint(row.url for row in rows if row.url)
