"""The rules of the differential: right at any size and seed, and a rule that is wrong is seen to be."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optim_core.matrix import gradient
from optim_core.matrix.rules import MOVES, RULES, check_rule, shaped
from optim_core.matrix.writing import latex

#: Rules of functions that are linear in what moves: nothing is missed.
LINEAR = {"scaled", "sum", "between", "transpose", "linear", "trace"}
#: What students write instead.
WRONG = {
    "product": "H Y + K X",
    "quotient": "(phi H + eta X)/phi^2",
    "quadratic": "2 <A x, h>",
    "determinant": "tr(X^-1 H)",
    "inverse": "-X^-2 H",
    "logdet": "tr(X H)",
    "norm": "<x, h>",
    "transpose": "H",
    "between": "A H B'",
    "inner": "<H, Y> + <X, H>",
}


@settings(max_examples=60)
@given(st.sampled_from(sorted(RULES)), st.integers(1, 20), st.integers(0, 1000))
def test_what_a_rule_misses_is_of_second_order(key: str, size: int, seed: int) -> None:
    check = check_rule(RULES[key], size, seed)
    if key in LINEAR:
        assert check.slope is None and check.errors.max() < 1e-11 * max(1.0, check.changes.max())
    else:
        # In one dimension a norm is a kink and linear beside it, and the determinant linear everywhere.
        straight = size == 1 and key in ("determinant", "norm")
        assert straight or (check.slope is not None and 1.9 < check.slope < 2.1)
    assert (check.changes > 0).all()


@pytest.mark.parametrize("key", sorted(WRONG))
def test_a_wrong_rule_is_of_first_order(key: str) -> None:
    square = {name: pair if "1" in pair else ("n", "n") for name, pair in RULES[key].shapes.items()}
    check = check_rule(replace(RULES[key], differential=WRONG[key], shapes=square), 3, 1)
    assert check.slope is not None and check.slope < 1.2


@pytest.mark.parametrize("key", sorted(RULES))
def test_a_rule_is_typeset_with_shapes_and_its_gradient_is_our_own(key: str) -> None:
    function, differential = shaped(RULES[key])
    assert function.shape == differential.shape
    written = latex(differential, MOVES, shapes=True)
    assert "dX" in written or "dx" in written
    assert r"\underset" in written and written.count("{") == written.count("}")
    if RULES[key].gradient:
        wrt = next(iter(RULES[key].moves))
        assert gradient(RULES[key].function, wrt)


def test_the_same_seed_gives_the_same_matrices_and_another_does_not() -> None:
    one, same, other = (check_rule(RULES["product"], 3, seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(one.errors, same.errors)
    assert not np.array_equal(one.errors, other.errors) and one.sizes == {"n": 3, "m": 4, "p": 5, "1": 1}
