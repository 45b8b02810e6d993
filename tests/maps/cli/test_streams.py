"""What the command line does when something is in its way: each row of docs/command_line.md."""

from __future__ import annotations

import argparse
import contextlib
import errno
import importlib
import io
import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from command import khorgos

from khorgos.layers.files import PREFIX
from khorgos.maps.cli import main
from khorgos.maps.cli.main import GROUPS
from khorgos.maps.cli.progress import Progress

PAGE = Path(__file__).parents[3] / "docs" / "command_line.md"
PAIR = ("Zhetygen", "Altynkol")
WRITERS = {
    "page": ("map", *PAIR, "-o"),
    "chart": ("chart", "split", *PAIR, "-o"),
    "layers": ("export",),
    "reach": ("reach", "Almaty", "-o"),
    "losses": ("resilience", "--hub", "Almaty", "-o"),
    "ways": ("alternatives", *PAIR, "-o"),
    "compare": ("compare", *PAIR, "--scenario", "no-russia", "-o"),
}
ENDINGS = {"page": "html", "chart": "svg", "layers": "gpkg", "losses": "csv"}
pytestmark = pytest.mark.usefixtures("loaded_once")


def process(code, **options):
    """What a program prints and says, and how it ends."""
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | options
    return subprocess.run([sys.executable, "-c", code], text=True, check=False, **pipes)


def one_line(text, message):
    assert message in text
    assert text.count("\n") == 1
    assert text.startswith("khorgos")


def output_of(name, folder):
    return folder / f"x.{ENDINGS.get(name, 'html')}"


@contextlib.contextmanager
def closing(stream):
    """A stream that takes nothing, nor what is left in it at the end."""
    with contextlib.suppress(OSError), stream:
        yield stream


def full_disk():
    return closing(Path("/dev/full").open("w", encoding="utf-8"))


@contextlib.contextmanager
def few_bytes(most=4000):
    """No file may become larger than so many bytes, as if the disk were full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def all_goes_well(tmp_path, _):
    done = khorgos("chart", "split", *PAIR, "-o", "x.svg", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("x.svg: ")


def nothing_connects(*_):
    done = khorgos("route", "Almaty", "Astana", "--avoid", "KZ")
    assert (done.returncode, done.stdout) == (1, "")
    one_line(done.stderr, "cut by avoid KZ")


def cannot_be_used(*_):
    done = khorgos("route", *PAIR, "--data", "/nowhere")
    assert (done.returncode, done.stdout) == (2, "")
    one_line(done.stderr, "places.csv: not found in /nowhere; put the table there")


def no_effect(tmp_path, _):
    for args, message in (
        (("queue", "--days", "3"), "--days needs its crossing"),
        (("queue", "--json", "--closed-days", "3"), "--closed-days needs its crossing"),
        (("map", "-o", "x.html", "--mode", "road"), "--mode is for routes, and all ways are there"),
        (("map", "-o", "x.png", "--via", "Khorgos"), "--via is for routes"),
        (("export", "x.csv", "--avoid", "Russia"), "--avoid is for routes"),
        (("chart", "trade", "-o", "x.svg", "--vehicle", "car"), "--vehicle is for routes"),
        (("validate", "--json", "--calibrate"), "--calibrate adds to what is printed for people"),
        (("route", *PAIR, "--on", "2026-01-01"), "--on is the day of scenarios"),
        (("map", *PAIR, "-o", "x.html", "--frame", "routes"), "--frame is for pictures"),
        (("map", *PAIR, "-o", "x.html", "--hub", "Almaty"), "--hub is for a map to choose from"),
        (("validate", "-o", ""), "the name of the file is empty; give one"),
    ):
        done = khorgos(*args, cwd=tmp_path)
        assert (done.returncode, done.stdout) == (2, ""), args
        one_line(done.stderr, message)
    assert list(tmp_path.iterdir()) == []


def reader_goes(*_):
    read, write = os.pipe()
    os.close(read)
    with closing(os.fdopen(write, "w")) as output, contextlib.redirect_stdout(output):
        assert main(["places"]) == 0


def output_is_full(*_, args=("places",)):
    said = io.StringIO()
    with full_disk() as full, contextlib.redirect_stdout(full), contextlib.redirect_stderr(said):
        assert main(args) == 2
    one_line(said.getvalue(), "cannot write the output: No space left on device")


def help_is_full(*_):
    output_is_full(args=("--help",))
    output_is_full(args=("route", "--help"))
    output_is_full(args=("--version",))


def output_is_closed(tmp_path, _):
    with contextlib.chdir(tmp_path), contextlib.redirect_stdout(None):
        assert main(["chart", "split", *PAIR, "-o", "x.svg"]) == 0
        assert main(["places"]) == 0
        assert main(["--help"]) == 0
    assert [path.name for path in tmp_path.iterdir()] == ["x.svg"]


def errors_are_closed(*_):
    for args in (["route", "Nowhere", "Almaty"], ["dance"], ["route"]):
        out = io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(None):
            assert main(args) == 2
        assert out.getvalue() == ""


def errors_are_full(*_):
    for args in (["route", "Nowhere", "Almaty"], ["dance"]):
        with full_disk() as full, contextlib.redirect_stderr(full):
            assert main(args) == 2


def few_letters(*_):
    for encoding in ("ascii", "latin-1"):
        out = io.TextIOWrapper(io.BytesIO(), encoding=encoding, errors="replace")
        with contextlib.redirect_stdout(out):
            assert main(["places", "Қорғас"]) == 0
            assert main(["places", "Қорғас", "--json"]) == 0
        out.flush()
        text = out.buffer.getvalue().decode(encoding)
        assert "Khorgos" in text
        assert r"\u049b" in text.lower()


def odd_files(tmp_path, _):
    loop, pipe = tmp_path / "loop.html", tmp_path / "pipe.html"
    loop.symlink_to(loop)
    os.mkfifo(pipe)
    told = {"/": "is a folder", "/dev/full": "is no regular file", loop: "name a file elsewhere"}
    for path, message in (told | {pipe: "is no regular file"}).items():
        done = khorgos("map", "-o", str(path))
        assert (done.returncode, done.stdout) == (2, "")
        one_line(done.stderr, message)


@pytest.fixture
def no_work(monkeypatch):
    """Whoever loads the network has begun to work."""
    from khorgos.geo import Corridor

    def load(*_):
        raise AssertionError("the work has begun")

    monkeypatch.setattr(Corridor, "load", load)


def refused_at_once(tmp_path, request, make, message):
    request.getfixturevalue("no_work")
    for name, args in WRITERS.items():
        path = output_of(name, tmp_path)
        make(path)
        with contextlib.redirect_stderr(io.StringIO()) as said:
            assert main([*args, str(path)]) == 2, name
        one_line(said.getvalue(), message)


def file_is_read_only(tmp_path, request):
    refused_at_once(
        tmp_path, request, lambda path: path.touch(0o444), "is read-only; allow writing to it"
    )
    assert {path.read_bytes() for path in tmp_path.iterdir()} == {b""}


def folder_is_missing(tmp_path, request):
    refused_at_once(tmp_path / "no", request, lambda _: None, "there is no folder")

    def mkdir(*_):
        raise OSError(errno.EROFS, "Read-only file system")

    request.getfixturevalue("monkeypatch").setattr(os, "mkdir", mkdir)
    refused_at_once(tmp_path, request, lambda _: None, "Read-only file system; name a file else")


def disk_is_full(tmp_path, _):
    for name in ("page", "chart", "layers"):
        path = output_of(name, tmp_path)
        path.write_text("old", encoding="utf-8")
        said = io.StringIO()
        with few_bytes(), contextlib.redirect_stderr(said):
            assert main([*WRITERS[name], str(path)]) == 2
        one_line(said.getvalue(), "; name a file elsewhere")
        assert path.read_text(encoding="utf-8") == "old"
        path.unlink()
        assert list(tmp_path.iterdir()) == []


def rows_without_end(*_):
    done = khorgos("validate", "--rows", "/dev/zero")
    assert (done.returncode, done.stdout) == (2, "")
    one_line(done.stderr, "zero: it is larger than 64 MB; split it")


DYING = """
import signal, sys, khorgos.__main__ as program
class Moment:
    def find_spec(self, name, *_):
        if name == {at!r}:
            signal.raise_signal({number})
sys.meta_path.insert(0, Moment())
# As from a terminal: nohup, or a script that runs it in the background, has them ignored.
signal.signal(signal.SIGINT, signal.default_int_handler)
for sort in (signal.SIGTERM, signal.SIGHUP):
    signal.signal(sort, signal.SIG_DFL)
sys.argv[1:] = {args!r}
program.run()
"""


def dies(number, folder, at):
    args = ["chart", "split", *PAIR, "-o", "x.svg"]
    done = process(DYING.format(at=at, number=number, args=args), cwd=folder)
    assert (done.returncode, done.stdout, done.stderr) == (-number, "", "")


def interrupted(tmp_path, _):
    for at in ("khorgos.maps.cli", "khorgos.geo.network"):  # at the start, and amid it
        dies(signal.SIGINT, tmp_path, at)
    (tmp_path / "x.svg").write_text("old", encoding="utf-8")
    dies(signal.SIGINT, tmp_path, "matplotlib.backends.backend_svg")  # while it is drawn
    assert [path.read_text(encoding="utf-8") for path in tmp_path.iterdir()] == ["old"]


def terminated(tmp_path, _):
    for number in (signal.SIGTERM, signal.SIGHUP):
        dies(number, tmp_path, "matplotlib.backends.backend_svg")
        assert list(tmp_path.iterdir()) == []


def killed(tmp_path, _):
    dies(signal.SIGKILL, tmp_path, "matplotlib.backends.backend_svg")
    assert [path.name[: len(PREFIX)] for path in tmp_path.iterdir()] == [PREFIX]
    assert main(["chart", "split", *PAIR, "-o", str(tmp_path / "y.svg")]) == 0
    assert [path.name for path in tmp_path.iterdir()] == ["y.svg"]


ROWS = {
    "all goes well": all_goes_well,
    "nothing connects the two places": nothing_connects,
    "an argument, a table or a file cannot be used": cannot_be_used,
    "an option has no effect on what is asked": no_effect,
    r"who reads the output goes away (`\| head`)": reader_goes,
    "standard output is full": output_is_full,
    "help goes to a full disk": help_is_full,
    "standard output is closed (`>&-`)": output_is_closed,
    "standard error is closed (`2>&-`)": errors_are_closed,
    "standard error is full": errors_are_full,
    "the output has few letters (`LANG=C`, Latin-1)": few_letters,
    "the file is a folder, a device, a pipe or a looped link": odd_files,
    "the file is read-only": file_is_read_only,
    "the folder is not there, or read-only": folder_is_missing,
    "the disk is full while a file is written": disk_is_full,
    "rows have no end, as those of a device": rows_without_end,
    "Ctrl-C, at any moment": interrupted,
    "SIGTERM or SIGHUP": terminated,
    "SIGKILL": killed,
}


@pytest.mark.parametrize("row", ROWS)
def test_what_happens(row, tmp_path, request):
    ROWS[row](tmp_path, request)


def test_the_page_has_each_row():
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    table = [line for line in lines if line.startswith("| ")][1:]
    assert [line[2:].partition(" | ")[0] for line in table] == list(ROWS)


# What was typed


BASE = {
    "alternatives": PAIR,
    "compare": (*PAIR, "--scenario", "no-russia"),
    "map": (*PAIR, "-o", "x.html"),
    "chart": ("split", *PAIR, "-o", "x.svg"),
    "export": ("x.csv", *PAIR),
    "reach": ("Almaty",),
    "resilience": ("--hub", "Almaty", "--hub", "Astana"),
    "route": PAIR,
    "simulate": (*PAIR, "-n", "10"),
}
TYPED = "x" * 5000 + "\n\x1b[31m\u202e" + "y" * 5000


def options_of(command):
    group = next(group for group, commands in GROUPS.items() if command in commands)
    add = argparse.ArgumentParser().add_subparsers()
    importlib.import_module(f"khorgos.maps.cli.{group}").add(add)
    return [
        act.option_strings[-1]
        for act in add.choices[command]._actions
        if act.option_strings and act.nargs != 0
    ]


@pytest.mark.parametrize("command", [name for names in GROUPS.values() for name in names])
def test_errors_repeat_little_of_what_was_typed(command, tmp_path):
    args = BASE.get(command, ())
    asked = [(*args, option, TYPED) for option in options_of(command)]
    asked += [(TYPED, *args[1:]), (*args, TYPED), (*args, f"--{TYPED}")]
    for more in asked:
        done = khorgos(command, *more, cwd=tmp_path)
        if command == "scenarios" or done.returncode:
            assert done.returncode in (1, 2), more[-2][:20]
            one_line(done.stderr, "")
            assert len(done.stderr) < 500, (more[-2][:20], done.stderr[:80])
            assert "\x1b" not in done.stderr


def test_the_end_of_a_file_name_stays_as_it_was_typed(tmp_path):
    done = khorgos("export", "EXP.CSV", *PAIR, cwd=tmp_path)
    assert done.stdout.startswith("EXP.CSV: ")
    assert [path.name for path in tmp_path.iterdir()] == ["EXP.CSV"]


def test_a_departure_without_a_zone_is_by_the_clock_of_the_origin():
    text = khorgos("route", "Xi'an", "Duisburg", "--depart", "2026-12-01").stdout
    assert "Ready to leave Tue 2026-12-01 00:00 +08:00; " in text


def test_the_route_says_in_which_direction_a_crossing_is_meant():
    there = ("route", "Xi'an", "Duisburg", "--json")
    named, whole = (
        khorgos(*there, "--capacity", f"{crossing}=15") for crossing in ("Brest", "brest.west")
    )
    assert named.returncode == 0, named.stderr
    assert named.stdout == whole.stdout


def test_a_queue_of_centuries_is_refused():
    done = khorgos("queue", "nurzholy.east", "--capacity", "0.001")
    assert done.returncode == 2
    one_line(done.stderr, "give figures that make less than ten years")


# Rows of one's own


@pytest.mark.parametrize("between", [",", ";", "\t"])
def test_rows_of_any_separator_and_empty_ones(between, tmp_path):
    import csv

    from khorgos.geo.evidence.published import read_observations
    from khorgos.geo.tables.reading import DATA

    with (DATA / "validation.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))[:4]
    path = tmp_path / "rows.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=between)
        writer.writerows([[], rows[0], rows[1], [""] * len(rows[0]), [" "], *rows[2:], [], []])
    assert read_observations(path) == read_observations()[:3]
    done = khorgos("validate", "--rows", str(path))
    assert "3 published times" in done.stdout
    assert done.stderr == ""


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.mark.parametrize("stream", [Terminal(), io.StringIO()])
def test_progress_is_told_to_who_watches_or_waits(stream, monkeypatch):
    clock = iter(range(0, 10_000, 20))
    monkeypatch.setattr("khorgos.maps.cli.progress.time.monotonic", lambda: next(clock))
    monkeypatch.setattr(sys, "stderr", stream)
    told = Progress("asking")
    for done in range(1, 5):
        told(done, 4)
    said = stream.getvalue()
    if stream.isatty():
        assert said.startswith("\rasking: 1 of 4 (25%)\r")
        assert said.endswith("asking: 4 of 4 (100%)\n")
    else:
        assert said == "asking: 2 of 4 (50%)\nasking: 4 of 4 (100%)\n"
