"""Lookahead around other methods: worked out by hand, against plain runs, and its parabola."""

from __future__ import annotations

import numpy as np
import pytest

from optim_core import CONVENTIONS, Optimizer, methods, optimizer, run
from surfaces import parse, surface

STEPPABLE = [key for key, method in methods().items() if method.steppable]


def descent(rate: float) -> Optimizer:
    return optimizer("gradient_descent", learning_rate=rate)


def test_fixed_alpha_by_hand() -> None:
    # x^2 with rate 0.25 halves x: 16 -> 8 -> 4, drawn back to 16 + 0.25*(4 - 16) = 13 -> 6.5 -> 3.25, to 10.5625
    method = optimizer("lookahead", inner=descent(0.25), every=2, alpha=0.25)
    path = run(parse("x^2"), method, (16.0,), steps=4)
    assert path.points[:, 0] == pytest.approx([16, 8, 13, 6.5, 10.5625])


def test_on_a_parabola_the_fitted_parabola_finds_the_minimum() -> None:
    # Along the line from start to finish the loss is its own parabola, so the first look back ends at x = 0.
    method = optimizer("lookahead", inner=descent(0.1), every=3, alpha="parabola")
    path = run(parse("x^2"), method, (16.0,), steps=3)
    assert path.points[2, 0] == pytest.approx(16 * 0.8**2)
    assert path.points[3, 0] == pytest.approx(0.0, abs=1e-14)


def test_a_parabola_without_a_lowest_point_keeps_the_inner_point() -> None:
    inner = descent(0.1)
    path = run(parse("-x^2"), optimizer("lookahead", inner=inner, every=2, alpha="parabola"), (1.0,), steps=6)
    assert path.points == pytest.approx(run(parse("-x^2"), inner, (1.0,), steps=6).points)


def test_climbing_fits_a_parabola_with_a_highest_point() -> None:
    method = optimizer("lookahead", inner=descent(0.1), every=2, alpha="parabola")
    path = run(parse("3 - x^2"), method, (16.0,), steps=2, maximize=True)
    assert path.points[2, 0] == pytest.approx(0.0, abs=1e-14)


@pytest.mark.parametrize("key", [key for key in STEPPABLE if key != "lookahead"])
def test_with_all_of_the_way_kept_it_is_the_inner_method(key: str) -> None:
    s = surface("himmelblau")
    inner = optimizer(key)
    wrapped = run(s, optimizer("lookahead", inner=inner, every=3, alpha=1), s.start, steps=20)
    assert wrapped.points == pytest.approx(run(s, inner, s.start, steps=20).points)


@pytest.mark.parametrize("alpha", [0.5, "parabola"])
@pytest.mark.parametrize("key", STEPPABLE)
def test_one_run_equals_the_same_run_among_many(key: str, alpha: float | str) -> None:
    s = surface("himmelblau")
    method = optimizer("lookahead", inner=optimizer(key), every=4, alpha=alpha)
    single = run(s, method, s.start, steps=30)
    many = run(s, method, tuple(np.array([w, w + 0.1]) for w in s.start), steps=30)
    assert many.points[:, :, 0] == pytest.approx(single.points, rel=1e-7, abs=1e-8)
    assert many.evaluations[:, :, 0].tolist() == single.evaluations.tolist()


def test_the_inner_memory_is_kept() -> None:
    # Momentum on a constant slope: h = 0.1, 0.15, 0.175; back half-way after two steps, then on with h = 0.175.
    inner = optimizer("momentum", learning_rate=0.1, momentum=0.5)
    path = run(parse("x"), optimizer("lookahead", inner=inner, every=2, alpha=0.5), (0.0,), steps=3)
    assert path.points[:, 0] == pytest.approx([0, -0.1, -0.125, -0.3])


def test_the_inner_method_may_be_named_and_set_in_one_go() -> None:
    method = optimizer("lookahead", inner="adam", learning_rate=0.3, beta_1=0.5, convention="pytorch")
    assert method.inner == optimizer("adam", learning_rate=0.3, beta_1=0.5, convention="pytorch")
    assert method.learning_rate == 0.3
    assert method.value_of("every") == 5
    assert method.value_of("beta_1") == 0.5
    again = optimizer("lookahead", inner=method.inner, learning_rate=0.1)
    assert again.inner == optimizer("adam", learning_rate=0.1, beta_1=0.5, convention="pytorch")


def test_optimizers_are_equal_and_hashable_by_value() -> None:
    a, b = (optimizer("lookahead", inner=descent(0.1)) for _ in range(2))
    assert a == b and hash(a) == hash(b)
    assert a != optimizer("lookahead", inner=descent(0.2))


def test_evaluations_count_the_parabola_apart() -> None:
    s = surface("rosenbrock")
    fixed = run(s, optimizer("lookahead", inner="adam", every=2), s.start, steps=4)
    fitted = run(s, optimizer("lookahead", inner="adam", every=2, alpha="parabola"), s.start, steps=4)
    assert fixed.evaluations.tolist() == [[0] * 5, [0, 1, 2, 3, 4], [0] * 5]
    assert fitted.evaluations.tolist() == [[0, 0, 2, 2, 4], [0, 1, 3, 4, 6], [0] * 5]


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"inner": "adom"}, "adam"),
        ({"alpha": "line"}, "parabola"),
        ({"alpha": 1.5}, "between 0 and 1"),
        ({"every": 0}, "every must be a whole number between 1"),
        ({"every": 2.5}, "every must be a whole number"),
        ({"inner": "adam", "momentum": 0.5}, "hyperparameter of lookahead 'momentum'.*beta_1"),
    ],
)
def test_settings_that_make_no_sense_are_refused(settings: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=f"(?s){message}"):
        optimizer("lookahead", **settings)


def test_the_formulas_are_the_inner_ones_and_the_look_back() -> None:
    *inner, moments, back, outset = optimizer("lookahead", inner="gradient_descent", every=4).latex_lines()
    assert tuple(inner) == optimizer("gradient_descent").latex_lines()
    assert moments.startswith("k = 4, 8")
    assert back == r"w_{k} \leftarrow \left(1 - \theta\right) x + \theta w_{k}"
    assert outset == r"x \leftarrow w_{k}"
    assert any(r"\frac{c_1}{2 c_2}" in line for line in optimizer("lookahead", alpha="parabola").latex_lines())


@pytest.mark.parametrize("key", [key for key in STEPPABLE if key != "lookahead"])
def test_its_own_symbols_mean_nothing_else_inside(key: str) -> None:
    for convention in CONVENTIONS:
        inner = optimizer(key, convention=convention)
        latex = " ".join(inner.latex_lines())
        assert not any(symbol in latex for symbol in (r"\theta", "K", " x ", "c_1", "c_2"))
        assert not {p.symbol for p in inner.parameters} & {"theta", "K"}
