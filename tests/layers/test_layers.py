"""GeoDataFrames of the network, of routes and of the base map, and files of them."""

from __future__ import annotations

import warnings
from itertools import pairwise

import geopandas as gpd
import own_tables
import pytest
from pyproj import Geod
from shapely.geometry import Point

from khorgos import layers
from khorgos.geo import Network, RequestError
from khorgos.geo.places.gazetteer import read_places
from khorgos.geo.places.geography import OURS
from khorgos.geo.tables.reading import read_table
from khorgos.layers.lines import read_lines
from khorgos.maps.page.page_data import build

GEOD = Geod(ellps="WGS84")


def test_every_line_that_a_row_names_is_drawn_and_used():
    drawn = set(read_lines().drawn)
    named = {row["line"] for row in read_table("edges")} - {""}
    assert not named - drawn, "draw them in layers/data, or leave the column line empty"
    assert not drawn - named, "no row of edges.csv names them"


def test_each_place_lies_in_its_country():
    """Tables of others are held against towns of each country: see khorgos.geo.tables.world."""
    known = layers.countries()
    land = dict(zip(known["name"].map(OURS.countries.code), known.geometry, strict=True))
    west, south, east, north = known.total_bounds
    degrees = {
        id_: land[place.country].distance(Point(place.lon, place.lat))
        for id_, place in read_places().items()
        if west < place.lon < east and south < place.lat < north
    }
    assert len(degrees) > 500
    assert not {id_ for id_, far in degrees.items() if far > 0.25}  # ports, and lines simplified


@pytest.mark.parametrize(
    ("at", "told"),
    [
        ((49.0, 6.5), "places.csv: C has the country DE, but the base map has it in France, "),
        ((47.0, 8.5), "in Switzerland, "),
        ((48.55, 7.75), ""),  # Strasbourg is too near for such a map to tell
        ((43.3, 8.5), ""),  # at sea
    ],
)
def test_a_place_in_a_neighbouring_country_is_told(tmp_path, at, told):
    folder = own_tables.write_three(tmp_path, "road")
    table = folder / "places.csv"
    table.write_text(table.read_text("utf-8").replace("48,8", ",".join(map(str, at))), "utf-8")
    network = Network.load(folder)
    with warnings.catch_warnings(record=True) as found:
        warnings.simplefilter("always")
        layers.edges(network)
    assert len(found) == bool(told)
    assert all(told in str(warning.message) for warning in found)


def test_a_move_that_nobody_drew_is_a_straight_sketch_on_the_map(edit):
    """Both directions of it share one line; it has the traffic of its own row."""
    row = "rail:ZHT-KON,move,ZHT,KON,yes,rail,1520,,,KZ,open,,29.2,L013,rail.kz,,{},no,"
    old, new = row.format("rail:ZHT-KON"), row.format("").replace(",yes,", ",no,", 1)
    back = new.replace("ZHT-KON", "KON-ZHT").replace("ZHT,KON", "KON,ZHT")
    network = Network.load(edit("edges.csv", old, f"{new}\n{back}"))
    frame = layers.edges(network).set_index("id")
    for id_ in ("rail:ZHT-KON", "rail:KON-ZHT"):
        assert frame.geometry[id_].geom_type == "LineString"
        assert len(frame.geometry[id_].coords) == 2
        assert frame.schematic[id_]
        assert frame.line[id_] == "rail:KON-ZHT"
    assert layers.legs(network.route("ZHT", "KON")).geometry.iloc[0].length > 0
    numbers = {id_: number for number, id_ in enumerate(network.places)}
    ends = {numbers["ZHT"], numbers["KON"]}
    page = build(network, base=False)
    (line,) = (row for row in page["lines"] if {row["from"], row["to"]} == ends)
    assert len(line["path"]) == 4  # two points


def test_edges_start_and_end_at_their_places(corridor):
    frame = layers.edges(corridor)
    for row in frame[frame["kind"] == "move"].itertuples():
        a, b = corridor.places[row.from_id], corridor.places[row.to_id]
        start, end = Point(row.geometry.coords[0]), Point(row.geometry.coords[-1])
        gap = start.distance(Point(a.lon, a.lat)) + end.distance(Point(b.lon, b.lat))
        assert gap < 0.3, row.id


def test_places_and_edges_as_layers(corridor):
    places = layers.places(corridor)
    assert places.crs == "EPSG:4326"
    assert len(places) == len(corridor.places)
    edges = layers.edges(corridor)
    assert edges["id"].is_unique
    assert set(edges["id"]) == {edge["id"] for _, _, edge in corridor.graph.edges(data=True)}
    assert edges.geometry.notna().all()


def test_legs_follow_each_other(corridor):
    route = corridor.route("Duisburg", "Xi'an")
    frame = layers.legs(route)
    assert frame["day"].iloc[-1] == pytest.approx(route.days)
    assert frame["length_km"].sum() == pytest.approx(route.distance_km)
    moves = frame[frame["kind"] == "move"]
    for before, after in zip(moves.geometry.iloc[:-1], moves.geometry.iloc[1:], strict=True):
        assert Point(before.coords[-1]).distance(Point(after.coords[0])) < 0.6


def test_day_marks_count_every_day(corridor):
    route = corridor.route("Xi'an", "Duisburg")
    marks = layers.day_marks(route)
    days = [day for row in marks.itertuples() for day in range(row.first_day, row.last_day + 1)]
    assert days == list(range(1, int(route.days) + 1))
    assert "Dostyk" in set(marks["place"])


@pytest.mark.parametrize("door", [False, True])
def test_day_marks_of_a_truck(corridor, door):
    route = corridor.route("Khorgos", "Warsaw", mode="road", door=door)
    marks = layers.day_marks(route)
    days = [day for row in marks.itertuples() for day in range(row.first_day, row.last_day + 1)]
    assert days == list(range(1, int(route.days) + 1))
    if door:
        assert marks["place"].iloc[0] == route.origin.name
        assert marks["place"].iloc[-1] == route.destination.name
    # One driver cannot go farther in a day, rests included.
    steps = pairwise(marks.itertuples())
    spans = [GEOD.inv(a.geometry.x, a.geometry.y, b.geometry.x, b.geometry.y)[2] for a, b in steps]
    assert max(spans) < 800_000
    # Westward, or south-west on a stretch: never back by more than a day's detour.
    longitudes = list(marks.geometry.x)
    assert all(after < before + 1 for before, after in pairwise(longitudes))


def test_rests_and_doors_are_points(corridor):
    frame = layers.legs(corridor.route("Khorgos", "Warsaw", mode="road", door=True))
    still = frame[frame["kind"] != "move"]
    assert {"rest", "door"} <= set(still["activity"])
    assert set(still.geom_type) == {"Point"}
    assert (still["length_km"] == 0).all()


def test_day_marks_of_a_short_route(corridor):
    assert layers.day_marks(corridor.route("Zhetygen", "Altynkol")).empty


def test_basemap():
    assert {"Kazakhstan", "China", "Germany"} <= set(layers.countries()["name"])
    assert layers.lakes().geometry.is_valid.all()
    assert len(layers.fine_borders()) > 0


def test_a_failed_write_keeps_the_old_file(corridor, tmp_path, monkeypatch):
    target = tmp_path / "net.geojson"
    target.write_text("old", encoding="utf-8")

    def fail(*args, **kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(gpd.GeoDataFrame, "to_file", fail)
    with pytest.raises(RequestError, match=r"net\.places\.geojson and 3 more: No space left"):
        layers.write(target, corridor)
    assert target.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [target]
