"""One step of a method spelled out: each equation in symbols, with slots for a step's numbers, and as JavaScript.

Made for the step panel: the browser fills the slots from a kernel printed from the same equations that ran, so that
moving from step to step needs no server.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from optim_core.expression import Assignment, Graph, Node, Vocabulary, rebuild, symbol_latex
from optim_core.expression.code.javascript import javascript_body
from optim_core.expression.tree.notation import symbol_mathml
from optim_core.expression.typesetting.mathml import row, slot, slots_mathml, tree_mathml
from optim_core.methods.definition import Method
from optim_core.methods.optimizer import Optimizer
from optim_core.methods.rule import (
    LATEX,
    NORM,
    VALUE,
    WEIGHT,
    Rule,
    assignments,
    constant_targets,
    gradient_norm,
    names_of,
    symbols_of,
    uses_value,
)

#: Slots that no equation assigns: where the gradient was taken, the new point and the loss there.
TAKEN_AT, ARRIVED, LOSS = "@at", "@new", "@loss"

_LOOK_AHEAD = r"\tilde w_{k}"
_SEPARATOR = '<mo data-separator="">,</mo>'


@dataclass(frozen=True)
class StepLine:
    """One equation of a step.

    Attributes:
        target: the name it assigns.
        symbols: MathML of the equation.
        numbers: MathML of its right side with slots, one for all coordinates or one per coordinate.
        shared: whether it is the same for every coordinate.
        norm: whether the kernel gives the length of the gradient before this line's results.
    """

    target: str
    symbols: str
    numbers: tuple[str, ...]
    shared: bool = False
    norm: bool = False


@dataclass(frozen=True)
class StepEquations:
    """A method's step on a loss of `dimension` weights.

    `body` is JavaScript for (k, w..., g..., state coordinate by coordinate..., numbers...) and, if it `uses_value`, the
    loss where the gradient is taken. It returns, line by line, the gradient's length if the line has `norm`, then the
    target for each coordinate. `before` are the lines that say where the gradient is taken and what it and the loss
    are there, `after` the loss at the new point; they are no part of `body`.
    """

    before: tuple[StepLine, ...]
    lines: tuple[StepLine, ...]
    after: StepLine
    body: str
    memory: Mapping[str, float | None]
    numbers: Mapping[str, float]
    dimension: int
    uses_value: bool = False


@lru_cache(maxsize=256)
def step_equations(
    optimizer: Optimizer, variables: tuple[str, ...], maximize: bool = False, otherwise: str = "otherwise"
) -> StepEquations | None:
    """The step of a method given by per-coordinate equations; None for any other method."""
    method = optimizer.method
    if not isinstance(method, Method):
        return None
    rule = method.rule_of(optimizer.setup(maximize))
    numbers = {p.symbol: float(optimizer.value_of(p.key)) for p in method.parameters}
    text = optimizer.equations(maximize)
    names = names_of(rule.state, numbers)
    program = assignments(text, names)
    writer = _Writer(rule, names, frozenset(constant_targets(program, numbers)), tuple(variables), otherwise)
    first = {name: _beginning(value, numbers) for name, value in rule.state.items()}
    return StepEquations(
        before=tuple(writer.before(uses_value(program))),
        lines=tuple(writer.lines(program)),
        after=writer.after(),
        body=_body(program, tuple(rule.state), tuple(numbers), len(variables)),
        memory=first,
        numbers=numbers,
        dimension=len(variables),
        uses_value=uses_value(program),
    )


def _beginning(value: float | str, numbers: Mapping[str, float]) -> float | None:
    """What a state variable begins with; None: the weight."""
    if value == WEIGHT:
        return None
    return numbers[value] if isinstance(value, str) else value


def _body(program: Sequence[Assignment], memory: tuple[str, ...], symbols: tuple[str, ...], dimension: int) -> str:
    graph = Graph()
    coordinates = [{name: graph.symbol(f"{name}[{i}]") for name in ("w", "g", *memory)} for i in range(dimension)]
    outputs: list[Node] = []
    for line in program:
        if NORM in symbols_of(line):
            norm = gradient_norm(graph, [own["g"] for own in coordinates])
            outputs.append(norm)
            for own in coordinates:
                own[NORM] = norm
        for own in coordinates:
            (own[line.target],) = rebuild(graph, [line.root], own)
            outputs.append(own[line.target])
    arguments = ["k", *(f"{name}[{i}]" for name in ("w", "g") for i in range(dimension))]
    arguments += [f"{name}[{i}]" for i in range(dimension) for name in memory]
    return javascript_body(outputs, [*arguments, *symbols, *([VALUE] if uses_value(program) else [])])


@dataclass(frozen=True)
class _Writer:
    """Writes the lines with step indices: k for what this step has made, k - 1 for what it found."""

    rule: Rule
    names: tuple[str, ...]
    constant: frozenset[str]
    variables: tuple[str, ...]
    otherwise: str

    def before(self, with_value: bool) -> Iterator[StepLine]:
        taken_at = self._latex(set())["w"]
        if self.rule.looks_ahead:
            (ahead,) = assignments(f"w = {self.rule.gradient_at}", self.names)
            taken_at = _LOOK_AHEAD
            yield self._line(TAKEN_AT, f"{symbol_mathml(taken_at)}<mo>=</mo>", ahead, set())
        symbols = f"{symbol_mathml('g_{k}')}<mo>=</mo>{_applied('<mo>∇</mo>', symbol_mathml(taken_at))}"
        yield StepLine("g", row(symbols), tuple(self._partial(i) for i in range(len(self.variables))))
        if with_value:
            symbols = f"{symbol_mathml('Q_{k}')}<mo>=</mo>{_applied('', symbol_mathml(taken_at))}"
            yield StepLine(VALUE, row(symbols), (row(f"{_letter('Q')}{self._place(TAKEN_AT)}"),), shared=True)

    def _partial(self, i: int) -> str:
        variable = symbol_mathml(symbol_latex(self.variables[i], Vocabulary({})))
        if len(self.variables) == 1:
            return row(f"{_letter('Q')}<mo>′</mo>{self._place(TAKEN_AT)}")
        partial = f"{_tight('∂')}{_letter('Q')}{_tight('/')}{_tight('∂')}{variable}"
        return row(f"{partial}{self._place(TAKEN_AT)}")

    def _place(self, name: str) -> str:
        numbers = _SEPARATOR.join(slot(name, coordinate=i) for i in range(len(self.variables)))
        return f"<mrow><mo>(</mo>{numbers}<mo>)</mo></mrow>"

    def lines(self, program: Sequence[Assignment]) -> Iterator[StepLine]:
        written = {"g", VALUE}
        per_coordinate = {"w", "g", *self.rule.state}
        for line in program:
            target = symbol_mathml(self._latex(written | {line.target})[line.target])
            arrow = "←" if line.target in written else "="
            shared = not symbols_of(line) & per_coordinate
            yield self._line(line.target, f"{target}<mo>{arrow}</mo>", line, written, shared)
            written.add(line.target)
            (per_coordinate.discard if shared else per_coordinate.add)(line.target)

    def after(self) -> StepLine:
        symbols = _applied("", symbol_mathml("w_{k}"))
        return StepLine(LOSS, row(symbols), (row(f"{_letter('Q')}{self._place(ARRIVED)}"),), shared=True)

    def _line(self, target: str, left: str, line: Assignment, written: set[str], shared: bool = False) -> StepLine:
        symbols = f"{left}{tree_mathml(line.tree, self._latex(written), self.otherwise)}"
        numbers = (slots_mathml(line.tree, self.otherwise),)
        return StepLine(target, row(symbols), numbers, shared, norm=NORM in symbols_of(line))

    def _latex(self, written: set[str]) -> dict[str, str]:
        plain = Vocabulary({}, latex=LATEX)
        changing = {"w", "g", VALUE, *self.rule.state, *written} - self.constant
        notation = {name: symbol_latex(name, plain) for name in {*self.names, *written}}
        for name in changing:
            notation[name] += "_{k}" if name in written or name in ("g", VALUE) else "_{k-1}"
        return notation


def _applied(before: str, argument: str) -> str:
    return f"{before}{_letter('Q')}<mrow><mo>(</mo>{argument}<mo>)</mo></mrow>"


def _tight(sign: str) -> str:
    """An operator without the space that is usual around it."""
    return f'<mo lspace="0" rspace="0">{sign}</mo>'


def _letter(letter: str) -> str:
    return f'<mi mathvariant="normal">{letter}</mi>'
