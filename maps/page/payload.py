"""What the page knows: places, lines, figures, sources, routes and own layers as plain data.

Rows refer to each other by number, so that a source that fifty figures share is written
once.  Nothing here is HTML: the page puts every text in as text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from ... import layers
from ...geo.evidence.trade import read_trade
from ...geo.graph.edge import CAUSES, KINDS
from ...geo.places.countries import COUNTRIES
from ...geo.uncertainty.outlook import Outlook
from ..look import style
from ..look.words import CORRIDORS
from .geometry import CORRIDOR, LINE_SCALE, base_map, encode_line
from .route_rows import RouteRows
from .rows import Rows

if TYPE_CHECKING:
    from ...geo import Corridor, Place, Route
    from ...geo.graph.traffic import Flow
    from ...geo.ways.hubs import Choice

__all__ = ["NetworkRows", "build"]

START = ("XIA", "DUI")
"""Pair that an explorer shows first, if it has it."""


def build(
    corridor: Corridor | None,
    routes: Sequence[Outlook | Route] = (),
    *,
    choices: Iterable[Choice] = (),
    own: Sequence[dict[str, Any]] = (),
    base: bool = True,
) -> dict[str, Any]:
    """Data for the page.

    Parameters
    ----------
    corridor : Corridor or None
        The network, if it is to be drawn.
    routes : sequence of Outlook or Route
        Asked routes of this corridor.
    choices : iterable of Choice
        What a reader may choose from.
    own : sequence of dict
        Layers of one's own, from `khorgos.maps.page.own`.
    base : bool
        With the base map of countries and lakes.

    Returns
    -------
    dict
        Plain lists, dicts, texts and numbers, for JSON.

    Raises
    ------
    RequestError
        If a route belongs to another corridor.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> data = build(Corridor.load(), base=False)
    >>> sorted(data)[:3]
    ['asked', 'base', 'causes']
    """
    network = NetworkRows(corridor)
    rows = RouteRows(network)
    asked = [rows.add(_outlook(corridor, route)) for route in routes] if corridor else []
    offered = [rows.add(choice.outlook, choice.gateway, brief=True) for choice in choices]
    return {
        "version": corridor.data_version if corridor else "",
        "base": base_map() if base else None,
        "scale": LINE_SCALE,
        "corridor": list(CORRIDOR.bounds),
        "places": network.place_rows(),
        "lines": network.lines.rows,
        "flows": network.flows.rows,
        "own": list(own),
        "routes": rows.data(),
        "asked": asked,
        "explorer": _explorer(rows, offered) if offered else None,
        "corridors": CORRIDORS,
        "causes": {activity: CAUSES[kind] for activity, kind in KINDS.items()},
        "restFigure": network.figure("road.rest") if corridor else None,
        "trade": _trade(corridor, network) if corridor else [],
        "figures": network.figures.rows,
        "sources": network.sources.rows,
        "style": style.for_page(),
    }


def _outlook(corridor: Corridor, route: Outlook | Route) -> Outlook:
    return route if isinstance(route, Outlook) else corridor.outlook(route)


def _trade(corridor: Corridor, network: NetworkRows) -> list[list[Any]]:
    """Trade by year: year, whose statistics, US$ bn, how it was got, note and sources."""
    return [
        [
            *(row.year, row.label, row.value, row.basis, row.note),
            [network.source(id_) for id_ in row.sources],
        ]
        for row in read_trade(corridor.folder)
    ]


def _explorer(rows: RouteRows, offered: Sequence[int]) -> dict[str, Any]:
    """Hubs in order, the number of the first route between them, and that of the one to open."""
    hubs = list(dict.fromkeys(rows.rows[number][0] for number in offered))
    start = [rows.network.places.get(id_) for id_ in START]
    start = start if set(start) <= set(hubs) else [hubs[0], hubs[-1]]
    asked = (
        n for n in offered if rows.rows[n][:2] == start and rows.kind(n)["service"] == "standard"
    )
    return {"hubs": hubs, "routes": offered[0], "first": next(asked, offered[0])}


class NetworkRows:
    """Rows of the network of one page.

    Parameters
    ----------
    corridor : Corridor or None
        Nothing to draw if there is none.
    """

    def __init__(self, corridor: Corridor | None) -> None:
        self.corridor = corridor
        self.sources = Rows()
        self.figures = Rows()
        self.flows = Rows()
        self.lines = Rows()
        self.places = {
            id_: number for number, id_ in enumerate(corridor.places if corridor else ())
        }
        self.line_of_edge: dict[str, int] = {}
        self.handling: dict[str, list[list[Any]]] = {}
        self.breaks_gauge: set[str] = set()
        self.networks: list[set[str]] = []
        self.statuses: list[set[str]] = []
        if corridor is None:
            return
        flows = corridor.flows
        for edge in layers.edges(corridor).to_dict("records"):
            if edge["kind"] == "move":
                self._move(edge, flows.get(edge["id"]))
            else:
                self._handling(edge)
        for row, networks, statuses in zip(
            self.lines.rows, self.networks, self.statuses, strict=True
        ):
            row["style"] = style.line_style(networks, statuses)

    def source(self, id_: str) -> int:
        """Number of a source's row: title and address."""
        known = self.sources.number(id_)
        if known is not None:
            return known
        source = self.corridor.sources.get(id_) if self.corridor else None
        return self.sources.add(id_, [source.title, source.url] if source else [id_, ""])

    def figure(self, id_: str) -> int:
        """Number of a figure's row, which has one row for each variant and regime."""
        number = self.figures.number(id_)
        if number is not None or self.corridor is None:
            return number or 0
        variants = [
            _filled(
                {
                    "variant": figure.variant,
                    "regime": "" if figure.regime == "any" else figure.regime,
                    "label": figure.label,
                    "unit": figure.unit,
                    "range": [figure.low, figure.mode, figure.high],
                    "judgement": figure.judgement,
                    "sources": [self.source(source) for source in figure.sources],
                    "year": figure.as_of,
                    "note": figure.note,
                }
            )
            for figure in self.corridor.figures[id_].values()
        ]
        return self.figures.add(id_, variants)

    def _flow(self, flow: Flow) -> int:
        row = {
            "label": flow.label,
            "unit": flow.unit,
            "perDay": [flow.low, flow.per_day, flow.high],
            "year": flow.as_of,
            "judgement": flow.judgement,
            "sources": [self.source(source) for source in flow.sources],
            "note": flow.note,
        }
        return self.flows.add(flow.id, _filled(row))

    def _move(self, edge: dict[str, Any], flow: Flow | None) -> None:
        ends = frozenset((edge["from"], edge["to"]))
        key = (edge["line"], ends)
        number = self.lines.number(key)
        if number is None:
            path = encode_line(edge["geometry"])
            start, end = self.places[edge["from"]], self.places[edge["to"]]
            number = self.lines.add(key, {"from": start, "to": end, "path": path, "edges": []})
            self.networks.append(set())
            self.statuses.append(set())
        if flow is not None:
            self.lines.rows[number]["flow"] = self._flow(flow)
        gauge = _whole(edge["gauge"])
        self.line_of_edge[edge["id"]] = number
        self.networks[number].add(f"{edge['carrier']}{gauge or ''}")
        self.statuses[number].add(edge["status"])
        row = {
            "carrier": edge["carrier"],
            "gauge": gauge,
            # A flight is in no country, and not on international waters either.
            "country": ""
            if edge["carrier"] == "air"
            else COUNTRIES.get(edge["country"], edge["country"]),
            "status": "" if edge["status"] == "open" else edge["status"],
            "tracks": _whole(edge["tracks"]),
            "km": round(edge["length_km"], 1),
            "kmSource": self.source(edge["length_source"]),
            "figure": self.figure(edge["figure"]),
            "schematic": bool(edge["schematic"]),
            "note": edge["note"],
        }
        details = _filled(row)
        # The two directions of a line often differ in nothing that a reader sees.
        if details not in self.lines.rows[number]["edges"]:
            self.lines.rows[number]["edges"].append(details)

    def _handling(self, edge: dict[str, Any]) -> None:
        if edge["kind"] == "gauge" and edge["status"] == "open":
            self.breaks_gauge.add(edge["from"])
        row = [self.figure(edge["figure"]), edge["status"]]
        rows = self.handling.setdefault(edge["from"], [])
        if row not in rows:
            rows.append(row)

    def place_rows(self) -> list[dict[str, Any]]:
        """A row for each place, in the order of `places`."""
        known = self.corridor.places if self.corridor else {}
        return [self._place(place) for place in known.values()]

    def _place(self, place: Place) -> dict[str, Any]:
        symbol = style.symbol(place.kind, breaks_gauge=place.id in self.breaks_gauge)
        row = {
            "name": place.name,
            "names": _filled({"ru": place.name_ru, "kk": place.name_kk, "zh": place.name_zh}),
            "country": COUNTRIES.get(place.country, place.country),
            "kind": place.kind,
            "symbol": symbol,
            "layer": style.LAYER_OF_SYMBOL[symbol],
            "rank": place.rank,
            "at": [round(place.lat, 4), round(place.lon, 4)],
            "status": place.status,
            "confidence": place.confidence,
            "note": place.note,
            "handling": self.handling.get(place.id, []),
        }
        return _filled(row)


def _filled(row: dict[str, Any]) -> dict[str, Any]:
    """The row without empty cells: they would cost a tenth of the page."""
    empty: tuple[Any, ...] = (None, "", [], {})
    return {key: value for key, value in row.items() if value is not False and value not in empty}


def _whole(value: Any) -> int | None:
    """An integer of a table column that may be empty."""
    try:
        return int(value)
    except (TypeError, ValueError):
        return None
