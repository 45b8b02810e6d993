"""Distances against published ones.

``data/published_distances.csv`` holds the published rows that print a distance and name
their route; ``stops`` are the places that the route names.
"""

from __future__ import annotations

import csv
import statistics
from pathlib import Path

import pytest
from pyproj import Geod

from khorgos.geo.places.distances import great_circle_km
from khorgos.geo.places.gazetteer import exactly
from khorgos.layers import edges

TABLE = Path(__file__).parents[2] / "data" / "published_distances.csv"
ROWS = list(csv.DictReader(TABLE.read_text(encoding="utf-8").splitlines()))


def ratio(corridor, row):
    stops = [exactly(id_) for id_ in row["stops"].split()]
    route = corridor.route(
        stops[0],
        stops[-1],
        mode=row["mode"],
        via=stops[1:-1],
        avoid=row["avoid"].split(),
        include=["suspended"],
    )
    return route.distance_km / float(row["published_km"])


def test_median_deviation_is_at_most_three_per_cent(corridor):
    deviations = [abs(ratio(corridor, row) - 1) for row in ROWS]
    assert len(deviations) >= 30
    assert statistics.median(deviations) <= 0.03


@pytest.mark.parametrize("row", ROWS, ids=[row["id"] for row in ROWS])
def test_each_row_is_near_or_explained(corridor, row):
    far = abs(ratio(corridor, row) - 1) > 0.10
    assert far == bool(row["explanation"]), (row["id"], ratio(corridor, row))


def test_official_lengths(corridor):
    assert corridor.route("Zhetygen", "Altynkol").distance_km == pytest.approx(283.2)
    assert corridor.route("Jinghe", "Horgos").distance_km == pytest.approx(286)
    assert corridor.route("Dostyk", "Moyynty").distance_km == pytest.approx(836)
    assert 29 <= corridor.route("Khorgos", "Zharkent", mode="road").distance_km <= 32
    motorway = corridor.route("Almaty outskirts", "Khorgos", mode="road")
    assert motorway.distance_km == pytest.approx(304)  # 295 of them with toll


def test_lengths_are_at_least_the_great_circle(corridor):
    for start, end, edge in corridor.graph.edges(data=True):
        a, b = (corridor.places[corridor.graph.nodes[node]["place"]] for node in (start, end))
        assert edge["length_km"] >= 0.99 * great_circle_km(a, b) - 0.5 or a == b, edge["id"]


def test_lengths_agree_with_the_drawn_lines(corridor):
    """Geometry is for drawing: it may be shorter than the length, never much longer."""
    frame = edges(corridor)
    moves = frame[(frame["kind"] == "move") & ~frame["schematic"] & (frame["length_km"] > 20)]
    ratios = moves.geometry.apply(Geod(ellps="WGS84").geometry_length) / 1000 / moves["length_km"]
    assert ratios.max() < 1.2, moves.loc[ratios.idxmax(), "id"]
    assert ratios.min() > 0.7, moves.loc[ratios.idxmin(), "id"]
    assert 0.95 < ratios.median() < 1.0
