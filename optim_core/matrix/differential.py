"""The gradient of a function of matrices, by the rules of the differential.

With <A, B> = tr(A'B), the gradient G of f with respect to X is what stands beside dX in df = <G, dX>; it has the shape
of X. Going through the function from the outside, every rule says what stands beside the differentials of a part's own
parts, e.g. d(AB) = dA B + A dB, so that from <G, d(AB)> come <G B', dA> and <A' G, dB>.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from optim_core.matrix.simplified import added, inverse, multiplied, scaled, simplified, transposed
from optim_core.matrix.tree import SCALAR, Expr, number


def differentiate(function: Expr, wrt: str) -> Expr | None:
    """The gradient with respect to a letter; None if the function does not depend on it."""
    parts = occurrence_gradients(function, wrt)
    if not parts:
        return None
    total = parts[0]
    for part in parts[1:]:
        total = added(total, part)
    return simplified(total)


def occurrence_gradients(function: Expr, wrt: str) -> list[Expr]:
    """What each place where the letter stands adds to the gradient, in the order of the text."""
    found: list[Expr] = []
    _spread(function, number(1), wrt, found)
    return found


def differential(part: Expr, wrt: str) -> Expr | None:
    """d(part), linear in the letter d and the name of `wrt`, by the same rules; None if it does not depend on it."""
    if part.op == "letter":
        return Expr("letter", part.shape, name=f"d{wrt}") if part.name == wrt else None
    inner = [differential(argument, wrt) for argument in part.args]
    found = [_moved(part, place, own) for place, own in enumerate(inner) if own is not None]
    if not found:
        return None
    total = found[0]
    for more in found[1:]:
        total = added(total, more)
    return total


def _moved(part: Expr, place: int, own: Expr) -> Expr:
    """d(part) while only the argument at that place moves, whose differential is `own`."""
    x = part.args[place]
    if part.op in ("add", "mul", "hadamard", "inner", "transpose", "neg") or (part.op == "div" and place == 0):
        args = tuple(own if at == place else argument for at, argument in enumerate(part.args))
        return simplified(own if part.op == "add" else replace(part, args=args))
    if part.op in ("tr", "sum"):
        return simplified(replace(part, args=(own,)))
    if part.op == "inverse":
        return scaled(Fraction(-1), multiplied(multiplied(part, own), part))
    if part.op in ("det", "logdet"):
        turned = Expr("tr", SCALAR, (multiplied(inverse(x), own),))
        return multiplied(part, turned) if part.op == "det" else turned
    if part.op == "norm":
        return Expr("div", SCALAR, (simplified(Expr("inner", SCALAR, (x, own))), part))
    if part.op == "power" and not part.scalar:
        return _of_moved_power(int(part.number), x, own)
    if part.op == "div":
        below = Expr("power", SCALAR, (x,), number=Fraction(2))
        return scaled(Fraction(-1), Expr("div", part.shape, (multiplied(own, part.args[0]), below)))
    if part.op == "power":
        less = Expr("power", SCALAR, (x,), number=part.number - 1)
        return multiplied(scaled(part.number, less), own)
    return _entrywise(_slope(part, x), own) if x.scalar else _hadamard(_slope(part, x), own)


def _of_moved_power(exponent: int, x: Expr, own: Expr) -> Expr:
    """d(X^n) = dX X ... X + X dX ... X + ..."""
    total: Expr | None = None
    for place in range(exponent):
        product = own if place == 0 else x
        for at in range(1, exponent):
            product = multiplied(product, own if at == place else x)
        total = product if total is None else added(total, product)
    assert total is not None
    return total


def _spread(part: Expr, beside: Expr, wrt: str, found: list[Expr]) -> None:
    """Hand on what stands beside d(part) to its parts, down to the letter."""
    if part.op == "letter":
        if part.name == wrt:
            found.append(simplified(beside))
        return
    if part.op in ("number", "identity", "ones"):
        return
    for place, argument in enumerate(part.args):
        if any(below.op == "letter" and below.name == wrt for below in argument.walk()):
            for own in _beside(part, place, beside):
                _spread(argument, own, wrt, found)


def _beside(part: Expr, place: int, g: Expr) -> list[Expr]:
    """What stands beside the differential of the argument at that place; several for a power of a matrix."""
    x = part.args[place]
    if part.op == "add":
        return [g]
    if part.op == "neg":
        return [scaled(Fraction(-1), g)]
    if part.op == "mul":
        return [_of_product(part, place, g)]
    if part.op == "hadamard":
        return [_hadamard(g, part.args[1 - place])]
    if part.op == "inner":
        return [multiplied(g, part.args[1 - place])]
    if part.op == "div":
        return [_of_quotient(part, place, g)]
    if part.op == "transpose":
        return [transposed(g)]
    if part.op == "inverse":
        back = transposed(part)
        return [scaled(Fraction(-1), multiplied(multiplied(back, g), back))]
    if part.op == "power":
        return _of_power(part, g)
    if part.op in ("tr", "det", "logdet", "norm", "sum"):
        return [multiplied(g, _of_number(part, x))]
    return [_entrywise(g, _slope(part, x))]


def _of_product(part: Expr, place: int, g: Expr) -> Expr:
    left, right = part.args
    if left.scalar or right.scalar:
        other = part.args[1 - place]
        if part.scalar or not part.args[place].scalar:
            return multiplied(other, g)
        # The number's share: <G, ds A> = ds <G, A>.
        return Expr("inner", SCALAR, (g, other))
    return multiplied(g, transposed(right)) if place == 0 else multiplied(transposed(left), g)


def _of_quotient(part: Expr, place: int, g: Expr) -> Expr:
    above, below = part.args
    if place == 0:
        return Expr("div", g.shape, (g, below))
    whole = multiplied(g, above) if above.scalar else Expr("inner", SCALAR, (g, above))
    return scaled(Fraction(-1), Expr("div", SCALAR, (whole, Expr("power", SCALAR, (below,), number=Fraction(2)))))


def _of_power(part: Expr, g: Expr) -> list[Expr]:
    """n x^(n-1) of a number; of a matrix one for each of the n factors."""
    base, exponent = part.args[0], part.number
    if part.scalar:
        less = Expr("power", SCALAR, (base,), number=exponent - 1)
        return [multiplied(scaled(exponent, g), less)]
    back = transposed(base)
    result = []
    for before in range(int(exponent)):
        left, right = _matrix_power(back, before), _matrix_power(back, int(exponent) - 1 - before)
        own = g if left is None else multiplied(left, g)
        result.append(own if right is None else multiplied(own, right))
    return result


def _matrix_power(base: Expr, exponent: int) -> Expr | None:
    if exponent == 0:
        return None
    return base if exponent == 1 else Expr("power", base.shape, (base,), number=Fraction(exponent))


def _of_number(part: Expr, x: Expr) -> Expr:
    """What stands beside dX in the differential of a number made of X."""
    if part.op == "tr":
        return Expr("identity", x.shape)
    if part.op == "sum":
        return Expr("ones", x.shape)
    if part.op == "norm":
        return Expr("div", x.shape, (x, part))
    back = transposed(inverse(x))
    return multiplied(part, back) if part.op == "det" else back


def _entrywise(g: Expr, slope: Expr) -> Expr:
    return multiplied(g, slope) if g.scalar else _hadamard(g, slope)


def _hadamard(g: Expr, other: Expr) -> Expr:
    if g.scalar or other.scalar:
        return multiplied(g, other)
    return Expr("hadamard", g.shape, (g, other))


def _slope(part: Expr, x: Expr) -> Expr:
    """The derivative of a function of every entry."""
    one = number(1) if x.scalar else Expr("ones", x.shape)
    power = "power" if x.scalar else "elpower"
    if part.op == "exp":
        return part
    if part.op == "ln":
        return Expr(power, x.shape, (x,), number=Fraction(-1))
    if part.op == "sin":
        return Expr("cos", x.shape, (x,))
    if part.op == "cos":
        return scaled(Fraction(-1), Expr("sin", x.shape, (x,)))
    if part.op == "tanh":
        square = Expr(power, x.shape, (part,), number=Fraction(2))
        return added(one, scaled(Fraction(-1), square))
    if part.op == "sqrt":
        return scaled(Fraction(1, 2), Expr(power, x.shape, (part,), number=Fraction(-1)))
    if part.op == "abs":
        return Expr("sign", x.shape, (x,))
    if part.op == "sigmoid":
        rest = added(one, scaled(Fraction(-1), part))
        return multiplied(part, rest) if x.scalar else Expr("hadamard", x.shape, (part, rest))
    if part.op == "elpower":
        if part.number == 1:
            return one
        less = x if part.number == 2 else Expr("elpower", x.shape, (x,), number=part.number - 1)
        return scaled(part.number, less)
    assert part.op == "sign", part.op
    return scaled(Fraction(0), x)
