"""States by month on the command line: the same answer as the library's, and who says so."""

from __future__ import annotations

import json

import pytest
from command import khorgos
from own_tables import write_three

ENDS = "Xi'an", "Duisburg"
JUNE = "2024-06"
WIDTH = 100


def test_text_json_and_library_say_the_same(corridor):
    route = corridor.route(*ENDS, month=JUNE)
    outlook = corridor.outlook(route, month=JUNE)
    told = json.loads(khorgos("route", *ENDS, "--month", JUNE, "--json").stdout)
    assert told["month"] == outlook.month.to_dict()
    assert told["quantiles"] == outlook.quantiles
    assert set(told["month"]) >= {
        "month", "state", "known", "inferred", "weights", "since", "sources", "said"
    }  # fmt: skip
    text = khorgos("route", *ENDS, "--month", JUNE).stdout
    assert f"The state of {JUNE} is known:" in text
    for one in outlook.month.evidence:
        assert f"{one.watched.name} {one.notice.state} in {one.month}" in text
        assert one.notice.said in text
    assert f"half within {outlook.quantile(0.5) / 24:.1f}" in text


def test_samples_and_alternatives_take_a_month():
    sampled = json.loads(khorgos("simulate", *ENDS, "-n", "1000", "--month", JUNE, "--json").stdout)
    assert sampled["month"]["state"] == "disrupted"
    done = khorgos("alternatives", *ENDS, "-k", "1", "--month", JUNE)
    assert f"in its own state of {JUNE}" in done.stdout


def test_a_departure_says_what_is_known_of_its_month():
    known = khorgos("route", *ENDS, "--depart", "2024-06-10")
    assert f"The state of {JUNE} is known:" in known.stdout
    far = khorgos("route", *ENDS, "--depart", "2027-03-10")
    assert "2027-03 is" not in far.stdout
    assert "(judgement)" in far.stdout


def test_a_departure_and_its_month_go_the_same_way():
    def told(*options):
        done = khorgos("route", "Xi'an", "Vienna", *options, "--json")
        found = json.loads(done.stdout)
        return found["way"], [(leg["from"], leg["to"]) for leg in found["legs"]]

    assert told("--depart", "2024-06-10") == told("--month", JUNE) != told()


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--month", JUNE, "--regime", "quiet"], "month and regime are both given"),
        (["--month", "June"], "month is 'June'; write year and month, 01 to 12, as 2024-06"),
    ],
)
def test_errors_are_one_line(options, told):
    for command in ("route", "simulate", "alternatives"):
        done = khorgos(command, *ENDS, *options)
        assert done.returncode == 2
        assert done.stderr.startswith(f"khorgos: {told}")
        assert done.stderr.count("\n") == 1


def test_states_of_a_month_are_a_table_that_fits(corridor):
    done = khorgos("states", "--month", JUNE)
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert max(map(len, lines)) <= WIDTH
    fast = next(line for line in lines if " fast " in line)
    assert "quiet" in fast
    assert "Unknown: " in done.stdout
    assert "Erenhot by rail" in done.stdout.split("Unknown: ")[1]
    rows = json.loads(khorgos("states", "--month", JUNE, "--json").stdout)["states"]
    states = {row["state"] for row in rows}
    assert "unknown" in states
    for row in rows:
        assert bool(row["sources"]) == (row["state"] != "unknown")
        assert set(row["sources"]) <= set(corridor.sources)


def test_states_when_last_known():
    done = khorgos("states")
    assert max(map(len, done.stdout.splitlines())) <= WIDTH
    assert "Without a date" in done.stdout
    told = json.loads(khorgos("states", "--json").stdout)
    assert len(told["undated"]) == 2
    assert sum(told["states"][0]["next_month"].values()) == pytest.approx(1)


def test_the_check_says_that_the_forecast_gains_nothing():
    done = khorgos("states", "--check")
    assert "is not better, beyond chance" in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= WIDTH
    check = json.loads(khorgos("states", "--check", "--json").stdout)["check"]
    assert check["gains"] is False
    assert {score["of"] for score in check["scores"]} == {"told anew", "all"}


def test_tables_of_ones_own_without_states(tmp_path):
    folder = str(write_three(tmp_path, "rail"))
    done = khorgos("states", "--data", folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert "no states.csv" in done.stderr
    assert khorgos("route", "Aton", "Ceton", "--data", folder).returncode == 0
    assert khorgos("states", "--month", "1").stderr.count("\n") == 1
