"""Picture of the backtest: predicted against published times."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...geo.errors import RequestError
from ...geo.evidence.backtest import Backtest
from ...geo.evidence.outcome import Outcome
from ..look.words import clean
from .figure import drawing, shorten, write_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["draw_backtest", "save_picture"]

DAY = 24
SETTINGS = {"font.size": 9}
CLOSE = 0.1
"""Half width of the band around the diagonal."""
LABELS = 6
LONGEST = 22
LINE = 0.036
"""Height of a label, as a share of the picture."""
DODGE = 0.012
"""How far apart, as a share of the days, points with the same published time are put."""
# Okabe and Ito, "Color Universal Design": told apart by the colour-blind; so are the markers.
STYLES = {
    "northern": ("#0072B2", "o", "Northern route"),
    "middle": ("#D55E00", "s", "Middle Corridor"),
    "southern": ("#CC79A7", "D", "Southern, by Iran"),
    "central_asia": ("#009E73", "^", "China–Central Asia"),
    "road": ("#9A6A00", "v", "Road"),
    "sea": ("#56B4E9", "P", "Sea"),
    "other": ("#555555", "X", "Elsewhere"),
}
TICKS = (0.5, 1, 2, 3, 5, 7, 10, 15, 20, 30, 40, 60, 90, 150, 250)


def save_picture(backtest: Backtest, path: str | Path) -> Path:
    """Write the picture of predicted against published times.

    The same backtest gives the same bytes.

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
    >>> backtest = Corridor.load().backtest(read_observations()[:2])
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save_picture(backtest, Path(folder) / "rows.svg").stat().st_size > 10_000
    True
    """
    return write_figure(lambda: draw_backtest(backtest), path, SETTINGS)


@drawing(SETTINGS)
def draw_backtest(backtest: Backtest) -> Figure:
    """Predicted against published times, each axis in days on a logarithmic scale.

    Parameters
    ----------
    backtest : Backtest
        From `khorgos.geo.evidence.backtest.run`.

    Returns
    -------
    matplotlib.figure.Figure
        Its points are P50.  Observed rows are filled and have bars P10-P90; the others, which
        no measurement stands behind, are small and hollow.

    Raises
    ------
    RequestError
        If no row could be asked.
    """
    from matplotlib.figure import Figure

    if not backtest.outcomes:
        raise RequestError("no row could be asked: there is nothing to draw")
    figure = Figure(figsize=(8.2, 8.4), layout="constrained")
    axes = figure.add_subplot()
    _frame(axes, backtest)
    places = _places(backtest.outcomes)
    for corridor, (colour, marker, name) in STYLES.items():
        chosen = [outcome for outcome in backtest.outcomes if outcome.corridor == corridor]
        if chosen:
            observed = [outcome for outcome in chosen if outcome.row.kind == "observed"]
            others = [outcome for outcome in chosen if outcome.row.kind != "observed"]
            _hollow(axes, others, places, colour, marker)
            _filled(axes, observed, places, colour, marker)
            axes.plot([], [], marker, color=colour, label=name)
    grey: dict[str, Any] = {"color": "#555555", "linestyle": "none"}
    axes.plot([], [], marker="o", label="observed, with P10–P90", **grey)
    axes.plot([], [], marker="o", markerfacecolor="white", label="timetable, claim, record", **grey)
    worst = backtest.worst(LABELS, "observed")
    _labels(axes, [o for o in worst if o.error > 0], places, slow=True)
    _labels(axes, [o for o in worst if o.error <= 0], places, slow=False)
    axes.legend(loc="lower right", frameon=True, facecolor="white", edgecolor="none", framealpha=1)
    return figure


def _frame(axes: Axes, backtest: Backtest) -> None:
    """Axes, diagonal, band, title."""
    days = [hours / DAY for o in backtest.outcomes for hours in (o.row.hours, o.p50, o.p90)]
    low, high = min(days) / 1.15, max(days) * 1.15
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xlim(low, high)
    axes.set_ylim(low, high)
    ticks = [tick for tick in TICKS if low <= tick <= high]
    for set_ticks in (axes.set_xticks, axes.set_yticks):
        set_ticks(ticks, [f"{tick:g}" for tick in ticks])
        set_ticks([], minor=True)
    span = [low, high]
    axes.fill_between(
        span,
        [(1 - CLOSE) * day for day in span],
        [(1 + CLOSE) * day for day in span],
        color="#e9e9e9",
        linewidth=0,
        label=f"within {CLOSE:.0%}",
        zorder=0.5,
    )
    axes.plot(span, span, color="#444444", linewidth=0.8, zorder=1)
    axes.set_aspect("equal")
    axes.grid(color="#e4e4e4", linewidth=0.5)
    axes.set_axisbelow(True)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    axes.set_xlabel(
        f"published, days\n{len(backtest.outcomes)} published times, "
        f"data version {clean(backtest.data_version)}"
    )
    axes.set_ylabel("predicted, days (P50)")
    score = backtest.headline
    told = "No observed times among the rows"
    if score.rows:
        told = (
            f"{score.rows} observed times: median error {score.median_error:.0%}, "
            f"median bias {score.median_bias:+.0%}, {score.inside:.0%} inside P10–P90"
        )
    axes.set_title(f"Transit times as predicted and as published\n{told}", loc="left", fontsize=11)


def _places(outcomes: Iterable[Outcome]) -> dict[str, tuple[float, float]]:
    """Where the point of each row lies: those with one published time stand side by side."""
    columns: dict[float, list[Outcome]] = {}
    for outcome in outcomes:
        columns.setdefault(round(outcome.row.hours, 1), []).append(outcome)
    found = {}
    for hours, column in columns.items():
        for place, outcome in enumerate(sorted(column, key=lambda o: (o.p50, o.row.id))):
            shift = 1 + DODGE * ((place % 5) - 2) * (len(column) > 1)
            found[outcome.row.id] = (hours / DAY * shift, outcome.p50 / DAY)
    return found


def _hollow(
    axes: Axes,
    outcomes: list[Outcome],
    places: dict[str, tuple[float, float]],
    colour: str,
    marker: str,
) -> None:
    points = [places[outcome.row.id] for outcome in outcomes]
    axes.plot(
        [x for x, _ in points],
        [y for _, y in points],
        marker,
        color=colour,
        markerfacecolor="white",
        markersize=4.5,
        alpha=0.8,
        zorder=2,
    )


def _filled(
    axes: Axes,
    outcomes: list[Outcome],
    places: dict[str, tuple[float, float]],
    colour: str,
    marker: str,
) -> None:
    if not outcomes:
        return
    points = [places[outcome.row.id] for outcome in outcomes]
    below = [(outcome.p50 - outcome.p10) / DAY for outcome in outcomes]
    above = [(outcome.p90 - outcome.p50) / DAY for outcome in outcomes]
    axes.errorbar(
        [x for x, _ in points],
        [y for _, y in points],
        yerr=[below, above],
        fmt=marker,
        color=colour,
        ecolor=f"{colour}66",
        elinewidth=1.1,
        markersize=6,
        markeredgecolor="white",
        markeredgewidth=0.6,
        zorder=3,
    )


def _labels(
    axes: Axes, outcomes: list[Outcome], places: dict[str, tuple[float, float]], *, slow: bool
) -> None:
    """Names of points in the empty corner beside them, one below the other, with leaders."""
    to_axes = axes.transData + axes.transAxes.inverted()
    free = 0.97 if slow else 0.5
    for outcome in sorted(outcomes, key=lambda o: places[o.row.id][1], reverse=True):
        x, y = places[outcome.row.id]
        height = min(to_axes.transform((x, y))[1] + (0.05 if slow else -0.05), free)
        free = height - LINE
        axes.annotate(
            f"{shorten(outcome.row.origin, LONGEST)}–{shorten(outcome.row.destination, LONGEST)}",
            (x, y),
            xytext=(0.02 if slow else 0.985, height),
            textcoords="axes fraction",
            ha="left" if slow else "right",
            va="center",
            fontsize=8,
            color="#222222",
            arrowprops={"arrowstyle": "-", "color": "#999999", "linewidth": 0.6, "shrinkB": 3},
            zorder=4,
        )
