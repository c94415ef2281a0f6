"""Is this the gradient? And if not, what was the mistake? Judged by numbers, at random points of several shapes.

The gradient has the shape of what is differentiated by (denominator layout): that of ``x' A x`` is a column, that of
``tr(A X)`` is ``A'``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from itertools import combinations, islice
from typing import NamedTuple

import numpy as np

from optim_core.base.text import N_, Message
from optim_core.matrix.differential import differentiate, occurrence_gradients
from optim_core.matrix.errors import MatrixError, ShapeError, refusal
from optim_core.matrix.reading import fixed, read
from optim_core.matrix.shapes import Dims, Typed, function_of, shown
from optim_core.matrix.simplified import scaled, simplified
from optim_core.matrix.singular import no_points, settled
from optim_core.matrix.tree import SCALAR, Expr, Raw, Shape, letters
from optim_core.matrix.values import Array, Draw, Misfit, draws, evaluate, sized, slopes
from optim_core.matrix.writing import is_zero
from optim_core.matrix.writing import text as written

#: Different sizes and points; every one has to agree.
DRAWS = 4
#: Relative to the largest entry; central differences are good to about 1e-9.
TOLERANCE = 1e-5

DIAGNOSES = {
    "factor": N_("Right up to a factor: yours is {factor} times the gradient."),
    "sign": N_("The sign is wrong: yours is minus the gradient."),
    "transposed": N_("A transpose is missing or too many: transposed in the right place it is the gradient."),
    "half_product": N_("Only a part of the product rule: {wrt} stands in more places than were differentiated."),
    "symmetric": N_("This holds for symmetric matrices only: {letters} was taken to equal its own transpose."),
    "layout": N_("This is the gradient as a row. Here it has the shape of {wrt}, {shape}: a column."),
    "shape": N_("The shape is wrong: the gradient has that of {wrt}, {shape}."),
    "wrong_variable": N_("This is the gradient with respect to {letter}."),
    "other": N_("This is not the gradient."),
}
RIGHT = N_("This is the gradient.")
NO_FIT = N_("The shapes do not fit together: {left} meets {right}. The gradient has the shape of {wrt}, {shape}.")


class Entry(NamedTuple):
    """The first entry that is wrong, by row and column from 1, with both values."""

    row: int
    column: int
    yours: float
    right: float


@dataclass(frozen=True, eq=False)
class GradientCheck:
    """What is said of a candidate.

    Attributes:
        right: whether it is the gradient.
        diagnosis: empty, or a key of `DIAGNOSES`.
        message: the same as a sentence.
        entry: the first wrong entry of the first draw; None where it is right or its shape is wrong.
        shape: the gradient's, with names for sizes that are free.
        shapes: those of all letters.
        point: the letters' numbers at the first draw.
        yours, measured: the candidate there, None where its shapes do not fit, and the gradient by central differences.
    """

    right: bool
    diagnosis: str
    message: Message
    entry: Entry | None
    shape: Shape
    shapes: Mapping[str, Shape]
    point: Mapping[str, Array] = field(repr=False)
    yours: Array | None = field(repr=False)
    measured: Array = field(repr=False)


def check_gradient(
    function: str, candidate: str, wrt: str, shapes: Mapping[str, tuple[int, int] | int] | None = None
) -> GradientCheck:
    """Compare a candidate with the gradient of a function, measured by central differences.

    Args:
        function: text that gives a number, e.g. ``"tr(A X B)"``. ``'`` and ``^T`` transpose, ``^-1`` inverts; tr, det,
            logdet, norm (Frobenius), sum, ``<A, B>``; exp, ln, sin, cos, tanh, sqrt, abs, sigmoid of every entry.
            Capital letters are matrices; small ones vectors (columns) where that makes sense and numbers otherwise,
            Greek ones and k, m, n, s, t the other way round; I and ``ones`` are as large as their place asks.
        candidate: text in the same letters; numbers alone that come to 0, as ``"0"``, are the zero of any shape.
        wrt: the letter that is differentiated by.
        shapes: (rows, columns) by letter, from 1 to 20; what is left out is found from how the letters are used.

    Raises:
        MatrixError: a text that is none of the language, a function that is no number, a letter that does not occur.
    """
    given = fixed(shapes)
    wrt = _letter(wrt)
    expr, typed = _function(function, wrt, given)
    trial = read(candidate)
    _check_letters(trial, typed)
    points, truths = _measured(expr, typed, wrt)
    wanted = typed.dims.shape(typed.shapes[wrt])
    case = _Case(settled(expr, points), typed, wrt, points, truths)
    try:
        yours = [_evaluated(trial, point, wanted) for point in points]
    except Misfit as misfit:
        return case.answer("shape", _no_fit(misfit, wrt, wanted), None, None)
    diagnosis, message = case.diagnose(yours)
    same_shape = all(mine.shape == truth.shape for mine, truth in zip(yours, truths, strict=True))
    entry = _first_wrong(yours[0], truths[0]) if diagnosis and same_shape else None
    return case.answer(diagnosis, message, entry, yours[0])


def gradient(function: str, wrt: str, shapes: Mapping[str, tuple[int, int] | int] | None = None) -> str:
    """The gradient as text of the same language, e.g. ``gradient("x' A x", wrt="x")`` is ``"A' x + A x"``.

    Found by the rules of the differential and compared with central differences before it is given; "0" where it
    vanishes everywhere. Arguments as of `check_gradient`.

    Raises:
        MatrixError: as there, and where it cannot be given.
    """
    wrt = _letter(wrt)
    expr, typed = _function(function, wrt, fixed(shapes))
    result = derived(expr, typed, wrt)
    return "0" if is_zero(result) else written(result)


def derived(expr: Expr, typed: Typed, wrt: str) -> Expr:
    """The gradient by our own rules, checked by numbers.

    Raises:
        MatrixError: no numbers to check it with, or they disagree.
    """
    points, truths = _measured(expr, typed, wrt)
    result = differentiate(settled(expr, points), wrt)
    if result is None:
        # Its letter stood in determinants alone that are 0.
        result = scaled(Fraction(0), Expr("ones", typed.dims.shape(typed.shapes[wrt])))
    for point, truth in zip(points, truths, strict=True):
        if not _close(evaluate(result, point.letters, point.sizes), truth):
            raise refusal(N_("The gradient by the rules does not agree with its numbers, so it is not given."))
    return result


def _function(text: str, wrt: str, given: Mapping[str, tuple[int, int]]) -> tuple[Expr, Typed]:
    raw = read(text)
    if wrt not in letters(raw):
        raise refusal(N_("{name} does not occur in the function."), 0, name=wrt)
    return function_of(raw, given, tuple(given))


def _letter(text: str) -> str:
    raw = read(text)
    if raw.op != "letter":
        raise refusal(N_("What is differentiated by is a single letter."), 0, N_("For example X or x_1."))
    return raw.name


def _check_letters(trial: Raw, typed: Typed) -> None:
    for part in trial.walk():
        if part.op == "letter" and part.name not in typed.shapes:
            raise refusal(N_("{name} does not occur in the function."), part.position, name=part.name)


def _measured(expr: Expr, typed: Typed, wrt: str) -> tuple[list[Draw], list[Array]]:
    """Points at which the function has a gradient, and what it is there."""
    shapes = {name: typed.dims.shape(shape) for name, shape in typed.shapes.items()}
    measured = ((point, slopes(expr, wrt, point)) for point in draws(expr, shapes, 2 * DRAWS))
    found = list(islice((pair for pair in measured if np.isfinite(pair[1]).all()), DRAWS))
    if not found:
        raise no_points(expr, shapes)
    return [point for point, _truth in found], [truth for _point, truth in found]


def _evaluated(trial: Raw, point: Draw, wanted: Shape) -> Array:
    """The candidate's value by the shapes of a draw: those of the letters stand, so that nothing is made to fit.

    Raises:
        Misfit: shapes that do not fit.
    """
    own = Typed(Dims(), {name: (array.shape[0], array.shape[1]) for name, array in point.letters.items()})
    if not letters(trial) and _is_zero(trial):
        return np.zeros(sized(wanted, point.sizes))
    try:
        expr = own.of(trial)
        # What is still free (a lone I, ones) is as large as the gradient.
        own.dims.same(own.dims.shape(expr.shape), sized(wanted, point.sizes))
        expr = own.of(trial)
    except ShapeError as problem:
        said = problem.message_arguments
        raise Misfit(str(said.get("left", said.get("shape", ""))), str(said.get("right", ""))) from None
    free = {dim: 1 for part in expr.walk() for dim in part.shape if isinstance(dim, str)}
    return evaluate(expr, point.letters, free)


def _is_zero(trial: Raw) -> bool:
    """Whether numbers alone come to 0: then it is that of any shape, as people write 0 for a zero matrix."""
    if any(part.op in ("identity", "ones") for part in trial.walk()):
        return False
    try:
        value = evaluate(Typed(Dims(), {}).of(trial), {}, {})
    except MatrixError:
        return False
    return value.shape == (1, 1) and float(value[0, 0]) == 0.0


def _no_fit(misfit: Misfit, wrt: str, wanted: Shape) -> Message:
    named = {"wrt": wrt, "shape": shown(wanted)}
    if not misfit.right:
        return Message(DIAGNOSES["shape"], named)
    return Message(NO_FIT, {"left": misfit.left, "right": misfit.right, **named})


def _close(mine: Array, truth: Array) -> bool:
    if mine.shape != truth.shape or not np.isfinite(mine).all():
        return False
    return bool(np.abs(mine - truth).max() <= TOLERANCE * (1e-3 + np.abs(truth).max()))


def _first_wrong(mine: Array, truth: Array) -> Entry | None:
    off = ~(np.abs(mine - truth) <= TOLERANCE * (1e-3 + np.abs(truth).max()))
    if not off.any():
        return None
    row, column = np.argwhere(off)[0]
    return Entry(int(row) + 1, int(column) + 1, float(mine[row, column]), float(truth[row, column]))


Values = Sequence[Array]


@dataclass(frozen=True)
class _Case:
    """A function, its gradients at the draws, and the questions that a wrong candidate is asked, in this order."""

    function: Expr
    typed: Typed
    wrt: str
    points: list[Draw]
    truths: list[Array]

    @property
    def shape(self) -> Shape:
        return self.typed.dims.shape(self.typed.shapes[self.wrt])

    def answer(self, diagnosis: str, message: Message, entry: Entry | None, yours: Array | None) -> GradientCheck:
        shapes = {name: self.typed.dims.shape(shape) for name, shape in self.typed.shapes.items() if "@" not in name}
        point, measured = self.points[0].letters, self.truths[0]
        at = {name: numbers for name, numbers in point.items() if name in shapes}
        return GradientCheck(not diagnosis, diagnosis, message, entry, self.shape, shapes, at, yours, measured)

    def diagnose(self, yours: Values) -> tuple[str, Message]:
        """What is wrong; empty if nothing is."""
        if self._all_close(yours, self.truths):
            return "", Message(RIGHT)
        named = {"wrt": self.wrt, "shape": shown(self.shape)}
        factor = self._factor(yours)
        if factor is not None:
            diagnosis = "sign" if abs(factor + 1.0) < 1e-6 else "factor"
            return self._said(diagnosis, factor=f"{factor:.6g}")
        if self._all_close([mine.T for mine in yours], self.truths):
            return self._said("layout" if self.shape[1] == 1 else "transposed", **named)
        letter = self._other_letter(yours)
        if letter:
            return self._said("wrong_variable", letter=letter)
        if any(mine.shape != truth.shape for mine, truth in zip(yours, self.truths, strict=True)):
            return self._said("shape", **named)
        if self._matches(yours, self._halves()):
            return self._said("half_product", wrt=self.wrt)
        if self._matches(yours, self._turned_letters()):
            return self._said("transposed")
        symmetric = self._symmetric(yours)
        if symmetric:
            return self._said("symmetric", letters=", ".join(symmetric))
        if self._matches(yours, self._turned_places()):
            return self._said("transposed")
        return self._said("other")

    def _said(self, diagnosis: str, **arguments: object) -> tuple[str, Message]:
        return diagnosis, Message(DIAGNOSES[diagnosis], arguments)

    @staticmethod
    def _all_close(yours: Values, truths: Values) -> bool:
        return all(_close(mine, truth) for mine, truth in zip(yours, truths, strict=True))

    def _factor(self, yours: Values) -> float | None:
        """The one number that yours is times the gradient, at all points."""
        if any(m.shape != t.shape or not np.isfinite(m).all() for m, t in zip(yours, self.truths, strict=True)):
            return None
        largest = [np.unravel_index(np.abs(truth).argmax(), truth.shape) for truth in self.truths]
        first = yours[0][largest[0]] / self.truths[0][largest[0]] if self.truths[0][largest[0]] else 0.0
        factor = round(float(first) * 5040) / 5040 if abs(first) < 1e3 else float(first)
        if not factor:
            return None
        return factor if self._all_close(yours, [factor * truth for truth in self.truths]) else None

    def _other_letter(self, yours: Values) -> str:
        for name in letters(self.function):
            if name != self.wrt:
                others = [slopes(self.function, name, point) for point in self.points]
                if self._all_close(yours, others):
                    return name
        return ""

    def _values(self, expr: Expr) -> list[Array] | None:
        try:
            return [evaluate(expr, point.letters, point.sizes) for point in self.points]
        except Misfit:
            return None

    def _matches(self, yours: Values, candidates: Iterable[Expr]) -> bool:
        found = (self._values(candidate) for candidate in candidates)
        return any(values is not None and self._all_close(yours, values) for values in found)

    def _halves(self) -> Iterator[Expr]:
        """The gradient with some places of the letter held still."""
        parts = occurrence_gradients(self.function, self.wrt)[:6]
        for count in range(1, len(parts)):
            for chosen in combinations(parts, count):
                total = chosen[0]
                for part in chosen[1:]:
                    total = simplified(Expr("add", total.shape, (total, part)))
                yield total

    @cached_property
    def _own(self) -> Expr | None:
        return differentiate(self.function, self.wrt)

    def _turned_letters(self) -> Iterator[Expr]:
        """Our own derivative with letters transposed wherever they stand."""
        own = self._own
        if own is None:
            return
        square = [name for name in letters(own) if self._is_square(name)][:5]
        for count in range(1, len(square) + 1):
            for chosen in combinations(square, count):
                yield _turned(own, lambda part, _at, chosen=chosen: part.name in chosen)  # type: ignore[misc]

    def _turned_places(self) -> Iterator[Expr]:
        """The same with a letter transposed in one place."""
        own = self._own
        if own is None:
            return
        places = [part for part in own.walk() if part.op == "letter" and self._is_square(part.name)]
        for place in range(min(len(places), 12)):
            yield _turned(own, lambda _part, at, place=place: at == place, self._is_square)  # type: ignore[misc]

    def _is_square(self, name: str) -> bool:
        shape = self.typed.dims.shape(self.typed.shapes[name])
        return shape[0] == shape[1] and shape != SCALAR

    def _symmetric(self, yours: Values) -> list[str]:
        """Letters that, taken to be symmetric, make yours the gradient: in our own with A for A' it is the same."""
        own = self._own
        if own is None:
            return []
        square = [name for name in letters(own) if self._is_square(name)][:5]
        for count in range(1, len(square) + 1):
            for chosen in combinations(square, count):
                for turned in (False, True):
                    if self._matches(yours, [_untransposed(own, chosen, turned)]):
                        return list(chosen)
        return []


def _turned(
    expr: Expr, chosen: Callable[[Expr, int], bool], counted: Callable[[str], bool] = lambda _name: True
) -> Expr:
    """With the chosen letters transposed; `chosen` is asked with the letter and its number among the counted."""
    count = iter(range(10_000))

    def turned(part: Expr) -> Expr:
        if part.op == "letter":
            at = next(count) if counted(part.name) else -1
            return Expr("transpose", (part.shape[1], part.shape[0]), (part,)) if chosen(part, at) else part
        return replace(part, args=tuple(map(turned, part.args)))

    return turned(expr)


def _untransposed(expr: Expr, names: Sequence[str], turned: bool) -> Expr:
    """With every A' written A, or the other way round, for the letters `names`."""
    if expr.op == "transpose" and expr.args[0].op == "letter" and expr.args[0].name in names:
        return expr if turned else expr.args[0]
    if expr.op == "letter" and expr.name in names:
        return Expr("transpose", expr.shape, (expr,)) if turned else expr
    return replace(expr, args=tuple(_untransposed(arg, names, turned) for arg in expr.args))
