"""Places and their names, in the scripts that people search with."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from ..errors import UnknownPlace, nearest
from ..tables.reading import DATA, read_records
from ..values import told_briefly

__all__ = ["LANGUAGES", "Gazetteer", "Place", "fold", "read_places"]

# Share of equal letters, in per cent, from which two names look alike.
SIMILAR = 65
# Letters that Unicode does not decompose, and the marks that people leave out.
_FOLD = str.maketrans(
    {"ł": "l", "ı": "i", "ø": "o", "ß": "ss", "đ": "d"}
    | dict.fromkeys("'’ʼ`´·.,()«»\"", "")
    | dict.fromkeys("-–—/_", " ")
)


def fold(name: str) -> str:
    """Reduce a name to what matters when comparing: case, accents and marks drop out.

    Parameters
    ----------
    name : str
        Any script.

    Returns
    -------
    str
        Comparable form.

    Examples
    --------
    >>> fold("Xi’an"), fold("Małaszewicze"), fold("ҚОРҒАС")
    ('xian', 'malaszewicze', 'қорғас')
    """
    bare = name.casefold()
    if not bare.isascii():
        decomposed = unicodedata.normalize("NFKD", bare)
        bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return " ".join(bare.translate(_FOLD).split())


class Place(NamedTuple):
    """A named point where traffic starts, ends, changes or is counted.

    Parameters
    ----------
    id : str
        Short capital letters, such as ``ALT``.
    name : str
        English name.
    name_ru, name_kk, name_zh : str
        Russian, Kazakh and Chinese names, empty where none is known.
    aliases : tuple of str
        Other names, also shared ones: several places may answer to "Khorgos".
    country : str
        ISO 3166-1 alpha-2 code.
    kind : str
        ``city``, ``rail_hub``, ``dry_port``, ``seaport``, ``road_crossing`` and so on.
    rank : int
        1 for the best known to 4 for waypoints; decides what a map labels.
    lat, lon : float
        Degrees, WGS 84.
    status : str
        ``open`` or ``planned``.
    source : str
        Where the position comes from.
    confidence : str
        Of the position: ``high``, ``medium`` or ``low``.
    note : str
        Remarks.
    zone : str
        IANA time zone of its clocks, such as ``Asia/Almaty``.

    Examples
    --------
    >>> port = read_places()["KGW"]
    >>> port.name, port.name_ru, port.kind
    ('Khorgos Gateway', 'Сухой порт «Хоргос»', 'dry_port')
    >>> port
    <Place KGW: Khorgos Gateway, dry_port, KZ>
    """

    id: str
    name: str
    name_ru: str
    name_kk: str
    name_zh: str
    aliases: tuple[str, ...]
    country: str
    kind: str
    rank: int
    lat: float
    lon: float
    status: str
    source: str
    confidence: str
    note: str
    zone: str

    @property
    def translations(self) -> dict[str, str]:
        """Its name by language, without English; empty where none is known.

        Examples
        --------
        >>> read_places()["ZHK"].translations
        {'ru': 'Жаркент', 'kk': 'Жаркент', 'zh': '扎尔肯特'}
        """
        return {code: getattr(self, f"name_{code}") for code in LANGUAGES[1:]}

    def __repr__(self) -> str:
        return f"<Place {self.id}: {self.name}, {self.kind}, {self.country}>"

    def names(self) -> list[str]:
        """Every name under which the place can be found, the English one first."""
        all_names = [self.name, *self.translations.values(), *self.aliases, self.id]
        return list(dict.fromkeys(name for name in all_names if name))


LANGUAGES = ("en", *(name[5:] for name in Place._fields if name.startswith("name_")))
"""Codes of the languages that ``places.csv`` has names in, English first."""


def read_places(folder: Path = DATA) -> dict[str, Place]:
    """All places of ``places.csv`` by id, in the order of the file.

    Raises
    ------
    TableError
        If the table is broken.
    """
    return {place.id: place for place in read_records(Place, "places", folder)}


@told_briefly
@dataclass
class Gazetteer:
    """Finds places by name.

    Parameters
    ----------
    places : dict of str to Place
        By id; the order decides between places of the same name.

    Examples
    --------
    >>> gazetteer = Gazetteer(read_places())
    >>> gazetteer.find("алматы")[0].name
    'Almaty'
    """

    places: dict[str, Place]
    _index: dict[str, list[Place]] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        for place in self.places.values():
            for key in dict.fromkeys(fold(name) for name in place.names()):
                self._index.setdefault(key, []).append(place)

    def find(self, name: str) -> list[Place]:
        """Places with exactly this name, accents and case aside.

        Parameters
        ----------
        name : str
            A name in any of the scripts, an alias, or an id.

        Returns
        -------
        list of Place
            Several where one name covers several terminals, as Khorgos does.

        Raises
        ------
        UnknownPlace
            With the nearest names.
        """
        key = fold(name)
        found = self._index.get(key)
        if not found:
            raise UnknownPlace(name, [place.name for place in self.search(name, limit=3)])
        # Those that bear the name itself come before those that only answer to it.
        return sorted(found, key=lambda place: fold(place.name) != key)

    def search(self, text: str, limit: int = 10) -> list[Place]:
        """Places whose names resemble a text, best first.

        Parameters
        ----------
        text : str
            Part of a name, in any script, possibly misspelt.
        limit : int
            How many at the most.

        Returns
        -------
        list of Place
            Empty if nothing comes near.

        Examples
        --------
        >>> [place.name for place in Gazetteer(read_places()).search("Duisberg", limit=1)]
        ['Duisburg']
        """
        query = fold(text)
        if not query:
            return []
        inside = sorted(
            (key for key in self._index if query in key),
            key=lambda key: (not key.startswith(query), self._index[key][0].rank, len(key)),
        )
        # Ids resemble anything; waypoints are seldom meant.
        names = [
            key
            for key, found in self._index.items()
            if any(key != fold(place.id) and place.kind != "border_point" for place in found)
        ]
        keys = (*inside, *nearest(query, names, limit, SIMILAR))
        found = (place for key in keys for place in self._index[key])
        return list({place.id: place for place in found}.values())[:limit]
