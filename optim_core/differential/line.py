"""A function along a line, t -> f(x + t u), with its derivatives at t = 0 from the graph of the formula."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from optim_core.expression.code.kernels import Kernel
from optim_core.expression.code.means import NO_COLUMNS, Columns, compile_mean, mean_body
from optim_core.expression.graph.derivative import gradient
from optim_core.expression.graph.graph import Graph, Node, rebuild, topological

#: Derivatives along the line that are always asked for, f itself not counted, and those that short formulas have.
ORDERS, MOST_ORDERS = 4, 8
#: Operations of all derivatives together; where a formula would need more, the last ones are left out. Beyond
#: `ORDERS` one more derivative about doubles them, and few functions need any to say how their remainder vanishes.
MOST_OPERATIONS, MOST_FOR_MORE = 6000, 400
_TIME = "@t"


@dataclass(frozen=True)
class Line:
    """A function along a line.

    Attributes:
        value: f(x + t u) for a number t.
        derivatives: f and its derivatives by t at t = 0, in order; at least f and the first.
        leverage: sum of |x_i df/dx_i|: how much f changes, relative to a relative change of the point.
    """

    value: Callable[[float], float]
    derivatives: tuple[float, ...]
    leverage: float

    def derivative(self, order: int) -> float | None:
        """The derivative of that order, or None where the formula is too large for it."""
        return self.derivatives[order] if order < len(self.derivatives) else None


class LineKernel:
    """Derivatives along lines of one formula, for any point and direction.

    Args:
        root: the formula.
        variables: names of the variables, in order.
        parameters: numbers of the formula's other names.
        columns: numbers of examples, if the function is the formula's mean over them, see `expression.code.means`.
    """

    def __init__(
        self, root: Node, variables: Sequence[str], parameters: Mapping[str, float], columns: Columns = NO_COLUMNS
    ) -> None:
        self._columns = columns
        self._variables = tuple(variables)
        self._directions = tuple(f"@u{i}" for i in range(len(self._variables)))
        self._outputs = _derivatives(root, self._variables, self._directions, parameters)
        self._kernel: Kernel = compile_mean(self._outputs, self.arguments, columns, "scalar")

    @property
    def arguments(self) -> tuple[str, ...]:
        """The point's coordinates, then the direction's."""
        return (*self._variables, *self._directions)

    def javascript(self) -> str:
        """Body of a function of the `arguments` that returns f and its derivatives by t as an array."""
        return mean_body(self._outputs, self.arguments, self._columns)

    def line(self, point: Sequence[float], direction: Sequence[float]) -> Line:
        """The line through a point; `direction` is best of unit length, so that t is a distance.

        Raises:
            ValueError: not as many coordinates as variables.
        """
        if not len(point) == len(direction) == len(self._variables):
            raise ValueError(f"{len(self._variables)} coordinates are needed")
        x, u = tuple(map(float, point)), tuple(map(float, direction))
        partials = [self._along(x, axis)[1] for axis in _axes(len(x))]
        leverage = sum(abs(a * b) for a, b in zip(x, partials, strict=True))

        def value(t: float) -> float:
            return self._kernel(*(a + t * b for a, b in zip(x, u, strict=True)), *u)[0]

        return Line(value, self._along(x, u), leverage)

    def _along(self, point: tuple[float, ...], direction: tuple[float, ...]) -> tuple[float, ...]:
        return tuple(float(value) for value in self._kernel(*point, *direction))


def _axes(count: int) -> list[tuple[float, ...]]:
    return [tuple(float(i == j) for j in range(count)) for i in range(count)]


def _derivatives(
    root: Node, variables: Sequence[str], directions: Sequence[str], parameters: Mapping[str, float]
) -> tuple[Node, ...]:
    graph = Graph()
    time = graph.symbol(_TIME)
    moved = {
        name: graph.add(graph.symbol(name), graph.mul(time, graph.symbol(direction)))
        for name, direction in zip(variables, directions, strict=True)
    }
    numbers = {name: graph.const(float(value)) for name, value in parameters.items()}
    orders = list(rebuild(graph, [root], {**numbers, **moved}))
    while len(orders) <= MOST_ORDERS:
        if len(orders) > ORDERS and len(topological(orders)) > MOST_FOR_MORE:
            break
        (following,) = gradient(graph, orders[-1], [_TIME])
        if len(orders) > 1 and len(topological([*orders, following])) > MOST_OPERATIONS:
            break
        orders.append(following)
    # A graph of its own: what held t is left behind.
    here = Graph()
    return rebuild(here, orders, {_TIME: here.const(0.0)})
