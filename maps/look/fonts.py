"""Fonts for names in four languages, from those that are installed."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from ...geo.errors import RequestError, echo
from ...geo.places.gazetteer import LANGUAGES
from .words import clean

if TYPE_CHECKING:
    from matplotlib.font_manager import FontProperties

__all__ = ["Typeface", "typeface"]

FAMILIES = ("Noto Sans", "DejaVu Sans")
"""For Latin and Cyrillic with the Kazakh letters; matplotlib brings the second."""
CHINESE = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "PingFang SC",
    "Hiragino Sans GB",
    "Microsoft YaHei",
    "SimHei",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "Noto Sans CJK JP",
    "Noto Serif CJK SC",
    "Noto Serif CJK JP",
    "Arial Unicode MS",
    "SimSun",
)
MISSING = "\N{REPLACEMENT CHARACTER}"


class Typeface:
    """Fonts that stand in for each other, letter by letter.

    Parameters
    ----------
    families : tuple of str
        Installed families; the first that has a letter is used for it.
    more : tuple of str
        Families to add for texts that need them.
    """

    def __init__(self, families: tuple[str, ...], more: tuple[str, ...] = ()) -> None:
        self.families = families
        self.more = more

    def fit(self, text: str) -> str:
        r"""Text with a mark for control characters and for letters that no font has.

        Examples
        --------
        >>> typeface().fit("Қорғас"), typeface().fit("two\nlines")
        ('Қорғас', 'two�lines')
        """
        text = clean(text)
        if _has(self.families, text):
            return text
        known = _letters(self.families + self.more)
        return "".join(char if ord(char) in known else MISSING for char in text)

    def font(self, text: str, size: float, *, bold: bool = False) -> FontProperties:
        """Font for a text that `fit` returned; `size` is in points."""
        from matplotlib.font_manager import FontProperties

        families = self.families if _has(self.families, text) else self.families + self.more
        weight = "bold" if bold else "normal"
        return FontProperties(family=list(families), size=size, weight=weight)


def _has(families: tuple[str, ...], text: str) -> bool:
    known = _letters(families)
    return all(ord(char) in known for char in text)


@cache
def _installed() -> frozenset[str]:
    from matplotlib.font_manager import fontManager

    return frozenset(entry.name for entry in fontManager.ttflist)


@cache
def _letters(families: tuple[str, ...]) -> frozenset[int]:
    """Letters that a text can have in regular and in bold."""
    from matplotlib.font_manager import FontProperties, findfont, get_font

    found: set[int] = set()
    for family in families:
        faces = [findfont(FontProperties(family=family, weight=w)) for w in ("normal", "bold")]
        found |= set.intersection(*(set(get_font(face).get_charmap()) for face in faces))
    return frozenset(found)


def typeface(language: str = "en") -> Typeface:
    """Fonts for a language.

    Parameters
    ----------
    language : {"en", "ru", "kk", "zh"}
        What most of the names are in.

    Returns
    -------
    Typeface

    Raises
    ------
    RequestError
        If the language is another one, or no installed font has its letters.

    Examples
    --------
    >>> typeface("kk").families[-1]
    'DejaVu Sans'
    """
    if language not in LANGUAGES:
        raise RequestError(f"names are not known in {echo(language)}; use {', '.join(LANGUAGES)}")
    latin = tuple(family for family in FAMILIES if family in _installed())
    chinese = tuple(family for family in CHINESE if family in _installed())[:1]
    if language != "zh":
        return Typeface(latin, chinese)
    if not chinese:
        raise RequestError(
            "no font for Chinese is installed; install Noto Sans CJK SC (on Debian and Ubuntu the "
            "package fonts-noto-cjk), or choose another language"
        )
    return Typeface(latin + chinese)
