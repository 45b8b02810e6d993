"""States by month: what counts of what was said, what is inferred, what a forecast is worth."""

from __future__ import annotations

from datetime import timedelta, timezone

import pytest
from own_tables import write, write_three

from khorgos.geo import Network, RequestError, TableError
from khorgos.geo.graph.figures import REGIMES
from khorgos.geo.states.asked import InMonth, asked_under, weights_for
from khorgos.geo.states.checking import check_forecast
from khorgos.geo.states.history import History, read_history
from khorgos.geo.states.notices import BOTH, STATES, Notice, Watched, month_of, month_text

ENDS = "Xi'an", "Duisburg"
JUNE = "2024-06"


@pytest.fixture(scope="module")
def history():
    return read_history()


@pytest.fixture(scope="module")
def routes(corridor):
    return {
        service: corridor.route(*ENDS, service=service, via="Altynkol")
        for service in ("standard", "fast")
    }


def notice(month, state, to="", direction=BOTH, service="", source="S1", of="a"):
    return Notice(of, direction, service, month, to or month, state, "said", None, "", (source,))


def made(*notices, corridors=()):
    """A history of one gateway."""
    watched = Watched("a", "a", "", (), (), corridors, (), (), "yes", "")
    return History({"a": watched}, notices)


def test_fast_trains_kept_their_time_while_ordinary_ones_did_not(corridor, routes):
    usual = {name: corridor.outlook(route) for name, route in routes.items()}
    june = {name: corridor.outlook(route, month=JUNE) for name, route in routes.items()}
    assert june["fast"].month.state == "quiet"
    assert june["standard"].month.state == "stressed"
    assert june["fast"].quantile(0.5) < usual["fast"].quantile(0.5)
    assert june["standard"].quantile(0.5) > usual["standard"].quantile(0.5) + 48
    assert "13 d" in june["fast"].month.evidence[0].notice.said


def test_a_known_month_has_the_weights_of_one_state(corridor, routes):
    may = corridor.outlook(routes["standard"], month="2023-05")
    assert may.weights == {"quiet": 1.0, "stressed": 0.0, "disrupted": 0.0}
    quiet = corridor.outlook(routes["standard"], "quiet")
    assert may.quantiles == quiet.quantiles
    assert (may.month.basis, may.month.state) == ("known", "quiet")
    assert may.month.sources
    assert set(may.month.sources) <= set(may.sources)


def test_one_quiet_gateway_is_evidence_and_no_proof(corridor, routes):
    usual = corridor.outlook(routes["standard"])
    january = corridor.outlook(routes["standard"], month="2024-01").month
    (evidence,) = january.evidence
    assert str(evidence) == "<Evidence: Khorgos by rail quiet in 2024-01>"
    assert (january.basis, january.state) == ("inferred", None)
    assert usual.weights["quiet"] < january.weights["quiet"] < 1


def test_a_month_far_from_all_notices_is_as_usual_and_not_quiet(corridor, routes):
    usual = corridor.outlook(routes["standard"])
    for month in ("1999-01", "2027-03"):
        far = corridor.outlook(routes["standard"], month=month)
        assert (far.month.basis, far.month.state, far.month.evidence) == ("unknown", None, ())
        assert far.weights == usual.weights
        assert far.quantiles == usual.quantiles


def test_a_month_beside_a_known_one_is_tilted_towards_it(corridor, routes):
    usual = corridor.outlook(routes["standard"])
    beside = corridor.outlook(routes["standard"], month="2024-11").month  # quiet until October
    further = corridor.outlook(routes["standard"], month="2024-12").month
    assert beside.basis == further.basis == "inferred"
    assert beside.state is None
    assert beside.weights["quiet"] > further.weights["quiet"] > usual.weights["quiet"]
    assert beside.evidence[0].month == "2024-10"


def test_a_closed_gateway_does_not_close_the_others(corridor, routes):
    """Of Brest it was said that trains wait 10 to 15 days; the rest of the way was crowded."""
    closed = corridor.outlook(routes["standard"], month="2021-08")
    assert closed.weights["stressed"] == 1
    assert closed.month.own["customs.brest"] == "disrupted"
    assert {f.regime for f in closed.figures if f.id == "customs.brest"} == {"disrupted"}
    p50 = [corridor.outlook(routes["standard"], name).quantile(0.5) for name in REGIMES[1:]]
    assert p50[0] < closed.quantile(0.5) <= p50[1] + 1


def test_direction_counts(corridor):
    there = corridor.route("Urumqi", "Almaty-1", via="Altynkol")
    back = corridor.route("Almaty-1", "Urumqi", via="Altynkol")
    states = [corridor.outlook(route, month=JUNE).month.state for route in (there, back)]
    assert states == ["stressed", "disrupted"]


def test_a_season_of_bans_raises_trouble_on_its_side_only(corridor, routes):
    usual = corridor.regimes["northern"].weights
    october = corridor.outlook(corridor.route(*reversed(ENDS)), month="2027-10").month
    assert october.basis == "inferred"
    assert "harvest" in october.seasons[0].name
    assert set(october.seasons[0].sources) <= set(october.sources)
    assert october.weights["stressed"] > usual["stressed"]
    assert october.weights["disrupted"] == usual["disrupted"]
    assert sum(october.weights.values()) == pytest.approx(1)
    for route, month in ((routes["standard"], "2027-10"), (october, "")):
        if month:
            assert corridor.outlook(route, month=month).month.basis == "unknown"
    june = corridor.outlook(corridor.route(*reversed(ENDS)), month="2027-06").month
    assert not june.seasons


def test_seasons_are_counted_in_notices_and_name_them(history):
    for season in history.seasons:
        cited = {
            id_
            for one in history.notices
            for id_ in one.sources
            if one.gateway_or_corridor in season.gateway_or_corridor
            and one.direction in (season.direction, BOTH)
            and one.state != "quiet"
        }
        assert set(season.sources) <= cited


def test_a_departure_takes_its_month(corridor, routes):
    route = routes["standard"]
    known = corridor.simulate(route, 2000, depart="2024-06-10T08:00+08:00")
    assert (known.month.month, known.month.state) == (JUNE, "stressed")
    asked = corridor.simulate(route, 2000, depart="2024-06-10T08:00+08:00", regimes="stressed")
    assert asked.month is None
    other = corridor.simulate(route, 2000, depart="2024-06-10T08:00+08:00", month="2024-01")
    assert other.month.month == "2024-01"
    assert other.quantile(0.5) < known.quantile(0.5)
    far = corridor.simulate(route, 2000, depart="2027-03-01")
    assert (far.month.basis, far.weights) == ("unknown", corridor.regimes["northern"].weights)


@pytest.mark.parametrize(
    ("depart", "month"),
    [
        ("2024-06-30T20:00+00:00", "2024-07"),  # 04:00 of the first of July at Xi'an
        ("2024-07-01T02:00+12:00", "2024-06"),
        ("2024-06-30T23:30", "2024-06"),
        ("2024-07-01", "2024-07"),
    ],
)
def test_a_month_begins_on_the_clock_of_the_origin(corridor, routes, depart, month):
    outlook = corridor.simulate(routes["standard"], 100, depart=depart)
    assert outlook.month.month == month
    assert f"{outlook.depart.astimezone(timezone(timedelta(hours=8))):%Y-%m}" == month


@pytest.mark.parametrize("mode", ["rail", "road", "any"])
def test_a_departure_goes_the_way_of_its_month(corridor, mode):
    def edges(**options):
        route = corridor.route("Xi'an", "Vienna", mode=mode, **options)
        return [leg.edge.id for leg in route.legs]

    assert edges(depart="2024-06-10") == edges(month=JUNE) != edges()
    assert edges(depart="2024-06-30T20:00+00:00") == edges(month="2024-07")
    assert edges(depart="2024-06-10", regimes="quiet") == edges(regimes="quiet")
    offered = corridor.ways("Xi'an", "Vienna", depart="2024-06-10")
    assert [way.id for way in offered] == [
        way.id for way in corridor.ways("Xi'an", "Vienna", month=JUNE)
    ]


def test_samples_and_the_law_agree_in_a_month(corridor, routes):
    route = routes["standard"]
    exact = corridor.outlook(route, month="2021-08")
    sampled = corridor.simulate(route, 50_000, month="2021-08")
    assert sampled.month == exact.month
    assert sampled.quantile(0.5) == pytest.approx(exact.quantile(0.5), rel=0.01)


def test_all_that_takes_regimes_takes_a_month(corridor, routes):
    ways = corridor.ways(*ENDS, month=JUNE)
    assert all(way.outlook.month.month == JUNE for way in ways)
    assert ways[0].to_dict()["month"]["state"] == ways[0].outlook.month.state
    route = corridor.route(*ENDS, month=JUNE)
    assert route.nodes == ways[0].route.nodes
    found = corridor.alternatives(*ENDS, k=2, month=JUNE)
    assert {one.outlook.month.month for one in found} == {JUNE}
    drawn = corridor.outlook(route, month=JUNE)
    assert corridor.outlooks([drawn]) == [drawn]


def test_reach_takes_a_month(corridor):
    usual, stressed = (
        corridor.reach("Khorgos", regimes=regimes, month=month).within(14, 0.5).stops
        for regimes, month in (("quiet", None), (None, "2021-08"))
    )
    assert stressed < usual


@pytest.mark.parametrize("ask", ["route", "ways", "alternatives", "reach", "outlook", "simulate"])
def test_a_month_and_a_regime_exclude_each_other(corridor, routes, ask):
    ends = {"reach": ENDS[:1], "outlook": [routes["fast"]], "simulate": [routes["fast"]]}
    with pytest.raises(RequestError, match=r"month and regime are both given; .* leave one"):
        getattr(corridor, ask)(*ends.get(ask, ENDS), regimes="quiet", month=JUNE)
    with pytest.raises(
        RequestError, match=r"month is '2024-13'; write year and month, 01 to 12, as 2024-06"
    ):
        getattr(corridor, ask)(*ends.get(ask, ENDS), month="2024-13")


@pytest.mark.parametrize("month", ["", "June 2024", "2024", "2024-00", "2024-6", 202406, [JUNE]])
def test_what_is_no_month_is_refused(month):
    with pytest.raises(RequestError, match="write year and month, 01 to 12, as 2024-06"):
        month_of(month)


def test_months_follow_one_another():
    assert month_text(month_of("2024-12") + 1) == "2025-01"
    assert notice("2023-11", "quiet", "2024-02").months == range(
        month_of("2023-11"), month_of("2024-03")
    )


def test_who_speaks_of_a_month_counts_before_who_speaks_of_a_year():
    history = made(
        notice("2024-01", "disrupted", "2024-12"),
        notice("2024-03", "quiet"),
        notice("2024-05", "quiet"),
        notice("2024-05", "stressed"),
        notice("2024-07", "quiet", direction="westbound"),
        notice("2024-07", "closed"),
    )
    line = history.line("a", "westbound")
    states = {month: line.at(month_of(f"2024-0{month}")).state for month in (2, 3, 5, 7)}
    assert states == {2: "disrupted", 3: "quiet", 5: "stressed", 7: "quiet"}
    assert line.since(month_of("2024-12")) == "2024-08"


def test_who_names_the_service_counts_for_it_alone():
    history = made(notice(JUNE, "quiet", service="fast"), notice(JUNE, "closed"))
    states = {name: history.line("a", BOTH, name).at(month_of(JUNE)).state for name in ("", "fast")}
    assert states == {"": "closed", "fast": "quiet"}


def test_a_page_that_is_left_out_says_nothing(corridor, routes, history):
    route, usual = routes["standard"], corridor.regimes["northern"].weights
    first = InMonth(history, month_of(JUNE)).of(route, usual)
    less = history.without(first.sources[:1])
    left = InMonth(less, month_of(JUNE)).of(route, usual)
    assert set(left.sources).isdisjoint(first.sources[:1])
    nobody = history.without({id_ for one in history.notices for id_ in one.sources})
    assert InMonth(nobody, month_of(JUNE)).of(route, usual).basis == "unknown"
    assert weights_for(history, JUNE, route, usual) == first.weights
    assert weights_for(history, "", route, usual) is None


def test_every_notice_is_used_or_listed(corridor, history):
    """Each bears a month, or is listed as undated; what no route is on says why."""
    dated = {one for said in history.by_month.values() for one in said}
    undated = {one for one in history.notices if not one.from_month}
    assert dated | undated == set(history.notices)
    assert len(history.notices) >= 154
    assert len(undated) == 2
    edges = [edge for *_, edge in corridor.infrastructure.topology]
    used = {
        (carrier, node.split(":")[0].split("@")[0])
        for start, end, edge in corridor.infrastructure.topology
        for node in (start, end)
        for carrier in (edge.carrier,)
    }
    figures = {edge.figure for edge in edges} | {edge.id for edge in edges}
    for one in history.watched.values():
        on = one.places or one.figures or one.corridors
        assert on or one.note, one.id
        assert all((one.carrier, place) in used for place in one.places if one.carrier), one.id
        assert set(one.figures) <= figures, one.id
        assert set(one.own_figures) <= figures, one.id
    assert {one.state for one in history.notices} == set(STATES)


def test_notices_and_indices_cite_pages(corridor, history):
    for row in (*history.notices, *history.indices):
        for id_ in row.sources:
            assert corridor.sources[id_].url.startswith("http")
            assert corridor.sources[id_].title


def test_the_forecast_gains_nothing_that_one_could_rely_on(history):
    check = check_forecast(history)
    assert not check.gains
    assert {(one.name, one.of) for one in check.scores} == {
        (name, of) for name in ("log", "brier") for of in ("told anew", "all")
    }
    for score in check.scores:
        assert score.gain_low <= score.gain <= score.gain_high
        assert score.gain == pytest.approx(score.climatology - score.forecast)


def test_states_that_last_are_found_to_last():
    """Pages that each tell of one month, of gateways that stay as they are."""
    states = [*STATES][:3]
    watched, notices = {}, []
    for number in range(12):
        id_ = f"g{number}"
        watched[id_] = Watched(id_, id_, "", (), (), (), (), (), "yes", "")
        notices += [
            notice(f"2024-{month:02}", states[number % 3], source=f"{id_} {month}", of=id_)
            for month in range(1, 11)
        ]
    lasting = History(watched, notices)
    assert lasting.persistence > 0.9
    check = check_forecast(lasting)
    assert check.gains
    assert all(score.gains for score in check.scores)


def test_nothing_said_is_nothing_to_check():
    check = check_forecast(History({}, ()))
    assert (check.scores, check.gains, check.persistence) == ((), False, 0.0)


def test_a_folder_of_ones_own_may_do_without(tmp_path):
    network = Network.load(write_three(tmp_path, "rail"))
    route = network.route("Aton", "Ceton")
    with pytest.raises(RequestError, match=r"no states\.csv with watched\.csv; add them"):
        network.outlook(route, month=JUNE)
    dated = network.simulate(route, 1000, depart="2026-06-01")
    assert dated.month is None
    assert dated.to_dict()["month"] is None
    assert asked_under(network.states, "quiet") == "quiet"


def test_tables_of_ones_own_have_states_too(tmp_path):
    folder = write_three(tmp_path, "rail")
    write(folder, "sources", [
        {"id": "N1", "subject": "state", "quantity": "state", "title": "page", "url": "http://x"}
    ])  # fmt: skip
    write(folder, "watched", [
        {"id": "bridge", "name": "bridge", "carrier": "rail", "places": "B", "own_figures": "pace",
         "judgement": "yes"}
    ])  # fmt: skip
    said = {"gateway_or_corridor": "bridge", "from_month": "2026-03", "to_month": "2026-03",
            "state": "stressed", "said": "a queue", "sources": "N1"}  # fmt: skip
    write(folder, "states", [{**said, "direction": "eastbound"}])
    network = Network.load(folder)
    there = network.outlook(network.route("Aton", "Ceton"), month="2026-03")
    back = network.outlook(network.route("Ceton", "Aton"), month="2026-03")
    assert (there.month.state, there.weights["stressed"]) == ("stressed", 1)
    assert back.month.basis == "unknown"
    write(folder, "states", [{**said, "direction": "eastbound", "to_month": "2026-01"}])
    with pytest.raises(TableError, match="2026-01 is before 2026-03; swap the two"):
        Network.load(folder)
    write(folder, "states", [{**said, "direction": "eastbound", "gateway_or_corridor": "ford"}])
    with pytest.raises(TableError, match=r"no 'ford' is known in watched\.csv"):
        Network.load(folder)
