"""What can be claimed of a scene on the page of backpropagation."""

from __future__ import annotations

import math
from collections.abc import Callable

from optim_core.backprop import Backpropagation
from ui.demos.demo import Claim


def _of_passes(text: str, holds: Callable[[Backpropagation], bool]) -> Claim:
    return Claim(text, lambda shown: shown.passes is not None and bool(holds(shown.passes)))


def _close(one: float, other: float) -> bool:
    return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-12)


def in_order(least: int) -> Claim:
    """Every operation comes after its operands, and there are so many at least."""

    def holds(passes: Backpropagation) -> bool:
        ordered = all(operand < node.id for node in passes.nodes for operand in node.operands)
        return ordered and sum(bool(node.operands) for node in passes.nodes) >= least

    return _of_passes(f"at least {least} operations, each after its operands", holds)


def flows_back() -> Claim:
    """What flows along an edge is the derivative above times the local one, and a node's is their sum."""

    def holds(passes: Backpropagation) -> bool:
        products = all(_close(e.contribution, passes.nodes[e.target].adjoint * e.local) for e in passes.edges)
        inner = {edge.source for edge in passes.edges}
        sums = all(
            _close(passes.nodes[place].adjoint, sum(e.contribution for e in passes.edges if e.source == place))
            for place in inner
        )
        return products and sums and len(inner) > 1

    return _of_passes("every derivative is a sum of products with local derivatives", holds)


def is_the_other_factor(name: str) -> Claim:
    """The local derivative of a product by a variable is what it is multiplied by."""

    def holds(passes: Backpropagation) -> bool:
        own = next((node for node in passes.nodes if node.name == name), None)
        if own is None:
            return False
        (edge,) = [edge for edge in passes.edges if edge.source == own.id]
        target = passes.nodes[edge.target]
        others = [operand for operand in target.operands if operand != own.id]
        return target.operation == "mul" and len(others) == 1 and _close(edge.local, passes.nodes[others[0]].value)

    return _of_passes(f"the derivative of the product by {name} is its other factor", holds)


def several_paths(name: str, count: int) -> Claim:
    """A variable reaches the output along so many paths, and their products add up to its derivative."""

    def holds(passes: Backpropagation) -> bool:
        if name not in passes.variables:
            return False
        paths = passes.paths(name)
        total = sum(path.product for path in paths)
        return len(paths) == count and _close(total, passes.gradient[passes.variables.index(name)])

    return _of_passes(f"{name} has {count} paths, whose products add up to its derivative", holds)


def backward_is_cheapest(times: float) -> Claim:
    """Backward takes fewer multiplications than forward, by a factor at least, and no more than path by path."""

    def holds(passes: Backpropagation) -> bool:
        costs = passes.operations
        return costs["reverse"] * times <= costs["forward"] and costs["reverse"] < costs["paths"]

    return _of_passes(f"backward is at least {times:g} times as cheap as forward, and cheaper than all paths", holds)
