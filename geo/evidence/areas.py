"""Which terminals stand for a country or region of the published record."""

from __future__ import annotations

__all__ = ["AREAS"]

_AREAS = """
CN: Xi'an, Chongqing, Chengdu, Zhengzhou, Wuhan, Yiwu
CN ports: Shanghai, Ningbo, Shenzhen, Qingdao
CN n, CN north: Xi'an, Zhengzhou, Beijing
CN central: Zhengzhou, Wuhan
CN e, CN east: Yiwu, Shanghai, Suzhou
CN s, CN south: Shenzhen, Guangzhou
CN w, CN west, CN sw, CN southwest: Chengdu, Chongqing
CN nw, CN northwest: Urumqi, Lanzhou, Xi'an
CN ne, CN northeast: Shenyang, Harbin, Dalian
far east, far east ports, asia ports: Shanghai, Ningbo, Qingdao
europe, west europe, central europe, n europe, north europe: Łódź, Duisburg, Hamburg, Budapest
europe ports, n europe ports, north europe ports: Rotterdam, Hamburg
central asia: Almaty, Tashkent
caucasus, south caucasus: Baku, Tbilisi
black sea, black sea ports, GE, GE ports: Poti, Batumi
CN border, KZ border: Altynkol, Dostyk
europe border, PL border, BY border: Brest
TR border: Kars
IR border: Incheh Borun
RU border: Zabaikalsk
KZ ports: Aktau
AZ, AZ ports: Baku
DE: Duisburg, Hamburg
DE ports: Hamburg
PL: Małaszewicze, Łódź, Warsaw
NL: Tilburg, Rotterdam
NL ports: Rotterdam
BE: Liège, Antwerp
FR: Paris, Lyon
GB: London
ES: Madrid
IT: Milan
CH: Basel
AT: Vienna
CZ: Prague
SK: Bratislava
HU: Budapest
RO: Bucharest, Constanța
BG: Sofia
RS: Belgrade
GR: Piraeus
FI: Kouvola
LT: Vilnius
BY: Minsk
UA: Kyiv
RU: Moscow
KZ: Almaty
KG: Jalal-Abad
UZ: Tashkent
TM: Ashgabat
MN: Ulaanbaatar
TR: Istanbul
IR: Tehran
PK: Islamabad
"""
AREAS = {
    key.strip(): tuple(name.strip() for name in names.split(","))
    for keys, _, names in (line.partition(":") for line in _AREAS.strip().splitlines())
    for key in keys.split(",")
}
"""Area -> the terminals that stand for it.

Those that the record itself names most, or else the country's main terminal in the network.  A
border between two gauges is the yard on the broad one: from there to there the broad gauge runs.
"""
