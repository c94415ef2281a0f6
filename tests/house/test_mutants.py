"""The list of mutations stays true to the code: every one still has its place, and its tests are there."""

from __future__ import annotations

from tests.mutants.by_hand import ROOT, Mutant, mutants

MUTANTS = list(mutants())


def wrong_with(mutant: Mutant) -> list[str]:
    text = (ROOT / mutant.file).read_text(encoding="utf-8")
    try:
        found = ["it changes nothing"] * (mutant.mutated(text) == text)
    except ValueError as error:
        found = [str(error)]
    missing = [test for test in mutant.tests if not (ROOT / test.partition("::")[0]).exists()]
    return [*found, *missing, *["it has no tests"] * (not mutant.tests)]


def test_a_mutation_has_its_place_and_its_tests() -> None:
    assert MUTANTS
    # All in one test: there are hundreds, and looking at one takes no time.
    assert not {f"{mutant.area}: {mutant.name}": wrong for mutant in MUTANTS if (wrong := wrong_with(mutant))}


def test_every_mutation_has_a_name_of_its_own() -> None:
    names = [(mutant.area, mutant.name) for mutant in MUTANTS]
    assert len(names) == len(set(names))
