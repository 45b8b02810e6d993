"""Pictures in fewer bytes, without a difference that can be seen."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np

__all__ = ["slim"]

COLOURS, FLAT = 256, 64
"""Of a PNG, and how many of them are kept exactly."""
_PATH = re.compile(r' d="[^"]*"')
_NUMBER = re.compile(r"-?\d+\.\d+")


def slim(file: Path) -> None:
    """Make a file smaller without a difference that can be seen."""
    if file.suffix.lower() == ".png":
        _index_colours(file)
    elif file.suffix.lower() == ".svg":
        text = file.read_text(encoding="utf-8")
        text = _PATH.sub(lambda path: _NUMBER.sub(_rounded, path[0].replace(" \n", " ")), text)
        file.write_text(text, encoding="utf-8", newline="\n")


def _index_colours(file: Path) -> None:
    """Reduce a PNG to a palette; the commonest colours stay, edges may differ by a shade."""
    from PIL import Image

    with Image.open(file) as image:
        dpi, full = image.info["dpi"], image.convert("RGB")
    pixels = np.asarray(full).astype(np.int32) @ (65536, 256, 1)
    found, where, counts = np.unique(pixels, return_inverse=True, return_counts=True)
    colours = np.stack([found >> 16, found >> 8 & 255, found & 255], axis=1)
    commonest = colours[np.argsort(-counts, kind="stable")[:FLAT]]
    shades = full.quantize(COLOURS - FLAT, method=Image.Quantize.FASTOCTREE).getpalette() or []
    palette = np.vstack((commonest, np.reshape(shades, (-1, 3))))[:COLOURS]
    # |a - b|² without |a|², which is the same for every colour of the palette.
    nearest = ((palette**2).sum(axis=1) - 2 * colours @ palette.T).argmin(axis=1)
    few = Image.fromarray(nearest[where].reshape(pixels.shape).astype(np.uint8), mode="P")
    few.putpalette(palette.astype(np.uint8).ravel().tolist())
    few.save(file, format="PNG", optimize=True, dpi=dpi)


def _rounded(number: re.Match[str]) -> str:
    return f"{float(number[0]):.2f}".rstrip("0").rstrip(".")
