"""Ranges, and the names that they had in 0.4.0."""

from __future__ import annotations

import pytest

from khorgos import Effect, Figure, Hours


def test_the_middle_of_a_range_can_be_called_mode():
    blank = dict.fromkeys(("id", "label", "variant", "regime", "unit", "judgement", "note"), "")
    blank |= {"sources": (), "as_of": 2026}
    row = {"effect": "delay", "target": "place:BRE"}
    for kind, rest in ((Hours, {}), (Figure, blank), (Effect, row)):
        made = kind(low=1.0, mode=2.0, high=4.0, **rest)
        assert made == kind(low=1.0, typical=2.0, high=4.0, **rest)
        assert made.mode == made.typical == 2.0
        with pytest.raises(TypeError, match="give one of them"):
            kind(low=1.0, mode=2.0, typical=2.0, high=4.0, **rest)
    assert Hours(1.0, 2.0, 4.0)._replace(mode=3.0) == Hours(1.0, 3.0, 4.0)
    with pytest.raises(TypeError, match="'mean'"):
        Hours(low=1.0, mean=2.0, high=4.0)
