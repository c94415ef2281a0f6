"""The Playground's settings: methods, hyperparameters, range, language; and whether everyone can reach them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.harness.playground import APP, OpenPage, Playground, Serve, follow

Visit = Callable[..., Playground]

NAMELESS = """() => {
    const controls = 'button, input, select, textarea, a[href], [role=slider], [role=button], [role=combobox]';
    const said = (ids) => (ids ?? '').split(' ').map((id) => document.getElementById(id)?.textContent ?? '').join('');
    const labels = (e) => [...(e.labels ?? [])].map((label) => label.innerText).join('');
    const name = (e) => e.getAttribute('aria-label') || said(e.getAttribute('aria-labelledby')) || e.title
        || labels(e) || e.innerText || '';
    return [...document.querySelectorAll(controls)].filter((e) => e.checkVisibility() && !name(e).trim())
        .map((e) => e.outerHTML.slice(0, 160));
}"""
# The lowest contrast (WCAG 2.2, 1.4.3) of the player's texts to what is behind them, and that text.
CONTRAST = """() => {
    const channels = (text) => text.match(/[\\d.]+/g).map(Number);
    const linear = (c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    const light = ([r, g, b]) => 0.2126 * linear(r / 255) + 0.7152 * linear(g / 255) + 0.0722 * linear(b / 255);
    const background = (e) => {
        while (e && (channels(getComputedStyle(e).backgroundColor)[3] ?? 1) < 0.5) e = e.parentElement;
        return light(channels(getComputedStyle(e ?? document.body).backgroundColor));
    };
    const contrast = (e) => {
        const pair = [light(channels(getComputedStyle(e).color)), background(e)].sort((a, b) => b - a);
        return (pair[0] + 0.05) / (pair[1] + 0.05);
    };
    const texts = ['td', 'th', 'button', '.opt-readout', '.opt-title', '.opt-hint', '.opt-rate'];
    return [...document.querySelectorAll(texts.map((text) => `.opt-player ${text}`).join())]
        .filter((e) => e.checkVisibility() && e.innerText.trim()).map((e) => [contrast(e), e.innerText])
        .sort((a, b) => a[0] - b[0])[0];
}"""
WIDTHS = (
    "[document.documentElement.scrollWidth, document.querySelector('[data-testid=stMain]').scrollWidth, innerWidth]"
)
READABLE = 4.5
PHONE = {"width": 390, "height": 844}
#: The second to the fourth time that one method is chosen.
ADAMS = tuple(f"adam~{number}" for number in (2, 3, 4))


@pytest.fixture
def visit(serve: Serve, open_page: OpenPage) -> Visit:
    def visit(query: str = "", **options: Any) -> Playground:
        return Playground(open_page(f"{serve(APP)}/?{query}" if query else serve(APP), **options))

    return visit


def test_the_same_method_twice_up_to_eight_and_none(visit: Visit) -> None:
    playground = visit("&".join(f"m={slot}" for slot in ("gradient_descent", "momentum", "adam", *ADAMS)))
    for number in (5, 6):
        playground.add_method(f"Adam ({number})")
    assert "m=adam~5&m=adam~6" in playground.query.replace("%7E", "~")
    assert playground.methods[2:] == ["Adam", *(f"Adam ({n})" for n in range(2, 7))]
    playground.page.get_by_role("combobox", name="Methods").click()
    expect(playground.page.get_by_text("up to 8 options")).to_be_visible()
    playground.page.keyboard.press("Escape")
    with playground.redrawn():
        playground.button("Remove Adam (3)").click()
    assert "Adam (3)" not in playground.methods
    with playground.redrawn():
        playground.button("Clear all").first.click()
    assert playground.methods == []
    expect(playground.button("Play")).to_be_disabled()
    playground.add_method("Adam")
    assert playground.methods == ["Adam"]


def convention_changes_equations_and_path(playground: Playground) -> None:
    """Of the method whose details are open, Nesterov's."""
    equations = playground.page.get_by_test_id("stSidebar").locator(".katex annotation")
    lecture, table = equations.all_text_contents(), playground.table
    with playground.redrawn():
        playground.page.get_by_role("radio", name="PyTorch").click()
    assert equations.all_text_contents() != lecture
    assert playground.table != table
    assert "m=nesterov%3Bpytorch" in playground.query
    with playground.redrawn():
        playground.page.get_by_role("radio", name="Lecture").click()
    assert playground.table == table


def test_five_thousand_steps_of_eight_methods(visit: Visit) -> None:
    methods = "&".join(f"m={slot}" for slot in ("adam", *(f"adam~{n}" for n in range(2, 9))))
    playground = visit(f"surface=beale&steps=5000&{methods}")
    assert len(playground.methods) == 8
    assert playground.player.get_attribute("data-steps") == "5000"
    playground.button("To start").click()
    playground.button("Play").click()
    playground.page.wait_for_function("document.querySelector('.opt-player').dataset.step > 100")


def test_range_of_the_picture_names_of_controls_keys_and_convention(visit: Visit) -> None:
    playground = visit("m=nesterov&m=momentum&m=adam")
    range_of_the_picture(playground)
    playground.open_details()
    assert playground.page.evaluate(NAMELESS) == []
    convention_changes_equations_and_path(playground)
    keys_are_not_taken_from_fields(playground)


def range_of_the_picture(playground: Playground) -> None:
    playground.page.get_by_text("Range of the picture").click()
    with playground.redrawn():
        playground.enter("x from", "-4")
    assert playground.ranges() == [-4, 2, -1, 3]
    playground.enter("x from", "5")
    expect(playground.refusal).to_contain_text("must be smaller")
    expect(playground.number("x from")).to_have_value("−4")
    assert playground.ranges() == [-4, 2, -1, 3]
    with playground.redrawn():
        playground.button("Reset range").click()
    assert playground.ranges() == [-2, 2, -1, 3]
    expect(playground.number("x from")).to_have_value("−2")


def test_a_letter_keeps_its_value_when_the_range_of_its_dial_changes(visit: Visit) -> None:
    page = visit("f=a*x^2+%2B+y^2&letters=a:2").page
    sidebar = page.get_by_test_id("stSidebar")
    dial = page.locator("[data-number=a] [role=slider]")
    expect(dial).to_have_attribute("aria-valuenow", "2")
    sidebar.get_by_text("Ranges of the dials").click()
    sidebar.get_by_label("a to").fill("40")
    sidebar.get_by_label("a to").press("Enter")
    expect(page).to_have_url(re.compile("letters=a%3A2%3A-5%3A40"))
    expect(sidebar.get_by_label("a to")).to_have_value("40")
    expect(dial).to_have_attribute("aria-valuemax", "40")
    expect(dial).to_have_attribute("aria-valuenow", "2")


def test_a_decimal_comma_is_typed_and_shown(visit: Visit) -> None:
    playground = visit("lang=ru&m=adam&surface=himmelblau")
    page = playground.page
    # Streamlit's own words are written over.
    page.get_by_role("combobox", name="Методы").fill("zzz")
    nothing = page.get_by_test_id("stMultiSelectDropdown").locator("[role=option] > span")
    assert nothing.evaluate("(e) => getComputedStyle(e, '::after').content") == '"Ничего не найдено"'
    assert nothing.evaluate("(e) => getComputedStyle(e).fontSize") == "0px"
    page.get_by_role("combobox", name="Методы").fill("")
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("stMultiSelectDropdown")).to_have_count(0)
    for name, typed, shown in (("Старт x", "-1,5", "−1,5"), ("Старт y", "2.25", "2,25")):
        field = playground.number(name)
        field.click()
        field.press("ControlOrMeta+a")
        with playground.redrawn():
            page.keyboard.type(typed)
            page.keyboard.press("Enter")
        expect(field).to_have_value(shown)
    assert "start=-1.5%2C2.25" in playground.query
    rate = playground.number("Adam: темп обучения")
    rate.click()
    rate.press("ControlOrMeta+a")
    with playground.redrawn():
        page.keyboard.type("0,05")
        page.keyboard.press("Tab")
    expect(rate).to_have_value("0,05")
    assert "learning_rate%3D0.05" in playground.query
    expect(playground.slider("Adam: темп обучения")).to_have_attribute("aria-valuetext", "0,05")
    start = playground.number("Старт x")
    with playground.redrawn():
        start.press("ArrowUp")
        start.press("ArrowUp")
    expect(start).to_have_value("−1,3")
    expect(start).to_be_focused()
    with playground.redrawn():
        start.press("Shift+ArrowDown")
    expect(start).to_have_value("−2,3")
    start.fill("0,0,5")
    start.press("Enter")
    expect(playground.refusal).to_contain_text("«0,0,5» — не число")
    assert "start=-2.3%2C2.25" in playground.query


def test_russian_from_the_start_and_english_and_back_keep_everything(visit: Visit) -> None:
    playground = visit("f=x^2%2B3y^2&m=adam;learning_rate=0.02&steps=50&start=1,2", locale="ru-RU")
    expect(playground.page.get_by_role("radio", name="Русский")).to_be_checked()
    expect(playground.page.get_by_role("columnheader").first).to_have_text("Метод")
    with playground.redrawn():
        playground.page.get_by_role("radio", name="English").click()
    expect(playground.page.get_by_role("columnheader").first).to_have_text("Method")
    table, picture = playground.table, playground.picture()
    with playground.redrawn():
        playground.page.get_by_role("radio", name="Русский").click()
    expect(playground.button("Играть")).to_be_visible()
    assert playground.page.evaluate("document.documentElement.lang") == "ru"
    expect(playground.number("Adam: темп обучения")).to_have_value("0,02")
    expect(playground.slider("Adam: темп обучения")).to_have_attribute("aria-valuetext", "0,02")
    expect(playground.page.get_by_role("combobox", name="Функция потерь")).to_have_value("Своя формула")
    expect(playground.page.get_by_role("textbox", name="Своя формула")).to_have_value("x^2+3y^2")
    assert playground.picture() == picture
    with playground.redrawn():
        playground.page.get_by_role("radio", name="English").click()
    assert playground.table == table
    expect(playground.slider("Adam: learning rate")).to_have_attribute("aria-valuetext", "0.02")
    assert "lang=en" in playground.query


def test_texts_stand_out_in_both_themes_and_a_picture_stays_on_the_way_to_another_page(visit: Visit) -> None:
    playground = visit()
    texts_stand_out_in_both_themes(playground)
    there_is_always_a_picture_on_the_way(playground)


def texts_stand_out_in_both_themes(playground: Playground) -> None:
    page, ground = playground.page, "getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor"
    contrast, text = page.evaluate(CONTRAST)
    assert contrast >= READABLE, text
    light = page.evaluate(ground)
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(f"(light) => {ground} !== light", arg=light)
    playground.settle()
    # The page's ground is there before the players' colours.
    page.wait_for_function(f"(least) => ({CONTRAST})()[0] >= least", arg=READABLE)
    contrast, text = page.evaluate(CONTRAST)
    assert contrast >= READABLE, text


class Phone:
    """A tab as a telephone's, with a finger. As an option of its context it would compile everything once more."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._session = page.context.new_cdp_session(page)
        self._session.send("Emulation.setDeviceMetricsOverride", {**PHONE, "deviceScaleFactor": 1, "mobile": True})
        self._session.send("Emulation.setTouchEmulationEnabled", {"enabled": True})

    def tap(self, place: Locator, across: float = 0.5) -> None:
        """Touch something at a share of its width."""
        place.scroll_into_view_if_needed()
        box = place.bounding_box()
        assert box is not None
        at = {"x": box["x"] + across * box["width"], "y": box["y"] + box["height"] / 2}
        self._session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [at]})
        self._session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_a_phone_shows_everything_without_sideways_scrolling(serve: Serve, open_page: OpenPage) -> None:
    phone = Phone(open_page(f"{serve(APP)}/_stcore/health", settle=False, fresh=True, viewport=PHONE))
    phone.page.goto(serve(APP))
    playground = Playground(phone.page)
    document, main, window = playground.page.evaluate(WIDTHS)
    assert max(document, main) <= window == PHONE["width"]
    phone.tap(playground.button("Step back"))
    assert playground.step == 299
    verdict, rate = (
        playground.page.locator("td.opt-verdict"),
        playground.page.get_by_role("textbox", name="Adam: learning rate"),
    )
    verdict.last.scroll_into_view_if_needed()
    box = verdict.last.bounding_box()
    assert box is not None and box["x"] >= 0 and box["x"] + box["width"] <= PHONE["width"]
    before = rate.input_value()
    phone.tap(playground.slider("Adam: learning rate"), across=0.8)
    # The step that was gone back is told, too, and answered: what is waited for is the rate.
    expect(rate).not_to_have_value(before)
    playground.settle()
    assert float(rate.input_value()) > float(before)
    rate.fill("0,02")
    rate.press("Enter")
    expect(rate).to_have_value("0.02")
    playground.page.wait_for_function("location.search.includes('learning_rate%3D0.02')")
    phone.tap(playground.page.get_by_test_id("stExpandSidebarButton"))
    expect(playground.formula).to_be_in_viewport()
    playground.number("Start x").scroll_into_view_if_needed()
    with playground.redrawn():
        playground.enter("Start x", "-1")


#: Notes in every frame whether a picture is to be seen: the one that is left, or the one that was asked for.
SEEN = """() => {
    const frames = window.pictures = [];
    const look = () => {
        const ready = document.querySelector('.opt-player[data-ready=true]:not(.opt-held *)');
        frames.push(Boolean(ready || document.querySelector('.opt-held .opt-player')));
        if (!document.querySelector('.opt-batches[data-ready=true]')) requestAnimationFrame(look);
    };
    look();
}"""


def there_is_always_a_picture_on_the_way(playground: Playground) -> None:
    page = playground.page
    page.evaluate(SEEN)
    page.get_by_role("link", name="Data and batches").click()
    expect(page.locator(".opt-batches[data-ready=true]")).to_be_visible()
    expect(page.locator(".opt-held")).to_have_count(0)
    frames = page.evaluate("window.pictures")
    assert len(frames) > 1
    assert all(frames)


def keys_are_not_taken_from_fields(playground: Playground) -> None:
    """The player has keys of its own, which belong to whatever is focused first."""
    keyboard = playground.page.keyboard
    playground.formula.focus()
    keyboard.type("x y")
    keyboard.press("Home")
    keyboard.press("ArrowRight")
    keyboard.press("Delete")
    expect(playground.formula).to_have_value("xy")
    assert playground.step == 300
    keyboard.press("Control+A")
    keyboard.press("Delete")
    playground.slider("Adam: learning rate").focus()
    with playground.redrawn():
        keyboard.press("ArrowLeft")
    playground.page.get_by_role("radio", name="English").focus()
    keyboard.press("Home")
    assert playground.step == 300
    assert playground.player.get_attribute("data-playing") == "false"


def test_text_of_another_length_does_not_move_the_picture(visit: Visit, serve: Serve) -> None:
    """High and long formulas, stories of one line and of two, verdicts of up to five, in either language."""
    low, address, tab = {"width": 1280, "height": 720}, serve(APP), None
    tops, heights = set(), set()
    for query in ("surface=rotated_ravine&lang=en", "surface=narrow_and_wide&lang=ru", "surface=absolute&lang=ru"):
        page = follow(tab, f"{address}/?{query}").page if tab else visit(query, viewport=low).page
        tab = page
        box = page.locator(".opt-stage").first.bounding_box()
        assert box is not None
        tops.add(round(box["y"]))
        heights.add(round(page.locator(".opt-player tbody").bounding_box()["height"]))  # type: ignore[index]
        bar, player = (page.locator(name).first.bounding_box() for name in (".opt-controls", ".opt-player"))
        inner = page.evaluate("() => Math.max(...[...document.querySelectorAll('.opt-controls *')].map("
                              "(e) => e.getBoundingClientRect().right))")  # fmt: skip
        assert bar is not None and player is not None and inner <= player["x"] + player["width"] + 1
    assert max(tops) - min(tops) <= 1 and max(heights) - min(heights) <= 2
