"""The base map: countries, lakes and, around Khorgos, finer borders (Natural Earth)."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import shapely

__all__ = ["CLOSE_UP", "countries", "far_land", "fine_borders", "lakes"]

DATA = Path(__file__).parent / "data"
CLOSE_UP = shapely.box(74, 42, 85, 47)
"""Within `fine_borders`: where maps keep the detail of lines, and name every place."""


def countries() -> gpd.GeoDataFrame:
    """Countries between the Atlantic and the Pacific.

    Returns
    -------
    geopandas.GeoDataFrame
        Columns ``name``, ``geometry`` (polygons).  Natural Earth 1:50m, de facto borders,
        for drawing only: a point near a border may fall on the wrong side.

    Examples
    --------
    >>> "Kazakhstan" in set(countries()["name"])
    True
    """
    return _read("countries.geojson")


def far_land() -> gpd.GeoDataFrame:
    """Land beyond the extent of `countries`, as a coarse backdrop for sea routes.

    Returns
    -------
    geopandas.GeoDataFrame
        Column ``geometry`` (polygons) within 40° W-165° E and 48° S-80° N.  Natural Earth
        1:110m.

    Examples
    --------
    >>> bool(far_land().total_bounds[1] < 0)
    True
    """
    return _read("far_land.geojson")


def lakes() -> gpd.GeoDataFrame:
    """Lakes of more than 300 km², the Caspian Sea among them where the countries leave it out.

    Returns
    -------
    geopandas.GeoDataFrame
        Column ``geometry`` (polygons).  Natural Earth 1:50m.

    Examples
    --------
    >>> len(lakes()) > 50
    True
    """
    return _read("lakes.geojson")


def fine_borders() -> gpd.GeoDataFrame:
    """National borders around the corridor, finer than `countries`.

    Returns
    -------
    geopandas.GeoDataFrame
        Column ``geometry`` (lines) within 73-86° E and 41-47.5° N.  Natural Earth 1:10m.

    Examples
    --------
    >>> bool(fine_borders().total_bounds[0] >= 73)
    True
    """
    return _read("corridor_borders.geojson")


def _read(name: str) -> gpd.GeoDataFrame:
    # Not by its path: of a folder named with ";" or "!", pyogrio would read the rest.
    with (DATA / name).open("rb") as file:
        return gpd.read_file(file, engine="pyogrio")
