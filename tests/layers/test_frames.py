"""Frames of one's own: whatever they are like, nothing is lost and each fault is named."""

from __future__ import annotations

import decimal
import shutil
import warnings

import geopandas
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import LinearRing, LineString, MultiPoint, Point, Polygon

from khorgos import layers
from khorgos.geo import RequestError
from khorgos.layers.frames import cut, located, named

READERS = {
    "gpkg": geopandas.read_file,
    "geojson": geopandas.read_file,
    "parquet": geopandas.read_parquet,
    "csv": pd.read_csv,
}


def frame(*shapes, crs=4326, **columns):
    return geopandas.GeoDataFrame(columns, geometry=list(shapes), crs=crs)


def where(shape):
    return cut(np.array([shape]))[0]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (
            lambda: frame(Point(44, 80), Point(40, 116)),
            (
                "row 2 has a point at longitude 40, latitude 116; longitude and latitude look "
                r"swapped: longitude comes first, as in Point\(80, 44\)"
            ),
        ),
        (
            lambda: frame(Point(5e5, 4.8e6)),
            r"row 1 has .*; these look like metres: .* 'WGS 84'\? Set .*allow_override=True\)",
        ),
        (lambda: frame(Point(1, 2), Point(200, 95)), "row 2 has .* 95; latitudes end at 90"),
        (
            lambda: frame(Point(80, 44), crs=3857),
            r"row 1 has a point at 80, 44, which looks like degrees, but .* has metres; set",
        ),
        (
            lambda: frame(Point(8e6, 5e6), Point(80, 44), crs=3857).set_index([["a", "b"]]),
            r"row 2 \('b'\) has a point at 80, 44, which looks like degrees",
        ),
        (lambda: frame(Point(1e9, 1e12), crs=32644), "row 1 has .* is none of 'WGS 84 / UTM zone"),
        (lambda: frame(Point(1, 2), crs=None), "has no coordinate reference system"),
    ],
)
def test_a_row_that_is_not_on_earth_is_named(make, message):
    with pytest.raises(RequestError, match=f"^layer 'a' ?:? ?{message}") as caught:
        located(make(), "layer 'a'")
    assert "\n" not in str(caught.value)


def test_swapped_coordinates_that_could_be_right_are_told():
    towns = [(43.24, 76.95), (44.18, 80.26), (51.43, 6.76)]
    with pytest.warns(UserWarning, match=r"no row lies on land, .*; .* Point\(76.95, 43.24\)"):
        located(frame(*map(Point, towns)), "layer 'a'")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        located(frame(*(Point(y, x) for x, y in towns), None), "layer 'a'")
        located(frame(Point(-30, 10)), "layer 'a'")  # at sea either way


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        ("LINESTRING (170 0, -170 10)", "MULTILINESTRING ((170 0, 180 5), (-180 5, -170 10))"),
        ("LINESTRING (-170 10, 170 0)", "MULTILINESTRING ((-170 10, -180 5), (180 5, 170 0))"),
        ("LINESTRING (170 0, 190 10)", "MULTILINESTRING ((170 0, 180 5), (-180 5, -170 10))"),
        ("LINESTRING (170 0, 180 5, -170 5)", "MULTILINESTRING ((170 0, 180 5), (-180 5, -170 5))"),
        ("LINESTRING Z (170 0 1, -170 0 3)",
         "MULTILINESTRING Z ((170 0 1, 180 0 2), (-180 0 2, -170 0 3))"),
        ("LINESTRING (170 0, -170 0, 170 0)",
         "MULTILINESTRING ((170 0, 180 0), (-180 0, -170 0, -180 0), (180 0, 170 0))"),
        # The long way, step by step, is what was asked for.
        ("LINESTRING (-179 0, -60 0, 60 0, 179 0)", "LINESTRING (-179 0, -60 0, 60 0, 179 0)"),
        ("POINT (190 5)", "POINT (-170 5)"),
        ("MULTIPOINT (179 5, -179 5)", "MULTIPOINT (179 5, -179 5)"),
        ("POLYGON ((170 0, -170 0, -170 9, 170 9, 170 0), (178 2, -178 2, -178 3, 178 3, 178 2))",
         ("MULTIPOLYGON (((170 0, 180 0, 180 2, 178 2, 178 3, 180 3, 180 9, 170 9, 170 0)), "
         "((-170 9, -180 9, -180 3, -178 3, -178 2, -180 2, -180 0, -170 0, -170 9)))")),
        # Round the pole.
        ("POLYGON ((-120 -70, 0 -70, 120 -70, -120 -70))",
         "POLYGON ((-180 -90, -180 -70, 180 -70, 180 -90, -180 -90))"),
        ("GEOMETRYCOLLECTION (POINT (1 2), LINESTRING (170 0, -170 10))",
         ("GEOMETRYCOLLECTION (POINT (1 2), LINESTRING (170 0, 180 5), "
         "LINESTRING (-180 5, -170 10))")),
    ],
)  # fmt: skip
def test_shapes_go_the_short_way(shape, expected):
    found, wanted = where(shapely.from_wkt(shape)), shapely.from_wkt(expected)
    assert found.geom_type == wanted.geom_type or found.geom_type.startswith("Multi")
    assert shapely.equals(found, wanted) if wanted.has_z is False else found.wkt == wanted.wkt
    assert shapely.is_valid(found)


@given(st.lists(st.tuples(st.floats(-360, 360), st.floats(-80, 80)), min_size=2, max_size=8))
def test_no_piece_of_a_line_is_lost_and_none_runs_round_the_world(points):
    pieces = shapely.get_parts(where(LineString(points)))
    assert all(piece.bounds[0] >= -180 and piece.bounds[2] <= 180 for piece in pieces)
    steps = np.diff([x for x, _ in points])
    short = np.abs(steps - 360 * np.sign(steps) * (np.abs(steps) > 180))
    walked = sum(np.abs(np.diff(piece.xy[0])).sum() for piece in pieces)
    assert walked == pytest.approx(short.sum(), abs=1e-6)


def test_an_index_that_says_something_becomes_columns():
    rows = frame(Point(1, 2), Point(3, 4), v=[5, 6])
    assert named(rows).columns.tolist() == ["v", "geometry"]
    assert named(rows.iloc[[1]]).columns.tolist() == ["v", "geometry"]
    assert named(rows.set_axis(["a", "b"])).columns.tolist() == ["index", "v", "geometry"]
    edges = rows.set_axis(pd.MultiIndex.from_tuples([(1, 2), (3, 4)], names=["u", None]))
    assert named(edges).columns.tolist() == ["u", "level_1", "v", "geometry"]
    # Once is enough, unless they differ.
    assert named(rows.set_index("v", drop=False)).columns.tolist() == ["v", "geometry"]
    assert named(rows.rename_axis("v")).columns.tolist() == ["v_2", "v", "geometry"]
    assert named(rows.rename_axis("v"))["v"].tolist() == [5, 6]


@pytest.mark.parametrize("suffix", READERS)
def test_files_hold_all_that_a_frame_says(tmp_path, suffix):
    rows = frame(
        LineString([(1, 2), (1, 3)]), LineString([(170, 0), (-170, 10)]),
        mixed=[1, "two"], parts=[[1], {"a": 2}], fine=np.array([0.1, 2], np.float32),
        kind=pd.Categorical(["x", None]), cost=[decimal.Decimal("1.5"), None],
        took=pd.to_timedelta([1, 2], unit="h"),
        month=pd.period_range("2026-01", periods=2, freq="M"),
        number=[1 + 2j, 3],
    )  # fmt: skip
    rows["other"] = geopandas.GeoSeries([Point(5, 6), None], crs=4326)
    rows = pd.concat([rows, rows[["mixed"]]], axis=1).rename_axis("id")
    rows.index = pd.Index([7, 8], name="id")
    (file,) = layers.write(tmp_path / f"a;b!c?.{suffix}", {"rows": rows})
    assert [path.name for path in tmp_path.iterdir()] == [f"a;b!c?.{suffix}"]
    read = READERS[suffix](shutil.copy(file, tmp_path / f"plain.{suffix}"))
    told = {
        name: read[name].astype(object).where(read[name].notna(), None).tolist() for name in read
    }
    assert told["id"] == [7, 8]
    assert list(map(str, told["mixed"])) == told["mixed_2"] == ["1", "two"]
    assert list(map(str, told["parts"])) == ["[1]", "{'a': 2}"]
    assert [round(value, 6) for value in told["fine"]] == [0.1, 2]
    assert told["kind"] == ["x", None]
    assert [value and float(value) for value in told["cost"]] == [1.5, None]
    assert told["took"] == ["0 days 01:00:00", "0 days 02:00:00"]
    assert told["month"] == ["2026-01", "2026-02"]
    assert told["number"] == ["(1+2j)", "(3+0j)"]
    assert told["other"] == ["POINT (5 6)", None]
    assert str(told["geometry"][1]) == "MULTILINESTRING ((170 0, 180 5), (-180 5, -170 10))"


UNUSUAL = {
    "fid": ["a", "b"],
    "FID": [1, 1],
    "geom": [1, 2],
    "": [1, 2],
    5: [1, 2],
    "half": np.array([0.1, 2], np.float16),
    "huge": np.array([2**64 - 1, 1], np.uint64),
    "vast": [2**70, 1],
    "scarce": pd.arrays.SparseArray([0, 1]),
    "class": pd.Categorical([1, None]),
    "broken": pd.Series(["a\0", "\ud800"], dtype=object),
    "whether": pd.array([True, None], dtype="boolean"),
    "count": pd.array([1, None], dtype="Int64"),
    "day": [pd.Timestamp("2026-01-01").date(), None],
    "span": pd.IntervalIndex.from_breaks([0, 1, 2]),
    "nothing": [None, None],
}


@pytest.mark.parametrize("suffix", READERS)
def test_columns_of_any_name_and_type_are_written(tmp_path, suffix):
    rows = frame(Point(1, 2), Point(3, 4), a=[1, 2], A=[3, 4])
    rows = rows.assign(**{f"{name}": UNUSUAL[name] for name in UNUSUAL}).rename_geometry("shape")
    (file,) = layers.write(tmp_path / f"a.{suffix}", {"rows": rows})
    read = READERS[suffix](file)
    assert {*read.columns} >= {"A_2", "FID_2", *map(str, UNUSUAL)} - {"FID", ""}
    assert len(read.columns) == len(rows.columns)
    assert read["fid"].tolist() == ["a", "b"]
    assert list(map(str, read["vast"])) == [str(2**70), "1"]
    assert int(read["huge"][0]) == 2**64 - 1
    assert float(read["half"][0]) == pytest.approx(0.1, rel=1e-7)
    assert read["A_2"].tolist() == [3, 4]


@pytest.mark.parametrize("suffix", READERS)
@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: pd.DataFrame({"a": [1]}), "layer 'rows' is a DataFrame; make it a GeoDataFrame"),
        (lambda: geopandas.GeoDataFrame({"a": [1]}), "layer 'rows' has no column of geometries"),
    ],
)
def test_what_has_no_geometry_is_refused(tmp_path, suffix, make, message):
    with pytest.raises(RequestError, match=message):
        layers.write(tmp_path / f"a.{suffix}", {"rows": make()})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("suffix", READERS)
def test_degrees_that_are_said_to_be_metres_are_written_nowhere(tmp_path, suffix):
    rows = frame(Point(8e6, 5e6), Point(80, 44), crs=3857)
    with pytest.raises(RequestError, match=r"layer 'rows': row 2 has .* looks like degrees"):
        layers.write(tmp_path / f"a.{suffix}", {"rows": rows})
    assert list(tmp_path.iterdir()) == []


def test_a_folder_may_have_any_name(tmp_path):
    folder = tmp_path / "a;b!c"
    folder.mkdir()
    rows = {"one": frame(Point(1, 2)), "two": frame(MultiPoint([(1, 2)]), Polygon())}
    layers.write(folder / "a.gpkg", rows)
    written = shutil.copy(folder / "a.gpkg", tmp_path)
    assert geopandas.list_layers(written)["name"].tolist() == ["one", "two"]


def test_the_base_map_is_read_from_any_folder(tmp_path, monkeypatch):
    from khorgos.layers import basemap

    folder = tmp_path / "a;b!c"
    folder.symlink_to(basemap.DATA)
    whole = layers.lakes()
    monkeypatch.setattr(basemap, "DATA", folder)
    assert layers.lakes().equals(whole)


def test_cells_and_names_that_files_have_not_are_text(tmp_path):
    table = frame(
        Point(1, 2),
        Point(1, 3),
        Point(1, 4),
        mixed=[";", pd.NaT, 0],
        when=[pd.NaT] * 3,
        half=["\ud800", 1, None],
    )
    half = ["\udcff" if name == "half" else name for name in table.columns]
    table.columns = pd.Index(half, dtype=object)
    table.index = pd.Index([pd.NA, 1, pd.NaT], name="mixed")
    for ending, read in READERS.items():
        path = tmp_path / f"own.{ending}"
        layers.write(path, {"own": table})
        assert {"mixed", "mixed_2", "when", "?"} <= set(read(path).columns)
        assert list(read(path)["?"])[:2] == ["?", "1"]


def test_a_time_among_gaps_is_a_time(tmp_path):
    when = pd.Series([pd.Timestamp("2026-12-01T08:00", tz="Asia/Almaty"), pd.NaT], dtype=object)
    layers.write(tmp_path / "own.geojson", {"own": frame(Point(1, 2), Point(1, 3), when=when)})
    first, second = geopandas.read_file(tmp_path / "own.geojson")["when"]
    assert (first, second is pd.NaT) == (when[0], True)


def test_an_endless_longitude_is_refused_in_every_format(tmp_path):
    far = frame(LineString([(0, 0), (1e308, 1)]))
    for ending in READERS:
        with pytest.raises(RequestError, match=r"row 1 has a point at longitude 1e\+308"):
            layers.write(tmp_path / f"own.{ending}", {"own": far})


def test_swapped_coordinates_are_told_though_the_first_row_is_empty():
    with pytest.raises(RequestError, match=r"look swapped: .* as in Point\(100, 45\)"):
        located(frame(None, Point(45, 100)), "a layer")


def test_a_layer_that_cannot_be_in_the_name_of_its_file_is_refused(tmp_path):
    one = frame(Point(1, 2))
    with pytest.raises(RequestError, match="layer 'a/b' is no part of a file's name; rename it"):
        layers.write(tmp_path / "own.geojson", {"a/b": one, "c": one})


@pytest.mark.parametrize("system", [4326, 3857])
def test_a_ring_is_a_line_in_a_file(tmp_path, system):
    ring = LinearRing([(0, 0, 5), (1, 1, 6), (1, 0, 7)])
    table = frame(ring, LinearRing(), n=[1, 2]).to_crs(system)
    for ending, read in READERS.items():
        layers.write(tmp_path / f"own.{ending}", {"own": table})
        shapes = read(tmp_path / f"own.{ending}")["geometry"]
        first, _ = shapely.from_wkt(shapes) if ending == "csv" else shapes
        assert (first.geom_type, first.has_z, len(first.coords)) == ("LineString", True, 4)
    assert table.geom_type[0] == "LinearRing"
