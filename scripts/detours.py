"""Print, as CSV, the pairs of hubs whose way is far longer than the great circle between them.

``python scripts/detours.py --write`` after places or edges have changed puts them into
``tests/data/detours.csv``.  Reasons that stand there are kept; a pair without one is new: mend the
network, or say why.
"""

from __future__ import annotations

import argparse
import csv
import io
import itertools
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from khorgos.geo import Corridor, Network, NoRoute
from khorgos.geo.places.distances import great_circle_km
from khorgos.geo.places.gazetteer import exactly
from khorgos.geo.routing.request import MODES

TABLE = Path(__file__).parent.parent / "tests" / "data" / "detours.csv"
COLUMNS = ("origin", "destination", "mode", "distance_km", "great_circle_km", "times", "reason")
FAR = 2.5
"""Ways of so many great circles are detours."""


class Detour(NamedTuple):
    """A pair of hubs, the carriers that join them, and how far both are apart."""

    origin: str
    destination: str
    mode: str
    distance_km: float
    great_circle_km: float

    @property
    def times(self) -> float:
        """Length of the way in great circles."""
        return self.distance_km / self.great_circle_km


def far(network: Network, origin: str, destination: str, mode: str) -> Detour | None:
    """The way between two places, by id, if it takes more than `FAR` great circles."""
    try:
        route = network.route(exactly(origin), exactly(destination), mode=mode)
    except NoRoute:
        return None
    straight = great_circle_km(network.places[origin], network.places[destination])
    found = Detour(origin, destination, mode, route.distance_km, straight)
    return found if found.times > FAR else None


def detours(network: Network) -> Iterator[Detour]:
    """All between hubs, by each mode."""
    for pair in itertools.combinations(network.infrastructure.hubs, 2):
        for mode in MODES:
            found = far(network, *pair, mode)
            if found is not None:
                yield found


def key_of(row: Mapping[str, Any]) -> tuple[str, str, str]:
    """What the table has one row for."""
    return row["origin"], row["destination"], row["mode"]


def reasons() -> dict[tuple[str, str, str], str]:
    """Reasons of the table by what they are for."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {key_of(row): row["reason"] for row in csv.DictReader(file)}


def table_of(network: Network) -> str:
    """All of them as CSV, the farthest first, with the reasons that are known."""
    known = reasons() if TABLE.exists() else {}
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(COLUMNS)
    for detour in sorted(detours(network), key=lambda found: -found.times):
        km = (f"{value:.0f}" for value in (detour.distance_km, detour.great_circle_km))
        key = key_of(detour._asdict())
        table.writerow([*key, *km, f"{detour.times:.1f}", known.get(key, "")])
    return text.getvalue()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Print the pairs of hubs that are far by way.")
    parser.add_argument("--write", action="store_true", help="write the table of the tests, too")
    write = parser.parse_args().write
    found = table_of(Corridor.load())
    print(found, end="")
    if write:
        TABLE.write_text(found, encoding="utf-8")
