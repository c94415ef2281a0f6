"""Cases and their conditions, as Python, SymPy and LaTeX write them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import Literal

from optim_core.base.text import N_
from optim_core.expression.base.errors import ExpressionError, error
from optim_core.expression.base.limits import MAX_ARGUMENTS, MAX_DEPTH
from optim_core.expression.reading.coverage import cover
from optim_core.expression.reading.signs import Token
from optim_core.expression.reading.stream import TokenStream
from optim_core.expression.tree.syntax import Comparison, Condition, Logic, Piecewise, Tree


class ConditionParser(TokenStream, ABC):
    """The part of the parser that reads `Piecewise`, `where` and cases; formulas in them are read by the rest."""

    @abstractmethod
    def _nested(self, rank: int) -> Tree:
        """An expression one level further in."""

    @abstractmethod
    def _arguments(self, opening: Token) -> tuple[Tree, ...]:
        """What stands between the brackets that `opening` begins."""

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
