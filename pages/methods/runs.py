"""The runs that a method's page shows: against plain descent, and its two forms against each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from optim_core import Optimizer, Trajectory
from pages.methods.families import STEPS
from pages.methods.state import MethodsState
from pages.playground.links import PlaygroundState
from surfaces import Surface
from ui.language.i18n import _
from ui.methods.plain_descent import plain_descent
from ui.player import RunView
from ui.runs.choice import MethodChoice
from ui.runs.columns import CONVENTION_NAMES, two_forms
from ui.runs.computed import trajectory_of
from ui.runs.styles import styles_of
from ui.runs.views import run_view
from ui.work.bounded import within_bounds

Run = tuple[MethodChoice, Trajectory]


def choices(state: MethodsState) -> tuple[MethodChoice, MethodChoice]:
    """Plain descent and the method; plain descent itself races against half its rate."""
    own = state.choice()
    if state.method != plain_descent():
        return MethodChoice(plain_descent()), own
    rate = own.optimizer(state.landscape()).learning_rate
    assert rate is not None
    return own, MethodChoice(f"{state.method}~2", hyperparameters={"learning_rate": rate / 2})


def race(state: MethodsState) -> list[Run]:
    """Both runs, from the same start with the same number of steps."""
    return [run_of(choice, state) for choice in choices(state)]


def run_of(choice: MethodChoice, state: MethodsState) -> Run:
    """A choice and its path."""
    surface = state.landscape()
    # Surfaces of the catalogue and so many steps: little work for every method.
    with within_bounds():
        return choice, trajectory_of(surface, choice.optimizer(surface), state.start or surface.start, STEPS)


def race_views(runs: list[Run], surface: Surface) -> list[RunView]:
    """As the player shows them."""
    styles = styles_of(choice for choice, _path in runs)
    return [run_view(choice, path, surface, styles[choice.slot]) for choice, path in runs]


def rated_views(runs: list[Run], surface: Surface, own: str) -> list[RunView]:
    """The same where only the method's own rate can be set."""
    views = race_views(runs, surface)
    return [replace(view, rate=view.rate if view.key == own else None, numbers=()) for view in views]


def in_playground(state: MethodsState) -> PlaygroundState:
    """The same race on the Playground."""
    return PlaygroundState(surface=state.surface_key, start=state.start, steps=STEPS, methods=choices(state))


def both_forms(state: MethodsState, own_defaults: bool = False) -> tuple[Run, Run] | None:
    """The lecture form and PyTorch's with the lecture's numbers, or each with its own; None if there is one form only.

    The rate is the same in any case.
    """
    lecture = state.choice()
    optimizer = lecture.optimizer(state.landscape())
    if not two_forms(optimizer):
        return None
    numbers = _numbers(optimizer)
    if own_defaults:
        pacemaker = optimizer.method.paced_by(optimizer.hyperparameters)
        numbers = {key: value for key, value in numbers.items() if pacemaker.rated and key == pacemaker.rated.key}
    pytorch = MethodChoice(f"{state.method}~2", "pytorch", numbers)
    return run_of(lecture, state), run_of(pytorch, state)


def _numbers(optimizer: Optimizer) -> Mapping[str, float | str]:
    return {p.key: optimizer.value_of(p.key) for p in optimizer.parameters}


def form_views(runs: tuple[Run, Run], surface: Surface) -> list[RunView]:
    """The two forms in lines that are told apart where they lie on each other: one solid, one dotted."""
    views = race_views(list(runs), surface)
    return [
        replace(view, label=_(CONVENTION_NAMES[choice.convention]), style=view.style._replace(dash=dash))
        for view, dash, (choice, _path) in zip(views, ("solid", "dot"), runs, strict=True)
    ]
