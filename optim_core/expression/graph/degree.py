"""The degree of a formula as a polynomial, read from its graph: what is true everywhere, not at a few places."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType

from optim_core.expression.graph.graph import Node, topological

_NONE: Mapping[str, float] = MappingProxyType({})


def polynomial_degree(root: Node, variables: Collection[str], numbers: Mapping[str, float] = _NONE) -> float | None:
    """A bound on the degree of `root` in `variables`; None where it is not written as a polynomial in them.

    Other symbols are numbers, as exponents those in `numbers`. Terms that cancel are counted all the same, and a
    function or a choice that a variable goes into is no polynomial, whatever it amounts to: a bound is proved, its
    absence proves nothing.
    """
    degrees: dict[Node, float | None] = {}
    for node in topological([root]):
        degrees[node] = _degree(node, [degrees[argument] for argument in node.args], variables, numbers)
    return degrees[root]


def _degree(
    node: Node, args: list[float | None], variables: Collection[str], numbers: Mapping[str, float]
) -> float | None:
    if node.op == "symbol":
        return 1.0 if node.value in variables else 0.0
    if all(degree == 0.0 for degree in args):
        return 0.0
    known = [degree for degree in args if degree is not None]
    if len(known) < len(args):
        return None
    if node.op in ("add", "sub", "neg"):
        return max(known)
    if node.op == "mul":
        return sum(known)
    if node.op == "div":
        return known[0] if known[1] == 0.0 else None
    if node.op == "pow":
        exponent = node.args[1]
        n = numbers.get(exponent.value) if isinstance(exponent.value, str) else exponent.number
        return known[0] * n if n is not None and n >= 0.0 and n.is_integer() else None
    return None
