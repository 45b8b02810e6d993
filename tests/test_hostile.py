"""Tables full of attacks: nothing runs, and readers see the text as it stands there."""

from __future__ import annotations

import csv
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path

import browser as web
import pytest

from khorgos.geo import Corridor
from khorgos.geo.tables import DATA, read_schema
from khorgos.maps import draw, save

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
        if column.type == "text" and not column.allowed and column.name not in KEYS.get(table, ())
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
def page(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile")
    shutil.copytree(DATA, folder / "tables")
    for table in ("places", "edges", "parameters", "sources", "regimes"):
        poison(folder / "tables", table)
    (folder / "tables" / "version.txt").write_text(PAYLOADS[0], encoding="utf-8")
    corridor = Corridor.load(folder / "tables")
    routes = [
        corridor.route("XIA", "DUI"),
        corridor.route("ALM1", "KGW", door=True),
        corridor.route("NZH", "WAR", mode="road"),
    ]
    return save(draw(corridor, routes), folder / "map.html")


@pytest.fixture(scope="module")
def chromium():
    with web.chromium() as browser:
        yield browser


def test_the_file_holds_no_payload_as_it_is(page):
    html = page.read_text(encoding="utf-8")
    for payload in PAYLOADS:
        if set(payload) & set("<>{}$`&"):
            assert payload not in html
    assert EVALUATED not in html
    assert str(Path.cwd()) not in html
    tags = Tags()
    tags.feed(html)
    # Leaflet and jQuery with our own, folium's switches, the data, and the start.
    assert tags.seen.count("script") == 4
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


def test_names_for_those_who_listen_are_text(chromium, page):
    with web.visit(chromium, page) as seen:
        names = seen.page.locator(".k-place").evaluate_all(
            "all => all.map(e => e.getAttribute('aria-label'))"
        )
    assert any(payload in name for payload in PAYLOADS for name in names)
