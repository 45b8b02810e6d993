"""What the words of the published record mean in one network: regions, landmarks, topics, rules."""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Self

from ..places.countries import Countries
from ..places.gazetteer import fold
from ..tables.reading import Record, is_lacking, read_records
from ..values import told_briefly

if TYPE_CHECKING:
    from ..graph.infrastructure import Infrastructure

__all__ = ["Area", "RecordRule", "RecordWord", "Vocabulary"]


@told_briefly
class Area(NamedTuple):
    """A row of ``areas.csv``: regions, and the terminals that stand for them."""

    names: tuple[str, ...]
    places: tuple[str, ...]
    sources: tuple[str, ...]
    judgement: str
    note: str


@told_briefly
class RecordWord(NamedTuple):
    """A row of ``record_words.csv``; its schema says what the columns mean."""

    kind: str
    pattern: str
    meaning: str
    judgement: str
    note: str


@told_briefly
class RecordRule(NamedTuple):
    """A row of ``record_rules.csv``; its schema says what the columns mean."""

    id: str
    group: str
    says: tuple[str, ...]
    silent: tuple[str, ...]
    carriers: tuple[str, ...]
    without: tuple[str, ...]
    inland: bool
    countries: tuple[str, ...]
    named: tuple[str, ...]
    since: int | None
    before: int | None
    avoid_countries: tuple[str, ...]
    avoid: tuple[str, ...]
    include: str
    judgement: str
    note: str


@told_briefly
class Asked(NamedTuple):
    """What the rules look at in one way that a row allows.

    Parameters
    ----------
    topics : set of str
        Of which the row speaks.
    carriers : set of str
        That it names.
    inland : bool
        True for a shipment by sea with an end that no ship reaches.
    countries, named : set of str
        Codes of those of the ends and on the way; of those that the row names.
    stops : set of str
        Names of the ends and of places on the way.
    year : float
        Infinity if it gives none.
    """

    topics: AbstractSet[str]
    carriers: AbstractSet[str]
    inland: bool
    countries: AbstractSet[str]
    named: AbstractSet[str]
    stops: AbstractSet[str]
    year: float


@told_briefly
@dataclass(frozen=True)
class Vocabulary:
    """The words of the record, as the tables of a network explain them.

    Parameters
    ----------
    names : frozenset of str
        All names of places in comparable form, ids left out.
    countries : Countries
        By code.
    areas : dict of str to tuple of str
        Region -> terminals that stand for it.
    same : dict of str to str
        Word -> the one that is meant.
    landmarks, topics : dict of str to str
        Pattern -> the place, or what it speaks of.
    rules : tuple of RecordRule
        In the order of the table.

    Examples
    --------
    >>> from khorgos.geo import Network
    >>> words = Vocabulary.of(Network.load().infrastructure)
    >>> "duisburg" in words.names, words.areas["NL"], words.same["chinese"]
    (True, ('Tilburg', 'Rotterdam'), 'china')
    """

    names: frozenset[str]
    countries: Countries
    areas: dict[str, tuple[str, ...]]
    same: dict[str, str]
    landmarks: dict[str, str]
    topics: dict[str, str]
    rules: tuple[RecordRule, ...]

    @classmethod
    def of(cls, infra: Infrastructure) -> Self:
        """That of a network; a folder of one's own may lack the tables.

        Raises
        ------
        TableError
            If one of the tables is broken.
        """
        folder = infra.folder
        words = _records(RecordWord, "record_words", folder)
        kinds: dict[str, dict[str, str]] = {"word": {}, "landmark": {}, "topic": {}}
        for word in words:
            kinds[word.kind][word.pattern] = word.meaning
        areas = _records(Area, "areas", folder)
        return cls(
            frozenset(
                fold(name)
                for place in infra.places.values()
                for name in place.names()
                if name != place.id
            ),
            infra.geography.countries,
            {name: row.places for row in areas for name in row.names},
            kinds["word"],
            kinds["landmark"],
            kinds["topic"],
            tuple(_records(RecordRule, "record_rules", folder)),
        )

    def topics_of(self, text: str) -> set[str]:
        """What a text speaks of.

        Examples
        --------
        >>> from khorgos.geo import Network
        >>> Vocabulary.of(Network.load().infrastructure).topics_of("TITR via Poti/Batumi")
        {'middle'}
        """
        return {topic for pattern, topic in self.topics.items() if re.search(pattern, text)}

    def rules_for(self, asked: Asked) -> Iterator[RecordRule]:
        """Rules all of whose conditions hold, in the order of the table; of a group the first."""
        met = set()
        for rule in self.rules:
            if rule.group not in met and _holds(rule, asked):
                met |= {rule.group} - {""}
                yield rule


def _records(kind: type[Record], name: str, folder: Path) -> list[Record]:
    return [] if is_lacking(name, folder) else read_records(kind, name, folder)


def _holds(rule: RecordRule, asked: Asked) -> bool:
    return (
        asked.topics >= {*rule.says}
        and asked.topics.isdisjoint(rule.silent)
        and asked.carriers >= {*rule.carriers}
        and asked.carriers.isdisjoint(rule.without)
        and rule.inland <= asked.inland
        and (not rule.countries or not asked.countries.isdisjoint(rule.countries))
        and (not rule.named or not asked.named.isdisjoint(rule.named))
        and (rule.since is None or rule.since <= asked.year < float("inf"))
        and (rule.before is None or asked.year < rule.before)
        and asked.stops.isdisjoint(rule.avoid)
    )
