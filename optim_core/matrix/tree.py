"""What a text of the matrix language says, before and after its shapes are known.

Scalars are 1 x 1 and vectors have one column, so that one product serves all: where a side is 1 x 1 it multiplies every
entry.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

#: A number of rows or columns: known, or a name for one that can be anything.
Dim = int | str
Shape = tuple[Dim, Dim]
SCALAR: Shape = (1, 1)

#: Functions of a matrix that give a number.
TO_NUMBER = ("tr", "det", "logdet", "norm", "sum")
#: Functions of every entry.
ELEMENTWISE = ("exp", "ln", "sin", "cos", "tanh", "sqrt", "abs", "sigmoid", "sign")


@dataclass(frozen=True)
class Raw:
    """A piece of the text: `op` of `args`, with what a leaf says in `name` or `number`."""

    op: str
    position: int = field(compare=False)
    args: tuple[Raw, ...] = ()
    name: str = ""
    number: Fraction = Fraction(0)

    def walk(self) -> Iterator[Raw]:
        """This piece and all below, the parts first."""
        for part in self.args:
            yield from part.walk()
        yield self


@dataclass(frozen=True)
class Expr:
    """The same with its shape.

    `op` is one of number, letter, identity, ones, add, neg, mul (of matrices, or by a number), hadamard, div (by a
    number), transpose, inverse, power (whole, of a square matrix or any of a number), elpower (of every entry), inner,
    or a function's name.
    """

    op: str
    shape: Shape
    args: tuple[Expr, ...] = ()
    name: str = ""
    number: Fraction = Fraction(0)
    _hash: int = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_hash", hash((self.op, self.shape, self.args, self.name, self.number)))

    def __hash__(self) -> int:
        """Known since it was made: whole trees are compared again and again."""
        return self._hash

    @property
    def scalar(self) -> bool:
        """Whether it is a number."""
        return self.shape == SCALAR

    def walk(self) -> Iterator[Expr]:
        """This and all below, the parts first."""
        for part in self.args:
            yield from part.walk()
        yield self


def number(value: Fraction | int) -> Expr:
    """A constant number."""
    return Expr("number", SCALAR, number=Fraction(value))


def letters(expr: Expr | Raw) -> tuple[str, ...]:
    """The letters that occur, in the order of the text."""
    return tuple(dict.fromkeys(part.name for part in expr.walk() if part.op == "letter"))
