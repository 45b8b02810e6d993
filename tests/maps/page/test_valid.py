"""Files are what their formats say: HTML by the Nu validator, GeoJSON by RFC 7946, GeoPackage."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections import defaultdict
from pathlib import Path

import pytest
import rfc7946
from states import BY_NAME, NPM, PAGES, need

from khorgos import layers
from khorgos.layers.export import _write
from khorgos.maps.cli import main

JAVA = ("-Xss8m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
"""Compile once and quickly: for half a minute of work it takes half the time."""
VNU = NPM / "vnu-jar" / "build" / "dist" / "vnu.jar"

DOCUMENT = '<!DOCTYPE html>\n<html lang="en"><head><title>t</title></head><body>{}</body></html>'

# Message -> a part of the markup that it complains of.
NOT_OURS = {
    # The validator lags behind: CSS Fill and Stroke 3 has it, and so have all browsers.
    "CSS: “paint-order”: Property “paint-order” doesn't exist.": "",
    # The validator trims a text before it hashes it, and takes data for scripts.  What the policy
    # of a page blocks Chromium complains of, which every visit of tests/browser.py looks at.
    **dict.fromkeys(
        (
            f"Inline {what} violates Content Security Policy (meta tag): blocked by “{what}-src” "
            "directive (missing “‘unsafe-inline’” or nonce/hash)."
            for what in ("script", "style")
        ),
        "",
    ),
    # Leaflet writes these itself.
    "Section lacks heading. Consider using “h2”-“h6” elements to add identifying headings to all "
    "sections, or else use a “div” element instead for any cases where no heading is needed.": (
        '<section class="leaflet-control-layers-list">'
    ),
    "An “aria-disabled” attribute whose value is “true” should not be specified on an “a” element "
    "that has an “href” attribute.": '<a class="leaflet-control-zoom-',
}


@pytest.fixture(scope="session")
def messages(survey, shelf, tmp_path_factory):
    """File -> what the validator says of it; one run for all files, as Java starts slowly."""
    need(VNU)

    def look(path):
        told = validate(everything(survey, tmp_path_factory.mktemp("html")))
        path.write_text(json.dumps(told), encoding="utf-8")

    told = shelf.get("validator.json", look).read_text(encoding="utf-8")
    return defaultdict(list, json.loads(told))


def everything(survey, folder: Path) -> Path:
    """Write all that the validator is to see into a folder."""
    for name in PAGES:
        shutil.copy(survey.page(name), folder / f"{name}.saved.html")
    popups = {}
    for name in BY_NAME:
        seen = survey.look(name)
        (folder / f"{name}.drawn.html").write_text(seen.html, encoding="utf-8")
        popups |= dict.fromkeys(seen.popups)
    assert len(popups) > 500
    for number, popup in enumerate(popups):
        # Headings of popups follow the one of the page.
        (folder / f"popup{number}.html").write_text(
            DOCUMENT.format(f"<h1>Page</h1>{popup}"), encoding="utf-8"
        )
    return folder


def validate(folder: Path) -> dict[str, list[str]]:
    java = shutil.which("java") or pytest.fail("there is no java; make checkers", pytrace=False)
    done = subprocess.run(
        [java, *JAVA, "-jar", VNU, "--format", "json", "--stdout", *sorted(folder.glob("*.html"))],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert not done.stderr
    found = defaultdict(list)
    for message in json.loads(done.stdout)["messages"]:
        text, extract = message["message"], message.get("extract", "")
        ours = NOT_OURS.get(text, "?") not in extract
        # Notes without a subtype, such as one on the slash of <br />, are about taste.
        if ours and (message["type"] != "info" or "subType" in message):
            found[Path(message["url"]).name].append(f"{text} {extract!r}")
    return found


@pytest.mark.browser
def test_the_validator_finds_what_is_wrong(tmp_path):
    need(VNU)
    (tmp_path / "good.html").write_text(DOCUMENT.format("<p>text</p>"), encoding="utf-8")
    (tmp_path / "bad.html").write_text(DOCUMENT.format("<p><ul></ul></p>"), encoding="utf-8")
    (tmp_path / "warned.html").write_text(
        DOCUMENT.format("<section><p>text</p></section>"), encoding="utf-8"
    )
    assert set(validate(tmp_path)) == {"bad.html", "warned.html"}


@pytest.mark.browser
@pytest.mark.parametrize("name", PAGES)
def test_saved_pages_are_valid(messages, name):
    assert messages[f"{name}.saved.html"] == []


@pytest.mark.browser
@pytest.mark.parametrize("name", BY_NAME)
def test_drawn_pages_are_valid(messages, name):
    assert messages[f"{name}.drawn.html"] == []


@pytest.mark.browser
def test_popups_are_valid(messages):
    told = [told for file, told in messages.items() if file.startswith("popup")]
    assert told[:5] == []


def feature(shape, coordinates, **members) -> bytes:
    geometry = {"type": shape, "coordinates": coordinates}
    one = {"type": "Feature", "properties": {}, "geometry": geometry}
    data = {"type": "FeatureCollection", "features": [one], **members}
    return json.dumps(data).encode()


SQUARE = [[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]
BAD = [
    (feature("Point", [0, 1], crs=None), "has crs"),
    (feature("Point", [50, 95]), "[0] position 50, 95 is nowhere on Earth"),
    (feature("Point", [0.12345678, 1]), "[0] position 0.12345678, 1 has more than 7 decimals"),
    (feature("Point", [0, None]), "[0] position is [Decimal('0'), None]"),
    (feature("Point", [0, float("nan")]), "NaN is no JSON"),
    (feature("LineString", [[0, 1]]), "[0] 1 positions"),
    (feature("Polygon", [SQUARE[:-1]]), "[0] a ring is open"),
    (feature("Polygon", [SQUARE[::-1]]), "[0] ring 0 runs the wrong way"),
    (feature("MultiPolygon", [[SQUARE, SQUARE]]), "[0] ring 1 runs the wrong way"),
    (feature("Circle", [0, 1]), "[0] geometry is {'type': 'Circle'"),
    (feature("Point", [0, 1]).replace(b'"properties": {}, ', b""), "[0] no properties"),
    (feature("Point", [0, 1]).replace(b"{}", b'{"a": 1, "a": 2}'), "a member comes twice among"),
    (feature("Point", [0, 1]).replace(b"{}", b'{"a": "\xff"}'), "'utf-8' codec can't decode"),
]


@pytest.mark.parametrize(("text", "complaint"), BAD, ids=[complaint for _, complaint in BAD])
def test_the_checker_of_geojson_finds_what_is_wrong(text, complaint):
    assert rfc7946.complaints(feature("Polygon", [SQUARE])) == []
    (found,) = rfc7946.complaints(text)[:1]
    assert found.startswith(complaint)


PAIRS = ["Xi'an", "Duisburg", "Almaty", "Khorgos"]


@pytest.mark.usefixtures("loaded_once")
@pytest.mark.parametrize("asked", [[], PAIRS])
def test_exported_geojson_follows_rfc_7946(tmp_path, asked):
    assert main(["export", str(tmp_path / "x.geojson"), *asked]) == 0
    files = sorted(tmp_path.iterdir())
    assert len(files) == (2 if asked else 4)
    assert [rfc7946.complaints(file.read_bytes()) for file in files] == [[]] * len(files)
    # With the axes swapped, places east of 90 degrees would be nowhere on Earth.
    text = "".join(file.read_text(encoding="utf-8") for file in files)
    assert max(map(float, re.findall(r"\[ ([\d.]+), [\d.]+ \]", text))) > 90


def test_rings_of_exported_areas_follow_the_right_hand_rule(tmp_path):
    areas = layers.countries()
    wound = areas.set_geometry(areas.geometry.reverse())
    for number, table in enumerate([areas, wound]):
        file = tmp_path / f"areas{number}.geojson"
        _write(file, "areas", table)
        assert rfc7946.complaints(file.read_bytes()) == []


@pytest.mark.usefixtures("loaded_once")
@pytest.mark.parametrize("asked", [[], PAIRS])
def test_ogrinfo_opens_an_exported_geopackage(tmp_path, asked, corridor):
    ogrinfo = shutil.which("ogrinfo") or pytest.fail(
        "there is no ogrinfo; apt-get install gdal-bin", pytrace=False
    )
    file = tmp_path / "x.gpkg"
    assert main(["export", str(file), *asked]) == 0
    done = subprocess.run(
        [ogrinfo, "-so", "-al", file], capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0
    assert done.stderr == ""  # no warning either
    parts = re.split(r"^Layer name: ", done.stdout, flags=re.MULTILINE)[1:]
    counts = {
        part.split()[0]: int(re.search(r"^Feature Count: (\d+)$", part, re.MULTILINE)[1])
        for part in parts
    }
    if asked:
        routes = [corridor.route(*PAIRS[:2]), corridor.route(*PAIRS[2:])]
        assert set(counts) == {"legs_points", "legs_lines"}
        assert sum(counts.values()) == sum(len(route.legs) for route in routes)
    else:
        moves = layers.edges(corridor)["kind"] == "move"
        assert counts == {
            "places": len(corridor.places),
            "nodes": len(corridor.infrastructure.topology.nodes),
            "edges_lines": moves.sum(),
            "edges_points": (~moves).sum(),
        }
    for part in parts:
        assert 'ID["EPSG",4326]]' in part
