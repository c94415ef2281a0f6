"""The text as it was read: a small syntax tree, kept for typesetting.

The graph forgets how something was written (`a - b` may become `-(b - a)`); the formula on screen must not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Tree:
    """Any part of a text; `position` is its 0-based offset in the plain text that was read."""

    position: int


@dataclass(frozen=True, slots=True)
class Number(Tree):
    """A literal; `text` is its spelling with a decimal point."""

    text: str

    @property
    def value(self) -> float:
        return float(self.text)


@dataclass(frozen=True, slots=True)
class Constant(Tree):
    """`pi` or `e`."""

    name: str


@dataclass(frozen=True, slots=True)
class Symbol(Tree):
    """A variable or a parameter, by its canonical name."""

    name: str


@dataclass(frozen=True, slots=True)
class Negative(Tree):
    """Unary minus."""

    operand: Tree


@dataclass(frozen=True, slots=True)
class Binary(Tree):
    """`left operator right`; a product without a sign (`2x`) is a product."""

    operator: Literal["+", "-", "*", "/", "^"]
    left: Tree
    right: Tree


@dataclass(frozen=True, slots=True)
class Call(Tree):
    """A function of its arguments; `power` is the n of `sin^n x`."""

    function: str
    arguments: tuple[Tree, ...]
    power: int | None = None


@dataclass(frozen=True, slots=True)
class Comparison(Tree):
    """`0 < x <= 1`: one operand more than operators, which are keys of `graph.COMPARISONS`."""

    operators: tuple[str, ...]
    operands: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Logic(Tree):
    """Conditions connected: all of them, one of them, or not the only one."""

    operator: Literal["and", "or", "not"]
    operands: tuple[Comparison | Logic, ...]


Condition = Comparison | Logic


@dataclass(frozen=True, slots=True)
class Piecewise(Tree):
    """Branches in the order they are tried; the last one's condition is None (otherwise)."""

    branches: tuple[tuple[Tree, Condition | None], ...]
