"""The methods that can make one step from the graph: those that are equations for each coordinate."""

from __future__ import annotations

from functools import cache

from optim_core import Optimizer, methods, optimizer
from optim_core.methods.definition import Method

LEAST_RATE, LARGEST_RATE = 1e-5, 10.0


@cache
def rule_methods() -> tuple[str, ...]:
    """Their keys."""
    return tuple(key for key, method in methods().items() if isinstance(method, Method))


def has_rate(key: str) -> bool:
    """Whether the method has a learning rate to set."""
    return any(each.key == "learning_rate" for each in methods()[key].hyperparameters("lecture"))


def chosen(key: str, rate: float) -> Optimizer:
    """The method as lectures write it, with that rate if it has one."""
    return optimizer(key, learning_rate=rate) if has_rate(key) else optimizer(key)
