"""The estimates that people check first, against the ranges that the sources give."""

from __future__ import annotations

import pytest

from khorgos.geo.uncertainty.dependence import law_of


def days(corridor, origin, destination, **options):
    return corridor.route(origin, destination, **options).days


def test_fast_train_to_duisburg(corridor):
    assert 10 <= days(corridor, "Xi'an", "Duisburg", service="fast") <= 13


@pytest.mark.parametrize("hub", ["Duisburg", "Hamburg"])
def test_ordinary_train_to_germany(corridor, hub):
    assert 16 <= days(corridor, "Xi'an", hub) <= 21


def test_ordinary_train_to_poland(corridor):
    assert 13 <= days(corridor, "Xi'an", "Małaszewicze") <= 15


@pytest.mark.parametrize("origin", ["Duisburg", "Hamburg", "Madrid", "Milan", "Paris", "Rotterdam"])
@pytest.mark.parametrize("destination", ["Xi'an", "Chongqing", "Yiwu"])
def test_eastbound_trains_stay_on_land(corridor, origin, destination):
    route = corridor.route(origin, destination)
    assert {leg.carrier for leg in route.legs} == {"rail"}
    assert 12 <= route.days <= 23


@pytest.mark.parametrize(
    ("asked", "quiet", "stressed"),
    [
        # Ranges in days as the published record gives them for a quiet and a stressed month.
        (("Xi'an", "Duisburg", {"service": "fast"}), (10, 13), (10, 14)),
        (("Xi'an", "Małaszewicze", {}), (13, 15), (18, 25)),
        (("Chongqing", "Małaszewicze", {}), (13, 15), (18, 25)),
        (("Xi'an", "Duisburg", {}), (16, 21), (24, 26)),
        (("Xi'an", "Hamburg", {}), (16, 21), (24, 26)),
        (("Xi'an", "Duisburg", {"door": True}), (20, 26), (28, 32)),
        (("Xi'an", "Duisburg", {"avoid": "Russia"}), (32, 37), (40, 55)),
        (("Xi'an", "Baku", {"avoid": "Russia"}), (16, 17), (17, 30)),
        # And the queue before Russia, of which that record says nothing.
        (("Khorgos", "Warsaw", {"mode": "road"}), (10, 13), (11, 16)),
        (("Shanghai", "Rotterdam", {"mode": "sea"}), (28, 36), (32, 40)),
        (("Shanghai", "Rotterdam", {"mode": "sea", "avoid": "Suez Canal"}), (43, 50), (45, 54)),
    ],
)
def test_services_come_out_in_their_ranges(corridor, asked, quiet, stressed):
    origin, destination, options = asked
    route = corridor.route(origin, destination, **options)
    for regime, (least, most) in {"quiet": quiet, "stressed": stressed}.items():
        # Of a service that states what a question leaves open.
        outlook = corridor.outlook(route, regime)
        law = law_of(outlook.parts, outlook.weights, outlook.regimes.correlation)
        # The record tells whole days.
        assert least <= round(law.quantile(0.5) / 24) <= most, regime


def test_no_ship_between_customs_areas_comes_without_formalities(corridor):
    for way in corridor.ways("Shanghai", "Vostochny", mode="any"):
        ships = [leg for leg in way.route.legs if leg.carrier == "ferry"]
        formal = any(leg.kind == "border" for leg in way.route.legs)
        assert not ships or formal or way.mode == "sea"  # which ends on board


def test_almaty_khorgos_by_road(corridor):
    truck = corridor.route("Almaty", "Khorgos", mode="road")
    assert 4 <= truck.hours <= 6.5
    car = corridor.route("Khorgos", "Almaty outskirts", mode="road", vehicle="car")
    assert 2.75 <= car.hours <= 3.5


def test_altynkol_aktau_is_six_days(corridor):
    """The figure from which the speed of the western lines is derived comes out again."""
    assert days(corridor, "Altynkol", "Aktau") == pytest.approx(6, abs=0.1)
    assert days(corridor, "Altynkol", "Aktau", service="fast") == pytest.approx(5, abs=0.4)


def test_caspian_crossing_is_as_the_facts_give_it(corridor):
    """Port, sea and discharge: 3 days officially, half as much again, 8 days; 12 under stress."""
    crossing = corridor.route("Aktau", "Alat", avoid=["Russia"])
    assert [hours / 24 for hours in crossing.time] == pytest.approx([3, 4.5, 8])
    stressed = [
        corridor.appraiser.figures(crossing.variant).hours(leg)["stressed"] for leg in crossing.legs
    ]
    assert sum(hours.typical for hours in stressed) / 24 == pytest.approx(8)
    assert sum(hours.high for hours in stressed) / 24 == pytest.approx(12)


def test_sea_for_comparison(corridor):
    suez = corridor.route("Shanghai", "Rotterdam", mode="sea")
    assert [hours / 24 for hours in suez.time] == pytest.approx([28, 32, 36], rel=0.01)


def test_middle_corridor_to_constanta(corridor):
    route = corridor.route("Xi'an", "Constanța", via=["Khorgos", "Aktau", "Poti"], avoid=["Russia"])
    assert 28 <= route.days <= 36
    assert {"Aktau", "Alat", "Poti"} <= {place.name for place in route.places}


@pytest.mark.parametrize(
    "hub",
    """Xi'an; Chengdu; Chongqing; Zhengzhou; Wuwei; Shenyang; Shiyan; Zibo; Wuhan; Yiwu; Guiyang;
    Shijiazhuang; Lianyungang; Golmud; Suzhou; Urumqi; Dalian; Quanzhou; Beijing; Shanghai;
    Taicang; Tianjin; Shenzhen; Qingdao; Duisburg; Łódź; Sławków; Hamburg; Neuss; Ludwigshafen;
    Małaszewicze; Warsaw; Selyatino; Vorsino; Moscow; Perm; Minsk; Brest; Kaliningrad; Kouvola;
    Baku; Absheron; Alat; Poti; Batumi; Constanța; Budapest; Kars; Istanbul; Mersin; Prague; Madrid;
    London; Dartford; Lyon; Liège; Valenciennes; Milan; Rotterdam; Rostock; Tehran; Arak; Samarkand;
    Incheh Borun; Tashkent; Almaty; Altynkol; Dostyk; Khorgos; Aktau; Kuryk; Islamabad; Chornomorsk;
    Piraeus; Ambarli; Dornstadt; Bruzgi; Manzhouli; Erenhot; Zabaikalsk; Alashankou; Vostochny;
    St Petersburg; Purfleet; Mashhad""".replace("\n", " ").split(";"),
)
def test_hubs_of_the_published_record_are_known_and_connected(corridor, hub):
    place = corridor.find(hub.strip())[0]
    nodes = [node for p in corridor.find(hub.strip()) for node in corridor.nodes_at(p.id)]
    assert any(corridor.graph.degree(node) for node in nodes), place


@pytest.mark.parametrize(
    "name",
    """Almaty; Almaty-1; Zhetygen; Shelek; Nurly; Shonzhy; Koktal; Zharkent; Ulken Shygan; Nurkent;
    Altynkol; Khorgos Gateway; Khorgos–Eastern Gate zone; ICBC Khorgos; Nur Zholy; Khorgos village;
    Horgos; Khorgos airport""".replace("\n", " ").split(";"),
)
def test_every_place_of_the_corridor(corridor, name):
    assert corridor.find(name.strip())


def test_both_carriers_the_whole_way_and_on_to_urumqi(corridor):
    for mode in ("rail", "road"):
        for far in ("Khorgos", "Yining", "Jinghe", "Urumqi"):
            carriers = {leg.carrier for leg in corridor.route("Almaty", far, mode=mode).legs}
            assert carriers == {mode}


def test_the_airport_is_planned(corridor):
    airport = corridor.find("Khorgos airport")[0]
    assert (airport.status, airport.kind) == ("planned", "airport")


def test_gauge_breaks_only_at_nodes(corridor):
    """A move never changes the gauge; each rail edge has one gauge, country and status."""
    for start, end, edge in corridor.graph.edges(data=True):
        a, b = corridor.graph.nodes[start], corridor.graph.nodes[end]
        if edge["kind"] == "move":
            assert a["network"] == b["network"]
        else:
            assert a["place"] == b["place"]
        if edge["carrier"] == "rail" and edge["kind"] == "move":
            assert edge["gauge"] in (1435, 1520, 1668, 1676)
            assert len(edge["country"]) == 2
