"""Menus of Streamlit's pages: opened, and opened again when a rerun or a scroll has closed them."""

from __future__ import annotations

from itertools import count

from playwright.sync_api import Locator, TimeoutError, expect

from tests.browser.harness.watched_page import wait_until_settled

# A menu that closes by itself does so within moments; how often it is opened again before that is a failure.
ATTEMPTS = 10
PATIENCE_MS = 2_000

# Scrolled to where there is room, and where it was in the frame before: nothing opens or slides above it any more.
AT_REST = """([box, mark]) => {
    const { x, y, width, height } = box.getBoundingClientRect();
    const [place, before] = [[x, y, width, height].join(), box.seen];
    box.seen = { mark, place };
    if (before?.mark !== mark) box.scrollIntoView({ block: 'center' });
    return before?.mark === mark && before.place === place;
}"""
_marks = count()


def open_menu(box: Locator, name: str) -> Locator:
    """Open the menu of a combobox; the option `name`, which is to be seen."""
    option = box.page.get_by_role("option", name=name, exact=True)
    for attempt in range(ATTEMPTS):
        wait_until_settled(box.page)
        box.page.wait_for_function(AT_REST, arg=[box.element_handle(), next(_marks)])
        if box.get_attribute("aria-expanded") != "true":
            box.click()
        if attempt % 2:
            # A long menu draws what is in sight; typing brings the rest there.
            box.fill(name)
        try:
            option.wait_for(state="visible", timeout=PATIENCE_MS)
            return option
        except TimeoutError:
            continue
    expect(option).to_be_visible()
    return option


def choose_option(box: Locator, name: str) -> None:
    """Choose the option `name` in the menu of a combobox, and wait until the page has followed."""
    for _ in range(ATTEMPTS):
        try:
            open_menu(box, name).click(timeout=PATIENCE_MS)
            break
        except TimeoutError:
            continue
    else:
        raise AssertionError(f"the option {name!r} could not be chosen: its menu does not stay open")
    # Whoever goes on at once would meet the page as it was before.
    wait_until_settled(box.page)
