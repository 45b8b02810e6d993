"""Writers that are killed at any moment: what is left in the folder.

`benchmarks/kills.py` kills a hundred, a test a handful.
"""

from __future__ import annotations

import contextlib
import io
import os
import random
import re
import shutil
import signal
import sqlite3
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from khorgos.layers.files import FATAL, PREFIX, draft_of
from khorgos.maps.cli import main

PAIR = ("Zhetygen", "Altynkol")
WRITERS: dict[str, tuple[str, ...]] = {
    "page": ("map", *PAIR, "-o", "map.html"),
    "picture": ("map", *PAIR, "-o", "map.png"),
    "vectors": ("map", *PAIR, "-o", "map.svg"),
    "print": ("map", *PAIR, "-o", "map.pdf"),
    "chart": ("chart", "staircase", *PAIR, "-o", "chart.svg"),
    "GeoPackage": ("export", "net.gpkg"),
    "GeoJSON": ("export", "net.geojson"),
    "Parquet": ("export", "net.parquet"),
    "CSV": ("export", "net.csv"),
    "legs": ("export", "legs.csv", *PAIR),
    "alternatives": ("alternatives", *PAIR, "-o", "ways.html"),
    "compare": (
        "compare",
        *PAIR,
        "--scenario",
        "zhetygen-altynkol-second-track",
        "-o",
        "both.html",
    ),
    "reach": ("reach", "Almaty", "-o", "reach.geojson"),
    "reach page": ("reach", "Almaty", "-o", "reach.html"),
    "resilience": ("resilience", "--hub", "Almaty", "--hub", "Astana", "-o", "losses.csv"),
    "backtest": ("validate", "--rows", "rows.csv", "-o", "."),
}
"""What is written -> the command that writes it."""
OLD = b"old"


class Known(NamedTuple):
    """What a writer makes when nobody kills it, and how long it takes."""

    files: dict[str, bytes]
    seconds: float


class Left(NamedTuple):
    """What a kill has left behind."""

    status: int
    new: int
    """Files that are the new ones, whole."""
    broken: tuple[str, ...]
    """Files that are neither the old one nor the new one."""
    torn: bool
    """Whether some files of one answer are new and some are old."""
    drafts: int


def run_whole(name: str, folder: Path) -> Known:
    """Run a writer to its end."""
    folder.mkdir(parents=True, exist_ok=True)
    start = time.monotonic()
    status = _write(name, folder)
    seconds = time.monotonic() - start
    assert status == 0, (name, status)
    made = {path.name: path.read_bytes() for path in folder.iterdir() if path.name != "rows.csv"}
    return Known(made, seconds)


def kill(name: str, known: Known, folder: Path, number: int, chance: random.Random) -> Left:
    """Fork a writer into a folder with old files, and end it after a random time.

    Half of the kills wait for the draft, so that they come while it is written.
    """
    folder.mkdir(parents=True)
    for file in known.files:
        (folder / file).write_bytes(OLD)
    # A signal that comes at once finds the child as a process of its own, not as a copy of this.
    signal.pthread_sigmask(signal.SIG_BLOCK, FATAL)
    child = os.fork()
    if not child:
        status = 99
        try:
            for sort in FATAL:
                signal.signal(sort, signal.SIG_DFL)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, FATAL)
            status = _write(name, folder)
        finally:
            os._exit(status)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, FATAL)
    if chance.random() < 0.5:
        _wait_for_draft(folder, child, known.seconds)
        time.sleep(chance.random() * known.seconds * 0.3)
    else:
        time.sleep(chance.random() * known.seconds * 1.2)
    os.kill(child, number)
    status = os.waitpid(child, 0)[1]
    whole = {file: _state(folder / file, content) for file, content in known.files.items()}
    states = set(whole.values())
    return Left(
        os.waitstatus_to_exitcode(status),
        sum(state == "new" for state in whole.values()),
        tuple(file for file, state in whole.items() if state == "broken"),
        states == {"old", "new"},
        len(drafts_in(folder)),
    )


def drafts_in(folder: Path) -> list[str]:
    """Names of what drafts have left in a folder."""
    return [path.name for path in folder.iterdir() if path.name.startswith(PREFIX)]


def write_again(folder: Path) -> None:
    """The next run in the folder."""
    with draft_of(folder / "next.txt") as draft:
        draft.write_bytes(OLD)
    (folder / "next.txt").unlink()


def _write(name: str, folder: Path) -> int:
    with silent(), contextlib.chdir(folder):
        if name == "backtest":
            from khorgos.geo.tables.reading import DATA

            lines = (DATA / "validation.csv").read_text(encoding="utf-8").splitlines()[:6]
            Path("rows.csv").write_text("\n".join(lines), encoding="utf-8")
        return main(WRITERS[name])


@contextlib.contextmanager
def silent() -> Iterator[None]:
    """Nothing is printed."""
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        yield


def _wait_for_draft(folder: Path, child: int, longest: float) -> None:
    end = time.monotonic() + 3 * longest + 1
    while time.monotonic() < end and not drafts_in(folder):
        if os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT):
            return
        time.sleep(0.001)


def _state(path: Path, whole: bytes) -> str:
    found = path.read_bytes() if path.exists() else b""
    if found == OLD:
        return "old"
    if path.suffix == ".svg":  # the layout's last digits vary, and with them the ids
        found, whole = (re.sub(rb"p[0-9a-f]{10}", b"", text) for text in (found, whole))
    if path.suffix != ".gpkg":  # which holds the time at which it was made
        return "new" if found == whole else "broken"
    with contextlib.closing(sqlite3.connect(path)) as base:
        sound = base.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        tables = base.execute("SELECT count(*) FROM gpkg_contents").fetchone() == (2,)
    return "new" if sound and tables else "broken"


def kill_many(
    names: Sequence[str], kills: int, folder: Path, seed: int
) -> Iterator[tuple[str, int, Left]]:
    """Kill writers in turn by TERM, KILL and INT; each in a folder of its own."""
    chance = random.Random(seed)
    known = {name: run_whole(name, folder / "whole" / name) for name in names}
    sorts = (signal.SIGTERM, signal.SIGKILL, signal.SIGINT)
    for count in range(kills):
        name = names[count % len(names)]
        number = sorts[(count // len(names) + count) % len(sorts)]
        there = folder / f"{count}"
        left = kill(name, known[name], there, number, chance)
        if number == signal.SIGKILL:
            write_again(there)
        yield name, number, left._replace(drafts=len(drafts_in(there)))
        shutil.rmtree(there)
