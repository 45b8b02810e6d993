"""Some two thousand questions to khorgos: by hand, and drawn with fixed seeds."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from typing import Any

from answering import (
    HUBS,
    POPULATIONS,
    QUEUES,
    SCENARIOS,
    Ask,
    Question,
    answer,
    found_route,
    shipped,
)

import khorgos


def questions() -> Iterator[Question]:
    """Id, kind and question, of all."""
    places = _terminals()
    for number, part in enumerate((
        _routes, _routes_by_hand, _outlooks, _simulations, _money, _carbon, _queues, _loads,
        _what_ifs, _choosing, _plans, _facts, _errors, _tables_broken, _commands,
    )):  # fmt: skip
        yield from part(random.Random(20_260_401 + number), places)  # noqa: S311  no secrets


def _terminals() -> list[str]:
    corridor = shipped()
    return sorted(id_ for id_ in corridor.places if corridor.terminals(id_))


Draw = random.Random


def _slug(*words: object) -> str:
    return re.sub(r"[^\w.:>=+-]+", "_", "/".join(str(word) for word in words if word != ""))


def _told(ask: Ask) -> str:
    parts = []
    for key, value in ask.items():
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        parts.append(text if key in ("ends", "under") else f"{key}={text}")
    return _slug(*(re.sub(r'[\[\]{}"]', "", part) for part in parts))[:110]


AVOID = (
    *("KZ", "Russia", "Poland", "Belarus", "Dostyk", "Khorgos", "Manzhouli", "ferry", "road"),
    *("Suez Canal", "Cape of Good Hope", "Bosporus", "Marmaray", "Turkmenistan", "Iran", "sea"),
)
VIA = ("Khorgos", "Dostyk", "Almaty", "Astana", "Moscow", "Manzhouli", "Brest", "Aktau", "Tashkent")


def _often(draw: Draw, share: float) -> bool:
    """Whether something happens that does so with this chance."""
    return draw.random() < share


def _how(draw: Draw) -> dict[str, Any]:
    """Options of a route, drawn."""
    modes = ["rail"] * 8 + ["road"] * 5 + ["any"] * 5 + ["sea"] * 2 + ["air"] * 2
    how: dict[str, Any] = {"mode": draw.choice(modes)}
    if _often(draw, 0.4):
        how["service"] = "fast"
    if how["mode"] in ("road", "any") and _often(draw, 0.12):
        how["vehicle"] = "car"
    elif how["mode"] in ("road", "any", "air") and _often(draw, 0.3):
        how["drivers"] = draw.choice([1, 2])
    if _often(draw, 0.13):
        how["via"] = draw.sample(VIA, draw.choice([1, 1, 2]))
    if _often(draw, 0.25):
        how["avoid"] = draw.sample(AVOID, draw.choice([1, 1, 2, 3]))
    if _often(draw, 0.12):
        how["include"] = draw.choice([["planned"], ["suspended"], ["planned", "suspended"]])
    if _often(draw, 0.12) and how["mode"] != "sea":
        how["door"] = True
    return how


def _routes(draw: Draw, places: list[str]) -> Iterator[Question]:
    for among, count, refused in ((HUBS, 550, 28), (places, 258, 14)):
        seen: set[str] = set()
        cut = 0
        while len(seen) < count:
            ask = {"ends": draw.sample(among, 2), "how": _how(draw)}
            word = _told(ask)
            none = not _exists(ask)
            if word in seen or (none and cut >= refused):
                continue
            cut += none
            seen.add(word)
            yield f"route/{word}", "route", ask
    for scenario in SCENARIOS:
        for _ in range(5):
            ask = {"ends": draw.sample(HUBS, 2), "how": _how(draw), "under": [scenario]}
            yield f"route/{_told(ask)}", "route", ask
    for _ in range(12):
        ask = {"ends": draw.sample(HUBS, 2), "under": sorted(draw.sample(SCENARIOS, 2))}
        yield f"route/{_told(ask)}", "route", ask


BY_HAND: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("Xi'an", "Duisburg", {}),
    ("Xi'an", "Duisburg", {"service": "fast"}),
    ("Xi'an", "Duisburg", {"avoid": "Russia"}),
    ("Xi'an", "Duisburg", {"avoid": ["Russia", "Kazakhstan"]}),
    ("Xi'an", "Duisburg", {"door": True}),
    ("Xi'an", "Duisburg", {"via": ["Khorgos"]}),
    ("Xi'an", "Duisburg", {"via": ["Manzhouli"]}),
    ("Xi'an", "Duisburg", {"via": "Erenhot"}),
    ("Xi'an", "Duisburg", {"via": "Aktau", "avoid": "Russia"}),
    ("Xi'an", "Duisburg", {"mode": "any"}),
    ("Xi'an", "Duisburg", {"mode": "air"}),
    ("Xi'an", "Duisburg", {"mode": "road"}),
    ("Xi'an", "Duisburg", {"mode": "road", "service": "fast", "door": True}),
    ("Duisburg", "Xi'an", {"service": "fast"}),
    ("西安", "Дуйсбург", {}),
    ("Xi'an", "Małaszewicze", {}),
    ("Chengdu", "Łódź", {"service": "fast"}),
    ("Chongqing", "Budapest", {}),
    ("Almaty", "Khorgos", {"mode": "road"}),
    ("Almaty", "Khorgos", {"mode": "road", "vehicle": "car"}),
    ("Almaty", "Khorgos", {}),
    ("Almaty", "Khorgos", {"mode": "road", "drivers": 1}),
    ("Almaty", "Khorgos", {"mode": "road", "drivers": 2}),
    ("Almaty", "Urumqi", {"mode": "road"}),
    ("Urumqi", "Almaty", {"mode": "road", "service": "fast"}),
    ("Алматы", "霍尔果斯", {"mode": "road"}),
    ("Zhetygen", "Altynkol", {}),
    ("Altynkol", "Zhetygen", {}),
    ("Zhetygen", "Shu", {"include": ["planned"]}),
    ("Altynkol", "Shu", {}),
    ("Xi'an", "Almaty", {"via": ["Khorgos"]}),
    ("Xi'an", "Almaty", {"via": ["Dostyk"]}),
    ("Xi'an", "Tehran", {}),
    ("Yiwu", "Tehran", {"service": "fast"}),
    ("Xi'an", "Baku", {"avoid": "Russia"}),
    ("Aktau", "Baku", {}),
    ("Kuryk", "Alat", {}),
    ("Kuryk", "Alat", {"mode": "road"}),
    ("Turkmenbashi", "Baku", {}),
    ("Poti", "Constanța", {"mode": "any"}),
    ("Xi'an", "Istanbul", {"avoid": "Russia"}),
    ("Xi'an", "Istanbul", {"avoid": ["Russia", "Marmaray"]}),
    ("Shanghai", "Hamburg", {"mode": "sea"}),
    ("Shanghai", "Hamburg", {"mode": "sea", "avoid": "Suez Canal"}),
    ("Shanghai", "Hamburg", {"mode": "sea", "avoid": ["Suez Canal", "Cape of Good Hope"]}),
    ("Hamburg", "Shanghai", {"mode": "sea"}),
    ("Shanghai", "Rotterdam", {"mode": "sea"}),
    ("Shanghai", "Rotterdam", {"mode": "any", "avoid": "sea"}),
    ("Shanghai", "Duisburg", {"mode": "any", "service": "fast"}),
    ("Chengdu", "Frankfurt", {"mode": "air"}),
    ("Shanghai", "Liège", {"mode": "air", "service": "fast"}),
    ("Urumqi", "Budapest", {"mode": "air", "door": True}),
    ("Almaty", "Istanbul", {"mode": "air"}),
    ("Minsk", "Warsaw", {}),
    ("Minsk", "Warsaw", {"mode": "road"}),
    ("Moscow", "Duisburg", {}),
    ("Moscow", "Vladivostok", {}),
    ("Beijing", "Ulaanbaatar", {}),
    ("Beijing", "Moscow", {"via": "Erenhot"}),
    ("Kashgar", "Tashkent", {"include": "planned"}),
    ("Lanzhou", "Tashkent", {}),
    ("Kaliningrad", "Berlin", {}),
    ("Xi'an", "Duisburg", {"avoid": "Brest"}),
    ("Xi'an", "Madrid", {}),
    ("Xi'an", "Milan", {"mode": "any"}),
    ("Xi'an", "London", {"mode": "any"}),
    ("Astana", "Almaty", {"mode": "road"}),
    ("Astana", "Almaty", {}),
    ("Xi'an", "Helsinki", {}),
    ("Khorgos Gateway", "Lianyungang", {}),
    ("Lianyungang", "Khorgos Gateway", {"door": True}),
)


def _routes_by_hand(_: Draw, __: list[str]) -> Iterator[Question]:
    for origin, destination, how in BY_HAND:
        ask = {"ends": [origin, destination], "how": how}
        yield f"route/by-hand/{_told(ask)}", "route", ask
        if how.get("mode") in (None, "road", "sea"):
            yield f"outlook/by-hand/{_told(ask)}", "outlook", ask


REGIMES: tuple[Any, ...] = (
    None, None, None, "quiet", "stressed", "disrupted", {"quiet": 0.6, "stressed": 0.4},
    {"quiet": 0.5, "stressed": 0.3, "disrupted": 0.2}, "quiet=0.6,stressed=0.4",
    {"stressed": 1, "disrupted": 1},
)  # fmt: skip


def _exists(ask: Ask) -> bool:
    """Whether there is such a route."""
    try:
        found_route(ask)
    except khorgos.KhorgosError:
        return False
    return True


def _found(draw: Draw, places: list[str], more: Ask | None = None) -> Ask:
    """A question for a route that exists."""
    while True:
        among = HUBS if _often(draw, 0.75) else places
        ask = {"ends": draw.sample(among, 2), "how": _how(draw), **(more or {})}
        if _exists(ask):
            return ask


def _outlooks(draw: Draw, places: list[str]) -> Iterator[Question]:
    for _ in range(241):
        ask = _found(draw, places)
        regimes = draw.choice(REGIMES)
        if regimes is not None:
            ask["regimes"] = regimes
        yield f"outlook/{_told(ask)}", "outlook", ask
    for scenario in SCENARIOS:
        for _ in range(3):
            ask = _found(draw, places, {"under": [scenario]})
            yield f"outlook/{_told(ask)}", "outlook", ask


DEPARTURES = (
    *("2026-12-01T08:00+08:00", "2026-12-30 08:00 Asia/Shanghai", "2025-09-12T00:00+02:00"),
    *("2025-09-05T12:00Z", "2026-02-14T18:30+08:00", "2025-10-01T00:00+05:00"),
    *("2024-05-07T06:00+05:00", "2023-06-21T23:00+08:00", "2026-07-01T00:00Z"),
    *("2027-03-20 09:15 Asia/Almaty", "2026-12-24 10:00 Europe/Berlin", "2023-01-02T00:00Z"),
)


def _simulations(draw: Draw, places: list[str]) -> Iterator[Question]:
    for number in range(36):
        ask = _found(draw, places, {"n": draw.choice([500, 2000, 2000]), "seed": number % 7})
        ask["depart"] = DEPARTURES[number % len(DEPARTURES)]
        if _often(draw, 0.5):
            year, month = int(ask["depart"][:4]), int(ask["depart"][5:7])
            soon = f"{year + month // 12}-{month % 12 + 1:02d}-10"
            ask["by"] = [soon, f"{soon}T12:00Z"]
        if _often(draw, 0.3):
            ask["regimes"] = draw.choice(REGIMES[3:])
        yield f"simulate/timed/{_told(ask)}", "simulate", ask
    for number in range(18):
        ask = _found(draw, places, {"n": 2000, "seed": number % 5})
        yield f"simulate/{_told(ask)}", "simulate", ask
    for scenario in ("no-russia", "caspian-storms", "nurzholy-holiday", "red-sea-cape"):
        more = {"under": [scenario], "n": 1000, "seed": 3, "depart": DEPARTURES[0]}
        ask = _found(draw, places, more)
        yield f"simulate/{_told(ask)}", "simulate", ask


def _money(draw: Draw, places: list[str]) -> Iterator[Question]:
    for _ in range(122):
        ask = _found(draw, places)
        if _often(draw, 0.6):
            ask["more"] = {"unit": draw.choice(["FEU", "TEU", "truck"])}
        yield f"cost/{_told(ask)}", "cost", ask


def _carbon(draw: Draw, places: list[str]) -> Iterator[Question]:
    left = 125
    while left:
        ask = _found(draw, places)
        if _often(draw, 0.6):
            ask["more"] = {"payload": draw.choice([1, 6.5, 8, 10, 12, 12.5, 14, 20])}
        if ask["how"]["mode"] == "air" or _often(draw, 0.1):
            ask.setdefault("more", {})["radiative_forcing"] = _often(draw, 0.7)
        if "error" not in answer("emissions", ask):
            left -= 1
            yield f"emissions/{_told(ask)}", "emissions", ask


def _queues(draw: Draw, _: list[str]) -> Iterator[Question]:
    hows: list[dict[str, Any]] = [
        {}, {"closed_hours": 72}, {"closed_hours": 24.5, "horizon_hours": 100, "backlog": 40},
    ]  # fmt: skip
    asks: list[Ask] = [{"queue": id_, "how": how} for id_ in QUEUES for how in hows]
    for id_ in QUEUES:
        usual = shipped().queues[id_]
        for by in (0.5, 0.97, 1.2):
            how = {"arrivals": round(usual.capacity_per_day * by, 2)}
            if _often(draw, 0.5):
                how["closed_hours"] = draw.choice([12, 48, 120])
            asks.append({"queue": id_, "how": how})
        asks.append({"queue": id_, "how": {"capacity": round(usual.arrivals_per_day * 0.9, 2)}})
    asks += [{"queue": "Nur Zholy", "how": {"arrivals": 725, "capacity": 700}}]
    asks += [{"queue": name, "how": {}} for name in ("Нур жолы", "Dostyk east", "Dostyk", "Paris")]
    bad = ({"arrivals": -1}, {"capacity": 0}, {"closed_hours": -2}, {"horizon_hours": 0})
    asks += [{"queue": "brest.west", "how": how} for how in bad]
    asks += [{"queue": "zhetygen.west", "how": {}, "under": ["zhetygen-altynkol-second-track"]}]
    for ask in asks:
        yield f"queue/{_told(ask)}", "queue", ask


def _loads(_: Draw, __: list[str]) -> Iterator[Question]:
    road, rail = ["--mode", "road"], ["--service", "fast"]
    cases = [
        (["Almaty", "Urumqi"], [*road, "--arrivals", "Nur Zholy=900"]),
        (["Almaty", "Urumqi"], [*road, "--arrivals", "Nur Zholy=500"]),
        (["Almaty", "Urumqi"], [*road, "--arrivals", "Nur Zholy=800"]),
        (["Almaty", "Urumqi"], [*road, "--capacity", "nurzholy.east=640"]),
        (["Xi'an", "Duisburg"], ["--arrivals", "brest.west=15"]),
        (["Xi'an", "Duisburg"], [*rail, "--arrivals", "brest.west=15.5"]),
        (["Xi'an", "Duisburg"], ["--capacity", "dostyk.west=11"]),
        (["Xi'an", "Almaty"], ["--via", "Khorgos", "--arrivals", "altynkol.west=17.5"]),
        (["Xi'an", "Almaty"], ["--via", "Khorgos", "--capacity", "zhetygen.west=13.5"]),
        (["Duisburg", "Xi'an"], ["--arrivals", "brest.east=14", "--capacity", "brest.east=13"]),
        (["Minsk", "Warsaw"], ["--capacity", "brest.west=9"]),
        (["Almaty", "Urumqi"], [*road, "--arrivals", "Nur Zholy=800", "--regime", "quiet"]),
        (["Xi'an", "Duisburg"], ["--arrivals", "Nur Zholy=700"]),
    ]
    for ends, args in cases:
        yield f"load/{_told({'ends': ends, 'args': args})}", "load", {"ends": ends, "args": args}
    road_how, khorgos_how = {"mode": "road"}, {"via": "Khorgos"}
    asked: list[tuple[list[str], dict[str, Any], list[list[Any]]]] = [
        (["ALM1", "URM"], road_how, [["arrivals", "queue:nurzholy.east", 720, "trucks/day"]]),
        (["ALM1", "URM"], road_how, [["capacity", "queue:nurzholy.east", 600, "trucks/day"]]),
        (["XIA", "DUI"], {}, [["capacity", "queue:brest.west", 9.5, "trains/day"]]),
        (["XIA", "ALM1"], khorgos_how, [["arrivals", "queue:altynkol.west", 19, "trains/day"]]),
        (["XIA", "DUI"], {}, [["delay", "place:BRE", 24, "h"]]),
        (["XIA", "DUI"], {}, [["close", "country:KZ"]]),
        (["XIA", "DUI"], {}, [["speed", "country:KZ", 0.5, "x"]]),
        (["XIA", "DUI"], {"mode": "any"}, [["close", "carrier:rail"]]),
        (["SHA", "HAM"], {"mode": "sea"}, [["close", "passage:Suez Canal"]]),
        (["AKP", "ALA"], {}, [["delay", "carrier:ferry", 30, "h"], ["close", "place:KUR"]]),
        (["XIA", "DUI"], {}, [["close", "place:BRE"], ["close", "place:KGW"]]),
        (["XIA", "DUI"], {}, [["fly", "place:BRE"]]),
        (["XIA", "DUI"], {}, [["close", "place:NOWHERE"]]),
        (["XIA", "DUI"], {}, [["delay", "place:BRE", -4, "h"]]),
        (["XIA", "DUI"], {}, [["delay", "place:BRE", 4, "km/h"]]),
    ]  # fmt: skip
    for ends, how, effects in asked:
        ask = {"ends": ends, "how": how, "effects": effects}
        yield f"load/route/{_told(ask)}", "route", ask
        yield f"load/outlook/{_told(ask)}", "outlook", ask


def _what_ifs(draw: Draw, _: list[str]) -> Iterator[Question]:
    for scenario in SCENARIOS:
        yield f"scenario/{scenario}", "scenario", {"scenario": scenario}
        ask: Ask = {"under": [scenario]}
        yield f"applied/{scenario}", "applied", ask
        pairs = [["XIA", "DUI"], ["SHA", "RTM"], draw.sample(HUBS, 2), draw.sample(HUBS, 2)]
        for mode in ("rail", "any"):
            ask = {"under": [scenario], "pairs": pairs, "how": {"mode": mode}}
            yield f"compare/{scenario}/{mode}", "compare", ask
        ask = {"under": [scenario], "pairs": [["Almaty", "Urumqi"], draw.sample(HUBS, 2)]}
        ask["how"] = {"mode": "road", "service": draw.choice(["fast", "standard"])}
        yield f"compare/{scenario}/road", "compare", ask
    days = (
        ("nurzholy-holiday", "2025-11-12"), ("nurzholy-holiday", "2025-10-02"),
        ("nurzholy-holiday", "2025-10-20"), ("poland-belarus-closure", "2025-09-24"),
        ("poland-belarus-closure", "2025-09-25"), ("caspian-storms", "2026-01-15"),
        ("caspian-storms", "2026-03-01"), ("almaty-bypass", "2026-12-30"),
        ("zhetygen-altynkol-second-track", "2027-01-01"), ("no-russia", "soon"),
    )  # fmt: skip
    pairs = [["XIA", "DUI"], ["Almaty", "Urumqi"], ["Aktau", "Baku"]]
    for scenario, day in days:
        mode = "road" if scenario == "nurzholy-holiday" else "rail"
        ask = {"under": [scenario], "on": day, "pairs": pairs, "how": {"mode": mode}}
        yield f"compare/{scenario}/on/{day}/{mode}", "compare", ask
    for _number in range(8):
        under = sorted(draw.sample(SCENARIOS, draw.choice([2, 3])))
        ask = {"under": under, "pairs": pairs, "how": {}}
        yield f"compare/{'+'.join(under)}", "compare", ask
    hubs = ["XIA", "URM", "ALM1", "TAS", "WAR", "DUI"]
    for scenario in ("no-russia", "khorgos-rail-ban", "bakhty-ayagoz", "caspian-storms"):
        for how in ({}, {"service": "fast"}):
            ask = {"under": [scenario], "hubs": hubs, "how": how}
            yield f"compare_hubs/{_told(ask)}", "compare_hubs", ask
    ask = {"under": ["red-sea-cape"], "hubs": ["SHA", "RTM", "XIA"], "how": {"mode": "sea"}}
    yield f"compare_hubs/{_told(ask)}", "compare_hubs", ask


def _choosing(draw: Draw, _: list[str]) -> Iterator[Question]:
    criteria = ("time", "cost", "co2e", "reliability")
    asks: list[Ask] = [
        {"ends": ["Xi'an", "Duisburg"], "how": how}
        for how in (
            {}, {"k": 3}, {"k": 12}, {"by": "gateway"}, {"by": "corridor"}, {"by": "time"},
            {"by": ["time", "cost"]}, {"by": ["co2e"]}, {"by": ["reliability", "time"]},
            {"share": 0.5}, {"share": 1.0, "k": 8}, {"share": 0.0}, {"service": "fast"},
            {"mode": "rail"}, {"mode": "road"}, {"mode": "rail", "by": "gateway"},
            {"mode": "road", "by": "gateway"}, {"avoid": "Russia"}, {"include": "planned"},
            {"tolerance": 0}, {"tolerance": 0.1}, {"k": 0}, {"k": 51}, {"by": "beauty"},
            {"share": 2}, {"by": ["time", "time"]}, {"by": []}, {"avoid": ["KZ", "RU"]},
        )
    ]  # fmt: skip
    for _number in range(30):
        how: dict[str, Any] = {"k": draw.choice([2, 3, 5])}
        if _often(draw, 0.6):
            how["by"] = draw.sample(criteria, draw.choice([1, 2, 3]))
        elif _often(draw, 0.6):
            how["by"] = draw.choice(["gateway", "corridor"])
        if _often(draw, 0.3):
            how["mode"] = draw.choice(["rail", "road"])
            how["by"] = "time"
        if _often(draw, 0.3):
            how["service"] = "fast"
        if _often(draw, 0.2):
            how["share"] = draw.choice([0.3, 0.6, 0.9])
        asks.append({"ends": draw.sample(HUBS, 2), "how": how})
    asks += [
        {"ends": ["Xi'an", "Duisburg"], "how": {"k": 4}, "under": [scenario]}
        for scenario in ("no-russia", "red-sea-cape", "khorgos-rail-ban")
    ]
    for ask in asks:
        yield f"alternatives/{_told(ask)}", "alternatives", ask
    for hubs, services in (
        (["XIA", "DUI", "ALM1"], ["fast", "standard"]), (["SHA", "HAM"], ["standard"]),
        (["TAS", "URM", "TEH"], ["fast"]), (["XIA"], ["fast"]), (["XIA", "DUI"], ["slow"]),
    ):  # fmt: skip
        ask = {"hubs": hubs, "services": services}
        yield f"choices/{_told(ask)}", "choices", ask


def _plans(draw: Draw, _: list[str]) -> Iterator[Question]:
    reaches: list[tuple[str, dict[str, Any]]] = [
        ("Khorgos", {}),
        ("Almaty", {"mode": "road"}),
        ("Xi'an", {"service": "fast"}),
        ("Almaty", {"mode": "any"}),
        ("Shanghai", {"mode": "sea"}),
        ("Duisburg", {"regimes": "quiet"}),
        ("Urumqi", {"quantiles": [0.25, 0.75], "avoid": "Russia"}),
        ("Khorgos", {"mode": "road", "drivers": 2, "regimes": {"quiet": 0.5, "stressed": 0.5}}),
        ("Almaty", {"mode": "road", "vehicle": "car"}),
        ("Zhetygen", {"include": "planned"}),
        ("Nowhere", {}),
        ("Khorgos", {"quantiles": [1.5]}),
    ]
    for origin, how in reaches:
        ask: Ask = {"origin": origin, "how": how, "days": [1, 3, 7, 14]}
        yield f"reach/{_told(ask)}", "reach", ask
    ask = {"origin": "Xi'an", "how": {}, "days": [7], "under": ["no-russia"]}
    yield f"reach/{_told(ask)}", "reach", ask
    losses: list[Ask] = [
        {"top": 175},
        {"how": {"service": "fast"}},
        {"how": {"by": "edge"}},
        {"how": {"mode": "sea"}},
        {"hubs": ["Xi'an", "Almaty-1", "Tashkent"]},
        {"hubs": ["XIA", "DUI", "WAR", "MOW"]},
        {"hubs": ["XIA", "DUI"], "under": ["no-russia"]},
        {"hubs": ["SHA", "HAM", "RTM"], "how": {"mode": "sea"}},
        {"hubs": ["XIA", "ALM1", "TEH", "POT"], "how": {"service": "fast", "by": "edge"}},
        {"hubs": ["XIA"]},
        {"hubs": ["XIA", "Nowhere"]},
        {"how": {"mode": "road"}},
        {"how": {"by": "country"}},
    ]
    for ask in losses:
        yield f"criticality/{_told(ask)}", "criticality", ask
    for what in (*POPULATIONS, "rows", "left out"):
        yield f"backtest/{_slug(what)}", "backtest", {"what": what}
    rail, sea, air, road = ({"mode": mode} for mode in ("rail", "sea", "air", "road"))
    pairs: list[tuple[list[str], dict[str, str], list[str], dict[str, str]]] = [
        (["Shanghai", "Hamburg"], sea, ["Xi'an", "Hamburg"], rail),
        (["Shanghai", "Rotterdam"], sea, ["Shanghai", "Rotterdam"], rail),
        (["Xi'an", "Duisburg"], rail, ["Xi'an", "Duisburg"], road),
        (["Xi'an", "Duisburg"], rail, ["Xi'an", "Duisburg"], air),
        (["Xi'an", "Duisburg"], rail, ["Xi'an", "Duisburg"], {"service": "fast"}),
        (["Xi'an", "Duisburg"], {"avoid": "Russia"}, ["Xi'an", "Duisburg"], rail),
        (["Almaty", "Urumqi"], rail, ["Almaty", "Urumqi"], road),
        (["Shanghai", "Hamburg"], sea, ["Chengdu", "Frankfurt"], air),
        (["Xi'an", "Duisburg"], rail, ["Xi'an", "Duisburg"], rail),
        (["Xi'an", "Hamburg"], rail, ["Shanghai", "Hamburg"], sea),
    ]
    for slow, slow_how, quick, quick_how in pairs:
        ways = [{"ends": slow, "how": slow_how}, {"ends": quick, "how": quick_how}]
        ask = {"ways": ways}
        yield f"break_even/{_told(ask)}", "break_even", ask
        yield f"compare_totals/{_told(ask)}", "compare_totals", ask
    for unit in ("TEU", "truck"):
        ask = {"ways": ways[::-1], "unit": unit}
        yield f"break_even/{_told(ask)}", "break_even", ask
    for _number in range(6):
        ends = draw.sample(HUBS, 2)
        ways = [{"ends": ends, "how": {"mode": "any"}}, {"ends": ends, "how": {"mode": "road"}}]
        yield f"compare_totals/{_told({'ways': ways})}", "compare_totals", {"ways": ways}
    ways = [{"ends": ["XIA", "DUI"], "how": rail, "more": {"payload": p}} for p in (8, 12)]
    yield f"compare_totals/{_told({'ways': ways})}", "compare_totals", {"ways": ways}


def _facts(_: Draw, __: list[str]) -> Iterator[Question]:
    yield "facts", "facts", {}
    yield "trade", "trade", {}
    yield "flows", "flows", {}
    yield "flows/under", "flows", {"under": ["no-russia"]}
    for name in (
        "Khorgos", "霍尔果斯", "қорғас", "Almaty", "Алматы", "Alma-Ata", "XIA", "xian", "XI’AN",
        "西安", "Malaszewicze", "Małaszewicze", "精河", "Duisburg", "Brest", "Dostyk", "ICBC",
        "Duisberg", "Qqqqqq", "", "   ", "x" * 80, "Nur Joly", "Ürümqi", "Alashankou", "Almty",
    ):  # fmt: skip
        yield f"places/{_slug(name)[:40]}", "places", {"name": name}


def _errors(_: Draw, __: list[str]) -> Iterator[Question]:
    ends = ["Xi'an", "Duisburg"]
    for origin, destination, how in (
        ("Xi'an", "Duisberg", {}), ("Qqqqqq", "Duisburg", {}), ("Xi'an", "Xian", {}),
        ("Khorgos", "Altynkol", {}), (*ends, {"mode": "warp"}), (*ends, {"service": "slow"}),
        (*ends, {"vehicle": "mule"}), (*ends, {"drivers": 3}), (*ends, {"drivers": 2}),
        (*ends, {"include": "closed"}), (*ends, {"avoid": "Atlantis"}), (*ends, {"via": "Atlan"}),
        (*ends, {"avoid": ["KZ", "RU"]}), ("Almaty", "Astana", {"avoid": "KZ"}),
        ("Urumqi", "Astana", {"avoid": ["Dostyk", "Khorgos"]}), (*ends, {"avoid": "rail"}),
        ("Xi'an", "Shanghai", {"mode": "sea"}), ("Zharkent", "Duisburg", {}),
        ("Khorgos Gateway", "Khorgos airport", {"mode": "road"}), (*ends, {"avoid": "Duisburg"}),
        (*ends, {"via": "Xi'an"}), (*ends, {"mode": "road", "via": "Małaszewicze"}),
        ("Kashgar", "Tashkent", {}), (*ends, {"mode": "sea", "door": True}),
        ("Almaty", "Almaty airport", {"mode": "any"}), ("Xi'an", "", {}),
        (*ends, {"mode": "any", "vehicle": "car"}), (*ends, {"vehicle": "car"}),
    ):  # fmt: skip
        ask: Ask = {"ends": [origin, destination], "how": how}
        yield f"error/{_told(ask)}", "route", ask
    for regimes in ("calm", {"quiet": -1}, {"quiet": 0}, {}, {"calm": 1}, "quiet=x", "quiet=2"):
        ask = {"ends": ends, "regimes": regimes}
        yield f"error/outlook/{_told(ask)}", "outlook", ask
    timed = (
        {"depart": "2026-12-01T08:00"}, {"depart": "2022-12-01T08:00Z"}, {"depart": "soon"},
        {"depart": "2027-12-30T08:00Z"}, {"depart": "2026-12-01T08:00Z", "by": ["soon"]},
        {"depart": "2026-12-01T08:00Z", "by": ["2026-12-20T08:00"]}, {"by": ["2026-12-20"]},
        {"n": 0}, {"n": 5_000_001}, {"seed": -1}, {"regimes": "calm"},
    )  # fmt: skip
    for more in timed:
        ask = {"ends": ends, "n": 100, "seed": 0, **more}
        yield f"error/simulate/{_told(ask)}", "simulate", ask
    for unit in ("barrel", ""):
        ask = {"ends": ends, "more": {"unit": unit}}
        yield f"error/cost/{_told(ask)}", "cost", ask
    for payload, mode in ((0, "rail"), (-1, "rail"), (40, "rail"), (20, "road"), (14, "road")):
        ask = {"ends": ends, "how": {"mode": mode}, "more": {"payload": payload}}
        yield f"error/emissions/{_told(ask)}", "emissions", ask
    ask = {"ends": ["ALM1", "KGW"], "how": {"mode": "road", "vehicle": "car"}}
    yield "error/emissions/car", "emissions", ask
    for under, on in (
        (["almaty-bypas"], None), (["no-russia", "no-russia"], None), (["x"], None),
        (["no-russia"], "2026-13-01"),
    ):  # fmt: skip
        yield f"error/applied/{_slug(*under, on or '')}", "applied", {"under": under, "on": on}
    for pairs, how in (
        ([["Xi'an", "Xi'an"]], {}), ([["Xi'an", "Atlantis"]], {}), ([ends], {"mode": "mule"}),
        ([ends], {"speed": 5}),
    ):  # fmt: skip
        ask = {"under": ["no-russia"], "pairs": pairs, "how": how}
        yield f"error/compare/{_told(ask)}", "compare", ask
    ask = {"under": ["no-russia"], "hubs": "XIA", "how": {}}
    yield "error/compare_hubs", "compare_hubs", ask


TABLES: dict[str, tuple[str, ...]] = {
    "places.csv": ("id", "country", "lat", "zone", "rank"),
    "edges.csv": ("kind", "from", "carrier", "gauge", "length_km", "figure"),
    "parameters.csv": ("variant", "regime", "unit", "low", "mode", "judgement"),
    "sources.csv": ("id", "year"),
    "regimes.csv": ("corridor", "quiet", "correlation"),
    "closures.csv": ("figures", "kind", "from", "opens"),
    "timetables.csv": ("origin", "weekdays", "time", "zone"),
    "headways.csv": ("figure", "low", "mode"),
    "queues.csv": ("id", "place", "arrivals_per_day", "servers", "figure", "sources"),
    "scenarios.csv": ("id", "effect", "target", "from", "unit", "sources"),
    "costs.csv": ("element", "unit", "mode", "currency", "year"),
    "emissions.csv": ("kind", "mode", "family", "sources"),
    "grids.csv": ("country", "grid", "electric", "truck"),
    "flows.csv": ("carrier", "from", "per_day", "sources"),
    "trade.csv": ("year", "series", "value"),
}
"""Table -> columns in which a cell is broken."""


def _tables_broken(_: Draw, __: list[str]) -> Iterator[Question]:
    for table, columns in TABLES.items():
        asks: list[Ask] = [{"how": "missing"}]
        if table not in ("closures.csv", "emissions.csv", "flows.csv", "timetables.csv"):
            asks.append({"how": "twice", "row": 1})
        asks += [{"how": "cell", "row": 2, "column": name, "value": "#?"} for name in columns]
        for ask in asks:
            yield f"table/{_told({'table': table, **ask})}", "table", {"table": table, **ask}
    more: list[Ask] = [
        {"table": "edges.csv", "how": "column", "column": "figure"},
        {"table": "trade.csv", "how": "column", "column": "value"},
        {"table": "queues.csv", "how": "cell", "row": 2, "column": "sources", "value": ""},
        {"table": "costs.csv", "how": "cell", "row": 2, "column": "sources", "value": ""},
        {"table": "edges.csv", "how": "more"},
        {"table": "edges.csv", "how": "short", "row": 3},
        {"table": "edges.csv", "how": "text", "text": ""},
        {"table": "edges.csv", "how": "cell", "row": 2, "column": "length_km", "value": "-5"},
        {"table": "parameters.csv", "how": "cell", "row": 2, "column": "low", "value": "9999"},
        {"table": "places.csv", "how": "cell", "row": 2, "column": "lat", "value": "95"},
        {"table": "version.txt", "how": "missing"},
        {"table": "version.txt", "how": "text", "text": ""},
        {"table": "validation.csv", "how": "missing"},
        {"table": "scenarios.csv", "how": "cell", "row": 2, "column": "target", "value": ""},
    ]
    for ask in more:
        yield f"table/{_told(ask)}", "table", ask


ROUTE = "route Xi'an Duisburg"
TIMED = "--service fast --depart 2026-12-01T08:00+08:00 --by 2026-12-20"
BOTH = (
    ROUTE,
    f"{ROUTE} --service fast",
    f"{ROUTE} --avoid Russia",
    f"{ROUTE} --costs",
    f"{ROUTE} --costs --unit TEU --payload 12",
    f"{ROUTE} --sources",
    f"{ROUTE} --regime stressed",
    f"{ROUTE} --regime quiet=0.6,stressed=0.4",
    f"{ROUTE} {TIMED}",
    f"{ROUTE} --mode air --costs",
    f"{ROUTE} --scenario no-russia --scenario caspian-storms",
    f"{ROUTE} --arrivals brest.west=15",
    "route Almaty Khorgos --mode road",
    "route Almaty Khorgos --mode road --vehicle car",
    "route Shanghai Hamburg --mode sea --costs",
    "route Zhetygen Shu --include planned",
    "route Almaty Urumqi --mode road --scenario nurzholy-holiday --on 2025-11-12",
    "route Almaty Urumqi --mode road --arrivals Nur_Zholy=800",
    "route 西安 Астана --data {data}",
    "simulate Xi'an Duisburg -n 2000",
    "simulate Xi'an Duisburg -n 2000 --seed 7 --regime stressed",
    "simulate Xi'an Baku --avoid Russia -n 2000 --depart 2026-12-30T08:00+08:00 --by 2027-01-20",
    "simulate Almaty Urumqi --mode road -n 1000 --depart 2025-10-01T00:00+05:00",
    "queue",
    "queue Nur_Zholy",
    "queue Nur_Zholy --closed-days 3",
    "queue Nur_Zholy --arrivals 725 --capacity 700",
    "queue dostyk.west --backlog 40 --days 14",
    "alternatives Xi'an Duisburg",
    "alternatives Xi'an Duisburg --by gateway",
    "alternatives Xi'an Duisburg --by corridor",
    "alternatives Chongqing Budapest -k 3 --by time,cost",
    "alternatives Xi'an Duisburg --mode rail --share 0.5 --service fast",
    "scenarios",
    "scenarios zhetygen-altynkol-second-track",
    "scenarios no-russia caspian-storms",
    "compare Xi'an Duisburg --scenario no-russia",
    "compare Xi'an Duisburg Almaty Urumqi --scenario poland-belarus-closure --on 2025-09-20",
    "compare Almaty Urumqi --mode road --scenario nurzholy-holiday",
    "compare --scenario khorgos-rail-ban",
    "compare Shanghai Rotterdam --mode sea --scenario red-sea-cape",
    "reach Khorgos",
    "reach Almaty --mode road --days 1,2",
    "resilience",
    "resilience --hub Xi'an --hub Almaty --hub Tashkent --top 5",
    "resilience --mode sea --service fast --top 3",
    "places",
    "places 霍尔果斯",
    "places Жаркент",
    "sources",
    "sources customs.altynkol.entry",
    "sources rail.kz.khorgos_line F001 rail:ALM1-ZHT",
)
"""Commands that are asked for text and for JSON; ``_`` stands for a space in a word."""
PICTURES = (
    "map Xi'an Duisburg Almaty Khorgos -o {tmp}/a.html",
    "map Xi'an Duisburg -o {tmp}/a.png",
    "map Xi'an Duisburg -o {tmp}/a.svg --language ru --theme dark",
    "map --hub XIA --hub DUI -o {tmp}/a.html",
    "chart staircase Xi'an Duisburg -o {tmp}/a.png",
    "chart split Xi'an Duisburg -o {tmp}/a.svg",
    "chart arrivals Xi'an Duisburg -o {tmp}/a.svg",
    "chart trade -o {tmp}/a.svg",
    "alternatives Xi'an Duisburg -k 2 -o {tmp}/a.html",
    "compare Xi'an Duisburg --scenario no-russia -o {tmp}/a.html",
    "reach Khorgos --days 3 -o {tmp}/a.html",
    "reach Zhetygen --days 1 -o {tmp}/a.csv",
    "resilience --hub Xi'an --hub Almaty -o {tmp}/a.html",
    "resilience --hub Xi'an --hub Almaty -o {tmp}/a.csv",
    "export {tmp}/a.gpkg",
    "export {tmp}/a.csv Almaty Khorgos",
    "export {tmp}/a.geojson Xi'an Duisburg --service fast",
    "export {tmp}/a.parquet Almaty Khorgos --mode road",
    "validate -o {tmp}",
    "validate --json",
)
FAULTS = (
    "--version",
    "--nonsense",
    "dance",
    "route Xi'an Duisberg",
    "route Xi'an",
    f"{ROUTE} --mode warp",
    "route Almaty Astana --avoid KZ",
    f"{ROUTE} --data /nowhere",
    f"{ROUTE} --depart 2026-12-01T08:00",
    f"{ROUTE} --depart 2022-12-01T08:00Z",
    f"{ROUTE} --by 2026-12-20",
    f"{ROUTE} --depart 2026-12-01T08:00+08:00 --by soon",
    f"{ROUTE} --regime calm",
    f"{ROUTE} --arrivals Nur_Zholy=700",
    f"{ROUTE} --on 2026-01-01",
    f"{ROUTE} --scenario no-rusia",
    f"{ROUTE} --payload -3",
    "simulate Xi'an Duisburg -n 0",
    "queue Brest",
    "queue Nur_Zholy --capacity 0",
    "queue --arrivals 5",
    "queue Nur_Zholy --days -1",
    "validate --rows {tmp}/no.csv",
    "validate -o {tmp}/no",
    "alternatives Xi'an Duisburg --by beauty",
    "alternatives Xi'an Duisburg --by corridor --mode rail",
    "alternatives Xi'an Duisburg -k 0",
    "compare Xi'an Duisburg",
    "compare Xi'an --scenario no-russia",
    "compare --scenario no-russia -o {tmp}/a.html",
    "reach Nowhere",
    "reach Khorgos --days soon",
    "resilience --top 0",
    "resilience --hub Xi'an",
    "map Xi'an -o {tmp}/x.html",
    "map -o {tmp}/no/x.html",
    "map Xi'an Duisburg -o {tmp}/x.doc",
    "map Xi'an Duisburg --hub XIA -o {tmp}/x.html",
    "chart trade Xi'an Duisburg -o {tmp}/x.png",
    "chart staircase Xi'an Duisburg -o {tmp}/x.doc",
    "places qqqqqqqq",
    "sources X999",
    "export {tmp}/x.shp",
    "export {tmp}/no/x.csv",
)


def _commands(_: Draw, __: list[str]) -> Iterator[Question]:
    for line in BOTH:
        yield f"command/{_slug(line)}", "command", {"argv": _words(line)}
        if line == "compare --scenario khorgos-rail-ban":
            continue  # long, and asked above
        argv = [*_words(line), "--json"]
        yield f"command/{_slug(line)}/json", "command", {"argv": argv}
    for line in (*PICTURES, *FAULTS):
        yield f"command/{_slug(line)}", "command", {"argv": _words(line)}


def _words(line: str) -> list[str]:
    """Words of a line; an option keeps its underscores, and so does an id."""
    return [re.sub(r"(?<=\w)_(?=[A-Za-z])", " ", word) for word in line.split()]
