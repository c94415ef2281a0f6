"""Runs of equations on a formula, many steps at a time: see `expression.code.chains`."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any

from optim_core.expression.code.chains import Chain, compile_chain
from optim_core.methods.losses import Loss, Written
from optim_core.methods.rule import update_nodes
from optim_core.methods.stepper import CoordinateStepper, Point, State, Stepper

Numbers = tuple[float, ...]


def chain_of(loss: Loss, stepper: Stepper) -> Callable[..., Any] | None:
    """(last, point, gradient, state, points, values, gradients): steps from the first on, as far as they are finite.

    What they find is added to the three lists; returned are point, gradient and state after them. None where a step
    asks for more than the gradient at the point, or the loss is no formula of reasonable size.
    """
    if not isinstance(loss, Written) or type(stepper) is not CoordinateStepper:
        return None
    formula = loss.formula()
    if formula is None or stepper.looks_ahead or stepper.uses_value:
        return None
    chain = _chain(formula.outputs, formula.arguments, *stepper.equations, loss.dimension)
    return None if chain is None else partial(_followed, chain, stepper.numbers, formula.numbers)


def _followed(
    chain: Chain, own: Numbers, of_loss: Numbers, last: int, point: Point, gradient: Point, state: State, *found: Any
) -> tuple[Point, Point, State]:
    return chain(1, last, point, gradient, state, own, of_loss, *found)


@lru_cache(maxsize=256)
def _chain(
    outputs: Any, arguments: tuple[str, ...], text: str, memory: tuple[str, ...], names: tuple[str, ...], dimension: int
) -> Chain | None:
    moved, remembered, given = update_nodes(text, memory, names, dimension)
    return compile_chain((*moved, *remembered), given, outputs, arguments)
