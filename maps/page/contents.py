"""What a page shows, and how it looks: network, routes, explorer, own layers, style."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import folium
import geopandas
from branca.element import Element, Figure

from ...geo import Corridor, Place
from ...geo.errors import RequestError, echo
from ...geo.places.gazetteer import LANGUAGES
from ...geo.routing.request import SERVICES
from ...geo.routing.route import Route
from ...geo.scenario.comparison import Option
from ...geo.uncertainty.outlook import Outlook
from ...geo.ways.hubs import Choice
from ..look import style
from .own_layers import COLOURS, Layer, encode_layer
from .page_data import build

__all__ = ["Contents", "Explorer", "Style"]

THEMES = ("auto", "light", "dark")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_One = TypeVar("_One")


@dataclass(frozen=True)
class Style:
    """How a page looks.

    Parameters
    ----------
    theme : {"auto", "light", "dark"}
        Colours of the page; ``auto`` follows the reader's system.
    language : {"en", "ru", "kk", "zh"}
        Language of the names of places when the page opens; its words are English.
    title : str, optional
        Title and heading of the page.
    captions : sequence of str
        What stands above each asked route, in their order; fewer than routes will do.

    Raises
    ------
    RequestError
        If there is no such theme or language, or a text is none.

    Examples
    --------
    >>> Style(theme="dark", title="Yards at the border").language
    'en'
    """

    theme: str = "auto"
    language: str = "en"
    title: str | None = None
    captions: Sequence[str] = ()

    def __post_init__(self) -> None:
        for name, value, known in (
            ("theme", self.theme, THEMES),
            ("language", self.language, LANGUAGES),
        ):
            if not isinstance(value, str) or value not in known:
                raise RequestError(f"{name} is {echo(value)}; use one of {', '.join(known)}")
        if self.title is not None and not isinstance(self.title, str):
            raise RequestError(f"title is a {type(self.title).__name__}; use a text")
        given = self.captions
        several = isinstance(given, Iterable) and not isinstance(given, (str, bytes))
        object.__setattr__(self, "captions", tuple(given) if several else ())
        if not several or not all(isinstance(caption, str) for caption in self.captions):
            raise RequestError(f"captions are {echo(given)}; use a list of texts")


@dataclass(frozen=True)
class Explorer:
    """All sensible routes between hubs, to choose from in the page.

    Drawn with a `Corridor`; the routes are found when the map is drawn.

    Parameters
    ----------
    hubs : sequence of str or Place, optional
        Names, aliases or ids of places; those of ``hubs.csv`` if left out.
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

    hubs: Sequence[str | Place] | None = None
    services: Sequence[str] = SERVICES
    progress: Callable[[int, int], object] | None = None


@dataclass
class Contents:
    """What `khorgos.maps.draw` was given, by kind.

    Examples
    --------
    >>> contents = Contents()
    >>> contents.add([folium.Marker([44, 80]), [folium.Marker([43, 77])]])
    >>> len(contents.elements)
    2
    """

    corridor: Corridor | None = None
    explorer: Explorer | None = None
    routes: list[Outlook | Route | Option] = field(default_factory=list)
    own: list[Layer] = field(default_factory=list)
    elements: list[Element] = field(default_factory=list)

    def add(self, layer: Any) -> None:
        """Put a layer where it belongs; lists are taken apart."""
        if isinstance(layer, Corridor):
            self.corridor = _only(self.corridor, layer, "corridors; draw each on its own map")
        elif isinstance(layer, Explorer):
            self.explorer = _only(self.explorer, layer, "explorers; name all hubs in one")
        elif isinstance(layer, (Outlook, Route, Option)):
            self.routes.append(layer)
        elif isinstance(layer, Layer):
            self.own.append(layer)
        elif isinstance(layer, geopandas.GeoDataFrame):
            self.own.append(Layer(layer))
        elif isinstance(layer, Element) and not isinstance(layer, (folium.Map, Figure)):
            self.elements.append(layer)
        elif isinstance(layer, (list, tuple, set, frozenset, Iterator)):
            for part in layer:
                self.add(part)
        else:
            raise RequestError(
                f"cannot draw {type(layer).__name__!r}; draw takes a Corridor, routes, outlooks or "
                "options, an Explorer, GeoDataFrames, maps.Layer and folium's own objects"
            )

    def data(self, *, base: bool, look: Style) -> dict[str, Any]:
        """Data for the page."""
        if self.routes and self.corridor is None:
            raise RequestError("a route needs its network; draw the corridor with it")
        if self.explorer and self.corridor is None:
            raise RequestError("an explorer needs its network; draw the corridor with it")
        data = build(
            self.corridor,
            self.routes,
            choices=self._choices(),
            own=self._own_data(),
            base=base,
        )
        # Own data alone are no map of freight.
        alone = ", ".join(layer["name"] for layer in data["own"]) if not self.corridor else ""
        title = _plain(look.title or alone) or None
        if data["own"]:
            west, south, east, north = _around(layer["bounds"] for layer in data["own"])
            data["frames"]["Own data"] = ((south, west), (north, east))
        data["page"] = {
            "theme": look.theme,
            "language": look.language,
            "title": title,
            "captions": [_plain(caption) for caption in look.captions],
        }
        return data

    def _choices(self) -> Iterable[Choice]:
        if self.explorer is None or self.corridor is None:
            return ()
        asked = self.explorer
        return self.corridor.choices(asked.hubs, asked.services, asked.progress)

    def _own_data(self) -> list[dict[str, Any]]:
        """Own layers, each with a name that nothing else has, and a colour."""
        taken = {*style.LAYERS.values(), "Chosen route", "Day marks"}
        taken |= {f"Route {number}" for number in range(1, len(self.routes) + 1)}
        rows = []
        for number, layer in enumerate(self.own):
            first = str(layer.name) if layer.name else "Own layer"
            name, count = first, 1
            while name in taken:
                count += 1
                name = f"{first} ({count})"
            taken.add(name)
            row = encode_layer(layer, name, COLOURS[number % len(COLOURS)])
            rows.append(row | {"show": bool(layer.show)})
        return rows


def _plain(text: str) -> str:
    """One line, without characters that no page can hold."""
    return " ".join(_CONTROL.sub(" ", text).split())


def _only(known: _One | None, layer: _One, words: str) -> _One:
    if known is not None and known is not layer:
        raise RequestError(f"these are two {words}")
    return layer


def _around(boxes: Iterable[Sequence[float]]) -> tuple[float, float, float, float]:
    west, south, east, north = zip(*boxes, strict=True)
    return min(west), min(south), max(east), max(north)
