"""Tokens to a syntax tree, by precedence (Pratt): + -, then products with or without a sign, then powers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from optim_core.base.text import N_, Message
from optim_core.expression.base.errors import ExpressionError, error
from optim_core.expression.base.limits import MAX_DEPTH, MAX_EXPONENT
from optim_core.expression.graph.functions import FUNCTIONS
from optim_core.expression.reading.conditions import ConditionParser
from optim_core.expression.reading.signs import Token
from optim_core.expression.tree.syntax import (
    Binary,
    Call,
    Constant,
    Negative,
    Number,
    Symbol,
    Tree,
)

_SUM, _SIGN, _PRODUCT, _FACTOR, _POWER = 10, 15, 20, 25, 30
_RANKS = {"+": _SUM, "-": _SUM, "*": _PRODUCT, "/": _PRODUCT, "^": _POWER}
_OPENING = frozenset({"open", "open_bar"})
_STARTS_FACTOR = frozenset(
    {"symbol", "constant", "function", "fraction", "open", "open_bar", "root", "piecewise", "arithmetic", "cases"}
)
#: Functions of one argument at most in round brackets: what is in braces may be a product of brackets.
#: What `f^{-1}` means in front of an argument: nobody writes 1/sin(x) so.
_INVERSES = {name: f"a{name}" for name in ("sin", "cos", "tan", "sinh", "cosh", "tanh")}
_GROUPED = frozenset({"sqrt", "cbrt"})


def parse_tokens(tokens: Sequence[Token]) -> Tree:
    """The tree of one formula; raises `ExpressionError` where the tokens do not make one."""
    return _Parser(tokens).formula()


class _Parser(ConditionParser):
    def formula(self) -> Tree:
        tree = self._expression(0)
        if self._now().kind != "end":
            raise self._misplaced()
        return tree

    def _nested(self, rank: int) -> Tree:
        """An expression one level further in."""
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise self._too_deep()
        tree = self._expression(rank)
        self._depth -= 1
        return tree

    def _expression(self, rank: int) -> Tree:
        left = self._operand(rank)
        while True:
            token = self._now()
            if token.kind == "superscript":
                self._at += 1
                left = Binary(token.position, "^", left, _integer(token))
            elif token.kind == "operator":
                if _RANKS[token.text] <= rank:
                    return left
                left = self._operation(left)
            elif rank < _PRODUCT and self._starts_factor(token):
                left = Binary(token.position, "*", left, self._expression(_PRODUCT))
            else:
                return left

    def _operation(self, left: Tree) -> Tree:
        token = self._take()
        if token.text == "^":
            # One less than its own rank: 2^3^2 is 2^(3^2).
            return Binary(token.position, "^", left, self._nested(_POWER - 1))
        right = self._expression(_RANKS[token.text])
        if token.text == "+":
            return Binary(token.position, "+", left, right)
        if token.text == "-":
            return Binary(token.position, "-", left, right)
        return Binary(token.position, "*" if token.text == "*" else "/", left, right)

    def _starts_factor(self, token: Token) -> bool:
        if token.kind == "number":
            raise error(N_("A number cannot follow without a sign."), token.position, N_("Put * or ^ in between."))
        indexed = token.kind == "open" and token.text == "[" and self._tokens[self._at - 1].kind == "symbol"
        if indexed and self._match.get(self._at) == self._at + 2:
            # x[0] and x[i] are indices to everyone who programs; where it could be one the scanner has read it.
            raise error(N_("Variables have no index."), token.position, N_("For a product, write * in between."))
        return token.kind in _STARTS_FACTOR or (token.kind == "bar" and not self._open_bars)

    def _operand(self, rank: int) -> Tree:
        token = self._take()
        if token.kind == "number":
            return Number(token.position, token.text)
        if token.kind == "symbol":
            return Symbol(token.position, token.text)
        if token.kind == "constant":
            return Constant(token.position, token.text)
        if token.kind == "operator" and token.text in "+-":
            operand = self._nested(max(rank, _SIGN))
            return operand if token.text == "+" else Negative(token.position, operand)
        if token.kind == "open":
            return self._group(token)
        if token.kind in ("bar", "open_bar"):
            return self._absolute(token)
        if token.kind == "function":
            return self._call(token)
        if token.kind == "root":
            return self._root(token)
        if token.kind == "fraction":
            return self._fraction(token)
        if token.kind == "piecewise":
            return self._where(token) if token.text == "where" else self._piecewise(token)
        if token.kind == "arithmetic":
            return self._arithmetic(token)
        if token.kind == "cases":
            return self._cases(token)
        self._at -= 1
        raise self._misplaced()

    def _group(self, opening: Token) -> Tree:
        bars, self._open_bars = self._open_bars, 0
        self._refuse_empty(opening)
        tree = self._nested(0)
        self._close(opening)
        self._open_bars = bars
        return Call(opening.position, opening.text, (tree,)) if opening.text in FUNCTIONS else tree

    def _refuse_empty(self, opening: Token) -> None:
        if self._now().kind == "close":
            raise error(N_("There is nothing between the brackets."), opening.position)

    def _absolute(self, opening: Token) -> Tree:
        # A bar ends the innermost open pair as soon as an operand has been read.
        bars, self._open_bars = self._open_bars, self._open_bars + 1 if opening.kind == "bar" else 0
        tree = self._nested(0)
        if self._now().kind not in ("bar", "close_bar"):
            if self._now().kind != "end":
                raise self._misplaced()
            raise error(N_("The bar is not closed."), opening.position, N_("A | is missing."))
        self._at += 1
        self._open_bars = bars
        return Call(opening.position, "abs", (tree,))

    def _root(self, token: Token) -> Tree:
        bracketed = self._now().kind in _OPENING
        argument = self._operand(_POWER) if bracketed else self._nested(_FACTOR)
        return Call(token.position, token.text, (argument,))

    def _fraction(self, token: Token) -> Tree:
        parts = []
        for _ in range(2):
            if self._now().kind != "open" or self._now().text != "{":
                raise error(N_("\\frac needs two groups."), self._now().position, N_("Write \\frac{1}{2}."))
            parts.append(self._group(self._take()))
        return Binary(token.position, "/", parts[0], parts[1])

    def _arithmetic(self, token: Token) -> Tree:
        """`pow(x, 3)` is x^3 and `Rational(1, 2)` is 1/2."""
        if self._now().kind != "open":
            raise self._missing_argument(token)
        arguments = self._arguments(self._take())
        if len(arguments) != 2:
            name = "pow" if token.text == "^" else "Rational"
            message = N_("The function '{name}' is written with another number of arguments: {most}, not {count}.")
            hint = N_("A comma or semicolon separates arguments.")
            raise error(message, token.position, hint, name=name, most=2, count=len(arguments))
        return Binary(token.position, "^" if token.text == "^" else "/", *arguments)

    def _call(self, token: Token) -> Tree:
        if token.latex and token.text == "sqrt" and self._now().kind == "open" and self._now().text == "[":
            return self._indexed_root(token)
        base = self._base(token)
        power = self._call_power(token)
        if power == -1:
            token, power = replace(token, text=_INVERSES[token.text]), None
        base = base or self._base(token)
        bracketed = self._now().kind == "open"
        arguments = self._bracketed(token) if bracketed else (self._bare_argument(token),)
        if base is not None:
            return self._logarithm(token, arguments, base, power)
        self._check_count(token, len(arguments))
        return Call(token.position, token.text, arguments, power)

    def _base(self, function: Token) -> Tree | None:
        """The 3 of `log_3 x`."""
        if self._now().kind != "subscript":
            return None
        self._at += 1
        if self._now().kind == "open" and self._now().text == "{":
            return self._group(self._take())
        if self._now().kind not in ("number", "symbol", "constant"):
            raise error(N_("The base of the logarithm is missing."), self._now().position, N_("Write log_2(x)."))
        return self._operand(_POWER)

    def _logarithm(self, token: Token, arguments: tuple[Tree, ...], base: Tree, power: int | None) -> Tree:
        if len(arguments) != 1:
            raise error(N_("A logarithm with its base below takes one argument."), token.position)
        known = {"2": "log2", "10": "log10"}.get(base.text) if isinstance(base, Number) else None
        if known is not None:
            return Call(token.position, known, arguments, power)
        return Call(token.position, "log", (*arguments, base), power)

    def _bracketed(self, function: Token) -> tuple[Tree, ...]:
        """Arguments in brackets; in braces around brackets too, as SymPy writes them."""
        opening = self._take()
        inner, closing = self._now(), self._match.get(self._at - 1)
        around = (
            opening.text == "{" and inner.kind == "open" and inner.text in "([" and function.text not in _GROUPED
            and closing is not None and self._match.get(self._at) == closing - 1
        )  # fmt: skip
        if not around:
            return self._arguments(opening)
        arguments = self._arguments(self._take())
        self._close(opening)
        return arguments

    def _indexed_root(self, token: Token) -> Tree:
        index = self._group(self._take())
        if self._now().kind != "open" or self._now().text != "{":
            raise self._misplaced()
        radicand = self._group(self._take())
        if isinstance(index, Number) and index.value == 3.0:
            return Call(token.position, "cbrt", (radicand,))
        one = Number(index.position, "1")
        return Binary(token.position, "^", radicand, Binary(index.position, "/", one, index))

    def _call_power(self, function: Token) -> int | None:
        """The 2 of `sin^2 x`; -1 asks for the inverse function, as textbooks write it."""
        token = self._now()
        if token.kind == "superscript":
            self._at += 1
            exponent: Tree | None = _integer(token)
        elif token.kind == "operator" and token.text == "^":
            self._at += 1
            exponent = self._group(self._take()) if self._now().kind == "open" else self._signed_number()
        else:
            return None
        if function.text in _INVERSES and _is_minus_one(exponent):
            return -1
        if not isinstance(exponent, Number) or not 2 <= exponent.value <= MAX_EXPONENT or exponent.value % 1:
            raise error(
                N_("Between a function and its argument only a whole power from 2 on is understood."),
                token.position,
                Message(N_("Write {name}(x)^n, or the name of the inverse function."), {"name": function.text}),
            )
        return int(exponent.value)

    def _signed_number(self) -> Tree | None:
        token = self._take() if self._now().kind != "end" else self._now()
        if token.text == "-" and self._now().kind == "number":
            return Negative(token.position, Number(self._now().position, self._take().text))
        return Number(token.position, token.text) if token.kind == "number" else None

    def _arguments(self, opening: Token) -> tuple[Tree, ...]:
        bars, self._open_bars = self._open_bars, 0
        self._refuse_empty(opening)
        arguments = [self._nested(0)]
        while self._now().kind == "comma":
            self._at += 1
            arguments.append(self._nested(0))
        self._close(opening)
        self._open_bars = bars
        return tuple(arguments)

    def _bare_argument(self, function: Token) -> Tree:
        """`sin 3x cos y` is sin(3x)*cos(y): coefficients and names belong to it, what follows not."""
        if self._now().kind not in {*_STARTS_FACTOR, "number", "bar", "operator"} or (
            self._now().kind == "operator" and self._now().text != "-"
        ):
            raise self._missing_argument(function)
        first = self._now().kind
        argument = self._nested(_FACTOR)
        coefficient = first in ("number", "constant", "operator", "root") and not _has_symbol(argument)
        if first in ("function", "bar", "open_bar", "open", "piecewise"):
            return argument
        while self._now().kind in ("symbol", "constant") or (coefficient and self._now().kind in ("open", "fraction")):
            token = self._now()
            coefficient = coefficient and token.kind == "constant"
            argument = Binary(token.position, "*", argument, self._expression(_PRODUCT))
        return argument

    def _missing_argument(self, function: Token) -> ExpressionError:
        return error(
            N_("The function '{name}' needs an argument."), function.position,
            Message(N_("Write {name}(x)."), {"name": function.text}), name=function.text,
        )  # fmt: skip

    def _check_count(self, token: Token, count: int) -> None:
        least, most = FUNCTIONS[token.text].arity
        if least <= count <= most:
            return
        if least == most:
            message = N_("The function '{name}' is written with another number of arguments: {most}, not {count}.")
        else:
            message = N_(
                "The function '{name}' is written with another number of arguments: {least} to {most}, not {count}."
            )
        hint = N_("A comma or semicolon separates arguments.") if least > 1 else None
        raise error(message, token.position, hint, name=token.text, least=least, most=most, count=count)


def _is_minus_one(exponent: Tree | None) -> bool:
    return isinstance(exponent, Negative) and isinstance(exponent.operand, Number) and exponent.operand.value == 1.0


def _integer(token: Token) -> Tree:
    if token.text.startswith("-"):
        return Negative(token.position, Number(token.position, token.text[1:]))
    return Number(token.position, token.text)


def _has_symbol(tree: Tree) -> bool:
    """Whether a bare factor mentions a variable; what is in brackets counts as if it did."""
    if isinstance(tree, Negative):
        return _has_symbol(tree.operand)
    if isinstance(tree, Binary):
        return _has_symbol(tree.left) or _has_symbol(tree.right)
    return not isinstance(tree, Number | Constant)
