"""Turn a map into one HTML page: whole without a network, or with its libraries from the web."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from html.parser import HTMLParser
from typing import Any

import folium
from branca.element import CssLink, Element, Figure, JavascriptLink
from jinja2 import Template

from ...geo.errors import RequestError
from .offline import (
    Verbatim,
    entities,
    jquery_script,
    leaflet_script,
    leaflet_style,
    pin_script,
    script_files,
    style_files,
)
from .policy import FRAME, framed, policy

__all__ = ["Page", "addresses", "check_whole", "elements_of", "render"]

# What folium pins, before anybody changes its lists.
_SCRIPTS = dict(folium.Map.default_js)
_STYLES = dict(folium.Map.default_css)

_ID = re.compile(r"(?<=_)[0-9a-f]{32}(?![0-9a-f])")
_JQUERY = re.compile(r"\$[(.]|\bjQuery\b|<script[^>]+\bsrc=")
# folium forbids to enlarge the page, which some need to read it.
_UNSCALABLE = re.compile(r'<meta name="viewport"[^>]*user-scalable=no[^>]*>')
_POLICY = "<!-- policy -->"
_WEB = r"(?:https?:)?//[^\s\"'`<>\\)]+"
_CSS = re.compile(rf"(?:url\(|@import)\s*[\"']?({_WEB})", re.IGNORECASE)
_TEXT = re.compile(
    # A call whose first argument is an address: tiles, pictures, data, workers.
    rf"\b(?!(?:open|bindPopup|bindTooltip|setContent|log)\()\w+\(\s*[\"'`]({_WEB})"
    # The address of an icon, or one of the options of a request.
    rf"|[\"']?\b(?:icon|iconRetina|shadow)Url[\"']?\s*:\s*[\"'`]({_WEB})"
    rf"|(?<![\"'])\burl\s*:\s*[\"'`]({_WEB})"
    # HTML in a popup or an icon.
    rf"|<(?!a\b)\w+\b[^>]*?\b(?:src|srcset|poster)\s*=\s*\\?[\"']?({_WEB})",
    re.IGNORECASE,
)


class Page(Figure):
    """The whole HTML page around a map of `khorgos.maps.draw`.

    It names its language and title, asks for no icon, and numbers folium's random ids, so that
    the same input gives the same bytes.

    Parameters
    ----------
    title : str
        Title of the page, as text.
    """

    _template = Template(
        "<!DOCTYPE html>\n"
        '<html lang="en">\n'
        "<head>\n"
        "{{ this.header.render(**kwargs) }}\n"
        "<title>{{ this.title }}</title>\n"
        "</head>\n"
        "<body>\n"
        "{{ this.html.render(**kwargs) }}\n"
        "<script>\n{{ this.script.render(**kwargs) }}\n</script>\n"
        "</body>\n"
        "</html>\n"
    )

    def __init__(self, title: str) -> None:
        super().__init__(title=entities(title))
        head = (
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            '<link rel="icon" href="data:,">'
        )
        for name, text in {
            "khorgos_head": head,
            "leaflet_css": _style(leaflet_style()),
            "khorgos_css": _style(style_files()),
            "leaflet": _script(leaflet_script()),
            "jquery": _script(jquery_script()),
            "khorgos_js": _script(script_files()),
        }.items():
            self.header.add_child(Verbatim(text), name=name)

    def render(self, **_: Any) -> str:
        """The page as HTML, whole without a network."""
        return render(self)


def render(figure: Figure, *, offline: bool = True) -> str:
    """Page of any folium map, with folium's random ids numbered.

    The figure is afterwards as it was before.

    Parameters
    ----------
    figure : branca.element.Figure
        Root of the map.
    offline : bool
        Put Leaflet into the page, and jQuery if something asks for it; leave out what else
        folium links to on every map.  Otherwise the page loads them from the addresses that
        folium pins.

    Returns
    -------
    str
        HTML; the same map gives the same text.

    Examples
    --------
    >>> root = folium.Map(tiles=None).get_root()
    >>> "<script src=" in render(root), "<script src=" in render(root, offline=False)
    (False, True)
    """
    # folium leaves in the tree what it rendered; without it, a second time is like the first.
    before = [(element, element._children.copy()) for element in elements_of(figure)]  # noqa: SLF001
    try:
        for child in list(figure._children.values()):  # noqa: SLF001
            child.render()
        elements = elements_of(figure)
        head = figure.header._children  # noqa: SLF001
        if offline:
            _embed(head, pins=any(isinstance(element, folium.Icon) for element in elements))
        elif isinstance(figure, Page):
            _link(head)
        # Not a map that folium and its plug-ins fetch from the web: they change it as they like.
        guarded = offline or isinstance(figure, Page)
        if guarded and not _asks_for_jquery(figure):
            head.pop("jquery", None)
        parts = [
            child.render()
            for part in (figure.header, figure.html)
            for child in part._children.values()  # noqa: SLF001
        ]
        script = str(figure.script.render())
        if guarded:
            # After what says how the page is encoded, before all that the policy is about.
            head["policy"] = Verbatim(_POLICY)
            for name in [name for name in head if name not in ("meta_http", "policy")]:
                head.move_to_end(name)
        text = str(figure._template.render(this=figure, kwargs={}))  # noqa: SLF001
        if isinstance(figure, Page):
            text = _UNSCALABLE.sub("", text, count=1)
    finally:
        for element, children in before:
            element._children = children  # noqa: SLF001
    numbers = _numbers(text, {element._id for element in elements})  # noqa: SLF001
    text, script, *parts = (_numbered(part, numbers) for part in (text, script, *parts))
    if not guarded:
        return text
    return _guarded(text, script, parts, compiles=any(map(_compiles, elements)))


def _guarded(text: str, script: str, parts: Sequence[str], *, compiles: bool) -> str:
    """The page with its policy."""
    end = text.rindex("</script>")
    start = text.rindex("<script>", 0, text.rindex(script, 0, end)) + len("<script>")
    allowed = policy(parts, text[start:end], addresses(text), compiles=compiles)
    meta = f'<meta http-equiv="Content-Security-Policy" content="{allowed}">'
    return text.replace(_POLICY, meta, 1)


def _compiles(element: Element) -> bool:
    return isinstance(element, (folium.Vega, folium.VegaLite))


def _embed(head: dict[str, Element], *, pins: bool) -> None:
    """Put libraries in the place of their links."""
    whole = {
        "leaflet": _script(leaflet_script()),
        "leaflet_css": _style(leaflet_style()),
        "jquery": _script(jquery_script()),
        "awesome_markers": _script(pin_script()) if pins else "",
    }
    for name, element in list(head.items()):
        pinned = _SCRIPTS.get(name) or _STYLES.get(name)
        if isinstance(element, (JavascriptLink, CssLink)) and element.url == pinned:
            # The others draw nothing that the page cannot do without.
            head[name] = Verbatim(whole.get(name, ""))


def _link(head: dict[str, Element]) -> None:
    """Put links in the place of libraries."""
    for name in ("leaflet", "jquery"):
        head[name] = JavascriptLink(_SCRIPTS[name])
    head["leaflet_css"] = CssLink(_STYLES["leaflet_css"])


def _asks_for_jquery(figure: Figure) -> bool:
    """Popups of folium do, and plug-ins may; the page's own script does not."""
    return any(
        _JQUERY.search(child.render())
        for part in (figure.header, figure.html, figure.script)
        for name, child in part._children.items()  # noqa: SLF001
        if not isinstance(child, Verbatim) and name not in ("leaflet", "jquery")
    )


def _numbers(text: str, random: Collection[str]) -> dict[str, str]:
    """A number for each of the ids that folium draws at random, in their order on the page."""
    ids = dict.fromkeys(id_ for id_ in _ID.findall(text) if id_ in random)
    return {id_: str(number) for number, id_ in enumerate(ids, start=1)}


def _numbered(text: str, numbers: Mapping[str, str]) -> str:
    return _ID.sub(lambda id_: numbers.get(id_[0], id_[0]), text)


def elements_of(root: Element) -> list[Element]:
    """An element and all that hangs on it, wherever folium keeps it.

    Examples
    --------
    >>> len(elements_of(folium.FeatureGroup().add_child(folium.Marker([44, 80]))))
    2
    """
    found: dict[int, Element] = {}
    waiting: list[Any] = [root]
    while waiting:
        thing = waiting.pop()
        if isinstance(thing, Element) and id(thing) not in found:
            found[id(thing)] = thing
            for value in vars(thing).values():
                parts = value.values() if isinstance(value, dict) else value
                waiting += parts if isinstance(value, (dict, list, tuple)) else [value]
    return list(found.values())


@cache
def _script(text: str) -> str:
    return f"<script>{text}</script>"


@cache
def _style(text: str) -> str:
    return f"<style>{text}</style>"


def addresses(html: str) -> list[str]:
    """What a page asks the network for; links that a reader may follow are no part of it.

    Parameters
    ----------
    html : str
        The page.

    Returns
    -------
    list of str
        Addresses of scripts, styles, tiles, pictures and data, as far as they are written out.

    Examples
    --------
    >>> addresses('<img src="https://example.org/a.png"><a href="https://example.org">a</a>')
    ['https://example.org/a.png']
    """
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return list(dict.fromkeys(reader.found))


def check_whole(html: str, allowed: Collection[str] = ()) -> None:
    """Refuse a page that asks the network for anything but what is allowed.

    Parameters
    ----------
    html : str
        The page.
    allowed : collection of str
        Addresses that its user asked for.

    Raises
    ------
    RequestError
        If it does.

    Examples
    --------
    >>> check_whole("<p>nothing</p>")
    """
    asked = [address for address in addresses(html) if address not in allowed]
    if asked:
        more = f" and {len(asked) - 1} more" if len(asked) > 1 else ""
        raise RequestError(
            f"this map asks for {asked[0]}{more}; remove what needs it, or save with offline=False"
        )


class _Reader(HTMLParser):
    """Collects the addresses that a browser would load."""

    # Scripts that ask for nothing, though they name addresses.
    OWN = frozenset((leaflet_script, jquery_script, script_files, pin_script))

    # Types of scripts that are none.
    DATA = frozenset(("application/json", "application/zlib"))

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at the attributes that load something."""
        values = {name: value or "" for name, value in attrs}
        self.inside = "" if values.get("type", "").lower() in self.DATA else tag
        for page in framed(values) if tag == "iframe" else ():
            self.found += addresses(page)
        loads = [values.get(name, "") for name in ("src", "srcset", "poster", "data")]
        if tag in ("link", "image", "use"):
            loads += [values.get("href", ""), values.get("xlink:href", "")]
        self.found += [found[0] for value in loads if (found := re.match(_WEB, value.strip()))]
        self.found += _CSS.findall(values.get("style", ""))

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002
        """Leave the element."""
        self.inside = ""

    def handle_data(self, data: str) -> None:
        """Look at scripts and styles."""
        if self.inside == "style":
            self.found += _CSS.findall(data)
        elif self.inside == "script" and data not in [part() for part in self.OWN]:
            text = data.replace("\\u003c", "<").replace("\\u003e", ">")
            self.found += [next(filter(None, groups)) for groups in _TEXT.findall(text)]
            for frame in FRAME.findall(text):
                self.found += addresses(frame)
