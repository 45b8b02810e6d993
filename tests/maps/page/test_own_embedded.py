"""A map works wherever a folium map does: in figures, parts of them, frames and other servers."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
from contextlib import contextmanager

import folium
import geopandas
import pytest
from branca.element import Figure, IFrame
from shapely.geometry import Point

from khorgos.maps import Layer, draw, save

pytestmark = pytest.mark.browser

APP = """
import geopandas, folium, streamlit
from shapely.geometry import Point
from streamlit_folium import st_folium
from khorgos.maps import Layer, draw

yards = geopandas.GeoDataFrame({"yard": ["A"]}, geometry=[Point(80.26, 44.18)], crs=4326)
found = st_folium(
    draw(Layer(yards, name="Yards", label="yard"), folium.Marker([44.2, 80.3], popup="mine")),
    width=1000, height=500,
)
streamlit.write("zoom", str(found["zoom"]))
"""


def yards(name="Altynkol", **how):
    frame = geopandas.GeoDataFrame({"yard": [name]}, geometry=[Point(80.26, 44.18)], crs=4326)
    return draw(Layer(frame, name="Yards", label="yard"), **how)


def figure(path):
    saved = yards().add_to(Figure(width="600px", height="400px"))
    save(saved, path)


def figure_of_folium(path):
    Figure(width="600px").add_child(yards()).save(str(path))


def shown_figure(path):
    around = Figure(width="600px", height="400px")
    yards().add_to(around)
    path.write_text(f"<!DOCTYPE html>{around._repr_html_()}", encoding="utf-8")


def subplots(path):
    around = Figure()
    maps = [yards(), yards("Zharkent")]
    for number, one in enumerate(maps, start=1):
        around.add_subplot(1, 2, number).add_child(one)
    save(maps[1], path)


def notebook(path):
    path.write_text(f"<!DOCTYPE html>{yards()._repr_html_()}", encoding="utf-8")


def frame(path):
    path.write_text(IFrame(yards().get_root(), height="500px").render(), encoding="utf-8")


def popup(path):
    around = folium.Map([44, 80], tiles=None)
    inside = IFrame(yards().get_root(), width="500px", height="300px")
    folium.Marker([44, 80], popup=folium.Popup(inside)).add_to(around)
    save(around, path)


WAYS = {
    figure: ["Altynkol"],
    figure_of_folium: ["Altynkol"],
    shown_figure: ["Altynkol"],
    subplots: ["Altynkol", "Zharkent"],
    notebook: ["Altynkol"],
    frame: ["Altynkol"],
    popup: ["Altynkol"],
}


@contextmanager
def tab(chromium, *, offline=True):
    context = chromium.new_context(offline=offline)
    page, complaints = context.new_page(), []
    page.on("console", lambda told: told.type == "error" and complaints.append(told.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page, complaints
    context.close()


@pytest.mark.parametrize(("way", "labels"), WAYS.items())
def test_a_map_is_drawn(chromium, tmp_path, way, labels):
    path = tmp_path / "map.html"
    way(path)
    with tab(chromium) as (page, complaints):
        page.goto(path.as_uri())
        if way is popup:
            page.locator("img.leaflet-marker-icon").click()
            page.locator(".leaflet-popup iframe").wait_for()
        for frame, label in zip(page.frames[-len(labels) :], labels, strict=True):
            frame.locator(".k-own-label").wait_for()
            assert frame.locator(".k-own-label").inner_text() == label
        assert complaints == []


def test_a_figure_is_the_same_each_time():
    around, first = Figure(), yards()
    alone = first.get_root().render()
    first.add_to(around)
    once, again = around.render(), around.render()
    assert once == again
    assert first._parent is around
    (whole,) = re.findall(r'srcdoc="([^"]*)"', once)
    assert len(whole) > len(alone)


def test_what_a_frame_asks_for_is_asked_by_its_page(tmp_path):
    online = yards(tiles="OpenStreetMap")
    online.add_to(Figure())
    text = save(online, tmp_path / "tiles.html").read_text(encoding="utf-8")
    assert "img-src data: https://tile.openstreetmap.org" in text.split("<iframe")[0]
    asking = yards()
    folium.TileLayer("https://example.org/{z}.png", attr="mine").add_to(asking)
    asking.add_to(Figure())
    with pytest.raises(ValueError, match=r"this map asks for https://example.org/\{z\}.png"):
        save(asking, tmp_path / "asking.html")


def test_streamlit(chromium, tmp_path):
    app = tmp_path / "app.py"
    app.write_text(APP, encoding="utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = {
        "server.headless": "true",
        "server.address": "127.0.0.1",
        "server.port": port,
        "server.fileWatcherType": "none",
        "browser.gatherUsageStats": "false",
        "global.developmentMode": "false",
    }
    asked = [sys.executable, "-m", "streamlit", "run", app]
    asked += [f"--{name}={value}" for name, value in options.items()]
    server = subprocess.Popen(asked, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        for line in server.stdout:
            if "URL:" in line:
                break
        with tab(chromium, offline=False) as (page, complaints):
            home = f"http://127.0.0.1:{port}"
            abroad = re.compile(rf"^(?!{re.escape(home)}|data:|blob:)")
            requests = []
            page.route(abroad, lambda route: (requests.append(route.request.url), route.abort()))
            page.goto(home)
            frame = page.frame_locator("iframe")
            frame.locator(".k-own-label").wait_for()
            assert frame.locator(".k-own-label").all_inner_texts() == ["A"]
            frame.locator("img.leaflet-marker-icon").click()
            assert frame.locator(".leaflet-popup-content").inner_text().strip() == "mine"
            # It reports to its server.
            page.get_by_text(re.compile(r"zoom \d+")).wait_for()
            # Nothing of the map lies under the panel or outside of the frame.
            box = frame.locator(".leaflet-control-attribution").bounding_box()
            panel = frame.locator("#khorgos-panel").bounding_box()
            assert box["y"] + box["height"] <= panel["y"]
            assert box["x"] + box["width"] <= panel["x"] + panel["width"]
            errors = [text for text in complaints if "Unrecognized feature" not in text]
            assert (errors, requests) == ([], [])
    finally:
        server.terminate()
        server.communicate(timeout=10)
