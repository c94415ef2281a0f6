"""Undefined is told from too large, node by node: against what mathematics says of the point."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optim_core.expression import compile_kernel, gradient, parse
from optim_core.expression.graph.finiteness import FINITE, TOO_LARGE, UNDEFINED, why_not_finite

#: Formula, point, and why value and first two derivatives are no finite numbers there.
KNOWN = [
    ("x^2", 3.0, FINITE, FINITE, FINITE),
    ("1/x", 0.0, UNDEFINED, UNDEFINED, UNDEFINED),
    ("x^(-2)", 0.0, UNDEFINED, UNDEFINED, UNDEFINED),
    ("log(x)", 0.0, UNDEFINED, UNDEFINED, UNDEFINED),
    ("log2(x)", 0.0, UNDEFINED, UNDEFINED, UNDEFINED),
    ("log(x)", -1.0, UNDEFINED, FINITE, FINITE),
    ("x*log(x)", 0.0, UNDEFINED, UNDEFINED, UNDEFINED),
    ("sqrt(x)", -1.0, UNDEFINED, UNDEFINED, UNDEFINED),
    ("atanh(x)", 1.0, UNDEFINED, UNDEFINED, UNDEFINED),
    ("asin(x)", 2.0, UNDEFINED, UNDEFINED, UNDEFINED),
    ("x/x", 0.0, UNDEFINED, UNDEFINED, UNDEFINED),
    ("sqrt(x^2)", 0.0, FINITE, UNDEFINED, UNDEFINED),
    ("abs(x)^1.5", 0.0, FINITE, FINITE, UNDEFINED),
    ("x^(1/3)", 0.0, FINITE, UNDEFINED, UNDEFINED),
    ("x^(4/3)", 0.0, FINITE, FINITE, UNDEFINED),
    ("x^(-1/3)", 0.0, UNDEFINED, UNDEFINED, UNDEFINED),
    ("exp(-x)^(-1/3)", 3000.0, TOO_LARGE, TOO_LARGE, TOO_LARGE),
    ("cbrt(x)", 0.0, FINITE, UNDEFINED, UNDEFINED),
    ("exp(x)", 800.0, TOO_LARGE, TOO_LARGE, TOO_LARGE),
    ("cosh x", 800.0, TOO_LARGE, TOO_LARGE, TOO_LARGE),
    ("x^100", 1e10, TOO_LARGE, TOO_LARGE, TOO_LARGE),
    ("exp(x) - exp(2x)", 800.0, TOO_LARGE, TOO_LARGE, TOO_LARGE),
    ("1/exp(-x)", 800.0, TOO_LARGE, TOO_LARGE, TOO_LARGE),
    ("1/(2exp(-x))", 800.0, TOO_LARGE, TOO_LARGE, TOO_LARGE),
    ("log(exp(-x^2))", 40.0, TOO_LARGE, TOO_LARGE, TOO_LARGE),
    ("1/(exp(-x)*exp(-x))", 500.0, TOO_LARGE, TOO_LARGE, TOO_LARGE),
    ("1/sqrt(sigmoid(-x))", 1000.0, TOO_LARGE, TOO_LARGE, TOO_LARGE),
    ("exp(x) + log(x - 1000)", 800.0, UNDEFINED, TOO_LARGE, TOO_LARGE),
    ("max(x, log(x))", -1.0, UNDEFINED, FINITE, FINITE),
    ("Piecewise((log(x), x > 0), (x^2, True))", -1.0, FINITE, FINITE, FINITE),
    ("Piecewise((log(x), x < 0), (x^2, True))", -1.0, UNDEFINED, FINITE, FINITE),
]


@pytest.mark.parametrize(("text", "x", "value", "first", "second"), KNOWN)
def test_why_there_is_no_number(text: str, x: float, value: int, first: int, second: int) -> None:
    parsed = parse(text)
    slope = gradient(parsed.graph, parsed.root, ("x",))
    bend = gradient(parsed.graph, slope[0], ("x",))
    found = [int(why_not_finite(outputs, {"x": x})) for outputs in ((parsed.root,), slope, bend)]
    assert found == [value, first, second]


@settings(max_examples=60, deadline=None)
@given(st.sampled_from([row[0] for row in KNOWN]), st.lists(st.floats(-1e4, 1e4), min_size=1, max_size=8))
def test_it_is_finite_where_the_kernels_are_and_arrays_are_their_entries(text: str, xs: list[float]) -> None:
    parsed, points = parse(text), np.array(xs)
    with np.errstate(all="ignore"):
        (values,) = compile_kernel((parsed.root,), ("x",), "array")(points)
    found = why_not_finite((parsed.root,), {"x": points})
    np.testing.assert_array_equal(found == FINITE, np.isfinite(values))
    assert [int(why_not_finite((parsed.root,), {"x": x})) for x in xs] == found.tolist()


def test_the_worst_of_several_outputs_counts() -> None:
    parsed = parse("exp(x) + 0*y")
    other = parse("log(x) + 0*y")
    at = {"x": np.array([1.0, 800.0, -1.0]), "y": np.zeros(3)}
    assert why_not_finite((parsed.root,), at).tolist() == [FINITE, TOO_LARGE, FINITE]
    assert why_not_finite((parsed.root, other.root), at).tolist() == [FINITE, TOO_LARGE, UNDEFINED]
