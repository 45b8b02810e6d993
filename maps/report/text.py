"""Routes, places and figures as plain text for a terminal.

Aligned by hand: a table library would add a quarter to a cold start.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from ...geo.places.countries import WATERS, Countries
from ...geo.places.gazetteer import LANGUAGES
from ...geo.ways.names import Words, carriers_of
from ..look.words import HOURS_PER_DAY, clean

if TYPE_CHECKING:
    from ...geo import Figure, Leg, Outlook, Place, Route, Source

__all__ = ["describe_ends", "describe_figure", "describe_places", "describe_route"]
__all__ += ["describe_source", "table", "words_of_mode"]

GAP = "  "
BASIS = {"no": "", "range": "j", "yes": "J"}
BASIS_KEY = "J: the hours are judgement.  j: only P10 or P90 is.  Otherwise all rest on sources."
LEGS_KEY = (
    "Hours of each leg in a journey that takes P10, P50 or P90 in all; days are those of P50."
)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def table(rows: Iterable[Sequence[str]], align: str) -> str:
    """Rows as aligned columns.

    Parameters
    ----------
    rows : iterable of sequence of str
        The first row is the header.
    align : str
        ``<`` or ``>`` for each column.

    Returns
    -------
    str
        Lines; Chinese characters count as two columns.

    Examples
    --------
    >>> print(table([("km", "to"), ("31", "Zharkent")], "><"))
    km  to
    31  Zharkent
    """
    cells = [[clean(cell) for cell in row] for row in rows]
    widths = [max(map(_width, column)) for column in zip(*cells, strict=True)]
    lines = []
    for row in cells:
        parts = []
        for cell, width, side in zip(row, widths, align, strict=True):
            fill = " " * (width - _width(cell))
            parts.append(cell + fill if side == "<" else fill + cell)
        lines.append(GAP.join(parts).rstrip())
    return "\n".join(lines)


def describe_ends(route: Route) -> str:
    """What was asked, in one line.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> describe_ends(Corridor.load().route("Zhetygen", "Altynkol"))
    'Zhetygen → Altynkol, rail, standard service'
    """
    kind = words_of_mode(route)
    service = f"{route.service} service"
    if any(leg.carrier == "road" for leg in route.legs):
        crew = "two drivers" if route.crew > 1 else "one driver"
        service = f"truck with {crew}, {service}" if route.crew else route.vehicle
    door = ", door to door" if route.door else ""
    return f"{route.origin.name} → {route.destination.name}, {kind}, {service}{door}"


def words_of_mode(route: Route) -> str:
    """By what it goes: its mode, or what it is lifted between.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> words_of_mode(Corridor.load().route("Xi'an", "Duisburg", way="rail-sea"))
    'any mode (rail and sea)'
    """
    if route.mode != "any":
        return route.mode
    chain = Words(carriers_of(route), "", "", "").name
    return f"any mode ({chain[:1].lower()}{chain[1:]})"


def describe_route(outlook: Outlook, sureness: Sequence[str] = (), sources: int = 0) -> str:
    """A route for people: how long, leg by leg, where the time goes, and on what it rests.

    Parameters
    ----------
    outlook : Outlook
        From `Corridor.outlook` or `Corridor.simulate`; the legs add up to its quantiles.
    sureness : sequence of str
        Lines about its distribution; the first is the headline.
    sources : int
        How many the answer rests on; those of the route if 0.

    Returns
    -------
    str
        Several lines.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> corridor = Corridor.load()
    >>> text = describe_route(corridor.outlook(corridor.route("Zhetygen", "Altynkol")))
    >>> text.splitlines()[-1].startswith("Data version")
    True
    """
    route = outlook.route
    # Flights are in no country, and not on international waters either.
    over = {leg.country for leg in route.legs if (leg.carrier, leg.kind) != ("air", "move")}
    countries = route.geography.countries
    names = [countries.name(code) for code in route.countries if code in over]
    shares = ", ".join(f"{word} {share:.0%}" for word, share in outlook.shares().items())
    head = [
        describe_ends(route),
        *sureness[:1],
        f"{route.distance_km:,.0f} km through {', '.join(names)}",
    ]
    tail = [
        *sureness[1:],
        f"Where the time goes, in a journey of P50: {shares}.",
        f"Judgement: {route.judgement_share:.0%} of the typical hours. {BASIS_KEY}",
        f"Rests on {sources or len(route.sources)} sources: --sources prints them.",
        f"Data version {route.data_version}.",
    ]
    passages = dict.fromkeys(leg.passage for leg in route.legs if leg.passage)
    if passages:
        tail.insert(0, f"Passes {', '.join(passages)} (--avoid NAME goes another way).")
    unusual = sorted({leg.status for leg in route.legs} - {"open"})
    if unusual:
        tail.insert(0, f"Uses links that are {' and '.join(unusual)}.")
    parts = [
        "\n".join(map(clean, head)),
        f"{_legs_table(outlook)}\n{LEGS_KEY}",
        "\n".join(map(clean, tail)),
    ]
    return "\n\n".join(parts)


def _legs_table(outlook: Outlook) -> str:
    """Legs with their mean hours in journeys that take P10, P50 and P90, and these as a total."""
    route, steps = outlook.route, outlook.steps
    rows = [("day", "from", "to", "what", "km", *map(str.upper, outlook.leg_hours), "")]
    elapsed = 0.0
    for _, group in groupby(enumerate(steps), key=lambda item: _same_run(item[0], item[1].leg)):
        run, columns = zip(*(step for _, step in group), strict=True)
        first, last = run[0], run[-1]
        hours = [math.fsum(part) for part in zip(*columns, strict=True)]
        moves = first.kind == "move"
        rows.append(
            (
                f"{elapsed / HOURS_PER_DAY:.1f}",
                first.origin.name,
                last.destination.name if moves else "",
                _what(first, route.geography.countries),
                f"{sum(leg.distance_km for leg in run):,.0f}" if moves else "",
                *(f"{part:.1f}" for part in hours),
                BASIS[first.basis],
            )
        )
        elapsed += hours[1]
    totals = (outlook.quantiles[name] for name in outlook.leg_hours)
    rows.append(
        (
            f"{outlook.quantiles['p50'] / HOURS_PER_DAY:.1f}",
            route.destination.name,
            "",
            "in all",
            f"{route.distance_km:,.0f}",
            *(f"{hours:.1f}" for hours in totals),
            "",
        )
    )
    return table(rows, "><<<>>>><")


def _same_run(order: int, leg: Leg) -> tuple[object, ...]:
    """Moves on one network through one country that rest on the same read as one line."""
    if leg.kind != "move":
        return (order,)
    return (leg.carrier, leg.gauge, leg.country, leg.status, leg.basis)


def _what(leg: Leg, countries: Countries) -> str:
    if leg.kind != "move":
        label = leg.figure.label
        plain = leg.kind == "handling" or label.startswith(leg.kind)
        return label if plain else f"{leg.kind}: {label}"
    carrier = f"{leg.carrier} {leg.gauge} mm" if leg.gauge else leg.carrier
    country = "" if leg.country == WATERS else f", {countries.name(leg.country)}"
    status = "" if leg.status == "open" else f" ({leg.status})"
    return f"{carrier}{country}{status}"


def describe_places(places: Iterable[Place]) -> str:
    """Places as a table of names and positions.

    Examples
    --------
    >>> from khorgos.geo import Corridor
    >>> print(describe_places(Corridor.load().find("ZHK")))
    id   name      country  what  ru       kk       zh            lat      lon
    ZHK  Zharkent  KZ       city  Жаркент  Жаркент  扎尔肯特  44.1662  80.0074
    """
    rows = [("id", "name", "country", "what", *LANGUAGES[1:], "lat", "lon")]
    for place in places:
        what = place.kind.replace("_", " ") + (f", {place.status}" * (place.status != "open"))
        position = (f"{place.lat:.4f}", f"{place.lon:.4f}")
        names = (place.name, place.country, what, *place.translations.values())
        rows.append((place.id, *names, *position))
    return table(rows, "<" * (len(rows[0]) - 2) + ">>")


def describe_figure(variants: Iterable[Figure], sources: dict[str, Source]) -> str:
    """A figure, its variants, and the facts that it rests on."""
    figures = list(variants)
    rows = [("service", "regime", "low", "mode", "high", "unit", "judgement", "as of", "sources")]
    rows += [
        (
            f.variant,
            f.regime,
            f"{f.low:g}",
            f"{f.typical:g}",
            f"{f.high:g}",
            f.unit,
            f.judgement,
            str(f.as_of),
            " ".join(f.sources) or "none: judgement",
        )
        for f in figures
    ]
    notes = list(dict.fromkeys(f"Note: {f.note}." for f in figures if f.note))
    cited = dict.fromkeys(id_ for figure in figures for id_ in figure.sources)
    facts = [describe_source(sources[id_]) for id_ in cited if id_ in sources]
    title = clean(f"{figures[0].id}: {figures[0].label}")
    return "\n".join([title, table(rows, "<<>>><<<<"), *map(clean, notes), *facts])


def describe_source(source: Source) -> str:
    """A source in a few lines: the fact, where it was read, and its caveats."""
    value = " ".join(part for part in (source.value, source.unit) if part)
    year = f" ({source.year})" if source.year else ""
    lines = [
        f"{source.id}  {source.subject}: {source.quantity}{f' = {value}' if value else ''}{year}",
        f"      {source.title}",
        f"      {source.url}",
    ]
    if source.note:
        lines.append(f"      {source.note}")
    return "\n".join(map(clean, lines))
