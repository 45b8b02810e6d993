"""Calibrate a handful of global settings honestly: judged on pages that did not choose them.

What nobody states in a question, such as the operator, the train and the terminal, is one
log-normal factor with mean 1 on the whole journey but a truck's driving.  How wide it is, by kind
of service, is fitted here: `fit_spread` widens the law that the tables give without it, and takes
the width of least interval score of its rows, beside which the mean of all kinds counts as twenty
more.  Each row is then told with the widths that its own page did not help to choose.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from statistics import NormalDist
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ..errors import RequestError
from ..uncertainty.dependence import drives
from ..uncertainty.spread import kind_of
from .backtest import QUANTILES, Backtest, Known, Score, laws_of
from .outcome import Outcome, interval_score, miss
from .published import Observation

if TYPE_CHECKING:
    from ..graph.infrastructure import Infrastructure
    from ..uncertainty.outlook import Distribution
    from ..uncertainty.regimes import Regimes
    from .backtest import Under

__all__ = ["Calibration", "CrossValidation", "Width", "cross_validate", "family_of"]
__all__ += ["fit_spread", "folds_of", "page_of", "settings_of", "widened"]

QUIET_SHARES = (0.65, 0.75, 0.86)
"""Weights of a quiet month that the two tables of defaults give, and one between them."""
STRESSED_SHARE = 6 / 7
"""Of the rest."""
UNSTATED = "unstated."
"""Beginning of the figures that are the factor: left out of the law that is widened."""
FAMILIES = ("rail, standard", "rail, fast", "rail_ferry", "road")
"""Kinds of service of which there are rows enough."""
WIDTHS = np.arange(121) / 200
"""Standard deviations of the logarithm that are tried."""
SHARES = (np.arange(50) + 0.5) / 50
"""Probabilities at which a law is taken."""
FACTORS = np.array([NormalDist().inv_cdf((n + 0.5) / 21) for n in range(21)])
"""Of the normal distribution, equally likely."""
BORROWED = 20
"""Rows for which the mean of all kinds counts: few trucks shall not hang on one page."""
MOVED = 0.1
"""Share by which a width that hangs on one page moves without it."""


class Width(NamedTuple):
    """How far services of one kind lie apart.

    Parameters
    ----------
    family : str
        Kind of service.
    rows, pages : int
        On which it rests.
    log_sd : float
        Standard deviation of the logarithm of the factor, fitted on all rows.
    score, without : float
        Mean interval score of these rows with it, and without any factor.
    moved : dict of str to float
        Page -> the width without it, of those that move it by more than a tenth.
    """

    family: str
    rows: int
    pages: int
    log_sd: float
    score: float
    without: float
    moved: dict[str, float]

    def to_dict(self) -> dict[str, Any]:
        """As plain data."""
        return self._asdict()


class Calibration(NamedTuple):
    """Widths, and the rows told with them.

    Parameters
    ----------
    widths : tuple of Width
        By kind of service.
    fitted, held_out : tuple of Outcome
        All rows with the widths that suit all, and each with those that its page did not choose.
    """

    widths: tuple[Width, ...]
    fitted: tuple[Outcome, ...]
    held_out: tuple[Outcome, ...]

    def to_dict(self) -> dict[str, Any]:
        """As plain data."""
        scores = {name: Score.of(getattr(self, name)).to_dict() for name in self._fields[1:]}
        return {"widths": [width.to_dict() for width in self.widths], **scores}


def page_of(outcome: Outcome) -> str:
    """The page of a row; a row without one is a page of its own."""
    return outcome.row.url or outcome.row.id


def family_of(outcome: Outcome) -> str:
    """By what a row goes: trains by service, trains and trucks that take ships, trucks.

    Examples
    --------
    >>> from khorgos.geo import Network
    >>> from khorgos.geo.evidence.published import read_observations
    >>> backtest = Network.load().backtest(read_observations()[:2])
    >>> [family_of(outcome) for outcome in backtest.outcomes]
    ['rail, fast', 'rail, standard']
    """
    kind = Counter(map(kind_of, outcome.asked.routes)).most_common(1)[0][0]
    return f"{kind}, {outcome.asked.service}" if kind == "rail" else kind


def fit_spread(
    infra: Infrastructure,
    regimes: Mapping[str, Regimes],
    outcomes: Sequence[Outcome],
    under: Under | None = None,
) -> Calibration:
    """How wide the factor of what nobody states is, fitted with one page left out at a time.

    Parameters
    ----------
    infra : Infrastructure
        Places, edges and figures; those of the factor itself are left out.
    regimes : mapping of str to Regimes
        By corridor.
    outcomes : sequence of Outcome
        Of a backtest: their routes are taken as they are.
    under : callable, optional
        As for `khorgos.geo.evidence.backtest.run`.

    Returns
    -------
    Calibration
        The widths, and what they make of the rows.  Rows of other kinds stay as they are.

    Examples
    --------
    >>> from khorgos.geo import Network
    >>> from khorgos.geo.evidence.published import read_observations
    >>> network = Network.load()
    >>> rows = network.backtest(read_observations()[:12]).outcomes
    >>> found = fit_spread(network.infrastructure, network.regimes, rows)
    >>> len(found.held_out), [width.family for width in found.widths]
    (12, ['rail, standard', 'rail, fast'])
    """
    figures = {id_: f for id_, f in infra.figures.items() if not id_.startswith(UNSTATED)}
    known: Known = {}
    numbers = [n for n, outcome in enumerate(outcomes) if family_of(outcome) in FAMILIES]
    rows = [outcomes[n] for n in numbers]
    fitted, held_out = list(outcomes), list(outcomes)
    if not rows:
        return Calibration((), tuple(fitted), tuple(held_out))
    laws = [laws_of(figures, regimes, row.asked, known, under) for row in rows]
    base = np.array([np.median([_taken(law) for law in found], axis=0) for found in laws])
    drive = np.minimum([_driving(row) for row in rows], base[:, 0])[:, None]
    tried = np.array([_scores(rows, widened(base, sd, drive)) for sd in WIDTHS])
    family, page = (np.array([of(row) for row in rows]) for of in (family_of, page_of))
    widths = []
    for name in (name for name in FAMILIES if name in family):
        own = family == name
        chosen = _best(tried, own)
        pages = dict.fromkeys(page[own])
        without = {
            url: _best(tried[:, page != url], own[page != url]) for url in dict.fromkeys(page)
        }
        for kept, width in ((fitted, dict.fromkeys(pages, chosen)), (held_out, without)):
            for url in pages:
                there = np.flatnonzero(own & (page == url))
                hours = widened(base[there], WIDTHS[width[url]], drive[there])
                told = _told([rows[n] for n in there], hours)
                for place, outcome in zip(there, told, strict=True):
                    kept[numbers[place]] = outcome
        sd = float(WIDTHS[chosen])
        moved = {str(url): float(WIDTHS[index]) for url, index in without.items()}
        moved = {url: other for url, other in moved.items() if abs(other - sd) > MOVED * sd}
        score, alone = (float(tried[index, own].mean()) for index in (chosen, 0))
        widths.append(Width(name, int(own.sum()), len(pages), sd, score, alone, moved))
    return Calibration(tuple(widths), tuple(fitted), tuple(held_out))


def _best(tried: Any, own: Any) -> int:
    """Index of the width of least score, where rows of all kinds count as some of the kind."""
    if not tried.size:
        return 0  # no other page: nothing is known
    return int((tried[:, own].sum(axis=1) + BORROWED * tried.mean(axis=1)).argmin())


def _driving(row: Outcome) -> float:
    """Typical hours that trucks drive and rest, of the median of the routes of a row."""
    hours = [
        math.fsum(leg.time.typical for leg in route.legs if drives(leg.edge))
        for route in row.asked.routes
        if route.vehicle == "truck"
    ]
    return float(np.median(hours)) if hours else 0.0


def widened(base: Any, log_sd: float, driving: Any = 0.0) -> Any:
    """Laws with a log-normal factor of mean 1, as equally likely hours.

    Parameters
    ----------
    base : array
        Shape (laws, `SHARES`): quantiles of each.
    log_sd : float
        Standard deviation of the logarithm of the factor.
    driving : array, optional
        Shape (laws, 1): hours on which the factor is not.

    Returns
    -------
    array
        Shape (laws, `SHARES` times `FACTORS`).

    Examples
    --------
    >>> import numpy as np
    >>> hours = widened(np.full((1, 50), 240.0), 0.2)
    >>> round(float(hours.mean()), 6), bool(hours.std() > 40)
    (240.0, True)
    """
    factors = np.exp(log_sd * FACTORS)
    hours = (base - driving)[:, :, None] * (factors / factors.mean())
    return hours.reshape(len(base), -1) + driving


def _taken(law: Distribution) -> list[float]:
    return [law.quantile(share) for share in SHARES]


def _scores(rows: Sequence[Outcome], hours: Any) -> Any:
    """Interval score of each row."""
    p10, _, p90 = np.quantile(hours, QUANTILES, axis=1)
    return interval_score(np.array([row.row.hours for row in rows]), p10, p90)


def _told(rows: Sequence[Outcome], hours: Any) -> list[Outcome]:
    """The rows with other laws."""
    told = []
    for row, law, quantiles in zip(
        rows, hours, np.quantile(hours, QUANTILES, axis=1).T, strict=True
    ):
        p10, p50, p90 = map(float, quantiles)
        pit = float((law <= row.row.hours).mean())
        told.append(replace(row, p10=p10, p50=p50, p90=p90, pit=pit))
    return told


class CrossValidation(NamedTuple):
    """Two figures for a calibration: fitted on all rows, and on rows that it has not seen.

    Parameters
    ----------
    best : str
        Setting that suits all rows best.
    chosen : tuple of str
        Setting that suits the other folds best, for each fold.
    fitted, held_out : Score
        Of `best` on all rows; of the chosen ones on the folds that they have not seen.
    """

    best: str
    chosen: tuple[str, ...]
    fitted: Score
    held_out: Score


def settings_of(regimes: Mapping[str, Regimes]) -> dict[str, Mapping[str, Regimes]]:
    """The one global setting that could be calibrated: how often months are quiet.

    Parameters
    ----------
    regimes : mapping of str to Regimes
        By corridor, with the weights of ``regimes.csv``.

    Returns
    -------
    dict of str to mapping of str to Regimes
        Name of a setting -> the regimes under it; the first is as it comes.
    """
    settings: dict[str, Mapping[str, Regimes]] = {"as in regimes.csv": regimes}
    for quiet in QUIET_SHARES:
        stressed = (1 - quiet) * STRESSED_SHARE
        settings[f"{quiet:.0%} quiet everywhere"] = {
            name: row._replace(quiet=quiet, stressed=stressed, disrupted=1 - quiet - stressed)
            for name, row in regimes.items()
        }
    return settings


def folds_of(rows: Iterable[Observation], folds: int) -> dict[str, int]:
    """Fold of each page: rows of one page stay together, for they tell one story.

    Examples
    --------
    >>> from khorgos.geo.evidence.published import read_observations
    >>> sorted(set(folds_of(read_observations(), 5).values()))
    [0, 1, 2, 3, 4]
    """
    sizes = [0] * folds
    found = {}
    pages = Counter(row.url for row in rows)
    for url, size in sorted(pages.items(), key=lambda item: (-item[1], item[0])):
        found[url] = sizes.index(min(sizes))
        sizes[found[url]] += size
    return found


def cross_validate(
    runs: Mapping[str, Backtest], folds: int = 5, population: str = "observed"
) -> CrossValidation:
    """Choose between a handful of global settings without looking at the rows that judge them.

    Parameters
    ----------
    runs : mapping of str to Backtest
        Setting -> its backtest of the same rows.  A setting is a choice for the whole model;
        none may name a row, a pair of places or a page.
    folds : int
        Parts of the record; 2 or more.
    population : str
        One of `POPULATIONS`.

    Returns
    -------
    CrossValidation
        What a setting scores on the rows that chose it, and on others.

    Raises
    ------
    RequestError
        If there are no runs, fewer than two folds, or the runs are of different rows.

    Examples
    --------
    >>> from khorgos.geo import Network
    >>> from khorgos.geo.evidence.published import read_observations
    >>> backtest = Network.load().backtest(read_observations()[:9])
    >>> found = cross_validate({"as is": backtest}, folds=2)
    >>> found.chosen
    ('as is', 'as is')
    """
    tables = {name: backtest.of(population) for name, backtest in runs.items()}
    ids = {tuple(outcome.row.id for outcome in table) for table in tables.values()}
    if len(ids) != 1 or folds < 2:  # noqa: PLR2004
        raise RequestError("cross-validation needs runs of the same rows and two folds or more")
    fold = folds_of((outcome.row for outcome in next(iter(tables.values()))), folds)

    def choose(seen: Callable[[Outcome], bool]) -> str:
        return min(
            tables,
            key=lambda name: math.fsum(miss(outcome) for outcome in tables[name] if seen(outcome)),
        )

    chosen = tuple(choose(_not_in(fold, k)) for k in range(folds))
    best = choose(lambda _: True)
    held_out = [o for k, name in enumerate(chosen) for o in tables[name] if fold[o.row.url] == k]
    return CrossValidation(best, chosen, Score.of(tables[best]), Score.of(held_out))


def _not_in(fold: Mapping[str, int], number: int) -> Callable[[Outcome], bool]:
    return lambda outcome: fold[outcome.row.url] != number
