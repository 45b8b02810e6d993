"""Alternatives that differ: against brute force on small networks, and on the real one."""

from __future__ import annotations

import itertools
import random
from dataclasses import replace

import pytest
from small import remade
from small_networks import NETWORKS, all_found, ends_of, network, simple_paths, sums_of, undominated

from khorgos.geo import Corridor, Range
from khorgos.geo.errors import NoRoute, RequestError, UnknownPlace
from khorgos.geo.graph.edge import Edge, Times
from khorgos.geo.places.geography import OURS
from khorgos.geo.routing.drivers import elapsed
from khorgos.geo.routing.request import Request
from khorgos.geo.ways.by_gateway import gates_of
from khorgos.geo.ways.differing import HEAVIER, ROUNDS, SLOWEST, Arcs, overlap, select
from khorgos.geo.ways.pareto import exact
from khorgos.geo.ways.tradeoffs import CRITERIA, Alternative, find_alternatives, line_of, rests_of

PAIRS = [("Xi'an", "Duisburg"), ("Khorgos", "Hamburg"), ("Chongqing", "Budapest")]
every_pair = pytest.mark.parametrize(("origin", "destination"), PAIRS)


def with_lines(seed):
    """A random network whose arcs lie on lines: both directions, and some parallel ones, on one."""
    draw = random.Random(seed)
    nodes, arcs, criteria = network(seed)
    lines, known = [], {}
    for arc in arcs:
        line = (frozenset((arc.tail, arc.head)), draw.random() < 0.3)
        known.setdefault(line, draw.choice([0.0, 10.0, 25.0, 60.0]))
        lines.append((line, known[line]) if draw.random() < 0.9 else None)
    return nodes, arcs, lines, criteria


class BruteForce:
    """The rule of geo/alternatives.py, over the list of all paths."""

    def __init__(self, arcs, lines, starts, ends, criteria):
        self.arcs, self.lines, self.criteria = arcs, lines, criteria
        self.starts, self.ends = starts, ends
        self.paths = list(simple_paths(arcs, starts, ends))

    def kilometres(self, path):
        sums = {}
        for position in path:
            if self.lines[position] is not None:
                line, km = self.lines[position]
                sums[line] = sums.get(line, 0.0) + km
        return sums

    def share(self, one, other):
        a, b = self.kilometres(one), self.kilometres(other)
        shorter = min(sum(a.values()), sum(b.values()))
        common = sum(min(a[line], b[line]) for line in a.keys() & b.keys())
        return common / shorter if shorter else 1.0

    def ranked(self):
        every = all_found(self.arcs, self.starts, self.ends, self.criteria)
        best = undominated(set(every))
        least = [min(values[n] for values in best) for n in range(self.criteria)]
        firsts = [min(best, key=lambda v, n=n: (v[n], v)) for n in range(self.criteria)]

        def rank(values):
            ratios = [v / m for v, m in zip(values, least, strict=True) if m]
            return round(sum(ratios), 9), values

        order = [*dict.fromkeys(firsts), *sorted(best - set(firsts), key=rank)]
        return [(values, every[values]) for values in order]

    def heaviest_last(self, used):
        """The path with the least of the first criterion, lines weighing more for each use."""
        paths = self.paths

        def rank(path):
            weight = 0.0
            for position in path:
                own = self.arcs[position].weights[0]
                line = self.lines[position]
                times = used.get(line[0], 0) if line is not None else 0
                weight += own + (exact(HEAVIER * times * own) if times else 0.0)
            return weight, len(path), path

        return min(paths, key=rank)

    def differ(self, path, other, share):
        return path != other and self.share(path, other) <= share

    def choose(self, k, share):
        if not self.paths:
            return [], 0
        taken, used = [], {}

        def use(path, times=1):
            for line in self.kilometres(path):
                used[line] = used.get(line, 0) + times

        def take(values, path):
            if len(taken) == k or not all(self.differ(path, other, share) for _, other in taken):
                return False
            taken.append((values, path))
            use(path)
            return True

        ranked = self.ranked()
        for values, path in ranked:
            take(values, path)
        best, refused = len(taken), 0
        limit = SLOWEST * min(values[0] for values, _ in ranked)
        for _ in range(ROUNDS * k):
            if len(taken) == k:
                break
            path = self.heaviest_last(used)
            values = sums_of(self.arcs, path)
            if values[0] <= limit and take(values, path):
                refused = 0
            else:
                refused += 1
                use(path, refused)
        return taken, best


@pytest.mark.parametrize("seed", range(NETWORKS))
def test_the_choice_is_that_of_brute_force(seed):
    nodes, arcs, lines, criteria = with_lines(seed)
    starts, ends = ends_of(seed, nodes)
    draw = random.Random(seed)
    k, share = draw.randint(1, 6), draw.choice([0.0, 0.3, 0.5, 0.8, 1.0])
    expected, best = BruteForce(arcs, lines, starts, ends, criteria).choose(k, share)
    choice = select(Arcs(arcs, lines, criteria), starts, ends, k, share)
    assert [(one.values, one.path) for one in choice.taken] == expected
    assert choice.best == best
    assert len({one.path for one in choice.taken}) == len(choice.taken)
    ground = Arcs(arcs, lines, criteria)
    for one, other in itertools.combinations(choice.taken, 2):
        assert overlap(ground.lines(one.path), ground.lines(other.path)) <= share


def test_a_choice_of_many_networks_has_other_ways_and_too_few():
    """The test above means little if nothing is ever refused or filled up."""
    filled = short = 0
    for seed in range(NETWORKS):
        nodes, arcs, lines, criteria = with_lines(seed)
        choice = select(Arcs(arcs, lines, criteria), *ends_of(seed, nodes), 4, 0.5)
        filled += len(choice.taken) > choice.best
        short += len(choice.taken) < 4
    assert filled > 25
    assert short > 50


def test_share_of_length():
    assert overlap({"a": 10.0, "b": 30.0}, {"a": 10.0, "c": 90.0}) == 0.25
    assert overlap({"a": 10.0}, {"b": 10.0}) == 0
    assert overlap({"a": 10.0}, {"a": 12.0, "b": 3.0}) == 1
    assert overlap({}, {"a": 1.0}) == 1


def test_what_lies_on_one_line():
    times = Times(*[Range(1.0, 1.0, 1.0)] * 3)
    ends = frozenset({"rail"})
    rail = Edge("x", "move", "rail", 1520, ends, "KZ", "open", 9.0, "", "", times, line="rail:A-B")
    assert line_of("A:rail1435", "B:rail1435", rail) == line_of("B:rail1520", "A:rail1520", rail)
    bare = replace(rail, carrier="road", line="")
    assert line_of("A:road", "B:road", bare) == line_of("B:road@CN", "A:road", bare)
    assert line_of("A:road", "B:road", bare) != line_of("A:road", "C:road", bare)
    suez = replace(rail, carrier="sea", line="sea:X", passage="Suez Canal")
    assert line_of("A:sea", "B:sea", suez) == line_of("C:sea", "D:sea", replace(suez, line="sea:Y"))
    assert line_of("A:sea", "B:sea", suez) != line_of(
        "A:sea", "B:sea", replace(suez, passage="Cape")
    )


@pytest.mark.parametrize("crew", [1, 2])
def test_rests_are_those_of_the_clock(crew):
    steps = rests_of(crew)
    for driven in [
        0.0,
        0.1,
        4.5,
        4.6,
        9.0,
        9.01,
        18.0,
        18.2,
        56.0,
        56.1,
        99.0,
        99.3,
        250.0,
        1000.3,
    ]:
        rest = max((rest for after, rest in steps if after < driven), default=0.0)
        assert rest == pytest.approx(float(elapsed(driven, crew)) - driven, abs=1e-9)


@every_pair
@pytest.mark.parametrize("mode", ["any", "rail", "road"])
def test_alternatives_differ(corridor, origin, destination, mode):
    found = corridor.alternatives(origin, destination, mode=mode)
    assert len(found) == 5
    assert "quickest in a quiet month" in found[0].why
    assert found[0].shared == 0
    assert all(one.shared <= 0.8 for one in found)
    for one, other in itertools.combinations(found, 2):
        a, b = (
            {leg.line: leg.distance_km for leg in x.route.legs if leg.line} for x in (one, other)
        )
        common = sum(km for line, km in a.items() if line in b)
        assert common <= 0.8 * min(one.route.distance_km, other.route.distance_km) + 1e-6
    best = {why: one for one in reversed(found) for why in one.why}
    for name, (word, _) in CRITERIA.items():
        if word in best:
            others = [one for one in found if one.why != ("another way",)]
            assert best[word].criteria[name] == min(one.criteria[name] for one in others)


@every_pair
def test_criteria_are_those_of_the_route(corridor, origin, destination):
    for one in corridor.alternatives(origin, destination):
        assert one.criteria["time"] == pytest.approx(one.route.hours, abs=0.001)
        assert one.criteria["reliability"] == pytest.approx(one.route.high_hours, abs=0.001)
        assert one.criteria["cost"] == pytest.approx(one.cost.total.typical, abs=0.01)
        assert one.criteria["co2e"] == pytest.approx(one.emissions.total.typical, abs=0.01)
        assert one.outlook.quantile(0.5) < one.outlook.quantile(0.9)


@every_pair
@pytest.mark.parametrize("mode", ["rail", "road", "any"])
def test_the_quickest_is_the_route(corridor, origin, destination, mode):
    (first, *_) = corridor.alternatives(origin, destination, 1, by="time", mode=mode)
    route = corridor.route(origin, destination, mode=mode)
    assert first.criteria["time"] == pytest.approx(route.hours, abs=0.001)


def test_truck_train_and_ship_come_out_as_trade_offs(corridor):
    found = corridor.alternatives("Xi'an", "Duisburg")
    assert {"sea", "northern", "road"} <= {one.corridor for one in found}
    cheapest = next(one for one in found if "cheapest" in one.why)
    surest = next(one for one in found if "surest in a quiet month" in one.why)
    assert cheapest.corridor == "sea"
    assert surest.corridor == "road"
    assert surest.gateway.name == "Nur Zholy"


def test_nothing_crosses_the_border_of_china_twice(corridor):
    for one in corridor.alternatives("Khorgos", "Hamburg", 8):
        codes = [place.country for place in one.route.places if place.kind != "border_point"]
        assert "CN" not in codes


def test_ways_of_ships_count_as_one(corridor):
    found = corridor.alternatives("Xi'an", "Duisburg", 8)
    passages = [
        frozenset(leg.passage for leg in one.route.legs if leg.passage)
        for one in found
        if one.corridor == "sea"
    ]
    assert len(passages) == len(set(passages))


def test_a_way_of_its_own_beside_a_faster_edge(corridor):
    """Ships round the Cape and through Suez go between the same ports."""
    request = Request("Shanghai", "Rotterdam", "sea")
    weights = {"cost": lambda edge: 5.0 if edge.passage == "Suez Canal" else 1.0}
    found = find_alternatives(corridor.appraiser, request, 2, ("time", "cost"), weights=weights)
    assert [{leg.passage for leg in one.route.legs if leg.passage} for one in found] == [
        {"Suez Canal"},
        {"Cape of Good Hope"},
    ]
    assert found[1].criteria["time"] == pytest.approx(found[1].route.hours, abs=0.001)


def test_what_is_avoided_and_included(corridor):
    for one in corridor.alternatives("Xi'an", "Duisburg", 3, avoid="Russia"):
        assert "RU" not in one.route.countries
    with pytest.raises(NoRoute, match="avoid Kazakhstan"):
        corridor.alternatives("Almaty", "Astana", avoid=("Kazakhstan",), mode="rail")


def test_a_scenario_has_its_own_alternatives(corridor):
    """What is made ready for one corridor is of no use to another."""
    before = [one.criteria for one in corridor.alternatives("Xi'an", "Duisburg")]

    def slower(edge):
        return replace(edge, times=Times(*(Range(*(2 * x for x in time)) for time in edge.times)))

    slow = remade(corridor, slower)
    twice = slow.alternatives("Xi'an", "Duisburg", by="time", mode="rail", k=1)
    once = corridor.alternatives("Xi'an", "Duisburg", by="time", mode="rail", k=1)
    assert twice[0].criteria["time"] == pytest.approx(2 * once[0].criteria["time"], abs=0.001)
    assert [one.criteria for one in corridor.alternatives("Xi'an", "Duisburg")] == before


def test_tables_of_money_and_carbon_are_not_needed_unless_named(tables):
    for name in ("costs", "emissions", "grids"):
        for path in tables.glob(f"{name}*"):
            path.unlink()
    own = Corridor.load(tables)
    found = own.alternatives("Xi'an", "Duisburg", 2, by=("time", "reliability"), mode="rail")
    assert len(found) == 2
    assert [row.missing for row in own.alternatives("Xi'an", "Duisburg", by="gateway")] == [""] * 4


def test_words_and_plain_data(corridor):
    first, *_ = corridor.alternatives("Xi'an", "Duisburg", 2)
    assert repr(first).startswith("<Alternative: quickest in a quiet month; time ")
    data = first.to_dict()
    assert data["why"] == ["quickest in a quiet month"]
    assert data["criteria"].keys() == CRITERIA.keys()
    assert data["route"]["origin"] == "Xi'an"
    assert data["missing"] == ""


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


def test_no_places_on_the_way(corridor):
    with pytest.raises(RequestError, match="leave via and door out"):
        find_alternatives(corridor.appraiser, Request("Xi'an", "Duisburg", via=("Dostyk",)))


def test_negative_weights(corridor):
    with pytest.raises(RequestError, match="the weight of an edge is -1"):
        find_alternatives(
            corridor.appraiser,
            Request("Xi'an", "Duisburg"),
            by=("cost",),
            weights={"cost": lambda _: -1.0},
        )


@pytest.mark.parametrize(("origin", "destination"), [PAIRS[0], PAIRS[2]])
def test_by_gateway(corridor, origin, destination):
    rows = corridor.alternatives(origin, destination, by="gateway")
    assert [row.why for row in rows] == [(name,) for name in gates_of(OURS)]
    names = [row.gateway.name for row in rows]
    assert names == ["Khorgos Gateway", "Dostyk", "Manzhouli", "Erenhot"]
    for row, gate in zip(rows, gates_of(OURS).values(), strict=True):
        assert row.route.hours == corridor.route(origin, destination, via=gate).hours
        assert row.criteria["time"] == row.route.hours


def test_gateways_that_are_closed_or_of_no_use(corridor):
    rows = corridor.alternatives("Xi'an", "Duisburg", by="gateway", avoid="Mongolia")
    (closed,) = [row for row in rows if row.missing]
    assert closed.why == ("Erenhot",)
    assert closed.missing.startswith("no rail route from Xi'an to Duisburg: cut by")
    assert closed.gateway is None
    assert closed.corridor == ""
    assert closed.to_dict()["route"] is None
    assert closed.missing in repr(closed)
    for name in ("route", "outlook", "cost", "emissions"):
        with pytest.raises(RequestError, match="no rail route"):
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
    hours = {word: row.route.hours for word, row in rows.items()}
    assert hours["air"] < hours["truck"] < hours["northern"] < hours["middle"] < hours["sea"]
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
    assert one.route is one.route
    assert one.outlook is one.outlook
