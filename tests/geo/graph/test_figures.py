"""Every number traces to a source or says that it is judgement."""

from __future__ import annotations

import re

import pytest

from khorgos.geo.errors import RequestError, TableError
from khorgos.geo.graph.figures import VARIANTS
from khorgos.geo.routing.route import JUDGEMENT
from khorgos.geo.tables.reading import read_table
from khorgos.geo.values import Range


def test_every_edge_traces_to_sources_or_says_judgement(corridor):
    for _, _, edge in corridor.graph.edges(data=True):
        for variant in VARIANTS:
            figure = corridor.figure(edge["figure"], variant)
            assert figure.sources or figure.judgement == "yes", (edge["id"], variant)
            for source in figure.sources:
                assert source in corridor.sources, (edge["id"], source)
        if edge["kind"] == "move":
            assert edge["length_source"] in {*corridor.sources, JUDGEMENT}, edge["id"]


def test_every_place_names_the_source_of_its_position(corridor):
    for place in corridor.places.values():
        assert place.source in {*corridor.sources, JUDGEMENT}, place
        if place.source == JUDGEMENT:
            assert place.note, place


def test_every_figure_is_used(corridor):
    used = {edge["figure"] for _, _, edge in corridor.graph.edges(data=True)}
    apart = {"road.rest", "door.collection", "door.delivery"}  # no edges: they depend on the way
    # Nor has what a question does not state, which is on the whole way.
    apart |= {f"unstated.{kind}" for kind in ("rail", "rail_ferry", "road", "sea", "air")}
    assert used | apart == set(corridor.figures)


def test_every_source_can_be_looked_up(corridor):
    for source in corridor.sources.values():
        assert source.title, source
        assert re.match(r"https?://", source.url), source


def test_unsourced_figures_are_never_cited(corridor):
    # Rows M… of the fact files were recalled, not read.
    assert not [id_ for id_ in corridor.sources if id_.startswith("M0")]


def test_judgement_is_explained(corridor):
    for row in read_table("parameters"):
        if row["judgement"] == "yes":
            assert row["note"], (row["id"], row["variant"])


def test_hours_add_up_corner_by_corner():
    assert Range(1, 2, 3) + Range(1, 1, 1) == Range(2, 3, 4)


def test_dwell_of_both_sides_is_as_the_facts_give_it(corridor):
    """The dwell at Altynkol holds the lift: 4/8/24 h fast; ordinary between the facts."""
    for service, total in {"fast": (4, 8, 24), "standard": (16.8, 45, 80)}.items():
        border = corridor.figure("customs.altynkol.entry", service).hours(0)
        lift = corridor.figure("gauge.khorgos.west", service).hours(0)
        assert [round(x, 1) for x in border + lift] == list(total)
    brest = corridor.figure("customs.brest", "standard").hours(0)
    assert brest + corridor.figure("gauge.other", "standard").hours(0) == (24, 60, 74)
    worse = corridor.figure("customs.brest", "standard", "stressed").hours(0)
    assert (
        worse.typical + corridor.figure("gauge.other", "standard").typical == 118
    )  # easily 5 days


def test_worse_regimes_are_never_faster(corridor):
    for variants in corridor.figures.values():
        for key, figure in variants.items():
            if "/" in key:
                base = variants[key.split("/")[0]]
                pairs = zip(base.hours(100.0), figure.hours(100.0), strict=True)
                assert all(usual <= worse for usual, worse in pairs), (figure.id, key)


def test_a_figure_that_does_not_exist(corridor):
    with pytest.raises(
        TableError, match=r"no figure 'customs\.breest'; did you mean customs\.brest"
    ):
        corridor.figure("customs.breest", "fast")
    with pytest.raises(RequestError, match="regime is 'calm'; use one of quiet, stressed"):
        corridor.figure("rail.cn", "fast", "calm")
