"""What is asked of one month, and the answer: its state if known, else what lets one infer it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from ..errors import RequestError
from ..graph.figures import REGIMES
from ..schedule.clock import epoch, local, parse_time
from ..values import read_only
from .chain import Neighbour, tilted
from .history import History, Line
from .notices import Notice, Season, Watched, month_at, month_of, month_text

if TYPE_CHECKING:
    from ..routing.route import Route

__all__ = ["Evidence", "InMonth", "MonthState", "asked_under", "weights_for"]

Asked = TypeVar("Asked")
KNOWN, INFERRED, UNKNOWN = "known", "inferred", "unknown"


@dataclass(frozen=True)
class Evidence:
    """One notice, and the month in which it counts.

    Parameters
    ----------
    month : str
        Such as ``2024-06``.
    notice : Notice
        What was said.
    watched : Watched
        Of what.
    since : str
        First month of its state, as far as all months between are known.

    Examples
    --------
    >>> from khorgos.geo import Network
    >>> network = Network.load()
    >>> route = network.route("Xi'an", "Duisburg", service="fast")
    >>> network.outlook(route, month="2024-06").month.evidence[0]
    <Evidence: northern corridor quiet in 2024-06>
    """

    month: str
    notice: Notice
    watched: Watched
    since: str

    def __repr__(self) -> str:
        return f"<Evidence: {self.watched.name} {self.notice.state} in {self.month}>"

    def to_dict(self) -> dict[str, Any]:
        """The evidence as plain data."""
        about = {"month": self.month, "since": self.since, "name": self.watched.name}
        return about | self.notice.to_dict()


@dataclass(frozen=True, repr=False)
class MonthState:
    """In which state a month is for one route.

    Parameters
    ----------
    month : str
        Such as ``2024-06``.
    basis : {'known', 'inferred', 'unknown'}
        Whether a notice tells it, or notices of months nearby or of the season tilt the usual
        weights, or these are all there is.
    weights : dict of str to float
        Of the regimes; they sum to 1.
    evidence : tuple of Evidence
        The decisive one first; of the months before and after, if it is inferred.
    seasons : tuple of Season
        That raise the usual weights of trouble.
    own : dict of str to str
        Figure of a gateway whose state is known -> the regime of its own.
    elsewhere : tuple of Evidence
        Gateways of the same carriers that are shut or disrupted in this month, off the route.

    Examples
    --------
    >>> from khorgos.geo import Network
    >>> network = Network.load()
    >>> route = network.route("Xi'an", "Duisburg", via="Altynkol")
    >>> found = network.outlook(route, month="2024-06").month
    >>> found.state, found.basis, found.since
    ('stressed', 'known', '2024-06')
    >>> found
    <MonthState: 2024-06 known, stressed 100%>
    """

    month: str
    basis: str
    weights: Mapping[str, float] = field(hash=False)
    evidence: tuple[Evidence, ...] = ()
    seasons: tuple[Season, ...] = ()
    own: Mapping[str, str] = field(default_factory=dict, hash=False)
    elsewhere: tuple[Evidence, ...] = ()

    def __post_init__(self) -> None:
        vars(self)["weights"] = read_only(self.weights, "month.weights", "regimes=...")

    def __repr__(self) -> str:
        told = ", ".join(f"{name} {weight:.0%}" for name, weight in self.weights.items() if weight)
        return f"<MonthState: {self.month} {self.basis}, {told}>"

    @property
    def state(self) -> str | None:
        """The state of the decisive notice; None if the month is not known."""
        return self.evidence[0].notice.state if self.basis == KNOWN else None

    @property
    def since(self) -> str | None:
        """First month of this state; None if the month is not known."""
        return self.evidence[0].since if self.basis == KNOWN else None

    @property
    def sources(self) -> list[str]:
        """Ids of who says so."""
        cited = [*(one.notice.sources for one in self.evidence), *(x.sources for x in self.seasons)]
        return list(dict.fromkeys(id_ for ids in cited for id_ in ids))

    def to_dict(self) -> dict[str, Any]:
        """The answer as plain data."""
        return {
            "month": self.month,
            "state": self.state,
            "basis": self.basis,
            "known": self.basis == KNOWN,
            "inferred": self.basis == INFERRED,
            "weights": dict(self.weights),
            "since": self.since,
            "sources": self.sources,
            "said": [one.notice.said for one in self.evidence],
            "evidence": [one.to_dict() for one in self.evidence],
            "seasons": [season.name for season in self.seasons],
            "own": dict(self.own),
            "elsewhere": [one.to_dict() for one in self.elsewhere],
        }


@dataclass(frozen=True)
class InMonth:
    """The question for the state of a month: stands wherever a regime or weights may.

    Parameters
    ----------
    history : History
        What notices said.
    month : int
        Number of the month.

    Examples
    --------
    >>> from khorgos.geo import Network
    >>> network = Network.load()
    >>> asked = InMonth(network.states, month_of("2024-06"))
    >>> route = network.route("Xi'an", "Duisburg", via="Altynkol")
    >>> asked.of(route, network.regimes["northern"].weights).state
    'stressed'
    """

    history: History
    month: int

    def of(self, route: Route, usual: Mapping[str, float]) -> MonthState:
        """The state of the month for a route, and the weights to use instead of the usual ones."""
        line = self.history.line_of(route)
        said = line.said(self.month)
        text = month_text(self.month)
        carriers = {leg.carrier for leg in route.legs}
        shut = self.history.shut(line, self.month, carriers)
        elsewhere = tuple(self._evidence(line, notice, self.month) for notice in shut)
        # One quiet gateway is no quiet way: it tells as much as a month nearby.
        if said and (said[0].badness or line.is_whole(said[0])):
            weights = {name: float(name == said[0].shared) for name in REGIMES}
            evidence = tuple(self._evidence(line, notice, self.month) for notice in said)
            own = {
                figure: one.notice.regime
                for one in evidence
                for figure in one.watched.own_figures
                # Who names the service knows better than who speaks of all at a gateway.
                if bool(one.notice.service) == bool(said[0].service)
            }
            return MonthState(text, KNOWN, weights, evidence, own=own, elsewhere=elsewhere)
        seasonal, seasons = self.history.in_season(line, self.month, usual)
        near = [at for way in (-1, 1) if (at := self._nearest(line, way)) is not None]
        near = [self.month] if said else near
        notices = [(at, line.said(at)[0]) for at in near]
        neighbours = [
            Neighbour(notice.shared, max(abs(at - self.month), 1)) for at, notice in notices
        ]
        weights = tilted(seasonal, neighbours, self.history.persistence)
        evidence = tuple(self._evidence(line, notice, at) for at, notice in notices)
        basis = INFERRED if evidence or seasons else UNKNOWN
        return MonthState(text, basis, weights, evidence, tuple(seasons), elsewhere=elsewhere)

    def _nearest(self, line: Line, way: int) -> int | None:
        """The known month nearest on one side, if a notice of it still counts."""
        gaps = range(1, self.history.memory + 1)
        months = (self.month + way * gap for gap in gaps)
        return next((month for month in months if line.at(month)), None)

    def _evidence(self, line: Line, notice: Notice, month: int) -> Evidence:
        watched = self.history.watched[notice.gateway_or_corridor]
        own = Line(self.history, (watched,), line.directions, line.service)
        return Evidence(month_text(month), notice, watched, own.since(month))


def asked_under(
    history: History,
    regimes: Asked | None,
    month: str | None = None,
    depart: datetime | str | None = None,
    zone: str = "UTC",
) -> Asked | InMonth | None:
    """What is asked of the states: regimes as they are, or those of a month.

    Parameters
    ----------
    history : History
        What notices said.
    regimes : str or mapping, optional
        As for `Network.outlook`.
    month : str, optional
        Such as ``2024-06``.
    depart : datetime or str, optional
        Its month counts if neither of them is given, and if there is any history.
    zone : str
        Of the origin, on whose clock the month begins.

    Returns
    -------
    str, mapping, InMonth or None
        To be given on as `regimes`; None if nothing is asked.

    Raises
    ------
    RequestError
        If `month` is none, both are given, or there are no notices.

    Examples
    --------
    >>> from khorgos.geo.states.history import read_history
    >>> evening = "2024-06-30T20:00Z"
    >>> asked = asked_under(read_history(), None, depart=evening, zone="Asia/Shanghai")
    >>> month_text(asked.month)
    '2024-07'
    >>> asked_under(read_history(), "quiet", "2024-06")
    Traceback (most recent call last):
    khorgos.geo.errors.RequestError: month and regime are both given; a month has its own state, \
leave one of them out
    """
    if month is not None:
        if regimes is not None:
            remedy = "a month has its own state, leave one of them out"
            raise RequestError(f"month and regime are both given; {remedy}")
        number = month_of(month)
        if not history.notices:
            reason = "month needs notices, and these tables have no states.csv with watched.csv"
            raise RequestError(f"{reason}; add them, or leave it out")
        return InMonth(history, number)
    if regimes is None and depart is not None and history.notices:
        try:
            return InMonth(history, month_at(local(epoch(parse_time(depart, zone)), zone)))
        except RequestError:
            return None  # told by who reads the departure
    return regimes


def weights_for(
    history: History, month: str, route: Route, usual: Mapping[str, float]
) -> Mapping[str, float] | None:
    """Weights of the state of a month for a route; None, for the usual ones, without a month.

    Examples
    --------
    >>> from khorgos.geo import Network
    >>> network = Network.load()
    >>> route = network.route("Xi'an", "Duisburg")
    >>> usual = network.regimes[route.corridor].weights
    >>> weights_for(network.states, "2024-06", route, usual)["stressed"]
    1.0
    >>> weights_for(network.states, "", route, usual) is None
    True
    """
    return InMonth(history, month_of(month)).of(route, usual).weights if month else None
