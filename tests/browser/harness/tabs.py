"""Tabs that tests share, one after another: a tab that has run the application before has it compiled.

A page that opens in a context of its own fetches and compiles Streamlit and Plotly first, which takes several times as
long as the test that asked for it. Tabs of one context share what is fetched, and, where a browser keeps the pages of a
site in one process, what is compiled.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page

from tests.browser.harness.watched_page import Watch

ACTION_TIMEOUT_MS = 20_000
VIEWPORT = {"width": 1400, "height": 900}
ColorScheme = Literal["light", "dark"]
Motion = Literal["reduce", "no-preference"]
# What a visitor leaves behind in a tab.
FORGET = "() => { localStorage.clear(); sessionStorage.clear(); }"


class Tabs:
    """The tabs of a browser, in use or waiting for the next test, by what a tab cannot change once it is there."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._contexts: dict[str, BrowserContext] = {}
        self._waiting: defaultdict[str, list[Watch]] = defaultdict(list)
        self._kinds: dict[Page, str] = {}
        self._languages: dict[Page, CDPSession] = {}

    def take(
        self,
        url: str,
        allowed: Sequence[str] = (),
        fresh: bool = False,
        viewport: Mapping[str, int] = VIEWPORT,
        color_scheme: ColorScheme = "light",
        reduced_motion: Motion = "no-preference",
        locale: str = "",
        **options: Any,
    ) -> Watch:
        """A watched, blank tab: one that tests have used before, or a `fresh` one, which is told of every request.

        `locale` is the language its visitor has set, as "ru-RU".
        """
        kind = _kind_of(options)
        if self._waiting[kind] and not fresh:
            watch = self._waiting[kind].pop()
            watch.begin(url, allowed)
        else:
            page = self._shared_context(kind, viewport, options).new_page()
            page.set_default_timeout(ACTION_TIMEOUT_MS)
            watch = Watch(page, url, allowed, every_request=fresh)
            if not fresh:
                self._kinds[page] = kind
        watch.page.set_viewport_size(dict(viewport))  # type: ignore[arg-type]
        watch.page.emulate_media(color_scheme=color_scheme, reduced_motion=reduced_motion)
        if locale:
            self._speak(watch.page, locale)
        return watch

    def give_back(self, watch: Watch, spoiled: bool) -> None:
        """Leave a tab for the next test as a visitor would who forgets everything; or close one that is `spoiled`."""
        page = watch.page
        if session := self._languages.pop(page, None):
            session.detach()
        kind = self._kinds.get(page)
        if kind is None or spoiled or page.is_closed():
            page.close()
            return
        page.mouse.move(0, 0)
        page.evaluate(FORGET)
        page.context.clear_cookies()
        page.goto("about:blank")
        self._waiting[kind].append(watch)

    def _speak(self, page: Page, locale: str) -> None:
        """Until it is given back; as an option of its context the language would ask for a context of its own."""
        session = self._languages[page] = page.context.new_cdp_session(page)
        agent = {"userAgent": page.evaluate("navigator.userAgent"), "acceptLanguage": locale}
        session.send("Emulation.setUserAgentOverride", agent)

    def _shared_context(self, kind: str, viewport: Mapping[str, int], options: Mapping[str, Any]) -> BrowserContext:
        if kind not in self._contexts:
            # A page of a phone takes its size when it is made.
            self._contexts[kind] = self._browser.new_context(viewport=dict(viewport), **options)  # type: ignore[arg-type]
        return self._contexts[kind]


def _kind_of(options: Mapping[str, Any]) -> str:
    return repr(sorted(options.items()))
