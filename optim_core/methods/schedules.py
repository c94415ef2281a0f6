"""Schedules: how the step size changes from step to step, each as the equation lectures write.

An equation says what the step size of step `k` (from 1) is, in terms of the chosen one, `eta`. In a run it becomes one
more line of the method's own equations, so formula, kernels and step panel show what happened. A schedule that answers
to the losses it meets puts further lines before that one, and remembers between steps what they assign.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from optim_core.base.text import N_
from optim_core.expression import (
    ExpressionError,
    Kernel,
    Vocabulary,
    compile_kernel,
    parse,
    parse_assignments,
    rebuild,
    tree_latex,
)
from optim_core.expression.base.errors import error
from optim_core.expression.code.javascript import javascript_body
from optim_core.methods.hyperparameters import Hyperparameter, unknown_name
from optim_core.methods.rule import LATEX, compile_update
from optim_core.methods.typed_lines import RATE_NAMES, renamed, without_comment

TYPED = "typed"
#: What a schedule's own numbers end in where they stand beside those of a method.
OPEN = "_sched"
#: What is typed may be this long, and be laid out for so many steps.
LONGEST, LONGEST_RUN = 200, 1_000_000

_RATE = re.compile(r"(?<![A-Za-z_])eta(?![A-Za-z0-9_])", re.IGNORECASE)
_OVER = re.compile(r"(?<![A-Za-z_])n(?![A-Za-z0-9_])", re.IGNORECASE)
#: What a share of zero leaves to read.
_NOTHING = re.compile(r"(?<![\d.])0 \+ |\(1 - 0\)\*")
#: The step size of step k in front of what is typed.
_HEADING = re.compile(r"^\s*\\?(?:η|eta|lr|learning_rate)(?:_\{?k\}?)?\s*(?::=|=(?!=)|<-|←)")
_LATEX = {"eta": r"\eta", "gamma": r"\gamma"}


@dataclass(frozen=True)
class ScheduleKind:
    """A family of schedules.

    Attributes:
        key: its name in the API and in links.
        name, summary: what people read (English; translated by the page).
        text: the right side in `eta` (the chosen step size), `k` (the step, from 1), `n` (the steps it is laid out
            for) and the symbols of its parameters.
        parameters: the numbers that can be set.
        torch_name: the class of torch.optim.lr_scheduler that does the same, if there is one.
        watching: equations before that of the step size, which may use the loss `Q` where the gradient is taken.
        memory: what is remembered between steps, with its value before the first.
    """

    key: str
    name: str
    summary: str
    text: str
    parameters: tuple[Hyperparameter, ...] = ()
    torch_name: str = ""
    watching: str = ""
    memory: Mapping[str, float] = field(default_factory=dict, hash=False)

    @property
    def finite(self) -> bool:
        """Whether it depends on how many steps it is laid out for."""
        return bool(_OVER.search(self.text))


def _parameter(
    key: str, symbol: str, label: str, default: float, bounds: tuple[float, float], help: str, whole: bool = False
) -> Hyperparameter:
    low, high = bounds
    return Hyperparameter(key, symbol, label, default, low, high, bounds, "whole" if whole else "linear", help)


FLOOR = _parameter(
    "final_share", "r", N_("Share left at the end"), 0.0, (0.0, 1.0), N_("What is left of the step size in the end.")
)
#: Every kind there is; another one is another row.
KINDS = {
    kind.key: kind
    for kind in (
        ScheduleKind("constant", N_("Constant"), N_("Every step has the same size."), "eta"),
        ScheduleKind(
            "inverse",
            N_("One over the step number"),
            N_("Steps shrink so slowly that together they still reach any distance, and so fast that noise dies out."),
            "eta/k",
        ),
        ScheduleKind(
            "power",
            N_("Power of s0/(s0 + k)"),
            N_("About constant for the first s0 steps, then falling like a power of the step number."),
            "eta*(s_0/(s_0 + k))^p",
            (
                _parameter("s0", "s_0", N_("Steps before it falls"), 50, (1, 1000), N_("The larger, the later."), True),
                _parameter("power", "p", N_("Power"), 0.5, (0.0, 2.0), N_("0 is constant, 1 falls like 1/k.")),
            ),
        ),
        ScheduleKind(
            "exponential",
            N_("Exponential"),
            N_("Every step is the same share of the one before."),
            "eta*gamma^(k - 1)",
            (_parameter("factor", "gamma", N_("Factor per step"), 0.99, (0.8, 1.0), N_("1 is constant.")),),
            "ExponentialLR",
        ),
        ScheduleKind(
            "step",
            N_("In stairs"),
            N_("Constant for some steps, then a share of it, and so on."),
            "eta*gamma^floor((k - 1)/s)",
            (
                _parameter("every", "s", N_("Steps per stair"), 100, (1, 1000), N_("How long each stair is."), True),
                _parameter("factor", "gamma", N_("Factor per stair"), 0.5, (0.01, 1.0), N_("1 is constant.")),
            ),
            "StepLR",
        ),
        ScheduleKind(
            "linear",
            N_("Linear"),
            N_("Falls along a straight line to its share at the end and stays there."),
            "eta*(1 - (1 - r)*min(k - 1, n)/n)",
            (FLOOR,),
            "LinearLR",
        ),
        ScheduleKind(
            "cosine",
            N_("Cosine"),
            N_("Slow at both ends, fast in the middle: half a cosine wave."),
            "eta*(r + (1 - r)*(1 + cos(pi*min(k - 1, n)/n))/2)",
            (FLOOR,),
            "CosineAnnealingLR",
        ),
        ScheduleKind(
            "cyclic",
            N_("Up and down in cycles"),
            N_("From its share at the bottom straight up to full size and down again, over and over."),
            "eta*(r + (1 - r)*(1 - abs((k - 1)/s - 2*floor((k - 1)/(2*s)) - 1)))",
            (
                _parameter("half", "s", N_("Steps up, and down"), 25, (1, 1000), N_("Half of a cycle."), True),
                _parameter("low_share", "r", N_("Share at the bottom"), 0.25, (0.0, 1.0), N_("1 is constant.")),
            ),
            "CyclicLR",
        ),
        ScheduleKind(
            "warmup_cosine",
            N_("Warm-up, then cosine"),
            N_("Grows from nothing for the first steps, while averages are young, then falls like a cosine."),
            "eta*min(k/s, r + (1 - r)*(1 + cos(pi*min(max(k - s, 0)/max(n - s, 1), 1)))/2)",
            (_parameter("warmup", "s", N_("Steps of warm-up"), 30, (1, 1000), N_("Until full size."), True), FLOOR),
        ),
        # The class of PyTorch with threshold=0, threshold_mode="abs", eps=0, told the loss before every step.
        ScheduleKind(
            "plateau",
            N_("Cut on a plateau"),
            N_("Stays until the loss has set no new low for some steps, then is cut to a share, and so on."),
            "eta*kept",
            (
                _parameter(
                    "patience", "p", N_("Patience"), 10, (0, 1000), N_("So many steps without a new low pass."), True
                ),
                _parameter("factor", "gamma", N_("Factor per cut"), 0.5, (0.01, 1.0), N_("1 is constant.")),
            ),
            "ReduceLROnPlateau",
            watching="waited = Piecewise((waited, k == 1), (0, Q < Q_min), (waited + 1, True))\n"
            "Q_min = Piecewise((Q, waited == 0), (Q_min, True))\n"
            "kept = Piecewise((gamma*kept, waited > p), (kept, True))\n"
            "waited = Piecewise((0, waited > p), (waited, True))",
            memory={"waited": 0.0, "Q_min": 0.0, "kept": 1.0},
        ),
    )
}


@dataclass(frozen=True, repr=False)
class Schedule:
    """A kind with its numbers, or a typed formula.

    Attributes:
        kind: a key of `KINDS`, or `TYPED`.
        values: the numbers by key.
        over: how many steps it is laid out for.
        formula: the right side that was typed.
    """

    kind: str
    values: Mapping[str, float] = field(default_factory=dict)
    over: int = 300
    formula: str = ""

    def __hash__(self) -> int:
        return hash((self.kind, frozenset(self.values.items()), self.over, self.formula))

    def __repr__(self) -> str:
        return f"{self.kind}({self.text() or 'eta'})"

    @property
    def constant(self) -> bool:
        """Whether it changes nothing."""
        return self.kind == "constant"

    def text(self, symbol: str = "eta") -> str:
        """The right side with all numbers set, in `k` and the step size's `symbol`; empty if it changes nothing."""
        if self.constant:
            return ""
        text = self.formula if self.kind == TYPED else self._with_numbers(KINDS[self.kind].text)
        text = _OVER.sub(str(self.over), text)
        return _RATE.sub(symbol, _NOTHING.sub("", text))

    def open_text(self, symbol: str = "eta") -> str:
        """The right side with names for its numbers, see `numbers`; empty if it changes nothing."""
        if self.constant:
            return ""
        text = self.formula if self.kind == TYPED else self._with_names(KINDS[self.kind].text)
        return _RATE.sub(symbol, _OVER.sub(f"n{OPEN}", text))

    @property
    def open_watching(self) -> str:
        """The equations before that of the step size, with names for their numbers."""
        return "" if self.kind == TYPED else self._with_names(KINDS[self.kind].watching)

    @property
    def numbers(self) -> dict[str, float]:
        """The numbers behind the names of `open_text` and `open_watching`, that of the steps among them."""
        own = {f"{p.symbol}{OPEN}": float(self.values[p.key]) for p in self.parameters}
        return {} if self.constant else {**own, f"n{OPEN}": float(self.over)}

    def source(self) -> str:
        """JavaScript for the size of a step: the body of a function of `eta`, `k` and the `numbers`.

        Of a schedule without memory.
        """
        parsed = parse(self.open_text() or "eta", Vocabulary({name: name for name in ("eta", "k", *self.numbers)}))
        (root,) = rebuild(parsed.graph, [parsed.root], {})
        return javascript_body((root,), ("eta", "k", *self.numbers))

    @property
    def watching(self) -> str:
        """The equations before that of the step size, with all numbers set; empty for most."""
        return "" if self.kind == TYPED else self._with_numbers(KINDS[self.kind].watching)

    @property
    def memory(self) -> Mapping[str, float]:
        """What those equations remember between steps, with the value before the first."""
        return {} if self.kind == TYPED else KINDS[self.kind].memory

    def _with_numbers(self, text: str) -> str:
        for parameter in self.parameters:
            text = re.sub(rf"\b{parameter.symbol}\b", _exact(f"{self.values[parameter.key]:.17g}"), text)
        return text

    def _with_names(self, text: str) -> str:
        for parameter in self.parameters:
            text = re.sub(rf"\b{parameter.symbol}\b", f"{parameter.symbol}{OPEN}", text)
        return text

    def rate(self, eta: float, k: int) -> float:
        """The step size of step `k`, of a schedule without memory."""
        (value,) = _kernel(self.text() or "eta")(eta, k)
        return float(value)

    def rates(self, eta: float, steps: int, losses: Sequence[float] | None = None) -> NDArray[np.float64]:
        """(steps,): the step sizes of the steps 1 to `steps`; inf or NaN where the formula has no value.

        Args:
            eta: the step size that was chosen.
            steps: how many.
            losses: (steps,), what was met where each step took its gradient, downhill being less; for a schedule
                that watches it.

        Raises:
            ValueError: `losses` are missing.
        """
        if self.memory:
            return self._watched_rates(eta, steps, losses)
        with np.errstate(all="ignore"):
            (values,) = _kernel(self.text() or "eta", array=True)(eta, np.arange(1.0, steps + 1.0))
        return np.broadcast_to(np.asarray(values, dtype=np.float64), (steps,)).copy()

    def _watched_rates(self, eta: float, steps: int, losses: Sequence[float] | None) -> NDArray[np.float64]:
        if losses is None or len(losses) != steps:
            raise ValueError(f"the schedule {self.kind} watches the losses: {steps} are needed, one for each step")
        kernel = compile_update(f"{self.watching}\nw = {self.text()}", tuple(self.memory), ("eta",), 1, "scalar")
        state, rates = list(self.memory.values()), np.empty(steps)
        for k, loss in enumerate(losses, 1):
            rates[k - 1], *state = kernel(k, 0.0, 0.0, *state, eta, float(loss))
        return rates

    def latex(self, symbol: str = r"\eta", target: str = r"\eta_k") -> str:
        """The equation in symbols; `symbol` and `target` are LaTeX for the size that was set and for step k's."""
        symbols = ("eta", "k", "n", *(p.symbol for p in self.parameters), *self.memory)
        text = self.formula if self.kind == TYPED else KINDS[self.kind].text
        latex = {**_LATEX, "eta": symbol, **{name: f"{LATEX[name]}_k" for name in self.memory}}
        vocabulary = Vocabulary({name: name for name in symbols}, latex=latex, split_words=False)
        return f"{target} = {tree_latex(parse(text, vocabulary).tree, vocabulary)}"

    @property
    def parameters(self) -> tuple[Hyperparameter, ...]:
        """The numbers that can be set."""
        return () if self.kind == TYPED else KINDS[self.kind].parameters


def _exact(number: str) -> str:
    """The shortest text of the same float, in brackets where a sign or an exponent would be misread."""
    shortest = repr(float(number)).removesuffix(".0")
    return f"({shortest})" if "e" in shortest or "-" in shortest else shortest


@lru_cache(maxsize=256)
def _kernel(text: str, array: bool = False) -> Kernel:
    parsed = parse(text, _VOCABULARY)
    (root,) = rebuild(parsed.graph, [parsed.root], {})
    return compile_kernel((root,), ("eta", "k"), "array" if array else "scalar")


_VOCABULARY = Vocabulary({name: name for name in ("eta", "k", "n")}, latex=_LATEX, split_words=False)
#: The same with what the step size is called elsewhere.
_SPELLINGS = dict.fromkeys(RATE_NAMES, "eta")
_AS_TYPED = Vocabulary({"eta": "eta", "k": "k", "n": "n", **_SPELLINGS}, latex=_LATEX, split_words=False)


def schedule(kind: str, *, over: int = 300, **values: float) -> Schedule:
    """A schedule of one of the `KINDS`.

    Args:
        kind: its key, e.g. ``"cosine"``.
        over: how many steps it is laid out for, at least 1.
        **values: its numbers by name; what is left out takes its default.

    Raises:
        ValueError: unknown kind or name, or a value out of its range.
    """
    if kind not in KINDS:
        raise unknown_name("schedule", kind, KINDS)
    _check_over(over)
    known = {p.key: p for p in KINDS[kind].parameters}
    for name in values:
        if name not in known:
            raise unknown_name(f"parameter of the schedule {kind}", name, known)
    return Schedule(kind, {key: p.check(values.get(key, p.default)) for key, p in known.items()}, over)


def typed_schedule(text: str, *, over: int = 300) -> Schedule:
    """A schedule typed as a formula in `k`, `eta` and `n`, e.g. ``0.1/(1+0.01*k)``.

    `eta` may be written η or lr, ``eta_k =`` may stand in front, and a comment after a ``#``.

    Raises:
        ExpressionError: the text is no such formula; carries message, position and hint.
        ValueError: `over` is no number of steps.
    """
    _check_over(over)
    if len(text) > LONGEST:
        raise error(N_("The formula is longer than {limit} characters."), LONGEST, limit=LONGEST)
    bare = _HEADING.sub(lambda found: " " * len(found.group()), "\n".join(map(without_comment, text.split("\n"))))
    parse(bare, _AS_TYPED)
    line = " ".join(renamed(bare, _SPELLINGS).split())
    if len(line) > LONGEST:
        raise error(N_("The formula is longer than {limit} characters."), len(text), limit=LONGEST)
    # What will run, with a number of steps as long as any.
    longest = _OVER.sub(str(max(over, LONGEST_RUN)), line)
    try:
        parse_assignments(f"eta_k = {line}", _VOCABULARY)
        parse_assignments(f"eta_k = {longest}", _VOCABULARY)
    except ExpressionError as refusal:
        position = min(max(0, refusal.position - len("eta_k = ")), len(text))
        raise ExpressionError(refusal.message_parts, position, refusal.hint_parts) from None
    return Schedule(TYPED, {}, over, line)


def _check_over(over: int) -> None:
    if isinstance(over, bool) or not isinstance(over, (int, np.integer)) or over < 1:
        raise ValueError(f"over must be a whole number of steps from 1 on, not {over!r:.40}")
