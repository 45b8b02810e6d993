"""Maps and the command line; folium is imported on first use."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .drawing import NetworkMap, Style, draw, save
    from .explorer import Explorer
    from .own import Layer

__all__ = ["Explorer", "Layer", "NetworkMap", "Style", "draw", "save"]


def __getattr__(name: str) -> object:
    # folium and geopandas take half a second, which the other commands need not pay.
    if name in __all__:
        from . import drawing

        return getattr(drawing, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
