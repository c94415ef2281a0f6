"""First steps of further methods, worked out by hand on Q = x^2 + 2 y^2 from (1, 1), where the gradient is (2, 4)."""

from __future__ import annotations

import math

import numpy as np
import pytest

from optim_core import optimizer, run
from surfaces import parse

START = (1.0, 1.0)


def steps_of(key: str, convention: str = "lecture", steps: int = 2, **hyperparameters: float) -> np.ndarray:
    method = optimizer(key, convention=convention, **hyperparameters)
    return run(parse("x^2 + 2y^2"), method, START, steps=steps).points[1:]


def test_the_rolling_ball_is_momentum_with_the_alpha_and_beta_it_derives() -> None:
    # alpha = 0.4^2/2 = 0.08, beta = 1 - 1.5*0.4/2 = 0.7. v1 = -0.08*(2, 4), w1 = (0.84, 0.68).
    # g2 = (1.68, 2.72); v2 = 0.7*(-0.16, -0.32) - 0.08*g2 = (-0.2464, -0.4416)
    ball = {"mass": 2.0, "friction": 1.5, "time_step": 0.4}
    assert optimizer("rolling_ball", **ball).derived == pytest.approx({"alpha": 0.08, "beta": 0.7})
    steps = steps_of("rolling_ball", **ball)
    assert steps == pytest.approx(np.array([[0.84, 0.68], [0.5936, 0.2384]]))
    assert steps == pytest.approx(steps_of("momentum", learning_rate=0.08, momentum=0.7))


def test_only_the_ball_derives_numbers() -> None:
    assert optimizer("momentum").derived == {}


def test_sign_descent_moves_every_coordinate_alike() -> None:
    assert steps_of("sign", learning_rate=0.75) == pytest.approx(np.array([[0.25, 0.25], [-0.5, -0.5]]))


def test_rprop_grows_then_shrinks() -> None:
    # a = 0.5 -> w = 0.5; same sign: a = 0.6 -> w = -0.1; changed: a = 0.36 -> w = 0.26; changed: a = 0.216 -> 0.044
    steps = steps_of("rprop", steps=4, learning_rate=0.5, increase=1.2, decrease=0.6)
    assert steps[:, 0] == pytest.approx([0.5, -0.1, 0.26, 0.044])
    assert steps[:, 1] == pytest.approx(steps[:, 0])


def test_rprop_counts_a_zero_derivative_as_no_agreement() -> None:
    # a = 1 -> w = 0, where g = 0: a = 0.6, no move; from then on 0.6*0.6 and still no move
    assert steps_of("rprop", learning_rate=1.0) == pytest.approx(np.zeros((2, 2)))


def test_rprop_in_pytorch_form_stands_still_after_a_change_of_sign() -> None:
    # a = 0.5 -> 0.5; 0.6 -> -0.1; sign changed: a = 0.3 but no move; nothing to compare with: a = 0.3 -> 0.2
    steps = steps_of("rprop", "pytorch", steps=4, learning_rate=0.5)
    assert steps[:, 0] == pytest.approx([0.5, -0.1, -0.1, 0.2])


def test_a_normalized_step_has_the_length_of_the_rate() -> None:
    # |(2, 4)| = sqrt(20)
    first = steps_of("normalized", steps=1, learning_rate=0.5)[0]
    assert first == pytest.approx([1 - 0.5 * 2 / math.sqrt(20), 1 - 0.5 * 4 / math.sqrt(20)])
    assert math.dist(first, START) == pytest.approx(0.5)


def test_a_normalized_step_from_a_stationary_point_is_zero() -> None:
    path = run(parse("x^2 + 2y^2"), optimizer("normalized"), (0.0, 0.0), steps=2)
    assert (path.points == 0.0).all()


def test_adadelta() -> None:
    # rho = 0.75, eps = 1: G = 0.25*(4, 16) = (1, 4); d = sqrt(0 + 1)/sqrt(G + 1)*g = (2/sqrt 2, 4/sqrt 5)
    first, second = steps_of("adadelta", decay=0.75, epsilon=1.0)
    moved = np.array([math.sqrt(2.0), 4 / math.sqrt(5.0)])
    assert first == pytest.approx(1 - moved)
    # D = 0.25*d^2 = (0.5, 0.8)
    g = first * [2.0, 4.0]
    average = 0.75 * np.array([1.0, 4.0]) + 0.25 * g**2
    assert second == pytest.approx(first - np.sqrt(np.array([1.5, 1.8]) / (average + 1)) * g)


def test_adadelta_does_not_depend_on_the_scale_of_the_loss() -> None:
    method = optimizer("adadelta", epsilon=0.0)
    # Without epsilon the first step is zero and so is every other; started with a step it would be free of units.
    assert (run(parse("x^2 + 2y^2"), method, START, steps=3).points == 1.0).all()
    method = optimizer("adadelta", epsilon=1e-12)
    once = run(parse("x^2 + 2y^2"), method, START, steps=200).points
    assert run(parse("1000x^2 + 2000y^2"), method, START, steps=200).points == pytest.approx(once, rel=1e-6)


def test_adam_without_bias_correction() -> None:
    # m1 = 0.5*(2, 4) = (1, 2), v1 = 0.25*(4, 16) = (1, 4): w1 = 1 - 0.1*(1/1, 2/2)
    numbers = {"learning_rate": 0.1, "beta_1": 0.5, "beta_2": 0.75, "epsilon": 0.0, "bias_correction": 0}
    for convention in ("lecture", "pytorch"):
        assert steps_of("adam", convention, **numbers)[0] == pytest.approx([0.9, 0.9])
    with_it = steps_of("adam", **{**numbers, "bias_correction": True, "beta_2": 0.96})[0]
    without = steps_of("adam", **{**numbers, "beta_2": 0.96})[0]
    assert with_it == pytest.approx([0.9, 0.9])
    assert without == pytest.approx([1 - 0.1 * 0.5 / 0.2, 1 - 0.1 * 0.5 / 0.2])


def test_amsgrad_remembers_the_largest_average() -> None:
    # beta_1 = 0, beta_2 = 0.5: v1 = (2, 8). w1 = 1 - 0.5*(2, 4)/sqrt(v1/0.5) = 0.5; g2 = (1, 2)
    # v2 = (1, 4) + (0.5, 2) = (1.5, 6) < v1, so u2 = v1; /(1 - 0.25)
    steps = steps_of("amsgrad", learning_rate=0.5, beta_1=0.0, beta_2=0.5, epsilon=0.0)
    assert steps[1] == pytest.approx([0.5 - 0.5 * 1 / math.sqrt(2 / 0.75), 0.5 - 0.5 * 2 / math.sqrt(8 / 0.75)])


@pytest.mark.parametrize("convention", ["lecture", "pytorch"])
def test_adamw_shrinks_the_weights_past_the_gradient(convention: str) -> None:
    # The first step of Adam is the rate in every coordinate; before it the weight loses 0.1*0.5 of itself.
    steps = steps_of("adamw", convention, learning_rate=0.1, epsilon=0.0, weight_decay=0.5)
    assert steps[0] == pytest.approx([0.95 - 0.1, 0.95 - 0.1])


def test_adamax() -> None:
    # u1 = |g|: w1 = 0.9. m2 = 0.5*1 + 0.5*1.8 = 1.4, /(1 - 0.25); u2 = max(0.5*2, 1.8) = 1.8
    steps = steps_of("adamax", learning_rate=0.1, beta_1=0.5, beta_2=0.5, epsilon=0.0)
    assert steps[:, 0] == pytest.approx([0.9, 0.9 - 0.1 * (1.4 / 0.75) / 1.8])


def test_nadam() -> None:
    # psi = 0: mu = nu = 0.5*0.5 = 0.25, P1 = 0.25; m1 = 0.5*2 = 1
    # m_hat = 0.25*1/(1 - 0.0625) + 0.75*2/0.75 = 4/15 + 2, v_hat = 4
    steps = steps_of("nadam", steps=1, learning_rate=0.1, beta_1=0.5, beta_2=0.9, epsilon=0.0, momentum_decay=0.0)
    assert steps[0, 0] == pytest.approx(1 - 0.1 * (4 / 15 + 2) / 2)


@pytest.mark.parametrize(("convention", "momentum_steps"), [("lecture", 4), ("pytorch", 5)])
def test_radam_begins_as_momentum_and_then_rectifies(convention: str, momentum_steps: int) -> None:
    """Liu et al., algorithm 2, rectify where rho > 4; PyTorch where rho > 5."""
    # beta_2 = 0.999: rho_k = 1999 - 2k*0.999^k/(1 - 0.999^k) is 1, 2.0, ..., a little below k.
    k = momentum_steps + 1
    steps = steps_of("radam", steps=k, convention=convention, learning_rate=0.01, beta_1=0.0, epsilon=0.0)[:, 0]
    plain = 0.98 ** np.arange(1, k + 1)
    assert steps[: k - 1] == pytest.approx(plain[: k - 1])
    w, power = plain[k - 2], 0.999**k
    rho, longest = 1999 - 2 * k * power / (1 - power), 1999
    assert momentum_steps < rho < k
    r = math.sqrt((rho - 4) * (rho - 2) * longest / ((longest - 4) * (longest - 2) * rho))
    average = 0.001 * sum(0.999 ** (k - 1 - i) * (2 * x) ** 2 for i, x in enumerate([1.0, *plain[: k - 1]]))
    assert steps[k - 1] == pytest.approx(w - 0.01 * 2 * w * r * math.sqrt(1 - power) / math.sqrt(average))


def test_lion_steps_by_the_sign_of_one_average_and_remembers_another() -> None:
    # c1 = 0.5*(2, 4) -> w1 = 0; m1 = 0.25*(2, 4) = (0.5, 1). g2 = 0: c2 = 0.5*m1 > 0 -> w2 = -1
    steps = steps_of("lion", learning_rate=1.0, beta_1=0.5, beta_2=0.75)
    assert steps == pytest.approx(np.array([[0.0, 0.0], [-1.0, -1.0]]))
    decayed = steps_of("lion", steps=1, learning_rate=0.5, weight_decay=0.2)
    assert decayed[0] == pytest.approx([0.4, 0.4])


def test_switches_refuse_what_lies_between() -> None:
    with pytest.raises(ValueError, match="bias_correction must be a whole number between 0 and 1"):
        optimizer("adam", bias_correction=0.5)
