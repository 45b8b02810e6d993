"""Words that texts, pages and pictures share."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from ...geo.places.geography import ELSEWHERE
from ...geo.values import HOURS_PER_DAY

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ...geo.places.geography import CorridorRule

__all__ = ["HOURS_PER_DAY", "clean", "corridor_words"]


def clean(text: str) -> str:
    """Text from data, a mark for each character that steers a terminal or that no file can hold."""
    return "".join("\N{REPLACEMENT CHARACTER}" if _steers(c) else c for c in text)


def _steers(char: str) -> bool:
    # Halves of a pair of surrogates are no text, and XML has no word for U+FFFE and its like.
    steers = unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp")
    return steers or ord(char) & 0xFFFE == 0xFFFE  # noqa: PLR2004


def corridor_words(corridors: Mapping[str, CorridorRule]) -> dict[str, str]:
    """Corridor -> its short name: what carries it, and by which region.

    Parameters
    ----------
    corridors : mapping of str to CorridorRule
        Of ``corridors.csv``; trains carry those that name no carrier.

    Examples
    --------
    >>> from khorgos.geo.places.geography import OURS
    >>> words = corridor_words(OURS.corridors)
    >>> words["middle"], words["road"], words["other"]
    ('Rail, Middle Corridor', 'Road', 'Rail, other')
    """
    words = {id_: (rule.carrier or "rail").capitalize() for id_, rule in corridors.items()}
    regions = {id_: f", {rule.region}" for id_, rule in corridors.items() if rule.region}
    return {id_: word + regions.get(id_, "") for id_, word in words.items()} | {
        ELSEWHERE: "Rail, other"
    }
