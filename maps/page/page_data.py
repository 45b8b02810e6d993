"""All that the page knows: network, routes, choices and own layers as plain data.

Nothing here is HTML: the page puts every text in as text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ...geo.evidence.trade import read_trade, traders
from ...geo.graph.edge import CAUSES, KINDS
from ...geo.places.gazetteer import LETTERS, MARKS, joined
from ...geo.places.geography import OURS
from ...geo.scenario.comparison import Option
from ...layers.basemap import CLOSE_UP
from ..look import style
from ..look.frames import HEADING, frames_of, whole_of
from ..look.words import corridor_words
from .geometry import LINE_SCALE, base_map
from .network_data import NetworkRows
from .route_data import RouteRows

if TYPE_CHECKING:
    from ...geo import Corridor, Outlook, Place, Route
    from ...geo.ways.hubs import Choice

__all__ = ["build"]


def build(
    corridor: Corridor | None,
    routes: Sequence[Outlook | Route | Option] = (),
    *,
    choices: Iterable[Choice] = (),
    own: Sequence[dict[str, Any]] = (),
    base: bool = True,
) -> dict[str, Any]:
    """Data for the page.

    Parameters
    ----------
    corridor : Corridor or None
        The network, if it is to be drawn.
    routes : sequence of Outlook, Route or Option
        Asked routes; those of another network are timed anew, but for options of a comparison,
        which stay as they are in theirs.
    choices : iterable of Choice
        What a reader may choose from.
    own : sequence of dict
        Layers of one's own, from `khorgos.maps.page.own_layers`.
    base : bool
        With the base map of countries and lakes.

    Returns
    -------
    dict
        Plain lists, dicts, texts and numbers, for JSON.

    Raises
    ------
    RequestError
        If a route is closed in this network, an outlook is of another one, or an option takes a
        line that this one does not have.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> data = build(Corridor.load(), base=False)
    >>> sorted(data)[:3]
    ['asked', 'base', 'causes']
    """
    network = NetworkRows(corridor)
    rows = RouteRows(network)
    geography = corridor.infrastructure.geography if corridor else OURS
    frames = frames_of(corridor)
    whole = whole_of(frames)
    asked = [_add(rows, corridor, route) for route in routes] if corridor else []
    offered = {}
    for choice in choices:
        number = rows.add(choice.outlook, choice.way, brief=True)
        offered[number] = [
            network.places[place.id] for place in (choice.origin, choice.destination)
        ]
    return {
        "version": corridor.data_version if corridor else "",
        "base": base_map() if base else None,
        "scale": LINE_SCALE,
        "corridor": list(CLOSE_UP.bounds),
        "places": network.place_rows(),
        "lines": network.lines.rows,
        "flows": network.flows.rows,
        "own": list(own),
        "routes": rows.data(),
        "asked": asked,
        "explorer": _explorer(corridor, rows, offered) if corridor and offered else None,
        "corridors": corridor_words(geography.corridors),
        "causes": {activity: CAUSES[kind] for activity, kind in KINDS.items()},
        "trade": _trade(corridor, network) if corridor else [],
        "traders": traders(corridor.folder) if corridor else [],
        "figures": network.figures.rows,
        "figureRows": network.figure_rows.rows,
        "sources": network.sources.rows,
        "style": style.for_page(),
        "frames": {frame.name: frame.corners for frame in frames if frame.use != "detail"},
        "whole": whole.name if whole else None,
        "heading": whole.title if whole else HEADING,
    }


def _add(rows: RouteRows, corridor: Corridor, asked: Outlook | Route | Option) -> int:
    if isinstance(asked, Option):
        return rows.add(asked.outlook, appraiser=asked.appraiser)
    (outlook,) = corridor.outlooks(asked)
    return rows.add(outlook)


def _trade(corridor: Corridor, network: NetworkRows) -> list[list[Any]]:
    """Trade by year: year, whose statistics, US$ bn, how it was got, note and sources."""
    return [
        [
            *(row.year, row.label, row.value, row.basis, row.note),
            [network.source(id_) for id_ in row.sources],
        ]
        for row in read_trade(corridor.folder)
    ]


def _explorer(
    corridor: Corridor, rows: RouteRows, offered: Mapping[int, list[int]]
) -> dict[str, Any]:
    """Hubs in order and by name, the first route between them, and the one to open.

    Where a way ends elsewhere than at its hubs, as trucks do where several places share a name,
    these are told.
    """
    opening, places = corridor.infrastructure.geography.opening, [*corridor.places.values()]
    hubs = list(dict.fromkeys(origin for origin, _ in offered.values()))
    start = [rows.network.places.get(id_) for id_ in opening]
    start = start if start and set(start) <= set(hubs) else [hubs[0], hubs[-1]]
    asked = (
        n for n, ends in offered.items() if ends == start and rows.kind(n)["service"] == "standard"
    )
    first = min(offered)
    return {
        "hubs": hubs,
        "routes": first,
        "first": next(asked, first),
        "ends": {n: ends for n, ends in offered.items() if rows.rows[n][:2] != ends},
        "names": _hubs_by_name({number: places[number] for number in hubs}),
        "letters": MARKS | LETTERS,
    }


def _hubs_by_name(hubs: Mapping[int, Place]) -> dict[str, int]:
    """Comparable form of each name, id aside -> the hub: the one that bears the name itself."""
    found: dict[str, int] = {}
    for number, place in hubs.items():
        for name in (place.name, *place.translations.values()):
            found.setdefault(joined(name), number)
    for number, place in hubs.items():
        for name in place.aliases:
            found.setdefault(joined(name), number)
    found.pop("", None)
    return found
