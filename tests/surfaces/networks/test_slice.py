"""A network's loss over two of its weights is a surface: the network's own loss, found again from its text."""

from __future__ import annotations

import pickle
import re
import warnings
from dataclasses import replace

import numpy as np
import pytest

from optim_core import optimizer, run
from optim_core.backprop import BackpropagationError, backpropagate
from optim_core.running.cost import least
from optim_core.snippets import numpy_snippet
from surfaces import Surface
from surfaces.networks.shape import ACTIVATIONS
from surfaces.networks.slice import Slice, slice_of, slice_surface
from surfaces.rates import MOST_FOR_TRIALS, as_offered, descents_work

#: What one run may cost, as pages have it (`ui.work.budgets`).
BUDGETS_RUN = 5.0
SLICE = Slice("moons", 40, 0.1, 3, 0.25, (3,), "tanh", "logistic", (1, 9), (0.5, -0.25), tuple(np.linspace(-1, 1, 13)))


def _network_at(cut: Slice, x: float, y: float) -> np.ndarray:
    point = np.array(cut.weights)
    point[list(cut.pair)] = x, y
    return point


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize(("hidden", "loss", "pair"), [
    ((3,), "logistic", (1, 9)), ((2, 2), "squared", (0, 5)), ((4,), "squared", (16, 3)),
    ((1, 1, 1, 1), "logistic", (0, 10)),
])  # fmt: skip
def test_it_is_the_network_s_own_loss(
    activation: str, hidden: tuple[int, ...], loss: str, pair: tuple[int, int]
) -> None:
    count = sum((a + 1) * b for a, b in zip((2, *hidden), (*hidden, 1), strict=True))
    weights = tuple(np.random.default_rng(1).normal(size=count).tolist())
    cut = replace(SLICE, hidden=hidden, activation=activation, loss=loss, pair=pair, weights=weights)
    surface, whole = slice_surface(cut.text()), cut.network()
    assert whole.examples == 30
    for x, y in ((0.3, -0.7), (1.5, 0.2), (cut.weights[pair[0]], cut.weights[pair[1]])):
        point = _network_at(cut, x, y)
        assert surface.value(x, y) == pytest.approx(whole.value(*point), rel=1e-12)
        gradient = np.array(whole.gradient(*point))[list(pair)]
        assert surface.gradient(x, y) == pytest.approx(tuple(gradient), rel=1e-10, abs=1e-12)
        hessian = np.array(whole.hessian(*point))[np.ix_(pair, pair)]
        assert np.array(surface.hessian(x, y)) == pytest.approx(hessian, rel=1e-9, abs=1e-10)


def test_a_descent_on_it_is_one_of_the_network_with_the_others_held() -> None:
    cut = SLICE
    path = run(slice_surface(cut.text()), optimizer("momentum", learning_rate=0.2, momentum=0.9), cut.start, 30)
    whole, w, h = cut.network(), np.array(cut.start), np.zeros(2)
    for k in range(1, 31):
        gradient = np.array(whole.gradient(*_network_at(cut, *w)))[list(cut.pair)]
        h = 0.9 * h + 0.2 * gradient
        w = w - h
        assert path.points[k] == pytest.approx(w, rel=1e-9)


def test_its_text_leads_back_and_it_travels() -> None:
    assert slice_of(SLICE.text()) == SLICE
    surface = slice_surface(SLICE.text())
    assert surface.variables == ("w_12", "p_11") or surface.variables[0] == "w_12"
    again = pickle.loads(pickle.dumps(surface))
    assert again == surface and again.value(0.1, 0.2) == surface.value(0.1, 0.2)
    # The start and where the weights are now are in the picture.
    for place, (low, high) in zip(SLICE.pair, surface.domain, strict=True):
        assert low < SLICE.weights[place] < high
    assert all(low < w < high for w, (low, high) in zip(surface.start, surface.domain, strict=True))
    assert "30" in surface.latex()


@pytest.mark.parametrize("change", [
    {"data": "nothing"}, {"size": 10_000}, {"noise": float("nan")}, {"data_seed": -1}, {"held_out": 0.3},
    {"hidden": (9,)},
    {"hidden": (3, 3, 3, 3, 3)}, {"activation": "step"}, {"loss": "hinge"}, {"pair": (1, 1)}, {"pair": (0, 13)},
    {"pair": (-1, 2)}, {"start": (float("inf"), 0.0)}, {"weights": (1.0,) * 12}, {"weights": (float("nan"),) * 13},
])  # fmt: skip
def test_what_makes_no_sense_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        slice_surface(replace(SLICE, **change).text())


@pytest.mark.parametrize("text", ["", ";" * 10, "moons", SLICE.text()[:-3], SLICE.text() + ";1", "moons;" + "9" * 5000])
def test_what_is_no_text_of_one_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        slice_surface(text)


def _at_random(hidden: tuple[int, ...], pair: tuple[int, int], size: int, seed: int = 0) -> Slice:
    count = sum((a + 1) * b for a, b in zip((2, *hidden), (*hidden, 1), strict=True))
    weights = tuple(np.random.default_rng(seed).normal(size=count).tolist())
    start = (weights[pair[0]] + 0.3, weights[pair[1]] - 0.2)
    return replace(SLICE, hidden=hidden, pair=pair, size=size, weights=weights, start=start)


def test_its_formula_is_one_example_s_however_many_there_are() -> None:
    few, many = (slice_surface(_at_random((8, 8), (0, 1), size).text()) for size in (20, 400))
    assert (few.examples, many.examples) == (15, 300)
    for what in ("value", "both", "hessian"):
        assert few.operations(what) == many.operations(what)
    # The browser has a loop over the examples, and their numbers: no line more.
    assert many.program().gradient.count("\n") == few.program().gradient.count("\n")


def test_any_pair_of_the_network_the_page_begins_with_can_be_chosen() -> None:
    rng = np.random.default_rng(5)
    for _ in range(12):
        first, second = rng.choice(105, 2, replace=False).tolist()
        cut = _at_random((8, 8), (first, second), 200, seed=first)
        surface, whole = slice_surface(cut.text()), cut.network()
        point = _network_at(cut, *cut.start)
        assert surface.value(*cut.start) == pytest.approx(whole.value(*point), rel=1e-12)
        assert surface.gradient(*cut.start) == pytest.approx(
            tuple(np.array(whole.gradient(*point))[list(cut.pair)]), rel=1e-9, abs=1e-12
        )


def test_the_largest_network_with_all_its_examples_is_within_what_a_run_may_cost() -> None:
    surface = slice_surface(_at_random((9, 9, 9, 9), (0, 1), 400).text())
    for key in ("gradient_descent", "newton"):
        assert 2 * least(surface, optimizer(key), 300) <= BUDGETS_RUN
    x, y = surface.start
    mesh = np.array([[x, x + 0.1, x - 0.4], [x, x, x]]), np.array([[y, y, y + 0.2], [y - 0.1, y, y]])
    one_by_one = [surface.value(float(a), float(b)) for a, b in zip(*(m.ravel() for m in mesh), strict=True)]
    assert surface.value(*mesh) == pytest.approx(np.reshape(one_by_one, (2, 3)), rel=1e-12)


def test_rates_are_looked_for_on_a_sample_which_is_another_surface() -> None:
    text = _at_random((3,), (1, 9), 200).text()
    surface, tried = slice_surface(text), as_offered("network", text)
    assert isinstance(tried, Surface) and tried.examples == MOST_FOR_TRIALS and tried != surface
    assert pickle.loads(pickle.dumps(tried)).value(0.1, 0.2) == tried.value(0.1, 0.2) != surface.value(0.1, 0.2)
    assert descents_work(tried) < descents_work(surface)
    # With few examples it is the surface itself.
    small = _at_random((3,), (1, 9), 40).text()
    assert as_offered("network", small) == slice_surface(small)


def test_a_loss_that_overflows_is_infinite_and_quiet() -> None:
    surface = slice_surface(replace(SLICE, activation="identity", loss="squared").text())
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert surface.value(1e200, 1.0) == np.inf
        assert np.isinf(surface.value(np.array([1e200]), np.array([1.0]))).all()
        # It has a value, which is too large to compute with.
        assert not np.any(surface.undefined(0, 1e200, 1.0))


def test_a_mean_is_no_formula_for_sympy_nor_for_one_pass_back() -> None:
    surface = slice_surface(SLICE.text())
    with pytest.raises(ValueError, match="mean over examples"):
        surface.sympy()
    with pytest.raises(BackpropagationError, match="one example at a time"):
        backpropagate(surface, surface.start)


def test_its_program_to_take_home_makes_the_same_steps(capsys: pytest.CaptureFixture[str]) -> None:
    small = _at_random((8, 8), (0, 20), 60)
    surface, method = slice_surface(small.text()), optimizer("adam", learning_rate=0.05)
    path = run(surface, method, small.start, 20)
    program = numpy_snippet(surface, method, small.start, 20, False, None)
    assert program is not None
    found: dict[str, object] = {}
    exec(program, found)
    printed = [float(number) for number in re.findall(r"-?\d+\.\d+(?:e-?\d+)?", capsys.readouterr().out)]
    assert any(number == pytest.approx(path.values[-1], rel=1e-6) for number in printed)
    assert found["points"] == pytest.approx(path.points, rel=1e-9)
