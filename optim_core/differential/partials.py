"""Partial derivatives written out: our own derivative of the graph, collected by SymPy where that is quick."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from optim_core.expression.graph.derivative import gradient
from optim_core.expression.graph.graph import Graph, rebuild
from optim_core.expression.reading.parser import Parsed
from optim_core.expression.typesetting.latex import graph_latex


class Partial(NamedTuple):
    """A partial derivative: by which variable, and its LaTeX or None where it is too long to be read."""

    variable: str
    latex: str | None


def written_partials(parsed: Parsed, variables: Sequence[str], parameters: Mapping[str, float]) -> tuple[Partial, ...]:
    """The partial derivatives by each variable, with the parameters' numbers in them.

    The budget is `sympy_bridge.MAX_SIZE` operations and as many letters of LaTeX as fit on a screen: beyond it there is
    None, and nothing was tried.
    """
    graph = Graph()
    numbers = {name: graph.const(float(value)) for name, value in parameters.items()}
    (root,) = rebuild(graph, [parsed.root], numbers)
    partials = gradient(graph, root, variables)
    return tuple(
        Partial(name, graph_latex(partial, parsed.vocabulary))
        for name, partial in zip(variables, partials, strict=True)
    )
