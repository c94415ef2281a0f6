"""Linear regression in matrices: derived, solved, and what happens as two features grow alike."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import streamlit as st

from pages.matrix.state import MatrixState
from pages.matrix.store import store
from surfaces.data import dataset
from surfaces.data.optimum import NormalEquations, normal_equations
from surfaces.data.studies.collinearity import TRUE_WEIGHTS, correlated
from ui.controls.widgets import linear_slider
from ui.language.i18n import _
from ui.language.matrix_latex import column_latex, matrix_latex, number_latex
from ui.language.numbers import short
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
    derivation, numbers = st.columns(2, gap="large")
    with derivation:
        st.subheader(_("The gradient and where it is zero"), anchor=False)
        for line in DERIVATION:
            st.latex(line)
        st.caption(_("Inverting XᵀX takes about d³ operations: fine for tens of weights, too much for a million."))
    with numbers:
        _usual_data()
    st.subheader(_("When two features grow alike"), anchor=False)
    controls, result = st.columns([2, 3], gap="large")
    with controls:
        linear_slider(
            _("Correlation of the two features"), state.correlation, 0.0, 1.0, 0.01, key="matrix.correlation",
            on=lambda value: store.change(correlation=float(value)),
        )  # fmt: skip
        linear_slider(
            _("Penalty λ"), state.strength, 0.0, 1.0, 0.01, key="matrix.strength",
            on=lambda value: store.change(strength=float(value)),
        )  # fmt: skip
        st.caption(_("The target was made with the weights {weights} and noise.").format(weights=_listed(TRUE_WEIGHTS)))
    with result:
        _alike(state)


def _usual_data() -> None:
    """The numbers of the other page's data."""
    equations = _equations(None, 0.0)
    st.subheader(_("With the numbers of Data and batches"), anchor=False)
    st.latex(rf"X^{{\top}}X = {matrix_latex(equations.gram)},\quad X^{{\top}}y = {column_latex(equations.moment)}")
    st.latex(rf"w = (X^{{\top}}X)^{{-1}}X^{{\top}}y = {column_latex(equations.solution)}")
    page_link("batches", _("Open these data"), {"data": [USUAL]}, ":material/open_in_full:")


def _alike(state: MatrixState) -> None:
    plain, penalized = _equations(state.correlation, 0.0), _equations(state.correlation, state.strength)
    count = correlated(state.correlation).size
    st.latex(rf"\tfrac1N X^{{\top}}X = {matrix_latex(plain.gram / count)},\quad \kappa = {_condition(plain)}")
    if plain.singular:
        st.warning(
            _("The columns are equal: XᵀX has no inverse, and a whole line of weights has the same lowest loss.")
        )
        st.latex(rf"w^{{+}} = X^{{+}}y = {column_latex(plain.solution)}")
        st.caption(_("The pseudo-inverse gives the shortest of them: both features share the weight."))
    else:
        st.latex(rf"w = (X^{{\top}}X)^{{-1}}X^{{\top}}y = {column_latex(plain.solution)}")
        distance = short(float(np.hypot(*(np.array(plain.solution) - TRUE_WEIGHTS))), 3)
        st.caption(_("That is {distance} away from the weights the target was made with.").format(distance=distance))
    if state.strength > 0.0:
        st.latex(
            rf"(X^{{\top}}X + N\lambda I)^{{-1}}X^{{\top}}y = {column_latex(penalized.solution)},"
            rf"\quad \kappa = {_condition(penalized)}"
        )
        st.caption(_("With the penalty there is always one minimum, and its condition number is smaller."))
    page_link("batches", _("See the valley on Data and batches"), {"data": ["collinear"]}, ":material/open_in_full:")


@lru_cache(maxsize=256)
def _equations(correlation: float | None, strength: float) -> NormalEquations:
    """Of the usual data, or of two features with a correlation."""
    return normal_equations(dataset(USUAL) if correlation is None else correlated(correlation), strength)


def _condition(equations: NormalEquations) -> str:
    return r"\infty" if equations.singular else number_latex(equations.condition)


def _listed(values: tuple[float, ...]) -> str:
    return "; ".join(map(short, values))
