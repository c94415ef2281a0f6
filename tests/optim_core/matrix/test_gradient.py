"""Gradients by the rules: known ones, random functions against their slopes, and what computer algebra gets wrong."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from optim_core.matrix import MatrixError, check_gradient, gradient
from optim_core.matrix.differential import differential, differentiate
from optim_core.matrix.reading import MAX_CHARACTERS, MAX_PARTS, read
from optim_core.matrix.shapes import function_of
from optim_core.matrix.tree import Expr
from optim_core.matrix.values import draws, evaluate
from optim_core.matrix.writing import latex, text

# The lectures' table and the Matrix Cookbook (Petersen, Pedersen 2012), by number where they have one.
KNOWN = [
    ("<A, X>", "X", "A"),
    ("a' x", "x", "a"),
    ("x' A x", "x", "A x + A' x"),
    ("tr(A X B)", "X", "A' B'"),
    ("tr(A X)", "X", "A'"),
    ("tr(X' A)", "X", "A"),
    ("tr(X)", "X", "I"),
    ("tr(X^2)", "X", "2 X'"),
    ("tr(X^3)", "X", "3 X^2'"),
    ("tr(X' A X B)", "X", "A X B + A' X B'"),
    ("a' X b", "X", "a b'"),
    ("a' X' b", "X", "b a'"),
    ("a' X^-1 b", "X", "-X^-1' a b' X^-1'"),
    ("det(X)", "X", "det(X) X^-1'"),
    ("log det X", "X", "X^-1'"),
    ("tr(A X^-1)", "X", "-X^-1' A' X^-1'"),
    ("norm(A x - b)^2", "x", "2 A' (A x - b)"),
    ("norm(X)^2", "X", "2 X"),
    ("norm(x - a)", "x", "(x - a)/norm(x - a)"),
    ("ln(sum(exp(x)))", "x", "exp(x)/sum(exp(x))"),
    ("c tr(X)", "X", "c I"),
    ("c tr(X)", "c", "tr(X)"),
    ("norm(X W - Y)^2 + lambda norm(W)^2", "W", "2 X' (X W - Y) + 2 lambda W"),
    # SymPy 1.14 answers 0 to these, or raises.
    ("tr(A' A) + tr(B' B)", "A", "2 A"),
    ("tr(A) + tr(A^2)", "A", "I + 2 A'"),
    ("tr((I - A)^2)", "A", "-2 I + 2 A'"),
]


@pytest.mark.parametrize(("function", "wrt", "expected"), KNOWN, ids=[f"{f} by {w}" for f, w, _ in KNOWN])
def test_known_gradients(function: str, wrt: str, expected: str) -> None:
    assert gradient(function, wrt) == expected
    assert check_gradient(function, expected, wrt).right


def test_a_quotient_of_quadratic_forms() -> None:
    rayleigh = gradient("x' x/(x' A x)", "x")
    assert check_gradient("x' x/(x' A x)", rayleigh, "x").right
    assert check_gradient("x' x/(x' A x)", "2 x/(x' A x) - x' x (A + A') x/(x' A x)^2", "x").right


def values_of(function: str, given: dict[str, tuple[int, int]], seed: int = 3) -> tuple[Expr, dict[str, np.ndarray]]:
    expr, typed = function_of(read(function), given)
    shapes = {name: typed.dims.shape(shape) for name, shape in typed.shapes.items()}
    return expr, draws(expr, shapes, 1, seed)[0].letters


def test_values_are_numpys() -> None:
    shapes = {"A": (3, 3), "X": (3, 4), "x": (3, 1), "b": (3, 1)}
    expr, v = values_of(
        "norm(A x - b)^2 + tr(X X' A^-1) + <X, X> + log det(A' A + I) + sum(tanh(X) .* X ./ (X.^2 + ones))", shapes
    )
    a, x = v["A"], v["X"]
    expected = (
        np.sum((a @ v["x"] - v["b"]) ** 2)
        + np.trace(x @ x.T @ np.linalg.inv(a))
        + np.sum(x * x)
        + np.log(np.linalg.det(a.T @ a + np.eye(3)))
        + np.sum(np.tanh(x) * x / (x**2 + 1))
    )
    assert float(evaluate(expr, v, {})[0, 0]) == pytest.approx(expected, rel=1e-12)


# Functions of X (n x n), x (n), A (n x n), a, b: pieces that give matrices, vectors, numbers.
def matrices(depth: int) -> st.SearchStrategy[str]:
    leaf = st.sampled_from(["X", "A", "X'", "A'", "B", "I", "x a'", "X^-1", "(X + 2 I)"])
    if depth == 0:
        return leaf
    inner = matrices(depth - 1)
    return leaf | st.one_of(
        st.tuples(inner, inner).map(lambda p: f"({p[0]} + {p[1]})"),
        st.tuples(inner, inner).map(lambda p: f"({p[0]} - 2 {p[1]})"),
        st.tuples(inner, inner).map(lambda p: f"({p[0]}) ({p[1]})"),
        st.tuples(inner, inner).map(lambda p: f"(({p[0]}) .* ({p[1]}))"),
        inner.map(lambda m: f"({m})'"),
        inner.map(lambda m: f"({m})^2"),
        inner.map(lambda m: f"tanh({m})"),
        inner.map(lambda m: f"sin({m})"),
        inner.map(lambda m: f"sigmoid({m}).^2"),
        inner.map(lambda m: f"({m}/(2 + norm({m})^2))"),
    )


def functions(depth: int = 2) -> st.SearchStrategy[str]:
    m = matrices(depth)
    number = st.one_of(
        m.map(lambda p: f"tr({p})"),
        m.map(lambda p: f"x' ({p}) b"),
        m.map(lambda p: f"norm({p})"),
        m.map(lambda p: f"norm(({p}) x - a)^2"),
        m.map(lambda p: f"det({p})"),
        m.map(lambda p: f"log det(({p})' ({p}) + I)"),
        st.tuples(m, m).map(lambda p: f"<{p[0]}, {p[1]}>"),
        m.map(lambda p: f"sum({p})"),
        m.map(lambda p: f"ln(1 + norm({p})^2)"),
    )
    return number | st.tuples(number, number).map(lambda p: f"{p[0]} * {p[1]} - {p[1]}/(3 + {p[0]}^2)")


SIZES = {"X": (3, 3), "A": (3, 3), "B": (3, 3), "x": (3, 1), "a": (3, 1), "b": (3, 1)}


def slope(function: Expr, letters: dict[str, np.ndarray], wrt: str, direction: np.ndarray) -> float:
    """Along a direction, by a fit through seven points: an own way, not the checker's."""
    hs = np.linspace(-3, 3, 7) * 2e-4
    ys = [float(evaluate(function, {**letters, wrt: letters[wrt] + h * direction}, {})[0, 0]) for h in hs]
    return float(np.polyfit(hs, ys, 5)[-2])


@settings(max_examples=300)
@given(functions(), st.sampled_from(["X", "x"]), st.integers(0, 5))
def test_random_functions(function: str, wrt: str, seed: int) -> None:
    """<G, D> is the slope along D, what is written reads back as the same, and df is linear with G beside dX."""
    used = {name: shape for name, shape in SIZES.items() if name in read_letters(function)}
    assume(wrt in used)
    expr, letters = values_of(function, used, seed)
    result = differentiate(expr, wrt)
    assert result is not None and result.shape == SIZES[wrt]
    found = evaluate(result, letters, {})
    # The rule for a determinant divides by it: of a singular matrix it says nothing.
    assume(bool(np.isfinite(found).all()))
    scale = 1.0 + np.abs(found).max()
    direction = np.random.default_rng(seed).normal(size=SIZES[wrt])
    assert float(np.sum(found * direction)) == pytest.approx(
        slope(expr, letters, wrt, direction), rel=2e-5, abs=2e-5 * scale
    )
    if sum(1 for _ in result.walk()) < MAX_PARTS - 10 and len(text(result)) < MAX_CHARACTERS - 10:
        again, _ = function_of(read(f"<{text(result)}, {wrt}>"), used, tuple(used))
        inner = float(np.sum(found * letters[wrt]))
        assert float(evaluate(again, letters, {})[0, 0]) == pytest.approx(inner, rel=1e-9, abs=1e-9 * scale)
    moved = differential(expr, wrt)
    assert moved is not None and moved.scalar
    along = evaluate(moved, {**letters, f"d{wrt}": direction}, {})
    assert float(along[0, 0]) == pytest.approx(float(np.sum(found * direction)), rel=1e-8, abs=1e-8 * scale)
    assert latex(result).count("{") == latex(result).count("}")


def read_letters(function: str) -> set[str]:
    return {part.name for part in read(function).walk() if part.op == "letter"}


@pytest.mark.parametrize("size", [2, 5, 20])
def test_sizes_that_are_given(size: int) -> None:
    shapes = {"A": (size, size), "x": (size, 1)}
    assert check_gradient("x' A x", gradient("x' A x", "x", shapes), "x", shapes).right


def test_a_function_without_values_is_refused() -> None:
    with pytest.raises(MatrixError, match="No point was found"):
        gradient("ln(0 - norm(x)^2 - 1)", "x")
