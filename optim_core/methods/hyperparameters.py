"""What can be set on an optimizer: one description per hyperparameter, used by checks, controls and docs."""

from __future__ import annotations

import difflib
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from optim_core.base.text import N_, Message

#: How a control moves: in factors, in differences, in whole numbers, or between off (0) and on (1).
Scale = Literal["log", "linear", "whole", "switch"]


@dataclass(frozen=True)
class Hyperparameter:
    """A number an optimizer takes.

    Attributes:
        key: the name in the API, in links and in PyTorch-like calls, e.g. ``learning_rate``.
        symbol: its name inside the update equations, e.g. ``eta``.
        label: what people read beside the control (English; translated by the page).
        default: used when nothing is given.
        minimum, maximum: the values accepted, both ends included.
        slider: the part of that range a slider covers.
        scale: how a control moves; whole numbers and switches refuse what lies between.
        help: one sentence on what it does.
        words: names accepted in place of a number, each with what people read, e.g. ``parabola``.
    """

    key: str
    symbol: str
    label: str
    default: float
    minimum: float
    maximum: float
    slider: tuple[float, float]
    scale: Scale
    help: str
    words: tuple[tuple[str, str], ...] = ()

    def accept(self, value: object) -> float | str:
        """One of the words as it is, anything else as `check` sees it."""
        return value if isinstance(value, str) and value in dict(self.words) else self.check(value)

    def check(self, value: object) -> float:
        """Return `value` as a float, or raise ValueError that names the range."""
        try:
            number = float(value)  # type: ignore[arg-type]
        except (TypeError, ValueError):
            raise ValueError(self._refusal(value)) from None
        between = self.scale in ("whole", "switch") and number != round(number, 0)
        if between or not self.minimum <= number <= self.maximum:
            raise ValueError(self._refusal(value))
        return number

    def _refusal(self, value: object) -> str:
        shown = repr(value)[:40]
        words = "".join(f" or {word!r}" for word, _ in self.words)
        kind = "whole number" if self.scale in ("whole", "switch") else "number"
        return f"{self.key} must be a {kind} between {self.minimum:g} and {self.maximum:g}{words}, not {shown}"


@dataclass(frozen=True)
class Choice:
    """A setting that is one of several names, e.g. the method another one is built around.

    Attributes:
        key, label, help: as of a `Hyperparameter`.
        options: the names to choose from; asked for when needed, because they may be the catalogue's own.
        default: used when nothing is given.
    """

    key: str
    label: str
    options: Callable[[], tuple[str, ...]]
    default: str
    help: str

    def check(self, value: object) -> str:
        """Return `value` if it is one of the options, or raise ValueError that lists them."""
        if value not in self.options():
            raise unknown_name(self.key, value, self.options())
        return str(value)


def learning_rate(default: float) -> Hyperparameter:
    """The step size eta."""
    return Hyperparameter(
        key="learning_rate",
        symbol="eta",
        label=N_("Learning rate"),
        default=default,
        minimum=0.0,
        maximum=1000.0,
        slider=(1e-5, 10.0),
        scale="log",
        help=N_("Step size: how far one step goes along the direction the method chose."),
    )


def momentum(default: float = 0.9, symbol: str = "alpha") -> Hyperparameter:
    """Share of the last velocity that is kept."""
    return Hyperparameter(
        key="momentum",
        symbol=symbol,
        label=N_("Momentum"),
        default=default,
        minimum=0.0,
        maximum=1.0,
        slider=(0.0, 0.99),
        scale="linear",
        help=N_("Share of the previous velocity that is kept: 0 forgets at once, close to 1 rolls on for long."),
    )


def decay(key: str = "decay", symbol: str = "alpha", default: float = 0.9, label: str = N_("Decay")) -> Hyperparameter:
    """Memory of an exponential moving average; 1 would never learn, so it is excluded."""
    return Hyperparameter(
        key=key,
        symbol=symbol,
        label=label,
        default=default,
        minimum=0.0,
        maximum=math.nextafter(1.0, 0.0),
        slider=(0.0, 0.999),
        scale="linear",
        help=N_("Memory of the moving average: it looks back over about 1/(1 - value) steps."),
    )


def epsilon(default: float = 1e-8) -> Hyperparameter:
    """The small number that keeps a division by a vanishing average finite."""
    return Hyperparameter(
        key="epsilon",
        symbol="epsilon",
        label=N_("Epsilon"),
        default=default,
        minimum=0.0,
        maximum=1.0,
        slider=(1e-12, 1.0),
        scale="log",
        help=N_("Keeps the division finite; where it outweighs the average, the method no longer adapts."),
    )


WEIGHT_DECAY = Hyperparameter(
    key="weight_decay",
    symbol="lambda",
    label=N_("Weight decay"),
    default=0.0,
    minimum=0.0,
    maximum=10.0,
    slider=(0.0, 1.0),
    scale="linear",
    help=N_("Adds lambda*w to the gradient, which pulls the weights towards zero and moves the minimum."),
)


CLIPPING = Hyperparameter(
    key="max_norm",
    symbol="g_max",
    label=N_("Gradient clipping"),
    default=0.0,
    minimum=0.0,
    maximum=1e6,
    slider=(0.0, 100.0),
    scale="linear",
    help=N_(
        "A gradient that is longer than this is shortened to it and keeps its direction; 0 leaves all as they are."
    ),
)


def decoupled_decay(default: float) -> Hyperparameter:
    """Weight decay that shrinks the weights themselves and leaves the gradient alone."""
    return replace(
        WEIGHT_DECAY,
        default=default,
        help=N_("Shrinks the weights by the share eta*lambda in every step, past the method's own scaling."),
    )


def with_defaults(parameters: Iterable[Hyperparameter], defaults: Mapping[str, float]) -> tuple[Hyperparameter, ...]:
    """The same hyperparameters with other default values, e.g. those of PyTorch."""
    # Pages ask for them hundreds of times a run, and most conventions change none.
    return tuple(replace(p, default=defaults[p.key]) if p.key in defaults else p for p in parameters)


def unknown_name(kind: str, name: object, known: Iterable[str]) -> ValueError:
    """The error for a name that does not exist: it lists what does and guesses what was meant."""
    names = sorted(known)
    close = difflib.get_close_matches(str(name), names, n=1)
    guess = f" Did you mean {close[0]!r}?" if close else ""
    return ValueError(f"Unknown {kind} {str(name)[:40]!r}.{guess} There are: {', '.join(names)}")


def range_message(parameter: Hyperparameter) -> Message:
    """The accepted range as a sentence for the page."""
    return Message(
        N_("between {minimum:g} and {maximum:g}"),
        {"minimum": parameter.minimum, "maximum": parameter.maximum},
    )
