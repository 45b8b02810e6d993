"""What it costs to lose a line or a crossing, as a table for a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from .text import table

if TYPE_CHECKING:
    from ...geo.resilience.criticality import Loss

__all__ = ["delay_words", "describe_losses"]


def describe_losses(losses: Sequence[Loss], top: int = 10, pairs: int | None = None) -> str:
    """The worst losses as a table, and what cuts hubs off.

    Parameters
    ----------
    losses : sequence of Loss
        Sorted; from `khorgos.geo.resilience.criticality.criticality` or `most_lost`.
    top : int
        How many to show; of those that cut hubs off, as many again.
    pairs : int, optional
        How many pairs of hubs there are, for the headline.

    Returns
    -------
    str
        Several lines.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> from khorgos.geo import criticality
    >>> losses = criticality(Corridor.load(), ["Xi'an", "Almaty-1", "Tashkent"])
    >>> print(describe_losses(losses, 1).splitlines()[0].split("  ")[0])
    lost
    """
    if not losses:
        return "Nothing is lost: no closure slows any pair of hubs down."
    rows = [("lost", "hours, all pairs", "pairs slower", "hours a pair", "cut off", "delay a day")]
    rows += [
        (
            loss.label,
            f"{loss.lost_hours:,.0f}",
            f"{loss.slower:,}",
            "–" if loss.mean_hours is None else f"{loss.mean_hours:.1f}",
            f"{len(loss.cut):,}" if loss.cut else "–",
            delay_words(loss) or "–",
        )
        for loss in losses[:top]
    ]
    parts = [table(rows, "<>>>>>")]
    cut = sorted((loss for loss in losses if loss.cut), key=lambda loss: -len(loss.cut))
    if cut:
        told = [
            ("cuts off", "pairs", "who"),
            *((x.label, f"{len(x.cut):,}", x.cut_words) for x in cut),
        ]
        parts.append(table(told[: top + 1], "<><"))
        if len(cut) > top:
            parts.append(f"and {len(cut) - top} more that cut hubs off")
    all_pairs = f"{pairs:,} pairs" if pairs else "Pairs"
    parts.append(
        "Each is closed alone, in both directions.\n"
        f"{all_pairs}: from hub to hub, each direction by itself.\n"
        "Hours: typical ones, by the next best way, however full that is.\n"
        "Delay a day: traffic a day times hours a pair, where the traffic is known."
    )
    return "\n\n".join(parts)


def delay_words(loss: Loss) -> str:
    """Delay a day, where the traffic is known."""
    if loss.delay_per_day is None or loss.flow is None:
        return ""
    return f"{loss.delay_per_day:,.3g} {loss.flow.unit[:-1]}-days"
