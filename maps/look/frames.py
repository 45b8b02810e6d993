"""What maps show: the frames of ``frames.csv``, and headings from them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...geo.places.geography import OURS, Frame

if TYPE_CHECKING:
    from ...geo import Corridor

__all__ = ["HEADING", "frames_of", "home_of", "whole_of"]

HEADING = "Overland freight"
"""Of tables that have no other."""


def frames_of(corridor: Corridor | None = None) -> tuple[Frame, ...]:
    """Frames of a network, in the order of the table, that of the whole among them.

    Parameters
    ----------
    corridor : Corridor, optional
        The network; the one that is shipped if left out.

    Returns
    -------
    tuple of Frame
        If the table has none of the whole, it is around all places.

    Examples
    --------
    >>> [frame.name for frame in frames_of() if frame.use != "detail"]
    ['Almaty–Khorgos', 'China–Europe']
    """
    found = (corridor.infrastructure.geography if corridor else OURS).frames
    if corridor is None or not corridor.places or any(frame.use == "whole" for frame in found):
        return found
    lats, lons = zip(*((place.lat, place.lon) for place in corridor.places.values()), strict=True)
    edges = min(lats), min(lons), max(lats), max(lons)
    return (*found, Frame("Whole network", "whole", HEADING, *edges, None, None, "yes", ""))


def whole_of(frames: tuple[Frame, ...]) -> Frame | None:
    """Where a map opens, and what its title says.

    Examples
    --------
    >>> whole_of(frames_of()).title
    'Overland freight between China and Europe'
    """
    return next((frame for frame in frames if frame.use == "whole"), None)


def home_of(frames: tuple[Frame, ...]) -> Frame | None:
    """The part that everybody asks for.

    Examples
    --------
    >>> home_of(frames_of()).corners
    ((43.0, 76.6), (44.7, 81.4))
    """
    return next((frame for frame in frames if frame.use == "home"), None)
