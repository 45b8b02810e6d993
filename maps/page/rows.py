"""Rows that others refer to by number."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

__all__ = ["Rows"]


class Rows:
    """A list in which each key has one row.

    Examples
    --------
    >>> rows = Rows()
    >>> rows.add("KZ", "Kazakhstan"), rows.add("CN", "China"), rows.add("KZ", "again")
    (0, 1, 0)
    >>> rows.rows
    ['Kazakhstan', 'China']
    """

    def __init__(self) -> None:
        self.rows: list[Any] = []
        self._numbers: dict[Hashable, int] = {}

    def number(self, key: Hashable) -> int | None:
        """Number of the row of a key, if it has one."""
        return self._numbers.get(key)

    def add(self, key: Hashable, row: Any) -> int:
        """Number of the row of a key, which is `row` if the key is new."""
        number = self._numbers.setdefault(key, len(self.rows))
        if number == len(self.rows):
            self.rows.append(row)
        return number
