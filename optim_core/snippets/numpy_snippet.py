"""A run as a program with NumPy: loss, gradient and update written out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from optim_core.catalogue.line_search import LineSearch
from optim_core.methods.optimizer import Optimizer
from optim_core.methods.scipy_methods import EVALUATIONS, EVALUATIONS_PER_STEP, ScipyMethod
from optim_core.snippets.bodies import Body, body_of, setting
from optim_core.snippets.dialects import NUMPY
from optim_core.snippets.examples import NO_EXAMPLES, Examples, dialect_for, examples_of
from optim_core.snippets.python_text import number_text
from optim_core.snippets.writing import Formula, Setting, WrittenLoss, assembled, heading, python_name

#: What is said of methods that decide by comparing losses.
COMPARES = (
    "It compares losses. Where they differ by rounding alone, close to a minimum, say, this program may decide\n"
    "otherwise than the page, which computes in another order."
)

_LOOP = """
w = start
{before}points = [w]
for k in range(1, steps + 1):
{loop}    if not math.isfinite(sum(w) + loss(w{all})):
        print("The numbers are not finite any more at step", k)
        break
    points.append(w)
"""

_END = """
points = np.array(points)
print("last point:", points[-1])
print("loss there:", loss(points[-1]{all}))
"""

_REACHED = """
def reached(intermediate_result):
    if not math.isfinite(intermediate_result.fun):
        raise StopIteration
    points.append(intermediate_result.x.copy())
    if len(points) > steps:
        raise StopIteration
"""

_COUNTED = '''
class TooMany(Exception):
    """A search without an end."""


def counted(function):
    """The same function, until it was asked for `most` times."""
    times = count(1)

    def asked(w):
        if next(times) > most:
            raise TooMany("Too many evaluations.")
        return function(w)

    return asked
'''

_SCIPY = """
points = [start]
try:
    result = minimize(
        {function},
        start,
        method="{solver}",
{derivatives}        callback=reached,
        options={options},
    )
    if len(points) <= steps and math.isfinite(result.fun) and not np.array_equal(result.x, points[-1]):
        points.append(result.x)
    print(result.message)
except (TooMany, ArithmeticError, ValueError, np.linalg.LinAlgError) as end:
    print(end)
"""


def numpy_snippet(
    surface: WrittenLoss,
    optimizer: Optimizer,
    start: Sequence[float],
    steps: int,
    maximize: bool = False,
    examples: Examples | None = None,
) -> str | None:
    """A program that makes the run and leaves its `points`, (steps made + 1, dimension); None if there is no form.

    Args:
        surface: the loss.
        optimizer: the method with its numbers.
        start: a number per weight.
        steps: how many steps to make.
        maximize: climb instead of descend.
        examples: if `surface` is the loss of one example: those whose mean is the loss; all that it brings along if
            not told.
    """
    examples = examples or examples_of(surface)
    if isinstance(optimizer.method, ScipyMethod):
        return _scipy_program(surface, optimizer, optimizer.method, start, steps, maximize, examples)
    body = body_of(optimizer, maximize, NUMPY)
    return None if body is None else _program(surface, optimizer, body, start, steps, examples)


def _program(
    surface: WrittenLoss,
    optimizer: Optimizer,
    body: Body,
    start: Sequence[float],
    steps: int,
    examples: Examples | None,
) -> str:
    formula, dialect = Formula.of(surface, examples), dialect_for(NUMPY, examples)
    functions = [formula.loss(dialect), formula.gradient(dialect)]
    functions += [formula.hessian(dialect)] if body.wants_hessian else []
    return _assembled(surface, functions, optimizer, body, start, steps, examples)


def numpy_training(
    told: str, functions: Sequence[str], optimizer: Optimizer, start: Sequence[float], steps: int, examples: Examples
) -> str | None:
    """As `numpy_snippet`, for a loss that is written already; None if the method has no form or needs a Hessian.

    Args:
        told: what the steps are made on, in words.
        functions: source of ``loss`` and ``gradient`` of a point and, where batches are dealt, of rows (None: those
            of the step), and of what they call; ``all_...`` are the columns of `examples`.
    """
    body = body_of(optimizer, False, NUMPY)
    if body is None or body.wants_hessian:
        return None
    return _assembled(told, functions, optimizer, body, start, steps, examples)


def _assembled(
    surface: WrittenLoss | str,
    functions: Sequence[str],
    optimizer: Optimizer,
    body: Body,
    start: Sequence[float],
    steps: int,
    examples: Examples | None,
) -> str:
    dialect, dealt = dialect_for(NUMPY, examples), examples or NO_EXAMPLES
    before = "".join(f"{line}\n" for line in (*body.before, *dealt.before))
    loop = "".join(f"    {line}\n" for line in (*dealt.step, *body.loop))
    remark = COMPARES if isinstance(optimizer.method, LineSearch) else ""
    return assembled(
        heading(surface, optimizer, steps, "NumPy", remark, examples),
        "import math\n\nimport numpy as np",
        (*_top(start, steps, examples), *body.settings),
        (*dealt.deal(), *functions, *body.functions),
        (_LOOP.format(before=before, loop=loop, all=dealt.all), _END.format(all=dealt.all)),
        dialect,
        dealt.data(dialect),
    )


def _top(start: Sequence[float], steps: int, examples: Examples | None) -> list[Setting]:
    numbers = ", ".join(repr(float(value)) for value in start)
    dealt = (Setting(*line) for line in (examples or NO_EXAMPLES).settings())
    return [Setting("start", f"np.array([{numbers}])"), Setting("steps", str(steps)), *dealt]


def _scipy_program(
    surface: WrittenLoss,
    optimizer: Optimizer,
    method: ScipyMethod,
    start: Sequence[float],
    steps: int,
    maximize: bool,
    examples: Examples | None,
) -> str:
    formula, dialect = Formula.of(surface, examples), dialect_for(NUMPY, examples)
    sources = [formula.loss(dialect), formula.gradient(dialect), formula.hessian(dialect)][: method.order + 1]
    names = ["loss", "gradient", "hessian"][: method.order + 1]
    called = [f"counted(lambda w: -{name}(w))" if maximize else f"counted({name})" for name in names]
    pairs = zip(("jac", "hess"), called[1:], strict=False)
    call = _SCIPY.format(
        function=called[0],
        derivatives="".join(f"        {key}={name},\n" for key, name in pairs),
        solver=method.solver,
        options=_options(method, optimizer),
    )
    return assembled(
        heading(surface, optimizer, steps, "SciPy", COMPARES, examples),
        "import math\nfrom itertools import count\n\nimport numpy as np\nfrom scipy.optimize import minimize",
        (
            *_top(start, steps, examples),
            Setting("most", f"{EVALUATIONS} + {EVALUATIONS_PER_STEP}*steps", "Evaluations of each kind"),
            *(setting(python_name(p.symbol), optimizer, p) for p in method.parameters),
        ),
        (*sources, _COUNTED, _REACHED),
        (call, _END.format(all="")),
        dialect,
        (examples or NO_EXAMPLES).data(dialect),
    )


def _options(method: ScipyMethod, optimizer: Optimizer) -> str:
    """SciPy's options as source, the hyperparameters by the names they have at the top."""
    names: Mapping[Any, str] = {p.key: python_name(p.symbol) for p in method.parameters}
    by_name = method.options({key: _Named(name) for key, name in names.items()})
    options = {"maxiter": "steps + 1", **{key: _source(value) for key, value in by_name.items()}}
    return "{" + ", ".join(f'"{key}": {value}' for key, value in options.items()) + "}"


class _Named(float):
    """A hyperparameter's place among the options."""

    def __new__(cls, name: str) -> _Named:
        made = super().__new__(cls, 0.0)
        made.name = name
        return made

    name: str


def _source(value: float) -> str:
    return value.name if isinstance(value, _Named) else number_text(float(value))
