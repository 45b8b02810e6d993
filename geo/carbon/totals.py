"""Which of two totals of CO2e is more, or that nobody can say."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

from ..errors import RequestError
from ..values import NOTHING, Range
from .emissions import Emissions, in_tonnes

__all__ = ["Verdict", "compare_totals"]


class Verdict(NamedTuple):
    """Which of two totals is more, if one can say.

    Parameters
    ----------
    tie : bool
        Nobody can say which is more.
    ratio : Range
        First over second.
    text : str
        One sentence that says so.

    Examples
    --------
    >>> Verdict(False, Range(3.9, 4.9, 6.1), "road emits 4.9 times as much").ratio.typical
    4.9
    """

    tie: bool
    ratio: Range
    text: str

    def __repr__(self) -> str:
        return f"<Verdict: {self.text}>"

    def _repr_html_(self) -> str:
        from ..html import card

        low, typical, high = self.ratio
        return card(self.text, [f"ratio {typical:.2f} ({low:.2f} to {high:.2f})"])

    def to_dict(self) -> dict[str, Any]:
        """It as plain data."""
        return {"tie": self.tie, "ratio": self.ratio.to_dict(), "text": self.text}


def compare_totals(a: Emissions, b: Emissions, names: tuple[str, str] | None = None) -> Verdict:
    """Compare two totals: they tie when their ranges meet.

    What both share, such as the energy of electric trains, is high or low in both at once: if
    the ratio then lies wholly above or below 1, they do not tie, though their ranges meet.

    Parameters
    ----------
    a, b : Emissions
        Of two routes with the same payload.
    names : tuple of (str, str), optional
        How the text calls them; their modes if left out.

    Returns
    -------
    Verdict
        Flag, ratio with its range, and text.

    Raises
    ------
    RequestError
        If the payloads or the families differ, or one of the two emits nothing.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> corridor = Corridor.load()
    >>> sea = corridor.emissions(corridor.route("Shanghai", "Hamburg", mode="sea"))
    >>> rail = corridor.emissions(corridor.route("Xi'an", "Duisburg"))
    >>> compare_totals(rail, sea).tie
    True
    """
    for field in ("payload", "family", "radiative_forcing"):
        ours, theirs = getattr(a, field), getattr(b, field)
        if ours != theirs:
            raise RequestError(f"{field} is {ours} here and {theirs} there; compare like with like")
    if not (a.total_kg.typical and b.total_kg.typical):
        raise RequestError("one of the two emits nothing, so there is no ratio")
    first, second = names or (a.mode, b.mode)
    ratio = _ratio(a, b)
    shared = a.groups.keys() & b.groups.keys()
    tie = a.total_kg.overlaps(b.total_kg) and not (shared and not ratio.low <= 1 <= ratio.high)
    if tie:
        text = (
            f"{first} and {second} tie: {in_tonnes(a.total_kg)} and {in_tonnes(b.total_kg)}; "
            "nobody can say which emits more"
        )
    else:
        low, typical, high = ratio if ratio.typical >= 1 else (1 / x for x in reversed(ratio))
        more, less = (first, second) if ratio.typical >= 1 else (second, first)
        digits = 1 if typical >= 2 else 2  # noqa: PLR2004
        span = f"{low:.{digits}f} to {high:.{digits}f}"
        text = f"{more} emits {typical:.{digits}f} times as much as {less} ({span})"
    return Verdict(tie, ratio, text)


def _ratio(a: Emissions, b: Emissions) -> Range:
    """Ratio of two totals: each group moves it on its own; how far, adds in squares of logs."""
    typical = a.total_kg.typical / b.total_kg.typical
    down, up = [0.0], [0.0]
    for group in a.groups.keys() | b.groups.keys():
        ours, theirs = a.groups.get(group, NOTHING), b.groups.get(group, NOTHING)
        rest = a.total_kg.typical - ours.typical, b.total_kg.typical - theirs.typical
        ends = [
            math.log((rest[0] + x) / (rest[1] + y) / typical)
            for x, y in ((ours.low, theirs.low), (ours.high, theirs.high))
        ]
        down.append(min(0.0, *ends))
        up.append(max(0.0, *ends))
    low, high = math.exp(-math.hypot(*down)), math.exp(math.hypot(*up))
    return Range(low, 1.0, high).times(typical)
