"""The network that is shipped, loaded once in each process of the tests."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest import mock

from khorgos.geo import Corridor
from khorgos.geo.evidence.published import Observation, read_observations

if TYPE_CHECKING:
    from khorgos.geo.evidence.backtest import Backtest

_load = Corridor.load
_backtest = Corridor.backtest


@cache
def corridor() -> Corridor:
    """The network; tests ask it, and change copies only."""
    return _load()


@cache
def backtest() -> Backtest:
    """How it meets the published times of the package."""
    return _backtest(corridor())


@contextmanager
def loaded_once(
    corridor: Callable[[], Corridor] = corridor, backtest: Callable[[], Backtest] = backtest
) -> Iterator[None]:
    """Whoever loads the tables of the package meanwhile gets this network, and its backtest."""

    def load(folder: str | Path | None = None) -> Corridor:
        return corridor() if folder is None else _load(folder)

    def run(network: Corridor, rows: Iterable[Observation] | None = None, **more: Any) -> Backtest:
        whole = network is corridor() and (rows is None or rows == read_observations())
        return backtest() if whole else _backtest(network, rows, **more)

    with mock.patch.multiple(Corridor, load=load, backtest=run):
        yield
