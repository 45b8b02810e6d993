"""The gallery: each example runs as a reader would run it, and makes what it promises."""

from __future__ import annotations

import re
import runpy
import subprocess
import sys
from pathlib import Path

import pytest
import shipped

ROOT = Path(__file__).parent.parent
EXAMPLES = sorted((ROOT / "examples").glob("*.py"))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_runs_and_writes_its_files(example, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", [str(example)])
    with shipped.loaded_once():
        runpy.run_path(str(example), run_name="__main__")
    promised = set(re.findall(r'folder / "([^"]+)"', example.read_text(encoding="utf-8")))
    assert promised
    assert {path.name for path in tmp_path.iterdir()} == promised
    for name in promised:
        start = (tmp_path / name).read_bytes()[:15]
        assert start.startswith(b"<!DOCTYPE html>" if name.endswith("html") else b"\x89PNG")


def test_an_example_runs_as_a_reader_runs_it(tmp_path):
    command = [sys.executable, "-W", "error", ROOT / "examples" / "corridor.py"]
    subprocess.run(command, cwd=tmp_path, check=True)
    assert {path.suffix for path in tmp_path.iterdir()} == {".html", ".png"}


def test_there_are_examples_for_each_task():
    names = {path.stem for path in EXAMPLES}
    assert {"corridor", "china_europe", "middle_corridor", "two_gateways", "own_data"} <= names
    assert len(names) >= 6


def test_the_gallery_shows_each_example():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    gallery = (ROOT / "docs" / "gallery.md").read_text(encoding="utf-8")
    for example in EXAMPLES:
        picture = f"{example.stem}.png"
        assert f"examples/{example.name}" in gallery
        assert f"gallery/{picture}" in gallery
        assert (ROOT / "docs" / "gallery" / picture).stat().st_size > 10_000
    assert "docs/gallery.md" in readme
