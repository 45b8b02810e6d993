"""Countries of the network: ISO 3166-1 codes, and the names that people type."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache, cached_property
from pathlib import Path
from typing import NamedTuple

from ..tables.reading import DATA, is_lacking, read_records
from ..values import told_briefly
from .gazetteer import fold

__all__ = ["WATERS", "Countries", "Country", "country_code", "read_countries"]

WATERS = "XZ"
"""User code of UN/LOCODE for international waters, which are no country."""


@told_briefly
class Country(NamedTuple):
    """A row of ``countries.csv``.

    Parameters
    ----------
    code : str
        ISO 3166-1 alpha-2.
    name, name_ru, name_kk, name_zh : str
        In English, and in the other languages of the maps; empty where none is known.
    aliases : tuple of str
        Other names.
    adjective : str
        In English; empty where no text needs it.
    served : bool
        True if the network leads through it.
    home : bool
        True if the gateways lead over its border.
    near : bool
        True if one driver reaches it from home in a fortnight or so.
    customs_union : str
        Word that all of one customs territory share; empty if it is one alone.
    sources : tuple of str
        Ids in ``sources.csv``.
    judgement : {'no', 'range', 'yes'}
        ``yes``: names, and what is served, home, near or in a union, are judgement.
    note : str
        Remarks.

    Examples
    --------
    >>> read_countries()["KZ"].name_kk
    'Қазақстан'
    """

    code: str
    name: str
    name_ru: str
    name_kk: str
    name_zh: str
    aliases: tuple[str, ...]
    adjective: str
    served: bool
    home: bool
    near: bool
    customs_union: str
    sources: tuple[str, ...]
    judgement: str
    note: str

    def names(self) -> dict[str, str]:
        """Language -> name, for each language in which there is one."""
        names = {"en": self.name, "ru": self.name_ru, "kk": self.name_kk, "zh": self.name_zh}
        return {language: name for language, name in names.items() if name}


class Countries(Mapping[str, Country]):
    """Countries by code.

    Parameters
    ----------
    rows : mapping of str to Country
        By code.

    Examples
    --------
    >>> countries = read_countries()
    >>> countries.name("KZ"), countries.name("KZ", "zh"), countries.name("QQ")
    ('Kazakhstan', '哈萨克斯坦', 'QQ')
    >>> countries.code("Turkey"), countries.code("Ресей"), countries.code("Zharkent")
    ('TR', 'RU', None)
    """

    def __init__(self, rows: Mapping[str, Country]):
        self._rows = dict(rows)

    def __getitem__(self, code: str) -> Country:
        return self._rows[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def name(self, code: str, language: str = "en") -> str:
        """What people call a country; in English if not in this language, else its code."""
        if code not in self._rows:
            return code
        return self._rows[code].names().get(language) or self._rows[code].name

    def code(self, name: str) -> str | None:
        """Code of a country given by code or name in one of the languages, else None."""
        return name.upper() if name.upper() in self._rows else self._by_name.get(fold(name))

    @cached_property
    def _by_name(self) -> dict[str, str]:
        return {
            fold(name): code
            for code, row in self._rows.items()
            for name in (*row.names().values(), *row.aliases)
        }

    @cached_property
    def served(self) -> Countries:
        """Those through which the network leads."""
        return Countries({code: row for code, row in self._rows.items() if row.served})

    @cached_property
    def home(self) -> frozenset[str]:
        """Codes of those whose border the gateways lead over."""
        return frozenset(code for code, row in self._rows.items() if row.home)

    @cached_property
    def near(self) -> frozenset[str]:
        """Codes of those that one driver reaches from home, and of home itself."""
        return self.home | {code for code, row in self._rows.items() if row.near}

    def territory(self, code: str) -> frozenset[str]:
        """Codes of all countries that one reaches from this one without customs, itself among them.

        Examples
        --------
        >>> sorted(read_countries().territory("KZ"))
        ['AM', 'BY', 'KG', 'KZ', 'RU']
        """
        union = self._rows[code].customs_union if code in self._rows else ""
        inside = (
            other for other, row in self._rows.items() if union and row.customs_union == union
        )
        return frozenset((code, *inside))

    @property
    def home_name(self) -> str:
        """Home in words."""
        return " or ".join(self.name(code) for code in sorted(self.home))


def read_countries(folder: Path = DATA) -> Countries:
    """Rows of ``countries.csv``; none if a folder of one's own has no such table.

    Raises
    ------
    TableError
        If the table is broken.
    """
    if is_lacking("countries", folder):
        return Countries({})
    return Countries({row.code: row for row in read_records(Country, "countries", folder)})


def country_code(name: str, countries: Countries | None = None) -> str | None:
    """Code of a country given by code or name in one of the languages, else None.

    Parameters
    ----------
    name : str
        Such as ``"KZ"``, ``"Kazakhstan"`` or ``"Қазақстан"``.
    countries : Countries, optional
        Among which to look; those that come with the package if left out.

    Returns
    -------
    str or None
        ISO 3166-1 alpha-2 code.

    Examples
    --------
    >>> country_code("Turkey"), country_code("Ресей"), country_code("Zharkent")
    ('TR', 'RU', None)
    """
    return (_ours() if countries is None else countries).code(name)


@cache
def _ours() -> Countries:
    return read_countries()
