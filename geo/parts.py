"""The parts of a route whose times move together, and the law of their sum.

Moves that rest on the same figure are one part: the same train meets the same railway in the
same week.  So is all that one truck does on the road.  Every dwell is a part of its own, and
neighbouring ones correlate as `khorgos.geo.regimes` says.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, Any, NamedTuple

from .distribution import BEYOND, Law, Series, covariance, knots, mean, transforms
from .parameters import REGIMES, Figure, Hours

if TYPE_CHECKING:
    from .network import Corridor
    from .route import Leg, Route

__all__ = ["Part", "covariances", "law_of", "leg_hours", "parts_of"]

NOTHING = Hours(0.0, 0.0, 0.0)
LEAST_SPAN = 1e-6
"""Hours, for a route whose times are all 0."""


class Part(NamedTuple):
    """Legs that are slow together.

    Parameters
    ----------
    label : str
        What takes the time, in words for people.
    place : str
        Name of the place where it dwells; empty for moves.
    figure : Figure
        Behind the first of the legs.
    dwell : bool
        True unless it moves.
    legs : tuple of int
        Positions in the route.
    hours : dict of str to Hours
        By regime.
    """

    label: str
    place: str
    figure: Figure
    dwell: bool
    legs: tuple[int, ...]
    hours: dict[str, Hours]


def parts_of(corridor: Corridor, route: Route) -> list[Part]:
    """Parts of a route, in order of their first legs.

    Parameters
    ----------
    corridor : Corridor
        Has the figures of the other regimes.
    route : Route
        From `Corridor.route`.

    Returns
    -------
    list of Part
        Together they hold each leg once.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> corridor = Corridor.load()
    >>> parts = parts_of(corridor, corridor.route("Zhetygen", "Altynkol"))
    >>> [part.label for part in parts]
    ['Zhetygen-Altynkol line']
    """
    groups: dict[object, list[int]] = {}
    for number, leg in enumerate(route.legs):
        groups.setdefault(_together(number, leg, route), []).append(number)
    parts = []
    for key, numbers in groups.items():
        first = route.legs[numbers[0]]
        moves = first.kind == "move"
        parts.append(
            Part(
                "driving, breaks and rests" if key == "road" else first.figure.label,
                "" if moves else first.origin.name,
                first.figure,
                not moves,
                tuple(numbers),
                {name: _hours(corridor, route, numbers, name) for name in REGIMES},
            )
        )
    return parts


def _together(number: int, leg: Leg, route: Route) -> object:
    if leg.activity == "rest" or (leg.kind == "move" and leg.carrier == "road"):
        # Private cars have no rest; their roads differ in speed for reasons of their own.
        return "road" if route.vehicle == "truck" else leg.figure.id
    return leg.figure.id if leg.kind == "move" else number


def _hours(corridor: Corridor, route: Route, numbers: Sequence[int], regime: str) -> Hours:
    return _add(leg_hours(corridor, route, route.legs[number], regime) for number in numbers)


def leg_hours(corridor: Corridor, route: Route, leg: Leg, regime: str) -> Hours:
    """Hours of a leg in a regime.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> corridor = Corridor.load()
    >>> route = corridor.route("Xi'an", "Almaty", via="Khorgos")
    >>> border = next(leg for leg in route.legs if leg.figure.id == "customs.altynkol.entry")
    >>> leg_hours(corridor, route, border, "stressed").mode > border.hours
    True
    """
    figure = corridor.figure(leg.figure.id, route.variant, regime)
    return leg.time if figure.regime == "any" else figure.hours(leg.distance_km)


def law_of(parts: Sequence[Part], weights: Mapping[str, float], correlation: float) -> Law:
    """Law of the sum of the parts, over the regimes.

    Within a regime the moves are independent: their transforms multiply.  The dwells form a
    chain in which each is at the percentile of the one before with probability `correlation`;
    runs at one percentile add corner by corner, and the recursion over where the last run
    begins sums over all ways to cut the chain into runs.  Exact, up to the cosine series.

    Parameters
    ----------
    parts : sequence of Part
        In order of travel.
    weights : mapping of str to float
        Of the regimes.
    correlation : float
        Rank correlation of neighbouring dwells, 0 for independent ones.

    Returns
    -------
    Law
        Of the hours.
    """
    mixture = [
        (weight, _series([(part.hours[name], part.dwell) for part in parts], correlation))
        for name, weight in weights.items()
        if weight
    ]
    return Law(mixture)


def _series(times: Sequence[tuple[Hours, bool]], correlation: float) -> Series:
    """Law of the sum in one regime, from the times and whether they are dwells."""
    total = _add(hours for hours, _ in times)
    least = total.low * (1 - BEYOND)
    span = max(total.high * (1 + BEYOND) - least, LEAST_SPAN)
    moves = [hours for hours, dwell in times if not dwell]
    runs = _runs([hours for hours, dwell in times if dwell], correlation)
    number: dict[Hours, int] = {}  # each time once
    moved = [number.setdefault(hours, len(number)) for hours in moves]
    run = [[number.setdefault(hours, len(number)) for hours in ends] for ends in runs]

    def characteristic(values: Sequence[Any]) -> Any:
        """Of the sum, from those of the times; for one frequency or an array of them."""
        product = _chain(values, run, correlation)
        for move in moved:
            product = product * values[move]
        return product

    values = transforms([knots(hours) for hours in number], span)
    if isinstance(values[0], list):
        return Series([characteristic(column) for column in zip(*values, strict=True)], least, span)
    return Series(characteristic(values), least, span)


def _add(hours: Iterable[Hours]) -> Hours:
    return sum(hours, NOTHING)


def _runs(dwells: Sequence[Hours], correlation: float) -> list[list[Hours]]:
    """Times of the runs of dwells that end at each dwell, shortest first."""
    if not correlation:
        return [[dwell] for dwell in dwells]
    return [list(accumulate(reversed(dwells[: end + 1]))) for end in range(len(dwells))]


def _chain(values: Sequence[Any], runs: Sequence[Sequence[int]], correlation: float) -> Any:
    """Characteristic function of a chain of dwells, over all ways to cut it into runs."""
    done: list[Any] = [1.0]  # of the dwells before the one of this number
    for end, numbers in enumerate(runs):
        total: Any = 0.0
        weight = 1.0
        for start, number in zip(range(end, -1, -1), numbers, strict=False):
            begins = weight * (1 - correlation) if start else weight
            total = total + done[start] * values[number] * begins
            weight *= correlation
        done.append(total)
    return done[-1]


def covariances(
    parts: Sequence[Part], weights: Mapping[str, float], correlation: float
) -> list[float]:
    """Covariance of each part with the sum of all, in square hours.

    They sum to the variance: what a part adds to it, by itself, with its neighbours, and by
    being longer in the worse regimes.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> corridor = Corridor.load()
    >>> parts = parts_of(corridor, corridor.route("Xi'an", "Almaty"))
    >>> all(value >= 0 for value in covariances(parts, {"quiet": 1.0}, 0.5))
    True
    """
    shares = [0.0] * len(parts)
    order = [number for number, part in enumerate(parts) if part.dwell]
    position = {number: place for place, number in enumerate(order)}
    expected = [sum(w * mean(part.hours[r]) for r, w in weights.items() if w) for part in parts]
    for regime, weight in weights.items():
        if not weight:
            continue
        hours = [part.hours[regime] for part in parts]
        surplus = sum(map(mean, hours)) - sum(expected)
        for number, part in enumerate(parts):
            shares[number] += weight * (mean(hours[number]) - expected[number]) * surplus
            others = order if part.dwell else [number]
            for other in others:
                apart = abs(position[number] - position[other]) if part.dwell else 0
                if correlation or not apart:
                    together = covariance(hours[number], hours[other])
                    shares[number] += weight * correlation**apart * together
    return shares
