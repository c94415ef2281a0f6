"""What the language refuses: where the mark goes, and that the message names the trouble."""

from __future__ import annotations

import pickle

import pytest

from optim_core.expression import ExpressionError, parse, surface_vocabulary

CORPUS = [
    ("", 0, "no formula"),
    ("   ", 3, "no formula"),
    ("f(x, y) = ", 10, "no formula"),
    ("foo", 0, "Did you mean 'floor'?"),
    ("x + sen(y)", 4, "'sen'"),
    ("sine(x)", 0, "Did you mean 'sin'?"),
    ("sin2(x)", 0, "sin2"),
    ("т + 1", 0, "Unknown name"),
    ("ехр(x)", 0, "Did you mean 'exp'?"),
    ("x + w1", 4, "x, w_1"),
    ("x + x1", 4, "go together"),
    ("w0 + w2", 5, "go together"),
    ("w + w1", 4, "go together"),
    ("w0 + w1 + w2", 10, "go together"),
    # Python.
    ("().__class__", 2, "Unexpected '.'"),
    ("x.__class__", 1, "Unexpected '.'"),
    ("__import__('os')", 0, "Unknown name '__import__'"),
    ("x if x else y", 2, "Piecewise"),
    ("lambda: x", 0, "'lambda'"),
    ("lambda x: x", 0, "'lambda'"),
    ("f'{x}'", 1, "Unexpected"),
    ("'x'", 0, "Unexpected"),
    ('"x"', 0, "Unexpected"),
    ("x[y]", 1, "no index"),
    ("w1[0]", 2, "no index"),
    ("2[x]]", 4, "closing bracket"),
    ("x @ y", 2, "Unexpected '@'"),
    ("x # y", 2, "Unexpected '#'"),
    ("x := 3", 2, "Unexpected ':'"),
    ("x = 5", 2, "'='"),
    ("foo = x", 0, "foo"),
    ("x; y", 1, "comma"),
    ("x, y", 1, "comma"),
    ("x // y", 3, "'/'"),
    ("x % 2", 2, "Unexpected '%'"),
    ("~x", 0, "Unexpected '~'"),
    ("x and y", 2, "'and'"),
    ("x\ny = 2", 4, "'='"),
    ("print(x)", 0, "'print'"),
    ("eval(x)", 0, "'eval'"),
    # Not part of the language.
    ("5!", 1, "Factorials"),
    ("x < 1", 2, "inside Piecewise"),
    ("x == y", 2, "inside Piecewise"),
    ("True", 0, "inside Piecewise"),
    ("I", 0, "real numbers"),
    ("oo", 0, "real numbers"),
    ("nan", 0, "real numbers"),
    ("inf", 0, "real numbers"),
    ("0x10", 0, "decimal"),
    ("x y 0xF", 4, "decimal"),
    (r"\int x", 0, r"\int"),
    (r"x + \sum", 4, r"\sum"),
    (r"\left. x", 0, r"\left"),
    (r"\frac", 5, r"\frac{1}{2}"),
    (r"\frac1", 6, r"\frac{1}{2}"),
    ("\\", 0, "Unexpected"),
    ("x $ y", 2, "Dollar"),
    # Forms.
    ("x +", 3, "ends too early"),
    ("(x", 0, "A ) is missing"),
    ("2*[x", 2, "A ] is missing"),
    ("(x]", 0, "not closed"),
    ("x)", 1, "closing bracket"),
    ("sin(x", 3, "not closed"),
    ("|x", 0, "bar"),
    ("()", 0, "nothing between"),
    ("sin()", 3, "nothing between"),
    ("*x", 0, "'*'"),
    ("x * / y", 4, "'/'"),
    ("x 2", 2, "without a sign"),
    ("2 3", 2, "without a sign"),
    ("1.2.3", 3, "without a sign"),
    ("1,2,3", 3, "comma"),
    ("sin", 0, "needs an argument"),
    ("sin * x", 0, "needs an argument"),
    ("x + sin", 4, "needs an argument"),
    ("sin^-2 x", 3, "whole power"),
    ("ln^-1 x", 2, "whole power"),
    ("x[i]", 1, "no index"),
    ("maximize x - x^2", 0, "without 'maximize'"),
    (r"\max_{x} x - x^2", 0, "without 'max'"),
    ("max f(x) = x - x^2", 0, "without 'max'"),
    ("max(x)", 0, "number of arguments: 2 to 8, not 1"),
    ("max x", 0, "arguments"),
    ("atan2(x)", 0, "number of arguments: 2, not 1"),
    ("sin(x; y)", 0, "not 2"),
    ("sin(x, y)", 0, "not 2"),
    ("log(x, y, 2)", 0, "1 to 2"),
    ("Piecewise(x, y)", 0, "pairs"),
    ("Piecewise", 0, "pairs"),
    ("Piecewise((x, x > 0))", 0, "last branch"),
    ("Piecewise((x, True), (y, True))", 0, "last branch"),
    ("Piecewise((x, y), (0, True))", 14, "compares"),
    ("y = x y", 0, "in front"),
    ("f(2) = x", 2, "name the variables"),
    ("f() = x", 2, "name the variables"),
    # Constants that are none.
    ("1/0", 1, "Division by zero"),
    ("x/0", 1, "Division by zero"),
    ("x/(1-1)", 1, "Division by zero"),
    ("x + log(-1)", 4, "no finite real number"),
    ("log(0, 5)", 0, "no finite real number"),
    ("sqrt(-1)", 0, "no finite real number"),
    ("(-8)^(1/2)", 4, "no finite real number"),
    ("exp(1000)", 0, "no finite real number"),
    ("0^-1", 1, "no finite real number"),
    ("cot 0", 0, "no finite real number"),
    ("asin 2", 0, "no finite real number"),
    ("1e15^100", 4, "no finite real number"),
    ("x*0*log(0)", 4, "no finite real number"),
    # Characters that are not what they look like.
    ("x\u200b", 1, "invisible"),
    ("x\u202e + y", 1, "invisible"),
    ("x\x00", 1, "invisible"),
    ("x + \x1b[31m", 4, "invisible"),
    ("\ufeffx", 0, "invisible"),
    ("x́", 1, "Unexpected"),
    ("٣x", 0, "Unexpected"),
]


@pytest.mark.parametrize(("text", "position", "words"), CORPUS, ids=[ascii(text) for text, _, _ in CORPUS])
def test_refusal_says_what_and_where(text: str, position: int, words: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    assert words in str(caught.value)
    assert caught.value.position == position


def test_error_carries_templates_for_translation() -> None:
    with pytest.raises(ExpressionError) as caught:
        parse("x + foo")
    problem = caught.value
    assert problem.message == "Unknown name 'foo'."
    assert problem.hint == "Did you mean 'floor'?"
    assert str(problem) == "Unknown name 'foo'. Did you mean 'floor'?"
    assert problem.message_template == "Unknown name '{name}'."
    assert problem.message_arguments == {"name": "foo"}
    assert problem.hint_parts is not None
    assert problem.hint_parts.template == "Did you mean '{name}'?"


def test_error_survives_pickling() -> None:
    problem = ExpressionError("Braces {are} text.", 3, "A {hint}.")
    copy = pickle.loads(pickle.dumps(problem))
    assert (copy.message, copy.position, copy.hint) == ("Braces {are} text.", 3, "A {hint}.")


def test_fragments_in_messages_are_short_and_clean() -> None:
    with pytest.raises(ExpressionError) as caught:
        parse("![](https://example.com/picture.png)" * 3)
    assert "example" not in caught.value.message
    with pytest.raises(ExpressionError) as caught:
        parse("q" * 400)
    assert caught.value.message == f"Unknown name '{'q' * 20}'."


def test_message_braces_are_not_templates() -> None:
    with pytest.raises(ExpressionError, match="Unexpected"):
        parse("x ¤ {0}")


def test_hints_know_the_parameters() -> None:
    with pytest.raises(ExpressionError, match="Did you mean 'condition_number'"):
        parse("condition_nunber*x", surface_vocabulary(parameters=("condition_number",)))
