"""Choices: the sets of ways between hubs, distinct, sensible, in a fixed order."""

from __future__ import annotations

import collections
import itertools
from dataclasses import replace

import pytest

from khorgos.geo import Corridor, RequestError, UnknownPlace
from khorgos.geo.places.geography import OURS, Question
from khorgos.geo.routing.request import Request
from khorgos.geo.routing.router import find_route
from khorgos.geo.routing.search import fastest, shortest
from khorgos.geo.routing.view import View
from khorgos.geo.ways.candidates import Candidate, candidates_of, sensible
from khorgos.maps.page.page_data import build

FEW = ("XIA", "URM", "KGW", "ALM1", "TAS", "POT", "DUI", "SHA")
LABELS = ("northern", "middle", "southern", "central_asia", "road", "sea", "other")


@pytest.fixture(scope="module")
def found(corridor):
    return list(corridor.choices(FEW))


def by_pair(found):
    """(origin id, destination id, service) -> choices."""
    pairs = collections.defaultdict(list)
    for choice in found:
        pairs[_key(choice)].append(choice)
    return pairs


def _key(choice):
    return choice.origin.id, choice.destination.id, choice.request.service


def candidate(corridor, origin, destination, **options):
    """What the search alone finds, for a question without more."""
    request = Request(origin, destination, **options)
    route = find_route(corridor.infrastructure, request)
    return Candidate(Question.bare(request.mode), request, route, corridor.appraiser)


# What they are


def test_each_equals_the_way_the_route_and_the_outlook_that_it_stands_for(corridor, found):
    assert len(found) > 300
    modes = set()
    for choice in found[::4]:
        request, outlook = choice.request, choice.outlook
        ends, service = (choice.origin.id, choice.destination.id), request.service
        assert outlook.route == corridor.route(*ends, way=choice.way.id, service=service)
        alone = corridor.outlook(outlook.route)
        assert outlook.quantiles == alone.quantiles
        assert (outlook.mean_hours, outlook.sd_hours) == (alone.mean_hours, alone.sd_hours)
        assert (outlook.drivers, outlook.figures) == (alone.drivers, alone.figures)
        assert outlook.freshness == alone.freshness
        modes.add(request.mode)
    assert modes >= {"rail", "road", "any"}


def test_they_are_the_sets_of_their_pairs(corridor, found):
    for (origin, destination, service), chosen in by_pair(found).items():
        ways = corridor.ways(origin, destination, service=service)
        shown = [way for way in ways if way.why or way.id == way.candidate.words.id]
        assert [choice.way for choice in chosen] == shown
        assert shown[0] == ways[0]


@pytest.mark.parametrize("names", [("Almaty", "Khorgos"), ("Khorgos", "Urumqi", "ALM1")])
def test_a_name_that_several_places_share_is_one_hub(corridor, names):
    """Trucks and trains end in places of their own there: the question is one all the same."""
    found = list(corridor.choices(names, "standard"))
    pairs = by_pair(found)
    assert len(pairs) == len(names) * (len(names) - 1)
    for chosen in pairs.values():
        request = chosen[0].request
        ways = corridor.ways(request.origin, request.destination)
        shown = [way for way in ways if way.why or way.id == way.candidate.words.id]
        assert [choice.way for choice in chosen] == shown
        train = corridor.route(request.origin, request.destination)
        assert (chosen[0].origin, chosen[0].destination) == (train.origin, train.destination)
    ends = {choice.outlook.route.destination.id for choice in found}
    assert {"KGW", "NZH"} <= ends
    # Whoever names the place itself besides means the same hub.
    assert len(by_pair(corridor.choices((*names, "KGW"), "standard"))) == len(pairs)
    # On the page, too, they are one pair.
    explorer = (data := build(corridor, (), choices=found))["explorer"]
    rows = data["routes"]["rows"]
    shown = [explorer["ends"].get(n, row[:2]) for n, row in enumerate(rows)]
    assert len({*map(tuple, shown)}) == len(pairs)
    assert any(row[:2] != ends for row, ends in zip(rows, shown, strict=True))


def test_each_has_the_ends_the_corridor_and_the_gateway_that_it_claims(found):
    for choice in found:
        route = choice.outlook.route
        assert (route.origin, route.destination) == (choice.origin, choice.destination)
        assert route.service == choice.request.service
        assert choice.corridor == route.corridor == choice.outlook.regimes.corridor
        assert choice.corridor in LABELS
        across = (choice.origin.country == "CN") != (choice.destination.country == "CN")
        if choice.corridor == "sea" or not across:
            assert choice.gateway is None
        else:
            assert choice.gateway in route.places
            assert {leg.country for leg in route.legs} >= {"CN"}


def test_no_two_are_the_same(found):
    for ways in by_pair(found).values():
        edges = {tuple(leg.edge.id for leg in choice.outlook.route.legs) for choice in ways}
        assert len(edges) == len(ways)
        assert len({choice.way.name for choice in ways}) == len(ways)


def test_order_is_that_of_hubs_services_modes_and_medians(corridor, found):
    pairs = [
        (a, b, service)
        for a, b in itertools.permutations(FEW, 2)
        for service in ("fast", "standard")
    ]
    assert [key for key, _ in itertools.groupby(found, _key)] == pairs
    for ways in by_pair(found).values():
        ranks = [(c.way.mode != "rail", c.outlook.quantile(0.5)) for c in ways]
        assert ranks == sorted(ranks)
    some = list(corridor.choices(FEW[:3], "standard"))
    again = list(corridor.choices(FEW[:3], ("standard",)))
    assert [(c.request, c.outlook.quantiles) for c in some] == [
        (c.request, c.outlook.quantiles) for c in again
    ]
    inside = {"XIA", "URM", "KGW"}
    chosen = [c for c in found if c.request.service == "standard"]
    chosen = [c for c in chosen if {c.origin.id, c.destination.id} <= inside]
    assert [c.way.id for c in some] == [c.way.id for c in chosen]


# What there must be


@pytest.mark.parametrize("service", ["fast", "standard"])
@pytest.mark.parametrize(("origin", "destination"), [("XIA", "DUI"), ("DUI", "XIA")])
def test_from_xian_to_duisburg_there_is_every_way(found, origin, destination, service):
    ways = by_pair(found)[origin, destination, service]
    seen = {(choice.corridor, choice.gateway and choice.gateway.name) for choice in ways}
    khorgos = "Khorgos Gateway" if origin == "XIA" else "Altynkol"
    assert seen >= {
        ("northern", "Dostyk"),
        ("northern", khorgos),
        ("road", "Nur Zholy"),
        ("road", "Dostyk"),
        ("sea", None),
    }
    assert {("middle", "Dostyk"), ("middle", khorgos)} & seen
    if (origin, service) == ("XIA", "standard"):
        # Elsewhere it takes more than a fifth longer than by Dostyk.
        assert ("northern", "Erenhot") in seen
    slowest = max(ways, key=lambda choice: choice.outlook.quantile(0.5))
    assert slowest.corridor in ("sea", "middle", "southern")


def test_inside_central_asia_there_are_rail_and_road(found):
    for origin, destination in (("ALM1", "TAS"), ("TAS", "ALM1")):
        ways = by_pair(found)[origin, destination, "standard"]
        assert {choice.corridor for choice in ways} == {"central_asia", "road"}
        assert ways[0].corridor == "central_asia"


def test_detours_are_left_out(found):
    for choice in by_pair(found)["URM", "TAS", "standard"]:
        assert choice.gateway is not None
        assert choice.gateway.name not in ("Manzhouli", "Erenhot")
    assert {choice.corridor for choice in by_pair(found)["XIA", "ALM1", "fast"]} == {
        "central_asia",
        "road",
    }
    for choice in found:
        ids = [place.id for place in choice.outlook.route.places]
        assert ids.count(choice.origin.id) == ids.count(choice.destination.id) == 1


def test_a_ship_leaves_from_a_near_port(found):
    ships = [choice for choice in found if choice.corridor == "sea"]
    assert ships
    for choice in ships:
        land = [leg for leg in choice.outlook.route.legs if leg.carrier in ("rail", "road")]
        home = sum(leg.distance_km for leg in land if leg.country == "CN")
        abroad = sum(leg.distance_km for leg in land if leg.country != "CN")
        assert abroad <= 2000
        if "SHA" in (choice.origin.id, choice.destination.id):
            assert home < 500


# The rules


def asked(corridor, origin, destination):
    """Ids of the questions to whose answers a set of candidates goes back."""
    appraiser, request = corridor.appraiser, Request(origin, destination)
    candidates = (candidates_of(appraiser, request, mode) for mode in ("rail", "road", "any"))
    return {one.question.id for some in candidates for one in some}


def test_ways_are_asked_where_they_make_sense(corridor):
    rows = {row.id: row for row in OURS.questions}
    near = asked(corridor, "ALM1", "TAS")
    assert {rows[id_].ends for id_ in near if id_ in rows} == {"any"}
    north, south = asked(corridor, "XIA", "DUI"), asked(corridor, "DUI", "GZU")
    assert "ship.north" in north - south
    assert "ship.south" in south - north
    ships = [c for c in corridor.choices(("GZU", "DUI"), "fast") if c.corridor == "sea"]
    assert {"SZX"} <= {place.id for c in ships for place in c.outlook.route.places}


def test_another_gateway_may_cost_a_fifth(corridor):
    for city, gates in (("Beijing", 2), ("Urumqi", 0)):
        found = candidates_of(corridor.appraiser, Request(city, "Moscow"), "rail")
        plain = [one for one in found if not one.question.through and not one.question.avoid]
        shown = sensible(found)
        assert plain[0] in shown
        north = [x for x in shown if x.question.through in ("Zamyn-Uud", "Zabaikalsk")]
        assert len({x.words.gateway for x in [*north, plain[0]]}) >= gates
        if not gates:
            assert not north
        for one in north:
            assert one.route.hours <= 1.2 * plain[0].route.hours
            assert one.route.distance_km <= 1.2 * plain[0].route.distance_km


def test_who_turns_round_at_a_gateway_does_not_pass_it(corridor):
    """By Erenhot from within China and back, then over Dostyk."""
    by = {row.through: row for row in OURS.questions if row.mode == "rail" and row.through}
    there = candidate(corridor, "Xi'an", "Almaty-1", via=("Khorgos",))
    there = replace(there, question=by["Khorgos"])
    assert there.straight
    assert [gate.id for gate in there.gates] == ["ALT"]
    astray = replace(there, question=by["Zamyn-Uud"])
    assert not astray.straight
    assert sensible([there, astray]) == [there]


def test_a_way_past_its_end_is_none(corridor):
    past = candidate(corridor, "Khorgos Gateway", "Aktogay", via=("Almaty-1", "Khorgos"))
    assert not past.straight
    assert sensible([past]) == [past]  # who names places to pass may have to turn back there
    past = replace(past, request=replace(past.request, via=()))
    assert sensible([past]) == []


# One search for many


@pytest.mark.parametrize(
    ("mode", "extra"),
    [
        ("rail", {}),
        ("rail", {"via": ("Khorgos",)}),
        ("rail", {"via": ("Dostyk", "Astana"), "avoid": ("Belarus",)}),
        ("road", {}),
        ("road", {"via": ("Khorgos",)}),
        ("any", {"avoid": ("Kazakhstan", "Russia", "Mongolia")}),
    ],
)
def test_one_search_for_many_finds_what_one_for_each_does(corridor, mode, extra):
    names = ["ALM1", "TAS", "POT", "DUI", "MOW", "HLK", "SHA", "MAL", "LON"]
    requests = [Request("XIA", name, mode, **extra) for name in names]
    view = View(corridor.infrastructure, requests[0])
    together = fastest(view, requests)
    assert together == [shortest(corridor.infrastructure, request) for request in requests]
    assert together == fastest(view, requests)  # what was kept does not change it
    assert any(together)


# How they can be asked


def test_hubs_have_names_in_any_script(corridor, found):
    named = list(corridor.choices(("西安", "Duisburg"), "fast"))
    pairs = by_pair(found)
    alike = [*pairs["XIA", "DUI", "fast"], *pairs["DUI", "XIA", "fast"]]
    assert [(c.origin, c.way.id, c.gateway) for c in named] == [
        (c.origin, c.way.id, c.gateway) for c in alike
    ]
    assert [c.outlook.quantiles for c in named] == [c.outlook.quantiles for c in alike]
    # A name that several places share: each mode takes its own.
    shared = list(corridor.choices(("Almaty", "Tashkent"), "fast"))
    ends = {(c.way.mode, c.outlook.route.origin.id) for c in shared}
    assert {("rail", "ALM1"), ("road", "ALC")} <= ends
    # Two names of one terminal have no way between them.
    assert list(corridor.choices(("Almaty-1", "ALM1", "Almaty", "TAS"), "fast"))


def test_default_hubs_are_those_that_the_corridor_has(corridor):
    hubs = OURS.hubs
    assert 26 <= len(hubs) == len(set(hubs)) <= 30
    assert set(hubs) <= set(corridor.places)
    places = {k: v for k, v in corridor.places.items() if k not in hubs[2:]}
    graph = corridor.graph.subgraph(
        node for node, data in corridor.graph.nodes(data=True) if data["place"] in places
    )
    small = replace(corridor, places=places, graph=graph)
    origins = {choice.origin.id for choice in small.choices()}
    assert origins == set(hubs[:2])


def test_tables_without_the_gateways_serve(corridor):
    """A corridor whose tables know none of the crossings, ports and canals."""
    known = {k: v for k, v in corridor.places.items() if v.country == "DE"}
    graph = corridor.graph.subgraph(
        node for node, data in corridor.graph.nodes(data=True) if data["place"] in known
    )
    german = replace(corridor, places=known, graph=graph)
    seen = {c.way.mode for c in german.choices(("Duisburg", "Hamburg"), "standard")}
    assert {"rail", "road"} <= seen


def test_they_come_one_by_one_and_tell_how_far_they_are(corridor):
    told = []
    stream = corridor.choices(("URM", "ALM1", "TAS"), progress=lambda *step: told.append(step))
    assert told == []
    first = next(stream)
    assert first.origin.id == "URM"
    assert told == [(1, 9)]  # from Urumqi to Urumqi
    list(stream)
    assert told == [(step, 9) for step in range(1, 10)]


def test_bad_questions_are_told_at_once(corridor: Corridor):
    with pytest.raises(UnknownPlace, match="did you mean Duisburg"):
        corridor.choices(("Xi'an", "Duisberg"))
    for hubs in ((), ("Xi'an",), "Xi'an", ("Xi'an", "西安")):
        with pytest.raises(RequestError, match="fewer than two hubs; name two or more"):
            corridor.choices(hubs)
    with pytest.raises(RequestError, match="service is 'slow'; use one of fast, standard"):
        corridor.choices(("Xi'an", "Duisburg"), ("slow",))
    with pytest.raises(RequestError, match="no service"):
        corridor.choices(("Xi'an", "Duisburg"), ())
    with pytest.raises(RequestError, match="7 is no name"):
        corridor.choices(("Xi'an", 7))
