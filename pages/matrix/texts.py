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
from optim_core.matrix.writing import is_zero


@dataclass(frozen=True)
class Derivation:
    """A function with shapes, its differential and its gradient.

    `gradient` is None where it cannot be given, `differential` where it is 0.
    """

    function: Expr
    differential: Expr | None
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
    try:
        gradient: Expr | None = derived(expr, typed, wrt)
    except MatrixError:
        gradient = None
    # A zero has nothing to be derived; determinants that are 0 throughout have no differential of their own.
    moved = None if gradient is not None and is_zero(gradient) else differential(expr, wrt)
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
