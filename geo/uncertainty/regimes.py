"""In which state a corridor is, and how often: quiet, stressed or disrupted.

A regime is shared along a route: where one border is congested, so are the others.  Beyond that,
neighbouring dwells correlate: with the probability in ``correlation`` a dwell is at the same
percentile as the one before it, else it is independent of it.  So the rank correlation of
neighbours is ``correlation``, that of their neighbours its square, and so on.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from ..errors import LONGEST_ECHO, RequestError, echo
from ..graph.figures import REGIMES
from ..places.geography import ELSEWHERE
from ..states.asked import InMonth, MonthState
from ..tables.reading import DATA, read_records
from ..values import number_of, told_briefly

if TYPE_CHECKING:
    from ..routing.route import Route

HEAVIEST = 1e9
Asked: TypeAlias = str | Mapping[str, float] | InMonth | None
"""What may be asked of the states: one regime, weights, those of a month, or nothing."""

__all__ = ["Asked", "Regimes", "Stated", "read_regimes", "regimes_of", "stated", "weights_of"]


@told_briefly
class Regimes(NamedTuple):
    """How often one corridor is in which state.

    Parameters
    ----------
    corridor : str
        Id in ``corridors.csv``, or ``other`` for routes of none.
    label : str
        In words for people.
    quiet, stressed, disrupted : float
        Weights; they sum to 1.
    correlation : float
        Rank correlation of neighbouring dwells.
    judgement : str
        As for a `Figure`.
    sources : tuple of str
        Ids in ``sources.csv``.
    as_of : int
        Year that the weights describe.
    note : str
        How they were derived.

    Examples
    --------
    >>> read_regimes()["northern"].weights["quiet"]
    0.65
    """

    corridor: str
    label: str
    quiet: float
    stressed: float
    disrupted: float
    correlation: float
    judgement: str
    sources: tuple[str, ...]
    as_of: int
    note: str

    @property
    def weights(self) -> dict[str, float]:
        """Regime -> weight."""
        return {name: getattr(self, name) for name in REGIMES}


def read_regimes(folder: Path = DATA) -> dict[str, Regimes]:
    """Rows of ``regimes.csv`` by corridor.

    Raises
    ------
    TableError
        If the table is broken.
    """
    return {row.corridor: row for row in read_records(Regimes, "regimes", folder)}


def regimes_of(known: Mapping[str, Regimes], route: Route) -> Regimes:
    """The row for a route: that of its corridor, else the one for elsewhere."""
    return known.get(route.corridor) or known[ELSEWHERE]


class Stated(NamedTuple):
    """In which states a route meets its corridor.

    Parameters
    ----------
    regimes : Regimes
        Of the corridor.
    weights : dict of str to float
        Of its states, as used.
    month : MonthState or None
        What is known of the month, if one was asked.
    """

    regimes: Regimes
    weights: Mapping[str, float]
    month: MonthState | None

    @property
    def own(self) -> Mapping[str, str]:
        """Figure whose own state is known -> its regime."""
        return self.month.own if self.month else {}


def stated(known: Mapping[str, Regimes], route: Route, asked: Asked = None) -> Stated:
    """The states of a route's corridor: as usual, as asked, or as they were in a month.

    Parameters
    ----------
    known : mapping of str to Regimes
        By corridor.
    route : Route
        From `Network.route`.
    asked : str, mapping of str to float or InMonth, optional
        As for `weights_of`, or a month.

    Returns
    -------
    Stated
        With weights that sum to 1.

    Raises
    ------
    RequestError
        As for `weights_of`.

    Examples
    --------
    >>> from khorgos.geo import Network
    >>> network = Network.load()
    >>> stated(network.regimes, network.route("Xi'an", "Duisburg"), "quiet").weights["quiet"]
    1.0
    """
    row = regimes_of(known, route)
    if isinstance(asked, InMonth):
        month = asked.of(route, row.weights)
        return Stated(row, month.weights, month)
    return Stated(row, weights_of(row, asked), None)


def weights_of(regimes: Regimes, asked: Asked) -> dict[str, float]:
    """Weights to use: those of the corridor, or those that somebody asks for.

    Parameters
    ----------
    regimes : Regimes
        Of the corridor.
    asked : str or mapping of str to float, optional
        One regime for certain, or weights in any unit: ``quiet=0.6,stressed=0.4`` as text.

    Returns
    -------
    dict of str to float
        For each regime; they sum to 1.

    Raises
    ------
    RequestError
        If a regime does not exist, or the weights are negative, not finite or all 0.

    Examples
    --------
    >>> weights_of(read_regimes()["northern"], {"quiet": 3, "stressed": 1})
    {'quiet': 0.75, 'stressed': 0.25, 'disrupted': 0.0}
    >>> weights_of(read_regimes()["northern"], "quiet=3,stressed=1")["quiet"]
    0.75
    """
    if asked is None:
        return regimes.weights
    if not isinstance(asked, str | Mapping):
        raise RequestError(
            f"regimes is {echo(asked)}; give one of {', '.join(REGIMES)}, or weights"
        )
    given = _read(asked) if isinstance(asked, str) else dict(asked)
    for name, weight in given.items():
        if name not in REGIMES:
            raise RequestError(
                f"regime is {str(name)[:LONGEST_ECHO]!r}; use one of {', '.join(REGIMES)}"
            )
        if not 0 <= number_of(weight) <= HEAVIEST:
            limits = f"use 0 or more, up to {HEAVIEST:g}"
            raise RequestError(f"the weight of {name} is {echo(weight)}; {limits}")
        given[name] = number_of(weight)
    total = math.fsum(given.values())
    if not total:
        raise RequestError("the weights of the regimes are all 0; give one of them more")
    return {name: given.get(name, 0.0) / total for name in REGIMES}


def _read(text: str) -> dict[str, float]:
    """Weights that somebody wrote, or one regime."""
    if "=" not in text:
        return {text: 1.0}
    weights: dict[str, float] = {}
    for part in text.split(","):
        name, _, weight = part.partition("=")
        try:
            if name.strip() in weights:
                raise ValueError(name)  # noqa: TRY301
            weights[name.strip()] = float(weight)
        except ValueError:
            remedy = "write each weight once, as quiet=0.6,stressed=0.4"
            raise RequestError(f"regime has {part[:LONGEST_ECHO]!r}; {remedy}") from None
    return weights
