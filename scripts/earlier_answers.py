"""Write ``geo/data/earlier.csv``: what 0.4.0 says to the published times of today.

``python scripts/earlier_answers.py FOLDER`` with a checkout of 0.4.0 (commit d1a74ba), after rows
have been added to ``geo/data/validation.csv``.  The rows are read by 0.4.0's own rules.  It has no
column for the service: what a row says there is told to it in words that its rules read.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

DATA = Path(__file__).parent.parent / "geo" / "data"
TABLE = DATA / "earlier.csv"
ADDED = ("service", "month")
"""Columns that 0.4.0 does not know."""
COLUMNS = ("id", "p10", "p50", "p90")
FIRST = re.compile(r"\b(first|trial|pilot|test)\b", re.IGNORECASE)
ASK = "from khorgos.maps.cli import main; main()"


def told(row: dict[str, str]) -> dict[str, str]:
    """A row without the new columns; the service that it says stands in other words."""
    old = {column: cell for column, cell in row.items() if column not in ADDED}
    service, _, more = row["service"].partition(" (")
    if service in ("fast", "standard"):
        # Its title may speak of a first train, which 0.4.0 takes for a fast one.
        old |= {"source_title": "", "note": FIRST.sub("", f"{row['note']}; {more.rstrip(')')}")}
        old["quantity"] += {"fast": "_priority", "standard": "_ordinary"}[service]
    return old


def answers(package: Path) -> list[dict[str, object]]:
    """What a version of the package says to each row that it can be asked."""
    with (DATA / "validation.csv").open(encoding="utf-8", newline="") as file:
        rows = [told(row) for row in csv.DictReader(file)]
    with tempfile.TemporaryDirectory() as scratch:
        (Path(scratch) / "khorgos").symlink_to(package.resolve(), target_is_directory=True)
        path = Path(scratch) / "rows.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0])
            writer.writeheader()
            writer.writerows(rows)
        ask = [sys.executable, "-c", ASK, "validate", "--rows", str(path), "--json"]
        env = os.environ | {"PYTHONPATH": scratch}
        done = subprocess.run(ask, env=env, check=True, capture_output=True, text=True)  # noqa: S603
    found: list[dict[str, object]] = json.loads(done.stdout)["rows"]
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description="Ask 0.4.0 the published times of today.")
    parser.add_argument("package", type=Path, metavar="FOLDER", help="a checkout of 0.4.0")
    found = answers(parser.parse_args().package)
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for row in found:
            hours = (row[f"{name}_hours"] for name in COLUMNS[1:])
            writer.writerow([row["id"], *(f"{value:.2f}" for value in hours)])
    print(f"{TABLE.name}: {len(found)} rows")


if __name__ == "__main__":
    main()
