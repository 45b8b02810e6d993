"""The command line without a process of its own: it starts in no time."""

from __future__ import annotations

import contextlib
import io
from pathlib import Path
from subprocess import CompletedProcess

import shipped

from khorgos.maps.cli import main


def khorgos(*args: str, cwd: Path | None = None) -> CompletedProcess[str]:
    """What `khorgos ARGS` prints, and its status."""
    out, err = (
        io.TextIOWrapper(io.BytesIO(), encoding="utf-8", errors="replace") for _ in range(2)
    )
    with (
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        contextlib.chdir(cwd or Path.cwd()),
        shipped.loaded_once(),
    ):
        status = main(args)
    texts = []
    for stream in (out, err):
        stream.flush()
        texts.append(stream.buffer.getvalue().decode("utf-8"))
    return CompletedProcess(["khorgos", *args], status, *texts)
