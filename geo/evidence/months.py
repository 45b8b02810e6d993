"""Ask the rows of the published record in the state of their month."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

from ..states.asked import InMonth
from ..states.notices import month_of

if TYPE_CHECKING:
    from ..graph.figures import Source
    from ..routing.route import Route
    from ..states.history import History
    from .backtest import Under
    from .published import Observation

__all__ = ["in_months"]


def in_months(history: History, sources: Mapping[str, Source]) -> Under | None:
    """What asks a row under the state of its month, as other pages tell it.

    Plans, claims and records speak of a month without trouble whenever they were made: only what
    was measured is asked in its month.

    Parameters
    ----------
    history : History
        What notices said; those of a row's own page are left out for it.
    sources : mapping of str to Source
        Of the notices.

    Returns
    -------
    callable or None
        For `khorgos.geo.evidence.backtest.run`; None without notices.

    Examples
    --------
    >>> from khorgos.geo import Network
    >>> from khorgos.geo.evidence.published import read_observations
    >>> network = Network.load()
    >>> under = in_months(network.states, network.sources)
    >>> row = next(row for row in read_observations() if row.id == "T004")
    >>> row.month, under(row, network.route("Chengdu", "Malaszewicze")).month == month_of(row.month)
    ('2023-07', True)
    """
    if not history.notices:
        return None
    pages: dict[str, set[str]] = {}
    for id_ in {id_ for notice in history.notices for id_ in notice.sources}:
        pages.setdefault(sources[id_].url, set()).add(id_)

    @cache
    def beside(url: str) -> History:
        return history.without(pages[url]) if url in pages else history

    def under(row: Observation, route: Route) -> InMonth | None:  # noqa: ARG001
        if row.kind != "observed" or not row.month:
            return None
        return InMonth(beside(row.url), month_of(row.month))

    return under
