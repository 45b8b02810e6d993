"""Geometry for the page: thinned, rounded and written as small whole numbers."""

from __future__ import annotations

from functools import cache
from typing import Any

import shapely
from shapely.geometry import LineString, MultiLineString, Polygon

from ... import layers
from ...geo.places.geography import OURS
from ...layers.basemap import CLOSE_UP
from .compression import encode

__all__ = ["LINE_SCALE", "base_map", "encode_line"]

LINE_SCALE = 1000
BASE_SCALE = 100
# Degrees; a hundredth is less than a pixel at every zoom that shows the whole continent.
FINE, COARSE = 0.001, 0.01
BASE_COARSE = 0.015
SEAM = 0.15
SMALLEST_ISLAND = 0.02  # square degrees
SMALLEST_NAMED = 2.0  # square degrees, seen from afar
# Zooms between which a country is named at its own middle, and at that of its part near Khorgos.
FAR, CLOSE = (1.0, 6.5), (6.5, 20.0)
HOME = shapely.box(77.2, 42.2, 82.2, 46.8)


def encode_line(line: LineString) -> list[int]:
    """An edge's line, thinned less within `CLOSE_UP` than elsewhere.

    Parameters
    ----------
    line : shapely.LineString
        Longitude and latitude.

    Returns
    -------
    list of int
        As `encode` writes it, in thousandths of a degree.

    Examples
    --------
    >>> encode_line(LineString([(10, 50), (10.5, 50.001), (11, 50)]))
    [10000, 50000, 1000, 0]
    """
    tolerance = FINE if line.intersects(CLOSE_UP) else COARSE
    return encode(line.simplify(tolerance).coords, LINE_SCALE)


@cache
def base_map() -> dict[str, Any]:
    """Land, lakes, borders and country names, ready for the page.

    Land is one shape and each border one line, so that no coordinate is written twice.

    Returns
    -------
    dict
        ``scale`` and ``bounds``; ``land`` and ``lakes``: polygons as lists of rings;
        ``borders``: lines, of which ``close`` are those near the corridor, to be replaced by
        ``fine`` when one looks closely; ``names``: English name, latitude, longitude, width
        in degrees, zooms and names in other languages of each country that the network
        serves.

    Examples
    --------
    >>> "Kazakhstan" in [name for name, *_ in base_map()["names"]]
    True
    """
    countries = layers.countries()
    shapes = countries.geometry.to_numpy()
    land = shapely.union_all(shapes)
    frame = shapely.box(*land.bounds).boundary.buffer(1e-6)
    far = shapely.union_all(layers.far_land().geometry.to_numpy())
    # A little overlap closes the seam between the two scales.
    backdrop = far.buffer(SEAM).union(land)
    borders = shapely.union_all(shapely.boundary(shapes)).difference(land.boundary)
    borders = borders.difference(frame)
    fine = shapely.union_all(layers.fine_borders().geometry.to_numpy())
    inside = shapely.box(*fine.bounds)
    return {
        "scale": BASE_SCALE,
        "bounds": list(far.bounds),
        "land": _polygons(backdrop, BASE_COARSE, BASE_SCALE),
        "lakes": _polygons(
            shapely.union_all(layers.lakes().geometry.to_numpy()), COARSE, BASE_SCALE
        ),
        "borders": _lines(borders.difference(inside), BASE_COARSE, BASE_SCALE),
        "close": _lines(borders.intersection(inside), BASE_COARSE, BASE_SCALE),
        "fine": _lines(fine, FINE, LINE_SCALE),
        "names": _names(countries),
    }


def _polygons(shape: Any, tolerance: float, scale: int) -> list[list[list[int]]]:
    parts: list[Polygon] = [part for part in _parts(shape) if part.area >= SMALLEST_ISLAND]
    thinned = [piece for part in parts for piece in _parts(part.simplify(tolerance))]
    return [
        [encode(ring.coords[:-1], scale) for ring in (part.exterior, *part.interiors)]
        for part in thinned
    ]


def _lines(shape: Any, tolerance: float, scale: int) -> list[list[int]]:
    merged = shapely.line_merge(shape) if isinstance(shape, MultiLineString) else shape
    encoded = [encode(part.coords, scale) for part in _parts(merged.simplify(tolerance))]
    return [line for line in encoded if len(line) > 2]  # noqa: PLR2004 (one point is no line)


def _parts(shape: Any) -> list[Any]:
    return list(getattr(shape, "geoms", [shape]))


def _names(countries: Any) -> list[list[Any]]:
    """Names of the countries that the network serves, once for far and once for close up."""
    names, known = [], OURS.countries.served
    for name, shape in zip(countries["name"], countries.geometry, strict=True):
        code = known.code(name)
        if code is None:
            continue
        others = {key: text for key, text in known[code].names().items() if key != "en"}
        for part, zooms in ((shape, FAR), (shape.intersection(HOME), CLOSE)):
            largest = max(_parts(part), key=lambda piece: piece.area)
            if largest.area >= SMALLEST_NAMED / zooms[0] ** 2:
                point = largest.representative_point()
                width = round(largest.bounds[2] - largest.bounds[0], 1)
                middle = (round(point.y, 2), round(point.x, 2))
                names.append([known.name(code), *middle, width, *zooms, others])
    return sorted(names, key=lambda row: row[:-1])
