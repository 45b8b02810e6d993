"""Links to Central Asia, Russia's far east and the terminals of China that people ask for."""

from __future__ import annotations

import pytest

from khorgos.geo import NoRoute
from khorgos.geo.places.distances import great_circle_km

PUBLISHED = [
    # as the published record asks: ends, how, by way of
    ("Urumqi", "Bishkek", "rail", ""),
    ("Wuxi", "Margilan", "rail", ""),
    ("Wuxi", "Tashkent", "rail", ""),
    ("Liuzhou", "Tashkent", "rail", ""),
    ("Langfang", "Tashkent", "rail", ""),
    ("Tieling", "Moscow", "rail", "Manzhouli"),
    ("Vladivostok", "Moscow", "rail", ""),
    ("Lanzhou", "Dushanbe", "any", ""),
    ("Wuhan", "Tashkent", "any", "Irkeshtam"),
    ("Lianyungang", "Tashkent", "any", "Irkeshtam"),
    ("Langfang", "Tashkent", "any", "Osh"),
    ("Kashgar", "Hairatan", "any", "Andijan"),
    ("Tashkent", "Kashgar", "road", ""),
    ("Kashgar", "Tashkent", "road", ""),
    ("Shenzhen", "Tashkent", "road", "Kashgar"),
]


@pytest.mark.parametrize("service", ["fast", "standard"])
@pytest.mark.parametrize(("origin", "destination", "mode", "via"), PUBLISHED)
def test_what_the_record_asks_is_answered(corridor, origin, destination, mode, via, service):
    route = corridor.route(origin, destination, mode=mode, via=via or (), service=service)
    assert route.origin.name == origin
    assert route.destination.name == destination
    straight = great_circle_km(route.origin, route.destination)
    assert straight < route.distance_km < 2.5 * straight


WAYS = {
    ("Almaty", "Bishkek", "road"): (237, "KZ KG"),
    ("Bishkek", "Torugart pass", "road"): (539, "KG"),
    ("Osh", "Irkeshtam", "road"): (240, "KG"),
    ("Kashgar", "Osh", "road"): (500, "CN KG"),
    ("Andijan", "Irkeshtam", "road"): (285, "UZ KG"),
    ("Tashkent", "Kashgar", "road"): (920, "UZ KG CN"),
    ("Termez", "Hairatan", "rail"): (17, "UZ AF"),
    ("Hairatan", "Mazar-i-Sharif", "rail"): (75, "AF"),
    ("Almaty", "Taldykorgan", "road"): (255, "KZ"),
    ("Kalbatau", "Maikapchagai", "road"): (415, "KZ"),
    ("Semey", "Barnaul", "road"): (431, "KZ RU"),
    ("Harbin", "Vladivostok", "rail"): (658, "CN RU"),
    ("Changchun", "Vladivostok", "road"): (715, "CN RU"),
    ("Vladivostok", "Moscow", "rail"): (9289, "RU"),
    ("Nanjing", "Shanghai", "rail"): (301, "CN"),
}
"""Kilometres of pages, of chainage or of a graph of roads, and the countries on the way."""


@pytest.mark.parametrize(("asked", "known"), WAYS.items(), ids=map(" ".join, WAYS))
def test_a_way_is_as_long_as_it_is_known_to_be(corridor, asked, known):
    origin, destination, mode = asked
    there = corridor.route(origin, destination, mode=mode)
    back = corridor.route(destination, origin, mode=mode)
    for route in (there, back):
        assert route.distance_km == pytest.approx(known[0], rel=0.05)
    countries = list(dict.fromkeys(leg.country for leg in there.legs))
    assert countries == known[1].split()


@pytest.mark.parametrize(
    ("origin", "destination", "post"),
    [("Shonzhy", "Yining", "KLZH"), ("Ayagoz", "Tacheng", "BKTR"), ("Oskemen", "Urumqi", "MKPC"),
     ("Naryn", "Kashgar", "TOR"), ("Osh", "Kashgar", "IRKE"), ("Osh", "Andijan", "DSTK"),
     ("Tashkent", "Dushanbe", "OYBK"), ("Termez", "Dushanbe", "SRSY"),
     ("Bishkek", "Almaty", "KRDY"), ("Suifenhe", "Ussuriysk", "SUUR"),
     ("Hunchun", "Vladivostok", "HUVR")],
)  # fmt: skip
def test_a_truck_stops_at_the_post_on_its_way(corridor, origin, destination, post):
    for ends in ((origin, destination), (destination, origin)):
        route = corridor.route(*ends, mode="road")
        waits = [leg for leg in route.legs if leg.activity in ("customs", "queue")]
        assert [leg.origin.id for leg in waits] == [post]
        assert all(leg.hours > 0 for leg in waits)


@pytest.mark.parametrize("pair", [("Suifenhe", "Grodekovo"), ("Hunchun", "Kamyshovaya"),
                                  ("Tongjiang", "Nizhneleninskoye")])  # fmt: skip
def test_a_train_changes_gauge_at_the_border_of_the_far_east(corridor, pair):
    legs = corridor.route(*pair, mode="rail").legs
    assert {"move", "customs"} <= {leg.activity for leg in legs}
    through = corridor.route("Harbin", "Khabarovsk", mode="rail", via=pair[0]).legs
    assert [leg.activity for leg in through].count("gauge") == 1


def test_a_pass_without_known_freight_is_not_used(corridor):
    with pytest.raises(NoRoute):
        corridor.route("Aksu", "Bedel", mode="road")
    assert corridor.route("Aksu", "Bedel", mode="road", include="planned").distance_km > 100


def test_a_truck_waits_while_the_post_is_shut(corridor):
    """Karamyk was shut until 8 July 2025."""
    before, after = (
        corridor.simulate(corridor.route("Kashgar", "Dushanbe", mode="road"), depart=day)
        for day in ("2025-06-30", "2025-07-14")
    )
    assert before.quantile(0.5) > after.quantile(0.5) + 4 * 24
