"""What the closed form costs against a step of descent: counted, and measured on this machine."""

from __future__ import annotations

import time
from collections.abc import Sequence
from threading import Lock

import numpy as np
import streamlit as st

from pages.batches.panels.setting import whole
from plots.base.palette import OKABE_ITO
from surfaces.data.studies.cost import EXAMPLES, Timing, flops_of_a_step, flops_of_forming, flops_of_solving, measure
from ui.charts.lines import GREY, Axis, Figure, Line, line_chart, show
from ui.language.i18n import _
from ui.language.numbers import short

DIMENSIONS = (2, 10, 100, 1_000, 10_000)

_measuring = Lock()
_measured: list[tuple[Timing, ...]] = []


def cost_section() -> None:
    """A table, and on request a measurement."""
    st.subheader(_("What it costs"), anchor=False)
    st.markdown(
        _(
            "With d weights the closed form needs XᵀX, about N·d² operations, and a solution by elimination, "
            "about ⅔·d³. A step of descent needs about 4·N·d. The more weights, the more steps one can take for the "
            "price of the closed form."
        )
    )
    st.markdown(_table())
    st.caption(_("Multiplications and additions for N = {count}.").format(count=whole(EXAMPLES)))
    if not _measured and not st.button(_("Measure on this machine (about a second)"), key="batches.cost.measure"):
        return
    timings = timings_of_this_machine()
    sentence = cost_sentence(timings)
    show(_chart(timings), key="batches.cost.chart", alt=sentence)
    st.markdown(sentence)
    st.caption(
        _(
            "The best of three, with N = {count}; dotted: growth like d, d² and d³. Small sizes are dominated "
            "by what every call costs, and the d³ is seen only at the far end."
        ).format(count=whole(EXAMPLES))
    )


def timings_of_this_machine() -> tuple[Timing, ...]:
    """Measured once per process; bounded, see `surfaces.data.studies.cost.measure`."""
    with _measuring:
        if not _measured:
            _measured.append(measure(time.perf_counter))
    return _measured[0]


def _table() -> str:
    head = (_("Weights d"), _("Closed form"), _("One step"), _("Steps for the price"))
    rows = []
    for dimension in DIMENSIONS:
        closed = flops_of_forming(EXAMPLES, dimension) + flops_of_solving(dimension)
        step = flops_of_a_step(EXAMPLES, dimension)
        rows.append((whole(dimension), _count(closed), _count(step), _count(closed / step)))
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, ("---:",) * 4, *rows))


def _count(operations: float) -> str:
    """In full as long as that can be read at a glance."""
    if operations < 10:
        return short(operations, 2)
    return whole(round(operations)) if operations < 1e6 else short(operations, 3)


def cost_sentence(timings: Sequence[Timing]) -> str:
    """What the largest size that was measured says."""
    last = timings[-1]
    return _(
        "With {count} weights the closed form took {closed} ms, a step of descent {step} ms: **steps for the "
        "price: {ratio}.**"
    ).format(
        count=whole(last.dimension),
        closed=short(1000 * (last.forming + last.solving), 3),
        step=short(1000 * last.step, 3),
        ratio=short((last.forming + last.solving) / max(last.step, 1e-9), 2),
    )


def _chart(timings: Sequence[Timing]) -> Figure:
    sizes = np.array([float(t.dimension) for t in timings])
    pieces = (
        (_("solving"), 3, OKABE_ITO[5], [t.solving for t in timings]),
        (_("forming XᵀX"), 2, OKABE_ITO[1], [t.forming for t in timings]),
        (_("one step"), 1, OKABE_ITO[0], [t.step for t in timings]),
    )
    lines = []
    for label, power, color, seconds in pieces:
        measured = 1000 * np.array(seconds)
        lines.append(Line(sizes, measured[-1] * (sizes / sizes[-1]) ** power, "", GREY, "dot", width=1.5))
        lines.append(Line(sizes, measured, label, color, markers=True))
    return line_chart(lines, Axis(_("Weights d"), log=True), Axis(_("Milliseconds"), log=True))
