"""Text for the terminal: states of gateways and corridors, and what a forecast is worth."""

from __future__ import annotations

from collections.abc import Iterable
from textwrap import wrap
from typing import Any, NamedTuple

from ...geo.states.chain import ahead
from ...geo.states.checking import Check
from ...geo.states.history import History, Line
from ...geo.states.notices import BOTH, Index, Notice, Watched, month_of, month_text
from .text import table

__all__ = ["StateRow", "describe_check", "describe_states", "rows_of", "states_dict"]

WIDTH = 100
VERDICTS = {
    True: "The forecast is better than telling how often each state is noticed, beyond chance.",
    False: "The forecast is not better, beyond chance and for all months, than telling how often\n"
    "each state is noticed: do not take the last state for the next.",
}


class StateRow(NamedTuple):
    """One gateway or corridor in one direction, in one month.

    Parameters
    ----------
    watched : Watched
        Which.
    direction, service : str
        Of travel; the service that notices name apart, empty for the ordinary one.
    month : str
        That is told; empty if no notice bears a date.
    notice : Notice or None
        That decides; None if nothing is known.
    since : str
        First month of this state, as far as all between are known.
    next_month : dict of str to float
        Weights of the month after, by how long states last; empty if nothing is known.
    """

    watched: Watched
    direction: str
    service: str
    month: str
    notice: Notice | None
    since: str
    next_month: dict[str, float]

    def to_dict(self) -> dict[str, Any]:
        """The row as plain data; ``state`` is ``unknown`` where no notice tells it."""
        said = self.notice
        return {
            "id": self.watched.id,
            "name": self.watched.name,
            "direction": self.direction,
            "service": self.service,
            "month": self.month,
            "state": said.state if said else "unknown",
            "since": self.since or None,
            "until": said.to_month if said else None,
            "said": said.said if said else None,
            "value": said.value if said else None,
            "unit": said.unit if said else None,
            "sources": list(said.sources) if said else [],
            "next_month": self.next_month,
        }


def rows_of(history: History, month: str | None = None) -> list[StateRow]:
    """The state of all that is watched, in a month or when it was last known.

    Parameters
    ----------
    history : History
        What notices said.
    month : str, optional
        Such as ``2024-06``; the last one that is known of each if left out.

    Returns
    -------
    list of StateRow
        In the order of ``watched.csv``.

    Raises
    ------
    RequestError
        If it is no month.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> rows = rows_of(Corridor.load().states, "2024-06")
    >>> {row.service: row.notice.state for row in rows if row.watched.id == "northern_all"}
    {'': 'disrupted', 'fast': 'quiet'}
    """
    asked = None if month is None else month_of(month)
    return [_row(history, *one, asked) for one in history.lines()]


def _row(
    history: History,
    watched: Watched,
    direction: str,
    service: str,
    line: Line,
    asked: int | None,
) -> StateRow:
    named = [at for at in line.months if not service or line.said(at)[0].service == service]
    at = asked if asked is not None else max(named, default=None)
    if at is None or (service and at not in named):
        text = "" if at is None else month_text(at)
        return StateRow(watched, direction, service, text, None, "", {})
    said = line.at(at)
    if said is None:
        return StateRow(watched, direction, service, month_text(at), None, "", {})
    after = ahead(history.shares, said.regime, 1, history.persistence)
    return StateRow(watched, direction, service, month_text(at), said, line.since(at), after)


def states_dict(history: History, month: str | None, check: Check | None) -> dict[str, Any]:
    """The same as plain data: all rows, indices of the month, undated notices, and the check."""
    return {
        "month": month,
        "states": [row.to_dict() for row in rows_of(history, month)],
        "indices": [index.to_dict() for index in _indices(history, month)],
        "undated": [notice.to_dict() for notice in _undated(history)],
        "check": check and check.to_dict(),
    }


def _indices(history: History, month: str | None) -> list[Index]:
    if month is None:
        return []
    return [x for x in history.indices if x.from_month and x.from_month <= month <= x.to_month]


def _undated(history: History) -> list[Notice]:
    return [notice for notice in history.notices if not notice.from_month]


def describe_states(history: History, month: str | None = None) -> str:
    """States for people: since when, and who says so.

    Parameters
    ----------
    history : History
        What notices said.
    month : str, optional
        As for `rows_of`.

    Returns
    -------
    str
        Several lines.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> print(describe_states(Corridor.load().states, "2024-06").splitlines()[4])
    northern corridor          westbound  fast     quiet      2024-06  2024-06  ST013
    """
    rows = rows_of(history, month)
    known = [row for row in rows if row.notice]
    head = ("gateway or corridor", "direction", "service", "state", "since", "until", "says so")
    cells = [
        (
            row.watched.name,
            "both ways" if row.direction == BOTH else row.direction,
            row.service,
            row.notice.state,
            row.since,
            row.notice.to_month,
            " ".join(row.notice.sources),
        )
        for row in known
        if row.notice
    ]
    when = f"What notices say of {month}" if month else "What notices said last; nothing later"
    texts = [f"{when}. Where none speaks it is unknown, not quiet.\n"]
    texts.append(table([head, *cells], "<<<<<<<") if cells else "Nothing is known of it.")
    if month:
        said = dict.fromkeys(row.notice for row in known if row.notice)
        texts += ["", *_wrapped(f"{' '.join(x.sources)}: {x.said}." for x in said)]
        names = dict.fromkeys(row.watched.name for row in rows)
        silent = [name for name in names if name not in {row.watched.name for row in known}]
        if silent:
            texts += ["", *_wrapped([f"Unknown: {'; '.join(silent)}."])]
        told = [
            f"{x.series}, {x.period}: {x.value:,.10g} {x.unit} ({' '.join(x.sources)})"
            for x in _indices(history, month)
        ]
        texts += ["", "Published series:", *_wrapped(told)] if told else []
    else:
        undated = [f"{' '.join(x.sources)}: {x.said}." for x in _undated(history)]
        texts += ["", "Without a date, and so of no month:", *_wrapped(undated)] if undated else []
        texts += [
            "",
            "khorgos states --month 2024-06 tells what was said; --check, what a forecast",
        ]
        texts += ["for the next month is worth; khorgos sources ID prints a source."]
    return "\n".join(texts)


def _wrapped(texts: Iterable[str]) -> list[str]:
    return [line for text in texts for line in wrap(text, WIDTH, subsequent_indent="  ")]


def describe_check(check: Check) -> str:
    """What the forecast for the next month is worth, for people.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> from khorgos.geo.states.checking import check_forecast
    >>> "not better" in describe_check(check_forecast(Corridor.load().states))
    True
    """
    if not check.scores:
        return "No two months next to one another are known: there is no forecast to check."
    head = ("score", "months", "of them", "series", "forecast", "how often", "gain", "95 %")
    rows = [
        (
            one.name,
            one.of,
            f"{one.months}",
            f"{one.series}",
            f"{one.forecast:.3f}",
            f"{one.climatology:.3f}",
            f"{one.gain:+.3f}",
            f"{one.gain_low:+.3f} to {one.gain_high:+.3f}",
        )
        for one in check.scores
    ]
    return "\n".join(
        (
            "The next month by how long states last, against how often each is noticed; each",
            "gateway and direction forecast by what the others teach. Less is better, a gain more.",
            "",
            table([head, *rows], "<<>>>>><"),
            "",
            "Told anew: another page tells of the second month than of the first. A page that",
            "tells of both, which counts once in all, knew how it went on.",
            f"A state stays for another month, beyond chance, with {check.persistence:.0%}.",
            VERDICTS[check.gains],
        )
    )
