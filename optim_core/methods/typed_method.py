"""Methods that are typed: one assignment a line, in the same language and with the same names as the catalogue's.

``w``, ``g``, ``k``, ``g_norm`` and ``Q`` are the weight, its gradient, the step number, the gradient's length and the
loss where the gradient is taken. What is read before it is assigned is remembered from step to step; a line that gives
it a plain number, or ``w``, says with what it begins, otherwise with 0. A name that only ever gets a plain number, or
that no line assigns, is a hyperparameter. A line ``at = ...`` says where the gradient is taken, as in Nesterov's
method; other lines may use that place. ``dw``, ``grad`` and the like are the gradient unless a line assigns them.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache

from optim_core.base.text import N_, Message
from optim_core.expression import (
    Assignment,
    ExpressionError,
    Vocabulary,
    compile_kernel,
    parse_assignments,
    topological,
)
from optim_core.expression.base.errors import error
from optim_core.expression.base.limits import MAX_LINES
from optim_core.expression.graph.functions import CONSTANTS, SPELLINGS
from optim_core.methods.definition import LEARNING_RATE, Method, RateUnit
from optim_core.methods.hyperparameters import Hyperparameter, decay, epsilon, learning_rate
from optim_core.methods.rule import (
    GIVEN,
    LATEX,
    NORM,
    VALUE,
    WEIGHT,
    Pace,
    Rule,
    assignments,
    compile_update,
    equations,
    names_of,
    symbols_of,
    uses_value,
)
from optim_core.methods.schedules import KINDS
from optim_core.methods.typed_lines import GREEK, NAME, RATE_NAMES, Typed, read_lines, renamed

KEY = "own"
EXAMPLE = "m = 0.9*m + 0.1*g\nw = w - eta*m"

MAX_CHARACTERS = 2000
#: Operations of one coordinate's update; a run makes thousands of steps.
MAX_OPERATIONS = 300
MAX_HYPERPARAMETERS = 8

_AT = "at"
_A_NAME = re.compile(r"[A-Za-z][A-Za-z0-9]*(_[A-Za-z0-9]+)*")
_OTHER = {**dict.fromkeys(RATE_NAMES, "eta"), "eps": "epsilon"}
#: What the gradient is called elsewhere; a line that assigns one of these has a name of its own.
_GRADIENT = ("dw", "dW", "dx", "dtheta", "grad", "gradient", "gradients", "nabla", "g_k", "g_t")
_LANGUAGE = {"if", "otherwise", "true", "false", "and", "or", "pi", "e", "piecewise", *SPELLINGS, *CONSTANTS}
_FRACTIONS = re.compile(r"(alpha|beta|gamma|rho|mu)_?\d*")
#: What a schedule may remember beside what a method does.
_OF_SCHEDULES = frozenset(name for kind in KINDS.values() for name in kind.memory)
#: Lines that a run may put before those that were typed: a schedule's, and two for climbing.
_BEFORE = 3 + max(len(kind.watching.splitlines()) for kind in KINDS.values())
#: A weight to try the first step from, and how near to it counts as not moved.
_TRIED, _STILL = 0.7, 1e-12

STARTS_AT_W = N_("{name} begins at w: its first line says so.")
IS_GRADIENT = N_("{name} is read as g, the gradient.")
NO_GRADIENT = N_("No line uses the gradient g: the method does not know the loss it descends.")
FROM_ZERO = N_(
    "{name} begins at 0, so the first step depends on how far w is from 0. If it shall begin at the start, write "
    "{name} = w as the first line."
)
NOT_FINITE = N_("{name} begins at 0, and the first step is not finite. A first line such as {name} = 1 says otherwise.")
STANDS_STILL = N_(
    "{name} begins at 0, so the first step leaves w where it is. A first line such as {name} = 1 says otherwise."
)


@dataclass(frozen=True)
class _Reading:
    """What the lines are for: equations, first values of what is remembered, hyperparameters with their values."""

    updates: tuple[Assignment, ...]
    gradient_at: Assignment | None
    state: Mapping[str, float | str]
    numbers: Mapping[str, float | None]
    implicit: tuple[str, ...]


def typed_method(text: str) -> Method:
    """The method that these lines describe.

    Raises:
        ExpressionError: a line that is no assignment, a name that cannot be, or no line for the new ``w``; its
            position is an offset in `text` as typed (see `line_of`).
    """
    return _understood(text)[0]


def notices(text: str) -> tuple[Message, ...]:
    """What whoever typed these lines should know about how they are read; errors as of `typed_method`."""
    return _understood(text)[1]


@lru_cache(maxsize=128)
def _understood(text: str) -> tuple[Method, tuple[Message, ...]]:
    if len(text) > MAX_CHARACTERS:
        raise error(N_("The text is longer than {limit} characters."), MAX_CHARACTERS, limit=MAX_CHARACTERS)
    typed = read_lines(text)
    try:
        return _of_lines(typed)
    except ExpressionError as refusal:
        place = typed.position(refusal.position)
        raise ExpressionError(refusal.message_parts, place, refusal.hint_parts) from None


def _of_lines(typed: Typed) -> tuple[Method, tuple[Message, ...]]:
    text = typed.plain
    names = dict(_names(text))
    spelled = {name: name for name in {*names.values(), *GIVEN}} | names
    program = parse_assignments(text, Vocabulary(symbols=spelled, latex=LATEX))
    reading = _read(text, program, tuple(dict.fromkeys(names.values())))
    _check(text, reading)
    canonical = [renamed(line, names) for line in text.split("\n")]
    updates = [canonical[line.line - 1].strip() for line in reading.updates]
    if reading.gradient_at and any(_AT in symbols_of(line) for line in reading.updates):
        # The place is worked out once more, for the lines that use it.
        updates.insert(0, canonical[reading.gradient_at.line - 1].strip())
    rule = Rule(
        updates="\n".join(updates),
        state=reading.state,
        gradient_at=_right(canonical[reading.gradient_at.line - 1]) if reading.gradient_at else "w",
    )
    parameters = tuple(_hyperparameter(name, number) for name, number in reading.numbers.items())
    _check_what_runs(text, rule, reading, tuple(p.symbol for p in parameters))
    defaults = {p.symbol: p.default for p in parameters}
    unit: RateUnit = "none"
    if reading.numbers.get("eta", 0) is None:
        unit = _rate_unit(rule, defaults, uses_value(reading.updates))
    method = Method(
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
    return method, tuple(_notices(rule, reading, names, defaults))


def line_of(text: str, position: int) -> int:
    """The line, from 1, that an offset in the text lies on."""
    return text.count("\n", 0, position) + 1


def _names(text: str) -> Iterator[tuple[str, str]]:
    """Spellings that are names of this text, with the name each stands for."""
    assigned = {line.partition("=")[0].strip() for line in text.split("\n") if "=" in line}
    for match in NAME.finditer(text):
        spelling = match.group().removeprefix("\\")
        if spelling.lower() in _LANGUAGE or len(spelling) > 30:
            continue
        called = text[match.end() :].lstrip(" ").startswith("(")
        if called and len(spelling) > 2 and get_close_matches(spelling.lower(), SPELLINGS, n=1, cutoff=0.7):
            continue
        name = GREEK.get(spelling[0], spelling[0]) + spelling[1:]
        name = _OTHER.get(spelling, _OTHER.get(name, name))
        if name in _GRADIENT and spelling not in assigned:
            name = "g"
        if not name.isascii():
            continue
        if not _A_NAME.fullmatch(name) or name in _OF_SCHEDULES:
            raise error(N_("'{name}' cannot be a name."), match.start(), name=spelling)
        yield spelling, name


def _right(line: str) -> str:
    return line.partition("=")[2].strip()


def _read(text: str, program: Sequence[Assignment], names: tuple[str, ...]) -> _Reading:
    plain = {line: _plain_number(line) for line in program}
    begins = set(_beginning_at_w(program, plain))
    computed = {line.target for line in program if plain[line] is None and line not in begins}
    state: dict[str, float | str] = {line.target: WEIGHT for line in begins}
    implicit: dict[str, None] = {}
    numbers: dict[str, float | None] = {}
    updates: list[Assignment] = []
    gradient_at, assigned = None, set(GIVEN)
    for line in program:
        number = plain[line]
        _check_target(text, line, number)
        if line in begins:
            continue
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
            implicit |= {name: None for name in _read_early(line, computed, assigned) if name not in state}
            assigned.add(line.target)
    if gradient_at:
        implicit |= {name: None for name in sorted(symbols_of(gradient_at)) if name in computed - {"w", "g", *state}}
    state |= dict.fromkeys(implicit, 0.0)
    free = [name for name in names if name not in {*GIVEN, _AT, *computed, *numbers}]
    return _Reading(tuple(updates), gradient_at, state, {**dict.fromkeys(free), **numbers}, tuple(implicit))


def _beginning_at_w(program: Sequence[Assignment], plain: Mapping[Assignment, float | None]) -> Iterator[Assignment]:
    """Lines ``old = w`` ahead of every other, for a name that a later line gives its value for the next step."""
    for place, line in enumerate(program):
        if line.root.value != WEIGHT or line.target in GIVEN or line.target == _AT:
            if plain[line] is None:
                return
            continue
        if any(later.target == line.target for later in program[place + 1 :]):
            yield line


def _read_early(line: Assignment, computed: set[str], assigned: set[str]) -> list[str]:
    used = symbols_of(line)
    return sorted(name for name in used if name in computed and name not in assigned)


def _plain_number(line: Assignment) -> float | None:
    if symbols_of(line):
        return None
    (value,) = compile_kernel((line.root,), (), "scalar")()
    return float(value)


def _check_what_runs(text: str, rule: Rule, reading: _Reading, symbols: tuple[str, ...]) -> None:
    """Lines that a schedule or climbing put before the typed ones, and longer names, must find room, too."""
    if len(reading.updates) + 1 + _BEFORE > MAX_LINES:
        place = _start(text, reading.updates[MAX_LINES - _BEFORE - 1])
        raise error(N_("More than {limit} lines."), place, limit=MAX_LINES - _BEFORE - 1)
    for line, update in zip(reading.updates, rule.updates.split("\n")[-len(reading.updates) :], strict=True):
        paced = equations(Rule(update), {}, False, Pace("eta", "eta"))
        try:
            assignments(
                paced, (*names_of(rule.state, (*symbols, "eta")), *(line.target for line in reading.updates), _AT)
            )
        except ExpressionError as refusal:
            raise ExpressionError(refusal.message_parts, _start(text, line), refusal.hint_parts) from None


def _notices(
    rule: Rule, reading: _Reading, names: Mapping[str, str], numbers: Mapping[str, float]
) -> Iterator[Message]:
    """How the lines are read where one could expect something else."""
    for spelling, name in names.items():
        if name == "g" and spelling != "g":
            yield Message(IS_GRADIENT, {"name": spelling})
    for name, first in reading.state.items():
        if first == WEIGHT:
            yield Message(STARTS_AT_W, {"name": name})
    if not any(symbols_of(line) & {"g", NORM} for line in reading.updates):
        yield Message(NO_GRADIENT)
    for name in reading.implicit:
        template = _first_step_needs(rule, name, numbers, uses_value(reading.updates))
        if template:
            yield Message(template, {"name": name})


def _first_step_needs(rule: Rule, name: str, numbers: Mapping[str, float], with_value: bool) -> str | None:
    """What is odd about the first step because `name` begins at 0; None for most."""
    update = compile_update(rule.updates, tuple(rule.state), tuple(numbers), 1, "scalar")

    def moved(gradient: float, first: float | str) -> float:
        """How far the first step goes if `name` begins at `first`."""
        begin = {**rule.state, name: first}
        memory = [_TRIED if value == WEIGHT else value for value in begin.values()]
        value = (1.0,) if with_value else ()
        return float(update(1, _TRIED, gradient, *memory, *numbers.values(), *value)[0]) - _TRIED

    if not math.isfinite(moved(1.0, 0.0)):
        return NOT_FINITE if math.isfinite(moved(1.0, 1.0)) else None
    if abs(moved(0.0, 0.0)) > _STILL and abs(moved(0.0, WEIGHT)) <= _STILL:
        return FROM_ZERO
    if abs(moved(1.0, 0.0)) <= _STILL and abs(moved(1.0, 1.0)) > _STILL:
        return STANDS_STILL
    return None


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
    place = next((line for line in reading.updates if _AT in symbols_of(line)), None)
    if place and not reading.gradient_at:
        raise error(N_("No line says what at is."), _start(text, place), N_("For example at = w + beta*v."))
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
    first = [0.0 if value == WEIGHT else value for value in rule.state.values()]
    ways = []
    for slope in (0.1, 1.0):
        w, memory = 0.0, first
        for k in range(1, 6):
            value = (slope * w,) if with_value else ()
            w, *memory = update(k, w, slope, *memory, *numbers.values(), *value)
        ways.append(abs(w))
    return "gradient" if ways[1] > 3.0 * ways[0] else "distance"
