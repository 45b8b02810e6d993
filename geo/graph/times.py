"""Hours per edge, by cause and by service."""

from __future__ import annotations

from .figures import VARIANTS, Figure, Hours, variant_of

__all__ = ["CAUSES", "KINDS", "edge_times"]

KINDS = {
    "move": "move",
    "lift": "handling",
    "gauge": "handling",
    "customs": "border",
    "queue": "wait",
    "departure": "wait",
    "rest": "wait",
    "door": "handling",
}
"""What an edge does -> the kind of leg that it is.

``lift`` moves a container between carriers, ``gauge`` between wagons of two gauges;
``customs`` is everything that a border asks for; ``queue`` and ``departure`` are waits
before a gate and for the next train, ship or flight.  No edge has a ``rest``, which follows
from the hours at the wheel, or a ``door``, the collection and delivery at either end.
"""

CAUSES = {"move": "moving", "handling": "handling", "border": "borders", "wait": "waiting"}
"""Kind of leg -> the word under which people see its share."""


def edge_times(length_km: float, variants: dict[str, Figure]) -> dict[str, Hours]:
    """Hours for an edge under each variant of its figure.

    Parameters
    ----------
    length_km : float
        Length; 0 for handling.
    variants : dict of str to Figure
        From `khorgos.geo.graph.figures.read_figures`.

    Returns
    -------
    dict of str to Hours
        Keys ``fast``, ``standard`` and ``car``.

    Examples
    --------
    >>> from khorgos.geo.graph.figures import read_figures
    >>> edge_times(380.0, read_figures()["rail.kz.khorgos_line"])["standard"].mode
    10.0
    """
    if len(variants) == 1:  # by far the most: reckon once
        return dict.fromkeys(VARIANTS, next(iter(variants.values())).hours(length_km))
    return {variant: variant_of(variants, variant).hours(length_km) for variant in VARIANTS}
