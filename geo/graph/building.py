"""Turn the rows of ``edges.csv`` into nodes and edges, and refuse those that cannot be."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace
from functools import cache

from ..errors import TableError, echo
from ..places.countries import WATERS
from ..places.distances import great_circle_km
from ..places.gazetteer import Place
from ..tables.reading import Row
from ..tables.rules import BETWEEN_ENDS, Fault, fault
from ..tables.schema import Rule, read_rules
from .edge import Edge, edge_times
from .figures import Figure
from .topology import Link, Node, Topology

__all__ = ["build", "fault_of_move"]


def build(
    rows: Iterable[Row], places: dict[str, Place], figures: dict[str, dict[str, Figure]]
) -> Topology:
    """Nodes and edges of the rows of ``edges.csv``.

    Parameters
    ----------
    rows : iterable of dict
        From `khorgos.geo.tables.reading.read_table`.
    places : dict of str to Place
        By id.
    figures : dict of str to dict of str to Figure
        Id -> variant -> figure.

    Returns
    -------
    Topology
        As `khorgos.geo.graph.infrastructure` describes it.

    Raises
    ------
    TableError
        If an edge has no place, no figure or no plausible length; the schema says the rest.

    Examples
    --------
    >>> from khorgos.geo.graph.infrastructure import Infrastructure
    >>> known = Infrastructure.load()
    >>> build([], known.places, known.figures)
    <Topology: 0 nodes, 0 edges>
    """
    nodes: dict[str, Node] = {}
    known: dict[tuple[object, ...], str] = {}
    links: list[Link] = []
    for row in rows:
        start = _node(nodes, row, "from", places, known)
        end = _node(nodes, row, "to", places, known)
        edge = _edge(row, places, figures)
        links.append((start, end, edge))
        if row["both_ways"]:
            if row["to_carrier"]:  # a lift back ends on the network where the lift began
                edge = replace(edge, carrier=row["carrier"], gauge=row["gauge"])
            links.append((end, start, edge))
    return Topology(nodes, links)


def _node(
    nodes: dict[str, Node],
    row: Row,
    end: str,
    places: dict[str, Place],
    known: dict[tuple[object, ...], str],
) -> str:
    """Add the node at one end of an edge, once, and return its name."""
    changes = end == "to" and row["to_carrier"]
    carrier = row["to_carrier"] if changes else row["carrier"]
    gauge = row["to_gauge"] if changes else row["gauge"]
    key = (row[end], carrier, gauge)
    if key in known:
        return known[key]
    place_id, _, side = row[end].partition("@")
    place = places.get(place_id)
    if place is None:
        remedy = "add the place to places.csv, or correct the id"
        raise TableError("edges.csv", row["row"], end, f"no place {echo(place_id)}", remedy)
    network = f"{carrier}{gauge or ''}"
    name = f"{place_id}:{network}{'@' + side if side else ''}"
    # A border yard is named after the country that it faces, in capitals.
    terminal = not side or side.islower()
    where = place.country, place.lat, place.lon
    nodes[name] = Node(place_id, place.name, network, carrier, gauge, *where, terminal)
    known[key] = name
    return name


def _edge(row: Row, places: dict[str, Place], figures: dict[str, dict[str, Figure]]) -> Edge:
    """The edge of a row in its own direction, checked."""
    variants = figures.get(row["figure"])
    if variants is None:
        remedy = "add it to parameters.csv, or correct the id"
        reason = f"no figure {echo(row['figure'])}"
        raise TableError("edges.csv", row["row"], "figure", reason, remedy)
    length = row["length_km"] or 0.0
    if row["kind"] == "move":
        _check_move(row, length, places)
        if any(figure.unit == "times" for figure in variants.values()):
            remedy = "a move needs a speed in km/h, or hours"
            reason = f"{row['figure']} is a factor on whole journeys"
            raise TableError("edges.csv", row["row"], "figure", reason, remedy)
    elif length or any(figure.unit != "h" for figure in variants.values()):
        remedy = "handling takes hours at a place: leave length_km empty, use a figure in h"
        raise TableError("edges.csv", row["row"], "length_km", "handling has a length", remedy)
    carrier = row["to_carrier"] or row["carrier"]
    return Edge(
        id=row["id"],
        kind=row["kind"],
        carrier=carrier,
        gauge=row["to_gauge"] if row["to_carrier"] else row["gauge"],
        carriers=frozenset((row["carrier"], carrier)),
        country=row["country"],
        status=row["status"],
        length_km=length,
        length_source=row["length_source"],
        figure=row["figure"],
        times=edge_times(length, variants),
        passage=row["passage"],
        line=_line(row),
        schematic=row["schematic"] or (row["kind"] == "move" and not row["line"]),
        tracks=row["tracks"],
        note=row["note"],
    )


def _line(row: Row) -> str:
    """Id of the line that is drawn for a row.

    Moves without one of their own get one for all of a carrier between two places: nothing is
    drawn under it, so that it is a straight one.
    """
    if row["line"] or row["kind"] != "move":
        return str(row["line"])
    ends = sorted(row[end].partition("@")[0] for end in ("from", "to"))
    return f"{row['carrier']}:{'-'.join(ends)}"


def _check_move(row: Row, length: float, places: dict[str, Place]) -> None:
    a, b = (places[row[end].partition("@")[0]] for end in ("from", "to"))
    if a is b:
        raise TableError(
            "edges.csv", row["row"], "to", "a move stays where it is", "name another place"
        )
    found = fault_of_move(row["carrier"], row["country"], length, a, b)
    if found:
        reason, remedy = found.reason, found.remedy
        raise TableError("edges.csv", row["row"], found.column, reason, remedy)


@cache
def _between_ends() -> tuple[tuple[Rule, float, float, float], ...]:
    """Rules about an edge and its ends; of one about its length, the range and the slack in km."""
    rules = [rule for rule in read_rules("edges") if rule.verb in BETWEEN_ENDS]
    found = []
    for rule in rules:
        span, slack = rule.words or ("..", "0")
        low, _, high = span.partition("..")
        found.append((rule, float(low or -math.inf), float(high or math.inf), float(slack)))
    return tuple(found)


def fault_of_move(carrier: str, country: str, length_km: float, a: Place, b: Place) -> Fault | None:
    """What the schema of edges forbids a move between two places.

    Parameters
    ----------
    carrier, country : str
        Of the move.
    length_km : float
        Its length.
    a, b : Place
        Its ends.

    Returns
    -------
    Fault or None
        The first that is found.

    Examples
    --------
    >>> from khorgos.geo.places.gazetteer import read_places
    >>> places = read_places()
    >>> fault_of_move("rail", "KZ", 39_999.0, places["ZHT"], places["ALT"]).column
    'length_km'
    """
    straight = great_circle_km(a, b)
    for rule, low, high, slack in _between_ends():
        if rule.verb == "detour":
            least = max(low, 0.0) * straight - slack
            most = high * straight + slack if straight else high
            broken = not least <= length_km <= most
        else:
            broken = country not in (a.country, b.country) and (
                country != WATERS or carrier in ("rail", "road")
            )
        if broken:
            ends = " and ".join(dict.fromkeys((a.country, b.country)))
            cells = {"start": a.name, "end": b.name, "straight": f"{straight:.1f}", "ends": ends}
            cells |= {"country": country, "length_km": f"{length_km:g}"}
            return fault(rule, None, rule.columns[0], cells)
    return None
