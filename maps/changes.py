"""What scenarios change, as layers of a map: closed, opened, slower and quicker."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import layers
from .own import Layer

if TYPE_CHECKING:
    import geopandas as gpd

    from ..geo import Corridor

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
COLUMNS = ["what", "before", "after", "where"]
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
    frame["after"] = [f"{row.status}, {row.hours:.1f} h" for row in frame.itertuples()]
    frame["what"] = frame["label"]
    frame["where"] = [
        row.from_name if row.kind != "move" else f"{row.from_name} – {row.to_name}"
        for row in frame.itertuples()
    ]
    frame["change"] = [_change(old, row) for row in frame.to_dict("records")]
    found = []
    for name, (colour, dash) in LOOKS.items():
        rows = frame.loc[frame["change"] == name, [*COLUMNS, "geometry"]]
        if len(rows):
            found.append(Layer(rows, name, colour, WIDTH, dash, RADIUS, popup=COLUMNS))
    return found


def _told(old: gpd.GeoDataFrame, id_: str) -> str:
    if id_ not in old.index:
        return "not there"
    return f"{old.loc[id_, 'status']}, {old.loc[id_, 'hours']:.1f} h"


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
