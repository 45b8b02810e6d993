"""Lines that are drawn for moves: those of the package, and of a folder of one's own tables."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

from pyproj import Geod
from shapely.geometry import LineString, Point

from ..geo.errors import TableError
from ..geo.tables.reading import DATA as TABLES

__all__ = ["DATA", "Lines", "read_lines"]

DATA = Path(__file__).parent / "data"
FILES = ("rail.geojson", "road.geojson", "sea.geojson", "air.geojson")
"""Which files hold lines, here and in a folder of tables."""
FAR_OFF_KM = 100.0
"""A line that ends as far from its place as this is not that of the edge."""
LARGEST = 180.0, 90.0  # degrees
GEOD = Geod(ellps="WGS84")


class Lines(NamedTuple):
    """Drawn lines by their ids.

    Parameters
    ----------
    drawn : dict of str to LineString
        All that can be drawn, in longitude and latitude.
    own : dict of str to str
        Those of a folder of tables, and the file that each stands in.

    Examples
    --------
    >>> a, b = Point(80.29542, 44.16491), Point(77.1259, 43.6887)
    >>> read_lines().between("no such line", a, b).coords[0]
    (80.29542, 44.16491)
    """

    drawn: dict[str, LineString]
    own: dict[str, str]

    def __repr__(self) -> str:
        return f"<Lines: {len(self.drawn)}, of which {len(self.own)} of one's own>"

    def lend(self, line_ids: Iterable[str]) -> bool:
        """Whether any of these is a line of the package."""
        return any(id_ in self.drawn and id_ not in self.own for id_ in line_ids)

    def between(self, line_id: str, start: Point, end: Point) -> LineString:
        """Drawn geometry of an edge, in the direction of travel.

        Parameters
        ----------
        line_id : str
            A straight line is drawn if there is none of this id.
        start, end : shapely.Point
            The two places.

        Returns
        -------
        shapely.LineString
            Longitude and latitude, from `start` to `end`.

        Raises
        ------
        TableError
            If a line of one's own ends far from the places.
        """
        found = self.drawn.get(line_id)
        if found is None:
            return LineString([start, end])
        first, last = Point(found.coords[0]), Point(found.coords[-1])
        forward = first.distance(start) + last.distance(end)
        backward = first.distance(end) + last.distance(start)
        if forward > backward:
            found = LineString(found.coords[::-1])
        if line_id in self.own:
            for (lon, lat), place in ((found.coords[0], start), (found.coords[-1], end)):
                km = GEOD.inv(lon, lat, place.x, place.y)[2] / 1000
                if km > FAR_OFF_KM:
                    reason = f"line {line_id!r:.80} ends {km:,.0f} km from the place it leads to"
                    remedy = "longitude comes before latitude; or correct its id in edges.csv"
                    raise TableError(self.own[line_id], None, None, reason, remedy)
        return found


def read_lines(folder: Path = TABLES) -> Lines:
    """Lines of the package, and of a folder of tables.

    Parameters
    ----------
    folder : Path
        May hold ``rail.geojson``, ``road.geojson``, ``sea.geojson`` and ``air.geojson``: each
        feature a ``LineString`` with the property ``line``, its id in ``edges.csv``.

    Returns
    -------
    Lines
        A line of the folder takes the place of one of the package with the same id.

    Raises
    ------
    TableError
        If a file is no such GeoJSON, or a line stands in it twice.

    Examples
    --------
    >>> read_lines().own
    {}
    """
    drawn: dict[str, LineString] = {}
    for name in FILES:
        drawn |= _in_file(DATA / name, _stamp(DATA / name))
    own: dict[str, str] = {}
    for name in FILES if folder != TABLES else ():
        stamp = _stamp(folder / name)
        found = _in_file(folder / name, stamp) if stamp else {}
        for id_ in found.keys() & own.keys():
            reason = f"line {id_!r:.80} stands in {own[id_]}, too"
            raise TableError(name, None, None, reason, "draw each line once")
        drawn |= found
        own |= dict.fromkeys(found, name)
    return Lines(drawn, own)


def _stamp(path: Path) -> tuple[int, int] | None:
    """What changes with a file; none if there is no file."""
    try:
        about = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    return about.st_mtime_ns, about.st_size


@lru_cache(maxsize=64)
def _in_file(path: Path, _: tuple[int, int] | None) -> dict[str, LineString]:
    """Lines of a file by id; read again when its stamp has changed."""
    file = path.name
    try:
        features = [*json.loads(path.read_text(encoding="utf-8-sig"))["features"]]
    except OSError as error:
        raise TableError(file, None, None, str(error.strerror), "restore it") from None
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        told = str(error).splitlines()[0][:120]
        remedy = "write a FeatureCollection, as GIS programs do, or restore the file"
        raise TableError(file, None, None, f"no GeoJSON ({told})", remedy) from None
    found: dict[str, LineString] = {}
    for number, feature in enumerate(features, start=1):
        id_, line = _line_of(file, number, feature)
        if id_ in found:
            _refuse(file, number, f"line {id_!r:.80} is there twice", "draw each line once")
        found[id_] = line
    return found


def _line_of(file: str, number: int, feature: Any) -> tuple[str, LineString]:
    """Id and shape of a feature."""
    known = feature if isinstance(feature, dict) else {}
    about, shape = (
        found if isinstance(found := known.get(key), dict) else {}
        for key in ("properties", "geometry")
    )
    id_, kind = about.get("line"), shape.get("type")
    if not isinstance(id_, str) or not id_:
        _refuse(file, number, "no property 'line'", "give the id that edges.csv has for it")
    if kind != "LineString":
        remedy = "join its parts to one LineString"
        _refuse(file, number, f"line {id_!r:.80} is a {kind or 'nothing'!s:.40}", remedy)
    try:
        coords = [(float(lon), float(lat)) for lon, lat, *_ in shape["coordinates"]]
    except (KeyError, TypeError, ValueError, OverflowError):
        coords = []
    if len(set(coords)) < 2:  # noqa: PLR2004 - ends
        remedy = "write [longitude, latitude] of two points or more"
        _refuse(file, number, f"line {id_!r:.80} has no two points", remedy)
    for at in coords:
        if not all(
            math.isfinite(x) and abs(x) <= most for x, most in zip(at, LARGEST, strict=True)
        ):
            remedy = "save it in degrees (EPSG:4326), longitude before latitude"
            _refuse(file, number, f"line {id_!r:.80} goes through {at[0]:g}, {at[1]:g}", remedy)
    return id_, LineString(coords)


def _refuse(file: str, number: int, reason: str, remedy: str) -> NoReturn:
    raise TableError(file, None, None, f"feature {number}: {reason}", remedy)
