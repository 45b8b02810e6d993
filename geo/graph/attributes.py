"""The graph that networkx may read: all of its writers can write it.

An edge carries its `Edge`, a set of carriers and, where nothing is known, None: formats have no
words for these.  They are looked up like all else, and left out where a file lists what there is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NoReturn

import networkx as nx

from ..values import Brief

__all__ = ["Attributes", "NetworkGraph", "ReadOnlyAttributes", "refuse"]

if TYPE_CHECKING:
    Graph = nx.MultiDiGraph[str]
else:
    Graph = nx.MultiDiGraph


class Attributes(Brief[str, Any]):
    """Of a node or an edge: plain values, which are listed, and others, which are looked up.

    Examples
    --------
    >>> known = Attributes(carrier="road", gauge=None)
    >>> known["gauge"], "gauge" in known, known.get("gauge", 0), list(known)
    (None, True, None, ['carrier'])
    """

    __slots__ = ("unlisted",)

    def __init__(self, values: Mapping[str, Any] | None = None, /, **more: Any) -> None:
        super().__init__()
        self.unlisted: dict[str, Any] = {}
        for name, value in (whole(values or {}) | more).items():
            Attributes.__setitem__(self, name, value)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (whole(self),)

    def __missing__(self, name: str) -> Any:
        return self.unlisted[name]

    def __contains__(self, name: object) -> bool:
        return super().__contains__(name) or name in self.unlisted

    def __eq__(self, other: object) -> bool:
        return isinstance(other, dict) and whole(self) == whole(other)

    __hash__ = None  # type: ignore[assignment]

    def get(self, name: str, default: Any = None) -> Any:
        """The value, listed or not."""
        return super().get(name, self.unlisted.get(name, default))

    def copy(self) -> Attributes:
        """The same, which may change."""
        return Attributes(self)

    def __setitem__(self, name: str, value: Any) -> None:
        self.unlisted.pop(name, None)
        if isinstance(value, bool | int | float | str):
            super().__setitem__(name, value)
        else:
            super().pop(name, None)
            self.unlisted[name] = value

    def __or__(self, other: Any) -> Any:
        return Attributes(whole(self) | whole(other))

    def __ror__(self, other: Any) -> Any:
        return Attributes(whole(other) | whole(self))

    def __delitem__(self, name: str) -> None:
        if name in self.unlisted:
            del self.unlisted[name]
        else:
            super().__delitem__(name)

    def update(self, values: Any = (), /, **more: Any) -> None:
        """Take what is given, listed or not."""
        for name, value in (whole(values) | more).items():
            self[name] = value

    def pop(self, name: str, *default: Any) -> Any:
        """Take one out."""
        return self.unlisted.pop(name) if name in self.unlisted else super().pop(name, *default)

    def setdefault(self, name: str, default: Any = None) -> Any:
        """The value; the default, if there is none yet."""
        if name not in self:
            self[name] = default
        return self[name]

    def clear(self) -> None:
        """Take all out."""
        super().clear()
        self.unlisted.clear()


def whole(values: Any) -> dict[str, Any]:
    """All values in a plain dict, those with them that are not listed."""
    return {**dict(values), **(values.unlisted if isinstance(values, Attributes) else {})}


def refuse(*_: object, **__: object) -> NoReturn:
    """Tell whoever changes the graph of a network that nobody would see it."""
    raise TypeError(
        "the graph of a network is read-only; network.revised(...) gives a changed network, "
        "network.graph.copy() a graph that may change"
    )


class ReadOnlyAttributes(Attributes):
    """Of the graph of a network."""

    __slots__ = ()

    __setitem__ = __delitem__ = __ior__ = refuse
    clear = pop = popitem = setdefault = update = refuse


class NetworkGraph(Graph):
    """A graph whose attributes can be written, as can those of its copies."""

    node_attr_dict_factory = Attributes
    edge_attr_dict_factory = Attributes

    def copy(self, as_view: bool = False) -> Any:
        """A copy that may change, with what is not listed."""
        made = super().copy(as_view=as_view)
        if not as_view:
            for known, own in self._both(made):
                own.update(known)
        return made

    def _both(self, made: Any) -> Iterator[tuple[Any, Any]]:
        """Attributes of each node and edge here and in a copy."""
        yield from ((known, made.nodes[node]) for node, known in self.nodes.items())
        for start, end, key, known in self.edges(keys=True, data=True):
            yield known, made[start][end][key]
