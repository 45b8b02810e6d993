"""The model: places, edges and figures, the graph of them, and routes over it.

Needs networkx, numpy and, for misspelt names, rapidfuzz; geographic layers are in
`khorgos.layers`, maps in `khorgos.maps`.  What a plain route does not need loads on first use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .errors import KhorgosError, NoRoute, RequestError, TableError, UnknownPlace
from .graph.figures import Figure, Source
from .network import Corridor, Network, compare, compare_hubs, criticality
from .places.gazetteer import Place
from .routing.request import Mode, Service, Unit, Vehicle
from .routing.route import Leg, Route
from .values import Hours, Range

if TYPE_CHECKING:
    from .carbon.emissions import Emissions, compare_totals
    from .evidence.backtest import Backtest
    from .graph.traffic import Flow
    from .money.cost import Cost
    from .queues.crossings import Queue, QueueOutlook, assess, find_queue
    from .reach.reach import Reach
    from .resilience.criticality import Loss
    from .scenario.comparison import Comparison
    from .scenario.scenarios import Effect, Scenario
    from .uncertainty.outlook import Driver, Outlook
    from .ways.alternatives import Alternative
    from .ways.breakeven import BreakEven, break_even
    from .ways.hubs import Choice
    from .ways.ways import Way

__all__ = [
    "Alternative",
    "Backtest",
    "BreakEven",
    "Choice",
    "Comparison",
    "Corridor",
    "Cost",
    "Driver",
    "Effect",
    "Emissions",
    "Figure",
    "Flow",
    "Hours",
    "KhorgosError",
    "Leg",
    "Loss",
    "Mode",
    "Network",
    "NoRoute",
    "Outlook",
    "Place",
    "Queue",
    "QueueOutlook",
    "Range",
    "Reach",
    "RequestError",
    "Route",
    "Scenario",
    "Service",
    "Source",
    "TableError",
    "Unit",
    "UnknownPlace",
    "Vehicle",
    "Way",
    "assess",
    "break_even",
    "compare",
    "compare_hubs",
    "compare_totals",
    "criticality",
    "find_queue",
]

HOMES = {
    "Alternative": "ways.alternatives",
    "Backtest": "evidence.backtest",
    "BreakEven": "ways.breakeven",
    "Choice": "ways.hubs",
    "Comparison": "scenario.comparison",
    "Cost": "money.cost",
    "Driver": "uncertainty.outlook",
    "Effect": "scenario.scenarios",
    "Emissions": "carbon.emissions",
    "Flow": "graph.traffic",
    "Loss": "resilience.criticality",
    "Outlook": "uncertainty.outlook",
    "Queue": "queues.crossings",
    "QueueOutlook": "queues.crossings",
    "Reach": "reach.reach",
    "Scenario": "scenario.scenarios",
    "Way": "ways.ways",
    "assess": "queues.crossings",
    "break_even": "ways.breakeven",
    "compare_totals": "carbon.emissions",
    "find_queue": "queues.crossings",
}
"""What loads on first use -> its module."""


def __getattr__(name: str) -> object:
    if name not in HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import importlib

    return getattr(importlib.import_module(f".{HOMES[name]}", __name__), name)


def __dir__() -> list[str]:
    return __all__
