"""Value, gradient and Hessian of a formula as JavaScript, for Taylor models drawn in the browser."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from optim_core.expression.code.means import NO_COLUMNS, Columns, mean_body
from optim_core.expression.graph.derivative import gradient, hessian
from optim_core.expression.graph.graph import Graph, rebuild
from optim_core.expression.reading.parser import Parsed


def taylor_body(
    parsed: Parsed, variables: Sequence[str], parameters: Mapping[str, float], columns: Columns = NO_COLUMNS
) -> str:
    """Body of a function of v0, v1, ... (the variables) that returns ``[value, partials..., second derivatives...]``.

    The second derivatives are the upper triangle, row by row: ``[Q, g0, g1, h00, h01, h11]`` for two variables and
    ``[Q, g, h]`` for one. Calls `javascript.HELPERS` by name. With columns all of it is the mean over the examples.
    """
    # A graph of its own: the formula's may be shared with other threads, and derivatives add nodes.
    graph = Graph()
    numbers = {name: graph.const(value) for name, value in parameters.items()}
    (root,) = rebuild(graph, [parsed.root], numbers)
    partials = gradient(graph, root, variables)
    return mean_body((root, *partials, *hessian(graph, partials, variables)), variables, columns)
