"""Nothing breaks: a short run of what benchmarks/fuzz.py does at length."""

from __future__ import annotations

import pytest
from fuzzing import KINDS, fuzz, tally

SIZES = {"commands": 120, "tables": 60, "rows": 30, "layers": 100, "links": 150, "files": 70}


@pytest.mark.parametrize("kind", KINDS)
def test_hostile_inputs_are_answered_or_refused_in_one_line(kind):
    faults: list[object] = []
    counts = tally(fuzz(range(SIZES[kind]), 2026, [kind]), faults.append)
    assert faults == []
    assert counts[kind]["answered"] > SIZES[kind] / 20, "too few are asked for anything to show"
    if kind != "links":
        assert counts[kind]["refused"] > SIZES[kind] / 20
