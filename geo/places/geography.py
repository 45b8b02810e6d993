"""What the tables say of the geography: countries, corridors, gateways, hubs, and ways to ask for.

Code knows what a corridor or a gateway is; which ones there are stands in tables, so that those of
another continent work as well.  A folder of one's own may lack any of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple, Self

from ..tables.reading import DATA, Record, is_lacking, read_records
from ..values import read_only, told_briefly
from .countries import Countries, read_countries

__all__ = ["ELSEWHERE", "OURS", "CorridorRule", "Frame", "Gateway", "Geography", "Hub", "Question"]

ELSEWHERE = "other"
"""Corridor of routes that belong to none."""


@told_briefly
class CorridorRule(NamedTuple):
    """A row of ``corridors.csv``; ``corridors.schema.csv`` says what the columns mean."""

    id: str
    name: str
    region: str
    priority: int
    carrier: str
    share: float | None
    figures: tuple[str, ...]
    any_of: tuple[str, ...]
    only_of: tuple[str, ...]
    offered: bool
    sources: tuple[str, ...]
    judgement: str
    note: str


@told_briefly
class Gateway(NamedTuple):
    """A row of ``gateways.csv``; ``gateways.schema.csv`` says what the columns mean."""

    place: str
    name: str
    through: str
    known_as: str
    mode: str
    crossings: tuple[str, ...]
    sources: tuple[str, ...]
    judgement: str
    note: str


@told_briefly
class Hub(NamedTuple):
    """A row of ``hubs.csv``."""

    place: str
    opens: str
    sources: tuple[str, ...]
    judgement: str
    note: str


@told_briefly
class Question(NamedTuple):
    """A row of ``ways.csv``; ``ways.schema.csv`` says what the columns mean.

    Examples
    --------
    >>> Question.bare("rail").is_bare, OURS.questions[1].avoid
    (True, ('Russia', 'Ukraine'))
    """

    id: str
    mode: str
    avoid: tuple[str, ...]
    through: str
    shut: tuple[str, ...]
    ends: str
    place: str
    km: float | None
    cargo: str
    sources: tuple[str, ...]
    judgement: str
    note: str

    @classmethod
    def bare(cls, mode: str) -> Self:
        """A mode without more."""
        return cls(mode, mode, (), "", (), "any", "", None, "container", (), "no", "")

    @property
    def is_bare(self) -> bool:
        """Whether nothing but the mode is asked."""
        return not (self.avoid or self.through or self.shut)


@told_briefly
class Frame(NamedTuple):
    """A row of ``frames.csv``; ``frames.schema.csv`` says what the columns mean."""

    name: str
    use: str
    title: str
    south: float
    west: float
    north: float
    east: float
    metres_per_mm: float | None
    ranks: int | None
    judgement: str
    note: str

    @property
    def corners(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """South-west and north-east, latitude and longitude."""
        return (self.south, self.west), (self.north, self.east)


@dataclass(frozen=True, eq=False)
class Geography:
    """The geography of one folder of tables; each is read when first asked for.

    Parameters
    ----------
    folder : Path
        With the tables.

    Examples
    --------
    >>> ours = Geography()
    >>> ours.countries.home_name, ours.corridors["middle"].figures[0], len(ours.hubs)
    ('China', 'sail.caspian', 29)
    """

    folder: Path = DATA

    @cached_property
    def countries(self) -> Countries:
        """By code."""
        return read_countries(self.folder)

    @cached_property
    def corridors(self) -> dict[str, CorridorRule]:
        """By id, in the order in which they are offered."""
        rows = {row.id: row for row in self._records(CorridorRule, "corridors")}
        return read_only(rows, "geography.corridors")

    @cached_property
    def rules(self) -> tuple[CorridorRule, ...]:
        """The corridors in the order in which a route is held against them."""
        return tuple(sorted(self.corridors.values(), key=lambda row: row.priority))

    @cached_property
    def gateways(self) -> dict[str, Gateway]:
        """By the id of the place behind the border."""
        rows = {row.place: row for row in self._records(Gateway, "gateways")}
        return read_only(rows, "geography.gateways")

    @cached_property
    def hubs(self) -> tuple[str, ...]:
        """Ids of places for which people quote freight, in the order of the table."""
        return tuple(row.place for row in self._hubs)

    @cached_property
    def opening(self) -> tuple[str, ...]:
        """Ids of the two hubs that a choice of routes opens with; empty if no row says so."""
        ends = {row.opens: row.place for row in self._hubs}
        return (ends["from"], ends["to"]) if {"from", "to"} <= ends.keys() else ()

    @cached_property
    def _hubs(self) -> tuple[Hub, ...]:
        return tuple(self._records(Hub, "hubs"))

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """The ways that people ask for, in the order of the table."""
        return tuple(self._records(Question, "ways"))

    @cached_property
    def frames(self) -> tuple[Frame, ...]:
        """What maps show, in the order of the table."""
        return tuple(self._records(Frame, "frames"))

    def _records(self, kind: type[Record], name: str) -> list[Record]:
        if is_lacking(name, self.folder):
            return []
        return read_records(kind, name, self.folder)


OURS = Geography()
"""That of the tables that come with the package."""
