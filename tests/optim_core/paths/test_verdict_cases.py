"""Inputs that mislead a verdict, the smallest there are of each kind, by every method that may meet them."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pytest

from optim_core import Outcome, Trajectory, optimizer, run
from optim_core.paths.field import Field, length
from optim_core.paths.multistart import harvest
from optim_core.paths.place import minimum_ahead
from optim_core.running.starts import scattered
from surfaces import parse, surface
from surfaces.data import MODELS, data_loss, dataset
from surfaces.data.models import typed_model
from tests.optim_core.paths.moved import Moved

DESCENT, NEWTON = "gradient_descent", "newton"


class Case(NamedTuple):
    """A run and what has to be said of it. A text that begins with @ is the key of a surface."""

    text: str
    key: str
    start: tuple[float, ...]
    steps: int
    kind: str
    says: str = ""
    rate: float | None = None
    maximize: bool = False

    def path(self) -> Trajectory:
        loss = surface(self.text[1:]) if self.text.startswith("@") else parse(self.text)
        rates = {} if self.rate is None else {"learning_rate": self.rate}
        return run(loss, optimizer(self.key, **rates), self.start, self.steps, maximize=self.maximize)


#: No gradient where the run stands: a kink is a minimum, whichever method asks.
NO_GRADIENT = [
    *(Case("@ackley", key, (0.0, 0.0), 50, "kink", "known minimum")
      for key in (DESCENT, "adam", "momentum", "nesterov", NEWTON, "line_search", "bfgs", "nelder_mead")),
    *(Case("sqrt(x^2)", key, (0.0,), 50, "kink", "does not exist") for key in (DESCENT, "adam", NEWTON, "bfgs", "cg")),
    *(
        Case(text, key, (0.0,), 50, "no_gradient", "does not exist")
        for text in ("cbrt(x)", "x^(1/3)")
        for key in (DESCENT, "adam", NEWTON, "bfgs")
    ),
    Case("sqrt(x) + y^2", DESCENT, (0.0, 0.0), 50, "edge", "edge"),
    Case("abs(x)^1.5", NEWTON, (0.0,), 50, "degenerate", "Nothing lower"),
    Case("abs(x)^0.5", DESCENT, (0.0,), 50, "kink"),
]  # fmt: skip
#: The gradient fades, and there is no minimum, or gradient and curvature do not tell.
FADING = [
    Case("exp(x)", NEWTON, (1.0,), 380, "flat"),
    Case("exp(-x)", NEWTON, (400.0,), 380, "flat"),
    Case("exp(-x)", NEWTON, (400.0,), 5, "step_limit"),
    Case("x^3", NEWTON, (1.0,), 100, "inflection"),
    Case("x^5", NEWTON, (1.0,), 100, "inflection"),
    Case("x^3 + y^3", NEWTON, (1.0, 1.0), 100, "inflection"),
    Case("x^3 + y^2", NEWTON, (1.0, 1.0), 100, "inflection"),
    Case("x^3 - 3xy^2", NEWTON, (1.0, 0.5), 100, "inflection"),
    Case("x^4 - y^4", NEWTON, (1.0, 0.5), 100, "saddle"),
    Case("-x^4 - y^2", NEWTON, (1.0, 0.5), 100, "maximum"),
    Case("x^100", NEWTON, (0.11,), 0, "degenerate"),
    Case("x^100", DESCENT, (0.11,), 300, "degenerate", rate=0.1),
    Case("x^4", NEWTON, (1.0,), 100, "degenerate"),
    Case("x^4 + y^2", NEWTON, (1.0, 1.0), 100, "degenerate"),
    Case("x^2 y^2", NEWTON, (1.0, 0.5), 100, "degenerate", "Nothing lower"),
    Case("x^2 y^2", NEWTON, (1.0, 0.5), 1000, "degenerate", "Nothing lower"),
    Case("exp(-x) + y^2", DESCENT, (20.0, 0.0), 30, "step_limit", rate=0.1),
    Case("0.0001x^2", DESCENT, (1.0,), 300, "step_limit", "a minimum is about 0.99 away", rate=0.1),
    Case("max(x, 0)", DESCENT, (-0.1,), 50, "flat"),
    Case("floor(x) + 0.1*y^2", DESCENT, (0.5, 0.0), 50, "valley"),
    Case("relu(x) + x^2", DESCENT, (0.0,), 50, "degenerate", "Nothing lower"),
    Case("-exp(-x^2 - y^2)", DESCENT, (5.0, 5.0), 100, "flat", rate=0.1),
]  # fmt: skip
#: Too large to compute with, and not there at all, are two things.
TOO_LARGE = [
    Case("exp(x)", DESCENT, (5.0,), 50, "diverged", "too large", rate=10.0, maximize=True),
    Case("cosh x", DESCENT, (5.0,), 50, "diverged", "too large", rate=10.0),
    Case("cosh x", DESCENT, (5.0,), 50, "diverged", "too large", rate=10.0, maximize=True),
    Case("x^100", DESCENT, (2.0,), 50, "diverged", "too large", rate=0.1),
    Case("x^100", DESCENT, (1e6,), 50, "diverged", "too large", rate=0.1),
    Case("1/exp(-x^2)", DESCENT, (40.0,), 50, "diverged", "too large", rate=0.1),
    Case("log(exp(-x^2))", DESCENT, (40.0,), 50, "diverged", "too large", rate=0.1),
    Case("1/x", DESCENT, (0.0,), 50, "left_domain", "undefined", rate=0.1),
    Case("sqrt(x)", DESCENT, (0.01,), 50, "left_domain", "undefined", rate=0.1),
]  # fmt: skip
#: Bounded or not; and what is said is a bound that was computed.
BOUNDS = [
    Case("-10000000exp(-x^2)", "adam", (4.0,), 300, "converged", rate=0.1),
    Case("-10000000exp(-x^2)", "adam", (4.0,), 30, "step_limit", rate=0.1),
    Case("-10000000exp(-x^2)", "adam", (6.0,), 40, "step_limit", rate=0.1),
    Case("4x(1-x)", DESCENT, (0.3,), 300, "converged", "maximum", rate=0.1, maximize=True),
    Case("4x(1-x)", DESCENT, (0.3,), 300, "diverged", "climbs, but the loss is over", rate=0.3, maximize=True),
    Case("x^2", DESCENT, (0.0,), 300, "converged", rate=1.5),
    *(Case(text, DESCENT, (1.0,), 13, "diverged", "first at step 11", rate=1.5) for text in ("x^2", "x^2 + 1000000")),
    Case("x^2 - y^2", DESCENT, (1.0, 0.1), 300, "diverged", "Falls without bound, as far as was computed", rate=0.1),
    Case("x^3", DESCENT, (-1.0,), 3, "diverged", "Falls without bound", rate=10.0),
]  # fmt: skip
#: How a run moves, from the first steps on.
MOTIONS = [
    Case("x^2", DESCENT, (10.0,), 10, "growing", rate=1.1),
    Case("x^2", DESCENT, (10.0,), 3, "growing", rate=1.1),
    Case("x^2", DESCENT, (10.0,), 1, "step_limit", rate=1.0),
    *(Case("x^2", DESCENT, (10.0,), n, "oscillating", f"last {min(n, 40)} ", rate=1.0) for n in (2, 3, 7, 39, 40, 99)),
    *(Case(text, DESCENT, (1.0,), 100, "step_limit", rate=0.9975) for text in ("x^2", "x^2 + 1000", "x^2 - 1e6")),
    *(Case("x^2 - y^2", DESCENT, (0.0, 1e-9), n, "passing", "led away", rate=0.1) for n in (1, 10, 50)),
    Case("x^2 - y^2", NEWTON, (1.0, 0.5), 1, "saddle"),
    Case("cos x", DESCENT, (1e-9,), 10, "passing", rate=0.1),
]  # fmt: skip
#: Minima that are not round and single.
MINIMA = [
    Case("abs(x)", DESCENT, (1.0,), 300, "kink", rate=0.25),
    Case("abs(x)", DESCENT, (1.0 + 1e-8,), 4, "kink", rate=0.25),
    Case("abs(x) + y^2", DESCENT, (1.0, 1.0), 300, "kink", rate=0.25),
    Case("abs(x) + y^2", DESCENT, (1.0, 1.0), 300, "oscillating", rate=0.3),
    Case("abs(x - 2y) + abs(x + y)", DESCENT, (0.0, 0.0), 10, "kink"),
    Case("max(x, -3x)", DESCENT, (0.0,), 0, "kink"),
    Case("(x + y)^2", DESCENT, (1.0, 1.0), 300, "valley", rate=0.1),
    Case("(x^2 + y^2 - 1)^2", DESCENT, (1.5, 0.5), 300, "valley", rate=0.05),
    Case("(x^2 + y^2 - 1)^2", DESCENT, (0.2, 0.1), 300, "valley", rate=0.05),
    Case("(x^2 + y^2 - 0.0025)^2", NEWTON, (0.07, 0.0), 30, "valley"),
    Case("(y - x^2)^2", NEWTON, (1.5, 0.5), 30, "valley"),
    Case("x^2 + 0*y", DESCENT, (1.0, 1.0), 300, "valley", rate=0.1),
    Case("y^2 + 0.00000001x", DESCENT, (1.0, 0.0), 30, "step_limit", rate=0.1),
]  # fmt: skip


@pytest.mark.parametrize(
    "case", [*NO_GRADIENT, *FADING, *TOO_LARGE, *BOUNDS, *MOTIONS, *MINIMA], ids=lambda c: f"{c.text}|{c.key}|{c.steps}"
)
def test_what_has_to_be_said(case: Case) -> None:
    outcome = case.path().outcome
    assert isinstance(outcome, Outcome)
    assert outcome.kind == case.kind
    assert case.says in outcome.message
    assert "nan" not in outcome.message and "inf " not in outcome.message


def test_the_way_to_a_minimum_is_the_length_of_the_newton_step() -> None:
    """(x^2 + 1000y^2)/2 along y: the gradient is 1000 times the way, and the smallest curvature has no say."""
    method = optimizer(DESCENT, learning_rate=0.0005)
    outcome = run(surface("ravine", condition_number=1000.0), method, (0.0, 1.0), 300, stops={"gradient": 0.1}).outcome
    assert isinstance(outcome, Outcome)
    # y halves every step: 2^-14 is the first with a gradient of at most 0.1.
    assert outcome.kind == "converged" and "the minimum is 6.1e-05 away" in outcome.message


@pytest.mark.parametrize("text", ["x^3", "x^5", "x^3 + y^3", "exp(x)", "x + y^2", "x^3 - x^2 y"])
def test_many_starts_reach_no_minimum_where_there_is_none(text: str) -> None:
    loss = parse(text)
    found = harvest(run(loss, optimizer(NEWTON), scattered(loss.domain, 30, 0), 100))
    assert found.reached == () and sum(found.others.values()) == 30


def test_many_starts_are_credited_with_kinks_valleys_and_known_minima() -> None:
    kinks = harvest(run(parse("abs(x)"), optimizer(DESCENT, learning_rate=0.25), (np.array([1.0, -2.0, 0.3]),), 50))
    assert [reached.runs for reached in kinks.reached] == [(0, 1)] and kinks.others == {"oscillating": 1}
    starts = (np.array([1.0, 2.0, -1.0]), np.array([1.0, -1.0, 3.0]))
    valley = harvest(run(parse("(x + y)^2"), optimizer(DESCENT, learning_rate=0.1), starts, 300))
    (floor,) = valley.reached
    assert (floor.runs, floor.valley, valley.others) == ((0, 1, 2), True, {})
    ackley = harvest(run(surface("ackley"), optimizer("adam"), (np.array([0.0, 30.0]), np.array([0.0, 0.0])), 5))
    assert [reached.runs for reached in ackley.reached] == [(0,)]


def test_losses_over_data_are_told_apart_by_their_formula_or_by_the_size_of_the_weights() -> None:
    """Least squares overflow at weights of 1e200, and exist there."""
    line = data_loss(dataset("far", 40), MODELS["squares"])
    path = run(line, optimizer(DESCENT, learning_rate=10.0), (0.1, 0.2), 500)
    assert isinstance(path.outcome, Outcome)
    assert (path.outcome.kind, path.bad_step >= 0) == ("diverged", True)
    assert "too large" in path.outcome.message
    power = data_loss(dataset("far", 40), typed_model("exp(-w0*x + w1)", 1, False))
    path = run(power, optimizer(DESCENT, learning_rate=10.0), (-3.0, 400.0), 50)
    assert path.outcome.kind == "diverged"  # type: ignore[union-attr]
    root = data_loss(dataset("far", 40), typed_model("sqrt(w0 + x^2 + w1)", 1, False))
    path = run(root, optimizer(DESCENT, learning_rate=10.0), (0.5, 0.5), 50)
    assert path.outcome.kind == "left_domain"  # type: ignore[union-attr]


class Bare:
    """A loss in Python, without a formula to follow: log x."""

    dimension = 1

    def __init__(self) -> None:
        self._loss = parse("log(x)")

    def __getattr__(self, name: str) -> Any:
        if name == "undefined":
            raise AttributeError(name)
        return getattr(self._loss, name)


def test_without_a_formula_the_size_of_the_weights_decides() -> None:
    path = run(Bare(), optimizer(DESCENT, learning_rate=1.0), (0.5,), 10)  # type: ignore[arg-type]
    assert isinstance(path.outcome, Outcome)
    assert path.outcome.kind == "left_domain"


@pytest.mark.parametrize("power", [-160, -100, 0, 100, 150])
def test_lengths_neither_overflow_nor_underflow(power: int) -> None:
    vectors = 10.0**power * np.array([[3.0, 5.0], [4.0, 12.0]])
    np.testing.assert_allclose(length(vectors), 10.0**power * np.array([5.0, 13.0]), rtol=1e-15)
    outcome = run(Moved(parse("x^2 + y^2"), factor=10.0**power), optimizer(NEWTON), (1.0, 2.0), 3).outcome
    assert outcome.kind == "converged"


def test_a_minimum_ahead_is_one_that_newton_reaches_on_convex_ground() -> None:
    """(x^2 - 1)^2 is convex beyond 1/sqrt(3)."""
    field = Field(parse("(x^2 - 1)^2"), False)
    ways = minimum_ahead(field, np.array([[0.2, 0.6, 1.5, 3.0]]))
    assert np.isinf(ways[0])
    np.testing.assert_allclose(ways[2:], [0.5, 2.0], rtol=1e-9)
    for text in ("x^4", "x^3", "exp(x)", "x"):
        assert np.isinf(minimum_ahead(Field(parse(text), False), np.array([[0.5, 2.0]]))).all()
