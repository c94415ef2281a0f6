"""Update rules: an optimizer as the equations a lecture writes, one assignment a line.

A rule is written per coordinate in the product's expression language. The names it may use are `w` (the
weight), `g` (the gradient at the look-ahead point), `g_norm` (the length of the whole gradient), `Q` (the loss where
that gradient is taken), `k` (the step number, from 1), its state variables and the symbols of its hyperparameters.
Kernels, formulas on screen and downloads are all made from this text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from optim_core.expression import (
    Assignment,
    Flavour,
    Graph,
    Kernel,
    Node,
    Vocabulary,
    compile_kernel,
    parse_assignments,
    rebuild,
    topological,
)
from optim_core.expression.code.javascript import javascript_body

#: Clipping by the length of the whole gradient, before anything else happens to it (Pascanu, Mikolov, Bengio 2013,
#: arXiv:1211.5063), and as `torch.nn.utils.clip_grad_norm_` computes it.
CLIP = "g = g*min(1, g_max/g_norm)"
TORCH_CLIP = "g = g*min(1, g_max/(g_norm + 1e-6))"
#: Lines put before a rule's own when they do something: PyTorch negates first, then adds the decay.
MAXIMIZE = "g = -g"
MAXIMIZE_LOSS = "Q = -Q"
WEIGHT_DECAY = "g = g + lambda*w"
#: Weight decay that bypasses the method: the weights shrink, the gradient stays as it is (AdamW, Lion).
DECOUPLED_DECAY = "w = w - eta*lambda*w"

#: The names that look beyond their own coordinate: the length of the gradient as it is at that line, and the loss
#: where the gradient is taken, which is evaluated only for equations that use it.
NORM = "g_norm"
VALUE = "Q"
#: A state variable that begins at the weight itself.
WEIGHT = "w"
#: What every rule may use besides its own state and hyperparameters.
GIVEN = ("w", "g", "k", NORM, VALUE)

LATEX = {
    "eta": r"\eta",
    "eta_k": r"\eta",
    "dt_k": r"\Delta t",
    "alpha": r"\alpha",
    "beta": r"\beta",
    "beta_1": r"\beta_1",
    "beta_2": r"\beta_2",
    "epsilon": r"\varepsilon",
    "lambda": r"\lambda",
    "m_hat": r"\hat m",
    "v_hat": r"\hat v",
    "dt": r"\Delta t",
    "rho_inf": r"\rho_\infty",
    "eta_up": r"\eta^{+}",
    "eta_down": r"\eta^{-}",
    NORM: r"\lVert g_k \rVert",
    "Q_star": r"Q^{*}",
    "g_max": r"g_{\max}",
    # What a schedule that watches the loss remembers.
    "Q_min": r"Q^{\mathrm{min}}",
    "waited": "j",
    "kept": "c",
}


@dataclass(frozen=True)
class Rule:
    """Equations of one optimizer in one convention.

    Attributes:
        updates: assignments, the last of which gives the new `w`.
        state: what is remembered between steps, with its value before the first: a number, a hyperparameter's
            symbol, or `WEIGHT` for where the run begins.
        gradient_at: where the gradient is taken; anything but ``w`` is a look-ahead point.
        defaults: hyperparameter defaults of this convention where they differ.
        switched_off: assignments that replace `updates` when the hyperparameter of that key is 0.
        decay: the line for weight decay.
    """

    updates: str
    state: Mapping[str, float | str] = field(default_factory=dict, hash=False)
    gradient_at: str = "w"
    defaults: Mapping[str, float] = field(default_factory=dict, hash=False)
    switched_off: Mapping[str, str] = field(default_factory=dict, hash=False)
    decay: str = WEIGHT_DECAY

    @property
    def looks_ahead(self) -> bool:
        """Whether the gradient is taken away from the current point."""
        return self.gradient_at.strip() != "w"


def equations(
    rule: Rule, values: Mapping[str, float], maximize: bool, pace: Pace | None = None, clip: str = CLIP
) -> str:
    """The text that runs: the rule's own lines after those that prepare the step size and the gradient.

    `values` are the hyperparameters by key; lines that would do nothing are left out. `clip` is the line for clipping.
    """
    clips = values.get("max_norm", 0.0) != 0.0
    decays = values.get("weight_decay", 0.0) != 0.0
    updates = next((text for key, text in rule.switched_off.items() if values[key] == 0.0), rule.updates)
    lines = [*[clip] * clips, *[MAXIMIZE] * maximize, *[rule.decay] * decays, updates.strip()]
    if pace:
        lines = [*pace.lines, *(pace.applied_to(line) for line in lines)]
    if maximize and any(mentioned(VALUE, line) for line in lines):
        # Whoever reads the loss, method or schedule, reads it climbing.
        lines = [MAXIMIZE_LOSS, *lines]
    return "\n".join(lines)


class Pace(NamedTuple):
    """A step size that changes: `symbol` is its hyperparameter's, `text` the size at step k in terms of it.

    `watching` are equations that come before.
    """

    symbol: str
    text: str
    watching: str = ""

    @property
    def target(self) -> str:
        """The name of the size at step k."""
        return f"{self.symbol}_k"

    @property
    def lines(self) -> list[str]:
        """The equations that make the size at step k."""
        return [*self.watching.splitlines(), f"{self.target} = {self.text}"]

    def applied_to(self, line: str) -> str:
        """An equation with the size at step k in place of the one that was set."""
        return re.sub(rf"\b{re.escape(self.symbol)}\b", self.target, line)


def mentions(rule: Rule, symbol: str) -> bool:
    """Whether the rule's equations use the symbol in every step."""
    return any(mentioned(symbol, text) for text in (rule.updates, *rule.switched_off.values()))


def mentioned(symbol: str, text: str) -> bool:
    """Whether a text of equations has the symbol in it."""
    return bool(re.search(rf"\b{re.escape(symbol)}\b", text))


def names_of(state: Iterable[str], symbols: Iterable[str]) -> tuple[str, ...]:
    """All names that equations with this state and these hyperparameters' symbols may use."""
    return (*GIVEN, *state, *symbols)


def uses_value(lines: Iterable[Assignment]) -> bool:
    """Whether the loss has to be evaluated for these equations."""
    return any(VALUE in symbols_of(line) for line in lines)


@lru_cache(maxsize=256)
def assignments(text: str, names: tuple[str, ...]) -> tuple[Assignment, ...]:
    """Parse update equations; `names` are the symbols the lines may use besides what they assign."""
    vocabulary = Vocabulary(symbols={name: name for name in names}, latex=LATEX)
    return parse_assignments(text, vocabulary)


@lru_cache(maxsize=256)
def reads_value(text: str, names: tuple[str, ...]) -> bool:
    """Whether the loss has to be evaluated for the equations of a text; every run of it asks."""
    return uses_value(assignments(text, names))


@lru_cache(maxsize=256)
def compile_update(
    text: str, memory: tuple[str, ...], symbols: tuple[str, ...], dimension: int, flavour: Flavour
) -> Kernel:
    """One function for all coordinates: (k, w..., g..., state..., numbers...) -> (w..., state...).

    Equations with the loss in them take it as one more argument, the last (see `uses_value`).
    The equations are the same for every coordinate; in one function what they share (the powers of beta, say)
    is computed once. State comes coordinate by coordinate, `memory` names one coordinate's; `symbols` names the
    numbers.
    """
    moved, remembered, arguments = update_nodes(text, memory, symbols, dimension)
    return compile_kernel((*moved, *remembered), arguments, flavour)


def update_source(text: str, memory: tuple[str, ...], symbols: tuple[str, ...], dimension: int) -> str:
    """The same function as the body of one in JavaScript, see `javascript_body`."""
    moved, remembered, arguments = update_nodes(text, memory, symbols, dimension)
    return javascript_body((*moved, *remembered), arguments)


def look_ahead_source(rule: Rule, symbols: tuple[str, ...], dimension: int) -> str:
    """The point where the gradient is taken, as the body of a function of the same arguments in JavaScript."""
    moved, _, arguments = update_nodes(f"w = {rule.gradient_at}", tuple(rule.state), symbols, dimension)
    return javascript_body(moved, arguments)


def update_nodes(
    text: str, memory: tuple[str, ...], symbols: tuple[str, ...], dimension: int
) -> tuple[list[Node], list[Node], list[str]]:
    """The new weights, the new state coordinate by coordinate, and the names of the arguments in order."""
    lines = assignments(text, names_of(memory, symbols))
    numbers = (*symbols, VALUE) if uses_value(lines) else symbols
    graph = Graph()
    coordinates = [{name: graph.symbol(f"{name}[{i}]") for name in ("w", "g", *memory)} for i in range(dimension)]
    for line in lines:
        if NORM in symbols_of(line):
            norm = gradient_norm(graph, [own["g"] for own in coordinates])
            for own in coordinates:
                own[NORM] = norm
        for own in coordinates:
            (own[line.target],) = rebuild(graph, [line.root], own)
    moved = [own["w"] for own in coordinates]
    remembered = [own[name] for own in coordinates for name in memory]
    return moved, remembered, _arguments(memory, numbers, dimension)


def symbols_of(line: Assignment) -> set[str]:
    """The names on the right of an assignment."""
    return {node.value for node in topological([line.root]) if isinstance(node.value, str)}


def constant_targets(lines: Iterable[Assignment], symbols: Iterable[str]) -> list[str]:
    """What the lines assign from hyperparameters alone, such as the rolling ball's alpha and beta."""
    constant: list[str] = []
    for line in lines:
        if line.target not in {"w", "g"} and symbols_of(line) <= {*symbols, *constant}:
            constant.append(line.target)
    return constant


def constants(rule: Rule, text: str, numbers: Mapping[str, float]) -> dict[str, float]:
    """Those targets with the values that `numbers`, by symbol, give them."""
    lines = assignments(text, names_of(rule.state, numbers))
    names = constant_targets(lines, numbers)
    graph = Graph()
    values: dict[str, Node] = {symbol: graph.const(number) for symbol, number in numbers.items()}
    for line in lines:
        if line.target in names:
            (values[line.target],) = rebuild(graph, [line.root], values)
    results = compile_kernel([values[name] for name in names], (), "scalar")()
    return dict(zip(names, results, strict=True))


def gradient_norm(graph: Graph, components: list[Node]) -> Node:
    """The length of the gradient with these components, what `NORM` stands for."""
    if len(components) == 1:
        return graph.apply("abs", components[0])
    total, *squares = [graph.pow(component, graph.const(2.0)) for component in components]
    for square in squares:
        total = graph.add(total, square)
    return graph.apply("sqrt", total)


def _arguments(memory: tuple[str, ...], symbols: tuple[str, ...], dimension: int) -> list[str]:
    coordinates = range(dimension)
    state = [f"{name}[{i}]" for i in coordinates for name in memory]
    return ["k", *(f"w[{i}]" for i in coordinates), *(f"g[{i}]" for i in coordinates), *state, *symbols]
