"""Places and their names, in the scripts that people search with."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, NamedTuple

from ..errors import RequestError, UnknownPlace, nearest
from ..tables.reading import DATA, is_lacking, read_records
from ..values import told_briefly

__all__ = [
    "LANGUAGES",
    "AirportCode",
    "Gazetteer",
    "How",
    "Place",
    "as_name",
    "exactly",
    "fold",
    "joined",
    "listed",
    "read_codes",
    "read_places",
]

SIMILAR = 65
"""Share of equal letters, in per cent, from which two ids look alike: two letters of three."""
ALIKE = 70
"""The same of names."""
MARKS = dict.fromkeys("'’‘ʼʻ`´·.,()«»\"", "") | dict.fromkeys("-‐‑–—/_", " ")
"""Marks that people leave out, and what stands instead."""
LETTERS = {"ł": "l", "ı": "i", "ø": "o", "ß": "ss", "đ": "d"}
"""Letters that Unicode does not decompose."""
_MARKS = str.maketrans(MARKS)
_FOLD = str.maketrans(MARKS | LETTERS)
_EXACTLY = "place:"

How = Literal["exact", "name", "alias", "id", "folded"]
"""In which way a text names a place; see `Gazetteer.how`."""


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


def joined(name: str) -> str:
    """The comparable form without blanks: people part Chinese names where they like.

    Examples
    --------
    >>> joined("Xi an"), joined("Ust-Kamenogorsk")
    ('xian', 'ustkamenogorsk')
    """
    return fold(name).replace(" ", "")


def _spelt(name: str) -> str:
    """A name without case and marks, but with its accents."""
    return " ".join(unicodedata.normalize("NFC", name.casefold()).translate(_MARKS).split())


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


class AirportCode(NamedTuple):
    """A row of ``codes.csv``: an airport whose IATA code is the id of a place elsewhere.

    Parameters
    ----------
    code : str
        IATA code, and the id of a place.
    airport : str
        Its name.
    country : str
        ISO 3166-1 alpha-2 code.
    near : str
        Id of the place that is next to it; empty if none is within 100 km.
    source : str
        Id in ``sources.csv``.

    Examples
    --------
    >>> read_codes()["BRE"].near
    'BRM'
    """

    code: str
    airport: str
    country: str
    near: str
    source: str


def read_codes(folder: Path = DATA) -> dict[str, AirportCode]:
    """Rows of ``codes.csv`` by code; none if a folder of one's own has no such table.

    Raises
    ------
    TableError
        If the table is broken.
    """
    if is_lacking("codes", folder):
        return {}
    return {row.code: row for row in read_records(AirportCode, "codes", folder)}


def exactly(id_: str) -> str:
    """What to ask for where the place of an id is meant and nothing else.

    Examples
    --------
    >>> exactly("ALA")
    'place:ALA'
    """
    return _EXACTLY + id_


def as_name(name: str | Place, what: str = "places") -> str:
    """What to ask for, given a name or a place.

    Raises
    ------
    RequestError
        If it is neither.

    Examples
    --------
    >>> as_name("Xi'an"), as_name(read_places()["XIA"])
    ("Xi'an", 'place:XIA')
    """
    if isinstance(name, Place):
        return exactly(name.id)
    if not isinstance(name, str):
        raise RequestError(f"{name!r:.60} is no name; give {what} as text, or as a Place")
    return name


def listed(names: object, what: str = "names") -> tuple[Any, ...]:
    """Several names; one name or place is meant as a list of one.

    Raises
    ------
    RequestError
        If it is no list.

    Examples
    --------
    >>> listed("Xi'an"), listed(["Ferry", "Russia"])
    (("Xi'an",), ('Ferry', 'Russia'))
    """
    if isinstance(names, str | Place):
        return (names,)
    if not isinstance(names, Iterable):
        raise RequestError(f"{names!r:.60} is no list of {what}; give text, or a list of it")
    return tuple(names)


@told_briefly
@dataclass
class Gazetteer:
    """Finds places by name.

    Parameters
    ----------
    places : dict of str to Place
        By id; the order decides between places of the same name.
    codes : mapping of str to AirportCode
        Ids that mean another place to people.

    Examples
    --------
    >>> gazetteer = Gazetteer(read_places())
    >>> gazetteer.find("алматы")[0].name
    'Almaty'
    """

    places: dict[str, Place]
    codes: Mapping[str, AirportCode] = field(default_factory=dict, repr=False)
    _index: dict[str, list[Place]] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        for place in self.places.values():
            for key in dict.fromkeys(fold(name) for name in place.names()):
                self._index.setdefault(key, []).append(place)

    @cached_property
    def _joined(self) -> dict[str, list[Place]]:
        """The same index for names without blanks."""
        index: dict[str, dict[str, Place]] = {}
        for key, places in self._index.items():
            index.setdefault(key.replace(" ", ""), {}).update({p.id: p for p in places})
        return {key: list(places.values()) for key, places in index.items()}

    def find(self, name: str | Place) -> list[Place]:
        """Places with exactly this name, case, accents and blanks aside.

        Where names differ in their accents alone, those that are spelt so come alone, else those
        spelt like the first, with others of their countries: Horgoš is not Horgos.

        Parameters
        ----------
        name : str or Place
            A name in any of the scripts, an alias, an id, or ``place:`` before an id.

        Returns
        -------
        list of Place
            Several where one name covers several terminals, as Khorgos does.

        Raises
        ------
        RequestError
            If it is neither text nor a place.
        UnknownPlace
            With the nearest names, or if it is an id that people know as the code of an airport
            elsewhere.

        Examples
        --------
        >>> gazetteer = Gazetteer(read_places(), read_codes())
        >>> [place.id for place in gazetteer.find("xi an")]
        ['XIA']
        >>> try:
        ...     gazetteer.find("BRE")
        ... except UnknownPlace as error:
        ...     print(error)  # doctest: +NORMALIZE_WHITESPACE
        'BRE' is the code of Bremen Airport (DE), and here the id of Brest (BY);
        write Bremen, or Brest
        """
        name = as_name(name)
        bare = name.removeprefix(_EXACTLY)
        if name != bare and bare in self.places:
            return [self.places[bare]]
        key = fold(name)
        found = self._index.get(key) or self._joined.get(key.replace(" ", "")) if key else None
        if not found:
            raise UnknownPlace(bare, [place.name for place in self.search(bare, limit=3)])
        if len(found) == 1:
            self._see_code(name, found[0])
            return [*found]
        # Those that bear the name itself come before those that only answer to it.
        found = sorted(found, key=lambda place: fold(place.name) != key)
        tight = key.replace(" ", "")
        spellings = [
            {_spelt(called) for called in place.names() if joined(called) == tight}
            for place in found
        ]
        asked = {_spelt(name)}
        if not any(asked & known for known in spellings):
            asked = spellings[0]
        countries = {p.country for p, known in zip(found, spellings, strict=True) if asked & known}
        return [place for place in found if place.country in countries]

    def _see_code(self, name: str, place: Place) -> None:
        """Refuse an id where people would rather mean the airport of this code."""
        code = self.codes.get(place.id)
        if code and code.near and code.near in self.places and self.how(name, place) == "id":
            near = self.places[code.near].name
            reason = f"is the code of {code.airport} ({code.country}), and here the id of "
            reason += f"{place.name} ({place.country}); write {near}, or {place.name}"
            raise UnknownPlace(name, [near, place.name], reason)

    def how(self, name: str, place: Place) -> How:
        """In which way a text names a place.

        Parameters
        ----------
        name : str
            By which the place is found.
        place : Place
            One of those that `find` gives.

        Returns
        -------
        {'exact', 'name', 'alias', 'id', 'folded'}
            ``exact`` with ``place:``; ``folded`` if accents, letters or blanks differ.

        Examples
        --------
        >>> gazetteer = Gazetteer(read_places())
        >>> [gazetteer.how(name, gazetteer.find(name)[0]) for name in ("MINSK", "Lodz", "Lódz")]
        ['name', 'alias', 'folded']
        """
        if name == exactly(place.id):
            return "exact"
        spelt = _spelt(name)
        if spelt in map(_spelt, (place.name, *place.translations.values())):
            return "name"
        if spelt in map(_spelt, place.aliases):
            return "alias"
        return "id" if spelt == _spelt(place.id) else "folded"

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
            Those that have it in a name, then those of like names; empty if nothing comes near.

        Examples
        --------
        >>> [place.name for place in Gazetteer(read_places()).search("Duisberg", limit=1)]
        ['Duisburg']
        """
        query = fold(text)
        if not query:
            return []
        # Ids resemble anything; waypoints are seldom meant.
        names = [
            key
            for key, found in self._index.items()
            if any(key != fold(place.id) and place.kind != "border_point" for place in found)
        ]
        near = [p for key in nearest(query, names, limit, ALIKE) for p in self._index[key]]
        found = {place.id: place for place in (*self.containing(text), *near)}
        return list(found.values())[:limit]

    def containing(self, text: str, limit: int | None = None) -> list[Place]:
        """Places that have a text in one of their names, best first.

        Parameters
        ----------
        text : str
            Part of a name, in any script.
        limit : int, optional
            How many at the most; all if left out.

        Returns
        -------
        list of Place
            Empty if none has it.

        Examples
        --------
        >>> [place.name for place in Gazetteer(read_places()).containing("duisb")]
        ['Duisburg', 'Duisburg–Rotterdam road border']
        """
        query = fold(text)
        if not query:
            return []
        tight = query.replace(" ", "")
        inside = sorted(
            (key for key in self._index if query in key or tight in key.replace(" ", "")),
            key=lambda key: (not key.startswith(query), self._index[key][0].rank, len(key)),
        )
        found = {place.id: place for key in inside for place in self._index[key]}
        return list(found.values())[:limit]
