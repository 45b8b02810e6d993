"""Times with a zone: what people write, and the clocks of places.

Inside, time is counted in whole seconds since 1970 UTC, so that answers are the same on every
machine; clocks appear only where people write or read them.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from typing import TYPE_CHECKING

from ..errors import LONGEST_ECHO, RequestError

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

__all__ = ["deadline", "epoch", "local", "parse_time", "zone_of"]

HOUR, DAY = 3600, 86_400
"""Seconds."""
LONGEST_TIME = 100
"""Characters; no zone has so long a name."""
EXAMPLES = "2026-12-01T08:00+08:00 or 2026-12-01T08:00[Asia/Shanghai]"
_NAMED = re.compile(r"(.+?)\s*(?:\[([^\]]*)\]|(?<=\s)([A-Za-z][\w+\-/]*))")


@lru_cache
def zone_of(name: str) -> ZoneInfo:
    """A zone from the tzdata package: a system's own copy may be years old."""
    from importlib.resources import files
    from zoneinfo import ZoneInfo

    # No dots: a name must not lead out of the folder.
    safe = re.fullmatch(r"[A-Za-z0-9_+\-]+(/[A-Za-z0-9_+\-]+)*", name)
    try:
        with (
            files("tzdata")
            .joinpath("zoneinfo", *(name if safe else "?").split("/"))
            .open("rb") as file
        ):
            return ZoneInfo.from_file(file, key=name)
    except (OSError, ValueError):
        raise RequestError(
            f"zone {name[:LONGEST_ECHO]!r} is unknown; use a name such as Asia/Shanghai"
        ) from None


def epoch(moment: datetime) -> int:
    """Seconds since 1970 UTC of an aware datetime, fractions cut off.

    Examples
    --------
    >>> epoch(parse_time("1970-01-02T08:00+08:00"))
    86400
    """
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(seconds=1)


def local(seconds: int, zone: str) -> datetime:
    """The clock of a zone at a moment, with its offset from UTC.

    Parameters
    ----------
    seconds : int
        Since 1970 UTC.
    zone : str
        IANA name, such as the ``zone`` of a place.

    Raises
    ------
    RequestError
        If the zone is unknown.

    Examples
    --------
    >>> local(1_700_000_000, "Asia/Almaty").isoformat(timespec="minutes")
    '2023-11-15T04:13+06:00'
    """
    return _fixed(datetime.fromtimestamp(int(seconds), zone_of(zone)))


def _fixed(moment: datetime) -> datetime:
    """The same clock with a plain offset: such a datetime can be pickled."""
    return moment.replace(tzinfo=timezone(moment.utcoffset() or timedelta(0)), fold=0)


def parse_time(value: str | datetime, zone: str = "") -> datetime:
    """Read a time that says its zone, or means the clock of a place.

    Parameters
    ----------
    value : str or datetime
        ISO 8601 with an offset, or with the name of a zone in brackets or after a space.  A date
        alone is its midnight.  Of a time that the clocks show twice, the earlier one is meant.
    zone : str
        IANA name, such as the ``zone`` of the origin, for a time without one; none is guessed if
        left out.

    Returns
    -------
    datetime
        With a fixed offset.

    Raises
    ------
    RequestError
        If it is no time, has no zone or an unknown one, or if the clocks skip it.

    Examples
    --------
    >>> parse_time("2026-12-01 08:00 Asia/Shanghai").isoformat()
    '2026-12-01T08:00:00+08:00'
    >>> parse_time("2026-12-01", "Asia/Almaty").isoformat()
    '2026-12-01T00:00:00+05:00'
    >>> parse_time("2027-03-28T02:30[Europe/Warsaw]")
    Traceback (most recent call last):
    khorgos.geo.errors.RequestError: time '2027-03-28T02:30[Europe/Warsaw]' does not exist: \
clocks there go from UTC+01:00 to UTC+02:00; use 03:30
    """
    said = f"time {str(value)[:LONGEST_ECHO]!r}"
    try:
        if isinstance(value, datetime):
            return _placed(value, zone, said)
        text = value.strip()[:LONGEST_TIME]
        named = _NAMED.fullmatch(text)
        # Python reads no date with an offset.
        bare = re.sub(r"^(.{10})(?=[+\-Z])", r"\1T00:00", named[1] if named else text)
        clock = datetime.fromisoformat(bare)
        if named:
            return _named(clock, named[2] or named[3] or "", said)
        return _placed(clock, zone, said)
    except RequestError:
        raise
    except (ValueError, OverflowError, AttributeError):
        raise RequestError(f"{said} cannot be read; write it as {EXAMPLES}") from None


def _placed(clock: datetime, zone: str, said: str) -> datetime:
    if clock.utcoffset() is None and zone:
        return _named(clock.replace(tzinfo=None), zone, said)
    if clock.utcoffset() is None:
        raise RequestError(f"{said} has no zone; add it, as in {EXAMPLES}")
    return _fixed(clock.astimezone(UTC).astimezone(clock.tzinfo))


def _named(clock: datetime, name: str, said: str) -> datetime:
    zone = zone_of(name)
    if clock.utcoffset() is not None:
        there = _fixed(clock.astimezone(zone))
        if there.utcoffset() != clock.utcoffset():
            raise RequestError(f"{said}: its offset is not that of {name}; leave one of them away")
        return there
    first, second = (_fixed(clock.replace(tzinfo=zone, fold=fold)) for fold in (0, 1))
    if first.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != clock:
        raise RequestError(
            f"{said} does not exist: clocks there go from {first.tzinfo} to {second.tzinfo}; "
            f"use {first.astimezone(second.tzinfo):%H:%M}"
        )
    return first


def deadline(value: str | datetime, zone: str) -> datetime:
    """Read a deadline: a date alone means its last second on the clock of a zone.

    Parameters
    ----------
    value : str or datetime
        A date, or as for `parse_time`; without a zone it is on that clock, too.
    zone : str
        IANA name, such as the ``zone`` of the destination.

    Raises
    ------
    RequestError
        As for `parse_time`.

    Examples
    --------
    >>> deadline("2026-12-20", "Europe/Berlin").isoformat()
    '2026-12-20T23:59:59+01:00'
    """
    if isinstance(value, str) and re.fullmatch(r"\s*\d{4}-\d{2}-\d{2}\s*", value):
        return parse_time(f"{value.strip()}T23:59:59[{zone}]")
    return parse_time(value, zone)
