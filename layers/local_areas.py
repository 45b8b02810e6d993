"""Areas that trucks reach from terminals: circles, cut to the land and to customs territories."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely
import shapely.affinity
from pyproj import Geod

from ..geo.places.geography import OURS
from ..geo.reach.reach import DETOUR, LOCAL_HOURS, LOCAL_ROAD
from .basemap import countries, far_land
from .network import CRS

if TYPE_CHECKING:
    from ..geo.places.gazetteer import Place
    from ..geo.reach.reach import Reach

__all__ = ["circle", "local_areas"]

GEOD = Geod(ellps="WGS84")
CORNERS = 48
SEAM = 0.15  # degrees by which the coarse land reaches under the fine one
DATE_LINE = 180.0
GRID = 1e-7  # degrees: GeoJSON has no finer ones, and would make lines of slivers


def local_areas(
    reach: Reach, days: Sequence[float], quantiles: Sequence[float]
) -> gpd.GeoDataFrame:
    """Areas within so many days, one row for a day and a quantile, the largest first.

    Parameters
    ----------
    reach : Reach
        From `Corridor.reach`.
    days : sequence of float
        Ascending.
    quantiles : sequence of float
        Of the reach.

    Returns
    -------
    geopandas.GeoDataFrame
        ``day``, ``quantile``, ``terminals``, ``basis``, ``sources``, ``judgement``,
        ``judgement_range``, ``geometry`` (polygons).  A day on which no truck has left a terminal
        has no row; nor has any without the figure ``road.local``.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> reach = Corridor.load().reach("Almaty", mode="road")
    >>> frame = local_areas(reach, [0.1, 0.2], [0.5])
    >>> frame["day"].tolist(), bool(frame.geometry.iloc[0].covers(frame.geometry.iloc[1]))
    ([0.2, 0.1], True)
    """
    columns = ["day", "quantile", "terminals", "basis", "sources", "judgement"]
    columns += ["judgement_range", "geometry"]
    if LOCAL_ROAD not in reach.infrastructure.figures:
        return gpd.GeoDataFrame(columns=columns, geometry="geometry", crs=CRS)
    figure = reach.infrastructure.figure(LOCAL_ROAD, reach.request.variant)
    speed = figure.typical
    basis = f"up to {LOCAL_HOURS:g} h at {speed:g} km/h, roads {DETOUR:g} times the straight line"
    known = reach.infrastructure.geography.countries
    shape = cache(lambda place, km: _shape(place, km, known.territory(place.country)))
    rows = []
    for quantile in quantiles:
        for day in sorted(days, reverse=True):
            around = [(shape(place, km), place) for place, km in reach.local(day, quantile)]
            there = [found for found, _ in around if not found.is_empty]
            if there:
                rows.append(
                    {
                        "day": day,
                        "quantile": quantile,
                        "terminals": len(there),
                        "basis": basis,
                        "sources": " ".join((*figure.sources, "P124")),
                        "judgement": True,
                        "judgement_range": "yes",
                        "geometry": shapely.union_all(there, grid_size=GRID),
                    }
                )
    return gpd.GeoDataFrame(rows, columns=columns, geometry="geometry", crs=CRS)


def circle(lon: float, lat: float, km: float) -> Any:
    """Circle on the ellipsoid, cut at the date line.

    Parameters
    ----------
    lon, lat : float
        Its middle.
    km : float
        Its radius.

    Returns
    -------
    shapely.Polygon or shapely.MultiPolygon
        Of 48 corners; empty if it holds a pole, to which no road leads.

    Examples
    --------
    >>> sorted(round(part.bounds[0]) for part in shapely.get_parts(circle(179.9, 65.0, 50.0)))
    [-180, 179]
    """
    turns = np.linspace(0.0, -360.0, CORNERS, endpoint=False)  # against the clock, as a ring runs
    ones = np.ones(CORNERS)
    x, y, _ = GEOD.fwd(lon * ones, lat * ones, turns, 1000 * km * ones)
    x = lon + (np.asarray(x) - lon + DATE_LINE) % (2 * DATE_LINE) - DATE_LINE
    poles = GEOD.inv([lon, lon], [lat, lat], [lon, lon], [90.0, -90.0])[2]
    if min(poles) <= 1000 * km:
        return shapely.Polygon()
    whole = shapely.Polygon(np.column_stack([x, y]))
    if x.min() >= -DATE_LINE and x.max() <= DATE_LINE:
        return whole
    parts = []
    for shift in (-2 * DATE_LINE, 0.0, 2 * DATE_LINE):
        moved = shapely.affinity.translate(whole, shift)
        parts += shapely.get_parts(shapely.clip_by_rect(moved, -180.0, -90.0, 180.0, 90.0)).tolist()
    return shapely.union_all(parts)


def _shape(place: Place, km: float, codes: frozenset[str]) -> Any:
    """What a truck reaches from a place."""
    around = circle(place.lon, place.lat, km)
    west, south, east, north = _extent()
    if not (west < place.lon < east and south < place.lat < north):
        return around  # the base map ends before
    ground = shapely.clip_by_rect(_territory(codes), *around.bounds)
    parts = shapely.get_parts(around.intersection(ground))
    parts = parts[shapely.get_dimensions(parts) == 2]  # noqa: PLR2004 - areas
    if not len(parts):
        return shapely.Polygon()
    # Not the far shore of a sea.
    middle = shapely.Point(place.lon, place.lat)
    return parts[np.argmin(shapely.distance(parts, middle))]


@cache
def _ground() -> tuple[gpd.GeoDataFrame, Any]:
    """Countries, and the coarse land beyond them."""
    known, far = countries(), shapely.union_all(far_land().geometry.to_numpy())
    return known, far.buffer(SEAM).difference(shapely.box(*known.total_bounds))


@cache
def _extent() -> tuple[float, float, float, float]:
    known, far = _ground()
    west, south, east, north = shapely.union(shapely.box(*known.total_bounds), far).bounds
    return west, south, east, north


@cache
def _territory(codes: frozenset[str]) -> Any:
    """Land of a customs territory; beyond the extent of the countries, all land."""
    known, far = _ground()
    # The base map is that of the package: so are the names of its countries.
    own = known.geometry[known["name"].map(OURS.countries.served.code).isin(codes)].to_numpy()
    # Where the base map has no such country, no border is known.
    own = own if len(own) else known.geometry.to_numpy()
    return shapely.union_all([*own, far])
