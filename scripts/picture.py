"""Take the picture of the map that the README shows: make picture."""

import tempfile
from pathlib import Path

import browser as web  # of the tests; make picture puts their folder on the path

from khorgos import Corridor, draw, save

TARGET = Path(__file__).parent.parent / "docs" / "map.png"


def main() -> None:
    corridor = Corridor.load()
    routes = [corridor.route("Xi'an", "Duisburg"), corridor.route("Almaty", "Khorgos")]
    with tempfile.TemporaryDirectory() as folder:
        page = save(draw(corridor, routes), Path(folder) / "map.html")
        with web.chromium() as chromium, web.visit(chromium, page, 1280, 720) as seen:
            seen.settle()
            seen.page.screenshot(path=TARGET)
    print(TARGET)


if __name__ == "__main__":
    main()
