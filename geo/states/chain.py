"""How long states last: a chain that stays in its state or falls back to what is usual.

From one month to the next a state stays with the probability `persistence`; else it is drawn anew
from the usual weights.  One number is all that so few notices can tell, and far from any notice
nothing but the usual weights is left.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from ..values import told_briefly

__all__ = ["Neighbour", "Transition", "ahead", "fit", "memory_of", "shares_of", "tilted"]

FORGOTTEN = 0.05
"""What is left of a notice when it no longer counts."""
STEPS = 100
"""Of the persistence that is sought."""
RARE = 1e-9
"""Least usual weight, so that what notices say is possible."""


@told_briefly
class Transition(NamedTuple):
    """Two months, one after the other, whose regimes are known, with none between.

    Parameters
    ----------
    series : tuple of str
        Id in ``watched.csv``, and direction.
    before, after : str
        Regimes.
    gap : int
        From the first to the second; 1 for the next.
    told_anew : bool
        Whether another page tells of the second: one page for both knew how it went on.
    """

    series: tuple[str, str]
    before: str
    after: str
    gap: int
    told_anew: bool = True


class Neighbour(NamedTuple):
    """A month near the one that is asked, whose regime is known."""

    regime: str
    gap: int


def shares_of(transitions: Sequence[Transition], regimes: Iterable[str]) -> dict[str, float]:
    """How often each regime is noticed, each as if once more, so that none is impossible.

    Examples
    --------
    >>> shares_of([Transition(("a", "both"), "quiet", "quiet", 1)], ["quiet", "stressed"])
    {'quiet': 0.6666666666666666, 'stressed': 0.3333333333333333}
    """
    names = [*regimes]
    counts = Counter(one.after for one in transitions)
    return {name: (counts[name] + 1) / (len(transitions) + len(names)) for name in names}


def ahead(
    usual: Mapping[str, float], regime: str, gap: int, persistence: float
) -> dict[str, float]:
    """Weights some months after a month whose regime is known, or as many before it.

    Examples
    --------
    >>> ahead({"quiet": 0.75, "stressed": 0.25}, "stressed", 1, 0.5)
    {'quiet': 0.375, 'stressed': 0.625}
    """
    stays = persistence**gap
    return {name: stays * (name == regime) + (1 - stays) * usual[name] for name in usual}


def tilted(
    usual: Mapping[str, float], neighbours: Iterable[Neighbour], persistence: float
) -> dict[str, float]:
    """The usual weights, tilted by what is known of a month before, of one after, or of both.

    Examples
    --------
    >>> usual = {"quiet": 0.75, "stressed": 0.25}
    >>> tilted(usual, [Neighbour("stressed", 1), Neighbour("stressed", 1)], 0.5)["stressed"]
    0.8928571428571429
    >>> tilted(usual, [], 0.5) == usual
    True
    """
    near = [*neighbours]
    if not near:
        return {**usual}
    floor = {name: max(weight, RARE) for name, weight in usual.items()}
    # The chain is the same forwards and backwards: each neighbour multiplies what it makes of it.
    seen = [ahead(floor, one.regime, one.gap, persistence) for one in near]
    found = {
        name: math.prod(one[name] for one in seen) / floor[name] ** (len(seen) - 1)
        for name in floor
    }
    total = math.fsum(found.values())
    return {name: weight / total for name, weight in found.items()}


def fit(transitions: Sequence[Transition], usual: Mapping[str, float]) -> float:
    """The persistence under which what was noticed is most likely; 0 if nothing was.

    Examples
    --------
    >>> stays = [Transition(("a", "both"), "quiet", "quiet", 1)] * 5
    >>> fit(stays, {"quiet": 0.5, "stressed": 0.5})
    0.99
    """

    def likelihood(persistence: float) -> float:
        return math.fsum(
            math.log(ahead(usual, one.before, one.gap, persistence)[one.after])
            for one in transitions
        )

    return max((step / STEPS for step in range(STEPS)), key=likelihood) if transitions else 0.0


def memory_of(persistence: float) -> int:
    """Months after which a notice is forgotten.

    Examples
    --------
    >>> memory_of(0.5), memory_of(0.0)
    (4, 0)
    """
    return int(math.log(FORGOTTEN) / math.log(persistence)) if persistence > FORGOTTEN else 0
