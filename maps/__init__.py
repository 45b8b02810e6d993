"""Maps and the command line; folium is imported on first use."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from . import charts
    from .overlay.changes import change_layers
    from .overlay.losses import resilience_layers
    from .overlay.reach import reach_map
    from .page.contents import Explorer
    from .page.drawing import NetworkMap, Style, draw, save
    from .page.own_layers import Layer
    from .print.picture import picture, write_picture
    from .report.alternatives import captions

HOMES = {
    "captions": "report.alternatives",
    "change_layers": "overlay.changes",
    "picture": "print.picture",
    "reach_map": "overlay.reach",
    "resilience_layers": "overlay.losses",
    "write_picture": "print.picture",
}
"""Name -> its module; the others, `charts` apart, are in `khorgos.maps.page.drawing`."""

__all__ = [
    "Explorer",
    "Layer",
    "NetworkMap",
    "Style",
    "captions",
    "change_layers",
    "charts",
    "draw",
    "picture",
    "reach_map",
    "resilience_layers",
    "save",
    "write_picture",
]


def __getattr__(name: str) -> object:
    # folium and geopandas take half a second, which the other commands need not pay.
    if name in __all__:
        import importlib

        if name == "charts":
            return importlib.import_module(".charts", __name__)
        return getattr(
            importlib.import_module(f".{HOMES.get(name, 'page.drawing')}", __name__), name
        )
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
