"""Drivers' hours under the AETR agreement: from hours at the wheel to hours on the road.

The limits are those of the AETR, which since 20 September 2010 are those of EU Regulation
561/2006 and bind the whole of a journey through its states, Kazakhstan among them (P126): 9 h of
driving a day, 56 h a week, a break of 45 min after 4.5 h (P124), 11 h of rest a day and 45 h a
week (P125).  The regular limits count: 10 h twice a week and the shorter rests stay a reserve,
and so does the limit of 90 h in a fortnight, which long journeys keep only with them.

Two drivers (article 8, multi-manning) take turns: a break counts in the moving vehicle, a daily
rest does not, and each needs 9 h of rest within 30 h of the end of the last one (P302).  So the
vehicle moves for 18 h, twice 9 h, and stands for 9 h.  The 8 h in 30 h that P126 mentions are the
rule before 2010.  A weekly rest begins at the latest six times 24 h after the last one (P305);
for two drivers that comes before their 56 h each are used.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, NamedTuple, overload

from ..errors import RequestError, echo
from ..graph.edge import Edge, Times
from ..graph.figures import Figure
from ..values import Range
from .route import Leg

__all__ = ["RULES", "Rules", "elapsed", "stops", "with_rests"]

DIGITS = 9
LEAST = 10**-DIGITS


class Rules(NamedTuple):
    """Limits for the crew of one vehicle, in hours.

    Parameters
    ----------
    stretch : float
        Driving until a break, or until the other driver takes over.
    pause : float
        Time that the vehicle stands for a break.
    day : float
        Driving between two daily rests, all drivers together.
    rest : float
        Daily rest.
    week : float
        Driving between two weekly rests, all drivers together.
    weekly_rest : float
        Weekly rest.
    """

    stretch: float
    pause: float
    day: float
    rest: float
    week: float
    weekly_rest: float


DRIVING_DAY, DRIVING_WEEK = 9.0, 56.0
STRETCH, BREAK = 4.5, 0.75
REST, REST_OF_TWO, WEEKLY_REST = 11.0, 9.0, 45.0
# Of 144 h between weekly rests, five rounds of 18 + 9 h take 135; the last 9 h are driven.
DRIVING_WEEK_OF_TWO = 5 * 2 * DRIVING_DAY + 9.0

RULES = {
    1: Rules(STRETCH, BREAK, DRIVING_DAY, REST, DRIVING_WEEK, WEEKLY_REST),
    2: Rules(STRETCH, 0.0, 2 * DRIVING_DAY, REST_OF_TWO, DRIVING_WEEK_OF_TWO, WEEKLY_REST),
}
"""Number of drivers -> limits."""


@overload
def elapsed(driving: float, drivers: int = 1) -> float: ...
@overload
def elapsed(driving: Any, drivers: int = 1) -> Any: ...
def elapsed(driving: Any, drivers: int = 1) -> Any:
    """Time on the road for so many hours of driving, breaks and rests included.

    The crew starts rested and stops driving on arrival: no break or rest follows.  For a journey
    in several parts, take the difference of the sums; a wait at a border counts as work.

    Parameters
    ----------
    driving : float or array of float
        Hours at the wheel since the start, by whichever driver.
    drivers : {1, 2}
        Drivers on board.

    Returns
    -------
    float or array of float
        Hours; strictly increasing, with a step of one rest where a limit is passed.

    Raises
    ------
    RequestError
        If the hours are negative or not finite, or if there are other than one or two drivers.

    Examples
    --------
    One driver: a break after 4.5 h; after 9 h, 11 h of rest; after 56 h, with six breaks and
    six daily rests among them, 45 h of rest.

    >>> [elapsed(hours) for hours in (4.5, 5.0, 9.0, 9.5, 18.0)]
    [4.5, 5.75, 9.75, 21.25, 30.5]
    >>> elapsed(56.0) == 56 + 6 * 0.75 + 6 * 11, elapsed(56.5) == elapsed(56.0) + 45.5
    (True, True)

    Two drivers: 18 h without a stop, then 9 h of rest; 99 h fill six days of 24 h.

    >>> [elapsed(hours, drivers=2) for hours in (18.0, 18.5, 99.0, 100.0)]
    [18.0, 27.5, 144.0, 190.0]
    """
    if drivers not in RULES:
        raise RequestError(f"drivers is {echo(drivers)}; use 1 or 2")
    fits = (driving >= 0) & (driving < float("inf"))
    if not (fits.all() if hasattr(fits, "all") else fits):
        raise RequestError("hours of driving are negative or not finite; use 0 or more")
    rules = RULES[drivers]
    weeks, left = _split(driving, rules.week)
    within_week = _within_week(rules.week, rules)
    return weeks * (within_week + rules.weekly_rest) + _within_week(left, rules)


def _within_week(driving: Any, rules: Rules) -> Any:
    days, left = _split(driving, rules.day)
    pauses_of_day, _ = _split(rules.day, rules.stretch)
    pauses, _ = _split(left, rules.stretch)
    return driving + days * (rules.rest + pauses_of_day * rules.pause) + pauses * rules.pause


def _split(driving: Any, limit: float) -> tuple[Any, Any]:
    """Full rounds before the one that is under way, and the hours in it, up to the limit."""
    rounds = (-(-driving // limit) - 1) * (driving > 0)
    return rounds, driving - rounds * limit


def stops(driving: float, drivers: int = 1) -> list[tuple[float, float]]:
    """When the vehicle stands still for its drivers, and for how long.

    What `elapsed` adds to the hours at the wheel, one by one.

    Parameters
    ----------
    driving : float
        Hours at the wheel from start to arrival, by whichever driver.
    drivers : {1, 2}
        Drivers on board.

    Returns
    -------
    list of (float, float)
        Hours at the wheel before each break or rest, and its hours.

    Raises
    ------
    RequestError
        As for `elapsed`.

    Examples
    --------
    >>> stops(18.0), stops(20.0, drivers=2)
    ([(4.5, 0.75), (9.0, 11.0), (13.5, 0.75)], [(18.0, 9.0)])
    """
    elapsed(driving, drivers)
    return list(itertools.takewhile(lambda stop: stop[0] < driving, _stops(RULES[drivers])))


def _stops(rules: Rules) -> Iterator[tuple[float, float]]:
    day = 0.0
    for week in itertools.count(1):
        while day < week * rules.week:
            end = min(day + rules.day, week * rules.week)
            rounds = int(_split(end - day, rules.stretch)[0]) if rules.pause else 0
            yield from ((day + (n + 1) * rules.stretch, rules.pause) for n in range(rounds))
            yield end, rules.rest if end < week * rules.week else rules.weekly_rest
            day = end


def with_rests(legs: Sequence[Leg], drivers: int, figure: Figure) -> list[Leg]:
    """Legs of a truck with its rests where they fall at typical speed.

    The clock of `khorgos.geo.routing.drivers` runs over all hours at the wheel, once at the low,
    once at the mode and once at the high corner.  Waits at borders do not count as rest, since a
    queue moves: a long wait may save a rest in practice.

    Parameters
    ----------
    legs : sequence of Leg
        In order of travel.
    drivers : int
        1 or 2.
    figure : Figure
        Carries the sources of the rules.

    Returns
    -------
    list of Leg
        The same legs, with ``rest`` legs after those during which a break or rest falls, but
        before the last one.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> legs = Corridor.load().route("Almaty", "Urumqi", mode="road").legs
    >>> sum(leg.hours for leg in legs if leg.activity == "rest") > 11
    True
    """
    numbers = [n for n, leg in enumerate(legs) if leg.edge.driven]
    if not numbers:
        return list(legs)
    driven = [0.0, 0.0, 0.0]
    pauses = [0.0]  # at typical speed, after each move
    for number in numbers:
        driven = [total + hours for total, hours in zip(driven, legs[number].time, strict=True)]
        pauses.append(float(elapsed(driven[1], drivers)) - driven[1])
    # Rounded, so that three corners with the same rests are the same number.
    total = Range(*(round(float(elapsed(hours, drivers)) - hours, DIGITS) for hours in driven))
    shares = {
        number: (after - before) / pauses[-1] if pauses[-1] else float(number == numbers[-1])
        for number, before, after in zip(numbers, pauses, pauses[1:], strict=False)
    }
    result: list[Leg] = []
    for number, leg in enumerate(legs):
        share = shares.get(number, 0.0)
        pause = []
        if share * total.high > LEAST:
            pause.append(_rest(leg, Range(*(share * hours for hours in total)), figure))
        # Nobody rests on arrival: what falls into the last drive comes before it.
        last = number == numbers[-1]
        result += [
            replace(rest, origin=leg.origin, destination=leg.origin) for rest in pause * last
        ]
        result.append(leg)
        result += pause * (not last)
    return result


def _rest(leg: Leg, time: Range, figure: Figure) -> Leg:
    edge = Edge(
        id=f"rest:{leg.edge.id}",
        kind="rest",
        carrier=leg.carrier,
        gauge=leg.gauge,
        carriers=leg.edge.carriers,
        country=leg.country,
        status="open",
        length_km=0.0,
        length_source="",
        figure=figure.id,
        times=Times(time, time, time),
    )
    return Leg(edge, leg.destination, leg.destination, time, figure)
