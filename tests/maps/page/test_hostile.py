"""Tables full of attacks: nothing runs, and readers see the text as it stands there."""

from __future__ import annotations

import csv
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote

import browser as web
import geopandas
import pytest
from shapely.geometry import LineString, Point, box

from khorgos.geo import Corridor
from khorgos.geo.tables.reading import DATA, read_schema
from khorgos.maps import Explorer, Layer, Style, draw, save

pytestmark = pytest.mark.browser

PAYLOADS = [
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "</script><script>alert(1)</script>",
    "<!--<script>alert(1)//-->",
    "a`b",
    "${alert(1)}",
    "C:\\20190221",
    "{{7*7}}",
    "{{ 7193*7 }}",
    "{{ cycler.__init__.__globals__.os.getcwd() }}",
    "a{#b",
    "{% include x %}",
    "'); alert(1); ('",
    "javascript:alert(1)",
    "line\nbreak \u2028 \U0001f682 \u0645\u062d\u0637\u0629 \u202e end",
]
EVALUATED = "50351"  # 7193 * 7
KEYS = {
    "edges": {"from", "to", "figure", "length_source", "line", "to_carrier"},
    "parameters": {"id"},
    "places": {"source"},
    "flows": {"from", "via", "to"},
}


class Tags(HTMLParser):
    """What a parser takes for tags."""

    def __init__(self):
        super().__init__()
        self.seen = []

    def handle_starttag(self, tag, attrs):
        self.seen.append(tag)


def poison(folder: Path, table: str) -> None:
    """Write a payload into every column of a table that takes free text."""
    columns = [
        column.name
        for column in read_schema(table)
        if column.type in ("text", "names")
        and not column.allowed
        and not column.references
        and column.name not in KEYS.get(table, ())
    ]
    assert columns
    path = folder / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for number, row in enumerate(rows):
        for shift, column in enumerate(columns):
            # Names of one place differ, so that each payload comes in each column.
            row[column] = PAYLOADS[(number + shift) % len(PAYLOADS)]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture(scope="module")
def corridor(tmp_path_factory):  # in place of the one that is shipped
    folder = tmp_path_factory.mktemp("hostile") / "tables"
    shutil.copytree(DATA, folder)
    told = ("places", "edges", "parameters", "sources", "regimes", "flows", "trade")
    for table in (*told, "countries", "frames", "trade_series"):
        poison(folder, table)
    (folder / "version.txt").write_text(PAYLOADS[0], encoding="utf-8")
    return Corridor.load(folder)


@pytest.fixture(scope="module")
def page(corridor, shelf):
    routes = [
        corridor.route("XIA", "DUI"),
        corridor.route("ALM1", "KGW", door=True),
        corridor.route("NZH", "WAR", mode="road"),
    ]
    return shelf.get("hostile.html", lambda path: save(draw(corridor, routes), path))


def test_the_file_holds_no_payload_as_it_is(page):
    html = page.read_text(encoding="utf-8")
    for payload in PAYLOADS:
        if set(payload) & set("<>{}$`&"):
            assert payload not in html
    assert EVALUATED not in html
    assert str(Path.cwd()) not in html
    tags = Tags()
    tags.feed(html)
    # Leaflet and jQuery, our own, folium's switches, the data, and the start.
    assert tags.seen.count("script") == 5
    assert not {"img", "svg"} & set(tags.seen)


CLICK_ALL = """
async () => {
  const texts = [];
  const frame = () => new Promise(done => requestAnimationFrame(done));
  const targets = [
    ...document.querySelectorAll('.k-place'),
    ...[...document.querySelectorAll('.k-hit')].filter((_, i) => i % 40 === 0),
    ...document.querySelectorAll('.k-hit-route'),
  ];
  for (const target of targets) {
    const {x, y} = target.getBoundingClientRect();
    target.dispatchEvent(new MouseEvent('click', {bubbles: true, clientX: x, clientY: y}));
    await frame();
    const popup = document.querySelector('.leaflet-popup-content');
    if (popup) texts.push(popup.textContent);
  }
  return texts;
}
"""
LINKS = """
() => [...document.querySelectorAll('a[href]')]
  .map(a => a.getAttribute('href')).filter(href => !href.startsWith('#'))
"""


def test_nothing_runs_and_everything_is_shown(chromium, page):
    with web.visit(chromium, page) as seen:
        texts = seen.page.evaluate(CLICK_ALL)
        links = seen.page.evaluate(LINKS)
        seen.page.get_by_role("button", name="Almaty–Khorgos").click()
        seen.settle()
        texts += seen.page.evaluate(CLICK_ALL)
        links += seen.page.evaluate(LINKS)
        body = seen.page.evaluate("document.body.textContent")
        panel = seen.page.evaluate("document.getElementById('khorgos-panel').textContent")
        injected = seen.paths("img[src=x], svg[onload], [onerror]")
        injected += seen.paths("#khorgos-panel script, .folium-map script")
        seen.assert_quiet(page)
    assert len(texts) > 50
    shown = "".join(texts)
    assert "On the way to " in panel
    assert re.search("State of the corridor, .*: .*quiet", panel, re.DOTALL)
    for payload in PAYLOADS:
        assert payload in shown, payload
        assert payload in panel, payload
    assert EVALUATED not in body + shown
    assert injected == 0
    assert links
    assert all(re.match("https?://", link) for link in links)


HUBS = ("XIA", "DUI", "ALM1", "KGW", "TAS", "WAR", "POT", "SHA", "MOW", "TEH", "BUD", "MIL")
CHOOSE_ALL = """
async () => {
  const texts = [];
  const next = () => new Promise(done => requestAnimationFrame(() => setTimeout(done)));
  const play = () => {
    const slider = document.querySelector('.k-player input');
    slider.value = 500;
    slider.dispatchEvent(new Event('input'));
  };
  for (const name of ['from', 'to', 'service', 'corridor']) {
    const values = [...document.querySelectorAll(`select[name=${name}] option`)].map(o => o.value);
    for (const value of values) {
      const select = document.querySelector(`select[name=${name}]`);
      select.value = value;
      select.dispatchEvent(new Event('change'));
      play();
      await next();
      texts.push(document.body.textContent, decodeURIComponent(location.hash));
    }
  }
  for (const code of ['ru', 'kk', 'zh', 'en']) {
    khorgos.setLanguage(code);
    for (const details of document.querySelectorAll('#khorgos-panel details')) details.open = true;
    await next();
    texts.push(document.body.textContent);
  }
  return texts.join('');
}
"""


def test_an_explorer_of_attacks_is_an_explorer(chromium, corridor, tmp_path):
    path = save(draw(corridor, Explorer(HUBS, ("fast",))), tmp_path / "explorer.html")
    html = path.read_text(encoding="utf-8")
    assert EVALUATED not in html
    for hash_ in ("", "#from=" + quote(PAYLOADS[1]), "#way=" + quote(PAYLOADS[0])):
        with web.visit(chromium, path, fragment=hash_) as seen:
            shown = seen.page.evaluate(CHOOSE_ALL) if not hash_ else ""
            options = seen.page.locator("select[name=from] option").all_text_contents()
            injected = seen.paths("img[src=x], svg[onload], [onerror], #khorgos-panel script")
            links = seen.page.evaluate(LINKS)
            seen.assert_quiet(path)
        assert injected == 0
        assert all(re.match("https?://", link) for link in links)
        assert set(options) <= {corridor.places[hub].name for hub in HUBS}
        assert not hash_ or len(options) == len(HUBS)
        if not hash_:
            assert EVALUATED not in shown
            for payload in PAYLOADS:
                assert payload in shown, payload


def test_names_for_those_who_listen_are_text(chromium, page):
    with web.visit(chromium, page) as seen:
        names = seen.page.locator(".k-place").evaluate_all(
            "all => all.map(e => e.getAttribute('aria-label'))"
        )
    assert any(payload in name for payload in PAYLOADS for name in names)


# Beyond the payloads themselves: keys that mean something to JavaScript, and addresses.
NAMES = [*PAYLOADS, "__proto__", "constructor", "2020", "Road"]
ADDRESSES = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    'https://example.org/"><svg onload=alert(1)>',
    "http://example.org/{{7193*7}}",
]


def own_layer(number: int) -> Layer:
    """A layer with payloads in its name, its columns, its labels and its values."""
    payload = lambda shift: NAMES[(number + shift) % len(NAMES)]
    lon = 60 + number
    shapes = [Point(lon, 45), LineString([(lon, 46), (lon, 48)]), box(lon, 50, lon + 0.9, 52)]
    columns = {
        payload(1): [payload(2), payload(3), payload(4)],
        payload(5): [payload(6), payload(7), payload(8)],
        "address": [ADDRESSES[(number + shift) % len(ADDRESSES)] for shift in range(3)],
    }
    frame = geopandas.GeoDataFrame(columns, geometry=shapes, crs=4326)
    return Layer(frame, name=payload(0), label=payload(1))


@pytest.fixture(scope="module")
def own_page(corridor, shelf):
    layers = [own_layer(number) for number in range(len(NAMES))]
    style = Style(title=" ".join(PAYLOADS))
    return shelf.get("own.html", lambda path: save(draw(corridor, layers, style=style), path))


def test_the_file_holds_no_payload_of_own_layers_as_it_is(own_page):
    html = own_page.read_text(encoding="utf-8")
    for payload in [*PAYLOADS, *ADDRESSES]:
        if set(payload) & set("<>{}$`&"):
            assert payload not in html
    assert EVALUATED not in html
    tags = Tags()
    tags.feed(html)
    assert tags.seen.count("script") == 5
    assert not {"img", "svg", "bdi"} & set(tags.seen)


OPEN_TABLES = """
async () => {
  for (const details of document.querySelectorAll('details.k-own')) details.open = true;
  await new Promise(done => setTimeout(done, 100));
  return [...document.querySelectorAll('details.k-own')].map(details => details.textContent);
}
"""
CLICK_ROWS = """
async () => {
  const popups = [];
  const frame = () => new Promise(done => requestAnimationFrame(done));
  for (const button of document.querySelectorAll('.k-own-table button')) {
    button.click();
    await frame();
    // The one before is still fading away.
    popups.push([...document.querySelectorAll('.leaflet-popup-content')].at(-1).textContent);
  }
  return popups;
}
"""
HOVER_ALL = """
async () => {
  const tips = [];
  const labels = new Set();
  const frame = () => new Promise(done => setTimeout(done, 60));
  const map = Object.values(window).find(thing => thing instanceof L.Map);
  map.closePopup();
  map.fitBounds([[44, 59], [53, 81]], {animate: false});
  await frame();
  for (const label of document.querySelectorAll('.k-own-label')) labels.add(label.textContent);
  const {left, top} = map.getContainer().getBoundingClientRect();
  for (const path of document.querySelectorAll('.k-hit-own')) {
    const {x, y, width, height} = path.getBoundingClientRect();
    const [clientX, clientY] = [x + width / 2, y + height / 2];
    path.dispatchEvent(new MouseEvent('mousemove', {bubbles: true, clientX, clientY}));
    tips.push([...document.querySelectorAll('.leaflet-tooltip')].at(-1)?.textContent);
    path.dispatchEvent(new MouseEvent('mouseout', {bubbles: true, clientX, clientY}));
  }
  return {tips, labels: [...labels]};
}
"""


def test_own_layers_are_shown_and_never_run(chromium, own_page):
    with web.visit(chromium, own_page) as seen:
        title = seen.page.title()
        heading = seen.page.locator("#khorgos-panel h1").evaluate("e => e.textContent")
        legend = seen.page.locator(".k-legend li").evaluate_all(
            "all => all.map(e => e.textContent)"
        )
        control = seen.page.locator(".leaflet-control-layers-overlays label").evaluate_all(
            "all => all.map(e => e.textContent.slice(1))"
        )
        tables = seen.page.evaluate(OPEN_TABLES)
        regions = seen.page.locator("[role=region]").evaluate_all(
            "all => all.map(e => e.getAttribute('aria-label'))"
        )
        popups = seen.page.evaluate(CLICK_ROWS)
        links = seen.page.evaluate(LINKS)
        hovered = seen.page.evaluate(HOVER_ALL)
        body = seen.page.evaluate("document.body.textContent")
        injected = seen.paths("img[src=x], svg[onload], [onerror]")
        injected += seen.paths("#khorgos-panel script, .folium-map script")
        seen.assert_quiet(own_page)
    assert title == heading == " ".join(" ".join(PAYLOADS).split())
    assert len(popups) == 3 * len(NAMES)
    for number, name in enumerate(NAMES):
        told = "Road (2)" if name == "Road" else name
        assert told in legend
        assert told in control
        assert f"Features of {told}" in regions
        assert tables[number].startswith(f"{told} (3)")
        # Labels, names of columns and values; those of the last layers are those of the first.
        for text in (NAMES[(number + shift) % len(NAMES)] for shift in range(1, 9)):
            assert text in tables[number]
        for row in range(3):
            popup = popups[3 * number + row]
            assert popup.startswith(NAMES[(number + 2 + row) % len(NAMES)])
            assert NAMES[(number + 5) % len(NAMES)] in popup
            assert NAMES[(number + 6 + row) % len(NAMES)] in popup
    assert set(NAMES) <= set(hovered["tips"])
    assert set(hovered["labels"]) & set(PAYLOADS)
    assert EVALUATED not in body
    assert injected == 0
    assert links
    assert all(re.match("https?://", link) for link in links)
    assert any("example.org/%22%3E%3Csvg" in link for link in links)
