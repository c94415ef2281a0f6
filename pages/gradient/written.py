"""The partial derivatives, written out and with their numbers at the point."""

from __future__ import annotations

import math
from functools import lru_cache

import streamlit as st

from optim_core.differential.partials import Partial, written_partials
from optim_core.expression import symbol_latex
from pages.gradient.state import GradientState
from surfaces import Surface
from ui.language.i18n import _
from ui.language.latex_words import localized
from ui.language.numbers import short
from ui.shell.panels import panel


def partials_panel(state: GradientState, surface: Surface) -> None:
    """A row for each partial derivative; worked out when the panel is open."""
    box = panel(_("Partial derivatives, written out"), key="gradient_partials")
    if not box.open:
        return
    with box:
        point = state.point()
        numbers = surface.gradient(*point)
        vocabulary = surface.kernels.parsed.vocabulary
        for partial, number in zip(_partials(surface), numbers, strict=True):
            name = symbol_latex(partial.variable, vocabulary)
            sign = rf"\frac{{\partial f}}{{\partial {name}}}" if surface.dimension == 2 else rf"\frac{{df}}{{d{name}}}"
            at = short(float(number)) if math.isfinite(float(number)) else _("not defined here")
            if partial.latex is None:
                st.markdown(f"${sign}$ = {at}")
                st.caption(
                    _("Written out, this derivative would be too long to read. Its numbers are exact all the same.")
                )
            else:
                st.latex(rf"{sign} = {localized(partial.latex)}")
                st.caption(_("At the point: {number}").format(number=at))


@lru_cache(maxsize=128)
def _partials(surface: Surface) -> tuple[Partial, ...]:
    if surface.examples:
        return tuple(Partial(name, None) for name in surface.variables)
    return written_partials(surface.kernels.parsed, surface.variables, surface.parameters)
