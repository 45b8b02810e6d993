"""A network of three places and two edges answers every question, or refuses it in one line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import networkx as nx
import pytest
from command import khorgos
from own_tables import write_three

from khorgos import layers, maps
from khorgos.geo import (
    KhorgosError,
    Network,
    compare,
    compare_hubs,
    compare_totals,
    criticality,
)
from khorgos.maps.overlay.reach import reach_map

ENDS = "Aton", "Ceton"
CARRIERS = ("rail", "road", "sea", "air")


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    return {name: write_three(tmp_path_factory.mktemp(name), name) for name in CARRIERS}


@pytest.fixture(scope="module")
def networks(folders):
    return {name: Network.load(folder) for name, folder in folders.items()}


CALLS: dict[str, Callable[[Network, Any], Any]] = {
    "ways": lambda network, _: network.ways(*ENDS),
    "alternatives": lambda network, route: network.alternatives(
        *ENDS, by=["time"], mode=route.mode
    ),
    "by corridor": lambda network, _: network.alternatives(*ENDS, by="corridor"),
    "by gateway": lambda network, _: network.alternatives(*ENDS, by="gateway"),
    "outlook": lambda network, route: network.outlook(route),
    "simulate": lambda network, route: network.simulate(route, 100),
    "dated": lambda network, route: network.simulate(route, 100, depart="2026-05-05T08:00+02:00"),
    "reach": lambda network, route: network.reach(ENDS[0], mode=route.mode).to_dict(),
    "fronts": lambda network, route: layers.isochrones(network.reach(ENDS[0], mode=route.mode)),
    "reach map": lambda network, route: reach_map(network.reach(ENDS[0], mode=route.mode)),
    "criticality": lambda network, route: criticality(network, ENDS, route.mode),
    "choices": lambda network, _: list(network.choices(ENDS)),
    "compare": lambda network, _: compare(network, network, [ENDS]),
    "compare hubs": lambda network, _: compare_hubs(network, network, ENDS),
    "draw": lambda network, route: maps.draw(network, route).get_root().render(),
    "picture": maps.picture,
    "edges": lambda network, _: layers.edges(network),
    "legs": lambda network, route: layers.legs(network.outlook(route)),
    "subgraph": lambda network, route: network.subgraph(mode=route.mode),
    "files of networkx": lambda network, _: [*nx.generate_graphml(network.graph)],
    "backtest": lambda network, _: network.backtest(),
    "flows": lambda network, _: network.flows,
    "scenarios": lambda network, _: network.scenarios,
}
UNANSWERED = {("road", "criticality")} | {("air", call) for call in CALLS}
"""Sums of edges know no rests, and nothing flies twice."""
REFUSED: dict[str, tuple[Callable[[Network, Any], Any], str]] = {
    "door": (
        lambda network, route: network.route(*ENDS, mode=route.mode, door=True),
        r"no figure 'door.collection'; add a row for it in h: a journey from door to door needs",
    ),
    "cost": (lambda network, route: network.cost(route), r"costs\.csv: not found in .*; put the"),
    "emissions": (
        lambda network, route: network.emissions(route), r"emissions\.csv: not found in .*; put",
    ),
    "totals": (
        lambda network, route: compare_totals(*[network.emissions(route)] * 2),
        r"emissions\.csv: not found in .*; put",
    ),
    "local": (
        lambda network, route: network.reach(ENDS[0], mode=route.mode).local(3, 0.5),
        r"no figure 'road.local'; add a row for it in km/h: areas around terminals need it",
    ),
}  # fmt: skip
"""What needs more, and how it says so."""


@pytest.mark.parametrize("carrier", CARRIERS)
@pytest.mark.parametrize("call", CALLS)
def test_three_places_answer(networks, carrier, call):
    network = networks[carrier]
    try:
        CALLS[call](network, network.route(*ENDS, mode=carrier))
    except KhorgosError as error:
        assert (carrier, call) in UNANSWERED
        assert "\n" not in str(error)  # noqa: PT017


@pytest.mark.parametrize("carrier", CARRIERS[:3])
@pytest.mark.parametrize("call", REFUSED)
def test_what_needs_more_tables_says_which(networks, carrier, call):
    ask, text = REFUSED[call]
    with pytest.raises(KhorgosError, match=text):
        ask(networks[carrier], networks[carrier].route(*ENDS, mode=carrier))


COMMANDS = (
    "route Aton Ceton --mode MODE",
    "route Aton Ceton --mode MODE --door",
    "route Aton Ceton --mode MODE --json",
    "simulate Aton Ceton --mode MODE --json",
    "queue Beton",
    "validate",
    "alternatives Aton Ceton",
    "alternatives Aton Ceton --by time",
    "scenarios",
    "compare Aton Ceton --scenario none",
    "reach Aton --mode MODE",
    "reach Aton --mode MODE -o reach.html",
    "reach Aton --mode MODE -o reach.geojson",
    "resilience --mode MODE --hub Aton --hub Ceton",
    "resilience --mode MODE",
    "map Aton Ceton --mode MODE -o a.html",
    "map Aton Ceton --mode MODE -o a.svg",
    "map -o b.html",
    "chart staircase Aton Ceton --mode MODE -o c.svg",
    "chart split Aton Ceton --mode MODE -o d.svg",
    "chart arrivals Aton Ceton --mode MODE -o e.svg",
    "chart trade -o f.svg",
    "places ton",
    "sources",
    "export legs.geojson Aton Ceton --mode MODE",
    "export network.geojson",
)


@pytest.mark.parametrize("carrier", CARRIERS)
@pytest.mark.parametrize("command", COMMANDS)
def test_three_places_on_the_command_line(folders, tmp_path, carrier, command):
    words = command.replace("MODE", carrier).split()
    done = khorgos(*words, "--data", str(folders[carrier]), cwd=tmp_path)
    if done.returncode:
        assert done.stderr.startswith("khorgos")
        assert done.stderr.count("\n") == 1
        assert "unrecognized" not in done.stderr
    assert "Traceback" not in done.stderr + done.stdout
    assert not {"nan", "inf"} & {*done.stdout.replace(",", " ").lower().split()}
