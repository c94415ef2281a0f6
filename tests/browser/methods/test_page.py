"""The page of the methods in a browser: its links, the address, the way to the Playground and back, the player."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from pages.methods.runs import both_forms, form_views, race, race_views
from pages.methods.state import MethodsState
from surfaces import surface
from surfaces.base.bounds import readable_point
from tests.browser.harness.playground import APP, FIRST_DRAW_MS, OpenPage, Playground, Serve
from tests.browser.harness.watched_page import outlast_patience, wait_until_settled
from ui.language.numbers import short
from ui.player.assets import PLOTLY_FLAT
from ui.player.preload import modules_of

#: The browser looks for the app's root below the page's own address first.
ROOTS = [rf"/{page}/_stcore/(health|host-config)" for page in ("methods", "playground")]

Open = Callable[..., "MethodsPage"]


class MethodsPage:
    """The page of one visitor, by the names they see."""

    def __init__(self, page: Page) -> None:
        self.page = page
        expect(self.player.first).to_have_attribute("data-ready", "true", timeout=FIRST_DRAW_MS)
        wait_until_settled(page)

    @property
    def player(self) -> Locator:
        return self.page.locator(".opt-player")

    @property
    def title(self) -> Locator:
        return self.page.get_by_role("heading", level=1)

    @property
    def query(self) -> str:
        return self.page.url.partition("?")[2]

    def link(self, name: str) -> Locator:
        return self.page.get_by_role("link", name=name, exact=True)

    def choose(self, name: str) -> None:
        self.page.get_by_test_id("stSidebar").get_by_role("link", name=name, exact=True).click()
        expect(self.title).to_have_text(name)
        self.settle()

    def settle(self) -> None:
        wait_until_settled(self.page)


@pytest.fixture
def open_methods(serve: Serve, open_page: OpenPage) -> Open:
    def open_methods(query: str = "", *flags: str, **options: Any) -> MethodsPage:
        url = f"{serve(APP, *flags)}/methods{f'?{query}' if query else ''}"
        return MethodsPage(open_page(url, allowed=ROOTS, **options))

    return open_methods


def test_a_deep_link_the_way_to_other_methods_and_back_and_starts_that_are_dragged(open_methods: Open) -> None:
    methods = open_methods("method=nesterov&lang=ru")
    expect(methods.page.get_by_role("radio", name="Русский")).to_be_checked()
    expect(methods.page.get_by_role("dialog")).to_have_count(0)
    assert methods.query == "method=nesterov&lang=ru"
    # Two forms that part are raced in lines told apart.
    expect(methods.player).to_have_count(2)
    second = methods.player.nth(1)
    expect(second).to_have_attribute("data-ready", "true", timeout=FIRST_DRAW_MS)
    names = [name.strip() for name in second.locator(".opt-table tbody th").all_inner_texts()]
    assert names == ["Лекция", "PyTorch"]
    methods.page.get_by_role("radio", name="English").click()
    methods.settle()
    methods.choose("Adam")
    expect(methods.player).to_have_count(1)
    assert methods.query == "method=adam&lang=en"
    methods.choose("Newton")
    assert methods.query == "method=newton&lang=en"
    outlast_patience(methods.page)
    methods.page.go_back()
    expect(methods.title).to_have_text("Adam")
    methods.settle()
    outlast_patience(methods.page)
    methods.page.go_forward()
    expect(methods.title).to_have_text("Newton")
    methods.settle()
    assert methods.query == "method=newton&lang=en"
    methods.choose("Nesterov")
    assert methods.query == "method=nesterov&lang=en"
    starts_are_dragged_in_every_race(methods)


def assert_asked_for_at_once(page: Page) -> None:
    """Every script that was fetched had been asked for in the head of the page, and none was fetched twice."""
    # What is kept at hand for later comes when the browser finds the time; scripts that a player puts in have no
    # attribute `async`.
    fetched, asked = page.evaluate("""() => {
        const own = (name) => name.includes("/app/static/player-") && name.endsWith(".js");
        const named = (selector, address) =>
            [...document.head.querySelectorAll(selector)].map((each) => each[address]).filter(own);
        const later = named("link[rel=prefetch]", "href");
        return [
            performance.getEntriesByType("resource").map(({ name }) => name)
                .filter((name) => own(name) && !later.includes(name)),
            [...named("link[rel$=preload]", "href"), ...named("script[async]", "src")],
        ];
    }""")
    # What a worker runs is fetched for it as well.
    workers = tuple(f"/{name}" for name in modules_of("engine/background/worker.js"))
    once, listed = ([name for name in names if not name.endswith(workers)] for names in (fetched, asked))
    assert sorted(once) == sorted(listed)
    assert set(asked) <= set(fetched)
    assert len(once) > 50
    assert any(name.endswith(f"/{PLOTLY_FLAT.name}") for name in once)


def test_the_playground_is_as_it_was_left(serve: Serve, open_page: OpenPage) -> None:
    playground = Playground(open_page(serve(APP), allowed=ROOTS))
    assert_asked_for_at_once(playground.page)
    with playground.redrawn():
        playground.enter("Start x", "1")
    table, page = playground.table, playground.page
    page.get_by_role("link", name="Methods", exact=True).click()
    methods = MethodsPage(page)
    expect(methods.title).to_be_visible()
    methods.choose("Adam")
    assert "/methods?method=adam" in page.url
    assert "start=" not in page.url
    wait_until_settled(page)
    methods.link("Playground").click()
    # The page before has two, and stays until the next one comes.
    expect(page.get_by_role("heading", level=3)).to_have_count(1)
    expect(page.get_by_role("heading", level=3)).to_have_text("Rosenbrock")
    again = Playground(page)
    assert "/playground?" in page.url
    assert "start=1" in page.url
    assert "method=" not in page.url
    assert again.table == table
    outlast_patience(page)
    page.go_back()
    expect(methods.title).to_have_text("Adam")


SENT = """() => {
    window.sentHere = 0;
    const { send } = WebSocket.prototype;
    WebSocket.prototype.send = function counted(data) { window.sentHere += 1; return send.call(this, data); };
}"""


def starts_are_dragged_in_every_race(methods: MethodsPage) -> None:
    page = methods.page
    expect(methods.player).to_have_count(2)
    page.evaluate(SENT)
    for place, views in enumerate((race_views, form_views)):
        player = methods.player.nth(place)
        expect(player).to_have_attribute("data-ready", "true", timeout=FIRST_DRAW_MS)
        ring = player.locator(".opt-start")
        player.locator(".opt-landscape .opt-stage").evaluate("node => node.scrollIntoView({ block: 'center' })")
        box = ring.bounding_box()
        assert box is not None
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x + 30, y + 20)
        page.mouse.move(x + 70, y + 10)
        # The ring's words come a moment after its place.
        page.wait_for_function(
            "({ dataset: d }) => Number(d.live) > 0 && d.told === d.live", arg=player.element_handle()
        )
        text = (ring.get_attribute("aria-valuetext") or "").replace("−", "-")
        expect(player.locator("[data-column=verdict] .opt-cell").first).to_have_text("Judged when you let go")
        start = tuple(float(part.split("=")[1]) for part in text.split(", "))
        state = MethodsState("nesterov", start=readable_point(start, surface("ravine").domain))
        runs = race(state) if views is race_views else both_forms(state)
        assert runs is not None
        for (choice, path), view in zip(runs, views(runs, surface("ravine")), strict=True):
            now = player.locator(f"[data-run='{choice.slot}'] [data-column=final_loss]")
            expect(now, view.label).to_have_text(short(float(path.values[-1])))
        assert page.evaluate("sentHere") == 0
        page.mouse.up()
        page.wait_for_function("(x) => location.search.includes(`start=${x}`)", arg=f"{state.start[0]:g}")  # type: ignore[index]
        methods.settle()
        for verdict in methods.page.locator("[data-column=verdict] .opt-cell").all():
            expect(verdict).not_to_have_text("Judged when you let go")
        assert page.evaluate("sentHere") == 1
        page.evaluate("window.sentHere = 0")


def test_on_a_phone_the_list_is_on_the_page_and_nothing_runs_over(open_methods: Open) -> None:
    methods = open_methods("method=rprop", viewport={"width": 390, "height": 844})
    methods.page.get_by_text("All methods").click()
    methods.page.get_by_test_id("stMain").get_by_role("link", name="Lion", exact=True).click()
    expect(methods.title).to_have_text("Lion")
    methods.settle()
    assert methods.query == "method=lion&lang=en"
    # One that is no neighbour of this method, either.
    expect(methods.page.get_by_role("link", name="Adadelta", exact=True)).to_have_count(0)
    width = methods.page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth")
    assert width <= 390
