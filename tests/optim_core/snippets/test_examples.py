"""Programs of runs over examples deal the batches of the run, and make its numbers."""

from __future__ import annotations

import importlib.util
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optim_core import Optimizer, Trajectory, methods, optimizer, run
from optim_core.methods.optimizer import configured
from optim_core.methods.scipy_methods import ScipyMethod
from optim_core.methods.typed_method import typed_method
from optim_core.running.sampling import SAMPLING_KINDS, Sampling
from optim_core.snippets import numpy_snippet, pytorch_snippet
from optim_core.snippets.pytorch_snippet import BRANCHES
from surfaces.data import MODELS, SOURCES, DataLoss, data_loss, dataset
from tests.optim_core.snippets.snippet_cases import (
    NAMES,
    SHUFFLED,
    TYPED_MODELS,
    batch_loss,
    batch_program,
    method_of,
    points_of,
    torch_batch_programs,
)
from tests.reference.record_snippets import recorded
from tests.reference.records import digest

STEPS = 25
LINE = batch_loss()
HAS_TORCH = importlib.util.find_spec("torch") is not None
BATCHED = dict(torch_batch_programs())
RECORDED = recorded()


def _run(loss: DataLoss, method: Optimizer, sampling: Sampling | None, steps: int = STEPS) -> Trajectory:
    return run(loss, method, loss.start, steps, sampling=sampling)


@given(
    kind=st.sampled_from(SAMPLING_KINDS),
    size=st.integers(1, 90),
    seed=st.integers(0, 2**32),
    steps=st.integers(1, 40),
)
@settings(max_examples=40, deadline=None)
def test_the_same_batches_are_dealt(kind: Any, size: int, seed: int, steps: int) -> None:
    """Bit by bit the same path: one example in another place would show."""
    method, sampling = optimizer("momentum", learning_rate=0.02), Sampling(kind, size, seed)
    dealt = sampling if kind != "full" else None
    path = _run(LINE, method, dealt, steps)
    np.testing.assert_allclose(
        points_of(batch_program(numpy_snippet, LINE, method, dealt, steps)), path.points, rtol=1e-12
    )


@pytest.mark.parametrize("name", NAMES)
def test_every_method_makes_the_same_run(name: str) -> None:
    method = method_of(name, "lecture")
    sampling = None if isinstance(method.method, ScipyMethod) else SHUFFLED
    path = _run(LINE, method, sampling)
    assert len(path.points) > 2
    program = points_of(batch_program(numpy_snippet, LINE, method, sampling))
    np.testing.assert_allclose(program, path.points, rtol=1e-8, atol=1e-8)


@pytest.mark.parametrize("key", SOURCES)
@pytest.mark.parametrize("penalty", ["none", "l2", "l1"])
def test_every_source_and_model_can_be_written(key: str, penalty: Any) -> None:
    data = dataset(key)
    for model in MODELS.values():
        if not model.fits(len(data.features), data.classes):
            continue
        loss = data_loss(data, model, penalty=penalty, strength=0.1, delta=0.7)
        # The damped one asks for the Hessian, too.
        for name in ("adam", "newton damped"):
            method = method_of(name, "lecture")
            program = points_of(batch_program(numpy_snippet, loss, method, SHUFFLED, 10))
            np.testing.assert_allclose(program, _run(loss, method, SHUFFLED, 10).points, rtol=1e-8, atol=1e-8)


@pytest.mark.parametrize("text", TYPED_MODELS)
def test_typed_models_can_be_written(text: str) -> None:
    loss = batch_loss(text)
    method = optimizer("gradient_descent", learning_rate=0.02)
    for sampling in (SHUFFLED, None):
        program = points_of(batch_program(numpy_snippet, loss, method, sampling, 12))
        np.testing.assert_allclose(program, _run(loss, method, sampling, 12).points, rtol=1e-10, atol=1e-12)


def test_it_is_said_where_autograd_follows_both_branches() -> None:
    method = optimizer("gradient_descent", learning_rate=0.02)
    huber = data_loss(dataset("line"), MODELS["huber"])
    assert BRANCHES in batch_program(pytorch_snippet, huber, method, SHUFFLED)
    assert BRANCHES not in batch_program(pytorch_snippet, LINE, method, SHUFFLED)
    assert BRANCHES not in batch_program(numpy_snippet, huber, method, SHUFFLED)


def test_names_of_the_examples_are_not_taken_by_a_method() -> None:
    text = "batch = 0.5*batch + g\ny = w - eta*batch\nrows = y - w\nexamples = rows\nw = w + examples"
    method = configured(typed_method(text), "lecture", {"learning_rate": 0.02})
    program = points_of(batch_program(numpy_snippet, LINE, method, SHUFFLED))
    np.testing.assert_allclose(program, _run(LINE, method, SHUFFLED).points, rtol=1e-12)


def test_a_run_ends_where_the_loss_of_all_examples_does() -> None:
    method = optimizer("gradient_descent", learning_rate=1000.0)
    path = _run(LINE, method, SHUFFLED, 60)
    assert 2 < len(path.points) < 60
    np.testing.assert_allclose(
        points_of(batch_program(numpy_snippet, LINE, method, SHUFFLED, 60)), path.points, rtol=1e-9
    )


def test_a_program_says_what_it_looks_at() -> None:
    method = optimizer("gradient_descent", learning_rate=0.1)
    lines = batch_program(numpy_snippet, LINE, method, SHUFFLED).splitlines()
    assert "25 steps on the mean loss of 60 examples, in batches of 7, with NumPy." in lines[0]
    assert "seed = 3  # The same seed deals the same batches" in lines
    whole = batch_program(numpy_snippet, LINE, method, None)
    assert "on the mean loss of 60 examples, with NumPy." in whole and "batch" not in whole and "random" not in whole
    assert max(map(len, lines)) <= 120


@pytest.mark.parametrize("key", [key for key, m in methods().items() if not isinstance(m, ScipyMethod)])
@pytest.mark.parametrize("convention", ["lecture", "pytorch"])
def test_the_pytorch_program_deals_as_that_of_numpy(key: str, convention: Any) -> None:
    """Everything about examples is the same text in both; the rest is held by the programs without examples."""
    method = optimizer(key, convention=convention)
    torch, numpy = (batch_program(write, LINE, method, SHUFFLED) for write in (pytorch_snippet, numpy_snippet))
    compile(torch, "<snippet>", "exec")
    assert _part(torch, "def deal", "def loss") == _part(numpy, "def deal", "def loss")
    for line in ("batches = deal()", "    batch = next(batches)", "    x, y = all_x[rows], all_y[rows]"):
        assert line in torch.splitlines() and line in numpy.splitlines(), line
    assert _part(torch, "all_x = ", "examples = ").replace("torch.tensor", "np.array") == _part(
        numpy, "all_x = ", "examples = "
    )
    assert "return torch.mean((w_0 + w_1*x - y)**2)" in torch
    # The batch is taken before the gradient of the step is.
    loop = torch[torch.index("for k in range") :]
    first = "loss(w).backward()" if "backward" in torch else "gradient("
    assert loop.index("next(batches)") < loop.index(first)
    assert "loss(w, everything)" in loop


@pytest.mark.parametrize("name", BATCHED)
def test_pytorch_makes_the_same_run(name: str) -> None:
    """As of `test_snippets`: run where PyTorch is installed, on record elsewhere."""
    text = name.removesuffix("/batches")
    typed = text in TYPED_MODELS
    method = (
        optimizer("gradient_descent", convention="pytorch", learning_rate=0.02) if typed else method_of(text, "pytorch")
    )
    path = _run(batch_loss(text if typed else ""), method, SHUFFLED).points
    if HAS_TORCH:
        np.testing.assert_allclose(points_of(BATCHED[name]), path, rtol=1e-8, atol=1e-8)
        return
    record = RECORDED[name]
    assert record["of"] == digest(BATCHED[name]), "the program changed: record it again"
    assert record["steps"] == len(path) - 1
    ours = path[[int(step) for step in record["points"]]]
    np.testing.assert_allclose(ours, list(record["points"].values()), rtol=1e-8, atol=1e-8)


def _part(text: str, first: str, last: str) -> str:
    start = text.index(first)
    return text[start : text.index(last, start)]
