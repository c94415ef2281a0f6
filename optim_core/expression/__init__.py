"""The expression language: text to graph, derivatives, kernels and LaTeX.

>>> parsed = parse("(1-x)^2 + 100(y-x^2)^2")
>>> partials = gradient(parsed.graph, parsed.root, parsed.variables)
>>> kernel = compile_kernel((parsed.root, *partials), parsed.variables, "scalar")
>>> kernel(0.0, 1.0)
(101.0, -2.0, 200.0)
"""

from optim_core.expression.base.errors import ExpressionError
from optim_core.expression.code.kernels import Flavour, Kernel, compile_elementwise, compile_kernel
from optim_core.expression.code.programs import compile_program, program_nodes
from optim_core.expression.graph.derivative import gradient, hessian
from optim_core.expression.graph.functions import FUNCTIONS, Function
from optim_core.expression.graph.graph import Graph, Node, rebuild, topological
from optim_core.expression.graph.sympy_bridge import sympy_text, to_sympy
from optim_core.expression.reading.parser import Assignment, Parsed, parse, parse_assignments
from optim_core.expression.tree.letters import letter_name
from optim_core.expression.tree.substitution import with_numbers
from optim_core.expression.tree.vocabulary import SURFACE_VOCABULARY, Vocabulary, surface_vocabulary
from optim_core.expression.typesetting.latex import graph_latex, symbol_latex, tree_latex
from optim_core.expression.typesetting.plain import tree_text

__all__ = [
    "FUNCTIONS",
    "SURFACE_VOCABULARY",
    "Assignment",
    "ExpressionError",
    "Flavour",
    "Function",
    "Graph",
    "Kernel",
    "Node",
    "Parsed",
    "Vocabulary",
    "compile_elementwise",
    "compile_kernel",
    "compile_program",
    "gradient",
    "graph_latex",
    "hessian",
    "letter_name",
    "parse",
    "parse_assignments",
    "program_nodes",
    "rebuild",
    "surface_vocabulary",
    "symbol_latex",
    "sympy_text",
    "to_sympy",
    "topological",
    "tree_latex",
    "tree_text",
    "with_numbers",
]
