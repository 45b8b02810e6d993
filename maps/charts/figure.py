"""What all pictures by matplotlib share: settings, text that is no formula, the same bytes.

Pictures are drawn without pyplot, and settings hold only while one is drawn.  A text from a table
comes into a chart by `shorten` or ``clean``: matplotlib writes control characters as they are.
"""

from __future__ import annotations

import textwrap
import unicodedata
import warnings
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...geo.errors import RequestError, echo_path
from ...geo.places.countries import WATERS
from ...layers.files import draft_of
from ..look.style import INK
from ..look.words import clean

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from ...geo import Route

__all__ = [
    "GRID",
    "LONGEST_PLACE",
    "MUTED",
    "SETTINGS",
    "STEPS",
    "SUFFIXES",
    "amount",
    "check_suffix",
    "drawing",
    "ends_of",
    "footer_of",
    "framed",
    "legend_above",
    "route_names",
    "shorten",
    "write_figure",
]

SUFFIXES = (".svg", ".png", ".pdf")
DOTS_PER_INCH = 150
MUTED = "#5b6168"
SETTINGS: dict[str, Any] = {
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": "#9aa1a9",
    "axes.labelcolor": MUTED,
    "text.color": INK,
    "xtick.color": "#9aa1a9",
    "ytick.color": "#9aa1a9",
    "xtick.labelcolor": MUTED,
    "ytick.labelcolor": MUTED,
}
GRID: dict[str, Any] = {"color": "#e4e7ea", "linewidth": 0.7}
STEPS = (1, 2, 5, 10)
"""Between the marks of an axis."""
WIDTH = 10.0
"""Inches."""
LINE = 165
"""Characters of a line below a chart."""
MOST_ROUTES = 6
"""More would hide each other; each has a colour of its own."""
LONGEST_PLACE = 28


def check_suffix(path: str | Path) -> str:
    """Ending of a picture's file, in small letters.

    Raises
    ------
    RequestError
        If no picture ends like this.

    Examples
    --------
    >>> check_suffix("Almaty.PNG")
    '.png'
    """
    suffix = Path(path).suffix.lower()
    if suffix not in SUFFIXES:
        raise RequestError(f"{echo_path(path)} is no picture; let it end in {', '.join(SUFFIXES)}")
    return suffix


@contextmanager
def drawing(settings: Mapping[str, Any] | None = None) -> Iterator[None]:
    """Settings of matplotlib that are the same everywhere, whatever the user's own are.

    Parameters
    ----------
    settings : mapping of str to object, optional
        More of matplotlib's ``rcParams``.

    Examples
    --------
    >>> import matplotlib as mpl
    >>> with drawing({"font.size": 9}):
    ...     mpl.rcParams["font.size"], mpl.rcParams["svg.fonttype"]
    (9.0, 'none')
    """
    from matplotlib import style

    # A fixed salt keeps the ids inside an SVG the same from run to run.
    own = {"svg.hashsalt": "khorgos", "svg.fonttype": "none", **(settings or {})}
    # A name may have dollars: no text is ever read as a formula, wherever matplotlib meets it.
    own |= {"text.parse_math": False, "text.usetex": False}
    with style.context(["default", own]), warnings.catch_warnings():
        # A name in a script that the font lacks becomes boxes, which says enough.
        warnings.filterwarnings("ignore", message="Glyph .* missing")
        yield


def write_figure(
    draw: Callable[[], Figure], path: str | Path, settings: Mapping[str, Any] | None = None
) -> Path:
    """Write what a function draws, whole or not at all; the same figure gives the same bytes.

    Parameters
    ----------
    draw : callable
        Returns the figure.
    path : str or Path
        The file; ends in ``.svg``, ``.png`` or ``.pdf``.
    settings : mapping of str to object, optional
        As for `drawing`.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    RequestError
        If the ending is another one, or the file cannot be written.
    """
    suffix = check_suffix(path)
    undated: dict[str, Any] = {".svg": {"Date": None}, ".pdf": {"CreationDate": None}}
    with draft_of(path) as draft, drawing(settings):
        # matplotlib finds no ending in "..svg".
        told: dict[str, Any] = {"format": suffix[1:], "metadata": undated.get(suffix)}
        draw().savefig(draft, dpi=DOTS_PER_INCH, **told)
    return Path(path)


def shorten(text: str, longest: int) -> str:
    """Text of at most so many characters, those of East Asia twice as wide, all fit for a picture.

    Examples
    --------
    >>> shorten("Khorgos Gateway", 8)
    'Khorgos…'
    >>> shorten("霍尔果斯口岸", 8)
    '霍尔果…'
    """
    # No letter is less than one wide: what lies behind so many needs no look.
    widths = (1 + (unicodedata.east_asian_width(char) in "WF") for char in text[: longest + 1])
    ends = list(accumulate(widths))
    if not ends or ends[-1] <= longest:
        return clean(text)
    return clean(f"{text[: bisect_right(ends, longest - 1)]}…")


def amount(hours: float, unit: int) -> str:
    """A time in words: less than a day is said in hours in a chart of days too.

    Examples
    --------
    >>> amount(3.0, 24), amount(30.0, 24), amount(30.0, 1)
    ('3 hours', '1.2 days', '30 hours')
    """
    day = 24
    short = unit < day or hours < day
    number = f"{hours if short else hours / day:.1f}".removesuffix(".0")
    return f"{number} {'hour' if short else 'day'}{'' if number == '1' else 's'}"


def ends_of(route: Route) -> str:
    """Names of where a route starts and ends.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> ends_of(Corridor.load().route("Zhetygen", "Altynkol"))
    'Zhetygen → Altynkol'
    """
    ends = (route.origin, route.destination)
    return " → ".join(shorten(place.name, LONGEST_PLACE) for place in ends)


def route_names(routes: Sequence[Route]) -> list[str]:
    """Names of routes that stand side by side, told apart where their ends are the same.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> corridor = Corridor.load()
    >>> asked = [corridor.route("Xi'an", "Duisburg", avoid=avoid) for avoid in ((), "Russia")]
    >>> route_names(asked)
    ["Xi'an → Duisburg by Russia, Belarus", "Xi'an → Duisburg by Azerbaijan, Georgia"]
    """
    names = [ends_of(route) for route in routes]
    found = []
    for name, route in zip(names, routes, strict=True):
        rivals = [other for other, its in zip(routes, names, strict=True) if its == name]
        told = _difference(route, [other for other in rivals if other is not route])
        found.append(" ".join(filter(None, (name, told))))
    return found


def _difference(route: Route, others: Sequence[Route]) -> str:
    """What a route has that others between its ends have not; its km if there is nothing else."""
    words = []
    same = [other for other in others if set(other.countries) == set(route.countries)]
    elsewhere = {code for other in others if other not in same for code in other.countries}
    own = [c for c in route.countries if c not in elsewhere and c != WATERS]
    if len(same) < len(others) and own:
        names = [shorten(route.geography.countries.name(code), LONGEST_PLACE) for code in own[:2]]
        words.append(f"by {', '.join(names)}")
    if same or (others and not words):
        tells = [
            (route.mode, [other.mode for other in same]),
            (route.vehicle, [other.vehicle for other in same]),
            (f"{route.service} service", [f"{other.service} service" for other in same]),
            *((f"by {stop}", _stops(same)) for stop in _borders(route)),
        ]
        apart = [word for word, theirs in tells if same and word not in theirs]
        words.append(apart[0] if apart else f"{route.distance_km:,.0f} km")
    return ", ".join(words)


def _borders(route: Route) -> list[str]:
    """Places of border formalities, in order."""
    return [
        shorten(leg.origin.name, LONGEST_PLACE) for leg in route.legs if leg.activity == "customs"
    ]


def _stops(routes: Sequence[Route]) -> set[str]:
    return {f"by {stop}" for route in routes for stop in _borders(route)}


def framed(height: float, title: str, told: str, footer: str) -> Figure:
    """Figure with a title, a line that says how to read it, and below what it rests on."""
    from matplotlib.figure import Figure

    lines = textwrap.wrap(clean(footer), LINE)
    above, below = 0.78, 0.14 + 0.145 * len(lines)  # inches
    height += above + below
    rect = (0.0, below / height, 1.0, 1 - (above + below) / height)
    figure = Figure(figsize=(WIDTH, height), layout="constrained")
    figure.get_layout_engine().set(w_pad=0.13, h_pad=0.04, rect=rect)  # type: ignore[union-attr, call-arg]
    left = 0.13 / WIDTH
    figure.text(left, 1 - 0.14 / height, clean(title), va="top", fontsize=14, fontweight="bold")
    figure.text(left, 1 - 0.47 / height, clean(told), va="top", color=MUTED)
    figure.text(left, 0.09 / height, "\n".join(lines), va="bottom", fontsize=7.5, color=MUTED)
    return figure


def legend_above(axes: Axes) -> None:
    """All entries in a row above the axes."""
    axes.legend(
        loc="lower left",
        bbox_to_anchor=(0.0, 1.0),
        ncols=len(axes.get_legend_handles_labels()[0]),
        frameon=False,
        handlelength=1.2,
        borderaxespad=0.2,
    )


def footer_of(routes: Sequence[Route]) -> str:
    """On what a chart of routes rests.

    Raises
    ------
    RequestError
        If there is no route, or more than `MOST_ROUTES`.
    """
    if not routes:
        raise RequestError("the chart needs a route; name its origin and its destination")
    if len(routes) > MOST_ROUTES:
        reason = f"{len(routes)} routes are too many for a chart"
        raise RequestError(f"{reason}; name at most {MOST_ROUTES}")
    count = len(dict.fromkeys(id_ for route in routes for id_ in route.sources))
    return (
        f"Made with khorgos, data version {routes[0].data_version}. The legs rest on {count} "
        "sources: khorgos route ORIGIN DESTINATION --sources prints them."
    )
