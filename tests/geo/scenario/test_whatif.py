"""What if: more load never helps, and the corridor of today stays as it is."""

from __future__ import annotations

import math
import pickle
from dataclasses import replace

import pytest
import shipped
from hypothesis import HealthCheck, example, given
from hypothesis import strategies as st
from sizes import examples

from khorgos.geo import Corridor, RequestError
from khorgos.geo.graph.edge import edge_times
from khorgos.geo.queues import crossings as queues
from khorgos.geo.queues.crossings import read_queues

CORRIDOR = shipped.corridor()
QUEUES = read_queues(CORRIDOR.folder)
FAST = examples(6, suppress_health_check=list(HealthCheck))
QUESTIONS = {
    "nurzholy.east": ("Almaty", "Urumqi", {"mode": "road"}),
    "altynkol.west": ("Xi'an", "Almaty", {"via": "Khorgos"}),
    "altynkol.east": ("Almaty", "Xi'an", {"via": "Khorgos"}),
    "dostyk.west": ("Xi'an", "Astana", {"via": "Dostyk"}),
    "dostyk.east": ("Astana", "Xi'an", {"via": "Dostyk"}),
    "brest.west": ("Xi'an", "Duisburg", {"via": "Brest"}),
    "brest.east": ("Duisburg", "Xi'an", {"via": "Brest"}),
    "zhetygen.west": ("Xi'an", "Almaty", {"via": "Khorgos"}),
}
every_queue = pytest.mark.parametrize("id_", QUEUES)


def ask(corridor: Corridor, id_: str):
    origin, destination, options = QUESTIONS[id_]
    return corridor.route(origin, destination, **options)


def changed(corridor: Corridor, id_: str, **load: float) -> Corridor:
    return corridor.with_load(id_, **load)


@pytest.fixture(autouse=True)
def read_once(monkeypatch):
    """Reading the tables takes longer than all the rest."""
    monkeypatch.setattr(queues, "read_queues", lambda folder, loads: dict(QUEUES))


def bare(id_: str) -> Corridor:
    """No more than the edges of one queue: quick to copy."""
    figure = QUEUES[id_].figure
    edges = [
        (start, end, key)
        for start, end, key, edge in CORRIDOR.graph.edges(data=True, keys=True)
        if edge["figure"] == figure
    ]
    return replace(CORRIDOR, graph=CORRIDOR.graph.edge_subgraph(edges).copy())


def state(corridor: Corridor) -> bytes:
    nodes = sorted(corridor.graph.nodes(data=True), key=lambda node: node[0])
    edges = sorted(corridor.graph.edges(data=True, keys=True), key=lambda edge: edge[2])
    return pickle.dumps((corridor.figures, nodes, edges, corridor.places, corridor.data_version))


def slower(more: Corridor, less: Corridor, id_: str) -> None:
    """No corner of the figure and no route is shorter in `more`."""
    figure = QUEUES[id_].figure
    for key, row in more.figures[figure].items():
        usual = less.figures[figure][key]
        for corner in ("low", "typical", "high"):
            assert getattr(row, corner) >= getattr(usual, corner) - 1e-6, (key, corner)
    long, short = ask(more, id_), ask(less, id_)
    assert long.hours >= short.hours - 1e-6


def test_every_queue_has_a_question():
    assert QUESTIONS.keys() == QUEUES.keys()
    for id_, queue in QUEUES.items():
        assert queue.figure in {leg.figure.id for leg in ask(CORRIDOR, id_).legs}


@every_queue
@FAST
@given(st.floats(0.2, 2.5), st.floats(0.2, 2.5))
@example(1.0, 1.0)
@example(0.9, 1.3)
def test_more_arrivals_never_shorten(id_, one, other):
    usual = QUEUES[id_].arrivals_per_day
    less, more = sorted((one * usual, other * usual))
    slower(changed(CORRIDOR, id_, arrivals=more), changed(CORRIDOR, id_, arrivals=less), id_)


@every_queue
@FAST
@given(st.floats(0.3, 2.5), st.floats(0.3, 2.5))
@example(1.0, 1.0)
@example(0.6, 1.0)
def test_less_capacity_never_shortens(id_, one, other):
    usual = QUEUES[id_].capacity_per_day
    less, more = sorted((one * usual, other * usual))
    slower(changed(CORRIDOR, id_, capacity=less), changed(CORRIDOR, id_, capacity=more), id_)


@every_queue
@pytest.mark.parametrize("what", ["arrivals", "capacity"])
def test_no_step_in_the_load_shortens(id_, what):
    """Step by step through the load at which the queue no longer settles."""
    usual = getattr(QUEUES[id_], f"{what}_per_day")
    loads = [usual * (0.5 + step / 150) for step in range(180)]
    if what == "capacity":
        loads.reverse()
    small, last = bare(id_), None
    for load in loads:
        figure = changed(small, id_, **{what: load}).figures[QUEUES[id_].figure]
        hours = [(row.low, row.mode, row.high) for row in figure.values()]
        if last is not None:
            for before, after in zip(last, hours, strict=True):
                assert all(b >= a - 1e-6 for a, b in zip(before, after, strict=True)), load
        last = hours


@every_queue
def test_every_shipment_is_at_least_as_slow(id_):
    queue = QUEUES[id_]
    busy = changed(CORRIDOR, id_, arrivals=2 * queue.arrivals_per_day)
    route = ask(CORRIDOR, id_)
    figure = queue.figure
    # The same way, with the times of the other load.
    same = [edge for *_, edge in busy.graph.edges(data=True) if edge["figure"] == figure]
    assert same
    long = ask(busy, id_)
    if [leg.edge.id for leg in long.legs] == [leg.edge.id for leg in route.legs]:
        for regime in ("quiet", "stressed", "disrupted"):
            late, quick = (
                c.simulate(r, 2000, 3, regimes=regime) for c, r in ((busy, long), (CORRIDOR, route))
            )
            assert (late.law.seconds >= quick.law.seconds).all()
            assert late.mean_hours > quick.mean_hours
            assert (
                busy.outlook(long, regime).mean_hours > CORRIDOR.outlook(route, regime).mean_hours
            )


@every_queue
def test_the_old_corridor_is_unchanged_bit_for_bit(id_):
    before = state(CORRIDOR)
    answers = ask(CORRIDOR, id_).to_dict()
    busy = CORRIDOR.with_load(id_, arrivals=999, capacity=3)
    ask(busy, id_)
    assert state(CORRIDOR) == before
    assert ask(CORRIDOR, id_).to_dict() == answers
    assert busy is not CORRIDOR
    assert busy.graph is not CORRIDOR.graph


@every_queue
def test_only_the_figure_of_the_queue_changes(id_):
    queue = QUEUES[id_]
    busy = CORRIDOR.with_load(id_, arrivals=3 * queue.arrivals_per_day)
    assert busy.figures.keys() == CORRIDOR.figures.keys()
    differ = {key for key, rows in busy.figures.items() if rows != CORRIDOR.figures[key]}
    assert differ == {queue.figure}
    moved = 0
    for start, end, key, edge in busy.graph.edges(data=True, keys=True):
        old = CORRIDOR.graph.edges[start, end, key]
        if edge["figure"] != queue.figure:
            assert edge == old
            continue
        moved += 1
        assert edge["edge"].times == edge_times(edge["length_km"], busy.figures[queue.figure])
        standard = edge["times"]["standard"]
        assert (edge["low_hours"], edge["hours"], edge["high_hours"]) == tuple(standard)
        assert edge["hours"] > old["hours"]
        changed = ("times", "edge")
        assert {k: v for k, v in edge.items() if "hours" not in k and k not in changed} == {
            k: v for k, v in old.items() if "hours" not in k and k not in changed
        }
    assert moved


@every_queue
def test_figures_say_what_they_are(id_):
    queue = QUEUES[id_]
    busy = CORRIDOR.with_load(id_, arrivals=queue.arrivals_per_day + 5)
    for key, row in busy.figures[queue.figure].items():
        old = CORRIDOR.figures[queue.figure][key]
        if row.variant == "car":
            assert row == old
            continue
        assert 0 <= row.low <= row.mode <= row.high
        assert row.judgement == "yes"
        assert row.note.startswith(f"what if {queue.arrivals_per_day + 5:g} {queue.unit} a day")
        assert set(row.sources) == set(old.sources) | set(queue.sources)
        assert (row.id, row.variant, row.regime, row.as_of) == (
            old.id,
            old.variant,
            old.regime,
            old.as_of,
        )


@every_queue
def test_the_load_of_today_changes_no_hour(id_):
    queue = QUEUES[id_]
    for same in (
        CORRIDOR.with_load(id_),
        CORRIDOR.with_load(id_, queue.arrivals_per_day, queue.capacity_per_day),
    ):
        old, new = ask(CORRIDOR, id_), ask(same, id_)
        assert [leg.time for leg in new.legs] == [leg.time for leg in old.legs]
        assert same.outlook(new).quantiles == CORRIDOR.outlook(old).quantiles


def test_an_idle_crossing_leaves_no_negative_hours():
    for id_, queue in QUEUES.items():
        idle = CORRIDOR.with_load(id_, arrivals=0.01, capacity=1e6)
        for row in idle.figures[queue.figure].values():
            assert 0 <= row.low <= row.mode <= row.high
        assert all(leg.time.low >= 0 for leg in ask(idle, id_).legs)


def test_names_in_any_script():
    by_name = CORRIDOR.with_load("Нур жолы", arrivals=900)
    by_id = CORRIDOR.with_load("nurzholy.east", arrivals=900)
    assert by_name.figures == by_id.figures


def test_the_other_figures_stay_when_two_crossings_change():
    both = CORRIDOR.with_load("nurzholy.east", 900).with_load("altynkol.west", 20)
    alone = CORRIDOR.with_load("altynkol.west", 20)
    assert both.figures["queue.nurzholy.east"] != CORRIDOR.figures["queue.nurzholy.east"]
    assert both.figures["customs.altynkol.entry"] == alone.figures["customs.altynkol.entry"]


@pytest.mark.parametrize("crossing", ["Atlantis", "", "nurzhloy", "Duisburg"])
def test_unknown_crossings(crossing):
    with pytest.raises(RequestError, match=r"no queues at .*; use one of nurzholy\.east"):
        CORRIDOR.with_load(crossing, arrivals=900)


def test_a_crossing_with_two_directions_asks_which():
    with pytest.raises(RequestError, match=r"2 queues at 'Dostyk'; use one of dostyk\.west"):
        CORRIDOR.with_load("Dostyk", arrivals=20)


@pytest.mark.parametrize("number", [0, -1, math.nan, math.inf, "many", True])
@pytest.mark.parametrize("what", ["arrivals", "capacity"])
def test_impossible_loads(what, number):
    with pytest.raises(RequestError, match=what):
        CORRIDOR.with_load("nurzholy.east", **{what: number})
