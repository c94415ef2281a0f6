"""The field for a typed formula: what is wrong is said under it, and the last good surface stays."""

from __future__ import annotations

import streamlit as st

from optim_core.expression import ExpressionError
from ui import store
from ui.computed import surface_of
from ui.i18n import _, translate
from ui.playground_state import TYPED, PlaygroundState

KEY = "formula"
ERROR = "formula_error"
#: Width of the part of a long text that is shown around an error: what fits into the sidebar.
WINDOW = 26


def formula_input(state: PlaygroundState) -> None:
    """The field and, under it, the message about a text that is no formula."""
    error = _current_error(state)
    if error is None:
        st.session_state[KEY] = state.text
    st.text_input(
        _("Your own formula"),
        key=KEY,
        on_change=_typed,
        placeholder="(1-x)^2 + 100(y-x^2)^2",
        help=_(
            "In x and y, or in x alone. For example: x^2 + 10y^2, sin(3x) cos y, |x| + sqrt(y), exp(-x^2). Press Enter."
        ),
    )
    if error is not None:
        text, failure = error
        st.error(_sentence(failure), icon=":material/edit:")
        st.code(marked(text, failure.position), language=None)
        st.caption(_("The last formula that worked stays in the picture."))


def _current_error(state: PlaygroundState) -> tuple[str, ExpressionError] | None:
    """The refused text and why; forgotten as soon as another surface has been chosen instead."""
    error = st.session_state.get(ERROR)
    if error is None or error[0] != (state.surface, state.text):
        st.session_state[ERROR] = None
        return None
    return error[1], error[2]


def _typed() -> None:
    text = st.session_state[KEY]
    st.session_state[ERROR] = None
    state = store.current()
    if not text.strip():
        return
    typed = state.with_surface(TYPED, text)
    try:
        surface_of(typed)
    except ExpressionError as error:
        st.session_state[ERROR] = ((state.surface, state.text), text, error)
    else:
        store.set_state(typed)


def _sentence(error: ExpressionError) -> str:
    parts = [translate(error.message_parts)]
    if error.hint_parts is not None:
        parts.append(translate(error.hint_parts))
    return escaped(" ".join(parts))


def escaped(text: str) -> str:
    """Text for Markdown with everything that Markdown would act on taken literally."""
    return "".join(f"\\{c}" if c in r"\`*_{}[]()<>#+-.!|~$:&" else c for c in text)


def marked(text: str, position: int) -> str:
    """The part of `text` around `position` with a mark under it, for a fixed-width font."""
    flat = "".join(" " if not c.isprintable() else c for c in text)
    first = max(0, min(position - WINDOW // 2, len(flat) - WINDOW))
    shown = flat[first : first + WINDOW]
    left, right = "…" if first else "", "…" if first + WINDOW < len(flat) else ""
    return f"{left}{shown}{right}\n{' ' * (len(left) + position - first)}▲"
