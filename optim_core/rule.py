"""Update rules: an optimizer as the equations a lecture writes, one assignment a line.

A rule is written per coordinate in the product's expression language. The names it may use are `w` (the
weight), `g` (the gradient at the look-ahead point), `k` (the step number, from 1), its state variables and the
symbols of its hyperparameters. Kernels, formulas on screen and downloads are all made from this text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from optim_core.expression import (
    Assignment,
    Flavour,
    Graph,
    Kernel,
    Vocabulary,
    compile_kernel,
    parse_assignments,
    program_nodes,
    rebuild,
)

#: Lines put before a rule's own when they do something: PyTorch negates first, then adds the decay.
MAXIMIZE = "g = -g"
WEIGHT_DECAY = "g = g + lambda*w"

LATEX = {
    "eta": r"\eta",
    "alpha": r"\alpha",
    "beta": r"\beta",
    "beta_1": r"\beta_1",
    "beta_2": r"\beta_2",
    "epsilon": r"\varepsilon",
    "lambda": r"\lambda",
    "m_hat": r"\hat m",
    "v_hat": r"\hat v",
}


@dataclass(frozen=True)
class Rule:
    """Equations of one optimizer in one convention.

    Attributes:
        updates: assignments, the last of which gives the new `w`.
        state: what is remembered between steps, with its value before the first.
        gradient_at: where the gradient is taken; anything but ``w`` is a look-ahead point.
        defaults: hyperparameter defaults of this convention where they differ.
    """

    updates: str
    state: Mapping[str, float] = field(default_factory=dict)
    gradient_at: str = "w"
    defaults: Mapping[str, float] = field(default_factory=dict)

    @property
    def looks_ahead(self) -> bool:
        """Whether the gradient is taken away from the current point."""
        return self.gradient_at.strip() != "w"


def equations(rule: Rule, *, weight_decay: bool, maximize: bool) -> str:
    """The text that runs: the rule's own lines after those that prepare the gradient."""
    prepared = [MAXIMIZE] * maximize + [WEIGHT_DECAY] * weight_decay
    return "\n".join([*prepared, rule.updates.strip()])


@lru_cache(maxsize=256)
def assignments(text: str, names: tuple[str, ...]) -> tuple[Assignment, ...]:
    """Parse update equations; `names` are the symbols the lines may use besides what they assign."""
    vocabulary = Vocabulary(symbols={name: name for name in names}, latex=LATEX)
    return parse_assignments(text, vocabulary)


@lru_cache(maxsize=256)
def compile_update(
    text: str, memory: tuple[str, ...], symbols: tuple[str, ...], dimension: int, flavour: Flavour
) -> Kernel:
    """One function for all coordinates: (k, w..., g..., state..., numbers...) -> (w..., state...).

    The equations are the same for every coordinate; in one function what they share (the powers of beta, say)
    is computed once. State comes coordinate by coordinate, `memory` names one coordinate's; `symbols` names the
    numbers.
    """
    (lines, names) = assignments(text, ("w", "g", "k", *memory, *symbols)), ("w", *memory)
    outputs = program_nodes(lines, ("w", "g", "k", *memory, *symbols), names)
    graph = Graph()
    per_coordinate = []
    for i in range(dimension):
        own = {name: graph.symbol(f"{name}[{i}]") for name in ("w", "g", *memory)}
        per_coordinate.append(rebuild(graph, outputs, own))
    moved = [new[0] for new in per_coordinate]
    remembered = [node for new in per_coordinate for node in new[1:]]
    return compile_kernel((*moved, *remembered), _arguments(memory, symbols, dimension), flavour)


def _arguments(memory: tuple[str, ...], symbols: tuple[str, ...], dimension: int) -> list[str]:
    coordinates = range(dimension)
    state = [f"{name}[{i}]" for i in coordinates for name in memory]
    return ["k", *(f"w[{i}]" for i in coordinates), *(f"g[{i}]" for i in coordinates), *state, *symbols]
