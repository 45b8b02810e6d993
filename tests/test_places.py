"""Names in four scripts."""

from __future__ import annotations

import pytest

from khorgos.geo.countries import COUNTRIES, country_code
from khorgos.geo.places import fold


@pytest.mark.parametrize(
    ("name", "id_"),
    [
        ("Xi'an", "XIA"),
        ("Xi’an", "XIA"),
        ("XIAN", "XIA"),
        ("西安", "XIA"),
        ("Сиань", "XIA"),
        ("Malaszewicze", "MAL"),
        ("małaszewicze", "MAL"),
        ("马拉舍维奇", "MAL"),
        ("Жаркент", "ZHK"),
        ("Қарағанды", "KGD"),
        ("Lodz", "LDZ"),
        ("Köln", "KLN"),
        ("St. Petersburg", "SPB"),
        ("霍尔果斯", "HOR"),
        ("ALT", "ALT"),
    ],
)
def test_find(corridor, name, id_):
    assert id_ in [place.id for place in corridor.find(name)]


def test_khorgos_is_the_crossing_by_road_and_the_dry_port_by_rail(corridor):
    assert {"NZH", "KGW"} <= {place.id for place in corridor.find("Khorgos")}
    assert {place.id for place in corridor.find("Қорғас")} >= {"NZH", "KGW"}
    assert corridor.route("Almaty", "Хоргос", mode="road").destination.id == "NZH"
    assert corridor.route("Almaty", "Хоргос").destination.id == "KGW"


def test_names_in_other_scripts_reach_the_same_terminals(corridor):
    checked = 0
    for place in corridor.places.values():
        if place.rank > 2:
            continue
        for name in (place.name_ru, place.name_kk, place.name_zh):
            if name and place.name not in ("Horgos", "Nur Zholy"):
                assert set(corridor.terminals(place.name)) <= set(corridor.terminals(name)), name
                checked += 1
    assert checked > 200


@pytest.mark.parametrize(
    ("origin", "destination"),
    [("Алматы", "Москва"), ("阿拉木图", "霍尔果斯"), ("Alma Ata", "Horgos"), ("Хоргос", "Алматы"),
     ("Ақтау", "Бейнеу"), ("Алматы", "Курык")],
)  # fmt: skip
def test_routes_between_names_of_any_script(corridor, origin, destination):
    assert corridor.route(origin, destination).legs


@pytest.mark.parametrize(
    ("text", "name"),
    [("altinkol", "Altynkol"), ("duisb", "Duisburg"), ("果斯", "Horgos"), ("zharkant", "Zharkent")],
)
def test_search(corridor, text, name):
    assert name in [place.name for place in corridor.gazetteer.search(text)]


@pytest.mark.parametrize("text", ["", "   ", "qqqqqqqq", "'"])
def test_search_without_a_hit(corridor, text):
    assert corridor.gazetteer.search(text) == []


def test_fold_is_stable():
    for name in ("Xi’an", "ŁÓDŹ", "İzmir", "Ұлытау", "Straße"):
        assert fold(fold(name)) == fold(name)


def test_no_two_places_of_one_carrier_share_a_main_name_far_apart(corridor):
    from khorgos.geo.graph import great_circle_km

    places = list(corridor.places.values())
    for a in places:
        for b in corridor.find(a.name):
            assert great_circle_km(a, b) < 100, (a.name, a.id, b.id)


def test_every_country_of_the_network_has_a_name(corridor):
    codes = {edge["country"] for _, _, edge in corridor.graph.edges(data=True)}
    codes |= {place.country for place in corridor.places.values()}
    assert codes <= set(COUNTRIES)
    assert country_code("kazakhstan") == "KZ"
