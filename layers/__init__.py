"""Geographic layers: the network, routes, isochrones and the base map as GeoDataFrames.

All layers are in longitude and latitude (EPSG:4326).  Lines are for drawing: lengths are in
the tables of `khorgos.geo`.
"""

from .basemap import countries, far_land, fine_borders, lakes
from .export import FORMATS, write
from .isochrones import isochrones
from .network import edges, nodes, places
from .resilience import resilience
from .routes import day_marks, legs

__all__ = [
    "FORMATS",
    "countries",
    "day_marks",
    "edges",
    "far_land",
    "fine_borders",
    "isochrones",
    "lakes",
    "legs",
    "nodes",
    "places",
    "resilience",
    "write",
]


def __dir__() -> list[str]:
    return __all__
