"""One step from a backward pass is the first step of a run."""

from __future__ import annotations

import pytest

from optim_core import methods, optimizer, run
from optim_core.backprop import BackpropagationError, formula_of, tape_of
from optim_core.backprop.step import method_step
from optim_core.methods.definition import Method
from surfaces import surface

RULES = [key for key, method in methods().items() if isinstance(method, Method)]


@pytest.mark.parametrize("key", RULES)
def test_it_is_the_first_step_of_a_run(key: str) -> None:
    loss, start = surface("rosenbrock"), (-1.2, 0.9)
    path = run(loss, optimizer(key), start=start, steps=1)
    step = method_step(tape_of(formula_of(loss, None, {})), start, optimizer(key))
    assert step.point == pytest.approx(path.points[1], rel=1e-12)
    assert (step.before, step.after) == pytest.approx(tuple(path.values), rel=1e-12)
    assert step.gradient == pytest.approx(path.gradients[0], rel=1e-12)
    assert step.at == pytest.approx(path.gradient_points[0], rel=1e-12)


def test_other_methods_and_points_without_values_are_refused() -> None:
    tape = tape_of(formula_of("ln x", None, {}))
    with pytest.raises(BackpropagationError, match="equations"):
        method_step(tape, (1.0,), optimizer("newton"))
    with pytest.raises(BackpropagationError, match="not defined"):
        method_step(tape, (0.5,), optimizer("gradient_descent", learning_rate=1.0))
