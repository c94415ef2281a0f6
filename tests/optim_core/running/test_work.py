"""A run whose budget of work is used up is the beginning of the run without one, and says where it ended."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optim_core import Outcome, Trajectory, methods, optimizer, run
from optim_core.expression.graph.size import Operations, operations
from optim_core.methods.stepper import Evaluations
from optim_core.running.cost import Metered, Prices, evaluation, least, prices
from optim_core.running.sampling import Sampling
from surfaces import parse, surface
from surfaces.data import MODELS, data_loss, dataset

VALLEY, START = surface("rosenbrock"), (-1.5, 2.0)


def begins(short: Trajectory, whole: Trajectory) -> None:
    count = len(short.values)
    np.testing.assert_array_equal(short.points, whole.points[:count])
    np.testing.assert_array_equal(short.values, whole.values[:count])
    if short.reason or not short.spent:
        return
    np.testing.assert_array_equal(short.evaluations[:, : count - 1], whole.evaluations[:, : count - 1])


@settings(max_examples=40, deadline=None)
@given(key=st.sampled_from(sorted(methods())), work=st.floats(1e-4, 6e-3), steps=st.integers(1, 80))
def test_less_work_is_the_same_path_not_as_far(key: str, work: float, steps: int) -> None:
    whole, short = (run(VALLEY, optimizer(key), START, steps, work=w) for w in (None, work))
    begins(short, whole)
    assert not whole.spent
    assert bool(short.spent) == (short.steps < whole.steps)
    more = run(VALLEY, optimizer(key), START, steps, work=2 * work)
    assert short.steps <= more.steps <= whole.steps


@pytest.mark.parametrize("key", sorted(methods()))
def test_it_is_said_where_the_budget_ended(key: str) -> None:
    work = 2e-3 if optimizer(key).method.steppable else 6e-3
    path = run(VALLEY, optimizer(key), START, 300, work=work)
    assert path.spent and 0 < path.steps < 300
    outcome = path.outcome
    assert isinstance(outcome, Outcome)
    assert outcome.message.startswith(f"Budget used at step {path.steps} of 300: ")


def test_the_price_of_steps_that_cost_the_same_is_known_before() -> None:
    for key in ("gradient_descent", "nesterov", "adam", "newton"):
        price = least(VALLEY, optimizer(key), 50)
        assert not run(VALLEY, optimizer(key), START, 50, work=price * 1.0001).spent
        assert run(VALLEY, optimizer(key), START, 50, work=price * 0.99).steps == 49


def test_every_evaluation_is_paid_for() -> None:
    price, asked = Prices(1.0, 10.0, 100.0, 1000.0), Evaluations(functions=2, gradients=4, hessians=5)
    # Three steps, two values, four gradients of which three may come with the steps, five Hessians.
    assert price.spent(3, asked, handed=True) == 3 + 20 + 100 + 5000
    assert price.spent(3, asked, handed=False) == 3 + 20 + 400 + 5000
    # Of runs side by side all pay for the one that asks most.
    several = Evaluations(np.array([2, 7]), np.array([3, 3]), np.array([0, 1]))
    assert price.spent(3, several, handed=True) == 3 + 70 + 1000


@pytest.mark.parametrize("key", ["gradient_descent", "nesterov", "newton", "steepest_descent", "bfgs"])
def test_many_runs_end_together(key: str) -> None:
    starts = np.linspace(-1.9, 1.9, 6), np.linspace(-0.9, 2.9, 6)
    whole, short = (run(VALLEY, optimizer(key), starts, 40, work=w) for w in (None, 4e-3))
    assert np.any(short.spent)
    there = np.isfinite(short.values)
    np.testing.assert_array_equal(short.values[there], whole.values[there])
    kinds = short.outcome.kind[np.asarray(short.spent)]  # type: ignore[union-attr]
    assert set(kinds.tolist()) <= {"budget", "diverged", "converged", "flat", "oscillating"}
    for index in range(6):
        # Lost before, or ended by itself.
        if np.isfinite(short.values[:, index]).sum() < 41 and whole.bad_step[index] < 0:
            alone = short.alone(index)
            assert bool(alone.spent) == bool(np.asarray(short.spent)[index])


def test_a_rule_that_fired_before_is_what_ended_the_run() -> None:
    path = run(VALLEY, optimizer("adam"), START, 300, work=2e-3, stops={"evaluations": 5})
    assert path.fired == ("evaluations",) and not path.spent
    path = run(VALLEY, optimizer("adam"), START, 300, work=2e-3, stops={"evaluations": 290})
    assert path.fired == () and path.spent


def test_a_run_that_is_lost_before_was_not_ended_by_its_budget() -> None:
    path = run(parse("x^4"), optimizer("gradient_descent", learning_rate=9.0), (3.0,), 300, work=2e-3)
    assert not path.spent and path.outcome.kind == "diverged"


@pytest.mark.parametrize("sampling", [Sampling("shuffle", 10), Sampling("replacement", 60), Sampling("single")])
def test_runs_over_batches(sampling: Sampling) -> None:
    loss = data_loss(dataset("line"), MODELS["squares"])
    for key in ("momentum", "newton", "line_search"):
        half = least(loss, optimizer(key), 60, sampling=sampling) / 2
        whole, short = (run(loss, optimizer(key), loss.start, 60, sampling=sampling, work=w) for w in (None, half))
        begins(short, whole)
        assert short.spent and 0 < short.steps < 60 and len(short.batches or ()) == short.steps


def test_larger_batches_of_more_examples_cost_more() -> None:
    loss, method = data_loss(dataset("line", 10_000), MODELS["squares"]), optimizer("gradient_descent")
    costs = [least(loss, method, 100, sampling=Sampling("replacement", size)) for size in (1, 100, 10_000)]
    assert costs[0] < costs[1] < costs[2]
    assert least(loss, method, 200) == pytest.approx(2 * least(loss, method, 100))


def test_operations_are_counted_once_and_by_kind() -> None:
    loss = parse("erf(x*y) + sin(x*y) + x*y")
    assert operations((loss.kernels.parsed.root,)) == Operations(plain=3, functions=1, one_by_one=1)
    assert evaluation(Operations(1), 10) < evaluation(Operations(0, 1), 10) < evaluation(Operations(0, 0, 1), 10)


def test_a_budget_pays_for_everything_that_is_asked() -> None:
    paid = Metered(VALLEY, Prices(0.0, 1.0, 2.0, 4.0), 7.0)
    assert paid.value(1.0, 1.0) == 0.0
    paid.gradient(1.0, 1.0)
    paid.hessian(1.0, 1.0)
    assert paid.spent == 7.0
    with pytest.raises(Exception, match=r"^$"):
        paid.value(1.0, 1.0)


def test_what_is_done_is_told_in_growing_shares() -> None:
    for key in ("adam", "steepest_descent", "bfgs"):
        told: list[float] = []
        run(VALLEY, optimizer(key), START, 30, work=0.5, watch=told.append)
        assert told and told == sorted(told) and told[-1] <= 1.0
    told.clear()
    run(VALLEY, optimizer("adam"), (np.zeros(3), np.ones(3)), 30, work=0.5, watch=told.append)
    assert told[-1] == 1.0


def test_a_loss_of_ones_own_has_no_price() -> None:
    class Bowl:
        dimension = 1

        def value(self, x: float) -> float:
            return x * x

        def gradient(self, x: float) -> tuple[float]:
            return (2.0 * x,)

        def hessian(self, x: float) -> tuple[tuple[float]]:
            return ((2.0,),)

        def value_and_gradient(self, flavour: str) -> object:
            return lambda x: (x * x, 2.0 * x)

        def gradient_kernel(self, flavour: str) -> object:
            return self.gradient

    assert prices(Bowl()) == Prices(0.0, 0.0, 0.0, 0.0)  # type: ignore[arg-type]
    assert run(Bowl(), optimizer("adam"), (1.0,), 20, work=1e-9).steps == 20  # type: ignore[arg-type]
