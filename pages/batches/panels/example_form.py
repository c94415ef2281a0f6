"""A model that has no closed form: the loss of one example and its gradient, as formulas."""

from __future__ import annotations

from functools import lru_cache

import streamlit as st

from optim_core.expression import graph_latex, tree_latex
from surfaces.data import DataLoss, Model
from surfaces.data.data_loss import ExampleKernels
from surfaces.data.models import vocabulary
from ui.language.i18n import _
from ui.language.matrix_latex import aligned


def example_form(loss: DataLoss) -> None:
    """The loss, its mean over the examples, and the partial derivatives."""
    st.subheader(_("The loss of one example"), anchor=False)
    lines = [rf"\ell(w) &= {loss.latex()}", r"L(w) &= \frac{1}{N}\sum_{i=1}^{N} \ell_i(w)"]
    prediction = _prediction(loss.kernels.model, len(loss.data.features))
    if prediction:
        lines.insert(0, rf"f(w) &= {prediction}")
    if "softplus" in lines[-2]:
        lines.append(r"\operatorname{softplus}(z) &= \ln(1 + e^{z})")
    st.latex(aligned(*lines))
    partials = _partials(loss.kernels)
    if all(partials):
        st.subheader(_("Its gradient"), anchor=False)
        for weight, (column, text) in enumerate(zip(st.columns(2, gap="large"), partials, strict=True)):
            column.latex(rf"\frac{{\partial \ell}}{{\partial w_{weight}}} = {text}")
    st.latex(r"w \leftarrow w - \eta\,\frac{1}{N}\sum_{i=1}^{N}\nabla \ell_i(w)")
    st.markdown(_why(loss))


def _why(loss: DataLoss) -> str:
    model = loss.kernels.model
    if model.linear and model.squared:
        return _(
            "**There is no closed form:** with the penalty λ(|w₀| + |w₁|) the gradient jumps where a weight is zero, "
            "so setting it to zero gives no linear equations."
        )
    if model.linear:
        return _(
            "**There is no closed form:** the gradient is not linear in the weights, so setting it to zero gives no "
            "linear equations. The loss is convex all the same: descent finds a minimum if there is one."
        )
    return _(
        "**There is no closed form:** the prediction is not linear in the weights, so setting the gradient to zero "
        "gives no linear equations, and they may have several solutions: minima, maxima and saddles."
    )


def _prediction(model: Model, features: int) -> str:
    parsed = model.prediction(features)
    return tree_latex(parsed.tree, vocabulary(features)) if parsed else ""


@lru_cache(maxsize=32)
def _partials(kernels: ExampleKernels) -> tuple[str | None, ...]:
    """Typeset once for each model: SymPy is slow."""
    words = vocabulary(kernels.features)
    return tuple(graph_latex(node, words) for node in kernels.nodes("gradient"))
