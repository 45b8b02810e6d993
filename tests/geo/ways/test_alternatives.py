"""Alternatives: rows of the one set of ways that trade one thing for another."""

from __future__ import annotations

import csv
import itertools
from dataclasses import replace

import pytest
from small import remade

from khorgos.geo import Corridor, Range
from khorgos.geo.errors import NoRoute, RequestError, TableError, UnknownPlace
from khorgos.geo.graph.edge import Times
from khorgos.geo.places.geography import OURS
from khorgos.geo.ways.alternatives import Alternative
from khorgos.geo.ways.overlap import overlap
from khorgos.geo.ways.ways import CRITERIA

PAIRS = [("Xi'an", "Duisburg"), ("Khorgos", "Hamburg"), ("Chongqing", "Budapest")]
every_pair = pytest.mark.parametrize(("origin", "destination"), PAIRS)
GATES = ["Khorgos", "Dostyk", "Manzhouli", "Erenhot"]


def slower(network, times=2):
    """Everything takes so many times as long."""

    def slow(edge):
        hours = (Range(*(times * x for x in time)) for time in edge.times)
        return replace(edge, times=Times(*hours))

    return remade(network, slow)


# What they are


@every_pair
@pytest.mark.parametrize("mode", ["any", "rail", "road"])
def test_alternatives_differ(corridor, origin, destination, mode):
    found = corridor.alternatives(origin, destination, 50, mode=mode)
    ways = corridor.ways(origin, destination, mode=mode)
    assert {row.way.id for row in found} <= {way.id for way in ways}
    assert found[0].shared == 0
    for number, row in enumerate(found):
        before = [overlap(row.route, other.route) for other in found[:number]]
        assert row.shared == max(before, default=0.0)
    assert len({row.way.id for row in found}) == len(found)


@every_pair
def test_figures_are_those_of_the_route(corridor, origin, destination):
    for one in corridor.alternatives(origin, destination):
        assert one.criteria["time"] == one.outlook.quantile(0.5)
        assert one.criteria["reliability"] == one.outlook.quantile(0.9)
        assert one.criteria["cost"] == pytest.approx(one.cost.total.typical, abs=0.01)
        assert one.criteria["co2e"] == pytest.approx(one.emissions.total.typical, abs=0.01)


@every_pair
@pytest.mark.parametrize("mode", ["rail", "road", "any"])
def test_the_quickest_is_the_route(corridor, origin, destination, mode):
    (first,) = corridor.alternatives(origin, destination, 1, by="time", mode=mode)
    assert first.route == corridor.route(origin, destination, mode=mode)
    assert "quickest" in first.why


@every_pair
@pytest.mark.parametrize("by", list(CRITERIA))
def test_the_best_by_what_was_named_comes_first(corridor, origin, destination, by):
    (first,) = corridor.alternatives(origin, destination, 1, by=by)
    ways = corridor.ways(origin, destination, mode="any")
    assert first.criteria == {by: min(way.values[by] for way in ways)}
    assert CRITERIA[by][0] in first.why


@every_pair
def test_a_trade_off_is_beaten_by_none_in_everything(corridor, origin, destination):
    ways = corridor.ways(origin, destination, mode="any")
    told = set()
    for row in corridor.alternatives(origin, destination, 50, share=1.0, tolerance=0.0):
        beaten = any(
            all(way.values[name] < row.criteria[name] for name in CRITERIA) for way in ways
        )
        assert (row.why == ("another way",)) == beaten
        told.add(row.why[0] if not row.way.why else "")
    assert {"", "another way"} <= told


@every_pair
def test_k_and_tolerance_thin_out_the_rest(corridor, origin, destination):
    full = corridor.alternatives(origin, destination, 50, share=1.0, tolerance=0.0)
    assert {row.way.id for row in full} == {
        way.id for way in corridor.ways(origin, destination, mode="any")
    }
    for k in range(1, 6):
        some = corridor.alternatives(origin, destination, k, share=1.0, tolerance=0.0)
        assert some == full[:k]
    few = corridor.alternatives(origin, destination, 50, share=1.0, tolerance=0.5)
    assert len(few) < len(full)


def test_truck_train_and_ship_come_out_as_trade_offs(corridor):
    found = corridor.alternatives("Xi'an", "Duisburg", 8)
    assert {"sea", "northern", "road"} <= {one.corridor for one in found}
    cheapest = next(one for one in found if "cheapest" in one.why)
    surest = next(one for one in found if "surest" in one.why)
    assert cheapest.corridor == "sea"
    assert surest.corridor == "road"
    assert surest.gateway.name == "Nur Zholy"


def test_nothing_crosses_the_border_of_china_twice(corridor):
    for one in corridor.alternatives("Khorgos", "Hamburg", 8):
        codes = [place.country for place in one.route.places if place.kind != "border_point"]
        assert "CN" not in codes


def test_ways_of_ships_count_as_one(corridor):
    """Ports differ, the canal does not: `share` sees what is common."""
    for service in ("fast", "standard"):
        ships = [way.route for way in corridor.ways("Xi'an", "Duisburg", service=service)
                 if way.corridor == "sea"]  # fmt: skip
        for one, other in itertools.combinations(ships, 2):
            same = {leg.passage for leg in one.legs} == {leg.passage for leg in other.legs}
            assert (overlap(one, other) > 0.5) == same


def test_share_of_length(corridor):
    rail, road = (corridor.route("Almaty", "Khorgos", mode=mode) for mode in ("rail", "road"))
    back = corridor.route("Khorgos", "Almaty", mode="road")
    assert overlap(rail, rail) == 1
    assert overlap(rail, road) == 0
    assert overlap(road, back) > 0.9  # both directions are one line
    assert overlap(road, rail) == overlap(rail, road)


# Options


def test_what_is_avoided_and_included(corridor):
    for one in corridor.alternatives("Xi'an", "Duisburg", 3, avoid="Russia"):
        assert "RU" not in one.route.countries
    with pytest.raises(NoRoute, match="avoid Kazakhstan"):
        corridor.alternatives("Almaty", "Astana", avoid=("Kazakhstan",), mode="rail")
    usual, planned = (
        corridor.ways("Zhetygen", "Shu", include=include) for include in ((), "planned")
    )
    assert all(leg.status == "open" for way in usual for leg in way.route.legs)
    assert any(leg.status == "planned" for way in planned for leg in way.route.legs)


def test_every_scenario_has_its_own_alternatives(corridor):
    """What is made ready for one network is of no use to another."""
    before = [one.criteria for one in corridor.alternatives("Xi'an", "Duisburg")]
    for id_ in corridor.scenarios:
        changed = corridor.apply(id_)
        for row in changed.alternatives("Xi'an", "Duisburg"):
            assert row.outlook == changed.outlook(row.route)
            assert all(leg.edge.status != "closed" for leg in row.route.legs)
    assert [one.criteria for one in corridor.alternatives("Xi'an", "Duisburg")] == before
    slow = slower(corridor)
    once, twice = (
        n.alternatives("Xi'an", "Duisburg", 1, by="time", mode="rail")[0] for n in (corridor, slow)
    )
    assert twice.route.hours == pytest.approx(2 * once.route.hours, abs=0.001)


def test_words_and_plain_data(corridor):
    first, *_ = corridor.alternatives("Xi'an", "Duisburg", 2)
    assert repr(first).startswith("<Alternative: quickest; time ")
    data = first.to_dict()
    assert data["why"] == ["quickest"]
    assert data["criteria"].keys() == CRITERIA.keys()
    assert data["route"]["origin"] == "Xi'an"
    assert (data["id"], data["name"], data["missing"]) == (first.way.id, first.way.name, "")
    assert first.way.name in first._repr_html_()


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"k": 0}, "k is 0; use 1 to 50"),
        ({"k": True}, "k is True"),
        ({"k": 2.0}, "k is 2.0"),
        ({"by": ()}, "by names no criterion"),
        ({"by": ("time", "time")}, "one twice"),
        ({"by": "speed"}, "by is 'speed'; use gateway, corridor, or some of time"),
        ({"by": (["time"],)}, "by is "),
        ({"share": 1.2}, "share is 1.2; use 0 to 1"),
        ({"share": float("nan")}, "share is nan"),
        ({"tolerance": -0.1}, "tolerance is -0.1"),
        ({"tolerance": "1"}, "tolerance is '1'"),
        ({"mode": "raft"}, "mode is 'raft'"),
        ({"service": "slow"}, "service is 'slow'"),
    ],
)
def test_impossible_options(corridor, options, text):
    with pytest.raises(RequestError, match=text):
        corridor.alternatives("Xi'an", "Duisburg", **options)


@pytest.mark.parametrize("by", ["time", "gateway", "corridor"])
def test_impossible_places(corridor, by):
    with pytest.raises(UnknownPlace, match="Duisberg"):
        corridor.alternatives("Xi'an", "Duisberg", by=by)
    with pytest.raises(RequestError, match="the same place"):
        corridor.alternatives("Duisburg", "Duisburg", by=by)


# Tables of one's own


def test_tables_of_money_and_carbon_are_not_needed_unless_named(tables):
    for name in ("costs", "emissions", "grids"):
        for path in tables.glob(f"{name}*"):
            path.unlink()
    own = Corridor.load(tables)
    by = ("time", "reliability")
    found = own.alternatives("Xi'an", "Duisburg", 2, by=by, mode="rail")
    assert len(found) == 2
    assert all(row.criteria.keys() == {*by} for row in found)
    assert [row.missing for row in own.alternatives("Xi'an", "Duisburg", by="gateway")][:2] == [
        "",
        "",
    ]
    for way in own.ways("Xi'an", "Duisburg"):
        assert way.values.keys() == {*by}
        assert {"quickest", "surest"} >= {*way.why}
        data = way.to_dict()
        assert data["cost"] is data["emissions"] is None
        assert way.name in way._repr_html_()
    with pytest.raises(TableError, match=r"costs\.csv"):
        own.alternatives("Xi'an", "Duisburg")


@pytest.mark.parametrize("name", ["ways", "gateways", "corridors", "hubs"])
def test_tables_of_geography_are_not_needed(tables, name):
    for path in tables.glob(f"{name}*"):
        path.unlink()
    ways = Corridor.load(tables).ways("Xi'an", "Duisburg")
    assert {way.mode for way in ways} >= {"rail", "road"}
    assert len({way.id for way in ways}) == len(ways)
    assert ways[0].mode == "rail"


def rewrite(folder, table, column, change):
    """Change a column of a table, by the first of its columns."""
    path = folder / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    for row in rows:
        row[column] = change(next(iter(row.values())), row[column])
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, [*rows[0]], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


@pytest.mark.parametrize("name", ["北/'<b>&", "***", "a b-c_d", "x" * 300, "Ж" * 40])
def test_names_may_be_of_any_script_and_alike(tables, name):
    """All regions have one name, and all gateways have another."""
    rewrite(tables, "corridors", "region", lambda _, old: old and name)
    rewrite(tables, "gateways", "name", lambda _, old: old and name)
    own = Corridor.load(tables)
    for ends in PAIRS:
        ways = own.ways(*ends)
        assert any(f", {name}" in way.name for way in ways)
        assert len({way.id for way in ways}) == len({way.name for way in ways}) == len(ways)
        assert all(way.id == way.id.strip("-") and "--" not in way.id for way in ways)
        for way in ways:
            assert own.route(*ends, way=way.id) is way.route
            assert "<b>&" not in way._repr_html_()


# By gateway and by corridor


@pytest.mark.parametrize(("origin", "destination"), [PAIRS[0], PAIRS[2]])
def test_by_gateway(corridor, origin, destination):
    rows = corridor.alternatives(origin, destination, by="gateway")
    names = dict.fromkeys(row.name for row in OURS.gateways.values() if row.name)
    assert [row.why[0] for row in rows] == [*names] == GATES
    ways = corridor.ways(origin, destination, mode="rail")
    for row in rows:
        if row.missing:
            assert not any(row.why[0] in way.name for way in ways)
            continue
        through = [way for way in ways if way.name.split(" by ")[1].startswith(row.why[0])]
        assert row.way is min(through, key=lambda way: way.values["time"])
        assert row.criteria == {name: row.way.values[name] for name in ("time", "reliability")}


def test_gateways_that_are_closed_or_of_no_use(corridor):
    rows = corridor.alternatives("Xi'an", "Duisburg", by="gateway", avoid="Mongolia")
    (closed,) = [row for row in rows if row.why == ("Erenhot",)]
    assert (
        closed.missing
        == "no rail way from Xi'an to Duisburg by Erenhot is within 1.2 times the least hours and "
        "km by rail"
    )
    assert closed.gateway is None
    assert closed.corridor == ""
    assert closed.to_dict()["route"] is closed.to_dict()["id"] is None
    assert closed.missing in repr(closed)
    assert closed.missing in closed._repr_html_().replace("&#x27;", "'")
    for name in ("route", "outlook", "cost", "emissions"):
        with pytest.raises(RequestError, match="no rail way"):
            getattr(closed, name)
    rows = corridor.alternatives("Almaty", "Tashkent", by="gateway")
    assert all("neither lies in China" in row.missing for row in rows)
    rows = corridor.alternatives("Xi'an", "Shanghai", by="gateway")
    assert all("both lie in China" in row.missing for row in rows)


def test_by_corridor(corridor):
    rows = {row.why[0]: row for row in corridor.alternatives("Xi'an", "Duisburg", by="corridor")}
    assert list(rows)[:6] == ["northern", "middle", "southern", "sea", "air", "truck"]
    assert not any(row.missing for row in rows.values())
    for word, row in rows.items():
        assert row.corridor == {"truck": "road"}.get(word, word)
    hours = {word: row.criteria["time"] for word, row in rows.items()}
    assert hours["air"] < hours["truck"] < hours["northern"] < hours["middle"] < hours["southern"]
    assert "RU" not in rows["middle"].route.countries
    assert "IR" in rows["southern"].route.countries


def test_corridors_that_do_not_go_there(corridor):
    rows = {row.why[0]: row for row in corridor.alternatives("Almaty", "Tashkent", by="corridor")}
    assert rows["sea"].missing == "no sea way from Almaty to Tashkent"
    assert "500 km by road" in rows["air"].missing
    assert not rows["central asia"].missing
    assert not rows["truck"].missing
    rows = corridor.alternatives("Xi'an", "Duisburg", by="corridor", avoid="Russia")
    assert next(row for row in rows if row.why == ("northern",)).missing


def test_an_alternative_is_itself(corridor):
    one, other = (corridor.alternatives("Xi'an", "Duisburg", 1)[0] for _ in range(2))
    assert isinstance(one, Alternative)
    assert one is not other
    assert one == other
    assert len({one, other}) == 1
    assert one.route is one.route
    assert one.outlook is one.outlook
