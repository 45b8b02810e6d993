"""Charts as files: time and distance, the split of time, arrivals, trade by year."""

from .of_routes import arrivals, save, split
from .time_distance import staircase
from .trade_by_year import trade

__all__ = ["arrivals", "save", "split", "staircase", "trade"]


def __dir__() -> list[str]:
    return __all__
