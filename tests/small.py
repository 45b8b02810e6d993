"""Small networks made by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from khorgos.geo import Corridor, Outlook, Range, Route
from khorgos.geo.graph.edge import Edge, Times
from khorgos.geo.graph.figures import Figure
from khorgos.geo.graph.topology import Link, Node, Topology
from khorgos.geo.queues.crossings import read_queues
from khorgos.geo.schedule.calendars import Calendars
from khorgos.geo.uncertainty.dated import simulate_dated
from khorgos.geo.uncertainty.dependence import ServiceFigures
from khorgos.geo.uncertainty.regimes import Regimes
from khorgos.geo.uncertainty.sampling import simulate


@dataclass(frozen=True)
class Handmade:
    """Figures made by hand, for routes over legs that no network has."""

    figures: dict[str, dict[str, Figure]]
    regimes: dict[str, Regimes]
    calendars: Calendars | None = None

    def simulate(
        self,
        route: Route,
        n: int = 100_000,
        seed: int = 0,
        *,
        depart: Any = None,
        regimes: Any = None,
    ) -> Outlook:
        parts = route, ServiceFigures(self.figures, route.variant), self.regimes
        if depart is None:
            return simulate(*parts, n, seed, regimes)
        return simulate_dated(*parts, self.calendars, read_queues(), depart, n, seed, regimes)


NOWHERE = Path(__file__).parent / "data"


def small_corridor(
    model: Corridor,
    links: Sequence[tuple[str, str, float]],
    *,
    both: bool = True,
    places: Iterable[str] = (),
    edges: Iterable[tuple[str, str, str, dict[str, Any]]] = (),
    kinds: dict[str, dict[str, Any]] | None = None,
    folder: Path = NOWHERE,
) -> Corridor:
    """A corridor of rail links (from, to, hours) with the ids e0, e1 and so on.

    `edges` adds edges between nodes of their own attributes, `kinds` changes places.
    """
    nodes: dict[str, Node] = {}
    drawn: list[Link] = []
    some = next(iter(model.places.values()))
    names = dict.fromkeys([*(end for link in links for end in link[:2]), *places])
    found = {}
    for number, name in enumerate(names):
        blank = {"name_ru": "", "name_kk": "", "name_zh": "", "aliases": (), "status": "open"}
        blank |= {"lat": 40.0 + number, "lon": 60.0 + 2 * number, "kind": "rail_hub"}
        place = some._replace(id=name, name=name, country="KZ", **blank)
        found[name] = place._replace(**(kinds or {}).get(name, {}))

    def add(start: str, end: str, id_: str, change: dict[str, Any]) -> None:
        times = Times(*[Range(*[change.pop("hours")] * 3)] * 3)
        edge = Edge(
            id_,
            "move",
            "rail",
            1520,
            frozenset({"rail"}),
            "KZ",
            "open",
            100.0,
            "",
            "rail.kz",
            times,
        )
        for node in (start, end):
            at = found[node.partition(":")[0]]
            network, terminal = node.partition(":")[2], "@" not in node
            terminal = terminal or node.partition("@")[2].islower()
            where = "KZ", at.lat, at.lon, terminal
            nodes.setdefault(node, Node(at.id, at.name, network, "rail", 1520, *where))
        drawn.append((start, end, replace(edge, **change)))

    for number, (start, end, hours) in enumerate(links):
        ends = (f"{start}:rail1520", f"{end}:rail1520")
        for a, b in (ends, ends[::-1])[: 1 + both]:
            add(a, b, f"e{number}", {"hours": hours})
    for start, end, id_, change in edges:
        add(start, end, id_, dict(change))
    return replace(model, places=found, graph=Topology(nodes, drawn), folder=folder)


def revise(corridor: Corridor, chosen: Callable[[Edge], bool] = bool, **changes: Any) -> Corridor:
    """A corridor in which the chosen edges are other ones."""
    return remade(corridor, lambda edge: replace(edge, **changes) if chosen(edge) else edge)


def remade(corridor: Corridor, change: Callable[[Edge], Edge]) -> Corridor:
    """A corridor with another edge for each of its edges."""
    topology = corridor.infrastructure.topology
    links = ((start, end, change(edge)) for start, end, edge in topology)
    return replace(corridor, graph=Topology(topology.nodes, links))
