"""Put the breaks and rests of the drivers between the legs of a truck."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..graph.edge import Edge, Times
from ..graph.figures import Figure
from ..values import Range
from .drivers import elapsed
from .route import Leg

__all__ = ["with_rests"]

DIGITS = 9
LEAST = 10**-DIGITS


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
