"""A dial by mouse, finger, keys and typing: what it says, and how often."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Locator, expect

from tests.browser.harness.bench import Bench

RATE = {"name": "Momentum: learning rate", "value": 0.01, "low": 1e-4, "high": 1, "scale": "log", "minimum": 0,
        "maximum": 1000, "range": "from 0 to 1000"}  # fmt: skip
LETTER = {**RATE, "name": "a", "value": -1.5, "low": -5, "high": 5, "scale": "linear", "minimum": -5, "maximum": 5}
STEPS = {**RATE, "name": "Steps", "value": 100, "low": 1, "high": 5000, "scale": "whole", "minimum": 1,
         "maximum": 5000, "logarithmic": True}  # fmt: skip

MOUNT = """
    const { Dial } = await load('controls/dial');
    const { formatter } = await load('base/format');
    const { loadStyles } = await load('base/plotly');
    await loadStyles();
    window.dialMade?.dispose();
    window.said = [];
    const dial = window.dialMade = new Dial({ moving: (value) => said.push(['moving', value]),
      released: (value) => said.push(['released', value]) });
    dial.dress(formatter(b), b);
    dial.show(a);
    const main = document.querySelector('main');
    main.replaceChildren(dial.node);
    main.className = 'opt-player';
"""


class Held:
    """A dial on the bench's page."""

    def __init__(self, bench: Bench, number: dict[str, Any], language: str = "en") -> None:
        self.page = bench.page
        bench.call(MOUNT, number, language)
        self.track = self.page.get_by_role("slider", name=number["name"], exact=True)
        self.field = self.page.get_by_role("textbox", name=number["name"], exact=True)

    @property
    def said(self) -> list[tuple[str, float]]:
        return [(kind, value) for kind, value in self.page.evaluate("said")]

    @property
    def released(self) -> list[float]:
        return [value for kind, value in self.said if kind == "released"]

    def wait_released(self, count: int = 1) -> None:
        self.page.wait_for_function("(n) => said.filter(([kind]) => kind === 'released').length >= n", arg=count)

    def at(self, share: float) -> tuple[float, float]:
        box = self.track.bounding_box()
        assert box is not None
        return box["x"] + share * box["width"], box["y"] + box["height"] / 2


@pytest.fixture
def page_restored(bench: Bench) -> Iterator[None]:
    yield
    bench.call("dialMade?.dispose(); document.querySelector('main').innerHTML = '<input aria-label=\"Note\">';")


pytestmark = pytest.mark.usefixtures("page_restored")


def says(node: Locator, text: str) -> None:
    expect(node).to_have_attribute("aria-valuetext", text)


def test_a_mouse_moves_the_number_and_it_arrives_once(bench: Bench) -> None:
    dial = Held(bench, RATE)
    page = dial.page
    page.mouse.move(*dial.at(0.5))
    page.mouse.down()
    page.mouse.move(*dial.at(0.75))
    (*_, (kind, value)) = dial.said
    assert (kind, value) == ("moving", pytest.approx(0.1, rel=0.05))
    # A pixel is worth some six per cent here: more than two digits would be made up.
    assert value == float(f"{value:.2g}")
    page.mouse.move(*dial.at(2))
    assert dial.said[-1] == ("moving", 1.0), "the track ends there"
    assert dial.released == []
    page.mouse.up()
    page.mouse.move(*dial.at(0.1))
    assert dial.said[-1] == ("released", 1.0)
    assert dial.released == [1.0]
    says(dial.track, "1")
    expect(dial.field).to_have_value("1")


def test_keys_move_at_once_and_a_series_arrives_once(bench: Bench) -> None:
    dial = Held(bench, RATE)
    dial.track.focus()
    for key in ("ArrowRight", "ArrowUp", "PageUp", "ArrowLeft", "End", "ArrowDown"):
        dial.page.keyboard.press(key)
    moved = [value for kind, value in dial.said if kind == "moving"]
    assert len(moved) == 6
    first, second, far, back, end, last = moved
    assert 0.01 < first < second < back < far < end == 1.0
    assert last < 1.0
    dial.wait_released()
    assert dial.released == [last]
    dial.page.keyboard.press("Home")
    # Who leaves does not wait for the keys to rest.
    dial.page.keyboard.press("Tab")
    assert dial.released == [last, 1e-4]


@pytest.mark.parametrize(
    ("number", "language", "typed", "value", "shown"),
    [
        (RATE, "en", "0.25", 0.25, "0.25"), (RATE, "ru", "0,25", 0.25, "0,25"), (RATE, "en", "12", 12, "12"),
        (LETTER, "ru", "−2,5", -2.5, "−2,5"), (STEPS, "en", "301", 301, "301"),
    ],
)  # fmt: skip
def test_a_number_may_be_typed_also_beyond_the_track(
    number: dict[str, Any], language: str, typed: str, value: float, shown: str, bench: Bench
) -> None:
    dial = Held(bench, number, language)
    dial.field.fill(typed)
    dial.field.press("Enter")
    dial.field.blur()
    assert dial.said == [("moving", value), ("released", value)]
    says(dial.track, shown)


@pytest.mark.parametrize(("number", "typed"), [(RATE, "1001"), (RATE, "-1"), (RATE, "1,000"), (STEPS, "3.5")])
def test_what_is_no_such_number_is_refused_with_the_range(number: dict[str, Any], typed: str, bench: Bench) -> None:
    dial = Held(bench, number)
    dial.field.fill(typed)
    dial.field.press("Enter")
    expect(dial.field).to_have_attribute("aria-invalid", "true")
    expect(dial.page.get_by_role("status")).to_have_text("from 0 to 1000")
    assert dial.said == []


def test_a_finger_that_scrolls_on_has_meant_nothing(bench: Bench) -> None:
    dial = Held(bench, RATE)
    x, y = dial.at(0.9)
    dial.track.dispatch_event("pointerdown", {"clientX": x, "clientY": y, "pointerId": 7, "button": 0,
                                              "isPrimary": True, "pointerType": "touch"})  # fmt: skip
    assert dial.said[-1][1] > 0.1
    dial.track.dispatch_event("pointercancel", {"pointerId": 7, "bubbles": True})
    assert dial.said[-1] == ("released", 0.01)


def test_a_message_does_not_take_the_number_out_of_the_hand(bench: Bench) -> None:
    dial = Held(bench, RATE)
    dial.page.mouse.move(*dial.at(0.75))
    dial.page.mouse.down()
    held = dial.said[-1][1]
    again = "document.querySelector('main').replaceChildren(dialMade.node);"
    bench.call("dialMade.show({ ...a, value: 0.5 });" + again, RATE)
    expect(dial.field).to_have_value(f"{held:g}")
    dial.page.mouse.move(*dial.at(0.25))
    dial.page.mouse.up()
    assert dial.released == [pytest.approx(0.001, rel=0.05)]
    bench.call("dialMade.show({ ...a, value: 0.5 });", RATE)
    expect(dial.field).to_have_value("0.5")


def test_a_track_is_painted_marked_and_put_into_words(bench: Bench) -> None:
    dial = Held(bench, RATE)
    bench.call("dialMade.paint(['rgb(255, 0, 0)', 'rgb(0, 0, 255)'], 'best near 0.02');"
               "dialMade.mark([{ at: 0.01, text: '2/L' }, { at: 5, text: 'off' }]);")  # fmt: skip
    expect(dial.track).to_have_accessible_description("best near 0.02")
    assert "rgb(255, 0, 0), rgb(0, 0, 255)" in dial.page.locator(".opt-dial-paper").evaluate("n => n.style.background")
    mark = dial.page.locator(".opt-dial-mark")
    expect(mark).to_have_text("2/L")
    box = mark.bounding_box()
    assert box is not None
    assert box["x"] == pytest.approx(dial.at(0.5)[0], abs=2), "between 0.0001 and 1"


SCALES = st.one_of(
    st.tuples(st.floats(1e-8, 1e-2), st.floats(1e-1, 1e4), st.just(True), st.just(False)),
    st.tuples(st.floats(-1e3, 0), st.floats(1e-3, 1e3), st.just(False), st.just(False)),
    st.tuples(st.integers(1, 9), st.integers(10, 10**5), st.booleans(), st.just(True)),
)


@settings(max_examples=40)
@given(scale=SCALES, share=st.floats(0, 1))
def test_places_and_numbers_belong_together(scale: tuple[Any, ...], share: float, warm_bench: Bench) -> None:
    low, high, logarithmic, whole = scale
    made = {"low": low, "high": high, "logarithmic": logarithmic, "whole": whole}
    value, back, up, down, end = warm_bench.call(
        """const { shareOf, valueAt, valueByKey } = await load('controls/dial_scale');
           const value = valueAt(a, b, 150);
           return [value, shareOf(a, value), valueByKey(a, value, 'ArrowUp'), valueByKey(a, value, 'ArrowDown'),
             valueByKey(a, value, 'End')];""",
        made, share,
    )  # fmt: skip
    assert low <= value <= high
    if whole:
        assert value == math.floor(value)
    else:
        assert back == pytest.approx(share, abs=1 / 150)
    assert down <= value <= up
    assert down < value or value == low
    assert up > value or value == high
    assert end == high


def test_an_answer_that_comes_while_one_types_leaves_the_text(bench: Bench) -> None:
    """The page sends the number again with every answer, also to what was changed elsewhere."""
    dial = Held(bench, RATE)
    dial.field.fill("0.2")
    bench.call("dialMade.show(a)", {**RATE, "value": 0.05})
    expect(dial.field).to_have_value("0.2")
    says(dial.track, "0.05")
    dial.field.fill("2000")
    dial.field.press("Enter")
    bench.call("dialMade.show(a)", {**RATE, "value": 0.04})
    expect(dial.field).to_have_value("2000")
    expect(dial.page.get_by_role("status")).to_have_text("from 0 to 1000")
    dial.field.fill("0.3")
    dial.field.press("Enter")
    assert dial.released == [0.3]
    # Typed to the end, the field is the page's again.
    bench.call("dialMade.show(a)", {**RATE, "value": 0.06})
    expect(dial.field).to_have_value("0.06")
    expect(dial.field).not_to_have_attribute("aria-invalid", "true")
    # An arrow leads on from the number and not from what was begun.
    dial.field.fill("7")
    dial.field.press("ArrowUp")
    assert 0.06 < dial.said[-1][1] < 0.1
    expect(dial.field).to_have_value(str(dial.said[-1][1]))
