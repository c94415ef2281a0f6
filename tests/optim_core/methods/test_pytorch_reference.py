"""Whole paths in the PyTorch convention equal those that torch.optim itself recorded.

`tests/reference/record_pytorch.py` made the file and says how.
"""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from optim_core import methods, optimizer, run
from surfaces import parse
from tests.reference import record_pytorch
from tests.reference.records import missing

REFERENCE: dict[str, Any] = json.loads((Path(__file__).parents[2] / "reference" / "pytorch_paths.json").read_text())
#: Those that PyTorch has a class for; all others need no record.
METHODS = [key for key, method in methods().items() if method.torch_name]

# The recorded paths amplify rounding by at most 1e3 (they are cut where it becomes more), so 1e-9 leaves room
# and still catches an epsilon on the wrong side of a root.
TOLERANCE = 1e-9
# Of the weights; smaller ones are compared absolutely.
SMALL = 1e-3


@cache
def _surface(name: str) -> Any:
    return parse(REFERENCE["surfaces"][name]["text"])


def _name(case: dict[str, Any]) -> str:
    hyper = "-".join(f"{key}={value:g}" for key, value in case["hyperparameters"].items())
    return f"{case['surface']}-{case['method']}-{hyper}"


@pytest.mark.parametrize("case", REFERENCE["cases"], ids=_name)
def test_path_equals_torch(case: dict[str, Any]) -> None:
    method = optimizer(case["method"], convention="pytorch", **case["hyperparameters"])
    start = REFERENCE["surfaces"][case["surface"]]["start"]
    path = run(_surface(case["surface"]), method, start, steps=REFERENCE["budget"])
    if case["steps"] is not None:
        assert len(path.points) == case["steps"] + 1, "the path becomes infinite at another step"
    recorded = np.array(list(case["points"].values()))
    ours = path.points[[int(step) for step in case["points"]]]
    scale = np.maximum(np.abs(recorded).max(axis=1, keepdims=True), SMALL)
    assert np.max(np.abs(ours - recorded) / scale) < TOLERANCE


def test_every_method_is_covered_to_the_end_on_most_surfaces() -> None:
    whole = {(case["method"], case["surface"]) for case in REFERENCE["cases"] if case["steps"] is not None}
    covered = Counter(method for method, _ in whole)
    assert set(covered) == set(METHODS)
    assert min(covered.values()) >= 3


def test_the_record_is_what_the_recorder_would_make() -> None:
    """Otherwise run `tests/reference/record_pytorch.py`, which makes only what is missing or has changed."""
    assert missing(record_pytorch.recorded(), record_pytorch.digests()) == []
    assert list(record_pytorch.recorded()) == list(record_pytorch.digests())


def test_a_diverging_path_is_among_them() -> None:
    budget = REFERENCE["budget"]
    assert any((case["steps"] or budget) < budget for case in REFERENCE["cases"])


def test_the_comparison_can_fail() -> None:
    """The lecture form keeps epsilon inside the root: with a large epsilon it must not pass for PyTorch's."""
    case = next(c for c in REFERENCE["cases"] if c["method"] == "rmsprop" and c["hyperparameters"]["epsilon"] > 0.01)
    method = optimizer("rmsprop", convention="lecture", **case["hyperparameters"])
    start = REFERENCE["surfaces"][case["surface"]]["start"]
    path = run(_surface(case["surface"]), method, start, steps=25)
    assert np.abs(path.points[25] - case["points"]["25"]).max() > 1e4 * TOLERANCE
