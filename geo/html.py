"""Results as notebooks show them: a headline, facts, and short tables.

All text is escaped, since names come from tables of anybody.  Colours are those of the notebook,
light or dark; where the style is stripped, plain tables are left.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from itertools import islice
from typing import Any, NamedTuple

__all__ = ["LONGEST", "Table", "card", "number", "record", "span"]

LONGEST = 60
"""Rows of a table that are shown."""
DIGITS = 100
"""Numbers from here on are whole."""
STYLE = (
    "<style>"
    "div.khorgos{color:inherit;font-size:.93em;line-height:1.45;margin:.3em 0 .6em}"
    "div.khorgos p{margin:0;max-width:60em}"
    "div.khorgos p.head{font-size:1.2em;font-weight:600}"
    "div.khorgos p.note,div.khorgos caption{opacity:.75}"
    "div.khorgos table{border:0;border-collapse:collapse;color:inherit;font-size:inherit;"
    "margin:.7em 0 .4em;table-layout:auto}"
    "div.khorgos caption{caption-side:top;color:inherit;padding:0 0 .2em;text-align:left}"
    "div.khorgos th,div.khorgos td{border:0;border-bottom:1px solid rgb(128 128 128/25%);"
    "color:inherit;max-width:34em;padding:.15em 1.3em .15em 0;text-align:left;"
    "vertical-align:baseline;white-space:normal}"
    "div.khorgos th{border-bottom-color:currentColor;font-weight:600;white-space:nowrap}"
    "div.khorgos .n{font-variant-numeric:tabular-nums;text-align:right;white-space:nowrap}"
    "div.khorgos i{background:currentColor;display:block;height:.6em;min-width:1px;opacity:.4}"
    "div.khorgos .bar{min-width:7em}"
    "</style>"
)


class Table(NamedTuple):
    """Rows under a caption.

    Parameters
    ----------
    caption : str
        What they are, and the units that the columns do not name.
    columns : dict of str to str
        Name -> ``<`` for text, ``>`` for numbers, or ``|`` for a bar; without names, no head.
    rows : iterable of sequence
        A cell for each column: text, a number, None for nothing; of a bar, a share from 0 to 1.
    """

    caption: str
    columns: Mapping[str, str]
    rows: Iterable[Sequence[Any]]


def card(
    title: str, facts: Iterable[str] = (), tables: Iterable[Table] = (), note: str = ""
) -> str:
    """A result for a notebook.

    Parameters
    ----------
    title : str
        What it is about.
    facts : iterable of str
        The answer in short; empty ones are left out.
    tables : iterable of Table
        Without rows they are left out; of long ones the first `LONGEST` rows are shown.
    note : str
        What to know of it.

    Returns
    -------
    str
        HTML that holds no text as it came.

    Examples
    --------
    >>> "<p>3 &lt; 4 · yes</p>" in card("x", ["3 < 4", "", "yes"])
    True
    """
    told = escape(" · ".join(fact for fact in facts if fact))
    parts = [f'<p class="head">{escape(title)}</p>', f"<p>{told}</p>" if told else ""]
    parts += [_table(table) for table in tables]
    parts.append(f'<p class="note">{escape(note)}</p>' if note else "")
    return f'<div class="khorgos">{STYLE}{"".join(parts)}</div>'


def record(title: str, data: Mapping[str, Any], caption: str = "") -> str:
    """One row of data as a table of its own, with a line for each key.

    Parameters
    ----------
    title : str
        What it is about.
    data : mapping of str to object
        Plain, as from ``to_dict``; what is empty is left out.
    caption : str
        Of the table.

    Returns
    -------
    str
        HTML, as from `card`.

    Examples
    --------
    >>> "<td>lost hours</td><td>48.0</td>" in record("A–B", {"lost_hours": 48.0, "cut": []})
    True
    """
    shown = {key.replace("_", " "): _text(value) for key, value in data.items()}
    rows = [(key, text) for key, text in shown.items() if text]
    return card(title, tables=[Table(caption, {"": "<", " ": "<"}, rows)])


def number(value: float) -> str:
    """A number as people read it.

    Examples
    --------
    >>> number(0.5), number(99.96), number(12345.6)
    ('0.5', '100.0', '12,346')
    """
    return f"{value:,.0f}" if abs(value) >= DIGITS else f"{value:.1f}"


def span(low: float, high: float) -> str:
    """From one number to another one.

    Examples
    --------
    >>> span(4.0, 1200.0), span(3.0, 3.0)
    ('4.0 to 1,200', '3.0')
    """
    ends = number(low), number(high)
    return ends[0] if ends[0] == ends[1] else " to ".join(ends)


def _table(table: Table) -> str:
    rows = iter(table.rows)
    body = [_row(table.columns, row) for row in islice(rows, LONGEST)]
    if not body:
        return ""
    more = sum(1 for _ in rows)
    if more:
        body.append(f'<tr><td colspan="{len(table.columns)}">… and {more:,} more</td></tr>')
    heads = "".join(
        f'<th{_class(kind)} scope="col">{"" if kind == "|" else escape(name)}</th>'
        for name, kind in table.columns.items()
    )
    head = f"<thead><tr>{heads}</tr></thead>" if any(map(str.strip, table.columns)) else ""
    caption = f"<caption>{escape(table.caption)}</caption>" if table.caption else ""
    return f"<table>{caption}{head}<tbody>{''.join(body)}</tbody></table>"


def _row(columns: Mapping[str, str], row: Sequence[Any]) -> str:
    cells = (
        f"<td{_class(kind)}>{_bar(cell) if kind == '|' else escape(_text(cell))}</td>"
        for kind, cell in zip(columns.values(), row, strict=True)
    )
    return f"<tr>{''.join(cells)}</tr>"


def _class(kind: str) -> str:
    return {">": ' class="n"', "|": ' class="bar"'}.get(kind, "")


def _bar(share: float) -> str:
    return f'<i style="width:{100 * share:.1f}%"></i>' if share else ""


def _text(value: Any) -> str:
    """A cell: ranges as what is typical and how far it goes, lists with commas."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return number(value)
    if isinstance(value, Mapping):
        if set(value) == {"low", "mode", "high"}:
            return f"{number(value['mode'])} ({span(value['low'], value['high'])})"
        return ", ".join(f"{key}: {_text(one)}" for key, one in value.items() if _text(one))
    if isinstance(value, list | tuple):
        return ", ".join(_text(one) for one in value)
    return str(value)
