"""What the model is worth: beside simpler rules on the same rows, and in each group of them.

Rivals are fitted for each row without its page, as the model's own widths are.  Gains are of the
mean interval score, with intervals from drawing pages anew: rows of one page tell one story.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from ..places.distances import great_circle_km
from ..tables.reading import DATA, is_lacking, read_records
from ..values import told_briefly
from .backtest import Score
from .calibration import page_of
from .outcome import MISSED, Outcome

__all__ = ["EarlierAnswer", "Finding", "Gain", "by_distance", "by_lane", "findings_of"]
__all__ += ["gain_over", "gains_of", "kilometres", "read_earlier"]

ENOUGH = 30
"""Rows from which a group is tested."""
LEVEL = 0.05
DRAWS = 4000
SEED = 2026
EDGES = (0.1, 0.9)
LEAST = 1e-3
"""Interval score below which a rival hits exactly."""
FEWEST = 3
"""Rows of other pages from which a rule can be fitted."""

Told = tuple[float, float, float]
"""P10, P50 and P90 in hours."""

GROUPS: dict[str, Callable[[Outcome], str]] = {
    "corridor": lambda outcome: outcome.corridor,
    "mode": lambda outcome: outcome.asked.routes[0].mode,
    "service": lambda outcome: outcome.asked.service,
    "kind": lambda outcome: outcome.row.kind,
    "year": lambda outcome: outcome.row.year[:4] or "not given",
}
"""What rows are told apart by -> the group of one."""


@told_briefly
class EarlierAnswer(NamedTuple):
    """A row of ``earlier.csv``: what an earlier version says to a row, in hours."""

    id: str
    p10: float
    p50: float
    p90: float


class Gain(NamedTuple):
    """The model beside a rival on the rows that both can be asked.

    Parameters
    ----------
    rival : str
        What it is.
    ours, theirs : Score
        Of the same rows.
    gain, low, high : float
        By what share our mean interval score is less, and between what it lies in 95 % of draws
        of the pages.
    """

    rival: str
    ours: Score
    theirs: Score
    gain: float
    low: float
    high: float

    def to_dict(self) -> dict[str, Any]:
        """As plain data."""
        scores = {name: getattr(self, name).to_dict() for name in ("ours", "theirs")}
        gains = {name: getattr(self, name) for name in ("gain", "low", "high")}
        plain = {name: None if math.isnan(value) else value for name, value in gains.items()}
        return {"rival": self.rival, **scores, **plain}


class Finding(NamedTuple):
    """Whether a group of rows is off by more than chance.

    Parameters
    ----------
    by, group : str
        What rows are told apart by, and which these are.
    rows : int
        How many.
    bias, inside : float
        Median relative error, and share inside P10-P90.
    bias_p, inside_p : float
        Probability of a bias as large (Wilcoxon's signed ranks of the logarithms of the ratios),
        and of a share as far from 80 % (binomial), if there were nothing to find.
    rejected : tuple of str
        ``bias`` and ``coverage``, as far as rejected at 5 % among all groups (S. Holm, 1979).
    """

    by: str
    group: str
    rows: int
    bias: float
    inside: float
    bias_p: float
    inside_p: float
    rejected: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """As plain data."""
        return self._asdict() | {"rejected": [*self.rejected]}


def read_earlier(folder: Path = DATA) -> dict[str, Told]:
    """What an earlier version says, by the id of the row; nothing in a folder without the table.

    Raises
    ------
    TableError
        If the table is broken.

    Examples
    --------
    >>> p10, p50, p90 = read_earlier()["V001"]
    >>> p10 < p50 < p90
    True
    """
    if is_lacking("earlier", folder):
        return {}
    return {row.id: row[1:] for row in read_records(EarlierAnswer, "earlier", folder)}


def kilometres(outcome: Outcome) -> float:
    """Great circle between the ends of a row: the median over its routes."""
    return statistics.median(
        max(great_circle_km(route.origin, route.destination), 1.0) for route in outcome.asked.routes
    )


def by_distance(outcomes: Sequence[Outcome]) -> dict[str, Told]:
    """A rule of one line: the logarithm of the time by that of the great circle.

    Least squares, with the quantiles of what is left for P10 and P90; for each row without its
    page.

    Parameters
    ----------
    outcomes : sequence of Outcome
        Of all rows.

    Returns
    -------
    dict of str to tuple of float
        Id -> hours at P10, P50 and P90; none for rows beside which there are too few.

    Examples
    --------
    >>> from khorgos.geo import Network
    >>> from khorgos.geo.evidence.published import read_observations
    >>> rows = Network.load().backtest(read_observations()[:20]).outcomes
    >>> sorted(by_distance(rows)) == sorted(outcome.row.id for outcome in rows)
    True
    """
    xs = np.log([kilometres(outcome) for outcome in outcomes])
    ys = np.log([outcome.row.hours for outcome in outcomes])
    pages = np.array([page_of(outcome) for outcome in outcomes])
    found: dict[str, Told] = {}
    for page in dict.fromkeys(pages):
        seen = pages != page
        if seen.sum() < FEWEST or np.ptp(xs[seen]) == 0:
            continue
        slope, start = np.polyfit(xs[seen], ys[seen], 1)
        low, high = np.quantile(ys[seen] - slope * xs[seen] - start, EDGES)
        for n in map(int, np.flatnonzero(~seen)):
            middle = slope * xs[n] + start
            found[outcomes[n].row.id] = _hours(middle + min(low, 0), middle, middle + max(high, 0))
    return found


def by_lane(outcomes: Sequence[Outcome]) -> dict[str, Told]:
    """The median of what other pages say for the same lane: the same ends by the same mode.

    Rows whose lane is on no other page are left out.  P10 and P90 are quantiles of how far rows of
    other pages lie from the medians of their lanes.

    Parameters
    ----------
    outcomes : sequence of Outcome
        Of all rows.

    Returns
    -------
    dict of str to tuple of float
        Id -> hours at P10, P50 and P90.
    """
    lanes: dict[object, list[Outcome]] = {}
    for outcome in outcomes:
        lanes.setdefault(_lane(outcome), []).append(outcome)

    def middle(outcome: Outcome, without: set[str]) -> float | None:
        lane = [o.row.hours for o in lanes[_lane(outcome)] if page_of(o) not in without]
        return math.log(statistics.median(lane)) if lane else None

    found: dict[str, Told] = {}
    for page in dict.fromkeys(map(page_of, outcomes)):
        others = [(o, middle(o, {page, page_of(o)})) for o in outcomes if page_of(o) != page]
        left = [math.log(o.row.hours) - log for o, log in others if log is not None]
        if len(left) < FEWEST:
            continue
        low, high = np.quantile(left, EDGES)
        for outcome in outcomes:
            log = middle(outcome, {page}) if page_of(outcome) == page else None
            if log is not None:
                found[outcome.row.id] = _hours(log + min(low, 0), log, log + max(high, 0))
    return found


def _lane(outcome: Outcome) -> object:
    ends = frozenset((route.origin.id, route.destination.id) for route in outcome.asked.routes)
    return ends, outcome.asked.routes[0].mode


def _hours(*logs: float) -> Told:
    p10, p50, p90 = (math.exp(log) for log in logs)
    return p10, p50, p90


def gain_over(rival: str, ours: Sequence[Outcome], theirs: Mapping[str, Told]) -> Gain:
    """The model beside one rival.

    Parameters
    ----------
    rival : str
        What it is.
    ours : sequence of Outcome
        What the model says, held out.
    theirs : mapping of str to tuple of float
        Id -> hours at P10, P50 and P90; rows that are not there are left out of both.

    Returns
    -------
    Gain
        Not a number if there is no row to compare, or a rival misses so little that no share of
        it says anything.
    """
    both = [outcome for outcome in ours if outcome.row.id in theirs]
    rivals = []
    for outcome in both:
        p10, p50, p90 = theirs[outcome.row.id]
        rivals.append(replace(outcome, p10=p10, p50=p50, p90=p90))
    if not both or Score.of(rivals).interval_score < LEAST:
        return Gain(rival, Score.of(both), Score.of(rivals), math.nan, math.nan, math.nan)
    pages = {page: n for n, page in enumerate(dict.fromkeys(map(page_of, both)))}
    sums = np.zeros((len(pages), 2))
    for outcome, other in zip(both, rivals, strict=True):
        sums[pages[page_of(outcome)]] += outcome.interval_score, other.interval_score
    even = np.full(len(pages), 1 / len(pages))
    draws = np.random.default_rng(SEED).multinomial(len(pages), even, DRAWS) @ sums
    # Where some draws hold nothing but pages that the rival hits, a range says nothing.
    told = np.where(draws[:, 1] > LEAST, draws[:, 1], math.nan)
    low, high = np.quantile(1 - draws[:, 0] / told, (LEVEL / 2, 1 - LEVEL / 2))
    gain = 1 - sums[:, 0].sum() / sums[:, 1].sum()
    return Gain(rival, Score.of(both), Score.of(rivals), *map(float, (gain, low, high)))


def gains_of(held_out: Sequence[Outcome], earlier: Mapping[str, Told]) -> tuple[Gain, ...]:
    """The model beside 0.4.0, beside the rule of distance, and beside the median of the lane.

    Parameters
    ----------
    held_out : sequence of Outcome
        From `khorgos.geo.evidence.calibration.fit_spread`.
    earlier : mapping of str to tuple of float
        From `read_earlier`.

    Examples
    --------
    >>> from khorgos.geo import Network
    >>> from khorgos.geo.evidence.published import read_observations
    >>> rows = Network.load().backtest(read_observations()[:20]).outcomes
    >>> [gain.rival for gain in gains_of(rows, read_earlier())]
    ['0.4.0', 'distance rule', 'median of the lane']
    """
    # A car is no rival's business: a line through the times of freight would lose by it.
    freight = [o for o in held_out if o.asked.routes[0].vehicle != "car"]
    return (
        gain_over("0.4.0", freight, earlier),
        gain_over("distance rule", freight, by_distance(freight)),
        gain_over("median of the lane", freight, by_lane(freight)),
    )


def findings_of(outcomes: Sequence[Outcome], enough: int = ENOUGH) -> tuple[Finding, ...]:
    """Bias and coverage of each group of rows, tested together.

    Parameters
    ----------
    outcomes : sequence of Outcome
        What the model says.
    enough : int
        Rows from which a group is tested.

    Returns
    -------
    tuple of Finding
        Of the groups with rows enough, in the order of `GROUPS`.
    """
    from scipy.stats import binomtest, wilcoxon

    found = []
    for by, of in GROUPS.items():
        for group in sorted({*map(of, outcomes)}):
            own = [outcome for outcome in outcomes if of(outcome) == group]
            if len(own) < enough:
                continue
            score = Score.of(own)
            logs = [math.log(outcome.p50 / outcome.row.hours) for outcome in own]
            bias_p = float(wilcoxon(logs).pvalue) if any(logs) else 1.0
            inside = sum(outcome.inside for outcome in own)
            inside_p = float(binomtest(inside, len(own), 1 - MISSED).pvalue)
            told = (by, group, len(own), score.median_bias, score.inside, bias_p, inside_p)
            found.append(Finding(*told))
    chances = [p for finding in found for p in (finding.bias_p, finding.inside_p)]
    rejected = holm(chances)
    return tuple(
        finding._replace(
            rejected=tuple(
                word
                for word, no in zip(("bias", "coverage"), rejected[2 * n : 2 * n + 2], strict=True)
                if no
            )
        )
        for n, finding in enumerate(found)
    )


def holm(chances: Sequence[float], level: float = LEVEL) -> list[bool]:
    """Which of several tests reject, so that with nothing to find any does with `level` at most.

    Examples
    --------
    >>> holm([0.04, 0.001, 0.03])
    [False, True, False]
    """
    rejected = [False] * len(chances)
    order = sorted(range(len(chances)), key=lambda n: chances[n])
    for left, n in zip(range(len(chances), 0, -1), order, strict=True):
        if chances[n] > level / left:
            break
        rejected[n] = True
    return rejected
