"""The numbers behind a chart: of a route its stairs, borders and split, of an outlook its bins.

Plain Python without a drawing library, for the charts as files and for the page alike.
"""

from __future__ import annotations

import math
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, NamedTuple

from ...geo.graph.edge import CAUSES

if TYPE_CHECKING:
    from ...geo import Leg, Outlook, Route

__all__ = ["Bin", "ChartLeg", "ChartStop", "Stretch", "bin_width", "country_spans", "density"]
__all__ += ["split_hours", "staircase_points", "staircase_stops"]

WIDTHS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0, 6.0, 12.0, 24.0, 48.0, 72.0, 168.0)
"""Hours that a bin may be wide."""
MOST_BINS = 60
"""Between the half-percent quantiles at both ends."""
ENDS = (0.005, 0.995)
AIR = "air"
"""Stands for the country of a flight."""


class ChartLeg(NamedTuple):
    """One leg in the time-distance diagram, in a journey that takes P50.

    Parameters
    ----------
    cause : str
        ``moving``, ``handling``, ``borders`` or ``waiting``.
    place : str
        Where it begins.
    label : str
        What takes the time.
    country : str
        ISO 3166-1 alpha-2 code; ``XZ`` for international waters.
    km, hours : float
        From the origin, at its beginning.
    km_after, hours_after : float
        At its end; a step that moves nothing has the same km at both.
    """

    cause: str
    place: str
    label: str
    country: str
    km: float
    hours: float
    km_after: float
    hours_after: float

    @property
    def duration(self) -> float:
        """Hours."""
        return self.hours_after - self.hours


class ChartStop(NamedTuple):
    """All steps at one place between two moves.

    Parameters
    ----------
    place : str
        Its name.
    km : float
        From the origin.
    steps : tuple of ChartLeg
        In order.
    """

    place: str
    km: float
    steps: tuple[ChartLeg, ...]

    @property
    def hours(self) -> float:
        """How long everything there takes."""
        return self.steps[-1].hours_after - self.steps[0].hours

    @property
    def longest(self) -> ChartLeg:
        """The step that takes most of the time."""
        return max(self.steps, key=lambda step: step.duration)


class Stretch(NamedTuple):
    """A stretch of a route through one country, over one sea, or in the air.

    Parameters
    ----------
    country : str
        ISO 3166-1 alpha-2 code; ``XZ`` for international waters, ``air`` for flights.
    km, km_after : float
        From the origin, at its beginning and at its end.
    """

    country: str
    km: float
    km_after: float


class Bin(NamedTuple):
    """Hours from `start` to `end`, and the probability per hour between them."""

    start: float
    end: float
    density: float


def staircase_points(outlook: Outlook) -> list[ChartLeg]:
    """Steps of the time-distance diagram: one for each leg, and for each wait before one.

    Parameters
    ----------
    outlook : Outlook
        From `Corridor.outlook` or `Corridor.simulate`.

    Returns
    -------
    list of ChartLeg
        In order; the last one ends at the length of the route and at the P50 of the outlook.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> corridor = Corridor.load()
    >>> outlook = corridor.outlook(corridor.route("Xi'an", "Duisburg"))
    >>> last = staircase_points(outlook)[-1]
    >>> last.km_after == outlook.route.distance_km
    True
    >>> abs(last.hours_after - outlook.quantile(0.5)) < 1e-9
    True
    """
    # Sums without rounding, as those of the route: the stairs end where it does.
    steps = outlook.steps
    count = range(len(steps) + 1)
    km = [math.fsum(step.leg.distance_km for step in steps[:n]) for n in count]
    hours = [math.fsum(step.hours[1] for step in steps[:n]) for n in count]
    return [
        ChartLeg(CAUSES[leg.kind], leg.origin.name, leg.figure.label, leg.country, *begin, *end)
        for (leg, _), (begin, end) in zip(steps, pairwise(zip(km, hours, strict=True)), strict=True)
    ]


def staircase_stops(outlook: Outlook) -> list[ChartStop]:
    """Places where a route stands, with all that happens there.

    Parameters
    ----------
    outlook : Outlook
        From `Corridor.outlook` or `Corridor.simulate`.

    Returns
    -------
    list of ChartStop
        In order of travel.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> corridor = Corridor.load()
    >>> stops = staircase_stops(corridor.outlook(corridor.route("Xi'an", "Duisburg")))
    >>> longest = max(stops, key=lambda stop: stop.hours)
    >>> longest.place, round(longest.hours), longest.longest.cause
    ('Dostyk', 70, 'borders')
    """
    stops = []
    steps = zip((leg for leg, _ in outlook.steps), staircase_points(outlook), strict=True)
    for (stands, _), group in groupby(steps, key=lambda item: _where(item[0])):
        if stands:
            found = tuple(step for _leg, step in group)
            stops.append(ChartStop(found[0].place, found[0].km, found))
    return stops


def _where(leg: Leg) -> tuple[bool, str]:
    stands = leg.kind != "move"
    return stands, leg.origin.id if stands else ""


def country_spans(route: Route) -> list[Stretch]:
    """Countries along a route; where one span ends and the next begins is a border.

    Parameters
    ----------
    route : Route
        From `Corridor.route`.

    Returns
    -------
    list of Stretch
        In order of travel, without gaps.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> spans = country_spans(Corridor.load().route("Xi'an", "Almaty"))
    >>> [span.country for span in spans]
    ['CN', 'KZ']
    """
    spans = []
    km: list[float] = []
    moves = (leg for leg in route.legs if leg.distance_km > 0)
    for country, group in groupby(moves, key=_over):
        begin = math.fsum(km)
        km += (leg.distance_km for leg in group)
        spans.append(Stretch(country, begin, math.fsum(km)))
    return spans


def _over(leg: Leg) -> str:
    return AIR if leg.carrier == "air" else leg.country


def split_hours(outlook: Outlook) -> dict[str, float]:
    """Where the time goes in a journey that takes P50.

    Parameters
    ----------
    outlook : Outlook
        From `Corridor.outlook` or `Corridor.simulate`.

    Returns
    -------
    dict of str to float
        Hours by cause: ``moving``, ``handling``, ``borders``, ``waiting``; they add up to P50.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> corridor = Corridor.load()
    >>> outlook = corridor.outlook(corridor.route("Xi'an", "Duisburg"))
    >>> abs(sum(split_hours(outlook).values()) - outlook.quantile(0.5)) < 1e-9
    True
    """
    median = outlook.quantiles["p50"]
    return {cause: share * median for cause, share in outlook.shares().items()}


def bin_width(outlook: Outlook) -> float:
    """Width of the bins that show a distribution well: a round number of hours.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> corridor = Corridor.load()
    >>> bin_width(corridor.outlook(corridor.route("Xi'an", "Duisburg")))
    24.0
    """
    low, high = (outlook.quantile(p) for p in ENDS)
    fits = (width for width in WIDTHS if width * MOST_BINS >= high - low)
    return next(fits, WIDTHS[-1])


def density(outlook: Outlook, width: float | None = None) -> list[Bin]:
    """Distribution of the transit time in bins of equal width.

    Parameters
    ----------
    outlook : Outlook
        From `Corridor.outlook` or `Corridor.simulate`.
    width : float, optional
        Of a bin, in hours; `bin_width` if left out.

    Returns
    -------
    list of Bin
        From the least to the most hours, at multiples of `width`; they integrate to 1.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> corridor = Corridor.load()
    >>> bins = density(corridor.outlook(corridor.route("Xi'an", "Duisburg")))
    >>> round(sum((bin.end - bin.start) * bin.density for bin in bins), 9)
    1.0
    """
    width = width or bin_width(outlook)
    first = math.floor(outlook.quantile(0.0) / width)
    last = max(math.ceil(outlook.quantile(1.0) / width), first + 1)
    bins = []
    reached = 0.0
    for number in range(first, last):
        start, end = number * width, (number + 1) * width
        # The exact law may ripple by less than a thousandth; a probability never falls.
        now = 1.0 if number == last - 1 else max(reached, outlook.probability_within(end))
        bins.append(Bin(start, end, (now - reached) / width))
        reached = now
    return bins
