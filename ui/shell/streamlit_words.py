"""Streamlit's own words that are seen, in the language of the session.

Its frontend has them in English alone and offers no setting for them. A style sheet takes the size from each word and
writes the translation behind it. Names that only a screen reader hears (Open, Clear all, Main menu) stay English:
attributes are out of reach of a style sheet.
"""

from __future__ import annotations

import streamlit as st

from ui.language.i18n import N_, _, current_language

#: The language Streamlit's frontend is written in.
WRITTEN_IN = "en"
#: Where each word stands.
WORDS = {
    '[data-testid="stSkipToContent"]': N_("Skip to main content"),
    '[role="listbox"][data-empty="true"] [role="option"] > span': N_("No results"),
    '[data-testid="stMainMenuItem-theme-System"]': N_("As the system"),
    '[data-testid="stMainMenuItem-theme-Light"]': N_("Light"),
    '[data-testid="stMainMenuItem-theme-Dark"]': N_("Dark"),
    '[data-testid="stMainMenuItem-print"] [data-testid="stMainMenuItemLabel"]': N_("Print"),
    '[data-testid="stMainMenuItem-recordScreencast"] [data-testid="stMainMenuItemLabel"]': N_("Record the screen"),
    '[data-testid="stFileUploaderDropzone"] button p': N_("Choose a file"),
    '[data-testid="stFileUploaderDropzoneInstructions"] div > span:first-of-type': N_("at most {size} MB"),
}


def words_style() -> str:
    """A style sheet that translates what Streamlit writes itself; empty in its own language."""
    if current_language() == WRITTEN_IN:
        return ""
    size = st.get_option("server.maxUploadSize")
    rules = [
        f"{place} {{ font-size: 0 !important; }}\n{place} > * {{ font-size: 1rem; }}\n"
        f'{place}::after {{ content: "{_quoted(_(text).format(size=size))}"; font-size: 0.875rem; }}'
        for place, text in WORDS.items()
    ]
    return "<style>\n" + "\n".join(rules) + "\n</style>"


def _quoted(text: str) -> str:
    """For a string of a style sheet that stands in a page."""
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("<", "\\3c ")
