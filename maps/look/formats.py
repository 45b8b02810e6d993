"""As what a map is written: by the ending of the file, by an option, or by both."""

from __future__ import annotations

from pathlib import Path

from ...geo.errors import RequestError, echo_path

__all__ = ["FORMATS", "FRAMES", "PICTURES", "target_of"]

FRAMES = ("continent", "corridor", "routes")
"""What a picture can show."""
PICTURES = ("png", "svg", "pdf")
FORMATS = ("html", *PICTURES)
_FORMAT_OF = {f".{name}": name for name in FORMATS} | {".htm": "html"}


def target_of(output: str, asked: str | None = None) -> tuple[Path, str]:
    """The file to write and its format.

    Parameters
    ----------
    output : str
        The file as the user named it.
    asked : {"html", "png", "svg", "pdf"}, optional
        The format as the user named it.

    Returns
    -------
    path : Path
        The file; if a format is asked and the name ends in none, with its ending added.
    format : str
        ``html`` for a name without an ending, if none is asked.

    Raises
    ------
    RequestError
        If the ending and `asked` contradict each other, or the ending is no format's.

    Examples
    --------
    >>> target_of("routes.SVG")
    (PosixPath('routes.SVG'), 'svg')
    >>> target_of("routes", "pdf")
    (PosixPath('routes.pdf'), 'pdf')
    """
    path = Path(output)
    ending = path.suffix.lower()
    found = _FORMAT_OF.get(ending)
    if asked is None:
        if found is None and ending:
            raise RequestError(
                f"{echo_path(output)}: no map is written as {ending[:20]}; let the name end in "
                f"{', '.join(f'.{name}' for name in FORMATS)}, or add --format"
            )
        return path, found or "html"
    if found is None:
        return path.with_name(f"{path.name}.{asked}"), asked
    if found != asked:
        raise RequestError(
            f"{echo_path(output)} ends in {ending}, but --format is {asked}; make them agree"
        )
    return path, asked
