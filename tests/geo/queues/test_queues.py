"""Waits at crossings: closed forms, cases worked by hand, and a simulation beside them."""

from __future__ import annotations

import json
import math
import random
from itertools import pairwise
from statistics import fmean, quantiles

import pytest
import simpy
from hypothesis import given
from hypothesis import strategies as st
from sizes import examples

from khorgos.geo import RequestError, TableError
from khorgos.geo.graph.figures import read_figures
from khorgos.geo.queues.crossings import (
    assess,
    backlog_course,
    find_queue,
    find_queues,
    read_queues,
)
from khorgos.geo.queues.formulas import allen_cunneen, erlang_c, wait_quantile
from khorgos.geo.tables.checks import check_tables
from khorgos.maps.report.queue import describe_queue, queue_dict, queue_sentence

QUEUES = read_queues()
NUR_ZHOLY = QUEUES["nurzholy.east"]
quick = examples(50)
ABSURD = [-1, -0.5, math.nan, math.inf, -math.inf, True, "700", None, 1e300, 10**400, 1j]


# --- steady state -------------------------------------------------------------------------------


def direct_erlang_c(load: float, servers: int) -> float:
    """The textbook sum, which overflows for many servers."""
    last = load**servers / math.factorial(servers) * servers / (servers - load)
    return last / (sum(load**k / math.factorial(k) for k in range(servers)) + last)


@pytest.mark.parametrize("load", [0.05, 0.5, 0.9, 0.999])
def test_erlang_c_of_one_server_is_the_utilisation(load):
    assert erlang_c(load, 1.0, 1) == pytest.approx(load)


@pytest.mark.parametrize(
    ("load", "servers", "expected"), [(1, 2, 1 / 3), (2, 3, 4 / 9), (1.5, 2, 9 / 14)]
)
def test_erlang_c_in_fractions(load, servers, expected):
    assert erlang_c(load, 1.0, servers) == pytest.approx(expected)


@quick
@given(st.integers(1, 40), st.floats(0.02, 0.98))
def test_erlang_c_is_the_textbook_sum(servers, use):
    assert erlang_c(use * servers, 1.0, servers) == pytest.approx(
        direct_erlang_c(use * servers, servers)
    )


def test_erlang_c_does_not_overflow():
    assert 0.2 < erlang_c(9_900.0, 1.0, 10_000) < 0.3  # Halfin and Whitt with beta 1: 0.22
    assert erlang_c(1.0, 1.0, 10_000) == 0.0


def test_erlang_c_at_capacity_everybody_waits():
    assert erlang_c(3.0, 1.0, 3) == erlang_c(4.0, 1.0, 3) == 1.0


def test_waits_in_special_cases():
    came, rate = 1.5, 2.0
    single = 0.75 / (rate - came)  # M/M/1: rho / (mu - lambda)
    assert allen_cunneen(came, rate, 1, 1.0, 1.0) == pytest.approx(single)
    assert allen_cunneen(came, rate, 1, 1.0, 0.0) == pytest.approx(single / 2)  # M/D/1
    assert allen_cunneen(came, rate, 1, 1.0, 0.3) == pytest.approx(single * 0.65)
    assert allen_cunneen(2.0, 1.0, 3, 1.0, 1.0) == pytest.approx(erlang_c(2.0, 1.0, 3) / 1.0)
    assert allen_cunneen(2.0, 1.0, 3, 0.0, 0.0) == 0.0  # a timetable without delays


def test_quantile_inverts_the_distribution():
    waiting, mean = erlang_c(2.5, 1.0, 3), allen_cunneen(2.5, 1.0, 3, 1.0, 1.0)
    for share in (0.5, 0.9, 0.99):
        wait = wait_quantile(share, waiting, mean)
        assert 1 - waiting * math.exp(-0.5 * wait) == pytest.approx(share)
    assert wait_quantile(0.1, waiting, mean) == 0.0


@pytest.mark.parametrize("wrong", [*ABSURD, 0])
def test_formulas_refuse_what_makes_no_sense(wrong):
    for call in (
        lambda: erlang_c(wrong, 1.0, 2),
        lambda: erlang_c(1.0, wrong, 2),
        lambda: erlang_c(1.0, 1.0, wrong),
        lambda: allen_cunneen(wrong, 2.0, 1, 1.0, 1.0),
        lambda: backlog_course(10, wrong),
        lambda: backlog_course(10, 10, horizon_hours=wrong),
        lambda: assess(NUR_ZHOLY, horizon_hours=wrong),
    ):
        with pytest.raises(RequestError, match="; use a"):
            call()
    if wrong is not None:
        with pytest.raises(RequestError, match=r"arrivals is .*; use a number"):
            assess(NUR_ZHOLY, arrivals=wrong)
        with pytest.raises(RequestError, match=r"capacity is .*; use a number"):
            assess(NUR_ZHOLY, capacity=wrong)


@pytest.mark.parametrize("wrong", ABSURD)
def test_what_may_be_zero_may_not_be_absurd(wrong):
    for call in (
        lambda: allen_cunneen(1.0, 2.0, 1, 1.0, wrong),
        lambda: allen_cunneen(1.0, 2.0, 1, wrong, 1.0),
        lambda: backlog_course(wrong, 10),
        lambda: backlog_course(10, 10, backlog=wrong),
        lambda: backlog_course(10, 10, closed=[(0, wrong)]),
        lambda: assess(NUR_ZHOLY, closed_hours=wrong),
        lambda: wait_quantile(wrong, 0.5, 1.0),
        lambda: wait_quantile(0.5, wrong, 1.0),
    ):
        with pytest.raises(RequestError, match="; use a number"):
            call()


def test_formulas_refuse_half_a_server_and_overload():
    with pytest.raises(RequestError, match="whole number"):
        erlang_c(1.0, 1.0, 2.5)
    with pytest.raises(RequestError, match="the queue grows"):
        allen_cunneen(3.0, 1.0, 3, 1.0, 1.0)
    with pytest.raises(RequestError, match="closed is 2"):
        backlog_course(1, 1, closed=[(3, 2)])


# --- backlog ------------------------------------------------------------------------------------


def test_three_days_shut_by_hand():
    """650 a day come, 725 a day can pass: 1,950 wait when it opens, gone 26 days later."""
    course = backlog_course(650, 725, closed=[(0, 72)], horizon_hours=30 * 24)
    assert course.peak == pytest.approx(1950)
    assert course.peak_hour == 72
    assert course.waits[0] == pytest.approx(72)
    assert course.waits[72] == pytest.approx(1950 / 725 * 24)
    assert course.waits[36] == pytest.approx(36 + 975 / 725 * 24)
    assert course.queue[96] == pytest.approx(1950 - 75)
    assert course.cleared_hour == pytest.approx(72 + 26 * 24)
    assert course.growth_per_day == pytest.approx(-75)
    week = backlog_course(650, 725, closed=[(0, 72)])
    assert week.cleared_hour is None
    assert week.queue[-1] == pytest.approx(1950 - 4 * 75)


def test_a_closure_ahead_is_waited_for():
    """12 wait at 24 a day: the gate shuts after 6 h with 6 served, for 10 h, then 6 h more."""
    course = backlog_course(0, 24, closed=[(6, 10), (9, 16)], backlog=12, horizon_hours=48)
    assert course.waits[0] == pytest.approx(22)
    assert course.cleared_hour == pytest.approx(22)
    assert course.waits[10] == pytest.approx(12)  # an empty road: six ahead, shut until hour 16
    assert course.waits[-1] == 0


def test_horizon_between_hours_and_closures_between_hours():
    course = backlog_course(24, 48, closed=[(0.25, 0.75)], horizon_hours=1.5)
    assert course.hours == (0, 1, 1.5)
    assert course.peak == pytest.approx(0.5)
    assert course.peak_hour == 0.75
    assert course.cleared_hour == pytest.approx(1.25)


rates = st.floats(0.5, 2000)
spans = st.tuples(st.floats(0, 150), st.floats(0, 150)).map(lambda pair: tuple(sorted(pair)))


@quick
@given(rates, rates, spans, st.floats(0, 5000), st.floats(1, 300))
def test_backlog_is_conserved_and_first_come_first_served(came, passed, shut, backlog, horizon):
    course = backlog_course(came, passed, closed=[shut], backlog=backlog, horizon_hours=horizon)
    steps = zip(course.hours, course.hours[1:], course.queue, course.queue[1:], strict=False)
    for now, then, before, after in steps:
        open_hours = (then - now) - max(0.0, min(then, shut[1]) - max(now, shut[0]))
        served = before + came / 24 * (then - now) - after
        assert -1e-6 <= served <= passed / 24 * open_hours + 1e-6
        if after > 1e-6 and before > 1e-6 and (shut[1] <= now or shut[0] >= then):
            assert served == pytest.approx(passed / 24 * open_hours, abs=1e-6)
    leaves = [hour + wait for hour, wait in zip(course.hours, course.waits, strict=True)]
    assert all(later >= sooner - 1e-6 for sooner, later in pairwise(leaves))
    assert min(course.queue) >= 0 <= min(course.waits)
    assert course.peak >= max(course.queue) - 1e-6


@quick
@given(rates, rates, st.floats(0, 120), st.floats(0, 2000), st.floats(1, 1.5))
def test_more_arrivals_less_capacity_and_longer_closures_never_help(
    came, passed, shut, backlog, more
):
    base = backlog_course(came, passed, closed=[(0, shut)], backlog=backlog)
    for worse in (
        backlog_course(came * more, passed, closed=[(0, shut)], backlog=backlog),
        backlog_course(came, passed / more, closed=[(0, shut)], backlog=backlog),
        backlog_course(came, passed, closed=[(0, shut * more)], backlog=backlog),
        backlog_course(came, passed, closed=[(0, shut)], backlog=backlog * more),
    ):
        for a, b in ((base.queue, worse.queue), (base.waits, worse.waits)):
            assert all(y >= x - 1e-6 * (1 + x) for x, y in zip(a, b, strict=True))


# --- outlook ------------------------------------------------------------------------------------


@quick
@given(
    st.sampled_from(list(QUEUES.values())),
    st.floats(0.001, 1e6),
    st.floats(0.001, 1e6),
    st.floats(0, 5000),
    st.floats(1, 2000),
)
def test_no_outlook_is_negative_or_infinite(queue, came, passed, shut, horizon):
    try:
        outlook = assess(queue, came, passed, shut, horizon)
    except RequestError as error:
        assert "give figures that make less than ten years" in str(error)  # noqa: PT017
        return
    numbers = [*outlook.wait, *outlook.course.waits, *outlook.course.queue, *(outlook.steady or ())]
    assert all(0 <= number < math.inf for number in numbers)
    assert outlook.wait.low <= outlook.wait.typical <= outlook.wait.high
    assert outlook.growing == (outlook.steady is None) == (outlook.settle_days is None)
    json.dumps(queue_dict(outlook), allow_nan=False)
    assert describe_queue(outlook)


@quick
@given(st.floats(1, 1e6, exclude_max=True))
def test_the_very_edge_of_capacity(rate):
    for came in (math.nextafter(rate, 0), rate, math.nextafter(rate, math.inf)):
        for queue in QUEUES.values():
            outlook = assess(queue, came, rate)
            assert not outlook.settles
            assert all(0 <= hours < math.inf for hours in outlook.wait)


@quick
@given(st.floats(600, 900), st.floats(600, 900), st.floats(0, 96))
def test_over_capacity_the_wait_rises_with_arrivals(came, more, shut):
    low, high = sorted((came, more))
    first, second = (assess(NUR_ZHOLY, rate, 600, shut).wait for rate in (low, high))
    assert all(b >= a - 1e-6 for a, b in zip(first, second, strict=True))


def test_over_capacity_says_so():
    outlook = assess(NUR_ZHOLY, arrivals=725, capacity=700)
    assert outlook.growing
    assert outlook.growth_per_day == 25
    assert outlook.steady_mean_hours is outlook.steady is outlook.course.cleared_hour is None
    assert outlook.wait.typical == pytest.approx((1500 + 7 * 25) / 700 * 24, rel=1e-3)
    assert queue_sentence(outlook).startswith("Over capacity: the queue grows by 25 trucks a day")
    assert "never settles" in queue_sentence(assess(NUR_ZHOLY, arrivals=700, capacity=700))


def test_quiet_outlook_is_the_steady_state():
    outlook = assess(QUEUES["brest.west"])
    assert outlook.wait == outlook.steady
    mean = allen_cunneen(10 / 24, 16 / 24 / 3, 3, 1, 1)
    assert outlook.steady_mean_hours == pytest.approx(mean)


def test_near_capacity_the_horizon_bounds_the_wait():
    """A queue that would be long after years is not long after a week from empty."""
    outlook = assess(NUR_ZHOLY, arrivals=724.99, capacity=725, backlog=0)
    assert not outlook.settles
    assert outlook.wait.high < 15 < outlook.steady.high
    assert "longer than looked at" in queue_sentence(outlook)
    assert assess(NUR_ZHOLY, 725, 725, backlog=0).wait.high == pytest.approx(
        outlook.wait.high, rel=0.01
    )


def test_without_any_variability_the_outlook_is_the_backlog():
    still = NUR_ZHOLY._replace(arrivals_cv2=0.0, service_cv2=0.0)
    assert assess(still, backlog=0).wait == (0, 0, 0)
    grown = assess(still, arrivals=800, capacity=700)
    assert grown.wait == pytest.approx([grown.course.waits[-1]] * 3, rel=1e-3)


def test_the_report_reads_well():
    text = describe_queue(assess(NUR_ZHOLY, closed_hours=72))
    assert "A backlog of 3,450 trucks at most is gone after 49.0 days." in text
    assert "F158" in text
    assert "judgement" in text
    assert len([line for line in text.splitlines() if line.lstrip()[:1].isdigit()]) == 9
    shut = queue_sentence(assess(NUR_ZHOLY, closed_hours=240, backlog=0))
    assert shut.startswith("A backlog of 6,500 trucks at most is gone after 96.7 days.")
    assert "No backlog" in describe_queue(assess(QUEUES["brest.west"]))
    long = describe_queue(assess(NUR_ZHOLY, horizon_hours=87_600))
    assert len(long.splitlines()) < 50


def test_values_from_tables_cannot_steer_a_terminal():
    evil = NUR_ZHOLY._replace(label="a\x1b[2J", note="b\u202e")
    assert not {"\x1b", "\u202e"} & set(describe_queue(assess(evil)))


# --- table --------------------------------------------------------------------------------------


def test_the_reported_state_agrees_with_the_figures():
    """The queue explains no more than the whole wait, in a quiet or in a stressed month."""
    figures = read_figures()
    for queue in QUEUES.values():
        most = max(figure.high for figure in figures[queue.figure].values())
        assert assess(queue).wait.high <= most, queue.id
        assert assess(queue, backlog=0).wait.typical <= most, queue.id
    wait = assess(NUR_ZHOLY).wait
    figure = figures["queue.nurzholy.east"]["any"]
    assert figure.low <= wait.low <= wait.high <= figure.high


def test_find_queue():
    assert find_queue(QUEUES, "Nur Zholy").id == "nurzholy.east"
    assert find_queue(QUEUES, "brest.east").id == "brest.east"
    assert find_queue(QUEUES, "Khorgos west").id == "altynkol.west"
    assert find_queue(QUEUES, "阿拉山口 west").id == "dostyk.west"
    with pytest.raises(RequestError, match=r"2 queues at 'Altynkol'; use one of altynkol.west, al"):
        find_queue(QUEUES, "Altynkol")
    with pytest.raises(RequestError, match=r"no queues at 'Atlantis'; use one of nurzholy.east, "):
        find_queue(QUEUES, "Atlantis")
    with pytest.raises(RequestError, match=r"no queues at 'Nur Zholy west'; use one of nurzholy"):
        find_queue(QUEUES, "Nur Zholy west")
    assert [q.id for q in find_queues(QUEUES, "Altynkol")] == ["altynkol.west", "altynkol.east"]


@pytest.mark.parametrize(
    ("old", "new", "column"),
    [
        ("nurzholy.east", "nurzholy", "id"),
        (",NZH,", ",XXX,", "place"),
        (",HOR,", ",XXX,", "across"),
        ("queue.nurzholy.east", "queue.moon", "figure"),
        ("650,650,725,800", "650,750,725,800", "capacity_per_day"),
        ("F157 F158", "F157 X999", "sources"),
        ("range,F157 F158 F162", "range,", "sources"),
        (",1500,", ",nan,", "backlog"),
        ("650,650,725", "-1,650,725", "arrivals_per_day"),
        (",trucks,", ",camels,", "unit"),
    ],
)
def test_broken_table(edit, old, new, column):
    folder = edit("queues.csv", old, new)
    with pytest.raises(TableError) as caught:
        check_tables(folder)
    assert (caught.value.file, caught.value.column) == ("queues.csv", column)


# --- simulation ---------------------------------------------------------------------------------


def simulate(gap, service, servers, units, *, backlog=0, shut=0.0):
    """Hour of arrival and wait of each unit, in order, at a gate that opens after `shut` hours."""
    world = simpy.Environment()
    gate = simpy.Resource(world, servers)
    found = []

    def unit(opens):
        came = world.now
        with gate.request() as turn:
            yield turn
            if opens > world.now:
                yield world.timeout(opens - world.now)
            found.append((came, world.now - came))
            yield world.timeout(service())

    def traffic():
        for _ in range(backlog):
            world.process(unit(shut))
        for _ in range(units):
            yield world.timeout(gap())
            world.process(unit(shut))

    world.process(traffic())
    world.run()
    return found


@pytest.mark.parametrize(("servers", "use"), [(1, 0.6), (3, 0.75), (8, 0.8)])
def test_simulated_mmc(servers, use):
    draw = random.Random(2025 + servers)
    found = simulate(
        lambda: draw.expovariate(use * servers), lambda: draw.expovariate(1.0), servers, 20_000
    )
    waits = [wait for _, wait in found[1000:]]
    mean = allen_cunneen(use * servers, 1.0, servers, 1.0, 1.0)
    waiting = erlang_c(use * servers, 1.0, servers)
    # Waits hang together: batches of 1,000 are nearly independent.
    batches = [fmean(waits[i : i + 1000]) for i in range(0, len(waits), 1000)]
    middle = fmean(batches)
    error = math.sqrt(sum((b - middle) ** 2 for b in batches) / len(batches) / (len(batches) - 1))
    assert abs(middle - mean) < 3.5 * error
    assert sum(wait > 0 for wait in waits) / len(waits) == pytest.approx(waiting, abs=0.03)
    assert quantiles(waits, n=10)[8] == pytest.approx(wait_quantile(0.9, waiting, mean), rel=0.12)


def test_simulated_md1():
    draw = random.Random(7)
    found = simulate(lambda: draw.expovariate(0.7), lambda: 1.0, 1, 20_000)
    waits = [wait for _, wait in found[1000:]]
    assert fmean(waits) == pytest.approx(allen_cunneen(0.7, 1.0, 1, 1.0, 0.0), rel=0.08)


def test_simulated_closure_of_three_days_on_a_timetable():
    """Trains every 2 h, 1.5 h to handle each, shut for three days: unit by unit as the fluid."""
    found = simulate(lambda: 2.0, lambda: 1.5, 1, 160, shut=72.0)
    course = backlog_course(12, 16, closed=[(0, 72)])
    for came, wait in found:
        if came <= 168:
            # The fluid lets the part of a train pass: one handling time apart at most.
            assert course.waits[int(came)] == pytest.approx(wait, abs=1.5 + 1e-9)
    # The fluid runs dry after 288 h; of whole trains, the last waits within one handling time.
    assert backlog_course(
        12, 16, closed=[(0, 72)], horizon_hours=400
    ).cleared_hour == pytest.approx(288)
    assert max(wait for came, wait in found if came >= 288) <= 1.5


def test_simulated_closure_of_three_days_at_random():
    """Mean over 60 random weeks: the fluid gives the wait, the outlook its spread."""
    came, passed, shut = 60.0, 80.0, 72.0
    draw = random.Random(11)
    at_open, all_waits = [], []
    for _ in range(60):
        found = simulate(
            lambda: draw.expovariate(came / 24),
            lambda: draw.expovariate(passed / 24),
            1,
            round(came * 7.5),
            shut=shut,
        )
        at_open.append(fmean(wait for hour, wait in found if 70 <= hour <= 74))
        all_waits += [wait for hour, wait in found if hour <= 168]
    course = backlog_course(came, passed, closed=[(0, shut)])
    assert fmean(at_open) == pytest.approx(fmean(course.waits[70:75]), rel=0.04)
    queue = NUR_ZHOLY._replace(arrivals_cv2=1.0, service_cv2=1.0, backlog=None)
    outlook = assess(queue, came, passed, closed_hours=shut)
    deciles = quantiles(all_waits, n=10)
    for share, hours in zip((0, 4, 8), outlook.wait, strict=True):
        # The outlook leaves out by how much chance moves a backlog: some trains here.
        assert deciles[share] == pytest.approx(hours, abs=2.5)


@pytest.mark.parametrize(("came", "backlog"), [(75.0, 40), (60.0, 0)])
def test_simulated_growth_over_a_week(came, backlog):
    """Over and at capacity: P10, P50 and P90 of the wait at the end of 250 random weeks."""
    passed = 60.0
    draw = random.Random(3)
    ends = []
    for _ in range(250):
        found = simulate(
            lambda: draw.expovariate(came / 24),
            lambda: draw.expovariate(passed / 24),
            1,
            round(came * 7),
            backlog=backlog,
        )
        ends.append(found[-1][1])
    queue = NUR_ZHOLY._replace(arrivals_cv2=1.0, service_cv2=1.0, backlog=float(backlog))
    wait = assess(queue, came, passed).wait
    deciles = quantiles(ends, n=10)
    for share, hours in zip((0, 4, 8), wait, strict=True):
        assert deciles[share] == pytest.approx(hours, abs=max(0.1 * hours, 1.5))


@given(
    id_=st.sampled_from(sorted(QUEUES)),
    busy=st.floats(0.5, 1.4),
    able=st.floats(0.5, 1.4),
    closed=st.sampled_from([0.0, 12.0, 72.0, 100.0]),
    horizon=st.sampled_from([24.0, 168.0, 336.0]),
    more=st.floats(1.0, 1.4),
)
@examples(150)
def test_nothing_that_makes_it_worse_shortens_the_wait(id_, busy, able, closed, horizon, more):
    """Of whole answers: more arrivals, less capacity, a longer closure."""
    queue = QUEUES[id_]
    came, served = queue.arrivals_per_day * busy, queue.capacity_per_day * able
    usual = assess(queue, came, served, closed, horizon).wait
    for worse in (
        assess(queue, came * more, served, closed, horizon),
        assess(queue, came, served / more, closed, horizon),
        assess(queue, came, served, closed + 24 * (more - 1), horizon),
    ):
        assert all(a <= b + 1e-6 for a, b in zip(usual, worse.wait, strict=True))
