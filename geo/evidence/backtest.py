"""Hold the model against the published record: errors, coverage, and why rows are off.

The prediction for a row is the outlook of its route: P50 against the published time, and
whether that lies inside P10-P90.  Where a row stands for several routes, as "China" does, each
quantile is the median over them.
"""

from __future__ import annotations

import math
import statistics
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from ..errors import RequestError, echo
from ..uncertainty.dependence import ServiceFigures
from ..uncertainty.outlook import Distribution, timed
from ..uncertainty.regimes import Regimes
from .asking import Resolved, Unresolved, resolve
from .outcome import Outcome, miss, reason_of
from .published import Observation
from .vocabulary import Vocabulary

if TYPE_CHECKING:
    from ..frames import Frame
    from ..graph.figures import Figure
    from ..graph.infrastructure import Infrastructure
    from ..routing.route import Route
    from ..uncertainty.regimes import Asked
    from .asking import Find

    Under = Callable[[Observation, Route], Asked]

__all__ = [
    "POPULATIONS",
    "Backtest",
    "Score",
    "again",
    "laws_of",
    "predict",
    "run",
]

QUANTILES = (0.1, 0.5, 0.9)
Known = dict[tuple[object, ...], Distribution]
"""Route and regime -> its law: many rows ask for the same."""

POPULATIONS: dict[str, Callable[[Observation], bool]] = {
    "observed": lambda row: row.kind == "observed",
    "observed and scheduled": lambda row: row.kind in ("observed", "scheduled"),
    "all but trust D": lambda row: row.trust != "D",
    "all": lambda row: row.hours > 0,
}
"""Name -> whether a row belongs; the first is the headline.

What a model of times has to meet is times that were measured.  A timetable is a plan that trains
slip behind, a record is a minimum, a claim is an advertisement: they are shown beside it.
"""


class Score(NamedTuple):
    """How well a set of rows is met.

    Parameters
    ----------
    rows : int
        How many.
    mean_bias, median_bias : float
        Of the relative errors; positive if the model is too slow.
    median_error : float
        Median of the absolute relative errors.
    inside : float
        Share of the published times inside P10-P90.
    interval_score : float
        Mean of `Outcome.interval_score`; less is better.
    """

    rows: int
    mean_bias: float
    median_bias: float
    median_error: float
    inside: float
    interval_score: float = math.nan

    def to_dict(self) -> dict[str, float | None]:
        """The score as plain data; None for what is not a number, for which JSON has no word."""
        return {name: _plain(value) for name, value in self._asdict().items()}

    @classmethod
    def of(cls, outcomes: Iterable[Outcome]) -> Score:
        """Score of some outcomes; not a number for none.

        Examples
        --------
        >>> Score.of([]).rows
        0
        """
        known = list(outcomes)
        if not known:
            return cls(0, math.nan, math.nan, math.nan, math.nan)
        errors = [outcome.error for outcome in known]
        return cls(
            len(known),
            statistics.fmean(errors),
            statistics.median(errors),
            statistics.median(map(abs, errors)),
            sum(outcome.inside for outcome in known) / len(known),
            statistics.fmean(outcome.interval_score for outcome in known),
        )


@dataclass(frozen=True, repr=False)
class Backtest:
    """The model against all rows.

    Parameters
    ----------
    outcomes : tuple of Outcome
        Of the rows that can be asked, in the order of the file.
    unresolved : tuple of Unresolved
        The others.
    data_version : str
        Version of the tables.
    """

    outcomes: tuple[Outcome, ...]
    unresolved: tuple[Unresolved, ...]
    data_version: str

    def __repr__(self) -> str:
        score = self.headline
        found = ""
        if score.rows:
            found = f"; of {score.rows} observed ones: median error {score.median_error:.0%}, "
            found += f"bias {score.median_bias:+.0%}, inside P10–P90 {score.inside:.0%}"
        asked = f"{len(self.outcomes)} rows asked, {len(self.unresolved)} left out"
        return f"<Backtest: {asked}{found}>"

    def _repr_html_(self) -> str:
        from ..html import Table, card

        scores = (
            (
                name,
                str(score.rows),
                f"{score.median_bias:+.0%}",
                f"{score.median_error:.0%}",
                f"{score.inside:.0%}",
                score.inside,
            )
            for name, score in ((name, self.score(name)) for name in POPULATIONS)
            if score.rows
        )
        worst = (
            (
                outcome.row.id,
                f"{outcome.row.origin} → {outcome.row.destination}",
                outcome.row.kind,
                outcome.row.hours / 24,
                outcome.p50 / 24,
                f"{outcome.p10 / 24:.1f} to {outcome.p90 / 24:.1f}",
                f"{outcome.error:+.0%}",
                outcome.reason,
            )
            for outcome in self.worst()
        )
        columns = {"rows": "<", "n": ">", "median bias": ">", "median error": ">"}
        columns |= {"inside P10–P90": ">", "": "|"}
        far = {"id": "<", "row": "<", "kind": "<", "published": ">", "P50": ">"}
        far |= {"P10 to P90": ">", "off": ">", "why": "<"}
        facts = (
            f"{len(self.outcomes)} published times asked, {len(self.unresolved)} left out",
            f"{self.circular} of those because figures of the model rest on them"
            if self.circular
            else "",
        )
        tables = Table("", columns, scores), Table("Furthest off, in days", far, worst)
        return card("Backtest", facts, tables, f"Data {self.data_version}. All rows: to_frame().")

    def to_frame(self) -> Frame:
        """The outcomes in the order of the file.

        Returns
        -------
        pandas.DataFrame
            A row for each outcome, with the keys of `Outcome.to_dict` as columns except
            `routes`; `error` is a share of the published time.

        Examples
        --------
        >>> from khorgos.geo import Network
        >>> from khorgos.geo.evidence.published import read_observations
        >>> frame = Network.load().backtest(read_observations()[:5]).to_frame()
        >>> len(frame), frame["id"].is_unique
        (5, True)
        """
        from ..frames import frame_of

        columns = (
            *("id", "origin", "destination", "mode", "corridor", "service", "regime", "door"),
            *("kind", "trust", "direction", "published_hours", "p10_hours", "p50_hours"),
            *("p90_hours", "error", "inside", "reason", "month", "pit", "interval_score"),
        )
        return frame_of((outcome.to_dict() for outcome in self.outcomes), columns)

    def to_dict(self) -> dict[str, Any]:
        """Scores and rows as plain data, as ``khorgos validate --json`` prints them.

        Examples
        --------
        >>> sorted(Backtest((), (), "").to_dict())
        ['circular', 'data_version', 'groups', 'left_out', 'noise', 'rows', 'scores']
        """
        return {
            "scores": {name: self.score(name).to_dict() for name in POPULATIONS},
            "noise": _plain(self.noise()),
            "groups": {
                name: {group: score.to_dict() for group, score in groups.items()}
                for name, groups in self.groups().items()
            },
            "rows": [outcome.to_dict() for outcome in self.outcomes],
            "left_out": [
                {"id": left.row.id, "reason": left.reason, "circular": left.circular}
                for left in self.unresolved
            ],
            "circular": self.circular,
            "data_version": self.data_version,
        }

    @property
    def circular(self) -> int:
        """How many rows are left out because figures of the model rest on them."""
        return sum(left.circular for left in self.unresolved)

    @property
    def headline(self) -> Score:
        """Score of the observed rows."""
        return self.score("observed")

    def score(self, population: str = "observed") -> Score:
        """Score of one of the `POPULATIONS`.

        Raises
        ------
        RequestError
            If there is no such population.
        """
        return Score.of(self.of(population))

    def groups(self, population: str = "all but trust D") -> dict[str, dict[str, Score]]:
        """Scores by mode, corridor, service, kind and direction.

        Parameters
        ----------
        population : str
            One of `POPULATIONS`.

        Returns
        -------
        dict of str to dict of str to Score
            What is told apart -> group -> score.

        Raises
        ------
        RequestError
            If there is no such population.
        """
        by: dict[str, Callable[[Outcome], str]] = {
            "mode": lambda outcome: outcome.asked.routes[0].mode,
            "corridor": lambda outcome: outcome.corridor,
            "service": lambda outcome: outcome.asked.service,
            "corridor and service": lambda outcome: f"{outcome.corridor}, {outcome.asked.service}",
            "kind": lambda outcome: outcome.row.kind,
            "direction": lambda outcome: outcome.row.direction or "not given",
        }
        chosen = self.of(population)
        return {
            name: {
                group: Score.of(o for o in chosen if key(o) == group)
                for group in sorted({key(outcome) for outcome in chosen})
            }
            for name, key in by.items()
        }

    def noise(self, population: str = "observed") -> float:
        """Median absolute error that no model of this kind can do without.

        Every corridor and service gets the factor that suits it best, after the fact: what is
        left is how far published times for the same thing lie apart.

        Parameters
        ----------
        population : str
            One of `POPULATIONS`.

        Returns
        -------
        float
            A share of the published times.

        Raises
        ------
        RequestError
            If there is no such population.
        """
        groups: dict[tuple[str, str], list[Outcome]] = {}
        for outcome in self.of(population):
            groups.setdefault((outcome.corridor, outcome.asked.service), []).append(outcome)
        left = []
        for outcomes in groups.values():
            factor = statistics.median(o.row.hours / o.p50 for o in outcomes)
            left += [abs(factor * o.p50 / o.row.hours - 1) for o in outcomes]
        return statistics.median(left) if left else math.nan

    def worst(self, count: int = 10, population: str = "all") -> list[Outcome]:
        """The rows that are furthest off, as ratios: half and double are as bad."""
        return sorted(self.of(population), key=miss, reverse=True)[:count]

    def of(self, population: str) -> list[Outcome]:
        """Outcomes of one of the `POPULATIONS`."""
        if population not in POPULATIONS:
            names = ", ".join(POPULATIONS)
            raise RequestError(f"population is {echo(population)}; use one of {names}")
        return [outcome for outcome in self.outcomes if POPULATIONS[population](outcome.row)]


def _plain(value: float) -> float | None:
    return None if math.isnan(value) else value


def run(
    infra: Infrastructure,
    regimes: Mapping[str, Regimes],
    rows: Iterable[Observation],
    find: Find | None = None,
    progress: Callable[[int, int], object] | None = None,
    under: Under | None = None,
) -> Backtest:
    """Ask the model every row that it can be asked.

    Parameters
    ----------
    infra : Infrastructure
        Places, edges and figures.
    regimes : mapping of str to Regimes
        By corridor.
    rows : iterable of Observation
        From `khorgos.geo.evidence.published.read_observations`.
    find : callable, optional
        As for `khorgos.geo.evidence.asking.resolve`.
    progress : callable, optional
        Called with the number of rows that are done, and of all.
    under : callable, optional
        Gives for a row that says nothing of its state, and one of its routes, the regime or the
        weights to ask it under, such as those of its month; None for those of the corridor.

    Returns
    -------
    Backtest
        Outcomes with reasons, and the rows left out.

    Examples
    --------
    >>> from khorgos.geo import Network
    >>> from khorgos.geo.evidence.published import read_observations
    >>> network = Network.load()
    >>> run(network.infrastructure, network.regimes, read_observations()[:5]).score("all").rows
    5
    """
    words = Vocabulary.of(infra)
    known: Known = {}
    asked_for = list(rows)
    found: dict[int, Resolved | Unresolved] = {}
    # Rows of one kind ask alike: side by side they find what the network still remembers.
    alike = sorted(enumerate(asked_for), key=lambda item: (item[1].mode, item[1].via))
    for done, (number, row) in enumerate(alike, start=1):
        found[number] = resolve(row, infra, words, find)
        if progress:
            progress(done, len(asked_for))
    in_order = [found[number] for number in range(len(asked_for))]
    left = [asked for asked in in_order if isinstance(asked, Unresolved)]
    outcomes = [
        predict(infra, regimes, asked, known, under)
        for asked in in_order
        if isinstance(asked, Resolved)
    ]
    return Backtest(_explained(outcomes), tuple(left), infra.data_version)


def again(
    backtest: Backtest,
    infra: Infrastructure,
    regimes: Mapping[str, Regimes],
    under: Under | None = None,
) -> Backtest:
    """The same rows with the same routes under other regimes: far quicker than asking anew.

    Parameters
    ----------
    backtest : Backtest
        From `run`.
    infra, regimes, under
        As for `run`.

    Returns
    -------
    Backtest
        Its outcomes have other times.
    """
    known: Known = {}
    asked = (outcome.asked for outcome in backtest.outcomes)
    outcomes = [predict(infra, regimes, row, known, under) for row in asked]
    return replace(backtest, outcomes=_explained(outcomes))


def _explained(outcomes: Sequence[Outcome]) -> tuple[Outcome, ...]:
    return tuple(replace(outcome, reason=reason_of(outcome, outcomes)) for outcome in outcomes)


def predict(
    infra: Infrastructure,
    regimes: Mapping[str, Regimes],
    asked: Resolved,
    known: Known | None = None,
    under: Under | None = None,
) -> Outcome:
    """P10, P50 and P90 for one row, and where in the law it lies: medians over its routes.

    Parameters
    ----------
    infra : Infrastructure
        Places, edges and figures.
    regimes : mapping of str to Regimes
        By corridor.
    asked : Resolved
        From `khorgos.geo.evidence.asking.resolve`.
    known : dict, optional
        Laws of routes met before; new ones are added.
    under : callable, optional
        As for `run`.
    """
    laws = laws_of(infra.figures, regimes, asked, {} if known is None else known, under)
    p10, p50, p90 = (statistics.median(law.quantile(p) for law in laws) for p in QUANTILES)
    pit = statistics.median(law.cdf(asked.row.hours) for law in laws)
    corridors = Counter(route.corridor for route in asked.routes)
    return Outcome(asked, corridors.most_common(1)[0][0], p10, p50, p90, pit=pit)


def laws_of(
    figures: Mapping[str, dict[str, Figure]],
    regimes: Mapping[str, Regimes],
    asked: Resolved,
    known: Known,
    under: Under | None = None,
) -> list[Distribution]:
    """What the model says to each route of a row, with the figures that are given."""
    found = []
    services: dict[str, ServiceFigures] = {}
    for route in asked.routes:
        state: Asked = asked.regime
        if state is None and under:
            state = under(asked.row, route)
        told = (*sorted(state.items()),) if isinstance(state, Mapping) else state
        key = (*(leg.edge.id for leg in route.legs), route.service, route.vehicle, told)
        if key not in known:
            if route.variant not in services:
                services[route.variant] = ServiceFigures(figures, route.variant)
            known[key] = timed(route, services[route.variant], regimes, state).law
        found.append(known[key])
    return found
