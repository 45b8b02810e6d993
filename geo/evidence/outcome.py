"""What the model says to one row of the published record."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from .asking import Resolved
from .published import Observation

__all__ = ["Outcome", "miss"]


@dataclass(frozen=True, repr=False)
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

    def __repr__(self) -> str:
        row, days = self.row, " to ".join(f"{hours / 24:.1f}" for hours in (self.p10, self.p90))
        told = f"published {row.hours / 24:.1f}, P50 {self.p50 / 24:.1f} ({days}) days"
        return f"<Outcome: {row.id}, {row.origin:.30} → {row.destination:.30}, {told}>"

    def _repr_html_(self) -> str:
        from ..html import record

        return record(f"{self.row.id}: {self.row.origin} → {self.row.destination}", self.to_dict())

    def to_dict(self) -> dict[str, Any]:
        """The row and what the model says to it, as plain data."""
        row, asked = self.row, self.asked
        return {
            "id": row.id,
            "origin": row.origin,
            "destination": row.destination,
            "routes": [[route.origin.name, route.destination.name] for route in asked.routes],
            "mode": asked.routes[0].mode,
            "corridor": self.corridor,
            "service": asked.service,
            "regime": asked.regime,
            "door": asked.door,
            "kind": row.kind,
            "trust": row.trust,
            "direction": row.direction,
            "published_hours": row.hours,
            "p10_hours": self.p10,
            "p50_hours": self.p50,
            "p90_hours": self.p90,
            "error": self.error,
            "inside": self.inside,
            "reason": self.reason,
        }

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
