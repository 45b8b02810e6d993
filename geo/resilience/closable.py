"""What closes together: lines, crossings, passages, and what is done at a place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING, Any, NamedTuple

from ..graph.edge import Edge
from ..values import told_briefly

if TYPE_CHECKING:
    from ..graph.infrastructure import Infrastructure
    from ..places.gazetteer import Place

__all__ = ["LEAST", "Closable", "merged", "units_of"]

LEAST = 1e-6
"""Hours below which two times are the same: sums in another order differ by less."""
NAMED = 2
"""Borders of one chain whose names are told."""

HANDLING = {
    "customs": ("customs", "Customs at"),
    "gauge": ("gauge", "Change of gauge at"),
    "queue": ("customs", "Customs at"),  # trucks queue for it
    "lift": ("loading", "Loading at"),
    "departure": ("loading", "Loading at"),
}
"""Kind of an edge -> what stops together at a place, and its label."""
LINES = {"rail": "line", "sea": "by sea"}
ORDER = ("crossing", "passage", "line", "handling", "edge")


@told_briefly
class Closable(NamedTuple):
    """What closes together.

    Parameters
    ----------
    kind, label, carrier : str
        As in `khorgos.geo.resilience.criticality.Loss`.
    edges, places, borders : tuple of str
        The same.
    nodes : frozenset of str
        Of the graph, at the ends of its edges.

    Examples
    --------
    >>> Closable("line", "A–B line", "rail", ("x",), ("A", "B"), (), frozenset()).edges
    ('x',)
    """

    kind: str
    label: str
    carrier: str
    edges: tuple[str, ...]
    places: tuple[str, ...]
    borders: tuple[str, ...]
    nodes: frozenset[str]


def units_of(infra: Infrastructure, open_ids: AbstractSet[str], by: str) -> list[Closable]:
    """All that can close.

    Parameters
    ----------
    infra : Infrastructure
        Places, edges and figures.
    open_ids : set of str
        Ids of the edges that are in use.
    by : {'line', 'edge'}
        Whether what belongs together closes together, or each edge on its own.

    Returns
    -------
    list of Closable
        Crossings first, then passages, lines and handling.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> infra = Corridor.load().infrastructure
    >>> [unit.label for unit in units_of(infra, {"rail:ALHO-HOR#1435"}, "line")]
    ['Altynkol–Horgos border', 'Altynkol–Horgos border–Horgos line']
    """
    parts: dict[tuple[str, ...], dict[str, set[str]]] = {}
    told: dict[tuple[str, ...], tuple[str, str, tuple[str, ...]]] = {}
    nodes = infra.topology.nodes
    for start, end, edge in infra.topology:
        if edge.id in open_ids:
            a, b = (infra.places[nodes[node].place] for node in (start, end))
            for key, label, places in _memberships(edge, a, b, by):
                told.setdefault(key, (label, edge.carrier, places))
                parts.setdefault(key, {}).setdefault(edge.id, set()).update((start, end))
    units = [
        Closable(
            key[0],
            *told[key][:2],
            tuple(ids),
            places := told[key][2],
            places if key[0] == "crossing" and len(places) == 1 else (),
            frozenset[str]().union(*ids.values()),
        )
        for key, ids in parts.items()
    ]
    return sorted(units, key=lambda unit: ORDER.index(unit.kind))


def _memberships(
    edge: Edge, a: Place, b: Place, by: str
) -> Iterator[tuple[tuple[str, ...], str, tuple[str, ...]]]:
    """What an edge is lost with: key, label and places of each."""
    carrier = edge.carrier
    ends = tuple(sorted({a.id, b.id}))
    if by == "edge":
        yield ("edge", edge.id), _edge_label(edge, a, b), ends
    elif edge.kind == "move":
        points = [place for place in (a, b) if place.kind == "border_point"]
        # All tracks between two places are one: a crossing, if nothing marks the border.
        border = a.country != b.country and not points and carrier in ("rail", "road")
        names = sorted((a.name, b.name))
        label = f"{'–'.join(names)} border" if border else _line_label(names, carrier)
        yield ("crossing" if border else "line", *ends, carrier), label, ends
        for point in points:
            yield ("crossing", point.id, carrier), point.name, (point.id,)
        if edge.passage:
            yield ("passage", edge.passage), edge.passage, ends
    else:
        what, label = _at(edge, a)
        yield ("handling", a.id, what), label, (a.id,)


def _at(edge: Edge, place: Place) -> tuple[str, str]:
    """What is done at a place, and the same with its name."""
    what, label = HANDLING.get(edge.kind, ("handling", "Handling at"))
    return what, f"{label} {place.name}"


def _line_label(names: Sequence[str], carrier: str) -> str:
    return f"{'–'.join(names)} {LINES.get(carrier, carrier)}"


def _edge_label(edge: Edge, a: Place, b: Place) -> str:
    if edge.kind == "move":
        gauge = f", {edge.gauge} mm" if edge.gauge else ""
        return f"{a.name} to {b.name} by {edge.carrier}{gauge}"
    # Entry and exit differ in their ids alone.
    return f"{_at(edge, a)[1]} ({edge.id})"


def merged(
    units: Sequence[Closable], solved: Any, places: Mapping[str, Place]
) -> tuple[list[Closable], Any]:
    """What touches and costs the same is one: the links of a chain, with what is done there.

    Parameters
    ----------
    units : sequence of Closable
        From `units_of`.
    solved : numpy.ndarray
        Hours between hubs: of the network as it is, then with each unit closed.
    places : mapping of str to Place
        By id.

    Returns
    -------
    list of Closable
        In the order of the first of each.
    numpy.ndarray
        Their rows of `solved`, after that of the network as it is.

    Examples
    --------
    >>> import numpy
    >>> from khorgos.geo.places.gazetteer import read_places
    >>> parts = [
    ...     Closable("line", "", "rail", ("x",), ("ZHT", "SHL"), (), frozenset("ab")),
    ...     Closable("line", "", "rail", ("y",), ("SHL", "NRL"), (), frozenset("bc")),
    ... ]
    >>> found, solved = merged(parts, numpy.array([[7.0], [9.0], [9.0]]), read_places())
    >>> [unit.edges for unit in found], solved.tolist()
    ([('x', 'y')], [[7.0], [9.0]])
    """
    import numpy as np

    at: dict[str, list[int]] = {}
    for number, unit in enumerate(units):
        for node in unit.nodes:
            at.setdefault(node, []).append(number)
    groups: list[list[int]] = []
    taken: set[int] = set()
    for first in range(len(units)):
        if first in taken:
            continue
        taken.add(first)
        group = [first]
        for here in group:  # it grows
            for other in sorted({n for node in units[here].nodes for n in at[node]} - taken):
                if np.allclose(solved[first + 1], solved[other + 1], rtol=0.0, atol=LEAST):
                    taken.add(other)
                    group.append(other)
        groups.append(group)
    joined = [_joined([units[number] for number in group], places) for group in groups]
    return joined, solved[[0, *(group[0] + 1 for group in groups)]]


def _joined(group: Sequence[Closable], places: Mapping[str, Place]) -> Closable:
    """Several things as one; the first has the kind that counts."""
    first = group[0]
    borders = [unit for unit in group if unit.kind == "crossing"]
    lines = [unit for unit in group if unit.kind == "line"]
    label, ends = first.label, first.places
    if borders:
        label = " and ".join(unit.label for unit in borders[:NAMED])
        label = label if len(borders) <= NAMED else f"{len(borders)} borders"
    # Tracks to the border and back belong to the crossing.
    own = {id_ for unit in borders for id_ in unit.edges}
    if first.kind in ("line", "crossing") and any(not own.issuperset(x.edges) for x in lines):
        ends = _ends([unit.places for unit in (*lines, *borders) if len(unit.places) > 1], places)
        line = _line_label([places[id_].name for id_ in ends], first.carrier)
        label = f"{line}, {label}" if borders else line
    return first._replace(
        label=label,
        edges=tuple(dict.fromkeys(id_ for unit in group for id_ in unit.edges)),
        places=ends,
        borders=tuple(id_ for unit in borders for id_ in unit.borders),
    )


def _ends(sections: Iterable[Sequence[str]], places: Mapping[str, Place]) -> tuple[str, ...]:
    """Both ends of a chain of sections."""
    count = Counter(id_ for section in sections for id_ in section)
    # A ring has none, and a star more: any two will do.
    ends = [id_ for id_, times in count.items() if times == 1]
    two = (ends[0], ends[-1]) if len(ends) > 1 else (*count,)[:2]
    return tuple(sorted(two, key=lambda id_: places[id_].name))
