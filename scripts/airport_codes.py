"""Write ``geo/data/codes.csv``: ids of places that are IATA codes of airports elsewhere.

``pip install airportsdata && python scripts/airport_codes.py``, after a place has been added.  Only
airports in countries that the network serves are listed, and none within 100 km of the place whose
id its code is: there the code leads to the right town.
"""

from __future__ import annotations

import csv
from pathlib import Path

import airportsdata  # PyPI, MIT; a build input, not a dependency

from khorgos.geo.places.countries import read_countries
from khorgos.geo.places.distances import great_circle_km
from khorgos.geo.places.gazetteer import Place, read_places

TABLE = Path(__file__).parent.parent / "geo" / "data" / "codes.csv"
COLUMNS = ("code", "airport", "country", "lat", "lon", "near", "source")
NEAR_KM = 100.0
SOURCE = "AD"


def rows() -> list[tuple[object, ...]]:
    """A row for each id, in the order of the places."""
    places, served = read_places(), read_countries().served
    airports = airportsdata.load("IATA")
    found = []
    for id_, place in places.items():
        airport = airports.get(id_)
        if airport is None or airport["country"] not in served:
            continue
        at = place._replace(lat=round(airport["lat"], 4), lon=round(airport["lon"], 4))
        if great_circle_km(place, at) > NEAR_KM:
            where = airport["country"], at.lat, at.lon
            found.append((id_, airport["name"], *where, nearest_to(at, places), SOURCE))
    return found


def nearest_to(at: Place, places: dict[str, Place]) -> str:
    """Id of the place that is nearest and that people name; empty if all are far."""
    named = [place for place in places.values() if place.kind != "border_point"]
    nearest = min(named, key=lambda place: great_circle_km(at, place))
    return nearest.id if great_circle_km(at, nearest) <= NEAR_KM else ""


if __name__ == "__main__":
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([COLUMNS, *rows()])
