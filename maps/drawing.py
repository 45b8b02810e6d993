"""Draw the network and asked routes, and save the map as one file."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import folium
from branca.element import MacroElement
from jinja2 import Template

from ..geo.errors import RequestError
from ..geo.route import Route
from ..layers.files import draft_of
from . import payload, style
from .offline import Page, Verbatim, to_json

if TYPE_CHECKING:
    from ..geo import Corridor

__all__ = ["NetworkMap", "draw", "save"]

START = (45.0, 60.0)
# Quarter steps let a frame fill the window; below 2 the base map would be a stamp.
ZOOM: dict[str, Any] = {"zoomSnap": 0.25, "minZoom": 2, "maxZoom": 15}


class NetworkMap(folium.Map):
    """A folium map of the network that needs no network.

    Made by `draw`.  Folium objects can be added as to any folium map; layers that are added
    appear in the layer control.

    Parameters
    ----------
    data : dict
        From `khorgos.maps.payload.build`.
    tiles : str, optional
        Name of an online tile layer.
    """

    def __init__(self, data: dict[str, Any], tiles: str | None = None) -> None:
        super().__init__(location=START, zoom_start=3, tiles=tiles, **ZOOM)
        # On the instance: folium keeps both lists on the class, for all maps.
        self.default_js = []
        self.default_css = []
        page = Page()
        page.add_child(self)
        page.html.add_child(Verbatim('<aside id="khorgos-panel"></aside>'), name="khorgos_panel")
        json = f'<script type="application/json" id="khorgos-data">{to_json(data)}</script>'
        page.html.add_child(Verbatim(json), name="khorgos_data")
        self.groups: dict[str, folium.FeatureGroup] = {}
        for key, name in _layers(data).items():
            self.groups[key] = folium.FeatureGroup(name=name)
            self.add_child(self.groups[key])
        # Before what users add: should one of their layers fail, the network is there.
        self.add_child(_Start(self.groups))
        self._control = folium.LayerControl()
        self.add_child(self._control)

    def render(self, **kwargs: Any) -> str:
        """Render, the layer control after all that it lists."""
        self._children.move_to_end(self._control.get_name())
        return str(super().render(**kwargs))  # type: ignore[no-untyped-call]


class _Start(MacroElement):
    """Hands the folium objects to the page's own script."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "khorgos.start({{ this._parent.get_name() }}, { "
        "{% for key, group in this.groups.items() %}{{ key }}: {{ group.get_name() }}, {% endfor %}"
        "});"
        "{% endmacro %}"
    )

    def __init__(self, groups: dict[str, folium.FeatureGroup]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Start"
        self.groups = groups


def _layers(data: dict[str, Any]) -> dict[str, str]:
    """Layers that this map has something for; no name comes from a table."""
    used = {style.LINES[line["style"]]["layer"] for line in data["lines"]}
    used |= {place["layer"] for place in data["places"]}
    names = {key: name for key, name in style.LAYERS.items() if key in used}
    routes = range(1, len(data["routes"]) + 1)
    names |= {f"route{number}": f"Route {number}" for number in routes}
    return names | ({"days": "Day marks"} if data["routes"] else {})


def draw(
    corridor: Corridor, routes: Iterable[Route] | Route = (), *, tiles: str | None = None
) -> NetworkMap:
    """Map of the network with the asked routes on top.

    Parameters
    ----------
    corridor : Corridor
        The network.
    routes : iterable of Route, or Route, optional
        From `Corridor.route` of the same corridor.
    tiles : str, optional
        Name of an online tile layer, such as ``"OpenStreetMap"``, to draw on instead of the
        base map.  Only then does the page use the network.

    Returns
    -------
    NetworkMap
        A `folium.Map`: add folium objects to it, show it in a notebook, or `save` it.

    Raises
    ------
    RequestError
        If a route uses edges that this corridor does not have, or folium knows no such tiles.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> corridor = Corridor.load()
    >>> folium_map = draw(corridor, [corridor.route("Almaty", "Khorgos")])
    >>> isinstance(folium_map, folium.Map)
    True
    """
    asked = [routes] if isinstance(routes, Route) else list(routes)
    data = payload.build(corridor, asked, base=tiles is None)
    try:
        return NetworkMap(data, tiles)
    except ValueError:
        raise RequestError(
            f"folium knows no tiles {tiles!r}; use a name such as 'OpenStreetMap', or none"
        ) from None


def save(folium_map: folium.Map, path: str | Path) -> Path:
    """Write a map as one HTML file that opens without a network.

    The file is written beside its final place and then renamed, so that nobody ever sees half
    of it.  The same map gives the same bytes.

    Parameters
    ----------
    folium_map : folium.Map
        From `draw`.
    path : str or Path
        The file; an existing one is replaced.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    RequestError
        If the folder does not exist or cannot be written to, or `path` is no regular file.

    Examples
    --------
    >>> import tempfile
    >>> from khorgos.geo import Corridor
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save(draw(Corridor.load()), Path(folder) / "network.html").name
    'network.html'
    """
    html = folium_map.get_root().render()
    with draft_of(path) as draft:
        draft.write_bytes(html.encode("utf-8"))
    return Path(path)
