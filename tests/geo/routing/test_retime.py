"""A route belongs to its network: asked in another, it is timed anew there or refused."""

from __future__ import annotations

import itertools
import pickle
import re
from dataclasses import replace

import pytest
import shipped
from matplotlib.text import Text

from khorgos import draw, layers, maps
from khorgos.geo import Corridor, NoRoute, RequestError
from khorgos.geo.routing.drivers import elapsed
from khorgos.geo.routing.retime import in_network
from khorgos.geo.scenario.scenarios import Effect, Scenario

BASE = shipped.corridor()
QUESTIONS = {
    "rail": ("Xi'an", "Duisburg", {}),
    "fast": ("Xi'an", "Duisburg", {"service": "fast"}),
    "Caspian": ("Xi'an", "Istanbul", {"avoid": "Russia"}),
    "road": ("Almaty", "Urumqi", {"mode": "road", "door": True}),
    "two drivers": ("Xi'an", "Warsaw", {"mode": "road"}),
    "one driver": ("Xi'an", "Warsaw", {"mode": "road", "drivers": 1}),
    "car": ("Almaty", "Khorgos", {"mode": "road", "vehicle": "car"}),
    "sea": ("Shanghai", "Rotterdam", {"mode": "sea"}),
    "air": ("Xi'an", "Frankfurt", {"mode": "air"}),
    "mixed": ("Xi'an", "Aktau", {"mode": "any"}),
    "planned": ("Kashgar", "Tashkent", {"include": "planned"}),
    "suspended": ("Minsk", "Kyiv", {"include": "suspended"}),
}


ROUTES = {name: BASE.route(a, b, **options) for name, (a, b, options) in QUESTIONS.items()}
every_route = pytest.mark.parametrize("name", ROUTES)
every_scenario = pytest.mark.parametrize("id_", sorted(BASE.scenarios))


def one(*effects: Effect) -> Scenario:
    return Scenario("test", "Test", effects)


def first_move(route):
    """The first that has a speed."""
    return next(leg for leg in route.legs if leg.figure.unit == "km/h")


@every_route
def test_a_route_of_the_network_is_itself(name):
    route = ROUTES[name]
    assert BASE.retimed(route) is route
    again = pickle.loads(pickle.dumps(route))
    assert BASE.retimed(again) is again
    assert BASE.outlook(again).quantiles == BASE.outlook(route).quantiles


@every_route
@every_scenario
def test_every_scenario_times_it_anew_or_refuses_it(name, id_):
    """What comes out is of that network, and the way back leads to the first route."""
    route, under = ROUTES[name], BASE.apply(id_)
    closed = {edge.id for *_, edge in under.infrastructure.topology if edge.status == "closed"}
    first = next((leg for leg in route.legs if leg.edge.id in closed), None)
    if first:
        told = re.escape(f"({first.edge.id}) is closed by scenario {id_}; ")
        with pytest.raises(RequestError, match=told):
            under.retimed(route)
        return
    there = under.retimed(route)
    topology = under.infrastructure.topology
    assert all(topology.get(*edge) for edge in there.edges)
    for (start, end, key), leg in zip(
        there.edges, (x for x in there.legs if x.activity not in ("rest", "door")), strict=True
    ):
        assert leg.edge == topology.get(start, end, key)
        assert leg.time == leg.edge.times.of(there.variant)
        assert leg.figure == under.figure(leg.edge.figure, there.variant)
    assert (there.crew, there.door, there.mode) == (route.crew, route.door, route.mode)
    assert under.retimed(there) is there
    if {leg.status for leg in there.legs} != {leg.status for leg in route.legs}:
        with pytest.raises(RequestError, match=r"is planned; ask .* include='planned'"):
            BASE.retimed(there)
    else:
        assert BASE.retimed(there) == route


def test_a_route_found_there_is_the_one_timed_there():
    """Where both networks go the same way, all that is told of it is the same."""
    changed = 0
    networks = (BASE.apply(id_) for id_ in BASE.scenarios)
    for under, (name, (a, b, options)) in itertools.product(networks, QUESTIONS.items()):
        try:
            found = under.route(a, b, **options)
        except NoRoute:
            continue
        if set(found.edges) - set(ROUTES[name].edges):
            continue
        assert found == under.retimed(ROUTES[name])
        assert under.outlook(found).quantiles == under.outlook(ROUTES[name]).quantiles
        changed += found != ROUTES[name]
    assert changed


def test_no_answer_goes_through_what_is_closed(tmp_path):
    route, under = ROUTES["rail"], BASE.apply("no-russia")
    edge = "rail:KSN-KSOR"
    outlook = BASE.outlook(route)
    for ask in (
        under.outlook,
        under.cost,
        under.emissions,
        under.simulate,
        lambda x: under.simulate(x, 100, depart="2026-06-01T08:00+08:00"),
        lambda x: draw(under, x),
        lambda x: draw(under, [x]),
        lambda _: draw(under, outlook),
        lambda x: maps.picture(under, x),
        lambda x: maps.write_picture(tmp_path / "map.svg", under, [x]),
        lambda x: maps.charts.split(under, [x]),
        lambda x: maps.charts.arrivals(under, [x]),
        lambda x: maps.charts.staircase(under, [x]),
        lambda x: layers.write(tmp_path / "legs.csv", under, x),
    ):
        with pytest.raises(RequestError) as caught:
            ask(route)
        text = str(caught.value)
        assert text.startswith("Xi'an → Duisburg cannot go this way here: ")
        assert f" ({edge}) is closed by scenario no-russia; ask this network" in text
        assert "\n" not in text
    assert not list(tmp_path.iterdir())


def test_of_two_scenarios_the_one_that_closes_it_is_named():
    under = BASE.apply("caspian-storms", "no-russia")
    with pytest.raises(RequestError, match="closed by scenario no-russia;"):
        under.cost(ROUTES["rail"])
    both = BASE.apply(
        Scenario("one", "", (Effect("close", "place:SHA"),)),
        Scenario("two", "", (Effect("close", "passage:Suez Canal"),)),
    )
    with pytest.raises(RequestError, match="closed by scenario one and two;"):
        both.cost(ROUTES["sea"])


@pytest.mark.parametrize("name", ["rail", "road", "two drivers", "one driver", "car"])
def test_slower_lines_make_it_slower(name):
    route = ROUTES[name]
    leg = first_move(route)
    under = BASE.apply(one(Effect("speed", f"figure:{leg.figure.id}", 0.5, "x")))
    there = under.retimed(route)
    slow = [x for x in there.legs if x.figure.id == leg.figure.id]
    assert sum(x.hours for x in slow) == pytest.approx(
        2 * sum(x.hours for x in route.legs if x.figure.id == leg.figure.id)
    )
    quantiles = [n.outlook(route, "quiet").quantiles for n in (BASE, under)]
    assert all(quantiles[1][p] > quantiles[0][p] for p in quantiles[0])
    if route.crew:
        wheel = sum(x.hours for x in there.legs if x.edge.driven)
        rests = sum(x.hours for x in there.legs if x.activity == "rest")
        assert rests == pytest.approx(elapsed(wheel, route.crew) - wheel)
        assert rests >= sum(x.hours for x in route.legs if x.activity == "rest")


@every_route
def test_a_wait_on_the_way_is_taken_in_and_left_out(name):
    route = ROUTES[name]
    leg = first_move(route)
    under = BASE.apply(one(Effect("delay", leg.edge.id, 24.0, "h", judgement="yes")))
    there = under.retimed(route)
    assert len(there.nodes) == len(route.nodes) + 1
    number = there.legs.index(next(x for x in there.legs if x.edge.id == leg.edge.id))
    wait = there.legs[number - 1]
    assert wait.edge.id == f"delay:{leg.edge.id}"
    assert wait.hours == 24.0
    assert there.hours == pytest.approx(route.hours + 24)
    assert BASE.retimed(there) == route
    other = BASE.apply(one(Effect("delay", leg.edge.id, 48.0, "h", judgement="yes")))
    assert other.retimed(there).hours == pytest.approx(route.hours + 48)


def test_what_a_scenario_opens_is_not_open_without_it():
    there = BASE.apply("almaty-bypass")
    for a, b in (("Altynkol", "Shu"), ("Shu", "Altynkol")):
        route = there.route(a, b)
        used = next(
            leg for leg, (start, end, id_) in zip(
                (x for x in route.legs if x.activity != "rest"), route.edges, strict=True
            )
            if BASE.infrastructure.topology.get(start, end, id_).status == "planned"
        )  # fmt: skip
        with pytest.raises(RequestError) as caught:
            BASE.outlook(route)
        told = f"({used.edge.id}) is planned; ask this network for a route of its own"
        assert told in str(caught.value)
        assert str(caught.value).endswith("or with include='planned'")


def test_included_links_stay_included():
    """Taken as planned, they may be open elsewhere, and planned here."""
    route = BASE.route("Altynkol", "Shu", include="planned")
    assert "planned" in {leg.status for leg in route.legs}
    assert BASE.cost(route).total_usd.typical > 0
    there = BASE.apply("almaty-bypass").retimed(route)
    assert {leg.status for leg in there.legs} == {"open"}
    suspended = BASE.revised(
        edges=[replace(leg.edge, status="suspended") for leg in route.legs if leg.kind == "move"]
    )
    with pytest.raises(RequestError, match=r"is suspended; .* include='suspended'"):
        suspended.outlook(route)


def test_a_link_that_only_a_scenario_has():
    link = Effect(
        "link", "rail:NEW", link_from="ZHT", link_to="ALT", carrier="rail", gauge=1520,
        length_km=275.0, figure="rail.kz.khorgos_line", judgement="yes",
    )  # fmt: skip
    under = BASE.apply(one(link))
    route = under.route("Zhetygen", "Altynkol")
    assert [leg.edge.id for leg in route.legs] == ["rail:NEW"]
    with pytest.raises(RequestError, match=r"\(rail:NEW\) does not exist; ask this network"):
        BASE.outlook(route)
    old = BASE.route("Zhetygen", "Altynkol")
    assert under.outlook(old).quantiles == BASE.outlook(old).quantiles


def test_a_link_of_the_table_of_scenarios_is_told():
    linked = {
        effect.target: id_
        for id_, scenario in BASE.scenarios.items()
        for effect in scenario.effects
        if effect.effect == "link"
    }
    for target, id_ in linked.items():
        under = BASE.apply(id_)
        start, end, edge = next(x for x in under.infrastructure.topology if x[2].id == target)
        nodes = under.infrastructure.topology.nodes
        route = under.route(nodes[start].name, nodes[end].name, mode=edge.carrier)
        with pytest.raises(RequestError, match=f"does not exist without scenario {id_}"):
            BASE.outlook(route)


def test_another_load_is_counted():
    route = ROUTES["road"]
    busy = BASE.with_load("nurzholy.east", arrivals=900)
    quantiles = [n.outlook(route, "quiet").quantile(0.5) for n in (BASE, busy)]
    assert quantiles[1] > quantiles[0] + 1
    assert busy.retimed(route).hours > route.hours
    assert BASE.outlook(busy.retimed(route), "quiet").quantile(0.5) == quantiles[0]


def test_another_folder(edit, tables):
    route = BASE.route("Zhetygen", "Altynkol")
    (tables / "version.txt").write_text("2099.1.1\n", encoding="utf-8")
    same = Corridor.load(tables)
    there = same.retimed(route)
    assert there == replace(route, data_version="2099.1.1")
    assert there.geography is same.infrastructure.geography
    assert route.legs[0].edge.length_km == 106.7
    longer = Corridor.load(edit("edges.csv", ",106.7,", ",116.7,"))
    assert longer.retimed(route).distance_km == pytest.approx(route.distance_km + 10)
    assert longer.cost(route).total_usd.typical > BASE.cost(route).total_usd.typical


def test_other_tables_without_the_edge(edit):
    route = BASE.route("Almaty", "Khorgos")
    edge = first_move(route).edge.id
    other = Corridor.load(edit("edges.csv", f"\n{edge},", f"\n{edge}#other,"))
    with pytest.raises(RequestError, match=rf"\({edge}\) does not exist; ask this network"):
        other.simulate(route)


def test_an_outlook_is_of_its_network():
    """Its law says what held there, in worse months too."""
    route = ROUTES["rail"]
    ours = BASE.outlook(route)
    assert BASE.outlooks([ours, route]) == [ours, ours]
    assert BASE.outlooks(pickle.loads(pickle.dumps(ours)))[0].quantiles == ours.quantiles
    dated = BASE.simulate(route, 100, depart="2026-06-01T08:00+08:00")
    assert BASE.outlooks(dated) == [dated]
    row = BASE.figures["customs.dostyk.entry"]["standard/stressed"]
    north = BASE.regimes["northern"]
    for other in (
        BASE.apply("dostyk-moiynty-second-track"),
        BASE.revised(figures=[row._replace(high=row.high + 100)]),
        BASE.revised(regimes=[north._replace(correlation=0.1)]),
    ):
        assert other.outlook(route).quantiles != ours.quantiles
        for ask in (other.outlooks, lambda x, other=other: draw(other, x)):
            with pytest.raises(RequestError, match="is of another network; give its route, or"):
                ask(ours)


def test_charts_and_files_show_it_as_it_is_there(tmp_path):
    route = ROUTES["rail"]
    under = BASE.apply("dostyk-moiynty-second-track")
    there = under.retimed(route)
    assert there.hours < route.hours
    (file,) = layers.write(tmp_path / "legs.csv", under, route)
    (same,) = layers.write(tmp_path / "same.csv", under, there)
    assert file.read_text(encoding="utf-8") == same.read_text(encoding="utf-8")
    for chart in (maps.charts.split, maps.charts.arrivals, maps.charts.staircase):
        one, other = (
            [text.get_text() for text in chart(under, [x]).findobj(Text)] for x in (route, there)
        )
        assert one == other


def test_what_is_no_route_or_a_broken_one_is_told():
    with pytest.raises(RequestError, match="3 is no route; ask"):
        BASE.outlook(3)
    route = ROUTES["rail"]
    half = replace(route, legs=route.legs[:3])
    with pytest.raises(RequestError, match="its legs are not those between its nodes; change both"):
        BASE.outlook(half)
    with pytest.raises(RequestError, match="its legs are not those between its nodes"):
        BASE.cost(replace(route, nodes=()))
    whole = replace(half, nodes=route.nodes[:4])
    assert BASE.outlook(whole).mean_hours < BASE.outlook(route).mean_hours


def test_the_parts_do_without_the_facade():
    under = BASE.apply("no-russia")
    with pytest.raises(RequestError, match=r"is closed; ask this network"):
        in_network(under.infrastructure, ROUTES["rail"])
