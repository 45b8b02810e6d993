"""Hostile inputs of all kinds, and what may not come of them.

Each input is made from the seed, its kind and its number alone, so that a fault can be repeated:
``PYTHONPATH=tests python benchmarks/fuzz.py 1 SEED KIND NUMBER``.
"""

from __future__ import annotations

import argparse
import atexit
import base64
import csv
import io
import json
import os
import re
import shutil
import signal
import string
import subprocess
import traceback
import warnings
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import cache, partial
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import command
import geopandas
import numpy as np
import own_tables
import pandas as pd
import shapely
from hostile import PAYLOADS

from khorgos.geo import KhorgosError, NoRoute
from khorgos.geo.places.gazetteer import LANGUAGES
from khorgos.geo.tables.reading import DATA
from khorgos.layers import FORMATS, write
from khorgos.layers.files import PREFIX, draft_of
from khorgos.maps import Layer, Style, draw, save
from khorgos.maps.cli.main import BAD_INPUT, NO_ROUTE, _parser

LONGEST = 400
"""Characters of a line of an error."""
SECONDS = 20
"""Of the processor, for one input."""
PATIENCE = 6
"""Times as long by the clock, as others may use the processors."""

NUMBERS = (
    "0", "-0", "-1", "1", "2.5", "1e-320", "4.9e-324", "1e308", "-1e308", "inf", "-inf", "nan",
    "1" + 400 * "0", "1e400", "0x10", "1_000", "1,5", "٣", "²", "+5", " 7 ", "--", "9999999999",
)  # fmt: skip
TEXTS = (
    *PAYLOADS, "", " ", "\u00a0", "\t", 10_000 * "x", 10_000 * "é;", "\ud800", "\udcff", "\0",
    "a\0b",
    "\r\n", "a\rb", "a\u2028b\u2029c\x85d", "\u202eabc", "\x1b[31mred", "=1+1", "+1", "-1",
    "@SUM(1)",
    " =cmd|' /C calc'!A0", "\uff1d1", "'", '"', '"\n', ",", ";", "a;b,c", "#REF!", "%s%n%d", "{0}",
    "null", "None", "constructor", "../../x", "~", "-", "--", "--help", "\ufeff", "\ufffe",
    500 * "🚂",
)  # fmt: skip
DATES = (
    "2026-12-01", "2028-02-29", "2027-02-29", "0000-01-01", "0001-01-01", "9999-12-31",
    "10000-01-01", "9999-12-31T23:59+14:00", "0001-01-01T00:00-12:00", "2026-12-01T08:00+08:00",
    "2026-12-01T24:00", "2026-03-29T02:30", "2026-12-01T08:00+99:00", "2026-12-01T08:00Z",
    "2026-12-01T08:00:59.999999999", "20261201", "2026-W49", "1/12/2026", "today", "2026",
)  # fmt: skip
PLACES = (
    "Almaty", "Khorgos", "Zhetygen", "Altynkol", "Xi'an", "Duisburg", "Astana", "Алматы", "西安",
    "Kazakhstan", "ALA", "Moskva", "Horgoš", "altynkol.west", "khorgos.road", "rail", "Suez Canal",
)  # fmt: skip
OTHER = (
    "altynkol.west=10", "altynkol.east=nan", "quiet", "quiet=0.6,stressed=0.4", "quiet=inf",
    "quiet=0", "hours,price", "speed", "5,10", "10,5", "1e308,2", "zhetygen-altynkol-second-track",
    "rail.kz", "Saturday", "0,6", "rail-middle", "=", ",", "a=b=c",
)  # fmt: skip
NAMES = (
    "x", "X", ".hidden", "..", ".", "a b", "a;b!c", "名", "con", "x" * 240, "x" * 300, "folder",
    "folder/x", "nowhere/x", "loop", "pipe", "old", "old.csv", "link", "x.tar", "$HOME", "*", "-x",
)  # fmt: skip
ENDINGS = (
    *FORMATS, ".html", ".png", ".svg", ".pdf", ".CSV", ".Html", "", ".", ".shp", ".csv/", ".csv\0",
)  # fmt: skip
FIGURES = re.compile(r"(?<![\w'’.-])[-+]?(?:inf|nan|infinity)(?![\w'’-])", re.IGNORECASE)
"""Words in an answer that are no figure."""
REMEDY = re.compile(r"; \w|; '|; --|did you mean", re.IGNORECASE)


class Refused(Exception):
    """The command line has refused something, in these words, or has found no way."""


class TooSlow(BaseException):
    """Whoever catches all exceptions does not catch this one."""


class Input(NamedTuple):
    """Something to ask, and how."""

    told: object
    """Enough to ask it again by hand."""
    ask: Callable[[Path], object]
    """Ask it in a folder; may refuse it."""
    words: bool = False
    """Whether the answer may repeat words of the input that look like no figure."""


class Fault(NamedTuple):
    """Something that may not come of an input."""

    kind: str
    number: int
    reason: str
    told: object


Result = tuple[str, str, Fault | None]
"""Kind of an input, what came of it, and what may not."""


class NoFigureError(ValueError):
    """JSON has something that is no figure."""


# Values


def text(random: Random) -> str:
    """A text that somebody who wants harm types, or one with a slip."""
    if random.random() < 0.7:
        return random.choice((*TEXTS, *NUMBERS, *DATES))
    letters = list(random.choice((*PLACES, *OTHER, *DATES)))
    for _ in range(random.randint(1, 3)):
        at = random.randrange(len(letters) + 1)
        letters[at : at + random.randint(0, 1)] = random.choice((string.printable, *TEXTS))[:1]
    return "".join(letters)


def hostile(random: Random, *likely: Iterable[str]) -> str:
    """One of what is likely there, or anything."""
    pools = [pool for pool in map(tuple, likely) if pool]
    return random.choice(random.choice(pools)) if pools and random.random() < 0.6 else text(random)


def file_name(random: Random) -> str:
    name = random.choice(NAMES) if random.random() < 0.6 else text(random)
    # Nothing outside of the folder.
    return name.replace("/..", "").lstrip("/").replace("../", "") + random.choice(ENDINGS)


# Kinds


@cache
def commands() -> dict[str, list[argparse.Action]]:
    """Each command with its arguments, as it declares them."""
    (groups,) = (
        action for action in _parser()._actions if isinstance(action, argparse._SubParsersAction)
    )
    return {
        name: [action for action in parser._actions if action.dest != "help"]
        for name, parser in groups.choices.items()
    }


def _value(random: Random, action: argparse.Action) -> str:
    metavar = str(action.metavar or action.dest)
    if action.choices:
        return hostile(random, map(str, action.choices))
    if metavar in ("FILE", "FOLDER"):
        return file_name(random)
    if action.type in (int, float) or metavar in ("N", "DAYS", "PART", "T", "SEED"):
        return hostile(random, NUMBERS[:6], ("1", "10", "20"))
    if metavar in ("DATE", "TIME"):
        return hostile(random, DATES)
    return hostile(random, PLACES[:7], PLACES, OTHER)


def _arguments(random: Random, name: str, always: tuple[str, ...] = ()) -> Iterator[str]:
    for action in commands()[name]:
        flags, kind = action.option_strings, type(action).__name__
        if not flags:
            most = {None: 1, "?": 1, "*": 2}.get(action.nargs, 1)
            least = 0 if action.nargs in ("?", "*") else 1
            count = random.randint(least, most) if random.random() < 0.95 else random.randint(0, 3)
            for _ in range(count):
                easy = random.random() < 0.6 and not action.choices and action.dest != "file"
                yield random.choice(PLACES[:7]) if easy else _value(random, action)
        elif action.required or action.dest in always or random.random() < 0.12:
            if "True" in kind:
                yield flags[-1]
            else:
                yield f"{flags[-1]}={_value(random, action)}"


def a_command(random: Random, choice: Iterable[str] = ()) -> Input:
    """A line for the command line."""
    cheap = [name for name in choice or commands() if name not in ("map", "resilience", "reach")]
    dear = [name for name in choice or commands() if name not in cheap]
    name = random.choice(dear if dear and random.random() < 0.02 else cheap)
    args = [name, *_arguments(random, name)]
    if random.random() < 0.02:
        args = [text(random) for _ in range(random.randint(0, 4))]
    # The record as a whole is asked by its own tests.
    if name == "validate" and not any(arg.startswith("--rows") for arg in args):
        args.append(f"--rows={file_name(random)}")
    if name == "map":  # a page of all hubs takes as long as a thousand of these
        args += ["--hub=Zhetygen", "--hub=Altynkol"]
    return Input(args, partial(run, args), words=True)


def run(args: Iterable[str], folder: Path) -> str:
    """Ask the command line; what it answers, or why it refuses."""
    done = command.khorgos(*args, cwd=folder)
    lines = done.stderr.splitlines()
    if done.returncode in (BAD_INPUT, NO_ROUTE):
        if done.stdout:
            raise AssertionError(f"refused, but says {done.stdout[:200]!r}")
        raise Refused(done.returncode, done.stderr.removesuffix("\n"))
    assert done.returncode == 0, f"status {done.returncode}"
    for line in lines:
        brief = line.startswith("khorgos: ") and len(line) <= LONGEST
        assert brief, f"says aside {line[:600]!r}"
    return done.stdout


@cache
def _small() -> dict[str, bytes]:
    """A network of three places."""
    with TemporaryDirectory() as name:
        folder = own_tables.write_three(Path(name), "road")
        files = {path.name: path.read_bytes() for path in folder.iterdir()}
    # Those that refer to no place, figure or source of the network.
    for name in ("areas", "countries", "frames", "record_rules", "record_words", "validation"):
        files[f"{name}.csv"] = (DATA / f"{name}.csv").read_bytes()
    return files


@cache
def _whole() -> dict[str, bytes]:
    """The network that is shipped."""
    paths = [path for path in DATA.glob("*.csv") if not path.name.endswith(".schema.csv")]
    return {path.name: path.read_bytes() for path in [*paths, DATA / "version.txt"]}


QUESTIONS = (
    ("route", "Aton", "Ceton", "--mode=any", "--costs", "--sources"),
    ("route", "Aton", "Ceton", "--mode=road", "--door", "--depart=2026-12-01"),
    ("simulate", "Aton", "Ceton", "--mode=road", "-n", "20"),
    ("alternatives", "Aton", "Ceton", "--mode=road"),
    ("places",),
    ("sources",),
    ("scenarios",),
    ("queue",),
    ("reach", "Aton", "--mode=road", "--days=1"),
)


def a_table(random: Random) -> Input:
    """A folder of tables of which something is not as it should be."""
    whole = random.random() < 0.02  # it takes a hundred times as long
    files = _whole() if whole else _small()
    often = ("places.csv", "edges.csv", "parameters.csv", "regimes.csv", "closures.csv")
    own = sorted(name for name in files if name.endswith(".csv"))
    name = random.choice(often if random.random() < 0.5 and not whole else own)
    content, what = _changed(random, files[name])
    ends = {"Aton": "Zhetygen", "Ceton": "Altynkol"} if whole else {}
    question = [ends.get(word, word) for word in random.choice(QUESTIONS)]
    if random.random() < 0.7 or question[0] == "alternatives":
        question.append("--json")

    def ask(folder: Path) -> str:
        own = folder / "own"
        own.mkdir()
        for each, old in files.items():
            (own / each).write_bytes(content if each == name else old)
        try:
            return run([*question, "--data=own"], folder)
        finally:
            shutil.rmtree(own)

    return Input((name, what, question), ask, words=True)


def _changed(random: Random, content: bytes) -> tuple[bytes, object]:
    """A table with a slip in a cell, a row, the header or the bytes."""
    sort = random.choice(("cell",) * 7 + ("row", "header", "bytes"))
    if sort == "bytes":
        raw = bytearray(content)
        at = random.randrange(len(raw) + 1)
        put = random.choice(
            (b"\0", b"\xff", b'"', b"\r", b"\n", b"\xef\xbb\xbf", b"", b";", b"\x1a")
        )
        raw[at : at + random.choice((0, 1, 1, 40, 10**6))] = put
        return bytes(raw), (sort, at, put)
    rows = list(csv.reader(io.StringIO(content.decode("utf-8"))))
    number = 0 if sort == "header" else random.randrange(min(1, len(rows) - 1), len(rows))
    row = rows[number]
    if sort == "row":
        put: Any = random.choice(("twice", "away", "short", "long", "blank"))
        rows[number : number + 1] = {
            "twice": [row, row], "away": [], "short": [row[:-1]], "long": [[*row, "x"]],
            "blank": [[]],
        }[put]  # fmt: skip
        where: object = number
    else:
        at = random.randrange(len(row))
        among = [other[at] for other in rows[1:] if len(other) > at] or [""]
        put = random.choice((random.choice(among), random.choice(NUMBERS), hostile(random, DATES)))
        where = number, rows[0][at]
        row[at] = put
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue().encode("utf-8", "surrogatepass"), (sort, where, put)


@cache
def _record() -> tuple[list[str], list[list[str]]]:
    with (DATA / "validation.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    return header, rows


def some_rows(random: Random) -> Input:
    """Own observations, of which something is not as it should be."""
    header, rows = _record()
    rows = rows[::10]  # of few ways, which are found once
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([header, random.choice(rows)])
    content = out.getvalue().encode()
    if random.random() < 0.9:
        content, _ = _changed(random, content)
    for _ in range(random.randint(0, 1)):
        content = content.replace(b",", random.choice((b";", b"\t", b"|")))
    args = ["validate", "--rows=rows.csv"]
    often = {"--json": 0.3, "-o=out": 0.2, "--calibrate": 0.1}
    args += [more for more, share in often.items() if random.random() < share]

    def ask(folder: Path) -> str:
        (folder / "rows.csv").write_bytes(content)
        try:
            return run(args, folder)
        finally:
            (folder / "rows.csv").unlink()

    return Input((content[:2000], args), ask, words=True)


POINTS = (0, -0.0, 45, 80.5, 89.9, 90, 91, 179.99, 180, -180, 181, 1e-320, 1e308, np.inf, np.nan)
VALUES: tuple[Any, ...] = (
    None, 0, -0.0, 1e-320, 1e308, np.inf, np.nan, 10**400, 2**63, True, np.int64(7),
    np.float32(0.1),
    pd.NaT, pd.NA, pd.Timestamp("2026-12-01", tz="Asia/Almaty"), pd.Timedelta(1, "D"), b"\xff",
    [1, [2]], {"a": {1}}, {3}, (1, 2), 1j, object, shapely.Point(1, 2), np.array([1.0, np.nan]),
)  # fmt: skip
SYSTEMS = (4326, 4326, 4326, 4326, 3857, 32643, None, 27700, "EPSG:4979", 2154, "+proj=ortho")


def _shape(random: Random) -> Any:
    def point() -> tuple[float, float]:
        odd = random.random() < 0.15
        return tuple(random.choice(POINTS) if odd else random.uniform(-89, 89) for _ in range(2))

    sort = random.randrange(10)
    points = [point() for _ in range(random.randint(3, 5))]
    try:
        if sort == 0:
            return None
        if sort == 1:
            return shapely.from_wkt(random.choice((
                "POINT EMPTY", "POLYGON EMPTY", "GEOMETRYCOLLECTION EMPTY", "POINT Z (1 2 nan)",
                "POLYGON ((0 0, 1 1, 0 1, 1 0, 0 0))", "LINEARRING (0 0, 1 1, 1 0, 0 0)",
                "MULTIPOINT (1 2, EMPTY)", "LINESTRING (170 10, -170 10)", "LINESTRING (1 1, 1 1)",
                "GEOMETRYCOLLECTION (POINT (1 2), LINESTRING (0 0, 1 1))",
            )))  # fmt: skip
        if sort in (2, 3):
            return shapely.Polygon(points)
        if sort in (4, 5):
            return shapely.LineString(points)
        if sort == 6:
            return shapely.MultiPoint(points)
        return shapely.Point(points[0])
    except (shapely.errors.GEOSException, ValueError):
        return shapely.Point(0, 0)


def _frame(random: Random) -> Any:
    size = random.choice((0, 1, 1, 2, 3, 5))
    shapes = [_shape(random) for _ in range(size)]
    names: list[Any] = [
        random.choice((text(random), "name", 1, None, ("a", "b"), "fid", "id", "select", "geom"))
        for _ in range(random.randint(0, 3))
    ]

    def cell() -> Any:
        return random.choice(VALUES) if random.random() < 0.6 else text(random)

    whole = random.random() < 0.5
    columns = [[cell()] * size if whole else [cell() for _ in range(size)] for _ in names]
    frame = pd.DataFrame(
        {number: pd.Series(column, dtype=object) for number, column in enumerate(columns)},
        index=range(size),
    )
    if whole:
        with suppress(UnicodeEncodeError):  # of pandas, which has no text for half a letter
            frame = frame.infer_objects()
    frame.columns = pd.Index(names, dtype=object, tupleize_cols=False)
    found = geopandas.GeoDataFrame(frame, geometry=shapes, crs=random.choice(SYSTEMS))
    if random.random() < 0.15:
        found.index = pd.Index(range(size), name=hostile(random, map(str, names)))
    if random.random() < 0.1:
        found["more"] = geopandas.GeoSeries(shapes, crs=found.crs)
    return found


def _stranger(random: Random) -> Any:
    """What is no layer at all."""
    return random.choice((None, 7, "x", [], {}, pd.DataFrame({"a": [1]}), shapely.Point(1, 2)))


def a_layer(random: Random) -> Input:
    """An own layer, to be drawn or written."""
    frame = _frame(random) if random.random() < 0.97 else _stranger(random)
    look: dict[str, Any] = {}
    for key, likely in {
        "name": ("Yards",), "colour": ("red", "#abc"), "width": (1, 2.5), "dash": ("6 4",),
        "radius": (3,), "fill": (0.5,), "label": ("name",), "popup": (["name"], [], "name"),
        "simplify": (0, 100.0), "merge": (True,), "show": (False,),
    }.items():  # fmt: skip
        if random.random() < 0.12:
            odd = random.choice((*VALUES, text(random)))
            look[key] = random.choice(likely) if random.random() < 0.5 else odd
    suffix = random.choice((*FORMATS, ""))
    name = hostile(random, ("yards",))
    page: dict[str, Any] = {}
    for key, good in {
        "theme": ("dark",), "language": LANGUAGES, "title": ("Yards",), "captions": (["a"], "a"),
    }.items():  # fmt: skip
        if random.random() < 0.1:
            page[key] = random.choice((*good, *good, *good, random.choice(VALUES), text(random)))
    more = [_frame(random) if random.random() < 0.8 else _stranger(random)]
    more *= random.random() < 0.1
    how: dict[str, Any] = {} if random.random() < 0.9 else {"tiles": text(random)}

    def see(folder: Path) -> str:
        drawn = draw(Layer(frame, **look), *more, style=Style(**page), **how)
        html = save(drawn, folder / "own.html").read_text(encoding="utf-8")
        return json.dumps(_data_of(html)["own"])

    def keep(folder: Path) -> str:
        return "".join(str(path) for path in write(folder / f"own{suffix}", {name: frame}))

    ask = random.choice((see, keep))
    told = (ask.__name__, _cells(frame), look, suffix, name, page, [*map(_cells, more)], how)
    return Input(told, ask, words=True)


def _cells(frame: Any) -> Any:
    if not isinstance(frame, pd.DataFrame):
        return frame
    columns = [(name, column.tolist()) for name, column in frame.items()]
    return columns, [*frame.index], frame.index.name, str(getattr(frame, "crs", None))


def _data_of(html: str) -> Any:
    """The data of a page, all of whose numbers are some."""
    found = re.search(r'<script type="application/(json|zlib)" id="khorgos-data">(.*?)</', html)
    assert found is not None, "a page without data"
    kind, data = found.groups()
    if kind == "zlib":
        data = zlib.decompress(base64.b64decode(data)).decode()
    return json.loads(data, parse_constant=_not_a_figure)


@cache
def _page() -> subprocess.Popen[str]:
    started = subprocess.Popen(
        ["node", "links.js"],
        cwd=Path(__file__).parent / "js",
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    atexit.register(started.kill)
    return started


ODD = re.compile(r"undefined|\[object|NaN|=>|function *\(|native code")
HUBS = 4
"""Places of the page of tests/js."""


def a_link(random: Random) -> Input:
    """An address that the page reads."""
    from urllib.parse import quote, quote_plus

    keys = ("from", "to", "service", "corridor", "way")
    values = ("Alpha", "Gamma", "Łódź", "fast", "standard", "middle", "rail-middle", "constructor")
    parts = []
    for _ in range(random.randint(0, 5)):
        key = hostile(random, keys, keys, values)
        encode = random.choice((quote, quote_plus, str))
        value = hostile(random, values).encode("utf-8", "replace").decode()
        parts.append(f"{key}={encode(value)}")
    link = "#" + random.choice(("&", "&", "&amp;", ";", "&&")).join(parts)
    if random.random() < 0.2:
        link = "#" + quote(link[1:].encode("utf-8", "replace"))
    if random.random() < 0.1:
        link = link[: random.randrange(len(link) + 1)] + "%"

    def ask(_: Path) -> str:
        page = _page()
        assert page.stdin is not None
        assert page.stdout is not None
        page.stdin.write(json.dumps(link) + "\n")
        page.stdin.flush()
        told = json.loads(page.stdout.readline())
        assert "error" not in told, told["error"]
        assert {told["from"], told["to"]} <= set(range(HUBS)), told
        message = told["message"]
        odd = ODD.search(message)
        assert odd is None or odd[0] in link, message
        assert len(message) <= LONGEST * 4, message
        assert len(message.splitlines()) <= 1, message
        return ""

    return Input(link, ask)


WRITERS = (
    ("export", "{}"),
    ("export", "{}", "Zhetygen", "Altynkol"),
    ("chart", "staircase", "Zhetygen", "Altynkol", "-o={}"),
    ("alternatives", "Zhetygen", "Altynkol", "-o={}"),
    ("compare", "Zhetygen", "Altynkol", "--scenario=zhetygen-altynkol-second-track", "-o={}"),
    ("resilience", "--hub=Almaty", "--hub=Astana", "-o={}"),
    ("map", "Zhetygen", "Altynkol", "-o={}"),
)


def a_file(random: Random) -> Input:
    """A name for a file that is to be written."""
    name = file_name(random)
    dear = random.random() < 0.02
    args = [arg.replace("{}", name) for arg in random.choice(WRITERS if dear else WRITERS[1:2])]
    if dear or random.random() < 0.5:
        return Input(args, partial(run, args), words=True)

    def ask(folder: Path) -> None:
        with draft_of(folder / name) as draft:
            draft.write_bytes(b"whole")

    return Input(("draft_of", name), ask)


KINDS: dict[str, Callable[[Random], Input]] = {
    "commands": a_command,
    "tables": a_table,
    "rows": some_rows,
    "layers": a_layer,
    "links": a_link,
    "files": a_file,
}


# What may not come of it


@contextmanager
def _limited() -> Iterator[None]:
    def stop(number: int, _: object) -> None:
        raise TooSlow(f"more than {SECONDS} s ({signal.Signals(number).name})")

    limits = {
        signal.SIGPROF: (signal.ITIMER_PROF, SECONDS),
        signal.SIGALRM: (signal.ITIMER_REAL, SECONDS * PATIENCE),
    }
    old = {number: signal.signal(number, stop) for number in limits}
    for timer, seconds in limits.values():
        signal.setitimer(timer, seconds)
    try:
        yield
    finally:
        for timer, _ in limits.values():
            signal.setitimer(timer, 0)
        for number, handler in old.items():
            signal.signal(number, handler)


def _traps(folder: Path) -> None:
    """What a name may lead to, apart from nothing."""
    (folder / "folder").mkdir()
    for name in ("loop", "loop.csv"):
        (folder / name).symlink_to(folder / name)
    os.mkfifo(folder / "pipe")
    (folder / "old").write_bytes(b"old")


def _files(folder: Path) -> dict[str, bytes | None]:
    return {
        os.fsencode(path.relative_to(folder)).decode("utf-8", "backslashreplace"): (
            path.read_bytes() if path.is_file() else None
        )
        for path in folder.rglob("*")
    }


def _not_a_figure(word: str) -> None:
    raise NoFigureError(word)


def _answer(answer: object, asked: Input) -> str:
    """What is wrong with an answer."""
    if not isinstance(answer, str):
        return ""
    if "--json" in repr(asked.told) and answer.startswith(("{", "[")):
        try:
            json.loads(answer, parse_constant=_not_a_figure)
        except NoFigureError as error:
            return f"{error} in JSON"
        except ValueError as error:
            return f"no JSON: {error}"
    elif (odd := FIGURES.search(answer)) and not (asked.words and _said(odd[0], asked.told)):
        return f"{odd[0]} in the answer: {answer[max(odd.start() - 80, 0) : odd.end() + 40]!r}"
    return ""


def _said(word: str, told: object) -> bool:
    return word.strip("+-").lower() in repr(told).lower()


def _message(error: str, *, remedy: bool) -> str:
    """What is wrong with a refusal."""
    if len(error.splitlines()) != 1:
        return f"no one line: {error[:600]!r}"
    if len(error) > LONGEST:
        return f"{len(error)} characters: {error[:600]!r}"
    if remedy and not REMEDY.search(error):
        return f"no remedy: {error!r}"
    return ""


def judge(asked: Input) -> tuple[bool, str]:
    """Whether an input was refused, and what is wrong with what came of it."""
    refused, wrong = False, ""
    with TemporaryDirectory(prefix="fuzz") as outer:
        folder = Path(outer) / "in"
        folder.mkdir()
        _traps(folder)
        before = _files(folder.parent)
        try:
            with warnings.catch_warnings(), _limited():
                warnings.simplefilter("ignore")
                # Of numpy: what follows is no figure.
                warnings.filterwarnings("error", ".*encountered in", RuntimeWarning)
                wrong = _answer(asked.ask(folder), asked)
        except Refused as error:
            status, text_ = error.args
            refused, wrong = True, _message(text_, remedy=status == BAD_INPUT)
        except KhorgosError as error:
            # That no way is there is an answer, and says what cuts it.
            refused, wrong = True, _message(str(error), remedy=not isinstance(error, NoRoute))
        except TooSlow as error:
            wrong = str(error)
        except Exception as error:  # noqa: BLE001 - that none comes is the question
            last = traceback.extract_tb(error.__traceback__)[-4:]
            where = " < ".join(f"{Path(at.filename).name}:{at.lineno}" for at in last[::-1])
            wrong = f"{type(error).__name__}: {str(error)[:600]} ({where})"
        after = _files(folder.parent)
    new = {name for name in after if after[name] != before.get(name, b"?")}
    if not wrong and (left := [name for name in after if PREFIX in name]):
        wrong = f"leftovers: {left}"
    if not wrong and refused and new - {"in/out"}:
        wrong = f"refused, but wrote {sorted(new)}"
    if not wrong and (empty := [name for name in new if after[name] == b""]):
        wrong = f"empty files: {empty}"
    if not wrong and before.keys() - after.keys():
        wrong = f"lost {before.keys() - after.keys()}"
    return refused, wrong


def made(kind: str, number: int, seed: int) -> Input:
    """An input, from its kind, its number and the seed."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return KINDS[kind](Random(f"{seed} {kind} {number}"))


def fuzz(turns: range, seed: int, kinds: Iterable[str] = tuple(KINDS)) -> Iterator[Result]:
    """Ask inputs of these kinds in turn; kind, what came of it, and a fault."""
    for kind, number in numbered(turns, kinds):
        asked = made(kind, number, seed)
        refused, wrong = judge(asked)
        fault = Fault(kind, number, wrong, asked.told) if wrong else None
        yield kind, "refused" if refused else "answered", fault


def numbered(turns: range, kinds: Iterable[str]) -> Iterator[tuple[str, int]]:
    """The kind of each turn, and its number among those of the kind."""
    names = [*kinds]
    for turn in turns:
        yield names[turn % len(names)], turn // len(names)


def tally(results: Iterable[Result], tell: Callable[[Fault], None]) -> Any:
    """How many of each kind there are; faults are told as they come."""
    counts: dict[str, Counter[str]] = {}
    for kind, outcome, fault in results:
        count = counts.setdefault(kind, Counter())
        count["inputs"] += 1
        count["faults" if fault else outcome] += 1
        if fault:
            tell(fault)
    return counts
