"""Full batch, mini-batches, one example: the same method on the same budget."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan

import numpy as np
import streamlit as st

from pages.batches.panels.setting import PanelSetting, loss_label, needs_steps, sample_note, whole
from surfaces.data.studies.comparison import SEEDS, Budget, Curve, Standing, standing
from ui.charts.lines import Axis, Line, line_chart, show
from ui.language.i18n import N_, _
from ui.language.numbers import short
from ui.runs.studies import comparison_of

COLORS = {"full": "#0072B2", "shuffle": "#009E73", "replacement": "#009E73", "single": "#D55E00"}
AXES = {"steps": N_("Steps"), "examples": N_("Examples seen"), "epochs": N_("Epochs")}
#: Losses closer than this, relative to the lower one, are called about equal.
CLOSE = 0.01


@st.fragment
def comparison_panel(setting: PanelSetting) -> None:
    """One chart with a band for each way of sampling, and what it says in words."""
    refusal = needs_steps(setting)
    if refusal:
        st.info(refusal)
        return
    st.caption(
        _(
            "{method} three times: every step looks at all examples, at a batch, or at one. Lines are medians of "
            "{seeds} runs with different draws, bands hold the runs from the 10th to the 90th percentile."
        ).format(method=setting.label, seeds=SEEDS)
    )
    axis = st.segmented_control(
        _("Count"),
        list(AXES),
        default="examples",
        key="batches.comparison.axis",
        required=True,
        format_func=lambda key: _(AXES[key]),
    )
    budget: Budget = "steps" if axis == "steps" else "examples"
    curves = comparison_of(setting.loss, setting.optimizer, setting.start, setting.sampling, setting.steps, budget)
    lines = [_line(curve, axis, setting.loss.examples) for curve in curves]
    sentence = verdict(curves, standing(curves, budget), budget, setting.loss.examples)
    show(
        line_chart(lines, Axis(_(AXES[axis])), Axis(loss_label(setting.loss), log=_positive(curves))),
        key="batches.comparison.chart",
        alt=sentence,
    )
    st.markdown(sentence)
    _bounds(setting, curves, budget)


def _line(curve: Curve, axis: str, examples: int) -> Line:
    xs = {"steps": curve.steps, "examples": curve.examples, "epochs": curve.examples / examples}[axis]
    band = None if curve.kind == "full" else (curve.low, curve.high)
    name = way_name(curve).replace(" ", "\n", 1)
    return Line(xs, curve.median, name, COLORS[curve.kind], band=band)


def _positive(curves: Sequence[Curve]) -> bool:
    """Whether a logarithmic axis can show all of them: a typed loss may be negative."""
    return all(bool(np.nanmin(curve.low, initial=np.inf) > 0) for curve in curves)


def way_name(curve: Curve) -> str:
    """What a way of sampling is called."""
    if curve.kind == "full":
        return _("Full batch")
    return _("One example") if curve.size == 1 else _("Batches of {size}").format(size=curve.size)


def verdict(curves: Sequence[Curve], at: Standing, budget: Budget, examples: int) -> str:
    """One or two sentences that state what the numbers say."""
    ranked = sorted(zip(at.losses, curves, strict=True), key=lambda pair: (isnan(pair[0]), pair[0]))
    (best, winner), (second, _runner) = ranked[0], ranked[1]
    diverged = _("diverged")
    numbers = "; ".join(f"{way_name(curve)}: {diverged if isnan(loss) else short(loss)}" for loss, curve in ranked)
    if isnan(best):
        return _("With this learning rate all of them diverge: {numbers}.").format(numbers=numbers)
    if second - best <= CLOSE * abs(best):
        text = _("**After {budget} the first two are about equal.** {numbers}.")
    else:
        text = _("**After {budget} the loss is lowest with: {winner}.** {numbers}.")
    said = text.format(budget=_budget(at.at, budget, examples), winner=way_name(winner), numbers=numbers)
    return f"{said} {_price(curves, budget)}"


def _budget(at: int, budget: Budget, examples: int) -> str:
    if budget == "steps":
        return _("the same number of steps ({count})").format(count=whole(at))
    epochs = short(at / examples, 3)
    return _("the same number of examples ({count}, epochs: {epochs})").format(count=whole(at), epochs=epochs)


def _price(curves: Sequence[Curve], budget: Budget) -> str:
    counts = "; ".join(
        f"{way_name(curve)}: {whole(int(curve.examples[-1]) if budget == 'steps' else curve.last_step)}"
        for curve in curves
    )
    if budget == "steps":
        return _("But a step does not cost the same. Examples looked at: {counts}.").format(counts=counts)
    return _("Steps made of them: {counts}.").format(counts=counts)


def _bounds(setting: PanelSetting, curves: Sequence[Curve], budget: Budget) -> None:
    """What is held equal, and where less was run than was asked for."""
    seen = [int(curve.examples[-1]) for curve in curves]
    shortened = any(c.last_step < setting.steps for c in curves) if budget == "steps" else min(seen) < 0.9 * max(seen)
    notes = [
        _(
            "Equal here: learning rate and all other settings. Steps that suit one way of sampling may be too long or "
            "too short for another."
        )
    ]
    if shortened:
        notes.append(_("Some of the runs are shortened, to keep the page quick."))
    st.caption(" ".join(filter(None, (*notes, sample_note(setting.loss)))))
