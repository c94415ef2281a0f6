"""Which surface: the menu of the catalogue, and the field for a formula of one's own."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from surfaces import Surface, entries
from surfaces.networks.slice import KEY as SLICE
from surfaces.networks.slice import NAME as SLICE_NAME
from surfaces.typed import KEY as TYPED
from ui.controls.checked_text import checked_text
from ui.controls.widgets import controlled
from ui.language.i18n import _

FIRST_FORMULA = "(1-x)^2 + 100(y-x^2)^2"


def surface_name(key: str) -> str:
    """The surface's name in the session's language."""
    if key == SLICE:
        return _(SLICE_NAME)
    return _("Your formula") if key == TYPED else _(entries()[key].name)


def surface_menu(surface: str, key: str, on: Callable[[str], None]) -> None:
    """The menu; `on` is called with the key of another surface, that of a typed one included."""
    controlled(
        st.selectbox,
        _("Surface"),
        key=key,
        value=surface,
        on=on,
        # What a link alone leads to is in the menu as long as it is shown.
        options=[*entries(), TYPED, *([SLICE] if surface == SLICE else [])],
        format_func=surface_name,
    )


def typed_text(surface: Surface) -> str:
    """What a formula's field begins with after `surface`: its formula, or another one where it is too long to type."""
    return FIRST_FORMULA if surface.key == SLICE else surface.plain_text()


def formula_field(surface: str, text: str, key: str, accept: Callable[[str], None], placeholder: str) -> None:
    """The field and, under it, the message about a text that is no formula.

    Choosing another `surface` is as good an answer to a refused text as another text.
    """
    checked_text(
        st.text_input,
        _("Your own formula"),
        key=key,
        value=text if surface == TYPED else "",
        owner=surface,
        accept=accept,
        kept=_("The last formula that worked stays in the picture."),
        placeholder=placeholder,
        help=_(
            "In x and y, or in x alone; other letters are numbers with a slider. For example: x^2 + 10y^2, "
            "a*x^2 + b*y^2, sin(3x) cos y, |x| + sqrt(y), exp(-x^2). LaTeX is read as well. Press Enter."
        ),
    )
