"""The lecture's form beside PyTorch's: which lines differ, and what difference that makes."""

from __future__ import annotations

import streamlit as st

from optim_core import Optimizer
from pages.methods.differences import Comparison, compare, defaults_differ, differences
from pages.methods.runs import Run, both_forms, form_views
from pages.methods.state import MethodsState
from pages.methods.store import moved_to
from surfaces import Surface
from ui.language.i18n import _, ngettext, translate
from ui.language.numbers import short
from ui.methods.equations import Line, block, marked_block, marked_lines, plain, prose
from ui.player import player
from ui.runs.scenes import scene_of

#: Paths closer than this share of the picture's width lie on each other.
VISIBLE = 1e-3
#: Differences of this share come from rounding.
ROUNDING = 1e-9

OWN_DEFAULTS = "methods_own_defaults"


def forms_section(state: MethodsState, surface: Surface) -> None:
    """Both forms' equations, a sentence on each difference, and a run of both."""
    runs = both_forms(state)
    st.header(_("Lecture form and PyTorch form"), anchor=False)
    if runs is None:
        st.markdown(_("PyTorch has no such class, so there is only one form."))
        return
    (_choice, lecture), (_other, pytorch) = runs
    lines = lecture.optimizer.latex_lines(), pytorch.optimizer.latex_lines()
    if lines[0] == lines[1] and not defaults_differ(lecture.optimizer):
        st.markdown(_("The two forms are the same, line for line, and so are their paths."))
        return
    _sentences(lecture.optimizer, marked_lines(lines[1], lines[0]))
    _side_by_side(*lines)
    _paths(state, surface, runs)


def _sentences(optimizer: Optimizer, lines: list[Line]) -> None:
    count = sum(line.differs for line in lines)
    if optimizer.inner is not None:
        inside = _(optimizer.inner.method.name)
        st.markdown(
            _("PyTorch has no such class: the two forms are those of the method inside, {method}.").format(
                method=inside
            )
        )
    elif count:
        st.markdown(
            _("Lines that PyTorch writes differently: {count} of {total}.").format(count=count, total=len(lines))
        )
    for sentence in differences(optimizer):
        st.markdown(prose(translate(sentence)))


def _side_by_side(lecture: tuple[str, ...], pytorch: tuple[str, ...]) -> None:
    with st.container(key="form_lines"):
        columns = st.columns(2, gap="large")
    marked = marked_lines(lecture, pytorch), marked_lines(pytorch, lecture)
    for column, name, lines in zip(columns, (_("Lecture form"), _("PyTorch form")), marked, strict=True):
        with column:
            st.caption(name)
            changed = any(line.differs for line in lines)
            st.latex(marked_block(lines) if changed else block([line.latex for line in lines]))
    if lecture != pytorch:
        st.caption(_("A dot marks the lines that the other form writes differently."))


def _paths(state: MethodsState, surface: Surface, runs: tuple[Run, Run]) -> None:
    own = False
    if defaults_differ(runs[0][1].optimizer):
        own = st.toggle(_("Each form with its own defaults"), key=OWN_DEFAULTS)
    shown = both_forms(state, own) or runs
    comparison = compare(shown[0][1], shown[1][1])
    width = max(high - low for low, high in surface.domain)
    st.markdown(plain(_verdict(comparison, width, own)))
    # Where somebody has dragged the start here, the picture must not vanish under their hands.
    if comparison.distance <= VISIBLE * width and state.start is None:
        return
    player(
        scene_of(surface),
        form_views(shown, surface),
        state.start or surface.start,
        key="methods_forms",
        on_start=lambda point: moved_to(point, surface),
    )


def _verdict(comparison: Comparison, width: float, own: bool) -> str:
    """What the run of both forms shows, in a few sentences with its numbers."""
    settings = _("each with its own defaults") if own else _("with the same settings")
    count = ngettext("{count} step", "{count} steps", comparison.steps).format(count=comparison.steps)
    losses = [short(loss) for loss in comparison.losses]
    if comparison.distance <= ROUNDING * width:
        template = _(
            "Run from the same start {settings}, the two forms make the same {count}, but for rounding: the points are "
            "at most {distance} apart. Final loss: {lecture}."
        )
    elif comparison.distance <= VISIBLE * width:
        template = _(
            "Run from the same start {settings} for {count}, the points are at most {distance} apart, at step {step}: "
            "less than the picture can show. Final loss: {lecture} in the lecture form, {pytorch} in PyTorch."
        )
    else:
        template = _(
            "Run from the same start {settings} for {count}, the two paths are furthest apart at step {step}: "
            "{distance}. Final loss: {lecture} in the lecture form, {pytorch} in PyTorch."
        )
    return template.format(
        settings=settings,
        count=count,
        distance=short(comparison.distance),
        step=comparison.step,
        lecture=losses[0],
        pytorch=losses[1],
    )
