"""Methods, schedules and runs are values: equal when made twice, and copied whole, whoever made the copy."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from optim_core import CONVENTIONS, Optimizer, Trajectory, methods, optimizer, run
from optim_core.methods.definition import Method
from optim_core.methods.optimizer import configured
from optim_core.methods.rule import Rule
from optim_core.methods.schedules import KINDS, schedule, typed_schedule
from optim_core.methods.typed_method import EXAMPLE
from optim_core.methods.typed_method import _understood as understood
from optim_core.running.sampling import Sampling
from surfaces import surface
from surfaces.data import MODELS, data_loss, dataset

COPIES: dict[str, Callable[[Any], Any]] = {
    "pickle": lambda value: pickle.loads(pickle.dumps(value)),
    "deepcopy": copy.deepcopy,
    "copy": copy.copy,
}
BOTH = pytest.mark.parametrize("convention", CONVENTIONS)
EVERY = pytest.mark.parametrize("key", list(methods()))
COPIED = pytest.mark.parametrize("copied", COPIES.values(), ids=COPIES)


def _own(text: str = EXAMPLE, **numbers: float) -> Optimizer:
    # Read anew: the same text is usually the same object.
    return configured(understood.__wrapped__(text)[0], "lecture", numbers)


def _path(made: Optimizer, steps: int = 20) -> Trajectory:
    loss = surface("rosenbrock")
    return run(loss, made, loss.start, steps)


def assert_same_path(first: Trajectory, second: Trajectory) -> None:
    """Bit for bit."""
    assert first.points.tobytes() == second.points.tobytes()
    assert first.values.tobytes() == second.values.tobytes()
    assert first == second and hash(first) == hash(second)


@BOTH
@EVERY
def test_methods_are_equal_when_made_twice_and_not_when_a_number_differs(key: str, convention: str) -> None:
    first, second = (optimizer(key, convention=convention) for _ in range(2))
    assert first == second and hash(first) == hash(second)
    for parameter in first.parameters:
        other = parameter.maximum if parameter.default != parameter.maximum else parameter.minimum
        changed = optimizer(key, convention=convention, **{parameter.key: other})
        assert changed != first and hash(changed) != hash(first), parameter.key
    other_form = optimizer(key, convention="lecture" if convention == "pytorch" else "pytorch")
    assert other_form != first and hash(other_form) != hash(first)


@COPIED
@BOTH
@EVERY
def test_copies_of_a_method_make_the_same_path(key: str, convention: str, copied: Callable[[Any], Any]) -> None:
    made = optimizer(key, convention=convention)
    again = copied(made)
    assert again == made and hash(again) == hash(made)
    assert again.method is methods()[key]
    assert_same_path(_path(again), _path(made))


@COPIED
@EVERY
def test_copies_of_a_run_are_the_run(key: str, copied: Callable[[Any], Any]) -> None:
    path = _path(optimizer(key))
    assert path.outcome
    assert_same_path(copied(path), path)
    assert copied(path).outcome == path.outcome


def test_runs_differ_where_their_numbers_do() -> None:
    path = _path(optimizer("adam"))
    assert path == _path(optimizer("adam"))
    assert path != _path(optimizer("adam", learning_rate=0.04))
    assert path != path.until(10)
    moved = path.points.copy()
    moved[7, 1] = np.nextafter(moved[7, 1], 9.0)
    assert path != replace(path, points=moved)
    assert path != "a run"


def test_many_runs_with_lost_ones_among_them_equal_themselves() -> None:
    loss, descent = surface("rosenbrock"), optimizer("gradient_descent", learning_rate=0.1)
    starts = tuple(np.array([w, 50.0]) for w in loss.start)
    first, second = (run(loss, descent, starts, 30) for _ in range(2))
    assert np.isnan(first.points).any()
    assert first == second and hash(first) == hash(second)


def test_runs_over_batches_are_values_too() -> None:
    loss = data_loss(dataset("line"), MODELS["squares"])
    first, second, other = (
        run(loss, optimizer("adam"), loss.start, 9, sampling=Sampling("shuffle", 8, seed)) for seed in (1, 1, 2)
    )
    assert first == second and first != other
    assert pickle.loads(pickle.dumps(first)) == first


@COPIED
def test_typed_methods_are_equal_when_read_twice(copied: Callable[[Any], Any]) -> None:
    made = _own()
    assert made.method is not _own().method
    assert made == _own() and hash(made) == hash(_own())
    assert made != _own(EXAMPLE.replace("0.9", "0.8")) and made != _own(learning_rate=0.06)
    assert hash(made) != hash(_own(EXAMPLE.replace("0.9", "0.8")))
    assert copied(made) == made
    assert_same_path(_path(copied(made)), _path(made))


def test_a_changed_definition_is_another_one() -> None:
    adam = methods()["adam"]
    assert isinstance(adam, Method)
    again = replace(adam)
    assert again is not adam and again == adam and hash(again) == hash(adam)
    assert replace(adam, summary="Another.") != adam
    assert replace(adam, lecture=replace(adam.lecture, state={"m": 1.0})) != adam
    assert pickle.loads(pickle.dumps(replace(adam, summary="Another."))).summary == "Another."
    assert adam != methods()["newton"]


def test_rules_are_values() -> None:
    first, second = (Rule("v = v + g\nw = w - eta*v", state={"v": 0.0}) for _ in range(2))
    assert first == second and hash(first) == hash(second)
    assert first != replace(first, state={"v": 1.0})


@pytest.mark.parametrize("kind", list(KINDS))
def test_schedules_are_values(kind: str) -> None:
    first, second = schedule(kind), schedule(kind)
    assert first == second and hash(first) == hash(second)
    assert pickle.loads(pickle.dumps(first)) == copy.deepcopy(first) == first
    assert first != schedule(kind, over=299)
    for parameter in KINDS[kind].parameters:
        other = schedule(kind, **{parameter.key: parameter.maximum})
        assert (other == first) == (parameter.maximum == parameter.default)
    paced = optimizer("adam", schedule=first)
    assert paced == optimizer("adam", schedule=second) and paced != optimizer("adam")


def test_typed_schedules_are_values() -> None:
    assert typed_schedule("eta/k") == typed_schedule("eta/k") != typed_schedule("eta/(k+1)")
    assert hash(typed_schedule("eta/k")) == hash(typed_schedule("eta/k"))


@pytest.mark.parametrize(
    ("made", "shown"),
    [
        (optimizer("adam", learning_rate=0.05), "Adam(learning_rate=0.05, lecture)"),
        (optimizer("adam", beta_1=0.5, convention="pytorch"), "Adam(learning_rate=0.05, beta_1=0.5, pytorch)"),
        (optimizer("gradient_descent", learning_rate=1), "GradientDescent(learning_rate=1, lecture)"),
        (optimizer("newton"), "Newton(lecture)"),
        (optimizer("newton", damping=0.25), "Newton(damping=0.25, lecture)"),
        (
            optimizer("lookahead", inner="adam", alpha="parabola"),
            "Lookahead(Adam(learning_rate=0.05, lecture), alpha=parabola, lecture)",
        ),
        (
            optimizer("adam", schedule=schedule("inverse")),
            "Adam(learning_rate=0.05, schedule=inverse(eta/k), lecture)",
        ),
        (_own(), "Own(learning_rate=0.05, lecture)"),
    ],
    ids=str,
)
def test_what_a_method_says_of_itself(made: Optimizer, shown: str) -> None:
    assert repr(made) == shown


def test_what_a_run_says_of_itself() -> None:
    loss = surface("bowl")
    path = run(loss, optimizer("newton"), loss.start, 5)
    assert repr(path) == f"Trajectory(Newton(lecture), 5 steps on {loss!r}, loss 0, converged)"
    many = run(loss, optimizer("newton"), tuple(np.array([w, w]) for w in loss.start), 5)
    assert repr(many) == f"Trajectory(Newton(lecture), 2 runs of 5 steps on {loss!r}, converged 2)"
