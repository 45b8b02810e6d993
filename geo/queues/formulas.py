"""Formulas of queueing theory: how long units wait where chance alone makes the queue."""

from __future__ import annotations

import math

from ..errors import RequestError, echo
from ..values import number_of

__all__ = ["allen_cunneen", "checked", "erlang_c", "wait_quantile"]

DAY = 24.0
LEAST, MOST, MOST_SERVERS, MOST_CV2 = 0.001, 1e6, 10_000, 1000.0


def checked(name: str, value: float, least: float = 0.0, most: float = MOST) -> float:
    """The value as a float; also refuses what Python takes for a number, such as True."""
    number = number_of(value)
    if least <= number <= most:
        return number
    raise RequestError(f"{name} is {echo(value)}; use a number from {least:g} to {most:g}")


def _rates(arrivals: float, service_rate: float, servers: int) -> tuple[float, float]:
    if checked("servers", servers, 1, MOST_SERVERS) != int(servers):
        raise RequestError(f"servers is {servers}; use a whole number")
    rate = checked("service_rate", service_rate, LEAST / MOST_SERVERS / DAY)
    return checked("arrivals", arrivals, LEAST / DAY), servers * rate


def erlang_c(arrivals: float, service_rate: float, servers: int) -> float:
    """Probability that a unit must wait in the queue M/M/c; 1 at and over capacity.

    Erlang (1917), by the recursion of Erlang B, which does not overflow.

    Parameters
    ----------
    arrivals, service_rate : float
        Units per hour, of all arrivals and of one server.
    servers : int
        Parallel channels.

    Raises
    ------
    RequestError
        If an argument is not a sensible number.

    Examples
    --------
    >>> round(erlang_c(2.0, 1.0, 3), 4)
    0.4444
    """
    came, capacity = _rates(arrivals, service_rate, servers)
    if came >= capacity:
        return 1.0
    load, blocked = came / service_rate, 1.0
    for busy in range(1, int(servers) + 1):
        blocked = load * blocked / (busy + load * blocked)
    return blocked / (1.0 - came / capacity * (1.0 - blocked))


def allen_cunneen(
    arrivals: float, service_rate: float, servers: int, arrivals_cv2: float, service_cv2: float
) -> float:
    """Approximate mean wait in the queue G/G/c, in hours.

    Allen, *Probability, Statistics, and Queueing Theory*, 2nd ed. 1990, chapter 5: the wait of
    M/M/c times the mean of the two coefficients.  Exact for M/M/c and for M/G/1
    (Pollaczek 1930, Khinchine 1932).

    Parameters
    ----------
    arrivals, service_rate, servers
        As in `erlang_c`.
    arrivals_cv2, service_cv2 : float
        Squared coefficients of variation of the times between arrivals and of service; for
        days that differ, variance over mean of a day's count.

    Raises
    ------
    RequestError
        If an argument is not a sensible number, or arrivals reach the capacity.

    Examples
    --------
    >>> round(allen_cunneen(2.0, 1.0, 3, 1.0, 0.0), 4)  # half of M/M/3
    0.2222
    """
    came, capacity = _rates(arrivals, service_rate, servers)
    spread = checked("arrivals_cv2", arrivals_cv2, most=MOST_CV2)
    spread += checked("service_cv2", service_cv2, most=MOST_CV2)
    if came >= capacity:
        raise RequestError("arrivals reach the capacity: the queue grows; see assess")
    return erlang_c(arrivals, service_rate, servers) / (capacity - came) * spread / 2.0


def wait_quantile(share: float, waiting: float, mean: float) -> float:
    """Wait in hours that a share of the units does not exceed.

    `waiting` is the share that waits at all, from `erlang_c`, `mean` the mean wait in hours.
    Those who wait do so for an exponential time: exact for M/M/c, in heavy traffic for G/G/c
    (Kingman 1961).

    Examples
    --------
    >>> round(wait_quantile(0.9, 0.5, 0.5), 3), wait_quantile(0.4, 0.5, 0.5)
    (1.609, 0.0)
    """
    left = 1.0 - checked("share", share, most=1 - 1e-9)
    waiting, mean = checked("waiting", waiting, most=1), checked("mean", mean, most=1e300)
    return mean / waiting * math.log(waiting / left) if waiting > left else 0.0
