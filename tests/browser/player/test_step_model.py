"""The browser's steps are the run's: every method's states, recomputed from its equations, lead along its points."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from optim_core import methods, optimizer, run
from optim_core.explanations.step_equations import step_equations
from optim_core.methods.definition import CONVENTIONS, Method
from surfaces import surface
from tests.browser.harness.bench import Bench, bench_fixtures
from ui.player.explanation import Explanation, explanation_message

warm_bench, bench = bench_fixtures()

RULES = [key for key, method in methods().items() if isinstance(method, Method)]

# Results of the last line are the new point; numbers cross as bytes, since JSON has no infinities.
FOLLOW = """
    const { StepModel } = await load('engine/step_model');
    const [header, points, gradients, takenAt, last] = [a, b, c, d, e];
    const floats = (bytes) => new Float64Array(Uint8Array.from(bytes).buffer);
    const [path, dimension] = [floats(points), header.equations.dimension];
    const run = { values: { length: path.length / dimension },
        point: (step) => Array.from(path.subarray(step * dimension, (step + 1) * dimension)) };
    const model = new StepModel(header, { gradients: floats(gradients), takenAt: takenAt && floats(takenAt) }, run);
    const lines = model.reproduced ? [...model.spelledOut(last)] : [];
    return [model.reproduced, lines.map(({ line, result }) => [line.target, result.map(String)])];
"""


def follow(bench: Bench, loss: Any, method: Any, start: tuple[float, ...], steps: int, change: float = 0.0) -> Any:
    path = run(loss, method, start, steps)
    assert path.gradients is not None
    assert path.gradient_points is not None
    gradients = path.gradients[: path.steps] + change
    equations = step_equations(method, loss.variables)
    header, _ = explanation_message(Explanation("run", equations, gradients, path.gradient_points[: path.steps]))
    arrays = [
        list(np.ascontiguousarray(a).tobytes()) for a in (path.points, gradients, path.gradient_points[: path.steps])
    ]
    return bench.call(FOLLOW, json.loads(json.dumps(header)), *arrays, path.steps)


@pytest.mark.parametrize("convention", CONVENTIONS)
@pytest.mark.parametrize("key", RULES)
def test_every_method_is_reproduced(key: str, convention: str, bench: Bench) -> None:
    settings = {"weight_decay": 0.01} if any(p.key == "weight_decay" for p in methods()[key].parameters) else {}
    method = optimizer(key, convention=convention, **settings)
    for name, start in (("rosenbrock", (-1.5, 2.0)), ("double_well", (1.7,))):
        reproduced, lines = follow(bench, surface(name), method, start, 120)
        assert reproduced, name
        assert [target for target, _ in lines][-2:] == ["w", "@loss"]


def test_numbers_beyond_all_bounds_are_the_same(bench: Bench) -> None:
    # Out here the square of the gradient overflows, and Adam stands still.
    reproduced, lines = follow(bench, surface("rosenbrock"), optimizer("adam"), (1e55, 0.0), 20)
    assert reproduced
    assert dict(lines)["v"][0] == "Infinity"


def test_other_numbers_than_the_run_s_are_noticed(bench: Bench) -> None:
    reproduced, _ = follow(bench, surface("rosenbrock"), optimizer("momentum"), (-1.5, 2.0), 50, change=1e-3)
    assert not reproduced
