"""Methods that SciPy makes: `scipy.optimize.minimize` with exact derivatives, its iterations recorded.

One iteration of SciPy's is one step here. What the method asks for on the way (line searches, trial points) counts as
evaluations. SciPy takes a third of a second to import, so it is imported when the first run needs it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optim_core.base.text import N_
from optim_core.methods.definition import Path, Setup, Values, WholePath
from optim_core.methods.hyperparameters import Hyperparameter
from optim_core.methods.losses import Paid, WorkSpent
from optim_core.methods.stepper import Oracle

Array = NDArray[np.float64]

#: Evaluations a run may make before it is ended. A step takes two or three, a line search without an end over a
#: hundred, each a quarter of a millisecond: a run takes seconds at most.
EVALUATIONS, EVALUATIONS_PER_STEP = 1_000, 3
#: Products with one Hessian before a run is ended; as many as there are weights should do.
PRODUCTS_PER_HESSIAN = 1_000

#: Why a run ended, in our words where we end it, in SciPy's where SciPy does; these can be translated.
UNEVEN = N_("The curvature is not finite or too uneven to work with.")
INFINITE = N_("The loss is not finite.")
TOO_MANY = N_("Too many evaluations.")
REASONS = (
    N_("Optimization terminated successfully."),
    N_("Desired error not necessarily achieved due to precision loss."),
    N_("Warning: Desired error not necessarily achieved due to precision loss."),
    N_("NaN result encountered."),
    N_("Maximum number of iterations has been exceeded."),
    N_("Maximum number of function evaluations has been exceeded."),
    N_("Warning: CG iterations didn't converge. The Hessian is not positive definite."),
    N_("A bad approximation caused failure to predict improvement."),
    N_("A linalg error occurred, such as a non-psd Hessian."),
    N_("CONVERGENCE: NORM OF PROJECTED GRADIENT <= PGTOL"),
    N_("CONVERGENCE: RELATIVE REDUCTION OF F <= FACTR*EPSMCH"),
    N_("STOP: TOTAL NO. OF F,G EVALUATIONS EXCEEDS LIMIT"),
    N_("WARNING: ROUNDING ERRORS PREVENT PROGRESS"),
    N_("ABNORMAL:"),
)
#: What stands for an exception inside SciPy, whose words are about its own variables.
FAILED = N_("Its numbers can no longer be computed with.")


def tolerance(help_text: str) -> Hyperparameter:
    """When the method itself thinks it is done; far below what a verdict asks for."""
    return Hyperparameter(
        key="tolerance",
        symbol="epsilon",
        label=N_("Tolerance"),
        default=1e-9,
        minimum=1e-15,
        maximum=1.0,
        slider=(1e-12, 1.0),
        scale="log",
        help=help_text,
    )


GRADIENT_TOLERANCE = tolerance(N_("The method stops by itself where no partial derivative is larger than this."))


@dataclass(frozen=True, kw_only=True, eq=False)
class ScipyMethod(WholePath):
    """A method of `scipy.optimize.minimize`.

    Attributes:
        solver: SciPy's name for it.
        options: SciPy's options from the hyperparameters.
        lines: what it does, typeset.
        order: the highest derivative it uses, 0 to 2.
    """

    solver: str
    options: Callable[[Values], Mapping[str, float]]
    lines: tuple[str, ...]
    order: int = 1

    def follow(self, oracle: Oracle, start: tuple[float, ...], steps: int, values: Values, maximize: bool) -> Path:
        """SciPy's iterates from `start`; exceptions inside it end the path."""
        record = _Record(oracle, start, steps, -1.0 if maximize else 1.0)
        if steps:
            # SciPy changes the warnings filter of the whole process while a line search fails, and puts it back. Of
            # runs in several threads one may put back what another had set: then a failed line search is ignored, or
            # noted in the log, elsewhere, too. Nobody has to wait for that.
            with np.errstate(all="ignore"):
                record.reason = self._minimize(record, self.options(values))
        return record.path()

    def _minimize(self, record: _Record, options: Mapping[str, float]) -> str:
        from scipy.optimize import minimize

        derivatives: dict[str, Any] = {}
        if self.order >= 1:
            derivatives["jac"] = record.gradient
        if self.order >= 2:
            derivatives["hessp"] = record.hessian_product
        try:
            result = minimize(
                record.value,
                np.array(record.points[0]),
                method=self.solver,
                callback=record.reached,
                options={"maxiter": record.steps + 1, **options},
                **derivatives,
            )
        except _Ended as ended:
            return str(ended)
        except WorkSpent:
            record.spent = True
            return ""
        except (ArithmeticError, ValueError, np.linalg.LinAlgError):
            return FAILED
        record.finish(result.x)
        return str(result.message).strip() if len(record.points) <= record.steps else ""

    def latex_lines(self, setup: Setup) -> tuple[str, ...]:
        """What it does, typeset; climbing descends on -Q."""
        return (*((r"Q \leftarrow -Q",) if setup.maximize else ()), *self.lines)


class _Ended(Exception):
    """Thrown from inside SciPy's loop to end it."""


@dataclass
class _Record:
    """Answers SciPy's questions, counts them, and keeps the iterates."""

    oracle: Oracle
    start: tuple[float, ...]
    steps: int
    sign: float
    points: list[tuple[float, ...]] = field(init=False)
    counts: list[tuple[int, int, int]] = field(init=False)
    reason: str = ""
    spent: bool = False

    def __post_init__(self) -> None:
        self.points, self.counts = [self.start], [(0, 0, 0)]
        self._asked = [0, 0, 0]
        self._hessian_at: tuple[float, ...] | None = None
        self._hessian = np.zeros(0)
        self._products = 0

    def value(self, x: Array) -> float:
        self._ask(0)
        return self.sign * float(self.oracle.value(*x.tolist()))

    def gradient(self, x: Array) -> Array:
        self._ask(1)
        return self.sign * np.array(self.oracle.gradient(*x.tolist()), dtype=np.float64)

    def hessian_product(self, x: Array, direction: Array) -> Array:
        """H(x) @ direction. Asked for like this, inner loops that would never end can be ended."""
        point = tuple(x.tolist())
        if point != self._hessian_at:
            self._ask(2)
            self._hessian_at, self._products = point, 0
            self._hessian = self.sign * np.array(self.oracle.hessian(*point), dtype=np.float64)
        self._products += 1
        if isinstance(self.oracle, Paid):
            self.oracle.product()
        product = self._hessian @ direction
        if self._products > PRODUCTS_PER_HESSIAN or not np.isfinite(product).all():
            raise _Ended(UNEVEN)
        return product

    def reached(self, intermediate_result: Any) -> None:
        """SciPy's callback after each iteration, recognised by the name of its argument."""
        self._keep(intermediate_result.x)
        if len(self.points) > self.steps:
            raise _Ended("")
        if not math.isfinite(intermediate_result.fun):
            raise _Ended(INFINITE)

    def finish(self, x: Array) -> None:
        """The result, if it is not the last iterate anyway."""
        if tuple(x.tolist()) != self.points[-1] and len(self.points) <= self.steps:
            self._keep(x)

    def path(self) -> Path:
        """What was reached; the tests that ended the run count with its last point."""
        if len(self.points) > 1:
            self.counts[-1] = self._total()
        return Path(np.array(self.points), np.array(self.counts).T, self.reason, self.spent)

    def _total(self) -> tuple[int, int, int]:
        return self._asked[0], self._asked[1], self._asked[2]

    def _keep(self, x: Array) -> None:
        self.points.append(tuple(x.tolist()))
        self.counts.append(self._total())

    def _ask(self, what: int) -> None:
        self._asked[what] += 1
        if self._asked[what] > EVALUATIONS + EVALUATIONS_PER_STEP * self.steps:
            raise _Ended(TOO_MANY)
