"""The page of the methods without a browser: every method, its numbers, its links, and nonsense in the address."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from optim_core import CONVENTIONS, methods, optimizer, run
from pages.methods import forms
from pages.methods.differences import compare, defaults_differ, differences
from pages.methods.families import FAMILY_NAMES, RACE_SURFACES, families, family, neighbours, showcase
from pages.methods.links import from_query, to_query
from pages.methods.runs import both_forms, choices, race
from pages.methods.state import MethodsState, rate_of
from pages.methods.store import store
from pages.playground.links import from_query as playground_from_query
from pages.playground.store import store as playground
from surfaces import surface
from ui.language.i18n import LANGUAGE_KEY, number_text, use_language
from ui.language.latex_words import localized
from ui.language.numbers import short
from ui.methods.equations import marked_lines
from ui.methods.plain_descent import plain_descent
from ui.shell import address_bar

APP = Path(__file__).parents[3] / "app.py"
PAGE = "pages/methods/page.py"
#: Its file before the first run has named the pages.
ENTRY = "pages/3_methods.py"
SAME_FORMS = "The two forms are the same, line for line, and so are their paths."
ONE_FORM = "PyTorch has no such class, so there is only one form."


def started() -> AppTest:
    return go(new())


def new() -> AppTest:
    return AppTest.from_file(str(APP), default_timeout=60)


def go(app: AppTest, page: str = "", **query: str) -> AppTest:
    if page:
        app.switch_page(page)
        app.query_params.clear()
    for name, value in query.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


def opened(**query: str) -> AppTest:
    """The page at the address of a link, as the first thing a visitor does."""
    return go(new(), ENTRY, **query)


def surface_menu(app: AppTest) -> Any:
    return next(menu for menu in app.selectbox if menu.label == "Surface")


def written(app: AppTest) -> str:
    return "\n".join(str(element.value) for kind in ("markdown", "caption", "latex") for element in app.get(kind))


def links(app: AppTest, page: str) -> dict[str, dict[str, list[str]]]:
    found = {}
    for element in app.get("page_link"):
        if element.proto.page == page:
            found[element.proto.label] = parse_qs(element.proto.query_string)
    return found


#: Name, family and the caption of the equations.
IN_RUSSIAN = {
    "nesterov": ("Нестеров", "Инерция", "Формулы лекции"),
    "adam": ("Adam", "Адаптивный темп", "Формулы лекции"),
    "lookahead": ("Lookahead", "Поверх другого метода", "Формулы лекции"),
    "newton": ("Ньютон", "Кривизна и подбор шага", "Шаг"),
    "trust_ncg": ("Доверительная область", "Классика из SciPy", "Шаг"),
}


def english(key: str) -> tuple[str, str, str]:
    method = methods()[key]
    caption = "Lecture form" if method.paced_by({}).two_forms else "The step"
    return method.name, FAMILY_NAMES[family(method)], caption


@pytest.mark.parametrize(
    ("key", "language"), [*((key, "en") for key in methods()), *((key, "ru") for key in IN_RUSSIAN)]
)
def test_every_method_has_its_page(key: str, language: str) -> None:
    app = opened(method=key, lang=language)
    with use_language(language):
        assert not app.warning
        assert app.session_state[LANGUAGE_KEY] == language
        text = written(app)
        name, kin, caption = IN_RUSSIAN[key] if language == "ru" else english(key)
        assert app.title[0].value == name
        assert {kin, caption} <= set(text.split("\n"))
        assert any(r"\begin{aligned}" in latex.value for latex in app.latex)
        typeset = re.sub("[& ]", "", text)
        assert all(re.sub("[& ]", "", localized(line)) in typeset for line in optimizer(key).latex_lines())
        for parameter in methods()[key].hyperparameters("lecture"):
            assert number_text(f"{parameter.default:g}") in text or parameter.scale == "switch"
    assert not [code for code in methods()[key].lecture_rows if f" {code} " in text]


def test_every_method_belongs_to_a_family_and_the_list_names_them_all() -> None:
    listed = [method.key for members in families().values() for method in members]
    assert sorted(listed) == sorted(methods())
    assert list(families()) == list(FAMILY_NAMES)
    assert family(methods()["momentum"]) == family(methods()["rolling_ball"]) == "inertia"
    assert family(methods()["sign"]) == "plain"
    assert family(methods()["adam"]) == family(methods()["rprop"]) == "adaptive"
    assert family(methods()["lookahead"]) == "around"
    assert family(methods()["line_search"]) == "curvature"
    assert family(methods()["bfgs"]) == "scipy"
    shown = links(opened(), "methods")
    assert {method.name for method in methods().values()} <= set(shown)


def test_the_ways_on_lead_through_all_methods() -> None:
    walked, key = [], next(iter(methods()))
    assert neighbours(key)[0] is None
    while True:
        walked.append(key)
        after = neighbours(key)[1]
        if after is None:
            break
        before = neighbours(after.key)[0]
        assert before is not None
        assert before.key == key
        key = after.key
    assert sorted(walked) == sorted(methods())


@pytest.mark.parametrize("key", list(methods()))
def test_the_race_is_what_the_core_computes(key: str) -> None:
    state = MethodsState(key)
    assert state.surface_key in RACE_SURFACES
    landscape = surface(state.surface_key)
    for choice, path in race(state):
        numbers = choice.optimizer(landscape).hyperparameters
        again = run(landscape, optimizer(choice.key, **numbers), landscape.start, 100)
        np.testing.assert_array_equal(path.points, again.points)
    assert plain_descent() in {choice.key for choice in choices(state)}


@pytest.mark.parametrize("key", [key for key in methods() if key not in {"gradient_descent", "coordinate_gradient"}])
def test_a_method_opens_where_it_gets_lower_than_plain_descent(key: str) -> None:
    (_plain, slow), (_own, path) = race(MethodsState(key))
    assert path.values[-1] < slow.values[-1]


def test_one_weight_a_step_gets_nowhere_lower_than_all_weights_a_step_at_the_same_rate() -> None:
    """It makes half of the steps; its page opens where the others try first, and the race says what it says."""
    assert showcase("coordinate_gradient") == RACE_SURFACES[0]
    (_plain, fast), (_own, path) = race(MethodsState("coordinate_gradient"))
    assert path.values[-1] > fast.values[-1]


def test_momentum_opens_in_the_ravine_and_newton_in_the_bend() -> None:
    assert showcase("momentum") == "ravine"
    assert showcase("sign") == "saddle"
    assert showcase("newton") == "rosenbrock"


def test_the_forms_of_nesterov_part_and_the_page_says_by_how_much() -> None:
    landscape = surface("ravine")
    rate = choices(MethodsState("nesterov"))[1].optimizer(landscape).learning_rate
    assert rate is not None
    lecture, pytorch = (
        run(landscape, optimizer("nesterov", convention=form, learning_rate=rate), landscape.start, 100)
        for form in ("lecture", "pytorch")
    )
    apart = np.linalg.norm(lecture.points - pytorch.points, axis=1)
    text = written(opened(method="nesterov")).replace("\\", "")
    assert f"furthest apart at step {int(np.argmax(apart))}: {short(float(apart.max()))}." in text
    assert f"Final loss: {short(float(lecture.values[-1]))} in the lecture form" in text
    assert f"{short(float(pytorch.values[-1]))} in PyTorch" in text


def test_a_picture_in_which_the_start_was_dragged_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both forms begin at the minimum, where they cannot part; only where nobody has been is the picture left out."""
    shown: list[str] = []
    monkeypatch.setattr(forms, "player", lambda *_given, key, **_more: shown.append(key))
    landscape = surface("ravine")
    for start, expected in (((0.0, 0.0), ["methods_forms"]), (None, [])):
        shown.clear()
        runs = both_forms(MethodsState("nesterov", start=(0.0, 0.0)))
        assert runs is not None
        monkeypatch.setattr(forms, "both_forms", lambda _state, _own, runs=runs: runs)
        forms._paths(MethodsState("nesterov", start=start), landscape, runs)
        assert shown == expected


def test_pytorchs_nesterov_is_the_lectures_seen_one_momentum_step_further() -> None:
    runs = both_forms(MethodsState("nesterov"))
    assert runs is not None
    lecture, pytorch = (path for _choice, path in runs)
    beta = lecture.optimizer.value_of("momentum")
    steps = np.diff(lecture.points, axis=0)
    # PyTorch's first step has no velocity to look ahead with, so only its share of the gradient is there already.
    np.testing.assert_allclose(pytorch.points[1:], lecture.points[1:] + beta * steps, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("key", ["momentum", "adam", "amsgrad", "adamw", "adamax", "nadam"])
def test_forms_that_only_group_differently_agree_but_for_rounding(key: str) -> None:
    assert "but for rounding" in written(opened(method=key, surface="ravine"))


@pytest.mark.parametrize(("key", "sentence"), [("gradient_descent", SAME_FORMS), ("adadelta", SAME_FORMS)])
def test_identical_forms_are_called_so(key: str, sentence: str) -> None:
    assert sentence in written(opened(method=key))


@pytest.mark.parametrize("key", [key for key, method in methods().items() if not method.paced_by({}).two_forms])
def test_without_a_class_in_pytorch_there_is_one_form(key: str) -> None:
    assert both_forms(MethodsState(key)) is None
    assert ONE_FORM in written(opened(method=key))


def test_lookaheads_forms_are_those_of_the_method_inside() -> None:
    text = written(opened(method="lookahead"))
    assert "PyTorch has no such class: the two forms are those of the method inside, Momentum." in text
    assert "PyTorch writes" not in text
    assert "Lines that PyTorch writes differently: 4 of 4." in written(opened(method="nesterov"))


def sentences(key: str) -> str:
    return " ".join(message.text for message in differences(optimizer(key)))


def test_differences_are_read_off_the_definitions() -> None:
    assert "ahead" in sentences("nesterov")
    assert "multiplies by the learning rate before it remembers" in sentences("momentum")
    assert "multiplies by the learning rate before it remembers" in sentences("lookahead")
    assert sentences("adagrad").startswith("The lecture form adds epsilon under the root")
    assert "Epsilon is 1e-08 in the lecture form and 1e-10 in PyTorch" in sentences("adagrad")
    assert "Decay is 0.9 in the lecture form and 0.99 in PyTorch" in sentences("rmsprop")
    assert "between 1e-06 and 50" in sentences("rprop")
    assert sentences("adam") == sentences("gradient_descent") == sentences("newton") == ""


def test_whose_defaults_differ_is_read_off_the_numbers() -> None:
    numbers = {key: [optimizer(key, convention=form).hyperparameters for form in CONVENTIONS] for key in methods()}
    alone = [key for key, method in methods().items() if not method.choices]
    differ = {key for key in alone if numbers[key][0] != numbers[key][1]}
    assert {"adagrad", "rmsprop"} <= differ
    assert {key for key in alone if defaults_differ(optimizer(key))} == differ
    assert defaults_differ(optimizer("lookahead", inner="rmsprop"))
    assert not defaults_differ(optimizer("lookahead", inner="adam"))


def test_marked_lines_are_those_without_a_counterpart() -> None:
    marks = [line.differs for line in marked_lines(("a", "b", "c"), ("a", "x", "y", "c"))]
    assert marks == [False, True, False]


def test_comparing_runs_of_different_length_looks_at_what_both_made() -> None:
    landscape = surface("parabola")
    short_run = run(landscape, optimizer("gradient_descent", learning_rate=0.1), (-2.0,), 3)
    long_run = run(landscape, optimizer("gradient_descent", learning_rate=0.2), (-2.0,), 9)
    found = compare(short_run, long_run)
    # w_k = -2 (1 - 2 rate)^k: -1.6, -1.28, -1.024 and -1.2, -0.72, -0.432
    assert found.steps == 3
    assert found.step == 3
    assert found.distance == pytest.approx(0.592)


def test_runs_that_diverge_are_compared_while_they_are_finite() -> None:
    state = MethodsState("nesterov", surface="rosenbrock", rate=10.0)
    runs = both_forms(state)
    assert runs is not None
    assert np.isfinite(compare(runs[0][1], runs[1][1]).distance)
    go(opened(method="nesterov", surface="rosenbrock", rate="10"))


def test_each_form_with_its_own_defaults() -> None:
    app = opened(method="rmsprop")
    assert "with the same settings" in written(app)
    app.toggle[0].set_value(True)
    go(app)
    assert "each with its own defaults" in written(app)
    runs = both_forms(MethodsState("rmsprop"), own_defaults=True)
    assert runs is not None
    assert [path.optimizer.value_of("decay") for _choice, path in runs] == [0.9, 0.99]


@pytest.mark.parametrize(
    ("query", "notes"),
    [
        ({"method": "nope"}, 1),
        ({"method": "<script>alert(1)</script>"}, 1),
        ({"method": "a" * 10_000}, 1),
        ({"method": "adam", "surface": "himmelblau"}, 1),
        ({"method": "adam", "surface": "../../etc"}, 1),
        ({"method": "adam", "start": "1,2,3"}, 1),
        ({"method": "adam", "start": "nan,1"}, 1),
        ({"method": "adam", "rate": "-1"}, 1),
        ({"method": "adam", "rate": "1e999"}, 1),
        ({"method": "newton", "rate": "1"}, 1),
        ({"method": "\x00", "surface": "", "start": ",", "rate": "x", "lang": "xx"}, 5),
    ],
)
def test_nonsense_shows_the_default_with_a_note(query: dict[str, str], notes: int) -> None:
    app = opened(**query)
    assert len(app.warning) == notes
    assert all("cannot be used" in warning.value for warning in app.warning)
    assert app.title[0].value in {methods()[key].name for key in ("gradient_descent", "adam", "newton")}


@given(
    st.dictionaries(
        st.sampled_from(["method", "surface", "start", "rate", "lang", "m"]),
        st.lists(st.one_of(st.text(max_size=20), st.sampled_from([*methods(), *RACE_SURFACES, "1,2", "0.1", "inf"]))),
    )
)
@settings(max_examples=40, deadline=None)
def test_reading_an_address_never_fails_and_carries_over(query: dict[str, list[str]]) -> None:
    state, _notes = from_query(query)
    assert from_query(to_query(state)) == (state, [])


def test_a_rate_a_start_and_a_surface_are_in_the_address() -> None:
    app = opened(method="adam")
    surface_menu(app).set_value("rosenbrock")
    go(app)
    # The dial is the player's: what it reports ends here.
    app.session_state[store.key] = replace(app.session_state[store.key], rate=0.1)
    go(app)
    assert dict(app.query_params) == {"method": "adam", "surface": "rosenbrock", "rate": "0.1", "lang": "en"}


def test_another_method_is_a_link_away_and_keeps_the_surface() -> None:
    app = opened(method="adam", surface="rosenbrock", rate="0.1")
    target = links(app, "methods")["Momentum"]
    assert target == {"method": ["momentum"], "surface": ["rosenbrock"], "lang": ["en"]}
    go(app, **{name: values[0] for name, values in target.items()})
    assert app.title[0].value == "Momentum"


@pytest.mark.parametrize("key", ["gradient_descent", "rolling_ball", "adam", "lookahead", "newton", "nelder_mead"])
def test_the_playground_opens_with_the_same_race(key: str) -> None:
    state = MethodsState(key, rate=None if rate_of(methods()[key]) is None else 0.02)
    app = opened(**{name: values[0] for name, values in to_query(state).items()})
    query = links(app, "playground")["Open in the Playground"]
    there, notes = playground_from_query(query)
    assert not notes
    assert there.surface == state.surface_key
    assert there.methods == choices(state)
    assert there.steps == 100


def test_going_there_and_back_keeps_both_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(address_bar, "PATIENCE_SECONDS", 3600.0)
    app = started()
    surface_menu(app).set_value("himmelblau")
    go(app)
    go(app, PAGE)
    go(app, method="rprop")
    assert app.title[0].value == "RProp"
    assert links(app, "playground")["Playground"] == {"surface": ["himmelblau"], "lang": ["en"]}
    go(app, "pages/playground/page.py")
    assert app.subheader[0].value == "Himmelblau"
    assert app.session_state[playground.key].surface == "himmelblau"
    assert app.query_params["surface"] == "himmelblau"
    assert "method" not in app.query_params
    go(app, PAGE)
    assert app.title[0].value == "RProp"


def test_a_link_to_the_playground_is_followed_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(address_bar, "PATIENCE_SECONDS", 3600.0)
    app = started()
    go(app, PAGE, method="adam")
    go(app, "pages/playground/page.py", surface="saddle", m="adam")
    assert app.subheader[0].value == "Saddle"
    assert [choice.slot for choice in app.session_state[playground.key].methods] == ["adam"]


def test_every_page_has_the_navigation() -> None:
    app = started()
    assert set(links(app, "playground")) == {"Playground"}
    assert "Methods" in links(app, "methods")
    go(app, PAGE)
    assert "Playground" in links(app, "playground")
    assert "Methods" in links(app, "methods")
