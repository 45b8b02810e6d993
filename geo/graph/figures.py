"""Figures: what the model knows about speeds and dwell times, and from where.

A figure has a low, a mode and a high value, and they mean the same everywhere: one time in ten
is below low, one in ten above high (P10 and P90), and the mode is the typical value, with as many
times below as above (P50).  Where a source gives a mean only, the mean stands for the mode.
`khorgos.geo.uncertainty.distribution` makes a distribution of the three.

A figure may have rows of its own for a corridor under stress; the others hold in every regime.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from ..tables.reading import COLUMNS, DATA, read_records
from ..values import Range, ReadOnly, read_only, takes_mode

__all__ = ["Figure", "Source", "read_figures", "read_sources"]

VARIANTS = ("fast", "standard", "car")
RESTS = "road.rest"
"""Figure whose hours follow from those at the wheel: its row only says where the rules stand."""
NEEDED = {
    "door.collection": ("h", "a journey from door to door needs it"),
    "door.delivery": ("h", "a journey from door to door needs it"),
    "road.local": ("km/h", "areas around terminals need it"),
}
"""Figures that code asks for by name, which tables of one's own may lack -> unit, and what for."""
REGIMES = ("quiet", "stressed", "disrupted")
"""States of a corridor, each worse than the one before."""


@takes_mode
class Figure(NamedTuple):
    """A speed (km/h), a duration (h) or a factor (times) for one service, with its provenance.

    Parameters
    ----------
    id : str
        Shared by the variants of one figure.
    label : str
        What it measures, in words for people.
    variant : str
        ``fast``, ``standard`` or ``car``; ``any`` serves those without a row of their own.
    regime : str
        ``any``, or ``stressed`` or ``disrupted`` for a row that replaces it then.
    unit : str
        ``h``, ``km/h``, or ``times`` for a factor on a whole journey.
    low, typical, high : float
        In `unit`; ascending.
    judgement : str
        ``no``: all three rest on sources. ``range``: the mode does, low or high is judgement.
        ``yes``: the mode is judgement.
    sources : tuple of str
        Ids in ``sources.csv``.
    as_of : int
        Year that the figure describes.
    note : str
        How it was derived.

    Examples
    --------
    >>> rail = Figure("x", "line", "any", "any", "km/h", 25.0, 40.0, 50.0, "no", ("F1",), 2020, "")
    >>> rail.hours(100.0)
    Range(low=2.0, typical=2.5, high=4.0)
    >>> rail
    <Figure x: 40 km/h (25 to 50), any service, any regime, 2020>
    """

    id: str
    label: str
    variant: str
    regime: str
    unit: str
    low: float
    typical: float
    high: float
    judgement: str
    sources: tuple[str, ...]
    as_of: int
    note: str

    def __repr__(self) -> str:
        amount = f"{self.typical:g} {self.unit} ({self.low:g} to {self.high:g})"
        of = f"{self.variant} service, {self.regime} regime"
        return f"<Figure {self.id}: {amount}, {of}, {self.as_of}>"

    @property
    def root(self) -> str:
        """Id of the figure it comes from: ``FIGURE`` of ``FIGURE@EDGE`` under a scenario.

        Calendars, headways and queues know figures by it.
        """
        return root_of(self.id)

    @property
    def mode(self) -> float:
        """The name of `typical` in 0.4.0."""
        return self.typical

    def to_dict(self) -> dict[str, Any]:
        """The figure as plain data, with the columns of its table."""
        fields = self._asdict() | {"sources": list(self.sources)}
        return {COLUMNS.get(name, name): value for name, value in fields.items()}

    def hours(self, length_km: float) -> Range:
        """Time that this figure gives for an edge.

        Parameters
        ----------
        length_km : float
            Length of the edge; a duration does not depend on it.

        Returns
        -------
        Range
            The high speed gives the low time.
        """
        if self.unit == "h":
            return Range(self.low, self.typical, self.high)
        return Range(length_km / self.high, length_km / self.typical, length_km / self.low)


_RULES_OF_REST = Figure(
    id=RESTS,
    label="drivers' breaks and rests",
    variant="any",
    regime="any",
    unit="h",
    low=0.0,
    typical=0.0,
    high=0.0,
    judgement="yes",
    sources=(),
    as_of=2010,
    note="computed from the hours at the wheel, by the limits of the AETR agreement",
)


class Source(NamedTuple):
    """One fact that was read in one page or file.

    Parameters
    ----------
    id : str
        Such as ``F001``.
    subject, quantity, value, unit : str
        The fact as the source gives it.
    year : str
        Year of the fact; empty if the page does not say.
    title, url : str
        Where it was read.
    note : str
        Caveats and conflicts.

    Examples
    --------
    >>> read_sources()["F001"]
    <Source F001: line_length_km is 293 km, oceansky-logistics.com>
    """

    id: str
    subject: str
    quantity: str
    value: str
    unit: str
    year: str
    title: str
    url: str
    note: str

    def __repr__(self) -> str:
        fact = f"{self.quantity:.40} is {self.value:.30} {self.unit:.20}".strip()
        host = self.url.partition("//")[2].partition("/")[0]
        return f"<Source {self.id}: {fact}, {host or self.title:.50}>"


def root_of(figure_id: str) -> str:
    """Id of the figure that another one comes from under a scenario; its own without any.

    Examples
    --------
    >>> root_of("customs.brest@customs:BRE-PL#1435-exit"), root_of("customs.brest")
    ('customs.brest', 'customs.brest')
    """
    return figure_id.partition("@")[0]


def read_figures(folder: Path = DATA) -> dict[str, dict[str, Figure]]:
    """All figures of ``parameters.csv``: id -> variant -> figure.

    Without a row for the rests of drivers there is one that cites the rules by which they are
    reckoned.  A row for one regime has the key ``variant/regime``, such as ``standard/stressed``.

    Raises
    ------
    TableError
        If the table is broken.

    Examples
    --------
    >>> read_figures()["rail.kz.khorgos_line"]["any"].typical
    39.2
    """
    figures: dict[str, dict[str, Figure]] = {}
    for figure in read_records(Figure, "parameters", folder):
        key = figure.variant if figure.regime == "any" else f"{figure.variant}/{figure.regime}"
        figures.setdefault(figure.id, {})[key] = figure
    figures.setdefault(RESTS, {"any": _RULES_OF_REST})
    return figures


def figures_table(figures: Mapping[str, Mapping[str, Figure]]) -> dict[str, dict[str, Figure]]:
    """Figures as a table that cannot be changed in place, nor can the rows of one figure."""
    if isinstance(figures, ReadOnly):
        return figures
    how = "network.figures", "network.revised(figures=...)"
    return read_only({id_: read_only(rows, *how) for id_, rows in figures.items()}, *how)


def variant_of(variants: dict[str, Figure], variant: str, regime: str = "quiet") -> Figure:
    """The row for a variant: its own, else that for any, else the standard one.

    Under stress, the row that replaces it then; disruption without one is as bad as stress.
    """
    for key in (variant, "any", "standard"):
        if key in variants:
            break
    if regime != "quiet" and len(variants) > 1:
        worse = REGIMES[REGIMES.index(regime) : 0 : -1]
        key = next((k for k in (f"{key}/{name}" for name in worse) if k in variants), key)
    return variants[key]


def read_sources(folder: Path = DATA) -> dict[str, Source]:
    """All sources of ``sources.csv`` by id.

    Raises
    ------
    TableError
        If the table is broken.

    Examples
    --------
    >>> read_sources()["F001"].value
    '293'
    """
    return {source.id: source for source in read_records(Source, "sources", folder)}
