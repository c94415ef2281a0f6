"""Nodes and local derivatives as formulas to read: in LaTeX and as plain text.

An operand that is an operation itself is called v and its number, ``v_3`` (or u, or z, where the formula has letters v
of its own); variables, letters and numbers stand for themselves.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from optim_core.expression import (
    Graph,
    Node,
    Vocabulary,
    gradient,
    symbol_latex,
    topological,
    tree_latex,
    tree_text,
)
from optim_core.expression.graph.derivative import local_derivative
from optim_core.expression.graph.graph import COMPARISONS, rebuilt
from optim_core.expression.tree.letters import base_of
from optim_core.expression.tree.syntax import Binary, Call, Comparison, Logic, Negative, Number, Piecewise, Symbol, Tree

_NAMES = Vocabulary({})
_SIGNS = {"add": "+", "sub": "-", "mul": "*", "masked_product": "*", "div": "/", "pow": "^"}
#: Letters that operations may be called by; the last is no letter of the language.
_LETTERS = ("v", "u", "z", "q", "node")
_TYPED = {"max2": "max", "min2": "min"}


@dataclass(frozen=True)
class Words:
    """A formula as a syntax tree, typeset when asked."""

    tree: Tree

    @cached_property
    def latex(self) -> str:
        """In LaTeX."""
        return tree_latex(self.tree, _NAMES)

    @cached_property
    def text(self) -> str:
        """In plain text, as it could be typed."""
        return tree_text(self.tree)


@dataclass(frozen=True)
class Operation(Words):
    """What a node computes from its operands, ``v_1*v_2``; a leaf is its name or number."""


@dataclass(frozen=True)
class Local(Words):
    """A local derivative, ``cos(v_1)``; `above` and `by` name what is differentiated and by what."""

    above: str
    by: str

    @cached_property
    def equation(self) -> str:
        """The whole equation in LaTeX."""
        above, by = symbol_latex(self.above, _NAMES), symbol_latex(self.by, _NAMES)
        return rf"\frac{{\partial {above}}}{{\partial {by}}} = {self.latex}"


def names_of(order: Sequence[Node]) -> dict[Node, str]:
    """What the nodes of a topological order are called: by their own names, or by v and their place."""
    own = {node.value for node in order if isinstance(node.value, str)}
    taken = {base_of(name) for name in own}
    letter = next(letter for letter in _LETTERS if letter not in taken)
    return {
        node: node.value if isinstance(node.value, str) else f"{letter}_{place}" for place, node in enumerate(order)
    }


def operation_of(node: Node, names: Mapping[Node, str]) -> Operation:
    """The formula of one node."""
    return Operation(_tree_of(node, [_named(argument, names) for argument in node.args]))


def local_formula(node: Node, position: int, names: Mapping[Node, str]) -> Local:
    """The formula of the derivative of a node by its operand at `position`."""
    graph = Graph()
    arguments = [graph.symbol(names[a]) if a.number is None else graph.const(a.number) for a in node.args]
    derivative = local_derivative(graph, rebuilt(graph, node, arguments, {}), position)
    return Local(tree_of(derivative), names[node], names[node.args[position]])


#: A formula of more operations than this is no help to a reader.
MOST_WRITTEN = 40


def composed(head: Node, inner: Collection[Node], names: Mapping[Node, str]) -> Operation:
    """The formula of a box that has other operations in it, in terms of what comes from outside.

    One that would be too long is told as a function of these: its own name says which.
    """
    inside = [node for node in topological([head]) if node is head or node in inner]
    sizes: dict[Node, int] = {}
    for node in inside:
        sizes[node] = 1 + sum(sizes.get(argument, 0) for argument in node.args)
    if sizes[head] > MOST_WRITTEN:
        operands = dict.fromkeys(a for node in inside for a in node.args if a not in sizes and a.number is None)
        return Operation(Call(0, "f", tuple(_named(operand, names) for operand in operands)))
    trees: dict[Node, Tree] = {}
    for node in inside:
        trees[node] = _tree_of(node, [trees.get(argument) or _named(argument, names) for argument in node.args])
    return Operation(trees[head])


def composed_slope(head: Node, inner: Collection[Node], operand: Node, names: Mapping[Node, str]) -> Local | None:
    """The derivative of a box by something from outside; None if it would be too long to read."""
    graph, built = Graph(), dict[Node, Node]()
    for node in topological([head]):
        if node is head or node in inner:
            arguments = [built.get(a) or _outside(graph, a, names) for a in node.args]
            built[node] = rebuilt(graph, node, arguments, {})
    (derivative,) = gradient(graph, built[head], (names[operand],))
    if _written(derivative) > MOST_WRITTEN:
        return None
    return Local(tree_of(derivative), names[head], names[operand])


def _outside(graph: Graph, node: Node, names: Mapping[Node, str]) -> Node:
    return graph.symbol(names[node]) if node.number is None else graph.const(node.number)


def _written(node: Node) -> int:
    """How many operations it has when written out, with what is shared written every time."""
    sizes: dict[Node, int] = {}
    for part in topological([node]):
        sizes[part] = 1 + sum(sizes[argument] for argument in part.args)
    return sizes[node]


def _named(node: Node, names: Mapping[Node, str]) -> Tree:
    return _number(node.number) if node.number is not None else Symbol(0, names[node])


def _number(value: float) -> Tree:
    text = f"{abs(value):.12g}"
    return Negative(0, Number(0, text)) if value < 0 else Number(0, text)


def tree_of(node: Node) -> Tree:
    """A small graph, written out."""
    return _tree_of(node, [tree_of(argument) for argument in node.args])


def _tree_of(node: Node, parts: list[Tree]) -> Tree:
    if isinstance(node.value, str):
        return Symbol(0, node.value)
    if isinstance(node.value, float):
        return _number(node.value)
    if node.op in _SIGNS:
        return Binary(0, _SIGNS[node.op], parts[0], parts[1])  # type: ignore[arg-type]
    if node.op == "neg":
        return Negative(0, parts[0])
    if node.op in COMPARISONS:
        return Comparison(0, (node.op,), (parts[0], parts[1]))
    if node.op == "and":
        return Logic(0, "and", (_condition(parts[0]), _condition(parts[1])))
    if node.op == "where":
        return Piecewise(0, ((parts[1], _condition(parts[0])), (parts[2], None)))
    if node.op in ("even_power", "odd_power"):
        return _root_power(node.op, parts)
    return Call(0, _TYPED.get(node.op, node.op), tuple(parts))


def _condition(tree: Tree) -> Comparison | Logic:
    """A condition that is a node of its own is told by its number, 1 where it holds."""
    if isinstance(tree, Comparison | Logic):
        return tree
    return Comparison(0, ("eq",), (tree, Number(0, "1")))


def _root_power(op: str, parts: list[Tree]) -> Tree:
    """|x|^r, with the sign of x for an odd one."""
    size: Tree = Binary(0, "^", Call(0, "abs", (parts[0],)), parts[1])
    return size if op == "even_power" else Binary(0, "*", Call(0, "sign", (parts[0],)), size)
