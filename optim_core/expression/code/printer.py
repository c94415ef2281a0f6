"""Straight-line source for a graph: Python here, JavaScript in `javascript`.

A node used once is written where it is used; the others get a temporary, whose name is taken again as soon as
its value is no longer needed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from optim_core.expression.graph.graph import COMPARISONS, Node, topological

Flavour = Literal["scalar", "array"]

_MAX_NESTING = 12
ARITHMETIC: Mapping[str, str] = {
    "add": "({} + {})",
    "sub": "({} - {})",
    "mul": "({} * {})",
    "div": "({} / {})",
}


def print_function(outputs: Sequence[Node], arguments: Sequence[str], flavour: Flavour) -> tuple[str, int]:
    """Source of `def kernel(v0, ...)` returning the outputs; number of temporaries."""
    writer = PythonWriter(outputs, arguments, flavour)
    body = writer.statements()
    parameters = ", ".join(f"v{i}" for i in range(len(arguments)))
    results = "".join(f"{writer.text(node)}, " for node in outputs)
    body.append(f"return ({results})")
    if flavour == "scalar":
        body = ["try:", *(f" {line}" for line in body)]
        body += ["except (OverflowError, ZeroDivisionError, ValueError):"]
        body += [f" return answer_as_array({parameters})"]
    return f"def kernel({parameters}):\n" + "".join(f" {line}\n" for line in body), writer.registers


class Plan:
    """Which nodes get a temporary, in which order, and what each statement reads."""

    def __init__(self, outputs: Sequence[Node]) -> None:
        self.order = topological(outputs)
        uses = Counter(argument for node in self.order for argument in node.args)
        uses.update(outputs)
        repeated = {argument for node in self.order for argument in _repeated(node)}
        self.kept: set[Node] = set()
        self._reads: dict[Node, tuple[Node, ...]] = {}
        nesting: dict[Node, int] = {}
        for node in self.order:
            nesting[node] = 1 + max((nesting[a] for a in node.args if a not in self.kept), default=0)
            self._reads[node] = tuple(dict.fromkeys(read for a in node.args for read in self.read_from(a)))
            if node.args and (uses[node] > 1 or node in repeated or nesting[node] >= _MAX_NESTING):
                self.kept.add(node)
        self.outputs = outputs

    def read_from(self, node: Node) -> tuple[Node, ...]:
        """The temporaries that the text of `node` mentions."""
        return (node,) if node in self.kept else self._reads[node]

    def last_reads(self) -> dict[Node, Node]:
        """For each temporary the last statement that reads it; those the result reads are absent."""
        last = {read: node for node in self.order if node in self.kept for read in self._reads[node]}
        for output in self.outputs:
            for read in self.read_from(output):
                last.pop(read, None)
        return last


class Writer:
    """Statements and texts of the nodes; a subclass knows its language's numbers and operations."""

    def __init__(self, outputs: Sequence[Node], arguments: Sequence[str], letter: str = "v") -> None:
        self._plan = Plan(outputs)
        self._names = {name: f"{letter}{i}" for i, name in enumerate(arguments)}
        self._texts: dict[Node, str] = {}
        self.registers = 0

    def statements(self) -> list[str]:
        """One line per temporary."""
        lines: list[str] = []
        free: list[str] = []
        ends: dict[Node, list[Node]] = {}
        for read, statement in self._plan.last_reads().items():
            ends.setdefault(statement, []).append(read)
        for node in self._plan.order:
            text = self._expression(node)
            if node in self._plan.kept:
                free += [self._texts[read] for read in ends.get(node, ())]
                target = free.pop() if free else self._new_register()
                lines.append(f"{target} = {text}")
                text = target
            self._texts[node] = text
        return lines

    def text(self, node: Node) -> str:
        """What stands for `node` after the statements."""
        return self._texts[node]

    def number(self, value: float) -> str:
        """A literal."""
        return repr(value) if value >= 0.0 else f"({value!r})"

    def operation(self, node: Node, texts: Sequence[str]) -> str:
        """The node's operation on the texts of its arguments."""
        raise NotImplementedError

    def _new_register(self) -> str:
        self.registers += 1
        return f"r{self.registers - 1}"

    def _expression(self, node: Node) -> str:
        if isinstance(node.value, str):
            return self._names[node.value]
        if isinstance(node.value, float):
            return self.number(node.value)
        return self.operation(node, [self._texts[argument] for argument in node.args])


class PythonWriter(Writer):
    """Python for floats (`math`) or for arrays (NumPy)."""

    def __init__(self, outputs: Sequence[Node], arguments: Sequence[str], flavour: Flavour, letter: str = "v") -> None:
        super().__init__(outputs, arguments, letter)
        self._flavour = flavour

    def operation(self, node: Node, texts: Sequence[str]) -> str:
        """The operation in Python."""
        if self._flavour == "array" and all(argument.op == "const" for argument in node.args):
            # Plain floats would raise where arrays give infinity.
            texts = [f"float64({text})" for text in texts]
        return _operation(node, texts, self._flavour)


def _operation(node: Node, texts: Sequence[str], flavour: Flavour) -> str:
    if node.op in ARITHMETIC:
        return ARITHMETIC[node.op].format(*texts)
    if node.op in COMPARISONS:
        return f"({texts[0]} {COMPARISONS[node.op]} {texts[1]})"
    special = _SPECIAL.get(node.op)
    return special(node, texts, flavour) if special else f"{node.op}({', '.join(texts)})"


def _negative(node: Node, texts: Sequence[str], flavour: Flavour) -> str:
    return f"(-{texts[0]})"


def power_text(node: Node, texts: Sequence[str]) -> str:
    """A power, in both languages."""
    count = _small_exponent(node)
    if count is None:
        return f"power({texts[0]}, {texts[1]})"
    product = {2: "({0} * {0})", 3: "({0} * {0} * {0})", 4: "(({0} * {0}) * ({0} * {0}))"}[abs(count)]
    text = product.format(texts[0])
    return text if count > 0 else f"(1.0 / {text})"


def _power(node: Node, texts: Sequence[str], flavour: Flavour) -> str:
    return power_text(node, texts)


def _where(node: Node, texts: Sequence[str], flavour: Flavour) -> str:
    condition, first, second = texts
    if flavour == "scalar":
        return f"({first} if {condition} else {second})"
    return f"where({condition}, {first}, {second})"


def _and(node: Node, texts: Sequence[str], flavour: Flavour) -> str:
    return f"({texts[0]} {'and' if flavour == 'scalar' else '&'} {texts[1]})"


def _masked_product(node: Node, texts: Sequence[str], flavour: Flavour) -> str:
    a, b = texts
    return f"({a} * {b} if {a} and {b} else 0.0)" if flavour == "scalar" else f"masked_product({a}, {b})"


_SPECIAL: Mapping[str, Callable[[Node, Sequence[str], Flavour], str]] = {
    "neg": _negative,
    "pow": _power,
    "where": _where,
    "and": _and,
    "masked_product": _masked_product,
}


def _small_exponent(node: Node) -> int | None:
    """2, 3 or 4, or their negatives: powers written as products, exact and several times faster."""
    n = node.args[1].number
    return int(n) if n is not None and abs(n) in (2.0, 3.0, 4.0) else None


def _repeated(node: Node) -> tuple[Node, ...]:
    """Arguments that the text of `node` mentions more than once."""
    if node.op == "masked_product":
        return node.args
    return node.args[:1] if node.op == "pow" and _small_exponent(node) is not None else ()
