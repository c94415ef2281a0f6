"""Graphs as Python that people like to read: few brackets, names as they are, what recurs computed once.

Written from the graph alone, as the kernels are: names come from the vocabulary, numbers are literals.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from optim_core.expression import Node, compile_kernel, topological
from optim_core.expression.graph.graph import COMPARISONS
from optim_core.snippets.dialects import Dialect

_CHOICE, _LOGIC, _RELATION, _SUM, _PRODUCT, _SIGN, _POWER, _ATOM = range(8)
#: Repeated pieces from this length on get a name, and whatever is longer than a line.
REPEATED, LONG = 12, 88
_LARGEST_WHOLE = 1e6
_MULTIPLES_OF_PI = 20


class Text(NamedTuple):
    """Source and how tightly it binds."""

    source: str
    level: int

    def at_least(self, level: int) -> str:
        """The source, in brackets where it binds less tightly than `level`."""
        return self.source if self.level >= level else f"({self.source})"


@dataclass(frozen=True)
class Style:
    """How to write.

    Attributes:
        dialect: the library.
        names: Python's name for each symbol.
        arrays: the symbols that are arrays or tensors; all others are plain numbers.
        elementwise: whether arrays hold several numbers, so that a case distinction is made for each of them.
        repeated: the length from which a piece that recurs gets a name.
    """

    dialect: Dialect
    names: Mapping[str, str]
    arrays: frozenset[str]
    elementwise: bool = False
    repeated: int = REPEATED


class Writing(NamedTuple):
    """Statements that must run first, and the text of each output."""

    statements: list[str]
    results: list[str]


def write(outputs: Sequence[Node], style: Style, taken: Iterable[str] = ()) -> Writing:
    """Python for `outputs`; new names avoid those of the style and those `taken`."""
    return _Writer(outputs, style, {*style.names.values(), *taken}).write()


class _Writer:
    def __init__(self, outputs: Sequence[Node], style: Style, taken: set[str]) -> None:
        self._outputs, self._style, self._taken = outputs, style, taken
        self._order = topological(outputs)
        self._uses = Counter(argument for node in self._order for argument in node.args)
        self._uses.update(outputs)
        self._texts: dict[Node, Text] = {}
        self._arrays: dict[Node, bool] = {}
        self._constant: dict[Node, bool] = {}

    def write(self) -> Writing:
        statements = []
        for node in self._order:
            self._classify(node)
            text = self._text(node)
            if self._deserves_name(node, text):
                name = self._new_name()
                statements.append(f"{name} = {text.source}")
                text = Text(name, _ATOM)
            self._texts[node] = text
        return Writing(statements, [self._texts[node].source for node in self._outputs])

    def _classify(self, node: Node) -> None:
        if isinstance(node.value, str):
            self._arrays[node], self._constant[node] = node.value in self._style.arrays, False
        else:
            self._arrays[node] = any(self._arrays[argument] for argument in node.args)
            self._constant[node] = all(self._constant[argument] for argument in node.args)

    def _deserves_name(self, node: Node, text: Text) -> bool:
        if not node.args or node.op in COMPARISONS or node.op == "and":
            return False
        shared = self._uses[node] > 1 and len(text.source) >= self._style.repeated
        return shared or (len(text.source) > LONG and node not in self._outputs)

    def _new_name(self) -> str:
        number = 1
        while (name := f"t{number}") in self._taken:
            number += 1
        self._taken.add(name)
        return name

    def _text(self, node: Node) -> Text:
        if isinstance(node.value, str):
            return Text(self._style.names[node.value], _ATOM)
        if self._constant[node]:
            return _number(_value(node), self._style.dialect)
        return self._operation(node, [self._texts[argument] for argument in node.args])

    def _operation(self, node: Node, texts: Sequence[Text]) -> Text:
        if node.op in _ARITHMETIC:
            return _ARITHMETIC[node.op](*texts)
        if node.op in COMPARISONS:
            return Text(f"{texts[0].at_least(_SUM)} {COMPARISONS[node.op]} {texts[1].at_least(_SUM)}", _RELATION)
        if node.op == "and":
            return self._both(node, texts)
        if node.op == "where":
            return self._choice(node, texts)
        return Text(self._call(node, texts), _ATOM)

    def _both(self, node: Node, texts: Sequence[Text]) -> Text:
        first, second = texts
        if self._style.elementwise and self._arrays[node]:
            return Text(f"{first.at_least(_ATOM)} & {second.at_least(_ATOM)}", _LOGIC)
        return Text(f"{first.at_least(_LOGIC)} and {second.at_least(_LOGIC)}", _LOGIC)

    def _choice(self, node: Node, texts: Sequence[Text]) -> Text:
        if self._style.elementwise and self._arrays[node.args[0]]:
            inside = ", ".join(text.source for text in texts)
            return Text(f"{self._style.dialect.module}.where({inside})", _ATOM)
        first, second = (self._branch(argument) for argument in node.args[1:])
        return Text(f"{first.at_least(_LOGIC)} if {texts[0].source} else {second.source}", _CHOICE)

    def _branch(self, node: Node) -> Text:
        """A branch of a choice; a number among tensors becomes one, because what follows expects a tensor."""
        text = self._texts[node]
        if self._style.dialect.module == "torch" and not self._style.elementwise and not self._arrays[node]:
            return Text(f"torch.tensor({text.source})", _ATOM)
        return text

    def _call(self, node: Node, texts: Sequence[Text]) -> str:
        dialect = self._style.dialect
        sources = [text.source for text in texts]
        if not self._arrays[node]:
            return dialect.numbers[node.op].format(*sources)
        if node.op in ("max2", "min2") and dialect.module == "torch":
            return self._extreme(node, sources)
        return dialect.functions[node.op].format(*self._promoted(node, sources))

    def _promoted(self, node: Node, sources: Sequence[str]) -> list[str]:
        """PyTorch's functions take no plain numbers beside tensors."""
        if self._style.dialect.module != "torch":
            return list(sources)
        pairs = zip(node.args, sources, strict=True)
        return [source if self._arrays[argument] else f"torch.tensor({source})" for argument, source in pairs]

    def _extreme(self, node: Node, sources: Sequence[str]) -> str:
        if not self._style.elementwise or self._style.dialect.own_extremes:
            return f"{'larger' if node.op == 'max2' else 'smaller'}({', '.join(sources)})"
        if all(self._arrays[argument] for argument in node.args):
            return self._style.dialect.functions[node.op].format(*sources)
        tensor, number = sources if self._arrays[node.args[0]] else reversed(sources)
        return f"torch.clamp({tensor}, {'min' if node.op == 'max2' else 'max'}={number})"


def _sum(first: Text, second: Text) -> Text:
    if second.source.startswith("-") and second.level >= _PRODUCT:
        return Text(f"{first.at_least(_SUM)} - {second.source[1:]}", _SUM)
    return Text(f"{first.at_least(_SUM)} + {second.at_least(_SUM)}", _SUM)


def _difference(first: Text, second: Text) -> Text:
    return Text(f"{first.at_least(_SUM)} - {second.at_least(_PRODUCT)}", _SUM)


def _product(first: Text, second: Text) -> Text:
    # a*(b*c) may be written a*b*c, a*(b/c) keeps its brackets: the division shall come first.
    plain = second.level == _PRODUCT and "/" not in second.source
    return Text(f"{first.at_least(_PRODUCT)}*{second.at_least(_PRODUCT if plain else _SIGN)}", _PRODUCT)


def _quotient(first: Text, second: Text) -> Text:
    return Text(f"{first.at_least(_PRODUCT)}/{second.at_least(_SIGN)}", _PRODUCT)


def _negative(first: Text) -> Text:
    return Text(f"-{first.at_least(_PRODUCT)}", _PRODUCT)


def _power(first: Text, second: Text) -> Text:
    return Text(f"{first.at_least(_ATOM)}**{second.at_least(_SIGN)}", _POWER)


_ARITHMETIC: Mapping[str, Callable[..., Text]] = {
    "add": _sum,
    "sub": _difference,
    "mul": _product,
    "div": _quotient,
    "neg": _negative,
    "pow": _power,
}


def _value(node: Node) -> float:
    """The number of a node without names; one that could not be folded is no finite number."""
    if node.number is not None:
        return node.number
    return float(compile_kernel((node,), (), "scalar")()[0])


def _number(value: float, dialect: Dialect) -> Text:
    source = number_text(abs(value), "np" if dialect.module == "np" else "math")
    level = _PRODUCT if "*" in source or "/" in source else _ATOM
    return Text(f"-{source}", min(level, _SIGN)) if value < 0 else Text(source, level)


def number_text(value: float, module: str = "math") -> str:
    """A literal that reads back as the same float: whole numbers without a point, multiples of pi by name."""
    if not math.isfinite(value):
        return f"{'-' * (value < 0)}{module}.{'nan' if math.isnan(value) else 'inf'}"
    if value.is_integer() and abs(value) < _LARGEST_WHOLE:
        return str(int(value))
    for count in range(1, _MULTIPLES_OF_PI):
        if value == count * math.pi:
            return f"{count}*{module}.pi" if count > 1 else f"{module}.pi"
        if value == math.pi / count:
            return f"{module}.pi/{count}"
    return repr(value)
