"""Whether a function, a letter and a candidate can be looked at together, and what is said of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from optim_core.matrix import GradientCheck, MatrixError, check_gradient
from optim_core.matrix.checking import derived
from optim_core.matrix.differential import differential
from optim_core.matrix.reading import read
from optim_core.matrix.shapes import Typed, function_of
from optim_core.matrix.tree import Expr, letters


@dataclass(frozen=True)
class Derivation:
    """A function with shapes, its differential and its gradient; `gradient` is None where it cannot be given."""

    function: Expr
    differential: Expr
    gradient: Expr | None
    typed: Typed


@lru_cache(maxsize=256)
def accepted(function: str, candidate: str, wrt: str) -> GradientCheck:
    """What is said of the candidate; raises MatrixError for texts that cannot be looked at."""
    return check_gradient(function, candidate, wrt)


@lru_cache(maxsize=256)
def derivation(function: str, wrt: str) -> Derivation:
    """Our own way to the gradient of a function that was accepted."""
    expr, typed = function_of(read(function), {})
    moved = differential(expr, wrt)
    assert moved is not None
    try:
        gradient: Expr | None = derived(expr, typed, wrt)
    except MatrixError:
        gradient = None
    return Derivation(expr, moved, gradient, typed)


def letters_of(function: str) -> tuple[str, ...]:
    """The letters that can be differentiated by."""
    return letters(read(function))


def candidate_expr(function: str, candidate: str) -> Expr | None:
    """The candidate with shapes, to be typeset as it was understood; None if its shapes do not fit."""
    _expr, typed = function_of(read(function), {})
    try:
        return typed.of(read(candidate))
    except MatrixError:
        return None
