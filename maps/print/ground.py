"""What a static map is drawn on: colours of the theme, land, water and borders."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from shapely.geometry.polygon import orient

from ... import layers
from ...geo.errors import RequestError, echo
from ...geo.places.countries import Countries
from ..look import style

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.path import Path as Outline

    from .projection import Viewport

__all__ = ["THEMES", "Ink", "country_names", "draw_ground", "ink_of", "path_of"]

CLOSE_ZOOM = 6.5
"""Zoom from which the finer borders are drawn."""
SEAM = 0.15
"""Degrees by which the coarse land reaches under the fine one."""
SMALLEST = 0.25
"""Square millimetres below which an island or a lake is left out."""


THEMES = ("light", "dark")
_ROOT = re.compile(r':root(\[data-theme="dark"\])? *\{([^}]*)\}')
_COLOUR = re.compile(r"--([\w-]+): *(#[0-9a-fA-F]{6});")
TRIES = 15
"""Points across and along a country at which its name is tried."""


@dataclass(frozen=True)
class Ink:
    """Colours of a theme, which are those of the page.

    Parameters
    ----------
    roles : dict of str to str
        Role, such as ``land`` or ``route-1`` -> colour.
    """

    roles: dict[str, str]

    def __getitem__(self, role: str) -> str:
        return self.roles[role]

    def of(self, colour: str) -> str:
        """A colour of `khorgos.maps.look.style` as this theme has it."""
        return self.roles.get(style.ROLES.get(colour, ""), colour)


@cache
def ink_of(theme: str) -> Ink:
    """Colours of a theme by name, as the style sheet of the page has them.

    Raises
    ------
    RequestError
        If there is no such theme.

    Examples
    --------
    >>> ink_of("light").of(style.INK) == style.INK, ink_of("dark").of(style.INK) == style.INK
    (True, False)
    """
    if theme not in THEMES:
        raise RequestError(f"{echo(theme)} is no theme; use {' or '.join(THEMES)}")
    sheet = (Path(__file__).parents[1] / "page" / "assets" / "khorgos.css").read_text(
        encoding="utf-8"
    )
    roles: dict[str, str] = {}
    for dark, rules in _ROOT.findall(sheet):
        if theme == "dark" or not dark:
            roles |= dict(_COLOUR.findall(rules))
    return Ink(roles)


def path_of(shape: Any) -> Outline | None:
    """Path of lines and polygons together, or None if there is nothing to draw.

    Examples
    --------
    >>> len(path_of(shapely.box(0, 0, 1, 1)).vertices)
    5
    """
    from matplotlib.path import Path as Outline

    paths = []
    for part in shapely.get_parts(shape):
        if part.is_empty:
            continue
        if part.geom_type == "Polygon":
            # Turned against their shell, holes stay empty under either rule of filling.
            rings = orient(part)
            paths += [
                Outline(np.asarray(ring.coords), closed=True)
                for ring in (rings.exterior, *rings.interiors)
            ]
        elif part.geom_type == "LineString" and len(part.coords) > 1:
            paths.append(Outline(np.asarray(part.coords)))
        elif part.geom_type.startswith(("Multi", "Geometry")) and (own := path_of(part)):
            paths.append(own)
    return Outline.make_compound_path(*paths) if paths else None


@cache
def _land() -> tuple[Any, Any, Any]:
    """Land, national borders without the coast, and lakes, in degrees."""
    shapes = layers.countries().geometry.to_numpy()
    near = shapely.union_all(shapes)
    far = shapely.union_all(layers.far_land().geometry.to_numpy())
    # Where the data end is no border.
    frame = shapely.box(*near.bounds).boundary.buffer(1e-6)
    borders = shapely.union_all(shapely.boundary(shapes))
    borders = borders.difference(near.boundary).difference(frame)
    lakes = shapely.union_all(layers.lakes().geometry.to_numpy())
    return far.buffer(SEAM).union(near), shapely.line_merge(borders), lakes


@cache
def _fine() -> tuple[Any, Any]:
    fine = shapely.union_all(layers.fine_borders().geometry.to_numpy())
    return fine, shapely.box(*fine.bounds)


def draw_ground(axes: Axes, view: Viewport, ink: Ink) -> None:
    """Draw land, lakes and borders onto axes in millimetres."""
    from matplotlib.patches import PathPatch

    land, borders, lakes = _land()
    fine, inside = _fine()
    close = view.zoom >= CLOSE_ZOOM
    if close:
        borders = borders.difference(inside)
    axes.set_facecolor(ink["water"])
    drawn = (
        (_large(view.lay(land)), ink["land"], ink["shore"], 0.5, "-"),
        (_large(view.lay(lakes)), ink["water"], ink["shore"], 0.4, "-"),
        (view.lay(borders), "none", ink["border"], 0.6, "-"),
        (view.lay(fine) if close else None, "none", ink["border"], 1.0, (0, (6, 1.6, 1.2, 1.6))),
    )
    for order, (shape, fill, edge, width, dash) in enumerate(drawn):
        path = path_of(shape)
        if path is not None:
            patch = PathPatch(
                path, facecolor=fill, edgecolor=edge, linewidth=width, linestyle=dash,
                joinstyle="round", zorder=1 + order / 10,
            )  # fmt: skip
            axes.add_artist(patch)


def _large(shape: Any) -> Any:
    parts = shapely.get_parts(shape)
    return shapely.MultiPolygon(
        [p for part in parts for p in shapely.get_parts(part)
         if p.geom_type == "Polygon" and p.area >= SMALLEST]
    )  # fmt: skip


def country_names(
    view: Viewport, known: Countries
) -> list[tuple[str, float, list[tuple[float, float]]]]:
    """Countries that the network serves, and where they can be named on the sheet.

    Parameters
    ----------
    view : Viewport
        Of the sheet.
    known : Countries
        Those to name.

    Returns
    -------
    list of tuple
        ISO code, width of the country on the sheet in millimetres, and points within it, those
        nearest to its middle first; the widest country first.
    """
    width, height = view.size
    sheet = shapely.box(0, 0, width, height)
    countries = layers.countries()
    window = shapely.box(*view.window)
    shapes = {
        code: shapely.intersection(view.lay(shape, 0.5), sheet)
        for name, shape in zip(countries["name"], countries.geometry, strict=True)
        if (code := known.code(name)) and shape.intersects(window)
    }
    if shapes and view.zoom >= CLOSE_ZOOM and _fine()[1].contains(window):
        shapes = _by_fine_borders(shapes, view, sheet)
    found = []
    for code, shape in shapes.items():
        parts = [part for part in shapely.get_parts(shape) if part.area >= SMALLEST]
        if not parts:
            continue
        largest = max(parts, key=lambda part: part.area)
        west, south, east, north = largest.bounds
        across, up = np.linspace(west, east, TRIES), np.linspace(south, north, TRIES)
        grid = shapely.points(np.stack(np.meshgrid(across, up), axis=-1).reshape(-1, 2))
        inside = grid[shapely.contains(largest, grid)]
        away = shapely.distance(inside, largest.centroid)
        points = shapely.get_coordinates(inside[np.argsort(away, kind="stable")])
        found.append((code, float(east - west), [(float(x), float(y)) for x, y in points]))
    return sorted(found, key=lambda row: (-row[1], row[0]))


def _by_fine_borders(shapes: dict[str, Any], view: Viewport, sheet: Any) -> dict[str, Any]:
    """Countries as the finer borders cut the sheet; the coarse ones tell only which is which."""
    cuts = shapely.union_all([view.lay(_fine()[0]), sheet.boundary])
    pieces: dict[str, list[Any]] = {}
    for piece in shapely.get_parts(shapely.polygonize([cuts])):
        own = max(shapes, key=lambda code: shapely.intersection(shapes[code], piece).area)
        pieces.setdefault(own, []).append(piece)
    return {code: shapely.MultiPolygon(parts) for code, parts in pieces.items()}
