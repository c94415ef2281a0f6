"""A syntax tree with numbers in place of names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import TypeVar, cast

from optim_core.expression.tree.syntax import Negative, Number, Symbol, Tree

T = TypeVar("T")


def with_numbers(tree: Tree, numbers: Mapping[str, float]) -> Tree:
    """`tree` with the names of `numbers` written as what they stand for."""
    return _replaced(tree, numbers)


def _replaced(part: T, numbers: Mapping[str, float]) -> T:
    if isinstance(part, tuple):
        return cast("T", tuple(_replaced(inner, numbers) for inner in part))
    if isinstance(part, Symbol):
        return cast("T", _number(part, numbers[part.name]) if part.name in numbers else part)
    if not isinstance(part, Tree):
        return part
    inner = {field.name: _replaced(getattr(part, field.name), numbers) for field in fields(part)}
    return cast("T", replace(part, **inner))


def _number(symbol: Symbol, value: float) -> Tree:
    number = Number(symbol.position, repr(abs(float(value))).removesuffix(".0"))
    return Negative(symbol.position, number) if value < 0 else number
