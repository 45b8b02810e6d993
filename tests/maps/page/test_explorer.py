"""The explorer in Chromium: choose among hubs, follow links, play, and tell the model's truth."""

from __future__ import annotations

import browser as web
import pytest
from playwright.sync_api import expect

from khorgos.geo.places.gazetteer import joined
from khorgos.geo.values import Range
from khorgos.layers import day_marks
from khorgos.maps import Explorer, draw, save
from khorgos.maps.report.outlook import headline, loss_line
from khorgos.maps.report.totals import in_tonnes

pytestmark = pytest.mark.browser

HUBS = ("Xi'an", "Almaty-1", "Khorgos Gateway", "Warsaw", "Duisburg", "Poti")
EXPLORER_BYTES = 2_000_000
HOURS = 0.01001
"""What the page knows hours to: each group of legs, and once more each leg of a group."""
CHANGES = "performance.getEntriesByName('khorgos:chosen').map(entry => entry.duration)"


@pytest.fixture(scope="module")
def offered(corridor):
    return list(corridor.choices(HUBS))


@pytest.fixture(scope="module")
def page(corridor, shelf):
    return shelf.get("six-hubs.html", lambda path: save(draw(corridor, Explorer(HUBS)), path))


def between(offered, origin, destination, service="standard"):
    return [
        choice
        for choice in offered
        if (choice.origin.name, choice.destination.name) == (origin, destination)
        and choice.outlook.route.service == service
    ]


def choose(seen, **values):
    for name, label in values.items():
        seen.page.locator(f".k-choose select[name={name}]").select_option(label=label)


def told(seen):
    return " ".join(seen.page.locator(".k-total").inner_text().split())


def test_it_opens_quietly_with_a_route(chromium, page, offered):
    with web.visit(chromium, page) as seen:
        seen.assert_quiet(page)
        first = between(offered, "Xi'an", "Duisburg")[0]
        assert told(seen) == headline(first.outlook)
        assert seen.paths(".k-route") == 1


@pytest.mark.parametrize("service", ["fast", "standard"])
@pytest.mark.parametrize(
    "pair", [("Xi'an", "Warsaw"), ("Almaty-1", "Khorgos Gateway"), ("Poti", "Xi'an")]
)
def test_every_way_is_beside_the_chosen_one(chromium, page, offered, pair, service):
    words = {"fast": "Fast: timetable or priority", "standard": "Standard"}[service]
    expected = between(offered, *pair, service)
    assert expected
    with web.visit(chromium, page) as seen:
        choose(seen, **{"from": pair[0], "to": pair[1], "service": words})
        rows = seen.page.locator(".k-ways tbody tr")
        assert rows.count() == len(expected)
        for number, choice in enumerate(expected):
            rows.nth(number).locator("button").click()
            assert told(seen) == headline(choice.outlook)
            dollars, kilograms = (choice.way.values[name] for name in ("cost", "co2e"))
            carbon = in_tonnes(Range(*3 * [kilograms]))
            assert f" · US$ {dollars:,.0f} · {carbon} t CO" in rows.nth(number).inner_text()
            assert rows.nth(number).locator("button").get_attribute("aria-pressed") == "true"
        seen.assert_quiet(page)


def test_legs_hours_and_sources_are_those_of_the_model(chromium, page, offered, corridor):
    with web.visit(chromium, page) as seen:
        for choice in between(offered, "Xi'an", "Duisburg"):
            route = choice.outlook.route
            answer = seen.page.evaluate(
                """number => {
                  const data = khorgos.data;
                  const route = khorgos.route(data, number);
                  const title = (i) => data.sources[i][0];
                  return {
                    km: route.km, hours: route.hours, end: route.moments.at(-1).end,
                    judged: route.judged, shares: route.shares,
                    sources: route.sources.map(title),
                    legs: route.legs.map((leg) =>
                      [leg.activity, ...leg.hours, leg.sources.map(title)]),
                    points: route.points, marks: route.marks,
                  };
                }""",
                offered.index(choice),
            )
            assert answer["km"] == pytest.approx(route.distance_km, abs=0.1 * len(route.legs))
            median = choice.outlook.quantile(0.5)
            assert [answer["hours"], answer["end"]] == pytest.approx([median] * 2, abs=HOURS / 2)
            assert answer["judged"] == pytest.approx(route.judgement_share, abs=1e-3)
            assert answer["shares"] == pytest.approx(choice.outlook.shares(), abs=1e-3)
            titles = {corridor.sources[id_].title for id_ in choice.outlook.sources}
            assert set(answer["sources"]) == titles
            columns = zip(*choice.outlook.leg_hours.values(), strict=True)
            told_of = zip(route.legs, columns, answer["legs"], strict=True)
            for leg, expected, (activity, *hours, sources) in told_of:
                assert activity == leg.activity
                assert hours == pytest.approx(expected, abs=2 * HOURS)
                assert sources == [corridor.sources[id_].title for id_ in leg.sources]
            for probability, hours in answer["points"]:
                assert hours == pytest.approx(choice.outlook.quantile(probability), abs=0.51)
            marks = day_marks(choice.outlook)
            days = {day: (lat, lon) for first, last, lat, lon in answer["marks"]
                    for day in range(first, last + 1)}  # fmt: skip
            assert list(days) == list(range(1, int(marks["last_day"].max()) + 1))
            for mark in marks.itertuples():
                for day in range(mark.first_day, mark.last_day + 1):
                    spot = (mark.geometry.y, mark.geometry.x)
                    assert days[day] == pytest.approx(spot, abs=0.1)


def test_legs_of_every_way_are_those_of_the_model(chromium, page, offered, corridor):
    numbers = {id_: number for number, id_ in enumerate(corridor.places)}
    with web.visit(chromium, page) as seen:
        found = seen.page.evaluate(
            """count => Array.from({length: count}, (_, number) =>
              khorgos.route(khorgos.data, number).legs.map((leg) =>
                [[leg.activity, leg.from, leg.to, leg.judgement, leg.label], leg.hours]))""",
            len(offered),
        )
    for choice, legs in zip(offered, found, strict=True):
        expected = [
            [leg.activity, numbers[leg.origin.id], numbers[leg.destination.id], leg.basis,
             leg.figure.label]
            for leg in choice.outlook.route.legs
        ]  # fmt: skip
        assert [leg for leg, _ in legs] == expected
        columns = zip(*choice.outlook.leg_hours.values(), strict=True)
        for expected, (_, hours) in zip(columns, legs, strict=True):
            assert hours == pytest.approx(expected, abs=2 * HOURS)


def test_the_table_of_legs_has_the_digits_of_the_model(chromium, page, offered):
    choice = next(c for c in between(offered, "Xi'an", "Duisburg") if c.corridor == "northern")
    hours = list(zip(*choice.outlook.leg_hours.values(), strict=True))
    with web.visit(chromium, page, fragment="#from=Xi'an&to=Duisburg&corridor=northern") as seen:
        seen.page.get_by_text(f"{len(hours)} legs").click()
        rows = seen.page.locator(".k-legs tbody tr").all_inner_texts()
        total = seen.page.locator(".k-legs tfoot tr").inner_text()
        loss = choice.outlook.worst_loss
        assert loss_line(loss) in " ".join(seen.page.locator(".k-card").inner_text().split())
    cells = [row.split("\t")[3:6] for row in rows]
    assert len(cells) == len(hours)
    for row, expected in zip(cells, hours, strict=True):
        for cell, part in zip(row, expected, strict=True):
            # Where what the page leaves out decides, either digit is right.
            assert cell.rstrip("*") in {written(part + by * HOURS) for by in (0, -2, 2)}
    assert total.split("\t")[3:6] == [written(choice.outlook.quantile(p)) for p in (0.1, 0.5, 0.9)]


def written(hours):
    """As tools.js writes a number."""
    return f"{hours:,.0f}" if hours >= 10 else f"{hours:.1f}".removesuffix(".0")


def test_a_link_opens_a_chosen_route(chromium, page, offered):
    by_sea_of_grass = between(offered, "Almaty-1", "Warsaw", "fast")[0]
    with web.visit(chromium, page, fragment="#from=almaty-1&to=Warsaw&service=fast") as seen:
        assert told(seen) == headline(by_sea_of_grass.outlook)
        choose(seen, **{"from": "Poti"})
        assert "from=Poti&to=Warsaw&service=fast" in seen.page.evaluate("location.hash")
        seen.page.evaluate("location.hash = '#from=西安&to=Warsaw'")
        origin = seen.page.locator("select[name=from] option:checked")
        expect(origin).to_have_text("Xi'an")


@pytest.mark.parametrize(
    ("fragment", "words"),
    [
        ("#from=Atlantis&to=Warsaw", "No hub is called “Atlantis”; shown is from Xi'an."),
        (
            "#from=Warsaw&to=Warsaw",
            "Origin and destination are the same hub; shown is from Xi'an to Duisburg.",
        ),
        ("#from%3DAtlantis%26amp%3Bto%3DWarsaw", "No hub is called “Atlantis”; shown is from"),
        ("#form=Warsaw", "A link knows no “form”, only from, to, service, corridor, way"),
        ("#service=teleport", "No service is called “teleport”; shown is standard."),
        ("#corridor=moon", "No corridor is called “moon”; shown is any."),
        ("#from=%E0%A4%A", ""),
        ("#from=<img src=x onerror=alert(1)>", "No hub is called “<img src=x onerror=alert(1)>”"),
    ],
)
def test_a_wrong_link_says_what_is_wrong(chromium, page, fragment, words):
    with web.visit(chromium, page, fragment=fragment) as seen:
        assert words in seen.page.locator(".k-message").inner_text()
        assert seen.page.locator(".k-total").count() == 1
        seen.assert_quiet(page)


def test_a_link_may_use_a_part_of_a_name(chromium, page):
    with web.visit(chromium, page, fragment="#from=almaty&to=Khorgos") as seen:
        told = seen.page.locator(".k-message").inner_text()
        ends = seen.page.locator("select[name=from], select[name=to]").evaluate_all(
            "all => all.map(select => select.selectedOptions[0].text)"
        )
    assert ends == ["Almaty-1", "Khorgos Gateway"]
    assert told == "“almaty” is read as Almaty-1. “Khorgos” is read as Khorgos Gateway."


def test_swap_and_the_same_hub_twice(chromium, page):
    with web.visit(chromium, page) as seen:
        seen.page.get_by_role("button", name="Swap origin and destination").click()
        assert "from=Duisburg&to=Xi%27an" in seen.page.evaluate("location.hash")
        choose(seen, to="Duisburg")
        assert "from=Xi%27an&to=Duisburg" in seen.page.evaluate("location.hash")


def test_a_corridor_narrows_the_choice(chromium, page, offered):
    middle = [c for c in between(offered, "Xi'an", "Warsaw") if c.corridor == "middle"]
    with web.visit(chromium, page, fragment="#from=Xi'an&to=Warsaw&corridor=middle") as seen:
        assert told(seen) == headline(middle[0].outlook)


def test_the_shipment_moves_and_stops_where_it_waits(chromium, page, offered):
    outlook = between(offered, "Xi'an", "Duisburg")[0].outlook
    with web.visit(chromium, page, fragment="#from=Xi'an&to=Duisburg") as seen:
        spots = seen.page.evaluate(
            """hours => {
              const route = khorgos.route(khorgos.data, khorgos.explorer.choice.route);
              return hours.map((hour) => route.at(hour)[1]);
            }""",
            waits(outlook),
        )
        for before, after in zip(spots[::2], spots[1::2], strict=True):
            assert before == pytest.approx(after)
        seen.page.get_by_role("button", name="Play").click()
        seen.page.wait_for_function("() => document.querySelector('.k-player input').value > 0")
        seen.page.get_by_role("button", name="Pause").click()
        assert seen.paths(".k-shipment") == 1
        slider = seen.page.get_by_role("slider", name="Time since departure")
        assert int(slider.input_value()) > 0
        slider.fill("1000")
        assert seen.page.locator(".k-where").inner_text().startswith("day ")
        slider.press("Home")
        assert seen.page.locator(".k-where").inner_text().startswith("day 0.0")
        seen.assert_quiet(page)


def waits(outlook):
    """Hours just after the begin and just before the end of each dwell of an hour or more."""
    hours, found = 0.0, []
    for leg, part in zip(outlook.route.legs, outlook.leg_hours["p50"], strict=True):
        if leg.kind != "move" and leg.activity != "rest" and part > 1:
            found += [hours + 0.1, hours + part - 0.1]
        hours += part
    return found


def test_the_same_input_gives_the_same_bytes(corridor, page, tmp_path):
    again = save(draw(corridor, Explorer(HUBS)), tmp_path / "again.html")
    assert again.read_bytes() == page.read_bytes()


@pytest.fixture(scope="module")
def whole(corridor, shelf):
    """All hubs, as khorgos map -o explorer.html writes it."""
    return shelf.get("all-hubs.html", lambda path: save(draw(corridor, Explorer()), path))


def test_the_whole_explorer_is_small_and_quiet(chromium, whole):
    assert whole.stat().st_size <= EXPLORER_BYTES
    assert 'type="application/zlib"' in whole.read_text(encoding="utf-8")
    with web.visit(chromium, whole) as seen:
        seen.assert_quiet(whole)


def test_a_link_reads_names_as_the_command_line_does(chromium, corridor, whole):
    hubs = [corridor.places[id_] for id_ in corridor.infrastructure.hubs]
    names = [name for place in corridor.places.values() for name in place.names()]
    asked = ["Xi’an", "Xian", "xi an", "Warszawa", "Moskva", "Köln", "霍尔果斯"]
    asked += [name for hub in hubs for name in hub.names()[:-1]]
    with web.visit(chromium, whole) as seen:
        told = seen.page.evaluate(
            """([names, asked]) => {
              const { explorer, data } = khorgos;
              const called = (hub) => hub === undefined ? null : data.places[hub].name;
              return [names.map((name) => explorer.joined(name)),
                      asked.map((name) => called(explorer.hub(name)))];
            }""",
            [names, asked],
        )
        assert told[0] == [joined(name) for name in names]
        for name, hub in zip(asked, told[1], strict=True):
            found = [place.name for place in corridor.find(name) if place in hubs]
            assert (hub in found) if found else hub is None, name
        seen.assert_quiet(whole)


def test_what_the_benchmark_reads_is_there_for_each_change(chromium, whole):
    with web.visit(chromium, whole) as seen:
        before = seen.page.evaluate(CHANGES)
        for origin, destination in (("Shanghai", "Madrid"), ("Poti", "Xi'an")):
            choose(seen, **{"from": origin, "to": destination})
        # An entry is written after the paint.
        seen.page.wait_for_function(f"() => {CHANGES}.length === {len(before) + 4}")
        assert min(seen.page.evaluate(CHANGES)) > 0
        seen.assert_quiet(whole)
