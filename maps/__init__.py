"""Maps and the command line; folium is imported on first use."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .overlay.changes import change_layers
    from .overlay.losses import resilience_layers
    from .overlay.reach import reach_map
    from .page.contents import Explorer
    from .page.drawing import NetworkMap, Style, draw, save
    from .page.own_layers import Layer
    from .report.alternatives import captions

HOMES = {
    "captions": "report.alternatives",
    "change_layers": "overlay.changes",
    "reach_map": "overlay.reach",
    "resilience_layers": "overlay.losses",
}
"""Name -> its module; the others are in `khorgos.maps.page.drawing`."""

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

        return getattr(
            importlib.import_module(f".{HOMES.get(name, 'page.drawing')}", __name__), name
        )
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
