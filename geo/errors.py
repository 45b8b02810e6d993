"""What can go wrong, as one tree.

::

    KhorgosError
    ├── TableError      a data table is broken: file, row, column, remedy
    ├── RequestError    the question cannot be asked like this
    │   └── UnknownPlace    no place has this name
    └── NoRoute         the question is fine, but nothing connects the two places

The command line ends with status 2 for `TableError` and `RequestError` and
with status 1 for `NoRoute`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

LONGEST_ECHO = 60
"""Characters of a name that an error repeats."""
LONGEST_PATH = 120
"""Characters of a path."""

__all__ = [
    "KhorgosError",
    "NoRoute",
    "RequestError",
    "TableError",
    "UnknownPlace",
    "echo",
    "echo_path",
    "nearest",
]


class KhorgosError(Exception):
    """Any error that khorgos raises on purpose; its text is one clear line.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> try:
    ...     Corridor.load().route("Xi'an", "Qqqqqq")
    ... except KhorgosError as error:
    ...     print(error)
    no place is called 'Qqqqqq'; see: khorgos places
    """

    def __reduce__(self) -> tuple[Any, ...]:
        # An exception is made again from its text alone, which is not what these take.
        return _again, (type(self), self.args, vars(self))


def _again(
    kind: type[KhorgosError], args: tuple[Any, ...], state: Mapping[str, Any]
) -> KhorgosError:
    """The same error in another process, or a copy."""
    error = kind.__new__(kind, *args)
    vars(error).update(state)
    return error


class TableError(KhorgosError):
    """A data table is broken.

    Parameters
    ----------
    file : str
        Name of the table's file.
    row : int or None
        Line in the file, the header being line 1; None if the whole file is meant.
    column : str or None
        The column, if one can be named.
    reason : str
        What is wrong.
    remedy : str
        What to do about it.

    Examples
    --------
    >>> print(TableError("edges.csv", 7, "gauge", "1345 is no gauge", "use 1435"))
    edges.csv, row 7, column gauge: 1345 is no gauge; use 1435
    """

    def __init__(self, file: str, row: int | None, column: str | None, reason: str, remedy: str):
        where = [echo_path(file)]
        if row is not None:
            where.append(f"row {row}")
        if column is not None:
            where.append(f"column {_short(column)}")
        text = f"{', '.join(where)}: {reason}; {remedy}"
        super().__init__(" ".join(text.splitlines()))
        self.file = file
        self.row = row
        self.column = column
        self.reason = reason
        self.remedy = remedy


class RequestError(KhorgosError, ValueError):
    """An argument has a value that makes no sense; the text says which would.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> try:
    ...     Corridor.load().route("Xi'an", "Duisburg", service="slow")
    ... except RequestError as error:
    ...     print(error)
    service is 'slow'; use one of fast, standard
    """


class UnknownPlace(RequestError):
    """No place has this name.

    Parameters
    ----------
    name : str
        What was asked for.
    nearest : sequence of str
        Names that look like it, best first.
    reason : str
        Why it is refused, and what to do, if not because nothing is called so.

    Examples
    --------
    >>> print(UnknownPlace("Duisberg", ["Duisburg"]))
    no place is called 'Duisberg'; did you mean Duisburg?
    """

    def __init__(self, name: str, nearest: Sequence[str], reason: str = ""):
        hint = f"did you mean {', '.join(nearest)}?" if nearest else "see: khorgos places"
        short = repr(_short(name))
        super().__init__(f"{short} {reason}" if reason else f"no place is called {short}; {hint}")
        self.name = name
        self.nearest = list(nearest)
        self.reason = reason


class NoRoute(KhorgosError):
    """Nothing connects the two places under the given conditions.

    Parameters
    ----------
    origin, destination : str
        Names of the two places.
    cut_by : sequence of str
        The conditions without which there would be a route, as people would say them.
    mode : str
        The mode that was asked for.
    together : bool
        False if lifting one of them is enough, True if all have to go.

    Examples
    --------
    >>> print(NoRoute("Xi'an", "Duisburg", ["avoid Kazakhstan"], "rail"))
    no rail route from Xi'an to Duisburg: cut by avoid Kazakhstan
    >>> print(NoRoute("Urumqi", "Astana", ["avoid Dostyk", "avoid Khorgos"], "rail", together=True))
    no rail route from Urumqi to Astana: cut by avoid Dostyk and avoid Khorgos together
    """

    def __init__(
        self,
        origin: str,
        destination: str,
        cut_by: Sequence[str],
        mode: str,
        *,
        together: bool = False,
    ):
        if not cut_by:
            why = "the network does not connect them"
        elif together:
            why = f"cut by {' and '.join(cut_by)} together"
        else:
            why = f"cut by {', and by '.join(cut_by)}"
            why += "; lifting one of them is enough" if len(cut_by) > 1 else ""
        kind = "" if mode == "any" else f"{mode} "
        super().__init__(f"no {kind}route from {_short(origin)} to {_short(destination)}: {why}")
        self.origin = origin
        self.destination = destination
        self.cut_by = list(cut_by)
        self.mode = mode
        self.together = together


def echo(value: object) -> str:
    """What somebody gave, as an error repeats it: one line, and not a long one.

    Examples
    --------
    >>> echo(2.5), echo(10**5000), echo("x" * 100)[-3:]
    ('2.5', 'a very large number', 'xx…')
    """
    try:
        text = " ".join(repr(value).split())
    except ValueError:  # Python does not write out numbers of thousands of digits
        text = "a very large number"
    return _short(text)


def echo_path(path: object) -> str:
    """A file as an error names it: both ends of a very long path.

    Examples
    --------
    >>> echo_path("tables/places.csv"), len(echo_path("x" * 5000))
    ('tables/places.csv', 121)
    """
    text = " ".join(str(path).splitlines())
    half = LONGEST_PATH // 2
    return text if len(text) <= LONGEST_PATH else f"{text[:half]}…{text[-half:]}"


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_ECHO else f"{name[:LONGEST_ECHO]}…"


def nearest(word: str, known: Iterable[str], most: int, alike: float) -> list[str]:
    """Words that somebody may have meant, the likeliest first.

    Parameters
    ----------
    word : str
        As it was written.
    known : iterable of str
        All that exist.
    most : int
        How many at the most.
    alike : float
        Share of equal letters, in per cent, from which two words look alike.

    Examples
    --------
    >>> nearest("nurzholi.east", ["brest.east", "nurzholy.east"], 1, 50)
    ['nurzholy.east']
    """
    from rapidfuzz import fuzz, process  # only what is misspelt or searched for needs it

    found = process.extract(word, [*known], scorer=fuzz.ratio, score_cutoff=alike, limit=most)
    return [name for name, *_ in found]
