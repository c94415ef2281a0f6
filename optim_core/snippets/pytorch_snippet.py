"""A run as a program with PyTorch: the loss written out, its gradient by autograd.

In the PyTorch convention the steps are made by the class of torch.optim that the method follows, otherwise by the
method's own equations.
"""

from __future__ import annotations

from collections.abc import Sequence

from optim_core.methods.optimizer import Optimizer
from optim_core.snippets.bodies import Body, body_of
from optim_core.snippets.dialects import TORCH
from optim_core.snippets.torch_classes import torch_body
from optim_core.snippets.writing import Formula, Setting, WrittenLoss, assembled, heading

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
{loop}    if not math.isfinite((sum(w) + loss(w)).item()):
        print("The numbers are not finite any more at step", k)
        break
    points.append(w)
"""

_BY_CLASS = """
w = start.clone().requires_grad_()
{before}points = [start]
for k in range(1, steps + 1):
    optimizer.zero_grad()
    loss(w).backward()
{loop}    optimizer.step()
    if not math.isfinite((sum(w) + loss(w)).item()):
        print("The numbers are not finite any more at step", k)
        break
    points.append(w.detach().clone())
"""

_END = """
points = torch.stack(points)
print("last point:", points[-1].tolist())
print("loss there:", float(loss(points[-1])))
"""


def pytorch_snippet(
    surface: WrittenLoss, optimizer: Optimizer, start: Sequence[float], steps: int, maximize: bool = False
) -> str | None:
    """As `numpy_snippet`, for PyTorch in float64; None for the methods that SciPy makes."""
    body, frame = torch_body(optimizer, maximize), _BY_CLASS
    if body is None:
        body, frame = body_of(optimizer, maximize, TORCH), _BY_HAND
    return None if body is None else _program(surface, optimizer, body, frame, start, steps)


def _program(
    surface: WrittenLoss, optimizer: Optimizer, body: Body, frame: str, start: Sequence[float], steps: int
) -> str:
    functions = [Formula.of(surface).loss(TORCH)]
    functions += [_GRADIENT] if frame is _BY_HAND else []
    functions += [_HESSIAN] if body.wants_hessian else []
    before = "".join(f"{line}\n" for line in body.before)
    loop = frame.format(before=before, loop="".join(f"    {line}\n" for line in body.loop))
    numbers = ", ".join(repr(float(value)) for value in start)
    top = [Setting("start", f"torch.tensor([{numbers}])"), Setting("steps", str(steps))]
    return assembled(
        heading(surface, optimizer, steps, "PyTorch"),
        "import math\n\nimport torch\n\ntorch.set_default_dtype(torch.float64)",
        (*top, *body.settings),
        (*functions, *body.functions),
        (loop, _END),
        TORCH,
    )
