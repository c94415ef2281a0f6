"""Models with two weights: the prediction and the loss of one example, as text of the expression language.

``w_0`` and ``w_1`` are the weights, ``x`` (or ``x_1`` and ``x_2``) the features, ``y`` the target.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from optim_core.base.text import N_
from optim_core.expression import ExpressionError, Parsed, Vocabulary, parse
from optim_core.expression.base.errors import error

Task = Literal["numbers", "classes"]
#: How large weights are kept small: not at all, by the sum of their squares, by the sum of their sizes.
Penalty = Literal["none", "l2", "l1"]
PENALTIES: Mapping[Penalty, str] = {"none": "", "l2": " + lambda*(w_0^2 + w_1^2)", "l1": " + lambda*(|w_0| + |w_1|)"}

WEIGHTS = ("w_0", "w_1")
LINEAR = {1: "w_0 + w_1*x", 2: "w_0*x_1 + w_1*x_2"}
_FEATURES = {1: ("x",), 2: ("x_1", "x_2")}
_LATEX = {"lambda": r"\lambda", "delta": r"\delta"}


@dataclass(frozen=True)
class Model:
    """What is fitted and how a miss is counted.

    Attributes:
        key: its name in links.
        name, summary: what people read (English; translated by the page).
        predictions: the prediction by number of features; a missing number does not fit.
        loss: the loss of one example in the prediction `{f}` and the target `y`.
        task: what kind of target it is for.
        linear: whether the prediction is linear in the weights.
        squared: whether the loss is the squared miss, so that there is a closed form if it is linear.
        domain: (low, high) per weight worth looking at; None: around the minimum.
        start: where runs begin unless told otherwise.
    """

    key: str
    name: str
    summary: str
    predictions: Mapping[int, str] = field(hash=False)
    loss: str
    task: Task = "numbers"
    linear: bool = True
    squared: bool = False
    domain: tuple[tuple[float, float], ...] | None = None
    start: tuple[float, float] = (0.0, 0.0)

    def fits(self, features: int, classes: bool) -> bool:
        """Whether data with so many features and such a target can be modelled."""
        return features in self.predictions and (classes or self.task == "numbers")

    def example_loss(self, features: int, penalty: Penalty) -> Parsed:
        """The loss of one example, the penalty included: the mean over examples is the loss."""
        prediction = self.predictions[features]
        text = self.loss.format(f=f"({prediction})") if prediction else self.loss
        return parse(text + PENALTIES[penalty], vocabulary(features))

    def prediction(self, features: int) -> Parsed | None:
        """The prediction; None for a typed loss."""
        text = self.predictions[features]
        return parse(text, vocabulary(features)) if text else None


@lru_cache(maxsize=4)
def vocabulary(features: int) -> Vocabulary:
    """The names of a model for data with so many features."""
    names = (*_FEATURES[features], "y", "delta", "lambda")
    spelled = {"w0": "w_0", "w1": "w_1", "x1": "x_1", "x2": "x_2"}
    known = (*WEIGHTS, *names)
    symbols = {name: name for name in known} | {short: name for short, name in spelled.items() if name in known}
    return Vocabulary(symbols, latex=_LATEX, families=(WEIGHTS,), parameters=names)


def feature_symbols(features: int) -> tuple[str, ...]:
    """What the features are called in formulas."""
    return _FEATURES[features]


_WIDE = ((-3.0, 3.0), (-3.0, 3.0))

MODELS = {
    model.key: model
    for model in (
        Model(
            "squares",
            N_("Line, squared loss"),
            N_("Least squares: the loss is a bowl, and there is a closed form."),
            LINEAR,
            "({f} - y)^2",
            squared=True,
        ),
        Model(
            "absolute",
            N_("Line, absolute loss"),
            N_("Outliers pull only with their direction, not with their distance; the landscape has creases."),
            LINEAR,
            "|{f} - y|",
        ),
        Model(
            "huber",
            N_("Line, Huber loss"),
            N_("Squared up to a miss of delta, absolute beyond: smooth, and hardly moved by outliers in y."),
            LINEAR,
            "Piecewise((({f} - y)^2/2, abs({f} - y) <= delta), (delta*(abs({f} - y) - delta/2), True))",
        ),
        Model(
            "logistic",
            N_("Logistic regression"),
            N_(
                "The probability of class 1; the loss is convex, but if a line parts the classes, be it that it "
                "touches some examples, it has no minimum. With two features there is no intercept: the line goes "
                "through the origin."
            ),
            LINEAR,
            "softplus((1 - 2y)*{f})",
            task="classes",
        ),
        Model(
            "tanh",
            N_("One neuron: w₁·tanh(w₀·x)"),
            N_("Two equally good minima with opposite signs, and a saddle between them at zero."),
            {1: "w_1*tanh(w_0*x)"},
            "({f} - y)^2",
            linear=False,
            domain=_WIDE,
            start=(0.3, -1.5),
        ),
        Model(
            "sine",
            N_("Wave: sin(w₀·x + w₁)"),
            N_("Many local minima: almost every frequency fits some of the points."),
            {1: "sin(w_0*x + w_1)"},
            "({f} - y)^2",
            linear=False,
            domain=((0.0, 4.0), (-3.2, 3.2)),
            start=(3.0, 1.0),
        ),
    )
}


@lru_cache(maxsize=64)
def typed_model(text: str, features: int, is_loss: bool) -> Model:
    """A model of one's own: the prediction of one example (its loss is the squared miss), or its loss.

    Raises:
        ExpressionError: no formula in the weights, the features and, for a loss, `y`; or one that is too large once
            the loss and a penalty are around it.
    """
    parsed = parse(text, vocabulary(features))
    if not parsed.variables:
        raise error(N_("The formula has no weight."), 0, N_("For example w0*x/(1 + w1*x)."))
    if not is_loss and "y" in parsed.parameters:
        raise error(N_("A prediction cannot know the target y."), max(text.find("y"), 0))
    if {"lambda", "delta"} & set(parsed.parameters):
        raise error(N_("Write numbers for lambda and delta."), 0)
    prediction, loss = ("", f"({parsed.formula})") if is_loss else (parsed.formula, "({f} - y)^2")
    model = Model(
        "typed", N_("Your own model"), N_("The formula you typed."), {features: prediction}, loss,
        linear=False, domain=_WIDE, start=(0.5, -0.5),
    )  # fmt: skip
    # What runs is larger than what was typed.
    for penalty in PENALTIES:
        try:
            model.example_loss(features, penalty)
        except ExpressionError as failure:
            raise error(N_("With the loss and a penalty around it the formula is too large."), 0) from failure
    return model


def squared_miss(prediction: str, features: int) -> str:
    """The loss of a typed prediction as a formula of its own; errors as of `typed_model`."""
    return f"({parse(prediction, vocabulary(features)).formula} - y)^2"
