"""How much there is to compute in a graph: its operations, counted by how long each takes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from optim_core.expression.graph.graph import topological
from optim_core.expression.graph.node import Node

#: A multiplication or a comparison, and what takes about as long.
PLAIN = frozenset(
    {"add", "sub", "neg", "mul", "div", "where", "both", "masked_product", "abs", "sign", "step", "maximum", "minimum"}
)
#: Python's own function called number by number, also on arrays.
ONE_BY_ONE = frozenset({"erf"})


class Operations(NamedTuple):
    """Operations of one evaluation: plain ones, functions, and functions that arrays are led through one by one."""

    plain: int = 0
    functions: int = 0
    one_by_one: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self)


def operations(outputs: Sequence[Node]) -> Operations:
    """What evaluating the outputs together takes; parts that they share count once."""
    names = [node.op for node in topological(outputs) if node.args]
    slow = sum(name in ONE_BY_ONE for name in names)
    plain = sum(name in PLAIN for name in names)
    return Operations(plain, len(names) - plain - slow, slow)
