"""A loss with its height, scale, origin and axes changed: the same landscape to a run, in other numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from optim_core.expression import Flavour, Kernel


@dataclass(frozen=True)
class Moved:
    """factor*Q(u) + constant, where weight `order[i]` of this loss is `mirror[i]*u[i] + shift[i]`."""

    base: Any
    constant: float = 0.0
    factor: float = 1.0
    shift: tuple[float, ...] = (0.0, 0.0)
    mirror: tuple[float, ...] = (1.0, 1.0)
    order: tuple[int, ...] = (0, 1)

    @property
    def dimension(self) -> int:
        return int(self.base.dimension)

    @property
    def _axes(self) -> range:
        return range(self.dimension)

    @property
    def minima(self) -> tuple[tuple[float, ...], ...]:
        return tuple(self.there(minimum) for minimum in self.base.minima)

    def there(self, point: Sequence[float]) -> tuple[float, ...]:
        """Where a point of the base lies here."""
        moved = [0.0] * self.dimension
        for i in self._axes:
            moved[self._place(i)] = self.mirror[i] * point[i] + self.shift[i]
        return tuple(moved)

    def _place(self, i: int) -> int:
        return self.order[i] if self.dimension == 2 else 0

    def _back(self, point: Sequence[Any]) -> tuple[Any, ...]:
        return tuple(self.mirror[i] * (point[self._place(i)] - self.shift[i]) for i in self._axes)

    def value(self, *point: Any) -> Any:
        return self.factor * self.base.value(*self._back(point)) + self.constant

    def gradient(self, *point: Any) -> tuple[Any, ...]:
        partials, moved = self.base.gradient(*self._back(point)), [None] * self.dimension
        for i in self._axes:
            moved[self._place(i)] = self.factor * self.mirror[i] * partials[i]
        return tuple(moved)

    def hessian(self, *point: Any) -> tuple[tuple[Any, ...], ...]:
        rows = self.base.hessian(*self._back(point))
        moved = [[None] * self.dimension for _ in self._axes]
        for i in self._axes:
            for j in self._axes:
                moved[self._place(i)][self._place(j)] = self.factor * self.mirror[i] * self.mirror[j] * rows[i][j]
        return tuple(tuple(row) for row in moved)

    def undefined(self, order: int, *point: Any) -> Any:
        return self.base.undefined(order, *self._back(point))

    def value_and_gradient(self, flavour: Flavour) -> Kernel:
        return lambda *point: (self.value(*point), *self.gradient(*point))

    def value_kernel(self, flavour: Flavour) -> Kernel:
        return lambda *point: (self.value(*point),)

    def gradient_kernel(self, flavour: Flavour) -> Kernel:
        return self.gradient
