"""Take the pictures of the README and the gallery: make pictures."""

from __future__ import annotations

import runpy
import shutil
import tempfile
from pathlib import Path

import browser as web  # of the tests; make pictures puts their folder on the path

from khorgos import Corridor, draw, save
from khorgos.maps import Explorer

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
SIZE = (1280, 720)


def main() -> None:
    (DOCS / "gallery").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, web.chromium() as chromium:
        made = Path(folder)
        corridor = Corridor.load()
        shoot(chromium, save(draw(corridor, Explorer()), made / "map.html"), DOCS / "map.png")
        for example in sorted((ROOT / "examples").glob("*.py")):
            runpy.run_path(str(example))["main"](made)
            target = DOCS / "gallery" / f"{example.stem}.png"
            # A chart or a picture of the same name says more than its page.
            if (made / target.name).exists() and example.stem != "middle_corridor":
                shutil.copy(made / target.name, target)
            else:
                shoot(chromium, made / f"{example.stem}.html", target)
            print(target)


def shoot(chromium: web.Browser, page: Path, target: Path) -> None:
    with web.visit(chromium, page, *SIZE) as seen:
        seen.settle()
        seen.page.screenshot(path=target)


if __name__ == "__main__":
    main()
