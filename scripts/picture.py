"""Take the picture of the map that the README shows: python scripts/picture.py."""

import os
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from khorgos import Corridor, draw, save

TARGET = Path(__file__).parent.parent / "docs" / "map.png"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def main() -> None:
    corridor = Corridor.load()
    routes = [corridor.route("Xi'an", "Duisburg"), corridor.route("Almaty", "Khorgos")]
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        page_file = save(draw(corridor, routes), Path(folder) / "map.html")
        chromium = os.environ.get("CHROMIUM", "/usr/bin/chromium")
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 720})
        page.goto(page_file.as_uri())
        page.wait_for_timeout(2000)  # labels settle
        TARGET.parent.mkdir(exist_ok=True)
        page.screenshot(path=TARGET)
        browser.close()
    print(TARGET)


if __name__ == "__main__":
    main()
