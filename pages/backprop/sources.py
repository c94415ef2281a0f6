"""What can be followed: a typed formula, the lecture's network, or a surface of the catalogue."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

from optim_core.backprop import Tape, formula_of, tape_of
from surfaces import Surface, entries, parse, surface
from surfaces.base.surface import Domain, Location
from surfaces.data import MODELS, DataLoss, data_loss, dataset
from ui.language.matrix_latex import number_latex

TYPED = "formula"
NETWORK = "network"
#: The loss of one example of the data that the page of data and batches opens with.
EXAMPLE = "example"
DATA, MODEL = "line", "squares"
ACTIVATIONS = ("tanh", "sigmoid", "relu", "identity")

FIRST_TEXT = "sin(x*y) + x^2"
#: Where a typed formula is followed first.
TYPED_START = (0.7, 1.3)
#: Weights of the lecture's network, layer by layer from the output; p_12 leads from the first unit to the second.
WEIGHTS = ("s_1", "s_2", "p_11", "p_12", "p_21", "p_22", "w_11", "w_12", "w_21", "w_22")
#: Numbers without any symmetry, so that no two derivatives look alike.
WEIGHTS_START = (0.8, -0.6, 0.5, -0.9, 0.7, 0.4, 0.3, 0.9, -0.4, 0.6)
INPUTS = {"x_1": 1.0, "x_2": 0.5}
WEIGHT_RANGE = (-2.0, 2.0)


@dataclass(frozen=True)
class Subject:
    """Something to follow, with where to begin and how far its sliders go."""

    tape: Tape
    start: Location
    ranges: Domain
    latex: tuple[str, ...]


def network_text(activation: str) -> str:
    """The lecture's a(x) = s_1 m_1 + s_2 m_2 with a layer of weights p and one of weights w below."""

    def bent(text: str) -> str:
        return f"({text})" if activation == "identity" else f"{activation}({text})"

    units = [bent(f"w_1{j} x_1 + w_2{j} x_2") for j in (1, 2)]
    hidden = [bent(f"p_1{j}*{units[0]} + p_2{j}*{units[1]}") for j in (1, 2)]
    return f"s_1*{hidden[0]} + s_2*{hidden[1]}"


def network_latex(activation: str) -> tuple[str, ...]:
    """The same layer by layer."""
    sign = "" if activation == "identity" else r"\varphi"
    layers = [
        r"a = s_1 m_1 + s_2 m_2",
        rf"m_j = {sign}\left(p_{{1j}} z_1 + p_{{2j}} z_2\right)",
        rf"z_i = {sign}\left(w_{{1i}} x_1 + w_{{2i}} x_2\right)",
    ]
    if sign:
        layers.append(rf"\varphi = \mathrm{{{activation}}}")
    return tuple(layers)


@lru_cache(maxsize=1)
def examples() -> DataLoss:
    """The data whose examples can be followed one at a time."""
    return data_loss(dataset(DATA), MODELS[MODEL])


def subject(source: str, text: str, activation: str, example: int = 0) -> Subject:
    """What a source stands for.

    Raises:
        ExpressionError: the text of a typed formula is none.
    """
    if source == NETWORK:
        formula = formula_of(network_text(activation), WEIGHTS, INPUTS)
        return Subject(tape_of(formula), WEIGHTS_START, (WEIGHT_RANGE,) * len(WEIGHTS), network_latex(activation))
    if source == EXAMPLE:
        loss = examples()
        x, y = float(loss.data.features[0][example]), float(loss.data.target[example])
        shown = r"q = (w_0 + w_1 x - y)^2", rf"x = {number_latex(x)},\quad y = {number_latex(y)}"
        return Subject(tape_of(loss.example(example)), loss.start, loss.domain, shown)
    found = parse(text) if source == TYPED else surface(source)
    start = readable_start(found) if source == TYPED else found.start
    return Subject(tape_of(formula_of(found, None, {})), start, found.domain, (found.latex(),))


def readable_start(typed: Surface) -> Location:
    """Small numbers, to be followed in one's head; where the formula has no value or gradient there, its own start."""
    start = TYPED_START[: typed.dimension]
    numbers = (typed.value(*start), *typed.gradient(*start))
    inside = all(low <= w <= high for w, (low, high) in zip(start, typed.domain, strict=True))
    return start if inside and all(map(math.isfinite, numbers)) else typed.start


def sources() -> tuple[str, ...]:
    """The keys, in the order of the menu."""
    return (TYPED, NETWORK, EXAMPLE, *entries())
