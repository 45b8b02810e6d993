"""The model: places, edges and figures, the graph of them, and routes over it.

Needs networkx, and rapidfuzz for misspelt names; geographic layers are in `khorgos.layers`,
maps in `khorgos.maps`.
"""

from .errors import KhorgosError, NoRoute, RequestError, TableError, UnknownPlace
from .graph.figures import Figure, Hours, Source
from .network import Corridor, Network, compare, compare_hubs, criticality
from .places.gazetteer import Place
from .routing.route import Leg, Route
from .uncertainty.outlook import Driver, Outlook

__all__ = [
    "Corridor",
    "Driver",
    "Figure",
    "Hours",
    "KhorgosError",
    "Leg",
    "Network",
    "NoRoute",
    "Outlook",
    "Place",
    "RequestError",
    "Route",
    "Source",
    "TableError",
    "UnknownPlace",
    "compare",
    "compare_hubs",
    "criticality",
]
