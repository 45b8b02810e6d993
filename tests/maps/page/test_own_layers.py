"""Own data as layers: what enters the page, and what is refused."""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime

import folium
import geopandas
import numpy as np
import pandas as pd
import pytest
import shapely
from branca.element import Figure
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import LineString, MultiPoint, Point, Polygon

from khorgos.geo import RequestError
from khorgos.maps import Layer, Style, draw
from khorgos.maps.page import own_layers
from khorgos.maps.page.compression import DIGITS, OWN_SCALE, pack, steps_of
from khorgos.maps.page.offline import leaflet_script, leaflet_style
from khorgos.maps.page.own_layers import COLOURS, encode_layer

SIZE_LIMIT = 450_000
SQUARE = Polygon([(0, 0), (4, 0), (4, 4), (0, 4)], holes=[[(1, 1), (2, 1), (2, 2), (1, 2)]])


def frame(*shapes, crs=4326, **columns):
    return geopandas.GeoDataFrame(columns, geometry=list(shapes), crs=crs)


def unpack(text: str) -> list[tuple[float, float]]:
    """As tools.js reads it."""
    steps, number, shift = [], 0, 0
    for digit in text:
        bits = DIGITS.index(digit)
        number |= (bits & 31) << shift
        shift += 5
        if bits < 32:
            steps.append((number >> 1) ^ -(number & 1))
            number = shift = 0
    points = np.cumsum(np.array(steps).reshape(-1, 2), axis=0) / OWN_SCALE
    return [tuple(point) for point in points.round(5).tolist()]


def encoded(layer: Layer) -> dict:
    return encode_layer(layer, layer.name or "Own", "teal")


def area(points) -> float:
    """Twice the area inside; negative if the points go with the clock."""
    around = [*points[1:], points[0]]
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(points, around, strict=True))


coordinate = st.tuples(st.floats(-180, 180), st.floats(-90, 90))


@given(st.lists(st.lists(coordinate, min_size=1, max_size=8), min_size=1, max_size=5))
def test_packed_lines_lead_back_to_their_points(lines):
    points = np.array([point for line in lines for point in line])
    index = np.repeat(np.arange(len(lines)), [len(line) for line in lines])
    texts = pack(*steps_of(points, index), len(lines))
    for line, text in zip(lines, texts, strict=True):
        rounded = [tuple(np.rint(np.array(p) * OWN_SCALE) / OWN_SCALE) for p in line]
        kept = [p for i, p in enumerate(rounded) if i == 0 or p != rounded[i - 1]]
        assert unpack(text) == [tuple(np.round(p, 5).tolist()) for p in kept]


def test_a_frame_is_a_layer_with_all_its_columns():
    data = encoded(
        Layer(frame(Point(80.26, 44.18), Point(80.4, 44.2), yard=["A", "B"], tracks=[3, 4]))
    )
    assert [unpack(text) for text in data["points"]["at"]] == [[(80.26, 44.18)], [(80.4, 44.2)]]
    assert data["columns"] == [
        {"name": "yard", "values": ["A", "B"]},
        {"name": "tracks", "values": [3, 4]},
    ]
    assert data["popup"] == [0, 1]
    assert "label" not in data
    assert data["bounds"] == [80.26, 44.18, 80.4, 44.2]


def test_kinds_of_one_frame_keep_their_rows():
    mixed = frame(
        MultiPoint([(1, 2), (3, 4)]),
        LineString([(0, 0), (1, 1)]),
        None,
        Point(),
        SQUARE,
        shapely.GeometryCollection([Point(5, 6), MultiPoint([(7, 8)])]),
        name=list("abcdef"),
    )
    data = encoded(Layer(mixed))
    assert data["size"] == 6
    assert data["points"]["rows"] == [0, 0, 5, 5]
    assert data["lines"]["rows"] == [1]
    assert data["areas"]["rows"] == [4]


@pytest.mark.parametrize("shape", [SQUARE, SQUARE.reverse()])
def test_holes_turn_the_other_way_than_their_areas(shape):
    (rings,) = encoded(Layer(frame(shape)))["areas"]["rings"]
    outer, hole = (area(unpack(ring)) for ring in rings)
    assert outer > 0 > hole


def test_other_reference_systems_are_turned_into_longitude_and_latitude():
    data = encoded(Layer(frame(Point(80.26, 44.18)).to_crs(32644)))
    assert unpack(data["points"]["at"][0]) == [(80.26, 44.18)]


def test_repeated_texts_are_written_once():
    texts = ["rail", "road", None] * 10
    (column,) = encoded(Layer(frame(*[Point(1, 2)] * 30, by=texts)))["columns"]
    assert column == {"name": "by", "texts": ["rail", "road"], "values": [0, 1, None] * 10}


def test_numbers_among_texts_stay_numbers():
    (column,) = encoded(Layer(frame(*[Point(1, 2)] * 6, by=["a", "a", "a", "a", 1, 0])))["columns"]
    assert column == {"name": "by", "values": ["a", "a", "a", "a", 1, 0]}


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        ([1.0, 2.5, float("nan")], [1, 2.5, None]),
        ([True, False, True], ["yes", "no", "yes"]),
        (pd.array([1, None, 3], dtype="Int64"), [1, None, 3]),
        ([2**60, 1, 2], [str(2**60), 1, 2]),
        (pd.to_datetime(["2026-01-02", None, "2026-03-04"]), ["2026-01-02", None, "2026-03-04"]),
        ([datetime(2026, 1, 2, 3, 4, tzinfo=UTC)] * 3, ["2026-01-02 03:04:00+00:00"] * 3),
        (pd.Categorical(["x", "y", "z"]), ["x", "y", "z"]),
        ([["list"], {"a": 1}, float("inf")], ["['list']", "{'a': 1}", "inf"]),
        (np.array([0.1, 2.0, 1e8], np.float32), [0.1, 2, 100_000_000]),
        (pd.array([0.1, None, 2], dtype="Float32"), [0.1, None, 2]),
    ],
)
def test_values_of_every_type(values, shown):
    (column,) = encoded(Layer(frame(*[Point(1, 2)] * 3, v=values)))["columns"]
    if "texts" in column:
        column["values"] = [None if i is None else column["texts"][i] for i in column["values"]]
    assert column["values"] == shown


def test_only_asked_columns_enter_the_page():
    secret = frame(Point(1, 2), yard=["A"], tracks=[3], owner=["Nobody is to know"])
    html = draw(Layer(secret, label="yard", popup="tracks")).get_root().render()
    assert "Nobody is to know" not in html
    data = encoded(Layer(secret, label="yard", popup=("tracks",)))
    assert [column["name"] for column in data["columns"]] == ["yard", "tracks"]
    assert (data["label"], data["popup"]) == (0, [1])


def test_an_index_and_columns_of_one_name_are_told():
    roads = frame(Point(1, 2), Point(3, 4), length=[5, 6])
    roads.index = pd.MultiIndex.from_tuples([(7, 8, 0), (8, 9, 0)], names=["u", "v", "key"])
    roads = pd.concat([roads, roads[["length"]] * 2], axis=1)
    data = encoded(Layer(roads, label="v"))
    columns = {column["name"]: column["values"] for column in data["columns"]}
    assert columns == {"v": [8, 9], "u": [7, 8], "key": [0, 0], "length": [5, 6],
                       "length_2": [10, 12]}  # fmt: skip
    with pytest.raises(RequestError, match="it has 'u', 'v', 'key', 'length', 'length_2'"):
        Layer(roads, label="w")


def test_a_row_without_a_position_stands_only_in_the_table():
    gap = frame(Point(1, 2), Point(float("nan"), 4), LineString([(0, 0), (1, float("inf"))]))
    with pytest.warns(UserWarning, match=r"row 2 and 1 more of 3 has no position, .* drop it"):
        data = encoded(Layer(gap))
    assert (data["size"], data["points"]["rows"], "lines" in data) == (3, [0], False)
    with (
        pytest.warns(UserWarning, match=r"row 1 \(1\) of 1"),
        pytest.raises(RequestError, match="no position in any of them; fill one in"),
    ):
        encoded(Layer(gap.iloc[[1]]))


def test_lines_and_areas_go_the_short_way_over_the_date_line():
    data = encoded(Layer(frame(LineString([(170, 0), (-170, 10)]), Polygon(
        [(170, 0), (-170, 0), (-170, 10), (170, 10)]))))  # fmt: skip
    assert [unpack(text) for text in data["lines"]["paths"]] == [
        [(170, 0), (180, 5)],
        [(-180, 5), (-170, 10)],
    ]
    east, west = (unpack(ring[0]) for ring in data["areas"]["rings"])
    assert (min(east), max(east)) == ((170, 0), (180, 10))
    assert (min(west), max(west)) == ((-180, 0), (-170, 10))


def roads():
    return frame(
        LineString([(0, 0), (1, 0.001), (2, 0)]),
        LineString([(2, 0), (3, 0)]),
        LineString([(3, 0), (2, 0)]),
        LineString([(9, 9), (8, 8)]),
        Point(5, 5),
        kind=["rail", "rail", "rail", "road", "rail"],
        km=[1, 2, 3, 4, 5],
    )


def test_rows_that_say_the_same_are_merged_and_lines_that_meet_joined():
    data = encoded(Layer(roads(), popup=["kind"], merge=True))
    assert data["size"] == 2
    assert data["columns"] == [{"name": "kind", "values": ["rail", "road"]}]
    assert [unpack(text) for text in data["lines"]["paths"]] == [
        [(0, 0), (1, 0.001), (2, 0), (3, 0)],
        [(9, 9), (8, 8)],
    ]
    assert data["points"]["rows"] == [0]
    assert encoded(Layer(roads(), popup=[], merge=True))["size"] == 1
    assert encoded(Layer(roads(), merge=True))["size"] == 5


def test_lines_are_drawn_as_far_beside_as_was_allowed():
    def points(metres):
        layer = Layer(roads(), popup=["kind"], simplify=metres, merge=True)
        return len(unpack(encoded(layer)["lines"]["paths"][0]))

    assert [points(metres) for metres in (0, 100, 120)] == [4, 3, 2]


@pytest.mark.parametrize("merge", [False, True])
def test_what_is_next_to_nothing_is_simplified_as_nothing(merge):
    tiny, none = (
        frame(LineString([(x, 0), (1, 1), (2, x)]), Polygon([(x, x), (1, 1), (2, x)]))
        for x in (1e-320, 0.0)
    )
    with warnings.catch_warnings(action="error"):
        data = encoded(Layer(tiny, popup=[], simplify=100, merge=merge))
    assert data == encoded(Layer(none, popup=[], simplify=100, merge=merge))
    assert unpack(data["lines"]["paths"][0]) == [(0, 0), (1, 1), (2, 0)]


def test_many_features_are_told_with_their_number(monkeypatch):
    monkeypatch.setattr(own_layers, "MANY", 3)
    with pytest.warns(
        UserWarning, match="layer 'Net' draws 5 shapes of 10 points, .* 1 s when"
    ) as told:
        draw(Layer(roads(), name="Net"))
    assert len(told) == 1
    assert told[0].filename == __file__
    assert "simplify=… (metres) and merge=True, or with fewer rows" in str(told[0].message)
    draw(Layer(roads(), popup=["kind"], merge=True))


def test_layers_differ_in_name_and_colour(corridor):
    here = frame(Point(1, 2))
    layers = [Layer(here, name="Road"), Layer(here, name="Road", colour="teal"), here, here]
    html = draw(corridor, layers).get_root().render()
    control = html[html.index("L.control.layers(") - 3000 :]
    names = re.findall(r'"\\u003cbdi\\u003e(.*?)\\u003c/bdi\\u003e"', control)
    assert names == ["Road \\u0026#40;2\\u0026#41;", "Road \\u0026#40;3\\u0026#41;", "Own layer",
                     "Own layer \\u0026#40;2\\u0026#41;"]  # fmt: skip
    assert '"Road" : ' in control
    assert f'"colour":"{COLOURS[0]}"' in html
    assert '"colour":"teal"' in html


def test_a_layer_may_be_off_at_first():
    html = draw(Layer(frame(Point(1, 2)), show=False)).get_root().render()
    group = re.search(r"own1: (feature_group_\d+)", html)[1]
    assert f"{group}.addTo(map_1)" not in html.replace(" ", "")
    shown = draw(Layer(frame(Point(1, 2)))).get_root().render()
    assert f"{group}.addTo(map_1)" in shown.replace(" ", "")


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Layer(pd.DataFrame({"a": [1]})), "a layer is a DataFrame; make it a GeoDataFrame"),
        (lambda: Layer(frame(Point(1, 2), crs=None), name="Yards"),
         r"layer 'Yards' has no coordinate reference system; .*set_crs\(4326\)"),
        (lambda: Layer(frame()), "a layer has no rows"),
        (lambda: Layer(frame(None, Point())), "has rows, but no geometry in any of them"),
        (lambda: Layer(geopandas.GeoDataFrame({"a": [1]})), "has no column of geometries"),
        (lambda: Layer(frame(Point(1, 2), yard=["A"]), label="name"),
         "has no column 'name'; it has 'yard'"),
        (lambda: Layer(frame(Point(1, 2)), popup="geometry"), "no column .geometry.; it has none"),
        (lambda: Layer(frame(Point(1, 2)), colour="url(x)"), r"colour of a layer is 'url\(x\)'"),
        (lambda: Layer(frame(Point(1, 2)), colour="#12"), "use one such as '#3D348B'"),
        (lambda: Layer(frame(Point(1, 2)), dash="6,four"), "dash of a layer is '6,four'"),
        (lambda: Layer(frame(Point(1, 2)), width=float("nan")), "width .* from 0.1 to 50"),
        (lambda: Layer(frame(Point(1, 2)), radius="5"), "radius of a layer is '5'"),
        (lambda: Layer(frame(Point(1, 2)), fill=1.5), "use a number from 0 to 1"),
        (lambda: Layer(frame(Point(1, 2)), simplify=-1), "simplify .* from 0 to 100000"),
        (lambda: Layer(frame(Point(1, 2)), colour=np.nan), "colour of a layer is 'nan'"),
        (lambda: Layer(frame(Point(1, 2)), dash=pd.NA), "dash of a layer is '<NA>'"),
        (lambda: Layer(frame(Point(1, 2)), merge=pd.NA), "merge .* use True or False"),
        (lambda: Layer(frame(Point(1, 2)), popup=True), "popup .* use a list of columns"),
        (lambda: Layer(frame(Point(1, 2)), popup=[{}]), "has no column '{}'"),
        (lambda: Layer(frame(Point(1, 2)), label=[1]), "has no column '.1.'"),
        (lambda: Layer(frame(Point(1, 2)), label="a\nb"), "has no column 'a b'"),
        (lambda: draw(frame(Point(500_000, 4_800_000))),
         r"a layer: row 1 has .* 500000, latitude 4.8e\+06; these look like metres: .* 'WGS 84'\?"),
        (lambda: Style(theme="sepia"), "theme is 'sepia'; use one of auto, light, dark"),
        (lambda: Style(language="de"), "language is 'de'; use one of en, ru, kk, zh"),
        (lambda: Style(title=7), "title is a int; use a text"),
        (lambda: Style(captions="one"), "captions are 'one'; use a list of texts"),
        (lambda: Style(theme=pd.NA), "theme is <NA>; use one of auto, light, dark"),
        (lambda: Style(language=np.array(["en", "ru"])), r"language is array\(.*; use one of en,"),
        (lambda: Style(captions=7), "captions are 7; use a list of texts"),
        (lambda: Style(captions=[7]), r"captions are \[7\]; use a list of texts"),
        (lambda: draw(style=7), "style is a int"),
        (lambda: draw("Almaty"), "cannot draw 'str'; draw takes a Corridor, routes, "),
        (lambda: draw([[pd.DataFrame()]]), "cannot draw 'DataFrame'"),
        (lambda: draw(folium.Map()), "cannot draw 'Map'"),
        (lambda: draw(Figure()), "cannot draw 'Figure'"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(make, message):
    with pytest.raises(RequestError, match=message) as caught:
        make()
    assert "\n" not in str(caught.value)


def test_a_line_without_length_is_drawn_when_lines_are_merged():
    dot, line = LineString([(1, 1), (1, 1)]), LineString([(1, 1), (2, 2)])
    for shapes in ([dot], [dot, line]):
        data = encode_layer(Layer(frame(*shapes), merge=True), "x", "teal")
        assert len(data["lines"]["paths"]) == len(shapes)


def test_a_look_in_numbers_of_numpy_is_plain_in_the_page():
    layer = Layer(frame(Point(1, 2)), name=2026, width=np.float32(2), dash=np.int64(4))
    data = json.loads(json.dumps(encode_layer(layer, layer.name, "teal")))
    assert (layer.name, data["width"], data["dash"]) == ("2026", 2, "4")


def test_a_route_needs_its_corridor(corridor):
    route = corridor.route("Almaty", "Khorgos")
    with pytest.raises(RequestError, match="a route needs its network; draw the corridor with it"):
        draw(route)


def test_two_corridors_are_too_many(corridor):
    assert draw(corridor, corridor)
    with pytest.raises(RequestError, match="two corridors"):
        draw(corridor, type(corridor).load())


def test_layers_come_in_any_order_and_nested(corridor):
    route = corridor.route("Almaty", "Khorgos")
    yards = frame(Point(80, 44))

    def rest() -> Iterator[object]:
        yield yards
        yield folium.Marker([44, 80], popup="mine")

    html = draw(rest(), [route, (corridor,)]).get_root().render()
    assert "L.marker" in html
    assert "route1: " in html
    assert "own1: " in html
    same = draw(corridor, [route], yards, folium.Marker([44, 80], popup="mine"))
    assert same.get_root().render() == html


def test_the_style_enters_the_page():
    style = Style("dark", "kk", "Склад <b>\n\ud800", ["first", "</script>\n\ud800"])
    html = draw(style=style).get_root().render()
    assert "<title>Склад &#60;b&#62;</title>" in html
    assert '"page":{"theme":"dark","language":"kk","title":"Склад \\u003cb\\u003e",' in html
    assert '"captions":["first","\\u003c/script\\u003e"]}' in html
    assert '"page":{"theme":"light"' in draw(style="light").get_root().render()


def test_own_data_alone_name_the_page():
    html = draw(Layer(frame(Point(1, 2)), name="Yards")).get_root().render()
    assert "<title>Yards</title>" in html
    assert '"lines":[]' in html
    assert '"base":{' in html


def test_a_map_without_layers_has_no_layer_control():
    folium_map = draw()
    assert "L.control.layers(" not in folium_map.get_root().render()
    folium.FeatureGroup("mine").add_to(folium_map)
    assert "L.control.layers(" in folium_map.get_root().render()


def test_1744_features_are_small():
    rng = np.random.default_rng(1744)
    places = np.column_stack([rng.uniform(0, 120, 300), rng.uniform(25, 60, 300)])
    ends = places[rng.integers(0, 300, (1444, 2))]
    way = np.linspace(0, 1, 10)[:, None]
    lines = [LineString(a + way * (b - a) + rng.normal(0, 0.05, (10, 2))) for a, b in ends]
    points = frame(*shapely.points(places), name=[f"Place {number}" for number in range(300)])
    roads = frame(
        *lines, carrier=rng.choice(["rail", "road"], 1444), km=rng.integers(20, 3000, 1444)
    )
    html = draw(Layer(roads, name="Lines"), Layer(points, label="name")).get_root().render()
    libraries = len((leaflet_script() + leaflet_style()).encode())
    assert len(html.encode()) - libraries <= SIZE_LIMIT
    # Folium knows of one group for each layer, and of none of the features.
    assert html.count("L.featureGroup(") == 2
    assert not re.search(
        r"\bL\.(polyline|circleMarker|geoJson|marker)\(", html.split("khorgos-data")[1]
    )
