"""What a name was taken for, and why."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal, NamedTuple

from .gazetteer import How, Place

__all__ = ["Reading", "Role", "told"]

Role = Literal["origin", "destination", "via", "avoid", "hub"]
"""What a place is in a question."""
MOST = 4
"""Places of one name that a sentence lists."""


class Reading(NamedTuple):
    """What a name was taken for.

    Parameters
    ----------
    role : {'origin', 'destination', 'via', 'avoid', 'hub'}
        Of the name in the question.
    asked : str
        The name as it was written.
    place : Place
        What was taken.
    how : str
        As `khorgos.geo.places.gazetteer.Gazetteer.how` says.
    why : str
        Reason, in words; empty if the place bears this name and no other place does.
    others : tuple of (str, Place)
        Other places of the name, each with the carrier for which it is taken, if any.

    Examples
    --------
    >>> from khorgos.geo import Network
    >>> _, khorgos = Network.load().route("Shu", "Khorgos").readings
    >>> print(khorgos.text)  # doctest: +NORMALIZE_WHITESPACE
    'Khorgos' is read as Khorgos Gateway (dry port, KZ), which bears this name for rail;
    for road Nur Zholy (KZ)
    """

    role: Role
    asked: str
    place: Place
    how: How
    why: str
    others: tuple[tuple[str, Place], ...] = ()

    @property
    def text(self) -> str:
        """One line for people; empty where there is nothing to tell."""
        if not self.why:
            return ""
        place = self.place
        line = f"{self.asked[:60]!r} is read as {place.name} ({_kind(place)}), {self.why}"
        served: dict[str, list[str]] = {}
        for carrier, other in self.others:
            served.setdefault(f"{other.name} ({other.country})", []).append(carrier)
        words = [
            f"for {' and '.join(carriers)} {name}" if all(carriers) else f"also {name}"
            for name, carriers in served.items()
        ]
        more = f" and {len(words) - MOST} more" if len(words) > MOST else ""
        return f"{line}; {', '.join(words[:MOST])}{more}" if words else line

    def to_dict(self) -> dict[str, Any]:
        """The reading as plain data."""
        return {
            "role": self.role,
            "asked": self.asked,
            "place": self.place.name,
            "id": self.place.id,
            "country": self.place.country,
            "how": self.how,
            "why": self.why,
            "others": [
                {"for": carrier, "place": other.name, "id": other.id, "country": other.country}
                for carrier, other in self.others
            ],
        }


def told(readings: Iterable[Reading]) -> list[str]:
    """Lines for people on what was taken for what, one for each name.

    Examples
    --------
    >>> from khorgos.geo import Network
    >>> told(Network.load().route("Minsk", "Lódz").readings)
    ["'Lódz' is read as Łódź (rail hub, PL), spelt differently"]
    """
    lines: dict[str, str] = {}
    for reading in readings:
        if reading.why:
            lines.setdefault(reading.asked, reading.text)
    return [*lines.values()]


def _kind(place: Place) -> str:
    return f"{place.kind.replace('_', ' ')}, {place.country}"
