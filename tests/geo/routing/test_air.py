"""By air: trucks to an airport, a flight, trucks onwards; and no flight for who did not ask."""

from __future__ import annotations

import itertools

import pytest

from khorgos.geo import NoRoute, RequestError
from khorgos.geo.places.distances import great_circle_km
from khorgos.geo.places.gazetteer import exactly
from khorgos.geo.places.geography import OURS
from khorgos.geo.routing.request import MODES, Request
from khorgos.geo.routing.route import JUDGEMENT
from khorgos.geo.routing.router import find_route
from khorgos.geo.ways.candidates import Candidate, sensible
from khorgos.geo.ways.names import gateway_of
from khorgos.layers import day_marks, edges
from khorgos.maps import draw
from khorgos.maps.charts.data import country_spans
from khorgos.maps.report.text import describe_route

FLOWN = ("AFRA", "ALGG", "ABUD", "AIST", "ASVO", "APVG", "ACGO", "ACTU", "AXIY", "AURC", "APA")
PLANNED = "APK"


def edges_of(corridor):
    return {data["id"]: (start, end, data) for start, end, data in corridor.graph.edges(data=True)}


def flights(route):
    return [leg for leg in route.legs if leg.carrier == "air" and leg.kind == "move"]


def with_air(corridor):
    """Edges that lead to, from or within the air."""
    return [data for *_, data in edges_of(corridor).values() if "air" in data["carriers"]]


def answer(corridor, origin, destination, **options):
    (question,) = (row for row in OURS.questions if row.mode == "air")
    request = Request(origin, destination, "air", **options)
    route = find_route(corridor.infrastructure, request)
    return Candidate(question, request, route, corridor.appraiser)


# How long it takes


def test_from_shanghai_to_frankfurt_it_takes_three_days(corridor):
    """Three days from Zhengzhou to Europe (Xinhua, 8 August 2023: en.people.cn); 3-7 days of a
    forwarder for the airports alone (A008)."""
    route = corridor.route("Shanghai", "Frankfurt am Main", mode="air")
    outlook = corridor.outlook(route)
    assert 2 < route.days < 3.5
    assert 2.5 < outlook.quantile(0.5) / 24 < 4
    assert outlook.quantile(0.9) / 24 < 7
    assert outlook.regimes.corridor == "air"


def test_from_door_to_door_it_takes_days_and_not_hours(corridor):
    """Claims are 3-7, 6 and 10 days (V181, V183, V179); IATA has 6-7 days on average, Cargo iQ
    measured 5.4.  None of them is a source of the figures."""
    route = corridor.route("Shanghai", "Frankfurt am Main", mode="air", door=True)
    assert 3 < route.days < 10
    assert 3 < corridor.outlook(route).quantile(0.5) / 24 < 10
    claims = {"V179", "V181", "V183"}
    assert not claims & {source for leg in route.legs for source in leg.figure.sources}


def test_most_of_the_time_it_stands(corridor):
    route = corridor.route("Shanghai", "Frankfurt am Main", mode="air")
    assert sum(leg.hours for leg in route.legs if leg.kind == "move") < route.hours / 3
    (flight,) = flights(route)
    assert 10 < flight.hours < 14  # 12 h 25 min and 13 h 20 min in the timetable of A001


def test_fast_is_faster(corridor):
    fast, standard = (
        corridor.route("Xi'an", "Duisburg", mode="air", service=service)
        for service in ("fast", "standard")
    )
    assert fast.hours < standard.hours - 12


@pytest.mark.parametrize(
    ("origin", "destination", "airports"),
    [
        ("Shanghai", "Frankfurt am Main", ["APVG", "AFRA"]),
        ("Frankfurt am Main", "Shanghai", ["AFRA", "APVG"]),
        ("Xi'an", "Duisburg", ["AXIY", "ALGG"]),
        ("Chengdu", "Budapest", ["ACTU", "ABUD"]),
        ("Zhengzhou", "Istanbul", ["ACGO", "AIST"]),
        ("Urumqi", "Moscow", ["AURC", "ASVO"]),
        ("Urumqi", "Almaty", ["AURC", "APA"]),
        ("Khorgos", "Frankfurt am Main", ["APA", "AFRA"]),
    ],
)
def test_it_flies_between_the_airports_that_are_near(corridor, origin, destination, airports):
    ways = corridor.ways(origin, destination, mode="air")
    route = next(way.route for way in ways if way.id == "air")
    (flight,) = flights(route)
    assert [flight.origin.id, flight.destination.id] == airports
    assert {leg.carrier for leg in route.legs} <= MODES["air"]
    assert route.corridor == "air"


def test_it_beats_the_truck_and_the_train(corridor):
    by_air = corridor.route("Xi'an", "Duisburg", mode="air")
    for mode in ("road", "rail"):
        assert by_air.hours < corridor.route("Xi'an", "Duisburg", mode=mode).hours / 2


# What the tables say


def test_every_edge_to_and_from_the_air_has_a_source_or_says_judgement(corridor):
    found = with_air(corridor)
    assert len(found) > 60
    for edge in found:
        figure = corridor.figure(edge["figure"], "standard")
        assert figure.sources or figure.judgement == "yes", edge["id"]
        assert set(figure.sources) <= set(corridor.sources), edge["id"]
        if edge["kind"] == "move":
            assert edge["length_source"] in {*corridor.sources, JUDGEMENT}, edge["id"]
            cited = edge["note"].partition("flights: ")[2].split()
            assert set(cited) <= set(corridor.sources), edge["id"]
            assert cited or edge["status"] == "planned", edge["id"]


def test_flights_are_as_long_as_the_great_circle_and_go_both_ways(corridor):
    moves = [item for item in edges_of(corridor).values() if item[2]["id"].startswith("air:")]
    pairs = set()
    for start, end, edge in moves:
        a, b = (corridor.places[corridor.graph.nodes[node]["place"]] for node in (start, end))
        assert edge["length_km"] == pytest.approx(great_circle_km(a, b), rel=0.001)
        assert (edge["schematic"], edge["country"]) == (True, "XZ")
        pairs.add((a.id, b.id))
    assert pairs == {(b, a) for a, b in pairs}


def test_nobody_is_in_the_air_without_having_waited_for_it(corridor):
    """A shipment starts and ends on the road, and does not change planes."""
    graph = corridor.graph
    for node, data in graph.nodes(data=True):
        if data["carrier"] == "air":
            assert not data["terminal"], node
            ways = {graph.edges[edge]["kind"] for edge in graph.out_edges(node, keys=True)}
            assert len(ways) == 1, node
    assert not flights(corridor.route("Almaty", "Shanghai", mode="air"))  # nothing flies there
    route = corridor.route("Shanghai", "Frankfurt", mode="air")
    assert len(flights(route)) == 1
    waits = [leg for leg in route.legs if leg.activity == "departure"]
    assert [leg.origin.id for leg in waits] == [leg.origin.id for leg in flights(route)]


def test_airports_are_places_with_names_and_a_time_zone(corridor):
    for id_ in (*FLOWN, PLANNED):
        place = corridor.places[id_]
        assert (place.kind, place.rank) == ("airport", 3)
        assert place.name.lower().endswith("airport")
        assert place.name_ru
        assert place.name_kk
    # The cities keep their names.
    assert corridor.find("Shanghai")[0].id == "SHA"
    assert corridor.find("Liège")[0].id == "LGG"


# Nobody else flies


def test_no_other_mode_has_flights():
    assert [mode for mode, carriers in MODES.items() if "air" in carriers] == ["air"]
    assert MODES["any"] == {"rail", "road", "ferry", "sea"}
    assert {row.cargo for row in OURS.questions if row.mode == "air"} == {"loose"}


@pytest.mark.parametrize("mode", ["rail", "road", "any"])
def test_other_modes_never_fly(corridor, mode):
    for origin, destination in itertools.pairwise(map(exactly, OURS.hubs)):
        try:
            route = corridor.route(origin, destination, mode=mode, include=["planned"])
        except NoRoute:
            continue
        assert "air" not in {leg.carrier for leg in route.legs}
        passed = {place.id for place in route.places}
        assert not passed & {*FLOWN, PLANNED}  # airports lie at the end of their road


def test_the_network_without_airports_gives_the_same_answers(corridor):
    """To the last bit: roads to airports lead nowhere else."""
    from dataclasses import replace

    graph = corridor.graph.copy()
    airports = {id_ for id_, place in corridor.places.items() if place.kind == "airport"}
    graph.remove_nodes_from(
        [node for node, data in graph.nodes(data=True) if data["place"] in airports]
    )
    without = replace(corridor, graph=graph)
    asked = [("Xi'an", "Duisburg"), ("Shanghai", "Hamburg"), ("Urumqi", "Moscow")]
    for (origin, destination), mode in itertools.product(asked, ("rail", "road", "any")):
        ours, theirs = (
            c.route(origin, destination, mode=mode, service="fast") for c in (corridor, without)
        )
        assert ours == theirs


# The planned airport


def test_the_planned_airport_is_not_used_unless_asked_for(corridor):
    today = corridor.route("Khorgos", "Frankfurt am Main", mode="air")
    assert PLANNED not in {place.id for place in today.places}
    with pytest.raises(NoRoute, match="planned"):
        corridor.route("Khorgos airport", "Frankfurt am Main", mode="air")
    later = corridor.route("Khorgos", "Frankfurt am Main", mode="air", include="planned")
    (flight,) = flights(later)
    assert (flight.origin.id, flight.status) == (PLANNED, "planned")
    assert later.hours < today.hours


def test_a_flight_can_be_avoided(corridor):
    with pytest.raises(NoRoute, match="avoid air"):
        corridor.route("Chengdu", "London", mode="air", avoid=["air", "Russia", "Ukraine", "Iran"])


def test_drivers_are_those_of_the_trucks(corridor):
    assert Request("Xi'an", "Duisburg", "air", drivers=1).drivers == 1
    assert corridor.route("Beijing", "Moscow", mode="air", drivers=2).crew == 2
    with pytest.raises(RequestError, match=r"mode is 'plane'; use one of .*air"):
        Request("Xi'an", "Duisburg", "plane")


# Which answers make sense


def test_a_forwarder_offers_one_flight_from_an_airport_that_is_near(corridor):
    near = answer(corridor, "Xi'an", "Duisburg")
    assert near.straight
    assert (near.route.corridor, gateway_of(near.route)) == ("air", None)
    assert sensible([near]) == [near]
    assert not answer(corridor, "Beijing", "Moscow").straight  # 690 km to Zhengzhou
    assert not answer(corridor, "Almaty", "Shanghai").straight  # two flights


# How it looks


def test_flights_have_a_layer_of_their_own_that_is_off(corridor):
    html = draw(corridor, [corridor.route("Shanghai", "Frankfurt am Main", mode="air")])
    groups = {group.layer_name: group.show for group in html.groups.values()}
    assert groups["<bdi>Air</bdi>" if "<bdi>Air</bdi>" in groups else "Air"] is False
    assert groups["Road"] is True


def test_the_report_does_not_send_planes_to_sea(corridor):
    for origin, destination in (("Shanghai", "Duisburg"), ("Chengdu Shuangliu airport", "AFRA")):
        outlook = corridor.outlook(corridor.route(origin, destination, mode="air"))
        report = describe_route(outlook)
        assert "through China, Germany\n" in report
        assert "international waters" not in report


def test_flights_follow_the_great_circle(corridor):
    frame = edges(corridor).set_index("id")
    drawn = frame.loc["air:APVG-AFRA", "geometry"]
    assert len(drawn.coords) > 20
    assert max(lat for _, lat in drawn.coords) > 58  # over Siberia, not along a parallel
    assert frame.loc["air:AFRA-APVG", "geometry"].coords[0] == drawn.coords[-1]


def test_a_flight_is_in_no_country_and_not_at_sea(corridor):
    route = corridor.route("Shanghai", "Frankfurt am Main", mode="air")
    assert [span.country for span in country_spans(route)] == ["CN", "air", "DE"]
    marks = day_marks(route)
    days = [day for row in marks.itertuples() for day in range(row.first_day, row.last_day + 1)]
    assert days == list(range(1, int(route.days) + 1))
