"""Trade between countries as a chart."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import cycle
from typing import TYPE_CHECKING, Any

from ...geo.errors import RequestError
from ...geo.evidence.trade import TradeYear, read_trade, traders
from ..look.style import INK
from .figure import (
    GRID,
    LONGEST_PLACE,
    MUTED,
    SETTINGS,
    drawing,
    framed,
    legend_above,
    shorten,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from ...geo import Corridor

__all__ = ["trade"]

SERIES_COLOURS = ("#0f7b8a", "#c8553d")
LONGEST_NAME = 60
"""Characters of the name of a series."""


def trade(corridor: Corridor) -> Figure:
    """Trade by year, as each of the countries that trade counts it.

    Parameters
    ----------
    corridor : Corridor
        Its folder has ``trade.csv``.

    Returns
    -------
    matplotlib.figure.Figure
        Bars in US$ bn, with their sources below.

    Raises
    ------
    RequestError
        If there is no table of trade.
    TableError
        If the table is broken.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> [text.get_text() for text in trade(Corridor.load()).axes[0].get_legend().get_texts()][:2]
    ['Kazakhstan statistics', 'Chinese statistics']
    """
    rows = read_trade(corridor.folder)
    if not rows:
        raise RequestError(f"{corridor.folder} has no trade.csv with rows: nothing to draw")
    told, ends = "Exports and imports together.", traders(corridor.folder)
    if len({row.series for row in rows}) > 1:
        told += " The countries count differently: compare within one."
    with drawing(SETTINGS):
        years = list(range(min(row.year for row in rows), max(row.year for row in rows) + 1))
        between = (
            f" between {' and '.join(shorten(end, LONGEST_PLACE) for end in ends)}"
            if len(ends) > 1
            else ""
        )
        title = f"Trade{between}, {years[0]}–{years[-1]}"
        figure = framed(4.8, title, told, _trade_footer(corridor, rows))
        axes = figure.subplots()
        axes.set_xticks(range(len(years)), [str(year) for year in years])
        axes.tick_params(axis="x", length=0, labelsize=11, labelcolor=INK)
        axes.set_ylabel("US$ bn a year")
        axes.set_ylim(0, 1.1 * (max(row.value for row in rows) or 1.0))
        axes.grid(axis="y", **GRID)
        axes.set_axisbelow(True)
        found = {(row.year, row.series): row for row in rows}
        labels = {row.series: _shown(row.label) for row in rows}
        for place, (series, colour) in enumerate(zip(labels, cycle(SERIES_COLOURS), strict=False)):
            for position, year in enumerate(years):
                at = position + 0.39 * (place - 0.5)
                _trade_bar(axes, at, found.get((year, series)), colour)
            axes.bar([0], [0], color=colour, label=labels[series])
        axes.bar([0], [0], label="computed from the next year", **_hatch(MUTED))
        legend_above(axes)
        figure.draw_without_rendering()
    return figure


def _shown(label: str) -> str:
    """A name for the legend, which leaves out those that begin with a line."""
    label = shorten(label, LONGEST_NAME)
    return f" {label}" if label.startswith("_") else label


def _hatch(colour: str) -> dict[str, Any]:
    return {"facecolor": "white", "edgecolor": colour, "hatch": "////", "linewidth": 1.0}


def _trade_bar(axes: Axes, at: float, row: TradeYear | None, colour: str) -> None:
    if row is None:
        axes.annotate(
            "no figure found",
            (at, 0),
            xytext=(0, 6),
            textcoords="offset points",
            ha="center",
            va="bottom",
            rotation=90,
            fontsize=8.5,
            color=MUTED,
        )
        return
    look = {"color": colour} if row.basis == "reported" else _hatch(colour)
    axes.bar([at], [row.value], 0.37, **look)
    axes.annotate(
        f"{row.value:.1f}".removesuffix(".0"),
        (at, row.value),
        xytext=(0, 3),
        textcoords="offset points",
        ha="center",
        fontsize=11,
        fontweight="bold",
    )


def _trade_footer(corridor: Corridor, rows: Sequence[TradeYear]) -> str:
    ids = dict.fromkeys(id_ for row in rows for id_ in row.sources)
    titles: dict[str, list[str]] = {}
    for id_ in ids:
        source = corridor.sources.get(id_)
        titles.setdefault(source.title if source else "not in sources.csv", []).append(id_)
    told = "; ".join(f"{title} ({' '.join(found)})" for title, found in titles.items())
    return f"Sources: {told}. Data version {corridor.data_version}."
