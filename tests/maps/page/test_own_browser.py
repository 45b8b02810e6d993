"""Own layers as readers see them, in Chromium and without a network."""

from __future__ import annotations

import browser as web
import folium
import geopandas
import numpy as np
import pytest
import shapely
from shapely.geometry import LineString, Point, box

from khorgos.maps import Layer, Style, draw, save

pytestmark = pytest.mark.browser

YARDS = {"Altynkol": (80.26, 44.18), "Zharkent": (80.0, 44.16), "Almaty": (76.9, 43.3)}


def own_layers():
    yards = geopandas.GeoDataFrame(
        {
            "yard": [*YARDS, "Nowhere"],
            "tracks": [12, 3, 30, 0],
            "url": ["https://example.org/", *"abc"],
        },
        geometry=[*map(Point, YARDS.values()), None],
        crs=4326,
    )
    roads = geopandas.GeoDataFrame(
        {"road": ["A2", "A3"]},
        geometry=[LineString([(77, 44), (82, 44)]), LineString([(77, 43), (77, 45.5)])],
        crs=4326,
    )
    zones = geopandas.GeoDataFrame(
        {"hours": [1, 2]},
        geometry=[box(78, 44.4, 79, 45), box(77.5, 44.2, 79.5, 45.4)],
        crs=4326,
    )
    return [
        Layer(zones, name="Zones", label="hours"),
        Layer(roads, name="Roads", colour="#b8336a"),
        Layer(yards, name="Yards", label="yard", radius=6),
    ]


@pytest.fixture(scope="module")
def alone(tmp_path_factory):
    return save(draw(own_layers()), tmp_path_factory.mktemp("own") / "alone.html")


@pytest.fixture(scope="module")
def among(corridor, tmp_path_factory):
    folium_map = draw(corridor, own_layers(), style=Style(title="Yards and roads"))
    return save(folium_map, tmp_path_factory.mktemp("own") / "among.html")


def click_at(seen, lon, lat):
    """Click where the map has this place."""
    spot = seen.page.evaluate(
        """([lat, lon]) => {
          const map = Object.values(window).find((thing) => thing instanceof L.Map);
          const {x, y} = map.latLngToContainerPoint([lat, lon]);
          const {left, top} = map.getContainer().getBoundingClientRect();
          return [x + left, y + top];
        }""",
        [lat, lon],
    )
    seen.page.mouse.click(*spot)
    seen.settle()
    return seen.page.locator(".leaflet-popup-content").inner_text()


def pages(seen):
    """Headings of all pages of the popup, by its button."""
    popup = seen.page.locator(".leaflet-popup-content")
    following = popup.get_by_role("button", name="Next feature here")
    headings = []
    while True:
        headings.append(popup.locator("h2").inner_text())
        at, of = popup.get_by_role("status").inner_text().removesuffix(" here").split(" of ")
        assert int(at) == len(headings)
        following.click()
        if at == of:
            return headings


def table(seen, name):
    seen.page.locator("details.k-own summary", has_text=name).click()
    region = seen.page.get_by_role("region", name=f"Features of {name}")
    region.wait_for()
    return region


def test_one_path_for_each_style(chromium, alone):
    with web.visit(chromium, alone) as seen:
        seen.assert_quiet(alone)
        for kind in ("line", "point", "area"):
            assert seen.paths(f"path.k-own-{kind}") == 1
        assert seen.page.title() == "Zones, Roads, Yards"
        assert seen.page.locator("#khorgos-panel h1").inner_text() == "Zones, Roads, Yards"


def test_a_click_finds_the_feature(chromium, alone):
    with web.visit(chromium, alone) as seen:
        assert click_at(seen, *YARDS["Zharkent"]).split() == ["Zharkent", "tracks", "3", "url", "a"]
        assert click_at(seen, 81.5, 44.0).split() == ["Roads", "1", "road", "A2"]
        assert click_at(seen, 77.0, 44.7).split() == ["Roads", "2", "road", "A3"]
        assert click_at(seen, 79.25, 44.7).split() == ["2"]
        # Of two zones, one over the other, first the upper one.
        assert click_at(seen, 78.5, 44.7).split() == ["2", "‹", "1", "of", "2", "here", "›"]
        assert click_at(seen, *YARDS["Altynkol"]).splitlines()[0] == "Altynkol"
        link = seen.page.locator(".leaflet-popup-content a")
        assert link.get_attribute("href") == "https://example.org/"
        assert link.get_attribute("rel") == "noopener noreferrer"
        seen.assert_quiet(alone)


def test_a_popup_pages_through_all_under_the_click(chromium, corridor, tmp_path):
    spot = corridor.places["KGW"]
    at = (spot.lon, spot.lat)
    yards = geopandas.GeoDataFrame(
        {"yard": [f"Yard {n}" for n in range(8)]}, geometry=[Point(at)] * 8, crs=4326
    )
    services = geopandas.GeoDataFrame(
        {"service": ["Daily", "Weekly"]},
        geometry=[LineString([at, (81.5, 45), (82, 46)]), LineString([(82, 46), (81.5, 45), at])],
        crs=4326,
    )
    hidden = Layer(yards.iloc[:1], name="Hidden", show=False)
    layers = [Layer(services, name="Services", label="service"), Layer(yards, label="yard"), hidden]
    path = save(draw(corridor, layers), tmp_path / "pages.html")
    with web.visit(chromium, path) as seen:
        seen.page.get_by_role("button", name="Own data").click()
        seen.settle()
        click_at(seen, 81.5, 45)
        assert pages(seen)[:2] == ["Weekly", "Daily"]
        seen.page.keyboard.press("Escape")
        # A place with its name over them all; with keys, and whoever listens is told.
        place = seen.page.get_by_role("button", name=spot.name).first
        place.focus()
        seen.page.keyboard.press("Enter")
        seen.settle()
        dialog = seen.page.get_by_role("dialog")
        assert dialog.get_attribute("aria-label") == spot.name
        found = pages(seen)
        assert [found[0], *found[1:11]] == [
            spot.name, *(f"Yard {n}" for n in reversed(range(8))), "Weekly", "Daily",
        ]  # fmt: skip
        assert len(found) > 11
        assert any(spot.name in heading for heading in found[11:])  # lines of the network, too
        back = dialog.get_by_role("button", name="Previous feature here")
        back.focus()
        for _ in range(len(found) - 1):
            seen.page.keyboard.press("Enter")
        seen.settle()
        assert dialog.get_by_role("status").inner_text() == f"2 of {len(found)} here"
        assert dialog.get_attribute("aria-label") == "Yard 7"
        assert seen.page.evaluate("document.activeElement.title") == "Previous feature here"
        seen.page.keyboard.press("Escape")
        dialog.wait_for(state="detached")
        seen.assert_quiet(path)


def test_labels_stand_beside_their_points(chromium, alone):
    with web.visit(chromium, alone) as seen:
        seen.settle()
        assert sorted(seen.page.locator(".k-own-label").all_inner_texts()) == sorted(YARDS)
        seen.page.locator("details.k-own summary", has_text="Yards").click()
        seen.page.locator(".leaflet-control-layers").hover()
        seen.page.get_by_role("checkbox", name="Yards", exact=True).click()
        seen.settle()
        assert seen.page.locator(".k-own-label").count() == 0


def test_every_feature_is_in_a_table_that_the_keyboard_reaches(chromium, among):
    with web.visit(chromium, among) as seen:
        rows = table(seen, "Yards").locator("tr")
        texts = [row.inner_text().split("\t") for row in rows.all()]
        assert texts == [
            ["yard", "tracks", "url"],
            ["Altynkol", "12", "https://example.org/"],
            ["Zharkent", "3", "a"],
            ["Almaty", "30", "b"],
            ["Nowhere", "0", "c"],
        ]
        assert rows.nth(4).get_by_role("button").count() == 0
        seen.page.locator(".leaflet-control-layers").hover()
        seen.page.get_by_role("checkbox", name="Yards", exact=True).click()
        assert seen.paths("path.k-own-point") == 0
        button = rows.nth(1).get_by_role("button", name="Altynkol")
        button.focus()
        seen.page.keyboard.press("Enter")
        seen.settle()
        assert seen.paths("path.k-own-point") == 1
        assert seen.page.locator(".leaflet-popup h2").inner_text() == "Altynkol"
        zoom = "Object.values(window).find((thing) => thing instanceof L.Map).getZoom()"
        assert seen.page.evaluate(zoom) == 8
        seen.assert_quiet(among)


def test_legend_control_and_title(chromium, among):
    with web.visit(chromium, among) as seen:
        legend = seen.page.locator(".k-legend").inner_text()
        for name in ("Zones", "Roads", "Yards", "Rail 1435 mm"):
            assert name in legend
        assert seen.page.title() == "Yards and roads"
        assert seen.page.locator("#khorgos-panel h1").inner_text() == "Yards and roads"
        seen.page.get_by_role("button", name="Own data").click()
        seen.settle()
        assert seen.page.locator(".k-own-label").count() > 0


def test_a_long_table_comes_in_parts(chromium, tmp_path):
    points = shapely.points(np.random.default_rng(1).uniform(40, 50, (450, 2)))
    frame = geopandas.GeoDataFrame({"n": range(450)}, geometry=points, crs=4326)
    path = save(draw(Layer(frame, name="Many")), tmp_path / "many.html")
    with web.visit(chromium, path) as seen:
        rows = table(seen, "Many").locator("tbody tr")
        assert rows.count() == 200
        seen.page.get_by_role("button", name="Show 200 more").click()
        seen.page.get_by_role("button", name="Show 50 more").click()
        assert rows.count() == 450
        assert seen.page.get_by_role("button", name="more").count() == 0
        seen.assert_quiet(path)


def test_any_folium_map_is_whole(chromium, tmp_path):
    folium_map = folium.Map([44, 80], tiles=None)
    folium.Marker([44, 80], popup='<a href="https://example.org">yard</a>').add_to(folium_map)
    folium.Marker([44.1, 80.1], icon=folium.Icon(color="red"), tooltip="pin").add_to(folium_map)
    group = folium.FeatureGroup("mine").add_to(folium_map)
    folium.PolyLine([[44, 80], [44.2, 80.2]], class_name="mine").add_to(group)
    folium.LayerControl().add_to(folium_map)
    path = save(folium_map, tmp_path / "plain.html")
    context = chromium.new_context(offline=True)
    page = context.new_page()
    complaints, requests = [], []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda r: r.url.startswith("data:") or requests.append(r.url))
    page.goto(path.as_uri())
    page.locator("img.leaflet-marker-icon").click()
    assert page.locator(".leaflet-popup-content a").inner_text() == "yard"
    assert page.locator(".k-pin svg").count() == 1
    assert page.locator("path.mine").count() == 1
    assert page.locator(".leaflet-control-layers").count() == 1
    assert (complaints, requests) == ([], [path.as_uri()])
    context.close()
