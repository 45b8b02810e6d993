"""Sums of money, of emissions and the like: low, mode and high, as for hours."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable
from typing import NamedTuple

__all__ = ["JUDGEMENT", "NOTHING", "Amount", "add_up"]

JUDGEMENT = "judgement"
"""Stands where a source is asked for and none gives the value."""


class Amount(NamedTuple):
    """A quantity that is not known exactly: low (P10), mode (typical), high (P90).

    Adding two of them adds corner by corner: both are low together.

    Examples
    --------
    >>> Amount(1.0, 2.0, 4.0) + Amount(0.5, 0.5, 0.5)
    Amount(low=1.5, mode=2.5, high=4.5)
    """

    low: float
    mode: float
    high: float

    def __add__(self, other: tuple[float, ...]) -> Amount:  # type: ignore[override]
        low, mode, high = other
        return Amount(self.low + low, self.mode + mode, self.high + high)

    def times(self, factor: float) -> Amount:
        """So many times as much.

        Examples
        --------
        >>> Amount(1.0, 2.0, 4.0).times(2.0)
        Amount(low=2.0, mode=4.0, high=8.0)
        """
        return Amount(factor * self.low, factor * self.mode, factor * self.high)

    def overlaps(self, other: Amount) -> bool:
        """Whether the two ranges meet: then nobody can say which is more.

        Examples
        --------
        >>> Amount(1.0, 2.0, 4.0).overlaps(Amount(3.0, 5.0, 9.0))
        True
        """
        return self.low <= other.high and other.low <= self.high


NOTHING = Amount(0.0, 0.0, 0.0)


def add_up(parts: Iterable[tuple[Hashable, Amount]]) -> Amount:
    """Sum of amounts, of which those of one group are low and high together.

    Between groups they are independent: how far they lie from their modes adds in squares.

    Parameters
    ----------
    parts : iterable of (hashable, Amount)
        Group and amount.

    Returns
    -------
    Amount
        In the unit of the parts.

    Examples
    --------
    >>> add_up([("rail", Amount(7.0, 10.0, 13.0)), ("sea", Amount(6.0, 10.0, 14.0))])
    Amount(low=15.0, mode=20.0, high=25.0)
    >>> add_up([("rail", Amount(7.0, 10.0, 13.0)), ("rail", Amount(6.0, 10.0, 14.0))])
    Amount(low=13.0, mode=20.0, high=27.0)
    """
    groups: dict[Hashable, Amount] = {}
    for group, amount in parts:
        groups[group] = groups.get(group, NOTHING) + amount
    mode = math.fsum(amount.mode for amount in groups.values())
    below = math.hypot(*(amount.mode - amount.low for amount in groups.values()))
    above = math.hypot(*(amount.high - amount.mode for amount in groups.values()))
    return Amount(mode - below, mode, mode + above)
