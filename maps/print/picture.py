"""Maps for print: the network and asked routes as PNG, SVG or PDF, drawn without a browser."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from ... import layers
from ...geo.errors import RequestError, echo
from ...geo.routing.route import Route
from ...geo.uncertainty.outlook import Outlook
from ...layers.files import draft_of
from ..charts.figure import check_suffix, drawing, write_figure
from ..look import style
from ..look.fonts import typeface
from ..look.formats import FRAMES
from ..look.frames import HEADING, frames_of, home_of, whole_of
from .ground import ink_of
from .legend import Legend, caption_box, draw_caption, draw_scale, scale_box
from .lines import DrawnNetwork
from .page import draw_foot, foot_height, head_of, notes
from .projection import Viewport, view_of
from .sheet import RANKS, Drawn, Sheet, draw_sheet
from .slimming import slim

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from ...geo import Corridor
    from ...geo.places.geography import Frame

__all__ = ["FRAMES", "WIDTH", "picture", "write_picture"]

WIDTH = 260.0
"""Millimetres: the picture lies on a sheet of A4."""
NARROWEST, WIDEST = 90.0, 1200.0
INCH = 25.4
MARGIN = 4.0
GAP = 2.5
FRAME_MARGIN, ROUTE_MARGIN = 0.03, 0.07
"""Room around what is to be shown, as a share of the width."""
# An inset shows what the map itself is too small for.
INSET_SHARE = 0.37
INSET_FROM = 170.0
SETTINGS = {"pdf.fonttype": 42, "pdf.compression": 9}  # text that can be searched


def picture(
    corridor: Corridor,
    routes: Iterable[Route | Outlook] | Route | Outlook = (),
    *,
    frame: str | None = None,
    language: str = "en",
    theme: str = "light",
    width_mm: float = WIDTH,
) -> Figure:
    """Draw the network with the asked routes on top, for print.

    Parameters
    ----------
    corridor : Corridor
        The network.
    routes : iterable of Route or Outlook, or one of them, optional
        From `Corridor.route` or `Corridor.outlook`; routes of another network are timed anew.
        Their days are those of a journey that takes P50.
    frame : {"continent", "corridor", "routes"}, optional
        What to show: the whole network on land, its home in ``frames.csv``, or the routes.  The
        routes if there are any, and else the continent.
    language : {"en", "ru", "kk", "zh"}
        Of the names of places; those that have none stand as readers can read them.
    theme : {"light", "dark"}
        Colours.
    width_mm : float
        Width of the picture, millimetres; its height follows.  Text and symbols keep their
        size, so a wider picture has room for more names.

    Returns
    -------
    matplotlib.figure.Figure
        In Albers' equal-area conic projection, with title, legend, scale and sources.  A map of
        the continent has an inset of the corridor if no routes are asked or one passes it.

    Raises
    ------
    RequestError
        If there is no such frame, language or theme, no font for the language, a route is closed
        in this network, or an outlook is of another one.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> figure = picture(Corridor.load(), frame="corridor")
    >>> round(float(figure.get_size_inches()[0]) * 25.4)
    260
    """
    outlooks = corridor.outlooks(routes)
    frame = frame or ("routes" if outlooks else "continent")
    _check(frame, outlooks, width_mm)
    with drawing(SETTINGS):
        sheet = Sheet(
            corridor, DrawnNetwork(corridor), outlooks, typeface(language), language, ink_of(theme)
        )
        return _Page(sheet, frame, width_mm).draw()


def write_picture(
    path: str | Path,
    corridor: Corridor,
    routes: Iterable[Route | Outlook] | Route | Outlook = (),
    **how: Any,
) -> Path:
    """Write a `picture` as a file; the same input gives the same bytes.

    Parameters
    ----------
    path : str or Path
        The file; ends in ``.png``, ``.svg`` or ``.pdf``.
    corridor, routes
        As for `picture`.
    **how
        ``frame``, ``language``, ``theme`` and ``width_mm`` of `picture`.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    RequestError
        As `picture`, and if the ending is another one or the file cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> from khorgos.geo import Corridor
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "corridor.pdf"
    ...     write_picture(file, Corridor.load(), frame="corridor").read_bytes()[:5]
    b'%PDF-'
    """
    check_suffix(path)
    with draft_of(path) as draft:
        write_figure(lambda: picture(corridor, routes, **how), draft, SETTINGS)
        slim(draft)
    return Path(path)


def _check(frame: str, routes: Sequence[Outlook], width: float) -> None:
    if frame not in FRAMES:
        raise RequestError(f"there is no frame {echo(frame)}; use {', '.join(FRAMES)}")
    if frame == "routes" and not routes:
        raise RequestError("no routes to show; name an origin and a destination, or another frame")
    if not NARROWEST <= width <= WIDEST:
        raise RequestError(
            f"a picture cannot be {width:g} mm wide; use {NARROWEST:g} to {WIDEST:g}"
        )


def _corners(frame: Frame) -> list[tuple[float, float]]:
    (south, west), (north, east) = frame.corners
    return [(west, south), (east, south), (east, north), (west, north)]


@dataclass(frozen=True)
class _Inset:
    """A part of the map, drawn larger."""

    title: str
    view: Viewport
    most: int
    """Rank up to which its places are named."""


class _Page:
    """Lays out one picture; all lengths are in millimetres."""

    def __init__(self, sheet: Sheet, frame: str, width: float) -> None:
        self.sheet = sheet
        self.frame = frame
        self.frames = frames_of(sheet.corridor)
        self.home = home_of(self.frames) if frame == "corridor" else None
        if frame == "corridor" and self.home is None:
            raise RequestError("frames.csv has no frame for home; use another frame, or add one")
        self.width = width
        self.inner = width - 2 * MARGIN
        self.ways = [
            shapely.union_all(layers.legs(route).geometry.to_numpy()) for route in sheet.routes
        ]
        margin = ROUTE_MARGIN if frame == "routes" else FRAME_MARGIN
        self.view = view_of(self._points(), self.inner, margin=margin)
        self.inset = self._inset()

    def _points(self) -> Any:
        if self.home:
            return _corners(self.home)
        if self.frame == "routes":
            return shapely.get_coordinates(self.ways)
        points = shapely.get_coordinates(self.sheet.network.land)
        if len(points):
            return points
        return [(place.lon, place.lat) for place in self.sheet.corridor.places.values()]

    def _inset(self) -> _Inset | None:
        """The first frame that the map is too small for, if it matters."""
        if self.width < INSET_FROM:
            return None
        for frame in self.frames:
            if frame.metres_per_mm is None or self.view.scale < frame.metres_per_mm:
                continue
            corners = _corners(frame)
            passed = [way.intersects(shapely.Polygon(corners)) for way in self.ways]
            seen = self.view.sees(self.view.to_paper(np.array(corners)))
            if not seen.any() or (passed and not any(passed)):
                return None
            wide = self.inner * INSET_SHARE
            view = view_of(corners, wide, shape=(0.42, 0.5), margin=0.02)
            return _Inset(frame.name, view, frame.ranks or RANKS)
        return None

    def _title(self) -> str:
        shown = self.home or whole_of(self.frames)
        return shown.title if shown else HEADING

    def draw(self) -> Figure:
        """The whole picture."""
        from matplotlib.figure import Figure

        sheet, view = self.sheet, self.view
        head = head_of(sheet, self._title(), self.inner)
        figure = Figure(facecolor=sheet.ink["paper"])
        main = self._axes(figure)
        inset = self.inset
        covers = [scale_box(view)]
        drawn = [draw_sheet(main, view, sheet, inset=inset.view if inset else None, covers=covers)]
        draw_scale(main, view, sheet)
        small, inset_width, inset_height = None, 0.0, 0.0
        if inset:
            small = self._axes(figure)
            inset_width, inset_height = inset.view.size
            drawn.append(self._draw_inset(small, inset))
            self._outline(main, inset.view)
        told = _all(drawn)
        foot = notes(view, sheet, self.inner, flows=bool(told.flows))
        left = inset_width + 2 * GAP if inset else 0.0
        legend = Legend(told, sheet, view, self.inner - left)
        band = max(inset_height, legend.height)
        below = MARGIN + foot_height(foot) + GAP
        height = below + band + GAP + view.size[1] + GAP + head.height + MARGIN
        figure.set_size_inches(self.width / INCH, height / INCH)
        page = self._axes(figure)
        page.set_xlim(0, self.width)
        page.set_ylim(0, height)
        page.set_axis_off()
        page.set_zorder(-1)
        page.set_position((0, 0, 1, 1))
        self._put(main, view, MARGIN, below + band + GAP, height)
        if inset and small:
            self._put(small, inset.view, MARGIN, below + band - inset_height, height)
        head.draw(page, MARGIN, height - MARGIN, self.inner, sheet)
        legend.draw(page, MARGIN + left, below + band - (band - legend.height) / 2)
        draw_foot(page, foot, MARGIN, MARGIN + foot_height(foot), sheet)
        return figure

    def _draw_inset(self, axes: Axes, inset: _Inset) -> Drawn:
        view, sheet = inset.view, self.sheet
        covers = [scale_box(view), caption_box(inset.title, view, sheet)]
        drawn = draw_sheet(axes, view, sheet, most=inset.most, covers=covers)
        draw_scale(axes, view, sheet)
        draw_caption(axes, inset.title, view, sheet)
        return drawn

    def _axes(self, figure: Figure) -> Axes:
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_xticks([])
        axes.set_yticks([])
        axes.set_autoscale_on(False)
        for spine in axes.spines.values():
            spine.set_edgecolor(self.sheet.ink["shore"])
            spine.set_linewidth(0.6)
        return axes

    def _put(self, axes: Axes, view: Viewport, left: float, bottom: float, height: float) -> None:
        wide, high = view.size
        axes.set_xlim(0, wide)
        axes.set_ylim(0, high)
        axes.set_position((left / self.width, bottom / height, wide / self.width, high / height))

    def _outline(self, axes: Axes, inset: Viewport) -> None:
        """Show on the map what the inset shows."""
        from matplotlib.patches import Polygon

        wide, high = inset.size
        edge = shapely.segmentize(shapely.box(0, 0, wide, high).exterior, 5)
        corners = self.view.to_paper(inset.to_earth(shapely.get_coordinates(edge)))
        ink = self.sheet.ink
        axes.add_patch(
            Polygon(corners, fill=False, edgecolor=ink["ink"], linewidth=0.7, zorder=5.2)
        )


def _all(drawn: Sequence[Drawn]) -> Drawn:
    symbols = {symbol for one in drawn for symbol in one.symbols}
    lines = {line for one in drawn for line in one.lines}
    return Drawn(
        [key for key in style.LINES if key in lines],
        [key for key in style.SYMBOLS if key in symbols],
        drawn[0].flows,  # bands of an inset may be of another width
        marks=any(one.marks for one in drawn),
    )
