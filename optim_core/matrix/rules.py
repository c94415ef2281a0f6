"""The rules of the differential, as lectures list them, each with a check by numbers.

What moves is written with a letter of its own: H for dX, K for dY, h for dx, eta for dφ. A rule says in these letters
what the differential is; the check evaluates f(X + tH) - f(X) - t df for shrinking t.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from optim_core.base.text import N_
from optim_core.matrix.reading import read
from optim_core.matrix.shapes import Dims, Typed
from optim_core.matrix.tree import Expr, Raw, Shape, letters
from optim_core.matrix.values import Array, evaluate

#: How letters of the rules are typeset.
MOVES = {"H": "dX", "K": "dY", "h": "dx", "eta": r"d\varphi", "phi": r"\varphi"}
#: By which the differentials are multiplied, from large to small.
SHARES: NDArray[np.float64] = 10.0 ** -np.arange(0.0, 4.01, 0.5)


@dataclass(frozen=True)
class Rule:
    """A row of the table.

    Attributes:
        key: its name in links.
        function: what is differentiated, in the matrix language.
        differential: what its differential is.
        moves: the letters that move, each with that of its differential.
        shapes: of the letters, by the names n, m, p of sizes.
        derivation: lines of LaTeX that lead to it.
        gradient: what stands beside dX in <., dX>, typeset; empty where the value is no number.
        note: a sentence about it, if it needs one.
        invertible: a letter whose inverse or logarithm of the determinant has to exist.
    """

    key: str
    function: str
    differential: str
    moves: Mapping[str, str]
    shapes: Mapping[str, tuple[str, str]]
    derivation: tuple[str, ...]
    gradient: str = ""
    note: str = ""
    invertible: str = ""
    values: Mapping[str, float] = field(default_factory=dict)


_ONE = ("1", "1")
_NM, _NN, _N = ("n", "m"), ("n", "n"), ("n", "1")
_X = {"X": "H"}

RULES: Mapping[str, Rule] = {
    rule.key: rule
    for rule in (
        Rule("scaled", "alpha X", "alpha H", _X, {"alpha": _ONE, "X": _NM},
             (r"\alpha(X + dX) - \alpha X = \alpha\,dX",)),
        Rule("sum", "X + Y", "H + K", {"X": "H", "Y": "K"}, {"X": _NM, "Y": _NM},
             (r"(X + dX) + (Y + dY) - (X + Y) = dX + dY",)),
        Rule("between", "A X B", "A H B", _X, {"A": ("p", "n"), "X": _NM, "B": ("m", "p")},
             (r"A(X + dX)B - AXB = A\,dX\,B",)),
        Rule("transpose", "X'", "H'", _X, {"X": _NM}, (r"(X + dX)^{\top} - X^{\top} = (dX)^{\top}",)),
        Rule("product", "X Y", "H Y + X K", {"X": "H", "Y": "K"}, {"X": _NM, "Y": ("m", "p")},
             (r"(X + dX)(Y + dY) - XY = dX\,Y + X\,dY + dX\,dY",
              r"dX\,dY = o(\lVert dX\rVert + \lVert dY\rVert)"),
             note=N_("The order of the factors stays: matrices do not commute.")),
        Rule("inner", "<X, Y>", "<H, Y> + <X, K>", {"X": "H", "Y": "K"}, {"X": _NM, "Y": _NM},
             (r"\langle X, Y\rangle = \operatorname{tr}(X^{\top}Y)",
              r"\langle X + dX, Y + dY\rangle - \langle X, Y\rangle = \langle dX, Y\rangle + \langle X, dY\rangle"
              r" + \langle dX, dY\rangle")),
        Rule("quotient", "X/phi", "(phi H - eta X)/phi^2", {"X": "H", "phi": "eta"}, {"X": _NM, "phi": _ONE},
             (r"X = \varphi\cdot\frac{X}{\varphi}",
              r"dX = d\varphi\,\frac{X}{\varphi} + \varphi\,d\!\left(\frac{X}{\varphi}\right)",
              r"d\!\left(\frac{X}{\varphi}\right) = \frac{\varphi\,dX - d\varphi\,X}{\varphi^2}"),
             values={"phi": 2.0}),
        Rule("linear", "<A, X>", "<A, H>", _X, {"A": _NM, "X": _NM},
             (r"\langle A, X + dX\rangle - \langle A, X\rangle = \langle A, dX\rangle",), r"\nabla f(X) = A"),
        Rule("quadratic", "<A x, x>", "<(A + A') x, h>", {"x": "h"}, {"A": _NN, "x": _N},
             (r"d\langle Ax, x\rangle = \langle A\,dx, x\rangle + \langle Ax, dx\rangle",
              r"\langle A\,dx, x\rangle = \langle A^{\top}x, dx\rangle",
              r"d\langle Ax, x\rangle = \langle (A + A^{\top})x, dx\rangle"),
             r"\nabla f(x) = (A + A^{\top})x"),
        Rule("symmetric", "<(A + A') x, x>", "2 <(A + A') x, h>", {"x": "h"}, {"A": _NN, "x": _N},
             (r"S = S^{\top}", r"d\langle Sx, x\rangle = \langle (S + S^{\top})x, dx\rangle = 2\langle Sx, dx\rangle"),
             r"\nabla f(x) = 2Sx",
             N_("The case of a symmetric matrix: here S is the sum of A and its transpose.")),
        Rule("determinant", "det(X)", "det(X) tr(X^-1 H)", _X, {"X": _NN},
             (r"\det(X + dX) = \det X\,\det(I + X^{-1}dX)",
              r"\det(I + B) = 1 + \operatorname{tr} B + o(\lVert B\rVert)",
              r"d\det X = \det X\,\operatorname{tr}(X^{-1}dX)",
              r"\operatorname{tr}(X^{-1}dX) = \langle X^{-\top}, dX\rangle"),
             r"\nabla f(X) = \det X\; X^{-\top}", invertible="X"),
        Rule("inverse", "X^-1", "-(X^-1 H X^-1)", _X, {"X": _NN},
             (r"X X^{-1} = I", r"dX\,X^{-1} + X\,d(X^{-1}) = 0", r"d(X^{-1}) = -X^{-1}\,dX\,X^{-1}"), invertible="X"),
        Rule("logdet", "logdet(X)", "tr(X^-1 H)", _X, {"X": _NN},
             (r"d\ln\det X = \frac{d\det X}{\det X} = \operatorname{tr}(X^{-1}dX) = \langle X^{-\top}, dX\rangle",),
             r"\nabla f(X) = X^{-\top}", invertible="X"),
        Rule("trace", "tr(X)", "tr(H)", _X, {"X": _NN},
             (r"\operatorname{tr}(X + dX) - \operatorname{tr} X = \operatorname{tr} dX = \langle I, dX\rangle",),
             r"\nabla f(X) = I"),
        Rule("norm", "norm(x)", "<x, h>/norm(x)", {"x": "h"}, {"x": _N},
             (r"\lVert x\rVert = \sqrt{\langle x, x\rangle}",
              r"d\lVert x\rVert = \frac{d\langle x, x\rangle}{2\sqrt{\langle x, x\rangle}}"
              r" = \frac{\langle x, dx\rangle}{\lVert x\rVert}"),
             r"\nabla f(x) = \frac{x}{\lVert x\rVert}"),
    )
}  # fmt: skip


@dataclass(frozen=True)
class RuleCheck:
    """f(X + tH) - f(X) against t df, at random letters.

    Attributes:
        shares: (points,), the t.
        changes, errors: (points,), norms of the change and of what the rule misses of it.
        slope: of the errors on logarithmic axes, where they are above rounding; None where they are nothing else.
        sizes: rows and columns by name.
        letters, steps: what the letters are, and H for each that moves, by the same names.
        changed: for every t the matrix f(X + tH) - f(X); a number is 1 x 1.
        linear: the matrix df.
    """

    shares: NDArray[np.float64]
    changes: NDArray[np.float64]
    errors: NDArray[np.float64]
    slope: float | None
    sizes: Mapping[str, int]
    letters: Mapping[str, Array]
    steps: Mapping[str, Array]
    changed: tuple[Array, ...]
    linear: Array


def check_rule(rule: Rule, size: int, seed: int) -> RuleCheck:
    """Check a rule at random letters.

    Args:
        rule: which.
        size: of n, from 1 to 20; m and p are one and two more, so that shapes cannot fit by accident.
        seed: which letters.
    """
    sizes = {"n": size, "m": size + 1, "p": size + 2, "1": 1}
    random = np.random.default_rng(seed)
    at = {name: _letter(rule, name, _sized(shape, sizes), random) for name, shape in rule.shapes.items()}
    steps = {own: random.normal(size=at[name].shape) / np.sqrt(at[name].size) for name, own in rule.moves.items()}
    function, differential = _read(rule.function, at), _read(rule.differential, at | steps)
    start = evaluate(function, at, {})
    linear = evaluate(differential, at | steps, {})
    changed, changes, errors = [], [], []
    for share in SHARES:
        moved = {
            name: value + share * steps[rule.moves[name]] if name in rule.moves else value for name, value in at.items()
        }
        change = evaluate(function, moved, {}) - start
        changed.append(change)
        changes.append(float(np.linalg.norm(change)))
        errors.append(float(np.linalg.norm(change - share * linear)))
    moves = {name: steps[own] for name, own in rule.moves.items()}
    slope = _slope(SHARES, errors, start)
    return RuleCheck(SHARES, np.array(changes), np.array(errors), slope, sizes, at, moves, tuple(changed), linear)


def shaped(rule: Rule) -> tuple[Expr, Expr]:
    """The function and its differential, with the names of sizes for shapes."""
    shapes: dict[str, Shape] = {
        name: tuple(1 if dim == "1" else dim for dim in pair)  # type: ignore[misc]
        for name, pair in rule.shapes.items()
    }
    shapes |= {own: shapes[name] for name, own in rule.moves.items()}
    return Typed(Dims(), dict(shapes)).of(read(rule.function)), Typed(Dims(), dict(shapes)).of(read(rule.differential))


def _sized(shape: tuple[str, str], sizes: Mapping[str, int]) -> tuple[int, int]:
    return sizes[shape[0]], sizes[shape[1]]


def _letter(rule: Rule, name: str, shape: tuple[int, int], random: np.random.Generator) -> Array:
    if name in rule.values:
        return np.full(shape, rule.values[name])
    drawn = random.normal(size=shape)
    # Far enough from a singular matrix, and with a positive determinant.
    return drawn @ drawn.T / shape[0] + np.eye(shape[0]) if name == rule.invertible else drawn


def _read(text: str, values: Mapping[str, Array]) -> Expr:
    raw: Raw = read(text)
    shapes: dict[str, Shape] = {name: values[name].shape for name in letters(raw)}
    return Typed(Dims(), shapes).of(raw)


def _slope(shares: NDArray[np.float64], errors: list[float], start: Array) -> float | None:
    """By least squares over the points that rounding leaves."""
    floor = 1e3 * np.finfo(float).eps * max(1.0, float(np.linalg.norm(start)))
    kept = [(np.log(t), np.log(e)) for t, e in zip(shares, errors, strict=True) if e > floor and t <= 0.1]
    if len(kept) < 3:
        return None
    ts, es = np.array(kept).T
    return float(np.polyfit(ts, es, 1)[0])
