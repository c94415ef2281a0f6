"""Gradient noise against batch size, and the ball around the minimum in which it keeps a run."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import streamlit as st

from pages.batches.panels.setting import PanelSetting, whole
from plots.base.palette import OKABE_ITO
from surfaces.base.surface import Location
from surfaces.data import DataLoss
from surfaces.data.optimum import curvatures_at_minimum
from surfaces.data.studies.noise import BALL_SEEDS, Ball, Noise, fits_exactly, slope
from ui.charts.lines import Axis, Line, Mark, line_chart, show
from ui.language.i18n import N_, _
from ui.language.numbers import short
from ui.runs.studies import balls_of, noise_of

POINTS = {"start": N_("At the start"), "minimum": N_("At the minimum"), "end": N_("Where the run ended")}
BEGINNINGS = {"start": N_("From the start"), "minimum": N_("From the minimum")}
WITH, WITHOUT = OKABE_ITO[0], OKABE_ITO[5]
BALL_COLORS = (OKABE_ITO[5], OKABE_ITO[1], OKABE_ITO[0], OKABE_ITO[2])


@st.fragment
def noise_panel(setting: PanelSetting) -> None:
    """Two charts, each with what it says in words."""
    st.subheader(_("How noisy is the gradient of a batch?"), anchor=False)
    _gradient_noise(setting)
    st.subheader(_("The noise ball"), anchor=False)
    _noise_ball(setting)


def _gradient_noise(setting: PanelSetting) -> None:
    known = [key for key in POINTS if key != "minimum" or setting.loss.minima]
    chosen = st.segmented_control(
        _("Measured"),
        known,
        default="start",
        key="batches.noise.point",
        required=True,
        format_func=lambda key: _(POINTS[key]),
    )
    point = _point(setting, chosen)
    noise = noise_of(setting.loss, point)
    if not noise.sigma > 0 or not np.isfinite(noise.sigma):
        st.info(_("Here the gradients of all examples are the same, or not finite: there is no noise to measure."))
        return
    found = slope(noise.sizes, noise.measured)
    sentence = _noise_sentence(setting, noise, found, point)
    figure = line_chart(
        _noise_lines(noise),
        Axis(_("Batch size B"), log=True),
        Axis(_("Distance from the full gradient"), log=True),
        [Mark(setting.batch_size, f"B = {whole(setting.batch_size)}")],
    )
    show(figure, key="batches.noise.chart", alt=sentence)
    st.markdown(sentence)
    st.caption(
        _(
            "Dots: root mean square over {count} random batches of each size. Lines: σ/√B, where σ is the noise of one "
            "example; without replacement times √((N − B)/(N − 1)), which is 0 for the one batch of all examples."
        ).format(count=whole(noise.batches))
    )


def _point(setting: PanelSetting, chosen: str) -> Location:
    if chosen == "minimum" and setting.loss.minima:
        return setting.loss.minima[0]
    return tuple(setting.path.points[-1].tolist()) if chosen == "end" else setting.start


def _noise_lines(noise: Noise) -> list[Line]:
    with_label, without_label = _("drawn with\nreplacement"), _("without\nreplacement")
    return [
        Line(noise.sizes, noise.expected, with_label, WITH),
        Line(noise.sizes, noise.measured, "", WITH, markers=True, hidden=True),
        Line(noise.sizes, noise.expected_without, without_label, WITHOUT, "dash"),
        Line(noise.sizes, noise.measured_without, "", WITHOUT, markers=True, hidden=True),
    ]


def _noise_sentence(setting: PanelSetting, noise: Noise, found: float | None, point: Location) -> str:
    length = float(np.hypot(*setting.loss.gradient(*point)))
    own = noise.sigma / np.sqrt(setting.batch_size)
    parts = [_("The gradient of one example is off by σ = {sigma}.").format(sigma=short(noise.sigma))]
    if found is not None:
        parts.append(
            _(
                "**Measured slope: {slope}; the law 1/√B has −0.5.** Halving the noise takes four times the batch."
            ).format(slope=short(found, 3))
        )
    parts.append(
        _("With batches of {size} it is {noise}, while the full gradient has length {length}.").format(
            size=whole(setting.batch_size), noise=short(own), length=short(length)
        )
    )
    return " ".join(parts)


def _noise_ball(setting: PanelSetting) -> None:
    loss = setting.loss
    reason = no_ball(loss)
    if reason:
        st.info(reason)
        return
    begin = st.segmented_control(
        _("Begin"),
        list(BEGINNINGS),
        default="start",
        key="batches.noise.begin",
        required=True,
        format_func=lambda key: _(BEGINNINGS[key]),
    )
    start = loss.minima[0] if begin == "minimum" else setting.start
    balls = balls_of(loss, start, setting.sampling, setting.steps)
    sentence = ball_sentence(balls, setting.sampling.kind != "full" and fits_exactly(loss))
    lines = [_ball_line(ball, color) for ball, color in zip(balls, BALL_COLORS, strict=True)]
    lines += [_level(ball, color) for ball, color in zip(balls, BALL_COLORS, strict=True) if ball.expected > 0]
    show(
        line_chart(lines, Axis(_("Steps")), Axis(_("Distance to the minimum"), log=True)),
        key="batches.noise.ball",
        alt=sentence,
    )
    st.markdown(sentence)
    _radii(balls)


def no_ball(loss: DataLoss) -> str | None:
    """Why there is no ball to be shown; None if there is one."""
    if not loss.minima:
        return _("Here no single minimum is known, so there is no distance to it.")
    if not curvatures_at_minimum(loss)[0] > 0:
        return _("At the minimum the loss has no curvature in some direction, so no radius can be stated.")
    return None


def _ball_line(ball: Ball, color: str) -> Line:
    label = _("η falls\nlike 1/k") if ball.shrinking else f"η = {short(ball.rate, 3)}"
    return Line(ball.steps, ball.distance, label, color, "dash" if ball.shrinking else "solid", width=2.0)


def _level(ball: Ball, color: str) -> Line:
    edges = ball.steps[[0, -1]]
    return Line(edges, np.full(2, ball.expected), "", color, "dot", width=1.5)


def ball_sentence(balls: Sequence[Ball], exact: bool) -> str:
    """What the balls show; `exact`: whether the data have no noise at the minimum, whatever the way of sampling."""
    *constant, shrinking = balls
    first, settled = constant[0], [ball for ball in constant if ball.arrived]
    if not first.arrived:
        return _(
            "These steps are too few to come from the start to the minimum at such rates: the bowl is long and narrow, "
            "or the runs are short. Begin at the minimum, take more steps, or scale the features."
        )
    if not first.expected > 0:
        if exact:
            return _(
                "**Here a run comes to rest at any rate that settles.** Some weights fit every example exactly, so "
                "that at the minimum no batch pulls away from it: the distance goes to zero, up to rounding."
            )
        return _("Every step looks at all examples: there is no noise, and the distance goes to zero.")
    parts = [
        _(
            "**At a constant rate a run never comes to rest: it wanders in a ball.** At η = {rate} its radius is "
            "{radius}."
        ).format(rate=short(first.rate, 3), radius=short(first.radius, 3))
    ]
    if len(settled) > 1:
        least = settled[-1]
        text = _("A smaller rate makes a smaller ball: {radius} at η = {rate}, but it takes longer to get there.")
        parts.append(text.format(rate=short(least.rate, 3), radius=short(least.radius, 3)))
    if shrinking.radius < first.radius:
        text = _("With a rate that falls like 1/k the ball shrinks: {radius} in the last third.")
        parts.append(text.format(radius=short(shrinking.radius, 3)))
    return " ".join(parts)


def _radii(balls: Sequence[Ball]) -> None:
    """The numbers as a table, with what theory expects."""
    head = (_("Learning rate η"), _("Radius, last third of the steps"), _("Expected in the long run"))
    rows = [
        (
            _("falls like 1/k from {rate}").format(rate=short(ball.rate, 3)) if ball.shrinking else short(ball.rate, 3),
            short(ball.radius, 3)
            if ball.arrived
            else _("{radius}, still on its way").format(radius=short(ball.radius, 3)),
            "0" if ball.shrinking else _("does not settle") if np.isinf(ball.expected) else short(ball.expected, 3),
        )
        for ball in balls
    ]
    st.markdown("\n".join(f"| {' | '.join(row)} |" for row in (head, ("---",) * 3, *rows)))
    st.caption(
        _(
            "Plain gradient descent, root mean square over {seeds} runs, all rates on the same batches. Expected "
            "(dotted lines): the stationary distance for batches that are drawn anew in every step, from the Hessians "
            "and the gradient noise at the minimum; batches dealt out without repetition keep closer."
        ).format(seeds=BALL_SEEDS)
    )
