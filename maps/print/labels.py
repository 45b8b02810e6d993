"""Where symbols and labels stand on paper: whoever comes first keeps the room."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import cos, hypot, pi, sin
from typing import TYPE_CHECKING, Any

import numpy as np

from .text import ASCENT, DESCENT, POINT, width_of

if TYPE_CHECKING:
    from matplotlib.font_manager import FontProperties

    from .projection import Box

__all__ = ["Ground", "Label", "Room", "Spot", "around", "place_spot", "place_text", "stalk"]

GAP = 0.5
"""Millimetres between a symbol and its label."""
FURTHER = 0.8
"""Millimetres by which a label stands off where it does not fit near, such as beside a route."""
PAD = 0.2
"""Millimetres left free at both ends of a label."""
CROWDED = 2.0
"""Millimetres from a place within which leaders of its neighbours may touch."""
# How far a crowded place may move, in millimetres.
NEAR = (4.5, 6.5, 9.0, 12.0)
FAR = (15.0, 18.5, 22.0)
TURNS = 20
MOST_COVERED = 2
"""Points of the network that a name below it may touch."""
ASIDE = 0.4
"""What a label off its first side costs, in points of the network that it would cover."""


def around(x: float, y: float, width: float, height: float) -> Box:
    """Box with its middle at a point: left, bottom, right, top."""
    return (x - width / 2, y - height / 2, x + width / 2, y + height / 2)


class Room:
    """Boxes that are taken.

    Parameters
    ----------
    boxes : iterable of Box
        Taken from the start.

    Examples
    --------
    >>> room = Room()
    >>> room.take((0, 0, 2, 1))
    >>> room.free((1, 0, 3, 1)), room.free((2, 0, 3, 1))
    (False, True)
    """

    def __init__(self, boxes: Iterable[Box] = ()) -> None:
        self._boxes = np.empty((64, 4))
        self._count = 0
        self.take(*boxes)

    def take(self, *boxes: Box) -> None:
        """Take boxes."""
        while self._count + len(boxes) > len(self._boxes):
            self._boxes = np.vstack((self._boxes, np.empty_like(self._boxes)))
        if boxes:
            self._boxes[self._count : self._count + len(boxes)] = boxes
            self._count += len(boxes)

    def free(self, *boxes: Box) -> bool:
        """Whether none of the boxes is taken, not even in part."""
        taken = self._boxes[: self._count]
        for left, bottom, right, top in boxes:
            meet = (taken[:, 0] < right) & (left < taken[:, 2])
            meet &= (taken[:, 1] < top) & (bottom < taken[:, 3])
            if meet.any():
                return False
        return True


@dataclass
class Label:
    """A text on the sheet.

    Parameters
    ----------
    text : str
        Of letters that the font has.
    font : FontProperties
        With its size.
    x, y : float
        Millimetres: the side that `align` names, and the baseline.
    align : str
        ``left``, ``right`` or ``center``.
    """

    text: str
    font: FontProperties
    x: float = 0.0
    y: float = 0.0
    align: str = "left"


@dataclass
class Spot:
    """A place that wants room for its symbol and its label.

    Parameters
    ----------
    x, y : float
        The place on the sheet, millimetres.
    symbol : str
        Key of `khorgos.maps.look.style.SYMBOLS`.
    size : float
        Of the symbol, millimetres.
    text : str
        Of the label.
    font : FontProperties
        Of the label.
    must : bool
        Never left out; it moves aside where it is crowded.
    shift : tuple of float
        How far the symbol was moved, millimetres.
    label : Label or None
        Where the label stands, if there is room for it.
    """

    x: float
    y: float
    symbol: str
    size: float
    text: str
    font: FontProperties
    must: bool = False
    shift: tuple[float, float] = (0.0, 0.0)
    label: Label | None = field(default=None)


def stalk(x: float, y: float, dx: float, dy: float, from_: float, upto: float) -> list[Box]:
    """Boxes along the line from a point to what stands aside of it."""
    length = hypot(dx, dy)
    steps = np.arange(from_, length - upto, 0.9)
    return [around(x + dx * at / length, y + dy * at / length, 0.7, 0.7) for at in steps]


@dataclass
class Ground:
    """What a label has to mind.

    Parameters
    ----------
    size : tuple of float
        Width and height of the sheet, millimetres.
    room : Room
        Symbols and labels that are there.
    routes : Room
        Routes, which a label covers only if nothing else is left.
    lines : array
        Points along the network, of which a label covers as few as it can.
    """

    size: tuple[float, float]
    room: Room
    routes: Room
    lines: Any

    def inside(self, box: Box) -> bool:
        """Whether the box lies on the sheet."""
        width, height = self.size
        return box[0] > GAP and box[1] > GAP and box[2] < width - GAP and box[3] < height - GAP

    def covered(self, box: Box) -> int:
        """How many points of the network lie in the box."""
        x, y = self.lines.T
        return int(((x > box[0]) & (x < box[2]) & (y > box[1]) & (y < box[3])).sum())


def sides(half: float, width: float, height: float) -> list[tuple[float, float, str]]:
    """Where a label may stand beside a symbol: its middle, and how it is aligned."""
    x = half + GAP + width / 2
    y = half + height / 2
    return [
        (x, 0, "left"),
        (-x, 0, "right"),
        (0, y, "center"),
        (0, -y, "center"),
        (x, y * 0.7, "left"),
        (x, -y * 0.7, "left"),
        (-x, y * 0.7, "right"),
        (-x, -y * 0.7, "right"),
    ]


def _circles(radii: Sequence[float]) -> list[tuple[float, float]]:
    # Flat, as labels are flat.
    return [
        (radius * cos(2 * pi * turn / TURNS), radius * sin(2 * pi * turn / TURNS) * 0.8)
        for radius in radii
        for turn in range(TURNS)
    ]


def place_spot(spot: Spot, ground: Ground) -> bool:
    """Find room for a place; takes it and sets ``shift`` and ``label``.

    Returns
    -------
    bool
        False if there is not even room for the symbol.
    """
    finder = _Finder(spot, ground)
    if spot.text and finder.beside():
        return True
    if spot.text and spot.must:
        ways = ((radii, crossing) for radii in (NEAR, FAR) for crossing in (False, True))
        if any(finder.aside(radii, crossing=crossing) for radii, crossing in ways):
            return True
    if spot.text and finder.beside(on_routes=True):
        return True
    symbol = around(spot.x, spot.y, spot.size, spot.size)
    if not ground.room.free(symbol):
        return False
    ground.room.take(symbol)
    return True


class _Finder:
    """Tries where a place and its label may stand."""

    def __init__(self, spot: Spot, ground: Ground) -> None:
        self.spot = spot
        self.ground = ground
        self.size = spot.font.get_size_in_points() * POINT
        self.height = self.size * (ASCENT + DESCENT)
        self.width = width_of(spot.text, spot.font) + 2 * PAD
        self.ways = [
            way
            for reach in (0.0, FURTHER)
            for way in sides(spot.size / 2 + reach, self.width, self.height)
        ]

    def beside(self, *, on_routes: bool = False) -> bool:
        """Beside the symbol, where it covers the least of the network."""
        ground = self.ground
        found = []
        for order, way in enumerate(self.ways):
            symbol, label = self._boxes(0, 0, way)
            if not (ground.inside(label) and ground.room.free(symbol, label)):
                continue
            if on_routes or ground.routes.free(label):
                found.append((ground.covered(label) + ASIDE * order, way))
        if found:
            self._put(0, 0, min(found)[1])
        return bool(found)

    def aside(self, radii: Sequence[float], *, crossing: bool) -> bool:
        """Away from the place, on one of the circles around it."""
        spot, ground = self.spot, self.ground
        for dx, dy in _circles(radii):
            way = self.ways[0 if dx >= 0 else 1]
            boxes = self._boxes(dx, dy, way)
            if not (ground.inside(boxes[1]) and ground.room.free(*boxes)):
                continue
            leader = () if crossing else stalk(spot.x, spot.y, dx, dy, CROWDED, spot.size / 2)
            if ground.routes.free(*boxes) and ground.room.free(*leader):
                self._put(dx, dy, way)
                return True
        return False

    def _boxes(self, dx: float, dy: float, way: tuple[float, float, str]) -> tuple[Box, Box]:
        x, y = self.spot.x + dx, self.spot.y + dy
        symbol = around(x, y, self.spot.size, self.spot.size)
        return symbol, around(x + way[0], y + way[1], self.width, self.height)

    def _put(self, dx: float, dy: float, way: tuple[float, float, str]) -> None:
        spot, room = self.spot, self.ground.room
        room.take(*self._boxes(dx, dy, way))
        if dx or dy:
            room.take(*stalk(spot.x, spot.y, dx, dy, CROWDED, spot.size / 2))
        spot.shift = (dx, dy)
        toward = {"left": -1, "right": 1, "center": 0}[way[2]]
        spot.label = Label(
            spot.text,
            spot.font,
            spot.x + dx + way[0] + toward * (self.width / 2 - PAD),
            spot.y + dy + way[1] - self.size * (ASCENT - DESCENT) / 2,
            way[2],
        )


def place_text(
    text: str, font: FontProperties, points: Iterable[tuple[float, float]], ground: Ground
) -> Label | None:
    """A label below the network, at the first of some points at which it can be read."""
    size = font.get_size_in_points() * POINT
    width = width_of(text, font) + 4 * PAD
    best: tuple[int, tuple[float, float]] | None = None
    for x, y in points:
        box = around(x, y, width, size)
        if ground.inside(box) and ground.room.free(box) and ground.routes.free(box):
            covered = ground.covered(box)
            if covered <= MOST_COVERED and (best is None or covered < best[0]):
                best = covered, (x, y)
            if not covered:
                break
    if best is None:
        return None
    x, y = best[1]
    ground.room.take(around(x, y, width, size))
    return Label(text, font, x, y - size * (ASCENT - DESCENT) / 2, "center")
