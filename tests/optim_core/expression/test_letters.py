"""Which letters of a formula are its variables, which are numbers, and what is said about other names."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optim_core.expression import ExpressionError, Vocabulary, parse, parse_assignments
from optim_core.expression.base.limits import MAX_LETTERS
from optim_core.expression.tree.letters import GREEK, letter_name, order_of

NAMES = [
    # The families that everybody knows; every other letter is a number.
    ("a*x^2 + b*y^2", ("x", "y"), ("a", "b")),
    ("m*x + b", ("x",), ("m", "b")),
    ("mx + b", ("x",), ("m", "b")),
    ("ax^2 + bxy + cy^2", ("x", "y"), ("a", "b", "c")),
    ("a(y - bx^2 + cx - r)^2 + s(1 - t)cos(x) + s", ("x", "y"), ("a", "b", "c", "r", "s", "t")),
    (r"a\left(y - b x^{2} + c x - r\right)^{2} + s\left(1-t\right)\cos x + s", ("x", "y"), tuple("abcrst")),
    ("a1x + a_2 y", ("x", "y"), ("a_1", "a_2")),
    ("A e^(-x)", ("x",), ("A",)),
    ("ae^x", ("x",), ("a",)),
    ("A*x + a*y", ("x", "y"), ("A", "a")),
    ("σ*x + λ*y + theta*x", ("x", "y"), ("sigma", "lambda", "theta")),
    (r"\sigma_x x + \sigma_{y} y", ("x", "y"), ("sigma_x", "sigma_y")),
    (r"\theta_0x + \varepsilon y", ("x", "y"), ("theta_0", "epsilon")),
    ("i*x + j", ("x",), ("i", "j")),
    ("k*w_0 + w_1", ("w_0", "w_1"), ("k",)),
    ("l w^2", ("w",), ("l",)),
    ("exp(-(x - x_0)^2/(2σ^2))", ("x",), ("x_0", "sigma")),
    ("(x - x0)^2 + (y - y0)^2", ("x", "y"), ("x_0", "y_0")),
    ("a*(x - b[0])^2", ("x",), ("a", "b_0")),
    # One or two letters that are all there is.
    ("t^2", ("t",), ()),
    ("θ^2", ("theta",), ()),
    ("u v", ("u", "v"), ()),
    ("v u", ("u", "v"), ()),
    ("a*b", ("a", "b"), ()),
    ("πr^2", ("r",), ()),
    ("x3", ("x_3",), ()),
    ("x_0^2 + x_1^2", ("x_0", "x_1"), ()),
    ("x[1]^2 + x[0]", ("x_0", "x_1"), ()),
    ("x0 + x1", ("x_0", "x_1"), ()),
    ("x_0", ("x_0",), ()),
    ("x_1 + x_3", ("x_1", "x_3"), ()),
    ("theta_1 + theta_0", ("theta_0", "theta_1"), ()),
    (r"\theta_1 \theta_0", ("theta_0", "theta_1"), ()),
    ("θ₁ + θ0", ("theta_0", "theta_1"), ()),
    ("β α", ("alpha", "beta"), ()),
    ("β a", ("a", "beta"), ()),
    ("a_10 + a_2", ("a_2", "a_10"), ()),
    ("c", ("c",), ()),
    ("5", (), ()),
    # What a heading names, in its order.
    ("f(u, v) = u^2 + v^2", ("u", "v"), ()),
    ("f(v, u) = u^2 + v^2", ("v", "u"), ()),
    ("f(u, v) = uv", ("u", "v"), ()),
    ("f(u) = u^2 + x", ("u",), ("x",)),
    ("f(x) = w*x + b", ("x",), ("w", "b")),
    ("f(w) = w*x + b", ("w",), ("x", "b")),
    ("f(a, b) = a + b + c", ("a", "b"), ("c",)),
    ("f(A, a) = A*a", ("A", "a"), ()),
    ("f(x) = (x - x_1)^2", ("x",), ("x_1",)),
    (r"J(\theta_0, \theta_1) = \theta_0 + \theta_1 + \theta_2", ("theta_0", "theta_1"), ("theta_2",)),
    ("f(x) = x_1 + a*x_2", ("x_1", "x_2"), ("a",)),
    ("f(x) = x_1 + x", ("x",), ("x_1",)),
    ("f(t) = 3", ("t",), ()),
    ("g(s) = h(s) = s^2", ("s",), ()),
]


@pytest.mark.parametrize(("text", "variables", "letters"), NAMES, ids=[ascii(text) for text, _, _ in NAMES])
def test_variables_and_letters(text: str, variables: tuple[str, ...], letters: tuple[str, ...]) -> None:
    parsed = parse(text)
    assert (parsed.variables, parsed.parameters) == (variables, letters)


@pytest.mark.parametrize("name", [*GREEK, *GREEK.values(), *(rf"\{name}" for name in GREEK)])
def test_every_greek_letter_is_one_letter(name: str) -> None:
    parsed = parse(f"{name}*x")
    assert parsed.variables == ("x",)
    (letter,) = parsed.parameters
    assert GREEK[letter] in (name, GREEK.get(name.lstrip("\\")))
    assert rf"\{letter if letter != 'epsilon' else 'varepsilon'} x" == parsed.latex()


@pytest.mark.parametrize("name", list("abcdfghijklmnopqrstuvzABCDFGHJKLMNOPQRSTUVZ"))
def test_every_latin_letter_is_one(name: str) -> None:
    assert parse(f"{name}*x^2").parameters == (name,)
    assert parse(f"{name}_3 x^2").parameters == (f"{name}_3",)


REFUSED = [
    ("a*b*c", 0, "f(a, b) = ..."),
    ("z + b + a*x_3", 0, "f(a, b) = ..."),
    (r"\theta_0 + \theta_1 + \theta_2", 0, "f(theta_0, theta_1) = ..."),
    ("x1 + x2 + x3", 10, "More than two variables: x_1, x_2, x_3"),
    ("x[0] + x[1] + x[2]", 14, "Name the variables in front"),
    ("f(x) = x_1 + x_2 + x_3", 2, "More than two variables"),
    ("f(u, v, w) = u", 8, "More than two variables"),
    ("x + w1", 4, "Name the variables in front"),
    ("w*x + b", 2, "Name the variables in front"),
    ("f(e) = 3", 2, "name the variables"),
    ("I*x", 0, "real numbers"),
    # Words stay errors; a hint says something true or nothing.
    ("foo*x", 0, "Did you mean 'floor'?"),
    ("ab*x", 0, "write a*b"),
    ("vt", 0, "write v*t"),
    ("x_min", 0, "Single letters are names"),
    ("arctan3(y)", 0, "Did you mean 'arctan'?"),
    ("lambda x: x**2", 0, "Write the formula alone"),
    ("lambda x, y: x*y", 0, "Write the formula alone"),
    ("re(x)", 0, "Unknown name 're'"),
    ("gamma(x)", 0, "The function 'gamma' is not part of the language. For a product, write gamma*(x)."),
    ("а + x", 0, "Did you mean 'a'?"),
    ("я + x", 0, "Unknown name"),
    ("import x", 0, "Unknown name 'import'."),
]


@pytest.mark.parametrize(("text", "position", "words"), REFUSED, ids=[ascii(text) for text, _, _ in REFUSED])
def test_what_is_no_letter_is_told(text: str, position: int, words: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    assert words in str(caught.value)
    assert caught.value.position == position


MISLEADING = ("'th'", "^0", "arctan^", "log^", "Piecewise", "x1 and x2")


@pytest.mark.parametrize("word", ["x_0", "arctan2", "log_3", "t", "lambda x: x", "x_3", "θ", "s_1"])
def test_no_hint_misleads_in_any_vocabulary(word: str) -> None:
    """None of these is meant as a power, a function or a case, or answered by names that are not there."""
    for names, split in ((("eta", "k", "n"), False), (("w", "g"), True), (("w_0", "w_1", "x", "y"), True)):
        with pytest.raises(ExpressionError) as caught:
            parse(word, Vocabulary({name: name for name in names}, split_words=split))
        assert not any(words in str(caught.value) for words in MISLEADING)


def test_a_schedule_says_which_names_it_knows() -> None:
    schedules = Vocabulary({name: name for name in ("eta", "k", "n")}, split_words=False)
    with pytest.raises(ExpressionError) as caught:
        parse("eta/t", schedules)
    assert caught.value.hint == "Known names: eta, k, n."


def test_programs_and_closed_vocabularies_have_no_letters() -> None:
    with pytest.raises(ExpressionError, match="Unknown name 'q'"):
        parse_assignments("w = w - q*g", Vocabulary({"w": "w", "g": "g"}))


def test_as_many_letters_as_sliders() -> None:
    letters = list("abcdfghijklmnopqrs")
    text = "x + " + "+".join(letters[:MAX_LETTERS])
    assert len(parse(text).parameters) == MAX_LETTERS
    with pytest.raises(ExpressionError, match="12 letters") as caught:
        parse(f"{text} + {letters[MAX_LETTERS]}")
    assert caught.value.position == len(text) + 3


letters = st.builds(
    lambda base, index: f"{base}_{index}" if index is not None else base,
    st.sampled_from([*"abcdfghklmnopqrstuvz", *GREEK]),
    st.one_of(st.none(), st.integers(0, 99)),
)


@given(st.lists(letters, min_size=1, max_size=6, unique=True))
def test_letters_beside_x_are_numbers_and_alone_they_are_variables(names: list[str]) -> None:
    assert parse("x*(" + " + ".join(names) + ")").parameters == tuple(names)
    alone = " + ".join(names)
    if len(names) > 2:
        with pytest.raises(ExpressionError, match="Which of the letters"):
            parse(alone)
    else:
        orders = [parse(" + ".join(order)).variables for order in permutations(names)]
        assert set(orders) == {tuple(sorted(names, key=order_of))}
    assert all(letter_name(name) == name for name in names)
