"""Every diagnosis by a mistake made on purpose, and none of a right answer, however it is written."""

from __future__ import annotations

import pytest

from optim_core.matrix import MatrixError, check_gradient, gradient
from optim_core.matrix.checking import DIAGNOSES

MISTAKES = [
    ("x' x", "x", "x", "factor"),
    ("norm(A x - b)^2", "A' (A x - b)", "x", "factor"),
    ("norm(A x - b)^2", "4 A' (A x - b)", "x", "factor"),
    ("tr(X X)", "X'", "X", "factor"),
    ("norm(X W - Y)^2", "X' (X W - Y)", "W", "factor"),
    ("tr(X^-1)", "(X^-2)'", "X", "sign"),
    ("norm(A x - b)^2", "2 A' (b - A x)", "x", "sign"),
    ("tr(A X)", "A", "X", "transposed"),
    ("log det X", "X^-1", "X", "transposed"),
    ("a' X b", "b a'", "X", "transposed"),
    ("tr(A X B)", "B A", "X", "transposed"),
    ("x' A x", "A x", "x", "half_product"),
    ("x' A x", "A' x", "x", "half_product"),
    ("tr(X' A X B)", "A X B", "X", "half_product"),
    ("tr(X A X)", "A' X'", "X", "half_product"),
    ("x' A x", "2 A x", "x", "symmetric"),
    ("x' A x", "2 A' x", "x", "symmetric"),
    ("tr(X' A X B)", "2 A X B", "X", "symmetric"),
    ("a' x", "a'", "x", "layout"),
    ("x' A x", "x' (A + A')", "x", "layout"),
    ("norm(A x - b)^2", "2 (A x - b)' A", "x", "layout"),
    ("a' X b", "a", "X", "shape"),
    ("a' X b", "a b", "X", "shape"),
    ("norm(A x - b)^2", "2 A (A x - b)", "x", "shape"),
    ("tr(X)", "1", "X", "shape"),
    ("a' x", "x", "x", "wrong_variable"),
    ("a' X b", "X b", "X", "wrong_variable"),
    ("norm(A x - b)^2", "-2 (A x - b)", "x", "wrong_variable"),
    ("norm(x)", "x", "x", "other"),
    ("det X", "X^-1'", "X", "other"),
    ("sum(exp(x))", "exp(x) + ones", "x", "other"),
]
SQUARE = {"A": (3, 3), "X": (3, 3), "B": (3, 3)}


@pytest.mark.parametrize(("function", "candidate", "wrt", "diagnosis"), MISTAKES)
def test_a_mistake_has_its_name(function: str, candidate: str, wrt: str, diagnosis: str) -> None:
    check = check_gradient(function, candidate, wrt)
    assert (check.right, check.diagnosis) == (False, diagnosis)
    assert check.message.text and "{" not in check.message.text


def test_every_diagnosis_is_made() -> None:
    assert {diagnosis for *_, diagnosis in MISTAKES} == set(DIAGNOSES)


@pytest.mark.parametrize(
    ("candidate", "diagnosis"), [("A B", "transposed"), ("A' B", "transposed"), ("A B'", "transposed"), ("A' B'", "")]
)
def test_square_letters_are_turned_one_by_one(candidate: str, diagnosis: str) -> None:
    assert check_gradient("tr(A X B)", candidate, "X", SQUARE).diagnosis == diagnosis


@pytest.mark.parametrize(
    ("function", "candidate", "wrt"),
    [
        ("x' A x", "(A + A') x", "x"),
        ("x' A x", "(x' (A' + A))'", "x"),
        ("norm(A x - b)^2", "2 A^T A x - 2 A^T b", "x"),
        (r"\lVert A x - b \rVert^2", r"2 A^{\top}(A x - b)", "x"),
        ("‖Ax − b‖²", "2Aᵀ(Ax − b)", "x"),
        ("||A theta - y||_2^2", "2A'(Aθ - y)", "theta"),
        ("log det X", "X^-T", "X"),
        ("ln(det(X))", "(X')^-1", "X"),
        ("tr(X)", "I", "X"),
        ("sum(X)", "ones", "X"),
        ("<A, X>", "A", "X"),
        ("norm(X)", "X/norm(X)", "X"),
        ("tr(A X B)", "(B A)'", "X"),
        ("x' x", "x + x", "x"),
        ("x1' x2", "x2", "x1"),
        ("sum(exp(W x))", "exp(W x) x'", "W"),
    ],
)
def test_a_right_answer_has_none(function: str, candidate: str, wrt: str) -> None:
    check = check_gradient(function, candidate, wrt)
    assert check.right and check.diagnosis == "" and check.entry is None


def test_the_interface_by_shapes() -> None:
    shapes = {"A": (3, 4), "X": (4, 5), "B": (5, 3)}
    check = check_gradient("tr(A X B)", "A' B'", wrt="X", shapes=shapes)
    assert check.right and check.shape == (4, 5) and check.shapes == shapes
    assert check_gradient("norm(x)^2", "2 x", "x", {"x": 4}).shape == (4, 1)


def test_the_first_wrong_entry_has_both_values() -> None:
    check = check_gradient("x' A x", "2 A x", "x", {"x": (2, 1), "A": (2, 2)})
    assert check.entry is not None and (check.entry.row, check.entry.column) == (1, 1)
    assert check.entry.yours != pytest.approx(check.entry.right)


def test_shapes_are_named_where_they_meet() -> None:
    check = check_gradient("a' X b", "a b", "X", {"a": (2, 1), "X": (2, 3), "b": (3, 1)})
    assert "2×1 meets 3×1" in check.message.text and "2×3" in check.message.text


@pytest.mark.parametrize(
    ("function", "candidate", "wrt", "words"),
    [
        ("", "x", "x", "no formula"),
        ("A x", "A", "x", "has to give a number"),
        ("tr(A)", "A", "X", "does not occur"),
        ("tr(X)", "C", "X", "C does not occur"),
        ("tr(X", "I", "X", "is missing"),
        ("foo(X)", "I", "X", "Unknown name"),
        ("tr(X)", "I", "X Y", "single letter"),
        ("x^2 + |x|", "1", "x", "single bar"),
        ("A/B", "I", "A", "Only by a number"),
        ("tr(X^9)", "I", "X", "up to 6"),
        ("tr(__import__('os'))", "I", "X", "index belongs"),
        ("(" * 60, "I", "X", "nested too deeply"),
        ("x'" + "+x" * 300, "x", "x", "longer than"),
        ("tr(A + 1)", "I", "A", "with ones"),
    ],
)
def test_what_cannot_be_checked_says_why(function: str, candidate: str, wrt: str, words: str) -> None:
    with pytest.raises(MatrixError, match=words) as refusal:
        check_gradient(function, candidate, wrt)
    assert isinstance(refusal.value, ValueError) and 0 <= refusal.value.position <= 500


@pytest.mark.parametrize("shape", [(0, 2), (21, 1), (2.5, 1), (True, 1), (1, 2, 3), "ab"])
def test_shapes_are_pairs_of_sizes(shape: object) -> None:
    with pytest.raises(MatrixError, match="pair of whole numbers"):
        check_gradient("tr(X)", "I", "X", {"X": shape})  # type: ignore[dict-item]


@pytest.mark.parametrize("zero", ["0", "0.0", "-0", "1 - 1", "0*3"])
@pytest.mark.parametrize(("function", "wrt"), [("x' x", "x"), ("tr(X)", "X"), ("a' X b", "X"), ("c^2", "c")])
def test_zero_alone_is_the_zero_of_any_shape(zero: str, function: str, wrt: str) -> None:
    """It is the gradient where that vanishes, and wrong in its entries, not in its shape, elsewhere."""
    assert check_gradient(f"({function}) - ({function})", zero, wrt).right
    check = check_gradient(function, zero, wrt)
    assert (check.right, check.diagnosis) == (False, "other")
    assert check.entry is not None and check.entry.yours == 0.0


@pytest.mark.parametrize("number", ["1", "2 - 1", "0.5"])
def test_other_numbers_alone_keep_their_shape(number: str) -> None:
    assert check_gradient("sum(x)", number, "x").diagnosis == "shape"
    assert not check_gradient("c^2", number, "c").right


@pytest.mark.parametrize(
    ("function", "wrt"),
    [
        ("det(x x')", "x"),
        ("det(a x')", "a"),
        ("det(x x' - x x')", "x"),
        ("det(A x x')", "A"),
        ("3 det(x x') det A", "x"),
    ],
)
def test_a_determinant_that_is_zero_throughout_has_the_gradient_zero(function: str, wrt: str) -> None:
    assert check_gradient(function, "0", wrt).right
    assert not check_gradient(function, wrt, wrt).right
    assert gradient(function, wrt) == "0"


def test_what_stands_beside_such_a_determinant_keeps_its_gradient() -> None:
    assert gradient("x' x + det(x x')", "x") == "2 x"
    assert check_gradient("x' A x + det(x x')", "A x", "x").diagnosis == "half_product"


@pytest.mark.parametrize("function", ["logdet(x x')", "x' (x x')^-1 x", "tr((x x' + x x')^-1)", "det((x a')^-1)"])
def test_a_matrix_that_is_never_invertible_is_named(function: str) -> None:
    for asked in (lambda: check_gradient(function, "0", "x"), lambda: gradient(function, "x")):
        with pytest.raises(MatrixError, match=r"x .*is singular whatever its letters are"):
            asked()
