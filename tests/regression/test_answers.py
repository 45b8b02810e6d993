"""Every recorded answer of 0.4.0 still holds, unless a difference is excused.

``expected_differences.json`` lists ``{"id": glob, "path": glob, "why": text}``.  An excuse that
excuses nothing any more fails too.
"""

from __future__ import annotations

import importlib
import json
import sys
from fnmatch import fnmatchcase
from pathlib import Path

import frozen
import pytest

HERE = Path(__file__).parent
SCRIPTS = HERE.parent.parent / "scripts"
RECORD = HERE / "answers.json.gz"
EXCUSES = HERE / "expected_differences.json"

EXACT = 1e-9
OF_A_LAW = 5e-4
"""Share by which numbers may differ that come out of the law of a sum."""
LAWS = {
    *("quantiles", "more_quantiles", "within", "by", "probability_by", "days_saved", "per_day"),
    *("p05", "p10", "p25", "p50", "p75", "p90", "p95", "p10_hours", "p50_hours", "p90_hours"),
    *("P10", "P25", "P50", "P75", "P90"),
}
"""Keys below which numbers come out of such a law."""
RATIOS = {"score", "scores", "change", "within", "by", "probability_by"}
"""Keys below which they are small beside what they are the difference of, or the share."""
APART = {"change": 0.5, "score": 2e-3}
"""Key -> how far such a number may lie off: hours, shares."""
CHUNK, SLOW_CHUNK = 100, 25
SLOW = {"command", "table", "alternatives", "reach"}
SHOWN = 20


sys.path.insert(0, str(SCRIPTS))  # not a package: it stands beside the one that is installed
asked = importlib.import_module("answering")
asked.data_folder = frozen.folder
ENTRIES = importlib.import_module("record_answers").read(RECORD)
EXCUSED = json.loads(EXCUSES.read_text(encoding="utf-8"))


def _chunks():
    """Name of a chunk -> its entries."""
    kinds = {}
    for entry in ENTRIES:
        kinds.setdefault(entry["kind"], []).append(entry)
    return {
        f"{kind}-{number}": entries[start : start + size]
        for kind, entries in sorted(kinds.items())
        for size in [SLOW_CHUNK if kind in SLOW else CHUNK]
        for number, start in enumerate(range(0, len(entries), size), 1)
    }


CHUNKS = _chunks()


def differences(old, new, path=()):
    """Path, old and new value of all that differs."""
    if isinstance(old, dict) and isinstance(new, dict):
        for key in sorted(old.keys() | new.keys()):
            if key not in old or key not in new:
                yield (*path, key), old.get(key, "(none)"), new.get(key, "(none)")
            else:
                yield from differences(old[key], new[key], (*path, key))
    elif isinstance(old, list) and isinstance(new, list):
        if len(old) != len(new):
            yield (*path, "length"), len(old), len(new)
        for number, (one, other) in enumerate(zip(old, new, strict=False)):
            yield from differences(one, other, (*path, str(number)))
    elif not _same(old, new, path):
        yield path, old, new


def _same(old, new, path):
    numbers = all(isinstance(x, int | float) and not isinstance(x, bool) for x in (old, new))
    if not numbers or (isinstance(old, int) and isinstance(new, int)):
        return type(old) is type(new) and old == new
    relative, absolute = EXACT, EXACT
    if LAWS.intersection(path) or _hours_of_reach(path):
        relative = OF_A_LAW
    for key, apart in APART.items():
        if key in path:
            relative, absolute = OF_A_LAW, apart
    if RATIOS.intersection(path):
        absolute = max(absolute, OF_A_LAW)
    return abs(old - new) <= max(absolute, relative * max(abs(old), abs(new)))


def _hours_of_reach(path):
    return "stops" in path and "hours" in path


def _excuse(id_, path):
    """Numbers of the excuses that fit."""
    return {
        number
        for number, excuse in enumerate(EXCUSED)
        if fnmatchcase(id_, excuse["id"]) and fnmatchcase(path, excuse["path"])
    }


def _unexcused(entries):
    """Differences without an excuse, and the numbers of the excuses used."""
    found, used = [], set()
    for entry in entries:
        with frozen.loaded_once():
            answer = asked.answer(entry["kind"], entry["ask"])
        new = json.loads(json.dumps(answer))
        for steps, old, now in differences(entry["answer"], new):
            path = ".".join(steps)
            fits = _excuse(entry["id"], path)
            used |= fits
            if not fits:
                found.append(f"{entry['id']} | {path}: {_short(old)} -> {_short(now)}")
    return found, sorted(used)


@pytest.fixture
def compared(shelf):
    """What `_unexcused` says of a chunk; asked once for all workers."""

    def find(name):
        def write(path):
            path.write_text(json.dumps(_unexcused(CHUNKS[name])), encoding="utf-8")

        return json.loads(shelf.get(f"answers-{name}.json", write).read_text(encoding="utf-8"))

    return find


def _short(value):
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 300 else f"{text[:300]}…"


@pytest.mark.parametrize("chunk", CHUNKS)
def test_answers_are_those_of_the_record(compared, chunk):
    found, _ = compared(chunk)
    more = f"\n… and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
    assert not found, f"{len(found)} differences\n" + "\n".join(found[:SHOWN]) + more


@pytest.mark.parametrize("number", range(len(EXCUSED)))
def test_excuses_are_still_needed(compared, number):
    excuse = EXCUSED[number]
    chunks = [
        name
        for name, entries in CHUNKS.items()
        if any(fnmatchcase(entry["id"], excuse["id"]) for entry in entries)
    ]
    told = f"{excuse['id']} | {excuse['path']}"
    assert any(number in compared(name)[1] for name in chunks), (
        f"this difference is gone, take it out: {told} ({excuse['why']})"
    )


def test_the_record_is_whole():
    assert 2000 <= len(ENTRIES) <= 2300
    assert len({entry["id"] for entry in ENTRIES}) == len(ENTRIES)
    assert set(asked.ANSWERS) == {entry["kind"] for entry in ENTRIES}
    assert all(excuse.keys() == {"id", "path", "why"} for excuse in EXCUSED)
