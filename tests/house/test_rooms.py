"""The house: no circles, rooms that can be overlooked, and a word in every room on what is in it."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.house.imports import PACKAGES, ROOT, circle, file_graph, imported, room_graph, sources

MOST_FILES = 14
# Where a file each is the point.
CATALOGUES = {"optim_core/catalogue", "surfaces/catalogue"}
ROOMS = sorted({path.parent for path in sources()} - {ROOT})


def test_no_files_import_each_other_in_a_circle() -> None:
    assert circle(file_graph()) == []


def test_no_rooms_import_each_other_in_a_circle() -> None:
    assert circle(room_graph()) == []


@pytest.mark.parametrize(
    ("graph", "found"),
    [
        ({"a": {"b"}, "b": {"c"}, "c": set()}, set()),
        ({"a": {"b"}, "b": {"a"}}, {"a", "b"}),
        ({"a": {"b"}, "b": {"c"}, "c": {"d"}, "d": {"b"}}, {"b", "c", "d"}),
    ],
)
def test_a_circle_is_seen(graph: dict[str, set[str]], found: set[str]) -> None:
    assert set(circle({node: frozenset(targets) for node, targets in graph.items()})) == found


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import a.b", ["a.b"]),
        ("from a import b", ["a.b"]),
        ("from a import name", ["a"]),
        ("def f():\n    from a.b import name", ["a.b"]),
        ("if TYPE_CHECKING:\n    from a import b, name", ["a.b", "a"]),
        ("import json", []),
    ],
)
def test_imports_of_every_kind_are_seen(source: str, found: list[str]) -> None:
    assert list(imported(source, {"a": 0, "a.b": 0})) == found


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.relative_to(ROOT).as_posix())
def test_a_room_can_be_overlooked(room: Path) -> None:
    files = [path for path in room.iterdir() if path.is_file() and path.name != "__init__.py"]
    assert room.relative_to(ROOT).as_posix() in CATALOGUES or len(files) <= MOST_FILES


@pytest.mark.parametrize(
    "room", [room for room in ROOMS if room.relative_to(ROOT).parts[0] != "pages"],
    ids=lambda room: room.relative_to(ROOT).as_posix(),
)  # fmt: skip
def test_a_room_says_what_is_in_it(room: Path) -> None:
    assert ast.get_docstring(ast.parse((room / "__init__.py").read_text("utf-8")))


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_is_rooms_and_little_else(package: str) -> None:
    # Streamlit needs a file for every page, which is written from the list of pages.
    entries = re.compile(r"\d+_\w+\.py")
    beside = {
        path.name for path in (ROOT / package).iterdir() if path.suffix == ".py" and not entries.fullmatch(path.name)
    }
    assert len(beside) <= 5, beside
