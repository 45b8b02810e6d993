"""The page of tests/js, made by hand, has the shape of those that `build` makes."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from khorgos.maps.page.page_data import build

ROOT = Path(__file__).parents[2] / "js"
ROWS = ("places", "lines", "flows", "figureRows")


@pytest.fixture(scope="module")
def made_by_hand():
    code = "console.log(JSON.stringify(require('./data.js').makeData()))"
    done = subprocess.run(["node", "-e", code], cwd=ROOT, check=True, capture_output=True)
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def real(corridor):
    asked = [
        corridor.route("Xi'an", "Duisburg", mode="any", door=True),
        corridor.route("Almaty", "Khorgos", mode="road"),
    ]
    offered = corridor.choices(("Xi'an", "Almaty-1"))
    # As the page reads it: keys are texts, and what is a tuple is a list.
    return json.loads(json.dumps(build(corridor, asked, choices=offered)))


def test_it_has_what_every_page_has(made_by_hand, real):
    assert set(made_by_hand) == {*real, "page"}
    assert set(made_by_hand["routes"]) == set(real["routes"])
    assert made_by_hand["routes"]["fields"] == real["routes"]["fields"]
    assert made_by_hand["causes"] == real["causes"]
    assert set(made_by_hand["explorer"]) == set(real["explorer"])


@pytest.mark.parametrize("key", ROWS)
def test_its_rows_have_no_cells_of_their_own(made_by_hand, real, key):
    known = {cell for row in real[key] for cell in row}
    assert {cell for row in made_by_hand[key] for cell in row} <= known


def test_its_routes_are_like_real_ones(made_by_hand, real):
    for key in ("kinds", "regimes", "rests", "steps", "rows"):
        ours, theirs = made_by_hand["routes"][key], real["routes"][key]
        if isinstance(theirs[0], dict):
            known = {cell for row in theirs for cell in row}
            assert {cell for row in ours for cell in row} <= known
        else:
            assert {len(row) for row in ours} == {len(row) for row in theirs}
    stops = real["routes"]["stops"]["1"]
    assert made_by_hand["routes"]["stops"]["1"][: len(stops)] == stops[:5]
