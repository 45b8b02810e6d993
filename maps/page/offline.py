"""What makes a page whole without a network: libraries, scripts, styles and data in it.

folium compiles what it is given as Jinja templates, so that a name such as ``{{7*7}}`` in a
data table would run.  Data therefore go past folium: `Verbatim` elements hold text that is
written as it is, and `to_json` leaves no character in it that HTML, JavaScript or Jinja
could take for its own.
"""

from __future__ import annotations

import base64
import json
import re
from functools import cache
from importlib import resources
from typing import Any

from branca.element import Element

__all__ = [
    "Verbatim",
    "entities",
    "jquery_script",
    "leaflet_script",
    "leaflet_style",
    "pin_script",
    "script_files",
    "style_files",
    "to_json",
]

SCRIPTS = (
    "tools.js",
    "symbols.js",
    "legs.js",
    "card.js",
    "charts.js",
    "play.js",
    "explorer.js",
    "tables.js",
    "popups.js",
    "network.js",
    "places.js",
    "routes.js",
    "own_layers.js",
    "access.js",
    "controls.js",
    "khorgos.js",
)
STYLES = ("khorgos.css", "explorer.css", "own_layers.css")
PINS = ("tools.js", "symbols.js")
"""What draws a pin, and needs nothing else of `SCRIPTS`."""

_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
# Halves of a pair of surrogates too: they are text in Python, and none in UTF-8.
_UNSAFE = re.compile("[<>&{}`$\u2028\u2029\u007f-\u009f\ufeff\ud800-\udfff]")
# HTML takes their numbers for those of other characters, or for none.
_NAMELESS = re.compile("[\0\x80-\x9f\ud800-\udfff]")
# A comment on lines of its own.
_COMMENT = re.compile(r"^\s*/\*.*?\*/\s*$", re.MULTILINE | re.DOTALL)
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


def entities(text: str) -> str:
    """Text as HTML that stays text in a template, too.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str
        All but letters, digits and spaces as numbers.

    Examples
    --------
    >>> entities("Zharkent <{{7}}>")
    'Zharkent &#60;&#123;&#123;7&#125;&#125;&#62;'
    """
    text = _NAMELESS.sub("\N{REPLACEMENT CHARACTER}", text)
    return "".join(c if c.isalnum() or c == " " else f"&#{ord(c)};" for c in text)


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


@cache
def leaflet_script() -> str:
    """Leaflet with the pictures of its markers.

    Returns
    -------
    str
        JavaScript from the installed package XStatic-Leaflet, the version that folium pins.
    """
    images = {
        key: _data_url("xstatic.pkg.leaflet", f"images/{name}.png")
        for key, name in (
            ("iconUrl", "marker-icon"),
            ("iconRetinaUrl", "marker-icon-2x"),
            ("shadowUrl", "marker-shadow"),
        )
    }
    leaflet = _vendor("xstatic.pkg.leaflet", "leaflet.js")
    # Leaflet would look for its pictures beside its style sheet, which has no address here.
    options = f'L.Icon.Default.imagePath="";L.Icon.Default.mergeOptions({json.dumps(images)});'
    return f"{leaflet}\n{options}"


@cache
def jquery_script() -> str:
    """jQuery, which folium's popups need.

    Returns
    -------
    str
        JavaScript from the installed package XStatic-jQuery, the version that folium pins.
    """
    return _vendor("xstatic.pkg.jquery", "jquery.min.js")


@cache
def leaflet_style() -> str:
    """Leaflet's style sheet with its pictures inside.

    Returns
    -------
    str
        CSS without any address.
    """
    leaflet = _vendor("xstatic.pkg.leaflet", "leaflet.css")
    leaflet = _URL.sub(lambda url: f'url("{_data_url("xstatic.pkg.leaflet", url[1])}")', leaflet)
    # A behaviour of Internet Explorer 8, and the only other address in the file.
    return leaflet.replace("behavior: url(#default#VML);", "")


@cache
def script_files() -> str:
    """The project's own script, in the order in which its files run.

    Returns
    -------
    str
        JavaScript that needs `leaflet_script` before it.
    """
    return "\n".join(_own(name) for name in SCRIPTS)


@cache
def style_files() -> str:
    """The project's own style sheets.

    Returns
    -------
    str
        CSS without any address.
    """
    return "\n".join(_own(name) for name in STYLES)


@cache
def pin_script() -> str:
    """Pins for maps that ask for those of a plug-in that lives on the web.

    Returns
    -------
    str
        JavaScript that needs `leaflet_script` before it.
    """
    return "\n".join(_own(name) for name in PINS)


def _own(name: str) -> str:
    """One of our files without comments and indents, which are a fifth of it."""
    text = (resources.files(__package__) / "assets" / name).read_text(encoding="utf-8")
    lines = (line.strip() for line in _COMMENT.sub("", text).splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//"))


def _vendor(package: str, name: str) -> str:
    text = (resources.files(package) / "data" / name).read_text(encoding="utf-8")
    return re.sub(r"//# sourceMappingURL=\S*", "", text).strip()


def _data_url(package: str, name: str) -> str:
    picture = (resources.files(package) / "data" / name).read_bytes()
    return f"data:image/png;base64,{base64.b64encode(picture).decode('ascii')}"
