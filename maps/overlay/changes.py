"""What scenarios change, as layers of a map: closed, opened, slower and quicker."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ... import layers
from ...geo.scenario.targets import Edges, Reached, links, reach
from ..page.own_layers import Layer

if TYPE_CHECKING:
    import geopandas as gpd

    from ...geo import Corridor

__all__ = ["change_layers"]

LOOKS = {
    "Closed": ("#C1121F", "7 5"),
    "Slower": ("#E07A00", ""),
    "Opened": ("#0B7A4B", ""),
    "Quicker": ("#0B7A4B", "14 4"),
}
"""What happens -> colour and dashes."""
WIDTH, RADIUS = 13.5, 8.0
"""Lines lie below the routes and stand out at both sides of them."""
SHUT = "closed"
COLUMNS = ["what", "where", "before", "after", "what if", "rests on", "sources"]
BASIS = {"yes": "judgement", "range": "sources; the range is judgement", "no": "sources"}
LEAST = 0.05
"""Hours that a reader would see."""


def change_layers(base: Corridor, changed: Corridor) -> list[Layer]:
    """Edges that differ between two networks, by what happens to them.

    Parameters
    ----------
    base, changed : Corridor
        Such as today, and what `Corridor.apply` makes of it.

    Returns
    -------
    list of Layer
        For `khorgos.maps.draw`; empty if nothing differs.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> today = Corridor.load()
    >>> [layer.name for layer in change_layers(today, today.apply("caspian-storms"))]
    ['Slower']
    """
    old = layers.edges(base).set_index("id")
    frame = layers.edges(changed)
    frame["before"] = [_told(old, id_) for id_ in frame["id"]]
    frame["after"] = [_state(row.status, row.hours) for row in frame.itertuples()]
    frame["what"] = frame["label"]
    frame["where"] = [
        row.from_name if row.kind != "move" else f"{row.from_name} – {row.to_name}"
        for row in frame.itertuples()
    ]
    frame["change"] = [_change(old, row) for row in frame.to_dict("records")]
    behind = _Behind(changed)
    frame = frame[frame["change"] != ""]
    told = [behind.of(id_, old) for id_ in frame["id"]]
    for number, column in enumerate(COLUMNS[-3:]):
        frame[column] = [words[number] for words in told]
    found = []
    for name, (colour, dash) in LOOKS.items():
        rows = frame.loc[frame["change"] == name, [*COLUMNS, "geometry"]]
        # There and back, and on the tracks of each gauge, it is the same to a reader.
        rows = rows[~rows.to_wkb().duplicated()]
        if len(rows):
            filled = [column for column in COLUMNS if rows[column].any()]
            found.append(Layer(rows, name, colour, WIDTH, dash, RADIUS, label="what", popup=filled))
    return found


def _told(old: gpd.GeoDataFrame, id_: str) -> str:
    if id_ not in old.index:
        return "not there"
    return _state(old.loc[id_, "status"], old.loc[id_, "hours"])


def _state(status: str, hours: float) -> str:
    return SHUT if status == SHUT else f"{status}, {hours:.1f} h"


class _Behind:
    """Which effects of scenarios are behind the change of an edge."""

    def __init__(self, changed: Corridor) -> None:
        self.sources = changed.sources
        self.names: dict[str, str] = {}
        self.reached: list[Reached] = []
        if changed.changes is None:
            return
        base = changed.changes.base
        scenarios = {scenario.id: scenario for scenario in changed.changes.scenarios}
        self.names = {id_: scenario.name for id_, scenario in scenarios.items()}
        infra = base.infrastructure
        edges = Edges.of(infra.topology, *links(infra, scenarios).values())
        self.reached = [
            reach(infra, base.queues, edges, id_, number, effect)
            for id_, scenario in scenarios.items()
            for number, effect in enumerate(scenario.effects)
        ]

    def of(self, edge: str, old: gpd.GeoDataFrame) -> tuple[str, str, str]:
        """Names of the scenarios, on what they rest, and titles of their sources."""
        figure = old.loc[edge, "figure"] if edge in old.index else None
        # The wait of a queue is worked out: any effect may be behind it.
        found = [r for r in self.reached if edge in r.edges or r.figure == figure] or self.reached
        return (
            _joined(self.names[r.scenario] for r in found),
            _joined(BASIS.get(r.effect.judgement, "") for r in found),
            _joined(
                f"{self.sources[id_].title} ({id_})" if id_ in self.sources else id_
                for r in found
                for id_ in r.effect.sources
            ),
        )


def _joined(words: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(filter(None, words)))


def _change(old: gpd.GeoDataFrame, row: dict[str, object]) -> str:
    """What happened to an edge; empty if nothing did."""
    id_, status = row["id"], row["status"]
    before = old.loc[id_, "status"] if id_ in old.index else ""
    if status == SHUT != before:
        return "Closed"
    if status == "open" != before:
        return "Opened"
    more = float(str(row["hours"])) - float(old.loc[id_, "hours"]) if before else 0.0
    return "" if abs(more) < LEAST else "Slower" if more > 0 else "Quicker"
