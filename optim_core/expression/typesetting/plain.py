"""A syntax tree as text of the language, to be read by people and typed again."""

from __future__ import annotations

from collections.abc import Sequence

from optim_core.expression.tree.syntax import Binary, Call, Number, Tree
from optim_core.expression.typesetting.typesetter import ATOM, POWER, PRODUCT, Place, Typesetter

_RELATIONS = {"lt": "<", "le": "<=", "gt": ">", "ge": ">=", "eq": "==", "ne": "!="}


def tree_text(tree: Tree) -> str:
    """`tree` in the language: products with a sign, powers with ^, no more brackets than it takes."""
    return _Text().typeset(tree)


class _Text(Typesetter):
    def rank(self, tree: Tree) -> int:
        """A quotient is a product here, a power is no atom, and everything else is called."""
        rank = super().rank(tree)
        return ATOM if rank == POWER and isinstance(tree, Call) else rank

    def _binary(self, tree: Binary, left: str) -> str:
        if tree.operator == "/":
            return self.fraction(self._at_least(tree.left, left, PRODUCT), self._tight(tree.right, POWER))
        if tree.operator == "^":
            return self.power(self._at_least(tree.left, left, ATOM), self._tight(tree.right, ATOM))
        if tree.operator == "*":
            return self.product(self._at_least(tree.left, left, PRODUCT), self._tight(tree.right, POWER), tree)
        return self.sum(left, tree.operator, self._tight(tree.right, PRODUCT))

    def _at_least(self, tree: Tree, text: str, rank: int) -> str:
        return text if self.rank(tree) >= rank else self.brackets(text)

    def _tight(self, tree: Tree, rank: int) -> str:
        return self._at_least(tree, self.typeset(tree), rank)

    def number(self, tree: Number) -> str:
        return tree.text

    def constant(self, name: str) -> str:
        return name

    def symbol(self, name: str, place: Place) -> str:
        return name

    def fraction(self, above: str, below: str) -> str:
        return f"{above}/{below}"

    def power(self, base: str, exponent: str) -> str:
        return f"{base}^{exponent}"

    def product(self, left: str, right: str, tree: Binary) -> str:
        return f"{left}*{right}"

    def call(self, tree: Call, arguments: list[str]) -> str:
        power = "" if tree.power is None else f"^{tree.power}"
        return f"{tree.function}{power}({'; '.join(arguments)})"

    def comparison(self, operators: Sequence[str], operands: Sequence[str]) -> str:
        parts = [operands[0]]
        for operator, operand in zip(operators, operands[1:], strict=True):
            parts += [_RELATIONS[operator], operand]
        return " ".join(parts)

    def logic(self, operator: str, operands: Sequence[str]) -> str:
        return f"not {operands[0]}" if operator == "not" else f" {operator} ".join(operands)

    def cases(self, rows: Sequence[tuple[str, str | None]]) -> str:
        branches = (f"({value}, {'True' if case is None else case})" for value, case in rows)
        return f"Piecewise({', '.join(branches)})"

    def brackets(self, text: str) -> str:
        return f"({text})"
