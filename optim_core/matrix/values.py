"""Numbers for a text: random letters of fitting sizes, what the text gives for them, and its slopes measured."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from optim_core.matrix.tree import Dim, Expr, Shape

Array = NDArray[np.float64]
Values = Mapping[str, Array]

#: Sizes that free rows and columns are given, all different so that a shape cannot fit by accident.
SIZES = (2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
#: Attempts to find letters for which a text has a value.
TRIES = 60
#: A matrix whose smallest singular value is below this share of the largest is singular: rounding leaves less.
LEAST_SHARE = 1e-13

_ENTRYWISE: dict[str, Callable[[Array], Array]] = {
    "exp": np.exp,
    "ln": np.log,
    "sin": np.sin,
    "cos": np.cos,
    "tanh": np.tanh,
    "sqrt": np.sqrt,
    "abs": np.abs,
    "sign": np.sign,
    "sigmoid": lambda x: 0.5 * (1.0 + np.tanh(0.5 * x)),
}


class Draw(NamedTuple):
    """Random letters, and the sizes behind the names of rows and columns."""

    letters: dict[str, Array]
    sizes: dict[str, int]


class Misfit(ValueError):
    """Shapes that do not fit together, as text; `right` is empty where one alone is wrong."""

    def __init__(self, left: str, right: str = "") -> None:
        super().__init__(f"{left} and {right}")
        self.left, self.right = left, right


def evaluate(expr: Expr, letters: Values, sizes: Mapping[str, int]) -> Array:
    """(rows, columns): the value; numbers are 1 x 1. Not finite where there is none, as of a singular matrix."""
    found: dict[int, Array] = {}
    with np.errstate(all="ignore"):
        for part in _parts_first(expr):
            found[id(part)] = _value(part, [found[id(arg)] for arg in part.args], letters, sizes)
    return found[id(expr)]


def _misfit(*arrays: Array) -> Misfit:
    return Misfit(*(f"{array.shape[0]}×{array.shape[1]}" for array in arrays))


def _parts_first(expr: Expr) -> Iterator[Expr]:
    seen: set[int] = set()
    stack = [(expr, False)]
    while stack:
        part, ready = stack.pop()
        if id(part) in seen:
            continue
        if ready:
            seen.add(id(part))
            yield part
        else:
            stack.append((part, True))
            stack.extend((arg, False) for arg in part.args)


def _value(part: Expr, args: Sequence[Array], letters: Values, sizes: Mapping[str, int]) -> Array:
    if part.op == "number":
        return np.full((1, 1), float(part.number))
    if part.op == "letter":
        return letters[part.name]
    if part.op == "identity":
        return np.eye(*sized(part.shape, sizes))
    if part.op == "ones":
        return np.ones(sized(part.shape, sizes))
    if part.op in _ENTRYWISE:
        return _ENTRYWISE[part.op](args[0])
    if part.op in ("power", "elpower"):
        return _power(part, args[0])
    if part.op in ("add", "hadamard", "inner"):
        if args[0].shape != args[1].shape:
            raise _misfit(*args[:2])
        if part.op == "inner":
            return np.full((1, 1), float(np.sum(args[0] * args[1])))
        return args[0] + args[1] if part.op == "add" else args[0] * args[1]
    if part.op == "mul":
        return _product(*args)
    if part.op == "div":
        return np.asarray(args[0] / args[1])
    if part.op == "neg":
        return -args[0]
    if part.op == "transpose":
        return args[0].T
    if part.op == "sum":
        return np.full((1, 1), args[0].sum())
    if part.op == "norm":
        return np.full((1, 1), np.linalg.norm(args[0]))
    return _of_square(part.op, args[0])


def _product(left: Array, right: Array) -> Array:
    if left.shape == (1, 1) or right.shape == (1, 1):
        return np.asarray(left * right)
    if left.shape[1] != right.shape[0]:
        raise _misfit(left, right)
    return left @ right


def _power(part: Expr, base: Array) -> Array:
    exponent = float(part.number)
    if part.op == "power" and base.shape != (1, 1):
        if base.shape[0] != base.shape[1]:
            raise _misfit(base)
        return np.linalg.matrix_power(base, int(exponent))
    return np.asarray(np.power(base, exponent))


def _of_square(op: str, matrix: Array) -> Array:
    if matrix.shape[0] != matrix.shape[1]:
        raise _misfit(matrix)
    if op == "tr":
        return np.full((1, 1), np.trace(matrix))
    if op == "det":
        return np.full((1, 1), np.linalg.det(matrix))
    if singular(matrix):
        # What elimination would find of it is rounding.
        return np.full((1, 1) if op == "logdet" else matrix.shape, np.nan)
    if op == "logdet":
        sign, size = np.linalg.slogdet(matrix)
        return np.full((1, 1), size if sign > 0 else np.nan)
    return np.asarray(np.linalg.inv(matrix), dtype=np.float64)


def singular(matrix: Array) -> bool:
    """Whether a square matrix has no inverse, down to rounding, or numbers that are not finite."""
    if not np.isfinite(matrix).all():
        return True
    sizes = np.linalg.svd(matrix, compute_uv=False)
    return not sizes[-1] > LEAST_SHARE * len(sizes) * sizes[0]


def sized(shape: Shape, sizes: Mapping[str, int]) -> tuple[int, int]:
    """A shape in numbers."""
    rows, columns = (dim if isinstance(dim, int) else sizes[dim] for dim in shape)
    return rows, columns


def draws(function: Expr, shapes: Mapping[str, Shape], count: int, seed: int = 0) -> list[Draw]:
    """`count` draws for which the function has a value, of different sizes; fewer if they are hard to find."""

    def has_value(drawn: Draw) -> bool:
        value = evaluate(function, drawn.letters, drawn.sizes)
        return bool(np.isfinite(value).all()) and abs(float(value[0, 0])) < 1e8

    return list(islice(filter(has_value, attempts(shapes, seed)), count))


def attempts(shapes: Mapping[str, Shape], seed: int = 0) -> Iterator[Draw]:
    """`TRIES` draws of letters, whether a function has a value there or not."""
    random = np.random.default_rng(seed)
    names = dict.fromkeys(dim for shape in shapes.values() for dim in shape if isinstance(dim, str))
    for attempt in range(TRIES):
        sizes = _sizes(tuple(names), random, attempt)
        yield Draw({name: _letter(sized(shape, sizes), random, attempt) for name, shape in shapes.items()}, sizes)


def _sizes(names: Sequence[Dim], random: np.random.Generator, attempt: int) -> dict[str, int]:
    pool = SIZES[: max(4, len(names))]
    chosen = random.permutation(len(pool))
    return {str(name): pool[chosen[i % len(pool)]] for i, name in enumerate(names)}


def _letter(shape: tuple[int, int], random: np.random.Generator, attempt: int) -> Array:
    """Any signs at first; then positive entries, and square matrices near a positive definite one."""
    normal = random.normal(size=shape)
    if attempt % 3 == 0:
        return normal
    positive = random.uniform(0.3, 1.7, size=shape)
    if shape[0] == shape[1] and shape[0] > 1:
        return (
            positive / shape[0] + 2.0 * np.eye(shape[0]) if attempt % 3 == 1 else normal @ normal.T + np.eye(shape[0])
        )
    return positive


def slopes(function: Expr, wrt: str, drawn: Draw) -> Array:
    """(rows, columns): the gradient, by central differences with Richardson's extrapolation."""
    letters = dict(drawn.letters)
    at = letters[wrt]
    result = np.empty_like(at)
    for index in np.ndindex(at.shape):
        step = 1e-3 * max(1.0, abs(float(at[index])))
        coarse, fine = (_central(function, letters, wrt, index, h, drawn.sizes) for h in (step, step / 2))
        finer = _central(function, letters, wrt, index, step / 4, drawn.sizes)
        first, second = (4 * fine - coarse) / 3, (4 * finer - fine) / 3
        result[index] = (16 * second - first) / 15
    return result


def _central(
    function: Expr, letters: dict[str, Array], wrt: str, index: tuple[int, ...], step: float, sizes: Mapping[str, int]
) -> float:
    values = []
    for sign in (1.0, -1.0):
        moved = letters[wrt].copy()
        moved[index] += sign * step
        values.append(float(evaluate(function, {**letters, wrt: moved}, sizes)[0, 0]))
    return (values[0] - values[1]) / (2 * step)
