"""Tables of one's own."""

from __future__ import annotations

import csv
from pathlib import Path

from khorgos.geo.tables.schema import read_schema


def write(folder: Path, name: str, rows: list[dict[str, object]]) -> None:
    """A table of these rows; what they leave out is empty."""
    columns = [column.name for column in read_schema(name)]
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, columns, restval="", lineterminator="\n")
        table.writeheader()
        table.writerows(rows)


def write_three(folder: Path, carrier: str) -> Path:
    """Three places and two edges, and no more than what has to be there."""
    made = {"judgement": "yes", "as_of": 2026}
    at = [("A", "Aton", "FR", 45, 2), ("B", "Beton", "FR", 46, 3), ("C", "Ceton", "DE", 48, 8)]
    write(folder, "places", [
        {"id": id_, "name": name, "country": country, "kind": "city", "rank": 1, "lat": lat,
         "lon": lon, "zone": "Europe/Paris", "status": "open", "source": "judgement",
         "confidence": "low"}
        for id_, name, country, lat, lon in at
    ])  # fmt: skip
    write(folder, "edges", [
        {"id": f"{carrier}:{start}-{end}", "kind": "move", "from": start, "to": end,
         "both_ways": "yes", "carrier": carrier, "gauge": 1435 if carrier == "rail" else "",
         "country": "FR", "status": "open", "length_km": km, "length_source": "judgement",
         "figure": "pace", "schematic": "yes"}
        for start, end, km in (("A", "B", 200), ("B", "C", 600))
    ])  # fmt: skip
    write(folder, "parameters", [
        {"id": "pace", "label": "pace", "variant": "any", "regime": "any", "unit": "km/h",
         "low": 30, "mode": 40, "high": 50, **made},
    ])  # fmt: skip
    write(folder, "regimes", [
        {"corridor": "other", "label": "other", "quiet": 0.7, "stressed": 0.2, "disrupted": 0.1,
         "correlation": 0.5, **made},
    ])  # fmt: skip
    write(folder, "closures", [
        {"id": "range", "name": "range", "kind": "range", "from": "2026-01-01",
         "to": "2026-12-31", "zone": "UTC", "judgement": "yes"},
    ])  # fmt: skip
    for name in ("sources", "timetables", "headways", "queues"):
        write(folder, name, [])
    (folder / "version.txt").write_text("2026.1", encoding="utf-8")
    return folder
