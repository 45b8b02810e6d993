"""Another network made of one by changing its rows: hours follow from figures, as in the tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from ..errors import LONGEST_ECHO, RequestError, echo, nearest
from ..places.gazetteer import SIMILAR, Place
from ..tables.reading import COLUMNS, faults_of
from ..values import number_of, plain
from .building import fault_of_move
from .edge import Edge, edge_times
from .figures import Figure, figures_table
from .infrastructure import Infrastructure, pass_on
from .topology import Link, Node, Topology

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Figures", "Rows", "changed", "rows_of", "see_agreement"]

Row = TypeVar("Row", bound=NamedTuple)
Rows = Iterable[Row] | Mapping[str, Row]
"""Rows of a table, or the same by id."""
Figures = Iterable[Figure] | Mapping[str, Figure | Mapping[str, Figure]]
"""Figures, or by id the one that changes or all that do by variant."""

GIVEN = ("id", "kind", "carrier", "gauge", "carriers")
"""Fields of an edge that follow from its nodes."""
STATUSES = ("open", "planned", "suspended", "closed")
OF_PLACE = ("name", "country", "lat", "lon")
"""Fields of a node that are those of its place."""


def changed(
    infra: Infrastructure,
    places: Rows[Place] = (),
    edges: Iterable[Edge] | Mapping[str, Edge] = (),
    figures: Figures = (),
) -> Infrastructure:
    """Places, edges and figures with some rows changed; edges whose figure changes are timed anew.

    Parameters
    ----------
    infra : Infrastructure
        It stays as it is.
    places, edges, figures
        As for `khorgos.geo.Network.revised`.

    Returns
    -------
    Infrastructure
        A new one.

    Raises
    ------
    RequestError
        If a row makes no sense, is of no place or edge that exists, or an edge has hours that are
        not those of its figure.

    Examples
    --------
    >>> infra = Infrastructure.load()
    >>> row = infra.figures["rail.kz.khorgos_line"]["any"]
    >>> slow = changed(infra, figures=[row._replace(low=10.0, typical=20.0, high=30.0)])
    >>> edge = slow.topology.get("ZHT:rail1520", "SHL:rail1520", "rail:ZHT-SHL")
    >>> edge.times.standard.typical == 106.7 / 20
    True
    """
    rows = _figures(figures)
    table = dict(infra.figures)
    for row in rows:
        table[row.id] = {**table.get(row.id, {}), key_of(row): row}
    timed = {row.id for row in rows}
    topology, known = infra.topology, dict(infra.places)
    nodes: dict[str, Node] = dict(topology.nodes)
    moved = rows_of("places", places, Place, "id")
    for id_, place in moved.items():
        if id_ not in known:
            raise RequestError(_unknown("place", id_, known, "add it to places.csv"))
        known[id_] = place
        for name in infra.nodes_at(id_):
            nodes[name] = nodes[name]._replace(**{at: getattr(place, at) for at in OF_PLACE})
    asked = _edges(topology, edges)
    now: list[Link] = []
    for start, end, edge in topology:
        changes = asked.get(edge.id, {})
        new = replace(edge, **changes) if changes else edge
        if new.moves and changes:
            _see_move(new, *(known[nodes[node].place] for node in (start, end)))
        if changes or edge.figure in timed:
            new = _timed(new, table, given=changes.get("times"))
        now.append((start, end, new))
    parts = known if moved else infra.places, figures_table(table) if rows else infra.figures
    revised = replace(infra, places=parts[0], figures=parts[1], topology=Topology(nodes, now))
    pass_on(infra, revised, same_nodes=not asked)
    return revised


def key_of(figure: Figure) -> str:
    """Under which a row stands among those of its figure: its variant, and the regime if any."""
    return figure.variant if figure.regime == "any" else f"{figure.variant}/{figure.regime}"


def _figures(figures: Figures) -> list[Figure]:
    """All rows that change, checked."""
    rows: list[Figure] = []
    if isinstance(figures, Mapping):
        for id_, given in figures.items():
            own = given if isinstance(given, Mapping) else {key_of(_see(given, Figure)): given}
            for key, row in own.items():
                _see(row, Figure)
                if (row.id, key_of(row)) != (id_, key):
                    where = f"figure {id_!r:.60}, {key!r:.60}"
                    reason = f"the row is one of {row.id!r:.60}, {key_of(row)!r:.60}"
                    raise RequestError(f"{where}: {reason}; give it under its own id and variant")
                rows.append(row)
    else:
        rows = [_see(row, Figure) for row in figures]
    for row in rows:
        _check("parameters", row, f"figure {row.id!r:.60}")
    return [_plain(row) for row in rows]


def rows_of(table: str, rows: Rows[Row], kind: type[Row], key: str) -> dict[str, Row]:
    """Rows by id, each checked by the schema of its table.

    Parameters
    ----------
    table : str
        Name of the table without ending.
    rows : iterable or mapping
        What somebody gave.
    kind : type
        Of a row.
    key : str
        Field that identifies it.

    Returns
    -------
    dict
        By that field.

    Raises
    ------
    RequestError
        If one is of another kind, stands under an id that is not its own, or makes no sense.

    Examples
    --------
    >>> place = Infrastructure.load().places["KGW"]
    >>> list(rows_of("places", [place], Place, "id"))
    ['KGW']
    """
    found = {}
    for id_, row in _by_id(rows, kind, key).items():
        _check(table, row, f"{key if key != 'id' else table[:-1]} {id_!r:.60}")
        found[id_] = _plain(row)
    return found


def _by_id(rows: Any, kind: type[Any], key: str) -> dict[str, Any]:
    found = {}
    given = rows.items() if isinstance(rows, Mapping) else ((None, row) for row in rows)
    for asked, row in given:
        id_ = getattr(_see(row, kind), key)
        if asked not in (None, id_):
            raise RequestError(f"{id_!r:.60} is given under {asked!r:.60}; use its own {key}")
        found[id_] = row
    return found


def _see(row: Any, kind: type[Row]) -> Any:
    if not isinstance(row, kind):
        remedy = "change one of the network's with _replace, or dataclasses.replace for an Edge"
        raise RequestError(f"{row!r:.60} is no {kind.__name__}; {remedy}")
    return row


def _plain(row: Any) -> Any:
    """The row without numbers of numpy, which JSON does not know."""
    return row._make(map(plain, row))


def _check(table: str, row: Any, where: str) -> None:
    cells = {COLUMNS.get(name, name): value for name, value in row._asdict().items()}
    for fault in faults_of(table, cells, filled=True):
        raise RequestError(f"{where}, {fault.column}: {fault.reason}; {fault.remedy}")


def _unknown(what: str, id_: str, known: Iterable[str], remedy: str) -> str:
    near = nearest(id_, known, 3, SIMILAR)
    hint = f"did you mean {', '.join(near)}?" if near else remedy
    return f"no {what} {id_[:LONGEST_ECHO]!r}; {hint}"


def _edges(
    topology: Topology, edges: Iterable[Edge] | Mapping[str, Edge]
) -> dict[str, dict[str, Any]]:
    """Edge -> fields that change, of both its directions."""
    asked: dict[str, Edge] = _by_id(edges, Edge, "id")
    known: dict[str, list[Edge]] = {}
    if asked:
        for _, _, edge in topology:
            known.setdefault(edge.id, []).append(edge)
    changes = {}
    for id_, new in asked.items():
        if id_ not in known:
            remedy = "a new link is an effect of a scenario"
            raise RequestError(_unknown("edge", id_, known, remedy))
        changes[id_] = _differences(_origin(known[id_], new), new)
    return changes


def _origin(edges: Sequence[Edge], new: Edge) -> Edge:
    """Of both directions, of which a lift has two carriers, the one that was changed."""
    same = [edge for edge in edges if all(getattr(edge, x) == getattr(new, x) for x in GIVEN)]
    if not same:
        field = next(x for x in GIVEN if getattr(edges[0], x) != getattr(new, x))
        was, now = getattr(edges[0], field), getattr(new, field)
        remedy = "close it, and add a link by a scenario"
        raise RequestError(
            f"edge {new.id!r:.60}: its {field} is {was!r:.60}, as its nodes have it, "
            f"and cannot be {now!r:.60}; {remedy}"
        )
    return same[0]


def _differences(old: Edge, new: Edge) -> dict[str, Any]:
    changes = {
        field.name: plain(getattr(new, field.name))
        for field in fields(Edge)
        if getattr(new, field.name) != getattr(old, field.name)
    }
    where = f"edge {old.id!r:.60}"
    if new.status not in STATUSES:
        raise RequestError(f"{where}: status {new.status!r:.60}; use one of {', '.join(STATUSES)}")
    km = number_of(new.length_km)
    if not (0 < km < float("inf") if new.moves else km == 0):
        length = "above 0 and finite" if new.moves else "0, as nothing moves"
        raise RequestError(f"{where}: length_km {echo(new.length_km)}; it has to be {length}")
    return changes


def _see_move(edge: Edge, a: Place, b: Place) -> None:
    found = fault_of_move(edge.carrier, edge.country, edge.length_km, a, b)
    if found:
        where = f"edge {edge.id!r:.60}, {found.column}"
        raise RequestError(f"{where}: {found.reason}; {found.remedy}")


def _timed(edge: Edge, figures: Mapping[str, dict[str, Figure]], given: Any) -> Edge:
    """The edge with the hours of its figure; refuses others that somebody gave."""
    rows = figures.get(edge.figure)
    if rows is None:
        reason = _unknown("figure", edge.figure, figures, "give it with figures=...")
        raise RequestError(f"edge {edge.id!r:.60}: {reason}")
    units = {row.unit for row in rows.values()}
    if len(units) > 1 or "times" in units or (units != {"h"} and not edge.moves):
        need = "hours or a speed, in one unit" if edge.moves else "hours"
        units_told = " and ".join(sorted(units))
        reason = f"its figure {edge.figure!r:.60} is in {units_told}"
        raise RequestError(f"edge {edge.id!r:.60}: {reason}; it needs {need}")
    times = edge_times(edge.length_km, rows)
    if given is not None and given != times:
        raise RequestError(
            f"edge {edge.id!r:.60} has hours that are not those of its figure "
            f"{edge.figure!r:.60}; change the figure: network.revised(figures=...)"
        )
    return replace(edge, times=times)


def see_agreement(
    topology: Topology, places: Mapping[str, Place], figures: Mapping[str, dict[str, Figure]]
) -> None:
    """See that a graph fits the tables beside it: what contradicts them would count half.

    Parameters
    ----------
    topology : Topology
        Nodes and edges.
    places, figures : mapping
        The tables.

    Raises
    ------
    RequestError
        Names the first node that is not as its place, or the first edge whose hours are not those
        of its figure.

    Examples
    --------
    >>> infra = Infrastructure.load()
    >>> see_agreement(infra.topology, infra.places, infra.figures)
    """
    call = "change data with network.revised(...)"
    for name, node in topology.nodes.items():
        place = places.get(node.place)
        if place is None:
            raise RequestError(f"node {name!r:.60}: no place {node.place!r:.60}; {call}")
        for field in OF_PLACE:
            if getattr(node, field) != getattr(place, field):
                raise RequestError(f"node {name!r:.60} has another {field} than its place; {call}")
    for _, _, edge in topology:
        rows = figures.get(edge.figure)
        if rows is None or edge.times != edge_times(edge.length_km, rows):
            reason = f"has hours that are not those of its figure {edge.figure!r:.60}"
            raise RequestError(f"edge {edge.id!r:.60} {reason}; {call}")
