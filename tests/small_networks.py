"""Random networks so small that all their paths can be listed."""

from __future__ import annotations

import itertools
import random
import shutil
from dataclasses import replace

from khorgos.geo.errors import UnknownPlace
from khorgos.geo.graph.edge import Edge, edge_times
from khorgos.geo.graph.topology import Node, Topology
from khorgos.geo.routing.request import Request
from khorgos.geo.routing.router import route_of
from khorgos.geo.tables.reading import DATA
from khorgos.geo.ways.names import stops_of

NETWORKS = 200
TABLES = ("costs", "emissions", "grids", "corridors", "countries")
"""What things cost and emit, and what is told apart; no questions but the bare ones."""
LANDS = ("KZ", "RU", "BY", "UZ", "AZ", "GE", "TR", "PL")
NETS = {"rail": ("rail1520", 1520), "road": ("road", None)}


def folder(path):
    """Tables for small networks in an empty folder."""
    for name in TABLES:
        for kind in ("", ".schema"):
            shutil.copy(DATA / f"{name}{kind}.csv", path)
    return path


class Sketch:
    """Places, nodes, edges and figures of a network that is being drawn."""

    def __init__(self, model, draw):
        self.draw = draw
        self.figures = {"road.rest": model.figures["road.rest"]}
        self.template = next(iter(model.figures["road.rest"].values()))
        self.nodes, self.links = {}, []
        some = next(iter(model.places.values()))
        blank = {"name_ru": "", "name_kk": "", "name_zh": "", "aliases": (), "status": "open"}
        self.places = {}
        for number in range(draw.randint(5, 6)):
            id_ = f"P{number}"
            at = {"lat": 40.0 + number, "lon": 60.0 + 2 * number, "kind": "rail_hub"}
            land = draw.choice(LANDS)
            self.places[id_] = some._replace(id=id_, name=id_, country=land, **at, **blank)

    def node(self, place, carrier, yard=""):
        net, gauge = NETS[carrier]
        at, name = self.places[place], f"{place}:{net}{yard}"
        where = at.country, at.lat, at.lon, not yard
        self.nodes[name] = Node(place, at.name, net, carrier, gauge, *where)
        return name

    def rows(self, id_, hours):
        """Figures of one edge, worse from state to state by chance."""
        draw, found = self.draw, {}
        worse, spread = 1.0, draw.uniform(1.05, 2.5)
        for state in ("any", "any/stressed", "any/disrupted"):
            typical = hours * worse
            found[state] = self.template._replace(
                id=id_,
                label=id_,
                variant="any",
                regime=state.partition("/")[2] or "any",
                unit="h",
                low=typical * draw.uniform(0.6, 1.0),
                typical=typical,
                high=typical * spread,
            )
            worse *= draw.choice((1.0, draw.uniform(1.0, 3.0)))
            spread *= draw.uniform(1.0, 1.3)
        return found

    def edge(self, start, end, id_, carrier, hours, kind="move", km=0.0, carriers=()):
        self.figures[id_] = self.rows(id_, hours)
        edge = Edge(
            id=id_,
            kind=kind,
            carrier=carrier,
            gauge=NETS[carrier][1],
            carriers=frozenset(carriers or {carrier}),
            country=self.nodes[start].country,
            status="open",
            length_km=km,
            length_source="",
            figure=id_,
            times=edge_times(km, self.figures[id_]),
            line=id_ if km else "",
        )
        self.links.append((start, end, edge))

    def move(self, a, b, carrier):
        """From place to place, half of the time with a formality at the end."""
        draw = self.draw
        hours, km = draw.uniform(3.0, 40.0), draw.uniform(50.0, 900.0)
        start, end = self.node(a, carrier), self.node(b, carrier)
        yard = self.node(b, carrier, f"@{carrier.upper()}") if draw.random() < 0.5 else end
        self.edge(start, yard, f"{carrier}:{a}-{b}", carrier, hours, km=km)
        if yard != end and not any(link[:2] == (yard, end) for link in self.links):
            wait = draw.uniform(1.0, 40.0)
            self.edge(yard, end, f"customs:{carrier}:{b}", carrier, wait, "customs")

    def lift(self, place):
        """Between train and truck, in both directions."""
        names = {carrier: f"{place}:{net}" for carrier, (net, _) in NETS.items()}
        if {*names.values()} <= {*self.nodes}:
            for start, end in itertools.permutations(NETS, 2):
                wait, id_ = self.draw.uniform(2.0, 20.0), f"lift:{place}:{end}"
                self.edge(names[start], names[end], id_, end, wait, "lift", carriers=NETS)


def network(model, seed, tables):
    """Rail and road with lifts between them; each edge has figures of its own for each state.

    Moves may be slow and cheap or quick and unsure; before many a place there is a formality,
    whose hours go with those of the formality before.
    """
    draw = random.Random(seed)
    sketch = Sketch(model, draw)
    chance = draw.uniform(0.3, 0.5)
    for a, b in itertools.permutations(sketch.places, 2):
        for carrier in NETS:
            if draw.random() < chance:
                sketch.move(a, b, carrier)
    for place in sketch.places:
        if draw.random() < 0.5:
            sketch.lift(place)
    regimes = {}
    for name, row in model.regimes.items():
        # As far apart as those of regimes.csv.
        quiet, disrupted = draw.uniform(0.5, 0.9), draw.uniform(0.0, 0.1)
        regimes[name] = row._replace(
            quiet=quiet,
            stressed=1 - quiet - disrupted,
            disrupted=disrupted,
            correlation=draw.choice((0.0, 0.5, 0.8)),
        )
    return replace(
        model,
        places=sketch.places,
        figures=sketch.figures,
        regimes=regimes,
        graph=Topology(sketch.nodes, sketch.links),
        folder=tables,
    )


def connected(network):
    """Where to ask from and to; None if nothing leads there."""
    origin, *_, destination = network.places
    try:
        found = any(True for _ in all_routes(network, origin, destination))
    except UnknownPlace:  # no edge ends there
        found = False
    return (origin, destination) if found else None


def all_routes(network, origin, destination):
    """The route along every path that meets no node twice and passes neither end on the way."""
    request = Request(origin, destination, "any")
    view = network.appraiser.view(request)
    ends = {*view.terminals[destination]}
    todo = [(start,) for start in view.terminals[origin]]
    while todo:
        path = todo.pop()
        if path[-1] in ends:
            route = route_of(view, request, list(path))
            ids = [place.id for place in stops_of(route)]
            if ids.count(origin) == ids.count(destination) == 1:
                yield route
            continue
        todo += [(*path, end) for end, _, _ in view.steps[path[-1]] if end not in path]
