"""The table of what lectures ask for is complete, and what it names exists."""

from __future__ import annotations

import ast
import re
from collections import Counter
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qs

import pytest

from optim_core import methods
from pages.places import PLACES

ROOT = Path(__file__).resolve().parents[2]
ASKED = {
    *("A6", "A7"),
    *(f"B{n}" for n in range(1, 11)),
    *(f"C{n}" for n in range(1, 10)),
    *(f"D{n}" for n in range(1, 7)),
    *(f"E{n}" for n in range(1, 13)),
}
READERS = {place.key: import_module(f"pages.{place.key}.links").from_query for place in PLACES}
ROW = re.compile(r"\| ([A-F]\d+) \|(.*)\|")
TEST = re.compile(r"`([\w/]+\.py)::(\w+)`")


class Row(NamedTuple):
    id: str
    says: str
    address: str
    then: str
    tests: tuple[tuple[str, str], ...]


@cache
def rows() -> tuple[Row, ...]:
    found = []
    for line in (ROOT / "docs" / "lectures.md").read_text(encoding="utf-8").splitlines():
        row = ROW.fullmatch(line)
        if row:
            says, address, then, tests = (cell.strip() for cell in row.group(2).split(" | "))
            found.append(Row(row.group(1), says, address.strip("`"), then, tuple(TEST.findall(tests))))
    return tuple(found)


@cache
def names_of_tests(file: str) -> frozenset[str]:
    tree = ast.parse((ROOT / "tests" / file).read_text(encoding="utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


def test_everything_asked_for_has_one_row() -> None:
    counts = Counter(row.id for row in rows())
    assert set(counts) >= ASKED
    assert set(counts.values()) == {1}


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.id)
def test_a_row_names_tests_that_exist(row: Row) -> None:
    assert row.says and row.then
    assert row.tests
    for file, name in row.tests:
        assert name.startswith("test_") and name in names_of_tests(file), f"{file}::{name}"


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.id)
def test_a_row_leads_to_a_page_that_understands_its_address(row: Row) -> None:
    page, _mark, query = row.address.removeprefix("/").partition("?")
    assert page in {place.key for place in PLACES}
    assert (ROOT / "pages" / page / "page.py").exists()
    _state, notes = READERS[page](parse_qs(query, strict_parsing=bool(query)))
    assert not notes


def test_the_rows_that_methods_name_are_in_the_table() -> None:
    known = {row.id for row in rows()}
    named = {name for method in methods().values() for name in method.lecture_rows}
    assert named <= known
    assert {name for name in known if name.startswith("E")} <= named
