"""What a page may run and load: a Content-Security-Policy of its own, and nothing beyond it.

A script runs if its hash stands in the policy, so that none can be slipped in by a text, whatever
becomes of it; handlers in attributes and ``javascript:`` addresses never do.
"""

from __future__ import annotations

import base64
import hashlib
import re
import warnings
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from functools import lru_cache
from html.parser import HTMLParser
from urllib.parse import quote, unquote_to_bytes, urlsplit

__all__ = ["FRAME", "framed", "policy"]

_RUNS = frozenset(("", "module", "text/javascript", "application/javascript"))
"""Types of scripts that run."""
_TAG = re.compile(r"<(?P<tag>[a-z]\w*)\b[^<>]*?\s(?P<name>on[a-z]+|style)\s*=", re.IGNORECASE)
FRAME = re.compile(r"<iframe\b[^<>]*>", re.IGNORECASE)
"""A frame in a script, such as that of a popup."""
_DATA = re.compile(r"data:(text/html[^,]*),(.*)", re.IGNORECASE | re.DOTALL)
_HOST = re.compile(r"(?:https?:)?//([^/?#]+)", re.IGNORECASE)


def policy(
    parts: Iterable[str],
    start: str,
    addresses: Collection[str] = (),
    *,
    compiles: bool = False,
) -> str:
    r"""Policy of a page, as the content of a ``meta`` element.

    Parameters
    ----------
    parts : iterable of str
        HTML of which the page is put together, each part whole: its scripts and styles are meant.
    start : str
        The script that begins it, with all that stands between its tags.
    addresses : collection of str
        What the page was asked to load from the web, such as tiles.
    compiles : bool
        Scripts make others out of text, as those of Vega do.

    Returns
    -------
    str
        Directives.  Everything that is not named is refused.

    Warns
    -----
    UserWarning
        If a part has handlers in attributes, which no longer run.

    Examples
    --------
    >>> allowed = policy([], "go()", ["https://{s}.tile.org/{z}.png"]).split("; ")
    >>> print(*allowed[:2], allowed[3], sep="\n")
    default-src 'none'
    script-src 'sha256-5KYv+PUboo5h+0+YAtGRPbwv5d/QxzHslP4YGnUaxRw='
    connect-src https://*.tile.org
    """
    found = _Parts()
    for part in parts:
        found.read(part)
    found.scripts.append(start)
    found.look(start)
    if found.handlers:
        names = ", ".join(sorted(found.handlers))
        warnings.warn(
            f"handlers in attributes do not run in a page of khorgos: {names}; add them in a "
            "script, with addEventListener",
            stacklevel=4,  # whoever saves or shows the page
        )
    hosts = _hosts(addresses)
    # Plug-ins bring styles of their own, and HTML in popups has them in attributes.
    inline = found.styled or found.sources
    styles = ["'unsafe-inline'"] if inline else _hashes(found.styles)
    directives = {
        "default-src": ["'none'"],
        "script-src": [
            *_hashes(found.scripts),
            *map(_exact, found.sources),
            *(["'unsafe-eval'"] if compiles else []),
        ],
        "style-src": [*styles, *map(_exact, found.links)],
        "img-src": ["data:", *hosts],
        "font-src": ["data:", *_hosts(found.links)] if found.links else [],
        "connect-src": hosts,
        "frame-src": ["data:", *hosts] if found.framed else [],
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
    }
    return "; ".join(
        " ".join((name, *dict.fromkeys(allowed))) for name, allowed in directives.items() if allowed
    )


def framed(attributes: Mapping[str, str]) -> list[str]:
    """Pages that stand in the attributes of a frame.  They are held to the policy around it, too.

    Parameters
    ----------
    attributes : mapping of str to str
        Those of an ``iframe``.

    Returns
    -------
    list of str
        HTML.

    Examples
    --------
    >>> framed({"srcdoc": "<p>one</p>", "src": "data:text/html,%3Cp%3Etwo%3C/p%3E"})
    ['<p>one</p>', '<p>two</p>']
    """
    pages = [attributes["srcdoc"]] if "srcdoc" in attributes else []
    if found := _DATA.match(attributes.get("src", "")):
        kind, text = found[1].lower(), unquote_to_bytes(found[2])
        with suppress(ValueError):  # no page that a browser could read
            text = base64.b64decode(text) if kind.endswith("base64") else text
            pages.append(text.decode("utf-8", "replace"))
    return pages


@lru_cache(maxsize=64)
def _hash(text: str) -> str:
    """Hash of what stands between the tags, as a browser reads it."""
    text = re.sub("\r\n?", "\n", text).replace("\0", "\N{REPLACEMENT CHARACTER}")
    digest = hashlib.sha256(text.encode("utf-8", "replace")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"


def _hashes(texts: Iterable[str]) -> list[str]:
    return [_hash(text) for text in texts]


def _hosts(addresses: Iterable[str]) -> list[str]:
    """Hosts of addresses; a variable part of one, as of tiles, stands for any."""
    names = (match[1] for address in addresses if (match := _HOST.match(address)))
    hosts = [".".join("*" if "{" in part else part for part in name.split(".")) for name in names]
    # A policy knows a star in the place of the first parts only.
    hosts = [re.sub(r"^.*\*", "*", host) for host in hosts]
    return [f"https://{host}" for host in dict.fromkeys(hosts) if re.fullmatch(r"[\w*.:-]+", host)]


def _exact(address: str) -> str:
    """Address of a script or a style as a policy writes it: without what is asked of it."""
    parts = urlsplit(address)
    return f"{parts.scheme or 'https'}://{quote(parts.netloc, ':@')}{quote(parts.path, '/@:%')}"


class _Parts(HTMLParser):
    """Collects scripts, styles and what else asks for a permission."""

    def __init__(self) -> None:
        super().__init__()
        self.scripts: list[str] = []
        self.styles: list[str] = []
        self.sources: list[str] = []
        self.links: list[str] = []
        self.handlers: set[str] = set()
        self.styled = self.framed = False
        self._inside: list[str] | None = None

    def read(self, part: str) -> None:
        """Read a part from its beginning to its end."""
        self.reset()
        self._inside = None
        self.feed(part)
        self.close()

    def _take(self, page: str) -> None:
        """A page in a frame needs what it would need alone."""
        inner = _Parts()
        inner.read(page)
        self.scripts += inner.scripts
        self.styles += inner.styles
        self.sources += inner.sources
        self.links += inner.links
        self.handlers |= inner.handlers
        self.styled = self.styled or inner.styled

    def look(self, script: str) -> None:
        """HTML in a script, such as that of a popup."""
        self.framed = self.framed or "<iframe" in script
        for frame in FRAME.findall(script):
            self._take(frame)
        for found in _TAG.finditer(script):
            self._note(found["tag"].lower(), [found["name"].lower()])

    def _note(self, tag: str, names: Collection[str]) -> None:
        self.framed = self.framed or tag == "iframe"
        self.styled = self.styled or "style" in names
        self.handlers |= {name for name in names if name.startswith("on")}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what an element is allowed for."""
        values = {name: value or "" for name, value in attrs}
        self._note(tag, values)
        for page in framed(values) if tag == "iframe" else ():
            self._take(page)
        if tag == "script" and "src" in values:
            self.sources.append(values["src"])
        elif tag == "script" and values.get("type", "").lower() in _RUNS:
            self._inside = self.scripts
        elif tag == "style":
            self._inside = self.styles
        elif tag == "link" and "stylesheet" in values.get("rel", "").lower().split():
            self.links.append(values.get("href", ""))
        if self._inside is not None:
            self._inside.append("")

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002
        """Leave the element."""
        self._inside = None

    def handle_data(self, data: str) -> None:
        """What stands in a script or a style."""
        if self._inside is not None:
            self._inside[-1] += data
            if self._inside is self.scripts:
                self.look(data)
