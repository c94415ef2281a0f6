"""Matrices in a text that have no inverse whatever the letters are, such as x x' of a vector."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import islice

from optim_core.base.text import N_
from optim_core.matrix.errors import MatrixError, refusal
from optim_core.matrix.tree import Expr, Shape, number
from optim_core.matrix.values import Draw, attempts, evaluate, singular
from optim_core.matrix.writing import text as written

#: Draws at which a matrix has to be singular to be called so.
LOOKS = 6
NO_POINTS = N_("No point was found where the function has a value.")
LOST = N_("{matrix} is singular whatever its letters are: it has no inverse, and its determinant is 0.")


def settled(expr: Expr, points: Sequence[Draw]) -> Expr:
    """The text with 0 for every determinant that is 0 at all points, in place of a derivative that has no value there.

    The rule d det X = det X tr(X^-1 dX) needs an inverse, and where the determinant is 0 throughout, so is its
    differential.
    """
    args = tuple(settled(part, points) for part in expr.args)
    if expr.op == "det" and _lost(args[0], points):
        return number(0)
    return replace(expr, args=args)


def no_points(expr: Expr, shapes: Mapping[str, Shape]) -> MatrixError:
    """Why the function has a value nowhere: because of a matrix that is never invertible, if there is one."""
    points = list(islice(attempts(shapes), LOOKS))
    for part in expr.walk():
        if part.op in ("inverse", "logdet") and _lost(part.args[0], points):
            return refusal(LOST, 0, matrix=written(part.args[0]))
    return refusal(NO_POINTS)


def _lost(matrix: Expr, points: Sequence[Draw]) -> bool:
    return bool(points) and all(singular(evaluate(matrix, point.letters, point.sizes)) for point in points)
