"""Which times of a route move together: its parts, and what they do to the sum.

Moves that rest on the same figure are one part: the same train meets the same railway in the
same week.  So is all that one truck does on the road.  Every dwell is a part of its own, and
neighbouring ones correlate as `khorgos.geo.uncertainty.regimes` says.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from ..graph.figures import REGIMES, Figure, variant_of
from ..values import Range, read_only, told_briefly
from .distribution import covariance, mean
from .law import Law

if TYPE_CHECKING:
    from ..graph.edge import Edge
    from ..routing.route import Leg, Route

__all__ = ["ServiceFigures", "TimePart", "drives", "law_of", "moments_of", "parts_of"]

NOTHING = Range(0.0, 0.0, 0.0)
DRIVING = ("road",)
"""Key of all that one truck does on the road: no number of a leg, no id of a figure."""


@told_briefly
class TimePart(NamedTuple):
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
    hours : dict of str to Range
        By regime.
    of_legs : tuple of dict of str to Range
        The same for each of the legs alone.
    driving : bool
        True for what a truck drives and its driver rests: speed and law set it, no timetable.
    """

    label: str
    place: str
    figure: Figure
    dwell: bool
    legs: tuple[int, ...]
    hours: dict[str, Range]
    of_legs: tuple[dict[str, Range], ...]
    driving: bool = False


def parts_of(route: Route, figures: ServiceFigures) -> list[TimePart]:
    """Parts of a route, in order of their first legs.

    Parameters
    ----------
    route : Route
        From `Network.route`.
    figures : ServiceFigures
        Of its network and service; may be shared among routes.

    Returns
    -------
    list of TimePart
        Together they hold each leg once.

    Examples
    --------
    >>> from khorgos.geo import Network
    >>> network = Network.load()
    >>> figures = ServiceFigures(network.figures, "standard")
    >>> parts = parts_of(network.route("Zhetygen", "Altynkol"), figures)
    >>> [part.label for part in parts]
    ['Zhetygen-Altynkol line']
    """
    groups: dict[object, list[int]] = {}
    trucks = route.vehicle == "truck"
    for number, leg in enumerate(route.legs):
        groups.setdefault(_together(number, leg, trucks=trucks), []).append(number)
    parts = []
    for key, numbers in groups.items():
        first = route.legs[numbers[0]]
        moves = first.kind == "move"
        times = [figures.hours(route.legs[number]) for number in numbers]
        parts.append(
            TimePart(
                "driving, breaks and rests" if key == DRIVING else first.figure.label,
                "" if moves else first.origin.name,
                first.figure,
                not moves,
                tuple(numbers),
                times[0] if len(times) == 1 else _sums(times),
                tuple(times),
                key == DRIVING,
            )
        )
    return parts


def _sums(times: Sequence[dict[str, Range]]) -> dict[str, Range]:
    """Regime -> sum of the hours of several legs."""
    quiet = _add(time["quiet"] for time in times)
    if all(time["quiet"] is time["stressed"] is time["disrupted"] for time in times):
        return dict.fromkeys(REGIMES, quiet)
    return {name: _add(time[name] for time in times) for name in REGIMES}


def drives(edge: Edge) -> bool:
    """Whether an edge is on the road, or the rest of a driver.

    Examples
    --------
    >>> from khorgos.geo import Network
    >>> route = Network.load().route("Almaty", "Khorgos", mode="road")
    >>> all(drives(leg.edge) for leg in route.legs)
    True
    """
    return edge.kind == "rest" or (edge.kind == "move" and edge.carrier == "road")


def _together(number: int, leg: Leg, *, trucks: bool) -> object:
    kind, figure = leg.edge.kind, leg.figure.id
    if drives(leg.edge):
        # Private cars have no rest; their roads differ in speed for reasons of their own.
        return DRIVING if trucks else figure
    return figure if kind == "move" else number


class ServiceFigures:
    """The figures that apply to one service in each regime, each looked up once.

    Parameters
    ----------
    figures : mapping of str to dict of str to Figure
        Id -> variant -> figure.
    variant : str
        Of the service.
    own : mapping of str to str, optional
        Id of a figure whose state is known -> the regime that it is in whatever the others are.

    Examples
    --------
    >>> from khorgos.geo import Network
    >>> network = Network.load()
    >>> figures = ServiceFigures(network.figures, "standard")
    >>> hours = figures.hours(network.route("Zhetygen", "Altynkol").legs[0])
    >>> hours["quiet"] == hours["disrupted"]  # nothing is known to change there
    True
    """

    def __init__(
        self,
        figures: Mapping[str, dict[str, Figure]],
        variant: str,
        own: Mapping[str, str] | None = None,
    ):
        self._rows = figures
        self._variant = variant
        self._own = own or {}
        self._figures: dict[str, dict[str, Figure]] = {}
        self._hours: dict[tuple[str, float, Range], dict[str, Range]] = {}

    def where(self, own: Mapping[str, str]) -> ServiceFigures:
        """The same where the state of some figures is known."""
        return ServiceFigures(self._rows, self._variant, own) if own else self

    def of(self, leg: Leg) -> dict[str, Figure]:
        """Regime -> the figure behind a leg."""
        return self._regimes(leg.figure.id)

    def named(self, id_: str) -> Figure | None:
        """The figure of this id in a quiet month; None without one."""
        return self._regimes(id_)["quiet"] if id_ in self._rows else None

    def hours(self, leg: Leg) -> dict[str, Range]:
        """Regime -> hours of a leg."""
        return self._timed(leg.figure.id, leg.edge.length_km, leg.time)

    def hours_of(self, edge: Edge) -> dict[str, Range]:
        """Regime -> hours of an edge."""
        return self._timed(edge.figure, edge.length_km, edge.times.of(self._variant))

    def _regimes(self, id_: str) -> dict[str, Figure]:
        if id_ not in self._figures:
            rows = self._rows[id_]
            own = self._own.get(id_)
            self._figures[id_] = {
                name: variant_of(rows, self._variant, own or name) for name in REGIMES
            }
        return self._figures[id_]

    def _timed(self, id_: str, km: float, time: Range) -> dict[str, Range]:
        key = (id_, km, time)
        known = self._hours.get(key)
        if known is None:
            hours = {
                name: time if figure.regime == "any" else figure.hours(km)
                for name, figure in self._regimes(id_).items()
            }
            known = read_only(hours, "part.hours", "network.revised(figures=...)")
            self._hours[key] = known
        return known


def law_of(parts: Sequence[TimePart], weights: Mapping[str, float], correlation: float) -> Law:
    """Law of the sum of the parts, over the regimes; see `Law.of_sum`.

    Parameters
    ----------
    parts : sequence of TimePart
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
    names = [name for name, weight in weights.items() if weight]
    return Law.of_sum(
        [[part.hours[name] for name in names] for part in parts],
        [part.dwell for part in parts],
        [weights[name] for name in names],
        correlation,
    )


def _add(hours: Iterable[Range]) -> Range:
    low = typical = high = 0.0  # many a way is tried: three sums are quicker than one of ranges
    for time in hours:
        low += time.low
        typical += time.typical
        high += time.high
    return Range(low, typical, high)


def moments_of(
    parts: Sequence[TimePart], weights: Mapping[str, float], correlation: float
) -> tuple[list[float], list[float]]:
    """Expected hours of each part, and its covariance with the sum of all.

    Examples
    --------
    >>> from khorgos.geo import Network
    >>> network = Network.load()
    >>> figures = ServiceFigures(network.figures, "standard")
    >>> parts = parts_of(network.route("Zhetygen", "Altynkol"), figures)
    >>> expected, shares = moments_of(parts, {"quiet": 1.0}, 0.5)
    >>> 7 < expected[0] < 9, 1 < shares[0] ** 0.5 < 2
    (True, True)
    """
    means = {name: [mean(part.hours[name]) for part in parts] for name, w in weights.items() if w}
    expected = [
        sum(weights[name] * hours[number] for name, hours in means.items())
        for number in range(len(parts))
    ]
    shares = [0.0] * len(parts)
    order = [number for number, part in enumerate(parts) if part.dwell]
    for name, average in means.items():
        weight = weights[name]
        surplus = sum(average) - sum(expected)
        # What is slow with each part: itself, and dwells by how near they are.
        beside = [part.hours[name] for part in parts]
        if correlation:
            near = _near([beside[number] for number in order], correlation)
            for number, hours in zip(order, near, strict=True):
                beside[number] = hours
        for number, part in enumerate(parts):
            more = (average[number] - expected[number]) * surplus
            shares[number] += weight * (more + covariance(part.hours[name], beside[number]))
    return expected, shares


def _near(dwells: Sequence[Range], correlation: float) -> list[Range]:
    """For each dwell the sum of all, weighted by `correlation` to the power of how far they are.

    A covariance is linear in each of its times, so that one with this sum stands for all.
    """
    near = []
    total = NOTHING
    for hours in dwells:  # those before, and itself
        total = _scaled(total, correlation) + hours
        near.append(total)
    total = NOTHING
    for number in reversed(range(len(dwells))):  # and those after
        near[number] += total
        total = _scaled(total + dwells[number], correlation)
    return near


def _scaled(hours: Range, factor: float) -> Range:
    return Range(factor * hours.low, factor * hours.typical, factor * hours.high)
