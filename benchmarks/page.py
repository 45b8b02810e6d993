"""First paint and change of route in Chromium, beside folium's own page of the same lines.

Usage: PYTHONPATH=tests python benchmarks/page.py [ROUNDS]
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from pathlib import Path

import browser as web  # of the tests; make benchmark puts their folder on the path
import folium

from khorgos import Corridor, draw, save
from khorgos.layers import edges
from khorgos.maps import Explorer

PAIRS = [("Xi'an", "Duisburg"), ("Shanghai", "Madrid"), ("Almaty-1", "Warsaw"), ("Poti", "Xi'an")]
DRAWN_MS, CHANGED_MS = 1000, 50
PAINTED = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
DRAWN = "performance.getEntriesByName('khorgos:drawn')[0].startTime"
LOADED = "performance.timing.loadEventEnd - performance.timing.navigationStart"


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    corridor = Corridor.load()
    with tempfile.TemporaryDirectory() as folder, web.chromium() as chromium:
        routes = [corridor.route("Xi'an", "Duisburg"), corridor.route("Almaty", "Khorgos")]
        pages = {
            "two routes": save(draw(corridor, routes), Path(folder) / "routes.html"),
            "explorer": save(draw(corridor, Explorer()), Path(folder) / "explorer.html"),
        }
        other = save(plain(corridor), Path(folder) / "folium.html")
        peer = statistics.median(loaded(chromium, other) for _ in range(rounds))
        print(f"folium, one GeoJson layer: {size(other)}, loaded after {peer:.0f} ms")
        for name, page in pages.items():
            times = [drawn(chromium, page) for _ in range(rounds)]
            paint, done = (statistics.median(column) for column in zip(*times, strict=True))
            print(
                f"{name}: {size(page)}, first paint after {paint:.0f} ms, "
                f"all drawn after {done:.0f} ms ({done / peer:.1f} x)"
            )
        changes = changed(chromium, pages["explorer"], rounds)
        print(
            f"change of route: median {statistics.median(changes):.0f} ms, "
            f"quickest {min(changes):.0f}, slowest {max(changes):.0f} "
            f"({statistics.median(changes) / peer:.2f} x)"
        )
        print(f"to reach: all drawn within {DRAWN_MS} ms, a change of route within {CHANGED_MS} ms")


def size(page: Path) -> str:
    return f"{page.stat().st_size / 1e6:.2f} MB"


def plain(corridor: Corridor) -> folium.Map:
    lines = edges(corridor)
    lines = lines[lines["kind"] == "move"][["label", "geometry"]]
    folium_map = folium.Map((45, 60), zoom_start=3, tiles=None)
    folium.GeoJson(lines, tooltip=folium.GeoJsonTooltip(["label"])).add_to(folium_map)
    return folium_map


def loaded(chromium: web.Browser, page: Path) -> float:
    context = chromium.new_context(offline=True)
    tab = context.new_page()
    tab.goto(page.as_uri(), wait_until="load")
    tab.wait_for_timeout(200)
    time = tab.evaluate(LOADED)
    context.close()
    return float(time)


def drawn(chromium: web.Browser, page: Path) -> tuple[float, float]:
    with web.visit(chromium, page) as seen:
        seen.page.wait_for_function(
            "() => performance.getEntriesByName('first-contentful-paint').length"
        )
        return seen.page.evaluate(PAINTED), seen.page.evaluate(DRAWN)


def changed(chromium: web.Browser, page: Path, rounds: int) -> list[float]:
    with web.visit(chromium, page) as seen:
        for origin, destination in PAIRS * (rounds + 1):
            seen.page.evaluate("to => { location.hash = to; }", f"#from={origin}&to={destination}")
            seen.settle()
        times = seen.page.evaluate(
            "performance.getEntriesByName('khorgos:chosen').map((entry) => entry.duration)"
        )
    return list(times[len(PAIRS) :])


if __name__ == "__main__":
    main()
