"""How the words of the published record are read: ends, ways, services and months.

Every rule holds for any row.  None of them looks at how long a shipment took.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from itertools import product

from ..places.gazetteer import fold
from .vocabulary import Vocabulary

__all__ = [
    "ends_of",
    "is_door",
    "is_first",
    "mode_of",
    "names_in",
    "regime_of",
    "service_of",
    "stops_of",
    "vehicle_of",
]

LONGEST_NAME = 4
"""Words of a place's name."""

_FILLERS = "main inland rail road terminal terminals hub hubs door warehouse warehouses cities city"

_CARRIERS = {
    "rail": "rail",
    "train": "rail",
    "road": "road",
    "truck": "road",
    "tir": "road",
    "bus": "road",
    "car": "road",
    "sea": "sea",
    "ship": "sea",
    "ocean": "sea",
    "ferry": "ferry",
    "ferries": "ferry",
    "feeder": "ferry",
    "vessel": "ferry",
}
_NEVER = {
    "passenger": "a passenger train, not freight",
    "multimodal": "it does not say by what",
    "unclear": "it does not say by what",
    "air": "claims for air are orders of magnitude",
    "barge": "the network has no inland waterways",
    "river": "the network has no inland waterways",
}
_STRONG = re.compile(
    r"fixed|full.timetable|unified schedule|speed train|\bmail train|priorit|\brecord\b"
    r"|two drivers|double drivers|team driv"
)
_BETTER = re.compile(r"\b(vs\.?|versus|than|against) (the )?(usual|normal|ordinary)\b")
_WEAK = re.compile(r"\bfast(est)?\b|\bexpress\b")
_FIRST = re.compile(
    r"\b(first|maiden|inaugural|demo|demonstration|test|trial|premier|primer|primo|erste[rn]?)\b"
    r"[^.;]{0,50}\b(train|tren|treno|zug|run|trip)\b"
)
_REGIMES = {
    "disrupted": re.compile(r"closure|border closed|worst.case|\bup to \d+ d\b|blockade"),
    "stressed": re.compile(r"congest(?!ion-free)|queue|backlog|\bstuck\b"),
    "quiet": re.compile(r"smooth|\bquiet\b|uncongested|\bnormal\b(?! (service|train))"),
}
_REGION = re.compile(r"\b(region|province|oblast)\b")
_CAR = re.compile(r"\b(car|bus)\b")
_DOOR = re.compile(r"(?<!port/)\bdoor\b")
_INSTEAD = re.compile(r"\b(instead of|avoiding|bypassing|without|not via)\b.*")


def is_first(text: str, kind: str) -> bool:
    """Whether a row measured a first or test run, to which everybody gives way.

    Examples
    --------
    >>> is_first("First China to UK train arrives", "observed")
    True
    >>> is_first("First China to UK train leaves", "scheduled")
    False
    """
    return kind == "observed" and _FIRST.search(text.lower()) is not None


def service_of(
    own: str, words: str, note: str, kind: str, *, named: bool, road: bool, said: str = ""
) -> str:
    """The service that a row speaks of.

    Where the table says it, that holds.  Else a timetable, priority or a record is ``fast``, and
    so is what is set against the usual time.  "Fast" and "express" count only for a train between
    named places, or a truck: of whole countries they mean trains as against ships, and China
    Railway Express is the name of all container trains.

    Parameters
    ----------
    own : str
        Quantity and route of the row, in small letters.
    words : str
        The same with its ends and those clauses of the note that speak of the row.
    note : str
        The whole note, in small letters.
    kind : str
        Kind of the row.
    named : bool
        False if both ends are countries or regions.
    road : bool
        True for trucks.
    said : str
        The row's own cell for it, such as ``"standard (congested)"``; empty if it has none.

    Returns
    -------
    str
        ``fast`` or ``standard``.

    Examples
    --------
    >>> service_of("northern fast train", "northern fast train", "", "", named=False, road=False)
    'standard'
    """
    if said:
        return "fast" if said.lower().startswith("fast") else "standard"
    if "ordinary" in own:
        return "standard"
    weak = (named or road) and _WEAK.search(words)
    fast = kind == "record" or weak or _STRONG.search(words) or _BETTER.search(note)
    return "fast" if fast else "standard"


def regime_of(words: str) -> str | None:
    """State of the corridor that a row speaks of: ``quiet``, ``stressed``, ``disrupted``.

    Examples
    --------
    >>> regime_of("northern (2021 congestion)"), regime_of("northern")
    ('stressed', None)
    """
    return next((name for name, pattern in _REGIMES.items() if pattern.search(words)), None)


def vehicle_of(mode: str) -> str:
    """What drives on the roads of a row: a bus goes as a car does, without a truck's rests.

    Examples
    --------
    >>> vehicle_of("bus"), vehicle_of("rail+truck")
    ('car', 'truck')
    """
    return "car" if _CAR.search(mode.lower()) else "truck"


def is_door(words: str) -> bool:
    """Whether a time runs from door to door, not from terminal to terminal.

    Examples
    --------
    >>> is_door("transit time door to door"), is_door("port/door basis not stated")
    (True, False)
    """
    return _DOOR.search(words) is not None


def mode_of(text: str) -> tuple[str, set[str]]:
    """Mode of `Corridor.route` for a row's mode, and the carriers that it names.

    Raises
    ------
    ValueError
        If the network has nothing of the kind; the text says so.

    Examples
    --------
    >>> mode, carriers = mode_of("rail+2 ferries")
    >>> mode, sorted(carriers)
    ('rail', ['ferry', 'rail'])
    """
    words = re.findall(r"[a-z]+", text.lower())
    for word in words:
        if word in _NEVER:
            raise ValueError(_NEVER[word])
    carriers = {_CARRIERS[word] for word in words if word in _CARRIERS}
    if not carriers:
        raise ValueError(f"no mode of the network is called {text!r}")
    if {"rail", "sea"} <= carriers:
        return "any", carriers
    # With rail and road the train is the main haul, the truck brings the box to the depot.
    return next(mode for mode in ("rail", "road", "sea", "ferry") if mode in carriers), carriers


def names_in(text: str, names: AbstractSet[str]) -> list[str]:
    """Names of places in a text, the longest first where they overlap.

    Parameters
    ----------
    text : str
        Words.
    names : set of str
        Folded names.

    Examples
    --------
    >>> names_in("Incheh Borun border", {"incheh borun"})
    ['Incheh Borun']
    """
    words = text.split()
    found = []
    start = 0
    while start < len(words):
        for size in range(min(LONGEST_NAME, len(words) - start), 0, -1):
            name = " ".join(words[start : start + size]).strip(".:'\"")
            if fold(name) in names and not name[0].islower():
                found.append(name)
                start += size - 1
                break
        start += 1
    return found


def ends_of(text: str, words: Vocabulary, *, ports: bool) -> tuple[list[str], bool]:
    """Places that stand for one end of a row.

    A place is taken before a region; what stands in brackets explains: places there are taken
    if the words before are no place, regions there if the words before are a region; a town's
    region stands for the town.

    Parameters
    ----------
    text : str
        Such as ``"Georgia (Poti/Batumi)"`` or ``"China main terminals"``.
    words : Vocabulary
        Names of places, and regions.
    ports : bool
        True if a region stands for its ports.

    Returns
    -------
    tuple of list of str, and bool
        Names, none if the text names nothing known; True if they stand for a region.

    Examples
    --------
    >>> from khorgos.geo import Network
    >>> words = Vocabulary.of(Network.load().infrastructure)
    >>> ends_of("Georgia (Poti/Batumi)", words, ports=False)
    (['Poti', 'Batumi'], False)
    >>> ends_of("NL", words, ports=True)
    (['Rotterdam'], True)
    """
    outer, _, inner = text.partition("(")
    inner = inner.partition(")")[0]
    pieces = re.split(r"[/,&]| and | or ", outer)
    places = [name for piece in pieces for name in names_in(piece, words.names)]
    explained = [_REGION.sub("", part).strip() for part in re.split(r"[/,&]| and | or ", inner)]
    if not places and all(fold(part) in words.names for part in explained):
        places = explained
    if places:
        return list(dict.fromkeys(places)), False
    areas = [_areas_in(part, words, ports=ports) for part in (outer, inner)]
    return (areas[1] or areas[0] if areas[0] else []), True


def _areas_in(text: str, words: Vocabulary, *, ports: bool) -> list[str]:
    """Terminals for the regions in a text; a part without a country has that of the others."""
    parts = [_area_key(part, words) for part in re.split(r"[/,&]| and | or ", text)]
    country = next((word for key in parts for word in key if word in words.countries), "")
    chosen: list[str] = []
    for key in parts:
        bare = " ".join(word for word in key if word != "ports")
        tries = [f"{bare} ports"] if ports or "ports" in key else []
        tries += [bare, f"{country} {bare}"]
        chosen += next((words.areas[name] for name in tries if name in words.areas), ())
    return list(dict.fromkeys(chosen))


def _area_key(text: str, words: Vocabulary) -> list[str]:
    """Words that tell regions apart, the code of a country first."""
    said = [words.same.get(word, word) for word in fold(text).split()]
    said = [word for word in said if word not in _FILLERS.split()]
    whole = words.countries.code(" ".join(said))
    if whole:
        return [whole]
    codes = [words.countries.code(word) for word in said]
    country = [code for code in codes if code]
    return country + [word for word, code in zip(said, codes, strict=True) if not code]


def stops_of(text: str, words: Vocabulary) -> Iterator[tuple[tuple[str, ...], frozenset[str]]]:
    """Ways that a route text allows: the places on each, and the countries that it must cross.

    Parameters
    ----------
    text : str
        Such as ``"Khorgos/Alashankou-KZ-RU-BY"``: a slash or "or" parts alternatives, a dash
        the places of one way.  Two capitals are a country.
    words : Vocabulary
        Names of places and countries, and what else stands for a place.

    Yields
    ------
    tuple of tuple of str, and frozenset of str
        Names in the order of the text, and codes of countries.

    Examples
    --------
    >>> from khorgos.geo import Network
    >>> words = Vocabulary.of(Network.load().infrastructure)
    >>> ways = stops_of("Khorgos/Alashankou-KZ", words)
    >>> [(stops, sorted(codes)) for stops, codes in ways]
    [(('Khorgos',), ['KZ']), (('Alashankou',), ['KZ'])]
    """
    text = _INSTEAD.sub("", text)
    for way in re.split(r" / | or ", text):
        said = re.findall(r"\b[A-Z]{2}\b|\b[A-Z][^\W\d_]{3,}", way)
        codes = frozenset(code for word in said if (code := words.countries.code(word)))
        marked = way
        for pattern, place in words.landmarks.items():
            marked = re.sub(pattern, f" - {place} - ", marked)
        pieces = []
        for piece in re.split(r"[-–—→();,+]|\bvia\b", marked):
            parts = [tuple(names_in(part, words.names)) for part in piece.split("/")]
            if any(parts):
                pieces.append([part for part in parts if part])
        for chosen in product(*pieces):
            yield tuple(dict.fromkeys(name for part in chosen for name in part)), codes
