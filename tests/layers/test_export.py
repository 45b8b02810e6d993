"""Layers in files of each format, as other programs read them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
from pyarrow import parquet
from shapely.geometry import GeometryCollection, LineString, Point, Polygon

from khorgos import layers
from khorgos.geo import Network, RequestError, criticality
from khorgos.layers.export import IN_ONE_FILE

SUFFIXES = list(layers.FORMATS)
APART = [suffix for suffix in SUFFIXES if suffix != ".csv"]
CREDITS = ("data_version", "licence", "attribution")


def layers_of(files: list[Path]) -> Iterator[tuple[str, gpd.GeoDataFrame]]:
    """Each layer of some files by name."""
    for file in files:
        if file.suffix in IN_ONE_FILE:
            for name in pyogrio.list_layers(file)[:, 0]:
                yield name, gpd.read_file(file, layer=name)
        else:
            name = file.stem.partition(".")[2] or file.stem
            reader = {".parquet": gpd.read_parquet, ".csv": pd.read_csv}
            yield name, reader.get(file.suffix, gpd.read_file)(file)


@pytest.fixture(scope="module")
def asked(corridor: Network) -> dict[str, tuple[Any, ...]]:
    """What can be written: arguments of `write`."""
    trains = corridor.route("Xi'an", "Duisburg")
    truck = corridor.route("Khorgos", "Warsaw", mode="road", door=True)
    losses = criticality(corridor, ["Xi'an", "Almaty-1", "Tashkent"])
    return {
        "network": (corridor,),
        "routes": (corridor, [trains, truck]),
        "losses": ({"losses": layers.resilience(corridor, losses)},),
        "reach": (layers.isochrones(corridor.reach("Khorgos"), [1, 3]),),
    }


@pytest.fixture(scope="module")
def written(asked, tmp_path_factory) -> Callable[[str, str], list[Path]]:
    """The files of one of them in a format, written once."""

    @cache
    def write(what: str, suffix: str) -> list[Path]:
        folder = tmp_path_factory.mktemp(what)
        files = layers.write(folder / f"x{suffix}", *asked[what])
        assert sorted(folder.iterdir()) == sorted(files)
        return files

    return write


NAMES = {
    "network": ["places", "nodes", "edges"],
    "routes": ["legs"],
    "losses": ["losses"],
    "reach": ["fronts", "reached", "areas"],
}


@pytest.mark.parametrize("suffix", APART)
@pytest.mark.parametrize("what", list(NAMES))
def test_each_layer_has_one_kind_of_geometry(written, what, suffix):
    """A Shapefile takes no other, and programs show a layer that mixes them as several."""
    files = written(what, suffix)
    found = dict(layers_of(files))
    assert {name.partition("_")[0] for name in found} == set(NAMES[what])
    for name, frame in found.items():
        kinds = {kind.removeprefix("Multi") for kind in frame.geom_type}
        assert len(kinds) == 1, name
        end = {"Point": "_points", "LineString": "_lines"}
        if "_" in name:
            assert name.endswith(end[kinds.pop()])
        if suffix == ".gpkg":
            assert pyogrio.read_info(files[0], layer=name)["geometry_type"] != "Unknown"


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_all_rows_and_values_come_back(corridor, written, suffix):
    found = dict(layers_of(written("network", suffix)))
    key = "feature_id" if suffix == ".kml" else "id"
    places = found["places"].set_index(key)
    assert places.loc["KGW", "name_ru"] == "Сухой порт «Хоргос»"
    assert set(found["nodes"][key]) == set(corridor.infrastructure.topology.nodes)
    edges = pd.concat([frame for name, frame in found.items() if name.startswith("edges")])
    whole = layers.edges(corridor).set_index("id")
    edges = edges.set_index(key).loc[whole.index]
    for column in ("length_km", "hours"):
        assert edges[column].to_numpy() == pytest.approx(whole[column].to_numpy())
    assert edges["judgement"].astype(bool).tolist() == whole["judgement"].tolist()


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_routes_come_back(asked, written, suffix):
    _, routes = asked["routes"]
    read = layers_of(written("routes", suffix))
    frame = pd.concat([frame for _, frame in read]).sort_values(["route", "leg"])
    assert len(frame) == sum(len(route.legs) for route in routes)
    assert frame["hours"].sum() == pytest.approx(sum(route.hours for route in routes))


def test_legs_and_fronts_join_with_edges_and_edges_with_nodes_and_places(corridor, asked):
    edges = layers.edges(corridor)
    nodes = layers.nodes(corridor)
    assert set(edges["from_node"]) | set(edges["to_node"]) == set(nodes["id"])
    assert set(nodes["place_id"]) <= set(layers.places(corridor)["id"])
    for route in asked["routes"][1]:
        legs = layers.legs(route)
        joined = legs.merge(edges, left_on="edge_id", right_on="id", suffixes=("", "_of_edge"))
        assert set(legs["activity"]) - set(joined["activity"]) <= {"rest", "door"}
        for column in ("kind", "activity", "carrier", "length_km", "figure"):
            assert (joined[column] == joined[f"{column}_of_edge"]).all()
    for name in ("fronts", "reached"):
        assert set(asked["reach"][0][name]["edge_id"]) <= set(edges["id"])


def test_the_same_thing_has_one_name_one_type_and_no_word_of_sql(corridor, asked):
    reach, losses = asked["reach"][0], asked["losses"][0]
    frames = {
        "edges": layers.edges(corridor),
        "legs": layers.legs(asked["routes"][1][0]),
        "places": layers.places(corridor),
        "nodes": layers.nodes(corridor),
        "days": layers.day_marks(asked["routes"][1][0]),
        **reach,
        **losses,
    }
    database = sqlite3.connect(":memory:")
    for name, frame in frames.items():
        columns = [column for column in frame.columns if column != "geometry"]
        database.execute(f"CREATE TABLE {name} ({', '.join(columns)})")
        if "judgement" in frame:
            assert frame["judgement"].dtype == bool, name
            assert "judgement_range" in frame, name
        assert not {"distance_km", "from", "to", "order", "edge", "place_before"} & {*columns}
    database.close()
    shared = set(frames["edges"]) & set(frames["legs"])
    assert shared >= {"kind", "activity", "from_id", "to_name", "length_km", "hours", "sources"}
    for column in shared - {"geometry"}:
        assert frames["edges"][column].dtype == frames["legs"][column].dtype, column


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("what", list(NAMES))
def test_each_file_says_whose_data_it_holds(written, what, suffix, corridor):
    for file in written(what, suffix):
        if suffix == ".gpkg":
            for name in pyogrio.list_layers(file)[:, 0]:
                told = pyogrio.read_info(file, layer=name)["layer_metadata"]
                assert told["attribution"] in told["DESCRIPTION"]
                check_credits(told, corridor)
        elif suffix == ".geojson":
            check_credits(json.loads(file.read_text(encoding="utf-8")), corridor)
        elif suffix == ".parquet":
            metadata = parquet.read_schema(file).metadata
            check_credits({k.decode(): v.decode() for k, v in metadata.items()}, corridor)
        elif suffix == ".csv":
            check_credits(pd.read_csv(file).iloc[-1], corridor)
        else:
            head = file.read_text(encoding="utf-8").partition("<Schema")[0]
            assert f"Data {corridor.data_version}. Licence: ODbL 1.0" in head
            assert "© OpenStreetMap contributors" in head


def check_credits(told: Any, corridor: Network) -> None:
    assert told["data_version"] == corridor.data_version
    assert told["licence"].startswith("ODbL 1.0 (https://opendatacommons.org/")
    assert "© OpenStreetMap contributors" in told["attribution"]


def test_tables_of_ones_own_are_not_ours(tmp_path, corridor):
    """Nobody knows their licence; what they borrow is named all the same."""
    from small import small_corridor

    for source, borrowed in (("judgement", False), ("OSM", True)):
        kinds = {name: {"source": source, "lat": 47.0} for name in "AB"}  # in Kazakhstan
        own = small_corridor(corridor, [("A", "B", 5.0)], kinds=kinds)
        told = layers.edges(own).attrs
        assert told["data_version"] == own.data_version
        assert ("licence" in told) == borrowed


def test_what_layers_of_ones_own_mix_is_written_apart(tmp_path):
    shapes = [
        Point(1, 2),
        LineString([(0, 0), (1, 1)]),
        None,
        Polygon([(0, 0), (1, 0), (1, 1)]),
        GeometryCollection([Point(5, 5), LineString([(0, 0), (1, 1)])]),
    ]
    mixed = gpd.GeoDataFrame({"x": range(5)}, geometry=shapes, crs=4326)
    whole = mixed[:1]
    for suffix in APART:
        files = layers.write(tmp_path / f"x{suffix}", {"own": mixed, "whole": whole})
        found = {name: sorted(frame["x"]) for name, frame in layers_of(files)}
        assert found == {
            "own_points": [0, 2],
            "own_lines": [1, 4],
            "own_areas": [3],
            "whole": [0],
        }


def test_layers_that_would_take_one_name_are_refused(tmp_path):
    one = gpd.GeoDataFrame({"x": [1]}, geometry=[Point(1, 2)], crs=4326)
    both = pd.concat([one, one.set_geometry([LineString([(0, 0), (1, 1)])])])
    for own in ({"a": both, "a_points": one}, {"a": one, "A": one}):
        with pytest.raises(RequestError, match=r"two layers would be called '.*'; rename"):
            layers.write(tmp_path / "x.gpkg", own)
    assert not list(tmp_path.iterdir())


def test_no_text_breaks_a_kml_file(tmp_path):
    texts = ["a]]>b", "\x01\x00", "<b>&amp;", "香港\U0001f69a"]
    frame = gpd.GeoDataFrame(
        {"id": "same", "Name": texts, "yes": True}, geometry=[Point(1, 2)] * 4, crs=4326
    )
    frame.attrs = {"title": "]]> \x02 $x$ <&>", "number": 3}
    files = layers.write(tmp_path / "x.kml", {"first": frame, "second": frame})
    for _, read in layers_of(files):
        assert read["Name"].tolist() == ["a]] >b", "��", "<b>&amp;", "香港\U0001f69a"]
        assert read["feature_id"].tolist() == ["same"] * 4
        assert read["yes"].tolist() == [1] * 4


def test_a_globe_names_what_it_shows(written):
    found = dict(layers_of(written("network", ".kml")))
    assert "Khorgos Gateway" in set(found["places"]["Name"])
    assert "Zhetygen – Shelek" in set(found["edges_lines"]["Name"])
    assert found["edges_points"]["Name"].str.contains(": ").all()


def test_without_kml_in_gdal_it_says_what_to_do(corridor, tmp_path, monkeypatch):
    monkeypatch.setattr(pyogrio, "list_drivers", lambda **_: {"GPKG": "rw"})
    with pytest.raises(RequestError, match=r"this GDAL writes no KML .*; install pyogrio"):
        layers.write(tmp_path / "x.kml", corridor)
    assert not list(tmp_path.iterdir())
