"""What a GeoJSON text has against RFC 7946, and what readers of it stumble over."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from typing import Any

DECIMALS = 7
POSITION, LINE, RING = 0, 1, 2
# Type -> how deep its positions lie, and what the innermost lists of positions are.
SHAPES = {
    "Point": (0, POSITION),
    "MultiPoint": (1, POSITION),
    "LineString": (1, LINE),
    "MultiLineString": (2, LINE),
    "Polygon": (2, RING),
    "MultiPolygon": (3, RING),
}
LEAST = {POSITION: 0, LINE: 2, RING: 4}


def complaints(text: bytes) -> list[str]:
    """All that is wrong with a file of features; numbers in brackets are those of features."""
    try:
        data = json.loads(
            text.decode("utf-8"),
            parse_float=Decimal,
            parse_int=Decimal,
            parse_constant=_refuse,
            object_pairs_hook=_members,
        )
    except ValueError as error:  # of UTF-8 and of JSON
        return [str(error)]
    return list(_collection(data))


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON")


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise ValueError(f"a member comes twice among {[name for name, _ in pairs]}")
    return members


def _collection(data: Any) -> Iterator[str]:
    if not isinstance(data, dict) or data.get("type") != "FeatureCollection":
        yield "no FeatureCollection"
        return
    for name in {"crs", "coordinates", "geometries", "geometry", "properties"} & set(data):
        yield f"has {name}"
    if not isinstance(data.get("features"), list):
        yield "features is no array"
        return
    for number, feature in enumerate(data["features"]):
        yield from (f"[{number}] {text}" for text in _feature(feature))


def _feature(feature: Any) -> Iterator[str]:
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        yield "no Feature"
        return
    for name in {"crs", "coordinates", "geometries", "features"} & set(feature):
        yield f"has {name}"
    if "id" in feature and not isinstance(feature["id"], str | Decimal):
        yield "id is neither text nor number"
    if not isinstance(feature.get("properties"), dict):
        yield "no properties"
    # The RFC allows null; a place or a line of ours is somewhere.
    shape = feature.get("geometry")
    if not isinstance(shape, dict) or shape.get("type") not in SHAPES:
        yield f"geometry is {shape}"
        return
    for name in {"crs", "geometry", "properties", "features"} & set(shape):
        yield f"geometry has {name}"
    yield from _positions(shape.get("coordinates"), *SHAPES[shape["type"]])


def _positions(part: Any, depth: int, kind: int) -> Iterator[str]:
    if not isinstance(part, list):
        yield f"coordinates are {part}"
    elif depth == 0:
        yield from _position(part)
    elif depth == 1:
        for position in part:
            yield from _positions(position, 0, kind)
        if len(part) < LEAST[kind]:
            yield f"{len(part)} positions"
        elif kind == RING and part[0] != part[-1]:
            yield "a ring is open"
    else:
        for inner in part:
            yield from _positions(inner, depth - 1, kind)
        if kind == RING and depth == 2:
            yield from _winding(part)


def _position(position: list[Any]) -> Iterator[str]:
    if len(position) not in (2, 3) or not all(isinstance(x, Decimal) for x in position):
        yield f"position is {position}"
        return
    lon, lat = position[:2]
    if abs(lon) > 180 or abs(lat) > 90:
        yield f"position {lon}, {lat} is nowhere on Earth"
    if any(-value.as_tuple().exponent > DECIMALS for value in position):
        yield f"position {lon}, {lat} has more than {DECIMALS} decimals"


def _winding(rings: list[list[list[Decimal]]]) -> Iterator[str]:
    """Outer rings run counterclockwise, holes clockwise."""
    for number, ring in enumerate(rings):
        area = sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring))
        if (area > 0) != (number == 0):
            yield f"ring {number} runs the wrong way"
