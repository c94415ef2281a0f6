"""Methods that are typed: one assignment a line, in the same language and with the same names as the catalogue's.

``w``, ``g``, ``k``, ``g_norm`` and ``Q`` are the weight, its gradient, the step number, the gradient's length and the
loss where the gradient is taken. What is read before it is assigned is remembered from step to step; a line that gives
it a plain number says with what it begins, otherwise with 0. A name that only ever gets a plain number, or that no line
assigns, is a hyperparameter. A line ``at = ...`` says where the gradient is taken, as in Nesterov's method.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache

from optim_core.base.text import N_
from optim_core.expression import Assignment, Vocabulary, compile_kernel, parse_assignments, topological
from optim_core.expression.base.errors import error
from optim_core.expression.graph.functions import CONSTANTS, SPELLINGS
from optim_core.methods.definition import LEARNING_RATE, Method, RateUnit
from optim_core.methods.hyperparameters import Hyperparameter, decay, epsilon, learning_rate
from optim_core.methods.rule import GIVEN, LATEX, NORM, VALUE, Rule, compile_update, symbols_of, uses_value

KEY = "own"
EXAMPLE = "m = 0.9*m + 0.1*g\nw = w - eta*m"

MAX_CHARACTERS = 2000
#: Operations of one coordinate's update; a run makes thousands of steps.
MAX_OPERATIONS = 300
MAX_HYPERPARAMETERS = 8

_AT = "at"
_NAME = re.compile(r"\\?[^\W\d]\w*")
_GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "η": "eta", "λ": "lambda", "μ": "mu",
    "ν": "nu", "ρ": "rho", "σ": "sigma", "τ": "tau",
}  # fmt: skip
_OTHER = {"lr": "eta", "learning_rate": "eta", "eps": "epsilon"}
_LANGUAGE = {"if", "otherwise", "true", "false", "and", "or", "pi", "e", "piecewise", *SPELLINGS, *CONSTANTS}
_FRACTIONS = re.compile(r"(alpha|beta|gamma|rho|mu)_?\d*")


@dataclass(frozen=True)
class _Reading:
    """What the lines are for: equations, first values of what is remembered, hyperparameters with their values."""

    updates: tuple[Assignment, ...]
    gradient_at: Assignment | None
    state: Mapping[str, float]
    numbers: Mapping[str, float | None]


@lru_cache(maxsize=128)
def typed_method(text: str) -> Method:
    """The method that these lines describe.

    Raises:
        ExpressionError: a line that is no assignment, a name that cannot be, or no line for the new ``w``; its
            position is an offset in `text` as typed (see `line_of`).
    """
    if len(text) > MAX_CHARACTERS:
        raise error(N_("The text is longer than {limit} characters."), MAX_CHARACTERS, limit=MAX_CHARACTERS)
    names = dict(_names(text))
    spelled = {name: name for name in {*names.values(), *GIVEN}} | names
    program = parse_assignments(text, Vocabulary(symbols=spelled, latex=LATEX))
    reading = _read(text, program, tuple(dict.fromkeys(names.values())))
    _check(text, reading)
    canonical = [_canonical(line, names) for line in text.split("\n")]
    rule = Rule(
        updates="\n".join(canonical[line.line - 1] for line in reading.updates),
        state=reading.state,
        gradient_at=_right(canonical[reading.gradient_at.line - 1]) if reading.gradient_at else "w",
    )
    parameters = tuple(_hyperparameter(name, number) for name, number in reading.numbers.items())
    unit: RateUnit = "none"
    if reading.numbers.get("eta", 0) is None:
        unit = _rate_unit(rule, {p.symbol: p.default for p in parameters}, uses_value(reading.updates))
    return Method(
        key=KEY,
        name=N_("Your own"),
        summary=N_("The equations you typed."),
        source=N_("Typed equations"),
        parameters=parameters,
        lecture=rule,
        pytorch=rule,
        rate_unit=unit,
        rated=LEARNING_RATE if "eta" in reading.numbers else None,
    )


def line_of(text: str, position: int) -> int:
    """The line, from 1, that an offset in the text lies on."""
    return text.count("\n", 0, position) + 1


def _names(text: str) -> Iterator[tuple[str, str]]:
    """Spellings that are names of this text, with the name each stands for."""
    for match in _NAME.finditer(text):
        spelling = match.group().removeprefix("\\")
        if spelling.lower() in _LANGUAGE or len(spelling) > 30:
            continue
        called = text[match.end() :].lstrip(" ").startswith("(")
        if called and len(spelling) > 2 and get_close_matches(spelling.lower(), SPELLINGS, n=1, cutoff=0.7):
            continue
        name = _GREEK.get(spelling[0], spelling[0]) + spelling[1:]
        if name.isascii():
            yield spelling, _OTHER.get(name, name)


def _canonical(line: str, names: Mapping[str, str]) -> str:
    return _NAME.sub(lambda m: names.get(m.group().removeprefix("\\"), m.group()), line)


def _right(line: str) -> str:
    return line.partition("=")[2].strip()


def _read(text: str, program: Sequence[Assignment], names: tuple[str, ...]) -> _Reading:
    plain = {line: _plain_number(line) for line in program}
    computed = {line.target for line in program if plain[line] is None}
    state: dict[str, float] = {}
    numbers: dict[str, float | None] = {}
    updates: list[Assignment] = []
    gradient_at, assigned = None, set(GIVEN)
    for line in program:
        number = plain[line]
        _check_target(text, line, number)
        if line.target == _AT:
            gradient_at = line
        elif number is None:
            updates.append(line)
        elif line.target in computed and line.target not in assigned:
            state[line.target] = number
        elif line.target in computed:
            updates.append(line)
        else:
            numbers[line.target] = number
        if number is None and line.target != _AT:
            state |= {name: 0.0 for name in _read_early(line, computed, assigned) if name not in state}
            assigned.add(line.target)
    if gradient_at:
        state |= {name: 0.0 for name in symbols_of(gradient_at) if name in computed - {"w", "g", *state}}
    free = [name for name in names if name not in {*GIVEN, _AT, *computed, *numbers}]
    return _Reading(tuple(updates), gradient_at, state, {**dict.fromkeys(free), **numbers})


def _read_early(line: Assignment, computed: set[str], assigned: set[str]) -> list[str]:
    used = symbols_of(line)
    return sorted(name for name in used if name in computed and name not in assigned)


def _plain_number(line: Assignment) -> float | None:
    if symbols_of(line):
        return None
    (value,) = compile_kernel((line.root,), (), "scalar")()
    return float(value)


def _check_target(text: str, line: Assignment, number: float | None) -> None:
    if line.target in ("k", NORM, VALUE):
        raise error(N_("'{name}' is given and cannot be changed."), _start(text, line), name=line.target)
    if line.target == _AT and "g" in symbols_of(line):
        message = N_("Where the gradient is taken cannot depend on the gradient.")
        raise error(message, _start(text, line), N_("For example at = w + beta*v."))
    if line.target == _AT and uses_value([line]):
        raise error(N_("Where the gradient is taken cannot depend on the loss there."), _start(text, line))
    if number is not None and not abs(number) <= 1e6:
        raise error(N_("A number between -1e6 and 1e6 is needed here."), _start(text, line))


def _start(text: str, line: Assignment) -> int:
    """Offset of the first character of a line."""
    return sum(len(before) + 1 for before in text.split("\n")[: line.line - 1])


def _check(text: str, reading: _Reading) -> None:
    if not any(line.target == "w" for line in reading.updates):
        raise error(N_("No line gives the new w."), len(text), N_("For example w = w - eta*g."))
    if len(reading.numbers) > MAX_HYPERPARAMETERS:
        message = N_("More than {limit} hyperparameters: {names}.")
        names = ", ".join(reading.numbers)
        raise error(message, 0, limit=MAX_HYPERPARAMETERS, names=names[:80])
    roots = [line.root for line in reading.updates]
    if len(topological(roots)) > MAX_OPERATIONS:
        raise error(N_("These lines take more than {limit} operations a step."), 0, limit=MAX_OPERATIONS)


def _hyperparameter(name: str, number: float | None) -> Hyperparameter:
    """A number that gets a slider; what its name usually means decides where that begins and ends."""
    if name == "eta":
        return learning_rate(0.05 if number is None else min(max(number, 0.0), 1000.0))
    if name == "epsilon" and (number is None or 0 <= number <= 1):
        return epsilon(1e-8 if number is None else number)
    if _FRACTIONS.fullmatch(name) and (number is None or 0 <= number < 1):
        return decay(name, name, 0.9 if number is None else number, name)
    value = (0.01 if name == "lambda" else 1.0) if number is None else number
    reach = max(1.0, 2.0 ** (abs(value) * 2).__ceil__().bit_length()) if value else 1.0
    low = -reach if value < 0 else 0.0
    return Hyperparameter(
        name, name, name, value, -1e6, 1e6, (low, reach), "linear", N_("A number of the typed equations.")
    )


def _rate_unit(rule: Rule, numbers: Mapping[str, float], with_value: bool) -> RateUnit:
    """Whether a step grows with the gradient: five steps along a constant gradient and along ten times that."""
    update = compile_update(rule.updates, tuple(rule.state), tuple(numbers), 1, "scalar")
    first = [numbers[value] if isinstance(value, str) else value for value in rule.state.values()]
    ways = []
    for slope in (0.1, 1.0):
        w, memory = 0.0, first
        for k in range(1, 6):
            value = (slope * w,) if with_value else ()
            w, *memory = update(k, w, slope, *memory, *numbers.values(), *value)
        ways.append(abs(w))
    return "gradient" if ways[1] > 3.0 * ways[0] else "distance"
