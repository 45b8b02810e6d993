"""Isochrones on the map: a colour for each day, solid for P50 and dashed for P90."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
from shapely.geometry import Point

from ...geo.reach.reach import DAYS
from ...layers.isochrones import isochrones
from ...layers.network import CRS
from ..page.contents import Style
from ..page.drawing import NetworkMap, draw
from ..page.own_layers import Layer

if TYPE_CHECKING:
    from ...geo.reach.reach import Reach

__all__ = ["colours_of", "reach_layers", "reach_map", "reach_title"]

COLOURS = ("#8E44D9", "#C2369A", "#E2543F", "#D98A00", "#8A9A00")
# From the nearest day to the farthest: each stands out on light ground and on dark.
DOT, ORIGIN = "#7d8590", "#0f8b8d"
SOLID, DASHED = 4.5, 2.0
DASH = "5 4"
OUTLINE, FILL = 0.8, 0.3
WELL_KNOWN = 1  # rank of the places that are named
COARSE = 0.003  # degrees: less than a pixel before one looks at single stations
SHARES = {0.5: "half", 0.9: "nine in ten"}
BASIS = {"yes": "judgement", "range": "sources; the range is judgement", "no": "sources"}


def colours_of(count: int) -> list[str]:
    """Colours for so many days, from the nearest to the farthest.

    Parameters
    ----------
    count : int
        How many.

    Returns
    -------
    list of str
        As ``#rrggbb``.

    Examples
    --------
    >>> colours_of(3)
    ['#8e44d9', '#e2543f', '#8a9a00']
    """
    stops = [[int(colour[i : i + 2], 16) for i in (1, 3, 5)] for colour in COLOURS]
    found = []
    for number in range(count):
        at = number * (len(stops) - 1) / max(count - 1, 1)
        low = min(int(at), len(stops) - 2)
        mixed = [a + (at - low) * (b - a) for a, b in zip(stops[low], stops[low + 1], strict=True)]
        found.append("#" + "".join(f"{round(part):02x}" for part in mixed))
    return found


def reach_map(
    reach: Reach,
    days: float | Sequence[float] = DAYS,
    *,
    network: bool = False,
    style: Style | None = None,
) -> NetworkMap:
    """Map of how far a shipment comes in so many days.

    Parameters
    ----------
    reach : Reach
        From `Corridor.reach`.
    days : float or sequence of float
        Since the departure.
    network : bool
        Draw the whole network below, too.
    style : Style, optional
        How the page looks; its title says what is shown if left out.

    Returns
    -------
    NetworkMap
        To be saved with `khorgos.maps.save`.

    Raises
    ------
    RequestError
        If a day is negative or not finite.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> folium_map = reach_map(Corridor.load().reach("Khorgos"), [1, 3, 7])
    """
    below = [reach.corridor] if network else []
    layers = reach_layers(reach, days, terminals=not network)
    return draw(*below, layers, style=style or Style(title=reach_title(reach)))


def reach_title(reach: Reach) -> str:
    """Heading of a map of a reach.

    Parameters
    ----------
    reach : Reach
        From `Corridor.reach`.

    Returns
    -------
    str
        One line.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> reach_title(Corridor.load().reach("Khorgos"))
    'How far from Khorgos Gateway: rail, standard service'
    """
    request = reach.request
    mode = "any mode" if request.mode == "any" else request.mode
    how = "by car" if request.variant == "car" else f"{request.service} service"
    return f"How far from {reach.origin.name}: {mode}, {how}"


def reach_layers(
    reach: Reach, days: float | Sequence[float] = DAYS, *, terminals: bool = True
) -> list[Layer]:
    """Layers for the map: what is reached by day, the areas around it, and the terminals.

    What is reached with the first quantile is solid, with the others dashed and off at first.

    Parameters
    ----------
    reach : Reach
        From `Corridor.reach`.
    days : float or sequence of float
        Since the departure.
    terminals : bool
        Name the origin and the terminals; `khorgos.maps.draw` does so where a `Corridor` is
        drawn below.

    Returns
    -------
    list of Layer
        For `khorgos.maps.draw`, with a `Corridor` or without.

    Raises
    ------
    RequestError
        If a day is negative or not finite.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> names = [layer.name for layer in reach_layers(Corridor.load().reach("Khorgos"), 7)]
    >>> names[2:4]
    ['Within 7 days: half (P50)', 'Within 7 days: by truck (P50)']
    """
    frames = _told(reach, isochrones(reach, days))
    asked = sorted({float(day) for frame in frames.values() for day in frame["day"]})
    colours = dict(zip(asked, colours_of(len(asked)), strict=True))
    first, *others = reach.quantiles
    # The first names find room first.
    named, more = _terminals(reach, max(asked, default=0.0)) if terminals else ([], [])
    layers = [*named, *_lines(frames, first, colours)]
    layers += _areas(frames["areas"], first, colours)
    for quantile in others:
        layers += _lines(frames, quantile, colours, dash=DASH, width=DASHED)
    return [*layers, *more]


def _told(reach: Reach, frames: dict[str, gpd.GeoDataFrame]) -> dict[str, gpd.GeoDataFrame]:
    """The frames with titles in place of the ids of sources: no list of them is on the page."""
    known = reach.corridor.sources

    @cache
    def titles(ids: str) -> str:
        found = [f"{known[id_].title} ({id_})" if id_ in known else id_ for id_ in ids.split()]
        return "; ".join(found)

    return {
        name: frame.assign(sources=[titles(ids) for ids in frame["sources"]])
        for name, frame in frames.items()
    }


def _lines(
    frames: dict[str, gpd.GeoDataFrame],
    quantile: float,
    colours: dict[float, str],
    dash: str = "",
    width: float = SOLID,
) -> Iterator[Layer]:
    """For each day what is new of the edges, and where the front stands."""
    for day, colour in colours.items():
        lines = _of(frames["reached"], day, quantile)
        fronts = _of(frames["fronts"], day, quantile)
        rows = [_line_row(row) for row in lines.to_dict("records")]
        words = f"{_days(day)}{f' (P{100 * quantile:g})' if dash else ''}"
        rows += [_front_row(row, words) for row in fronts.to_dict("records")]
        if rows:
            frame = gpd.GeoDataFrame(rows, geometry="geometry", crs=CRS)
            frame.geometry = frame.geometry.simplify(COARSE)
            share = SHARES.get(quantile, f"{100 * quantile:g} %")
            yield Layer(
                frame,
                name=f"Within {_days(day)}: {share} (P{100 * quantile:g})",
                colour=colour,
                width=width,
                dash=dash,
                radius=width,
                label="where",
                show=not dash,
            )


def _of(frame: gpd.GeoDataFrame, day: float, quantile: float) -> gpd.GeoDataFrame:
    return frame[(frame["day"] == day) & (frame["quantile"] == quantile)]


def _days(day: float) -> str:
    return f"{day:g} day{'' if day == 1 else 's'}"


def _line_row(row: dict[str, Any]) -> dict[str, Any]:
    begin, finish = row["begin_hours"], row["finish_hours"]
    both = "" if pd.isna(finish) else f" to {finish / 24:.1f}"
    part = "all of it" if row["high"] - row["low"] >= 1 else f"{row['high'] - row['low']:.0%}"
    return {
        "where": f"{row['from_name']} – {row['to_name']}",
        "days since departure": f"{begin / 24:.1f}{both}",
        "part": part if both else f"{part}, from both ends",
    } | _basis(row)


def _front_row(row: dict[str, Any], words: str) -> dict[str, Any]:
    if row["waits_for"]:
        where = f"{row['from_name']}: {row['waits_for']}"
    else:
        where = f"{row['from_name']} – {row['to_name']}"
    return {
        "where": words,
        "days since departure": f"{row['since_hours'] / 24:.1f} to {row['until_hours'] / 24:.1f}",
        "part": where if row["waits_for"] else f"{row['share']:.0%} of {where}",
    } | _basis(row)


def _basis(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "speed or time of": row["label"],
        "rests on": BASIS[row["judgement_range"]],
        "sources": row["sources"],
        "geometry": row["geometry"],
    }


def _areas(areas: gpd.GeoDataFrame, quantile: float, colours: dict[float, str]) -> Iterator[Layer]:
    """For each day what is new of the areas: colours that lie over each other would mix."""
    known: Any = None
    for day, colour in colours.items():
        frame = _of(areas, day, quantile)
        if frame.empty:
            continue
        whole = frame.geometry.iloc[0]
        new = whole if known is None else whole.difference(known)
        known = whole
        shown = gpd.GeoDataFrame(
            {
                "where": [f"by truck within {_days(day)}"],
                "terminals": frame["terminals"].to_numpy(),
                "reckoned": frame["basis"].to_numpy(),
                "rests on": ["judgement"],
                "sources": frame["sources"].to_numpy(),
            },
            geometry=[new.simplify(COARSE)],
            crs=CRS,
        )
        if not new.is_empty:
            name = f"Within {_days(day)}: by truck (P{100 * quantile:g})"
            yield Layer(shown, name=name, colour=colour, width=OUTLINE, fill=FILL, label="where")


def _origin(reach: Reach) -> Layer:
    point = gpd.points_from_xy([reach.origin.lon], [reach.origin.lat], crs=CRS)
    frame = gpd.GeoDataFrame({"origin": [reach.origin.name]}, geometry=point)
    return Layer(frame, name="Origin", colour=ORIGIN, radius=7, label="origin")


def _terminals(reach: Reach, days: float) -> tuple[list[Layer], list[Layer]]:
    """Where a shipment is handed over, and when: the well-known in so many days, and the rest."""
    rows = [
        {
            "terminal": stop.place.name,
            **{
                f"days (P{100 * quantile:g})": round(hours / 24, 1)
                for quantile, hours in zip(reach.quantiles, stop.hours, strict=True)
            },
            "km along the great circle": round(stop.km),
            "known": stop.place.rank <= WELL_KNOWN and stop.hours[0] <= 24 * days,
            "geometry": Point(stop.place.lon, stop.place.lat),
        }
        for stop in reach.stops
        if stop.place != reach.origin
    ]
    found: tuple[list[Layer], list[Layer]] = ([_origin(reach)], [])
    for layers, name, radius in zip(found, ("Terminals", "More terminals"), (3, 2), strict=True):
        known = layers is found[0]
        part = [row for row in rows if row["known"] == known]
        if part:
            frame = gpd.GeoDataFrame(part, geometry="geometry", crs=CRS).drop(columns="known")
            layers.append(
                Layer(frame, name=name, colour=DOT, radius=radius, label="terminal", show=known)
            )
    return found
