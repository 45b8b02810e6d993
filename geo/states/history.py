"""The history of all gateways and corridors that are watched."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..graph.figures import REGIMES
from ..tables.reading import DATA, is_lacking, read_records
from .chain import Transition, fit, memory_of, shares_of
from .notices import (
    BOTH,
    SHARED,
    Index,
    Notice,
    Season,
    Watched,
    directions_of,
    month_text,
    narrowest,
)

if TYPE_CHECKING:
    from ..routing.route import Route

__all__ = ["History", "Line", "read_history"]


@dataclass(frozen=True, eq=False)
class History:
    """What notices said, and what follows from all of them.

    Parameters
    ----------
    watched : mapping of str to Watched
        By id.
    notices : sequence of Notice
        In the order of the table.
    seasons : sequence of Season
        When trouble comes back.
    indices : sequence of Index
        Values of published series.

    Examples
    --------
    >>> from khorgos.geo.states.notices import month_of
    >>> history = read_history()
    >>> history.line("khorgos_rail", "westbound", "standard").at(month_of("2024-06")).state
    'stressed'
    """

    watched: Mapping[str, Watched]
    notices: Sequence[Notice]
    seasons: Sequence[Season] = ()
    indices: Sequence[Index] = ()

    def __repr__(self) -> str:
        return f"<History: {len(self.notices)} notices of {len(self.watched)} that are watched>"

    @cached_property
    def by_month(self) -> dict[int, list[Notice]]:
        """Number of a month -> what was said of it."""
        months: dict[int, list[Notice]] = {}
        for notice in self.notices:
            for month in notice.months:
                months.setdefault(month, []).append(notice)
        return months

    def without(self, sources: Collection[str]) -> History:
        """The history as it is without what some sources said: who tests against them may not ask.

        Examples
        --------
        >>> history = read_history()
        >>> len(history.notices) - len(history.without(history.notices[0].sources).notices) > 0
        True
        """
        kept = [x for x in self.notices if set(sources).isdisjoint(x.sources)]
        return History(self.watched, kept, self.seasons, self.indices)

    def line(self, watched: str, direction: str, service: str = "") -> Line:
        """The states of one gateway or corridor in one direction.

        Parameters
        ----------
        watched : str
            Id in ``watched.csv``.
        direction : str
            Such as ``westbound``; ``both`` for what is said of both alone.
        service : str
            What is said of another one is left out; empty for what names none or the ordinary one.
        """
        return Line(self, (self.watched[watched],), (direction,), service)

    def line_of(self, route: Route) -> Line:
        """The states of all that a route is on, in its direction and for its service."""
        on = tuple(one for one in self.watched.values() if one.is_on(route))
        return Line(self, on, tuple(directions_of(route)), route.service)

    def lines(self) -> Iterator[tuple[Watched, str, str, Line]]:
        """All that notices speak of: what, its direction, the service, and its states."""
        for one in self.watched.values():
            mine = [x for x in self.notices if x.gateway_or_corridor == one.id]
            named = dict.fromkeys(x.direction for x in mine if x.direction != BOTH)
            for direction in named or dict.fromkeys(x.direction for x in mine):
                services = {x.service for x in mine if x.direction in (direction, BOTH)} - {""}
                for service in ("", *sorted(services - {"standard"})):
                    yield one, direction, service, self.line(one.id, direction, service)

    def shut(self, line: Line, month: int, carriers: Collection[str]) -> Iterator[Notice]:
        """What is disrupted or closed in a month for the same carriers, off the way of a line."""
        for one in self.watched.values():
            if one in line.watched or one.carrier not in carriers:
                continue
            notice = Line(self, (one,), line.directions, line.service).at(month)
            if notice and notice.regime != notice.shared:
                yield notice

    @cached_property
    def transitions(self) -> list[Transition]:
        """From one known month to the next one, for the ordinary service.

        A page that speaks of many months is one witness of a state that stays, not many.
        """
        found: dict[object, Transition] = {}
        for one, direction, service, line in self.lines():
            for before, after in pairwise(() if service else line.months):
                first, second = line.said(before)[0], line.said(after)[0]
                alone = set(first.sources).isdisjoint(second.sources)
                made = Transition(
                    (one.id, direction), first.regime, second.regime, after - before, alone
                )
                found.setdefault(
                    (one.id, direction, before) if alone else (one.id, first.sources), made
                )
        return [*found.values()]

    @cached_property
    def shares(self) -> dict[str, float]:
        """How often each regime is noticed; more trouble than there is, as quiet is no news."""
        return shares_of(self.transitions, REGIMES)

    @cached_property
    def persistence(self) -> float:
        """Probability that a state stays for another month for other reasons than chance."""
        return fit(self.transitions, self.shares)

    @cached_property
    def memory(self) -> int:
        """Months for which a notice counts."""
        return memory_of(self.persistence)

    def in_season(
        self, line: Line, month: int, usual: Mapping[str, float]
    ) -> tuple[dict[str, float], list[Season]]:
        """Usual weights, with as much trouble as notices found in the season, and which one it is.

        Months without a notice count as quiet here: so much trouble there is at least.
        """
        met = [
            season
            for season in self.seasons
            if season.direction in line.directions
            and str(month % 12 + 1) in season.months
            and any(one.id in season.gateway_or_corridor for one in line.watched)
        ]
        quiet, _, worst = REGIMES
        trouble = max((self._trouble(season) for season in met), default=0.0)
        if trouble <= 1 - usual[quiet]:
            return {**usual}, met
        weights = {quiet: 1 - trouble, SHARED: trouble - usual[worst], worst: usual[worst]}
        return weights, met

    def _trouble(self, season: Season) -> float:
        """Share of the months of a season, in all its years, that were worse than quiet."""
        on = tuple(self.watched[id_] for id_ in season.gateway_or_corridor)
        line = Line(self, on, (season.direction,), "")
        years = range(season.first_year, season.last_year + 1)
        months = [year * 12 + int(month) - 1 for year in years for month in season.months]
        told = [notice for month in months if (notice := line.at(month))]
        return sum(notice.badness > 0 for notice in told) / len(months)


class Line:
    """The states of some gateways and corridors together, as one shipment meets them.

    Parameters
    ----------
    history : History
        All that was said.
    watched : sequence of Watched
        What the shipment is on.
    directions : sequence of str
        Compass words of its way.
    service : str
        ``fast`` or ``standard``; empty for what is ordinary.
    """

    def __init__(
        self,
        history: History,
        watched: Sequence[Watched],
        directions: Sequence[str],
        service: str,
    ):
        self.history = history
        self.watched = watched
        self.directions = directions
        self.service = service
        self._ids = {one.id: bool(one.corridors) for one in watched}

    def is_whole(self, notice: Notice) -> bool:
        """Whether a notice speaks of a whole corridor, and not of one gateway."""
        return self._ids[notice.gateway_or_corridor]

    def said(self, month: int) -> list[Notice]:
        """What counts of a month, of each gateway or corridor one notice, the decisive one first.

        Who names the service means it; what is said of the corridor is said of the whole way; of
        gateways the worst counts.
        """
        by: dict[str, list[Notice]] = {}
        services = ("", self.service or "standard")
        for notice in self.history.by_month.get(month, ()):
            id_ = notice.gateway_or_corridor
            fits = notice.direction in (*self.directions, BOTH) and notice.service in services
            if fits and id_ in self._ids:
                by.setdefault(id_, []).append(notice)
        found = map(narrowest, by.values())
        order = lambda x: (not x.service, not self._ids[x.gateway_or_corridor], -x.badness)
        return sorted(found, key=order)

    def at(self, month: int) -> Notice | None:
        """The notice that decides a month; None if nothing is known."""
        return next(iter(self.said(month)), None)

    @cached_property
    def months(self) -> list[int]:
        """Months of which something is known, in order."""
        return [month for month in sorted(self.history.by_month) if self.said(month)]

    def since(self, month: int) -> str:
        """The first month of the state of a known month, as far as all between are known."""
        first, last = month, self.at(month)
        while last and (before := self.at(first - 1)) and before.state == last.state:
            first -= 1
        return month_text(first)


def read_history(folder: Path = DATA) -> History:
    """All that was said, from ``states.csv`` and the tables beside it.

    Parameters
    ----------
    folder : Path
        Where the tables lie.  A folder of one's own may do without any of them.

    Returns
    -------
    History
        Empty if a folder of one's own has no ``states.csv`` or no ``watched.csv``.

    Raises
    ------
    TableError
        If a table is broken.

    Examples
    --------
    >>> read_history()
    <History: 156 notices of 30 that are watched>
    """
    watched = {one.id: one for one in _rows(Watched, "watched", folder)}
    notices = [x for x in _rows(Notice, "states", folder) if x.gateway_or_corridor in watched]
    seasons = [
        x for x in _rows(Season, "seasons", folder) if watched.keys() >= {*x.gateway_or_corridor}
    ]
    return History(watched, notices, seasons, [*_rows(Index, "indices", folder)])


def _rows(kind: type, name: str, folder: Path) -> Iterable[Any]:
    return [] if is_lacking(name, folder) else read_records(kind, name, folder)
