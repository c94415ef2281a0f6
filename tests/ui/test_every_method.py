"""Every method of the catalogue can be chosen on the Playground, with its settings open."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from optim_core import methods

PAGE = str(Path(__file__).resolve().parents[2] / "app.py")


def page(*methods: str, surface: str = "himmelblau") -> AppTest:
    app = AppTest.from_file(PAGE, default_timeout=60)
    app.query_params.update({"m": list(methods), "surface": surface, "lang": "en", "steps": "50"})
    for method in methods:
        app.session_state[f"{method.partition(';')[0]}.details"] = True
    return app.run()


@pytest.mark.parametrize("convention", ["lecture", "pytorch"])
@pytest.mark.parametrize("key", list(methods()))
def test_a_method_shows_its_settings_and_equations(key: str, convention: str) -> None:
    app = page(f"{key};{convention}" if convention != "lecture" else key)
    assert not app.exception
    assert not app.warning
    labels = " ".join(widget.label for kind in ("number_input", "slider", "toggle") for widget in app.get(kind))
    for parameter in methods()[key].hyperparameters(convention):  # type: ignore[arg-type]
        assert parameter.label in labels
    assert any(r"\begin{aligned}" in formula.value for formula in app.get("latex"))
