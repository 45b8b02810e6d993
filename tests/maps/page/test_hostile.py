"""Tables full of attacks: nothing runs, and readers see the text as it stands there."""

from __future__ import annotations

import re
import shutil
from html.parser import HTMLParser
from itertools import cycle
from pathlib import Path
from urllib.parse import quote

import browser as web
import geopandas
import pytest
from hostile import EVALUATED, PAYLOADS, TOLD, poison
from shapely.geometry import LineString, Point, box

from khorgos.geo import Corridor
from khorgos.geo.tables.reading import DATA
from khorgos.maps import Explorer, Layer, Style, draw, save
from khorgos.maps.overlay.changes import change_layers

pytestmark = pytest.mark.browser


class Tags(HTMLParser):
    """What a parser takes for tags."""

    def __init__(self):
        super().__init__()
        self.seen = []

    def handle_starttag(self, tag, attrs):
        self.seen.append(tag)


@pytest.fixture(scope="module")
def corridor(tmp_path_factory):  # in place of the one that is shipped
    folder = tmp_path_factory.mktemp("hostile") / "tables"
    shutil.copytree(DATA, folder)
    for table in TOLD:
        poison(folder, table)
    (folder / "version.txt").write_text(PAYLOADS[0], encoding="utf-8")
    return Corridor.load(folder)


SCENARIO = "caspian-storms"
CAPTION = " ".join(" ".join(PAYLOADS).split())


@pytest.fixture(scope="module")
def page(corridor, shelf):
    routes = [
        corridor.route("XIA", "DUI"),
        corridor.route("ALM1", "KGW", door=True),
        corridor.route("place:NZH", "WAR", mode="road"),
    ]
    changes = change_layers(corridor, corridor.apply(SCENARIO))
    style = Style(captions=[CAPTION])
    page = lambda: draw(corridor, routes, changes, style=style)
    return shelf.get("hostile.html", lambda path: save(page(), path))


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


def test_nothing_runs_and_everything_is_shown(chromium, corridor, page):
    with web.visit(chromium, page) as seen:
        texts = seen.page.evaluate(CLICK_ALL)
        links = seen.page.evaluate(LINKS)
        seen.page.get_by_role("button", name="Almaty–Khorgos").click()
        seen.settle()
        texts += seen.page.evaluate(CLICK_ALL)
        links += seen.page.evaluate(LINKS)
        changed = "".join(seen.page.evaluate(OPEN_TABLES))
        body = seen.page.evaluate("document.body.textContent")
        panel = seen.page.evaluate("document.getElementById('khorgos-panel').textContent")
        injected = seen.paths("img[src=x], svg[onload], [onerror]")
        injected += seen.paths("#khorgos-panel script, .folium-map script")
        seen.assert_quiet(page)
    assert len(texts) > 50
    shown = "".join(texts)
    assert CAPTION in panel
    assert corridor.scenarios[SCENARIO].name in changed
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


# Link -> what it has to be told with: each payload as a value, encoded and as it is, and as a key.
ECHO = {payload: " ".join(re.split("[\\s\ufeff]+", payload)).strip()[:50] for payload in PAYLOADS}
LINKS_OF_ATTACKS = {
    **{
        f"#{key}={quote(payload + ' nowhere')}": echo
        for key, (payload, echo) in zip(
            cycle(("from", "to", "service", "corridor", "way")), ECHO.items(), strict=False
        )
    },
    **{f"#{quote(payload)}=1": echo for payload, echo in ECHO.items()},
    **{f"#from={payload}": "" for payload in PAYLOADS},
}
FOLLOW = """
links => links.map(link => {
  history.replaceState(null, '', link);
  khorgos.explorer.follow();
  return document.querySelector('.k-message').textContent;
})
"""


def test_an_explorer_of_attacks_is_an_explorer(chromium, corridor, tmp_path):
    path = save(draw(corridor, Explorer(HUBS, ("fast",))), tmp_path / "explorer.html")
    html = path.read_text(encoding="utf-8")
    assert EVALUATED not in html
    with web.visit(chromium, path) as seen:
        shown = seen.page.evaluate(CHOOSE_ALL)
        options = seen.page.locator("select[name=from] option").all_text_contents()
        told = seen.page.evaluate(FOLLOW, list(LINKS_OF_ATTACKS))
        injected = seen.paths("img[src=x], svg[onload], [onerror], #khorgos-panel script")
        links = seen.page.evaluate(LINKS)
        seen.assert_quiet(path)
    assert injected == 0
    assert all(re.match("https?://", link) for link in links)
    assert set(options) <= {corridor.places[hub].name for hub in HUBS}
    assert len(options) == len(HUBS)
    assert EVALUATED not in shown
    for payload in PAYLOADS:
        assert payload in shown, payload
    for (link, echo), words in zip(LINKS_OF_ATTACKS.items(), told, strict=True):
        assert echo in words, link
        assert EVALUATED not in words
    with web.visit(chromium, path, fragment="#from=" + quote(PAYLOADS[1] + " nowhere")) as seen:
        assert PAYLOADS[1] in seen.page.locator(".k-message").inner_text()
        seen.assert_quiet(path)


def test_names_for_those_who_listen_are_text(chromium, page):
    with web.visit(chromium, page) as seen:
        names = seen.page.locator(".k-place").evaluate_all(
            "all => all.map(e => e.getAttribute('aria-label'))"
        )
    assert any(payload in name for payload in PAYLOADS for name in names)


# Beyond the payloads themselves: keys that mean something to JavaScript, and addresses.
NAMES = [*PAYLOADS, "nul \0 \ufffe \x1b[31m", "constructor", "2020", "Road"]
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
  map.fitBounds([[44, 59], [53, 91]], {animate: false});
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
        assert told.replace("\0", "\N{REPLACEMENT CHARACTER}") in control
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


def test_a_file_may_be_called_anything(tmp_path):
    page = draw(own_layer(0))
    plain = save(page, tmp_path / "plain.html").read_bytes()
    for number, payload in enumerate(PAYLOADS):
        folder = tmp_path / f"{number} {payload[:60].replace('/', '-')}"
        folder.mkdir()
        path = save(page, folder / f"{payload[:60].replace('/', '-')}.html")
        assert [file.name for file in folder.iterdir()] == [path.name]
        assert path.read_bytes() == plain
