"""Geography is data: no code names a place, and a network of another continent works as it is."""

from __future__ import annotations

import ast
import csv
import json
from html import unescape
from pathlib import Path

import pytest
from command import khorgos
from own_tables import write

from khorgos.geo import Network, NoRoute, RequestError, TableError, compare_hubs
from khorgos.geo.places.countries import WATERS, read_countries
from khorgos.geo.places.gazetteer import fold, read_places
from khorgos.geo.queues.crossings import find_queue
from khorgos.geo.tables.schema import DATA, names_of_tables
from khorgos.maps import draw
from khorgos.maps.page.page_data import build
from khorgos.maps.print.picture import picture

GEO = DATA.parent
RESERVED = {
    ("places/countries.py", WATERS),  # of UN/LOCODE: where no country is
}
"""Texts in code that are codes, and why."""
CONTINENTS = {"africa", "america", "antarctica", "asia", "australia", "eurasia", "europe"}


def texts_of(path: Path):
    """String constants of a module that are no docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    told = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.value


def words_of(text: str):
    """The text, its parts, and each word that has a capital."""
    yield text
    for piece in text.replace(";", ",").split(","):
        yield piece.strip()
        words = piece.split()
        for start in range(len(words)):
            for end in range(start + 1, min(start + 4, len(words)) + 1):
                name = " ".join(words[start:end]).strip("().:'\"|\\")
                if name[:1].isupper():
                    yield name


def schema_texts(path: Path):
    """Cells of a schema that code obeys: not its descriptions, and not the names of columns."""
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield from (row["allowed"] + " " + row["references"]).replace(".", " ").split()


def name_places(texts) -> set[str]:
    """Words that are a place, a country or a continent, by name or by id."""
    countries = read_countries()
    names = {fold(name) for row in countries.values() for name in row.names().values()}
    names |= {fold(alias) for row in countries.values() for alias in row.aliases} | CONTINENTS
    ids = {*countries}
    for place in read_places().values():
        ids.add(place.id)
        names |= {fold(name) for name in place.names() if name != place.id and len(name) > 2}
    return {word for text in texts for word in words_of(text) if word in ids or fold(word) in names}


@pytest.mark.parametrize(
    "path", [pytest.param(p, id=str(p.relative_to(GEO))) for p in sorted(GEO.glob("**/*.py"))]
)
def test_no_code_names_a_place_or_a_country(path):
    allowed = {word for file, word in RESERVED if file == str(path.relative_to(GEO))}
    assert name_places(texts_of(path)) == allowed


@pytest.mark.parametrize("name", names_of_tables())
def test_no_schema_names_a_place_or_a_country(name):
    assert not name_places(schema_texts(DATA / f"{name}.schema.csv"))


# A network of another continent: four invented places on two gauges.

BLANK: dict[str, str] = {}
PLACES = (
    ("PMA", "Porto Manso", "Manso", "BR", "seaport", 1, -25.0, -48.0, "America/Sao_Paulo"),
    ("SER", "Serrania", "", "BR", "rail_hub", 1, -25.5, -53.0, "America/Sao_Paulo"),
    ("PTE", "Ponte Velha", "", "AR", "border_station", 2, -26.0, -54.6, "America/Buenos_Aires"),
    ("LLA", "Llano Alto", "", "AR", "city", 1, -31.0, -60.0, "America/Buenos_Aires"),
)
MOVES = (
    ("rail:PMA-SER", "PMA", "SER", "rail", 1600, "BR", 520, "rail.east"),
    ("rail:SER-PTE", "SER", "PTE@BR", "rail", 1600, "BR", 190, "rail.east"),
    ("rail:PTE-LLA", "PTE", "LLA", "rail", 1000, "AR", 760, "rail.west"),
    ("road:PMA-SER", "PMA", "SER", "road", "", "BR", 560, "road.all"),
    ("road:SER-PTE", "SER", "PTE@BR", "road", "", "BR", 200, "road.all"),
    ("road:PTE-LLA", "PTE", "LLA", "road", "", "AR", 800, "road.all"),
)
STOPS = (
    ("customs:PTE", "customs", "PTE@BR", "PTE@AR", "rail", 1600, "", "", "customs.pte"),
    ("gauge:PTE", "gauge", "PTE@AR", "PTE", "rail", 1600, "rail", 1000, "gauge.pte"),
    ("customs:PTE.road", "customs", "PTE@BR", "PTE", "road", "", "", "", "customs.pte"),
    ("lift:LLA", "lift", "LLA", "LLA", "rail", 1000, "road", "", "lift.all"),
)
FIGURES = (
    ("rail.east", "trains in the east", "km/h", 15, 25, 35),
    ("rail.west", "trains in the west", "km/h", 12, 20, 30),
    ("road.all", "trucks", "km/h", 45, 60, 70),
    ("road.rest", "rests of drivers", "h", 1, 1, 1),
    ("customs.pte", "customs at Ponte Velha", "h", 4, 10, 30),
    ("gauge.pte", "reloading at Ponte Velha", "h", 6, 12, 24),
    ("lift.all", "lift", "h", 1, 2, 4),
    ("door.collection", "collection", "h", 2, 6, 12),
    ("door.delivery", "delivery", "h", 2, 6, 12),
)


def write_network(folder: Path) -> Path:
    """Tables that must be there."""
    made = {"judgement": "yes", "as_of": 2026}
    write(folder, "places", [
        {"id": id_, "name": name, "aliases": alias, "country": country, "kind": kind, "rank": rank,
         "lat": lat, "lon": lon, "zone": zone, "status": "open", "source": "judgement",
         "confidence": "low", "note": "invented"}
        for id_, name, alias, country, kind, rank, lat, lon, zone in PLACES
    ])  # fmt: skip
    shared = {"both_ways": "yes", "status": "open", "schematic": "yes"}
    write(folder, "edges", [
        {"id": id_, "kind": "move", "from": start, "to": end, "carrier": carrier, "gauge": gauge,
         "country": country, "length_km": km, "length_source": "judgement", "figure": figure,
         **shared}
        for id_, start, end, carrier, gauge, country, km, figure in MOVES
    ] + [
        {"id": id_, "kind": kind, "from": start, "to": end, "carrier": carrier, "gauge": gauge,
         "to_carrier": to_carrier, "to_gauge": to_gauge, "country": "AR", "figure": figure,
         **shared}
        for id_, kind, start, end, carrier, gauge, to_carrier, to_gauge, figure in STOPS
    ])  # fmt: skip
    write(folder, "parameters", [
        {"id": id_, "label": label, "variant": "any", "regime": "any", "unit": unit, "low": low,
         "mode": mode, "high": high, **made}
        for id_, label, unit, low, mode, high in FIGURES
    ])  # fmt: skip
    weights = {"quiet": 0.7, "stressed": 0.2, "disrupted": 0.1, "correlation": 0.5}
    write(folder, "regimes", [
        {"corridor": corridor, "label": corridor, **weights, **made}
        for corridor in ("other", "interior")
    ])  # fmt: skip
    write(folder, "sources", [])
    write(folder, "closures", [
        {"id": "range", "name": "range", "kind": "range", "from": "2026-01-01",
         "to": "2026-12-31", "zone": "UTC", "judgement": "yes"},
        {"id": "br", "name": "holidays", "figures": "customs.pte", "kind": "holidays",
         "country": "BR", "from": "2026-01-01", "to": "2026-12-31",
         "zone": "America/Sao_Paulo", "judgement": "yes"},
    ])  # fmt: skip
    for name in ("timetables", "headways"):
        write(folder, name, [])
    write(folder, "queues", [
        {"id": "ponte.south", "place": "PTE", "label": "trains", "unit": "trains",
         "arrivals_per_day": 5, "capacity_per_day": 8, "servers": 1, "arrivals_cv2": 1,
         "service_cv2": 1, "figure": "customs.pte", "note": "invented", **made},
    ])  # fmt: skip
    (folder / "version.txt").write_text("2026.1", encoding="utf-8")
    return folder


def write_geography(folder: Path) -> Path:
    """Tables that may be lacking."""
    countries = [("BR", "Brazil", "yes"), ("AR", "Argentina", "no"), ("XZ", "at sea", "no")]
    write(folder, "countries", [
        {"code": code, "name": name, "served": "yes", "home": home, "near": "no",
         "customs_union": "" if code == "XZ" else "south", "judgement": "yes"}
        for code, name, home in countries
    ])  # fmt: skip
    write(folder, "corridors", [
        {"id": "highway", "name": "truck", "priority": 1, "carrier": "road", "share": 0.5,
         "offered": "yes", "judgement": "yes"},
        {"id": "interior", "name": "inland railway", "region": "inland",
         "priority": 2, "any_of": "AR",
         "offered": "yes", "judgement": "yes"},
    ])  # fmt: skip
    gateway = {"place": "PTE", "name": "Ponte Velha", "through": "Ponte Velha", "mode": "rail"}
    write(folder, "gateways", [gateway | {"judgement": "yes"}])
    write(folder, "hubs", [
        {"place": id_, "opens": opens, "judgement": "yes"}
        for id_, opens in (("PMA", ""), ("SER", "from"), ("LLA", "to"))
    ])  # fmt: skip
    write(folder, "ways", [
        {"id": mode, "mode": mode, "ends": "any", "cargo": "container", "judgement": "yes"}
        for mode in ("rail", "road")
    ])  # fmt: skip
    return folder


@pytest.fixture(scope="module")
def bare(tmp_path_factory):
    return Network.load(write_network(tmp_path_factory.mktemp("bare")))


@pytest.fixture(scope="module")
def full(tmp_path_factory):
    return Network.load(write_geography(write_network(tmp_path_factory.mktemp("full"))))


def test_another_continent_has_routes(full):
    route = full.route("Manso", "Llano Alto")
    assert route.corridor == "interior"
    assert route.countries == ["BR", "AR"]
    assert {leg.gauge for leg in route.legs if leg.carrier == "rail"} == {1600, 1000}
    assert full.outlook(route).quantile(0.5) > route.hours
    assert full.outlook(route).regimes.corridor == "interior"
    with pytest.raises(NoRoute, match="avoid Argentina"):
        full.route("Manso", "Llano Alto", avoid="Argentina")
    by_truck = full.route("Manso", "Llano Alto", mode="road")
    assert (by_truck.corridor, by_truck.crew) == ("highway", 2)  # from home to what is not near


def test_another_continent_has_alternatives(full):
    found = full.alternatives("Porto Manso", "Llano Alto", by=("time",), k=2, mode="any")
    assert found[0].gateway.name == "Ponte Velha"
    (row,) = full.alternatives("Porto Manso", "Llano Alto", by="gateway")
    assert (row.why, row.missing) == (("Ponte Velha",), "")
    (row,) = full.alternatives("Porto Manso", "Serrania", by="gateway")
    assert "both lie in Brazil" in row.missing
    rows = full.alternatives("Porto Manso", "Llano Alto", by="corridor")
    assert [row.why[0] for row in rows] == ["truck", "inland railway"]
    assert not [row for row in rows if row.missing]


def test_another_continent_has_choices_and_reach(full):
    corridors = {choice.corridor for choice in full.choices(services="standard")}
    assert corridors == {"highway", "interior", "other"}  # other: within Brazil
    reach = full.reach("Porto Manso")
    assert reach.hours["LLA:rail1000"] > reach.hours["SER:rail1600"]
    assert len(compare_hubs(full, full)) == 6


def test_trucks_of_another_continent_pass_borders_within_their_union(full, bare):
    countries = full.infrastructure.geography.countries
    assert countries.territory("BR") == {"BR", "AR"}
    assert countries.territory("XZ") == {"XZ"}
    assert bare.infrastructure.geography.countries.territory("BR") == {"BR"}


def test_another_continent_has_calendars_and_queues(full):
    timed = full.simulate(full.route("Manso", "Llano Alto"), n=200, depart="2026-09-06T12:00-03:00")
    assert timed.quantile(0.5) > 0
    assert "(Brazil)" in str(full.calendars.closures["customs.pte"][0])
    assert find_queue(full.queues, "Ponte Velha south", full.infrastructure.gazetteer).unit


def test_without_tables_of_geography_modes_are_all_that_is_offered(bare):
    route = bare.route("Manso", "Llano Alto")
    assert (route.corridor, bare.outlook(route).regimes.corridor) == ("other", "other")
    with pytest.raises(NoRoute, match="avoid AR"):
        bare.route("Manso", "Llano Alto", avoid="AR")
    assert bare.alternatives("Manso", "Llano Alto", by="gateway") == []
    (row,) = bare.alternatives("Manso", "Llano Alto", by="corridor")
    assert (row.why, row.route) == (("other",), bare.route("Manso", "Llano Alto", mode="any"))
    with pytest.raises(RequestError, match="name two or more places"):
        list(bare.choices())
    # Nobody says what to ask beside the modes.
    assert {choice.way.id for choice in bare.choices(["PMA", "LLA"])} == {"rail", "road"}


def test_a_figure_that_the_tables_lack_is_named(full):
    with pytest.raises(TableError, match=r"parameters.csv.*no figure 'road.local'; "):
        full.reach("Porto Manso").local(3, 0.5)


def test_another_continent_has_a_record_of_its_own(tmp_path):
    folder = write_geography(write_network(tmp_path))
    row = {"id": "V001", "origin": "Porto Manso", "destination": "Llano Alto", "mode": "rail",
           "value": 5, "unit": "days", "kind": "observed"}  # fmt: skip
    write(folder, "validation", [row])
    (outcome,) = Network.load(folder).backtest().outcomes
    assert outcome.corridor == "interior"


def test_the_command_line_answers_for_another_continent(full, bare):
    text = khorgos("route", "Porto Manso", "Llano Alto", "--data", str(full.folder)).stdout
    assert "through Brazil, Argentina" in text
    assert "rail 1600 mm, Brazil" in text
    text = khorgos("route", "Porto Manso", "Llano Alto", "--data", str(bare.folder)).stdout
    assert "through BR, AR" in text


def shown_on(page) -> dict[str, object]:
    text = page.split('id="khorgos-data">')[1].split("</script>")[0]
    return json.loads(text.replace("<\\/", "</"))


def test_a_map_of_another_continent_opens_there(full):
    page = unescape(draw(full).get_root().render())
    data = shown_on(page)
    assert data["frames"] == {"Whole network": [[-31.0, -60.0], [-25.0, -48.0]]}
    assert (data["whole"], data["heading"]) == ("Whole network", "Overland freight")
    assert "<title>khorgos: overland freight</title>" in page


def test_a_choice_of_another_continent_opens_as_its_hubs_say(full):
    data = build(full, choices=full.choices(services=["standard"]), base=False)
    assert data["corridors"] == {
        "highway": "Road", "interior": "Rail, inland", "other": "Rail, other",
    }  # fmt: skip
    first = data["routes"]["rows"][data["explorer"]["first"]]
    assert [data["places"][number]["name"] for number in first[:2]] == ["Serrania", "Llano Alto"]
    way = full.ways("Manso", "Llano Alto")[0]
    assert (way.id, way.name) == ("rail-interior-ponte-velha", "Rail, inland by Ponte Velha")


def test_frames_and_headings_of_maps_are_those_of_the_table(tmp_path):
    folder = write_geography(write_network(tmp_path))
    made = {"judgement": "yes"}
    write(folder, "frames", [
        {"name": "Ponte", "use": "home", "title": "The bridge", "south": -27, "west": -56,
         "north": -25, "east": -53, "metres_per_mm": 2000, "ranks": 2, **made},
        {"name": "South", "use": "whole", "title": "Freight of the south", "south": -32,
         "west": -61, "north": -24, "east": -47, **made},
    ])  # fmt: skip
    network = Network.load(folder)
    page = unescape(draw(network).get_root().render())
    assert list(shown_on(page)["frames"]) == ["Ponte", "South"]
    assert shown_on(page)["whole"] == "South"
    assert "<title>khorgos: freight of the south</title>" in page
    assert {"Freight of the south", "Ponte"} <= words_on(picture(network))
    assert "The bridge" in words_on(picture(network, frame="corridor"))


def test_a_picture_of_a_home_that_no_table_has_is_refused(full):
    with pytest.raises(RequestError, match=r"frames\.csv has no frame for home; use another"):
        picture(full, frame="corridor")
    assert "Overland freight" in words_on(picture(full))


def words_on(figure) -> set[str]:
    return {text.get_text() for axes in figure.axes for text in axes.texts}
