"""Routes: right against brute force, and with the properties that people rely on."""

from __future__ import annotations

import functools
import itertools
import math
from dataclasses import replace

import networkx as nx
import pytest
import shipped
from hypothesis import HealthCheck, given, reject
from hypothesis import strategies as st
from scipy.sparse.csgraph import dijkstra
from sizes import examples
from small import remade

from khorgos.geo import NoRoute, RequestError, UnknownPlace
from khorgos.geo.graph.edge import Times
from khorgos.geo.places.gazetteer import exactly
from khorgos.geo.routing import search
from khorgos.geo.routing.drivers import elapsed
from khorgos.geo.routing.request import MODES, Request
from khorgos.geo.routing.router import find_route, route_of
from khorgos.geo.routing.view import View
from khorgos.geo.values import Range

CORRIDOR = shipped.corridor()
HUBS = [exactly(place.id) for place in CORRIDOR.places.values() if place.rank == 1]
NEAR = [exactly(place.id) for place in CORRIDOR.places.values() if place.rank <= 2]
QUIET = examples(60, suppress_health_check=list(HealthCheck))


def brute(mode: str, variant: str, pace: float = 1.0) -> nx.DiGraph:
    """The same network as a plain graph: cheapest open edge between two nodes."""
    plain = nx.DiGraph()
    for start, end, edge in CORRIDOR.graph.edges(data=True):
        if edge["status"] == "open" and edge["carriers"] <= MODES[mode]:
            road = edge["kind"] == "move" and edge["carrier"] == "road"
            hours = edge["times"][variant].typical * (pace if road else 1.0)
            known = plain.get_edge_data(start, end, {"hours": float("inf")})["hours"]
            plain.add_edge(start, end, hours=min(hours, known))
    return plain


def fastest(origin, destination, *, network=CORRIDOR, **options):
    """What the search alone finds: the least typical hours, of which `route` is not bound."""
    return find_route(network.infrastructure, Request(origin, destination, **options))


def terminals(name: str, mode: str) -> list[str]:
    data = CORRIDOR.graph.nodes
    nodes = [n for n in CORRIDOR.terminals(name) if data[n]["carrier"] in MODES[mode]]
    ashore = [n for n in nodes if data[n]["carrier"] not in ("ferry", "sea")]
    return nodes if mode == "sea" else ashore or nodes


@pytest.mark.parametrize(
    ("mode", "service", "vehicle", "hubs"),
    [
        ("rail", "standard", "truck", HUBS),
        ("rail", "fast", "truck", HUBS),
        ("road", "fast", "truck", HUBS),
        ("road", "standard", "car", HUBS),
        ("any", "standard", "truck", HUBS[::2]),
        pytest.param("any", "standard", "truck", HUBS, marks=pytest.mark.nightly),
        pytest.param("any", "fast", "truck", HUBS, marks=pytest.mark.nightly),
        pytest.param("road", "standard", "truck", HUBS, marks=pytest.mark.nightly),
    ],
)
def test_routes_equal_brute_force_over_all_hub_pairs(mode, service, vehicle, hubs):
    truck = vehicle == "truck" and mode in ("road", "any")
    plain = brute(mode, "car" if vehicle == "car" else service)
    compared = 0
    number = {node: at for at, node in enumerate(plain)}
    ends = {hub: [number[n] for n in terminals(hub, mode) if n in number] for hub in hubs}
    sources = list(dict.fromkeys(itertools.chain(*ends.values())))
    matrix = nx.to_scipy_sparse_array(plain, weight="hours", format="csr")
    lengths = dict(zip(sources, dijkstra(matrix, indices=sources), strict=True))
    view = View(CORRIDOR.infrastructure, Request("", "", mode, service, vehicle))
    for a, b in itertools.permutations(hubs, 2):
        pairs = itertools.product(ends[a], ends[b])
        options = [lengths[s][t] for s, t in pairs if math.isfinite(lengths[s][t])]
        request = Request(a, b, mode, service, vehicle)
        (path,) = search.fastest(view, [request])
        if path is None:
            assert not options, (a, b)
            continue
        route = route_of(view, request, path)
        if truck:  # rests come on top
            working = sum(leg.hours for leg in route.legs if leg.activity != "rest")
            assert working >= min(options) - 1e-9, (a, b)
        else:
            assert route.hours == pytest.approx(min(options), rel=1e-12), (a, b)
        compared += 1
    assert compared > 300


@pytest.mark.parametrize("hubs", [12, pytest.param(len(HUBS), marks=pytest.mark.nightly)])
@pytest.mark.parametrize(("mode", "service"), [("road", "standard"), ("any", "fast")])
def test_no_path_is_faster_with_its_rests(mode, service, hubs):
    """Paths that are fastest at various paces, rests added: none beats the answer."""
    drivers = 2 if service == "fast" else 1
    compared = 0
    answer = functools.cache(lambda a, b: fastest(a, b, mode=mode, service=service).hours)
    for pace in (1.0, 1.5, 2.2, 3.0):
        plain = brute(mode, service, pace)
        driving = brute(mode, service, 0.0)
        ends = {hub: terminals(hub, mode) for hub in HUBS[:hubs]}
        sources = set(itertools.chain(*ends.values())) & set(plain)
        paths = {s: nx.single_source_dijkstra_path(plain, s, weight="hours") for s in sources}
        for a, b in itertools.permutations(ends, 2):
            for s, e in itertools.product(ends[a], ends[b]):
                if e not in paths.get(s, {}):
                    continue
                path = paths[s][e]
                steps = list(itertools.pairwise(path))
                waits = sum(driving[x][y]["hours"] for x, y in steps)
                wheel = (sum(plain[x][y]["hours"] for x, y in steps) - waits) / pace
                assert answer(a, b) <= waits + elapsed(max(wheel, 0.0), drivers) + 1e-6, (a, b)
                compared += 1
    assert compared > 100


def test_path_equals_networkx_shortest_path():
    plain = brute("rail", "standard")
    path = nx.shortest_path(plain, "XIA:rail1435", "DUI:rail1435", weight="hours")
    places = [CORRIDOR.graph.nodes[node]["place"] for node in path]
    route = CORRIDOR.route("Xi'an", "Duisburg")
    assert [place.id for place in route.places] == [id_ for id_, _ in itertools.groupby(places)]


def test_plain_networkx_works_on_the_graph():
    hours = nx.shortest_path_length(CORRIDOR.graph, "ZHT:rail1520", "ALT:rail1520", weight="hours")
    assert hours == pytest.approx(CORRIDOR.route("Zhetygen", "Altynkol").hours)


def check(route):
    """What holds for any route."""
    assert sum(leg.hours for leg in route.legs) == pytest.approx(route.hours, abs=1e-9)
    assert sum(leg.low_hours for leg in route.legs) == pytest.approx(route.low_hours, abs=1e-9)
    assert sum(leg.high_hours for leg in route.legs) == pytest.approx(route.high_hours, abs=1e-9)
    assert sum(leg.distance_km for leg in route.legs) == pytest.approx(route.distance_km, abs=1e-9)
    assert sum(route.shares().values()) == pytest.approx(1, abs=1e-9)
    gauge = next((leg.gauge for leg in route.legs if leg.gauge), None)
    for before, leg in itertools.pairwise(route.legs):
        assert before.destination == leg.origin
    for leg in route.legs:
        assert 0 <= leg.low_hours <= leg.hours <= leg.high_hours
        if leg.kind == "move":
            if leg.gauge:
                assert leg.gauge == gauge, "a wagon rides on track of another gauge"
        elif leg.gauge:
            # Gauge changes, and lifts back to rail, are the only places where it changes.
            assert leg.gauge == gauge or leg.activity in ("gauge", "lift")
            gauge = leg.gauge


def routes(**options):
    """Any two places, any conditions."""
    return st.fixed_dictionaries(
        {
            "origin": st.sampled_from(NEAR),
            "destination": st.sampled_from(NEAR),
            "mode": st.sampled_from(list(MODES)),
            "service": st.sampled_from(["fast", "standard"]),
            "vehicle": st.sampled_from(["truck", "car"]),
        }
        | options
    )


AVOID = ["Russia", "KZ", "China", "Belarus", "ferry", "Khorgos", "Dostyk", "Moscow", "Bosporus"]


@given(routes(avoid=st.lists(st.sampled_from(AVOID), max_size=3, unique=True)))
@QUIET
def test_any_route_holds_together_and_avoiding_only_lengthens(question):
    try:
        route = CORRIDOR.route(**question)
    except (NoRoute, RequestError):
        reject()
    check(route)
    assert {leg.status for leg in route.legs} == {"open"}
    free = CORRIDOR.route(**(question | {"avoid": ()}))
    assert route.hours >= free.hours - 1e-9
    for name in question["avoid"]:
        if name in ("Russia", "KZ", "China", "Belarus"):
            code = {"Russia": "RU", "China": "CN", "Belarus": "BY"}.get(name, name)
            assert code not in route.countries
        elif name == "ferry":
            assert all(leg.carrier != "ferry" for leg in route.legs)
        elif name != "Bosporus":
            assert name not in [place.name for place in route.places]


@given(routes(via=st.lists(st.sampled_from(NEAR), min_size=1, max_size=2)))
@QUIET
def test_via_passes_and_only_lengthens(question):
    try:
        route = CORRIDOR.route(**question)
    except (NoRoute, RequestError):
        reject()
    check(route)
    ids = [place.id for place in route.places]
    position = 0
    for name in question["via"]:
        id_ = name.removeprefix(exactly(""))
        assert id_ in ids[position:]
        position = ids.index(id_, position)
    free = CORRIDOR.route(**(question | {"via": ()}))
    assert route.hours >= free.hours - 1e-9


@given(routes(), st.data())
@QUIET
def test_a_delay_anywhere_never_shortens(question, data):
    try:
        route = fastest(**question)
    except (NoRoute, RequestError):
        reject()
    on_the_way = st.sampled_from([leg.edge.id for leg in route.legs])
    anywhere = st.sampled_from([e["id"] for _, _, e in CORRIDOR.graph.edges(data=True)])
    slowed = data.draw(st.sets(on_the_way | anywhere, min_size=1, max_size=5))
    delay = data.draw(st.floats(0, 500))

    def slower(edge):
        times = (Range(*(hours + delay for hours in time)) for time in edge.times)
        return replace(edge, times=Times(*times)) if edge.id in slowed else edge

    later = remade(CORRIDOR, slower)
    assert fastest(network=later, **question).hours >= route.hours - 1e-9


@given(st.sampled_from(HUBS), st.sampled_from(HUBS))
@QUIET
def test_both_directions_work(a, b):
    try:
        CORRIDOR.route(a, b)
    except (NoRoute, RequestError):
        reject()
    check(CORRIDOR.route(b, a))


def test_direction_matters_at_the_border():
    west = CORRIDOR.route("Xi'an", "Almaty", via=["Khorgos"])
    east = CORRIDOR.route("Almaty", "Xi'an", via=["Horgos"])
    assert west.distance_km == pytest.approx(east.distance_km, abs=5)
    assert west.hours > east.hours + 24  # the gauge change falls on the Kazakh side
    assert {leg.origin.id for leg in west.legs if leg.activity == "gauge"} == {"KGW"}
    assert {leg.origin.id for leg in east.legs if leg.activity == "gauge"} == {"HOR"}


def test_fast_is_faster():
    fast = CORRIDOR.route("Xi'an", "Duisburg", service="fast")
    assert fast.hours < CORRIDOR.route("Xi'an", "Duisburg").hours


def test_planned_and_suspended_links_need_asking():
    usual = CORRIDOR.route("Zhetygen", "Shu")
    bypass = CORRIDOR.route("Zhetygen", "Shu", include=["planned"])
    assert "planned" not in {leg.status for leg in usual.legs}
    assert "planned" in {leg.status for leg in bypass.legs}
    assert bypass.hours < usual.hours
    with pytest.raises(NoRoute, match=r"cut by links that are planned \(include planned"):
        CORRIDOR.route("Almaty", "Khorgos airport", mode="road")
    assert CORRIDOR.route("Almaty", "Khorgos airport", mode="road", include=["planned"]).legs
    with pytest.raises(NoRoute, match="links that are suspended"):
        CORRIDOR.route("Moscow", "Kouvola")


def test_no_route_names_what_cut_it():
    with pytest.raises(NoRoute, match="cut by avoid Kazakhstan"):
        CORRIDOR.route("Khorgos", "Almaty", avoid=["Kazakhstan", "Serbia"])
    with pytest.raises(NoRoute, match="cut by avoid Dostyk, and by avoid Khorgos") as caught:
        CORRIDOR.route("Urumqi", "Astana", avoid=["Dostyk", "Khorgos", "Russia", "Mongolia"])
    assert caught.value.origin == "Urumqi"
    with pytest.raises(
        NoRoute, match=r"mode sea \(rail and sea takes .* days; .*--way rail-sea, way='rail-sea'\)"
    ):
        CORRIDOR.route("Xi'an", "Rotterdam", mode="sea")
    with pytest.raises(NoRoute, match="by avoid Russia, and by via Vostochny; lifting one"):
        CORRIDOR.route("Zhetygen", "Altynkol", via=["Vostochny"], avoid=["Russia"])


def test_unknown_place_gives_the_nearest_names():
    with pytest.raises(UnknownPlace, match="did you mean Duisburg") as caught:
        CORRIDOR.route("Xi'an", "Duisberg")
    assert caught.value.nearest[0] == "Duisburg"
    with pytest.raises(UnknownPlace, match="Khorgos"):
        CORRIDOR.route("Xi'an", "Duisburg", via=["Korgos"])
    with pytest.raises(UnknownPlace):
        CORRIDOR.route("Xi'an", "Duisburg", avoid=["Atlantis"])


@pytest.mark.parametrize(
    ("written", "meant"),
    [("Rusia", "Russia"), ("Казахстн", "Казахстан"), ("fery", "ferry"), ("Suez Cnl", "suez canal")],
)
def test_what_to_avoid_may_be_a_misspelt_country_carrier_or_passage(written, meant):
    with pytest.raises(UnknownPlace, match=f"did you mean {meant}") as caught:
        CORRIDOR.route("Xi'an", "Duisburg", avoid=written)
    CORRIDOR.route("Shanghai", "Urumqi", avoid=caught.value.nearest[0])


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("mode", "teleport"),
        ("service", "slow"),
        ("vehicle", "bike"),
        ("include", ["closed"]),
    ],
)
def test_bad_options_say_which_exist(option, value):
    with pytest.raises(RequestError, match="use one of"):
        CORRIDOR.route("Xi'an", "Duisburg", **{option: value})


def test_origin_is_destination():
    with pytest.raises(RequestError, match="are the same place; name two"):
        CORRIDOR.route("Xi'an", "西安")


def test_canal_can_be_avoided():
    suez = CORRIDOR.route("Shanghai", "Rotterdam", mode="sea")
    cape = CORRIDOR.route("Shanghai", "Rotterdam", mode="sea", avoid=["Suez Canal"])
    assert cape.days - suez.days == pytest.approx(14.5, abs=0.5)
    assert CORRIDOR.passages >= {"suez canal"}


def test_a_train_to_a_port_ends_on_the_quay():
    route = CORRIDOR.route("Aktau", "Alat", avoid=["Russia"])
    assert route.legs[0].activity == "departure"
    assert route.legs[-1].activity == "lift"
    assert CORRIDOR.route("Aktau", "Alat", mode="sea").legs[0].kind == "move"
