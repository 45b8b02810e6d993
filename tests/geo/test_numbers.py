"""Numbers of numpy are numbers; those that make no sense get an error, or a finite answer."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest
import shipped

from khorgos import layers
from khorgos.geo import Effect, KhorgosError, Network, Range, Scenario, assess, break_even

PAIR = "Zhetygen", "Altynkol"


@cache
def reached() -> Any:
    return shipped.corridor().reach(PAIR[0])


def delayed(network: Network, hours: Any) -> Network:
    return network.apply(Scenario("x", "X", (Effect("delay", "place:ALT", hours, "h"),)))


def revised(network: Network, low: Any) -> Network:
    row = network.figures["rail.kz.khorgos_line"]["any"]
    return network.revised(figures=[row._replace(low=low, typical=low, high=low)])


def moved(network: Network, km: Any) -> Network:
    edge = network.graph["ZHT:rail1520"]["SHL:rail1520"]["rail:ZHT-SHL"]["edge"]
    return network.revised(edges=[replace(edge, length_km=km)])


Ask = Callable[[Network, Any, Any], Any]
WHOLE: dict[str, tuple[Ask, int]] = {
    "n": (lambda network, route, x: network.simulate(route, x).to_dict(), 1000),
    "dated n": (
        lambda network, route, x: network.simulate(
            route, x, depart="2026-05-05T08:00+05:00"
        ).to_dict(),
        1000,
    ),
    "seed": (lambda network, route, x: network.simulate(route, 100, x).to_dict(), 7),
    "k": (lambda network, _, x: [one.to_dict() for one in network.alternatives(*PAIR, x)], 2),
    "drivers": (
        lambda network, _, x: network.route("Almaty", "Khorgos", mode="road", drivers=x).to_dict(),
        2,
    ),
}
REAL: dict[str, tuple[Ask, float]] = {
    "probability": (lambda network, route, x: network.outlook(route).quantile(x), 0.5),
    "hours": (lambda network, route, x: network.outlook(route).probability_within(x), 8.0),
    "weight": (lambda network, route, x: network.outlook(route, {"quiet": x}).to_dict(), 1.0),
    "payload": (lambda network, route, x: network.emissions(route, x).to_dict(), 8.0),
    "share": (lambda network, _, x: [o.to_dict() for o in network.alternatives(*PAIR, share=x)], 1),
    "tolerance": (
        lambda network, _, x: [o.to_dict() for o in network.alternatives(*PAIR, tolerance=x)], 0.5,
    ),
    "quantile": (lambda network, _, x: network.reach(PAIR[0], quantiles=[x]).to_dict([1]), 0.5),
    "days": (lambda network, _, x: reached().to_dict([x]), 2.0),
    "front": (
        lambda network, _, x: json.loads(
            layers.isochrones(reached(), [x])["fronts"].to_json()
        ),
        2.0,
    ),
    "arrivals": (lambda network, _, x: assess(network.queues["nurzholy.east"], x).to_dict(), 20.0),
    "capacity": (
        lambda network, _, x: assess(network.queues["nurzholy.east"], capacity=x).to_dict(), 9.0,
    ),
    "closed": (
        lambda network, _, x: assess(network.queues["nurzholy.east"], closed_hours=x).to_dict(),
        9.0,
    ),
    "load": (
        lambda network, _, x: network.with_load("nurzholy.east", x).route(
            "Almaty", "Urumqi", mode="road"
        ).to_dict(),
        9.0,
    ),
    "break-even": (
        lambda _, __, x: break_even((x, Range(1, 2, 3)), (0.0, Range(4, 5, 6))).to_dict(), 9.0,
    ),
    "effect": (lambda network, _, x: delayed(network, x).route(*PAIR).to_dict(), 9.0),
    "figure": (lambda network, _, x: revised(network, x).route(*PAIR).to_dict(), 40.0),
    "length": (lambda network, _, x: moved(network, x).route(*PAIR).to_dict(), 128.0),
}  # fmt: skip


@pytest.fixture(scope="module")
def route(corridor):
    return corridor.route(*PAIR)


def told(ask: Ask, *given: Any) -> Any:
    """What is answered, as JSON has it; no number in it may be infinite or none."""
    return json.loads(json.dumps(ask(*given), allow_nan=False))


@pytest.mark.parametrize("name", WHOLE)
@pytest.mark.parametrize("kind", [np.int64, np.int16, np.uint32])
def test_whole_numbers_of_numpy_are_numbers(corridor, route, name, kind):
    ask, value = WHOLE[name]
    assert told(ask, corridor, route, kind(value)) == told(ask, corridor, route, value)


@pytest.mark.parametrize("name", REAL)
@pytest.mark.parametrize("kind", [np.float64, np.float32, np.float16, np.int64])
def test_numbers_of_numpy_are_numbers(corridor, route, name, kind):
    ask, value = REAL[name]
    if kind is np.int64 and value != int(value):
        value = 1 if name != "quantile" else 0.5
    number = kind(value) if kind is not np.int64 or value == int(value) else np.float64(value)
    assert told(ask, corridor, route, number) == told(ask, corridor, route, float(value))


BAD = [5e-324, 1e-320, 1e-30, 1e30, 1e308, math.nan, math.inf, -math.inf, -1.0, -0.0, True, "1",
       None, [1], np.bool_(True), np.nan, np.float32("inf"),
       pytest.param(10**5000, id="huge"), pytest.param(-(10**5000), id="-huge")]  # fmt: skip


@pytest.mark.parametrize("value", BAD)
@pytest.mark.parametrize("name", [*WHOLE, *REAL])
def test_what_is_no_sensible_number_is_refused_or_answered(corridor, route, name, value):
    ask, _ = (WHOLE | REAL)[name]
    try:
        told(ask, corridor, route, value)
    except KhorgosError as error:
        text = str(error)
        assert "\n" not in text
        assert len(text) < 400
        assert "; " in text
