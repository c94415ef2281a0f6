"""Tokens to a syntax tree, by precedence (Pratt): + -, then products with or without a sign, then powers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from optim_core.base.text import N_, Message
from optim_core.expression.base.errors import ExpressionError, error
from optim_core.expression.base.limits import MAX_ARGUMENTS, MAX_DEPTH, MAX_EXPONENT
from optim_core.expression.graph.functions import FUNCTIONS
from optim_core.expression.reading.coverage import cover
from optim_core.expression.reading.tokens import Token
from optim_core.expression.tree.syntax import (
    Binary,
    Call,
    Comparison,
    Condition,
    Constant,
    Logic,
    Negative,
    Number,
    Piecewise,
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
_GROUPED = frozenset({"sqrt", "cbrt"})
_CLOSING = {"(": ")", "[": "]", "{": "}", "floor": "\\rfloor", "ceil": "\\rceil"}


def parse_tokens(tokens: Sequence[Token]) -> Tree:
    """The tree of one formula; raises `ExpressionError` where the tokens do not make one."""
    return _Parser(tokens).formula()


class _Parser:
    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = tokens
        self._match = _matching(tokens)
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
            raise self._too_deep()
        tree = self._expression(rank)
        self._depth -= 1
        return tree

    def _too_deep(self) -> ExpressionError:
        return error(N_("More than {limit} levels of brackets and functions."), self._now().position, limit=MAX_DEPTH)

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
            # x[0] is an index to everyone who programs; where it could be one the scanner has read it.
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

    def _arithmetic(self, token: Token) -> Tree:
        """`pow(x, 3)` is x^3 and `Rational(1, 2)` is 1/2."""
        if self._now().kind != "open":
            raise self._missing_argument(token)
        arguments = self._arguments(self._take())
        if len(arguments) != 2:
            name = "pow" if token.text == "^" else "Rational"
            message = N_("The function '{name}' takes {most} arguments, not {count}.")
            hint = N_("A comma or semicolon separates arguments.")
            raise error(message, token.position, hint, name=name, most=2, count=len(arguments))
        return Binary(token.position, "^" if token.text == "^" else "/", *arguments)

    def _call(self, token: Token) -> Tree:
        if token.latex and token.text == "sqrt" and self._now().kind == "open" and self._now().text == "[":
            return self._indexed_root(token)
        base = self._base(token)
        power = self._call_power(token)
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
        _check_branches(token, branches)
        if not _complete(branches):
            raise error(
                N_("The last branch of Piecewise, and only the last, has the condition True."),
                token.position,
                N_("For example Piecewise((x, x > 0), (0, True))."),
            )  # fmt: skip
        return Piecewise(token.position, _closed(branches))

    def _branch(self, token: Token) -> tuple[Tree, Condition | None]:
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

    def _where(self, token: Token) -> Tree:
        """`where(x > 0, x, 0)`."""
        form = error(
            N_("where takes a condition and two values."), token.position, N_("For example where(x > 0, x, 0).")
        )
        if self._now().kind != "open":
            raise form
        opening = self._take()
        bars, self._open_bars = self._open_bars, 0
        condition = self._condition()
        values = []
        for _ in range(2):
            if self._now().kind != "comma":
                raise form
            self._at += 1
            values.append(self._nested(0))
        self._close(opening)
        self._open_bars = bars
        if condition is None:
            raise form
        return Piecewise(token.position, ((values[0], condition), (values[1], None)))

    def _cases(self, token: Token) -> Tree:
        """LaTeX's cases: a row is a value, a column sign, a condition in words or signs."""
        bars, self._open_bars = self._open_bars, 0
        branches: list[tuple[Tree, Condition | None]] = []
        while not branches or self._now().kind == "row":
            if branches:
                self._at += 1
                if self._now().kind == "end_cases":
                    break
            branches.append(self._row())
        if self._now().kind != "end_cases":
            if self._now().kind == "end":
                raise error(N_("The cases do not end."), token.position, N_("\\end{cases} is missing."))
            raise self._misplaced()
        self._at += 1
        self._open_bars = bars
        _check_branches(token, branches)
        if not _complete(branches):
            raise error(
                N_("The cases leave a value without a branch."), token.position,
                N_("Write otherwise as the condition of the last one."),
            )  # fmt: skip
        return Piecewise(token.position, _closed(branches))

    def _row(self) -> tuple[Tree, Condition | None]:
        value = self._nested(0)
        marked = False
        while self._now().kind in ("comma", "column", "when"):
            marked = True
            self._at += 1
        if self._now().kind in ("row", "end_cases") or (not marked and self._now().kind != "boolean"):
            return value, None
        condition = self._condition()
        while self._now().kind == "comma":
            self._at += 1
        return value, condition

    def _condition(self) -> Condition | None:
        """A condition; None for True."""
        if self._now().kind == "boolean":
            self._at += 1
            return None
        return self._either()

    def _either(self) -> Condition:
        return self._connected("or", self._both)

    def _both(self) -> Condition:
        return self._connected("and", self._single_condition)

    def _connected(self, operator: Literal["and", "or"], part: Callable[[], Condition]) -> Condition:
        position = self._now().position
        parts = [part()]
        while self._connects(operator):
            self._at += 1
            parts.append(part())
        return parts[0] if len(parts) == 1 else Logic(position, operator, tuple(parts))

    def _connects(self, operator: str) -> bool:
        token = self._now()
        # In Python's conditions a bar between brackets is "or".
        return (token.kind == "logic" and token.text == operator) or (operator == "or" and token.kind == "bar")

    def _single_condition(self) -> Condition:
        token = self._now()
        if token.kind == "logic" and token.text == "not":
            self._at += 1
            return Logic(token.position, "not", (self._deeper(self._single_condition),))
        if token.kind == "open" and self._holds_condition():
            self._at += 1
            inner = self._deeper(self._either)
            self._close(token)
            return inner
        if token.kind == "relation":
            return self._relation()
        return self._comparison()

    def _deeper(self, part: Callable[[], Condition]) -> Condition:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise self._too_deep()
        condition = part()
        self._depth -= 1
        return condition

    def _holds_condition(self) -> bool:
        """Whether the bracket that comes next encloses a condition, and not a part of a formula."""
        closing = self._match.get(self._at)
        if closing is None:
            return False
        at = self._at + 1
        while at < closing:
            if self._tokens[at].kind in ("comparison", "relation", "logic"):
                return True
            if self._tokens[at].kind == "open" and self._tokens[at - 1].kind in ("function", "piecewise"):
                at = self._match.get(at, at)
            at += 1
        return False

    def _relation(self) -> Condition:
        """`Eq(x, 0)`."""
        token = self._take()
        if self._now().kind != "open":
            raise self._misplaced()
        arguments = self._arguments(self._take())
        if len(arguments) != 2:
            raise error(N_("A condition compares two values."), token.position, N_("For example x > 0."))
        return Comparison(token.position, (token.text,), arguments)

    def _comparison(self) -> Condition:
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
        if token.kind in ("comparison", "boolean", "relation", "logic"):
            return error(
                N_("Comparisons and True are understood inside Piecewise only."), token.position,
                N_("For example Piecewise((x, x > 0), (0, True))."),
            )  # fmt: skip
        if token.kind == "close":
            return error(N_("A closing bracket does not belong here."), token.position)
        if token.kind in ("bar", "close_bar"):
            return error(N_("A bar does not belong here."), token.position, N_("Bars come in pairs: |x|."))
        if token.kind in ("column", "row", "when", "end_cases"):
            return error(N_("A part of the cases does not belong here."), token.position)
        if token.kind == "subscript":
            return error(N_("An index belongs right after its letter."), token.position, N_("For example x_1."))
        return error(
            N_("'{piece}' does not belong here."), token.position,
            N_("A number or a name is missing before it."),
            piece=token.text,
        )  # fmt: skip


def _matching(tokens: Sequence[Token]) -> dict[int, int]:
    """Which bracket closes which."""
    opened: list[int] = []
    match: dict[int, int] = {}
    for at, token in enumerate(tokens):
        if token.kind == "open":
            opened.append(at)
        elif token.kind == "close" and opened:
            match[opened.pop()] = at
    return match


def _check_branches(token: Token, branches: Sequence[object]) -> None:
    if len(branches) > MAX_ARGUMENTS:
        raise error(N_("Piecewise has more than {limit} branches."), token.position, limit=MAX_ARGUMENTS)


def _complete(branches: Sequence[tuple[Tree, Condition | None]]) -> bool:
    """Whether only the last branch is for all that is left, said or by what the conditions leave open."""
    if any(condition is None for _, condition in branches[:-1]):
        return False
    return branches[-1][1] is None or cover([condition for _, condition in branches if condition is not None])


def _closed(branches: Sequence[tuple[Tree, Condition | None]]) -> tuple[tuple[Tree, Condition | None], ...]:
    return (*branches[:-1], (branches[-1][0], None))


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
