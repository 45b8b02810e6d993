"""The tables with which the answers of the record were given: code is tried on these alone.

``tables.zip`` holds those of 0.4.0, with the columns and tables that have been added since, names
and codes among them; newer figures, places and edges change answers by intention, which the notes
of their release tell.
"""

from __future__ import annotations

import tempfile
import zipfile
from atexit import register
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from shutil import rmtree
from typing import TYPE_CHECKING, Any
from unittest import mock

import shipped

from khorgos.geo import Corridor
from khorgos.geo.tables import reading

if TYPE_CHECKING:
    from khorgos.geo.evidence.backtest import Backtest

_load, _read, _backtest = Corridor.load, reading.read_columns, Corridor.backtest


@cache
def folder() -> Path:
    """Where the tables lie."""
    scratch = tempfile.mkdtemp()
    register(rmtree, scratch, ignore_errors=True)
    with zipfile.ZipFile(Path(__file__).parent / "regression" / "tables.zip") as packed:
        packed.extractall(scratch)
    return Path(scratch) / "tables"


@cache
def corridor() -> Corridor:
    """Their network."""
    return _load(folder())


@cache
def backtest() -> Backtest:
    """How it meets the published times of the record."""
    with tables():
        return _backtest(corridor())


@contextmanager
def tables() -> Iterator[None]:
    """Whoever reads tables of the package meanwhile reads these."""

    def read(name: str, where: Path = reading.DATA, path: Path | None = None) -> Any:
        return _read(name, folder() if where == reading.DATA else where, path)

    with mock.patch.object(reading, "read_columns", read):
        yield


@contextmanager
def loaded_once() -> Iterator[None]:
    """As `shipped.loaded_once`, of these tables."""
    with tables(), shipped.loaded_once(corridor, backtest):
        yield
