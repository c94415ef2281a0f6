"""Cases whose conditions leave nothing open need no "otherwise"; those that leave something open are refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optim_core.expression import ExpressionError, compile_kernel, parse

SIGNS = {"<": "__lt__", "<=": "__le__", ">": "__gt__", ">=": "__ge__", "==": "__eq__", "!=": "__ne__"}
bounds = st.tuples(st.sampled_from(list(SIGNS)), st.integers(-3, 3))
#: Conditions on x: one bound, or two at once.
conditions = st.one_of(
    bounds.map(lambda b: (f"x {b[0]} {b[1]}", (b,))),
    st.tuples(bounds, bounds).map(lambda bb: (f"{bb[0][1]} {bb[0][0]} x {bb[1][0]} {bb[1][1]}", bb)),
)


Row = tuple[str, tuple[tuple[str, int], ...]]


def holds(condition: Row, x: float) -> bool:
    _text, parts = condition
    if len(parts) == 1:
        return bool(getattr(x, SIGNS[parts[0][0]])(float(parts[0][1])))
    (first, low), (second, high) = parts
    return bool(getattr(float(low), SIGNS[first])(x)) and bool(getattr(x, SIGNS[second])(float(high)))


@given(st.lists(conditions, min_size=1, max_size=4))
def test_cases_are_complete_where_every_number_has_a_branch(
    rows: list[tuple[str, tuple[tuple[str, int], ...]]],
) -> None:
    """Half-integers stand for what lies between the bounds, and beyond them."""
    places = [n / 2 for n in range(-9, 10)]
    python = "Piecewise(" + ", ".join(f"({i}, {text})" for i, (text, _) in enumerate(rows)) + ")"
    latex = r" \\ ".join(f"{i} & {text.replace('!=', chr(92) + 'ne ')}" for i, (text, _) in enumerate(rows))
    complete = all(any(holds(row, x) for row in rows) for x in places)
    for text in (python, rf"\begin{{cases}} {latex} \end{{cases}}"):
        if not complete:
            with pytest.raises(ExpressionError):
                parse(text)
            continue
        kernel = compile_kernel((parse(text).root,), ("x",), "scalar")
        for x in places:
            # The last branch stands for all that is left.
            assert kernel(x)[0] == next((i for i, row in enumerate(rows) if holds(row, x)), len(rows) - 1)


@pytest.mark.parametrize(
    "text",
    [
        "Piecewise((x, x < y), (y, x >= y))",
        "Piecewise((x, x < y), (y, y <= x))",
        "Piecewise((x, x < y), (y, x == y), (1, x > y))",
        "Piecewise((x, |x - y| <= 1), (y, |x - y| > 1))",
        "Piecewise((x, 1 >= x), (y, x > 1))",
        "Piecewise((x, x > -1/2), (y, x <= -1/2))",
    ],
)
def test_parts_compared_in_every_way(text: str) -> None:
    assert r"\text{otherwise}" in parse(text).latex()


@pytest.mark.parametrize(
    "text",
    [
        "Piecewise((x, x < y), (y, x > y))",
        "Piecewise((x, x < 0), (y, y >= 0))",
        "Piecewise((x, x < y), (y, x >= 2y))",
        "Piecewise((x, x > 0), (y, sin(x) <= 0))",
        "Piecewise((x, x > 0 or x < 0), (y, x < 1))",
        "Piecewise((x, 0 < x < y), (y, x <= 0))",
    ],
)
def test_what_cannot_be_read_off_is_asked_for(text: str) -> None:
    with pytest.raises(ExpressionError, match="last branch"):
        parse(text)
