"""Tokens one after the other, and what is said where one of them does not belong."""

from __future__ import annotations

from collections.abc import Sequence

from optim_core.base.text import N_, Message
from optim_core.expression.base.errors import ExpressionError, error
from optim_core.expression.base.limits import MAX_DEPTH
from optim_core.expression.reading.signs import Token

_CLOSING = {"(": ")", "[": "]", "{": "}", "floor": "\\rfloor", "ceil": "\\rceil"}


class TokenStream:
    """What parsers of formulas and of conditions share: where they are, and how deep."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = tokens
        self._match = _matching(tokens)
        self._at = 0
        self._depth = 0
        self._open_bars = 0

    def _now(self) -> Token:
        return self._tokens[self._at]

    def _take(self) -> Token:
        token = self._now()
        self._at += 1
        return token

    def _too_deep(self) -> ExpressionError:
        return error(N_("More than {limit} levels of brackets and functions."), self._now().position, limit=MAX_DEPTH)

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
