"""One step from a backward pass is the first step of a run."""

from __future__ import annotations

import pytest

from optim_core import methods, optimizer, run
from optim_core.backprop import BackpropagationError, formula_of, tape_of
from optim_core.backprop.step import method_step
from optim_core.methods.definition import Method
from optim_core.methods.optimizer import configured
from optim_core.methods.typed_method import typed_method
from surfaces import surface

RULES = {key: optimizer(key) for key, method in methods().items() if isinstance(method, Method)}
# What is remembered is zero at first, so that Nesterov's method does not look ahead in its first step.
RULES["looks ahead at once"] = configured(
    typed_method("at = w + 0.05*v\nv = 1\nv = 0.9*v - 0.002*g\nw = w + v"), "lecture", {}
)


@pytest.mark.parametrize("key", RULES)
def test_it_is_the_first_step_of_a_run(key: str) -> None:
    loss, start, method = surface("rosenbrock"), (-1.2, 0.9), RULES[key]
    path = run(loss, method, start=start, steps=1)
    step = method_step(tape_of(formula_of(loss, None, {})), start, method)
    assert (step.at != start) == (key == "looks ahead at once")
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
