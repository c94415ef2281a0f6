"""One step of each kind of method in Python, the same for NumPy's arrays and PyTorch's tensors.

A body changes `w` in place of its old value, from `w` and the step number `k`; `gradient(w)`, `loss(w)` and
`hessian(w)` are there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from optim_core.catalogue.coordinate_descent import CoordinateDescent
from optim_core.catalogue.coordinate_gradient import CoordinateGradient
from optim_core.catalogue.fletcher_reeves import ConjugateGradients
from optim_core.catalogue.line_search import LineSearch
from optim_core.catalogue.lookahead import PARABOLA, Lookahead
from optim_core.catalogue.newton import Newton
from optim_core.catalogue.steepest_descent import SteepestDescent
from optim_core.expression import Assignment
from optim_core.methods.definition import Definition, Method
from optim_core.methods.hyperparameters import Hyperparameter
from optim_core.methods.optimizer import Optimizer
from optim_core.methods.rule import GIVEN, NORM, VALUE, WEIGHT, assignments, names_of, symbols_of, uses_value
from optim_core.methods.schedules import Schedule
from optim_core.snippets.dialects import Dialect
from optim_core.snippets.python_text import Style, number_text, write
from optim_core.snippets.step_functions import (
    LINE_SEARCH,
    LOWEST,
    NEWTON_STEP,
    SHARE,
    exact_search_source,
    trials,
)
from optim_core.snippets.writing import Setting, python_names

#: In equations only pieces as long as this get a name of their own when they recur: the lines stay as in the lecture.
_REPEATED_IN_EQUATIONS = 40
#: The number of steps, for formulas that are laid out over them.
_COUNT = "n"


@dataclass(frozen=True)
class Body:
    """A method's part of a program.

    Attributes:
        settings: hyperparameters, for the top.
        functions: source of functions it calls.
        before: lines ahead of the loop.
        loop: lines of the loop, without indentation.
        wants_hessian: whether it calls `hessian`.
    """

    settings: tuple[Setting, ...] = ()
    functions: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    loop: tuple[str, ...] = ()
    wants_hessian: bool = False


def body_of(optimizer: Optimizer, maximize: bool, dialect: Dialect) -> Body | None:
    """The step of a method; None for one that cannot be written as steps."""
    for kind, writer in _WRITERS.items():
        if isinstance(optimizer.method, kind):
            return writer(optimizer, maximize, dialect)
    return None


def has_steps(optimizer: Optimizer) -> bool:
    """Whether the method can be written as steps, for NumPy and for PyTorch."""
    inner = optimizer.inner
    return isinstance(optimizer.method, tuple(_WRITERS)) and (inner is None or has_steps(inner))


def setting(name: str, optimizer: Optimizer, parameter: Hyperparameter) -> Setting:
    """The line for a hyperparameter."""
    return Setting(name, number_text(float(optimizer.value_of(parameter.key))), parameter.label)


def _equations(optimizer: Optimizer, maximize: bool, dialect: Dialect) -> Body:
    method = optimizer.method
    assert isinstance(method, Method)
    rule = method.rule_of(optimizer.setup(maximize))
    numbers = {p.symbol: p for p in method.parameters}
    known = dict.fromkeys((*names_of(rule.state, numbers), _COUNT))
    program = assignments(optimizer.equations(maximize), tuple(known))
    ahead = assignments(f"w = {rule.gradient_at}", tuple(known))
    names = python_names(dict.fromkeys((*known, *(line.target for line in program))))
    if _COUNT not in {*numbers, *rule.state}:
        names[_COUNT] = "steps"
    lines = _Lines(dialect, names, {*GIVEN, *rule.state} - {"k"})
    used = {*rule.state.values()}.union(*(symbols_of(line) for line in (*program, *ahead)))
    return Body(
        settings=tuple(setting(names[symbol], optimizer, p) for symbol, p in numbers.items() if symbol in used),
        before=tuple(_first(names, name, value, dialect) for name, value in rule.state.items()),
        loop=(
            *lines.taken(ahead[0], "g", "gradient"),
            *(lines.taken(ahead[0], names[VALUE], "loss") if uses_value(program) else ()),
            *lines.updates(program),
        ),
    )


def _first(names: dict[str, str], name: str, value: float | str, dialect: Dialect) -> str:
    if value == WEIGHT:
        return f"{names[name]} = w"
    if value in (0.0, 1.0):
        made = "zeros_like(w)" if value == 0.0 else "ones_like(w)"
    else:
        made = f"full_like(w, {names[value] if isinstance(value, str) else number_text(value)})"
    return f"{names[name]} = {dialect.module}.{made}"


class _Lines:
    """Assignments as Python, one after the other: what is made from numbers alone stays a number."""

    def __init__(self, dialect: Dialect, names: dict[str, str], arrays: set[str]) -> None:
        self._dialect, self._names, self._arrays = dialect, names, arrays

    def taken(self, ahead: Assignment, target: str, function: str) -> list[str]:
        """The gradient, or the loss, where the gradient is taken."""
        *statements, last = self.written(ahead, target)
        return [*statements, last.replace(f"{target} = ", f"{target} = {function}(", 1) + ")"]

    def updates(self, program: Sequence[Assignment]) -> list[str]:
        """All the assignments of a step."""
        lines: list[str] = []
        for line in program:
            if NORM in symbols_of(line):
                lines.append(f"{NORM} = {self._dialect.module}.linalg.norm(g)")
            lines += self.written(line, self._names[line.target])
            (self._arrays.add if symbols_of(line) & self._arrays else self._arrays.discard)(line.target)
        return lines

    def written(self, line: Assignment, target: str) -> list[str]:
        """One assignment to `target`, what it needs first."""
        style = Style(self._dialect, self._names, frozenset(self._arrays), True, _REPEATED_IN_EQUATIONS)
        statements, (result,) = write([line.root], style)
        return [*statements, f"{target} = {result}"]


def _newton(optimizer: Optimizer, maximize: bool, dialect: Dialect) -> Body:
    damping = optimizer.value_of("damping")
    parameters = {p.key: p for p in optimizer.method.parameters}
    sign = "-" if maximize else ""
    added = f" + lambda_*{dialect.module}.eye(len(w))" if damping else ""
    return Body(
        settings=(setting("lambda_", optimizer, parameters["damping"]),) if damping else (),
        functions=(NEWTON_STEP[dialect.module],),
        loop=(f"g = {sign}gradient(w)", f"H = {sign}hessian(w){added}", "w = w - newton_step(H, g)"),
        wants_hessian=True,
    )


def _line_search(optimizer: Optimizer, maximize: bool, dialect: Dialect) -> Body:
    names = {p.key: p.symbol for p in optimizer.method.parameters}
    settings = [setting(names[p.key], optimizer, p) for p in optimizer.method.parameters]
    tries = Setting("trials", str(trials(optimizer.value_of("shrink"))), "Then the step is too short to matter")
    sign, relation = ("+", ">=") if maximize else ("-", "<=")
    first, before = "t_0", list[str]()
    if optimizer.schedule and not optimizer.schedule.constant:
        first, before = "t_0_k", step_size_lines("t_0", optimizer.schedule, dialect)
    return Body(
        settings=(*settings, tries),
        functions=(LINE_SEARCH.format(sign=sign, relation=relation, way="rises" if maximize else "falls"),),
        loop=("g = gradient(w)", *before, f"w = line_search(w, g, {first})"),
    )


def _searching(settings: tuple[Setting, ...], functions: tuple[str, ...], loop: Sequence[str], maximize: bool) -> Body:
    """A step that ends with the exact line search along `d`."""
    return Body(
        settings=settings,
        functions=(exact_search_source(maximize), *functions),
        before=("height = 0.0",),
        loop=(*loop, "height = max(height, abs(loss(w)))", "w = exact_search(w, d, height)"),
        wants_hessian=True,
    )


def _steepest(optimizer: Optimizer, maximize: bool, dialect: Dialect) -> Body:
    return _searching((), (), [f"d = {'' if maximize else '-'}gradient(w)"], maximize)


def _conjugate(optimizer: Optimizer, maximize: bool, dialect: Dialect) -> Body:
    method = optimizer.method
    assert isinstance(method, ConjugateGradients)
    (every,) = method.parameters
    restart = Setting(every.symbol, str(int(optimizer.value_of(every.key))), every.label)
    loop = [
        f"g = {'-' if maximize else ''}gradient(w)",
        f"d = -g + beta_of(g, g_old)*d if (k - 1) % {every.symbol} else -g",
        "d = d if g @ d < 0 else -g",
        "g_old = g",
    ]
    return _searching((restart,), (SHARE[method.differences],), loop, maximize)


def _coordinate(optimizer: Optimizer, maximize: bool, dialect: Dialect) -> Body:
    loop = [
        "i = (k - 1) % len(w)",
        f"d = {dialect.module}.zeros_like(w)",
        f"d[i] = {'' if maximize else '-'}gradient(w)[i]",
    ]
    return _searching((), (), loop, maximize)


def _coordinate_gradient(optimizer: Optimizer, maximize: bool, dialect: Dialect) -> Body:
    (rate,) = optimizer.method.parameters
    size, before = rate.symbol, list[str]()
    if optimizer.schedule and not optimizer.schedule.constant:
        size, before = f"{rate.symbol}_k", step_size_lines(rate.symbol, optimizer.schedule, dialect)
    return Body(
        settings=(setting(rate.symbol, optimizer, rate),),
        loop=(
            "i = (k - 1) % len(w)",
            *before,
            f"d = {dialect.module}.zeros_like(w)",
            f"d[i] = {'' if maximize else '-'}gradient(w)[i]",
            f"w = w + {size}*d",
        ),
    )


def step_size_lines(symbol: str, schedule: Schedule, dialect: Dialect) -> list[str]:
    """The step size of step k, under its symbol with a k."""
    (line,) = assignments(f"{symbol}_k = {schedule.text(symbol)}", (symbol, "k", _COUNT))
    return _Lines(dialect, {symbol: symbol, "k": "k", _COUNT: "steps"}, set()).written(line, f"{symbol}_k")


def _lookahead(optimizer: Optimizer, maximize: bool, dialect: Dialect) -> Body | None:
    inner = optimizer.inner
    assert inner is not None
    if optimizer.schedule:
        inner = replace(inner, schedule=optimizer.schedule)
    body = body_of(inner, maximize, dialect)
    if body is None:
        return None
    own = {p.key: p for p in optimizer.method.parameters}
    parabola = optimizer.hyperparameters["alpha"] == PARABOLA
    share = [] if parabola else [setting("share", optimizer, own["alpha"])]
    chosen = ["    share = lowest(outset, w)"] if parabola else []
    every = Setting("every", str(int(optimizer.hyperparameters["every"])), own["every"].label)
    return replace(
        body,
        settings=(*body.settings, every, *share),
        functions=(*body.functions, *([LOWEST.format(sign="-" if maximize else "")] if parabola else [])),
        before=(*body.before, "outset = w"),
        loop=(
            *body.loop,
            "if k % every == 0:",
            *chosen,
            "    w = (1 - share)*outset + share*w",
            "    outset = w",
        ),
    )


_WRITERS: dict[type[Definition], Callable[[Optimizer, bool, Dialect], Body | None]] = {
    Method: _equations,
    Newton: _newton,
    LineSearch: _line_search,
    SteepestDescent: _steepest,
    ConjugateGradients: _conjugate,
    CoordinateDescent: _coordinate,
    CoordinateGradient: _coordinate_gradient,
    Lookahead: _lookahead,
}
