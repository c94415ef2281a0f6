"""The page of the gradient without a browser: its controls, and what it does with what is dragged."""

from __future__ import annotations

from functools import partial
from typing import Any
from urllib.parse import parse_qs

import pytest
from streamlit.testing.v1 import AppTest

import ui.gradient_player
from tests.pages.opened import opened_page
from ui.gradient_player import Seen


class Recorder:
    """In place of the player: keeps what it is given, and once says what a browser would."""

    def __init__(self) -> None:
        self.says: Seen | None = None

    def __call__(self, scene: Any, seen: Seen, key: str, on_seen: Any, **given: Any) -> None:
        self.scene, self.seen, self.given = scene, seen, given
        said, self.says = self.says, None
        if said:
            on_seen(said)


@pytest.fixture
def player(monkeypatch: pytest.MonkeyPatch) -> Recorder:
    recorder = Recorder()
    monkeypatch.setattr(ui.gradient_player, "gradient_player", recorder)
    return recorder


opened = partial(opened_page, "gradient")


def control(app: AppTest, kind: str, key: str) -> Any:
    return next(each for each in getattr(app, kind) if each.key and each.key.startswith(key))


def test_what_is_dragged_is_kept_and_in_the_address(player: Recorder) -> None:
    app = opened()
    assert player.seen == Seen((-0.5, -1.2))
    player.says = Seen((1.0, 2.0), 90.0, 0.01, ("field",), 0.1, 5)
    app.run()
    app.run()
    assert player.seen == Seen((1.0, 2.0), 90.0, 0.01, ("field",), 0.1, 5)
    assert app.query_params["start"] == "1,2"
    assert app.query_params["layers"] == "field"


def test_surfaces_formulas_and_letters(player: Recorder) -> None:
    app = opened(angle="90")
    control(app, "selectbox", "gradient_surface").select("bowl").run()
    assert player.scene.surface.key == "bowl"
    assert player.seen == Seen((-2.4, 2.2), 90.0)
    control(app, "text_input", "gradient_formula").input("a x^2").run()
    assert player.scene.surface.dimension == 1
    assert "a" in player.scene.surface.parameters
    control(app, "text_input", "gradient_formula").input("a x^2 +").run()
    assert app.error
    assert player.scene.surface.text == "a x^2"
    assert not app.exception


def test_partials_are_written_out_with_their_numbers(player: Recorder) -> None:
    app = opened(f="x^2 y + sin y", start="1,2", open="gradient_partials")
    found = [each.value for each in app.latex]
    assert r"\frac{\partial f}{\partial x} = 2 x y" in found[1]
    assert r"\frac{\partial f}{\partial y} = x^{2} + \cos{\left(y \right)}" in found[2]
    assert [each.value for each in app.caption if "At the point" in each.value] == [
        "At the point: 4",
        "At the point: 0.5839",
    ]


def test_a_partial_that_is_too_long_says_so(player: Recorder) -> None:
    app = opened(f="*".join(f"sin({n}x + y)" for n in range(1, 20)), open="gradient_partials")
    assert sum("too long to read" in each.value for each in app.caption) == 2


def test_letters_have_ranges_as_on_the_playground(player: Recorder) -> None:
    app = opened(f="a x^2 + b", letters="a:2", open="gradient_letters_box")
    control(app, "text_input", "gradient_letter.a.1").input("40").run()
    assert not app.exception and app.query_params["letters"] == "a:2:-5:40"
    control(app, "text_input", "gradient_letter.a.0").input("50").run()
    assert "smaller" in app.error[0].value and app.query_params["letters"] == "a:2:-5:40"
    # What lies outside moves to the edge.
    control(app, "text_input", "gradient_letter.a.1").input("1,5").run()
    assert player.scene.surface.parameters["a"] == 1.5


def test_the_playground_goes_on_with_the_same_function_and_point(player: Recorder) -> None:
    app = opened(f="a x^2 + y^2", letters="a:3", start="1,2", angle="90")
    onward = [link for link in app.get("page_link") if "Playground" in link.proto.label]
    query = parse_qs(onward[-1].proto.query_string)
    assert query == {"f": ["a x^2 + y^2"], "letters": ["a:3"], "start": ["1,2"], "lang": ["en"]}
    player.says = Seen((-1.0, 0.5))
    app.run()
    app.run()
    onward = [link for link in app.get("page_link") if "Playground" in link.proto.label]
    assert parse_qs(onward[-1].proto.query_string)["start"] == ["-1,0.5"]
