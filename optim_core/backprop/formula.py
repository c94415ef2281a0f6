"""What is differentiated: a formula's graph, the names of its variables, and numbers for its other letters."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from optim_core.backprop.errors import BackpropagationError
from optim_core.base.text import N_
from optim_core.expression import Node, Parsed, Vocabulary, letter_name, parse

#: A network of three small layers has this many weights; a text has no room for more.
MAX_VARIABLES = 40
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,29}")


class _Kernels(Protocol):
    @property
    def parsed(self) -> Parsed:
        """The formula as it was read."""


class Formulated(Protocol):
    """A loss that is one formula, as surfaces are."""

    @property
    def kernels(self) -> _Kernels:
        """What the loss is computed with."""

    @property
    def variables(self) -> tuple[str, ...]:
        """The names of the weights, in order."""

    @property
    def parameters(self) -> Mapping[str, float]:
        """Numbers for the formula's other names."""


@dataclass(frozen=True)
class Formula:
    """A node of a graph as a function of `variables`; `numbers` has a value for every other symbol below it."""

    root: Node
    variables: tuple[str, ...]
    numbers: Mapping[str, float]


Source = str | Formulated | Formula


def formula_of(source: Source, variables: Sequence[str] | None, numbers: Mapping[str, float]) -> Formula:
    """The formula of a text or of a surface.

    Args:
        source: a text in the expression language, anything with `kernels`, `variables` and `parameters`, or a formula.
        variables: the names to differentiate by; None for those that a surface of this text would have.
        numbers: of letters that are no variables; of a text they are 1 unless given.

    Raises:
        ExpressionError: the text is not a formula.
        BackpropagationError: names or numbers that do not fit it.
    """
    if not isinstance(source, str):
        if variables is not None or numbers:
            raise BackpropagationError(N_("A surface brings its variables and numbers along."))
        return source if isinstance(source, Formula) else _of_surface(source)
    if variables is None:
        parsed = parse(source)
        names = parsed.variables or ("x",)
    else:
        names = _checked_names(variables)
        letters = {name: name for name in names}
        spelled = {letter_name(name) or name: name for name in numbers}
        parsed = parse(source, Vocabulary({**letters, **{name: name for name in spelled}}))
    return Formula(parsed.root, names, _numbers(parsed, names, numbers))


def _of_surface(surface: Formulated) -> Formula:
    if getattr(surface, "examples", 0):
        raise BackpropagationError(
            N_("A mean over examples is followed one example at a time: take the formula of one of them.")
        )
    try:
        root, names, own = surface.kernels.parsed.root, tuple(surface.variables), dict(surface.parameters)
    except AttributeError:
        raise BackpropagationError(N_("Backpropagation needs a formula: a text or a surface.")) from None
    return Formula(root, names, {name: float(value) for name, value in own.items()})


def _checked_names(variables: Sequence[str]) -> tuple[str, ...]:
    names = tuple(letter_name(name) or name for name in variables)
    if not names or len(names) > MAX_VARIABLES or len(set(names)) < len(names):
        raise BackpropagationError(N_("Name from 1 to {limit} different variables."), limit=MAX_VARIABLES)
    for name in names:
        if not _NAME.fullmatch(name):
            raise BackpropagationError(N_("'{name}' cannot be a name."), name=name[:20])
    return names


def _numbers(parsed: Parsed, variables: Sequence[str], numbers: Mapping[str, float]) -> dict[str, float]:
    given = {letter_name(name) or name: float(value) for name, value in numbers.items()}
    others = [name for name in (*parsed.variables, *parsed.parameters) if name not in variables]
    for name, value in given.items():
        if name not in others:
            raise BackpropagationError(N_("The formula has no letter {name} that is a number."), name=name[:20])
        if not math.isfinite(value):
            raise BackpropagationError(N_("All numbers have to be finite."))
    return {name: given.get(name, 1.0) for name in others}
