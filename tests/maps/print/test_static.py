"""Maps as pictures: PNG, SVG and PDF, drawn without a browser."""

from __future__ import annotations

import re
import shutil
import struct
import time
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree as ET

import matplotlib as mpl
import numpy as np
import pytest
from hostile import PAYLOADS, TOLD, inert, poison
from matplotlib.colors import to_hex
from matplotlib.textpath import TextPath
from matplotlib.transforms import Bbox
from PIL import Image

from khorgos import layers
from khorgos.geo import Corridor, RequestError
from khorgos.geo.tables.reading import DATA
from khorgos.maps.charts.figure import write_figure
from khorgos.maps.cli import main
from khorgos.maps.look import fonts, style
from khorgos.maps.look.formats import target_of
from khorgos.maps.print.ground import ink_of
from khorgos.maps.print.lines import DrawnNetwork, svg_path
from khorgos.maps.print.picture import SETTINGS, _Page, picture, write_picture
from khorgos.maps.print.projection import view_of
from khorgos.maps.print.sheet import Sheet
from khorgos.maps.print.slimming import slim
from khorgos.maps.print.text import POINT

SMALL = {"frame": "corridor", "width_mm": 120}
"""The quickest picture."""
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def continent(corridor):
    return picture(corridor)


@pytest.fixture(scope="module")
def routes(corridor):
    return [corridor.route("Xi'an", "Duisburg"), corridor.route("Almaty", "Khorgos")]


@pytest.fixture(scope="module")
def routed(corridor, routes):
    return picture(corridor, routes)


def texts(figure):
    return [text.get_text() for axes in figure.axes for text in axes.texts]


def labels(axes):
    return [text for text in axes.texts if (text.get_gid() or "").startswith("label")]


def write(figure, path):
    """What `write_picture` does with a figure."""
    write_figure(lambda: figure, path, SETTINGS)
    slim(path)
    return path


def turn(a, b):
    return a[0] * b[1] - a[1] * b[0]


# Formats


def test_a_png_has_its_size_and_flat_colours(corridor, tmp_path):
    path = write_picture(tmp_path / "map.png", corridor, **SMALL)
    data = path.read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", data[16:24])
    assert width == int(120 / 25.4 * 150)
    assert 0.5 * width < height < 1.5 * width
    with Image.open(path) as image:
        rgb = image.convert("RGB")
        assert rgb.getpixel((2, 2)) == (255, 255, 255)
        assert len(rgb.getcolors(width * height)) > 100, "shades make smooth edges"


def test_an_svg_has_labels_as_text(corridor, tmp_path):
    path = write_picture(tmp_path / "map.svg", corridor, **SMALL)
    root = ET.parse(path).getroot()
    assert root.tag == f"{SVG}svg"
    found = {"".join(text.itertext()) for text in root.iter(f"{SVG}text")}
    assert {"Khorgos Gateway", "Almaty", "Zhetygen", "KAZAKHSTAN", "Rail 1520 mm"} <= found
    assert any("© OpenStreetMap contributors (ODbL)" in text for text in found)
    assert any("Borders are de facto" in text for text in found)
    assert any(corridor.data_version in text for text in found)
    assert not any("<" in text for text in found)


def test_a_pdf_has_fonts_and_one_page(corridor, tmp_path):
    data = write_picture(tmp_path / "map.pdf", corridor, **SMALL).read_bytes()
    assert data.startswith(b"%PDF-1.")
    assert data.rstrip().endswith(b"%%EOF")
    assert len(re.findall(rb"/Type /Page\b", data)) == 1
    assert b"/FontFile2" in data, "letters are letters, not outlines"
    assert b"/CreationDate" not in data


def test_the_same_input_gives_the_same_bytes(corridor, tmp_path, monkeypatch):
    endings = ("png", "svg", "pdf")

    def files(name):
        figure = picture(corridor, **SMALL)
        return [write(figure, tmp_path / f"{name}.{ending}").read_bytes() for ending in endings]

    first = files("first")
    later = time.time() + 90_000
    monkeypatch.setattr(time, "time", lambda: later)
    with mpl.rc_context({"font.size": 30, "text.usetex": True, "axes.linewidth": 5}):
        second = files("second")
        assert mpl.rcParams["text.usetex"], "the user's settings stay"
    for ending, one, two in zip(endings, first, second, strict=True):
        assert one == two, ending


def test_files_stay_small(routed, tmp_path):
    limits = {"png": 350_000, "svg": 900_000, "pdf": 400_000}
    for ending, limit in limits.items():
        path = write(routed, tmp_path / f"map.{ending}")
        assert path.stat().st_size < limit, ending


# The map itself


def test_the_projection_is_conic_and_of_equal_area():
    view = view_of([(0, 30), (120, 30), (60, 60)], 250)

    def step(lon, lat, d_lon, d_lat):
        start, end = view.to_paper(np.array([[lon, lat], [lon + d_lon, lat + d_lat]], dtype=float))
        return end - start

    # Meridians are straight lines that meet in the north.
    west, east = (step(lon, 30, 0, 20) for lon in (20, 100))
    assert west[0] > 5
    assert east[0] < -5
    assert abs(turn(step(20, 30, 0, 10), step(20, 40, 0, 10))) < 1e-6
    # Parallels are arcs: they sag in the middle.
    points = view.to_paper(np.array([[20.0, 50], [60, 50], [100, 50]]))
    assert points[1, 1] < points[0, 1] - 5
    # A degree square has as much paper per square kilometre in the south as in the north.
    areas = [
        turn(step(lon, lat, 0.01, 0), step(lon, lat, 0, 0.01)) / np.cos(np.radians(lat))
        for lon, lat in ((10, 25), (60, 45), (110, 65))
    ]
    assert np.ptp(areas) / np.mean(areas) < 0.02


@pytest.mark.parametrize("south", [-40, -5, 0, 60])
def test_views_anywhere_keep_their_points_on_the_sheet(south):
    points = np.array([(-20.0, south), (60, south), (20, south + 20)])
    view = view_of(points, 200)
    flat = view.to_paper(points)
    assert view.sees(flat).all()
    assert np.allclose(view.to_earth(flat), points)


def ink_box(label):
    """What the letters of a label cover, in millimetres."""
    box = TextPath((0, 0), label.get_text(), prop=label.get_fontproperties()).get_extents()
    x, y = label.get_position()
    back = {"left": 0, "center": (box.x0 + box.x1) / 2, "right": box.x1}[label.get_ha()]
    left, right, low, high = (v * POINT for v in (box.x0 - back, box.x1 - back, box.y0, box.y1))
    return Bbox([[x + left, y + low], [x + right, y + high]])


def test_labels_do_not_overlap(continent, routed, corridor):
    close = picture(corridor, frame="corridor")
    for figure, least in ((continent, 80), (routed, 60), (close, 15)):
        assert len(labels(figure.axes[0])) >= least
        for axes in figure.axes[:2]:
            boxes = [(label.get_text(), ink_box(label)) for label in labels(axes)]
            met = [(a, b) for (a, one), (b, two) in combinations(boxes, 2) if one.overlaps(two)]
            assert not met
            right = axes.get_xlim()[1]
            assert all(box.x0 > 0 and box.x1 < right for _, box in boxes)


def test_the_important_places_are_named(continent, routed, corridor):
    named = {label.get_text() for label in labels(continent.axes[0])}
    assert {"Almaty", "Khorgos Gateway", "Xi'an", "Moscow", "Duisburg", "Dostyk"} <= named
    inset = {label.get_text() for label in labels(continent.axes[1])}
    assert {"Almaty-1", "Altynkol", "Zhetygen", "Khorgos Gateway"} <= inset
    ends = {label.get_text() for label in labels(routed.axes[0])}
    assert {"Xi'an", "Duisburg", "Almaty-1", "Khorgos Gateway", "Dostyk", "Minsk"} <= ends


def test_the_inset_shows_the_corridor_when_it_matters(continent, routed, corridor, routes):
    assert len(continent.axes) == len(routed.axes) == 3, "map, inset and page"
    outlooks = [corridor.outlook(route) for route in routes]
    sheet = Sheet(
        corridor, DrawnNetwork(corridor), outlooks[:1], fonts.typeface(), "en", ink_of("light")
    )
    assert _Page(sheet, "continent", 260).inset is None, "this route does not pass the corridor"
    own = Sheet(corridor, sheet.network, outlooks[1:], sheet.faces, "en", sheet.ink)
    assert _Page(own, "continent", 260).inset.title == "Almaty–Khorgos"
    assert _Page(own, "routes", 260).inset.title == "Khorgos"
    assert _Page(own, "routes", 120).inset is None, "no room"


def test_routes_have_title_outlook_and_days(routed, corridor, routes):
    shown = texts(routed)
    assert "Xi'an → Duisburg" in shown
    assert "Almaty-1 → Khorgos Gateway" in shown
    outlook = corridor.outlook(routes[0])
    days = [f"{outlook.quantile(p) / 24:.1f}" for p in (0.1, 0.5, 0.9)]
    (told,) = (text for text in shown if f"within {days[1]}," in text)
    assert all(day in told for day in days)
    assert "P10-P50-P90" in told
    marks = layers.day_marks(outlook)
    ranges = zip(marks["first_day"], marks["last_day"], strict=True)
    numbers = [f"{a}" if a == b else f"{a}–{b}" for a, b in ranges]
    assert len(set(numbers) & set(shown)) > 0.7 * len(numbers)


def test_the_legend_tells_what_is_drawn(continent, corridor):
    shown = set(texts(continent))
    assert {"Rail 1435 mm", "Rail 1520 mm", "Sea or ferry", "Seaport", "Planned"} <= shown
    assert "Route and direction" not in shown
    close = set(texts(picture(corridor, **SMALL)))
    assert {"Rail 1520 mm", "Road", "Dry port"} <= close
    assert not {"Seaport", "Sea or ferry", "Rail 1676 mm"} & close
    assert any(text.endswith(" trains a day") for text in shown & close)


def test_bands_of_traffic_are_as_wide_as_it_is_great(continent):
    colour = ink_of("light")["trains"].lower()
    main = continent.axes[0]
    bands = [p for p in main.artists + main.patches if to_hex(p.get_edgecolor()) == colour]
    assert len({round(band.get_linewidth(), 2) for band in bands}) > 1


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_themes_have_the_colours_of_the_page(corridor, theme):
    figure = picture(corridor, theme=theme, **SMALL)
    ink = ink_of(theme)
    assert to_hex(figure.get_facecolor()) == ink["paper"].lower()
    assert {label.get_color() for label in labels(figure.axes[0])} == {ink["ink"]}
    assert set(style.ROLES.values()) <= set(ink.roles)


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("ru", {"Алматы-1", "Жаркент", "КАЗАХСТАН"}),
        ("kk", {"Алматы-1", "Жаркент", "ҚАЗАҚСТАН"}),
        ("zh", {"阿拉木图一站", "扎尔肯特", "哈萨克斯坦"}),
    ],
)
def test_names_come_in_four_languages(corridor, tmp_path, language, names):
    path = write_picture(tmp_path / "map.svg", corridor, language=language, **SMALL)
    found = {"".join(text.itertext()) for text in ET.parse(path).iter(f"{SVG}text")}
    assert names <= found
    assert fonts.MISSING not in "".join(found)


@pytest.mark.parametrize("name", style.SYMBOLS)
def test_every_symbol_can_be_drawn(name):
    for d, *_ in style.SYMBOLS[name]["shapes"]:
        box = svg_path(d).get_extents()
        assert -0.1 < box.x0 <= box.x1 < 24.1
        assert -0.1 < box.y0 <= box.y1 < 24.1
        assert box.width + box.height > 4


def test_an_unknown_command_of_a_symbol_is_told():
    with pytest.raises(ValueError, match="no command 't'"):
        svg_path("M0 0t4 4")


# What goes wrong


def test_chinese_needs_a_font(monkeypatch):
    monkeypatch.setattr(fonts, "_installed", lambda: frozenset({"DejaVu Sans"}))
    with pytest.raises(RequestError, match=r"Noto Sans CJK SC .*fonts-noto-cjk"):
        fonts.typeface("zh")
    plain = fonts.typeface("ru")
    assert plain.fit("Қорғас 霍尔果斯") == f"Қорғас {fonts.MISSING * 4}"


@pytest.mark.parametrize(
    ("how", "told"),
    [
        ({"frame": "moon"}, "no frame 'moon'; use continent, corridor, routes"),
        ({"frame": "routes"}, "no routes to show"),
        ({"language": "de"}, "'de'; use en, ru, kk, zh"),
        ({"theme": "blue"}, "'blue' is no theme; use light or dark"),
        ({"width_mm": 5}, "5 mm wide; use 90 to 1200"),
        ({"width_mm": float("nan")}, "nan mm wide"),
    ],
)
def test_wrong_wishes_are_told_in_one_line(corridor, how, told):
    with pytest.raises(RequestError) as caught:
        picture(corridor, **how)
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_route_of_another_corridor_is_told(corridor, edit, routes):
    folder = edit("edges.csv", "rail:NRL-ALT,", "rail:NRL-ALT-2,")
    with pytest.raises(RequestError, match=r"\(rail:NRL-ALT\) does not exist; ask this"):
        picture(Corridor.load(folder), routes[1])


@pytest.mark.parametrize("name", ["map.jpg", "map", "no/such/folder/map.png"])
def test_a_wrong_file_is_told(corridor, tmp_path, name):
    with pytest.raises(RequestError):
        write_picture(tmp_path / name, corridor, **SMALL)
    assert not list(tmp_path.iterdir())


# On the way from Almaty to Zharkent, and beside it.
NAMED = ("ALC", "ALM1", "ZHT", "ZHK", "SHT", "YIN", "KON", "SRZ", "CHZ")
HOSTILE = (
    *PAYLOADS,
    "\U0001f682 霍尔果斯 " * 999,
    "nul \0 \x1b \ufffe",
    "\ud7ff\U0010fffd\u0301",
)


@pytest.mark.parametrize("first", range(0, len(HOSTILE), len(NAMED)))
def test_hostile_names_stand_as_they_are(corridor, tmp_path, first):
    names = dict(zip(NAMED, HOSTILE[first : first + len(NAMED)], strict=False))
    changed = corridor.revised(
        places={id_: corridor.places[id_]._replace(name=name) for id_, name in names.items()}
    )
    route = changed.route("ALM1", "ZHT")
    figure = picture(changed, route, frame="corridor")
    for ending in ("svg", "pdf", "png"):
        write(figure, tmp_path / f"map.{ending}")
    found = {"".join(text.itertext()) for text in inert(tmp_path / "map.svg").iter(f"{SVG}text")}
    for name in names.values():
        start = fonts.typeface().fit(name)[:12]
        assert any(start in text for text in found), name
    assert not re.search(rb"/(JavaScript|JS|URI|OpenAction)\b", (tmp_path / "map.pdf").read_bytes())


def test_a_country_may_be_called_anything(tmp_path):
    folder = tmp_path / "tables"
    shutil.copytree(DATA, folder)
    for table in TOLD:
        poison(folder, table)
    hostile = Corridor.load(folder)
    for language in ("en", "kk"):
        write_picture(tmp_path / "map.svg", hostile, language=language, **SMALL)
        inert(tmp_path / "map.svg")


# The command line


def test_the_command_line_writes_pictures(tmp_path, capsys):
    file = tmp_path / "routes.png"
    assert main(["map", "Almaty", "Khorgos", "-o", str(file), "--theme", "dark"]) == 0
    assert file.read_bytes()[:4] == b"\x89PNG"
    assert "routes: 1" in capsys.readouterr().out
    named = tmp_path / "corridor"
    wish = ["--format", "svg", "--frame", "corridor", "--language", "ru"]
    assert main(["map", "-o", str(named), *wish]) == 0
    assert "Жаркент" in (tmp_path / "corridor.svg").read_text(encoding="utf-8")
    assert not named.exists()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["-o", "map.png", "--format", "svg"], "map.png ends in .png, but --format is svg"),
        (["-o", "map.jpg"], "no map is written as .jpg"),
        (["-o", "map.html", "--frame", "corridor"], "--frame is for pictures"),
        (["-o", "map.png", "--frame", "routes"], "no routes to show"),
        (["-o", "no/such/folder/map.png"], "there is no folder"),
    ],
)
def test_the_command_line_tells_what_is_wrong(words, told, capsys):
    assert main(["map", *words]) == 2
    error = capsys.readouterr().err
    assert told in error
    assert len(error.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("output", "asked", "name", "kind"),
    [
        ("a.html", None, "a.html", "html"),
        ("a.HTM", None, "a.HTM", "html"),
        ("a", None, "a", "html"),
        ("a.pdf", "pdf", "a.pdf", "pdf"),
        ("v1.2", "png", "v1.2.png", "png"),
    ],
)
def test_the_format_follows_the_ending(output, asked, name, kind):
    assert target_of(output, asked) == (Path(name), kind)
