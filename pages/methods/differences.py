"""How a method's lecture form and PyTorch's differ, read off their definitions and off two runs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from optim_core import CONVENTIONS, Optimizer, Trajectory
from optim_core.base.text import N_, Message
from optim_core.expression import Assignment, topological
from optim_core.methods.definition import Definition, Method
from optim_core.methods.rule import Rule, assignments, names_of, symbols_of


def differences(optimizer: Optimizer) -> list[Message]:
    """What the definitions say about the two forms, a sentence each; of the method inside, if there is one."""
    if optimizer.inner is not None:
        return differences(optimizer.inner)
    method = optimizer.method
    if not isinstance(method, Method):
        return []
    return [*_in_equations(method), *_in_defaults(method)]


def _in_equations(method: Method) -> Iterator[Message]:
    if method.lecture.looks_ahead and not method.pytorch.looks_ahead:
        yield Message(
            N_("The lecture form takes the gradient ahead, PyTorch where the weights are, and corrects the step.")
        )
    lecture, pytorch = (_parsed(method, convention) for convention in CONVENTIONS)
    if _remembers_rate(method, method.lecture, lecture) and not _remembers_rate(method, method.pytorch, pytorch):
        yield Message(
            N_(
                "The lecture form multiplies by the learning rate before it remembers, PyTorch after: this shows only "
                "where the learning rate changes on the way."
            )
        )
    if _under_root(lecture, "epsilon") and not _under_root(pytorch, "epsilon"):
        yield Message(N_("The lecture form adds epsilon under the root, PyTorch outside of it."))
    bounds = sorted(_bounds(pytorch) - _bounds(lecture))
    if len(bounds) == 2:
        yield Message(
            N_("Only PyTorch holds the step between {low:g} and {high:g}."), {"low": bounds[0], "high": bounds[1]}
        )


def _in_defaults(method: Definition) -> Iterator[Message]:
    pairs = zip(*(method.hyperparameters(convention) for convention in CONVENTIONS), strict=True)
    for lecture, pytorch in pairs:
        if lecture.default != pytorch.default:
            yield Message(
                N_("Left alone, {parameter} is {lecture:g} in the lecture form and {pytorch:g} in PyTorch."),
                {"parameter": Message(lecture.label), "lecture": lecture.default, "pytorch": pytorch.default},
            )


def defaults_differ(optimizer: Optimizer) -> bool:
    """Whether the two forms begin with different numbers if nobody sets any."""
    method = optimizer.inner.method if optimizer.inner else optimizer.method
    return any(_in_defaults(method))


def _parsed(method: Method, convention: str) -> tuple[Assignment, ...]:
    rule = method.lecture if convention == "lecture" else method.pytorch
    names = names_of(rule.state, (p.symbol for p in method.parameters))
    return assignments(rule.updates.strip(), names)


def _remembers_rate(method: Method, rule: Rule, lines: tuple[Assignment, ...]) -> bool:
    rates = {p.symbol for p in method.parameters if method.rated and p.key == method.rated.key}
    return any(line.target in rule.state and symbols_of(line) & rates for line in lines)


def _under_root(lines: tuple[Assignment, ...], symbol: str) -> bool:
    roots = (node for line in lines for node in topological([line.root]) if node.op == "sqrt")
    return any(part.value == symbol for root in roots for part in topological([root]))


def _bounds(lines: tuple[Assignment, ...]) -> set[float]:
    """The numbers that something is held above or below."""
    limits = (n for line in lines for n in topological([line.root]) if n.op in {"max2", "min2"})
    return {float(part.value) for node in limits for part in node.args if isinstance(part.value, float)}


class Comparison(NamedTuple):
    """Two paths from the same start.

    Attributes:
        distance: the largest distance between their points of the same step.
        step: where that is.
        steps: how many steps could be compared; the finite ones both made.
        losses: the loss at the end of each.
    """

    distance: float
    step: int
    steps: int
    losses: tuple[float, float]


def compare(first: Trajectory, second: Trajectory) -> Comparison:
    """The largest distance between two single runs, step by step."""
    count = min(len(first.points), len(second.points))
    with np.errstate(all="ignore"):
        apart = np.hypot.reduce(first.points[:count] - second.points[:count], axis=1)
    finite = np.isfinite(apart)
    apart = np.where(finite, apart, -1.0)
    step = int(np.argmax(apart))
    losses = float(first.values[-1]), float(second.values[-1])
    return Comparison(float(apart[step]), step, int(np.flatnonzero(finite)[-1]), losses)
