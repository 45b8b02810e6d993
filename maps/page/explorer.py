"""A layer that lets a reader choose among the routes between hubs, without a server."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ...geo.routing.request import SERVICES

__all__ = ["Explorer"]


@dataclass(frozen=True)
class Explorer:
    """All sensible routes between hubs, to choose from in the page.

    Drawn with a `Corridor`; the routes are found when the map is drawn.

    Parameters
    ----------
    hubs : sequence of str, optional
        Names, aliases or ids of places; those of `khorgos.geo.ways.hubs.HUBS` if left out.
    services : sequence of str
        ``fast``, ``standard`` or both.
    progress : callable, optional
        Called with how many of how many steps are done.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> from khorgos.maps import draw
    >>> folium_map = draw(Corridor.load(), Explorer(("Xi'an", "Almaty"), ("fast",)))
    """

    hubs: Sequence[str] | None = None
    services: Sequence[str] = SERVICES
    progress: Callable[[int, int], object] | None = None
