"""Put a file in its place whole, or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..geo.errors import RequestError

__all__ = ["draft_of"]


@contextmanager
def draft_of(path: str | Path) -> Iterator[Path]:
    """Write to a draft that takes a file's place when all has gone well.

    The draft lies in the same folder, so that it can be renamed.  A link is followed, and a
    file that is replaced keeps its mode.

    Parameters
    ----------
    path : str or Path
        The file to be.

    Yields
    ------
    Path
        The draft, with the same name in a folder of its own.

    Raises
    ------
    RequestError
        If the folder does not exist or cannot be written to, or if `path` is there and is no
        regular file.

    Examples
    --------
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with draft_of(Path(folder) / "note.txt") as draft:
    ...         _ = draft.write_text("all of it")
    ...     (Path(folder) / "note.txt").read_text()
    'all of it'
    """
    asked = Path(path)
    # pyogrio and a loop of links raise RuntimeError where others raise OSError.
    try:
        target = _target(asked)
        folder = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name[:100]}."))
        try:
            draft = folder / target.name
            yield draft
            if target.exists():
                shutil.copymode(target, draft)
            os.replace(draft, target)  # noqa: PTH105 - says that it replaces
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    except (OSError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or str(error).splitlines()[0]
        raise RequestError(f"cannot write {asked}: {reason}") from None


def _target(asked: Path) -> Path:
    """Where the file really is to lie; links are followed."""
    target = asked.resolve()
    if not target.parent.is_dir():
        raise RequestError(f"there is no folder {asked.parent}; make it first")
    if target.is_dir():
        raise RequestError(f"{asked} is a folder; name a file in it")
    if target.exists() and not target.is_file():
        raise RequestError(f"{asked} is no regular file; name one")
    return target
