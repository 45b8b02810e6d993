"""Write a map in the format that the name of its file asks for."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...geo.errors import RequestError, echo_path
from ..look.formats import target_of

if TYPE_CHECKING:
    from ...geo import Corridor, Outlook, Route

__all__ = ["describe_file", "is_map", "page_of", "see_file", "see_output", "write_map"]


def write_map(
    output: str,
    corridor: Corridor,
    routes: Sequence[Outlook | Route] = (),
    layers: Sequence[Any] = (),
    *,
    title: str | None = None,
    captions: Sequence[str] = (),
) -> Path:
    """Write routes, and layers of one's own, as a page; routes also as a picture.

    Parameters
    ----------
    output : str
        The file as the user named it.
    corridor : Corridor
        The network.
    routes : sequence of Outlook or Route
        On top of it; a picture takes routes only.
    layers : sequence
        What else `khorgos.maps.draw` takes.
    title : str, optional
        Of the page.
    captions : sequence of str
        Above each route of the page.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    RequestError
        If the ending is no format's, a picture is asked of layers that have no routes, or the
        file cannot be written.
    """
    path, kind = target_of(output)
    if kind == "html" or not routes:
        from .. import Style, draw, save

        page = draw(corridor, list(routes), *layers, style=Style(title=title, captions=captions))
        return save(page, page_of(output))
    from ..print.picture import write_picture

    write_picture(path, corridor, routes)
    return path


def page_of(output: str) -> Path:
    """The file of what is drawn as a page only.

    Raises
    ------
    RequestError
        If the name ends in another format.

    Examples
    --------
    >>> page_of("reach.html").name
    'reach.html'
    """
    path, kind = target_of(output)
    if kind != "html":
        raise RequestError(
            f"{echo_path(output)}: this is drawn as a page only; let the name end in .html"
        )
    return path


def see_file(path: str | Path) -> None:
    """Refuse a file that cannot be written, before the work.

    Raises
    ------
    RequestError
        As `khorgos.layers.files.see_files`.

    Examples
    --------
    >>> see_file("reach.html")
    """
    from ...layers.files import see_files  # loads geopandas: only for those who write

    see_files(path)


def see_output(output: str | None) -> None:
    """Refuse a file that is neither a page nor layers, or cannot be written, before the work.

    Raises
    ------
    RequestError
        If the name ends in something else, or the file cannot be written.

    Examples
    --------
    >>> see_output("reach.html")
    """
    from ...layers.export import FORMATS, see_layers

    ending = Path(output).suffix.lower() if output else ""
    if ending not in ("", ".html", ".htm", *FORMATS):
        known = ", ".join((".html", *FORMATS))
        reason = f"{echo_path(output)}: nothing is written as {ending[:20]}"
        raise RequestError(f"{reason}; end the name in {known}")
    if output:
        (see_layers if ending in FORMATS else see_file)(output)


def is_map(output: str) -> bool:
    """Whether a file name asks for a map, and not for layers.

    Examples
    --------
    >>> is_map("reach.html"), is_map("reach.gpkg")
    (True, False)
    """
    from ...layers.export import FORMATS

    return Path(output).suffix.lower() not in FORMATS


def describe_file(path: Path) -> str:
    """Name and size of a file that was written."""
    return f"{path}: {path.stat().st_size / 1e6:.2f} MB"
