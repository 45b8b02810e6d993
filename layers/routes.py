"""A route as layers: its legs, and where each day ends."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING

import geopandas as gpd
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from ..geo.routing.drivers import elapsed as elapsed_on_road
from .network import CRS, line

if TYPE_CHECKING:
    from ..geo import Leg, Route

__all__ = ["day_marks", "legs"]

HOURS_PER_DAY = 24
BISECTIONS = 30


def legs(route: Route) -> gpd.GeoDataFrame:
    """Legs of a route in order of travel.

    Parameters
    ----------
    route : Route
        From `Corridor.route`.

    Returns
    -------
    geopandas.GeoDataFrame
        One row per leg: the columns of `Route.to_frame`, ``order``, the cumulative ``day`` at
        its end, and ``geometry`` (lines in the direction of travel; points where nothing
        moves).

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> frame = legs(Corridor.load().route("Zhetygen", "Altynkol"))
    >>> float(frame["distance_km"].sum())
    293.0
    """
    ends = accumulate(leg.hours for leg in route.legs)
    frame = route.to_frame().assign(
        label=[leg.figure.label for leg in route.legs],
        order=range(len(route.legs)),
        day=[hours / HOURS_PER_DAY for hours in ends],
        geometry=[_shape(leg) for leg in route.legs],
    )
    return gpd.GeoDataFrame(frame, geometry="geometry", crs=CRS)


def _shape(leg: Leg) -> BaseGeometry:
    start = Point(leg.origin.lon, leg.origin.lat)
    end = Point(leg.destination.lon, leg.destination.lat)
    return line(leg.line, start, end) if leg.kind == "move" else start


def day_marks(route: Route) -> gpd.GeoDataFrame:
    """Points at which the days of a route end, at its typical pace.

    Trucks stop on the way when their drivers have to rest.

    Parameters
    ----------
    route : Route
        From `Corridor.route`.

    Returns
    -------
    geopandas.GeoDataFrame
        Columns ``first_day``, ``last_day``, ``place`` and ``geometry`` (points).  Days that
        end during one stop share a row, so a wait of three days at a border is one mark
        with ``first_day`` 4 and ``last_day`` 6; ``place`` is empty on the move.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> marks = day_marks(Corridor.load().route("Xi'an", "Duisburg"))
    >>> int(marks["first_day"].iloc[0])
    1
    """
    rows: list[dict[str, object]] = []
    elapsed = wheel = 0.0
    pauses = {leg.edge.id: leg.hours for leg in route.legs if leg.activity == "rest"}
    for leg in route.legs:
        if leg.activity == "rest":
            continue  # counted with the drive in which it falls
        rests = pauses.get(f"rest:{leg.edge.id}", 0.0) if leg.kind == "move" else 0.0
        begin, elapsed = elapsed, elapsed + leg.hours + rests
        first = int(begin // HOURS_PER_DAY) + 1
        days = list(range(first, int(elapsed // HOURS_PER_DAY) + 1))
        driven, wheel = wheel, wheel + leg.hours * leg.edge.driven
        if not days:
            continue
        start = Point(leg.origin.lon, leg.origin.lat)
        if leg.kind != "move":
            previous = rows[-1] if rows else None
            if previous and previous["place"] == leg.origin.name:
                previous["last_day"] = days[-1]
            else:
                rows.append(_mark(days[0], days[-1], leg.origin.name, start))
            continue
        drawn = line(leg.line, start, Point(leg.destination.lon, leg.destination.lat))
        for day in days:
            share = (day * HOURS_PER_DAY - begin) / leg.hours
            if route.crew and leg.carrier == "road":
                share = _driven(day * HOURS_PER_DAY - begin, driven, leg.hours, route.crew)
            rows.append(_mark(day, day, "", drawn.interpolate(share, normalized=True)))
    columns = ["first_day", "last_day", "place", "geometry"]
    return gpd.GeoDataFrame(rows, columns=columns, geometry="geometry", crs=CRS)


def _driven(hours: float, wheel: float, drive: float, drivers: int) -> float:
    """Share of a drive that is done after so many hours, rests on the way included."""
    low, high = 0.0, 1.0
    before = elapsed_on_road(wheel, drivers)
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        if elapsed_on_road(wheel + middle * drive, drivers) - before < hours:
            low = middle
        else:
            high = middle
    return high


def _mark(first: int, last: int, place: str, point: Point) -> dict[str, object]:
    return {"first_day": first, "last_day": last, "place": place, "geometry": point}
