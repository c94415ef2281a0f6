"""A node of the graph, and what it takes to build more of them: what functions and graphs both know."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

Value = float | str | None


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """One operation. `value` is the number of a `const` and the name of a `symbol`, else None."""

    op: str
    args: tuple[Node, ...]
    value: Value
    index: int
    """Age in its graph: arguments are always older than the nodes that use them."""
    tame: bool
    """Whether a finite point gives a finite number here, overflow aside."""

    @property
    def number(self) -> float | None:
        """The number of a constant, else None."""
        return self.value if isinstance(self.value, float) else None

    def __repr__(self) -> str:
        # One level only: written out, a graph with shared parts can be exponentially long.
        arguments = ", ".join(f"#{argument.index}" for argument in self.args)
        return f"#{self.index} {self.op}({arguments})" if arguments else f"#{self.index} {self.value!r}"


class Builder(Protocol):
    """What derivatives and expansions of functions build with; a `Graph` is one."""

    def const(self, value: float) -> Node: ...

    def add(self, a: Node, b: Node) -> Node: ...

    def sub(self, a: Node, b: Node) -> Node: ...

    def neg(self, a: Node) -> Node: ...

    def mul(self, a: Node, b: Node) -> Node: ...

    def div(self, a: Node, b: Node) -> Node: ...

    def pow(self, base: Node, exponent: Node) -> Node: ...

    def apply(self, name: str, *args: Node) -> Node: ...
