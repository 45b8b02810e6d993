"""Lines of one's own, in the folder of one's own tables."""

from __future__ import annotations

import json
import os

import numpy as np
import pytest
from shapely.geometry import Point

from khorgos import layers
from khorgos.geo import Network, TableError, criticality
from khorgos.layers.lines import read_lines
from khorgos.maps.page.page_data import build
from khorgos.maps.print.projection import view_of
from khorgos.maps.print.routes import traces_of

ID = "rail:ZHT-SHL"
ENDS = [[77.2, 43.8], [78.7, 43.65]]
BEND = [77.9, 43.2]


def collection(*features: object) -> str:
    return json.dumps({"type": "FeatureCollection", "features": features})


def feature(coordinates: object = (ENDS[0], BEND, ENDS[1]), line: object = ID, kind="LineString"):
    shape = {"type": kind, "coordinates": coordinates}
    return {"type": "Feature", "properties": {"line": line}, "geometry": shape}


def test_a_line_of_ones_own_is_drawn_on_every_layer(tables):
    (tables / "rail.geojson").write_text(collection(feature()), encoding="utf-8")
    network = Network.load(tables)
    edges = layers.edges(network).set_index("id")
    assert list(edges.geometry[ID].coords) == [(77.2, 43.8), (77.9, 43.2), (78.7, 43.65)]
    assert len(edges.geometry["rail:ALM1-ZHT"].coords) > 2  # that of the package
    legs = layers.legs(network.route("Altynkol", "Zhetygen")).set_index("edge_id")
    assert list(legs.geometry[ID].coords) == [(78.7, 43.65), (77.9, 43.2), (77.2, 43.8)]
    reached = layers.isochrones(network.reach("Zhetygen", mode="rail"), 5, 0.5)["reached"]
    part = reached.loc[reached["edge_id"] == ID].geometry
    assert any(tuple(BEND) in line.coords for line in part)
    (loss,) = [
        loss
        for loss in criticality(network, ["Almaty-1", "Altynkol"], by="edge", mode="rail")
        if loss.edges == (ID,)
    ]
    (shape,) = layers.resilience(network, [loss]).geometry
    assert tuple(BEND) in shape.geoms[0].coords
    numbers = {id_: number for number, id_ in enumerate(network.places)}
    ends = {numbers["ZHT"], numbers["SHL"]}
    (line,) = (x for x in build(network, base=False)["lines"] if {x["from"], x["to"]} == ends)
    assert len(line["path"]) == 6  # three points
    view = view_of([(77.0, 43.0), (79.0, 44.0)], 100)
    (trace,) = traces_of([network.route("Zhetygen", "Shelek")], view)
    at = view.to_paper(np.array([BEND]))[0]
    assert min(np.hypot(*(run - at).T).min() for run in trace.runs) < 1


def test_a_line_that_nobody_drew_says_so_on_every_layer(edit):
    network = Network.load(edit("edges.csv", f",{ID},no,", ",rail:misspelt,no,"))
    assert layers.edges(network).set_index("id").schematic[ID]
    legs = layers.legs(network.route("Zhetygen", "Altynkol")).set_index("edge_id")
    assert legs.schematic[ID]
    assert legs.geom_type[ID] == "LineString"
    reached = layers.isochrones(network.reach("Zhetygen", mode="rail"), 5, 0.5)["reached"]
    assert reached.loc[reached["edge_id"] == ID, "schematic"].all()


def test_a_changed_file_is_read_again(tmp_path):
    file = tmp_path / "road.geojson"
    for number, line in enumerate(("a", "b")):
        file.write_text(collection(feature(line=line)), encoding="utf-8")
        os.utime(file, (number, number))
        assert set(read_lines(tmp_path).own) == {line}


FAR = [[43.8, 77.2], [43.65, 78.7]]
BAD = {
    "not JSON": ("{", "no GeoJSON"),
    "no features": ("{}", "no GeoJSON"),
    "a list": ("[]", "no GeoJSON"),
    "no list": ('{"features": 7}', "no GeoJSON"),
    "deep": ("[" * 100_000, "no GeoJSON"),
    "null": (collection(None), "feature 1: no property 'line'"),
    "no id": (collection(feature(), feature(line="")), "feature 2: no property 'line'"),
    "number": (collection(feature(line=7)), "feature 1: no property 'line'"),
    "points": (collection(feature([1, 2], kind="Point")), "is a Point; join"),
    "one point": (collection(feature([ENDS[0]])), "has no two points"),
    "one place": (collection(feature([ENDS[0], ENDS[0]])), "has no two points"),
    "text": (collection(feature([["a", "b"], ENDS[0]])), "has no two points"),
    "metres": (collection(feature([[8e6, 5e6], [8.1e6, 5e6]])), "EPSG:4326"),
    "nan": (collection(feature([[float("nan"), 5], ENDS[0]])), "EPSG:4326"),
    "swapped": (collection(feature(FAR)), "km from the place it leads to; longitude comes before"),
    "twice": (collection(feature(), feature()), "is there twice; draw each line once"),
}


@pytest.mark.parametrize(("text", "words"), BAD.values(), ids=list(BAD))
def test_a_broken_line_of_ones_own_is_told_in_one_line(tmp_path, text, words):
    (tmp_path / "rail.geojson").write_text(text, encoding="utf-8")
    with pytest.raises(TableError) as raised:
        read_lines(tmp_path).between(ID, Point(ENDS[0]), Point(ENDS[1]))
    told = str(raised.value)
    assert told.startswith("rail.geojson: ")
    assert words in told
    assert "\n" not in told


def test_a_line_that_stands_in_two_files_is_told(tmp_path):
    for name in ("rail", "road"):
        (tmp_path / f"{name}.geojson").write_text(collection(feature()), encoding="utf-8")
    with pytest.raises(TableError, match=r"road\.geojson: line 'rail:ZHT-SHL' stands in rail"):
        read_lines(tmp_path)


def test_bytes_that_are_no_text_are_told(tmp_path):
    (tmp_path / "sea.geojson").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(TableError, match=r"sea\.geojson: no GeoJSON"):
        read_lines(tmp_path)
