"""What the page knows: places, lines, figures, sources and asked routes as plain data.

Rows refer to each other by number, so that a source that fifty figures share is written
once.  Nothing here is HTML: the page puts every text in as text.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING, Any

from .. import layers
from ..geo.countries import COUNTRIES
from ..geo.errors import RequestError
from . import style
from .geometry import CORRIDOR, LINE_SCALE, base_map, encode_line
from .outlook_report import headline, worst

if TYPE_CHECKING:
    from ..geo import Corridor, Leg, Place, Route

__all__ = ["build"]

HOUR_DIGITS = 2


class _Rows:
    """Rows that others refer to by number; a key is stored once."""

    def __init__(self) -> None:
        self.rows: list[Any] = []
        self._numbers: dict[Hashable, int] = {}

    def number(self, key: Hashable) -> int | None:
        return self._numbers.get(key)

    def add(self, key: Hashable, row: Any) -> int:
        self._numbers[key] = len(self.rows)
        self.rows.append(row)
        return self._numbers[key]


def build(corridor: Corridor, routes: Sequence[Route], *, base: bool) -> dict[str, Any]:
    """Data for the page.

    Parameters
    ----------
    corridor : Corridor
        The network.
    routes : sequence of Route
        Asked routes of this corridor.
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
    >>> data = build(Corridor.load(), [], base=False)
    >>> sorted(data)[:3]
    ['base', 'corridor', 'figures']
    """
    return _Builder(corridor).build(routes, base=base)


class _Builder:
    """Collects the rows of one page."""

    def __init__(self, corridor: Corridor) -> None:
        self.corridor = corridor
        self.sources = _Rows()
        self.figures = _Rows()
        self.lines = _Rows()
        self.places = {id_: number for number, id_ in enumerate(corridor.places)}
        self.line_of_edge: dict[str, int] = {}
        self.handling: dict[str, list[list[Any]]] = {}
        self.breaks_gauge: set[str] = set()
        self.networks: list[set[str]] = []
        self.statuses: list[set[str]] = []

    def build(self, routes: Sequence[Route], *, base: bool) -> dict[str, Any]:
        for edge in layers.edges(self.corridor).to_dict("records"):
            if edge["kind"] == "move":
                self._move(edge)
            else:
                self._handling(edge)
        for row, networks, statuses in zip(
            self.lines.rows, self.networks, self.statuses, strict=True
        ):
            row["style"] = style.line_style(networks, statuses)
        return {
            "version": self.corridor.data_version,
            "base": base_map() if base else None,
            "scale": LINE_SCALE,
            "corridor": list(CORRIDOR.bounds),
            "places": [self._place(place) for place in self.corridor.places.values()],
            "lines": self.lines.rows,
            "routes": [self._route(route) for route in routes],
            "figures": self.figures.rows,
            "sources": self.sources.rows,
            "style": {
                "symbols": style.SYMBOLS,
                "lines": style.LINES,
                "legend": style.LEGEND,
                "routeColours": style.ROUTE_COLOURS,
                "causeColours": style.CAUSE_COLOURS,
                "frames": style.FRAMES,
                "attribution": style.ATTRIBUTION,
            },
        }

    def _source(self, id_: str) -> int:
        number = self.sources.number(id_)
        if number is None:
            source = self.corridor.sources.get(id_)
            row = [source.title, source.url] if source else [id_, ""]
            number = self.sources.add(id_, row)
        return number

    def _figure(self, id_: str) -> int:
        """Number of a figure's row, which has one row for each variant and regime."""
        number = self.figures.number(id_)
        if number is not None:
            return number
        variants = [
            _filled(
                {
                    "variant": figure.variant,
                    "regime": "" if figure.regime == "any" else figure.regime,
                    "label": figure.label,
                    "unit": figure.unit,
                    "range": [figure.low, figure.mode, figure.high],
                    "judgement": figure.judgement,
                    "sources": [self._source(source) for source in figure.sources],
                    "year": figure.as_of,
                    "note": figure.note,
                }
            )
            for figure in self.corridor.figures[id_].values()
        ]
        return self.figures.add(id_, variants)

    def _move(self, edge: dict[str, Any]) -> None:
        ends = frozenset((edge["from"], edge["to"]))
        key = (edge["line"], ends)
        number = self.lines.number(key)
        if number is None:
            path = encode_line(edge["geometry"])
            start, end = self.places[edge["from"]], self.places[edge["to"]]
            number = self.lines.add(key, {"from": start, "to": end, "path": path, "edges": []})
            self.networks.append(set())
            self.statuses.append(set())
        gauge = _whole(edge["gauge"])
        self.line_of_edge[edge["id"]] = number
        self.networks[number].add(f"{edge['carrier']}{gauge or ''}")
        self.statuses[number].add(edge["status"])
        row = {
            "carrier": edge["carrier"],
            "gauge": gauge,
            "country": COUNTRIES.get(edge["country"], edge["country"]),
            "status": "" if edge["status"] == "open" else edge["status"],
            "tracks": _whole(edge["tracks"]),
            "km": round(edge["length_km"], 1),
            "kmSource": self._source(edge["length_source"]),
            "figure": self._figure(edge["figure"]),
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
        row = [self._figure(edge["figure"]), edge["status"]]
        rows = self.handling.setdefault(edge["from"], [])
        if row not in rows:
            rows.append(row)

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

    def _route(self, route: Route) -> dict[str, Any]:
        marks = layers.day_marks(route)
        elapsed = 0.0
        legs = []
        path = []
        for leg in route.legs:
            elapsed += leg.hours
            legs.append(self._leg(leg, elapsed))
            if leg.kind == "move":
                path.append(self._piece(leg))
        return {
            "from": self.places[route.origin.id],
            "to": self.places[route.destination.id],
            "mode": route.mode,
            "service": route.service,
            "vehicle": route.vehicle,
            "door": route.door,
            **self._outlook(route),
            "hours": round(route.hours, HOUR_DIGITS),
            "km": round(route.distance_km, 1),
            "shares": {word: round(share, 4) for word, share in route.shares().items()},
            "judgement": round(route.judgement_share, 4),
            "legs": legs,
            "path": path,
            "marks": [
                [int(mark.first_day), int(mark.last_day), round(point.y, 3), round(point.x, 3)]
                for mark, point in zip(marks.itertuples(), marks.geometry, strict=True)
            ],
        }

    def _outlook(self, route: Route) -> dict[str, Any]:
        """How sure the time of a route is, what makes it late, and all that this rests on."""
        outlook = self.corridor.outlook(route)
        regimes = outlook.regimes
        weights = {name: weight for name, weight in outlook.weights.items() if weight}
        return {
            "headline": headline(outlook),
            "drivers": [[d.label, d.place, round(d.share, 4)] for d in worst(outlook)],
            "state": [regimes.label, weights, regimes.judgement, regimes.as_of],
            "sources": [self._source(id_) for id_ in outlook.sources],
        }

    def _piece(self, leg: Leg) -> list[int]:
        """Line that a leg runs on, and 1 if it runs against the direction in which it is drawn."""
        number = self.line_of_edge.get(leg.edge)
        if number is None:
            raise RequestError(f"edge {leg.edge!r} of the route is not in this corridor")
        return [number, int(self.lines.rows[number]["from"] != self.places.get(leg.origin.id))]

    def _leg(self, leg: Leg, elapsed: float) -> dict[str, Any]:
        if leg.origin.id not in self.places or leg.destination.id not in self.places:
            raise RequestError(f"{leg.origin.name} of the route is not in this corridor")
        return {
            "from": self.places[leg.origin.id],
            "to": self.places[leg.destination.id],
            "activity": leg.activity,
            "carrier": leg.carrier,
            "gauge": leg.gauge,
            "km": round(leg.distance_km, 1),
            "hours": [round(hours, HOUR_DIGITS) for hours in leg.time],
            "day": round(elapsed / 24, 1),
            "label": leg.figure.label,
            "judgement": leg.basis,
            "status": leg.status,
        }


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
