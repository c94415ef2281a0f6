"""First steps of the lecture forms, worked out by hand on Q = x^2 + 2 y^2 from (1, 1), where the gradient is (2, 4)."""

from __future__ import annotations

import math

import numpy as np
import pytest

from optim_core import optimizer, run
from surfaces import parse

START = (1.0, 1.0)


def second_step(key: str, convention: str = "lecture", **hyperparameters: float) -> np.ndarray:
    surface = parse("x^2 + 2y^2")
    return run(surface, optimizer(key, convention=convention, **hyperparameters), START, steps=2).points[1:]


def test_gradient_descent() -> None:
    # w1 = (1 - 0.1*2, 1 - 0.1*4); w2 = (0.8 - 0.1*1.6, 0.6 - 0.1*2.4)
    assert second_step("gradient_descent", learning_rate=0.1) == pytest.approx(np.array([[0.8, 0.6], [0.64, 0.36]]))


def test_momentum() -> None:
    # h1 = (0.2, 0.4); h2 = 0.5*h1 + 0.1*(1.6, 2.4) = (0.26, 0.44)
    steps = second_step("momentum", learning_rate=0.1, momentum=0.5)
    assert steps == pytest.approx(np.array([[0.8, 0.6], [0.54, 0.16]]))


def test_nesterov_takes_the_gradient_at_the_look_ahead_point() -> None:
    # v1 = -(0.2, 0.4), w1 = (0.8, 0.6). Look ahead: w1 + 0.5*v1 = (0.7, 0.4), gradient (1.4, 1.6).
    # v2 = 0.5*v1 - 0.1*(1.4, 1.6) = (-0.24, -0.36)
    steps = second_step("nesterov", learning_rate=0.1, momentum=0.5)
    assert steps == pytest.approx(np.array([[0.8, 0.6], [0.56, 0.24]]))


def test_nesterov_records_where_the_gradient_was_taken() -> None:
    path = run(parse("x^2 + 2y^2"), optimizer("nesterov", learning_rate=0.1, momentum=0.5), START, steps=2)
    assert path.gradient_points == pytest.approx(np.array([[1.0, 1.0], [0.7, 0.4]]))
    assert path.gradients == pytest.approx(np.array([[2.0, 4.0], [1.4, 1.6]]))


def test_nesterov_in_pytorch_form_takes_it_where_it_stands() -> None:
    # b1 = (2, 4), d1 = g + 0.5*b1 = (3, 6), w1 = (0.7, 0.4); g2 = (1.4, 1.6), b2 = (2.4, 3.6), d2 = (2.6, 3.4)
    steps = second_step("nesterov", "pytorch", learning_rate=0.1, momentum=0.5)
    assert steps == pytest.approx(np.array([[0.7, 0.4], [0.44, 0.06]]))


def test_adagrad_has_epsilon_inside_the_root() -> None:
    # G1 = (4, 16)
    steps = second_step("adagrad", learning_rate=1.0, epsilon=0.9)
    assert steps[0] == pytest.approx([1 - 2 / math.sqrt(4.9), 1 - 4 / math.sqrt(16.9)])


def test_adagrad_in_pytorch_form_has_it_outside() -> None:
    steps = second_step("adagrad", "pytorch", learning_rate=1.0, epsilon=0.9)
    assert steps[0] == pytest.approx([1 - 2 / 2.9, 1 - 4 / 4.9])


def test_rmsprop() -> None:
    # G1 = 0.25*(4, 16) = (1, 4)
    steps = second_step("rmsprop", learning_rate=0.1, decay=0.75, epsilon=0.0)
    assert steps[0] == pytest.approx([1 - 0.1 * 2 / 1, 1 - 0.1 * 4 / 2])
    # g2 = (1.6, 3.2), G2 = 0.75*(1, 4) + 0.25*(2.56, 10.24) = (1.39, 5.56)
    assert steps[1] == pytest.approx([0.8 - 0.16 / math.sqrt(1.39), 0.8 - 0.32 / math.sqrt(5.56)])


def test_adam_first_step_is_the_learning_rate_in_every_coordinate() -> None:
    steps = second_step("adam", learning_rate=0.1, epsilon=0.0)
    assert steps[0] == pytest.approx([0.9, 0.9])


def test_adam_second_step() -> None:
    # w1 = (0.9, 0.9), g2 = (1.8, 3.6); beta_1 = 0.5, beta_2 = 0.75
    # m2 = 0.5*0.5*2 + 0.5*1.8 = 1.4, /(1 - 0.25); v2 = 0.75*0.25*4 + 0.25*3.24 = 1.56, /(1 - 0.5625)
    steps = second_step("adam", learning_rate=0.1, beta_1=0.5, beta_2=0.75, epsilon=0.0)
    expected = 0.9 - 0.1 * (1.4 / 0.75) / math.sqrt(1.56 / 0.4375)
    assert steps[1] == pytest.approx([expected, expected])


@pytest.mark.parametrize("convention", ["lecture", "pytorch"])
def test_weight_decay_adds_lambda_w_to_the_gradient(convention: str) -> None:
    steps = second_step("gradient_descent", convention, learning_rate=0.1, weight_decay=0.5)
    assert steps[0] == pytest.approx([1 - 0.1 * 2.5, 1 - 0.1 * 4.5])


def test_maximize_climbs() -> None:
    path = run(parse("x^2 + 2y^2"), optimizer("gradient_descent", learning_rate=0.1), START, steps=1, maximize=True)
    assert path.points[1] == pytest.approx([1.2, 1.4])
