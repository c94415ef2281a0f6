"""Losses over data: the formulas by SymPy and by hand, differences, lstsq, an independent solver, hostile data."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize
from sympy.parsing.sympy_parser import convert_xor, implicit_multiplication, parse_expr, standard_transformations

from optim_core.expression import ExpressionError
from surfaces.data import MODELS, SOURCES, Dataset, data_loss, dataset, typed_model
from surfaces.data.models import LINEAR, PENALTIES, Model, feature_symbols
from surfaces.data.optimum import normal_equations

CASES = [
    (source, model, penalty)
    for source in SOURCES
    for model in MODELS
    for penalty in PENALTIES
    if MODELS[model].fits(len(dataset(source).features), dataset(source).classes)
]


def by_sympy(data: Dataset, model: str, w: np.ndarray) -> np.ndarray:
    """(N,): the losses of any model, its text read by SymPy's parser and evaluated with NumPy."""
    features = dict(zip(feature_symbols(len(data.features)), data.features, strict=True))
    text = MODELS[model].loss.format(f=f"({MODELS[model].predictions[len(data.features)]})")
    values = {"w_0": w[0], "w_1": w[1], "y": data.target, "delta": 1.0, **features}
    symbols = {name: sympy.Symbol(name, real=True) for name in values}
    known = {**symbols, "softplus": lambda t: sympy.log(1 + sympy.exp(t)), "abs": sympy.Abs}
    bars = re.sub(r"\|([^|]*)\|", r"Abs(\1)", text)
    expression = parse_expr(
        bars, local_dict=known, transformations=(*standard_transformations, implicit_multiplication, convert_xor)
    )
    return sympy.lambdify(list(symbols.values()), expression, "numpy")(*values.values())


#: Written out once more with NumPy, in the prediction or in the weights: more rows for models that are there already.
BY_HAND = ("squares", "absolute", "huber", "logistic", "tanh", "sine")


def by_hand(data: Dataset, model: str, w: np.ndarray) -> np.ndarray:
    """(N,): the losses of a model in `BY_HAND`."""
    y = data.target
    if model == "tanh":
        return (w[1] * np.tanh(w[0] * data.features[0]) - y) ** 2
    if model == "sine":
        return (np.sin(w[0] * data.features[0] + w[1]) - y) ** 2
    f = data.design @ w
    miss = np.abs(f - y)
    return {
        "squares": miss**2,
        "absolute": miss,
        "huber": np.where(miss <= 1, miss**2 / 2, miss - 0.5),
        "logistic": np.logaddexp(0.0, -(2 * y - 1) * f),
    }[model]


@pytest.mark.parametrize(("source", "model", "penalty"), CASES)
def test_value_and_gradient(source: str, model: str, penalty: str) -> None:
    data = dataset(source)
    loss = data_loss(data, MODELS[model], penalty=penalty, strength=0.3)  # type: ignore[arg-type]
    w = np.array([0.31, -0.47])
    extra = {"none": 0.0, "l2": 0.3 * (w**2).sum(), "l1": 0.3 * np.abs(w).sum()}[penalty]
    assert loss.value(*w.tolist()) == pytest.approx(by_sympy(data, model, w).mean() + extra, rel=1e-12)
    h = 1e-6
    for i, partial in enumerate(loss.gradient(*w.tolist())):
        step = h * np.eye(2)[i]
        difference = (loss.value(*(w + step).tolist()) - loss.value(*(w - step).tolist())) / (2 * h)
        assert partial == pytest.approx(difference, rel=1e-4, abs=1e-6)
    np.testing.assert_allclose(loss.example_gradients(tuple(w)).mean(axis=0), loss.gradient(*w.tolist()), rtol=1e-9)
    assert loss.example_values(tuple(w)).mean() == pytest.approx(loss.value(*w.tolist()))


@pytest.mark.parametrize(("source", "model"), [(s, m) for s, m, penalty in CASES if m in BY_HAND and penalty == "none"])
def test_example_losses_by_hand(source: str, model: str) -> None:
    data, w = dataset(source), np.array([0.31, -0.47])
    values = data_loss(data, MODELS[model]).example_values(tuple(w))
    np.testing.assert_allclose(values, by_hand(data, model, w), rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("model", MODELS)
def test_hessian_by_differences(model: str) -> None:
    source = next(source for source, fitting, _penalty in CASES if fitting == model)
    loss = data_loss(dataset(source, 30), MODELS[model], penalty="l2", strength=0.1)
    w, h = np.array([0.4, 0.6]), 1e-6
    for i in range(2):
        step = h * np.eye(2)[i]
        ahead, behind = (np.array(loss.gradient(*(w + s).tolist())) for s in (step, -step))
        np.testing.assert_allclose(loss.hessian(*w.tolist())[i], (ahead - behind) / (2 * h), rtol=1e-4, atol=1e-5)


def test_a_new_model_is_checked_without_a_word_about_it_here(monkeypatch: pytest.MonkeyPatch) -> None:
    row = Model("cosh", "Line, log-cosh loss", "Smooth.", LINEAR, "ln(cosh({f} - 2y)) + |{f}|/4")
    monkeypatch.setitem(MODELS, row.key, row)
    test_value_and_gradient("line", row.key, "l2")
    wrong = replace(row, loss="ln(cosh({f} - 2y)) + |{f}|/5")
    monkeypatch.setitem(MODELS, row.key, wrong)
    loss = data_loss(dataset("line"), row)
    assert loss.value(0.3, 0.4) != pytest.approx(by_sympy(dataset("line"), "cosh", np.array([0.3, 0.4])).mean())


def test_arrays_equal_floats_and_a_batch_of_everything_is_everything() -> None:
    loss = data_loss(dataset("line", 77), MODELS["huber"])
    grid = np.meshgrid(np.linspace(-1, 1, 7), np.linspace(-2, 2, 5))
    values = loss.value(*grid)
    assert values.shape == (5, 7)
    assert values[3, 2] == pytest.approx(loss.value(float(grid[0][3, 2]), float(grid[1][3, 2])), rel=1e-14)
    whole = loss.batch(np.arange(77))
    assert whole.value(0.2, 0.3) == loss.value(0.2, 0.3)
    points = np.array([[0.1, 0.2], [3.0, -1.0]])
    np.testing.assert_allclose(loss.along(points), [loss.value(*p) for p in points.tolist()], rtol=1e-14)


def test_the_loss_is_the_mean_of_its_batches() -> None:
    loss = data_loss(dataset("line", 60), MODELS["squares"])
    parts = [loss.batch(np.arange(first, first + 20)) for first in (0, 20, 40)]
    assert np.mean([part.value(0.3, 0.1) for part in parts]) == pytest.approx(loss.value(0.3, 0.1), rel=1e-13)


@pytest.mark.parametrize("source", [key for key in SOURCES if not dataset(key).classes])
def test_the_closed_form_equals_lstsq(source: str) -> None:
    data = dataset(source)
    equations = normal_equations(data)
    expected, _, rank, _ = np.linalg.lstsq(data.design, data.target, rcond=1e-7)
    np.testing.assert_allclose(equations.solution, expected, rtol=1e-7, atol=1e-9)
    assert equations.singular == (rank < 2) == (source in ("constant", "collinear"))
    gradient = data_loss(data, MODELS["squares"]).gradient(*equations.solution)
    assert np.abs(gradient).max() < 1e-6


@pytest.mark.parametrize("source", ["constant", "collinear"])
def test_along_the_valley_the_loss_stays(source: str) -> None:
    data = dataset(source)
    equations, loss = normal_equations(data), data_loss(data, MODELS["squares"])
    assert equations.valley is not None and np.isinf(equations.condition)
    best = loss.value(*equations.solution)
    for t in (-3.0, 1.0, 10.0):
        there = [w + t * d for w, d in zip(equations.solution, equations.valley, strict=True)]
        assert loss.value(*there) == pytest.approx(best, rel=1e-9)
    assert loss.minima == ()


def test_a_penalty_makes_the_minimum_unique_again() -> None:
    data = dataset("collinear")
    equations = normal_equations(data, 0.1)
    assert not equations.singular
    ridge = data.design.T @ data.design + data.size * 0.1 * np.eye(2)
    np.testing.assert_allclose(equations.solution, np.linalg.solve(ridge, data.design.T @ data.target), rtol=1e-9)
    assert equations.condition == pytest.approx(np.linalg.cond(ridge), rel=1e-9)


def test_scaling_makes_the_bowl_round() -> None:
    data = dataset("far")
    assert normal_equations(data).condition > 500
    assert normal_equations(data.standardized()).condition == pytest.approx(1.0)


def test_the_curvatures_are_those_of_the_loss() -> None:
    data = dataset("scales")
    hessian = np.array(data_loss(data, MODELS["squares"]).hessian(0.0, 0.0))
    np.testing.assert_allclose(normal_equations(data).curvatures, np.linalg.eigvalsh(hessian), rtol=1e-9)


@pytest.mark.parametrize("source", ["classes", "clouds", "challenger", "iris"])
@pytest.mark.parametrize("strength", [0.0, 0.05])
def test_the_logistic_optimum_equals_an_independent_solver(source: str, strength: float) -> None:
    data = dataset(source)
    loss = data_loss(data, MODELS["logistic"], penalty="l2", strength=strength)
    (found,) = loss.minima

    def objective(w: np.ndarray) -> float:
        return float(by_hand(data, "logistic", w).mean() + strength * (w**2).sum())

    scale = np.array([1.0, 1.0]) / np.abs(data.design).mean(axis=0)
    other = minimize(lambda u: objective(u * scale), [0.0, 0.0], method="Nelder-Mead",
                     options={"xatol": 1e-11, "fatol": 1e-15, "maxiter": 5000, "maxfev": 5000})  # fmt: skip
    np.testing.assert_allclose(found, other.x * scale, rtol=2e-5)


def test_classes_that_a_line_parts_have_no_minimum() -> None:
    data = Dataset((np.array([-2.0, -1.0, 1.0, 2.0]),), np.array([0.0, 0.0, 1.0, 1.0]), True)
    assert data_loss(data, MODELS["logistic"]).minima == ()
    assert data_loss(data, MODELS["logistic"], penalty="l2", strength=0.1).minima != ()


@pytest.mark.parametrize(("source", "model", "penalty"), [case for case in CASES if case[2] == "none"])
def test_the_picture_shows_start_and_minimum(source: str, model: str, penalty: str) -> None:
    loss = data_loss(dataset(source), MODELS[model])
    for point in (loss.start, *loss.minima):
        assert all(low < w < high for w, (low, high) in zip(point, loss.domain, strict=True))


def test_typed_models_and_losses() -> None:
    data = dataset("line", 20)
    x, y = data.features[0], data.target
    loss = data_loss(data, typed_model("w0*exp(w1*x)", 1, False))
    assert loss.value(0.5, 0.3) == pytest.approx(((0.5 * np.exp(0.3 * x) - y) ** 2).mean())
    loss = data_loss(data, typed_model("(w0 + w1*x - y)^4", 1, True))
    assert loss.value(0.5, 0.3) == pytest.approx(((0.5 + 0.3 * x - y) ** 4).mean())


@pytest.mark.parametrize(
    ("text", "features", "is_loss"),
    [
        ("x", 1, False),
        ("w0*z", 1, False),
        ("w0*y", 1, False),
        ("", 1, True),
        ("w0*x", 2, False),
        ("lambda*w0", 1, True),
    ],
)
def test_what_is_no_model_is_refused(text: str, features: int, is_loss: bool) -> None:
    with pytest.raises(ExpressionError):
        typed_model(text, features, is_loss)


def test_a_model_that_does_not_fit_the_data_is_refused() -> None:
    with pytest.raises(ValueError, match="does not fit"):
        data_loss(dataset("line"), MODELS["logistic"])
    with pytest.raises(ValueError, match="does not fit"):
        data_loss(dataset("clouds"), MODELS["tanh"])


@pytest.mark.parametrize(
    "columns",
    [([], []), ([1.0], [1.0, 2.0]), ([np.nan], [1.0]), ([1.0], [np.inf]), ([1e300], [1.0])],
    ids=["empty", "unequal", "nan", "inf", "huge"],
)
def test_bad_columns_are_refused(columns: tuple[list[float], list[float]]) -> None:
    with pytest.raises(ValueError):
        Dataset((np.array(columns[0]),), np.array(columns[1]))


@given(st.lists(st.tuples(st.floats(-1e9, 1e9), st.floats(-1e9, 1e9)), min_size=1, max_size=8))
@settings(deadline=None, max_examples=60)
def test_any_finite_data_has_a_loss_and_a_window(rows: list[tuple[float, float]]) -> None:
    x, y = np.array(rows).T
    for model in ("squares", "absolute", "huber", "tanh"):
        loss = data_loss(Dataset((x,), y), MODELS[model])
        assert np.isfinite(loss.value(0.0, 0.0))
        assert all(low < high and np.isfinite([low, high]).all() for low, high in loss.domain)


def test_editing_examples() -> None:
    data = dataset("line", 5)
    moved = data.changed(2, (9.0,), -9.0)
    assert (moved.features[0][2], moved.target[2], moved.size) == (9.0, -9.0, 5)
    assert (
        data.features[0][2] != 9.0
        and moved != data
        and moved.changed(2, (data.features[0][2],), data.target[2]) == data
    )
    assert data.changed(5, (1.0,), 2.0).size == 6
    assert data.without(0).features[0].tolist() == data.features[0][1:].tolist()


@given(st.integers(2, 60), st.floats(0.01, 0.99), st.integers(0, 9))
def test_a_split_loses_nothing(size: int, share: float, seed: int) -> None:
    data = dataset("line", size)
    kept, held_out = data.split(share, seed)
    assert len(kept) >= 1 and len(held_out) >= 1
    assert sorted([*kept, *held_out]) == list(range(size))


def test_a_hundred_thousand_examples_work() -> None:
    loss = data_loss(dataset("line", 100_000), MODELS["huber"])
    assert loss.along(np.zeros((3, 2))).shape == (3,)
    assert loss.sampled(1000).examples == 1000
    assert loss.gradient(0.1, 0.2) == pytest.approx(loss.sampled(50_000).gradient(0.1, 0.2), abs=0.05)
