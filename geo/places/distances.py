"""Distances on the Earth."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .gazetteer import Place

__all__ = ["great_circle_km"]

EARTH_RADIUS_KM = 6371.0088


def great_circle_km(a: Place, b: Place) -> float:
    """Distance between two places along the great circle, in km.

    Parameters
    ----------
    a, b : Place
        Two places.

    Returns
    -------
    float
        Haversine formula on a sphere of 6,371.0088 km, the mean radius of the IUGG.

    Examples
    --------
    >>> from khorgos.geo.places.gazetteer import read_places
    >>> places = read_places()
    >>> round(great_circle_km(places["ZHT"], places["ALT"]))
    259
    """
    lat_a, lat_b = math.radians(a.lat), math.radians(b.lat)
    half_lat, half_lon = (lat_b - lat_a) / 2, math.radians(b.lon - a.lon) / 2
    h = math.sin(half_lat) ** 2 + math.cos(lat_a) * math.cos(lat_b) * math.sin(half_lon) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(h))
