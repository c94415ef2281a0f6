"""Whatever is typed into a field or put into a link, only the product's own errors come out."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from tests.pages.hostile_texts import ATTACKS, DOORS, HOSTILE, hostile_text, through_the_door, through_the_links

#: Texts of each kind; the benchmark `fuzz` takes thousands.
COUNT = 100


@pytest.mark.parametrize("kind", DOORS)
def test_random_texts(kind: str) -> None:
    numbers = Random(f"{kind} 1")
    accepted = 0
    for _ in range(COUNT):
        text = hostile_text(kind, numbers)
        try:
            accepted += through_the_door(kind, text)
            through_the_links(kind, text)
        except Exception as failure:
            raise AssertionError(f"{kind}: {text!a}") from failure
    # The grammar is of use only if much of it is formulas.
    assert COUNT / 30 < accepted < COUNT


@pytest.mark.parametrize("kind", DOORS)
def test_every_hostile_piece_alone(kind: str) -> None:
    for text in HOSTILE:
        through_the_door(kind, text)
        through_the_links(kind, text)


@pytest.mark.parametrize("kind", DOORS)
def test_no_text_runs_as_code(kind: str, tmp_path: Path) -> None:
    file = tmp_path / "made"
    for attack in ATTACKS:
        text = attack.replace("{file}", str(file))
        assert not through_the_door(kind, text), text
        through_the_links(kind, text)
    assert not file.exists()
