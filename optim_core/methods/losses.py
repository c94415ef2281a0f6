"""What a loss is to methods and runs."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from optim_core.expression import Flavour, Kernel
from optim_core.expression.code.chains import Formula
from optim_core.methods.stepper import Coordinate, Oracle


class Loss(Oracle, Protocol):
    """What the loop needs of a surface. Kernels take one argument per coordinate.

    Scalar kernels take and give floats, array kernels arrays; both give inf or NaN instead of raising.
    """

    @property
    def dimension(self) -> int:
        """Number of coordinates."""

    def value_and_gradient(self, flavour: Flavour) -> Kernel:
        """Kernel: (value, partial derivative, ...)."""

    def value_kernel(self, flavour: Flavour) -> Kernel:
        """Kernel: (value,)."""

    def gradient_kernel(self, flavour: Flavour) -> Kernel:
        """Kernel: (partial derivative, ...)."""


class WorkSpent(Exception):
    """Thrown by a loss that is paid for when the budget is used up: a method ends where it is."""


@runtime_checkable
class Paid(Protocol):
    """A loss that is paid for."""

    def product(self) -> None:
        """Pay for a product with a Hessian that is known; may throw `WorkSpent`."""


@runtime_checkable
class Written(Protocol):
    """A loss that is a formula, or can be."""

    def formula(self) -> Formula | None:
        """Of the value and the partial derivatives; None where it is something else."""


@runtime_checkable
class Explained(Protocol):
    """A loss that can tell why it has no finite number somewhere."""

    def undefined(self, order: int, *point: Coordinate) -> Coordinate:
        """Whether the derivative of an order (0 is the loss itself, 2 the Hessian) does not exist at points.

        Meant where it is not finite. False there: its numbers are too large to compute with.
        """
