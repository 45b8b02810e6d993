"""Put files in their places whole, or not at all.

What is written is a draft until all has gone well.  Drafts lie in a folder of their own beside the
files to be, which is locked for as long as its process lives: whoever writes there next removes the
folders that nobody holds.
"""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import stat
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import Any

from ..geo.errors import RequestError, echo_path

try:
    import fcntl
except ImportError:  # Windows: what is left there stays
    fcntl = None  # type: ignore[assignment]

__all__ = ["draft_of", "drafts_of", "see_files"]

PREFIX = ".khorgos-draft-"
"""Of the folders with drafts."""
FATAL = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
"""What ends a process unless it minds."""
LONGEST = 160
"""Characters of a reason of somebody else's that an error repeats."""
_open: dict[Path, int] = {}
"""Folders with drafts -> the process that made them: a forked one inherits the list."""


@contextmanager
def draft_of(path: str | Path) -> Iterator[Path]:
    """Write to a draft that takes a file's place when all has gone well.

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
        As `drafts_of`.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with draft_of(Path(folder) / "note.txt") as draft:
    ...         _ = draft.write_text("all of it")
    ...     (Path(folder) / "note.txt").read_text()
    'all of it'
    """
    with drafts_of(path) as (draft,):
        yield draft


@contextmanager
def drafts_of(*paths: str | Path) -> Iterator[Sequence[Path]]:
    """Write to drafts that take the places of files together, or none of them.

    A link is followed, and a file that is replaced keeps its mode.  In the main thread a signal
    that would end the process takes the drafts with it.

    Parameters
    ----------
    *paths : str or Path
        The files to be.

    Yields
    ------
    sequence of Path
        The drafts, each with the same name as its file in a folder of its own.

    Raises
    ------
    RequestError
        If a folder does not exist or cannot be written to, or if a file is there and is read-only
        or no regular file.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with drafts_of(Path(folder) / "a.txt", Path(folder) / "b.txt") as drafts:
    ...         _ = [draft.write_text("both") for draft in drafts]
    ...     sorted(path.name for path in Path(folder).iterdir())
    ['a.txt', 'b.txt']
    """
    targets = [_target(Path(path)) for path in paths]
    with ExitStack() as stack:
        stack.enter_context(_cleared_by_signals())
        folders = [
            stack.enter_context(_folder(path, target.parent))
            for path, target in zip(paths, targets, strict=True)
        ]
        drafts = [folder / target.name for folder, target in zip(folders, targets, strict=True)]
        with _told(*paths):
            yield drafts
            with _uninterrupted():
                _replace(drafts, targets)


def see_files(*paths: str | Path) -> None:
    """See that files can be written, before the work for them.

    Parameters
    ----------
    *paths : str or Path
        The files to be.

    Raises
    ------
    RequestError
        As `drafts_of`.

    Examples
    --------
    >>> see_files("/")
    Traceback (most recent call last):
    khorgos.geo.errors.RequestError: / is a folder; name a file in it
    """
    for path in paths:
        with _folder(path, _target(Path(path)).parent):
            pass


def _target(asked: Path) -> Path:
    """Where the file really is to lie; links are followed."""
    with _told(asked):
        target = asked.resolve()
        if not target.parent.is_dir():
            raise RequestError(f"there is no folder {echo_path(asked.parent)}; make it first")
        try:
            mode = target.stat().st_mode
        except FileNotFoundError:
            return target
    if stat.S_ISDIR(mode):
        raise RequestError(f"{echo_path(asked)} is a folder; name a file in it")
    if not stat.S_ISREG(mode):
        raise RequestError(f"{echo_path(asked)} is no regular file; name one")
    # By its mode, too: the administrator may write everything, and is not asked again.
    if not mode & 0o222 or not os.access(target, os.W_OK):
        raise RequestError(
            f"{echo_path(asked)} is read-only; allow writing to it, or name another file"
        )
    return target


@contextmanager
def _told(asked: str | Path, *others: str | Path) -> Iterator[None]:
    """Say what could not be written, and why, in one line."""
    # pyogrio and a loop of links raise RuntimeError where others raise OSError, and a name with
    # NUL or with half a letter ValueError.
    try:
        yield
    except RequestError:
        raise
    except (OSError, RuntimeError, ValueError) as error:
        reason = getattr(error, "strerror", None) or (str(error).splitlines() or ["no reason"])[0]
        reason = reason if len(reason) <= LONGEST else f"{reason[:LONGEST]}…"
        more = f" and {len(others)} more" if others else ""
        remedy = "name a file elsewhere"
        raise RequestError(f"cannot write {echo_path(asked)}{more}: {reason}; {remedy}") from None


@contextmanager
def _folder(asked: str | Path, parent: Path) -> Iterator[Path]:
    """A folder for drafts that is gone at the end; old ones that nobody holds go before."""
    _sweep(parent)
    folder = parent / f"{PREFIX}{secrets.token_hex(6)}"
    _open[folder] = os.getpid()  # first: a signal may come at any time
    lock = 0
    try:
        with _told(asked):
            folder.mkdir(mode=0o700)
            lock = _lock(folder)
            if not folder.exists():  # somebody swept before it was locked
                folder.mkdir(mode=0o700)
                lock = _lock(folder)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        _open.pop(folder, None)
        if lock:
            os.close(lock)


def _lock(folder: Path, *, wait: bool = True) -> int:
    """Hold a folder for as long as this process lives; 0 where nothing can be held."""
    if fcntl is None:
        return 0
    try:
        held = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:
        return 0
    try:
        fcntl.flock(held, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except OSError:
        os.close(held)
        return 0
    return held


def _sweep(parent: Path) -> None:
    """Remove one's own drafts of processes that are dead."""
    if fcntl is None:
        return
    with suppress(OSError), os.scandir(parent) as entries:
        for entry in entries:
            if not (entry.name.startswith(PREFIX) and entry.is_dir(follow_symlinks=False)):
                continue
            own = entry.stat(follow_symlinks=False).st_uid == os.geteuid()
            if own and (held := _lock(Path(entry.path), wait=False)):
                shutil.rmtree(entry.path, ignore_errors=True)
                os.close(held)


def _replace(drafts: Sequence[Path], targets: Sequence[Path]) -> None:
    """Put all drafts in their places; if one cannot be put there, all is as it was."""
    done: list[tuple[Path, Path | None]] = []
    try:
        for draft, target in zip(drafts, targets, strict=True):
            old = None
            if target.exists():
                shutil.copymode(target, draft)
                old = _kept(target, draft.parent / "old") if len(drafts) > 1 else None
            os.replace(draft, target)  # noqa: PTH105 - says that it replaces
            done.append((target, old))
    except BaseException:
        for target, old in done:
            if old:
                os.replace(old, target)  # noqa: PTH105
            else:
                target.unlink(missing_ok=True)
        raise


def _kept(target: Path, copy: Path) -> Path:
    try:
        copy.hardlink_to(target)
    except OSError:  # not every file system has a second name for a file
        shutil.copy2(target, copy)
    return copy


@contextmanager
def _cleared_by_signals() -> Iterator[None]:
    """While there are drafts, a signal that nobody minds takes them with it."""
    with _handled(_clear, lambda handler: handler is signal.SIG_DFL):
        yield


def _clear(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - asked with both
    for folder, process in list(_open.items()):
        if process == os.getpid():
            shutil.rmtree(folder, ignore_errors=True)
    signal.signal(number, signal.SIG_DFL)
    signal.raise_signal(number)


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Let signals wait for a moment."""
    came: list[int] = []
    with _handled(lambda number, _: came.append(number), lambda handler: handler is not None):
        yield
    for number in came:
        signal.raise_signal(number)


@contextmanager
def _handled(
    handle: Callable[[int, FrameType | None], object], chosen: Callable[[object], bool]
) -> Iterator[None]:
    """Handle the fatal signals whose present handler is chosen; only the main thread may."""
    before: dict[int, Any] = {}
    if threading.current_thread() is threading.main_thread():
        before = {number: signal.getsignal(number) for number in FATAL}
        before = {number: handler for number, handler in before.items() if chosen(handler)}
    try:
        for number in before:
            signal.signal(number, handle)
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
