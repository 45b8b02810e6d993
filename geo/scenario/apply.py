"""A network under scenarios: a new one, while the old one stays as it is.

All effects are looked up in the network as it is without any, and are done in one order, so that
it does not matter in which order scenarios are applied.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

from ..errors import NoRoute, RequestError, TableError
from ..graph.edge import edge_times
from ..graph.infrastructure import Infrastructure, pass_on
from ..graph.topology import Link, Node, Topology, wait_before
from ..routing.request import Request
from ..routing.search import shortest
from .figures import Revised, figures_under
from .scenarios import SPEED, Scenario, find_scenario
from .targets import Edges, Reached, links, reach

if TYPE_CHECKING:
    from ..places.gazetteer import Place
    from ..queues.crossings import Queue

__all__ = [
    "SHUT", "Revision", "chosen", "closing", "cutting", "explained", "linking", "revised",
]  # fmt: skip

SHUT = "closed"
"""Status of an edge that a scenario takes out of service: no request can include it."""


class Revision(NamedTuple):
    """What scenarios make of a network.

    Parameters
    ----------
    infrastructure : Infrastructure
        Places, edges and figures under them.
    loads : dict of str to (float, float)
        Arrivals and capacity a day, by queue.
    """

    infrastructure: Infrastructure
    loads: dict[str, tuple[float, float]]


def chosen(
    known: Mapping[str, Scenario],
    before: Sequence[Scenario],
    asked: Iterable[str | Scenario],
    on: date | str | None = None,
) -> tuple[Scenario, ...]:
    """The scenarios that somebody asks for on top of others.

    Parameters
    ----------
    known : mapping of str to Scenario
        By id.
    before : sequence of Scenario
        Those applied already.
    asked : iterable of (str or Scenario)
        Ids in ``scenarios.csv``, or scenarios made in code.
    on : date or str, optional
        No more than the effects in force on this day; all if left out.

    Returns
    -------
    tuple of Scenario
        Those before and those asked for.

    Raises
    ------
    RequestError
        If a scenario is unknown, or applied twice, or `on` is no day.

    Examples
    --------
    >>> from khorgos.geo import Network
    >>> known = Network.load().scenarios
    >>> [one.id for one in chosen(known, (), ["almaty-bypass"], "2026-12-31")]
    ['almaty-bypass']
    """
    day = _day(on)
    found = {scenario.id: scenario for scenario in before}
    for name in asked:
        scenario = find_scenario(known, name)
        if scenario.id in found:
            raise RequestError(f"scenario {scenario.id} is applied already; name it once")
        found[scenario.id] = scenario.on(day)
    return tuple(found.values())


def _day(on: date | str | None) -> date | None:
    if isinstance(on, datetime):
        return on.date()
    if on is None or isinstance(on, date):
        return on
    try:
        return date.fromisoformat(on if on[4:5] == on[7:8] == "-" else "no")
    except (TypeError, ValueError):
        raise RequestError(f"on is {on!r:.60}; write the day as 2026-12-31") from None


def revised(
    base: Infrastructure,
    queues: Mapping[str, Queue],
    loads: dict[str, tuple[float, float]],
    scenarios: Iterable[Scenario],
) -> Revision:
    """A network under these scenarios and no others.

    Parameters
    ----------
    base : Infrastructure
        Under none; it stays as it is.
    queues : mapping of str to Queue
        Its queues, by id.
    loads : dict of str to (float, float)
        Arrivals and capacity a day that were asked for before, by queue.
    scenarios : iterable of Scenario
        Each once.

    Returns
    -------
    Revision
        New places, edges, figures and loads.

    Raises
    ------
    TableError
        If a scenario contradicts the network or another one.

    Examples
    --------
    >>> from khorgos.geo import Network
    >>> base = Network.load()
    >>> bypass = [base.scenarios["almaty-bypass"]]
    >>> under = revised(base.infrastructure, base.queues, {}, bypass).infrastructure
    >>> under.topology == base.infrastructure.topology
    False
    """
    by_id = {scenario.id: scenario for scenario in sorted(scenarios, key=lambda x: x.id)}
    new = links(base, by_id)
    edges, reaches = _reaches(base, queues, by_id, new.values())
    shut = {id_ for r in reaches if r.effect.effect == "close" for id_ in r.edges}
    opened = {id_ for r in reaches if r.effect.effect == "open" for id_ in r.edges} - shut
    changes = figures_under(base, queues, loads, edges, reaches)
    nodes = dict(base.topology.nodes)
    for link in new.values():
        nodes |= link.nodes
    now: list[Link] = []
    for start, end, edge in itertools.chain(base.topology, *new.values()):
        under = edge
        if edge.id in shut:
            under = replace(under, status=SHUT)
        elif edge.id in opened:
            under = replace(under, status="open")
        figure = changes.figure_of.get(edge.id, edge.figure)
        if changes.figures[figure] is not base.figures.get(figure):
            times = edge_times(edge.length_km, changes.figures[figure])
            under = replace(under, figure=figure, times=times)
        now.append((start, end, under))
    topology = _waiting(nodes, now, changes)
    places = _places(base, edges, opened)
    infra = replace(base, places=places, figures=changes.figures, topology=topology)
    pass_on(base, infra, same_nodes=not (new or changes.waits))
    return Revision(infra, changes.loads)


def _waiting(nodes: dict[str, Node], links: Iterable[Link], changes: Revised) -> Topology:
    """Put waits before edges, each between its start and a node of its own."""
    nodes, now = dict(nodes), list[Link]()
    for start, end, edge in links:
        if edge.id not in changes.waits:
            now.append((start, end, edge))
            continue
        figure = changes.waits[edge.id]
        node, id_ = wait_before(start, edge.id)
        wait = replace(
            edge,
            id=id_,
            kind="queue",
            carriers=frozenset((nodes[start].carrier,)),
            tracks=None,
            length_km=0.0,
            length_source="",
            figure=figure,
            times=edge_times(0.0, changes.figures[figure]),
            line="",
            schematic=False,
            note="",
        )
        nodes[node] = nodes[start]._replace(terminal=False)
        now += [(start, node, wait), (node, end, edge)]
    return Topology(nodes, now)


def _reaches(
    base: Infrastructure,
    queues: Mapping[str, Queue],
    scenarios: Mapping[str, Scenario],
    new: Iterable[Topology],
) -> tuple[Edges, list[Reached]]:
    """The edges, and what each effect reaches of them; refuses what contradicts."""
    edges = Edges.of(base.topology, *new)
    reaches = [
        reach(base, queues, edges, scenario.id, number, effect)
        for scenario in scenarios.values()
        for number, effect in enumerate(scenario.effects)
    ]
    for r in reaches:
        # The sources of the table are checked with the other tables.
        unknown = [
            id_ for id_ in r.effect.sources if r.effect.row is None and id_ not in base.sources
        ]
        if unknown:
            raise r.fault("sources", f"no source {unknown[0]!r:.60}", "correct the id")
    for one, other in itertools.combinations(reaches, 2):
        _contradict(edges, one, other)
    return edges, reaches


def _contradict(edges: Edges, one: Reached, other: Reached) -> None:
    """See that two effects do not contradict each other."""
    kinds = {one.effect.effect, other.effect.effect}
    if len(kinds) == 1 and one.scenario != other.scenario and kinds <= {"close", "open"}:
        a, b = (_still_open(edges, r) for r in (one, other))
        if a <= b or b <= a:
            less, more = (one, other) if a <= b else (other, one)
            (word,) = kinds
            state = "closed" if word == "close" else "opened"
            reason = f"{less.effect.target} is {state} by scenario {more.scenario} already"
            raise less.fault("target", reason, "leave one of the two out")
    elif kinds == {"close", "open"}:
        opens, shuts = (one, other) if one.effect.effect == "open" else (other, one)
        if opens.edges <= shuts.edges:
            reason = f"scenario {shuts.scenario} closes {opens.effect.target}"
            raise opens.fault("target", reason, "leave one of the two out")
    elif kinds == {"speed"} and one.effect.unit == other.effect.unit == SPEED:
        if _moved(edges, one) & _moved(edges, other):
            reason = f"scenario {one.scenario} sets the same speed by {one.effect.target}"
            raise other.fault("target", reason, "leave one of the two out")
    elif len(kinds) == 1 and kinds <= {"capacity", "arrivals"} and one.queue == other.queue:
        (word,) = kinds
        reason = f"scenario {one.scenario} sets the {word} of {one.queue} too"
        raise other.fault("target", reason, "leave one of the two out")


def _still_open(edges: Edges, r: Reached) -> set[str]:
    """Of what is closed, that which is open today: the rest is closed by nobody."""
    if r.effect.effect == "open":
        return set(r.edges)
    return {id_ for id_ in r.edges if edges.data[id_].status == "open"}


def _moved(edges: Edges, r: Reached) -> set[str]:
    if not r.figure:
        return set(r.edges)
    return {id_ for id_, edge in edges.data.items() if edge.figure == r.figure}


def _places(base: Infrastructure, edges: Edges, opened: Iterable[str]) -> dict[str, Place]:
    """Places that are planned open with their first link."""
    found = {
        id_ for edge in opened for id_ in edges.places[edge] if base.places[id_].status == "planned"
    }
    if not found:
        return base.places
    return base.places | {id_: base.places[id_]._replace(status="open") for id_ in found}


def cutting(
    base: Infrastructure,
    queues: Mapping[str, Queue],
    loads: dict[str, tuple[float, float]],
    scenarios: Sequence[Scenario],
    request: Request,
) -> tuple[list[str], bool]:
    """Scenarios that cut a request.

    Parameters
    ----------
    base, queues, loads
        As for `revised`.
    scenarios : sequence of Scenario
        Under which nothing connects the places.
    request : Request
        The question.

    Returns
    -------
    cut_by : list of str
        Those each of which cuts alone; or all that close something, if only together they do.
    together : bool
        True in the second case.

    Examples
    --------
    >>> from khorgos.geo import Network
    >>> base = Network.load().infrastructure
    >>> cutting(base, {}, {}, [], Request("Xi'an", "Duisburg", "road"))
    ([], False)
    """
    closing = [
        scenario
        for scenario in scenarios
        if any(effect.effect == "close" for effect in scenario.effects)
    ]
    alone = []
    for scenario in closing:
        others = [other for other in scenarios if other is not scenario]
        try:
            under = revised(base, queues, loads, others).infrastructure
            if shortest(under, request) is not None:
                alone.append(f"scenario {scenario.id}")
        except TableError:  # another one needs the link that it adds
            continue
    if alone or len(closing) < 2 or shortest(base, request) is None:  # noqa: PLR2004
        return alone, False
    return [f"scenario {scenario.id}" for scenario in closing], True


def explained(error: NoRoute, scenarios: Sequence[str], *, together: bool) -> NoRoute:
    """Why there is no route, with the scenarios that cut it.

    Parameters
    ----------
    error : NoRoute
        What the conditions of the request have to do with it.
    scenarios : sequence of str
        From `cutting`.
    together : bool
        Likewise.

    Returns
    -------
    NoRoute
        To be raised instead.

    Examples
    --------
    >>> error = NoRoute("Minsk", "Warsaw", [], "rail")
    >>> print(explained(error, ["scenario poland-belarus-closure"], together=False))
    no rail route from Minsk to Warsaw: cut by scenario poland-belarus-closure
    """
    alone = [] if error.together else error.cut_by
    if not scenarios or (together and alone):
        return error
    cut_by = [*scenarios] if together else [*scenarios, *alone]
    return NoRoute(error.origin, error.destination, cut_by, error.mode, together=together)


def closing(
    base: Infrastructure, queues: Mapping[str, Queue], scenarios: Iterable[Scenario], edge: str
) -> str:
    """By which scenarios an edge is closed, in words.

    Parameters
    ----------
    base : Infrastructure
        Without them.
    queues : mapping of str to Queue
        Its queues, by id.
    scenarios : iterable of Scenario
        Those that the network is under.
    edge : str
        Its id.

    Returns
    -------
    str
        Empty if none of them does.

    Examples
    --------
    >>> from khorgos.geo import Network
    >>> base = Network.load()
    >>> closing(base.infrastructure, {}, [base.scenarios["no-russia"]], "customs:BRE-PL#1435-exit")
    ''
    """
    by_id = {scenario.id: scenario for scenario in scenarios}
    _, reaches = _reaches(base, queues, by_id, links(base, by_id).values())
    found = {r.scenario for r in reaches if r.effect.effect == "close" and edge in r.edges}
    return f" by scenario {' and '.join(sorted(found))}" if found else ""


def linking(known: Mapping[str, Scenario], edge: str) -> str:
    """Which scenarios add an edge, in words.

    Parameters
    ----------
    known : mapping of str to Scenario
        By id.
    edge : str
        Its id.

    Returns
    -------
    str
        Empty if none of them does.

    Examples
    --------
    >>> from khorgos.geo import Network
    >>> linking(Network.load().scenarios, "rail:ZHT-SHL")
    ''
    """
    found = [
        scenario.id
        for scenario in known.values()
        if any(x.effect == "link" and x.target == edge for x in scenario.effects)
    ]
    return f" without scenario {' or '.join(sorted(found))}" if found else ""
