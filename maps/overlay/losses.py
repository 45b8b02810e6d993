"""What it costs to lose a line or a crossing, as layers of a map."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ..look.words import HOURS_PER_DAY
from ..report.losses import delay_words

if TYPE_CHECKING:
    from ...geo import Corridor, Place
    from ...geo.resilience.criticality import Loss
    from ..page.own_layers import Layer

__all__ = ["resilience_layers"]

# From the worst to the least: colour, width of lines and radius of points in pixels.  They
# differ by width too, and stand out from land and sea by day and by night.
BANDS = (
    ("#a04cc0", 9.0, 10.0),
    ("#d1294b", 6.5, 8.0),
    ("#e8762c", 4.5, 6.5),
    ("#e3b23c", 3.0, 5.0),
)
LEAST = ("#8d98a5", 1.8, 3.5)
CUT = ("#1b7fc4", 5.0, 12.0)
HUB = ("#5d6470", 4.0)
SHORT = 0.5
"""Degrees up to which a line gets a point."""
STEPS = (1, 3)
"""Bounds between bands are such times a power of ten."""
MARKED = 3
"""Bands in which borders and short lines are marked: all of them would fill the map."""


def resilience_layers(
    corridor: Corridor, losses: Sequence[Loss], hubs: Sequence[str | Place] | None = None
) -> list[Layer]:
    """Losses as layers for `khorgos.maps.draw`, by how much time is lost.

    Parameters
    ----------
    corridor : Corridor
        The network in which they were found.
    losses : sequence of Loss
        From `khorgos.geo.resilience.criticality.criticality`.
    hubs : sequence of str or Place, optional
        Between which hours were summed, as for `criticality`; each is shown with its name.

    Returns
    -------
    list of Layer
        The hubs, what cuts some of them off, and bands of hours lost; none of them is empty.

    Raises
    ------
    UnknownPlace
        If a hub is not known.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> from khorgos.geo import criticality
    >>> corridor, hubs = Corridor.load(), ["Xi'an", "Almaty-1", "Tashkent"]
    >>> layers = resilience_layers(corridor, criticality(corridor, hubs), hubs)
    >>> layers[0].name, len(layers[0].frame)
    ('Hubs', 3)
    """
    from ...layers import resilience
    from ..page.own_layers import Layer

    hours = [0.0 if loss.cut else loss.lost_hours for loss in losses]
    bounds = _bounds([value for value in hours if value])
    least = min(bounds[:MARKED], default=0.0)
    marked = [bool(loss.cut) or loss.lost_hours >= least for loss in losses]
    frame = _for_page(resilience(corridor, losses), losses)
    frame = _with_points(corridor, frame, losses, marked)
    layers = [_hub_layer(corridor, hubs)]  # its names find room first

    def add(chosen: Sequence[bool], name: str, look: tuple[str, float, float]) -> None:
        colour, width, radius = look
        if any(chosen):
            rows = frame[list(chosen)]
            told = [key for key in rows if key not in ("geometry", "Lost") and rows[key].any()]
            layers.append(Layer(rows, name, colour, width, radius=radius, label="Lost", popup=told))

    add([bool(loss.cut) for loss in losses], "Cuts hubs off", CUT)
    above = math.inf
    for bound, look in zip([*bounds, 0.0], [*BANDS[: len(bounds)], LEAST], strict=True):
        chosen = [
            bound <= value < above and not loss.cut
            for loss, value in zip(losses, hours, strict=True)
        ]
        add(chosen, _band_name(bound, above), look)
        above = bound
    return layers


def _band_name(bound: float, above: float) -> str:
    if above == math.inf:
        return f"{bound:,.0f} hours or more, all pairs"
    return f"{bound:,.0f} to {above:,.0f} hours" if bound else f"Less than {above:,.0f} hours"


def _bounds(hours: Sequence[float]) -> list[float]:
    """Round numbers that part the hours into bands, the greatest first."""
    if not hours:
        return []
    exponent = math.floor(math.log10(max(hours))) + 1
    numbers = [step * 10.0**power for power in range(exponent, exponent - 5, -1) for step in STEPS]
    below = sorted((number for number in numbers if number <= max(hours)), reverse=True)
    return below[: len(BANDS)]


def _for_page(frame: Any, losses: Sequence[Loss]) -> Any:
    """What readers want to see, in few columns: the table of a layer is narrow."""
    shown = frame[["geometry"]].copy()
    # Short names find room on the map.
    names = [loss.label.partition(", ") for loss in losses]
    shown["Lost"] = [first for first, _, _ in names]
    shown["With it"] = [rest for _, _, rest in names]
    shown["Hours lost"] = [round(loss.lost_hours) for loss in losses]
    shown["Pairs"] = [_pairs(loss) for loss in losses]
    shown["Most"] = [_most(loss) for loss in losses]
    shown["Cut off"] = [loss.cut_words for loss in losses]
    shown["Traffic"] = [_traffic(loss) for loss in losses]
    return shown


def _pairs(loss: Loss) -> str:
    told = []
    if loss.mean_hours is not None:
        told.append(f"{loss.slower:,} slower, {loss.mean_hours:.1f} hours each")
    if loss.cut:
        told.append(f"{len(loss.cut):,} cut off")
    return "; ".join(told)


def _most(loss: Loss) -> str:
    if loss.slowest is None:
        return ""
    origin, destination, hours = loss.slowest
    return f"{origin} to {destination}: {hours / HOURS_PER_DAY:.1f} days"


def _traffic(loss: Loss) -> str:
    if loss.flow is None:
        return ""
    late = delay_words(loss)
    told = f"{loss.flow.per_day:,.4g} {loss.flow.unit} a day"
    return f"{told}, {late} of delay" if late else told


def _with_points(
    corridor: Corridor, frame: Any, losses: Sequence[Loss], marked: Sequence[bool]
) -> Any:
    """The frame with a point at borders, and on what is too short to be seen."""
    from shapely.geometry import GeometryCollection, Point

    shapes = []
    for shape, loss, mark in zip(frame.geometry, losses, marked, strict=True):
        places = [corridor.places[id_] for id_ in loss.borders]
        points = [Point(place.lon, place.lat) for place in places]
        if not points and shape.geom_type != "Point" and shape.length < SHORT:
            points = [shape.interpolate(0.5, normalized=True)]
        shapes.append(GeometryCollection([shape, *points]) if points and mark else shape)
    return frame.set_geometry(shapes, crs=frame.crs)


def _hub_layer(corridor: Corridor, hubs: Sequence[str | Place] | None) -> Layer:
    import geopandas

    from ...geo.resilience.batch import hub_ids
    from ..page.own_layers import Layer

    found = [corridor.find(name)[0] for name in hub_ids(corridor.infrastructure, hubs)]
    frame = geopandas.GeoDataFrame(
        {"Hub": [place.name for place in found]},
        geometry=geopandas.points_from_xy([p.lon for p in found], [p.lat for p in found]),
        crs="EPSG:4326",
    )
    colour, radius = HUB
    return Layer(frame, "Hubs", colour, radius=radius, label="Hub")
