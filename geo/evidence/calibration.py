"""Calibrate a handful of global settings honestly: judged on pages that did not choose them."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from ..errors import RequestError
from .backtest import Backtest, Score
from .outcome import Outcome, miss
from .published import Observation

if TYPE_CHECKING:
    from ..uncertainty.regimes import Regimes

__all__ = ["CrossValidation", "cross_validate", "folds_of", "settings_of"]

QUIET_SHARES = (0.65, 0.75, 0.86)
"""Weights of a quiet month that the two tables of defaults give, and one between them."""
STRESSED_SHARE = 6 / 7
"""Of the rest."""


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
