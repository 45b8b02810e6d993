"""The backtest for people and programs: a report, and a table of all rows."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

from ...geo.evidence.backtest import POPULATIONS, Backtest, Score
from ...geo.evidence.outcome import Outcome
from ...layers.files import draft_of, drafts_of
from ...layers.tables import write_rows
from ..look.words import clean
from .text import table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ...geo.evidence.calibration import CrossValidation

__all__ = ["COLUMNS", "describe_backtest", "describe_calibration"]
__all__ += ["save_rows", "write_backtest"]

FILES = ("backtest.csv", "backtest.svg", "verification.svg")
"""Of a backtest; no pictures if there is nothing to draw."""
DAY = 24
ENOUGH = 20
"""Observed rows from which it makes sense to say how far they lie apart."""
COLUMNS = (
    "id", "origin", "destination", "resolved", "mode", "corridor", "service", "regime", "door",
    "kind", "trust", "direction", "published_days", "p10_days", "p50_days", "p90_days",
    "error_percent", "inside", "reason", "month", "pit", "interval_score",
)  # fmt: skip
"""Of the table of all rows."""


def describe_backtest(backtest: Backtest, worst: int = 10) -> str:
    """The scores, the worst rows with their reasons, and the rows left out.

    Parameters
    ----------
    backtest : Backtest
        From `khorgos.geo.evidence.backtest.run`.
    worst : int
        How many rows to list.

    Returns
    -------
    str
        Several tables.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> from khorgos.geo.evidence.published import read_observations
    >>> text = describe_backtest(Corridor.load().backtest(read_observations()[:3]))
    >>> text.splitlines()[0]
    '3 published times: 3 asked, 0 left out'
    """
    asked, left = len(backtest.outcomes), len(backtest.unresolved)
    head = [f"{asked + left} published times: {asked} asked, {left} left out"]
    if backtest.circular:
        head.append(f"{backtest.circular} of those because figures of the model rest on them")
    head.append(
        "Bias and error compare P50 with the published time; a bias above 0 means too slow.\n"
        "The headline is the observed rows: a plan, a record or a claim is no measurement, and is "
        "asked\nfor a quiet month, as is a row that says so; other rows for all months.\n"
        "The interval score is how wide P10-P90 is and ten times by how much the time misses it, "
        "by the\npublished time: less is better."
    )
    scores = {name: backtest.score(name) for name in POPULATIONS}
    enough = backtest.score().rows >= ENOUGH
    noise = (
        "No figure of a border, a line or a ship is calibrated on rows. How far services lie apart "
        "is:\n--calibrate holds that to pages that have not helped to fit it.\n"
        "Even with a factor of its own for each corridor and service, fitted after the fact, the "
        f"median error\nof the observed rows would be {backtest.noise():.0%}: so far apart are "
        "published times for the same thing.\nRows that said month, train and wait in port would "
        "change that."
    )
    parts = ["\n".join(head), _scores("rows", scores), *([noise] if enough else [])]
    observed = backtest.groups("observed")
    parts += [_scores(f"{name} (observed)", observed[name]) for name in ("corridor",)]
    parts += [
        _scores(f"{name} (all but trust D)", groups) for name, groups in backtest.groups().items()
    ]
    rows = [("id", "from", "to", "kind", "published", "P10-P50-P90", "off", "why")]
    rows += [_worst_row(outcome) for outcome in backtest.worst(worst)]
    if len(rows) > 1:
        parts.append("Furthest off, in days\n" + table(rows, "<<<<>>><"))
    if left:
        lines = [("id", "left out because")]
        lines += [(missing.row.id, missing.reason) for missing in backtest.unresolved]
        parts.append(table(lines, "<<"))
    parts.append(f"Data version {clean(backtest.data_version)}.")
    return "\n\n".join(parts)


def describe_calibration(found: Mapping[str, CrossValidation]) -> str:
    """What calibrating the regimes would bring, on rows seen and not seen.

    Parameters
    ----------
    found : mapping of str to CrossValidation
        By population.
    """
    rows = [("rows", "best setting", "median error", "bias", "held out: median error", "bias")]
    for name, result in found.items():
        fitted, held = result.fitted, result.held_out
        rows.append(
            (
                name,
                result.best,
                _share(fitted.median_error, ".1%"),
                _share(fitted.median_bias, "+.1%"),
                _share(held.median_error, ".1%"),
                _share(held.median_bias, "+.1%"),
            )
        )
    told = "Calibrating the weights of the regimes, five folds by page (not used: see regimes.csv)"
    return f"{told}\n{table(rows, '<<>>>>')}"


def _share(share: float, form: str) -> str:
    """A share, or nothing where there are no rows to reckon it from."""
    return "" if math.isnan(share) else format(share, form)


def _scores(title: str, scores: dict[str, Score]) -> str:
    head = ["n", "median bias", "mean bias", "median error", "in P10-P90", "interval score"]
    rows = [[title, *head]]
    for name, score in scores.items():
        shares = (score.median_bias, score.mean_bias, score.median_error, score.inside)
        forms = ("+.0%", "+.0%", ".0%", ".0%", ".2f")
        told = zip((*shares, score.interval_score), forms, strict=True)
        signed = [_share(share, form) for share, form in told]
        rows.append([name.replace("_", " "), str(score.rows), *signed])
    return table(rows, "<>>>>>>")


def _worst_row(outcome: Outcome) -> tuple[str, str, str, str, str, str, str, str]:
    row = outcome.row
    band = "-".join(f"{hours / DAY:.1f}" for hours in (outcome.p10, outcome.p50, outcome.p90))
    published = f"{row.hours / DAY:.1f}"
    return (
        row.id,
        _short(row.origin),
        _short(row.destination),
        row.kind,
        published,
        band,
        f"{outcome.error:+.0%}",
        outcome.reason,
    )


def _short(text: str, longest: int = 24) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def write_backtest(backtest: Backtest, folder: str | Path) -> list[Path]:
    """Write ``backtest.csv``, ``backtest.svg`` and ``verification.svg`` into a folder.

    Parameters
    ----------
    backtest : Backtest
        From `khorgos.geo.evidence.backtest.run`.
    folder : str or Path
        Where; it must exist.

    Returns
    -------
    list of Path
        The table and, if there is anything to draw, the pictures.

    Raises
    ------
    RequestError
        If the folder does not exist or cannot be written to.
    """
    from ..charts.scatter import save_picture
    from ..charts.verification import save_verification

    paths = [Path(folder) / name for name in FILES[: len(FILES) if backtest.outcomes else 1]]
    with drafts_of(*paths) as (rows, *pictures):
        save_rows(backtest, rows)
        for save, draft in zip((save_picture, save_verification), pictures, strict=False):
            save(backtest, draft)
    return paths


def save_rows(backtest: Backtest, path: str | Path) -> Path:
    """Write every row, also those left out, as CSV.

    Parameters
    ----------
    backtest : Backtest
        From `khorgos.geo.evidence.backtest.run`.
    path : str or Path
        The file; an existing one is replaced.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    RequestError
        If it cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> from khorgos.geo import Corridor
    >>> from khorgos.geo.evidence.published import read_observations
    >>> backtest = Corridor.load().backtest(read_observations()[:1])
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save_rows(backtest, Path(folder) / "rows.csv").read_text().splitlines()[1][:20]
    "V001,Xi'an,Duisburg,"
    """
    rows = [_row(outcome) for outcome in backtest.outcomes]
    for left in backtest.unresolved:
        row = left.row
        cells = dict.fromkeys(COLUMNS, "") | {
            "id": row.id,
            "origin": row.origin,
            "destination": row.destination,
            "mode": row.mode,
            "kind": row.kind,
            "trust": row.trust,
            "direction": row.direction,
            "published_days": f"{row.hours / DAY:.2f}",
            "reason": f"left out: {left.reason}",
        }
        rows.append([*cells.values()])
    with draft_of(path) as draft:
        write_rows(draft, [COLUMNS, *([clean(cell) for cell in row] for row in rows)])
    return Path(path)


def _row(outcome: Outcome) -> list[str]:
    row, asked = outcome.row, outcome.asked
    routes = dict.fromkeys(f"{r.origin.name} - {r.destination.name}" for r in asked.routes)
    countries = " ".join(asked.routes[0].countries)
    return [
        row.id,
        row.origin,
        row.destination,
        f"{'; '.join(routes)} ({countries})",
        asked.routes[0].mode,
        outcome.corridor,
        asked.service,
        asked.regime or "",
        "yes" if asked.door else "no",
        row.kind,
        row.trust,
        row.direction,
        *(f"{hours / DAY:.2f}" for hours in (row.hours, outcome.p10, outcome.p50, outcome.p90)),
        f"{100 * outcome.error:.1f}",
        "yes" if outcome.inside else "no",
        outcome.reason,
        asked.month,
        _share(outcome.pit, ".3f"),
        f"{outcome.interval_score:.3f}",
    ]
