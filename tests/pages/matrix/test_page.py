"""The page of matrix calculus without a browser: its parts, its fields, its links, and nonsense in both."""

from __future__ import annotations

import math
from functools import partial
from typing import Any
from urllib.parse import parse_qs

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from optim_core.matrix.rules import RULES
from pages.batches.links import from_query as read_batches
from pages.matrix.check import EXAMPLES
from pages.matrix.links import from_query, to_query
from pages.matrix.state import PARTS, MatrixState
from surfaces.data.studies.collinearity import correlated
from tests.pages.opened import opened_page
from ui.matrix_player import Alike, RuleSeen

opened = partial(opened_page, "matrix")


def field(app: AppTest, label: str) -> Any:
    return next(text for text in app.text_input if text.label == label)


def formulas(app: AppTest) -> str:
    return " ".join(element.value for element in app.latex)


def test_a_mistake_is_named_and_a_right_answer_is_right() -> None:
    app = opened()
    assert "symmetric matrices only" in app.error[0].value and r"\underset{n_{2} \times n_{2}}{A}" in formulas(app)
    field(app, "Your gradient").set_value("(A + A') x").run()
    assert not app.error and "This is the gradient" in app.success[0].value
    assert app.query_params["candidate"] == "(A + A') x"


def test_another_function_takes_a_letter_it_has() -> None:
    app = opened()
    field(app, "Function").set_value("tr(A X B)").run()
    assert not app.exception and app.query_params["function"] == "tr(A X B)"
    wrt = app.query_params["wrt"]
    assert wrt in ("A", "X", "B")
    field(app, "Your gradient").set_value("B A").run()
    assert not app.exception


@pytest.mark.parametrize(
    ("label", "text", "words"),
    [
        ("Function", "A x", "has to give a number"),
        ("Function", "tr(A", "is missing"),
        ("Function", "5", "does not occur"),
        ("Your gradient", "foo(A)", "Unknown name"),
        ("Your gradient", "C x", "does not occur"),
        ("Your gradient", "<A,", "ends too early"),
    ],
)
def test_a_refused_text_stays_and_says_why(label: str, text: str, words: str) -> None:
    app = opened()
    field(app, label).set_value(text).run()
    assert not app.exception and field(app, label).value == text
    assert any(words in error.value.replace("\\", "") for error in app.error)
    assert "function" not in app.query_params and "candidate" not in app.query_params


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example[0])
def test_examples_are_links(example: tuple[str, str, str]) -> None:
    function, wrt, candidate = example
    app = opened(function=function, wrt=wrt, candidate=candidate)
    assert not app.warning and (app.error or app.success)
    assert field(app, "Function").value == function


@pytest.mark.parametrize("rule", sorted(RULES))
def test_every_rule_opens_with_its_check(rule: str) -> None:
    app = opened(part="rules", rule=rule, size="2")
    assert RULES[rule].derivation[0] in formulas(app)
    again = next(button for button in app.button if "seed 0" in button.label)
    again.click().run()
    assert not app.exception and app.query_params["seed"] == "1"


def test_a_derivation_goes_on_line_by_line() -> None:
    app = opened(part="rules", rule="determinant")
    lines = RULES["determinant"].derivation
    assert lines[1] not in formulas(app)
    next(button for button in app.button if button.label == "Next line").click().run()
    assert lines[1] in formulas(app) and app.query_params["lines"] == "2"


class Recorder:
    """In place of a player: keeps what it is given, and once says what a browser would."""

    def __init__(self) -> None:
        self.says: Any = None

    def __call__(self, *given: Any, key: str, **listeners: Any) -> None:
        self.given = given
        said, self.says = self.says, None
        (on,) = listeners.values()
        if said:
            on(said)


def test_features_that_grow_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    player = Recorder()
    monkeypatch.setattr("pages.matrix.regression.regression_player", player)
    app = opened(part="regression", correlation="1")
    _data, shown, (plain, penalized) = player.given
    assert shown == Alike(1.0, 0.1)
    assert plain.singular and plain.condition == math.inf and penalized.condition < 22
    player.says = Alike(0.5, 0.0)
    app.run()
    app.run()
    assert player.given[1] == Alike(0.5, 0.0)
    assert player.given[2][0].condition == pytest.approx(3.0)
    assert (app.query_params["correlation"], app.query_params["strength"]) == ("0.5", "0")
    # The very examples are those of the other page.
    onward = next(link for link in app.get("page_link") if "forty" in link.proto.label)
    state, notes = read_batches(parse_qs(onward.proto.query_string))
    assert not notes
    np.testing.assert_allclose(state.examples().design, correlated(0.5).design)


def test_a_rule_is_sent_at_every_size_and_what_is_dragged_is_in_the_address(monkeypatch: pytest.MonkeyPatch) -> None:
    player = Recorder()
    monkeypatch.setattr("pages.matrix.rules.rule_player", player)
    app = opened(part="rules", rule="product", share="4")
    checks, moves, shown = player.given
    assert [check.sizes["n"] for check in checks] == [1, 2, 3, 4, 5, 6] and moves == ("X", "Y")
    assert shown == RuleSeen(3, 4)
    player.says = RuleSeen(5, 8)
    app.run()
    app.run()
    assert player.given[2] == RuleSeen(5, 8)
    assert (app.query_params["size"], app.query_params["share"]) == ("5", "8")


def test_numbers_stand_beside_each_other_and_the_wrong_entry_is_in_a_box() -> None:
    app = opened(open="matrix.numbers")
    shown = formulas(app)
    assert shown.count(r"\boxed") == 1 and shown.count("pmatrix") >= 8
    right = opened(open="matrix.numbers", candidate="A x + A' x")
    assert r"\boxed" not in formulas(right)
    misfit = opened(open="matrix.numbers", function="tr(A X B)", wrt="X", candidate="A B")
    assert any("its shapes do not fit" in caption.value for caption in misfit.caption)


def test_a_zero_gradient_has_no_lines_of_derivation() -> None:
    app = opened(open="matrix.derivation", function="det(x x')", candidate="0")
    assert app.success and r"\nabla_{x} f = 0" in formulas(app) and "^{-1}" not in formulas(app)


def test_in_russian() -> None:
    for part in PARTS:
        app = opened(part=part, lang="ru")
        assert not any(word in " ".join(c.value for c in app.caption) for word in ("gradient", "matrices"))


@given(
    st.sampled_from(PARTS), st.sampled_from(EXAMPLES), st.sampled_from(sorted(RULES)), st.integers(1, 6),
    st.integers(0, 1000), st.floats(0, 1), st.floats(0, 10), st.integers(0, 8),
)  # fmt: skip
def test_links_carry_everything(
    part: str,
    example: tuple[str, str, str],
    rule: str,
    size: int,
    seed: int,
    correlation: float,
    strength: float,
    share: int,
) -> None:
    function, wrt, candidate = example
    state = MatrixState(part, function, candidate, wrt, rule, 2, size, seed, correlation, strength, share)
    assert from_query(to_query(state)) == (state, [])


@pytest.mark.parametrize(
    "query",
    [
        {"function": ["A x"]}, {"function": ["tr("]}, {"wrt": ["Q"]}, {"candidate": ["x" * 9999]}, {"part": ["none"]},
        {"rule": ["x"]}, {"size": ["1e9"]}, {"correlation": ["nan"]}, {"share": ["9"]},
        {"seed": ["-1"]}, {"candidate": ["__import__"]},
    ],
)  # fmt: skip
def test_nonsense_is_left_out_with_a_note(query: dict[str, list[str]]) -> None:
    state, notes = from_query(query)
    assert state == MatrixState() and notes


@given(
    st.dictionaries(
        st.sampled_from(["function", "candidate", "wrt", "part", "size"]), st.lists(st.text(max_size=30), max_size=2)
    )
)
def test_any_link_gives_a_state(query: dict[str, list[str]]) -> None:
    state, _notes = from_query(query)
    assert from_query(to_query(state))[0] == state
