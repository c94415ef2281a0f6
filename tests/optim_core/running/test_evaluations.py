"""What every method says it evaluated, against what it asked a counting loss for."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import pytest

from optim_core import methods, optimizer, run
from surfaces import Surface, surface


class Counting:
    """A surface that counts what is asked of it through the oracle; the loop's kernels stay uncounted."""

    def __init__(self, inner: Surface) -> None:
        self._inner = inner
        self.asked: Counter[str] = Counter()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def value(self, *point: Any) -> Any:
        self.asked["function"] += 1
        return self._inner.value(*point)

    def gradient(self, *point: Any) -> Any:
        self.asked["gradient"] += 1
        return self._inner.gradient(*point)

    def hessian(self, *point: Any) -> Any:
        self.asked["hessian"] += 1
        return self._inner.hessian(*point)


@pytest.mark.parametrize("key", list(methods()))
def test_evaluations_are_those_asked_for(key: str) -> None:
    loss = Counting(surface("himmelblau"))
    path = run(loss, optimizer(key), (0.5, -0.5), steps=20)  # type: ignore[arg-type]
    assert path.function_evaluations[-1] == loss.asked["function"]
    assert path.hessian_evaluations[-1] == loss.asked["hessian"]
    # The loop hands over one gradient a step.
    handed = path.steps if methods()[key].steppable else 0
    assert path.gradient_evaluations[-1] == loss.asked["gradient"] + handed


@pytest.mark.parametrize("key", list(methods()))
def test_evaluations_have_a_column_for_each_point_and_never_fall(key: str) -> None:
    s = surface("beale")
    single = run(s, optimizer(key), s.start, steps=20)
    assert single.evaluations.shape == (3, len(single.points))
    assert (single.evaluations[:, 0] == 0).all()
    assert (np.diff(single.evaluations, axis=1) >= 0).all()
    many = run(s, optimizer(key), tuple(np.full((2, 3), w) for w in s.start), steps=20)
    assert many.function_evaluations.shape == (21, 2, 3)
    length = len(single.points)
    assert (many.evaluations[:, :length, 0, 0] == single.evaluations).all()
    assert (many.evaluations[:, :length, 1, 2] == single.evaluations).all()
