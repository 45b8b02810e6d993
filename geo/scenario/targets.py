"""What an effect of a scenario reaches: the edges, the figure or the queue that it names."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from ..errors import LONGEST_ECHO, TableError, UnknownPlace, nearest
from ..graph.building import build
from ..graph.edge import Edge
from ..places.countries import WATERS
from ..routing.request import CARRIERS, CLOSED
from ..tables.reading import faults_of
from ..values import told_briefly
from .scenarios import FACTOR, SPEED, Effect, Scenario, fault

if TYPE_CHECKING:
    from ..graph.infrastructure import Infrastructure
    from ..graph.topology import Topology
    from ..queues.crossings import Queue

__all__ = ["Edges", "Reached", "links", "reach"]

DWELLS = (("customs",), ("queue",), ("departure",), ("lift", "gauge"))
"""What a delay at a place lengthens: the first of these that takes place there, each time."""
DELAYED = ("place", "passage", "figure", "queue", "")


@told_briefly
class Reached(NamedTuple):
    """An effect and what it reaches.

    Parameters
    ----------
    scenario : str
        Id of its scenario.
    number : int
        Its place in the scenario.
    effect : Effect
        What it does.
    edges : frozenset of str
        Ids of the edges that it names; empty if it names a figure or a queue as such.
    figure : str
        Id of the figure that it changes as a whole, or empty.
    queue : str
        Id of the queue that it loads, or empty.
    """

    scenario: str
    number: int
    effect: Effect
    edges: frozenset[str] = frozenset()
    figure: str = ""
    queue: str = ""

    def fault(self, column: str, reason: str, remedy: str) -> TableError:
        """The error that says where the effect is wrong."""
        return fault(self.scenario, self.effect, column, reason, remedy)


@told_briefly
class Edges(NamedTuple):
    """The edges of a network by id, and the places at their ends.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> edges = Edges.of(Corridor.load().infrastructure.topology)
    >>> sorted(edges.places["rail:ZHT-SHL"]), edges.data["rail:ZHT-SHL"].length_km
    (['SHL', 'ZHT'], 106.7)
    """

    data: dict[str, Edge]
    places: dict[str, frozenset[str]]

    @classmethod
    def of(cls, *topologies: Topology) -> Edges:
        """Those of a network, and of new links."""
        data: dict[str, Edge] = {}
        places: dict[str, frozenset[str]] = {}
        for topology in topologies:
            nodes = topology.nodes
            for start, end, edge in topology:
                data[edge.id] = edge
                places[edge.id] = frozenset((nodes[start].place, nodes[end].place))
        return cls(data, places)


def links(infra: Infrastructure, scenarios: Mapping[str, Scenario]) -> dict[str, Topology]:
    """The new edges of scenarios, each with its own nodes.

    Parameters
    ----------
    infra : Infrastructure
        Without them.
    scenarios : mapping of str to Scenario
        By id.

    Returns
    -------
    dict of str to Topology
        By the id of the edge.

    Raises
    ------
    TableError
        If an edge exists already, or cannot be.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> links(Corridor.load().infrastructure, {})
    {}
    """
    found: dict[str, Topology] = {}
    effects = [
        (scenario.id, effect)
        for scenario in scenarios.values()
        for effect in scenario.effects
        if effect.effect == "link"
    ]
    known = {edge.id for *_, edge in infra.topology} if effects else set()
    for id_, effect in effects:
        _see_link(infra, id_, effect)
        if effect.target in known or effect.target in found:
            reason = f"the edge {effect.target[:LONGEST_ECHO]!r} exists already"
            raise fault(id_, effect, "target", reason, "give the new one an id of its own")
        row = _row(infra, effect)
        for broken in faults_of("edges", row):
            raise fault(id_, effect, broken.column, broken.reason, broken.remedy)
        try:
            found[effect.target] = build([row], infra.places, infra.figures)
        except TableError as error:
            column = {"from": "link_from", "to": "link_to"}.get(str(error.column), error.column)
            raise fault(id_, effect, column or "target", error.reason, error.remedy) from None
    return found


def _see_link(infra: Infrastructure, id_: str, effect: Effect) -> None:
    """Refuse a link over a border without its post, and one at the speed of something else."""
    ends = [infra.places.get(end.partition("@")[0]) for end in (effect.link_from, effect.link_to)]
    countries = {place.country for place in ends if place is not None}
    border = any(place is not None and place.kind == "border_point" for place in ends)
    if effect.carrier in ("rail", "road") and len(countries) > 1 and not border:
        remedy = "end it at a border point, where formalities are, and link the other side too"
        raise fault(id_, effect, "link_to", "the link crosses a border between two places", remedy)
    variants = infra.figures.get(effect.figure, {})
    other = next((figure.unit for figure in variants.values() if figure.unit != "km/h"), "")
    word = effect.figure.partition(".")[0]
    if other or (word in ("rail", "road") and word != effect.carrier):
        remedy = f"name the speed of a {effect.carrier} line"
        reason = f"{effect.figure[:LONGEST_ECHO]!r} is no speed by {effect.carrier}"
        raise fault(id_, effect, "figure", reason, remedy)


def _row(infra: Infrastructure, effect: Effect) -> dict[str, Any]:
    """The link as a row of ``edges.csv``."""
    ends = [infra.places.get(end.partition("@")[0]) for end in (effect.link_from, effect.link_to)]
    countries = {place.country for place in ends if place is not None}
    land = effect.carrier in ("rail", "road") or len(countries) == 1
    country = ends[0].country if land and ends[0] is not None else WATERS
    return {
        "row": effect.row,
        "id": effect.target,
        "kind": "move",
        "from": effect.link_from,
        "to": effect.link_to,
        "both_ways": True,
        "carrier": effect.carrier,
        "gauge": effect.gauge,
        "to_carrier": "",
        "to_gauge": None,
        "country": country,
        "status": "open",
        "tracks": None,
        "length_km": effect.length_km,
        "length_source": effect.sources[0] if effect.sources else "judgement",
        "figure": effect.figure,
        "passage": "",
        "line": effect.target,
        "schematic": True,
        "note": effect.note,
    }


def reach(
    infra: Infrastructure,
    queues: Mapping[str, Queue],
    edges: Edges,
    scenario: str,
    number: int,
    effect: Effect,
) -> Reached:
    """What an effect names in a network.

    Parameters
    ----------
    infra : Infrastructure
        Places, edges and figures.
    queues : mapping of str to Queue
        By id.
    edges : Edges
        Of the network, with all new links.
    scenario : str
        Id of the scenario.
    number : int
        Place of the effect in it.
    effect : Effect
        To look up.

    Returns
    -------
    Reached
        With one edge, figure or queue at least.

    Raises
    ------
    TableError
        If the target is unknown, or has nothing that the effect could change.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> infra = Corridor.load().infrastructure
    >>> effect = Effect("close", "place:JAL")
    >>> found = reach(infra, {}, Edges.of(infra.topology), "x", 0, effect)
    >>> "rail:MKM-JAL" in found.edges
    True
    """
    bare = Reached(scenario, number, effect)
    kind, name = _kind(edges, bare)
    if kind == "queue":
        return _at_queue(queues, bare, name)
    named = _named(infra, edges, bare, kind, name)
    if effect.effect == "close":
        return _close(edges, bare, named)
    if effect.effect == "open":
        return _open(edges, bare, named)
    if effect.effect == "delay":
        return _delay(infra, edges, bare, named)
    if effect.effect == "speed":
        return _speed(infra, edges, bare, named)
    if effect.effect == "link":
        return bare._replace(edges=frozenset((effect.target,)))
    raise bare.fault("target", f"a {effect.effect} is that of a queue", "write queue:ID")


def _kind(edges: Edges, bare: Reached) -> tuple[str, str]:
    """What the target is, and its name; nothing for an edge, whose id may look like the others."""
    kind, _, name = bare.effect.target.partition(":")
    return ("", name) if bare.effect.target in edges.data else (kind, name)


def _named(infra: Infrastructure, edges: Edges, bare: Reached, kind: str, name: str) -> set[str]:
    """Edges that the target is, or that it names."""
    if not kind:
        return {bare.effect.target}
    passages = {edge.passage for edge in edges.data.values()} - {""}
    known: dict[str, Collection[str]] = {
        "place": infra.places,
        "country": infra.countries,
        "carrier": dict.fromkeys(CARRIERS),
        "passage": dict.fromkeys(sorted(passages)),
        "figure": infra.figures,
    }
    if kind not in known:
        raise _unknown(bare, "edge", bare.effect.target, edges.data)
    if name not in known[kind]:
        near = _id_of(infra, name) if kind == "place" else [infra.country_code(name) or ""]
        raise _unknown(bare, kind, name, known[kind], [id_ for id_ in near if id_ in known[kind]])
    if kind == "place":
        return {id_ for id_, ends in edges.places.items() if name in ends}
    if kind == "carrier":
        return {id_ for id_, edge in edges.data.items() if name in edge.carriers}
    return {id_ for id_, edge in edges.data.items() if getattr(edge, kind) == name}


def _id_of(infra: Infrastructure, name: str) -> list[str]:
    try:
        return [place.id for place in infra.find(name)]
    except UnknownPlace as error:
        return [infra.find(near)[0].id for near in error.nearest]


def _unknown(
    bare: Reached, what: str, name: str, known: Collection[str], near: list[str] | None = None
) -> TableError:
    near = near or nearest(name, known, 3, 50)
    prefix = "" if what == "edge" else f"{what}:"
    hint = f"did you mean {', '.join(prefix + id_ for id_ in near)}?" if near else "correct it"
    return bare.fault("target", f"no {what} {name[:LONGEST_ECHO]!r} is known", hint)


def _at_queue(queues: Mapping[str, Queue], bare: Reached, name: str) -> Reached:
    if name not in queues:
        raise _unknown(bare, "queue", name, queues)
    effect, queue = bare.effect, queues[name]
    if effect.effect == "delay":
        return bare._replace(figure=queue.figure, queue=name)
    if effect.effect not in ("capacity", "arrivals"):
        remedy = "name edges, or use delay, capacity or arrivals"
        raise bare.fault("target", f"a queue has nothing to {effect.effect}", remedy)
    if effect.unit != f"{queue.unit}/day":
        reason = f"{name} counts {queue.unit}, not {effect.unit}"
        raise bare.fault("unit", reason, f"use {queue.unit}/day")
    return bare._replace(figure=queue.figure, queue=name)


def _close(edges: Edges, bare: Reached, named: set[str]) -> Reached:
    shut = {id_ for id_ in named if edges.data[id_].status == "open"}
    if not shut:
        statuses = sorted({edges.data[id_].status for id_ in named})
        state = f"it is {' and '.join(statuses)} already" if statuses else "no edge is there"
        raise bare.fault("target", f"nothing to close: {state}", "leave the row out")
    return bare._replace(edges=frozenset(named))


def _open(edges: Edges, bare: Reached, named: set[str]) -> Reached:
    shut = {id_ for id_ in named if edges.data[id_].status in CLOSED}
    if not shut:
        state = "it is open already" if named else "no edge is there"
        raise bare.fault("target", f"nothing to open: {state}", "leave the row out")
    return bare._replace(edges=frozenset(shut))


def _see_timing(infra: Infrastructure, bare: Reached, name: str) -> None:
    if infra.figure(name, "standard").unit == "times":
        reason, remedy = f"{name} is a factor and times no edge", "change its row in parameters.csv"
        raise bare.fault("target", reason, remedy)


def _delay(infra: Infrastructure, edges: Edges, bare: Reached, named: set[str]) -> Reached:
    kind, name = _kind(edges, bare)
    if kind not in DELAYED:
        remedy = "name edges, or place:ID, passage:NAME, figure:ID or queue:ID"
        reason = f"a delay of a whole {kind} would count at each of its edges"
        raise bare.fault("target", reason, remedy)
    if kind == "figure":
        _see_timing(infra, bare, name)
        if infra.figure(name, "standard").unit != "h":
            reason, remedy = f"{name} is a speed", "delay edges, or use the effect speed"
            raise bare.fault("target", reason, remedy)
        return bare._replace(figure=name)
    if kind == "place":
        for kinds in DWELLS:
            found = {id_ for id_ in named if edges.data[id_].kind in kinds}
            if found:
                return bare._replace(edges=frozenset(found))
        named = set()
    if not named:
        reason, remedy = "nothing there waits or is handled", "name an edge on the way"
        raise bare.fault("target", reason, remedy)
    return bare._replace(edges=frozenset(named))


def _speed(infra: Infrastructure, edges: Edges, bare: Reached, named: set[str]) -> Reached:
    kind, name = _kind(edges, bare)
    unit = {SPEED: "km/h", FACTOR: "speed"}[bare.effect.unit]
    if kind == "figure":
        _see_timing(infra, bare, name)
        if infra.figure(name, "standard").unit != "km/h":
            reason = f"{name} is a duration and has no {unit}"
            raise bare.fault("target", reason, "use the effect delay")
        return bare._replace(figure=name)
    moving = {
        id_ for id_ in named if infra.figure(edges.data[id_].figure, "standard").unit == "km/h"
    }
    if not moving:
        reason = (
            f"what is there takes a duration and has no {unit}" if named else "no edge is there"
        )
        raise bare.fault("target", reason, "use the effect delay, or name moves")
    return bare._replace(edges=frozenset(moving))
