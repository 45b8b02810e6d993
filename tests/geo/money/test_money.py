"""Money: rates, tariffs, costs of routes against published prices, and break-even."""

import csv
import json
import math
import shutil
from pathlib import Path

import pytest

from khorgos.geo import Corridor, RequestError, Route, TableError
from khorgos.geo.graph.edge import Edge, Times
from khorgos.geo.money.cost import Cost
from khorgos.geo.money.rates import read_rates
from khorgos.geo.money.tariff import Tariff
from khorgos.geo.tables.reading import DATA
from khorgos.geo.values import Range
from khorgos.geo.ways.breakeven import break_even

EUR = 1.067
"""US dollars, as for the truck rates of 2024."""
PREMIUM = (0.30, 0.50)
"""Of the Middle Corridor over the northern one: P057, P147, P148."""


@pytest.fixture(scope="module")
def northern(corridor: Corridor) -> Route:
    return corridor.route("Xi'an", "Duisburg")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(DATA, tmp_path / "data")
    return tmp_path / "data"


def change(folder: Path, id_: str, **cells: str) -> None:
    """Put other cells into one row of the costs."""
    path = folder / "costs.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    next(row for row in rows if row["id"] == id_).update(cells)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def total(corridor: Corridor, *ends: str, **request: object) -> Range:
    return corridor.cost(corridor.route(*ends, **request)).total  # type: ignore[arg-type]


# Against published prices


@pytest.mark.parametrize("service", ["standard", "fast"])
def test_a_train_to_duisburg_costs_what_through_trains_do(corridor: Corridor, service: str) -> None:
    cost = corridor.cost(corridor.route("Xi'an", "Duisburg", service=service))  # type: ignore[arg-type]
    assert 5_250 <= cost.total.typical <= 7_300  # P009, P010
    # Nor is the range out of this world: it holds most of what was asked from Xi'an and Chengdu.
    assert cost.total.low < 5_250
    assert cost.total.high > 6_200  # P141


@pytest.mark.parametrize(("gate", "highest"), [("Dostyk", 3_292), ("Altynkol", 3_450)])
def test_the_broad_gauge_costs_what_its_index_says(
    corridor: Corridor, gate: str, highest: float
) -> None:
    """P007: 3,239 to 3,292 border to border; the index has no rate for each gate, and by Altynkol
    it is 500 km more.
    """
    route = corridor.route("Xi'an", "Duisburg", via=gate)
    # Trains change gauge on either side of the border of the Union.
    ours = lambda leg: (
        leg.country in ("KZ", "RU", "BY") or (leg.activity, leg.country) == ("gauge", "PL")
    )
    broad = [leg for leg in route.legs if ours(leg)]
    assert 3_239 <= sum(corridor.tariff.of_edge(leg.edge).typical for leg in broad) <= highest


@pytest.mark.parametrize("via", [(), ("Poti",), ("Poti", "Constanța")])
def test_the_middle_corridor_costs_more(
    corridor: Corridor, northern: Route, via: tuple[str, ...]
) -> None:
    """By Türkiye, by Ukraine and by Romania."""
    middle = total(corridor, "Xi'an", "Duisburg", via=via, avoid=["Russia"]).typical
    assert PREMIUM[0] <= middle / corridor.cost(northern).total.typical - 1 <= PREMIUM[1]


def test_the_premium_is_that_of_ways_round_and_of_the_caspian(corridor: Corridor) -> None:
    """Towards the Black Sea the Middle Corridor is 1,700 km shorter, and no dearer for sure."""
    north, middle = (total(corridor, "Xi'an", "Constanța", avoid=a) for a in ((), ("Russia",)))
    assert abs(middle.typical / north.typical - 1) < 0.15
    assert middle.overlaps(north)


@pytest.mark.parametrize(
    ("origin", "destination", "via", "price"),
    [
        ("Tashkent", "Istanbul", ("Aktau",), 4_284),  # C002, 2020
        ("Altynkol", "Istanbul", ("Aktau",), 3_474),  # C069, 2018
        ("Altynkol", "Sławków", ("Aktau", "Poti"), 5_949),  # C069, 2018
    ],
)
def test_itemised_quotes_lie_in_the_range(
    corridor: Corridor, origin: str, destination: str, via: tuple[str, ...], price: float
) -> None:
    """The Caspian crossing is what those to Istanbul leave; that to Sławków went into no rate."""
    low, _, high = total(corridor, origin, destination, via=via)
    assert low <= price <= high


def test_a_ship_costs_the_benchmark(corridor: Corridor) -> None:
    low, mode, high = total(corridor, "Shanghai", "Rotterdam", mode="sea")
    assert low == pytest.approx(1_449, rel=0.001)  # P144: by Suez in 2023
    assert high == pytest.approx(2_287, rel=0.001)  # C053: by Suez in 2020
    cape = total(corridor, "Shanghai", "Rotterdam", mode="sea", avoid="Suez")
    assert 2_165 <= cape.typical <= 2_763  # C058, P062: round the Cape
    assert cape.typical > 1.2 * mode


def test_a_truck_in_europe_costs_its_contract(corridor: Corridor) -> None:
    route = corridor.route("Warsaw", "Duisburg", mode="road")
    per_km = corridor.cost(route, "truck").total.times(1 / route.distance_km / EUR)
    assert per_km == pytest.approx((1.14, 1.33, 1.68))  # C022 to C024


def test_a_truck_from_china_costs_what_long_hauls_do(corridor: Corridor) -> None:
    route = corridor.route("Khorgos", "Warsaw", mode="road")
    # P162: 11,000 to 17,600 for 7,000 km, border fees not counted.
    assert 11_000 / 7_000 * 0.9 <= corridor.cost(route).total.typical / route.distance_km <= 2.52


def test_air_costs_its_price_per_kilogram(corridor: Corridor) -> None:
    times = Times(*[Range(1.0, 1.0, 1.0)] * 3)
    ends = frozenset({"air"})
    edge = Edge("air:PVG-FRA", "move", "air", None, ends, "XZ", "open", 8_850.0, "", "air", times)
    low, mode, high = corridor.tariff.of_edge(edge)
    assert 3.52 * 20_000 <= mode <= 4.29 * 20_000  # P088, P090
    assert low == pytest.approx(3.52 * 20_000, rel=0.005)
    assert high == pytest.approx(5.52 * 20_000, rel=0.005)  # P089


def test_a_flight_from_shanghai_to_frankfurt_costs_that_too(corridor: Corridor) -> None:
    edges = {edge.id: edge for *_, edge in corridor.infrastructure.topology}
    assert 70_400 <= corridor.tariff.of_edge(edges["air:APVG-AFRA"]).typical <= 85_800


# What the total is made of


def test_the_total_adds_up_edge_by_edge(corridor: Corridor) -> None:
    routes = [
        corridor.route("Xi'an", "Duisburg", avoid=["Russia"]),
        corridor.route("Xi'an", "Warsaw", mode="road", door=True),
        corridor.route("Shanghai", "Duisburg", mode="any", via=["Rotterdam"]),
    ]
    for route in routes:
        cost = corridor.cost(route)
        legs = [corridor.tariff.of_edge(leg.edge).typical for leg in route.legs]
        assert cost.total.typical == pytest.approx(math.fsum(legs))
        assert cost.total.typical == pytest.approx(
            math.fsum(line.amount.typical for line in cost.lines)
        )
        assert cost.total.low <= cost.total.typical <= cost.total.high


def test_groups_are_independent_of_one_another(corridor: Corridor, northern: Route) -> None:
    cost = corridor.cost(northern)
    corners = [math.fsum(line.amount[n] for line in cost.lines) for n in range(3)]
    assert corners[0] < cost.total.low
    assert cost.total.high < corners[2]


def test_an_edge_costs_the_same_in_a_route_and_in_the_graph(
    corridor: Corridor, northern: Route
) -> None:
    tariff = Tariff(corridor.folder)
    edges = {edge.id: edge for *_, edge in corridor.infrastructure.topology}
    for leg in northern.legs:
        assert tariff.of_edge(edges[leg.edge.id]) == corridor.tariff.of_edge(leg.edge)


def test_every_move_has_a_price_and_no_edge_a_negative_one(corridor: Corridor) -> None:
    for *_, edge in corridor.infrastructure.topology:
        mode = corridor.tariff.of_edge(edge).typical
        assert mode > 0 if edge.moves else mode >= 0, edge.id


def test_waits_rests_and_doors_cost_nothing_extra(corridor: Corridor) -> None:
    route = corridor.route("Xi'an", "Warsaw", mode="road", door=True)
    idle = [leg for leg in route.legs if leg.activity in ("rest", "door", "queue", "departure")]
    assert {leg.activity for leg in idle} >= {"rest", "door"}
    assert {corridor.tariff.of_edge(leg.edge) for leg in idle} == {Range(0.0, 0.0, 0.0)}


@pytest.mark.parametrize("gate", ["Altynkol", "Dostyk", "Manzhouli", "Erenhot"])
@pytest.mark.parametrize("back", [False, True])
def test_a_train_pays_its_margin_once(corridor: Corridor, gate: str, *, back: bool) -> None:
    ends = ("Moscow", "Xi'an") if back else ("Xi'an", "Moscow")
    lines = corridor.cost(corridor.route(*ends, via=gate)).lines
    assert [line.element for line in lines].count("margin") == 1
    assert [line.element for line in lines].count("base") == 1


def test_the_subsidy_is_a_line_of_its_own(corridor: Corridor, northern: Route) -> None:
    cost = corridor.cost(northern)
    assert cost.subsidy is not None
    assert cost.subsidy_line is not None
    assert cost.subsidy_line not in cost.lines
    assert cost.subsidy.low == 0
    # The share is one of the full freight, of which the total is the rest.
    assert cost.subsidy.high / (cost.subsidy.high + cost.total.typical) == pytest.approx(0.30)
    assert cost.subsidy_line.judgement == "yes"
    for ends, mode in ((("Almaty", "Tashkent"), "rail"), (("Xi'an", "Almaty"), "road")):
        assert corridor.cost(corridor.route(*ends, mode=mode)).subsidy is None  # type: ignore[arg-type]


def test_a_small_container_costs_more_than_half(corridor: Corridor, northern: Route) -> None:
    large, small, truck = (corridor.cost(northern, unit) for unit in ("FEU", "TEU", "truck"))
    assert 0.5 < small.total.typical / large.total.typical < 0.8  # C001 to C003, C005, C069
    assert truck.total == large.total
    with pytest.raises(RequestError, match="unit is 'pallet'; use one of FEU, TEU, truck"):
        corridor.cost(northern, "pallet")  # type: ignore[arg-type]


def test_a_cost_says_where_it_comes_from(corridor: Corridor, northern: Route) -> None:
    cost = corridor.cost(northern)
    assert repr(cost).startswith("<Cost: 5,7")
    assert "US$/FEU" in repr(cost)
    assert "prices of 2020–2025" in repr(cost)
    assert set(cost.sources) <= set(corridor.sources)
    assert 0.1 < cost.judgement_share < 0.5
    data = json.loads(json.dumps(cost.to_dict()))
    assert (data["currency"], data["years"]) == ("USD", [2020, 2025])
    assert data["total"]["mode"] == cost.total.typical
    assert data["lines"][0]["place"] == "Xi'an → Dostyk–Alashankou border"


def test_a_cost_of_nothing_is_one_too() -> None:
    cost = Cost("FEU", (), None, "2025")
    assert repr(cost) == "<Cost: 0 US$/FEU (0 to 0)>"
    assert (cost.years, cost.judgement_share, cost.sources) == ((), 0.0, [])


# The table


def test_rates_name_what_exists(corridor: Corridor) -> None:
    edges = {data["id"] for *_, data in corridor.graph.edges(data=True)}
    countries = {data["country"] for *_, data in corridor.graph.edges(data=True)}
    for rate in corridor.tariff.rates:
        assert set(rate.serves) <= edges | set(corridor.figures), rate.id
        assert not rate.countries or countries & set(rate.countries), rate.id
        assert rate.usd_judgement == (rate.currency not in ("USD", "")), rate.id


def test_the_table_is_read_once_and_again_when_it_changes(folder: Path, northern: Route) -> None:
    assert read_rates(DATA) is read_rates(DATA)
    before = Corridor.load(folder).cost(northern).total.typical
    change(folder, "gauge.dostyk", low="1000", mode="1329", high="1400")
    assert Corridor.load(folder).cost(northern).total.typical == pytest.approx(before + 1_000)


def test_a_price_may_be_quoted_in_any_currency(folder: Path) -> None:
    change(folder, "gauge.dostyk", currency="BRL", usd="0.18")
    assert {rate.currency for rate in read_rates(folder)} >= {"BRL", "USD"}


@pytest.mark.parametrize(
    ("id_", "cells", "message"),
    [
        ("gauge.any", {"mode": "500"}, r"low, mode and high do not ascend"),
        ("gauge.any", {"judgement": "no", "sources": ""}, r"no source; name one"),
        ("gauge.any", {"currency": ""}, r"column currency: the cell is empty"),
        ("gauge.any", {"currency": "real"}, r"'real' is no currency; use its code of ISO 4217"),
        ("gauge.any", {"unit": "FEU-mile"}, r"'FEU-mile' is not allowed"),
        ("gauge.any", {"usd": "0"}, r"column usd: 0 is out of range"),
        ("subsidy.2022", {"high": "100"}, r"no share of the whole"),
        ("haul.rail.mn", {"countries": "MNG"}, r"'MNG' is no code of two capitals"),
        ("haul.rail.mn", {"countries": "CN"}, r"haul.rail.mn is for the same as haul.rail.cn: CN"),
    ],
)
def test_a_broken_table_says_where(
    folder: Path, id_: str, cells: dict[str, str], message: str
) -> None:
    change(folder, id_, **cells)
    with pytest.raises(
        TableError, match=rf"^costs\.csv, row \d+, column \w+: .*{message}|{message}"
    ):
        read_rates(folder)


def test_a_folder_may_lack_the_table_until_somebody_asks(folder: Path, northern: Route) -> None:
    (folder / "costs.csv").unlink()
    corridor = Corridor.load(folder)
    with pytest.raises(TableError, match=r"costs\.csv: not found"):
        corridor.cost(northern)


def test_a_source_that_does_not_exist_is_an_error(folder: Path) -> None:
    change(folder, "gauge.any", sources="P072 X999")
    with pytest.raises(
        TableError, match=r"costs.csv, row \d+, column sources: gauge.any cites 'X999'"
    ):
        Corridor.load(folder)


# Break-even

SEA = (36.0, Range(1_500.0, 2_400.0, 2_800.0))
RAIL = (16.0, Range(4_800.0, 5_800.0, 6_400.0))
AIR = (6.0, Range(70_400.0, 78_000.0, 110_000.0))


@pytest.mark.parametrize(("slower", "quicker"), [(SEA, RAIL), (RAIL, AIR), (SEA, AIR)])
def test_a_day_is_worth_the_difference(
    slower: tuple[float, Range], quicker: tuple[float, Range]
) -> None:
    found = break_even(slower, quicker)
    days, extra = slower[0] - quicker[0], quicker[1].typical - slower[1].typical
    assert found.verdict == "pays"
    assert found.days_saved == days
    assert found.per_day is not None
    assert found.per_day.typical == pytest.approx(extra / days)
    assert 0 < found.per_day.low < found.per_day.typical < found.per_day.high
    below = math.hypot(quicker[1].typical - quicker[1].low, slower[1].high - slower[1].typical)
    assert found.extra.low == pytest.approx(extra - below)


def test_the_quicker_one_may_be_better_in_both() -> None:
    found = break_even((30.0, Range(8_000.0, 8_600.0, 9_900.0)), RAIL)
    assert found.verdict == "quicker"
    assert found.per_day is not None
    assert found.per_day.high < 0
    assert "cheaper one too" in str(found)


def test_ranges_that_meet_leave_it_open() -> None:
    found = break_even((19.0, Range(5_000.0, 6_400.0, 7_100.0)), (16.0, Range(5e3, 6.2e3, 7.4e3)))
    assert found.verdict == "open"
    assert "ranges of the costs meet" in str(found)


def test_days_that_are_not_saved() -> None:
    tie = break_even((16.0, SEA[1]), RAIL)
    assert (tie.verdict, tie.per_day) == ("tie", None)
    assert "no day saved" in str(tie)
    with pytest.raises(RequestError, match=r"takes 20\.0 days more; change their places"):
        break_even(RAIL, SEA)


@pytest.mark.parametrize(
    ("days", "amount"), [(math.nan, SEA[1]), (math.inf, SEA[1]), (36.0, Range(0, math.nan, 1))]
)
def test_what_is_no_number_is_refused(days: float, amount: Range) -> None:
    with pytest.raises(RequestError, match="no finite number"):
        break_even((days, amount), RAIL)


def test_rail_beats_sea_above_some_200_dollars_a_day(corridor: Corridor) -> None:
    sea = corridor.route("Shanghai", "Hamburg", mode="sea")
    rail = corridor.route("Xi'an", "Hamburg")
    ways = [(corridor.outlook(route), corridor.cost(route)) for route in (sea, rail)]
    found = break_even(*ways)
    assert found.verdict == "pays"
    assert found.per_day is not None
    saved = (ways[0][0].quantile(0.5) - ways[1][0].quantile(0.5)) / 24
    extra = ways[1][1].total.typical - ways[0][1].total.typical
    assert found.per_day.typical == pytest.approx(extra / saved)
    small = corridor.cost(rail, "TEU")
    with pytest.raises(RequestError, match="costs for FEU and TEU"):
        break_even(ways[0], (ways[1][0], small))


def test_what_both_pay_does_not_widen_the_difference(corridor: Corridor, northern: Route) -> None:
    """The range of the Chinese tariff makes neither way dearer than the other."""
    middle = corridor.cost(corridor.route("Xi'an", "Duisburg", avoid=["Russia"]))
    north = corridor.cost(northern)
    together = break_even((30.0, middle), (16.0, north)).extra
    apart = break_even((30.0, middle.total), (16.0, north.total)).extra
    assert together.typical == pytest.approx(apart.typical)
    assert together.low > apart.low
    assert together.high < apart.high
