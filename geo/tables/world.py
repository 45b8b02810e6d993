"""What is known of the world without a map: codes of countries, a few of their towns, clocks.

The package tzdata, by which all local times are reckoned, has the codes of ISO 3166-1 and, for each
country, a town for each of its time zones.  That is enough to see that a place lies on another
continent than its country, or keeps the clocks of the other hemisphere.
"""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import NamedTuple

__all__ = ["Town", "codes", "hours_east", "towns", "zones"]

SEASONS = datetime(2026, 1, 1), datetime(2026, 7, 1)  # noqa: DTZ001  of any zone


class Town(NamedTuple):
    """The best known town of a time zone in a country: degrees, and the zone's name."""

    lat: float
    lon: float
    zone: str

    def km_to(self, lat: float, lon: float) -> float:
        """Along the great circle on a sphere; good enough for hundreds of kilometres.

        Examples
        --------
        >>> round(Town(0.0, 0.0, "UTC").km_to(0.0, 90.0))
        10008
        """
        a, b = math.radians(self.lat), math.radians(lat)
        turn = math.radians(lon - self.lon)
        cosine = math.sin(a) * math.sin(b) + math.cos(a) * math.cos(b) * math.cos(turn)
        return 6371.0 * math.acos(max(-1.0, min(1.0, cosine)))


@cache
def _lines(name: str) -> tuple[tuple[str, ...], ...]:
    """Cells of a list of the tzdata package; none of the zones themselves is read for it."""
    import tzdata  # type: ignore[import-untyped]

    text = Path(tzdata.__file__).parent.joinpath(name).read_text("utf-8")
    return tuple(
        tuple(line.split("\t")) for line in text.splitlines() if line and not line.startswith("#")
    )


@cache
def zones() -> frozenset[str]:
    """Names of all time zones.

    Examples
    --------
    >>> "UTC" in zones(), "Asia" in zones()
    (True, False)
    """
    return frozenset(name for (name,) in _lines("zones"))


@cache
def codes() -> frozenset[str]:
    """Codes of ISO 3166-1 alpha-2, those among them that it leaves to users.

    Examples
    --------
    >>> "FR" in codes(), "XZ" in codes(), "ZQ" in codes()
    (True, True, False)
    """
    letters = [chr(number) for number in range(ord("A"), ord("Z") + 1)]
    free = {f"X{letter}" for letter in letters} | {f"Q{letter}" for letter in letters[12:]}
    return frozenset({row[0] for row in _lines("zoneinfo/iso3166.tab")} | free | {"AA", "ZZ"})


@cache
def towns(country: str) -> tuple[Town, ...]:
    """Towns of a country, one for each of its zones; none where nobody keeps a clock.

    Examples
    --------
    >>> [town.zone for town in towns("CN")], towns("XZ")
    (['Asia/Shanghai', 'Asia/Urumqi'], ())
    """
    return tuple(
        Town(*_position(row[1]), row[2]) for row in _lines("zoneinfo/zone.tab") if row[0] == country
    )


def _position(text: str) -> tuple[float, float]:
    """Latitude and longitude as ISO 6709 writes them: ``+3114+12128``."""
    cut = max(text.rfind("+"), text.rfind("-"))
    lat, lon = text[:cut], text[cut:]
    return _degrees(lat, 3), _degrees(lon, 4)


def _degrees(text: str, whole: int) -> float:
    """Degrees of ``+DDMM`` or ``+DDMMSS``; `whole` says where the minutes begin."""
    minutes, seconds = text[whole : whole + 2], text[whole + 2 :]
    size = float(text[1:whole]) + float(minutes) / 60 + float(seconds or 0) / 3600
    return -size if text[0] == "-" else size


@cache
def hours_east(zone: str) -> tuple[float, float]:
    """Hours that clocks are ahead of UTC, in January and in July.

    Examples
    --------
    >>> hours_east("Europe/Berlin")
    (1.0, 2.0)
    """
    from zoneinfo import ZoneInfo  # what asks for no local time does without

    clock = ZoneInfo(zone)
    january, july = ((clock.utcoffset(day) or timedelta()) / timedelta(hours=1) for day in SEASONS)
    return january, july
