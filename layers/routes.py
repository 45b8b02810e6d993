"""A route as layers: its legs, and where each day ends."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, Any

import geopandas as gpd

from ..geo.routing.drivers import elapsed as elapsed_on_road
from ..geo.routing.route import NOT_IN_GRAPH
from ..geo.uncertainty.outlook import Outlook
from .about import about
from .lines import Lines, read_lines
from .network import CRS, facts, point

if TYPE_CHECKING:
    from shapely.geometry import Point

    from ..geo import Leg, Route

__all__ = ["day_marks", "legs"]

HOURS_PER_DAY = 24
BISECTIONS = 30


def legs(route: Route | Outlook) -> gpd.GeoDataFrame:
    """Legs of a route in order of travel.

    Parameters
    ----------
    route : Route or Outlook
        From `Corridor.route`, or better from `Corridor.outlook`.

    Returns
    -------
    geopandas.GeoDataFrame
        One row per leg: ``edge_id``, the ``id`` in `edges` (empty for rests, collection and
        delivery), the columns that it shares with `edges`, ``leg`` from 0, the cumulative ``day``
        at its end, and ``geometry`` (lines in the direction of travel; points where nothing
        moves).  Of an outlook, days are those of a journey that takes P50, and ``hours_in_p10``,
        ``hours_in_p50`` and ``hours_in_p90`` are as in `Outlook.route_dict`; of a route alone,
        days are those of legs at their typical times.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> frame = legs(Corridor.load().route("Zhetygen", "Altynkol"))
    >>> float(frame["length_km"].sum())
    283.2
    """
    route, hours, more = _paced(route)
    lines = read_lines(route.geography.folder)
    rows = [_row(leg, lines) for leg in route.legs]
    frame = gpd.GeoDataFrame(rows, columns=None if rows else ["geometry"], crs=CRS).assign(
        leg=range(len(rows)),
        day=[end / HOURS_PER_DAY for end in accumulate(hours)],
        **{f"hours_in_{name}": column for name, column in more.items()},
    )
    frame.attrs |= _about(f"Legs: {route.ends}", route, lines)
    return frame.astype({"gauge": "Int64"} if rows else {})


def _about(title: str, route: Route, lines: Lines) -> dict[str, str]:
    borrowed = lines.lend(leg.line for leg in route.legs)
    version = route.data_version, route.geography.folder
    return about(title, *version, route.places, borrowed=borrowed)


def _row(leg: Leg, lines: Lines) -> dict[str, Any]:
    at = point(leg.origin)
    return {
        "edge_id": "" if leg.activity in NOT_IN_GRAPH else leg.edge.id,
        **facts(leg, lines),
        "geometry": lines.between(leg.line, at, point(leg.destination)) if leg.edge.moves else at,
    }


def _paced(
    asked: Route | Outlook,
) -> tuple[Route, Sequence[float], Mapping[str, Sequence[float]]]:
    """The route, hours of its legs at the pace to show, and those at all quantiles told."""
    if isinstance(asked, Outlook):
        return asked.route, asked.leg_hours["p50"], asked.leg_hours
    return asked, [leg.hours for leg in asked.legs], {}


def day_marks(route: Route | Outlook) -> gpd.GeoDataFrame:
    """Points at which the days of a route end: at the pace of P50, or of its typical times.

    Trucks stop on the way when their drivers have to rest.

    Parameters
    ----------
    route : Route or Outlook
        From `Corridor.outlook`, for a journey that takes P50; or from `Corridor.route`, for one
        in which every leg takes its typical time.

    Returns
    -------
    geopandas.GeoDataFrame
        Columns ``first_day``, ``last_day``, ``place`` and ``geometry`` (points).  Days that
        end during one stop share a row, so a wait of three days at a border is one mark
        with ``first_day`` 4 and ``last_day`` 6; ``place`` is empty on the move.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> corridor = Corridor.load()
    >>> marks = day_marks(corridor.outlook(corridor.route("Xi'an", "Duisburg")))
    >>> int(marks["first_day"].iloc[0])
    1
    """
    rows: list[dict[str, object]] = []
    if isinstance(route, Outlook):
        paced = [(step.leg, step.hours[1]) for step in route.steps]
        route = route.route
    else:
        paced = [(leg, leg.hours) for leg in route.legs]
    lines = read_lines(route.geography.folder)
    elapsed = wheel = 0.0
    pauses = {leg.edge.id: pause for leg, pause in paced if leg.activity == "rest"}
    usual = math.fsum(leg.hours for leg in route.legs if leg.activity == "rest")
    rest_pace = math.fsum(pauses.values()) / usual if usual else 1.0
    for leg, time in paced:
        if leg.activity == "rest":
            continue  # counted with the drive in which it falls
        rests = pauses.get(f"rest:{leg.edge.id}", 0.0) if leg.kind == "move" else 0.0
        begin, elapsed = elapsed, elapsed + time + rests
        first = int(begin // HOURS_PER_DAY) + 1
        days = list(range(first, int(elapsed // HOURS_PER_DAY) + 1))
        driven, wheel = wheel, wheel + leg.hours * leg.edge.driven
        if not days:
            continue
        start = point(leg.origin)
        if leg.kind != "move":
            previous = rows[-1] if rows else None
            if previous and previous["place"] == leg.origin.name:
                previous["last_day"] = days[-1]
            else:
                rows.append(_mark(days[0], days[-1], leg.origin.name, start))
            continue
        drawn = lines.between(leg.line, start, point(leg.destination))
        for day in days:
            share = (day * HOURS_PER_DAY - begin) / time
            if route.crew and leg.carrier == "road":
                pace = (time / leg.hours if leg.hours else 1.0, rest_pace)
                after = day * HOURS_PER_DAY - begin
                share = _driven(after, driven, leg.hours, route.crew, pace)
            rows.append(_mark(day, day, "", drawn.interpolate(share, normalized=True)))
    columns = ["first_day", "last_day", "place", "geometry"]
    frame = gpd.GeoDataFrame(rows, columns=columns, geometry="geometry", crs=CRS)
    frame.attrs |= _about(f"Where days end: {route.ends}", route, lines)
    return frame


def _driven(
    hours: float, wheel: float, drive: float, drivers: int, pace: tuple[float, float]
) -> float:
    """Share of a drive that is done after so many hours, rests on the way included.

    `pace` is how long driving and resting take, as multiples of their typical hours.
    """
    driving, resting = pace
    low, high = 0.0, 1.0
    before = elapsed_on_road(wheel, drivers) - wheel
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        done = middle * drive
        rested = elapsed_on_road(wheel + done, drivers) - wheel - done - before
        if driving * done + resting * rested < hours:
            low = middle
        else:
            high = middle
    return high


def _mark(first: int, last: int, place: str, point: Point) -> dict[str, object]:
    return {"first_day": first, "last_day": last, "place": place, "geometry": point}
