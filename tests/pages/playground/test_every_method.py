"""Every method of the catalogue can be chosen on the Playground, with its settings open."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from optim_core import CONVENTIONS, methods, optimizer
from tests.pages.playground.playground_session import sent_message
from ui.methods.equations import block

PAGE = str(Path(__file__).resolve().parents[3] / "app.py")


def page(*methods: str, surface: str = "himmelblau") -> AppTest:
    app = AppTest.from_file(PAGE, default_timeout=60)
    app.query_params.update({"m": list(methods), "surface": surface, "lang": "en", "steps": "50"})
    for method in methods:
        app.session_state[f"{method.partition(';')[0]}.details"] = True
    return app.run()


def dials(app: AppTest) -> dict[str, float]:
    """The numbers that the only run offers beside its row."""
    (header,) = sent_message(app)[0]["runs"]
    offered = [*([header["rate"]] if header["rate"] else []), *header["numbers"]]
    assert len({dial["key"] for dial in offered}) == len(offered)
    return {dial["key"]: dial["value"] for dial in offered}


@pytest.mark.parametrize("convention", ["lecture", "pytorch"])
@pytest.mark.parametrize("key", list(methods()))
def test_a_method_shows_its_settings_and_equations(key: str, convention: str) -> None:
    app = page(f"{key};{convention}" if convention != "lecture" else key)
    assert not app.exception
    assert not app.warning
    switches = [widget.key for widget in app.get("toggle")]
    for parameter in methods()[key].hyperparameters(convention):  # type: ignore[arg-type]
        controls = [parameter.key in dials(app), f"{key}.{parameter.key}" in switches]
        assert controls.count(True) == 1, "one control for one number"
    assert any(r"\begin{aligned}" in formula.value for formula in app.get("latex"))


CASES = re.compile(r"\\begin\{cases\}.*?\\end\{cases\}")


def lines_to_typeset() -> Iterator[tuple[str, str]]:
    """Every line of equations a card can show, and the same aligned."""
    around = {"lookahead": ({}, {"alpha": "parabola"})}
    for key, convention, maximize in product(methods(), CONVENTIONS, (False, True)):
        for numbers in around.get(key, ({},)):
            lines = optimizer(key, convention=convention, **numbers).latex_lines(maximize)
            rows = block(lines).removeprefix(r"\begin{aligned}").removesuffix(r"\end{aligned}").split(r"\\[2pt]")
            yield from zip(lines, rows, strict=True)


def test_lines_are_aligned_once_and_outside_all_brackets() -> None:
    for line, row in lines_to_typeset():
        before, _mark, after = row.partition("&")
        assert "&" not in CASES.sub("", after), line
        assert before.count(r"\left") - before.count(r"\leftarrow") == before.count(r"\right"), row
        assert before.count("{") == before.count("}"), row


def widget(app: AppTest, kind: str, key: str) -> Any:
    return next(w for w in app.get(kind) if w.key == key)


def test_the_method_inside_lookahead_brings_its_settings() -> None:
    app = page("lookahead;inner=adam;every=7;learning_rate=0.25")
    assert not app.exception
    assert not app.warning
    assert dials(app)["every"] == 7
    assert dials(app)["learning_rate"] == 0.25
    app = widget(app, "selectbox", "lookahead.inner.en").set_value("momentum").run()
    assert not app.exception
    assert dials(app)["every"] == 7
    assert dials(app)["momentum"] == 0.9
    app = widget(app, "selectbox", "lookahead.inner.en").set_value("newton").run()
    assert not app.exception
    assert [*dials(app)].count("damping") == 1


def test_alpha_is_a_number_or_the_parabola() -> None:
    app = page("lookahead")
    app = widget(app, "toggle", "lookahead.alpha.parabola").set_value(True).run()
    assert not app.exception
    assert "alpha" not in dials(app)
    assert "lookahead;alpha=parabola" in app.query_params["m"]
    app = widget(app, "toggle", "lookahead.alpha.parabola").set_value(False).run()
    assert dials(app)["alpha"] == 0.5


def test_a_switch_of_a_method_changes_its_equations() -> None:
    app = page("adam")
    before = [formula.value for formula in app.get("latex")]
    app = widget(app, "toggle", "adam.bias_correction").set_value(False).run()
    assert not app.exception
    after = [formula.value for formula in app.get("latex")]
    assert any("hat" in line for line in before)
    assert not any("hat" in line for line in after)


@pytest.mark.parametrize(
    "text", ["lookahead;inner=nothing", "lookahead;alpha=line", "lookahead;beta_1=0.5", "newton;learning_rate=1"]
)
def test_nonsense_in_a_link_is_left_out_with_a_note(text: str) -> None:
    app = page(text)
    assert not app.exception
    (warning,) = app.warning
    assert warning.value.endswith(" cannot be used; the default is shown instead.")
    assert app.query_params["m"] == text.partition(";")[0]


def test_all_methods_at_once_on_one_weight() -> None:
    keys = list(methods())
    for first in range(0, len(keys), 8):
        app = page(*keys[first : first + 8], surface="parabola")
        assert not app.exception
