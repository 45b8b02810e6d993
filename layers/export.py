"""Write the network, routes and other layers to files that other programs read."""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely

from ..geo.errors import RequestError, echo, echo_path
from ..geo.routing.route import Route
from ..geo.uncertainty.outlook import Outlook
from .about import CREDITS
from .files import draft_of, drafts_of, see_files
from .frames import storable
from .network import edges, nodes, places
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
    ".kml": "KML",
}
"""File ending -> format."""
IN_ONE_FILE = (".gpkg", ".kml")
NETWORK_LAYERS = ("places", "nodes", "edges")
ROUTE_LAYERS = ("legs",)
SHAPES = ("points", "lines", "areas")
"""What geometries of 0, 1 and 2 dimensions are called."""
NOT_IN_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
RESERVED = frozenset({"type", "name", "crs", "bbox", "features", "description"})
"""Members of a GeoJSON collection that mean something else."""

Layers = Mapping[str, gpd.GeoDataFrame]


def write(
    path: str | Path,
    corridor: Corridor | Layers,
    routes: Iterable[Route | Outlook] | Route | Outlook = (),
) -> list[Path]:
    """Write a corridor, routes over it, or other layers, in the format that the file ending names.

    Files are written as drafts and renamed, so that a killed run leaves no half file.  A
    GeoPackage and a KML file hold all layers.  The other formats hold one layer per file: the
    layer's name is put before the ending, as in ``corridor.places.geojson``.

    Programs want one kind of geometry in a layer: one that mixes points, lines and areas is
    written as several, such as ``edges_lines`` and ``edges_points``; a CSV file, which is a table,
    holds all rows.  What the ``attrs`` of a layer say, such as ``title``, ``data_version``,
    ``licence`` and ``attribution``, goes into each file: metadata of the GeoPackage and the Parquet
    file, members of the GeoJSON collection, the description of the KML document, columns of CSV.

    Parameters
    ----------
    path : str or Path
        Ends in ``.gpkg``, ``.geojson``, ``.parquet``, ``.kml`` or ``.csv`` (geometry as WKT).
    corridor : Corridor or mapping of str to geopandas.GeoDataFrame
        The network, whose places, nodes and edges are written if `routes` is empty; or layers by
        name, as from `khorgos.layers.isochrones`, of which those without rows are left out unless
        all are.
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
.geojson, .parquet, .csv, .kml
    """
    path = Path(path)
    suffix = _suffix(path)
    tables = _layers(corridor, routes, suffix)
    if suffix != ".csv":
        tables = _apart(tables)
    if suffix in IN_ONE_FILE:
        with draft_of(path) as draft, _plain_path(draft) as plain:
            for name, table in tables.items():
                _write(plain, name, table)
            if len(pyogrio.list_layers(plain)) != len(tables):
                of = ", ".join(map(repr, tables))
                raise RequestError(
                    f"cannot write {echo_path(path)}: GDAL lost one of {of:.200}; rename them"
                )
        return [path]
    files = _files(path, tables)
    with drafts_of(*files) as drafts:
        for draft, (name, table) in zip(drafts, tables.items(), strict=True):
            _write(draft, name, table)
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
    suffix = _suffix(path)
    if not names or suffix in IN_ONE_FILE:
        see_files(path)
        return
    # Which layers mix kinds of geometry is not known yet.
    parts = [f"{name}_{shape}" for name in names for shape in SHAPES] if suffix != ".csv" else []
    see_files(*_files(path, names), *_files(path, parts))


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
    for name in names if len(stems) > 1 else ():
        if set(name) & {"/", os.sep, "\0"}:
            raise RequestError(f"layer {echo(name)} is no part of a file's name; rename it")
    return [path.with_name(f"{stem}{path.suffix}") for stem in stems]


def _layers(
    corridor: Corridor | Layers,
    routes: Iterable[Route | Outlook] | Route | Outlook,
    suffix: str,
) -> Layers:
    if isinstance(corridor, Mapping):
        stored = {
            name: storable(table, f"layer {echo(name)}", degrees=suffix in (".geojson", ".kml"))
            for name, table in corridor.items()
        }
        for name, table in stored.items():
            table.attrs |= corridor[name].attrs
        return {name: table for name, table in stored.items() if len(table)} or stored
    outlooks = corridor.outlooks(routes)
    if not outlooks:
        network = places(corridor), nodes(corridor), edges(corridor)
        return dict(zip(NETWORK_LAYERS, network, strict=True))
    frames = []
    for number, outlook in enumerate(outlooks, start=1):
        frame = legs(outlook)
        name = f"{outlook.route.origin.name} - {outlook.route.destination.name}"
        frame.insert(0, "route", f"{number} {name}")
        frames.append(frame)
    whole = pd.concat(frames, ignore_index=True)
    whole.attrs |= frames[0].attrs | {"title": "Legs of routes"}
    return dict.fromkeys(ROUTE_LAYERS, whole)


def _apart(tables: Layers) -> Layers:
    """The layers with points, lines and areas in layers of their own where one mixes them."""
    found: dict[str, gpd.GeoDataFrame] = {}
    taken: set[str] = set()
    for name, table in tables.items():
        for part, rows in _parts(name, table):
            if part.casefold() in taken:
                raise RequestError(f"two layers would be called {part!r:.60}; rename {name!r:.60}")
            found[part] = rows
            taken.add(part.casefold())
    return found


def _parts(name: str, table: gpd.GeoDataFrame) -> Iterator[tuple[str, gpd.GeoDataFrame]]:
    shapes = table.geometry.to_numpy()
    dimensions = np.where(shapely.is_empty(shapes), -1, shapely.get_dimensions(shapes))
    there = np.unique(dimensions[dimensions >= 0])
    if len(there) <= 1:
        yield name, table
        return
    dimensions[dimensions < 0] = there[0]  # a row without geometry is a row still
    for dimension in there:
        rows = table[dimensions == dimension]
        if "title" in rows.attrs:
            rows.attrs["title"] += f", {SHAPES[dimension]}"
        yield f"{name}_{SHAPES[dimension]}", rows


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


def _write(draft: Path, name: str, table: gpd.GeoDataFrame) -> None:
    """Write a layer in the format of the file, with what its ``attrs`` say of it."""
    about = {str(key): _for_xml(text) for key, text in table.attrs.items() if isinstance(text, str)}
    suffix = draft.suffix.lower()
    if suffix == ".gpkg":
        # GDAL of 2022, which Debian 12 has, warns of the versions that came later.
        told = {"layer_metadata": about, "DESCRIPTION": _in_words(about)}
        _to_file(draft, table, "GPKG", layer=name, VERSION="1.2", **told, **_own_columns(table))
    elif suffix == ".kml":
        _write_kml(draft, name, table, about)
    elif suffix == ".geojson":
        members = {key: text for key, text in about.items() if key not in RESERVED}
        told = {
            "NATIVE_DATA": json.dumps({"type": "FeatureCollection", **members}, ensure_ascii=False),
            "NATIVE_MEDIA_TYPE": "application/vnd.geo+json",
        }
        # Without it GDAL writes what was valid in 2008: with a `crs`, and rings either way round.
        told = told if members else {}
        with _plain_path(draft) as plain:
            _to_file(plain, table, "GeoJSON", layer=draft.stem, RFC7946="YES", **told)
    elif suffix == ".parquet":
        _write_parquet(draft, table, about)
    else:
        credits_ = {key: about[key] for key in CREDITS if key in about and key not in table}
        write_frame(draft, table.to_wkt().assign(**credits_))


def _to_file(draft: Path, table: gpd.GeoDataFrame, driver: str, **options: Any) -> None:
    table.to_file(draft, driver=driver, engine="pyogrio", **options)


def _in_words(about: Mapping[str, str]) -> str:
    """One text of all that is told of a layer."""
    named = {"data_version": "Data", "licence": "Licence:", "attribution": "Attribution:"}
    words = [f"{named.get(key, '')} {text}".strip() for key, text in about.items()]
    return ". ".join(words)


def _write_kml(draft: Path, name: str, table: gpd.GeoDataFrame, about: Mapping[str, str]) -> None:
    if "LIBKML" not in pyogrio.list_drivers(write=True):
        raise RequestError(
            "this GDAL writes no KML (it lacks LIBKML); install pyogrio from PyPI, "
            f"or end the file name in {', '.join(x for x in FORMATS if x != '.kml')}"
        )
    known = {str(column).casefold(): column for column in table.columns}
    # GDAL would make it the id of an element, which is unique in the file and has no colon.
    shown = table.rename(columns={known["id"]: "feature_id"} if "id" in known else {})
    if "name" not in known:
        shown = shown.assign(Name=_names(table))
    cells = {name: _for_kml(shown[name]) for name in shown.columns.drop(shown.geometry.name)}
    shown = shown.assign(**cells)
    credits_ = {key: about[key] for key in CREDITS if key in about}
    document = {"NAME": _for_xml(draft.stem), "DESCRIPTION": _in_words(credits_)}
    folder = {"FOLDER": "YES", "DESCRIPTION": _in_words(about)}
    _to_file(draft, shown, "LIBKML", layer=name, dataset_options=document, layer_options=folder)


def _for_kml(column: pd.Series) -> pd.Series | list[object]:
    """A column in a type that survives.

    Whole numbers of 64 bits become text, and programs of 2022 read false where GDAL writes true.
    """
    types = pd.api.types
    if types.is_bool_dtype(column) or types.is_integer_dtype(column):
        small = column.dropna().between(-(2**31), 2**31 - 1).all()
        return column.astype("Int32") if small else column
    return [_for_xml(cell) if isinstance(cell, str) else cell for cell in column]


def _for_xml(text: str) -> str:
    """A text without what no XML may hold, and without the end of the quotes that GDAL writes."""
    return NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", text).replace("]]>", "]] >")


def _names(table: gpd.GeoDataFrame) -> Iterable[str]:
    """What a globe writes beside a feature that has no name of its own."""
    columns = set(table.columns)
    if {"from_name", "to_name", "label"} <= columns:
        rows = zip(table["from_name"], table["to_name"], table["label"], strict=True)
        return [f"{a}: {what}" if a == b else f"{a} – {b}" for a, b, what in rows]
    texts = [table[column] for column in ("label", "title") if column in columns]
    return texts[0].astype(str) if texts else [""] * len(table)


def _write_parquet(draft: Path, table: gpd.GeoDataFrame, about: dict[str, str]) -> None:
    table.to_parquet(draft, index=False)
    if about:
        from pyarrow import parquet

        # geopandas writes `attrs` for itself; other programs look for keys of the file.
        whole = parquet.read_table(draft)
        known = whole.schema.metadata or {}
        parquet.write_table(whole.replace_schema_metadata(known | about), draft)
