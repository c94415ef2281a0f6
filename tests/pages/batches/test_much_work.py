"""Rows of too much work over examples, with small limits: bounded, said, and never a run cut short in silence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from optim_core import optimizer
from optim_core.running.sampling import Sampling
from surfaces.data import MODELS, data_loss, dataset
from surfaces.data.models import typed_model
from tests.pages.opened import opened_page
from ui.runs import batch_runs
from ui.runs.batch_runs import most_examples, studied
from ui.work import bounded, waiting
from ui.work.budgets import BUDGETS
from ui.work.pool import Pool

PATIENCE = 60.0
SMALL = replace(BUDGETS, in_script=0.004, run=0.03, workers=1)
#: Nested sums of a function that arrays are led through number by number.
SLOW = "+".join(f"erf(w0*x+{i}*w1)" for i in range(1, 24))


@pytest.fixture
def workers(monkeypatch: pytest.MonkeyPatch) -> Iterator[Pool]:
    pool = Pool(SMALL)
    monkeypatch.setattr(bounded, "BUDGETS", SMALL)
    monkeypatch.setattr(waiting, "pool", lambda: pool)
    studied.cache_clear()
    yield pool
    pool.close()
    studied.cache_clear()


def test_the_largest_batches_end_where_the_budget_does_and_say_so(workers: Pool) -> None:
    app = opened_page("batches", data="line", size="100", batches="replacement,100,0", steps="5000")
    for _ in range(4):
        for visitor in workers.visitors():
            assert workers.wait(workers.of(visitor), PATIENCE)
        app.run()
        assert not app.exception
    loss = data_loss(dataset("line", 100), MODELS["squares"])
    found = studied.make(loss, None, optimizer("gradient_descent"), loss.start, 5000,
                         Sampling("replacement", 100), work=SMALL.run)  # fmt: skip
    assert 0 < found.path.steps < 5000
    assert found.outcome.message.startswith(f"Budget used at step {found.path.steps} of 5000: ")  # type: ignore[union-attr]


def test_bytes_are_those_of_the_path_whatever_the_batches(workers: Pool) -> None:
    """100,000 examples a step: their indices are dealt again from the seed and kept nowhere."""
    loss = data_loss(dataset("line", 100_000), MODELS["squares"])
    sampling = Sampling("shuffle", 100_000)
    found = studied.make(loss, None, optimizer("gradient_descent"), loss.start, 20, sampling, work=BUDGETS.run)
    assert found.nbytes < 21 * 10 * 8 * 2


def test_a_slow_formula_says_how_many_examples_it_can_have() -> None:
    model = typed_model(SLOW, 1, False)
    few, many = (data_loss(dataset("line", size), model) for size in (60, 100_000))
    assert most_examples(few) is None
    most = most_examples(many)
    assert most is not None and 60 < most < 100_000
    assert most_examples(data_loss(dataset("line", most), model)) is None
    assert most_examples(data_loss(dataset("line", 100_000), MODELS["squares"])) is None


def test_the_page_says_so_and_its_controls_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch_runs, "BUDGETS", replace(BUDGETS, run=1e-4))
    app = opened_page("batches", data="line", size="1000")
    (note,) = app.warning
    assert note.value.startswith("This formula is too much work for 1,000 examples: at most ")
    assert any(box.label == "Data" for box in app.selectbox)
