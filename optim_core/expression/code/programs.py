"""Programs of assignments compiled to one kernel."""

from __future__ import annotations

from collections.abc import Sequence

from optim_core.expression.code.kernels import Flavour, Kernel, compile_kernel
from optim_core.expression.graph.graph import Graph, Node, rebuild
from optim_core.expression.reading.parser import Assignment


def compile_program(
    assignments: Sequence[Assignment], inputs: Sequence[str], outputs: Sequence[str], flavour: Flavour
) -> Kernel:
    """A function of `inputs` that runs the lines in order and returns the final values of `outputs`.

    A name means its latest value: the input's until a line assigns it. Equal subexpressions of different
    lines are computed once. Raises KeyError for an output or a name on the right that has no value.
    """
    return compile_kernel(program_nodes(assignments, inputs, outputs), inputs, flavour)


def program_nodes(assignments: Sequence[Assignment], inputs: Sequence[str], outputs: Sequence[str]) -> tuple[Node, ...]:
    """The final values of `outputs` as one graph over `inputs`."""
    graph = Graph()
    values: dict[str, Node] = {name: graph.symbol(name) for name in inputs}
    for assignment in assignments:
        (values[assignment.target],) = rebuild(graph, [assignment.root], values)
    return tuple(values[name] for name in outputs)
