"""Partial derivatives as they are written."""

from __future__ import annotations

from optim_core.differential.partials import written_partials
from surfaces import parse


def test_written_with_the_numbers_of_the_letters() -> None:
    typed = parse("a x^2 y + sin(y)", a=3.0)
    x, y = written_partials(typed.kernels.parsed, typed.variables, typed.parameters)
    assert (x.variable, x.latex) == ("x", "6 x y")
    assert (y.variable, y.latex) == ("y", r"3 x^{2} + \cos{\left(y \right)}")


def test_beyond_the_budget_there_is_none() -> None:
    typed = parse("*".join(f"sin({n}x + y)" for n in range(1, 20)))
    assert all(partial.latex is None for partial in written_partials(typed.kernels.parsed, typed.variables, {}))
