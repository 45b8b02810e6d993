"""The network as rows for the page: places, lines, traffic, figures and sources.

Rows refer to each other by number, so that a source that fifty figures share is written once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ... import layers
from ...geo.graph.traffic import flows_of
from ...geo.places.countries import COUNTRIES
from ..look import style
from .compression import Rows
from .geometry import encode_line

if TYPE_CHECKING:
    from ...geo import Corridor, Place
    from ...geo.graph.traffic import Flow

__all__ = ["NetworkRows"]


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
        flows = flows_of(corridor)
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
