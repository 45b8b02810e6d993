"""The network that is shipped, loaded once in each process of the tests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from unittest import mock

from khorgos.geo import Corridor

_load = Corridor.load


@cache
def corridor() -> Corridor:
    """The network; tests ask it, and change copies only."""
    return _load()


@contextmanager
def loaded_once() -> Iterator[None]:
    """Whoever loads the tables of the package meanwhile gets this network."""

    def load(folder: str | Path | None = None) -> Corridor:
        return corridor() if folder is None else _load(folder)

    with mock.patch.object(Corridor, "load", load):
        yield
