"""How far a long command has come, for those who watch."""

from __future__ import annotations

import sys
import time
from contextlib import suppress

__all__ = ["Progress"]

PATIENCE, OFTEN, SELDOM = 1.0, 0.1, 30.0
"""Seconds: before anything is said, between two states on a terminal, and between two lines."""


class Progress:
    """A line that rewrites itself on a terminal; elsewhere a line now and then.

    Parameters
    ----------
    what : str
        What is done.
    """

    def __init__(self, what: str) -> None:
        self.what = what
        self.stream = sys.stderr
        self.watched = self.stream is not None and self.stream.isatty()
        self.next = time.monotonic() + (PATIENCE if self.watched else SELDOM)
        self.said = False

    def __call__(self, done: int, total: int) -> None:
        """Say that so many of all are done, if it is time to."""
        now, ends = time.monotonic(), done == total
        if self.stream is None or not (now >= self.next or (ends and self.said)):
            return
        self.next, self.said = now + (OFTEN if self.watched else SELDOM), self.watched
        start, end = ("\r", "\n" if ends else "") if self.watched else ("", "\n")
        with suppress(OSError):  # who cannot be told is not told
            text = f"{start}{self.what}: {done:,} of {total:,} ({done / total:.0%})"
            print(text, end=end, file=self.stream, flush=True)
