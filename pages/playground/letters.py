"""Under the formula's field: the letters that are numbers."""

from __future__ import annotations

from pages.playground.state import TYPED, PlaygroundState
from pages.playground.store import store
from surfaces import Surface
from ui.controls.letters import letter_controls as shared_controls


def letter_controls(state: PlaygroundState, surface: Surface) -> None:
    """A slider for each letter of a typed formula."""
    if state.surface == TYPED:
        shared_controls(surface.parameters, "letter", _set)


def _set(name: str, value: float, bounds: tuple[float, float] | None) -> None:
    state = store.current()
    store.set(state.with_letter(name, value, bounds or state.ranges.get(name)))
