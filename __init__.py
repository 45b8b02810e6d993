"""How long freight takes overland between China and Europe, and on what that rests.

A networkx graph of the corridor Almaty-Zharkent-Khorgos and of the land routes that it
feeds; every speed and every border dwell has a range and its sources.

Examples
--------
>>> import khorgos
>>> network = khorgos.Network.load()
>>> route = network.route("Xi'an", "Duisburg", service="fast")
>>> 10 <= route.days <= 13
True
>>> border = next(leg for leg in route.legs if leg.kind == "border")
>>> network.sources[border.sources[0]].url.startswith("http")
True

Layers for GeoPandas are in `khorgos.layers`, maps in `khorgos.maps`; both load on first use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from . import geo as geo
    from . import layers, maps
    from .geo import (
        Alternative,
        Corridor,
        Driver,
        Effect,
        Figure,
        Hours,
        KhorgosError,
        Leg,
        Network,
        NoRoute,
        Outlook,
        Place,
        RequestError,
        Route,
        Scenario,
        Source,
        TableError,
        UnknownPlace,
        break_even,
        compare,
        compare_hubs,
        compare_totals,
        criticality,
    )
    from .maps import Layer, Style, draw, save

    __version__: str

__all__ = [
    "Alternative",
    "Corridor",
    "Driver",
    "Effect",
    "Figure",
    "Hours",
    "KhorgosError",
    "Layer",
    "Leg",
    "Network",
    "NoRoute",
    "Outlook",
    "Place",
    "RequestError",
    "Route",
    "Scenario",
    "Source",
    "Style",
    "TableError",
    "UnknownPlace",
    "break_even",
    "compare",
    "compare_hubs",
    "compare_totals",
    "criticality",
    "draw",
    "layers",
    "maps",
    "save",
]


def __getattr__(name: str) -> object:
    # geopandas and folium take half a second to import: only those who draw pay for it.  And
    # nothing at all is loaded before the command line can be interrupted in peace.
    import importlib

    if name in ("geo", "layers", "maps"):
        return importlib.import_module(f".{name}", __name__)
    if name in ("Layer", "Style", "draw", "save"):
        return getattr(importlib.import_module(".maps", __name__), name)
    if name == "__version__":
        from importlib.metadata import version

        return version("khorgos")
    if name in __all__:
        return getattr(importlib.import_module(".geo", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
