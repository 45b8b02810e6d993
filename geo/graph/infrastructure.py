"""The network as a graph: places, and what leads from one to another.

A node is a place on one carrier network, written ``PLACE:network``: ``ALT:rail1520`` is
Altynkol on the broad gauge, ``KUR:road`` the road gate of Kuryk.  A suffix names a further
yard of the same place: ``ALT:rail1435@CN`` is the side of Altynkol that faces China, before
its border formalities.  An edge is either movement or handling, so that a route is a
shortest path and its breakdown is its list of edges.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from ..errors import RequestError, TableError, nearest
from ..places.gazetteer import SIMILAR, Gazetteer, Place, exactly, fold, read_codes, read_places
from ..places.geography import Geography
from ..tables.checks import read_version
from ..tables.reading import DATA, read_table
from ..values import read_only
from .building import build
from .figures import (
    NEEDED,
    REGIMES,
    Figure,
    Source,
    figures_table,
    read_figures,
    read_sources,
    variant_of,
)
from .topology import Topology

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["Infrastructure", "pass_on"]


@dataclass(frozen=True, repr=False, eq=False)
class Infrastructure:
    """Places, the edges between them, and the figures that time these.

    Parameters
    ----------
    places : dict of str to Place
        By id.
    figures : dict of str to dict of str to Figure
        Id -> variant -> figure.
    topology : Topology
        Nodes, and the edges between them.
    data_version : str
        Version of the tables.
    folder : Path
        Where the tables came from.
    geography : Geography
        Countries, corridors, gateways, hubs and ways of these tables.

    Examples
    --------
    >>> Infrastructure.load().places["KGW"].kind
    'dry_port'
    """

    places: dict[str, Place]
    figures: dict[str, dict[str, Figure]]
    topology: Topology
    data_version: str
    folder: Path
    geography: Geography = field(default=None, compare=False)  # type: ignore[assignment]

    def __post_init__(self) -> None:
        # Searches remember what they looked up: who wants other values makes another network.
        vars(self)["places"] = read_only(
            self.places, "network.places", "network.revised(places=...)"
        )
        vars(self)["figures"] = figures_table(self.figures)
        if self.geography is None:
            vars(self)["geography"] = Geography(self.folder)

    @classmethod
    def load(cls, folder: str | Path | None = None) -> Self:
        """Read the tables and build the graph.

        Parameters
        ----------
        folder : str or Path, optional
            With tables as in ``geo/data`` and ``version.txt``; that of the package if left out.

        Returns
        -------
        Self
            Checked and ready.

        Raises
        ------
        TableError
            If a table is broken: the text names file, row, column and remedy.

        Examples
        --------
        >>> len(Infrastructure.load().topology.nodes) > 500
        True
        """
        path = Path(folder) if folder is not None else DATA
        places = read_places(path)
        figures = read_figures(path)
        topology = build(read_table("edges", path), places, figures)
        return cls(places, figures, topology, read_version(path), path)

    def __repr__(self) -> str:
        name, edges = type(self).__name__, len(self.topology)
        return f"<{name}: {len(self.places)} places, {edges} edges, data {self.data_version}>"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Infrastructure):
            return NotImplemented
        return self is other or self._what == other._what

    __hash__ = None  # type: ignore[assignment]

    @property
    def _what(self) -> tuple[object, ...]:
        return self.data_version, self.folder, self.places, self.figures, self.topology

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in vars(self).items() if name != "graph"}

    @cached_property
    def graph(self) -> nx.MultiDiGraph[str]:
        """The same for networkx, made when first asked for; see `Topology.to_networkx`."""
        return self.topology.to_networkx()

    @cached_property
    def gazetteer(self) -> Gazetteer:
        """Index of all names."""
        return Gazetteer(self.places, read_codes(self.folder))

    @cached_property
    def sources(self) -> dict[str, Source]:
        """The sources by id; read when first asked for.

        Raises
        ------
        TableError
            If ``sources.csv`` is broken.
        """
        sources = read_sources(self.folder)
        return read_only(sources, "network.sources")

    @cached_property
    def countries(self) -> tuple[str, ...]:
        """Codes of ``countries.csv``, or, without the table, those in which edges lie."""
        used = (edge.country for _, _, edge in self.topology)
        return tuple(self.geography.countries) or tuple(sorted(set(used)))

    def country_code(self, name: str) -> str | None:
        """Code of a country given by code or name, else None.

        Without ``countries.csv`` a country has no other name than its code.

        Examples
        --------
        >>> Infrastructure.load().country_code("Қазақстан")
        'KZ'
        """
        code = name.upper()
        return code if code in self.countries else self.geography.countries.code(name)

    @cached_property
    def hubs(self) -> tuple[str, ...]:
        """Ids of the hubs of ``hubs.csv`` that the network has."""
        return tuple(id_ for id_ in self.geography.hubs if id_ in self.places)

    @cached_property
    def passages(self) -> frozenset[str]:
        """Canals and straits that can be avoided, in comparable form."""
        names = {edge.passage for _, _, edge in self.topology}
        return frozenset(fold(name) for name in names if name)

    def find(self, name: str | Place) -> list[Place]:
        """Places with this name; see `khorgos.geo.Network.find`.

        Examples
        --------
        >>> [place.id for place in Infrastructure.load().find("精河")]
        ['JNG']
        """
        return self.gazetteer.find(name)

    def said(self, name: str) -> str:
        """A name as people would say it: that of the place where ``place:`` and an id stand.

        Examples
        --------
        >>> Infrastructure.load().said("place:KGW"), Infrastructure.load().said("Khorgos")
        ('Khorgos Gateway', 'Khorgos')
        """
        place = self.places.get(name.removeprefix(exactly("")))
        return place.name if place and name == exactly(place.id) else name

    def terminals(self, name: str | Place) -> list[str]:
        """Nodes at which a shipment can start or end under this name.

        Where several places share the name, each carrier network takes the first of them:
        "Khorgos" is the road crossing for a truck and the dry port for a train.

        Parameters
        ----------
        name : str or Place
            Name, alias or id.

        Returns
        -------
        list of str
            Nodes of the topology.

        Raises
        ------
        UnknownPlace
            With the nearest names.

        Examples
        --------
        >>> Infrastructure.load().terminals("Duisburg")
        ['DUI:rail1435', 'DUI:road']
        """
        nodes = self.topology.nodes
        return [
            node
            for carrier, place in self.by_carrier(self.find(name)).items()
            for node in self._nodes_by_place[place.id]
            if nodes[node].carrier == carrier and nodes[node].terminal
        ]

    def by_carrier(self, places: Iterable[Place]) -> dict[str, Place]:
        """Carrier -> the first of the places at which it calls.

        Examples
        --------
        >>> infra = Infrastructure.load()
        >>> infra.by_carrier(infra.find("Khorgos"))["road"].name
        'Nur Zholy'
        """
        nodes = self.topology.nodes
        chosen: dict[str, Place] = {}
        for place in places:
            for node in self._nodes_by_place.get(place.id, ()):
                if nodes[node].terminal:
                    chosen.setdefault(nodes[node].carrier, place)
        return chosen

    @cached_property
    def _nodes_by_place(self) -> dict[str, list[str]]:
        nodes: dict[str, list[str]] = {}
        for name, node in self.topology.nodes.items():
            nodes.setdefault(node.place, []).append(name)
        return nodes

    def figure(self, figure_id: str, variant: str, regime: str = "quiet") -> Figure:
        """The figure that applies to a service in a regime; see `khorgos.geo.Network.figure`.

        Raises
        ------
        TableError
            If there is none of this id.

        Examples
        --------
        >>> Infrastructure.load().figure("rail.kz.khorgos_line", "fast").unit
        'km/h'
        """
        if figure_id not in self.figures:
            near = nearest(str(figure_id), self.figures, 3, SIMILAR)
            hint = f"did you mean {', '.join(near)}?" if near else "add a row, or name another one"
            if figure_id in NEEDED:
                unit, why = NEEDED[figure_id]
                hint = f"add a row for it in {unit}: {why}"
            reason = f"no figure {figure_id!r:.60}"
            raise TableError("parameters.csv", None, "id", reason, hint)
        if regime not in REGIMES:
            raise RequestError(f"regime is {regime!r:.60}; use one of {', '.join(REGIMES)}")
        return variant_of(self.figures[figure_id], variant, regime)

    def nodes_at(self, place_id: str) -> list[str]:
        """All nodes of a place, border yards included.

        Parameters
        ----------
        place_id : str
            Id of a place.

        Returns
        -------
        list of str
            Empty if nothing calls there.
        """
        return [*self._nodes_by_place.get(place_id, ())]


def pass_on(base: Infrastructure, infra: Infrastructure, *, same_nodes: bool) -> None:
    """Give what has been looked up and stays true to the infrastructure made of another one.

    Parameters
    ----------
    base, infra : Infrastructure
        The old one and the new one.
    same_nodes : bool
        Whether their nodes and passages are the same.
    """
    kept = ["sources"]
    if infra.places is base.places:
        base.gazetteer  # noqa: B018  every question needs it: index the names once
        kept.append("gazetteer")
    if same_nodes:
        kept += ["passages", "_nodes_by_place"]
    known = vars(base)
    vars(infra).update({name: known[name] for name in kept if name in known})
