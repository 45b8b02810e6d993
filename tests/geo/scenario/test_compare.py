"""Two networks side by side: times, money, CO2e, and what moved."""

from __future__ import annotations

import json
import re

import pytest
import shipped

from khorgos.geo import Corridor, NoRoute, RequestError, UnknownPlace, compare, compare_hubs
from khorgos.geo.scenario import comparison
from khorgos.geo.scenario.comparison import Comparison
from khorgos.geo.scenario.scenarios import Effect, Scenario
from khorgos.geo.values import Range

BASE = shipped.corridor()
BAN = BASE.apply("khorgos-rail-ban")
ROAD = {"mode": "road"}


def shut(*targets: str) -> Corridor:
    return BASE.apply(Scenario("shut", "Shut", tuple(Effect("close", t) for t in targets)))


def test_both_sides_are_what_their_networks_say():
    pairs = [("Xi'an", "Almaty"), ("Xi'an", "Astana"), ("Almaty", "Xi'an")]
    found = compare(BASE, BAN, pairs, service="standard")
    assert [(x.origin.name, x.destination.name) for x in found] == [
        ("Xi'an", "Almaty-1"), ("Xi'an", "Astana"), ("Almaty-1", "Xi'an")
    ]  # fmt: skip
    for (origin, destination), one in zip(pairs, found, strict=True):
        for corridor, option in ((BASE, one.before), (BAN, one.after)):
            route = corridor.route(origin, destination)
            outlook = corridor.outlook(route)
            assert option.route.to_dict() == route.to_dict()
            assert option.p50 == outlook.quantile(0.5)
            assert option.p90 == outlook.quantile(0.9)


def test_what_moved():
    (one,) = compare(BASE, BAN, [("Xi'an", "Almaty")])
    assert one.state == "slower"
    assert one.p50 == one.after.p50 - one.before.p50 > 0
    moved = one.moved
    assert moved.gateway == ("Khorgos Gateway", "Dostyk")
    assert moved.corridor is None
    assert "ALT" in {place.id for place in moved.left}
    assert "DOS" in {place.id for place in moved.entered}
    assert "customs:HOR-KZ#1435-exit" in moved.edges_left
    assert set(moved.edges_left) & set(moved.edges_entered) == set()
    edges = {leg.edge.id for leg in one.after.route.legs}
    assert set(moved.edges_entered) <= edges


KHORGOS = "rail-northern-khorgos"


def test_a_way_that_is_named_is_compared_on_both_sides():
    pair, late = ("Xi'an", "Duisburg"), BASE.apply("dostyk-moiynty-second-track")
    ids = [way.id for way in BASE.ways(*pair)]
    assert len(ids) > 5
    for way in ids:
        (one,) = compare(BASE, late, [pair], way=way)
        assert one.before.route == BASE.route(*pair, way=way)
        assert one.after.route == late.route(*pair, way=way)
        assert one.why == ""


def test_a_way_that_is_closed_says_so_beside_the_quickest():
    changed = BASE.apply("no-russia")
    (one,) = compare(BASE, changed, [("Xi'an", "Duisburg")], way=KHORGOS)
    assert one.before.route == BASE.route("Xi'an", "Duisburg", way=KHORGOS)
    assert one.after.route == changed.route("Xi'an", "Duisburg")
    assert re.fullmatch(
        rf"no {KHORGOS} in the what-if: .* is closed by scenario no-russia; shown is the quickest "
        rf"there, rail, Middle Corridor .*, {one.after.p50 / 24:.1f} days at P50",
        one.why,
    )
    assert one.why in one._repr_html_()
    # The other way round it comes back.
    (back,) = compare(changed, BASE, [("Xi'an", "Duisburg")], way=KHORGOS)
    assert back.after.route == one.before.route
    assert back.before.route == one.after.route
    assert back.why.startswith(f"no {KHORGOS} without the what-if; shown is the quickest there, ")


def test_a_way_that_another_set_does_not_offer_is_timed_anew(monkeypatch):
    late = BASE.apply("dostyk-moiynty-second-track")
    asked = comparison.ways_of

    def fewer(appraiser, *args):
        found = asked(appraiser, *args)
        return found if appraiser is BASE.appraiser else [x for x in found if x.id != KHORGOS]

    monkeypatch.setattr(comparison, "ways_of", fewer)
    (one,) = compare(BASE, late, [("Xi'an", "Duisburg")], way=KHORGOS)
    assert one.after.route == late.retimed(one.before.route)
    assert one.why == ""


def test_a_way_that_neither_has_is_refused():
    with pytest.raises(RequestError, match=r"no way 'rail-northern-khorgoz'.*did you mean rail-no"):
        compare(BASE, BAN, [("Xi'an", "Duisburg")], way="rail-northern-khorgoz")
    with pytest.raises(RequestError, match=r"no way '8' .*; use \S+, \S+, \S+ or others of \d+, "):
        compare(BASE, BAN, [("Xi'an", "Duisburg")], way="8")


def test_another_corridor():
    (one,) = compare(BASE, BASE.apply("no-russia"), [("Xi'an", "Duisburg")])
    assert one.moved.corridor == ("northern", "middle")


def test_hours_that_changed_on_the_same_way():
    late = BASE.apply("dostyk-moiynty-second-track")
    (one,) = compare(BASE, late, [("Urumqi", "Astana")])
    assert (one.state, one.moved.edges_left, one.moved.edges_entered) == ("quicker", [], [])
    assert {edge.edge for edge in one.moved.slower} == {"rail:AKG-DOS", "rail:AKG-MOY"}
    assert one.moved.slower[0].edge == "rail:AKG-MOY"  # the longer one
    gained = sum(edge.after - edge.before for edge in one.moved.slower)
    assert gained == pytest.approx(one.after.route.hours - one.before.route.hours)


def test_what_is_worse_in_worse_months_only_is_no_less_a_change():
    """The quiet hours stay, the others do not."""
    row = BASE.figures["customs.altynkol.entry"]["standard/stressed"]
    other = BASE.revised(figures=[row._replace(high=row.high + 100)])
    (one,) = compare(BASE, other, [("Xi'an", "Almaty")])
    assert not one.unchanged
    assert one.p90 > 0


def test_the_same_is_reckoned_once():
    (one,) = compare(BASE, BAN, [("Almaty", "Xi'an")])
    assert one.unchanged
    assert one.state == "same"
    assert one.before is one.after
    assert (one.p50, one.p90) == (0.0, 0.0)
    assert one.cost == one.co2e == Range(0.0, 0.0, 0.0)
    assert one.moved.slower == one.moved.left == []


def test_cut_off_says_why_and_connected_comes_back():
    closed = shut("place:ALM1")
    (one,) = compare(BASE, closed, [("Almaty-1", "Astana")])
    assert one.state == "cut off"
    assert one.after is one.p50 is one.cost is None
    assert "cut by scenario shut" in one.why
    with pytest.raises(NoRoute) as caught:
        closed.route("Almaty-1", "Astana")
    assert one.why == str(caught.value)
    assert one.moved.left
    assert one.moved.entered == []
    (back,) = compare(closed, BASE, [("Almaty-1", "Astana")])
    assert (back.state, back.why, back.before) == ("connected", "", None)
    assert back.moved.entered == one.moved.left


def test_neither_connects():
    (one,) = compare(BASE, BAN, [("Khorgos Gateway", "Khorgos airport")], **ROAD)
    assert one.before is one.after is None
    assert one.state == "same"
    assert "links that are planned" in one.why
    assert one.to_dict()["before"] is None


def test_money_and_carbon_are_those_of_the_routes():
    (one,) = compare(BASE, BAN, [("Xi'an", "Almaty")])
    for corridor, option in ((BASE, one.before), (BAN, one.after)):
        assert option.cost == Range(*corridor.cost(option.route).total)
        assert option.co2e == Range(*corridor.emissions(option.route).total)
    for change, before, after in (
        (one.cost, one.before.cost, one.after.cost),
        (one.co2e, one.before.co2e, one.after.co2e),
    ):
        assert change.typical == after.typical - before.typical
        assert change.low <= change.typical <= change.high


def test_the_options_of_a_route_hold_for_both():
    late = BASE.apply("nurzholy-holiday")
    (truck,) = compare(BASE, late, [("Almaty", "Urumqi")], **ROAD, drivers=2)
    assert truck.before.route.crew == truck.after.route.crew == 2
    (via,) = compare(BASE, BAN, [("Xi'an", "Almaty")], via="Dostyk")
    assert via.unchanged
    (fast,) = compare(BASE, BAN, [("Xi'an", "Almaty")], service="fast")
    assert fast.before.route.service == "fast"


def test_all_hubs_are_the_pairs_one_by_one():
    hubs = ["XIA", "URM", "ALM1", "DUI"]
    found = compare_hubs(BASE, BAN, hubs)
    assert len(found) == 12
    alone = compare(BASE, BAN, [(x.origin.id, x.destination.id) for x in found])
    for one, other in zip(found, alone, strict=True):
        assert one.unchanged == other.unchanged
        assert one.after.route.to_dict() == other.after.route.to_dict()


def test_all_hubs():
    found = compare_hubs(BASE, BAN)
    ids = [*BASE.infrastructure.hubs]
    assert len(found) == len(ids) * (len(ids) - 1)
    changed = [x for x in found if not x.unchanged]
    assert 0 < len(changed) < len(found) / 4
    assert {x.origin.country for x in changed} == {"CN"}
    for one in changed:
        edges = {leg.edge.id for leg in one.after.route.legs}
        assert edges.isdisjoint(("customs:HOR-KZ#1435-exit", "customs:HOR-KZ#1520-exit"))


def test_hubs_without_the_mode_are_left_out():
    found = compare_hubs(BASE, BASE.apply("red-sea-cape"), ["SHA", "RTM", "XIA"], mode="sea")
    assert [(x.origin.id, x.destination.id) for x in found] == [("SHA", "RTM"), ("RTM", "SHA")]
    assert all(x.moved.edges_entered for x in found)


def test_plain_data():
    pairs = [("Xi'an", "Almaty"), ("Almaty", "Xi'an")]
    for one in compare(BASE, BAN, pairs):
        data = json.loads(json.dumps(one.to_dict()))
        assert data["state"] in {"cut off", "connected", "slower", "quicker", "same"}
        assert data["before"]["p50_hours"] == one.before.p50
        assert set(data["change"]) == {
            "p50_hours", "p90_hours", "cost_usd_per_feu", "co2e_kg_per_feu",
        }  # fmt: skip


def test_no_pairs():
    assert compare(BASE, BAN, []) == []


@pytest.mark.parametrize(
    ("pairs", "options", "error", "text"),
    [
        ([("Xi'an", "Xi'an")], {}, RequestError, "are the same place"),
        ([("Xi'an", "Atlantis")], {}, UnknownPlace, "Atlantis"),
        ([("Xi'an", "Almaty")], {"mode": "mule"}, RequestError, "mode is 'mule'"),
        ([("Xi'an", "Almaty")], {"speed": 5}, RequestError, "no option 'speed'; use mode, service"),
        (("Xi'an", "Almaty"), {}, RequestError, r"^\"Xi'an\" is no pair; give a list of \(origin,"),
        ([("Xi'an", "Almaty", "Khorgos")], {}, RequestError, "is no pair"),
    ],
)
def test_questions_that_make_no_sense(pairs, options, error, text):
    with pytest.raises(error, match=text):
        compare(BASE, BAN, pairs, **options)


def test_hubs_that_make_no_sense():
    with pytest.raises(RequestError, match="give a list of places"):
        compare_hubs(BASE, BAN, "XIA")
    with pytest.raises(UnknownPlace):
        compare_hubs(BASE, BAN, ["XIA", "Atlantis"])


def test_a_comparison_of_nothing():
    place = BASE.places["XIA"]
    assert Comparison(place, place, None, None).state == "same"
