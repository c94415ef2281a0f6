"""What every page has around it: start-up work of the process, styles, navigation and the language switch."""

from __future__ import annotations

import gc
import logging
import threading
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import Page

from ui.demos.menu import scenes_menu
from ui.demos.tour import asked_page, asks_to_present
from ui.language.i18n import LANGUAGE_KEY, _, current_language, settle_language
from ui.language.languages import LANGUAGES, SOURCE_LANGUAGE
from ui.player import publish_assets
from ui.player.component import UNSEEN_STYLE, served_below
from ui.player.preload import preload_script
from ui.shell import address_bar
from ui.shell.embedding import embedding_style
from ui.shell.navigation import Place, arrive, navigation_bar, page_of
from ui.shell.presenting import follow_address, present, presenting_bar
from ui.shell.streamlit_words import words_style

#: The players whose modules the browser has been told to fetch.
ASKED_FOR = "players_asked_for"
_LOCK = threading.Lock()
LOG = logging.getLogger(__name__)

#: Pixels, until somebody chooses another width.
SIDEBAR_WIDTH = 340
STYLE = (
    f"<style>{UNSEEN_STYLE}</style>"
    + """
<style>
[data-testid="stMainBlockContainer"] { padding: 2.7rem 1.6rem 2rem; max-width: 1900px; position: relative; }
[data-testid="stSidebarHeader"] { height: auto; padding: 0.4rem 0.8rem 0; margin-bottom: 0; }
[data-testid="stSidebarUserContent"] { padding: 0 1rem 2rem; }
[data-testid="stSidebar"] [data-testid="stVerticalBlock"] { gap: 0.7rem; }
[data-testid="stHeader"] { background: transparent; height: 2.2rem; }
/* The header lies over the page's first row; only its own buttons may catch a click. */
[data-testid="stHeader"], [data-testid="stHeader"] * { pointer-events: none; }
[data-testid="stHeader"] :is(button, a), [data-testid="stHeader"] :is(button, a) * { pointer-events: auto; }
.katex-display { margin: 0; padding: 0.2em 0; overflow: auto hidden; }
/* Until a picture is drawn its place is kept, and what belongs below does not come in it. */
:is(.st-key-playground_player, .st-key-batch_player):not([data-filled]) {
  min-height: calc(100vh - 11rem); border-radius: 6px;
  background: color-mix(in srgb, currentColor 4%, transparent);
}
/* Where the focus is has a frame of its own; the current page has a line. */
a[data-testid="stPageLink-NavLink"]:focus-visible {
  outline: 2px solid var(--st-primary-color, #0072b2) !important; outline-offset: 2px; border-radius: 3px;
}
[data-testid="stLayoutWrapper"]:has(> .st-key-preload) { display: none; }
.method-name { display: flex; align-items: center; gap: 0.6rem; font-weight: 600; white-space: nowrap; }
.st-key-heading { padding-right: 1.4rem; }
/* As high as the highest formula of the catalogue and the longest story: the player begins at one height. */
@media (min-width: 701px) {
  .st-key-heading { min-height: 4.2rem; justify-content: center; }
  .st-key-story { min-height: 2.85rem; }
}
/* In a low window the picture comes first: the sidebar has the width its controls need, unless somebody chose another,
   and what is told of the surface stands below the player. */
@media (max-height: 640px) and (min-width: 521px) {
  [data-testid="stMainBlockContainer"] { padding: 2.4rem 1.2rem 1rem !important; }
  [data-testid="stMainBlockContainer"] > [data-testid="stVerticalBlock"] { gap: 0.4rem; }
  .st-key-heading { min-height: 2.4rem; }
  .st-key-heading button { min-height: 0; padding-block: 0.15rem; }
  .st-key-heading h3 { font-size: 1.05rem; line-height: 1.1; padding: 0; }
  [data-testid="stLayoutWrapper"]:has(> [class*="st-key-story"]) { order: 1; }
  :is(.st-key-playground_player, .st-key-batch_player) ~ * { order: 2; }
}
/* Lower still, as at 150 % on a laptop, so does what it is called: the sidebar shows the choice. */
@media (max-height: 520px) and (min-width: 521px) {
  [data-testid="stLayoutWrapper"]:has(> .st-key-heading):has(~ :is(.st-key-playground_player, .st-key-batch_player)) {
    order: 1;
  }
}
/* Where its word has no room the sign alone. */
.st-key-share { container-type: inline-size; }
@container (max-width: 105px) { .st-key-share p { display: none; } }
@media (max-width: 1000px) and (min-width: 769px) {
  [data-testid="stSidebar"][style*="width: WIDTHpx"] { width: 16rem !important; }
}
@media (max-width: 1360px) { .st-key-heading .katex { font-size: 1.05em; } }
/* The navigation lies in the strip above the page, between the header's buttons, and takes no row of its own. */
[data-testid="stLayoutWrapper"]:has(> .st-key-navigation) {
  position: absolute; top: 0.35rem; left: 1.6rem; width: auto; z-index: 1;
  --header-buttons: 4.6rem; max-width: calc(100% - var(--header-buttons));
}
[data-testid="stLayoutWrapper"]:has(> .st-key-navigation):has(~ * > .st-key-present_here) { --header-buttons: 8.2rem; }
/* Asked of the header alone: asked of the whole page, every change of the page would be a reason to ask again. */
[data-testid="stHeader"]:has([data-testid="stExpandSidebarButton"])
  ~ * [data-testid="stLayoutWrapper"]:has(> .st-key-navigation) {
  left: 3.4rem; max-width: calc(100% - var(--header-buttons) - 1.4rem);
}
.st-key-navigation [data-testid="stPageLink-NavLink"] {
  background: transparent; border-radius: 0; padding: 0.1rem 0; margin: 0; color: inherit;
  border-bottom: 2px solid transparent;
}
.st-key-navigation [data-testid="stPageLink-NavLink"] * { font-weight: 400; }
.st-key-navigation [data-testid="stPageLink-NavLink"]:is(:hover, :focus-visible) {
  border-color: currentColor;
}
.st-key-navigation_here [data-testid="stPageLink-NavLink"] { border-color: currentColor; }
.st-key-navigation_here [data-testid="stPageLink-NavLink"] * { font-weight: 600; }
/* More pages than fit are reached by moving the bar itself. */
.st-key-navigation { flex-wrap: nowrap; overflow-x: auto; overflow-y: hidden; scrollbar-width: none; }
.st-key-navigation > *, .st-key-navigation > * > [data-testid="stVerticalBlock"] {
  width: auto; flex: none;
}
[data-testid="stLayoutWrapper"]:has(> .st-key-present_here) {
  position: absolute; top: 0.1rem; right: 3rem; width: auto;
}
.st-key-present_here button { min-height: 0; padding: 0.2rem; }
.st-key-scenes_menu button { min-height: 0; padding: 0; border-radius: 0; }
.st-key-scenes_menu { position: relative; top: -0.35rem; }
[data-testid="stPopoverBody"]:has(.st-key-scenes_list) { width: min(34rem, calc(100vw - 1rem)); }
.st-key-scenes_list [data-testid="stMarkdown"] p { padding-top: 0.4rem; }
.st-key-scenes_list button { min-height: 0; padding: 0; text-align: left; }
.st-key-scenes_list [data-testid="stCaptionContainer"] p { margin: -0.35rem 0 0.6rem; }
/* What is wider than a page scrolls by itself. */
[data-testid="stMarkdownContainer"]:has(> table) { overflow-x: auto; }
/* The theme's colour marks what is chosen by a frame and a ground; for words it is too weak. */
[data-testid="stButtonGroup"] [data-variant]:is([data-selected], [aria-checked="true"]),
[data-testid="stButtonGroup"] [data-variant] *, [data-testid="stSliderThumbValue"] { color: inherit !important; }
/* The ring of what is not chosen is to be seen, too. */
[data-testid="stRadioOption"]:not(:has(input:checked)) > div > div:first-child {
  outline: 1px solid color-mix(in srgb, currentColor 60%, transparent); outline-offset: -1px;
}
/* A slider's track is a background, which forced colours take away. */
@media (forced-colors: active) {
  [data-testid="stSlider"] > :not([data-testid="stWidgetLabel"]), .method-name > span { forced-color-adjust: none; }
  .st-key-navigation > [data-testid="stElementContainer"] a:not(:hover, :focus-visible) { border-color: Canvas; }
}
@media (max-width: 700px) {
  [data-testid="stMainBlockContainer"] { padding: 3.2rem 0.8rem 2rem; }
  [data-testid="stLayoutWrapper"]:has(> .st-key-navigation) { top: 0.85rem; }
  .st-key-heading { padding-right: 0; }
  /* Where the bar begins, as far as a browser knows this: at the current page, with something of the one before. */
  .st-key-navigation_here { scroll-initial-target: nearest; scroll-margin-inline: 4rem; }
  .st-key-navigation { gap: 0.55rem; }
  /* Nobody presents on a phone, and the bar has no room for it. */
  [data-testid="stLayoutWrapper"]:has(> .st-key-present_here) { display: none; }
  .st-key-navigation p { font-size: 0.8rem; }
}
</style>
""".replace("WIDTH", str(SIDEBAR_WIDTH))
)


#: Seconds after which the first page has been sent, and the others are prepared.
SETTLED = 2.0


def prepare_process(static_root: Path, warm_up: Callable[[], None], later: Callable[[], None]) -> None:
    """Once per server process: put the player's files where they are served, and settle the garbage collector.

    `warm_up` does what the first visitor would otherwise wait for, `later` what the first to go to another page would.
    """
    with _LOCK:
        _publish(static_root)
        _prepare_once(warm_up, later)


def _publish(static_root: Path) -> None:
    """Put the player's files where they are served, again if they were removed; say what to do if that fails."""
    try:
        publish_assets(static_root)
    except OSError as error:
        LOG.error(
            "The pictures' files could not be written to %s: %s. Give this user leave to write there and room on the "
            "disk, or fill it once beforehand: python -m ui.player.assets",
            static_root,
            error,
        )
        st.error(_("The pictures cannot be shown: the server could not write their files. Its log says what to do."))


@cache
def _prepare_once(warm_up: Callable[[], None], later: Callable[[], None]) -> None:
    warm_up()
    timer = threading.Timer(SETTLED, later)
    timer.daemon = True
    timer.start()
    # What is loaded by now stays for good. Frozen, no later collection has to walk through it
    # (docs/performance.md has the numbers).
    gc.collect()
    gc.freeze()


def prepare_page(page: Page, places: Sequence[Place]) -> None:
    """Styles, navigation and the language switch; the link's `lang` decides on the first run of a session."""
    _ask_for_the_player(page.url_path or places[0].key, places)
    arrive(page, places)
    _go_to_the_scene(page, places)
    here = page.url_path or places[0].key
    follow_address(here)
    asked = st.query_params.get("lang", "")
    spoken = st.session_state.get(LANGUAGE_KEY) or _browser_language()
    if asked in LANGUAGES and (LANGUAGE_KEY not in st.session_state or address_bar.revisited()):
        spoken = asked
    settle_language(spoken)
    st.session_state["language_choice"] = current_language()
    st.html(STYLE + words_style() + embedding_style(here))
    navigation_bar(page, places, scenes_menu)
    presenting_bar(here)
    with st.sidebar:
        st.segmented_control(
            _("Language"),
            list(LANGUAGES),
            key="language_choice",
            required=True,
            format_func=lambda code: LANGUAGES[code].name,
            label_visibility="collapsed",
            on_change=_language_chosen,
        )


def _ask_for_the_player(here: str, places: Sequence[Place]) -> None:
    """Have the browser fetch the player's modules while the page is still being computed; once a session and player."""
    entry = next(place.player for place in places if place.key == here)
    asked = st.session_state.setdefault(ASKED_FOR, set())
    with st.container(key="preload"):
        if entry and entry not in asked:
            st.html(preload_script(entry, served_below()), unsafe_allow_javascript=True)
    asked.add(entry)


def _go_to_the_scene(page: Page, places: Sequence[Place]) -> None:
    """To the page of the scene that was asked for; the page itself opens it."""
    asked = asked_page()
    if asked and asks_to_present():
        present(True)
    if asked and asked != (page.url_path or places[0].key):
        st.switch_page(page_of(asked))


def _language_chosen() -> None:
    settle_language(st.session_state["language_choice"])
    address_bar.outdate()


def _browser_language() -> str:
    locale = (st.context.locale or "").partition("-")[0].lower()
    return locale if locale in LANGUAGES else SOURCE_LANGUAGE
