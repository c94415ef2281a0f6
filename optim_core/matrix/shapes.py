"""Which shapes the letters of a text have: found from how they are used, or given.

Capital letters are matrices. A small letter is a vector (a column) wherever that makes sense of the text, and a number
where only that does: in ``a' x`` a vector, in ``c tr(X)`` a number. With small Greek letters and k, m, n, s, t it is
the other way round. What is given in `shapes` decides.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product

from optim_core.base.text import N_
from optim_core.expression.tree.letters import GREEK
from optim_core.matrix.errors import MatrixError, misfit, refusal
from optim_core.matrix.reading import MAX_POWER
from optim_core.matrix.tree import SCALAR, Dim, Expr, Raw, Shape, letters

#: At most so many small letters are tried both ways.
MAX_LETTERS = 10
_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_NUMBERS_FIRST = {*GREEK, "k", "m", "n", "s", "t"}

NOT_A_NUMBER = N_("The function has to give a number, and this gives {shape}.")
DONT_ADD = N_("What is added has different shapes: {left} and {right}.")
DONT_MULTIPLY = N_("These shapes cannot be multiplied: {left} times {right}.")
NOT_SQUARE = N_("A square matrix is needed here, and this is {shape}.")


class Dims:
    """Rows and columns that have to be equal, found one after the other."""

    def __init__(self) -> None:
        self._same: dict[str, Dim] = {}
        self._count = 0
        self._can_be_one: set[str] = set()

    def fresh(self, can_be_one: bool = False) -> str:
        """A number of rows or columns of which nothing is known; 1 only if it `can_be_one`."""
        self._count += 1
        name = f"n{self._count}"
        if can_be_one:
            self._can_be_one.add(name)
        return name

    def known(self, dim: Dim) -> Dim:
        """What is known of it: a number, or the one name of all that are equal to it."""
        while isinstance(dim, str) and dim in self._same:
            dim = self._same[dim]
        return dim

    def shape(self, shape: Shape) -> Shape:
        """A shape with all that is known."""
        return self.known(shape[0]), self.known(shape[1])

    def equal(self, one: Dim, other: Dim) -> bool:
        """Make two equal; False where they cannot be. Letters do not become vectors or numbers by that."""
        one, other = self.known(one), self.known(other)
        if one == other:
            return True
        if isinstance(other, str) and (not isinstance(one, str) or other in self._can_be_one):
            one, other = other, one
        if not isinstance(one, str) or (other == 1 and one not in self._can_be_one):
            return False
        self._same[one] = other
        return True

    def same(self, one: Shape, other: Shape) -> bool:
        """Make two shapes equal."""
        return self.equal(one[0], other[0]) and self.equal(one[1], other[1])


class Typed:
    """A text's letters and their shapes; `dims` go on being learned while it is read."""

    def __init__(self, dims: Dims, shapes: dict[str, Shape]) -> None:
        self.dims, self.shapes = dims, shapes

    def of(self, raw: Raw) -> Expr:
        """The text with shapes.

        Raises:
            MatrixError: shapes that do not fit, at their place.
        """
        # Read once to learn, once more to write down what was learned at the end.
        self._expr(raw)
        return self._expr(raw)

    def _expr(self, raw: Raw) -> Expr:
        args = tuple(self._expr(part) for part in raw.args)
        shape = self.dims.shape(self._shape(raw, args))
        op = "hadamard" if raw.op == "eldiv" else raw.op
        if raw.op == "eldiv":
            args = (args[0], Expr("elpower", args[1].shape, (args[1],), number=Fraction(-1)))
        if op == "hadamard" and any(part.scalar for part in args):
            op = "mul"
        if op == "elpower" and args[0].scalar:
            op = "power"
        if op == "inverse" and args[0].scalar:
            return Expr("power", SCALAR, args, number=Fraction(-1))
        if op == "transpose" and args[0].scalar:
            return args[0]
        if op == "power" and raw.number < 0 and not args[0].scalar:
            return Expr("power", shape, (Expr("inverse", shape, args),), number=-raw.number)
        return Expr(op, shape, args, raw.name, raw.number)

    def _shape(self, raw: Raw, args: Sequence[Expr]) -> Shape:
        shapes = [self.dims.shape(part.shape) for part in args]
        if raw.op == "number":
            return SCALAR
        if raw.op == "letter":
            return self.shapes[raw.name]
        if raw.op in ("identity", "ones"):
            return self._constant(raw)
        if raw.op in ("add", "hadamard", "eldiv"):
            return self._alike(raw, shapes)
        if raw.op == "mul":
            return self._product(raw, shapes)
        if raw.op == "div":
            if shapes[1] != SCALAR:
                raise refusal(
                    N_("Only by a number can be divided."), raw.position,
                    N_("For a matrix write A^-1, for every entry ./"),
                )  # fmt: skip
            return shapes[0]
        if raw.op == "transpose":
            return shapes[0][1], shapes[0][0]
        if raw.op == "inner":
            if not self.dims.same(*shapes):
                raise misfit(
                    N_("In <A, B> both have the same shape, and these are {left} and {right}."), raw.position,
                    left=shown(shapes[0]), right=shown(shapes[1]),
                )  # fmt: skip
            return SCALAR
        return self._function(raw, shapes[0])

    def _function(self, raw: Raw, shape: Shape) -> Shape:
        square = raw.op in ("tr", "det", "logdet", "inverse") or (raw.op == "power" and shape != SCALAR)
        if square and not self.dims.equal(*shape):
            hint = N_("For a vector write x' x, norm(x)^2 or x.^2.") if raw.op == "power" else None
            raise misfit(NOT_SQUARE, raw.position, hint, shape=shown(shape))
        whole = raw.number.denominator == 1 and 1 <= abs(raw.number) <= MAX_POWER
        if raw.op == "power" and shape != SCALAR and not whole:
            message = N_("The power of a matrix is a whole number up to {limit}, or minus one.")
            raise refusal(message, raw.position, limit=MAX_POWER)
        return SCALAR if raw.op in ("tr", "det", "logdet", "norm", "sum") else shape

    def _constant(self, raw: Raw) -> Shape:
        """I and ones are as large as their place asks: each place has its own size."""
        name = f"{raw.op}@{raw.position}"
        if name not in self.shapes:
            ones = raw.op == "ones"
            rows = self.dims.fresh(can_be_one=ones)
            self.shapes[name] = (rows, self.dims.fresh(can_be_one=True) if ones else rows)
        return self.shapes[name]

    def _alike(self, raw: Raw, shapes: Sequence[Shape]) -> Shape:
        left, right = shapes
        if raw.op != "add" and SCALAR in shapes:
            return right if left == SCALAR else left
        if not self.dims.same(left, right):
            hint = N_("A number is added to every entry with ones: A + 2 ones.") if SCALAR in shapes else None
            raise misfit(DONT_ADD, raw.position, hint, left=shown(left), right=shown(right))
        return left

    def _product(self, raw: Raw, shapes: Sequence[Shape]) -> Shape:
        left, right = shapes
        if SCALAR in shapes:
            return right if left == SCALAR else left
        if not self.dims.equal(left[1], right[0]):
            raise misfit(DONT_MULTIPLY, raw.position, left=shown(left), right=shown(right))
        return left[0], right[1]


def function_of(raw: Raw, given: Mapping[str, tuple[int, int]], also: Sequence[str] = ()) -> tuple[Expr, Typed]:
    """A text that gives a number, with shapes; the letters `also` are not in it but given shapes.

    Raises:
        MatrixError: no choice of vectors and numbers makes sense; the message is that of the most usual choice.
    """
    first: MatrixError | None = None
    for shapes, dims in _choices(letters(raw), {**given}):
        shapes |= {name: given[name] for name in also if name in given}
        typed = Typed(dims, shapes)
        try:
            expr = typed.of(raw)
            if not expr.scalar:
                raise misfit(NOT_A_NUMBER, 0, shape=shown(expr.shape))
        except MatrixError as problem:
            first = first or problem
            continue
        return expr, typed
    assert first is not None
    raise first


def _choices(names: Sequence[str], given: Mapping[str, tuple[int, int]]) -> Iterator[tuple[dict[str, Shape], Dims]]:
    """Shapes for the letters, the most usual choice first."""
    free = [name for name in names if name not in given and not name[0].isupper()]
    if len(free) > MAX_LETTERS:
        raise refusal(N_("More than {limit} small letters."), 0, limit=MAX_LETTERS)
    turned = sorted(product((False, True), repeat=len(free)), key=sum)
    for choice in turned:
        dims = Dims()
        numbers = {
            name for name, turn in zip(free, choice, strict=True) if (name.split("_")[0] in _NUMBERS_FIRST) != turn
        }
        shapes: dict[str, Shape] = {}
        for name in names:
            if name in given:
                shapes[name] = given[name]
            elif name in numbers:
                shapes[name] = SCALAR
            else:
                shapes[name] = (dims.fresh(), 1 if name in free else dims.fresh())
        yield shapes, dims


def shown(shape: Shape) -> str:
    """A shape for people, as in 3×n₂."""
    return "×".join(dim.translate(_SUBSCRIPTS) if isinstance(dim, str) else str(dim) for dim in shape)
