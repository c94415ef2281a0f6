"""What can be claimed of a scene on the page of matrix calculus."""

from __future__ import annotations

from collections.abc import Callable

from ui.demos.demo import Claim, MatrixShown


def _of_matrices(text: str, holds: Callable[[MatrixShown], bool]) -> Claim:
    return Claim(text, lambda shown: shown.matrix is not None and bool(holds(shown.matrix)))


def misses_second_order(rule: str) -> Claim:
    """What the rule that is open misses of the change shrinks with the square."""

    def holds(shown: MatrixShown) -> bool:
        slope = shown.found.slope
        return shown.rule.key == rule and slope is not None and abs(slope - 2.0) < 0.05

    return _of_matrices(f"the rule {rule} misses what is of second order", holds)


def names_the_mistake(diagnosis: str) -> Claim:
    """The gradient that stands there is wrong, and what is wrong has this name."""
    return _of_matrices(
        f"the mistake is called {diagnosis}", lambda shown: not shown.check.right and shown.check.diagnosis == diagnosis
    )
