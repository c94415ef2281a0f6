"""The field for a typed surface."""

from __future__ import annotations

import streamlit as st

from pages.playground.state import PlaygroundState
from pages.playground.store import store
from ui.controls.checked_text import checked_text
from ui.language.i18n import _

KEY = "formula"


def formula_input(state: PlaygroundState) -> None:
    """The field and, under it, the message about a text that is no formula."""
    # Choosing another surface is as good an answer to a refused text as another text.
    checked_text(
        st.text_input,
        _("Your own formula"),
        key=KEY,
        value=state.text,
        owner=state.surface,
        accept=_accept,
        kept=_("The last formula that worked stays in the picture."),
        placeholder="(1-x)^2 + 100(y-x^2)^2",
        help=_(
            "In x and y, or in x alone; other letters are numbers with a slider. For example: x^2 + 10y^2, "
            "a*x^2 + b*y^2, sin(3x) cos y, |x| + sqrt(y), exp(-x^2). LaTeX is read as well. Press Enter."
        ),
    )


def _accept(text: str) -> None:
    store.set(store.current().with_formula(text))
