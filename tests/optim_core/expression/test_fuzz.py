"""Whatever is typed, the answer is a formula or an `ExpressionError` that points into the text."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from optim_core.expression import (
    ExpressionError,
    Vocabulary,
    compile_kernel,
    gradient,
    hessian,
    parse,
    parse_assignments,
)
from optim_core.expression.graph.functions import SPELLINGS

PIECES = [
    *SPELLINGS, *"xyweπ+-*/^|()[]{},;.=<>!$_²³⁻√∛·×−&\\'\"#@~:?%ху₁ ", "**", "||", "0.5", "1e3", "10", "x1", "w_0",
    "Piecewise", "True", "<=", "\\frac", "\\sqrt", "\\left", "\\right", "\\pi", "\\cdot", "\\sin", "f(x, y) =",
    "z =", "\n", "{2}", "(x, x > 0)", "\u200b", "İ", "ß", "ﬁ", "０",
    "a", "t", "θ", "\\theta_", "½", "log_", "np.", "\\mathbf{", "\\big", "\\begin{cases}", "\\end{cases}", "\\\\",
    "\\text{if}", "otherwise", "^2_1", "Eq(", "where(", "Rational(", "f(u, v) =", "^(1/3)",
]  # fmt: skip


def _accepts(text: str) -> bool:
    try:
        parsed = parse(text)
    except ExpressionError as problem:
        assert 0 <= problem.position <= len(text)
        assert problem.message
        assert str(problem).isprintable()
        return False
    latex = parsed.latex()
    assert latex.isascii()
    assert latex.count("{") == latex.count("}")
    partials = gradient(parsed.graph, parsed.root, parsed.variables)
    outputs = (parsed.root, *partials, *hessian(parsed.graph, partials, parsed.variables))
    names = (*parsed.variables, *parsed.parameters)
    values = compile_kernel(outputs, names, "scalar")(*([0.3] * len(names)))
    assert all(isinstance(value, float) for value in values)
    return True


@settings(max_examples=500, deadline=None)
@given(st.text(max_size=60))
@example("f(\\right)=x")
@example("$")
@example("$$")
@example("$$$")
@example("²")
@example("₁")
@example("x_{1")
@example("\\left")
@example("\\operatorname{}")
@example("\\operatorname{sin")
def test_any_unicode(text: str) -> None:
    _accepts(text)


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=14))
def test_shuffled_pieces_of_the_language(pieces: list[str]) -> None:
    _accepts("".join(pieces))
    _accepts(" ".join(pieces))


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from([*PIECES, "w = ", "\nm = ", "g"]), max_size=14))
def test_shuffled_programs(pieces: list[str]) -> None:
    text = "".join(pieces)
    try:
        program = parse_assignments(text, Vocabulary({"w": "w", "g": "g", "x": "x"}))
    except ExpressionError as problem:
        assert 0 <= problem.position <= len(text)
    else:
        assert program


def test_the_fuzz_reaches_accepted_texts() -> None:
    assert _accepts("sin x+|y|²")
