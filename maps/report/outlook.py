"""How sure a transit time is, as plain text for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...geo.uncertainty.outlook import QUANTILES
from ...geo.values import unit_of
from ..look.words import clean
from .text import describe_ends, table

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from ...geo import Outlook
    from ...geo.uncertainty.outlook import Driver, LateLeg

__all__ = ["describe_outlook", "describe_sureness", "headline", "loss_line"]
__all__ += ["loss_words", "worst"]

TOLD = 3
"""Drivers that a route names; khorgos simulate names all."""
LEAST_SHARE = 0.005
NEARLY = 0.995
SHORT = 10.0
"""Hours below which tenths count."""


def headline(outlook: Outlook) -> str:
    """The answer in one line.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> corridor = Corridor.load()
    >>> print(headline(corridor.outlook(corridor.route("Zhetygen", "Altynkol"))))
    1 in 10 arrives within 4.9 hours, half within 7.2, 9 in 10 within 10.5 (P10-P50-P90).
    """
    p10, p50, p90 = (outlook.quantile(p) for p in (0.1, 0.5, 0.9))
    unit, name = unit_of(p50)
    return (
        f"1 in 10 arrives within {p10 / unit:.1f} {name}, "
        f"half within {p50 / unit:.1f}, 9 in 10 within {p90 / unit:.1f} (P10-P50-P90)."
    )


def worst(outlook: Outlook) -> list[Driver]:
    """The few drivers that a route names, worst first.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> corridor = Corridor.load()
    >>> worst(corridor.outlook(corridor.route("Xi'an", "Duisburg")))[0].place
    'Małaszewicze'
    """
    return [driver for driver in outlook.drivers[:TOLD] if driver.share >= LEAST_SHARE]


def loss_line(loss: LateLeg) -> str:
    """Where a late journey loses most, in one line.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> corridor = Corridor.load()
    >>> outlook = corridor.outlook(corridor.route("Xi'an", "Duisburg"))
    >>> print(loss_line(outlook.worst_loss))
    A late journey (P90) loses most at Dostyk: 213 h instead of 69.
    """
    where = f"at {loss.place}" if loss.place else f"under way ({loss.label})"
    return f"A late journey (P90) loses most {where}: {loss_words(loss)}."


def loss_words(loss: LateLeg) -> str:
    """Hours of a late journey and of a usual one.

    Examples
    --------
    >>> from khorgos.geo.uncertainty.outlook import LateLeg
    >>> loss_words(LateLeg("line", "", 8.04, 9.2))
    '9.2 h instead of 8.0'
    """
    digits = 0 if loss.p50_hours >= SHORT else 1
    return f"{loss.p90_hours:.{digits}f} h instead of {loss.p50_hours:.{digits}f}"


def describe_sureness(outlook: Outlook, by: Mapping[str, datetime]) -> list[str]:
    """What stands behind the headline: arrivals, regimes, drivers and the age of the figures."""
    lines = [*_arrivals(outlook, by), _regimes(outlook), *month_lines(outlook)]
    late = [
        f"{driver.label}{f' ({driver.place})' if driver.place else ''} {driver.share:.0%}"
        for driver in worst(outlook)
    ]
    if outlook.worst_loss:
        lines.append(loss_line(outlook.worst_loss))
    if late:
        lines.append(f"What makes it late or early, by share of the variance: {'; '.join(late)}.")
    lines += [*_unstated(outlook), _freshness(outlook)]
    return [clean(line) for line in lines]


def _arrivals(outlook: Outlook, by: Mapping[str, datetime]) -> list[str]:
    if outlook.depart is None:
        return []
    moments = " - ".join(_clock(outlook.arrive(p)) for p in (0.1, 0.5, 0.9))
    zone = outlook.depart.isoformat()[-6:]
    leaves, there = f"{_clock(outlook.depart)} {zone}", outlook.route.destination.name
    lines = [
        f"Ready to leave {leaves}; arrives (P10-P50-P90) {moments}, local time at {there}.",
    ]
    lines += [
        f"Probability of arriving by {asked}: {_chance(outlook.probability_by(moment))}."
        for asked, moment in by.items()
    ]
    if outlook.met:
        lines.append(f"On the way, by the calendars: {'; '.join(outlook.met)}.")
    return lines


def _chance(probability: float) -> str:
    """Never quite certain: 100% and 0% stand for nothing else."""
    if NEARLY <= probability < 1:
        return ">99%"
    if 0 < probability <= 1 - NEARLY:
        return "<1%"
    return f"{probability:.0%}"


def _clock(moment: datetime) -> str:
    return f"{moment:%a %Y-%m-%d %H:%M}"


def _regimes(outlook: Outlook) -> str:
    told = ", ".join(f"{name} {weight:.0%}" for name, weight in outlook.weights.items() if weight)
    own = outlook.weights == outlook.regimes.weights
    basis = " (judgement)" if outlook.regimes.judgement == "yes" else ""
    if outlook.month is not None and not own:
        basis = f" ({outlook.month.basis})"
    elif not own:
        basis = " (as asked)"
    own_figures = {figure.regime for figure in outlook.figures}
    without = [
        name
        for name, weight in outlook.weights.items()
        if weight and name != "quiet" and name not in own_figures
    ]
    text = f"State of the corridor, {outlook.regimes.label}: {told}{basis}."
    if without:
        text += f" No figures of its own on this way for: {', '.join(without)}."
    return text


def _unstated(outlook: Outlook) -> list[str]:
    """What the question does not state, apart from what makes it late on the way."""
    found = outlook.unstated
    if found is None:
        return []
    basis = ", judgement" if found.figure.judgement == "yes" else ""
    return [f"{found} ({found.figure.id}{basis})."]


def month_lines(outlook: Outlook) -> list[str]:
    """What is known of the month, since when, and who says so.

    A departure of whose month nothing is known has no line: the usual states hold.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> corridor = Corridor.load()
    >>> outlook = corridor.outlook(corridor.route("Xi'an", "Duisburg"), month="2027-03")
    >>> month_lines(outlook)
    ['Of 2027-03 nothing is known on this way: what is usual holds.']
    """
    month = outlook.month
    if month is None or (outlook.depart is not None and month.basis == "unknown"):
        return []
    shut = "; ".join(
        f"{one.watched.name} {one.notice.state} ({', '.join(one.notice.sources)})"
        for one in month.elsewhere
    )
    off = [f"Off this way in {month.month}: {shut}."] if shut else []
    if month.basis == "unknown":
        return [f"Of {month.month} nothing is known on this way: what is usual holds.", *off]
    said = [
        f"  {one.watched.name} {one.notice.state} in {one.month}"
        + (f", since {one.since}" if one.since != one.month else "")
        + f": {one.notice.said} ({', '.join(one.notice.sources)})."
        for one in month.evidence
    ]
    said += [f"  {x.name} (months {', '.join(x.months)})." for x in month.seasons]
    how = "" if month.basis == "known" else " from what is known nearby"
    if any(one.notice.regime != one.notice.shared for one in month.evidence):
        said.append(
            "  What is disrupted or closed is so at its own border; elsewhere it is stress."
        )
    if month.evidence and month.evidence[0].notice.service and len(month.evidence) > 1:
        said.append("  What names the service counts; the rest is said of all.")
    return [f"The state of {month.month} is {month.basis}{how}:", *said, *off]


def _freshness(outlook: Outlook) -> str:
    fresh = outlook.freshness
    unit, name = unit_of(fresh.swing_hours)
    return (
        f"Figures date from {fresh.oldest.as_of} ({fresh.oldest.id}) to {fresh.newest.as_of} "
        f"({fresh.newest.id}); most sensitive to {fresh.key.id} ({fresh.key.as_of}): "
        f"{fresh.swing_hours / unit:.1f} {name} between its low and high."
    )


def describe_outlook(
    outlook: Outlook, by: Mapping[str, datetime], exact: Outlook | None = None
) -> str:
    """A distribution for people: quantiles, arrivals, all drivers.

    Parameters
    ----------
    outlook : Outlook
        From `Corridor.simulate` or `Corridor.outlook`.
    by : mapping of str to datetime
        Deadlines as people wrote them, and what they mean.
    exact : Outlook, optional
        The same without sampling, which has the headline and stands beside the samples.

    Returns
    -------
    str
        Several lines.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> corridor = Corridor.load()
    >>> text = describe_outlook(corridor.outlook(corridor.route("Xi'an", "Almaty")), {})
    >>> "P95" in text
    True
    """
    unit, name = unit_of(outlook.quantile(0.5))
    mean, deviation = (x / unit for x in (outlook.mean_hours, outlook.sd_hours))
    dated, beside = outlook.depart is not None, exact is not None
    how = f"{outlook.samples:,} samples" if outlook.samples else "exact, without sampling"
    units = tuple(dict.fromkeys((name, "hours")))
    of_units = ">" * len(units)
    rows: list[tuple[str, ...]] = [
        ("", *units, *(("arrival",) * dated), *((f"exact {name}", *units[1:]) * beside))
    ]
    for quantile, p in QUANTILES.items():
        hours = outlook.quantile(p)
        when = (_clock(outlook.arrive(p)),) if outlook.depart else ()
        sure = _in_units(exact.quantile(p), unit) if exact else ()
        rows.append((quantile.upper(), *_in_units(hours, unit), *when, *sure))
    drivers = [("share of variance", "mean hours", "what", "where")]
    drivers += [
        (f"{driver.share:.1%}", f"{driver.hours:.1f}", driver.label, driver.place)
        for driver in outlook.drivers
    ]
    loss = [loss_line(outlook.worst_loss)] if outlook.worst_loss else []
    lines = [*_arrivals(outlook, by), *loss, *_unstated(outlook)]
    lines += [_regimes(outlook), *month_lines(outlook), _freshness(outlook)]
    return "\n\n".join(
        (
            f"{clean(describe_ends(outlook.route))}\n{headline(exact or outlook)}",
            table(rows, "<" + of_units + "<" * dated + of_units * beside),
            f"mean {mean:.1f} {name}, standard deviation {deviation:.1f} {name}; {how}.",
            table(drivers, ">><<"),
            "\n".join(map(clean, lines)),
            f"Data version {outlook.route.data_version}.",
        )
    )


def _in_units(hours: float, unit: int) -> tuple[str, ...]:
    """Hours as the columns of a distribution have them: in days too, if these are said."""
    return (f"{hours:.1f}",) if unit == 1 else (f"{hours / unit:.1f}", f"{hours:.0f}")
