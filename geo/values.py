"""Values that all rooms share: ranges of what is not known exactly, and tables that stay."""

from __future__ import annotations

import dataclasses
import functools
import math
from collections.abc import Callable, Hashable, Iterable, Mapping
from numbers import Integral, Real
from typing import Any, NamedTuple, NoReturn, TypeVar

__all__ = [
    "HOURS_PER_DAY",
    "JUDGEMENT",
    "NOTHING",
    "Brief",
    "Hours",
    "Range",
    "ReadOnly",
    "add_up",
    "brief",
    "number_of",
    "plain",
    "read_only",
    "takes_mode",
    "told_briefly",
    "unit_of",
    "whole_of",
]

Made = TypeVar("Made", bound=type)
Key = TypeVar("Key")
Value = TypeVar("Value")

JUDGEMENT = "judgement"
"""Stands where a source is asked for and none gives the value."""
HOURS_PER_DAY = 24


def unit_of(hours: float) -> tuple[int, str]:
    """Hours in the unit that people say, and its name: days from two days on.

    Examples
    --------
    >>> unit_of(47.0), unit_of(48.0)
    ((1, 'hours'), (24, 'days'))
    """
    return (1, "hours") if hours < 2 * HOURS_PER_DAY else (HOURS_PER_DAY, "days")


def number_of(value: object) -> float:
    """A number of Python or numpy as a float; NaN for what is none, truth values among it.

    What compares it with the limits of an argument refuses NaN as it refuses what is out of range.

    Examples
    --------
    >>> number_of(3), number_of(True), number_of("3"), number_of(10**400)
    (3.0, nan, nan, inf)
    """
    if isinstance(value, bool) or not isinstance(value, Real):
        return math.nan
    try:
        return float(value)
    except OverflowError:
        return -math.inf if value < 0 else math.inf


def whole_of(value: object) -> int | None:
    """A whole number of Python or numpy as an int; None for what is none.

    Examples
    --------
    >>> whole_of(3), whole_of(3.0), whole_of(True)
    (3, None, None)
    """
    if isinstance(value, bool) or not isinstance(value, Integral):
        return None
    return int(value)


def plain(value: Any) -> Any:
    """A number of numpy as one of Python, which JSON knows; all else as it is.

    Examples
    --------
    >>> import numpy as np
    >>> plain(np.float32(0.5)), plain(np.int64(2)), plain("x")
    (0.5, 2, 'x')
    """
    if isinstance(value, int | float) and type(value) in (int, float, bool):
        return value
    whole = whole_of(value)
    number = number_of(value) if whole is None else whole
    return value if isinstance(number, float) and math.isnan(number) else number


def takes_mode(made: Made) -> Made:
    """Let a class take its `typical` by the keyword ``mode`` too, the name that it had in 0.4.0.

    Examples
    --------
    >>> Range(low=1.0, mode=2.0, high=4.0)._replace(mode=3.0)
    Range(low=1.0, typical=3.0, high=4.0)
    """

    def taking(function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def take(*args: Any, **fields: Any) -> Any:
            if "mode" in fields:
                if "typical" in fields:
                    raise TypeError("mode is another name of typical; give one of them")
                fields["typical"] = fields.pop("mode")
            return function(*args, **fields)

        return take

    names = ("__new__", "_replace") if issubclass(made, tuple) else ("__init__",)
    for name in names:
        setattr(made, name, taking(getattr(made, name)))
    return made


@takes_mode
class Range(NamedTuple):
    """A quantity that is not known exactly: low (P10), typical (P50), high (P90).

    Hours, US dollars, kilograms: names of attributes say the unit.  Adding two of them adds corner
    by corner: both are low together.

    Examples
    --------
    >>> Range(1.0, 2.0, 4.0) + Range(0.5, 0.5, 0.5)
    Range(low=1.5, typical=2.5, high=4.5)
    """

    low: float
    typical: float
    high: float

    def __add__(self, other: tuple[float, ...]) -> Range:  # type: ignore[override]
        low, typical, high = other
        return Range(self.low + low, self.typical + typical, self.high + high)

    @property
    def mode(self) -> float:
        """The name of `typical` in 0.4.0."""
        return self.typical

    def to_dict(self) -> dict[str, float]:
        """Low, mode and high, as JSON has them.

        Examples
        --------
        >>> Range(1.0, 2.0, 4.0).to_dict()
        {'low': 1.0, 'mode': 2.0, 'high': 4.0}
        """
        return {"low": self.low, "mode": self.typical, "high": self.high}

    def times(self, factor: float) -> Range:
        """So many times as much.

        Examples
        --------
        >>> Range(1.0, 2.0, 4.0).times(2.0)
        Range(low=2.0, typical=4.0, high=8.0)
        """
        return Range(factor * self.low, factor * self.typical, factor * self.high)

    def overlaps(self, other: Range) -> bool:
        """Whether the two ranges meet: then nobody can say which is more.

        Examples
        --------
        >>> Range(1.0, 2.0, 4.0).overlaps(Range(3.0, 5.0, 9.0))
        True
        """
        return self.low <= other.high and other.low <= self.high


Hours = Range
"""The name of `Range` in 0.4.0, where it was one of hours."""
NOTHING = Range(0.0, 0.0, 0.0)


def add_up(parts: Iterable[tuple[Hashable, Range]]) -> Range:
    """Sum of amounts, of which those of one group are low and high together.

    Between groups they are independent: how far they lie from what is typical adds in squares.

    Parameters
    ----------
    parts : iterable of (hashable, Range)
        Group and amount.

    Returns
    -------
    Range
        In the unit of the parts.

    Examples
    --------
    >>> add_up([("rail", Range(7.0, 10.0, 13.0)), ("sea", Range(6.0, 10.0, 14.0))])
    Range(low=15.0, typical=20.0, high=25.0)
    >>> add_up([("rail", Range(7.0, 10.0, 13.0)), ("rail", Range(6.0, 10.0, 14.0))])
    Range(low=13.0, typical=20.0, high=27.0)
    """
    groups: dict[Hashable, Range] = {}
    for group, amount in parts:
        groups[group] = groups.get(group, NOTHING) + amount
    typical = math.fsum(amount.typical for amount in groups.values())
    below = math.hypot(*(amount.typical - amount.low for amount in groups.values()))
    above = math.hypot(*(amount.high - amount.typical for amount in groups.values()))
    return Range(typical - below, typical, typical + above)


LONGEST_LINE = 300
"""Characters of a representation, about; what would be longer is counted."""
LONGEST_PART = 80
"""Characters of one of its parts."""


def brief(values: Iterable[tuple[str, object]], count: int) -> str:
    """Names and values on one line; those that do not fit on it are counted.

    Parameters
    ----------
    values : iterable of (str, object)
        What stands before a value, and the value.
    count : int
        How many there are.

    Returns
    -------
    str
        Parted by commas.

    Examples
    --------
    >>> brief([("a=", "x" * 100), ("b=", (1, 2))], 2)
    "a='xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…, b=(1, 2)"
    >>> brief([("a=", range(900)), ("b=", list(range(900)))], 2)
    'a=range(0, 900), b=<list of 900>'
    """
    parts: list[str] = []
    for before, value in values:
        if sum(map(len, parts)) > LONGEST_LINE:
            return f"{', '.join(parts)}, … {count - len(parts):,} more"
        parts.append(before + _part(value))
    return ", ".join(parts)


def _part(value: Any) -> str:
    if isinstance(value, dict | list | tuple | set | frozenset):
        several = not hasattr(value, "_fields")
        if several and (len(value) > 9 or len(repr(value)) > LONGEST_PART):  # noqa: PLR2004
            return f"<{type(value).__name__} of {len(value):,}>"
    text = repr(value)
    return text if len(text) <= LONGEST_PART else f"{text[:LONGEST_PART]}…"


def told_briefly(made: Made) -> Made:
    """Give a named tuple or a dataclass a representation of one short line.

    Examples
    --------
    >>> @told_briefly
    ... class Train(NamedTuple):
    ...     id: str
    ...     departures: tuple[int, ...]
    >>> Train("x", tuple(range(260)))
    Train(id='x', departures=<tuple of 260>)
    """
    names = getattr(made, "_fields", None) or [
        one.name for one in dataclasses.fields(made) if one.repr
    ]

    def __repr__(self: Any) -> str:  # noqa: N807
        values = ((f"{name}=", getattr(self, name)) for name in names)
        return f"{type(self).__name__}({brief(values, len(names))})"

    setattr(made, __repr__.__name__, __repr__)
    return made


class Brief(dict[Key, Value]):
    """A dict with a short representation.

    Examples
    --------
    >>> Brief({"a": 1}), len(repr(Brief.fromkeys(range(100_000)))) < 500
    ({'a': 1}, True)
    """

    def __repr__(self) -> str:
        values = ((f"{key!r}: ", value) for key, value in self.items())
        return f"{{{brief(values, len(self))}}}"


class ReadOnly(Brief[Key, Value]):
    """A dict that others rely on; its ``copy()`` is a plain one, which may change.

    Attributes
    ----------
    why : str
        What somebody is told who tries to change it.

    Examples
    --------
    >>> hours = ReadOnly({"hours": 7.5})
    >>> hours["hours"] = 1.0
    Traceback (most recent call last):
        ...
    TypeError: the tables of a network are read-only; network.revised(...) gives a changed network
    >>> hours | {"hours": 1.0}
    {'hours': 1.0}
    """

    why = "the tables of a network are read-only; network.revised(...) gives a changed network"

    def _refuse(self, *_: object, **__: object) -> NoReturn:
        raise TypeError(self.why)

    __setitem__ = __delitem__ = __ior__ = _refuse
    clear = pop = popitem = setdefault = update = _refuse

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (dict(self),), vars(self) or None


def read_only(
    values: Mapping[Key, Value], what: str, call: str = "Network.load(folder)"
) -> ReadOnly[Key, Value]:
    """A table that cannot be changed in place.

    Parameters
    ----------
    values : mapping
        Its rows; one that is read-only already is given back.
    what : str
        Where people find it.
    call : str
        What gives another one.

    Returns
    -------
    ReadOnly
        With the same rows.

    Examples
    --------
    >>> table = read_only({}, "network.flows")
    >>> table.clear()
    Traceback (most recent call last):
        ...
    TypeError: network.flows is read-only; Network.load(folder) gives another one
    """
    if isinstance(values, ReadOnly):
        return values
    table = ReadOnly(values)
    table.why = f"{what} is read-only; {call} gives another one"
    return table
