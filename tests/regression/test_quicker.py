"""What differs from 0.4.0 because routes go by P50: none of them is slower for it."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import frozen
import pytest

from khorgos import KhorgosError

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent.parent / "scripts"))
asked = importlib.import_module("answering")
ENTRIES = importlib.import_module("record_answers").read(HERE / "answers.json.gz")
RECORDED = [entry for entry in ENTRIES if entry["kind"] == "route"]
ROUTES = [entry["ask"] for entry in RECORDED]
SAMPLES = [
    pytest.param(ROUTES[number::10], id=str(number), marks=[pytest.mark.nightly] if number else [])
    for number in range(10)
]
PAIRS = [
    entry
    for entry in ENTRIES
    if entry["kind"] in ("compare", "compare_hubs") and isinstance(entry["answer"], list)
]
TIED = 2e-3
"""Share between two paths of the same typical hours, of which only one was found."""
LEAST = 5e-4
"""Share by which the law of a sum may differ from that of 0.4.0."""


@pytest.mark.parametrize("asks", SAMPLES)
def test_no_route_is_slower_than_the_fastest_in_a_quiet_month(asks):
    slower = []
    with frozen.loaded_once():
        for ask in asks:
            try:
                network = asked.network(ask)
                before = asked.found_route(ask)
            except KhorgosError:
                continue
            exact = asked.meant(ask)
            now = network.route(*exact["ends"], **exact.get("how", {}))
            p50, known = (network.outlook(route).quantile(0.5) for route in (now, before))
            if p50 > known * (1 + TIED):
                slower.append((ask, known, p50))
    assert not slower


def test_the_fastest_in_a_quiet_month_takes_as_long_as_recorded():
    """Which of two that take equally long is found is not said."""
    with frozen.loaded_once():
        for entry in RECORDED[::4]:
            if "hours" in entry["answer"]:
                found = asked.found_route(entry["ask"])
                assert found.hours == pytest.approx(entry["answer"]["hours"], rel=1e-9), entry["id"]


@pytest.mark.parametrize("entry", PAIRS[::8], ids=lambda entry: entry["id"])
def test_no_side_of_a_comparison_is_slower_than_recorded(entry):
    with frozen.loaded_once():
        answer = asked.answer(entry["kind"], entry["ask"])
    for old, new in zip(entry["answer"], answer, strict=True):
        for side in ("before", "after"):
            if old[side] is not None:
                assert new[side]["p50_hours"] <= old[side]["p50_hours"] * (1 + LEAST)
