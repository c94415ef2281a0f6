"""What README.md counts is what there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from optim_core import methods
from pages.playground.state import MAX_METHODS
from surfaces import entries
from surfaces.data import MODELS

README = (Path(__file__).resolve().parents[2] / "README.md").read_text(encoding="utf-8")
WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


@pytest.mark.parametrize(
    ("pattern", "count"),
    [
        (r"(\d+) surfaces", len(entries())),
        (r"(\d+) methods", len(methods())),
        (r"(\w+) models or your own", len(MODELS)),
        (r"Up to (\w+) race at once", MAX_METHODS),
    ],
)
def test_numbers_are_those_of_the_registries(pattern: str, count: int) -> None:
    said = re.findall(pattern, re.sub(r"\s+", " ", README))
    assert said
    assert {number.lower() for number in said} <= {str(count), *WORDS[count : count + 1]}
