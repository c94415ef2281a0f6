"""The loss in matrices and in sums, and its minimum without any descent."""

from __future__ import annotations

import numpy as np
import streamlit as st

from pages.batches.panels.cost import cost_section
from pages.batches.panels.example_form import example_form
from pages.batches.panels.results import equations_of
from pages.batches.panels.setting import PanelSetting, whole
from surfaces.data import DataLoss
from surfaces.data.optimum import NormalEquations, has_normal_equations, penalty_strength
from surfaces.data.studies.cost import descent_step
from ui.language.i18n import _
from ui.language.matrix_latex import aligned, bracketed, column_latex, matrix_latex, number_latex
from ui.language.numbers import short

#: The rate of the step that is written out for a method that has none.
USUAL_RATE = 0.1


#: Formulas stand at the left edge, as the text does; what is too wide for a phone is scrolled by itself.
STYLE = """
<style>
.st-key-batches_closed_form [data-testid="stMarkdown"] > div { align-items: flex-start; margin-left: 0; }
.st-key-batches_closed_form [data-testid="stMarkdownContainer"] { max-width: 100%; }
.st-key-batches_closed_form :is(.katex-display, .katex-display > .katex) { text-align: left; }
.st-key-batches_closed_form .katex-display { overflow-x: auto; overflow-y: hidden; padding: 0.15rem 0; }
</style>
"""


@st.fragment
def closed_form_panel(setting: PanelSetting) -> None:
    """For a line and squared loss everything with numbers; for other models their formulas."""
    st.html(STYLE)
    with st.container(key="batches_closed_form"):
        if has_normal_equations(setting.loss):
            _matrices(setting.loss)
            _first_step(setting)
            _solution(setting)
            cost_section()
        else:
            example_form(setting.loss)


def _matrices(loss: DataLoss) -> None:
    st.subheader(_("The loss in matrices"), anchor=False)
    ridge = penalty_strength(loss) > 0
    penalty = (r" + \lambda\lVert w\rVert^2", r" + 2\lambda w") if ridge else ("", "")
    formulas, numbers = st.columns(2, gap="large")
    with formulas:
        st.latex(
            aligned(
                rf"L(w) &= \frac{{1}}{{N}}\,\lVert Xw - y\rVert^2{penalty[0]}",
                rf"\nabla L(w) &= \frac{{2}}{{N}}\,X^{{T}}(Xw - y){penalty[1]}",
            )
        )
    with numbers:
        value = number_latex(penalty_strength(loss))
        st.latex(
            rf"X = {matrix_latex(loss.data.design)},\quad y = {column_latex(loss.data.target)}"
            + (rf",\quad \lambda = {value}" if ridge else "")
        )
    text = (
        _("Every example is a row of X. The column of ones belongs to w₀.")
        if len(loss.data.features) == 1
        else _("Every example is a row of X, a column for each feature.")
    )
    st.caption(text + " " + _("Examples in all: {count}.").format(count=whole(loss.examples)))


def _first_step(setting: PanelSetting) -> None:
    st.subheader(_("The same as sums, weight by weight"), anchor=False)
    loss, rate = setting.loss, setting.optimizer.learning_rate or USUAL_RATE
    strength = penalty_strength(loss)
    step = descent_step(loss.data, setting.start, rate, strength)
    for weight, column in enumerate(st.columns(2, gap="large")):
        lines = _weight_lines(loss, setting.start, rate, weight, step.sums[weight], step.point[weight])
        column.latex(aligned(*lines))
    st.caption(
        _(
            "The first step of plain gradient descent over all {count} examples, from the start ({start}) with a "
            "learning rate of {rate}. A batch has the same sums over its examples only, and their number instead of N."
        ).format(count=whole(loss.examples), start="; ".join(short(w) for w in setting.start), rate=short(rate))
    )


def _weight_lines(
    loss: DataLoss, start: tuple[float, float], rate: float, weight: int, total: float, result: float
) -> tuple[str, str]:
    """The update of one weight in symbols, and with the numbers of this step."""
    two = len(loss.data.features) == 2
    miss = r"(w_0 x_{1,i} + w_1 x_{2,i} - y_i)" if two else r"(w_0 + w_1 x_i - y_i)"
    factor = rf"\,x_{{{weight + 1},i}}" if two else ("", r"\,x_i")[weight]
    strength = penalty_strength(loss)
    own = number_latex(start[weight])
    decay, shrink = "", ""
    if strength:
        decay = rf" - 2\eta\lambda\,w_{weight}"
        shrink = rf" - 2\cdot{number_latex(rate)}\cdot{number_latex(strength)}\cdot{bracketed(start[weight])}"
    count = loss.examples
    symbols = rf"w_{weight} \leftarrow{{}}& w_{weight} - \eta\,\frac{{2}}{{N}}\sum_{{i=1}}^{{N}} {miss}{factor}{decay}"
    numbers = (
        rf"={{}}& {own} - {number_latex(rate)}\cdot\frac{{2}}{{{count}}}\cdot{bracketed(total)}{shrink}"
        rf" = {number_latex(result)}"
    )
    return symbols, numbers


def _solution(setting: PanelSetting) -> None:
    loss = setting.loss
    equations = equations_of(loss.data, penalty_strength(loss))
    st.subheader(_("The minimum without descent"), anchor=False)
    _equations(loss, equations)
    if equations.singular:
        _valley(equations)
    else:
        _against_the_run(setting, equations)


def _equations(loss: DataLoss, equations: NormalEquations) -> None:
    strength = penalty_strength(loss)
    left = "X^{T}X + N\\lambda I" if strength else "X^{T}X"
    gram = equations.gram + loss.examples * strength * np.eye(2)
    st.latex(
        rf"\nabla L(w) = 0 \;\Leftrightarrow\; ({left})\,w = X^{{T}}y" if strength
        else r"\nabla L(w) = 0 \;\Leftrightarrow\; X^{T}X\,w = X^{T}y"
    )  # fmt: skip
    matrix, moment = st.columns(2, gap="large")
    matrix.latex(rf"{left} = {matrix_latex(gram)}")
    moment.latex(rf"X^{{T}}y = {column_latex(equations.moment)}")


def _valley(equations: NormalEquations) -> None:
    assert equations.valley is not None
    st.markdown(
        _(
            "**XᵀX is singular: it has no inverse, and there is not one minimum but a whole line of them.** Along it "
            "the loss does not change; descent ends at the point of the line that its start leads to."
        )
    )
    nearest, direction = (column_latex(vector) for vector in (equations.solution, equations.valley))
    st.latex(rf"w^{{*}} = {nearest} + t\,{direction},\quad t \in \mathbb{{R}}")
    st.markdown(
        _(
            "A penalty $\\lambda\\lVert w\\rVert^2$ adds $N\\lambda$ to the diagonal: $X^T X + N\\lambda I$ has an "
            "inverse for every $\\lambda > 0$. The bowl closes, its minimum is unique, and for $\\lambda \\to 0$ it "
            "goes to the point of the valley nearest to zero, which is the first vector above."
        )
    )


def _against_the_run(setting: PanelSetting, equations: NormalEquations) -> None:
    path = setting.path
    end, best = path.points[-1], equations.solution
    distance = float(np.hypot(*(end - np.array(best))))
    left = r"X^{T}X + N\lambda I" if penalty_strength(setting.loss) else "X^{T}X"
    solution, reached = st.columns(2, gap="large")
    solution.latex(rf"w^{{*}} = ({left})^{{-1}}X^{{T}}y = {column_latex(best, 6)}")
    reached.latex(rf"w_{{{path.steps}}} = {column_latex(end, 6)}")
    # Both over all examples: the losses along the path may be of a sample.
    gap = float(setting.loss.value(*end.tolist())) - float(setting.loss.value(*best))
    st.markdown(
        _(
            "After step {steps} {method} is {distance} away from the solution, and its loss is higher by {gap}. The "
            "condition number of the equations is {condition}."
        ).format(
            method=setting.label,
            steps=whole(path.steps),
            distance=short(distance, 3),
            gap=short(max(gap, 0.0), 3),
            condition=short(equations.condition, 3),
        )
    )
