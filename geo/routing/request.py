"""What can be asked of the network, in words that it knows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, get_args

from ..errors import RequestError, echo
from ..places.gazetteer import as_name
from ..values import whole_of

__all__ = [
    "CLOSED",
    "MODES",
    "SERVICES",
    "UNITS",
    "VEHICLES",
    "Mode",
    "Request",
    "Service",
    "Unit",
    "Vehicle",
]

Mode = Literal["rail", "road", "sea", "air", "any"]
"""What may carry a shipment."""
Service = Literal["fast", "standard"]
"""With a fixed timetable or priority, or without."""
Vehicle = Literal["truck", "car"]
"""On roads."""
Unit = Literal["FEU", "TEU", "truck"]
"""What a price is for: a container of forty or twenty feet, or a truck."""

MODES = {
    "rail": frozenset({"rail", "ferry"}),
    "road": frozenset({"road", "ferry"}),
    "sea": frozenset({"sea", "ferry"}),
    "air": frozenset({"air", "road"}),
    "any": frozenset({"rail", "road", "ferry", "sea"}),
}
"""Mode -> carriers that it may use.

Containers do not fly, so that ``any``, which lifts them from one carrier to another, has no
flights: ``air`` is loose cargo, which trucks bring to an airport and fetch there.
"""
SERVICES: tuple[Service, ...] = get_args(Service)
VEHICLES: tuple[Vehicle, ...] = get_args(Vehicle)
CARRIERS = ("rail", "road", "ferry", "sea", "air")
CLOSED = ("planned", "suspended")
UNITS: tuple[Unit, ...] = get_args(Unit)
"""What a price is for."""


@dataclass(frozen=True)
class Request:
    """A question to the network; the fields are those of `Corridor.route`.

    A `Place` may stand for a name: its field then has ``place:`` and the id.

    Raises
    ------
    RequestError
        If a name is neither text nor a place, or mode, service, vehicle or include is not one of
        the words that exist.
    """

    origin: str
    destination: str
    mode: str = "rail"
    service: str = "standard"
    vehicle: str = "truck"
    via: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    door: bool = False
    drivers: int | None = None

    def __post_init__(self) -> None:
        for end in ("origin", "destination"):
            object.__setattr__(self, end, as_name(getattr(self, end)))
        for names in ("via", "avoid"):
            object.__setattr__(self, names, tuple(map(as_name, getattr(self, names))))
        _one_of("mode", self.mode, MODES)
        _one_of("service", self.service, SERVICES)
        _one_of("vehicle", self.vehicle, VEHICLES)
        for status in self.include:
            _one_of("include", status, CLOSED)
        if self.drivers is not None:
            drivers = whole_of(self.drivers)
            if drivers not in (1, 2):
                raise RequestError(f"drivers is {echo(self.drivers)}; use 1 or 2")
            vars(self)["drivers"] = drivers
        if self.drivers and (self.mode not in ("road", "air", "any") or self.vehicle != "truck"):
            raise RequestError(
                "drivers are those of a truck; use mode road, air or any, vehicle truck"
            )

    @property
    def variant(self) -> str:
        """Which variant of the figures applies."""
        return "car" if self.vehicle == "car" else self.service


def _one_of(option: str, value: str, allowed: Iterable[str]) -> None:
    if value not in allowed:
        raise RequestError(f"{option} is {echo(value)}; use one of {', '.join(allowed)}")
