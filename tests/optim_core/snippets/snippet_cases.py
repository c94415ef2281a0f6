"""Programs to take home that the tests run, and that `tests/reference/record_snippets.py` runs with PyTorch."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optim_core import CONVENTIONS, Optimizer, methods, optimizer
from optim_core.methods.schedules import schedule
from optim_core.methods.scipy_methods import ScipyMethod
from optim_core.running.sampling import Sampling
from optim_core.snippets import Examples, pytorch_snippet
from optim_core.snippets.pytorch_snippet import BRANCHES
from surfaces import Surface, parse, surface
from surfaces.data import MODELS, DataLoss, data_loss, dataset, typed_model

STEPS = 40
SHUFFLED = Sampling("shuffle", 7, 3)
TYPED_MODELS = (
    "w1*tanh(w0*x)",
    "max(w0*x, w1)",
    "Piecewise((w0*x, x > 0), (w1*sqrt(-x), True))",
    "min(w0*x, w1*x, 1) + relu(w0)",
    "sigmoid(w0*x) + w1*step(x)",
    "= w0^2 + w1^4",
    "= |w0 - y| + (w1 - x)^2*2^y",
)
TYPED = "sqrt(1 + x^2) + ln(2 + cos(y)) + 0.3*(x - y)^2 + max(x, -1)"
SURFACES: dict[str, tuple[Surface, tuple[float, ...]]] = {
    "rotated_ravine": (surface("rotated_ravine", condition_number=4), (-1.2, 0.7)),
    "typed": (parse(TYPED), (1.5, -2.0)),
}
#: Settings that change what is written.
FURTHER: dict[str, dict[str, Any]] = {
    "gradient_descent decayed": {"key": "gradient_descent", "weight_decay": 0.1},
    "gradient_descent scheduled": {"key": "gradient_descent", "schedule": ("cosine", {})},
    "adam scheduled": {"key": "adam", "schedule": ("exponential", {"factor": 0.9})},
    "gradient_descent cut on a plateau": {
        "key": "gradient_descent",
        "schedule": ("plateau", {"patience": 2, "factor": 0.3}),
        "learning_rate": 0.3,
    },
    "lookahead cut on a plateau": {
        "key": "lookahead",
        "inner": "nadam",
        "learning_rate": 0.5,
        "schedule": ("plateau", {"patience": 1}),
    },
    "adam uncorrected": {"key": "adam", "bias_correction": 0},
    "adamw decayed": {"key": "adamw", "weight_decay": 0.5},
    "nesterov without momentum": {"key": "nesterov", "momentum": 0.0},
    "rprop that never shrinks": {"key": "rprop", "decrease": 1.0},
    "newton damped": {"key": "newton", "damping": 2.0},
    "line_search scheduled": {"key": "line_search", "schedule": ("exponential", {"factor": 0.9})},
    "fletcher_reeves that seldom restarts": {"key": "fletcher_reeves", "restart": 7},
    "coordinate_gradient scheduled": {"key": "coordinate_gradient", "schedule": ("exponential", {"factor": 0.9})},
    "lookahead by parabola": {"key": "lookahead", "alpha": "parabola", "every": 3},
    "lookahead around adam": {"key": "lookahead", "inner": "adam", "learning_rate": 0.1},
    "lookahead around line_search": {"key": "lookahead", "inner": "line_search", "every": 3},
    "lookahead around newton": {"key": "lookahead", "inner": "newton", "damping": 1.0},
    "lookahead around polak_ribiere": {"key": "lookahead", "inner": "polak_ribiere", "every": 4},
}
NAMES = (*methods(), *FURTHER)


def method_of(name: str, convention: str) -> Optimizer:
    """The optimizer of a case."""
    settings = dict(FURTHER.get(name, {"key": name}))
    key, paced = settings.pop("key"), settings.pop("schedule", None)
    if "learning_rate" not in settings and key in {
        "gradient_descent",
        "momentum",
        "nesterov",
        "rolling_ball",
        "coordinate_gradient",
    }:
        settings["time_step" if key == "rolling_ball" else "learning_rate"] = 0.05
    return optimizer(
        key, convention=convention, schedule=schedule(paced[0], over=STEPS, **paced[1]) if paced else None, **settings
    )


def cases() -> Iterator[tuple[str, str, str]]:
    """(case, convention, surface)."""
    return ((name, convention, where) for name in NAMES for convention in CONVENTIONS for where in SURFACES)


def batch_loss(text: str = "") -> DataLoss:
    """A line through sixty examples, or a typed model; "= " begins a loss."""
    if not text:
        return data_loss(dataset("line"), MODELS["squares"])
    return data_loss(dataset("line"), typed_model(text.removeprefix("= "), 1, text.startswith("= ")))


def batch_program(write: Any, loss: DataLoss, method: Optimizer, sampling: Sampling | None, steps: int = 25) -> str:
    """A program over examples."""
    program = write(loss, method, loss.start, steps, examples=Examples(loss.named_columns, sampling))
    assert isinstance(program, str)
    return program


def torch_batch_programs() -> Iterator[tuple[str, str]]:
    """(name, program) of PyTorch over batches: every method, and a method with every typed model."""
    for name in NAMES:
        method = method_of(name, "pytorch")
        if not isinstance(method.method, ScipyMethod):
            yield f"{name}/batches", batch_program(pytorch_snippet, batch_loss(), method, SHUFFLED)
    for text in TYPED_MODELS:
        method = optimizer("gradient_descent", convention="pytorch", learning_rate=0.02)
        program = batch_program(pytorch_snippet, batch_loss(text), method, SHUFFLED)
        # Where both branches are followed it is said that the numbers may end.
        if BRANCHES not in program:
            yield f"{text}/batches", program


def points_of(program: str) -> NDArray[np.float64]:
    """Run a program and take the points it leaves."""
    names: dict[str, Any] = {}
    with np.errstate(all="ignore"):
        exec(compile(program, "<snippet>", "exec"), names)
    return np.array(names["points"].tolist(), dtype=np.float64)
