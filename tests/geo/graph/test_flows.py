"""Traffic on sections: which edges a figure reaches, whence it comes, and what is refused."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from khorgos.geo import Corridor, TableError
from khorgos.geo.graph.traffic import flows_of
from khorgos.geo.queues.crossings import read_queues
from khorgos.geo.tables.reading import read_table

GOOD = {
    "id": "a",
    "label": "trains between two places",
    "carrier": "rail",
    "unit": "trains",
    "from": "ZHT",
    "via": "",
    "to": "ALT",
    "low_per_day": "5",
    "per_day": "10",
    "high_per_day": "20",
    "judgement": "no",
    "sources": "F001",
    "as_of": "2025",
    "note": "",
}


@pytest.fixture(scope="module")
def flows(corridor):
    return corridor.flows


@pytest.fixture
def load(tables):
    """A corridor with these rows in place of ``flows.csv``."""

    def write(*rows: dict[str, str]) -> Corridor:
        with (tables / "flows.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, GOOD)
            writer.writeheader()
            writer.writerows({**GOOD, **row} for row in rows)
        # As for the tables of the package, nothing but the graph is read here.
        return replace(Corridor.load(), folder=tables)

    return write


def edges_of(flows, id_):
    return {edge for edge, flow in flows.items() if flow.id == id_}


# --- which edges -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("id_", "edges"),
    [
        ("rail.zhetygen-altynkol", {"rail:ZHT-SHL", "rail:SHL-NRL", "rail:NRL-ALT"}),
        ("rail.dostyk-moyynty", {"rail:AKG-DOS", "rail:AKG-MOY"}),
        ("road.nurzholy-horgos", {"road:NZH-HOR"}),
        ("ferry.kuryk-alat", {"sea:KUR-ALA"}),
        # A border line has both gauges side by side, and some an edge for each direction.
        (
            "rail.altynkol-horgos",
            {f"rail:{pair}#{gauge}" for pair in ("ALT-ALHO", "ALHO-HOR") for gauge in (1435, 1520)},
        ),
        (
            "rail.saryagash-tashkent",
            {f"rail:{pair}#{way}" for pair in ("SAR-SATA", "SATA-TAS") for way in ("in", "out")},
        ),
    ],
)
def test_section_reaches_its_edges(flows, id_, edges):
    assert edges_of(flows, id_) == edges


def test_every_row_reaches_moves_of_its_carrier_between_its_ends(corridor, flows):
    edges = {edge["id"]: (a, b, edge) for a, b, edge in corridor.graph.edges(data=True)}
    rows = read_table("flows")
    assert len(rows) >= 28
    for row in rows:
        reached = [edges[id_] for id_ in edges_of(flows, row["id"])]
        places = {corridor.graph.nodes[node]["place"] for a, b, _ in reached for node in (a, b)}
        assert {row["from"], row["to"], *row["via"]} <= places, row["id"]
        for _, _, edge in reached:
            assert edge["kind"] == "move", row["id"]
            assert edge["status"] == "open", row["id"]
            assert edge["carriers"] == {row["carrier"]}, row["id"]


def test_both_gauges_of_a_border_share_one_flow(flows):
    assert flows["rail:DOS-DOAL#1435"] is flows["rail:DOS-DOAL#1520"]


def test_way_goes_where_via_says(load):
    ends = {"from": "XIA", "to": "ALM1", "unit": "trains"}
    over = {via: set(flows_of(load({**ends, "via": via}).infrastructure)) for via in ("HOR", "ALS")}
    assert "rail:NRL-ALT" in over["HOR"] - over["ALS"]
    assert "rail:AKG-DOS" in over["ALS"] - over["HOR"]


def test_way_is_the_fastest(load):
    # By Saryozek: the way over Shu and Moyynty has as few stations, but is twice as long.
    edges = set(flows_of(load({"from": "ALM1", "to": "AKG"}).infrastructure))
    assert edges == {"rail:ALM1-ZHT", "rail:ZHT-KON", "rail:KON-SRZ", "rail:SRZ-AKG"}


def test_way_keeps_to_its_carrier(load):
    # Between the ports of the Caspian a train goes all the way round, the ferry straight over.
    rail = set(flows_of(load({"from": "AKP", "to": "ALA"}).infrastructure))
    assert len(rail) > 5
    assert all(edge.startswith("rail:") for edge in rail)
    ferry = {"from": "AKP", "to": "ALA", "carrier": "ferry"}
    assert set(flows_of(load(ferry).infrastructure)) == {"sea:AKP-ALA"}


def test_planned_links_have_no_traffic(load):
    # The new line round Almaty is planned: the way goes by the station.
    assert "rail:ZHT-KZB" not in flows_of(load({"from": "ZHT", "to": "KZB"}).infrastructure)


# --- figures -----------------------------------------------------------------------------------


def test_every_figure_is_sourced_and_explained(corridor, flows):
    for flow in set(flows.values()):
        assert 0 < flow.low <= flow.per_day <= flow.high, flow.id
        assert flow.sources, flow.id
        assert set(flow.sources) <= set(corridor.sources), flow.id
        assert flow.note, flow.id
        assert flow.label, flow.id


def test_most_trains_and_trucks_were_counted(flows):
    counted = [flow for flow in set(flows.values()) if flow.unit != "vehicles"]
    assert sum(flow.judgement != "yes" for flow in counted) > len(counted) / 2


def test_flows_are_as_the_facts_give_them(corridor, flows):
    alashankou = flows["rail:ALS-JNG"]
    trains = float(corridor.sources["F081"].value)  # in 2025
    assert alashankou.per_day == pytest.approx(trains / 365, abs=0.05)
    assert flows["rail:HOR-YIN"].per_day == float(corridor.sources["F068"].value)
    both = flows["rail:JNG-KUI"]
    assert both.per_day == pytest.approx(alashankou.per_day + flows["rail:HOR-YIN"].per_day)
    assert flows["rail:AKG-DOS"].low == pytest.approx((1765 + 1778) / 97, abs=0.05)
    assert flows["rail:ZHT-SHL"].per_day == pytest.approx(3589 / 365 + 11, abs=0.05)
    zabaikalsk = float(corridor.sources["P510"].value) / 365
    assert flows["road:MZR-ZBK"].per_day == pytest.approx(zabaikalsk, abs=0.5)
    assert flows["sea:KUR-ALA"].per_day == pytest.approx(25_500 / 365, abs=0.05)


def test_trucks_at_nur_zholy_lie_between_the_two_counts(corridor, flows):
    trucks = flows["road:NZH-HOR"]
    counted = float(corridor.sources["F501"].value) / 212  # January to July 2025, both ways
    accepted = 2 * float(corridor.sources["F158"].value)  # in a week of November, towards China
    assert trucks.unit == "trucks"
    assert trucks.low == pytest.approx(counted, abs=0.5)
    assert trucks.high == accepted
    assert counted < trucks.per_day < accepted


def test_flows_agree_with_the_queues(flows):
    """A queue counts one direction, a flow both: the same figures stand behind them."""
    queues = read_queues()
    east = queues["nurzholy.east"].arrivals_per_day
    assert flows["road:NZH-HOR"].per_day == 2 * east
    pair = queues["altynkol.west"].arrivals_per_day
    assert flows["rail:ALHO-HOR#1435"].per_day == 2 * pair
    dostyk = queues["dostyk.west"].arrivals_per_day
    assert flows["rail:DOAL-ALS#1435"].per_day == pytest.approx(2 * dostyk, abs=0.05)


def test_flows_within_the_line(flows):
    """No more than the published capacity: 18 pairs at Zhetygen, 60 at Moyynty (F005, F021)."""
    assert flows["rail:ZHT-SHL"].high <= 2 * 18
    assert flows["rail:AKG-MOY"].high <= 2 * 60


# --- tables of others --------------------------------------------------------------------------


def test_folder_without_flows_has_none(tables):
    (tables / "flows.csv").unlink()
    assert flows_of(Corridor.load(tables).infrastructure) == {}


def test_empty_table_has_none(load):
    assert flows_of(load().infrastructure) == {}


def test_one_figure_stands_for_all_three(load):
    flow = flows_of(load({"low_per_day": "", "high_per_day": ""}).infrastructure)["rail:ZHT-SHL"]
    assert (flow.low, flow.per_day, flow.high) == (10, 10, 10)


@pytest.mark.parametrize(
    ("row", "column", "reason", "remedy"),
    [
        ({"from": "NOWHERE"}, "from", "no place 'NOWHERE'", "add the place"),
        ({"via": "SHL XXX"}, "via", "no place 'XXX'", "correct the id"),
        ({"to": "YYY"}, "to", "no place 'YYY'", "correct the id"),
        ({"carrier": "ferry"}, "to", "no open ferry goes from ZHT to ALT", "that it connects"),
        ({"via": "BKT"}, "via", "no open rail goes from ZHT to BKT", "two places"),
        ({"to": "ZHT"}, "to", "no open rail goes from ZHT to ZHT", "two places"),
        ({"from": "AYG", "to": "BKT"}, "to", "no open rail goes from AYG to BKT", "name two"),
        ({"low_per_day": "11"}, "per_day", "do not ascend", "sort the three"),
        ({"high_per_day": "9"}, "per_day", "do not ascend", "sort the three"),
        ({"per_day": "0"}, "per_day", "0 is out of range", "0.01..1000000 units/day"),
        ({"per_day": "many"}, "per_day", "'many' is no number", "no capacity"),
        ({"per_day": ""}, "per_day", "the cell is empty", "observed"),
        ({"sources": ""}, "sources", "no source", "set judgement to yes"),
        ({"judgement": "yes"}, "note", "the cell is empty", "say how"),
        ({"unit": "wagons"}, "unit", "'wagons' is not allowed", "trains, trucks"),
        ({"carrier": "pipe"}, "carrier", "'pipe' is not allowed", "rail, road"),
        ({"as_of": "soon"}, "as_of", "no whole number", "year"),
        ({"label": ""}, "label", "the cell is empty", "words for people"),
    ],
)
def test_bad_row(load, row, column, reason, remedy):
    with pytest.raises(TableError) as caught:
        flows_of(load(row).infrastructure)
    error = caught.value
    assert (error.file, error.row, error.column) == ("flows.csv", 2, column)
    assert reason in error.reason
    assert remedy in error.remedy
    assert "\n" not in str(error)


def test_two_rows_on_one_edge(load):
    with pytest.raises(
        TableError, match=r"flows\.csv, row 3, column from: rail:\S+ has the flow a"
    ):
        flows_of(load({}, {"id": "b", "from": "SHL", "to": "NRL"}).infrastructure)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (",ZHT,,ALT,", ",ZHT,,QQQ,", r"column to: no 'QQQ' is known"),
        ("F030 F033 F050 F068", "F030 NONE", r"column sources: .*cites 'NONE', which is no source"),
    ],
)
def test_tables_of_others_are_checked_when_loaded(edit, old, new, fault):
    folder = edit("flows.csv", old, new)
    with pytest.raises(TableError, match=rf"flows\.csv, row \d+, {fault}"):
        Corridor.load(folder)


def test_a_corridor_loads_without_its_flows(tables, monkeypatch):
    """They are read only when a map asks for them."""
    read: list[str] = []
    real = Path.open
    monkeypatch.setattr(
        Path, "open", lambda path, *how, **more: read.append(path.name) or real(path, *how, **more)
    )
    Corridor.load()
    assert "edges.csv" in read
    assert "flows.csv" not in read
