"""Commands for choices and what-ifs, run as people run them."""

from __future__ import annotations

import json
import re

import geopandas
import pytest

from khorgos.maps.cli import main

pytestmark = pytest.mark.usefixtures("loaded_once")

XIAN = ("Xi'an", "Duisburg")


def run(capsys, *args: str) -> str:
    assert main(list(args)) == 0
    return capsys.readouterr().out


def test_route_tells_money_and_carbon(capsys):
    text = run(capsys, "route", *XIAN)
    assert re.search(
        r"^Costs US\$ \d,\d{3} \(\d,\d{3}-\d,\d{3}\) per FEU, prices of", text, re.MULTILINE
    )
    assert re.search(
        r"^Emits \d\.\d \(\d\.\d-\d\.\d\) t CO2e per FEU with 20 t", text, re.MULTILINE
    )
    assert "Not in it: a Chinese subsidy of 0-" in text
    data = json.loads(run(capsys, "route", *XIAN, "--json"))
    assert data["cost"]["currency"] == "USD"
    assert data["emissions"]["scope"] == "well to wheel"


def test_a_car_carries_no_container(capsys):
    args = ("route", "Almaty", "Khorgos", "--mode", "road", "--vehicle", "car")
    assert "US$" not in run(capsys, *args)
    data = json.loads(run(capsys, *args, "--json"))
    assert data["cost"] is data["emissions"] is None


def test_alternatives_in_text_data_and_on_a_map(capsys, tmp_path):
    page = tmp_path / "ways.html"
    text = run(capsys, "alternatives", *XIAN, "-o", str(page))
    heading, table, *_ = text.split("\n\n")
    assert heading == "Xi'an → Duisburg, any mode, standard service"
    head, *rows = table.splitlines()
    assert head.split()[:4] == ["why", "way", "P50", "P90"]
    assert [row.split()[0] for row in rows] == ["1", "2", "3", "4", "5"]
    p50 = [float(re.search(r"(\d+\.\d)\s+\d+\.\d\s", row)[1]) for row in rows]
    (quickest,) = (row for row in rows if "quickest" in row)
    assert str(min(p50)) in quickest
    assert "pays beside" in text
    html = page.read_text(encoding="utf-8")
    assert "ways that differ" in html
    ways = json.loads(run(capsys, "alternatives", *XIAN, "--json"))["ways"]
    assert len(ways) == 5
    for way in ways:
        assert way["shared"] <= 0.8
        assert way["cost"]["total"]["low"] <= way["cost"]["total"]["high"]


def test_alternatives_say_a_short_haul_in_the_hours_that_route_says(capsys):
    """And a set with one of days in days, the quick ones too."""
    for pair, word in ((("Almaty", "Khorgos"), "hours"), (("Xi'an", "Duisburg"), "days")):
        told = run(capsys, "alternatives", *pair)
        assert f"{word.capitalize()} from terminal to terminal" in told
        told_by_route = run(capsys, "route", *pair, "--mode", "any")
        half = re.search(
            rf"([\d.]+) {word}, half within ([\d.]+), 9 in 10 within ([\d.]+)", told_by_route
        )
        row = next(line for line in told.splitlines() if "quickest" in line)
        assert {half[2], half[3]} <= {*row.split()}


def test_by_corridor_says_that_rail_and_sea_tie(capsys):
    text = run(capsys, "alternatives", *XIAN, "--by", "corridor")
    for word in ("northern", "middle", "southern", "sea", "truck"):
        assert re.search(rf"^\d  {word}\b", text, re.MULTILINE), word
    sea = r"Rail and sea \(4\)"
    rail = r"Rail, northern by Dostyk \(1\)"
    assert re.search(rf"CO2e: {sea} and {rail} tie: .*nobody can say", text)
    assert re.search(rf"{rail} pays beside {sea} from \d+ US\$/FEU/day", text)
    assert re.search(rf"CO2e: Truck by Khorgos \(\d\) emits 4\.\d times as much as {rail}", text)


def test_what_is_best_at_something_may_share_as_much_as_it_does(capsys):
    ask = ("alternatives", "Almaty", "Shanghai", "-k", "9", "--json", "--share")
    few, all_ = (json.loads(run(capsys, *ask, share))["ways"] for share in ("0.5", "1"))
    assert len(few) < len(all_)
    labels = {"quickest", "cheapest", "least CO2e", "surest"}
    assert {why for way in few for why in way["why"]} >= labels
    much = [way for way in few if way["shared"] > 0.5]
    assert much
    assert all(labels & {*way["why"]} for way in much)


def test_nobody_flies_twice(capsys, corridor):
    for name in ("Khorgos", "Almaty"):
        route = corridor.apply("khorgos-airport").route("Xi'an", name, mode="air")
        assert sum(leg.carrier == "air" and leg.activity == "move" for leg in route.legs) <= 1
    text = run(capsys, "route", "Xi'an", "Lanzhou", "--mode", "air")
    assert "No flight is quicker: it goes by truck all the way." in text


def test_own_tables_may_lack_prices(capsys, tmp_path):
    from khorgos.geo.tables.reading import DATA

    for file in DATA.iterdir():
        if file.name not in ("costs.csv", "emissions.csv", "grids.csv"):
            (tmp_path / file.name).write_bytes(file.read_bytes())
    data = json.loads(run(capsys, "route", *XIAN, "--data", str(tmp_path), "--json"))
    assert data["cost"] is data["emissions"] is None
    page = tmp_path / "page.html"
    run(capsys, "map", *XIAN, "--data", str(tmp_path), "-o", str(page))
    assert main(["alternatives", *XIAN, "--data", str(tmp_path)]) == 2
    assert "costs.csv: not found" in capsys.readouterr().err


def test_by_gateway_has_a_row_for_each(capsys):
    ways = json.loads(run(capsys, "alternatives", *XIAN, "--by", "gateway", "--json"))["ways"]
    assert [way["why"] for way in ways] == [["Khorgos"], ["Dostyk"], ["Manzhouli"], ["Erenhot"]]
    assert [way["gateway"] for way in ways] == ["Khorgos Gateway", "Dostyk", None, "Erenhot"]
    reason = "no rail way from Xi'an to Duisburg by Manzhouli is within 1.2 times the least "
    reason += "hours and km by rail"
    assert [way["missing"] for way in ways] == ["", "", reason, ""]
    assert f"\nManzhouli: {reason}\n" in run(capsys, "alternatives", *XIAN, "--by", "gateway")


@pytest.mark.parametrize(
    "options",
    [
        ("--via", "Khorgos"),
        ("--door",),
        ("--drivers", "2", "--mode", "road"),
        ("--regime", "disrupted"),
        ("--by", "corridor", "--via", "Moscow"),
        ("--by", "gateway", "--door", "--regime", "stressed"),
    ],
)
def test_alternatives_are_ways_under_the_conditions_of_a_route(capsys, corridor, options):
    found = json.loads(run(capsys, "alternatives", *XIAN, *options, "--json"))["ways"]
    conditions = [part for part in options if part not in ("--by", "corridor", "gateway")]
    conditions += [] if "--mode" in conditions else ["--mode", "rail"]
    answer = json.loads(run(capsys, "route", *XIAN, *conditions, "--json"))
    quantiles = {way["id"]: way["quantiles"]["p50"] for way in answer["ways"]}
    shown = {way["id"]: way["quantiles"]["p50"] for way in found if not way["missing"]}
    shown.pop("air", None)
    assert shown
    assert {id_: quantiles[id_] for id_ in shown} == shown
    assert {way["route"]["door"] for way in found if not way["missing"]} == {"--door" in options}
    text = run(capsys, "alternatives", *XIAN, *options)
    assert ("Days from door to door" in text) == ("--door" in options)


ROUTING = (
    *(("--mode", "road"), ("--service", "fast"), ("--vehicle", "car"), ("--drivers", "2")),
    *(("--via", "Almaty"), ("--avoid", "Russia"), ("--include", "planned"), ("--way", "rail")),
)
SCENARIO = ("--scenario", "no-russia")


@pytest.mark.parametrize(
    ("args", "options"),
    [
        (("map", "-o", "map.html"), ROUTING),
        (("map", "-o", "map.png"), ROUTING),
        (("export", "network.gpkg"), ROUTING),
        (("chart", "trade", "-o", "trade.png"), (*ROUTING, SCENARIO)),
        (("compare", *SCENARIO), [("--way", "rail")]),
        (("alternatives", *XIAN, "--by", "gateway"), (("-k", "3"), ("--share", "0.5"))),
        (("alternatives", *XIAN, "--by", "corridor"), (("-k", "3"), ("--share", "0.5"))),
        (
            ("alternatives", *XIAN),
            (("--depart", "2026-12-01T08:00Z"), ("--way", "rail"), ("--vehicle", "car")),
        ),
        (("queue",), [("--days", "3")]),
        (("validate", "--json"), [("--calibrate",)]),
        (
            ("route", "Almaty", "Astana", "--mode", "road", "--vehicle", "car"),
            [("--costs",), ("--unit", "TEU"), ("--payload", "5")],
        ),
        (("queue", "Altynkol"), [("--arrivals", "5"), ("--capacity", "5"), ("--backlog", "5")]),
    ],
)
def test_no_option_is_taken_and_ignored(capsys, tmp_path, monkeypatch, args, options):
    monkeypatch.chdir(tmp_path)
    for option in options:
        assert main([*args, *option]) == 2
        said = capsys.readouterr().err
        assert said.startswith(f"khorgos: {option[0]} ")
        assert len(said.splitlines()) == 1
        assert re.search(
            "leave (it|--json) out|ask khorgos route|khorgos (route --|queue lists)", said
        )
    assert not [*tmp_path.iterdir()]


def test_compare_takes_a_way(capsys):
    way = "rail-northern-khorgos"
    args = ("compare", *XIAN, "--way", way, "--scenario")
    (one,) = json.loads(run(capsys, *args, "dostyk-moiynty-second-track", "--json"))["pairs"]
    own = json.loads(run(capsys, "route", *XIAN, "--way", way, "--json"))
    assert one["before"]["p50_hours"] == own["quantiles"]["p50"]
    assert one["before"]["gateway"] == "Khorgos Gateway"
    text = run(capsys, *args, "no-russia")
    (line,) = [line for line in text.splitlines() if f"no {way} in the what-if" in line]
    assert "closed by scenario no-russia; shown is the quickest there, " in line


def test_a_way_of_another_mode_than_asked_says_so(capsys):
    text = run(capsys, "route", *XIAN, "--mode", "road", "--way", "rail-sea")
    assert text.startswith("Xi'an → Duisburg, any mode (rail and sea), ")
    assert "--way rail-sea names one way: --mode road does not count." in text
    assert "names one way" not in run(capsys, "route", *XIAN, "--way", "rail-sea")


def test_waits_do_not_say_it_twice(capsys):
    text = run(capsys, "route", "Aktau", "Baku")
    assert "wait for a Caspian feeder" in text
    assert "wait: wait" not in text


def test_scenarios_are_listed_and_told(capsys, corridor):
    text = run(capsys, "scenarios")
    for id_, scenario in corridor.scenarios.items():
        assert id_ in text
        assert scenario.name in text
    assert [row["id"] for row in json.loads(run(capsys, "scenarios", "--json"))] == [
        *corridor.scenarios
    ]
    told = run(capsys, "scenarios", "caspian-storms")
    assert "delay figure:departure.aktau 42-72-168 h" in told
    assert "https://" in told


def test_route_under_a_scenario_says_so(capsys):
    text = run(capsys, "route", *XIAN, "--scenario", "no-russia")
    assert "What if: No transit through Russia (from 2026-01-01)." in text
    assert "Azerbaijan" in text
    data = json.loads(run(capsys, "route", *XIAN, "--scenario", "no-russia", "--json"))
    assert data["what_if"] == ["What if: No transit through Russia (from 2026-01-01)."]


def test_a_day_outside_the_scenario_changes_nothing(capsys):
    ask = ("route", *XIAN, "--json")
    closed = ("--scenario", "poland-belarus-closure", "--on")
    base = json.loads(run(capsys, *ask))
    inside = json.loads(run(capsys, *ask, *closed, "2025-09-20"))
    outside = json.loads(run(capsys, *ask, *closed, "2025-10-20"))
    assert inside["hours"] > base["hours"] + 24
    assert outside["legs"] == base["legs"]
    assert outside["quantiles"] == base["quantiles"]


def test_compare_tables_and_maps_both(capsys, tmp_path, monkeypatch):
    from khorgos.maps.page import drawing

    monkeypatch.setattr(drawing, "MOST_PLAIN", 10**9)  # in words, not compressed
    page = tmp_path / "what_if.html"
    ask = ("compare", *XIAN, "--scenario", "no-russia")
    text = run(capsys, *ask, "-o", str(page))
    assert re.search(r"base\s+19\.\d\s+33\.\d\s+5,7\d\d", text)
    assert re.search(r"slower\s+\+1\d\.\d\s+\+\d+\.\d\s+\+2,\d{3}\s+\+1\.\d\d", text)
    assert "leaves Astana" in text
    html = page.read_text(encoding="utf-8")
    assert "What if: No transit through Russia" in html
    assert '"captions":["Today","No transit through Russia"]' in html
    (pair,) = json.loads(run(capsys, *ask, "--json"))["pairs"]
    assert pair["change"]["p50_hours"] > 300
    assert pair["moved"]["corridor"] == ["northern", "middle"]


def test_compare_without_pairs_looks_at_all_hubs(capsys):
    text = run(capsys, "compare", "--scenario", "khorgos-rail-ban")
    assert re.search(r"Of \d{3} pairs: (\d+ cut off, )?\d+ slower, \d+ same", text)


def test_what_a_scenario_changes_is_a_layer(corridor):
    from khorgos.maps.overlay.changes import change_layers

    changed = corridor.apply("poland-belarus-closure", "almaty-bypass")
    layers = {layer.name: layer.frame for layer in change_layers(corridor, changed)}
    assert set(layers) == {"Closed", "Slower", "Opened"}
    assert layers["Opened"]["where"].tolist() == ["Zhetygen – Kazybek bek"]
    assert layers["Opened"]["before"].str.startswith("planned").all()
    assert change_layers(corridor, corridor.apply()) == []


def test_reach_in_text_on_a_map_and_in_files(capsys, tmp_path):
    page, file = tmp_path / "reach.html", tmp_path / "reach.gpkg"
    text = run(capsys, "reach", "Khorgos", "--days", "1,3", "-o", str(page))
    assert re.search(r"^\s+3\s+P50\s+\d+", text, re.MULTILINE)
    assert "How far from Khorgos Gateway" in page.read_text(encoding="utf-8")
    run(capsys, "reach", "Khorgos", "--days", "3", "-o", str(file))
    assert set(geopandas.list_layers(file)["name"]) == {"fronts", "reached", "areas"}


def test_resilience_in_text_on_a_map_and_in_files(capsys, tmp_path):
    hubs = [word for hub in ("Xi'an", "Almaty-1", "Tashkent") for word in ("--hub", hub)]
    page, file = tmp_path / "lost.html", tmp_path / "lost.geojson"
    text = run(capsys, "resilience", *hubs, "--top", "2", "-o", str(page))
    assert text.splitlines()[0].split()[:2] == ["lost", "hours,"]
    assert page.stat().st_size > 100_000
    rows = json.loads(run(capsys, "resilience", *hubs, "--json", "-o", str(file)))
    assert rows[0]["lost_hours"] >= rows[1]["lost_hours"]
    parts = [
        geopandas.read_file(tmp_path / f"lost.losses_{x}.geojson") for x in ("lines", "points")
    ]
    assert sum(map(len, parts)) >= len(rows)


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["compare", *XIAN], "nothing to compare with; add --scenario ID"),
        (["compare", *XIAN, "--scenario", "no-rusia"], "did you mean no-russia"),
        (["compare", *XIAN, "--scenario", "no-russia", "-o", "x.png"], "drawn as a page only"),
        (["compare", "--scenario", "no-russia", "-o", "x.html"], "name an origin and a dest"),
        (["route", *XIAN, "--on", "2026-01-01"], "--on is the day of scenarios; add --scenario"),
        (
            ["route", *XIAN, "--scenario", "no-russia", "--on", "soon"],
            "write the day as 2026-12-31",
        ),
        (["scenarios", "nothing"], "nothing"),
        (["alternatives", *XIAN, "--by", "beauty"], "beauty"),
        (["alternatives", *XIAN, "--share", "7"], "share is 7"),
        (["alternatives", *XIAN, "-k", "0"], "k is 0"),
        (["reach", "Khorgos", "--days", "1,x"], "days is '1,x'; write them as 1,3,7"),
        (["reach", "Khorgos", "--days=-1"], "-1"),
        (["reach", "Khorgos", "-o", "x.png"], "x.png: nothing is written as .png; end the name in"),
        (["resilience", "-o", "x.shp"], "x.shp: nothing is written as .shp; end the name in .html"),
        (["alternatives", *XIAN, "--by", "corridor", "--mode", "rail"], "leave --mode out"),
        (["alternatives", *XIAN, "--by", "gateway", "--mode", "sea"], "use --mode rail or road"),
        (["reach", "Nowhere"], "no place is called 'Nowhere'"),
        (["resilience", "--hub", "Khorgos"], "fewer than two hubs"),
        (["resilience", "--top", "0"], "--top is 0; use 1 or more"),
    ],
)
def test_errors_are_one_clear_line(capsys, tmp_path, monkeypatch, args, message):
    monkeypatch.chdir(tmp_path)
    assert main(args) == 2
    seen = capsys.readouterr()
    assert seen.out == ""
    assert message in seen.err
    assert seen.err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_costs_are_told_leg_by_leg(capsys):
    text = run(capsys, "route", *XIAN, "--costs", "--sources")
    data = json.loads(run(capsys, "route", *XIAN, "--json"))
    for line in data["cost"]["lines"]:
        assert line["place"] in text
        assert line["sources"] or line["judgement"] != "no"
    modes = sum(line["amount"]["mode"] for line in data["cost"]["lines"])
    assert modes == pytest.approx(data["cost"]["total"]["mode"])
    kg = sum(element["kg_co2e"]["mode"] for element in data["emissions"]["elements"])
    assert kg == pytest.approx(data["emissions"]["kg_co2e"]["mode"])
    assert re.search(rf"^total\s.* {data['cost']['total']['mode']:,.0f} \(", text, re.MULTILINE)
    assert re.search(rf"^total\s.* {kg:,.0f} \(", text, re.MULTILINE)
    for id_ in (*data["cost"]["sources"], *data["emissions"]["sources"]):
        assert re.search(rf"^{id_}  ", text, re.MULTILINE), id_


def test_unit_and_payload_can_be_chosen(capsys):
    feu, teu = (
        json.loads(run(capsys, "route", *XIAN, "--unit", unit, "--json"))["cost"]["total"]["mode"]
        for unit in ("FEU", "TEU")
    )
    assert feu / 2 < teu < feu
    light, usual = (
        json.loads(run(capsys, "route", *XIAN, "--payload", t, "--json"))["emissions"]
        for t in ("5", "10")
    )
    assert light["kg_co2e"]["mode"] < usual["kg_co2e"]["mode"]
    assert main(["route", *XIAN, "--payload", "20"]) == 2
    assert "payload is 20.0 t/TEU; use 0.001 to 14" in capsys.readouterr().err


@pytest.mark.parametrize(
    "args",
    [
        ["map", "-o", "/no/such/x.html"],
        ["compare", *XIAN, "--scenario", "no-russia", "-o", "/no/such/x.html"],
        ["alternatives", *XIAN, "-o", "/no/such/x.png"],
        ["reach", "Khorgos", "-o", "/no/such/x.gpkg"],
        ["resilience", "-o", "/no/such/x.html"],
    ],
)
def test_a_missing_folder_is_told_before_the_work(capsys, args):
    assert main(args) == 2
    seen = capsys.readouterr()
    assert seen.out == ""
    assert seen.err == "khorgos: there is no folder /no/such; make it first\n"
