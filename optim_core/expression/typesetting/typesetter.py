"""How a formula is walked to be typeset: what binds how tightly, and where brackets go. Notations fill in the signs."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import Literal

from optim_core.expression.graph.functions import FUNCTIONS
from optim_core.expression.tree.syntax import (
    Binary,
    Call,
    Comparison,
    Condition,
    Constant,
    Logic,
    Negative,
    Number,
    Piecewise,
    Symbol,
    Tree,
)

#: How tightly the outermost operation of a part binds.
SUM, NEGATIVE, PRODUCT, POWER, ATOM = range(5)
_BINARY = {"+": SUM, "-": SUM, "*": PRODUCT, "/": PRODUCT, "^": POWER}

#: Where a name stands: "signed" where a minus sign of its value would stand beside another sign, "base" where a power
#: of ten would be read as part of the power.
Place = Literal["free", "signed", "base"]


class Typesetter(ABC):
    """Writes a syntax tree in one notation, which the abstract methods are; plus and minus are those of plain text."""

    def typeset(self, tree: Tree, place: Place = "free") -> str:
        """`tree`, standing at `place`."""
        if isinstance(tree, Symbol):
            return self.symbol(tree.name, place)
        if isinstance(tree, Negative):
            return self.negative(self._bound(tree.operand, PRODUCT, "signed"))
        if isinstance(tree, Binary):
            return self._chain(tree, place)
        writers: dict[type[Tree], Callable[..., str]] = {
            Number: self.number, Constant: self._constant, Call: self._call, Piecewise: self._piecewise,
            Comparison: self._comparison, Logic: self._logic,
        }  # fmt: skip
        return writers[type(tree)](tree)

    def rank(self, tree: Tree) -> int:
        """How tightly the outermost operation binds."""
        if isinstance(tree, Binary):
            return _BINARY[tree.operator]
        if isinstance(tree, Call):
            # A power behind the brackets would read as one of the argument's.
            return ATOM if tree.power is None and encloses(tree.function) else POWER
        return {Negative: NEGATIVE, Piecewise: PRODUCT, Comparison: SUM, Logic: SUM}.get(type(tree), ATOM)

    def _bound(self, tree: Tree, rank: int, place: Place) -> str:
        """`tree`, in brackets if it binds less tightly than `rank`."""
        if self.rank(tree) < rank:
            return self.brackets(self.typeset(tree))
        return self.typeset(tree, place)

    def _chain(self, tree: Binary, place: Place) -> str:
        # Left-leaning chains are as long as the text: a loop, not a recursion.
        spine: list[Binary] = []
        first: Tree = tree
        while isinstance(first, Binary):
            spine.append(first)
            place = self._left_place(first, place)
            first = first.left
        left = self.typeset(first, place)
        for link in reversed(spine):
            left = self._binary(link, left)
        return left

    def _left_place(self, tree: Binary, place: Place) -> Place:
        """Where the left operand of `tree` stands if `tree` itself stands at `place`."""
        if tree.operator == "/":
            return "free"
        if tree.operator == "^":
            return "base" if self.rank(tree.left) == ATOM else "free"
        return "free" if tree.operator == "*" and self.rank(tree.left) < PRODUCT else place

    def _binary(self, tree: Binary, left: str) -> str:
        if tree.operator == "/":
            return self.fraction(left, self.typeset(tree.right))
        if tree.operator == "^":
            base = left if self.rank(tree.left) == ATOM else self.brackets(left)
            return self.power(base, self.typeset(tree.right))
        if tree.operator == "*":
            left = left if self.rank(tree.left) >= PRODUCT else self.brackets(left)
            return self.product(left, self._bound(tree.right, PRODUCT, "signed"), tree)
        right = self._bound(tree.right, SUM if tree.operator == "+" else NEGATIVE, "signed")
        return self.sum(left, tree.operator, self.brackets(right) if self.has_sign(right, tree.right) else right)

    def _constant(self, tree: Constant) -> str:
        return self.constant(tree.name)

    def _call(self, tree: Call) -> str:
        return self.call(tree, [self.typeset(argument) for argument in tree.arguments])

    def _comparison(self, tree: Comparison) -> str:
        return self.comparison(tree.operators, [self.typeset(operand) for operand in tree.operands])

    def _logic(self, tree: Logic) -> str:
        parts = [self._part_of(tree.operator, operand) for operand in tree.operands]
        return self.logic(tree.operator, parts)

    def _part_of(self, operator: str, operand: Condition) -> str:
        text = self.typeset(operand)
        # "and" before "or", as in every language; brackets wherever two of them meet.
        return self.brackets(text) if operator == "not" or isinstance(operand, Logic) else text

    def _piecewise(self, tree: Piecewise) -> str:
        return self.cases(
            [
                (self.typeset(value), None if condition is None else self.typeset(condition))
                for value, condition in tree.branches
            ]
        )

    @abstractmethod
    def number(self, tree: Number) -> str:
        """A number as it was typed."""

    @abstractmethod
    def constant(self, name: str) -> str:
        """`pi` or `e`."""

    @abstractmethod
    def symbol(self, name: str, place: Place) -> str:
        """A name, or what stands for it."""

    def negative(self, operand: str) -> str:
        """A minus sign before `operand`."""
        return f"-{operand}"

    @abstractmethod
    def fraction(self, above: str, below: str) -> str:
        """A quotient."""

    @abstractmethod
    def power(self, base: str, exponent: str) -> str:
        """A power."""

    @abstractmethod
    def product(self, left: str, right: str, tree: Binary) -> str:
        """The product `tree` of these factors, with a sign between them where one is needed."""

    def sum(self, left: str, sign: str, right: str) -> str:
        """A sum or a difference."""
        return f"{left} {sign} {right}"

    def has_sign(self, text: str, tree: Tree) -> bool:
        """Whether the text of `tree` begins with a sign of its own."""
        return text.startswith("-")

    @abstractmethod
    def call(self, tree: Call, arguments: list[str]) -> str:
        """A function, with its power if it has one."""

    @abstractmethod
    def comparison(self, operators: Sequence[str], operands: Sequence[str]) -> str:
        """Operands with relations between them."""

    @abstractmethod
    def logic(self, operator: str, operands: Sequence[str]) -> str:
        """Conditions connected by `and` or `or`, or one with `not`."""

    @abstractmethod
    def cases(self, rows: Sequence[tuple[str, str | None]]) -> str:
        """Values with their conditions; None: otherwise."""

    @abstractmethod
    def brackets(self, text: str) -> str:
        """Round brackets."""


def encloses(function: str) -> bool:
    """Whether a function is written around its argument, like a root, and not before it."""
    return "{0}" in FUNCTIONS[function].latex
