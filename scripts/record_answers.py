"""Record what khorgos answers to some two thousand questions.

``python scripts/record_answers.py -o tests/regression/answers.json.gz`` makes the record, the same
bytes each time; ``tests/regression/test_answers.py`` asks again, of the version at hand.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from answering import answer
from questioning import questions


def record() -> list[dict[str, Any]]:
    """All questions with the answers of this version."""
    entries: dict[str, dict[str, Any]] = {}
    for id_, kind, ask in questions():
        name, number = id_, 2
        while name in entries:
            if entries[name]["ask"] == ask and entries[name]["kind"] == kind:
                break
            name, number = f"{id_}#{number}", number + 1
        if name not in entries:
            entries[name] = {"id": name, "kind": kind, "ask": ask, "answer": answer(kind, ask)}
    return list(entries.values())


def write(entries: Sequence[dict[str, Any]], path: Path) -> None:
    """Write the record: the same answers make the same bytes."""
    text = json.dumps(
        list(entries), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )
    data = text.replace(',{"answer":', ',\n{"answer":').encode()
    with path.open("wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=0) as packed:
        packed.write(data)


def read(path: Path) -> list[dict[str, Any]]:
    """Read a record."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        entries: list[dict[str, Any]] = json.load(file)
    return entries


def main() -> None:
    parser = argparse.ArgumentParser(description="Record what khorgos answers.")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="FILE")
    path = parser.parse_args().output
    entries = record()
    write(entries, path)
    for kind, count in sorted(Counter(entry["kind"] for entry in entries).items()):
        print(f"{kind:16} {count:5}")
    print(f"{path}: {len(entries)} answers, {path.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
