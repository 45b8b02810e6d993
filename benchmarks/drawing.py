"""Own data on a map: 300 points and 1,444 lines against folium's ways, side by side in one run.

Usage: python benchmarks/drawing.py [ROUNDS]
"""

import statistics
import sys
import time

import folium
import geopandas
import numpy as np
import shapely

from khorgos.maps import Layer, draw
from khorgos.maps.page.drawing import _base_json
from khorgos.maps.page.offline import leaflet_script, leaflet_style, script_files, style_files

POINTS, LINES, VERTICES = 300, 1444, 10
MILLISECONDS, BYTES = 60, 450_000
LINE, DOT = {"color": "#3D348B", "weight": 2.5}, {"color": "#B8336A", "radius": 5}


def network():
    """Points all over Eurasia and lines from some to others, with names and figures."""
    rng = np.random.default_rng(1744)
    places = np.column_stack([rng.uniform(0, 120, POINTS), rng.uniform(25, 60, POINTS)])
    ends = places[rng.integers(0, POINTS, (LINES, 2))]
    way = np.linspace(0, 1, VERTICES)[:, None]
    paths = [a + way * (b - a) + rng.normal(0, 0.05, (VERTICES, 2)) for a, b in ends]
    points = geopandas.GeoDataFrame(
        {
            "name": [f"Place {number}" for number in range(POINTS)],
            "rank": rng.integers(1, 5, POINTS),
        },
        geometry=shapely.points(places),
        crs=4326,
    )
    lines = geopandas.GeoDataFrame(
        {
            "carrier": rng.choice(["rail", "road", "sea"], LINES),
            "km": rng.integers(20, 3000, LINES),
        },
        geometry=[shapely.LineString(path) for path in paths],
        crs=4326,
    )
    return points, lines


def ours(points, lines):
    layers = [Layer(lines, name="Lines"), Layer(points, name="Points", label="name")]
    return draw(layers).get_root().render()


def each(points, lines):
    """One object of folium for each feature."""
    folium_map = folium.Map(tiles=None)
    for row in lines.itertuples():
        path = [(y, x) for x, y in row.geometry.coords]
        folium.PolyLine(path, popup=f"{row.carrier}, {row.km} km", **LINE).add_to(folium_map)
    for row in points.itertuples():
        at = (row.geometry.y, row.geometry.x)
        folium.CircleMarker(at, popup=f"{row.name}, {row.rank}", **DOT).add_to(folium_map)
    return folium_map.get_root().render()


def geojson(points, lines):
    """One GeoJson layer for each kind."""
    folium_map = folium.Map(tiles=None)
    for frame, marker in ((lines, None), (points, folium.CircleMarker(**DOT))):
        fields = [name for name in frame.columns if name != "geometry"]
        popup = folium.GeoJsonPopup(fields)
        folium.GeoJson(frame, marker=marker, popup=popup).add_to(folium_map)
    return folium_map.get_root().render()


WAYS = {"khorgos.draw": ours, "folium, one GeoJson layer": geojson, "folium, object each": each}


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    data = network()
    times = {name: [] for name in WAYS}
    pages = {name: way(*data) for name, way in WAYS.items()}  # and all is warm
    for _ in range(rounds):  # in turns, so that a busy machine slows all alike
        for name, way in WAYS.items():
            start = time.perf_counter()
            way(*data)
            times[name].append(time.perf_counter() - start)
    libraries = len((leaflet_script() + leaflet_style()).encode())
    medians = {name: statistics.median(seconds) for name, seconds in times.items()}
    base = medians["khorgos.draw"]
    print(f"{POINTS} points and {LINES} lines of {VERTICES} vertices")
    for name, page in pages.items():
        # folium links to its libraries and has no base map.
        size = len(page.encode()) - (libraries if name == "khorgos.draw" else 0)
        print(
            f"{medians[name] * 1000:7.1f} ms {medians[name] / base:6.1f} x {size:10,} bytes  {name}"
        )
    own = len((script_files() + style_files()).encode())
    rest = len(pages["khorgos.draw"].encode()) - libraries - own - len(_base_json())
    print(
        f"of khorgos.draw: features and page {rest:,}, base map {len(_base_json()):,}, "
        f"scripts and styles {own:,}; Leaflet, {libraries:,}, is not counted"
    )
    print(f"to reach: at most {MILLISECONDS} ms and {BYTES:,} bytes")


if __name__ == "__main__":
    main()
