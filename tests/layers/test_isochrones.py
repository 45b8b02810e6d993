"""Isochrones as layers, in files and on the map."""

from __future__ import annotations

from itertools import pairwise

import browser as web
import geopandas
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely
from pyproj import Geod
from rfc7946 import complaints

from khorgos import layers
from khorgos.geo import Corridor, RequestError
from khorgos.geo.reach.reach import DETOUR, LOCAL_HOURS
from khorgos.layers.local_areas import circle
from khorgos.maps import Layer, save
from khorgos.maps.overlay.reach import colours_of, reach_layers, reach_map

GEOD = Geod(ellps="WGS84")
DAYS = (1, 3, 7, 14, 21)
LARGEST = 1_500_000
SLIVER = 1e-6  # square degrees: what rounding leaves


@pytest.fixture(scope="module")
def reach(corridor):
    return corridor.reach("Khorgos")


@pytest.fixture(scope="module")
def frames(reach):
    return layers.isochrones(reach)


def test_there_are_three_layers(frames):
    assert list(frames) == ["fronts", "reached", "areas"]
    kinds = [set(frame.geom_type) for frame in frames.values()]
    assert kinds[0] == {"Point"}
    assert kinds[1] == {"LineString"}
    assert kinds[2] <= {"Polygon", "MultiPolygon"}
    for frame in frames.values():
        assert frame.crs == "EPSG:4326"
        assert set(frame["quantile"]) == {0.5, 0.9}
        assert frame["sources"].str.len().gt(0).any()
        assert set(frame["judgement"]) <= {True, False}
        assert set(frame["judgement_range"]) <= {"yes", "range", "no"}


def test_a_front_lies_on_its_line_at_its_share(corridor, frames):
    fronts = frames["fronts"]
    moving = fronts[fronts["waits_for"] == ""]
    assert len(moving) > 50
    edges = layers.edges(corridor).set_index("id")
    for front in moving.itertuples():
        whole = edges.loc[front.edge_id].geometry
        if front.from_name != edges.loc[front.edge_id, "from_name"]:
            whole = whole.reverse()
        at = whole.project(front.geometry)
        assert whole.distance(front.geometry) < 1e-6
        passed = GEOD.geometry_length(shapely.ops.substring(whole, 0, at))
        assert passed / GEOD.geometry_length(whole) == pytest.approx(front.share, abs=0.01)
        assert front.since_hours <= 24 * front.day < front.until_hours


def test_a_front_that_waits_stands_at_its_place(frames):
    fronts = frames["fronts"]
    waiting = fronts[fronts["waits_for"] != ""]
    assert len(waiting) > 5
    assert (waiting["from_name"] == waiting["to_name"]).all()


def test_lines_end_at_the_fronts(frames):
    likely = [frames[name].query("quantile == 0.5") for name in ("reached", "fronts")]
    for day in DAYS:
        lines, fronts = (frame[frame["day"] == day] for frame in likely)
        fronts = fronts[fronts["waits_for"] == ""]
        ends = shapely.points(
            [at for one in lines.geometry for at in (one.coords[0], one.coords[-1])]
        )
        for front in fronts[fronts["share"] > 0].geometry:
            assert shapely.distance(ends, front).min() < 1e-6


def test_each_part_of_an_edge_is_drawn_once(reach, frames):
    for quantile in reach.quantiles:
        drawn = frames["reached"].query("quantile == @quantile")
        for day in DAYS:
            shares = drawn[drawn["day"] <= day].groupby("edge_id")[["low", "high"]]
            assert all(
                a[1] <= b[0] + 1e-9
                for _, part in shares
                for a, b in pairwise(sorted(part.to_numpy().tolist()))
            )
            total = sum(piece.high - piece.low for piece in reach.cut(day, quantile))
            until = drawn[drawn["day"] <= day]
            assert (until["high"] - until["low"]).sum() == pytest.approx(total)


def test_the_length_of_a_part_is_its_share(frames, corridor):
    lines = frames["reached"]
    whole = lines.groupby(["quantile", "edge_id"])["length_km"].sum()
    share = lines.assign(part=lines["high"] - lines["low"]).groupby(["quantile", "edge_id"])["part"]
    length = layers.edges(corridor).set_index("id")["length_km"]
    expected = share.sum() * whole.index.get_level_values("edge_id").map(length).to_numpy()
    assert np.allclose(whole, expected)


def test_areas_hold_those_of_the_days_before(frames):
    areas = frames["areas"]
    assert areas.geometry.is_valid.all()
    for quantile in (0.5, 0.9):
        part = areas[areas["quantile"] == quantile]
        assert part["day"].is_monotonic_decreasing
        assert len(part) >= 3
        for large, small in pairwise(part.geometry):
            assert small.difference(large).area < SLIVER
    likely = areas[areas["quantile"] == 0.5].set_index("day").geometry
    for row in areas[areas["quantile"] == 0.9].itertuples():
        assert row.geometry.difference(likely[row.day]).area < SLIVER


def test_areas_end_at_the_borders_of_the_unions_in_the_table(edit):
    folder = edit("countries.csv", "哈萨克斯坦,,,yes,no,yes,eaeu,", "哈萨克斯坦,,,yes,no,yes,,")
    land = layers.countries().set_index("name").geometry["Kyrgyzstan"]
    # After two days nothing has come to a terminal over there.
    for corridor, least, most in ((Corridor.load(), 0.1, 99), (Corridor.load(folder), 0, 0.05)):
        (area,) = layers.isochrones(corridor.reach("Khorgos"), [2], [0.5])["areas"].geometry
        assert least <= area.intersection(land).area < most


def test_areas_keep_to_land_and_behind_borders(frames):
    land = layers.countries().set_index("name").geometry
    three = frames["areas"].query("day == 3 and quantile == 0.5").geometry.iloc[0]
    # A truck from Khorgos does not pass the customs of China, but those inside its union.
    assert three.intersection(land["China"]).area < 0.01  # countries overlap by so much
    assert three.intersection(land["Kazakhstan"]).area > 1
    assert three.intersection(land["Kyrgyzstan"]).area > 0.1
    week = frames["areas"].query("day == 21 and quantile == 0.5").geometry.iloc[0]
    assert not week.covers(shapely.Point(-3.5, 44.0))  # the Bay of Biscay


@pytest.mark.parametrize(("lon", "lat"), [(80.4, 44.2), (-0.1, 51.5), (12.0, -33.0), (179.5, 65.0)])
def test_a_circle_is_round_on_earth(lon, lat):
    around = circle(lon, lat, 180.0)
    assert around.is_valid
    assert abs(around.bounds[0]) <= 180 >= abs(around.bounds[2])
    at = shapely.get_coordinates(around)
    at = at[np.abs(at[:, 0]) < 180 - 1e-9]  # but for the cut at the date line
    km = GEOD.inv(at[:, 0], at[:, 1], np.full(len(at), lon), np.full(len(at), lat))[2] / 1000
    assert np.allclose(km, 180.0, atol=0.1)
    area = abs(GEOD.geometry_area_perimeter(around)[0]) / 1e6
    assert area == pytest.approx(np.pi * 180**2, rel=0.01)


def test_a_circle_around_a_pole_is_left_out():
    assert circle(10.0, 89.9, 180.0).is_empty


def test_a_terminal_at_the_date_line(corridor):
    name = "Almaty"
    place = corridor.reach(name, mode="road").origin
    there = {"lon": 179.9, "lat": 65.0, "country": "RU", "zone": "Asia/Anadyr"}
    moved = corridor.revised(places=[place._replace(**there)])
    reach = moved.reach(name, mode="road")
    (shape,) = layers.isochrones(reach, 0.1, 0.5)["areas"].geometry
    assert shape.is_valid
    assert np.abs(shape.bounds).max() <= 180
    assert len(shape.geoms) > 1


@pytest.mark.parametrize("suffix", list(layers.FORMATS))
def test_files_read_back(frames, tmp_path, suffix):
    files = layers.write(tmp_path / f"reach{suffix}", frames)
    assert sorted(tmp_path.iterdir()) == sorted(files)
    if suffix in (".gpkg", ".kml"):
        assert set(pyogrio.list_layers(files[0])[:, 0]) == set(frames)
        read = [geopandas.read_file(files[0], layer=name) for name in frames]
    else:
        assert [file.name for file in files] == [f"reach.{name}{suffix}" for name in frames]
        reader = {".parquet": geopandas.read_parquet, ".csv": pd.read_csv}
        read = [reader.get(suffix, geopandas.read_file)(file) for file in files]
    assert [len(frame) for frame in read] == [len(frame) for frame in frames.values()]
    if suffix == ".geojson":
        assert [complaints(file.read_bytes()) for file in files] == [[], [], []]


def test_a_layer_without_rows_is_left_out(reach, tmp_path):
    frames = layers.isochrones(reach, 0)
    assert frames["areas"].empty
    names = {file.name for file in layers.write(tmp_path / "now.geojson", frames)}
    assert "now.areas.geojson" not in names
    assert names
    none = {name: frame[:0] for name, frame in frames.items()}
    for file in layers.write(tmp_path / "none.geojson", none):
        assert complaints(file.read_bytes()) == []


@pytest.mark.parametrize(
    ("days", "quantiles", "words"),
    [
        (-1, None, "days is -1"),
        ([1, float("nan")], None, "days is nan"),
        ("7", None, "days is '7'"),
        ([], None, "no days"),
        (7, 0.7, "quantile is 0.7"),
        (7, "all", "quantile is 'all'"),
    ],
)
def test_what_makes_no_sense_is_refused(reach, days, quantiles, words):
    with pytest.raises(RequestError, match=words) as raised:
        layers.isochrones(reach, days, quantiles)
    assert "\n" not in str(raised.value)


def test_colours_are_in_order_and_different():
    assert len(set(colours_of(7))) == 7
    assert colours_of(5)[0] == colours_of(2)[0]
    assert colours_of(1)
    for colour in colours_of(9):
        Layer(geopandas.GeoDataFrame(geometry=[shapely.Point(0, 0)], crs=4326), colour=colour)


def test_layers_of_the_map(reach):
    found = {layer.name: layer for layer in reach_layers(reach)}
    likely = [layer for name, layer in found.items() if "half (P50)" in name]
    sure = [layer for name, layer in found.items() if "nine in ten (P90)" in name]
    assert len(likely) == len(sure) == len(DAYS)
    assert all(layer.show and not layer.dash for layer in likely)
    assert all(layer.dash and not layer.show for layer in sure)
    assert [layer.colour for layer in likely] == [layer.colour for layer in sure]
    # On the map the areas do not lie over each other, and have the colour of their day.
    areas = [layer for name, layer in found.items() if "by truck" in name]
    shapes = [layer.frame.geometry.iloc[0] for layer in areas]
    assert all(a.intersection(b).area < 0.5 for a, b in pairwise(shapes))
    assert [layer.colour for layer in areas] == [layer.colour for layer in likely][-len(areas) :]
    plain = {layer.name for layer in reach_layers(reach, terminals=False)}
    assert set(found) - plain == {"Origin", "Terminals", "More terminals"}


def test_popups_say_on_what_they_rest(reach):
    (layer,) = [one for one in reach_layers(reach, [7]) if "half" in one.name]
    rows = layer.frame.set_index("where")
    assert {"rests on", "sources", "days since departure", "part"} <= set(rows.columns)
    assert set(rows["rests on"]) <= {"judgement", "sources", "sources; the range is judgement"}
    assert "7 days" in rows.index


@pytest.mark.parametrize("network", [False, True])
def test_the_page_is_light_and_quiet(chromium, reach, tmp_path, network):
    page = save(reach_map(reach, network=network), tmp_path / "reach.html")
    assert page.stat().st_size < LARGEST
    if network:
        return
    with web.visit(chromium, page) as seen:
        assert "How far from Khorgos Gateway" in seen.page.title()
        legend = seen.page.locator("#khorgos-panel").inner_text()
        assert "Within 7 days: half (P50)" in legend
        assert seen.paths("path.k-own-line") == len(DAYS)
        seen.assert_quiet(page)


def test_local_reach_is_limited(reach):
    km = [km for _, km in reach.local(21, 0.5)]
    assert max(km) <= LOCAL_HOURS * 50 / DETOUR + 1e-9
