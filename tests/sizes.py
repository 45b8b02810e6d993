"""How many examples Hypothesis tries: few by day and the same each time, many and new by night."""

from __future__ import annotations

from hypothesis import settings

USUAL = 100
"""Examples of a test that says nothing else, by day."""


def examples(by_day: int, **options) -> settings:
    """So many by day; as many times more by night as the profile has."""
    return settings(max_examples=by_day * settings.default.max_examples // USUAL, **options)
