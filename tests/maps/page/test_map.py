"""The map as Python sees it: objects, bytes and files."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from html import unescape
from pathlib import Path

import folium
import folium.plugins
import pytest
import shipped
from branca.element import Element
from hypothesis import given
from hypothesis import strategies as st

from khorgos.geo import Corridor, Effect, RequestError, Scenario, compare
from khorgos.geo.graph.figures import variant_of
from khorgos.geo.tables.reading import read_schema
from khorgos.geo.ways.names import words_of
from khorgos.maps import NetworkMap, Style, draw, save
from khorgos.maps.look import style
from khorgos.maps.page import drawing
from khorgos.maps.page.compression import DIGITS, encode
from khorgos.maps.page.geometry import base_map
from khorgos.maps.page.network_data import NetworkRows
from khorgos.maps.page.offline import (
    Verbatim,
    entities,
    jquery_script,
    leaflet_script,
    leaflet_style,
    script_files,
    style_files,
    to_json,
)
from khorgos.maps.page.page_data import build
from khorgos.maps.page.rendering import addresses
from khorgos.maps.report.outlook import worst

MEGABYTE = 1_000_000
# HTML has none of them, or takes their numbers for other characters, as in Windows.
CONTROLS = {chr(n) for n in (*range(9), 11, *range(13, 32), *range(127, 160))}


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
    assert html.count('<meta name="viewport"') == 1
    assert "user-scalable" not in html


def test_page_asks_for_nothing_outside(html):
    markup = re.sub(r"<script[^>]*>.*?</script>|<style>.*?</style>", "", html, flags=re.DOTALL)
    links = re.findall(r'(?:src|href)="([^"]*)"', markup)
    assert links == ["data:,"]
    assert not re.search(r"<script[^>]+src", html)
    styles = leaflet_style() + style_files()
    found = re.findall(r"url\(\s*[\"']?([^)\"']+)", styles)
    assert found
    assert all(address.startswith("data:image/png;base64,") for address in found)
    assert "@import" not in styles
    assert "sourceMappingURL" not in leaflet_script() + jquery_script() + script_files()
    assert addresses(html) == []


def test_page_is_small(html):
    assert len(html.encode()) <= MEGABYTE


def test_same_bytes_in_every_process(tmp_path):
    code = (
        "import sys, folium; from khorgos import Corridor; from khorgos.maps import draw, save;"
        "c = Corridor.load(); m = draw(c, [c.route('Xi\\'an', 'Duisburg'),"
        "c.route('Khorgos', 'Warsaw', mode='road', door=True)]);"
        "folium.Marker([43, 77], popup='mine').add_to(folium.FeatureGroup('own').add_to(m));"
        "save(m, path)"
    )
    here, there = tmp_path / "here.html", tmp_path / "there.html"
    with shipped.loaded_once():
        exec(code, {"path": here})
    # Sets are in another order there: the seed of this process is another one.
    seed = "1" if os.environ.get("PYTHONHASHSEED") != "1" else "2"
    environment = os.environ | {"PYTHONHASHSEED": seed}
    code = f"import sys; path = sys.argv[1]; {code}"
    subprocess.run([sys.executable, "-c", code, there], check=True, env=environment)
    assert here.read_bytes() == there.read_bytes()


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


def test_tiles_only_when_asked(corridor, html, monkeypatch):
    assert "L.tileLayer(" not in html.split("khorgos-data")[1]
    monkeypatch.setattr(drawing, "MOST_PLAIN", 10**9)  # in words, not compressed
    tiled = draw(corridor, tiles="OpenStreetMap").get_root().render()
    assert "https://tile.openstreetmap.org" in tiled
    assert '"base":null' in tiled


def test_unknown_tiles(corridor):
    with pytest.raises(RequestError, match="folium knows no tiles 'paper'"):
        draw(corridor, tiles="paper")


def test_route_of_another_corridor(corridor, edit):
    route = corridor.route("Almaty", "Khorgos")
    edge = route.legs[0].edge.id
    other = Corridor.load(edit("edges.csv", f"\n{edge},", f"\n{edge}#other,"))
    with pytest.raises(RequestError, match=rf"{edge}\) does not exist; ask this network"):
        draw(other, [route])


def test_save(corridor, tmp_path):
    path = save(draw(corridor), tmp_path / "map.html")
    assert path == tmp_path / "map.html"
    assert path.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert list(tmp_path.iterdir()) == [path]
    assert save(draw(corridor), str(path)) == path


def test_save_with_links_to_the_libraries(tmp_path):
    whole = save(draw(), tmp_path / "whole.html").read_text(encoding="utf-8")
    small = save(draw(), tmp_path / "small.html", offline=False).read_text(encoding="utf-8")
    scripts, styles = dict(folium.Map.default_js), dict(folium.Map.default_css)
    assert addresses(small) == [styles["leaflet_css"], scripts["leaflet"]]
    assert len(whole) - len(small) > len(leaflet_script())
    # All else is the same.
    assert script_files() in small
    assert small.split("khorgos-data")[-1] == whole.split("khorgos-data")[-1]


def test_jquery_comes_with_what_asks_for_it(tmp_path):
    popup = folium.Marker([44, 80], popup="yard")
    for folium_map in (draw(), folium.Map(tiles=None)):
        assert jquery_script() not in save(folium_map, tmp_path / "map.html").read_text("utf-8")
        popup.add_to(folium_map)
        assert jquery_script() in save(folium_map, tmp_path / "map.html").read_text("utf-8")
    small = save(draw(popup), tmp_path / "map.html", offline=False).read_text("utf-8")
    assert dict(folium.Map.default_js)["jquery"] in addresses(small)


def plain_map() -> folium.Map:
    folium_map = folium.Map(tiles=None)
    folium.Marker([44, 80], icon=folium.Icon("red"), popup="yard").add_to(folium_map)
    return folium_map


def test_any_folium_map_is_saved_whole(tmp_path):
    before = (list(folium.Map.default_js), list(folium.Map.default_css))
    folium_map = plain_map()
    whole = save(folium_map, tmp_path / "whole.html").read_text(encoding="utf-8")
    assert addresses(whole) == []
    assert leaflet_script() in whole
    assert "bootstrap" not in whole
    assert (folium.Map.default_js, folium.Map.default_css) == before
    # The map is as it was, and another one like it gives the same bytes.
    assert save(folium_map, tmp_path / "again.html").read_text(encoding="utf-8") == whole
    assert save(plain_map(), tmp_path / "other.html").read_text(encoding="utf-8") == whole
    assert len(addresses(folium_map.get_root().render())) > 5


def test_any_folium_map_is_saved_with_its_links(tmp_path):
    paths = [save(plain_map(), tmp_path / f"{n}.html", offline=False) for n in (1, 2)]
    first, second = (path.read_bytes() for path in paths)
    assert first == second
    assert addresses(first.decode()) == [
        address for _, address in [*folium.Map.default_js, *folium.Map.default_css]
    ]


TILES = "https://tile.openstreetmap.org/{z}/{x}/{y}.png"


@pytest.mark.parametrize(
    ("element", "address"),
    [
        (lambda: folium.TileLayer("OpenStreetMap"), TILES),
        (lambda: folium.WmsTileLayer("https://example.org/wms", "a"), "https://example.org/wms"),
        (folium.plugins.MarkerCluster, "https://.*/leaflet.markercluster.js and 2 more"),
        (
            lambda: folium.Marker([1, 2], icon=folium.CustomIcon("https://example.org/i.png")),
            "https://example.org/i.png",
        ),
        (
            lambda: folium.Marker([1, 2], popup='<p><img alt="" src="//example.org/i.png"></p>'),
            "//example.org/i.png",
        ),
        (
            lambda: folium.raster_layers.ImageOverlay("http://example.org/o.png", [[1, 1], [2, 2]]),
            "http://example.org/o.png",
        ),
    ],
)
def test_what_needs_the_network_is_named(tmp_path, element, address):
    message = rf"^this map asks for {address}; remove what needs it, or save with offline=False$"
    for folium_map in (draw(element()), folium.Map(tiles=None)):
        if not isinstance(folium_map, NetworkMap):
            element().add_to(folium_map)
        with pytest.raises(
            RequestError, match=message.replace("{z}/{x}/{y}", r"\{z\}/\{x\}/\{y\}")
        ):
            save(folium_map, tmp_path / "map.html")
        assert list(tmp_path.iterdir()) == []
    assert save(draw(element()), tmp_path / "map.html", offline=False)


def test_links_and_data_ask_for_nothing(tmp_path):
    feature = {
        "type": "Feature",
        "properties": {"url": "https://example.org/a.json", "page": "https://example.org"},
        "geometry": {"type": "Point", "coordinates": [80, 44]},
    }
    popup = '<a href="https://example.org">https://example.org</a>'
    folium_map = draw(folium.GeoJson(feature), folium.Marker([44, 80], popup=popup))
    assert save(folium_map, tmp_path / "map.html")


def test_tiles_that_were_asked_for_may_stay(tmp_path):
    path = save(draw(tiles="OpenStreetMap"), tmp_path / "map.html")
    assert addresses(path.read_text(encoding="utf-8")) == [TILES]


def test_only_maps_are_saved(tmp_path):
    with pytest.raises(RequestError, match="cannot save 'str'; use a map from draw"):
        save("map", tmp_path / "map.html")


@pytest.mark.parametrize("ending", [".pdf", ".PNG", ".svg"])
def test_a_page_is_not_saved_as_a_picture(corridor, tmp_path, ending):
    with pytest.raises(RequestError, match="save writes pages; use maps"):
        save(draw(corridor), tmp_path / f"map{ending}")
    assert list(tmp_path.iterdir()) == []


def test_a_map_says_what_it_is(corridor):
    assert repr(draw(corridor, style=Style(title="Mine"))) == "<NetworkMap: Mine>"


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


def test_json_takes_half_a_pair_of_surrogates():
    assert to_json({"name": "\ud83d"}) == '{"name":"\\ud83d"}'


@given(st.text())
def test_entities_are_the_text_and_nothing_to_a_template(text):
    written = entities(text)
    assert not set(written) & set("<>{}`$\\\"'\n\u2028")
    if not CONTROLS & set(text):
        assert unescape(written) == text


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
    numbers = [number for figure in data["figures"] for number in figure]
    assert sorted(numbers) == list(range(len(data["figureRows"])))  # each in one figure
    for row in data["figureRows"]:
        assert all(source < sources for source in row.get("sources", ()))
        assert set(row.get("under", {}).values()) <= set(numbers)


def rows_of(data):
    """Asked routes as the page unpacks them: each a row with its steps."""
    routes = data["routes"]

    def flat(chain):
        for step in routes["chains"][chain]:
            if step < 0:
                yield from flat(-1 - step)
            else:
                yield dict(zip(routes["fields"]["step"], routes["steps"][step], strict=True))

    for number in data["asked"]:
        row = dict(zip(routes["fields"]["route"], routes["rows"][number], strict=True))
        row |= routes["kinds"][row["kind"]]
        yield row | {"steps": [step for chain in row["chains"] for step in flat(chain)]}


def test_every_line_of_a_route_begins_where_the_last_one_ended(data):
    for route in rows_of(data):
        at = route["from"]
        for step in route["steps"]:
            if step["line"] < 0:
                assert step["from"] == step["to"] == at
                continue
            line = data["lines"][step["line"]]
            ends = line["from"], line["to"]
            start, end = reversed(ends) if step["reverse"] else ends
            assert (start, end) == (step["from"], step["to"])
            assert start == at
            at = end
        assert at == route["to"]


def test_a_route_carries_its_outlook(corridor, routes, data):
    words = data["routes"]["words"]
    for route, row in zip(routes, rows_of(data), strict=True):
        outlook = corridor.outlook(route)
        quantiles = [outlook.quantile(p) for p in (0.1, 0.5, 0.9)]
        assert row["quantiles"] == pytest.approx(quantiles, abs=0.01)
        labels, places, shares = (row["drivers"][first::3] for first in range(3))
        assert [[words[a], words[b]] for a, b in zip(labels, places, strict=True)] == [
            [driver.label, driver.place] for driver in worst(outlook)
        ]
        assert 1 <= len(shares) <= 3
        assert shares == sorted(shares, reverse=True)
        if outlook.unstated is None:  # a truck that only drives
            assert "left" not in row
        else:
            assert row["unstated"] == round(100 * outlook.unstated.share)
            assert data["figureRows"][row["left"]]["label"] == outlook.unstated.figure.label
        label, weights, judgement, year, _ = data["routes"]["regimes"][row["regimes"]]
        assert (label, judgement, year) == (
            outlook.regimes.label,
            outlook.regimes.judgement,
            outlook.regimes.as_of,
        )
        assert weights == {name: weight for name, weight in outlook.weights.items() if weight}


def test_sources_of_a_route_cover_every_regime(corridor):
    titles = [corridor.sources[id_].title for id_ in corridor.regimes["northern"].sources]
    titles += [
        corridor.sources[id_].title
        for id_ in corridor.figure("customs.dostyk.entry", "standard", "stressed").sources
    ]
    route = corridor.route("Xi'an", "Duisburg", via=["Dostyk"])
    page = build(corridor, [route], base=False)
    (row,) = rows_of(page)
    numbers = set(page["routes"]["regimes"][row["regimes"]][-1])
    for step in row["steps"]:
        figure = page["figureRows"][step["figure"]]
        for row in (figure, *(page["figureRows"][n] for n in figure.get("under", {}).values())):
            numbers |= set(row.get("sources", ()))
    assert titles
    assert set(titles) <= {page["sources"][number][0] for number in numbers}


def test_figures_carry_every_regime_and_the_year(corridor, routes, data):
    rows = data["figureRows"]
    assert all(1990 <= row["year"] <= 2100 for row in rows)
    assert {row.get("regime") for row in rows} == {None, "stressed", "disrupted"}
    used = {edge["figure"] for *_, edge in corridor.graph.edges(data=True)}
    used |= {leg.figure.id for route in routes for leg in route.legs}
    left = [corridor.outlook(route).unstated for route in routes]
    used |= {unstated.figure.id for unstated in left if unstated}
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
    page = build(corridor, [route], base=False)
    (row,) = rows_of(page)
    words, steps = page["routes"]["words"], row["steps"]
    legs = [leg for leg in route.legs if leg.activity != "rest"]
    assert [words[step["activity"]] for step in steps] == [leg.activity for leg in legs]
    assert [step["line"] >= 0 for step in steps] == [leg.kind == "move" for leg in legs]
    assert row.get("door", False) == question.get("door", False)
    doors = [step for step in steps if words[step["activity"]] == "door"]
    assert len(doors) == 2 * question.get("door", False)
    assert all(step["from"] == step["to"] and step["km"] == 0 for step in doors)
    rests = [leg for leg in route.legs if leg.activity == "rest"]
    assert bool(rests) == (route.mode == "road" and route.vehicle == "truck")
    found = rests_of(page, row)
    assert [before for before, _ in found] == [
        number - earlier for earlier, number in enumerate(map(route.legs.index, rests))
    ]
    assert [hours for _, hours in found] == pytest.approx([leg.hours for leg in rests])
    if rests:
        crew, _ = page["routes"]["rests"][row["rests"]]
        assert crew == route.crew
        figure, basis = row["rest"]
        assert page["figureRows"][figure]["label"] == rests[0].figure.label
        assert words[basis] == rests[0].basis
    assert len(draw(corridor, [route]).get_root().render().encode()) <= MEGABYTE


def rests_of(page, row):
    """Steps before each rest of a route, and its typical hours, as the page unpacks them."""
    if not row["rests"]:
        return []
    crew, text = page["routes"]["rests"][row["rests"]]
    numbers = iter(unpack(text))
    pauses = iter([hours for _, hours in page["routes"]["stops"][crew]])
    found, before = [], 0
    for steps, count in zip(numbers, numbers, strict=True):
        before += steps
        found.append((before, sum(next(pauses) for _ in range(count))))
    return found


def unpack(text):
    """As tools.js reads it."""
    number = shift = 0
    for digit in text:
        bits = DIGITS.index(digit)
        number |= (bits & 31) << shift
        shift += 5
        if bits < 32:
            yield (number >> 1) ^ -(number & 1)
            number = shift = 0


@pytest.mark.parametrize("id_", ["customs.altynkol.entry", "queue.nurzholy.east", "road.rest"])
def test_the_rows_of_a_figure_are_those_that_the_model_takes(corridor, id_):
    network = NetworkRows(corridor)
    variants = corridor.figures[id_]
    for service in ("fast", "standard", "car"):
        quiet = variant_of(variants, service)
        number = network.figure_row(quiet)
        rows = network.figure_rows.rows
        assert number in network.figures.rows[network.figure(id_)]
        for regime in ("quiet", "stressed", "disrupted"):
            row = rows[rows[number].get("under", {}).get(regime, number)]
            figure = variant_of(variants, service, regime)
            assert row["range"] == [figure.low, figure.typical, figure.high]
            assert row.get("regime", "any") == figure.regime
            assert row.get("note", "") == figure.note


def test_a_route_of_all_modes_says_what_carries_it(corridor):
    routes = [corridor.route("Xi'an", "Duisburg", mode=mode) for mode in ("any", "rail")]
    mixed, rail = rows_of(build(corridor, routes, base=False))
    for row, route in ((mixed, routes[0]), (rail, routes[1])):
        words = words_of(route)
        assert (row["id"], row["way"]) == (words.id, words.name)
    assert mixed["way"] != rail["way"]


def test_a_comparison_is_drawn_as_it_is_in_both_networks(corridor):
    """Today on the map of the what-if has its own figures, money and CO2e, closed or not."""
    changed = corridor.apply("poland-belarus-closure", "caspian-storms")
    found = compare(corridor, changed, [("Xi'an", "Duisburg")])
    found += compare(corridor, changed, [("Xi'an", "Baku")], avoid="Russia")
    options = [option for one in found for option in (one.before, one.after)]
    data = build(changed, options, base=False)
    rows = list(rows_of(data))
    for option, row in zip(options, rows, strict=True):
        assert row["quantiles"][1] == pytest.approx(option.p50, abs=1e-3)
        assert row["totals"][1] == round(option.cost.typical)
        legs = [leg for leg in option.route.legs if leg.activity != "rest"]
        for leg, step in zip(legs, row["steps"], strict=True):
            low, typical, high = data["figureRows"][step["figure"]]["range"]
            assert (low, typical, high) == (leg.figure.low, leg.figure.typical, leg.figure.high)
    assert rows[2]["quantiles"] != rows[3]["quantiles"]
    with pytest.raises(RequestError, match="is of another network"):
        build(changed, [found[1].before.outlook], base=False)


def test_a_comparison_needs_its_lines_on_the_map(corridor):
    link = Effect(
        "link", "rail:NEW", link_from="ZHT", link_to="ALT", carrier="rail", gauge=1520,
        length_km=275.0, figure="rail.kz.khorgos_line", judgement="yes",
    )  # fmt: skip
    linked = corridor.apply(Scenario("new", "New", (link,)))
    (found,) = compare(corridor, linked, [("Zhetygen", "Altynkol")])
    assert draw(linked, [found.before, found.after])
    with pytest.raises(RequestError, match=r"\(rail:NEW\) is not in this network; draw one that"):
        draw(corridor, found.after)


def test_the_page_says_what_each_way_is_best_at(corridor):
    data = build(corridor, choices=corridor.choices(("Xi'an", "Duisburg"), "standard"), base=False)
    fields = data["routes"]["fields"]
    ways = list(corridor.ways("Xi'an", "Duisburg"))
    told = {}
    for row in data["routes"]["rows"]:
        cells = dict(zip(fields["route"], row, strict=True))
        if row[0] == next(n for n, p in enumerate(data["places"]) if p["name"] == "Xi'an"):
            bits = [word for bit, word in enumerate(fields["labels"]) if cells["why"] >> bit & 1]
            told[data["routes"]["kinds"][cells["kind"]]["id"]] = bits
    labelled = {way.id: {why.replace("CO2", "CO₂") for why in way.why} for way in ways if way.why}
    assert labelled == {id_: set(bits) for id_, bits in told.items() if bits}


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
