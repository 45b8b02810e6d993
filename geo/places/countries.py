"""Countries of the network: ISO 3166-1 codes and the names that people type."""

from __future__ import annotations

from .gazetteer import fold

__all__ = ["COUNTRIES", "NAMES", "country_code"]

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

NAMES: dict[str, dict[str, str]] = {
    "en": COUNTRIES,
    "ru": {
        "AT": "Австрия",
        "AZ": "Азербайджан",
        "BE": "Бельгия",
        "BG": "Болгария",
        "BY": "Беларусь",
        "CH": "Швейцария",
        "CN": "Китай",
        "CZ": "Чехия",
        "DE": "Германия",
        "EG": "Египет",
        "ES": "Испания",
        "FI": "Финляндия",
        "FR": "Франция",
        "GB": "Великобритания",
        "GE": "Грузия",
        "GR": "Греция",
        "HU": "Венгрия",
        "IR": "Иран",
        "IT": "Италия",
        "KG": "Кыргызстан",
        "KZ": "Казахстан",
        "LT": "Литва",
        "MN": "Монголия",
        "NL": "Нидерланды",
        "PK": "Пакистан",
        "PL": "Польша",
        "RO": "Румыния",
        "RS": "Сербия",
        "RU": "Россия",
        "SK": "Словакия",
        "TM": "Туркменистан",
        "TR": "Турция",
        "UA": "Украина",
        "UZ": "Узбекистан",
        "XZ": "международные воды",
    },
    "kk": {
        "AT": "Австрия",
        "AZ": "Әзербайжан",
        "BE": "Бельгия",
        "BG": "Болгария",
        "BY": "Беларусь",
        "CH": "Швейцария",
        "CN": "Қытай",
        "CZ": "Чехия",
        "DE": "Германия",
        "EG": "Мысыр",
        "ES": "Испания",
        "FI": "Финляндия",
        "FR": "Франция",
        "GB": "Ұлыбритания",
        "GE": "Грузия",
        "GR": "Грекия",
        "HU": "Венгрия",
        "IR": "Иран",
        "IT": "Италия",
        "KG": "Қырғызстан",
        "KZ": "Қазақстан",
        "LT": "Литва",
        "MN": "Моңғолия",
        "NL": "Нидерланд",
        "PK": "Пәкістан",
        "PL": "Польша",
        "RO": "Румыния",
        "RS": "Сербия",
        "RU": "Ресей",
        "SK": "Словакия",
        "TM": "Түрікменстан",
        "TR": "Түркия",
        "UA": "Украина",
        "UZ": "Өзбекстан",
        "XZ": "халықаралық сулар",
    },
    "zh": {
        "AT": "奥地利",
        "AZ": "阿塞拜疆",
        "BE": "比利时",
        "BG": "保加利亚",
        "BY": "白俄罗斯",
        "CH": "瑞士",
        "CN": "中国",
        "CZ": "捷克",
        "DE": "德国",
        "EG": "埃及",
        "ES": "西班牙",
        "FI": "芬兰",
        "FR": "法国",
        "GB": "英国",
        "GE": "格鲁吉亚",
        "GR": "希腊",
        "HU": "匈牙利",
        "IR": "伊朗",
        "IT": "意大利",
        "KG": "吉尔吉斯斯坦",
        "KZ": "哈萨克斯坦",
        "LT": "立陶宛",
        "MN": "蒙古国",
        "NL": "荷兰",
        "PK": "巴基斯坦",
        "PL": "波兰",
        "RO": "罗马尼亚",
        "RS": "塞尔维亚",
        "RU": "俄罗斯",
        "SK": "斯洛伐克",
        "TM": "土库曼斯坦",
        "TR": "土耳其",
        "UA": "乌克兰",
        "UZ": "乌兹别克斯坦",
        "XZ": "国际水域",
    },
}
"""Language -> code -> name; those that the map can show."""

_OTHER_NAMES = {"turkey": "TR", "czech republic": "CZ", "uk": "GB", "great britain": "GB"}
_BY_NAME = {fold(x): code for names in NAMES.values() for code, x in names.items()} | _OTHER_NAMES


def country_code(name: str) -> str | None:
    """Code of a country given by code or name in one of the languages, else None.

    Parameters
    ----------
    name : str
        Such as ``"KZ"``, ``"Kazakhstan"`` or ``"Қазақстан"``.

    Returns
    -------
    str or None
        ISO 3166-1 alpha-2 code.

    Examples
    --------
    >>> country_code("Turkey"), country_code("Ресей"), country_code("Zharkent")
    ('TR', 'RU', None)
    """
    return name.upper() if name.upper() in COUNTRIES else _BY_NAME.get(fold(name))
