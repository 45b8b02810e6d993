"""What readers can bring the pages to: each state is opened once, and several tests look at it.

To have a new part of the page checked, add a line to `STATES`.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import browser as web
import geopandas
import pytest
import shipped
from shapely.geometry import box

from khorgos.geo import compare, criticality
from khorgos.maps import Explorer, Layer, Style, draw, save
from khorgos.maps.overlay.changes import change_layers
from khorgos.maps.overlay.losses import resilience_layers
from khorgos.maps.overlay.reach import reach_map

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page
    from shelf import Shelf

NPM = Path(__file__).parents[1] / ".venv" / "npm" / "node_modules"
AXE = NPM / "axe-core" / "axe.min.js"
PHONE = (390, 844)

# Scripts are left out: no checker of HTML reads them, and the saved file has them too.  So is the
# policy, which is for what stands in the file: what scripts do to styles is theirs.
SERIALISE = """() => {
  const copy = document.documentElement.cloneNode(true);
  for (const script of copy.querySelectorAll('script')) script.textContent = '';
  copy.querySelector('meta[http-equiv="Content-Security-Policy"]').remove();
  return '<!DOCTYPE html>\\n' + copy.outerHTML;
}"""
# What a click on each thing that is shown would open, without the panning of a click.
POPUPS = """() => {
  const maps = Object.values(window).filter(value => value instanceof L.Map);
  const found = new Map();
  maps.forEach(map => map.eachLayer(layer => {
    const popup = layer.getPopup?.();
    if (!popup || found.has(popup)) return;
    const made = popup.getContent();
    const content = typeof made === 'function' ? made(layer) : made;
    const box = document.createElement('div');
    box.append(content);
    found.set(popup, box.outerHTML);
  }));
  return [...found.values()];
}"""
# Rows of a long table are alike, and axe-core takes its time for each.
SHORTEN = """() => document.querySelectorAll('tbody').forEach(body =>
  [...body.rows].slice(40).forEach(row => row.remove()))"""
CLICK_IN_THE_MIDDLE = """selector => {
  const far = element => {
    const {x, y} = element.getBoundingClientRect();
    return Math.hypot(x - innerWidth / 2, y - innerHeight / 2);
  };
  [...document.querySelectorAll(selector)].sort((a, b) => far(a) - far(b))[0].click();
}"""
CLICK_ON_LINE = """selector => {
  const path = document.querySelector(selector);
  const middle = path.getPointAtLength(path.getTotalLength() / 2);
  const {x, y} = middle.matrixTransform(path.getScreenCTM());
  path.dispatchEvent(new MouseEvent('click', {bubbles: true, clientX: x, clientY: y}));
}"""


def network(path: Path) -> Path:
    return save(draw(shipped.corridor()), path)


def asked(path: Path) -> Path:
    corridor = shipped.corridor()
    routes = [
        corridor.route("Xi'an", "Duisburg", service="fast"),
        corridor.route("Khorgos", "Warsaw", mode="road", door=True),
    ]
    return save(draw(corridor, routes), path)


def explorer(path: Path) -> Path:
    hubs = ("Xi'an", "Almaty-1", "Khorgos Gateway", "Duisburg")
    yards = geopandas.GeoDataFrame(
        {"yard": ["Altynkol", "Zhetygen"], "tracks": [12, 4]},
        geometry=geopandas.points_from_xy([80.26, 77.13], [44.18, 43.69]),
        crs=4326,
    )
    area = geopandas.GeoDataFrame({"zone": ["East"]}, geometry=[box(79, 43.5, 81, 45)], crs=4326)
    own = [Layer(yards, name="Yards", label="yard"), Layer(area, name="Zone")]
    return save(draw(shipped.corridor(), Explorer(hubs), own), path)


def what_if(path: Path) -> Path:
    today = shipped.corridor()
    changed = today.apply("poland-belarus-closure", "almaty-bypass")
    (found,) = compare(today, changed, [("Altynkol", "Duisburg")])
    style = Style(title="What if: Poland closes", captions=["Today", "Poland closes"])
    return save(
        draw(changed, [found.before, found.after], change_layers(today, changed), style=style), path
    )


def reach(path: Path) -> Path:
    return save(reach_map(shipped.corridor().reach("Khorgos"), [1, 3, 7]), path)


def losses(path: Path) -> Path:
    found, hubs = shipped.corridor(), ("Xi'an", "Almaty-1", "Khorgos Gateway", "Duisburg")
    return save(draw(found, resilience_layers(found, criticality(found, hubs), hubs)), path)


PAGES: dict[str, Callable[[Path], Path]] = {
    "network": network,
    "asked": asked,
    "explorer": explorer,
    "what_if": what_if,
    "reach": reach,
    "losses": losses,
}
"""Name of a page -> what writes it."""


def as_opened(page: Page) -> None:
    """As it is when it opens."""


def unfold(page: Page) -> None:
    """Open all that can be unfolded: thousands of rows and links."""
    page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true; })")


def cards(page: Page) -> None:
    """Open what the cards of routes fold away."""
    page.evaluate("document.querySelectorAll('.k-card details').forEach(p => { p.open = true; })")


def panel(page: Page) -> None:
    button = page.locator(".k-toggle")
    if button.get_attribute("aria-expanded") == "false":
        button.click()


def whole_panel(page: Page) -> None:
    panel(page)
    unfold(page)


def place(page: Page) -> None:
    page.evaluate(CLICK_IN_THE_MIDDLE, ".k-place")
    page.locator(".leaflet-popup").wait_for()


def line(page: Page) -> None:
    page.evaluate(CLICK_ON_LINE, ".k-hit")
    page.locator(".leaflet-popup").wait_for()


def route(page: Page) -> None:
    page.evaluate(CLICK_ON_LINE, ".k-hit-route")
    page.locator(".leaflet-popup").wait_for()


def layers(page: Page) -> None:
    page.locator(".leaflet-control-layers-toggle").focus()
    page.keyboard.press("Enter")
    page.locator(".leaflet-control-layers-list").wait_for()


def corridor(page: Page) -> None:
    page.locator(".k-frames button").first.click()


def theme(page: Page) -> None:
    """As the button has it, against the wish of the system."""
    page.locator(".k-theme").click()


def chinese(page: Page) -> None:
    place(page)
    page.locator(".k-views select").select_option("zh")


def another(page: Page) -> None:
    """Another route, and the one beside it."""
    page.locator("select[name=to]").select_option(label="Almaty-1")
    page.locator(".k-ways button").last.click()


def astray(page: Page) -> None:
    """A link that names no hub."""
    page.evaluate("location.hash = '#from=Atlantis'")
    page.get_by_text("Atlantis").wait_for()


def on_the_way(page: Page) -> None:
    page.locator(".k-player input").focus()
    page.keyboard.press("PageUp")


@dataclass(frozen=True)
class State:
    """A state of a page."""

    page: str
    reach: Callable[[Page], None] = as_opened
    size: tuple[int, int] = (1280, 800)
    dark: bool = False

    @property
    def name(self) -> str:
        words = [self.page, self.reach.__name__]
        words += ["phone"] if self.size == PHONE else []
        words += ["dark"] if self.dark else []
        return "-".join(words)


STATES = [
    State("network"),
    State("network", corridor),
    State("network", place),
    State("network", line),
    State("network", layers),
    State("network", dark=True),
    State("network", place, dark=True),
    State("asked"),
    State("asked", unfold),
    State("asked", cards),
    State("asked", route),
    State("asked", unfold, dark=True),
    State("asked", size=PHONE),
    State("asked", panel, PHONE),
    State("asked", whole_panel, PHONE),
    State("asked", place, PHONE),
    State("explorer"),
    State("explorer", cards),
    State("explorer", unfold),
    State("explorer", unfold, dark=True),
    State("explorer", place),
    State("explorer", another),
    State("explorer", astray),
    State("explorer", on_the_way),
    State("explorer", on_the_way, dark=True),
    State("explorer", chinese),
    State("explorer", theme),
    State("explorer", size=PHONE),
    State("what_if"),
    State("what_if", unfold),
    State("what_if", dark=True),
    State("what_if", size=PHONE),
    State("reach"),
    State("reach", unfold, dark=True),
    State("reach", layers),
    State("losses", unfold),
    State("losses", panel, PHONE),
    State("explorer", whole_panel, PHONE),
]
BY_NAME = {state.name: state for state in STATES}


@dataclass(frozen=True)
class Seen:
    """A state as the browser had it; `popups` are all that could be opened in it."""

    html: str
    popups: list[str]
    violations: list[dict[str, Any]]
    nameless: list[str]


class Survey:
    """Pages are written, and states opened, when any test of any worker first asks for them.

    Parameters
    ----------
    shelf : Shelf
        Where pages and findings are kept.
    browser : Browser
        From `browser.chromium`.
    """

    def __init__(self, shelf: Shelf, browser: Browser) -> None:
        self.shelf = shelf
        self.browser = browser

    def page(self, name: str) -> Path:
        return self.shelf.get(f"{name}.html", PAGES[name])

    def open(self, state: State):
        """A visit of a page in this state; for a with statement."""
        return web.visit(self.browser, self.page(state.page), *state.size)

    def look(self, name: str) -> Seen:
        found = self.shelf.get(f"{name}.json", lambda path: self._look(BY_NAME[name], path))
        return Seen(**json.loads(found.read_text(encoding="utf-8")))

    def _look(self, state: State, path: Path) -> None:
        with self.open(state) as seen:
            if state.dark:
                seen.page.emulate_media(color_scheme="dark")
                seen.page.reload()
                seen.page.wait_for_function(web.DRAWN)
            state.reach(seen.page)
            seen.settle()
            html, popups = seen.page.evaluate(SERIALISE), seen.page.evaluate(POPUPS)
            seen.page.evaluate(SHORTEN)
            found = Seen(html, popups, violations(seen.page), nameless(seen.page))
            assert seen.complaints == []
        path.write_text(json.dumps(asdict(found)), encoding="utf-8")


def violations(page: Page) -> list[dict[str, Any]]:
    """What axe-core finds wrong."""
    need(AXE)
    page.evaluate(AXE.read_text(encoding="utf-8"))  # no tag: the policy of the page would stop it
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return found["violations"]


def nameless(page: Page) -> list[str]:
    """Roles of what takes the focus and has no name for those who listen, as Chromium sees it."""
    client = page.context.new_cdp_session(page)
    nodes = client.send("Accessibility.getFullAXTree")["nodes"]
    focusable = {"name": "focusable", "value": {"type": "booleanOrUndefined", "value": True}}
    return [
        node["role"]["value"]
        for node in nodes
        if not node.get("ignored")
        and focusable in node.get("properties", [])
        and not node.get("name", {}).get("value", "").strip()
    ]


def need(file: Path) -> None:
    """Fail, and say how to get a file of npm."""
    # Not skipped: a page that nobody has checked is not valid.
    if not file.exists():
        pytest.fail(f"there is no {file}; make checkers", pytrace=False)
