"""Scenarios: what could happen to the network, as a table that people edit.

Each row of ``scenarios.csv`` is one effect, and rows with the same id are one scenario.  What an
effect does to the network, `khorgos.geo.scenario.apply` says; here they are read and checked by
themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import LONGEST_ECHO, RequestError, TableError, echo, nearest
from ..tables.reading import COLUMNS, DATA, Row, faults_of, is_lacking, read_table
from ..values import Range, plain, takes_mode

if TYPE_CHECKING:
    from ..queues.crossings import Queue

__all__ = [
    "Effect",
    "Scenario",
    "check_load",
    "fault",
    "find_scenario",
    "load_of",
    "read_scenarios",
]

FILE = "scenarios.csv"
SPEED, FACTOR = "km/h", "x"


@takes_mode
@dataclass(frozen=True, slots=True, repr=False)
class Effect:
    """One row of ``scenarios.csv``; ``scenarios.schema.csv`` says what the columns mean.

    Parameters
    ----------
    effect : str
        ``close``, ``open``, ``delay``, ``speed``, ``capacity``, ``arrivals`` or ``link``.
    target : str
        An edge id, ``place:ID``, ``country:XX``, ``carrier:WORD``, ``passage:NAME``,
        ``figure:ID`` or ``queue:ID``; for ``link`` the id of the new edge.
    typical : float, optional
        Typical value in `unit`.
    unit : str
        ``h``, ``km/h``, ``x`` (so many times the speed), ``trains/day`` or ``trucks/day``.
    low, high : float, optional
        P10 and P90; as `typical` if left out.
    start, end : date, optional
        First and last day; without bounds if left out.
    judgement : str
        As for a figure.
    sources : tuple of str
        Ids in ``sources.csv``.
    as_of : int, optional
        Year that the effect describes.
    note : str
        How it was derived.
    link_from, link_to : str
        Place ids, for ``link`` only.
    carrier, figure : str
        Of the new edge.
    gauge : int, optional
        In mm, on rail.
    length_km : float, optional
        Of the new edge.
    row : int, optional
        Line in the table.

    Examples
    --------
    >>> Effect("delay", "place:BRE", 24.0, "h").range
    Range(low=24.0, typical=24.0, high=24.0)
    """

    effect: str
    target: str
    typical: float | None = None
    unit: str = ""
    low: float | None = None
    high: float | None = None
    start: date | None = None
    end: date | None = None
    judgement: str = "yes"
    sources: tuple[str, ...] = ()
    as_of: int | None = None
    note: str = ""
    link_from: str = ""
    link_to: str = ""
    carrier: str = ""
    gauge: int | None = None
    length_km: float | None = None
    figure: str = ""
    row: int | None = None

    def __post_init__(self) -> None:
        for name in ("typical", "low", "high", "as_of", "gauge", "length_km"):
            object.__setattr__(self, name, plain(getattr(self, name)))

    @property
    def mode(self) -> float | None:
        """The name of `typical` in 0.4.0."""
        return self.typical

    @property
    def range(self) -> Range:
        """Low, typical and high; all 0 if it has no number."""
        typical = self.typical if self.typical is not None else 0.0
        low = typical if self.low is None else self.low
        return Range(low, typical, typical if self.high is None else self.high)

    def holds(self, day: date | None) -> bool:
        """Whether it is in force on a day; always if there is none.

        Examples
        --------
        >>> closed = Effect("close", "place:BRE", start=date(2025, 9, 12), end=date(2025, 9, 24))
        >>> closed.holds(date(2025, 9, 24)), closed.holds(date(2025, 9, 25)), closed.holds(None)
        (True, False, True)
        """
        if day is None:
            return True
        after = self.start is None or self.start <= day
        return after and (self.end is None or day <= self.end)

    def __repr__(self) -> str:
        return f"<Effect: {self}{_when(self.start, self.end)}>"

    def _repr_html_(self) -> str:
        from ..html import record

        return record(str(self), self.to_dict())

    def to_dict(self) -> dict[str, Any]:
        """The effect as plain data."""
        return {
            "effect": self.effect,
            "target": self.target,
            **dict(zip(("low", "mode", "high"), _given(self), strict=True)),
            "unit": self.unit,
            "from": self.start.isoformat() if self.start else None,
            "to": self.end.isoformat() if self.end else None,
            "judgement": self.judgement,
            "sources": list(self.sources),
            "note": self.note,
        }

    def __str__(self) -> str:
        low, typical, high = self.range
        if self.typical is None:
            return f"{self.effect} {self.target}"
        spread = f"{typical:g}" if low == high else f"{low:g}-{typical:g}-{high:g}"
        return f"{self.effect} {self.target} {spread} {self.unit}"


@dataclass(frozen=True, slots=True, repr=False)
class Scenario:
    """Effects that belong together.

    Parameters
    ----------
    id : str
        Small letters, digits and hyphens.
    name : str
        For people.
    effects : tuple of Effect
        In the order of the table.

    Examples
    --------
    >>> storm = read_scenarios()["caspian-storms"]
    >>> storm.start.isoformat(), {effect.effect for effect in storm.effects}
    ('2025-12-01', {'delay'})
    """

    id: str
    name: str
    effects: tuple[Effect, ...]

    def __repr__(self) -> str:
        count = f"{len(self.effects)} effect{'s' * (len(self.effects) != 1)}"
        return f"<Scenario: {self.id}, {count}{_when(self.start, self.end)}>"

    def _repr_html_(self) -> str:
        from ..html import Table, card

        columns = {"effect": "<", "target": "<", "typical": ">", "unit": "<"}
        columns |= {"from": "<", "to": "<", "on what it rests": "<"}
        rows = (
            (
                effect.effect,
                effect.target,
                "" if effect.typical is None else effect.range.to_dict(),
                effect.unit,
                effect.start.isoformat() if effect.start else "",
                effect.end.isoformat() if effect.end else "",
                "judgement" if effect.judgement == "yes" else ", ".join(effect.sources),
            )
            for effect in self.effects
        )
        return card(self.name, [self.id], [Table("", columns, rows)])

    @property
    def start(self) -> date | None:
        """First day of the first effect; None if one of them has no start."""
        days = [effect.start for effect in self.effects]
        return min((day for day in days if day), default=None) if all(days) else None

    @property
    def end(self) -> date | None:
        """Last day of the last effect; None if one of them has no end."""
        days = [effect.end for effect in self.effects]
        return max((day for day in days if day), default=None) if all(days) else None

    @property
    def sources(self) -> tuple[str, ...]:
        """Ids in ``sources.csv`` of all effects."""
        return tuple(dict.fromkeys(id_ for effect in self.effects for id_ in effect.sources))

    def on(self, day: date | None) -> Scenario:
        """The same with no more than the effects that are in force on a day."""
        held = tuple(effect for effect in self.effects if effect.holds(day))
        return self if len(held) == len(self.effects) else replace(self, effects=held)

    def to_dict(self) -> dict[str, Any]:
        """The scenario as plain data."""
        return {
            "id": self.id,
            "name": self.name,
            "from": self.start.isoformat() if self.start else None,
            "to": self.end.isoformat() if self.end else None,
            "effects": [effect.to_dict() for effect in self.effects],
            "sources": list(self.sources),
        }


def _when(start: date | None, end: date | None) -> str:
    if start == end and start is not None:
        return f", on {start}"
    return (f", from {start}" if start else "") + (f" to {end}" if end else "")


def _given(effect: Effect) -> tuple[float | None, ...]:
    return (None, None, None) if effect.typical is None else effect.range


def fault(scenario: str, effect: Effect, column: str, reason: str, remedy: str) -> TableError:
    """The error that says where an effect is wrong: its row, or its scenario if code made it."""
    short = scenario[:LONGEST_ECHO]
    if effect.row is not None:
        return TableError(FILE, effect.row, column, f"{short}: {reason}", remedy)
    return TableError(f"scenario {short}", None, column, reason, remedy)


def read_scenarios(folder: Path = DATA) -> dict[str, Scenario]:
    """All scenarios of ``scenarios.csv`` by id.

    Parameters
    ----------
    folder : Path
        Where it lies; a folder of one's own may lack it.

    Returns
    -------
    dict of str to Scenario
        Checked, each by itself.

    Raises
    ------
    TableError
        If the table is broken or an effect makes no sense: names row, column and remedy.

    Examples
    --------
    >>> read_scenarios()["poland-belarus-closure"].effects[0].end.isoformat()
    '2025-09-24'
    """
    if is_lacking("scenarios", folder):
        return {}
    names: dict[str, str] = {}
    effects: dict[str, list[Effect]] = {}
    for row in read_table("scenarios", folder):
        id_ = row["id"]
        names[id_] = row["name"]
        effects.setdefault(id_, []).append(_effect(row))
    return {id_: Scenario(id_, name, tuple(effects[id_])) for id_, name in names.items()}


def _effect(row: Row) -> Effect:
    cells = {name: value for name, value in row.items() if name not in ("id", "name")}
    start, end, typical = (cells.pop(name) for name in ("from", "to", "mode"))
    return Effect(start=start, end=end, typical=typical, **cells)


def check(scenario: Scenario) -> None:
    """See that a scenario makes sense by itself.

    Raises
    ------
    TableError
        Says where it does not.

    Examples
    --------
    >>> check(Scenario("slow", "Slow", (Effect("speed", "country:KZ", 0.5, "x"),)))
    """
    if not scenario.effects:
        reason, remedy = "it has no effect", "give it one or more"
        raise TableError(f"scenario {scenario.id[:LONGEST_ECHO]}", None, "effect", reason, remedy)
    for effect in scenario.effects:
        row = {COLUMNS.get(name, name): getattr(effect, name) for name in effect.__slots__}
        row |= {"id": scenario.id, "name": scenario.name, "from": effect.start, "to": effect.end}
        for broken in faults_of("scenarios", row):
            raise fault(scenario.id, effect, broken.column, broken.reason, broken.remedy)


def find_scenario(known: Mapping[str, Scenario], asked: str | Scenario) -> Scenario:
    """The scenario with this id, or the one that code made, checked.

    Raises
    ------
    RequestError
        If there is none of this id; the text has the nearest.
    TableError
        If one made by code makes no sense.

    Examples
    --------
    >>> find_scenario(read_scenarios(), "almaty-bypas")
    Traceback (most recent call last):
    khorgos.geo.errors.RequestError: no scenario is called 'almaty-bypas'; did you mean \
almaty-bypass?
    """
    if isinstance(asked, Scenario):
        if not all(isinstance(effect, Effect) for effect in asked.effects):
            raise RequestError(f"scenario {asked.id!r:.60}: effects are no list of Effect")
        check(asked)
        return asked
    if isinstance(asked, str) and asked in known:
        return known[asked]
    word = str(asked)[:LONGEST_ECHO]
    ids = {scenario.name.casefold(): id_ for id_, scenario in known.items()}
    ids |= {id_: id_ for id_ in known}
    near = dict.fromkeys(ids[name] for name in nearest(word.casefold(), ids, 5, 60))
    hint = f"did you mean {', '.join(near)}?" if near else f"use one of {', '.join(known)}"
    raise RequestError(
        f"no scenario is called {echo(word)}; {hint if known else 'the table has none'}"
    )


def load_of(queue: Queue, arrivals: float | None = None, capacity: float | None = None) -> Scenario:
    """Another load at one crossing as a scenario, one without a name.

    Parameters
    ----------
    queue : Queue
        With the load of today.
    arrivals, capacity : float, optional
        Units per day; those of the queue if left out.

    Examples
    --------
    >>> from khorgos.geo.queues.crossings import read_queues
    >>> print(load_of(read_queues()["brest.west"], arrivals=15.0).effects[0])
    arrivals queue:brest.west 15 trains/day
    """
    if arrivals is None and capacity is None:
        arrivals = queue.arrivals_per_day
    effects = [
        Effect(what, f"queue:{queue.id}", number, f"{queue.unit}/day", sources=queue.sources)
        for what, number in (("arrivals", arrivals), ("capacity", capacity))
        if number is not None
    ]
    return Scenario("", "", tuple(effects))


def check_load(scenarios: Iterable[Scenario], queue: str) -> None:
    """See that no scenario sets the load of a queue.

    Raises
    ------
    RequestError
        Names the scenario that does.

    Examples
    --------
    >>> check_load(read_scenarios().values(), "brest.west")
    """
    for scenario in scenarios:
        for effect in scenario.effects:
            if effect.target == f"queue:{queue}" and effect.effect != "delay":
                reason = f"scenario {scenario.id} sets the {effect.effect} of {queue}"
                raise RequestError(f"{reason}; leave one of the two out")
