"""Linear regression in matrices: derived, solved, and what happens as two features grow alike."""

from __future__ import annotations

from functools import lru_cache

import streamlit as st

from pages.batches.links import BatchesState
from pages.batches.links import to_query as batches_query
from pages.matrix.state import MatrixState
from pages.matrix.store import store
from surfaces.data import dataset
from surfaces.data.optimum import NormalEquations, normal_equations
from surfaces.data.studies.collinearity import correlated
from ui.language.i18n import _
from ui.language.matrix_latex import column_latex, matrix_latex
from ui.matrix_player import Alike, regression_player
from ui.shell.navigation import page_link

#: The data that the page of data and batches opens with.
USUAL = "line"
DERIVATION = (
    r"L(w) = \frac1N\lVert \underset{N\times d}{X}\,\underset{d\times 1}{w} - \underset{N\times 1}{y}\rVert^2"
    r" = \frac1N\langle Xw - y,\, Xw - y\rangle",
    r"dL = \frac2N\langle Xw - y,\, X\,dw\rangle = \left\langle \frac2N X^{\top}(Xw - y),\, dw\right\rangle",
    r"\nabla L(w) = \frac2N\,\underset{d\times N}{X^{\top}}(Xw - y)",
    r"\nabla L(w) = 0 \iff X^{\top}X\,w = X^{\top}y",
    r"w = (\underset{d\times d}{X^{\top}X})^{-1}\,\underset{d\times 1}{X^{\top}y}",
)


def regression_part(state: MatrixState) -> None:
    """The derivation with numbers, then two features that grow alike."""
    derivation, numbers = st.columns([8, 7], gap="medium")
    with derivation:
        st.subheader(_("The gradient and where it is zero"), anchor=False)
        for line in DERIVATION:
            st.latex(line)
        st.caption(_("Inverting XᵀX takes about d³ operations: fine for tens of weights, too much for a million."))
    with numbers:
        _usual_data()
    st.subheader(_("When two features grow alike"), anchor=False)
    solved = _equations(state.correlation, 0.0), _equations(state.correlation, state.strength)
    regression_player(
        correlated(0.0),
        Alike(state.correlation, state.strength),
        solved,
        key="matrix_regression",
        on_alike=lambda alike: store.change(correlation=alike.correlation, strength=alike.strength),
    )
    onward = BatchesState().with_own(correlated(state.correlation))
    page_link(
        "batches", _("Open these forty examples on Data and batches"), batches_query(onward), ":material/open_in_full:"
    )


def _usual_data() -> None:
    """The numbers of the other page's data."""
    equations = _equations(None, 0.0)
    st.subheader(_("With the numbers of Data and batches"), anchor=False)
    st.latex(rf"X^{{\top}}X = {matrix_latex(equations.gram)},\quad X^{{\top}}y = {column_latex(equations.moment)}")
    st.latex(rf"w = (X^{{\top}}X)^{{-1}}X^{{\top}}y = {column_latex(equations.solution)}")
    page_link("batches", _("Open these data"), {"data": [USUAL]}, ":material/open_in_full:")


@lru_cache(maxsize=256)
def _equations(correlation: float | None, strength: float) -> NormalEquations:
    """Of the usual data, or of two features with a correlation."""
    return normal_equations(dataset(USUAL) if correlation is None else correlated(correlation), strength)
