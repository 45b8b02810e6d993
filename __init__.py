"""How long freight takes overland between China and Europe, and on what that rests.

A networkx graph of the corridor Almaty-Zharkent-Khorgos and of the land routes that it
feeds; every speed and every border dwell has a range and its sources.

Examples
--------
>>> import khorgos
>>> corridor = khorgos.Corridor.load()
>>> route = corridor.route("Xi'an", "Duisburg", service="fast")
>>> 10 <= route.days <= 13
True
>>> border = next(leg for leg in route.legs if leg.kind == "border")
>>> corridor.sources[border.sources[0]].url.startswith("http")
True

Layers for GeoPandas are in `khorgos.layers`, maps in `khorgos.maps`; both load on first use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .geo import (
    Corridor,
    Driver,
    Figure,
    Hours,
    KhorgosError,
    Leg,
    NoRoute,
    Outlook,
    Place,
    RequestError,
    Route,
    Source,
    TableError,
    UnknownPlace,
)

if TYPE_CHECKING:
    from . import layers, maps
    from .maps import draw, save

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
    "draw",
    "layers",
    "maps",
    "save",
]


def __getattr__(name: str) -> object:
    # geopandas and folium take half a second to import: only those who draw pay for it.
    import importlib

    if name in ("layers", "maps"):
        return importlib.import_module(f".{name}", __name__)
    if name in ("draw", "save"):
        return getattr(importlib.import_module(".maps", __name__), name)
    if name == "__version__":
        from importlib.metadata import version

        return version("khorgos")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
