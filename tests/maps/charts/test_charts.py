"""Charts: their numbers are those of the model, and their files are whole."""

from __future__ import annotations

import itertools
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from dataclasses import replace

import matplotlib as mpl
import pytest
from hostile import PAYLOADS, TOLD, inert, poison
from matplotlib.colors import to_hex

from khorgos.geo import Corridor, RequestError
from khorgos.geo.evidence.published import read_observations
from khorgos.geo.evidence.trade import read_trade
from khorgos.geo.graph.edge import CAUSES
from khorgos.geo.tables.reading import DATA
from khorgos.maps import charts, write_picture
from khorgos.maps.charts.data import (
    bin_width,
    country_spans,
    density,
    split_hours,
    staircase_points,
    staircase_stops,
)
from khorgos.maps.charts.figure import route_names
from khorgos.maps.charts.scatter import draw_backtest, save_picture
from khorgos.maps.cli import main, pictures
from khorgos.maps.look.style import CAUSE_COLOURS, ROUTE_COLOURS
from khorgos.maps.look.words import clean

ASKED = {
    "rail": ("Xi'an", "Duisburg", {}),
    "middle": ("Xi'an", "Duisburg", {"avoid": "Russia"}),
    "truck": ("Almaty", "Urumqi", {"mode": "road"}),
    "sea": ("Shanghai", "Hamburg", {"mode": "sea"}),
    "door": ("Almaty", "Khorgos", {"door": True}),
}
OF_ROUTES = ("staircase", "split", "arrivals")


@pytest.fixture(scope="module")
def routes(corridor):
    return {
        name: corridor.route(origin, destination, **options)
        for name, (origin, destination, options) in ASKED.items()
    }


@pytest.fixture(scope="module", params=ASKED)
def route(request, routes):
    return routes[request.param]


def texts(figure) -> list[str]:
    found = figure.findobj(mpl.text.Text)
    return [text.get_text() for text in found if text.get_visible()]


# The numbers


def test_stairs_are_the_legs(corridor, route):
    outlook = corridor.outlook(route)
    steps = staircase_points(outlook)
    assert len(steps) == len(route.legs)
    for step, leg, hours in zip(steps, route.legs, outlook.leg_hours["p50"], strict=True):
        assert step.duration == pytest.approx(hours, abs=1e-9)
        assert step.km_after - step.km == pytest.approx(leg.distance_km, abs=1e-9)
        assert (step.cause, step.place) == (CAUSES[leg.kind], leg.origin.name)
    for before, after in itertools.pairwise(steps):
        assert (before.km_after, before.hours_after) == (after.km, after.hours)
    assert (steps[0].km, steps[0].hours) == (0, 0)
    assert steps[-1].km_after == route.distance_km
    assert steps[-1].hours_after == pytest.approx(outlook.quantile(0.5), abs=1e-9)


def test_stops_hold_all_that_stands_still(corridor, route):
    outlook = corridor.outlook(route)
    stops = staircase_stops(outlook)
    paced = zip(route.legs, outlook.leg_hours["p50"], strict=True)
    standing = sum(hours for leg, hours in paced if leg.kind != "move")
    assert sum(stop.hours for stop in stops) == pytest.approx(standing)
    for stop in stops:
        assert {step.km for step in stop.steps} == {stop.km}
        assert {step.place for step in stop.steps} == {stop.place}
        assert stop.longest.duration == max(step.duration for step in stop.steps)


def test_split_is_that_of_the_route(corridor, route):
    outlook = corridor.outlook(route)
    hours = split_hours(outlook)
    assert sum(hours.values()) == pytest.approx(outlook.quantile(0.5))
    for cause, kind in zip(CAUSES.values(), CAUSES, strict=True):
        paced = zip(route.legs, outlook.leg_hours["p50"], strict=True)
        spent = sum(part for leg, part in paced if leg.kind == kind)
        assert hours[cause] == pytest.approx(spent)


def test_borders_lie_where_the_country_changes(routes):
    spans = country_spans(routes["rail"])
    assert [span.country for span in spans] == ["CN", "KZ", "RU", "BY", "PL", "DE"]
    for route in routes.values():
        spans = country_spans(route)
        assert spans[0].km == 0
        assert spans[-1].km_after == route.distance_km
        for before, after in itertools.pairwise(spans):
            assert before.km_after == after.km
            assert before.country != after.country
        for span in spans:
            inside = [leg.distance_km for leg in route.legs if leg.country == span.country]
            assert span.km_after - span.km <= sum(inside) + 1e-6


def test_density_is_the_distribution(corridor, route):
    outlook = corridor.outlook(route)
    bins = density(outlook)
    assert sum((b.end - b.start) * b.density for b in bins) == pytest.approx(1)
    assert min(b.density for b in bins) >= 0
    assert bins[0].start <= outlook.quantile(0) < bins[0].end
    assert bins[-1].start < outlook.quantile(1) <= bins[-1].end
    reached = 0.0
    for b in bins:
        reached += (b.end - b.start) * b.density
        assert reached == pytest.approx(outlook.probability_within(b.end), abs=2e-3)
    assert all(a.end == b.start for a, b in itertools.pairwise(bins))


def test_density_of_samples_and_of_other_widths(corridor, routes):
    outlook = corridor.simulate(routes["rail"], 5000)
    for width in (None, 7.0, 1000.0, 1e5):
        bins = density(outlook, width)
        assert sum((b.end - b.start) * b.density for b in bins) == pytest.approx(1)
        assert bins[0].end - bins[0].start == (width or bin_width(outlook))


def test_bins_are_neither_few_nor_many(corridor, route):
    outlook = corridor.outlook(route)
    low, high = outlook.quantile(0.005), outlook.quantile(0.995)
    assert 15 <= (high - low) / bin_width(outlook) <= 60


# What is drawn


def drawn_stairs(axes, colours):
    """Segments of the stairs, each as its two ends."""
    return [
        tuple(map(tuple, line.get_xydata()))
        for line in axes.lines
        if len(line.get_xydata()) == 2
        and line.get_transform() == axes.transData
        and to_hex(line.get_color()).upper() in {colour.upper() for colour in colours}
        and line.get_marker() == "None"
    ]


def test_staircase_draws_every_leg_in_the_colour_of_its_cause(corridor, routes):
    route = routes["rail"]
    axes = charts.staircase(corridor, [route]).axes[0]
    for cause, colour in CAUSE_COLOURS.items():
        steps = [step for step in staircase_points(corridor.outlook(route)) if step.cause == cause]
        ends = [
            ((step.km, step.hours / 24), (step.km_after, step.hours_after / 24)) for step in steps
        ]
        assert drawn_stairs(axes, [colour]) == ends, cause


def test_staircase_says_where_it_stands_and_when_it_arrives(corridor, routes):
    route = routes["rail"]
    figure = charts.staircase(corridor, [route])
    said = texts(figure)
    assert any(text.startswith("Małaszewicze, 2.8 days\nBelarus-Poland") for text in said)
    assert any(text.startswith("Dostyk, 2.9 days\nKazakh acceptance") for text in said)
    outlook = corridor.outlook(route)
    p10, p50, p90 = (outlook.quantile(p) / 24 for p in (0.1, 0.5, 0.9))
    assert {f"P10 {p10:.1f}", f"P50 {p50:.1f} days", f"P90 {p90:.1f}"} <= set(said)
    whisker = next(line for line in figure.axes[0].lines if line.get_marker() == "_")
    assert list(whisker.get_ydata()) == [p10, p90]
    assert {"China", "Kazakhstan", "Russia", "km from the origin", "days since the start"} < set(
        said
    )
    borders = [
        line.get_xdata()[0]
        for line in figure.axes[0].lines
        if line.get_transform() != figure.axes[0].transData and len(line.get_xdata())
    ]
    assert borders == [span.km for span in country_spans(route)[1:]]


def test_staircase_of_several_routes_has_their_colours(corridor, routes):
    chosen = [routes["rail"], routes["middle"]]
    figure = charts.staircase(corridor, chosen)
    for route, colour in zip(chosen, ROUTE_COLOURS, strict=False):
        segments = drawn_stairs(figure.axes[0], [colour])
        assert len(segments) == len(route.legs)
        median = corridor.outlook(route).quantile(0.5) / 24
        assert segments[-1][1] == pytest.approx((route.distance_km, median))
    key = [text.get_text() for text in figure.axes[0].get_legend().get_texts()]
    assert key[0].startswith("1  Xi'an → Duisburg by Russia, Belarus: 12.")
    assert key[1].startswith("2  Xi'an → Duisburg by Azerbaijan, Georgia: ")
    # A stop that both share is named once.
    assert sum(text.startswith("Dostyk") for text in texts(figure)) == 1


@pytest.mark.parametrize("names", [["rail"], ["middle"], ["rail", "middle"], list(ASKED)])
def test_labels_of_stops_hide_nothing(corridor, routes, names):
    axes = charts.staircase(corridor, [routes[name] for name in names]).axes[0]
    axes.figure.draw_without_rendering()
    labels = [text for text in axes.texts if " days" in text.get_text()]
    assert len(labels) >= 2
    boxes = [label.get_window_extent() for label in axes.texts if label.get_text()]
    for one, other in itertools.combinations(boxes, 2):
        assert not one.overlaps(other)
    frame = axes.figure.bbox
    for box in boxes:
        assert frame.x0 <= box.x0
        assert box.x1 <= frame.x1


def test_split_bars_have_the_hours(corridor, routes):
    chosen = [routes["rail"], routes["middle"], routes["door"]]
    figure = charts.split(corridor, chosen)
    bars = [bar for bar in figure.axes[0].patches if bar.get_width()]
    told = iter(bars)
    for route in chosen:
        for cause, hours in split_hours(corridor.outlook(route)).items():
            if hours:
                bar = next(told)
                assert bar.get_width() == pytest.approx(hours / 24)
                assert to_hex(bar.get_facecolor()) == CAUSE_COLOURS[cause]
    assert next(told, None) is None
    said = texts(figure)
    assert f"{corridor.outlook(chosen[0]).quantile(0.5) / 24:.1f} days" in said
    assert "12.9 days\n67%" in said
    assert "also handling 4 hours (1%)" in said


def test_every_share_of_the_split_is_told(corridor, routes):
    said = "\n".join(texts(charts.split(corridor, list(routes.values()))))
    for route in routes.values():
        outlook = corridor.outlook(route)
        for hours in filter(None, split_hours(outlook).values()):
            assert f"{hours / outlook.quantile(0.5):.0%}" in said or "<1%" in said


def test_arrivals_mark_the_quantiles(corridor, routes):
    chosen = [routes["rail"], routes["middle"]]
    figure = charts.arrivals(corridor, chosen)
    width = max(bin_width(corridor.outlook(route)) for route in chosen)  # one for all
    assert width % 24 == 0
    for axes, route in zip(figure.axes, chosen, strict=True):
        outlook = corridor.outlook(route)
        days = [outlook.quantile(p) / 24 for p in (0.1, 0.5, 0.9)]
        assert [line.get_xdata()[0] for line in axes.lines] == days
        said = [text.get_text() for text in axes.texts]
        assert said == [f"P{n} {d:.1f} days" for n, d in zip((10, 50, 90), days, strict=True)]
        heights, edges, _ = axes.patches[0].get_data()
        assert sum(heights) == pytest.approx(100)
        bins = density(outlook, width)
        assert list(edges) == [bins[0].start / 24, *(b.end / 24 for b in bins)]
        shown = axes.get_xlim()
        assert shown[0] < days[0]
        assert days[2] < shown[1]
        assert axes.get_ylabel() == "probability per 2 days"


def test_trade_bars_are_the_table(corridor):
    figure = charts.trade(corridor)
    axes = figure.axes[0]
    bars = [bar for bar in axes.patches if bar.get_height()]
    rows = read_trade()
    assert sorted(bar.get_height() for bar in bars) == sorted(row.value for row in rows)
    computed = [row.value for row in rows if row.basis == "computed"]
    assert [bar.get_height() for bar in bars if bar.get_hatch()] == computed
    said = texts(figure)
    assert {"18", "24", "31.5", "25.2", "31.2", "41", "43.8", "no figure found"} <= set(said)
    assert {"Kazakhstan statistics", "Chinese statistics", "US$ bn a year"} <= set(said)
    footer = " ".join(next(text for text in said if text.startswith("Sources: ")).split())
    for row in rows:
        for id_ in row.sources:
            assert id_ in footer
            assert corridor.sources[id_].title in footer
    assert corridor.data_version in footer
    assert "Trade between Kazakhstan and China, 2021–2024" in " ".join(" ".join(said).split())


def test_trade_is_named_after_those_who_count_it(edit):
    folder = edit("trade_series.csv", "statistics,CN,", "statistics,MN,")
    said = " ".join(texts(charts.trade(Corridor.load(folder))))
    assert "Trade between Kazakhstan and Mongolia, " in said
    (folder / "trade_series.csv").unlink()
    assert re.search(r"\bTrade, \d{4}", " ".join(texts(charts.trade(Corridor.load(folder)))))


@pytest.mark.parametrize("kind", OF_ROUTES)
def test_title_and_footer(corridor, routes, kind):
    said = texts(getattr(charts, kind)(corridor, [routes["rail"]]))
    assert any(text.startswith("Xi'an → Duisburg: ") for text in said)
    footer = next(text for text in said if "data version" in text)
    assert corridor.data_version in footer
    assert f"{len(routes['rail'].sources)} sources" in footer


def test_routes_between_the_same_places_are_told_apart(corridor, routes):
    fast = corridor.route("Xi'an", "Duisburg", service="fast")
    south = corridor.route("Xi'an", "Duisburg", via="Khorgos")
    asked = [routes["rail"], fast, routes["middle"], south, routes["sea"]]
    names = route_names(asked)
    assert len(set(names)) == len(asked)
    assert names[1].endswith("fast service")
    assert names[4] == "Shanghai → Hamburg"


# Files

FIRST_BYTES = {".png": b"\x89PNG", ".svg": b"<?xml", ".pdf": b"%PDF"}


def plain_settings() -> dict[str, object]:
    # Asking for the backend would choose one.
    return {key: mpl.rcParams[key] for key in mpl.rcParams if not key.startswith("backend")}


@pytest.mark.parametrize("suffix", FIRST_BYTES)
@pytest.mark.parametrize("kind", pictures.CHARTS)
def test_the_same_bytes_each_time_whatever_the_settings(corridor, routes, tmp_path, kind, suffix):
    settings = plain_settings()
    of = () if kind == "trade" else ([routes["rail"], routes["middle"]],)
    draw = getattr(charts, kind)
    first = charts.save(draw(corridor, *of), tmp_path / f"a{suffix}").read_bytes()
    assert plain_settings() == settings
    own = {"font.size": 20, "axes.facecolor": "red", "svg.fonttype": "path", "lines.linewidth": 9}
    with mpl.rc_context(own):
        second = charts.save(draw(corridor, *of), tmp_path / f"b{suffix}").read_bytes()
    assert first.startswith(FIRST_BYTES[suffix])
    assert first == second
    assert len(first) < 400_000
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"a{suffix}", f"b{suffix}"]


def test_svg_keeps_its_letters(corridor, routes, tmp_path):
    path = charts.save(charts.staircase(corridor, [routes["rail"]]), tmp_path / "a.svg")
    said = [element.text for element in ET.parse(path).iter("{http://www.w3.org/2000/svg}text")]
    assert "Xi'an → Duisburg: time and distance" in said
    assert "Kazakhstan" in said


def test_png_is_wide_enough(corridor, tmp_path):
    path = charts.save(charts.trade(corridor), tmp_path / "a.png")
    width = int.from_bytes(path.read_bytes()[16:20], "big")
    assert width >= 1200


def test_nothing_global_is_drawn_on(tmp_path):
    code = (
        "import sys; from khorgos.geo import Corridor; from khorgos.maps import charts\n"
        "assert 'matplotlib' not in sys.modules\n"
        f"charts.save(charts.trade(Corridor.load()), {str(tmp_path / 'a.png')!r})\n"
        "assert 'matplotlib.pyplot' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


HOSTILE = (*PAYLOADS, "霍尔果斯 Қорғас" * 999, "_line", "nul \0 \x1b[31m \ud800 \ufffe \uffff", "$")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile") / "tables"
    shutil.copytree(DATA, folder)
    for table in TOLD:
        poison(folder, table)
    (folder / "version.txt").write_text("$x^{2$ <b>", encoding="utf-8")
    return Corridor.load(folder)


@pytest.mark.parametrize("suffix", FIRST_BYTES)
@pytest.mark.parametrize("kind", pictures.CHARTS)
def test_hostile_names_are_only_text(hostile, tmp_path, kind, suffix):
    of = ()
    if kind != "trade":
        of = ([hostile.route("XIA", "DUI"), hostile.route("place:NZH", "WAR", mode="road")],)
    for chosen in [of] if kind == "trade" else [of, (of[0][:1],), (of[0][1:],)]:
        figure = getattr(charts, kind)(hostile, *chosen)
        path = charts.save(figure, tmp_path / f"a{suffix}")
        assert path.read_bytes().startswith(FIRST_BYTES[suffix])
        if suffix == ".svg":
            root = inert(path)
            said = "".join(e.text or "" for e in root.iter() if e.tag.endswith("text"))
            assert "$x^{2$ <b>" in said
        if suffix == ".pdf":
            assert not re.search(rb"/(JavaScript|JS|URI|OpenAction|Launch)\b", path.read_bytes())


def test_a_hostile_name_stands_there_as_it_is(corridor, routes, tmp_path):
    route = routes["rail"]
    for number, name in enumerate(HOSTILE):
        asked = replace(route, origin=route.origin._replace(name=name))
        with mpl.rc_context({"text.parse_math": True}):  # whatever the user's own settings are
            figure = charts.split(corridor, [asked])
        if number % 5 == 0:
            charts.save(figure, tmp_path / "a.svg")
            inert(tmp_path / "a.svg")
        start = clean(name)[:10]
        assert any(text.startswith(start) and "→ Duisburg" in text for text in texts(figure)), name


def test_hostile_rows_are_only_text(corridor, tmp_path):
    backtest = corridor.backtest(read_observations()[:12])
    nasty = lambda asked, name: replace(asked, row=replace(asked.row, origin=name))
    outcomes = tuple(
        replace(outcome, asked=nasty(outcome.asked, name))
        for outcome, name in zip(backtest.outcomes, itertools.cycle(HOSTILE), strict=False)
    )
    backtest = replace(backtest, outcomes=outcomes, data_version="$x^{2$ <b>")
    found = texts(draw_backtest(backtest))
    assert any("$x^{2$ <b>" in text for text in found)
    assert any(text.startswith(clean(name)[:10]) for text in found for name in HOSTILE)
    for suffix in FIRST_BYTES:
        save_picture(backtest, tmp_path / f"a{suffix}")
    inert(tmp_path / "a.svg")


# Errors


@pytest.mark.parametrize("kind", OF_ROUTES)
def test_no_route_or_too_many(corridor, routes, kind):
    with pytest.raises(RequestError, match="needs a route; name its origin"):
        getattr(charts, kind)(corridor, [])
    with pytest.raises(RequestError, match="7 routes are too many for a chart; name at most 6"):
        getattr(charts, kind)(corridor, [routes["rail"]] * 7)


def test_no_table_of_trade(tables):
    (tables / "trade.csv").unlink()
    with pytest.raises(RequestError, match=r"no trade\.csv with rows: nothing to draw"):
        charts.trade(Corridor.load(tables))


def test_only_pictures_are_pictures(corridor, tmp_path):
    figure = charts.trade(corridor)
    for name in ("a.jpg", "a", "a.html"):
        with pytest.raises(RequestError, match=r"no picture; let it end in \.svg, \.png, \.pdf"):
            charts.save(figure, tmp_path / name)
    with pytest.raises(RequestError, match="there is no folder"):
        charts.save(figure, tmp_path / "nowhere" / "a.png")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(("name", "start"), [("..svg", b"<?xml"), ("..PNG", b"\x89PNG")])
def test_an_ending_after_a_dot_is_one(corridor, routes, tmp_path, name, start):
    charts.save(charts.split(corridor, [routes["rail"]]), tmp_path / name)
    write_picture(tmp_path / f".{name}", corridor, [routes["rail"]])
    for path in tmp_path.iterdir():
        assert path.read_bytes().startswith(start)
    assert len([*tmp_path.iterdir()]) == 2


# The command


@pytest.mark.parametrize("kind", pictures.CHARTS)
def test_command_writes_a_chart(tmp_path, capsys, kind):
    path = tmp_path / "a.svg"
    pairs = [] if kind == "trade" else ["Almaty", "Khorgos", "--mode", "road"]
    assert main(["chart", kind, *pairs, "-o", str(path)]) == 0
    assert ET.parse(path).getroot().tag.endswith("svg")
    assert str(path) in capsys.readouterr().out


def test_command_takes_the_options_of_routes(tmp_path):
    path = tmp_path / "a.svg"
    asked = ["Xi'an", "Duisburg", "--avoid", "Russia", "--service", "fast"]
    assert main(["chart", "staircase", *asked, "-o", str(path)]) == 0
    assert "Aktau" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("asked", "file", "said"),
    [
        (["staircase"], "a.png", "the chart needs a route; name its origin and its destination"),
        (["split", "Xi'an"], "a.png", "has no destination; name places in pairs"),
        (["trade", "Xi'an", "Duisburg"], "a.png", 'has no route; leave out "Xi\'an"'),
        (["trade"], "a.docx", "no picture; let it end in .svg, .png, .pdf"),
        (["arrivals", "Xi'an", "Nowhere"], "a.png", "no place is called 'Nowhere'"),
        (["trade"], "none/a.png", "there is no folder"),
    ],
)
def test_command_ends_with_one_clear_line(tmp_path, capsys, asked, file, said):
    assert main(["chart", *asked, "-o", str(tmp_path / file)]) == 2
    out, err = capsys.readouterr()
    assert not out
    assert said in err
    assert err.count("\n") == 1
    assert not list(tmp_path.iterdir())


def test_every_chart_of_the_command_exists():
    assert set(pictures.CHARTS) == set(charts.__all__) - {"save"}
