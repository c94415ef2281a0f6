"""The page of the methods without a browser: every method, its numbers, its links, and nonsense in the address."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from optim_core import methods, optimizer, run
from surfaces import surface
from ui import address_bar
from ui.i18n import LANGUAGE_KEY, number_text, translate, use_language
from ui.latex_words import localized
from ui.links import from_query as playground_from_query
from ui.method_race import both_forms, choices, race
from ui.methods_equations import legend
from ui.methods_families import FAMILY_NAMES, RACE_SURFACES, families, family, neighbours, plain_descent, showcase
from ui.methods_forms import compare, defaults_differ, differences, marked_lines
from ui.methods_state import MethodsState, from_query, rate_of, to_query
from ui.numbers import short
from ui.store import store as playground
from ui.symbols import symbol_text

APP = Path(__file__).parents[2] / "app.py"
PAGE = "pages/methods/page.py"
SAME_FORMS = "The two forms are the same, line for line, and so are their paths."
ONE_FORM = "PyTorch has no such class, so there is only one form."


def started() -> AppTest:
    app = AppTest.from_file(str(APP), default_timeout=60)
    return go(app)


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
    return go(started(), PAGE, **query)


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
    "adam": ("Adam", "Адаптивный шаг", "Формулы лекции"),
    "lookahead": ("Lookahead", "Поверх другого метода", "Формулы лекции"),
    "newton": ("Ньютон", "Кривизна и подбор шага", "Шаг"),
    "trust_ncg": ("Доверительная область", "Классика из SciPy", "Шаг"),
}


def english(key: str) -> tuple[str, str, str]:
    method = methods()[key]
    caption = "Lecture form" if method.paced_by({}).torch_name else "The step"
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


@pytest.mark.parametrize("key", [key for key in methods() if key != "gradient_descent"])
def test_a_method_opens_where_it_gets_lower_than_plain_descent(key: str) -> None:
    (_plain, slow), (_own, path) = race(MethodsState(key))
    assert path.values[-1] < slow.values[-1]


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


def test_pytorchs_nesterov_is_the_lectures_seen_one_momentum_step_further() -> None:
    runs = both_forms(MethodsState("nesterov"))
    assert runs is not None
    lecture, pytorch = (path for _choice, path in runs)
    beta = lecture.optimizer.value_of("momentum")
    steps = np.diff(lecture.points, axis=0)
    # PyTorch's first step has no velocity to look ahead with, so only its share of the gradient is there already.
    np.testing.assert_allclose(pytorch.points[1:], lecture.points[1:] + beta * steps, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("key", ["momentum", "adam", "amsgrad", "adamw", "adamax", "nadam", "radam"])
def test_forms_that_only_group_differently_agree_but_for_rounding(key: str) -> None:
    assert "but for rounding" in written(opened(method=key, surface="ravine"))


@pytest.mark.parametrize(("key", "sentence"), [("gradient_descent", SAME_FORMS), ("adadelta", SAME_FORMS)])
def test_identical_forms_are_called_so(key: str, sentence: str) -> None:
    assert sentence in written(opened(method=key))


@pytest.mark.parametrize("key", [key for key, method in methods().items() if not method.paced_by({}).torch_name])
def test_without_a_class_in_pytorch_there_is_one_form(key: str) -> None:
    assert both_forms(MethodsState(key)) is None
    assert ONE_FORM in written(opened(method=key))


def test_lookaheads_forms_are_those_of_the_method_inside() -> None:
    text = written(opened(method="lookahead"))
    assert "PyTorch has no such class: the two forms are those of the method inside, Momentum." in text
    assert "PyTorch writes" not in text
    assert "PyTorch writes 4 of 4 lines differently." in written(opened(method="nesterov"))


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
    assert {key for key in methods() if defaults_differ(optimizer(key))} == {"adagrad", "rmsprop", "rprop"}


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


def blocks(app: AppTest, mark: str) -> set[str]:
    """The keys of containers, from a mark on."""

    def walk(block: Any) -> Iterator[str]:
        for child in block.children.values():
            if hasattr(child, "children"):
                yield str(getattr(child.proto, "id", ""))
                yield from walk(child)

    found = (key.partition(mark) for part in (app.main, app.sidebar) for key in walk(part))
    return {mark + after for _before, there, after in found if there}


SETTINGS = {
    "rmsprop": {"η": ("0.01", "0.01"), "α": ("0.9", "0.99"), "ε": ("1·10⁻⁸", "1·10⁻⁸"), "λ": ("0", "0")},
    "adagrad": {"ε": ("1·10⁻⁸", "1·10⁻¹⁰")},
    "adam": {"β₁": ("0.9", "0.9"), "β₂": ("0.999", "0.999")},
}


@pytest.mark.parametrize("key", SETTINGS)
def test_defaults_stand_in_the_column_of_their_form(key: str) -> None:
    head, _rule, *rows = card(opened(method=key))
    assert head == ["", "Name", "Default, lecture", "Default, PyTorch", "Range", "What it does"]
    numbers = methods()[key].hyperparameters("lecture")
    assert len(rows) == len(numbers)
    for row, own in zip(rows, numbers, strict=True):
        expected = SETTINGS[key].get(symbol_text(own.symbol))
        assert row[1] == own.label
        assert expected is None or tuple(row[2:4]) == expected
        if own.scale == "switch":
            assert tuple(row[2:5]) == ("on", "on", "on or off") and own.default == 1


def card(app: AppTest) -> list[list[str]]:
    table = next(text.value for text in app.markdown if text.value.startswith("|  | Name |"))
    return [[cell.strip() for cell in line[1:-1].split(" | ")] for line in table.split("\n")]


@pytest.mark.parametrize(
    ("key", "captions"),
    [
        ("adam", {3: "Default, lecture", 4: "Default, PyTorch", 5: "Range"}),
        ("newton", {3: "Default", 4: "Range"}),
    ],
)
def test_on_a_phone_the_numbers_carry_the_head_of_their_column(key: str, captions: dict[int, str]) -> None:
    (style,) = (h.proto.body for h in opened(method=key).get("html") if h.proto.body.startswith("<style>@media"))
    found = re.findall(r'td:nth-child\((\d)\)::before { content: "([^"]*): "', style)
    assert {int(place): text for place, text in found} == captions


def test_the_list_marks_the_method_that_is_shown() -> None:
    app = opened(method="adam")
    assert blocks(app, "index_here_") == {"index_here_sidebar_adam"}
    others = {f"index_link_sidebar_{key}" for key in methods() if key != "adam"}
    assert blocks(app, "index_link_") == others


@pytest.mark.parametrize("key", ["gradient_descent", "adam", "trust_ncg"])
def test_arrows_lead_to_the_method_before_and_the_one_after(key: str) -> None:
    wanted = [
        (method.name, icon, side)
        for method, icon, side in zip(
            neighbours(key), (":material/arrow_back:", ":material/arrow_forward:"), (0, 1), strict=True
        )
        if method
    ]
    found = [
        (link.proto.label, link.proto.icon, int(link.proto.icon_position))
        for link in opened(method=key).get("page_link")
        if "arrow" in link.proto.icon
    ]
    assert found == wanted


def test_rates_are_called_suggested_as_long_as_they_are() -> None:
    said = "Both rates are those suggested for this surface."
    assert said in written(opened(method="adam"))
    assert said not in written(opened(method="adam", rate="0.1"))
    assert said not in written(opened(method="newton"))


def test_another_surface_forgets_start_and_rate() -> None:
    app = opened(method="adam", surface="rosenbrock", rate="0.1", start="1,2")
    surface_menu(app).set_value("ravine")
    go(app)
    assert dict(app.query_params) == {"method": "adam", "surface": "ravine", "lang": "en"}


def test_another_method_takes_a_start_along_only_with_its_surface() -> None:
    chosen = MethodsState("adam", "ravine", (1.0, 2.0), 0.1)
    assert chosen.with_method("momentum") == MethodsState("momentum", "ravine", (1.0, 2.0))
    assert MethodsState("adam", start=(1.0, 2.0), rate=0.1).with_method("momentum") == MethodsState("momentum")


def players(app: AppTest) -> int:
    return sum(e.proto.component_name == "optimization_player" for e in app.get("bidi_component"))


@pytest.mark.parametrize(
    ("key", "where", "count"),
    [("nesterov", "ravine", 2), ("adam", "ravine", 1), ("gradient_descent", "ravine", 1), ("newton", "ravine", 1)],
)
def test_the_forms_race_only_where_one_can_see_them_part(key: str, where: str, count: int) -> None:
    assert players(opened(method=key, surface=where)) == count


def test_plain_descent_races_itself_at_twice_the_rate() -> None:
    own, double = choices(MethodsState("gradient_descent", rate=0.02))
    landscape = MethodsState("gradient_descent").landscape()
    assert [choice.optimizer(landscape).learning_rate for choice in (own, double)] == [0.02, 0.04]
    assert "Against itself at twice the rate, 100 steps" in [h.value for h in opened().header]
    assert "Against gradient descent, 100 steps" in [h.value for h in opened(method="adam").header]


LEGENDS = {
    "momentum": {"w_k": "the weights after step k", "g_k": "the gradient of the loss Q",
                 "h": "kept from step to step; 0 before the first"},
    "adam": {"k": "the number of the step, from 1", "m, v": "kept from step to step; 0 before the first",
             r"\hat m, \hat v": "worked out anew in every step"},
    "rprop": {"a": r"kept from step to step; $\eta$ before the first"},
    "newton": {"H_k": "the Hessian, the matrix of second derivatives", "d_k": "the direction of the step"},
}  # fmt: skip


@pytest.mark.parametrize("key", LEGENDS)
def test_the_legend_says_what_symbols_stand_for(key: str) -> None:
    said = {name: translate(text) for name, text in legend(optimizer(key))}
    assert LEGENDS[key].items() <= said.items()
    shown = written(opened(method=key))
    assert all(f"| ${name}$ | {text} |" in shown for name, text in LEGENDS[key].items())


def test_the_last_branch_of_a_formula_is_named_in_the_language() -> None:
    latex = r"\begin{cases}1 & x > 0\\0 & \text{otherwise}\end{cases}"
    assert localized(latex) == latex
    with use_language("ru"):
        assert localized(latex) == latex.replace("otherwise", "иначе")


def test_a_rate_a_start_and_a_surface_are_in_the_address() -> None:
    app = opened(method="adam")
    surface_menu(app).set_value("rosenbrock")
    go(app)
    slider = next(s for s in app.select_slider if "Adam" in s.label)
    slider.set_value(0.1)
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
