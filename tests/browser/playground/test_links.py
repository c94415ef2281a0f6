"""Links: what is copied is what is seen, and no link breaks the page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from tests.browser.harness.playground import APP, FIRST_DRAW_MS, OpenPage, Playground, Serve, follow
from tests.browser.harness.watched_page import outlast_patience
from tests.pages.hostile_texts import ATTACKS

Visit = Callable[..., Playground]

# Those that only a browser would follow, and one of Python's.
PICKED = ATTACKS[:6]
#: Where they stand in a link; the empty name is the text itself.
PLACES = ["f", "surface", "m", "lang", "start", ""]
# A few that could break a page in a browser; tests/pages/playground/test_links.py has every setting.
# Nonsense of other kinds, and each by itself, is opened without a browser, in tests/pages/playground/test_page.py.
NONSENSE = "surface=nowhere&steps=-5&domain=1,2,3&start=nan,1"


@pytest.fixture
def visit(serve: Serve, open_page: OpenPage) -> Visit:
    def visit(query: str = "", path: str = "", flags: tuple[str, ...] = (), **options: Any) -> Playground:
        return Playground(open_page(f"{serve(APP, *flags)}{path}{f'?{query}' if query else ''}", **options))

    return visit


def controls(page: Page) -> list[str]:
    """The values of all controls in the sidebar and in the player."""
    values: list[str] = page.evaluate(
        """() => [...document.querySelectorAll(
            '[data-testid=stSidebar] input, .opt-player input, .opt-player select, .opt-player [aria-pressed]'
        )].map((e) => [e.getAttribute('aria-label') ?? e.innerText, e.value,
                       e.getAttribute('aria-valuetext'), e.checked, e.getAttribute('aria-pressed')].join('|'))"""
    )
    return values


def test_a_link_shows_exactly_what_its_sender_saw(visit: Visit) -> None:
    sent = visit()
    with sent.redrawn():
        sent.type_formula("x^2 + 10y^2 - 3cos(2x)")
    sent.add_method("Nesterov")
    with sent.redrawn():
        sent.page.mouse.click(*sent.place(0.7, 1.3))
    sent.slider("Momentum: learning rate").focus()
    with sent.redrawn():
        sent.page.keyboard.press("ArrowRight")
    sent.open_details(3)
    with sent.redrawn():
        sent.page.get_by_role("radio", name="PyTorch").click()
    sent.page.get_by_text("Settings and equations").nth(3).click()
    sent.slider("Number of steps").focus()
    with sent.redrawn():
        sent.page.keyboard.press("ArrowLeft")
    sent.button("Linear").click()
    sent.page.get_by_label("Speed").select_option("2")
    with sent.redrawn():
        sent.page.get_by_role("radio", name="Русский").click()
    sent.button("Ссылка").click()
    shared = sent.page.get_by_test_id("stPopoverBody").get_by_test_id("stCode")
    expect(shared).to_contain_text("http")
    address = sent.page.url
    link = shared.inner_text().strip()
    assert link.partition("?")[2] == address.partition("?")[2]
    # The two are one address: opening it once opens both.
    assert link.partition("?")[0].rstrip("/") == address.partition("?")[0].rstrip("/")
    seen = controls(sent.page), sent.table, sent.picture()
    received = follow(sent.page, link)
    assert (controls(received.page), received.table, received.picture()) == seen


def test_a_link_to_the_solid_view(visit: Visit) -> None:
    # Every pixel is computed by a processor that stands in for a graphics card.
    sent = visit("surface=himmelblau", viewport={"width": 900, "height": 600})
    with sent.redrawn():
        # On a busy machine the first solid picture takes its time.
        sent.button("3-D").click(timeout=FIRST_DRAW_MS)
    expect(sent.player).to_have_attribute("data-view", "3d")
    sent.button("Step back").click()
    box = sent.page.locator(".opt-surface").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    sent.page.mouse.move(x, y)
    sent.page.mouse.down()
    # Every move is a solid picture, which takes its time.
    sent.page.mouse.move(x + 120, y - 40)
    sent.page.mouse.up()
    sent.page.wait_for_function(
        "['view=3d', 'step=299', 'camera='].every((part) => location.search.includes(part))", timeout=FIRST_DRAW_MS
    )
    eye = "() => Object.values(document.querySelector('.opt-surface')._fullLayout.scene.camera.eye)"
    turned = sent.page.evaluate(eye)
    received = follow(sent.page, sent.page.url)
    expect(received.player).to_have_attribute("data-view", "3d")
    assert received.step == 299
    # How far a drag turns depends on its speed. From exactly above or below the link leads a hundredth aside.
    assert received.page.evaluate(eye) == pytest.approx(turned, abs=0.03)


def test_going_back_and_forward_walks_through_the_states(visit: Visit) -> None:
    playground = visit("m=adam")
    table = playground.table
    playground.choose_surface("Himmelblau")
    with playground.redrawn():
        playground.page.get_by_role("radio", name="Русский").click()
    outlast_patience(playground.page)
    with playground.redrawn():
        playground.page.go_back()
    expect(playground.page.get_by_role("radio", name="English")).to_be_checked()
    outlast_patience(playground.page)
    with playground.redrawn():
        playground.page.go_back()
    expect(playground.heading).to_have_text("Rosenbrock")
    assert playground.table == table
    outlast_patience(playground.page)
    with playground.redrawn():
        playground.page.go_forward()
    expect(playground.heading).to_have_text("Himmelblau")


def test_nonsense_shows_defaults_with_a_note(visit: Visit) -> None:
    playground = visit(NONSENSE)
    expect(playground.page.get_by_test_id("stMain").get_by_role("alert").first).to_contain_text("cannot be used")
    assert playground.methods == ["Gradient descent", "Momentum", "Adam"]
    expect(playground.heading).to_have_text("Rosenbrock")
    assert playground.step == 300
    assert playground.ranges() == [-2, 2, -1, 3]


def test_attacks_in_links_do_nothing(visit: Visit, serve: Serve, tmp_path: Path) -> None:
    file, address, playground = tmp_path / "made", serve(APP), None
    texts = [quote(attack.replace("{file}", str(file))) for attack in PICKED]
    # Every text in two places; tests/pages/playground/test_links.py puts every one in every place.
    for first in (0, 3):
        given = [f"{PLACES[(first + i) % len(PLACES)] or text}={text}" for i, text in enumerate(texts)]
        query = "&".join(given)
        # In the same tab the second time, as a link that is followed from a page.
        playground = follow(playground.page, f"{address}/?{query}") if playground else visit(query)
        expect(playground.heading).to_have_text("Rosenbrock")
        assert playground.page.evaluate("window.hacked") is None
    assert not file.exists()


def test_a_deep_link_below_a_base_path_is_the_first_request_of_a_fresh_server(visit: Visit) -> None:
    # The flag asks for a server of our own. The browser looks for the app's root first.
    below, root = ("--server.baseUrlPath=app1",), r"/playground/_stcore/(health|host-config)"
    sent = visit("surface=himmelblau&m=adam", "/playground", below, allowed=[root])
    expect(sent.heading).to_have_text("Himmelblau")
    expect(sent.formula).to_be_visible()
    with sent.redrawn():
        sent.enter("Start x", "1")
    assert "/app1/playground?" in sent.page.url
    sent.button("Share").click()
    shared = sent.page.get_by_test_id("stPopoverBody").get_by_test_id("stCode")
    expect(shared).to_contain_text("start=")
    table, link = sent.table, shared.inner_text().strip()
    received = follow(sent.page, link)
    assert received.table == table
    plain = follow(sent.page, link.partition("/app1")[0] + "/app1/playground")
    expect(plain.heading).to_have_text("Rosenbrock")
    expect(plain.page.get_by_role("dialog")).to_have_count(0)
    at_root = follow(sent.page, link.partition("/app1")[0] + "/app1")
    expect(at_root.heading).to_have_text("Rosenbrock")
    assert at_root.page.url.rstrip("/").endswith("/app1")
