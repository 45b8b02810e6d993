"""One question has one answer, digit by digit, on every surface."""

from __future__ import annotations

import json
import random
from xml.etree import ElementTree as ET

import pandas as pd
import pytest

from khorgos import compare
from khorgos.layers import legs
from khorgos.maps.charts.data import split_hours
from khorgos.maps.cli import main
from khorgos.maps.page.page_data import build
from khorgos.maps.report.outlook import headline

pytestmark = pytest.mark.usefixtures("loaded_once")

HUBS = ("XIA", "CKG", "URM", "ALM1", "TAS", "POT", "MOW", "WAR", "DUI", "MIL")
PAIRS = [(a, b) for a in HUBS for b in HUBS if a != b]
SAMPLE = random.Random(12).sample(PAIRS, 6)
SHOWN = ("p10", "p50", "p90")
DAY = 24
SVG_TEXT = "{http://www.w3.org/2000/svg}text"


@pytest.fixture(
    params=[
        pytest.param((pair, service), marks=[pytest.mark.nightly] if pair not in SAMPLE else [])
        for pair in PAIRS
        for service in ("standard", "fast")
    ],
    ids=lambda asked: f"{'-'.join(asked[0])}-{asked[1]}",
)
def question(request):
    return request.param


def said(capsys, *args):
    assert main([*args]) == 0
    return capsys.readouterr().out


def test_it_is_the_same_on_every_surface(corridor, capsys, question):
    pair, service = question
    how = ("--service", service)
    ways = corridor.ways(*pair, service=service)
    route = corridor.route(*pair, service=service)
    assert route == ways[0].route
    outlook = corridor.outlook(route)
    quantiles = outlook.quantiles
    assert outlook.quantiles == ways[0].outlook.quantiles

    data = json.loads(said(capsys, "route", *pair, *how, "--json"))
    assert (data["way"], data["quantiles"]) == (ways[0].id, quantiles)
    rows = {row["id"]: row for row in data["ways"]}
    assert {*rows} == {way.id for way in ways}
    for way in ways:
        row = rows[way.id]
        assert (row["name"], row["why"]) == (way.name, list(way.why))
        assert row["quantiles"] == {name: way.outlook.quantiles[name] for name in SHOWN}
        assert row["cost_usd_per_feu"] == pytest.approx(way.cost.total_usd.typical, rel=1e-12)
        assert row["co2e_kg_per_feu"] == pytest.approx(way.emissions.total_kg.typical, rel=1e-12)
    for name in SHOWN:
        total = sum(leg[f"hours_in_{name}"] for leg in data["legs"])
        assert total == pytest.approx(quantiles[name], abs=1e-6)

    sampled = json.loads(said(capsys, "simulate", *pair, *how, "-n", "1000", "--json"))
    assert sampled["exact"] == quantiles
    listed = json.loads(said(capsys, "alternatives", *pair, *how, "--json"))["ways"]
    known = {way.id: way for way in corridor.ways(*pair, mode="any", service=service)}
    for row in listed:
        assert row["quantiles"] == known[row["id"]].outlook.quantiles
        assert row["why"] in (list(known[row["id"]].why), ["trade-off"], ["another way"])
    (side,) = compare(corridor, corridor, [pair], service=service)
    assert (side.before.p50, side.before.p90) == (quantiles["p50"], quantiles["p90"])
    assert sum(split_hours(outlook).values()) == pytest.approx(quantiles["p50"], abs=1e-6)
    assert legs(outlook)["hours_in_p90"].sum() == pytest.approx(quantiles["p90"], abs=1e-6)

    text = said(capsys, "route", *pair, *how)
    unit = 1 if "hours," in text.splitlines()[1] else DAY
    p10, p50, p90 = (f"{quantiles[name] / unit:.1f}" for name in SHOWN)
    assert f"within {p10} " in text
    assert f"half within {p50}, 9 in 10 within {p90} (P10-P50-P90)." in text
    assert f"{quantiles['p50']:.1f}" in text  # below the hours of the legs


@pytest.mark.parametrize(("pair", "service"), [(SAMPLE[0], "standard"), (SAMPLE[-1], "fast")])
def test_it_is_the_same_in_pictures_and_exported_files(corridor, tmp_path, pair, service):
    how = ("--service", service)
    outlook = corridor.outlook(corridor.route(*pair, service=service))
    assert main(["map", *pair, *how, "-o", str(tmp_path / "map.svg")]) == 0
    assert main(["chart", "staircase", *pair, *how, "-o", str(tmp_path / "chart.svg")]) == 0
    unit, word = (1, "hours") if "hours" in headline(outlook) else (DAY, "days")
    p50, p90 = (f"{outlook.quantiles[name] / unit:.1f}" for name in ("p50", "p90"))
    for name, told in (
        ("map.svg", [headline(outlook)]),
        ("chart.svg", [f"P50 {p50} {word}", f"P90 {p90}"]),
    ):
        drawing = ET.parse(tmp_path / name)
        texts = [" ".join("".join(found.itertext()).split()) for found in drawing.iter(SVG_TEXT)]
        assert [one for one in told if one not in texts] == [], name
    assert main(["export", str(tmp_path / "legs.csv"), *pair, *how]) == 0
    (file,) = tmp_path.glob("legs*.csv")
    table = pd.read_csv(file)
    for name in SHOWN:
        total = table[f"hours_in_{name}"].sum()
        assert total == pytest.approx(outlook.quantiles[name], abs=1e-6)
    assert table["hours"].sum() == pytest.approx(outlook.route.hours, abs=1e-6)


def test_it_is_the_same_on_the_page(corridor, question):
    pair, service = question
    page = build(corridor, [], choices=corridor.choices(pair, [service]), base=False)
    fields, kinds = page["routes"]["fields"]["route"], page["routes"]["kinds"]
    rows = [dict(zip(fields, row, strict=True)) for row in page["routes"]["rows"]]
    start = page["routes"]["rows"][0][0]
    mine = [row for row in rows if row["from"] == start]
    ways = corridor.ways(*pair, service=service)
    shown = [way for way in ways if way.why or way.id == way.candidate.words.id]
    assert shown[0] is ways[0] or shown[0] == ways[0]
    assert [kinds[row["kind"]]["id"] for row in mine] == [way.id for way in shown]
    assert [kinds[row["kind"]]["way"] for row in mine] == [way.name for way in shown]
    for row, way in zip(mine, shown, strict=True):
        told = [round(way.outlook.quantiles[name], 3) for name in SHOWN]
        assert row["quantiles"] == told
        for hours, name in zip(told, SHOWN, strict=True):
            assert f"{hours / DAY:.1f}" == f"{way.outlook.quantiles[name] / DAY:.1f}"
