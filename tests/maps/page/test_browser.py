"""The map as readers see it, in Chromium and without a network."""

from __future__ import annotations

import browser as web
import folium
import pytest

from khorgos.maps import draw, save
from khorgos.maps.report.outlook import headline, worst

pytestmark = pytest.mark.browser

GATEWAY = "Dry port Khorgos Gateway, Kazakhstan"
CORRIDOR = [
    "Zharkent",
    "Koktal",
    "Nurkent",
    "Ulken Shygan",
    "Khorgos Gateway",
    "Altynkol",
    "Nur Zholy",
    "Horgos",
    "Almaty-1",
]


@pytest.fixture(scope="module")
def asked(corridor, shelf):
    routes = [
        corridor.route("Xi'an", "Duisburg", service="fast"),
        corridor.route("Xi'an", "Duisburg", via=["Khorgos"]),
        corridor.route("Almaty", "Khorgos"),
        corridor.route("Almaty", "Khorgos", mode="road"),
    ]
    return shelf.get("four-routes.html", lambda path: save(draw(corridor, routes), path))


@pytest.fixture(scope="module")
def truck(corridor):
    return corridor.route("Khorgos", "Warsaw", mode="road", door=True)


@pytest.fixture(scope="module")
def trucked(corridor, truck, shelf):
    return shelf.get("truck.html", lambda path: save(draw(corridor, truck), path))


@pytest.fixture(params=["asked", "network"])
def page(request):
    return request.getfixturevalue(request.param)


def frame_corridor(seen):
    seen.page.get_by_role("button", name="Almaty–Khorgos").click()
    seen.settle()


def toggle(seen, layer):
    seen.page.locator(".leaflet-control-layers").hover()
    seen.page.get_by_role("checkbox", name=layer, exact=True).click()
    seen.page.mouse.move(640, 700)


def test_no_error_and_no_request(chromium, page):
    with web.visit(chromium, page) as seen:
        seen.assert_quiet(page)
        assert seen.page.evaluate("document.documentElement.lang") == "en"
        assert seen.page.title()


def test_title_names_the_routes(chromium, asked):
    with web.visit(chromium, asked) as seen:
        assert seen.page.title().startswith("Xi'an → Duisburg, ")


def test_dry_port_tells_its_figures_and_sources(chromium, asked, corridor):
    with web.visit(chromium, asked) as seen:
        frame_corridor(seen)
        seen.page.get_by_role("button", name=GATEWAY).click()
        popup = seen.page.locator(".leaflet-popup")
        text = popup.inner_text()
        gauge = corridor.figure("gauge.khorgos.west", "standard")
        assert gauge.label.lower() in text.lower()
        assert corridor.sources[gauge.sources[0]].title in text
        assert corridor.places["KGW"].name_zh in text
        link = popup.locator(".k-sources a").first
        assert link.get_attribute("target") == "_blank"
        assert link.get_attribute("rel") == "noopener noreferrer"
        assert link.get_attribute("href").startswith("http")
        seen.assert_quiet(asked)


def test_line_tells_gauge_length_and_speed(chromium, network):
    with web.visit(chromium, network) as seen:
        seen.page.evaluate(
            """() => {
              const path = document.querySelector('.k-hit');
              const {x, y} = path.getBoundingClientRect();
              path.dispatchEvent(new MouseEvent('click', {bubbles: true, clientX: x, clientY: y}));
            }"""
        )
        text = seen.page.locator(".leaflet-popup").inner_text()
        for word in ("Carrier", "Length", "km", "Country"):
            assert word in text
        seen.assert_quiet(network)


def cells(popup, label):
    """Rows of the table of the figure with a label."""
    section = popup.locator("section.k-figure", has=popup.page.get_by_text(label, exact=True))
    rows = section.locator("tbody tr").all()
    return [[cell.inner_text() for cell in row.locator("th, td").all()] for row in rows]


def test_popup_tells_typical_range_date_and_regimes(chromium, corridor, asked):
    variants = corridor.figures["customs.altynkol.entry"]
    assert set(variants) == {"fast", "fast/stressed", "standard", "standard/stressed"}
    words = {"no": "", "range": "range: judgement", "yes": "judgement"}
    expected = []
    for key in variants:  # they stand in the table in this order
        service, _, regime = key.partition("/")
        figure = variants[key]
        name = f"{regime or service.capitalize()} {words[figure.judgement]}".strip()
        hours = (figure.low, figure.typical, figure.high)
        expected.append([name, *(f"{x:.1f}".removesuffix(".0") for x in hours), str(figure.as_of)])
    with web.visit(chromium, asked) as seen:
        frame_corridor(seen)
        seen.page.get_by_role("button", name="Altynkol").click()
        popup = seen.page.locator(".leaflet-popup")
        label = variants["standard"].label
        assert sorted(cells(popup, label)) == sorted(expected)
        rows = cells(popup, label)
        assert [row[0].split()[0] for row in rows] == ["Fast", "stressed", "Standard", "stressed"]
        head = popup.locator(".k-range thead").first.inner_text().split()
        assert " ".join(head) == "1 in 10 below Typical hours 1 in 10 above As of"
        assert f"Standard, stressed: {variants['standard/stressed'].note}" in popup.inner_text()
        box = popup.bounding_box()
        table = popup.locator(".k-range").first.bounding_box()
        assert table["x"] + table["width"] <= box["x"] + box["width"]
        seen.assert_quiet(asked)


def test_a_popup_names_the_services_that_share_a_figure(chromium, corridor, asked):
    queue = corridor.figures["queue.nurzholy.east"]
    assert set(queue) == {"any", "any/stressed", "any/disrupted", "car"}
    with web.visit(chromium, asked) as seen:
        frame_corridor(seen)
        seen.page.get_by_role("button", name="Road crossing Nur Zholy").click()
        rows = cells(seen.page.locator(".leaflet-popup"), queue["any"].label)
    assert [row[0].removesuffix("range: judgement").removesuffix("judgement").strip()
            for row in rows] == ["Fast, standard", "stressed", "disrupted", "Car"]  # fmt: skip


@pytest.mark.parametrize("layer", ["Rail 1520 mm", "Road", "Sea and ferry"])
def test_a_layer_goes_and_comes_back(chromium, network, layer):
    with web.visit(chromium, network) as seen:
        before = seen.paths()
        toggle(seen, layer)
        assert seen.paths() < before - 5
        toggle(seen, layer)
        assert seen.paths() == before
        seen.assert_quiet(network)


def test_places_of_a_layer_go_and_come_back(chromium, network):
    with web.visit(chromium, network) as seen:
        assert seen.paths(".k-seaport") > 0
        toggle(seen, "Seaports")
        assert seen.paths(".k-seaport") == 0
        toggle(seen, "Seaports")
        assert seen.paths(".k-seaport") > 0


def test_a_route_goes_with_its_day_marks(chromium, asked):
    with web.visit(chromium, asked) as seen:
        marks, routes = seen.paths(".k-mark"), seen.paths(".k-route")
        toggle(seen, "Route 1")
        assert seen.paths(".k-route") == routes - 1
        assert 0 < seen.paths(".k-mark") < marks
        toggle(seen, "Day marks")
        assert seen.paths(".k-mark") == 0


def test_day_marks_name_the_days_of_a_wait(chromium, asked, corridor):
    from khorgos.layers import day_marks

    marks = day_marks(corridor.outlook(corridor.route("Xi'an", "Duisburg", via=["Khorgos"])))
    # The longest: a shorter one at Khorgos finds no room among the places of its terminals.
    long = marks.loc[(marks["last_day"] - marks["first_day"]).idxmax()]
    assert long.first_day < long.last_day
    with web.visit(chromium, asked) as seen:
        label = f"Route 2: end of days {long.first_day}–{long.last_day}"
        assert seen.page.locator(f"[aria-label='{label}']").count() == 1


def test_frames(chromium, network):
    scale = ".leaflet-control-scale-line"
    with web.visit(chromium, network) as seen:
        far = seen.page.locator(scale).inner_text()
        frame_corridor(seen)
        assert seen.page.locator(scale).inner_text() != far
        labels = seen.page.locator(".k-label:not([hidden])").all_inner_texts()
        assert set(CORRIDOR) <= set(labels)
        seen.page.get_by_role("button", name="China–Europe").click()
        seen.settle()
        assert seen.page.locator(scale).inner_text() == far


@pytest.mark.parametrize("close", [False, True])
def test_labels_and_symbols_do_not_overlap(chromium, asked, close):
    with web.visit(chromium, asked) as seen:
        if close:
            frame_corridor(seen)
        boxes = seen.page.evaluate(
            """() => [...document.querySelectorAll('.k-label:not([hidden]), .k-place svg, .k-day')]
              .map(e => [e.textContent, e.getBoundingClientRect()])
              .map(([text, r]) => [text, r.left + 2, r.top + 2, r.right - 2, r.bottom - 2])"""
        )
    assert len(boxes) > 20
    for i, (name, left, top, right, bottom) in enumerate(boxes):
        for other, left2, top2, right2, bottom2 in boxes[i + 1 :]:
            apart = left >= right2 or left2 >= right or top >= bottom2 or top2 >= bottom
            assert apart, f"{name or 'symbol'} lies over {other or 'symbol'}"


def test_only_the_best_known_places_are_named_from_afar(chromium, network, corridor):
    best = {place.name for place in corridor.places.values() if place.rank == 1}
    with web.visit(chromium, network) as seen:
        labels = set(seen.page.locator(".k-label:not([hidden])").all_inner_texts())
    assert labels <= best
    assert "Khorgos Gateway" in labels
    assert len(labels) > 15


def test_panel_tells_the_routes_in_figures(chromium, asked, corridor):
    route = corridor.route("Xi'an", "Duisburg", service="fast")
    with web.visit(chromium, asked) as seen:
        card = seen.page.get_by_role("region", name="Route 1", exact=True)
        text = card.inner_text()
        outlook = corridor.outlook(route)
        told = [headline(outlook), "Where the time goes", "moving", "What makes it late or early"]
        told += [f"{driver.share * 100:.0f} %" for driver in worst(outlook)]
        told += [f"State of the corridor, {outlook.regimes.label}: "]
        told += [f"{name} {100 * weight:.0f} %" for name, weight in outlook.weights.items()]
        told += [f"({outlook.regimes.as_of}) judgement", "legs"]
        line = " ".join(text.split())
        for words in told:  # in this order
            assert words in line, words
            line = line[line.index(words) :]
        assert worst(outlook)[0].label.lower() in text.lower()
        assert "[object" not in text
        assert f"{route.distance_km:,.0f} km" in text
        for cause, share in route.shares().items():
            assert (f"{cause} " in text) == (share > 0)
        card.get_by_text(f"{len(route.legs)} legs").click()
        rows = card.locator(".k-legs tbody tr")
        assert rows.count() == len(route.legs)
        assert "Xi'an – " in rows.first.inner_text()


def test_rests_and_doors_are_listed_and_not_drawn(chromium, corridor, truck, trucked):
    rests = [leg for leg in truck.legs if leg.activity == "rest"]
    with web.visit(chromium, trucked) as seen:
        card = seen.page.get_by_role("region", name="Route 1", exact=True)
        assert "road, standard service, door to door" in card.inner_text()
        card.get_by_text(f"{len(truck.legs)} legs").click()
        rows = [row.inner_text() for row in card.locator(".k-legs tbody tr").all()]
        assert "\tDoor\t" in rows[0]
        assert "\tDoor\t" in rows[-1]
        listed = [row for row in rows if "\tRest\t" in row]
        assert len(listed) == len(rests) > 3
        for leg, row in zip(rests, listed, strict=True):
            assert row.startswith(f"On the way to {leg.destination.name}: {leg.figure.label}")
        assert "undefined" not in card.inner_text()
        scroll = card.locator(".k-scroll").first
        assert scroll.evaluate("e => e.scrollWidth <= e.clientWidth")
        total = card.locator(".k-legs tfoot tr").inner_text().split("\t")
        assert total[-2] == f"{corridor.outlook(truck).quantile(0.5) / 24:.1f}"
        labels = seen.page.locator(".k-mark").evaluate_all(
            "all => all.map(e => e.getAttribute('aria-label'))"
        )
        assert "Route 1: end of days 1–2" in labels
        seen.assert_quiet(trucked)


def test_a_route_popup_begins_with_the_answer(chromium, corridor, truck, trucked):
    with web.visit(chromium, trucked) as seen:
        seen.page.locator(".k-hit-route").evaluate(
            """path => {
              const point = path.getPointAtLength(path.getTotalLength() / 2);
              const {x, y} = point.matrixTransform(path.getScreenCTM());
              path.dispatchEvent(new MouseEvent('click', {bubbles: true, clientX: x, clientY: y}));
            }"""
        )
        text = " ".join(seen.page.locator(".leaflet-popup-content").inner_text().split())
        title = f"{truck.origin.name} → {truck.destination.name}"
        assert text.startswith(f"{title} {headline(corridor.outlook(truck))}")
        seen.assert_quiet(trucked)


def test_legend_has_all_that_is_drawn(chromium, network):
    with web.visit(chromium, network) as seen:
        text = seen.page.locator(".k-legend").inner_text()
    for words in ("Rail 1435 mm", "Rail 1520 mm", "both 1435 and 1520", "Rail 1668", "Rail 1676",
                  "Road", "Sea or ferry", "Planned", "Suspended", "Dry port", "Border crossing",
                  "Break of gauge", "Seaport", "City", "Free zone", "Airport"):  # fmt: skip
        assert words in text


def test_attribution(chromium, network, corridor):
    with web.visit(chromium, network) as seen:
        attribution = seen.page.locator(".leaflet-control-attribution")
        text = attribution.inner_text()
        links = attribution.locator("a").evaluate_all("all => all.map(a => a.href)")
    for words in ("© OpenStreetMap contributors (ODbL)", "GeoNames (CC BY 4.0)", "Natural Earth",
                  "Borders are de facto", corridor.data_version):  # fmt: skip
        assert words in text
    assert "https://opendatacommons.org/licenses/odbl/1-0/" in links


def test_markers_have_names_for_those_who_listen(chromium, network):
    with web.visit(chromium, network) as seen:
        names = seen.page.locator(".leaflet-marker-icon[tabindex]").evaluate_all(
            "all => all.map(e => e.getAttribute('aria-label'))"
        )
    assert names
    assert all(names)


def test_what_users_add_is_there(chromium, corridor, tmp_path):
    folium_map = draw(corridor)
    folium.Marker([48, 67], popup="my yard", tooltip="yard").add_to(folium_map)
    folium.Marker([50, 60], icon=folium.Icon(color="darkgreen")).add_to(folium_map)
    group = folium.FeatureGroup("my layer").add_to(folium_map)
    folium.PolyLine([[48, 67], [50, 60]], class_name="mine").add_to(group)
    path = save(folium_map, tmp_path / "own.html")
    with web.visit(chromium, path) as seen:
        assert seen.page.locator("img.leaflet-marker-icon").count() == 1
        assert seen.page.locator(".k-pin").count() == 1
        assert seen.paths("path.mine") == 1
        toggle(seen, "my layer")
        assert seen.paths("path.mine") == 0
        seen.page.locator("img.leaflet-marker-icon").click()
        assert seen.page.locator(".leaflet-popup").inner_text().startswith("my yard")
        seen.assert_quiet(path)


def test_notebook(chromium, corridor, tmp_path):
    path = tmp_path / "notebook.html"
    path.write_text(f"<!DOCTYPE html>{draw(corridor)._repr_html_()}", encoding="utf-8")
    context = chromium.new_context(offline=True)
    page = context.new_page()
    page.goto(path.as_uri())
    frame = page.frame_locator("iframe")
    frame.locator(".k-place").first.wait_for()
    assert frame.locator(".k-line").count() > 0
    context.close()


def test_phone(chromium, asked):
    with web.visit(chromium, asked, 390, 844) as seen:
        page = seen.page
        assert not page.locator(".leaflet-control-layers-list").is_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        panel = page.locator("#khorgos-panel")
        # The answer below, the routes above it: the sheet covers nothing of the map.
        assert page.get_by_role("region", name="Route 1", exact=True).is_visible()
        box = page.locator(".folium-map").bounding_box()
        assert 400 < box["y"] + box["height"] <= panel.bounding_box()["y"] + 1
        page.get_by_role("button", name="Routes and legend").tap()
        assert panel.bounding_box()["height"] < 50
        assert page.locator(".folium-map").bounding_box()["height"] > 790
        frame_corridor(seen)
        page.get_by_role("button", name=GATEWAY).tap()
        seen.settle()
        box = page.locator(".leaflet-popup").bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
        page.locator(".leaflet-popup-close-button").tap()
        page.locator(".leaflet-popup").wait_for(state="detached")
        seen.assert_quiet(asked)


def test_layers_open_under_a_finger(chromium, asked):
    """In a visit without a mouse: one that rests elsewhere would close the list again."""
    with web.visit(chromium, asked, 390, 844) as seen:
        seen.settle()
        seen.page.locator(".leaflet-control-layers-toggle").tap()
        seen.settle()
        assert seen.page.locator(".leaflet-control-layers-list").is_visible()
        seen.assert_quiet(asked)
