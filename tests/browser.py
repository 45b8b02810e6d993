"""Open saved maps in Chromium, without a network, and keep an eye on what they do."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize

CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DATA = """(async () => {
  const { type, textContent } = document.getElementById("khorgos-data");
  const plain = type === "application/json";
  return khorgos.readData(plain ? textContent : await khorgos.inflate(textContent));
})()"""
"""What a page shows, as the page itself reads it."""
# A function: the policy of a page lets no text be evaluated later than at once.
DRAWN = "() => performance.getEntriesByName('khorgos:drawn').length > 0"
# Nothing slides, fades or zooms any more, and frames are painted since, in which labels, which
# are arranged after the paint, found their places.
SETTLED = """async () => {
  const maps = Object.values(window).filter(value => window.L && value instanceof L.Map);
  const ends = animation => animation.effect?.getComputedTiming().endTime < Infinity;
  const moves = () => document.querySelector('.leaflet-zoom-anim')
    || maps.some(map => map._animatingZoom || map._panAnim?._inProgress)
    || document.getAnimations().some(one => one.playState === 'running' && ends(one));
  for (let still = 0; still < 6; still = moves() ? 0 : still + 1) {
    await new Promise(done => requestAnimationFrame(() => setTimeout(done)));
  }
}"""


@dataclass
class Visit:
    """A page that was opened, and what it did."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)

    def paths(self, selector: str = "path") -> int:
        return self.page.evaluate("s => document.querySelectorAll(s).length", selector)

    def settle(self) -> None:
        """Wait until nothing moves any more and frames are painted."""
        self.page.evaluate(SETTLED)

    def assert_quiet(self, path: Path) -> None:
        assert self.complaints == []
        assert self.dialogs == []
        assert [url.split("#")[0] for url in self.requests] == [path.as_uri()]


@contextmanager
def chromium() -> Iterator[Browser]:
    # Not skipped: a map that nobody has seen is not tested.
    if not CHROMIUM.exists():
        pytest.fail(f"there is no {CHROMIUM}; apt-get install chromium fonts-noto-core")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@cache
def desktop(browser: Browser) -> BrowserContext:
    """Visits are tabs of it: Chromium takes as long for a window as for one of our pages."""
    context = browser.new_context(offline=True)
    context.new_page()  # a window without a tab would close
    return context


@contextmanager
def tab(browser: Browser, width: int, height: int) -> Iterator[Page]:
    size: ViewportSize = {"width": width, "height": height}
    if width < 500:  # a phone
        with closing(browser.new_context(viewport=size, offline=True, has_touch=True)) as context:
            yield context.new_page()
    else:
        with closing(desktop(browser).new_page()) as page:
            page.set_viewport_size(size)
            yield page


@contextmanager
def visit(
    browser: Browser, path: Path, width: int = 1280, height: int = 800, fragment: str = ""
) -> Iterator[Visit]:
    with tab(browser, width, height) as page:
        seen = Visit(page)
        page.on(
            "console",
            lambda message: (
                message.type in ("error", "warning") and seen.complaints.append(message.text)
            ),
        )
        page.on("pageerror", lambda error: seen.complaints.append(str(error)))
        page.on(
            "request",
            lambda request: request.url.startswith("data:") or seen.requests.append(request.url),
        )

        def dismiss(dialog):
            seen.dialogs.append(dialog.message)
            dialog.dismiss()

        page.on("dialog", dismiss)
        page.goto(path.as_uri() + fragment)
        page.wait_for_function(DRAWN)
        page.wait_for_function("() => document.querySelectorAll('.k-hit').length > 0")
        yield seen
