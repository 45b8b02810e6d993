"""Files come whole or not at all, and stay what they are."""

from __future__ import annotations

import os
import stat

import pytest

from khorgos.geo import RequestError
from khorgos.layers.files import draft_of


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
