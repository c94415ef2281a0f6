"""The Playground's state as a link and back.

A link carries only what differs from the default view. Reading one never fails: whatever makes no sense is
left at its default, with a note that says so. Notes name the setting, never the text from the link, which may be
anything.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from optim_core.base.text import N_, Message
from optim_core.expression import ExpressionError
from optim_core.expression.base.limits import MAX_LETTERS
from optim_core.paths.curves import CURVES
from optim_core.paths.stops import STOP_RULES, check_stops
from pages.playground.start_choice import COUNTS, LAST_SEED, MAX_EPSILON, START_KINDS, StartChoice
from pages.playground.state import MAX_METHODS, MAX_STEPS, TYPED, PlaygroundState, is_surface
from surfaces import entries
from surfaces.base.bounds import valid_domain, valid_start
from surfaces.networks.slice import KEY as SLICE
from ui.links.methods import method_text
from ui.links.reader import LONGEST, LinkReader, Query
from ui.links.values import between, finite, number, one_of, speed, switched, whole
from ui.player.settings import FARTHEST, LOSS_AXES, MODELS, SIDES, VIEWS, X_AXES, PlayerSettings

#: What other pages use of this one: a state to fill, and its link.
__all__ = ["PlaygroundState", "from_query", "to_query"]

DEFAULT = PlaygroundState()
#: The network whose loss over two weights is the surface.
NET = "net"
#: The numbers of all letters; a key of its own for each could be that of another setting.
LETTERS = "letters"
#: Keys of links and the player's settings with the same values in them.
PLAYER = {"view": "view", "loss": "loss_axis", "curve": "curve", "x": "x_axis", "model": "model", "side": "side"}


def to_query(state: PlaygroundState) -> dict[str, list[str]]:
    """The query parameters of a link to `state`; empty for the default view."""
    query: dict[str, list[str]] = {}
    if state.surface == TYPED:
        query["f"] = [state.text]
    elif state.surface != DEFAULT.surface:
        query["surface"] = [state.surface]
    if state.surface == SLICE:
        query[NET] = [state.text]
    if state.surface == TYPED and state.parameters:
        query[LETTERS] = [",".join(_letter_text(state, name) for name in state.parameters)]
    elif state.surface != TYPED:
        query |= {f"p.{key}": [number(value)] for key, value in state.parameters.items()}
    if state.domain:
        query["domain"] = [",".join(number(b) for bounds in state.domain for b in bounds)]
    if state.start:
        query["start"] = [",".join(number(w) for w in state.start)]
    if state.begin != DEFAULT.begin:
        query["begin"] = [_begin_text(state.begin)]
    if state.stops:
        query["stop"] = [f"{key}={number(limit)}" for key, limit in state.stops.items()]
    if state.maximize:
        query["maximize"] = ["1"]
    if state.steps != DEFAULT.steps:
        query["steps"] = [str(state.steps)]
    if state.methods != DEFAULT.methods:
        query["m"] = [method_text(choice) for choice in state.methods] or ["none"]
    for key, name in PLAYER.items():
        value = getattr(state.player, name)
        if value != getattr(DEFAULT.player, name):
            query[key] = [value]
    if state.player.present:
        query["present"] = ["1"]
    if state.player.step is not None:
        query["step"] = [str(state.player.step)]
    if state.player.eye is not None:
        query["camera"] = [",".join(number(w) for w in state.player.eye)]
    if state.player.speed != DEFAULT.player.speed:
        query["speed"] = [number(state.player.speed)]
    return query


def from_query(query: Query) -> tuple[PlaygroundState, list[Message]]:
    """The state a link asks for, and a note for each thing in it that had to be left out."""
    reader = _Reader(query)
    state = reader.surface(DEFAULT)
    surface = state.landscape()
    state = replace(
        state,
        domain=reader.read("domain", N_("picture range"), lambda t: _domain(t, surface.dimension), None),
        start=reader.read("start", N_("start"), lambda t: _start(t, surface.dimension), None),
        begin=reader.read("begin", N_("start"), _begin, DEFAULT.begin),
        steps=reader.read("steps", N_("number of steps"), _steps, DEFAULT.steps),
        stops=reader.stops(),
        maximize=reader.read("maximize", N_("climbing"), switched, False),
        methods=reader.methods(DEFAULT.methods, MAX_METHODS),
        player=reader.player(),
    )
    reader.language()
    return state, reader.notes


class _Reader(LinkReader):
    """Reads what only the Playground's links have."""

    def surface(self, state: PlaygroundState) -> PlaygroundState:
        """The state with the link's formula or catalogue surface and its parameters."""
        if "f" in self.query:
            return self._letters(self.read("f", N_("formula"), lambda text: _typed(state, text), state))
        if LETTERS in self.query:
            self.note(N_("letters"))
        if self.query.get("surface", ("",))[-1] == SLICE:
            # Without a network that can be shown it is the usual surface.
            if NET not in self.query:
                self.note(N_("network"))
            return self.read(NET, N_("network"), lambda text: _sliced(state, text), state)
        key = self.read("surface", N_("surface"), _surface_key, state.surface)
        state = state.with_surface(key)
        for parameter in entries()[key].parameters:
            value = self.read(f"p.{parameter.key}", parameter.label, _parameter(parameter.check), None)
            if value is not None:
                state = replace(state, parameters={**state.parameters, parameter.key: value})
        return state

    def _letters(self, state: PlaygroundState) -> PlaygroundState:
        """The numbers of a typed formula's letters: ``a:2,b:3:-10:10``, the latter with the slider's range."""
        for text in ",".join(self.query.get(LETTERS, ())[-1:])[:LONGEST].split(",")[: MAX_LETTERS + 1]:
            try:
                state = _with_letter(state, text) if text else state
            except ValueError:
                self.note(N_("letters"))
        return state

    def player(self) -> PlayerSettings:
        """How the run is shown."""
        usual = DEFAULT.player
        return PlayerSettings(
            view=self.read("view", N_("view"), lambda t: one_of(t, VIEWS), usual.view),
            loss_axis=self.read("loss", N_("loss axis"), lambda t: one_of(t, LOSS_AXES), usual.loss_axis),
            curve=self.read("curve", N_("curve"), lambda t: one_of(t, CURVES), usual.curve),
            x_axis=self.read("x", N_("axis below the curves"), lambda t: one_of(t, X_AXES), usual.x_axis),
            model=self.read("model", N_("model at the point"), lambda t: one_of(t, MODELS), usual.model),
            side=self.read("side", N_("what is beside the landscape"), lambda t: one_of(t, SIDES), usual.side),
            present=self.read("present", N_("presentation"), switched, usual.present),
            speed=self.read("speed", N_("speed"), speed, usual.speed),
            step=self.read("step", N_("step"), lambda t: whole(t, 0, MAX_STEPS), usual.step),
            eye=self.read("camera", N_("camera"), _eye, usual.eye),
        )

    def stops(self) -> dict[str, float]:
        """The stopping rules that make sense."""
        limits: dict[str, float] = {}
        for text in self.query.get("stop", ())[: len(STOP_RULES) + 1]:
            key, _equals, limit = text.partition("=")
            try:
                limits |= check_stops({key: finite(limit)})
            except ValueError:
                self.note(N_("stopping rules"))
        return check_stops(limits)


def _letter_text(state: PlaygroundState, name: str) -> str:
    numbers = (state.parameters[name], *state.ranges.get(name, ()))
    return ":".join((name, *(number(value) for value in numbers)))


def _with_letter(state: PlaygroundState, text: str) -> PlaygroundState:
    name, value, *bounds = text.split(":")
    if state.surface != TYPED or len(bounds) not in (0, 2):
        raise ValueError
    low_and_high = (finite(bounds[0]), finite(bounds[1])) if bounds else None
    return state.with_letter(name, finite(value), low_and_high)


def _begin_text(begin: StartChoice) -> str:
    numbers = {"random": (begin.epsilon, begin.seed), "many": (begin.count, begin.seed)}
    return ",".join([begin.kind, *(number(value) for value in numbers.get(begin.kind, ()))])


def _begin(text: str) -> StartChoice:
    kind, *numbers = text.split(",")
    one_of(kind, START_KINDS)
    begin = StartChoice(kind)  # type: ignore[arg-type]
    if kind not in ("random", "many") or not numbers:
        return begin
    first, seed = numbers
    begin = replace(begin, seed=whole(seed, 0, LAST_SEED))
    if kind == "many":
        return replace(begin, count=int(one_of(first, [str(count) for count in COUNTS])))
    epsilon = finite(first)
    if not 0 < epsilon <= MAX_EPSILON:
        raise ValueError
    return replace(begin, epsilon=epsilon)


def _eye(text: str) -> tuple[float, float, float]:
    x, y, z = (between(part, -FARTHEST, FARTHEST) for part in text.split(","))
    return x, y, z


def _steps(text: str) -> int:
    return whole(text, 1, MAX_STEPS)


def _sliced(state: PlaygroundState, text: str) -> PlaygroundState:
    sliced = state.with_surface(SLICE, text)
    sliced.landscape()
    return sliced


def _surface_key(text: str) -> str:
    if not is_surface(text):
        raise ValueError
    return text


def _parameter(check: Callable[[float], float]) -> Callable[[str], float | None]:
    return lambda text: check(finite(text))


def _typed(state: PlaygroundState, text: str) -> PlaygroundState:
    typed = state.with_surface(TYPED, text)
    try:
        typed.landscape()
    except ExpressionError:
        raise ValueError from None
    return typed


def _domain(text: str, dimension: int) -> Any:
    numbers = [finite(part) for part in text.split(",")]
    domain = valid_domain(list(zip(numbers[::2], numbers[1::2], strict=True)), dimension)
    if domain is None:
        raise ValueError
    return domain


def _start(text: str, dimension: int) -> Any:
    start = valid_start([finite(part) for part in text.split(",")], dimension)
    if start is None:
        raise ValueError
    return start
