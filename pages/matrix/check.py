"""Type a function and its gradient; what is wrong with it is called by its name."""

from __future__ import annotations

import streamlit as st

from optim_core.matrix import GradientCheck
from optim_core.matrix.shapes import shown
from optim_core.matrix.tree import SCALAR
from optim_core.matrix.writing import latex, letter_latex
from pages.matrix.state import MatrixState
from pages.matrix.store import store
from pages.matrix.texts import accepted, candidate_expr, derivation, letters_of
from ui.controls.checked_text import checked_text, escaped
from ui.controls.widgets import controlled
from ui.language.i18n import N_, _, translate
from ui.language.matrix_latex import table_latex
from ui.language.numbers import short
from ui.shell.panels import panel

#: Functions to begin with, each with a letter and an answer of a student.
EXAMPLES = (
    ("x' A x", "x", "2 A x"),
    ("norm(A x - b)^2", "x", "A' (A x - b)"),
    ("tr(A X B)", "X", "B A"),
    ("a' x", "x", "a'"),
    ("log det X", "X", "X^-1"),
    ("tr(X' A X B)", "X", "A X B"),
    ("ln(sum(exp(x)))", "x", "exp(x)/sum(exp(x))"),
)
LANGUAGE = N_(
    "Capital letters are matrices, small ones vectors (columns) or numbers, as fits. ' or ^T transposes, ^-1 inverts; "
    "tr, det, logdet, norm, sum, <A, B>; exp, ln, sin, cos, tanh, sqrt, abs, sigmoid and .* ./ .^ work on every entry; "
    "I and ones are as large as they must be. Press Enter."
)
LAYOUT = N_("Here the gradient has the shape of the letter it is taken by: that of a vector is a column.")


def check_part(state: MatrixState) -> None:
    """Fields, what was understood, and the verdict."""
    fields, verdict = st.columns([2, 3], gap="large")
    with fields:
        _fields(state)
    with verdict:
        _verdict(state)


def _fields(state: MatrixState) -> None:
    kept = _("The last one that could be read stays at work.")
    at_work = (state.function, state.wrt, state.candidate)
    controlled(
        st.selectbox,
        _("Example"),
        key="matrix.example",
        value=at_work if at_work in EXAMPLES else None,
        on=_begin,
        options=EXAMPLES,
        format_func=lambda example: example[0],
        placeholder=_("Your own"),
    )
    checked_text(
        st.text_input, _("Function"), key="matrix.function", value=state.function, accept=_accept_function, kept=kept,
        help=_(LANGUAGE),
    )  # fmt: skip
    controlled(
        st.segmented_control, _("Gradient by"), key="matrix.wrt", value=state.wrt, on=_take_letter,
        options=letters_of(state.function), required=True,
    )  # fmt: skip
    checked_text(
        st.text_input, _("Your gradient"), key="matrix.candidate", value=state.candidate, accept=_accept_candidate,
        kept=kept, owner=state.function,
    )  # fmt: skip
    st.caption(_(LAYOUT))


def _begin(example: tuple[str, str, str] | None) -> None:
    if example is not None:
        function, wrt, candidate = example
        store.change(function=function, wrt=wrt, candidate=candidate)


def _accept_function(text: str) -> None:
    state, found = store.current(), letters_of(text)
    wrt = state.wrt if state.wrt in found else next(iter(found), state.wrt)
    try:
        accepted(text, state.candidate, wrt)
    except ValueError:
        # What was answered before may have other letters; the letter itself is an answer to any function of it.
        accepted(text, wrt, wrt)
        store.change(function=text, wrt=wrt, candidate=wrt)
    else:
        store.change(function=text, wrt=wrt)


def _accept_candidate(text: str) -> None:
    state = store.current()
    accepted(state.function, text, state.wrt)
    store.change(candidate=text)


def _take_letter(letter: str | None) -> None:
    if letter:
        store.change(wrt=letter)


def _verdict(state: MatrixState) -> None:
    check, own = accepted(state.function, state.candidate, state.wrt), derivation(state.function, state.wrt)
    candidate = candidate_expr(state.function, state.candidate)
    st.latex(rf"f = {latex(own.function, shapes=True)}")
    if candidate is not None:
        st.latex(rf"\nabla_{{{state.wrt}}} f \overset{{?}}{{=}} {latex(candidate, shapes=True)}")
    message = escaped(translate(check.message))
    if check.right:
        st.success(message, icon=":material/check:")
    else:
        st.error(message, icon=":material/close:")
    _entry(check)
    _tables(check, state.wrt)
    st.caption(_("Compared with central differences at random points of several sizes.") + " " + _shapes(check))
    with panel(_("Our own derivation"), "matrix.derivation"):
        if own.differential is not None:
            st.latex(rf"df = {latex(own.differential)}")
        if own.gradient is None:
            st.caption(_("Its gradient could not be checked by numbers, so it is not given."))
        else:
            moved = rf"d {state.wrt}"
            st.latex(rf"df = \left\langle {latex(own.gradient)},\; {moved} \right\rangle")
            st.latex(rf"\nabla_{{{state.wrt}}} f = {latex(own.gradient, shapes=True)}")


def _entry(check: GradientCheck) -> None:
    """The first wrong entry with both values."""
    if check.entry is not None:
        row, column, yours, right = check.entry
        st.markdown(
            escaped(
                _(
                    "At one of the points, in row {row} and column {column}: yours is {yours}, the gradient {right}."
                ).format(row=row, column=column, yours=short(yours), right=short(right))
            )
        )


def _tables(check: GradientCheck, wrt: str) -> None:
    """At one of the points: the letters, the gradient as it was measured, and the candidate's; as numbers."""
    with panel(_("The numbers at one of the points"), "matrix.numbers"):
        st.latex(r",\quad ".join(rf"{letter_latex(name)} = {table_latex(at)}" for name, at in check.point.items()))
        name = letter_latex(wrt)
        st.latex(rf"\nabla_{{{name}}} f = {table_latex(check.measured)}")
        st.caption(_("Measured by central differences, not by the rules."))
        if check.yours is None:
            st.caption(_("Your gradient has no value here: its shapes do not fit together."))
        else:
            wrong = (check.entry.row - 1, check.entry.column - 1) if check.entry else None
            yours = _("yours")
            st.latex(rf"\text{{{yours}}} = {table_latex(check.yours, wrong)}")
            if wrong:
                st.caption(_("The first wrong entry is in a box."))


def _shapes(check: GradientCheck) -> str:
    named = (f"{name}: {shown(shape)}" for name, shape in check.shapes.items() if shape != SCALAR)
    numbers = [name for name, shape in check.shapes.items() if shape == SCALAR]
    scalar = [_("{letters}: numbers").format(letters=", ".join(numbers))] if numbers else []
    return escaped("; ".join((*named, *scalar)) + ".")
