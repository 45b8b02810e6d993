"""The rules over several cells that a schema can declare, each checked for a whole table at once.

=====================  ==========================================================================
in every cell of the columns that is not empty; the error names the column
---------------------------------------------------------------------------------------------
``given``              the cell is not empty
``empty``              it is
``is WORDS``           it is one of them, and not empty
``in WORDS``           it is one of them
``within LOW..HIGH``   a number in this range, ends included
``above N, below N``   a number greater or less than this one
``like PATTERN``       the whole text matches a regular expression
``ends WORDS``         the text ends in one of them
``without WORDS``      it has none of them
---------------------------------------------------------------------------------------------
between the columns of a row; the error names the first
---------------------------------------------------------------------------------------------
``ascending``          those given ascend; the error names the one in the middle
``sourced``            the first has sources, or one of the others is ``yes`` for judgement
``differ``             they are not all the same
``alone``              where the first is given, the others are empty
``lognormal``          they are P10, P50 and P90 of a log-normal factor with mean 1
``sum N``              they add up to this
``product LOW..HIGH``  what they make when multiplied is in this range
---------------------------------------------------------------------------------------------
of positions and clocks, when a whole folder is checked; the error names the first
---------------------------------------------------------------------------------------------
``around KM``          within so many km of a town of the country (first) lies the position
                       (latitude and longitude)
``daylight HOURS``     the clocks of the zone (first) are no more hours off the sun at a longitude
``clock``              the clocks of the zone (first) are those of some zone of the country
---------------------------------------------------------------------------------------------
between the ends of an edge, checked when the network is built; the error names the first column
---------------------------------------------------------------------------------------------
``detour RANGE KM``    the length is in this range of the great circle, give or take so many km
``local``              the country is that of one end; that of no country is, too, off the land
---------------------------------------------------------------------------------------------
between rows; the error names the first column
---------------------------------------------------------------------------------------------
``unique``             no two rows are the same; after ``each COLUMN``, in any word of its list
``same``               all rows are
``contains WORDS``     each word stands in some row; ``or`` parts sets of which one is enough
``once WORD``          the word stands in one row
``some``               there is a row
---------------------------------------------------------------------------------------------
``optional``           a folder may lack the table
``added``              a table may lack the columns, which are then empty
=====================  ==========================================================================

``for each COLUMN`` takes the rows apart by its values for ``same`` and ``contains``.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from statistics import NormalDist
from typing import Any, NamedTuple

from ..errors import LONGEST_ECHO
from ..values import told_briefly
from .schema import Condition, Rule
from .world import hours_east, towns

__all__ = [
    "BETWEEN_ENDS",
    "BETWEEN_ROWS",
    "IN_A_ROW",
    "OF_THE_WORLD",
    "Fault",
    "fault",
    "faults_in",
    "is_empty",
    "is_within",
]

TENTH = NormalDist().inv_cdf(0.9)
ROUNDED = 0.005
"""Of a logarithm, by how much rounded figures may be off."""

Table = Mapping[str, Sequence[Any]]
"""Column -> its values."""
Cells = tuple[Any, ...]
Faults = Iterator[tuple[int | None, str, dict[str, Any]]]
"""Number of a row, the column at fault, and what the text may name beside the row's cells."""


@told_briefly
class Fault(NamedTuple):
    """What a rule finds: the row's number from 0 (None: no row of its own), the column, why."""

    row: int | None
    column: str
    reason: str
    remedy: str


def is_empty(value: object) -> bool:
    """Whether nothing stands in a cell.

    Examples
    --------
    >>> is_empty(()), is_empty("  "), is_empty(0.0)
    (True, True, False)
    """
    if isinstance(value, str):
        return not value.strip()
    return value is None or (isinstance(value, tuple) and not value)


def faults_in(rules: Iterable[Rule], table: Table, count: int) -> Iterator[Fault]:
    """All that rules find in a table, rule by rule.

    Parameters
    ----------
    rules : iterable of Rule
        From a schema.
    table : mapping of str to sequence
        Column -> its values, all converted.
    count : int
        Number of rows.

    Yields
    ------
    Fault
        As they are found.

    Examples
    --------
    >>> from khorgos.geo.tables.schema import read_rules
    >>> table = {"low": [1.0], "mode": [3.0], "high": [2.0], "sources": [()], "judgement": ["yes"]}
    >>> [fault.reason for fault in faults_in(read_rules("headways"), table, 1)]
    ['low, mode and high do not ascend']
    """
    for rule in rules:
        if rule.verb in IN_A_ROW:
            found = _in_a_row(rule, table)
        else:
            found = BETWEEN_ROWS[rule.verb](rule, table, _chosen(rule, table, count))
        for row, column, more in found:
            cells = {name: values[row] for name, values in table.items()} if row is not None else {}
            yield fault(rule, row, column, cells | more)


def fault(rule: Rule, row: int | None, column: str, cells: Mapping[str, Any]) -> Fault:
    """What a rule says of a row that breaks it.

    Parameters
    ----------
    rule : Rule
        From a schema.
    row : int or None
        Its number from 0.
    column : str
        At fault.
    cells : mapping of str to value
        Of the row, and what the rule's text names besides.

    Returns
    -------
    Fault
        With the rule's text.

    Examples
    --------
    >>> from khorgos.geo.tables.schema import read_rules
    >>> rule = next(rule for rule in read_rules("edges") if rule.verb == "local")
    >>> fault(rule, 0, "country", {"country": "FR", "ends": "KZ and CN"}).reason
    'FR is the country of neither end, KZ and CN'
    """
    texts = {name: _short(value) for name, value in cells.items()}
    reason, _, remedy = (rule.text or _TEXTS[rule.verb](rule)).partition("; ")
    return Fault(row, column, reason.format_map(texts), remedy.format_map(texts))


def _short(value: object) -> str:
    """A cell as an error repeats it: one line, and no longer than a line."""
    if isinstance(value, float):
        return f"{value:g}"
    text = " ".join(map(str, value)) if isinstance(value, tuple) else str(value)
    return " ".join(("" if value is None else text).split())[:LONGEST_ECHO]


def _meets(condition: Condition, cell: Any) -> bool:
    match condition.sign:
        case ">":
            return cell is not None and bool(cell > float(condition.words[0]))
        case "=" | "!=":
            return (cell in condition.words) == (condition.sign == "=")
    return is_empty(cell) == (condition.sign == "no")


def _chosen(rule: Rule, table: Table, count: int) -> Sequence[int]:
    """Rows that a rule holds for."""
    rows: Sequence[int] = range(count)
    for condition in rule.conditions:
        cells = table[condition.column]
        rows = [row for row in rows if _meets(condition, cells[row])]
    return rows


# Within a row


def _in_a_row(rule: Rule, table: Table) -> Faults:
    """Each set of cells that stands in the table is looked at once: most rows share theirs."""
    find, count = IN_A_ROW[rule.verb], len(rule.columns)
    names = (*rule.columns, *(condition.column for condition in rule.conditions))
    columns = [table[name] for name in names]
    bad = {}
    for cells in set(zip(*columns, strict=True)):
        if all(map(_meets, rule.conditions, cells[count:])):
            at = find(rule.words, cells[:count])
            if at is not None:
                bad[cells] = at
    for row, cells in enumerate(zip(*columns, strict=True) if bad else ()):
        if cells in bad:
            at = bad[cells]
            yield row, rule.columns[at], {"value": cells[at]}


def _each(
    holds: Callable[[tuple[str, ...], Any], bool], *, empty: bool = False
) -> Callable[[tuple[str, ...], Cells], int | None]:
    """A verb about cells one by one: which of them is at fault."""

    def find(words: tuple[str, ...], cells: Cells) -> int | None:
        for at, cell in enumerate(cells):
            if (empty or not is_empty(cell)) and not holds(words, cell):
                return at
        return None

    return find


def is_within(words: Sequence[str], cell: float) -> bool:
    """Whether a number is in a range such as ``0..`` or ``1..5``, the first of the words.

    Examples
    --------
    >>> is_within(["1..5"], 5.0), is_within(["..5"], 5.1)
    (True, False)
    """
    low, high = words[0].split("..")
    return float(low or -math.inf) <= cell <= float(high or math.inf)


def _ascending(_: tuple[str, ...], cells: Cells) -> int | None:
    given = [cell for cell in cells if cell is not None]
    return None if given == sorted(given) else len(cells) // 2


def _first(
    holds: Callable[[tuple[str, ...], Cells], bool],
) -> Callable[[tuple[str, ...], Cells], int | None]:
    """A verb about several cells together: the first is named."""
    return lambda words, cells: None if holds(words, cells) else 0


def _adds_up(words: tuple[str, ...], cells: Cells) -> bool:
    return math.isclose(math.fsum(cells), float(words[0]), abs_tol=1e-9)


def _is_lognormal(_: tuple[str, ...], cells: Cells) -> bool:
    low, middle, high = map(math.log, cells)
    variance = ((high - low) / 2 / TENTH) ** 2
    ends = math.isclose(low + high, 2 * middle, abs_tol=ROUNDED)
    return ends and math.isclose(middle, -variance / 2, abs_tol=ROUNDED)


def _is_around(words: tuple[str, ...], cells: Cells) -> bool:
    country, lat, lon = cells
    known = towns(country)
    return not known or any(town.km_to(lat, lon) <= float(words[0]) for town in known)


def _has_daylight(words: tuple[str, ...], cells: Cells) -> bool:
    zone, lon = cells
    ahead: float = hours_east(zone)[0] - lon / 15
    return abs((ahead + 12) % 24 - 12) <= float(words[0])


def _keeps_clock(_: tuple[str, ...], cells: Cells) -> bool:
    """UTC and the like are of no country: nothing can be said of them."""
    zone, country = cells
    there = [town.zone for town in towns(country)]
    if not there or zone in there or "/" not in zone or zone.startswith("Etc/"):
        return True
    return hours_east(zone) in map(hours_east, there)


IN_A_ROW: dict[str, Callable[[tuple[str, ...], Cells], int | None]] = {
    "given": _each(lambda _, cell: not is_empty(cell), empty=True),
    "empty": _each(lambda *_: False),
    "is": _each(lambda words, cell: cell in words, empty=True),
    "in": _each(lambda words, cell: str(cell) in words),
    "within": _each(is_within),
    "above": _each(lambda words, cell: cell > float(words[0])),
    "below": _each(lambda words, cell: cell < float(words[0])),
    "like": _each(lambda words, cell: bool(re.fullmatch(words[0], cell))),
    "ends": _each(lambda words, cell: cell.endswith(words)),
    "without": _each(lambda words, cell: not any(word in cell for word in words)),
    "ascending": _ascending,
    "sourced": _first(lambda _, cells: bool(cells[0]) or "yes" in cells[1:]),
    "differ": _first(lambda _, cells: len(set(cells)) > 1),
    "alone": _first(lambda _, cells: is_empty(cells[0]) or all(map(is_empty, cells[1:]))),
    "lognormal": _first(_is_lognormal),
    "sum": _first(_adds_up),
    "product": _first(lambda words, cells: is_within(words, math.prod(cells))),
    "around": _first(_is_around),
    "daylight": _first(_has_daylight),
    "clock": _first(_keeps_clock),
}
"""What a rule may say of a row -> the number of the cell at fault, if one is."""
OF_THE_WORLD = ("around", "daylight", "clock")
"""Those that take a while: asked once, when a folder is checked as a whole."""


# Between rows


def _unique(rule: Rule, table: Table, rows: Sequence[int]) -> Faults:
    """``{other}`` is the first cell of the row that has the same, ``{word}`` the word of a list."""
    names = next(iter(table.values()))
    each = rule.words[1] if rule.words else ""
    columns = [table[column] for column in rule.columns if column != each]
    seen: dict[Cells, int] = {}
    for row in rows:
        key = tuple(
            frozenset(values[row]) if isinstance(values[row], tuple) else values[row]
            for values in columns
        )
        for word in table[each][row] if each else ("",):
            other = seen.setdefault((*key, word), row)
            if other != row:
                yield row, rule.columns[0], {"other": names[other], "word": word}


def _same(rule: Rule, table: Table, rows: Sequence[int]) -> Faults:
    """``{first}`` is the first cell of the row that was there first, ``{other}`` what it says."""
    names = next(iter(table.values()))
    (column,) = rule.columns
    values, firsts = table[column], dict[Any, int]()
    for row in rows:
        first = firsts.setdefault(table[rule.group][row] if rule.group else "", row)
        if values[row] != values[first]:
            yield row, column, {"other": values[first], "first": names[first]}


def _contains(rule: Rule, table: Table, rows: Sequence[int]) -> Faults:
    """``{word}`` is the one that is lacking; the row is the first of its group."""
    (column,) = rule.columns
    sets = [part.split() for part in " ".join(rule.words).split(" or ")]
    first: dict[Any, int] = {}
    found: dict[Any, set[Any]] = {} if rule.group else {None: set()}
    for row, name in enumerate(table[rule.group] if rule.group else ()):
        first.setdefault(name, row)
        found.setdefault(name, set())
    for row in rows:
        found[table[rule.group][row] if rule.group else None].add(table[column][row])
    for name, there in found.items():
        if not any(there.issuperset(words) for words in sets):
            word = next(word for word in sets[0] if word not in there)
            yield first.get(name), column, {"word": word}


def _once(rule: Rule, table: Table, rows: Sequence[int]) -> Faults:
    """``{count}`` says in how many rows it stands; the row is the second."""
    (column,) = rule.columns
    there = [row for row in rows if table[column][row] == rule.words[0]]
    if len(there) != 1:
        yield (there[1] if there else None), column, {"count": len(there)}


def _some(rule: Rule, _: Table, rows: Sequence[int]) -> Faults:
    if not len(rows):
        yield None, rule.columns[0], {}


BETWEEN_ENDS = ("detour", "local")
"""What a rule may say of an edge and its ends, which the table alone does not know."""
BETWEEN_ROWS: dict[str, Callable[[Rule, Table, Sequence[int]], Faults]] = {
    "unique": _unique,
    "same": _same,
    "contains": _contains,
    "once": _once,
    "some": _some,
    **dict.fromkeys(("optional", "added", *BETWEEN_ENDS), lambda *_: iter(())),
}
"""What a rule may say of several rows -> how its faults are found in those that it holds for."""


def _unsorted(rule: Rule) -> str:
    *before, last = rule.columns
    many = {2: "two", 3: "three"}.get(len(rule.columns), "")
    return f"{', '.join(before)} and {last} do not ascend; sort the {many} values"


_TEXTS: dict[str, Callable[[Rule], str]] = {
    "ascending": _unsorted,
    "sourced": lambda _: "no source; name one, or set judgement to yes",
}
"""Reason and remedy of rules that leave them to the verb."""
