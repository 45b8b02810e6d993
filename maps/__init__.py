"""Maps and the command line; folium is imported on first use."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .alternatives_report import captions
    from .changes import change_layers
    from .drawing import NetworkMap, Style, draw, save
    from .explorer import Explorer
    from .losses import resilience_layers
    from .own import Layer
    from .reach_layers import reach_map

HOMES = {
    "captions": "alternatives_report",
    "change_layers": "changes",
    "reach_map": "reach_layers",
    "resilience_layers": "losses",
}
"""Name -> its module; the others are in `khorgos.maps.drawing`."""

__all__ = [
    "Explorer",
    "Layer",
    "NetworkMap",
    "Style",
    "captions",
    "change_layers",
    "draw",
    "reach_map",
    "resilience_layers",
    "save",
]


def __getattr__(name: str) -> object:
    # folium and geopandas take half a second, which the other commands need not pay.
    if name in __all__:
        import importlib

        return getattr(importlib.import_module(f".{HOMES.get(name, 'drawing')}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
