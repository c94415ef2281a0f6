"""A field for a text of the expression language: what is wrong is said under it, the last good text stays at work."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st

from optim_core.expression import ExpressionError
from optim_core.methods.typed_method import line_of
from ui.language.i18n import _, translate
from ui.language.typed_numbers import NumberRefused

#: Width of the part of a long text that is shown around an error: what fits into the sidebar.
WINDOW = 26


def checked_text(
    widget: Callable[..., Any],
    label: str,
    *,
    key: str,
    value: str,
    accept: Callable[[str], None],
    kept: str,
    owner: str = "",
    **options: Any,
) -> None:
    """Draw `widget` with the text that is at work, or with a refused one and why.

    Args:
        widget: `st.text_input` or `st.text_area`.
        label: its label.
        key: its key.
        value: the text at work.
        accept: called with a new text before the next run; raises ExpressionError if it cannot be used.
        kept: what stays on the screen while a text is refused, as a sentence.
        owner: what the text belongs to; when that or `value` changes, an error about another text is forgotten.
        **options: of the widget.
    """
    refused = refusable(widget, label, key=key, value=value, accept=accept, owner=owner, **options)
    if refused is not None:
        text, failure = refused
        assert isinstance(failure, ExpressionError), "what checks an expression raises nothing else"
        st.error(_sentence(text, failure), icon=":material/edit:")
        st.code(marked(*line_at(text, failure.position)), language=None)
        st.caption(kept)


def refusable(
    widget: Callable[..., Any],
    label: str,
    *,
    key: str,
    value: str,
    accept: Callable[[str], None],
    owner: str = "",
    **options: Any,
) -> tuple[str, ValueError] | None:
    """Draw a field of text that keeps what `accept` refuses by an ExpressionError or NumberRefused.

    Returns the refused text and why, for the caller to say under the field; None if all is well.
    """
    at_work = (owner, value)
    refused = _refused(key, at_work)
    if refused is None:
        st.session_state[key] = value
    widget(label, key=key, on_change=partial(_typed, key, at_work, accept), **options)
    return refused


def refuse(key: str, value: str, error: ExpressionError, owner: str = "") -> None:
    """Show an error about the text at work under the field of that key, as if it had been typed just now."""
    st.session_state[f"{key}_error"] = ((owner, value), value, error)


def _refused(key: str, at_work: tuple[str, str]) -> tuple[str, ValueError] | None:
    """The refused text and why; forgotten as soon as something else is at work."""
    error = st.session_state.get(f"{key}_error")
    if error is None:
        # Nothing is noted of a field without an error: Streamlit walks through all that is, for every field.
        return None
    if error[0] != at_work:
        del st.session_state[f"{key}_error"]
        return None
    return error[1], error[2]


def _typed(key: str, at_work: tuple[str, str], accept: Callable[[str], None]) -> None:
    text = st.session_state[key]
    st.session_state.pop(f"{key}_error", None)
    if not text.strip():
        return
    try:
        accept(text)
    except (ExpressionError, NumberRefused) as error:
        st.session_state[f"{key}_error"] = (at_work, text, error)


def _sentence(text: str, error: ExpressionError) -> str:
    parts = [translate(error.message_parts)]
    if "\n" in text.strip():
        parts.insert(0, _("Line {number}:").format(number=line_of(text, error.position)))
    if error.hint_parts is not None:
        parts.append(translate(error.hint_parts))
    return escaped(" ".join(parts))


def escaped(text: str) -> str:
    """Text for Markdown with everything that Markdown would act on taken literally."""
    return "".join(f"\\{c}" if c in r"\`*_{}[]()<>#+-.!|~$:&" else c for c in text)


def line_at(text: str, position: int) -> tuple[str, int]:
    """The line that `position` lies on, and where on it."""
    begin = text.rfind("\n", 0, position) + 1
    return text[begin:].partition("\n")[0], position - begin


def marked(text: str, position: int) -> str:
    """The part of `text` around `position` with a mark under it, for a fixed-width font."""
    flat = "".join(" " if not c.isprintable() else c for c in text)
    first = max(0, min(position - WINDOW // 2, len(flat) - WINDOW))
    shown = flat[first : first + WINDOW]
    left, right = "…" if first else "", "…" if first + WINDOW < len(flat) else ""
    return f"{left}{shown}{right}\n{' ' * (len(left) + position - first)}▲"
