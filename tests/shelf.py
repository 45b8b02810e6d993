"""What is expensive, such as a page of all hubs, is made once for all workers of a run."""

from __future__ import annotations

import fcntl
from collections.abc import Callable
from pathlib import Path


class Shelf:
    """Files that the first who asks makes, and all others find.

    Parameters
    ----------
    folder : Path
        The same for all workers of a run, and for no other run.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(exist_ok=True)

    def get(self, name: str, make: Callable[[Path], object]) -> Path:
        """The file with this name; `make` writes it if nobody has."""
        path = self.folder / name
        if not path.exists():
            with (self.folder / f"{name}.lock").open("w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                if not path.exists():
                    draft = path.with_name(f"draft-{name}")
                    make(draft)
                    draft.rename(path)
        return path
