"""Many runs at once: what is lost, where and at what cost is what a single run loses; gradients belong to steps."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from optim_core import Trajectory, optimizer, run
from optim_core.methods.optimizer import configured
from optim_core.methods.typed_method import typed_method
from optim_core.paths.multistart import harvest
from optim_core.running.sampling import Sampling
from surfaces import parse, surface
from surfaces.data import MODELS, data_loss, dataset

KEYS = ["gradient_descent", "nesterov", "newton", "line_search", "lookahead", "bfgs"]


def same_as_alone(many: Trajectory, index: int, one: Trajectory) -> None:
    """Run `index` of many is the single run `one`, and nothing after it."""
    count = len(one.points)
    np.testing.assert_allclose(many.points[:count, :, index], one.points, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(many.values[:count, index], one.values, rtol=1e-9, atol=1e-12)
    assert np.isnan(many.points[count:, :, index]).all() and np.isnan(many.values[count:, index]).all()
    assert many.bad_step[index] == one.bad_step
    np.testing.assert_allclose(
        many.bad_point[:, index], one.bad_point if one.bad_step >= 0 else many.bad_point[:, index]
    )
    assert many.outcome.kind[index] == one.outcome.kind  # type: ignore[union-attr,index]


@pytest.mark.parametrize("stops", [{}, {"evaluations": 25.0}, {"step_length": 1e-3, "loss_change": 1e-4}], ids=str)
@pytest.mark.parametrize("key", KEYS)
def test_a_start_outside_the_domain_is_lost_alone(key: str, stops: dict[str, float]) -> None:
    loss, starts = parse("x - log(x)"), np.array([-1.0, 0.5, 1.5, -7.0])
    many = run(loss, optimizer(key), (starts,), 40, stops=stops)
    singles = [run(loss, optimizer(key), (start,), 40, stops=stops) for start in starts]
    for index, one in enumerate(singles):
        same_as_alone(many, index, one)
    assert [one.steps for one in singles[::3]] == [0, 0] and singles[1].steps > 0
    assert many.bad_step.tolist()[::3] == [0, 0]
    assert many.points[0, 0].tolist() == starts.tolist() and np.isnan(many.values[0, [0, 3]]).all()
    assert harvest(many).others["left_domain"] == 2 and harvest(many).best in (1, 2)
    if stops:
        assert many.last is not None
        assert many.last.tolist() == [one.steps for one in singles]


@pytest.mark.parametrize("stops", [{"evaluations": 30.0}, {"gradient": 1e-3}, {"step_length": 1e-3}], ids=str)
def test_runs_that_are_lost_before_a_rule_fires_end_where_they_would_alone(stops: dict[str, float]) -> None:
    """x^4 with rate 1: from 10 it blows up at step 4, from 1 at once later, from 0.1 it creeps."""
    loss, method, starts = parse("x^4"), optimizer("gradient_descent", learning_rate=1.0), np.array([10.0, 1.0, 0.1])
    many = run(loss, method, (starts,), 60, stops=stops)
    singles = [run(loss, method, (start,), 60, stops=stops) for start in starts]
    assert many.last is not None
    assert many.last.tolist() == [one.steps for one in singles]
    assert singles[0].steps == 3 and singles[0].bad_step == 4 and singles[2].bad_step == -1
    for index, one in enumerate(singles):
        same_as_alone(many, index, one)
        assert many.evaluations[:, -1, index].tolist() == one.evaluations[:, -1].tolist()
        assert many.outcome.step[index] == one.outcome.step  # type: ignore[union-attr,index]


def test_a_rule_that_fires_saves_a_run_from_being_lost() -> None:
    """The run from 10 has used two evaluations at step 2 and would be lost at step 4."""
    loss, method = parse("x^4"), optimizer("gradient_descent", learning_rate=1.0)
    many = run(loss, method, (np.array([10.0, 0.1]),), 60, stops={"evaluations": 2})
    assert many.bad_step.tolist() == [-1, -1] and many.last is not None and many.last.tolist() == [2, 2]
    assert many.outcome.step.tolist() == [2, 2]  # type: ignore[union-attr]


def test_weights_that_blow_up_end_a_run_even_where_the_loss_stays_finite() -> None:
    """w = w^2 from 1e80: 1e160, then infinity, where 1/(1 + x^2) is 0."""
    loss, method = parse("1/(1 + x^2)"), configured(typed_method("w = w^2"), "lecture", {})
    one = run(loss, method, (1e80,), 10)
    assert (one.points[:, 0].tolist(), int(one.bad_step), one.outcome.kind) == ([1e80, 1e160], 2, "diverged")
    many = run(loss, method, (np.array([1e80, 0.5]),), 10)
    same_as_alone(many, 0, one)
    assert many.bad_step.tolist() == [2, -1]


@pytest.mark.parametrize("inner", ["gradient_descent", "momentum"])
def test_once_all_are_lost_nothing_more_is_evaluated(inner: str) -> None:
    method = optimizer("lookahead", inner=inner, learning_rate=1.0, every=2, alpha="parabola")
    starts = (np.array([-1.5, 2.0]), np.array([2.0, -1.0]))
    path = run(surface("rosenbrock"), method, starts, 40)
    lost = int(path.bad_step.max())
    assert 0 < lost < 30 and (path.bad_step > 0).all()
    assert (path.evaluations[:, lost:] == path.evaluations[:, lost : lost + 1]).all()
    assert (path.evaluations[1, lost] >= lost).all() and (np.diff(path.evaluations, axis=1) >= 0).all()


@pytest.mark.parametrize("key", ["bfgs", "nelder_mead", "trust_ncg"])
def test_what_runs_of_scipy_s_methods_evaluated_stays_when_they_end(key: str) -> None:
    loss, starts = surface("himmelblau"), (np.array([0.0, 2.9, 4.0]), np.array([0.0, 2.1, -4.0]))
    many = run(loss, optimizer(key), starts, 120)
    for index in range(3):
        one = run(loss, optimizer(key), [start[index] for start in starts], 120)
        assert 0 < one.steps < 120 and one.evaluations[0, -1] > 0
        assert (many.evaluations[:, one.steps :, index] == one.evaluations[:, -1:]).all()


@pytest.mark.parametrize(("key", "shape"), [("gradient_descent", (3,)), ("nesterov", (2, 2))])
def test_gradients_of_many_runs_are_kept_when_asked_for(key: str, shape: tuple[int, ...]) -> None:
    loss = surface("himmelblau")
    starts = tuple(np.linspace(low, low + 1.0, int(np.prod(shape))).reshape(shape) for low in (-1.0, 0.5))
    without = run(loss, optimizer(key), starts, 6)
    assert without.gradients is None and without.gradient_points is None
    path = run(loss, optimizer(key), starts, 6, record_gradients=True)
    assert path.gradients is not None and path.gradient_points is not None
    assert path.gradients.shape == path.gradient_points.shape == (6, 2, *shape)
    for index in np.ndindex(shape):
        one = run(loss, optimizer(key), [start[index] for start in starts], 6)
        assert one.gradients is not None and one.gradient_points is not None
        np.testing.assert_allclose(path.gradients[(slice(None), slice(None), *index)], one.gradients, rtol=1e-9)
        np.testing.assert_allclose(path.gradient_points[(slice(None), slice(None), *index)], one.gradient_points)


def _paths() -> dict[str, Trajectory]:
    """Single runs that end in every way there is."""
    steep, line = surface("rosenbrock"), data_loss(dataset("far", 40), MODELS["squares"])
    start: Any = (-1.5, 2.0)
    return {
        "to the end": run(steep, optimizer("adam"), start, 9),
        "ahead": run(steep, optimizer("nesterov"), start, 9),
        "lost": run(steep, optimizer("gradient_descent", learning_rate=1.0), start, 30),
        "lost at once": run(parse("log(x) + y"), optimizer("adam"), (-1.0, 0.0), 30),
        "lost ahead": run(steep, optimizer("nesterov", learning_rate=1.0), start, 30),
        "stopped": run(steep, optimizer("adam"), start, 30, stops={"evaluations": 7}),
        "stopped at once": run(steep, optimizer("adam"), start, 30, stops={"gradient": 1e9}),
        "whole": run(steep, optimizer("bfgs"), start, 9),
        "whole, ended itself": run(steep, optimizer("bfgs"), start, 500),
        "whole, lost": run(parse("x - 9*log(x) + y"), optimizer("bfgs"), (-1.0, 0.0), 9),
        "whole, stopped": run(steep, optimizer("bfgs"), start, 500, stops={"evaluations": 9}),
        "batches": run(line, optimizer("adam"), (0.1, 0.2), 9, sampling=Sampling("shuffle", 8)),
        "batches, lost": run(
            line, optimizer("gradient_descent", learning_rate=10.0), (0.1, 0.2), 5000, sampling=Sampling("single")
        ),
        "batches, stopped": run(
            line, optimizer("adam"), (0.1, 0.2), 50, sampling=Sampling("shuffle", 8), stops={"evaluations": 7}
        ),
    }


PATHS = _paths()


@pytest.mark.parametrize("name", PATHS)
def test_every_step_has_one_gradient_however_the_run_ends(name: str) -> None:
    path = PATHS[name]
    assert path.gradients is not None and path.gradient_points is not None
    assert path.points.shape == (path.steps + 1, 2) and path.values.shape == (path.steps + 1,)
    assert path.gradients.shape == path.gradient_points.shape == (path.steps, 2)
    assert path.evaluations.shape == (3, path.steps + 1)
    if path.batches is None:
        exact = np.array([path.loss.gradient(*point) for point in path.gradient_points.tolist()]).reshape(-1, 2)
        np.testing.assert_allclose(path.gradients, exact, rtol=1e-12)
    else:
        assert len(path.batches) == path.steps == len(path.examples_seen) - 1
    if "ahead" not in name:
        np.testing.assert_array_equal(path.gradient_points, path.points[:-1])


def test_lost_losses_are_not_kept() -> None:
    """1/x is infinite at 0: there is no loss at that start, for a single run or among many."""
    loss, method = parse("1/x + x"), optimizer("gradient_descent", learning_rate=0.1)
    many = run(loss, method, (np.array([0.0, 2.0]),), 5)
    assert many.bad_step.tolist() == [0, -1] and np.isnan(many.values[:, 0]).all()
    assert many.points[0].tolist() == [[0.0, 2.0]] and np.isnan(many.points[1:, 0, 0]).all()
