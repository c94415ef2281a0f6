"""The list of mutations stays true to the code: every one still has its place, and its tests are there."""

from __future__ import annotations

import pytest

from tests.mutants.by_hand import ROOT, Mutant, mutants

MUTANTS = list(mutants())


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: f"{mutant.area}: {mutant.name}")
def test_a_mutation_has_its_place_and_its_tests(mutant: Mutant) -> None:
    text = (ROOT / mutant.file).read_text(encoding="utf-8")
    assert mutant.mutated(text) != text
    assert mutant.tests
    for test in mutant.tests:
        assert (ROOT / test.partition("::")[0]).exists(), test


def test_every_mutation_has_a_name_of_its_own() -> None:
    names = [(mutant.area, mutant.name) for mutant in MUTANTS]
    assert len(names) == len(set(names))
