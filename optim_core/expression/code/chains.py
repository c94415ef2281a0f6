"""Many steps as one function: equations of a step, and the loss where it leads, in straight-line Python inside a loop.

Step by step, most of the time of a run goes to calls that hand numbers from the equations to the loss and back. What is
computed here is printed from the same nodes as the kernels of both, in the same order, so every digit is theirs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from optim_core.expression.code.kernels import compiled, scalar_functions
from optim_core.expression.code.printer import PythonWriter
from optim_core.expression.graph.graph import Node, topological

#: Where a formula is larger, calls are a small part of a step, and printing it anew for every method is not.
LARGEST = 300


class Formula(NamedTuple):
    """A loss as what is printed of it.

    Attributes:
        outputs: the loss and its partial derivatives.
        arguments: the names in it: its variables in order, then those of `numbers`.
        numbers: what stands for the rest.
    """

    outputs: tuple[Node, ...]
    arguments: tuple[str, ...]
    numbers: tuple[float, ...]


#: (first, last, point, gradient, state, numbers of the equations, of the loss, points, values, gradients): makes the
#: steps from `first` to `last`, adds what each has found to the three lists, and returns point, gradient and state.
#: It ends before a step that is not finite or that floats raise at, which is for others to make.
Chain = Callable[..., tuple[tuple[float, ...], tuple[float, ...], tuple[float, ...]]]


def compile_chain(
    step: Sequence[Node], step_arguments: Sequence[str], loss: Sequence[Node], loss_arguments: Sequence[str]
) -> Chain | None:
    """The function; None if the loss is too large for one to be worth it.

    Args:
        step: the new weights, then the new state.
        step_arguments: the step's number, the weights, the gradient, the state, then numbers.
        loss: value and partial derivatives, one for each weight.
        loss_arguments: the weights, then numbers.
    """
    if len(topological(loss)) > LARGEST:
        return None
    dimension = len(loss) - 1
    states = len(step) - dimension
    # Arguments of the step are v0, v1, ..., those of the loss u0, u1, ...: where the step leads.
    moving = PythonWriter(step, step_arguments, "scalar")
    seeing = PythonWriter(loss, loss_arguments, "scalar", "u")
    weights, slopes = _names("v", 1, dimension), _names("v", 1 + dimension, dimension)
    state, led = _names("v", 1 + 2 * dimension, states), _names("u", 0, dimension)
    numbers = _names("v", 1 + 2 * dimension + states, len(step_arguments) - 1 - 2 * dimension - states)
    constants = _names("u", dimension, len(loss_arguments) - dimension)
    kept, found = _names("s", 0, states), _names("d", 0, dimension)
    each = [
        *moving.statements(),
        _assigned([*led, *kept], [moving.text(node) for node in step]),
        *seeing.statements(),
        _assigned(["q", *found], [seeing.text(node) for node in loss]),
        # Zero times a number is zero for finite numbers only.
        f"if q * 0.0 + ({' + '.join(led)}) * 0.0 != 0.0: break",
        f"gradients.append({_tuple(slopes)})",
        f"points.append({_tuple(led)})",
        "values.append(q)",
        _assigned([*weights, *slopes, *state], [*led, *found, *kept]),
    ]
    lines = [
        "def kernel(first, last, w, g, s, n, c, points, values, gradients):",
        *(f" {_tuple(names)} = {given}" for names, given in _pairs(weights, slopes, state, numbers, constants)),
        " try:",
        "  for v0 in range(first, last + 1):",
        *(f"   {line}" for line in each),
        " except (OverflowError, ZeroDivisionError, ValueError):",
        "  pass",
        f" return {_tuple(weights)}, {_tuple(slopes)}, {_tuple(state)}",
    ]
    return compiled("\n".join(lines), {**scalar_functions(), "range": range})


def _names(letter: str, first: int, count: int) -> list[str]:
    return [f"{letter}{i}" for i in range(first, first + count)]


def _tuple(names: Sequence[str]) -> str:
    return f"({''.join(f'{name}, ' for name in names)})"


def _pairs(*groups: Sequence[str]) -> list[tuple[Sequence[str], str]]:
    """Each group with the argument it is handed in."""
    return [(names, given) for names, given in zip(groups, "wgsnc", strict=True) if names]


def _assigned(targets: Sequence[str], texts: Sequence[Any]) -> str:
    return f"{', '.join(targets)} = {', '.join(texts)}"
