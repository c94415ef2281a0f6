"""The browser trains a network as Python does: whole runs, gradients, and what is drawn of every layer."""

from __future__ import annotations

from base64 import b64decode
from typing import Any, NamedTuple

import numpy as np
import pytest
from numpy.typing import ArrayLike, NDArray

from optim_core import Optimizer, optimizer, run
from optim_core.methods.schedules import schedule
from optim_core.running.sampling import Sampling
from pages.backprop.network.state import trainable
from surfaces.networks import ACTIVATIONS, NetworkLoss, cloud, network
from surfaces.networks.shape import Scale
from tests.browser.harness.bench import Bench
from ui.demos.network_claims import spreads

STEPS = 200
TOLERANCE = 1e-10
TRAIN = """
    const { Training, batchesOf } = await load('network/model/training');
    const text = (numbers) => {
        const bytes = new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
        let found = '';
        for (let i = 0; i < bytes.length; i += 8192) found += String.fromCharCode(...bytes.subarray(i, i + 8192));
        return btoa(found);
    };
    return a.map((task) => {
        const training = new Training({ ...task, batches: batchesOf(task.indices, task.sizes) });
        while (!training.finished) training.advance(7);
        const rows = (training.made + 1) * training.dimension;
        return [training.made, training.badStep, text(training.points.slice(0, rows)), text(training.values),
            text(training.heldValues), text(training.gradients), text(training.gradientSizes), text(training.spreads)];
    });
"""


class Case(NamedTuple):
    """A training in Python's words."""

    method: Optimizer
    layers: tuple[int, ...] = (2, 3, 1)
    activation: str = "tanh"
    miss: str = "logistic"
    data: str = "moons"
    scale: Scale = "xavier"
    sampling: Sampling = Sampling("shuffle", 16, 3)
    size: int = 40

    def __repr__(self) -> str:
        return f"{self.method!r} {self.layers} {self.activation} {self.miss} {self.data} {self.scale} {self.sampling}"

    def message(self) -> dict[str, Any]:
        loss, held = self.loss(0), self.loss(1)
        program = self.method.program(loss.dimension, False)
        assert program is not None
        batches = list(self.sampling.batches(self.size, STEPS))
        return {
            "shape": {"layers": self.layers, "activation": self.activation, "loss": self.miss},
            "program": program.message(),
            "start": loss.start(5, self.scale),
            "steps": STEPS,
            "inputs": loss.inputs.ravel().tolist(),
            "targets": loss.targets.ravel().tolist(),
            "heldInputs": held.inputs.ravel().tolist(),
            "heldTargets": held.targets.ravel().tolist(),
            "indices": np.concatenate(batches).tolist(),
            "sizes": [len(batch) for batch in batches],
        }

    def loss(self, seed: int) -> NetworkLoss:
        data = cloud(self.data, self.size, 0.1, seed)
        return network(self.layers, self.activation, self.miss, data)  # type: ignore[arg-type]


def _numbers(text: str) -> NDArray[np.float64]:
    return np.frombuffer(b64decode(text))


#: Plain descent on every kind of network, then every method that trains networks and some schedules on one.
CASES = [
    *(
        Case(optimizer("momentum", learning_rate=0.05), layers, activation, miss, data, scale, sampling)
        for layers, activation, miss, data, scale, sampling in (
            ((2, 8, 1), "tanh", "squared", "moons", "xavier", Sampling("shuffle", 16, 0)),
            ((2, 8, 8, 1), "relu", "logistic", "rings", "he", Sampling("replacement", 8, 1)),
            ((2, 3, 3, 3, 3, 1), "sigmoid", "logistic", "xor", "uniform", Sampling("single", 1, 2)),
            ((2, 5, 1), "identity", "squared", "xor", "xavier", Sampling("full")),
            ((2, 4, 4, 1), "tanh", "logistic", "moons", "zeros", Sampling("shuffle", 7, 4)),
        )
    ),
    *(Case(optimizer(key)) for key in trainable()),
    *(Case(optimizer("line_search"), sampling=Sampling(kind)) for kind in ("full", "replacement")),
    *(Case(optimizer("lookahead", **given)) for given in ({"inner": "line_search"}, {"inner": "nesterov"})),
    *(
        Case(optimizer(key, learning_rate=0.05, schedule=schedule(kind, over=STEPS)), size=25)
        for key, kind in (("adam", "cosine"), ("gradient_descent", "step"), ("nesterov", "warmup_cosine"))
    ),
    Case(optimizer("momentum", max_norm=0.05, learning_rate=0.1)),
]


def test_whole_trainings_are_python_s(bench: Bench) -> None:
    found = bench.call(TRAIN, [case.message() for case in CASES])
    for case, (made, bad, *texts) in zip(CASES, found, strict=True):
        loss = case.loss(0)
        path = run(loss, case.method, start=loss.start(5, case.scale), steps=STEPS, sampling=case.sampling)
        points, values, held, gradients, sizes, spread = map(_numbers, texts)
        assert (made, bad) == (path.steps, -1), case
        shape = (-1, loss.dimension)
        _assert_close(points.reshape(shape), path.points, TOLERANCE, case)
        _assert_close(values, path.values, TOLERANCE, case)
        _assert_close(gradients.reshape(shape), path.gradients, TOLERANCE, case)
        _assert_close(held, case.loss(1).along(path.points), TOLERANCE, case)
        _assert_close(sizes.reshape(STEPS, -1), _sizes(loss, path.gradients), 1e-9, case)
        ends = spreads(loss, path.points[-1])
        _assert_close(spread.reshape(STEPS + 1, -1)[-1], ends, 1e-9, case)


def _assert_close(found: NDArray[np.float64], expected: ArrayLike | None, relative: float, case: Case) -> None:
    """As `pytest.approx`, which looks at one number after the other, and there are millions."""
    assert expected is not None, case
    wanted = np.asarray(expected, dtype=float)
    assert found.shape == wanted.shape, case
    apart = np.abs(found - wanted)
    close = apart <= np.maximum(relative * np.abs(wanted), TOLERANCE)
    assert close.all(), f"{case}: {apart[~close].max():.2g} apart, first at {np.argwhere(~close)[0].tolist()}"


def _sizes(loss: NetworkLoss, gradients: NDArray[np.float64] | None) -> NDArray[np.float64]:
    assert gradients is not None
    layers = loss.shape.unpack(gradients)
    return np.stack([np.sqrt(np.mean(layer.weights**2, axis=(1, 2))) for layer in layers], axis=1)


DIFFERENCES = """
    const { NetworkLoss } = await load('network/model/loss');
    return a.map(({ shape, inputs, targets, start }) => {
        const loss = new NetworkLoss(shape, inputs, targets);
        const moved = (i, h) => loss.value(start.map((w, j) => (i === j ? w + h : w)));
        return [loss.gradient(start), start.map((_, i) => (moved(i, 1e-6) - moved(i, -1e-6)) / 2e-6)];
    });
"""


def test_gradients_are_what_central_differences_say(bench: Bench) -> None:
    method = optimizer("gradient_descent")
    cases = [
        # With biases of zero a unit may stand exactly on ReLU's kink.
        Case(method, layers, activation, miss, scale="uniform")
        for layers in ((2, 3, 1), (2, 2, 3, 2, 2, 1))
        for activation in ACTIVATIONS
        for miss in ("squared", "logistic")
    ]
    for case, (found, differences) in zip(cases, bench.call(DIFFERENCES, [c.message() for c in cases]), strict=True):
        assert found == pytest.approx(differences, rel=1e-5, abs=1e-8), case


def test_where_all_examples_are_equal_the_spread_is_exactly_nothing(bench: Bench) -> None:
    case = Case(optimizer("adam", learning_rate=0.05), scale="zeros")
    ((_made, _bad, *texts),) = bench.call(TRAIN, [case.message()])
    assert not _numbers(texts[-1]).any() and _numbers(texts[0]).any()


def test_a_training_ends_where_numbers_do(bench: Bench) -> None:
    case = Case(optimizer("gradient_descent", learning_rate=10.0), activation="identity", miss="squared")
    ((made, bad, *texts),) = bench.call(TRAIN, [case.message()])
    loss = case.loss(0)
    path = run(loss, case.method, start=loss.start(5, case.scale), steps=STEPS, sampling=case.sampling)
    assert (made, bad) == (path.steps, int(path.bad_step))
    assert 0 < made < STEPS
    assert np.isfinite(_numbers(texts[0])).all()


APART = """
    const { Training, batchesOf } = await load('network/model/training');
    const { trainApart, train } = await load('network/model/thread');
    const task = { ...a, batches: batchesOf(a.indices, a.sizes) };
    const whole = new Training(task);
    while (!whole.finished) whole.advance(1);
    // Up to the last step that was made: of one that led to no finite number nothing is shown.
    const alike = (other, name, share) => whole[name].subarray(0, Math.round(whole[name].length * share))
        .every((value, i) => value === other[name][i]);
    const same = (other) => whole.made === other.made && whole.badStep === other.badStep
        && ['points', 'values', 'heldValues', 'spreads'].every((name) =>
            alike(other, name, (whole.made + 1) / (whole.steps + 1)))
        && ['gradients', 'gradientSizes'].every((name) => alike(other, name, whole.made / whole.steps));
    const apart = new Training(task);
    await new Promise((done) => trainApart(task, (part) => { apart.take(part); if (apart.finished) done(); }));
    // In parts as small as they can be, as where a thread is slow.
    const bits = new Training(task);
    const slow = new Training(task);
    bits.take(slow.part(0));
    while (!slow.finished) { const from = slow.made; slow.advance(1); bits.take(slow.part(from)); }
    // Where a page may have no thread.
    const idle = new Training(task);
    for (const part of train(task)) if (part) idle.take(part);
    // Where every look at the clock finds that there is something to tell, the last one, too.
    const due = new Training(task);
    const { now } = performance;
    let clock = 0;
    performance.now = () => { clock += 1000; return clock; };
    for (const part of train(task)) if (part) due.take(part);
    performance.now = now;
    // One that is called off tells nothing more.
    let told = 0;
    trainApart({ ...task, steps: 100 }, () => { told += 1; })();
    await new Promise((done) => trainApart(task, (part) => { if (part.made === whole.made) done(); }));
    return [same(apart), same(bits), same(idle), same(due), told];
"""


@pytest.mark.parametrize("rate", [0.05, 30.0])
def test_a_training_in_a_thread_of_its_own_is_the_same(bench: Bench, rate: float) -> None:
    bent = "identity" if rate > 1 else "tanh"
    case = Case(optimizer("momentum", learning_rate=rate), activation=bent, miss="squared")
    assert bench.call(APART, case.message()) == [True, True, True, True, 0]
