"""Edges over which a front of containers moves, cut at the hour.

Time grows linearly over a move, from the quantile at its start to the quantile at its end.  A truck
stands where its drivers rest: its drive is the clock of `khorgos.geo.routing.drivers` at typical
speed, stretched to the same two quantiles.  Waits and dwells are edges of their own, so that a
front leaves a border only when its dwell is over.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from ..routing.drivers import elapsed

__all__ = ["Front", "Piece", "Span", "fronts_on", "pieces_of"]

BISECTIONS = 40


class Span(NamedTuple):
    """An edge in the direction in which a front passes it.

    Parameters
    ----------
    edge : str
        Id of the edge.
    start, end : str
        Its two nodes.
    begin, finish : tuple of float
        Hours at both, for each quantile asked for.
    wheel, drive : float
        Hours at the wheel before and on the edge, at typical speed.
    drivers : int
        Of the truck; 0 if nobody has to rest.

    Examples
    --------
    >>> span = Span("rail:A-B", "A:rail1520", "B:rail1520", (10.0,), (30.0,))
    >>> span.share(15.0, 0)
    0.25

    A truck that has driven for 9 h rests first:

    >>> span = Span("road:A-B", "A:road", "B:road", (10.0,), (25.0,), 9.0, 4.0, 1)
    >>> span.share(20.0, 0), round(span.share(23.0, 0), 6)
    (0.0, 0.5)
    """

    edge: str
    start: str
    end: str
    begin: tuple[float, ...]
    finish: tuple[float, ...]
    wheel: float = 0.0
    drive: float = 0.0
    drivers: int = 0

    def share(self, hours: float, number: int) -> float:
        """Share of the edge that lies behind the front.

        Parameters
        ----------
        hours : float
            Since the departure.
        number : int
            Of the quantile.

        Returns
        -------
        float
            From 0 to 1.
        """
        begin, finish = self.begin[number], self.finish[number]
        if hours >= finish:
            return 1.0
        if hours <= begin:
            return 0.0
        part = (hours - begin) / (finish - begin)
        return self._driven(part) if self.drivers else part

    def _driven(self, part: float) -> float:
        """Share of the drive that is done after a part of its time, rests included."""
        before = elapsed(self.wheel, self.drivers)
        whole = elapsed(self.wheel + self.drive, self.drivers) - before
        low, high = 0.0, 1.0
        for _ in range(BISECTIONS):
            middle = (low + high) / 2
            if elapsed(self.wheel + middle * self.drive, self.drivers) - before <= part * whole:
                low = middle
            else:
                high = middle
        return low


class Piece(NamedTuple):
    """Part of an edge that has been reached.

    Parameters
    ----------
    edge : str
        Id of the edge.
    start, end : str
        Its two nodes; the shares count from the first.
    low, high : float
        From 0 to 1.

    Examples
    --------
    >>> Piece("rail:A-B", "A:rail1520", "B:rail1520", 0.0, 0.25).high
    0.25
    """

    edge: str
    start: str
    end: str
    low: float
    high: float


class Front(NamedTuple):
    """Where a front stands.

    Parameters
    ----------
    span : Span
        The edge: a move, or a dwell at a place.
    share : float
        Of the edge that lies behind, counted from its start.
    moves : bool
        False for a dwell.

    Examples
    --------
    >>> span = Span("rail:A-B", "A:rail1520", "B:rail1520", (10.0,), (30.0,))
    >>> [front.share for front in fronts_on([span], 15.0, 0)]
    [0.25]
    """

    span: Span
    share: float
    moves: bool = True


def pieces_of(spans: Sequence[Span], hours: float, number: int) -> Iterator[Piece]:
    """Parts of one edge that have been reached, from one side or from both.

    Parameters
    ----------
    spans : sequence of Span
        One, or two that run against each other.
    hours : float
        Since the departure.
    number : int
        Of the quantile.

    Yields
    ------
    Piece
        Not more than two; they do not overlap.

    Examples
    --------
    >>> there = Span("x", "A", "B", (0.0,), (10.0,))
    >>> back = Span("x", "B", "A", (4.0,), (14.0,))
    >>> [(piece.low, piece.high) for piece in pieces_of([there, back], 6.0, 0)]
    [(0.0, 0.6), (0.8, 1.0)]
    >>> [(piece.low, piece.high) for piece in pieces_of([there, back], 7.0, 0)]
    [(0.0, 1.0)]
    """
    first = spans[0]
    ahead = first.share(hours, number)
    behind = max((span.share(hours, number) for span in spans[1:]), default=0.0)
    edge = (first.edge, first.start, first.end)
    if ahead + behind >= 1.0:
        yield Piece(*edge, 0.0, 1.0)
        return
    if ahead:
        yield Piece(*edge, 0.0, ahead)
    if behind:
        yield Piece(*edge, 1.0 - behind, 1.0)


def fronts_on(spans: Iterable[Span], hours: float, number: int) -> Iterator[Front]:
    """Fronts that are under way on one edge, unless those from both sides have met.

    Parameters
    ----------
    spans : iterable of Span
        One, or two that run against each other.
    hours : float
        Since the departure.
    number : int
        Of the quantile.

    Yields
    ------
    Front
        Not more than two.
    """
    found = [(span, span.share(hours, number)) for span in spans if span.begin[number] <= hours]
    if sum(share for _, share in found) < 1.0:
        for span, share in found:
            yield Front(span, share)
