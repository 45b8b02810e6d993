"""The same answers wherever they are reckoned: threads, forked and fresh processes, pickles."""

from __future__ import annotations

import multiprocessing
import pickle
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor

import pytest
import shipped

from khorgos.geo import Corridor, KhorgosError

PAIRS = [
    ("Zhetygen", "Altynkol"),
    ("Xi'an", "Duisburg"),
    ("Almaty", "Urumqi"),
    ("Almaty", "Nowhere"),
    ("Zhetygen", "Zhetygen"),
]


def answer(network: Corridor, pair: tuple[str, str]) -> object:
    """A route, how sure it is, and what it costs; or the error, as it comes out of a pool."""
    try:
        route = network.route(*pair, mode="any")
        sampled = network.simulate(route, 200, 7, depart="2026-12-01")
        return route.to_dict(), sampled.to_dict(), network.cost(route).to_dict()
    except KhorgosError as error:
        return type(error), str(error)


def answers(pool: Executor, network: Corridor) -> list[object]:
    return list(pool.map(answer, [network] * len(PAIRS), PAIRS))


@pytest.fixture(scope="module")
def alone() -> list[object]:
    return [answer(shipped.corridor(), pair) for pair in PAIRS]


def test_threads(alone):
    fresh = Corridor.load()  # nothing is reckoned yet: all threads come to it at once
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(answer, [fresh] * 20, PAIRS * 4)) == alone * 4


def test_forked_processes(alone):
    with ProcessPoolExecutor(2, multiprocessing.get_context("fork")) as pool:
        assert answers(pool, shipped.corridor()) == alone


def test_fresh_processes(alone):
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        assert answers(pool, shipped.corridor()) == alone


def test_pickles(alone):
    network = pickle.loads(pickle.dumps(shipped.corridor()))
    assert [answer(network, pair) for pair in PAIRS] == alone
    assert pickle.loads(pickle.dumps(alone)) == alone
