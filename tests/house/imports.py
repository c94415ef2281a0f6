"""Which file of the product imports which, read from the source without running it.

Imports inside functions and for types count like any other: whoever reads one file has to know the other.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("optim_core", "surfaces", "plots", "ui", "pages")
ENTRY = "app.py"

Graph = Mapping[str, frozenset[str]]


def sources() -> Iterator[Path]:
    """Every Python file of the product."""
    for package in PACKAGES:
        yield from sorted((ROOT / package).rglob("*.py"))
    yield ROOT / ENTRY


@cache
def modules() -> dict[str, Path]:
    """Dotted name to file."""
    return {_name(path): path for path in sources()}


def _name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def file_graph() -> Graph:
    """Dotted name to the dotted names it imports."""
    known = modules()
    return {name: frozenset(imported(path.read_text("utf-8"), known)) - {name} for name, path in known.items()}


def imported(source: str, known: Mapping[str, object]) -> Iterator[str]:
    """The modules among `known` that a source imports: of a package, those that are named or else itself."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in known)
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert not node.level, "imports are absolute"
            for alias in node.names:
                found = next((n for n in (f"{node.module}.{alias.name}", node.module) if n in known), None)
                if found:
                    yield found


def room_graph() -> Graph:
    """Folder to the folders that its files import from. A package's `__init__` is its face and belongs to no room."""
    rooms: dict[str, set[str]] = {}
    for name, targets in file_graph().items():
        if _is_face(name):
            continue
        here = _room(name)
        rooms.setdefault(here, set()).update(_room(target) for target in targets if not _is_face(target))
    return {room: frozenset(targets - {room}) for room, targets in rooms.items()}


def _is_face(name: str) -> bool:
    return modules()[name].name == "__init__.py"


def _room(name: str) -> str:
    return modules()[name].parent.relative_to(ROOT).as_posix()


def circle(graph: Graph) -> list[str]:
    """Some that import each other in a circle, the first again at the end; empty if there are none."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []
