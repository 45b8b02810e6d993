"""The map as Python sees it: objects, bytes and files."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import folium
import pytest
from branca.element import Element
from hypothesis import given
from hypothesis import strategies as st

from khorgos.geo import Corridor, RequestError
from khorgos.geo.tables import read_schema
from khorgos.maps import draw, save, style
from khorgos.maps.geometry import base_map, encode
from khorgos.maps.offline import Verbatim, script_files, style_files, to_json
from khorgos.maps.outlook_report import headline, worst
from khorgos.maps.payload import build

MEGABYTE = 1_000_000


@pytest.fixture(scope="module")
def routes(corridor):
    return [
        corridor.route("Xi'an", "Duisburg", service="fast"),
        corridor.route("Xi'an", "Duisburg", via=["Khorgos"]),
        corridor.route("Almaty", "Khorgos"),
        corridor.route("Almaty", "Khorgos", mode="road"),
    ]


@pytest.fixture(scope="module")
def html(corridor, routes):
    return draw(corridor, routes).get_root().render()


@pytest.fixture(scope="module")
def data(corridor, routes):
    return build(corridor, routes, base=True)


def test_draw_gives_a_folium_map(corridor):
    folium_map = draw(corridor)
    assert isinstance(folium_map, folium.Map)
    folium.Marker([43.2, 76.9]).add_to(folium_map)
    assert "L.marker" in folium_map.get_root().render()


def test_page_names_language_title_and_viewport(html):
    assert html.startswith('<!DOCTYPE html>\n<html lang="en">')
    assert html.count("<title>") == 1
    assert '<meta name="viewport"' in html


def test_page_asks_for_nothing_outside(html):
    markup = re.sub(r"<script[^>]*>.*?</script>|<style>.*?</style>", "", html, flags=re.DOTALL)
    links = re.findall(r'(?:src|href)="([^"]*)"', markup)
    assert links == ["data:,"]
    assert not re.search(r"<script[^>]+src", html)
    addresses = re.findall(r"url\(\s*[\"']?([^)\"']+)", style_files())
    assert addresses
    assert all(address.startswith("data:image/png;base64,") for address in addresses)
    assert "@import" not in style_files()
    assert "sourceMappingURL" not in script_files()


def test_page_is_small(html):
    assert len(html.encode()) <= MEGABYTE


def test_same_bytes_in_every_process(tmp_path):
    code = (
        "import sys, folium; from khorgos import Corridor; from khorgos.maps import draw, save;"
        "c = Corridor.load(); m = draw(c, [c.route('Xi\\'an', 'Duisburg'),"
        "c.route('Khorgos', 'Warsaw', mode='road', door=True)]);"
        "folium.Marker([43, 77], popup='mine').add_to(folium.FeatureGroup('own').add_to(m));"
        "save(m, sys.argv[1])"
    )
    pages = []
    for seed in ("1", "2"):
        path = tmp_path / f"{seed}.html"
        environment = os.environ | {"PYTHONHASHSEED": seed}
        subprocess.run([sys.executable, "-c", code, path], check=True, env=environment)
        pages.append(path.read_bytes())
    assert pages[0] == pages[1]


def test_rendering_twice_changes_nothing(corridor):
    folium_map = draw(corridor)
    first = folium_map.get_root().render()
    assert folium_map.get_root().render() == first


def test_only_ids_of_folium_are_numbered(corridor):
    folium_map = draw(corridor)
    digest = "_0123456789abcdef0123456789abcdef"
    folium_map.get_root().html.add_child(Element(f"<p>{digest}</p>"))
    html = folium_map.get_root().render()
    assert digest in html
    assert not re.search(r"feature_group_[0-9a-f]{32}", html)


def test_notebook_shows_the_whole_page(corridor):
    shown = draw(corridor)._repr_html_()
    assert "srcdoc=" in shown
    assert "khorgos-data" in shown
    assert "<script src" not in shown
    assert "&lt;script src" not in shown


def test_other_folium_maps_keep_their_links(corridor):
    before = (list(folium.Map.default_js), list(folium.Map.default_css))
    folium_map = draw(corridor)
    folium_map.add_js_link("mine", "https://example.org/mine.js")
    assert (folium.Map.default_js, folium.Map.default_css) == before
    assert draw(corridor).default_js == []


def test_layer_control_knows_what_users_add(corridor):
    folium_map = draw(corridor)
    folium.FeatureGroup("own layer").add_to(folium_map)
    html = folium_map.get_root().render()
    group = re.search(r'"own layer" : (feature_group_\d+)', html)[1]
    assert html.index(f"var {group} = ") < html.index("L.control.layers(")


def test_tiles_only_when_asked(corridor, html):
    assert "L.tileLayer(" not in html.split("khorgos-data")[1]
    tiled = draw(corridor, tiles="OpenStreetMap").get_root().render()
    assert "https://tile.openstreetmap.org" in tiled
    assert '"base":null' in tiled


def test_unknown_tiles(corridor):
    with pytest.raises(RequestError, match="folium knows no tiles 'paper'"):
        draw(corridor, tiles="paper")


def test_route_of_another_corridor(corridor, edit):
    route = corridor.route("Almaty", "Khorgos")
    edge = route.legs[0].edge
    other = Corridor.load(edit("edges.csv", f"\n{edge},", f"\n{edge}#other,"))
    with pytest.raises(RequestError, match="is not in this corridor"):
        draw(other, [route])


def test_save(corridor, tmp_path):
    path = save(draw(corridor), tmp_path / "map.html")
    assert path == tmp_path / "map.html"
    assert path.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert list(tmp_path.iterdir()) == [path]
    assert save(draw(corridor), str(path)) == path


@pytest.mark.parametrize("moment", ["write", "rename"])
def test_a_failure_leaves_the_old_file(corridor, tmp_path, monkeypatch, moment):
    path = tmp_path / "map.html"
    path.write_text("old", encoding="utf-8")

    def write_half(self, content):
        with self.open("wb") as file:
            file.write(content[: len(content) // 2])
        raise OSError(28, "No space left on device")

    def fail(*_):
        raise PermissionError(13, "Permission denied")

    if moment == "write":
        monkeypatch.setattr(Path, "write_bytes", write_half)
    else:
        monkeypatch.setattr("khorgos.layers.files.os.replace", fail)
    with pytest.raises(RequestError, match=r"^cannot write .*map.html: (No space|Permission)"):
        save(draw(corridor), path)
    assert path.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_an_interruption_leaves_no_draft(corridor, tmp_path, monkeypatch):
    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("khorgos.layers.files.os.replace", interrupt)
    with pytest.raises(KeyboardInterrupt):
        save(draw(corridor), tmp_path / "map.html")
    assert list(tmp_path.iterdir()) == []


def test_no_such_folder(corridor, tmp_path):
    with pytest.raises(RequestError, match=r"^there is no folder .*/nowhere; make it first$"):
        save(draw(corridor), tmp_path / "nowhere" / "map.html")


def test_a_folder_is_no_file(corridor, tmp_path):
    with pytest.raises(RequestError, match="is a folder; name a file in it"):
        save(draw(corridor), tmp_path)


@given(st.text())
def test_json_is_safe_and_true(text):
    written = to_json({"name": text})
    assert json.loads(written) == {"name": text}
    assert not set(written[len('{"name":"') : -2]) & set("<>&{}`$\u2028\u2029")


def test_verbatim_text_is_never_compiled():
    outer = Element()
    outer.add_child(Verbatim("{{7*7}} {% include x %} a{#b"))
    assert outer.render().strip() == "{{7*7}} {% include x %} a{#b"


@given(st.lists(st.tuples(st.floats(-180, 180), st.floats(-90, 90)), min_size=1))
def test_steps_lead_back_to_the_points(points):
    steps = encode(points, 1000)
    x = y = 0
    decoded = []
    for dx, dy in zip(steps[::2], steps[1::2], strict=True):
        x, y = x + dx, y + dy
        decoded.append((x, y))
    rounded = [(round(a * 1000), round(b * 1000)) for a, b in points]
    assert decoded == [p for i, p in enumerate(rounded) if i == 0 or p != rounded[i - 1]]


def test_rows_refer_to_rows_that_exist(data):
    figures, sources, places = (len(data[key]) for key in ("figures", "sources", "places"))
    for place in data["places"]:
        assert all(figure < figures for figure, _ in place.get("handling", ()))
    for line in data["lines"]:
        assert max(line["from"], line["to"]) < places
        for edge in line["edges"]:
            assert edge["figure"] < figures
            assert edge["kmSource"] < sources
    for variants in data["figures"]:
        for row in variants:
            assert all(source < sources for source in row.get("sources", ()))


def test_every_line_of_a_route_begins_where_the_last_one_ended(data):
    for route in data["routes"]:
        at = route["from"]
        for line, reverse in route["path"]:
            ends = data["lines"][line]["from"], data["lines"][line]["to"]
            start, end = reversed(ends) if reverse else ends
            assert start == at
            at = end
        assert at == route["to"]


def test_a_route_carries_its_outlook(corridor, routes, data):
    for route, row in zip(routes, data["routes"], strict=True):
        outlook = corridor.outlook(route)
        assert row["headline"] == headline(outlook)
        assert [driver[:2] for driver in row["drivers"]] == [
            [driver.label, driver.place] for driver in worst(outlook)
        ]
        shares = [share for *_, share in row["drivers"]]
        assert 1 <= len(shares) <= 3
        assert shares == sorted(shares, reverse=True)
        label, weights, judgement, year = row["state"]
        assert (label, judgement, year) == (
            outlook.regimes.label,
            outlook.regimes.judgement,
            outlook.regimes.as_of,
        )
        assert weights == {name: weight for name, weight in outlook.weights.items() if weight}


def test_sources_of_a_route_cover_every_regime(corridor, data):
    titles = [corridor.sources[id_].title for id_ in corridor.regimes["northern"].sources]
    titles += [
        corridor.sources[id_].title
        for id_ in corridor.figure("customs.dostyk.entry", "standard", "stressed").sources
    ]
    route = corridor.route("Xi'an", "Duisburg", via=["Dostyk"])
    page = build(corridor, [route], base=False)
    shown = [page["sources"][number][0] for number in page["routes"][0]["sources"]]
    assert titles
    assert set(titles) <= set(shown)
    assert len(page["routes"][0]["sources"]) == len(set(page["routes"][0]["sources"]))


def test_figures_carry_every_regime_and_the_year(corridor, data):
    rows = [row for variants in data["figures"] for row in variants]
    assert all(1990 <= row["year"] <= 2100 for row in rows)
    assert {row.get("regime") for row in rows} == {None, "stressed", "disrupted"}
    used = {edge["figure"] for *_, edge in corridor.graph.edges(data=True)}
    assert len(rows) == sum(len(corridor.figures[id_]) for id_ in used)


@pytest.mark.parametrize(
    ("ends", "question"),
    [
        (("Almaty", "Khorgos"), {"mode": "road"}),
        (("Xi'an", "Duisburg"), {"mode": "road"}),
        (("Khorgos", "Warsaw"), {"mode": "road"}),
        (("Khorgos", "Warsaw"), {"mode": "road", "door": True}),
        (("Almaty", "Khorgos"), {"door": True}),
        (("Almaty", "Urumqi"), {"mode": "road", "vehicle": "car"}),
        (("Xi'an", "Duisburg"), {"avoid": ["Russia"]}),
    ],
)
def test_rests_and_doors_are_legs_without_a_line(corridor, ends, question):
    route = corridor.route(*ends, **question)
    row = build(corridor, [route], base=False)["routes"][0]
    assert len(row["legs"]) == len(route.legs)
    assert len(row["path"]) == sum(leg.kind == "move" for leg in route.legs)
    assert row.get("door") == question.get("door", False)
    still = [leg for leg in row["legs"] if leg["activity"] in ("rest", "door")]
    assert all(leg["from"] == leg["to"] and leg["km"] == 0 for leg in still)
    assert sum(leg["activity"] == "door" for leg in still) == 2 * question.get("door", False)
    trucked = route.mode == "road" and route.vehicle == "truck"
    assert any(leg["activity"] == "rest" for leg in still) == trucked
    days = [day for first, last, *_ in row["marks"] for day in range(first, last + 1)]
    assert days == list(range(1, int(route.days) + 1))
    assert len(draw(corridor, [route]).get_root().render().encode()) <= MEGABYTE


def test_every_edge_and_place_is_on_the_page(corridor, data):
    moves = {e["id"] for *_, e in corridor.graph.edges(data=True) if e["kind"] == "move"}
    assert sum(len(line["edges"]) for line in data["lines"]) <= len(moves)
    assert len(data["places"]) == len(corridor.places)
    assert data["version"] == corridor.data_version


def test_every_kind_of_place_has_a_symbol_and_a_layer():
    kinds = next(c for c in read_schema("places") if c.name == "kind").allowed.split()
    for kind in kinds:
        symbol = style.symbol(kind, breaks_gauge=False)
        assert kind == "city" or symbol != "city" or kind == "settlement"
        assert style.LAYER_OF_SYMBOL[symbol] in style.LAYERS
    assert set(style.LAYER_OF_SYMBOL) == set(style.SYMBOLS)


def test_every_line_has_a_layer_and_a_place_in_the_legend():
    assert set(style.LEGEND) == set(style.LINES)
    assert {line["layer"] for line in style.LINES.values()} <= set(style.LAYERS)


def test_no_two_lines_differ_by_colour_alone():
    patterns = {
        key: [(stroke["width"], stroke["dash"]) for stroke in line["strokes"]]
        for key, line in style.LINES.items()
    }
    assert len({str(pattern) for pattern in patterns.values()}) == len(patterns)


@pytest.mark.parametrize(
    ("networks", "statuses", "expected"),
    [
        ({"rail1435"}, {"open"}, "rail1435"),
        ({"rail1435", "rail1520"}, {"open", "planned"}, "dual"),
        ({"rail1668"}, {"open"}, "rail1668"),
        ({"rail1676"}, {"open"}, "rail1676"),
        ({"road"}, {"open"}, "road"),
        ({"ferry"}, {"open"}, "sea"),
        ({"rail1520"}, {"planned"}, "planned"),
        ({"rail1520"}, {"planned", "suspended"}, "suspended"),
    ],
)
def test_line_style(networks, statuses, expected):
    assert style.line_style(networks, statuses) == expected


def test_both_gauges_are_shown_between_altynkol_and_horgos(corridor, data):
    numbers = {id_: number for number, id_ in enumerate(corridor.places)}
    ends = {numbers["ALHO"], numbers["HOR"]}
    line = next(line for line in data["lines"] if {line["from"], line["to"]} == ends)
    assert line["style"] == "dual"


def test_base_map_names_the_countries_served():
    names = {name for name, *_ in base_map()["names"]}
    assert {"China", "Kazakhstan", "Germany"} <= names
    assert "Chad" not in names
