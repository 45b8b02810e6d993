"""Names in four scripts."""

from __future__ import annotations

import json
import pickle
import re

import pytest

from khorgos.geo import (
    KhorgosError,
    RequestError,
    UnknownPlace,
    compare,
    compare_hubs,
    criticality,
)
from khorgos.geo.places.countries import country_code, read_countries
from khorgos.geo.places.distances import great_circle_km
from khorgos.geo.places.gazetteer import Gazetteer, fold, read_codes
from khorgos.geo.places.readings import told
from khorgos.geo.routing.naming import read_end
from khorgos.geo.tables.reading import read_table


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
        ("Құмыл", "HMI"),
        ("Ұлан-Батыр", "ULB"),
        ("Шәуешек", "TCG"),
        ("莱比锡", "LEI"),
        ("莫因特", "MOY"),
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


COUNTRIES = read_countries()
KAZAKH = "әғқңөұүһі"
SCRIPTS = {
    "ru": re.compile(r"[а-яё\W\d]+"),
    "kk": re.compile(rf"[а-яё{KAZAKH}\W\d]+"),
    "zh": re.compile(r"[\u4e00-\u9fff\W\d]+"),
}


@pytest.mark.parametrize(("language", "lacking"), [("ru", 0), ("kk", 0), ("zh", 4)])
def test_places_that_a_map_labels_first_have_a_name_in_each_language(corridor, language, lacking):
    # No Chinese name is well known for Shelek, Kapıkule, Kena and Serhetyaka.
    nameless = [
        place.id
        for place in corridor.places.values()
        if place.rank <= 2 and not getattr(place, f"name_{language}")
    ]
    assert len(nameless) <= lacking, f"give them a name_{language} in places.csv: {nameless}"


@pytest.mark.parametrize(("country", "languages"), [("KZ", "ru kk"), ("CN", "ru zh")])
def test_places_at_home_have_their_own_names(corridor, country, languages):
    for place in corridor.places.values():
        if place.country == country:
            for language in languages.split():
                name = getattr(place, f"name_{language}")
                assert name, f"give {place.id} a name_{language} in places.csv"


@pytest.mark.parametrize("language", SCRIPTS)
def test_names_are_in_the_script_of_their_language(corridor, language):
    names = [getattr(place, f"name_{language}") for place in corridor.places.values()]
    names += [row.names()[language] for row in COUNTRIES.values()]
    for name in filter(None, names):
        assert SCRIPTS[language].fullmatch(name.lower()), name
        assert not name.isascii(), name


def test_kazakh_uses_its_own_letters(corridor):
    kazakh = "".join(place.name_kk for place in corridor.places.values()).lower()
    kazakh += "".join(row.name_kk for row in COUNTRIES.values()).lower()
    assert set(KAZAKH) - set(kazakh) <= {"һ"}  # rare: no name here has it


def test_no_name_is_shared_by_places_far_apart(corridor):
    for place in corridor.places.values():
        for name in place.names():
            if name in corridor.gazetteer.codes:
                continue  # an id that means an airport elsewhere
            for other in corridor.find(name):
                assert great_circle_km(place, other) < 100, (name, place.id, other.id)


def test_names_in_other_scripts_reach_the_same_terminals(corridor):
    checked = 0
    for place in corridor.places.values():
        if place.rank > 2:
            continue
        for name in (place.name_ru, place.name_kk, place.name_zh):
            if name and place.name not in ("Horgos", "Nur Zholy"):
                assert set(corridor.terminals(place.name)) <= set(corridor.terminals(name)), name
                checked += 1
    assert checked > 450


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
    places = list(corridor.places.values())
    for a in places:
        for b in corridor.find(a.name):
            assert great_circle_km(a, b) < 100, (a.name, a.id, b.id)


def test_every_country_of_the_network_has_a_name(corridor):
    codes = {edge["country"] for _, _, edge in corridor.graph.edges(data=True)}
    codes |= {place.country for place in corridor.places.values()}
    assert codes <= set(COUNTRIES)
    assert country_code("kazakhstan") == "KZ"


def test_every_country_has_a_name_in_every_language():
    for language in ("en", "ru", "kk", "zh"):
        names = {row.names()[language] for row in COUNTRIES.values()}
        assert len(names) == len(COUNTRIES), language


def test_countries_are_found_by_their_name_in_any_language():
    for code, row in COUNTRIES.items():
        for name in (*row.names().values(), *row.aliases):
            assert country_code(name) == code, name


def test_no_place_is_taken_for_a_country(corridor):
    countries = {fold(name) for row in COUNTRIES.values() for name in row.names().values()}
    for place in corridor.places.values():
        assert not countries & {fold(name) for name in place.names()}, place.id


def test_a_country_can_be_avoided_in_any_language(corridor):
    route = corridor.route("Xi'an", "Istanbul", avoid="Ресей")
    assert "RU" not in {leg.country for leg in route.legs}


@pytest.mark.parametrize(
    ("text", "id_"),
    [("xi an", "XIA"), ("Alma ata", "ALC"), ("Moskva", "MOW"), ("Krasnovodsk", "TKM"),
     ("Erlian", "ERL"), ("Warszawa", "WAR"), ("Horgoš", "RSK"), ("Horgos", "HOR"),
     ("HÓRGOS", "HOR"), ("Хоргош", "RSK"), ("place:ALA", "ALA"), ("place:KHV", "KHV")],
)  # fmt: skip
def test_a_name_is_that_place_and_none_that_is_spelt_like_it(corridor, text, id_):
    found = corridor.find(text)
    assert found[0].id == id_
    assert all(great_circle_km(found[0], place) < 100 for place in found)


CODES = read_codes()


@pytest.mark.parametrize("code", CODES)
def test_an_id_that_is_the_code_of_an_airport_elsewhere_is_refused_or_told(corridor, code):
    row, place = CODES[code], corridor.places[code]
    if row.near:
        with pytest.raises(UnknownPlace) as refused:
            corridor.find(code.lower())
        assert refused.value.nearest == [corridor.places[row.near].name, place.name]
        assert row.airport in str(refused.value)
        assert corridor.find(place) == corridor.find(f"place:{code}") == [place]
    else:
        (reading,) = read_end(corridor.infrastructure, "origin", code)
        assert reading.text.startswith(f"'{code}' is read as {place.name} (")
        assert reading.text.endswith(f"its id here, not {row.airport} ({row.country})")


def test_codes_are_those_of_airports_elsewhere_and_name_the_place_next_to_them(corridor):
    """If not, a place is new: run scripts/airport_codes.py."""
    named = [place for place in corridor.places.values() if place.kind != "border_point"]
    for row in read_table("codes"):
        place = corridor.places[row["code"]]
        airport = place._replace(lat=row["lat"], lon=row["lon"])
        assert great_circle_km(place, airport) > 100
        nearest = min(named, key=lambda other: great_circle_km(airport, other))
        near = nearest.id if great_circle_km(airport, nearest) <= 100 else ""
        assert row["near"] == near, row["code"]


def test_codes_are_not_asked_of_a_network_without_the_table(corridor):
    assert Gazetteer(corridor.places).find("ALA") == [corridor.places["ALA"]]


@pytest.mark.parametrize(
    ("text", "suggested"),
    [("Maoming", []), ("Duisberg", ["Duisburg"]), ("Atlantis", []), ("", []), ("  ", []), ("'", []),
     ("place:Duisburk", ["Duisburg"])],
)  # fmt: skip
def test_what_only_looks_like_a_name_is_suggested(corridor, text, suggested):
    with pytest.raises(UnknownPlace) as refused:
        corridor.find(text)
    assert refused.value.nearest[:1] == suggested
    assert corridor.gazetteer.containing(text) == []


def test_a_country_is_suggested_where_one_is_meant(corridor):
    with pytest.raises(UnknownPlace, match=r"'Rusia'; did you mean Russia\?$"):
        corridor.route("Xi'an", "Duisburg", avoid="Rusia")


def _ends(route):
    return route.origin.id, route.destination.id


ASKS = {
    "find": lambda n, a, b: [n.find(a), n.find(b)],
    "terminals": lambda n, a, b: [n.terminals(a), n.terminals(b)],
    "route": lambda n, a, b: n.route(a, b).nodes,
    "via": lambda n, a, b: n.route("Almaty", "Tashkent", via=a, avoid=b).nodes,
    "ways": lambda n, a, b: [way.id for way in n.ways(a, b)],
    "alternatives": lambda n, a, b: [way.route.nodes for way in n.alternatives(a, b, 2)],
    "gateways": lambda n, a, b: [way.missing for way in n.alternatives(a, b, by="gateway")],
    "reach": lambda n, a, b: n.reach(a, avoid=[b, "China", "Russia"]).to_dict([1])["within"],
    "subgraph": lambda n, a, b: len(n.subgraph(avoid=[a, b])),
    "choices": lambda n, a, b: [choice.way.id for choice in n.choices((a, b), "fast")],
    "compare": lambda n, a, b: [_ends(one) for one in compare(n, n, [(a, b)])],
    "compare_hubs": lambda n, a, b: [_ends(one) for one in compare_hubs(n, n, [a, b])],
    "criticality": lambda n, a, b: [loss.label for loss in criticality(n, [a, b])],
}


@pytest.mark.parametrize("ask", ASKS.values(), ids=ASKS)
def test_a_place_is_taken_where_its_name_is(corridor, ask):
    places = corridor.places["SHU"], corridor.places["SRZ"]
    assert ask(corridor, *places) == ask(corridor, *(place.name for place in places))


def test_a_crossing_may_be_a_place(corridor):
    loads = [
        corridor.with_load(x, arrivals=700).loads for x in (corridor.places["NZH"], "Nur Zholy")
    ]
    assert loads[0] == loads[1]


@pytest.mark.parametrize("wrong", [5, None, b"Almaty", ["Almaty"]])
@pytest.mark.parametrize("ask", [ASKS["find"], ASKS["route"], ASKS["reach"], ASKS["choices"]])
def test_what_is_no_name_is_refused_in_one_line(corridor, ask, wrong):
    with pytest.raises(
        RequestError, match=r"is no name; give .* as text, or as a Place"
    ) as refused:
        ask(corridor, wrong, "Almaty")
    assert "\n" not in str(refused.value)


def test_errors_call_a_place_by_its_name(corridor):
    alat, port = corridor.places["ALA"], corridor.places["KGW"]
    for ask in (
        lambda: corridor.route(alat, alat),
        lambda: corridor.route(alat, "Xi'an", avoid=[alat, "China"]),
        lambda: corridor.reach(port, mode="sea", avoid=[alat]),
    ):
        with pytest.raises(KhorgosError) as refused:
            ask()
        assert "place:" not in str(refused.value)
        assert "<Place" not in str(refused.value)


READ = {
    ("Minsk", "Warsaw"): [],
    ("MINSK", "Łódź"): [],
    ("Minsk", "Lódz"): ["'Lódz' is read as Łódź (rail hub, PL), spelt differently"],
    ("Minsk", "Warszawa"): ["'Warszawa' is read as Warsaw (rail hub, PL), another name of it"],
    ("Minsk", "WAR"): ["'WAR' is read as Warsaw (rail hub, PL), its id here"],
    ("Shu", "Khorgos"): [
        (
            "'Khorgos' is read as Khorgos Gateway (dry port, KZ), which bears this name for rail; "
            "for road Nur Zholy (KZ)"
        ),
    ],
    ("Shu", "Khorgos", "road"): [
        (
            "'Khorgos' is read as Nur Zholy (road crossing, KZ), which bears this name for road; "
            "for rail Khorgos Gateway (KZ)"
        ),
    ],
    ("Urumqi", "Tashkent", "rail", "Almaty", "Lódz"): [
        (
            "'Almaty' is read as Almaty-1 (rail station, KZ), which bears this name for rail; "
            "for road Almaty (KZ)"
        ),
        "'Lódz' is read as Łódź (rail hub, PL), spelt differently",
    ],
}


@pytest.mark.parametrize(("asked", "texts"), READ.items(), ids=map(" ".join, READ))
def test_a_route_says_what_its_names_were_taken_for(corridor, asked, texts):
    ends, options = asked[:2], dict(zip(("mode", "via", "avoid"), asked[2:], strict=False))
    route = corridor.route(*ends, **options)
    assert told(route.readings) == texts
    names = json.loads(json.dumps(route.to_dict()["names"]))
    assert [row["asked"] for row in names][:2] == [*ends]
    assert [row["id"] for row in names[:2]] == [route.origin.id, route.destination.id]


def test_every_surface_says_what_a_name_was_taken_for(corridor):
    line = "'Warszawa' is read as Warsaw (rail hub, PL), another name of it"
    (pair,) = compare(corridor, corridor, [("Minsk", "Warszawa")])
    found = [
        corridor.reach("Warszawa").readings,
        pair.readings,
        *(way.route.readings for way in corridor.ways("Minsk", "Warszawa")),
        *(way.route.readings for way in corridor.alternatives("Minsk", "Warszawa", 2)),
    ]
    assert all(told(readings) == [line] for readings in found)
    assert "names" in pair.to_dict()
    assert pickle.loads(pickle.dumps(pair.readings)) == pair.readings


def test_nothing_is_said_of_places_that_were_given(corridor):
    places = corridor.places
    route = corridor.route(
        places["ALM1"], places["TAS"], via=[places["SHU"]], avoid=[places["ALA"]]
    )
    assert route.readings == ()
