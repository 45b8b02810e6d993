"""Themes, languages, traffic, paper and phone: the map as readers turn it."""

from __future__ import annotations

import re

import browser as web
import pytest
from contrast import LEGIBLE, contrast

from khorgos.geo.places.gazetteer import LANGUAGES
from khorgos.maps import draw, save

pytestmark = pytest.mark.browser

FINGER = 40  # pixels
THIRD = 1 / 3
SCRIPT = {"ru": re.compile("[А-Яа-я]"), "kk": re.compile("[А-яӘәҒғҚқҢңӨөҰұҮүІі]"),
          "zh": re.compile("[\u4e00-\u9fff]")}  # fmt: skip
MAP = "Object.values(window).find(value => value instanceof L.Map)"


@pytest.fixture(scope="module")
def asked(corridor, shelf):
    routes = [corridor.route("Xi'an", "Duisburg"), corridor.route("Almaty", "Khorgos")]
    return shelf.get("two-routes.html", lambda path: save(draw(corridor, routes), path))


def frame_corridor(seen):
    seen.page.get_by_role("button", name="Almaty–Khorgos").click()
    seen.settle()


def speak(seen, language):
    seen.page.get_by_label("Names in").select_option(language)


def colour_of(seen, selector, what):
    """Computed colour of the first element, as #rrggbb."""
    text = seen.page.locator(selector).first.evaluate(
        "(e, what) => getComputedStyle(e)[what]", what
    )
    return "#{:02x}{:02x}{:02x}".format(*map(int, re.findall(r"\d+", text)[:3]))


def labels_of(seen):
    return seen.page.locator(".k-label:not([hidden])").all_inner_texts()


def test_dark_and_back_without_drawing_again(chromium, asked):
    with web.visit(chromium, asked) as seen:
        switch = seen.page.get_by_role("button", name="Dark map")
        land = seen.page.locator(".k-land").element_handle()
        shape = land.get_attribute("d")
        looks = []
        for pressed in ("false", "true", "false"):
            assert switch.get_attribute("aria-pressed") == pressed
            looks.append({
                "land": colour_of(seen, ".k-land", "fill"),
                "water": colour_of(seen, ".k-water", "fill"),
                "label": colour_of(seen, ".k-label:not([hidden])", "color"),
                "country": colour_of(seen, ".k-country span", "color"),
                "panel": colour_of(seen, "#khorgos-panel", "backgroundColor"),
                "text": colour_of(seen, "#khorgos-panel h2", "color"),
                "line": colour_of(seen, ".k-line-rail1520", "stroke"),
                "route": colour_of(seen, ".k-route", "stroke"),
                "control": colour_of(seen, ".k-views", "backgroundColor"),
                "credits": colour_of(seen, ".leaflet-control-attribution", "backgroundColor"),
            })  # fmt: skip
            switch.click()
        light, dark, again = looks
        assert light == again
        assert all(light[part] != dark[part] for part in light)
        for look in (light, dark):
            for text, ground in (("label", "land"), ("label", "water"), ("country", "land"),
                                 ("text", "panel")):  # fmt: skip
                assert contrast(look[text], look[ground]) >= LEGIBLE, (text, ground)
        assert land.is_visible()
        assert land.get_attribute("d") == shape
        seen.assert_quiet(asked)


def test_popup_is_dark_too(chromium, network):
    with web.visit(chromium, network) as seen:
        seen.page.get_by_role("button", name="Dark map").click()
        frame_corridor(seen)
        seen.page.get_by_role("button", name="Road crossing Nur Zholy").click()
        ground = colour_of(seen, ".leaflet-popup-content-wrapper", "backgroundColor")
        assert contrast(ground, "#000000") < LEGIBLE
        for selector in ("h3", "p", "td", "th", "a"):
            text = colour_of(seen, f".leaflet-popup-content {selector}", "color")
            assert contrast(text, ground) >= LEGIBLE, selector


def test_the_theme_follows_the_system_until_it_is_chosen(chromium, network):
    with web.visit(chromium, network) as seen:
        theme = "document.documentElement.dataset.theme"
        for scheme in ("dark", "light", "dark"):
            seen.page.emulate_media(color_scheme=scheme)
            seen.page.wait_for_function(f"() => {theme} === '{scheme}'")
        seen.page.get_by_role("button", name="Dark map").click()
        assert seen.page.evaluate(theme) == "light"
        for scheme in ("light", "dark"):
            seen.page.emulate_media(color_scheme=scheme)
            seen.settle()
        assert seen.page.evaluate(theme) == "light"
        seen.assert_quiet(network)


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_names_in_a_language(chromium, asked, corridor, language):
    def name(id_):
        return getattr(corridor.places[id_], f"name_{language}")

    xian = next(place.id for place in corridor.places.values() if place.name_zh == "西安")
    with web.visit(chromium, asked) as seen:
        assert corridor.places[xian].name in labels_of(seen)
        speak(seen, language)
        assert name(xian) in labels_of(seen)
        label = seen.page.locator(".k-label bdi", has_text=name(xian)).first
        assert label.get_attribute("lang") == language
        assert (
            name(xian) in seen.page.get_by_role("region", name="Route 1", exact=True).inner_text()
        )
        countries = seen.page.locator(".k-country bdi").all_inner_texts()
        assert countries
        assert all(SCRIPT[language].search(text) for text in countries)
        frame_corridor(seen)
        assert name("KGW") in labels_of(seen)
        marker = seen.page.locator(f".k-place[aria-label*='{name('KGW')}']")
        marker.click()
        assert seen.page.locator(
            ".leaflet-popup-content h2, .leaflet-popup-content h3"
        ).first.inner_text() == name("KGW")
        speak(seen, "en")
        assert (
            seen.page.locator(".leaflet-popup-content")
            .inner_text()
            .startswith(corridor.places["KGW"].name)
        )
        assert corridor.places["KGW"].name in labels_of(seen)
        seen.assert_quiet(asked)


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_glyphs_are_drawn_and_not_boxes(chromium, network, language):
    with web.visit(chromium, network) as seen:
        speak(seen, language)
        boxes = seen.page.evaluate(
            """() => {
              const canvas = document.createElement('canvas');
              canvas.width = canvas.height = 40;
              const pen = canvas.getContext('2d', {willReadFrequently: true});
              pen.font = getComputedStyle(document.querySelector('.k-label')).font;
              const picture = (letter) => {
                pen.clearRect(0, 0, 40, 40);
                pen.fillText(letter, 8, 28);
                return pen.getImageData(0, 0, 40, 40).data.join();
              };
              const none = new Set(['\\uffff', '\\u{10fffe}', ' '].map(picture));
              const text = [...document.querySelectorAll('.k-label:not([hidden]), .k-country')]
                .map(e => e.textContent).join('');
              return [...new Set(text)].filter(c => c.trim() && none.has(picture(c)));
            }"""
        )
    assert boxes == []


@pytest.mark.parametrize("close", [False, True])
@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_overlaps_in_any_language(chromium, asked, language, close):
    with web.visit(chromium, asked) as seen:
        speak(seen, language)
        if close:
            frame_corridor(seen)
        boxes = seen.page.evaluate(
            """() => [...document.querySelectorAll(
                '.k-label:not([hidden]), .k-place svg, .k-day, .k-country span')]
              .map(e => [e.textContent, e.getBoundingClientRect()])
              .map(([text, r]) => [text, r.left + 2, r.top + 2, r.right - 2, r.bottom - 2])"""
        )
    assert len(boxes) > 20
    for i, (name, left, top, right, bottom) in enumerate(boxes):
        for other, left2, top2, right2, bottom2 in boxes[i + 1 :]:
            apart = left >= right2 or left2 >= right or top >= bottom2 or top2 >= bottom
            assert apart, f"{name or 'symbol'} lies over {other or 'symbol'}"


def test_countries_are_named_off_the_lines(chromium, network):
    with web.visit(chromium, network) as seen:
        hit = seen.page.evaluate(
            """() => [...document.querySelectorAll('.k-country span')].filter(e => {
              const box = e.getBoundingClientRect();
              return [...document.querySelectorAll('path.k-line')].some(path => {
                const screen = path.getScreenCTM().inverse();
                return [0.1, 0.3, 0.5, 0.7, 0.9].some(part => path.isPointInStroke(
                  new DOMPoint(box.left + part * box.width, box.top + box.height / 2)
                    .matrixTransform(screen)));
              });
            }).map(e => e.textContent)"""
        )
        assert seen.paths(".k-country") >= 5
    assert hit == []


BANDS = f"""async () => {{
  const data = await ({web.DATA});
  const map = {MAP};
  const bands = [...document.querySelectorAll('path.k-flow')];
  return data.lines.flatMap((line, number) => {{
    if (line.flow === undefined) return [];
    const flow = data.flows[line.flow];
    const ends = [line.from, line.to].map((i) => data.places[i].at);
    const found = ends.flatMap((at) => {{
      const {{x, y}} = map.latLngToLayerPoint(at);
      return bands.filter((path) => path.classList.contains('k-flow-' + flow.unit)
        && path.isPointInStroke(new DOMPoint(x, y)));
    }});
    const widths = found.map((path) => Number(path.getAttribute('stroke-width')));
    return [[flow.unit, flow.perDay[1], Math.max(0, ...widths)]];
  }});
}}"""


def test_more_traffic_is_wider(chromium, network):
    with web.visit(chromium, network) as seen:
        rows = seen.page.evaluate(BANDS)
        trains = sorted(
            {(per_day, width) for unit, per_day, width in rows if unit == "trains" and width}
        )
        assert len({width for _, width in trains}) > 2
        least, most = trains[0], trains[-1]
        assert most[0] > 2 * least[0]
        assert most[1] > 1.3 * least[1]
        units = {unit for unit, *_ in rows}
        classes = {(unit, width) for unit, _, width in rows if width}
        # One path for each unit and width, however many lines there are.
        assert seen.paths("path.k-flow") <= 10 * len(units)
        assert len(rows) > seen.paths("path.k-flow") >= len({width for _, width in classes})


def test_traffic_lies_below_the_lines_and_goes_with_its_layer(chromium, network):
    with web.visit(chromium, network) as seen:
        pane = "document.querySelector(s).closest('.leaflet-pane')"
        depth = f"s => Number(getComputedStyle({pane}).zIndex)"
        assert seen.page.evaluate(depth, "path.k-flow") < seen.page.evaluate(depth, "path.k-line")
        before = seen.paths("path.k-flow")
        assert before > 0
        for expected in (0, before):
            seen.page.locator(".leaflet-control-layers").hover()
            seen.page.get_by_role("checkbox", name="Traffic (trains, trucks a day)").click()
            assert seen.paths("path.k-flow") == expected
        seen.assert_quiet(network)


def test_legend_tells_widths_and_years_of_traffic(chromium, network):
    with web.visit(chromium, network) as seen:
        legend = seen.page.locator(".k-flow-legend")
        trains = legend.get_by_role("list", name="Trains a day").locator("li")
        numbers = [int(text.replace(",", "")) for text in trains.all_inner_texts()[1:]]
        widths = [
            float(path.get_attribute("stroke-width")) for path in trains.locator("path").all()
        ]
        assert len(numbers) == len(widths) == 3
        assert numbers == sorted(numbers, reverse=True)
        assert widths == sorted(widths, reverse=True)
        assert len(set(widths)) == len(widths)
        assert re.search(r"20\d\d", legend.inner_text())


def test_a_line_tells_its_traffic(chromium, network, corridor):

    flow = next(flow for flow in corridor.flows.values() if flow.id == "rail.altynkol-horgos")
    with web.visit(chromium, network) as seen:
        seen.page.evaluate(
            f"""async () => {{
              const data = await ({web.DATA});
              const flow = data.flows.find(flow => flow.label === {flow.label!r});
              const box = khorgos.flowBlock(data, flow);
              box.id = 'flow';
              document.body.append(box);
            }}"""
        )
        text = " ".join(seen.page.locator("#flow").inner_text().split())
    told = f"{flow.per_day:.0f} ({flow.low:.0f}–{flow.high:.0f}) trains a day, {flow.as_of}"
    assert told in text
    for source in flow.sources:
        assert corridor.sources[source].title in text


def test_paper_shows_all_and_no_control(chromium, asked, corridor):
    route = corridor.route("Xi'an", "Duisburg")
    with web.visit(chromium, asked) as seen:
        page = seen.page
        page.get_by_role("button", name="Dark map").click()
        view = f"(() => {{ const map = {MAP}; return [map.getZoom(), map.getCenter().lat]; }})()"
        before = page.evaluate(view)
        open_before = seen.paths("details[open]")
        page.emulate_media(media="print")
        page.wait_for_function("() => document.body.classList.contains('k-printing')")
        for selector in (".leaflet-bar", ".leaflet-control-layers", "button", "select", "input"):
            shown = [control for control in page.locator(selector).all() if control.is_visible()]
            assert shown == [], selector
        assert contrast(colour_of(seen, ".k-land", "fill"), "#ffffff") < 1.2
        assert page.locator(".leaflet-control-attribution").is_visible()
        for part in ("#khorgos-contents", ".k-scroll"):
            clipped = page.locator(part).evaluate_all(
                "all => all.filter(e => e.scrollHeight > e.clientHeight + 1).length"
            )
            assert clipped == 0, part
        rows = page.locator(".k-card").first.locator(".k-legs tbody tr")
        assert rows.count() == len(route.legs)
        assert rows.first.is_visible()
        assert rows.last.is_visible()
        assert page.locator(".k-card .k-sources li").first.is_visible()
        box = page.locator(".folium-map").bounding_box()
        panel = page.locator("#khorgos-panel").bounding_box()
        assert panel["y"] >= box["y"] + box["height"]
        inside = page.evaluate(
            """() => {
              const map = document.querySelector('.folium-map').getBoundingClientRect();
              return [...document.querySelectorAll('.k-day')].every(e => {
                const box = e.getBoundingClientRect();
                return box.left >= map.left && box.right <= map.right && box.top >= map.top;
              });
            }"""
        )
        assert inside
        page.emulate_media(media="screen")
        page.wait_for_function("() => !document.body.classList.contains('k-printing')")
        assert page.evaluate(view) == pytest.approx(before, abs=0.5)
        assert seen.paths("details[open]") == open_before
        page.emulate_media(media="null")
        pages = re.findall(rb"/Type /Page\b", page.pdf(prefer_css_page_size=True))
        assert len(pages) > 1
        seen.assert_quiet(asked)


def test_phone_shows_the_routes_and_targets_for_fingers(chromium, asked):
    with web.visit(chromium, asked, 390, 844) as seen:
        page = seen.page
        routes = page.locator("path.k-route").first.bounding_box()
        frame = page.locator(".folium-map").bounding_box()
        assert routes["width"] > 0.8 * frame["width"]
        assert routes["x"] >= frame["x"]
        assert routes["x"] + routes["width"] <= frame["x"] + frame["width"]
        assert routes["y"] > frame["y"]
        assert routes["y"] + routes["height"] < frame["y"] + frame["height"]
        for control in page.locator(
            ".leaflet-control-container :is(a[role=button], button, select)"
        ).all():
            if control.is_visible():
                box = control.bounding_box()
                assert min(box["width"], box["height"]) >= FINGER, control.inner_text()
        credits_ = page.locator(".leaflet-control-attribution")
        folded = credits_.bounding_box()
        assert folded["height"] < 20
        assert "© OpenStreetMap contributors" in credits_.inner_text()
        button = page.get_by_role("button", name="All credits")
        assert button.get_attribute("aria-expanded") == "false"
        button.tap()
        assert button.get_attribute("aria-expanded") == "true"
        unfolded = credits_.bounding_box()
        assert folded["height"] < unfolded["height"] < THIRD * frame["height"]
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        seen.assert_quiet(asked)
