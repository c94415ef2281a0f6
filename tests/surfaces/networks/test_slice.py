"""A network's loss over two of its weights is a surface: the network's own loss, found again from its text."""

from __future__ import annotations

import pickle
import re
from dataclasses import replace

import numpy as np
import pytest

from optim_core import optimizer, run
from optim_core.snippets import numpy_snippet
from surfaces.networks.examples import examples
from surfaces.networks.shape import ACTIVATIONS
from surfaces.networks.slice import Slice, slice_of, slice_surface

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


def test_one_that_would_take_too_long_is_refused() -> None:
    large = replace(SLICE, size=400, hidden=(8, 8), pair=(0, 1), weights=(0.1,) * 105)
    with pytest.raises(ValueError, match="operations"):
        slice_surface(large.text())
    # With fewer examples, or weights near the output, the same network is none.
    assert slice_surface(replace(large, pair=(96, 97), size=200).text())
    assert examples("moons", 400, 0.1, 3).size == 400


def test_its_program_to_take_home_makes_the_same_steps(capsys: pytest.CaptureFixture[str]) -> None:
    small = replace(SLICE, size=20, hidden=(2,), pair=(0, 7), weights=(0.3, -0.4, 0.5, 0.2, 0.1, -0.2, 0.7, 0.6, 0.0))
    surface, method = slice_surface(small.text()), optimizer("adam", learning_rate=0.05)
    path = run(surface, method, small.start, 20)
    program = numpy_snippet(surface, method, small.start, 20, False, None)
    assert program is not None
    found: dict[str, object] = {}
    exec(program, found)
    printed = [float(number) for number in re.findall(r"-?\d+\.\d+(?:e-?\d+)?", capsys.readouterr().out)]
    assert any(number == pytest.approx(path.values[-1], rel=1e-6) for number in printed)
