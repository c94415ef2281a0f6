"""A method's equations on the page, and what their symbols stand for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from typing import NamedTuple

from optim_core import Optimizer
from optim_core.base.text import N_, Message
from optim_core.expression import Vocabulary, symbol_latex
from optim_core.expression.typesetting.symbols import GREEK
from optim_core.methods.definition import Method
from optim_core.methods.rule import LATEX, NORM, VALUE, WEIGHT, assignments, names_of, symbols_of
from ui.language.latex_words import localized

RELATIONS = ("=", r"\leftarrow", r"\approx", r"\in", r"\le")
MARK = r"\textcolor{#c8501a}{\bullet}\;\;"

#: What appears in the LaTeX of methods that bring their own, by the letters it is recognized by.
_OTHERS = {
    r"H_k": (r"H_k", N_("the Hessian, the matrix of second derivatives")),
    r"B_k": (r"B_k", N_("an estimate of the inverse Hessian")),
    r"d_k": (r"d_k", N_("the direction of the step")),
    r"t_k": (r"t_k", N_("the length of the step, found by searching along the direction")),
    r"r_k": (r"r_k", N_("how much of the promised decrease came true")),
    r"\Delta_{k-1}": (r"\Delta_k", N_("the radius in which the model is trusted")),
    r"x_{d+1}": (r"x_1, \dots, x_{d+1}", N_("the corners of the triangle, the best one first")),
    r"x(\rho)": (
        r"x(\rho)",
        N_(
            "the worst corner thrown to the other side: mirrored for 1, stretched for 2, contracted outside for ½ and "
            "inside for −½; the first case that holds is taken, and if none does the triangle shrinks"
        ),
    ),
    r"y^{T}": (r"s, y", N_("the last step and the change of the gradient along it")),
    r"arg\,min": (
        r"\mathrm{arg\,min}",
        N_(
            "the first minimum that the search brackets on the ray, to where the slope along it is a billionth of what "
            "it was; on a quadratic loss the exact one"
        ),
    ),
    r"\beta_k": (r"\beta_k", N_("how much of the direction before is kept")),
    r"e_i": (r"e_i", N_("the axis of the weight whose turn it is, number i of d")),
    r"x \leftarrow w": (r"x", N_("where the inner method set out last")),
}


def symbol(name: str) -> str:
    """A symbol of the equations in LaTeX."""
    return symbol_latex(name, Vocabulary({}, latex=LATEX))


def block(lines: Sequence[str]) -> str:
    """Lines of LaTeX, aligned at their first relation sign."""
    return localized(r"\begin{aligned}" + r"\\[2pt]".join(_aligned(line) for line in lines) + r"\end{aligned}")


class Line(NamedTuple):
    """A line of equations in LaTeX, and whether the other form lacks it."""

    latex: str
    differs: bool


def marked_lines(lines: tuple[str, ...], others: tuple[str, ...]) -> list[Line]:
    """`lines`, those marked that have no counterpart in `others`."""
    matcher = SequenceMatcher(a=lines, b=others, autojunk=False)
    common = {block.a + i for block in matcher.get_matching_blocks() for i in range(block.size)}
    return [Line(line, index not in common) for index, line in enumerate(lines)]


def marked_block(lines: Sequence[Line]) -> str:
    """The same with a mark before the lines that differ."""
    rows = (f"{MARK if line.differs else ''} && {_aligned(line.latex)}" for line in lines)
    return localized(r"\begin{alignedat}{2}" + r"\\[2pt]".join(rows) + r"\end{alignedat}")


def _aligned(line: str) -> str:
    if line.startswith(r"\quad"):
        return f"& {line}"
    places = [(line.find(f" {sign} "), sign) for sign in RELATIONS]
    found = min((place for place in places if place[0] >= 0), default=None)
    return f"{line[: found[0]]} &{line[found[0] :]}" if found else f"& {line}"


#: What a schedule that watches the loss remembers.
_WATCHED = {
    "waited": N_("steps since the loss set a new low or the step size was cut"),
    "Q_min": N_("the lowest loss so far"),
    "kept": N_("the share of the step size that is left"),
}


def legend(optimizer: Optimizer) -> list[tuple[str, Message]]:
    """Symbols in LaTeX and what they stand for; the hyperparameters' own names are not repeated."""
    general = [
        ("w_k", Message(N_("the weights after step k"))),
        ("g_k", Message(N_("the gradient of the loss Q"))),
    ]
    inner = optimizer.inner or optimizer
    if optimizer.schedule:
        inner = replace(inner, schedule=optimizer.schedule)
    own = _rule_symbols(inner) if isinstance(inner.method, Method) else iter(())
    latex = " ".join(optimizer.latex_lines())
    if "g_k" not in latex:
        general = general[:1]
    handmade = "" if optimizer.method is inner.method and isinstance(inner.method, Method) else latex
    others = [(name, Message(text)) for sign, (name, text) in _OTHERS.items() if sign in handmade]
    return [*general, *own, *others]


def _rule_symbols(optimizer: Optimizer) -> Iterator[tuple[str, Message]]:
    """Of the equations that run: what is remembered, what is worked out on the way, the gradient's length."""
    method = optimizer.method
    assert isinstance(method, Method)
    state = method.rule_of(optimizer.setup()).state
    symbols = [p.symbol for p in optimizer.parameters]
    lines = assignments(optimizer.equations(), names_of(state, symbols))
    used = {name for line in lines for name in symbols_of(line)}
    if NORM in used:
        yield LATEX[NORM], Message(N_("the length of the gradient"))
    if VALUE in used:
        yield f"{VALUE}_k", Message(N_("the loss where the gradient is taken"))
    if "k" in used:
        yield "k", Message(N_("the number of the step, from 1"))
    watched = optimizer.schedule.memory if optimizer.schedule else {}
    yield from ((symbol(name), Message(_WATCHED[name])) for name in watched)
    for start in dict.fromkeys(value for name, value in state.items() if name not in watched):
        names = ", ".join(symbol(name) for name, value in state.items() if value == start and name not in watched)
        yield names, _remembered(start)
    fixed = optimizer.derived
    passing = dict.fromkeys(line.target for line in lines if line.target not in {"w", "g", *state, *fixed})
    if fixed:
        yield ", ".join(map(symbol, fixed)), Message(N_("made of the settings, the same in every step"))
    if passing:
        yield ", ".join(map(symbol, passing)), Message(N_("worked out anew in every step"))


def _remembered(start: float | str) -> Message:
    if start == WEIGHT:
        return Message(N_("kept from step to step; the weights themselves before the first"))
    if isinstance(start, str):
        return Message(N_("kept from step to step; ${start}$ before the first"), {"start": symbol(start)})
    return Message(N_("kept from step to step; {start:g} before the first"), {"start": start})


def prose(text: str) -> str:
    """The same with what it says in the equations' letters (lambda*w) typeset."""
    parts = re.split(rf"\b((?:{'|'.join(GREEK)})(?:\*\w+)*)\b", text)
    return "".join(
        f"${' '.join(map(symbol, part.split('*')))}$" if place % 2 else plain(part) for place, part in enumerate(parts)
    )


def plain(text: str) -> str:
    """Text without anything that Markdown would read as a sign of its own."""
    return re.sub(r"([\\`*_{}\[\]<>|$~#:])", r"\\\1", text)
