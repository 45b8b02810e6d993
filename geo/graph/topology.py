"""Which node leads where, and by which edges: what the search walks on.

It is our own and not a networkx graph, since importing networkx takes longer than answering a
question; `Topology.to_networkx` gives one to whoever wants to ask it something else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from ..errors import RequestError
from ..values import ReadOnly
from .edge import Edge

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["Link", "Node", "Topology", "wait_before"]


class Node(NamedTuple):
    """A place on one carrier network, or a yard of it.

    Parameters
    ----------
    place : str
        Id of the place.
    name : str
        Of the place.
    network : str
        Carrier and gauge: ``rail1520``.
    carrier : str
        ``rail``, ``road``, ``ferry``, ``sea`` or ``air``.
    gauge : int or None
        Track gauge in mm.
    country : str
        ISO 3166-1 alpha-2 code.
    lat, lon : float
        Position, WGS 84.
    terminal : bool
        Whether a shipment can start or end here: not in a yard that faces a border.

    Examples
    --------
    >>> from khorgos.geo.graph.infrastructure import Infrastructure
    >>> Infrastructure.load().topology.nodes["ALT:rail1435@CN"].terminal
    False
    """

    place: str
    name: str
    network: str
    carrier: str
    gauge: int | None
    country: str
    lat: float
    lon: float
    terminal: bool


Link = tuple[str, str, Edge]
"""Nodes at the start and the end of an edge, and the edge."""
Edges = ReadOnly[str, Edge]
Onward = ReadOnly[str, ReadOnly[str, Edges]]


class Topology:
    """Nodes, and the edges from one to another; it does not change.

    Parameters
    ----------
    nodes : mapping of str to Node
        By their names.
    links : iterable of (str, str, Edge)
        Of two with the same nodes and id the later one counts, in the place of the first.

    Attributes
    ----------
    nodes : dict of str to Node
        By their names.
    onward : dict of str to dict of str to dict of str to Edge
        Node -> node that follows -> id -> edge; a key for every node.

    Examples
    --------
    >>> from khorgos.geo.graph.infrastructure import Infrastructure
    >>> topology = Infrastructure.load().topology
    >>> topology.onward["ZHT:rail1520"]["SHL:rail1520"]
    {'rail:ZHT-SHL': <Edge: rail:ZHT-SHL, move, rail, KZ, 106.7 km>}
    """

    __slots__ = ("nodes", "onward")

    def __init__(self, nodes: Mapping[str, Node], links: Iterable[Link]) -> None:
        onward: Onward = ReadOnly((node, ReadOnly()) for node in nodes)
        put = dict.__setitem__
        for start, end, edge in links:
            after = onward[start]
            if end in after:
                put(after[end], edge.id, edge)
            else:
                put(after, end, ReadOnly({edge.id: edge}))
        self.nodes = ReadOnly(nodes)
        self.onward = onward

    def __iter__(self) -> Iterator[Link]:
        for start, after in self.onward.items():
            for end, edges in after.items():
                for edge in edges.values():
                    yield start, end, edge

    def __len__(self) -> int:
        return sum(len(edges) for after in self.onward.values() for edges in after.values())

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Topology):
            return NotImplemented
        return self is other or (self.nodes, self.onward) == (other.nodes, other.onward)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"<Topology: {len(self.nodes)} nodes, {len(self)} edges>"

    def get(self, start: str, end: str, id_: str) -> Edge | None:
        """The edge between two nodes, if there is one of this id."""
        after = self.onward.get(start)
        edges = after.get(end) if after else None
        return edges.get(id_) if edges else None

    def to_networkx(self) -> nx.MultiDiGraph[str]:
        """The same for networkx, which may read it and not change it; its ``copy()`` may change.

        Returns
        -------
        networkx.MultiDiGraph
            Nodes carry the fields of `Node`; edges are keyed by their id and carry what
            `Edge.attributes` gives.  The writers of networkx write numbers, texts and truth values
            of them, which is all that files have words for.

        Examples
        --------
        >>> from khorgos.geo.graph.infrastructure import Infrastructure
        >>> graph = Infrastructure.load().topology.to_networkx()
        >>> graph["ZHT:rail1520"]["SHL:rail1520"]["rail:ZHT-SHL"]["length_km"]
        106.7
        """
        import networkx as nx

        from .attributes import NetworkGraph, ReadOnlyAttributes, refuse

        graph: Any = NetworkGraph()
        graph.add_nodes_from(self.nodes)
        graph.add_edges_from((start, end, edge.id) for start, end, edge in self)
        # freeze() leaves the attributes open; who writes there is told that nobody would see it.
        nodes, adjacency = graph._node, graph._adj  # noqa: SLF001
        nodes.update(
            (name, ReadOnlyAttributes(node._asdict())) for name, node in self.nodes.items()
        )
        for start, end, edge in self:
            adjacency[start][end][edge.id] = ReadOnlyAttributes(edge.attributes())
        frozen: nx.MultiDiGraph[str] = nx.freeze(graph)
        for name, method in vars(frozen).items():
            if getattr(method, "__name__", "") == "frozen":  # it refuses without a remedy
                setattr(frozen, name, refuse)
        return frozen

    @classmethod
    def from_networkx(cls, graph: nx.MultiDiGraph[str]) -> Topology:
        """Take back a graph from `to_networkx`, or a changed copy of it.

        Parameters
        ----------
        graph : networkx.MultiDiGraph
            Its edges carry an `Edge` as ``edge``; what else they carry comes from it.

        Returns
        -------
        Topology
            Of its nodes and edges.

        Raises
        ------
        RequestError
            If a node lacks a field of `Node`, or an edge its `Edge`, or was changed beside it.

        Examples
        --------
        >>> from khorgos.geo.graph.infrastructure import Infrastructure
        >>> topology = Infrastructure.load().topology
        >>> Topology.from_networkx(topology.to_networkx()) == topology
        True
        """
        nodes = {}
        for name, data in graph.nodes(data=True):
            missing = [field for field in Node._fields if field not in data]
            if missing:
                raise RequestError(f"node {name!r:.60} has no {missing[0]}; add it to the node")
            nodes[name] = Node(*(data[field] for field in Node._fields))
        return cls(nodes, (_link(*each) for each in graph.edges(keys=True, data=True)))


def _link(start: str, end: str, id_: str, data: dict[str, Any]) -> Link:
    """An edge of networkx, whose plain values must still be those of its `Edge`."""
    edge = data.get("edge")
    where = f"edge {id_!r:.60} from {start!r:.60} to {end!r:.60}"
    if not isinstance(edge, Edge) or edge.id != id_:
        raise RequestError(f"{where} has no Edge of its id; add it with **edge.attributes()")
    for name, value in edge.attributes().items():
        if name in data and data[name] != value:
            raise RequestError(
                f"{where} has {name} {data[name]!r:.60}, its 'edge' {value!r:.60}; "
                "make a changed Edge with dataclasses.replace and add its attributes()"
            )
    return start, end, edge


def wait_before(start: str, id_: str) -> tuple[str, str]:
    """Where a shipment waits that a scenario delays before an edge, and the id of that wait.

    Parameters
    ----------
    start : str
        Node at which the edge begins without the scenario.
    id_ : str
        Of the edge.

    Returns
    -------
    node, id : str
        The wait leads from `start` to the node, where the edge then begins.

    Examples
    --------
    >>> wait_before("AKT:ferry", "ferry:AKT-ALA")
    ('AKT:ferry@ferry:AKT-ALA', 'delay:ferry:AKT-ALA')
    """
    return f"{start}@{id_}", f"delay:{id_}"
