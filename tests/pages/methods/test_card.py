"""What stands on a method's page, word by word: the table of settings, the list, the arrows, the legend."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from optim_core import methods, optimizer
from optim_core.expression.typesetting.symbols import symbol_text
from pages.methods.families import neighbours
from pages.methods.runs import choices
from pages.methods.state import MethodsState
from tests.pages.methods.test_page import go, opened, surface_menu, written
from ui.language.i18n import translate, use_language
from ui.language.latex_words import localized
from ui.methods.equations import legend


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


def test_plain_descent_races_itself_at_half_the_rate() -> None:
    own, half = choices(MethodsState("gradient_descent", rate=0.02))
    landscape = MethodsState("gradient_descent").landscape()
    assert [choice.optimizer(landscape).learning_rate for choice in (own, half)] == [0.02, 0.01]
    assert "Against itself at half the rate, 100 steps" in [h.value for h in opened().header]
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


def test_the_race_says_which_numbers_suit_its_surface() -> None:
    def told(**query: str) -> bool:
        return any("To suit it, α = 0.5." in text.value for text in opened(**query).caption)

    assert told(method="momentum")
    assert not told(method="momentum", surface="saddle")
    assert not told(method="adam", surface="ravine")
