"""A view on paper: a conic projection, the part of the world in it, and its scale."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import log2
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pyproj import Proj

__all__ = ["Viewport", "view_of"]

Box = tuple[float, float, float, float]

STEP = 1.0
"""Degrees between the points of a line that is bent by the projection."""
EDGE = 3.0
"""Millimetres beyond the edge of the paper up to which things are kept."""
FINEST = 0.11
"""Millimetres below which the shape of a line does not show."""
NARROWEST = 0.04
"""Degrees that a view is wide and high at least."""
WIDEST = 100.0
"""Degrees from the middle meridian that a view reaches at most."""
# A cone needs a side: parallels for views whose middle is near the equator.
NEAR_EQUATOR = 15.0
TROPICAL = (8.0, 28.0)
ZOOM = 563.0
"""Kilometres per millimetre at zoom 0, with labels as large as on a screen."""


@dataclass(frozen=True)
class Viewport:
    """What part of the world lies where on a sheet of paper.

    Parameters
    ----------
    projection : pyproj.Proj
        Albers' equal-area conic projection, in metres.
    parallels : tuple of float
        Its two standard parallels, degrees.
    corner : tuple of float
        Lower left corner of the sheet, metres.
    scale : float
        Metres per millimetre.
    size : tuple of float
        Width and height of the sheet, millimetres.

    Examples
    --------
    >>> view = view_of([(76, 43), (81, 45)], 100)
    >>> [round(float(value)) for value in view.size]
    [100, 59]
    """

    projection: Proj
    parallels: tuple[float, float]
    corner: tuple[float, float]
    scale: float
    size: tuple[float, float]

    def to_paper(self, points: NDArray[Any]) -> NDArray[Any]:
        """Longitude and latitude to millimetres from the lower left corner."""
        x, y = self.projection(points[:, 0], points[:, 1])
        return (np.column_stack((x, y)) - self.corner) / self.scale

    def to_earth(self, points: NDArray[Any]) -> NDArray[Any]:
        """Millimetres from the lower left corner to longitude and latitude."""
        x, y = (points * self.scale + self.corner).T
        return np.column_stack(self.projection(x, y, inverse=True))

    @property
    def zoom(self) -> float:
        """Zoom of a web map that shows about as much on as much room."""
        return log2(ZOOM * 1000 / self.scale)

    @cached_property
    def window(self) -> Box:
        """West, south, east and north of what can be seen, with a margin."""
        width, height = self.size
        across = np.linspace(-EDGE, width + EDGE, 60)
        up = np.linspace(-EDGE, height + EDGE, 60)
        sheet = np.stack(np.meshgrid(across, up), axis=-1).reshape(-1, 2)
        earth = self.to_earth(sheet)
        earth = earth[np.isfinite(earth).all(axis=1)]
        # Beyond the cut of the cone nothing comes back where it came from.
        middle = self.to_earth(np.array([[width / 2, height / 2]]))[0, 0]
        earth = earth[np.abs(earth[:, 0] - middle) < WIDEST]
        west, south = earth.min(axis=0) - STEP
        east, north = earth.max(axis=0) + STEP
        return float(west), float(max(south, -89)), float(east), float(min(north, 89))

    def lay(self, shapes: Any, finest: float = FINEST) -> Any:
        """Shapes on paper, clipped and thinned.

        Parameters
        ----------
        shapes : shapely.Geometry
            Longitude and latitude; no line crosses the 180th meridian.
        finest : float
            Millimetres that a line may move.

        Returns
        -------
        shapely.Geometry
            Millimetres; empty if nothing can be seen.
        """
        clipped = shapely.intersection(shapes, shapely.box(*self.window))
        bent = shapely.segmentize(clipped, min(STEP, max(self.scale / 4000, 0.02)))
        flat = shapely.transform(bent, self.to_paper)
        thinned = shapely.make_valid(shapely.simplify(flat, finest))
        width, height = self.size
        sheet = shapely.box(-EDGE, -EDGE, width + EDGE, height + EDGE)
        return shapely.intersection(thinned, sheet)

    def sees(self, points: NDArray[Any], inset: float = 0) -> NDArray[Any]:
        """Which of the points on paper lie on the sheet, so far from its edge."""
        within = (points > inset) & (points < np.array(self.size) - inset)
        return np.asarray(within.all(axis=1))

    def km_across(self, millimetres: float) -> float:
        """True length of a level line of so many millimetres in the middle of the sheet."""
        from pyproj import Geod

        width, height = self.size
        ends = np.array([[(width + side * millimetres) / 2, height / 2] for side in (-1, 1)])
        (west, south), (east, north) = self.to_earth(ends)
        return float(Geod(ellps="WGS84").inv(west, south, east, north)[2]) / 1000


def view_of(
    points: Iterable[Sequence[float]],
    width: float,
    *,
    shape: tuple[float, float] = (0.46, 0.62),
    margin: float = 0.05,
) -> Viewport:
    """The view that shows all the points.

    Parameters
    ----------
    points : iterable of pairs
        Longitude and latitude.
    width : float
        Of the sheet, millimetres.
    shape : tuple of float
        Least and greatest height of the sheet, as a share of its width.
    margin : float
        Room around the points, as a share of the width.

    Returns
    -------
    Viewport
        Centred on the points; standard parallels a sixth of the span from south and north.

    Examples
    --------
    >>> view = view_of([(0, 40), (120, 40), (60, 60)], 250)
    >>> bool(abs(view.to_paper(np.array([[60.0, 50.0]]))[0, 0] - 125) < 0.01)
    True
    """
    from pyproj import Proj

    asked = np.array(list(points), dtype=float)
    (west, south), (east, north) = asked.min(axis=0), asked.max(axis=0)
    middle = (south + north) / 2
    sixth = max(north - south, NARROWEST) / 6
    parallels = (float(middle - 2 * sixth), float(middle + 2 * sixth))
    if abs(middle) < NEAR_EQUATOR:
        parallels = TROPICAL if middle >= 0 else (-TROPICAL[1], -TROPICAL[0])
    projection = Proj(
        proj="aea", lat_1=parallels[0], lat_2=parallels[1], lat_0=middle,
        lon_0=(west + east) / 2, ellps="WGS84",
    )  # fmt: skip
    flat = np.column_stack(projection(asked[:, 0], asked[:, 1]))
    low, high = flat.min(axis=0), flat.max(axis=0)
    least = NARROWEST * 111_000
    across, up = np.maximum(high - low, least)
    room = 2 * margin * across
    share = float(np.clip((up + room) / (across + room), *shape))
    size = (width, width * share)
    scale = max((across + room) / width, (up + room) / size[1])
    corner = (low + high) / 2 - np.array(size) * scale / 2
    return Viewport(projection, parallels, (float(corner[0]), float(corner[1])), float(scale), size)
