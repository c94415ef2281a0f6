"""Whether the conditions of cases leave nothing open, as far as that can be read off them.

Textbooks close their cases with a condition and not with a word: ``x < 0`` and ``x >= 0``, or ``|x| <= 1`` and
``|x| > 1``. Decided are conditions that compare one and the same part of the formula with numbers, or two parts with
each other in every way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from itertools import pairwise

from optim_core.expression.tree.syntax import Binary, Comparison, Condition, Negative, Number, Tree

_TURNED = {"lt": "gt", "le": "ge", "gt": "lt", "ge": "le", "eq": "eq", "ne": "ne"}
#: Which of smaller, equal and larger an operator allows.
_ALLOWS = {"lt": "-", "le": "-0", "gt": "+", "ge": "0+", "eq": "0", "ne": "-+"}


def cover(conditions: Sequence[Condition]) -> bool:
    """Whether at every point one of the conditions certainly holds."""
    if not all(isinstance(condition, Comparison) for condition in conditions):
        return False
    links = [_links(condition) for condition in conditions if isinstance(condition, Comparison)]
    return _parted(links) or _cover_numbers(links)


_Link = tuple[Tree, str, Tree]


def _links(condition: Comparison) -> list[_Link]:
    return list(zip(condition.operands, condition.operators, condition.operands[1:], strict=False))


def _parted(conditions: Sequence[Sequence[_Link]]) -> bool:
    """`x < y` beside `x >= y`: every way two parts can compare is there."""
    if any(len(links) != 1 for links in conditions):
        return False
    first, _, second = conditions[0][0]
    allowed = ""
    for ((a, operator, b),) in conditions:
        if _same(a, first) and _same(b, second):
            allowed += _ALLOWS[operator]
        elif _same(a, second) and _same(b, first):
            allowed += _ALLOWS[_TURNED[operator]]
        else:
            return False
    return {"-", "0", "+"} <= set(allowed)


def _cover_numbers(conditions: Sequence[Sequence[_Link]]) -> bool:
    """Every condition bounds the same part by numbers: each number, and a point between any two, must be allowed."""
    bounds: list[list[tuple[str, float]]] = []
    part: Tree | None = None
    for links in conditions:
        bounds.append([])
        for a, operator, b in links:
            left, right = _value(a), _value(b)
            if (left is None) == (right is None):
                return False
            bounded, number, sign = (a, right, operator) if left is None else (b, left, _TURNED[operator])
            if part is not None and not _same(part, bounded):
                return False
            part = bounded
            bounds[-1].append((sign, number if number is not None else 0.0))
    numbers = sorted({number for row in bounds for _, number in row})
    between = [(a + b) / 2 for a, b in pairwise(numbers)]
    probes = [numbers[0] - 1, *numbers, *between, numbers[-1] + 1]
    return all(any(all(_holds(probe, *bound) for bound in row) for row in bounds) for probe in probes)


def _holds(value: float, operator: str, number: float) -> bool:
    return ("-" if value < number else "+" if value > number else "0") in _ALLOWS[operator]


def _value(tree: Tree) -> float | None:
    if isinstance(tree, Number):
        return tree.value
    if isinstance(tree, Negative):
        inner = _value(tree.operand)
        return None if inner is None else -inner
    if isinstance(tree, Binary) and tree.operator == "/":
        above, below = _value(tree.left), _value(tree.right)
        return None if above is None or not below else above / below
    return None


def _same(a: object, b: object) -> bool:
    """Whether two parts are written alike, wherever they stand."""
    if isinstance(a, tuple) and isinstance(b, tuple):
        return len(a) == len(b) and all(_same(x, y) for x, y in zip(a, b, strict=True))
    if not (isinstance(a, Tree) and isinstance(b, Tree)):
        return a == b
    named = [field.name for field in fields(a) if field.name != "position"]
    return type(a) is type(b) and all(_same(getattr(a, name), getattr(b, name)) for name in named)
