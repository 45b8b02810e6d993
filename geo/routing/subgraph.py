"""What a request may use of a network, as a plain weighted graph for networkx."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .request import MODES
from .view import typical_hours, usable

if TYPE_CHECKING:
    import networkx as nx

    from ..graph.edge import Edge
    from ..graph.infrastructure import Infrastructure
    from .request import Request

__all__ = ["subgraph"]


def subgraph(infra: Infrastructure, request: Request) -> nx.DiGraph[str]:
    """A graph of the edges that a request may use, the quickest from each node to each other one.

    Parameters
    ----------
    infra : Infrastructure
        Places, edges and figures.
    request : Request
        Its mode, service, vehicle, avoid and include count; its ends do not.

    Returns
    -------
    networkx.DiGraph
        As `khorgos.geo.Network.subgraph` describes it.

    Raises
    ------
    UnknownPlace
        If a name to avoid is not known.

    Examples
    --------
    >>> from khorgos.geo import Network
    >>> from khorgos.geo.routing.request import Request
    >>> graph = subgraph(Network.load().infrastructure, Request("", ""))
    >>> graph.edges["ZHT:rail1520", "SHL:rail1520"]["km"]
    106.7
    """
    import networkx as nx

    graph: nx.DiGraph[str] = nx.DiGraph()
    carriers, keep, weight = MODES[request.mode], usable(infra, request), typical_hours(request)
    for name, node in infra.topology.nodes.items():
        if node.carrier in carriers:
            graph.add_node(name, **_known(node._asdict()))
    for start, after in infra.topology.onward.items():
        for end, edges in after.items():
            kept = keep(start, end, edges.values())
            if kept:
                edge = min(kept, key=weight)
                graph.add_edge(start, end, **_values(edge, request.variant))
    return graph


def _values(edge: Edge, variant: str) -> dict[str, Any]:
    low, typical, high = edge.times.of(variant)
    values = {
        # Not "id": formats that know this word want another one for each direction.
        "edge_id": edge.id,
        "kind": edge.kind,
        "carrier": edge.carrier,
        "gauge": edge.gauge,
        "country": edge.country,
        "status": edge.status,
        "km": edge.length_km,
        "hours": typical,
        "low_hours": low,
        "high_hours": high,
        "figure": edge.figure,
        "passage": edge.passage,
    }
    return _known(values)


def _known(values: dict[str, Any]) -> dict[str, Any]:
    """Without what is not known: formats have no word for nothing."""
    return {name: value for name, value in values.items() if value is not None}
