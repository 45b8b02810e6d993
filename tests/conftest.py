"""What several tests share."""

from __future__ import annotations

import gc
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from khorgos.geo import Corridor
from khorgos.geo.tables.reading import DATA

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from shelf import Shelf
    from states import Survey

# Helpers of the tests, such as browser.py: the clone's own name may not be one of a package.
sys.path.insert(0, str(Path(__file__).parent))

# A slow example is no fault: what the neighbours do to the machine is not ours.
settings.register_profile(
    "ci", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
# `examples` of sizes.py multiplies by as much.
settings.register_profile(
    "nightly", settings.get_profile("ci"), derandomize=False, max_examples=2000
)
settings.load_profile("ci")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What is long has a short counterpart in the day's run, and is left to `make nightly`.

    What the validator says is asked first, as it has to see all pages, and then the page of all
    hubs: at the end, all workers would wait for the one that is at it.
    """
    items.sort(key=lambda item: [name not in item.fixturenames for name in ("messages", "whole")])
    if config.option.markexpr:
        return
    late = [item for item in items if item.get_closest_marker("nightly")]
    config.hook.pytest_deselected(items=late)
    items[:] = [item for item in items if item not in late]


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: tests of pages wait for their browser now and then."""
    return (os.cpu_count() or 1) + 1


def pytest_collection_finish() -> None:
    """Search for garbage seldom, and not among thousands of tests: it took a third of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)


@pytest.fixture(scope="session")
def corridor() -> Corridor:
    from shipped import corridor

    return corridor()


@pytest.fixture
def loaded_once() -> Iterator[None]:
    """Commands and examples find the network loaded."""
    import shipped

    with shipped.loaded_once():
        yield


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    """Files that all workers share."""
    from shelf import Shelf

    folder = tmp_path_factory.getbasetemp()
    # pytest-xdist gives each worker a folder in the one of the run.
    return Shelf((folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder) / "shelf")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for each worker; each visit is a context of its own."""
    import browser

    with browser.chromium() as started:
        yield started


@pytest.fixture(scope="session")
def survey(shelf: Shelf, chromium: Browser) -> Survey:
    """The pages in the states of states.py."""
    from states import Survey

    return Survey(shelf, chromium)


@pytest.fixture(scope="session")
def network(survey: Survey) -> Path:
    """The page of the whole network."""
    return survey.page("network")


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
