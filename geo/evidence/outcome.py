"""What the model says to one row of the published record, and why it is off."""

from __future__ import annotations

import math
import re
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .asking import Resolved
from .published import Observation

__all__ = ["Outcome", "interval_score", "miss", "reason_of"]

FAR = 0.25
"""Relative error from which a row needs a reason even inside the band."""
WIDE = 1.5
"""High by low from which a published range covers more than one service."""
LONGER = 0.1
"""Difference in length from which the page means another way."""
MOSTLY = 0.5
MISSED = 0.2
"""Share of times that are to lie outside P10-P90."""
CONGESTED = ("2021", "2022")
"""Years in which trains to Europe took weeks more than usual."""
FIRST = re.compile(r"\b(first|test|demo|pilot|pre-launch|minimum)\b")
HARD = re.compile(r"winter|storm|covid|snow|strike|flood")
UNDATED = re.compile(r"year (inferred|not printed)|\d{4} inferred")
BOUND = re.compile(r"at least|more than \d+ d")

Reasons = list[tuple[str, bool]]


@dataclass(frozen=True, repr=False)
class Outcome:
    """What the model says to one row.

    Parameters
    ----------
    asked : Resolved
        The row and what it asks.
    corridor : str
        As `Route.corridor` names it.
    p10, p50, p90 : float
        Hours.
    reason : str
        Why it is off; empty if it is not.
    pit : float
        Probability, by the model, of at most the published time: even from 0 to 1 over many rows
        if the model is right.  The median over the routes of a row; not a number if not reckoned.
    """

    asked: Resolved
    corridor: str
    p10: float
    p50: float
    p90: float
    reason: str = ""
    pit: float = math.nan

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
            "month": asked.month,
            "pit": None if math.isnan(self.pit) else self.pit,
            "interval_score": self.interval_score,
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

    @property
    def interval_score(self) -> float:
        """Width of P10-P90 and ten times by how much the published time misses it, both relative.

        Less is better: it rewards a narrow range, and more so one that holds (T. Gneiting and A. E.
        Raftery, "Strictly proper scoring rules, prediction, and estimation", Journal of the
        American Statistical Association 102, 2007), as a share of the published time.
        """
        return float(interval_score(self.row.hours, self.p10, self.p90))


def interval_score(hours: Any, p10: Any, p90: Any) -> Any:
    """Interval score of P10-P90 by the published time; numbers, or arrays of numpy.

    Examples
    --------
    >>> interval_score(10.0, 8.0, 12.0), interval_score(10.0, 11.0, 12.0)
    (0.4, 1.1)
    """
    below, above = p10 - hours, hours - p90
    missed = below * (below > 0) + above * (above > 0)
    return (p90 - p10 + 2 / MISSED * missed) / hours


def miss(outcome: Outcome) -> float:
    """Absolute logarithm of the ratio, in which too slow and too fast weigh alike."""
    return abs(math.log(outcome.p50 / outcome.row.hours))


def reason_of(outcome: Outcome, others: Sequence[Outcome]) -> str:
    """Why a row is off, as far as rules can tell; empty if it is not.

    Parameters
    ----------
    outcome : Outcome
        The row and its prediction.
    others : sequence of Outcome
        All of them: the record may contradict itself.

    Returns
    -------
    str
        One or two clauses.
    """
    if outcome.inside and abs(outcome.error) < FAR:
        return ""
    rules = _slow_rules(outcome) if outcome.error > 0 else _fast_rules(outcome)
    reasons = [text for text, holds in (*rules, *_rules(outcome, others)) if holds]
    return "; ".join(reasons[:2]) or "no reason found: the model is off here"


def _slow_rules(outcome: Outcome) -> Reasons:
    """What makes a published time shorter than what is usual."""
    row = outcome.row
    special = FIRST.search(f"{row.own} {row.note} {row.title}".lower())
    return [
        ("a record: the least time ever", row.kind == "record"),
        ("a claim: announced times run short", row.trust == "D" or row.kind == "claimed"),
        ("a first or test run, to which others give way", special is not None),
        ("a plan, behind which shipments slip", row.kind == "scheduled"),
    ]


def _fast_rules(outcome: Outcome) -> Reasons:
    """What makes a published time longer than what is usual."""
    row = outcome.row
    told = f"{row.own} {row.note}".lower()
    hard = HARD.search(told)
    silent = outcome.asked.regime is None and row.year[:4] in CONGESTED
    return [
        (f"{row.year[:4]} was a year of congestion, of which the row is silent", silent),
        ("no year is printed: it may have been one of congestion", _undated(row)),
        (f"the page speaks of {hard[0] if hard else ''}", hard is not None),
        ("the page gives a bound, not a time", BOUND.search(told) is not None),
    ]


def _undated(row: Observation) -> bool:
    return not row.year[:4].isdigit() or UNDATED.search(row.note) is not None


def _rules(outcome: Outcome, others: Sequence[Outcome]) -> Reasons:
    row = outcome.row
    same = [
        other.row.hours / 24
        for other in others
        if (other.row.origin, other.row.destination, other.corridor, other.asked.service)
        == (row.origin, row.destination, outcome.corridor, outcome.asked.service)
    ]
    span = f"{min(same):.3g} to {max(same):.3g} days between the same ends"
    route = min(outcome.asked.routes, key=lambda route: route.distance_km)
    share = statistics.median(route.judgement_share for route in outcome.asked.routes)
    length = row.distance_km or route.distance_km
    return [
        (f"the record contradicts itself: {span}", max(same) > (1 + FAR) * min(same)),
        ("its range covers several services or months", row.high >= WIDE * row.low),
        (
            f"the page's way has {length:,.0f} km, the model's {route.distance_km:,.0f}",
            abs(route.distance_km / length - 1) > LONGER,
        ),
        (f"{share:.0%} of the model's hours on this way are judgement", share > MOSTLY),
        ("it speaks of whole countries, for which hubs stand", outcome.asked.areas),
    ]
