"""Ways between hubs that are far longer than the great circle are few, and each has its reason."""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[3] / "scripts"))
from detours import TABLE, detours, far, key_of

ROWS = list(csv.DictReader(TABLE.read_text(encoding="utf-8").splitlines()))


def test_each_detour_is_told_once_with_its_reason():
    assert len({key_of(row) for row in ROWS}) == len(ROWS)
    assert not [key_of(row) for row in ROWS if not row["reason"].strip()]


@pytest.mark.parametrize("row", ROWS, ids=["-".join(key_of(row)) for row in ROWS])
def test_what_is_listed_is_a_detour(corridor, row):
    assert far(corridor, *key_of(row)), "gone: run scripts/detours.py --write"


@pytest.mark.parametrize("mode", ["rail", "road", "any"])
def test_ways_that_were_mended_stay_short(corridor, mode):
    for pair in ("HLK CND", "POT MOW", "HAM RTM", "VNO DUI"):
        origin, destination = pair.split()
        found = far(corridor, origin, destination, mode)
        assert not found or key_of(found._asdict()) in map(key_of, ROWS), found


@pytest.mark.nightly
def test_no_other_pair_of_hubs_is_far(corridor):
    assert {key_of(found._asdict()) for found in detours(corridor)} == set(map(key_of, ROWS))
