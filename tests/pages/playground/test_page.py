"""Pages run without a browser: alone, from links, from nonsense, and through all their settings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from optim_core import CONVENTIONS, methods
from optim_core.methods.hyperparameters import Hyperparameter
from pages.playground.links import from_query
from pages.playground.store import store
from surfaces import entries
from tests.pages.playground.playground_session import sent_message
from ui.shell import address_bar

APP = Path(__file__).parents[3] / "app.py"
SECONDS = 60


def opened(**query: str | list[str]) -> AppTest:
    app = AppTest.from_file(str(APP), default_timeout=SECONDS)
    for name, value in query.items():
        app.query_params[name] = value
    return run(app)


def run(app: AppTest) -> AppTest:
    app.run()
    assert not app.exception
    return app


def surface_menu(app: AppTest) -> Any:
    return next(menu for menu in app.selectbox if menu.label == "Surface")


def shown(app: AppTest) -> str:
    return str(app.subheader[0].value)


def test_the_page_opens_with_rosenbrock() -> None:
    app = opened()
    assert shown(app) == "Rosenbrock"
    assert list(app.multiselect[0].value) == ["gradient_descent", "momentum", "adam"]
    assert not app.warning
    assert dict(app.query_params) == {}


@pytest.mark.parametrize("key", sorted(entries()))
def test_every_surface_opens(key: str) -> None:
    assert shown(opened(surface=key)) == entries()[key].name


def other_number(parameter: Hyperparameter) -> float:
    """What can be set and is nobody's default."""
    if parameter.scale == "switch":
        return 1.0 - parameter.default
    if parameter.scale == "whole":
        return parameter.default + 1
    return min(parameter.maximum, max(parameter.minimum, 0.75 * parameter.default or 0.125))


@pytest.mark.parametrize("key", sorted(key for key, method in methods().items() if method.two_forms))
def test_settings_survive_another_convention(key: str) -> None:
    """Numbers set by hand stay, in the link and in what runs; those that nobody set are the form's own."""
    for first, second in (CONVENTIONS, CONVENTIONS[::-1]):
        lecture, other = (methods()[key].hyperparameters(convention) for convention in (first, second))
        given = {p.key: other_number(p) for p in lecture[::2]}
        app = opened(m=";".join([key, first, *(f"{name}={value}" for name, value in given.items())]))
        app.session_state[f"{key}.details"] = True
        run(app)
        next(group for group in app.button_group if group.label == "Convention").set_value(second)
        run(app)
        (choice,) = app.session_state[store.key].methods
        assert (choice.convention, choice.hyperparameters) == (second, given)
        linked = app.query_params["m"]
        assert from_query({"m": [linked] if isinstance(linked, str) else linked})[0].methods == (choice,)
        running = choice.optimizer(app.session_state[store.key].landscape())
        for parameter in other:
            if parameter.key in given:
                assert running.value_of(parameter.key) == given[parameter.key]
            elif parameter.key != "learning_rate":
                assert running.value_of(parameter.key) == parameter.default


@pytest.mark.parametrize(
    "text",
    [
        "0",
        "1e15x^100",
        "log(-1-x^2)",
        "sqrt(-1-x^2-y^2)",
        "1/x",
        "(x-1e9)^2",
        "1e-300x",
        "exp(exp(x))",
        "floor(x)",
        "atan2(y, x)",
        "w_0 + w_1",
        "х^2 + у^2",
        "Piecewise((1, x > 0), (0, True))",
        "(x-1e5)^2(y+1e5)^2",
    ],
)
def test_any_accepted_formula_is_shown(text: str) -> None:
    app = opened(f=text)
    assert shown(app) == "Your formula"
    assert not app.warning
    app.session_state["range_box"] = True
    app.session_state["adam.details"] = True
    run(app)


def test_nonsense_is_shown_as_the_default_with_notes() -> None:
    app = opened(surface="nope", steps="abc", start="1,2,3", m=["bogus"], view="4d", junk="\x00", lang="xx")
    assert shown(app) == "Rosenbrock"
    assert app.warning[0].value.count("cannot be used") == 6
    app.text_input[0].set_value("x^2").run()
    assert not app.warning


def test_a_typed_formula_and_a_wrong_one() -> None:
    app = opened()
    app.text_input[0].set_value("x^2 + 10y^2")
    run(app)
    assert shown(app) == "Your formula"
    app.text_input[0].set_value("x +")
    run(app)
    assert app.text_input[0].value == "x +"
    assert app.query_params["f"] == "x^2 + 10y^2"
    assert any(code.value.endswith("▲") for code in app.code)
    surface_menu(app).set_value("himmelblau")
    run(app)
    assert not app.error
    assert app.text_input[0].value == ""


def test_the_typed_formula_comes_back_from_the_menu() -> None:
    app = opened(f="x^2 + 7y^2")
    app.text_input[0].set_value("x^2 + 8y^2")
    run(app)
    surface_menu(app).set_value("himmelblau")
    run(app)
    surface_menu(app).set_value("typed")
    run(app)
    assert app.text_input[0].value == "x^2 + 8y^2"


def test_the_formula_of_a_link_comes_back_from_the_menu() -> None:
    app = opened(f="x^2 + 7y^2")
    surface_menu(app).set_value("himmelblau")
    run(app)
    surface_menu(app).set_value("typed")
    run(app)
    assert app.text_input[0].value == "x^2 + 7y^2"


def test_an_address_gone_back_to_is_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(address_bar, "PATIENCE_SECONDS", -1.0)
    app = opened()
    surface_menu(app).set_value("himmelblau")
    run(app)
    assert app.query_params["surface"] == "himmelblau"
    app.query_params.clear()
    run(app)
    assert shown(app) == "Rosenbrock"


def test_an_address_that_is_late_is_not_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(address_bar, "PATIENCE_SECONDS", 3600.0)
    app = opened()
    surface_menu(app).set_value("himmelblau")
    run(app)
    app.query_params.clear()
    run(app)
    assert shown(app) == "Himmelblau"
    assert app.query_params["surface"] == "himmelblau"


def test_a_language_keeps_the_choices() -> None:
    app = opened(m="adam;learning_rate=0.0123", steps="77")
    switch = next(group for group in app.button_group if group.label == "Language")
    switch.set_value("ru")
    run(app)
    assert [menu.label for menu in app.selectbox if menu.label in ("Surface", "Функция потерь")] == ["Функция потерь"]
    assert shown(app) == "Функция Розенброка"
    header, _arrays = sent_message(app)
    rate, steps = header["runs"][0]["rate"], header["stepDial"]
    assert (rate["name"], steps["name"]) == ("Adam: темп обучения", "Число шагов")
    assert (rate["value"], steps["value"]) == (0.0123, 77)
    assert app.query_params["lang"] == "ru"


def test_every_bound_of_the_picture_is_the_one_that_is_moved() -> None:
    app = opened(surface="himmelblau")
    app.session_state["range_box"] = True
    run(app)
    for label, value in (("x from", "-3"), ("x to", "7"), ("y from", "-2"), ("y to", "8")):
        next(field for field in app.text_input if field.label == label).set_value(value)
        run(app)
    assert app.query_params["domain"] in ("-3,7,-2,8", ["-3,7,-2,8"])
    next(button for button in app.button if button.label == "Reset range").click()
    run(app)
    assert "domain" not in app.query_params


def test_a_range_upside_down_is_refused() -> None:
    app = opened()
    app.session_state["range_box"] = True
    run(app)
    low = next(field for field in app.text_input if field.label == "x from")
    low.set_value("5")
    run(app)
    assert len(app.error) == 1
    assert "domain" not in app.query_params
    assert next(field for field in app.text_input if field.label == "x from").value == "−2"


@pytest.mark.parametrize(
    ("query", "notes"),
    [
        ({"m": "adam;learning_rate=1e999"}, 1),
        ({"f": "x+" * 3_300}, 1),
        ({"surface": "\x00\ufffd", "m": "\N{PILE OF POO}", "start": "\ufffd,\ufffd", "domain": "\x00"}, 4),
        # A formula is looked at before the name of a surface.
        ({"steps": ["abc", "-1"], "surface": ["x", "y"], "f": ["foo(x)", "x+"]}, 2),
    ],
    ids=range(4),
)
def test_nonsense_in_a_link_is_told_and_the_rest_is_shown(query: dict[str, str | list[str]], notes: int) -> None:
    app = opened(**query)
    (warning,) = app.warning
    assert warning.value.count("cannot be used; the default is shown instead.") == notes
    assert shown(app) == "Rosenbrock"
