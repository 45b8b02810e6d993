"""Places that people ask for are on the network, and sensible ways lead there."""

from __future__ import annotations

import pytest

from khorgos.geo.places.distances import great_circle_km

ASKED = {
    ("rail", "Xi'an", "Gdansk", "PL", 1.5),
    ("rail", "Xi'an", "Mannheim", "DE", 1.5),
    ("rail", "Bettembourg", "Chengdu", "LU", 1.5),
    ("rail", "Aprin", "Bandar Abbas", "IR", 1.5),
    ("rail", "Moscow", "Bandar Abbas", "IR", 2.0),
    ("rail", "Kapıköy", "Ankara", "TR", 1.8),
    ("rail", "Piraeus", "Budapest", "GR", 2.2),
    ("rail", "Poti", "Moscow", "AZ", 2.5),
    ("rail", "Riga", "Warsaw", "LT", 1.8),
    ("rail", "Yerevan", "Tbilisi", "AM", 2.5),
    ("road", "Minsk", "Klaipėda", "LT", 1.5),
    ("road", "Riga", "Moscow", "LV", 1.3),
    ("road", "Minsk", "Riga", "LV", 1.8),
    ("road", "Yerevan", "Moscow", "GE", 1.5),
    ("road", "Baku", "Tehran", "IR", 1.8),
    ("road", "Tehran", "Ankara", "TR", 1.5),
    ("road", "Tashkent", "Tehran", "TM", 1.6),
    ("road", "Tehran", "Bandar Abbas", "IR", 1.4),
    ("road", "Kiel", "Vilnius", "LT", 1.5),
    ("sea", "Hamburg", "Rotterdam", "XZ", 1.5),
}
"""Mode, ends, a country on the way, and how many great circles it takes at the most."""


@pytest.mark.parametrize(
    ("mode", "origin", "destination", "country", "most"),
    sorted(ASKED),
    ids=[" ".join(row[:3]) for row in sorted(ASKED)],
)
def test_what_is_asked_for_is_answered(corridor, mode, origin, destination, country, most):
    route = corridor.route(origin, destination, mode=mode)
    assert country in {leg.country for leg in route.legs}
    straight = great_circle_km(route.origin, route.destination)
    assert route.distance_km < most * straight


def test_trains_of_the_union_stay_in_it(corridor):
    route = corridor.route("Vilnius", "Duisburg")
    assert {leg.country for leg in route.legs} == {"LT", "PL", "DE"}


def test_trains_into_the_union_are_cleared_and_sealed_ones_are_not(corridor):
    """Sealed transit meets a control on either side; what ends in Lithuania is cleared there."""
    used = {leg.figure.id for leg in corridor.route("Minsk", "Kaunas").legs}
    assert "customs.baltic_rail" in used
    used = {leg.figure.id for leg in corridor.route("Moscow", "Kaliningrad").legs}
    assert "customs.kaliningrad_transit" in used
    assert "customs.baltic_rail" not in used


def test_a_closed_border_costs_its_days(corridor):
    """The crossings to Lithuania were shut for weeks in the autumn of 2025."""
    route = corridor.route("Minsk", "Vilnius", mode="road")
    shut, usual = (
        corridor.simulate(route, 500, depart=f"2025-11-{day}T08:00+03:00", regimes="quiet")
        for day in ("01", "24")
    )
    assert shut.law.quantile(0.1) > usual.law.quantile(0.9) + 10 * 24


def test_a_crossing_for_cars_alone_is_asked_for(corridor):
    trucks = corridor.route("Białystok", "Grodno", mode="road")
    assert "Kuźnica" not in "".join(place.name for place in trucks.places)
    through = corridor.route("Białystok", "Grodno", mode="road", include=["suspended"])
    assert through.distance_km < trucks.distance_km
