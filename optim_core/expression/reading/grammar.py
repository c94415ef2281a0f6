"""Tokens to a syntax tree, by precedence (Pratt): + -, then products with or without a sign, then powers."""

from __future__ import annotations

from collections.abc import Sequence

from optim_core.base.text import N_, Message
from optim_core.expression.base.errors import ExpressionError, error
from optim_core.expression.base.limits import MAX_ARGUMENTS, MAX_DEPTH, MAX_EXPONENT
from optim_core.expression.graph.functions import FUNCTIONS
from optim_core.expression.reading.tokens import Token
from optim_core.expression.tree.syntax import (
    Binary,
    Call,
    Comparison,
    Constant,
    Negative,
    Number,
    Piecewise,
    Symbol,
    Tree,
)

_SUM, _SIGN, _PRODUCT, _FACTOR, _POWER = 10, 15, 20, 25, 30
_RANKS = {"+": _SUM, "-": _SUM, "*": _PRODUCT, "/": _PRODUCT, "^": _POWER}
_OPENING = frozenset({"open", "open_bar"})
_STARTS_FACTOR = frozenset({"symbol", "constant", "function", "fraction", "open", "open_bar", "root", "piecewise"})
_CLOSING = {"(": ")", "[": "]", "{": "}", "floor": "\\rfloor", "ceil": "\\rceil"}


def parse_tokens(tokens: Sequence[Token]) -> Tree:
    """The tree of one formula; raises `ExpressionError` where the tokens do not make one."""
    return _Parser(tokens).formula()


class _Parser:
    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = tokens
        self._at = 0
        self._depth = 0
        self._open_bars = 0

    def formula(self) -> Tree:
        tree = self._expression(0)
        if self._now().kind != "end":
            raise self._misplaced()
        return tree

    def _now(self) -> Token:
        return self._tokens[self._at]

    def _take(self) -> Token:
        token = self._now()
        self._at += 1
        return token

    def _nested(self, rank: int) -> Tree:
        """An expression one level further in."""
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise error(
                N_("More than {limit} levels of brackets and functions."),
                self._now().position,
                limit=MAX_DEPTH,
            )
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
        if token.kind == "open" and token.text == "[" and self._tokens[self._at - 1].kind == "symbol":
            # x[0] is an index to everyone who programs, x*0 to nobody.
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
            return self._piecewise(token)
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

    def _close(self, opening: Token) -> None:
        token = self._now()
        if token.kind == "close" and token.text == opening.text:
            self._at += 1
            return
        if token.kind in ("end", "close"):
            raise error(
                N_("The bracket is not closed."), opening.position,
                Message(N_("A {bracket} is missing."), {"bracket": _CLOSING[opening.text]}),
            )  # fmt: skip
        raise self._misplaced()

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

    def _call(self, token: Token) -> Tree:
        if token.latex and token.text == "sqrt" and self._now().kind == "open" and self._now().text == "[":
            return self._indexed_root(token)
        power = self._call_power(token)
        bracketed = self._now().kind == "open"
        arguments = self._arguments(self._take()) if bracketed else (self._bare_argument(token),)
        self._check_count(token, len(arguments))
        return Call(token.position, token.text, arguments, power)

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
        """The 2 of `sin^2 x`."""
        token = self._now()
        if token.kind == "superscript":
            self._at += 1
            exponent: Tree | None = _integer(token)
        elif token.kind == "operator" and token.text == "^":
            self._at += 1
            exponent = self._group(self._take()) if self._now().kind == "open" else self._signed_number()
        else:
            return None
        if not isinstance(exponent, Number) or not 2 <= exponent.value <= MAX_EXPONENT or exponent.value % 1:
            raise error(
                N_("Between a function and its argument only a whole power from 2 on is understood."),
                token.position,
                Message(N_("Write {name}(x)^n, or the name of the inverse function."), {"name": function.text}),
            )
        return int(exponent.value)

    def _signed_number(self) -> Tree | None:
        token = self._take() if self._now().kind != "end" else self._now()
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
            message = N_("The function '{name}' takes {most} arguments, not {count}.")
        else:
            message = N_("The function '{name}' takes {least} to {most} arguments, not {count}.")
        hint = N_("A comma or semicolon separates arguments.") if least > 1 else None
        raise error(message, token.position, hint, name=token.text, least=least, most=most, count=count)

    def _piecewise(self, token: Token) -> Tree:
        if self._now().kind != "open":
            raise self._piecewise_form(token)
        opening = self._take()
        bars, self._open_bars = self._open_bars, 0
        branches = [self._branch(token)]
        while self._now().kind == "comma":
            self._at += 1
            branches.append(self._branch(token))
        self._close(opening)
        self._open_bars = bars
        if len(branches) > MAX_ARGUMENTS:
            raise error(N_("Piecewise has more than {limit} branches."), token.position, limit=MAX_ARGUMENTS)
        if branches[-1][1] is not None or any(condition is None for _, condition in branches[:-1]):
            raise error(
                N_("The last branch of Piecewise, and only the last, has the condition True."),
                token.position,
                N_("For example Piecewise((x, x > 0), (0, True))."),
            )  # fmt: skip
        return Piecewise(token.position, tuple(branches))

    def _branch(self, token: Token) -> tuple[Tree, Comparison | None]:
        if self._now().kind != "open":
            raise self._piecewise_form(token)
        opening = self._take()
        value = self._nested(0)
        if self._now().kind != "comma":
            raise self._piecewise_form(token)
        self._at += 1
        condition = self._condition()
        self._close(opening)
        return value, condition

    def _condition(self) -> Comparison | None:
        if self._now().kind == "boolean":
            self._at += 1
            return None
        position = self._now().position
        operands, operators = [self._nested(0)], []
        while self._now().kind == "comparison":
            operators.append(self._take().text)
            operands.append(self._nested(0))
        if not operators:
            raise error(N_("A condition compares two values."), position, N_("For example x > 0."))
        return Comparison(position, tuple(operators), tuple(operands))

    def _piecewise_form(self, token: Token) -> ExpressionError:
        return error(
            N_("Piecewise takes pairs of a value and a condition."), token.position,
            N_("For example Piecewise((x, x > 0), (0, True))."),
        )  # fmt: skip

    def _misplaced(self) -> ExpressionError:
        token = self._now()
        if token.kind == "end":
            if token.position == 0 or len(self._tokens) == 1:
                return error(N_("There is no formula."), token.position, N_("For example x^2 + y^2."))
            return error(N_("The formula ends too early."), token.position, N_("A number or a name is missing."))
        if token.kind == "comma":
            return error(
                N_("A comma does not belong here."), token.position,
                N_("Arguments are separated in max, min, atan2 and log; decimals are written 0.5 or 0,5."),
            )  # fmt: skip
        if token.kind in ("comparison", "boolean"):
            return error(
                N_("Comparisons and True are understood inside Piecewise only."), token.position,
                N_("For example Piecewise((x, x > 0), (0, True))."),
            )  # fmt: skip
        if token.kind == "close":
            return error(N_("A closing bracket does not belong here."), token.position)
        if token.kind in ("bar", "close_bar"):
            return error(N_("A bar does not belong here."), token.position, N_("Bars come in pairs: |x|."))
        return error(
            N_("'{piece}' does not belong here."), token.position,
            N_("A number or a name is missing before it."),
            piece=token.text,
        )  # fmt: skip


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
