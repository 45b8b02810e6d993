"""CO2e: factors of one family, the chain by element, and totals against the sourced chain check."""

from __future__ import annotations

import math

import pytest

from khorgos.geo import Corridor, RequestError, TableError
from khorgos.geo.carbon.emissions import compare_totals, emissions_of
from khorgos.geo.carbon.factors import read_factors, read_grids
from khorgos.geo.carbon.intensity import Factors
from khorgos.geo.graph.edge import Edge, Times
from khorgos.geo.places.distances import great_circle_km
from khorgos.geo.routing.route import Route
from khorgos.geo.values import NOTHING, Range

FACTORS = read_factors()
GRIDS = read_grids()


@pytest.fixture(scope="module")
def factors(corridor):
    return Factors(corridor.folder)


@pytest.fixture(scope="module")
def routes(corridor) -> dict[str, Route]:
    return {
        "rail": corridor.route("Xi'an", "Duisburg"),
        "road": corridor.route("Xi'an", "Duisburg", mode="road"),
        "sea": corridor.route("Shanghai", "Hamburg", mode="sea"),
        "middle": corridor.route("Xi'an", "Poti", via="Aktau"),
        "door": corridor.route("Xi'an", "Duisburg", door=True),
        "any": corridor.route(
            "Shanghai", "Duisburg", mode="any", avoid=["KZ", "RU", "KG", "TJ", "PK", "air"]
        ),
    }


@pytest.fixture(scope="module")
def found(corridor, routes):
    return {name: corridor.emissions(route) for name, route in routes.items()}


def flight(km, kind="move", carriers=("air",)):
    """An edge as the network of aircraft has them."""
    times = Times(*[Range(1.0, 1.0, 1.0)] * 3)
    ends = frozenset(carriers)
    return Edge(f"air:{km}", kind, "air", None, ends, "XZ", "open", km, "", "air", times)


# The tables


def test_all_rows_are_of_one_family_and_say_where_they_depart_from_it():
    assert {factor.family for factor in FACTORS.values()} == {"trade_lane"}
    assert {id_ for id_, factor in FACTORS.items() if factor.exception} == {
        *("ship.feeder", "ship.caspian", "ship.ferry", "ship.roro"),  # no trade lane is published
        *("air.short.rf", "air.long.rf", "hub.rail", "hub.seaport"),
    }


def test_no_typical_value_is_that_of_the_other_family(corridor):
    """The British mix of trains and the class of ocean ships bound ranges, and no more."""
    train, ship = (float(corridor.sources[id_].value) for id_ in ("E012", "E015"))
    assert (FACTORS["rail.diesel"].high, FACTORS["ship.ocean"].high) == (
        pytest.approx(train, abs=0.5),
        pytest.approx(ship, abs=0.5),
    )
    assert not {train, ship} & {factor.typical for factor in FACTORS.values()}


def test_two_families_are_refused(edit):
    folder = edit("emissions.csv", "4.5,8,15.5,trade_lane", "4.5,15.5,15.5,ship_class")
    with pytest.raises(
        TableError,
        match=r"emissions\.csv, row \d+, column family: ship_class, but rail\.energy is trade_lane",
    ):
        read_factors(folder)


def test_every_figure_has_sources_or_says_judgement_and_why(corridor):
    for row in (*FACTORS.values(), *GRIDS.values()):
        assert set(row.sources) <= set(corridor.sources), row
        assert row.sources or row.judgement in {"yes", True}, row
        if row.judgement in {"yes", True}:
            assert row.note, row
    for id_ in {id_ for row in (*FACTORS.values(), *GRIDS.values()) for id_ in row.sources}:
        assert corridor.sources[id_].url.startswith("http"), id_


def test_grids_are_those_of_their_sources(corridor):
    checked = 0
    for grid in GRIDS.values():
        for id_ in grid.sources:
            source = corridor.sources[id_]
            if source.quantity == "grid_carbon_intensity" and grid.country != "TM":
                assert grid.grid.typical == pytest.approx(float(source.value))
                checked += 1
    assert checked == len(GRIDS) - 3  # Turkmenistan takes that of Iran; ZZ, Tajikistan: none


def test_the_truck_formula_goes_through_its_three_loads(corridor):
    empty, load = FACTORS["truck.empty"].typical, FACTORS["truck.load"].typical
    full = 17.85
    for id_, share in {"E043": 0.0, "E044": 0.5, "E045": 1.0}.items():
        assert 1000 * (empty + share * full * load) == pytest.approx(
            float(corridor.sources[id_].value), rel=0.001
        )
    upstream = 1 + float(corridor.sources["E002"].value) / float(corridor.sources["E001"].value)
    assert FACTORS["truck.upstream"].typical == pytest.approx(upstream, abs=1e-4)


def test_every_edge_has_a_factor_and_every_word_serves_something(corridor, factors):
    edges = [edge for _, _, edge in corridor.infrastructure.topology]
    for edge in edges:
        amount = factors.of_edge(edge)
        emits = edge.kind in ("move", "lift", "gauge")
        assert (amount.typical > 0) == emits, edge.id
        assert 0 <= amount.low <= amount.typical <= amount.high, edge.id
    known = {edge.id for edge in edges} | set(corridor.figures)
    words = {word for factor in FACTORS.values() for word in factor.serves}
    assert not {word for word in words if word.split(":")[0] in ("sea", "rail", "road")} - known


def test_every_country_with_rails_or_roads_has_a_grid(corridor):
    land = {
        edge["country"]
        for _, _, edge in corridor.graph.edges(data=True)
        if edge["kind"] == "move" and edge["carrier"] in ("rail", "road")
    }
    assert land <= set(GRIDS)


@pytest.mark.parametrize(
    ("country", "expected"),
    [("CN", 18.2), ("KZ", 25.2), ("RU", 15.0), ("BY", 13.8), ("PL", 20.0), ("DE", 12.0),
     ("GE", 5.4), ("AZ", 21.5), ("TR", 20.5), ("UZ", 17.7), ("TM", 26.0), ("IR", 25.7)],
)  # fmt: skip
def test_trains_emit_what_the_facts_derive(factors, country, expected):
    parts = factors.per_km("rail", country)
    grams = sum((part.amount for part in parts), NOTHING).times(1000 / factors.tonnes)
    assert grams.typical == pytest.approx(expected, abs=0.1)
    assert grams.low < expected < grams.high or country == "TM"


def test_a_country_without_a_row_has_diesel_trains(factors):
    (part,) = factors.per_km("rail", "EE")
    assert part.amount == FACTORS["rail.diesel"].amount.times(0.02)


def test_a_folder_may_lack_the_tables_until_one_asks(tables):
    (tables / "emissions.csv").unlink()
    corridor = Corridor.load(tables)
    route = corridor.route("Zhetygen", "Altynkol")
    with pytest.raises(TableError, match=r"emissions\.csv: not found"):
        corridor.emissions(route)


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("emissions.csv", "4.5,8,15.5", "4.5,18,15.5", "do not ascend; sort"),
        ("emissions.csv", "rail.loss,", "rail.lost,", r"no row rail\.loss; add it back"),
        ("emissions.csv", "move:ferry", "move:sea", "ship.ocean serves move:sea too; keep one"),
        ("emissions.csv", "no,E043,", "no,,", "no source; name one, or set judgement"),
        ("emissions.csv", "no,E043,", "no,X999,", r"truck\.empty cites 'X999'"),
        ("grids.csv", "\nAZ,", "\nAT,", "AT stands there twice; keep one row"),
        ("grids.csv", "\nAZ,671.39,", "\nAZ,,", "the cell is empty, but trains are electric"),
        ("grids.csv", "\nZZ,", "\nQQ,", "no row ZZ; add one"),
        ("grids.csv", "asia,E096,", "asia,X999,", "AZ cites 'X999', which is no source"),
        ("grids.csv", ",0.75,0.5,0.9,", ",0.75,0.8,0.9,", "do not ascend; sort"),
        ("grids.csv", ",0.75,0.5,0.9,", ",1.75,0.5,0.9,", "1.75 is out of range"),
        (
            "grids.csv",
            "asia,E090 E088",
            "steppe,E090 E088",
            r"row 23, column truck: no 'truck\.steppe' is known in emissions\.csv; add it",
        ),
        ("grids.csv", "asia,E090", "load,E090", "load is no fleet, .*; use another word"),
    ],
)
def test_broken_tables_are_refused(edit, file, old, new, said):
    folder = edit(file, old, new)
    with pytest.raises(TableError, match=rf"{file.replace('.', '[.]')}.*{said}"):
        Factors(Corridor.load(folder).folder)


# The chain


def test_legs_elements_and_edges_give_one_number(corridor, routes, found, factors):
    by_id = {edge.id: edge for _, _, edge in corridor.infrastructure.topology}
    for name, route in routes.items():
        emissions = found[name]
        assert len(emissions.legs) == len(route.legs)
        assert math.fsum(leg.typical for leg in emissions.legs) == pytest.approx(
            emissions.total.typical
        )
        assert math.fsum(x.amount.typical for x in emissions.elements) == pytest.approx(
            emissions.total.typical
        )
        for leg, amount in zip(route.legs, emissions.legs, strict=True):
            if leg.activity not in ("door", "rest"):
                assert amount == factors.of_edge(by_id[leg.edge.id]), leg.edge.id


def test_rests_and_waits_emit_nothing(routes, found):
    for name, route in routes.items():
        for leg, amount in zip(route.legs, found[name].legs, strict=True):
            if leg.kind in ("wait", "border"):
                assert amount == NOTHING


def test_gauge_changes_lifts_and_ports_are_elements(found):
    hubs = {
        name: [(x.activity, x.origin.name, x.amount.typical) for x in emissions.elements
               if x.kind == "hub"]
        for name, emissions in found.items()
    }  # fmt: skip
    assert hubs["rail"] == [("gauge", "Dostyk", 7.0), ("gauge", "Małaszewicze", 7.0)]
    assert ("lift", "Alat", 10.0) in hubs["middle"]
    assert [mode for _, _, mode in hubs["any"]].count(10.0) == 2  # out to the ship and back
    for emissions in found.values():
        for element in emissions.elements:
            assert (element.tkm > 0) == (element.kind == "transport")
            assert element.sources or element.judgement
            assert 1999 <= element.year <= 2026


def test_a_lift_can_be_the_first_leg(corridor, routes):
    route = routes["any"]
    number = next(n for n, leg in enumerate(route.legs) if leg.activity == "lift")
    rest = corridor.appraiser.emissions(
        Route(*(getattr(route, x) for x in ("origin", "destination", "mode", "service", "vehicle")),
              route.legs[number:], route.data_version),
    )  # fmt: skip
    assert rest.legs[0] == corridor.emissions(route).legs[number]


def test_doors_add_a_truck_and_a_lift_at_each_end(found):
    plain, door = found["rail"], found["door"]
    added = [element for element in door.elements if element.activity == "door"]
    assert [(x.kind, x.carrier) for x in added] == 2 * [("transport", "road"), ("hub", "rail")]
    assert all(element.judgement for element in added if element.kind == "transport")
    more = math.fsum(element.amount.typical for element in added)
    assert door.total.typical - plain.total.typical == pytest.approx(more)
    assert 150 < more < 220  # 50 km at 92 and at 75 g/tkm, and two lifts


def test_a_grid_changes_only_its_own_country(tables, edit, corridor, routes, found):
    folder = edit("grids.csv", "\nKZ,821.39,", "\nKZ,410.7,")
    cleaner = Corridor.load(folder).emissions(routes["rail"])
    pairs = list(zip(found["rail"].elements, cleaner.elements, strict=True))
    assert all(a.amount == b.amount for a, b in pairs if a.country != "KZ")
    changed = [(a, b) for a, b in pairs if a.country == "KZ" and a.kind == "transport"]
    assert changed
    half_electric = 0.5 * 0.027 * 1.1 * (821.39 - 410.7)
    for a, b in changed:
        assert a.per_tonne_km - b.per_tonne_km == pytest.approx(half_electric)


def test_a_share_of_traction_changes_only_its_own_country(edit, routes, found):
    folder = edit("grids.csv", ",0.85,0.8,0.9,range,2008", ",0.1,0.1,0.1,range,2008")
    diesel = Corridor.load(folder).emissions(routes["rail"])
    for a, b in zip(found["rail"].elements, diesel.elements, strict=True):
        assert (a.amount.typical < b.amount.typical) == (
            a.country == "RU" and a.kind == "transport"
        )


def test_a_fleet_of_any_name_is_a_row_of_factors(edit, factors):
    """Twice what the formula says, in one country alone."""
    row = "truck.steppe,fleet of the steppe,term,,,x,1,2,3,trade_lane,,truck,yes,,2026,invented\n"
    edit("emissions.csv", "truck.asia,", f"{row}truck.asia,")
    folder = edit("grids.csv", "asia,E090 E088", "steppe,E090 E088")
    other = Factors(Corridor.load(folder).folder)
    (ours,), (theirs,) = (known.per_km("road", "KZ") for known in (factors, other))
    asian = FACTORS["truck.asia"].typical
    assert theirs.amount.typical == pytest.approx(ours.amount.typical * 2 / asian)
    assert factors.per_km("road", "UZ") == other.per_km("road", "UZ")


# Against the chain check of the facts: 1.85 t/TEU over 9,760 km, 19 g/tkm


def test_rail_from_xian_to_duisburg(routes, found):
    total, km = found["rail"].total, routes["rail"].distance_km
    per_teu = total.typical / 2000
    assert 9400 < km < 9800
    assert per_teu == pytest.approx(1.85, abs=0.15)  # 1.75 over 9,597 km
    assert found["rail"].per_tonne_km.typical == pytest.approx(18.3, abs=0.7)
    assert 1.3 < total.low / 2000 < per_teu < total.high / 2000 < 2.3


def test_trucks_emit_four_to_five_times_as_much_as_trains(found):
    comparison = compare_totals(found["road"], found["rail"])
    assert 4 <= comparison.ratio.typical <= 5
    assert not comparison.tie
    assert comparison.text.startswith("road emits 4.9 times as much as rail (")


def test_aircraft_emit_thirty_times_as_much_as_trains(corridor, factors, found):
    (origin,), (destination,) = corridor.find("Xi'an"), corridor.find("Duisburg")
    air = factors.of_edge(flight(great_circle_km(origin, destination)))
    assert 25 < air.typical / found["rail"].total.typical < 35
    assert air.typical / 2000 == pytest.approx(59 * 7854 / 8800, rel=0.01)  # t/TEU by the facts
    forced = Factors(corridor.folder, radiative_forcing=True).of_edge(flight(7854.0))
    assert forced.typical / air.typical == pytest.approx(1034.6 / 666.46, rel=0.001)
    assert air.typical / 7854 < factors.of_edge(flight(1000.0)).typical / 1000  # short haul
    hub = factors.of_edge(flight(0.0, "lift", ("air", "road")))
    assert hub == Range(12.0, 12.0, 44.0)


def test_a_flight_has_its_trucks_and_airports(corridor):
    air = corridor.emissions(corridor.route("Xi'an", "Liège", mode="air"))
    kinds = [(x.kind, x.carrier) for x in air.elements]
    flights = [x for x in air.elements if x.carrier == "air" and x.kind == "transport"]
    assert kinds.count(("transport", "road")) >= 2
    assert [kind for kind, _ in kinds].count("hub") >= 2
    assert len(flights) == 1
    assert flights[0].amount.typical > 0.99 * air.total.typical
    rail = corridor.emissions(corridor.route("Xi'an", "Liège"))
    assert 25 < compare_totals(air, rail).ratio.typical < 35


def test_sea_from_shanghai_to_hamburg(found):
    total = found["sea"].total
    assert [x / 2000 for x in total] == pytest.approx([0.9, 1.6, 3.1], abs=0.05)


def test_rail_and_sea_tie_and_the_text_says_so(found):
    for a, b in (("rail", "sea"), ("sea", "rail")):
        comparison = compare_totals(found[a], found[b])
        assert comparison.tie
        assert comparison.text.startswith(f"{a} and {b} tie: ")
        assert "nobody can say which emits more" in comparison.text
        assert comparison.ratio.low < 1 < comparison.ratio.high


def test_what_two_totals_share_does_not_make_them_tie(corridor, found):
    """By Manzhouli there are 2,400 km more under the same wires: surely more, in wide ranges."""
    longer = corridor.emissions(corridor.route("Xi'an", "Duisburg", via="Manzhouli"))
    assert longer.total.overlaps(found["rail"].total)
    comparison = compare_totals(longer, found["rail"], ("Manzhouli", "Dostyk"))
    assert not comparison.tie
    assert comparison.text.startswith("Manzhouli emits 1.10 times as much as Dostyk (")


def test_comparisons_need_like_and_like(corridor, routes, found):
    other = corridor.emissions(routes["rail"], payload=8.0)
    with pytest.raises(RequestError, match=r"payload is 8\.0 here and 10\.0 there"):
        compare_totals(other, found["rail"])
    same = emissions_of(Factors(corridor.folder), routes["rail"])
    assert same == found["rail"]


def test_the_range_of_the_total_is_wider_than_independent_legs_and_narrower_than_corners(found):
    total = found["rail"].total
    corners = sum((leg for leg in found["rail"].legs), NOTHING)
    apart = math.hypot(*(leg.high - leg.typical for leg in found["rail"].legs))
    assert apart < total.high - total.typical < corners.high - corners.typical


# The payload


def test_payload_moves_trucks_less_than_trains(corridor, routes):
    rail = [corridor.emissions(routes["rail"], p).per_tonne_km.typical for p in (6.0, 12.0)]
    road = [corridor.emissions(routes["road"], p).per_tonne_km.typical for p in (6.0, 12.0)]
    assert rail[0] == pytest.approx(rail[1], rel=0.01)  # terminals only
    assert road[0] > 1.4 * road[1]


@pytest.mark.parametrize(
    "payload",
    [0, -1.0, 14.1, math.nan, math.inf, True, "10", None, pytest.param(10**5000, id="huge")],
)
def test_payloads_out_of_range_are_refused(corridor, payload):
    with pytest.raises(RequestError, match=r"payload is .* t/TEU; use 0.001 to 14"):
        Factors(corridor.folder, payload)


def test_a_truck_carries_no_more_than_it_can(corridor, routes):
    assert corridor.emissions(routes["rail"], 14.0).total.typical > 0
    for name in ("road", "door"):
        with pytest.raises(
            RequestError, match=r"a truck carries 25 t, but 13 t/TEU make 26 t; use up to 12\.5"
        ):
            corridor.emissions(routes[name], 13.0)


def test_a_car_carries_no_container(corridor):
    route = corridor.route("Almaty", "Khorgos", mode="road", vehicle="car")
    with pytest.raises(RequestError, match="a car carries no container; ask for vehicle truck"):
        corridor.emissions(route)


# What comes out


def test_plain_data_says_all(found):
    data = found["middle"].to_dict()
    assert data["kg_co2e"]["low"] < data["kg_co2e"]["mode"] < data["kg_co2e"]["high"]
    assert data["family"] == "trade_lane"
    assert {element["carrier"] for element in data["elements"]} == {"rail", "ferry"}
    assert set(data["sources"]) >= {"E024", "E089", "E149"}
    assert (data["oldest_year"], data["newest_year"]) == found["middle"].years
    assert 0.8 < data["judgement_share"] < 1  # the feeder is sourced
    assert math.fsum(x["kg_co2e"]["mode"] for x in data["elements"]) == pytest.approx(
        data["kg_co2e"]["mode"]
    )
    assert repr(found["rail"]) == (
        "<Emissions: Xi'an → Duisburg, rail, 3.5 t CO2e per FEU (2.9 to 4.3), 18.3 g/tkm>"
    )
