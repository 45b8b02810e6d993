"""What a layer is and whose it is: in the ``attrs`` of its frame, and in each file of it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from ..geo.tables.reading import DATA as TABLES

if TYPE_CHECKING:
    from ..geo import Place

__all__ = ["CREDITS", "about"]

CREDITS = ("data_version", "licence", "attribution")
"""Keys of the ``attrs`` of a layer that belong to its data wherever these go."""
LICENCE = "ODbL 1.0 (https://opendatacommons.org/licenses/odbl/1-0/)"
ATTRIBUTION = (
    "© OpenStreetMap contributors (ODbL 1.0); GeoNames (CC BY 4.0); Natural Earth; "
    "marnet (Apache 2.0); OurAirports; figures and their sources: khorgos"
)
SHARED_ALIKE = frozenset({"OSM", "GN"})
"""Sources of positions that ask to be named wherever these go."""


def about(
    title: str,
    version: str,
    folder: Path,
    places: Iterable[Place] = (),
    *,
    borrowed: bool = False,
) -> dict[str, str]:
    """What to say of a layer.

    Parameters
    ----------
    title : str
        In words.
    version : str
        Of the tables.
    folder : Path
        Where these lie.
    places : iterable of Place
        Whose positions are in the layer.
    borrowed : bool
        Whether lines of the package are in it.

    Returns
    -------
    dict of str to str
        ``title`` and ``data_version``; ``licence`` and ``attribution`` too, unless all is of a
        folder of one's own.

    Examples
    --------
    >>> about("Places", "2026.11.4", TABLES)["licence"]
    'ODbL 1.0 (https://opendatacommons.org/licenses/odbl/1-0/)'
    >>> list(about("Places", "1", TABLES / "other"))
    ['title', 'data_version']
    """
    told = {"title": title, "data_version": version}
    if folder == TABLES:
        return told | {"licence": LICENCE, "attribution": ATTRIBUTION}
    if borrowed or any(place.source in SHARED_ALIKE for place in places):
        licence = f"{LICENCE} for what comes from OpenStreetMap"
        return told | {"licence": licence, "attribution": f"{ATTRIBUTION}; tables of one's own"}
    return told
