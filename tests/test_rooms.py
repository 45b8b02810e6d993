"""Rooms of the code: no files in a circle, and CONTRIBUTING.md draws and names all of them."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from pathlib import Path

import networkx as nx
import pytest

ROOT = Path(__file__).parent.parent
SCRIPT = ROOT / "scripts" / "rooms.py"


@pytest.fixture(scope="module")
def script():
    spec = importlib.util.spec_from_file_location("rooms", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def files(script):
    return script.files()


def test_no_files_import_each_other_in_a_circle(files):
    """Imports for type annotations and inside functions count: who reads one file needs all."""
    assert files.has_edge("khorgos.geo.routing.router", "khorgos.geo.routing.route")
    circles = [sorted(group) for group in nx.strongly_connected_components(files) if len(group) > 1]
    assert not circles


def test_every_file_is_in_a_room(script, files):
    modules = {script.room_of(module) for module in files} - {None}
    assert modules == set(script.rooms(files))


def test_arrows_between_rooms_leave_out_what_goes_without_saying(script, files):
    drawn = script.rooms(files)
    assert drawn.has_edge("geo.uncertainty", "geo.queues")
    assert not drawn.has_edge("geo.uncertainty", "geo.graph")  # by way of queues and routing
    assert nx.has_path(drawn, "geo.uncertainty", "geo.graph")


def test_contributing_draws_the_rooms_as_they_are():
    subprocess.run([sys.executable, SCRIPT, "--check"], check=True)


def test_a_stale_drawing_is_told_and_mended(tmp_path):
    page = tmp_path / "page.md"
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    page.write_text(text.replace("geo_graph --> ", "geo_tables --> "), encoding="utf-8")
    ask = [sys.executable, SCRIPT, "--page", page]
    told = subprocess.run([*ask, "--check"], capture_output=True, text=True, check=False)
    assert told.returncode == 1
    assert "python scripts/rooms.py" in told.stderr
    subprocess.run(ask, check=True)
    assert page.read_text(encoding="utf-8") == text


def test_the_short_table_finds_every_room(script, files):
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    section = re.search(r"## Find the room\n(.*?)\n## ", text, re.DOTALL).group(1)
    named = set(re.findall(r"`((?:geo|layers|maps)/[\w./]*)`", section))
    places = {str(script.path_of(room).relative_to(ROOT)) for room in script.rooms(files)}
    assert {name.rstrip("/") for name in named} >= places
    assert not [name for name in named if not (ROOT / name).exists()]
