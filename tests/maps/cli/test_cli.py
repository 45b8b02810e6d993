"""The command line, run as people run it."""

from __future__ import annotations

import argparse
import importlib
import json
import math
import os
import re
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import own_tables
import pytest
from command import khorgos

from khorgos.geo.evidence.backtest import Score
from khorgos.geo.evidence.calibration import CrossValidation
from khorgos.geo.tables.reading import DATA
from khorgos.maps.cli import main
from khorgos.maps.cli.main import GROUPS
from khorgos.maps.look.words import clean
from khorgos.maps.report.text import describe_route, table
from khorgos.maps.report.validation import describe_calibration

ROUTE_KEYS = set(
    """origin destination mode service distance_km hours days low_hours high_hours legs
    data_version""".split()  # noqa: SIM905
)
LEG_KEYS = set(
    """kind from to carrier country distance_km hours low_hours high_hours sources
    judgement""".split()  # noqa: SIM905
)


PROGRAM = Path(sys.executable).with_name("khorgos")


def process(*args: str, **options) -> subprocess.CompletedProcess[str]:
    """Run the program itself; `khorgos` runs the same in this process, which is quicker."""
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | options
    return subprocess.run([PROGRAM, *args], text=True, encoding="utf-8", check=False, **pipes)


@pytest.mark.parametrize(
    ("args", "status"),
    [
        (("route", "Almaty", "Khorgos", "--json"), 0),
        (("route", "Almaty", "Astana", "--avoid", "KZ"), 1),
        (("route", "Xi'an", "Duisberg"), 2),
        (("dance",), 2),
        (("--version",), 0),
        ((), 0),
    ],
)
def test_the_program_prints_what_is_tested_without_a_process(args, status):
    alone, here = process(*args), khorgos(*args)
    assert (alone.returncode, alone.stdout, alone.stderr) == (status, here.stdout, here.stderr)
    assert here.returncode == status


def test_route_as_text():
    done = khorgos("route", "Xi'an", "Duisburg", "--service", "fast")
    assert done.returncode == 0
    assert done.stderr == ""
    lines = done.stdout.splitlines()
    assert lines[0] == "Xi'an → Duisburg, rail, fast service"
    assert re.fullmatch(
        r"1 in 10 arrives within [\d.]+ days, half within [\d.]+, 9 in 10 within [\d.]+ "
        r"\(P10-P50-P90\)\.",
        lines[1],
    )
    assert "hours; " not in lines[1]
    for words in (
        "Where the time goes, in a journey of P50: moving",
        "A late journey (P90) loses most ",
        "Judgement: ",
        "Rests on ",
        "Data version ",
    ):
        assert any(line.startswith(words) for line in lines), words


def test_route_as_json():
    done = khorgos("route", "Xi'an", "Duisburg", "--json")
    data = json.loads(done.stdout)
    assert set(data) >= ROUTE_KEYS
    for leg in data["legs"]:
        assert set(leg) >= LEG_KEYS
        assert leg["sources"] or leg["judgement"]
    for key in ("hours", "low_hours", "high_hours", "distance_km"):
        assert sum(leg[key] for leg in data["legs"]) == pytest.approx(data[key], abs=1e-9)
    assert data["days"] == pytest.approx(data["hours"] / 24)


ASK = ["route", "Xi'an", "Duisburg"]
LEAVES = "2026-12-01T08:00+08:00"
BAD = [
    (["route", "Xi'an", "Duisberg"], 2, "no place is called 'Duisberg'; did you mean Duisburg?"),
    (["route", "Xi'an"], 2, "the following arguments are required: destination; see"),
    (["route", "Xi'an", "Xian"], 2, "are the same place; name two"),
    (["route", "Xi'an", "Duisburg", "--mode", "warp"], 2, "invalid choice: 'warp'"),
    (["route", "Almaty", "Astana", "--avoid", "KZ"], 1, "no rail route from Almaty to Astana: cut"),
    (["map", "Xi'an", "-o", "x.html"], 2, '"Xi\'an" has no destination; name places in pairs'),
    (["map", "-o", "/no/such/folder/x.html"], 2, "/no/such/folder"),
    (["map", "Xi'an", "Nowhere", "-o", "x.html"], 2, "no place is called 'Nowhere'"),
    (["places", "qqqqqqqq"], 2, "no place is called 'qqqqqqqq'; see: khorgos places"),
    (["sources", "X999"], 2, "'X999' is no source, figure or edge; khorgos sources lists"),
    (["export", "x.shp"], 2, "cannot write '.shp'; end the file name in one of .gpkg"),
    (["export", "/no/such/folder/x.csv"], 2, "there is no folder /no/such/folder; make it first"),
    (["route", "Xi'an", "Duisburg", "--data", "/nowhere"], 2, "places.csv: not found in /nowhere"),
    ([*ASK, "--depart", "2026-13-01"], 2, "cannot be read; write it as 2026-12-01T08:00+08:00"),
    ([*ASK, "--depart", "2022-12-01T08:00Z"], 2, "2022-12-01 is before the calendars, which cover"),
    ([*ASK, "--depart", "2028-12-30T08:00Z"], 2, "is after the calendars, which cover 2023-01-01"),
    ([*ASK, "--by", "2026-12-20"], 2, "a probability by a date needs the departure; add --depart"),
    ([*ASK, "--depart", LEAVES, "--by", "soon"], 2, "time 'soon' cannot be read; write it as"),
    ([*ASK, "--regime", "calm"], 2, "regime is 'calm'; use one of quiet, stressed, disrupted"),
    ([*ASK, "--regime", "quiet=x"], 2, "write each weight once, as quiet=0.6,stressed=0.4"),
    ([*ASK, "--arrivals", "Khorgos"], 2, "arrivals is 'Khorgos'; write it as 'Nur Zholy=700'"),
    ([*ASK, "--arrivals", "Nur Zholy=700"], 2, "the route does not wait at nurzholy.east; leave"),
    ([*ASK, "--arrivals", "brest.east=9"], 2, "the route does not wait at brest.east; leave it"),
    ([*ASK, "--capacity", "Paris=5"], 2, "no queues at 'Paris'; use one of nurzholy.east, "),
    (["simulate", *ASK[1:], "-n", "0"], 2, "n is 0; use a whole number from 1 to 5,000,000"),
    (["simulate", *ASK[1:], "--seed", "-1"], 2, "seed is -1; use a whole number from 0"),
    (["queue", "--closed-days", "3"], 2, "--closed-days needs its crossing; khorgos queue lists"),
    (
        ["queue", "Brest", "--backlog", "5"],
        2,
        "--backlog is of one direction; use one of brest.west, brest.east, or leave it out",
    ),
    (["queue", "Nur Zholy", "--capacity", "0"], 2, "capacity is 0.0; use a number from 0.001"),
    (["validate", "--rows", "no.csv"], 2, "no.csv: cannot be read (No such file or directory)"),
    (["resilience", "--top=--"], 2, "argument --top: '--' is no value; see khorgos --help"),
    (["validate", "-o", "/no/such"], 2, "there is no folder /no/such; make it first"),
    (["dance"], 2, "invalid choice: 'dance'"),
    (["--nonsense"], 2, "unrecognized arguments: --nonsense"),
    (["reach", "Khorgos", "--nonsense"], 2, "--nonsense; see khorgos reach --help"),
    (
        ["map", "-o", "x.html", "--month", "2024-06"],
        2,
        "khorgos map: --month is an option of khorgos route, simulate, alternatives, states; leave",
    ),
    (["reach", "Khorgos", "--month=2024-06"], 2, "khorgos reach: --month is an option of khorgos"),
    (["queue", "-n", "5"], 2, "khorgos queue: -n is an option of khorgos simulate; leave it out"),
    (["--month", "2024-06"], 2, "invalid choice: '2024-06'"),
]


@pytest.mark.parametrize(("args", "status", "message"), BAD, ids=[" ".join(b[0]) for b in BAD])
def test_errors_are_one_clear_line(args, status, message, tmp_path):
    done = khorgos(*args, cwd=tmp_path)
    assert done.returncode == status
    assert done.stdout == ""
    assert message in done.stderr
    assert done.stderr.count("\n") == 1
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_json_tells_how_sure():
    data = json.loads(khorgos(*ASK, "--json").stdout)
    assert list(data["quantiles"]) == ["p05", "p10", "p25", "p50", "p75", "p90", "p95"]
    hours = list(data["quantiles"].values())
    assert hours == sorted(hours)
    assert hours[0] < data["mean_hours"] < hours[-1]
    shares = [data["unstated"]["share"], *(driver["share"] for driver in data["drivers"])]
    assert sum(shares) == pytest.approx(1)
    assert data["depart"] is None
    assert data["arrive"] is None
    assert data["probability_by"] is None


def test_departure_gives_arrivals_and_chances():
    args = (*ASK, "--service", "fast", "--depart", LEAVES, "--by", "2026-12-20")
    data = json.loads(khorgos(*args, "--json").stdout)
    leaves = datetime.fromisoformat(data["depart"])
    for name, hours in data["quantiles"].items():
        arrives = datetime.fromisoformat(data["arrive"][name])
        assert arrives.utcoffset().total_seconds() == 3600  # winter in Duisburg
        assert (arrives - leaves).total_seconds() == pytest.approx(hours * 3600, abs=1)
    ((moment, chance),) = data["probability_by"].items()
    assert moment == "2026-12-20T23:59:59+01:00"
    assert 0.5 < chance < 1
    text = khorgos(*args).stdout
    assert f"Probability of arriving by 2026-12-20: {chance:.0%}." in text
    assert "Xi'an: fixed timetable" in text


def test_other_ways_leave_at_the_same_time():
    """What stands beside an answer is what each way answers when it is asked for itself."""
    args = (*ASK, "--service", "fast", "--depart", LEAVES)
    data = json.loads(khorgos(*args, "--json").stdout)
    (mine,) = (way for way in data["ways"] if way["id"] == data["way"])
    assert mine["quantiles"] == {name: data["quantiles"][name] for name in mine["quantiles"]}
    train = next(way for way in data["ways"] if way["id"] == "rail-northern-khorgos")
    own = json.loads(khorgos(*args, "--way", train["id"], "--json").stdout)["quantiles"]
    assert train["quantiles"] == {name: own[name] for name in train["quantiles"]}
    plain = json.loads(khorgos(*args[:-2], "--json").stdout)["ways"]
    (undated,) = (way for way in plain if way["id"] == train["id"])
    assert train["quantiles"]["p50"] > undated["quantiles"]["p50"] + 10  # waits for its day
    (line,) = (line for line in khorgos(*args).stdout.splitlines() if line.startswith("Other ways"))
    ferry = next(way for way in data["ways"] if way["id"] == "rail-ferry-middle-khorgos")
    assert f"by Khorgos {ferry['quantiles']['p50'] / 24:.1f}" in line
    assert "(P50, ready at the same time)" in line
    assert data["shares_in_p50"]["waiting"] > 0.04


def test_regimes_can_be_asked_for():
    half = [
        json.loads(khorgos(*ASK, "--json", "--regime", regime).stdout)["quantiles"]["p50"]
        for regime in ("quiet", "quiet=0.5,stressed=0.5", "stressed", "disrupted")
    ]
    assert half == sorted(half)
    assert half[0] < half[-1]


def test_simulate_is_the_same_for_the_same_seed():
    args = ("simulate", *ASK[1:], "-n", "5000", "--json")
    once, again, other = (json.loads(khorgos(*args, "--seed", s).stdout) for s in ("7", "7", "8"))
    assert once == again
    assert once["quantiles"] != other["quantiles"]
    assert once["samples"] == 5000
    text = khorgos(*args[:-1]).stdout
    for words in ("P05", "P95", "share of variance", "5,000 samples"):
        assert words in text, words


def test_queue_over_capacity_says_so():
    text = khorgos("queue", "Nur Zholy", "--arrivals", "725", "--capacity", "700").stdout
    assert "the queue grows by 25 trucks a day" in text
    data = json.loads(khorgos("queue", "Нур Жолы", "--closed-days", "3", "--json").stdout)
    assert data["closed_hours"] == 72
    listed = json.loads(khorgos("queue", "--json").stdout)
    assert len(khorgos("queue").stdout.splitlines()) == len(listed) + 1 > 5


def test_queues_of_a_place_are_all_told():
    both = [f"queue altynkol.{way}".split() for way in ("west", "east")]
    asked = ("--closed-days", "2")
    texts = [khorgos(*one, *asked).stdout for one in both]
    assert khorgos("queue", "Altynkol", *asked).stdout == "\n\n".join(texts)
    data = [json.loads(khorgos(*one, *asked, "--json").stdout) for one in both]
    found = json.loads(khorgos("queue", "Altynkol", *asked, "--json").stdout)
    assert [queue | {"names": []} for queue in found] == data
    assert [queue["closed_hours"] for queue in found] == [48, 48]


def test_what_if_at_a_crossing():
    ask = ("route", "Almaty", "Urumqi", "--mode", "road", "--json")
    today = json.loads(khorgos(*ask).stdout)
    busy = json.loads(khorgos(*ask, "--arrivals", "Nur Zholy=900").stdout)
    assert busy["quantiles"]["p50"] > today["quantiles"]["p50"]
    assert today["what_if"] == []
    assert "the queue grows by 175 trucks a day" in busy["what_if"][0]
    text = khorgos(*ask[:-1], "--arrivals", "Nur Zholy=900").stdout
    assert busy["what_if"][0] in text
    text = khorgos(*ASK, "--arrivals", "brest.west=15").stdout
    assert "With this load another way is faster" in text


def test_validate_writes_picture_and_rows(tmp_path):
    done = khorgos("validate", "-o", ".", cwd=tmp_path)
    assert done.returncode == 0
    assert "observed " in done.stdout
    names = ["backtest.csv", "backtest.svg", "verification.svg"]
    assert sorted(path.name for path in tmp_path.iterdir()) == names
    done = khorgos("validate", "-o", "right.png", cwd=tmp_path)
    assert done.stdout.splitlines()[-1] == "right.png"
    assert (tmp_path / "right.png").stat().st_size > 10_000


def test_validate_tells_what_fitting_brings():
    told = khorgos("validate", "--calibrate").stdout
    data = json.loads(khorgos("validate", "--json").stdout)
    assert {"scores", "rows", "calibration", "gains", "findings"} <= set(data)
    for width in data["calibration"]["widths"]:
        assert f"{width['log_sd']:.3f}" in told
    for gain in data["gains"]:
        assert f"{gain['gain']:+.0%}" in told
    assert len(data["rows"]) == data["calibration"]["held_out"]["rows"]


def test_rows_of_another_file_are_not_held_against_earlier_answers(tmp_path):
    lines = (DATA / "validation.csv").read_text(encoding="utf-8").splitlines()[:3]
    (tmp_path / "rows.csv").write_text("\n".join(lines), encoding="utf-8")
    done = khorgos("validate", "--rows", "rows.csv", "--json", cwd=tmp_path)
    gains = json.loads(done.stdout)["gains"]
    assert [gain["gain"] for gain in gains if gain["rival"] == "0.4.0"] == [None]


@pytest.mark.parametrize(
    ("text", "id_"), [("Жаркент", "ZHK"), ("қорғас", "KGW"), ("霍尔果斯", "HOR"), ("duisb", "DUI")]
)
def test_places_in_four_scripts(text, id_):
    rows = json.loads(khorgos("places", text, "--json").stdout)
    assert id_ in [row["id"] for row in rows]
    assert id_ in khorgos("places", text).stdout


WARSAW = "khorgos: 'Warszawa' is read as Warsaw (rail hub, PL), another name of it\n"
NUR_ZHOLY = "khorgos: 'Nur Jolu' is read as Nur Zholy (road crossing, KZ), another name of it\n"


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (("route", "Minsk", "Warszawa"), WARSAW),
        (("simulate", "Minsk", "Warszawa", "-n", "100"), WARSAW),
        (("alternatives", "Minsk", "Warszawa", "-k", "2"), WARSAW),
        (("compare", "Minsk", "Warszawa", "--scenario", "no-russia"), WARSAW),
        (("resilience", "--hub", "Warszawa", "--hub", "Minsk"), WARSAW),
        (("export", "x.csv", "Minsk", "Warszawa", "Warszawa", "Berlin"), WARSAW),
        (("reach", "Aktau", "--mode", "sea", "--avoid", "Warszawa"), WARSAW),
        (("queue", "Nur Jolu"), NUR_ZHOLY),
        (("route", "Shu", "Urumqi", "--mode", "road", "--arrivals", "Nur Jolu=700"), NUR_ZHOLY),
        (("route", "Minsk", "Warsaw"), ""),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_each_command_says_what_a_name_was_taken_for(args, told, tmp_path):
    done = khorgos(*args, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, told)


@pytest.mark.parametrize(
    "args",
    [
        ("route", "Minsk", "Warszawa"),
        ("simulate", "Minsk", "Warszawa", "-n", "100"),
        ("compare", "Minsk", "Warszawa", "--scenario", "no-russia"),
        ("reach", "Warszawa", "--avoid", "Germany", "--avoid", "Belarus", "--avoid", "Czechia"),
        ("alternatives", "Minsk", "Warszawa", "-k", "1"),
        ("queue", "Nur Jolu"),
    ],
    ids=" ".join,
)
def test_json_says_what_a_name_was_taken_for(args):
    done = khorgos(*args, "--json")
    assert done.stderr == ""
    data = json.loads(done.stdout)
    data = data.get("pairs", data.get("ways", [data]) if args[0] == "alternatives" else [data])[0]
    (name,) = (row for row in data.get("route", data)["names"] if row["why"])
    assert name["why"] == "another name of it"
    assert name["asked"] in args


def test_what_only_looks_like_a_place_is_not_listed():
    done = khorgos("places", "Duisberg", "--json")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "khorgos: no place is called 'Duisberg'; did you mean Duisburg?\n"


def test_places_lists_all(corridor):
    assert len(khorgos("places").stdout.splitlines()) == len(corridor.places) + 1


def test_sources():
    text = khorgos("sources", "rail.kz.khorgos_line", "F001", "rail:ALM1-ZHT").stdout
    assert "Zhetygen-Altynkol line" in text
    assert "http" in text
    assert "Note: " in text
    listing = khorgos("sources").stdout
    assert "judgement" in listing
    rows = json.loads(khorgos("sources", "F001", "rail.cn", "--json").stdout)
    assert rows[0]["value"] == "293"
    assert rows[1]["variants"][0]["unit"] == "km/h"


def test_export(tmp_path):
    done = khorgos("export", "net.gpkg", cwd=tmp_path)
    assert done.returncode == 0
    assert (tmp_path / "net.gpkg").stat().st_size > 100_000
    done = khorgos("export", "routes.csv", "Almaty", "Khorgos", cwd=tmp_path)
    assert (tmp_path / "routes.csv").read_text(encoding="utf-8").startswith("route,edge_id,")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["net.gpkg", "routes.csv"]


def test_version(corridor):
    assert khorgos("--version").stdout.endswith(f"data {corridor.data_version}\n")


def test_no_arguments_is_help_enough():
    done = khorgos()
    assert done.returncode == 0
    assert "khorgos" in done.stdout


def test_closed_pipe_is_no_error():
    command = f"'{PROGRAM}' places | head -1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert done.stderr == ""


def test_who_calls_it_from_python_keeps_the_process():
    code = "import sys; from khorgos.maps.cli import main; sys.exit(10 + main(['places']))"
    command = f"'{sys.executable}' -c \"{code}\" | head -1; exit ${{PIPESTATUS[0]}}"
    closed = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert closed.returncode in (10, 120)  # 120: Python could not write the rest at the end
    assert main(["--help"]) == 0
    assert main(["dance"]) == 2


def test_full_disk_is_one_line():
    with Path("/dev/full").open("w") as full:
        done = process("places", stdout=full)
    assert done.returncode == 2
    assert done.stderr == "khorgos: cannot write the output: No space left on device\n"


def test_closed_output_is_no_traceback():
    command = f"'{PROGRAM}' route Minsk Warsaw >&-"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert done.stderr == ""


def test_samples_of_less_than_two_days_are_in_hours(corridor):
    exact = corridor.outlook(corridor.route("Zhetygen", "Altynkol"))
    lines = khorgos("simulate", "Zhetygen", "Altynkol", "-n", "1000").stdout.splitlines()
    assert lines[3].split() == ["hours", "exact", "hours"]
    p50 = next(line.split() for line in lines if line.startswith("P50"))
    assert p50[2:] == [f"{exact.quantile(0.5):.1f}"]
    assert re.fullmatch(
        r"mean \d\.\d hours, standard deviation \d\.\d hours; 1,000 samples.", lines[12]
    )


def test_sources_in_full():
    text = khorgos("route", "Almaty", "Khorgos", "--sources").stdout
    assert "HM003  Zhetygen-Altynkol rail: rail distance = 283.2 km (2022)\n" in text


def test_narrow_locale_does_not_break_the_output():
    environment = {**os.environ, "PYTHONIOENCODING": "latin-1"}
    done = subprocess.run(
        [PROGRAM, "places", "Қорғас"], capture_output=True, env=environment, check=False
    )
    assert done.returncode == 0
    assert b"Traceback" not in done.stderr


def test_hostile_names_neither_steer_the_terminal_nor_break_json(edit, capsys):
    hostile = "Zhar\u2028k\x1b[31ment\u202e"
    folder = edit("places.csv", "ZHK,Zharkent,", f"ZHK,{hostile},")
    assert main(["route", "ZHK", "Khorgos", "--mode", "road", "--data", str(folder)]) == 0
    text = capsys.readouterr().out
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert main(["route", "ZHK", "Khorgos", "--mode", "road", "--json", "--data", str(folder)]) == 0
    assert json.loads(capsys.readouterr().out)["origin"] == hostile
    assert main(["route", f"{hostile}x", "ZHKK", "--data", str(folder)]) == 2
    assert "\x1b" not in capsys.readouterr().err


def test_clean_keeps_what_people_read():
    assert clean("Қорғас 霍尔果斯 Łódź") == "Қорғас 霍尔果斯 Łódź"


def test_table_aligns_wide_characters():
    rows = table([("a", "b"), ("西安", "x"), ("Xi'an", "y")], "<<").splitlines()
    assert rows[1] == "西安   x"
    assert rows[2] == "Xi'an  y"


def test_marks_and_share_of_judgement_agree(corridor):
    """Each row is marked by what all of its hours rest on."""
    for pair in (("Xi'an", "Duisburg", "rail"), ("Almaty", "Berlin", "road")):
        route = corridor.route(*pair[:2], mode=pair[2])
        outlook = corridor.outlook(route)
        rows = describe_route(outlook).split("\n\n")[1].splitlines()[1:]
        marked = sum(float(row.split()[-3]) for row in rows if row.endswith("  J"))
        paced = zip(route.legs, outlook.leg_hours["p50"], strict=True)
        judged = sum(hours for leg, hours in paced if leg.judgement)
        assert marked == pytest.approx(judged, abs=0.05 * len(rows))


def test_planned_links_are_named(corridor):
    route = corridor.route("Zhetygen", "Shu", include=["planned"])
    text = describe_route(corridor.outlook(route))
    assert "Uses links that are planned." in text
    assert "(planned)" in text


def test_each_command_is_in_the_group_that_is_loaded_for_it():
    for group, commands in GROUPS.items():
        declared = argparse.ArgumentParser().add_subparsers()
        importlib.import_module(f"khorgos.maps.cli.{group}").add(declared)
        assert sorted(declared.choices) == sorted(commands)


def test_a_route_loads_no_other_commands():
    code = (
        "import sys; from khorgos.maps.cli import main; main(['route', 'Zhetygen', 'Altynkol']);"
        "assert not {f'khorgos.maps.cli.{x}' for x in ('plans', 'pictures', 'tables')}"
        " & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)


def test_what_no_rows_tell_of_a_calibration_is_left_blank():
    none = Score(0, *[math.nan] * 4)
    told = describe_calibration({"observed": CrossValidation("as is", (), none, none)})
    assert "nan" not in told
    assert told.splitlines()[-1].split() == ["observed", "as", "is"]


@pytest.mark.filterwarnings("default")
def test_a_warning_is_one_line_without_its_code(tmp_path):
    folder = own_tables.write_three(tmp_path, "road")
    table = folder / "places.csv"
    table.write_text(table.read_text("utf-8").replace("48,8", "47,8.5"), "utf-8")
    done = khorgos("export", str(tmp_path / "x.gpkg"), "--data", str(folder))
    (line,) = done.stderr.splitlines()
    assert line.startswith("khorgos: places.csv: C has the country DE, but the base map has it in")
