"""The passes as a program to take home: with NumPy a line per operation and per edge, with PyTorch by autograd."""

from __future__ import annotations

import keyword
import re
from collections.abc import Mapping, Sequence

from optim_core.backprop.tape import Tape
from optim_core.expression import Graph, Node
from optim_core.expression.graph.derivative import local_derivative
from optim_core.expression.graph.graph import rebuilt
from optim_core.snippets.dialects import NUMPY, TORCH, Dialect
from optim_core.snippets.python_text import Style, number_text, write
from optim_core.snippets.writing import needed_helpers

#: Names that the program itself uses.
_TAKEN = frozenset({"np", "math", "torch", "value", "gradient"})


def numpy_program(tape: Tape, point: Sequence[float]) -> str:
    """Both passes by hand; running it prints and leaves `value` and `gradient`, a dict by variable."""
    names = _python_names(tape)
    forward = _forward(tape, names, NUMPY)
    reached = dict.fromkeys(source for source, _ in _ends(tape))
    output = len(tape.steps) - 1
    backward = [f"d_{names[place]} = 0.0" for place in reached if place != output]
    backward.append(f"d_{names[output]} = 1.0")
    for place, (target, position) in enumerate(tape.ways):
        source, above = names[tape.operands[target][position]], f"d_{names[target]}"
        local = _local(tape, names, target, position)
        product = f"masked_product({above}, {local})" if place in tape.masked else f"{above}*{_bracketed(local)}"
        backward.append(f"d_{source} += {product}")
    gradient = _gradient(tape, names, "d_{0}", reached)
    quiet = ['np.seterr(all="ignore")  # A branch that is not taken may have no value.', ""] if tape.masked else []
    code = [
        *quiet,
        *_inputs(tape, point, names, "np.float64({0})"),
        "",
        "# Forward: a value per operation.",
        *forward,
        f"value = {names[output]}",
        "",
        "# Backward: the output's 1 flows along every edge, times the local derivative; where paths join, they add up.",
        *backward,
        gradient,
    ]
    return _whole(["import math", "", "import numpy as np"], code, NUMPY)


def torch_program(tape: Tape, point: Sequence[float]) -> str:
    """The same function, differentiated by PyTorch's autograd; in double precision."""
    names = _python_names(tape)
    output, followed = names[-1], bool(tape.ways) or _is_variable(tape, -1)
    reached = dict.fromkeys(source for source, _ in _ends(tape))
    code = [
        *_inputs(tape, point, names, "torch.tensor({0}, dtype=torch.float64, requires_grad=True)"),
        "",
        *_forward(tape, names, TORCH),
        *([f"if {output}.requires_grad:", f"    {output}.backward()"] if followed else []),
        f"value = float({output}{'.detach()' if followed else ''})",
        _gradient(tape, names, "0.0 if {0}.grad is None else float({0}.grad)", reached),
    ]
    return _whole(["import math", "", "import torch"], code, TORCH)


def _bracketed(text: str) -> str:
    return text if re.fullmatch(r"[\w.]+(\([^()]*\))?", text) else f"({text})"


def _python_names(tape: Tape) -> list[str]:
    return [f"{name}_" if keyword.iskeyword(name) or name in _TAKEN else name for name in tape.names]


def _ends(tape: Tape) -> list[tuple[int, int]]:
    return [(tape.operands[target][position], target) for target, position in tape.ways]


def _is_variable(tape: Tape, place: int) -> bool:
    return tape.steps[place].value in tape.formula.variables


def _inputs(tape: Tape, point: Sequence[float], names: Sequence[str], wrapped: str) -> list[str]:
    """The variables and the letters that occur."""
    numbers = {**dict(zip(tape.formula.variables, map(float, point), strict=True)), **tape.formula.numbers}
    lines = []
    for place, step in enumerate(tape.steps):
        if isinstance(step.value, str):
            number = number_text(float(numbers[step.value]))
            shown = wrapped if _is_variable(tape, place) else wrapped.replace(", requires_grad=True", "")
            lines.append(f"{names[place]} = {shown.format(_as_float(number))}")
    return lines


def _as_float(number: str) -> str:
    return f"{number}.0" if number.lstrip("-").isdigit() else number


def _forward(tape: Tape, names: Sequence[str], dialect: Dialect) -> list[str]:
    lines = []
    for place, step in enumerate(tape.steps):
        if step.args or (place == len(tape.steps) - 1 and not isinstance(step.value, str)):
            lines.append(f"{names[place]} = {_text(_alone(tape, names, place), names, dialect)}")
    return lines


def _alone(tape: Tape, names: Sequence[str], place: int) -> Node:
    """An operation of its operands' names."""
    graph = Graph()
    step = tape.steps[place]
    return rebuilt(graph, step, _arguments(tape, names, place, graph), {})


def _arguments(tape: Tape, names: Sequence[str], place: int, graph: Graph) -> list[Node]:
    steps = [(at, tape.steps[at]) for at in tape.operands[place]]
    return [graph.symbol(names[at]) if step.number is None else graph.const(step.number) for at, step in steps]


def _local(tape: Tape, names: Sequence[str], target: int, position: int) -> str:
    graph = Graph()
    node = rebuilt(graph, tape.steps[target], _arguments(tape, names, target, graph), {})
    return _text(local_derivative(graph, node, position), names, NUMPY)


def _text(node: Node, names: Sequence[str], dialect: Dialect) -> str:
    style = Style(dialect, {name: name for name in names}, frozenset(names), repeated=10**9)
    (result,) = write([node], style).results
    return result


def _gradient(tape: Tape, names: Sequence[str], shown: str, reached: Mapping[int, None]) -> str:
    places = {step.value: place for place, step in enumerate(tape.steps) if isinstance(step.value, str)}
    parts = []
    for name in tape.formula.variables:
        place = places.get(name)
        found = place is not None and (place in reached or place == len(tape.steps) - 1)
        parts.append(f'"{name}": {shown.format(names[place]) if found and place is not None else "0.0"}')
    return f"gradient = {{{', '.join(parts)}}}"


def _whole(imports: Sequence[str], code: Sequence[str], dialect: Dialect) -> str:
    body = "\n".join((*code, "print(value, gradient)"))
    helpers = [helper.strip() for helper in needed_helpers(body, dialect)]
    source = "\n\n\n".join((*helpers, body))
    needed = [line for line in imports if line != "import math" or "math." in source]
    head = "\n".join(needed).strip()
    return f"{head}\n\n{source}\n" if not helpers else f"{head}\n\n\n{source}\n"
