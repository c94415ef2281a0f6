"""Letters of a typed formula: their dials, ranges and link; and that what is pasted works in the field."""

from __future__ import annotations

import pytest

from optim_core.expression import ExpressionError
from optim_core.expression.base.limits import MAX_LETTERS
from pages.playground.links import from_query, to_query
from pages.playground.state import TYPED, PlaygroundState
from pages.playground.story import variables_latex
from surfaces.base.parameters import LARGEST, range_for
from tests.optim_core.expression.test_letters import NAMES
from tests.optim_core.expression.test_pasted import CORPUS
from tests.pages.playground.playground_session import Session
from ui.language.i18n import use_language
from ui.language.latex_words import localized
from ui.runs.scenes import scene_of

BRANIN = "a*(y - b*x^2 + c*x - r)^2 + s*(1 - t)*cos(x) + s"


def test_a_letter_has_a_dial_that_changes_everything() -> None:
    page = Session(f="a*x^2 + b*y^2")
    assert "a x^{2} + b y^{2}" in page.formulas
    assert [page.dials()[name]["value"] for name in "ab"] == [1.0, 1.0]
    assert (page.dials()["a"]["low"], page.dials()["a"]["high"]) == (-5.0, 5.0)
    before = page.runs()["gradient_descent"].points
    page.turn_surface("b", 3.0)
    assert page.link == {"f": ["a*x^2 + b*y^2"], "letters": ["b:3"]}
    assert page.surface.value(1.0, 2.0) == 13.0
    assert not (page.runs()["gradient_descent"].points[:5] == before[:5]).all()
    page.set("formula", "a*x^2 + b*y^4 + c")
    assert page.surface.value(1.0, 2.0) == 50.0
    assert page.link["letters"] == ["b:3"]
    page.set("formula", "x^2 + a")
    assert "letters" not in page.link
    page.set("formula", "foo*x")
    assert "foo" in page.refusals[0]
    assert page.dials()["a"]["value"] == 1.0


def test_the_range_of_a_dial_can_be_changed_and_travels() -> None:
    page = Session(f="a*x^2 + θ_0", letters="a:2")
    page.open("letters_box")
    page.set("letter.a.1", 40.0)
    assert page.link["letters"] == ["a:2:-5:40"]
    assert (page.dials()["a"]["high"], page.dials()["a"]["value"]) == (40.0, 2.0)
    page.set("letter.a.0", 3.0)
    assert page.surface.parameters["a"].range == (3.0, 40.0)
    assert float(page.surface.parameters["a"]) == 3.0
    page.set("letter.a.0", 50.0)
    assert any("smaller" in refusal for refusal in page.refusals)
    assert page.surface.parameters["a"].range == (3.0, 40.0)
    assert page.dials()["a"]["value"] == 3.0
    page.turn_surface("theta_0", -4.0)
    again = Session(**page.link)
    assert again.state == page.state
    assert again.dials()["theta_0"]["label"] == "θ₀"
    assert not again.app.warning


def test_letters_do_not_get_in_the_way_of_other_settings() -> None:
    """Every letter, and names that other settings have, in one link."""
    page = Session(f="m*x^2 + f*y^2 + p + d + g", letters="m:2,f:3,p:4,d:5,g:6", m="adam", steps="20", x="evaluations")
    assert page.surface.value(1.0, 1.0) == 20.0
    assert (page.state.steps, page.state.player.x_axis, [m.slot for m in page.state.methods]) == (
        20,
        "evaluations",
        ["adam"],
    )
    assert not page.app.warning
    assert from_query(to_query(page.state)) == (page.state, [])


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        ("a:2", {"a": 2.0}),
        ("a:2,b:-3.5", {"a": 2.0, "b": -3.5}),
        ("a:2:0:4", {"a": 2.0}),
        (f"a:{LARGEST:.0f}", {"a": LARGEST}),
        ("a:2,zz:1", {"a": 2.0}),
        ("c:1", {}),
        ("a:nan", {}),
        ("a:1e10", {}),
        ("a:5:0:4", {}),
        ("a:1:4:0", {}),
        ("a:1:2", {}),
        ("a", {}),
        ("a:1:0:1e10", {}),
        ("x:1", {}),
        ("__proto__:1", {}),
        ("a:\ud800", {}),
    ],
)
def test_what_a_link_says_of_letters(text: str, taken: dict[str, float]) -> None:
    state, notes = from_query({"f": ["a*x^2 + b*y"], "letters": [text]})
    assert {name: float(value) for name, value in state.parameters.items()} == taken
    assert [note.arguments["what"].text for note in notes] == ["letters"] * (len(text.split(",")) > len(taken))
    assert from_query(to_query(state)) == (state, [])


@pytest.mark.parametrize(
    ("state", "key", "value"),
    [
        # The guessed picture is around the lowest point, which a moves away.
        (PlaygroundState(surface=TYPED, text="(x-a)^2 + y^2"), "a", 4.0),
        # At the guessed start the formula would have no value.
        (PlaygroundState(surface=TYPED, text="sqrt(a + x) + y^2"), "a", -3.0),
        # A letter's range is guessed from its value.
        (PlaygroundState(surface=TYPED, text="a*x^2", parameters={"a": 30.0}), "a", 2.0),
        (PlaygroundState(surface="ravine", start=(1.0, 1.0)), "condition_number", 70.0),
    ],
)
def test_who_turns_a_dial_goes_on_looking_at_the_same_picture(state: PlaygroundState, key: str, value: float) -> None:
    before, turned = state.landscape(), state.with_numbers({key: value})
    after = turned.landscape()
    assert {p.parameter.key: p.value for p in after.parameters.values()}[key] == value
    assert (after.domain, turned.start_on(after)) == (before.domain, state.start_on(before))
    assert [p.range for p in after.parameters.values()] == [p.range for p in before.parameters.values()]
    assert from_query(to_query(turned)) == (turned, [])


@pytest.mark.parametrize("numbers", [{"b": 1.0}, {"a": 5.1}, {"a": float("nan")}, {"condition_number": 2.0}])
def test_numbers_that_the_surface_has_not_or_does_not_take_are_refused(numbers: dict[str, float]) -> None:
    state = PlaygroundState(surface=TYPED, text="a*x^2", ranges={"a": (-5.0, 5.0)})
    with pytest.raises(ValueError, match=r".+"):
        state.with_numbers(numbers)


def test_letters_of_no_typed_formula_are_told() -> None:
    state, notes = from_query({"surface": ["himmelblau"], "letters": ["a:1"]})
    assert (state.surface, len(notes)) == ("himmelblau", 1)


def test_a_letter_has_a_range_around_its_value() -> None:
    assert [range_for(v) for v in (0.0, 1.0, -5.0, 5.1, -30.0, 999.0)] == [
        (-5.0, 5.0), (-5.0, 5.0), (-5.0, 5.0), (-10.0, 10.0), (-50.0, 50.0), (-1000.0, 1000.0)
    ]  # fmt: skip


def test_branin_with_its_letters() -> None:
    page = Session(f=BRANIN, letters="b:0.12918450914398066,c:1.5915494309189535,r:6,s:10,t:0.039788735772973836")
    assert page.surface.value(3.141592653589793, 2.275) == pytest.approx(0.39788735772973816)
    assert [dial["label"] for dial in page.dials().values()] == list("abcrst")
    assert list(page.surface.parameters) == list("abcrst")


@pytest.mark.parametrize("language", ["en", "ru"])
def test_all_that_is_pasted_works_in_the_field(language: str) -> None:
    """Through the page's own functions: accepted, sampled, typeset, and carried by its link."""
    with use_language(language):
        for text in [*(text for text, _ in CORPUS), *(text for text, _, _ in NAMES)]:
            state = PlaygroundState().with_formula(text)
            surface = state.landscape()
            assert scene_of(surface).values.size
            formula = f"Q({variables_latex(surface)}) = {localized(surface.latex())}"
            assert formula.isascii() or "иначе" in formula
            assert from_query(to_query(state)) == (state, [])


@pytest.mark.parametrize(
    ("text", "formula"),
    [
        (r"{\displaystyle f(x)=\frac12x^{2}.}", r"Q(x) = \frac{1}{2} x^{2}"),
        (r"J(\theta_0,\theta_1)=\theta_0^2+\theta_1^2", r"Q(\theta_{0}, \theta_{1}) = \theta_{0}^{2} + \theta_{1}^{2}"),
        (r"\begin{cases} -x & x<0 \\ x^2 & x\ge0 \end{cases}", r"\text{иначе}"),
        ("½x + ⌊x⌋", r"\left\lfloor x \right\rfloor"),
        ("x^(4/3)", r"x^{\frac{4}{3}}"),
    ],
)
def test_pasted_texts_are_shown_as_understood(text: str, formula: str) -> None:
    page = Session(lang="ru", f=text)
    assert formula in page.formulas
    assert not page.refusals
    assert ("вещественный корень" in page.captions()) == (text == "x^(4/3)")


def test_a_formula_that_is_none_changes_nothing() -> None:
    for text in ("foo", r"x\y", "a*b*c", "x +", "+".join(f"a_{n}x" for n in range(MAX_LETTERS + 1))):
        with pytest.raises(ExpressionError):
            PlaygroundState(surface=TYPED, text="x^2").with_formula(text)
