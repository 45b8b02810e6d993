"""The network as rows for the page: places, lines, traffic, figures and sources.

Rows refer to each other by number, so that a source that fifty figures share is written once.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ... import layers
from ...geo.graph.figures import REGIMES, VARIANTS, Figure, variant_of
from ..look import style
from .compression import Rows, filled
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
        self.figure_rows = Rows()
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
        """Number of a figure: of the list of its rows, as people read them.

        A row for each variant, with the services that use it unless all do, each followed by
        those that replace it under stress.
        """
        number = self.figures.number(id_)
        if number is not None or self.corridor is None:
            return number or 0
        variants = self.corridor.figures[id_]
        users = users_of(variants)
        rows = []
        for variant, services in users.items():
            row = self._figure(variants[variant], services if len(users) > 1 else [])
            rows.append(self.figure_rows.add((id_, variant), row))
            worse = {regime: variant_of(variants, variant, regime) for regime in REGIMES[1:]}
            for regime, figure in worse.items():
                if figure.regime == regime:
                    key = (id_, f"{variant}/{regime}")
                    rows.append(self.figure_rows.add(key, self._figure(figure)))
                if figure.regime != "any":
                    row.setdefault("under", {})[regime] = rows[-1]
        return self.figures.add(id_, rows)

    def figure_row(self, figure: Figure) -> int:
        """Number of the row of one variant, as it is in a quiet month.

        A route of another network may have a figure of its own.
        """
        known = self.corridor.figures.get(figure.id) if self.corridor else None
        if known and known.get(figure.variant) == figure:
            self.figure(figure.id)
            return self.figure_rows.add((figure.id, figure.variant), None)
        return self.figure_rows.add(figure, self._figure(figure))

    def _figure(self, figure: Figure, services: Sequence[str] = ()) -> dict[str, Any]:
        return filled(
            {
                "services": list(services),
                "regime": "" if figure.regime == "any" else figure.regime,
                "label": figure.label,
                "unit": figure.unit,
                "range": [figure.low, figure.typical, figure.high],
                "judgement": figure.judgement,
                "sources": [self.source(source) for source in figure.sources],
                "year": figure.as_of,
                "note": figure.note,
            }
        )

    def _country(self, code: str) -> str:
        known = self.corridor.infrastructure.geography.countries if self.corridor else None
        return known.name(code) if known else code

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
        return self.flows.add(flow.id, filled(row))

    def _move(self, edge: dict[str, Any], flow: Flow | None) -> None:
        ends = frozenset((edge["from_id"], edge["to_id"]))
        key = (edge["line"], ends)
        number = self.lines.number(key)
        if number is None:
            path = encode_line(edge["geometry"])
            start, end = self.places[edge["from_id"]], self.places[edge["to_id"]]
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
            "country": "" if edge["carrier"] == "air" else self._country(edge["country"]),
            "status": "" if edge["status"] == "open" else edge["status"],
            "tracks": _whole(edge["tracks"]),
            "km": round(edge["length_km"], 1),
            "kmSource": self.source(edge["length_source"]),
            "figure": self.figure(edge["figure"]),
            "schematic": bool(edge["schematic"]),
            "note": edge["note"],
        }
        details = filled(row)
        # The two directions of a line often differ in nothing that a reader sees.
        if details not in self.lines.rows[number]["edges"]:
            self.lines.rows[number]["edges"].append(details)

    def _handling(self, edge: dict[str, Any]) -> None:
        if edge["activity"] == "gauge" and edge["status"] == "open":
            self.breaks_gauge.add(edge["from_id"])
        row = [self.figure(edge["figure"]), edge["status"]]
        rows = self.handling.setdefault(edge["from_id"], [])
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
            "names": filled(place.translations),
            "country": self._country(place.country),
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
        return filled(row)


def users_of(variants: dict[str, Figure]) -> dict[str, list[str]]:
    """Variants of a figure that are in use, each with its services.

    Examples
    --------
    >>> from khorgos.geo.graph.figures import read_figures
    >>> users_of(read_figures()["queue.nurzholy.east"])
    {'any': ['fast', 'standard'], 'car': ['car']}
    """
    users: dict[str, list[str]] = {}
    for service in VARIANTS:
        variant = variant_of(variants, service).variant
        # No car needs a figure that has neither a row for it nor one for all.
        if variant in (service, "any"):
            users.setdefault(variant, []).append(service)
    return users


def _whole(value: Any) -> int | None:
    """An integer of a table column that may be empty."""
    try:
        return int(value)
    except (TypeError, ValueError):
        return None
