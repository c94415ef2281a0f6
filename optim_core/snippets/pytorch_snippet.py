"""A run as a program with PyTorch: the loss written out, its gradient by autograd.

In the PyTorch convention the steps are made by the class of torch.optim that the method follows, otherwise by the
method's own equations.
"""

from __future__ import annotations

from collections.abc import Sequence

from optim_core.methods.optimizer import Optimizer
from optim_core.snippets.bodies import Body, body_of
from optim_core.snippets.dialects import TORCH
from optim_core.snippets.examples import NO_EXAMPLES, Examples, dialect_for, examples_of
from optim_core.snippets.torch_classes import torch_body
from optim_core.snippets.writing import Formula, Setting, WrittenLoss, assembled, heading

#: What is said of case distinctions that are made for many examples at once.
BRANCHES = (
    "Autograd goes through both branches of a case distinction. If the branch that is not taken has no finite\n"
    "derivative for some example, the numbers here end, where those of the page go on."
)

_IMPORTS = "import math\n\nimport torch"
_IMPORTS_FOR_DEALING = "import math\n\nimport numpy as np\nimport torch"
_PRECISION = "\n\ntorch.set_default_dtype(torch.float64)"

_GRADIENT = """
def gradient(point):
    point = point.clone().requires_grad_()
    return torch.autograd.grad(loss(point), point)[0]
"""

_HESSIAN = """
def hessian(point):
    return torch.autograd.functional.hessian(loss, point)
"""

_BY_HAND = """
w = start
{before}points = [w]
for k in range(1, steps + 1):
{first}{loop}    if not math.isfinite((sum(w) + loss(w{all})).item()):
        print("The numbers are not finite any more at step", k)
        break
    points.append(w)
"""

_BY_CLASS = """
w = start.clone().requires_grad_()
{before}points = [start]
for k in range(1, steps + 1):
{first}    optimizer.zero_grad()
    loss(w).backward()
{loop}    optimizer.step()
    if not math.isfinite((sum(w) + loss(w{all})).item()):
        print("The numbers are not finite any more at step", k)
        break
    points.append(w.detach().clone())
"""

_END = """
points = torch.stack(points)
print("last point:", points[-1].tolist())
print("loss there:", float(loss(points[-1]{all})))
"""


def pytorch_snippet(
    surface: WrittenLoss,
    optimizer: Optimizer,
    start: Sequence[float],
    steps: int,
    maximize: bool = False,
    examples: Examples | None = None,
) -> str | None:
    """As `numpy_snippet`, for PyTorch in float64; None for the methods that SciPy makes."""
    examples = examples or examples_of(surface)
    body, frame = _form(optimizer, maximize)
    return None if body is None else _program(surface, optimizer, body, frame, start, steps, examples)


def _form(optimizer: Optimizer, maximize: bool) -> tuple[Body | None, str]:
    """PyTorch's own class where it has the method, else its equations; with what stands around the steps."""
    body = torch_body(optimizer, maximize)
    return (body, _BY_CLASS) if body else (body_of(optimizer, maximize, TORCH), _BY_HAND)


def _program(
    surface: WrittenLoss,
    optimizer: Optimizer,
    body: Body,
    frame: str,
    start: Sequence[float],
    steps: int,
    examples: Examples | None,
) -> str:
    formula = Formula.of(surface, examples)
    functions = [formula.loss(dialect_for(TORCH, examples))]
    functions += [_GRADIENT] if frame is _BY_HAND else []
    functions += [_HESSIAN] if body.wants_hessian else []
    remark = BRANCHES if examples and formula.chooses else ""
    return _assembled(surface, functions, optimizer, body, frame, start, steps, examples, remark)


def pytorch_training(
    told: str, functions: Sequence[str], optimizer: Optimizer, start: Sequence[float], steps: int, examples: Examples
) -> str | None:
    """As `numpy_training`, for PyTorch in float64: `functions` need no ``gradient``, autograd finds it."""
    body, frame = _form(optimizer, False)
    if body is None or body.wants_hessian:
        return None
    functions = [*functions, *([_GRADIENT] if frame is _BY_HAND else [])]
    return _assembled(told, functions, optimizer, body, frame, start, steps, examples, "")


def _assembled(
    surface: WrittenLoss | str,
    functions: Sequence[str],
    optimizer: Optimizer,
    body: Body,
    frame: str,
    start: Sequence[float],
    steps: int,
    examples: Examples | None,
    remark: str,
) -> str:
    dialect, dealt = dialect_for(TORCH, examples), examples or NO_EXAMPLES
    before = "".join(f"{line}\n" for line in (*body.before, *dealt.before))
    numbers = ", ".join(repr(float(value)) for value in start)
    dealing = (Setting(*line) for line in dealt.settings())
    top = [Setting("start", f"torch.tensor([{numbers}])"), Setting("steps", str(steps)), *dealing]
    first, lines = ("".join(f"    {line}\n" for line in part) for part in (dealt.step, body.loop))
    loop = frame.format(before=before, first=first, loop=lines, all=dealt.all)
    return assembled(
        heading(surface, optimizer, steps, "PyTorch", remark, examples),
        (_IMPORTS_FOR_DEALING if dealt.sampling else _IMPORTS) + _PRECISION,
        (*top, *body.settings),
        (*dealt.deal(), *functions, *body.functions),
        (loop, _END.format(all=dealt.all)),
        dialect,
        dealt.data(dialect),
    )
