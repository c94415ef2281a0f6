"""The browser's steps are the run's: every method's states, recomputed from its equations, lead along its points."""

from __future__ import annotations

import json
from base64 import b64encode
from typing import Any

import numpy as np
import pytest

from optim_core import Trajectory, methods, optimizer, run
from optim_core.methods.definition import CONVENTIONS, Method
from optim_core.methods.optimizer import configured
from optim_core.methods.typed_method import typed_method
from surfaces import surface
from tests.browser.harness.bench import Bench
from ui.player.explanation import explanation_message
from ui.runs.step_explanation import explanation

RULES = [key for key, method in methods().items() if isinstance(method, Method)]

# Results of the last line are the new point; numbers cross as bytes in a text, since JSON has no infinities.
FOLLOW = """
    const { StepModel } = await load('engine/step_model');
    const [header, points, [gradients, losses], takenAt, last] = [a, b, c, d, e];
    const floats = (text) => new Float64Array(bench.bytes(text).buffer);
    const [path, dimension] = [floats(points), header.equations.dimension];
    const run = { values: { length: path.length / dimension },
        point: (step) => Array.from(path.subarray(step * dimension, (step + 1) * dimension)) };
    const model = new StepModel(header, { gradients: floats(gradients), takenAt: takenAt && floats(takenAt),
        losses: floats(losses) }, run);
    const lines = model.reproduced ? [...model.spelledOut(last)] : [];
    return [model.reproduced, lines.map(({ line, result }) => [line.target, result.map(String)])];
"""


def follow(bench: Bench, path: Trajectory, change: float = 0.0) -> Any:
    assert path.gradients is not None
    assert path.gradient_points is not None
    explained = explanation("run", path, path.loss)
    header, _ = explanation_message(explained)
    gradients = path.gradients[: path.steps] + change
    losses = explained.losses if explained.losses is not None else np.zeros(0)
    points, slopes, values, places = (
        b64encode(np.ascontiguousarray(a).tobytes()).decode()
        for a in (path.points, gradients, losses, path.gradient_points[: path.steps])
    )
    return bench.call(FOLLOW, json.loads(json.dumps(header)), points, [slopes, values], places, path.steps)


@pytest.mark.parametrize("convention", CONVENTIONS)
@pytest.mark.parametrize("key", RULES)
def test_every_method_is_reproduced(key: str, convention: str, bench: Bench) -> None:
    settings = {"weight_decay": 0.01} if any(p.key == "weight_decay" for p in methods()[key].parameters) else {}
    method = optimizer(key, convention=convention, **settings)
    for name, start in (("rosenbrock", (-1.5, 2.0)), ("double_well", (1.7,))):
        reproduced, lines = follow(bench, run(surface(name), method, start, 120))
        assert reproduced, name
        assert [target for target, _ in lines][-2:] == ["w", "@loss"]


@pytest.mark.parametrize("convention", CONVENTIONS)
@pytest.mark.parametrize("key", ["gradient_descent", "nesterov", "adam"])
def test_a_gradient_that_is_clipped_is_reproduced(key: str, convention: str, bench: Bench) -> None:
    method = optimizer(key, convention=convention, max_norm=2.0)
    for name, start in (("rosenbrock", (-1.5, 2.0)), ("double_well", (1.7,))):
        reproduced, lines = follow(bench, run(surface(name), method, start, 120))
        assert reproduced, name
        assert [target for target, _ in lines].count("g") == 2


def test_numbers_beyond_all_bounds_are_the_same(bench: Bench) -> None:
    # Out here the square of the gradient overflows, and Adam stands still.
    reproduced, lines = follow(bench, run(surface("rosenbrock"), optimizer("adam"), (1e55, 0.0), 20))
    assert reproduced
    assert dict(lines)["v"][0] == "Infinity"


@pytest.mark.parametrize("maximize", [False, True])
@pytest.mark.parametrize(
    "text", ["eta = (Q + 0.5)/g_norm^2\nw = w - 0.1*eta*g", "at = w + 0.5*v\nv = 0.5*v - 1e-6*Q*g\nw = w + v"]
)
def test_equations_with_the_loss_are_reproduced(text: str, maximize: bool, bench: Bench) -> None:
    method = configured(typed_method(text), "lecture", {})
    path = run(surface("rosenbrock"), method, (-1.5, 2.0), 60, maximize=maximize)
    assert path.gradient_points is not None
    reproduced, lines = follow(bench, path)
    assert reproduced
    place = tuple(map(float, path.gradient_points[path.steps - 1]))
    value = float(path.loss.value(*place))
    found = [float(result[0]) for target, result in lines if target == "Q"]
    assert found == pytest.approx([value, -value] if maximize else [value], rel=1e-12)


@pytest.mark.parametrize(
    "text",
    ["old = w\nnew = w - 1e-4*g + 0.5*(w - old)\nold = w\nw = new",
     "at = w + 0.5*v\nnew = at - 1e-4*g\nv = new - w\nw = new",
     "constructor = 0.5*constructor + grad\nw -= 1e-4*constructor"],
)  # fmt: skip
def test_what_begins_at_the_weights_and_where_the_gradient_is_taken_are_reproduced(text: str, bench: Bench) -> None:
    method = configured(typed_method(text), "lecture", {})
    for name, start in (("rosenbrock", (-1.5, 2.0)), ("double_well", (1.7,))):
        reproduced, lines = follow(bench, run(surface(name), method, start, 30))
        assert reproduced and lines


def test_other_numbers_than_the_run_s_are_noticed(bench: Bench) -> None:
    reproduced, _ = follow(bench, run(surface("rosenbrock"), optimizer("momentum"), (-1.5, 2.0), 50), change=1e-3)
    assert not reproduced
