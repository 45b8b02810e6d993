"""Draw the network, asked routes and own layers, and save a map as one file."""

from __future__ import annotations

import base64
import zlib
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

import folium
from branca.element import Element, Figure, MacroElement
from jinja2 import Template

from ...geo.errors import RequestError, echo, echo_path
from ...layers.files import draft_of
from ..look import style
from ..look.formats import PICTURES
from .contents import Contents, Explorer, Style
from .geometry import base_map
from .offline import Verbatim, entities, to_json
from .own_layers import Layer
from .rendering import Page, check_whole, elements_of, render

__all__ = ["Explorer", "Layer", "NetworkMap", "Style", "draw", "save"]

START = (45.0, 60.0)
# Quarter steps let a frame fill the window; below 2 the base map would be a stamp.
MOST_PLAIN = 600_000
"""Characters of data up to which they stand in a page as they are."""
# Who puts a page together by himself, as streamlit-folium does, gives the map a size that leaves no
# room for the panel, and inserts the scripts of the head so that they do not run.
REVIVE = """
if (!window.khorgos) {
  document.querySelectorAll("head script:not([src])").forEach((still) => {
    const script = document.createElement("script");
    script.textContent = still.textContent;
    still.replaceWith(script);
  });
  const { style } = document.getElementById("{{ this.get_name() }}");
  style.maxWidth = "100%";
  if (innerWidth <= 760 && style.height) style.height = `calc(${style.height} - 44px)`;
  document.body.classList.add("k-closed");
}
"""
ZOOM: dict[str, Any] = {"zoomSnap": 0.25, "minZoom": 2, "maxZoom": 15}


class NetworkMap(folium.Map):
    """A folium map of the network that needs no network.

    Made by `draw`.  Folium objects can be added as to any folium map; layers that are added
    appear in the layer control.  It can be put where a folium map can: in a figure or a part of
    one it is a frame with the whole page in it, beside which others have room.

    Parameters
    ----------
    data : dict
        From `khorgos.maps.page.page_data.build`, with the looks of the page as ``page``.
    tiles : str, optional
        Name of an online tile layer.
    """

    _template = Template(
        "{% macro header(this, kwargs) %}{{ this.part('header') }}{% endmacro %}"
        "{% macro html(this, kwargs) %}{{ this.part('html') }}{% endmacro %}"
        "{% macro script(this, kwargs) %}" + REVIVE + "{{ this.part('script') }}{% endmacro %}"
    )

    def __init__(self, data: dict[str, Any], tiles: str | None = None) -> None:
        super().__init__(location=START, zoom_start=3, tiles=tiles, **ZOOM)
        # On the instance: folium keeps both lists on the class, for all maps.
        self.default_js = []
        self.default_css = []
        self.allowed = {
            child.tiles for child in self._children.values() if isinstance(child, folium.TileLayer)
        }
        heading = data["heading"]
        self.title = data["page"]["title"] or f"khorgos: {heading[:1].lower()}{heading[1:]}"
        page = Page(self.title)
        page.add_child(self)
        self._page = page
        page.html.add_child(Verbatim('<aside id="khorgos-panel"></aside>'), name="khorgos_panel")
        page.html.add_child(Verbatim(_data_element(data)), name="khorgos_data")
        self.groups: dict[str, folium.FeatureGroup] = {}
        for key, (name, show) in _groups(data).items():
            self.groups[key] = folium.FeatureGroup(name=name, show=show)
            self.add_child(self.groups[key])
        # Before what users add: should one of their layers fail, the network is there.
        self.add_child(_Start(self.groups))
        self._control = folium.LayerControl()
        self.add_child(self._control)

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self.title:.80}>"

    def part(self, name: str) -> str:
        """A part of a page as folium has it."""
        return str(getattr(folium.Map._template.module, name)(self, {}))  # noqa: SLF001

    def render(self, **kwargs: Any) -> str:
        """Render, the layer control after all that it lists."""
        if self.get_root() is not self._page:
            return self._frame()
        name = self._control.get_name()
        self._children.pop(name, None)
        if any(isinstance(c, folium.map.Layer) and c.control for c in self._children.values()):
            self._children[name] = self._control
        return str(super().render(**kwargs))  # type: ignore[no-untyped-call]

    def _frame(self) -> str:
        """Put the page into another figure, apart from what else is there."""
        figure: Any = self.get_root()
        parent = self._parent
        self._parent = self._page
        try:
            html = self._page.render()
        finally:
            self._parent = parent
        (wide, per), (high, of) = self.width, self.height
        frame = (
            f'<iframe srcdoc="{escape(html)}" title="{entities(self.title)}" '
            f'style="display: block; width: {wide}{per}; height: {high}{of}; border: 0"></iframe>'
        )
        style = "<style>html, body { width: 100%; height: 100%; margin: 0; }</style>"
        figure.header.add_child(Verbatim(style), name="khorgos_frame")
        figure.html.add_child(Verbatim(frame), name=self.get_name())
        return frame


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


def _data_element(data: dict[str, Any]) -> str:
    """The data in a script element; much of them is compressed, as text of base 64."""
    text, kind = _json(data), "json"
    if len(text) > MOST_PLAIN:
        packed = zlib.compress(text.encode(), 9)
        text, kind = base64.b64encode(packed).decode("ascii"), "zlib"
    return f'<script type="application/{kind}" id="khorgos-data">{text}</script>'


def _json(data: dict[str, Any]) -> str:
    """The data as JSON; the base map, which is always the same, is written once.

    Routes are written field by field: what is alike stands together, and compresses by a tenth
    more.  ``readData`` in ``assets/tools.js`` makes rows of them again.
    """
    routes = data["routes"]
    data = data | {"routes": routes | {"rows": [*zip(*routes["rows"], strict=True)]}}
    if data["base"] is None:
        return to_json(data)
    rest = to_json({key: value for key, value in data.items() if key != "base"})
    return f'{{"base":{_base_json()},{rest[1:]}'


@cache
def _base_json() -> str:
    return to_json(base_map())


def _groups(data: dict[str, Any]) -> dict[str, tuple[str, bool]]:
    """Layers that this map has something for: their words, and whether they are on."""
    # Flights cross all that is on the ground.
    groups = {key: (name, key != "air") for key, name in _network_layers(data).items()}
    for number, layer in enumerate(data["own"], start=1):
        groups[f"own{number}"] = (_listed(layer["name"]), layer["show"])
    return groups


def _network_layers(data: dict[str, Any]) -> dict[str, str]:
    used = {style.LINES[line["style"]]["layer"] for line in data["lines"]}
    used |= {"flow"} if data.get("flows") else set()
    used |= {place["layer"] for place in data["places"]}
    names = {key: name for key, name in style.LAYERS.items() if key in used}
    asked = range(1, len(data["asked"]) + 1)
    names |= {f"route{number}": f"Route {number}" for number in asked}
    if data["explorer"]:
        names["route"] = "Chosen route"
    if data["explorer"] or data["asked"]:
        names["days"] = "Day marks"
    return names


def _listed(name: str) -> str:
    """A name as HTML for the layer control.

    folium takes it for a template and for a key of JavaScript.  An element of its own keeps
    its direction to itself.
    """
    return f"<bdi>{entities(name)}</bdi>"


def draw(*layers: Any, style: Style | str | None = None, tiles: str | None = None) -> NetworkMap:
    """Map of the network, with asked routes, own data and folium's objects on top.

    Parameters
    ----------
    *layers : Corridor, Route, Outlook, Option, Explorer, GeoDataFrame, Layer or folium object
        What to draw, or lists of it.  There is at most one `Corridor`: the network, whose
        routes can be drawn with it.  Options of a comparison (``found.before``, ``found.after``)
        are drawn as they are in their own networks.  Data of one's own need no corridor.
    style : Style or str, optional
        How the page looks, or only its theme: ``"auto"``, ``"light"`` or ``"dark"``.
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
        If something cannot be drawn, a route has no corridor or is closed in it, an outlook is of
        another network, own data have no coordinate reference system, or folium knows no such
        tiles.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> corridor = Corridor.load()
    >>> folium_map = draw(corridor, [corridor.route("Almaty", "Khorgos")])
    >>> isinstance(folium_map, folium.Map)
    True

    Own data, without the network and in the dark:

    >>> import geopandas
    >>> yards = geopandas.GeoDataFrame(
    ...     {"yard": ["Altynkol"]}, geometry=geopandas.points_from_xy([80.26], [44.18]), crs=4326
    ... )
    >>> own_map = draw(Layer(yards, name="Yards", label="yard"), style="dark")
    """
    look = style if isinstance(style, Style) else _style_of(style)
    contents = Contents()
    contents.add(layers)
    data = contents.data(base=tiles is None, look=look)
    try:
        folium_map = NetworkMap(data, tiles)
    except ValueError:
        raise RequestError(
            f"folium knows no tiles {echo(tiles)}; use a name such as 'OpenStreetMap', or none"
        ) from None
    for element in contents.elements:
        folium_map.add_child(element)
    return folium_map


def _style_of(theme: Any) -> Style:
    if theme is None:
        return Style()
    if not isinstance(theme, str):
        raise RequestError(f"style is a {type(theme).__name__}; use maps.Style or a theme")
    return Style(theme)


def save(folium_map: folium.Map, path: str | Path, *, offline: bool = True) -> Path:
    """Write a map as one HTML file that opens without a network.

    The file is written beside its final place and then renamed, so that nobody ever sees half
    of it.  The same map gives the same bytes.

    Parameters
    ----------
    folium_map : folium.Map
        From `draw`, or any other.  Of what folium links to on every map, Leaflet is put into
        the file, and jQuery if popups need it; Bootstrap and its icons are left out.
    path : str or Path
        The file; an existing one is replaced.
    offline : bool
        If False, the file is small, and loads Leaflet and jQuery from the addresses that folium
        pins.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    RequestError
        If the folder does not exist or cannot be written to, `path` is no regular file, or its
        name ends as that of a picture (`khorgos.maps.write_picture` writes those); or if the
        map asks for an address, as tiles and plug-ins do, and `offline` is true.  Tiles that
        `draw` was asked for may stay.

    Examples
    --------
    >>> import tempfile
    >>> from khorgos.geo import Corridor
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save(draw(Corridor.load()), Path(folder) / "network.html").name
    'network.html'

    >>> save(folium.Map(), "map.html")
    Traceback (most recent call last):
        ...
    khorgos.geo.errors.RequestError: this map asks for https://tile.openstreetmap.org/...
    """
    if not isinstance(folium_map, folium.Map):
        raise RequestError(f"cannot save {type(folium_map).__name__!r}; use a map from draw")
    if Path(path).suffix.lower().removeprefix(".") in PICTURES:
        raise RequestError(
            f"{echo_path(path)}: save writes pages; use maps.write_picture for a picture"
        )
    root: Element = folium_map
    while root._parent is not None:  # noqa: SLF001 (parts of a figure call themselves its root)
        root = root._parent  # noqa: SLF001
    if not isinstance(root, Figure):
        raise RequestError("this map is part of something that is no page; save that instead")
    html = render(root, offline=offline)
    if offline:
        maps = [element for element in elements_of(root) if isinstance(element, NetworkMap)]
        check_whole(html, {address for one in maps for address in one.allowed})
    with draft_of(path) as draft:
        draft.write_bytes(html.encode("utf-8"))
    return Path(path)
