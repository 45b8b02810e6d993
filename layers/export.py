"""Write the network and routes to files that other programs read."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from ..geo.errors import RequestError
from .network import edges, places
from .routes import legs

if TYPE_CHECKING:
    from ..geo import Corridor, Route

__all__ = ["FORMATS", "write"]

FORMATS = {
    ".gpkg": "GeoPackage",
    ".geojson": "GeoJSON",
    ".parquet": "GeoParquet",
    ".csv": "CSV",
}
"""File ending -> format."""


def write(path: str | Path, corridor: Corridor, routes: Iterable[Route] = ()) -> list[Path]:
    """Write a corridor, or routes over it, in the format that the file ending names.

    Files are written under a temporary name and renamed, so that a killed run leaves no half
    file.  A GeoPackage holds all layers in one file.  The other formats hold one layer per
    file: the layer's name is put before the ending, as in ``corridor.places.geojson``.

    Parameters
    ----------
    path : str or Path
        Ends in ``.gpkg``, ``.geojson``, ``.parquet`` or ``.csv`` (geometry as WKT).
    corridor : Corridor
        The network, whose places and edges are written if `routes` is empty.
    routes : iterable of Route, optional
        If given, their legs are written instead.

    Returns
    -------
    list of Path
        The files written.

    Raises
    ------
    RequestError
        If the ending is not known, or the folder cannot be written to.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> write("network.shp", Corridor.load())
    Traceback (most recent call last):
    khorgos.geo.errors.RequestError: cannot write '.shp'; end the file name in one of .gpkg, \
.geojson, .parquet, .csv
    """
    path = Path(path)
    suffix = path.suffix.lower()
    if suffix not in FORMATS:
        raise RequestError(
            f"cannot write {path.suffix or path.name!r}; "
            f"end the file name in one of {', '.join(FORMATS)}"
        )
    if not path.parent.is_dir():
        raise RequestError(f"there is no folder {path.parent}; make it first")
    tables = _layers(corridor, list(routes))
    try:
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.name}.") as folder:
            drafts = _write_drafts(Path(folder), path, suffix, tables)
            for draft in drafts:
                os.replace(draft, path.parent / draft.name)  # noqa: PTH105
    except OSError as error:
        raise RequestError(f"cannot write to {path.parent}: {error.strerror}") from None
    return [path.parent / draft.name for draft in drafts]


def _layers(corridor: Corridor, routes: list[Route]) -> dict[str, gpd.GeoDataFrame]:
    if not routes:
        return {"places": places(corridor), "edges": edges(corridor)}
    frames = []
    for number, route in enumerate(routes, start=1):
        frame = legs(route)
        name = f"{route.origin.name} - {route.destination.name}"
        frame.insert(0, "route", f"{number} {name}")
        frames.append(frame)
    return {"legs": pd.concat(frames, ignore_index=True)}


def _write_drafts(
    folder: Path, path: Path, suffix: str, tables: dict[str, gpd.GeoDataFrame]
) -> list[Path]:
    if suffix == ".gpkg":
        draft = folder / path.name
        for name, table in tables.items():
            # Lines and points together need a table that takes any geometry.
            table.to_file(draft, layer=name, driver="GPKG", engine="pyogrio")
        return [draft]
    drafts = []
    for name, table in tables.items():
        stem = path.stem if len(tables) == 1 else f"{path.stem}.{name}"
        draft = folder / f"{stem}{suffix}"
        if suffix == ".geojson":
            table.to_file(draft, driver="GeoJSON", engine="pyogrio")
        elif suffix == ".parquet":
            table.to_parquet(draft, index=False)
        else:
            table.to_wkt().to_csv(draft, index=False, lineterminator="\n")
        drafts.append(draft)
    return drafts
