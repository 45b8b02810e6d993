"""Draw the rooms of the code, and who imports whom, into CONTRIBUTING.md.

``python scripts/rooms.py`` writes what stands between the two marks; with ``--check`` it only
says whether that is current.  A room is a sub-package, or a file that stands beside them.
"""

from __future__ import annotations

import argparse
import ast
import sys
from pathlib import Path

import grimp
import networkx as nx

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "CONTRIBUTING.md"
START = "<!-- rooms: made by `python scripts/rooms.py` -->"
END = "<!-- rooms end -->"
PACKAGES = ("maps", "layers", "geo")
FLAT = "layers"
"""A package without rooms: it is one."""
OFFERED = {"geo": "geo.network", "maps": "maps.cli"}
"""Package -> the room with which its ``__init__`` is drawn: both know all the others."""


def files() -> nx.DiGraph:
    """Each file of the package, with an arrow to each that it imports, if only for its types."""
    found = grimp.build_graph("khorgos", cache_dir=None)
    graph = nx.DiGraph()
    graph.add_nodes_from(sorted(found.modules))
    for module in sorted(found.modules):
        others = sorted(found.find_modules_directly_imported_by(module))
        graph.add_edges_from((module, other) for other in others)
    return graph


def room_of(module: str) -> str | None:
    """Room of a module, as ``geo.routing``; None for the root, and for a test."""
    parts = module.split(".")[1:]
    if not parts or parts[0] not in PACKAGES:
        return None
    if parts[0] == FLAT:
        return FLAT
    return ".".join(parts[:2]) if parts[1:] else OFFERED[parts[0]]


def rooms(graph: nx.DiGraph) -> nx.DiGraph:
    """Rooms, and the fewest arrows that say who reaches whom."""
    drawn = nx.DiGraph()
    for start, end in graph.edges:
        above, below = room_of(start), room_of(end)
        if above and below and above != below:
            drawn.add_edge(above, below)
    return nx.transitive_reduction(drawn)


def path_of(room: str) -> Path:
    """Folder of a room, or its file."""
    path = ROOT.joinpath(*room.split("."))
    return path if path.is_dir() else path.with_suffix(".py")


def _purpose(room: str) -> str:
    path = path_of(room)
    code = path / "__init__.py" if path.is_dir() else path
    text = ast.get_docstring(ast.parse(code.read_text(encoding="utf-8"))) or ""
    return " ".join(text.partition("\n\n")[0].split()).removesuffix(".")


def _modules(room: str) -> str:
    if not path_of(room).is_dir():
        return ""
    names = sorted(path.stem for path in path_of(room).glob("*.py") if path.stem != "__init__")
    return ", ".join(f"`{name}`" for name in names)


def _key(room: str) -> str:
    return room.replace(".", "_")


def drawing() -> str:
    """Rooms and arrows as a picture that GitHub draws, and as a table."""
    graph = rooms(files())
    order = [room for level in nx.topological_generations(graph) for room in sorted(level)]
    lines = ["```mermaid", "flowchart TD"]
    for package in PACKAGES:
        names = [room for room in order if room.split(".")[0] == package]
        lines.append(f'  subgraph {package}_["{package}/"]')
        lines += [f'    {_key(room)}["{room.split(".")[-1]}"]' for room in names]
        lines.append("  end")
    lines += [
        f"  {_key(room)} --> {' & '.join(map(_key, below))}"
        for room in order
        if (below := sorted(graph[room]))
    ]
    lines += ["```", "", "| room | holds | modules |", "|---|---|---|"]
    for room in sorted(order, key=lambda room: PACKAGES.index(room.split(".")[0])):
        at = f"{path_of(room).relative_to(ROOT)}{'/' * path_of(room).is_dir()}"
        lines.append(f"| `{at}` | {_purpose(room)} | {_modules(room)} |")
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when stale")
    parser.add_argument("--page", type=Path, default=PAGE, help="instead of CONTRIBUTING.md")
    args = parser.parse_args()
    text = args.page.read_text(encoding="utf-8")
    before, _, rest = text.partition(START)
    _, _, after = rest.partition(END)
    new = f"{before}{START}\n\n{drawing()}\n\n{END}{after}"
    if args.check:
        if new != text:
            print(f"{args.page}: the rooms are stale; run python scripts/rooms.py", file=sys.stderr)
        return int(new != text)
    args.page.write_text(new, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
