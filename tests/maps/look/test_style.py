"""Colours of the map and of the page: the same in both, and legible in both themes."""

from __future__ import annotations

import itertools
import json
import math
import re
from importlib import resources

import pytest
from contrast import LEGIBLE, contrast, linear

from khorgos.maps.look import style

HEX = re.compile(r"#[0-9a-fA-F]{6}\b")
VISIBLE = 3.0  # the same for what is no text
APART = 0.09  # in OKLab; neighbours below this are hard to tell apart

TEXT = [
    ("ink", "paper"),
    ("ink", "ground"),
    ("ink", "hover"),
    ("ink", "stripe"),
    ("ink", "badge"),
    ("ink", "land"),
    ("ink", "water"),
    ("ink", "label-halo"),
    ("ink", "trains"),
    ("ink", "trucks"),
    ("ink", "vehicles"),
    ("quiet", "paper"),
    ("quiet", "ground"),
    ("quiet", "stripe"),
    ("country", "land"),
    ("link", "paper"),
    ("link", "stripe"),
    ("warning", "paper"),
]
ROUTES = [f"route-{number}" for number in range(1, len(style.ROUTE_COLOURS) + 1)]


def properties(block):
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-fA-F]{6});", block))


@pytest.fixture(scope="module")
def themes():
    css = (resources.files("khorgos.maps.page") / "assets" / "khorgos.css").read_text(
        encoding="utf-8"
    )
    light = re.search(r"^:root \{(.*?)^\}", css, re.DOTALL | re.MULTILINE)
    dark = re.search(r':root\[data-theme="dark"\] \{(.*?)\}', css, re.DOTALL)
    return {"light": properties(light[1]), "dark": properties(dark[1])}


def oklab(colour):
    red, green, blue = linear(colour)
    cones = [
        0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue,
        0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue,
        0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue,
    ]
    long, middle, short = (cone ** (1 / 3) for cone in cones)
    return (
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )


def test_contrast_of_black_and_white():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


def test_a_role_has_the_same_colour_in_python_and_in_the_page(themes):
    for colour, role in style.ROLES.items():
        assert themes["light"][role].lower() == colour.lower(), role
    assert len(set(style.ROLES.values())) == len(style.ROLES)


def test_the_dark_theme_replaces_every_colour(themes):
    assert themes["light"].keys() == themes["dark"].keys()


def test_the_page_gets_roles_only():
    text = json.dumps(style.for_page())
    assert not HEX.search(text)
    for colour in style.ROUTE_COLOURS:
        assert f"var(--{style.ROLES[colour]})" in text
    assert HEX.search(json.dumps(style.LINES)), "pictures without a page need the colours"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_is_legible(themes, theme):
    colours = themes[theme]
    for text, ground in [*TEXT, *(("on-colour", route) for route in ROUTES)]:
        assert contrast(colours[text], colours[ground]) >= LEGIBLE, (text, ground)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_routes_stand_out_and_differ(themes, theme):
    colours = themes[theme]
    for route in ROUTES:
        assert contrast(colours[route], colours["land"]) >= VISIBLE, route
    for a, b in itertools.combinations(ROUTES, 2):
        assert math.dist(oklab(colours[a]), oklab(colours[b])) >= APART, (a, b)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_traffic_hides_no_gauge(themes, theme):
    colours = themes[theme]
    for line, band in itertools.product(("blue", "vermillion"), ("trains", "trucks", "vehicles")):
        assert contrast(colours[line], colours[band]) >= 2.5, (line, band)
