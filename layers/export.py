"""Write the network, routes and other layers to files that other programs read."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from ..geo.errors import RequestError
from ..geo.routing.route import Route
from ..geo.uncertainty.outlook import Outlook
from .files import draft_of
from .frames import storable
from .network import edges, places
from .routes import legs

if TYPE_CHECKING:
    from ..geo import Corridor

__all__ = ["FORMATS", "write"]

FORMATS = {
    ".gpkg": "GeoPackage",
    ".geojson": "GeoJSON",
    ".parquet": "GeoParquet",
    ".csv": "CSV",
}
"""File ending -> format."""


Layers = Mapping[str, gpd.GeoDataFrame]


def write(
    path: str | Path,
    corridor: Corridor | Layers,
    routes: Iterable[Route | Outlook] | Route | Outlook = (),
) -> list[Path]:
    """Write a corridor, routes over it, or other layers, in the format that the file ending names.

    Files are written as drafts and renamed, so that a killed run leaves no half file.  A
    GeoPackage holds all layers in one file.  The other formats hold one layer per file: the
    layer's name is put before the ending, as in ``corridor.places.geojson``.

    Parameters
    ----------
    path : str or Path
        Ends in ``.gpkg``, ``.geojson``, ``.parquet`` or ``.csv`` (geometry as WKT).
    corridor : Corridor or mapping of str to geopandas.GeoDataFrame
        The network, whose places and edges are written if `routes` is empty; or layers by name,
        as from `khorgos.layers.isochrones`, of which those without rows are left out unless all
        are.
    routes : iterable of Route or Outlook, or one of them, optional
        If given, their legs are written instead, with the hours that they take in journeys of
        P10, P50 and P90; routes of another network are timed anew.

    Returns
    -------
    list of Path
        The files written.

    Raises
    ------
    RequestError
        If the ending is not known, the folder cannot be written to, the target is there and is no
        regular file, a route is closed in the network, or an outlook is of another one.

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
    tables = _layers(corridor, routes, suffix)
    if suffix == ".gpkg":
        with draft_of(path) as draft, _plain_path(draft) as plain:
            # GDAL of 2022, which Debian 12 has, warns of the versions that came later.
            for name, table in tables.items():
                options = {"VERSION": "1.2"} | _own_columns(table)
                table.to_file(plain, layer=name, driver="GPKG", engine="pyogrio", **options)
        return [path]
    names = [path.stem if len(tables) == 1 else f"{path.stem}.{name}" for name in tables]
    files = [path.with_name(f"{name}{suffix}") for name in names]
    with ExitStack() as stack:
        for file, table in zip(files, tables.values(), strict=True):
            _write(stack.enter_context(draft_of(file)), suffix, table)
    return files


def _layers(
    corridor: Corridor | Layers,
    routes: Iterable[Route | Outlook] | Route | Outlook,
    suffix: str,
) -> Layers:
    if isinstance(corridor, Mapping):
        corridor = {
            name: storable(table, f"layer {name!r}", degrees=suffix == ".geojson")
            for name, table in corridor.items()
        }
        filled = {name: table for name, table in corridor.items() if len(table)}
        return filled or corridor
    outlooks = corridor.outlooks(routes)
    if not outlooks:
        return {"places": places(corridor), "edges": edges(corridor)}
    frames = []
    for number, outlook in enumerate(outlooks, start=1):
        frame = legs(outlook)
        name = f"{outlook.route.origin.name} - {outlook.route.destination.name}"
        frame.insert(0, "route", f"{number} {name}")
        frames.append(frame)
    return {"legs": pd.concat(frames, ignore_index=True)}


def _own_columns(table: gpd.GeoDataFrame) -> dict[str, str]:
    """Names for the two columns that a GeoPackage adds, if the layer has theirs."""
    taken = {str(name).casefold() for name in table.columns}
    return {
        option: next(free for n in count(2) if (free := f"{name}_{n}") not in taken)
        for option, name in (("FID", "fid"), ("GEOMETRY_NAME", "geom"))
        if name in taken
    }


@contextmanager
def _plain_path(draft: Path) -> Iterator[Path]:
    """Where to write what then becomes the draft: pyogrio takes some names for addresses."""
    if not set(str(draft)) & set(";!?"):
        yield draft
        return
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / f"draft{draft.suffix.lower()}"
        yield plain
        shutil.move(plain, draft)


def _write(draft: Path, suffix: str, table: gpd.GeoDataFrame) -> None:
    if suffix == ".geojson":
        # Without it GDAL writes what was valid in 2008: with a `crs`, and rings either way round.
        named = {"layer": draft.stem, "driver": "GeoJSON", "engine": "pyogrio"}
        with _plain_path(draft) as plain:
            table.to_file(plain, **named, RFC7946="YES")
    elif suffix == ".parquet":
        table.to_parquet(draft, index=False)
    else:
        table.to_wkt().to_csv(draft, index=False, lineterminator="\n")
