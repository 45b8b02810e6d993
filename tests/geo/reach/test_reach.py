"""How far a shipment comes in so many days: hours at places, and edges cut at the hour."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from functools import cache
from itertools import pairwise

import pytest
import shipped
from hypothesis import given
from hypothesis import strategies as st
from sizes import examples

from khorgos.geo import Corridor, Figure, NoRoute, Place, RequestError, UnknownPlace
from khorgos.geo.graph.building import build
from khorgos.geo.places.gazetteer import exactly
from khorgos.geo.reach.fronts import Span, fronts_on, pieces_of
from khorgos.geo.reach.reach import DETOUR, LOCAL_HOURS
from khorgos.geo.routing.request import Request
from khorgos.geo.routing.router import find_route
from khorgos.geo.uncertainty.regimes import Regimes

ASKED = [(name, "rail") for name in ("Khorgos", "Duisburg", "Aktau")]
ASKED += [("Khorgos", "road"), ("Duisburg", "road"), ("Khorgos", "any")]


@cache
def reach(origin, mode="rail"):
    return shipped.corridor().reach(origin, mode=mode)


# A network of one's own: km are hours, since all trains run at 1 km/h with little spread.
#
#   A --10-- B --2-- E --3-- [24 h of customs] --5-- F
#   A --4--- D --10-- E
MOVES = [("A", "B", 10), ("B", "E", 2), ("A", "D", 4), ("D", "E", 10), ("E", "G@X", 3)]
MOVES += [("G", "F", 5)]


def figure(id_, unit, mode):
    spread = (0.999 * mode, float(mode), 1.001 * mode)
    return Figure(id_, id_, "any", "any", unit, *spread, "yes", (), 2026, "")


def row(kind, start, end, km, figure_id):
    return {
        "row": 2,
        "id": f"{kind}:{start}-{end}",
        "kind": kind,
        "from": start,
        "to": end,
        "both_ways": True,
        "carrier": "rail",
        "gauge": 1520,
        "to_carrier": "",
        "to_gauge": None,
        "country": "KZ",
        "status": "open",
        "tracks": 1,
        "length_km": km or None,
        "length_source": "judgement" if km else "",
        "figure": figure_id,
        "passage": "",
        "line": "",
        "schematic": True,
        "note": "",
    }


@pytest.fixture(scope="module")
def ring():
    empty = dict.fromkeys(Place._fields, "")
    places = {
        id_: Place(**empty | {"id": id_, "name": f"Town {id_}", "country": "KZ", "aliases": (),
                              "kind": "rail_hub", "rank": 1, "lat": 45.0, "lon": 70 + n / 1000})
        for n, id_ in enumerate("ABDEFG")
    }  # fmt: skip
    figures = {"speed": {"any": figure("speed", "km/h", 1)}}
    figures["customs"] = {"any": figure("customs", "h", 24)}
    figures |= {
        id_: {"any": figure(id_, unit, 1)} for id_, unit in (("road.local", "km/h"), ("rest", "h"))
    }
    rows = [row("move", *move, "speed") for move in MOVES]
    rows.append(row("customs", "G@X", "G", 0, "customs"))
    graph = build(rows, places, figures)
    quiet = Regimes("other", "", 1.0, 0.0, 0.0, 0.0, "yes", (), 2026, "")
    return Corridor(places, figures, {"other": quiet}, graph, "1", shipped.corridor().folder)


def parts(found):
    """Edge -> parts, counted from the place that comes first in its id."""
    shares = {}
    for piece in found:
        forward = piece.edge.startswith(f"move:{piece.start.partition(':')[0]}")
        ends = (piece.low, piece.high) if forward else (1 - piece.high, 1 - piece.low)
        shares.setdefault(piece.edge, []).append(pytest.approx(ends, abs=0.01))
    return shares


def test_an_edge_is_cut_at_the_hour(ring):
    found = ring.reach("Town A").cut(6 / 24, 0.5)
    assert parts(found) == {
        "move:A-B": [(0.0, 0.6)],
        "move:A-D": [(0.0, 1.0)],
        "move:D-E": [(0.0, 0.2)],
    }


def test_two_fronts_meet_on_the_edge_that_no_path_takes(ring):
    # From D since hour 4, from E since hour 12: they meet at hour 13.
    from_a = ring.reach("Town A")
    assert parts(from_a.cut(12.5 / 24, 0.5))["move:D-E"] == [(0.0, 0.85), (0.95, 1.0)]
    ways = {front.span.start for front in from_a.fronts(12.5 / 24, 0.5)
            if front.span.edge == "move:D-E"}  # fmt: skip
    assert ways == {"D:rail1520", "E:rail1520"}
    assert parts(from_a.cut(13.1 / 24, 0.5))["move:D-E"] == [(0.0, 1.0)]
    assert "move:D-E" not in {front.span.edge for front in from_a.fronts(13.1 / 24, 0.5)}


def test_a_dwell_holds_the_front(ring):
    # At G since hour 15, for 24 h.
    from_a = ring.reach("Town A")
    for hours in (16, 38):
        assert "move:G-F" not in parts(from_a.cut(hours / 24, 0.5))
        (front,) = from_a.fronts(hours / 24, 0.5)
        assert (front.span.edge, front.moves) == ("customs:G@X-G", False)
    assert parts(from_a.cut(41.5 / 24, 0.5))["move:G-F"] == [(0.0, 0.5)]
    assert [front.span.edge for front in from_a.fronts(41.5 / 24, 0.5)] == ["move:G-F"]
    assert from_a.fronts(45 / 24, 0.5) == []


def test_a_truck_stands_while_its_driver_rests():
    # 9 h at the wheel, then 11 h of rest, then 4 h; a break of 45 min after 4.5 h.
    span = Span("road", "A", "B", (0.0,), (24.75,), 0.0, 13.0, 1)
    for hours, driven in ((4.5, 4.5), (5.0, 4.5), (5.25, 4.5), (9.75, 9.0), (15, 9.0), (22.75, 11)):
        assert span.share(hours, 0) == pytest.approx(driven / 13, abs=1e-6), hours


@given(
    st.lists(st.floats(0, 100), min_size=4, max_size=4),
    st.floats(0, 250),
    st.floats(0, 60),
    st.sampled_from([0, 1, 2]),
)
def test_parts_of_an_edge_lie_within_it_and_within_later_ones(hours, now, later, drivers):
    begin, back, one, two = hours
    spans = [
        Span("x", "A", "B", (begin,), (begin + one,), back, one, drivers),
        Span("x", "B", "A", (back,), (back + two,), begin, two, drivers),
    ]
    for known in (spans, spans[:1]):
        found = list(pieces_of(known, now, 0))
        ends = [end for piece in found for end in (piece.low, piece.high)]
        assert ends == sorted(ends)
        assert all(0 <= end <= 1 for end in ends)
        assert inside(found, list(pieces_of(known, now + later, 0)))
        standing = [front.share for front in fronts_on(known, now, 0)]
        assert sum(standing) < 1


def inside(found, others):
    """Whether each part lies in one of the others."""
    known = {}
    for piece in others:
        known.setdefault(piece.edge, []).append(piece)
    slack = 1e-9
    return all(
        any(a.low - slack <= piece.low and piece.high <= a.high + slack and a.start == piece.start
            for a in known.get(piece.edge, ()))
        for piece in found
    )  # fmt: skip


@examples(20)
@given(st.sampled_from(ASKED), st.floats(0, 25), st.floats(0, 10))
def test_later_days_hold_earlier_ones_and_p50_holds_p90(asked, days, more):
    found = reach(*asked)
    early, late = (found.cut(day, 0.5) for day in (days, days + more))
    assert inside(early, late)
    assert inside(found.cut(days, 0.9), early)
    near, far = (dict(found.local(day, 0.5)) for day in (days, days + more))
    assert all(km <= far[place] for place, km in near.items())
    assert all(km <= near[place] for place, km in found.local(days, 0.9))


@pytest.mark.parametrize("days", [1, 3, 7])
@pytest.mark.parametrize("quantile", [0.5, 0.9])
def test_khorgos_stands_where_the_legs_of_the_route_say(corridor, days, quantile):
    route = corridor.route("Khorgos", "Duisburg")
    ways = [replace(route, legs=route.legs[: n + 1]) for n in range(len(route.legs))]
    ends = [0.0, *(corridor.appraiser.outlook(way).quantile(quantile) for way in ways)]
    number = max(n for n, end in enumerate(ends) if end <= days * 24)
    leg, (begin, finish) = route.legs[number], ends[number : number + 2]
    fronts = {front.span.edge: front for front in reach("Khorgos").fronts(days, quantile)}
    front = fronts[leg.edge.id]
    assert front.moves == (leg.kind == "move")
    share = (days * 24 - begin) / (finish - begin)
    assert front.share == pytest.approx(share, abs=1e-3)
    passed = {piece.edge for piece in reach("Khorgos").cut(days, quantile)
              if piece.high - piece.low == 1}  # fmt: skip
    assert {leg.edge.id for leg in route.legs[:number] if leg.kind == "move"} <= passed


@pytest.mark.parametrize(("origin", "mode"), [("Khorgos", "rail"), ("Duisburg", "road")])
def test_hours_at_a_place_are_those_of_its_route(corridor, origin, mode):
    drivers = 1 if mode == "road" else None
    stops = [stop for stop in reach(origin, mode).stops if stop.hours[0]][::17]
    assert len(stops) > 5
    for stop in stops:
        there = exactly(stop.place.id)
        request = Request(origin, there, mode, drivers=drivers)
        outlook = corridor.outlook(find_route(corridor.infrastructure, request))
        asked = [outlook.quantile(quantile) for quantile in (0.5, 0.9)]
        assert stop.hours == pytest.approx(asked, rel=1e-6), stop.place.name
        # The tree is that of typical hours; the answer by P50 is seldom another, and near.
        best = corridor.route(origin, there, mode=mode, drivers=drivers)
        p50 = corridor.outlook(best).quantile(0.5)
        assert p50 <= stop.hours[0] * (1 + 1e-6) <= 1.03 * p50, stop.place.name


def test_all_that_a_route_reaches_is_reached(corridor):
    found = {stop.place.id for stop in reach("Khorgos").stops}
    assert {"ALM1", "XIA", "MOW", "DUI", "KGW"} <= found
    assert not any(corridor.places[id_].kind == "border_point" for id_ in found)
    days = [stop.hours for stop in reach("Khorgos").stops]
    assert days == sorted(days)


def test_what_is_avoided_is_not_reached(corridor):
    found = corridor.reach("Khorgos", avoid="Russia")
    countries = {stop.place.country for stop in found.stops}
    assert "RU" not in countries
    assert "KZ" in countries


def test_worse_months_reach_less(corridor):
    quiet, worse = (corridor.reach("Khorgos", regimes=name) for name in ("quiet", "disrupted"))
    assert quiet.within(10, 0.5).stops > worse.within(10, 0.5).stops


def test_two_drivers_come_farther(corridor):
    one, two, fast = (
        corridor.reach("Khorgos", mode="road", **more).within(5, 0.5).stops
        for more in ({}, {"drivers": 2}, {"service": "fast"})
    )
    assert one < two <= fast


def test_any_quantiles_in_order(corridor):
    found = corridor.reach("Khorgos", quantiles=[0.9, 0.1, 0.5])
    assert found.quantiles == (0.1, 0.5, 0.9)
    for hours in found.hours.values():
        assert all(a <= b for a, b in pairwise(hours))


def test_trucks_start_when_the_box_is_lifted(corridor):
    found = reach("Khorgos")
    lift = corridor.figure("lift.terminal", "standard")
    (first, hours), *_ = [(stop.place, stop.hours[0]) for stop in found.stops
                          if stop.place.name == "Almaty-1"]  # fmt: skip
    assert first not in dict(found.local((hours + lift.typical / 2) / 24, 0.5))
    speed = corridor.figure("road.local", "standard").typical
    later = dict(found.local((hours + lift.high + 2 * LOCAL_HOURS) / 24, 0.5))
    assert later[first] == pytest.approx(LOCAL_HOURS * speed / DETOUR)


def test_a_row_of_the_table():
    week = reach("Khorgos").within(7, 0.5, most=4)
    assert week.stops > reach("Khorgos").within(7, 0.9).stops > 10
    assert week.countries >= len(week.farthest) == 4
    km = [stop.km for stop in week.farthest]
    assert km == sorted(km, reverse=True)
    assert len({stop.place.country for stop in week.farthest}) == 4
    assert all(stop.hours[0] <= 7 * 24 for stop in week.farthest)
    nothing = reach("Khorgos").within(0, 0.5)
    assert (nothing.stops, nothing.farthest[0].km) == (1, 0.0)


def test_as_plain_data():
    data = json.loads(json.dumps(reach("Khorgos").to_dict([3, 7])))
    assert [(row["days"], row["quantile"]) for row in data["within"]] == [
        (3, 0.5), (3, 0.9), (7, 0.5), (7, 0.9),
    ]  # fmt: skip
    assert set(data["stops"][0]["hours"]) == {"P50", "P90"}


@pytest.mark.parametrize(
    ("days", "quantile", "words"),
    [
        (-1, 0.5, "days is -1"),
        (math.nan, 0.5, "days is nan"),
        (math.inf, 0.5, "days is inf"),
        ("7", 0.5, "days is '7'"),
        (True, 0.5, "days is True"),
        (7, 0.7, "quantile is 0.7; use one of 0.5, 0.9"),
        (7, None, "quantile is None"),
    ],
)
def test_what_makes_no_sense_is_refused(days, quantile, words):
    for ask in (reach("Khorgos").cut, reach("Khorgos").fronts, reach("Khorgos").local):
        with pytest.raises(RequestError) as raised:
            ask(days, quantile)
        assert words in str(raised.value)
        assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("error", "origin", "options"),
    [
        (UnknownPlace, "Qqqqqq", {}),
        (RequestError, "Khorgos", {"mode": "canal"}),
        (RequestError, "Khorgos", {"quantiles": [1.0]}),
        (RequestError, "Khorgos", {"quantiles": "0.5"}),
        (RequestError, "Khorgos", {"quantiles": []}),
        (RequestError, "Khorgos", {"regimes": "bad"}),
        (RequestError, "Khorgos", {"drivers": 2}),
        (NoRoute, "Khorgos", {"avoid": "Khorgos"}),
        (NoRoute, "Zhetygen", {"mode": "sea"}),
    ],
)
def test_a_reach_that_cannot_be(corridor, error, origin, options):
    with pytest.raises(error) as raised:
        corridor.reach(origin, **options)
    assert "\n" not in str(raised.value)
