"""The forecast for the next month, held against history by proper scores."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from ..graph.figures import REGIMES
from .chain import Transition, ahead, fit, shares_of
from .history import History

__all__ = ["Check", "Score", "check_forecast"]

RESAMPLES = 2000
EDGES = (2.5, 97.5)
"""Percentiles of what resampling gives, between which the gain lies with 95 %."""


class Score(NamedTuple):
    """Two forecasts by one score, of which less is better.

    Parameters
    ----------
    name : str
        ``log`` (minus the logarithm of the weight of what came) or ``brier``.
    of : str
        ``told anew``: months of which another page tells than of the month before; ``all``: also
        those of which the same page tells, which knew how it went on.
    months, series : int
        Months that were forecast, and gateways and directions that they are of.
    forecast, climatology : float
        Means: of how long states last, and of how often each is noticed whatever was before.
    gain, gain_low, gain_high : float
        How much better the forecast is, and between what 95 % of it lies when gateways and
        directions are drawn anew.
    """

    name: str
    of: str
    months: int
    series: int
    forecast: float
    climatology: float
    gain: float
    gain_low: float
    gain_high: float

    @property
    def gains(self) -> bool:
        """Whether it is better by more than chance."""
        return self.gain_low > 0


class Check(NamedTuple):
    """What the forecast is worth.

    Parameters
    ----------
    persistence : float
        Probability that a state stays for another month for other reasons than chance.
    scores : tuple of Score
        Of each set of months.
    """

    persistence: float
    scores: tuple[Score, ...]

    @property
    def gains(self) -> bool:
        """Whether the forecast beats climatology by more than chance, by all scores and sets."""
        return bool(self.scores) and all(score.gains for score in self.scores)

    def to_dict(self) -> dict[str, Any]:
        """The check as plain data."""
        scores = [score._asdict() | {"gains": score.gains} for score in self.scores]
        return {"persistence": self.persistence, "gains": self.gains, "scores": scores}


def check_forecast(history: History) -> Check:
    """Forecast each known month from the month before, by what all other series teach.

    Examples
    --------
    >>> from khorgos.geo.states.history import read_history
    >>> check_forecast(read_history()).gains
    False
    """
    known = history.transitions
    rows = [
        (one, [[score(weights, one.after) for score in _SCORES.values()] for weights in pair])
        for one in known
        if one.gap == 1
        for pair in [_forecasts(one, [x for x in known if x.series != one.series])]
    ]
    anew = [row for row in rows if row[0].told_anew]
    sets = {"told anew": anew, "all": rows}
    scores = [score for of, chosen in sets.items() if chosen for score in _scored(of, chosen)]
    return Check(history.persistence, tuple(scores))


def _forecasts(one: Transition, others: Sequence[Transition]) -> list[dict[str, float]]:
    """What the others foretell, by how long states last and by how often each is noticed."""
    usual = shares_of(others, REGIMES)
    return [ahead(usual, one.before, one.gap, fit(others, usual)), usual]


def _scored(of: str, rows: Sequence[tuple[Transition, Any]]) -> list[Score]:
    """Means of the scores of some months, and how sure their difference is."""
    values = np.array([value for _, value in rows])  # shape (months, 2, scores)
    gains = values[:, 1] - values[:, 0]
    names = [*dict.fromkeys(one.series for one, _ in rows)]
    whose = np.array([names.index(one.series) for one, _ in rows])
    sums = np.array([gains[whose == n].sum(axis=0) for n in range(len(names))])
    counts = np.bincount(whose)
    drawn = np.random.default_rng(0).integers(len(names), size=(RESAMPLES, len(names)))
    resampled = sums[drawn].sum(axis=1) / counts[drawn].sum(axis=1)[:, None]
    columns = (*values.mean(axis=0), gains.mean(axis=0), *np.percentile(resampled, EDGES, axis=0))
    return [
        Score(name, of, len(rows), len(names), *(float(column[n]) for column in columns))
        for n, name in enumerate(_SCORES)
    ]


def _log(weights: Mapping[str, float], came: str) -> float:
    return -math.log(weights[came])


def _brier(weights: Mapping[str, float], came: str) -> float:
    return math.fsum((weight - (name == came)) ** 2 for name, weight in weights.items())


_SCORES: dict[str, Callable[[Mapping[str, float], str], float]] = {"log": _log, "brier": _brier}
