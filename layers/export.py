"""Write the network, routes and other layers to files that other programs read."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from ..geo.errors import RequestError, echo
from ..geo.routing.route import Route
from ..geo.uncertainty.outlook import Outlook
from .files import draft_of, drafts_of, see_files
from .network import edges, places
from .routes import legs
from .tables import write_frame

if TYPE_CHECKING:
    from ..geo import Corridor

__all__ = ["FORMATS", "NETWORK_LAYERS", "ROUTE_LAYERS", "see_layers", "write"]

FORMATS = {
    ".gpkg": "GeoPackage",
    ".geojson": "GeoJSON",
    ".parquet": "GeoParquet",
    ".csv": "CSV",
}
"""File ending -> format."""
NETWORK_LAYERS = ("places", "edges")
ROUTE_LAYERS = ("legs",)


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
    suffix = _suffix(path)
    tables = _layers(corridor, routes)
    if suffix == ".gpkg":
        with draft_of(path) as draft:
            # GDAL of 2022, which Debian 12 has, warns of the versions that came later.
            for name, table in tables.items():
                table.to_file(draft, layer=name, driver="GPKG", engine="pyogrio", VERSION="1.2")
        return [path]
    files = _files(path, tables)
    with drafts_of(*files) as drafts:
        for draft, table in zip(drafts, tables.values(), strict=True):
            _write(draft, suffix, table)
    return files


def see_layers(path: str | Path, names: Collection[str] = ()) -> None:
    """See that layers can be written to a file, or to one for each, before the work for them.

    Parameters
    ----------
    path : str or Path
        As for `write`.
    names : collection of str
        Of the layers, as far as they are known.

    Raises
    ------
    RequestError
        As `write`.

    Examples
    --------
    >>> see_layers("network.gpkg", ["places", "edges"])
    """
    path = Path(path)
    see_files(*(_files(path, names) if names and _suffix(path) != ".gpkg" else [path]))


def _suffix(path: Path) -> str:
    suffix = path.suffix.lower()
    if suffix not in FORMATS:
        raise RequestError(
            f"cannot write {echo(path.suffix or path.name)}; "
            f"end the file name in one of {', '.join(FORMATS)}"
        )
    return suffix


def _files(path: Path, names: Collection[str]) -> list[Path]:
    """A file for each layer, or the one that was asked for."""
    stems = [path.stem if len(names) == 1 else f"{path.stem}.{name}" for name in names]
    return [path.with_name(f"{stem}{path.suffix}") for stem in stems]


def _layers(
    corridor: Corridor | Layers, routes: Iterable[Route | Outlook] | Route | Outlook
) -> Layers:
    if isinstance(corridor, Mapping):
        filled = {name: table for name, table in corridor.items() if len(table)}
        return filled or corridor
    outlooks = corridor.outlooks(routes)
    if not outlooks:
        return dict(zip(NETWORK_LAYERS, (places(corridor), edges(corridor)), strict=True))
    frames = []
    for number, outlook in enumerate(outlooks, start=1):
        frame = legs(outlook)
        name = f"{outlook.route.origin.name} - {outlook.route.destination.name}"
        frame.insert(0, "route", f"{number} {name}")
        frames.append(frame)
    return dict.fromkeys(ROUTE_LAYERS, pd.concat(frames, ignore_index=True))


def _write(draft: Path, suffix: str, table: gpd.GeoDataFrame) -> None:
    if suffix == ".geojson":
        # Without it GDAL writes what was valid in 2008: with a `crs`, and rings either way round.
        table.to_file(draft, driver="GeoJSON", engine="pyogrio", RFC7946="YES")
    elif suffix == ".parquet":
        table.to_parquet(draft, index=False)
    else:
        write_frame(draft, table.to_wkt())
