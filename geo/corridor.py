"""What one can ask: routes, how sure they are, what they cost, and what if."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Literal

from .network import Network

if TYPE_CHECKING:
    from datetime import datetime

    from .outlook import Outlook
    from .route import Route

__all__ = ["Corridor"]


class Corridor(Network):
    """The network with its figures, ready to be asked.

    `Network` has its parts: places, figures, the graph.

    Examples
    --------
    >>> corridor = Corridor.load()
    >>> corridor.route("Zhetygen", "Altynkol").distance_km
    293.0
    """

    def route(
        self,
        origin: str,
        destination: str,
        *,
        mode: Literal["rail", "road", "sea", "any"] = "rail",
        service: Literal["fast", "standard"] = "standard",
        vehicle: Literal["truck", "car"] = "truck",
        via: str | Sequence[str] = (),
        avoid: str | Sequence[str] = (),
        include: str | Sequence[str] = (),
        door: bool = False,
        drivers: Literal[1, 2] | None = None,
    ) -> Route:
        """Fastest route between two places; see `khorgos.geo.routing.find_route`.

        Parameters
        ----------
        origin, destination : str
            Names, aliases or ids.
        mode : {'rail', 'road', 'sea', 'any'}
            ``rail`` and ``road`` take ferries where the line meets the sea; ``any`` may
            lift containers between all of them.
        service : {'fast', 'standard'}
            ``fast`` is a train with a fixed timetable or priority, or a truck with two
            drivers under TIR.
        vehicle : {'truck', 'car'}
            On roads.
        via : str or sequence of str
            Places to pass, in this order.
        avoid : str or sequence of str
            Places, countries (name or ISO code), carriers (such as ``ferry``) or passages
            (such as ``Suez Canal``).
        include : str or sequence of str
            ``planned`` or ``suspended``: use links of this status too.
        door : bool
            Add collection with export customs, and clearance with delivery.
        drivers : {1, 2}, optional
            Of a truck; two if the service is fast or it goes between China and Europe.

        Returns
        -------
        Route
            Legs with hours, kilometres and sources.

        Raises
        ------
        UnknownPlace
            If a name is not known.
        RequestError
            If an option is not one of those above.
        NoRoute
            If nothing connects the places; the text says what cut it.

        Examples
        --------
        >>> route = Corridor.load().route("Almaty", "Khorgos", mode="road", vehicle="car")
        >>> 3 < route.hours < 4.5
        True
        """
        from .request import Request
        from .routing import find_route

        request = Request(
            origin,
            destination,
            mode,
            service,
            vehicle,
            _words(via),
            _words(avoid),
            _words(include),
            door,
            drivers,
        )
        return find_route(self, request)

    def outlook(self, route: Route, regimes: str | Mapping[str, float] | None = None) -> Outlook:
        """How long a route takes and how sure that is, without sampling.

        Parameters
        ----------
        route : Route
            From `route`.
        regimes : str or mapping of str to float, optional
            ``quiet``, ``stressed`` or ``disrupted`` for certain, or weights of them; those of
            the corridor (``regimes.csv``) if left out.

        Returns
        -------
        Outlook
            Quantiles, mean, drivers of the variance, and how old the figures are.

        Raises
        ------
        RequestError
            If a regime does not exist or the weights make no sense.

        Examples
        --------
        >>> corridor = Corridor.load()
        >>> outlook = corridor.outlook(corridor.route("Xi'an", "Małaszewicze"), "quiet")
        >>> 13 < outlook.quantile(0.5) / 24 < 15
        True
        """
        from .outlook import exact_outlook

        return exact_outlook(self, route, regimes)

    def simulate(
        self,
        route: Route,
        n: int = 100_000,
        seed: int = 0,
        *,
        depart: datetime | str | None = None,
        regimes: str | Mapping[str, float] | None = None,
    ) -> Outlook:
        """Sample how long a route takes; with a departure, by the calendars.

        Parameters
        ----------
        route : Route
            From `route`.
        n : int
            Samples.
        seed : int
            The same seed gives the same answer on every platform.
        depart : datetime or str, optional
            When it is ready to leave, with a zone: closures of crossings, departure days of
            trains and sailings of ships then count.
        regimes : str or mapping of str to float, optional
            As for `outlook`.

        Returns
        -------
        Outlook
            As from `outlook`; with `depart`, also arrivals and probabilities by a date.

        Raises
        ------
        RequestError
            If `n` or `seed` is out of range, `depart` has no zone or lies outside the
            calendars, or a regime does not exist.

        Examples
        --------
        >>> corridor = Corridor.load()
        >>> route = corridor.route("Xi'an", "Duisburg", service="fast")
        >>> outlook = corridor.simulate(route, 10_000, depart="2026-12-01T08:00+08:00")
        >>> outlook.arrive(0.5).isoformat(timespec="minutes")[:7]
        '2026-12'
        """
        from .simulation import simulate

        return simulate(self, route, n, seed, depart=depart, regimes=regimes)


def _words(value: str | Sequence[str]) -> tuple[str, ...]:
    """One word is meant as a list of one, not as its letters."""
    return (value,) if isinstance(value, str) else tuple(value)
