"""The server is away: what is dragged moves all the same, a note says what waits, and it is asked again later."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from pages.playground.state import PlaygroundState
from surfaces import surface
from tests.browser.engine.test_dragging import held as ring_held
from tests.browser.engine.test_turning import CASES, held, staged
from tests.browser.harness.bench import Bench
from tests.browser.harness.playground import APP
from tests.browser.harness.servers import Server
from tests.browser.harness.watched_page import wait_until_settled
from ui.language.i18n import use_language
from ui.language.numbers import short
from ui.runs.choice import MethodChoice
from ui.runs.computed import trajectory_of

#: A page that is asked with every frame has to make frames, for as long as a server is away.
SELDOM_MS = 200
WAITS = "Links and verdicts wait for the connection to the server."
#: What a browser says of a server that has gone.
COMPLAINTS = [
    "ERR_CONNECTION_",
    "ERR_EMPTY_RESPONSE",
    "WebSocket",
    "health",
    "host-config",
    "not responding",
    "disconnected",
]

# Streamlit's app and, once it is away, its dialog, as they are in the page.
APP_LIKE = """() => {
    const app = document.createElement("div");
    app.id = "app";
    app.setAttribute("data-test-connection-state", "CONNECTED");
    document.body.append(app);
    window.dialog = () => {
        const node = document.createElement("div");
        node.setAttribute("data-testid", "stDialog");
        node.innerHTML = '<section role="dialog"><button aria-label="Close" type="button">x</button></section>';
        node.querySelector("button").onclick = () => node.remove();
        document.body.append(node);
    };
}"""
STATE = "(state) => document.querySelector('#app').setAttribute('data-test-connection-state', state)"


def test_what_was_let_go_of_while_it_was_away_is_asked_again(bench: Bench) -> None:
    page = bench.page
    page.evaluate(APP_LIKE)
    stage = staged(bench, CASES["condition number"][0], MethodChoice("gradient_descent"))
    notice, dialog = page.locator(".opt-waiting"), page.locator("[data-testid=stDialog]")
    page.evaluate("dialog()")
    expect(dialog).to_have_count(1)
    page.evaluate(STATE, "PINGING_SERVER")
    expect(notice).to_have_text(WAITS)
    expect(dialog).to_have_count(0)
    page.evaluate("dialog()")
    expect(dialog).to_have_count(0)
    with ring_held(stage, (-2.0, 0.5)):
        pass
    with held(stage, "condition_number", 0.6, 0.4):
        pass
    before = bench.sent
    assert [event for event, _payload in before] == ["start", "surface"]
    page.evaluate(STATE, "CONNECTED")
    expect(notice).to_be_hidden()
    again = bench.sent[len(before) :]
    what = lambda sent: [(event, {**payload, "request": 0}) for event, payload in sent]  # noqa: E731
    assert what(again) == what(before)
    page.evaluate("document.querySelector('#app').remove()")


def test_a_server_that_was_started_anew_is_told_of_the_first_change(bench: Bench) -> None:
    """It answers with what its link says, and counts no request of ours: the change stays shown and is told again."""
    page = bench.page
    page.evaluate(APP_LIKE)
    stage = staged(bench, CASES["condition number"][0], MethodChoice("gradient_descent"))
    page.evaluate(STATE, "PINGING_SERVER")
    page.evaluate(STATE, "CONNECTED")
    with ring_held(stage, (-2.0, 0.5)):
        pass
    [(event, payload)] = bench.sent
    with use_language("en"):
        bench.show("player", None, stage.message(stage.start), anew=False)
    assert bench.sent == [[event, payload], [event, payload]], "the same request"
    start = tuple(payload["point"])
    final = page.locator("[data-run=gradient_descent] [data-column=final_loss] .opt-cell")
    expect(final).to_have_text(short(float(stage.path("gradient_descent", start).values[-1])))
    with use_language("en"):
        bench.show("player", None, stage.message(stage.start), anew=False)
        assert len(bench.sent) == 2, "once"
        stage.answer(start)
    assert "Judged" not in stage.cell("gradient_descent", "verdict")
    page.evaluate("document.querySelector('#app').remove()")


def test_the_page_goes_on_moving_without_its_server(open_page: Callable[..., Page]) -> None:
    server = Server(APP, (), {})
    try:
        page = open_page(
            f"{server.url}/playground?surface=ravine&m=gradient_descent&lang=en", allowed=COMPLAINTS, fresh=True
        )
        player = page.locator(".opt-player[data-ready=true]")
        expect(player).to_be_visible(timeout=60_000)
        wait_until_settled(page)
        other = open_page(f"{server.url}/matrix?part=regression&lang=en", allowed=COMPLAINTS, fresh=True)
        alike = other.locator(".opt-regression[data-ready=true]")
        expect(alike).to_have_attribute("data-agrees", "true", timeout=60_000)
        wait_until_settled(other)
        page.evaluate("""() => new MutationObserver(() => {
            if (document.querySelector("[data-testid=stDialog]")) window.covered = true;
        }).observe(document.body, { childList: true, subtree: true })""")
    finally:
        server.stop()
    for each in (page, other):
        expect(each.locator(".opt-waiting")).to_have_text([WAITS], timeout=30_000)
    page.wait_for_function("window.covered", timeout=60_000, polling=SELDOM_MS)
    expect(page.get_by_test_id("stDialog")).to_have_count(0)
    dial = page.locator("[data-number=condition_number] [role=slider]")
    box = dial.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 0.7 * box["width"], box["y"] + 10)
    page.mouse.down()
    page.mouse.move(box["x"] + 0.4 * box["width"], box["y"] + 10)
    expect(player).to_have_attribute("data-told", re.compile("[1-9]"))
    page.wait_for_function("(({ dataset: d }) => d.told === d.live)(document.querySelector('.opt-player'))")
    kappa = float(dial.get_attribute("aria-valuenow") or "nan")
    assert kappa < 30
    state = PlaygroundState(surface="ravine").with_numbers({"condition_number": kappa})
    loss = state.landscape()
    method = MethodChoice("gradient_descent").optimizer(loss, state.steps)
    path = trajectory_of(loss, method, surface("ravine").start, state.steps)
    final = page.locator("[data-run=gradient_descent] [data-column=final_loss] .opt-cell")
    expect(final).to_have_text(short(float(path.values[-1])))
    page.mouse.up()
    expect(page.locator(".opt-live-layer")).to_have_attribute("data-points", "180")
    expect(final).to_have_text(short(float(path.values[-1])))
    expect(page.locator(".opt-waiting")).to_have_text(WAITS)
    alike.get_by_role("slider", name="Correlation").press("End")
    expect(alike).to_have_attribute("data-condition", "Infinity")
    # A new server has the link of the page that was opened, and nothing of what was dragged since.
    server.start_again()
    try:
        for each in (page, other):
            expect(each.locator(".opt-waiting")).to_have_count(0, timeout=60_000)
        expect(page.locator("[data-run=gradient_descent] [data-column=verdict]")).not_to_contain_text(
            "Judged", timeout=60_000
        )
        expect(final).to_have_text(short(float(path.values[-1])))
        page.wait_for_function(
            "(kappa) => new URLSearchParams(location.search).get('p.condition_number') === String(kappa)", arg=kappa,
            polling=SELDOM_MS,
        )  # fmt: skip
        other.wait_for_function(
            "new URLSearchParams(location.search).get('correlation') === '1'", timeout=30_000, polling=SELDOM_MS
        )
        expect(alike).to_have_attribute("data-agrees", "true", timeout=30_000)
    finally:
        server.stop()
