"""The table of what lectures ask for is complete, and what it names exists."""

from __future__ import annotations

import ast
import re
from collections import Counter
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

from optim_core import methods
from pages.places import PLACES
from ui.demos.catalogue import DEMOS, SECTIONS
from ui.demos.demo import Demo, Row
from ui.demos.table import FILE, table

ROOT = Path(__file__).resolve().parents[2]
ASKED = {
    *(f"A{n}" for n in range(1, 8)),
    *(f"B{n}" for n in range(1, 11)),
    *(f"C{n}" for n in range(1, 10)),
    *(f"D{n}" for n in range(1, 7)),
    *(f"E{n}" for n in range(1, 13)),
    *(f"F{n}" for n in range(1, 6)),
}
READERS = {place.key: import_module(f"pages.{place.key}.links").from_query for place in PLACES}
TEST = re.compile(r"([\w/]+\.py)::(test_\w+)")
ROWS = [row for section in SECTIONS for row in section.rows]


@cache
def names_of_tests(file: str) -> frozenset[str]:
    tree = ast.parse((ROOT / "tests" / file).read_text(encoding="utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


def test_everything_asked_for_has_one_row_and_a_scene() -> None:
    counts = Counter(row.id for row in ROWS)
    assert set(counts) >= ASKED
    assert set(counts.values()) == {1}
    assert all(row.demos for row in ROWS)
    assert max(Counter(demo.key for demo in DEMOS).values()) == 1


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_a_row_names_tests_that_exist(row: Row) -> None:
    assert row.says
    assert row.proved_by
    for test in row.proved_by:
        file, name = TEST.fullmatch(test).groups()  # type: ignore[union-attr]
        assert name in names_of_tests(file), test


@pytest.mark.parametrize("demo", DEMOS, ids=lambda demo: demo.key)
def test_a_scene_leads_to_a_page_that_understands_its_address(demo: Demo) -> None:
    assert demo.address.startswith("/")
    assert demo.page in {place.key for place in PLACES}
    assert (ROOT / "pages" / demo.page / "page.py").exists()
    _state, notes = READERS[demo.page](demo.query)
    assert not notes


@pytest.mark.parametrize("demo", DEMOS, ids=lambda demo: demo.key)
def test_a_scene_is_said_in_a_few_words(demo: Demo) -> None:
    assert len(demo.title) <= 36
    assert demo.look.endswith(".") and len(demo.look) <= 160
    assert not demo.change or (demo.change[-1] in ".?" and len(demo.change) <= 130)


def test_the_table_of_the_documentation_is_the_one_of_the_scenes() -> None:
    assert FILE.read_text(encoding="utf-8") == table(), "python -m ui.demos.table"
    assert all(f"| {row.id} | {row.says} |" in table() for row in ROWS)
    assert all(f"`{demo.address}`" in table() and "|" not in demo.look for demo in DEMOS)


def test_the_rows_that_methods_name_are_in_the_table() -> None:
    known = {row.id for row in ROWS}
    named = {name for method in methods().values() for name in method.lecture_rows}
    assert named <= known
    assert {name for name in known if name.startswith("E")} <= named
