"""Files come whole or not at all, and stay what they are."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import stat
import threading
import time

import pytest

from khorgos.geo import RequestError
from khorgos.layers.files import PREFIX, draft_of, drafts_of, see_files


def test_a_draft_takes_the_files_place(tmp_path):
    target = tmp_path / "x.txt"
    with draft_of(target) as draft:
        draft.write_text("new", encoding="utf-8")
        assert not target.exists()
    assert target.read_text(encoding="utf-8") == "new"
    assert list(tmp_path.iterdir()) == [target]


def test_a_failure_keeps_the_old_file(tmp_path):
    target = tmp_path / "x.txt"
    target.write_text("old", encoding="utf-8")

    def fail():
        with draft_of(target) as draft:
            draft.write_text("half", encoding="utf-8")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert target.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_link_stays_a_link_and_a_mode_stays(tmp_path):
    target = tmp_path / "real.txt"
    target.write_text("old", encoding="utf-8")
    target.chmod(0o600)
    link = tmp_path / "link.txt"
    link.symlink_to(target)
    with draft_of(link) as draft:
        draft.write_text("new", encoding="utf-8")
    assert link.is_symlink()
    assert target.read_text(encoding="utf-8") == "new"
    assert stat.S_IMODE(target.stat().st_mode) == 0o600


def test_what_is_no_regular_file_is_refused(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(RequestError, match="is no regular file"), draft_of(pipe):
        pass
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    with pytest.raises(RequestError, match="is a folder; name a file in it"), draft_of(tmp_path):
        pass
    missing = tmp_path / "no" / "x.txt"
    with (
        pytest.raises(RequestError, match=r"there is no folder .*; make it first"),
        draft_of(missing),
    ):
        pass


def test_errors_of_others_are_one_line(tmp_path):
    def fail():
        with draft_of(tmp_path / "x.gpkg"):
            raise RuntimeError("Failed to commit transaction\nand more")

    with pytest.raises(
        RequestError, match=r"x\.gpkg: Failed to commit transaction; name a file elsewhere$"
    ):
        fail()
    loop = tmp_path / "loop.html"
    loop.symlink_to(loop)
    with pytest.raises(RequestError, match=r"cannot write .*loop\.html"), draft_of(loop):
        pass
    long = tmp_path / ("x" * 300)
    with pytest.raises(RequestError, match="File name too long"), draft_of(long):
        pass


def names(folder):
    return sorted(path.name for path in folder.iterdir())


REFUSED = {
    "folder": ("is a folder; name a file in it", lambda path: path.mkdir()),
    "loop": ("name a file elsewhere", lambda path: path.symlink_to(path)),
    "device": ("is no regular file; name one", lambda path: path.symlink_to("/dev/full")),
    "pipe": ("is no regular file; name one", os.mkfifo),
    "read-only": ("is read-only; allow writing to it, or name another", lambda p: p.touch(0o444)),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_cannot_be_written_is_refused_before_the_work(tmp_path, kind):
    message, make = REFUSED[kind]
    path = tmp_path / "x.html"
    make(path)
    before = path.lstat()
    for see in (see_files, lambda path: draft_of(path).__enter__()):
        with pytest.raises(RequestError, match=message):
            see(path)
    assert path.lstat() == before
    assert names(tmp_path) == ["x.html"]


def test_seeing_a_file_writes_nothing(tmp_path):
    see_files(tmp_path / "x.html", tmp_path / "y.html")
    assert names(tmp_path) == []


@pytest.mark.parametrize("there", [(), ("a",), ("a", "b")])
def test_files_of_one_answer_are_replaced_together(tmp_path, there):
    """The second cannot be put in its place: the first is as it was."""
    for name in there:
        (tmp_path / name).write_text("old", encoding="utf-8")
    paths = [tmp_path / "a", tmp_path / "b"]

    def write():
        with drafts_of(*paths) as (first, second):
            first.write_text("new", encoding="utf-8")
            if len(there) < 2:  # nothing is written
                return
            second.write_text("new", encoding="utf-8")
            paths[1].unlink()
            paths[1].mkdir()  # by somebody else, meanwhile

    with pytest.raises(RequestError, match=r"a and 1 more: .*; name a file elsewhere"):
        write()
    for name in there[:1]:
        assert (tmp_path / name).read_text(encoding="utf-8") == "old"
    assert names(tmp_path) == sorted(there)


def write_and_wait(folder, ready, number, name):
    """In a process of its own: write half of two files, and wait to be ended."""
    signal.signal(number, signal.SIG_DFL)
    with drafts_of(folder / name, folder / "y.txt") as drafts:
        for draft in drafts:
            draft.write_text("half", encoding="utf-8")
        ready.set()
        time.sleep(60)


def started(folder, number, name="x.txt"):
    fork = multiprocessing.get_context("fork")
    ready = fork.Event()
    child = fork.Process(target=write_and_wait, args=(folder, ready, number, name))
    child.start()
    assert ready.wait(30)
    return child


def drafts(folder):
    return [name for name in names(folder) if name.startswith(PREFIX)]


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT", "SIGHUP", "SIGKILL"])
def test_a_kill_leaves_the_old_file_and_no_draft(tmp_path, name):
    """After SIGKILL the next run takes the drafts away; `benchmarks/kills.py` kills a hundred."""
    number = getattr(signal, name)
    (tmp_path / "x.txt").write_text("old", encoding="utf-8")
    child = started(tmp_path, number if name != "SIGKILL" else signal.SIGTERM)
    os.kill(child.pid, number)
    child.join()
    assert child.exitcode == -number
    assert (tmp_path / "x.txt").read_text(encoding="utf-8") == "old"
    assert len(drafts(tmp_path)) == (2 if name == "SIGKILL" else 0)
    with draft_of(tmp_path / "x.txt") as draft:
        draft.write_text("new", encoding="utf-8")
    assert names(tmp_path) == ["x.txt"]


def test_drafts_of_the_living_and_of_others_stay(tmp_path):
    child = started(tmp_path, signal.SIGTERM)
    foreign = tmp_path / f"{PREFIX}foreign"
    foreign.mkdir()
    os.chown(foreign, 12345, -1) if os.geteuid() == 0 else foreign.rmdir()
    link = tmp_path / f"{PREFIX}link"
    link.symlink_to(tmp_path)
    there = set(drafts(tmp_path))
    with draft_of(tmp_path / "z.txt") as draft:
        draft.write_text("new", encoding="utf-8")
    assert set(drafts(tmp_path)) == there
    child.kill()
    child.join()
    see_files(tmp_path / "z.txt")
    assert set(drafts(tmp_path)) == there & {foreign.name, link.name}


def test_a_forked_process_does_not_clear_the_drafts_of_its_parent(tmp_path):
    with draft_of(tmp_path / "x.txt") as draft:
        draft.write_text("new", encoding="utf-8")
        fork = multiprocessing.get_context("fork")
        ready = fork.Event()
        child = fork.Process(target=lambda: ready.set() or time.sleep(60))
        child.start()
        assert ready.wait(30)
        child.terminate()
        child.join()
        assert child.exitcode == -signal.SIGTERM
        assert draft.exists()
    assert (tmp_path / "x.txt").read_text(encoding="utf-8") == "new"


def test_handlers_are_as_before_and_threads_have_none(tmp_path):
    def write():
        with draft_of(tmp_path / "x.txt") as draft:
            draft.write_text("new", encoding="utf-8")

    before = [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)]
    write()
    other = threading.Thread(target=write)
    other.start()
    other.join()
    assert [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)] == before
    assert names(tmp_path) == ["x.txt"]


def test_a_signal_that_comes_while_files_are_replaced_waits(tmp_path, monkeypatch):
    replace = os.replace
    monkeypatch.setattr(
        os, "replace", lambda *pair: (replace(*pair), signal.raise_signal(signal.SIGINT))
    )
    with contextlib.suppress(KeyboardInterrupt), drafts_of(tmp_path / "a", tmp_path / "b") as both:
        for draft in both:
            draft.write_text("new", encoding="utf-8")
    assert names(tmp_path) == ["a", "b"]


@pytest.mark.parametrize("name", ["a\0b.csv", "\ud800.csv"])
def test_what_is_no_name_of_a_file_is_refused(tmp_path, name):
    with pytest.raises(RequestError, match=r"cannot write .*; name a file elsewhere"):
        see_files(tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_a_reason_of_somebody_else_is_told_in_brief(tmp_path):
    with (
        pytest.raises(RequestError, match=r"cannot write .*x…; name a file elsewhere") as caught,
        draft_of(tmp_path / "x.csv"),
    ):
        raise RuntimeError(10_000 * "x")
    assert len(str(caught.value)) < 400
