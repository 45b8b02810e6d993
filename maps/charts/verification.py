"""Picture of how right the model is: where published times lie in its laws, and its errors."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...geo.errors import RequestError
from ...geo.evidence.backtest import Backtest
from ...geo.evidence.outcome import Outcome
from ...geo.evidence.skill import GROUPS, kilometres
from .figure import GRID, MUTED, SETTINGS, drawing, framed, shorten, write_figure
from .scatter import STYLES

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["draw_verification", "save_verification"]

BINS = 10
OBSERVED, OTHERS = "#0072B2", "#9aa1a9"
SHARES = (0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 4.0)
"""Marks of the axis of errors: predicted by published."""
KILOMETRES = (10, 30, 100, 300, 1000, 3000, 10_000)
LONGEST = 20
MANY = 8
"""Groups from which their names stand upright."""
DODGE = 0.3


def save_verification(backtest: Backtest, path: str | Path) -> Path:
    """Write the picture of how right the model is; the same backtest gives the same bytes.

    Parameters
    ----------
    backtest : Backtest
        From `khorgos.geo.evidence.backtest.run`.
    path : str or Path
        The file; ends in ``.svg``, ``.png`` or ``.pdf``.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    RequestError
        If the ending is another one, there is nothing to draw, or it cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> from khorgos.geo import Corridor
    >>> from khorgos.geo.evidence.published import read_observations
    >>> backtest = Corridor.load().backtest(read_observations()[:3])
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save_verification(backtest, Path(folder) / "rows.svg").stat().st_size > 10_000
    True
    """
    return write_figure(lambda: draw_verification(backtest), path, SETTINGS)


@drawing(SETTINGS)
def draw_verification(backtest: Backtest) -> Figure:
    """Histogram of probabilities, and errors against distance, year, corridor, service and kind.

    Parameters
    ----------
    backtest : Backtest
        From `khorgos.geo.evidence.backtest.run`.

    Returns
    -------
    matplotlib.figure.Figure
        Six pictures in one; observed rows in blue, the others in grey.

    Raises
    ------
    RequestError
        If no row could be asked.
    """
    rows = backtest.outcomes
    if not rows:
        raise RequestError("no row could be asked: there is nothing to draw")
    score = backtest.score("all")
    told = (
        f"{score.rows} rows: median error {score.median_error:.0%}, median bias "
        f"{score.median_bias:+.0%}, {score.inside:.0%} inside P10–P90. "
        "Blue: observed. Grey: timetables, claims and records."
    )
    footer = (
        f"Made with khorgos, data version {backtest.data_version}. Where the published time lies "
        "in the law: even bars if the model is right, high at both ends if its ranges are too "
        "narrow. Errors are P50 by the published time; black marks are medians of groups."
    )
    figure = framed(7.2, "Transit times as predicted and as published", told, footer)
    (pit, distance, year), (corridor, service, kind) = figure.subplots(2, 3)
    _histogram(pit, rows)
    _distance(distance, rows)
    for axes, by in ((year, "year"), (corridor, "corridor"), (service, "service"), (kind, "kind")):
        _groups(axes, rows, by)
    return figure


def _histogram(axes: Axes, rows: Sequence[Outcome]) -> None:
    """Where published times lie in their laws, observed ones below."""
    known = [row for row in rows if not math.isnan(row.pit)]
    parts = [[row.pit for row in known if _observed(row) == which] for which in (True, False)]
    edges = [n / BINS for n in range(BINS + 1)]
    axes.hist(parts, edges, stacked=True, color=[OBSERVED, OTHERS], rwidth=0.9)
    axes.axhline(len(known) / BINS, color="black", linewidth=0.8, linestyle="--")
    axes.set_xlabel("probability of at most the published time")
    axes.set_ylabel("rows")
    axes.set_xlim(0, 1)


def _distance(axes: Axes, rows: Sequence[Outcome]) -> None:
    _points(axes, rows, [kilometres(row) for row in rows])
    axes.set_xscale("log")
    axes.set_xticks(KILOMETRES, [f"{km:,}" for km in KILOMETRES])
    axes.set_xticks([], minor=True)
    least, most = min(map(kilometres, rows)), max(map(kilometres, rows))
    axes.set_xlim(least / 1.3, most * 1.3)
    axes.set_xlabel("great circle, km")


def _groups(axes: Axes, rows: Sequence[Outcome], by: str) -> None:
    """Errors by group, side by side in each, with the median of the group."""
    of: Callable[[Outcome], str] = GROUPS[by]
    groups = sorted({of(row) for row in rows})
    xs: dict[str, float] = {}
    for number, group in enumerate(groups):
        own = sorted(
            (row for row in rows if of(row) == group), key=lambda row: (_ratio(row), row.row.id)
        )
        for place, row in enumerate(own):
            # Neighbours in size stand apart: a sequence of little discrepancy, always the same.
            xs[row.row.id] = number + DODGE * (2 * (place * 0.618 % 1) - 1)
        middle = (
            _ratio(own[len(own) // 2])
            if len(own) % 2
            else math.sqrt(_ratio(own[len(own) // 2 - 1]) * _ratio(own[len(own) // 2]))
        )
        axes.plot(
            [number - 0.4, number + 0.4], [middle] * 2, color="black", linewidth=1.6, zorder=4
        )
    _points(axes, rows, [xs[row.row.id] for row in rows])
    names = [
        STYLES[group][2] if by == "corridor" and group in STYLES else group for group in groups
    ]
    turned: dict[str, Any] = {"rotation": 90} if len(groups) > MANY else {}
    if not turned and sum(map(len, names)) > LONGEST:
        turned = {"rotation": 30, "ha": "right", "rotation_mode": "anchor"}
    counts = [sum(of(row) == group for row in rows) for group in groups]
    labels = [f"{shorten(name, LONGEST)} ({n})" for name, n in zip(names, counts, strict=True)]
    axes.set_xticks(range(len(groups)), labels, fontsize=8, **turned)
    axes.set_xlim(-0.6, len(groups) - 0.4)
    axes.set_xlabel(by)


def _points(axes: Axes, rows: Sequence[Outcome], xs: Sequence[float]) -> None:
    """Errors on a scale on which half and double are as far off."""
    for which, colour, size in ((False, OTHERS, 3.0), (True, OBSERVED, 4.0)):
        own = [(x, _ratio(row)) for x, row in zip(xs, rows, strict=True) if _observed(row) == which]
        axes.plot(*zip(*own, strict=True) if own else ([], []), "o", color=colour, markersize=size,
                  markeredgewidth=0, alpha=0.8, zorder=3 if which else 2)  # fmt: skip
    ratios = [_ratio(row) for row in rows]
    axes.set_yscale("log")
    low, high = min(*ratios, 0.7) / 1.1, max(*ratios, 1.4) * 1.1
    axes.set_ylim(low, high)
    marks = [share for share in SHARES if low <= share <= high]
    axes.set_yticks(marks, [f"{share - 1:+.0%}" if share != 1 else "0" for share in marks])
    axes.set_yticks([], minor=True)
    axes.axhline(1.0, color=MUTED, linewidth=0.8, zorder=1)
    axes.grid(axis="y", **GRID)
    axes.set_axisbelow(True)
    axes.set_ylabel("off by")


def _ratio(row: Outcome) -> float:
    return row.p50 / row.row.hours


def _observed(row: Outcome) -> bool:
    return row.row.kind == "observed"
