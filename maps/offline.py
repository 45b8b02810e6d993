"""A folium page that is whole without a network.

folium compiles what it is given as Jinja templates, so that a name such as ``{{7*7}}`` in a
data table would run.  Data therefore go past folium: `Verbatim` elements hold text that is
written as it is, and `to_json` leaves no character in it that HTML, JavaScript or Jinja
could take for its own.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import Any

from branca.element import Element, Figure
from jinja2 import Template

__all__ = ["Page", "Verbatim", "script_files", "style_files", "to_json"]

TITLE = "khorgos: overland freight between China and Europe"
SCRIPTS = (
    "tools.js",
    "symbols.js",
    "popups.js",
    "network.js",
    "places.js",
    "routes.js",
    "khorgos.js",
)

_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_UNSAFE = re.compile("[<>&{}`$\u2028\u2029\u007f-\u009f\ufeff]")
_ID = re.compile(r"(?<=_)[0-9a-f]{32}(?![0-9a-f])")
_URL = re.compile(r"url\((images/[^)]*)\)")


def to_json(data: Any) -> str:
    r"""JSON that can stand in a script element and, for what it is worth, in a template.

    Parameters
    ----------
    data : object
        Whatever `json.dumps` takes.

    Returns
    -------
    str
        Compact; in texts, every character that could open a tag, a comment, an expression or
        a template is written as an escape.

    Examples
    --------
    >>> print(to_json({"name": "</script>{{7*7}}"}))
    {"name":"\u003c/script\u003e\u007b\u007b7*7\u007d\u007d"}
    """
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return _STRING.sub(lambda string: _UNSAFE.sub(_escape, string[0]), text)


def _escape(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"


class Verbatim(Element):
    """Text that enters the page as it is: no template, no escaping.

    Parameters
    ----------
    text : str
        Trusted HTML.

    Examples
    --------
    >>> Verbatim("{{7*7}}").render()
    '{{7*7}}'
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self._name = "Verbatim"
        self.text = text

    def render(self, **_: Any) -> str:
        """The text."""
        return self.text


class Page(Figure):
    """The whole HTML page around a map.

    It names its language and title, asks for no icon, and numbers folium's random ids, so that
    the same input gives the same bytes.
    """

    _template = Template(
        "<!DOCTYPE html>\n"
        '<html lang="en">\n'
        "<head>\n"
        "{{ this.header.render(**kwargs) }}\n"
        "<title>{{ this.title | e }}</title>\n"
        "</head>\n"
        "<body>\n"
        "{{ this.html.render(**kwargs) }}\n"
        "<script>\n{{ this.script.render(**kwargs) }}\n</script>\n"
        "</body>\n"
        "</html>\n"
    )

    def __init__(self) -> None:
        super().__init__(title=TITLE)
        head = (
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            '<link rel="icon" href="data:,">\n'
            f"<style>{style_files()}</style>"
        )
        self.header.add_child(Verbatim(head), name="khorgos_head")
        self.header.add_child(Verbatim(f"<script>{script_files()}</script>"), name="khorgos_js")

    def render(self, **kwargs: Any) -> str:
        """The page as HTML."""
        # folium leaves in these what it rendered; without it, a second time is like the first.
        parts = (self.header, self.html, self.script)
        before = [part._children.copy() for part in parts]  # noqa: SLF001
        text = str(super().render(**kwargs))
        random = {element._id for element in _elements(self, set())}  # noqa: SLF001
        for part, children in zip(parts, before, strict=True):
            part._children = children  # noqa: SLF001
        numbers: dict[str, str] = {}

        def number(match: re.Match[str]) -> str:
            if match[0] not in random:
                return match[0]
            return numbers.setdefault(match[0], str(len(numbers) + 1))

        return _ID.sub(number, text)


def _elements(element: Element, seen: set[int]) -> Iterator[Element]:
    """An element and all that hangs on it, wherever folium keeps it."""
    if id(element) in seen:
        return
    seen.add(id(element))
    yield element
    for value in vars(element).values():
        parts = value.values() if isinstance(value, dict) else value
        for part in parts if isinstance(value, (dict, list, tuple)) else [value]:
            if isinstance(part, Element):
                yield from _elements(part, seen)


@cache
def script_files() -> str:
    """Leaflet, jQuery and the project's own script, in the order in which they run.

    Returns
    -------
    str
        JavaScript; Leaflet and jQuery come from the installed packages XStatic-Leaflet and
        XStatic-jQuery, the versions that folium pins.
    """
    images = {
        key: _data_url("xstatic.pkg.leaflet", f"images/{name}.png")
        for key, name in (
            ("iconUrl", "marker-icon"),
            ("iconRetinaUrl", "marker-icon-2x"),
            ("shadowUrl", "marker-shadow"),
        )
    }
    parts = [
        _vendor("xstatic.pkg.leaflet", "leaflet.js"),
        _vendor("xstatic.pkg.jquery", "jquery.min.js"),
        # Leaflet would look for its pictures beside its style sheet, which has no address here.
        f'L.Icon.Default.imagePath="";L.Icon.Default.mergeOptions({json.dumps(images)});',
        *(_own(name) for name in SCRIPTS),
    ]
    return "\n".join(parts)


@cache
def style_files() -> str:
    """Leaflet's style sheet with its pictures inside, then the project's own.

    Returns
    -------
    str
        CSS without any address.
    """
    leaflet = _vendor("xstatic.pkg.leaflet", "leaflet.css")
    leaflet = _URL.sub(lambda url: f'url("{_data_url("xstatic.pkg.leaflet", url[1])}")', leaflet)
    # A behaviour of Internet Explorer 8, and the only other address in the file.
    return leaflet.replace("behavior: url(#default#VML);", "") + _own("khorgos.css")


def _own(name: str) -> str:
    return (resources.files(__package__) / "page" / name).read_text(encoding="utf-8")


def _vendor(package: str, name: str) -> str:
    text = (resources.files(package) / "data" / name).read_text(encoding="utf-8")
    return re.sub(r"//# sourceMappingURL=\S*", "", text).strip()


def _data_url(package: str, name: str) -> str:
    picture = (resources.files(package) / "data" / name).read_bytes()
    return f"data:image/png;base64,{base64.b64encode(picture).decode('ascii')}"
