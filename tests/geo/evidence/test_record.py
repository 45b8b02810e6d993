"""The rules that turn rows of free text into requests, on rows made up for each rule."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from khorgos.geo import TableError
from khorgos.geo.evidence.asking import Resolved, Unresolved, resolve
from khorgos.geo.evidence.published import Observation, read_observations
from khorgos.geo.evidence.vocabulary import Vocabulary
from khorgos.geo.evidence.wording import ends_of, names_in, stops_of
from khorgos.geo.tables.reading import DATA

GEO = Path(__file__).parents[3] / "geo"
ROWS = read_observations()


@pytest.fixture(scope="module")
def words(corridor):
    return Vocabulary.of(corridor.infrastructure)


@pytest.fixture
def ask(corridor, words):
    def resolve_made_up(origin, destination, via="northern", mode="rail", **more):
        days = more.pop("days", 15.0)
        texts = {"quantity": "transit_time", "title": "", "url": "", "note": "", "year": "2024"}
        marks = {"kind": "observed", "direction": "westbound", "trust": "A", "distance_km": None}
        row = Observation(
            **texts | marks | more,
            id="made up",
            origin=origin,
            destination=destination,
            via=via,
            mode=mode,
            hours=24 * days,
            low=24 * days,
            high=24 * days,
        )
        return resolve(row, corridor.infrastructure, words)

    return resolve_made_up


def ends(asked):
    origins, destinations, _ = zip(*asked.requests, strict=True)
    return sorted(set(origins)), sorted(set(destinations))


@pytest.mark.parametrize("row", ROWS, ids=[row.id for row in ROWS])
def test_every_row_has_a_route_or_a_reason(row, corridor, words):
    asked = resolve(row, corridor.infrastructure, words)
    if isinstance(asked, Unresolved):
        assert len(asked.reason) > 10
        assert "\n" not in asked.reason
    else:
        assert len(asked.routes) == len(asked.requests) > 0


def test_most_rows_can_be_asked(corridor, words):
    asked = [resolve(row, corridor.infrastructure, words) for row in ROWS]
    left = [a for a in asked if isinstance(a, Unresolved) and not a.circular]
    assert len(left) <= 0.18 * len(ROWS), [(a.row.id, a.reason) for a in left]


@pytest.mark.parametrize(
    "file",
    [
        *(f"evidence/{name}.py" for name in ("asking", "wording", "vocabulary", "published")),
        *(f"evidence/{name}.py" for name in ("backtest", "outcome", "calibration", "skill")),
        *(f"data/{name}.csv" for name in ("areas", "record_rules", "record_words")),
    ],
)
def test_no_rule_knows_a_row(file):
    text = (GEO / file).read_text(encoding="utf-8")
    code = "\n".join(line for line in text.splitlines() if ">>>" not in line)
    ids = {row.id for row in ROWS}
    assert not ids & set(re.findall(r"\w+", code))
    pages = {row.url for row in ROWS if row.url}
    assert not [url for url in pages if url in code]


def test_no_rule_reads_the_published_time(ask):
    short, long = (ask("Xi'an", "Duisburg", days=days) for days in (1.0, 99.0))
    assert short.requests == long.requests
    assert (short.service, short.regime, short.door) == (long.service, long.regime, long.door)


def test_areas_are_places_of_the_network(corridor, words):
    for hubs in words.areas.values():
        for hub in hubs:
            assert corridor.find(hub)


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("Poti/Batumi", ["Batumi", "Poti"]),
        ("Georgia (Poti/Batumi)", ["Batumi", "Poti"]),
        ("Dornstadt (Germany)", ["Dornstadt"]),
        ("Lyon (Venissieux)", ["Lyon"]),
        ("Turkey border (Kars)", ["Kars"]),
        ("Kaliningrad port", ["Kaliningrad"]),
        ("Dartford UK", ["Dartford"]),
        ("Warsaw and Łódź", ["Warsaw", "Łódź"]),
        ("Incheh Borun border", ["Incheh Borun"]),
        ("Goryn (Brest region)", ["Brest"]),
    ],
)
def test_places_come_before_regions(words, text, places):
    found, area = ends_of(text, words, ports=False)
    assert (sorted(found), area) == (places, False)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("China", "CN"),
        ("Chinese hubs", "CN"),
        ("China main terminals", "CN"),
        ("NW China", "CN nw"),
        ("Germany terminals", "DE"),
        ("Europe (Germany)", "DE"),
        ("Poland (train bound for Hamburg)", "PL"),
        ("China border", "CN border"),
        ("EU border", "europe border"),
        ("Poland border", "PL border"),
        ("Europe door", "europe"),
        ("EU door", "europe"),
        ("Far East ports", "far east ports"),
        ("Georgian ports", "GE ports"),
        ("Black Sea ports", "black sea ports"),
        ("Turkey", "TR"),
    ],
)
def test_regions_stand_for_hubs(words, text, key):
    found, area = ends_of(text, words, ports=False)
    assert (found, area) == (list(words.areas[key]), True)


def test_regions_of_a_country_share_its_name(words):
    found, _ = ends_of("East/South China warehouse", words, ports=False)
    assert set(found) == {*words.areas["CN east"], *words.areas["CN south"]}
    found, _ = ends_of("China N/central", words, ports=False)
    assert set(found) == {*words.areas["CN n"], *words.areas["CN central"]}


def test_by_sea_a_country_is_its_ports(ask):
    asked = ask("China", "Europe", "sea via Cape of Good Hope", "sea")
    assert ends(asked) == (["Ningbo", "Qingdao", "Shanghai", "Shenzhen"], ["Hamburg", "Rotterdam"])


def test_a_town_that_the_network_lacks_is_not_its_country(ask):
    asked = ask("Xi'an", "Murmansk (Russia)")
    assert asked.reason == "nothing in the network is called 'Murmansk (Russia)'"


@pytest.mark.parametrize(
    "origin",
    [
        "China (city not in excerpt)",
        "Poti (or origin port)",
        "Railway, 900 km north of Moscow",
    ],
)
def test_an_uncertain_start_is_no_start(ask, origin):
    assert "not certain" in ask(origin, "Duisburg").reason


@pytest.mark.parametrize(
    ("mode", "via", "quantity", "reason"),
    [
        ("air", "air", "transit_time", "air"),
        ("rail passenger", "Khorgos", "transit_time", "passenger"),
        ("rail+barge", "Rhine", "transit_time", "waterways"),
        ("ferry", "ro-ro", "transit_time", "sailing"),
        ("sea", "Suez", "sailing_time_16kn", "sailing"),
        ("drone", "", "transit_time", "drone"),
        ("rail or multimodal", "northern", "transit_time", "does not say by what"),
        ("unclear", "unclear", "transit_time", "does not say by what"),
    ],
)
def test_what_the_network_has_not_is_said(ask, mode, via, quantity, reason):
    asked = ask("Shanghai", "Rotterdam", via, mode, quantity=quantity)
    assert isinstance(asked, Unresolved)
    assert reason in asked.reason


def test_bulk_wagons_are_left_out(ask):
    assert "bulk" in ask("Xi'an", "Tehran", "KZ-TM", note="45 wagons (bulk wagons)").reason


def passed(asked):
    return {place.name for route in asked.routes for place in route.places}


def carriers(asked):
    return {leg.carrier for route in asked.routes for leg in route.legs}


@pytest.mark.parametrize(
    ("origin", "destination", "via", "mode", "place"),
    [
        ("Xi'an", "Duisburg", "Alashankou-KZ-RU-BY-PL", "rail", "Alashankou"),
        ("Xi'an", "Duisburg", "Khorgos 9900 km", "rail", "Altynkol"),
        ("Shenyang", "Duisburg", "Mongolia", "rail", "Erenhot"),
        ("Suzhou", "Warsaw", "Trans-Siberian (Manzhouli) 11000 km", "rail", "Manzhouli"),
        ("Xi'an", "Hamburg", "Kaliningrad Mamonovo-Braniewo", "rail", "Braniewo"),
        ("Wuwei", "Warsaw", "Bruzgi-Kuznica northern", "rail", "Bruzgi"),
        ("Xi'an", "Istanbul", "TITR-BTK", "rail+ferry", "Akhalkalaki"),
        ("Xi'an", "Prague", "TITR-BTK-Marmaray", "rail+ferry", "Halkalı"),
        ("Khorgos", "Istanbul", "Kuryk-ferry-Alat-Georgia road TIR", "truck+ferry", "Kuryk"),
        ("Xi'an", "Tehran", "Altynkol-Bolashak-Etrek", "rail", "Bolashak"),
        ("Yiwu", "Tehran", "KZ-TM-Sarakhs", "rail", "Sarakhs"),
        ("Xi'an", "Duisburg", "TITR via Poti-Constanta", "rail+2 ferries", "Constanța"),
        ("Madrid", "Yiwu", "Dostyk-Brest-Irun", "rail", "Irun"),
    ],
)
def test_routes_pass_what_the_text_names(ask, origin, destination, via, mode, place):
    asked = ask(origin, destination, via, mode)
    assert isinstance(asked, Resolved), asked.reason
    assert place in passed(asked)


@pytest.mark.parametrize(
    ("via", "near", "far"),
    [
        ("Khorgos", "Horgos", "Altynkol"),
        ("Alashankou", "Alashankou", "Dostyk"),
        ("Manzhouli", "Manzhouli", "Zabaikalsk"),
        ("Erenhot", "Erenhot", "Zamyn-Uud"),
    ],
)
def test_who_goes_by_a_crossing_goes_over_it(ask, via, near, far):
    stops = [place.name for place in ask("Xi'an", "Duisburg", via).routes[0].places]
    beyond = stops[stops.index(far) :]
    assert stops.index(far) > stops.index(near)
    assert near not in beyond


def test_stops_are_taken_in_the_order_that_makes_sense(ask):
    forth = ask("Lodz", "Chengdu", "Dostyk-Brest")
    back = ask("Lodz", "Chengdu", "Brest-Dostyk")
    assert forth.routes[0].hours == back.routes[0].hours


def test_the_broad_gauge_line_in_poland_is_reached_through_ukraine(ask):
    asked = ask("Xi'an", "Slawkow", "KZ-RU-UA-PL LHS", year="2019")
    assert "UA" in asked.routes[0].countries
    assert "BY" not in asked.routes[0].countries


@pytest.mark.parametrize("via", ["TITR", "Middle (Trans-Caspian) corridor", "Caspian ferry"])
def test_the_middle_corridor_does_not_cross_russia(ask, via):
    asked = ask("Xi'an", "Budapest", via, "rail+ferry")
    assert not {"RU", "IR", "TM", "UA"} & set(asked.routes[0].countries)
    assert {"AZ", "GE"} <= set(asked.routes[0].countries)


def test_a_second_ferry_crosses_the_black_sea(ask):
    one, two = (ask("Xi'an", "Budapest", "TITR", mode) for mode in ("rail+ferry", "rail+2 ferries"))
    assert "TR" in one.routes[0].countries
    assert "TR" not in two.routes[0].countries


def test_a_train_takes_no_ship_that_nobody_names(ask):
    assert carriers(ask("Xi'an", "Tbilisi", "northern")) == {"rail"}


def test_a_ferry_that_is_part_of_the_line_is_taken(ask):
    asked = ask("Islamabad", "Istanbul", "Tehran")
    assert set(asked.routes[0].countries) == {"PK", "IR", "TR"}
    assert "ferry" in carriers(asked)


def test_a_ship_from_kaliningrad(ask):
    asked = ask("Xi'an", "Duisburg", "Kaliningrad port - Rostock", "rail+sea", year="2020")
    assert {"Baltiysk", "Rostock"} <= passed(asked)
    assert "PL" not in asked.routes[0].countries


def test_a_named_ship_is_taken_or_the_row_left_out(ask):
    asked = ask("Xi'an", "Dartford", "Duisburg-Rotterdam-Purfleet", "rail+truck+ferry")
    assert "ferry" in carriers(asked)
    assert "sea legs" in ask("Xi'an", "Warsaw", "northern", "rail+sea").reason


def test_named_countries_are_crossed_or_the_row_left_out(ask):
    assert "Lithuania" in ask("Xi'an", "Duisburg", "Dostyk-Brest-LT", "rail").reason


def test_an_alternative_is_a_request_of_its_own(ask, words):
    asked = ask("Xi'an", "Duisburg", "Khorgos/Alashankou")
    assert [options["via"] for _, _, options in asked.requests] == [("Altynkol",), ("Dostyk",)]
    stops = [stops for stops, _ in stops_of("PL-BY / Kaliningrad", words)]
    assert stops == [(), ("Kaliningrad",)]


def test_or_parts_alternatives_too(ask):
    asked = ask("Wuhan", "Moscow", "Manzhouli or KZ")
    assert ["KZ" in route.countries for route in asked.routes] == [False, True]


def test_where_no_train_goes_the_trucks_of_the_row_go_on(ask):
    assert "road" in carriers(ask("Urumqi", "Nur Zholy", "Khorgos", "rail+road"))
    assert carriers(ask("Urumqi", "Almaty", "Khorgos", "rail+road")) == {"rail"}
    assert isinstance(ask("Urumqi", "Nur Zholy", "Khorgos", "rail"), Unresolved)


def test_a_bus_is_asked_as_a_car(ask):
    bus, truck = (ask("Almaty", "Nur Zholy", "Khorgos", mode) for mode in ("bus", "truck"))
    assert [asked.routes[0].vehicle for asked in (bus, truck)] == ["car", "truck"]
    assert bus.routes[0].hours < truck.routes[0].hours


@pytest.mark.parametrize(
    ("said", "service", "regime"),
    [
        ("fast", "fast", None),
        ("standard", "standard", None),
        ("standard (congested)", "standard", "stressed"),
        ("fast (groupage)", "fast", None),
    ],
)
def test_a_service_that_the_table_says_holds(ask, said, service, regime):
    for title in ("", "First train of the priority timetable"):
        asked = ask("Xi'an", "Duisburg", service=said, title=title, note=title)
        assert (asked.service, asked.regime) == (service, regime)


def test_a_month_is_that_of_a_measurement(ask):
    assert ask("Xi'an", "Duisburg", month="2024-06").month == "2024-06"
    assert ask("Xi'an", "Duisburg", month="2024-06", kind="scheduled").month == ""
    assert ask("Xi'an", "Duisburg").month == ""


def test_what_is_replaced_is_not_on_the_way(words):
    (stops, _), *_ = stops_of("Incheh Borun instead of Sarakhs", words)
    assert stops == ("Incheh Borun",)


def test_small_letters_are_no_names():
    assert names_in("a van to Van", {"van"}) == ["Van"]


@pytest.mark.parametrize(
    ("via", "year", "passage"),
    [
        ("Suez direct", "2025", "Suez Canal"),
        ("sea via Cape of Good Hope", "2019", "Cape of Good Hope"),
        ("sea", "2019", "Suez Canal"),
        ("sea", "2024", "Cape of Good Hope"),
    ],
)
def test_ships_go_where_ships_went(ask, via, year, passage):
    asked = ask("Shanghai", "Rotterdam", via, "sea", year=year)
    assert {leg.passage for leg in asked.routes[0].legs} == {passage}


def test_by_sea_to_an_inland_town(ask):
    asked = ask("China", "Duisburg", "sea", "sea")
    assert {"sea"} < carriers(asked)
    assert not {"KZ", "RU"} & {c for route in asked.routes for c in route.countries}


@pytest.mark.parametrize(
    ("more", "service"),
    [
        ({}, "standard"),
        ({"quantity": "transit_time_fixed_timetable"}, "fast"),
        ({"note": "X8011, full-timetable train"}, "fast"),
        ({"via": "northern speed train"}, "fast"),
        ({"via": "1520 leg mail trains"}, "fast"),
        ({"note": "trains prioritised at the border"}, "fast"),
        ({"note": "first train, 41 FEU, priority"}, "fast"),
        ({"kind": "record"}, "fast"),
        ({"note": "DHL express; normal service 17 d"}, "fast"),
        ({"note": "vs usual 15+ d"}, "fast"),
        ({"note": "15 d, express 10 d"}, "standard"),
        ({"note": "speed train still 13 d"}, "standard"),
        ({"via": "northern ordinary train", "note": "priority train is faster"}, "standard"),
        ({"title": "Xi'an-Duisburg record transit time"}, "standard"),
        ({"note": "block train"}, "standard"),
    ],
)
def test_service_of_a_train(ask, more, service):
    assert ask("Xi'an", "Duisburg", **more).service == service


@pytest.mark.parametrize("via", ["northern fast rail", "northern fast train", "northern express"])
def test_fast_rail_between_countries_is_rail_as_against_ships(ask, via):
    assert ask("China terminals", "Germany terminals", via).service == "standard"
    assert ask("Xi'an", "Duisburg", via).service == "fast"


@pytest.mark.parametrize(
    ("note", "service"),
    [("", "standard"), ("two drivers", "fast"), ("express", "fast"), ("42% cheaper", "standard")],
)
def test_service_of_a_truck(ask, note, service):
    assert ask("China", "Germany", "road TIR", "truck", note=note).service == service


@pytest.mark.parametrize(
    ("more", "regime"),
    [
        ({}, None),
        ({"via": "northern (2021 congestion)"}, "stressed"),
        ({"note": "Dostyk congestion ~20 trains stuck"}, "stressed"),
        ({"note": "Malaszewicze queues"}, "stressed"),
        ({"note": "arrives in 15 d during congestion"}, None),
        ({"note": "in the congestion of 2021 it was 30 d"}, None),
        ({"quantity": "transit_time_worst_case"}, "disrupted"),
        ({"note": "after the border closure"}, "disrupted"),
        ({"note": "TIR closed on day 13"}, None),
        ({"note": "smooth operation"}, "quiet"),
        ({"note": "expected normal"}, "quiet"),
        ({"note": "the normal service"}, None),
    ],
)
def test_regime(ask, more, regime):
    assert ask("Xi'an", "Duisburg", **more).regime == regime


@pytest.mark.parametrize(
    ("more", "door"),
    [
        ({}, False),
        ({"quantity": "transit_time_door_to_door"}, True),
        ({"destination": "Europe door"}, True),
        ({"note": "door figure"}, True),
        ({"note": "door-to-door 20-26 d"}, False),
        ({"note": "port/door basis not stated"}, False),
    ],
)
def test_door(ask, more, door):
    destination = more.pop("destination", "Duisburg")
    asked = ask("Xi'an", destination, **more)
    assert asked.door == door
    assert all(options["door"] == door for _, _, options in asked.requests)


def test_a_row_on_which_figures_rest_is_left_out(ask, corridor):
    cited = next(
        corridor.sources[id_]
        for figures in corridor.figures.values()
        for figure in figures.values()
        for id_ in figure.sources
        if corridor.sources[id_].unit == "days"
    )
    same = ask("Xi'an", "Duisburg", url=cited.url, days=float(cited.value))
    assert same.circular
    assert cited.id in same.reason
    assert isinstance(ask("Xi'an", "Duisburg", url=cited.url, days=123.0), Resolved)
    assert isinstance(ask("Xi'an", "Duisburg", url="x", days=float(cited.value)), Resolved)


def edited(tmp_path, old, new):
    text = (DATA / "validation.csv").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "mine.csv"
    path.write_text(text.replace(old, new, 1), encoding="utf-8", newline="")
    return path


def test_rows_of_another_file(tmp_path):
    path = edited(tmp_path, "V001", "mine")
    assert read_observations(path)[0].id == "mine"
    assert len(read_observations(path)) == len(ROWS)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("9.81", "soon", "mine.csv, row 2, column value: 'soon' is no number"),
        ("9.81", "", "mine.csv, row 2, column value: there is no figure"),
        ("9.81", "-1", "mine.csv, row 2, column value: -1 is out of range"),
        ("9.81", "0", "mine.csv, row 2, column value: low, value and high do not ascend"),
        ("13,12,14", "13,15,14", "mine.csv, row 3, column value: low, value and high"),
        ("days", "moons", "mine.csv, row 2, column unit: 'moons' is not allowed"),
        ("route/via", "way", "mine.csv, row 1, column route/via: the column is missing"),
        ("standard,2023-07", "standard,July", "mine.csv, row 162, column month: July is no month"),
        ("ard,2023-07", "ard,2024-13", "mine.csv, row 162, column month: 2024-13 is no month"),
        ("ard,2023-07", "ard,1024-06", "mine.csv, row 162, column month: 1024-06 is no month"),
        ("V002", "V001", "mine.csv, row 3, column id: 'V001' stands already in row 2"),
    ],
)
def test_a_broken_row_is_named(tmp_path, old, new, message):
    with pytest.raises(TableError) as caught:
        read_observations(edited(tmp_path, old, new))
    assert str(caught.value).startswith(message)


def test_a_file_that_is_not_there(tmp_path):
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(TableError, match="cannot be read"):
            read_observations(path)


def test_a_range_has_its_middle(tmp_path):
    path = edited(tmp_path, ",13,12,14,", ",,12,15,")
    assert read_observations(path)[1].hours == 13.5 * 24


def test_hostile_text_is_only_text(ask):
    for text in ("\x1b[2J", "$x^2$", "(((", "[a-z", "a" * 5000, "' OR 1=1", "𝔛", ""):
        asked = ask("Xi'an" + text, "Duisburg" + text, via=text, note=text, mode="rail")
        assert isinstance(asked, Resolved | Unresolved)
