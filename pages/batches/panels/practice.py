"""From practice: begin on a few examples, and stop when the held-out loss stops falling."""

from __future__ import annotations

import numpy as np
import streamlit as st

from optim_core.paths.early_stopping import EarlyStop, early_stopping
from pages.batches.panels.setting import PanelSetting, loss_label, needs_steps, sample_note, whole
from plots.base.palette import OKABE_ITO
from surfaces.data import DataLoss
from surfaces.data.studies.warm_start import WarmStart
from ui.charts.lines import Axis, Figure, Line, Mark, line_chart, show
from ui.language.i18n import _
from ui.language.numbers import short
from ui.runs.studies import warm_start_of

WARM, COLD, VALIDATION = OKABE_ITO[5], OKABE_ITO[0], OKABE_ITO[5]
PATIENCES = (1, 2, 5, 10, 20, 50, 100, 200, 500)
SHARES = (0.1, 0.25, 0.5, 0.75)
FEWEST = 4


@st.fragment
def practice_panel(setting: PanelSetting) -> None:
    """Two habits and what they bring on these data."""
    st.subheader(_("Begin with a few examples"), anchor=False)
    _warm_start(setting)
    st.subheader(_("Stop early"), anchor=False)
    _early_stopping(setting)


def _warm_start(setting: PanelSetting) -> None:
    count, refusal = setting.loss.examples, needs_steps(setting)
    if refusal or count < FEWEST:
        st.info(refusal or _("There are too few examples to leave some out."))
        return
    st.caption(
        _(
            "First every step looks at the same small random part of the examples, then at all of them. Compared with "
            "all examples from the start; both runs look at the same number of examples, but for what is left of the "
            "last step: at most {rest}."
        ).format(rest=whole(count - 1))
    )
    left, right = st.columns(2, gap="large")
    sizes = _sizes(count)
    few = left.select_slider(
        _("Examples to begin with"),
        sizes,
        value=sizes[min(len(sizes) - 1, len(sizes) // 2)],
        key=f"batches.practice.few.{count}",
    )
    share = right.select_slider(
        _("Share of the steps on them"),
        SHARES,
        value=0.5,
        key="batches.practice.share",
        format_func=lambda part: f"{short(100 * part)} %",
    )
    found = warm_start_of(
        setting.loss, setting.optimizer, setting.start, few, share, setting.steps, setting.sampling.seed
    )
    sentence = _warm_sentence(found)
    show(_warm_chart(found, setting.loss), key="batches.practice.warm", alt=sentence)
    st.markdown(sentence)
    if setting.loss.curves_sampled:
        st.caption(sample_note(setting.loss))


def _sizes(count: int) -> list[int]:
    """From two examples to half of them."""
    return sorted({int(size) for size in np.geomspace(2, max(2, count // 2), 9).round()})


def _warm_chart(found: WarmStart, loss: DataLoss) -> Figure:
    lines = [
        Line(found.cold.examples, found.cold.losses, _("all examples\nfrom the start"), COLD),
        Line(found.warm.examples, found.warm.losses, _("{few}, then all").format(few=whole(found.few)), WARM),
    ]
    positive = all(bool(np.nanmin(line.ys, initial=np.inf) > 0) for line in lines)
    mark = Mark(found.switch, _("from here on all {count}").format(count=whole(loss.examples)), WARM)
    return line_chart(lines, Axis(_("Examples seen")), Axis(loss_label(loss), log=positive), [mark])


def _warm_sentence(found: WarmStart) -> str:
    (warm, cold), end = found.arrived, float(found.cold.losses[-1])
    if cold is None:
        return _("Descent over all examples does not get lower here, so there is nothing to gain.")
    if warm is None:
        return _(
            "**Here it does not pay.** All examples from the start come to a loss of {loss}; the run that began with "
            "{few} does not get near that."
        ).format(loss=short(end), few=whole(found.few))
    text = (
        _(
            "**Beginning with some examples ({few}) pays.** It is near the loss that all examples come to, {loss}, "
            "after looking at {warm} examples; all from the start take {cold}, {factor} times as many."
        )
        if warm < cold
        else _(
            "**Here it does not pay.** With some examples ({few}) first it takes a look at {warm} examples to come "
            "near {loss}; all from the start take {cold}."
        )
    )
    return text.format(
        few=whole(found.few),
        loss=short(end),
        warm=whole(warm),
        cold=whole(cold),
        factor=short(cold / max(warm, 1), 2),
    )


def _early_stopping(setting: PanelSetting) -> None:
    if setting.validation is None:
        st.info(
            _("No examples are held out, so there is nothing to stop by. Hold some out in the sidebar, under the data.")
        )
        return
    path = setting.path
    values = setting.validation.along(path.points)
    patience = st.select_slider(_("Patience, in steps"), PATIENCES, value=20, key="batches.practice.patience")
    stop = early_stopping(values, patience)
    sentence = stop_sentence(values, stop)
    show(_stop_chart(setting, path.values, values, stop), key="batches.practice.stop", alt=sentence)
    st.markdown(sentence)
    st.caption(
        _(
            "Stopped at the first step at which none of the last {patience} steps was lower than the best before. "
            "Held-out examples: {held}; learned from: {count}."
        ).format(patience=patience, held=whole(setting.validation.examples), count=whole(setting.loss.examples))
    )
    for name, loss in ((_("training"), setting.loss), (_("validation"), setting.validation)):
        if loss.curves_sampled:
            st.caption(f"{name}: {sample_note(loss)}")


def _stop_chart(setting: PanelSetting, training: np.ndarray, values: np.ndarray, stop: EarlyStop) -> Figure:
    steps = np.unique(np.linspace(0, len(values) - 1, min(len(values), 600)).round().astype(int))
    lines = [
        Line(steps, training[steps], _("training"), setting.color, width=2.0),
        Line(steps, values[steps], _("validation"), VALIDATION, "dash", width=2.0),
    ]
    marks = [Mark(stop.best, _("best"), OKABE_ITO[2])]
    if stop.stopped is not None:
        marks.append(Mark(stop.stopped, _("stopped"), VALIDATION))
    positive = all(bool(np.nanmin(line.ys, initial=np.inf) > 0) for line in lines)
    return line_chart(lines, Axis(_("Steps")), Axis(_("Loss"), log=positive), marks)


def stop_sentence(values: np.ndarray, stop: EarlyStop) -> str:
    """Where it stopped, and what going on would have cost or brought."""
    last, best = float(values[-1]), float(values[stop.best])
    lowest = int(np.argmin(np.where(np.isnan(values), np.inf, values)))
    if stop.stopped is None:
        return _(
            "**It would not have stopped:** the validation loss keeps falling often enough. Lowest at step {best}: "
            "{loss}."
        ).format(best=whole(stop.best), loss=short(best))
    head = _("**Stopped at step {stopped}; best was step {best}** with a validation loss of {loss}.").format(
        stopped=whole(stop.stopped), best=whole(stop.best), loss=short(best)
    )
    if lowest > stop.stopped:
        return (
            head
            + " "
            + _("Too early: at step {lowest} it would have been {lower}. More patience would have found it.").format(
                lowest=whole(lowest), lower=short(float(values[lowest]))
            )
        )
    change = 100.0 * (last - best) / abs(best) if best else 0.0
    return (
        head
        + " "
        + _("Going on to step {end} would have ended at {last}, {change} % higher than the best.").format(
            end=whole(len(values) - 1), last=short(last), change=short(change, 2)
        )
    )
