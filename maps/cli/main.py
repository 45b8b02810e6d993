"""The command line: reads what is asked, has it answered, and says how it ended."""

from __future__ import annotations

import argparse
import gc
import importlib
import os
import re
import sys
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from types import MappingProxyType
from typing import TYPE_CHECKING, NoReturn, TextIO

from ...geo import KhorgosError, NoRoute
from ..look.words import clean

if TYPE_CHECKING:
    from _typeshed import SupportsWrite

__all__ = ["main", "run"]

GROUPS = {
    "estimates": ("route", "simulate", "queue", "validate"),
    "plans": ("alternatives", "compare", "scenarios", "reach", "resilience"),
    "pictures": ("map", "chart"),
    "tables": ("places", "sources", "states", "export"),
}
"""Module -> its commands, as it declares them: only that of the command asked is loaded."""

BAD_INPUT = 2
NO_ROUTE = 1
INTERRUPTED = 130
LONGEST = 300
"""Characters of a message about arguments."""


class _Parser(argparse.ArgumentParser):
    commands: Mapping[str, argparse.ArgumentParser] = MappingProxyType({})

    def error(self, message: str) -> NoReturn:
        # One line: people read the usage with --help.
        self.exit(BAD_INPUT, f"{self.prog}: {_brief(message)}; see {self.prog} --help\n")

    def _print_message(self, message: str, file: SupportsWrite[str] | None = None) -> None:
        # argparse says nothing of a full disk, and takes another stream for one that is closed.
        if file is not None:
            file.write(message)

    def exit(self, status: int = 0, message: str | None = None) -> NoReturn:
        if message:
            _tell(message.rstrip("\n"))
        sys.exit(status)


class _Version(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        from .tables import version

        version()
        parser.exit()


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line.

    Parameters
    ----------
    argv : sequence of str, optional
        Arguments; those of the process if left out.

    Returns
    -------
    int
        Exit status: 0 done, 1 no route, 2 bad input, 130 interrupted.

    Examples
    --------
    >>> main(["route", "Zhetygen", "Nowhere"])
    2
    """
    try:
        given = sys.argv[1:] if argv is None else argv
        status, args, notes = 0, argparse.Namespace(), list[str]()
        try:
            args = _read(given)
            _see_json(args)
            with _noted(notes):
                args.run(args)
        except SystemExit as end:  # of argparse: help, or what it cannot read
            status = int(end.code or 0)
        if sys.stdout is not None:  # None if the shell closed it
            sys.stdout.flush()
        for line in (*getattr(args, "told", ()), *notes):
            _tell(f"khorgos: {clean(line)}")
    except NoRoute as error:
        return _fail(error, NO_ROUTE)
    except KhorgosError as error:
        return _fail(error, BAD_INPUT)
    except BrokenPipeError:
        return 0  # the reader (head, less) has seen enough
    except OSError as error:
        return _fail(f"cannot write the output: {error.strerror or error}", BAD_INPUT)
    except KeyboardInterrupt:
        return INTERRUPTED
    return status


@contextmanager
def _noted(notes: list[str]) -> Iterator[None]:
    """Keep what Python would print with the line of the code that warns."""
    with warnings.catch_warnings():
        warnings.showwarning = lambda message, *_, **__: notes.append(str(message))
        yield


def _read(given: Sequence[str]) -> argparse.Namespace:
    """What is asked for."""
    parser = _parser(*given[:1])
    # argparse takes such a value away, and leaves an empty list.
    for option in (text[:-3] for text in given if re.fullmatch(r"--[\w-]+=--", text)):
        parser.error(f"argument {option}: '--' is no value")
    args, unknown = parser.parse_known_args(given)
    if unknown:
        _refuse(given[0], unknown)
    return args


def _refuse(command: str, unknown: Sequence[str]) -> NoReturn:
    """Complain of what a command does not take, and say which ones take it."""
    parser = _parser()
    commands = parser.commands
    option = next((text for text in unknown if text.startswith("-")), "").partition("=")[0]
    takers = [
        name
        for name, other in commands.items()
        if option in re.findall(r"(?<![\w-])-[\w-]+", other.format_usage())
    ]
    message = f"unrecognized arguments: {' '.join(unknown)}"
    if takers:
        message = f"{option} is an option of khorgos {', '.join(takers)}; leave it out"
    commands.get(command, parser).error(message)


def _see_json(args: argparse.Namespace) -> None:
    """Refuse what adds to the text that people read, if there is none."""
    if getattr(args, "json", False):
        from .asked import refuse

        refuse(args, args.printed, "adds to what is printed for people; leave --json out")


def run() -> NoReturn:
    """Run the command line as a program.

    Only here is the process the command's own: to set up, and to leave.
    """
    for number in range(3):  # a file that is written may not become a stream that the shell closed
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
    gc.disable()  # in so short a run it costs more than it frees
    # Before numpy: its arrays are small here, and threads that wait for them burn a quarter.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    status = main()
    for stream in (sys.stdout, sys.stderr):
        _let_go(stream)
    gc.freeze()  # Python need not take apart at the end what the system frees anyway
    sys.exit(status)


def _let_go(stream: TextIO | None) -> None:
    """Write what is left; Python complains at exit about what nobody takes any more."""
    if stream is None:
        return
    try:
        stream.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _fail(error: KhorgosError | str, status: int) -> int:
    _tell(f"khorgos: {clean(str(error))}")
    return status


def _tell(text: str) -> None:
    """Say something that is no answer; where nobody can hear it, the status tells."""
    if sys.stderr is not None:
        with suppress(OSError):
            print(text, file=sys.stderr, flush=True)


def _brief(message: str) -> str:
    """What argparse says, in one line that repeats no more of what was typed than one reads."""
    text = re.sub(r"'([^']{60})[^']+'", r"'\1…'", clean(message))
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _parser(first: str = "") -> _Parser:
    """The parser for a line that begins like this: of one group of commands, else of all."""
    parser = _Parser(
        prog="khorgos",
        description="How long freight takes overland between China and Europe.",
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="print the versions and end")
    parser.set_defaults(run=lambda _: parser.print_help())
    add = parser.add_subparsers(title="commands", metavar="COMMAND")
    asked = [group for group, commands in GROUPS.items() if first in commands]
    for group in asked or GROUPS:
        importlib.import_module(f".{group}", __package__).add(add)
    parser.commands = add.choices
    return parser
