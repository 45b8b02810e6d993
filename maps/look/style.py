"""How things look: symbols, lines, layers and colours, for the map and its legend alike.

Everything here is the project's own work and constant; no text comes from a data table.
The colours are those of Okabe and Ito, which colour-blind readers tell apart, and every
kind of line differs by a pattern too.  They are those of the light theme; the page knows them
by their roles, so that its style sheet can give each another colour in the dark.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

__all__ = [
    "ATTRIBUTION",
    "CAUSE_COLOURS",
    "LAYERS",
    "LEGEND",
    "LINES",
    "ROLES",
    "ROUTE_COLOURS",
    "SYMBOLS",
    "for_page",
    "line_style",
    "symbol",
]

INK = "#30343b"
PAPER = "#ffffff"
BLUE = "#0072B2"
VERMILLION = "#D55E00"
GREEN = "#009E73"
PURPLE = "#CC79A7"
SKY = "#56B4E9"
GREY = "#8b867b"


def _circle(radius: float) -> str:
    return f"M12 {12 - radius}a{radius} {radius} 0 1 0 .01 0z"


_SQUARE = "M4 4h16v16h-16z"
_DIAMOND = "M12 2l10 10l-10 10l-10-10z"
_HEXAGON = "M12 2.5l8.5 4.75v9.5l-8.5 4.75l-8.5-4.75v-9.5z"
_ANCHOR = (
    "M12 2.8a2.3 2.3 0 1 0 .01 0z M12 7.4v13 M7.5 10.5h9 M4 13.5c.4 4.4 3.6 7 8 7c4.4 0 7.6-2.6 8-7"
)
_PLANE = (
    "M12 1.5c1 0 1.6 1.2 1.6 3v4.6l8 4.9v2.2l-8-2.5v4.8l2.4 1.8v1.7l-4-1.2l-4 1.2v-1.7"
    "l2.4-1.8v-4.8l-8 2.5v-2.2l8-4.9v-4.6c0-1.8.6-3 1.6-3z"
)

SYMBOLS: dict[str, dict[str, Any]] = {
    "city": {
        "label": "City or town",
        "shapes": [(_circle(8), PAPER, INK, 2.6)],
    },
    "hub": {
        "label": "Rail hub",
        "shapes": [(_circle(8), PAPER, INK, 2.6), (_circle(3.4), INK, "none", 0)],
    },
    "station": {
        "label": "Station",
        "shapes": [(_circle(6.5), INK, PAPER, 2)],
    },
    "dry_port": {
        "label": "Dry port",
        "shapes": [
            (_SQUARE, PAPER, INK, 2.4),
            ("M4 12L12 4 M4 20L20 4 M12 20L20 12", "none", INK, 1.9),
        ],
    },
    "free_zone": {
        "label": "Free zone",
        "shapes": [(_HEXAGON, PAPER, INK, 2.4), ("M8 9.5h8 M8 14.5h8", "none", INK, 1.9)],
    },
    "border": {
        "label": "Border crossing",
        "shapes": [(_DIAMOND, PAPER, INK, 2.6)],
    },
    "gauge_break": {
        "label": "Break of gauge",
        "shapes": [
            ("M12 2l-10 10l10 10z", BLUE, "none", 0),
            ("M12 2l10 10l-10 10z", VERMILLION, "none", 0),
            (_DIAMOND, "none", INK, 2.2),
        ],
    },
    "seaport": {
        "label": "Seaport",
        "shapes": [(_ANCHOR, "none", PAPER, 6), (_ANCHOR, "none", INK, 2.4)],
    },
    "airport": {
        "label": "Airport",
        "shapes": [(_PLANE, INK, PAPER, 1.4)],
    },
    "toll": {
        "label": "Toll plaza",
        "shapes": [(_circle(9), PAPER, INK, 2.2), ("M6.5 12h11", "none", INK, 3.2)],
    },
}
"""Symbol -> its words in the legend and its shapes, drawn one over the other."""

_SYMBOL_OF_KIND = {
    "city": "city",
    "settlement": "city",
    "rail_hub": "hub",
    "rail_station": "station",
    "border_station": "border",
    "border_point": "border",
    "road_crossing": "border",
    "dry_port": "dry_port",
    "free_zone": "free_zone",
    "seaport": "seaport",
    "airport": "airport",
    "toll_plaza": "toll",
}


def symbol(kind: str, *, breaks_gauge: bool) -> str:
    """Symbol of a place.

    Parameters
    ----------
    kind : str
        Kind of the place in ``places.csv``.
    breaks_gauge : bool
        Do containers or wagons change gauge there?

    Returns
    -------
    str
        Key of `SYMBOLS`.

    Examples
    --------
    >>> symbol("border_station", breaks_gauge=True), symbol("dry_port", breaks_gauge=True)
    ('gauge_break', 'dry_port')
    """
    found = _SYMBOL_OF_KIND.get(kind, "city")
    return "gauge_break" if breaks_gauge and found in ("border", "station", "hub") else found


Stroke = dict[str, Any]


def _stroke(colour: str, width: float, dash: str = "", cap: str = "butt") -> Stroke:
    return {"colour": colour, "width": width, "dash": dash, "cap": cap}


_TICKS = "1.4 8"
_DOUBLE_TICKS = "1.4 2.6 1.4 12"
_DOTS = "0.1 5"

LINES: dict[str, dict[str, Any]] = {
    "air": {
        "label": "Air",
        "layer": "air",
        "strokes": [_stroke(PURPLE, 1.4, "12 5")],
    },
    "sea": {
        "label": "Sea or ferry",
        "layer": "sea",
        "strokes": [_stroke(SKY, 2.8, _DOTS, "round")],
    },
    "road": {
        "label": "Road",
        "layer": "road",
        "strokes": [_stroke(GREY, 4), _stroke(PAPER, 1.8)],
    },
    "rail1435": {
        "label": "Rail 1435 mm",
        "layer": "rail1435",
        "strokes": [_stroke(BLUE, 2.6)],
    },
    "rail1520": {
        "label": "Rail 1520 mm",
        "layer": "rail1520",
        "strokes": [_stroke(VERMILLION, 2), _stroke(VERMILLION, 7, _TICKS)],
    },
    "dual": {
        "label": "Rail, both 1435 and 1520 mm",
        "layer": "dual",
        "strokes": [
            _stroke(VERMILLION, 4.4),
            _stroke(VERMILLION, 8, _TICKS),
            _stroke(BLUE, 4.4, "9.4 9.4"),
        ],
    },
    "rail1668": {
        "label": "Rail 1668 mm",
        "layer": "rail16xx",
        "strokes": [_stroke(GREEN, 2), _stroke(GREEN, 7, _DOUBLE_TICKS)],
    },
    "rail1676": {
        "label": "Rail 1676 mm",
        "layer": "rail16xx",
        "strokes": [_stroke(PURPLE, 2), _stroke(PURPLE, 5.4, "0.1 9", "round")],
    },
    "planned": {
        "label": "Planned",
        "layer": "closed",
        "strokes": [_stroke(INK, 2, "6 5")],
    },
    "suspended": {
        "label": "Suspended",
        "layer": "closed",
        "strokes": [_stroke(INK, 1.6), _stroke(PAPER, 0.8)],
        "cross": True,
    },
}
"""Style -> its words, its layer and its strokes; the last style is drawn on top."""


LEGEND = (
    "rail1435",
    "rail1520",
    "dual",
    "rail1668",
    "rail1676",
    "road",
    "sea",
    "air",
    "planned",
    "suspended",
)
"""Order of the lines in the legend."""


def line_style(networks: Collection[str], statuses: Collection[str]) -> str:
    """Style of a line that one or more edges share.

    Parameters
    ----------
    networks : collection of str
        ``rail1520``, ``road`` and so on: one of each edge.
    statuses : collection of str
        ``open``, ``planned``, ``suspended`` or ``closed``: one of each edge.

    Returns
    -------
    str
        Key of `LINES`.

    Examples
    --------
    >>> line_style({"rail1435", "rail1520"}, {"open"})
    'dual'
    >>> line_style({"ferry"}, {"open"}), line_style({"rail1520"}, {"planned"})
    ('sea', 'planned')

    Flights keep to themselves, whatever their status: they cross all that is on the ground.

    >>> line_style({"air"}, {"planned"})
    'air'
    """
    if set(networks) == {"air"}:
        return "air"
    if "open" not in statuses:
        return "planned" if set(statuses) == {"planned"} else "suspended"
    if {"rail1435", "rail1520"} <= set(networks):
        return "dual"
    network = min(networks)
    return network if network in LINES else "sea"


LAYERS = {
    "rail1435": "Rail 1435 mm",
    "rail1520": "Rail 1520 mm",
    "dual": "Rail, both gauges",
    "rail16xx": "Rail 1668 and 1676 mm",
    "road": "Road",
    "sea": "Sea and ferry",
    "air": "Air",
    "closed": "Planned and suspended",
    "flow": "Traffic (trains, trucks a day)",
    "borders": "Border crossings, breaks of gauge",
    "terminals": "Dry ports, free zones, airports",
    "seaports": "Seaports",
    "cities": "Cities and stations",
}
"""Layer -> its words in the layer control, in that order."""

LAYER_OF_SYMBOL = {
    "border": "borders",
    "gauge_break": "borders",
    "dry_port": "terminals",
    "free_zone": "terminals",
    "airport": "terminals",
    "toll": "terminals",
    "seaport": "seaports",
    "hub": "cities",
    "city": "cities",
    "station": "cities",
}

ROUTE_COLOURS = (
    "#C2187A",
    "#1F2430",
    "#00796B",
    "#8F6000",
    "#5E3C99",
    "#7A3B1D",
    "#B3132B",
    "#4F6D00",
)
"""Colours of the asked routes; none of them is used for the network."""

CAUSE_COLOURS = {
    "moving": "#44719c",
    "handling": "#e0a526",
    "borders": "#a63a50",
    "waiting": "#9aa1a9",
}

ROLES: dict[str, str] = {
    INK: "ink",
    PAPER: "paper",
    BLUE: "blue",
    VERMILLION: "vermillion",
    GREEN: "green",
    PURPLE: "purple",
    SKY: "sky",
    GREY: "grey",
    **{colour: f"route-{number}" for number, colour in enumerate(ROUTE_COLOURS, 1)},
    **{colour: cause for cause, colour in CAUSE_COLOURS.items()},
}
"""Colour -> the custom property of ``khorgos.css`` that holds it, and its like in the dark."""

ATTRIBUTION = (
    '© <a href="https://www.openstreetmap.org/copyright" target="_blank" '
    'rel="noopener noreferrer">OpenStreetMap contributors</a> '
    '(<a href="https://opendatacommons.org/licenses/odbl/1-0/" target="_blank" '
    'rel="noopener noreferrer">ODbL</a>) · '
    '<a href="https://www.geonames.org/" target="_blank" rel="noopener noreferrer">GeoNames</a> '
    '(<a href="https://creativecommons.org/licenses/by/4.0/" target="_blank" '
    'rel="noopener noreferrer">CC BY 4.0</a>) · '
    '<a href="https://www.naturalearthdata.com/" target="_blank" '
    'rel="noopener noreferrer">Natural Earth</a> · Borders are de facto'
)


def for_page() -> dict[str, Any]:
    """All of this for the page, with the role of each colour in place of the colour.

    Returns
    -------
    dict
        ``symbols``, ``lines``, ``legend``, ``routeColours``, ``causeColours`` and
        ``attribution``; a colour is written as ``var(--role)``.

    Examples
    --------
    >>> for_page()["lines"]["rail1435"]["strokes"]
    [{'colour': 'var(--blue)', 'width': 2.6, 'dash': '', 'cap': 'butt'}]
    """
    return {
        "symbols": _in_roles(SYMBOLS),
        "lines": _in_roles(LINES),
        "legend": LEGEND,
        "routeColours": _in_roles(ROUTE_COLOURS),
        "causeColours": _in_roles(CAUSE_COLOURS),
        "attribution": ATTRIBUTION,
    }


def _in_roles(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _in_roles(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_in_roles(part) for part in value]
    return f"var(--{ROLES[value]})" if value in ROLES else value
