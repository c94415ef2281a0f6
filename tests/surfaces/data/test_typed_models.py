"""Models of one's own: what is accepted is what runs, with every loss and penalty around it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optim_core.expression import ExpressionError, parse
from surfaces.data import MODELS, data_loss, dataset, typed_model
from surfaces.data.models import PENALTIES, Penalty, squared_miss, vocabulary


@pytest.mark.parametrize("text", ["w0*x + w1", "u = w0*x + w1", "$w0*x + w1$", "f(x) = w_0 x + w_1", "$$h = w0*x+w1$$"])
@pytest.mark.parametrize("penalty", PENALTIES)
def test_a_typed_prediction_means_the_same_however_it_is_dressed(text: str, penalty: Penalty) -> None:
    data = dataset("line", 12)
    plain = data_loss(data, MODELS["squares"], penalty=penalty, strength=0.3)
    # Intercept and slope change places.
    typed = data_loss(data, typed_model(text, 1, False), penalty=penalty, strength=0.3)
    assert typed.value(0.7, -0.4) == pytest.approx(plain.value(-0.4, 0.7), rel=1e-12)
    loss = data_loss(data, typed_model(squared_miss(text, 1), 1, True), penalty=penalty, strength=0.3)
    assert loss.value(0.7, -0.4) == pytest.approx(plain.value(-0.4, 0.7), rel=1e-12)


@pytest.mark.parametrize("text", ["L = (w0*x + w1 - y)^2", "$(w0*x + w1 - y)^2$"])
def test_a_typed_loss_means_the_same_however_it_is_dressed(text: str) -> None:
    data = dataset("line", 12)
    loss = data_loss(data, typed_model(text, 1, True))
    assert loss.value(0.7, -0.4) == pytest.approx(data_loss(data, MODELS["squares"]).value(-0.4, 0.7), rel=1e-12)


@given(
    st.integers(1, 600),
    st.sampled_from(["w0*x", "w0+", "(", "x*w1^2+", "-w0", "max(w0,", "1", "é", "{", "}"]),
    st.booleans(),
)
def test_what_is_accepted_runs_with_every_penalty(count: int, part: str, is_loss: bool) -> None:
    """Texts of every length up to and beyond the limits: either the language's own error, or a loss that runs."""
    text = (part * count)[:count] + "w0*x"
    try:
        model = typed_model(text, 1, is_loss)
    except ExpressionError:
        return
    for penalty in PENALTIES:
        assert data_loss(dataset("line", 5), model, penalty=penalty, strength=0.1).value(0.1, 0.2) is not None


def test_a_text_near_the_limits_is_refused_where_it_is_typed() -> None:
    # 297 parts of 300, and 496 characters of 500.
    for text in ("w0*x+" * 74 + "1", "w0*0.10000000000000000000001+" * 17 + "w1"):
        parse(text, vocabulary(1))
        with pytest.raises(ExpressionError, match="too large"):
            typed_model(text, 1, False)


@pytest.mark.parametrize(
    "text",
    ["(w0/w1)/(w1 - w1)", "w0^90*w0^90*w1^90 + x", "1/(w0 - w0) + x - y", "exp(exp(exp(w0))) + x", "ln(w0 - w0)*x + y"],
)
@pytest.mark.parametrize("point", [(0.0, 0.0), (1.0, 2.0), (-50.0, 1e200)])
def test_one_point_and_many_have_the_same_numbers_finite_or_not(text: str, point: tuple[float, float]) -> None:
    loss = data_loss(dataset("line", 5), typed_model(text, 1, True))
    many = tuple(np.full(3, w) for w in point)
    for one, all_three in (
        ((loss.value(*point),), (loss.value(*many),)),
        (loss.gradient(*point), loss.gradient(*many)),
        (sum(loss.hessian(*point), ()), sum(loss.hessian(*many), ())),
    ):
        for number, numbers in zip(one, all_three, strict=True):
            assert isinstance(number, float)
            np.testing.assert_allclose(np.broadcast_to(numbers, 3), np.full(3, number), rtol=1e-12)
