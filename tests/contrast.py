"""Contrast of colours, by WCAG 2.2."""

from __future__ import annotations

LEGIBLE = 4.5  # AA for text


def linear(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def contrast(a, b):
    weights = (0.2126, 0.7152, 0.0722)
    light, dark = sorted(
        (
            sum(w * part for w, part in zip(weights, linear(colour), strict=True))
            for colour in (a, b)
        ),
        reverse=True,
    )
    return (light + 0.05) / (dark + 0.05)
