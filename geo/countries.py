"""Countries of the network: ISO 3166-1 codes and the names that people type."""

from __future__ import annotations

from .places import fold

__all__ = ["COUNTRIES", "country_code"]

COUNTRIES = {
    "AT": "Austria",
    "AZ": "Azerbaijan",
    "BE": "Belgium",
    "BG": "Bulgaria",
    "BY": "Belarus",
    "CH": "Switzerland",
    "CN": "China",
    "CZ": "Czechia",
    "DE": "Germany",
    "EG": "Egypt",
    "ES": "Spain",
    "FI": "Finland",
    "FR": "France",
    "GB": "United Kingdom",
    "GE": "Georgia",
    "GR": "Greece",
    "HU": "Hungary",
    "IR": "Iran",
    "IT": "Italy",
    "KG": "Kyrgyzstan",
    "KZ": "Kazakhstan",
    "LT": "Lithuania",
    "MN": "Mongolia",
    "NL": "Netherlands",
    "PK": "Pakistan",
    "PL": "Poland",
    "RO": "Romania",
    "RS": "Serbia",
    "RU": "Russia",
    "SK": "Slovakia",
    "TM": "Turkmenistan",
    "TR": "Türkiye",
    "UA": "Ukraine",
    "UZ": "Uzbekistan",
    "XZ": "international waters",
}
"""Code -> English name; XZ is the UN/LOCODE user code for international waters."""

_OTHER_NAMES = {"turkey": "TR", "czech republic": "CZ", "uk": "GB", "great britain": "GB"}
_BY_NAME = {fold(name): code for code, name in COUNTRIES.items()} | _OTHER_NAMES


def country_code(name: str) -> str | None:
    """Code of a country given by code or English name, else None.

    Parameters
    ----------
    name : str
        Such as ``"KZ"`` or ``"Kazakhstan"``.

    Returns
    -------
    str or None
        ISO 3166-1 alpha-2 code.

    Examples
    --------
    >>> country_code("Turkey"), country_code("RU"), country_code("Zharkent")
    ('TR', 'RU', None)
    """
    return name.upper() if name.upper() in COUNTRIES else _BY_NAME.get(fold(name))
