"""What the model says to one row of the published record."""

from __future__ import annotations

import math
from dataclasses import dataclass

from .asking import Resolved
from .published import Observation

__all__ = ["Outcome", "miss"]


@dataclass(frozen=True)
class Outcome:
    """What the model says to one row.

    Parameters
    ----------
    asked : Resolved
        The row and what it asks.
    corridor : str
        As `khorgos.geo.uncertainty.regimes.corridor_of` names it.
    p10, p50, p90 : float
        Hours.
    reason : str
        Why it is off; empty if it is not.
    """

    asked: Resolved
    corridor: str
    p10: float
    p50: float
    p90: float
    reason: str = ""

    @property
    def row(self) -> Observation:
        """The published time."""
        return self.asked.row

    @property
    def error(self) -> float:
        """P50 by the published time, less 1: positive if the model is too slow."""
        return self.p50 / self.row.hours - 1

    @property
    def inside(self) -> bool:
        """Whether the published time lies in P10-P90."""
        return self.p10 <= self.row.hours <= self.p90


def miss(outcome: Outcome) -> float:
    """Absolute logarithm of the ratio, in which too slow and too fast weigh alike."""
    return abs(math.log(outcome.p50 / outcome.row.hours))
