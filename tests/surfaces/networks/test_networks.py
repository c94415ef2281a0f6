"""Networks as losses: gradients, Hessians, the same network as a formula, training with batches, verdicts."""

from __future__ import annotations

import pickle
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optim_core import optimizer, run
from optim_core.backprop import backpropagate
from optim_core.expression import Graph, compile_kernel, gradient, rebuild
from optim_core.paths.field import MOST_FOR_CURVATURE
from optim_core.running.sampling import Sampling
from surfaces import network
from surfaces.data import MODELS, data_loss, dataset
from surfaces.networks import ACTIVATIONS, MAX_WEIGHTS, SCALES, Shape, cloud
from surfaces.networks.loss import NetworkLoss

LAYERS = [(2, 3, 1), (1, 2, 2, 1), (2, 2, 2, 2, 2), (3, 1, 2, 1, 2, 1)]


def _loss(layers: tuple[int, ...], activation: str, kind: str, examples: int = 7) -> NetworkLoss:
    random = np.random.default_rng(3)
    inputs, targets = random.normal(size=(examples, layers[0])), random.normal(size=(examples, layers[-1]))
    return network(layers, activation, kind, (inputs, targets if kind == "squared" else targets > 0))  # type: ignore[arg-type]


CASES = [_loss(*case) for case in product(LAYERS, ACTIVATIONS, ("squared", "logistic"))]


def _central(function, point: np.ndarray, h: float = 1e-6) -> np.ndarray:
    sides = [
        (np.array(function(*(point + s))) - np.array(function(*(point - s)))) / (2 * h) for s in h * np.eye(len(point))
    ]
    return np.array(sides)


@pytest.mark.parametrize("loss", CASES, ids=repr)
def test_gradient_and_hessian_equal_central_differences(loss: NetworkLoss) -> None:
    point = np.array(loss.start(1, "uniform", 1.2))
    assert loss.gradient(*point) == pytest.approx(_central(loss.value, point), rel=1e-6, abs=1e-8)
    assert np.array(loss.hessian(*point)) == pytest.approx(_central(loss.gradient, point), rel=1e-5, abs=1e-7)


@pytest.mark.parametrize("loss", CASES, ids=repr)
def test_the_same_network_as_an_expression(loss: NetworkLoss) -> None:
    """Vectorised backpropagation, the language's own derivative, and the passes that are spelled out."""
    point = loss.start(2, "uniform", 0.9)
    found = np.zeros(loss.dimension)
    for index in range(3):
        formula = loss.example(index)
        graph = Graph()
        (root,) = rebuild(graph, [formula.root], {})
        partials = gradient(graph, root, formula.variables)
        names = (*formula.variables, *formula.numbers)
        numbers = compile_kernel((root, *partials), names, "scalar")(*point, *formula.numbers.values())
        alone = loss.batch(np.array([index]))
        assert alone.value(*point) == pytest.approx(numbers[0], rel=1e-12)
        assert alone.gradient(*point) == pytest.approx(numbers[1:], rel=1e-10, abs=1e-13)
        assert backpropagate(formula, point).gradient == pytest.approx(numbers[1:], rel=1e-10, abs=1e-13)
        found += np.array(numbers[1:]) / 3
    assert loss.batch(np.arange(3)).gradient(*point) == pytest.approx(found, rel=1e-10, abs=1e-13)


def test_a_network_by_hand() -> None:
    """One example through 1-1-1: a = w2 tanh(w1 x + b1) + b2, Q = (a - y)^2."""
    loss = network((1, 1, 1), "tanh", "squared", ([2.0], [1.0]))
    w1, b1, w2, b2 = 0.3, -0.1, 1.5, 0.2
    m = np.tanh(0.5)
    off = 2 * (w2 * m + b2 - 1.0)
    assert loss.variables == ("w1[1,1]", "b1[1]", "w2[1,1]", "b2[1]")
    assert loss.value(w1, b1, w2, b2) == pytest.approx((off / 2) ** 2)
    slope = off * w2 * (1 - m * m)
    assert loss.gradient(w1, b1, w2, b2) == pytest.approx((2 * slope, slope, off * m, off))
    assert loss.predict((w1, b1, w2, b2), [2.0]) == pytest.approx(np.array([[w2 * m + b2]]))


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 99), st.sampled_from(CASES))
def test_many_points_at_once_are_each_alone(seed: int, loss: NetworkLoss) -> None:
    points = np.array([loss.start(seed + k, "xavier") for k in range(6)])
    columns = tuple(points.T.reshape(loss.dimension, 2, 3))
    value, *partials = loss.value_and_gradient("array")(*columns)
    alone = loss.value_and_gradient("scalar")(*points[4].tolist())
    assert np.shape(value) == (2, 3) == np.shape(partials[0])
    assert [value[1, 1], *(g[1, 1] for g in partials)] == pytest.approx(alone, rel=1e-12, abs=1e-15)
    assert all(isinstance(number, float) for number in alone)
    assert loss.along(points) == pytest.approx(np.ravel(value), rel=1e-12)
    first, alike = loss.hessian(*(c[0, :2] for c in columns)), loss.hessian(*points[1].tolist())
    assert first[1][0][1] == pytest.approx(alike[1][0], rel=1e-9, abs=1e-13)


def test_training_as_it_is_asked_for() -> None:
    data = cloud("moons", 120, 0.1, seed=1)
    loss = network(layers=(2, 8, 1), activation="tanh", loss="logistic", data=data)
    start = loss.start(seed=0, scale="xavier")
    path = run(loss, optimizer("adam", learning_rate=0.05), start, 200, sampling=Sampling("shuffle", 16, seed=2))
    assert path.points.shape == (201, 33)
    assert path.values[0] == loss.value(*start)
    assert path.values[-1] < 0.5 * path.values[0]
    assert path.batches is not None
    first = next(iter(path.batches))
    assert path.gradients[0] == pytest.approx(loss.batch(first).gradient(*start))  # type: ignore[index]
    assert (
        run(loss, optimizer("adam", learning_rate=0.05), start, 200, sampling=Sampling("shuffle", 16, seed=2)) == path
    )


@pytest.mark.parametrize("batch", [None, 8])
def test_plain_descent_is_what_numpy_makes_of_it(batch: int | None) -> None:
    """A whole run against a loop written out with the same batches and its own backward pass."""
    data = cloud("rings", 24, 0.05, seed=4)
    x, y = np.stack(data.features, axis=1), data.target[:, None]
    loss = network((2, 4, 1), "tanh", "squared", (x, y))
    sampling = None if batch is None else Sampling("replacement", batch, seed=5)
    path = run(loss, optimizer("gradient_descent", learning_rate=0.1), loss.start(3), 60, sampling=sampling)
    w = np.array(loss.start(3))
    dealt = [np.arange(24)] * 60 if sampling is None else list(sampling.batches(24, 60))
    for rows in dealt:
        u, b, s, c = w[:8].reshape(2, 4), w[8:12], w[12:16], w[16]
        m = np.tanh(x[rows] @ u + b)
        off = 2 * (m @ s + c - y[rows, 0]) / len(rows)
        inner = np.outer(off, s) * (1 - m**2)
        w = w - 0.1 * np.concatenate([(x[rows].T @ inner).ravel(), inner.sum(0), m.T @ off, [off.sum()]])
    assert path.points[-1] == pytest.approx(w, abs=1e-12)


def test_zeros_never_break_symmetry() -> None:
    """All hidden units stay alike, so the network is no better than the best constant."""
    loss = network((2, 8, 1), "tanh", "squared", cloud("xor", 80))
    path = run(loss, optimizer("gradient_descent", learning_rate=0.1), loss.start(scale="zeros"), 300)
    assert (path.points[:, :32] == 0.0).all()
    assert path.values[-1] == pytest.approx(0.25)
    assert isinstance(path.outcome.kind, str)
    assert path.outcome.kind == "stalled"
    assert "is not looked at with 33 weights" in path.outcome.message


def test_a_small_network_is_judged_by_curvature_a_large_one_is_not() -> None:
    small, large = (network((2, h, 1), "tanh", "squared", cloud("xor", 20)) for h in (2, 8))
    assert small.dimension <= MOST_FOR_CURVATURE < large.dimension
    paths = [
        run(n, optimizer("gradient_descent", learning_rate=0.1), n.start(scale="zeros"), 300) for n in (small, large)
    ]
    assert [path.outcome.kind for path in paths] == ["saddle", "stalled"]


def test_verdicts_on_many_weights_ask_for_no_hessian(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise AssertionError("a Hessian was asked for")

    monkeypatch.setattr(NetworkLoss, "hessian", refused)
    loss = network((2, 8, 8, 1), "relu", "squared", cloud("moons", 40))
    kinds = set()
    for rate, steps in ((0.01, 50), (900.0, 60)):
        path = run(loss, optimizer("gradient_descent", learning_rate=rate), loss.start(1, "he"), steps)
        kinds.add(path.outcome.kind)
    assert kinds == {"step_limit", "diverged"}
    starts = [np.array([loss.start(seed)[i] for seed in range(3)]) for i in range(loss.dimension)]
    many = run(loss, optimizer("gradient_descent", learning_rate=0.01), starts, 30)
    assert list(many.outcome.kind) == ["step_limit"] * 3
    stopped = run(loss, optimizer("adam"), loss.start(1, "he"), 30, stops={"gradient": 100.0})
    assert stopped.outcome.kind == "stopped"


@pytest.mark.parametrize("scale", SCALES)
def test_starts(scale: str) -> None:
    shape = Shape((20, 40, 1))
    found = np.array(shape.start(7, scale, 0.25))  # type: ignore[arg-type]
    assert tuple(found) == shape.start(7, scale, 0.25)  # type: ignore[arg-type]
    weights, biases = shape.unpack(found)[0]
    wanted = {"uniform": 0.25 / np.sqrt(3), "xavier": np.sqrt(2 / 60), "he": np.sqrt(0.1), "zeros": 0.0}[scale]
    assert weights.std() == pytest.approx(wanted, rel=0.06)
    assert bool(biases.any()) == (scale == "uniform")
    assert np.abs(found).max() <= 0.25 or scale != "uniform"
    assert scale == "zeros" or tuple(found) != shape.start(8, scale, 0.25)  # type: ignore[arg-type]


@given(st.lists(st.integers(1, 5), min_size=3, max_size=6), st.integers(0, 3))
def test_layers_and_points_are_the_same_numbers(layers: list[int], lead: int) -> None:
    shape = Shape(tuple(layers))
    points = np.random.default_rng(0).normal(size=(lead, shape.count))
    assert (shape.pack(shape.unpack(points)) == points).all()
    assert len(set(shape.names)) == shape.count == len(shape.names)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"layers": (2, 1)}, "hidden layers"),
        ({"layers": (2, 2, 2, 2, 2, 2, 1)}, "hidden layers"),
        ({"layers": (2, 0, 1)}, "at least one unit"),
        ({"layers": (2, 2.5, 1)}, "at least one unit"),
        ({"layers": (2, MAX_WEIGHTS, 1)}, "more than"),
        ({"layers": (3, 2, 1)}, "inputs need 3"),
        ({"layers": (2, 2, 3)}, "targets need 3"),
        ({"activation": "step"}, "activation is one of"),
        ({"loss": "absolute"}, "loss is one of"),
        ({"data": None}, "needs data"),
        ({"layers": 5}, "numbers of units"),
        ({"layers": None}, "numbers of units"),
        ({"activation": []}, "activation is one of"),
        ({"loss": [1]}, "loss is one of"),
        ({"data": 5}, "inputs and targets"),
        ({"data": "xy"}, "inputs and targets"),
        ({"data": ("a", "b")}, "inputs are numbers"),
        ({"data": ([[1.0, 2.0]], ({"a": 1},))}, "targets are numbers"),
        ({"data": (np.zeros((0, 2)), ())}, "equal numbers of rows"),
        ({"data": ([[1.0, 2.0]],)}, "inputs and targets"),
        ({"data": ([[1.0, 2.0]], [1.0, 2.0])}, "equal numbers of rows"),
        ({"data": ([[1.0, np.nan]], [1.0])}, "finite"),
        ({"data": ([[1.0, 2.0]], [0.5]), "loss": "logistic"}, "0 and 1"),
    ],
)
def test_what_is_no_network_is_refused(changes: dict[str, object], message: str) -> None:
    usual: dict[str, object] = {"layers": (2, 2, 1), "data": ([[1.0, 2.0], [3.0, 4.0]], [0.0, 1.0])}
    with pytest.raises(ValueError, match=message):
        network(**{**usual, **changes})  # type: ignore[arg-type]


def test_wrong_starts_and_points_are_refused() -> None:
    loss = network((2, 2, 1), data=cloud("moons", 10))
    for arguments in (
        {"scale": "lecun"}, {"scale": []}, {"scale": "uniform", "epsilon": 0.0}, {"scale": "uniform", "epsilon": "1"},
        {"seed": -1}, {"seed": 1.5}, {"seed": "a"}, {"seed": None},
    ):  # fmt: skip
        with pytest.raises(ValueError, match=r"must be|one of|whole number"):
            loss.start(**arguments)  # type: ignore[arg-type]
    for index in (-1, 10, "a", 1.0):
        with pytest.raises(ValueError, match="examples are counted from 0 to 9"):
            loss.example(index)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="at least one example"):
        loss.batch(np.array([], dtype=np.intp))
    with pytest.raises(ValueError, match="has 9 weights"):
        loss.predict((1.0, 2.0), [[1.0, 2.0]])
    with pytest.raises(ValueError, match="takes 9 coordinates"):
        loss.value(1.0)
    with pytest.raises(ValueError, match="start needs 9"):
        run(loss, optimizer("adam"), (1.0, 2.0))
    with pytest.raises(ValueError, match="at most 9 units"):
        network((2, 10, 1), data=cloud("moons", 4)).example(0)


def test_equal_networks_are_equal_and_travel() -> None:
    a, b = (network((2, 2, 1), data=cloud("moons", 10)) for _ in range(2))
    assert a == b == pickle.loads(pickle.dumps(a))
    assert hash(a) == hash(b)
    assert a != network((2, 2, 1), data=cloud("moons", 10, seed=1))
    assert a != network((2, 2, 1), "relu", data=cloud("moons", 10))


@pytest.mark.parametrize("key", ["moons", "rings", "xor"])
def test_clouds(key: str) -> None:
    data = cloud(key, 300, 0.0, seed=1)
    assert data == cloud(key, 300, 0.0, seed=1)
    assert data != cloud(key, 300, 0.0, seed=2)
    a, b = data.features
    one = data.target == 1.0
    assert one.sum() == 150
    if key == "rings":
        assert np.hypot(a, b) == pytest.approx(np.where(one, 0.5, 1.0))
    elif key == "xor":
        assert ((a * b < 0) == one).all()
    else:
        assert np.hypot(a + 0.5, b + 0.25)[~one] == pytest.approx(1.0)
        assert np.hypot(a - 0.5, b - 0.25)[one] == pytest.approx(1.0)
    noisy = cloud(key, 300, 0.2, seed=1)
    assert np.std(noisy.features[0] - a) == pytest.approx(0.2, rel=0.15)


@pytest.mark.parametrize(
    "arguments", [("spiral",), ("moons", 0), ("moons", True), ("moons", 10, -1.0), ("moons", 9, np.nan)]
)
def test_what_is_no_cloud_is_refused(arguments: tuple[object, ...]) -> None:
    with pytest.raises(ValueError, match=r"cloud|size|noise"):
        cloud(*arguments)  # type: ignore[arg-type]


def test_an_example_of_a_data_loss_can_be_followed() -> None:
    loss = data_loss(dataset("line", 12), MODELS["squares"])
    b = backpropagate(loss.example(5), (0.3, -0.7))
    assert b.gradient == pytest.approx(loss.batch(np.array([5])).gradient(0.3, -0.7), rel=1e-12)
    assert b.value == pytest.approx(loss.batch(np.array([5])).value(0.3, -0.7), rel=1e-12)
