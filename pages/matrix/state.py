"""What is chosen on the page of matrix calculus: plain values that links carry."""

from __future__ import annotations

from dataclasses import dataclass

#: The parts of the page.
CHECK, RULES, REGRESSION = "check", "rules", "regression"
PARTS = (CHECK, RULES, REGRESSION)

MOST_SIZE, MOST_SEED = 6, 1_000_000


@dataclass(frozen=True)
class MatrixState:
    """The part that is open and what is chosen in each.

    Attributes:
        part: one of `PARTS`.
        function, candidate: texts of the matrix language.
        wrt: the letter that is differentiated by.
        rule: a key of `optim_core.matrix.rules.RULES`.
        lines: how many lines of its derivation are shown.
        size: of the random matrices, from 1 to `MOST_SIZE`.
        seed: which matrices.
        share: by which of `optim_core.matrix.rules.SHARES` the differential is multiplied in the tables.
        correlation: of the two features, from 0 to 1.
        strength: of the penalty, from 0 on.
    """

    part: str = CHECK
    function: str = "x' A x"
    candidate: str = "2 A x"
    wrt: str = "x"
    rule: str = "product"
    lines: int = 1
    size: int = 3
    seed: int = 0
    correlation: float = 0.9
    strength: float = 0.1
    share: int = 2
