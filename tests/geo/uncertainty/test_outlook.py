"""Outlooks: parts, the exact law against sampling and convolution, regimes, freshness."""

from __future__ import annotations

import itertools
import json
import math
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest
import shipped
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from sizes import examples

from khorgos.geo import Corridor, RequestError
from khorgos.geo.graph.figures import REGIMES, Figure, variant_of
from khorgos.geo.uncertainty.dependence import TimePart, law_of, moments_of, parts_of
from khorgos.geo.uncertainty.distribution import covariance, knots, mean
from khorgos.geo.uncertainty.outlook import QUANTILES
from khorgos.geo.values import Range

CORRIDOR = shipped.corridor()
QUESTIONS = {
    "north": ("Xi'an", "Duisburg", {}),
    "north, fast": ("Xi'an", "Duisburg", {"service": "fast"}),
    "middle": ("Xi'an", "Duisburg", {"avoid": "Russia"}),
    "central asia": ("Xi'an", "Almaty", {"via": "Khorgos"}),
    "road": ("Almaty", "Urumqi", {"mode": "road"}),
    "car": ("Almaty", "Khorgos", {"mode": "road", "vehicle": "car"}),
    "sea": ("Shanghai", "Rotterdam", {"mode": "sea"}),
    "mixed": ("Xi'an", "Aktau", {"mode": "any"}),
    "door": ("Xi'an", "Małaszewicze", {"door": True}),
}
ROUTES = {name: CORRIDOR.route(a, b, **options) for name, (a, b, options) in QUESTIONS.items()}
SHARES = [0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99]
SERIES = 2e-3
"""What the series may leave out of a probability."""
QUIET = examples(60, suppress_health_check=list(HealthCheck))

every_route = pytest.mark.parametrize("name", ROUTES)


def correlated(correlation: float) -> Corridor:
    """The same corridor with another correlation of neighbouring dwells."""
    rows = CORRIDOR.regimes.items()
    regimes = {key: row._replace(correlation=correlation) for key, row in rows}
    return replace(CORRIDOR, regimes=regimes)


def stated(outlook):
    """The same if the question had stated all: without the factor."""
    base = law_of(outlook.parts, outlook.weights, outlook.regimes.correlation)
    return replace(outlook, law=base, unstated=None)


def moments(law) -> tuple[float, float]:
    """Mean and variance, integrated over the distribution function."""
    x = np.linspace(law.least, law.least + law.span, 3001)
    above = 1 - np.array([law.cdf(hours) for hours in x.tolist()])
    first = law.least + np.trapezoid(above, x)
    second = law.least**2 + np.trapezoid(2 * x * above, x)
    return float(first), float(second - first**2)


# Parts


@every_route
def test_every_leg_is_in_exactly_one_part(name):
    route = ROUTES[name]
    parts = parts_of(route, CORRIDOR.appraiser.figures(route.variant))
    assert sorted(leg for part in parts for leg in part.legs) == list(range(len(route.legs)))
    assert [part.legs[0] for part in parts] == sorted(part.legs[0] for part in parts)
    for part in parts:
        total = [math.fsum(x) for x in zip(*(route.legs[n].time for n in part.legs), strict=True)]
        assert list(part.hours["quiet"]) == pytest.approx(total)
        for hours in part.hours.values():
            assert hours.low <= hours.typical <= hours.high


@every_route
def test_what_moves_together(name):
    route = ROUTES[name]
    parts = parts_of(route, CORRIDOR.appraiser.figures(route.variant))
    trucks = 0
    for part in parts:
        legs = [route.legs[n] for n in part.legs]
        if part.dwell:
            assert len(legs) == 1
            assert legs[0].kind != "move"
            assert part.place == legs[0].origin.name
        elif route.vehicle == "truck" and legs[0].carrier == "road":
            trucks += 1
            assert all(leg.carrier == "road" or leg.activity == "rest" for leg in legs)
        else:
            assert {leg.figure.id for leg in legs} == {part.figure.id}
            assert {leg.kind for leg in legs} == {"move"}
    assert trucks <= 1
    moves = [part.figure.id for part in parts if not part.dwell]
    assert len(moves) == len(set(moves))
    if name == "road":
        assert trucks == 1
        rests = [n for n, leg in enumerate(route.legs) if leg.activity == "rest"]
        assert rests
        driving = next(part for part in parts if part.label == "driving, breaks and rests")
        assert set(rests) <= set(driving.legs)


def test_routes_belong_to_their_corridors():
    found = {name: route.corridor for name, route in ROUTES.items()}
    assert found == {
        "north": "northern",
        "north, fast": "northern",
        "middle": "middle",
        "central asia": "central_asia",
        "road": "road",
        "car": "road",
        "sea": "sea",
        "mixed": "central_asia",
        "door": "northern",
    }
    assert all(
        CORRIDOR.outlook(ROUTES[name]).regimes.corridor == key for name, key in found.items()
    )


# Closed forms


@every_route
def test_drivers_share_the_variance(name):
    outlook = CORRIDOR.outlook(ROUTES[name])
    shares = [driver.share for driver in outlook.drivers]
    apart = outlook.unstated.share if outlook.unstated else 0.0
    assert math.fsum([*shares, apart]) == pytest.approx(1, abs=1e-9)
    assert shares == sorted(shares, reverse=True)
    assert len(shares) == len(outlook.parts)
    assert math.fsum(driver.hours for driver in outlook.drivers) == pytest.approx(
        outlook.mean_hours
    )


@every_route
@pytest.mark.parametrize("correlation", [None, 0.0, 0.8])
def test_mean_and_variance_are_those_of_the_law(name, correlation):
    corridor = CORRIDOR if correlation is None else correlated(correlation)
    outlook = corridor.outlook(ROUTES[name])
    parts, rho = outlook.parts, outlook.regimes.correlation
    first, variance = moments(stated(outlook).law)
    assert first == pytest.approx(outlook.mean_hours, rel=1e-3)
    assert math.fsum(moments_of(parts, outlook.weights, rho)[1]) == pytest.approx(
        variance, rel=0.01
    )
    first, variance = moments(outlook.law)
    assert first == pytest.approx(outlook.mean_hours, rel=1e-3)
    assert outlook.sd_hours == pytest.approx(math.sqrt(variance), rel=0.005)


@every_route
def test_mean_and_variance_are_those_of_samples(name):
    n = 200_000
    outlook = CORRIDOR.simulate(ROUTES[name], n, 3)
    hours = outlook.law.seconds / 3600
    assert hours.mean() == pytest.approx(outlook.mean_hours, abs=5 * hours.std() / math.sqrt(n))
    assert hours.var() == pytest.approx(outlook.sd_hours**2, rel=0.03)


def test_variance_of_independent_parts_is_the_sum_of_theirs():
    parts = parts_of(ROUTES["north"], CORRIDOR.appraiser.figures(ROUTES["north"].variant))
    shares = moments_of(parts, {"quiet": 1.0}, 0.0)[1]
    alone = [covariance(part.hours["quiet"], part.hours["quiet"]) for part in parts]
    assert shares == pytest.approx(alone)


def test_a_route_without_any_time_has_no_variance():
    figure = Figure("x", "x", "any", "any", "h", 0.0, 0.0, 0.0, "yes", (), 2025, "")
    none = dict.fromkeys(REGIMES, Range(0.0, 0.0, 0.0))
    part = TimePart("x", "", figure, True, (0,), none, (none,))
    law = law_of([part, part], {"quiet": 1.0}, 0.5)
    assert 0 <= law.quantile(0.9) < 1e-5
    route = replace(ROUTES["sea"], legs=(replace(ROUTES["sea"].legs[0], time=Range(0, 0, 0)),))
    outlook = CORRIDOR.appraiser.outlook(route, "quiet")
    assert outlook.mean_hours == outlook.sd_hours == 0
    assert [driver.share for driver in outlook.drivers] == [0.0]
    assert [sum(hours) for hours in outlook.leg_hours.values()] == pytest.approx(
        [0, 0, 0], abs=1e-5
    )


# Exact against sampled


def agree(exact, sampled) -> None:
    """The law equals that of the samples, within their error and what the series leaves out."""
    for share in SHARES:
        slack = 5 * math.sqrt(share * (1 - share) / sampled.samples) + SERIES
        assert exact.law.cdf(sampled.quantile(share)) == pytest.approx(share, abs=slack)
        assert sampled.law.cdf(exact.quantile(share)) == pytest.approx(share, abs=slack)


@every_route
def test_exact_equals_sampled_for_independent_legs_in_one_regime(name):
    corridor = correlated(0.0)
    exact = corridor.outlook(ROUTES[name], "quiet")
    sampled = corridor.simulate(ROUTES[name], 400_000, 5, regimes="quiet")
    assert (exact.method, sampled.method) == ("exact", "sampled")
    agree(exact, sampled)


@every_route
@pytest.mark.parametrize("correlation", [None, 0.25, 1.0])
def test_exact_equals_sampled_with_regimes_and_correlation(name, correlation):
    corridor = CORRIDOR if correlation is None else correlated(correlation)
    agree(corridor.outlook(ROUTES[name]), corridor.simulate(ROUTES[name], 200_000, 6))


STEP = 0.25


def mass_of(hours: Range):
    """Probability of each step of the lattice; mass where knots meet falls into one."""
    xs = np.array(knots(hours))
    edges = (np.arange(round(xs[-1] / STEP) + 2) - 0.5) * STEP
    return np.diff(np.interp(edges, xs, [0.0, 0.1, 0.5, 0.9, 1.0]))


def convolved(times):
    """By numpy, on a lattice fine enough."""
    mass = np.ones(1)
    for hours in times:
        mass = np.convolve(mass, mass_of(hours))
    return mass


@pytest.mark.parametrize("name", ["north", "middle", "road", "central asia"])
def test_exact_equals_convolution_on_a_lattice(name):
    """Neither side samples: independent legs in one regime."""
    outlook = stated(correlated(0.0).outlook(ROUTES[name], "quiet"))
    cumulated = np.cumsum(convolved(part.hours["quiet"] for part in outlook.parts))
    for share in SHARES:
        place = int(np.searchsorted(cumulated, share))
        # The lattice holds all up to half a step above a place.
        assert outlook.law.cdf((place + 0.5) * STEP) == pytest.approx(cumulated[place], abs=SERIES)


@pytest.mark.parametrize("correlation", [0.0, 0.3, 0.5, 1.0])
def test_chain_of_dwells_equals_all_ways_to_cut_it(correlation):
    """Sixteen ways to cut five dwells into runs at one percentile, weighed and summed."""
    dwells = [
        Range(24.0, 48.0, 120.0),
        Range(3.0, 5.0, 12.0),
        Range(10.0, 30.0, 40.0),
        Range(0.0, 8.0, 20.0),
        Range(12.0, 20.0, 70.0),
    ]
    move = Range(40.0, 44.0, 60.0)
    figure = Figure("x", "x", "any", "any", "h", 0.0, 0.0, 0.0, "yes", (), 2025, "")
    parts = [
        TimePart("x", "", figure, dwell, (n,), {"quiet": hours}, ({"quiet": hours},))
        for n, (dwell, hours) in enumerate(
            [(True, dwells[0]), (False, move), *((True, hours) for hours in dwells[1:])]
        )
    ]
    total = 0.0
    for cuts in itertools.product((False, True), repeat=4):
        weight = math.prod(1 - correlation if cut else correlation for cut in cuts)
        runs = [dwells[0]]
        for cut, hours in zip(cuts, dwells[1:], strict=True):
            if cut:
                runs.append(hours)
            else:
                runs[-1] = Range(*(runs[-1] + hours))
        mass = convolved([move, *runs])
        if weight:
            longer = np.zeros(2000)
            longer[: mass.size] = mass
            total = total + weight * longer
    cumulated = np.cumsum(total)
    law = law_of(parts, {"quiet": 1.0}, correlation)
    for share in SHARES:
        place = int(np.searchsorted(cumulated, share))
        assert law.cdf((place + 0.5) * STEP) == pytest.approx(cumulated[place], abs=SERIES)
    # Mean and variance of the same chain.
    x = np.arange(2000) * STEP
    first, second = (float((total * x**k).sum()) for k in (1, 2))
    assert sum(mean(part.hours["quiet"]) for part in parts) == pytest.approx(first, abs=0.01)
    variance = math.fsum(moments_of(parts, {"quiet": 1.0}, correlation)[1])
    assert variance == pytest.approx(second - first**2, rel=1e-3)


# Correlation and regimes


@pytest.mark.parametrize("name", ["north", "middle", "central asia", "road"])
def test_correlation_widens_and_never_moves_the_mean(name):
    rows = [correlated(rho).outlook(ROUTES[name]) for rho in (0.0, 0.25, 0.5, 0.75, 1.0)]
    for less, more in itertools.pairwise(rows):
        assert more.sd_hours > less.sd_hours
        assert more.mean_hours == less.mean_hours
        # Of dwells that are all at one percentile the series leaves out a little more.
        assert moments(more.law)[0] == pytest.approx(moments(less.law)[0], rel=2e-3)
    widths = [outlook.quantile(0.95) - outlook.quantile(0.05) for outlook in rows]
    assert widths == sorted(widths)


@every_route
def test_worse_regimes_take_longer(name):
    laws = [CORRIDOR.outlook(ROUTES[name], regime).law for regime in REGIMES]
    for better, worse in itertools.pairwise(laws):
        for share in SHARES:
            assert worse.quantile(share) >= better.quantile(share) - better.span / 500
    corridor = ROUTES[name]
    samples = [CORRIDOR.simulate(corridor, 5000, 1, regimes=regime).law for regime in REGIMES]
    for better, worse in itertools.pairwise(samples):
        assert (worse.seconds >= better.seconds).all()
    if name in ("north", "middle"):
        assert laws[1].quantile(0.5) > laws[0].quantile(0.5) + 24


def test_mixture_is_the_weighted_mean_of_the_regimes():
    route = ROUTES["north"]
    weights = {"quiet": 0.2, "stressed": 0.5, "disrupted": 0.3}
    mixture = CORRIDOR.outlook(route, weights)
    pure = {regime: CORRIDOR.outlook(route, regime) for regime in REGIMES}
    for hours in range(300, 1500, 100):
        exact = sum(w * pure[r].probability_within(hours) for r, w in weights.items())
        assert mixture.probability_within(hours) == pytest.approx(exact, abs=2 * SERIES)
    mean_hours = sum(w * pure[r].mean_hours for r, w in weights.items())
    assert mixture.mean_hours == pytest.approx(mean_hours)


def test_weights_can_be_given():
    route = ROUTES["north"]
    assert CORRIDOR.outlook(route).weights == CORRIDOR.regimes["northern"].weights
    one = CORRIDOR.outlook(route, "stressed")
    assert one.weights == {"quiet": 0, "stressed": 1, "disrupted": 0}
    scaled = CORRIDOR.outlook(route, {"quiet": 3, "stressed": 1})
    assert scaled.weights == {"quiet": 0.75, "stressed": 0.25, "disrupted": 0}
    again = CORRIDOR.outlook(route, {"quiet": 0.75, "stressed": 0.25})
    assert scaled.quantiles == again.quantiles
    sampled = CORRIDOR.simulate(route, 100, regimes={"disrupted": 2})
    assert sampled.weights["disrupted"] == 1


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ("busy", "regime is 'busy'; use one of quiet, stressed, disrupted"),
        ("", "regime is ''; use one of"),
        ({"calm": 1}, "regime is 'calm'; use one of"),
        ({"quiet": -0.1}, r"the weight of quiet is -0\.1; use 0 or more"),
        ({"quiet": math.nan}, "the weight of quiet is nan; use 0 or more"),
        ({"quiet": math.inf}, "the weight of quiet is inf; use 0 or more"),
        ({"quiet": True}, "the weight of quiet is True; use 0 or more"),
        ({"quiet": "much"}, "the weight of quiet is 'much'; use 0 or more"),
        ({"quiet": 0, "stressed": 0.0}, "are all 0; give one of them more"),
        ({}, "are all 0; give one of them more"),
        # What no annotation allows, but people write.
        ({"quiet": 1e308, "stressed": 1e308}, "weight"),
        (["quiet"], "regime"),
        (0.5, "regime"),
    ],
)
def test_impossible_weights(asked, message):
    for ask in (CORRIDOR.outlook, lambda r, a: CORRIDOR.simulate(r, 10, regimes=a)):
        with pytest.raises(RequestError, match=message):
            ask(ROUTES["sea"], asked)


# Questions to an outlook


def test_quantiles_and_probabilities_are_inverse():
    outlook = CORRIDOR.outlook(ROUTES["north"])
    assert list(outlook.quantiles) == ["p05", "p10", "p25", "p50", "p75", "p90", "p95"]
    assert list(outlook.quantiles.values()) == sorted(outlook.quantiles.values())
    for name, share in QUANTILES.items():
        assert outlook.quantiles[name] == outlook.quantile(share)
        within = outlook.probability_within(outlook.quantile(share))
        assert within == pytest.approx(share, abs=SERIES)
    assert outlook.probability_within(0) == outlook.probability_within(-1) == 0
    assert outlook.probability_within(math.inf) == outlook.probability_within(1e6) == 1


@pytest.mark.parametrize("share", [-0.1, 1.1, math.nan, math.inf])
@pytest.mark.parametrize("method", ["outlook", "simulate"])
def test_impossible_probabilities(share, method):
    outlook = getattr(CORRIDOR, method)(ROUTES["sea"])
    with pytest.raises(RequestError, match=r"probability is .*; use 0 to 1"):
        outlook.quantile(share)


def test_dates_need_a_departure():
    outlook = CORRIDOR.outlook(ROUTES["sea"])
    with pytest.raises(RequestError, match="an arrival needs the departure; give depart"):
        outlook.arrive(0.5)
    with pytest.raises(RequestError, match="needs the departure; give depart"):
        outlook.probability_by(datetime(2026, 1, 1, tzinfo=UTC))
    with pytest.raises(RequestError, match="hours is nan; give a number of hours"):
        outlook.probability_within(math.nan)


@every_route
def test_plain_data(name):
    outlook = CORRIDOR.outlook(ROUTES[name])
    data = json.loads(json.dumps(outlook.to_dict(), allow_nan=False))
    assert data["quantiles"] == outlook.quantiles
    assert data["method"] == "exact"
    assert data["samples"] == 0
    assert data["depart"] is data["arrive"] is data["probability_by"] is None
    assert data["corridor"] == ROUTES[name].corridor
    assert sum(data["regimes"].values()) == pytest.approx(1)
    assert "P10" in repr(outlook)


# Freshness


@every_route
def test_freshness(name):
    route = ROUTES[name]
    fresh = CORRIDOR.outlook(route).freshness
    weights = CORRIDOR.regimes[route.corridor].weights
    used = {
        variant_of(CORRIDOR.figures[leg.figure.id], route.variant, regime)
        for leg in route.legs
        for regime, weight in weights.items()
        if weight
    }
    assert fresh.newest in used
    assert fresh.oldest in used
    assert fresh.newest.as_of == max(figure.as_of for figure in used)
    assert fresh.oldest.as_of == min(figure.as_of for figure in used)
    swings = {}
    for leg in route.legs:
        for regime, weight in weights.items():
            time = CORRIDOR.appraiser.figures(route.variant).hours(leg)[regime]
            swing = weight * (time.high - time.low)
            swings[leg.figure.id] = swings.get(leg.figure.id, 0) + swing
    assert fresh.swing_hours == pytest.approx(max(swings.values()))
    assert swings[fresh.key.id] == pytest.approx(fresh.swing_hours)


def test_freshness_looks_only_at_regimes_in_use():
    route = ROUTES["north"]
    quiet = CORRIDOR.outlook(route, "quiet").freshness
    assert {quiet.newest.regime, quiet.oldest.regime, quiet.key.regime} == {"any"}
    assert quiet.swing_hours < CORRIDOR.outlook(route, "disrupted").freshness.swing_hours


# Every quantile rises with every figure


def raised(name: str, row: Figure, corner: str, factor: float):
    """The corridor with one figure raised, and the same route through it."""
    order = ("low", "typical", "high")
    value = getattr(row, corner) * factor
    changes = {corner: value} | {
        other: max(getattr(row, other), value)
        for other in order[order.index(corner) + 1 :]
    }  # fmt: skip
    key = next(k for k, figure in CORRIDOR.figures[row.id].items() if figure == row)
    other = CORRIDOR.revised(figures={row.id: {key: row._replace(**changes)}})
    return other, other.retimed(ROUTES[name])


def figures_of(name: str) -> list[Figure]:
    route = ROUTES[name]
    rows = {
        variant_of(CORRIDOR.figures[leg.figure.id], route.variant, regime)
        for leg in route.legs
        for regime in REGIMES
    }
    return sorted(rows)


@st.composite
def changes(draw):
    name = draw(st.sampled_from([n for n in ROUTES if n not in ("mixed", "door")]))
    row = draw(st.sampled_from(figures_of(name)))
    return name, row, draw(st.sampled_from(["low", "typical", "high"])), draw(st.floats(1, 4))


def test_a_route_is_rebuilt_as_it_was():
    for name in ROUTES:
        if name not in ("mixed", "door"):
            row = figures_of(name)[-1]
            assert raised(name, row, "low", 1.0)[1].legs == ROUTES[name].legs


@QUIET
@given(changes())
def test_no_quantile_falls_when_a_figure_rises(change):
    name, row, _, _ = change
    corridor, route = raised(*change)
    if row.unit == "km/h":  # a higher speed: look from the other side
        slow, fast = (CORRIDOR, ROUTES[name]), (corridor, route)
    else:
        slow, fast = (corridor, route), (CORRIDOR, ROUTES[name])
    # Shipment by shipment; what is rounded to seconds may differ by one.
    quick, late = (c.simulate(r, 2000, 8) for c, r in (fast, slow))
    assert (late.law.seconds >= quick.law.seconds - 1).all()
    assert late.mean_hours >= quick.mean_hours - 1e-9
    # The exact law, up to what the series leaves out.
    quick, late = (c.outlook(r) for c, r in (fast, slow))
    for share in SHARES:
        least = quick.quantile(share) - quick.law.span / 1000
        assert late.quantile(share) >= least or late.law.cdf(least) <= share + 2 * SERIES
