"""The command line as a program."""

from __future__ import annotations

import signal
from typing import NoReturn

__all__ = ["run"]


def run() -> NoReturn:
    """Run the command line; Ctrl-C ends it without a word, from its start on."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from .maps.cli import run as begin  # takes a while

    begin()


if __name__ == "__main__":
    run()
