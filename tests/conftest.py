"""What several tests share."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from khorgos.geo import Corridor
from khorgos.geo.tables.reading import DATA

# Helpers of the tests, such as browser.py: the clone's own name may not be one of a package.
sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="session")
def corridor() -> Corridor:
    return Corridor.load()


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    """A copy of the tables that a test may break."""
    folder = tmp_path / "tables"
    shutil.copytree(DATA, folder)
    return folder


@pytest.fixture
def edit(tables: Path) -> Callable[[str, str, str], Path]:
    """Replace a text that stands in a table; returns the folder."""

    def replace(file: str, old: str, new: str) -> Path:
        path = tables / file
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {file}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8", newline="")
        return tables

    return replace
