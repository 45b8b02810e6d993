"""What is lost with an edge, a crossing or a terminal: by brute force, in layers and on the map."""

from __future__ import annotations

import itertools
import json
import math
import random
import re

import browser as web
import networkx as nx
import pytest
import shipped
from small import small_corridor

from khorgos import layers
from khorgos.geo import Corridor, RequestError, criticality
from khorgos.geo.resilience.batch import hub_terminals, solve
from khorgos.geo.resilience.criticality import Loss, most_lost
from khorgos.geo.scenario.scenarios import Effect, Scenario
from khorgos.maps import Style, draw, save
from khorgos.maps.overlay.losses import resilience_layers
from khorgos.maps.report.losses import describe_losses

CORRIDOR = shipped.corridor()
LOSSES = criticality(CORRIDOR)
BORDER = {"kind": "border_point"}


def named(part: str, losses=LOSSES) -> Loss:
    (found,) = (loss for loss in losses if part in loss.label)
    return found


def brute(corridor: Corridor, hubs, closed) -> tuple[float, int, set[tuple[str, str]]]:
    """Hours lost, pairs slower and pairs cut off, with graphs of networkx."""
    terminals = hub_terminals(corridor.infrastructure, hubs)

    def spread(without):
        graph = nx.MultiDiGraph()
        graph.add_nodes_from(itertools.chain(*terminals))
        for a, b, id_, edge in corridor.graph.edges(keys=True, data=True):
            if (
                id_ not in without
                and edge["status"] == "open"
                and edge["carriers"] <= {"rail", "ferry"}
            ):
                graph.add_edge(a, b, weight=edge["times"]["standard"].typical)
        hours = {
            node: nx.single_source_dijkstra_path_length(graph, node)
            for group in terminals
            for node in group
        }
        return {
            (a, b): min((hours[x].get(y, math.inf) for x in one for y in other), default=math.inf)
            for (a, one), (b, other) in itertools.permutations(zip(hubs, terminals, strict=True), 2)
        }

    before, after = spread(()), spread(closed)
    finite = [pair for pair in before if math.isfinite(before[pair])]
    cut = {pair for pair in finite if math.isinf(after[pair])}
    more = [after[pair] - before[pair] for pair in finite if pair not in cut]
    more = [hours for hours in more if hours > 1e-6]
    return math.fsum(more), len(more), cut


@pytest.mark.parametrize("seed", range(25))
def test_every_edge_of_a_random_network_by_brute_force(seed):
    draw_ = random.Random(seed)
    names = "ABCDEFGHIJ"[: draw_.randint(4, 10)]
    links = [
        (*draw_.sample(names, 2), draw_.choice([1.0, 2.0, 3.5, 7.0]))
        for _ in range(draw_.randint(4, 16))
    ]
    corridor = small_corridor(CORRIDOR, links, places=names)
    hubs = draw_.sample(names, draw_.randint(2, 4))
    found = {loss.edges: loss for loss in criticality(corridor, hubs, by="edge")}
    for number in range(len(links)):
        hours, slower, cut = brute(corridor, hubs, {f"e{number}"})
        loss = found.pop((f"e{number}",), None)
        if loss is None:
            assert (hours, slower, cut) == (0.0, 0, set())
        else:
            assert loss.lost_hours == pytest.approx(hours, abs=1e-9)
            assert (loss.slower, set(loss.cut)) == (slower, cut)
    assert found == {}


@pytest.mark.parametrize("seed", range(15))
def test_every_line_of_a_random_network_by_brute_force(seed):
    draw_ = random.Random(100 + seed)
    names = "ABCDEFGHIJ"
    links = [(*draw_.sample(names, 2), draw_.uniform(1, 9)) for _ in range(draw_.randint(9, 16))]
    corridor = small_corridor(CORRIDOR, links, places=names)
    hubs = draw_.sample(names, 3)
    found = criticality(corridor, hubs)
    lines = {}
    for number, (a, b, _) in enumerate(links):
        lines.setdefault(frozenset((a, b)), set()).add(f"e{number}")
    told = [id_ for loss in found for id_ in loss.edges]
    assert len(told) == len(set(told))
    for ids in lines.values():
        want = brute(corridor, hubs, ids)
        loss = next((loss for loss in found if ids <= set(loss.edges)), None)
        if loss is None:
            assert want == (0.0, 0, set())
        else:  # of a chain too: to lose any part costs the same
            assert (loss.slower, set(loss.cut)) == want[1:]
            assert loss.lost_hours == pytest.approx(want[0], abs=1e-9)


def test_a_chain_is_one_row_and_a_ring_is_not():
    links = [("A", "X", 1.0), ("X", "Y", 1.0), ("Y", "B", 1.0), ("A", "Z", 2.0), ("Z", "B", 2.0)]
    (loss,) = criticality(small_corridor(CORRIDOR, links), ["A", "B"])
    assert (loss.label, loss.kind, loss.edges) == ("A–B line", "line", ("e0", "e1", "e2"))
    assert (loss.places, loss.lost_hours, loss.slower) == (("A", "B"), 2.0, 2)
    assert loss.mean_hours == 1.0
    assert loss.slowest == ("A", "B", 1.0)
    assert loss.cut == ()
    # With a hub on the way, the parts differ.
    three = criticality(small_corridor(CORRIDOR, links), ["A", "X", "B"])
    assert {loss.edges for loss in three} >= {("e0",), ("e1", "e2")}


def test_who_is_cut_off():
    (loss,) = criticality(small_corridor(CORRIDOR, [("A", "B", 1.0)]), ["A", "B"])
    assert loss.cut == (("A", "B"), ("B", "A"))
    assert (loss.lost_hours, loss.slower, loss.mean_hours, loss.slowest) == (0.0, 0, None, None)
    assert loss.delay_per_day is None
    assert loss.cut_words == "A–B"
    star = criticality(
        small_corridor(CORRIDOR, [("A", "M", 1.0), ("B", "M", 1.0), ("C", "M", 1.0)]), list("ABC")
    )
    assert sorted(loss.cut_words for loss in star) == [f"{x} from 2 others" for x in "ABC"]


def test_a_crossing_closes_all_its_tracks():
    border = [("A", "P", 1.0), ("A", "P", 2.0), ("P", "B", 1.0), ("P", "B", 1.5)]
    round_ = [("A", "Q", 20.0), ("Q", "B", 1.0)]
    corridor = small_corridor(CORRIDOR, [*border, *round_], kinds={"P": BORDER, "Q": BORDER})
    (loss,) = criticality(corridor, ["A", "B"])
    assert (loss.kind, loss.label, loss.places, loss.borders) == ("crossing", "P", ("P",), ("P",))
    assert loss.edges == ("e0", "e1", "e2", "e3")
    assert loss.lost_hours == 2 * 19.0
    # The line beyond is told with it, and what is done at the border too.
    yard, customs = ("B:rail1520", "B:rail1520@x", "C:rail1520"), {"hours": 1.0, "kind": "customs"}
    beyond = [
        (*step, id_, what)
        for step, id_, what in (
            (yard[:2], "c", customs),
            (yard[1::-1], "c", customs),
            (yard[1:], "d", {"hours": 1.0}),
            (yard[:0:-1], "d", {"hours": 1.0}),
        )
    ]
    links = [*border, ("A", "Q", 20.0), ("Q", "C", 3.0)]
    longer = small_corridor(CORRIDOR, links, kinds={"P": BORDER}, edges=beyond)
    (loss,) = criticality(longer, ["A", "C"])
    assert loss.label == "A–C line, P"
    assert (loss.kind, loss.places, loss.borders) == ("crossing", ("A", "C"), ("P",))
    assert set(loss.edges) == {"e0", "e1", "e2", "e3", "c", "d"}


def test_a_border_without_a_point_is_a_crossing():
    links = [("A", "B", 1.0), ("A", "C", 5.0), ("C", "B", 5.0)]
    (loss,) = criticality(
        small_corridor(CORRIDOR, links, kinds={"B": {"country": "CN"}}), ["A", "B"]
    )
    assert (loss.kind, loss.label, loss.places) == ("crossing", "A–B border", ("A", "B"))


def test_brute_force_on_the_network_of_the_package():
    hubs = ["XIA", "DUI", "ALM1", "KGW", "POT", "MAL"]
    losses = criticality(CORRIDOR, hubs)
    title = {hub: CORRIDOR.places[hub].name for hub in hubs}
    for loss in (*losses[:3], *losses[-2:], *(loss for loss in losses if loss.cut)):
        hours, slower, cut = brute(CORRIDOR, hubs, set(loss.edges))
        # A chain is closed as a whole here: that costs as much as any part of it, or more.
        assert loss.lost_hours <= hours + 1e-6
        if len(loss.edges) == 1:
            assert loss.lost_hours == pytest.approx(hours, abs=1e-6)
            assert loss.slower == slower
            assert set(loss.cut) == {(title[a], title[b]) for a, b in cut}


def test_known_bottlenecks_come_out():
    """Gateways that the trade cannot do without cost time, and not only some."""
    for part in ("Dostyk–Alashankou border", "Altynkol–Horgos border", "Brest–Mal"):
        loss = named(part)
        assert loss.kind == "crossing"
        assert loss.lost_hours > 0
        assert loss.slower > 20
        assert loss.flow is not None
        assert loss.flow.unit == "trains"
        assert loss.delay_per_day == pytest.approx(loss.flow.per_day * loss.mean_hours / 24)
    # All trains from Khorgos to Almaty take one line.
    line = named("Altynkol–Zhetygen line")
    assert line.lost_hours > named("Altynkol–Horgos border").lost_hours
    # Nothing else leads to the dry port.
    port = named("Altynkol–Khorgos Gateway line")
    assert port.cut_words.startswith("Khorgos Gateway from ")
    assert most_lost(LOSSES, "pairs")[0] is port


def test_dostyk_costs_more_without_khorgos():
    hubs = ["Xi'an", "Almaty-1", "Duisburg"]
    usual = named("Dostyk–Alashankou border", criticality(CORRIDOR, hubs))
    without = CORRIDOR.apply(Scenario("shut", "Horgos shut", (Effect("close", "place:ALHO"),)))
    assert all("Altynkol–Horgos" not in loss.label for loss in criticality(without, hubs))
    dostyk = named("Dostyk–Alashankou border", criticality(without, hubs))
    assert dostyk.lost_hours > usual.lost_hours


def test_losses_are_sorted_and_finite():
    hours = [loss.lost_hours for loss in LOSSES]
    assert hours == sorted(hours, reverse=True)
    assert all(math.isfinite(value) for value in hours)
    assert criticality(CORRIDOR) == LOSSES
    assert len({loss.label for loss in LOSSES}) == len(LOSSES)
    flows = [loss.delay_per_day or 0.0 for loss in most_lost(LOSSES, "flow")]
    assert flows == sorted(flows, reverse=True)
    json.dumps([loss.to_dict() for loss in LOSSES], allow_nan=False)


def test_the_flow_of_a_chain_is_the_least_and_of_trains():
    loss = named("Altynkol–Horgos border")
    counted = {flow.per_day for id_, flow in CORRIDOR.flows.items() if id_ in loss.edges}
    assert loss.flow.per_day == min(counted)
    ferries = [loss for loss in LOSSES if loss.carrier == "ferry" and loss.flow]
    assert all(loss.flow.unit == "trains" for loss in ferries)


def test_ships_lose_a_canal_as_a_whole():
    losses = criticality(CORRIDOR, ["Shanghai", "Hamburg", "Rotterdam"], mode="sea")
    canal = named("Suez Canal", losses)
    assert canal.kind == "passage"
    assert canal.slower == 4  # all pairs lose it
    lanes = [loss for loss in losses if loss.kind == "line" and loss.label.endswith(" by sea")]
    assert lanes
    assert all(loss.slower < canal.slower for loss in lanes)


def test_cars_lose_roads():
    losses = criticality(CORRIDOR, ["Almaty", "Urumqi", "Astana"], mode="road", vehicle="car")
    gate = next(loss for loss in losses if "NZH" in loss.places or "HOR" in loss.places)
    assert gate.carrier == "road"
    assert {loss.flow.unit for loss in losses if loss.flow} <= {"trucks", "vehicles"}


def test_the_old_corridor_is_unchanged():
    before = solve(CORRIDOR.infrastructure)
    criticality(CORRIDOR, by="edge")
    assert (solve(CORRIDOR.infrastructure) == before).all()


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"mode": "road"}, "rest depends on the whole way"),
        ({"by": "place"}, "by is 'place'; use line or edge"),
        ({"hubs": ["Xi'an"]}, "fewer than two hubs"),
        ({"service": "slow"}, "service is 'slow'"),
    ],
)
def test_questions_that_make_no_sense(options, text):
    with pytest.raises(RequestError, match=text):
        criticality(CORRIDOR, **options)
    with pytest.raises(RequestError, match="by is 'x'; use one of hours, flow, pairs"):
        most_lost([], by="x")


def test_the_layer_has_each_loss_once():
    frame = layers.resilience(CORRIDOR, LOSSES)
    assert len(frame) == len(LOSSES)
    assert frame["rank"].tolist() == list(range(1, len(LOSSES) + 1))
    assert frame["lost_hours"].tolist() == [loss.lost_hours for loss in LOSSES]
    points = frame.geom_type == "Point"
    assert (points == (frame["kind"] == "handling")).all()
    assert frame.geometry.is_valid.all()
    row = frame[frame["label"].str.contains("Dostyk–Alashankou border")].iloc[0]
    west, south, east, north = row.geometry.bounds
    place = CORRIDOR.places["DOS"]
    assert west <= place.lon <= east
    assert south <= place.lat <= north
    assert layers.resilience(CORRIDOR, []).empty


def test_the_layer_can_be_written(tmp_path):
    frame = layers.resilience(CORRIDOR, LOSSES)
    for name in ("losses.gpkg", "losses.geojson"):
        frame.to_file(tmp_path / name)
        assert (tmp_path / name).stat().st_size > 10_000


def test_the_table_tells_the_worst_and_who_is_cut_off():
    text = describe_losses(LOSSES, 3, pairs=812)
    lines = text.splitlines()
    assert lines[1].startswith(LOSSES[0].label)
    assert f"{LOSSES[0].lost_hours:,.0f}" in lines[1]
    assert lines[4] == ""
    assert "Khorgos Gateway from 28 others" in text
    assert "812 pairs" in text
    assert max(map(len, describe_losses(LOSSES, 500).splitlines())) < 160
    assert not re.search(r"\bnan\b|\bNone\b", describe_losses(LOSSES, 500))
    assert describe_losses([]) == "Nothing is lost: no closure slows any pair of hubs down."


def test_every_loss_is_in_one_layer_of_the_map():
    made = resilience_layers(CORRIDOR, LOSSES)
    assert made[0].name == "Hubs"
    shown = [
        ", ".join(filter(None, both))
        for layer in made[1:]
        for both in zip(layer.frame["Lost"], layer.frame["With it"], strict=True)
    ]
    assert sorted(shown) == sorted(loss.label for loss in LOSSES)
    widths = [layer.width for layer in made[2:]]
    assert widths == sorted(widths, reverse=True)
    for layer in made[1:]:
        texts = " ".join(layer.frame.drop(columns="geometry").astype(str).to_numpy().ravel())
        assert not re.search(r"\bnan\b|\bNone\b", texts)


def test_a_network_where_all_is_cut_can_be_drawn():
    corridor = small_corridor(CORRIDOR, [("A", "B", 1.0)])
    made = resilience_layers(corridor, criticality(corridor, ["A", "B"]), ["A", "B"])
    assert [layer.name for layer in made] == ["Hubs", "Cuts hubs off"]
    assert [layer.name for layer in resilience_layers(corridor, [], ["A", "B"])] == ["Hubs"]


@pytest.mark.browser
def test_the_map_tells_what_is_lost(chromium, tmp_path):
    title = "Hours lost by rail if a line or crossing closes"
    made = resilience_layers(CORRIDOR, LOSSES)
    path = save(draw(made, style=Style(title=title)), tmp_path / "resilience.html")
    with web.visit(chromium, path) as seen:
        page = seen.page
        assert page.title() == title
        legend = page.locator(".k-legend").inner_text()
        assert all(layer.name in legend for layer in made)
        page.locator("details.k-own summary", has_text="Cuts hubs off").click()
        page.get_by_role("button", name="Altynkol–Khorgos Gateway line").click()
        popup = page.locator(".leaflet-popup").inner_text()
        assert "Khorgos Gateway from 28 others" in popup
        seen.assert_quiet(path)
