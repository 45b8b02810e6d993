"""What is installed, exported, imported, and shown in the documentation."""

from __future__ import annotations

import ast
import doctest
import importlib
import io
import pkgutil
import shutil
import subprocess
import sys
import tokenize
import tomllib
import zipfile
from pathlib import Path
from typing import get_args

import pytest
import shipped

import khorgos

ROOT = Path(__file__).parent.parent
MODULES = sorted(
    module.name
    for package in ("geo", "layers", "maps")
    for module in pkgutil.walk_packages([str(ROOT / package)], f"khorgos.{package}.")
)
LAYOUT = {
    *(tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE),
    *(tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER),
}
PACKAGES = ["khorgos", "khorgos.geo", "khorgos.layers", "khorgos.maps"]


@pytest.mark.parametrize("name", [*PACKAGES, *MODULES])
def test_examples_in_docstrings_run(name):
    module = importlib.import_module(name)
    found = doctest.DocTestFinder(exclude_empty=True).find(module)
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    with shipped.loaded_once():
        for examples in found:
            runner.run(examples)
    assert runner.summarize(verbose=False).failed == 0


@pytest.mark.parametrize("name", [*PACKAGES, *MODULES])
def test_exported_names_exist_and_are_described(name):
    module = importlib.import_module(name)
    assert module.__doc__
    for public in getattr(module, "__all__", []):
        thing = getattr(module, public)
        if callable(thing) and not get_args(thing):  # a Literal has none
            assert thing.__doc__, f"{name}.{public}"


def test_public_names():
    assert khorgos.__all__ == [
        *("Alternative", "Corridor", "Driver", "Effect", "Figure", "Hours", "KhorgosError"),
        *("Layer", "Leg", "Network", "NoRoute", "Outlook", "Place", "RequestError", "Route"),
        *("Scenario", "Source", "Style", "TableError", "UnknownPlace"),
        *("break_even", "compare", "compare_hubs", "compare_totals", "criticality"),
        *("draw", "layers", "maps", "save"),
    ]
    assert dir(khorgos) == sorted([*khorgos.__all__, "__version__"])
    assert all(getattr(khorgos, name) is not None for name in dir(khorgos))
    assert isinstance(khorgos.__version__, str)


def test_maps_and_layers_show_what_people_call():
    assert dir(khorgos.maps) == [
        *("Explorer", "Layer", "NetworkMap", "Style", "captions", "change_layers", "charts"),
        *("draw", "picture", "reach_map", "resilience_layers", "save", "write_picture"),
    ]
    assert dir(khorgos.layers) == [
        *("FORMATS", "countries", "day_marks", "edges", "far_land", "fine_borders"),
        *("isochrones", "lakes", "legs", "nodes", "places", "resilience", "write"),
    ]
    assert dir(khorgos.maps.charts) == ["arrivals", "save", "split", "staircase", "trade"]
    for room in (khorgos.maps, khorgos.layers, khorgos.maps.charts):
        assert all(getattr(room, name) is not None for name in dir(room))


def test_every_public_name_has_an_example():
    for name in set(khorgos.__all__) - {"layers", "maps"}:
        assert ">>> " in getattr(khorgos, name).__doc__, name


def test_public_functions_have_numpydoc_sections():
    for name in ("Corridor.load", "Corridor.route", "Corridor.find", "draw"):
        thing = khorgos
        for part in name.split("."):
            thing = getattr(thing, part)
        for section in ("Parameters", "Returns", "Examples"):
            assert f"{section}\n" in thing.__doc__, (name, section)


def test_the_model_loads_without_drawing_libraries():
    code = (
        "import sys, khorgos; khorgos.Corridor.load().route(\"Xi'an\", 'Duisburg');"
        "heavy = {'geopandas', 'shapely', 'pandas', 'scipy', 'folium', 'branca', 'rapidfuzz'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_route_command_loads_without_drawing_libraries():
    code = (
        "import sys; from khorgos.maps.cli import main; main(['route', \"Xi'an\", 'Duisburg']);"
        "heavy = {'geopandas', 'shapely', 'pandas', 'scipy', 'folium', 'branca', 'rapidfuzz'};"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)


def test_the_wheel_holds_the_whole_tree(tmp_path):
    """Every file of the packages is in the wheel: none is forgotten in pyproject.toml."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    copy = tmp_path / "copy"
    for name in listed:
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, copy / name)
    build = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", tmp_path, copy]
    subprocess.run(build, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    inside = {n.removeprefix("khorgos/") for n in zipfile.ZipFile(wheel).namelist()}
    packages = ("__init__.py", "py.typed", "geo/", "layers/", "maps/")
    expected = {name for name in listed if name.startswith(packages)}
    assert expected <= inside, expected - inside
    assert not [name for name in inside if name.startswith(("tests", "benchmarks", "scripts"))]


def test_root_holds_no_other_module():
    assert sorted(path.name for path in ROOT.glob("*.py")) == ["__init__.py", "__main__.py"]


def test_modules_stay_readable():
    long = {
        path.name: count
        for package in ("geo", "layers", "maps")
        for path in (ROOT / package).rglob("*.py")
        if (count := code_lines(path.read_text(encoding="utf-8"))) > 500
    }
    assert not long


def code_lines(text):
    """Lines of code: a rule that counted docstrings would part ideas that belong together."""
    lines = set()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type not in LAYOUT:
            lines.update(range(token.start[0], token.end[0] + 1))
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            lines.difference_update(range(node.lineno, (node.end_lineno or 0) + 1))
    return len(lines)


def test_changelog_names_the_version():
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    version = tomllib.loads(text)["project"]["version"]
    assert f"## {version}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_readme_figures_are_those_of_today(corridor):
    """Quantiles behind commands, as the README has them, are what the commands print."""
    import re
    import shlex

    from khorgos.maps.cli.asked import find
    from khorgos.maps.cli.main import _parser
    from khorgos.maps.report.outlook import headline

    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    found = re.findall(
        r"^(khorgos route [^#\n]+)# [^:\n]+: ([-\d.]+) (days|hours)$", readme, re.MULTILINE
    )
    assert [unit for *_, unit in found] == ["days", "days", "days", "hours"]
    for command, told, unit in found:
        args = _parser().parse_args(shlex.split(command)[1:])
        outlook = corridor.outlook(find(corridor, args, args.origin, args.destination))
        printed = re.findall(r"within ([\d.]+)", text := headline(outlook))
        assert unit in text
        assert told.split("-") in (printed, printed[1:2]), command
        if told == found[0][1]:
            assert text.removesuffix(" (P10-P50-P90).") in " ".join(readme.split())


def test_readme_backtest_is_that_of_today():
    import shipped

    readme = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
    backtest = shipped.backtest()
    assert f"{len(backtest.outcomes)} can be asked; {backtest.circular} are left out" in readme
    score, groups = backtest.headline, backtest.groups("observed")["corridor"]
    told = (
        f"Median error of the {score.rows} observed ones: {score.median_error:.0%}; bias "
        f"{score.median_bias:+.0%}; inside P10–P90: {score.inside:.0%}."
    )
    for name, corridor_name in (("Northern rail", "northern"), ("Middle Corridor", "middle")):
        group = groups[corridor_name]
        told += f" {name} {group.median_error:.0%} (bias {group.median_bias:+.0%}),"
    road = groups["road"]
    told += f" trucks {road.median_error:.0%} (bias {road.median_bias:+.0%})."
    assert told.replace("%", " %") in readme
    assert f"lie {backtest.noise():.0%} apart".replace("%", " %") in readme


def test_readme_commands_exist():
    from khorgos.maps.cli.main import _parser

    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = [line for line in readme.splitlines() if line.startswith("khorgos ")]
    assert commands
    import shlex

    for line in commands:
        _parser().parse_args(shlex.split(line, comments=True)[1:])
