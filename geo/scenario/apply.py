"""A network under scenarios: a new corridor, while the old one stays as it is.

All effects are looked up in the network as it is without any, and are done in one order, so that
it does not matter in which order scenarios are applied.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from ..errors import RequestError, TableError
from ..routing.search import shortest
from .figures import WAIT, Revised, figures_under
from .loads import retime
from .scenarios import SPEED, Scenario, find_scenario, read_scenarios
from .targets import Edges, Reached, links, reach

if TYPE_CHECKING:
    import networkx as nx

    from ..graph.infrastructure import Network
    from ..network import Corridor
    from ..places.gazetteer import Place
    from ..routing.request import Request

__all__ = ["SHUT", "Changes", "applied", "changed", "check_scenarios", "cutting"]

SHUT = "closed"
"""Status of an edge that a scenario takes out of service: no request can include it."""


@dataclass(frozen=True)
class Changes:
    """What a corridor remembers of the scenarios behind it.

    Parameters
    ----------
    base : Corridor
        Without them.
    scenarios : tuple of Scenario
        By id, each with no more than the effects that are in force.
    """

    base: Corridor
    scenarios: tuple[Scenario, ...]


def applied(
    corridor: Corridor, scenarios: Sequence[str | Scenario], on: date | str | None = None
) -> Corridor:
    """The corridor under scenarios; see `khorgos.geo.Corridor.apply`.

    Parameters
    ----------
    corridor : Corridor
        May be under others already.
    scenarios : sequence of (str or Scenario)
        Ids in ``scenarios.csv``, or scenarios made in code.
    on : date or str, optional
        No more than the effects in force on this day; all if left out.

    Returns
    -------
    Corridor
        A new one.

    Raises
    ------
    RequestError
        If a scenario is unknown, or applied twice, or `on` is no day.
    TableError
        If a scenario contradicts the network or another one.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> base = Corridor.load()
    >>> closed = applied(base, ["poland-belarus-closure"], on="2025-09-20")
    >>> [c.route("Minsk", "Warsaw").hours > 200 for c in (base, closed)]
    [False, True]
    """
    day = _day(on)
    before = () if corridor.changes is None else corridor.changes.scenarios
    base = corridor if corridor.changes is None else corridor.changes.base
    known = {scenario.id for scenario in before}
    chosen: list[Scenario] = []
    for asked in scenarios:
        scenario = find_scenario(corridor.scenarios, asked)
        if scenario.id in known:
            raise RequestError(f"scenario {scenario.id} is applied already; name it once")
        known.add(scenario.id)
        chosen.append(scenario.on(day))
    return changed(base, (*before, *chosen))


def _day(on: date | str | None) -> date | None:
    if isinstance(on, datetime):
        return on.date()
    if on is None or isinstance(on, date):
        return on
    try:
        return date.fromisoformat(on if on[4:5] == on[7:8] == "-" else "no")
    except (TypeError, ValueError):
        raise RequestError(f"on is {on!r:.60}; write the day as 2026-12-31") from None


def changed(base: Corridor, scenarios: Iterable[Scenario]) -> Corridor:
    """The corridor under these scenarios and no others.

    Parameters
    ----------
    base : Corridor
        Under none.
    scenarios : iterable of Scenario
        Each once.

    Returns
    -------
    Corridor
        A new one.

    Raises
    ------
    TableError
        If a scenario contradicts the network or another one.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> base = Corridor.load()
    >>> changed(base, [base.scenarios["almaty-bypass"]]).applied
    ('almaty-bypass',)
    """
    by_id = {scenario.id: scenario for scenario in sorted(scenarios, key=lambda x: x.id)}
    new = links(base, by_id)
    edges, reaches = _reaches(base, by_id, new.values())
    shut = {id_ for r in reaches if r.effect.effect == "close" for id_ in r.edges}
    opened = {id_ for r in reaches if r.effect.effect == "open" for id_ in r.edges} - shut
    revised = figures_under(base, edges, reaches)
    graph = base.graph.copy()
    for link in new.values():
        graph.add_nodes_from(link.nodes(data=True))
        for start, end, key, edge in link.edges(keys=True, data=True):
            graph.add_edge(start, end, key, **edge)
    for _, _, key, edge in graph.edges(keys=True, data=True):
        if key in shut:
            edge["status"] = SHUT
        elif key in opened:
            edge["status"] = "open"
        figure = revised.figure_of.get(key, edge["figure"])
        if revised.figures[figure] is not base.figures.get(figure):
            edge["figure"] = figure
            retime(edge, revised.figures[figure])
    _wait(graph, revised)
    corridor = replace(
        base,
        places=_places(base, edges, opened),
        figures=revised.figures,
        graph=graph,
        loads=revised.loads,
        changes=Changes(base, tuple(by_id.values())),
    )
    _share(base, corridor, same_nodes=not (new or revised.waits))
    return corridor


def _wait(graph: nx.MultiDiGraph[str], revised: Revised) -> None:
    """Put waits before edges, each between its start and a node of its own."""
    late = [step for step in graph.edges(keys=True, data=True) if step[2] in revised.waits]
    for start, end, key, edge in late:
        figure = revised.waits[key]
        node = f"{start}@{key}"
        wait = {
            **edge,
            "id": f"{WAIT}:{key}",
            "kind": "queue",
            "carriers": frozenset((graph.nodes[start]["carrier"],)),
            "tracks": None,
            "length_km": 0.0,
            "length_source": "",
            "figure": figure,
            "line": "",
            "schematic": False,
            "note": "",
        }
        retime(wait, revised.figures[figure])
        graph.add_node(node, **{**graph.nodes[start], "terminal": False})
        graph.remove_edge(start, end, key)
        graph.add_edge(start, node, wait["id"], **wait)
        graph.add_edge(node, end, key, **edge)


def _reaches(base: Network, scenarios: Mapping[str, Scenario], new: Iterable[Any]) -> Any:
    """The edges, and what each effect reaches of them; refuses what contradicts."""
    edges = Edges.of(base.graph, *new)
    reaches = [
        reach(base, edges, scenario.id, number, effect)
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
    return {id_ for id_ in r.edges if edges.data[id_]["status"] == "open"}


def _moved(edges: Edges, r: Reached) -> set[str]:
    if not r.figure:
        return set(r.edges)
    return {id_ for id_, edge in edges.data.items() if edge["figure"] == r.figure}


def _places(base: Corridor, edges: Edges, opened: Iterable[str]) -> dict[str, Place]:
    """Places that are planned open with their first link."""
    found = {
        id_ for edge in opened for id_ in edges.places[edge] if base.places[id_].status == "planned"
    }
    if not found:
        return base.places
    return base.places | {id_: base.places[id_]._replace(status="open") for id_ in found}


def _share(base: Corridor, corridor: Corridor, *, same_nodes: bool) -> None:
    """Pass on what has been looked up and stays true."""
    kept = ["sources"]
    if corridor.places is base.places:
        base.gazetteer  # noqa: B018  every question needs it: index the names once
        kept.append("gazetteer")
    if same_nodes:
        kept += ["passages", "_nodes_by_place"]
    if corridor.loads == base.loads:
        kept.append("queues")
    known = vars(base)
    vars(corridor).update({name: known[name] for name in kept if name in known})


def cutting(corridor: Corridor, request: Request) -> tuple[list[str], bool]:
    """Scenarios that cut a request.

    Parameters
    ----------
    corridor : Corridor
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
    >>> from khorgos.geo import Corridor
    >>> from khorgos.geo.routing.request import Request
    >>> cutting(Corridor.load(), Request("Xi'an", "Duisburg", "road"))
    ([], False)
    """
    changes = corridor.changes
    if changes is None:
        return [], False
    closing = [
        scenario
        for scenario in changes.scenarios
        if any(effect.effect == "close" for effect in scenario.effects)
    ]
    alone = []
    for scenario in closing:
        others = [other for other in changes.scenarios if other is not scenario]
        try:
            if shortest(changed(changes.base, others), request) is not None:
                alone.append(f"scenario {scenario.id}")
        except TableError:  # another one needs the link that it adds
            continue
    if alone or len(closing) < 2 or shortest(changes.base, request) is None:  # noqa: PLR2004
        return alone, False
    return [f"scenario {scenario.id}" for scenario in closing], True


def check_scenarios(network: Network) -> None:
    """See that no scenario of the table contradicts the network.

    Raises
    ------
    TableError
        Names the first row that does.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> check_scenarios(Corridor.load())
    """
    for id_, scenario in read_scenarios(network.folder).items():
        one = {id_: scenario}
        edges, reaches = _reaches(network, one, links(network, one).values())
        figures_under(network, edges, reaches)
