"""How far services lie apart and what the model is worth beside simpler rules, in words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ...geo.evidence.backtest import Score
from .text import table

if TYPE_CHECKING:
    from ...geo.evidence.calibration import Calibration
    from ...geo.evidence.skill import Finding, Gain

__all__ = ["describe_findings", "describe_gains", "describe_spread"]

TENTH = 1.2816
"""Of the standard normal, what one in ten exceeds."""
LONGEST = 60
WANTED = {
    "bias": {
        "corridor": "times of parts of this corridor that newer pages give",
        "mode": "times of parts by this mode that newer pages give",
        "service": "rows that name the train, its timetable and its terminals",
        "kind": "times measured from departure to arrival, in the place of what is announced",
        "year": "the state of the gateways in each month of that year",
    },
    "coverage": {
        "corridor": "times of single trains on this corridor, which show how far they lie apart",
        "mode": "times of single shipments by this mode, which show how far they lie apart",
        "service": "times of single shipments by this service, with operator and terminal",
        "kind": "ranges beside the single figures of such rows",
        "year": "the state of the gateways in each month of that year",
    },
}
"""What was rejected -> what rows are told apart by -> data that would change it."""


def describe_spread(found: Calibration) -> str:
    """The widths, what they rest on, and what they make of the rows.

    Parameters
    ----------
    found : Calibration
        From `khorgos.geo.evidence.calibration.fit_spread`.
    """
    rows = [("kind", "n", "pages", "log-sd", "P10-P90", "interval score", "without it")]
    for width in found.widths:
        sd = width.log_sd
        low, high = (math.exp(sign * TENTH * sd - sd * sd / 2) for sign in (-1, 1))
        counts = (str(width.rows), str(width.pages), f"{sd:.3f}", f"{low:.2f}-{high:.2f}")
        rows.append((width.family, *counts, f"{width.score:.2f}", f"{width.without:.2f}"))
    parts = [
        "What nobody states (operator, timetable, terminal, priority): a factor on the whole "
        "journey,\nlog-normal with mean 1, of least interval score; all kinds count as 20 rows of "
        "each\n" + table(rows, "<>>>>>>")
    ]
    moved = [
        f"{width.family}: {sd:.3f} without {page[:LONGEST]}"
        for width in found.widths
        for page, sd in width.moved.items()
    ]
    parts.append(
        "\n".join(["Pages without which a width moves by more than 10 %:", *moved])
        if moved
        else "No page moves a width by more than 10 %."
    )
    lines = [("all rows", "n", "median bias", "median error", "in P10-P90", "interval score")]
    for name, outcomes in (("fitted", found.fitted), ("held out by page", found.held_out)):
        score = Score.of(outcomes)
        lines.append((name, str(score.rows), *_told(score)))
    parts.append(table(lines, "<>>>>>"))
    return "\n\n".join(parts)


def describe_gains(found: Sequence[Gain]) -> str:
    """The model beside its rivals.

    Parameters
    ----------
    found : sequence of Gain
        From `khorgos.geo.evidence.skill.gains_of`.
    """
    head = ("median bias", "median error", "in P10-P90", "interval score")
    rows: list[tuple[str, ...]] = [("held out by page", "n", *head, "gain", "95 %")]
    for gain in found:
        if math.isnan(gain.gain):
            continue
        ends = f"{gain.low:+.0%} to {gain.high:+.0%}"
        between = "none told" if math.isnan(gain.low) else ends
        rows.append(("khorgos", str(gain.ours.rows), *_told(gain.ours), "", ""))
        told = (*_told(gain.theirs), f"{gain.gain:+.0%}", between)
        rows.append((f"  {gain.rival}", "", *told))
    return (
        "Beside simpler rules on the rows that both can be asked; the gain is by what share our "
        "interval\nscore is less, and pages are drawn anew for its range. Rows whose lane is on no "
        "other page are left\nout of the last.\n" + table(rows, "<>>>>>>>")
    )


def describe_findings(found: Sequence[Finding]) -> str:
    """Bias and coverage of groups, and what data would change what is rejected.

    Parameters
    ----------
    found : sequence of Finding
        From `khorgos.geo.evidence.skill.findings_of`.
    """
    rows = [("group", "n", "median bias", "p", "in P10-P90", "p", "rejected")]
    rows += [
        (
            f"{finding.by}: {finding.group.replace('_', ' ')}",
            str(finding.rows),
            f"{finding.bias:+.0%}",
            f"{finding.bias_p:.3f}",
            f"{finding.inside:.0%}",
            f"{finding.inside_p:.3f}",
            ", ".join(finding.rejected),
        )
        for finding in found
    ]
    named = [
        f"{word} of {finding.group.replace('_', ' ')}: {WANTED[word][finding.by]} would change it"
        for finding in found
        for word in finding.rejected
    ]
    told = "Groups of 30 rows and more, held out: no bias, and 80 % inside? Rejected at 5 % (Holm)"
    return "\n".join([f"{told}\n{table(rows, '<>>>>><')}", *named])


def _told(score: Score) -> tuple[str, str, str, str]:
    return (
        f"{score.median_bias:+.1%}",
        f"{score.median_error:.1%}",
        f"{score.inside:.0%}",
        f"{score.interval_score:.3f}",
    )
