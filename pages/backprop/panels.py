"""Below the graph: one step of a method, what a gradient costs, and the program to take home."""

from __future__ import annotations

import numpy as np
import streamlit as st

from optim_core import methods
from optim_core.backprop import BackpropagationError, Tape
from optim_core.backprop.backpropagation import passes
from optim_core.backprop.growth import MOST_DEPTH, Cost, over_depth, over_width
from optim_core.backprop.program import numpy_program, torch_program
from optim_core.backprop.step import method_step
from optim_core.expression.typesetting.symbols import symbol_text
from pages.backprop.methods import LARGEST_RATE, LEAST_RATE, chosen, has_rate, rule_methods
from pages.backprop.state import BackpropState
from pages.backprop.store import store
from plots.base.palette import OKABE_ITO
from surfaces.base.bounds import valid_start
from surfaces.base.surface import Location
from ui.charts.lines import Axis, Figure, Line, line_chart, show
from ui.controls.checked_text import escaped
from ui.controls.widgets import controlled, log_slider
from ui.language.i18n import _, translate
from ui.language.numbers import short
from ui.shell.panels import panel

#: The networks whose costs are drawn.
DEPTHS, WIDTHS, DEPTH, WIDTH = range(1, MOST_DEPTH + 1), range(1, 9), 4, 3


def conventions_note(tape: Tape, point: Location) -> None:
    """Where the point stands exactly on a kink or a jump, what the derivative there is."""
    try:
        found = passes(tape, point)
    except BackpropagationError:
        return
    if found.conventions:
        nodes = ", ".join(f"{symbol_text(tape.names[id])} = {tape.operations[id].text}" for id in found.conventions)
        st.info(
            escaped(
                _(
                    "The point stands exactly on a kink or a jump of {nodes}. There may be no derivative there; the "
                    "one that is used is that of the branch taken, or 0, by convention."
                ).format(nodes=nodes)
            ),
            icon=":material/info:",
        )


def step_panel(state: BackpropState, tape: Tape, point: Location) -> None:
    """The gradient goes into the update of a method, the new point back into the graph."""
    with panel(_("One step of a method from here"), "backprop.step"):
        left, right = st.columns(2, gap="large")
        with left:
            controlled(
                st.selectbox, _("Method"), key="backprop_method", value=state.method,
                on=lambda key: store.change(method=key), options=list(rule_methods()),
                format_func=lambda key: _(methods()[key].name),
            )  # fmt: skip
        with right:
            if has_rate(state.method):
                log_slider(
                    _("Learning rate"), state.rate, LEAST_RATE, LARGEST_RATE, key="backprop_rate",
                    on=lambda rate: store.change(rate=float(rate)),
                )  # fmt: skip
        try:
            step = method_step(tape, point, chosen(state.method, state.rate))
        except BackpropagationError as problem:
            st.warning(translate(problem.parts))
            return
        rows = zip(tape.formula.variables, point, step.gradient, step.point, strict=True)
        now, gradient, after, output = _("now"), _("gradient"), _("after the step"), _("output")
        st.markdown(
            "\n".join(
                (
                    f"| | {now} | {gradient} | {after} |",
                    "|---|---:|---:|---:|",
                    *(f"| {symbol_text(name)} | {short(a)} | {short(g)} | {short(b)} |" for name, a, g, b in rows),
                    f"| **{output}** | **{short(step.before)}** | | **{short(step.after)}** |",
                )
            )
        )
        if step.at != point:
            st.caption(
                _("This method looks ahead: it takes its gradient at {point}.").format(
                    point="; ".join(map(short, step.at))
                )
            )
        st.caption(_("It is the method's first step: what it remembers of earlier ones is as it begins."))
        landed = valid_start(step.point, len(point))
        st.button(
            _("Make this step"), key="backprop_make_step", icon=":material/arrow_forward:", disabled=landed is None,
            on_click=lambda: store.change(point=landed),
        )  # fmt: skip


def costs_panel() -> None:
    """Why backward: multiplications of the three ways as a network grows."""
    box = panel(_("Why backward: what a gradient costs as a network grows"), "backprop.costs")
    if not box.open:
        return
    with box:
        left, right = st.columns(2, gap="large")
        with left:
            title = _("{width} units in every layer").format(width=WIDTH)
            show(chart(list(DEPTHS), over_depth(DEPTHS, WIDTH), _("layers")), "backprop.costs.depth", title)
            st.caption(title)
        with right:
            title = _("{depth} layers").format(depth=DEPTH)
            show(chart(list(WIDTHS), over_width(DEPTH, WIDTHS), _("units in a layer")), "backprop.costs.width", title)
            st.caption(title)
        st.caption(
            _(
                "Multiplications by local derivatives for the whole gradient, counted on the graphs themselves: layers "
                "of units tanh(Σ c h), with as many inputs as units. Every layer multiplies the number of paths by its "
                "width. Forward mode goes once through the graph for every input, reverse mode once for all."
            )
        )


def chart(sizes: list[int], costs: list[Cost], title: str) -> Figure:
    """A line for each way, on a logarithmic axis."""
    ways = ((_("over all paths"), "paths"), (_("forward mode"), "forward"), (_("reverse mode"), "reverse"))
    across = np.array(sizes, dtype=np.float64)
    lines = [
        Line(across, np.array([getattr(cost, way) for cost in costs], dtype=np.float64), name, OKABE_ITO[place],
             markers=True)
        for place, (name, way) in enumerate(ways)
    ]  # fmt: skip
    return line_chart(lines, Axis(title), Axis(_("multiplications"), log=True))


def program_panel(tape: Tape, point: Location) -> None:
    """Both passes as programs, with the numbers of this point."""
    box = panel(_("Take home"), "backprop.take_home")
    if not box.open:
        return
    with box:
        st.caption(_("The picture has its own buttons below the graph."))
        for name, program, column in zip(
            ("NumPy", "PyTorch"), (numpy_program(tape, point), torch_program(tape, point)), st.columns(2), strict=True
        ):
            with column:
                st.download_button(
                    _("{library} program").format(library=name), program, f"backpropagation_{name.lower()}.py",
                    "text/x-python", key=f"backprop_take_{name}", icon=":material/code:", on_click="ignore",
                )  # fmt: skip
                st.code(program, "python", height=320)
