"""What standardizing the features does to the bowl, to the rates it allows and to the steps it takes."""

from __future__ import annotations

import numpy as np
import streamlit as st

from pages.batches.panels.results import bowl_of, standardized_of
from pages.batches.panels.setting import PanelSetting, whole
from plots.base.palette import OKABE_ITO
from surfaces.base.grid import contour_levels
from surfaces.data.studies.conditioning import TRIED, Bowl
from ui.charts.landscape import Landscape, landscape_chart
from ui.charts.lines import show
from ui.language.i18n import _
from ui.language.numbers import short

#: Stands out from the blue of the low ground.
PATH = OKABE_ITO[5]
#: Counts beyond this are told in powers of ten.
READABLE = 10_000_000


@st.fragment
def scaling_panel(setting: PanelSetting) -> None:
    """Two pictures side by side and the numbers behind them."""
    before = bowl_of(setting.unscaled)
    after = bowl_of(standardized_of(setting.unscaled))
    if before is None or after is None:
        st.info(
            _(
                "Here no minimum with a curvature is known, so there is no condition number to compare. Try the "
                "squared loss, or the logistic one with a penalty."
            )
        )
        return
    sentence = scaling_sentence(before, after)
    st.markdown(sentence)
    left, right = st.columns(2, gap="medium")
    with left:
        _picture(before, _("Features as they are"), "before")
    with right:
        _picture(after, _("Standardized: mean 0, standard deviation 1"), "after")
    _numbers(before, after)
    _note(before)


def scaling_sentence(before: Bowl, after: Bowl) -> str:
    """What changes, in a sentence."""
    if np.isinf(before.condition) and np.isinf(after.condition):
        return _(
            "**Scaling does not help here.** The minimum is a whole valley before and after: one direction has no "
            "curvature at all."
        )
    text = (
        _(
            "**Standardizing makes the bowl rounder:** the condition number goes from {before} to {after}, the number "
            "of steps that gradient descent needs at its best rate from {many} to {few}."
        )
        if after.condition < 0.9 * before.condition
        else _(
            "**Standardizing changes little here:** the condition number goes from {before} to {after}, the steps from "
            "{many} to {few}."
        )
    )
    return text.format(
        before=short(before.condition),
        after=short(after.condition),
        many=_steps(before),
        few=_steps(after),
    )


def _steps(bowl: Bowl) -> str:
    if bowl.steps is None:
        return _("more than {count}").format(count=whole(TRIED))
    return whole(bowl.steps) if bowl.steps < READABLE else short(float(bowl.steps), 3)


def _picture(bowl: Bowl, title: str, key: str) -> None:
    drawn, many = whole(len(bowl.path) - 1), _steps(bowl)
    st.markdown(f"**{title}**")
    if bowl.steps is None or bowl.steps > len(bowl.path) - 1:
        st.caption(_("The first {drawn} steps; it takes {many}.").format(drawn=drawn, many=many))
    else:
        st.caption(_("All steps: {many}").format(many=many))
    heights = np.maximum(bowl.heights, 0.0)
    landscape = Landscape(bowl.axes, heights, contour_levels(heights, 14), bowl.path, bowl.center, PATH)
    alt = _("Level lines of the loss and the path of gradient descent: {title}").format(title=title)
    show(landscape_chart(landscape, ("w₀", "w₁")), key=f"batches.scaling.{key}", alt=alt)


def _numbers(before: Bowl, after: Bowl) -> None:
    rows = [
        ("", _("As they are"), _("Standardized")),
        ("---",) * 3,
        (_("Curvatures $\\lambda_{\\min}$, $\\lambda_{\\max}$"), *(_pair(b.curvatures) for b in (before, after))),
        (_("Condition number $\\lambda_{\\max}/\\lambda_{\\min}$"), *(short(b.condition) for b in (before, after))),
        (_("Largest stable rate $2/\\lambda_{\\max}$"), *(short(b.largest_rate, 3) for b in (before, after))),
        (
            _("Best rate for the worst start $2/(\\lambda_{\\min}+\\lambda_{\\max})$"),
            *(short(b.best_rate, 3) for b in (before, after)),
        ),
        (_("Steps until 1 % of the height is left"), *(_steps(b) for b in (before, after))),
    ]
    st.markdown("\n".join(f"| {' | '.join(row)} |" for row in rows))


def _pair(curvatures: tuple[float, float]) -> str:
    return "; ".join(short(value, 3) for value in curvatures)


def _note(before: Bowl) -> None:
    notes = [
        _(
            "Gradient descent from weights of zero, at the rate that brings it closest from the worst start; from this "
            "one another may be quicker."
        )
    ]
    if before.exact:
        notes.append(_("The loss is quadratic, so the curvatures are the same everywhere."))
    else:
        notes.append(_("Curvatures are those at the minimum; away from it they differ, and so does the best rate."))
    if before.sample:
        text = _("Pictures and steps are those of a random sample of {count} examples.")
        notes.append(text.format(count=whole(before.sample)))
    if np.isinf(before.condition):
        notes.append(_("Across a valley the best rate is 1/λ of the only curvature there is."))
    st.caption(" ".join(notes))
