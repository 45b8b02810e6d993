"""What a day must be worth for the quicker of two ways to be the cheaper one."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

from ..errors import RequestError
from ..money.cost import Cost
from ..uncertainty.outlook import Outlook
from ..values import NOTHING, Range, number_of

__all__ = ["BreakEven", "break_even"]

HOURS = 24
WORDS = {
    "pays": "the quicker one costs more for sure, and pays if a day is worth more than this",
    "quicker": "the quicker one costs less for sure: it is better in both",
    "open": "the ranges of the costs meet: nobody can say which one costs more",
    "tie": "both take equally long: only the cost counts",
}
"""Verdict -> what it means."""


class BreakEven(NamedTuple):
    """Two ways compared: how many days the quicker one saves, and what that costs.

    Parameters
    ----------
    days_saved : float
        Between the typical times (P50).
    extra : Range
        What the quicker one costs more, in US dollars for `unit`.
    per_day : Range or None
        Value of a day above which the quicker one is the cheaper one, in US dollars for `unit`
        and day; negative if it is cheaper as it is.  None if no day is saved.
    verdict : str
        ``pays``: the quicker one costs more for sure, and pays if a day is worth `per_day`.
        ``quicker``: it costs less for sure, so that it is better in both.
        ``open``: the ranges meet, and nobody can say which one costs more.
        ``tie``: both take equally long, so that only the cost counts.
    unit : str
        What is carried.

    Examples
    --------
    >>> sea, rail = Range(2000.0, 2400.0, 2800.0), Range(5200.0, 5800.0, 6200.0)
    >>> print(break_even((32.0, sea), (16.0, rail)))
    212 US$/FEU/day (167 to 248) for 16.0 days saved
    """

    days_saved: float
    extra: Range
    per_day: Range | None
    verdict: str
    unit: str

    def __repr__(self) -> str:
        return f"<BreakEven: {self.verdict}, {self}>"

    def _repr_html_(self) -> str:
        from ..html import card

        return card(str(self), [WORDS[self.verdict]])

    def to_dict(self) -> dict[str, Any]:
        """It as plain data; US dollars for `unit`.

        Examples
        --------
        >>> break_even((32.0, NOTHING), (16.0, Range(160.0, 320.0, 480.0))).to_dict()["per_day_usd"]
        {'low': 10.0, 'mode': 20.0, 'high': 30.0}
        """
        return {
            "days_saved": self.days_saved,
            "extra_usd": self.extra.to_dict(),
            "per_day_usd": self.per_day.to_dict() if self.per_day else None,
            "verdict": self.verdict,
            "unit": self.unit,
            "text": str(self),
        }

    def __str__(self) -> str:
        low, typical, high = self.extra
        more = f"{typical:,.0f} US$/{self.unit} ({low:,.0f} to {high:,.0f})"
        if self.per_day is None:
            return f"no day saved; the other one costs {more} more"
        days = f"{self.days_saved:.1f} days saved"
        if self.verdict == "quicker":
            return f"the quicker one is the cheaper one too: {more} for {days}"
        low, typical, high = self.per_day
        text = f"{typical:,.0f} US$/{self.unit}/day ({low:,.0f} to {high:,.0f}) for {days}"
        return text if self.verdict == "pays" else f"{text}; the ranges of the costs meet"


SHORTEST = 1e-6
"""Days, a tenth of a second, below which two ways take the same."""
TimeAndCost = tuple[float | Outlook, Range | Cost]
"""How long it takes, in days or as an outlook, and what it costs."""


def break_even(slower: TimeAndCost, quicker: TimeAndCost) -> BreakEven:
    """Value of a day above which the quicker of two ways is the cheaper one.

    Parameters
    ----------
    slower, quicker : tuple of (float or Outlook, Range or Cost)
        Days, or an outlook of which the P50 counts; US dollars.  If both costs have their lines,
        what they share is low and high together: then the ranges are narrower.

    Returns
    -------
    BreakEven
        The ranges are those of the costs.

    Raises
    ------
    RequestError
        If the quicker one is the slower one, a number is not finite, or the costs are for
        different units.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> corridor = Corridor.load()
    >>> sea = corridor.route("Shanghai", "Hamburg", mode="sea")
    >>> rail = corridor.route("Xi'an", "Hamburg")
    >>> ways = [(corridor.outlook(route), corridor.cost(route)) for route in (sea, rail)]
    >>> found = break_even(*ways)
    >>> found.verdict, 100 < found.per_day.typical < 500
    ('pays', True)
    """
    saved = _days(slower[0]) - _days(quicker[0])
    units = {cost.unit for _, cost in (slower, quicker) if isinstance(cost, Cost)}
    if len(units) > 1:
        raise RequestError(f"costs for {' and '.join(sorted(units))}; compare one unit")
    if not math.isfinite(saved):
        raise RequestError("a time is no finite number; give days")
    if saved < 0:
        raise RequestError(f"the quicker one takes {-saved:.1f} days more; change their places")
    if saved < SHORTEST:
        saved = 0.0
    extra = _difference(quicker[1], slower[1])
    if not all(map(math.isfinite, extra)):
        raise RequestError("a cost is no finite number; give US dollars")
    per_day = extra.times(1 / saved) if saved else None
    return BreakEven(saved, extra, per_day, _verdict(saved, extra), *(units or {"FEU"}))


def _days(time: float | Outlook) -> float:
    return time.quantile(0.5) / HOURS if isinstance(time, Outlook) else number_of(time)


def _verdict(saved: float, extra: Range) -> str:
    if not saved:
        return "tie"
    if extra.high <= 0:
        return "quicker"
    return "pays" if extra.low > 0 else "open"


def _difference(more: Range | Cost, less: Range | Cost) -> Range:
    """How much more one costs: groups that both pay go together, the others do not."""
    typical = _total(more).typical - _total(less).typical
    below, above = [], []
    for a, b in _pairs(more, less):
        differences = [x - y for x, y in zip(a, b, strict=True)]
        below.append(differences[1] - min(differences))
        above.append(max(differences) - differences[1])
    return Range(typical - math.hypot(*below), typical, typical + math.hypot(*above))


def _pairs(more: Range | Cost, less: Range | Cost) -> list[tuple[Range, Range]]:
    """Amounts that are low together, those of one way beside those of the other.

    What only one way pays is turned round for the other: it is least when that costs most.
    """
    if isinstance(more, Cost) and isinstance(less, Cost):
        names = dict.fromkeys((*more.groups, *less.groups))
        return [(more.groups.get(n, NOTHING), less.groups.get(n, NOTHING)) for n in names]
    return [(_total(more), NOTHING), (NOTHING, _total(less))]


def _total(cost: Range | Cost) -> Range:
    return cost.total_usd if isinstance(cost, Cost) else cost
