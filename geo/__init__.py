"""The model: places, edges and figures, the graph of them, and routes over it.

Needs networkx, and rapidfuzz for misspelt names; geographic layers are in `khorgos.layers`,
maps in `khorgos.maps`.
"""

from .corridor import Corridor
from .errors import KhorgosError, NoRoute, RequestError, TableError, UnknownPlace
from .outlook import Driver, Outlook
from .parameters import Figure, Hours, Source
from .places import Place
from .route import Leg, Route

__all__ = [
    "Corridor",
    "Driver",
    "Figure",
    "Hours",
    "KhorgosError",
    "Leg",
    "NoRoute",
    "Outlook",
    "Place",
    "RequestError",
    "Route",
    "Source",
    "TableError",
    "UnknownPlace",
]
