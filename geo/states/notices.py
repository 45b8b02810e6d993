"""What notices said of gateways and corridors, month by month.

A month without a notice is unknown, not quiet: people write when something is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from ..errors import RequestError, echo
from ..graph.figures import REGIMES
from ..values import told_briefly

if TYPE_CHECKING:
    from ..routing.route import Route

__all__ = [
    "BOTH",
    "STATES",
    "Index",
    "Notice",
    "Season",
    "Watched",
    "directions_of",
    "month_at",
    "month_of",
    "month_text",
    "narrowest",
]

STATES = {"quiet": "quiet", "stressed": "stressed", "disrupted": "disrupted", "closed": "disrupted"}
"""State of a notice, from good to bad -> the regime whose figures hold then."""
BOTH = "both"
SHARED = REGIMES[-2]
"""The worst regime that neighbours share: the worst of all is a closure, of one gateway."""
_MONTH = re.compile(r"((?:19|20)\d{2})-(0[1-9]|1[0-2])")
_WORST = [*STATES]


@told_briefly
class Watched(NamedTuple):
    """A gateway or corridor that notices speak of: a row of ``watched.csv``.

    Parameters
    ----------
    id, name : str
        What the other tables call it, and what people do.
    carrier : str
        What passes the places; empty for whatever does.
    places, figures, corridors : tuple of str
        What puts a route on it: a place that it touches, a figure or an edge, its corridor.
    own_figures : tuple of str
        Figures that its state alone governs.
    sources : tuple of str
        Ids in ``sources.csv``.
    judgement, note : str
        As for a `Figure`.
    """

    id: str
    name: str
    carrier: str
    places: tuple[str, ...]
    figures: tuple[str, ...]
    corridors: tuple[str, ...]
    own_figures: tuple[str, ...]
    sources: tuple[str, ...]
    judgement: str
    note: str

    def is_on(self, route: Route) -> bool:
        """Whether a route is on it.

        Examples
        --------
        >>> from khorgos.geo import Network
        >>> network = Network.load()
        >>> route = network.route("Xi'an", "Duisburg", via="Altynkol")
        >>> network.states.watched["khorgos_rail"].is_on(route)
        True
        """
        if route.corridor in self.corridors:
            return True
        return any(
            (
                (not self.carrier or leg.carrier == self.carrier)
                and not {leg.origin.id, leg.destination.id}.isdisjoint(self.places)
            )
            or (leg.kind == "move" and not {leg.figure.root, leg.edge.id}.isdisjoint(self.figures))
            for leg in route.legs
        )


@told_briefly
class Notice(NamedTuple):
    """What one page said of one gateway or corridor: a row of ``states.csv``.

    Parameters
    ----------
    gateway_or_corridor : str
        Id in ``watched.csv``.
    direction : str
        Of travel, such as ``westbound``; ``both``.
    service : str
        Empty if it names none.
    from_month, to_month : str
        Such as ``2024-06``; empty if the page bears no date.
    state : str
        One of `STATES`.
    said : str
        In our words.
    value : float, optional
        Its figure.
    unit : str
        Of the value.
    sources : tuple of str
        Ids in ``sources.csv``.
    """

    gateway_or_corridor: str
    direction: str
    service: str
    from_month: str
    to_month: str
    state: str
    said: str
    value: float | None
    unit: str
    sources: tuple[str, ...]

    @property
    def months(self) -> range:
        """Numbers of its months; none if it bears no date."""
        if not self.from_month:
            return range(0)
        return range(month_of(self.from_month), month_of(self.to_month) + 1)

    @property
    def regime(self) -> str:
        """The regime whose figures hold in this state."""
        return STATES[self.state]

    @property
    def shared(self) -> str:
        """The regime of all else on the way: congestion is shared along it, a closure is not."""
        return min(self.regime, SHARED, key=REGIMES.index)

    @property
    def badness(self) -> int:
        """The place of its state among all, from good to bad."""
        return _WORST.index(self.state)

    def to_dict(self) -> dict[str, Any]:
        """The row as plain data."""
        return self._asdict() | {"sources": list(self.sources)}


@told_briefly
class Season(NamedTuple):
    """Months of the year in which notices of trouble come back: a row of ``seasons.csv``."""

    id: str
    name: str
    gateway_or_corridor: tuple[str, ...]
    direction: str
    months: tuple[str, ...]
    first_year: int
    last_year: int
    sources: tuple[str, ...]
    judgement: str
    note: str


@told_briefly
class Index(NamedTuple):
    """One value of a published series: a row of ``indices.csv``."""

    series: str
    period: str
    from_month: str
    to_month: str
    value: float
    unit: str
    sources: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """The row as plain data."""
        return self._asdict() | {"sources": list(self.sources)}


def narrowest(notices: Iterable[Notice]) -> Notice:
    """Of notices of one month, the one that counts.

    Who names the service means it; who speaks of a month knows it better than who speaks of a
    year, who names the direction better than who speaks of both; of two that are alike, the worse
    one counts.

    Examples
    --------
    >>> of = lambda state, to: Notice("a", BOTH, "", "2024-01", to, state, "", None, "", ())
    >>> narrowest([of("disrupted", "2024-09"), of("quiet", "2024-02")]).state
    'quiet'
    """
    return min(
        notices, key=lambda x: (not x.service, len(x.months), x.direction == BOTH, -x.badness)
    )


def month_of(text: str) -> int:
    """The number of a month, so that the next one has the next number.

    Raises
    ------
    RequestError
        If it is no month.

    Examples
    --------
    >>> month_of("2024-02") - month_of("2023-12")
    2
    >>> month_of("June")
    Traceback (most recent call last):
    khorgos.geo.errors.RequestError: month is 'June'; write year and month, 01 to 12, as 2024-06
    """
    match = _MONTH.fullmatch(text) if isinstance(text, str) else None
    if not match:
        raise RequestError(f"month is {echo(text)}; write year and month, 01 to 12, as 2024-06")
    return int(match[1]) * 12 + int(match[2]) - 1


def month_text(month: int) -> str:
    """A month in digits.

    Examples
    --------
    >>> month_text(month_of("2024-12") + 1)
    '2025-01'
    """
    return f"{month // 12}-{month % 12 + 1:02}"


def month_at(moment: datetime) -> int:
    """The number of the month of a moment, by its own clock."""
    return moment.year * 12 + moment.month - 1


def directions_of(route: Route) -> Sequence[str]:
    """Compass words for the way from one end of a route to the other.

    Examples
    --------
    >>> from khorgos.geo import Network
    >>> directions_of(Network.load().route("Xi'an", "Duisburg"))
    ('westbound', 'northbound')
    """
    start, end = route.origin, route.destination
    return (
        "westbound" if end.lon < start.lon else "eastbound",
        "southbound" if end.lat < start.lat else "northbound",
    )
