"""Scenarios: each does what it says, they combine in any order, and the old network stays."""

from __future__ import annotations

import itertools
import math
import pickle
import shutil
from datetime import date

import pytest
import shipped

from khorgos.geo import Corridor, NoRoute, RequestError, TableError
from khorgos.geo.graph.edge import edge_times
from khorgos.geo.queues.crossings import queue_of
from khorgos.geo.scenario.scenarios import Effect, Scenario, read_scenarios
from khorgos.geo.tables.reading import DATA

BASE = shipped.corridor()
SHIPPED = BASE.scenarios
EXPECTED = {
    "poland-belarus-closure", "no-russia", "khorgos-rail-ban", "nurzholy-holiday",
    "zharkent-fire", "zhetygen-altynkol-second-track", "almaty-bypass",
    "dostyk-moiynty-second-track", "bakhty-ayagoz", "china-kyrgyzstan-uzbekistan",
    "caspian-storms", "red-sea-cape", "khorgos-airport",
}  # fmt: skip
OPEN_ENDED = {
    "no-russia", "zhetygen-altynkol-second-track", "almaty-bypass",
    "dostyk-moiynty-second-track", "bakhty-ayagoz", "china-kyrgyzstan-uzbekistan",
    "red-sea-cape", "khorgos-airport",
}  # fmt: skip
ROAD, SEA, FAST = {"mode": "road"}, {"mode": "sea"}, {"service": "fast"}
every = pytest.mark.parametrize("id_", sorted(SHIPPED))


@pytest.fixture(scope="module")
def under():
    """The network under each scenario alone."""
    return {id_: BASE.apply(id_) for id_ in SHIPPED}


def one(effect: str, target: str, mode: float | None = None, unit: str = "", **more) -> Scenario:
    more.setdefault("judgement", "yes")
    return Scenario("test", "Test", (Effect(effect, target, mode, unit, **more),))


def state(corridor: Corridor) -> bytes:
    nodes = sorted(corridor.graph.nodes(data=True), key=lambda node: node[0])
    edges = sorted(corridor.graph.edges(data=True, keys=True), key=lambda edge: edge[:3])
    figures = sorted(corridor.figures.items())
    return pickle.dumps(
        [repr(part) for part in (figures, nodes, edges, corridor.places, corridor.loads)]
    )


def answers(corridor: Corridor) -> list:
    questions = [
        ("Xi'an", "Duisburg", {}),
        ("Xi'an", "Almaty", FAST),
        ("Almaty", "Urumqi", ROAD),
        ("Shanghai", "Rotterdam", SEA),
    ]
    routes = [corridor.route(a, b, **options) for a, b, options in questions]
    return [(route.to_dict(), corridor.outlook(route).to_dict()) for route in routes]


# The shipped scenarios


def test_all_are_shipped_and_each_has_a_question():
    assert set(SHIPPED) == EXPECTED
    assert {*SLOWER, *QUICKER, *CONNECTED} == EXPECTED


@every
def test_dates_and_sources_are_there(id_):
    scenario = SHIPPED[id_]
    assert scenario.start is not None
    assert (scenario.end is None) == (id_ in OPEN_ENDED)
    for effect in scenario.effects:
        assert effect.sources
        assert set(effect.sources) <= set(BASE.sources)
        assert effect.note
        assert effect.as_of
        low, mode, high = effect.range
        assert low <= mode <= high


def test_the_dates_that_sources_give():
    dates = {
        "poland-belarus-closure": (date(2025, 9, 12), date(2025, 9, 24)),
        "khorgos-rail-ban": (date(2023, 3, 11), date(2023, 3, 26)),
        "dostyk-moiynty-second-track": (date(2025, 9, 30), None),
        "red-sea-cape": (date(2023, 12, 16), None),
    }
    for id_, (start, end) in dates.items():
        assert (SHIPPED[id_].start, SHIPPED[id_].end) == (start, end)
    queue = next(x for x in SHIPPED["nurzholy-holiday"].effects if x.target.startswith("queue"))
    assert (queue.start, queue.range) == (date(2025, 11, 8), (72.0, 96.0, 120.0))
    starts = {id_: scenario.start.year for id_, scenario in SHIPPED.items()}
    assert starts["bakhty-ayagoz"] == 2028
    assert starts["china-kyrgyzstan-uzbekistan"] == 2030
    assert starts["khorgos-airport"] == 2027


SLOWER = {
    "poland-belarus-closure": [("Xi'an", "Duisburg", {}), ("Minsk", "Warsaw", ROAD)],
    "no-russia": [("Xi'an", "Duisburg", {}), ("Almaty", "Warsaw", ROAD)],
    "khorgos-rail-ban": [("Xi'an", "Almaty", {})],
    "nurzholy-holiday": [("Almaty", "Urumqi", ROAD), ("Urumqi", "Almaty", ROAD)],
    "zharkent-fire": [("Khorgos", "Almaty", ROAD)],
    "caspian-storms": [("Almaty", "Istanbul", {**ROAD, "avoid": "Russia", "via": "Aktau"}),
                       ("Xi'an", "Poti", {"avoid": "Russia"})],
    "red-sea-cape": [("Shanghai", "Rotterdam", SEA)],
}  # fmt: skip
QUICKER = {
    "zhetygen-altynkol-second-track": [("Xi'an", "Almaty", {}), ("Almaty", "Xi'an", {})],
    "almaty-bypass": [("Altynkol", "Shu", {}), ("Xi'an", "Tashkent", {})],
    "dostyk-moiynty-second-track": [("Urumqi", "Astana", {}), ("Astana", "Urumqi", {})],
    "bakhty-ayagoz": [("Tacheng", "Ayagoz", FAST)],
    "china-kyrgyzstan-uzbekistan": [("Kashgar", "Tashkent", {})],
    "khorgos-airport": [("Khorgos Gateway", "Frankfurt airport", {"mode": "air"})],
}
CONNECTED = {
    "khorgos-airport": [("Khorgos Gateway", "Khorgos airport", ROAD)],
    "bakhty-ayagoz": [("Urumqi", "Bakhty", {})],
    "china-kyrgyzstan-uzbekistan": [("Kashgar", "Makmal", {})],
}


def cases(table):
    return [(id_, *question) for id_, questions in table.items() for question in questions]


@pytest.mark.parametrize(("id_", "origin", "destination", "options"), cases(SLOWER))
def test_slower(under, id_, origin, destination, options):
    before, after = (c.route(origin, destination, **options) for c in (BASE, under[id_]))
    assert after.hours > before.hours
    early, late = BASE.outlook(before), under[id_].outlook(after)
    for share in (0.5, 0.9):
        assert late.quantile(share) > early.quantile(share)


@pytest.mark.parametrize(("id_", "origin", "destination", "options"), cases(QUICKER))
def test_quicker(under, id_, origin, destination, options):
    before, after = (c.route(origin, destination, **options) for c in (BASE, under[id_]))
    assert after.hours < before.hours
    assert under[id_].outlook(after).quantile(0.5) < BASE.outlook(before).quantile(0.5)


@pytest.mark.parametrize(("id_", "origin", "destination", "options"), cases(CONNECTED))
def test_newly_connected(under, id_, origin, destination, options):
    with pytest.raises(NoRoute):
        BASE.route(origin, destination, **options)
    assert under[id_].route(origin, destination, **options).hours > 0


def places(corridor, *question, **options):
    return {place.id for place in corridor.route(*question, **options).places}


def test_where_they_go_instead(under):
    assert "BRMA" in places(BASE, "Xi'an", "Duisburg")
    assert "BRMA" not in places(under["poland-belarus-closure"], "Xi'an", "Duisburg")
    middle = under["no-russia"].route("Xi'an", "Duisburg")
    assert "RU" not in middle.countries
    assert {"AKP", "ALA"} <= {place.id for place in middle.places}
    assert "DOS" in places(under["khorgos-rail-ban"], "Xi'an", "Almaty")
    assert "ALM1" not in places(under["almaty-bypass"], "Altynkol", "Shu")
    assert "ALT" in places(under["almaty-bypass"], "Xi'an", "Tashkent")
    assert {"TOR", "JAL"} <= places(under["china-kyrgyzstan-uzbekistan"], "Kashgar", "Tashkent")
    assert "BKT" in places(under["bakhty-ayagoz"], "Tacheng", "Ayagoz", service="fast")
    cape = under["red-sea-cape"].route("Shanghai", "Rotterdam", mode="sea")
    assert {leg.passage for leg in cape.legs} == {"Cape of Good Hope"}


def test_transit_stops_but_freight_to_russia_does_not(under):
    before, after = (c.route("Xi'an", "Moscow") for c in (BASE, under["no-russia"]))
    assert before.to_dict() == after.to_dict()


def test_a_ban_on_the_way_out_leaves_the_way_in(under):
    before, after = (c.route("Almaty", "Xi'an") for c in (BASE, under["khorgos-rail-ban"]))
    assert before.to_dict() == after.to_dict()


def test_cars_do_not_stand_in_the_queue_of_trucks(under):
    only = BASE.apply("nurzholy-holiday", on="2025-11-10")
    car, truck = (
        [c.route("Almaty", "Horgos", mode="road", vehicle=v).hours for c in (BASE, only)]
        for v in ("car", "truck")
    )
    assert car[0] == car[1]
    assert truck[0] < truck[1]


def test_a_shut_road_is_no_driving():
    """Three hours of waiting ask for no rest."""
    late = BASE.apply(one("delay", "road:ZHK-USH", 3.0, "h"))
    for origin, destination in (("Khorgos", "Almaty"), ("Almaty", "Khorgos")):
        before, after = (c.route(origin, destination, mode="road") for c in (BASE, late))
        assert after.hours == pytest.approx(before.hours + 3)
        assert after.distance_km == before.distance_km
        wait = next(leg for leg in after.legs if leg.figure.root == "delay")
        assert (wait.kind, wait.hours, wait.judgement) == ("wait", 3.0, True)


def test_the_airport_opens_with_its_links(under):
    assert BASE.places["APK"].status == "planned"
    assert under["khorgos-airport"].places["APK"].status == "open"
    assert under["khorgos-airport"].find("Khorgos airport")[0].status == "open"
    links = [x for *_, x in under["khorgos-airport"].graph.edges(data=True) if "APK" in x["id"]]
    assert links
    assert {link["status"] for link in links} == {"open"}


# The old corridor, and combining


@every
def test_applying_leaves_the_old_one_bit_for_bit(id_):
    before, asked = state(BASE), answers(BASE)
    other = BASE.apply(id_)
    other.route("Xi'an", "Almaty")
    assert state(BASE) == before
    assert answers(BASE) == asked
    assert other is not BASE
    assert other.graph is not BASE.graph
    assert other.applied == (id_,)
    assert BASE.applied == ()
    assert state(other) != before


def test_nothing_applied_is_the_base():
    same = BASE.apply()
    assert same is not BASE
    assert state(same) == state(BASE)
    assert answers(same) == answers(BASE)
    assert answers(BASE.apply("caspian-storms", on="2025-07-01")) == answers(BASE)


def test_all_together_in_any_order():
    ids = sorted(SHIPPED)
    together = state(BASE.apply(*ids))
    assert state(BASE.apply(*reversed(ids))) == together
    step = BASE
    for id_ in ids[5:] + ids[:5]:
        step = step.apply(id_)
    assert state(step) == together
    assert step.applied == tuple(ids)


def test_two_speeds_and_two_delays_add_up_in_any_order():
    effects = {
        "a": Effect("speed", "country:KZ", 0.9, "x"),
        "b": Effect("speed", "figure:rail.kz", 30.0, "km/h", low=20.0, high=40.0),
        "c": Effect("delay", "customs:ALT-CN#1435-entry", 5.0, "h"),
        "d": Effect("delay", "figure:customs.altynkol.entry", 7.0, "h"),
        "e": Effect("capacity", "queue:altynkol.west", 16.0, "trains/day"),
    }
    scenarios = [Scenario(id_, id_, (effect,)) for id_, effect in effects.items()]
    states = {state(BASE.apply(*order)) for order in list(itertools.permutations(scenarios))[::13]}
    assert len(states) == 1
    both = BASE.apply(*scenarios)
    assert both.figure("rail.kz", "standard").typical == pytest.approx(30.0)
    edge = both.graph.edges["ALM1:rail1520@east", "ZHT:rail1520", "rail:ALM1-ZHT"]
    assert edge["figure"].partition("@")[0] == "rail.kz"
    assert both.figure(edge["figure"], "standard").typical == pytest.approx(27.0)


def test_every_hour_follows_from_its_figure():
    everything = BASE.apply(*SHIPPED)
    for *_, edge in everything.graph.edges(data=True):
        assert edge["edge"].times == edge_times(
            edge["length_km"], everything.figures[edge["figure"]]
        )
        usual = edge["times"]["standard"]
        assert (edge["low_hours"], edge["hours"], edge["high_hours"]) == tuple(usual)
    for id_, rows in everything.figures.items():
        for row in rows.values():
            assert row.id == id_
            assert 0 <= row.low <= row.mode <= row.high
            if rows != BASE.figures.get(id_) and row.note.startswith("what if"):
                assert row.judgement == "yes"


def test_figures_say_who_changed_them(under):
    row = under["caspian-storms"].figure("departure.aktau", "standard")
    assert row.note == "what if caspian-storms: 42-72-168 h more"
    assert {"P025", "P118", "P120"} <= set(row.sources)


@pytest.mark.parametrize("regime", ["quiet", "stressed", "disrupted"])
def test_delays_hold_in_every_regime(regime):
    late = BASE.apply(one("delay", "figure:customs.altynkol.entry", 30.0, "h"))
    routes = [c.route("Xi'an", "Almaty", via="Khorgos") for c in (BASE, late)]
    early, later = (c.outlook(r, regime) for c, r in zip((BASE, late), routes, strict=True))
    assert later.mean_hours == pytest.approx(early.mean_hours + 30, rel=1e-3)
    # The median moves by less than the mean: a factor with a long tail is on the delay, too.
    early, later = (
        c.simulate(r, 4000, 1, regimes=regime) for c, r in zip((BASE, late), routes, strict=True)
    )
    assert later.quantile(0.5) == pytest.approx(early.quantile(0.5) + 30, abs=1.5)


def test_speeds_hold_in_every_regime():
    slow = BASE.apply(one("speed", "figure:rail.kz.west", 10.0, "km/h"))
    before, after = (c.figures["rail.kz.west"] for c in (BASE, slow))
    assert after["standard"].typical == after["fast"].typical == 10.0
    ratio = after["standard/stressed"].typical / before["standard/stressed"].typical
    assert ratio == pytest.approx(10.0 / before["standard"].typical)


def test_a_figure_of_some_edges_keeps_its_queue_and_calendar():
    quick = BASE.route("Minsk", "Warsaw")
    edge = next(leg.edge.id for leg in quick.legs if leg.figure.id == "customs.brest")
    some = BASE.apply(one("delay", edge, 0.5, "h"))
    names = {x["id"]: x["figure"] for *_, x in some.graph.edges(data=True)}
    assert names[edge] == f"customs.brest@{edge}"
    assert "customs.brest" in names.values()
    route = some.route("Minsk", "Warsaw")
    if all(leg.edge.id != edge for leg in route.legs):  # the other gauge is as quick
        twin = next(leg.edge.id for leg in route.legs if leg.figure.id == "customs.brest")
        some = some.apply(Scenario("twin", "Twin", (Effect("close", twin),)))
        route = some.route("Minsk", "Warsaw")
    assert edge in {leg.edge.id for leg in route.legs}
    assert queue_of(some.queues, "customs.brest", route).id == "brest.west"
    outlook = some.simulate(route, 500, 1, depart="2025-09-15T08:00+03:00")
    assert any("Poland-Belarus" in met for met in outlook.met)
    assert set(some.queues["brest.west"].sources) <= set(outlook.sources)


# Days


def test_only_what_is_in_force_on_a_day():
    for day in ("2025-09-11", "2025-09-25", date(2025, 9, 25)):
        assert BASE.apply("poland-belarus-closure", on=day).route("Minsk", "Warsaw").hours < 200
    for day in ("2025-09-12", "2025-09-24"):
        assert BASE.apply("poland-belarus-closure", on=day).route("Xi'an", "Duisburg").hours > 420
    october, november = (
        BASE.apply("nurzholy-holiday", on=day).figure("queue.nurzholy.east", "standard").typical
        for day in ("2025-10-02", "2025-11-10")
    )
    assert (october, november) == (12.0, 108.0)


@pytest.mark.parametrize("day", ["20250912", "2025-13-01", "soon", "", 5, 2025.5])
def test_no_day(day):
    with pytest.raises(RequestError, match="write the day as 2026-12-31"):
        BASE.apply("no-russia", on=day)


# Why nothing connects them


def test_no_route_says_which_scenario_cut_it():
    shut = one("close", "place:ALM1")
    with pytest.raises(NoRoute, match=r"cut by scenario test") as caught:
        BASE.apply(shut).route("Almaty-1", "Astana")
    assert "scenario test" in caught.value.cut_by
    with pytest.raises(NoRoute) as caught:
        BASE.apply(shut).route("Almaty-1", "Astana", include=["planned", "suspended"])
    assert caught.value.cut_by[0] == "scenario test"


def test_no_route_says_which_scenarios_cut_it_together():
    start, end, other = (
        Scenario(id_, id_, (Effect("close", f"place:{place}"),))
        for id_, place in (("start", "ALM1"), ("end", "AST"), ("other", "DUI"))
    )
    with pytest.raises(NoRoute) as caught:
        BASE.apply(start, end).route("Almaty-1", "Astana")
    assert caught.value.cut_by == ["scenario end", "scenario start"]
    assert caught.value.together
    with pytest.raises(NoRoute) as caught:
        BASE.apply(start, other).route("Almaty-1", "Astana")
    assert caught.value.cut_by == ["scenario start"]


# New links


def test_a_link():
    link = Effect(
        "link", "rail:NEW", link_from="KGW", link_to="ZHK", carrier="rail", gauge=1520,
        length_km=45.0, figure="rail.kz",
    )  # fmt: skip
    with pytest.raises(NoRoute):
        BASE.route("Khorgos Gateway", "Zharkent", mode="rail")
    new = BASE.apply(Scenario("new", "New", (link,)))
    for ends in (("Khorgos Gateway", "Zharkent"), ("Zharkent", "Xi'an")):
        route = new.route(*ends)
        assert "rail:NEW" in {leg.edge.id for leg in route.legs}
    assert new.graph.number_of_edges() == BASE.graph.number_of_edges() + 2
    slow = new.apply(one("speed", "rail:NEW", 9.0, "km/h"))
    assert slow.route("Khorgos Gateway", "Zharkent").hours == 5.0
    with pytest.raises(TableError, match="exists already"):
        new.apply(Scenario("again", "Again", (link,)))


# What contradicts

WRONG = [
    (one("close", "rail:ZHT-SHLL"), "target", "did you mean rail:ZHT-SHL"),
    (one("close", "place:Zhetygen"), "target", "did you mean place:ZHT"),
    (one("close", "place:Atlantis"), "target", "no place 'Atlantis'"),
    (one("close", "country:Russia"), "target", "did you mean country:RU"),
    (one("close", "carrier:bus"), "target", "no carrier 'bus'"),
    (one("close", "passage:Suez"), "target", "did you mean passage:Suez Canal"),
    (one("close", "figure:rail.kzz"), "target", "did you mean figure:rail.kz"),
    (one("close", "queue:brest.west"), "target", "nothing to close"),
    (one("close", "rail:ZHT-KZB"), "target", "planned already"),
    (one("open", "rail:ZHT-SHL"), "target", "open already"),
    (one("delay", "place:ZHT-X", 5.0, "h"), "target", "no place"),
    (one("delay", "place:SHL", 5.0, "h"), "target", "nothing there waits"),
    (one("delay", "country:KZ", 5.0, "h"), "target", "at each of its edges"),
    (one("delay", "figure:rail.kz", 5.0, "h"), "target", "is a speed"),
    (one("delay", "figure:customs.brest", 0.0, "h"), "mode", "changes nothing"),
    (one("delay", "figure:customs.brest", -5.0, "h"), "mode", "out of range"),
    (one("delay", "figure:customs.brest", math.nan, "h"), "mode", "out of range"),
    (one("delay", "figure:customs.brest", 1e9, "h"), "mode", "out of range"),
    (one("delay", "figure:customs.brest", 9_999.0, "h"), "mode", "would be"),
    (one("delay", "figure:customs.brest", 5.0, "km/h"), "unit", "use h"),
    (one("delay", "figure:customs.brest", 5.0, "h", low=6.0), "mode", "do not ascend"),
    (one("delay", "figure:customs.brest"), "unit", "use h"),
    (one("speed", "figure:customs.brest", 5.0, "km/h"), "target", "is a duration"),
    (one("speed", "place:AKP", 5.0, "h"), "unit", "use km/h or x"),
    (one("speed", "sea:AKP-ALA", 5.0, "km/h"), "target", "takes a duration"),
    (one("speed", "country:KZ", 0.0, "x"), "mode", "out of range"),
    (one("capacity", "queue:brest.wst", 5.0, "trains/day"), "target", "queue:brest.west"),
    (one("capacity", "queue:brest.west", 5.0, "trucks/day"), "unit", "use trains/day"),
    (one("capacity", "place:BRE", 5.0, "trains/day"), "target", "write queue:ID"),
    (one("capacity", "queue:brest.west", 5.0, "trains/day", low=4.0), "mode", "one number"),
    (one("burn", "place:BRE"), "effect", "use one of close"),
    (one("close", ""), "target", "empty"),
    (one("close", "place:BRE", 5.0), "mode", "has no number"),
    (one("close", "place:BRE", start=date(2026, 2, 1), end=date(2026, 1, 1)), "to", "is before"),
    (one("close", "place:BRE", judgement="no"), "sources", "no source"),
    (one("close", "place:BRE", judgement="maybe"), "judgement", "use one of no"),
    (one("close", "place:BRE", sources=("P99999",)), "sources", "no source 'P99999'"),
    (one("close", "place:BRE", carrier="rail"), "carrier", "a close has none"),
    (one("link", "rail:NEW"), "link_from", "a link needs it"),
    (one("link", "rail:NEW", link_from="KGW", link_to="XXX", carrier="rail", gauge=1520,
         length_km=45.0, figure="rail.kz"), "link_to", "no place 'XXX'"),
    (one("link", "rail:NEW", link_from="KGW", link_to="ALM1", carrier="rail", gauge=1520,
         length_km=45.0, figure="rail.kz"), "length_km", "great circle"),
    (one("link", "rail:NEW", link_from="KGW", link_to="ZHK", carrier="rail", gauge=1520,
         length_km=45.0, figure="rail.xx"), "figure", "no figure"),
    (one("link", "rail:ZHT-SHL", link_from="KGW", link_to="ZHK", carrier="rail", gauge=1520,
         length_km=45.0, figure="rail.kz"), "target", "exists already"),
    (Scenario("a b", "Name", (Effect("close", "place:BRE"),)), "id", "is no id"),
    (Scenario("empty", "Empty", ()), "effect", "no effect"),
]  # fmt: skip


@pytest.mark.parametrize(("scenario", "column", "text"), WRONG)
def test_a_scenario_that_contradicts_says_where(scenario, column, text):
    with pytest.raises(TableError) as caught:
        BASE.apply(scenario)
    assert caught.value.column == column
    assert text in str(caught.value)
    assert "\n" not in str(caught.value)
    assert caught.value.remedy


@pytest.mark.parametrize(
    ("first", "second", "text"),
    [
        (Effect("close", "place:DOS"), Effect("close", "place:DOS"), "closed by scenario"),
        (Effect("close", "country:RU"), Effect("close", "place:MOW"), "closed by scenario a"),
        (Effect("open", "rail:ZHT-KZB"), Effect("open", "place:KZB"), "opened by scenario"),
        (Effect("open", "rail:ZHT-KZB"), Effect("close", "place:ZHT"), "closes rail:ZHT-KZB"),
        (
            Effect("speed", "figure:rail.kz", 9.0, "km/h"),
            Effect("speed", "place:KZB", 9.0, "km/h"),
            "sets the same speed",
        ),
        (
            Effect("capacity", "queue:brest.west", 9.0, "trains/day"),
            Effect("capacity", "queue:brest.west", 8.0, "trains/day"),
            "sets the capacity",
        ),
    ],
)
def test_scenarios_that_contradict_each_other(first, second, text):
    a, b = Scenario("a", "A", (first,)), Scenario("b", "B", (second,))
    said = set()
    for order in ((a, b), (b, a)):
        with pytest.raises(TableError, match=text) as caught:
            BASE.apply(*order)
        said.add(str(caught.value))
    with pytest.raises(TableError) as caught:
        BASE.apply(a).apply(b)
    assert {*said, str(caught.value)} == said
    assert len(said) == 1


def test_no_such_scenario():
    with pytest.raises(RequestError, match="did you mean no-russia"):
        BASE.apply("no-rusia")
    with pytest.raises(RequestError, match="use one of poland-belarus-closure"):
        BASE.apply("qqqq")
    with pytest.raises(RequestError, match="no scenario is called '5'"):
        BASE.apply(5)  # type: ignore[arg-type]
    with pytest.raises(RequestError, match="applied already"):
        BASE.apply("no-russia", "no-russia")
    with pytest.raises(RequestError, match="applied already"):
        BASE.apply("no-russia").apply("no-russia")


# Queues


def test_capacity_is_the_what_if_of_queues():
    by_scenario = BASE.apply(
        Scenario(
            "busy",
            "Busy",
            (
                Effect("arrivals", "queue:nurzholy.east", 900.0, "trucks/day"),
                Effect("capacity", "queue:nurzholy.east", 700.0, "trucks/day"),
            ),
        )
    )
    by_hand = BASE.with_load("nurzholy.east", arrivals=900, capacity=700)
    figure = "queue.nurzholy.east"
    for key, row in by_hand.figures[figure].items():
        other = by_scenario.figures[figure][key]
        assert (row.low, row.mode, row.high) == (other.low, other.typical, other.high)
    assert by_scenario.loads == by_hand.loads
    assert by_scenario.queues["nurzholy.east"].arrivals_per_day == 900


def test_a_load_under_a_scenario(under):
    storm = under["caspian-storms"].with_load("nurzholy.east", arrivals=900)
    assert storm.applied == ("caspian-storms",)
    assert storm.figure("departure.aktau", "standard").note.startswith("what if caspian")
    alone = BASE.with_load("nurzholy.east", arrivals=900)
    assert storm.figures["queue.nurzholy.east"] == alone.figures["queue.nurzholy.east"]
    again = storm.apply("almaty-bypass")
    assert again.figures["queue.nurzholy.east"] == alone.figures["queue.nurzholy.east"]
    with pytest.raises(RequestError, match="sets the capacity of zhetygen"):
        under["zhetygen-altynkol-second-track"].with_load("zhetygen.west", 20)


# The table


@pytest.fixture
def folder(tmp_path):
    """Own tables, of which one can edit the scenarios."""
    copy = tmp_path / "data"
    shutil.copytree(DATA, copy)
    return copy


@pytest.mark.parametrize(
    ("old", "new", "column"),
    [
        ("2025-09-12,2025-09-24", "2025-09-25,2025-09-24", "to"),
        (",close,", ",shut,", "effect"),
        (",42,72,168,h,", ",42,720,168,h,", "mode"),
        (",33,,trains/day", ",33,,lorries", "unit"),
        ("P025 P118", "P025 P9118", "sources"),
        ("caspian-storms,Storms", "Caspian_storms,Storms", "id"),
        ("caspian-storms,Storms on", "caspian-storms,Gales on", "name"),
        ("2025-12-01", "1 December", "from"),
    ],
)
def test_a_broken_table_says_where(folder, old, new, column):
    path = folder / "scenarios.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(TableError) as caught:
        Corridor.load(folder)
    assert (caught.value.file, caught.value.column) == ("scenarios.csv", column)
    assert caught.value.row is not None


def test_what_the_network_lacks_is_said_when_it_is_applied(folder):
    path = folder / "scenarios.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("rail:ZHT-KZB", "rail:ZHT-KZBB"), encoding="utf-8")
    own = Corridor.load(folder)
    with pytest.raises(TableError, match=r"row \d+, column target.*did you mean rail:ZHT-KZB"):
        own.apply("almaty-bypass")
    own.apply("no-russia")


def test_a_folder_may_lack_the_table(folder):
    (folder / "scenarios.csv").unlink()
    own = Corridor.load(folder)
    assert own.scenarios == {}
    with pytest.raises(RequestError, match="the table has none"):
        own.apply("no-russia")


def test_plain_data():
    data = read_scenarios()["caspian-storms"].to_dict()
    assert (data["from"], data["to"], len(data["effects"])) == ("2025-12-01", "2026-02-28", 3)
    effect = data["effects"][0]
    assert (effect["low"], effect["mode"], effect["high"]) == (42.0, 72.0, 168.0)


def test_a_link_over_a_border_needs_its_post(corridor):
    over = Effect(
        "link", "rail:URM-AST", link_from="URM", link_to="AST", carrier="rail", gauge=1520,
        length_km=1700.0, figure="rail.kz",
    )  # fmt: skip
    with pytest.raises(TableError, match=r"link_to: the link crosses a border .*end it at a bor"):
        corridor.apply(Scenario("shortcut", "Shortcut", (over,)))


@pytest.mark.parametrize("figure", ["road.a2", "customs.brest"])
def test_a_link_has_the_speed_of_its_carrier(corridor, figure):
    link = Effect(
        "link", "rail:ALM1-AST", link_from="ALM1", link_to="AST", carrier="rail", gauge=1520,
        length_km=1300.0, figure=figure,
    )  # fmt: skip
    with pytest.raises(TableError, match=rf"figure: '{figure}' is no speed by rail"):
        corridor.apply(Scenario("shortcut", "Shortcut", (link,)))


def test_effects_are_effects(corridor):
    with pytest.raises(RequestError, match="effects are no list of Effect"):
        corridor.apply(Scenario("odd", "Odd", "close"))
